//! Marks that change after an attempt: judged by a teacher, written again, marked again by a mended
//! scheme. And records of other versions, and files that are not records.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use common::Desk;
use serde_json::Value;

const QUIZ: &str = r#"
title = "A quiz"
pass  = 50

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

[[question]]
id       = "worth"
kind     = "extended"
skill    = "utility"
extracts = ["letter/a"]
stem     = "How useful is the letter?"
model    = "It is useful, but it is one voice."
explanation = "It depends on the enquiry."
[[question.criterion]]
name   = "Judgement"
levels = [{ marks = "1-2", descriptor = "simple" }, { marks = "3-5", descriptor = "good" }]
"#;

/// The answer to the first question earns 1 of 2; the essay is left for the teacher.
const LEFT: &str = "They are blind and foolish.\n.\n\nIt is useful.\n.\nback\ny\n";

fn question<'v>(document: &'v Value, id: &str) -> &'v Value {
    let questions = document["result"]["questions"].as_array().unwrap();
    questions.iter().find(|it| it["id"] == id).unwrap()
}

fn history(desk: &Desk) -> Value {
    desk.run(&["history", "1", "--format", "json"], "").json()
}

#[test]
fn what_was_left_for_the_teacher_is_judged_later_and_history_and_schedule_follow() {
    let desk = Desk::new(QUIZ);
    desk.run(&["take", "moles"], LEFT).ok();
    assert!(desk.says(&["history"]).contains("5 wait for a person"));
    let due = |desk: &Desk| {
        let plan = desk
            .run(&["revise", "--plan", "--format", "json"], "")
            .json();
        plan["questions"].as_array().unwrap().len()
    };
    let before = due(&desk);
    let judged = desk.run(&["judge", "--name", "Ms Okafor"], "4\nQuote more.\n");
    let judged = judged.ok();
    assert!(judged.contains("Mark saved: 4 of 5 marks."), "{judged}");
    assert!(judged.contains("Marked 1 of 1 answer."), "{judged}");
    let said = desk.says(&["history"]);
    // 1 of 2 and 4 of 5: 71%.
    assert!(said.contains("5 of 7, 71%"), "{said}");
    let shown = desk.says(&["history", "1"]);
    assert!(shown.contains("Marked by Ms Okafor on "), "{shown}");
    assert!(shown.contains("Comment: Quote more."), "{shown}");
    let document = history(&desk);
    let essay = question(&document, "worth");
    assert_eq!(essay["mark"]["awarded"], 4);
    assert_eq!(essay["judged"]["name"], "Ms Okafor");
    assert_eq!(
        document["score"]["awarded"],
        document["result"]["summary"]["score"]["awarded"]
    );
    // The essay is a review now, and no longer new.
    assert_eq!(due(&desk), before - 1);
    assert_eq!(desk.says(&["judge"]), "No answer waits to be marked.\n");
    // A teacher may think again.
    desk.run(&["judge", "1", "--all"], "0\n\n2\n\n").ok();
    let document = history(&desk);
    assert_eq!(question(&document, "worth")["mark"]["awarded"], 2);
    assert!(desk.says(&["record", "check"]).contains("is sound"));
}

#[test]
fn only_a_finished_attempt_is_judged_later() {
    let desk = Desk::new(QUIZ);
    desk.run(&["take", "moles"], "They are blind.\n.\n");
    let run = desk.run(&["judge", "1"], "");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("`sourcework resume 1`"), "{run:?}");
    let run = desk.run(&["judge", "7"], "");
    assert!(run.stderr.contains("there is no attempt 7"), "{run:?}");
}

#[test]
fn a_written_answer_is_written_again_and_the_first_version_counts() {
    let desk = Desk::new(QUIZ);
    let lines = "They are blind.\n.\nw\nThey are blind and stubborn.\n.\n\nIt is.\n.\nback\ny\n";
    let shown = desk.run(&["take", "moles"], lines).ok();
    assert!(
        shown.contains("Your first version earned 1 of 2"),
        "{shown}"
    );
    assert!(
        shown.contains("Question 1, written again: 1, then 2."),
        "{shown}"
    );
    let document = history(&desk);
    let first = question(&document, "why");
    assert_eq!(first["mark"]["awarded"], 1);
    assert_eq!(first["second"]["mark"]["awarded"], 2);
    assert_eq!(document["score"]["awarded"], 1);
}

#[test]
fn a_mended_scheme_marks_kept_answers_again_only_when_that_is_asked_for() {
    let desk = Desk::new(QUIZ);
    desk.run(&["take", "moles"], LEFT).ok();
    desk.write(&QUIZ.replace("stubborn|obstinate", "stubborn|foolish"));
    // Nothing changes by itself.
    assert_eq!(question(&history(&desk), "why")["mark"]["awarded"], 1);
    let dry = desk.says(&["remark", "moles", "--dry-run"]);
    assert!(
        dry.contains("Attempt 1, why: 1 of 2 becomes 2 of 2."),
        "{dry}"
    );
    assert!(dry.contains("blind … foolish"), "{dry}");
    let unsaid = desk.run(&["remark", "moles"], "");
    assert_eq!(unsaid.code, 2, "{unsaid:?}");
    assert_eq!(question(&history(&desk), "why")["mark"]["awarded"], 1);
    let reason = "“foolish” is accepted too.";
    desk.says(&["remark", "moles", "--yes", "--reason", reason]);
    let document = history(&desk);
    let why = question(&document, "why");
    assert_eq!(why["mark"]["awarded"], 2);
    assert_eq!(why["remarked"]["before"]["awarded"], 1);
    assert_eq!(why["remarked"]["reason"], reason);
    assert_eq!(document["score"]["awarded"], 2);
    let again = desk.says(&["remark", "moles", "--dry-run"]);
    assert!(again.contains("Marks that change: 0."), "{again}");
    let shown = desk.says(&["history", "1"]);
    assert!(shown.contains("Marked again on "), "{shown}");
}

#[test]
fn a_judgement_and_a_question_that_asks_something_else_are_not_marked_again() {
    let desk = Desk::new(QUIZ);
    desk.run(&["take", "moles"], LEFT).ok();
    let reworded = QUIZ.replace("Why is that so?", "Why should that be so?");
    desk.write(&reworded.replace("stubborn|obstinate", "stubborn|foolish"));
    let said = desk.run(&["remark", "moles", "--dry-run", "--format", "json"], "");
    let said = said.json();
    assert_eq!(said["changes"].as_array().unwrap().len(), 0);
    assert_eq!(said["other-questions"], 1);
    // Nothing is marked by the teacher, and then the scheme is mended.
    desk.run(&["judge", "1", "--all"], "0\n\n0\n\n").ok();
    desk.write(&QUIZ.replace("stubborn|obstinate", "stubborn|foolish"));
    let said = desk.run(&["remark", "moles", "--yes", "--format", "json"], "");
    let said = said.json();
    assert_eq!(said["changes"].as_array().unwrap().len(), 0, "{said}");
    assert_eq!(said["marked-by-a-person"], 2, "{said}");
}

/// A hostile or damaged record: every reading command names it and changes nothing.
#[test]
fn events_of_a_later_version_are_named_and_a_changed_event_is_noticed() {
    let desk = Desk::new(QUIZ);
    desk.run(&["take", "moles"], LEFT).ok();
    let file = format!("{}/record.db", desk.state);
    let change = |sql: &str| {
        let connection = rusqlite::Connection::open(&file).unwrap();
        assert_eq!(connection.execute(sql, []).unwrap(), 1);
    };
    change(
        "UPDATE events SET payload = replace(payload, '\"awarded\":1', '\"awarded\":2') WHERE kind = 'answered' AND payload LIKE '%awarded%'",
    );
    let run = desk.run(&["history", "1"], "");
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("checksum differs"), "{run:?}");
    let run = desk.run(&["record", "check"], "");
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("checksum differs"), "{run:?}");
    change(
        "UPDATE events SET payload = replace(payload, '\"version\":2', '\"version\":99') WHERE seq = 0",
    );
    for arguments in [&["history", "1"][..], &["history"], &["resume", "1"]] {
        let run = desk.run(arguments, "");
        assert_eq!(run.code, 3, "{arguments:?}: {run:?}");
        assert!(run.stderr.contains("a later version"), "{run:?}");
    }
}

#[test]
fn a_database_of_another_program_is_left_as_it_is() {
    let desk = Desk::new(QUIZ);
    let file = format!("{}/record.db", desk.state);
    std::fs::create_dir_all(&desk.state).unwrap();
    let connection = rusqlite::Connection::open(&file).unwrap();
    connection
        .execute_batch("CREATE TABLE bookmarks (title TEXT); PRAGMA user_version = 1;")
        .unwrap();
    drop(connection);
    let before = std::fs::read(&file).unwrap();
    let run = desk.run(&["history"], "");
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("is not a record"), "{run:?}");
    assert_eq!(std::fs::read(&file).unwrap(), before);
}
