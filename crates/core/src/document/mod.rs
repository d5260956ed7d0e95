//! Reading TOML so that every mistake of a file is reported at once, each at its place.
//!
//! [`read`] turns text into a table with spans; [`Fields`] takes the keys out of a table one by
//! one. A missing or ill-typed key is reported and stands for an empty value, so that reading goes
//! on and the rest of the file is looked at too. (A derived serde reader stops at the first
//! mistake of a table; that is why this one is written by hand.) Of a block that is not TOML, such as one
//! question, `syntax` says what is wrong, and the other blocks are read without it.

pub mod edit;
mod fields;
mod keys;
mod syntax;
mod text;
mod write;

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, Span, repaired};

pub use fields::Fields;
pub use text::{is_id, is_noncharacter, is_printable};
pub use write::{Remark, string, write, write_list};

/// The tables of a file as read.
pub type Table<'t> = DeTable<'t>;
type Value<'t> = toml::Spanned<DeValue<'t>>;

/// The format of the files that this program reads and writes.
const FORMAT: u32 = 1;
/// The most repairs of one file; each round of them reads it again.
const MOST_REPAIRS: usize = 2000;

/// Parses a file.
///
/// # Errors
/// The text is not TOML: the diagnostic says where its first mistake stands.
pub fn parse(text: &str) -> Result<Table<'_>, Diagnostic> {
    let table = DeTable::parse(text).map(toml::Spanned::into_inner);
    table.map_err(|error| {
        let explained = syntax::explain(text, 0..text.len());
        explained.unwrap_or_else(|| Diagnostic::new(Code::Syntax, Span::default(), error.message()))
    })
}

/// A file with every mistake of syntax put right for which a repair is known, and how many those were.
pub fn mended(text: &str) -> (String, usize) {
    let (mut mended, mut repairs) = (text.to_owned(), 0);
    while repairs < MOST_REPAIRS && DeTable::parse(&mended).is_err() {
        let mut found = Vec::new();
        syntax::without_broken_blocks(&mended, &mut found);
        let (next, count) = repaired(&mended, &found);
        if count == 0 {
            break;
        }
        mended = next;
        repairs += count;
    }
    (mended, repairs)
}

/// What was read of a file.
pub struct Read<T> {
    /// What was made of it.
    pub value: T,
    /// Whether a block of it is not TOML and was left out.
    pub is_damaged: bool,
}

/// Reads a file of a library, and reports what is wrong with its name or its syntax. `None` where
/// nothing of it can be read.
pub fn read<T>(
    id: &str,
    text: &str,
    what: &'static str,
    out: &mut Vec<Diagnostic>,
    read: impl FnOnce(&mut Fields<'_, '_>) -> T,
) -> Option<Read<T>> {
    let before = out.len();
    if !is_id(id) {
        let id = id.escape_debug();
        let message =
            format!("the file name `{id}` is not made of lower-case letters, digits and hyphens");
        out.push(Diagnostic::new(Code::InvalidId, Span::default(), message));
    }
    let parsed = DeTable::parse(text);
    let is_damaged = parsed.is_err();
    let rest;
    let table = match parsed {
        Ok(table) => table,
        Err(_) => {
            rest = syntax::without_broken_blocks(text, out)?;
            DeTable::parse(&rest).ok()?
        }
    };
    let mut fields = Fields::of_file(table.get_ref(), text, is_damaged, what, out);
    let format = fields.number("format", 1..=u32::MAX, Code::NewerFormat);
    let value = read(&mut fields);
    fields.finish();
    if let Some(format) = format.filter(|it| **it > FORMAT) {
        // What else is wrong may be right in that format.
        let message = format!(
            "the file is of format {}, and this program knows format {FORMAT}",
            *format
        );
        out.truncate(before);
        out.push(
            Diagnostic::new(Code::NewerFormat, format.span, message)
                .help("install a newer version of sourcework"),
        );
    }
    Some(Read { value, is_damaged })
}
