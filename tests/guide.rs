//! The examples of the guide on credit points do what it says.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{PROGRAM, matches, run};

const GUIDE: &str = include_str!("../docs/credit-points.md");

fn blocks(language: &str) -> Vec<&'static str> {
    common::blocks(GUIDE, language)
}

/// A library with the letter and the quizzes of the guide.
fn library() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    fs::create_dir_all(at("sources")).unwrap();
    fs::create_dir_all(at("quizzes")).unwrap();
    let letter = "sources/khrushchev-letter-1962.toml";
    fs::copy(letter, at(letter)).unwrap();
    for (number, quiz) in blocks("toml").iter().enumerate() {
        fs::write(at(&format!("quizzes/guide-{number}.toml")), quiz).unwrap();
    }
    let wrong = "answer = \"It does not depend on the use of a weapon.\"\nmarks  = ";
    let first = blocks("toml")[0];
    assert!(first.contains(wrong));
    let wrong = first.replace(&format!("{wrong}0"), &format!("{wrong}1"));
    fs::write(at("quizzes/wrong-example.toml"), wrong).unwrap();
    folder
}

#[test]
fn every_scheme_of_the_guide_gives_its_examples_their_marks() {
    let folder = library();
    let quizzes = blocks("toml").len();
    assert!(quizzes >= 3);
    for number in 0..quizzes {
        let quiz = format!("quizzes/guide-{number}.toml");
        let mut command = Command::new(PROGRAM);
        command
            .current_dir(&folder)
            .args(["check", "--deny", "warnings", &quiz]);
        let told = run(&mut command, "");
        assert_eq!(told.code, 0, "{}", told.stdout);
    }
}

#[test]
fn every_command_of_the_guide_shows_what_it_says() {
    let folder = library();
    let programs = Path::new(PROGRAM).parent().unwrap().display();
    let path = format!("{programs}:{}", std::env::var("PATH").unwrap());
    let mut commands = 0;
    for block in blocks("console") {
        let (command, expected) = block.trim_start_matches("$ ").split_once('\n').unwrap();
        let mut shell = Command::new("sh");
        shell
            .current_dir(&folder)
            .env("PATH", &path)
            .args(["-c", command]);
        let ran = run(&mut shell, "");
        let expected: Vec<&str> = expected.lines().collect();
        assert!(
            matches(&ran.stdout, &expected),
            "{command}\n{}\n{}",
            ran.stdout,
            ran.stderr
        );
        commands += 1;
    }
    assert!(commands >= 3);
}
