//! The lines at the top of a file of notes.

use crate::imported::Trouble;
use sourcework_core::diagnostic::Span;

/// What the lines at the top say.
#[derive(Debug, Default)]
pub struct Head {
    /// What parts the fields.
    pub separator: Option<u8>,
    /// Whether fields are markup.
    pub html: Option<bool>,
    /// The deck of all notes.
    pub deck: Option<String>,
    /// The type of all notes.
    pub note_type: Option<String>,
    /// Tags of all notes.
    pub tags: String,
    /// Columns (from 0) that are no fields.
    pub note_type_column: Option<usize>,
    pub deck_column: Option<usize>,
    pub tags_column: Option<usize>,
    pub guid_column: Option<usize>,
}

impl Head {
    /// Reads them; where the notes begin.
    pub fn of(text: &str, trouble: &mut Trouble<'_>) -> (Self, usize) {
        let mut head = Self::default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let Some(said) = said(line) else {
                break;
            };
            let place = Span {
                start,
                end: start + line.trim_end().len(),
            };
            start += line.len();
            if let Some((key, value)) = said.split_once(':') {
                head.take(&key.trim().to_lowercase(), value, place, trouble);
            }
        }
        (head, start)
    }

    fn take(&mut self, key: &str, value: &str, place: Span, trouble: &mut Trouble<'_>) {
        let column = || value.trim().parse::<usize>().ok()?.checked_sub(1);
        match key {
            "separator" => {
                self.separator = separator_named(value);
                if self.separator.is_none() {
                    trouble.malformed(
                        place,
                        "expected one letter or: comma, semicolon, tab, space, pipe, colon",
                    );
                }
            }
            "html" => self.html = Some(value.trim().eq_ignore_ascii_case("true")),
            "deck" => self.deck = Some(value.trim().to_owned()),
            "notetype" => self.note_type = Some(value.trim().to_owned()),
            "tags" => value.trim().clone_into(&mut self.tags),
            "notetype column" => self.note_type_column = column(),
            "deck column" => self.deck_column = column(),
            "tags column" => self.tags_column = column(),
            "guid column" => self.guid_column = column(),
            _ => {}
        }
    }

    /// Whether a column is a field of the note.
    pub fn is_field(&self, column: usize) -> bool {
        let others = [
            self.note_type_column,
            self.deck_column,
            self.tags_column,
            self.guid_column,
        ];
        !others.contains(&Some(column))
    }
}

/// What a line at the top says: behind `#`, also where a spreadsheet has put the line in quotation marks or filled it up
/// with separators.
fn said(line: &str) -> Option<&str> {
    let line = line.trim_end_matches(['\r', '\n']);
    let said = line.trim_start_matches('"').strip_prefix('#')?;
    let bare = said.trim_end_matches([',', ';', '\t', '"', ' ']);
    // "#separator:," names what the others are filled up with.
    Some(match bare.ends_with(':') {
        true => said.trim_end(),
        false => bare,
    })
}

fn separator_named(value: &str) -> Option<u8> {
    let named = match value.trim().to_lowercase().as_str() {
        "comma" => b',',
        "semicolon" => b';',
        "tab" | "\\t" => b'\t',
        "space" => b' ',
        "pipe" => b'|',
        "colon" => b':',
        _ => match value.as_bytes() {
            [sign] => *sign,
            _ => return None,
        },
    };
    Some(named)
}

/// The first of those signs that stands in the first note.
pub fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty());
    let first = first.unwrap_or_default().as_bytes();
    let signs = [b'\t', b'|', b';', b',', b':'];
    let found = signs.into_iter().find(|sign| first.contains(sign));
    found.unwrap_or(b'\t')
}
