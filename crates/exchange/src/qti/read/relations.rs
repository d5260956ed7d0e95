//! What is put in relation: statements, pairs, items in order.

use std::collections::HashSet;

use super::choices::several_rights;
use super::context::{ItemContext, Offer, ParsedQuestion, places, related, shuffles};
use crate::bodies::{self, Cell, Sides};
use crate::shared::markup::{joined, take_named, text, texts};
use crate::xml::Element;
use sourcework_core::quiz::{Body, Truth};
use sourcework_core::source::quotation::fold;

/// One of the left column.
struct Left {
    id: String,
    text: String,
    quote: Option<String>,
    feedback: Option<String>,
    /// The places of its rights.
    rights: Vec<usize>,
}

/// A match interaction: one question, but for tables in which a row has several rights.
pub(super) fn matching(
    mut interaction: Element,
    context: &mut ItemContext<'_, '_>,
) -> Vec<ParsedQuestion> {
    let span = interaction.span;
    let prompt = context.prompt(&mut interaction);
    let sets = take_named(&mut interaction, &["simple-match-set"]);
    let Ok([mut lefts, mut rights]) = <[Element; 2]>::try_from(sets) else {
        context.left_out(span, "it does not have two columns to match");
        return Vec::new();
    };
    let lefts = take_named(&mut lefts, &["simple-associable-choice"]);
    let rights = take_named(&mut rights, &["simple-associable-choice"]);
    let shuffle = shuffles(&interaction, &rights, context.trouble);
    let Some(rights) = context.offers(rights, span) else {
        return Vec::new();
    };
    let mut read = Vec::with_capacity(lefts.len());
    for left in lefts {
        let Some(left) = self::left(left, context) else {
            context.left_out(span, "something to match in it has no words");
            return Vec::new();
        };
        read.push(left);
    }
    relate(&mut read, &rights, &context.right(&interaction));
    context.without_penalty(&interaction);
    let mut parts = match read.iter().any(|it| it.rights.len() > 1) {
        true => rows_of_several(&interaction, &prompt, &read, &rights, context),
        false => vec![of_one_each(&interaction, prompt, read, &rights, context)],
    };
    for part in &mut parts {
        part.shuffle = Some(shuffle);
    }
    parts
}

fn left(mut left: Element, context: &mut ItemContext<'_, '_>) -> Option<Left> {
    let mut feedback = take_named(&mut left, &["feedback-inline", "feedback-block"]);
    let quotes: Vec<Element> = feedback
        .iter_mut()
        .flat_map(|it| take_named(it, &["q"]))
        .collect();
    let some = |text: String| (!text.is_empty()).then_some(text);
    let words = text(&left, context.trouble);
    (!words.is_empty()).then(|| Left {
        id: left.attribute("identifier").unwrap_or_default().to_owned(),
        text: words,
        quote: some(texts(&quotes, context.trouble)),
        feedback: some(texts(&feedback, context.trouble)),
        rights: Vec::new(),
    })
}

/// Gives every left its rights.
fn relate(lefts: &mut [Left], rights: &[Offer], pairs: &[String]) {
    let left_ids: Vec<String> = lefts.iter().map(|it| it.id.clone()).collect();
    let left_places = places(left_ids.iter().map(String::as_str));
    let right_places = places(rights.iter().map(|it| it.id.as_str()));
    for pair in pairs {
        if let Some((left, right)) = related(pair, &left_places, &right_places) {
            lefts[left].rights.push(right);
        }
    }
}

fn of_one_each(
    interaction: &Element,
    prompt: String,
    mut lefts: Vec<Left>,
    rights: &[Offer],
    context: &mut ItemContext<'_, '_>,
) -> ParsedQuestion {
    let span = interaction.span;
    if lefts.iter().all(|it| it.rights.is_empty()) {
        context.no_key(span);
    } else if lefts.iter().any(|it| it.rights.is_empty()) {
        let what = "what belongs to nothing in the left column is left out";
        context.trouble.left_out(span, what);
        lefts.retain(|it| !it.rights.is_empty());
    }
    context.in_parts(span, lefts.len());
    let truths: Option<Vec<Truth>> = rights.iter().map(|it| truth(&it.text)).collect();
    let mut used = HashSet::new();
    let once = lefts
        .iter()
        .flat_map(|it| &it.rights)
        .all(|it| used.insert(*it));
    let body = if let Some(truths) = truths.filter(|it| !it.is_empty()) {
        statements(lefts, &truths)
    } else if once {
        pairs(lefts, rights)
    } else {
        rows(lefts, rights)
    };
    let mut part = ParsedQuestion::new(span, prompt, body);
    part.worth = context
        .mapping(interaction)
        .map(super::declared::Mapping::total);
    if context.processing.rule == super::processing::Rule::Match {
        part.worth = Some(1.0);
    }
    part
}

/// The word for what a passage makes of a statement.
fn truth(word: &str) -> Option<Truth> {
    match fold(word).trim_end_matches('.') {
        "true" | "t" => Some(Truth::True),
        "false" | "f" => Some(Truth::False),
        "not stated" | "not given" | "not mentioned" => Some(Truth::NotStated),
        _ => None,
    }
}

fn statements(lefts: Vec<Left>, truths: &[Truth]) -> Body {
    let statements = lefts.into_iter().map(|it| {
        let answer = it.rights.first().and_then(|at| truths.get(*at)).copied();
        bodies::statement(it.text, answer, it.quote, it.feedback)
    });
    bodies::true_false(statements.collect())
}

/// What is said of a left, with the quotation in it where kinds have no place for one.
fn said_of(left: &Left) -> Option<String> {
    let said = joined(left.quote.iter().chain(&left.feedback).cloned());
    (!said.is_empty()).then_some(said)
}

fn pairs(lefts: Vec<Left>, rights: &[Offer]) -> Body {
    let mut free: Vec<bool> = vec![true; rights.len()];
    let mut sides = Sides::default();
    for left in lefts {
        let feedback = said_of(&left);
        let right = left.rights.first().copied();
        if let Some(taken) = right.and_then(|at| free.get_mut(at)) {
            *taken = false;
        }
        let right = right.and_then(|at| rights.get(at));
        let right = right.map(|it| it.text.clone()).unwrap_or_default();
        sides.add(left.text, right, feedback);
    }
    add_loose(rights, free, &mut sides);
    sides.into_matching()
}

/// Adds what belongs to nothing.
fn add_loose(offers: &[Offer], free: Vec<bool>, sides: &mut Sides) {
    for (offer, _) in offers.iter().zip(free).filter(|(_, free)| *free) {
        sides.add("", &*offer.text, None);
    }
}

/// A right that belongs to several lefts is an option of each of them.
fn rows(lefts: Vec<Left>, rights: &[Offer]) -> Body {
    let rows = lefts.into_iter().map(|left| {
        let options = rights.iter().map(|it| it.text.clone()).collect();
        let right = left.rights.first().and_then(|at| rights.get(*at));
        let cell = Cell::Chosen(options, right.map(|it| it.text.clone()));
        let feedback = said_of(&left);
        bodies::row(left.text, cell, feedback)
    });
    bodies::grid(rows.collect())
}

fn rows_of_several(
    interaction: &Element,
    prompt: &str,
    lefts: &[Left],
    rights: &[Offer],
    context: &mut ItemContext<'_, '_>,
) -> Vec<ParsedQuestion> {
    let span = interaction.span;
    if lefts.len().saturating_mul(rights.len()) > MOST_CELLS {
        context.left_out(span, "its table is far too large");
        return Vec::new();
    }
    let what = "a row of the table has several right answers: each row becomes a question";
    context.trouble.changed(span, what);
    let offers: Vec<(String, String)> = rights
        .iter()
        .map(|it| (it.id.clone(), it.text.clone()))
        .collect();
    let rows = lefts.iter().map(|left| {
        let right: Vec<&str> = left
            .rights
            .iter()
            .filter_map(|at| rights.get(*at))
            .map(|it| it.id.as_str())
            .collect();
        let prompt = joined([prompt.to_owned(), left.text.clone()]);
        several_rights(span, prompt, &offers, &right)
    });
    rows.collect()
}

/// The most cells of a table whose rows become questions or carry options of their own.
const MOST_CELLS: usize = 20_000;

/// An associate interaction: pairs of one list.
pub(super) fn associate(
    mut interaction: Element,
    context: &mut ItemContext<'_, '_>,
) -> Option<ParsedQuestion> {
    let span = interaction.span;
    let prompt = context.prompt(&mut interaction);
    let choices = take_named(&mut interaction, &["simple-associable-choice"]);
    let shuffle = shuffles(&interaction, &choices, context.trouble);
    let offers = context.offers(choices, span)?;
    let places = places(offers.iter().map(|it| it.id.as_str()));
    let right = context.right(&interaction);
    if right.is_empty() {
        context.no_key(span);
    }
    let mut free = vec![true; offers.len()];
    let mut sides = Sides::default();
    for pair in &right {
        let (one, other) = pair.split_once(char::is_whitespace).unwrap_or((pair, ""));
        let places = places.get(one).zip(places.get(other.trim()));
        let Some((left, right)) = places.filter(|(left, right)| left != right) else {
            continue;
        };
        if !free[*left] || !free[*right] {
            context.left_out(span, "something in it belongs to several others");
            return None;
        }
        (free[*left], free[*right]) = (false, false);
        sides.add(&*offers[*left].text, &*offers[*right].text, None);
    }
    let what = "one of each pair is given here; in the file the pairs are found among all";
    context.trouble.changed(span, what);
    context.without_penalty(&interaction);
    context.in_parts(span, sides.count_pairs());
    add_loose(&offers, free, &mut sides);
    let mut part = ParsedQuestion::new(span, prompt, sides.into_matching());
    part.shuffle = Some(shuffle);
    Some(part)
}

/// An order interaction.
pub(super) fn ordering(
    mut interaction: Element,
    context: &mut ItemContext<'_, '_>,
) -> Option<ParsedQuestion> {
    let span = interaction.span;
    let prompt = context.prompt(&mut interaction);
    let choices = take_named(&mut interaction, &["simple-choice"]);
    let offers = context.offers(choices, span)?;
    let right = context.right(&interaction);
    let places = places(right.iter().map(String::as_str));
    let all = offers.len();
    let mut ordered: Vec<(usize, String)> = offers
        .into_iter()
        .filter_map(|it| Some((*places.get(it.id.as_str())?, it.text)))
        .collect();
    ordered.sort_by_key(|(place, _)| *place);
    if ordered.is_empty() {
        context.left_out(span, "the file does not say in which order things belong");
        return None;
    }
    if ordered.len() < all {
        let what = "what has no place in the order is left out";
        context.trouble.left_out(span, what);
    }
    context.in_parts(span, ordered.len().saturating_sub(1));
    let items = ordered.into_iter().map(|(_, text)| text).collect();
    let mut part = ParsedQuestion::new(span, prompt, bodies::ordering(items));
    // An order that is not shuffled would give itself away.
    part.shuffle = Some(true);
    part.worth = (context.processing.rule == super::processing::Rule::Match).then_some(1.0);
    Some(part)
}
