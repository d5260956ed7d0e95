//! The pieces of a printed page, before they are markup of any kind.

use crate::document::{is_noncharacter, is_printable};

/// A piece of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A paragraph.
    Text(Look, Vec<Run>),
    /// A paragraph of a passage, with its number from 1 and its language where that is not
    /// English.
    Passage(usize, String, Option<String>),
    /// Labels and what they say.
    Facts(Vec<(&'static str, String)>),
    /// A list.
    List(Mark, Vec<Entry>),
    /// A table.
    Table(Table),
    /// So many lines to write on.
    Lines(u32),
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
    /// What to do; stays with what follows.
    Task,
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
    /// What it is, for those who do not see it.
    pub caption: &'static str,
    /// The heads of the columns, and their widths in per cent.
    pub columns: Vec<(&'static str, u32)>,
    /// The rows.
    pub rows: Vec<Vec<Vec<Run>>>,
    /// Whether there must be room to write in the rows.
    pub roomy: bool,
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

/// The letter of the option at that place: A to Z, then AA, BB, as word processors count.
pub fn letter(index: usize) -> String {
    let place = u8::try_from(index % 26).expect("what is left of 26 fits a byte");
    let letter = char::from(b'A' + place);
    std::iter::repeat_n(letter, index / 26 + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::{clean, letter};

    #[test]
    fn letters_go_on_after_z() {
        let all = [0, 25, 26, 27, 52].map(letter);
        assert_eq!(all, ["A", "Z", "AA", "BB", "AAA"]);
    }

    #[test]
    fn what_no_page_can_hold_is_left_out() {
        assert_eq!(clean(" a\r\nb\tc\u{7}\u{202e}\u{fffe}\u{0} "), "a\nb c");
    }
}
