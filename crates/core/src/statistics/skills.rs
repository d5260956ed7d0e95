//! What a class and its pupils can do, by groups of questions.

use std::collections::BTreeMap;

use serde::Serialize;

use super::intervals::{Measured, mean_share};
use super::table::{Item, Responses, Scores};

/// How pupils did on a group of questions: those of a skill, a kind or an extract.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Mastery<G> {
    /// The group.
    pub group: G,
    /// Questions.
    pub questions: usize,
    /// Marks available in all of them.
    pub available: u32,
    /// The mean over the pupils of the share of the marks that each earned. Pupils are counted, not
    /// answers, because the answers of one pupil go together.
    pub share: Measured,
}

/// How the pupils did on the questions of each group. A question can be in several.
pub fn mastery<G: Ord + Clone>(
    responses: &Responses,
    items: &[&Item],
    groups_of: impl Fn(&Item) -> Vec<G>,
) -> Vec<Mastery<G>> {
    let mut groups: BTreeMap<G, Vec<&Item>> = BTreeMap::new();
    for item in items {
        for group in groups_of(item) {
            groups.entry(group).or_default().push(item);
        }
    }
    let of_group = |(group, items): (G, Vec<&Item>)| {
        let scores = responses.scores(items.iter().copied());
        let shares: Vec<f64> = scores.iter().filter_map(|it| Scores::share(*it)).collect();
        Mastery {
            group,
            questions: items.len(),
            available: items.iter().map(|item| item.available).sum(),
            share: mean_share(&shares),
        }
    };
    groups.into_iter().map(of_group).collect()
}
