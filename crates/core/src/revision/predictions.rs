//! Predicted recall beside what happened, and what the student's own answers make of a prediction.
//!
//! Each answer on a later day than the one before was predicted by the model of memory. Answers are
//! counted in bins of predicted recall, and the bins in blocks by time: the first 32 answers, the
//! next 32, the next 64, and so on. A block is predicted from the blocks before it, never from
//! itself, so that the figures on the recalibration come from answers that it has not seen.
//!
//! How predictions are recalibrated is in `posterior`. Log loss and the root mean square error over
//! bins are those of the FSRS benchmark, except that its bins go by interval, repeats and lapses
//! and these by predicted recall.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::mastery::beta_quantile;
use super::posterior::{Bin, Posterior, log_odds};

/// How many answers the first block has.
const FIRST_BLOCK: u32 = 32;

/// The width of a bin in logits, and the bins of the lowest and the highest prediction.
const WIDTH: f64 = 0.4;
const BINS: i32 = 24;
const LOWEST: f64 = -3.6;

/// Predictions are summed as whole millionths, so that no sum depends on its order.
const UNIT: f64 = 1e6;

/// Answers whose prediction was about the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Tally {
    answers: u32,
    recalled: u32,
    /// The sum of the predictions, in millionths.
    predicted: u64,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.answers = self.answers.saturating_add(other.answers);
        self.recalled = self.recalled.saturating_add(other.recalled);
        self.predicted = self.predicted.saturating_add(other.predicted);
    }

    fn bin(self) -> Bin {
        let answers = f64::from(self.answers);
        #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^53 millionths")]
        let mean = self.predicted as f64 / UNIT / answers.max(1.0);
        Bin {
            predicted: mean.clamp(1e-6, 1.0 - 1e-6),
            answers,
            // A damaged cache may say that more were right than there are.
            recalled: f64::from(self.recalled).min(answers),
        }
    }
}

/// What was predicted and what happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Predictions {
    blocks: Vec<BTreeMap<u8, Tally>>,
}

/// Predicted recall beside what happened, as data.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reliability {
    /// Answers that the model predicted: those on a later day than the one before.
    pub answers: u32,
    /// The mean recall that the model predicted for them, 0 to 1.
    pub predicted: f64,
    /// The share of them that was remembered.
    pub observed: f64,
    /// The bounds of the share in the long run, with a probability of 90 per cent.
    pub low: f64,
    /// See `low`.
    pub high: f64,
    /// Whether what was predicted lies outside these bounds.
    pub contradicts: bool,
    /// How good the predictions of later answers were, which the recalibration had not seen when it
    /// predicted them; `None` up to 32 answers.
    pub later: Option<Later>,
}

/// How good predictions were over later answers; less is better.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Later {
    /// How many there were.
    pub answers: u32,
    /// The log loss of the model: the mean of −ln of the probability given to what happened.
    pub log_loss: f64,
    /// The root mean square error of the model over bins of predicted recall.
    pub rmse: f64,
    /// The log loss of the recalibration.
    pub recalibrated_log_loss: f64,
    /// The root mean square error of the recalibration over the same bins.
    pub recalibrated_rmse: f64,
}

impl Predictions {
    /// Adds an answer: the recall that was predicted, and whether it was remembered.
    pub fn add(&mut self, predicted: f32, recalled: bool) {
        let predicted = f64::from(predicted);
        if !predicted.is_finite() {
            return;
        }
        // Only the last block is counted: the ones before it are full.
        let last = self.blocks.len().checked_sub(1);
        if last.is_none_or(|last| answers_of(&self.blocks[last]) >= size_of_block(last)) {
            self.blocks.push(BTreeMap::new());
        }
        let tally = Tally {
            answers: 1,
            recalled: u32::from(recalled),
            predicted: whole(predicted.clamp(0.0, 1.0) * UNIT),
        };
        let bin = bin_of(predicted);
        if let Some(block) = self.blocks.last_mut() {
            block.entry(bin).or_default().add(tally);
        }
    }

    /// How many answers there are.
    pub fn answers(&self) -> u32 {
        let blocks = self.blocks.iter().map(answers_of);
        blocks.fold(0, u32::saturating_add)
    }

    /// The bins of the first so many blocks together.
    fn bins(&self, blocks: usize) -> Vec<Bin> {
        let mut together: BTreeMap<u8, Tally> = BTreeMap::new();
        for (bin, tally) in self.blocks.iter().take(blocks).flatten() {
            together.entry(*bin).or_default().add(*tally);
        }
        together.into_values().map(Tally::bin).collect()
    }

    /// What predictions are worth: the recalibration, and how sure it is.
    pub fn posterior(&self) -> Posterior {
        Posterior::of(&self.bins(self.blocks.len()))
    }

    /// What was predicted beside what happened; `None` where nothing was predicted yet.
    pub fn reliability(&self) -> Option<Reliability> {
        let bins = self.bins(self.blocks.len());
        let sum = |of: fn(&Bin) -> f64| bins.iter().map(of).sum::<f64>();
        let (answers, recalled) = (sum(|it| it.answers), sum(|it| it.recalled));
        if answers == 0.0 {
            return None;
        }
        let predicted = sum(|it| it.predicted * it.answers) / answers;
        let bound = |at| beta_quantile(1.0 + recalled, 1.0 + answers - recalled, at);
        let (low, high) = (bound(0.05), bound(0.95));
        Some(Reliability {
            answers: self.answers(),
            predicted,
            observed: recalled / answers,
            low,
            high,
            contradicts: !(low..=high).contains(&predicted),
            later: self.later(),
        })
    }

    fn later(&self) -> Option<Later> {
        let mut scores = [Score::default(); 2];
        for block in 1..self.blocks.len() {
            let before = Posterior::of(&self.bins(block));
            for (place, tally) in &self.blocks[block] {
                let bin = tally.bin();
                scores[0].add(*place, bin, bin.predicted);
                scores[1].add(*place, bin, before.probability(bin.predicted));
            }
        }
        let [model, again] = scores;
        (model.answers > 0.0).then(|| Later {
            answers: count(model.answers),
            log_loss: model.loss / model.answers,
            rmse: model.rmse(),
            recalibrated_log_loss: again.loss / again.answers,
            recalibrated_rmse: again.rmse(),
        })
    }
}

/// Sums over answers that are predicted.
#[derive(Clone, Copy, Default)]
struct Score {
    answers: f64,
    loss: f64,
    /// For each bin: answers, how many were recalled, and how many the predictions expected.
    bins: [(f64, f64, f64); BINS as usize],
}

impl Score {
    fn add(&mut self, place: u8, bin: Bin, predicted: f64) {
        let missed = bin.answers - bin.recalled;
        self.answers += bin.answers;
        self.loss -= bin.recalled * predicted.ln() + missed * (1.0 - predicted).ln();
        if let Some(sums) = self.bins.get_mut(usize::from(place)) {
            sums.0 += bin.answers;
            sums.1 += bin.recalled;
            sums.2 += predicted * bin.answers;
        }
    }

    fn rmse(&self) -> f64 {
        let bins = self.bins.iter().filter(|bin| bin.0 > 0.0);
        let squares = bins.map(|(answers, recalled, predicted)| {
            let off = (recalled - predicted) / answers;
            answers * off * off
        });
        (squares.sum::<f64>() / self.answers).sqrt()
    }
}

/// How many answers a block has when it is full: 32, 32, 64, 128 and so on.
fn size_of_block(block: usize) -> u32 {
    let doublings = u32::try_from(block.saturating_sub(1)).unwrap_or(u32::MAX);
    FIRST_BLOCK.saturating_mul(2_u32.saturating_pow(doublings))
}

fn answers_of(block: &BTreeMap<u8, Tally>) -> u32 {
    let answers = block.values().map(|it| it.answers);
    answers.fold(0, u32::saturating_add)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is clamped to the few bins there are"
)]
fn bin_of(predicted: f64) -> u8 {
    let odds = log_odds(predicted);
    let bin = ((odds - LOWEST) / WIDTH).floor();
    bin.clamp(0.0, f64::from(BINS - 1)) as u8
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of 1 in millionths"
)]
fn whole(millionths: f64) -> u64 {
    millionths.round() as u64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a sum of counts that are u32 each; a larger one becomes the largest"
)]
fn count(sum: f64) -> u32 {
    sum as u32
}

#[cfg(test)]
mod tests {
    use super::{Predictions, answers_of, size_of_block};

    #[test]
    fn each_block_has_as_many_answers_as_all_before_it() {
        let sizes: Vec<u32> = (0..5).map(size_of_block).collect();
        assert_eq!(sizes, [32, 32, 64, 128, 256]);
        assert_eq!(size_of_block(usize::MAX), u32::MAX);
        let mut predictions = Predictions::default();
        for number in 0..130 {
            predictions.add(0.5, number % 2 == 0);
        }
        let answers: Vec<u32> = predictions.blocks.iter().map(answers_of).collect();
        assert_eq!(answers, [32, 32, 64, 2]);
        assert_eq!(predictions.answers(), 130);
    }
}
