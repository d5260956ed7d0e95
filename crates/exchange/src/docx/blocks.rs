//! The blocks of a paper as paragraphs and tables of Word.

use std::collections::BTreeSet;

use docx_rs::{
    IndentLevel, NumberingId, Paragraph, Run, Shading, ShdType, SpecialIndentType, Table,
    TableCell, TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::lists;
use sourcework_core::present::block::{
    self, Block, Column, Entry, FindingLine, Look, Mark, PassageParagraph,
};
use sourcework_core::present::booklet::PrintedQuestion;
use sourcework_html::booklet::{Layout, QUESTIONS_SIDE_BY_SIDE};

/// Lines that stay with the beginning of their question.
const FIRST_LINES: u32 = 3;
/// Lines that stay together at the end of a space to write in.
const LAST_LINES: u32 = 4;
/// A gap to write in.
const GAP: &str = "____________________";

/// A paragraph or a table.
pub enum Piece {
    /// A paragraph.
    Paragraph(Box<Paragraph>),
    /// A table.
    Table(Box<Table>),
}

/// What must not be separated by the end of a page.
#[derive(Clone, Copy, Default)]
pub struct Keep {
    /// All of it stays on one page, if that can be done.
    pub together: bool,
    /// Its end stays with what follows.
    pub with_next: bool,
}

/// Makes pieces, and remembers which lists and languages they name.
pub struct Writer {
    /// The width of the text, in twentieths of a point.
    pub width: usize,
    /// How it is laid out.
    pub layout: Layout,
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
    pub fn new(width: usize, layout: Layout, is_key: bool) -> Self {
        Self {
            width,
            layout,
            is_key,
            lists: Vec::new(),
            languages: BTreeSet::new(),
        }
    }

    /// A length or a size for letters of 11 points, for those of this document.
    pub fn scaled(&self, length: u32) -> u32 {
        length * self.layout.half_points(self.is_key) / 22
    }

    /// How far what belongs to a question is moved in: 9 mm.
    pub fn indent(&self) -> i32 {
        self.scaled(510).cast_signed()
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

    /// Total and time; on a mark scheme one a line.
    pub fn details(&self, details: &[(&str, String)], is_key: bool) -> Piece {
        let mut line = Paragraph::new().style("Details");
        for (index, (label, text)) in details.iter().enumerate() {
            if index > 0 && is_key {
                line = line.add_run(Run::new().add_break(docx_rs::BreakType::TextWrapping));
            } else if index > 0 {
                line = line.add_run(Run::new().add_text("     "));
            }
            line = add_text(line, &format!("{label}: "), true);
            line = add_text(line, text, false);
        }
        piece(line)
    }

    /// A little space, so that two tables in a row do not become one.
    fn between(&self, keep: bool) -> Piece {
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

    /// What is read for a question, what to do, and its marks.
    pub fn about(&self, asked: &PrintedQuestion) -> Piece {
        let mut line = add_text(Paragraph::new().style("About"), &asked.reads, false);
        if !asked.task.is_empty() {
            let gap = if asked.reads.is_empty() { "" } else { "   " };
            let task = Run::new().add_text(format!("{gap}{}", asked.task));
            line = line.add_run(task.italic().size(self.scaled(22) as usize));
        }
        piece(line.add_run(Run::new().add_tab().add_text(&asked.marks).bold()))
    }

    /// Blocks, one after the other.
    pub fn blocks(&mut self, blocks: &[Block], keep: Keep, indent: i32) -> Vec<Piece> {
        let Keep {
            together,
            with_next,
        } = keep;
        let last = blocks.len().saturating_sub(1);
        let mut pieces = Vec::new();
        let mut is_first_line = true;
        for (index, block) in blocks.iter().enumerate() {
            let is_last = index == last;
            let keep = if is_last { with_next } else { together };
            match block {
                Block::Text(look, runs) => {
                    let style = match look {
                        Look::Plain => "Answer",
                        Look::Label if indent == 0 => "GroupLabel",
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
                    if !is_last {
                        pieces.push(self.between(keep));
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
                        let is_at_end = n + LAST_LINES >= *count;
                        let keep = if n + 1 == *count {
                            keep
                        } else {
                            is_at_end || is_first_line && n + 1 < FIRST_LINES
                        };
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
            .size(self.scaled(19) as usize);
        let paragraph = Paragraph::new().style(&style).add_run(place.add_tab());
        piece(add_runs(paragraph, &passage.runs))
    }

    fn list(&mut self, mark: Mark, entries: &[Entry], together: bool, keep: bool) -> Vec<Piece> {
        if matches!(mark, Mark::Choice | Mark::Letter)
            && self.has_room_for_two()
            && block::are_short(entries)
        {
            return self.side_by_side(mark, entries, keep);
        }
        let (style, of) = style_of(mark);
        let number = self.numbering(of);
        let last = entries.len().saturating_sub(1);
        let entry = |(n, entry): (usize, &Entry)| {
            let paragraph = add_runs(Paragraph::new().style(style), entry);
            let paragraph = paragraph.numbering(NumberingId::new(number), IndentLevel::new(0));
            piece(paragraph.keep_next(keep || together && n < last))
        };
        entries.iter().enumerate().map(entry).collect()
    }

    /// Whether two short entries fit in a line: half of it has 18 letters' widths.
    fn has_room_for_two(&self) -> bool {
        (self.width - self.scaled(510) as usize) / 2 >= self.scaled(18 * 220) as usize
    }

    /// A list in two columns, row by row, as a table without lines.
    fn side_by_side(&mut self, mark: Mark, entries: &[Entry], keep: bool) -> Vec<Piece> {
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

    fn table(&self, table: &block::Table, together: bool, keep: bool, indent: i32) -> Piece {
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

fn style_of(mark: Mark) -> (&'static str, usize) {
    match mark {
        Mark::Choice => ("ChoiceList", lists::CHOICES),
        Mark::Letter => ("LetterList", lists::LETTERS),
        Mark::Number => ("NumberList", lists::NUMBERS),
        Mark::Bullet => ("BulletList", lists::BULLETS),
        Mark::Count => ("CountList", lists::COUNTED),
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
        [block::Run::Tick] => add_runs(Paragraph::new().style("BoxCell"), line),
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
