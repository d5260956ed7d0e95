//! When the devices of pupils were last heard of, by this program or another one that serves the record.

use std::collections::HashMap;
use std::sync::PoisonError;

use jiff::{SignedDuration, Timestamp};
use sourcework_core::sitting::{SeatId, SittingId};

use super::{Classroom, Place};
use crate::store::{Heard, StoreError};

/// How long a device that is silent is remembered.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

impl Classroom {
    /// Says that a pupil's device was heard of, and whether it has sent something to keep.
    pub fn hear(&self, place: &Place, wrote: bool, now: Timestamp) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let heard = seen.entry((place.sitting, place.seat));
        let heard = heard.or_insert(Heard {
            at: now,
            wrote: None,
        });
        heard.at = now;
        if wrote {
            heard.wrote = Some(now);
        }
    }

    /// When the devices of a sitting's pupils were last heard of, by this program or another one.
    pub(super) fn seen(&self, sitting: SittingId) -> Result<HashMap<SeatId, Heard>, StoreError> {
        let elsewhere = self.store.heard(&self.school, sitting)?;
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let here = seen.iter().filter(|((of, _), _)| *of == sitting);
        let here = here.map(|((_, seat), heard)| (*seat, *heard));
        let mut latest: HashMap<SeatId, Heard> = HashMap::new();
        for (seat, heard) in elsewhere.into_iter().chain(here) {
            let known = latest.entry(seat).or_insert(heard);
            known.at = known.at.max(heard.at);
            known.wrote = known.wrote.max(heard.wrote);
        }
        Ok(latest)
    }

    /// Tells the other programs what was heard of devices since it was told last, and forgets those that were silent for
    /// long.
    pub(super) fn tell_heard(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut until = self
            .told_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let new: Vec<(SittingId, SeatId, Heard)> = {
            let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            let new = seen.iter().filter(|(_, heard)| heard.at >= *until);
            new.map(|((sitting, seat), heard)| (*sitting, *seat, *heard))
                .collect()
        };
        if !new.is_empty() {
            self.store.tell_heard(&self.school, &new)?;
        }
        *until = now;
        drop(until);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|_, heard| now.duration_since(heard.at) < REMEMBERED);
        Ok(())
    }
}
