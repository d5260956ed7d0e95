//! What a plan is asked for.

use crate::record::Day;

/// What is asked of the planner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Request {
    /// The day it plans for.
    pub today: Day,
    /// The day of the exam; days from today to its eve are for revision.
    pub exam: Option<Day>,
    /// Minutes a day.
    pub minutes: u32,
    /// The predicted recall at which a question is due, 0 to 1.
    pub retention: f32,
    /// Breaks ties.
    pub seed: u64,
}

impl Request {
    /// The same without an exam that is over.
    pub(super) fn with_coming_exam(&self) -> Self {
        Self {
            exam: self.exam.filter(|exam| *exam >= self.today),
            ..*self
        }
    }
}
