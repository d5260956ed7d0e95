//! What is chosen from a list: single choice, multiple response, evidence.

use super::parts::{Numbers, RESPONSE, all_if, chosen, equals, label, text};
use super::task::{Comment, Task, instructions};
use crate::lower::{Choice, Offers};
use crate::stable_shuffle::stable_shuffle;
use crate::xml::Element;
use sourcework_core::quiz::Question;

/// The order of what there is to choose: the author's, where it means something or Canvas
/// shuffles the quiz; else one that does not tell what is right.
pub(super) fn order(question: &Question, is_shuffled: bool, count: usize) -> Vec<usize> {
    if !question.shuffle || is_shuffled {
        (0..count).collect()
    } else {
        stable_shuffle(question, count, count)
    }
}

/// A choice from a list. Where several are right the file asks for the whole key; what a part of it
/// earns is Canvas's rule.
pub(super) fn task(question: &Question, choice: &Choice<'_>, is_shuffled: bool) -> Task {
    let count = choice.offers.len();
    let order = match choice.of {
        // The sentences of a passage stay in its order.
        Offers::Sentences => (0..count).collect(),
        Offers::Options | Offers::Quotations => order(question, is_shuffled, count),
    };
    let mut numbers = Numbers::of(question);
    let ordered = order
        .into_iter()
        .filter_map(|index| choice.offers.get(index));
    let numbered: Vec<_> = ordered.map(|offer| (numbers.next(), offer)).collect();
    let (form, cardinality) = match choice.one {
        true => ("multiple_choice_question", "Single"),
        false => ("multiple_answers_question", "Multiple"),
    };
    let scoring = match choice.one {
        true => {
            let key = numbered.iter().find(|(_, offer)| offer.correct);
            key.map(|(number, _)| all_if(equals(RESPONSE, number)))
        }
        false => {
            let each = numbered.iter().map(|(number, offer)| {
                let is_chosen = equals(RESPONSE, number);
                match offer.correct {
                    true => is_chosen,
                    false => Element::new("not").child(is_chosen),
                }
            });
            Some(all_if(Element::new("and").children(each)))
        }
    };
    let labels = numbered
        .iter()
        .map(|(number, offer)| label(number, text(offer.text)));
    let comments = numbered.iter().filter_map(|(number, offer)| {
        Some(Comment {
            response: RESPONSE.to_owned(),
            choice: number.clone(),
            text: offer.feedback?.to_owned(),
        })
    });
    let number = choice.choose;
    let number = number.map(|number| instructions(&format!("Choose {number}.")));
    Task {
        form,
        body: number.into_iter().collect(),
        responses: vec![chosen(RESPONSE, cardinality, None, labels)],
        comments: comments.collect(),
        scoring: scoring.into_iter().collect(),
        ..Task::default()
    }
}
