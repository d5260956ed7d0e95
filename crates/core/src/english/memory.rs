//! What was found out about the words that came before.

use super::grammar::pack;

/// A table of so many words and what was found out about them; a newer word takes the place of an
/// older one. It changes how fast an answer comes, never which.
pub(super) struct Memory<T> {
    places: Vec<Option<(u128, T)>>,
}

impl<T: Clone> Memory<T> {
    /// A cache with `places` slots; `places` must be a power of two.
    pub fn new(places: usize) -> Self {
        Self {
            places: vec![None; places],
        }
    }

    /// What is remembered of a word, or else what `look` finds out.
    pub fn recall(&mut self, word: &str, look: impl FnOnce() -> T) -> T {
        if word.len() > 15 {
            return look();
        }
        // The length keeps a word with leading zero bytes from being another.
        let packed = (word.len() as u128) << 120 | pack(word);
        let mixed = (packed as u64 ^ (packed >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let place = (mixed >> 32) as usize & (self.places.len() - 1);
        match &self.places[place] {
            Some((known, found)) if *known == packed => found.clone(),
            _ => {
                let found = look();
                self.places[place] = Some((packed, found.clone()));
                found
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Memory;

    #[test]
    fn what_is_recalled_is_what_was_found_for_that_very_word() {
        let mut memory = Memory::new(2);
        for word in [
            "a",
            "b",
            "ab",
            "\0a",
            "a",
            "a word that is too long to pack",
            "b",
        ] {
            assert_eq!(memory.recall(word, || word.to_owned()), word);
        }
        assert_eq!(memory.recall("b", || unreachable!()), "b");
    }
}
