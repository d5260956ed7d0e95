//! What is right, as response processing decides: by trying answers, never by guessing.

use std::collections::HashMap;

use super::presentation::Response;
use super::processing::{Answers, Processing, wanted_in};
use crate::numbers::number;
use crate::xml::Element;

/// The most answers of one response.
const MOST_VALUES: usize = 1_000;
/// The most sets of choices that are tried for one key.
const MOST_SETS: usize = 1_000;
/// The most whole numbers of a range that are written out.
const MOST_NUMBERS: f64 = 20.0;

/// What is right of several that are chosen from one list.
pub(super) struct Chosen {
    /// What each is worth alone, in per cent.
    pub weights: Vec<f64>,
    /// Whether only all of them together earn something.
    pub whole: bool,
}

/// What is right of a response among several.
#[derive(Default)]
pub(super) struct Accepted {
    /// The values, what earns most first.
    pub values: Vec<String>,
    /// Whether one of them earns less than another.
    pub in_parts: bool,
    /// Whether one need only stand in the answer.
    pub inside: bool,
    /// Whether capitals count.
    pub capitals: bool,
    /// The ends of a range of numbers that is not written out.
    pub range: Option<(f64, f64)>,
}

/// What each choice is worth where one is chosen, in per cent; nothing, where that cannot be told.
pub(super) fn of_one(processing: &Processing<'_>, response: &Response) -> Option<Vec<f64>> {
    let scores = response.labels.iter().map(|it| {
        let answers = Answers::from([(&*response.name, vec![&*it.name])]);
        Some(processing.score(&answers)? - processing.start)
    });
    let scores: Vec<f64> = scores.collect::<Option<_>>()?;
    Some(per_cent(&scores, processing.most))
}

fn per_cent(scores: &[f64], most: Option<f64>) -> Vec<f64> {
    let best = scores.iter().copied().fold(0.0, f64::max);
    let whole = most.unwrap_or(best);
    let whole = if whole > 0.0 { whole } else { 1.0 };
    scores.iter().map(|it| it / whole * 100.0).collect()
}

/// What is right where several are chosen: the choices that earn together what no others earn. Nothing, where that
/// cannot be told.
pub(super) fn of_several(processing: &Processing<'_>, response: &Response) -> Option<Chosen> {
    let labels: Vec<&str> = response.labels.iter().map(|it| &*it.name).collect();
    let names = || labels.iter().copied();
    let score = |chosen: &[&str]| {
        let answers = match chosen.is_empty() {
            true => Answers::new(),
            false => Answers::from([(&*response.name, chosen.to_vec())]),
        };
        processing.score(&answers)
    };
    let nothing = score(&[])?;
    let alone = names().map(|it| Some(score(&[it])? - nothing));
    let alone: Vec<f64> = alone.collect::<Option<_>>()?;
    let places: HashMap<&str, usize> = names().enumerate().map(|(at, it)| (it, at)).collect();
    let earning = names().zip(&alone).filter(|(_, worth)| **worth > 0.0);
    let earning: Vec<&str> = earning.map(|(name, _)| name).collect();
    let mut sets: Vec<Vec<&str>> = vec![earning.clone()];
    for condition in processing.conditions.iter().filter(|it| it.earns() > 0.0) {
        let wanted = wanted_in(condition.test).into_iter();
        let mut set: Vec<usize> = wanted
            .filter(|it| it.response == response.name)
            .filter_map(|it| places.get(it.value.all_text().trim()).copied())
            .collect();
        set.sort_unstable();
        set.dedup();
        let set: Vec<&str> = set.into_iter().map(|at| labels[at]).collect();
        if !sets.contains(&set) {
            sets.push(set);
        }
        if sets.len() > MOST_SETS {
            return None;
        }
    }
    let mut best: Option<(&[&str], f64)> = None;
    let mut is_tied = false;
    for set in sets.iter().filter(|it| !it.is_empty()) {
        let earned = score(set)? - nothing;
        let before = best.map_or(0.0, |(_, earned)| earned);
        if earned > before {
            (best, is_tied) = (Some((set.as_slice(), earned)), false);
        } else if earned == before && best.is_some_and(|(it, _)| it != earning) {
            is_tied = true;
        }
    }
    let Some((keys, _)) = best.filter(|_| !is_tied) else {
        return is_nothing(&alone).then(|| Chosen {
            weights: vec![0.0; alone.len()],
            whole: false,
        });
    };
    let whole = !names()
        .zip(&alone)
        .any(|(it, worth)| keys.contains(&it) && *worth > 0.0);
    if keys != earning {
        // What they earn alone is not what makes them right.
        let right = names().map(|it| keys.contains(&it)).collect();
        return Some(Chosen {
            weights: shares(right),
            whole,
        });
    }
    // What is wrong is worth what it takes from the right ones.
    let all = score(keys)?;
    let worth = names()
        .zip(&alone)
        .map(|(it, alone)| match keys.contains(&it) {
            true => Some(*alone),
            false => Some(score(&[keys, &[it]].concat())? - all),
        });
    let worth: Vec<f64> = worth.collect::<Option<_>>()?;
    let weights = per_cent(&worth, processing.most);
    Some(Chosen { weights, whole })
}

fn is_nothing(worth: &[f64]) -> bool {
    worth.iter().all(|it| *it <= 0.0)
}

/// Equal shares of what is right.
fn shares(right: Vec<bool>) -> Vec<f64> {
    let share = 100.0 / right.iter().filter(|it| **it).count().max(1) as f64;
    let share = |it| if it { share } else { -share };
    right.into_iter().map(share).collect()
}

/// What is right in each of several responses; nothing, where that cannot be told.
pub(super) fn of_each(
    processing: &Processing<'_>,
    responses: &[&Response],
) -> Option<Vec<Accepted>> {
    let named = named_values(processing, responses);
    let nothing = processing.score(&Answers::new())?;
    let mut worth: Vec<Vec<f64>> = Vec::new();
    for (response, candidates) in responses.iter().zip(&named) {
        let alone = candidates.values.iter().map(|it| {
            let answers = Answers::from([(&*response.name, vec![&**it])]);
            Some(processing.score(&answers)? - nothing)
        });
        worth.push(alone.collect::<Option<_>>()?);
    }
    // What counts only together with the others is tried with their first answers.
    let mut first: Answers<'_> = Answers::new();
    for ((response, candidates), worth) in responses.iter().zip(&named).zip(&worth) {
        let best = (0..candidates.values.len())
            .reduce(|best, it| if worth[it] > worth[best] { it } else { best });
        first.extend(best.map(|it| (&*response.name, vec![&*candidates.values[it]])));
    }
    let all = processing.score(&first)?;
    let mut accepted = Vec::new();
    for ((response, candidates), worth) in responses.iter().zip(&named).zip(&worth) {
        let earns_alone = worth.iter().any(|it| *it > 0.0);
        let mut right: Vec<(f64, &String)> = Vec::new();
        for (value, worth) in candidates.values.iter().zip(worth) {
            let earned = match earns_alone {
                true => *worth,
                false => {
                    let mut with = first.clone();
                    with.insert(&response.name, vec![value]);
                    let with = processing.score(&with)?;
                    let mut without = first.clone();
                    without.remove(&*response.name);
                    if with >= all {
                        with - processing.score(&without)?
                    } else {
                        0.0
                    }
                }
            };
            if earned > 0.0 {
                right.push((earned, value));
            }
        }
        right.sort_by(|one, other| other.0.total_cmp(&one.0));
        accepted.push(Accepted {
            in_parts: right.windows(2).any(|it| it[0].0 != it[1].0),
            values: right.into_iter().map(|(_, value)| value.clone()).collect(),
            inside: candidates.inside,
            capitals: candidates.capitals,
            range: candidates.range,
        });
    }
    Some(accepted)
}

/// Whether parts of an answer earn something by themselves.
pub(super) fn in_parts(
    processing: &Processing<'_>,
    responses: &[&Response],
    right: &[Accepted],
) -> bool {
    let mut each = responses.iter().zip(right);
    each.any(|(response, right)| {
        let answers = right
            .values
            .iter()
            .map(|it| Answers::from([(&*response.name, vec![&**it])]));
        let mut scores = answers.map(|it| processing.score(&it));
        scores.any(|it| it.is_some_and(|it| it > 0.0))
    })
}

/// The values that some condition asks for, by response, in the order of the file.
fn named_values(processing: &Processing<'_>, responses: &[&Response]) -> Vec<Accepted> {
    let places = responses.iter().enumerate();
    let places: HashMap<&str, usize> = places.map(|(at, it)| (&*it.name, at)).collect();
    let mut named: Vec<Accepted> = Vec::new();
    named.resize_with(responses.len(), Accepted::default);
    for wanted in processing.wanted() {
        let value = wanted.value.all_text().trim().to_owned();
        let Some(of) = places
            .get(wanted.response)
            .and_then(|at| named.get_mut(*at))
        else {
            continue;
        };
        of.inside |= wanted.value.local_name() != "varequal";
        let case = wanted.value.attribute("case").unwrap_or_default();
        of.capitals |= case.eq_ignore_ascii_case("yes");
        if !value.is_empty() && of.values.len() < MOST_VALUES && !of.values.contains(&value) {
            of.values.push(value);
        }
    }
    for (response, of) in responses.iter().zip(&mut named) {
        add_numbers(processing, &response.name, of);
    }
    named
}

/// Adds the whole numbers of the ranges that count for the score.
fn add_numbers(processing: &Processing<'_>, response: &str, of: &mut Accepted) {
    let conditions = processing.conditions.iter().filter(|it| it.scores());
    let tests = conditions.flat_map(|it| it.test.descendants());
    let of_response = tests.filter(|it| it.attribute("respident") == Some(response));
    let bound = |test: &Element, names: [&str; 2]| {
        names
            .contains(&test.local_name())
            .then(|| number(&test.all_text()))
            .flatten()
    };
    let (mut low, mut high) = (None::<f64>, None::<f64>);
    for test in of_response {
        if let Some(value) = bound(test, ["vargte", "vargt"]) {
            low = Some(low.map_or(value, |it| it.min(value)));
        }
        if let Some(value) = bound(test, ["varlte", "varlt"]) {
            high = Some(high.map_or(value, |it| it.max(value)));
        }
    }
    if low.is_none() && high.is_none() {
        return;
    }
    // "1962.0" is written as people type it.
    let mut numbers: Vec<String> = of
        .values
        .iter()
        .filter_map(|it| Some(number(it)?.to_string()))
        .collect();
    let (low, high) = (low.unwrap_or(f64::MIN), high.unwrap_or(f64::MAX));
    let has_parts = low != high && (low.fract() != 0.0 || high.fract() != 0.0);
    of.range = (has_parts || high - low >= MOST_NUMBERS).then_some((low, high));
    if high - low < MOST_NUMBERS && low.abs() < 1e15 {
        let mut next = low.ceil();
        while next <= high {
            numbers.push(next.to_string());
            next += 1.0;
        }
    }
    let mut seen = Vec::new();
    numbers.retain(|it| {
        let is_new = !seen.contains(it);
        seen.push(it.clone());
        is_new
    });
    of.values = numbers;
}

/// The places of the choices in their right order; nothing, where no condition that earns names each of them once.
pub(super) fn of_order(processing: &Processing<'_>, response: &Response) -> Option<Vec<usize>> {
    let places: HashMap<&str, usize> = response
        .labels
        .iter()
        .enumerate()
        .map(|(at, it)| (&*it.name, at))
        .collect();
    let mut found: Option<(f64, Vec<usize>)> = None;
    for condition in processing.conditions.iter().filter(|it| it.earns() > 0.0) {
        let mut named: Vec<(usize, usize)> = Vec::new();
        for (at, wanted) in wanted_in(condition.test).into_iter().enumerate() {
            let index = wanted
                .value
                .attribute("index")
                .and_then(|it| it.trim().parse().ok());
            let place = places.get(wanted.value.all_text().trim());
            named.extend(place.map(|place| (index.unwrap_or(at), *place)));
        }
        named.sort_by_key(|(index, _)| *index);
        let order: Vec<usize> = named.into_iter().map(|(_, place)| place).collect();
        let mut once = order.clone();
        once.sort_unstable();
        let is_whole = once.iter().copied().eq(0..places.len());
        if is_whole
            && found
                .as_ref()
                .is_none_or(|(earned, _)| condition.earns() > *earned)
        {
            found = Some((condition.earns(), order));
        }
    }
    found.map(|(_, order)| order).filter(|it| !it.is_empty())
}
