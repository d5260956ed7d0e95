//! The report on a million answers, 25,000 pupils × 40 questions: from a table and from a record.
//! `benches/report/run` also times polars and pandas on the same table; `cargo bench --bench report`
//! the program alone.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    missing_docs
)]

mod memory;
mod timing;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use jiff::Timestamp;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sourcework_core::attempt::{Action, Earned, Event, Opened, Presented, Settings, VERSION};
use sourcework_core::identity::{AttemptId, ClassId, StudentId, StudentKey, text_hash};
use sourcework_core::marking::{Answer, Basis};
use sourcework_core::quiz::{Kind, Skill};
use sourcework_core::record::{Head, first_link, write_events};
use sourcework_service::store::{Part, Sqlite, StoreError, Upkeep};
use timing::{ROUNDS, finished, head, measure, print};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sourcework");
const PUPILS: usize = 25_000;
const QUESTIONS: usize = 40;

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return; // `cargo test --benches` only wants to know that it builds
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (table, record) = (
        folder.path().join("table.csv"),
        folder.path().join("record.db"),
    );
    let library = folder.path().join("library");
    let answers = answers();
    std::fs::write(&table, as_table(&answers)).unwrap();
    fill(&record, &answers);
    write_library(&library);

    head();
    let report = |arguments: &[&Path]| {
        let mut command = Command::new(PROGRAM);
        command
            .arg("report")
            .args(arguments)
            .args(["--format", "json"]);
        command
    };
    let from_table = measure(ROUNDS, || finished(|| report(&[&table])));
    print("a million answers from a table", &from_table);
    let arguments = [
        Path::new("class"),
        Path::new("--record"),
        &record,
        Path::new("--library"),
        &library,
    ];
    let from_record = measure(ROUNDS, || finished(|| report(&arguments)));
    print("a million answers from a record", &from_record);
    if let Ok(python) = std::env::var("PYTHON") {
        for library in ["polars", "pandas"] {
            for _ in 0..ROUNDS.min(5) {
                let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/report/compare.py");
                let said = Command::new(&python)
                    .arg(script)
                    .arg(library)
                    .arg(&table)
                    .output();
                let said = said.expect("Python starts");
                print!("{}", String::from_utf8_lossy(&said.stdout));
            }
        }
    }
}

/// For each pupil and question whether the answer is right, by the pupil's ability and the question's
/// difficulty.
fn answers() -> Vec<[bool; QUESTIONS]> {
    let mut dice = ChaCha8Rng::seed_from_u64(20);
    let pupil = |_| {
        let ability = dice.next_u32() % 1000;
        let mut right = [false; QUESTIONS];
        for (question, right) in right.iter_mut().enumerate() {
            let easy = 20 * question as u32;
            *right = dice.next_u32() % 2000 < ability + easy + 200;
        }
        right
    };
    (0..PUPILS).map(pupil).collect()
}

fn as_table(answers: &[[bool; QUESTIONS]]) -> String {
    let mut out = String::from("student,question,awarded,available\n");
    for (number, of_pupil) in answers.iter().enumerate() {
        for (question, right) in of_pupil.iter().enumerate() {
            writeln!(out, "p{number:05},q{question:02},{},1", u8::from(*right)).unwrap();
        }
    }
    out
}

fn fill(record: &Path, answers: &[[bool; QUESTIONS]]) {
    let store = Sqlite::open(record).unwrap();
    let mut parts = answers
        .iter()
        .enumerate()
        .flat_map(|(number, right)| attempt(number, right));
    store.merge(&mut parts).unwrap();
}

fn attempt(number: usize, right: &[bool; QUESTIONS]) -> Vec<Result<Part, StoreError>> {
    let student = StudentKey {
        class: ClassId(format!("class-{}", number / 30)),
        student: StudentId(format!("p{number:05}")),
        ..StudentKey::default()
    };
    let item = |question: usize| Presented {
        question: format!("q{question:02}"),
        asked: text_hash("asked"),
        content: text_hash(&question.to_string()),
        kind: Kind::SingleChoice,
        skill: Skill::ALL[question % Skill::ALL.len()],
        available: 1,
        orders: vec![vec![0, 1, 2, 3]],
        explained_first: false,
    };
    let mut actions = vec![Action::Opened(Opened {
        version: VERSION,
        quiz: "class".to_owned(),
        content: text_hash("class"),
        settings: Settings::default(),
        seconds: None,
        pass: None,
        probes: Vec::new(),
        items: (0..QUESTIONS).map(item).collect(),
    })];
    actions.extend(
        right
            .iter()
            .enumerate()
            .map(|(question, right)| Action::Answered {
                question: format!("q{question:02}"),
                answer: Answer::Choice(Some(usize::from(!right))),
                certainty: None,
                earned: Some(Earned {
                    awarded: u32::from(*right),
                    available: 1,
                    basis: Basis::Exact,
                    doubtful: 0,
                }),
                again: false,
            }),
    );
    actions.push(Action::Finished);
    let began = 1_760_000_000_000_i64;
    let events = actions.into_iter().enumerate().map(|(seq, action)| Event {
        at: Timestamp::from_millisecond(began + seq as i64 * 20_000).unwrap(),
        action,
    });
    let events: Vec<Event> = events.collect();
    let head = Head {
        attempt: AttemptId((number as u128).to_be_bytes()),
        student: student.clone(),
        offset: 0,
        program: "bench".to_owned(),
        algorithm: "FSRS-6".to_owned(),
        files: Vec::new(),
    };
    let written = write_events(&head, 0, first_link(head.attempt), &events);
    let part = |event| {
        Ok(Part::Event {
            student: student.clone(),
            attempt: head.attempt,
            quiz: "class".to_owned(),
            event,
        })
    };
    written.into_iter().map(part).collect()
}

/// A library in which the quiz is known by name.
fn write_library(library: &Path) {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report_class/library");
    for (from, to) in [
        ("sources/letter.toml", "sources/letter.toml"),
        ("quizzes/war.toml", "quizzes/class.toml"),
    ] {
        let to = library.join(to);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(shipped.join(from), to).unwrap();
    }
}
