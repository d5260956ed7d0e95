//! Putting right what is plain: the repairs that diagnostics carry, written into a file until there
//! are no more.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::{Library, LibraryError, file};
use sourcework_core::diagnostic::{self, Report};
use sourcework_core::document;

/// The most times that a file is checked again: one repair may show another.
const MOST_ROUNDS: usize = 20;

/// A file as it would be with every plain mistake put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    path: PathBuf,
    /// The text that is in the file.
    pub before: String,
    /// The text that would be in it.
    pub after: String,
    /// How many repairs that takes.
    pub repairs: usize,
}

impl Mended {
    /// The path as the user would type it.
    pub fn shown(&self) -> String {
        file::shown(&self.path)
    }
}

impl Mended {
    /// Writes the old text to a file beside it that is not there yet: `quiz.toml.bak`, `quiz.toml.bak2` ….
    fn keep(&self) -> Result<PathBuf, LibraryError> {
        let name = self.path.file_name().unwrap_or_default();
        for number in 1.. {
            let mut name = name.to_owned();
            name.push(match number {
                1 => ".bak".to_owned(),
                number => format!(".bak{number}"),
            });
            let path = self.path.with_file_name(name);
            let written = std::fs::File::create_new(&path)
                .and_then(|mut file| file.write_all(self.before.as_bytes()));
            match written {
                Err(cause) if cause.kind() == ErrorKind::AlreadyExists => {}
                Err(cause) => return Err(LibraryError::Unwritable { path, cause }),
                Ok(()) => return Ok(path),
            }
        }
        unreachable!("one of all numbers is free")
    }
}

impl Library {
    /// The repairs of a file; `None` where none of its mistakes can be put right without its author.
    pub fn mended(&self, path: &Path) -> Option<Mended> {
        let read = file::read_text(path);
        if !read.diagnostics.is_empty() {
            return None;
        }
        let before = read.text;
        let (mut after, mut repairs) = document::mended(&before);
        for _ in 0..MOST_ROUNDS {
            let report = Report {
                path: read.path.clone(),
                text: after.clone(),
                diagnostics: Vec::new(),
            };
            let checked = self.check_read(path, report);
            let own = checked.reports.iter().find(|it| it.path == read.path);
            let found = own.map_or(&[][..], |report| &report.diagnostics);
            let (next, count) = diagnostic::repaired(&after, found);
            if count == 0 {
                break;
            }
            after = next;
            repairs += count;
        }
        (after != before).then(|| Mended {
            path: path.to_owned(),
            before,
            after,
            repairs,
        })
    }

    /// Writes a repaired file, and keeps the old one beside it; the path of that one.
    ///
    /// # Errors
    ///
    /// Where the file has changed meanwhile, or one of the two cannot be written.
    pub fn write_mended(&self, mended: &Mended) -> Result<String, LibraryError> {
        let kept = mended.keep()?;
        file::replace(&mended.path, &mended.before, &mended.after)?;
        Ok(file::shown(&kept))
    }
}
