//! The examples of the README do what it says.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use std::fs;
use std::process::Command;

use common::{PROGRAM, matches, run};
use sourcework_core::quiz::Kind;
use sourcework_exchange::{Carriage, Format};

const README: &str = include_str!("../README.md");

fn blocks(language: &str) -> Vec<&'static str> {
    common::blocks(README, language)
}

#[test]
fn every_console_example_shows_what_the_program_says() {
    let toml = blocks("toml");
    let quiz = toml
        .iter()
        .find(|block| block.contains("Offer or threat?"))
        .unwrap();
    let answers = toml
        .iter()
        .find(|block| block.contains("[answers]"))
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut commands = 0;
    for block in blocks("console") {
        for example in block.split("$ sourcework ").skip(1) {
            let mut lines = example.trim_end().lines();
            let arguments: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
            let expected: Vec<&str> = lines.collect();
            let ran = run(
                Command::new(PROGRAM).current_dir(&folder).args(&arguments),
                "",
            );
            assert!(
                matches(&ran.stdout, &expected),
                "{arguments:?}\n{}\n{}",
                ran.stdout,
                ran.stderr
            );
            commands += 1;
            // The files that the text tells a teacher to write.
            if arguments == ["check"] {
                let at = |path: &str| folder.path().join(path);
                fs::copy(
                    "sources/khrushchev-letter-1962.toml",
                    at("sources/khrushchev-letter-1962.toml"),
                )
                .unwrap();
                fs::write(at("quizzes/offer-or-threat.toml"), quiz).unwrap();
                let misquoted = quiz.replace("\"they will come", "\"they shall come");
                fs::write(at("quizzes/misquoted.toml"), misquoted).unwrap();
                fs::write(at("answers.toml"), answers).unwrap();
                fs::write(at("bank.gift"), blocks("gift")[0]).unwrap();
                let checked = run(
                    Command::new(PROGRAM)
                        .current_dir(&folder)
                        .args(["check", "quizzes/offer-or-threat.toml"]),
                    "",
                );
                assert!(checked.ok().contains("nothing wrong"));
            }
        }
    }
    assert_eq!(commands, 15);
}

#[test]
fn the_two_commands_are_those_of_the_outcome() {
    let shell = blocks("sh").join("\n");
    assert!(shell.contains("cargo run --release") && shell.contains("cargo test"));
}

#[test]
fn the_table_of_kinds_names_every_kind() {
    for kind in Kind::ALL {
        assert!(README.contains(&format!("| `{kind}` |")), "{kind}");
    }
}

#[test]
fn the_table_of_formats_says_what_the_code_says() {
    let written: Vec<Format> = Format::ALL
        .iter()
        .copied()
        .filter(|format| format.is_written())
        .collect();
    let row = |first: &str, cells: &mut dyn Iterator<Item = &str>| {
        format!("| {first} | {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    let mut table = row("", &mut written.iter().map(|format| format.as_str()));
    table += &format!("|---|{}\n", ":-:|".repeat(written.len()));
    for kind in Kind::ALL {
        let cells = written.iter().map(|format| match format.carries(*kind) {
            Carriage::Whole => "●",
            Carriage::As(_) => "○",
            Carriage::No => "–",
        });
        table += &row(&format!("`{kind}`"), &mut cells.into_iter());
    }
    assert!(README.contains(&table), "the README needs:\n{table}");
}

#[test]
fn the_formats_that_are_not_read_are_named() {
    let not_read = Format::ALL.iter().filter(|format| !format.is_read());
    let names: Vec<String> = not_read.map(|format| format!("`{format}`")).collect();
    let (last, others) = names.split_last().unwrap();
    let named = format!("All but {} and {last}", others.join(", "));
    assert!(README.contains(&named), "{named}");
}
