//! `check` finds every mistake: each fixture in `tests/check/` marks its own with
//! `# error: [code]` on the offending line, and every code has a fixture.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use common::sourcework;
use sourcework_core::diagnostic::{Code, Lines, Report};
use sourcework_service::library::Library;

fn fixtures() -> Vec<Report> {
    let library = Library::open(Path::new("tests/check")).unwrap();
    library.check().unwrap().reports
}

/// A library in a folder of its own: the broken fixtures, which a test may change.
fn broken() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for shelf in ["sources", "quizzes"] {
        fs::create_dir(folder.path().join(shelf)).unwrap();
        for entry in fs::read_dir(Path::new("tests/broken").join(shelf)).unwrap() {
            let entry = entry.unwrap();
            let to = folder.path().join(shelf).join(entry.file_name());
            fs::copy(entry.path(), to).unwrap();
        }
    }
    folder
}

/// What the comments of a fixture announce, as (line, code), sorted.
fn announced(text: &str) -> Vec<(usize, String)> {
    let mut all = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let Some((_, codes)) = line.split_once("# error: ") else {
            continue;
        };
        for code in codes.split_whitespace() {
            all.push((index + 1, code.trim_matches(['[', ']']).to_owned()));
        }
    }
    all.sort();
    all
}

#[test]
fn each_fixture_has_the_mistakes_that_it_announces_and_no_others() {
    holds_what_it_announces("tests/check");
}

#[test]
fn of_a_file_that_is_broken_in_places_the_rest_is_checked() {
    holds_what_it_announces("tests/broken");
}

fn holds_what_it_announces(folder: &str) {
    let library = Library::open(Path::new(folder)).unwrap();
    let reports = library.check().unwrap().reports;
    for shelf in ["sources", "quizzes"] {
        for entry in fs::read_dir(Path::new(folder).join(shelf)).unwrap() {
            let path = entry.unwrap().path();
            let Ok(text) = fs::read_to_string(&path) else {
                continue;
            }; // not UTF-8, see below
            let name = path.display().to_string();
            let report = reports.iter().find(|report| report.path == name);
            let mut found: Vec<(usize, String)> = report
                .map_or(&[][..], |report| &report.diagnostics)
                .iter()
                .map(|it| {
                    (
                        Lines::of(&text).line_and_column(it.span.start).0,
                        it.code.as_str().to_owned(),
                    )
                })
                .collect();
            found.sort();
            assert_eq!(found, announced(&text), "{name}");
        }
    }
}

/// Codes of files that cannot be read are tested below; those of answers files in `take.rs`, those
/// of files of other tools in `exchange/`.
const ELSEWHERE: [Code; 10] = [
    Code::Unreadable,
    Code::SymlinkLoop,
    Code::TooLarge,
    Code::NotUtf8,
    Code::InvalidAnswer,
    Code::NotImported,
    Code::ImportedOtherwise,
    Code::Ambiguous,
    Code::Malformed,
    Code::UnsafeFile,
];

#[test]
fn every_code_has_a_fixture() {
    let found: BTreeSet<Code> = fixtures()
        .iter()
        .flat_map(|it| &it.diagnostics)
        .map(|it| it.code)
        .collect();
    let missing: Vec<_> = Code::ALL
        .iter()
        .filter(|it| !found.contains(it) && !ELSEWHERE.contains(it))
        .collect();
    assert!(missing.is_empty(), "no fixture for {missing:?}");
}

#[test]
fn every_code_is_explained() {
    for code in Code::ALL {
        let told = sourcework(&["explain", code.as_str()]).ok();
        assert!(
            told.contains(code.as_str()) && told.lines().count() > 2,
            "{told}"
        );
    }
}

#[test]
fn the_remedy_is_told_where_there_is_one() {
    let told = |code: &str| -> Vec<String> {
        let all = fixtures().into_iter().flat_map(|it| it.diagnostics);
        all.filter(|it| it.code.as_str() == code)
            .flat_map(|it| it.help)
            .collect()
    };
    let has = |code: &str, help: &str| {
        assert!(
            told(code).iter().any(|it| it == help),
            "{code}: {:#?}",
            told(code)
        );
    };
    has("unknown-kind", "did you mean `single-choice`?");
    has("unknown-skill", "did you mean `comprehension`?");
    has("unknown-key", "did you mean `feedback`?");
    has(
        "unknown-key",
        "write it as `creator` in the table `[provenance]`",
    );
    has(
        "unknown-key",
        "the ID is the name of the file, without `.toml`",
    );
    has("invalid-date", "write `date = \"1863-11-19\"`");
    has("invalid-date", "write `date = \"1700~\"`");
    has("unknown-source", "did you mean `town/a`?");
    has(
        "unknown-extract",
        "its extracts are `town/a`, `town/b`, `town/unasked`",
    );
    has("misquotation", "“had” is left out; “was” should be “been”");
    has(
        "misquotation",
        "the passage has: before the ships – all of them – have gone",
    );
    has(
        "quotation-elsewhere",
        "add `\"town/b\"` to `extracts`, or quote from `town/a`",
    );
    has("choose-mismatch", "write `choose = 1`, or mark the others");
    has("unknown-point", "did you mean `value`?");
}

#[test]
fn a_day_that_does_not_exist_is_named() {
    let all = fixtures().into_iter().flat_map(|it| it.diagnostics);
    let dates = all.filter(|it| it.code == Code::InvalidDate);
    let messages: Vec<String> = dates.map(|it| it.message).collect();
    for message in [
        "`1863-02-31` is not a date: February 1863 has no day 31",
        "there is no year `0000`",
    ] {
        assert!(messages.iter().any(|it| it == message), "{messages:#?}");
    }
}

#[test]
fn files_that_cannot_be_read_are_reported_with_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("quizzes/folder.toml")).unwrap();
    fs::create_dir_all(at("sources")).unwrap();
    fs::write(at("sources/latin.toml"), b"title = \"caf\xe9\"\n").unwrap();
    fs::write(at("quizzes/huge.toml"), " ".repeat((8 << 20) + 1)).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("loop.toml", at("quizzes/loop.toml")).unwrap();
        std::os::unix::fs::symlink("gone.toml", at("quizzes/broken.toml")).unwrap();
    }
    let reports = Library::open(folder.path())
        .unwrap()
        .check()
        .unwrap()
        .reports;
    let mut found: Vec<(String, &str)> = reports
        .iter()
        .flat_map(|it| {
            it.diagnostics
                .iter()
                .map(|one| (it.path.clone(), one.code.as_str()))
        })
        .map(|(path, code)| (path.rsplit('/').next().unwrap().to_owned(), code))
        .collect();
    found.sort();
    let expected = [
        ("broken.toml", "unreadable"),
        ("folder.toml", "unreadable"),
        ("huge.toml", "too-large"),
        ("latin.toml", "not-utf8"),
        ("loop.toml", "symlink-loop"),
    ];
    let expected: Vec<_> = expected
        .map(|(name, code)| (name.to_owned(), code))
        .to_vec();
    assert_eq!(found, expected);
}

#[test]
fn people_see_the_place_the_words_and_the_remedy() {
    let run = sourcework(&["check", "tests/check/quizzes/choices.toml"]);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn programs_get_json_and_github_gets_annotations() {
    let file = "tests/check/quizzes/empty.toml";
    insta::assert_snapshot!(
        "json",
        sourcework(&["check", file, "--format", "json"]).stdout
    );
    insta::assert_snapshot!(
        "github",
        sourcework(&["check", file, "--format", "github"]).stdout
    );
}

#[test]
fn what_is_plain_is_put_right_when_that_is_accepted_and_the_old_file_is_kept() {
    let library = broken();
    let folder = library.path().to_str().unwrap();
    let quiz = library.path().join("quizzes/broken.toml");
    let before = fs::read_to_string(&quiz).unwrap();

    let offered = sourcework(&["check", "--fix", "--library", folder]);
    assert_eq!(offered.code, 1);
    for line in [
        "    2 - title = “Curly” # error: [syntax]",
        "      + title = \"Curly\" # error: [syntax]",
        "    6 - kind = \"single-choise\" # error: [unknown-kind]",
        "      + kind = \"single-choice\" # error: [unknown-kind]",
        "Nothing was written; `--fix --yes` writes it.",
    ] {
        assert!(
            offered.stdout.lines().any(|it| it == line),
            "{line}\n{}",
            offered.stdout
        );
    }
    assert_eq!(fs::read_to_string(&quiz).unwrap(), before);

    sourcework(&["check", "--fix", "--yes", "--library", folder]);
    let after = fs::read_to_string(&quiz).unwrap();
    let kept = fs::read_to_string(quiz.with_extension("toml.bak")).unwrap();
    assert_eq!(kept, before);
    // Of four lines; comments stay, and so does every line that was right.
    let changed = before
        .lines()
        .filter(|line| !after.lines().any(|it| it == *line));
    assert_eq!(changed.count(), 2, "{after}");
    assert!(
        after.contains("Which line is text?\n'''\nkind = "),
        "{after}"
    );
    assert!(after.starts_with("# Each block"), "{after}");
    // What is left needs its author.
    let again = sourcework(&["check", "--fix", "--library", folder]);
    assert!(
        again
            .stdout
            .contains("None of this can be put right without you."),
        "{}",
        again.stdout
    );
}

#[test]
fn warnings_fail_only_where_they_are_denied() {
    let cues = "tests/check/quizzes/cues.toml";
    assert_eq!(sourcework(&["check", cues]).code, 0);
    assert_eq!(sourcework(&["check", cues, "--deny", "warnings"]).code, 1);
    assert_eq!(
        sourcework(&["check", "--deny", "hints"]).code,
        0,
        "the shipped library is clean"
    );
}

#[test]
fn watching_shows_what_is_wrong_now() {
    use std::io::{BufRead, BufReader};
    let folder = tempfile::tempdir().unwrap();
    for shelf in ["sources", "quizzes"] {
        fs::create_dir(folder.path().join(shelf)).unwrap();
    }
    let quiz = folder.path().join("quizzes/new.toml");
    fs::write(&quiz, "title = \"x\"\n").unwrap();
    let mut child = std::process::Command::new(common::PROGRAM)
        .args([
            "check",
            "--watch",
            "--library",
            folder.path().to_str().unwrap(),
        ])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let mut until_watching = || -> Vec<String> {
        lines
            .by_ref()
            .take_while(|line| !line.starts_with("Watching"))
            .collect()
    };
    assert!(
        until_watching()
            .iter()
            .any(|line| line.contains("no-questions"))
    );
    fs::write(&quiz, "title = \n").unwrap();
    let now = until_watching();
    assert!(now.iter().any(|line| line.contains("[syntax]")), "{now:?}");
    assert!(
        !now.iter().any(|line| line.contains("no-questions")),
        "{now:?}"
    );
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn of_very_many_mistakes_the_hundred_worst_are_shown_and_the_others_counted() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("many.toml");
    // 120 unknown keys and no question: 121 errors.
    let keys: String = (0..120)
        .map(|number| format!("key-{number} = 1\n"))
        .collect();
    fs::write(&path, format!("{keys}title = \"Many\"\n")).unwrap();
    let path = path.to_str().unwrap();
    let errors = |shown: &str| shown.matches("error[").count();

    let some = sourcework(&["check", path]);
    assert_eq!(some.code, 1);
    assert_eq!(errors(&some.stdout), 100);
    assert!(
        some.stdout
            .contains("21 more mistakes are not shown; `--all` shows everything."),
        "{}",
        some.stdout
    );
    assert!(some.stdout.contains("121 errors"), "{}", some.stdout);

    let all = sourcework(&["check", "--all", path]);
    assert_eq!(errors(&all.stdout), 121);
    assert!(!all.stdout.contains("not shown"), "{}", all.stdout);
}
