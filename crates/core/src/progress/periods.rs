//! Marks by day, week or month, the same for the terminal and for pages.

use jiff::ToSpan;
use jiff::civil::Date;

use super::DayMarks;

/// With more days than this the chart has weeks: a day is too noisy to see a direction in.
const DAYS_IN_A_CHART: usize = 60;

/// With more rows than this the table goes by the next longer period.
const ROWS_IN_A_TABLE: usize = 26;

/// A length of time over which marks are added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A day with answers.
    Day,
    /// A week from Monday.
    Week,
    /// A calendar month.
    Month,
}

impl Period {
    /// The period for the chart.
    pub fn of_chart(days: &[DayMarks]) -> Self {
        if days.len() > DAYS_IN_A_CHART {
            Self::Week
        } else {
            Self::Day
        }
    }

    /// The period for the table: the shortest that does not make it too long.
    pub fn of_table(days: &[DayMarks]) -> Self {
        [Self::Day, Self::Week]
            .into_iter()
            .find(|period| grouped(days, *period).len() <= ROWS_IN_A_TABLE)
            .unwrap_or(Self::Month)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// In which of them something was: "in the first week".
    pub fn which(self, word: &str) -> String {
        match self {
            Self::Day => format!("on the {word} day"),
            Self::Week | Self::Month => format!("in the {word} {}", self.name()),
        }
    }

    /// Its first day.
    fn start(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Week => {
                day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
            }
            Self::Month => day.first_of_month(),
        }
    }

    /// The head of the column of such heads.
    pub fn head(self) -> &'static str {
        match self {
            Self::Day => "Day",
            Self::Week => "Week from",
            Self::Month => "Month",
        }
    }
}

/// The marks of each period with answers, on its first day.
pub fn grouped(days: &[DayMarks], period: Period) -> Vec<DayMarks> {
    let mut sums: Vec<DayMarks> = Vec::new();
    for day in days {
        let on = period.start(day.on);
        match sums.last_mut().filter(|sum| sum.on == on) {
            Some(sum) => {
                sum.answers = sum.answers.saturating_add(day.answers);
                sum.awarded = sum.awarded.saturating_add(day.awarded);
                sum.available = sum.available.saturating_add(day.available);
            }
            None => sums.push(DayMarks { on, ..*day }),
        }
    }
    sums
}

/// The share of marks; `None` where there were none to get.
pub fn share(marks: &DayMarks) -> Option<f64> {
    (marks.available > 0).then(|| f64::from(marks.awarded) / f64::from(marks.available))
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{Period, grouped, share};
    use crate::progress::DayMarks;

    fn day(on: Date, awarded: u32) -> DayMarks {
        DayMarks {
            on,
            answers: 1,
            awarded,
            available: 4,
        }
    }

    #[test]
    fn a_week_begins_on_monday_and_weighs_each_mark_alike() {
        let days = [
            day(date(2026, 11, 22), 1),
            day(date(2026, 11, 23), 2),
            day(date(2026, 11, 29), 4),
        ];
        let weeks = grouped(&days, Period::Week);
        assert_eq!(weeks.len(), 2);
        assert_eq!(weeks[0].on, date(2026, 11, 16));
        assert_eq!((weeks[1].on, weeks[1].answers), (date(2026, 11, 23), 2));
        assert_eq!(share(&weeks[1]), Some(0.75));
    }

    #[test]
    fn a_table_goes_by_a_longer_period_rather_than_leave_days_out() {
        let all: Vec<DayMarks> = date(2026, 1, 1)
            .series(jiff::ToSpan::day(1))
            .take(400)
            .map(|on| day(on, 2))
            .collect();
        assert_eq!(Period::of_table(&all[..26]), Period::Day);
        assert_eq!(Period::of_table(&all[..150]), Period::Week);
        assert_eq!(Period::of_table(&all), Period::Month);
        assert_eq!(Period::of_chart(&all[..60]), Period::Day);
        assert_eq!(Period::of_chart(&all[..61]), Period::Week);
    }
}
