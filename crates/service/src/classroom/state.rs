//! What a program holds in memory of the sittings and the people of a school: the fold of their events.

use std::collections::{BTreeMap, HashMap};

use sourcework_core::identity::ContentHash;
use sourcework_core::sitting::{Sitting, SittingEvent, SittingId};
use sourcework_core::staff::{STAFF_LOG, Staff};

use super::Place;
use crate::store::SittingsRead;

/// What the record says of the sittings and the people of a school.
#[derive(Default)]
pub struct State {
    /// The sittings.
    pub sittings: BTreeMap<SittingId, Sitting>,
    /// The devices that sit somewhere, by the hash of their key.
    pub devices: HashMap<ContentHash, Place>,
    /// How much of what the record says of sittings is in here.
    pub read: SittingsRead,
    /// How often this program has added events itself.
    pub own: u64,
    /// The people of the school and its class lists.
    pub staff: Staff,
}

/// An event of a sitting, with its place there.
pub type KeptSittingEvent = (SittingId, u32, KeptEvent);

/// What an event is about.
pub enum KeptEvent {
    /// Of a sitting.
    Sitting(Box<SittingEvent>),
    /// Of the people of the school, as text.
    Staff(String),
    /// A later program has written it, and this one passes it over.
    Unreadable,
}

impl State {
    /// Takes events that the record has had up to there: those after what was known, or all of them where earlier ones
    /// were replaced. What another thread has taken meanwhile is passed over. False where this program has added events
    /// since they were read, `own` before, which would be forgotten: then they must be read again.
    pub fn take(&mut self, own: u64, read: SittingsRead, events: Vec<KeptSittingEvent>) -> bool {
        let is_older = (read.rewritten, read.through) < (self.read.rewritten, self.read.through);
        if is_older {
            return true; // another thread has read later, and taken it first
        }
        if read.rewritten != self.read.rewritten {
            if own != self.own {
                return false;
            }
            *self = Self {
                own,
                ..Self::default()
            };
        }
        self.read = read;
        for (id, seq, event) in events {
            let known = self.sittings.get(&id).map(|sitting| sitting.events);
            match (event, known) {
                (KeptEvent::Staff(event), _) if seq >= self.staff.events => {
                    self.staff.apply_text(&event);
                }
                (KeptEvent::Sitting(event), None) => {
                    if let Some(sitting) = Sitting::fold(id, [&*event]) {
                        self.sittings.insert(id, sitting);
                    }
                }
                (KeptEvent::Sitting(event), Some(known)) if seq >= known => self.apply(id, &event),
                // This program has added it itself, or cannot read it.
                _ => {}
            }
            if let Some(sitting) = self.sittings.get_mut(&id) {
                sitting.events = sitting.events.max(seq + 1);
            }
        }
        true
    }

    /// How many events a log has had: that of a sitting, or of the people of the school.
    pub fn length_of(&self, log: SittingId) -> u32 {
        match self.sittings.get(&log) {
            Some(sitting) => sitting.events,
            None if log == STAFF_LOG => self.staff.events,
            None => 0,
        }
    }

    /// Lets an event happen in a sitting; the device of its seat is known from then on, and the one before no
    /// more.
    pub fn apply(&mut self, id: SittingId, event: &SittingEvent) {
        let Some(sitting) = self.sittings.get_mut(&id) else {
            return;
        };
        let seat = event.action.seat();
        let device = |sitting: &Sitting| sitting.seats.get(&seat?)?.device;
        let before = device(sitting);
        sitting.apply(event);
        let after = device(sitting);
        if let Some(before) = before.filter(|_| before != after) {
            self.devices.remove(&before);
        }
        if let (Some(device), Some(seat)) = (after, seat) {
            self.devices.insert(device, Place { sitting: id, seat });
        }
    }
}
