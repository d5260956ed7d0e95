//! Figures of the record: a million answers to 10,000 questions over three years. From the start
//! of `revise` to its first question, `progress`, reckoning again, and what keeping one answer
//! costs beside the bare transaction. `cargo bench --bench record`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    missing_docs
)]

mod memory;
mod synthetic;

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sourcework_core::marking::{Answer, Basis};
use sourcework_core::record::{Head, kind, write_payload};
use sourcework_core::revision::{Candidate, Rules};
use sourcework_core::session::{Action, Earned, Event, Opened, Presented, Settings};
use sourcework_service::library::Library;
use sourcework_service::store::{self, Part, Sqlite, Store, Written};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sourcework");
const QUESTIONS: usize = 10_000;
const ANSWERS: usize = 1_000_000;
const A_QUIZ: usize = 10;
const DAYS: usize = 3 * 365;
const ROUNDS: usize = 15;

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return; // `cargo test --benches` only wants to know that it builds
    }
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library");
    synthetic::write(&library, synthetic::of_questions(QUESTIONS));
    let record = folder.path().join("record.db");
    fill(&record, &library);
    println!("record of {ANSWERS} answers: {} MiB", megabytes(&record));
    rebuilding(&record);
    for (what, arguments) in [
        ("`revise` to the first question", &["revise", "--plain"][..]),
        (
            "the same, with an exam in half a year",
            &["revise", "--plain", "--exam-date", &exam()],
        ),
        ("`progress`, with the exam", &["progress"]),
        ("`progress --html`", &["progress", "--html", "/dev/null"]),
    ] {
        let mut times: Vec<(Duration, u64)> = Vec::new();
        for round in 0..=ROUNDS {
            let time = first_output(folder.path(), &library, &record, arguments);
            if round > 0 {
                times.push(time); // the first one fills the caches
            }
        }
        let memory = times.iter().map(|it| it.1).max().unwrap();
        let mut times: Vec<Duration> = times.iter().map(|it| it.0).collect();
        times.sort_unstable();
        println!(
            "{what:<44} median {:>6.1} ms, slowest {:>6.1} ms, {:.0} MiB",
            milliseconds(times[ROUNDS / 2]),
            milliseconds(times[ROUNDS - 1]),
            memory as f64 / 1024.0
        );
    }
    committing(&record, &folder.path().join("bare.db"));
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn megabytes(file: &Path) -> u64 {
    std::fs::metadata(file).unwrap().len() >> 20
}

/// A day in half a year.
fn exam() -> String {
    let today = Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    (today + jiff::Span::new().days(180)).to_string()
}

/// Three years of practice: ten answers an attempt, a quiz an attempt, marks at random, better
/// as time goes on.
fn fill(record: &Path, library: &Path) {
    let library = Library::open(library).unwrap();
    let candidates = library.index(None).unwrap().candidates;
    let quizzes: Vec<&[Candidate]> = candidates.chunks(A_QUIZ).collect();
    let mut dice = ChaCha8Rng::seed_from_u64(1);
    // Until yesterday: today is free.
    let now = Timestamp::now().as_millisecond() - 86_400_000;
    let attempts = ANSWERS / A_QUIZ;
    let between = (DAYS as i64 * 86_400_000) / attempts as i64;
    let mut store = Sqlite::open(record).unwrap();
    let mut fill = |store: &mut dyn Store| {
        for number in 0..attempts {
            let quiz = quizzes[dice.next_u32() as usize % quizzes.len()];
            let began = now - (attempts - number) as i64 * between;
            let known = 400 + number * 400 / attempts;
            attempt(store, number, quiz, began, &mut || {
                (dice.next_u32() as usize) % 1000 < known
            })?;
        }
        Ok(())
    };
    store.all_or_nothing(&mut fill).unwrap();
}

fn attempt(
    store: &mut dyn Store,
    number: usize,
    quiz: &[Candidate],
    began: i64,
    right: &mut dyn FnMut() -> bool,
) -> Result<(), store::StoreError> {
    let name = format!("{number:032x}");
    let (quiz_id, _) = quiz[0].question.split_once('/').unwrap();
    let id = |it: &Candidate| it.question.split_once('/').unwrap().1.to_owned();
    let item = |it: &Candidate| Presented {
        question: id(it),
        content: format!("{:032x}", it.content),
        skill: it.skill,
        available: 1,
        orders: vec![vec![0, 1, 2, 3]],
    };
    let mut actions = vec![Action::Opened(Opened {
        version: 1,
        quiz: quiz_id.to_owned(),
        content: name.clone(),
        settings: Settings::default(),
        items: quiz.iter().map(item).collect(),
    })];
    actions.extend(quiz.iter().map(|it| answered(id(it), u32::from(right()))));
    actions.extend([Action::HandedIn, Action::Finished]);
    let head = Head {
        attempt: name.clone(),
        student: String::new(),
        class: String::new(),
        offset: 0,
        program: "bench".to_owned(),
        algorithm: "FSRS-6".to_owned(),
        files: Vec::new(),
    };
    for (seq, action) in actions.iter().enumerate() {
        let head = (seq == 0).then_some(&head);
        store.merge(Part::Event {
            attempt: name.clone(),
            head: head.cloned(),
            event: Written {
                seq: seq as u32,
                kind: kind(action).to_owned(),
                payload: write_payload(action, head),
                at: began + seq as i64 * 20_000,
            },
        })?;
    }
    Ok(())
}

fn answered(question: String, awarded: u32) -> Action {
    Action::Answered {
        question,
        answer: Answer::Choice(Some(0)),
        certainty: None,
        earned: Some(Earned {
            awarded,
            available: 1,
            basis: Basis::Exact,
            doubtful: 0,
        }),
    }
}

/// Everything that follows from the events, again from the beginning.
fn rebuilding(record: &Path) {
    let mut store = Sqlite::open(record).unwrap();
    let (_, events) = store.count().unwrap();
    let rules = Rules::default();
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let started = Instant::now();
        let ledger = store::rebuild(&mut store, &rules, &mut |_, _| {}).unwrap();
        best = best.min(started.elapsed());
        assert_eq!(ledger.answers, ANSWERS as u64);
    }
    println!(
        "rebuild of {events} events: {:.2} s, {:.0} events a second",
        best.as_secs_f64(),
        events as f64 / best.as_secs_f64()
    );
}

/// From the start to the prompt of the first question, or to the end.
fn first_output(
    folder: &Path,
    library: &Path,
    record: &Path,
    arguments: &[&str],
) -> (Duration, u64) {
    let started = Instant::now();
    let mut child = Command::new(PROGRAM)
        .args(arguments)
        .env("SOURCEWORK_LIBRARY", library)
        .env("SOURCEWORK_RECORD", record)
        .env("SOURCEWORK_STATE", folder)
        .env("SOURCEWORK_CACHE", folder.join("cache"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut output = child.stdout.take().unwrap();
    let (mut seen, mut buffer) = (Vec::new(), [0; 1 << 16]);
    let mut peak = 0;
    loop {
        let count = output.read(&mut buffer).unwrap();
        peak = memory::peak(child.id()).max(peak);
        seen.extend_from_slice(&buffer[..count]);
        if count == 0 || seen.ends_with(b"(? for help): ") {
            break;
        }
    }
    let time = started.elapsed();
    let asked = seen.ends_with(b"(? for help): ");
    assert_eq!(
        asked,
        arguments[0] == "revise",
        "{}",
        String::from_utf8_lossy(&seen)
    );
    assert!(!seen.is_empty());
    drop(child.stdin.take());
    child.wait().unwrap();
    (time, peak)
}

/// Keeping one answer, and the bare transaction of the same row, by turns.
fn committing(record: &Path, bare: &Path) {
    let mut store = Sqlite::open(record).unwrap();
    let connection = rusqlite::Connection::open(bare).unwrap();
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE events (id INTEGER PRIMARY KEY, attempt INTEGER NOT NULL,
                seq INTEGER NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL,
                at INTEGER NOT NULL, UNIQUE (attempt, seq)) STRICT;",
        )
        .unwrap();
    let attempt = store.latest(None, 1).unwrap()[0];
    let first = A_QUIZ as u32 + 3; // behind the answers stand three more events
    let action = answered("question-7".to_owned(), 1);
    let payload = write_payload(&action, None);
    let (mut kept, mut bared) = (Vec::new(), Vec::new());
    for round in 0..1000_u32 {
        let event = Event {
            at: Timestamp::now(),
            action: action.clone(),
        };
        let started = Instant::now();
        store.append(attempt, first + round, &[event]).unwrap();
        kept.push(started.elapsed());
        let started = Instant::now();
        let sql = "INSERT INTO events (attempt, seq, kind, payload, at) VALUES (?, ?, ?, ?, ?)";
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        let row = rusqlite::params![attempt, first + round, "answered", payload, 0];
        connection
            .prepare_cached(sql)
            .unwrap()
            .execute(row)
            .unwrap();
        connection.execute_batch("COMMIT").unwrap();
        bared.push(started.elapsed());
    }
    kept.sort_unstable();
    bared.sort_unstable();
    let (kept, bared) = (kept[500], bared[500]);
    println!(
        "keeping one answer: median {:.0} µs, the bare transaction {:.0} µs: {:.2} times",
        kept.as_secs_f64() * 1e6,
        bared.as_secs_f64() * 1e6,
        kept.as_secs_f64() / bared.as_secs_f64()
    );
}
