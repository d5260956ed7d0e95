//! Simulated students for `benches/term.rs`. They were written, and committed, before anything in
//! the planner or in the forecast was tuned on them. What they remember follows their own rules,
//! which the planner never sees; only the answers are passed on.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sourcework_core::attempt::Mode;
use sourcework_core::record::{AttemptNumber, Day, Outcome, Review};
use sourcework_core::revision::{Memory, Model, Rating};

/// The kinds of student.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Remembers as FSRS-6 says, with parameters of their own that are not the published ones.
    OtherFsrs,
    /// Gives the right answer with the same probability however long ago the question was asked.
    /// Not FSRS: there is no forgetting and no learning.
    Constant,
    /// Forgets by a power law; each question has an ease of its own, and each repeat makes the
    /// memory longer by a factor. Not FSRS: no difficulty that changes, and early repeats count
    /// as much as late ones.
    PowerLaw,
    /// Gets better at a whole skill by answering questions that test it, and hardly remembers
    /// single questions. Not FSRS.
    BySkill,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::OtherFsrs,
        Self::Constant,
        Self::PowerLaw,
        Self::BySkill,
    ];

    /// What the table calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::OtherFsrs => "FSRS, other parameters",
            Self::Constant => "constant recall",
            Self::PowerLaw => "power law, by question",
            Self::BySkill => "improves by skill",
        }
    }
}

/// A student who answers questions.
pub struct Student {
    rule: Rule,
    /// What a question is answered with that was never asked, by question.
    guess: Vec<f64>,
    /// The day of the last answer to each question.
    last: Vec<Option<i32>>,
    dice: ChaCha8Rng,
}

enum Rule {
    OtherFsrs {
        model: Box<Model>,
        memories: Vec<Option<Memory>>,
    },
    Constant(f64),
    PowerLaw {
        /// The factor by which a right answer makes the memory of a question longer.
        ease: Vec<f64>,
        /// Days until recall has fallen by the first step of the power law.
        length: Vec<f64>,
        exponent: f64,
    },
    BySkill {
        /// The skill of each question, and how hard the question is, in logits.
        of: Vec<(usize, f64)>,
        /// The ability in each skill, in logits.
        ability: Vec<f64>,
        /// What an answer adds.
        gain: f64,
        /// The last day on which a skill was practised.
        practised: Vec<Option<i32>>,
    },
}

impl Student {
    /// A student of a kind who is asked questions of these skills. The same seed gives the same
    /// student.
    pub fn new(kind: Kind, skills: &[usize], seed: u64) -> Self {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let count = skills.len();
        let base = between(&mut dice, 0.25, 0.7);
        let guess = (0..count)
            .map(|_| (base + between(&mut dice, -0.15, 0.15)).clamp(0.05, 0.95))
            .collect();
        let rule = match kind {
            Kind::OtherFsrs => Rule::OtherFsrs {
                model: Box::new(other_model(&mut dice)),
                memories: vec![None; count],
            },
            Kind::Constant => Rule::Constant(between(&mut dice, 0.3, 0.9)),
            Kind::PowerLaw => Rule::PowerLaw {
                ease: (0..count).map(|_| between(&mut dice, 1.2, 2.6)).collect(),
                length: vec![between(&mut dice, 0.5, 2.5); count],
                exponent: between(&mut dice, 0.3, 0.6),
            },
            Kind::BySkill => Rule::BySkill {
                of: skills
                    .iter()
                    .map(|skill| (*skill, between(&mut dice, -0.8, 0.8)))
                    .collect(),
                ability: (0..10).map(|_| between(&mut dice, -1.0, 1.0)).collect(),
                gain: between(&mut dice, 0.02, 0.08),
                practised: vec![None; 10],
            },
        };
        Self {
            rule,
            guess,
            last: vec![None; count],
            dice,
        }
    }

    /// A student whose recall is always the same.
    #[allow(dead_code, reason = "the test of the goal uses it, the bench does not")]
    pub fn constant(recall: f64, count: usize, seed: u64) -> Self {
        Self {
            rule: Rule::Constant(recall),
            guess: vec![recall; count],
            last: vec![None; count],
            dice: ChaCha8Rng::seed_from_u64(seed),
        }
    }

    /// The probability of a right answer to a question on a day.
    pub fn recall(&self, question: usize, day: i32) -> f64 {
        let days = self.last[question].map(|last| f64::from(day - last));
        match (&self.rule, days) {
            (Rule::Constant(recall), _) => *recall,
            (Rule::BySkill { of, ability, .. }, days) => {
                let (skill, hard) = of[question];
                // A question that was asked in the last days is known a little better.
                let seen = days.map_or(0.0, |days| 0.6 * (-days / 5.0).exp());
                logistic(ability[skill] - hard + seen)
            }
            (_, None) => self.guess[question],
            (Rule::OtherFsrs { model, memories }, Some(days)) => {
                let memory = memories[question].expect("a question with a last day has a memory");
                f64::from(model.recall(memory, days as f32))
            }
            (
                Rule::PowerLaw {
                    length, exponent, ..
                },
                Some(days),
            ) => (1.0 + days / length[question]).powf(-exponent),
        }
    }

    /// Answers a question on a day, right or wrong, reads the feedback, and learns from it.
    pub fn answer(&mut self, question: usize, day: i32) -> bool {
        let right = unit(&mut self.dice) < self.recall(question, day);
        let days = self.last[question].map_or(0, |last| day.abs_diff(last));
        match &mut self.rule {
            Rule::Constant(_) => {}
            Rule::OtherFsrs { model, memories } => {
                let rating = if right { Rating::Good } else { Rating::Again };
                memories[question] = Some(model.after(memories[question], days, rating));
            }
            Rule::PowerLaw { ease, length, .. } => {
                if right {
                    length[question] *= ease[question];
                } else {
                    length[question] = (length[question] * 0.7).max(0.4);
                }
            }
            Rule::BySkill {
                of,
                ability,
                gain,
                practised,
            } => {
                let skill = of[question].0;
                // Without practice an ability fades, slowly.
                if let Some(last) = practised[skill] {
                    ability[skill] -= 0.005 * f64::from(day - last);
                }
                practised[skill] = Some(day);
                ability[skill] += *gain;
            }
        }
        self.last[question] = Some(day);
        right
    }
}

/// Parameters of FSRS-6 that are not the published ones: first stabilities between a tenth and
/// one and a half times theirs, less or more gained by a repeat, another forgetting curve.
fn other_model(dice: &mut ChaCha8Rng) -> Model {
    let mut parameters = Model::default().parameters().to_vec();
    let scale = between(dice, 0.1, 1.5);
    for first in &mut parameters[..4] {
        *first = (*first * scale as f32).clamp(0.001, 100.0);
    }
    parameters[8] = between(dice, 0.6, 2.2) as f32;
    parameters[11] = between(dice, 0.7, 2.5) as f32;
    parameters[20] = between(dice, 0.12, 0.55) as f32;
    Model::with_parameters(&parameters).expect("each lies within its bounds")
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// A number from 0 up to 1.
fn unit(dice: &mut ChaCha8Rng) -> f64 {
    f64::from(dice.next_u32()) / (f64::from(u32::MAX) + 1.0)
}

/// A number between two others.
fn between(dice: &mut ChaCha8Rng, low: f64, high: f64) -> f64 {
    low + (high - low) * unit(dice)
}

/// A finished attempt of a day.
pub fn outcome(day: Day, reviews: Vec<Review>) -> Outcome {
    let at = i64::from(day.0) * 86_400_000;
    let questions = reviews.len() as u32;
    Outcome {
        attempt: AttemptNumber(1),
        quiz: "revision".to_owned(),
        mode: Mode::Practice,
        began: at,
        last: at,
        day,
        ended: Some(at),
        answered: questions,
        questions,
        awarded: 0,
        available: 0,
        waiting: 0,
        reviews,
    }
}
