//! The codes that people type: one for a class, one for each pupil.

use rand::Rng;
use serde::{Deserialize, Serialize};

/// Letters and digits that are not taken for each other.
const SIGNS: &[u8; 24] = b"ACDEFGHJKLMNPQRTUVWXY347";

/// Short words that are easy to spell and mean no harm: 216 of them, so that three make ten million codes.
const WORDS: [&str; 216] = [
    "acorn", "amber", "angle", "apple", "april", "apron", "arrow", "atlas", "autumn", "badge",
    "bagel", "baker", "bamboo", "banjo", "barn", "basil", "beach", "bean", "bear", "berry",
    "birch", "bird", "biscuit", "blue", "boat", "book", "boot", "bowl", "brass", "bread", "brick",
    "bridge", "brook", "broom", "brush", "bubble", "bucket", "button", "cabin", "cake", "camel",
    "camp", "candle", "canoe", "carrot", "castle", "cedar", "chair", "chalk", "cheese", "cherry",
    "chess", "circle", "cloud", "clover", "coast", "cocoa", "comet", "copper", "coral", "corn",
    "cotton", "crane", "crayon", "cream", "cricket", "crown", "cube", "daisy", "dance", "delta",
    "desk", "dove", "dragon", "drum", "eagle", "earth", "echo", "elbow", "engine", "fable",
    "falcon", "farm", "feather", "fern", "ferry", "field", "finch", "flag", "flute", "forest",
    "fossil", "fox", "frog", "garden", "gate", "ginger", "glove", "gold", "grape", "grass",
    "green", "guitar", "harbour", "harp", "hazel", "helmet", "heron", "hill", "honey", "horse",
    "igloo", "iris", "island", "ivory", "ivy", "jacket", "jam", "jasmine", "jelly", "jewel",
    "june", "kayak", "kettle", "kite", "kiwi", "ladder", "lake", "lamp", "lark", "leaf", "lemon",
    "lily", "lime", "linen", "lion", "lotus", "magnet", "mango", "maple", "marble", "march",
    "meadow", "melon", "mint", "mirror", "moon", "moss", "museum", "music", "nest", "north",
    "nutmeg", "oak", "oasis", "ocean", "olive", "onion", "opal", "orange", "orbit", "orchard",
    "otter", "owl", "paddle", "palm", "paper", "parrot", "peach", "pearl", "pebble", "pencil",
    "pepper", "piano", "pilot", "pine", "planet", "plum", "pocket", "pond", "poppy", "prism",
    "pumpkin", "puzzle", "quartz", "rabbit", "radio", "rain", "raven", "ribbon", "river", "robin",
    "rocket", "rose", "ruby", "sail", "salmon", "satin", "seal", "silver", "sky", "snow", "spoon",
    "spring", "star", "stone", "storm", "swan", "table", "tiger", "tulip", "velvet", "violet",
    "walnut", "window", "yacht",
];

/// What lets a pupil join a sitting: five signs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClassCode(String);

impl ClassCode {
    /// Draws a code.
    pub fn draw(rng: &mut impl Rng) -> Self {
        let signs = (0..5).map(|_| char::from(SIGNS[below(rng, SIGNS.len())]));
        Self(signs.collect())
    }

    /// The code that somebody has typed, whatever its capitals and spaces.
    pub fn typed(text: &str) -> Self {
        let signs = text.chars().filter(|c| c.is_alphanumeric());
        Self(signs.flat_map(char::to_uppercase).collect())
    }

    /// The code as it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What lets the same pupil come back from any device: three words.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ResumeCode(String);

impl ResumeCode {
    /// Draws a code.
    pub fn draw(rng: &mut impl Rng) -> Self {
        let words: Vec<&str> = (0..3).map(|_| WORDS[below(rng, WORDS.len())]).collect();
        Self(words.join("-"))
    }

    /// The code that somebody has typed: the words with anything between them.
    pub fn typed(text: &str) -> Self {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        Self(words.join("-"))
    }

    /// The code as it is shown: the words with hyphens.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A number below `limit`; so small a part of 64 bits that the bias cannot be seen.
fn below(rng: &mut impl Rng, limit: usize) -> usize {
    usize::try_from(rng.next_u64() % limit as u64).expect("it is below a `usize`")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn the_words_differ_and_are_short() {
        let words: HashSet<&str> = WORDS.into_iter().collect();
        assert_eq!(words.len(), WORDS.len());
        assert!(WORDS.iter().all(|word| (3..=7).contains(&word.len())));
    }

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let code = ClassCode::draw(&mut rng);
        assert_eq!(code.as_str().len(), 5);
        let typed = format!(" {} ", code.as_str().to_lowercase());
        assert_eq!(ClassCode::typed(&typed), code);
        let code = ResumeCode::draw(&mut rng);
        assert_eq!(code.as_str().split('-').count(), 3);
        let typed = code.as_str().to_uppercase().replace('-', "  ");
        assert_eq!(ResumeCode::typed(&typed), code);
        assert_eq!(
            ResumeCode::typed("Fox, moon; OAK."),
            ResumeCode::typed("fox-moon-oak")
        );
    }
}
