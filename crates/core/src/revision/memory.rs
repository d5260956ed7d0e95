//! How long a question will be remembered: the model of memory FSRS-6.
//!
//! A memory has two numbers. Its stability is the days until recall has fallen to 90 per cent; its
//! difficulty, 1 to 10, is how little a review adds to that. The formulas are those of the page
//! «The Algorithm» (FSRS-6) in the wiki of Open Spaced Repetition, and come from J. Ye, J. Su and
//! Y. Cao, «A Stochastic Shortest Path Algorithm for Optimizing Spaced Repetition Scheduling», KDD
//! 2022, 4381–4390. The crate `fsrs` computes them; `tests/fsrs.rs` holds it against the Python
//! package of the same name.

use serde::{Deserialize, Serialize};

use fsrs::{DEFAULT_PARAMETERS, FSRS, FSRSItem, FSRSReview, MemoryState, current_retrievability};

use super::Rating;
use crate::record::Day;

/// The version of the model. When this text changes, saved memories are computed again.
pub const ALGORITHM: &str = "FSRS-6 (fsrs 6.6.2)";

/// The longest interval, in days: a hundred years, as in FSRS.
const LONGEST: f32 = 36_500.0;

/// The least stability in days, as in FSRS. The crate takes a stability of 0 for a new question.
const LEAST_STABILITY: f32 = 0.001;

/// The bounds of each parameter. FSRS brings others within this silently; here they are
/// refused, so that the parameters that are shown are those that count.
const BOUNDS: [(f32, f32); 21] = [
    (0.001, 100.0),
    (0.001, 100.0),
    (0.001, 100.0),
    (0.001, 100.0),
    (1.0, 10.0),
    (0.001, 4.0),
    (0.001, 4.0),
    (0.001, 0.75),
    (0.0, 4.5),
    (0.0, 0.8),
    (0.001, 3.5),
    (0.001, 5.0),
    (0.001, 0.25),
    (0.001, 0.9),
    (0.0, 4.0),
    (0.0, 1.0),
    (1.0, 6.0),
    (0.0, 2.0),
    (0.0, 2.0),
    (0.0, 0.8),
    (0.1, 0.8),
];

/// How well a question is remembered right after a review.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// Days until recall has fallen to 90 per cent.
    pub stability: f32,
    /// How little a review adds to the stability: 1 (much) to 10 (little).
    pub difficulty: f32,
}

/// FSRS-6 with its 21 parameters.
#[derive(Clone, Debug)]
pub struct Model {
    fsrs: FSRS,
    parameters: [f32; 21],
}

impl Default for Model {
    /// The published default parameters, which Open Spaced Repetition has fitted to the reviews of many people.
    fn default() -> Self {
        Self {
            fsrs: FSRS::default(),
            parameters: DEFAULT_PARAMETERS,
        }
    }
}

impl Model {
    /// The model with other parameters. `None` unless they are 21 numbers and each lies where FSRS
    /// lets it lie.
    pub fn with_parameters(parameters: &[f32]) -> Option<Self> {
        let parameters: [f32; 21] = parameters.try_into().ok()?;
        let lies = |(number, (low, high)): (&f32, &(f32, f32))| (*low..=*high).contains(number);
        if !parameters.iter().zip(&BOUNDS).all(lies) {
            return None;
        }
        let fsrs = FSRS::new(&parameters).expect("FSRS takes 21 finite numbers");
        Some(Self { fsrs, parameters })
    }

    /// The 21 parameters, w0 to w20.
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// The memory after a review: S′ and D′ of the wiki page «The Algorithm».
    ///
    /// `before` is the memory after the review before, `None` at the first one, and `days` the
    /// whole days since then, 0 on the same day. At the first review `days` says nothing.
    pub fn after(&self, before: Option<Memory>, days: u32, rating: Rating) -> Memory {
        let review = FSRSReview {
            rating: rating as u32,
            delta_t: days,
        };
        // A memory that is not a number was damaged where it was kept: it starts again.
        let before = before.filter(|it| it.stability.is_finite() && it.difficulty.is_finite());
        // One review from a known state: a third of the time of `next_states`, which computes
        // what each of the four ratings would come to.
        let item = FSRSItem {
            reviews: vec![review],
        };
        let after = self.fsrs.memory_state(item, before.map(MemoryState::from));
        // The crate brings the memory within its bounds before it computes with it.
        let state = after.expect("a finite memory and bounded parameters give a finite memory");
        Memory {
            stability: state.stability,
            difficulty: state.difficulty,
        }
    }

    /// The probability of recall `days` after the last review:
    /// R = (1 + f · days / S)^−w20 with f = 0.9^(−1/w20) − 1.
    pub fn recall(&self, memory: Memory, days: f32) -> f32 {
        current_retrievability(memory.into(), days.max(0.0), self.parameters[20])
    }

    /// The probability of recall on a day, after the last review on another.
    pub fn recall_on(&self, memory: Memory, last: Day, day: Day) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "days of a life are few")]
        let days = day.since(last) as f32;
        self.recall(memory, days)
    }

    /// The days until recall has fallen to `retention` (above 0, at most 1):
    /// I = S / f · (retention^(−1/w20) − 1).
    pub fn interval(&self, memory: Memory, retention: f32) -> f32 {
        // The third argument is the rating of a new question, and this one is not new.
        let stability = Some(memory.stability);
        self.fsrs.next_interval(stability, retention, 3)
    }

    /// [`Model::interval`] in whole days, at least 1 and at most 36,500.
    pub fn interval_days(&self, memory: Memory, retention: f32) -> u32 {
        let days = self.interval(memory, retention).round();
        (days.clamp(1.0, LONGEST) as u32).max(1)
    }
}

impl From<Memory> for MemoryState {
    fn from(memory: Memory) -> Self {
        Self {
            stability: memory.stability.max(LEAST_STABILITY),
            difficulty: memory.difficulty,
        }
    }
}

#[cfg(test)]
mod tests {
    use fsrs::DEFAULT_PARAMETERS;

    use super::{BOUNDS, Memory, Model, Rating};

    const HUNDRED_DAYS: Memory = Memory {
        stability: 100.0,
        difficulty: 5.0,
    };

    #[test]
    fn recall_is_certain_at_once_and_nine_in_ten_after_the_stability() {
        let model = Model::default();
        assert_eq!(model.recall(HUNDRED_DAYS, 0.0), 1.0);
        assert_eq!(model.recall(HUNDRED_DAYS, -3.0), 1.0);
        assert!((model.recall(HUNDRED_DAYS, 100.0) - 0.9).abs() < 1e-6);
    }

    #[test]
    fn an_interval_ends_when_recall_has_fallen_to_the_retention() {
        let model = Model::default();
        for retention in [0.7, 0.8, 0.9, 0.97] {
            let days = model.interval(HUNDRED_DAYS, retention);
            assert!((model.recall(HUNDRED_DAYS, days) - retention).abs() < 1e-5);
        }
    }

    #[test]
    fn an_interval_in_whole_days_is_a_day_at_least_and_a_hundred_years_at_most() {
        let model = Model::default();
        let days = |stability, retention| {
            let memory = Memory {
                stability,
                ..HUNDRED_DAYS
            };
            model.interval_days(memory, retention)
        };
        assert_eq!(days(0.001, 0.9), 1);
        assert_eq!(days(100.0, 1.0), 1);
        assert_eq!(days(36_500.0, 0.7), 36_500);
        assert_eq!(days(100.0, 0.0), 36_500);
        assert_eq!(days(f32::NAN, 0.9), 1);
    }

    #[test]
    fn a_review_on_the_same_day_lessens_nothing_unless_it_is_again() {
        let model = Model::default();
        let stability = |rating| model.after(Some(HUNDRED_DAYS), 0, rating).stability;
        assert!(stability(Rating::Again) < 100.0);
        assert!(stability(Rating::Hard) >= 100.0);
        assert!(stability(Rating::Good) >= 100.0);
    }

    #[test]
    fn a_memory_that_is_no_number_begins_anew() {
        let model = Model::default();
        let damaged = Memory {
            stability: f32::NAN,
            ..HUNDRED_DAYS
        };
        let first = model.after(None, 0, Rating::Good);
        assert_eq!(model.after(Some(damaged), 9, Rating::Good), first);
    }

    #[test]
    fn a_stability_of_nothing_is_not_taken_for_a_first_review() {
        let model = Model::default();
        let nothing = Memory {
            stability: 0.0,
            ..HUNDRED_DAYS
        };
        let after = model.after(Some(nothing), 0, Rating::Good);
        assert!(after.stability < 0.1, "{after:?}");
    }

    #[test]
    fn the_strangest_finite_memory_gives_a_finite_one() {
        let lowest = BOUNDS.map(|(low, _)| low);
        let highest = BOUNDS.map(|(_, high)| high);
        let models = [&DEFAULT_PARAMETERS, &lowest, &highest];
        let models = models.map(|it| Model::with_parameters(it).unwrap());
        let numbers = [f32::MIN, -1.0, 0.0, f32::MIN_POSITIVE, 1.0, f32::MAX];
        let ratings = [Rating::Again, Rating::Hard, Rating::Good, Rating::Easy];
        for (model, rating) in models.iter().flat_map(|it| ratings.map(|to| (it, to))) {
            for (stability, difficulty) in numbers.iter().flat_map(|it| numbers.map(|to| (*it, to)))
            {
                let memory = Memory {
                    stability,
                    difficulty,
                };
                for days in [0, 1, 36_500, u32::MAX] {
                    let after = model.after(Some(memory), days, rating);
                    assert!(after.stability.is_finite() && after.difficulty.is_finite());
                }
            }
        }
    }

    #[test]
    fn parameters_are_taken_as_they_are_or_not_at_all() {
        let other = |index: usize, number| {
            let mut parameters = DEFAULT_PARAMETERS;
            parameters[index] = number;
            Model::with_parameters(&parameters)
        };
        let model = other(20, 0.5).unwrap();
        assert_eq!(model.parameters()[20], 0.5);
        assert_eq!(model.parameters()[..20], DEFAULT_PARAMETERS[..20]);
        assert!(other(20, 0.81).is_none());
        assert!(other(0, 0.0).is_none());
        assert!(other(8, f32::NAN).is_none());
        assert!(other(8, f32::INFINITY).is_none());
        assert!(Model::with_parameters(&[]).is_none());
        assert!(Model::with_parameters(&DEFAULT_PARAMETERS[..19]).is_none());
    }
}
