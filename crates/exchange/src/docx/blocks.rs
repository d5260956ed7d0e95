//! The blocks of a paper as paragraphs and tables of Word.

use std::collections::BTreeSet;

use docx_rs::{
    IndentLevel, NumberingId, Paragraph, Run, Shading, ShdType, Table, TableCell, TableLayoutType,
    TableRow, VAlignType, WidthType,
};

use super::lists;
use sourcework_core::present::block::{
    self, Block, Entry, FindingLine, Look, Mark, PassageParagraph,
};

/// Lines that stay with the beginning of their question.
const FIRST_LINES: u32 = 3;
/// A gap to write in.
const GAP: &str = "____________________";

/// A paragraph or a table.
pub enum Piece {
    /// A paragraph.
    Paragraph(Box<Paragraph>),
    /// A table.
    Table(Box<Table>),
}

/// Makes pieces, and remembers which lists and languages they name.
pub struct Writer {
    /// The width of the text.
    pub width: usize,
    /// Whether it is a mark scheme.
    pub is_key: bool,
    /// For each list, the numbering it is an instance of.
    lists: Vec<usize>,
    languages: BTreeSet<String>,
}

/// The first number that is free for a list: those below belong to the styles.
const FIRST_LIST: usize = 10;

impl Writer {
    /// A writer for text of that width.
    pub fn new(width: usize, is_key: bool) -> Self {
        Self {
            width,
            is_key,
            lists: Vec::new(),
            languages: BTreeSet::new(),
        }
    }

    /// The numberings that have been named: each with what it is an instance of.
    pub fn numberings(&self) -> impl Iterator<Item = (usize, usize)> {
        let of_styles = (lists::QUESTIONS..=lists::COUNTED).map(|it| (it, it));
        let lists = self.lists.iter().enumerate();
        of_styles.chain(lists.map(|(n, of)| (FIRST_LIST + n, *of)))
    }

    /// The languages of passages that are not in English.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.iter().map(String::as_str)
    }

    /// A new list, which begins to count anew.
    pub fn numbering(&mut self, of: usize) -> usize {
        self.lists.push(of);
        FIRST_LIST + self.lists.len() - 1
    }

    /// A paragraph of a style.
    pub fn styled(&self, style: &str, text: &str) -> Piece {
        piece(add_text(Paragraph::new().style(style), text, false))
    }

    /// The heading of a section.
    pub fn section(&self, heading: &str, new_page: bool) -> Piece {
        let heading = add_text(Paragraph::new().style("Heading2"), heading, false);
        piece(heading.page_break_before(new_page))
    }

    /// Where a student writes who they are.
    pub fn name_line(&self) -> Piece {
        let labels = ["Name ", " Class ", " Date "];
        let line = Paragraph::new().style("NameLine");
        piece(labels.into_iter().fold(line, |line, label| {
            line.add_run(Run::new().add_text(label).add_tab())
        }))
    }

    /// Total and time, and where the mark is written; on a mark scheme one a line.
    pub fn details(&self, details: &[(&str, String)], total: Option<u32>) -> Piece {
        let mut line = Paragraph::new().style("Details");
        for (index, (label, text)) in details.iter().enumerate() {
            if index > 0 && total.is_none() {
                line = line.add_run(Run::new().add_break(docx_rs::BreakType::TextWrapping));
            } else if index > 0 {
                line = line.add_run(Run::new().add_text("     "));
            }
            line = add_text(line, &format!("{label}: "), true);
            line = add_text(line, text, false);
        }
        if let Some(total) = total {
            let mark = Run::new()
                .add_tab()
                .add_text(format!("Mark ________ / {total}"));
            line = line.add_run(mark);
        }
        piece(line)
    }

    /// The stem of a question, numbered.
    pub fn stem(&self, stem: &str, numbering: usize) -> Vec<Piece> {
        let mut paragraphs = stem.split("\n\n").filter(|it| !it.trim().is_empty());
        let first = add_text(
            Paragraph::new().style("Heading3"),
            paragraphs.next().unwrap_or_default(),
            false,
        );
        let first = first.numbering(NumberingId::new(numbering), IndentLevel::new(0));
        let more = paragraphs.map(|it| self.styled("Label", it));
        std::iter::once(piece(first)).chain(more).collect()
    }

    /// What is read for a question, and its marks.
    pub fn about(&self, reads: &str, marks: &str) -> Piece {
        let line = add_text(Paragraph::new().style("About"), reads, false);
        piece(line.add_run(Run::new().add_tab().add_text(marks).bold()))
    }

    /// Blocks; `together` on one page, if that can be done.
    pub fn blocks(&mut self, blocks: &[Block], together: bool, indent: i32) -> Vec<Piece> {
        let last = blocks.len().saturating_sub(1);
        let mut pieces = Vec::new();
        let mut is_first_line = true;
        for (index, block) in blocks.iter().enumerate() {
            let keep = together && index < last;
            match block {
                Block::Text(look, runs) => {
                    let style = match look {
                        Look::Plain => "Answer",
                        Look::Task => "Task",
                        Look::Label => "Label",
                        Look::Small => "Small",
                        Look::Framed => "Frame",
                        Look::Gapped => "Gapped",
                    };
                    let text = add_runs(Paragraph::new().style(style), runs);
                    pieces.push(piece(text.keep_next(keep)));
                }
                Block::Heading(heading) => pieces.push(self.section(heading, false)),
                Block::Verdict(_, text) => pieces.push(self.styled("Label", text)),
                Block::Passage(paragraph) => pieces.push(self.passage(paragraph)),
                Block::Findings(lines) => pieces.extend(lines.iter().flat_map(finding)),
                Block::Bars(bars) => pieces.extend(bars.iter().map(|bar| {
                    let line = add_text(Paragraph::new().style("Answer"), &bar.label, true);
                    piece(add_text(line, &format!(": {}", bar.text), false))
                })),
                Block::Facts(facts) => pieces.extend(facts.iter().map(|(label, text)| {
                    let line =
                        add_text(Paragraph::new().style("Facts"), &format!("{label}:"), true);
                    let line = line.add_run(Run::new().add_tab());
                    piece(add_text(line, text, false).keep_next(true))
                })),
                Block::List(mark, entries) => {
                    pieces.extend(self.list(*mark, entries, together, keep));
                }
                Block::Table(table) => {
                    pieces.push(self.table(table, together, keep, indent));
                    // Two tables in a row would become one.
                    if matches!(blocks.get(index + 1), Some(Block::Table(_))) {
                        pieces.push(self.styled("Answer", ""));
                    }
                }
                Block::Figure(figure, table) => {
                    pieces.push(self.styled("Answer", &figure.caption));
                    pieces.extend(
                        table
                            .iter()
                            .map(|table| self.table(table, together, keep, indent)),
                    );
                }
                Block::Lines(count) => {
                    pieces.extend((0..*count).map(|n| {
                        let keep = is_first_line && n + 1 < FIRST_LINES.min(*count);
                        let line = Paragraph::new().style("AnswerLine");
                        piece(line.add_run(Run::new().add_tab()).keep_next(keep))
                    }));
                    is_first_line = false;
                }
            }
        }
        pieces
    }

    fn passage(&mut self, passage: &PassageParagraph) -> Piece {
        let style = match &passage.language {
            Some(language) => {
                self.languages.insert(language.clone());
                format!("Passage-{language}")
            }
            None => "Passage".to_owned(),
        };
        let place = Run::new()
            .add_text(format!("¶{}", passage.number))
            .color("505050")
            .size(19);
        let paragraph = Paragraph::new().style(&style).add_run(place.add_tab());
        piece(add_runs(paragraph, &passage.runs))
    }

    fn list(&mut self, mark: Mark, entries: &[Entry], together: bool, keep: bool) -> Vec<Piece> {
        let (style, of) = match mark {
            Mark::Choice => ("ChoiceList", lists::CHOICES),
            Mark::Letter => ("LetterList", lists::LETTERS),
            Mark::Number => ("NumberList", lists::NUMBERS),
            Mark::Bullet => ("BulletList", lists::BULLETS),
            Mark::Count => ("CountList", lists::COUNTED),
        };
        let number = self.numbering(of);
        let last = entries.len().saturating_sub(1);
        let entry = |(n, entry): (usize, &Entry)| {
            let paragraph = add_runs(Paragraph::new().style(style), entry);
            let paragraph = paragraph.numbering(NumberingId::new(number), IndentLevel::new(0));
            piece(paragraph.keep_next(keep || together && n < last))
        };
        entries.iter().enumerate().map(entry).collect()
    }

    fn table(&self, table: &block::Table, together: bool, keep: bool, indent: i32) -> Piece {
        let indent_width = usize::try_from(indent).expect("an indent goes to the right");
        let width = self.width - indent_width;
        let widths: Vec<usize> = table
            .columns
            .iter()
            .map(|column| match column.width {
                Some(percent) => width * percent as usize / 100,
                None => width / table.columns.len(),
            })
            .collect();
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
                let cell = if table.roomy {
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

fn piece(paragraph: Paragraph) -> Piece {
    Piece::Paragraph(Box::new(paragraph))
}

/// What became of a part of an answer, and below it what is said about it.
fn finding(line: &FindingLine) -> Vec<Piece> {
    let label = match line.label.as_str() {
        "" => String::new(),
        label => format!("{label} "),
    };
    let part = add_text(Paragraph::new().style("Answer"), &label, true);
    let mut pieces = vec![piece(add_text(part, &line.text, false))];
    let notes = line.notes.iter();
    pieces.extend(notes.map(|note| piece(add_text(Paragraph::new().style("Small"), note, false))));
    pieces
}

/// The lines of a cell, each a paragraph; never none, since a cell must have one.
fn cell_paragraphs(entry: &Entry) -> Vec<Paragraph> {
    let lines = entry.split(|run| *run == block::Run::Break);
    let paragraphs = lines.map(|line| match line {
        [block::Run::Tick, _, ..] => add_runs(Paragraph::new().style("TickCell"), line),
        _ => add_runs(Paragraph::new().style("Cell"), line),
    });
    paragraphs.collect()
}

fn add_runs(paragraph: Paragraph, runs: &[block::Run]) -> Paragraph {
    let alone = runs.len() == 1;
    runs.iter().fold(paragraph, |paragraph, run| match run {
        block::Run::Text(text) | block::Run::Quiet(text) => add_text(paragraph, text, false),
        block::Run::Strong(text) | block::Run::Marked(text) => add_text(paragraph, text, true),
        block::Run::Tick if alone => paragraph.add_run(Run::new().add_text("☐")),
        block::Run::Tick => paragraph.add_run(Run::new().add_text("☐").add_tab()),
        block::Run::Gap(number) => add_text(paragraph, &format!("({number})\u{a0}"), true)
            .add_run(Run::new().add_text(GAP)),
        block::Run::Break => {
            paragraph.add_run(Run::new().add_break(docx_rs::BreakType::TextWrapping))
        }
    })
}

/// Text with its line ends.
fn add_text(paragraph: Paragraph, text: &str, bold: bool) -> Paragraph {
    let mut run = Run::new();
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            run = run.add_break(docx_rs::BreakType::TextWrapping);
        }
        if !line.is_empty() {
            run = run.add_text(line);
        }
    }
    paragraph.add_run(if bold { run.bold() } else { run })
}
