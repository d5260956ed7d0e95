//! Questions that are asked first without their passage: of the quiz, the two with a key.

use super::*;
use sourcework_core::attempt::{Opened, VERSION, VERSION_WITHOUT_PROBES};
use sourcework_core::identity::{AttemptId, Checksum, StudentKey};
use sourcework_core::record::{AttemptNumber, EventRow, Fold, Head, Outcome, write_events};

fn open_with(text: &str, settings: Settings, selection: &Selection) -> Session {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    Session::open(paper(text), settings, selection, &mut rng, second(0)).unwrap()
}

fn of_two(settings: Settings) -> Session {
    let selection = Selection {
        probes: 2,
        ..Selection::default()
    };
    open_with(QUIZ, settings, &selection)
}

fn exam_settings() -> Settings {
    Settings {
        mode: Mode::Exam,
        ..Settings::default()
    }
}

/// Answers without the passage; 0 is right.
fn probe(place: usize, option: usize) -> Command {
    Command::Probe {
        place,
        answer: Some(Answer::Choice(Some(option))),
    }
}

fn pass(place: usize) -> Command {
    Command::Probe {
        place,
        answer: None,
    }
}

/// The IDs of the questions that are asked first.
fn probed(session: &Session) -> Vec<&str> {
    let probes = session.attempt().probes.iter();
    let question = |it: &sourcework_core::attempt::Probe| session.question(it.place).id.as_str();
    probes.map(question).collect()
}

/// What the record makes of the attempt.
fn outcome(session: &Session) -> Outcome {
    let head = Head {
        attempt: AttemptId([7; 16]),
        student: StudentKey::default(),
        offset: 0,
        program: String::new(),
        algorithm: String::new(),
        files: Vec::new(),
    };
    let mut fold = Fold::default();
    let mut came_to = None;
    for event in write_events(&head, 0, Checksum([7; 16]), session.events()) {
        let row = EventRow {
            attempt: AttemptNumber(1),
            seq: event.seq,
            kind: &event.kind,
            payload: &event.payload,
            at: event.at,
            checksum: event.checksum,
        };
        came_to = fold.push(row).unwrap();
    }
    came_to.unwrap_or_else(|| fold.rest().remove(0))
}

#[test]
fn questions_with_a_key_are_asked_first_without_their_passage_and_then_all_as_ever() {
    let mut session = of_two(Settings::default());
    assert_eq!(probed(&session), ["moles", "clash"]);
    for (place, number) in [(MOLES, 0), (CLASH, 1)] {
        let View::Probe(view) = session.current(second(0)) else {
            panic!("{:?}", session.current(second(0)));
        };
        let of = view.head.probe.unwrap();
        assert_eq!((view.head.place, of.number, of.of), (place, number, 2));
        assert!(view.head.passages.is_empty() && !view.has_hint);
        let written = serde_json::to_string(&view).unwrap();
        for secret in [
            "They will come",
            "It says so",
            "An animal",
            "letter/a",
            "A writer",
        ] {
            assert!(!written.contains(secret), "{secret} in {written}");
        }
        assert!(session.feedback(place).is_none());
        steps(&mut session, [probe(place, 1)]);
        assert!(
            session.feedback(place).is_none(),
            "right or wrong is not told"
        );
    }
    let View::Question(view) = session.current(second(9)) else {
        panic!("{:?}", session.current(second(9)));
    };
    assert_eq!((view.head.place, view.head.probe), (MOLES, None));
    assert_eq!(view.head.passages.len(), 1);
}

#[test]
fn nothing_that_is_said_without_the_passage_counts() {
    let mut with = of_two(Settings::default());
    steps(&mut with, [probe(MOLES, 0), pass(CLASH)]);
    let without = finished(practice());
    let with = finished(with);
    assert_eq!(
        serde_json::to_value(with.summary()).unwrap(),
        serde_json::to_value(without.summary()).unwrap(),
        "not the time either"
    );
    let (of_with, of_without) = (outcome(&with), outcome(&without));
    assert_eq!(of_with.reviews, of_without.reviews);
    assert_eq!(of_with.answered, 4);
    assert_eq!(of_with.awarded, of_without.awarded);

    let mut begun = of_two(Settings::default());
    steps(&mut begun, [probe(MOLES, 0)]);
    let outcome = outcome(&begun);
    assert_eq!(
        (outcome.answered, outcome.awarded, outcome.reviews),
        (0, 0, Vec::new())
    );
    assert_eq!(begun.attempt().answered(), 0);
}

#[test]
fn the_event_says_the_question_the_answer_and_what_it_would_have_earned() {
    let mut session = of_two(Settings::default());
    let blank = Command::Probe {
        place: CLASH,
        answer: Some(Answer::Choice(None)),
    };
    steps(&mut session, [probe(MOLES, 0), blank]);
    let written: Vec<_> = session.events()[1..]
        .iter()
        .map(|event| serde_json::to_value(&event.action).unwrap())
        .collect();
    assert_eq!(
        written,
        [
            serde_json::json!({
                "action": "probed",
                "question": "moles",
                "answer": { "choice": 0 },
                "earned": { "awarded": 1, "available": 1, "basis": "exact" },
            }),
            serde_json::json!({ "action": "probed", "question": "clash" }),
        ]
    );
}

#[test]
fn only_the_question_that_is_up_can_be_answered_and_only_once() {
    let mut session = of_two(Settings::default());
    for command in [
        probe(CLASH, 0),
        choose(MOLES, 0),
        Command::Skip { place: MOLES },
        Command::TakeHint { place: MOLES },
    ] {
        assert_eq!(refused(&mut session, command), Refusal::NotAsking);
    }
    let unfit = Command::Probe {
        place: MOLES,
        answer: Some(Answer::Choice(Some(2))),
    };
    assert_eq!(refused(&mut session, unfit), Refusal::DoesNotFit);
    let seen = session.events().len();
    assert!(!session.has_moved_on(MOLES, seen));
    steps(&mut session, [probe(MOLES, 0)]);
    assert!(
        session.has_moved_on(MOLES, seen),
        "a form that is sent twice"
    );
    assert_eq!(refused(&mut session, probe(MOLES, 1)), Refusal::NotAsking);
    steps(&mut session, [pass(CLASH)]);
    assert_eq!(refused(&mut session, pass(CLASH)), Refusal::NotAsking);
}

#[test]
fn the_time_of_an_exam_begins_after_the_last_of_them() {
    let mut session = of_two(exam_settings());
    let ten_minutes = Some(SignedDuration::from_mins(10));
    session.step(probe(MOLES, 0), second(3600)).unwrap();
    assert_eq!(session.time_left(second(3600)), None);
    assert!(!session.is_late(second(3600)));
    assert_eq!(
        refused(&mut session, Command::TurnTo { place: 2 }),
        Refusal::NotInExam
    );
    // A class may pause meanwhile.
    session.step(Command::Pause, second(3700)).unwrap();
    assert_eq!(refused(&mut session, pass(CLASH)), Refusal::Paused);
    session.step(Command::Continue, second(3800)).unwrap();
    session.step(pass(CLASH), second(4000)).unwrap();
    assert_eq!(session.time_left(second(4000)), ten_minutes);
    session.step(choose(MOLES, 0), second(4599)).unwrap();
    let late = session.step(choose(CLASH, 0), second(4600));
    assert_eq!(late, Err(Refusal::TimeIsUp));
}

#[test]
fn an_attempt_that_is_handed_in_before_it_began_has_not_run_out_of_time() {
    let mut session = of_two(exam_settings());
    session.step(Command::HandIn, second(7200)).unwrap();
    assert_eq!(session.attempt().phase, Phase::HandedIn);
    assert!(!session.ran_out_of_time());
    assert_eq!(refused(&mut session, probe(MOLES, 0)), Refusal::NotAsking);
    steps(&mut session, [Command::Finish]);
    assert_eq!(session.summary().unanswered, 4);
}

#[test]
fn an_attempt_that_was_broken_off_in_between_goes_on_where_it_stopped() {
    let mut session = of_two(exam_settings());
    steps(&mut session, [probe(MOLES, 1)]);
    let kept = serde_json::to_string(session.events()).unwrap();
    let events: Vec<Event> = serde_json::from_str(&kept).unwrap();
    let resumed = Session::resume(paper(QUIZ), events).unwrap();
    assert_eq!(resumed.attempt(), session.attempt());
    assert_eq!(resumed.attempt().probing(), Some(CLASH));
}

#[test]
fn only_an_attempt_that_asks_something_first_needs_a_newer_program() {
    let opened = |session: &Session| -> Opened {
        match &session.events()[0].action {
            Action::Opened(opened) => opened.clone(),
            other => panic!("{other:?}"),
        }
    };
    let (with, without) = (opened(&of_two(Settings::default())), opened(&practice()));
    assert_eq!(
        (with.version, without.version),
        (VERSION, VERSION_WITHOUT_PROBES)
    );
    let written = serde_json::to_value(&without).unwrap();
    assert!(written.get("probes").is_none(), "{written}");
    assert_eq!(serde_json::from_value::<Opened>(written).unwrap(), without);
    assert_eq!(with.items, without.items, "the same draw asks the same");
}

#[test]
fn so_many_are_drawn_of_those_that_are_asked() {
    let draw = |probes, only: &[&str]| {
        let selection = Selection {
            only: only.iter().map(|&id| id.to_owned()).collect(),
            probes,
            ..Selection::default()
        };
        let session = open_with(QUIZ, Settings::default(), &selection);
        probed(&session).join(" ")
    };
    assert_eq!(draw(1, &[]).split(' ').count(), 1);
    assert_eq!(draw(9, &[]), "moles clash");
    assert_eq!(draw(9, &["clash", "why"]), "clash");
    // What a person marks is not asked without its passage; the attempt begins at once.
    assert_eq!(draw(9, &["why", "worth"]), "");
}

#[test]
fn what_offers_quotations_or_tells_a_hidden_heading_is_not_asked_first() {
    const TELLING: &str = r#"
title = "A quiz"

[[question]]
id = "who"
kind = "grid"
skill = "provenance"
extracts = ["letter/a"]
provenance = "hidden"
stem = "Fill in the grid."
rows = [{ label = "Who wrote it", answers = ["Khrushchev"] }]
explanation = "The style."
quotes = ["blind moles"]

[[question]]
id = "tells"
kind = "single-choice"
skill = "language"
extracts = ["letter/a"]
stem = "What does Khrushchev compare them with?"
options = [{ text = "Moles", correct = true }, { text = "Owls" }]
quotes = ["blind moles"]
explanation = "It says so."

[[question]]
id = "silent"
kind = "true-false"
skill = "language"
extracts = ["letter/a"]
stem = "True or not?"
statements = [{ text = "They see.", answer = "false", quote = "blind moles" }]
explanation = "It says so."

[[question]]
id = "evidence"
kind = "evidence"
skill = "language"
extracts = ["letter/a"]
stem = "Which words?"
candidates = [{ quote = "blind moles", correct = true }, { quote = "come to a clash" }]
explanation = "It says so."

[[question]]
id = "paired"
kind = "paired"
skill = "language"
extracts = ["letter/a"]
stem = "What, and where?"
claims = [{ text = "They do not see", correct = true }, { text = "They hear" }]
evidence = [{ quote = "blind moles", correct = true }, { quote = "come to a clash" }]
explanation = "It says so."
"#;
    let selection = Selection {
        probes: 9,
        ..Selection::default()
    };
    let session = open_with(TELLING, Settings::default(), &selection);
    assert_eq!(probed(&session), ["who", "silent"]);
}
