//! What is filled in: gaps in a text, from a bank or typed, and tables of answers.

use super::context::{ItemContext, Offer, ParsedQuestion, places, related, response_of, shuffles};
use super::processing::Rule;
use crate::bodies::{self, Cell};
use crate::numbers::{self, Number};
use crate::shared::gap_texts::{self, bank, template};
use crate::shared::gap_words::once_each;
use crate::shared::markup::{is_block, take, take_marked, take_named, text, texts};
use crate::xml::Element;
use sourcework_core::diagnostic::Span;

/// Reads a gap in the line; nothing, and a report, where it has no counterpart.
pub(super) fn gap(mut interaction: Element, context: &mut ItemContext<'_, '_>) -> Option<Cell> {
    let span = interaction.span;
    if interaction.name == "inline-choice-interaction" {
        let mut choices = take_named(&mut interaction, &["inline-choice"]);
        let right = context.right(&interaction);
        let is_right = |it: &Element| {
            right
                .iter()
                .any(|id| it.attribute("identifier") == Some(id))
        };
        choices.retain(|it| is_right(it) || !is_placeholder(&it.all_text()));
        let offers = context.offers(choices, span)?;
        let right = right
            .first()
            .and_then(|id| offers.iter().find(|it| it.id == *id));
        let right = right.map(|it| it.text.clone());
        if right.is_none() {
            context.no_key(span);
        }
        let options = offers.into_iter().map(|it| it.text).collect();
        return Some(Cell::Chosen(options, right));
    }
    let base = context
        .response(&interaction)
        .map_or("", |it| &*it.base_type);
    let is_number = matches!(base, "integer" | "float");
    context.without_penalty(&interaction);
    if is_number {
        return Some(Cell::Typed(numbers(&interaction, context)));
    }
    let mut accepted = context.right(&interaction);
    once_each(&mut accepted);
    if accepted.is_empty() {
        context.no_key(span);
    }
    if context
        .mapping(&interaction)
        .is_some_and(|it| it.entries.iter().any(|it| it.capitals))
    {
        let what = "capitals and typography are forgiven here; the file minds capitals";
        context.trouble.changed(span, what);
    }
    Some(Cell::Typed(accepted))
}

/// The numbers that are right in a gap, with those near them that are right too.
fn numbers(interaction: &Element, context: &mut ItemContext<'_, '_>) -> Vec<String> {
    let span = interaction.span;
    let right = context.right(interaction);
    let bounds = context.processing.bounds(response_of(interaction));
    let near = |text: &String| match bounds.around(numbers::value(text)) {
        Some((low, high)) => Number::within(text, low, high),
        None => Number::parse(text),
    };
    let mut found: Option<Vec<Number>> = right.iter().map(near).collect();
    if right.is_empty() {
        found = bounds
            .around(None)
            .map(|(low, high)| Number::between(low, high).into_iter().collect());
    }
    let Some(found) = found.filter(|it| !it.is_empty()) else {
        context.no_key(span);
        return right;
    };
    if bounds.is_other {
        let what = "numbers near the right one were right too; here only that one is: write out others that count";
        context.trouble.changed(span, what);
    }
    let (accepted, is_partial) = numbers::accepted(&found, span, context.trouble);
    if is_partial || bounds.is_other {
        context.to_do.push(numbers::WRITE_OUT);
    }
    accepted
}

/// Whether something that is offered only asks for a choice: "Please choose …", "-- Select one --", or no word at all.
fn is_placeholder(text: &str) -> bool {
    const ASK: [&str; 3] = ["choose", "select", "pick"];
    const BESIDE: [&str; 14] = [
        "please", "one", "a", "an", "the", "option", "answer", "word", "item", "from", "list",
        "below", "correct", "your",
    ];
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let asks = words.iter().any(|word| ASK.contains(word));
    let is_usual = |word: &&str| ASK.contains(word) || BESIDE.contains(word);
    words.is_empty() || asks && words.iter().all(is_usual)
}

/// A text with marks, and the gap of each mark.
pub(super) fn cloze(
    words: &str,
    gaps: &[Cell],
    span: Span,
    context: &mut ItemContext<'_, '_>,
) -> Option<ParsedQuestion> {
    if gaps.is_empty() {
        return None;
    }
    context.in_parts(span, gaps.len());
    let body = gap_texts::cloze(words, gaps, span, context.trouble)?;
    Some(ParsedQuestion::new(span, String::new(), body))
}

/// Whether an interaction stands in the line.
pub(super) fn is_inline(element: &Element) -> bool {
    matches!(
        &*element.name,
        "inline-choice-interaction" | "text-entry-interaction"
    )
}

/// Whether a table is a grid: every row that has an interaction has one, behind a label.
pub(super) fn is_grid(table: &Element) -> bool {
    if table.name != "table" {
        return false;
    }
    let mut asking = 0;
    for row in table.descendants().filter(|it| it.name == "tr") {
        let within = |it: &Element| it.descendants().filter(|it| is_inline(it)).count();
        match within(row) {
            0 => {}
            1 => {
                let mut cells = row.elements();
                let labelled = cells
                    .next()
                    .is_some_and(|it| within(it) == 0 && !it.all_text().trim().is_empty());
                if !labelled {
                    return false;
                }
                asking += 1;
            }
            _ => return false,
        }
    }
    let all = table.descendants().filter(|it| is_inline(it)).count();
    asking > 0 && asking == all
}

/// A table as a grid.
pub(super) fn grid(table: Element, context: &mut ItemContext<'_, '_>) -> Option<ParsedQuestion> {
    let mut table = table;
    let span = table.span;
    let mut rows = Vec::new();
    let mut shuffle = None;
    for mut line in take_named(&mut table, &["tr"]) {
        let Some(interaction) = take(&mut line, &is_inline).pop() else {
            continue;
        };
        let feedback = take_named(&mut line, &["feedback-inline", "feedback-block"]);
        let feedback = texts(&feedback, context.trouble);
        let label: Vec<String> = line
            .elements()
            .map(|cell| text(cell, context.trouble))
            .filter(|it| !it.is_empty())
            .collect();
        if interaction.name == "inline-choice-interaction" {
            let shuffled = interaction.attribute("shuffle") == Some("true");
            shuffle = Some(shuffle.unwrap_or(true) && shuffled);
        }
        let gap = gap(interaction, context)?;
        let feedback = (!feedback.is_empty()).then_some(feedback);
        rows.push(bodies::row(label.join(" "), gap, feedback));
    }
    context.in_parts(span, rows.len());
    let mut part = ParsedQuestion::new(span, String::new(), bodies::grid(rows));
    part.shuffle = shuffle;
    Some(part)
}

/// A gap match interaction: words that are dragged into gaps.
pub(super) fn gap_match(
    mut interaction: Element,
    context: &mut ItemContext<'_, '_>,
) -> Option<ParsedQuestion> {
    let span = interaction.span;
    let prompt = context.prompt(&mut interaction);
    if interaction.descendants().any(|it| it.name == "gap-img") {
        context.left_out(span, "images are to be put into its gaps");
        return None;
    }
    let choices = take_named(&mut interaction, &["gap-text"]);
    let shuffle = shuffles(&interaction, &choices, context.trouble);
    let offers: Vec<Offer> = context.offers(choices, span)?;
    let gaps = take_marked(&mut interaction, &|it| it.name == "gap");
    let words = text(&interaction, context.trouble);
    let accepted = words_of_gaps(&gaps, &offers, &context.right(&interaction));
    if accepted.is_empty() {
        context.left_out(span, "there is no gap in it");
        return None;
    }
    if accepted.iter().any(Vec::is_empty) {
        context.no_key(span);
    }
    context.without_penalty(&interaction);
    context.in_parts(span, accepted.len());
    let worth = context.mapping(&interaction).and_then(|mapping| {
        // Several words may be right for a gap; one of them is put there.
        let single = accepted.iter().all(|it| it.len() <= 1);
        single.then(|| mapping.total())
    });
    let bank = bank(offers.into_iter().map(|it| it.text), &accepted);
    let template = template(&words, &accepted, span, context.trouble)?;
    let mut part = ParsedQuestion::new(span, prompt, bodies::cloze(template, bank));
    part.shuffle = Some(shuffle);
    part.worth = match context.processing.rule {
        Rule::Match => Some(1.0),
        _ => worth,
    };
    Some(part)
}

fn words_of_gaps(gaps: &[Element], offers: &[Offer], pairs: &[String]) -> Vec<Vec<String>> {
    let names = gaps
        .iter()
        .map(|gap| gap.attribute("identifier").unwrap_or_default());
    let words = places(offers.iter().map(|it| it.id.as_str()));
    let gap_places = places(names);
    let mut accepted = vec![Vec::new(); gaps.len()];
    for (word, place) in pairs
        .iter()
        .filter_map(|it| related(it, &words, &gap_places))
    {
        accepted[place].push(offers[word].text.clone());
    }
    accepted
}

/// Whether an element holds nothing but what is context, in our own export.
pub(super) fn is_stem(element: &Element) -> bool {
    is_block(element, "stem")
}
