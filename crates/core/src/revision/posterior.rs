//! What a prediction is worth, given how the student's repeats went.
//!
//! The recall q that is expected where the model of memory predicts p is
//! logit q = logit c + a + b · (logit p − logit c) with c = 0.9, the recall at which questions come
//! back. With b = 1 and a = 0 the model is right. With b = 0 recall is the same whatever the model
//! says: then the share of right repeats is all there is to know, and a forecast is that share.
//! (The form is that of J. Platt, «Probabilistic Outputs for Support Vector Machines», 1999.)
//!
//! Before anything is known, b = 0 has the weight [`WEIGHT_OF_NO_SLOPE`], and six values up to 1.5
//! share the rest; a is normal around 0. The repeats decide from there: somebody whose recall
//! follows the model has shown so after a few hundred. Forecasts reach beyond what repeats show
//! (a question is asked at a recall of about 0.9, and may have 0.5 on the day of the exam), so
//! that a slope that few repeats suggest would carry chance far; that is why b must be earned.

/// The recall around which predictions are recalibrated.
const CENTRE: f64 = 0.9;

/// How likely it is, before anything is known, that recall does not follow the model at all.
const WEIGHT_OF_NO_SLOPE: f64 = 0.8;

/// The other slopes, which share the rest of the weight.
const SLOPES: [f64; 6] = [0.25, 0.5, 0.75, 1.0, 1.25, 1.5];

/// The standard deviation of the prior of a, in logits: from 0.9 down to 0.55 and up to 0.985.
const SPREAD: f64 = 2.0;

/// How far from the likeliest a, in standard deviations and on either side, the posterior is summed.
const STEPS: i32 = 10;
const STEP: f64 = 0.4;

/// Answers whose prediction was about the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bin {
    /// The mean prediction, above 0 and below 1.
    pub predicted: f64,
    /// How many answers.
    pub answers: f64,
    /// How many of them were right.
    pub recalled: f64,
}

/// A share that was estimated, and between what bounds it lies with a probability of 90 per cent.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Estimate {
    /// The share, 0 to 1: it is as likely that it is larger as that it is smaller.
    pub share: f64,
    /// It lies below this with a probability of 5 per cent.
    pub low: f64,
    /// It lies above this with a probability of 5 per cent.
    pub high: f64,
}

/// What predictions are worth: values of a and b, and how likely each pair is.
#[derive(Clone, Debug)]
pub struct Posterior {
    points: Vec<Point>,
}

#[derive(Clone, Copy, Debug)]
struct Point {
    a: f64,
    b: f64,
    /// The sum over all points is 1.
    likely: f64,
}

impl Point {
    /// The recall that is expected for a prediction, which is given as its log odds.
    fn recall(&self, odds: f64) -> f64 {
        let centre = log_odds(CENTRE);
        logistic(centre + self.a + self.b * (odds - centre))
    }
}

/// The log odds of a prediction between 1 and 99 per cent. The model predicts 100 per cent just
/// after an answer, and a slope must not make a certainty of that.
pub(super) fn log_odds(p: f64) -> f64 {
    let p = p.clamp(0.01, 0.99);
    (p / (1.0 - p)).ln()
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The logarithm of the probability of the answers and of a, up to a constant.
fn log_likelihood(bins: &[Bin], a: f64, b: f64) -> f64 {
    let centre = log_odds(CENTRE);
    let of_bin = |bin: &Bin| {
        let x = centre + a + b * (log_odds(bin.predicted) - centre);
        // ln(1 + e^x) without overflow.
        let softplus = x.max(0.0) + (-x.abs()).exp().ln_1p();
        bin.recalled * x - bin.answers * softplus
    };
    bins.iter().map(of_bin).sum::<f64>() - (a / SPREAD).powi(2) / 2.0
}

/// The likeliest a for a slope, and its standard deviation. The derivative only falls, so that
/// halving always arrives.
fn likeliest(bins: &[Bin], b: f64) -> (f64, f64) {
    let point = |a| Point { a, b, likely: 1.0 };
    let derivative = |a: f64| {
        let off = |bin: &Bin| bin.recalled - bin.answers * point(a).recall(log_odds(bin.predicted));
        bins.iter().map(off).sum::<f64>() - a / SPREAD.powi(2)
    };
    let (mut low, mut high) = (-30.0, 30.0);
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if derivative(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    let a = f64::midpoint(low, high);
    let information = |bin: &Bin| {
        let q = point(a).recall(log_odds(bin.predicted));
        bin.answers * q * (1.0 - q)
    };
    let curvature = bins.iter().map(information).sum::<f64>() + SPREAD.powi(-2);
    (a, curvature.sqrt().recip())
}

impl Posterior {
    pub(super) fn of(bins: &[Bin]) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "half a dozen")]
        let each = (1.0 - WEIGHT_OF_NO_SLOPE) / SLOPES.len() as f64;
        let others = SLOPES.iter().map(|slope| (*slope, each));
        let mut points = Vec::new();
        for (b, weight) in std::iter::once((0.0, WEIGHT_OF_NO_SLOPE)).chain(others) {
            let (a, deviation) = likeliest(bins, b);
            points.extend((-STEPS..=STEPS).map(|step| {
                let a = a + f64::from(step) * STEP * deviation;
                // Each point stands for a piece of a as wide as the steps are.
                let likely = (weight * deviation).ln() + log_likelihood(bins, a, b);
                Point { a, b, likely }
            }));
        }
        let most = points.iter().map(|it| it.likely).fold(f64::MIN, f64::max);
        for point in &mut points {
            point.likely = (point.likely - most).exp();
        }
        let all: f64 = points.iter().map(|it| it.likely).sum();
        points.iter_mut().for_each(|it| it.likely /= all);
        Self { points }
    }

    /// The probability of a right answer where the model predicts `predicted`.
    pub(super) fn probability(&self, predicted: f64) -> f64 {
        let odds = log_odds(predicted);
        let each = self.points.iter().map(|it| it.likely * it.recall(odds));
        each.sum()
    }

    /// The recall where the model predicts `predicted`.
    pub fn recall(&self, predicted: f64) -> Estimate {
        self.mean(&[(predicted, 1.0)])
            .expect("one prediction has a mean")
    }

    /// The mean recall of predictions, which are given with how often each occurs. `None` where
    /// there are none.
    pub fn mean(&self, predictions: &[(f64, f64)]) -> Option<Estimate> {
        let all: f64 = predictions.iter().map(|it| it.1).sum();
        if all <= 0.0 {
            return None;
        }
        let odds: Vec<(f64, f64)> = predictions
            .iter()
            .map(|(p, count)| (log_odds(*p), count / all))
            .collect();
        let mean = |point: &Point| odds.iter().map(|(x, w)| w * point.recall(*x)).sum::<f64>();
        let likely = self.points.iter().filter(|it| it.likely > 1e-6);
        let mut means: Vec<(f64, f64)> = likely.map(|it| (mean(it), it.likely)).collect();
        means.sort_by(|one, other| one.0.total_cmp(&other.0));
        let quantile = |at: f64| {
            let mut sum = 0.0;
            let found = means.iter().find(|(_, likely)| {
                sum += likely;
                sum >= at
            });
            found.or(means.last()).map_or(CENTRE, |it| it.0)
        };
        Some(Estimate {
            share: quantile(0.5),
            low: quantile(0.05),
            high: quantile(0.95),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Bin, Posterior};

    fn bin(predicted: f64, answers: f64, recalled: f64) -> Bin {
        Bin {
            predicted,
            answers,
            recalled,
        }
    }

    #[test]
    fn many_repeats_that_go_as_predicted_leave_predictions_as_they_are() {
        let bins = [0.3, 0.5, 0.7, 0.9].map(|p| bin(p, 10_000.0, p * 10_000.0));
        let posterior = Posterior::of(&bins);
        for p in [0.2, 0.5, 0.8, 0.95] {
            let recall = posterior.recall(p);
            assert!((recall.share - p).abs() < 0.01, "{p}: {recall:?}");
            assert!((posterior.probability(p) - p).abs() < 0.01);
        }
    }

    #[test]
    fn repeats_that_go_the_same_whatever_was_predicted_are_their_share() {
        // Of 100 repeats 59 were right: the standard error is √(0.59 · 0.41 / 100) = 0.049, and
        // the interval of 90 per cent reaches 1.645 of them to either side.
        let bins = [0.6, 0.8, 0.9, 0.98].map(|p| bin(p, 25.0, 14.75));
        let posterior = Posterior::of(&bins);
        for p in [0.5, 0.99] {
            let recall = posterior.recall(p);
            assert!((recall.share - 0.59).abs() < 0.02, "{recall:?}");
            assert!((recall.low - 0.51).abs() < 0.04, "{recall:?}");
            assert!((recall.high - 0.67).abs() < 0.04, "{recall:?}");
        }
    }

    #[test]
    fn without_repeats_next_to_nothing_is_known() {
        let recall = Posterior::of(&[]).recall(0.9);
        assert!(recall.high - recall.low > 0.5, "{recall:?}");
        assert_eq!(Posterior::of(&[]).mean(&[]), None);
    }

    #[test]
    fn the_strangest_counts_give_numbers() {
        for bins in [
            vec![bin(1e-6, 1e9, 1e9)],
            vec![bin(1.0 - 1e-6, 1e9, 0.0)],
            vec![bin(0.5, 0.0, 0.0); 24],
        ] {
            let recall = Posterior::of(&bins).recall(0.0);
            assert!(recall.low <= recall.share && recall.share <= recall.high);
            assert!((0.0..=1.0).contains(&recall.low) && (0.0..=1.0).contains(&recall.high));
        }
    }
}
