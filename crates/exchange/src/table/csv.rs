//! The table as comma-separated values: RFC 4180, UTF-8 with the mark by which spreadsheets know
//! it.

use csv::{QuoteStyle, ReaderBuilder, StringRecord, Terminator, WriterBuilder};

use super::{read as rows, table};
use crate::Material;
use crate::imported::{Imported, Trouble};
use sourcework_core::diagnostic::Span;

/// Signs by which a spreadsheet takes a cell for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Writes a table.
pub fn export(material: Material<'_>) -> Vec<u8> {
    let table = table(material);
    let rows = std::iter::once(&table.headings).chain(&table.rows);
    written(rows, QuoteStyle::Necessary)
}

/// Writes rows for a spreadsheet, the headings first: UTF-8 with its mark, every cell in quotation marks, and
/// none that a spreadsheet would run as a formula. All rows have as many cells.
pub fn spreadsheet(rows: &[Vec<String>]) -> Vec<u8> {
    written(rows.iter(), QuoteStyle::Always)
}

fn written<'r>(rows: impl Iterator<Item = &'r Vec<String>>, quotes: QuoteStyle) -> Vec<u8> {
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    let mut writer = WriterBuilder::new()
        .quote_style(quotes)
        .terminator(Terminator::CRLF)
        .from_writer(&mut bytes);
    for row in rows {
        writer
            .write_record(row.iter().map(|cell| harmless(cell)))
            .expect("memory takes everything, and each row has a cell for each heading");
    }
    writer.flush().expect("memory takes everything");
    drop(writer);
    bytes
}

/// A cell that no spreadsheet runs: an apostrophe before a sign that begins a formula.
pub fn harmless(cell: &str) -> String {
    match cell.trim_start_matches('\'').starts_with(FORMULA) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

/// A cell as it was before [`harmless`].
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => cell,
    }
}

/// The most cells of a row.
const MOST_CELLS: usize = 1_000;

/// Reads a table; commas, semicolons or tabs part its cells.
pub fn read(text: &str, trouble: &mut Trouble<'_>) -> Imported {
    // Excel's first line, which says what stands between cells; it is read as a row without a word.
    let said = said_delimiter(text);
    let text = &match said {
        Some((_, line)) => format!("{}{}", " ".repeat(line), &text[line..]),
        None => text.to_owned(),
    };
    let mut reader = ReaderBuilder::new()
        .delimiter(said.map_or_else(|| delimiter(text), |(delimiter, _)| delimiter))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut table = rows::TableReader::default();
    let mut record = StringRecord::new();
    // Where the last row begins, if a cell of it goes over several lines: a quotation mark that is
    // never closed takes up the rest of the file.
    let mut long = None;
    loop {
        let start = usize::try_from(reader.position().byte());
        let start = start.expect("the reader stands within a text in memory");
        match reader.read_record(&mut record) {
            Ok(true) if record.len() > MOST_CELLS => {
                let what = format!("the row has more than {MOST_CELLS} cells: is this a table?");
                trouble.malformed(span(text, start), what);
                break;
            }
            Ok(true) => {
                let cells: Vec<String> = record.iter().map(cell).collect();
                long = cells.iter().any(|it| it.contains('\n')).then_some(start);
                table.row(&cells, span(text, start), trouble);
            }
            Ok(false) => break,
            // Text is UTF-8 and rows may differ in length: nothing else can be wrong.
            Err(error) => {
                trouble.malformed(span(text, start), format!("this is no table: {error}"));
                break;
            }
        }
    }
    if let Some(long) = long.filter(|_| text.matches('"').count() % 2 == 1) {
        let what =
            "a quotation mark is opened and never closed: what follows it came into one cell";
        trouble.malformed(span(text, long), what);
    }
    table.finish(trouble)
}

fn cell(cell: &str) -> String {
    let cell = unguarded(cell);
    match cell.contains('\r') {
        true => cell.replace("\r\n", "\n").replace('\r', "\n"),
        false => cell.to_owned(),
    }
}

/// What a first line such as `sep=;` says, and its length.
fn said_delimiter(text: &str) -> Option<(u8, usize)> {
    let line = text.lines().next()?;
    let sign = line.trim().strip_prefix("sep=")?;
    match sign.as_bytes() {
        [sign @ (b';' | b',' | b'\t' | b'|')] => Some((*sign, line.len())),
        _ => None,
    }
}

/// The sign that parts the headings most often.
fn delimiter(text: &str) -> u8 {
    let headings = text.lines().find(|line| !line.trim().is_empty());
    let headings = headings.unwrap_or_default();
    let count = |sign: &u8| headings.bytes().filter(|byte| byte == sign).count();
    // Of equals the last: a comma.
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(count)
        .expect("there are three signs to choose from")
}

/// The first line of a record.
fn span(text: &str, start: usize) -> Span {
    let blank = |rest: &str| rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    let start = start + text.get(start..).map_or(0, blank);
    let line = text.get(start..).and_then(|rest| rest.lines().next());
    Span {
        start,
        end: start + line.map_or(0, str::len),
    }
}
