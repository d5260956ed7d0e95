//! `take --probe`: questions that are asked first without their passage, by lines.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use std::process::Command;

use common::{PROGRAM, Run, run_in, sourcework, sourcework_with, state};
use serde_json::{Value, json};

/// Takes the quiz of two questions; the second option of the first is right, and the first of the second.
fn two(more: &[&str], input: &str) -> Run {
    let mut arguments = vec!["--library", "tests/library", "take", "two", "--seed", "1"];
    arguments.extend(more);
    sourcework_with(&arguments, input)
}

fn unwrapped(shown: &str) -> String {
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_student_is_told_that_they_do_not_count_and_sees_no_passage_until_they_are_over() {
    let run = two(&["--probe", "2", "--retry"], "2\ns\n1\n1\n2\n");
    let shown = unwrapped(&run.ok());
    let notice = "First, 2 questions without their passage. They do not count: they show whether a question needs its source. Answer from what you know, or go on without an answer; you get them again with the passage.";
    let (before, quiz) = shown
        .split_once("Now the quiz, with the passages.")
        .unwrap();
    let (_, asked) = before.split_once(notice).unwrap();
    for part in [
        "Without the passage: 1 of 2 · does not count",
        "Without the passage: 2 of 2",
    ] {
        assert!(asked.contains(part), "{part}: {asked}");
    }
    // Neither passage nor heading, nor what was right.
    for hidden in [
        "the bishop gave thanks",
        "A notice",
        "Right",
        "Not this time",
        "Question 1",
    ] {
        assert!(!before.contains(hidden), "{hidden}: {before}");
    }
    assert!(quiz.contains("the bishop gave thanks"), "{quiz}");
    assert!(quiz.contains("Question 1 of 2"), "{quiz}");
    // The first was right without its passage and wrong with it, and was asked again because of that.
    assert!(quiz.contains("1 of 2"), "{quiz}");
    assert!(quiz.contains("Question 1 of 2 (again)"), "{quiz}");
}

#[test]
fn the_record_has_them_and_the_result_counts_none_of_them() {
    let with = two(&["--probe", "2", "--format", "json"], "2\ns\n1\n1\n").json();
    let without = two(&["--format", "json"], "1\n1\n").json();
    let timeless = |result: &Value| {
        let mut summary = result["summary"].clone();
        summary["seconds"] = json!(0);
        (result["questions"].clone(), summary)
    };
    assert_eq!(timeless(&with), timeless(&without));
    let events = with["events"].as_array().unwrap();
    let actions: Vec<&str> = events
        .iter()
        .map(|it| it["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions[..4], ["opened", "probed", "probed", "answered"]);
    assert_eq!(events[0]["probes"], json!(["closed", "opened"]));
    assert_eq!(events[1]["question"], "closed");
    assert_eq!(events[1]["answer"], json!({ "choice": 1 }));
    let earned = json!({ "awarded": 1, "available": 1, "basis": "exact" });
    assert_eq!(events[1]["earned"], earned);
    assert!(events[2].get("answer").is_none() && events[2].get("earned").is_none());
}

#[test]
fn an_exam_says_when_its_time_begins() {
    let run = two(&["--probe", "1", "--mode", "exam"], "s\n");
    let shown = unwrapped(&run.stdout);
    assert!(
        shown.contains("First, 1 question without its passage. It does not count"),
        "{shown}"
    );
    let (before, after) = shown
        .split_once("Now the quiz, with the passages.")
        .unwrap();
    assert!(
        before.contains("The time of the exam begins after that."),
        "{before}"
    );
    assert!(!before.contains("You have"), "{before}");
    assert!(after.contains("You have 10 min."), "{after}");
}

#[test]
fn what_cannot_be_is_refused_in_plain_words() {
    let essay = [
        "--library",
        "tests/library",
        "take",
        "written",
        "--probe",
        "2",
    ];
    let run = sourcework(&essay);
    assert_eq!(run.code, 2, "{run:?}");
    let told = unwrapped(&run.stderr);
    assert!(
        told.contains("none of the questions can be asked without its passage"),
        "{told}"
    );
    let run = two(&["--probe", "1", "--answers", "none.toml"], "");
    assert_eq!(run.code, 2, "{run:?}");
    assert!(
        unwrapped(&run.stderr).contains("--probe asks a person"),
        "{run:?}"
    );
}

#[test]
fn a_copy_of_the_record_carries_them() {
    let (here, there) = (state(), state());
    let program = |state: &str, arguments: &[&str], input: &str| {
        run_in(Command::new(PROGRAM).args(arguments), input, state).ok()
    };
    let take = ["--library", "tests/library", "take", "two", "--probe", "2"];
    program(&here, &take, "2\ns\n1\n1\n");
    let copy = format!("{here}/copy.jsonl");
    program(&here, &["record", "export", &copy], "");
    program(&there, &["record", "import", &copy], "");
    // Opened, two without their passage, two with it, handed in and finished.
    for state in [here, there] {
        let checked = program(&state, &["record", "check"], "");
        assert_eq!(checked, "The record is sound: 1 attempt, 7 events.\n");
    }
}
