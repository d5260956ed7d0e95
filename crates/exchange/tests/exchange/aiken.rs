//! Aiken: single choice and nothing else.

use proptest::prelude::*;
use serde_json::json;
use sourcework_core::diagnostic::Code;
use sourcework_core::quiz::Body;
use sourcework_exchange::{Format, Imported, Settings, Wanted, assemble, export, read};

use crate::compare::{material, same_up_to, shipped};
use crate::imports::codes;

fn imported(text: &str) -> Imported {
    read(Format::Aiken, "bank.txt", text.as_bytes(), None)
}

#[test]
fn single_choice_comes_back_and_the_rest_was_declared() {
    let mut went = 0;
    for paper in shipped() {
        let exported = export(Format::Aiken, material(&paper), Settings::default());
        let text = String::from_utf8(exported.bytes).unwrap();
        let choices = paper
            .quiz
            .questions
            .iter()
            .filter(|it| matches!(it.body, Body::SingleChoice(_)));
        let choices = choices.count();
        assert_eq!(text.matches("ANSWER: ").count(), choices);
        went += choices;
        let imported = imported(&text);
        assert_eq!(codes(&imported), []);
        let drafts = assemble(imported, &Wanted::default());
        same_up_to(&paper.quiz, &exported.losses, &drafts);
    }
    assert!(went > 10, "the letter has many single choices");
}

#[test]
fn numbers_brackets_colons_and_feedback_are_read_as_they_are_meant() {
    let text = "1. Who wrote it?\n(A) Kennedy\n(B) Khrushchev\nANSWER: B\nFeedback: He signs it.\n\n\
        2) When?\nA: 1961\nB: 1962\nANSWER: B\n\n\
        3. 1962. What happened?\nA. A crisis\nB. A war\nANSWER: A\n";
    let read = imported(text);
    assert_eq!(codes(&read), []);
    let stems: Vec<&str> = read.questions.iter().map(|it| it.stem.as_str()).collect();
    assert_eq!(stems, ["Who wrote it?", "When?", "1962. What happened?"]);
    let option = |text: &str, right: bool| match right {
        true => json!({ "text": text, "correct": true }),
        false => json!({ "text": text }),
    };
    let body = serde_json::to_value(&read.questions[0].body).unwrap();
    assert_eq!(
        body["options"],
        json!([option("Kennedy", false), option("Khrushchev", true)])
    );
    assert_eq!(
        read.questions[0].explanation.as_deref(),
        Some("He signs it.")
    );
    assert_eq!(read.questions[1].explanation, None);
    // A number before some of them belongs to their words.
    let year =
        imported("1962. What happened?\nA. A crisis\nANSWER: A\n\n2. Why?\nA. He\nANSWER: A\n");
    let stems: Vec<&str> = year.questions.iter().map(|it| it.stem.as_str()).collect();
    assert_eq!(stems, ["1962. What happened?", "2. Why?"]);
    let nobodys = imported("Feedback: Well done.\n\nWho?\nA. He\nANSWER: A\n");
    assert_eq!(codes(&nobodys), [Code::NotImported]);
    assert_eq!(nobodys.questions[0].explanation, None);
}

#[test]
fn the_ways_in_which_people_write_it() {
    let text = "What is the capital of France?  \r\na) Berlin\r\nb) Paris \r\nANSWER:b\r\n\r\n\
        A question\non two lines?\nA. One\nB. Two\nC. Three\nanswer : C.\n";
    let imported = imported(text);
    assert_eq!(codes(&imported), []);
    let bodies: Vec<_> = imported
        .questions
        .iter()
        .map(|it| serde_json::to_value(&it.body).unwrap())
        .collect();
    assert_eq!(
        bodies,
        [
            json!({"kind": "single-choice", "options": [{"text": "Berlin"}, {"text": "Paris", "correct": true}]}),
            json!({"kind": "single-choice", "options": [{"text": "One"}, {"text": "Two"}, {"text": "Three", "correct": true}]}),
        ]
    );
    assert_eq!(imported.questions[1].stem, "A question\non two lines?");
}

#[test]
fn what_is_wrong_is_told_at_its_place() {
    let text = "No answer?\nA. One\nB. Two\n\nNo such option?\nA. One\nB. Two\nANSWER: D\n\nFine?\nA. One\nB. Two\nANSWER: A\n\nLast?\n";
    let imported = imported(text);
    assert_eq!(codes(&imported), [Code::Malformed; 3]);
    let report = &imported.reports[0];
    let marked: Vec<&str> = report
        .diagnostics
        .iter()
        .map(|it| &report.text[it.span.range()])
        .collect();
    assert_eq!(marked, ["No answer?", "ANSWER: D", "Last?"]);
    assert_eq!(imported.questions.len(), 1);
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in "([A-Da-d][.)] ?|ANSWER ?:|\n|\r|\\PC){0,60}") {
        assemble(imported(&text), &Wanted::default());
    }
}

#[test]
fn letters_and_lines_need_not_be_neat() {
    let text = "Who?\nA. Kennedy\n  of Massachusetts\nC. Castro\nB. Khrushchev\nANSWER: B\n";
    let read = read(Format::Aiken, "a.txt", text.as_bytes(), None);
    assert_eq!(codes(&read), [Code::ImportedOtherwise]);
    let body = serde_json::to_value(&read.questions[0].body).unwrap();
    assert_eq!(body["options"][0]["text"], "Kennedy of Massachusetts");
    assert_eq!(
        body["options"][2],
        serde_json::json!({ "text": "Khrushchev", "correct": true })
    );
}

#[test]
fn feedback_goes_on_up_to_a_blank_line_or_the_next_question() {
    let text = "1. Who?\nA. He\nB. She\nANSWER: A\nFeedback: He did,\nand he signed it.\n\n\
        2. How many?\nA. One\nB. Two\nANSWER: B\nFeedback:\nTwo came.\n3. When?\nA. Now\nB. Then\nANSWER: A\n";
    let read = imported(text);
    assert_eq!(codes(&read), []);
    let told: Vec<_> = read
        .questions
        .iter()
        .map(|it| (it.stem.as_str(), it.explanation.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            ("Who?", Some("He did,\nand he signed it.")),
            ("How many?", Some("Two came.")),
            ("When?", None)
        ]
    );
    // What goes on below a feedback of nobody is told too.
    let nobodys = imported("Feedback: Well\ndone.\n\nWho?\nA. He\nANSWER: A\n");
    assert_eq!(codes(&nobodys), [Code::NotImported; 2]);
    assert_eq!(nobodys.questions[0].stem, "Who?");
}
