//! What is known of the English language: its words, their stems, and the words that shape a
//! clause.
//!
//! The word list is made from SCOWL (see `LICENSE-WORDS`), British and American spellings
//! together, without possessives; `tests/words.rs` says how it is rebuilt.

mod grammar;

use std::sync::LazyLock;

use fst::Set;
use rust_stemmers::{Algorithm, Stemmer};

pub use grammar::{Role, is_contracted_not, is_misspelt_not, role};

static WORDS: LazyLock<Option<Set<&'static [u8]>>> =
    LazyLock::new(|| Set::new(include_bytes!("words.fst").as_slice()).ok());

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// Whether a word, in lower case, is one of the language.
pub fn is_word(word: &str) -> bool {
    WORDS.as_ref().is_some_and(|words| words.contains(word))
}

/// The words of the language that are one letter off: one more, one less, another one, or two
/// that are exchanged.
pub fn neighbours(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut found = Vec::new();
    let mut look = |letters: &[char]| {
        let word: String = letters.iter().collect();
        if is_word(&word) && !found.contains(&word) {
            found.push(word);
        }
    };
    let mut edited = letters.clone();
    for at in 0..=letters.len() {
        for letter in ('a'..='z').chain(['\'']) {
            edited.insert(at, letter);
            look(&edited);
            edited.remove(at);
            if at < letters.len() {
                edited[at] = letter;
                look(&edited);
                edited[at] = letters[at];
            }
        }
        if at < letters.len() {
            edited.remove(at);
            look(&edited);
            edited.insert(at, letters[at]);
        }
        if at + 1 < letters.len() {
            edited.swap(at, at + 1);
            look(&edited);
            edited.swap(at, at + 1);
        }
    }
    found
}

/// The stem of a word in lower case, by the second version of Porter's algorithm.
pub fn stem(word: &str) -> String {
    STEMMER.stem(word).into_owned()
}
