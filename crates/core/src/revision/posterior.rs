//! What a prediction is worth, given how predictions went: the posterior of the two numbers of a
//! logistic recalibration.

/// The standard deviations of the priors of a and of b. At the middle of the scale, where one
/// answer has the information 1/4, a prior of 1 is worth four answers.
const SPREAD: (f64, f64) = (1.0, 1.0);

/// How far from the mode, in standard deviations, and in which steps the posterior is summed.
const REACH: i32 = 10;
const STEP: f64 = 0.4;

/// Answers whose prediction was about the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bin {
    /// The mean prediction, above 0 and below 1.
    pub predicted: f64,
    pub answers: f64,
    pub recalled: f64,
}

/// A share that was estimated, and between what bounds it lies with a probability of 90 per cent.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Estimate {
    /// The share, 0 to 1.
    pub mean: f64,
    /// It lies below this with a probability of 5 per cent.
    pub low: f64,
    /// It lies above this with a probability of 5 per cent.
    pub high: f64,
}

/// The recalibration, and how sure it is.
#[derive(Clone, Debug)]
pub struct Posterior {
    mode: (f64, f64),
    /// Values of a and b, and how likely each pair is; the sum is 1.
    points: Vec<(f64, f64, f64)>,
}

pub(super) fn log_odds(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The mode of the posterior, and the curvature there: the second derivatives by a and a, a and
/// b, b and b.
pub(super) struct Fit {
    a: f64,
    b: f64,
    curvature: (f64, f64, f64),
}

impl Fit {
    /// The likeliest a and b.
    pub fn mode(&self) -> (f64, f64) {
        (self.a, self.b)
    }
}

/// Minus the logarithm of the posterior, up to a constant.
fn loss(bins: &[Bin], a: f64, b: f64) -> f64 {
    let prior = (a / SPREAD.0).powi(2) / 2.0 + ((b - 1.0) / SPREAD.1).powi(2) / 2.0;
    let of_bin = |bin: &Bin| {
        let x = a + b * log_odds(bin.predicted);
        // ln(1 + e^x) without overflow.
        let softplus = x.max(0.0) + (-x.abs()).exp().ln_1p();
        bin.answers * softplus - bin.recalled * x
    };
    prior + bins.iter().map(of_bin).sum::<f64>()
}

/// Newton's method on a convex function; a step that makes it worse is halved.
pub(super) fn fit(bins: &[Bin]) -> Fit {
    let (mut a, mut b) = (0.0, 1.0);
    let mut curvature = (1.0, 0.0, 1.0);
    for _ in 0..50 {
        let (mut da, mut db) = (a / SPREAD.0.powi(2), (b - 1.0) / SPREAD.1.powi(2));
        curvature = (SPREAD.0.powi(-2), 0.0, SPREAD.1.powi(-2));
        for bin in bins {
            let x = log_odds(bin.predicted);
            let q = logistic(a + b * x);
            let (off, weight) = (bin.answers * q - bin.recalled, bin.answers * q * (1.0 - q));
            da += off;
            db += off * x;
            curvature.0 += weight;
            curvature.1 += weight * x;
            curvature.2 += weight * x * x;
        }
        let determinant = curvature.0 * curvature.2 - curvature.1 * curvature.1;
        let step_a = (curvature.2 * da - curvature.1 * db) / determinant;
        let step_b = (curvature.0 * db - curvature.1 * da) / determinant;
        let (before, mut size) = (loss(bins, a, b), 1.0);
        while loss(bins, a - size * step_a, b - size * step_b) > before && size > 1e-6 {
            size /= 2.0;
        }
        (a, b) = (a - size * step_a, b - size * step_b);
        if step_a.abs().max(step_b.abs()) < 1e-9 {
            break;
        }
    }
    if b < 0.0 {
        a = best_shift(bins);
        b = 0.0;
    }
    Fit { a, b, curvature }
}

/// The best a where b is 0.
fn best_shift(bins: &[Bin]) -> f64 {
    let (mut low, mut high) = (-20.0, 20.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        let off = |bin: &Bin| bin.answers * logistic(middle) - bin.recalled;
        if middle / SPREAD.0.powi(2) + bins.iter().map(off).sum::<f64>() < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

impl Posterior {
    pub(super) fn of(bins: &[Bin]) -> Self {
        let Fit { a, b, curvature } = fit(bins);
        // The axes of the normal distribution that has the same curvature.
        let variance_b = curvature.0 / (curvature.0 * curvature.2 - curvature.1 * curvature.1);
        let spread_a = curvature.0.sqrt().recip();
        let slope = -curvature.1 / curvature.0;
        let least = loss(bins, a, b);
        let mut points = Vec::new();
        for (step_a, step_b) in (-REACH..=REACH).flat_map(|a| (-REACH..=REACH).map(move |b| (a, b)))
        {
            let off_b = f64::from(step_b) * STEP * variance_b.sqrt();
            let off_a = f64::from(step_a) * STEP * spread_a + slope * off_b;
            if b + off_b >= 0.0 {
                let likely = (least - loss(bins, a + off_a, b + off_b)).exp();
                points.push((a + off_a, b + off_b, likely));
            }
        }
        let all: f64 = points.iter().map(|it| it.2).sum();
        points.iter_mut().for_each(|it| it.2 /= all);
        Self {
            mode: (a, b),
            points,
        }
    }

    /// A predicted recall, recalibrated.
    pub fn recall(&self, predicted: f64) -> f64 {
        let (a, b) = self.mode;
        logistic(a + b * log_odds(predicted.clamp(1e-6, 1.0 - 1e-6)))
    }

    /// The mean of recalibrated predictions, which are given as values and how often each occurs.
    /// `None` where there are none.
    pub fn mean(&self, predictions: &[(f64, f64)]) -> Option<Estimate> {
        let all: f64 = predictions.iter().map(|it| it.1).sum();
        if all <= 0.0 {
            return None;
        }
        let odds: Vec<(f64, f64)> = predictions
            .iter()
            .map(|(p, count)| (log_odds(p.clamp(1e-6, 1.0 - 1e-6)), count / all))
            .collect();
        let mean = |a: f64, b: f64| {
            odds.iter()
                .map(|(x, w)| w * logistic(a + b * x))
                .sum::<f64>()
        };
        let likely = self.points.iter().filter(|it| it.2 > 1e-6);
        let mut means: Vec<(f64, f64)> = likely.map(|(a, b, w)| (mean(*a, *b), *w)).collect();
        means.sort_by(|one, other| one.0.total_cmp(&other.0));
        let quantile = |at: f64| {
            let mut sum = 0.0;
            let found = means.iter().find(|(_, likely)| {
                sum += likely;
                sum >= at
            });
            found.or(means.last()).map_or(0.5, |it| it.0)
        };
        let (a, b) = self.mode;
        Some(Estimate {
            mean: mean(a, b),
            low: quantile(0.05),
            high: quantile(0.95),
        })
    }
}
