//! What is chosen from a list: single choice, multiple response, evidence.

use super::parts::{Numbers, RESPONSE, all_if, chosen, equals, label, text};
use super::task::{Comment, Task, instructions};
use crate::simpler::Pick;
use crate::stable_shuffle::stable_shuffle;
use crate::xml::Element;
use sourcework_core::quiz::Question;
use sourcework_core::quiz::body::{Choice, Evidence, MultipleResponse};

/// The order of what there is to choose: the author's, where it means something or Canvas
/// shuffles the quiz; else one that does not tell what is right.
pub(super) fn order(question: &Question, is_shuffled: bool, count: usize) -> Vec<usize> {
    if !question.shuffle || is_shuffled {
        (0..count).collect()
    } else {
        stable_shuffle(question, count, count)
    }
}

/// `single-choice`.
pub(super) fn single(question: &Question, options: &[Choice], is_shuffled: bool) -> Task {
    let picks: Vec<Pick<'_>> = options.iter().map(Pick::from).collect();
    let order = order(question, is_shuffled, picks.len());
    let list = List::of(question, &picks, order);
    let key = list.numbered.iter().find(|(_, pick)| pick.correct);
    let scoring = key.map(|(number, _)| all_if(equals(RESPONSE, number)));
    Task {
        form: "multiple_choice_question",
        scoring: scoring.into_iter().collect(),
        ..list.task("Single")
    }
}

/// `multiple-response`: the file asks for the whole key; what a part of it earns is Canvas's rule.
pub(super) fn multiple(question: &Question, body: &MultipleResponse, is_shuffled: bool) -> Task {
    let picks: Vec<Pick<'_>> = body.options.iter().map(Pick::from).collect();
    let order = order(question, is_shuffled, picks.len());
    let told = body.choose.as_ref();
    Task {
        body: told
            .map(|choose| instructions(&format!("Choose {}.", **choose)))
            .into_iter()
            .collect(),
        ..several(question, &picks, order)
    }
}

/// `evidence`: quotations from the passage, or all of its sentences, which stay in their order.
pub(super) fn evidence(question: &Question, body: &Evidence, is_shuffled: bool) -> Task {
    let picks: Vec<Pick<'_>> = body.offered().iter().map(Pick::from).collect();
    let order = match body.candidates.is_empty() {
        true => (0..picks.len()).collect(),
        false => order(question, is_shuffled, picks.len()),
    };
    several(question, &picks, order)
}

fn several(question: &Question, picks: &[Pick<'_>], order: Vec<usize>) -> Task {
    let list = List::of(question, picks, order);
    let each = list.numbered.iter().map(|(number, pick)| {
        let is_chosen = equals(RESPONSE, number);
        match pick.correct {
            true => is_chosen,
            false => Element::new("not").child(is_chosen),
        }
    });
    let key = Element::new("and").children(each);
    Task {
        form: "multiple_answers_question",
        scoring: vec![all_if(key)],
        ..list.task("Multiple")
    }
}

/// What there is to choose, with what Canvas calls it.
struct List<'a> {
    numbered: Vec<(String, Pick<'a>)>,
}

impl<'a> List<'a> {
    fn of(question: &Question, picks: &[Pick<'a>], order: Vec<usize>) -> Self {
        let mut numbers = Numbers::of(question);
        let ordered = order.into_iter().filter_map(|index| picks.get(index));
        Self {
            numbered: ordered.map(|pick| (numbers.next(), *pick)).collect(),
        }
    }

    fn task(&self, cardinality: &'static str) -> Task {
        let labels = self
            .numbered
            .iter()
            .map(|(number, pick)| label(number, text(pick.text)));
        let comments = self.numbered.iter().filter_map(|(number, pick)| {
            Some(Comment {
                response: RESPONSE.to_owned(),
                choice: number.clone(),
                text: pick.feedback?.to_owned(),
            })
        });
        Task {
            responses: vec![chosen(RESPONSE, cardinality, None, labels)],
            comments: comments.collect(),
            ..Task::default()
        }
    }
}
