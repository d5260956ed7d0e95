//! QTI 2.1 and 3.0: our own packages come back, those of other tools are understood.

use std::io::Write;

use proptest::prelude::*;
use serde_json::{Value, json};
use sourcework_core::diagnostic::Code;
use sourcework_exchange::{Exported, Format, Imported, Settings, Wanted, assemble, export, read};
use zip::write::SimpleFileOptions;

use crate::cases::cases;
use crate::compare::{material, same_head, same_passages, same_up_to, shipped};
use crate::imports::said;

const VERSIONS: [Format; 2] = [Format::Qti3, Format::Qti21];

/// A package of these files.
fn package(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn imported(files: &[(&str, &str)]) -> Imported {
    read(Format::Qti21, "p.zip", &package(files), None)
}

fn body(imported: &Imported) -> Value {
    assert_eq!(imported.questions.len(), 1, "{:?}", said(imported));
    serde_json::to_value(&imported.questions[0].body).unwrap()
}

/// An item of version 2.1 as other tools write it.
fn item(declarations: &str, body: &str, rest: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<assessmentItem xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p1\" \
         identifier=\"i1\" title=\"First\" adaptive=\"false\" timeDependent=\"false\">{declarations}\
         <itemBody>{body}</itemBody>{rest}</assessmentItem>"
    )
}

fn one(declarations: &str, body: &str, rest: &str) -> Imported {
    let text = item(declarations, body, rest);
    read(Format::Qti21, "item.xml", text.as_bytes(), None)
}

const CORRECT: &str = "<responseProcessing template=\"http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct\"/>";
const MAPPED: &str = "<responseProcessing template=\"http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response\"/>";

fn response(cardinality: &str, kind: &str, correct: &[&str], mapping: &[(&str, &str)]) -> String {
    let values: String = correct
        .iter()
        .map(|it| format!("<value>{it}</value>"))
        .collect();
    let entries: String = mapping
        .iter()
        .map(|(key, value)| format!("<mapEntry mapKey=\"{key}\" mappedValue=\"{value}\"/>"))
        .collect();
    let mapping = match entries.as_str() {
        "" => String::new(),
        entries => format!("<mapping defaultValue=\"0\" lowerBound=\"0\">{entries}</mapping>"),
    };
    format!(
        "<responseDeclaration identifier=\"RESPONSE\" cardinality=\"{cardinality}\" baseType=\"{kind}\">\
         <correctResponse>{values}</correctResponse>{mapping}</responseDeclaration>"
    )
}

const OPTIONS: &str = "<simpleChoice identifier=\"A\">a game</simpleChoice><simpleChoice identifier=\"B\">a calamity</simpleChoice><simpleChoice identifier=\"C\">an enemy</simpleChoice>";

#[test]
fn the_shipped_quizzes_come_back_up_to_what_was_declared() {
    for paper in shipped() {
        for version in VERSIONS {
            let material = material(&paper);
            let Exported { bytes, losses } = export(version, material, Settings::default());
            let imported = read(version, "a.zip", &bytes, None);
            let quiz = &paper.quiz;
            same_head(&imported, quiz);
            let drafts = assemble(imported, &Wanted::default());
            same_up_to(quiz, &losses, &drafts);
            same_passages(material, &losses, &drafts);
        }
    }
}

#[test]
fn our_own_packages_come_back_without_a_word() {
    for paper in shipped() {
        for version in VERSIONS {
            let bytes = export(version, material(&paper), Settings::default()).bytes;
            let said = said(&read(version, "a.zip", &bytes, None));
            let unexpected: Vec<_> = said
                .iter()
                .filter(|it| {
                    !it.1.contains("levels to mark by") && !it.1.contains("points that no rule")
                })
                .collect();
            assert!(
                unexpected.is_empty(),
                "{} {version}: {unexpected:?}",
                paper.quiz.id
            );
        }
    }
}

#[test]
fn a_choice_marked_as_a_whole() {
    let body_of = "<p>Read on.</p><choiceInteraction responseIdentifier=\"RESPONSE\" shuffle=\"true\" maxChoices=\"1\"><prompt>What is <b>war</b>?</prompt>";
    let imported = one(
        &response("single", "identifier", &["B"], &[]),
        &format!("{body_of}{OPTIONS}</choiceInteraction>"),
        CORRECT,
    );
    assert_eq!(
        body(&imported),
        json!({ "kind": "single-choice", "options": [{ "text": "a game" }, { "text": "a calamity", "correct": true }, { "text": "an enemy" }] })
    );
    assert_eq!(imported.questions[0].stem, "Read on.\n\nWhat is war?");
    assert_eq!(imported.questions[0].name.as_deref(), Some("First"));
    assert_eq!(said(&imported), []);
}

/// The whole answer or nothing there, and here; weighed there as here; weighed otherwise.
#[test]
fn several_choices_are_marked_as_there_or_it_is_said() {
    let body_of = format!(
        "<choiceInteraction responseIdentifier=\"RESPONSE\" maxChoices=\"0\"><prompt>Which?</prompt>{OPTIONS}</choiceInteraction>"
    );
    let whole = one(
        &response("multiple", "identifier", &["B", "C"], &[]),
        &body_of,
        CORRECT,
    );
    assert_eq!(body(&whole)["all-or-nothing"], true);
    assert_eq!(whole.questions[0].marks, Some(1), "one mark for two keys");
    assert_eq!(said(&whole), []);
    let alike = one(
        &response(
            "multiple",
            "identifier",
            &["B", "C"],
            &[("A", "-1"), ("B", "1"), ("C", "1")],
        ),
        &body_of,
        MAPPED,
    );
    assert_eq!(body(&alike)["all-or-nothing"], false);
    assert_eq!((alike.questions[0].marks, said(&alike)), (None, vec![]));
    let otherwise = one(
        &response(
            "multiple",
            "identifier",
            &["B"],
            &[("B", "2"), ("C", "0.5")],
        ),
        &body_of,
        MAPPED,
    );
    assert!(
        said(&otherwise)
            .iter()
            .all(|it| it.0 == Code::ImportedOtherwise)
    );
    assert!(!said(&otherwise).is_empty());
}

#[test]
fn pairs_orders_gaps_and_essays() {
    let pairs = one(
        &response(
            "multiple",
            "directedPair",
            &["L1 R1", "L2 R2"],
            &[("L1 R1", "1"), ("L2 R2", "1")],
        ),
        "<matchInteraction responseIdentifier=\"RESPONSE\" maxAssociations=\"2\"><prompt>Match.</prompt>\
         <simpleMatchSet><simpleAssociableChoice identifier=\"L1\" matchMax=\"1\">Cuba</simpleAssociableChoice><simpleAssociableChoice identifier=\"L2\" matchMax=\"1\">Berlin</simpleAssociableChoice></simpleMatchSet>\
         <simpleMatchSet><simpleAssociableChoice identifier=\"R1\" matchMax=\"1\">island</simpleAssociableChoice><simpleAssociableChoice identifier=\"R2\" matchMax=\"1\">city</simpleAssociableChoice><simpleAssociableChoice identifier=\"R3\" matchMax=\"1\">river</simpleAssociableChoice></simpleMatchSet></matchInteraction>",
        MAPPED,
    );
    assert_eq!(
        body(&pairs),
        json!({ "kind": "matching", "pairs": [{ "left": "Cuba", "right": "island" }, { "left": "Berlin", "right": "city" }], "distractors": ["river"] })
    );
    let order = one(
        &response("ordered", "identifier", &["C", "A", "B"], &[]),
        &format!(
            "<orderInteraction responseIdentifier=\"RESPONSE\"><prompt>Order.</prompt>{OPTIONS}</orderInteraction>"
        ),
        CORRECT,
    );
    assert_eq!(
        body(&order)["items"],
        json!(["an enemy", "a game", "a calamity"])
    );
    let typed = one(
        &response(
            "single",
            "string",
            &["calamity"],
            &[("calamity", "1"), ("Calamity", "1"), ("disaster", "1")],
        ),
        "<p>Fill in.</p><p>War is a <textEntryInteraction responseIdentifier=\"RESPONSE\"/> for all.</p>",
        MAPPED,
    );
    assert_eq!(
        body(&typed),
        json!({ "kind": "cloze", "text": "War is a {{calamity|disaster}} for all." })
    );
    assert_eq!(typed.questions[0].stem, "Fill in.");
    let essay = one(
        "<responseDeclaration identifier=\"RESPONSE\" cardinality=\"single\" baseType=\"string\"/><outcomeDeclaration identifier=\"MAXSCORE\" cardinality=\"single\" baseType=\"float\"><defaultValue><value>8</value></defaultValue></outcomeDeclaration>",
        "<rubricBlock view=\"scorer\"><p>Look for fear.</p></rubricBlock><extendedTextInteraction responseIdentifier=\"RESPONSE\"><prompt>Why?</prompt></extendedTextInteraction>",
        "",
    );
    assert_eq!(body(&essay)["kind"], "extended");
    assert_eq!(body(&essay)["model"], "Look for fear.");
    assert_eq!(body(&essay)["criterion"][0]["levels"][0]["marks"], "1-8");
}

#[test]
fn a_gap_in_a_quotation_is_the_text_of_the_question() {
    // The form of the specification's own example of a text entry, with the letter's words.
    let read = one(
        &response("single", "string", &["calamity"], &[]),
        "<p>Which word stands in the letter?</p><blockquote><p>We have always regarded war as a \
         <textEntryInteraction responseIdentifier=\"RESPONSE\" expectedLength=\"15\"/>,<br/>and not as a game.</p></blockquote>",
        CORRECT,
    );
    let body = body(&read);
    let text = body["text"].as_str().unwrap();
    assert_eq!(
        text,
        "We have always regarded war as a {{calamity}},\nand not as a game."
    );
    assert_eq!(read.questions[0].stem, "Which word stands in the letter?");
    assert!(read.passages.is_empty(), "{:?}", read.passages);
}

#[test]
fn feedback_is_told_for_the_answer_for_which_it_is_shown() {
    let choices = "<choiceInteraction responseIdentifier=\"RESPONSE\" shuffle=\"false\" maxChoices=\"1\">\
         <simpleChoice identifier=\"A\">A warning</simpleChoice>\
         <simpleChoice identifier=\"B\">A joke</simpleChoice></choiceInteraction>";
    let feedback = |show: &str, name: &str, text: &str| {
        format!(
            "<modalFeedback outcomeIdentifier=\"FEEDBACK\" showHide=\"{show}\" identifier=\"{name}\"><p>{text}</p></modalFeedback>"
        )
    };
    let of = |feedback: &str| {
        one(
            &response("single", "identifier", &["A"], &[]),
            choices,
            &format!("{CORRECT}{feedback}"),
        )
    };
    let feedback_of = |read: &Imported, option: usize| {
        let body = body(read);
        body["options"][option]["feedback"]
            .as_str()
            .map(str::to_owned)
    };
    let shown = of(&feedback("show", "B", "He is not joking."));
    assert_eq!(feedback_of(&shown, 1).as_deref(), Some("He is not joking."));
    // Hidden for B: told for every other answer, and so not B's.
    let hidden = of(&feedback("hide", "B", "He is not joking."));
    assert_eq!(feedback_of(&hidden, 1), None);
    assert_eq!(hidden.questions[0].explanation, None);
    assert!(
        said(&hidden).iter().any(|it| it.1.contains("left out")),
        "{:?}",
        said(&hidden)
    );
    // One outcome chooses between two texts: neither is true of every answer.
    let rivals =
        of(&(feedback("show", "low", "Read it again.") + &feedback("show", "high", "Well read.")));
    assert_eq!(rivals.questions[0].explanation, None);
    let told = said(&rivals);
    assert_eq!(
        told.iter()
            .filter(|it| it.1.contains("depends on the answer"))
            .count(),
        2,
        "{told:?}"
    );
    // Where one says that it is for the right answer, it explains.
    let right =
        of(&(feedback("show", "correct", "War is a knot.")
            + &feedback("show", "incorrect", "No.")));
    assert_eq!(
        right.questions[0].explanation.as_deref(),
        Some("War is a knot.")
    );
}

#[test]
fn what_only_asks_for_a_choice_is_nothing_to_choose() {
    let inline = |first: &str| {
        format!(
            "<p>War is a <inlineChoiceInteraction responseIdentifier=\"RESPONSE\" shuffle=\"false\">\
             <inlineChoice identifier=\"none\">{first}</inlineChoice>\
             <inlineChoice identifier=\"A\">calamity</inlineChoice>\
             <inlineChoice identifier=\"B\">game</inlineChoice></inlineChoiceInteraction>.</p>"
        )
    };
    let key = response("single", "identifier", &["A"], &[]);
    for first in [
        "Please choose...",
        "-- Select --",
        "Choose an answer",
        "",
        "…",
    ] {
        let body = body(&one(&key, &inline(first), CORRECT));
        assert_eq!(body["text"], "War is a {{calamity}}.", "{first}");
        assert_eq!(body["bank"], json!(["game"]), "{first}");
    }
    // Words that only begin like that are an answer.
    let body = body(&one(&key, &inline("choose peace"), CORRECT));
    assert_eq!(body["bank"], json!(["choose peace", "game"]));
}

/// An item that asks for a number: its base type, what is right, and the test by which it is marked.
fn number(base: &str, right: &str, test: &str) -> Imported {
    let right = match right {
        "" => String::new(),
        right => format!("<correctResponse><value>{right}</value></correctResponse>"),
    };
    let declared = format!(
        "<responseDeclaration identifier=\"RESPONSE\" cardinality=\"single\" baseType=\"{base}\">{right}</responseDeclaration>"
    );
    let marks = "<setOutcomeValue identifier=\"SCORE\"><baseValue baseType=\"float\">1</baseValue></setOutcomeValue>";
    let rule = format!(
        "<responseProcessing><responseCondition><responseIf>{test}{marks}</responseIf></responseCondition></responseProcessing>"
    );
    let asks =
        "<p>When was it written? <textEntryInteraction responseIdentifier=\"RESPONSE\"/></p>";
    one(
        &declared,
        asks,
        if test.is_empty() { CORRECT } else { &rule },
    )
}

/// Responses of the base types `integer` and `float`, and the rules that the specification has for numbers.
#[test]
fn a_number_becomes_a_typed_answer() {
    const VARIABLE: &str = "<variable identifier=\"RESPONSE\"/>";
    let equal = |mode: &str| {
        format!("<equal toleranceMode={mode}>{VARIABLE}<correct identifier=\"RESPONSE\"/></equal>")
    };
    let value = |year: u32| format!("{VARIABLE}<baseValue baseType=\"integer\">{year}</baseValue>");
    let between = format!(
        "<and><gte>{}</gte><lte>{}</lte></and>",
        value(1961),
        value(1963)
    );
    let near = "{{1962|1961|1963}}";
    for (base, right, test, gap, told) in [
        ("integer", "1962", "", "{{1962}}", 0),
        ("float", "1962.0", "", "{{1962}}", 0),
        ("integer", "1962", &equal("\"exact\""), "{{1962}}", 0),
        (
            "integer",
            "1962",
            &equal("\"absolute\" tolerance=\"1 1\""),
            near,
            0,
        ),
        (
            "integer",
            "1962",
            &equal("\"absolute\" tolerance=\"50\""),
            "{{1962}}",
            1,
        ),
        (
            "float",
            "1900",
            &equal("\"relative\" tolerance=\"10 10\""),
            "{{1900}}",
            1,
        ),
        ("integer", "1962", &between, near, 0),
        ("integer", "", &between, "{{1961|1962|1963}}", 0),
    ] {
        let imported = number(base, right, test);
        assert_eq!(
            body(&imported)["text"],
            format!("When was it written? {gap}"),
            "{test}"
        );
        assert_eq!(said(&imported).len(), told, "{test}: {:?}", said(&imported));
    }
}

#[test]
fn what_has_no_counterpart_is_listed_and_the_rest_imported() {
    for graphic in [
        "hotspotInteraction",
        "sliderInteraction",
        "uploadInteraction",
        "customInteraction",
    ] {
        let imported = one(
            "",
            &format!("<p>Do.</p><{graphic} responseIdentifier=\"RESPONSE\"/>"),
            "",
        );
        assert_eq!(imported.questions.len(), 0, "{graphic}");
        assert_eq!(said(&imported)[0].0, Code::NotImported, "{graphic}");
    }
    let imported = one(
        &response("single", "identifier", &["A"], &[]),
        &format!(
            "<p>Look: <img src=\"http://e.org/x.png\" alt=\"\"/> <img src=\"m.png\" alt=\"Map of  Cuba\"/> <object type=\"image/png\" data=\"s.png\">A <b>ship</b></object> <script>x()</script></p><choiceInteraction responseIdentifier=\"RESPONSE\" maxChoices=\"1\">{OPTIONS}</choiceInteraction>"
        ),
        CORRECT,
    );
    assert_eq!(imported.questions[0].stem, "Look:");
    let said: Vec<String> = said(&imported).into_iter().map(|it| it.1).collect();
    assert_eq!(
        said,
        [
            "an image is left out",
            "an image (“Map of Cuba”) is left out",
            "an image (“A ship”) is left out",
            "a script is left out"
        ]
    );
}

/// Shared passages, the order of the test, skills of the manifest, a prefix on every name.
#[test]
fn files_of_the_system_in_a_package_are_no_questions() {
    let text = item(
        &response("single", "identifier", &["A"], &[]),
        "<choiceInteraction responseIdentifier=\"RESPONSE\" shuffle=\"false\" maxChoices=\"1\">\
         <simpleChoice identifier=\"A\">War</simpleChoice><simpleChoice identifier=\"B\">Peace</simpleChoice></choiceInteraction>",
        CORRECT,
    );
    let read = imported(&[
        ("item.xml", &text),
        ("__MACOSX/._item.xml", "\u{0}\u{5}\u{16}\u{7}"),
        ("._item.xml", "\u{0}\u{5}\u{16}\u{7}"),
        ("folder/.DS_Store", "Bud1"),
    ]);
    assert_eq!(read.questions.len(), 1);
    assert_eq!(said(&read), []);
}

#[test]
fn a_package_with_a_test_and_a_shared_passage() {
    let manifest = "<manifest xmlns=\"http://www.imsglobal.org/xsd/imscp_v1p1\" xmlns:l=\"http://ltsc.ieee.org/xsd/LOM\"><metadata><l:lom><l:general><l:title><l:string>Cuba</l:string></l:title></l:general></l:lom></metadata><resources>\
        <resource identifier=\"r1\" type=\"imsqti_item_xmlv3p0\" href=\"items/one%20a.xml\"><metadata><l:lom><l:general><l:keyword><l:string>Provenance</l:string></l:keyword></l:general></l:lom></metadata></resource>\
        <resource identifier=\"r2\" type=\"imsqti_item_xmlv3p0\" href=\"items/two.xml\"/>\
        <resource identifier=\"r3\" type=\"imsqti_item_xmlv3p0\" href=\"items/gone.xml\"/></resources></manifest>";
    let test = "<qti-assessment-test identifier=\"t\" title=\"A test\"><qti-test-part><qti-assessment-section><qti-assessment-item-ref identifier=\"b\" href=\"../items/two.xml\"/><qti-assessment-item-ref identifier=\"a\" href=\"../items/one%20a.xml\"/></qti-assessment-section></qti-test-part></qti-assessment-test>";
    let stimulus = "<qti-assessment-stimulus identifier=\"s\" title=\"A letter\"><qti-stimulus-body><h2>Source A</h2><p>War is our enemy.</p></qti-stimulus-body></qti-assessment-stimulus>";
    let item = |id: &str| {
        format!(
            "<q:qti-assessment-item xmlns:q=\"x\" identifier=\"{id}\" title=\"{id}\"><q:qti-response-declaration identifier=\"R\" cardinality=\"single\" base-type=\"identifier\"><q:qti-correct-response><q:qti-value>A</q:qti-value></q:qti-correct-response></q:qti-response-declaration>\
             <q:qti-assessment-stimulus-ref identifier=\"s\" href=\"../s/letter.xml\"/><q:qti-item-body><q:qti-choice-interaction response-identifier=\"R\" max-choices=\"1\"><q:qti-prompt>Which {id}?</q:qti-prompt><q:qti-simple-choice identifier=\"A\">x</q:qti-simple-choice><q:qti-simple-choice identifier=\"B\">y</q:qti-simple-choice></q:qti-choice-interaction></q:qti-item-body></q:qti-assessment-item>"
        )
    };
    let (one, two) = (item("one"), item("two"));
    let imported = imported(&[
        ("imsmanifest.xml", manifest),
        ("items/one a.xml", &one),
        ("items/two.xml", &two),
        ("s/letter.xml", stimulus),
        ("tests/test.xml", test),
    ]);
    assert_eq!(imported.title.as_deref(), Some("A test"));
    let names: Vec<_> = imported
        .questions
        .iter()
        .map(|it| it.name.as_deref().unwrap())
        .collect();
    assert_eq!(names, ["two", "one"], "in the order of the test");
    assert_eq!(imported.questions[1].skill.unwrap().as_str(), "provenance");
    assert_eq!(imported.passages.len(), 1);
    assert_eq!(imported.passages[0].heading.as_deref(), Some("Source A"));
    assert_eq!(imported.passages[0].text, "War is our enemy.");
    assert!(imported.questions.iter().all(|it| it.passages == [0]));
    assert_eq!(
        said(&imported),
        [(
            Code::NotImported,
            "the package lists `items/gone.xml`, which is not in it".to_owned()
        )]
    );
}

#[test]
fn several_interactions_of_an_item_are_several_questions() {
    let imported = one(
        "<responseDeclaration identifier=\"R1\" cardinality=\"single\" baseType=\"identifier\"><correctResponse><value>A</value></correctResponse></responseDeclaration><responseDeclaration identifier=\"R2\" cardinality=\"single\" baseType=\"identifier\"><correctResponse><value>B</value></correctResponse></responseDeclaration>",
        &format!(
            "<div class=\"passage\"><p>War is our enemy.</p></div><p>On war.</p><choiceInteraction responseIdentifier=\"R1\" maxChoices=\"1\"><prompt>One?</prompt>{OPTIONS}</choiceInteraction><choiceInteraction responseIdentifier=\"R2\" maxChoices=\"1\"><prompt>Two?</prompt>{OPTIONS}</choiceInteraction>"
        ),
        CORRECT,
    );
    let stems: Vec<&str> = imported
        .questions
        .iter()
        .map(|it| it.stem.as_str())
        .collect();
    assert_eq!(stems, ["On war.\n\nOne?", "On war.\n\nTwo?"]);
    assert!(imported.questions.iter().all(|it| it.passages == [0]));
    assert_eq!(imported.passages[0].text, "War is our enemy.");
}

#[test]
fn what_is_no_package_is_said() {
    let codes = |bytes: &[u8]| -> Vec<Code> {
        said(&read(Format::Qti3, "x.zip", bytes, None))
            .into_iter()
            .map(|it| it.0)
            .collect()
    };
    assert_eq!(codes(b""), [Code::Malformed]);
    assert_eq!(codes(b"<quiz/>"), [Code::Malformed]);
    assert_eq!(codes(b"PK\x03\x04 broken"), [Code::Malformed]);
    assert_eq!(codes(&package(&[("a.txt", "hello")])), [Code::Malformed]);
    assert_eq!(
        codes(&package(&[("../a.xml", "<assessmentItem/>")])),
        [Code::UnsafeFile]
    );
    let canvas = "<manifest><resources><resource type=\"imsqti_xmlv1p2\" href=\"a.xml\"/></resources></manifest>";
    let said = said(&imported(&[
        ("imsmanifest.xml", canvas),
        ("a.xml", "<questestinterop/>"),
    ]));
    assert!(said[0].1.contains("QTI 1.2"), "{said:?}");
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><assessmentItem><itemBody>&b;</itemBody></assessmentItem>";
    assert!(codes(&package(&[("a.xml", bomb)])).contains(&Code::UnsafeFile));
    let whole = export(Format::Qti3, material(&shipped()[0]), Settings::default()).bytes;
    assert_eq!(codes(&whole[..whole.len() / 2]), [Code::Malformed]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(40), ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_can_be_read(bytes in prop::collection::vec(any::<u8>(), 0..200), zip in any::<bool>()) {
        let mut all = if zip { b"PK\x03\x04".to_vec() } else { Vec::new() };
        all.extend(bytes);
        read(Format::Qti3, "x.zip", &all, None);
    }

    /// A good package in which names, values and tags are exchanged for others.
    #[test]
    fn a_damaged_package_can_be_read(
        which in 0usize..53,
        from in prop::sample::select(vec!["identifier=", "qti-simple-choice", "qti-value", "<p>", "RESPONSE", "cardinality=\"single\"", "qti-prompt", "class=\"", "response-identifier", "qti-mapping", "qti-gap ", "</p>", "href=\"", "base-type", "1"]),
        to in prop::sample::select(vec!["", "x", "<p>", "qti-value", "RESPONSE", "cardinality=\"ordered\"", "qti-gap ", "\u{10fffc}0\u{10fffd}", "{{", "|", "9999999999"]),
    ) {
        let papers = shipped();
        let paper = &papers[which % papers.len()];
        let bytes = export(Format::Qti3, material(paper), Settings::default()).bytes;
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut files = Vec::new();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).unwrap();
            let mut text = String::new();
            std::io::Read::read_to_string(&mut file, &mut text).unwrap();
            files.push((file.name().to_owned(), if index % 3 == which % 3 { text.replace(from, to) } else { text }));
        }
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        assemble(imported(&files), &Wanted { quiz: "q".to_owned(), source: "s".to_owned(), ..Wanted::default() });
    }
}

/// An item of one choice among A, B and C, scored by hand-written rules.
fn ruled(most: &str, rules: &str) -> Imported {
    let item = format!(
        "<assessmentItem xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p1\" identifier=\"q\" title=\"Q\" adaptive=\"false\" timeDependent=\"false\">\
         <responseDeclaration identifier=\"R\" cardinality=\"{}\" baseType=\"identifier\"/>\
         <outcomeDeclaration identifier=\"SCORE\" cardinality=\"single\" baseType=\"float\"/>\
         <itemBody><choiceInteraction responseIdentifier=\"R\" shuffle=\"false\" maxChoices=\"{most}\"><prompt>Which?</prompt>\
         <simpleChoice identifier=\"A\">one</simpleChoice><simpleChoice identifier=\"B\">two</simpleChoice><simpleChoice identifier=\"C\">three</simpleChoice>\
         </choiceInteraction></itemBody><responseProcessing><responseCondition>{rules}</responseCondition></responseProcessing></assessmentItem>",
        if most == "1" { "single" } else { "multiple" }
    );
    read(Format::Qti21, "q.xml", item.as_bytes(), None)
}

fn right(imported: &Imported) -> Vec<String> {
    let options = body(imported)["options"].as_array().unwrap().clone();
    let right = options.iter().filter(|it| it["correct"] == true);
    right
        .map(|it| it["text"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn what_must_not_be_chosen_is_no_key_and_the_best_branch_is() {
    let member = |id: &str| {
        format!(
            "<member><baseValue baseType=\"identifier\">{id}</baseValue><variable identifier=\"R\"/></member>"
        )
    };
    let score = |marks: &str| {
        format!(
            "<setOutcomeValue identifier=\"SCORE\"><baseValue baseType=\"float\">{marks}</baseValue></setOutcomeValue>"
        )
    };
    let denied = format!(
        "<responseIf><and>{}<not>{}</not></and>{}</responseIf>",
        member("A"),
        member("B"),
        score("1")
    );
    assert_eq!(right(&ruled("0", &denied)), ["one"]);
    let is = |id: &str| {
        format!(
            "<match><variable identifier=\"R\"/><baseValue baseType=\"identifier\">{id}</baseValue></match>"
        )
    };
    let graded = format!(
        "<responseIf>{}{}</responseIf><responseElseIf>{}{}</responseElseIf>",
        is("A"),
        score("0.5"),
        is("B"),
        score("2")
    );
    let read = ruled("1", &graded);
    assert_eq!(right(&read), ["two"]);
    let told = "several options earn marks in the file; here only “two” is right";
    assert!(
        said(&read).iter().any(|(_, it)| it == told),
        "{:?}",
        said(&read)
    );
}
