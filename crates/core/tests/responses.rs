//! From the events of an attempt to its responses: which answer counts, and what became of a
//! question without one.
#![allow(clippy::unwrap_used, missing_docs)]

use jiff::{SignedDuration, Timestamp};
use sourcework_core::attempt::{
    Action, Certainty, Earned, Event, Judge, Mode, Opened, Presented, Settings, VERSION,
};
use sourcework_core::identity::{AttemptId, StudentKey, text_hash};
use sourcework_core::marking::{Answer, Basis, Judgement};
use sourcework_core::quiz::{Kind, Skill};
use sourcework_core::record::{Answers, AttemptNumber, Head, first_link, write_events};
use sourcework_core::statistics::{PupilKey, Response, State};

fn opened(mode: Mode, probes: &[&str]) -> Action {
    let item = |id: &str| Presented {
        question: id.to_owned(),
        asked: text_hash("asked"),
        content: text_hash(id),
        kind: Kind::SingleChoice,
        skill: Skill::Inference,
        available: 2,
        orders: vec![vec![1, 0]],
        explained_first: false,
    };
    Action::Opened(Opened {
        version: VERSION,
        quiz: "war".to_owned(),
        content: text_hash("war"),
        settings: Settings {
            mode,
            ..Settings::default()
        },
        seconds: None,
        pass: None,
        probes: probes.iter().map(|it| (*it).to_owned()).collect(),
        items: ["a", "b", "c", "d"].map(item).to_vec(),
    })
}

fn earned(awarded: u32) -> Option<Earned> {
    Some(Earned {
        awarded,
        available: 2,
        basis: Basis::Exact,
        doubtful: 0,
    })
}

fn answered(question: &str, option: usize, earned: Option<Earned>, again: bool) -> Action {
    Action::Answered {
        question: question.to_owned(),
        answer: Answer::Choice(Some(option)),
        certainty: Some(Certainty::Sure),
        earned,
        again,
    }
}

/// Twenty seconds lie between two events.
fn responses(actions: Vec<Action>) -> Vec<Response> {
    let began: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
    let events = (0..).zip(actions).map(|(seq, action)| Event {
        at: began + SignedDuration::from_secs(20 * seq),
        action,
    });
    let events: Vec<Event> = events.collect();
    let head = Head {
        attempt: AttemptId([1; 16]),
        student: StudentKey::default(),
        offset: 0,
        program: "test".to_owned(),
        algorithm: "FSRS-6".to_owned(),
        files: Vec::new(),
    };
    let mut answers = Answers::default();
    for event in write_events(&head, 0, first_link(head.attempt), &events) {
        answers.push(event.row(AttemptNumber(1))).unwrap();
    }
    answers.responses(&PupilKey::default())
}

/// The question, what became of it, and the mark.
fn short(responses: &[Response]) -> Vec<(&str, State, u32)> {
    let short = responses
        .iter()
        .map(|it| (&*it.question.question, it.state, it.awarded));
    short.collect()
}

#[test]
fn in_practice_the_first_answer_counts_and_what_follows_a_blank_tells_what_the_blank_is() {
    let question = |it: &str| it.to_owned();
    let found = responses(vec![
        opened(Mode::Practice, &[]),
        Action::HintTaken {
            question: question("a"),
        },
        answered("a", 1, earned(0), false),
        answered("a", 0, earned(2), true),
        Action::Skipped {
            question: question("c"),
            again: false,
        },
        answered("c", 0, earned(2), false),
        Action::Finished,
    ]);
    assert_eq!(
        short(&found),
        [
            ("a", State::Answered, 0),
            // Nothing was done with it, but with a later one.
            ("b", State::Omitted, 0),
            ("c", State::Skipped, 0),
            ("d", State::NotReached, 0),
        ]
    );
    assert_eq!(found[0].answer, Some(Answer::Choice(Some(1))));
    assert_eq!((found[0].seconds, found[0].hint), (Some(20), true));
    assert_eq!(found[0].certainty, Some(Certainty::Sure));
    assert_eq!(found[0].question.content, Some(text_hash("a")));
}

#[test]
fn in_an_exam_the_last_answer_counts_with_the_time_of_all() {
    let found = responses(vec![
        opened(Mode::Exam, &[]),
        answered("a", 1, earned(0), false),
        answered("b", 0, earned(1), false),
        answered("a", 0, earned(2), false),
        Action::HandedIn,
        Action::Finished,
    ]);
    assert_eq!(
        short(&found)[..2],
        [("a", State::Answered, 2), ("b", State::Answered, 1)]
    );
    assert_eq!(found[0].seconds, Some(40));
}

#[test]
fn a_mark_waits_for_a_person_and_can_be_changed_by_another_scheme() {
    let doubtful = Some(Earned {
        doubtful: 1,
        ..earned(1).unwrap()
    });
    let remarked = |question: &str, awarded: u32| Action::Remarked {
        question: question.to_owned(),
        earned: earned(awarded).unwrap(),
        scheme: text_hash("mended"),
        reason: "mended".to_owned(),
        again: false,
    };
    let found = responses(vec![
        opened(Mode::Practice, &[]),
        answered("a", 0, None, false),
        answered("b", 0, doubtful, false),
        answered("c", 0, doubtful, false),
        answered("d", 1, earned(0), false),
        Action::Finished,
        Action::Judged {
            question: "c".to_owned(),
            judgement: Judgement::Points(vec![0, 1]),
            earned: earned(2).unwrap(),
            by: Judge::Teacher.into(),
            again: false,
        },
        remarked("d", 1),
        remarked("d", 2),
    ]);
    assert_eq!(
        short(&found),
        [
            ("a", State::Waiting, 0),
            ("b", State::Waiting, 0),
            ("c", State::Answered, 2),
            ("d", State::Answered, 2),
        ]
    );
    // Before both times.
    assert_eq!(found[3].before, Some(0));
}

#[test]
fn an_answer_without_the_passage_is_a_row_of_its_own() {
    let probed = |answer: Option<usize>| Action::Probed {
        question: if answer.is_some() { "b" } else { "a" }.to_owned(),
        answer: answer.map(|option| Answer::Choice(Some(option))),
        earned: answer.and_then(|_| earned(1)),
    };
    let found = responses(vec![
        opened(Mode::Practice, &["a", "b"]),
        probed(None),
        probed(Some(1)),
        answered("a", 0, earned(2), false),
        answered("b", 0, earned(2), false),
    ]);
    let (probes, rest): (Vec<Response>, Vec<Response>) =
        found.into_iter().partition(|it| it.is_probe);
    assert_eq!(
        short(&probes),
        [("a", State::Skipped, 0), ("b", State::Answered, 1)]
    );
    assert_eq!(
        short(&rest)[..2],
        [("a", State::Answered, 2), ("b", State::Answered, 2)]
    );
}
