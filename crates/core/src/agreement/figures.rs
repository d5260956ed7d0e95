//! How far two markers agree.
//!
//! The figures are those of scikit-learn, so that they can be checked against it. The intervals
//! are percentile intervals of the bootstrap: B. Efron, «Bootstrap Methods: Another Look at the
//! Jackknife», The Annals of Statistics 7 (1979), 1–26.
//!
//! A resample of n rows with replacement is a multinomial draw over the distinct pairs of marks,
//! so no row is looked at again. The draw halves the list of pairs again and again; how many rows
//! fall to the first half is a binomial number, and that is drawn by counting the ones in random
//! words, about two bits a row (`binomial`). All of it is exact and in whole numbers; it gives
//! the same on every machine.

use std::collections::{BTreeMap, BTreeSet};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

/// The marks that an answer got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The mark from the program, or from the first of two people.
    pub program: u32,
    /// The mark from the person, or from the second of two people.
    pub person: u32,
}

/// How far the marks of two markers agree.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Agreement {
    /// How many answers both have marked.
    pub n: u64,
    /// The share of answers with the same mark from both.
    pub exact: Estimate,
    /// Agreement beyond chance: J. Cohen, «A Coefficient of Agreement for Nominal Scales»,
    /// Educational and Psychological Measurement 20 (1960), 37–46. As
    /// `sklearn.metrics.cohen_kappa_score(program, person)`. `None` where chance leaves nothing to
    /// disagree about, because both gave one and the same mark to every answer.
    pub kappa: Option<Estimate>,
    /// Agreement beyond chance where a difference counts by its square: J. Cohen, «Weighted Kappa»,
    /// Psychological Bulletin 70 (1968), 213–220. The difference is that of the marks themselves,
    /// as `cohen_kappa_score(program, person, weights="quadratic", labels=range(0, max + 1))` has
    /// it. (Without `labels`, scikit-learn takes the difference of places in the list of marks that
    /// occur, which is another where a mark is never given.) `None` as for `kappa`.
    pub weighted_kappa: Option<Estimate>,
    /// The mean, over the marks that occur, of F1 for that mark, the person being right: as
    /// `f1_score(person, program, average="macro", zero_division=0)`. It is the same with the
    /// markers changed over.
    pub macro_f1: Estimate,
    /// What the program gave beyond the person.
    pub false_marks: Beyond,
    /// What the person gave beyond the program.
    pub missed_marks: Beyond,
}

/// What one marker gave beyond the other.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Beyond {
    /// The sum of marks.
    pub marks: Estimate,
    /// How many answers got them.
    pub rows: Estimate,
}

/// A figure and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The figure for the answers at hand.
    pub value: f64,
    /// The 95% interval of the bootstrap; `None` where no resample has the figure. Resamples in
    /// which a kappa is undefined are left out.
    pub interval: Option<Interval>,
}

/// From the 2.5th to the 97.5th percentile of the resamples (linear, as `numpy.percentile`).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Kappa in words: J. R. Landis and G. G. Koch, «The Measurement of Observer Agreement for
/// Categorical Data», Biometrics 33 (1977), 159–174. The bands are, as they say, arbitrary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// Below 0.
    Poor,
    /// To 0.2.
    Slight,
    /// To 0.4.
    Fair,
    /// To 0.6.
    Moderate,
    /// To 0.8.
    Substantial,
    /// To 1.
    AlmostPerfect,
}

impl Strength {
    /// The band of a kappa.
    pub fn of(kappa: f64) -> Self {
        match kappa {
            it if it < 0.0 => Self::Poor,
            it if it <= 0.2 => Self::Slight,
            it if it <= 0.4 => Self::Fair,
            it if it <= 0.6 => Self::Moderate,
            it if it <= 0.8 => Self::Substantial,
            _ => Self::AlmostPerfect,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Poor => "poor",
            Self::Slight => "slight",
            Self::Fair => "fair",
            Self::Moderate => "moderate",
            Self::Substantial => "substantial",
            Self::AlmostPerfect => "almost perfect",
        }
    }
}

/// How far two markers agree; `None` without answers. The order of the pairs is of no matter.
pub fn agreement(pairs: &[Pair], resamples: usize, seed: u64) -> Option<Agreement> {
    if pairs.is_empty() {
        return None;
    }
    let table = Table::new(pairs);
    let mut room = Room::new(&table);
    let here = table.figures(&table.counts, &mut room);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut drawn = vec![0; table.cells.len()];
    let resampled: Vec<Figures> = (0..resamples)
        .map(|_| {
            draw(&table.counts, table.n, &mut drawn, &mut rng);
            table.figures(&drawn, &mut room)
        })
        .collect();
    let interval = |figure: fn(&Figures) -> Option<f64>| {
        let mut values: Vec<f64> = resampled.iter().filter_map(figure).collect();
        values.sort_unstable_by(f64::total_cmp);
        Some(Interval {
            low: percentile(&values, 0.025)?,
            high: percentile(&values, 0.975)?,
        })
    };
    let estimate = |value: f64, figure: fn(&Figures) -> Option<f64>| Estimate {
        value,
        interval: interval(figure),
    };
    Some(Agreement {
        n: table.n,
        exact: estimate(here.exact, |it| Some(it.exact)),
        kappa: here.kappa.map(|kappa| estimate(kappa, |it| it.kappa)),
        weighted_kappa: here
            .weighted_kappa
            .map(|kappa| estimate(kappa, |it| it.weighted_kappa)),
        macro_f1: estimate(here.macro_f1, |it| Some(it.macro_f1)),
        false_marks: Beyond {
            marks: estimate(here.false_marks, |it| Some(it.false_marks)),
            rows: estimate(here.false_rows, |it| Some(it.false_rows)),
        },
        missed_marks: Beyond {
            marks: estimate(here.missed_marks, |it| Some(it.missed_marks)),
            rows: estimate(here.missed_rows, |it| Some(it.missed_rows)),
        },
    })
}

/// The value below which that share of sorted values lies, linear between two of them.
fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let at = share * sorted.len().checked_sub(1)? as f64;
    let (below, above) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    Some(below + (above - below) * at.fract())
}

/// The distinct pairs, and how often each occurs.
struct Table {
    n: u64,
    cells: Vec<Cell>,
    /// For each cell, the answers in it.
    counts: Vec<u64>,
    /// How many marks occur.
    marks: usize,
}

/// A distinct pair, with the places of both marks among those that occur.
struct Cell {
    pair: Pair,
    program: usize,
    person: usize,
}

/// Sums for each mark that occurs, kept for their room.
struct Room {
    program: Vec<u64>,
    person: Vec<u64>,
    both: Vec<u64>,
}

impl Room {
    fn new(table: &Table) -> Self {
        let zeros = || vec![0; table.marks];
        Self {
            program: zeros(),
            person: zeros(),
            both: zeros(),
        }
    }
}

/// The figures of one sample.
struct Figures {
    exact: f64,
    kappa: Option<f64>,
    weighted_kappa: Option<f64>,
    macro_f1: f64,
    false_marks: f64,
    false_rows: f64,
    missed_marks: f64,
    missed_rows: f64,
}

impl Table {
    fn new(pairs: &[Pair]) -> Self {
        let mut tally: BTreeMap<Pair, u64> = BTreeMap::new();
        for pair in pairs {
            *tally.entry(*pair).or_default() += 1;
        }
        let marks: BTreeSet<u32> = tally
            .keys()
            .flat_map(|pair| [pair.program, pair.person])
            .collect();
        let marks: Vec<u32> = marks.into_iter().collect();
        let place = |mark: u32| marks.partition_point(|it| *it < mark);
        let cell = |pair: &Pair| Cell {
            pair: *pair,
            program: place(pair.program),
            person: place(pair.person),
        };
        Self {
            n: pairs.len() as u64,
            cells: tally.keys().map(cell).collect(),
            counts: tally.values().copied().collect(),
            marks: marks.len(),
        }
    }

    fn figures(&self, counts: &[u64], room: &mut Room) -> Figures {
        room.program.fill(0);
        room.person.fill(0);
        room.both.fill(0);
        let (mut more, mut more_rows, mut less, mut less_rows) = (0, 0, 0, 0);
        // For the program, the person, and the difference between them.
        let (mut sums, mut squares, mut apart) = ([0_u128; 2], 0_u128, 0_u128);
        for (cell, &count) in self.cells.iter().zip(counts) {
            let [program, person] = [cell.pair.program, cell.pair.person].map(u64::from);
            room.program[cell.program] += count;
            room.person[cell.person] += count;
            if program == person {
                room.both[cell.program] += count;
            } else if program > person {
                more += count * (program - person);
                more_rows += count;
            } else {
                less += count * (person - program);
                less_rows += count;
            }
            let wide = u128::from(count);
            sums[0] += wide * u128::from(program);
            sums[1] += wide * u128::from(person);
            squares += wide * u128::from(program * program);
            squares += wide * u128::from(person * person);
            apart += wide * u128::from(program.abs_diff(person).pow(2));
        }
        let n = u128::from(self.n);
        let by_chance: u128 = room
            .program
            .iter()
            .zip(&room.person)
            .map(|(program, person)| u128::from(*program) * u128::from(*person))
            .sum();
        let differing = u128::from(more_rows + less_rows);
        Figures {
            exact: (n - differing) as f64 / n as f64,
            kappa: kappa(differing * n, n * n - by_chance),
            weighted_kappa: kappa(apart * n, n * squares - 2 * sums[0] * sums[1]),
            macro_f1: macro_f1(room),
            false_marks: more as f64,
            false_rows: more_rows as f64,
            missed_marks: less as f64,
            missed_rows: less_rows as f64,
        }
    }
}

/// One less the disagreement seen, as a part of that expected by chance.
fn kappa(seen: u128, expected: u128) -> Option<f64> {
    (expected > 0).then(|| 1.0 - seen as f64 / expected as f64)
}

fn macro_f1(room: &Room) -> f64 {
    let given = room.program.iter().zip(&room.person);
    let given = given.map(|(program, person)| program + person);
    let (mut sum, mut marks) = (0.0, 0_u64);
    for (both, given) in room.both.iter().zip(given).filter(|(_, given)| *given > 0) {
        sum += 2.0 * *both as f64 / given as f64;
        marks += 1;
    }
    sum / marks as f64
}

/// Deals `n` rows to cells with those weights (Σ > 0), as drawing each with replacement would.
fn draw(weights: &[u64], n: u64, into: &mut [u64], rng: &mut ChaCha8Rng) {
    if n == 0 || weights.len() <= 1 {
        into.fill(n);
        return;
    }
    let (left, right) = weights.split_at(weights.len() / 2);
    let (into_left, into_right) = into.split_at_mut(left.len());
    let part: u64 = left.iter().sum();
    let whole = part + right.iter().sum::<u64>();
    let to_left = binomial(n, part, whole, rng);
    draw(left, to_left, into_left, rng);
    draw(right, n - to_left, into_right, rng);
}

/// How many of `n` even random numbers in [0, 1) lie below `part / whole`, which is below 1.
///
/// The numbers and the fraction are compared digit by digit in binary, for all numbers at once.
/// Each digit decides half of those that have been equal so far, and only how many have a zero
/// there is drawn: one random bit each.
fn binomial(n: u64, part: u64, whole: u64, rng: &mut ChaCha8Rng) -> u64 {
    let (mut below, mut equal, mut rest) = (0, n, part);
    while equal > 0 && rest > 0 {
        let zeros = zeros(equal, rng);
        rest *= 2;
        if rest >= whole {
            rest -= whole;
            below += zeros;
            equal -= zeros;
        } else {
            equal = zeros;
        }
    }
    below
}

/// How many of `n` random bits are zero.
fn zeros(n: u64, rng: &mut ChaCha8Rng) -> u64 {
    let whole_words: u64 = (0..n / 64)
        .map(|_| u64::from(rng.next_u64().count_zeros()))
        .sum();
    match n % 64 {
        0 => whole_words,
        rest => whole_words + u64::from((rng.next_u64() | u64::MAX << rest).count_zeros()),
    }
}
