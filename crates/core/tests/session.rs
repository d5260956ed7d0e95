//! The attempt as a specification: what each command does in practice, when asked again, in an
//! exam, and after the end, and what is refused. Marks are worked out by hand: each question with
//! a key is worth 1, the short answer 2, the essay 5.
#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use sourcework_core::attempt::{
    Action, Attempt, Command, Earned, Event, Guess, Judge, JudgedBy, MOST_TEXT, Mode, Numbering,
    Phase, Refusal, Selection, Session, Settings, View, Which,
};
use sourcework_core::marking::{Answer, Basis, Judgement, JudgementError};
use sourcework_core::paper::Paper;
use sourcework_core::quiz;
use sourcework_core::source::{self, Sources};

const SOURCE: &str = r#"
title = "A letter"
[provenance]
creator = "A writer"
date = "1962"
type = "letter"
[[extract]]
label = "a"
text = "They will come to a clash, like blind moles."
"#;

const QUIZ: &str = r#"
title = "A quiz"
time-limit = "10m"
pass = 50

[[question]]
id = "moles"
kind = "single-choice"
skill = "language"
extracts = ["letter/a"]
stem = "What are they compared with?"
options = [{ text = "Moles", correct = true }, { text = "Owls" }]
quotes = ["blind moles"]
explanation = "It says so."
hint = "An animal."
shuffle = false

[[question]]
id = "clash"
kind = "single-choice"
skill = "comprehension"
extracts = ["letter/a"]
stem = "What will they come to?"
options = [{ text = "A clash", correct = true }, { text = "An end" }]
quotes = ["come to a clash"]
explanation = "It says so."
shuffle = false

[[question]]
id = "why"
kind = "short-answer"
skill = "inference"
extracts = ["letter/a"]
stem = "Why will they clash?"
explanation = "They do not see."
model = "They are blind and stubborn."
[[question.point]]
label = "blindness"
accept = ["blind|blindness"]
[[question.point]]
label = "stubbornness"
accept = ["stubborn|obstinate"]

[[question]]
id = "worth"
kind = "extended"
skill = "utility"
extracts = ["letter/a"]
stem = "How useful is the letter?"
explanation = "It depends."
model = "It is useful, but."
[[question.criterion]]
name = "Judgement"
levels = [{ marks = "1-2", descriptor = "simple" }, { marks = "3-5", descriptor = "good" }]
"#;

const MOLES: usize = 0;
const CLASH: usize = 1;
const WHY: usize = 2;
const WORTH: usize = 3;

fn paper(text: &str) -> Arc<Paper> {
    let mut sources = Sources::default();
    sources.insert(source::parse("letter", SOURCE).0.unwrap());
    let (quiz, diagnostics) = quiz::parse("quiz", text);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let mut quiz = quiz.unwrap();
    quiz.locate(&sources);
    Arc::new(Paper::new(quiz, sources))
}

/// The moment so many seconds after the beginning.
fn second(second: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_000_000 + second)
}

fn open(settings: Settings) -> Session {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let selection = Selection::default();
    Session::open(paper(QUIZ), settings, &selection, &mut rng, second(0)).unwrap()
}

fn practice() -> Session {
    open(Settings::default())
}

fn exam() -> Session {
    open(Settings {
        mode: Mode::Exam,
        ..Settings::default()
    })
}

fn answer_with(place: usize, answer: Answer) -> Command {
    Command::Answer {
        place,
        answer,
        numbering: Numbering::Authored,
        certainty: None,
    }
}

/// The option of a question with a key: 0 is right.
fn choose(place: usize, option: usize) -> Command {
    answer_with(place, Answer::Choice(Some(option)))
}

fn write(place: usize, text: &str) -> Command {
    answer_with(place, Answer::Text(text.to_owned()))
}

fn first(place: usize) -> Which {
    Which {
        place,
        again: false,
    }
}

fn judge(which: Which, judgement: Judgement, by: Judge) -> Command {
    Command::Judge {
        which,
        judgement,
        by: by.into(),
    }
}

/// Takes steps a second apart, none of which is refused.
fn steps(session: &mut Session, commands: impl IntoIterator<Item = Command>) {
    for command in commands {
        let at = session.attempt().last + SignedDuration::from_secs(1);
        let step = session.step(command.clone(), at);
        step.unwrap_or_else(|refusal| panic!("{command:?}: {refusal}"));
    }
}

/// The refusal of a command a second later.
fn refused(session: &mut Session, command: Command) -> Refusal {
    let at = session.attempt().last + SignedDuration::from_secs(1);
    let before = session.attempt().clone();
    let refusal = session.step(command, at).unwrap_err();
    assert_eq!(
        session.attempt(),
        &before,
        "{refusal}: nothing has happened"
    );
    refusal
}

/// What an answer has earned, of what.
fn mark(session: &Session, which: Which) -> Option<(u32, u32)> {
    let given = session.attempt().items[which.place].given(which.again);
    let mark = given.unwrap().mark?;
    Some((mark.awarded, mark.available))
}

/// A finished attempt at everything: 1, 0, 1 of 2, and an essay that is left for the teacher.
fn finished(mut session: Session) -> Session {
    steps(
        &mut session,
        [
            choose(MOLES, 0),
            choose(CLASH, 1),
            write(WHY, "They are blind."),
            write(WORTH, "It is useful."),
        ],
    );
    if session.settings().mode == Mode::Exam {
        steps(&mut session, [Command::HandIn]);
    }
    let which = first(WORTH);
    steps(
        &mut session,
        [Command::LeaveUnjudged { which }, Command::Finish],
    );
    session
}

mod practice {
    use super::*;

    #[test]
    fn questions_are_asked_in_order_and_explained_at_once() {
        let mut session = practice();
        assert_eq!(session.attempt().asking(), Some(MOLES));
        assert!(session.feedback(MOLES).is_none());
        steps(&mut session, [choose(MOLES, 0)]);
        assert_eq!(mark(&session, first(MOLES)), Some((1, 1)));
        assert!(session.feedback(MOLES).is_some());
        assert_eq!(session.attempt().asking(), Some(CLASH));
    }

    #[test]
    fn only_the_question_that_is_asked_can_be_answered_and_only_once() {
        let mut session = practice();
        assert_eq!(refused(&mut session, choose(CLASH, 0)), Refusal::NotAsking);
        steps(&mut session, [choose(MOLES, 1)]);
        assert_eq!(refused(&mut session, choose(MOLES, 0)), Refusal::NotAsking);
        assert_eq!(
            refused(&mut session, choose(99, 0)),
            Refusal::NoSuchQuestion
        );
        assert_eq!(mark(&session, first(MOLES)), Some((0, 1)));
    }

    #[test]
    fn an_answer_must_fit_its_question_and_stay_within_bounds() {
        let mut session = practice();
        for answer in [
            Answer::Text("moles".to_owned()),
            Answer::Choice(Some(2)),
            Answer::Choice(Some(usize::MAX)),
            Answer::Choices(vec![0; 1_000_000]),
        ] {
            let command = answer_with(MOLES, answer);
            assert_eq!(refused(&mut session, command), Refusal::DoesNotFit);
        }
        steps(&mut session, [choose(MOLES, 0), choose(CLASH, 0)]);
        let too_long = write(WHY, &"x".repeat(MOST_TEXT + 1));
        assert_eq!(refused(&mut session, too_long), Refusal::TooLong);
        // What Ctrl-W and Ctrl-Left send is not part of an answer.
        for keys in ["blind\u{17}", "\u{1b}[1;5Dblind", "a\rb", "\u{85}"] {
            let refusal = refused(&mut session, write(WHY, keys));
            assert_eq!(refusal, Refusal::ControlCharacters, "{keys:?}");
        }
        steps(&mut session, [write(WHY, "They are\tblind.\n\nAnd more.")]);
        let whole = write(WORTH, &"x".repeat(MOST_TEXT));
        steps(&mut session, [whole]);
    }

    #[test]
    fn a_hint_is_recorded_once_and_costs_nothing() {
        let mut session = practice();
        let hint = Command::TakeHint { place: MOLES };
        assert_eq!(session.hint(MOLES), None, "before it is taken");
        steps(&mut session, [hint.clone(), hint]);
        assert_eq!(session.hint(MOLES), Some("An animal."));
        let taken = session
            .events()
            .iter()
            .filter(|it| it.action.kind() == "hint-taken");
        assert_eq!(taken.count(), 1);
        steps(&mut session, [choose(MOLES, 0)]);
        assert_eq!(mark(&session, first(MOLES)), Some((1, 1)));
        let none = Command::TakeHint { place: CLASH };
        assert_eq!(refused(&mut session, none), Refusal::NoHint);
    }

    #[test]
    fn a_question_that_is_skipped_is_passed_for_good_and_counts_as_nothing() {
        let mut session = practice();
        steps(&mut session, [Command::Skip { place: MOLES }]);
        assert_eq!(refused(&mut session, choose(MOLES, 0)), Refusal::NotAsking);
        let session = finished_after_moles(session);
        let summary = session.summary();
        // 0 of 1, 0 of 1, 1 of 2; the essay waits.
        assert_eq!((summary.score.awarded, summary.score.available), (1, 4));
        assert_eq!((summary.unanswered, summary.unjudged), (1, 5));
    }

    fn finished_after_moles(mut session: Session) -> Session {
        let which = first(WORTH);
        steps(
            &mut session,
            [
                choose(CLASH, 1),
                write(WHY, "They are blind."),
                write(WORTH, "It is useful."),
                Command::LeaveUnjudged { which },
                Command::Finish,
            ],
        );
        session
    }

    #[test]
    fn there_is_no_going_back_and_forth() {
        let mut session = practice();
        let turn = Command::TurnTo { place: CLASH };
        assert_eq!(refused(&mut session, turn), Refusal::NotInExam);
        let flag = Command::Flag {
            place: CLASH,
            on: true,
        };
        assert_eq!(refused(&mut session, flag), Refusal::NotInExam);
        assert_eq!(refused(&mut session, Command::Pause), Refusal::NoTimeLimit);
    }

    #[test]
    fn a_written_answer_that_rules_cannot_mark_waits_until_it_is_judged() {
        let mut session = practice();
        steps(
            &mut session,
            [
                choose(MOLES, 0),
                choose(CLASH, 0),
                write(WHY, "They are blind."),
            ],
        );
        steps(&mut session, [write(WORTH, "It is useful.")]);
        assert_eq!(session.attempt().to_judge(), Some(first(WORTH)));
        assert!(matches!(session.current(second(9)), View::Judging(_)));
        assert!(session.feedback(WORTH).is_none(), "nothing is shown before");
        let none = judge(first(WORTH), Judgement::Levels(vec![9]), Judge::Student);
        let no_level = JudgementError::NoLevel {
            criterion: 0,
            mark: 9,
        };
        assert_eq!(refused(&mut session, none), Refusal::Judgement(no_level));
        let four = judge(first(WORTH), Judgement::Levels(vec![4]), Judge::Student);
        steps(&mut session, [four]);
        assert_eq!(mark(&session, first(WORTH)), Some((4, 5)));
        assert_eq!(session.attempt().to_judge(), None);
    }

    #[test]
    fn a_mark_of_the_program_can_be_overruled_and_says_so() {
        let mut session = practice();
        steps(
            &mut session,
            [
                choose(MOLES, 0),
                choose(CLASH, 0),
                write(WHY, "They are blind."),
            ],
        );
        assert_eq!(mark(&session, first(WHY)), Some((1, 2)));
        let both = judge(first(WHY), Judgement::Points(vec![0, 1]), Judge::Student);
        steps(&mut session, [both]);
        assert_eq!(mark(&session, first(WHY)), Some((2, 2)));
        let given = session.attempt().items[WHY].first.clone().unwrap();
        assert_eq!(given.mark.unwrap().basis, Basis::Judged);
        let keyed = judge(first(MOLES), Judgement::Points(vec![]), Judge::Teacher);
        assert_eq!(refused(&mut session, keyed), Refusal::NothingToJudge);
    }

    #[test]
    fn a_blank_page_needs_no_judge() {
        let mut session = practice();
        steps(
            &mut session,
            [
                choose(MOLES, 0),
                choose(CLASH, 0),
                write(WHY, " \n"),
                write(WORTH, ""),
            ],
        );
        assert_eq!(mark(&session, first(WHY)), Some((0, 2)));
        assert_eq!(mark(&session, first(WORTH)), Some((0, 5)));
        assert_eq!(session.attempt().to_judge(), None);
    }
}

mod retry {
    use super::*;

    #[test]
    fn what_was_missed_is_asked_again_at_the_end_and_the_first_time_counts() {
        let mut session = open(Settings {
            retry: true,
            ..Settings::default()
        });
        let which = first(WORTH);
        steps(
            &mut session,
            [
                choose(MOLES, 1),
                choose(CLASH, 0),
                write(WHY, "I do not know."),
                write(WORTH, "It is useful."),
                Command::LeaveUnjudged { which },
            ],
        );
        assert!(session.attempt().is_retrying());
        assert_eq!(
            session.attempt().asking(),
            Some(MOLES),
            "and not the written one"
        );
        let withheld = session.feedback(MOLES).unwrap();
        assert!(withheld.withheld && withheld.reasons.is_empty());
        steps(&mut session, [choose(MOLES, 0)]);
        assert_eq!(mark(&session, first(MOLES)), Some((0, 1)));
        let second = Which {
            place: MOLES,
            again: true,
        };
        assert_eq!(mark(&session, second), Some((1, 1)));
        assert!(!session.attempt().is_retrying());
        let summary = session.summary();
        assert_eq!(summary.retried, Some((1, 1)));
        // 0 of 1, 1 of 1, 0 of 2.
        assert_eq!((summary.score.awarded, summary.score.available), (1, 4));
    }
}

mod exam {
    use super::*;

    #[test]
    fn nothing_is_shown_and_nothing_judged_until_it_is_handed_in() {
        let mut session = exam();
        steps(&mut session, [choose(MOLES, 1), write(WORTH, "Useful.")]);
        assert!(session.feedback(MOLES).is_none());
        assert_eq!(session.attempt().to_judge(), None);
        let early = judge(first(WORTH), Judgement::Levels(vec![3]), Judge::Teacher);
        assert_eq!(
            refused(&mut session, early.clone()),
            Refusal::NothingToJudge
        );
        steps(&mut session, [Command::HandIn]);
        assert!(session.feedback(MOLES).is_some());
        assert_eq!(session.attempt().to_judge(), Some(first(WORTH)));
        steps(&mut session, [early]);
    }

    #[test]
    fn answers_change_until_it_is_handed_in_and_the_last_one_counts() {
        let mut session = exam();
        steps(
            &mut session,
            [
                choose(MOLES, 1),
                Command::TurnTo { place: MOLES },
                choose(MOLES, 0),
            ],
        );
        assert_eq!(mark(&session, first(MOLES)), Some((1, 1)));
        // An interface may answer any question without turning to it.
        steps(&mut session, [choose(CLASH, 1), choose(CLASH, 0)]);
        assert_eq!(session.attempt().asking(), Some(WHY));
        steps(&mut session, [Command::HandIn]);
        assert_eq!(refused(&mut session, choose(MOLES, 1)), Refusal::NotAsking);
        assert_eq!(mark(&session, first(MOLES)), Some((1, 1)));
    }

    #[test]
    fn flags_are_set_and_removed_and_the_overview_is_behind_the_last_question() {
        let mut session = exam();
        let flag = |on| Command::Flag { place: CLASH, on };
        steps(&mut session, [flag(true), flag(true)]);
        assert!(session.attempt().items[CLASH].flagged);
        let turn = Command::TurnTo { place: usize::MAX };
        steps(&mut session, [turn]);
        assert_eq!(session.attempt().asking(), None);
        let View::Overview(lines) = session.current(second(9)) else {
            panic!("no overview");
        };
        let flagged: Vec<bool> = lines.iter().map(|line| line.flagged).collect();
        assert_eq!(flagged, [false, true, false, false]);
        let events = session.events().len();
        steps(&mut session, [flag(false), flag(false)]);
        assert_eq!(
            session.events().len(),
            events + 1,
            "the second changes nothing"
        );
    }

    #[test]
    fn an_answer_after_the_deadline_does_not_count_by_a_second() {
        // 10 minutes are 600 seconds.
        let mut session = exam();
        session.step(choose(MOLES, 0), second(599)).unwrap();
        assert!(!session.is_late(second(599)));
        assert!(session.is_late(second(600)));
        for late in [
            choose(MOLES, 1),
            Command::Skip { place: CLASH },
            Command::TakeHint { place: MOLES },
            Command::TurnTo { place: 0 },
            Command::Commit {
                place: MOLES,
                guess: Guess::default(),
            },
        ] {
            assert_eq!(session.step(late, second(600)), Err(Refusal::TimeIsUp));
        }
        session.step(Command::HandIn, second(607)).unwrap();
        assert_eq!(session.attempt().phase, Phase::HandedIn);
        assert_eq!(mark(&session, first(MOLES)), Some((1, 1)));
    }

    #[test]
    fn extra_time_moves_the_deadline() {
        // A quarter more of 600 seconds is 750.
        let mut session = open(Settings {
            mode: Mode::Exam,
            extra_time: 25,
            ..Settings::default()
        });
        session.step(choose(MOLES, 0), second(749)).unwrap();
        let late = session.step(choose(CLASH, 0), second(750));
        assert_eq!(late, Err(Refusal::TimeIsUp));
        // A teacher may still give more time, until it is handed in.
        let more = Command::AddTime { seconds: 60 };
        session.step(more, second(760)).unwrap();
        session.step(choose(CLASH, 0), second(809)).unwrap();
        assert!(session.is_late(second(810)));
    }

    #[test]
    fn a_pause_stops_the_clock_and_everything_else() {
        let mut session = exam();
        session.step(Command::Pause, second(100)).unwrap();
        assert_eq!(
            session.step(choose(MOLES, 0), second(200)),
            Err(Refusal::Paused)
        );
        assert_eq!(
            session.step(Command::Pause, second(200)),
            Err(Refusal::Paused)
        );
        assert!(!session.is_late(second(9_000)));
        session.step(Command::Continue, second(1_100)).unwrap();
        assert_eq!(
            session.step(Command::Continue, second(1_100)),
            Err(Refusal::NotPaused)
        );
        // 100 seconds before the pause, 499 after it.
        session.step(choose(MOLES, 0), second(1_599)).unwrap();
        assert!(session.is_late(second(1_600)));
    }

    #[test]
    fn a_clock_that_is_set_back_gives_no_time_and_no_event_from_the_past() {
        let mut session = exam();
        session.step(choose(MOLES, 0), second(500)).unwrap();
        session.step(choose(CLASH, 0), second(-3_600)).unwrap();
        let at: Vec<Timestamp> = session.events().iter().map(|event| event.at).collect();
        assert_eq!(at, [second(0), second(500), second(500)]);
        let left = session.time_left(second(-3_600));
        assert_eq!(left, Some(SignedDuration::from_secs(100)));
    }
}

mod judged_later {
    use super::*;

    fn by_teacher(name: &str, comment: &str) -> JudgedBy {
        JudgedBy {
            by: Judge::Teacher,
            name: Some(name.to_owned()),
            comment: Some(comment.to_owned()),
        }
    }

    #[test]
    fn a_teacher_judges_what_was_left_after_the_attempt_is_finished() {
        for session in [practice(), exam()] {
            let mut session = finished(session);
            assert_eq!(session.summary().unjudged, 5);
            assert_eq!(session.summary().passed, None, "the essay decides");
            let seconds = session.summary().seconds;
            let judge = Command::Judge {
                which: first(WORTH),
                judgement: Judgement::Levels(vec![4]),
                by: by_teacher("Ms Okafor", "Quote more."),
            };
            let a_week_later = session.attempt().last + SignedDuration::from_hours(7 * 24);
            session.step(judge, a_week_later).unwrap();
            let given = session.attempt().items[WORTH].first.clone().unwrap();
            let judged = given.judged.unwrap();
            assert_eq!(judged.by, by_teacher("Ms Okafor", "Quote more."));
            assert_eq!(judged.at, a_week_later);
            let summary = session.summary();
            // 1 of 1, 0 of 1, 1 of 2, 4 of 5.
            assert_eq!((summary.score.awarded, summary.score.available), (6, 9));
            assert_eq!(summary.passed, Some(true));
            assert_eq!(summary.seconds, seconds, "it is not the student's time");
            assert_eq!(session.attempt().phase, Phase::Finished);
        }
    }

    #[test]
    fn the_student_may_not_judge_after_the_end_nor_change_what_a_teacher_decided() {
        let mut session = finished(practice());
        let own = judge(first(WORTH), Judgement::Levels(vec![5]), Judge::Student);
        assert_eq!(refused(&mut session, own.clone()), Refusal::Finished);
        let mut session = practice();
        steps(
            &mut session,
            [
                choose(MOLES, 0),
                choose(CLASH, 0),
                write(WHY, "They are blind."),
                write(WORTH, "It is useful."),
                judge(first(WORTH), Judgement::Levels(vec![2]), Judge::Teacher),
            ],
        );
        assert_eq!(refused(&mut session, own), Refusal::JudgedByTeacher);
        assert_eq!(mark(&session, first(WORTH)), Some((2, 5)));
    }

    #[test]
    fn nothing_but_marks_changes_after_the_end() {
        let mut session = finished(practice());
        let which = first(WORTH);
        for (command, refusal) in [
            (choose(MOLES, 0), Refusal::NotAsking),
            (Command::Skip { place: MOLES }, Refusal::NotAsking),
            (Command::HandIn, Refusal::Finished),
            (Command::LeaveUnjudged { which }, Refusal::NothingToJudge),
        ] {
            assert_eq!(refused(&mut session, command), refusal);
        }
        let events = session.events().len();
        steps(&mut session, [Command::Finish]);
        assert_eq!(session.events().len(), events, "it is finished already");
    }
}

mod redrafted {
    use super::*;

    fn redraft(place: usize, text: &str) -> Command {
        Command::Redraft {
            place,
            answer: Answer::Text(text.to_owned()),
        }
    }

    fn second_of(place: usize) -> Which {
        Which { place, again: true }
    }

    #[test]
    fn a_written_answer_is_written_again_once_and_both_versions_and_marks_are_kept() {
        let mut session = practice();
        steps(&mut session, [choose(MOLES, 0), choose(CLASH, 0)]);
        let early = redraft(WHY, "They are blind and stubborn.");
        assert_eq!(refused(&mut session, early.clone()), Refusal::NoRedraft);
        steps(&mut session, [write(WHY, "They are blind."), early]);
        assert_eq!(mark(&session, first(WHY)), Some((1, 2)));
        assert_eq!(mark(&session, second_of(WHY)), Some((2, 2)));
        let feedback = session.feedback(WHY).unwrap();
        assert_eq!(feedback.mark.unwrap().awarded, 2);
        let first_version = feedback.first_version.unwrap();
        assert_eq!(
            first_version.answer,
            Answer::Text("They are blind.".to_owned())
        );
        let third = redraft(WHY, "They are obstinate.");
        assert_eq!(refused(&mut session, third), Refusal::NoRedraft);
        assert_eq!(session.attempt().asking(), Some(WORTH), "the quiz goes on");
        let summary = session.summary();
        assert_eq!(summary.redrafts.len(), 1);
        // The first version counts: 1 of 1, 1 of 1, 1 of 2, and nothing of 5 yet.
        assert_eq!((summary.score.awarded, summary.score.available), (3, 9));
    }

    #[test]
    fn the_redraft_of_an_essay_waits_to_be_judged_by_itself() {
        let mut session = practice();
        steps(
            &mut session,
            [
                choose(MOLES, 0),
                choose(CLASH, 0),
                write(WHY, "They are blind."),
                write(WORTH, "It is useful."),
                judge(first(WORTH), Judgement::Levels(vec![2]), Judge::Student),
                redraft(WORTH, "It is useful, but it hides the missiles."),
            ],
        );
        assert_eq!(session.attempt().to_judge(), Some(second_of(WORTH)));
        let four = judge(second_of(WORTH), Judgement::Levels(vec![4]), Judge::Student);
        steps(&mut session, [four, Command::Finish]);
        assert_eq!(mark(&session, first(WORTH)), Some((2, 5)));
        assert_eq!(mark(&session, second_of(WORTH)), Some((4, 5)));
        let late = redraft(WHY, "They are stubborn.");
        assert_eq!(refused(&mut session, late), Refusal::NoRedraft);
    }

    #[test]
    fn only_written_answers_are_redrafted() {
        let mut session = practice();
        steps(&mut session, [choose(MOLES, 1)]);
        let keyed = Command::Redraft {
            place: MOLES,
            answer: Answer::Choice(Some(0)),
        };
        assert_eq!(refused(&mut session, keyed), Refusal::NoRedraft);
    }
}

mod stored_marks {
    use super::*;

    /// The events as a program with other rules would have stored them: it gave this answer so
    /// many marks.
    fn with_mark(session: &Session, question: &str, marks: u32) -> Vec<Event> {
        let mut events = session.events().to_vec();
        for event in &mut events {
            if let Action::Answered {
                question: of,
                earned: Some(earned),
                ..
            } = &mut event.action
                && of == question
            {
                earned.awarded = marks;
            }
        }
        events
    }

    #[test]
    fn a_mark_is_what_its_event_says_whatever_the_rules_of_today_give() {
        let session = finished(practice());
        let events = with_mark(&session, "why", 2);
        let session = Session::resume(paper(QUIZ), events).unwrap();
        assert_eq!(mark(&session, first(WHY)), Some((2, 2)));
        // 1 of 1, 0 of 1, 2 of 2.
        let score = session.summary().score;
        assert_eq!((score.awarded, score.available), (3, 4));
        let feedback = session.feedback(WHY).unwrap();
        assert_eq!(feedback.mark.unwrap().awarded, 2);
        assert_eq!(
            feedback.today.unwrap().awarded,
            1,
            "the explanation says so"
        );
        let keyed = session.feedback(MOLES).unwrap();
        assert_eq!(keyed.today, None, "where the rules agree, nothing is said");
    }

    #[test]
    fn an_attempt_is_read_without_its_quiz() {
        let session = finished(exam());
        let attempt = Attempt::fold(session.events()).unwrap();
        assert_eq!(&attempt, session.attempt());
        assert_eq!(Attempt::fold(&session.events()[1..]), None);
    }

    #[test]
    fn an_attempt_goes_on_where_it_stopped() {
        let mut session = exam();
        steps(
            &mut session,
            [
                choose(MOLES, 0),
                Command::TurnTo { place: WHY },
                Command::Pause,
            ],
        );
        let events = session.events().to_vec();
        let again = Session::resume(paper(QUIZ), events.clone()).unwrap();
        assert_eq!(again.attempt(), session.attempt());
        let other = QUIZ.replace("What will they come to?", "What will they do?");
        let refusal = Session::resume(paper(&other), events).unwrap_err();
        assert_eq!(refusal, Refusal::OtherQuiz);
    }
}

mod remarked {
    use super::*;

    fn remark(which: Which) -> Command {
        Command::Remark {
            which,
            reason: "“foolish” is accepted too".to_owned(),
        }
    }

    /// A session with the events of another, at a paper with a mended mark scheme.
    fn decide(session: &Session, quiz: &str, command: Command) -> Result<Vec<Event>, Refusal> {
        let now = session.attempt().last + SignedDuration::from_hours(24);
        sourcework_core::attempt::decide(&paper(quiz), session.attempt(), command, now)
    }

    fn finished_with(text: &str) -> Session {
        let mut session = practice();
        steps(
            &mut session,
            [
                choose(MOLES, 0),
                choose(CLASH, 1),
                write(WHY, text),
                write(WORTH, ""),
                Command::Finish,
            ],
        );
        session
    }

    #[test]
    fn a_mended_scheme_changes_a_mark_by_an_event_with_the_scheme_and_the_reason() {
        let mut session = finished_with("They are blind and foolish.");
        assert_eq!(mark(&session, first(WHY)), Some((1, 2)));
        let mended = QUIZ.replace("stubborn|obstinate", "stubborn|foolish");
        let events = decide(&session, &mended, remark(first(WHY))).unwrap();
        let [
            Event {
                action: Action::Remarked { earned, scheme, .. },
                ..
            },
        ] = &events[..]
        else {
            panic!("{events:?}");
        };
        assert_eq!((earned.awarded, earned.basis), (2, Basis::Matched));
        let paper = paper(&mended);
        assert_eq!(*scheme, paper.quiz.scheme_hash(&paper.quiz.questions[WHY]));
        session.apply(events);
        let remarked = session.attempt().items[WHY].first.clone().unwrap();
        assert_eq!(remarked.mark.unwrap().awarded, 2);
        let why = remarked.remarked.unwrap();
        assert_eq!(why.before.unwrap().awarded, 1);
        assert_eq!(why.reason, "“foolish” is accepted too");
        // Once more changes nothing.
        assert_eq!(decide(&session, &mended, remark(first(WHY))), Ok(vec![]));
    }

    #[test]
    fn a_corrected_key_changes_the_mark_of_a_choice() {
        let session = finished_with("They are blind.");
        let corrected = QUIZ.replace(
            r#"{ text = "A clash", correct = true }, { text = "An end" }"#,
            r#"{ text = "A clash" }, { text = "An end", correct = true }"#,
        );
        let events = decide(&session, &corrected, remark(first(CLASH))).unwrap();
        let Action::Remarked { earned, .. } = events[0].action else {
            panic!("{events:?}");
        };
        let right = Earned {
            awarded: 1,
            available: 1,
            basis: Basis::Exact,
            doubtful: 0,
        };
        assert_eq!(earned, right);
    }

    #[test]
    fn a_persons_judgement_and_a_question_that_asks_something_else_stay() {
        let mut session = finished_with("They are blind and foolish.");
        let mended = QUIZ.replace("stubborn|obstinate", "stubborn|foolish");
        let reworded = mended.replace("Why will they clash?", "Why do they clash?");
        let refusal = decide(&session, &reworded, remark(first(WHY)));
        assert_eq!(refusal, Err(Refusal::OtherQuestion));
        let by_teacher = judge(first(WHY), Judgement::Points(vec![]), Judge::Teacher);
        steps(&mut session, [by_teacher]);
        let refusal = decide(&session, &mended, remark(first(WHY)));
        assert_eq!(refusal, Err(Refusal::MarkedByPerson));
        assert_eq!(mark(&session, first(WHY)), Some((0, 2)));
    }
}

#[path = "session/probing.rs"]
mod probing;
