//! Questions that are failed again and again: asking one every day teaches nothing. It rests, comes
//! back with its explanation first, and then at wider spacing.

use super::{Item, Memory, Model};
use crate::record::Day;

/// After so many failures in a row a question rests.
const FAILURES: u32 = 4;

/// How many days the first rest lasts. Each further one is twice as long.
const FIRST_REST: u32 = 7;

/// How many days the longest rest lasts.
const LONGEST_REST: u32 = 28;

/// A question that has rested once comes back after so many days at the earliest.
const AFTER_REST: u32 = 3;

impl Item {
    /// Whether it has failed so often in a row that it must be explained before it is asked again.
    pub fn needs_explanation(&self) -> bool {
        self.failures >= FAILURES
    }

    /// How many days after its last answer it is due: when its recall has fallen to the wanted
    /// retention, or after its rest.
    pub fn spacing(&self, model: &Model, retention: f32) -> u32 {
        if self.needs_explanation() {
            let doublings = self.rests.saturating_sub(1).min(8);
            return (FIRST_REST << doublings).min(LONGEST_REST);
        }
        spacing_after_success(model, self.memory, self.rests, retention)
    }

    /// The day on which it is due.
    pub fn due_day(&self, model: &Model, retention: f32) -> Day {
        let days = self.spacing(model, retention);
        self.last.plus(i32::try_from(days).unwrap_or(i32::MAX))
    }
}

/// The days from an answer to the next one for a question that does not rest.
pub(super) fn spacing_after_success(
    model: &Model,
    memory: Memory,
    rests: u32,
    retention: f32,
) -> u32 {
    let least = if rests > 0 { AFTER_REST } else { 1 };
    model.interval_days(memory, retention).max(least)
}
