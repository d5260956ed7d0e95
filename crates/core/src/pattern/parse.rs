//! The text of a pattern → its tree, or the place where it goes wrong.

use std::ops::Range;

use super::place::Arrangement;
use super::spelling::Spelling;
use super::word::Token;
use super::{LONGEST, MOST_PARTS, Node, Options, Pattern};

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

/// Compiles a pattern.
///
/// # Errors
/// The text is not a pattern, is too long, or is nested too deeply.
pub(super) fn parse(text: &str, options: &Options) -> Result<Pattern, Mistake> {
    if text.len() > LONGEST {
        return Err(Mistake {
            span: 0..0,
            message: format!("the pattern is longer than {} KiB", LONGEST / 1024),
            help: "split it into several patterns",
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
            let message = "there is more text after the last bracket".to_owned();
            let help = "put several in a `match_all(…)` or a `match_any(…)`";
            return Err(parser.mistake(parser.at..text.len(), message, help));
        }
        root
    } else {
        parser.level = parser.level_of(&format!("_{}", options.short_form), 0)?;
        let root = parser.arrangement()?;
        if parser.at < text.len() {
            let message = format!("a `{}` has no matching bracket", parser.next_character());
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
pub(super) struct Level {
    pub spelling: Spelling,
    proximity: usize,
    any_order: bool,
    extra_words: bool,
}

pub(super) struct Parser<'t, 'o> {
    pub text: &'t str,
    pub at: usize,
    pub options: &'o Options,
    pub tokens: Vec<Token>,
    pub level: Level,
}

impl<'t> Parser<'t, '_> {
    pub fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// The next character, where the caller has seen that something is left.
    pub fn next_character(&self) -> char {
        let next = self.rest().chars().next();
        next.expect("something of the pattern is left")
    }

    pub fn spaces(&mut self) -> bool {
        let rest = self.rest();
        let left = rest.trim_start();
        self.at += rest.len() - left.len();
        left.len() < rest.len()
    }

    pub fn mistake(&self, span: Range<usize>, message: String, help: &'static str) -> Mistake {
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
            let help =
                "inside `match_all` and `match_any`, write further matches, each with its brackets";
            return Err(self.mistake(begin..begin, message, help));
        };
        if depth == DEEPEST {
            let message = format!("brackets are nested more than {DEEPEST} deep");
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
}
