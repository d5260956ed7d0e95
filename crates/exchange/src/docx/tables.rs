//! Tables of Word: those of the paper, the table of marks, and lists in two columns.

use docx_rs::{
    IndentLevel, NumberingId, Paragraph, Run, Shading, ShdType, SpecialIndentType, Table,
    TableCell, TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::blocks::{Piece, Writer, add_runs, add_text, piece, style_of};
use super::lists;
use sourcework_core::present::block::{self, Column, Entry, Mark};
use sourcework_html::booklet::QUESTIONS_SIDE_BY_SIDE;

impl Writer {
    /// A little space, so that two tables in a row do not become one.
    pub(super) fn between(&self, keep: bool) -> Piece {
        piece(Paragraph::new().style("Between").keep_next(keep))
    }

    /// Where a teacher writes the marks, question by question.
    pub fn table_of_marks(&self, marks: &[(usize, u32)], total: u32) -> Vec<Piece> {
        let (narrow, wide) = (490, 1200);
        let cell = |text: &str, width: usize| {
            let style = if width == wide { "Cell" } else { "BoxCell" };
            let run = Run::new().add_text(text).size(20);
            let run = if width == wide { run.bold() } else { run };
            let text = Paragraph::new().style(style).add_run(run);
            let cell = TableCell::new().width(width, WidthType::Dxa);
            cell.vertical_align(VAlignType::Center)
                .add_paragraph(text.keep_next(true))
        };
        let numbered = marks.chunks(QUESTIONS_SIDE_BY_SIDE);
        let last = numbered.len().saturating_sub(1);
        let tables = numbered.enumerate().flat_map(|(place, marks)| {
            let has_total = place == last;
            let mut widths = vec![narrow; marks.len() + 1];
            widths[0] = wide;
            widths.extend(has_total.then_some(wide));
            let row = |head: &str, text: fn(&(usize, u32)) -> String, end: &str| {
                let texts = std::iter::once(head.to_owned())
                    .chain(marks.iter().map(text))
                    .chain(has_total.then(|| end.to_owned()));
                let cells = texts.zip(&widths).map(|(text, width)| cell(&text, *width));
                TableRow::new(cells.collect()).cant_split()
            };
            let rows = vec![
                row("Question", |it| it.0.to_string(), "Total"),
                row("Marks", |it| it.1.to_string(), &total.to_string()),
                row("Given", |_| String::new(), "").row_height(480.0),
            ];
            let table = Table::new(rows)
                .style("TableGrid")
                .set_grid(widths.clone())
                .layout(TableLayoutType::Fixed)
                .width(widths.iter().sum(), WidthType::Dxa);
            [Piece::Table(Box::new(table)), self.between(true)]
        });
        tables.collect()
    }

    /// Whether two short entries fit in a line: half of it has 18 letters' widths.
    pub(super) fn has_room_for_two(&self) -> bool {
        (self.width - self.scaled(510) as usize) / 2 >= self.scaled(18 * 220) as usize
    }

    /// A list in two columns, row by row, as a table without lines.
    pub(super) fn side_by_side(&mut self, mark: Mark, entries: &[Entry], keep: bool) -> Vec<Piece> {
        let (style, of) = style_of(mark);
        let number = self.numbering(of);
        let hanging = self.scaled(lists::hanging(of)).cast_signed();
        let width = (self.width - self.scaled(510) as usize) / 2;
        let last = entries.len().div_ceil(2) - 1;
        let rows = entries.chunks(2).enumerate().map(|(n, pair)| {
            let cells = pair.iter().map(|entry| {
                let paragraph = add_runs(Paragraph::new().style(style), entry)
                    .numbering(NumberingId::new(number), IndentLevel::new(0))
                    .indent(
                        Some(hanging),
                        Some(SpecialIndentType::Hanging(hanging)),
                        None,
                        None,
                    )
                    .keep_next(keep || n < last);
                let cell = TableCell::new().width(width, WidthType::Dxa);
                cell.add_paragraph(paragraph)
            });
            TableRow::new(cells.collect()).cant_split()
        });
        let table = Table::without_borders(rows.collect())
            .set_grid(vec![width; 2])
            .layout(TableLayoutType::Fixed)
            .indent(self.indent())
            .width(2 * width, WidthType::Dxa);
        vec![Piece::Table(Box::new(table))]
    }

    /// The widths of columns; none is narrower than the longest word of its head in large letters,
    /// at the cost of the widest.
    fn widths(&self, columns: &[Column], width: usize) -> Vec<usize> {
        let width_of = |column: &Column| {
            let words = column.head.split(' ').map(|word| word.chars().count());
            // A letter takes 0.6 of its size, and a cell has 5.4 points at each side.
            let least = words.max().unwrap_or(0) * self.scaled(132) as usize + 216;
            let wanted = match column.width {
                Some(percent) => width * percent as usize / 100,
                None => width / columns.len(),
            };
            wanted.max(least)
        };
        let mut widths: Vec<usize> = columns.iter().map(width_of).collect();
        let excess = widths.iter().sum::<usize>().saturating_sub(width);
        if let Some(widest) = widths.iter_mut().max() {
            *widest = widest.saturating_sub(excess).max(*widest / 3);
        }
        widths
    }

    pub(super) fn table(
        &self,
        table: &block::Table,
        together: bool,
        keep: bool,
        indent: i32,
    ) -> Piece {
        let indent_width = usize::try_from(indent).expect("an indent goes to the right");
        let width = self.width - indent_width;
        let widths = self.widths(&table.columns, width);
        let ground = || {
            Shading::new()
                .shd_type(ShdType::Clear)
                .color("auto")
                .fill("F2F2F2")
        };
        let heads = table.columns.iter().zip(&widths).map(|(column, width)| {
            let text = add_text(Paragraph::new().style("Cell"), column.head, true).keep_next(true);
            let cell = TableCell::new().width(*width, WidthType::Dxa);
            cell.shading(ground()).add_paragraph(text)
        });
        let mut rows = vec![TableRow::new(heads.collect()).cant_split()];
        let last = table.rows.len().saturating_sub(1);
        for (index, cells) in table.rows.iter().enumerate() {
            let keep = keep || together && index < last;
            let cells = cells.iter().zip(&widths).map(|(entry, width)| {
                let cell = TableCell::new().width(*width, WidthType::Dxa);
                let cell = if table.roomy || matches!(entry[..], [block::Run::Tick]) {
                    cell.vertical_align(VAlignType::Center)
                } else {
                    cell
                };
                cell_paragraphs(entry)
                    .into_iter()
                    .fold(cell, |cell, it| cell.add_paragraph(it.keep_next(keep)))
            });
            let row = TableRow::new(cells.collect()).cant_split();
            rows.push(if table.roomy {
                row.row_height(510.0)
            } else {
                row
            });
        }
        let table = Table::new(rows)
            .style("TableGrid")
            .set_grid(widths.clone())
            .layout(TableLayoutType::Fixed)
            .indent(indent)
            .width(widths.iter().sum(), WidthType::Dxa);
        Piece::Table(Box::new(table))
    }
}

/// The lines of a cell, each a paragraph; never none, since a cell must have one.
fn cell_paragraphs(entry: &Entry) -> Vec<Paragraph> {
    let lines = entry.split(|run| *run == block::Run::Break);
    let paragraphs = lines.map(|line| match line {
        [block::Run::Tick] => add_runs(Paragraph::new().style("BoxCell"), line),
        [block::Run::Tick, _, ..] => add_runs(Paragraph::new().style("TickCell"), line),
        _ => add_runs(Paragraph::new().style("Cell"), line),
    });
    paragraphs.collect()
}
