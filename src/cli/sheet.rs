//! Tables as files: CSV or a workbook from a path or from standard input, and what is wrong with it.

use std::io::{self, Read};
use std::path::Path;

use super::Failure;
use super::import::EncodingArg;
use super::output::Output;
use sourcework_core::diagnostic::Diagnostic;
use sourcework_exchange::{Row, Table};

/// The largest table that is read: 1 GiB. A million answers take about a tenth of it.
const LARGEST: u64 = 1 << 30;

/// The bytes of a file, or of standard input for `-`.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |cause: io::Error| super::unreadable(path, &cause);
    let from: Box<dyn Read> = match path.as_os_str() == "-" {
        true => Box::new(io::stdin().lock()),
        false => Box::new(std::fs::File::open(path).map_err(unreadable)?),
    };
    let mut bytes = Vec::new();
    from.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    match bytes.len() as u64 > LARGEST {
        true => {
            let (what, most) = (path.display(), LARGEST >> 20);
            Err(Failure::World(
                format!("{what} is larger than {most} MiB; split it").into(),
            ))
        }
        false => Ok(bytes),
    }
}

/// The table in a file, with the headings that `is_heading` knows; what it leaves out is reported on standard error.
pub fn table<'b>(
    bytes: &'b [u8],
    encoding: Option<EncodingArg>,
    is_heading: &dyn Fn(&[String]) -> bool,
) -> Result<Table<'b>, Failure> {
    let table = Table::read(bytes, encoding.map(EncodingArg::encoding), is_heading);
    let table = table.map_err(|diagnostic| wrong(&diagnostic, ""))?;
    for note in &table.notes {
        Output::stderr().line(&format!("note: {}", message(note)))?;
    }
    Ok(table)
}

/// The rows of a table, up to one that cannot be read. A row that has more cells than there are headings is one: a
/// comma outside quotation marks has shifted what stands in it.
pub fn rows<'t>(table: &'t Table<'_>) -> impl Iterator<Item = Result<Row, Failure>> + use<'t> {
    let most = table.headings.cells.len();
    table.rows().map(move |row| {
        let row = row.map_err(|diagnostic| {
            let above = table.text[..diagnostic.span.start].matches('\n').count();
            wrong(&diagnostic, &format!("line {}: ", above + 1))
        })?;
        if row.has_more_than(most) {
            let (line, cells) = (row.line, row.cells.len());
            let message = format!(
                "line {line} has {cells} cells, but there are {most} headings; put text with a comma in quotation marks (\")"
            );
            return Err(Failure::World(message.into()));
        }
        Ok(row)
    })
}

/// What is said of a file without headings.
pub fn empty() -> Failure {
    Failure::World("the file is empty; its first line names the columns".into())
}

fn wrong(diagnostic: &Diagnostic, place: &str) -> Failure {
    Failure::World(format!("{place}{}", message(diagnostic)).into())
}

/// What a diagnostic says, with what helps.
pub fn message(diagnostic: &Diagnostic) -> String {
    let help = diagnostic.help.iter().map(|it| format!("; {it}"));
    format!("{}{}", diagnostic.message, help.collect::<String>())
}

/// How columns of people begin.
const PEOPLE: [&str; 5] = ["person", "human", "examiner", "teacher", "marker"];

/// The columns that hold people's marks, by what their names begin with.
pub fn people(names: &[String]) -> Vec<usize> {
    let is_person = |at: &usize| {
        let name = names[*at].to_lowercase();
        PEOPLE.iter().any(|start| name.starts_with(start))
    };
    (0..names.len()).filter(is_person).collect()
}

#[cfg(test)]
mod tests {
    use super::people;

    #[test]
    fn columns_of_people_are_known_by_how_their_names_begin() {
        let names = [
            "mark",
            "Human",
            "teacher 2",
            "examiner",
            "personal note",
            "marker",
            "anna",
        ];
        let names = names.map(str::to_owned);
        // A column about a person counts too: its cells are no marks, and that is said.
        assert_eq!(people(&names), [1, 2, 3, 4, 5]);
    }
}
