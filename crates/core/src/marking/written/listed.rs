//! Whether words make a statement, or are only strung together.

use std::ops::Range;

use smallvec::SmallVec;

use super::prose::Prose;
use crate::english::{self, Role};

/// Whether a row of words makes a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listed {
    /// It makes a statement.
    No,
    /// A short answer without a verb, or an enumeration: it may mean one thing, but hardly several.
    Fragment,
    /// A long row of words without a verb, words bound as no sentence is ("the of"), or one word
    /// again and again.
    Row,
    /// So long a row of key words that it can be meant as nothing else: it says nothing.
    KeyWords,
}

impl Listed {
    /// Whether it is a long row of words, which makes no statement.
    pub fn is_row(self) -> bool {
        matches!(self, Self::Row | Self::KeyWords)
    }
}

/// So many words with hardly one that binds them, and no verb, are a long row.
const LONG_ROW: usize = 6;

/// From this many words on, with none that binds them, a row is long.
const UNBOUND_ROW: usize = 5;

/// So many of them are key words and nothing else, and so many items between commas.
const KEY_WORDS: usize = 8;

impl Prose<'_> {
    /// Whether the words of a sentence make a statement. What is quoted from the passage binds
    /// nothing.
    pub fn listed(&self, range: &Range<usize>, quoted: impl Fn(usize) -> bool) -> Listed {
        let own: SmallVec<[usize; 64]> = range.clone().filter(|at| !quoted(*at)).collect();
        if own.is_empty() || range.len() < 3 {
            return Listed::No;
        }
        let roles: SmallVec<[Role; 64]> = own.iter().map(|at| self.roles[*at]).collect();
        let count = |wanted: fn(&Role) -> bool| roles.iter().filter(|role| wanted(role)).count();
        let binding = count(|role| {
            !matches!(
                role,
                Role::Content | Role::Name | Role::Softens | Role::Cancels
            )
        });
        let verbs = count(|role| matches!(role, Role::Verb | Role::Subject))
            + own.iter().filter(|at| self.is_past(**at)).count();
        let commas = range.clone().skip(1).filter(|at| self.commas[*at]).count();
        // "To be" is sound English, other prepositions stand before no verb.
        let is_to = |at: usize| self.words.word(at).text() == "to";
        let broken = own
            .windows(2)
            .filter(|pair| match (self.roles[pair[0]], self.roles[pair[1]]) {
                (Role::Article, second) => matches!(
                    second,
                    Role::Article | Role::Preposition | Role::Verb | Role::Joins
                ),
                (Role::Preposition, Role::Verb) => !is_to(pair[0]),
                (Role::Preposition, Role::Joins) => true,
                _ => false,
            })
            .count();
        let hardly_bound = binding * 7 < own.len();
        let unbound = verbs == 0
            && commas < 2
            && (own.len() >= LONG_ROW && hardly_bound || own.len() >= UNBOUND_ROW && binding == 0);
        if verbs == 0
            && binding * 12 < own.len()
            && own.len() >= KEY_WORDS
            && (commas < 2 || commas + 1 >= KEY_WORDS)
        {
            Listed::KeyWords
        } else if unbound || broken >= 2 || broken == 1 && own.len() < 10 || self.repeats(&own) {
            Listed::Row
        } else if binding == 0
            || binding < 2 && verbs == 0 && own.len() < 5
            || commas >= 2 && verbs == 0
        {
            Listed::Fragment
        } else {
            Listed::No
        }
    }

    /// The parts of a sentence between its commas, and the "and" or "or" before the last.
    pub fn items(&self, sentence: &Range<usize>) -> SmallVec<[Range<usize>; 4]> {
        let mut items = SmallVec::new();
        let mut start = sentence.start;
        for at in sentence.start + 1..=sentence.end {
            let joins = at < sentence.end && self.roles[at] == Role::Joins;
            if at == sentence.end || self.commas[at] || joins {
                if (start..at).any(|at| self.is_content(at)) {
                    items.push(start..at);
                }
                start = at;
            }
        }
        items
    }

    /// Whether a word is a past form, which only a verb has: "fought", "wanted".
    fn is_past(&self, at: usize) -> bool {
        let word = self.words.word(at).text();
        word.len() > 4 && word.ends_with("ed") || english::base(&word).is_some_and(|it| it != word)
    }

    /// Whether one word of substance stands there again and again: "peace peace peace".
    fn repeats(&self, own: &[usize]) -> bool {
        let content: SmallVec<[usize; 32]> = own
            .iter()
            .copied()
            .filter(|at| self.is_content(*at))
            .collect();
        let times = |at: &usize| {
            let word = self.words.word(*at).hash();
            content
                .iter()
                .filter(|it| self.words.word(**it).hash() == word)
                .count()
        };
        content
            .iter()
            .any(|at| times(at) >= 3 && times(at) * 2 > content.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Options;

    #[test]
    fn a_row_of_words_is_told_from_a_sentence() {
        let listed = |text: &str| {
            let prose = Prose::read(text, &Options::for_marking());
            prose.listed(&(0..prose.words.len()), |_| false)
        };
        for row in [
            "leader official offer terms persuade hide",
            "the of pressure is home election a from the",
            "peace peace peace be",
        ] {
            assert_eq!(listed(row), Listed::Row, "{row}");
        }
        for key_words in [
            "leader official offer terms persuade hide castro silent",
            "Simile, metaphor, repetition, contrast, emotive language, tone, effect, reader, trust",
        ] {
            assert_eq!(listed(key_words), Listed::KeyWords, "{key_words}");
        }
        for fragment in [
            "elections, pressure, home, Kennedy, voters",
            "13 original colonies",
            "executive, legislative, judicial",
        ] {
            assert_eq!(listed(fragment), Listed::Fragment, "{fragment}");
        }
        for sentence in [
            "He shows that the pressure at home worries Kennedy.",
            "Limited, since he hides, as ever, what he wants",
            "Khrushchev was leading the USSR",
        ] {
            assert_eq!(listed(sentence), Listed::No, "{sentence}");
        }
    }
}
