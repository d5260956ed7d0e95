//! The passages of a question: like documents, with numbered paragraphs, sentences that can be picked,
//! and evidence that is marked.

use std::collections::BTreeSet;
use std::ops::Range;

use maud::{Markup, html};

use crate::blocks;
use crate::shell::lines_of;
use sourcework_core::attempt::{Evidence, Passage};
use sourcework_core::present::block::printable;
use sourcework_core::present::passage::{glossary_of, source_heading};
use sourcework_core::source::passage::{paragraphs, sentences};

/// What can be picked in the passages.
#[derive(Debug)]
pub enum Picks<'a> {
    /// Nothing.
    None,
    /// Each sentence, by its number through all passages; those that are picked.
    Sentences(&'a BTreeSet<usize>),
    /// Quotations that are offered, by their places; those that are picked.
    Quotations(&'a [&'a str], &'a BTreeSet<usize>),
}

/// A place of a passage that is more than text.
struct Place {
    range: Range<usize>,
    what: What,
}

#[derive(Clone, Copy)]
enum What {
    /// A box to tick, with the value that it sends, and whether it is ticked.
    Pick(usize, bool),
    /// Evidence.
    Evidence,
}

/// The quotations that do not stand in any passage letter for letter, and can only be listed.
pub fn not_found<'a>(passages: &[Passage<'_>], quotations: &[&'a str]) -> Vec<(usize, &'a str)> {
    let stands = |quotation: &str| passages.iter().any(|it| it.text.contains(quotation));
    let numbered = quotations.iter().copied().enumerate();
    numbered
        .filter(|(_, quotation)| !stands(quotation))
        .collect()
}

/// The most extracts that can stand behind tabs.
const MOST_TABS: usize = 6;

/// The pane with all passages of a question. What is known of their sources is open on the first
/// question only: afterwards the passage is what one reads. Several extracts stand behind tabs, which are radio
/// buttons, so that they work without a script, unless something is marked or can be picked in more than one.
pub fn pane(
    passages: &[Passage<'_>],
    picks: &Picks<'_>,
    evidence: &[Evidence<'_>],
    is_first: bool,
) -> Markup {
    let places = places(passages, picks, evidence);
    let can_pick = !matches!(picks, Picks::None);
    let with_places = places.iter().filter(|it| !it.is_empty()).count();
    let has_tabs = (2..=MOST_TABS).contains(&passages.len()) && with_places <= 1;
    let first = places.iter().position(|it| !it.is_empty()).unwrap_or(0);
    html! {
        section class={ "passages" @if has_tabs { " tabbed" } } id="passage" aria-label="Passage" tabindex="0" {
            @if has_tabs {
                fieldset class="tabs" {
                    legend { "Extract" }
                    @for (number, passage) in passages.iter().enumerate() {
                        label {
                            input type="radio" name="extract" form="extracts" value=(number) checked[number == first];
                            span { (passage.label) }
                        }
                    }
                }
            }
            @for (number, passage) in passages.iter().enumerate() {
                article class="document" data-extract=(number) data-label=(printable(passage.label)) {
                    @if is_new_source(passages, number) && let Some(heading) = &passage.heading {
                        details class="source" open[is_first] {
                            summary { (printable(heading.title)) }
                            (blocks::markup(&source_heading(heading)[1..]))
                        }
                    }
                    h2 { "Extract " (printable(passage.label)) }
                    div lang=[passage.language] role=[can_pick.then_some("group")] aria-labelledby=[can_pick.then_some("stem")] {
                        @for (place, range) in (1..).zip(paragraphs(passage.text)) {
                            p class="passage" dir="auto" {
                                span class="place" { "¶" (place) } " "
                                (pieces(passage.text, &range, &places[number]))
                            }
                        }
                    }
                }
            }
            @let words = glossary_of(passages);
            @if !words.is_empty() {
                details class="glossary" {
                    summary { "Words explained" }
                    (blocks::markup(&words[1..]))
                }
            }
        }
    }
}

/// Whether the heading of a passage is another one than that of the passage before.
fn is_new_source(passages: &[Passage<'_>], number: usize) -> bool {
    match number.checked_sub(1) {
        None => true,
        Some(before) => passages[before].heading != passages[number].heading,
    }
}

fn places(
    passages: &[Passage<'_>],
    picks: &Picks<'_>,
    evidence: &[Evidence<'_>],
) -> Vec<Vec<Place>> {
    let mut number = 0;
    let mut found = BTreeSet::new();
    let of_passage = |passage: &Passage<'_>| {
        let mut places: Vec<Place> = match picks {
            Picks::None => {
                let marked = evidence.iter().filter(|it| it.text == passage.text);
                let spans = marked.flat_map(|it| it.spans.iter().cloned());
                let evidence = |range| Place {
                    range,
                    what: What::Evidence,
                };
                spans.map(evidence).collect()
            }
            Picks::Sentences(picked) => {
                let sentence = |sentence: sourcework_core::source::passage::Sentence| {
                    let what = What::Pick(number, picked.contains(&number));
                    number += 1;
                    Place {
                        range: sentence.span,
                        what,
                    }
                };
                sentences(passage.text).into_iter().map(sentence).collect()
            }
            Picks::Quotations(offered, picked) => {
                let quotation = |(place, quotation): (usize, &&str)| {
                    let start = passage.text.find(quotation)?;
                    // One that stands in several extracts is picked in the first of them.
                    if !found.insert(place) {
                        return None;
                    }
                    Some(Place {
                        range: start..start + quotation.len(),
                        what: What::Pick(place, picked.contains(&place)),
                    })
                };
                offered.iter().enumerate().filter_map(quotation).collect()
            }
        };
        places.sort_by_key(|place| place.range.start);
        places
    };
    passages.iter().map(of_passage).collect()
}

/// A paragraph, with what its places are. A place in several paragraphs is labelled in each.
fn pieces(text: &str, paragraph: &Range<usize>, places: &[Place]) -> Markup {
    let mut at = paragraph.start;
    let mut pieces = Vec::new();
    for place in places {
        let range = place.range.start.max(at)..place.range.end.min(paragraph.end);
        if range.is_empty() {
            continue;
        }
        let before = &text[at..range.start];
        let begins = range.start == place.range.start;
        let words = &text[range.clone()];
        pieces.push(html! { (lines_of(before)) (piece(words, place.what, begins)) });
        at = range.end;
    }
    html! {
        @for piece in &pieces { (piece) }
        (lines_of(&text[at..paragraph.end]))
    }
}

fn piece(words: &str, what: What, begins: bool) -> Markup {
    match what {
        What::Evidence => {
            html! { mark { span class="unseen" { "[evidence] " } (lines_of(words)) } }
        }
        What::Pick(value, picked) => html! {
            @if begins {
                input class="pick" type="checkbox" form="answer" name="choice" id={ "pick-" (value) } value=(value) checked[picked];
            }
            label class="sentence" for={ "pick-" (value) } { (lines_of(words)) }
        },
    }
}
