//! The JSON document: whole, versioned, and held against the same rules as files.

use proptest::prelude::*;
use serde_json::{Value, json};
use sourcework_core::diagnostic::{Code, Report};
use sourcework_core::{document, quiz};
use sourcework_exchange::{Drafts, Format, Imported, Settings, Wanted, assemble, export, read};

use crate::compare::{material, shipped};
use crate::imports::said;

fn imported(text: &str) -> Imported {
    read(Format::Json, "quiz.json", text.as_bytes(), None)
}

fn warm_up() -> Value {
    let paper = shipped().remove(0);
    let bytes = export(Format::Json, material(&paper), Settings::default()).bytes;
    serde_json::from_slice(&bytes).unwrap()
}

#[test]
fn the_shipped_quizzes_come_back_whole() {
    for paper in shipped() {
        let out = export(Format::Json, material(&paper), Settings::default());
        assert_eq!(out.losses, []);
        let imported = read(Format::Json, "a.json", &out.bytes, None);
        assert_eq!(said(&imported), [], "{}", paper.quiz.id);
        let Drafts {
            mut quizzes,
            sources,
        } = assemble(imported, &Wanted::default());
        let value = |quiz: &quiz::Quiz| serde_json::to_value(quiz).unwrap();
        assert_eq!(value(&quizzes.remove(0).content), value(&paper.quiz));
        for source in sources {
            let shipped = paper.sources.get(&source.content.id).unwrap();
            assert_eq!(
                serde_json::to_value(&source.content).unwrap(),
                serde_json::to_value(shipped).unwrap()
            );
        }
    }
}

#[test]
fn another_document_is_refused_and_says_why() {
    let with = |key: &str, value: Value| {
        let mut document = warm_up();
        document[key] = value;
        document.to_string()
    };
    let cases = [
        ("{}".to_owned(), "expected `\"format\": \"sourcework\"`"),
        ("[1]".to_owned(), "expected `\"format\": \"sourcework\"`"),
        (
            with("version", json!(2)),
            "is of version 2, and this program reads version 1",
        ),
        (with("version", json!("1")), "expected `\"version\": 1`"),
        (
            with("id", json!("../../etc/passwd")),
            "cannot be the name of a file",
        ),
        (
            with("sources", json!({ "../x": {} })),
            "cannot be the name of a file",
        ),
        ("[".repeat(5_000), "this is no JSON"),
    ];
    for (text, message) in cases {
        let imported = imported(&text);
        let said = said(&imported);
        assert_eq!(said.len(), 1, "{message}: {said:?}");
        assert_eq!(said[0].0, Code::Malformed);
        assert!(said[0].1.contains(message), "{message}: {said:?}");
        assert!(imported.whole.is_none());
    }
}

#[test]
fn broken_json_is_said_with_its_place() {
    let text = "{\n  \"format\": \"sourcework\",\n  \"version\": 1,,\n}\n";
    let imported = imported(text);
    let report = &imported.reports[0];
    let place = report.diagnostics[0].span;
    // The second comma of the third line.
    let comma = text.find(",,").unwrap() + 1;
    assert_eq!((place.start, place.end), (comma, comma + 1));
}

/// A mistake is told by the rule that holds for files, shown as a file would show it.
#[test]
fn what_stands_in_it_is_checked_as_a_file_is() {
    let mut document = warm_up();
    document["quiz"]["question"][0]["skill"] = json!("magic");
    document["quiz"]["question"][1]["options"] = json!([]);
    let imported = imported(&document.to_string());
    assert!(imported.whole.is_none());
    let wrong = |report: &&Report| !report.diagnostics.is_empty();
    let reports: Vec<&Report> = imported.reports.iter().filter(wrong).collect();
    assert_eq!(reports.len(), 1);
    let report = reports[0];
    assert_eq!(report.path, "quizzes/letter-1-warm-up.toml");
    let magic = report
        .diagnostics
        .iter()
        .find(|it| it.message.contains("magic"));
    let span = magic.unwrap().span;
    assert_eq!(&report.text[span.start..span.end], "\"magic\"");
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        let keys = prop_oneof![
            Just("question".to_owned()),
            Just("title".to_owned()),
            Just("options".to_owned()),
            "\\PC{0,6}"
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((keys, inner), 0..5)
                .prop_map(|keys| Value::Object(keys.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_document_can_be_read(quiz in any_value(), source in any_value()) {
        let document = json!({ "format": "sourcework", "version": 1, "id": "q", "quiz": quiz, "sources": { "s": source } });
        let imported = imported(&document.to_string());
        prop_assert!(imported.whole.is_some() || !said(&imported).is_empty());
    }

    /// What is written of any value is TOML; null and what is no table are left out.
    #[test]
    fn any_table_is_written_as_toml(value in any_value()) {
        let written = document::write(&value, &[]);
        prop_assert!(toml::de::DeTable::parse(&written).is_ok(), "{written}");
    }
}

/// A table named "" is not the document, and a list of tables in another table keeps its place.
#[test]
fn tables_are_written_below_their_own_headings() {
    let value = json!({
        "": { "title": { "left": 1 } },
        "title": false,
        "answers": { "question": [{ "stem": "Why?" }] },
        "question": 5,
    });
    let written = document::write(&value, &[]);
    let expected = r#"title    = false
question = 5

[answers]
[[answers.question]]
stem = "Why?"

[""]
title = { left = 1 }
"#;
    assert_eq!(written, expected);
}
