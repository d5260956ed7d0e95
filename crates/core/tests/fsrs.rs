//! The memory of questions and the mastery of skills, held against programs that know nothing of
//! this one: the Python package `fsrs` and scipy. `tests/fsrs/run` makes their files anew.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    missing_docs
)]

use std::{env, fs};

use serde::Deserialize;
use sourcework_core::revision::{Evidence, Memory, Model, Rating};

/// Relative; the package computes with 53 bits, the crate with 24.
const TOLERANCE: f64 = 2e-5;

/// A line of `tests/fsrs/conformance.py`.
#[derive(Deserialize)]
struct History {
    reviews: Vec<(u32, u32)>,
    retention: f32,
    stability: f64,
    difficulty: f64,
    interval: u32,
    exact: f64,
}

/// The memory after reviews: the days before each, and its rating.
fn memory_after(reviews: &[(u32, u32)]) -> Memory {
    let rating = |number| match number {
        1 => Rating::Again,
        2 => Rating::Hard,
        3 => Rating::Good,
        4 => Rating::Easy,
        other => panic!("{other} is no rating"),
    };
    let model = Model::default();
    let mut memory = None;
    for (days, number) in reviews {
        memory = Some(model.after(memory, *days, rating(*number)));
    }
    memory.unwrap()
}

fn apart(ours: f32, theirs: f64) -> f64 {
    (f64::from(ours) / theirs - 1.0).abs()
}

/// Holds every line against the crate; tells how many lines there were.
fn hold(lines: &str) -> usize {
    let (mut histories, mut worst, mut rounded_otherwise) = (0, (0.0_f64, 0.0_f64), 0);
    for line in lines.lines() {
        let theirs: History = serde_json::from_str(line).unwrap();
        let ours = memory_after(&theirs.reviews);
        let stability = apart(ours.stability, theirs.stability);
        let difficulty = apart(ours.difficulty, theirs.difficulty);
        assert!(
            stability < TOLERANCE && difficulty < TOLERANCE,
            "{ours:?}: {line}"
        );
        let days = Model::default().interval_days(ours, theirs.retention);
        if days != theirs.interval {
            // Next to a half, the last digits say which way it is rounded.
            let from_half = (theirs.exact.fract() - 0.5).abs();
            let rounding = days.abs_diff(theirs.interval) == 1;
            assert!(
                rounding && from_half < theirs.exact * TOLERANCE,
                "{days} days: {line}"
            );
            rounded_otherwise += 1;
        }
        worst = (worst.0.max(stability), worst.1.max(difficulty));
        histories += 1;
    }
    println!(
        "{histories} histories; stability to {:.1e}, difficulty to {:.1e}; {rounded_otherwise} \
         intervals rounded otherwise",
        worst.0, worst.1
    );
    histories
}

#[test]
fn twenty_histories_come_to_the_same_as_in_the_python_package() {
    let lines = fs::read_to_string("tests/fsrs/histories.jsonl").unwrap();
    assert_eq!(hold(&lines), 20);
}

#[test]
#[ignore = "needs the Python package: tests/fsrs/run"]
fn five_thousand_histories_come_to_the_same_as_in_the_python_package() {
    let file = env::var("SOURCEWORK_FSRS_HISTORIES").unwrap();
    assert!(hold(&fs::read_to_string(file).unwrap()) >= 5000);
}

#[test]
fn a_question_not_known_at_first_and_then_always_has_the_published_memory() {
    let memory = memory_after(&[(0, 1), (0, 3), (1, 3), (3, 3), (8, 3), (21, 3)]);
    assert!(apart(memory.stability, 53.62691) < 1e-5, "{memory:?}");
    assert!(apart(memory.difficulty, 6.3574867) < 1e-6, "{memory:?}");
}

#[test]
fn the_intervals_of_a_stability_of_a_hundred_days_are_those_of_the_formula() {
    let memory = Memory {
        stability: 100.0,
        difficulty: 5.0,
    };
    for (retention, days) in [
        (0.80, 331.6),
        (0.85, 190.6),
        (0.90, 100.0),
        (0.95, 40.3),
        (0.97, 22.3),
    ] {
        let ours = Model::default().interval(memory, retention);
        assert!((ours - days).abs() <= 0.05, "{ours} days to {retention}");
    }
}

#[test]
fn mastery_has_the_mean_and_the_quantiles_of_scipy() {
    let table = fs::read_to_string("tests/fsrs/mastery.json").unwrap();
    let rows: Vec<[f64; 5]> = serde_json::from_str(&table).unwrap();
    assert!(rows.len() >= 200);
    let mut worst = 0.0_f64;
    for [successes, failures, mean, low, high] in rows {
        let evidence = Evidence::from_parts(successes, failures, 0, 4);
        let ours = evidence.mastery(0).unwrap();
        for (ours, theirs) in [(ours.mean, mean), (ours.low, low), (ours.high, high)] {
            let apart = (ours - theirs).abs();
            assert!(
                apart < 1e-6,
                "{ours}, not {theirs}: {successes} to {failures}"
            );
            worst = worst.max(apart);
        }
    }
    println!("apart by {worst:.1e} at most");
}
