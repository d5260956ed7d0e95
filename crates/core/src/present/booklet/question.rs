//! A question as a student sees it on paper. It is drawn from its task, which does not say what is
//! right.

use std::borrow::Cow;

use super::extracts::Extracts;
use super::{OrderedQuestion, PrintedQuestion, SectionPart};
use crate::attempt::{GridRow, Task};
use crate::present::block::{self, Block, Entry, Look, Mark, Run, Table, paragraph, strong, text};
use crate::quiz::Question;
use crate::words;

/// The most lines of one answer: three pages.
const MOST_LINES: u32 = 75;
/// The most rows for sentences that are found.
const MOST_ROWS: u32 = 6;

/// The questions. What several in a row are about is said once, above the first of them.
pub fn questions(placed: &[OrderedQuestion<'_>], extracts: &Extracts<'_>) -> Vec<SectionPart> {
    let mut parts = Vec::new();
    for about in placed.chunk_by(|a, b| a.question.extracts == b.question.extracts) {
        let named = extracts.named(about[0].question);
        let is_said_once = about.len() > 1 && !named.is_empty();
        if let [first, .., last] = about
            && is_said_once
        {
            let to = if about.len() == 2 { "and" } else { "to" };
            let label = format!("{named} (questions {} {to} {})", first.number, last.number);
            parts.push(SectionPart::Blocks(vec![paragraph(Look::Label, &label)]));
        }
        let reads = if is_said_once { "" } else { &named };
        parts.extend(
            about
                .iter()
                .map(|it| SectionPart::Question(question(it, reads))),
        );
    }
    parts
}

/// A question with space to answer it.
fn question(placed: &OrderedQuestion<'_>, reads: &str) -> PrintedQuestion {
    let question = placed.question;
    let task = Task::of(question, &placed.orders, Vec::new());
    let (to_do, blocks) = space(&task, question.available());
    PrintedQuestion {
        number: placed.number,
        stem: block::clean(&question.stem),
        reads: reads.to_owned(),
        task: to_do.into(),
        marks: marks(question),
        together: !question.kind().is_written(),
        blocks,
    }
}

/// "[3 marks]".
fn marks(question: &Question) -> String {
    let marks = words::marks_rounded(question.available(), question.is_rounded_down());
    format!("[{marks}]")
}

/// What to do, and the space to do it in.
fn space(task: &Task<'_>, available: u32) -> (Cow<'static, str>, Vec<Block>) {
    match task {
        Task::Choose(options) => ("Tick one box.".into(), vec![boxes(options)]),
        Task::ChooseSeveral(options, how_many) => {
            let words = match how_many {
                Some(1) => "Tick one box.".into(),
                Some(many) => format!("Tick {} boxes.", words::number(*many as usize)).into(),
                None => "Tick every box that is right.".into(),
            };
            (words, vec![boxes(options)])
        }
        Task::Statements(statements) => (
            "Tick one box in each row.".into(),
            vec![judged_statements(statements)],
        ),
        Task::Match { lefts, rights } => matching(lefts, rights),
        Task::Order(items) => (
            format!("Number them from 1 to {}.", items.len()).into(),
            vec![Block::List(Mark::Number, entries(items))],
        ),
        Task::Fill { texts, bank } => gaps(texts, bank),
        Task::Select(quotations) => (
            "Tick every quotation that fits.".into(),
            vec![Block::List(Mark::Choice, quoted(quotations))],
        ),
        Task::Find(_) => (
            "Underline it in the extract, and write down where it begins and ends.".into(),
            vec![sentences_found(available)],
        ),
        Task::Pair { claims, evidence } => {
            let part = |letter: &str, words: &str| {
                Block::Text(Look::Label, vec![strong(letter), text(words)])
            };
            let blocks = vec![
                part("(a) ", "Tick one claim."),
                boxes(claims),
                part("(b) ", "Tick the quotation that supports it."),
                Block::List(Mark::Choice, quoted(evidence)),
            ];
            ("".into(), blocks)
        }
        Task::Grid(rows) => grid(rows),
        Task::Infer { count, .. } => ("".into(), inferences(*count)),
        Task::Write { extended } => {
            let each = if *extended { 3 } else { 2 };
            ("".into(), vec![Block::Lines(lines(available, each))])
        }
    }
}

/// So many lines for each mark, and two to begin with.
fn lines(marks: u32, each: u32) -> u32 {
    marks.saturating_mul(each).saturating_add(2).min(MOST_LINES)
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

fn judged_statements(statements: &[&str]) -> Block {
    let row = |it: &&str| {
        vec![
            vec![text(it)],
            vec![Run::Tick],
            vec![Run::Tick],
            vec![Run::Tick],
        ]
    };
    Block::Table(Table {
        caption: "Statements to judge".into(),
        columns: block::columns(&[
            ("Statement", 64),
            ("True", 10),
            ("False", 10),
            ("Not stated", 16),
        ]),
        rows: statements.iter().map(row).collect(),
        roomy: false,
    })
}

fn matching(lefts: &[&str], rights: &[&str]) -> (Cow<'static, str>, Vec<Block>) {
    let words = if rights.len() > lefts.len() {
        "Write one letter in each row. Not every letter is needed."
    } else {
        "Write one letter in each row."
    };
    let row = |left: &&str| vec![vec![text(left)], vec![Run::Text(String::new())]];
    let table = Table {
        caption: "What is to be matched".into(),
        columns: block::columns(&[("", 84), ("Letter", 16)]),
        rows: lefts.iter().map(row).collect(),
        roomy: true,
    };
    let letters = Block::List(Mark::Letter, entries(rights));
    (words.into(), vec![Block::Table(table), letters])
}

fn gaps(texts: &[String], bank: &[&str]) -> (Cow<'static, str>, Vec<Block>) {
    let mut blocks = Vec::new();
    let words = if bank.is_empty() {
        "Write the missing words in the gaps."
    } else {
        let words: Vec<String> = bank.iter().map(|it| block::clean(it)).collect();
        let words = words.join("\u{2003}·\u{2003}");
        blocks.push(Block::Text(Look::Framed, vec![Run::Text(words)]));
        if bank.len() + 1 > texts.len() {
            "Fill each gap from the box. Not everything in it is needed."
        } else {
            "Fill each gap from the box."
        }
    };
    let mut runs = Vec::new();
    for (index, piece) in texts.iter().enumerate() {
        if index > 0 {
            runs.push(Run::Gap(index));
        }
        runs.push(Run::Text(block::printable(piece)));
    }
    blocks.push(Block::Text(Look::Gapped, runs));
    (words.into(), blocks)
}

/// Rows to say where a sentence stands that was found in the passage.
fn sentences_found(available: u32) -> Block {
    let empty = || vec![Vec::new(), Vec::new(), Vec::new()];
    let rows = available.clamp(1, MOST_ROWS);
    Block::Table(Table {
        caption: "Sentences found".into(),
        columns: block::columns(&[("Paragraph", 20), ("First words", 40), ("Last words", 40)]),
        rows: (0..rows).map(|_| empty()).collect(),
        roomy: true,
    })
}

fn grid(rows: &[GridRow<'_>]) -> (Cow<'static, str>, Vec<Block>) {
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
    (words.into(), vec![Block::Table(table)])
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
