//! Tables of marks to the answers that statistics are computed from: those of `sourcework mark`, our own
//! `responses.csv`, and what other programs and teachers make, with a row an answer or a row a pupil.
//!
//! What the columns hold is found out from their headings. Nothing is left out in silence: what was not read, or read
//! otherwise than it stands there, is in [`Read::notes`].

use sourcework_core::diagnostic::Diagnostic;
use sourcework_core::quiz::{Question, Quiz};
use sourcework_core::reviewing::normalised;
use sourcework_core::statistics::Responses;
use sourcework_core::statistics::choices::Choice;

use crate::encoding::Encoding;
use crate::rows::{Record, Table};
use gathered::{Gathered, wrong};
use headings::Role;
use long::LongColumns;

mod cells;
mod gathered;
mod headings;
mod long;
mod notes;
mod places;
mod pupils;
mod question_columns;
mod settled;
mod wide;
mod wide_columns;
mod write;

pub use question_columns::{QuestionColumns, question_columns};
pub use write::write;

/// What was read of a table.
#[derive(Debug)]
pub struct Read {
    /// The answers.
    pub responses: Responses,
    /// In how many parts a mark is counted: 1, or 100 where some mark of the table has decimals.
    pub parts: u32,
    /// What was left out or read otherwise than it stands there. Messages name the line; the places are empty.
    pub notes: Vec<Diagnostic>,
}

/// What the answer in a cell chooses of a question, or which credit points it makes; `None` where it is no answer to it.
pub type ParseChoices<'a> = &'a dyn Fn(&Question, &str) -> Option<Vec<Choice>>;

/// The quiz, where it is known.
#[derive(Clone, Copy)]
struct Known<'q> {
    quiz: Option<&'q Quiz>,
    choices: ParseChoices<'q>,
}

impl<'q> Known<'q> {
    /// The question that a cell names, by its ID or by itself, of a quiz that a cell names or leaves open.
    fn question(&self, quiz: &str, cell: &str) -> Option<&'q Question> {
        let known = self.quiz.filter(|it| quiz.is_empty() || *it.id == *quiz)?;
        let by_id = known
            .questions
            .iter()
            .find(|it| it.id.eq_ignore_ascii_case(cell));
        by_id.or_else(|| {
            let wanted = normalised(cell);
            known
                .questions
                .iter()
                .find(|it| !wanted.is_empty() && normalised(&it.stem) == wanted)
        })
    }
}

/// Reads a table. Where the quiz is known, its questions are found by their IDs or by themselves, and `choices` says
/// what the cell of an answer chooses; else the different answers are the options.
///
/// # Errors
/// The bytes are no table, a row cannot be read, or no column says who answered or what the marks are. The message
/// names the line where there is one.
pub fn read(
    bytes: &[u8],
    encoding: Option<Encoding>,
    quiz: Option<&Quiz>,
    choices: ParseChoices<'_>,
) -> Result<Read, Diagnostic> {
    let is_heading = |names: &[String]| {
        let is_filled = |name: &&String| !name.trim().is_empty();
        let is_wide = Role::Name
            .column(names)
            .or(Role::Identity.column(names))
            .is_some();
        LongColumns::find(names).is_some()
            || (is_wide && names.iter().filter(is_filled).count() > 1)
    };
    let table = Table::read(bytes, encoding, &is_heading)?;
    if table.headings.cells.is_empty() {
        if let Some(Err(unreadable)) = table.rows().next() {
            return Err(unreadable);
        }
        let what =
            "the table is empty; its first row names the columns, such as student, question, mark";
        return Err(wrong(what.to_owned()));
    }
    let mut gathered = Gathered::new(Known { quiz, choices });
    gathered.notes.extend(table.notes.clone());
    match LongColumns::find(&table.headings.cells) {
        Some(columns) => long::read(&table, columns, &mut gathered)?,
        None => wide::read(&table, &mut gathered)?,
    }
    gathered.finish()
}

/// Goes through the rows. A row that has more cells than there are headings is an error, because a comma outside
/// quotation marks has shifted what stands in it.
fn each_row(
    table: &Table<'_>,
    mut row: impl FnMut(&Record<'_>) -> Result<(), Diagnostic>,
) -> Result<(), Diagnostic> {
    let most = table.headings.cells.len();
    let mut records = table.records();
    while let Some(record) = records.read_next() {
        let record = record.map_err(|mut diagnostic| {
            let above = table.text.get(..diagnostic.span.start).unwrap_or_default();
            let line = above.matches('\n').count() + 1;
            diagnostic.message = format!("line {line}: {}", diagnostic.message);
            diagnostic
        })?;
        if record.has_more_than(most) {
            let (line, cells) = (record.line(), record.len());
            return Err(wrong(format!(
                "line {line} has {cells} cells, but there are {most} headings"
            ))
            .help("put text with a comma in quotation marks (\"), also a mark such as \"0,67\""));
        }
        row(&record)?;
    }
    Ok(())
}

/// The columns without a heading.
fn unnamed(headings: &[String]) -> Vec<usize> {
    let empty = headings
        .iter()
        .enumerate()
        .filter(|(_, heading)| heading.is_empty());
    empty.map(|(at, _)| at).collect()
}

/// Says what is lost of columns without a heading.
fn note_unnamed(unnamed: &[usize], record: &Record<'_>, gathered: &mut Gathered<'_>) {
    for at in unnamed
        .iter()
        .filter(|at| !record.cell(**at).trim().is_empty())
    {
        gathered
            .notes
            .left_out("cells in columns without a heading", || {
                format!(
                    "line {}: column {} has no heading; its cell was left out",
                    record.line(),
                    at + 1
                )
            });
    }
}
