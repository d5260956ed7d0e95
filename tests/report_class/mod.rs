//! A made-up class that sits a shipped quiz: pupils of different ability, and mistakes that some of
//! them share. Everything is drawn from a fixed seed.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::Path;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sourcework_core::attempt::{Command, Numbering, View};
use sourcework_core::identity::SchoolId;
use sourcework_core::marking::{Answer, Cell, Written};
use sourcework_core::quiz::{Body, Question, Truth};
use sourcework_core::sitting::{Plan, SittingId};
use sourcework_service::classroom::Classroom;
use sourcework_service::library::Library;
use sourcework_service::store::Sqlite;

/// The names of the class. The last two are absent.
pub const NAMES: [&str; 30] = [
    "Amira", "Ben", "Chloe", "Dev", "Ella", "Finn", "Grace", "Hugo", "Imani", "Jack", "Kofi",
    "Lena", "Maya", "Noah", "Olive", "Priya", "Quinn", "Ravi", "Sara", "Theo", "Uma", "Viktor",
    "Wren", "Xavi", "Yara", "Zoe", "Arun", "Bea", "Cara", "Dan",
];

/// So many of them sit the quiz.
pub const PRESENT: usize = 28;

/// Lets the class sit a quiz; the sitting and its class code.
pub fn sit(
    record: &Path,
    library: Library,
    quiz: &str,
    began: Timestamp,
    seed: u64,
) -> (SittingId, String) {
    let store = Arc::new(Sqlite::open(record).unwrap());
    let title = library.paper(quiz).unwrap().quiz.title.value.clone();
    let classroom = Classroom::open(store, library, SchoolId::default(), Arc::default()).unwrap();
    let plan = Plan {
        roster: NAMES.map(str::to_owned).to_vec(),
        probes: 2,
        ..Plan::practice(quiz, &title)
    };
    let id = classroom.open_sitting(plan, began).unwrap();
    for (number, name) in NAMES.iter().enumerate().take(PRESENT) {
        pupil(&classroom, id, number, name, began, seed);
    }
    let code = classroom
        .with(id, |it| it.code.as_str().to_owned())
        .unwrap();
    (id, code)
}

fn pupil(
    classroom: &Classroom,
    id: SittingId,
    number: usize,
    name: &str,
    began: Timestamp,
    seed: u64,
) {
    let mut dice = ChaCha8Rng::seed_from_u64(seed * 1000 + number as u64);
    // Which questions are asked without their passage is drawn by the program, and changes nothing else.
    let mut probe_dice = ChaCha8Rng::seed_from_u64(seed * 1000 + 500 + number as u64);
    let place = classroom.join(id, name, began).unwrap().place;
    let attempt = classroom.begin(&place, 0, began).unwrap();
    let student = classroom.seat(&place).unwrap().student;
    let mut live = classroom.live(&student, attempt).unwrap();
    // From .35 to .9, so that the class has weak and strong pupils.
    let ability = 0.35 + 0.55 * (number as f64 * 7.0 % 28.0) / 28.0;
    let mut now = began;
    // The last four run out of time.
    let questions = live.session().attempt().items.len();
    let stop = if number >= PRESENT - 4 {
        questions - 2
    } else {
        questions
    };
    loop {
        now += SignedDuration::from_secs(20 + i64::from(dice.next_u32() % 60));
        let command = match live.session().current(now) {
            View::Question(view) if view.head.place < stop => {
                let place = view.head.place;
                let question = live.session().question(place).clone();
                Command::Answer {
                    place,
                    answer: answer(&question, number, ability, &mut dice),
                    numbering: Numbering::Authored,
                    certainty: None,
                }
            }
            // Without the passage most guess, since the options are shuffled; one in four passes it over.
            View::Probe(view) => {
                let place = view.head.place;
                let question = live.session().question(place).clone();
                let answered = answer(&question, number, 0.4, &mut probe_dice);
                let passes = chance(&mut probe_dice, 0.25);
                Command::Probe {
                    place,
                    answer: (!passes).then_some(answered),
                }
            }
            View::Commit(head) => Command::Commit {
                place: head.place,
                guess: sourcework_core::attempt::Guess::default(),
            },
            View::Done => Command::Finish,
            _ => break,
        };
        live.step(command, now).unwrap();
    }
}

fn chance(dice: &mut ChaCha8Rng, share: f64) -> bool {
    f64::from(dice.next_u32()) / f64::from(u32::MAX) < share
}

fn below(dice: &mut ChaCha8Rng, count: usize) -> usize {
    dice.next_u32() as usize % count
}

/// A right option with the probability of the ability, else most often the first wrong one.
fn option(dice: &mut ChaCha8Rng, keys: &[bool], ability: f64) -> usize {
    let of = |right: bool| -> Vec<usize> {
        let places = keys.iter().enumerate().filter(|(_, key)| **key == right);
        places.map(|(place, _)| place).collect()
    };
    let (right, wrong) = (of(true), of(false));
    if wrong.is_empty() || (!right.is_empty() && chance(dice, ability)) {
        return right[below(dice, right.len())];
    }
    match chance(dice, 0.7) {
        true => wrong[0],
        false => wrong[below(dice, wrong.len())],
    }
}

fn answer(question: &Question, number: usize, ability: f64, dice: &mut ChaCha8Rng) -> Answer {
    match &question.body {
        Body::SingleChoice(body) => {
            let keys: Vec<bool> = body.options.iter().map(|it| it.correct).collect();
            Answer::Choice(Some(option(dice, &keys, ability)))
        }
        Body::MultipleResponse(body) => {
            let keys: Vec<bool> = body.options.iter().map(|it| it.correct).collect();
            several(&keys, ability, dice)
        }
        Body::Evidence(body) => {
            let keys: Vec<bool> = body.offered().iter().map(|it| it.correct).collect();
            several(&keys, ability, dice)
        }
        Body::TrueFalse(body) => {
            // Every fourth pupil takes "not stated" for "false".
            let given = body.statements.iter().map(|statement| {
                let is = statement.answer.unwrap();
                let right = chance(dice, ability);
                Some(match is {
                    Truth::NotStated if number.is_multiple_of(4) => Truth::False,
                    is if right => is,
                    Truth::True => Truth::NotStated,
                    Truth::False | Truth::NotStated => Truth::True,
                })
            });
            Answer::Truths(given.collect())
        }
        Body::Matching(body) => {
            let rights = body.rights().count();
            let given = (0..body.pairs.len()).map(|left| Some(one(rights, left, ability, dice)));
            let mut taken = Vec::new();
            let given = given.map(|right| {
                right.filter(|it| {
                    !taken.contains(it) && {
                        taken.push(*it);
                        true
                    }
                })
            });
            Answer::Pairs(given.collect())
        }
        Body::Ordering(body) => {
            let mut items: Vec<usize> = (0..body.items.len()).collect();
            if !chance(dice, ability) {
                let place = below(dice, items.len() - 1);
                items.swap(place, place + 1);
            }
            Answer::Order(items)
        }
        Body::Paired(body) => {
            let claims: Vec<bool> = body.claims.iter().map(|it| it.correct).collect();
            let evidence: Vec<bool> = body.evidence.iter().map(|it| it.correct).collect();
            Answer::Paired {
                claim: Some(option(dice, &claims, ability)),
                evidence: Some(option(dice, &evidence, ability)),
            }
        }
        _ => written(question, ability, dice),
    }
}

/// The one that is right of so many, or another.
fn one(count: usize, key: usize, ability: f64, dice: &mut ChaCha8Rng) -> usize {
    let keys: Vec<bool> = (0..count).map(|it| it == key).collect();
    option(dice, &keys, ability)
}

/// What is typed or written.
fn written(question: &Question, ability: f64, dice: &mut ChaCha8Rng) -> Answer {
    match &question.body {
        Body::Cloze(body) => {
            let gaps = body
                .text
                .gaps()
                .iter()
                .map(|gap| match chance(dice, ability) {
                    true => gap.shown().to_owned(),
                    false => String::new(),
                });
            Answer::Gaps(gaps.collect())
        }
        Body::Grid(body) => {
            let cells = body.rows.iter().map(|row| match row.key() {
                Some(key) => Cell::Chosen(one(row.options.len(), key, ability, dice)),
                None if chance(dice, ability) => Cell::Typed(row.shown().to_owned()),
                None => Cell::Typed("1963".to_owned()),
            });
            Answer::Cells(cells.collect())
        }
        Body::Inference(body) => {
            let examples = &body.examples;
            let lines = examples[below(dice, examples.len())].answer.as_str();
            let mut lines = lines.lines();
            let written = (0..body.count).map(|_| Written {
                inference: lines.next().unwrap_or_default().to_owned(),
                detail: String::new(),
            });
            Answer::Inferences(written.collect())
        }
        Body::ShortAnswer(body) => {
            let examples = &body.examples;
            Answer::Text(examples[below(dice, examples.len())].answer.value.clone())
        }
        Body::Extended(body) => {
            let samples = &body.examples;
            let text = samples.first().map(|it| it.answer.value.clone());
            Answer::Text(text.unwrap_or_else(|| "It is useful, because he wrote it.".to_owned()))
        }
        _ => unreachable!("it is chosen"),
    }
}

fn several(keys: &[bool], ability: f64, dice: &mut ChaCha8Rng) -> Answer {
    let count = keys.iter().filter(|key| **key).count().max(1);
    let mut chosen: Vec<usize> = (0..count).map(|_| option(dice, keys, ability)).collect();
    let mut spare = 0..keys.len();
    chosen.sort_unstable();
    chosen.dedup();
    while chosen.len() < count {
        let more = spare.next().unwrap();
        if !chosen.contains(&more) {
            chosen.push(more);
        }
    }
    Answer::Choices(chosen)
}
