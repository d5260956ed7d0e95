//! What an author may want to add to a scheme: the answers that earned nothing or were unsure,
//! grouped by likeness, with the words that no pattern knows.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use super::findings::Marked;
use super::scheme::Scheme;
use crate::english;
use crate::pattern::Words;

/// So many different answers are kept for a question; what comes later is only counted.
const MOST_ANSWERS: usize = 5_000;

/// Two answers are alike where they share so much of their words of substance (Jaccard 1901).
const ALIKE: f64 = 0.4;

/// The answers to one question that a scheme gave nothing, or was not sure of.
#[derive(Debug, Default)]
pub struct Suggestions {
    answers: HashMap<BTreeSet<String>, Kept>,
    /// Answers that were counted.
    pub counted: usize,
    /// Answers that came when no more different ones were kept.
    pub left_out: usize,
}

#[derive(Debug)]
struct Kept {
    text: String,
    count: usize,
    unsure: usize,
}

/// Answers that are alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Group {
    /// How many there are.
    pub count: usize,
    /// How many of them were unsure; the others earned nothing.
    pub unsure: usize,
    /// The most frequent of them.
    pub example: String,
    /// Words that at least half of them have and no pattern of the question knows, most frequent
    /// first.
    pub words: Vec<String>,
}

impl Suggestions {
    /// Takes an answer in if it earned nothing, or is unsure.
    pub fn add(&mut self, text: &str, marked: &Marked, scheme: &Scheme<'_>) {
        let unsure = marked.is_unsure();
        if marked.mark.awarded > 0 && !unsure || text.trim().is_empty() {
            return;
        }
        self.counted += 1;
        let stems = stems(text, scheme);
        let full = self.answers.len() >= MOST_ANSWERS;
        if full && !self.answers.contains_key(&stems) {
            self.left_out += 1;
            return;
        }
        let kept = self.answers.entry(stems).or_insert_with(|| Kept {
            text: text.to_owned(),
            count: 0,
            unsure: 0,
        });
        kept.count += 1;
        kept.unsure += usize::from(unsure);
    }

    /// The groups, most frequent first. Each answer joins the first group whose leader it is
    /// like; the most frequent answers lead.
    pub fn groups(&self, scheme: &Scheme<'_>) -> Vec<Group> {
        let mut answers: Vec<(&BTreeSet<String>, &Kept)> = self.answers.iter().collect();
        answers.sort_by(|(_, a), (_, b)| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
        let mut groups: Vec<Vec<(&BTreeSet<String>, &Kept)>> = Vec::new();
        for answer in answers {
            let like = |group: &&mut Vec<(&BTreeSet<String>, &Kept)>| {
                likeness(group[0].0, answer.0) >= ALIKE
            };
            match groups.iter_mut().find(like) {
                Some(group) => group.push(answer),
                None => groups.push(vec![answer]),
            }
        }
        let mut groups: Vec<Group> = groups
            .iter()
            .map(|group| described(group, scheme))
            .collect();
        groups.sort_by(|a, b| {
            b.count
                .cmp(&a.count)
                .then_with(|| a.example.cmp(&b.example))
        });
        groups
    }
}

fn described(group: &[(&BTreeSet<String>, &Kept)], scheme: &Scheme<'_>) -> Group {
    let count: usize = group.iter().map(|(_, kept)| kept.count).sum();
    // For each stem: in how many answers, and how it is written there.
    let mut stems: HashMap<String, (usize, HashMap<String, usize>)> = HashMap::new();
    for (_, kept) in group {
        let mut seen = BTreeSet::new();
        for word in scheme.substance(&kept.text, 3) {
            let stem = english::stem(&word);
            if seen.insert(stem.clone()) {
                let entry = stems.entry(stem).or_default();
                entry.0 += kept.count;
                *entry.1.entry(word).or_default() += kept.count;
            }
        }
    }
    let mut words: Vec<(usize, String)> = stems
        .into_values()
        .filter(|(times, _)| *times * 2 >= count)
        .filter_map(|(times, written)| {
            let word = written
                .into_iter()
                .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)))?
                .0;
            (!scheme.knows(&word)).then_some((times, word))
        })
        .collect();
    words.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    Group {
        count,
        unsure: group.iter().map(|(_, kept)| kept.unsure).sum(),
        example: group[0].1.text.clone(),
        words: words.into_iter().take(8).map(|(_, word)| word).collect(),
    }
}

/// The Jaccard index: the size of the intersection divided by that of the union.
fn likeness(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let shared = a.intersection(b).count();
    let all = a.len() + b.len() - shared;
    if all == 0 {
        1.0
    } else {
        shared as f64 / all as f64
    }
}

fn stems(text: &str, scheme: &Scheme<'_>) -> BTreeSet<String> {
    let words = scheme.substance(text, 3);
    words.iter().map(|word| english::stem(word)).collect()
}

impl Scheme<'_> {
    /// Whether some accepted pattern has a word that matches this one.
    fn knows(&self, word: &str) -> bool {
        let words = Words::split(word, &self.options);
        let mut patterns = self.rules.iter().flat_map(|rules| &rules.accept);
        patterns.any(|it| it.pattern.mentions(&words))
    }
}
