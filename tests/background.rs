//! What stands around a question: for which examination it is set, the words of its passage, what
//! happened around the source, how dates may be written, and how its marks are rounded.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use common::{Desk, PROGRAM, run, sourcework};
use std::process::Command;

const QUIZ: &str = r#"
title = "A quiz"
exam  = { board = "IB Diploma", paper = "Paper 1", minutes-per-mark = "2.5" }

[[question]]
id       = "when"
kind     = "grid"
skill    = "provenance"
exam     = { objective = "AO1" }
extracts = ["letter/a"]
stem     = "When was it?"
rows     = [
  { label = "Day of the letter", answers = ["26 October 1962"], forgive = "date" },
  { label = "Day of the answer", answers = ["1962-10-28"], forgive = "date-month-first" },
  { label = "Name", answers = ["Khrushchev"], forgive = "spelling" },
]
explanation = "It was in October."

[[question]]
id       = "order"
kind     = "ordering"
skill    = "argument"
exam     = { paper = "Paper 2", objective = "AO3" }
extracts = ["letter/a"]
stem     = "Put these in order."
marks    = 1
items    = ["They", "will come", "to a clash"]
explanation = "So it is written."
"#;

fn asked(words: &str, lines: &str) -> common::Run {
    let desk = Desk::new(QUIZ);
    desk.run(&["take", "moles", "--exam", words, "--seed", "1"], lines)
}

#[test]
fn questions_are_chosen_by_the_examination_that_they_are_set_for() {
    let one = asked("ao1", "26/10/62\n10/28/62\nKrushchev\n").stdout;
    assert!(one.contains("Question 1 of 1"), "{one}");
    assert!(one.contains("When was it?"), "{one}");
    let of_quiz = asked("IB diploma", "").stdout;
    assert!(of_quiz.contains("Question 1 of 2"), "{of_quiz}");
    let own = asked("paper 2", "").stdout;
    assert!(own.contains("Put these in order."), "{own}");
    let none = asked("AO9", "");
    assert_eq!(none.code, 2);
    assert!(none.stderr.contains("no question"), "{}", none.stderr);
}

#[test]
fn revision_and_the_list_know_the_examination_too() {
    let plan = |words: &str| {
        let args = ["revise", "--plan", "--format", "json", "--exam", words];
        let plan = sourcework(&args).json();
        let questions = plan["questions"].as_array().unwrap().clone();
        let named = |it: &serde_json::Value| it["question"].as_str().unwrap().to_owned();
        questions.iter().map(named).collect::<Vec<_>>()
    };
    let own_knowledge = plan("AO1");
    assert!(!own_knowledge.is_empty());
    let known = [
        "letter-2-provenance/date-in-crisis",
        "letter-4-exam/context-photographs",
        "letter-4-exam/next-day",
        "letter-5-written/challenge-6b",
    ];
    for question in &own_knowledge {
        assert!(known.contains(&question.as_str()), "{question}");
    }
    assert_eq!(plan("AO9"), Vec::<String>::new());
    let list = sourcework(&["list", "--exam", "AO1"]).ok();
    assert!(list.contains("(2 questions, IB Paper 1 style)"), "{list}");
    assert!(!list.contains("letter-1-warm-up"), "{list}");
}

#[test]
fn dates_and_names_are_accepted_in_other_forms() {
    let right = asked("ao1", "26/10/62\n10/28/62\nKrushchev\n").stdout;
    assert!(right.contains("3 of 3 marks"), "{right}");
    let wrong = asked("ao1", "27 October 1962\n28/10/61\nKennedy\n").stdout;
    assert!(wrong.contains("0 of 3 marks"), "{wrong}");
    let one_line = wrong.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(one_line.contains("Answer: 26 October"), "{wrong}");
}

#[test]
fn marks_that_are_rounded_down_are_announced() {
    let shown = asked("AO3", "").stdout;
    assert!(shown.contains("1 mark, rounded down"), "{shown}");
    let whole = asked("AO1", "").stdout;
    assert!(whole.contains("3 marks\n"), "{whole}");
}

/// Runs the program on the built-in library, with what is typed.
fn typed(arguments: &[&str], lines: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(PROGRAM);
    command.current_dir(&folder).args(arguments);
    run(command.arg("--no-record"), lines).stdout
}

#[test]
fn the_words_of_a_passage_are_explained_on_request() {
    let take = ["take", "letter-2-provenance", "--exam", "AO1"];
    let before = typed(&take, "");
    assert!(!before.contains("about to happen soon"), "{before}");
    let after = typed(&take, "g\n");
    assert!(after.contains("impending: about to happen soon"), "{after}");
    assert!(
        !after.contains("reciprocal:"),
        "only words of the passage: {after}"
    );
}

#[test]
fn a_source_shows_what_happened_around_it() {
    let shown = sourcework(&["show", "khrushchev-letter-1962"]).ok();
    assert!(
        shown.contains("6 November 1962: Mid-term elections"),
        "{shown}"
    );
    assert!(shown.contains("quarantine: here:"), "{shown}");
}

#[test]
fn the_heading_is_hidden_where_it_would_answer_the_question() {
    let exam = ["take", "letter-4-exam", "--mode", "exam"];
    let shown = typed(&exam, "Krushchev\n26th Oct 1962\n");
    let first = shown.split("Question 2").next().unwrap();
    assert!(first.contains("The heading is hidden."), "{shown}");
    assert!(!first.contains("By:      Nikita Khrushchev"), "{shown}");
}
