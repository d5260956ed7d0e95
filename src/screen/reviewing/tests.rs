//! The pages key by key, without a terminal.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use ratatui_core::backend::TestBackend;
use ratatui_core::terminal::Terminal;
use ratatui_crossterm::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::Left;
use super::groups::GroupsPage;
use super::improving::ImprovingPage;
use crate::screen::pages::{OnScreen, draw};
use sourcework_core::marking::written::Scheme;
use sourcework_core::paper::Paper;
use sourcework_core::reviewing::{Decisions, Desk, JudgedTexts, Step};
use sourcework_service::library::Library;
use sourcework_service::reviewing::{DecisionFile, SchemeDesk, read_decisions};

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

const QUIZ: &str = r#"title = "Class"

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
keywords = ["disaster", "catastrophe"]  # and?
"#;

const ANSWERS: [&str; 6] = [
    "It is a disaster.",
    "it is a DISASTER",
    "A catastrophe for everyone.",
    "It is a misfortune.",
    "A misfortune, surely.",
    "I do not know.",
];

/// A library in a folder, and a file of decisions.
struct Class {
    folder: tempfile::TempDir,
    paper: Paper,
}

impl Class {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let library = Library::create_in(Some(folder.path())).unwrap();
        library
            .add(
                sourcework_service::library::Shelf::Sources,
                "letter",
                SOURCE,
            )
            .unwrap();
        library
            .add(sourcework_service::library::Shelf::Quizzes, "class", QUIZ)
            .unwrap();
        let paper = library.paper("class").unwrap();
        Self { folder, paper }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("class.decisions.jsonl")
    }

    fn desk(&self) -> (Desk<'_>, DecisionFile) {
        let quiz = &self.paper.quiz;
        let question = &quiz.questions[0];
        let scheme = Scheme::new(quiz, question, &self.paper.sources).unwrap();
        let answers = ANSWERS.map(|text| (text.to_owned(), scheme.mark_text(text)));
        let (file, decisions) = DecisionFile::open(&self.path(), Some("Ms O".to_owned())).unwrap();
        let known = JudgedTexts::default();
        let desk = Desk::new(quiz, question, answers.into(), &decisions, known);
        (desk, file)
    }

    /// The texts that were decided about, with their marks and comments.
    fn decided(&self) -> Vec<(String, u32, Option<String>)> {
        let decisions = read_decisions(&self.path()).unwrap();
        let holding = decisions.holding();
        holding
            .map(|it| (it.text.clone(), it.mark, it.comment.clone()))
            .collect()
    }
}

/// `⏎` Enter, `↓` and `↑` arrows, `⎋` Esc; others are typed. What comes of the page.
fn press<P: OnScreen>(page: &mut P, keys: &str) -> Option<P::Left> {
    let mut left = None;
    for c in keys.chars() {
        let code = match c {
            '⏎' => KeyCode::Enter,
            '↓' => KeyCode::Down,
            '↑' => KeyCode::Up,
            '⎋' => KeyCode::Esc,
            c => KeyCode::Char(c),
        };
        left = page.press(KeyEvent::new(code, KeyModifiers::NONE));
    }
    left
}

fn screen(page: &mut impl OnScreen, columns: u16, rows: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal.draw(|frame| draw(page, frame)).unwrap();
    let buffer = terminal.backend().buffer().clone();
    let rows = (0..buffer.area.height).map(|y| {
        let cells = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol().to_owned());
        cells.collect::<String>().trim_end().to_owned()
    });
    rows.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

fn clock() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

#[test]
fn a_group_is_shown_with_its_texts_and_what_is_proposed() {
    let class = Class::new();
    let (mut desk, mut file) = class.desk();
    let mut page = GroupsPage::new(&mut desk, &mut file, &clock);
    insta::assert_snapshot!("groups", screen(&mut page, 80, 16));
    press(&mut page, "?");
    insta::assert_snapshot!("groups-keys", screen(&mut page, 80, 16));
    press(&mut page, " p");
    insta::assert_snapshot!("groups-points", screen(&mut page, 80, 16));
}

#[test]
fn one_key_gives_withholds_or_takes_out_and_each_decision_is_kept() {
    let class = Class::new();
    let (mut desk, mut file) = class.desk();
    let mut page = GroupsPage::new(&mut desk, &mut file, &clock);
    // Of the texts that the scheme does not know, the last one is taken out.
    press(&mut page, "↓↓t");
    press(&mut page, "1");
    // The comment of the list goes with the one decision that follows.
    press(&mut page, "c↓⏎n");
    assert_eq!(press(&mut page, "⏎⏎"), None);
    assert!(screen(&mut page, 80, 16).contains("That was the last group."));
    assert_eq!(press(&mut page, "⏎"), Some(Left::Done));
    let text = |text: &str, mark, comment: Option<&str>| {
        (text.to_owned(), mark, comment.map(str::to_owned))
    };
    assert_eq!(
        class.decided(),
        [
            text("it is a misfortune", 1, None),
            text("a misfortune surely", 1, None),
            text(
                "i do not know",
                0,
                Some("Which words of the passage show this?")
            ),
            text("it is a disaster", 1, None),
            text("a catastrophe for everyone", 1, None),
        ]
    );
}

#[test]
fn a_step_is_taken_back_on_the_screen_and_in_the_file() {
    let class = Class::new();
    let (mut desk, mut file) = class.desk();
    let mut page = GroupsPage::new(&mut desk, &mut file, &clock);
    let before = screen(&mut page, 80, 16);
    press(&mut page, "cNo.⏎1");
    assert_eq!(class.decided().len(), 3);
    press(&mut page, "u");
    assert_eq!(class.decided(), []);
    // The comment is there again; taking it away shows the screen as it was.
    assert!(screen(&mut page, 80, 16).contains("Comment with your next decision: No."));
    press(&mut page, "c⏎");
    assert_eq!(screen(&mut page, 80, 16), before);
    assert_eq!(press(&mut page, "q"), Some(Left::Stopped));
}

#[test]
fn a_group_is_left_for_later_and_joined_with_the_next_one() {
    let class = Class::new();
    let (mut desk, mut file) = class.desk();
    let mut page = GroupsPage::new(&mut desk, &mut file, &clock);
    press(&mut page, "s");
    assert!(screen(&mut page, 80, 16).contains("2 × It is a disaster."));
    press(&mut page, "j1");
    assert_eq!(class.decided().len(), 2, "both groups in one decision");
    assert!(screen(&mut page, 80, 16).contains("That was the last group."));
    // Joining, the decision and leaving it for later are three steps.
    press(&mut page, "uuu");
    assert_eq!(class.decided(), []);
    assert!(screen(&mut page, 80, 16).contains("I do not know."));
}

fn scheme_desk(class: &Class) -> SchemeDesk {
    let mut known = JudgedTexts::default();
    for (text, mark) in ANSWERS.iter().zip([1, 1, 1, 1, 1, 0]) {
        known.add(text, mark);
    }
    let library = Library::open(class.folder.path()).unwrap();
    let question = &class.paper.quiz.questions[0];
    SchemeDesk::new(library, "class", question, known.into_judged()).unwrap()
}

fn quiz_file(folder: &Path) -> String {
    let path = folder.join("quizzes/class.toml");
    sourcework_service::library::read_text(&path).text
}

#[test]
fn an_accepted_proposal_is_written_into_the_quiz_and_taken_back_letter_for_letter() {
    let class = Class::new();
    let mut desk = scheme_desk(&class);
    let mut page = ImprovingPage::new(&mut desk);
    insta::assert_snapshot!("proposal", screen(&mut page, 80, 16));
    press(&mut page, "y");
    let expected = QUIZ.replace(
        "[\"disaster\", \"catastrophe\"]  # and?\n",
        "[\"disaster\", \"catastrophe\", \"misfortune\"]  # and?\n\n[[question.example]]\nanswer = \"A misfortune, surely.\"\nmarks = 1\n",
    );
    assert_eq!(quiz_file(class.folder.path()), expected);
    assert!(screen(&mut page, 80, 16).contains("Written into"));
    press(&mut page, "u");
    assert_eq!(quiz_file(class.folder.path()), QUIZ);
    assert_eq!(press(&mut page, "n"), Some(Left::Done));
    assert_eq!(quiz_file(class.folder.path()), QUIZ);
}

#[test]
fn a_proposal_is_not_written_into_a_file_that_was_changed_meanwhile() {
    let class = Class::new();
    let mut desk = scheme_desk(&class);
    let edited = QUIZ.replace("# and?", "# and more");
    std::fs::write(class.folder.path().join("quizzes/class.toml"), &edited).unwrap();
    assert!(desk.accept().is_err());
    assert_eq!(quiz_file(class.folder.path()), edited);
    // The proposals are made again from what the file says now.
    assert!(desk.accept().is_ok());
    assert!(quiz_file(class.folder.path()).contains("\"misfortune\"]  # and more"));
}

#[test]
fn a_text_that_is_longer_than_the_screen_can_be_read_to_its_end() {
    let class = Class::new();
    let quiz = &class.paper.quiz;
    let long: String = (1..=60).map(|number| format!("Line {number}.\n")).collect();
    let answers = vec![(long, None), ("Short.".to_owned(), None)];
    let none = Decisions::default();
    let question = &quiz.questions[0];
    let mut desk = Desk::new(quiz, question, answers, &none, JudgedTexts::default());
    desk.step(Step::Join, None, clock());
    let (mut file, _) = DecisionFile::open(&class.path(), None).unwrap();
    let mut page = GroupsPage::new(&mut desk, &mut file, &clock);
    let mut seen = std::collections::BTreeSet::new();
    let mut look = |page: &mut GroupsPage<'_, '_>| {
        let shown = screen(page, 80, 16);
        seen.extend((1..=60).filter(|number| shown.contains(&format!("Line {number}."))));
        shown
    };
    for _ in 0..70 {
        look(&mut page);
        press(&mut page, "↓");
    }
    assert!(look(&mut page).contains("▸   Short."));
    assert_eq!(seen.len(), 60, "every line was seen");
    for _ in 0..80 {
        screen(&mut page, 80, 16);
        press(&mut page, "↑");
    }
    assert!(screen(&mut page, 80, 16).contains("What is war?"));
}

#[test]
fn a_decision_is_not_taken_back_over_one_that_somebody_else_has_added() {
    let class = Class::new();
    let (mut desk, mut file) = class.desk();
    let mut page = GroupsPage::new(&mut desk, &mut file, &clock);
    press(&mut page, "1");
    let (mut other, mut other_file) = class.desk();
    press(
        &mut GroupsPage::new(&mut other, &mut other_file, &clock),
        "1",
    );
    let before = class.decided();
    press(&mut page, "u");
    assert!(screen(&mut page, 80, 16).contains("cannot be taken back"));
    assert_eq!(class.decided(), before);
}
