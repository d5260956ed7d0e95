//! Figures of written answers: one answer of sixty words against five points with six patterns
//! each, and a million answers in one run of `mark`. `cargo bench --bench written`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    missing_docs
)]

mod synthetic;

use std::hint::black_box;
use std::time::{Duration, Instant};

use sourcework::library::Library;
use sourcework::marking::Answer;
use sourcework::marking::written::Scheme;
use sourcework::quiz;

const ANSWERS: u64 = 50_000;

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return; // `cargo test --benches` only wants to know that it builds
    }
    one_by_one();
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
