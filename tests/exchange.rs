//! `import` and `export` as they are typed.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

use std::path::Path;

mod common;

use std::process::Command;

use common::{Run, sourcework, sourcework_with};

/// A folder, and the program run with the library in it.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("library/quizzes")).unwrap();
        std::fs::create_dir_all(folder.path().join("library/sources")).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_string_lossy().into_owned()
    }

    fn file(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let library = self.path("library");
        let all: Vec<&str> = ["--library", &library]
            .into_iter()
            .chain(arguments.iter().copied())
            .collect();
        sourcework(&all)
    }

    /// A quiz of the built-in library in a file.
    fn exported(&self, format: &str, quiz: &str) -> String {
        let path = self.path(&format!("{quiz}.{format}"));
        let key: &[&str] = if format == "markdown" {
            &["--key"]
        } else {
            &[]
        };
        let arguments = [&["export", format, quiz, "--output", &path], key].concat();
        sourcework(&arguments).ok();
        path
    }
}

#[test]
fn two_quizzes_about_one_source_come_into_one_library() {
    for format in [
        "qti3",
        "qti21",
        "moodle-xml",
        "markdown",
        "gift",
        "csv",
        "json",
    ] {
        let desk = Desk::new();
        for quiz in ["letter-1-warm-up", "letter-2-provenance"] {
            let file = desk.exported(format, quiz);
            desk.run(&["import", format, &file, "--id", quiz]).ok();
        }
        let sources = std::fs::read_dir(desk.path("library/sources")).unwrap();
        assert_eq!(sources.count(), 1, "{format}");
    }
}

#[test]
fn a_source_that_is_there_gets_the_extracts_that_it_lacks() {
    let desk = Desk::new();
    let table = |label: &str, text: &str| {
        format!(
            "kind,extract,question,answer 1,answer 2,correct\npassage,letter/{label},{text},,,\n,letter/{label},Who?,a,b,1\n"
        )
    };
    let one = desk.file("one.csv", &table("6a", "First words."));
    desk.run(&["import", "csv", &one]).ok();
    let file = desk.path("library/sources/letter.toml");
    // A teacher has worked on it since, and the last line has no end.
    let mended = std::fs::read_to_string(&file).unwrap();
    let mended = mended.trim_end().replace("First words.", "  First words.");
    std::fs::write(&file, &mended).unwrap();

    let two = desk.file("two.csv", &table("6b", "Second words."));
    let told = desk.run(&["import", "csv", &two]).ok();
    assert!(told.contains("Added 1 extract to"), "{told}");
    let now = std::fs::read_to_string(&file).unwrap();
    assert!(now.starts_with(&mended), "{now}");
    assert_eq!(now.matches("[[extract]]").count(), 2);

    let again = desk.file("three.csv", &table("6b", "Other words."));
    let refused = desk.run(&["import", "csv", &again]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.stderr.contains("its extract `6b` differs"),
        "{}",
        refused.stderr
    );
    assert!(!Path::new(&desk.path("library/quizzes/three.toml")).exists());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), now);
}

#[test]
fn what_our_own_exports_say_of_the_source_comes_back() {
    for format in ["qti3", "qti21", "moodle-xml", "markdown"] {
        let desk = Desk::new();
        let file = desk.exported(format, "letter-1-warm-up");
        desk.run(&["import", format, &file, "--id", "warm-up"]).ok();
        let source =
            std::fs::read_to_string(desk.path("library/sources/khrushchev-letter-1962.toml"))
                .unwrap();
        for line in [
            "title = \"Letter from Khrushchev to Kennedy, 26 October 1962\"",
            "creator   = \"Nikita Khrushchev, Chairman of the Council of Ministers of the USSR\"",
            "# To do: what was the creator at the time?",
            "date      = \"1962-10-26\"",
            "type      = \"letter\"",
            "audience  = \"John F. Kennedy, President of the United States\"",
            "reference = \"The National Archives (UK), PREM 11/3691\"",
            "rights    = \"Extracts as transcribed under the catalogue reference PREM 11/3691; the rights in the translation are not known to us.\"",
            "language  = \"en\"",
        ] {
            assert!(source.contains(line), "{format}: {line} in {source}");
        }
    }
}

#[test]
fn a_file_of_another_kind_is_called_what_it_is() {
    let desk = Desk::new();
    let workbook = desk.path("quiz.xlsx");
    sourcework(&["export", "xlsx", "letter-1-warm-up", "--output", &workbook]).ok();
    let run = desk.run(&["import", "gift", &workbook]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("`sourcework import xlsx` reads it"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("latin-1"));

    let text = desk.file(
        "notes.md",
        "# Cold War\n\n## Question 1\n\nWhat?\n\n- [x] a\n- [ ] b\n",
    );
    let run = desk.run(&["import", "gift", &text]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(
        run.stderr.contains("no question of GIFT is in the file"),
        "{}",
        run.stderr
    );
    assert!(!Path::new(&desk.path("library/sources/notes.toml")).exists());
}

#[test]
fn a_text_or_a_document_is_a_source_and_is_mended_on_request() {
    let desk = Desk::new();
    let letter = desk.file("letter.txt", "Source A\n\nThe govern-\nment fell.\n");
    let run = desk.run(&["import", "transcript", &letter, "--mend", "--dry-run"]);
    assert!(run.ok().contains("The government\nfell."));
    let questions = desk.file("list.txt", "1. Who?\na) He\n*b) She\n");
    let run = desk.run(&["import", "docx", &questions, "--mend"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("`--mend` is for transcripts"),
        "{}",
        run.stderr
    );
    let run = desk.run(&["import", "docx", &questions]);
    assert!(run.ok().contains("(1 question)"));
    // What was printed for Word can be read as a source.
    let paper = desk.path("paper.docx");
    sourcework(&["export", "docx", "letter-1-warm-up", "--output", &paper]).ok();
    let run = desk.run(&["import", "transcript", &paper, "--dry-run"]);
    assert!(run.ok().contains("like blind moles"));
}

#[test]
fn what_is_wrong_in_the_file_shows_in_the_exit_code_and_the_rest_is_written() {
    let desk = Desk::new();
    let bank = desk.file(
        "bank.gift",
        "One? {=a ~b}\n\nTwo? {=a ~b\n\nThree? {=a ~b}\n",
    );
    let run = desk.run(&["import", "gift", &bank]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("(2 questions)"), "{}", run.stdout);
}

#[test]
fn names_of_formats_and_folders_are_told_as_they_can_be_used() {
    let desk = Desk::new();
    let run = desk.run(&["import", "worksheet", "a.html"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("transcript") && !run.stderr.contains(", worksheet"),
        "{}",
        run.stderr
    );
    let run = desk.run(&["export", "transcript", "a"]);
    assert!(
        run.stderr.contains("worksheet") && !run.stderr.contains(", transcript"),
        "{}",
        run.stderr
    );
    let folder = desk.path("library");
    let run = sourcework(&["export", "gift", "letter-1-warm-up", "--output", &folder]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("is a folder"), "{}", run.stderr);
    let run = sourcework(&["export", "gift", "letter-1-warm-up", "--output", "-"]);
    assert!(run.ok().starts_with("$CATEGORY:"));
    let run = sourcework(&["export", "gift", "letter-1-warm-up", "--key"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("`--key` changes nothing in gift"),
        "{}",
        run.stderr
    );
    let new = desk.path("typo");
    let arguments = [
        "--library",
        new.as_str(),
        "import",
        "aiken",
        "-",
        "--id",
        "x",
    ];
    let run = sourcework_with(&arguments, "Who?\nA. a\nB. b\nANSWER: A\n");
    assert!(run.ok().contains(&format!("Made the folder {new}.")));
}

#[test]
fn a_usage_line_names_nothing_that_was_not_typed() {
    // The record of these runs is named by a variable.
    let run = sourcework(&["import"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .contains("Usage: sourcework import <FORMAT> <FILE>"),
        "{}",
        run.stderr
    );
}

/// What is larger than any quiz is not even read, wherever it comes from.
#[test]
fn a_huge_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let huge = folder.path().join("huge.csv");
    std::fs::File::create(&huge)
        .unwrap()
        .set_len(100 << 20)
        .unwrap();
    let run = |file: &str, input: std::process::Stdio| {
        let mut command = Command::new(common::PROGRAM);
        command.args(["import", "csv", file, "--id", "q", "--dry-run"]);
        let out = command.stdin(input).output().unwrap();
        assert!(!out.status.success());
        String::from_utf8(out.stderr).unwrap()
    };
    let said = run(huge.to_str().unwrap(), std::process::Stdio::null());
    assert!(said.contains("64 MiB"), "{said}");
    let said = run("-", std::fs::File::open(&huge).unwrap().into());
    assert!(said.contains("64 MiB"), "{said}");
}
