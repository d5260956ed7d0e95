//! Revision as a student meets it over days: any day can be played with `--date`.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use common::{Desk, MOLES as QUIZ};

/// A first answer, a last answer where a missed question is asked again, and enough to go on.
const RIGHT: &str = "1\n\n\n";
const WRONG: &str = "2\n\nn\n\n";

fn revise(desk: &Desk, day: &str, answer: &str) -> String {
    let run = desk.run(&["revise", "--date", day], answer);
    assert_eq!(run.code, 0, "{day}: {run:?}");
    assert!(
        run.stderr.contains(&format!("kept with the date {day}")),
        "{run:?}"
    );
    run.stdout
}

#[test]
fn with_a_date_any_day_can_be_played_and_looked_at_again() {
    let desk = Desk::new(QUIZ);
    revise(&desk, "2027-03-01", RIGHT);
    revise(&desk, "2027-03-09", WRONG);
    let on = |day: &str| {
        let run = desk.run(&["progress", "--format", "json", "--date", day], "");
        assert_eq!(run.stderr, "");
        run.json()
    };
    assert_eq!(on("2027-02-28")["answers"], 0);
    assert_eq!(on("2027-03-08")["answers"], 1);
    assert_eq!(on("2027-03-08")["predictions"], serde_json::Value::Null);
    let later = on("2027-03-10");
    assert_eq!(later["answers"], 2);
    assert_eq!(later["predictions"]["answers"], 1);
    assert_eq!(later["predictions"]["observed"], 0.0);
    // One repeat says next to nothing: the bounds are those of the prior and one failure.
    let last = later["forecast"].as_array().unwrap().last().unwrap();
    let (low, high) = (&last["with"]["low"], &last["with"]["high"]);
    assert!(
        high.as_f64().unwrap() - low.as_f64().unwrap() > 0.4,
        "{last}"
    );
    assert_eq!(on("2027-03-10"), later, "the same day is the same");
    let words = desk.says(&["progress", "--date", "2027-03-10"]);
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("It is too early to forecast"), "{words}");
    assert!(words.contains("would be right; 0% of 1 were."), "{words}");
    let wrong = desk.run(&["progress", "--date", "1 March"], "");
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("such as 2027-05-20"), "{wrong:?}");
}

#[test]
fn an_answer_with_a_date_to_come_is_reported_and_does_not_silence_the_plan() {
    let desk = Desk::new(QUIZ);
    revise(&desk, "2031-01-01", RIGHT);
    for _ in 0..2 {
        let run = desk.run(&["revise", "--plan"], "");
        assert!(
            run.stderr
                .contains("attempt 1 is left out: it is dated 2031-01-01, which is still to come"),
            "{run:?}"
        );
        assert!(run.ok().contains("moles/moles"));
    }
    let progress = desk.run(&["progress"], "");
    assert!(progress.stderr.contains("the clock"), "{progress:?}");
    assert!(progress.ok().contains("Nothing has been answered yet"));
    // Answered today, it counts, and the other answer still does not.
    desk.run(&["revise"], RIGHT).ok();
    let told = desk.run(&["progress", "--format", "json"], "").json();
    assert_eq!(told["answers"], 1);
    // On that day it counts like any other.
    let told = desk.run(
        &["progress", "--format", "json", "--date", "2031-01-02"],
        "",
    );
    assert_eq!(told.json()["answers"], 2);
    // It is not lost: the history and the copy have it.
    assert!(desk.says(&["history"]).contains("1 Jan 2031"));
    let copy = desk.says(&["record", "export", "-"]);
    assert_eq!(copy.matches("\"action\":\"answered\"").count(), 2);
}

#[test]
fn an_answer_with_a_date_to_come_in_an_attempt_that_began_before_does_not_count_either() {
    let (_, question) = QUIZ.split_once("[[question]]").unwrap();
    let second = question.replace("\"moles\"", "\"again\"");
    let desk = Desk::new(&format!("{QUIZ}\n[[question]]{second}"));
    let begun = desk.run(&["take", "moles", "--date", "2027-03-01"], "1\n\n");
    assert_eq!(begun.code, 130, "{begun:?}");
    let on = |day: &str| {
        let progress = ["progress", "--format", "json", "--date", day];
        desk.run(&progress, "").json()["answers"].clone()
    };
    assert_eq!(on("2027-03-02"), 1);
    desk.run(&["resume", "--date", "2028-01-01"], RIGHT).ok();
    assert_eq!(on("2027-03-02"), 0);
    assert_eq!(on("2028-01-02"), 2);
}

#[test]
fn a_question_failed_four_times_in_a_row_rests_and_is_explained_before_it_is_asked() {
    let desk = Desk::new(QUIZ);
    for day in 1..=4 {
        let told = revise(&desk, &format!("2027-03-0{day}"), WRONG);
        assert!(!told.contains("in a row. Read first"), "{told}");
    }
    let plan = |day: &str| {
        let plan = ["revise", "--plan", "--format", "json", "--date", day];
        desk.run(&plan, "").json()["questions"].clone()
    };
    // After the fourth failure, on 4 March, it rests for seven days.
    assert_eq!(plan("2027-03-10").as_array().unwrap().len(), 0);
    let rested = &plan("2027-03-11")[0];
    assert_eq!(rested["reason"], "rested");
    assert_eq!(rested["explained-first"], true);
    // Broken off before the answer and taken up again, it is explained again.
    let broken = desk.run(&["revise", "--date", "2027-03-11"], "r\n");
    assert_eq!(broken.code, 130);
    let explained = |told: &str| {
        let first = told.find("You have missed this question four times");
        let why = told.find("Why: Moles cannot see.");
        let verdict = told.find("Right: 1 of 1 mark");
        first.is_some() && first < why && why < verdict
    };
    let told = revise(&desk, "2027-03-11", RIGHT);
    assert!(explained(&told), "{told}");
    // An answer just after its explanation says nothing of the skill, and nothing of the forecast.
    let progress = ["progress", "--format", "json", "--date", "2027-03-12"];
    let told = desk.run(&progress, "").json();
    let language = told["skills"].as_array().unwrap().iter();
    let language = language.clone().find(|it| it["skill"] == "language");
    assert_eq!(language.unwrap()["answers"], 4);
    assert_eq!(told["predictions"]["answers"], 3);
    // Right, it comes back after three days at the earliest, and without its explanation.
    assert_eq!(plan("2027-03-13").as_array().unwrap().len(), 0);
    assert_eq!(plan("2027-03-14")[0]["explained-first"], false);
}
