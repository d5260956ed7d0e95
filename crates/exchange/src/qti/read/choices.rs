//! What is picked: options of one list, hot texts in a passage, a claim with its evidence.

use std::collections::HashSet;

use super::context::{ItemContext, Offer, ParsedQuestion, response_of, shuffles};
use super::passages;
use super::processing::Rule;
use crate::bodies;
use crate::imported::Passage;
use crate::lower::count;
use crate::shared::markup::{is_block, take, take_named, text};
use crate::xml::{Element, Node};
use sourcework_core::diagnostic::Span;
use sourcework_core::quiz::body::{Choice, MultipleResponse};
use sourcework_core::quiz::{Body, Kind};

/// A choice interaction.
pub(super) fn choice(
    mut interaction: Element,
    context: &mut ItemContext<'_, '_>,
) -> Option<ParsedQuestion> {
    let span = interaction.span;
    let prompt = context.prompt(&mut interaction);
    let choices = take_named(&mut interaction, &["simple-choice"]);
    let shuffle = shuffles(&interaction, &choices, context.trouble);
    let offers = context.offers(choices, span)?;
    if offers.is_empty() {
        context.left_out(span, "there is nothing to choose in it");
        return None;
    }
    let right = context.right(&interaction);
    if right.is_empty() {
        context.no_key(span);
    }
    let body = match is_single(&interaction, context, right.len()) {
        true => single(&interaction, offers, &right, context),
        false => multiple(&interaction, offers, &right, context),
    };
    let mut part = ParsedQuestion::new(span, prompt, body);
    part.shuffle = Some(shuffle);
    part.worth = worth(&interaction, context);
    Some(part)
}

/// The questions of a table in which a row may have several right answers: one for each row.
pub(super) fn several_rights(
    span: Span,
    prompt: String,
    offers: &[(String, String)],
    right: &[&str],
) -> ParsedQuestion {
    let options = offers
        .iter()
        .map(|(id, text)| bodies::option(text, right.contains(&id.as_str()), None));
    ParsedQuestion::new(span, prompt, bodies::multiple_response(options.collect()))
}

fn most_choices(interaction: &Element) -> usize {
    let most = interaction.attribute("max-choices").map(str::trim);
    most.and_then(|it| it.parse().ok()).unwrap_or(1)
}

fn is_single(interaction: &Element, context: &ItemContext<'_, '_>, right: usize) -> bool {
    if let Some(kind) = context.ours {
        return kind == Kind::SingleChoice;
    }
    let cardinality = context
        .response(interaction)
        .map_or("", |it| &*it.cardinality);
    match cardinality {
        "single" => true,
        "" => most_choices(interaction) == 1,
        _ => most_choices(interaction) == 1 && right <= 1,
    }
}

/// What a list of options is worth, by its own response.
fn worth(interaction: &Element, context: &ItemContext<'_, '_>) -> Option<f64> {
    let Some(mapping) = context.mapping(interaction) else {
        return (context.processing.rule == Rule::Match).then_some(1.0);
    };
    let single = context
        .response(interaction)
        .is_some_and(|it| it.cardinality == "single");
    match single {
        true => Some(mapping.earning().map(|it| it.value).fold(0.0, f64::max)),
        false => Some(mapping.total()),
    }
}

fn as_options(offers: Vec<Offer>, right: &HashSet<&str>) -> Vec<Choice> {
    let offers = offers.into_iter();
    let options = offers.map(|it| {
        let correct = right.contains(it.id.as_str());
        bodies::option(it.text, correct, it.feedback)
    });
    options.collect()
}

fn single(
    interaction: &Element,
    offers: Vec<Offer>,
    right: &[String],
    context: &mut ItemContext<'_, '_>,
) -> Body {
    // Of several options that earn something the best is the right one.
    let best = context.mapping(interaction).and_then(|mapping| {
        let most = mapping.earning().map(|it| it.value).fold(0.0, f64::max);
        let best = |key: &&String| {
            mapping
                .earning()
                .any(|it| it.key == **key && it.value >= most)
        };
        right.iter().take(64).find(best)
    });
    let best = best.or(right.first());
    if right.len() > 1 {
        let key = offers.iter().find(|it| Some(&it.id) == best);
        let key = key.map(|it| it.text.as_str()).unwrap_or_default();
        let what = format!("several options earn marks in the file; here only “{key}” is right");
        context.trouble.changed(interaction.span, what);
    }
    let right = best.map(String::as_str).into_iter().collect();
    bodies::single_choice(as_options(offers, &right))
}

fn multiple(
    interaction: &Element,
    offers: Vec<Offer>,
    right: &[String],
    context: &mut ItemContext<'_, '_>,
) -> Body {
    let mapped = context.mapping(interaction).is_some();
    if mapped && context.processing.rule != Rule::Ours && !takes_off(interaction, &offers, context)
    {
        let what =
            "a wrong choice takes a right one off here; the file weighs the choices otherwise";
        context.trouble.changed(interaction.span, what);
    }
    let right: HashSet<&str> = right.iter().map(String::as_str).collect();
    let options = as_options(offers, &right);
    let correct = options.iter().filter(|it| it.correct).count();
    let most = most_choices(interaction);
    let choose = u32::try_from(most)
        .ok()
        .filter(|_| most == correct && most > 0 && interaction.attribute("max-choices").is_some());
    Body::MultipleResponse(MultipleResponse {
        options,
        choose: choose.map(bodies::placed),
        all_or_nothing: !mapped && context.processing.rule != Rule::Nothing,
    })
}

/// Whether choices are weighed as here: the same for each right one, as much off for each wrong
/// one, and never less than nothing.
fn takes_off(interaction: &Element, offers: &[Offer], context: &ItemContext<'_, '_>) -> bool {
    let Some(mapping) = context.mapping(interaction) else {
        return false;
    };
    let unit = mapping.earning().map(|it| it.value).fold(0.0, f64::max);
    let entries = mapping.entries.iter();
    let known: std::collections::HashMap<&str, f64> =
        entries.map(|it| (it.key.as_str(), it.value)).collect();
    let near = |value: f64, wanted: f64| (value - wanted).abs() < 1e-6;
    let weighed = offers.iter().all(|offer| {
        let value = known
            .get(offer.id.as_str())
            .copied()
            .unwrap_or(mapping.default);
        near(value, unit) || near(value, -unit)
    });
    let sum: f64 = mapping.earning().map(|it| it.value).sum();
    let whole = mapping.most.is_none_or(|most| most >= sum - 1e-6);
    weighed && whole && mapping.least.is_some_and(|least| near(least, 0.0))
}

/// The item of our own export with a claim and its evidence.
pub(super) fn paired(
    interactions: Vec<Element>,
    context: &mut ItemContext<'_, '_>,
) -> Option<ParsedQuestion> {
    let mut claims = Vec::new();
    let mut evidence = Vec::new();
    let mut span = Span::default();
    let mut shuffle = None;
    for mut interaction in interactions {
        let of_claims = response_of(&interaction) == "CLAIM";
        if of_claims {
            span = interaction.span;
            shuffle = Some(interaction.attribute("shuffle") == Some("true"));
        }
        context.prompt(&mut interaction);
        let choices = take_named(&mut interaction, &["simple-choice"]);
        let offers = context.offers(choices, interaction.span)?;
        let right = context.right(&interaction);
        let right = right.iter().map(String::as_str).collect();
        if of_claims {
            claims = as_options(offers, &right);
        } else {
            evidence = as_options(offers, &right);
        }
    }
    let mut part = ParsedQuestion::new(span, String::new(), bodies::paired(claims, evidence));
    part.shuffle = shuffle;
    Some(part)
}

/// Words to be selected in a passage.
pub(super) fn hottext(
    mut interaction: Element,
    context: &mut ItemContext<'_, '_>,
) -> Option<ParsedQuestion> {
    let span = interaction.span;
    let prompt = context.prompt(&mut interaction);
    let mut hot = Vec::new();
    collect_hottexts(&mut interaction, &mut hot);
    let mut offers: Vec<Offer> = context.offers(hot, span)?;
    let right = context.right(&interaction);
    if right.is_empty() {
        context.no_key(span);
    }
    context.in_parts(span, right.len());
    let right: HashSet<&str> = right.iter().map(String::as_str).collect();
    let natural = offers
        .iter()
        .filter(|it| right.contains(it.id.as_str()))
        .count();
    // Our own names say the author's order, or that any sentence may be picked.
    let number = |it: &Offer, named: &str| it.id.strip_prefix(named)?.parse::<usize>().ok();
    let ours = context.processing.rule == Rule::Ours;
    let candidates = if ours && offers.iter().all(|it| number(it, "sentence-").is_some()) {
        Vec::new()
    } else {
        if ours {
            offers.sort_by_key(|it| number(it, "candidate-"));
        }
        as_options(offers, &right)
    };
    let passages = passages_in(&mut interaction, context);
    let worth = worth(&interaction, context);
    let mut part = ParsedQuestion::new(span, prompt, bodies::evidence(candidates));
    part.natural = count(natural.max(1));
    part.worth = worth;
    part.passages = passages;
    Some(part)
}

/// Candidates of our own export that overlap, so that they stand in a list.
pub(super) fn as_evidence(part: &mut ParsedQuestion) {
    let options = match &mut part.body {
        Body::MultipleResponse(body) => std::mem::take(&mut body.options),
        Body::SingleChoice(body) => std::mem::take(&mut body.options),
        _ => return,
    };
    part.body = bodies::evidence(options);
}

/// Copies the hot texts out, and leaves their words where they are.
fn collect_hottexts(element: &mut Element, hot: &mut Vec<Element>) {
    for child in &mut element.children {
        let Node::Element(child) = child else {
            continue;
        };
        if child.name == "hottext" {
            hot.push(child.clone());
            take_named(child, &["feedback-inline"]);
        } else {
            collect_hottexts(child, hot);
        }
    }
}

/// The passages in which words are selected: those of our own export, else all that is there.
fn passages_in(interaction: &mut Element, context: &mut ItemContext<'_, '_>) -> Vec<Passage> {
    let own = take(interaction, &|it| is_block(it, "passage"));
    if !own.is_empty() {
        let read = own
            .into_iter()
            .filter_map(|it| passages::of(it, None, context.trouble));
        return read.collect();
    }
    let words = text(interaction, context.trouble);
    let passage = Passage {
        text: words,
        ..Passage::default()
    };
    vec![passage]
}
