//! The screen of every kind, before and after it was answered, at three sizes; and that the same
//! answers come to the same events as on plain lines.
#![allow(clippy::unwrap_used)]

use std::cell::Cell;
use std::io::Cursor;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use ratatui_core::backend::TestBackend;
use ratatui_core::terminal::Terminal;
use ratatui_crossterm::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::app::App;
use super::draw::draw;
use crate::terminal::{self, Halt, Page, Plain};
use sourcework_core::attempt::{Action, Command, Mode, Selection, Settings};
use sourcework_core::identity::StudentKey;
use sourcework_core::paper::Paper;
use sourcework_core::quiz::{Kind, Question};
use sourcework_core::record::AttemptNumber;
use sourcework_service::library::{Library, Shelf};
use sourcework_service::store::InMemory;
use sourcework_service::{Beginning, LiveAttempt};

const SIZES: [(u16, u16); 3] = [(120, 40), (80, 24), (50, 20)];

/// A paper of those questions of the built-in quizzes that fit, at most so many.
fn paper(most: usize, fits: impl Fn(&Question) -> bool) -> Arc<Paper> {
    let library = Library::built_in();
    for id in library.ids(Shelf::Quizzes).unwrap() {
        let mut paper = library.paper(&id).unwrap();
        paper.quiz.questions.retain(|question| fits(question));
        paper.quiz.questions.truncate(most);
        paper.quiz.time_limit = None;
        if !paper.quiz.questions.is_empty() {
            return Arc::new(paper);
        }
    }
    panic!("no shipped question fits");
}

fn of_kind(kind: Kind) -> Arc<Paper> {
    paper(1, |question| question.kind() == kind)
}

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 20_000)
}

fn begin(store: &InMemory, paper: Arc<Paper>, settings: Settings) -> LiveAttempt<'_> {
    let student = StudentKey::default();
    let beginning = Beginning {
        settings,
        seed: Some(1),
        ..Beginning::default()
    };
    LiveAttempt::begin(store, &student, paper, &beginning, now()).unwrap()
}

/// Keys: `⏎` Enter, `↓` `↑` `→` arrows, `␣` space, `⇥` Tab, `⎋` Esc, `^g` Ctrl-G; others are typed.
fn press(app: &mut App<'_, '_>, keys: &str) -> Result<(), Halt> {
    let mut keys = keys.chars();
    while let Some(c) = keys.next() {
        let (code, modifiers) = match c {
            '⏎' => (KeyCode::Enter, KeyModifiers::NONE),
            '↓' => (KeyCode::Down, KeyModifiers::NONE),
            '→' => (KeyCode::Right, KeyModifiers::NONE),
            '↑' => (KeyCode::Up, KeyModifiers::NONE),
            '⇥' => (KeyCode::Tab, KeyModifiers::NONE),
            '⎋' => (KeyCode::Esc, KeyModifiers::NONE),
            '␣' => (KeyCode::Char(' '), KeyModifiers::NONE),
            '^' => (KeyCode::Char(keys.next().unwrap()), KeyModifiers::CONTROL),
            c => (KeyCode::Char(c), KeyModifiers::NONE),
        };
        app.press(KeyEvent::new(code, modifiers))?;
    }
    Ok(())
}

fn screen(app: &mut App<'_, '_>, (columns, rows): (u16, u16)) -> String {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    // Twice: what scrolls knows its size from the first time.
    for _ in 0..2 {
        terminal.draw(|frame| draw(app, frame)).unwrap();
    }
    let buffer = terminal.backend().buffer().clone();
    let rows = (0..buffer.area.height).map(|y| {
        let cells = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol().to_owned());
        cells.collect::<String>().trim_end().to_owned()
    });
    rows.collect::<Vec<_>>().join("\n")
}

/// Keys on the screen and lines on a plain terminal that give the same answer to the first shipped
/// question of a kind, which is presented with seed 1.
const ANSWERS: [(Kind, &str, &str); 12] = [
    (Kind::SingleChoice, "b⏎", "2\n"),
    (Kind::MultipleResponse, "abc^g", "1 2 3\n"),
    (Kind::TrueFalse, "abca^g", "1\n2\n3\n1\n"),
    (Kind::Matching, "abcd^g", "1\n2\n3\n4\n"),
    (Kind::Ordering, "␣↓␣^g", "2 1 3 4 5\n"),
    (Kind::Cloze, "abc^g", "1\n2\n3\n"),
    (Kind::Evidence, "␣^g", "1\n"),
    (Kind::Paired, "ab^g", "1\n2\n"),
    (
        Kind::Grid,
        "^gabca^g",
        // Three lines about the heading, which is hidden, come first.
        "\n\n\n1\n2\n3\n1\n",
    ),
    (
        Kind::Inference,
        "He is afraid.⏎anxiety⏎He threatens.⏎elections⏎^g",
        "He is afraid.\nanxiety\nHe threatens.\nelections\n",
    ),
    (
        Kind::ShortAnswer,
        "War is a disaster.⏎It is no game.^g",
        "War is a disaster.\nIt is no game.\n.\n",
    ),
    (Kind::Extended, "It is a letter.^g", "It is a letter.\n.\n"),
];

#[test]
fn every_kind_before_and_after_it_was_answered() {
    for (kind, keys, _) in ANSWERS {
        let store = InMemory::default();
        let mut attempt = begin(&store, of_kind(kind), Settings::default());
        let mut app = App::new(&mut attempt, &now).unwrap();
        let mut shown = String::new();
        for size in SIZES {
            let (columns, rows) = size;
            shown += &format!("== {columns}×{rows}\n{}\n", screen(&mut app, size));
        }
        press(&mut app, keys).unwrap();
        for size in SIZES {
            let (columns, rows) = size;
            shown += &format!(
                "== answered, {columns}×{rows}\n{}\n",
                screen(&mut app, size)
            );
        }
        insta::assert_snapshot!(format!("{}", kind), shown);
    }
}

#[test]
fn the_same_answers_come_to_the_same_events_as_on_plain_lines() {
    for (kind, keys, lines) in ANSWERS {
        let exam = Settings {
            mode: Mode::Exam,
            ..Settings::default()
        };
        let store = InMemory::default();
        let mut attempt = begin(&store, of_kind(kind), exam);
        let mut app = App::new(&mut attempt, &now).unwrap();
        press(&mut app, keys).unwrap();
        let on_screen = actions(&attempt);
        let store = InMemory::default();
        let mut attempt = begin(&store, of_kind(kind), exam);
        let mut out = Vec::new();
        let mut prompt = Plain::new(Cursor::new(lines), Vec::new(), 80, true);
        let mut page = Page::new(&mut out, 80, false);
        let _ = terminal::take(&mut attempt, &mut page, &mut prompt, &now);
        let as_lines = actions(&attempt);
        assert!(!on_screen.is_empty(), "{kind}");
        assert_eq!(on_screen, as_lines, "{kind}");
    }
}

#[test]
fn a_question_is_asked_first_without_its_passage_and_can_be_passed() {
    let store = InMemory::default();
    let two = paper(2, |question| question.kind() == Kind::SingleChoice);
    let beginning = Beginning {
        selection: Selection {
            probes: 2,
            ..Selection::default()
        },
        seed: Some(1),
        ..Beginning::default()
    };
    let student = StudentKey::default();
    let begun = LiveAttempt::begin(&store, &student, two, &beginning, now());
    let mut attempt = begun.unwrap();
    let mut app = App::new(&mut attempt, &now).unwrap();
    insta::assert_snapshot!("probe", screen(&mut app, (80, 24)));
    press(&mut app, "b^g").unwrap();
    assert!(app.passage.is_empty());
    let shown = screen(&mut app, (80, 24));
    assert!(shown.contains("Without the passage: 2 of 2"), "{shown}");
    let is_skip = |bound: &super::keys::Binding| bound.about.contains("without an answer");
    let offered: Vec<&str> = app.actions().iter().map(|bound| bound.about).collect();
    assert_eq!(
        offered,
        [
            "give the answer",
            "go on without an answer",
            "commands",
            "leave the quiz"
        ]
    );
    press(&mut app, "⎋").unwrap();
    let place = app.actions().iter().position(is_skip).unwrap();
    press(&mut app, &format!("{}⏎", "↓".repeat(place))).unwrap();
    let shown = screen(&mut app, (80, 24));
    assert!(
        shown.contains("question again with its passage."),
        "{shown}"
    );
    press(&mut app, "y").unwrap();
    assert!(!app.passage.is_empty());
    let events = attempt.session().events().iter();
    let given = events.filter_map(|event| match &event.action {
        Action::Probed { answer, .. } => Some(answer.is_some()),
        _ => None,
    });
    assert_eq!(given.collect::<Vec<_>>(), [true, false]);
    assert_eq!(attempt.session().attempt().answered(), 0);
}

/// What was answered and what it earned.
fn actions(attempt: &LiveAttempt<'_>) -> Vec<Action> {
    let events = attempt.session().events().iter();
    let actions = events.map(|event| event.action.clone());
    actions
        .filter(|action| matches!(action, Action::Answered { .. }))
        .collect()
}

#[test]
fn evidence_is_picked_by_moving_over_the_sentences() {
    let finds = |question: &Question| match &question.body {
        sourcework_core::quiz::Body::Evidence(body) => body.candidates.is_empty(),
        _ => false,
    };
    let store = InMemory::default();
    let mut attempt = begin(&store, paper(1, finds), Settings::default());
    let mut app = App::new(&mut attempt, &now).unwrap();
    press(&mut app, "↓↓␣").unwrap();
    let (cursor, picked) = app.sentences();
    assert_eq!(cursor, Some(2));
    assert_eq!(picked.into_iter().collect::<Vec<_>>(), [2]);
    insta::assert_snapshot!("sentences", screen(&mut app, (120, 40)));
}

#[test]
fn a_detail_can_be_taken_from_the_passage() {
    let store = InMemory::default();
    let mut attempt = begin(&store, of_kind(Kind::Inference), Settings::default());
    let mut app = App::new(&mut attempt, &now).unwrap();
    press(&mut app, "He is afraid.⏎^p↓⏎").unwrap();
    let shown = screen(&mut app, (120, 40));
    let sentence = app.passage.sentence(1).unwrap().to_owned();
    let begins: String = sentence.chars().take(20).collect();
    assert!(shown.contains(&begins), "{shown}");
}

#[test]
fn the_footer_names_the_keys_that_work_and_no_key_means_two_things() {
    for (kind, _, _) in ANSWERS {
        let store = InMemory::default();
        let mut attempt = begin(&store, of_kind(kind), Settings::default());
        let app = App::new(&mut attempt, &now).unwrap();
        let bound = app.actions();
        for (place, one) in bound.iter().enumerate() {
            let others = bound[place + 1..].iter();
            let same =
                others.filter(|other| !one.key_name.is_empty() && other.key_name == one.key_name);
            assert_eq!(same.count(), 0, "{kind}: {one:?}");
        }
    }
}

#[test]
fn a_form_takes_no_key_of_a_command() {
    for (kind, _, _) in ANSWERS {
        let store = InMemory::default();
        let mut attempt = begin(&store, of_kind(kind), Settings::default());
        let mut app = App::new(&mut attempt, &now).unwrap();
        let commands = app.actions();
        for letter in 'a'..='z' {
            let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
            if commands.iter().any(|bound| bound.is_for(key)) {
                let form = app.stage.form.as_mut().unwrap();
                assert_eq!(
                    form.press(key),
                    super::form::Pressed::Ignored,
                    "{kind} {letter}"
                );
            }
        }
    }
}

#[test]
fn an_exam_is_handed_in_from_its_overview_and_its_result_stands_by_itself() {
    let exam = Settings {
        mode: Mode::Exam,
        ..Settings::default()
    };
    let store = InMemory::default();
    let paper = paper(2, |question| question.kind() == Kind::SingleChoice);
    let mut attempt = begin(&store, paper, exam);
    let mut app = App::new(&mut attempt, &now).unwrap();
    press(&mut app, "a⏎b⏎").unwrap();
    insta::assert_snapshot!("overview", screen(&mut app, (80, 24)));
    press(&mut app, "⏎").unwrap();
    insta::assert_snapshot!("hand-in", screen(&mut app, (80, 24)));
    press(&mut app, "y").unwrap();
    insta::assert_snapshot!("result", screen(&mut app, (80, 24)));
    assert!(!app.is_done());
    press(&mut app, "↓↓↓⏎").unwrap();
    assert!(app.is_done());
}

#[test]
fn hostile_text_moves_no_cursor() {
    let store = InMemory::default();
    let mut attempt = begin(&store, of_kind(Kind::ShortAnswer), Settings::default());
    let mut app = App::new(&mut attempt, &now).unwrap();
    app.paste("\u{1b}[2J\u{202e}שלום 🙂 文文\u{7}");
    let shown = screen(&mut app, (80, 24));
    assert!(
        !shown.contains('\u{1b}') && !shown.contains('\u{7}'),
        "{shown}"
    );
    press(&mut app, "^g").unwrap();
    let shown = screen(&mut app, (80, 24));
    assert!(!shown.contains('\u{202e}'), "{shown}");
}

#[test]
fn samples_can_be_marked_before_ones_own_answer() {
    let has_samples = |question: &Question| match &question.body {
        sourcework_core::quiz::Body::Extended(body) => !body.samples.is_empty(),
        _ => false,
    };
    let store = InMemory::default();
    let mut attempt = begin(&store, paper(1, has_samples), Settings::default());
    let mut app = App::new(&mut attempt, &now).unwrap();
    press(&mut app, "It is a letter.^g⎋↓⏎").unwrap();
    let shown = screen(&mut app, (120, 60));
    assert!(shown.contains("Sample 1 of"), "{shown}");
    // What is open is said, and nothing is lost.
    press(&mut app, "^g").unwrap();
    assert!(screen(&mut app, (120, 60)).contains("Something is still to be decided."));
    press(&mut app, "cb^g").unwrap();
    let shown = screen(&mut app, (120, 60));
    assert!(shown.contains("the examiner gave"), "{shown}");
}

/// An attempt at one question of a shipped quiz, with one right option. A record gives an attempt back
/// only as the quiz is in its files.
fn one_choice(store: &InMemory) -> LiveAttempt<'_> {
    let paper = Arc::new(Library::built_in().paper("letter-1-warm-up").unwrap());
    let student = StudentKey::default();
    let drawn = (0..100).map(|seed| {
        let beginning = Beginning {
            selection: Selection {
                questions: Some(1),
                ..Selection::default()
            },
            seed: Some(seed),
            ..Beginning::default()
        };
        LiveAttempt::begin(store, &student, Arc::clone(&paper), &beginning, now()).unwrap()
    });
    let is_choice = |it: &LiveAttempt<'_>| it.session().question(0).kind() == Kind::SingleChoice;
    drawn.into_iter().find(is_choice).unwrap()
}

/// Another program goes on with the attempt, so that nothing of this one can be kept any more.
fn overtake(store: &InMemory, app: &App<'_, '_>) {
    assert!(app.session().attempt().answered() > 0);
    let student = StudentKey::default();
    let mut other = LiveAttempt::resume(store, &student, AttemptNumber(1)).unwrap();
    other.finish(now()).unwrap();
}

const NOT_SAVED: &str = "could not be saved";

#[test]
fn an_end_that_cannot_be_kept_is_asked_about_once() {
    let store = InMemory::default();
    let mut attempt = one_choice(&store);
    let mut app = App::new(&mut attempt, &now).unwrap();
    press(&mut app, "a⏎").unwrap();
    overtake(&store, &app);
    press(&mut app, "⏎").unwrap();
    let shown = screen(&mut app, (80, 24));
    assert!(shown.contains(NOT_SAVED), "{shown}");
    press(&mut app, "y").unwrap();
    let shown = screen(&mut app, (80, 24));
    assert!(
        shown.contains("Result") && !shown.contains(NOT_SAVED),
        "{shown}"
    );
}

#[test]
fn a_time_limit_that_cannot_be_kept_is_asked_about_once() {
    let hours = Cell::new(0);
    let clock = || now() + SignedDuration::from_hours(hours.get());
    let exam = Settings {
        mode: Mode::Exam,
        ..Settings::default()
    };
    let store = InMemory::default();
    let paper = Library::built_in().paper("letter-1-warm-up").unwrap();
    assert!(paper.quiz.time_limit.is_some());
    let mut attempt = begin(&store, Arc::new(paper), exam);
    let mut app = App::new(&mut attempt, &clock).unwrap();
    press(&mut app, "a⏎").unwrap();
    overtake(&store, &app);
    hours.set(2);
    app.tick().unwrap();
    // The choice that is being made stays when time goes on.
    press(&mut app, "→").unwrap();
    app.tick().unwrap();
    let shown = screen(&mut app, (80, 24));
    assert!(shown.contains(NOT_SAVED), "{shown}");
    assert!(shown.contains("▸[ Yes ]"), "{shown}");
    press(&mut app, "⏎").unwrap();
    app.tick().unwrap();
    let shown = screen(&mut app, (80, 24));
    assert!(
        shown.contains("Result") && !shown.contains(NOT_SAVED),
        "{shown}"
    );
}

#[test]
fn leaving_where_nothing_can_be_kept_ends_the_quiz() {
    let store = InMemory::default();
    let mut attempt = one_choice(&store);
    let mut app = App::new(&mut attempt, &now).unwrap();
    press(&mut app, "a⏎").unwrap();
    overtake(&store, &app);
    press(&mut app, "⏎").unwrap();
    assert!(matches!(press(&mut app, "⎋"), Err(Halt::Left)));
}

#[test]
fn an_order_that_nobody_touched_is_given_only_if_that_is_meant() {
    let store = InMemory::default();
    let mut attempt = begin(&store, of_kind(Kind::Ordering), Settings::default());
    let mut app = App::new(&mut attempt, &now).unwrap();
    press(&mut app, "^g").unwrap();
    assert!(screen(&mut app, (80, 24)).contains("You have not moved anything."));
    press(&mut app, "⏎").unwrap();
    assert_eq!(app.session().attempt().answered(), 0);
    press(&mut app, "^gy").unwrap();
    assert_eq!(app.session().attempt().answered(), 1);
}

#[test]
fn a_list_of_commands_that_is_longer_than_the_screen_follows_the_cursor() {
    let exam = Settings {
        mode: Mode::Exam,
        ..Settings::default()
    };
    let store = InMemory::default();
    let mut attempt = begin(&store, of_kind(Kind::Extended), exam);
    let mut app = App::new(&mut attempt, &now).unwrap();
    press(&mut app, "⎋").unwrap();
    let shown = screen(&mut app, (50, 12));
    assert!(
        shown.contains("↓ more") && !shown.contains("leave the quiz"),
        "{shown}"
    );
    press(&mut app, &"↓".repeat(20)).unwrap();
    let shown = screen(&mut app, (50, 12));
    assert!(
        shown.contains("↑ more") && shown.contains("leave the quiz"),
        "{shown}"
    );
}

#[test]
fn an_option_that_cannot_be_seen_is_shown_before_it_is_picked() {
    let store = InMemory::default();
    let mut attempt = begin(&store, of_kind(Kind::SingleChoice), Settings::default());
    let mut app = App::new(&mut attempt, &now).unwrap();
    let shown = screen(&mut app, (50, 20));
    assert!(!shown.contains("( ) D"), "{shown}");
    press(&mut app, "d").unwrap();
    let shown = screen(&mut app, (50, 20));
    assert!(shown.contains("▸ ( ) D"), "{shown}");
    press(&mut app, "d").unwrap();
    let shown = screen(&mut app, (50, 20));
    assert!(shown.contains("(•) D"), "{shown}");
}

#[test]
fn choices_that_were_begun_are_there_when_one_comes_back() {
    let store = InMemory::default();
    let student = StudentKey::default();
    let paper = Arc::new(Library::built_in().paper("letter-1-warm-up").unwrap());
    let is_matching = |question: &Question| question.kind() == Kind::Matching;
    let place = paper.quiz.questions.iter().position(is_matching).unwrap();
    let beginning = Beginning {
        seed: Some(1),
        ..Beginning::default()
    };
    let mut attempt = LiveAttempt::begin(&store, &student, paper, &beginning, now()).unwrap();
    for place in 0..place {
        attempt.step(Command::Skip { place }, now()).unwrap();
    }
    let mut app = App::new(&mut attempt, &now).unwrap();
    press(&mut app, "bc").unwrap();
    assert!(matches!(press(&mut app, "^c"), Err(Halt::Left)));
    let mut attempt = LiveAttempt::resume(&store, &student, AttemptNumber(1)).unwrap();
    let app = App::new(&mut attempt, &now).unwrap();
    let parts = app.stage.form.as_ref().unwrap().parts();
    let picked = |place: usize| terminal::StepAnswer::Picked(vec![place]);
    assert_eq!(parts[..2], [picked(1), picked(2)]);
}

/// The first picture of the README is this screen.
#[test]
fn the_readme_shows_a_screen_as_it_is() {
    let store = InMemory::default();
    let one = paper(1, |question| question.id.as_str() == "offensive-claim");
    let mut attempt = begin(&store, one, Settings::default());
    let mut app = App::new(&mut attempt, &now).unwrap();
    press(&mut app, "c⏎").unwrap();
    let shown = screen(&mut app, (100, 15));
    let readme = include_str!("../../README.md");
    assert!(readme.contains(&shown), "write into README.md:\n{shown}");
}
