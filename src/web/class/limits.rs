//! How often wrong codes may be tried: counted by what is guessed and from which network it comes, so that somebody
//! elsewhere cannot keep a class out. A whole class may stand behind one address.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// How many wrong codes are let pass at a door from one network.
#[derive(Clone, Copy)]
pub struct Limit {
    /// In a minute.
    pub minute: u32,
    /// In a day; after them a tenth of those in a minute.
    pub day: u32,
}

/// Class codes: enough for a school that types them, and few enough that finding one takes weeks. Somebody who has
/// one can only join, which the teacher sees.
pub const CLASS: Limit = Limit {
    minute: 120,
    day: 5_000,
};

/// Codes of three words: more than a class mistypes. Of ten million codes, 30 are those of a class: a day of guessing
/// without a break finds one of them with a chance of about one in forty.
pub const WORDS: Limit = Limit {
    minute: 60,
    day: 600,
};

/// The wrong codes of this minute and of this day.
#[derive(Default)]
pub struct Limits(Mutex<HashMap<String, Counted>>);

#[derive(Default)]
struct Counted {
    minute: (i64, u32),
    day: (i64, u32),
}

/// So many doors are remembered: one for each sitting and network.
const DOORS: usize = 10_000;

impl Limits {
    /// Whether another code may be tried at a door.
    pub fn may_try(&self, door: &str, limit: Limit, now: Timestamp) -> bool {
        let mut doors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(counted) = doors.get_mut(door) else {
            return true;
        };
        counted.begin(now);
        let minute = match counted.day.1 < limit.day {
            true => limit.minute,
            false => limit.minute / 10,
        };
        counted.minute.1 < minute
    }

    /// Counts a wrong code.
    pub fn count(&self, door: &str, now: Timestamp) {
        let mut doors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if doors.len() >= DOORS {
            doors.clear();
        }
        let counted = doors.entry(door.to_owned()).or_default();
        counted.begin(now);
        counted.minute.1 += 1;
        counted.day.1 += 1;
    }
}

impl Counted {
    /// Begins a new minute and a new day where they have come.
    fn begin(&mut self, now: Timestamp) {
        let minute = now.as_second().div_euclid(60);
        for (counted, number) in [(&mut self.minute, minute), (&mut self.day, minute / 1440)] {
            if counted.0 != number {
                *counted = (number, 0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn after_many_wrong_codes_nobody_guesses_for_a_while() {
        let limits = Limits::default();
        let at = |minutes: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(14_400 + minutes);
        for minute in 0..10 {
            for _ in 0..WORDS.minute {
                assert!(limits.may_try("a", WORDS, at(minute)));
                limits.count("a", at(minute));
            }
            assert!(!limits.may_try("a", WORDS, at(minute)));
        }
        assert!(limits.may_try("b", WORDS, at(9)), "another class goes on");
        // 600 were wrong today: from now on six a minute, and nobody is locked out for longer.
        for minute in 10..12 {
            for _ in 0..6 {
                assert!(limits.may_try("a", WORDS, at(minute)));
                limits.count("a", at(minute));
            }
            assert!(!limits.may_try("a", WORDS, at(minute)));
        }
        assert!(limits.may_try("a", WORDS, at(1440)));
    }
}
