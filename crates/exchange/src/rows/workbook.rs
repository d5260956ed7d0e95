//! Tables in workbooks of Excel: the cells as somebody would have typed them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxCellReader, XlsxError,
};

use super::{MOST_CELLS, Row};
use crate::package;
use sourcework_core::diagnostic::{Code, Diagnostic, Span};

/// The most cells that are read, and the most bytes of their texts: a text that many cells share is stored once.
const MOST_CELLS_READ: usize = 4_000_000;
const MOST_BYTES: usize = 64 << 20;
/// The most rows that Excel knows.
const MOST_ROWS: usize = 1_048_576;
/// The most sheets that are looked at.
const MOST_SHEETS: usize = 100;

/// A sheet of a workbook.
pub struct Sheet {
    pub name: String,
    /// The rows in which something stands.
    pub rows: Vec<Row>,
    /// The same as text, a line a row of the sheet.
    pub text: String,
    pub notes: Vec<Diagnostic>,
}

/// The sheets of a workbook that can be seen, and the names of those that are not read.
pub fn sheets(bytes: &[u8]) -> Result<(Vec<Sheet>, Vec<String>), Diagnostic> {
    // The limits of packages are held before the workbook is opened: its reader knows none.
    let members = package::unpack(bytes, |_| true)?;
    if !members.iter().any(|it| it.name.starts_with("xl/")) {
        return Err(no_workbook("it is a package of another kind"));
    }
    drop(members);
    // The reader counts on what programs write: a workbook that was made to hurt can make it panic.
    let read = catch_unwind(AssertUnwindSafe(|| read_sheets(bytes)));
    read.unwrap_or_else(|_| Err(no_workbook("its cells cannot be told apart")))
}

fn no_workbook(why: &str) -> Diagnostic {
    let message = format!("this is no workbook of Excel (.xlsx) that can be read: {why}");
    Diagnostic::new(Code::Malformed, Span::default(), message)
        .help("open it in your spreadsheet program, and save it as .xlsx or as “CSV UTF-8”")
}

fn read_sheets(bytes: &[u8]) -> Result<(Vec<Sheet>, Vec<String>), Diagnostic> {
    let broken = |error: XlsxError| no_workbook(&error.to_string());
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let is_seen = |it: &calamine::Sheet| {
        it.typ == SheetType::WorkSheet && it.visible == SheetVisible::Visible
    };
    let (mut seen, hidden): (Vec<_>, Vec<_>) = workbook
        .sheets_metadata()
        .iter()
        .cloned()
        .partition(is_seen);
    let beyond = seen.split_off(seen.len().min(MOST_SHEETS));
    let mut sheets = Vec::new();
    let mut room = Room {
        cells: MOST_CELLS_READ,
        bytes: MOST_BYTES,
    };
    for sheet in seen {
        let reader = workbook
            .worksheet_cells_reader(&sheet.name)
            .map_err(broken)?;
        sheets.push(read_sheet(sheet.name, reader, &mut room)?);
    }
    let others = hidden.into_iter().chain(beyond).map(|it| it.name);
    Ok((sheets, others.collect()))
}

/// How much more is read.
struct Room {
    cells: usize,
    bytes: usize,
}

impl Room {
    /// Takes the room for so many cells with a text.
    fn take(&mut self, cells: usize, text: &str) -> Option<()> {
        self.cells = self.cells.checked_sub(cells)?;
        self.bytes = self.bytes.checked_sub(text.len())?;
        Some(())
    }
}

fn read_sheet(
    name: String,
    mut reader: XlsxCellReader<'_, Cursor<&[u8]>>,
    room: &mut Room,
) -> Result<Sheet, Diagnostic> {
    // By the number of the row: a workbook need not have its cells in order.
    let mut rows: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut unsaved = Vec::new();
    let broken = |error: XlsxError| no_workbook(&error.to_string());
    let wrong = |code, what: String| Err(Diagnostic::new(code, Span::default(), what));
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(broken)? {
        let (row, column) = (cell.pos.0 as usize, cell.pos.1 as usize);
        let Some(text) = shown(&cell.value).filter(|text| !text.is_empty()) else {
            // A formula without a result: programs write them, where no spreadsheet has opened the workbook yet.
            unsaved.extend(cell.formula.map(|_| row + 1));
            continue;
        };
        if row >= MOST_ROWS || column >= MOST_CELLS {
            let what = format!(
                "a cell of the sheet “{name}” stands beyond {MOST_CELLS} columns: is this a table?"
            );
            return wrong(Code::Malformed, what);
        }
        let cells = rows.entry(row + 1).or_default();
        let new = (column + 1).saturating_sub(cells.len());
        if room.take(new, &text).is_none() {
            let what = "the workbook has more cells than any table needs; split it".to_owned();
            return wrong(Code::UnsafeFile, what);
        }
        if new > 0 {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
    }
    let (rows, text) = placed(rows);
    let notes = unsaved_formulas(&unsaved, &rows);
    Ok(Sheet {
        name,
        rows,
        text,
        notes: notes.into_iter().collect(),
    })
}

/// What a cell shows, as somebody would type it; nothing where it is empty.
fn shown(value: &DataRef<'_>) -> Option<String> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::String(text) => plain_lines(text),
        DataRef::SharedString(text) => plain_lines(text),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => shown_number(*number),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(date) => shown_date(date),
        DataRef::DateTimeIso(date) => date.replacen('T', " ", 1).replace(" 00:00:00", ""),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    })
}

fn plain_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// A number with the 15 digits that Excel shows: 1962, 0.3.
fn shown_number(number: f64) -> String {
    let shown = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{shown}")
}

/// A date in ISO's form, with its time where it has one; a time alone.
fn shown_date(date: &ExcelDateTime) -> String {
    let value = date.as_f64();
    if date.is_duration() || !(0.0..2_958_466.0).contains(&value) {
        return shown_number(value);
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let mut shown = String::new();
    let mut add =
        |text: std::fmt::Arguments<'_>| shown.write_fmt(text).expect("memory takes everything");
    if value >= 1.0 {
        add(format_args!("{year:04}-{month:02}-{day:02}"));
    }
    if value < 1.0 || value.fract() != 0.0 {
        let blank = if value < 1.0 { "" } else { " " };
        add(format_args!("{blank}{hour:02}:{minute:02}"));
        if second != 0 {
            add(format_args!(":{second:02}"));
        }
    }
    shown
}

fn unsaved_formulas(lines: &[usize], rows: &[Row]) -> Option<Diagnostic> {
    let first = *lines.first()?;
    let row = rows.iter().find(|row| row.line == first);
    let what = format!(
        "row {first} has a formula whose result is not in the file; its cell was left empty ({} such)",
        lines.len()
    );
    let span = row.map_or(Span::default(), |row| row.span);
    let note = Diagnostic::new(Code::NotImported, span, what);
    Some(note.help(
        "open the workbook in your spreadsheet program and save it, so that results are in it",
    ))
}

/// The rows with their places in a text that shows them, a line a row of the sheet.
fn placed(rows: BTreeMap<usize, Vec<String>>) -> (Vec<Row>, String) {
    let mut text = String::new();
    let mut above = 1;
    let place = |(line, cells): (usize, Vec<String>)| {
        text.extend(std::iter::repeat_n('\n', line - above));
        above = line;
        let start = text.len();
        for (column, cell) in cells.iter().enumerate() {
            if column > 0 {
                text.push_str(" | ");
            }
            text.extend(cell.chars().map(|c| if c.is_control() { ' ' } else { c }));
        }
        let span = Span {
            start,
            end: text.len(),
        };
        Row { line, span, cells }
    };
    let rows = rows.into_iter().map(place).collect();
    (rows, text)
}
