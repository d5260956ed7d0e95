//! Asking: no keystroke of an answer is lost, and no answer becomes a zero by accident.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use common::{Desk, sourcework};

const QUIZ: &str = r#"
title = "A quiz"
time-limit = "10m"

[[question]]
id       = "gaps"
kind     = "cloze"
skill    = "comprehension"
extracts = ["letter/a"]
stem     = "Fill the gaps."
text     = "They come to a {{clash}}, like blind {{moles}}."
explanation = "It says so."

[[question]]
id       = "forgiving"
kind     = "cloze"
skill    = "comprehension"
extracts = ["letter/a"]
stem     = "Fill the gap."
text     = "Like blind {{moles}}."
forgive  = "inflection"
explanation = "It says so."

[[question]]
id       = "order"
kind     = "ordering"
skill    = "argument"
extracts = ["letter/a"]
stem     = "Put these in order."
items    = ["They", "will come", "to a clash"]
explanation = "So it is written."

[[question]]
id       = "why"
kind     = "short-answer"
skill    = "inference"
extracts = ["letter/a"]
stem     = "Why is that so?"
model    = "They are blind and stubborn."
explanation = "He says that they are blind."
[[question.point]]
label  = "blindness"
accept = ["blind|blindness"]
[[question.point]]
label  = "stubbornness"
accept = ["stubborn|obstinate"]
"#;

/// Takes one question with these lines; what is shown.
fn take(skill: &str, lines: &str) -> String {
    let desk = Desk::new(QUIZ);
    let run = desk.run(&["take", "moles", "--skill", skill, "--seed", "1"], lines);
    run.stdout
}

#[test]
fn an_answer_keeps_its_paragraphs_and_ends_by_a_single_dot() {
    let desk = Desk::new(QUIZ);
    let lines = "They are blind.\n\nAnd they are stubborn.\n.\n\n";
    let shown = desk
        .run(&["take", "moles", "--skill", "inference"], lines)
        .ok();
    assert!(
        shown.contains("a line with a single dot (.) ends it"),
        "{shown}"
    );
    assert!(shown.contains("Right: 2 of 2 marks."), "{shown}");
    let document = desk.run(&["history", "1", "--format", "json"], "").json();
    let text = &document["result"]["questions"][0]["answer"]["text"];
    assert_eq!(text, "They are blind.\n\nAnd they are stubborn.");
}

#[test]
fn the_end_of_the_input_ends_an_answer_that_was_begun() {
    let desk = Desk::new(QUIZ);
    let run = desk.run(
        &["take", "moles", "--skill", "inference"],
        "They are blind.\n",
    );
    assert!(
        run.stdout.contains("Partly right: 1 of 2 marks."),
        "{run:?}"
    );
}

#[test]
fn enter_at_an_empty_prompt_is_not_an_answer_and_an_empty_one_is_confirmed_once() {
    let shown = take("inference", "\n\n.\nn\nThey are blind.\n.\n\n");
    assert!(shown.contains("Nothing is written yet"), "{shown}");
    assert_eq!(shown.matches("Your answer is empty.").count(), 1, "{shown}");
    assert!(shown.contains("Partly right: 1 of 2 marks."), "{shown}");
    let shown = take("inference", ".\ny\n\n");
    assert!(shown.contains("Not this time: 0 of 2 marks."), "{shown}");
}

#[test]
fn what_the_program_has_found_is_what_enter_takes() {
    // The person looks at it again and presses Enter.
    let shown = take("inference", "They are blind.\n.\nm\n\n\n");
    assert!(
        shown.contains("the Enter key takes those found: 1"),
        "{shown}"
    );
    assert!(shown.contains("Partly right: 1 of 2 marks."), "{shown}");
    assert!(!shown.contains("Not this time"), "{shown}");
    // Where nothing was found, none must be said.
    let shown = take("inference", "I do not know.\n.\nm\n\n0\n\n");
    assert!(shown.contains("Type 0 if no point was made."), "{shown}");
}

#[test]
fn gaps_are_called_what_they_were_called_and_near_misses_are_explained() {
    let shown = take("comprehension", "clasj\nmole\nmole\n");
    assert!(shown.contains("(1) ______"), "{shown}");
    assert!(
        shown.contains("(1) – not right. You answered: clasj. Answer: clash"),
        "{shown}"
    );
    assert!(shown.contains("Nearly: look at the spelling."), "{shown}");
    assert!(
        shown.contains("(2) – not right. You answered: mole"),
        "{shown}"
    );
    assert!(
        shown.contains("Nearly: it is another form of the word."),
        "{shown}"
    );
    assert!(shown.contains("(1) – right: mole"), "{shown}");
    assert!(
        shown.contains("another form of the word, which is forgiven here"),
        "{shown}"
    );
}

#[test]
fn ordered_items_are_told_in_the_right_order_without_the_numbers_of_another() {
    let shown = take("argument", "1 2 3\n");
    let (_, told) = shown.split_once("Enter all numbers").unwrap();
    let line = |item: &str| {
        let place = told.lines().position(|line| {
            line.strip_prefix("-  ")
                .is_some_and(|it| it.starts_with(item))
        });
        place.unwrap_or_else(|| panic!("{item} does not begin a line: {told}"))
    };
    let places = ["They", "will come", "to a clash"].map(line);
    assert!(places.is_sorted(), "{shown}");
}

#[test]
fn the_overview_goes_back_to_where_one_was() {
    let desk = Desk::new(QUIZ);
    let lines = "s\no\nback\n";
    let run = desk.run(&["take", "moles", "--mode", "exam", "--seed", "1"], lines);
    let after = run.stdout.split("Your paper").nth(1).unwrap();
    assert!(after.contains("Question 2 of 4"), "{}", run.stdout);
}

#[test]
fn a_quiz_is_suggested_by_a_part_of_its_name() {
    let run = sourcework(&["take", "warmup"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("did you mean `letter-1-warm-up`?"),
        "{run:?}"
    );
}

#[test]
fn the_menu_lists_a_broken_quiz_and_goes_on() {
    let desk = Desk::new("title = \"cut off");
    let run = desk.run(&["--plain"], "1\n4\n");
    assert!(run.stdout.contains("moles (has errors"), "{run:?}");
    assert!(
        run.stdout.contains(
            "This quiz has errors and cannot be taken. `sourcework check moles` says which."
        ),
        "{run:?}"
    );
}

#[test]
fn files_that_cannot_be_written_are_explained_in_words() {
    let desk = Desk::new(QUIZ);
    desk.says(&["record", "export", "copy.jsonl"]);
    let run = desk.run(&["record", "export", "copy.jsonl"], "");
    assert_eq!(run.code, 3);
    assert!(
        run.stderr
            .contains("it already exists; choose another file name"),
        "{run:?}"
    );
    assert!(!run.stderr.contains("os error"), "{run:?}");
}

#[test]
fn the_command_that_goes_on_names_the_record_that_was_named() {
    let desk = Desk::new(QUIZ);
    let arguments = ["take", "moles", "--record", "my answers.db"];
    let run = desk.run(&arguments, "1 2 3\nx\ny\n");
    let command = "`sourcework resume 1 --record 'my answers.db'`";
    assert!(run.stderr.contains(command), "{run:?}");
    let listed = desk.says(&["history", "--record", "my answers.db"]);
    assert!(listed.contains(command), "{listed}");
}
