//! Figures with their 95 % intervals.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, FisherSnedecor};

/// The 97.5 % quantile of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Where a figure lies with 95 % confidence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// A figure and where it lies with 95 % confidence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Its 95 % interval.
    pub interval: Interval,
    /// How many pupils (for source dependence and certainty: answers) it rests on.
    pub n: usize,
}

/// There are too few to give a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TooFew {
    /// How many there are.
    pub have: usize,
    /// From how many on the figure is given.
    pub need: usize,
}

/// A figure, or how many more it takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measured {
    /// The figure.
    Estimate(Estimate),
    /// There are too few to give it.
    TooFew(TooFew),
    /// It does not exist, however many there are: all have the same mark, or nobody has another
    /// question to compare with.
    Undefined,
}

impl Measured {
    /// The figure, if it is given.
    pub fn estimate(&self) -> Option<&Estimate> {
        match self {
            Self::Estimate(estimate) => Some(estimate),
            Self::TooFew(_) | Self::Undefined => None,
        }
    }

    /// The value, if it is given.
    pub fn value(&self) -> Option<f64> {
        self.estimate().map(|estimate| estimate.value)
    }

    /// The interval, if it is given.
    pub fn interval(&self) -> Option<Interval> {
        self.estimate().map(|estimate| estimate.interval)
    }
}

/// Fewer pupils than this say nothing about a share.
pub const ENOUGH_FOR_SHARE: usize = 5;
/// Fewer pupils than this say nothing about how a question separates strong from weak.
pub const ENOUGH_FOR_CORRELATION: usize = 20;
/// So many answers of each kind are needed to say whether a question needs its source.
pub const ENOUGH_FOR_SOURCE: usize = 30;

/// The score interval of a count among `n`: E. B. Wilson, «Probable Inference, the Law of Succession,
/// and Statistical Inference», Journal of the American Statistical Association 22 (1927), 209–212.
pub fn wilson(count: f64, n: usize) -> Interval {
    score_interval(count / as_f64(n), as_f64(n))
}

fn score_interval(share: f64, n: f64) -> Interval {
    let centre = share + Z * Z / (2.0 * n);
    let variance = share * (1.0 - share) / n + Z * Z / (4.0 * n * n);
    let half = Z * variance.max(0.0).sqrt();
    let scale = 1.0 + Z * Z / n;
    Interval {
        low: ((centre - half) / scale).clamp(0.0, share),
        high: ((centre + half) / scale).clamp(share, 1.0),
    }
}

/// A count among `n` as a share with its [`wilson`] interval, from [`ENOUGH_FOR_SHARE`] on.
pub fn share(count: usize, n: usize) -> Measured {
    if n < ENOUGH_FOR_SHARE {
        return too_few(n, ENOUGH_FOR_SHARE);
    }
    Measured::Estimate(Estimate {
        value: as_f64(count) / as_f64(n),
        interval: wilson(as_f64(count), n),
        n,
    })
}

/// The mean of shares between 0 and 1 with its interval, from [`ENOUGH_FOR_SHARE`] on; see
/// [`mean_interval`].
pub fn mean_share(shares: &[f64]) -> Measured {
    let n = shares.len();
    if n < ENOUGH_FOR_SHARE {
        return too_few(n, ENOUGH_FOR_SHARE);
    }
    let (value, interval) = mean_interval(shares);
    Measured::Estimate(Estimate { value, interval, n })
}

/// The mean of shares between 0 and 1, of which there is at least one, and its interval: Wilson's for
/// the number of right and wrong answers that would be as precise, n · p(1 − p) / variance. Where every
/// share is 0 or 1 that is n itself. The effective sample size is that of E. L. Korn and
/// B. I. Graubard, «Confidence Intervals for Proportions with Small Expected Number of Positive
/// Counts Estimated from Survey Data», Survey Methodology 24 (1998), 193–201. Shares that hardly vary
/// count for ten times their number at most.
pub fn mean_interval(shares: &[f64]) -> (f64, Interval) {
    const MOST: f64 = 10.0;
    let n = as_f64(shares.len());
    let mean = shares.iter().sum::<f64>() / n;
    let squares = shares.iter().map(|share| (share - mean).powi(2));
    let variance = squares.sum::<f64>() / n;
    let of_right_and_wrong = mean * (1.0 - mean);
    let times = match of_right_and_wrong > 0.0 {
        true => (of_right_and_wrong / variance).min(MOST),
        false => 1.0,
    };
    (mean, score_interval(mean, n * times))
}

/// The interval of a difference between two independent shares, each with its own interval: the hybrid
/// score interval, R. G. Newcombe, «Interval Estimation for the Difference Between Independent
/// Proportions», Statistics in Medicine 17 (1998), 873–890, method 10.
pub fn difference(
    (first, of_first): (f64, Interval),
    (second, of_second): (f64, Interval),
) -> Interval {
    let down = (first - of_first.low).hypot(of_second.high - second);
    let up = (of_first.high - first).hypot(second - of_second.low);
    Interval {
        low: (first - second - down).max(-1.0),
        high: (first - second + up).min(1.0),
    }
}

/// A correlation with its interval by R. A. Fisher's transformation («On the ‘Probable Error’ of a
/// Coefficient of Correlation», Metron 1 (1921), 3–32), from [`ENOUGH_FOR_CORRELATION`] on.
pub fn correlation(r: Option<f64>, n: usize) -> Measured {
    if n < ENOUGH_FOR_CORRELATION {
        return too_few(n, ENOUGH_FOR_CORRELATION);
    }
    let Some(r) = r else {
        return Measured::Undefined;
    };
    let half = Z / (as_f64(n) - 3.0).sqrt();
    let centre = r.clamp(-1.0, 1.0).atanh();
    Measured::Estimate(Estimate {
        value: r,
        interval: Interval {
            low: (centre - half).tanh(),
            high: (centre + half).tanh(),
        },
        n,
    })
}

/// Alpha with its interval by L. S. Feldt, «The Approximate Sampling Distribution of
/// Kuder-Richardson Reliability Coefficient Twenty», Psychometrika 30 (1965), 357–370: (1 − alpha of
/// all pupils) / (1 − alpha) has an F distribution with n − 1 and (n − 1)(k − 1) degrees of freedom.
pub fn reliability(alpha: Option<f64>, n: usize, questions: usize) -> Measured {
    if n < ENOUGH_FOR_CORRELATION {
        return too_few(n, ENOUGH_FOR_CORRELATION);
    }
    let Some(alpha) = alpha else {
        return Measured::Undefined;
    };
    let pupils = as_f64(n - 1);
    let all = pupils * (as_f64(questions) - 1.0);
    let Ok(distribution) = FisherSnedecor::new(pupils, all) else {
        return Measured::Undefined;
    };
    let end = |share: f64| 1.0 - (1.0 - alpha) * distribution.inverse_cdf(share);
    Measured::Estimate(Estimate {
        value: alpha,
        interval: Interval {
            low: end(0.975),
            high: end(0.025),
        },
        n,
    })
}

/// There are too few.
pub fn too_few(have: usize, need: usize) -> Measured {
    Measured::TooFew(TooFew { have, need })
}

/// A count as a number that is computed with. Counts stay below 2^53.
pub fn as_f64(count: usize) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of answers stay below 2^53"
    )]
    let number = count as f64;
    number
}
