//! Into and out of the tools that schools have.
//!
//! [`export()`] turns a quiz and its sources into the bytes of a [`Format`], and says what was lost
//! on the way. [`read`] turns the bytes of another tool's file into an [`Imported`] quiz with
//! diagnostics, and [`assemble`] makes drafts of files of it. One file or folder a format; what
//! formats share (text and HTML, XML, packages, identifiers) is written once.

mod aiken;
mod anki;
mod bodies;
mod canvas;
mod docx;
mod draft;
mod encoding;
mod explanation_text;
mod file_kind;
mod format;
mod gift;
mod heading;
pub mod html;
mod ident;
mod imported;
mod json;
mod loss;
mod lower;
mod markdown;
mod moodle;
mod numbers;
mod option_weights;
pub mod package;
mod preceding_passages;
mod printed;
mod qti;
pub mod register;
pub mod responses;
mod rows;
mod scheme;
mod shared;
mod stable_shuffle;
mod table;
mod transcript;
mod typed;
mod wildcards;
mod word;
mod xlsx;
pub mod xml;
mod xml_files;

use std::collections::HashMap;

use sourcework_core::quiz::Quiz;
use sourcework_core::source::Sources;

pub use draft::{Draft, Drafts, Wanted, assemble};
pub use encoding::{Encoding, decode};
pub use format::{Carriage, Format};
pub use ident::id_of;
pub use imported::{Imported, Item, Passage, Trouble};
pub use loss::{About, Loss, Part};
pub use rows::{Row, Table, harmless, unguarded};
pub use sourcework_html::booklet::{LargePrint, Layout, PaperSize};
pub use table::{spreadsheet, table_of_figures};
pub use transcript::Doubt;

/// A quiz and the sources that it names.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// The quiz, with its sentences located (`Quiz::locate`).
    pub quiz: &'a Quiz,
    /// At least the sources of its extracts.
    pub sources: &'a Sources,
}

/// What can be asked of an export. A format that has no use for a setting does without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Print the mark scheme instead of the questions (worksheet, docx), or add it (markdown).
    pub key: bool,
    /// Print the patterns and every example on the mark scheme too (worksheet, docx).
    pub patterns: bool,
    /// How many papers, each in an order of its own: 1 keeps the author's.
    pub variants: u32,
    /// What the orders are drawn by.
    pub seed: u64,
    /// How it is laid out on paper (worksheet, docx).
    pub layout: Layout,
    /// When the file is written, in seconds since 1970: other tools tell by it what is newer.
    pub at: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            key: false,
            patterns: false,
            variants: 1,
            seed: 0,
            layout: Layout::default(),
            at: 0,
        }
    }
}

/// What an export came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// The file.
    pub bytes: Vec<u8>,
    /// What the format could not carry, in the order of the questions.
    pub losses: Vec<Loss>,
}

/// Turns a quiz into a file of another tool.
pub fn export(format: Format, material: Material<'_>, settings: Settings) -> Exported {
    let mut exported = write(format, material, settings);
    let mut losses = lower::losses(material, format.capabilities());
    losses.append(&mut exported.losses);
    let questions = material.quiz.questions.iter().enumerate();
    let places: HashMap<&str, usize> = questions.map(|(at, it)| (it.id.as_str(), at)).collect();
    losses.sort_by_key(|loss| match &loss.about {
        About::Quiz => (0, 0),
        About::Source(_) => (1, 0),
        About::Question(id) => (2, places.get(id.as_str()).copied().unwrap_or(0)),
    });
    exported.losses = losses;
    exported
}

/// The file, with the losses that do not follow from the capabilities of the format.
fn write(format: Format, material: Material<'_>, settings: Settings) -> Exported {
    let bytes = match format {
        Format::MoodleXml => moodle::export(material),
        Format::Gift => gift::export(material),
        Format::Aiken => aiken::export(material),
        Format::Qti3 => qti::export_3(material),
        Format::Qti21 => qti::export_21(material),
        Format::Anki => anki::export(material, settings),
        Format::Csv => table::export(material),
        Format::Json => json::export(material),
        Format::Transcript => Vec::new(),
        Format::Canvas => return canvas::export(material),
        Format::Worksheet => return printed::export(material, settings),
        Format::Docx => return docx::export(material, settings),
        Format::Xlsx => return xlsx::export(material, settings),
        Format::Kahoot => return xlsx::export_kahoot(material, settings),
        Format::Markdown => return markdown::export(material, settings),
    };
    Exported {
        bytes,
        losses: Vec::new(),
    }
}

/// Reads a file of another tool. `name` is the file's, for messages and where it has no title.
/// Nothing is thrown away in silence: what has no counterpart is reported at its place.
///
/// Bounded in memory and time, whatever the bytes are.
pub fn read(format: Format, name: &str, bytes: &[u8], encoding: Option<Encoding>) -> Imported {
    let reader: fn(&str, &mut Trouble<'_>) -> Imported = match format {
        Format::Qti3 | Format::Qti21 => return qti::read(name, bytes),
        Format::Docx => return word::read(name, bytes, encoding),
        Format::Transcript => return read_transcript(name, bytes, encoding, false, None),
        Format::Csv | Format::Xlsx | Format::Kahoot => return table::read(name, bytes, encoding),
        Format::Canvas => return canvas::read(name, bytes, encoding),
        Format::MoodleXml => return imported::read_text(name, bytes, encoding, moodle::read),
        Format::Json => return imported::read_text(name, bytes, encoding, json::read),
        Format::Gift => gift::read,
        Format::Aiken => aiken::read,
        Format::Anki => anki::read,
        Format::Markdown => markdown::read,
        _ => return Imported::default(),
    };
    imported::read_lines(name, bytes, encoding, reader)
}

/// Reads a transcript: plain text, or a Word document. `ask` decides what it leaves open, and gives the number of an
/// answer; without it that is reported. `mend` takes away what is left of the page that it was copied from.
pub fn read_transcript(
    name: &str,
    bytes: &[u8],
    encoding: Option<Encoding>,
    mend: bool,
    ask: Option<transcript::Ask<'_>>,
) -> Imported {
    if word::is_document(bytes) {
        return word::read_transcript(name, bytes, mend, ask);
    }
    let manner = transcript::Manner {
        mend,
        ..transcript::Manner::default()
    };
    imported::read_lines(name, bytes, encoding, |text, trouble| {
        transcript::read(text, manner, ask, trouble)
    })
}
