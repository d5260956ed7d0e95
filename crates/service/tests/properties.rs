//! What holds for every input: nothing panics, places lie where characters begin, marks stay
//! between nothing and the tariff, every attempt can be finished, and is the fold of its events.
#![allow(clippy::unwrap_used, missing_docs)]

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::sample::Index;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use sourcework_core::diagnostic::{Diagnostic, Report, github, human, json};
use sourcework_core::marking::{self, Answer, Cell, Judgement, Written};
use sourcework_core::quiz::{self, Truth};
use sourcework_core::record::{Fold, Head, Outcome, Row, kind, write_payload};
use sourcework_core::session::{
    Certainty, Event, Guess, Judge, Mode, Selection, Session, Settings, View, parse_answers,
};
use sourcework_core::source::{self, Sources, quotation};
use sourcework_service::library::{Library, Paper, Shelf};

const LETTER: &str = include_str!("../../../sources/khrushchev-letter-1962.toml");
const QUIZ: &str = include_str!("../../../quizzes/letter-1-warm-up.toml");

/// A text with some of it cut out, doubled or replaced: nearly a file, which tries more of the
/// reader than noise does.
fn damaged(text: &'static str) -> impl Strategy<Value = String> {
    let change = (
        any::<Index>(),
        0..80_usize,
        "\\PC{0,6}|[\\[\\]{}\"'=\n#|.…]{0,3}",
    );
    proptest::collection::vec(change, 1..6).prop_map(move |changes| {
        let mut text = text.to_owned();
        for (at, length, new) in changes {
            let start = text.floor_char_boundary(at.index(text.len()));
            let end = text.floor_char_boundary((start + length).min(text.len()));
            text.replace_range(start..end, &new);
        }
        text
    })
}

/// Renders in every form, and holds the places against the text.
fn render(text: &str, diagnostics: Vec<Diagnostic>) {
    for diagnostic in &diagnostics {
        let place = diagnostic.span.range();
        assert!(
            text.get(place.clone()).is_some(),
            "{place:?} is no place of the text"
        );
    }
    let report = Report {
        path: "file.toml".to_owned(),
        text: text.to_owned(),
        diagnostics,
    };
    let shown = human::render(&report, true, 60) + &github::render(&report);
    let obeyed = shown
        .chars()
        .filter(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r'));
    assert!(
        obeyed.clone().all(|c| c == '\u{1b}'),
        "only our own colours"
    );
    json::render(&[report]);
}

fn sources() -> Sources {
    let mut sources = Sources::default();
    sources.insert(source::parse("khrushchev-letter-1962", LETTER).0.unwrap());
    sources
}

fn read_everything(text: &str) {
    let (_, diagnostics) = source::parse("a-source", text);
    render(text, diagnostics);
    let (quiz, mut diagnostics) = quiz::parse("a-quiz", text);
    let sources = sources();
    if let Some(mut quiz) = quiz {
        diagnostics.extend(quiz::check(&quiz, &sources));
        quiz.locate(&sources);
        render(text, parse_answers(&quiz, text).1);
    }
    render(text, diagnostics);
    let _ = quiz::heading("a-quiz", text);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in "(?s).{0,300}") {
        read_everything(&text);
    }

    #[test]
    fn no_damaged_quiz_panics(text in damaged(QUIZ)) {
        read_everything(&text);
    }

    #[test]
    fn no_damaged_source_panics(text in damaged(LETTER)) {
        read_everything(&text);
    }

    #[test]
    fn a_quotation_of_anything_is_found_where_characters_begin(
        passage in "(?s)[a-dA-D .…’“”–\\-\nßİ🙂]{0,60}",
        quotation in "(?s)[a-dA-D .…’'\"–\\-\nßİ🙂]{0,20}",
    ) {
        match quotation::find(&passage, &quotation) {
            source::Quotation::Exact { span } => prop_assert_eq!(&passage[span], quotation.trim()),
            source::Quotation::Typographic { span } | source::Quotation::Nearest { span, .. } => {
                prop_assert!(passage.get(span).is_some_and(|text| !text.is_empty()));
            }
            source::Quotation::Absent => {}
        }
    }

    #[test]
    fn whatever_is_cut_from_a_passage_is_found_in_it(start in any::<Index>(), length in 1..200_usize) {
        let sources = sources();
        let text = sources.text("khrushchev-letter-1962/6b").unwrap();
        let start = text.floor_char_boundary(start.index(text.len()));
        let cut = &text[start..text.ceil_char_boundary((start + length).min(text.len()))];
        prop_assume!(cut.chars().any(char::is_alphanumeric));
        prop_assert!(quotation::find_exact(text, cut).is_some());
        let shouted = cut.trim().to_uppercase();
        prop_assert!(quotation::find_typographic(text, &shouted).is_some(), "{}", shouted);
    }

    #[test]
    fn a_mark_is_never_less_than_nothing_nor_more_than_the_tariff(answer in answer()) {
        for paper in papers() {
            for question in &paper.quiz.questions {
                if let Some(mark) = marking::mark(question, &answer) {
                    prop_assert!(mark.awarded <= mark.available);
                    prop_assert_eq!(mark.available, question.available());
                }
            }
        }
    }

    #[test]
    fn every_attempt_finishes_and_is_the_fold_of_its_events(
        paper in 0..4_usize,
        exam in any::<bool>(),
        retry in any::<bool>(),
        seed in any::<u64>(),
        steps in proptest::collection::vec(step(), 0..60),
    ) {
        let papers = papers();
        let paper = &papers[paper];
        let mode = if exam { Mode::Exam } else { Mode::Practice };
        let settings = Settings { mode, certainty: true, retry, ..Settings::default() };
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut now = Timestamp::UNIX_EPOCH;
        let mut session =
            Session::open(&paper.quiz, &paper.sources, settings, Selection::default(), &mut rng, now).unwrap();
        for step in steps {
            now += SignedDuration::from_secs(20);
            let _ = apply(&mut session, step, now);
        }
        // What has been written down is all there is to know.
        let written = serde_json::to_string(session.events()).unwrap();
        let events: Vec<Event> = serde_json::from_str(&written).unwrap();
        let again = Session::resume(&paper.quiz, &paper.sources, &events).unwrap();
        prop_assert_eq!(format!("{session:?}"), format!("{again:?}"));
        // Skipping to the end always gets there, in no more steps than there are questions.
        for _ in 0..4 * paper.quiz.questions.len() + 4 {
            let step = match session.current(now) {
                View::Commit(_) => session.commit(Guess::default(), now),
                View::Question(_) => session.skip(now),
                View::Judging(_) => session.leave_unjudged(now),
                View::Overview(_) => { session.hand_in(now); Ok(()) }
                View::Done => { session.finish(now); Ok(()) }
                View::Finished => break,
            };
            prop_assert!(step.is_ok());
        }
        prop_assert!(matches!(session.current(now), View::Finished));
        let summary = session.summary();
        let total: u32 = paper.quiz.questions.iter().map(quiz::Question::available).sum();
        prop_assert!(summary.score.awarded <= summary.score.available);
        prop_assert_eq!(summary.score.available + summary.unjudged, total);
        // The record, which reads only what it needs, comes to the same.
        let outcome = recorded(&session);
        prop_assert!(outcome.finished);
        prop_assert_eq!(outcome.awarded, summary.score.awarded);
        prop_assert_eq!(outcome.available, summary.score.available);
        prop_assert_eq!(outcome.waiting, summary.unjudged + summary.unsure);
        let answered = session.outcomes().filter(|(_, given)| given.is_some()).count();
        prop_assert_eq!(outcome.answered as usize, answered);
        prop_assert!(outcome.reviews.len() <= answered);
    }
}

/// What a record makes of an attempt.
fn recorded(session: &Session<'_>) -> Outcome {
    let head = Head {
        attempt: "0".repeat(32),
        student: String::new(),
        class: String::new(),
        offset: 0,
        program: String::new(),
        algorithm: String::new(),
        files: Vec::new(),
    };
    let mut fold = Fold::default();
    let mut outcome = None;
    for (seq, event) in session.events().iter().enumerate() {
        let payload = write_payload(&event.action, (seq == 0).then_some(&head));
        let row = Row {
            attempt: 1,
            seq: seq as u32,
            kind: kind(&event.action),
            payload: &payload,
            at: event.at.as_millisecond(),
        };
        outcome = outcome.or(fold.push(row).unwrap());
    }
    outcome.unwrap()
}

fn papers() -> Vec<Paper> {
    let library = Library::built_in();
    library
        .ids(Shelf::Quizzes)
        .unwrap()
        .iter()
        .map(|id| library.paper(id).unwrap())
        .collect()
}

fn place() -> impl Strategy<Value = Option<usize>> {
    proptest::option::of(prop_oneof![0..7_usize, Just(usize::MAX)])
}

fn answer() -> impl Strategy<Value = Answer> {
    let places = || proptest::collection::vec(0..7_usize, 0..9);
    let text = || "\\PC{0,12}|calamity|game";
    let truth = proptest::option::of(proptest::sample::select(Truth::ALL.to_vec()));
    let cell = prop_oneof![
        (0..5_usize).prop_map(Cell::Chosen),
        text().prop_map(Cell::Typed)
    ];
    let written = (text(), text()).prop_map(|(inference, detail)| Written { inference, detail });
    prop_oneof![
        place().prop_map(Answer::Choice),
        places().prop_map(Answer::Choices),
        places().prop_map(Answer::Order),
        proptest::collection::vec(truth, 0..6).prop_map(Answer::Truths),
        proptest::collection::vec(place(), 0..6).prop_map(Answer::Pairs),
        proptest::collection::vec(text(), 0..5).prop_map(Answer::Gaps),
        proptest::collection::vec(cell, 0..6).prop_map(Answer::Cells),
        (place(), place()).prop_map(|(claim, evidence)| Answer::Paired { claim, evidence }),
        proptest::collection::vec(written, 0..3).prop_map(Answer::Inferences),
        text().prop_map(Answer::Text),
    ]
}

/// Something that a student, or a broken face, may do at any moment.
#[derive(Clone, Debug)]
enum Step {
    Answer(Answer),
    Blank,
    Commit,
    Hint,
    Skip,
    Turn(usize),
    Flag(usize, bool),
    Judge(Judgement),
    Leave,
    HandIn,
}

fn step() -> impl Strategy<Value = Step> {
    let judgement = prop_oneof![
        proptest::collection::vec(any::<(bool, bool)>(), 1..4).prop_map(Judgement::Inferences),
        proptest::collection::vec(0..6_usize, 0..5).prop_map(Judgement::Points),
        proptest::collection::vec(0..9_u32, 1..3).prop_map(Judgement::Levels),
    ];
    prop_oneof![
        6 => answer().prop_map(Step::Answer),
        6 => Just(Step::Blank),
        2 => Just(Step::Commit),
        2 => Just(Step::Hint),
        2 => Just(Step::Skip),
        2 => (0..20_usize).prop_map(Step::Turn),
        1 => (0..20_usize, any::<bool>()).prop_map(|(place, on)| Step::Flag(place, on)),
        4 => judgement.prop_map(Step::Judge),
        1 => Just(Step::Leave),
        1 => Just(Step::HandIn),
    ]
}

fn apply(
    session: &mut Session<'_>,
    step: Step,
    now: Timestamp,
) -> Result<(), sourcework_core::session::SessionError> {
    let current = match session.current(now) {
        View::Question(view) => Some(view.asked.id.to_owned()),
        _ => None,
    };
    match step {
        Step::Answer(answer) => session
            .answer(&answer, Some(Certainty::Fair), now)
            .map(|_| ()),
        Step::Blank => match current {
            Some(id) => {
                let (_, question) = session.quiz().question(&id).unwrap();
                session
                    .answer(&Answer::blank(&question.body), None, now)
                    .map(|_| ())
            }
            None => Ok(()),
        },
        Step::Commit => session.commit(Guess::default(), now),
        Step::Hint => session.hint(now).map(|_| ()),
        Step::Skip => session.skip(now),
        Step::Turn(place) => session.turn_to(place, now),
        Step::Flag(place, on) => session.flag(place, on, now),
        Step::Judge(judgement) => session.judge(judgement, Judge::Teacher, now).map(|_| ()),
        Step::Leave => session.leave_unjudged(now),
        Step::HandIn => {
            session.hand_in(now);
            Ok(())
        }
    }
}
