//! Days, counted.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A day of the calendar: whole days since 1 January 1970.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Day(pub i32);

const EPOCH: Date = Date::constant(1970, 1, 1);
const MILLISECONDS_A_DAY: i64 = 24 * 60 * 60 * 1000;

impl Day {
    /// The day on which a moment fell, so many minutes east of UTC.
    pub fn of(at: Timestamp, offset_minutes: i32) -> Self {
        Self::of_milliseconds(at.as_millisecond(), offset_minutes)
    }

    /// The day of a moment in milliseconds since 1970. A moment farther off than days are counted,
    /// which only a damaged record has, falls on the first or the last day.
    pub fn of_milliseconds(at: i64, offset_minutes: i32) -> Self {
        let local = at.saturating_add(i64::from(offset_minutes) * 60_000);
        let days = local.div_euclid(MILLISECONDS_A_DAY);
        let counted = days.clamp(i32::MIN.into(), i32::MAX.into());
        Self(i32::try_from(counted).expect("it was clamped to the days that are counted"))
    }

    /// The day of a date.
    pub fn of_date(date: Date) -> Self {
        let days = (date - EPOCH).get_days();
        Self(days)
    }

    /// The date; before the year -9999 the first one there is, and after 9999 the last.
    pub fn date(self) -> Date {
        let span = jiff::Span::new().try_days(self.0);
        let outside = if self.0 < 0 { Date::MIN } else { Date::MAX };
        span.and_then(|span| EPOCH.checked_add(span))
            .unwrap_or(outside)
    }

    /// So many days later.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Whole days from `earlier` to this one; 0 where it is not earlier.
    pub fn since(self, earlier: Self) -> u32 {
        u32::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.date().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Day;

    #[test]
    fn days_are_counted_from_1970_and_back_again() {
        // Python: (datetime.date(2026, 11, 23) - datetime.date(1970, 1, 1)).days
        assert_eq!(Day::of_date(date(2026, 11, 23)), Day(20780));
        assert_eq!(Day(20780).date(), date(2026, 11, 23));
        assert_eq!(Day(-1).date(), date(1969, 12, 31));
        assert_eq!(Day(i32::MAX).date(), jiff::civil::Date::MAX);
        assert_eq!(Day(i32::MIN).date(), jiff::civil::Date::MIN);
    }

    #[test]
    fn a_moment_that_is_too_far_off_falls_on_the_first_or_the_last_day() {
        assert_eq!(Day::of_milliseconds(i64::MAX, 60), Day(i32::MAX));
        assert_eq!(Day::of_milliseconds(i64::MIN, -60), Day(i32::MIN));
    }

    #[test]
    fn a_late_evening_is_the_day_that_the_clock_on_the_wall_says() {
        let at = "2026-11-23T23:30:00Z".parse().unwrap();
        assert_eq!(Day::of(at, 0).date(), date(2026, 11, 23));
        assert_eq!(Day::of(at, 60).date(), date(2026, 11, 24));
        assert_eq!(Day::of(at, -5 * 60).date(), date(2026, 11, 23));
    }
}
