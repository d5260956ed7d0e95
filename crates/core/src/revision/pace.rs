//! How many seconds of a day new questions get, and the last pass before an exam.

use super::Request;
use crate::record::Day;

/// Without an exam, new questions get at least this share of the minutes while there are any.
const NEW_SHARE: f64 = 0.2;

/// The share of the minutes that the last pass is planned with; the rest is for what comes due
/// meanwhile.
const LAST_SHARE: f64 = 0.75;

/// The pace of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Seconds for new questions; one that begins within them is taken.
    pub new_seconds: u32,
    /// Seconds for the last pass, likewise.
    pub last_seconds: u32,
    /// The day from which an answer counts as the last pass; `None` without an exam.
    pub window_from: Option<Day>,
}

/// A question as the pace sees it.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// Seconds it takes.
    pub seconds: u32,
    /// The days of its first and its last answer; `None` where it has none.
    pub answered: Option<(Day, Day)>,
}

impl Pace {
    /// The pace for a day. What has been done of it today already is taken off.
    pub fn new<Q: Iterator<Item = Timing> + Clone>(request: &Request, questions: &Q) -> Self {
        let today = request.today;
        let budget = f64::from(request.minutes * 60);
        let total = |of: &dyn Fn(Option<(Day, Day)>) -> bool| -> f64 {
            let chosen = questions.clone().filter(|it| of(it.answered));
            chosen.map(|it| f64::from(it.seconds)).sum()
        };
        let unseen = total(&|answered| answered.is_none());
        let begun = total(&|answered| answered.is_some_and(|(first, _)| first == today));
        let days = days_left(request);
        let Some((days, exam)) = days.zip(request.exam) else {
            return Self {
                new_seconds: if unseen > 0.0 {
                    whole((budget * NEW_SHARE - begun).max(0.0))
                } else {
                    0
                },
                last_seconds: 0,
                window_from: None,
            };
        };
        let window = whole((total(&|_| true) / (budget * LAST_SHARE).max(1.0)).ceil());
        let window_from = Day(exam.0.saturating_sub_unsigned(window.max(1)));
        // New ones come before the last pass where that leaves room for them, else all the time.
        let longest = questions.clone().map(|it| it.seconds).max().unwrap_or(0);
        let before = f64::from(window_from.since(today));
        let room = before * (budget - f64::from(longest));
        let days = f64::from(days);
        let days_for_new = if unseen <= room { before } else { days };
        let waiting = total(&|answered| answered.is_some_and(|(_, last)| last < window_from));
        let passed =
            total(&|answered| answered.is_some_and(|(first, last)| first < today && last == today));
        let share = |left: f64, done: f64, days: f64| {
            let share = ((left + done) / days.max(1.0)).ceil() - done;
            whole(share.clamp(0.0, left))
        };
        Self {
            new_seconds: share(unseen, begun, days_for_new),
            last_seconds: share(waiting, passed, days),
            window_from: Some(window_from),
        }
    }
}

/// The days from today to the eve of the exam, today among them; at least one, so that the
/// morning of the exam is one too. `None` without an exam.
fn days_left(request: &Request) -> Option<u32> {
    let exam = request.exam?;
    Some(exam.since(request.today).max(1))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float becomes the nearest number there is, and seconds are not negative"
)]
fn whole(seconds: f64) -> u32 {
    seconds as u32
}
