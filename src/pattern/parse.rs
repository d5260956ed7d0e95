//! The text of a pattern → its tree, or the place where it goes wrong.

use std::ops::Range;

use smallvec::SmallVec;

use super::place::{Arrangement, Slot};
use super::word::{Number, Part, Spelling, Token};
use super::words::{fold, straighten};
use super::{LONGEST, MOST_PARTS, Node, Options, Pattern, Synonym};

/// What is wrong with a pattern, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Its bytes in the text; empty at a place where something is missing.
    pub span: Range<usize>,
    /// In the words of a message.
    pub message: String,
    /// What to do about it.
    pub help: &'static str,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.message, self.help)
    }
}

impl std::error::Error for Mistake {}

/// How deep `match_all`, `match_any` and `not` may stand in each other.
const DEEPEST: usize = 64;

/// The longest word of a pattern, in characters.
const LONGEST_WORD: usize = 255;

const SPECIAL: &str = "()\\|?*_[]";

/// Compiles a pattern.
pub(super) fn parse(text: &str, options: &Options) -> Result<Pattern, Mistake> {
    if text.len() > LONGEST {
        return Err(Mistake {
            span: 0..0,
            message: format!("the pattern is longer than {} KiB", LONGEST / 1024),
            help: "make several patterns of it",
        });
    }
    let mut parser = Parser {
        text,
        at: 0,
        options,
        tokens: Vec::new(),
        level: Level::default(),
    };
    parser.spaces();
    let root = if parser.opening().is_some() {
        let root = parser.expression(0)?;
        if parser.at < text.len() {
            let message = "something stands after the last bracket".to_owned();
            let help = "put several in a `match_all(…)` or a `match_any(…)`";
            return Err(parser.mistake(parser.at..text.len(), message, help));
        }
        root
    } else {
        parser.level = parser.level_of(&format!("_{}", options.short_form), 0)?;
        let root = parser.arrangement()?;
        if parser.at < text.len() {
            let message = format!("a `{}` stands without its like", parser.next_character());
            let help = "put a `\\` before it if it belongs to a word";
            return Err(parser.mistake(parser.at..parser.at + 1, message, help));
        }
        root
    };
    Ok(Pattern {
        text: text.to_owned(),
        tokens: parser.tokens,
        root,
    })
}

/// The options of one `match_…`.
#[derive(Clone, Copy, Debug, Default)]
struct Level {
    spelling: Spelling,
    proximity: usize,
    any_order: bool,
    extra_words: bool,
}

struct Parser<'t, 'o> {
    text: &'t str,
    at: usize,
    options: &'o Options,
    tokens: Vec<Token>,
    level: Level,
}

impl<'t> Parser<'t, '_> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn next_character(&self) -> char {
        self.rest().chars().next().unwrap_or(' ')
    }

    fn spaces(&mut self) -> bool {
        let rest = self.rest();
        let left = rest.trim_start();
        self.at += rest.len() - left.len();
        left.len() < rest.len()
    }

    fn mistake(&self, span: Range<usize>, message: String, help: &'static str) -> Mistake {
        let end = span.end.min(self.text.len());
        Mistake {
            span: span.start.min(end)..end,
            message,
            help,
        }
    }

    /// The name of the expression that begins here, and how long it is with its bracket.
    fn opening(&self) -> Option<(&'t str, usize)> {
        let rest = self.rest();
        let name_end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        let name = &rest[..name_end];
        let known = name.eq_ignore_ascii_case("not")
            || name.len() >= 5 && name[..5].eq_ignore_ascii_case("match");
        let spaces = rest[name_end..].len() - rest[name_end..].trim_start().len();
        let bracket = name_end + spaces;
        (known && rest[bracket..].starts_with('(')).then_some((name, bracket + 1))
    }

    fn expression(&mut self, depth: usize) -> Result<Node, Mistake> {
        let begin = self.at;
        let Some((name, length)) = self.opening() else {
            let message = "here a `match…(` or a `not(` is missing".to_owned();
            let help = "`match_all` and `match_any` hold further matches, each with its brackets";
            return Err(self.mistake(begin..begin, message, help));
        };
        if depth == DEEPEST {
            let message = format!("more than {DEEPEST} brackets stand in each other");
            return Err(self.mistake(begin..begin + length, message, "make it flatter"));
        }
        self.at += length;
        self.spaces();
        let node = match name.to_ascii_lowercase().as_str() {
            "not" => Node::Not(Box::new(self.expression(depth + 1)?)),
            "match_any" => Node::Any(self.several(depth)?),
            "match_all" => Node::All(self.several(depth)?),
            lower => {
                self.level = self.level_of(&lower["match".len()..], begin + "match".len())?;
                self.arrangement()?
            }
        };
        self.spaces();
        if !self.rest().starts_with(')') {
            let message = format!("the bracket of `{name}(` is not closed");
            let help = "close it with `)`; a bracket that belongs to a word is written `\\)`";
            return Err(self.mistake(begin..begin + length, message, help));
        }
        self.at += 1;
        self.spaces();
        Ok(node)
    }

    fn several(&mut self, depth: usize) -> Result<Vec<Node>, Mistake> {
        let mut all = Vec::new();
        while all.is_empty() || self.opening().is_some() {
            all.push(self.expression(depth + 1)?);
        }
        Ok(all)
    }

    /// Reads the letters after `match`.
    fn level_of(&self, letters: &str, at: usize) -> Result<Level, Mistake> {
        let mut level = Level {
            proximity: 2,
            ..Level::default()
        };
        let wrong = || {
            let message = format!("`match{letters}` has options that are not known");
            let help = "the options are c, o, w, m, mr, mt, mx, mf, m2 and p0 to p4";
            self.mistake(at..at + letters.len(), message, help)
        };
        if letters.is_empty() {
            return Ok(level);
        }
        let mut letters = letters
            .strip_prefix('_')
            .ok_or_else(wrong)?
            .chars()
            .peekable();
        while let Some(letter) = letters.next() {
            match letter {
                'c' => level.spelling.any_extra = true,
                'o' => level.any_order = true,
                'w' => level.extra_words = true,
                'p' => {
                    let number = letters.next().and_then(|digit| digit.to_digit(5));
                    level.proximity = number.ok_or_else(wrong)? as usize;
                }
                'm' => {
                    let any_extra = level.spelling.any_extra;
                    let which = |c: &char| matches!(c, 'r' | 't' | 'x' | 'f' | '2');
                    if !letters.peek().is_some_and(which) {
                        level.spelling = Spelling::all(1);
                    }
                    while let Some(letter) = letters.next_if(which) {
                        level.spelling.most = level.spelling.most.max(1);
                        match letter {
                            'r' => level.spelling.replaced = true,
                            't' => level.spelling.transposed = true,
                            'x' => level.spelling.extra = true,
                            'f' => level.spelling.fewer = true,
                            _ => level.spelling = Spelling::all(2),
                        }
                    }
                    level.spelling.any_extra = any_extra;
                }
                _ => return Err(wrong()),
            }
        }
        Ok(level)
    }

    /// The inside of a `match…(…)`.
    fn arrangement(&mut self) -> Result<Node, Mistake> {
        let begin = self.at;
        let slots = self.row(true)?;
        let level = self.level;
        let joined = slots.iter().filter(|slot| slot.near).count();
        let mixed = joined > 0 || slots.iter().any(|slot| !slot.phrases.is_empty());
        if level.any_order && mixed && slots.len() - joined > MOST_PARTS {
            let message = format!(
                "more than {MOST_PARTS} parts, with phrases or `_` among them, stand in any order"
            );
            let help = "put some of them into a second pattern, with `match_all(…)`";
            return Err(self.mistake(begin..self.at, message, help));
        }
        Ok(Node::Match(Arrangement {
            slots,
            proximity: level.proximity,
            any_order: level.any_order,
            extra_words: level.extra_words,
        }))
    }

    /// Slots up to a closing bracket or the end.
    fn row(&mut self, phrases: bool) -> Result<Vec<Slot>, Mistake> {
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
                let rest = self.rest();
                if rest.is_empty()
                    || rest.starts_with(|c: char| c.is_whitespace() || "|_)]".contains(c))
                {
                    let message = "nothing follows this `_`".to_owned();
                    let help = "a `_` joins two words, without blanks: `secret_letter`";
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
            if self.rest().is_empty()
                || self
                    .rest()
                    .starts_with(|c: char| c.is_whitespace() || "|_)]".contains(c))
            {
                let message = "nothing follows this `|`".to_owned();
                let help = "alternatives stand close together: `offer*|promise*`";
                return Err(self.mistake(self.at - 1..self.at, message, help));
            }
        }
        if phrases {
            slot.phrases.append(&mut compounds);
            slots.push(slot);
        } else if slot.words.is_empty() {
            // Within a phrase the parts of a compound are words of the phrase.
            slots.extend(compounds.into_iter().next().unwrap_or_default());
        } else {
            slots.push(slot);
        }
        Ok(())
    }

    fn phrase(&mut self, allowed: bool) -> Result<Vec<Slot>, Mistake> {
        let begin = self.at;
        if !allowed {
            let message = "a phrase stands within a phrase".to_owned();
            let help = "leave the inner brackets out; `|` parts words there too";
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
            Token::word(written, parts, spelling, options.english, options.stems)
        };
        self.tokens.push(token);
        self.tokens.len() - 1
    }

    /// The parts of a word: letters, wildcards, and special characters behind `\`.
    fn parts(&mut self) -> Result<SmallVec<[Part; 16]>, Mistake> {
        let begin = self.at;
        // A power of ten may hold characters that are special elsewhere.
        if let Some(length) = Number::length(self.rest()) {
            let after = self.rest()[length..].chars().next();
            if after.is_none_or(|c| c.is_whitespace() || "|_)]".contains(c)) {
                self.at += length;
                return Ok(plain_parts(&self.text[begin..self.at]));
            }
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
                        let message = "a `\\` stands before nothing special".to_owned();
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
        let mut letters = fold(run, options.ignore_case);
        if options.english {
            straighten(&mut letters);
        }
        folded.extend(letters.into_iter().map(Part::Letter));
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
    let folded = |text: &str| fold(text, options.ignore_case);
    let word = folded(written);
    let same = move |synonym: &&'o Synonym| {
        let mut parts = plain_parts(&synonym.word);
        fold_parts(&mut parts, options);
        super::word::glob(&parts, &word, false)
    };
    options
        .synonyms
        .iter()
        .filter(same)
        .flat_map(|synonym| synonym.others.iter().map(String::as_str))
}
