//! Each kind of question in the form that Canvas has for it: text, responses, conditions.

use std::collections::BTreeSet;

use sourcework::diagnostic::Placed;
use sourcework::exchange::html::to_text;
use sourcework::quiz::Body;
use sourcework::quiz::body::Evidence;

use super::super::compare::shipped;
use super::{
    assessment, changed, comment, conditions, field, item, losses_of, material_of, play, shape,
    tariffs, words,
};

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
fn statements_have_a_menu_each_and_what_decides_them_is_told_afterwards() {
    let paper = shipped()
        .into_iter()
        .find(|it| it.quiz.id == "letter-4-exam")
        .unwrap();
    let item = item(&paper, "true-6c");
    let (form, text, responses) = shape(&item);
    assert_eq!(form, "multiple_dropdowns_question");
    assert!(text.contains("<li>He speaks on behalf of the Cuban leader. [statement2]</li>"));
    assert_eq!(responses.len(), 4);
    for (index, (name, offered)) in responses.iter().enumerate() {
        assert_eq!(*name, format!("statement{}", index + 1));
        assert_eq!(*offered, words(&["True", "False", "Not stated"]));
    }
    let told = comment(&item, "general_fb").unwrap();
    assert!(told.contains(
        "<li><strong>He speaks on behalf of the Cuban leader.</strong> <q>I am not speaking for Fidel Castro</q></li>"
    ));
    assert!(told.contains("Turkey is not mentioned."));
    assert_eq!(losses_of(&paper, "true-6c"), Vec::<String>::new());
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
fn a_cloze_has_gaps_to_type_or_menus_of_its_bank() {
    let typed = item(&tariffs(), "typed");
    let (form, text, responses) = shape(&typed);
    assert_eq!(form, "fill_in_multiple_blanks_question");
    assert_eq!(
        text,
        "<p>Type it.</p><div class=\"cloze\"><p>The [gap1] men took [gap2].</p></div>"
    );
    // Canvas forgives capitals, but no typography: so both apostrophes are accepted.
    assert_eq!(
        responses,
        [
            (
                "gap1".to_owned(),
                words(&["captain’s", "skipper's", "captain's", "skipper’s"])
            ),
            ("gap2".to_owned(), words(&["grain"]))
        ]
    );
    let bank = item(&tariffs(), "bank");
    let (form, text, responses) = shape(&bank);
    assert_eq!(form, "multiple_dropdowns_question");
    assert!(text.contains("They paid for [gap1] and not for [gap2]."));
    assert_eq!(responses.len(), 2);
    assert_eq!(responses[0].1, responses[1].1);
    let offered: BTreeSet<&str> = responses[0].1.iter().map(String::as_str).collect();
    assert_eq!(offered, ["grain", "horses", "salt", "silver"].into());
}

#[test]
fn what_looks_like_a_gap_is_none() {
    let paper = changed(&["typed"], |paper| {
        paper.quiz.questions[0].stem.value = "Fill [gap1] and [gapx2].".to_owned();
    });
    let (_, text, responses) = shape(&item(&paper, "typed"));
    let names: Vec<&str> = responses.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["gapxx1", "gapxx2"]);
    assert!(text.starts_with("<p>Fill [gap1] and [gapx2].</p>"));
    assert!(text.contains("The [gapxx1] men took [gapxx2]."));
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
fn a_claim_and_its_evidence_have_a_menu_each() {
    let item = item(&tariffs(), "one-for-both");
    let (form, text, responses) = shape(&item);
    assert_eq!(form, "multiple_dropdowns_question");
    assert_eq!(
        text,
        "<p>What were these men?</p><p>Claim: [claim]</p><p>Evidence: [evidence]</p>"
    );
    assert_eq!(
        responses,
        [
            ("claim".to_owned(), words(&["Robbers", "Merchants"])),
            (
                "evidence".to_owned(),
                words(&[
                    "They did not pay for the salt",
                    "nor for the cloth",
                    "They paid for the grain."
                ])
            )
        ]
    );
    assert_eq!(
        losses_of(&tariffs(), "one-for-both"),
        [
            "kind becomes two dropdowns",
            "rule is left out: evidence earns its share without the claim",
            "rule of rounding is left out: Canvas gives parts of a mark"
        ]
    );
}

#[test]
fn a_grid_is_a_table_and_where_one_row_is_typed_all_are() {
    let mut paper = shipped()
        .into_iter()
        .find(|it| it.quiz.id == "letter-4-exam")
        .unwrap();
    let (form, text, responses) = shape(&item(&paper, "provenance-grid"));
    assert_eq!(form, "fill_in_multiple_blanks_question");
    assert!(text.contains(
        "<tr><th scope=\"row\">Intended reader</th><td>[row4] (type the letter: a) The President of the United States; b) The British Prime Minister; c) The Security Council)</td></tr>"
    ));
    assert_eq!(
        responses[3],
        (
            "row4".to_owned(),
            words(&["The President of the United States", "a"])
        )
    );
    assert_eq!(responses[0].1[0], "Khrushchev");
    let Body::Grid(body) = &mut paper.quiz.questions[0].body else {
        panic!()
    };
    body.rows.drain(..2);
    let (form, text, responses) = shape(&item(&paper, "provenance-grid"));
    assert_eq!(form, "multiple_dropdowns_question");
    assert!(text.contains("<tr><th scope=\"row\">Nature</th><td>[row1]</td></tr>"));
    assert_eq!(
        responses[2].1,
        words(&["In Moscow", "In Washington", "In London"])
    );
}

#[test]
fn options_that_are_letters_get_no_letters() {
    let mut paper = shipped()
        .into_iter()
        .find(|it| it.quiz.id == "letter-4-exam")
        .unwrap();
    let Body::Grid(body) = &mut paper.quiz.questions[0].body else {
        panic!()
    };
    let row = &mut body.rows[2];
    for (option, text) in row.options.iter_mut().zip(["B", "A", "C"]) {
        option.value = text.to_owned();
    }
    row.answer = Some(row.options[1].clone());
    let (_, text, responses) = shape(&item(&paper, "provenance-grid"));
    assert!(text.contains("[row3] (type one: B; A; C)"));
    assert_eq!(responses[2].1, words(&["A"]));
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
