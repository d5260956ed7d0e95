//! One word of a pattern against one word of an answer.

use smallvec::SmallVec;

use super::place::Set;
use super::words::{Letters, Outline, Word, Words};
use crate::english;

/// A number, compared by its value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number(f64);

impl Number {
    /// How many bytes of a text's beginning are a number: a sign, digits, a decimal part, and an
    /// exponent as `e-3` or `*10<sup>-3</sup>`.
    pub fn length(text: &str) -> Option<usize> {
        let bytes = text.as_bytes();
        let digits = |from: usize| {
            let rest = bytes.get(from..).unwrap_or_default();
            rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
        };
        let mut end = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
        match digits(end) {
            0 => return None,
            whole => end += whole,
        }
        if bytes.get(end) == Some(&b'.') && digits(end + 1) > 0 {
            end += 1 + digits(end + 1);
        }
        Some(exponent(text, end, digits).unwrap_or(end))
    }

    /// Reads a text that is a number and nothing else.
    pub fn read(text: &str) -> Option<Self> {
        if !text.bytes().any(|byte| byte.is_ascii_digit()) || Self::length(text)? != text.len() {
            return None;
        }
        let mut plain = String::with_capacity(text.len());
        let (mantissa, power) = match text.find('<') {
            Some(tag) => {
                let inside = &text[tag + "<sup>".len()..text.len() - "</sup>".len()];
                (&text[..tag - "*10".len()], Some(inside))
            }
            None => (text, None),
        };
        plain.push_str(mantissa.trim_start_matches('+'));
        if let Some(power) = power {
            plain.push('e');
            plain.push_str(power);
        }
        plain.parse().ok().map(Self)
    }

    /// Equal to a millionth of the pattern's number.
    fn equals(self, other: Self) -> bool {
        (self.0 - other.0).abs() <= (1e-6 * self.0).abs()
    }
}

fn exponent(text: &str, end: usize, digits: impl Fn(usize) -> usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let signed = |from: usize| {
        let sign = usize::from(matches!(bytes.get(from), Some(b'+' | b'-')));
        let count = digits(from + sign);
        (count > 0).then_some(from + sign + count)
    };
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        return signed(end + 1);
    }
    if !matches!(bytes.get(end), Some(b'*' | b'x' | b'X')) {
        return None;
    }
    let rest = text.get(end + 1..)?;
    let opened = ["10<sup>", "10<SUP>"]
        .iter()
        .any(|tag| rest.starts_with(tag));
    let inside = signed(end + 1 + "10<sup>".len()).filter(|_| opened)?;
    let closed = ["</sup>", "</SUP>"]
        .iter()
        .any(|tag| text[inside..].starts_with(tag));
    closed.then_some(inside + "</sup>".len())
}

/// One part of a word of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Letter(char),
    /// `?`: any one character.
    One,
    /// `*`: any characters, or none.
    Many,
}

/// Which misspellings are forgiven, and how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spelling {
    pub most: u8,
    pub replaced: bool,
    pub transposed: bool,
    pub extra: bool,
    pub fewer: bool,
    /// Whether other characters may stand anywhere in the word (option `c`).
    pub any_extra: bool,
}

impl Spelling {
    /// Every kind of misspelling, so many of them.
    pub fn all(most: u8) -> Self {
        Self {
            most,
            replaced: true,
            transposed: true,
            extra: true,
            fewer: true,
            any_extra: false,
        }
    }

    /// What of it holds for a word of so many letters.
    fn for_letters(mut self, letters: usize) -> Self {
        if letters < 3 {
            self.extra = false;
        }
        if letters < 4 {
            self.replaced = false;
            self.transposed = false;
            self.fewer = false;
        }
        if letters < 8 {
            self.most = self.most.min(1);
        }
        if !(self.replaced || self.transposed || self.extra || self.fewer) {
            self.most = 0;
        }
        self
    }
}

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
    english: bool,
    /// Whether it is the word "not", which stands for "isn't", "cannot" … as well.
    negation: bool,
}

/// Words with wildcards are compared letter by letter up to this length; beyond it no
/// misspelling is looked for.
const LONGEST_WORD: usize = 200;

impl Token {
    /// A word. `exact` says that it must be spelt right.
    pub fn word(
        text: &str,
        parts: SmallVec<[Part; 16]>,
        spelling: Spelling,
        english: bool,
        stems: bool,
    ) -> Self {
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
        let stem = (stems && !wild && letters.len() >= 4)
            .then(|| english::stem(&letters.iter().collect::<String>()));
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
            negation: english && text.eq_ignore_ascii_case("not"),
            english,
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
            english: false,
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
            if self.may_match(words, at) && self.misspellings(words, at).is_some() {
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
        if let Some(found) = self.fits(&word.letters) {
            return Some(found).filter(|count| *count == 0 || self.forgives(word, *count));
        }
        // "e.g." may be written with its last full stop or without.
        if word.kept {
            let mut with: Letters = word.letters.clone();
            with.push('.');
            if self.fits(&with) == Some(0) {
                return Some(0);
            }
        }
        if self.negation && english::is_contracted_not(&word.text()) {
            return Some(0);
        }
        self.has_stem_of(word).then_some(0)
    }

    /// Whether a word may be taken for so many misspellings of this one. Two are only forgiven
    /// behind a right first letter: "ofensive" is no "defensive".
    fn forgives(&self, word: &Word, count: u8) -> bool {
        let first = self.parts.first().copied();
        let begins = || word.letters.first().map(|letter| Part::Letter(*letter)) == first;
        if self.english && count > 1 && !begins() {
            return false;
        }
        !self.english || !(word.is_known || word.letters.iter().any(|letter| letter.is_numeric()))
    }

    fn has_stem_of(&self, word: &Word) -> bool {
        let (Some(stem), Some(plain)) = (&self.stem, &self.plain) else {
            return false;
        };
        let letters = &word.letters;
        // Words of one stem begin alike; most words are told apart by that alone.
        letters.len() >= 3
            && letters.len().abs_diff(plain.len()) <= 6
            && letters[..3] == plain[..3]
            && english::stem(&word.text()) == *stem
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
        if letters.len() > LONGEST_WORD {
            return glob(&self.parts, letters, self.spelling.any_extra).then_some(0);
        }
        let most = self.spelling.most;
        let from = u8::from(self.plain.is_some() || self.prefix.is_some());
        (from..=most).find(|&most| Walk::new(self, letters, most).accepts())
    }
}

/// The walk along a word and a pattern's parts, side by side.
///
/// The rules are the original's: a misspelling is only looked for where the letters part; a
/// letter may be exchanged with the next one once; where the word is used up, parts that are left
/// count as missing letters, but for wildcards that stand first among them.
struct Walk<'w> {
    letters: &'w [char],
    parts: &'w [Part],
    spelling: Spelling,
    most: u8,
    /// The states that led nowhere; only kept where wildcards make many ways meet.
    failed: Option<Vec<u64>>,
}

#[derive(Clone, Copy)]
struct State {
    letter: usize,
    part: usize,
    /// 0: as written; 1: this letter and the next are exchanged; 2: this is the second of them.
    exchange: u8,
    used: u8,
}

impl<'w> Walk<'w> {
    fn new(token: &'w Token, letters: &'w [char], most: u8) -> Self {
        let spelling = token.spelling;
        let many = spelling.any_extra || token.parts.contains(&Part::Many);
        let states = (letters.len() + 1) * (token.parts.len() + 1) * 9;
        Self {
            letters,
            parts: &token.parts,
            spelling,
            most,
            failed: many.then(|| vec![0; states / 64 + 1]),
        }
    }

    fn accepts(&mut self) -> bool {
        self.walk(State {
            letter: 0,
            part: 0,
            exchange: 0,
            used: 0,
        })
    }

    fn key(&self, state: State) -> usize {
        let place = state.letter * (self.parts.len() + 1) + state.part;
        place * 9 + usize::from(state.exchange) * 3 + usize::from(state.used)
    }

    /// Follows every way from a state, those that cost nothing without growing the stack.
    fn walk(&mut self, mut state: State) -> bool {
        loop {
            let key = self.key(state);
            if let Some(failed) = &mut self.failed {
                if failed[key / 64] >> (key % 64) & 1 == 1 {
                    return false;
                }
                failed[key / 64] |= 1 << (key % 64);
            }
            match self.step(state) {
                Step::Done(accepted) => return accepted,
                Step::On(next) => state = next,
                Step::Branch => return self.branch(state),
            }
        }
    }

    fn current(&self, state: State) -> char {
        match state.exchange {
            0 => self.letters[state.letter],
            1 => self.letters[state.letter + 1],
            _ => self.letters[state.letter - 1],
        }
    }

    fn step(&self, state: State) -> Step {
        let left = self.most - state.used;
        if state.part == self.parts.len() {
            let over = self.letters.len() - state.letter;
            let accepted = over == 0
                || self.spelling.any_extra
                || self.spelling.extra && over <= usize::from(left);
            return Step::Done(accepted);
        }
        if state.letter == self.letters.len() {
            return Step::Done(self.ends(state.part, left));
        }
        match self.parts[state.part] {
            Part::Letter(letter) if letter == self.current(state) => Step::On(on(state, 1, 1)),
            Part::One => Step::On(on(state, 1, 1)),
            Part::Letter(_) if left == 0 && !self.spelling.any_extra => Step::Done(false),
            Part::Letter(_) | Part::Many => Step::Branch,
        }
    }

    /// Whether the parts from `part` on may be missing.
    fn ends(&self, mut part: usize, left: u8) -> bool {
        loop {
            let missing = self.parts.len() - part;
            if missing == 0 || self.spelling.fewer && missing <= usize::from(left) {
                return true;
            }
            if self.parts[part] != Part::Many {
                return false;
            }
            part += 1;
        }
    }

    fn branch(&mut self, state: State) -> bool {
        if self.parts[state.part] == Part::Many {
            return self.walk(on(state, 0, 1)) || self.walk(on(state, 1, 0));
        }
        let spelling = self.spelling;
        if spelling.any_extra && self.walk(on(state, 1, 0)) {
            return true;
        }
        if state.used == self.most {
            return false;
        }
        let state = State {
            used: state.used + 1,
            ..state
        };
        let exchanges = spelling.transposed
            && state.exchange == 0
            && state.letter + 1 < self.letters.len()
            && self
                .parts
                .get(state.part + 1)
                .is_some_and(|part| *part != Part::Many);
        let exchanged = State {
            exchange: 1,
            ..state
        };
        exchanges && self.walk(exchanged)
            || spelling.fewer && self.walk(on(state, 0, 1))
            || spelling.extra && self.walk(on(state, 1, 0))
            || spelling.replaced && self.walk(on(state, 1, 1))
    }
}

enum Step {
    Done(bool),
    On(State),
    Branch,
}

/// The state so many letters and parts further.
fn on(state: State, letters: usize, parts: usize) -> State {
    let exchange = match (letters, state.exchange) {
        (0, exchange) => exchange,
        (_, 1) => 2,
        _ => 0,
    };
    State {
        letter: state.letter + letters,
        part: state.part + parts,
        exchange,
        used: state.used,
    }
}

/// Whether parts match letters without a misspelling, in place: what no way back is needed for
/// but to the last `*`.
pub(super) fn glob(parts: &[Part], letters: &[char], any_extra: bool) -> bool {
    let (mut part, mut letter) = (0, 0);
    let mut last_many = None;
    while letter < letters.len() {
        match parts.get(part) {
            Some(Part::Many) => {
                last_many = Some((part, letter));
                part += 1;
            }
            Some(Part::One) => (part, letter) = (part + 1, letter + 1),
            Some(Part::Letter(wanted)) if *wanted == letters[letter] => {
                (part, letter) = (part + 1, letter + 1);
            }
            _ if any_extra => letter += 1,
            _ => match last_many {
                Some((many, at)) => {
                    (part, letter) = (many + 1, at + 1);
                    last_many = Some((many, at + 1));
                }
                None => return false,
            },
        }
    }
    parts[part..].iter().all(|part| *part == Part::Many)
}
