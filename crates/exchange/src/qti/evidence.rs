//! `evidence`: the passage with hot texts to select.

use std::ops::Range;

use super::choices::{self, List, scored};
use super::passages::{Passages, Stimulus};
use super::task::Task;
use crate::lower::{Choice, Offers};
use crate::shared::flow::{Flow, line, stem};
use crate::xml::{Element, Node};
use sourcework_core::quiz::Question;
use sourcework_core::source::{passage, quotation};

/// The words of a passage that can be selected: the number of the candidate and its place.
type Places = Vec<(usize, Range<usize>)>;

/// The question as the passage with its candidates in it; as a choice of several below the
/// passage where candidates cannot stand in it, because they overlap.
pub(super) fn task(question: &Question, choice: &Choice<'_>, passages: &Passages<'_>) -> Task {
    let list = List::of(choice);
    let extracts: Vec<_> = passages.of_question(question).collect();
    let places = match choice.of {
        Offers::Sentences => Some(sentences(&extracts)),
        Offers::Options | Offers::Quotations => find(&extracts, &list),
    };
    let Some(places) = places else {
        return choices::task(question, choice);
    };
    let mut task = scored(question, choice, &list);
    // The stem comes first, not as the prompt: there are players that hide the prompt of hot texts.
    task.holds_passages = true;
    task.body.push(stem(&question.stem).into());
    task.body.push(hot_texts(&extracts, &places, &list).into());
    list.feedback(&mut task);
    task
}

/// Every sentence of the extracts, numbered through.
fn sentences(extracts: &[&Stimulus<'_>]) -> Vec<Places> {
    let mut number = 0;
    let mut places = Vec::new();
    for stimulus in extracts {
        let sentences = passage::sentences(&stimulus.extract.text);
        let first = number;
        number += sentences.len();
        let spans = sentences.into_iter().map(|sentence| sentence.span);
        places.push((first..number).zip(spans).collect());
    }
    places
}

/// Where the candidates stand, if each has a place of its own in one paragraph.
fn find(extracts: &[&Stimulus<'_>], list: &List<'_>) -> Option<Vec<Places>> {
    let mut places = vec![Places::new(); extracts.len()];
    for (index, offer) in list.offers.iter().enumerate() {
        let (extract, range) = extracts
            .iter()
            .enumerate()
            .find_map(|(extract, stimulus)| {
                let taken = places.get(extract)?;
                let range = free_place(&stimulus.extract.text, offer.text, taken)?;
                Some((extract, range))
            })?;
        places.get_mut(extract)?.push((index, range));
    }
    for of_extract in &mut places {
        of_extract.sort_by_key(|(_, range)| range.start);
    }
    Some(places)
}

/// The first place of a quotation that overlaps none that is taken.
fn free_place(text: &str, quote: &str, taken: &Places) -> Option<Range<usize>> {
    let mut from = 0;
    loop {
        let found = quotation::find_exact(text.get(from..)?, quote)?;
        let range = from + found.start..from + found.end;
        let overlaps =
            |(_, other): &(usize, Range<usize>)| other.start < range.end && range.start < other.end;
        match taken.iter().find(|place| overlaps(place)) {
            Some((_, other)) => from = other.end,
            None if passage::paragraphs(text.get(range.clone())?).len() == 1 => return Some(range),
            None => from = range.end,
        }
    }
}

fn hot_texts(extracts: &[&Stimulus<'_>], places: &[Places], list: &List<'_>) -> Element {
    let passages = extracts.iter().zip(places).map(|(stimulus, places)| {
        let text = stimulus.extract.text.as_str();
        let mut flow = Flow::default();
        let mut at = 0;
        for (index, range) in places {
            // The places stand in their order, and none reaches into the next.
            flow.text(&text[at..range.start]);
            let words: Vec<Node> = line(&text[range.clone()]);
            flow.node(
                Element::new("qti-hottext")
                    .with("identifier", list.name(*index))
                    .children(words)
                    .children(list.feedback_of(*index)),
            );
            at = range.end;
        }
        flow.text(&text[at..]);
        stimulus.passage(flow.finish())
    });
    Element::new("qti-hottext-interaction")
        .with("response-identifier", list.response)
        .with("max-choices", "0")
        .children(passages)
}
