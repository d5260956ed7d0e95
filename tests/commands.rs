//! The other commands, their exit codes, and where a library is found.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use std::fs;
use std::process::Command;

use common::{PROGRAM, run, sourcework};

#[test]
fn a_wrong_command_is_usage_and_tells_the_nearest() {
    let run = sourcework(&["take", "letter-1-warmup"]);
    assert_eq!(run.code, 2);
    assert_eq!(
        run.stderr,
        "error: there is no quiz `letter-1-warmup`; did you mean `letter-1-warm-up`?\n"
    );
    assert_eq!(sourcework(&["take", "../../etc/passwd"]).code, 2);
    assert_eq!(sourcework(&["tkae"]).code, 2);
    assert_eq!(sourcework(&["explain", "misquotatoin"]).code, 2);
    assert_eq!(
        sourcework(&["take", "letter-1-warm-up", "--skill", "inferense"]).code,
        2
    );
    assert_eq!(
        sourcework(&["take", "letter-1-warm-up", "--skill", "utility"]).code,
        2,
        "no such question"
    );
    assert_eq!(
        sourcework(&["take", "letter-1-warm-up", "--mode", "exam", "--retry"]).code,
        2
    );
}

#[test]
fn a_world_that_fails_is_3() {
    for arguments in [
        vec!["list", "--library", "tests/common"],
        vec!["check", "--library", "/nowhere"],
        vec!["take", "letter-1-warm-up", "--answers", "/nowhere.toml"],
    ] {
        let run = sourcework(&arguments);
        assert_eq!(run.code, 3, "{run:?}");
        assert!(run.stderr.starts_with("error: "), "{run:?}");
    }
}

#[test]
fn content_with_errors_is_1_and_shown() {
    let run = sourcework(&["--library", "tests/check", "take", "choices"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(
        run.stderr.contains("error[no-correct-option]"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_is_built_in_can_be_used_from_a_folder_with_a_library_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let of = |arguments: &[&str]| {
        let mut command = std::process::Command::new(common::PROGRAM);
        command.current_dir(&folder).args(arguments);
        common::run(&mut command, "")
    };
    of(&["new", "quiz", "mine"]).ok();
    let list = of(&["list"]).ok();
    assert!(list.contains("Quizzes built into the program"), "{list}");
    assert!(list.contains("letter-4-exam"), "{list}");
    assert!(of(&["show", "letter-4-exam"]).ok().contains("Exam paper"));
    let near = of(&["show", "letter-4-exm"]);
    assert!(
        near.stderr.contains("did you mean `letter-4-exam`"),
        "{near:?}"
    );
}

#[test]
fn an_option_that_a_command_has_no_use_for_is_an_error_and_not_in_its_help() {
    for arguments in [
        ["check", "--record", "r.db"],
        ["--record", "r.db", "check"],
        ["list", "--date", "2026-01-01"],
    ] {
        let run = sourcework(&arguments);
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(
            run.stderr.contains("has no effect; leave it out"),
            "{run:?}"
        );
    }
    assert!(!sourcework(&["check", "--help"]).ok().contains("--record"));
    assert!(sourcework(&["take", "--help"]).ok().contains("--record"));
    // A deck of Anki holds the time at which it was written.
    let dated = sourcework(&["export", "--list", "--date", "2026-01-01"]);
    assert_eq!(dated.code, 0, "{dated:?}");
    assert!(sourcework(&["export", "--help"]).ok().contains("--date"));
}

#[test]
fn a_source_is_read_and_a_quiz_printed_with_and_without_its_key() {
    let source = sourcework(&["show", "khrushchev-letter-1962"]).ok();
    assert!(
        source.contains("Date:    26 October 1962") && source.contains("¶6 I see, Mr. President")
    );
    let without = sourcework(&["show", "letter-1-warm-up"]).ok();
    let with = sourcework(&["show", "letter-1-warm-up", "--key"]).ok();
    assert!(without.contains("[ ] C  He saw understanding"));
    assert!(
        !without.contains("Comment:") && !without.contains("Why:") && !without.contains("Evidence")
    );
    let option = with.find("C  He saw understanding").unwrap();
    let key = with[option..].find("Comment: Right").unwrap();
    assert!(key < 120, "the key stands below its option");
    assert!(with.contains("(1) disaster") && with.contains("Why:") && with.contains("Evidence"));
    assert_eq!(
        sourcework(&["show", "letter-1-warm-up", "--format", "json"]).code,
        2
    );
    let json = sourcework(&["show", "letter-1-warm-up", "--format", "json", "--key"]).json();
    assert_eq!(
        (
            json["version"].as_u64(),
            json["quiz"]["question"].as_array().unwrap().len()
        ),
        (Some(1), 13)
    );
}

#[test]
fn the_list_names_quizzes_and_sources() {
    insta::assert_snapshot!(sourcework(&["list", "--library", "."]).ok());
    let json = sourcework(&["list", "--format", "json"]).json();
    assert_eq!(json["quizzes"][0]["id"], "letter-1-warm-up");
}

#[test]
fn what_new_begins_passes_check_and_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let here = |arguments: &[&str]| {
        run(
            Command::new(PROGRAM).current_dir(&folder).args(arguments),
            "",
        )
    };
    let quiz = here(&["new", "quiz", "mine"]).ok();
    assert!(
        quiz.contains("Wrote sources/khrushchev-letter-1962.toml"),
        "{quiz}"
    );
    here(&["new", "source", "other"]).ok();
    here(&["new", "quiz", "second", "--extract", "other/a"]).ok();
    let checked = here(&["check", "--deny", "warnings"]).ok();
    assert!(
        checked.starts_with("hint") && checked.contains("2 sources, 2 quizzes, 4 questions"),
        "{checked}"
    );
    assert_eq!(
        here(&["take", "mine", "--seed", "1"]).code,
        130,
        "it can be taken"
    );
    let again = here(&["new", "quiz", "mine"]);
    assert_eq!(again.code, 3);
    assert!(again.stderr.contains("exists"), "{}", again.stderr);
    assert_eq!(here(&["new", "quiz", "../mine"]).code, 2);
    assert_eq!(
        here(&["new", "quiz", "third", "--extract", "other/z"]).code,
        2
    );
}

#[test]
fn a_library_is_found_by_flag_variable_and_the_folders_above() {
    let folder = tempfile::tempdir().unwrap();
    for path in ["quizzes", "sources", "deep/inside"] {
        fs::create_dir_all(folder.path().join(path)).unwrap();
    }
    fs::copy(
        "sources/khrushchev-letter-1962.toml",
        folder.path().join("sources/khrushchev-letter-1962.toml"),
    )
    .unwrap();
    fs::copy(
        "quizzes/letter-1-warm-up.toml",
        folder.path().join("quizzes/only-one.toml"),
    )
    .unwrap();
    let listed = |command: &mut Command| run(command.arg("list"), "").ok().contains("only-one");
    assert!(listed(
        Command::new(PROGRAM).current_dir(folder.path().join("deep/inside"))
    ));
    let path = folder.path().to_str().unwrap();
    assert!(listed(Command::new(PROGRAM).args(["--library", path])));
    let mut by_variable = Command::new("env");
    by_variable
        .arg(format!("SOURCEWORK_LIBRARY={path}"))
        .arg(PROGRAM);
    assert!(listed(&mut by_variable));
    let elsewhere = tempfile::tempdir().unwrap();
    let built_in = run(
        Command::new(PROGRAM).current_dir(&elsewhere).arg("list"),
        "",
    )
    .ok();
    assert!(
        built_in.starts_with("Library: built into the program"),
        "{built_in}"
    );
}

#[test]
fn completions_and_help_have_examples() {
    assert!(
        sourcework(&["completions", "bash"]).ok().contains("letter")
            || sourcework(&["completions", "bash"])
                .ok()
                .contains("sourcework")
    );
    for command in [
        "take",
        "check",
        "show",
        "new",
        "explain",
        "schema",
        "completions",
    ] {
        let help = sourcework(&[command, "--help"]).ok();
        assert!(help.contains("Example"), "{command}: {help}");
    }
}

/// The keys that a question of each kind may have, from the schema.
#[test]
fn the_schema_and_the_reader_know_the_same_keys() {
    let schema = sourcework_core::quiz::schema::quiz();
    let question = &schema["definitions"]["Question"];
    let common: Vec<&String> = question["properties"].as_object().unwrap().keys().collect();
    let kinds = question["oneOf"].as_array().unwrap();
    assert_eq!(kinds.len(), 12);
    for kind in kinds {
        let properties = kind["properties"].as_object().unwrap();
        let name = properties["kind"]["const"].as_str().unwrap();
        let mut keys: Vec<&String> = properties.keys().chain(common.iter().copied()).collect();
        let body = kind["allOf"][0]["$ref"].as_str().unwrap();
        let body = Some(&schema["definitions"][body.rsplit('/').next().unwrap()]);
        if let Some(body) = body {
            keys.extend(body["properties"].as_object().unwrap().keys());
        }
        let lines = keys.iter().map(|key| match key.as_str() {
            "kind" => format!("kind = \"{name}\"\n"),
            key => format!("{key} = 1979-01-01\n"), // of no key's type, but known or not
        });
        let text = format!(
            "title = \"t\"\n[[question]]\n{}nonsense = 1\n",
            lines.collect::<String>()
        );
        let (_, diagnostics) = sourcework_core::quiz::parse("q", &text);
        let unknown: Vec<_> = diagnostics
            .iter()
            .filter(|it| it.code.as_str() == "unknown-key")
            .map(|it| &it.message)
            .collect();
        assert_eq!(unknown, ["a question has no key `nonsense`"], "{name}");
        // And every key that must be there is one that the schema calls required.
        let (_, empty) = sourcework_core::quiz::parse(
            "q",
            &format!("title = \"t\"\n[[question]]\nkind = \"{name}\"\n"),
        );
        let mut missing: Vec<String> = empty
            .iter()
            .filter(|it| it.code.as_str() == "missing-key")
            .map(|it| it.message.split('`').nth(1).unwrap().to_owned())
            .collect();
        missing.extend(["kind".to_owned(), "extracts".to_owned()]);
        missing.sort();
        let required = |value: &serde_json::Value| -> Vec<String> {
            value["required"].as_array().map_or(Vec::new(), |all| {
                all.iter()
                    .map(|it| it.as_str().unwrap().to_owned())
                    .collect()
            })
        };
        let mut all: Vec<String> = required(question)
            .into_iter()
            .chain(required(kind))
            .chain(body.map_or(Vec::new(), required))
            .collect();
        all.sort();
        all.dedup();
        assert_eq!(missing, all, "{name}");
    }
}

#[test]
fn a_cell_of_a_million_letters_is_not_repeated_in_the_message() {
    let folder = tempfile::TempDir::new().unwrap();
    let table = folder.path().join("class.csv");
    let essay = "x".repeat(1_000_000);
    std::fs::write(&table, format!("student,question,answer\nada,{essay},B\n")).unwrap();
    let run = sourcework(&[
        "mark",
        "letter-1-warm-up",
        "--answers",
        table.to_str().unwrap(),
    ]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("has no question `xxx"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.len() < 2000, "{} bytes", run.stderr.len());
}
