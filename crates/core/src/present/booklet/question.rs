//! A question as a student sees it on paper. It is drawn from its task, which does not say what is
//! right.

use super::extracts::Extracts;
use super::{OrderedQuestion, PrintedQuestion};
use crate::attempt::{GridRow, Task};
use crate::present::block::{self, Block, Entry, Look, Mark, Run, Table, paragraph, strong, text};
use crate::quiz::Question;
use crate::words;

/// The most lines of one answer: three pages.
const MOST_LINES: u32 = 75;
/// The most rows for sentences that are found.
const MOST_ROWS: u32 = 6;

/// A question with space to answer it.
pub fn question(placed: &OrderedQuestion<'_>, extracts: &Extracts<'_>) -> PrintedQuestion {
    let question = placed.question;
    let available = question.available();
    PrintedQuestion {
        number: placed.number,
        stem: block::clean(&question.stem),
        reads: extracts.named(question),
        marks: marks(question),
        together: !question.kind().is_written(),
        blocks: blocks(&Task::of(question, &placed.orders, Vec::new()), available),
    }
}

/// "[3 marks]".
fn marks(question: &Question) -> String {
    let marks = words::marks_rounded(question.available(), question.is_rounded_down());
    format!("[{marks}]")
}

fn blocks(task: &Task<'_>, available: u32) -> Vec<Block> {
    match task {
        Task::Choose(options) => vec![to_do("Tick one box."), boxes(options)],
        Task::ChooseSeveral(options, how_many) => {
            let words = match how_many {
                Some(1) => "Tick one box.".to_owned(),
                Some(many) => format!("Tick {} boxes.", words::number(*many as usize)),
                None => "Tick every box that is right.".to_owned(),
            };
            vec![to_do(&words), boxes(options)]
        }
        Task::Statements(statements) => judged_statements(statements),
        Task::Match { lefts, rights } => matching(lefts, rights),
        Task::Order(items) => {
            let words = format!("Number them from 1 to {}.", items.len());
            vec![to_do(&words), Block::List(Mark::Number, entries(items))]
        }
        Task::Fill { texts, bank } => gaps(texts, bank),
        Task::Select(quotations) => vec![
            to_do("Tick every quotation that fits."),
            Block::List(Mark::Choice, quoted(quotations)),
        ],
        Task::Find(_) => sentences_found(available),
        Task::Pair { claims, evidence } => vec![
            Block::Text(Look::Label, vec![strong("(a) "), text("Tick one claim.")]),
            boxes(claims),
            Block::Text(
                Look::Label,
                vec![strong("(b) "), text("Tick the quotation that supports it.")],
            ),
            Block::List(Mark::Choice, quoted(evidence)),
        ],
        Task::Grid(rows) => grid(rows),
        Task::Infer { count, .. } => inferences(*count),
        Task::Write { extended: false } => vec![Block::Lines(lines(available, 2))],
        Task::Write { extended: true } => vec![Block::Lines(lines(available, 3))],
    }
}

/// So many lines for each mark, and two to begin with.
fn lines(marks: u32, each: u32) -> u32 {
    marks.saturating_mul(each).saturating_add(2).min(MOST_LINES)
}

fn to_do(words: &str) -> Block {
    paragraph(Look::Task, words)
}

fn entries(texts: &[&str]) -> Vec<Entry> {
    texts.iter().map(|it| vec![text(it)]).collect()
}

fn boxes(options: &[&str]) -> Block {
    Block::List(Mark::Choice, entries(options))
}

fn quoted(quotations: &[&str]) -> Vec<Entry> {
    let quoted = |it: &&str| vec![text(&format!("“{}”", block::clean(it)))];
    quotations.iter().map(quoted).collect()
}

fn judged_statements(statements: &[&str]) -> Vec<Block> {
    let row = |it: &&str| {
        vec![
            vec![text(it)],
            vec![Run::Tick],
            vec![Run::Tick],
            vec![Run::Tick],
        ]
    };
    let table = Table {
        caption: "Statements to judge".into(),
        columns: block::columns(&[
            ("Statement", 64),
            ("True", 10),
            ("False", 10),
            ("Not stated", 16),
        ]),
        rows: statements.iter().map(row).collect(),
        roomy: false,
    };
    vec![to_do("Tick one box in each row."), Block::Table(table)]
}

fn matching(lefts: &[&str], rights: &[&str]) -> Vec<Block> {
    let mut words = "Write one letter in each row.".to_owned();
    if rights.len() > lefts.len() {
        words += " Not every letter is needed.";
    }
    let row = |left: &&str| vec![vec![text(left)], vec![Run::Text(String::new())]];
    let table = Table {
        caption: "What is to be matched".into(),
        columns: block::columns(&[("", 84), ("Letter", 16)]),
        rows: lefts.iter().map(row).collect(),
        roomy: true,
    };
    vec![
        to_do(&words),
        Block::Table(table),
        Block::List(Mark::Letter, entries(rights)),
    ]
}

fn gaps(texts: &[String], bank: &[&str]) -> Vec<Block> {
    let mut blocks = Vec::new();
    if bank.is_empty() {
        blocks.push(to_do("Write the missing words in the gaps."));
    } else {
        let is_spare = bank.len() + 1 > texts.len();
        let more = if is_spare {
            " Not everything in it is needed."
        } else {
            ""
        };
        blocks.push(to_do(&format!("Fill each gap from the box.{more}")));
        let words: Vec<String> = bank.iter().map(|it| block::clean(it)).collect();
        let words = words.join("\u{2003}·\u{2003}");
        blocks.push(Block::Text(Look::Framed, vec![Run::Text(words)]));
    }
    let mut runs = Vec::new();
    for (index, piece) in texts.iter().enumerate() {
        if index > 0 {
            runs.push(Run::Gap(index));
        }
        runs.push(Run::Text(block::printable(piece)));
    }
    blocks.push(Block::Text(Look::Gapped, runs));
    blocks
}

/// Rows to say where a sentence stands that was found in the passage.
fn sentences_found(available: u32) -> Vec<Block> {
    let empty = || vec![Vec::new(), Vec::new(), Vec::new()];
    let rows = available.clamp(1, MOST_ROWS);
    let table = Table {
        caption: "Sentences found".into(),
        columns: block::columns(&[("Paragraph", 20), ("First words", 40), ("Last words", 40)]),
        rows: (0..rows).map(|_| empty()).collect(),
        roomy: true,
    };
    let words = "Underline it in the extract, and write down where it begins and ends.";
    vec![to_do(words), Block::Table(table)]
}

fn grid(rows: &[GridRow<'_>]) -> Vec<Block> {
    let options = |row: &GridRow<'_>| -> Entry {
        let mut runs = Vec::new();
        for option in &row.options {
            if !runs.is_empty() {
                runs.push(Run::Break);
            }
            runs.push(Run::Tick);
            runs.push(text(option));
        }
        runs
    };
    let is_typed = |row: &GridRow<'_>| row.options.is_empty();
    let words = match (rows.iter().any(is_typed), rows.iter().all(is_typed)) {
        (_, true) => "Write one answer in each row.",
        (true, false) => "Write your answer, or tick one box where there are boxes.",
        (false, false) => "Tick one box in each row.",
    };
    let row = |it: &GridRow<'_>| vec![vec![text(it.label)], options(it)];
    let table = Table {
        caption: "Grid to complete".into(),
        columns: block::columns(&[("", 34), ("Answer", 66)]),
        rows: rows.iter().map(row).collect(),
        roomy: true,
    };
    vec![to_do(words), Block::Table(table)]
}

fn inferences(count: u32) -> Vec<Block> {
    let one = |number: u32| {
        let label = |words: &str| Block::Text(Look::Label, vec![text(words)]);
        [
            label(&format!("What I can infer ({number})")),
            Block::Lines(2),
            label("Details in the source that tell me this"),
            Block::Lines(2),
        ]
    };
    (1..=count.min(20)).flat_map(one).collect()
}
