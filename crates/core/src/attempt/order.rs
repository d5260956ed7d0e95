//! The order in which a question's lists are presented, and the way back to the author's order.

use std::collections::HashSet;

use rand::Rng;
use rand::seq::{IndexedRandom, SliceRandom};

use super::{Presented, Selection};
use crate::marking::{Answer, Cell};
use crate::paper::Paper;
use crate::quiz::Body;

/// Draws the questions and the order of their lists.
pub fn present(paper: &Paper, selection: &Selection, rng: &mut impl Rng) -> Vec<Presented> {
    let (quiz, sources) = (&paper.quiz, &paper.sources);
    let fits = |index: &usize| {
        let question = &quiz.questions[*index];
        let skill = selection.skill;
        let exam = selection.exam.as_deref();
        let only = &selection.only;
        (only.is_empty() || only.contains(&question.id.value))
            && skill.is_none_or(|skill| question.skill.value == skill)
            && exam.is_none_or(|wanted| quiz.exam_of(question).fits(wanted))
    };
    let mut chosen: Vec<usize> = (0..quiz.questions.len()).filter(fits).collect();
    if let Some(most) = selection.questions.filter(|most| *most < chosen.len()) {
        chosen = chosen.sample(rng, most).copied().collect();
        chosen.sort_unstable();
    }
    if selection.shuffled {
        chosen.shuffle(rng);
    }
    chosen
        .into_iter()
        .map(|index| {
            let question = &quiz.questions[index];
            let orders = question
                .body
                .list_lengths()
                .into_iter()
                .map(|length| shuffled(&question.body, length, question.shuffle, rng))
                .collect();
            Presented {
                question: question.id.value.clone(),
                asked: question.asked_hash(sources),
                content: quiz.question_hash(question, sources),
                kind: question.kind(),
                skill: question.skill.value,
                available: question.available(),
                orders,
                explained_first: selection.explained_first.contains(&question.id.value),
            }
        })
        .collect()
}

/// Whether orders from a record belong to a question: permutations of the right lengths.
pub fn fits(body: &Body, orders: &[Vec<usize>]) -> bool {
    let lengths = body.list_lengths();
    let permutes = |order: &Vec<usize>, length: usize| {
        let all: HashSet<_> = order.iter().filter(|number| **number < length).collect();
        order.len() == length && all.len() == length
    };
    orders.len() == lengths.len()
        && orders
            .iter()
            .zip(lengths)
            .all(|(order, length)| permutes(order, length))
}

fn shuffled(body: &Body, length: usize, shuffle: bool, rng: &mut impl Rng) -> Vec<usize> {
    let mut order: Vec<usize> = (0..length).collect();
    if body.order_is_key() || (shuffle && !body.lists_the_passage()) {
        order.shuffle(rng);
    }
    // Items that happen to stand in the right order would ask nothing.
    if matches!(body, Body::Ordering(_)) && order.is_sorted() {
        order.rotate_left(1);
    }
    order
}

/// Turns the places of an answer as presented into the author's numbers; `None` where it is not
/// an answer to such a question.
pub fn to_authored(body: &Body, orders: &[Vec<usize>], answer: &Answer) -> Option<Answer> {
    if !answer.fits(body) {
        return None;
    }
    translate(answer, |list, place| orders.get(list)?.get(place).copied())
}

/// Turns the author's numbers of an answer into places as presented.
pub fn to_presented(orders: &[Vec<usize>], answer: &Answer) -> Option<Answer> {
    translate(answer, |list, number| place_of(orders, list, number))
}

/// The place at which the author's number is presented.
pub fn place_of(orders: &[Vec<usize>], list: usize, number: usize) -> Option<usize> {
    orders.get(list)?.iter().position(|there| *there == number)
}

/// Replaces every number of an answer; `None` as soon as one has no counterpart.
fn translate(answer: &Answer, with: impl Fn(usize, usize) -> Option<usize>) -> Option<Answer> {
    let optional = |list: usize, number: Option<usize>| match number {
        None => Some(None),
        Some(number) => with(list, number).map(Some),
    };
    let all = |numbers: &[usize]| -> Option<Vec<usize>> {
        numbers.iter().map(|number| with(0, *number)).collect()
    };
    Some(match answer {
        Answer::Choice(chosen) => Answer::Choice(optional(0, *chosen)?),
        Answer::Choices(chosen) => Answer::Choices(all(chosen)?),
        Answer::Order(items) => Answer::Order(all(items)?),
        Answer::Pairs(rights) => Answer::Pairs(
            rights
                .iter()
                .map(|right| optional(0, *right))
                .collect::<Option<_>>()?,
        ),
        Answer::Paired { claim, evidence } => Answer::Paired {
            claim: optional(0, *claim)?,
            evidence: optional(1, *evidence)?,
        },
        Answer::Cells(cells) => {
            let cell = |(row, cell): (usize, &Cell)| match cell {
                Cell::Chosen(number) => with(row, *number).map(Cell::Chosen),
                Cell::Typed(text) => Some(Cell::Typed(text.clone())),
            };
            Answer::Cells(cells.iter().enumerate().map(cell).collect::<Option<_>>()?)
        }
        other => other.clone(),
    })
}
