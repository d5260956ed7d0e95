//! What is declared lost.

use std::collections::BTreeSet;

use sourcework_core::paper::Paper;
use sourcework_exchange::{About, Carriage, Format, Part};

use super::{all_papers, changed, exported, files, item, losses_of, shape, tariffs, words};
use crate::compare::shipped;

#[test]
fn a_quiz_in_which_one_order_means_something_is_not_shuffled() {
    let shuffled = |paper: &Paper| {
        files(paper)["tariffs/assessment_meta.xml"]
            .first("shuffle_answers")
            .unwrap()
            .all_text()
    };
    let whole = changed(&["double", "half", "five-for-three"], |_| {});
    assert_eq!(shuffled(&whole), "true");
    let fixed = changed(&["double", "half", "five-for-three"], |paper| {
        paper.quiz.questions[0].shuffle = false;
        paper.quiz.questions[2].shuffle = false;
    });
    assert_eq!(shuffled(&fixed), "false");
    assert_eq!(
        shape(&item(&fixed, "double")).2[0].1,
        words(&["The grain", "The salt"])
    );
    let rounding = "rule of rounding is left out: Canvas gives parts of a mark";
    assert_eq!(losses_of(&fixed, "double"), Vec::<String>::new());
    assert_eq!(
        losses_of(&fixed, "half"),
        [
            rounding,
            "shuffle gives everybody the same order: Canvas shuffles all of a quiz or nothing"
        ]
    );
    assert_ne!(
        shape(&item(&fixed, "half")).2[0].1,
        words(&["Salt", "Cloth", "Grain", "Horses", "Sheep"]),
        "the author has what is right first"
    );
    assert_eq!(
        losses_of(&fixed, "five-for-three"),
        [
            rounding,
            "shuffle is left out: Canvas always shuffles what is matched"
        ]
    );
}

#[test]
fn what_is_lost_of_the_whole_quiz_is_said_once() {
    let losses = exported(&tariffs()).losses;
    let of_quiz = losses.iter().filter(|it| it.about == About::Quiz);
    let said: Vec<String> = of_quiz
        .map(|it| format!("{} {}", it.part.as_str(), it.how))
        .collect();
    assert_eq!(
        said,
        [
            "what the quiz says of itself (pass mark) stands in the description only",
            "skill of the questions is left out: Canvas has no tags"
        ]
    );
}

#[test]
fn a_heading_that_others_give_away_is_told() {
    let paper = shipped().remove(1);
    assert!(losses_of(&paper, "unseen").contains(
        &"reveal is given away: other questions on the page show the heading".to_owned()
    ));
    let mut alone = shipped().remove(1);
    alone.quiz.questions.truncate(1);
    assert!(
        !losses_of(&alone, "unseen")
            .iter()
            .any(|it| it.starts_with("reveal"))
    );
}

#[test]
fn losses_are_those_that_the_table_of_kinds_announces() {
    let mut kinds = BTreeSet::new();
    for paper in all_papers() {
        let losses = exported(&paper).losses;
        for question in &paper.quiz.questions {
            kinds.insert(question.kind());
            let about = About::Question(question.id.value.clone());
            let lost = |part| losses.iter().any(|it| it.about == about && it.part == part);
            let carriage = Format::Canvas.carries(question.kind());
            assert_ne!(carriage, Carriage::No);
            assert!(!lost(Part::Question));
            assert_eq!(lost(Part::Kind), carriage != Carriage::Whole);
        }
    }
    assert_eq!(kinds.len(), 12);
}
