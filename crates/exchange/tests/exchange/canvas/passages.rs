//! Where passages stand, and whether their heading does.

use sourcework_core::diagnostic::Placed;
use sourcework_core::paper::Paper;
use sourcework_core::quiz::Reveal;
use sourcework_exchange::html::to_text;

use super::{assessment, comment, items, material_of};
use crate::compare::shipped;

#[test]
fn a_passage_stands_once_before_the_questions_about_it_and_again_where_they_begin_anew() {
    let mut paper = shipped().remove(0);
    let names = |paper: &Paper| -> Vec<String> {
        let assessment = assessment(paper);
        let names = items(&assessment)
            .into_iter()
            .filter_map(|it| it.attribute("ident").map(str::to_owned));
        names.collect()
    };
    paper.quiz.questions.truncate(3);
    for (question, extract) in paper.quiz.questions.iter_mut().zip(["6a", "6a", "6b"]) {
        question.extracts = vec![Placed::new(
            format!("khrushchev-letter-1962/{extract}"),
            Default::default(),
        )];
    }
    let ids: Vec<String> = paper
        .quiz
        .questions
        .iter()
        .map(|it| format!("letter-1-warm-up_{}", it.id.value))
        .collect();
    let passage = |label: &str| format!("letter-1-warm-up_khrushchev-letter-1962-{label}");
    assert_eq!(
        names(&paper),
        [
            passage("6a"),
            ids[0].clone(),
            ids[1].clone(),
            passage("6b"),
            ids[2].clone()
        ]
    );
    paper.quiz.questions.swap(1, 2);
    assert_eq!(
        names(&paper),
        [
            passage("6a"),
            ids[0].clone(),
            passage("6b"),
            ids[2].clone(),
            passage("6a-2"),
            ids[1].clone()
        ]
    );
}

#[test]
fn a_passage_has_its_heading_its_label_and_its_words() {
    let paper = shipped().remove(0);
    let assessment = assessment(&paper);
    let passage = items(&assessment)[0];
    assert_eq!(
        passage.attribute("title"),
        Some("Letter from Khrushchev to Kennedy, 26 October 1962")
    );
    let text = to_text(&material_of(passage)).text;
    assert!(text.starts_with(
        "Letter from Khrushchev to Kennedy, 26 October 1962\n\nBy: Nikita Khrushchev"
    ));
    let (_, words) = text.split_once("\n\n6a\n\n").unwrap();
    let original = paper.sources.text("khrushchev-letter-1962/6a").unwrap();
    assert_eq!(words, original.trim());
}

#[test]
fn a_heading_that_is_held_back_comes_with_the_explanation_and_a_hidden_one_never() {
    let title = "Letter from Khrushchev to Kennedy";
    let mut paper = shipped().remove(1);
    paper.quiz.questions.truncate(1);
    assert_eq!(paper.quiz.questions[0].provenance, Reveal::After);
    let shown = assessment(&paper);
    let [passage, question] = items(&shown)[..] else {
        panic!("a passage and a question")
    };
    assert_eq!(passage.attribute("title"), Some("6a"));
    assert!(!passage.all_text().contains(title));
    let presented = question.first("presentation").unwrap();
    assert!(!presented.all_text().contains(title));
    assert!(comment(question, "general_fb").unwrap().contains(title));
    paper.quiz.questions[0].provenance = Reveal::Hidden;
    assert!(!assessment(&paper).all_text().contains(title));
}
