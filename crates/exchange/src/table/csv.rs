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
