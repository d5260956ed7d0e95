//! `sourcework report` over a class that has sat a quiz.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;
mod report_class;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::Run;
use serde_json::Value;
use sourcework_service::library::Library;

/// A class that has sat the quiz `war` of a small library of its own.
struct Desk {
    folder: PathBuf,
    code: String,
}

impl Desk {
    fn new() -> Self {
        static DESKS: AtomicUsize = AtomicUsize::new(0);
        let number = DESKS.fetch_add(1, Ordering::Relaxed);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = folder.join(format!("report-{}-{number}", std::process::id()));
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report_class/library");
        for file in ["sources/letter.toml", "quizzes/war.toml"] {
            let to = folder.join("library").join(file);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::copy(from.join(file), to).unwrap();
        }
        let mut desk = Self {
            folder,
            code: String::new(),
        };
        desk.code = desk.sit("2026-11-24T09:00:00Z", 1);
        desk
    }

    fn sit(&self, began: &str, seed: u64) -> String {
        let library = Library::open(&self.folder.join("library")).unwrap();
        let record = self.folder.join("record.db");
        report_class::sit(&record, library, "war", began.parse().unwrap(), seed).1
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new(common::PROGRAM);
        command.args(arguments).current_dir(&self.folder);
        command.args(["--library", "library"]);
        if arguments[0] == "report" {
            command.args(["--date", "2026-11-26"]);
        }
        common::run_in(&mut command, "", self.folder.to_str().unwrap())
    }

    fn report(&self) -> Value {
        self.run(&["report", &self.code, "--format", "json"]).json()
    }
}

fn question<'r>(report: &'r Value, id: &str) -> &'r Value {
    let questions = report["questions"].as_array().unwrap();
    questions.iter().find(|it| it["question"] == id).unwrap()
}

fn near(value: &Value, expected: f64) -> bool {
    (value.as_f64().unwrap() - expected).abs() < 1e-9
}

#[test]
fn the_first_page_says_how_the_class_did_and_the_rest_is_asked_for() {
    let desk = Desk::new();
    let page = desk.run(&["report", &desk.code]).ok();
    for said in [
        "Report: War and moles, 26 November",
        "28 pupils took this (5 questions).",
        "from Cara and Dan.",
        "Results by skill",
        "Teach again",
        "The next lesson",
        "where the passage does not say: Amira",
        "Add `--full`",
    ] {
        assert!(page.contains(said), "{said}\n{page}");
    }
    assert!(!page.contains("Item-total"), "{page}");
    let full = desk.run(&["report", &desk.code, "--full"]).ok();
    for said in [
        "All pupils",
        "The quiz as a whole",
        "What the figures mean",
        "Standard error",
    ] {
        assert!(full.contains(said), "{said}\n{full}");
    }
    assert!(full.starts_with(page.split("Add `--full`").next().unwrap().trim_end()));
}

#[test]
fn the_figures_are_those_of_the_answers_in_the_record() {
    let desk = Desk::new();
    let report = desk.report();
    assert_eq!(report["version"], 1);
    assert_eq!(report["pupils-answered"], 28);
    // The attempts one by one, as another part of the program tells them.
    let (mut right, mut asked, mut not_reached) = (0, 0, 0);
    for attempt in desk.attempts() {
        let of_attempt = attempt["questions"].as_array().unwrap();
        let moles = of_attempt.iter().find(|it| it["id"] == "moles").unwrap();
        right += moles["mark"]["awarded"].as_u64().unwrap_or(0);
        asked += u64::from(!moles["mark"].is_null());
        let last = of_attempt
            .iter()
            .find(|it| it["id"] == "why-moles")
            .unwrap();
        not_reached += u64::from(last["answer"].is_null());
    }
    let moles = question(&report, "moles");
    assert_eq!(moles["n"], asked);
    let facility = &moles["facility"]["estimate"]["value"];
    #[expect(clippy::cast_precision_loss, reason = "28 pupils")]
    let expected = right as f64 / asked as f64;
    assert!(near(facility, expected), "{facility} and {expected}");
    assert_eq!(question(&report, "why-moles")["not-reached"], not_reached);
    assert!(near(&moles["random-guess"], 0.25));
    assert_eq!(moles["place"]["line"], 31);
}

impl Desk {
    /// Every attempt of the class as JSON.
    fn attempts(&self) -> Vec<Value> {
        use sourcework_core::identity::StudentKey;
        use sourcework_service::LiveAttempt;
        use sourcework_service::store::{Record, Sqlite, Upkeep};
        let store = Sqlite::open(&self.folder.join("record.db")).unwrap();
        let students: Vec<StudentKey> = store.students().unwrap();
        let attempts = students.iter().flat_map(|student| {
            let numbers = store.latest(student, Some("war"), usize::MAX).unwrap();
            let of_student = numbers.into_iter().map(|number| {
                let live = LiveAttempt::resume(&store, student, number).unwrap();
                serde_json::to_value(sourcework_service::results::result(live.session())).unwrap()
            });
            of_student.collect::<Vec<_>>()
        });
        attempts.collect()
    }
}

#[test]
fn a_starter_is_a_quiz_that_check_accepts() {
    let desk = Desk::new();
    let said = desk.run(&[
        "report",
        &desk.code,
        "--starter",
        "library/quizzes/starter.toml",
    ]);
    assert!(said.ok().contains("Wrote library/quizzes/starter.toml."));
    let checked = desk.run(&["check", "library"]).ok();
    assert!(checked.contains("2 quizzes"), "{checked}");
    let again = desk.run(&[
        "report",
        &desk.code,
        "--starter",
        "library/quizzes/starter.toml",
    ]);
    assert_eq!(again.code, 3, "nothing is overwritten: {again:?}");
}

#[test]
fn a_key_that_is_changed_shows_before_and_after() {
    let desk = Desk::new();
    let before = desk.report()["questions"].clone();
    let quiz = desk.folder.join("library/quizzes/war.toml");
    let text = std::fs::read_to_string(&quiz).unwrap();
    let text = text.replace("what they do\", correct = true }", "what they do\" }");
    let text = text.replace(
        "work in the dark\" }",
        "work in the dark\", correct = true }",
    );
    std::fs::write(&quiz, text).unwrap();
    // Until it is marked again, the old marks stand, for an earlier version of the question.
    let unmarked = desk.report();
    assert!(question(&unmarked, "moles")["stem"].is_null());
    let said = desk.run(&["remark", "war", "--yes"]).ok();
    assert!(said.contains("moles: "), "{said}");
    let report = desk.report();
    let moles = question(&report, "moles");
    assert_eq!(moles["n"], 28, "one version again");
    let facility = |questions: &Value| {
        let all = questions.as_array().unwrap();
        let moles = all.iter().find(|it| it["question"] == "moles").unwrap();
        moles["facility"]["estimate"]["value"].as_f64().unwrap()
    };
    assert!(near(&moles["remarked"]["before"], facility(&before)));
    assert!(near(
        &moles["remarked"]["after"],
        facility(&report["questions"])
    ));
    let keys = moles["options"].as_array().unwrap().iter();
    let keys: Vec<&Value> = keys.filter(|it| it["is-key"] == true).collect();
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0]["name"], "B");
    let page = desk.run(&["report", &desk.code, "--full"]).ok();
    let words = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("Marked again"), "{page}");
}

#[test]
fn the_table_of_responses_gives_the_same_report_again() {
    let desk = Desk::new();
    let said = desk.run(&["report", &desk.code, "--csv", "tables"]).ok();
    assert!(said.contains("tables/responses.csv"), "{said}");
    let arguments = [
        "report",
        "tables/responses.csv",
        "--quiz",
        "war",
        "--format",
        "json",
    ];
    let (again, first) = (desk.run(&arguments).json(), desk.report());
    for part in [
        "overall",
        "skills",
        "quiz",
        "teach-again",
        "starter",
        "faults",
        "groups",
    ] {
        assert_eq!(again[part], first[part], "{part}");
    }
    let (again, first) = (question(&again, "moles"), question(&first, "moles"));
    for part in [
        "facility",
        "item-rest",
        "options",
        "source-dependence",
        "number",
    ] {
        assert_eq!(again[part], first[part], "{part}");
    }
    let questions = std::fs::read_to_string(desk.folder.join("tables/questions.csv")).unwrap();
    assert_eq!(questions.lines().count(), 1 + 5, "{questions}");
    // A figure below 0 is a number, and no text.
    let options = std::fs::read_to_string(desk.folder.join("tables/options.csv")).unwrap();
    assert!(options.contains(",-0."), "{options}");
}

#[test]
fn what_mark_writes_is_reported_on_with_the_points_that_were_made() {
    let desk = Desk::new();
    let mut answers = String::from("name,question,answer\n");
    for pupil in 0..20 {
        // Five say both, fifteen only that statesmen are blind.
        let written = if pupil >= 15 {
            "They are blind and clash."
        } else {
            "They are blind."
        };
        answers += &format!(
            "Pupil {pupil:02},what-war-is,{}\n",
            if pupil < 8 { "C" } else { "B" }
        );
        answers += &format!("Pupil {pupil:02},why-moles,{written}\n");
    }
    std::fs::write(desk.folder.join("answers.csv"), answers).unwrap();
    desk.run(&[
        "mark",
        "war",
        "--answers",
        "answers.csv",
        "--output",
        "marks.csv",
    ])
    .ok();
    let arguments = ["report", "marks.csv", "--quiz", "war", "--format", "json"];
    let report = desk.run(&arguments).json();
    let war = question(&report, "what-war-is");
    assert!(near(&war["facility"]["estimate"]["value"], 12.0 / 20.0));
    let points = question(&report, "why-moles")["options"].clone();
    let counts = points
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["count"].as_u64().unwrap());
    assert_eq!(counts.collect::<Vec<_>>(), [20, 5]);
    let page = desk.run(&["report", "marks.csv", "--quiz", "war"]).ok();
    let words = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("did not make the point “They will clash”."),
        "{page}"
    );
    // Without the quiz the figures stand, and say nothing of its texts.
    let bare = desk
        .run(&["report", "marks.csv", "--format", "json"])
        .json();
    assert!(near(
        &question(&bare, "what-war-is")["facility"]["estimate"]["value"],
        0.6
    ));
    assert!(question(&bare, "what-war-is")["stem"].is_null());
}

#[test]
fn several_sittings_show_growth_and_absences() {
    let desk = Desk::new();
    let second = desk.sit("2026-11-25T09:00:00Z", 2);
    let both = [&*desk.code, &*second];
    let report = desk
        .run(&["report", both[0], both[1], "--format", "json"])
        .json();
    assert_eq!(report["sittings"].as_array().unwrap().len(), 2);
    let growth = report["pupils"][0]["growth"].as_array().unwrap();
    assert_eq!(growth.len(), 2);
    // The same quiz twice: the first attempt of each pupil counts, unless all are asked for.
    assert_eq!(report["pupils-answered"], 28);
    assert_eq!(report["repeated"], 28 * 5);
    let arguments = [
        "report",
        both[0],
        both[1],
        "--all-attempts",
        "--format",
        "json",
    ];
    let all = desk.run(&arguments).json();
    assert_eq!(all["pupils-answered"], 56);
    assert_eq!(all["repeated"], 0);
    assert_eq!(all["pupils"][1]["name"], "Amira (attempt 2)");
    let listed = desk.run(&["report"]).ok();
    assert!(
        listed.contains(&desk.code) && listed.contains(&second),
        "{listed}"
    );
}

#[test]
fn what_is_not_known_is_named_with_the_way_on() {
    let desk = Desk::new();
    for (arguments, code, said) in [
        (&["report", "wars"][..], 2, "did you mean `war`?"),
        (&["report", "WRONG", "ALSO"], 2, "`WRONG` is no class code"),
        (
            &["report", "war", "WRONG"],
            2,
            "`war` is a quiz; several reports together",
        ),
        (
            &["report", "war", "--quiz", "war"],
            2,
            "`--quiz` and `--encoding` are for a table of marks",
        ),
        (&["report", "missing.csv"], 3, "missing.csv"),
    ] {
        let run = desk.run(arguments);
        assert_eq!(run.code, code, "{run:?}");
        assert!(run.stderr.contains(said), "{run:?}");
    }
}

/// The sample that teachers are asked about is what the program says of that class today. With
/// `SOURCEWORK_SAMPLE=1` it is written anew.
#[test]
fn the_sample_report_of_the_guide_is_what_the_program_prints() {
    let desk = Desk::new();
    let record = desk.folder.join("record.db");
    let began = "2026-11-24T09:00:00Z".parse().unwrap();
    let code = report_class::sit(&record, Library::built_in(), "letter-4-exam", began, 2).1;
    let mut command = Command::new(common::PROGRAM);
    // Outside the folder of the small library, so that the shipped one is used.
    command.current_dir(std::env::temp_dir());
    command.args(["report", &code, "--date", "2026-11-26"]);
    let page = common::run_in(&mut command, "", desk.folder.to_str().unwrap()).ok();
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/report-quiz.md");
    let text = std::fs::read_to_string(&guide).unwrap();
    let (before, rest) = text.split_once("```text\n").unwrap();
    let (sample, after) = rest.split_once("```").unwrap();
    if std::env::var_os("SOURCEWORK_SAMPLE").is_some() {
        std::fs::write(&guide, format!("{before}```text\n{page}```{after}")).unwrap();
    } else {
        assert_eq!(sample, page);
    }
}

#[test]
#[ignore = "makes a record to look at: SOURCEWORK_LOOK=record.db"]
fn make_a_record_to_look_at() {
    let file = PathBuf::from(std::env::var("SOURCEWORK_LOOK").unwrap());
    for (quiz, began, seed) in [
        ("letter-1-warm-up", "2026-11-03T09:00:00Z", 3),
        ("letter-3-language", "2026-11-10T09:00:00Z", 1),
        ("letter-4-exam", "2026-11-24T09:00:00Z", 2),
    ] {
        let began = began.parse().unwrap();
        report_class::sit(&file, Library::built_in(), quiz, began, seed);
    }
}
