//! The pattern language agrees with the one it is: cases of the Open University's own tests, which
//! are not part of this project.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

use std::path::PathBuf;

use sourcework_core::pattern::{Options, Pattern, Words};

#[test]
#[ignore = "did not run: SOURCEWORK_CONFORMANCE must name the folder of pmatch.json"]
fn every_shared_case_agrees() {
    let folder = std::env::var_os("SOURCEWORK_CONFORMANCE").expect("SOURCEWORK_CONFORMANCE is set");
    let file = PathBuf::from(folder).join("pmatch.json");
    let cases: serde_json::Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let cases = cases.as_array().unwrap();
    assert!(cases.len() >= 247, "only {} cases", cases.len());
    let mut wrong = Vec::new();
    for case in cases {
        let text = |key: &str| case[key].as_str().unwrap();
        let (answered, compiled) = options(case);
        let expected = case["expected"].as_bool().unwrap();
        let found = Pattern::compile(text("expression"), &compiled).map(|pattern| {
            pattern
                .find(&Words::split(text("answer"), &answered))
                .is_some()
        });
        if found != Ok(expected) {
            wrong.push(format!("{case}: {found:?}"));
        }
    }
    let count = wrong.len();
    assert!(
        wrong.is_empty(),
        "{count} of {} differ:\n{}",
        cases.len(),
        wrong.join("\n")
    );
}

/// The options of the answer, and those of the pattern.
fn options(case: &serde_json::Value) -> (Options, Options) {
    let mut options = Options::default();
    for (key, value) in case["options"].as_object().unwrap() {
        match key.as_str() {
            "ignorecase" => options.ignore_case = value.as_bool().unwrap(),
            "sentencedividers" => options.sentence_dividers = value.as_str().unwrap().into(),
            "converttospace" => options.convert_to_space = value.as_str().unwrap().into(),
            other => panic!("an unknown option {other}"),
        }
    }
    let compiled = if case["options_apply_to"] == "answer only" {
        Options::default()
    } else {
        options.clone()
    };
    (options, compiled)
}
