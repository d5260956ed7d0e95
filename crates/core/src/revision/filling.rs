//! A day that is being filled with questions: the time that is left, the words that have been
//! shown, and who waits for them.

use std::collections::HashMap;

use super::Candidate;
use super::plan::{Known, Pick, Reason};

/// For how many days a due question gives way to others on the same words. After that it is asked
/// on the same day as they are: a question that is made easier is better than one never asked.
pub(super) const PATIENCE: u32 = 3;

/// Places of passages, and what is known of each.
struct Places<'a, T> {
    by_extract: HashMap<&'a str, Vec<(u32, u32, T)>>,
}

impl<'a, T: Copy> Places<'a, T> {
    fn new() -> Self {
        Self {
            by_extract: HashMap::new(),
        }
    }

    fn add(&mut self, candidate: &'a Candidate, what: T) {
        for shown in &candidate.shows {
            if let Some(extract) = candidate.extracts.get(shown.extract) {
                let places = self.by_extract.entry(extract).or_default();
                places.push((shown.start, shown.end, what));
            }
        }
    }

    /// Whether a question shows words of a place of which something holds.
    fn overlap(&self, candidate: &Candidate, holds: impl Fn(T) -> bool) -> bool {
        candidate.shows.iter().any(|shown| {
            let extract = candidate.extracts.get(shown.extract);
            let places = extract.and_then(|it| self.by_extract.get(it.as_str()));
            places.is_some_and(|places| {
                places.iter().any(|(start, end, what)| {
                    shown.start < *end && *start < shown.end && holds(*what)
                })
            })
        })
    }
}

/// How a question is treated whose words another question of the day shows, or waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Words {
    /// It gives way to a due question on the same words that has waited longer, and is not asked
    /// where its words have been shown.
    GiveWay,
    /// It is not asked where its words have been shown.
    NotShown,
    /// It is asked in any case.
    Any,
}

/// A day that is being filled.
pub(super) struct Filling<'k, 'a> {
    known: &'k [Known<'a>],
    /// Seconds left.
    room: u32,
    shown: Places<'a, ()>,
    /// The due questions that have waited: their places and for how many days.
    waiting: Places<'a, (usize, u32)>,
    taken: Vec<bool>,
    pub picks: Vec<Pick>,
}

impl<'k, 'a> Filling<'k, 'a> {
    /// A day with so many seconds.
    pub fn new(known: &'k [Known<'a>], room: u32) -> Self {
        Self {
            known,
            room,
            shown: Places::new(),
            waiting: Places::new(),
            taken: vec![false; known.len()],
            picks: Vec::new(),
        }
    }

    /// A question that was asked earlier on this day.
    pub fn show(&mut self, place: usize) {
        self.shown.add(self.known[place].candidate, ());
        self.taken[place] = true;
    }

    /// A due question that has waited for so many days.
    pub fn waits(&mut self, place: usize) {
        let it = &self.known[place];
        self.waiting.add(it.candidate, (place, it.waited));
    }

    /// Takes questions until so many seconds are filled or the day is; tells how many seconds
    /// were. The ones that were taken before are passed over.
    pub fn fill(
        &mut self,
        places: impl IntoIterator<Item = usize>,
        reason: Reason,
        seconds: u32,
        words: Words,
    ) -> u32 {
        let mut filled = 0;
        for place in places {
            let it = &self.known[place];
            let fits = it.seconds <= self.room && filled < seconds && !self.taken[place];
            if !fits || !self.may_ask(place, words) {
                continue;
            }
            filled += it.seconds;
            self.room -= it.seconds;
            self.show(place);
            let explained_first = it.item.is_some_and(super::Item::needs_explanation);
            self.picks.push(Pick {
                candidate: place,
                reason: match reason {
                    Reason::Due if explained_first => Reason::Rested,
                    reason => reason,
                },
                is_due: it.is_due,
                explained_first,
                recall: it.recall,
                seconds: it.seconds,
            });
        }
        filled
    }

    fn may_ask(&self, place: usize, words: Words) -> bool {
        let it = &self.known[place];
        if words == Words::Any {
            return true;
        }
        let waits_longer = |(other, waited): (usize, u32)| {
            other != place && waited > it.waited && !self.taken[other]
        };
        !self.shown.overlap(it.candidate, |()| true)
            && (words != Words::GiveWay || !self.waiting.overlap(it.candidate, waits_longer))
    }
}
