//! Pupils who made the same mistake, so that they can be taught together.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::gather::Asked;
use super::teaching::{count_of, needs_all_points};
use crate::quiz::{Body, Truth};
use crate::statistics::choices::{Choice, Offered};
use crate::statistics::intervals::as_f64;
use crate::statistics::{ItemKey, Responses};

/// Pupils with the same mistake.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Group {
    /// What they have in common.
    pub common: Common,
    /// Their names.
    pub pupils: Vec<String>,
}

/// What the pupils of a group have in common.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Common {
    /// They take statements of one sort for another: at least two, or half of those that there are.
    Truths {
        /// What the statements are.
        is: Truth,
        /// What they took them for.
        taken_for: Truth,
    },
    /// They chose the same wrong option.
    Chose {
        /// The question.
        question: ItemKey,
        /// Its stem.
        stem: String,
        /// The option.
        wrong: Offered,
    },
    /// They did not make a point that others made.
    Missed {
        /// The question.
        question: ItemKey,
        /// Its stem.
        stem: String,
        /// The point.
        point: Offered,
    },
}

/// A group has at least so many pupils, and at most this share of the class: what more than half got
/// wrong is for everybody.
const FEWEST: usize = 2;
const LARGEST: f64 = 0.5;
/// So many groups are named.
const MOST: usize = 6;

/// The groups, the largest first.
pub fn groups(responses: &Responses, asked: &[Asked<'_>]) -> Vec<Group> {
    let mut all = of_truths(responses, asked);
    all.extend(asked.iter().flat_map(|it| of_options(responses, it)));
    let cells = asked.iter().flat_map(|it| &it.item.cells);
    let answered: BTreeSet<u32> = cells.map(|cell| cell.pupil).collect();
    let is_group = |group: &Group| {
        let n = group.pupils.len();
        n >= FEWEST && as_f64(n) <= LARGEST * as_f64(answered.len())
    };
    all.retain(is_group);
    all.sort_by_key(|group| std::cmp::Reverse(group.pupils.len()));
    all.truncate(MOST);
    all
}

fn names(responses: &Responses, pupils: impl IntoIterator<Item = u32>) -> Vec<String> {
    let name = |pupil: u32| responses.pupils[pupil as usize].key.name.clone();
    let mut names: Vec<String> = pupils.into_iter().map(name).collect();
    names.sort();
    names
}

/// Over all statements: who takes "not stated" for "false", and the like.
fn of_truths(responses: &Responses, asked: &[Asked<'_>]) -> Vec<Group> {
    // For each sort of mistake and pupil: how often it was made, and could have been.
    let mut made: BTreeMap<(usize, usize), BTreeMap<u32, (usize, usize)>> = BTreeMap::new();
    for it in asked {
        let Some(Body::TrueFalse(body)) = it.question.map(|question| &question.body) else {
            continue;
        };
        for cell in it.item.marked() {
            for (part, statement) in body.statements.iter().enumerate() {
                let place = |truth: Truth| Truth::ALL.iter().position(|it| *it == truth);
                let Some(is) = statement.answer.and_then(place) else {
                    continue;
                };
                for taken_for in (0..Truth::ALL.len()).filter(|other| *other != is) {
                    let of_pupil = made.entry((is, taken_for)).or_default();
                    let (times, of) = of_pupil.entry(cell.pupil).or_default();
                    *of += 1;
                    let choice = Choice::new(part, taken_for);
                    *times += usize::from(it.item.chosen(cell).contains(&choice));
                }
            }
        }
    }
    let group = |((is, taken_for), of_pupil): ((usize, usize), BTreeMap<u32, (usize, usize)>)| {
        let often = of_pupil.into_iter().filter(|(_, (times, of))| {
            // One statement alone is that statement's matter.
            *of > 1 && *times > 0 && (*times >= 2 || 2 * *times >= *of)
        });
        Group {
            common: Common::Truths {
                is: Truth::ALL[is],
                taken_for: Truth::ALL[taken_for],
            },
            pupils: names(responses, often.map(|(pupil, _)| pupil)),
        }
    };
    made.into_iter().map(group).collect()
}

fn of_options(responses: &Responses, asked: &Asked<'_>) -> Vec<Group> {
    let Some(question) = asked.question else {
        return Vec::new();
    };
    let is_written = matches!(question.body, Body::Inference(_) | Body::ShortAnswer(_));
    let is_chosen = matches!(
        question.body,
        Body::SingleChoice(_) | Body::MultipleResponse(_) | Body::Paired(_)
    );
    let key = || asked.item.key.clone();
    let stem = || question.stem.value.clone();
    let group = |option: &Offered| {
        let chose = |choice: Choice| {
            let cells = asked.item.marked();
            cells.filter(move |it| asked.item.chosen(it).contains(&choice) != is_written)
        };
        let pupils = names(responses, chose(option.choice).map(|it| it.pupil));
        let common = match is_written {
            true => Common::Missed {
                question: key(),
                stem: stem(),
                point: option.clone(),
            },
            false => Common::Chose {
                question: key(),
                stem: stem(),
                wrong: option.clone(),
            },
        };
        Group { common, pupils }
    };
    let of_interest = asked.offered.iter().filter(|option| match is_written {
        true => needs_all_points(question) && count_of(asked.item, option) > 0,
        false => is_chosen && !option.is_key,
    });
    of_interest.map(group).collect()
}
