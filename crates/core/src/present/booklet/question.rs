//! A question as a student sees it on paper: nothing here reads what is right.

use super::extracts::Extracts;
use super::{OrderedQuestion, PrintedQuestion};
use crate::present::block::{
    self, Block, Entry, Look, Mark, Run, Table, number, paragraph, strong, text,
};
use crate::quiz::body::{Candidate, Choice, Cloze, Evidence, Grid, Inference, Matching, Row};
use crate::quiz::{Body, Question};

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
        blocks: blocks(&question.body, &placed.orders, available),
    }
}

/// "[3 marks]".
pub fn marks(question: &Question) -> String {
    let rounded = if question.is_rounded_down() {
        ", rounded down"
    } else {
        ""
    };
    format!("[{}{rounded}]", block::marks(question.available()))
}

fn blocks(body: &Body, orders: &[Vec<usize>], available: u32) -> Vec<Block> {
    let first = orders.first().map_or(&[][..], Vec::as_slice);
    match body {
        Body::SingleChoice(body) => vec![
            task("Tick one box."),
            Block::List(Mark::Choice, choices(&body.options, first)),
        ],
        Body::MultipleResponse(body) => {
            let how_many = body.choose.as_ref().map(|it| it.value as usize);
            let todo = match how_many {
                Some(1) => "Tick one box.".to_owned(),
                Some(many) => format!("Tick {} boxes.", number(many)),
                None => "Tick every box that is right.".to_owned(),
            };
            vec![
                task(&todo),
                Block::List(Mark::Choice, choices(&body.options, first)),
            ]
        }
        Body::TrueFalse(body) => {
            let row = |it: &crate::quiz::body::Statement| {
                vec![
                    vec![text(&it.text)],
                    vec![Run::Tick],
                    vec![Run::Tick],
                    vec![Run::Tick],
                ]
            };
            let table = Table {
                caption: "Statements to judge",
                columns: vec![
                    ("Statement", 64),
                    ("True", 10),
                    ("False", 10),
                    ("Not stated", 16),
                ],
                rows: body.statements.iter().map(row).collect(),
                roomy: false,
            };
            vec![task("Tick one box in each row."), Block::Table(table)]
        }
        Body::Matching(body) => matching(body, first),
        Body::Ordering(body) => {
            let todo = format!("Number them from 1 to {}.", body.items.len());
            let entries = first.iter().map(|n| vec![text(&body.items[*n])]);
            vec![task(&todo), Block::List(Mark::Number, entries.collect())]
        }
        Body::Cloze(body) => cloze(body, first),
        Body::Evidence(body) => evidence(body, first, available),
        Body::Paired(body) => {
            let second = &orders[1];
            vec![
                Block::Text(Look::Label, vec![strong("(a) "), text("Tick one claim.")]),
                Block::List(Mark::Choice, choices(&body.claims, first)),
                Block::Text(
                    Look::Label,
                    vec![strong("(b) "), text("Tick the quotation that supports it.")],
                ),
                Block::List(Mark::Choice, candidates(&body.evidence, second)),
            ]
        }
        Body::Grid(body) => grid(body, orders),
        Body::Inference(body) => inference(body),
        Body::ShortAnswer(_) => vec![Block::Lines(lines(available, 2))],
        Body::Extended(_) => vec![Block::Lines(lines(available, 3))],
    }
}

/// So many lines for each mark, and two to begin with.
fn lines(marks: u32, each: u32) -> u32 {
    marks.saturating_mul(each).saturating_add(2).min(MOST_LINES)
}

fn task(words: &str) -> Block {
    paragraph(Look::Task, words)
}

/// The options in the order of the paper.
pub fn choices(all: &[Choice], order: &[usize]) -> Vec<Entry> {
    order.iter().map(|n| vec![text(&all[*n].text)]).collect()
}

/// The quotations in the order of the paper.
pub fn candidates(all: &[Candidate], order: &[usize]) -> Vec<Entry> {
    let quoted = |n: &usize| vec![text(&format!("“{}”", block::clean(&all[*n].quote)))];
    order.iter().map(quoted).collect()
}

fn matching(body: &Matching, order: &[usize]) -> Vec<Block> {
    let rights: Vec<&str> = body.rights().collect();
    let mut todo = "Write one letter in each row.".to_owned();
    if !body.distractors.is_empty() {
        todo += " Not every letter is needed.";
    }
    let row = |left: &str| vec![vec![text(left)], vec![Run::Text(String::new())]];
    let table = Table {
        caption: "What is to be matched",
        columns: vec![("", 84), ("Letter", 16)],
        rows: body.pairs.iter().map(|pair| row(&pair.left)).collect(),
        roomy: true,
    };
    let rights = order.iter().map(|n| vec![text(rights[*n])]);
    vec![
        task(&todo),
        Block::Table(table),
        Block::List(Mark::Letter, rights.collect()),
    ]
}

fn cloze(body: &Cloze, order: &[usize]) -> Vec<Block> {
    let offered = body.offered();
    let mut blocks = Vec::new();
    if offered.is_empty() {
        blocks.push(task("Write the missing words in the gaps."));
    } else {
        let spare = offered.len() > body.text.gaps().len();
        let more = if spare {
            " Not everything in it is needed."
        } else {
            ""
        };
        blocks.push(task(&format!("Fill each gap from the box.{more}")));
        let words: Vec<String> = order.iter().map(|n| block::clean(offered[*n])).collect();
        let words = words.join("\u{2003}·\u{2003}");
        blocks.push(Block::Text(Look::Framed, vec![Run::Text(words)]));
    }
    let mut runs = Vec::new();
    for (index, piece) in body.text.texts().iter().enumerate() {
        if index > 0 {
            runs.push(Run::Gap(index));
        }
        runs.push(Run::Text(block::printable(piece)));
    }
    blocks.push(Block::Text(Look::Gapped, runs));
    blocks
}

fn evidence(body: &Evidence, order: &[usize], available: u32) -> Vec<Block> {
    if !body.candidates.is_empty() {
        return vec![
            task("Tick every quotation that fits."),
            Block::List(Mark::Choice, candidates(&body.candidates, order)),
        ];
    }
    let empty = || vec![Vec::new(), Vec::new(), Vec::new()];
    let rows = available.clamp(1, MOST_ROWS);
    let table = Table {
        caption: "Sentences found",
        columns: vec![("Paragraph", 20), ("First words", 40), ("Last words", 40)],
        rows: (0..rows).map(|_| empty()).collect(),
        roomy: true,
    };
    let todo = "Underline it in the extract, and write down where it begins and ends.";
    vec![task(todo), Block::Table(table)]
}

fn grid(body: &Grid, orders: &[Vec<usize>]) -> Vec<Block> {
    let answer = |row: &Row, order: &[usize]| -> Entry {
        let mut runs = Vec::new();
        for n in order {
            if !runs.is_empty() {
                runs.push(Run::Break);
            }
            runs.push(Run::Tick);
            runs.push(text(&row.options[*n]));
        }
        runs
    };
    let rows = body.rows.iter().zip(orders);
    let row = |(row, order): (&Row, &Vec<usize>)| vec![vec![text(&row.label)], answer(row, order)];
    let has = |wanted: bool| body.rows.iter().any(|row| row.options.is_empty() != wanted);
    let todo = match (has(true), has(false)) {
        (true, true) => "Write your answer, or tick one box where there are boxes.",
        (true, false) => "Tick one box in each row.",
        _ => "Write one answer in each row.",
    };
    let table = Table {
        caption: "Grid to complete",
        columns: vec![("", 34), ("Answer", 66)],
        rows: rows.map(row).collect(),
        roomy: true,
    };
    vec![task(todo), Block::Table(table)]
}

fn inference(body: &Inference) -> Vec<Block> {
    let one = |n: u32| {
        let label = |words: &str| Block::Text(Look::Label, vec![text(words)]);
        [
            label(&format!("What I can infer ({n})")),
            Block::Lines(2),
            label("Details in the source that tell me this"),
            Block::Lines(2),
        ]
    };
    (1..=body.count.min(20)).flat_map(one).collect()
}
