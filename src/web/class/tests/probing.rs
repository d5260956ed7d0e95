//! A sitting in which a few questions are asked first without their passage.

use std::sync::Arc;

use super::{Browser, School, now, plan, seat, seq_of};
use sourcework_core::attempt::{Action, Mode, Phase, Session};
use sourcework_core::quiz::Kind;
use sourcework_core::sitting::{Plan, Release, SittingId};
use sourcework_service::library::Library;
use sourcework_service::store::InMemory;

/// What every page with a passage has.
const PASSAGE: &str = "class=\"passage\"";

fn open(school: &School, mode: Mode) -> (SittingId, String) {
    school.open(Plan {
        probes: 2,
        ..plan(mode, Release::AtOnce)
    })
}

/// What was said without the passage: of which question, and whether it was answered.
fn probed(session: &Session) -> Vec<(String, bool)> {
    let said = session
        .events()
        .iter()
        .filter_map(|event| match &event.action {
            Action::Probed {
                question, answer, ..
            } => Some((question.clone(), answer.is_some())),
            _ => None,
        });
    said.collect()
}

/// Sends a form of the page that the attempt stands at.
fn send(school: &School, browser: &mut Browser, attempt: &str, fields: &str) -> String {
    let there = school.get(browser, attempt).location;
    let page = school.page(browser, &there);
    let body = format!("seq={}&{fields}", seq_of(&page).unwrap());
    school.post(browser, &there, &body).location
}

#[test]
fn each_pupil_is_asked_two_questions_first_without_their_passage() {
    let school = School::start(Arc::new(InMemory::default()));
    let (_, code) = open(&school, Mode::Practice);
    let mut ada = school.join(&code, "Ada");
    let attempt = school.begin(&mut ada);
    let address = school.get(&mut ada, &attempt).location;
    assert_eq!(address, format!("{attempt}/probes/1"));
    let first = school.page(&mut ada, &address);
    for said in [
        "First, 2 questions without their passage.",
        "They do not count",
        "Without the passage: 1 of 2",
        "Go on without an answer",
    ] {
        assert!(first.contains(said), "{said}: {first}");
    }
    for hidden in [
        PASSAGE,
        "href=\"#passage\"",
        "Question 1 of",
        "Show the hint",
        "class=\"source\"",
    ] {
        assert!(!first.contains(hidden), "{hidden}: {first}");
    }
    // Nothing else of the attempt is shown before.
    for other in [
        "questions/1",
        "questions/2",
        "probes/2",
        "overview",
        "result",
    ] {
        let shown = school.page(&mut ada, &format!("{attempt}/{other}"));
        assert!(
            shown.contains("Without the passage: 1 of 2"),
            "{other}: {shown}"
        );
    }
}

#[test]
fn two_tabs_make_one_answer_and_board_and_results_count_none() {
    let school = School::start(Arc::new(InMemory::default()));
    let (sitting, code) = open(&school, Mode::Practice);
    let mut ada = school.join(&code, "Ada");
    let attempt = school.begin(&mut ada);
    let address = format!("{attempt}/probes/1");
    let first = school.page(&mut ada, &address);
    let board = school.class.classroom.board(sitting).unwrap();
    let mut teacher = school.teacher();
    let shown = school.page(&mut teacher, &format!("/teach/sittings/{sitting}"));
    assert!(
        shown.contains("before the quiz, without the passage"),
        "{shown}"
    );
    assert_eq!(board.rows[0].score().available, 0);

    // Two tabs, a double click and the back button make one answer.
    let body = format!("seq={}&do=skip", seq_of(&first).unwrap());
    for _ in 0..3 {
        assert_eq!(school.post(&mut ada, &address, &body).location, attempt);
    }
    assert_eq!(school.look(&seat(sitting, 1), probed).len(), 1);
    let second = school.get(&mut ada, &attempt).location;
    assert_eq!(second, format!("{attempt}/probes/2"));
    send(&school, &mut ada, &attempt, "do=skip");
    let said = school.look(&seat(sitting, 1), probed);
    assert_eq!(said.len(), 2, "{said:?}");
    let quiz = school.page(&mut ada, &attempt);
    assert!(
        quiz.contains("Question 1 of 13") && quiz.contains(PASSAGE),
        "{quiz}"
    );
    let board = school.class.classroom.board(sitting).unwrap();
    assert!(board.columns.iter().all(|column| column.marked == 0));
    assert!(
        board
            .columns
            .iter()
            .flat_map(|column| &column.chosen)
            .all(|it| it.count == 0)
    );
    let table = school.get(
        &mut teacher,
        &format!("/teach/sittings/{sitting}/results.csv"),
    );
    let row = table
        .page
        .lines()
        .find(|line| line.contains("Ada"))
        .unwrap();
    assert!(
        row.contains("answering") && row.ends_with(r#""0","0","0""#),
        "{row}"
    );
}

/// The IDs of the questions of the warm-up of a kind.
fn of_kind(kind: Kind) -> Vec<String> {
    let paper = Library::built_in().paper("letter-1-warm-up").unwrap();
    let questions = paper.quiz.questions.iter();
    questions
        .filter(|it| it.kind() == kind)
        .map(|it| it.id.value.clone())
        .collect()
}

#[test]
fn what_is_answered_is_kept_and_the_time_of_an_exam_begins_after_it() {
    let school = School::start(Arc::new(InMemory::default()));
    let only = of_kind(Kind::SingleChoice);
    let (sitting, code) = school.open(Plan {
        probes: 2,
        only: only.clone(),
        ..plan(Mode::Exam, Release::ByTeacher)
    });
    let mut ada = school.join(&code, "Ada");
    let attempt = school.begin(&mut ada);
    let page = school.page(&mut ada, &attempt);
    assert!(
        page.contains("The time of the exam begins after that."),
        "{page}"
    );
    assert!(!page.contains("class=\"clock\""), "{page}");
    let place = seat(sitting, 1);
    assert_eq!(school.look(&place, |it| it.time_left(now())), None);
    for fields in ["do=answer&choice=1", "do=answer"] {
        assert_eq!(send(&school, &mut ada, &attempt, fields), attempt);
    }
    let said = school.look(&place, probed);
    assert_eq!(
        said.iter().map(|(_, given)| *given).collect::<Vec<_>>(),
        [true, false]
    );
    assert!(
        said.iter().all(|(question, _)| only.contains(question)),
        "{said:?}"
    );
    let left = school.look(&place, |it| it.time_left(now()).unwrap());
    assert_eq!(left.as_mins(), 20);
    let page = school.page(&mut ada, &attempt);
    assert!(
        page.contains("20 minutes left") && page.contains(PASSAGE),
        "{page}"
    );
    assert_eq!(
        school.class.classroom.board(sitting).unwrap().rows[0]
            .score()
            .available,
        0
    );
}

#[test]
fn a_list_is_put_in_order_without_a_script_and_nothing_of_it_is_left_for_the_answer_that_counts() {
    let school = School::start(Arc::new(InMemory::default()));
    let (sitting, code) = school.open(Plan {
        probes: 1,
        only: of_kind(Kind::Ordering),
        ..plan(Mode::Practice, Release::AtOnce)
    });
    let mut ada = school.join(&code, "Ada");
    let attempt = school.begin(&mut ada);
    let place = seat(sitting, 1);
    let items = school.look(&place, |it| it.attempt().items[0].presented.orders[0].len());
    let as_shown: String = (1..=items)
        .map(|item| format!("&place-{item}={item}"))
        .collect();
    let asked = send(&school, &mut ada, &attempt, &format!("do=answer{as_shown}"));
    assert!(asked.contains("again=as-shown"), "{asked}");
    assert!(
        school
            .page(&mut ada, &asked)
            .contains("You have not moved anything.")
    );
    send(
        &school,
        &mut ada,
        &attempt,
        &format!("move=down-0{as_shown}"),
    );
    let page = school.page(&mut ada, &attempt);
    let first = page.split("name=\"shown\" value=\"").nth(1).unwrap();
    assert!(
        first.starts_with('1'),
        "the second item stands first: {page}"
    );
    send(&school, &mut ada, &attempt, "do=skip");
    // The class ends: what was begun without the passage is no answer with it.
    school.class.classroom.close(sitting, now()).unwrap();
    school.look(&place, |session| {
        assert_eq!(session.attempt().phase, Phase::Finished);
        assert_eq!(session.attempt().answered(), 0);
        assert_eq!(probed(session).len(), 1);
    });
}

#[test]
fn papers_that_are_taken_in_before_the_quiz_has_begun_are_empty() {
    let school = School::start(Arc::new(InMemory::default()));
    let (sitting, code) = open(&school, Mode::Exam);
    let mut ada = school.join(&code, "Ada");
    let attempt = school.begin(&mut ada);
    send(&school, &mut ada, &attempt, "do=skip");
    school.class.classroom.close(sitting, now()).unwrap();
    school.look(&seat(sitting, 1), |session| {
        assert_eq!(session.attempt().phase, Phase::Finished);
        assert_eq!(session.attempt().answered(), 0);
        assert!(!session.ran_out_of_time());
    });
    let place = school.page(&mut ada, &attempt);
    assert!(!place.contains("Without the passage"), "{place}");
}

#[test]
fn the_form_that_opens_a_sitting_asks_how_many_and_says_where_none_can_be() {
    let school = School::start(Arc::new(InMemory::default()));
    let mut teacher = school.teacher();
    let new = "/teach/new/letter-1-warm-up";
    let form = school.page(&mut teacher, new);
    for part in [
        "Ask so many questions first without the passage (does not count)",
        "name=\"probes\"",
    ] {
        assert!(form.contains(part), "{part}: {form}");
    }
    let choice = &of_kind(Kind::SingleChoice)[0];
    let opened = school.post(
        &mut teacher,
        new,
        &format!("mode=practice&probes=3&only={choice}"),
    );
    assert!(
        opened.location.starts_with("/teach/sittings/"),
        "{opened:?}"
    );
    let plans = school.class.classroom.all(|it| it.plan.probes);
    assert_eq!(plans, [3]);
    let evidence = &of_kind(Kind::Evidence)[0];
    let none = school.post(
        &mut teacher,
        new,
        &format!("mode=practice&probes=3&only={evidence}"),
    );
    assert!(none.location.contains("again=probes"), "{none:?}");
    let page = school.page(&mut teacher, &none.location);
    assert!(
        page.contains("None of the questions can be asked without its passage"),
        "{page}"
    );
    let many = school.post(
        &mut teacher,
        new,
        &format!("mode=practice&probes=14&only={choice}"),
    );
    assert!(many.location.contains("again=numbers"), "{many:?}");
    let zero = school.post(
        &mut teacher,
        new,
        &format!("mode=practice&probes=0&only={evidence}"),
    );
    assert!(zero.location.starts_with("/teach/sittings/"), "{zero:?}");
}
