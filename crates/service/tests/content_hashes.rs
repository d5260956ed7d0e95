//! The identity of every shipped question, held against a Python program that computes it from the
//! files alone (`tests/content_hashes/content_hashes.py`, run again by `.ci/run`). A hash that
//! changes without its question having changed would reset everybody's schedule.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fmt::Write;

use sourcework_core::paper::Paper;
use sourcework_core::quiz;
use sourcework_service::library::{Library, Shelf};

const GOLDEN: &str = include_str!("content_hashes/golden.txt");

fn papers() -> Vec<Paper> {
    let library = Library::built_in();
    let ids = library.ids(Shelf::Quizzes).unwrap();
    ids.iter().map(|id| library.paper(id).unwrap()).collect()
}

#[test]
fn every_shipped_question_has_the_hashes_that_another_program_computes() {
    let mut ours = String::new();
    for paper in papers() {
        for question in &paper.quiz.questions {
            let asked = question.asked_hash(&paper.sources);
            let scheme = paper.quiz.scheme_hash(question);
            let both = paper.quiz.question_hash(question, &paper.sources);
            let name = format!("{}/{}", paper.quiz.id, question.id.value);
            writeln!(ours, "{name} {asked} {scheme} {both}").unwrap();
        }
    }
    assert_eq!(ours, GOLDEN);
}

/// What changes which hash: a question that only tells more afterwards is the same question.
#[test]
fn only_what_is_asked_and_what_earns_marks_count() {
    let paper = papers().remove(0);
    let file = &paper.files[0].text;
    let hashes = |from: &str, to: &str| {
        assert!(file.contains(from), "{from}");
        let quiz = quiz::parse(&paper.quiz.id, &file.replacen(from, to, 1))
            .0
            .unwrap();
        let question = &quiz.questions[0];
        (
            question.asked_hash(&paper.sources),
            quiz.scheme_hash(question),
        )
    };
    let same = hashes("title", "title");
    let stem = paper.quiz.questions[0].stem.value.as_str();
    let explanation = paper.quiz.questions[0].explanation.value.as_str();
    assert_eq!(hashes(explanation, "Read it again."), same);
    assert_eq!(hashes("\"first-reaction\"", "\"renamed\""), same);
    let reworded = hashes(stem, "What else?");
    assert_ne!(reworded.0, same.0);
    assert_eq!(reworded.1, same.1);
    let other_key = hashes(", correct = true", "");
    assert_eq!(other_key.0, same.0);
    assert_ne!(other_key.1, same.1);
}
