//! The shipped library: the letter is the transcript's, and the quizzes are fit for a class.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;

use sourcework_core::paper::Paper;
use sourcework_core::quiz::{Body, Kind, Question, Skill};
use sourcework_service::library::{Library, Shelf};

const TRANSCRIPT: &str = include_str!("transcript.txt");

fn papers() -> Vec<Paper> {
    let library = Library::built_in();
    let ids = library.ids(Shelf::Quizzes).unwrap();
    ids.iter().map(|id| library.paper(id).unwrap()).collect()
}

fn questions() -> Vec<Question> {
    papers()
        .into_iter()
        .flat_map(|paper| paper.quiz.questions)
        .collect()
}

#[test]
fn the_extracts_are_the_transcript_letter_for_letter() {
    let source = Library::built_in()
        .source("khrushchev-letter-1962")
        .unwrap();
    let labels: Vec<&str> = source
        .extracts
        .iter()
        .map(|extract| extract.label.as_str())
        .collect();
    assert_eq!(labels, ["6a", "6b", "6c"]);
    // The headings "Source 6a" … part the transcript; blank lines around an extract are layout.
    let parts: Vec<&str> = TRANSCRIPT
        .split("\nSource 6")
        .skip(1)
        .map(|part| &part[1..])
        .collect();
    for (extract, part) in source.extracts.iter().zip(parts) {
        assert_eq!(*extract.text, part.trim_matches('\n'), "{}", *extract.label);
    }
}

#[test]
fn what_is_called_not_stated_is_not_there() {
    let text = TRANSCRIPT.to_lowercase();
    for word in ["turkey", "blockade", "quarantine", "withdraw"] {
        assert!(!text.contains(word), "{word}");
    }
    let in_6b = text
        .split("source 6b")
        .nth(1)
        .unwrap()
        .split("source 6c")
        .next()
        .unwrap();
    assert_eq!(
        (
            text.matches("missile").count(),
            in_6b.matches("missile").count()
        ),
        (5, 5)
    );
}

#[test]
fn there_are_enough_questions_of_every_kind_and_skill_on_every_extract() {
    let questions = questions();
    assert!(
        papers().len() >= 4 && questions.len() >= 48,
        "{}",
        questions.len()
    );
    let kinds: BTreeSet<Kind> = questions.iter().map(Question::kind).collect();
    let skills: BTreeSet<Skill> = questions
        .iter()
        .map(|question| question.skill.value)
        .collect();
    assert_eq!(
        (kinds.len(), skills.len()),
        (Kind::ALL.len(), Skill::ALL.len())
    );
    let used: BTreeSet<&str> = questions
        .iter()
        .flat_map(|question| &question.extracts)
        .map(|id| id.as_str())
        .collect();
    assert_eq!(used.len(), 3);
}

#[test]
fn every_wrong_option_explains_itself() {
    for question in questions() {
        let unexplained: Vec<&str> = match &question.body {
            Body::SingleChoice(body) => silent(
                body.options
                    .iter()
                    .map(|it| (it.correct, it.feedback.is_some(), &*it.text)),
            ),
            Body::MultipleResponse(body) => silent(
                body.options
                    .iter()
                    .map(|it| (it.correct, it.feedback.is_some(), &*it.text)),
            ),
            Body::Evidence(body) => silent(
                body.candidates
                    .iter()
                    .map(|it| (it.correct, it.feedback.is_some(), &*it.quote)),
            ),
            Body::Paired(body) => {
                let claims = body
                    .claims
                    .iter()
                    .map(|it| (it.correct, it.feedback.is_some(), &*it.text));
                silent(
                    claims.chain(
                        body.evidence
                            .iter()
                            .map(|it| (it.correct, it.feedback.is_some(), &*it.quote)),
                    ),
                )
            }
            _ => Vec::new(),
        };
        assert!(unexplained.is_empty(), "{}: {unexplained:?}", *question.id);
    }
}

fn silent<'a>(all: impl Iterator<Item = (bool, bool, &'a String)>) -> Vec<&'a str> {
    all.filter(|(correct, explained, _)| !correct && !explained)
        .map(|it| it.2.as_str())
        .collect()
}

#[test]
fn the_exam_has_the_tariffs_of_an_exam() {
    let paper = Library::built_in().paper("letter-4-exam").unwrap();
    let tariff = |id: &str| paper.quiz.question(id).unwrap().1.available();
    assert_eq!(tariff("infer-two"), 4);
    assert_eq!(tariff("value-limitations"), 4);
    assert_eq!(tariff("compare-6b-6c"), 6);
    let (_, essay) = paper.quiz.question("utility-essay").unwrap();
    let Body::Extended(body) = &essay.body else {
        panic!("the essay is extended")
    };
    assert_eq!((essay.available(), body.criteria[0].levels.len()), (8, 3));
    assert!(paper.quiz.time_limit.is_some());
}

#[test]
fn one_written_question_has_several_criteria() {
    let several = |question: &Question| matches!(&question.body, Body::Extended(body) if body.criteria.len() > 1);
    assert!(questions().iter().any(several));
}

#[test]
fn the_sentence_that_breaks_off_in_6a_goes_on_in_6b() {
    let source = Library::built_in()
        .source("khrushchev-letter-1962")
        .unwrap();
    assert!(
        source
            .extract("6a")
            .unwrap()
            .text
            .ends_with("I have... ...")
    );
    assert!(
        source
            .extract("6b")
            .unwrap()
            .text
            .starts_with("participated in two wars")
    );
}

#[test]
fn every_mark_scheme_is_tested_by_six_answers_and_every_essay_by_samples() {
    let mut schemes = 0;
    for paper in papers() {
        for question in &paper.quiz.questions {
            let examples = match &question.body {
                Body::ShortAnswer(body) => &body.examples,
                Body::Inference(body) => &body.examples,
                Body::Extended(body) => {
                    assert!(body.samples.len() >= 3, "{}", *question.id);
                    continue;
                }
                _ => continue,
            };
            schemes += 1;
            let marks = || examples.iter().map(|it| it.marks.value);
            assert!(examples.len() >= 6, "{}", *question.id);
            assert!(marks().any(|it| it == 0), "{}", *question.id);
            let full = question.available();
            assert!(marks().any(|it| it + 1 >= full), "{}", *question.id);
        }
    }
    assert_eq!(schemes, 23);
}
