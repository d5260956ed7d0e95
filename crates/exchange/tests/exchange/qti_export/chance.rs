//! Answers by chance: often right, often partly.

use std::collections::BTreeMap;

use sourcework_core::marking::{Answer, Cell};
use sourcework_core::quiz::{Body, Question, Truth};

/// Numbers by chance, the same every time.
pub struct Chance(pub u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most.max(1)
    }

    /// One of so many, or none.
    fn maybe(&mut self, most: usize) -> Option<usize> {
        let place = self.below(most + 1);
        (place < most).then_some(place)
    }

    fn some(&mut self, most: usize) -> Vec<usize> {
        (0..most).filter(|_| self.below(2) == 0).collect()
    }

    /// Often the right one.
    fn rather(&mut self, right: usize, most: usize) -> Option<usize> {
        if self.below(2) == 0 {
            Some(right)
        } else {
            self.maybe(most)
        }
    }
}

pub type Responses = BTreeMap<String, Vec<String>>;

/// An answer by chance, in our form and as the responses of the item.
pub fn answer(question: &Question, chance: &mut Chance) -> Option<(Answer, Responses)> {
    let mut given = Responses::new();
    let named = |name: &str, place: usize| format!("{name}-{}", place + 1);
    let mut put = |name: String, values: Vec<String>| given.insert(name, values);
    let main = || "RESPONSE".to_owned();
    let answer = match &question.body {
        Body::SingleChoice(body) => {
            let chosen = chance.maybe(body.options.len());
            put(
                main(),
                chosen.iter().map(|it| named("option", *it)).collect(),
            );
            Answer::Choice(chosen)
        }
        Body::MultipleResponse(body) => {
            let chosen = chance.some(body.options.len());
            put(
                main(),
                chosen.iter().map(|it| named("option", *it)).collect(),
            );
            Answer::Choices(chosen)
        }
        Body::Evidence(body) => {
            let name = if body.candidates.is_empty() {
                "sentence"
            } else {
                "candidate"
            };
            let mut chosen: Vec<_> = (0..body.offered().len())
                .filter(|it| chance.below(if body.offered()[*it].correct { 2 } else { 12 }) == 0)
                .collect();
            chosen.truncate(9);
            put(main(), chosen.iter().map(|it| named(name, *it)).collect());
            Answer::Choices(chosen)
        }
        Body::Paired(body) => {
            let (claim, evidence) = (
                chance.maybe(body.claims.len()),
                chance.maybe(body.evidence.len()),
            );
            put(
                "CLAIM".to_owned(),
                claim.iter().map(|it| named("claim", *it)).collect(),
            );
            put(
                "EVIDENCE".to_owned(),
                evidence.iter().map(|it| named("evidence", *it)).collect(),
            );
            Answer::Paired { claim, evidence }
        }
        Body::Cloze(_) | Body::Grid(_) => filled(question, chance, &mut given),
        body => related(body, chance, &mut given)?,
    };
    Some((answer, given))
}

/// An answer to a kind whose parts are brought together: with a truth, with one another, in order.
fn related(body: &Body, chance: &mut Chance, given: &mut Responses) -> Option<Answer> {
    let named = |name: &str, place: usize| format!("{name}-{}", place + 1);
    let mut put = |values: Vec<String>| given.insert("RESPONSE".to_owned(), values);
    Some(match body {
        Body::TrueFalse(body) => {
            let truths: Vec<_> = body
                .statements
                .iter()
                .map(|_| chance.maybe(3).map(|it| Truth::ALL[it]))
                .collect();
            let pairs = truths.iter().enumerate().filter_map(|(index, truth)| {
                Some(format!(
                    "{} {}",
                    named("statement", index),
                    truth.as_ref()?.as_str()
                ))
            });
            put(pairs.collect());
            Answer::Truths(truths)
        }
        Body::Matching(body) => {
            let rights = body.rights().count();
            let chosen: Vec<_> = (0..body.pairs.len())
                .map(|left| chance.rather(left, rights))
                .collect();
            let pairs = chosen.iter().enumerate().filter_map(|(left, right)| {
                Some(format!(
                    "{} {}",
                    named("left", left),
                    named("right", (*right)?)
                ))
            });
            put(pairs.collect());
            Answer::Pairs(chosen)
        }
        Body::Ordering(body) => {
            let mut order: Vec<usize> = (0..body.items.len()).collect();
            for _ in 0..chance.below(5) {
                let (from, to) = (chance.below(order.len()), chance.below(order.len()));
                let moved = order.remove(from);
                order.insert(to.min(order.len()), moved);
            }
            put(order.iter().map(|it| named("item", *it)).collect());
            Answer::Order(order)
        }
        _ => return None,
    })
}

fn typed(accepted: &[&str], chance: &mut Chance) -> String {
    let answer = accepted[chance.below(accepted.len())];
    match chance.below(6) {
        0 => String::new(),
        1 => "something else".to_owned(),
        2 => answer.to_uppercase(),
        3 => answer.replace(['’', '‘'], "'"),
        4 => answer.replace('\'', "’"),
        _ => answer.to_owned(),
    }
}

fn filled(question: &Question, chance: &mut Chance, given: &mut Responses) -> Answer {
    match &question.body {
        Body::Cloze(body) if body.bank.is_empty() => {
            let gaps: Vec<String> = body
                .text
                .gaps()
                .iter()
                .map(|gap| {
                    typed(
                        &gap.accepted.iter().map(String::as_str).collect::<Vec<_>>(),
                        chance,
                    )
                })
                .collect();
            for (index, gap) in gaps.iter().enumerate().filter(|(_, it)| !it.is_empty()) {
                given.insert(format!("GAP{}", index + 1), vec![gap.clone()]);
            }
            Answer::Gaps(gaps)
        }
        Body::Cloze(body) => {
            let words = body.offered();
            let chosen: Vec<_> = (0..body.text.gaps().len())
                .map(|gap| chance.rather(gap, words.len()))
                .collect();
            let pairs = chosen
                .iter()
                .enumerate()
                .filter_map(|(gap, word)| Some(format!("word-{} gap-{}", (*word)? + 1, gap + 1)));
            given.insert("RESPONSE".to_owned(), pairs.collect());
            Answer::Gaps(
                chosen
                    .iter()
                    .map(|it| it.map_or("", |it| words[it]).to_owned())
                    .collect(),
            )
        }
        Body::Grid(body) => {
            let mut cells = Vec::new();
            for (index, row) in body.rows.iter().enumerate() {
                let name = format!("ROW{}", index + 1);
                let accepted: Vec<_> = row.answers.iter().map(|it| it.as_str()).collect();
                let chosen = row
                    .key()
                    .and_then(|key| chance.rather(key, row.options.len()));
                let (cell, value) = match chosen {
                    Some(chosen) => (
                        Cell::Chosen(chosen),
                        format!("row{}-option-{}", index + 1, chosen + 1),
                    ),
                    None if row.options.is_empty() => {
                        let text = typed(&accepted, chance);
                        (Cell::Typed(text.clone()), text)
                    }
                    None => (Cell::Typed(String::new()), String::new()),
                };
                cells.push(cell);
                given.insert(
                    name,
                    Some(value)
                        .filter(|it| !it.is_empty())
                        .into_iter()
                        .collect(),
                );
            }
            Answer::Cells(cells)
        }
        _ => unreachable!("only what is filled in"),
    }
}
