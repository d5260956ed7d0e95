//! What time it is, here and now, or on the day that `--date` says.

use std::sync::OnceLock;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use sourcework_core::record::Day;

/// How far `--date` moves the clock.
static MOVED: OnceLock<SignedDuration> = OnceLock::new();

/// Takes a day for today, at the time of day that it is now. It can be said once in a run.
pub fn pretend(date: Date) {
    let here = jiff::tz::TimeZone::system();
    let now = Timestamp::now();
    let time = here.to_datetime(now).time();
    let then = here.to_timestamp(date.to_datetime(time));
    // Only at the ends of the years that there are has a day no moment, and they are refused.
    let _ = MOVED.set(then.map_or_else(|_| SignedDuration::ZERO, |then| then.duration_since(now)));
}

/// Whether `--date` says what day it is.
pub fn is_pretended() -> bool {
    MOVED.get().is_some()
}

/// The time now, in whole milliseconds, as the record keeps it.
pub fn now() -> Timestamp {
    let moved = MOVED.get().copied().unwrap_or_default();
    let now = Timestamp::now().saturating_add(moved);
    let now = now.unwrap_or(Timestamp::MAX);
    let whole = Timestamp::from_millisecond(now.as_millisecond());
    whole.expect("a moment without its part of a millisecond is a moment")
}

/// The day today, where the program runs.
pub fn today() -> Day {
    Day::of(now(), offset_minutes())
}

/// Minutes east of UTC, here and now.
pub fn offset_minutes() -> i32 {
    jiff::tz::TimeZone::system().to_offset(now()).seconds() / 60
}

/// Reads a day for `--date`.
pub fn date(text: &str) -> Result<Date, String> {
    let known = Date::constant(1970, 1, 2)..=Date::constant(9998, 12, 30);
    let date = text.parse().ok().filter(|date| known.contains(date));
    date.ok_or_else(|| "write year, month and day, such as 2027-05-20".to_owned())
}
