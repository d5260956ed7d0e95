//! Answers to a question in groups, and the decisions about them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::english;
use crate::marking::written::{Finding, Marked};
use crate::pattern::composed;

/// A text as answers are compared: in small letters, without punctuation, with single spaces.
pub fn normalised(text: &str) -> String {
    let mut words = String::new();
    for c in composed(text).chars().flat_map(char::to_lowercase) {
        match c {
            // It stands within words: "don't".
            '\'' | '’' => {}
            c if c.is_alphanumeric() => words.push(c),
            _ if words.ends_with(' ') || words.is_empty() => {}
            _ => words.push(' '),
        }
    }
    words.truncate(words.trim_end().len());
    words
}

/// The same text of one or several pupils.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistinctText {
    /// As the first of them wrote it.
    pub text: String,
    /// Which answers, by their places.
    pub answers: Vec<usize>,
}

/// Texts in which the program found the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The texts, the most frequent first, by their places in [`Review::texts`].
    pub texts: Vec<usize>,
    /// The mark that the program proposes; `None` where only a person can say.
    pub proposed: Option<u32>,
    /// The mark if every doubt is decided for the pupil.
    pub could_be: Option<u32>,
}

/// What was decided about a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The marks.
    pub mark: u32,
    /// A comment for the pupils.
    pub comment: Option<String>,
}

/// What one step has changed, to take it back.
enum Change {
    /// Decisions about texts, as they were before.
    Decided(Vec<(usize, Option<Decided>)>),
    /// The groups as they were before.
    Grouped(Vec<Group>),
}

/// The answers of a class to one question while a person decides about them. Every answer stands in
/// exactly one text, and every text in exactly one group, whatever is split, merged and undone.
pub struct Review {
    /// The texts.
    pub texts: Vec<DistinctText>,
    groups: Vec<Group>,
    decided: Vec<Option<Decided>>,
    changes: Vec<Change>,
}

/// What the texts of a group share: for each point for which something was found, what, and the stems
/// of the words that it was found in.
type Shared = Vec<(usize, String, BTreeSet<String>)>;

impl Review {
    /// Groups answers: those that the program is not sure of come first, then the largest. An answer
    /// for which there is no scheme stands with its own text only.
    pub fn new<'a>(answers: impl IntoIterator<Item = (&'a str, Option<&'a Marked>)>) -> Self {
        let mut texts: Vec<DistinctText> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut grouped: BTreeMap<(Option<Shared>, usize), Group> = BTreeMap::new();
        for (answer, (text, marked)) in answers.into_iter().enumerate() {
            let key = normalised(text);
            if let Some(place) = known.get(&key) {
                texts[*place].answers.push(answer);
                continue;
            }
            let place = texts.len();
            known.insert(key, place);
            texts.push(DistinctText {
                text: text.to_owned(),
                answers: vec![answer],
            });
            let shared = marked.map(|marked| shared(text, marked));
            // Without a scheme nothing is shared.
            let own = if shared.is_none() { place } else { 0 };
            let group = grouped.entry((shared, own)).or_insert_with(|| Group {
                texts: Vec::new(),
                proposed: marked.map(|it| it.mark.awarded),
                could_be: marked.map(|it| it.mark.awarded + it.mark.doubtful),
            });
            group.texts.push(place);
        }
        let mut groups: Vec<Group> = grouped.into_values().collect();
        let size = |group: &Group| -> usize {
            group
                .texts
                .iter()
                .map(|text| texts[*text].answers.len())
                .sum()
        };
        for group in &mut groups {
            group
                .texts
                .sort_by_key(|text| (std::cmp::Reverse(texts[*text].answers.len()), *text));
        }
        groups.sort_by_key(|group| {
            let is_sure = group.proposed.is_some() && group.proposed == group.could_be;
            (is_sure, std::cmp::Reverse(size(group)), group.texts[0])
        });
        Self {
            decided: vec![None; texts.len()],
            texts,
            groups,
            changes: Vec::new(),
        }
    }

    /// The groups, in the order in which they are read.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// How many answers a group has.
    pub fn answers(&self, group: &Group) -> usize {
        let texts = group.texts.iter();
        texts.map(|text| self.texts[*text].answers.len()).sum()
    }

    /// What was decided about a text.
    pub fn decided(&self, text: usize) -> Option<&Decided> {
        self.decided.get(text)?.as_ref()
    }

    /// Takes over what was decided before, as from a file; it cannot be undone.
    pub fn recall(&mut self, mut find: impl FnMut(&str) -> Option<Decided>) {
        for (text, decided) in self.texts.iter().zip(&mut self.decided) {
            *decided = find(&text.text).or_else(|| decided.take());
        }
    }

    /// Decides about the texts of a group that are not decided yet; their places.
    pub fn decide(&mut self, group: usize, decided: &Decided) -> Vec<usize> {
        let Some(group) = self.groups.get(group) else {
            return Vec::new();
        };
        let open = group
            .texts
            .iter()
            .copied()
            .filter(|text| self.decided[*text].is_none());
        let open: Vec<usize> = open.collect();
        let before = open.iter().map(|text| (*text, self.decided[*text].clone()));
        self.changes.push(Change::Decided(before.collect()));
        for text in &open {
            self.decided[*text] = Some(decided.clone());
        }
        open
    }

    /// Takes texts out of a group, into one of their own right after it. Nothing happens where that
    /// would leave one of the two empty.
    pub fn split(&mut self, group: usize, texts: &[usize]) -> bool {
        let Some(old) = self.groups.get(group) else {
            return false;
        };
        let (out, stay): (Vec<usize>, Vec<usize>) = old
            .texts
            .iter()
            .copied()
            .partition(|text| texts.contains(text));
        if out.is_empty() || stay.is_empty() {
            return false;
        }
        self.changes.push(Change::Grouped(self.groups.clone()));
        let new = Group {
            texts: out,
            ..self.groups[group].clone()
        };
        self.groups[group].texts = stay;
        self.groups.insert(group + 1, new);
        true
    }

    /// Puts the texts of a group into another one.
    pub fn merge(&mut self, group: usize, into: usize) -> bool {
        if group == into || group.max(into) >= self.groups.len() {
            return false;
        }
        self.changes.push(Change::Grouped(self.groups.clone()));
        let texts = std::mem::take(&mut self.groups[group].texts);
        self.groups[into].texts.extend(texts);
        self.groups.remove(group);
        true
    }

    /// Takes the last step back; the texts whose decisions changed, or `None` where there is no step.
    pub fn undo(&mut self) -> Option<Vec<usize>> {
        Some(match self.changes.pop()? {
            Change::Decided(before) => {
                let texts = before.iter().map(|(text, _)| *text).collect();
                for (text, decided) in before {
                    self.decided[text] = decided;
                }
                texts
            }
            Change::Grouped(groups) => {
                self.groups = groups;
                Vec::new()
            }
        })
    }
}

fn shared(text: &str, marked: &Marked) -> Shared {
    let found = marked.findings.iter().enumerate();
    let found = found.filter(|(_, it)| it.finding != Finding::Missing);
    let shared = found.map(|(place, it)| {
        let words = it.spans.iter().filter_map(|span| text.get(span.clone()));
        let words = words.map(normalised);
        let stems = words.flat_map(|words| {
            let stems: Vec<String> = words.split(' ').map(english::stem).collect();
            stems
        });
        (place, format!("{:?}", it.finding), stems.collect())
    });
    shared.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_are_the_same_whatever_their_capitals_punctuation_and_spaces() {
        for text in ["A war.", "a  war", "“A WAR!”", " a\nwar "] {
            assert_eq!(normalised(text), "a war", "{text}");
        }
        assert_eq!(normalised("It's don’t"), "its dont");
        // Composed and not.
        assert_eq!(normalised("caf\u{e9}"), normalised("cafe\u{301}"));
        assert_eq!(normalised("..."), "");
    }

    #[derive(Clone, Debug)]
    enum Step {
        Decide(usize, u32),
        Split(usize, Vec<usize>),
        Merge(usize, usize),
        Undo,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..8_usize, 0..3_u32).prop_map(|(group, mark)| Step::Decide(group, mark)),
            (0..8_usize, proptest::collection::vec(0..12_usize, 0..4))
                .prop_map(|(group, texts)| Step::Split(group, texts)),
            (0..8_usize, 0..8_usize).prop_map(|(group, into)| Step::Merge(group, into)),
            Just(Step::Undo),
        ]
    }

    fn take(review: &mut Review, step: &Step) {
        match step {
            Step::Decide(group, mark) => {
                let decided = Decided {
                    mark: *mark,
                    comment: None,
                };
                review.decide(*group, &decided);
            }
            Step::Split(group, texts) => _ = review.split(*group, texts),
            Step::Merge(group, into) => _ = review.merge(*group, *into),
            Step::Undo => _ = review.undo(),
        }
    }

    fn review(texts: &[String]) -> Review {
        Review::new(texts.iter().map(|text| (text.as_str(), None)))
    }

    proptest! {
        #[test]
        fn no_step_loses_or_doubles_an_answer(
            texts in proptest::collection::vec("[ab]{1,2}", 0..20),
            steps in proptest::collection::vec(step(), 0..30),
        ) {
            let mut review = review(&texts);
            for step in &steps {
                take(&mut review, step);
                let mut answers: Vec<usize> = review
                    .groups()
                    .iter()
                    .flat_map(|group| &group.texts)
                    .flat_map(|text| review.texts[*text].answers.clone())
                    .collect();
                answers.sort_unstable();
                prop_assert_eq!(answers, (0..texts.len()).collect::<Vec<_>>());
                prop_assert!(review.groups().iter().all(|group| !group.texts.is_empty()));
            }
        }

        #[test]
        fn undo_takes_every_step_back(
            texts in proptest::collection::vec("[ab]{1,2}", 0..20),
            steps in proptest::collection::vec(step(), 0..20),
        ) {
            let mut review = review(&texts);
            let before = review.groups().to_vec();
            for step in steps.iter().filter(|step| !matches!(step, Step::Undo)) {
                take(&mut review, step);
            }
            while review.undo().is_some() {}
            prop_assert_eq!(review.groups(), before.as_slice());
            prop_assert!(review.decided.iter().all(Option::is_none));
        }

        #[test]
        fn the_order_of_decisions_does_not_matter(
            texts in proptest::collection::vec("[a-c]{1,2}", 0..20),
            marks in proptest::collection::vec(0..3_u32, 12),
        ) {
            let decide = |order: &mut dyn Iterator<Item = usize>| {
                let mut review = review(&texts);
                for group in order {
                    let decided = Decided { mark: marks[group % marks.len()], comment: None };
                    review.decide(group, &decided);
                }
                review.decided
            };
            let count = review(&texts).groups().len();
            prop_assert_eq!(decide(&mut (0..count)), decide(&mut (0..count).rev()));
        }
    }
}
