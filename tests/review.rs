//! `review` and `mark --decisions` as a teacher meets them.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use common::Run;

const SOURCE: &str = r#"
title = "A letter"
[provenance]
creator = "A. Writer"
date    = "1962-10-26"
type    = "letter"
[[extract]]
label = "1"
text  = "War is a calamity for all the peoples."
"#;

const QUIZ: &str = r#"
title = "Class"
[[question]]
id       = "war"
kind     = "short-answer"
skill    = "comprehension"
extracts = ["letter/1"]
stem     = "What is war?"
marks    = 1
model    = "It is a disaster for everybody."
explanation = "It says so."
[[question.point]]
label    = "It is a disaster"
keywords = ["disaster", "catastrophe"]
"#;

const CLASS: &str = "name,answer
Ada,It is a disaster.
Ben,it is a DISASTER
Cyd,A catastrophe for everyone.
Dan,It is a misfortune.
Eve,I do not know.
";

/// A folder with a library and the answers of a class.
struct Desk(PathBuf);

impl Desk {
    fn new() -> Self {
        let desk = Self(PathBuf::from(common::state()));
        for folder in ["sources", "quizzes"] {
            fs::create_dir_all(desk.0.join(folder)).unwrap();
        }
        desk.write("sources/letter.toml", SOURCE);
        desk.write("quizzes/class.toml", QUIZ);
        desk.write("class.csv", CLASS);
        desk
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    fn run(&self, arguments: &[&str], input: &str) -> Run {
        let mut command = Command::new(common::PROGRAM);
        common::run(command.args(arguments).current_dir(&self.0), input)
    }

    fn review(&self, input: &str) -> String {
        let class = [
            "review",
            "class",
            "--answers",
            "class.csv",
            "--question",
            "war",
            "--name",
            "Ms O",
            "--plain",
        ];
        self.run(&class, input).ok()
    }

    /// Name, mark, basis and why of each row that `mark` writes.
    fn marks(&self) -> Vec<[String; 4]> {
        let class = [
            "mark",
            "class",
            "--answers",
            "class.csv",
            "--question",
            "war",
            "--decisions",
            "class.decisions.jsonl",
        ];
        let told = self.run(&class, "").ok();
        let mut reader = csv::Reader::from_reader(told.as_bytes());
        let names = reader.headers().unwrap().clone();
        let at = |name: &str| names.iter().position(|it| it == name).unwrap();
        let columns = ["name", "mark", "basis", "why"].map(at);
        reader
            .records()
            .map(|row| {
                let row = row.unwrap();
                columns.map(|column| row[column].to_owned())
            })
            .collect()
    }
}

#[test]
fn a_class_is_marked_in_a_few_decisions_that_mark_reads_back() {
    let desk = Desk::new();
    // Two groups of what the scheme knows, and what it does not know: of that, one text is taken out.
    let shown = desk.review("1\nt 1\n0\n1\n1\n\n");
    assert!(shown.contains("5 answers in"), "{shown}");
    assert!(shown.contains("2 × It is a disaster."), "{shown}");
    let decisions = desk.read("class.decisions.jsonl");
    assert_eq!(
        decisions.lines().count(),
        4,
        "one line for each text: {decisions}"
    );
    for [_, mark, basis, why] in desk.marks() {
        assert!(mark == "0" || mark == "1");
        assert_eq!(basis, "judged");
        assert!(why.starts_with("decided by Ms O on "), "{why}");
    }
    let again = desk.review("");
    assert!(again.contains("0 decisions"), "nothing is left: {again}");
}

#[test]
fn a_step_is_taken_back_from_the_file_as_well() {
    let desk = Desk::new();
    desk.run(
        &[
            "review",
            "class",
            "--answers",
            "class.csv",
            "--question",
            "war",
            "--plain",
        ],
        "1\nu\nq\n",
    );
    assert_eq!(desk.read("class.decisions.jsonl"), "");
}

#[test]
fn a_comment_goes_with_one_decision_and_reaches_the_marks() {
    let desk = Desk::new();
    desk.review("c Which words show this?\n1\n1\n1\n1\n");
    let decisions = desk.read("class.decisions.jsonl");
    let first = decisions.lines().next().unwrap();
    assert!(first.contains("Which words show this?"), "{first}");
    let last = decisions.lines().last().unwrap();
    assert!(!last.contains("Which words show this?"), "{last}");
    assert!(
        desk.marks()
            .iter()
            .any(|row| row[3].ends_with(": Which words show this?"))
    );
}

#[test]
fn what_was_decided_is_kept_where_the_input_ends() {
    let desk = Desk::new();
    let class = [
        "review",
        "class",
        "--answers",
        "class.csv",
        "--question",
        "war",
        "--plain",
    ];
    let run = desk.run(&class, "1\n");
    assert_eq!(run.code, 130);
    assert!(!desk.read("class.decisions.jsonl").is_empty());
}

#[test]
fn a_changed_scheme_says_which_decisions_it_contradicts_and_changes_none() {
    let desk = Desk::new();
    desk.review("0\n0\n0\n0\n");
    let before = desk.read("class.decisions.jsonl");
    let wider = QUIZ.replace("\"catastrophe\"", "\"catastrophe\", \"misfortune\"");
    desk.write("quizzes/class.toml", &wider);
    let shown = desk.review("");
    assert!(shown.contains("The mark scheme has changed"), "{shown}");
    assert!(
        shown.contains("“it is a misfortune”: decided 0, now 1"),
        "{shown}"
    );
    assert_eq!(desk.read("class.decisions.jsonl"), before);
}

#[test]
fn a_line_that_is_no_decision_is_named_and_nothing_is_written() {
    let desk = Desk::new();
    desk.write("class.decisions.jsonl", "not a decision\n");
    let class = [
        "review",
        "class",
        "--answers",
        "class.csv",
        "--question",
        "war",
        "--plain",
    ];
    let run = desk.run(&class, "1\n1\n");
    assert_eq!(run.code, 3);
    assert!(
        run.stderr.contains("class.decisions.jsonl, line 1"),
        "{run:?}"
    );
    assert_eq!(desk.read("class.decisions.jsonl"), "not a decision\n");
}

#[test]
fn a_table_of_a_form_program_gives_one_row_a_student() {
    let desk = Desk::new();
    let form = "Timestamp;Name;What is war?\n1;Ada;It is a disaster.\n2;Ben;Something is unclear\n";
    desk.write("form.csv", form);
    let class = ["mark", "class", "--answers", "form.csv", "--students"];
    let told = desk.run(&class, "");
    assert_eq!(
        told.stdout,
        "Timestamp,Name,war,total,available,waiting\n1,Ada,1,1,1,0\n2,Ben,0,0,1,0\n"
    );
    assert!(told.stderr.contains("2 answers; 2 marked"), "{told:?}");
}
