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
mod three_years;

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use sourcework_core::attempt::Event;
use sourcework_core::identity::StudentKey;
use sourcework_core::record::{first_link, write_events};
use sourcework_core::revision::Rules;
use sourcework_service::store::{self, Appended, Batch, Record, Sqlite};
use three_years::{A_QUIZ, ANSWERS, answered, head};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sourcework");
const QUESTIONS: usize = 10_000;
const ROUNDS: usize = 15;

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return; // `cargo test --benches` only wants to know that it builds
    }
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library");
    synthetic::write(&library, synthetic::of_questions(QUESTIONS));
    let record = folder.path().join("record.db");
    three_years::fill(&record, &library);
    println!(
        "record of {} answers: {} MiB",
        three_years::ANSWERS,
        megabytes(&record)
    );
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

/// Everything that follows from the events, again from the beginning.
fn rebuilding(record: &Path) {
    let store = Sqlite::open(record).unwrap();
    let me = StudentKey::default();
    let (_, events) = store.count(&me).unwrap();
    let rules = Rules::default();
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let started = Instant::now();
        let ledger = store::rebuild(&store, &me, &rules, &mut |_, _| {}).unwrap();
        best = best.min(started.elapsed());
        assert_eq!(ledger.ledger.answers, ANSWERS as u64);
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
    let store = Sqlite::open(record).unwrap();
    let connection = rusqlite::Connection::open(bare).unwrap();
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE events (id INTEGER PRIMARY KEY, attempt INTEGER NOT NULL,
                seq INTEGER NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL,
                at INTEGER NOT NULL, UNIQUE (attempt, seq)) STRICT;",
        )
        .unwrap();
    let head = head(0);
    let first = A_QUIZ as u32 + 3; // after the answers and three more events
    let action = answered("question-7".to_owned(), 1);
    let (mut kept, mut bared) = (Vec::new(), Vec::new());
    for round in 0..1000_u32 {
        let event = Event {
            at: Timestamp::now(),
            action: action.clone(),
        };
        let started = Instant::now();
        let before = first_link(head.attempt);
        let events = write_events(&head, first + round, before, &[event]);
        let payload = events[0].payload.clone();
        let batch = Batch {
            student: StudentKey::default(),
            attempt: head.attempt,
            quiz: String::new(),
            texts: Vec::new(),
            events,
            ends_draft: None,
        };
        let appended = store.append(&[batch]).unwrap();
        kept.push(started.elapsed());
        assert!(matches!(appended[..], [Appended::Kept(_)]));
        let started = Instant::now();
        let sql = "INSERT INTO events (attempt, seq, kind, payload, at) VALUES (?, ?, ?, ?, ?)";
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        let row = rusqlite::params![1, first + round, "answered", payload, 0];
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
