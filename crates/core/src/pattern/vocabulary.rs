//! The telling words of many patterns together: what an answer touches without matching.

use super::Pattern;
use super::word::Token;
use super::words::Words;
use crate::english::Role;

/// The words of patterns that say something by themselves, by the group that the pattern is in.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// Sorted by their heads, so that a word of an answer finds those that begin like it.
    by_head: Vec<(u32, Entry)>,
    /// Entries whose matches can begin with any letters: compared with every word.
    others: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    group: usize,
    token: Token,
}

impl Vocabulary {
    /// The telling words of groups of patterns, without those that match a word of `besides`, such
    /// as the question, which everybody uses.
    pub fn of<'p, P: IntoIterator<Item = &'p Pattern>>(
        groups: impl IntoIterator<Item = P>,
        besides: &Words<'_>,
    ) -> Self {
        let mut vocabulary = Self::default();
        for (group, patterns) in groups.into_iter().enumerate() {
            let mut known: Vec<&str> = Vec::new();
            for token in patterns.into_iter().flat_map(|pattern| &pattern.tokens) {
                let common = || {
                    let set = token.matches(besides);
                    (0..besides.len()).any(|word| set.has(word))
                };
                if !token.is_telling() || known.contains(&token.text()) || common() {
                    continue;
                }
                known.push(token.text());
                let token = token.clone();
                match token.head() {
                    Some(head) => vocabulary.by_head.push((head, Entry { group, token })),
                    None => vocabulary.others.push(Entry { group, token }),
                }
            }
        }
        vocabulary.by_head.sort_by_key(|(head, _)| *head);
        vocabulary
    }

    /// The words of an answer that some of them match, each with the group, in order of the words.
    pub fn touched(&self, words: &Words<'_>) -> Vec<(usize, usize)> {
        let mut touched = Vec::new();
        let mut look = |word: usize, entry: &Entry| {
            let at = (word, entry.group);
            if !touched.contains(&at) && entry.token.matches_word(words, word) {
                touched.push(at);
            }
        };
        for (word, head) in words.heads.iter().enumerate() {
            // No function word says anything by itself.
            if words.word(word).role != Role::Content {
                continue;
            }
            let from = self.by_head.partition_point(|(known, _)| known < head);
            let alike = self.by_head[from..]
                .iter()
                .take_while(|(known, _)| known == head);
            alike.for_each(|(_, entry)| look(word, entry));
            self.others.iter().for_each(|entry| look(word, entry));
        }
        for &word in &words.strange {
            for (_, entry) in &self.by_head {
                look(word as usize, entry);
            }
        }
        touched.sort_unstable();
        touched
    }
}
