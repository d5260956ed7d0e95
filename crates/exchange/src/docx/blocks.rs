//! The blocks of a paper as paragraphs and tables of Word.

use std::collections::BTreeSet;

use docx_rs::{IndentLevel, NumberingId, Paragraph, Run, Table};

use super::lists;
use sourcework_core::present::block::{
    self, Block, Entry, FindingLine, Look, Mark, PassageParagraph,
};
use sourcework_core::present::booklet::PrintedQuestion;
use sourcework_html::booklet::Layout;

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
                    let first = if is_first_line { FIRST_LINES } else { 0 };
                    pieces.extend(lines(*count, first, keep));
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
}

pub(super) fn style_of(mark: Mark) -> (&'static str, usize) {
    match mark {
        Mark::Choice => ("ChoiceList", lists::CHOICES),
        Mark::Letter => ("LetterList", lists::LETTERS),
        Mark::Number => ("NumberList", lists::NUMBERS),
        Mark::Bullet => ("BulletList", lists::BULLETS),
        Mark::Count => ("CountList", lists::COUNTED),
    }
}

pub(super) fn piece(paragraph: Paragraph) -> Piece {
    Piece::Paragraph(Box::new(paragraph))
}

/// Lines to write on. The first ones stay together, and the last ones, with what follows if that is
/// wanted.
fn lines(count: u32, first: u32, keep: bool) -> impl Iterator<Item = Piece> {
    (1..=count).map(move |number| {
        let is_inside = number < first || number + LAST_LINES > count;
        let keep = if number == count { keep } else { is_inside };
        // LibreOffice gives a line of nothing but a tab no more than its letters.
        let rule = Run::new().add_text("\u{a0}").add_tab();
        let line = Paragraph::new().style("AnswerLine").add_run(rule);
        piece(line.keep_next(keep))
    })
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

pub(super) fn add_runs(paragraph: Paragraph, runs: &[block::Run]) -> Paragraph {
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
pub(super) fn add_text(paragraph: Paragraph, text: &str, bold: bool) -> Paragraph {
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
