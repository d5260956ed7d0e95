//! Tables as files: CSV from a path or from standard input, and what is wrong with it.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::Failure;
use crate::terminal::visible;

/// Reads a file, or standard input for `-`, as a table with a header. Its cells may stand between commas,
/// semicolons or tabs: what the first line has most of.
pub fn reader(path: &Path) -> Result<csv::Reader<Box<dyn BufRead>>, Failure> {
    let mut bytes: Box<dyn BufRead> = match path.as_os_str() == "-" {
        true => Box::new(BufReader::new(io::stdin().lock())),
        false => {
            let file =
                std::fs::File::open(path).map_err(|cause| super::unreadable(path, &cause))?;
            Box::new(BufReader::with_capacity(1 << 18, file))
        }
    };
    let beginning = bytes
        .fill_buf()
        .map_err(|cause| super::unreadable(path, &cause))?;
    let delimiter = delimiter(beginning);
    Ok(csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .from_reader(bytes))
}

/// What stands between the cells of a table, from its beginning.
fn delimiter(beginning: &[u8]) -> u8 {
    let mut is_quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in beginning {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => break,
            byte if !is_quoted => {
                for (delimiter, count) in &mut counts {
                    *count += usize::from(byte == delimiter);
                }
            }
            _ => {}
        }
    }
    // Of several as frequent the tab comes first: it hardly ever stands in a heading.
    let most = counts
        .iter()
        .max_by_key(|(_, count)| *count)
        .filter(|(_, count)| *count > 0);
    most.map_or(b',', |(delimiter, _)| *delimiter)
}

/// The names of the columns of a table of `what`, from its first line.
pub fn names(what: &str, reader: &mut csv::Reader<impl Read>) -> Result<Vec<String>, Failure> {
    let header = reader.headers();
    let header = header.map_err(|error| misread(what, &error, &[]))?;
    let name = |name: &str| name.trim().trim_start_matches('\u{feff}').to_owned();
    Ok(header.iter().map(name).collect())
}

/// How columns of people begin.
const PEOPLE: [&str; 4] = ["person", "examiner", "teacher", "marker"];

/// The columns that hold people's marks, by what their names begin with.
pub fn people(names: &[String]) -> Vec<usize> {
    let is_person = |at: &usize| {
        let name = names[*at].to_lowercase();
        PEOPLE.iter().any(|start| name.starts_with(start))
    };
    (0..names.len()).filter(is_person).collect()
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

#[cfg(test)]
mod tests {
    use super::delimiter;

    #[test]
    fn cells_stand_between_what_the_first_line_has_most_of() {
        for (text, expected) in [
            ("name,answer\nA;B;C;D", b','),
            ("name;answer\nA,B,C", b';'),
            ("name\tanswer, in full", b'\t'),
            ("\"a;b;c;d\",answer", b','),
            ("answer", b','),
            ("", b','),
        ] {
            assert_eq!(delimiter(text.as_bytes()), expected, "{text}");
        }
    }
}
