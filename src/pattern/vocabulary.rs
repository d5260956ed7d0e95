//! The telling words of several patterns together: what an answer may touch without matching.

use super::Pattern;
use super::place::Set;
use super::word::Token;
use super::words::Words;

/// The words of patterns that say something by themselves.
#[derive(Debug, Default)]
pub struct Vocabulary {
    tokens: Vec<Token>,
}

impl Vocabulary {
    /// The telling words of some patterns, without those that match a word of `besides`, such as
    /// the question, which everybody uses.
    pub fn of(patterns: &[Pattern], besides: &Words<'_>) -> Self {
        let mut tokens: Vec<Token> = Vec::new();
        for token in patterns.iter().flat_map(|pattern| &pattern.tokens) {
            let common = || {
                let set = token.matches(besides);
                (0..besides.len()).any(|word| set.has(word))
            };
            let known = tokens.iter().any(|known| known.text() == token.text());
            if token.is_telling() && !known && !common() {
                tokens.push(token.clone());
            }
        }
        Self { tokens }
    }

    /// The words of an answer that some of them match, in order.
    pub fn touched(&self, words: &Words<'_>) -> Vec<usize> {
        let mut all = Set::empty(words.len());
        for token in &self.tokens {
            all.add(&token.matches(words));
        }
        (0..words.len()).filter(|word| all.has(*word)).collect()
    }
}
