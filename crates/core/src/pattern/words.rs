//! An answer as the words that patterns match.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use smallvec::SmallVec;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::Options;
use super::number::Number;
use crate::english::{self, Role};

/// The letters of a word.
pub(super) type Letters = SmallVec<[char; 16]>;

/// The words of an answer.
#[derive(Debug)]
pub struct Words<'a> {
    text: &'a str,
    words: Vec<Word>,
    /// What a word can be told from others by, apart from the words so that a pattern's word runs
    /// past them quickly.
    pub(super) outlines: Vec<Outline>,
    /// For each word of the language its head, for all others one that no pattern has.
    pub(super) heads: Vec<u32>,
    /// The places of the words that are not of the language, or match by more than their letters:
    /// numbers, contractions, irregular verbs.
    pub(super) strange: Vec<u32>,
    /// For each word, where it stands first; empty in a short answer, whose words are looked at
    /// one by one.
    pub(super) firsts: Vec<u32>,
}

/// From so many words on, each different word is looked at only once.
const LONG: usize = 256;

/// One word of an answer.
#[derive(Clone, Debug)]
pub struct Word {
    /// Its bytes in the answer, without what ends a sentence.
    pub span: Range<usize>,
    /// Whether a sentence ends with it.
    pub ends_sentence: bool,
    /// Its letters; folded where case does not count.
    pub(super) letters: Letters,
    /// With the divider that may belong to it, for words such as "e.g.".
    pub(super) kept: bool,
    pub(super) number: Option<Number>,
    /// Whether it is a word of the language; not asked where answers are not read as English.
    pub(super) is_known: bool,
    /// Whether it is a contraction with "not".
    pub(super) is_contraction: bool,
    /// Whether it is a form of an irregular verb, which other forms need not begin like.
    pub(super) is_irregular: bool,
    /// What it does in a clause.
    pub role: Role,
    /// The words of the language that are one letter off, once somebody has asked.
    neighbours: OnceCell<Rc<[Vec<char>]>>,
    /// Its stem, once somebody has asked.
    stem: OnceCell<String>,
}

impl Word {
    /// Whether nothing is in it but what ends a sentence.
    pub fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// Whether it is no word of the language.
    pub fn is_strange(&self) -> bool {
        let letters = self.letters.len() >= 3 && self.letters.iter().all(|it| it.is_alphabetic());
        letters && !self.is_known
    }

    /// Its stem.
    pub(super) fn stem(&self) -> &str {
        self.stem.get_or_init(|| english::stem(&self.text()))
    }

    /// The words of the language that are one letter off.
    pub(super) fn neighbours(&self) -> &[Vec<char>] {
        self.neighbours
            .get_or_init(|| english::neighbours(&self.text()))
    }

    /// Its letters as text.
    pub fn text(&self) -> String {
        self.letters.iter().collect()
    }

    /// A hash of its letters: the same for the same word, on every machine (FNV-1a).
    pub fn hash(&self) -> u64 {
        self.letters
            .iter()
            .fold(0xcbf2_9ce4_8422_2325, |hash, letter| {
                (hash ^ u64::from(u32::from(*letter))).wrapping_mul(0x0100_0000_01b3)
            })
    }
}

/// The head that no word has.
const NO_HEAD: u32 = 1 << 31;

/// What a word can be told from others by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Outline {
    /// How many letters it has.
    pub size: u32,
    /// One bit for each letter that it has, the alphabet folded into 32.
    pub mask: u32,
    /// Its first three letters, hashed.
    pub head: u32,
}

impl Outline {
    pub fn of(letters: &[char]) -> Self {
        let bit = |letter: &char| 1 << (*letter as u32 & 31);
        let head = |head: u32, letter: &char| head.wrapping_mul(0x0101_0101) ^ *letter as u32;
        Self {
            size: letters.len() as u32,
            mask: letters.iter().fold(0, |mask, letter| mask | bit(letter)),
            head: letters.iter().take(3).fold(0, head) & !NO_HEAD,
        }
    }
}

impl<'a> Words<'a> {
    /// Splits an answer: words end at white space, at characters that are converted to it, and
    /// after a character that ends a sentence. A full stop before a digit is a decimal point.
    pub fn split(text: &'a str, options: &Options) -> Self {
        let mut splitter = Splitter::new(text, options);
        let mut words = Vec::with_capacity(text.len() / 5 + 1);
        while let Some(word) = splitter.next_word() {
            words.push(word);
        }
        if words.is_empty() {
            words.push(splitter.word(text.len()..text.len(), false, false));
        }
        let outlines: Vec<Outline> = words.iter().map(|it| Outline::of(&it.letters)).collect();
        let mut firsts = Vec::new();
        if words.len() >= LONG {
            let mut seen = HashMap::new();
            firsts.reserve(words.len());
            for (at, word) in words.iter().enumerate() {
                let first = *seen.entry((&word.letters, word.kept)).or_insert(at as u32);
                firsts.push(first);
            }
        }
        let mut heads = Vec::with_capacity(words.len());
        let mut strange = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let repeated = firsts.get(at).is_some_and(|first| *first as usize != at);
            let plain =
                word.is_known && word.number.is_none() && !word.kept && !word.is_contraction;
            heads.push(if plain && !repeated {
                outlines[at].head
            } else {
                NO_HEAD
            });
            if (!plain || word.is_irregular) && !repeated {
                strange.push(at as u32);
            }
        }
        Self {
            text,
            words,
            outlines,
            heads,
            strange,
            firsts,
        }
    }

    /// How many there are; an empty answer has one, empty, word.
    #[expect(clippy::len_without_is_empty, reason = "there is always a word")]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// The word of that place.
    pub fn word(&self, place: usize) -> &Word {
        &self.words[place]
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Word> {
        self.words.iter()
    }

    /// The answer.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Whether two words are the same but for their endings: the same first letters, four at
    /// least, and at most three others.
    pub fn are_alike(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.words[a].letters, &self.words[b].letters);
        // Rely, relied.
        let folded = |letter: &char| if *letter == 'y' { 'i' } else { *letter };
        let same = a
            .iter()
            .zip(b)
            .take_while(|(a, b)| folded(a) == folded(b))
            .count();
        a == b || same >= 4 && a.len().max(b.len()) - same <= 3
    }

    /// A word as it was written.
    pub fn written(&self, place: usize) -> &'a str {
        &self.text[self.words[place].span.clone()]
    }
}

struct Splitter<'a, 'o> {
    text: &'a str,
    at: usize,
    end: usize,
    options: &'o Options,
    /// A word as text, kept for its room.
    buffer: String,
    /// Which ASCII characters end a sentence (1) or part words (2).
    classes: [u8; 128],
}

const SENTENCE: u8 = 1;
const SPACE: u8 = 2;

impl<'a, 'o> Splitter<'a, 'o> {
    fn new(text: &'a str, options: &'o Options) -> Self {
        let mut classes = [0; 128];
        let mut set = |c: char, class| {
            if let Some(slot) = classes.get_mut(c as usize) {
                *slot |= class;
            }
        };
        options
            .sentence_dividers
            .chars()
            .for_each(|c| set(c, SENTENCE));
        options
            .convert_to_space
            .chars()
            .chain(" \t\n\r\u{c}".chars())
            .for_each(|c| set(c, SPACE));
        let mut splitter = Self {
            text,
            at: 0,
            end: text.len(),
            options,
            buffer: String::new(),
            classes,
        };
        let blank =
            |c| splitter.class(c) & SPACE != 0 || splitter.options.english && is_apostrophe(c);
        splitter.end = text.trim_end_matches(blank).len();
        splitter.skip_spaces();
        splitter
    }

    /// Whether an apostrophe at that byte of the text stands inside a word.
    fn joins(&self, at: usize, c: char) -> bool {
        let before = self.text[..at].chars().next_back();
        let after = self.text[at + c.len_utf8()..].chars().next();
        before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
    }

    /// Whether words part at a character of the rest.
    fn parts(&self, index: usize, c: char) -> bool {
        self.class(c) & SPACE != 0
            || self.options.english && is_apostrophe(c) && !self.joins(self.at + index, c)
    }

    fn class(&self, c: char) -> u8 {
        if let Some(class) = self.classes.get(c as usize) {
            return *class;
        }
        let sentence = self.options.sentence_dividers.contains(c);
        let space = c.is_whitespace() || self.options.convert_to_space.contains(c);
        (u8::from(sentence) * SENTENCE) | (u8::from(space) * SPACE)
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..self.end]
    }

    fn skip_spaces(&mut self) {
        let rest = self.rest();
        let blank = |c| self.class(c) & SPACE != 0 || self.options.english && is_apostrophe(c);
        let left = rest.trim_start_matches(blank);
        self.at += rest.len() - left.len();
    }

    /// Whether a sentence ends before `index` of the rest: a full stop before a digit does not.
    fn ends_sentence(&self, index: usize, c: char) -> bool {
        let digit_follows = || {
            self.rest().as_bytes()[index + c.len_utf8()..]
                .first()
                .is_some_and(u8::is_ascii_digit)
        };
        self.class(c) & SENTENCE != 0 && !(c == '.' && digit_follows())
    }

    fn next_word(&mut self) -> Option<Word> {
        let rest = self.rest();
        let first = rest.chars().next()?;
        let (length, kept) = match self.kept_length() {
            Some(length) => (length, true),
            // A word has a character at least, be it one that ends a sentence.
            None => (self.word_length(first.len_utf8()), false),
        };
        let after = rest[length..].chars().next();
        let divider = after.filter(|c| self.ends_sentence(length, *c));
        let start = self.at;
        self.at += length + divider.map_or(0, char::len_utf8);
        self.skip_spaces();
        // A lone full stop is a word without letters.
        let alone = divider.is_none() && !kept && self.ends_sentence_alone(&rest[..length]);
        let end = if alone { start } else { start + length };
        Some(self.word(start..end, divider.is_some() || alone, kept))
    }

    /// How long the word is that begins here and has so many bytes at least.
    fn word_length(&self, least: usize) -> usize {
        let rest = self.rest();
        let mut length = least;
        while let Some(&byte) = rest.as_bytes().get(length) {
            // Most characters are plain letters, and need no second look.
            let plain = self.classes.get(usize::from(byte)) == Some(&0) && byte != b'\'';
            if plain {
                length += 1;
                continue;
            }
            let Some(c) = rest[length..].chars().next() else {
                break;
            };
            if self.parts(length, c) || self.ends_sentence(length, c) {
                break;
            }
            length += c.len_utf8();
        }
        length
    }

    fn ends_sentence_alone(&self, word: &str) -> bool {
        let mut letters = word.chars();
        matches!((letters.next(), letters.next()), (Some(c), None) if self.class(c) & SENTENCE != 0)
    }

    /// How long the number or kept word is that begins here, if one does and ends where a word
    /// may end.
    fn kept_length(&self) -> Option<usize> {
        let rest = self.rest();
        let ends = |length: usize| {
            let next = rest[length..].chars().next();
            next.is_none_or(|c| self.parts(length, c) || self.ends_sentence(length, c))
        };
        if let Some(length) = Number::length(rest).filter(|length| ends(*length)) {
            // A number holds nothing that needs keeping; it ends like any word.
            return rest[..length].contains('.').then_some(length);
        }
        let first = rest.as_bytes()[0].to_ascii_lowercase();
        let kept = self.options.kept_words.iter();
        kept.filter(|word| word.as_bytes().first().map(u8::to_ascii_lowercase) == Some(first))
            .find(|word| {
                let here = rest.get(..word.len());
                here.is_some_and(|here| {
                    if self.options.ignore_case {
                        here.eq_ignore_ascii_case(word)
                    } else {
                        here == word.as_str()
                    }
                }) && ends(word.len())
            })
            .map(String::len)
    }

    fn word(&mut self, span: Range<usize>, ends_sentence: bool, kept: bool) -> Word {
        let written = &self.text[span.clone()];
        let mut letters = fold(written, self.options);
        if self.options.english && letters.ends_with(&['\'', 's']) {
            letters.truncate(letters.len() - 2);
        }
        let number = Number::read(written);
        let (mut role, mut is_known, mut is_contraction) = (Role::Content, false, false);
        let mut is_irregular = false;
        if self.options.english {
            self.buffer.clear();
            self.buffer.extend(&letters);
            role = english::role(&self.buffer);
            is_contraction = role == Role::Denies && english::is_contracted_not(&self.buffer);
            is_known = role != Role::Content || english::is_word(&self.buffer);
            is_irregular = english::base(&self.buffer).is_some();
            if !is_known && english::is_misspelt_not(&self.buffer) {
                (role, is_contraction) = (Role::Denies, true);
            }
        }
        Word {
            is_known,
            is_contraction,
            is_irregular,
            role,
            neighbours: OnceCell::new(),
            stem: OnceCell::new(),
            ends_sentence,
            kept: kept && number.is_none(),
            number,
            letters,
            span,
        }
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ')
}

/// The letters of a text as they are compared: in Unicode's composed form, in lower case where
/// case does not count, and with plain apostrophes in English prose.
pub(super) fn fold(text: &str, options: &Options) -> Letters {
    if text.is_ascii() {
        let folded = |c: u8| {
            if options.ignore_case {
                c.to_ascii_lowercase()
            } else {
                c
            }
        };
        return text.bytes().map(|c| char::from(folded(c))).collect();
    }
    let composed = composed(text);
    let mut letters: Letters = if options.ignore_case {
        composed.chars().flat_map(char::to_lowercase).collect()
    } else {
        composed.chars().collect()
    };
    if options.english {
        for letter in letters.iter_mut().filter(|letter| is_apostrophe(**letter)) {
            *letter = '\'';
        }
    }
    letters
}

/// A text with its accents composed (Unicode Normalization Form C), so that "é" is one character however
/// it was typed.
pub fn composed(text: &str) -> Cow<'_, str> {
    if is_nfc(text) {
        return Cow::from(text);
    }
    text.nfc().collect::<String>().into()
}
