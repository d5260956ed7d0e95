//! The rows of a table to questions.

use std::collections::{BTreeMap, HashMap};

use super::{Column, PASSAGE};
use crate::encoding::Encoding;
use crate::ident::id_of;
use crate::imported::{Imported, Item, Passage, Trouble, read_decoded, read_lines, refused};
use crate::rows::{self, Row, Table};
use crate::transcript::parse_label;
use sourcework_core::diagnostic::Span;
use sourcework_core::quiz::{Reveal, Skill};

mod row;

use row::RowReader;

/// Reads a quiz from a table, be it text or a workbook.
pub fn read(name: &str, bytes: &[u8], encoding: Option<Encoding>) -> Imported {
    if !rows::is_package(bytes) {
        return read_lines(name, bytes, encoding, |text, trouble| {
            questions(&Table::of_text(text.into(), &is_heading), trouble)
        });
    }
    match Table::of_workbook(bytes, &is_heading) {
        Ok(table) => read_decoded(name, &table.text, |_, trouble| questions(&table, trouble)),
        Err(diagnostic) => refused(name, diagnostic),
    }
}

/// Whether cells are headings of ours: the question is among them.
fn is_heading(cells: &[String]) -> bool {
    Column::find_all(cells).contains(&Some(Column::One("question")))
}

/// The questions of a table.
fn questions(table: &Table<'_>, trouble: &mut Trouble<'_>) -> Imported {
    let mut reader = TableReader::default();
    if table.headings.cells.is_empty() {
        let what =
            "the table is empty; its first row names the columns: kind, question, answer 1 …";
        trouble.malformed(Span::default(), what);
        return reader.imported;
    }
    for note in &table.notes {
        trouble.report(note.clone());
    }
    let columns = headings(&table.headings, trouble);
    if columns.is_empty() {
        return reader.imported;
    }
    for row in table.rows() {
        match row {
            Ok(row) => reader.row(&row, &columns, trouble),
            Err(diagnostic) => trouble.report(diagnostic),
        }
    }
    reader.imported
}

/// What was read of a table.
#[derive(Default)]
struct TableReader {
    imported: Imported,
    /// The places of the passages by what their rows call them.
    passages: HashMap<String, usize>,
}

impl TableReader {
    /// Takes up the next row.
    fn row(&mut self, read: &Row, columns: &[Option<Column>], trouble: &mut Trouble<'_>) {
        let mut row = RowReader {
            cells: BTreeMap::new(),
            keys: Vec::new(),
            span: read.span,
            trouble,
        };
        for (cell, column) in read.cells.iter().zip(columns) {
            if let Some(column) = column
                && !cell.trim().is_empty()
            {
                row.cells.insert(*column, cell.trim());
            }
        }
        if read.has_more_than(columns.len()) {
            let what = "there are more cells than headings, so that no answer is taken to be right; put text with a comma in straight quotation marks (\")";
            row.trouble.left_out(row.span, what);
            row.cells.remove(&Column::One("correct"));
        }
        if row
            .one("kind")
            .is_some_and(|kind| kind.eq_ignore_ascii_case(PASSAGE))
        {
            self.passage(&mut row);
        } else {
            row.keys = row.read_keys();
            self.question(row);
        }
    }

    fn passage(&mut self, row: &mut RowReader<'_, '_>) {
        row.report_unread(&["id", "extract", "question", "text"], &[]);
        let text = row.one("text").or(row.one("question")).unwrap_or_default();
        let name = row.one("extract").or(row.one("id"));
        let label = name.filter(|it| !it.contains('/'));
        let label = label.map(|it| parse_label(it).map_or_else(|| id_of(it), |label| label.id));
        let passage = Passage {
            extract: name.filter(|it| it.contains('/')).map(str::to_owned),
            label: label.filter(|it| !it.is_empty()),
            heading: row.one("text").and(row.one("question")).map(str::to_owned),
            text: text.to_owned(),
            ..Passage::default()
        };
        if let Some(name) = name {
            let place = self.imported.passages.len();
            if self.passages.insert(name.to_owned(), place).is_some() {
                let what = format!(
                    "a passage above is called “{name}” too; questions below are asked about this one"
                );
                row.trouble.changed(row.span, what);
            }
        }
        self.imported.passages.push(passage);
    }

    fn question(&mut self, mut row: RowReader<'_, '_>) {
        let Some(stem) = row.one("question") else {
            let what = "the row asks nothing: its “question” is empty; it was left out";
            row.trouble.left_out(row.span, what);
            return;
        };
        let Some(body) = row.body() else {
            return;
        };
        row.report_unread_of(&body);
        let mut item = Item::new(row.span, stem, body);
        item.name = row.one("id").map(str::to_owned);
        item.skill = row.word("skill", Skill::find);
        item.reveal = row.word("provenance", Reveal::find).unwrap_or_default();
        item.shuffle = row.word("shuffle", yes_or_no).unwrap_or(true);
        item.explanation = row.one("explanation").map(str::to_owned);
        item.hint = row.one("hint").map(str::to_owned);
        item.quotes = row
            .all("quotation")
            .into_iter()
            .map(|(_, text)| text.to_owned())
            .collect();
        item.marks = row.marks(&item.body);
        for name in row
            .one("extract")
            .into_iter()
            .flat_map(|it| it.split([';', '\n']))
        {
            let name = name.trim();
            match self.passages.get(name) {
                Some(place) => item.passages.push(*place),
                None if name.contains('/') => item.extracts.push(name.to_owned()),
                None if name.is_empty() => {}
                None => row.trouble.left_out(
                    row.span,
                    format!("no row above holds the passage “{name}”; write “source-id/{name}” where it is an extract of yours"),
                ),
            }
        }
        self.imported.ask(item);
    }
}

/// What stands over the columns; nothing where the column of the questions is not among them.
fn headings(row: &Row, trouble: &mut Trouble<'_>) -> Vec<Option<Column>> {
    let (cells, span) = (&row.cells, row.span);
    let columns = Column::find_all(cells);
    if !columns.contains(&Some(Column::One("question"))) {
        let what =
            "no column is headed “question”; `sourcework guide table-format` names the columns";
        trouble.malformed(span, what);
        return Vec::new();
    }
    for (number, (cell, column)) in cells.iter().zip(&columns).enumerate() {
        if column.is_some() && columns[..number].contains(column) {
            let what = format!(
                "two columns are called “{}”; the last one counts",
                cell.trim()
            );
            trouble.left_out(span, what);
        }
        if column.is_none() && !cell.trim().is_empty() {
            let what = format!("no column is called “{}”; it was left out", cell.trim());
            trouble.left_out(span, what);
        }
    }
    columns
}

fn yes_or_no(word: &str) -> Option<bool> {
    match word {
        "yes" | "true" | "1" => Some(true),
        "no" | "false" | "0" => Some(false),
        _ => None,
    }
}
