//! The record as its users meet it: going on, looking back, revising, copying and erasing.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use std::fs;
use std::path::Path;

use common::Desk;

const QUIZ: &str = r#"
title = "A quiz"

[[question]]
id       = "moles"
kind     = "single-choice"
skill    = "language"
extracts = ["letter/a"]
stem     = "What are they compared with?"
options  = [{ text = "Blind moles", correct = true }, { text = "Wise owls" }]
quotes   = ["like blind moles"]
explanation = "Moles cannot see."

[[question]]
id       = "clash"
kind     = "single-choice"
skill    = "comprehension"
extracts = ["letter/a"]
stem     = "What will they come to?"
options  = [{ text = "A clash", correct = true }, { text = "An end" }]
quotes   = ["come to a clash"]
explanation = "It says so."
shuffle  = false

[[question]]
id       = "why"
kind     = "short-answer"
skill    = "inference"
extracts = ["letter/a"]
stem     = "Why is that so?"
model    = "They do not see."
explanation = "He says that they are blind."
[[question.point]]
label  = "blindness"
accept = ["blind*|see*"]
"#;

/// What is planned for today: the question and why, in their order.
fn plan(desk: &Desk) -> Vec<(String, String)> {
    let plan = desk
        .run(&["revise", "--plan", "--format", "json"], "")
        .json();
    let questions = plan["questions"].as_array().unwrap().iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    questions
        .map(|it| (text(&it["question"]), text(&it["reason"])))
        .collect()
}

/// The answers to the whole quiz; `clash` is wrong.
const ANSWERS: &str = "1\n2\nbecause they are blind\n.\n\n";

/// Enough to answer any questions, rightly or not.
const ANYTHING: &str =
    "1\nn\n1\n.\n\n1\nn\n1\n.\n\n1\nn\n1\n.\n\n1\nn\n1\n.\n\n1\nn\n1\n.\n\n1\nn\n1\n.\n\n";

#[test]
fn an_attempt_that_ends_early_goes_on_at_the_same_question() {
    let desk = Desk::new(QUIZ);
    let first = desk.run(&["take", "moles", "--seed", "3"], "1\n");
    assert_eq!(first.code, 130);
    assert!(
        first.stderr.contains("`sourcework resume 1` goes on"),
        "{first:?}"
    );
    let listed = desk.says(&["history"]);
    assert!(
        listed.contains("1 of 3") && listed.contains("not finished"),
        "{listed}"
    );
    let rest = desk.run(&["resume"], "2\nthey are blind\n.\n\n").ok();
    assert!(
        rest.contains("Question 2 of 3") && !rest.contains("Question 1 of 3"),
        "{rest}"
    );
    let listed = desk.says(&["history"]);
    assert!(
        listed.contains("3 of 3") && listed.contains("of 3, "),
        "{listed}"
    );
    let again = desk.run(&["resume"], "");
    assert_eq!(again.code, 2);
    assert!(
        again.stderr.contains("no attempt is unfinished"),
        "{again:?}"
    );
    let again = desk.run(&["resume", "1"], "");
    assert!(again.stderr.contains("attempt 1 is finished"), "{again:?}");
}

#[test]
fn whoever_only_looks_leaves_no_trace_and_no_record_keeps_nothing() {
    let desk = Desk::new(QUIZ);
    let looked = desk.run(&["take", "moles"], "");
    assert!(
        looked.stderr.contains("You had not answered anything yet"),
        "{looked:?}"
    );
    assert!(desk.says(&["history"]).contains("No attempt is kept yet"));
    let fresh = Desk::new(QUIZ);
    fresh.run(&["--no-record", "take", "moles"], ANSWERS).ok();
    assert!(!Path::new(&fresh.state).join("record.db").exists());
    assert!(fresh.says(&["history"]).contains("No attempt is kept yet"));
}

#[test]
fn history_shows_an_attempt_as_it_was_when_the_quiz_has_changed_or_gone() {
    let desk = Desk::new(QUIZ);
    desk.run(&["take", "moles", "--seed", "3"], ANSWERS).ok();
    assert!(!desk.says(&["history"]).contains("changed"));
    // Mending what is told afterwards changes no question.
    desk.write(&QUIZ.replace("Moles cannot see.", "Moles are blind."));
    assert!(!desk.says(&["history"]).contains("changed"));
    desk.write(&QUIZ.replace("What will they come to?", "What do they come to?"));
    let listed = desk.says(&["history"]);
    assert!(listed.contains("1 question changed since"), "{listed}");
    let shown = desk.says(&["history", "1"]);
    assert!(shown.contains("What will they come to?"), "{shown}");
    assert!(shown.contains("`clash` has changed since"), "{shown}");
    fs::remove_file(desk.quiz()).unwrap();
    let shown = desk.says(&["history", "1"]);
    assert!(shown.contains("What will they come to?"), "{shown}");
    assert!(
        desk.says(&["history"])
            .contains("3 questions changed since")
    );
}

#[test]
fn an_edit_resets_only_the_question_whose_content_changed() {
    let desk = Desk::new(QUIZ);
    desk.run(&["take", "moles", "--seed", "3"], ANSWERS).ok();
    assert_eq!(plan(&desk), [], "all has been answered today");
    desk.write(&QUIZ.replace("What will they come to?", "What do they come to?"));
    let new = [("moles/clash".to_owned(), "new".to_owned())];
    assert_eq!(plan(&desk), new);
    desk.run(&["take", "moles", "--seed", "3"], ANSWERS).ok();
    assert_eq!(plan(&desk), []);
    let faults = desk.says(&["record", "check"]);
    assert!(faults.contains("sound"), "{faults}");
}

#[test]
fn revision_asks_across_quizzes_keeps_its_answers_and_can_be_gone_on_with() {
    let desk = Desk::new(QUIZ);
    let other = QUIZ
        .replace("A quiz", "Another")
        .replace("Blind moles", "Blind moles!");
    fs::write(desk.folder.path().join("quizzes/more.toml"), other).unwrap();
    let planned = plan(&desk);
    // `moles` and `more` ask about the same words: of two pairs one waits for another day. The
    // third pair quotes nothing.
    assert_eq!(planned.len(), 4, "{planned:?}");
    let broken = desk.run(&["revise", "--seed", "1"], "1\n\n\n");
    assert_eq!(broken.code, 130, "{broken:?}");
    assert!(broken.stdout.contains("Revision") && broken.stdout.contains("Question 1 of 4"));
    let shown = desk.says(&["history", "1", "--format", "json"]);
    assert!(shown.contains("\"quiz\": \"revision\""), "{shown}");
    let went_on = desk.run(&["resume"], ANYTHING).ok();
    assert!(went_on.contains("of 4 ·") && !went_on.contains("Question 1 of 4"));
    let left = plan(&desk);
    assert_eq!(left, [], "what the day has given away waits");
    let told = desk.run(&["revise"], "").ok();
    assert!(told.contains("Nothing more is due today. Next: "), "{told}");
}

#[test]
fn an_exam_that_is_not_handed_in_tells_nothing_and_teaches_the_schedule_nothing() {
    let desk = Desk::new(QUIZ);
    desk.run(
        &["take", "moles", "--mode", "exam", "--seed", "3"],
        "1\n2\n",
    );
    let listed = desk.says(&["history", "--format", "json"]);
    assert!(
        listed.contains("\"answered\": 2") && listed.contains("\"score\": null"),
        "{listed}"
    );
    let shown = desk.says(&["history", "1"]);
    assert!(!shown.contains(" of 1"), "{shown}");
    assert_eq!(plan(&desk).len(), 3, "all is new to revision");
}

#[test]
fn settings_are_remembered_and_forgotten() {
    let desk = Desk::new(QUIZ);
    desk.says(&[
        "revise",
        "--plan",
        "--exam-date",
        "2099-05-20",
        "--minutes",
        "7",
    ]);
    let status = desk
        .run(&["record", "status", "--format", "json"], "")
        .json();
    assert_eq!(status["settings"]["exam-date"], "2099-05-20");
    assert_eq!(status["settings"]["minutes"], "7");
    desk.says(&["revise", "--plan", "--exam-date", "none"]);
    let status = desk
        .run(&["record", "status", "--format", "json"], "")
        .json();
    assert_eq!(status["settings"].get("exam-date"), None);
    for (wrong, told) in [
        (["--exam-date", "20 May"], "20/5/2027"),
        (["--exam-date", "2020-05-20"], "has passed"),
        (["--bands", "85,60"], "below Good"),
        (["--minutes", "0"], "1..=600"),
    ] {
        let run = desk.run(&[&["revise", "--plan"][..], &wrong].concat(), "");
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
}

#[test]
fn other_bands_rate_the_same_marks_anew() {
    let desk = Desk::new(QUIZ);
    desk.run(&["take", "moles", "--seed", "3"], ANSWERS).ok();
    desk.says(&["revise", "--plan", "--bands", "1,2"]);
    assert!(desk.says(&["record", "check"]).contains("sound"));
    assert!(
        desk.says(&["record", "rebuild"])
            .contains("3 marked answers to 3 questions")
    );
}

#[test]
fn a_copy_goes_to_another_machine_and_back() {
    let desk = Desk::new(QUIZ);
    desk.run(&["take", "moles", "--seed", "3"], ANSWERS).ok();
    desk.run(&["take", "moles", "--seed", "4"], "1\n\n");
    assert!(
        desk.says(&["record", "export", "copy.jsonl"])
            .contains("2 attempts")
    );
    let twice = desk.run(&["record", "export", "copy.jsonl"], "");
    assert_eq!(twice.code, 3, "a copy is never overwritten");
    let copy = fs::read_to_string(desk.folder.path().join("copy.jsonl")).unwrap();
    let other = Desk::new(QUIZ);
    let imported = other.run(&["record", "import", "-"], &copy).ok();
    assert!(imported.contains("Imported 2 of 2 attempts."), "{imported}");
    assert_eq!(other.says(&["record", "export", "-"]), copy);
    assert_eq!(other.says(&["history"]), desk.says(&["history"]));
    let cut_off = copy.lines().take(4).collect::<Vec<_>>().join("\n");
    let refused = Desk::new(QUIZ).run(&["record", "import", "-"], &cut_off);
    assert_eq!(refused.code, 1);
    assert!(
        refused.stderr.contains("ends before its last line"),
        "{refused:?}"
    );
}

#[test]
fn the_copy_in_the_documentation_can_be_imported() {
    let page = include_str!("../docs/record.md");
    let copy = common::blocks(page, "json")[0];
    let desk = Desk::new(QUIZ);
    let imported = desk.run(&["record", "import", "-"], copy).ok();
    assert!(imported.contains("Imported 1 of 1 attempt."), "{imported}");
    assert!(desk.says(&["history"]).contains("1 of 1, 100%"));
}

#[test]
fn erasing_asks_first_and_leaves_nothing_of_an_answer() {
    let desk = Desk::new(QUIZ);
    let secret = "quite blind xylophones";
    let answers = format!("1\n2\n{secret}\n.\n0\n\n");
    desk.run(&["take", "moles", "--seed", "3"], &answers).ok();
    desk.run(&["take", "moles", "--seed", "3"], ANSWERS).ok();
    let holds = || {
        let files = fs::read_dir(&desk.state).unwrap().flatten();
        let files = files.filter(|it| it.path().is_file());
        let mut bytes = files
            .flat_map(|it| fs::read(it.path()).unwrap())
            .collect::<Vec<u8>>();
        bytes.retain(|byte| *byte != 0);
        String::from_utf8_lossy(&bytes).contains(secret)
    };
    assert!(holds());
    let unsure = desk.run(&["record", "erase", "1"], "");
    assert_eq!(unsure.code, 2);
    assert!(unsure.stderr.contains("--yes") && holds(), "{unsure:?}");
    assert!(
        desk.says(&["record", "erase", "1", "--yes"])
            .contains("Erased attempt 1")
    );
    assert!(!holds());
    let listed = desk.says(&["history"]);
    assert!(
        listed.contains("\n 2  ") && !listed.contains("\n 1  "),
        "{listed}"
    );
    assert!(desk.says(&["record", "check"]).contains("sound"));
    desk.says(&["record", "erase", "--all", "--yes"]);
    assert!(desk.says(&["history"]).contains("No attempt is kept yet"));
}

#[test]
fn training_says_how_much_it_needs() {
    let desk = Desk::new(QUIZ);
    desk.run(&["take", "moles", "--seed", "3"], ANSWERS).ok();
    let told = desk.says(&["record", "train"]);
    assert!(told.contains("Training needs 400"), "{told}");
    assert!(
        desk.says(&["record", "train", "--reset"])
            .contains("published")
    );
}

#[test]
fn progress_is_told_in_words_a_table_and_a_page() {
    let desk = Desk::new(QUIZ);
    assert!(
        desk.says(&["progress"])
            .contains("Nothing has been answered yet")
    );
    desk.run(&["take", "moles", "--seed", "3"], ANSWERS).ok();
    let told = desk.says(&["progress"]);
    assert!(
        told.contains("3 of 3 questions have been answered at least once, in 3 answers"),
        "{told}"
    );
    assert!(told.contains("too few answers (1)"), "{told}");
    let table = desk.says(&["progress", "--format", "csv"]);
    assert!(
        table.starts_with("row,name,count,share,low,high\nskill,comprehension,1,,,\n"),
        "{table}"
    );
    let json = desk.run(&["progress", "--format", "json"], "").json();
    assert_eq!(
        (json["version"].as_u64(), json["answers"].as_u64()),
        (Some(2), Some(3))
    );
    desk.says(&["progress", "--html", "page.html", "--student", "<Ada>"]);
    let page = fs::read_to_string(desk.folder.path().join("page.html")).unwrap();
    assert!(
        page.starts_with("<!DOCTYPE html>") && page.contains("&lt;Ada&gt;"),
        "{page}"
    );
}
