//! Tables as files: CSV from a path or from standard input, and what is wrong with it.

use std::io::{self, BufReader, Read};
use std::path::Path;

use super::Failure;
use crate::terminal::visible;

/// A file, or standard input for `-`.
pub fn open(path: &Path) -> Result<Box<dyn Read>, Failure> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = std::fs::File::open(path).map_err(|cause| super::unreadable(path, &cause))?;
    Ok(Box::new(BufReader::with_capacity(1 << 18, file)))
}

/// The names of the columns of a table of `what`, from its first line.
pub fn names(what: &str, reader: &mut csv::Reader<impl Read>) -> Result<Vec<String>, Failure> {
    let header = reader.headers();
    let header = header.map_err(|error| misread(what, &error, &[]))?;
    let name = |name: &str| name.trim().trim_start_matches('\u{feff}').to_owned();
    Ok(header.iter().map(name).collect())
}

/// The line on which a record that was read begins.
pub fn line_of(record: &csv::StringRecord) -> u64 {
    let position = record.position();
    position.expect("the reader says where it read").line()
}

/// What is wrong with a table of `what`, and where; `names` are those of its columns.
pub fn misread(what: &str, error: &csv::Error, names: &[String]) -> Failure {
    let line = error.position().map_or(1, csv::Position::line);
    let message = match error.kind() {
        csv::ErrorKind::Utf8 { err, .. } => {
            let column = names.get(err.field()).map_or_else(
                || format!("field {}", err.field() + 1),
                |name| format!("column `{}`", visible(name)),
            );
            format!("line {line}, {column} is not UTF-8; save the file as “CSV UTF-8”")
        }
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!(
            "line {line} has {len} fields, but the header has {expected_len}; give each row a field for each column, and put text with a comma in quotation marks"
        ),
        csv::ErrorKind::Io(cause) => format!("the {what} cannot be read: {cause}"),
        _ => format!("line {line} of the {what} cannot be read: {error}"),
    };
    Failure::World(message.into())
}
