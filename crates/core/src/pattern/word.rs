//! One word of a pattern against one word of an answer.

use smallvec::SmallVec;

use super::Options;
use super::number::Number;
use super::place::Set;
use super::spelling::{self, Part, Spelling};
use super::words::{Letters, Outline, Word, Words};
use crate::english;

/// How a token can be told from words at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Number,
    /// Without wildcards.
    Plain,
    /// Three letters or more, and then a `*`.
    Prefix,
    Other,
}

/// Whether at most so many bits are set; quicker than counting them all.
fn at_most(mut bits: u32, most: u8) -> bool {
    for _ in 0..most {
        bits &= bits.wrapping_sub(1);
    }
    bits == 0
}

/// A word or number of a pattern.
#[derive(Clone, Debug)]
pub(super) struct Token {
    text: String,
    parts: SmallVec<[Part; 16]>,
    number: Option<Number>,
    /// Its letters, where it has no wildcard.
    plain: Option<Letters>,
    /// The letters before its first wildcard, where it ends with that and forgives nothing else.
    prefix: Option<Letters>,
    outline: Outline,
    form: Form,
    spelling: Spelling,
    stem: Option<String>,
    /// Whether it is a form of an irregular verb, and stands for all of them.
    is_irregular: bool,
    english: bool,
    certain: bool,
    /// Whether it is the word "not", which stands for "isn't", "cannot" … as well.
    negation: bool,
}

impl Token {
    /// A word.
    pub fn word(
        text: &str,
        parts: SmallVec<[Part; 16]>,
        spelling: Spelling,
        options: &Options,
    ) -> Self {
        let Options {
            english,
            stems,
            certain,
            ..
        } = *options;
        let letters: Letters = parts
            .iter()
            .filter_map(|part| match part {
                Part::Letter(letter) => Some(*letter),
                _ => None,
            })
            .collect();
        let wild = letters.len() < parts.len();
        let mut spelling = spelling.for_letters(letters.len());
        if english && letters.iter().any(|letter| letter.is_numeric()) {
            spelling.most = 0;
        }
        let only_last = parts
            .iter()
            .position(|part| !matches!(part, Part::Letter(_)));
        let ends_open = only_last.is_some_and(|at| at + 1 == parts.len())
            && parts.last() == Some(&Part::Many)
            && !spelling.any_extra;
        let written: String = letters.iter().collect();
        let is_irregular = stems && !wild && english::base(&written).is_some();
        let stem = (stems && !wild && (letters.len() >= 3 || is_irregular))
            .then(|| english::stem(&written));
        let form = match (wild || spelling.any_extra, ends_open && letters.len() >= 3) {
            (false, _) => Form::Plain,
            (true, true) => Form::Prefix,
            (true, false) => Form::Other,
        };
        Self {
            text: text.to_owned(),
            number: None,
            form,
            outline: Outline::of(&letters),
            prefix: ends_open.then(|| letters.clone()),
            plain: (!wild && !spelling.any_extra).then_some(letters),
            parts,
            spelling,
            stem,
            is_irregular,
            negation: english && text.eq_ignore_ascii_case("not"),
            english,
            certain,
        }
    }

    /// A number.
    pub fn number(text: &str, number: Number) -> Self {
        Self {
            text: text.to_owned(),
            parts: SmallVec::new(),
            number: Some(number),
            plain: None,
            prefix: None,
            outline: Outline::default(),
            form: Form::Number,
            spelling: Spelling::default(),
            stem: None,
            is_irregular: false,
            english: false,
            certain: false,
            negation: false,
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The words of an answer that it matches.
    ///
    /// Nearly all words are of the language and no misspelling of another: they are told from
    /// the token by their first three letters, in one quick pass. The few others are looked at
    /// one by one.
    pub fn matches(&self, words: &Words<'_>) -> Set {
        let mut set = Set::empty(words.len());
        let mut any = false;
        let mut look = |at: usize| {
            if self.matches_word(words, at) {
                set.insert(at);
                any = true;
            }
        };
        match self.form {
            Form::Plain | Form::Prefix => {
                let head = self.outline.head;
                // Without an early end, the comparison is done for several words at a time.
                if words
                    .heads
                    .iter()
                    .fold(false, |met, it| met | (*it == head))
                {
                    let met = |(_, it): &(usize, &u32)| **it == head;
                    let places = words.heads.iter().enumerate().filter(met);
                    places.for_each(|(at, _)| look(at));
                }
                words.strange.iter().for_each(|at| look(*at as usize));
            }
            Form::Number => words.strange.iter().for_each(|at| look(*at as usize)),
            Form::Other => {
                let seen = |at: &usize| words.firsts.get(*at).is_none_or(|it| *it as usize == *at);
                (0..words.len()).filter(seen).for_each(look);
            }
        }
        if any {
            for (at, first) in words.firsts.iter().enumerate() {
                if set.has(*first as usize) {
                    set.insert(at);
                }
            }
        }
        set
    }

    /// Whether a word is worth a closer look, by its outline.
    fn may_match(&self, words: &Words<'_>, at: usize) -> bool {
        let (mine, outline, word) = (&self.outline, &words.outlines[at], words.word(at));
        let most = self.spelling.most;
        match self.form {
            Form::Number => word.number.is_some(),
            Form::Plain => {
                outline.size.abs_diff(mine.size) <= u32::from(most)
                    && at_most(outline.mask ^ mine.mask, 2 * most)
                    || self.stem.is_some() && outline.head == mine.head
                    || self.is_irregular && word.is_irregular
                    || word.kept
                    || self.negation && word.is_contraction
            }
            Form::Prefix | Form::Other => at_most(mine.mask & !outline.mask, most) || word.kept,
        }
    }

    /// Through how many misspellings it matches a word; `None` where it does not.
    pub fn misspellings(&self, words: &Words<'_>, at: usize) -> Option<u8> {
        let word = words.word(at);
        if let Some(number) = self.number {
            let given = word.number?;
            return number.equals(given).then_some(0);
        }
        if let Some(found) = self.fits(&word.letters)
            && (found == 0 || self.forgives(word, found))
        {
            return Some(found);
        }
        // "e.g." may be written with its last full stop or without.
        if word.kept {
            let mut with: Letters = word.letters.clone();
            with.push('.');
            if self.fits(&with) == Some(0) {
                return Some(0);
            }
        }
        if self.negation && word.is_contraction {
            return Some(0);
        }
        let may_have_stem =
            self.is_irregular && word.is_irregular || self.may_have_stem_of(&word.letters);
        if may_have_stem && self.stem.as_deref() == Some(word.stem()) {
            return Some(0);
        }
        let unknown = self.spelling.most > 0 && self.stem.is_some() && !word.is_known;
        let plain = || self.plain.as_ref().and_then(|it| it.first());
        let begins = || word.letters.len() >= 5 && plain() == word.letters.first();
        let same = |letters: &Vec<char>| {
            let stem = || english::stem(&letters.iter().collect::<String>());
            self.may_have_stem_of(letters) && self.stem == Some(stem())
        };
        let of_neighbour = || word.neighbours().iter().any(same);
        (unknown && begins() && of_neighbour()).then_some(1)
    }

    /// Whether a word may be taken for so many misspellings of this one. Where words of the
    /// language are one letter off, it is taken for one of those: "ofensive" is no "defensive".
    /// Where none is, two misspellings are forgiven behind a right first letter.
    fn forgives(&self, word: &Word, count: u8) -> bool {
        if !self.english {
            return true;
        }
        if word.is_known || word.letters.iter().any(|letter| letter.is_numeric()) {
            return false;
        }
        if self.plain.is_some() && count == 1 && !self.certain {
            return true;
        }
        let neighbours = word.neighbours();
        if neighbours.is_empty() {
            let first = word.letters.first().map(|letter| Part::Letter(*letter));
            return count == 1 || first == self.parts.first().copied();
        }
        let mut meant = neighbours.iter().map(|word| self.fits(word) == Some(0));
        if self.certain {
            meant.all(|fits| fits)
        } else {
            meant.any(|fits| fits)
        }
    }

    /// Words of one stem begin alike; most words are told apart by that alone.
    fn may_have_stem_of(&self, letters: &[char]) -> bool {
        let Some(plain) = self.plain.as_ref().filter(|_| self.stem.is_some()) else {
            return false;
        };
        letters.len() >= 3
            && plain.len() >= 3
            && letters.len().abs_diff(plain.len()) <= 6
            && letters[..3] == plain[..3]
    }

    /// What the words begin with that it can match, misspellings aside; `None` where that does not
    /// tell.
    pub fn head(&self) -> Option<u32> {
        matches!(self.form, Form::Plain | Form::Prefix).then_some(self.outline.head)
    }

    /// Whether it matches a word of an answer.
    pub fn matches_word(&self, words: &Words<'_>, at: usize) -> bool {
        self.may_match(words, at) && self.misspellings(words, at).is_some()
    }

    /// Whether it says something by itself: no number, no function word, four letters or more, and
    /// none of the words that everybody uses.
    pub fn is_telling(&self) -> bool {
        const COMMON: [&str; 24] = [
            "more",
            "less",
            "than",
            "other",
            "others",
            "another",
            "something",
            "someone",
            "make",
            "makes",
            "look",
            "want",
            "wanted",
            "think",
            "thought",
            "like",
            "what",
            "when",
            "time",
            "about",
            "being",
            "much",
            "need",
            "different",
        ];
        let word = self.text.trim_matches('*').to_lowercase();
        self.number.is_none()
            && word.len() >= 4
            && english::role(&word) == english::Role::Content
            && !COMMON.contains(&word.as_str())
    }

    fn fits(&self, letters: &[char]) -> Option<u8> {
        if let Some(plain) = &self.plain {
            if **plain == *letters {
                return Some(0);
            }
            if letters.len().abs_diff(plain.len()) > self.spelling.most.into() {
                return None;
            }
        }
        if let Some(prefix) = &self.prefix
            && letters.starts_with(prefix)
        {
            return Some(0);
        }
        let from = u8::from(self.plain.is_some() || self.prefix.is_some());
        spelling::fits(&self.parts, self.spelling, letters, from)
    }
}
