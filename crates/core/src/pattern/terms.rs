//! The inside of a `match…(…)`: slots, alternatives, phrases and words.

use smallvec::SmallVec;

use super::number::Number;
use super::parse::{Mistake, Parser};
use super::place::Slot;
use super::spelling::{Part, glob};
use super::word::Token;
use super::words::fold;
use super::{Options, Synonym};

/// The longest word of a pattern, in characters.
const LONGEST_WORD: usize = 255;

const SPECIAL: &str = "()\\|?*_[]";

impl Parser<'_, '_> {
    /// Slots up to a closing bracket or the end.
    ///
    /// # Errors
    /// There is no word, or one that is not written as a pattern writes it.
    pub(super) fn row(&mut self, phrases: bool) -> Result<Vec<Slot>, Mistake> {
        let mut slots: Vec<Slot> = Vec::new();
        loop {
            self.spaces();
            let rest = self.rest();
            if rest.is_empty() || rest.starts_with([')', ']']) {
                break;
            }
            self.slot(phrases, &mut slots)?;
            if self.rest().starts_with('_') {
                self.at += 1;
                if let Some(last) = slots.last_mut() {
                    last.near = true;
                }
                if ends_word(self.rest()) {
                    let message = "nothing follows this `_`".to_owned();
                    let help = "write `_` between two words, without spaces: `secret_letter`";
                    return Err(self.mistake(self.at - 1..self.at, message, help));
                }
            }
        }
        if slots.is_empty() {
            let message = "there is no word to match".to_owned();
            let help = "write the words that earn the point; `*` matches any word";
            return Err(self.mistake(self.at..self.at, message, help));
        }
        Ok(slots)
    }

    /// One place of a row: alternatives with `|` between them.
    fn slot(&mut self, phrases: bool, slots: &mut Vec<Slot>) -> Result<(), Mistake> {
        let mut slot = Slot::default();
        let mut compounds = Vec::new();
        loop {
            if self.rest().starts_with('[') {
                slot.phrases.push(self.phrase(phrases)?);
            } else {
                self.word(&mut slot, &mut compounds)?;
            }
            if !self.rest().starts_with('|') {
                break;
            }
            self.at += 1;
            if ends_word(self.rest()) {
                let message = "nothing follows this `|`".to_owned();
                let help = "write alternatives without spaces: `offer*|promise*`";
                return Err(self.mistake(self.at - 1..self.at, message, help));
            }
        }
        if phrases {
            slot.phrases.append(&mut compounds);
            slots.push(slot);
        } else if slot.words.is_empty() {
            // Within a phrase the parts of a compound are words of the phrase.
            let first = compounds.into_iter().next();
            slots.extend(first.expect("a word that is no token is a compound"));
        } else {
            slots.push(slot);
        }
        Ok(())
    }

    fn phrase(&mut self, allowed: bool) -> Result<Vec<Slot>, Mistake> {
        let begin = self.at;
        if !allowed {
            let message = "a phrase stands within a phrase".to_owned();
            let help = "leave the inner brackets out; `|` separates words there too";
            return Err(self.mistake(begin..begin + 1, message, help));
        }
        self.at += 1;
        let slots = self.row(false)?;
        if !self.rest().starts_with(']') {
            let message = "the bracket of this phrase is not closed".to_owned();
            return Err(self.mistake(begin..begin + 1, message, "close it with `]`"));
        }
        self.at += 1;
        Ok(slots)
    }

    /// A word or a number, with its synonyms. A compound becomes a phrase where hyphens part
    /// words.
    fn word(&mut self, slot: &mut Slot, compounds: &mut Vec<Vec<Slot>>) -> Result<(), Mistake> {
        let begin = self.at;
        let parts = self.parts()?;
        let written = &self.text[begin..self.at];
        if let Some(words) = compound(written, self.options) {
            let slot_of = |word| Slot {
                words: vec![self.token(word, plain_parts(word))],
                ..Slot::default()
            };
            compounds.push(words.map(slot_of).collect());
            return Ok(());
        }
        slot.words.push(self.token(written, parts));
        for other in synonyms(written, self.options) {
            slot.words.push(self.token(other, plain_parts(other)));
        }
        Ok(())
    }

    fn token(&mut self, written: &str, mut parts: SmallVec<[Part; 16]>) -> usize {
        let options = self.options;
        // Of two readings the number is the better: it is compared by value.
        let token = if let Some(number) = Number::read(written) {
            Token::number(written, number)
        } else {
            let name = options.english && written.starts_with(char::is_uppercase);
            let mut spelling = self.level.spelling;
            if name && !options.forgive_names {
                spelling.most = 0;
            }
            fold_parts(&mut parts, options);
            Token::word(written, parts, spelling, options)
        };
        self.tokens.push(token);
        self.tokens.len() - 1
    }

    /// The parts of a word: letters, wildcards, and special characters behind `\`.
    fn parts(&mut self) -> Result<SmallVec<[Part; 16]>, Mistake> {
        let begin = self.at;
        // A power of ten may hold characters that are special elsewhere.
        if let Some(length) = Number::length(self.rest())
            && ends_word(&self.rest()[length..])
        {
            self.at += length;
            return Ok(plain_parts(&self.text[begin..self.at]));
        }
        let mut parts = SmallVec::new();
        let mut characters = self.rest().char_indices();
        let mut length = self.rest().len();
        while let Some((index, c)) = characters.next() {
            match c {
                '*' if parts.last() == Some(&Part::Many) => {}
                '*' => parts.push(Part::Many),
                '?' => parts.push(Part::One),
                '\\' => match characters.next() {
                    Some((_, c)) if SPECIAL.contains(c) => parts.push(Part::Letter(c)),
                    _ => {
                        let at = begin + index;
                        let message = "a `\\` is not before a special character".to_owned();
                        let help = "it is written before ( ) [ ] | ? * _ and \\ themselves";
                        return Err(self.mistake(at..at + 1, message, help));
                    }
                },
                c if SPECIAL.contains(c) || c.is_whitespace() => {
                    length = index;
                    break;
                }
                c => parts.push(Part::Letter(c)),
            }
        }
        self.at += length;
        if parts.is_empty() {
            let message = format!("a word is missing before `{}`", self.next_character());
            let help = "put a `\\` before it if it belongs to a word";
            return Err(self.mistake(self.at..self.at + 1, message, help));
        }
        if parts.len() > LONGEST_WORD {
            let message = format!("a word has more than {LONGEST_WORD} characters");
            return Err(self.mistake(begin..self.at, message, "use a `*`"));
        }
        Ok(parts)
    }
}

/// Whether what is left of a pattern begins with no word: a word before it has ended.
fn ends_word(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || "|_)]".contains(c))
}

/// The parts of a text without special characters but wildcards.
fn plain_parts(text: &str) -> SmallVec<[Part; 16]> {
    text.chars()
        .map(|c| match c {
            '*' => Part::Many,
            '?' => Part::One,
            c => Part::Letter(c),
        })
        .collect()
}

/// Letters as answers have them: composed, and in lower case where case does not count.
fn fold_parts(parts: &mut SmallVec<[Part; 16]>, options: &Options) {
    let mut folded = SmallVec::new();
    let mut run = String::new();
    let flush = |run: &mut String, folded: &mut SmallVec<[Part; 16]>| {
        folded.extend(fold(run, options).into_iter().map(Part::Letter));
        run.clear();
    };
    for part in parts.iter() {
        match part {
            Part::Letter(letter) => run.push(*letter),
            other => {
                flush(&mut run, &mut folded);
                folded.push(*other);
            }
        }
    }
    flush(&mut run, &mut folded);
    *parts = folded;
}

/// The words of a compound, where hyphens part words.
fn compound<'w>(word: &'w str, options: &Options) -> Option<impl Iterator<Item = &'w str>> {
    let hyphen = |c: char| c == '-' || c == '‑';
    let mut parts = word.split(hyphen).filter(|part| !part.is_empty());
    let several = parts.clone().nth(1).is_some();
    let compound =
        options.english && several && !word.contains('\\') && Number::read(word).is_none();
    compound.then(|| std::iter::from_fn(move || parts.next()))
}

/// What may stand for a word of a pattern.
fn synonyms<'o>(written: &str, options: &'o Options) -> impl Iterator<Item = &'o str> {
    let word = fold(written, options);
    let same = move |synonym: &&'o Synonym| {
        let mut parts = plain_parts(&synonym.word);
        fold_parts(&mut parts, options);
        glob(&parts, &word, false)
    };
    options
        .synonyms
        .iter()
        .filter(same)
        .flat_map(|synonym| synonym.others.iter().map(String::as_str))
}
