//! The one reader of tables that people made: headings, and rows of cells below them. The questions of `import`,
//! the answers of `mark` and `review`, the marks of `agreement` and rosters all come through here, whether a
//! spreadsheet saved them as CSV or as a workbook.

use std::borrow::Cow;

use crate::encoding::{Encoding, decode};
use crate::package;
use sourcework_core::diagnostic::{Code, Diagnostic, Span};
use sourcework_core::pattern::composed;

mod text;
mod workbook;

pub use text::{harmless, unguarded};

/// The most cells of a row.
const MOST_CELLS: usize = 1_000;
/// Among so many rows that are not empty the headings are looked for: titles and notes can stand above them.
const HEADINGS_AMONG: usize = 20;

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its line in the text, or its row in the workbook, from 1.
    pub line: usize,
    /// Its first line in [`Table::text`].
    pub span: Span,
    /// What its cells say, with plain line ends.
    pub cells: Vec<String>,
}

impl Row {
    /// The cell of that column; empty where the row is too short.
    pub fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", String::as_str)
    }

    /// Whether nothing stands in it.
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }

    /// Whether something stands beyond so many columns: a comma outside quotation marks has shifted its cells.
    pub fn has_more_than(&self, columns: usize) -> bool {
        let beyond = self.cells.iter().skip(columns);
        beyond.into_iter().any(|cell| !cell.trim().is_empty())
    }
}

/// A table: its headings, and where its rows are.
#[derive(Debug)]
pub struct Table<'b> {
    /// The text, or of a workbook the sheet that was read as text, a line a row.
    pub text: Cow<'b, str>,
    /// The row with the headings, without white space around them and with composed accents; empty where nothing stands in the table.
    pub headings: Row,
    /// What was not read: rows above the headings, other sheets, formulas without a result.
    pub notes: Vec<Diagnostic>,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// What stands between cells, and where the text begins.
    Text {
        delimiter: u8,
        from: usize,
    },
    Sheet(Vec<Row>),
}

/// Whether bytes are a package, as workbooks are.
pub fn is_package(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

impl<'b> Table<'b> {
    /// Reads a table. `is_heading` knows the headings that are looked for; without such a row the first one counts.
    ///
    /// # Errors
    /// The bytes are neither text in a known encoding nor a workbook that can be read.
    pub fn read(
        bytes: &'b [u8],
        encoding: Option<Encoding>,
        is_heading: &dyn Fn(&[String]) -> bool,
    ) -> Result<Self, Diagnostic> {
        match is_package(bytes) {
            true => Self::of_workbook(bytes, is_heading),
            false => Ok(Self::of_text(decode(bytes, encoding)?, is_heading)),
        }
    }

    /// Reads a table from text: cells stand between commas, semicolons or tabs.
    pub fn of_text(text: Cow<'b, str>, is_heading: &dyn Fn(&[String]) -> bool) -> Self {
        let (delimiters, from) = text::delimiters(&text);
        let first = |delimiter: &u8| {
            let rows = text::rows(&text, *delimiter, from);
            let rows = rows.map_while(Result::ok).filter(|row| !row.is_blank());
            headings_in(rows, is_heading)
        };
        let found = delimiters.iter().map(|it| (*it, first(it)));
        let mut found = found.collect::<Vec<_>>().into_iter();
        let usual = found.next().expect("there is a delimiter to begin with");
        let known = |(_, found): &(u8, Headings)| found.is_known;
        let (delimiter, headings) = match known(&usual) {
            true => usual,
            false => found.find(known).unwrap_or(usual),
        };
        let mut notes = Vec::new();
        notes.extend(headings.above);
        Self {
            text,
            headings: headings.row,
            notes,
            content: Content::Text { delimiter, from },
        }
    }

    /// Reads a table from a workbook: the first sheet that has headings which are known.
    ///
    /// # Errors
    /// The bytes are not a workbook, or one that unpacks to more than any table needs.
    pub fn of_workbook(
        bytes: &[u8],
        is_heading: &dyn Fn(&[String]) -> bool,
    ) -> Result<Self, Diagnostic> {
        let (mut sheets, mut others) = workbook::sheets(bytes)?;
        sheets.retain(|sheet| !sheet.rows.is_empty());
        let found = |sheet: &workbook::Sheet| headings_in(sheet.rows.iter().cloned(), is_heading);
        let mut headings: Vec<Headings> = sheets.iter().map(found).collect();
        if sheets.is_empty() {
            return Ok(Self::of_text(Cow::Borrowed(""), is_heading));
        }
        let at = headings.iter().position(|it| it.is_known).unwrap_or(0);
        let (sheet, headings) = (sheets.remove(at), headings.swap_remove(at));
        others.splice(0..0, sheets.into_iter().map(|it| it.name));
        let mut notes = Vec::new();
        if !others.is_empty() {
            let others: Vec<String> = others.iter().map(|name| format!("“{name}”")).collect();
            let what = format!(
                "the sheet “{}” was read; other sheets were left out: {}",
                sheet.name,
                others.join(", ")
            );
            notes.push(Diagnostic::new(Code::NotImported, Span::default(), what));
        }
        let is_comment = |name: &String| {
            name.starts_with("xl/comments") || name.starts_with("xl/threadedComments/")
        };
        if package::names(bytes).iter().any(is_comment) {
            let what = "comments on cells were left out";
            notes.push(Diagnostic::new(Code::NotImported, Span::default(), what));
        }
        notes.extend(headings.above);
        notes.extend(sheet.notes);
        Ok(Self {
            text: Cow::Owned(sheet.text),
            content: Content::Sheet(sheet.rows),
            headings: headings.row,
            notes,
        })
    }

    /// The rows below the headings in which something stands. After an error there are no more.
    pub fn rows(&self) -> impl Iterator<Item = Result<Row, Diagnostic>> {
        let mut records = self.records();
        std::iter::from_fn(move || {
            let record = records.read_next()?;
            Some(record.map(Record::to_row))
        })
    }

    /// The same rows where they stand, for tables with very many.
    pub fn records(&self) -> Records<'_> {
        let content = match &self.content {
            Content::Text { delimiter, from } => {
                Reading::Text(text::Records::new(&self.text, *delimiter, *from))
            }
            Content::Sheet(rows) => Reading::Sheet { rows, next: 0 },
        };
        Records {
            content,
            headings: self.headings.span.start,
        }
    }
}

/// The rows of a table, one after the other.
pub struct Records<'t> {
    content: Reading<'t>,
    /// Where the headings begin.
    headings: usize,
}

enum Reading<'t> {
    Text(text::Records<'t>),
    Sheet { rows: &'t [Row], next: usize },
}

impl Records<'_> {
    /// The next row.
    pub fn read_next(&mut self) -> Option<Result<Record<'_>, Diagnostic>> {
        loop {
            match self.advance()? {
                Err(diagnostic) => return Some(Err(diagnostic)),
                Ok(start) if start > self.headings && !self.record().is_blank() => break,
                Ok(_) => {}
            }
        }
        Some(Ok(self.record()))
    }

    fn advance(&mut self) -> Option<Result<usize, Diagnostic>> {
        match &mut self.content {
            Reading::Text(records) => {
                let advanced = records.advance()?;
                Some(advanced.map(|()| records.start()))
            }
            Reading::Sheet { rows, next } => {
                let row = rows.get(*next)?;
                *next += 1;
                Some(Ok(row.span.start))
            }
        }
    }

    fn record(&self) -> Record<'_> {
        match &self.content {
            Reading::Text(records) => records.record(),
            Reading::Sheet { rows, next } => Record::Sheet(&rows[next - 1]),
        }
    }
}

/// A row where it stands: its cells are not copied.
#[derive(Clone, Copy)]
pub enum Record<'r> {
    Text(text::TextRecord<'r>),
    Sheet(&'r Row),
}

impl<'r> Record<'r> {
    /// The cell of that column, with plain line ends; empty where the row is too short.
    pub fn cell(&self, at: usize) -> &'r str {
        match self {
            Self::Text(record) => record.cell(at),
            Self::Sheet(row) => row.cell(at),
        }
    }

    /// How many cells it has.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(record) => record.len(),
            Self::Sheet(row) => row.cells.len(),
        }
    }

    /// Its line in the text, or its row in the workbook, from 1.
    pub fn line(&self) -> usize {
        match self {
            Self::Text(record) => record.line(),
            Self::Sheet(row) => row.line,
        }
    }

    /// Whether something stands beyond so many columns: a comma outside quotation marks has shifted its cells.
    pub fn has_more_than(&self, columns: usize) -> bool {
        (columns..self.len()).any(|at| !self.cell(at).trim().is_empty())
    }

    /// Whether nothing stands in it.
    fn is_blank(&self) -> bool {
        !self.has_more_than(0)
    }

    fn to_row(self) -> Row {
        match self {
            Self::Text(record) => Row {
                line: record.line(),
                span: record.span(),
                cells: (0..record.len())
                    .map(|at| record.cell(at).to_owned())
                    .collect(),
            },
            Self::Sheet(row) => row.clone(),
        }
    }
}

/// The row of headings among the first of a table.
struct Headings {
    row: Row,
    is_known: bool,
    /// What is to be said of the rows above it.
    above: Option<Diagnostic>,
}

fn headings_in(
    rows: impl Iterator<Item = Row>,
    is_heading: &dyn Fn(&[String]) -> bool,
) -> Headings {
    let mut rows: Vec<Row> = rows.take(HEADINGS_AMONG).collect();
    for row in &mut rows {
        for cell in &mut row.cells {
            *cell = composed(cell.trim()).into_owned();
        }
    }
    let known = rows.iter().position(|row| is_heading(&row.cells));
    let above = known.filter(|at| *at > 0).map(|at| {
        let what = match at {
            1 => "the row above the headings was left out".to_owned(),
            _ => format!("{at} rows above the headings were left out"),
        };
        Diagnostic::new(Code::NotImported, rows[0].span, what)
    });
    Headings {
        is_known: known.is_some(),
        row: rows.into_iter().nth(known.unwrap_or(0)).unwrap_or_default(),
        above,
    }
}
