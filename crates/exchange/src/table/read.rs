//! The rows of a table to questions.

use std::collections::{BTreeMap, HashMap};

use super::{Column, PASSAGE};
use crate::ident::id_of;
use crate::imported::{Imported, Item, Passage, Trouble};
use crate::transcript::parse_label;
use sourcework_core::diagnostic::Span;
use sourcework_core::quiz::{Reveal, Skill};

mod row;

use row::RowReader;

/// A table that is being read: first its headings, then a row after the other.
#[derive(Default)]
pub struct TableReader {
    columns: Option<Vec<Option<Column>>>,
    /// Whether the headings are none of ours, so that no row can be read.
    hopeless: bool,
    imported: Imported,
    /// The places of the passages by what their rows call them.
    passages: HashMap<String, usize>,
}

impl TableReader {
    /// Takes up the next row.
    pub fn row(&mut self, cells: &[String], span: Span, trouble: &mut Trouble<'_>) {
        if self.hopeless || cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let Some(columns) = &self.columns else {
            let columns = headings(cells, span, trouble);
            self.hopeless = columns.is_empty();
            self.columns = Some(columns);
            return;
        };
        let mut row = RowReader {
            cells: BTreeMap::new(),
            keys: Vec::new(),
            span,
            trouble,
        };
        for (cell, column) in cells.iter().zip(columns) {
            if let Some(column) = column
                && !cell.trim().is_empty()
            {
                row.cells.insert(*column, cell.trim());
            }
        }
        if cells
            .iter()
            .skip(columns.len())
            .any(|cell| !cell.trim().is_empty())
        {
            let what = "there are more cells than headings, so that no answer is taken to be right; put text with a comma in straight quotation marks (\")";
            row.trouble.left_out(span, what);
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

    /// What was read.
    pub fn finish(self, trouble: &mut Trouble<'_>) -> Imported {
        if self.columns.is_none() {
            let what =
                "the table is empty; its first row names the columns: kind, question, answer 1 …";
            trouble.malformed(Span::default(), what);
        }
        self.imported
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
fn headings(cells: &[String], span: Span, trouble: &mut Trouble<'_>) -> Vec<Option<Column>> {
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
