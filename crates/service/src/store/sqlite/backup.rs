//! Copies of the record that are made before its tables change.
#![expect(
    clippy::disallowed_methods,
    reason = "the store looks for the copies beside the file of the record"
)]

use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, ValueRef};

use crate::store::{StoreError, with_ending};

/// How many copies are kept.
const KEPT: usize = 3;

/// What stands between the name of the record and the version that its copy has.
const BEFORE: &str = ".before-";

/// Copies a record, which has the tables of a version, to a file beside it, for its owner alone.
/// The copy appears under its name when it is complete; the oldest copies are removed.
pub fn copy(connection: &Connection, path: &Path, version: usize) -> Result<(), StoreError> {
    let copy = with_ending(path, &format!("{BEFORE}{version}"));
    // Another program may be doing the same at this moment, and one that was killed may have
    // left its file: each writes to its own.
    let unfinished = with_ending(&copy, &format!(".unfinished-{}", std::process::id()));
    let _ = std::fs::remove_file(&unfinished);
    let made = make(connection, &unfinished, path).and_then(|()| {
        std::fs::rename(&unfinished, &copy).map_err(|cause| StoreError::of_file(&copy, cause))
    });
    if made.is_err() {
        let _ = std::fs::remove_file(&unfinished);
    }
    made?;
    remove_oldest(path);
    Ok(())
}

fn make(connection: &Connection, file: &Path, record: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let made = options
        .open(file)
        .map_err(|cause| StoreError::of_file(file, cause))?;
    // SQLite writes into an empty file that is there.
    // As bytes: the name need not be UTF-8.
    let name = ToSqlOutput::Borrowed(ValueRef::Text(file.as_os_str().as_encoded_bytes()));
    connection
        .execute("VACUUM INTO ?", [name])
        .map_err(|cause| StoreError::of(record, cause))?;
    made.sync_all()
        .map_err(|cause| StoreError::of_file(file, cause))
}

/// Removes all but the copies of the latest versions. That one cannot be removed is no reason not
/// to go on.
fn remove_oldest(path: &Path) {
    let copies = copies(path);
    let surplus = copies.len().saturating_sub(KEPT);
    for copy in copies.into_iter().take(surplus) {
        let _ = std::fs::remove_file(copy);
    }
}

/// Overwrites and removes all copies, and what is left of unfinished ones, because something that
/// they may hold is erased.
pub fn erase(path: &Path) -> Result<(), StoreError> {
    for (_, copy) in copies_and_unfinished(path) {
        overwrite(&copy)
            .and_then(|()| std::fs::remove_file(&copy))
            .map_err(|cause| StoreError::of_file(&copy, cause))?;
    }
    Ok(())
}

fn overwrite(file: &Path) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).open(file)?;
    let bytes = file.metadata()?.len();
    std::io::copy(&mut std::io::repeat(0).take(bytes), &mut file)?;
    file.sync_all()
}

/// The copies of a record, those of the earliest versions first.
fn copies(path: &Path) -> Vec<PathBuf> {
    let complete = |(ending, copy): (String, PathBuf)| Some((ending.parse().ok()?, copy));
    let mut copies: Vec<(usize, PathBuf)> = copies_and_unfinished(path)
        .into_iter()
        .filter_map(complete)
        .collect();
    copies.sort_unstable();
    copies.into_iter().map(|(_, copy)| copy).collect()
}

/// The files that are copies of a record, or are to become one, each with the end of its name.
fn copies_and_unfinished(path: &Path) -> Vec<(String, PathBuf)> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Vec::new();
    };
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let prefix = format!("{}{BEFORE}", name.to_string_lossy());
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if let Some(ending) = name.to_string_lossy().strip_prefix(&prefix) {
            found.push((ending.to_owned(), entry.path()));
        }
    }
    found
}
