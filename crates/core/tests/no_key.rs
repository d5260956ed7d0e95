//! What a pupil's interface receives before an answer is marked holds no key: the tasks and views of
//! every shipped question are written out and searched for what only the author knows.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

use std::fs;

use sourcework_core::attempt::Task;
use sourcework_core::quiz::{self, Body, Question};

/// Every question of the quizzes in the repository.
fn shipped() -> Vec<Question> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../quizzes");
    let files = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let mut questions = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let id = file.file_stem().unwrap().to_str().unwrap();
        let parsed = quiz::parse(id, &text).0.unwrap();
        questions.extend(parsed.questions);
    }
    assert!(questions.len() >= 73, "{}", questions.len());
    questions
}

/// The author's order, or the reverse of it.
fn orders(question: &Question, reversed: bool) -> Vec<Vec<usize>> {
    let lists = question.body.list_lengths().into_iter();
    lists
        .map(|length| {
            let mut order: Vec<usize> = (0..length).collect();
            if reversed {
                order.reverse();
            }
            order
        })
        .collect()
}

/// Texts of a question that are shown to nobody before the answer is marked.
fn secrets(question: &Question) -> Vec<String> {
    let mut secrets = vec![question.explanation.to_string(), question.id.to_string()];
    secrets.extend(question.hint.as_ref().map(ToString::to_string));
    let feedback = |it: &Option<_>| it.as_ref().map(ToString::to_string);
    match &question.body {
        Body::SingleChoice(body) => {
            secrets.extend(body.options.iter().filter_map(|it| feedback(&it.feedback)));
        }
        Body::MultipleResponse(body) => {
            secrets.extend(body.options.iter().filter_map(|it| feedback(&it.feedback)));
        }
        Body::TrueFalse(body) => {
            secrets.extend(
                body.statements
                    .iter()
                    .filter_map(|it| feedback(&it.feedback)),
            );
        }
        Body::Inference(body) => {
            secrets.push(body.model.to_string());
            secrets.extend(body.points.iter().map(|it| it.label.to_string()));
        }
        Body::ShortAnswer(body) => {
            secrets.push(body.model.to_string());
            secrets.extend(body.points.iter().map(|it| it.label.to_string()));
            let keywords = body.points.iter().flat_map(|it| &it.wording.keywords);
            secrets.extend(keywords.map(ToString::to_string).filter(|it| it.len() > 7));
        }
        Body::Extended(body) => {
            secrets.push(body.model.to_string());
            secrets.extend(body.points.iter().map(|it| it.label.to_string()));
        }
        _ => {}
    }
    secrets
}

#[test]
fn a_task_has_no_explanation_no_feedback_no_label_of_a_point_and_no_id() {
    for question in shipped() {
        for reversed in [false, true] {
            let task = Task::of(&question, &orders(&question, reversed), Vec::new());
            let written = serde_json::to_string(&task).unwrap();
            for secret in secrets(&question) {
                let secret = serde_json::to_string(&secret).unwrap();
                let secret = secret.trim_matches('"');
                assert!(
                    !written.contains(secret),
                    "{}: {secret} is in {written}",
                    question.id
                );
            }
            for word in ["correct", "answer", "feedback", "accept", "points"] {
                let key = format!("\"{word}\":");
                assert!(!written.contains(&key), "{}: {key}", question.id);
            }
        }
    }
}

/// Moving the key changes nothing that the student is shown.
#[test]
fn the_task_is_the_same_whichever_option_is_right() {
    for mut question in shipped() {
        let orders = orders(&question, false);
        let before = serde_json::to_string(&Task::of(&question, &orders, Vec::new())).unwrap();
        match &mut question.body {
            Body::SingleChoice(body) => body.options.iter_mut().for_each(|it| it.correct ^= true),
            Body::MultipleResponse(body) => {
                body.options.iter_mut().for_each(|it| it.correct ^= true);
            }
            Body::TrueFalse(body) => body.statements.iter_mut().for_each(|it| it.answer = None),
            Body::Evidence(body) => {
                body.candidates.iter_mut().for_each(|it| it.correct ^= true);
            }
            Body::Paired(body) => {
                body.claims.iter_mut().for_each(|it| it.correct ^= true);
                body.evidence.iter_mut().for_each(|it| it.correct ^= true);
            }
            Body::Grid(body) => body.rows.iter_mut().for_each(|it| it.answer = None),
            _ => continue,
        }
        let after = serde_json::to_string(&Task::of(&question, &orders, Vec::new())).unwrap();
        assert_eq!(before, after, "{}", question.id);
    }
}
