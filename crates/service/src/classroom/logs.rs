//! The logs of a school, one for each sitting and one for its people: reading what other programs have added, adding to
//! them, and putting other events in the place of those that are there.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sourcework_core::identity::StudentKey;
use sourcework_core::record::AttemptNumber;
use sourcework_core::sitting::SittingId;
use sourcework_core::staff::STAFF_LOG;

use super::state::{KeptEvent, KeptSittingEvent, State};
use super::{Classroom, ClassroomError};
use crate::error::ServiceError;
use crate::store::{self, ReadAttempt, SittingsRead, StoreError};

impl Classroom {
    /// Reads what other programs have added to the sittings since this was done last. To be called before a request
    /// is answered.
    ///
    /// # Errors
    ///
    /// Where the record cannot be read.
    pub fn catch_up(&self) -> Result<(), StoreError> {
        loop {
            let (known, own) = {
                let state = self.read();
                (state.read, state.own)
            };
            let (read, events) = self.read_after(known)?;
            if read == known {
                return Ok(());
            }
            if self.write().take(own, read, events) {
                if read.rewritten != known.rewritten {
                    // Somebody may have been erased, whose answers are no longer held here either.
                    self.recent.attempts.clear();
                }
                self.has_changed();
                return Ok(());
            }
        }
    }

    /// The same, for a request that goes on with an attempt: where nothing was added to the sittings, which is nearly
    /// always so, this costs one round trip together with reading the attempt. `None` where there is no such attempt, or it
    /// must be read by itself.
    ///
    /// # Errors
    ///
    /// Where the record cannot be read.
    pub fn catch_up_and_read(
        &self,
        student: &StudentKey,
        number: AttemptNumber,
    ) -> Result<Option<ReadAttempt>, StoreError> {
        let attempts = &self.recent.attempts;
        let before = attempts.get(student, number);
        let before = before.as_deref();
        let found = store::read_attempt_and_sittings(&*self.store, student, number, before)?;
        let Some((read, sittings)) = found else {
            self.catch_up()?;
            return Ok(None);
        };
        if sittings != self.read().read {
            // A step that the attempt has taken since then is noticed when one is to be added.
            self.catch_up()?;
        }
        let Some(read) = read else {
            if before.is_some() {
                attempts.remove(number); // it was erased
            }
            return Ok(None);
        };
        let is_new = before.is_none_or(|before| before.stored.checksum != read.stored.checksum);
        let state = self.read();
        // Not one that was read before somebody was erased.
        if is_new && sittings.rewritten == state.read.rewritten {
            attempts.put(Arc::new(read.clone()));
        }
        Ok(Some(read))
    }

    /// What the record says of sittings after what is known.
    fn read_after(
        &self,
        known: SittingsRead,
    ) -> Result<(SittingsRead, Vec<KeptSittingEvent>), StoreError> {
        let mut events = Vec::new();
        let mut visit = |sitting: SittingId, seq: u32, event: &str| {
            let kept = match sitting {
                STAFF_LOG => KeptEvent::Staff(event.to_owned()),
                _ => match serde_json::from_str(event) {
                    Ok(event) => KeptEvent::Sitting(Box::new(event)),
                    Err(_) => KeptEvent::Unreadable,
                },
            };
            events.push((sitting, seq, kept));
        };
        let read = self
            .store
            .visit_sittings_after(&self.school, known, &mut visit)?;
        Ok((read, events))
    }

    /// Decides on the state and keeps what is to happen; then it counts. `decide` says the place of the first event in its
    /// log. Where another program was faster, it is decided again after what that one has kept.
    pub(super) fn decide_and_keep<E: Serialize>(
        &self,
        log: SittingId,
        decide: impl Fn(&State) -> Result<(u32, Vec<E>), ClassroomError>,
        apply: impl Fn(&mut State, &E),
    ) -> Result<Vec<E>, ClassroomError> {
        const TRIES: usize = 20;
        let _one_at_a_time = self.adds();
        for _ in 0..TRIES {
            let (seq, events) = decide(&self.read())?;
            if events.is_empty() {
                return Ok(events);
            }
            if self.keep(log, seq, &events)? {
                let mut state = self.write();
                for (place, event) in (seq..).zip(&events) {
                    // Another thread may have read it in the meantime.
                    if state.length_of(log) == place {
                        apply(&mut state, event);
                    }
                }
                state.own += 1;
                drop(state);
                self.has_changed();
                return Ok(events);
            }
            self.catch_up()?;
        }
        Err(StoreError::Overtaken.into())
    }

    /// Adds events to a log; false where it has gone on otherwise.
    pub(super) fn keep<E: Serialize>(
        &self,
        log: SittingId,
        seq: u32,
        events: &[E],
    ) -> Result<bool, StoreError> {
        let written: Vec<String> = events.iter().map(written).collect();
        self.store.append_sitting(&self.school, log, seq, &written)
    }

    /// The events of a sitting, or of the people of the school, as the record keeps them, and how much of it was read.
    pub(super) fn log_of(
        &self,
        id: SittingId,
    ) -> Result<(SittingsRead, Vec<String>), ClassroomError> {
        let mut events = Vec::new();
        let all = SittingsRead::default();
        let read =
            self.store
                .visit_sittings_after(&self.school, all, &mut |sitting, _, event| {
                    if sitting == id {
                        events.push(event.to_owned());
                    }
                })?;
        Ok((read, events))
    }

    /// Does something that puts other events in the place of those that it has read; again where another program has
    /// done that at the same moment.
    pub(super) fn replacing_events<T>(
        &self,
        work: impl Fn() -> Result<T, ClassroomError>,
    ) -> Result<T, ClassroomError> {
        const TRIES: usize = 10;
        for _ in 1..TRIES {
            match work() {
                Err(ClassroomError::Service(ServiceError::Store(StoreError::Overtaken))) => {}
                done => return done,
            }
        }
        work()
    }
}

/// An event as the record keeps it.
pub fn written(event: &impl Serialize) -> String {
    serde_json::to_string(event).expect("an event has only keys that are strings")
}

/// Events of a log, with those in between that this program cannot read.
pub fn readable<E: DeserializeOwned>(events: &[String]) -> Vec<Option<E>> {
    let read = events.iter().map(|event| serde_json::from_str(event).ok());
    read.collect()
}
