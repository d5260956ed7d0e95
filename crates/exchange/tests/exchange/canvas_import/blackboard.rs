//! Items of Blackboard.

use serde_json::json;

use super::{body, imported, to_do};
use crate::imports::{bodies, messages, said};

/// A text as Blackboard writes it.
fn text(words: &str) -> String {
    format!(
        "<flow class=\"FORMATTED_TEXT_BLOCK\"><material><mat_extension><mat_formattedtext type=\"HTML\">{words}</mat_formattedtext></mat_extension></material></flow>\
         <flow class=\"LINK_BLOCK\"><material><mattext charset=\"us-ascii\" texttype=\"text/plain\" uri=\"\"/></material></flow>"
    )
}

fn item(kind: &str, facts: &str, answered: &str, rules: &str) -> String {
    format!(
        "<item maxattempts=\"0\"><itemmetadata><bbmd_asi_object_id>_1_1</bbmd_asi_object_id><bbmd_questiontype>{kind}</bbmd_questiontype>\
         <qmd_absolutescore_max>10.0</qmd_absolutescore_max>{facts}</itemmetadata><presentation><flow class=\"Block\">\
         <flow class=\"QUESTION_BLOCK\">{}</flow><flow class=\"RESPONSE_BLOCK\">{answered}</flow></flow></presentation>\
         <resprocessing scoremodel=\"SumOfScores\"><outcomes><decvar varname=\"SCORE\" vartype=\"Decimal\" defaultval=\"0.0\" minvalue=\"0.0\" maxvalue=\"10.0\"/></outcomes>{rules}\
         <respcondition title=\"incorrect\"><conditionvar><other/></conditionvar><setvar variablename=\"SCORE\" action=\"Set\">0.0</setvar><displayfeedback linkrefid=\"incorrect\" feedbacktype=\"Response\"/></respcondition>\
         </resprocessing></item>",
        text("&lt;p&gt;What is [a] war&amp;#58; a [b]?&lt;/p&gt;")
    )
}

fn list(cardinality: &str, choices: &[(&str, &str)]) -> String {
    let labels: String = choices
        .iter()
        .map(|(name, words)| {
            let shown = text(words).replace("<flow ", "<flow_mat ").replace("</flow>", "</flow_mat>");
            format!("<flow_label class=\"Block\"><response_label ident=\"{name}\" shuffle=\"Yes\">{shown}</response_label></flow_label>")
        })
        .collect();
    format!(
        "<response_lid ident=\"response\" rcardinality=\"{cardinality}\" rtiming=\"No\"><render_choice shuffle=\"Yes\">{labels}</render_choice></response_lid>"
    )
}

const TYPED: &str = "<response_str ident=\"response\" rcardinality=\"Single\"><render_fib rows=\"1\" prompt=\"Box\"/></response_str>";
const LINES: &str = "<response_str ident=\"response\" rcardinality=\"Single\"><render_fib rows=\"8\" prompt=\"Box\"/></response_str>";

fn is(response: &str, value: &str) -> String {
    format!("<varequal respident=\"{response}\" case=\"No\">{value}</varequal>")
}

fn right(test: &str) -> String {
    format!(
        "<respcondition title=\"correct\"><conditionvar>{test}</conditionvar><setvar variablename=\"SCORE\" action=\"Set\">SCORE.max</setvar><displayfeedback linkrefid=\"correct\" feedbacktype=\"Response\"/></respcondition>"
    )
}

/// What a single choice is worth, in per cent.
fn worth(name: &str, per_cent: &str) -> String {
    format!(
        "<respcondition><conditionvar><varequal respident=\"{name}\" case=\"No\"/></conditionvar><setvar variablename=\"SCORE\" action=\"Set\">{per_cent}</setvar><displayfeedback linkrefid=\"{name}\"/></respcondition>"
    )
}

const TWO: [(&str, &str); 2] = [("aa", "a calamity"), ("bb", "a game")];
const PARTS: &str = "<bbmd_partialcredit>true</bbmd_partialcredit>";

#[test]
fn one_is_right_whatever_each_is_said_to_be_worth_alone() {
    let worths = worth("aa", "100") + &worth("bb", "0");
    let comment = "<itemfeedback ident=\"bb\"><solution view=\"All\"><solutionmaterial><flow_mat class=\"Block\"><material><mat_extension><mat_formattedtext type=\"HTML\">No play.</mat_formattedtext></mat_extension></material></flow_mat></solutionmaterial></solution></itemfeedback></item>";
    let asked = item(
        "Multiple Choice",
        "",
        &list("Single", &TWO),
        &(right(&is("response", "aa")) + &worths),
    );
    let imported = imported(&asked.replace("</item>", comment));
    assert_eq!(
        body(&imported),
        json!({ "kind": "single-choice", "options": [{ "text": "a calamity", "correct": true }, { "text": "a game", "feedback": "No play." }] })
    );
    let question = &imported.questions[0];
    assert_eq!(question.stem, "What is [a] war: a [b]?");
    assert_eq!((question.marks, question.shuffle), (Some(10), true));
    assert_eq!(said(&imported), []);
}

/// With partial credit the per cents count: 50 for a part of the answer is said.
#[test]
fn per_cents_of_single_choices_count_with_partial_credit() {
    let worths = worth("aa", "100") + &worth("bb", "50");
    let rules = right(&is("response", "aa")) + &worths;
    let imported = imported(&item(
        "Multiple Choice",
        PARTS,
        &list("Single", &TWO),
        &rules,
    ));
    assert_eq!(body(&imported)["options"][0]["correct"], true);
    assert!(
        messages(&imported)[0].starts_with("the option earned 50% of the mark"),
        "{:?}",
        messages(&imported)
    );
}

#[test]
fn several_are_right_all_together_or_each_for_its_share() {
    let three = [("aa", "one"), ("bb", "two"), ("cc", "three")];
    let whole = format!(
        "<and>{}<not>{}</not>{}</and>",
        is("response", "aa"),
        is("response", "bb"),
        is("response", "cc")
    );
    let worths = worth("aa", "50") + &worth("bb", "-50") + &worth("cc", "50");
    let rules = right(&whole) + &worths;
    let items =
        ["", PARTS].map(|facts| item("Multiple Answer", facts, &list("Multiple", &three), &rules));
    let imported = imported(&items.concat());
    let bodies = bodies(&imported);
    for (body, whole) in bodies.iter().zip([true, false]) {
        let options = json!([{ "text": "one", "correct": true }, { "text": "two" }, { "text": "three", "correct": true }]);
        assert_eq!(
            (&body["options"], &body["all-or-nothing"]),
            (&options, &json!(whole))
        );
    }
    assert_eq!(said(&imported), []);
}

#[test]
fn two_choices_have_the_words_that_people_read() {
    let either = [
        ("yes_no.true", "yes_no.true"),
        ("yes_no.false", "yes_no.false"),
    ];
    let truth = [("true", "true"), ("false", "false")];
    let items = item(
        "Either/Or",
        "",
        &list("Single", &either),
        &right(&is("response", "yes_no.false")),
    ) + &item(
        "True/False",
        "",
        &list("Single", &truth),
        &right(&is("response", "true")),
    );
    let bodies = bodies(&imported(&items));
    assert_eq!(
        bodies[0]["options"],
        json!([{ "text": "Yes" }, { "text": "No", "correct": true }])
    );
    assert_eq!(bodies[1]["statements"][0]["answer"], "true");
}

/// No score is set for the words that are right: the comment on right answers says that they are.
#[test]
fn a_word_is_right_where_the_comment_says_so() {
    let accepted = |word: &str| {
        format!(
            "<respcondition title=\"x{word}\"><conditionvar>{}</conditionvar><displayfeedback linkrefid=\"correct\"/><displayfeedback linkrefid=\"x{word}\"/></respcondition>",
            is("response", word)
        )
    };
    let rules = accepted("calamity") + &accepted("disaster");
    let imported = imported(&item("Fill in the Blank", "", TYPED, &rules));
    assert_eq!(body(&imported)["text"], "{{calamity|disaster}}");
    assert_eq!(said(&imported), []);
}

/// The number stands beside the range around it, as if both had to hold.
#[test]
fn a_number_is_right_within_its_range() {
    let test = format!(
        "<vargte respident=\"response\">1961</vargte><varlte respident=\"response\">1963</varlte>{}",
        is("response", "1962")
    );
    let number = TYPED.replace("response_str", "response_num");
    let imported = imported(&item("Numeric", "", &number, &right(&test)));
    assert_eq!(body(&imported)["text"], "{{1962|1961|1963}}");
    assert_eq!(said(&imported), []);
}

#[test]
fn several_blanks_are_right_together() {
    let blank = |name: &str| {
        format!(
            "<response_str ident=\"{name}\" rcardinality=\"Single\"><render_fib/></response_str>"
        )
    };
    let test = format!(
        "<and><or>{}{}</or><or>{}</or></and>",
        is("a", "the"),
        is("a", "this"),
        is("b", "calamity")
    );
    let imported = imported(&item(
        "Fill in the Blank Plus",
        "",
        &(blank("a") + &blank("b")),
        &right(&test),
    ));
    assert_eq!(
        body(&imported)["text"],
        "What is {{the|this}} war: a {{calamity}}?"
    );
    assert_eq!(
        messages(&imported),
        ["each right part earns marks here; in the file only the whole answer does"]
    );
}

#[test]
fn right_sides_stand_apart_and_are_found_by_their_place() {
    let labels = |names: [&str; 2]| {
        names
            .map(|it| format!("<response_label ident=\"{it}\"/>"))
            .concat()
    };
    let left = |name: &str, words: &str, names: [&str; 2]| {
        format!(
            "<flow class=\"Block\">{}<response_lid ident=\"{name}\" rcardinality=\"Single\"><render_choice shuffle=\"Yes\"><flow_label class=\"Block\">{}</flow_label></render_choice></response_lid></flow>",
            text(words),
            labels(names)
        )
    };
    let answered = left("L1", "First war", ["p1", "p2"])
        + &left("L2", "Second war", ["q1", "q2"])
        + "</flow><flow class=\"RIGHT_MATCH_BLOCK\">"
        + &["1939", "1914"]
            .map(|it| format!("<flow class=\"Block\">{}</flow>", text(it)))
            .concat();
    let shown = |test: String| {
        format!(
            "<respcondition><conditionvar>{test}</conditionvar><displayfeedback linkrefid=\"correct\"/></respcondition>"
        )
    };
    let rules = shown(is("L1", "p2")) + &shown(is("L2", "q1"));
    let imported = imported(&item("Matching", "", &answered, &rules));
    assert_eq!(
        body(&imported),
        json!({ "kind": "matching", "pairs": [{ "left": "First war", "right": "1914" }, { "left": "Second war", "right": "1939" }] })
    );
    assert_eq!(imported.questions[0].stem, "What is [a] war: a [b]?");
}

#[test]
fn an_order_names_each_once() {
    let test = format!(
        "<and>{}{}</and>",
        is("response", "bb"),
        is("response", "aa")
    );
    let imported = imported(&item("Ordering", "", &list("Ordered", &TWO), &right(&test)));
    assert_eq!(body(&imported)["items"], json!(["a game", "a calamity"]));
}

#[test]
fn essays_bring_their_model_and_an_opinion_has_no_key() {
    let solution = "<itemfeedback ident=\"solution\"><solution><solutionmaterial><flow_mat><material><mat_extension><mat_formattedtext type=\"HTML\">It hurts all.</mat_formattedtext></mat_extension></material></flow_mat></solutionmaterial></solution></itemfeedback></item>";
    let nothing = "<respcondition title=\"correct\"><conditionvar/><setvar variablename=\"SCORE\" action=\"Set\">SCORE.max</setvar></respcondition>";
    let items = item("Essay", "", LINES, nothing).replace("</item>", solution)
        + &item("Opinion Scale", "", &list("Single", &TWO), "")
        + &item(
            "Hot Spot",
            "",
            "<response_xy ident=\"response\"><render_hotspot/></response_xy>",
            "",
        );
    let imported = imported(&items);
    let bodies = bodies(&imported);
    assert_eq!(bodies.len(), 2);
    assert_eq!(bodies[0]["model"], "It hurts all.");
    assert_eq!(bodies[0]["criterion"][0]["levels"][0]["marks"], "1-10");
    assert_eq!(
        bodies[1]["options"],
        json!([{ "text": "a calamity" }, { "text": "a game" }])
    );
    assert!(
        messages(&imported)
            .iter()
            .any(|it| it.contains("works on an image"))
    );
    assert_eq!(to_do(imported, &["options"]), [(1, "options")]);
}
