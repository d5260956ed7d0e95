//! How sure it is that a skill is mastered.
//!
//! The share of marks that somebody gets in a skill is unknown; answers say something about it. It
//! has the distribution Beta(1 + successes, 1 + failures): the prior Beta(1, 1), under which every
//! share is equally likely, and the answers as its evidence (A. Gelman and others, «Bayesian Data
//! Analysis», third edition, 2013, section 2.1). An answer with a part of its marks is a part of a
//! success and a part of a failure. Evidence grows old, because people learn and forget.

use serde::{Deserialize, Serialize};
use statrs::function::beta::beta_reg;

/// After how many days an answer counts half. What was shown a month ago says less than what was
/// shown this week; what was shown a term of three months ago counts an eighth. With five answers
/// a week there is still the weight of about thirty to go by.
const HALF_LIFE: f64 = 30.0;

/// A skill that is not secure needs work if its share is below this with a probability of 95 per
/// cent. It is the share from which an answer counts as Good.
pub const GOOD: f64 = 0.85;

/// With fewer answers nobody may show a number: an interval of three answers is 0.51 wide even
/// if all are right.
const ENOUGH: u32 = 4;

/// The share that must be exceeded, with a probability of 95 per cent, for a skill to be secure.
pub const SECURE: f64 = 0.60;

/// The quantiles that bound the credible interval of 90 per cent.
const TAILS: (f64, f64) = (0.05, 0.95);

/// What the answers in a skill say about it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Weighted shares of marks that were got, as of `day`.
    successes: f64,
    /// Weighted shares of marks that were not got, as of `day`.
    failures: f64,
    /// The day of the latest answer: days since 1970-01-01.
    day: i32,
    /// How many answers there were, old ones and all.
    answers: u32,
}

/// How well a skill is mastered.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Mastery {
    /// The share of marks to be expected, 0 to 1: the mean of the distribution.
    pub mean: f64,
    /// The share lies below this with a probability of 5 per cent.
    pub low: f64,
    /// The share lies above this with a probability of 5 per cent.
    pub high: f64,
    /// How many answers this goes by.
    pub answers: u32,
    /// What may be said of it.
    pub standing: Standing,
}

/// What may be said of a skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Fewer than four answers: no number may be shown.
    TooFew,
    /// The answers leave both open.
    TooEarly,
    /// It is not secure, and a share of 85 per cent is not reached with a probability of 95 per cent.
    NeedsWork,
    /// A share of 60 per cent is exceeded with a probability of 95 per cent.
    Secure,
}

impl Evidence {
    /// No answers yet.
    pub fn none() -> Self {
        Self::from_parts(0.0, 0.0, 0, 0)
    }

    /// Evidence as it was kept. Sums that cannot be are taken for 0.
    pub fn from_parts(successes: f64, failures: f64, day: i32, answers: u32) -> Self {
        Self {
            successes: sum(successes),
            failures: sum(failures),
            day,
            answers,
        }
    }

    /// Adds an answer with a share of its marks, 0 to 1, on a day. An answer from before the
    /// latest counts as much as if it had been added in its place.
    pub fn add(&mut self, share: f64, weight: f64, day: i32) {
        let share = sum(share).min(1.0);
        let latest = if self.answers == 0 {
            day
        } else {
            self.day.max(day)
        };
        let (old, new) = (decay(self.day, latest), sum(weight) * decay(day, latest));
        self.successes = self.successes * old + new * share;
        self.failures = self.failures * old + new * (1.0 - share);
        self.day = latest;
        self.answers = self.answers.saturating_add(1);
    }

    /// How well the skill is mastered as far as is known on a day; `None` without an answer.
    pub fn mastery(&self, day: i32) -> Option<Mastery> {
        if self.answers == 0 {
            return None;
        }
        let decay = decay(self.day, day);
        let a = 1.0 + sum(self.successes) * decay;
        let b = 1.0 + sum(self.failures) * decay;
        let (low, high) = (beta_quantile(a, b, TAILS.0), beta_quantile(a, b, TAILS.1));
        let standing = if self.answers < ENOUGH {
            Standing::TooFew
        } else if whole_percent(low) >= whole_percent(SECURE) {
            Standing::Secure
        } else if whole_percent(high) < whole_percent(GOOD) {
            Standing::NeedsWork
        } else {
            Standing::TooEarly
        };
        Some(Mastery {
            mean: a / (a + b),
            low,
            high,
            answers: self.answers,
            standing,
        })
    }

    /// Weighted shares of marks that were got, as of [`Evidence::day`].
    pub fn successes(&self) -> f64 {
        self.successes
    }

    /// Weighted shares of marks that were not got, as of [`Evidence::day`].
    pub fn failures(&self) -> f64 {
        self.failures
    }

    /// The day of the latest answer: days since 1970-01-01.
    pub fn day(&self) -> i32 {
        self.day
    }

    /// How many answers there were, old ones and all.
    pub fn answers(&self) -> u32 {
        self.answers
    }
}

/// A share in whole per cent, as it is shown: 0 to 100, and 0 where it is not a number. What is
/// said of a share goes by this, so that no two figures that look alike are judged differently.
pub fn whole_percent(share: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 100; what is not a number becomes 0"
    )]
    let percent = (share.clamp(0.0, 1.0) * 100.0).round() as u32;
    percent
}

/// What is left on a later day of a weight of 1; all of it on an earlier one.
fn decay(from: i32, to: i32) -> f64 {
    let days = i64::from(to) - i64::from(from);
    (-(days.max(0) as f64) / HALF_LIFE).exp2()
}

/// A sum of weights, which is a number and not below 0.
fn sum(number: f64) -> f64 {
    if number.is_finite() {
        number.max(0.0)
    } else {
        0.0
    }
}

/// The x for which I_x(a, b) is `probability`: the quantile of Beta(a, b), to 1e-12.
///
/// The inverse of `statrs` 0.19 (Algorithm AS 64) does not come to an end for some large a or b.
/// Its I_x is accurate, and it only grows, so that halving always arrives.
pub(super) fn beta_quantile(a: f64, b: f64, probability: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if beta_reg(a, b, middle) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::{Evidence, Standing, whole_percent};

    /// Evidence of answers: the share of marks and the day.
    fn evidence(answers: &[(f64, i32)]) -> Evidence {
        let mut evidence = Evidence::none();
        for (share, day) in answers {
            evidence.add(*share, 1.0, *day);
        }
        evidence
    }

    fn standing(answers: &[(f64, i32)], day: i32) -> Standing {
        evidence(answers).mastery(day).unwrap().standing
    }

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-9
    }

    #[test]
    fn without_an_answer_nothing_is_known() {
        assert_eq!(Evidence::none().mastery(20_000), None);
    }

    #[test]
    fn under_four_answers_nothing_is_said_however_good_they_are() {
        assert_eq!(standing(&[(1.0, 0); 3], 0), Standing::TooFew);
        assert_ne!(standing(&[(1.0, 0); 4], 0), Standing::TooFew);
    }

    // The quantile 0.05 of Beta(1 + n, 1) is 0.05^(1 / (1 + n)): 0.549 for n = 4, 0.607 for n = 5.
    #[test]
    fn a_skill_is_secure_when_its_low_bound_reaches_sixty_per_cent() {
        assert_eq!(standing(&[(1.0, 0); 4], 0), Standing::TooEarly);
        assert_eq!(standing(&[(1.0, 0); 5], 0), Standing::Secure);
        assert_eq!(standing(&[(0.6, 0); 100], 0), Standing::NeedsWork);
    }

    #[test]
    fn what_is_not_practised_is_secure_no_longer() {
        assert_eq!(standing(&[(1.0, 0); 5], 30), Standing::TooEarly);
    }

    // Of Beta(1 + 4.5, 1 + 0.7) the mean is 5.5 / 7.2 = 0.764, and the quantiles 0.05 and 0.95 are
    // 0.482 and 0.959 (by Simpson's rule): it may be secure, and it may be weak.
    #[test]
    fn seventy_six_per_cent_between_forty_eight_and_ninety_six_is_too_early_to_say() {
        let evidence = Evidence::from_parts(4.5, 0.7, 0, 6);
        let mastery = evidence.mastery(0).unwrap();
        let shown = [mastery.mean, mastery.low, mastery.high].map(whole_percent);
        assert_eq!(shown, [76, 48, 96]);
        assert_eq!(mastery.standing, Standing::TooEarly);
    }

    #[test]
    fn what_is_shown_as_sixty_per_cent_is_judged_as_sixty_per_cent() {
        assert_eq!(whole_percent(0.595), 60);
        assert_eq!(whole_percent(0.594), 59);
        assert_eq!((whole_percent(1.7), whole_percent(f64::NAN)), (100, 0));
    }

    #[test]
    fn a_part_of_the_marks_is_a_part_of_a_success() {
        let evidence = evidence(&[(0.25, 7), (0.5, 7)]);
        assert_eq!((evidence.successes(), evidence.failures()), (0.75, 1.25));
        assert_eq!((evidence.day(), evidence.answers()), (7, 2));
        assert!(near(evidence.mastery(7).unwrap().mean, 1.75 / 4.0));
    }

    #[test]
    fn an_answer_counts_half_after_thirty_days() {
        let evidence = evidence(&[(1.0, 100), (0.0, 130)]);
        assert!(near(evidence.successes(), 0.5));
        assert!(near(evidence.failures(), 1.0));
        let later = evidence.mastery(160).unwrap();
        assert!(near(later.mean, 1.25 / (1.25 + 1.5)));
    }

    #[test]
    fn the_order_in_which_answers_come_in_does_not_matter() {
        let mut answers = [(1.0, -40), (0.3, 5), (0.0, 90), (0.8, 20), (0.5, 90)];
        let forward = evidence(&answers);
        answers.reverse();
        let backward = evidence(&answers);
        assert!(near(forward.successes(), backward.successes()));
        assert!(near(forward.failures(), backward.failures()));
        assert_eq!(forward.day(), backward.day());
    }

    #[test]
    fn an_earlier_day_makes_nothing_younger() {
        let evidence = evidence(&[(1.0, 100); 5]);
        assert_eq!(evidence.mastery(10), evidence.mastery(100));
    }

    #[test]
    fn what_was_kept_comes_back_the_same() {
        let one = evidence(&[(0.3, 5), (0.9, 11)]);
        let parts = Evidence::from_parts(one.successes(), one.failures(), one.day(), one.answers());
        assert_eq!(parts, one);
        let text = serde_json::to_string(&one).unwrap();
        assert_eq!(serde_json::from_str::<Evidence>(&text).unwrap(), one);
    }

    #[test]
    fn sums_that_cannot_be_are_taken_for_nothing() {
        let damaged = Evidence::from_parts(f64::NAN, -3.0, 0, 4);
        let mastery = damaged.mastery(i32::MIN).unwrap();
        assert!(near(mastery.low, 0.05) && near(mastery.high, 0.95));
        let mut evidence = Evidence::none();
        evidence.add(7.0, 1.0, i32::MIN);
        evidence.add(f64::NAN, f64::INFINITY, i32::MAX);
        assert_eq!((evidence.successes(), evidence.failures()), (0.0, 0.0));
    }
}
