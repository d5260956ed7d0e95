//! Single items: those of Canvas, of Common Cartridge, and of programs that write plain QTI 1.2.

use serde_json::{Value, json};
use sourcework_core::diagnostic::Code;
use sourcework_exchange::Imported;

use super::{body, imported, to_do};
use crate::imports::{messages, said};

/// An item with facts, what it shows and what it does.
pub(super) fn item(facts: &[(&str, &str)], shown: &str, rules: &str) -> String {
    let fields: String = facts
        .iter()
        .map(|(name, value)| {
            format!(
                "<qtimetadatafield><fieldlabel>{name}</fieldlabel><fieldentry>{value}</fieldentry></qtimetadatafield>"
            )
        })
        .collect();
    format!(
        "<item ident=\"i1\" title=\"Question\"><itemmetadata><qtimetadata>{fields}</qtimetadata></itemmetadata>\
         <presentation>{shown}</presentation>{rules}</item>"
    )
}

pub(super) fn material(text: &str) -> String {
    format!("<material><mattext texttype=\"text/html\">{text}</mattext></material>")
}

/// A list of choices: names with what they say.
pub(super) fn list(response: &str, cardinality: &str, choices: &[(&str, &str)]) -> String {
    let labels: String = choices
        .iter()
        .map(|(name, text)| {
            format!(
                "<response_label ident=\"{name}\">{}</response_label>",
                material(text)
            )
        })
        .collect();
    format!(
        "<response_lid ident=\"{response}\" rcardinality=\"{cardinality}\"><render_choice>{labels}</render_choice></response_lid>"
    )
}

/// Conditions of which each is (what must hold, what is done).
pub(super) fn rules(most: &str, conditions: &[(&str, &str)]) -> String {
    let conditions: String = conditions
        .iter()
        .map(|(test, done)| {
            format!("<respcondition><conditionvar>{test}</conditionvar>{done}</respcondition>")
        })
        .collect();
    format!(
        "<resprocessing><outcomes><decvar varname=\"SCORE\" minvalue=\"0\" maxvalue=\"{most}\"/></outcomes>{conditions}</resprocessing>"
    )
}

pub(super) fn is(response: &str, value: &str) -> String {
    format!("<varequal respident=\"{response}\">{value}</varequal>")
}

pub(super) fn set(score: &str) -> String {
    format!("<setvar action=\"Set\" varname=\"SCORE\">{score}</setvar>")
}

pub(super) fn add(score: &str) -> String {
    format!("<setvar action=\"Add\" varname=\"SCORE\">{score}</setvar>")
}

pub(super) const TYPED: &str = "<response_str ident=\"r\"><render_fib><response_label ident=\"x\"/></render_fib></response_str>";

pub(super) const THREE: [(&str, &str); 3] = [
    ("11", "a game"),
    ("12", "&lt;b&gt;a calamity&lt;/b&gt;"),
    ("13", "an enemy"),
];

/// A question of Canvas with a list of three.
fn three(kind: &str, cardinality: &str, rules: &str) -> Imported {
    let shown = format!(
        "{}{}",
        material("&lt;p&gt;What is war?&lt;/p&gt;"),
        list("response1", cardinality, &THREE)
    );
    imported(&item(
        &[("question_type", kind), ("points_possible", "2.0")],
        &shown,
        rules,
    ))
}

pub(super) fn correct(body: &Value) -> Vec<&str> {
    let options = body["options"].as_array().unwrap().iter();
    let right = options.filter(|it| it["correct"] == true);
    right.map(|it| it["text"].as_str().unwrap()).collect()
}

#[test]
fn one_is_chosen_and_its_comments_go_where_they_belong() {
    let comments = "<itemfeedback ident=\"general_fb\"><flow_mat><material><mattext texttype=\"text/plain\">He says so.</mattext></material></flow_mat></itemfeedback>\
        <itemfeedback ident=\"11_fb\"><flow_mat><material><mattext>Play &lt; war</mattext></material></flow_mat></itemfeedback>\
        <itemfeedback ident=\"general_incorrect_fb\"><flow_mat><material><mattext>Read again.</mattext></material></flow_mat></itemfeedback>";
    let rules = rules("100", &[(&is("response1", "12"), &set("100"))]);
    let imported = three("multiple_choice_question", "Single", &(rules + comments));
    assert_eq!(
        body(&imported),
        json!({ "kind": "single-choice", "options": [
            { "text": "a game", "feedback": "Play < war" },
            { "text": "a calamity", "correct": true },
            { "text": "an enemy" },
        ] })
    );
    let question = &imported.questions[0];
    assert_eq!(
        (question.stem.as_str(), question.marks),
        ("What is war?", Some(2))
    );
    assert_eq!(question.explanation.as_deref(), Some("He says so."));
    assert_eq!(
        question.name, None,
        "“Question” is what Canvas calls all of them"
    );
    assert_eq!(
        messages(&imported),
        ["the feedback on a wrong answer was left out: “Read again.”"]
    );
}

/// Canvas gives a share for each right choice and takes one for each wrong one, which is the rule here. Of other
/// programs the rule is what stands there.
#[test]
fn the_whole_key_of_several_is_a_rule_in_canvas_and_all_or_nothing_elsewhere() {
    let whole = format!(
        "<and>{}<not>{}</not>{}</and>",
        is("response1", "12"),
        is("response1", "11"),
        is("response1", "13")
    );
    let rules = rules("100", &[(&whole, &set("100"))]);
    let of_canvas = three("multiple_answers_question", "Multiple", &rules);
    assert_eq!(correct(&body(&of_canvas)), ["a calamity", "an enemy"]);
    assert_eq!(body(&of_canvas)["all-or-nothing"], false);
    assert_eq!(said(&of_canvas), []);
    let shown = material("Which?") + &list("response1", "Multiple", &THREE);
    let other = imported(&item(
        &[("cc_profile", "cc.multiple_response.v0p1")],
        &shown,
        &rules,
    ));
    assert_eq!(correct(&body(&other)), ["a calamity", "an enemy"]);
    assert_eq!(body(&other)["all-or-nothing"], true);
    assert_eq!(said(&other), []);
}

/// Two right ones of 1 each and a wrong one that takes 1 off, of 2: shares as here. Without what is taken off, it is said.
#[test]
fn points_that_add_up_are_shares_and_negative_ones_take_away() {
    let shown = material("Which?") + &list("r", "Multiple", &THREE);
    let (right, also, wrong) = (is("r", "11"), is("r", "12"), is("r", "13"));
    let add = [add("1"), add("1"), add("-1")];
    let all = [(&*right, &*add[0]), (&*also, &*add[1]), (&*wrong, &*add[2])];
    let shares = imported(&item(&[], &shown, &rules("2", &all)));
    assert_eq!(correct(&body(&shares)), ["a game", "a calamity"]);
    assert_eq!(body(&shares)["all-or-nothing"], false);
    assert_eq!(shares.questions[0].marks, None, "two marks by nature");
    assert_eq!(said(&shares), []);
    let mild = imported(&item(&[], &shown, &rules("2", &all[..2])));
    assert_eq!(correct(&body(&mild)), ["a game", "a calamity"]);
    assert_eq!(
        messages(&mild),
        [
            "the option counted 0%; here each right one counts the same, and a wrong one takes as much away"
        ]
    );
}

#[test]
fn what_is_denied_is_no_key_and_two_tests_of_one_list_must_both_hold() {
    let shown = material("Which?") + &list("r", "Single", &THREE);
    let denied = format!("<not><or>{}{}</or></not>", is("r", "11"), is("r", "12"));
    let one = imported(&item(&[], &shown, &rules("1", &[(&denied, &set("1"))])));
    assert_eq!(correct(&body(&one)), ["an enemy"]);
    let shown = material("Which?") + &list("r", "Multiple", &THREE);
    let both = is("r", "11") + &is("r", "13");
    let several = imported(&item(&[], &shown, &rules("1", &[(&both, &set("1"))])));
    assert_eq!(correct(&body(&several)), ["a game", "an enemy"]);
    assert_eq!(body(&several)["all-or-nothing"], true);
}

#[test]
fn parts_of_the_mark_are_said_and_the_best_is_right() {
    let shown = material("Which?") + &list("r", "Single", &THREE);
    let (half, all) = (is("r", "11"), is("r", "12"));
    let one = imported(&item(
        &[],
        &shown,
        &rules("4", &[(&half, &set("50%")), (&all, &set("SCORE.max"))]),
    ));
    assert_eq!(correct(&body(&one)), ["a calamity"]);
    assert_eq!(one.questions[0].marks, Some(4));
    assert!(
        messages(&one)[0].starts_with("the option earned 50% of the mark"),
        "{:?}",
        messages(&one)
    );
}

/// What cannot be followed is no key: the text stays, and the teacher is asked.
#[test]
fn a_key_that_cannot_be_decided_is_left_to_do() {
    let shown = material("Which?") + &list("r", "Single", &THREE);
    let secret = "<var_extension><their:own xmlns:their=\"x\">12</their:own></var_extension>";
    for rules in [
        rules("1", &[(secret, &set("1"))]),
        rules("1", &[(&is("r", "99"), &set("1"))]),
        rules("1", &[]),
        String::new(),
    ] {
        let imported = imported(&item(&[], &shown, &rules));
        assert_eq!(correct(&body(&imported)), Vec::<&str>::new(), "{rules}");
        assert_eq!(said(&imported)[0].0, Code::ImportedOtherwise, "{rules}");
        assert_eq!(imported.questions[0].stem, "Which?");
        assert_eq!(to_do(imported, &["options"]), [(0, "options")], "{rules}");
    }
    // Two sets that earn the same: which is meant?
    let shown = material("Which?") + &list("r", "Multiple", &THREE);
    let set_of = |one: &str, other: &str| format!("<and>{}{}</and>", is("r", one), is("r", other));
    let tied = rules(
        "1",
        &[
            (&set_of("11", "12"), &set("1")),
            (&set_of("12", "13"), &set("1")),
        ],
    );
    let imported = imported(&item(&[], &shown, &tied));
    assert_eq!(correct(&body(&imported)), Vec::<&str>::new());
    assert_eq!(to_do(imported, &["options"]), [(0, "options")]);
}

#[test]
fn true_or_false_by_its_words_and_by_its_profile() {
    let shown =
        material("War is a calamity.") + &list("r", "Single", &[("t", "True"), ("f", "False")]);
    let rules = rules("1", &[(&is("r", "f"), &set("1"))]);
    for facts in [
        &[][..],
        &[("cc_profile", "cc.true_false.v0p1")],
        &[("question_type", "true_false_question")],
    ] {
        let imported = imported(&item(facts, &shown, &rules));
        assert_eq!(
            body(&imported),
            json!({ "kind": "true-false", "statements": [{ "text": "War is a calamity.", "answer": "false" }] })
        );
    }
}

#[test]
fn left_sides_have_their_right_ones_and_the_rest_belongs_to_none() {
    let rights = [("7", "1914"), ("8", "1939"), ("9", "1962")];
    let side = |name: &str, left: &str| {
        list(name, "Single", &rights).replacen(
            "<render_choice>",
            &format!("{}<render_choice>", material(left)),
            1,
        )
    };
    let shown =
        material("When?") + &side("response_1", "First war") + &side("response_2", "Second war");
    let (one, two) = (is("response_1", "7"), is("response_2", "8"));
    let asked = [("question_type", "matching_question")];
    let all = rules("100", &[(&one, &add("50")), (&two, &add("50"))]);
    let expected = json!({ "kind": "matching", "pairs": [
        { "left": "First war", "right": "1914" }, { "left": "Second war", "right": "1939" },
    ], "distractors": ["1962"] });
    assert_eq!(body(&imported(&item(&asked, &shown, &all))), expected);
    // The same where only the whole answer earns something, and where nothing says what it is.
    let whole = rules("1", &[(&format!("<and>{one}{two}</and>"), &set("1"))]);
    let whole = imported(&item(&[], &shown, &whole));
    assert_eq!(body(&whole), expected);
    assert_eq!(
        messages(&whole),
        ["each right part earns marks here; in the file only the whole answer does"]
    );
    let half = imported(&item(&asked, &shown, &rules("100", &[(&one, &add("50"))])));
    assert_eq!(to_do(half, &["pairs"])[0], (0, "pairs"));
}

#[test]
fn an_order_is_that_of_the_condition_that_earns() {
    let shown = material("Order.") + &list("r", "Ordered", &THREE);
    let places = |one: &str, two: &str, three: &str| {
        format!(
            "<and>{}{}{}</and>",
            is("r", one),
            is("r", two),
            is("r", three)
        )
    };
    let all = rules(
        "1",
        &[
            (&places("11", "12", "13"), &set("0")),
            (&places("13", "11", "12"), &set("1")),
        ],
    );
    let imported = imported(&item(&[], &shown, &all));
    assert_eq!(
        body(&imported),
        json!({ "kind": "ordering", "items": ["an enemy", "a game", "a calamity"] })
    );
}

#[test]
fn what_no_kind_does_is_listed_with_its_words_and_the_rest_is_imported() {
    let shown = material("Hand in a map.") + TYPED;
    let lists = ["calculated_question", "file_upload_question"];
    let items = lists.map(|it| item(&[("question_type", it)], &shown, ""));
    let essay = item(
        &[
            ("question_type", "essay_question"),
            ("points_possible", "4.5"),
        ],
        &shown,
        "",
    );
    let two = list("r", "Multiple", &THREE) + &list("s", "Multiple", &THREE);
    let two = item(&[], &(material("Twice.") + &two), "");
    let imported = imported(&(items.concat() + &two + &essay));
    assert_eq!(imported.questions.len(), 1);
    assert_eq!(body(&imported)["kind"], "extended");
    let said = said(&imported);
    assert!(
        said[0]
            .1
            .starts_with("the question “Hand in a map.” is left out"),
        "{said:?}"
    );
    assert_eq!(
        said.iter().filter(|it| it.0 == Code::NotImported).count(),
        3
    );
    assert!(said.iter().any(|it| it.1.contains("4.5 marks")), "{said:?}");
}

#[test]
fn texts_come_in_parts_and_a_picture_leaves_its_words() {
    let shown = "<material><mattext texttype=\"text/plain\">1 &lt; 2 &amp;amp;</mattext><matbreak/><matimage uri=\"m.png\" label=\"Map of Cuba\"/>\
        <mattext texttype=\"text/html\"><![CDATA[<p>So <img src='x' alt='A ship'>what?</p>]]></mattext></material>";
    let imported = imported(&item(&[("question_type", "essay_question")], shown, ""));
    assert_eq!(imported.questions[0].stem, "1 < 2 &amp;\n\nSo what?");
    assert_eq!(
        messages(&imported),
        [
            "an image (“Map of Cuba”) was left out",
            "an image (“A ship”) was left out"
        ]
    );
}
