//! What is known of the English language: its words, their stems, and the words that shape a
//! clause.
//!
//! The word list is made from SCOWL (see `LICENSE-WORDS`), British and American spellings
//! together, without possessives; `tests/words.rs` says how it is rebuilt.

mod grammar;

use std::sync::LazyLock;

use fst::Set;
use rust_stemmers::{Algorithm, Stemmer};

pub use grammar::{Role, is_contracted_not, role};

static WORDS: LazyLock<Option<Set<&'static [u8]>>> =
    LazyLock::new(|| Set::new(include_bytes!("words.fst").as_slice()).ok());

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// Whether a word, in lower case, is one of the language.
pub fn is_word(word: &str) -> bool {
    WORDS.as_ref().is_some_and(|words| words.contains(word))
}

/// The stem of a word in lower case, by the second version of Porter's algorithm.
pub fn stem(word: &str) -> String {
    STEMMER.stem(word).into_owned()
}
