//! Attempts from events that were found in no order: each event follows the one before by its
//! checksum.

use std::collections::{HashMap, HashSet};

use super::{Leftovers, LooseEvent};
use crate::store::importing::kind_of;
use sourcework_core::attempt::Action;
use sourcework_core::identity::Checksum;
use sourcework_core::record::{
    AttemptNumber, Fold, Head, WrittenEvent, chain, first_link, read_event,
};

/// An attempt as far as its events follow each other.
pub struct Assembled {
    /// Its number in the damaged record.
    pub number: AttemptNumber,
    /// Its head.
    pub head: Head,
    /// Its quiz.
    pub quiz: String,
    /// Its events, and their numbers in the damaged record.
    pub events: Vec<(i64, WrittenEvent)>,
    checksum: Checksum,
    fold: Fold,
    finished: bool,
}

impl Assembled {
    /// An attempt from what may be its first event.
    fn begin(first: &LooseEvent) -> Option<Self> {
        let event = verified(first, |head| head.map(|head| first_link(head.attempt)))?;
        let row = event.row(first.attempt);
        let (Some(head), opened) = read_event(row).ok()? else {
            return None;
        };
        let Action::Opened(opened) = opened.action else {
            return None;
        };
        let mut fold = Fold::default();
        fold.push(row).ok()?;
        Some(Self {
            number: first.attempt,
            head,
            quiz: opened.quiz,
            checksum: event.checksum,
            events: vec![(first.number, event)],
            fold,
            finished: false,
        })
    }

    /// The place of the event that would come next: how many there are.
    pub fn next(&self) -> u32 {
        u32::try_from(self.events.len()).unwrap_or(u32::MAX)
    }

    /// Takes an event if it is the next one.
    fn take(&mut self, found: &LooseEvent) -> bool {
        if found.event.seq != self.next() {
            return false;
        }
        let Some(event) = verified(found, |_| Some(self.checksum)) else {
            return false;
        };
        let row = event.row(self.number);
        let fits = if self.finished {
            Action::AMENDING.contains(&event.kind.as_str())
        } else {
            self.fold.push(row).is_ok()
        };
        if fits {
            self.finished |= event.kind == "finished";
            self.checksum = event.checksum;
            // A damaged number does not change the order of the events of an attempt.
            let last = self.events.last().map_or(0, |(number, _)| *number);
            self.events.push((found.number.max(last), event));
        }
        fits
    }

    /// Takes events as long as there is a next one among the candidates.
    fn extend(
        &mut self,
        events: &[LooseEvent],
        used: &mut HashSet<usize>,
        candidates: impl Fn(u32) -> Vec<usize>,
    ) {
        loop {
            let places = candidates(self.next());
            let mut places = places.into_iter().filter(|place| !used.contains(place));
            let Some(taken) = places.find(|place| self.take(&events[*place])) else {
                return;
            };
            used.insert(taken);
        }
    }
}

/// An event that follows what `before` says, with the word of its action from its payload: the
/// word itself has no checksum.
fn verified(
    found: &LooseEvent,
    before: impl FnOnce(Option<Head>) -> Option<Checksum>,
) -> Option<WrittenEvent> {
    let mut event = found.event.clone();
    event.kind = kind_of(&event.payload).ok()?;
    let row = event.row(found.attempt);
    let (head, _) = read_event(row).ok()?;
    let sum = chain(before(head)?, event.seq, event.at, &event.payload);
    (sum == event.checksum).then_some(event)
}

/// Puts attempts together, in the order in which they began.
pub fn assemble(left: &Leftovers) -> Vec<Assembled> {
    let events = &left.events;
    let mut by_place: HashMap<(AttemptNumber, u32), Vec<usize>> = HashMap::new();
    let mut by_seq: HashMap<u32, Vec<usize>> = HashMap::new();
    for (place, found) in events.iter().enumerate() {
        let seq = found.event.seq;
        by_place
            .entry((found.attempt, seq))
            .or_default()
            .push(place);
        by_seq.entry(seq).or_default().push(place);
    }
    let listed = |places: Option<&Vec<usize>>| places.cloned().unwrap_or_default();
    let mut used = HashSet::new();
    let mut known = HashSet::new();
    let mut attempts = Vec::new();
    for place in listed(by_seq.get(&0)) {
        let Some(mut attempt) = Assembled::begin(&events[place]) else {
            continue;
        };
        if known.insert(attempt.head.attempt) {
            used.insert(place);
            let number = attempt.number;
            attempt.extend(events, &mut used, |seq| {
                listed(by_place.get(&(number, seq)))
            });
            attempts.push(attempt);
        }
    }
    // What is left over may belong to another attempt than it says: its number has no checksum.
    let mut strays: HashMap<u32, Vec<usize>> = HashMap::new();
    for place in (0..events.len()).filter(|place| !used.contains(place)) {
        strays
            .entry(events[place].event.seq)
            .or_default()
            .push(place);
    }
    if !strays.is_empty() {
        for attempt in &mut attempts {
            let number = attempt.number;
            attempt.extend(events, &mut used, |seq| {
                let mut places = listed(by_place.get(&(number, seq)));
                places.extend(listed(strays.get(&seq)));
                places
            });
        }
    }
    attempts.sort_by_key(|attempt| attempt.events[0].0);
    attempts
}
