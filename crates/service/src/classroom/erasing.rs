//! Erasing sittings and pupils, what is known of a pupil beforehand, and what remains afterwards.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;
use sourcework_core::sitting::{
    SeatId, Sitting, SittingAction, SittingCommand, SittingEvent, SittingId, SittingPhase,
    SittingRefusal,
};

use super::logs::{readable, written};
use super::{Classroom, ClassroomError, Place};
use crate::store::Erase;

/// All that the record knows of a pupil of a sitting.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct KnownOfPupil {
    /// The names that the pupil has had.
    pub names: Vec<String>,
    /// What happened at the seat, as the record keeps it.
    pub sitting_events: Vec<Value>,
    /// What the pupil has set.
    pub settings: BTreeMap<String, String>,
    /// The attempts with all their events, as the record keeps them; what is damaged is left out.
    pub attempts: Vec<Vec<Value>>,
}

/// What remains of a pupil in the record, found by reading all of it again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Remains {
    /// Attempts.
    pub attempts: u64,
    /// Events of attempts.
    pub events: u64,
    /// Settings.
    pub settings: u64,
    /// Events of the sitting that hold a name, a code, a device or an arrangement of the pupil.
    pub mentions: u64,
}

impl Remains {
    /// Whether nothing remains.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl Classroom {
    /// All that the record knows of a pupil: what the law calls a copy of personal data.
    ///
    /// # Errors
    ///
    /// Where there is no such pupil, or the record cannot be read.
    pub fn known_of(&self, place: &Place) -> Result<KnownOfPupil, ClassroomError> {
        let student = self.seat(place)?.student;
        let of_sitting = self.events_of(place.sitting)?;
        let read: Vec<Option<SittingEvent>> = readable(&of_sitting);
        let at_seat = |event: &&SittingEvent| event.action.seat() == Some(place.seat);
        let json = |text: &str| serde_json::from_str::<Value>(text).ok();
        let sitting_events = read.iter().flatten().filter(at_seat);
        let mut attempts = Vec::new();
        for number in self.store.latest(&student, None, usize::MAX)? {
            let mut events = Vec::new();
            self.store.visit(&student, number, &mut |_, row| {
                events.extend(json(row.payload));
                Ok(())
            })?;
            attempts.push(events);
        }
        Ok(KnownOfPupil {
            names: names_of(&read, place.seat),
            sitting_events: sitting_events.filter_map(|it| json(&written(it))).collect(),
            settings: self.store.settings(&student)?.into_iter().collect(),
            attempts,
        })
    }

    /// What remains of a pupil who had these names: nothing after [`Self::erase_pupil`].
    ///
    /// # Errors
    ///
    /// Where there is no such seat, or the record cannot be read.
    pub fn remains_of(&self, place: &Place, names: &[String]) -> Result<Remains, ClassroomError> {
        let student = self.seat(place)?.student;
        let (attempts, events) = self.store.count(&student)?;
        let of_sitting = self.events_of(place.sitting)?;
        let read: Vec<Option<SittingEvent>> = readable(&of_sitting);
        let mentions = |event: &&SittingEvent| event.without_pupil(place.seat, names) != **event;
        Ok(Remains {
            attempts,
            events,
            settings: self.store.settings(&student)?.len() as u64,
            mentions: read.iter().flatten().filter(mentions).count() as u64,
        })
    }

    /// The events of a sitting as the record keeps them.
    fn events_of(&self, id: SittingId) -> Result<Vec<String>, ClassroomError> {
        Ok(self.log_of(id)?.1)
    }

    pub(super) fn must_sweep(&self, from: Timestamp) {
        let mut unswept = self.unswept.lock().unwrap_or_else(PoisonError::into_inner);
        *unswept = Some(from);
    }

    /// Overwrites what is left in the files of all that was erased. Other classes wait meanwhile.
    ///
    /// # Errors
    ///
    /// Where the files could not be written; it is tried again by [`Self::sweep_when_quiet`].
    pub fn sweep(&self, now: Timestamp) -> Result<(), ClassroomError> {
        const AGAIN: SignedDuration = SignedDuration::from_mins(10);
        match self.store.sweep() {
            Ok(()) => {
                let mut unswept = self.unswept.lock().unwrap_or_else(PoisonError::into_inner);
                *unswept = None;
                Ok(())
            }
            Err(error) => {
                self.must_sweep(now + AGAIN);
                Err(error.into())
            }
        }
    }

    /// The same where something is left, and no device of a pupil was heard of for some minutes.
    pub fn sweep_when_quiet(&self, now: Timestamp) {
        const QUIET: SignedDuration = SignedDuration::from_mins(5);
        let is_due = {
            let unswept = self.unswept.lock().unwrap_or_else(PoisonError::into_inner);
            unswept.is_some_and(|from| from <= now)
        };
        let is_quiet = {
            let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.values()
                .all(|heard| now.duration_since(heard.at) > QUIET)
        };
        if is_due && is_quiet {
            let _ = self.sweep(now);
        }
    }

    /// Removes a pupil: the name, the codes, the arrangements and all that was answered. The others of the sitting
    /// stay. Beyond recovery it is after [`Self::sweep`].
    ///
    /// # Errors
    ///
    /// Where there is no such pupil, or the record could not be written.
    pub fn erase_pupil(&self, place: &Place, now: Timestamp) -> Result<(), ClassroomError> {
        let seat = place.seat;
        if !self.seat(place)?.is_removed {
            self.step(place.sitting, &SittingCommand::Remove { seat }, now)?;
        }
        // Nobody begins an attempt here, and this program adds nothing to a sitting, while a pupil is erased.
        let _none_begins = self
            .beginning
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let _one_at_a_time = self.adds();
        self.replacing_events(|| self.put_nameless(place))?;
        self.must_sweep(now);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.remove(&(place.sitting, seat));
        drop(seen);
        self.has_erased();
        Ok(())
    }

    /// Erases what a pupil has answered, and puts events without the name in the place of those of the sitting.
    fn put_nameless(&self, place: &Place) -> Result<(), ClassroomError> {
        let seat = place.seat;
        let (read_to, events) = self.log_of(place.sitting)?;
        // What a later program has written and this one cannot read stays as it is.
        let read: Vec<Option<SittingEvent>> = readable(&events);
        let names = names_of(&read, seat);
        let nameless: Vec<Option<SittingEvent>> = read
            .into_iter()
            .map(|event| Some(event?.without_pupil(seat, &names)))
            .collect();
        let written = events
            .into_iter()
            .zip(&nameless)
            .map(|(kept, event)| match event {
                Some(event) => written(event),
                None => kept,
            });
        let written: Vec<String> = written.collect();
        let sitting = Sitting::fold(place.sitting, nameless.iter().flatten());
        let sitting = sitting.ok_or(ClassroomError::NoSitting)?;
        let student = sitting.seats.get(&seat).map(|seat| seat.student.clone());
        let student = student.ok_or(SittingRefusal::NoSeat)?;
        let erased = Erase::Pupil(&student, place.sitting, &written, read_to);
        Ok(self.store.erase(erased)?)
    }

    /// Removes the sittings that ended more than so many days ago, as [`Self::erase`] does.
    ///
    /// # Errors
    ///
    /// Where the record could not be written.
    pub fn erase_older(&self, days: u32, now: Timestamp) -> Result<(), ClassroomError> {
        let kept = SignedDuration::from_hours(i64::from(days) * 24);
        let old = self.all(|sitting| {
            let ended = sitting.ended(now)?;
            (now.duration_since(ended) > kept).then_some(sitting.id)
        });
        for id in old.into_iter().flatten() {
            self.erase(id, now)?;
        }
        Ok(())
    }

    /// Removes a closed sitting and all that its pupils have answered. Beyond recovery it is after [`Self::sweep`].
    ///
    /// # Errors
    ///
    /// Where the sitting is not closed, or the record could not be written.
    pub fn erase(&self, id: SittingId, now: Timestamp) -> Result<(), ClassroomError> {
        // Nobody begins an attempt here, and this program adds nothing to a sitting, while one is erased.
        let _none_begins = self
            .beginning
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let _one_at_a_time = self.adds();
        if self.with(id, |sitting| sitting.phase(now))? != SittingPhase::Closed {
            return Err(SittingRefusal::NotClosed.into());
        }
        self.store.erase(Erase::Sitting(&self.school, id))?;
        self.must_sweep(now);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|(sitting, _), _| *sitting != id);
        drop(seen);
        self.has_erased();
        Ok(())
    }

    /// Reads what is left. It is erased even where that cannot be read now; then the next request reads it.
    fn has_erased(&self) {
        let _ = self.catch_up();
        self.has_changed();
    }
}

/// All names that the pupil of a seat has had.
fn names_of(events: &[Option<SittingEvent>], seat: SeatId) -> Vec<String> {
    let names = events
        .iter()
        .flatten()
        .filter_map(|event| match &event.action {
            SittingAction::SeatTaken(taken) if taken.seat == seat => Some(taken.name.clone()),
            SittingAction::Renamed { seat: of, name } if *of == seat => Some(name.clone()),
            _ => None,
        });
    names.filter(|name| !name.is_empty()).collect()
}
