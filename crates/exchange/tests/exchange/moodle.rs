//! Moodle's XML: what we write comes back, what others write is understood.

use proptest::prelude::*;
use serde_json::json;
use sourcework_core::diagnostic::Code;
use sourcework_core::quiz::Reveal;
use sourcework_exchange::{Exported, Format, Imported, Settings, Wanted, assemble, export, read};

use crate::compare::{material, same_passages, same_up_to, shipped};
use crate::imports::{codes, messages, said};

fn imported(text: &str) -> Imported {
    read(Format::MoodleXml, "bank.xml", text.as_bytes(), None)
}

/// A bank of one question.
fn one(kind: &str, inside: &str) -> Imported {
    imported(&format!(
        "<?xml version=\"1.0\"?><quiz><question type=\"{kind}\"><name><text>Q 1</text></name>\
         <questiontext format=\"html\"><text><![CDATA[<p>What?</p>]]></text></questiontext>{inside}</question></quiz>"
    ))
}

fn body(imported: &Imported) -> serde_json::Value {
    assert_eq!(imported.questions.len(), 1, "{:?}", imported.reports);
    serde_json::to_value(&imported.questions[0].body).unwrap()
}

fn answer(fraction: &str, text: &str) -> String {
    format!("<answer fraction=\"{fraction}\" format=\"html\"><text>{text}</text></answer>")
}

#[test]
fn the_shipped_quizzes_come_back_up_to_what_was_declared() {
    for paper in shipped() {
        let material = material(&paper);
        let Exported { bytes, losses } = export(Format::MoodleXml, material, Settings::default());
        let imported = read(Format::MoodleXml, "a.xml", &bytes, None);
        assert_eq!(said(&imported), [], "{}", paper.quiz.id);
        assert_eq!(imported.title.as_deref(), Some(paper.quiz.title.as_str()));
        let about = paper.quiz.description.as_ref().map(|it| it.as_str());
        assert_eq!(imported.description.as_deref(), about);
        let drafts = assemble(imported, &Wanted::default());
        same_up_to(&paper.quiz, &losses, &drafts);
        same_passages(material, &losses, &drafts);
    }
}

#[test]
fn a_question_as_moodle_reads_it() {
    let paper = shipped()
        .into_iter()
        .find(|it| it.quiz.id == "letter-4-exam");
    let mut paper = paper.unwrap();
    paper.quiz.questions.truncate(1);
    let bytes = export(Format::MoodleXml, material(&paper), Settings::default()).bytes;
    insta::assert_snapshot!("moodle_of_a_question", String::from_utf8(bytes).unwrap());
}

#[test]
fn the_heading_is_shown_when_the_question_allows_it() {
    for mut paper in shipped() {
        for question in &mut paper.quiz.questions {
            question.provenance = Reveal::Hidden;
        }
        let bytes = export(Format::MoodleXml, material(&paper), Settings::default()).bytes;
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains("class=\"heading\""), "{}", paper.quiz.id);
    }
}

#[test]
fn fractions_become_keys() {
    let options = [answer("100", "a"), answer("0", "b")].concat();
    let imported = one(
        "multichoice",
        &format!("<single>true</single><defaultgrade>2</defaultgrade>{options}"),
    );
    let expected = json!({ "kind": "single-choice", "options": [{ "text": "a", "correct": true }, { "text": "b" }] });
    assert_eq!(body(&imported), expected);
    assert_eq!(imported.questions[0].marks, Some(2));
    assert_eq!(said(&imported), []);

    // Half and half, and as much off for a wrong one: two keys, one mark in all as there.
    let options = [answer("50", "a"), answer("50", "b"), answer("-50", "c")].concat();
    let imported = one(
        "multichoice",
        &format!("<single>false</single><defaultgrade>1.0000000</defaultgrade>{options}"),
    );
    let body = body(&imported);
    assert_eq!(body["kind"], "multiple-response");
    assert_eq!(body["options"][1]["correct"], true);
    assert_eq!(imported.questions[0].marks, Some(1));
    assert_eq!(said(&imported), []);
}

#[test]
fn what_is_marked_otherwise_here_is_said() {
    let partly = [answer("100", "a"), answer("50", "b")].concat();
    let wrong_costs_nothing = [answer("100", "a"), answer("0", "b")].concat();
    let cases = [
        ("multichoice", format!("<single>true</single>{partly}")),
        (
            "multichoice",
            format!("<single>false</single>{wrong_costs_nothing}"),
        ),
        ("shortanswer", partly),
        (
            "shortanswer",
            format!("<usecase>1</usecase>{}", answer("100", "a")),
        ),
        ("shortanswer", answer("100", "a*")),
        (
            "ordering",
            format!(
                "<gradingtype>ABSOLUTE_POSITION</gradingtype>{}{}",
                answer("1", "a"),
                answer("2", "b")
            ),
        ),
        ("essay", "<defaultgrade>2.5</defaultgrade>".to_owned()),
    ];
    for (kind, inside) in cases {
        assert_eq!(
            codes(&one(kind, &inside)),
            [Code::ImportedOtherwise],
            "{kind} {inside}"
        );
    }
}

#[test]
fn what_has_no_counterpart_is_listed_and_the_rest_imported() {
    for kind in ["calculated", "ddmarker", "stack", ""] {
        let imported = one(kind, &answer("100", "4"));
        assert_eq!(imported.questions.len(), 0);
        let said = said(&imported);
        assert_eq!(said[0].0, Code::NotImported);
        assert!(said[0].1.contains("left out"), "{}", said[0].1);
    }
    let imported = one(
        "truefalse",
        "<answer fraction=\"0\"><text>true</text><feedback><text><![CDATA[<script>x()</script>Look<img src=\"http://e.org/a.png\" alt=\"A &amp; B\"/> again]]></text></feedback></answer>\
         <answer fraction=\"100\"><text>false</text></answer><tags><tag><text>Cold War</text></tag><tag><text>Provenance</text></tag></tags>",
    );
    assert_eq!(
        body(&imported),
        json!({ "kind": "true-false", "statements": [{ "text": "What?", "answer": "false", "feedback": "Look again" }] })
    );
    assert_eq!(imported.questions[0].skill.unwrap().as_str(), "provenance");
    let said: Vec<String> = said(&imported).into_iter().map(|it| it.1).collect();
    assert_eq!(
        said,
        [
            "the tag “Cold War” is no skill; it was left out",
            "a script was left out",
            "an image (“A & B”) was left out"
        ]
    );
}

#[test]
fn a_text_with_gaps_becomes_a_cloze_or_a_grid() {
    let cloze = |text: &str| {
        imported(&format!(
            "<quiz><question type=\"cloze\"><name><text>c</text></name><questiontext format=\"html\"><text><![CDATA[{text}]]></text></questiontext></question></quiz>"
        ))
    };
    let typed =
        cloze("<p>Read 6a.</p><p>A {1:SHORTANSWER:=knot~%100%Knot of war} is {1:SA:=tied}.</p>");
    assert_eq!(typed.questions[0].stem, "Read 6a.");
    assert_eq!(
        body(&typed),
        json!({ "kind": "cloze", "text": "A {{knot|Knot of war}} is {{tied}}." })
    );
    let chosen = cloze("{1:MC:=war~peace~ruin} and {1:MCS:war~=peace~ruin}");
    assert_eq!(chosen.questions[0].stem, "Fill in the gaps.");
    assert_eq!(
        body(&chosen),
        json!({ "kind": "cloze", "text": "{{war}} and {{peace}}", "bank": ["ruin"] })
    );
    let mixed = cloze("<p>When: {1:SA:=1962}, who: {1:MC:=Khrushchev~Kennedy}</p>");
    assert_eq!(mixed.questions[0].stem, "When: (1) _____, who: (2) _____");
    assert_eq!(
        body(&mixed),
        json!({ "kind": "grid", "rows": [
            { "label": "(1)", "answers": ["1962"] },
            { "label": "(2)", "options": ["Khrushchev", "Kennedy"], "answer": "Khrushchev" } ] })
    );
    let words = one(
        "gapselect",
        "<selectoption><text>calamity</text><group>1</group></selectoption><selectoption><text>comfort</text><group>1</group></selectoption>",
    );
    assert_eq!(words.questions.len(), 0, "the text has no gaps");
    let text = "<quiz><question type=\"ddwtos\"><questiontext format=\"html\"><text>War is a [[1]] for [[3]] and [not].</text></questiontext>\
        <dragbox><text>calamity</text></dragbox><dragbox><text>comfort</text></dragbox><dragbox><text>all</text></dragbox></question></quiz>";
    assert_eq!(
        body(&imported(text)),
        json!({ "kind": "cloze", "text": "War is a {{calamity}} for {{all}} and [not].", "bank": ["comfort"] })
    );
}

#[test]
fn descriptions_become_passages_of_what_follows() {
    let bank = "<quiz><question type=\"category\"><category><text>$course$/top/Cuba // 1962</text></category></question>\
        <question type=\"description\"><name><text>Source A</text></name><questiontext format=\"html\"><text><![CDATA[<p>One.</p><p>Two<br>lines.</p>]]></text></questiontext></question>\
        <question type=\"essay\"><name><text>first</text></name><questiontext format=\"plain_text\"><text>Why &lt;so&gt;?</text></questiontext><graderinfo format=\"html\"><text>Look for fear.</text></graderinfo><defaultgrade>6</defaultgrade></question>\
        <question type=\"description\"><questiontext><text>Another.</text></questiontext></question>\
        <question type=\"essay\"><name><text>second</text></name><questiontext><text>And?</text></questiontext></question></quiz>";
    let imported = imported(bank);
    assert_eq!(imported.title.as_deref(), Some("Cuba / 1962"));
    let texts: Vec<&str> = imported
        .passages
        .iter()
        .map(|it| it.text.as_str())
        .collect();
    assert_eq!(texts, ["One.\n\nTwo\nlines.", "Another."]);
    assert_eq!(imported.questions[0].passages, [0]);
    assert_eq!(imported.questions[1].passages, [1]);
    assert_eq!(imported.questions[0].stem, "Why <so>?");
    let body = serde_json::to_value(&imported.questions[0].body).unwrap();
    assert_eq!(body["criterion"][0]["levels"][0]["marks"], "1-6");
    assert_eq!(body["model"], "Look for fear.");
}

#[test]
fn what_is_no_bank_is_said_at_its_place() {
    for (text, code) in [
        ("<questestinterop/>", Code::Malformed),
        ("<quiz><question type=\"essay\"></quiz>", Code::Malformed),
        ("", Code::Malformed),
        (
            "<!DOCTYPE quiz [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><quiz>&b;</quiz>",
            Code::UnsafeFile,
        ),
    ] {
        let imported = imported(text);
        let codes: Vec<Code> = said(&imported).into_iter().map(|it| it.0).collect();
        assert_eq!(codes, [code], "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn anything_can_be_read(text in "\\PC{0,200}") {
        imported(&text);
    }

    #[test]
    fn anything_can_stand_in_a_bank(
        kind in prop::sample::select(vec!["multichoice", "truefalse", "matching", "ordering", "shortanswer", "cloze", "gapselect", "essay", "description"]),
        asked in "[a-z{}\\[\\]:=~%#<>&;\\\\0-9A-Z ]{0,80}",
        inside in "(<answer fraction=\"[0-9.-]{0,5}\"><text>[a-z{}|*]{0,6}</text></answer>|<subquestion><text>[a-z]{0,3}</text><answer><text>[A-Z]?</text></answer></subquestion>){0,4}",
    ) {
        let text = format!("<quiz><question type=\"{kind}\"><questiontext><text><![CDATA[{asked}]]></text></questiontext>{inside}</question></quiz>");
        let imported = imported(&text);
        assemble(imported, &Wanted { quiz: "q".to_owned(), source: "s".to_owned(), ..Wanted::default() });
    }
}

#[test]
fn what_is_said_beside_the_answers_is_told() {
    let feedback = |text: &str| format!("<feedback><text>{text}</text></feedback>");
    let right = |text: &str, told: &str| {
        format!(
            "<answer fraction=\"100\"><text>{text}</text>{}</answer>",
            feedback(told)
        )
    };
    for (kind, inside, told) in [
        ("shortanswer", right("Kennan", "Well remembered"), "the feedback on single answers was left out"),
        ("truefalse", right("true", "Yes"), "the feedback on the right answer was left out"),
        (
            "essay",
            "<responsetemplate><text>Source A is</text></responsetemplate>".to_owned(),
            "the beginning of an answer (the response template) was left out",
        ),
        (
            "essay",
            "<hidden>1</hidden>".to_owned(),
            "the question is hidden in Moodle; it was imported like the others",
        ),
        (
            "gapselect",
            "<questiontext><text>The [[1]] wall [[7]].</text></questiontext><selectoption><text>Berlin</text><group>1</group></selectoption>".to_owned(),
            "a place in double brackets has no word of that number; it stays in the text",
        ),
        (
            "cloze",
            "<questiontext><text>In {1:NM:=1945:0} or {1:NUM:=1:2}.</text></questiontext>".to_owned(),
            "“{1:NUM:” is no embedded answer that Moodle knows; it stays in the text",
        ),
    ] {
        let text = format!("<quiz><question type=\"{kind}\"><questiontext><text>What?</text></questiontext>{inside}</question></quiz>");
        let text = match inside.contains("<questiontext>") {
            true => text.replace("<questiontext><text>What?</text></questiontext>", ""),
            false => text,
        };
        assert_eq!(messages(&imported(&text)), [told], "{kind}");
    }
}

#[test]
fn words_of_links_tables_and_formulas_stay() {
    let text = "<p>Read <a href=\"http://x.y/z\">this page</a> on \\(x^2\\).</p><table><tr><th>Year</th><th>Who</th></tr><tr><td>1945</td><td>Truman</td></tr></table>";
    let read = imported(&format!(
        "<quiz><question type=\"essay\"><questiontext format=\"html\"><text><![CDATA[{text}]]></text></questiontext></question></quiz>"
    ));
    assert_eq!(
        read.questions[0].stem,
        "Read this page on \\(x^2\\).\n\nYear | Who\n1945 | Truman"
    );
    assert_eq!(
        messages(&read),
        [
            "the address of a link was left out",
            "the look of a formula was left out"
        ]
    );
}

#[test]
fn a_number_in_a_text_is_a_gap_and_a_wide_tolerance_is_told() {
    let with = |tolerance: &str| {
        imported(&format!(
            "<quiz><question type=\"cloze\"><questiontext><text>It ended in {{1:NUMERICAL:=1945{tolerance}}}.</text></questiontext></question></quiz>"
        ))
    };
    let near = "{{1945|1943|1944|1946|1947}}";
    for (tolerance, gap, told) in [
        ("", "{{1945}}", 0),
        (":0", "{{1945}}", 0),
        (":0.0", "{{1945}}", 0),
        (":2", near, 0),
        (":20", "{{1945}}", 1),
    ] {
        let read = with(tolerance);
        assert_eq!(body(&read)["text"], format!("It ended in {gap}."));
        assert_eq!(messages(&read).len(), told, "{tolerance}");
    }
}

/// Moodle's auto-format: each end of a line is a line break, but beside a tag (its function `text_to_html`).
#[test]
fn lines_of_auto_format_stay_lines() {
    let read = |format: &str| {
        imported(&format!(
            "<quiz><question type=\"essay\"><questiontext format=\"{format}\"><text><![CDATA[He wrote:\r\n“Dear Sir”\n\nWhy <b>then</b>?\n<p>Say so.</p>]]></text></questiontext><generalfeedback format=\"{format}\"><text>One.\nTwo.</text></generalfeedback></question></quiz>"
        ))
    };
    let auto = read("moodle_auto_format");
    assert_eq!(
        auto.questions[0].stem,
        "He wrote:\n“Dear Sir”\n\nWhy then?\n\nSay so."
    );
    assert_eq!(auto.questions[0].explanation.as_deref(), Some("One.\nTwo."));
    let html = read("html");
    assert_eq!(
        html.questions[0].stem,
        "He wrote: “Dear Sir” Why then?\n\nSay so."
    );
    let cloze = imported(
        "<quiz><question type=\"cloze\"><questiontext format=\"moodle_auto_format\"><text>It was {1:SA:=calm\n~=quiet}\nand {1:SA:=dark}.</text></questiontext></question></quiz>",
    );
    assert_eq!(body(&cloze)["text"], "It was {{calm|quiet}}\nand {{dark}}.");
}

/// As Moodle exports a question of the type "numerical": years, one that earns a part, a unit.
#[test]
fn a_number_becomes_a_typed_answer() {
    let number = |fraction: &str, text: &str, tolerance: &str| {
        format!(
            "<answer fraction=\"{fraction}\" format=\"moodle_auto_format\"><text>{text}</text><feedback format=\"html\"><text></text></feedback><tolerance>{tolerance}</tolerance></answer>"
        )
    };
    let units = "<unitgradingtype>0</unitgradingtype><units><unit><multiplier>1</multiplier><unit_name>km</unit_name></unit></units>";
    for (inside, text, told) in [
        (number("100", "1962", "0"), "{{1962}}", 0),
        (number("100", "1962", "1"), "{{1962|1961|1963}}", 0),
        (
            [number("100", "1962", "0"), number("0", "*", "0")].concat(),
            "{{1962}}",
            0,
        ),
        (
            [number("100", "1962", "0"), number("50", "1961", "0")].concat(),
            "{{1962|1961}}",
            1,
        ),
        (number("100", "3.5", "0.5"), "{{3.5}}", 1),
        (format!("{}{units}", number("100", "90", "0")), "{{90}}", 1),
    ] {
        let imported = one("numerical", &inside);
        assert_eq!(body(&imported)["text"], text, "{inside}");
        assert_eq!(body(&imported)["kind"], "cloze");
        assert_eq!(said(&imported).len(), told, "{:?}", said(&imported));
    }
    let drafts = assemble(
        one("numerical", &number("100", "3.5", "0.5")),
        &Wanted::default(),
    );
    let asked = drafts.quizzes[0]
        .to_do
        .iter()
        .find(|(_, key, _)| *key == "text")
        .unwrap();
    assert!(asked.2.contains("write out what is accepted"), "{asked:?}");
    assert_eq!(
        codes(&one("numerical", &number("100", "many", "0"))),
        [Code::NotImported]
    );
}

#[test]
fn what_cannot_be_used_as_it_came_is_left_to_the_teacher() {
    let none = format!(
        "<single>true</single>{}{}",
        answer("0", "a"),
        answer("0", "b")
    );
    let same = format!(
        "<single>true</single>{}{}{}",
        answer("100", "a"),
        answer("0", "b"),
        answer("0", "b")
    );
    let picture = format!(
        "<single>true</single>{}{}",
        answer("100", "<![CDATA[<img src=\"a.png\">]]>"),
        answer("0", "b")
    );
    for (kind, inside, key, to_do) in [
        (
            "multichoice",
            none,
            "options",
            "which is right? (`correct = true`)",
        ),
        (
            "multichoice",
            same,
            "options",
            "two say the same; keep one, or tell them apart",
        ),
        (
            "multichoice",
            picture,
            "options",
            "one says nothing; was it a picture?",
        ),
    ] {
        let read = one(kind, &inside);
        assert_eq!(body(&read)["kind"], "single-choice");
        let drafts = assemble(read, &Wanted::default());
        let asked = drafts.quizzes[0].to_do.iter();
        assert!(
            asked.into_iter().any(|it| *it == (Some(0), key, to_do)),
            "{to_do}"
        );
    }
}

#[test]
fn pictures_and_shared_sides_of_pairs() {
    let pair = |left: &str, right: &str| {
        format!(
            "<subquestion><text><![CDATA[{left}]]></text><answer><text>{right}</text></answer></subquestion>"
        )
    };
    let pairs = format!(
        "{}{}{}",
        pair("<img src=\"a.png\">", "Lenin"),
        pair("S", "USSR"),
        pair("T", "USA")
    );
    let read = one("matching", &pairs);
    assert_eq!(
        messages(&read),
        [
            "an image was left out",
            "the left side of the pair holds no text; its right side was kept as one that belongs to none"
        ]
    );
    let shared = format!(
        "{}{}{}",
        pair("A", "USSR"),
        pair("B", "USSR"),
        pair("C", "USA")
    );
    assert_eq!(body(&one("matching", &shared))["kind"], "grid");
}

#[test]
fn braces_and_stars_in_gaps_come_back() {
    let mut paper = shipped().remove(0);
    let cloze = paper
        .quiz
        .questions
        .iter_mut()
        .find_map(|it| match &mut it.body {
            sourcework_core::quiz::Body::Cloze(cloze) => Some(cloze),
            _ => None,
        });
    let cloze = cloze.expect("the first quiz has a cloze");
    let text = "A {{z}b|a*c}} and {{*}}.";
    cloze.text.value = sourcework_core::quiz::cloze::Template::parse(text).unwrap();
    cloze.bank.clear();
    let bytes = export(Format::MoodleXml, material(&paper), Settings::default()).bytes;
    let read = read(Format::MoodleXml, "a.xml", &bytes, None);
    assert_eq!(messages(&read), Vec::<String>::new());
    let came = read
        .questions
        .iter()
        .map(|it| serde_json::to_value(&it.body).unwrap());
    let came: Vec<_> = came.filter(|it| it["kind"] == "cloze").collect();
    assert!(came.iter().any(|it| it["text"] == text), "{came:?}");
}

#[test]
fn weights_that_are_marked_otherwise_here_are_told() {
    let half = format!(
        "<single>true</single>{}{}",
        answer("50", "a"),
        answer("0", "b")
    );
    let penalty = format!(
        "<single>true</single>{}{}",
        answer("100", "a"),
        answer("-50", "b")
    );
    for (inside, weight) in [(half, "50"), (penalty, "-50")] {
        let told = format!(
            "the option earned {weight}% of the mark; here the right one earns all of it, and the others nothing"
        );
        assert_eq!(messages(&one("multichoice", &inside)), [told]);
    }
    let several =
        "<questiontext><text>Capital {1:MULTICHOICE:=a~=b~c} of {1:SA:=x}</text></questiontext>";
    let read = imported(&format!(
        "<quiz><question type=\"cloze\">{several}</question></quiz>"
    ));
    assert_eq!(
        messages(&read),
        ["several answers were right in one place; here only “a” is"]
    );
    let listed = "<quiz><question type=\"essay\"><questiontext format=\"html\"><text><![CDATA[<p>Judge:</p><ol><li>War is a game</li><li>War is a <s>goal</s> calamity</li></ol>]]></text></questiontext></question></quiz>";
    let read = imported(listed);
    assert_eq!(
        read.questions[0].stem,
        "Judge:\n\n1. War is a game\n2. War is a goal calamity"
    );
    assert_eq!(messages(&read), ["the line through words was left out"]);
}
