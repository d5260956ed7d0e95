//! How each pupil stands.

use serde::Serialize;

use super::gather::Asked;
use crate::quiz::Skill;
use crate::statistics::intervals::{Interval, wilson};
use crate::statistics::{Cell, Item, PupilKey, Responses, State};

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
    let share = f64::from(awarded) / f64::from(available);
    (trials >= ENOUGH).then(|| wilson(share * f64::from(trials), trials as usize))
}

/// How each pupil did, by name. Marks are counted in so many parts.
pub fn pupils(responses: &Responses, asked: &[Asked<'_>], parts: u32) -> Vec<PupilReport> {
    let mut sums = vec![Sums::default(); responses.pupils.len()];
    for it in asked {
        for cell in &it.item.cells {
            sums[cell.pupil as usize].add(it.item, cell);
        }
    }
    let pupils = responses.pupils.iter().zip(sums);
    let there = pupils.filter(|(_, sums)| sums.is_there);
    let mut pupils: Vec<PupilReport> = there
        .map(|(pupil, sums)| sums.report(&pupil.key, parts))
        .collect();
    pupils.sort_by(|a, b| (&a.name, &a.class).cmp(&(&b.name, &b.class)));
    pupils
}

/// What a pupil has come to, while the answers go by.
#[derive(Clone, Default)]
struct Sums {
    is_there: bool,
    awarded: u32,
    available: u32,
    waiting: u32,
    unanswered: usize,
    not_reached: usize,
    /// By skill, in the order of the list of skills: marks awarded and available.
    skills: [(u32, u32); Skill::ALL.len()],
}

impl Sums {
    fn add(&mut self, item: &Item, cell: &Cell) {
        self.is_there |= cell.state != State::NotReached;
        match cell.state {
            State::Waiting => self.waiting += item.available,
            State::NotReached => self.not_reached += 1,
            State::Omitted | State::Skipped => self.unanswered += 1,
            State::Answered => {}
        }
        if !cell.state.is_marked() {
            return;
        }
        let awarded = u32::from(cell.awarded);
        self.awarded += awarded;
        self.available += item.available;
        let place = item
            .skill
            .and_then(|skill| Skill::ALL.iter().position(|it| *it == skill));
        if let Some(place) = place {
            self.skills[place].0 += awarded;
            self.skills[place].1 += item.available;
        }
    }

    fn report(self, key: &PupilKey, parts: u32) -> PupilReport {
        let skills = Skill::ALL.iter().zip(self.skills);
        let skills = skills.filter(|(_, (_, available))| *available > 0);
        let of_skill = |(skill, (awarded, available)): (&Skill, (u32, u32))| OfSkill {
            skill: *skill,
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
            awarded: self.awarded,
            available: self.available,
            interval: interval(self.awarded, self.available, parts),
            waiting: self.waiting,
            unanswered: self.unanswered,
            not_reached: self.not_reached,
            skills: skills.map(of_skill).collect(),
            growth: Vec::new(),
        }
    }
}
