//! A record of three years: a million answers to the questions of a library.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

use std::path::Path;

use jiff::Timestamp;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sourcework_core::attempt::{Action, Earned, Event, Opened, Presented, Settings, VERSION};
use sourcework_core::identity::{AttemptId, StudentKey, text_hash};
use sourcework_core::marking::{Answer, Basis};
use sourcework_core::quiz::Kind;
use sourcework_core::record::{Head, first_link, write_events};
use sourcework_core::revision::Candidate;
use sourcework_service::library::Library;
use sourcework_service::store::{Part, Sqlite, StoreError, Upkeep};

pub const ANSWERS: usize = 1_000_000;
pub const A_QUIZ: usize = 10;
const DAYS: usize = 3 * 365;

/// Three years of practice: ten answers an attempt, a quiz an attempt, marks at random, better
/// as time goes on.
pub fn fill(record: &Path, library: &Path) {
    let library = Library::open(library).unwrap();
    let candidates = library.index(None).unwrap().candidates;
    let quizzes: Vec<&[Candidate]> = candidates.chunks(A_QUIZ).collect();
    let mut dice = ChaCha8Rng::seed_from_u64(1);
    // Until yesterday: today is free.
    let now = Timestamp::now().as_millisecond() - 86_400_000;
    let attempts = ANSWERS / A_QUIZ;
    let between = (DAYS as i64 * 86_400_000) / attempts as i64;
    let store = Sqlite::open(record).unwrap();
    let mut attempts = (0..attempts).flat_map(|number| {
        let quiz = quizzes[dice.next_u32() as usize % quizzes.len()];
        let began = now - (attempts - number) as i64 * between;
        let known = 400 + number * 400 / attempts;
        attempt(number, quiz, began, &mut || {
            (dice.next_u32() as usize) % 1000 < known
        })
    });
    store.merge(&mut attempts).unwrap();
}

pub fn head(number: usize) -> Head {
    Head {
        attempt: AttemptId((number as u128).to_be_bytes()),
        student: StudentKey::default(),
        offset: 0,
        program: "bench".to_owned(),
        algorithm: "FSRS-6".to_owned(),
        files: Vec::new(),
    }
}

pub fn attempt(
    number: usize,
    quiz: &[Candidate],
    began: i64,
    right: &mut dyn FnMut() -> bool,
) -> Vec<Result<Part, StoreError>> {
    let (quiz_id, _) = quiz[0].question.split_once('/').unwrap();
    let id = |it: &Candidate| it.question.split_once('/').unwrap().1.to_owned();
    let item = |it: &Candidate| Presented {
        question: id(it),
        asked: it.content,
        content: it.content,
        kind: Kind::SingleChoice,
        skill: it.skill,
        available: 1,
        orders: vec![vec![0, 1, 2, 3]],
        explained_first: false,
    };
    let mut actions = vec![Action::Opened(Opened {
        version: VERSION,
        quiz: quiz_id.to_owned(),
        content: text_hash(quiz_id),
        settings: Settings::default(),
        seconds: None,
        pass: None,
        items: quiz.iter().map(item).collect(),
        probes: Vec::new(),
    })];
    actions.extend(quiz.iter().map(|it| answered(id(it), u32::from(right()))));
    actions.extend([Action::HandedIn, Action::Finished]);
    let at = |seq: usize| Timestamp::from_millisecond(began + seq as i64 * 20_000).unwrap();
    let events = actions.into_iter().enumerate();
    let events: Vec<Event> = events
        .map(|(seq, action)| Event {
            at: at(seq),
            action,
        })
        .collect();
    let head = head(number);
    let written = write_events(&head, 0, first_link(head.attempt), &events);
    let part = |event| {
        Ok(Part::Event {
            student: StudentKey::default(),
            attempt: head.attempt,
            quiz: quiz_id.to_owned(),
            event,
        })
    };
    written.into_iter().map(part).collect()
}

pub fn answered(question: String, awarded: u32) -> Action {
    Action::Answered {
        question,
        answer: Answer::Choice(Some(0)),
        certainty: None,
        earned: Some(Earned {
            awarded,
            available: 1,
            basis: Basis::Exact,
            doubtful: 0,
        }),
        again: false,
    }
}
