//! Each kind of question in the form that Canvas has for it: text, responses, conditions.

use std::collections::BTreeSet;

use sourcework_core::diagnostic::Placed;
use sourcework_core::paper::Paper;
use sourcework_core::quiz::Body;
use sourcework_core::quiz::body::Evidence;
use sourcework_exchange::html::to_text;

use super::{
    assessment, changed, comment, conditions, field, item, losses_of, material_of, play, shape,
    tariffs, words,
};
use crate::compare::shipped;

/// A grid with rows to type and rows to choose, statements, three essays.
pub fn exam() -> Paper {
    let mut papers = shipped().into_iter();
    papers.find(|it| it.quiz.id == "letter-4-exam").unwrap()
}

#[test]
fn single_choice_is_multiple_choice() {
    let item = item(&tariffs(), "double");
    assert_eq!(
        field(&item, "question_type").as_deref(),
        Some("multiple_choice_question")
    );
    assert_eq!(
        material_of(item.first("presentation").unwrap()),
        "<p>What was paid for?</p>"
    );
    let response = item.first("presentation").unwrap().first("response_lid");
    assert_eq!(response.unwrap().attribute("rcardinality"), Some("Single"));
    let labels = play::labels(response.unwrap());
    let texts: Vec<&str> = labels.iter().map(|(_, text)| text.as_str()).collect();
    // The author's: Canvas shuffles this quiz.
    assert_eq!(texts, ["The grain", "The salt"]);
    let (grain, salt) = (&labels[0].0, &labels[1].0);
    for number in [grain, salt] {
        assert!(
            number.parse::<u32>().is_ok_and(|it| it > 0),
            "Canvas takes numbers for its own IDs: {number}"
        );
    }
    assert_eq!(
        comment(&item, &format!("{grain}_fb")).as_deref(),
        Some("So it says.")
    );
    assert_eq!(
        comment(&item, &format!("{salt}_fb")).as_deref(),
        Some("That was not paid for.")
    );
    assert_eq!(
        comment(&item, "general_fb").as_deref(),
        Some("<p>“They paid for the grain.”</p>")
    );
    let shown =
        |name: &str| format!("<displayfeedback feedbacktype=\"Response\" linkrefid=\"{name}\"/>");
    let chosen = |number: &str| {
        format!(
            "<conditionvar><varequal respident=\"response1\">{number}</varequal></conditionvar>"
        )
    };
    // Comments come before what scores: Canvas forgets the key where it is the other way round.
    assert_eq!(
        conditions(&item),
        [
            format!(
                "<conditionvar><other/></conditionvar>{}",
                shown("general_fb")
            ),
            format!("{}{}", chosen(grain), shown(&format!("{grain}_fb"))),
            format!("{}{}", chosen(salt), shown(&format!("{salt}_fb"))),
            format!(
                "{}<setvar action=\"Set\" varname=\"SCORE\">100</setvar>",
                chosen(grain)
            ),
        ]
    );
}

#[test]
fn multiple_response_is_multiple_answers_with_all_of_the_key() {
    let paper = changed(&["all-of-it"], |paper| {
        let Body::MultipleResponse(body) = &mut paper.quiz.questions[0].body else {
            panic!()
        };
        body.choose = Some(Placed::new(2, Default::default()));
    });
    let item = item(&paper, "all-of-it");
    let (form, text, responses) = shape(&item);
    assert_eq!(form, "multiple_answers_question");
    assert_eq!(
        text,
        "<p>What was not paid for?</p><p><em>Choose 2.</em></p>"
    );
    assert_eq!(
        responses,
        [(String::new(), words(&["Salt", "Cloth", "Grain"]))]
    );
    let response = item
        .first("presentation")
        .unwrap()
        .first("response_lid")
        .unwrap();
    assert_eq!(response.attribute("rcardinality"), Some("Multiple"));
    let numbers: Vec<String> = play::labels(response).into_iter().map(|it| it.0).collect();
    let is = |index: usize| {
        format!(
            "<varequal respident=\"response1\">{}</varequal>",
            numbers[index]
        )
    };
    assert_eq!(
        conditions(&item)[1],
        format!(
            "<conditionvar><and>{}{}<not>{}</not></and></conditionvar><setvar action=\"Set\" varname=\"SCORE\">100</setvar>",
            is(0),
            is(1),
            is(2)
        )
    );
    assert_eq!(
        losses_of(&paper, "all-of-it"),
        ["rule is left out: an incomplete answer earns a share"]
    );
}

#[test]
fn pairs_are_a_matching_whose_lefts_offer_the_same_rights() {
    let item = item(&tariffs(), "five-for-three");
    let (form, text, responses) = shape(&item);
    assert_eq!(form, "matching_question");
    assert_eq!(text, "<p>What became of what?</p>");
    let lefts: Vec<&str> = responses.iter().map(|(left, _)| left.as_str()).collect();
    assert_eq!(lefts, ["Grain", "Salt", "Cloth"]);
    for (_, offered) in &responses {
        let mut offered = offered.clone();
        offered.sort();
        assert_eq!(
            offered,
            words(&[
                "was given back",
                "was paid for",
                "was taken first",
                "was taken last"
            ])
        );
    }
    let lids: Vec<_> = item
        .first("presentation")
        .unwrap()
        .all("response_lid")
        .collect();
    assert_eq!(
        play::labels(lids[0]),
        play::labels(lids[2]),
        "one number for a right"
    );
    let number = lids[0]
        .attribute("ident")
        .unwrap()
        .strip_prefix("response_");
    assert!(number.unwrap().parse::<u32>().is_ok());
    assert_eq!(
        comment(&item, "general_fb").as_deref(),
        Some("<p>In this order.</p><ul><li><strong>Grain</strong> Only that.</li></ul>")
    );
    assert_eq!(
        losses_of(&tariffs(), "five-for-three"),
        ["rule of rounding is left out: Canvas gives parts of a mark"]
    );
}

#[test]
fn an_order_is_a_matching_of_items_and_places_that_does_not_give_the_order_away() {
    let item = item(&tariffs(), "half-order");
    let (form, _, responses) = shape(&item);
    assert_eq!(form, "matching_question");
    let lefts: Vec<&str> = responses.iter().map(|(left, _)| left.as_str()).collect();
    let order = ["grain", "salt", "cloth", "payment", "silence"];
    assert_ne!(lefts, order);
    assert_eq!(
        lefts.iter().collect::<BTreeSet<_>>(),
        order.iter().collect::<BTreeSet<_>>()
    );
    assert_eq!(responses[0].1, words(&["1", "2", "3", "4", "5"]));
}

#[test]
fn evidence_is_multiple_answers_over_quotations_or_sentences() {
    let (form, _, responses) = shape(&item(&tariffs(), "across-paragraphs"));
    assert_eq!(form, "multiple_answers_question");
    assert_eq!(
        responses[0].1,
        words(&[
            "for the grain.\n\nThey did not pay",
            "nor for the cloth",
            "grain, salt and cloth"
        ])
    );
}

#[test]
fn evidence_without_candidates_offers_the_sentences_in_their_order() {
    let mut paper = shipped().remove(0);
    let question = &mut paper.quiz.questions[0];
    question.body = Body::Evidence(Evidence {
        candidates: Vec::new(),
        sentences: Vec::new(),
    });
    question.quotes = vec![Placed::new("I value this.".to_owned(), Default::default())];
    question.shuffle = true;
    paper.quiz.questions[1].shuffle = false;
    paper.quiz.locate(&paper.sources);
    let id = paper.quiz.questions[0].id.value.clone();
    let (form, _, responses) = shape(&item(&paper, &id));
    assert_eq!(form, "multiple_answers_question");
    let offered = &responses[0].1;
    assert_eq!(offered[0], "Dear Mr. President:");
    assert_eq!(offered[1], "I have received your letter of October 25.");
    assert_eq!(offered[3], "I value this.");
}

#[test]
fn what_is_written_is_an_essay_and_the_mark_scheme_stays_at_home() {
    let mut count = 0;
    for paper in shipped() {
        let assessment = assessment(&paper);
        for question in &paper.quiz.questions {
            let (model, form) = match &question.body {
                Body::Inference(body) => (&body.model, true),
                Body::ShortAnswer(body) => (&body.model, true),
                Body::Extended(body) => (&body.model, false),
                _ => continue,
            };
            count += 1;
            let item = item(&paper, &question.id);
            assert_eq!(
                field(&item, "question_type").as_deref(),
                Some("essay_question")
            );
            assert!(
                item.first("presentation")
                    .unwrap()
                    .first("response_str")
                    .is_some()
            );
            assert!(!item.descendants().any(|it| it.name == "setvar"));
            let first = model.split(". ").next().unwrap();
            assert!(!to_text(&assessment.all_text()).text.contains(first));
            let losses = losses_of(&paper, &question.id);
            assert_eq!(losses.contains(&"kind becomes an essay".to_owned()), form);
            assert!(losses.iter().any(|it| it.starts_with("model is left out")));
        }
    }
    assert!(count >= 8, "{count} written questions are shipped");
}

#[test]
fn a_hint_is_shown_with_the_question() {
    let paper = shipped().remove(0);
    let question = paper
        .quiz
        .questions
        .iter()
        .find(|it| it.hint.is_some())
        .unwrap();
    let text = shape(&item(&paper, &question.id)).1;
    let text = to_text(&text).text;
    let hint = question.hint.as_ref().unwrap();
    assert!(text.ends_with(&format!("Hint\n\n{}", hint.value)), "{text}");
    assert!(
        losses_of(&paper, &question.id)
            .contains(&"hint is shown with the question from the start".to_owned())
    );
}
