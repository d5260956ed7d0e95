//! What all reviews together say: the memory of each question, the evidence for each skill, the
//! marks of each day. A fold of outcomes that can go on from where it stopped.

use serde::{Deserialize, Serialize};

use std::collections::{BTreeMap, HashMap};

use super::{Bands, Evidence, Memory, Model, Predictions};
use crate::identity::ContentHash;
use crate::quiz::Skill;
use crate::record::{Day, Outcome, Review};

/// The rules for folding reviews. When they change, everything is folded again from the beginning.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Which scores are rated how.
    pub bands: Bands,
    /// How memory is modelled.
    pub model: Model,
    /// The last day that counts, which is today. An answer with a later date was given with a wrong
    /// clock, or on another day than the one that is looked at. `None` lets every day count.
    pub until: Option<Day>,
}

impl Rules {
    /// The rules in a line, to tell whether a kept fold was made by them.
    pub fn fingerprint(&self) -> String {
        let numbers = self.model.parameters().iter();
        let parameters: Vec<String> = numbers.map(ToString::to_string).collect();
        let (algorithm, bands) = (super::ALGORITHM, self.bands);
        // What else the fold keeps; another number here means that kept folds are made again.
        let form = 2;
        format!("{algorithm}; {bands}; {form}; {}", parameters.join(","))
    }
}

/// A question that has been answered at least once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The hash of what it asked when it was answered last.
    pub content: ContentHash,
    /// What it tests.
    pub skill: Skill,
    /// How well it is remembered, as of `last`.
    pub memory: Memory,
    /// The day of the first answer since it was last changed.
    pub first: Day,
    /// The day of the last answer.
    pub last: Day,
    /// How often it has been answered since it was last changed.
    pub reviews: u32,
    /// How often the rating was Again.
    pub lapses: u32,
    /// How often in a row, up to the last answer, the rating was Again.
    pub failures: u32,
    /// How often it has been put to rest because it failed too often in a row; see
    /// [`Item::spacing`].
    pub rests: u32,
    /// The sum of the shares of its marks, 0 to 1 each.
    pub shares: f64,
    /// The share of its marks in the last answer.
    pub last_share: f64,
    /// Seconds an answer takes: the mean, of late answers more than of early ones.
    pub seconds: f64,
    /// How often its content has changed; each time its memory started again.
    pub edits: u32,
}

/// What was answered on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayMarks {
    /// Answers that were marked.
    pub answers: u32,
    /// Marks awarded.
    pub awarded: u32,
    /// Marks available.
    pub available: u32,
}

/// The fold of all outcomes.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// The rules it was folded by.
    pub rules: Rules,
    /// The questions, by `quiz-id/question-id`.
    pub items: HashMap<String, Item>,
    /// The evidence for each skill, in the order of [`Skill::ALL`].
    pub skills: [Evidence; Skill::ALL.len()],
    /// The days on which something was answered.
    pub days: BTreeMap<Day, DayMarks>,
    /// Predicted recall beside what happened.
    pub predictions: Predictions,
    /// Attempts folded.
    pub attempts: u64,
    /// Answers folded.
    pub answers: u64,
}

impl Ledger {
    /// The fold of nothing.
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            items: HashMap::new(),
            skills: [Evidence::none(); Skill::ALL.len()],
            days: BTreeMap::new(),
            predictions: Predictions::default(),
            attempts: 0,
            answers: 0,
        }
    }

    /// Folds what an attempt came to.
    pub fn add(&mut self, outcome: Outcome) {
        self.attempts += 1;
        for review in outcome.reviews {
            self.review(review);
        }
    }

    fn review(&mut self, review: Review) {
        let share = f64::from(review.awarded) / f64::from(review.available.max(1));
        self.answers += 1;
        let day = self.days.entry(review.day).or_default();
        day.answers += 1;
        // They saturate, because a record that somebody has changed may hold any marks.
        day.awarded = day.awarded.saturating_add(review.awarded);
        day.available = day.available.saturating_add(review.available);
        if !review.explained_first {
            self.skills[place(review.skill)].add(share, 1.0, review.day.0);
        }
        match self.items.get_mut(&review.question) {
            Some(item) => {
                if let Some(predicted) = item.predicted(&review, &self.rules) {
                    let rating = self.rules.bands.rate(review.awarded, review.available);
                    self.predictions
                        .add(predicted, rating > super::Rating::Again);
                }
                item.review(&review, share, &self.rules);
            }
            None => {
                let item = Item::new(&review, share, &self.rules);
                self.items.insert(review.question, item);
            }
        }
    }

    /// The evidence for a skill, to set it.
    pub fn evidence_mut(&mut self, skill: Skill) -> &mut Evidence {
        &mut self.skills[place(skill)]
    }

    /// The evidence for a skill.
    pub fn evidence(&self, skill: Skill) -> &Evidence {
        &self.skills[place(skill)]
    }
}

/// Where a skill stands in [`Skill::ALL`].
fn place(skill: Skill) -> usize {
    Skill::ALL
        .iter()
        .position(|it| *it == skill)
        .expect("every skill is in the list of all skills")
}

impl Item {
    fn new(review: &Review, share: f64, rules: &Rules) -> Self {
        let rating = rules.bands.rate(review.awarded, review.available);
        Self {
            content: review.content,
            skill: review.skill,
            memory: rules.model.after(None, 0, rating),
            first: review.day,
            last: review.day,
            reviews: 1,
            lapses: u32::from(rating == super::Rating::Again),
            failures: u32::from(rating == super::Rating::Again),
            rests: 0,
            shares: share,
            last_share: share,
            seconds: f64::from(review.seconds),
            edits: 0,
        }
    }

    /// The recall that was predicted for a review; `None` where it is the first of its content, on
    /// the day of the one before, on which nothing is forgotten, or after its explanation.
    fn predicted(&self, review: &Review, rules: &Rules) -> Option<f32> {
        let is_comparable =
            review.day > self.last && self.content == review.content && !review.explained_first;
        let recall = || rules.model.recall_on(self.memory, self.last, review.day);
        is_comparable.then(recall)
    }

    fn review(&mut self, review: &Review, share: f64, rules: &Rules) {
        if self.content != review.content {
            let edits = self.edits + 1;
            *self = Self::new(review, share, rules);
            self.edits = edits;
            return;
        }
        let rating = rules.bands.rate(review.awarded, review.available);
        let days = review.day.since(self.last);
        self.memory = rules.model.after(Some(self.memory), days, rating);
        self.last = self.last.max(review.day);
        self.reviews += 1;
        if rating == super::Rating::Again {
            self.lapses += 1;
            self.failures += 1;
            self.rests += u32::from(self.needs_explanation());
        } else {
            self.failures = 0;
        }
        self.shares += share;
        self.last_share = share;
        self.seconds += (f64::from(review.seconds) - self.seconds) / 4.0;
    }
}
