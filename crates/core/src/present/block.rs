//! The pieces of everything that people read: screens, pages and paper. They say what a piece is and
//! what it says, and nothing of how it is drawn.
//!
//! Texts are as authors and students wrote them, so that each interface escapes what it must: a
//! terminal control characters, HTML its signs. The builders for paper ([`text`], [`strong`]) leave
//! out what no page can hold.
//!
//! A source that is a picture will be a block of its own: the file, a description for people who do
//! not see it, and regions (a rectangle in thousandths of width and height, with a label), which
//! stand for what paragraphs and marked places are in a text.

use std::borrow::Cow;

use super::figure::Figure;
use crate::document::{is_noncharacter, is_printable};

pub use crate::words::letter;

/// A piece of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading over the blocks that follow it.
    Heading(String),
    /// A paragraph.
    Text(Look, Vec<Run>),
    /// A sentence that says how something went: a mark, a pass.
    Verdict(Tone, String),
    /// A paragraph of a passage.
    Passage(PassageParagraph),
    /// Labels and what they say.
    Facts(Vec<(String, String)>),
    /// A list.
    List(Mark, Vec<Entry>),
    /// What became of the parts of an answer, a line each.
    Findings(Vec<FindingLine>),
    /// Scores as bars.
    Bars(Vec<Bar>),
    /// A table.
    Table(Table),
    /// A chart with its words, and a table of what it shows for those who want the figures.
    Figure(Figure, Option<Table>),
    /// So many lines to write on.
    Lines(u32),
}

/// Whether something is good or bad news. Interfaces show it by colour or weight; it is always said
/// in words as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Neither.
    Neutral,
    /// Right, passed.
    Good,
    /// Wrong, not passed.
    Bad,
}

/// A paragraph of a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassageParagraph {
    /// Its number in the extract, from 1.
    pub number: usize,
    /// Its text; places that are evidence are [`Run::Marked`].
    pub runs: Vec<Run>,
    /// Its language (BCP 47), where that is not English.
    pub language: Option<String>,
}

/// What became of one part of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingLine {
    /// What the part was called when it was asked: "B", "(2)", "3."; empty where it had no name.
    pub label: String,
    /// Whether it earned something.
    pub tone: Tone,
    /// The part and what became of it.
    pub text: String,
    /// What is said about it: why, what was misspelt, where a quotation differs.
    pub notes: Vec<String>,
}

/// A score as a bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What the score is for.
    pub label: String,
    /// Marks awarded; never more than `available` when drawn.
    pub awarded: u32,
    /// Marks available: the whole bar.
    pub available: u32,
    /// The score in words: "3 of 4".
    pub text: String,
}

/// An entry of a list.
pub type Entry = Vec<Run>;

/// What stands before each entry of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A box to tick, and a letter.
    Choice,
    /// A letter.
    Letter,
    /// A box to write a number in.
    Number,
    /// A bullet.
    Bullet,
    /// A number.
    Count,
}

/// How a paragraph looks, and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// As it is.
    Plain,
    /// The name of a part of a question; stays with what follows.
    Label,
    /// A note in small letters.
    Small,
    /// In a frame: words to choose from.
    Framed,
    /// With wide lines: a text with gaps to write in.
    Gapped,
}

/// A run of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    /// Text; a line end is one.
    Text(String),
    /// Text that stands out.
    Strong(String),
    /// Text that matters less than the rest.
    Quiet(String),
    /// A place in a passage that is evidence.
    Marked(String),
    /// A box to tick.
    Tick,
    /// A gap to write in, with its number from 1; always as wide, so that it tells nothing.
    Gap(usize),
    /// A line end.
    Break,
}

/// A table; the first cell of each row is its head.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What it is.
    pub caption: Cow<'static, str>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Vec<Entry>>,
    /// Whether there must be room to write in the rows.
    pub roomy: bool,
}

impl Table {
    /// A table for a screen.
    pub fn on_screen(
        caption: impl Into<Cow<'static, str>>,
        columns: impl Into<Vec<Column>>,
        rows: Vec<Vec<Entry>>,
    ) -> Self {
        Self {
            caption: caption.into(),
            columns: columns.into(),
            rows,
            roomy: false,
        }
    }
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its head; may be empty.
    pub head: &'static str,
    /// Its width on paper, in per cent of the table; `None` on screens, which lay out tables
    /// themselves.
    pub width: Option<u32>,
    /// Whether its cells are numbers, which are aligned right.
    pub is_numeric: bool,
}

impl Column {
    /// A column on a screen that has words.
    pub fn words(head: &'static str) -> Self {
        Self {
            head,
            width: None,
            is_numeric: false,
        }
    }

    /// A column on a screen that has figures.
    pub fn figures(head: &'static str) -> Self {
        Self {
            is_numeric: true,
            ..Self::words(head)
        }
    }
}

/// The columns of a table on paper: heads, and widths in per cent.
pub fn columns(columns: &[(&'static str, u32)]) -> Vec<Column> {
    let column = |(head, width): &(&'static str, u32)| Column {
        width: Some(*width),
        ..Column::words(head)
    };
    columns.iter().map(column).collect()
}

/// A run of plain text.
pub fn text(text: &str) -> Run {
    Run::Text(clean(text))
}

/// A run that stands out; blanks at its ends stay.
pub fn strong(text: &str) -> Run {
    Run::Strong(printable(text))
}

/// A paragraph of one run.
pub fn paragraph(look: Look, words: &str) -> Block {
    Block::Text(look, vec![text(words)])
}

/// A label in bold, and what it says.
pub fn labelled(label: &str, words: &str) -> Block {
    Block::Text(
        Look::Plain,
        vec![strong(&format!("{label}: ")), text(words)],
    )
}

/// A paragraph of words that are not escaped yet, for screens.
pub fn plain(words: impl Into<String>) -> Block {
    Block::Text(Look::Plain, vec![Run::Text(words.into())])
}

/// A paragraph in small letters, of words that are not escaped yet.
pub fn small(words: impl Into<String>) -> Block {
    Block::Text(Look::Small, vec![Run::Text(words.into())])
}

/// The name of what follows, of words that are not escaped yet.
pub fn label(words: impl Into<String>) -> Block {
    Block::Text(Look::Label, vec![Run::Text(words.into())])
}

/// A label and what it says, not escaped yet: "Why: …".
pub fn named(label: &str, words: impl Into<String>) -> Block {
    let label = Run::Strong(format!("{label}: "));
    Block::Text(Look::Plain, vec![label, Run::Text(words.into())])
}

/// The longest text of a student that is repeated in full, in characters.
const LONGEST: usize = 400;

/// A student's text as it is repeated, cut where it is very long.
pub fn shortened(text: &str) -> String {
    let text = text.trim();
    let count = text.chars().count();
    if count <= LONGEST {
        return text.to_owned();
    }
    let beginning: String = text.chars().take(LONGEST).collect();
    format!("{beginning}… ({count} characters)")
}

/// A text of which nothing can break a page, without white space around it.
pub fn clean(text: &str) -> String {
    printable(text).trim().to_owned()
}

/// A text of which nothing can break a page: no control characters, none that turns the direction
/// of writing, line ends as Unix has them.
pub fn printable(text: &str) -> String {
    let unix = text.replace("\r\n", "\n");
    let shown = unix.chars().map(|c| match c {
        '\t' => ' ',
        '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        other => other,
    });
    shown
        .filter(|c| !is_noncharacter(*c) && is_printable(*c))
        .collect()
}

/// The longest entry, in characters, beside which there is room for another on a page.
const SHORT: usize = 32;

/// Whether two entries of a list fit side by side on paper.
pub fn are_short(entries: &[Entry]) -> bool {
    let length = |run: &Run| match run {
        Run::Text(text) | Run::Strong(text) | Run::Quiet(text) | Run::Marked(text) => {
            text.chars().count()
        }
        Run::Tick | Run::Gap(_) | Run::Break => SHORT,
    };
    let is_short = |entry: &Entry| entry.iter().map(length).sum::<usize>() <= SHORT;
    entries.len() > 1 && entries.iter().all(is_short)
}

#[cfg(test)]
mod tests {
    use super::{are_short, clean, text};

    #[test]
    fn options_stand_side_by_side_where_each_takes_less_than_half_a_line() {
        let fits = vec![text(&"x".repeat(32))];
        let too_long = vec![text(&"x".repeat(33))];
        assert!(are_short(&[fits.clone(), fits.clone()]));
        assert!(!are_short(&[fits.clone(), too_long]));
        assert!(!are_short(&[fits]), "nothing stands beside it");
    }

    #[test]
    fn what_no_page_can_hold_is_left_out() {
        assert_eq!(clean(" a\r\nb\tc\u{7}\u{202e}\u{fffe}\u{0} "), "a\nb c");
    }
}
