//! What is typed or chosen in blanks: words, numbers, menus.

use serde_json::json;

use super::items::{THREE, TYPED, add, correct, is, item, list, material, rules, set};
use super::{body, imported, to_do};
use crate::imports::{messages, said};

#[test]
fn a_word_is_typed_below_the_question_or_within_it() {
    let accepted = is("r", "calamity") + &is("r", "disaster");
    let below = rules("100", &[(&accepted, &set("100"))]);
    let asked = [("question_type", "short_answer_question")];
    let below = imported(&item(&asked, &(material("What is war?") + TYPED), &below));
    assert_eq!(
        body(&below),
        json!({ "kind": "cloze", "text": "{{calamity|disaster}}" })
    );
    assert_eq!(below.questions[0].stem, "What is war?");
    let within = "<flow><material><mattext>War is a </mattext></material>".to_owned()
        + TYPED
        + "<material><mattext> for all.</mattext></material></flow>";
    let one = format!(
        "<or>{}{}</or>",
        is("r", "calamity"),
        "<varequal respident=\"r\" case=\"Yes\">CALAMITY</varequal>"
    );
    let within = imported(&item(&[], &within, &rules("1", &[(&one, &set("1"))])));
    assert_eq!(body(&within)["text"], "War is a {{calamity}} for all.");
    assert_eq!(within.questions[0].stem, "Fill in the gaps.");
    assert_eq!(messages(&within), ["capitals counted; here they do not"]);
}

/// 1962 within one year is three numbers; a wide tolerance is said, and a number with parts is what it is.
#[test]
fn numbers_are_typed_and_a_small_range_is_written_out() {
    let between = |low: &str, high: &str| {
        format!(
            "<and><vargte respident=\"r\">{low}</vargte><varlte respident=\"r\">{high}</varlte></and>"
        )
    };
    let asked = |exact: &str, low: &str, high: &str| {
        let test = format!("<or>{}{}</or>", is("r", exact), between(low, high));
        let asked = [("question_type", "numerical_question")];
        imported(&item(
            &asked,
            &(material("When?") + TYPED),
            &rules("100", &[(&test, &set("100"))]),
        ))
    };
    let years = asked("1962.0", "1961.0", "1963.0");
    assert_eq!(body(&years)["text"], "{{1962|1961|1963}}");
    assert_eq!(said(&years), []);
    let exact = asked("3.5", "3.5", "3.5");
    assert_eq!(body(&exact)["text"], "{{3.5}}");
    assert_eq!(said(&exact), []);
    let wide = asked("1900", "1000", "2800");
    assert_eq!(body(&wide)["text"], "{{1900}}");
    let any = "numbers between 1000 and 2800 are right there; here the answer must be just what you write in";
    assert_eq!(messages(&wide), [any]);
    // No number is named: which one is to be written in?
    let test = between("12.5", "12.6");
    let asked = [("question_type", "numerical_question")];
    let unnamed = imported(&item(
        &asked,
        &(material("How far?") + TYPED),
        &rules("100", &[(&test, &set("100"))]),
    ));
    assert_eq!(body(&unnamed)["text"], "{{}}");
    assert_eq!(to_do(unnamed, &["text"]), [(0, "text")]);
}

/// What an item scores before anything is answered is no part of what an answer earns.
#[test]
fn a_score_may_begin_above_nothing() {
    let shown = material("Which?") + &list("r", "Single", &THREE);
    let rules = rules("11", &[(&is("r", "12"), &add("10"))])
        .replace("minvalue=\"0\" maxvalue=\"11\"", "defaultval=\"1\"");
    let imported = imported(&item(&[], &shown, &rules));
    assert_eq!(correct(&body(&imported)), ["a calamity"]);
    assert_eq!(said(&imported), []);
}

#[test]
fn an_item_that_asks_nothing_is_to_be_read() {
    let imported = imported(&(item(&[], &material("Read this."), "") + &item(&[], "", "")));
    assert_eq!((imported.questions.len(), imported.passages.len()), (0, 1));
    assert_eq!(imported.passages[0].text, "Read this.");
    assert_eq!(
        messages(&imported),
        [
            "the item asks nothing; it became a passage",
            "the item is left out: it says nothing and asks nothing"
        ]
    );
}

/// A menu of Canvas.
fn menu(name: &str, choices: &[(&str, &str)]) -> String {
    list(&format!("response_{name}"), "Single", choices).replacen(
        "<render_choice>",
        &format!("{}<render_choice>", material(name)),
        1,
    )
}

#[test]
fn blanks_stand_in_the_text_where_their_names_are() {
    let share = add("50.00");
    let (one, two) = (is("response_what", "1"), is("response_who", "3"));
    let rules = rules(
        "100",
        &[
            (&one, &share),
            (&is("response_what", "2"), &share),
            (&two, &share),
        ],
    );
    let shown = material(
        "&lt;p&gt;Fill in.&lt;/p&gt;&lt;p&gt;War is a [what] for all [who] [sic].&lt;/p&gt;",
    ) + &menu("what", &[("1", "calamity"), ("2", "disaster")])
        + &menu("who", &[("3", "peoples")]);
    let asked = [
        ("question_type", "fill_in_multiple_blanks_question"),
        ("points_possible", "2"),
    ];
    let typed = imported(&item(&asked, &shown, &rules));
    assert_eq!(
        body(&typed),
        json!({ "kind": "cloze", "text": "War is a {{calamity|disaster}} for all {{peoples}} [sic]." })
    );
    assert_eq!(typed.questions[0].stem, "Fill in.");
    assert_eq!(typed.questions[0].marks, None);
    assert_eq!(said(&typed), []);
}

/// As qti_package_maker writes them: the name of a blank stands in its response only, and what is right is named by its words.
#[test]
fn blanks_may_be_named_by_their_words() {
    let response = |name: &str, blank: &str, choices: &[(&str, &str)]| {
        list(name, "Single", choices).replacen(
            "<render_choice>",
            &format!("{}<render_choice>", material(blank)),
            1,
        )
    };
    let shown = material("Pull the [what] of the [who].")
        + &response("response_1", "what", &[("11", "ends"), ("12", "end")])
        + &response("response_2", "who", &[("21", "rope")]);
    let ends = format!(
        "<or>{}{}</or>",
        is("response_1", "ends"),
        is("response_1", "end")
    );
    let rules = rules(
        "100",
        &[(&ends, &add("50")), (&is("response_2", "rope"), &add("50"))],
    );
    let asked = [("question_type", "fill_in_multiple_blanks_question")];
    let imported = imported(&item(&asked, &shown, &rules));
    assert_eq!(
        body(&imported)["text"],
        "Pull the {{ends|end}} of the {{rope}}."
    );
    assert_eq!(said(&imported), []);
}

#[test]
fn menus_with_the_same_words_are_a_bank_and_others_are_rows() {
    let share = add("50");
    let text = material("War is a [what] for all [who].");
    let asked = [("question_type", "multiple_dropdowns_question")];
    let (what, who) = (is("response_what", "1"), is("response_who", "4"));
    let both = rules("100", &[(&what, &share), (&who, &share)]);
    let same = text.clone()
        + &menu(
            "what",
            &[("1", "calamity"), ("2", "peoples"), ("5", "game")],
        )
        + &menu("who", &[("3", "calamity"), ("4", "peoples"), ("6", "game")]);
    let same = imported(&item(&asked, &same, &both));
    assert_eq!(
        body(&same)["text"],
        "War is a {{calamity}} for all {{peoples}}."
    );
    assert_eq!(body(&same)["bank"], json!(["game"]));
    let own = text
        + &menu("what", &[("1", "calamity"), ("2", "game")])
        + &menu("who", &[("3", "tsars"), ("4", "peoples")]);
    let own = imported(&item(&asked, &own, &both));
    assert_eq!(
        body(&own),
        json!({ "kind": "grid", "rows": [
            { "label": "War is a ____ for all ____.", "options": ["calamity", "game"], "answer": "calamity" },
            { "label": "War is a ____ for all ____. (gap 2)", "options": ["tsars", "peoples"], "answer": "peoples" },
        ] })
    );
}

#[test]
fn an_option_of_a_menu_that_is_a_picture_is_left_to_do() {
    let shown = material("War is a [what] for all [who].")
        + &menu(
            "what",
            &[
                ("1", "calamity"),
                ("2", "&lt;img src='g.png' alt='A game'&gt;"),
            ],
        )
        + &menu("who", &[("3", "peoples")]);
    let share = add("50");
    let (what, who) = (is("response_what", "1"), is("response_who", "3"));
    let asked = [("question_type", "multiple_dropdowns_question")];
    let rules = rules("100", &[(&what, &share), (&who, &share)]);
    let imported = imported(&item(&asked, &shown, &rules));
    assert!(messages(&imported).contains(&"an image (“A game”) was left out".to_owned()));
    assert_eq!(to_do(imported, &["rows"])[0], (0, "rows"));
}
