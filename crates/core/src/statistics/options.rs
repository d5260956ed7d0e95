//! Which pupils choose which options.

use serde::Serialize;

use super::choices::{Choice, Offered};
use super::intervals::{
    ENOUGH_FOR_CORRELATION, Measured, as_f64, correlation, difference, share, wilson,
};
use super::items::pearson;
use super::table::{Cell, Item, Scores};

/// The statistics of an option.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct OptionStatistics {
    /// The option.
    #[serde(flatten)]
    pub offered: Offered,
    /// How many chose it.
    pub count: usize,
    /// The share of those with a mark who chose it (dexter: rvalue).
    pub share: Measured,
    /// The point-biserial correlation of choosing it with the score on all questions (dexter:
    /// rat).
    pub option_total: Measured,
    /// The same with the score on the other questions (dexter: rar).
    pub option_rest: Measured,
    /// The distractor curve: the share who chose it among the weakest, the middle and the strongest
    /// third by the score on the other questions; empty where there are too few.
    pub by_third: Vec<f64>,
}

/// Whether the key of a question may be wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct KeyDoubt {
    /// The key.
    pub key: String,
    /// The share of the strongest third who chose it.
    pub strong: f64,
    /// The share of the weakest third who chose it.
    pub weak: f64,
    /// The option that more of the strongest third chose, if there is one.
    pub rival: Option<String>,
}

/// The pupils with marks in three groups by the score on the other questions: thirds, as far as pupils
/// with the same score, who stay together, allow it.
struct Thirds<'i> {
    groups: Vec<Vec<&'i Cell>>,
}

impl<'i> Thirds<'i> {
    fn of(item: &'i Item, scores: &[Scores]) -> Self {
        let mut ranked: Vec<(f64, &Cell)> = item
            .marked()
            .filter_map(|cell| Some((scores[cell.pupil as usize].rest(item, cell)?, cell)))
            .collect();
        ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut groups = vec![Vec::new(), Vec::new(), Vec::new()];
        if ranked.len() < ENOUGH_FOR_CORRELATION {
            return Self { groups: Vec::new() };
        }
        let n = ranked.len();
        let cut = |third: usize| ranked[(n * third / 3).min(n - 1)].0;
        let (first, second) = (cut(1), cut(2));
        for (score, cell) in ranked {
            let group = usize::from(score >= first) + usize::from(score >= second);
            groups[group].push(cell);
        }
        match groups.iter().any(Vec::is_empty) {
            true => Self { groups: Vec::new() },
            false => Self { groups },
        }
    }

    /// How many of each group chose an option, and how large each group is.
    fn counts(&self, item: &Item, choice: Choice) -> Vec<(usize, usize)> {
        let chose = |cells: &Vec<&Cell>| {
            let chose = cells.iter().filter(|it| item.chosen(it).contains(&choice));
            (chose.count(), cells.len())
        };
        self.groups.iter().map(chose).collect()
    }
}

/// The statistics of each option. `offered` is what the question offers; where the quiz is not
/// known, see [`labelled`].
pub fn statistics(item: &Item, scores: &[Scores], offered: &[Offered]) -> Vec<OptionStatistics> {
    let thirds = Thirds::of(item, scores);
    let marked: Vec<&Cell> = item.marked().collect();
    let total = |cell: &&Cell| scores[cell.pupil as usize].share().unwrap_or(0.0);
    let totals: Vec<f64> = marked.iter().map(total).collect();
    let of_option = |offered: &Offered| {
        let chose = |cell: &Cell| f64::from(u8::from(item.chosen(cell).contains(&offered.choice)));
        let chosen: Vec<f64> = marked.iter().map(|cell| chose(cell)).collect();
        let (chosen_with_rest, rests) = against_rest(item, scores, offered.choice);
        let groups = thirds.counts(item, offered.choice);
        let count = chosen.iter().filter(|it| **it > 0.0).count();
        OptionStatistics {
            offered: offered.clone(),
            count,
            share: share(count, chosen.len()),
            option_total: correlation(pearson(&chosen, &totals), chosen.len()),
            option_rest: correlation(pearson(&chosen_with_rest, &rests), rests.len()),
            by_third: groups
                .iter()
                .map(|(chose, all)| as_f64(*chose) / as_f64(*all))
                .collect(),
        }
    };
    offered.iter().map(of_option).collect()
}

/// For each pupil with marks and other questions whether an option was chosen, as 1 or 0, and the share of
/// the marks of the other questions.
fn against_rest(item: &Item, scores: &[Scores], choice: Choice) -> (Vec<f64>, Vec<f64>) {
    let cells = item.marked().filter_map(|cell| {
        let rest = scores[cell.pupil as usize].rest(item, cell)?;
        let is_chosen = item.chosen(cell).contains(&choice);
        Some((f64::from(u8::from(is_chosen)), rest))
    });
    cells.unzip()
}

/// The options of a question from a table of which the quiz is not known: what pupils answered. What
/// earned all marks counts as right.
pub fn labelled(item: &Item) -> Vec<Offered> {
    let labels = item.labels.iter().enumerate();
    let offered = labels.map(|(place, label)| {
        let choice = Choice::new(0, place);
        let mut chose = item.cells.iter().filter(|it| item.chosen(it) == [choice]);
        Offered {
            choice,
            name: label.clone(),
            text: label.clone(),
            is_key: chose.any(|cell| u32::from(cell.awarded) == item.available),
            quote: None,
            feedback: None,
        }
    });
    offered.collect()
}

/// Where the key of a question with one right option may be wrong: fewer of the strongest third than
/// of the weakest chose it, and that is beyond chance. Either the 95 % interval of the difference lies
/// below 0, or more of the strongest chose another option than the key, and the interval of that
/// option's correlation with the score on the other questions lies above 0.
pub fn key_doubt(item: &Item, scores: &[Scores], offered: &[Offered]) -> Option<KeyDoubt> {
    let keys: Vec<&Offered> = offered.iter().filter(|it| it.is_key).collect();
    let [key] = keys[..] else {
        return None;
    };
    let thirds = Thirds::of(item, scores);
    let groups = thirds.counts(item, key.choice);
    let [(weak, of_weak), _, (strong, of_strong)] = groups[..] else {
        return None;
    };
    let with_interval =
        |count: usize, n: usize| (as_f64(count) / as_f64(n), wilson(as_f64(count), n));
    let (of_weak, of_strong) = (
        with_interval(weak, of_weak),
        with_interval(strong, of_strong),
    );
    let gap = difference(of_strong, of_weak);
    let strongest = |option: &&Offered| thirds.counts(item, option.choice)[2].0;
    let wrong = offered.iter().filter(|option| !option.is_key);
    let rises = |option: &&Offered| {
        let (chosen, rests) = against_rest(item, scores, option.choice);
        let rest = correlation(pearson(&chosen, &rests), rests.len());
        rest.interval().is_some_and(|interval| interval.low > 0.0)
    };
    let rival = wrong
        .max_by_key(strongest)
        .filter(|it| strongest(it) > strong)
        .filter(rises);
    let (weak_share, strong_share) = (of_weak.0, of_strong.0);
    let is_doubtful = strong_share < weak_share && (gap.high < 0.0 || rival.is_some());
    is_doubtful.then(|| KeyDoubt {
        key: key.name.clone(),
        strong: strong_share,
        weak: weak_share,
        rival: rival.map(|it| it.name.clone()),
    })
}
