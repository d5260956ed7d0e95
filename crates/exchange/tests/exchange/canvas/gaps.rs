//! Kinds that Canvas has as menus and gaps within a text.

use std::collections::BTreeSet;

use sourcework_core::quiz::Body;
use sourcework_exchange::html::to_text;

use super::forms::exam;
use super::{changed, comment, item, losses_of, shape, tariffs, words};

#[test]
fn statements_have_a_menu_each_and_what_decides_them_is_told_afterwards() {
    let paper = exam();
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
    assert!(told.contains("nothing of what they do there."));
    assert_eq!(losses_of(&paper, "true-6c"), Vec::<String>::new());
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
    let mut paper = exam();
    paper.quiz.questions[0].shuffle = false;
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
        words(&[
            "A speech on television",
            "A letter of the day before",
            "A resolution of the United Nations"
        ])
    );
}

#[test]
fn the_letter_of_an_option_is_that_beside_the_gap() {
    let paper = exam();
    let (_, text, responses) = shape(&item(&paper, "provenance-grid"));
    let text = to_text(&text).text;
    for (index, right) in [
        (2, "A private letter between leaders"),
        (3, "The President of the United States"),
        (4, "A letter of the day before"),
    ] {
        let [answer, letter] = &responses[index].1[..] else {
            panic!("the words and the letter")
        };
        assert_eq!(answer, right);
        let row = text.split(&format!("[row{}]", index + 1)).nth(1).unwrap();
        assert!(row.split(')').next().unwrap().contains("type the letter"));
        assert!(
            row.contains(&format!("{letter}) {right}")),
            "{letter}: {row}"
        );
    }
    assert!(
        losses_of(&paper, "provenance-grid")
            .contains(&"shuffle gives everybody the same order".to_owned())
    );
}

#[test]
fn options_that_are_letters_get_no_letters() {
    let mut paper = exam();
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
