//! Questions that are asked first without their passage. What is answered then counts for nothing; beside
//! the answers that are given with the passage it shows whether a question needs its source.

use jiff::Timestamp;
use rand::Rng;
use rand::seq::IndexedRandom;
use serde::Serialize;

use super::event::{Opened, Presented};
use super::state::{Attempt, Phase};
use crate::quiz::{Kind, Question, gives_away};

/// A question that is asked first without its passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The place of the question in the attempt, from 0.
    pub place: usize,
    /// Whether it was answered, or passed without an answer.
    pub is_over: bool,
}

impl Probe {
    /// Those of an attempt that begins.
    pub(super) fn all_of(opened: &Opened) -> Vec<Self> {
        let place_of = |probed: &String| {
            let mut items = opened.items.iter();
            items.position(|item| item.question == *probed)
        };
        let places = opened.probes.iter().filter_map(place_of);
        let not_asked = |place| Self {
            place,
            is_over: false,
        };
        places.map(not_asked).collect()
    }
}

/// Which of these questions is asked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ProbeNumber {
    /// Its number among them, from 0.
    pub number: usize,
    /// How many they are.
    pub of: usize,
}

/// Those of the questions of an attempt that can be asked without their passage: a key marks them, they do
/// not offer words of the passage to choose from, and they do not tell what another question asks with
/// the heading of its source hidden.
pub fn probe_candidates<'q>(asked: &[&'q Question]) -> Vec<&'q Question> {
    let stands_alone = |question: &Question| match question.kind() {
        Kind::SingleChoice
        | Kind::MultipleResponse
        | Kind::TrueFalse
        | Kind::Matching
        | Kind::Ordering
        | Kind::Cloze
        | Kind::Grid => !question.extracts.is_empty(),
        // What these offer are quotations.
        Kind::Evidence | Kind::Paired => false,
        Kind::Inference | Kind::ShortAnswer | Kind::Extended => false,
    };
    let tells = |question: &Question| {
        let mut others = asked.iter().filter(|other| other.id != question.id);
        others.any(|other| gives_away(question, other))
    };
    let asked = asked.iter().copied();
    asked.filter(|it| stands_alone(it) && !tells(it)).collect()
}

/// Draws at most so many of the questions of an attempt, in their order: their IDs.
pub fn draw(
    questions: &[Question],
    items: &[Presented],
    most: usize,
    rng: &mut impl Rng,
) -> Vec<String> {
    if most == 0 {
        return Vec::new();
    }
    let of_item = |item: &Presented| questions.iter().find(|it| it.id.value == item.question);
    let asked: Vec<&Question> = items.iter().filter_map(of_item).collect();
    let candidates = probe_candidates(&asked);
    let places: Vec<usize> = (0..candidates.len()).collect();
    let mut drawn: Vec<usize> = places.sample(rng, most).copied().collect();
    drawn.sort_unstable();
    let id = |place: usize| candidates[place].id.value.clone();
    drawn.into_iter().map(id).collect()
}

impl Attempt {
    /// The place of the question that is asked now without its passage.
    pub fn probing(&self) -> Option<usize> {
        let mut open = self.probes.iter().filter(|probe| !probe.is_over);
        let first = open.next().filter(|_| self.phase == Phase::Probing)?;
        Some(first.place)
    }

    /// The number of that question among those that are asked so.
    pub fn probe_number(&self) -> Option<ProbeNumber> {
        self.probing()?;
        Some(ProbeNumber {
            number: self.probes.iter().filter(|probe| probe.is_over).count(),
            of: self.probes.len(),
        })
    }

    /// A question has been asked without its passage. With the last of them the attempt itself begins, and
    /// its time.
    pub(super) fn end_probe(&mut self, question: &str, at: Timestamp) {
        let place = self.place_of(question);
        let those = self.probes.iter_mut();
        for probe in those.filter(|probe| Some(probe.place) == place) {
            probe.is_over = true;
        }
        if self.phase == Phase::Probing && self.probes.iter().all(|probe| probe.is_over) {
            self.phase = Phase::Answering;
            self.began = at;
            if let Some(clock) = &mut self.clock {
                clock.begin(at);
            }
        }
    }
}
