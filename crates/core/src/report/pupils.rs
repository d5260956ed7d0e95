//! How each pupil stands.

use std::collections::BTreeMap;

use serde::Serialize;

use super::gather::Asked;
use crate::quiz::Skill;
use crate::statistics::intervals::{Interval, wilson};
use crate::statistics::{Cell, Item, Responses, State};

/// How a pupil did.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PupilReport {
    /// The name.
    pub name: String,
    /// The class, where it is known.
    pub class: String,
    /// Marks awarded.
    pub awarded: u32,
    /// Marks available, without those that wait for a person.
    pub available: u32,
    /// Between which shares the pupil's would lie with other questions of the same sort.
    pub interval: Option<Interval>,
    /// Marks that wait for a person.
    pub waiting: u32,
    /// Questions without an answer.
    pub unanswered: usize,
    /// Questions that were not reached.
    pub not_reached: usize,
    /// By skill.
    pub skills: Vec<OfSkill>,
    /// The share at each sitting, oldest first; `None` where the pupil was not there. Empty where
    /// there is only one.
    pub growth: Vec<Option<f64>>,
}

/// What a pupil earned in a skill.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct OfSkill {
    /// The skill.
    pub skill: Skill,
    /// Marks awarded.
    pub awarded: u32,
    /// Marks available.
    pub available: u32,
    /// As for the pupil; `None` where there are fewer than five marks.
    pub interval: Option<Interval>,
}

/// Fewer marks than this say nothing about a pupil.
const ENOUGH: u32 = 5;

/// The interval of a pupil's share: as if each mark were a trial of its own (F. M. Lord, «Do Tests
/// of the Same Length Have the Same Standard Error of Measurement?», Educational and Psychological
/// Measurement 17 (1957), 510–521, treats right and wrong items so).
fn interval(awarded: u32, available: u32, parts: u32) -> Option<Interval> {
    let trials = available / parts;
    let awarded = f64::from(awarded) / f64::from(parts);
    (trials >= ENOUGH).then(|| wilson(awarded.min(trials.into()), trials as usize))
}

/// How each pupil did, by name. Marks are counted in so many parts.
pub fn pupils(responses: &Responses, asked: &[Asked<'_>], parts: u32) -> Vec<PupilReport> {
    let mut of_pupil: BTreeMap<u32, Vec<(&Item, &Cell)>> = BTreeMap::new();
    for it in asked {
        for cell in &it.item.cells {
            of_pupil
                .entry(cell.pupil)
                .or_default()
                .push((it.item, cell));
        }
    }
    let mut pupils: Vec<PupilReport> = of_pupil
        .into_iter()
        .map(|(pupil, cells)| report(responses, pupil, &cells, parts))
        .collect();
    pupils.sort_by(|a, b| (&a.name, &a.class).cmp(&(&b.name, &b.class)));
    pupils
}

fn report(responses: &Responses, pupil: u32, cells: &[(&Item, &Cell)], parts: u32) -> PupilReport {
    let key = &responses.pupils[pupil as usize].key;
    let marked = || cells.iter().filter(|(_, cell)| cell.state.is_marked());
    let count = |state: State| cells.iter().filter(|(_, it)| it.state == state).count();
    let mut skills: BTreeMap<Skill, (u32, u32)> = BTreeMap::new();
    let (mut awarded, mut available) = (0, 0);
    for (item, cell) in marked() {
        awarded += u32::from(cell.awarded);
        available += item.available;
        if let Some(skill) = item.skill {
            let sums = skills.entry(skill).or_default();
            sums.0 += u32::from(cell.awarded);
            sums.1 += item.available;
        }
    }
    let waiting = cells.iter().filter(|(_, it)| it.state == State::Waiting);
    let of_skill = |(skill, (awarded, available))| OfSkill {
        skill,
        awarded,
        available,
        interval: interval(awarded, available, parts),
    };
    PupilReport {
        name: match key.attempt {
            0 | 1 => key.name.clone(),
            attempt => format!("{} (attempt {attempt})", key.name),
        },
        class: key.class.clone(),
        awarded,
        available,
        interval: interval(awarded, available, parts),
        waiting: waiting.map(|(item, _)| item.available).sum(),
        unanswered: count(State::Omitted) + count(State::Skipped),
        not_reached: count(State::NotReached),
        skills: skills.into_iter().map(of_skill).collect(),
        growth: Vec::new(),
    }
}
