//! The table as comma-separated values: RFC 4180, UTF-8 with the mark by which spreadsheets know
//! it.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::table;
use crate::Material;
use crate::rows::harmless;

/// Writes a table.
pub fn export(material: Material<'_>) -> Vec<u8> {
    let table = table(material);
    let rows = std::iter::once(&table.headings).chain(&table.rows);
    written(rows, QuoteStyle::Necessary, harmless)
}

/// Writes rows for a spreadsheet, the headings first: UTF-8 with its mark, every cell in quotation marks, and
/// none that a spreadsheet would run as a formula. All rows have as many cells.
pub fn spreadsheet(rows: &[Vec<String>]) -> Vec<u8> {
    written(rows.iter(), QuoteStyle::Always, harmless)
}

/// The same for a table of figures: numbers stay numbers, also below 0, for programs that compute with them.
pub fn table_of_figures(rows: &[Vec<String>]) -> Vec<u8> {
    let guarded = |cell: &str| match cell.parse::<f64>() {
        Ok(_) => cell.to_owned(),
        Err(_) => harmless(cell),
    };
    written(rows.iter(), QuoteStyle::Necessary, guarded)
}

fn written<'r>(
    rows: impl Iterator<Item = &'r Vec<String>>,
    quotes: QuoteStyle,
    guarded: fn(&str) -> String,
) -> Vec<u8> {
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    let mut writer = WriterBuilder::new()
        .quote_style(quotes)
        .terminator(Terminator::CRLF)
        .from_writer(&mut bytes);
    for row in rows {
        writer
            .write_record(row.iter().map(|cell| guarded(cell)))
            .expect("memory takes everything, and each row has a cell for each heading");
    }
    writer.flush().expect("memory takes everything");
    drop(writer);
    bytes
}
