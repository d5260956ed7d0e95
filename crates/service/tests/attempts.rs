//! What holds for every sequence of commands, however late, large or senseless: each is refused or
//! leads to events that apply, time never goes back, and what is stored is all there is to know.
#![allow(clippy::unwrap_used, missing_docs)]

mod cases;

use std::sync::Arc;

use cases::cases;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use sourcework_core::attempt::{
    Action, Attempt, Certainty, Command, Event, Guess, Judge, JudgedBy, MOST_TEXT, Mode, Numbering,
    Phase, Selection, Session, Settings, View, Which,
};
use sourcework_core::identity::{AttemptId, StudentKey};
use sourcework_core::marking::{Answer, Cell, Judgement, Written};
use sourcework_core::paper::Paper;
use sourcework_core::quiz::{Question, Truth};
use sourcework_core::record::{
    AttemptNumber, EventRow, Fold, Head, Outcome, first_link, read_event, write_events,
};
use sourcework_service::library::{Library, Shelf};

fn papers() -> Vec<Arc<Paper>> {
    let library = Library::built_in();
    let ids = library.ids(Shelf::Quizzes).unwrap();
    let papers = ids.iter().map(|id| library.paper(id).unwrap());
    papers.map(Arc::new).collect()
}

fn place() -> impl Strategy<Value = usize> {
    prop_oneof![12 => 0..24_usize, 1 => Just(usize::MAX)]
}

/// An answer of any kind, with places that exist and places that do not, and now and then with
/// more parts or more text than any question takes.
fn answer() -> impl Strategy<Value = Answer> {
    let choice = || proptest::option::of(prop_oneof![0..7_usize, Just(usize::MAX)]);
    let places = || proptest::collection::vec(0..7_usize, 0..9);
    let huge = Just("x".repeat(MOST_TEXT + 1));
    let text = || prop_oneof![20 => "\\PC{0,12}|calamity|game|\\x17\\x1b\\[D", 1 => huge.clone()];
    let truth = proptest::option::of(proptest::sample::select(Truth::ALL.to_vec()));
    let cell = prop_oneof![
        (0..5_usize).prop_map(Cell::Chosen),
        text().prop_map(Cell::Typed)
    ];
    let written = (text(), text()).prop_map(|(inference, detail)| Written { inference, detail });
    prop_oneof![
        choice().prop_map(Answer::Choice),
        places().prop_map(Answer::Choices),
        places().prop_map(Answer::Order),
        proptest::collection::vec(truth, 0..6).prop_map(Answer::Truths),
        proptest::collection::vec(choice(), 0..6).prop_map(Answer::Pairs),
        proptest::collection::vec(text(), 0..5).prop_map(Answer::Gaps),
        proptest::collection::vec(cell, 0..6).prop_map(Answer::Cells),
        (choice(), choice()).prop_map(|(claim, evidence)| Answer::Paired { claim, evidence }),
        proptest::collection::vec(written, 0..3).prop_map(Answer::Inferences),
        text().prop_map(Answer::Text),
        (1_000_000..1_000_001_usize).prop_map(|many| Answer::Choices(vec![0; many])),
    ]
}

fn judgement() -> impl Strategy<Value = Judgement> {
    prop_oneof![
        proptest::collection::vec(any::<(bool, bool)>(), 1..4).prop_map(Judgement::Inferences),
        proptest::collection::vec(0..6_usize, 0..5).prop_map(Judgement::Points),
        proptest::collection::vec(0..9_u32, 1..3).prop_map(Judgement::Levels),
    ]
}

/// Something that a student, a teacher or a broken interface may do at any moment.
#[derive(Clone, Debug)]
enum Step {
    /// A command as it is.
    Command(Command),
    /// A blank answer to the question that is being asked.
    Blank,
    /// A judgement of the answer that waits for one.
    JudgeWaiting(Judgement, Judge),
}

fn step() -> impl Strategy<Value = Step> {
    let numbering = prop_oneof![Just(Numbering::Presented), Just(Numbering::Authored)];
    let which = || (place(), any::<bool>()).prop_map(|(place, again)| Which { place, again });
    let judge = || prop_oneof![Just(Judge::Student), Just(Judge::Teacher)];
    let command = prop_oneof![
        6 => (place(), answer(), numbering).prop_map(|(place, answer, numbering)| {
            Command::Answer { place, answer, numbering, certainty: Some(Certainty::Fair) }
        }),
        3 => (place(), proptest::option::of(answer()))
            .prop_map(|(place, answer)| Command::Probe { place, answer }),
        2 => (place(), answer()).prop_map(|(place, answer)| Command::Redraft { place, answer }),
        2 => place().prop_map(|place| Command::Commit { place, guess: Guess::default() }),
        2 => place().prop_map(|place| Command::TakeHint { place }),
        2 => place().prop_map(|place| Command::Skip { place }),
        2 => place().prop_map(|place| Command::TurnTo { place }),
        1 => (place(), any::<bool>()).prop_map(|(place, on)| Command::Flag { place, on }),
        1 => Just(Command::Pause),
        2 => Just(Command::Continue),
        1 => (0..100_u32).prop_map(|seconds| Command::AddTime { seconds }),
        1 => Just(Command::HandIn),
        3 => (which(), judgement(), judge()).prop_map(|(which, judgement, by)| {
            Command::Judge { which, judgement, by: JudgedBy::from(by) }
        }),
        1 => which().prop_map(|which| Command::LeaveUnjudged { which }),
        1 => which().prop_map(|which| Command::Remark { which, reason: "mended".to_owned() }),
        1 => Just(Command::Finish),
    ];
    prop_oneof![
        8 => command.prop_map(Step::Command),
        5 => Just(Step::Blank),
        2 => (judgement(), judge()).prop_map(|(judgement, by)| Step::JudgeWaiting(judgement, by)),
    ]
}

/// The command that a step comes to now.
fn command(session: &Session, step: Step, now: Timestamp) -> Option<Command> {
    match step {
        Step::Command(command) => Some(command),
        Step::Blank => {
            if let Some(place) = session.attempt().probing() {
                let answer = None;
                return Some(Command::Probe { place, answer });
            }
            let place = session.attempt().asking()?;
            Some(Command::Answer {
                place,
                answer: Answer::blank(&session.question(place).body),
                numbering: Numbering::Authored,
                certainty: None,
            })
        }
        Step::JudgeWaiting(judgement, by) => match session.current(now) {
            View::Judging(view) => Some(Command::Judge {
                which: view.which,
                judgement,
                by: by.into(),
            }),
            _ => None,
        },
    }
}

/// Goes the shortest way to the end: it gets there in no more steps than there are questions, and
/// nothing of it is refused.
fn go_to_the_end(session: &mut Session, now: Timestamp) -> Result<(), TestCaseError> {
    for _ in 0..5 * session.attempt().items.len() + 6 {
        let paused = session.attempt().clock.is_some_and(|it| it.is_paused());
        let command = match session.current(now) {
            View::Finished => return Ok(()),
            _ if paused && session.attempt().phase < Phase::HandedIn => Command::Continue,
            _ if session.is_late(now) => Command::HandIn,
            View::Probe(view) => Command::Probe {
                place: view.head.place,
                answer: None,
            },
            View::Commit(asked) => Command::Commit {
                place: asked.place,
                guess: Guess::default(),
            },
            View::Question(view) => Command::Skip {
                place: view.head.place,
            },
            View::Judging(view) => Command::LeaveUnjudged { which: view.which },
            View::Overview(_) => Command::HandIn,
            View::Done => Command::Finish,
        };
        let step = session.step(command, now);
        prop_assert!(step.is_ok(), "{step:?}");
    }
    prop_assert!(false, "the end was not reached");
    Ok(())
}

/// What a record makes of an attempt.
fn recorded(session: &Session) -> Outcome {
    let head = Head {
        attempt: AttemptId([7; 16]),
        student: StudentKey::default(),
        offset: 0,
        program: String::new(),
        algorithm: String::new(),
        files: Vec::new(),
    };
    let written = write_events(&head, 0, first_link(head.attempt), session.events());
    let number = AttemptNumber(1);
    let mut fold = Fold::with_amended(std::iter::once(number).collect());
    let mut read = Vec::new();
    for event in &written {
        let row = EventRow {
            attempt: number,
            seq: event.seq,
            kind: &event.kind,
            payload: &event.payload,
            at: event.at,
            checksum: event.checksum,
        };
        fold.push(row).unwrap();
        read.push(read_event(row).unwrap().1);
    }
    assert_eq!(read, session.events());
    fold.rest().pop().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(50), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_command_is_refused_or_applies_and_what_is_stored_is_all_there_is_to_know(
        paper in 0..4_usize,
        exam in any::<bool>(),
        retry in any::<bool>(),
        probes in 0..4_usize,
        seed in any::<u64>(),
        steps in proptest::collection::vec((step(), -30..90_i64), 0..60),
    ) {
        let paper = &papers()[paper];
        let mode = if exam { Mode::Exam } else { Mode::Practice };
        let settings = Settings { mode, certainty: true, retry, ..Settings::default() };
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24);
        let selection = Selection { probes, ..Selection::default() };
        let mut session =
            Session::open(Arc::clone(paper), settings, &selection, &mut rng, now).unwrap();
        for (step, seconds) in steps {
            // The clock of a computer may be set back.
            now += SignedDuration::from_secs(seconds);
            let before = session.attempt().clone();
            if let Some(command) = command(&session, step, now)
                && session.step(command, now).is_err()
            {
                prop_assert_eq!(session.attempt(), &before, "a refusal changes nothing");
            }
        }
        let times: Vec<Timestamp> = session.events().iter().map(|event| event.at).collect();
        prop_assert!(times.is_sorted(), "time goes back");
        for event in session.events() {
            if let Action::Answered { answer, .. } = &event.action {
                let texts = answer.texts();
                prop_assert!(texts.iter().map(|it| it.len()).sum::<usize>() <= MOST_TEXT);
                let control = |c: char| c.is_control() && c != '\n' && c != '\t';
                prop_assert!(!texts.iter().any(|it| it.contains(control)));
                prop_assert!(serde_json::to_string(answer).unwrap().len() < 8 * MOST_TEXT);
            }
        }
        let written = serde_json::to_string(session.events()).unwrap();
        let events: Vec<Event> = serde_json::from_str(&written).unwrap();
        // No quiz, no source and no rule of marking is at hand here.
        prop_assert_eq!(&Attempt::fold(&events).unwrap(), session.attempt());
        let again = Session::resume(Arc::clone(paper), events).unwrap();
        prop_assert_eq!(format!("{again:?}"), format!("{session:?}"));
        let now = now.max(session.attempt().last);
        go_to_the_end(&mut session, now)?;
        let summary = session.summary();
        let total: u32 = paper.quiz.questions.iter().map(Question::available).sum();
        prop_assert!(summary.score.awarded <= summary.score.available);
        prop_assert_eq!(summary.score.available + summary.unjudged, total);
        // The record, which reads only what it needs, comes to the same.
        let outcome = recorded(&session);
        prop_assert!(outcome.is_finished());
        prop_assert_eq!(outcome.awarded, summary.score.awarded);
        prop_assert_eq!(outcome.available, summary.score.available);
        prop_assert_eq!(outcome.waiting, summary.unjudged + summary.unsure);
        let answered = session.outcomes().filter(|(_, given)| given.is_some()).count();
        prop_assert_eq!(outcome.answered as usize, answered);
        prop_assert!(outcome.reviews.len() <= answered);
    }
}
