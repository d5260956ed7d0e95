//! Class lists and teachers from a school's register: a table of our own (`class`, `name`, and perhaps `teacher`), or
//! the files of OneRoster in their CSV form.

mod one_roster;
mod table;

use jiff::civil::Date;
use sourcework_core::diagnostic::{Code, Diagnostic, Span};
use sourcework_core::staff::Roster;

use crate::package::{Member, unpack};
use crate::rows::is_package;
pub use table::of_table;

/// What a register says, and what of it was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// The classes and teachers.
    pub roster: Roster,
    /// What was left out, and why.
    pub notes: Vec<Note>,
}

/// What is wrong at a place of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The file, where there are several.
    pub file: Option<&'static str>,
    /// The line, from 1; 0 where it is about the whole file.
    pub line: usize,
    /// What is wrong.
    pub diagnostic: Box<Diagnostic>,
}

impl Note {
    fn of(file: Option<&'static str>, line: usize, diagnostic: Diagnostic) -> Self {
        Self {
            file,
            line,
            diagnostic: Box::new(diagnostic),
        }
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.file, self.line) {
            (None, 0) => {}
            (None, line) => write!(f, "line {line}: ")?,
            (Some(file), 0) => write!(f, "{file}: ")?,
            (Some(file), line) => write!(f, "{file}, line {line}: ")?,
        }
        f.write_str(&self.diagnostic.message)?;
        self.diagnostic
            .help
            .iter()
            .try_for_each(|help| write!(f, "; {help}"))
    }
}

/// Something that is left out while the rest is taken.
fn left_out(file: Option<&'static str>, line: usize, message: String) -> Note {
    let diagnostic = Diagnostic::new(Code::NotImported, Span::default(), message);
    Note::of(file, line, diagnostic)
}

/// Something for which nothing is taken.
fn malformed(file: Option<&'static str>, line: usize, message: String, help: &str) -> Note {
    let diagnostic = Diagnostic::new(Code::Malformed, Span::default(), message);
    Note::of(file, line, diagnostic.help(help))
}

/// Reads a register: a package (zip) with the files of OneRoster, or a table of our own. Pupils whose time in a class
/// ended before `today` are left out.
///
/// # Errors
/// Nothing of it can be taken.
pub fn read(bytes: &[u8], today: Date) -> Result<Register, Note> {
    if !is_package(bytes) {
        return of_table(bytes, "");
    }
    let whole = |diagnostic| Note::of(None, 0, diagnostic);
    let files = unpack(bytes, |name| one_roster::file_of(name).is_some()).map_err(whole)?;
    // A workbook is a package, too.
    match files.is_empty() {
        true => of_table(bytes, ""),
        false => of_files(&files, today),
    }
}

/// Reads the files of OneRoster; others among them are not looked at.
///
/// # Errors
/// Nothing of them can be taken.
pub fn of_files(files: &[Member], today: Date) -> Result<Register, Note> {
    one_roster::read(files, today)
}

/// Whether a file has the name of one that is read of OneRoster.
pub fn is_of_one_roster(name: &str) -> bool {
    one_roster::file_of(name).is_some()
}
