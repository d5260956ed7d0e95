//! A typed list of questions, as people write it in a word processor or a text file:
//!
//! ```text
//! Source A: From a letter, 1962
//! Dear Mr. President: …
//!
//! 1. Who wrote it?
//! a) Kennedy
//! *b) Khrushchev
//!
//! 2. When? (2 marks)
//! A. 1961
//! B. 1962
//! Answer: B
//! ```
//!
//! A number begins a question; where no line has one, the line above option A does. A star, a line `Answer: B` or a list
//! of answers at the end is the key. What stands before the first question or under a label is a passage.

mod entry;
mod finish;
mod key;
mod labelled;
pub mod line;

use std::collections::BTreeMap;

use super::imported::{Imported, Passage, Trouble};
use super::preceding_passages::PrecedingPassages;
use super::transcript::{is_heading, is_title, parse_label};
use entry::{Beginning, beginnings, find_options, is_option};
use sourcework_core::diagnostic::Span;

pub use entry::{Entry, Listed};

/// An option of a question that is being read.
#[derive(Clone, Debug)]
struct Choice {
    /// Behind Z there is none.
    letter: Option<char>,
    /// Its number, where it has no letter: `2`, `ii`.
    label: Option<String>,
    text: String,
    /// Whether a star or a tick says that it is right.
    is_right: bool,
    /// Whether it has a sign of a list and no letter.
    is_bullet: bool,
    looks: u8,
    span: Span,
}

/// A question that is being read.
#[derive(Clone, Debug, Default)]
struct Asked {
    span: Span,
    number: Option<u32>,
    stem: String,
    marks: Option<u32>,
    options: Vec<Choice>,
    key: Option<(String, Span)>,
    /// That of the list at the end, where it has a key of its own.
    key_of_list: Option<(String, Span)>,
    /// Whether the key may be the number of an option that was taken as a question.
    is_doubtful: bool,
    explanation: Option<String>,
    passages: Vec<usize>,
}

impl Asked {
    /// Adds a part to the stem; marks at its end are the tariff.
    fn add_to_stem(&mut self, text: &str, between: &str) {
        let (marks, text) =
            line::marks(text).map_or((None, text), |(marks, text)| (Some(marks), text));
        self.marks = self.marks.or(marks);
        if !text.is_empty() {
            add(&mut self.stem, text, between);
        }
    }
}

/// A passage that is being read.
#[derive(Debug, Default)]
struct OpenPassage {
    span: Span,
    heading: Option<String>,
    text: String,
}

/// What follows belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    Nothing,
    Passage,
    Question,
    Keys,
}

struct Reader<'r, 't> {
    within: Within,
    title: Option<String>,
    asked: Vec<Asked>,
    passages: PrecedingPassages,
    passage: OpenPassage,
    keys: BTreeMap<u32, String>,
    /// The first line to write on.
    to_write_on: Option<Span>,
    trouble: &'r mut Trouble<'t>,
}

const EXPLANATION: [&str; 4] = ["feedback", "explanation", "rationale", "reason"];

/// Reads a list; `looks` are the ways in which options may stand out, and what each is called.
pub fn read(
    mut entries: Vec<Entry<'_>>,
    looks: &[(u8, &str)],
    trouble: &mut Trouble<'_>,
) -> Imported {
    labelled::find(&mut entries);
    let begins = beginnings(&entries);
    find_options(&mut entries, &begins);
    let mut reader = Reader {
        within: Within::Nothing,
        title: None,
        asked: Vec::new(),
        passages: PrecedingPassages::default(),
        passage: OpenPassage::default(),
        keys: BTreeMap::new(),
        to_write_on: None,
        trouble,
    };
    for (entry, begins) in entries.iter().zip(begins) {
        if !entry.text.is_empty() {
            reader.line(entry, begins);
        }
    }
    reader.finish(looks)
}

impl Reader<'_, '_> {
    fn line(&mut self, entry: &Entry<'_>, begins: Beginning) {
        let text = entry.text;
        if self.within == Within::Keys {
            let number = entry.listed.as_ref().map(|it| it.place);
            key::read_list(text, number, entry.span, &mut self.keys, self.trouble);
        } else if key::begins_list(text) && !self.asked.is_empty() {
            self.end_passage();
            self.within = Within::Keys;
        } else if let Some((number, at)) = begins {
            self.question(entry, number, text[at..].trim());
        } else if parse_label(text).is_some() {
            self.label(entry);
        } else if entry.is_heading {
            self.heading(entry);
        } else if (self.within == Within::Question && line::is_to_write_on(text))
            || (self.asked.is_empty() && line::is_to_fill_in(text))
        {
            self.to_write_on.get_or_insert(entry.span);
        } else if self.within == Within::Question {
            self.below_stem(entry);
        } else {
            self.text(entry);
        }
    }

    fn question(&mut self, entry: &Entry<'_>, number: Option<u32>, stem: &str) {
        self.end_passage();
        self.within = Within::Question;
        let mut asked = Asked {
            span: entry.span,
            number,
            passages: self.passages.of(std::iter::empty()),
            ..Asked::default()
        };
        let is_part = line::option(stem, true).is_some();
        if !is_part {
            asked.add_to_stem(stem, "");
        }
        self.asked.push(asked);
        if is_part {
            self.options(entry, stem);
        }
    }

    fn label(&mut self, entry: &Entry<'_>) {
        self.end_passage();
        self.within = Within::Passage;
        let heading = parse_label(entry.text).map_or("", |it| it.heading);
        let is_text = !heading.is_empty() && !is_heading(heading);
        let label = if is_text {
            &entry.text[..entry.text.len() - heading.len()]
        } else {
            entry.text
        };
        self.passage = OpenPassage {
            span: entry.span,
            heading: Some(label.trim().to_owned()),
            text: if is_text {
                heading.to_owned()
            } else {
                String::new()
            },
        };
    }

    fn heading(&mut self, entry: &Entry<'_>) {
        if self.title.is_none() {
            self.title = Some(entry.text.to_owned());
            return;
        }
        self.end_passage();
        self.passages.end();
        self.within = Within::Nothing;
        let what = format!(
            "the heading “{}” was left out: a quiz has no parts",
            entry.text
        );
        self.trouble.left_out(entry.span, what);
    }

    /// A line below the stem of a question.
    fn below_stem(&mut self, entry: &Entry<'_>) {
        let text = entry.text;
        let Some(asked) = self.asked.last_mut() else {
            return;
        };
        if let Some(key) = line::key(text) {
            match &asked.key {
                None => {
                    asked.key = Some((key.to_owned(), entry.span));
                    asked.is_doubtful = entry.is_doubtful;
                }
                Some(_) => self.trouble.left_out(
                    entry.span,
                    "the question has an answer already; this one was left out",
                ),
            }
        } else if let Some(words) = line::after(text, &EXPLANATION) {
            let all = asked.explanation.get_or_insert_default();
            add(all, words, "\n\n");
        } else if let Some((marks, "")) = line::marks(text) {
            asked.marks = asked.marks.or(Some(marks));
        } else if is_option(entry, asked.options.is_empty()) {
            self.options(entry, text);
        } else if asked.options.is_empty()
            && asked.key.is_none()
            && (entry.leads_to_options || !entry.begins_paragraph || asked.marks.is_none())
        {
            let between = if entry.begins_paragraph { "\n\n" } else { "\n" };
            asked.add_to_stem(text, between);
        } else if !entry.begins_paragraph
            && asked.key.is_none()
            && let Some(option) = asked.options.last_mut()
        {
            let what = "the last option goes on here";
            self.trouble.changed(entry.span, what);
            add(&mut option.text, text, " ");
        } else {
            self.within = Within::Nothing;
            self.text(entry);
        }
    }

    /// The options of a line: often several stand on one, with tabs or blanks between them.
    fn options(&mut self, entry: &Entry<'_>, line: &str) {
        let Some(asked) = self.asked.last_mut() else {
            return;
        };
        let mut rest = line;
        while !rest.is_empty() {
            let listed = entry.listed.as_ref();
            let (starred_before, marked) = starred(rest);
            let typed = line::option(marked, asked.options.is_empty());
            let typed = typed.filter(|_| entry.listed.is_none());
            let text = typed.map_or(marked, |(_, text)| text);
            let (starred_text, text) = starred(text);
            let ticked = line::ticked(text);
            let own_bullet = listed.map(|it| it.is_bullet);
            let is_bullet = own_bullet.unwrap_or(!text.starts_with(line::BOXES));
            let (is_ticked, text) = ticked.unwrap_or((false, text));
            let last = asked.options.last().map(|it| it.letter);
            let shown = listed.and_then(|it| it.letter);
            let letter = match (typed.map(|(letter, _)| letter).or(shown), last) {
                (Some(letter), _) => Some(letter),
                (None, None) => Some('A'),
                (None, Some(last)) => last.and_then(following),
            };
            let sign = marked[..marked.len() - text.len()].trim_end();
            let end = typed.map_or(text.len(), |_| next_option(text, sign));
            let (is_ticked_behind, own) = line::marked_behind(text[..end].trim_end());
            let start = entry.text.len() - text.len();
            asked.options.push(Choice {
                letter,
                label: listed.and_then(Listed::label),
                text: own.to_owned(),
                is_right: listed.is_some_and(|it| it.is_right)
                    || starred_before
                    || starred_text
                    || is_ticked
                    || is_ticked_behind,
                is_bullet: is_bullet && typed.is_none(),
                looks: entry.looks_of(start..start + own.len()),
                span: entry.span,
            });
            rest = text[end..].trim_start();
        }
    }

    /// A line that belongs to no question.
    fn text(&mut self, entry: &Entry<'_>) {
        if self.within == Within::Nothing {
            let is_first = self.asked.is_empty() && self.title.is_none();
            if is_first && is_title(entry.text) {
                self.title = Some(entry.text.to_owned());
                return;
            }
            self.within = Within::Passage;
            self.passage = OpenPassage {
                span: entry.span,
                ..OpenPassage::default()
            };
        }
        let between = if entry.begins_paragraph { "\n\n" } else { "\n" };
        add(&mut self.passage.text, "", between);
        if let Some(listed) = &entry.listed {
            add(&mut self.passage.text, listed.shown, "");
            self.passage.text.push(' ');
        }
        self.passage.text.push_str(entry.text);
    }

    fn end_passage(&mut self) {
        let passage = std::mem::take(&mut self.passage);
        if self.within != Within::Passage {
            return;
        }
        if passage.text.is_empty() {
            let label = passage.heading.unwrap_or_default();
            let what = format!("there is no text under “{label}”; it was left out");
            self.trouble.left_out(passage.span, what);
            return;
        }
        if passage.heading.is_none() && !self.asked.is_empty() {
            let what =
                "this belongs to no question; it was taken as a passage of the questions below it";
            self.trouble.changed(passage.span, what);
        }
        self.passages.add(Passage {
            heading: passage.heading,
            text: passage.text,
            ..Passage::default()
        });
    }
}

/// A text without a star before it, and whether there was one.
fn starred(text: &str) -> (bool, &str) {
    match text.strip_prefix('*') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    }
}

/// The letter behind a letter.
fn following(letter: char) -> Option<char> {
    let next = u8::try_from(letter).ok()?.checked_add(1).map(char::from);
    next.filter(char::is_ascii_alphabetic)
}

/// Where the next option begins in the text of one with the sign `a)`: behind a tab or several blanks, with `b)`.
fn next_option(text: &str, sign: &str) -> usize {
    let letter = sign.chars().find(char::is_ascii_alphabetic);
    let Some((letter, next)) = letter.and_then(|it| Some((it, following(it)?))) else {
        return text.len();
    };
    let next = sign.replacen(letter, &next.to_string(), 1);
    let is_gap = |at: usize| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(char::is_whitespace)
            && (text[at..].starts_with('\t') || text[at..].starts_with("  "))
    };
    let begins = |at: &usize| {
        let (_, option) = starred(text[*at..].trim_start());
        let behind = option.strip_prefix(next.as_str());
        behind.is_some_and(|it| it.is_empty() || it.starts_with(char::is_whitespace))
    };
    let blanks = text.match_indices(['\t', ' ']).map(|(at, _)| at);
    let found = blanks.filter(|at| is_gap(*at)).find(begins);
    found.unwrap_or(text.len())
}

/// Adds to a text, with something between.
fn add(all: &mut String, text: &str, between: &str) {
    if !all.is_empty() {
        all.push_str(between);
    }
    all.push_str(text);
}
