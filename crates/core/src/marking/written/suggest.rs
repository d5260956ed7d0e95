//! What an author may want to change in a scheme: the answers that earned less than they could, or more
//! than a person gave, grouped by likeness, with the points that are concerned and the words that no
//! pattern knows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::findings::{Finding, Marked};
use super::scheme::Scheme;
use crate::english;
use crate::pattern::Words;

/// So many different answers are kept for a question; what comes later is only counted.
const MOST_ANSWERS: usize = 5_000;

/// Two answers are alike where they share so much of their words of substance (Jaccard 1901).
const ALIKE: f64 = 0.4;

/// Words that stand in answers of every sort, and tell nothing of what an answer says.
const FILLERS: [&str; 46] = [
    "about",
    "also",
    "answer",
    "believe",
    "believed",
    "can",
    "could",
    "does",
    "doing",
    "done",
    "even",
    "get",
    "gets",
    "got",
    "getting",
    "just",
    "like",
    "lot",
    "make",
    "makes",
    "many",
    "maybe",
    "much",
    "one",
    "ones",
    "really",
    "said",
    "say",
    "saying",
    "says",
    "show",
    "showing",
    "shown",
    "shows",
    "some",
    "something",
    "stuff",
    "tells",
    "thing",
    "things",
    "think",
    "thinks",
    "very",
    "way",
    "well",
    "would",
];

/// What is the matter with a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matter {
    /// A person gave less.
    TooMuch,
    /// The answer earned nothing, or not all that it could.
    TooLittle,
}

/// The answers to one question whose marks may be wrong, or of which the program was not sure.
#[derive(Debug, Default)]
pub struct Suggestions {
    answers: HashMap<(Matter, BTreeSet<String>), Kept>,
    /// Answers that were counted.
    pub counted: usize,
    /// Answers that came when no more different ones were kept.
    pub left_out: usize,
}

#[derive(Debug, Default)]
struct Kept {
    /// The different texts, each with how often it came.
    texts: BTreeMap<String, usize>,
    count: usize,
    unsure: usize,
    partial: usize,
    /// For each point, in how many answers it was made, and in how many it was in doubt.
    points: BTreeMap<usize, (usize, usize)>,
}

/// Answers that are alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Group {
    /// Whether they earned too little or too much.
    pub matter: Matter,
    /// How many there are.
    pub count: usize,
    /// How many of them were unsure.
    pub unsure: usize,
    /// How many of them earned a part of the marks.
    pub partial: usize,
    /// The most frequent of them.
    pub example: String,
    /// All of them, the most frequent first, each with how often it came.
    pub members: Vec<(String, usize)>,
    /// The labels of the points concerned: those in doubt, or else those that most of them lack; of
    /// answers that earned too much, those that most of them made.
    pub points: Vec<String>,
    /// Words that at least half of them have and no pattern of the question knows, most frequent
    /// first.
    pub words: Vec<String>,
}

impl Suggestions {
    /// Takes an answer in if its mark may be wrong: where a person's mark is known, if that is another
    /// one; else if it earned less than it could. What the program is not sure of always counts.
    pub fn add(&mut self, text: &str, marked: &Marked, person: Option<u32>, scheme: &Scheme<'_>) {
        let mark = &marked.mark;
        let is_unsure = marked.is_unsure();
        let fits = match person {
            Some(person) => mark.awarded == person,
            None => mark.awarded >= mark.available,
        };
        if fits && !is_unsure || text.trim().is_empty() {
            return;
        }
        self.counted += 1;
        let is_too_much = person.is_some_and(|person| mark.awarded > person);
        let matter = match is_too_much {
            true => Matter::TooMuch,
            false => Matter::TooLittle,
        };
        let key = (matter, stems(text, scheme));
        let is_full = self.answers.len() >= MOST_ANSWERS;
        if is_full && !self.answers.contains_key(&key) {
            self.left_out += 1;
            return;
        }
        let kept = self.answers.entry(key).or_default();
        *kept.texts.entry(text.trim().to_owned()).or_default() += 1;
        kept.count += 1;
        kept.unsure += usize::from(is_unsure);
        kept.partial += usize::from(mark.awarded > 0 && mark.awarded < mark.available);
        for found in &marked.findings {
            let of_point = kept.points.entry(found.point).or_default();
            of_point.0 += usize::from(found.finding == Finding::Made);
            of_point.1 += usize::from(matches!(found.finding, Finding::Unsure(_)));
        }
    }

    /// The groups, most frequent first. Each answer joins the first group whose leader it is
    /// like; the most frequent answers lead.
    pub fn groups(&self, scheme: &Scheme<'_>) -> Vec<Group> {
        let mut answers: Vec<Answer<'_>> = self.answers.iter().collect();
        answers.sort_by(|(_, a), (_, b)| {
            let order = |kept: &Kept| (std::cmp::Reverse(kept.count), kept.first().to_owned());
            order(a).cmp(&order(b))
        });
        let mut groups: Vec<Vec<Answer<'_>>> = Vec::new();
        for answer in answers {
            let like = |group: &&mut Vec<Answer<'_>>| {
                let leader = group[0].0;
                leader.0 == answer.0.0 && likeness(&leader.1, &answer.0.1) >= ALIKE
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

/// What similar answers have in common, and the part of it that is kept.
type Answer<'s> = (&'s (Matter, BTreeSet<String>), &'s Kept);

impl Kept {
    /// The most frequent text.
    fn first(&self) -> &str {
        let most = self.texts.iter().rev().max_by_key(|(_, count)| **count);
        most.map_or("", |(text, _)| text)
    }
}

fn described(group: &[Answer<'_>], scheme: &Scheme<'_>) -> Group {
    let sum = |of: &dyn Fn(&Kept) -> usize| group.iter().map(|(_, kept)| of(kept)).sum();
    let matter = group[0].0.0;
    let count: usize = sum(&|kept| kept.count);
    let mut members: Vec<(String, usize)> = group
        .iter()
        .flat_map(|(_, kept)| kept.texts.clone())
        .collect();
    members.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Group {
        matter,
        count,
        unsure: sum(&|kept| kept.unsure),
        partial: sum(&|kept| kept.partial),
        example: group[0].1.first().to_owned(),
        points: points(group, matter, count, scheme),
        words: match matter {
            Matter::TooMuch => Vec::new(),
            Matter::TooLittle => unknown_words(&members, count, scheme),
        },
        members,
    }
}

/// The labels of the points that a group is about.
fn points(group: &[Answer<'_>], matter: Matter, count: usize, scheme: &Scheme<'_>) -> Vec<String> {
    let mut of_points: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (point, (made, doubted)) in group.iter().flat_map(|(_, kept)| &kept.points) {
        let entry = of_points.entry(*point).or_default();
        entry.0 += made;
        entry.1 += doubted;
    }
    let labels = scheme.question().point_labels();
    let named = |fits: &dyn Fn(usize, usize) -> bool| -> Vec<String> {
        let fitting = of_points
            .iter()
            .filter(|(_, (made, doubted))| fits(*made, *doubted));
        let labels = fitting.filter_map(|(point, _)| labels.get(*point));
        labels.map(|label| (*label).to_owned()).collect()
    };
    let in_doubt = named(&|_, doubted| doubted * 2 >= count);
    match matter {
        Matter::TooMuch => named(&|made, _| made * 2 >= count),
        Matter::TooLittle if !in_doubt.is_empty() => in_doubt,
        Matter::TooLittle => named(&|made, _| made * 2 < count),
    }
}

/// The words that at least half of the answers have and no pattern knows, as they are most often
/// written.
fn unknown_words(members: &[(String, usize)], count: usize, scheme: &Scheme<'_>) -> Vec<String> {
    let mut words =
        scheme.telling_words_of(members.iter().map(|(text, count)| (text.as_str(), *count)));
    words.retain(|(times, word)| times * 2 >= count && !scheme.knows(word));
    words.into_iter().take(8).map(|(_, word)| word).collect()
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
    let words = scheme.telling_words(text);
    words.iter().map(|word| english::stem(word)).collect()
}

impl Scheme<'_> {
    /// The words of texts that may tell what they say, each once for all its forms and as it is most
    /// often written; with the number of answers that have it, the most frequent first. Each text comes
    /// with how many answers it stands for.
    pub fn telling_words_of<'t>(
        &self,
        texts: impl Iterator<Item = (&'t str, usize)>,
    ) -> Vec<(usize, String)> {
        // For each stem: in how many answers, and how it is written there.
        let mut stems: BTreeMap<String, (usize, BTreeMap<String, usize>)> = BTreeMap::new();
        for (text, answers) in texts {
            let mut seen = BTreeSet::new();
            for word in self.telling_words(text) {
                let stem = english::stem(&word);
                if seen.insert(stem.clone()) {
                    let entry = stems.entry(stem).or_default();
                    entry.0 += answers;
                    *entry.1.entry(word).or_default() += answers;
                }
            }
        }
        let most = |written: BTreeMap<String, usize>| {
            let most = written.into_iter().rev().max_by_key(|(_, times)| *times);
            most.map(|(word, _)| word)
        };
        let stems = stems.into_values();
        let words = stems.filter_map(|(answers, written)| Some((answers, most(written)?)));
        let mut words: Vec<(usize, String)> = words.collect();
        words.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        words
    }

    /// The words of a text that may tell what it says: words of substance that the question itself does
    /// not have.
    fn telling_words(&self, text: &str) -> Vec<String> {
        let mut words = self.substance(text, 3);
        words.retain(|word| {
            !FILLERS.contains(&word.as_str()) && !self.asked.contains(&english::stem(word))
        });
        words
    }

    /// Whether some accepted pattern has a word that matches this one.
    fn knows(&self, word: &str) -> bool {
        let words = Words::split(word, &self.options);
        let mut patterns = self.rules.iter().flat_map(|rules| &rules.accept);
        patterns.any(|it| it.pattern.mentions(&words))
    }
}
