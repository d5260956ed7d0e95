//! Figures of written answers: one answer of sixty words against five points with six patterns
//! each, and a million answers in one run of `mark`. `cargo bench --bench written`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    missing_docs
)]

mod memory;
mod synthetic;

use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sourcework_core::marking::Answer;
use sourcework_core::marking::written::Scheme;
use sourcework_core::quiz;
use sourcework_service::library::Library;

const ANSWERS: u64 = 50_000;

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return; // `cargo test --benches` only wants to know that it builds
    }
    one_by_one();
    for rows in [10_000, 1_000_000] {
        in_one_run(rows);
    }
}

/// `mark` on a table of short answers, as a whole program.
fn in_one_run(rows: u64) {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("answers.csv");
    let mut file = BufWriter::new(File::create(&table).unwrap());
    writeln!(file, "student,question,answer").unwrap();
    for row in 0..rows {
        let answer = synthetic::answer(row);
        let short: Vec<&str> = answer.split(' ').take(10 + row as usize % 20).collect();
        writeln!(file, "{row},value-limitations,\"{}\"", short.join(" ")).unwrap();
    }
    drop(file);
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_sourcework"))
        .args(["mark", "letter-4-exam", "--answers"])
        .arg(&table)
        .arg("--output")
        .arg(folder.path().join("marks.csv"))
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut memory = 0;
    while child.try_wait().unwrap().is_none() {
        memory = memory.max(memory::peak(child.id()));
        std::thread::sleep(Duration::from_millis(2));
    }
    println!(
        "mark of {rows} short answers in one run: {:.2} s, {:.1} MiB",
        started.elapsed().as_secs_f64(),
        memory as f64 / 1024.0
    );
}

/// Each answer timed by itself, so that the slow ones show.
fn one_by_one() {
    let (quiz, diagnostics) = quiz::parse("written", synthetic::WRITTEN);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let quiz = quiz.unwrap();
    let paper = Library::built_in().paper("letter-1-warm-up").unwrap();
    let scheme = Scheme::new(&quiz, &quiz.questions[0], &paper.sources).unwrap();
    let mut times: Vec<Duration> = Vec::new();
    let mut awarded = 0_u64;
    for number in 0..ANSWERS {
        let answer = Answer::Text(synthetic::answer(number));
        let started = Instant::now();
        let marked = black_box(scheme.mark(black_box(&answer)));
        times.push(started.elapsed());
        awarded += u64::from(marked.unwrap().mark.awarded);
    }
    times.sort_unstable();
    let at = |share: f64| times[(share * (times.len() - 1) as f64) as usize].as_secs_f64() * 1e6;
    println!(
        "{ANSWERS} answers of 60 words, 5 points of 6 patterns: median {:.1} µs, p99 {:.1} µs, slowest {:.1} µs; {:.2} marks each",
        at(0.5),
        at(0.99),
        at(1.0),
        awarded as f64 / ANSWERS as f64
    );
}
