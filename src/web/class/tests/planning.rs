//! What a teacher says when a sitting is opened, and for one pupil.

use std::sync::Arc;

use axum::http::StatusCode;

use super::{School, plan, seat};
use sourcework_core::attempt::Mode;
use sourcework_core::quiz::Skill;
use sourcework_core::sitting::{Plan, Release};
use sourcework_service::library::Library;
use sourcework_service::store::{InMemory, Store};

/// The IDs of the questions that a pupil is asked, in their order.
fn asked(
    school: &School,
    number: u32,
    sitting: sourcework_core::sitting::SittingId,
) -> Vec<String> {
    school.look(&seat(sitting, number), |session| {
        let items = session.attempt().items.iter();
        items.map(|item| item.presented.question.clone()).collect()
    })
}

#[test]
fn a_sitting_asks_the_chosen_questions_and_shows_only_them_on_the_board() {
    let school = School::start(Arc::new(InMemory::default()));
    let mut teacher = school.teacher();
    let paper = Library::built_in().paper("letter-1-warm-up").unwrap();
    let ids: Vec<String> = paper
        .quiz
        .questions
        .iter()
        .map(|it| it.id.value.clone())
        .collect();
    let new = "/teach/new/letter-1-warm-up";
    let form = school.page(&mut teacher, new);
    for id in &ids {
        assert!(
            form.contains(&format!("name=\"only\" value=\"{id}\" checked")),
            "{form}"
        );
    }
    let body = format!(
        "mode=practice&release=at-once&only={}&only={}",
        ids[0], ids[2]
    );
    let opened = school.post(&mut teacher, new, &body);
    assert!(
        opened.location.starts_with("/teach/sittings/"),
        "{opened:?}"
    );
    let id = school.class.classroom.all(|it| (it.id, it.code.clone()));
    let (sitting, code) = &id[0];
    let mut ada = school.join(code.as_str(), "Ada");
    school.begin(&mut ada);
    assert_eq!(
        asked(&school, 1, *sitting),
        [ids[0].clone(), ids[2].clone()]
    );
    let board = school.class.classroom.board(*sitting).unwrap();
    assert_eq!(board.columns.len(), 2);
    // Nothing chosen, and a skill that no chosen question tests.
    let none = school.post(&mut teacher, new, "mode=practice");
    assert!(none.location.contains("again=nothing"), "{none:?}");
    let skill = Skill::ALL.iter().find(|skill| {
        paper
            .quiz
            .questions
            .iter()
            .all(|it| it.skill.value != **skill)
    });
    let body = format!("only={}&skill={}", ids[0], skill.unwrap().as_str());
    let none = school.post(&mut teacher, new, &body);
    assert!(none.location.contains("again=nothing"), "{none:?}");
}

#[test]
fn each_pupil_is_asked_so_many_questions_in_another_order() {
    let school = School::start(Arc::new(InMemory::default()));
    let (sitting, code) = school.open(Plan {
        questions: Some(4),
        shuffled: true,
        ..plan(Mode::Practice, Release::AtOnce)
    });
    let paper = Library::built_in().paper("letter-1-warm-up").unwrap();
    let place = |id: &String| paper.quiz.question(id).unwrap().0;
    let mut orders = Vec::new();
    for number in 1..=8 {
        let mut browser = school.join(&code, &format!("Pupil {number}"));
        school.begin(&mut browser);
        let order: Vec<usize> = asked(&school, number, sitting).iter().map(place).collect();
        assert_eq!(order.len(), 4);
        orders.push(order);
    }
    // That eight draws of four are all in the order of the quiz happens once in 24 to the power of 8.
    assert!(orders.iter().any(|order| !order.is_sorted()), "{orders:?}");
    let board = school.class.classroom.board(sitting).unwrap();
    assert_eq!(board.columns.len(), paper.quiz.questions.len());
}

#[test]
fn marks_so_far_are_shown_in_practice_only_where_the_teacher_wants_that() {
    for (mode, shows_score, shown) in [
        (Mode::Practice, true, true),
        (Mode::Practice, false, false),
        (Mode::Exam, true, false),
    ] {
        let school = School::start(Arc::new(InMemory::default()));
        let (_, code) = school.open(Plan {
            shows_score,
            ..plan(mode, Release::AtOnce)
        });
        let mut ada = school.join(&code, "Ada");
        let attempt = school.begin(&mut ada);
        school.choose(&mut ada, &attempt, 1, 0);
        let page = school.page(&mut ada, &format!("{attempt}/questions/2"));
        assert_eq!(page.contains("so far"), shown, "{page}");
    }
}

#[test]
fn what_was_agreed_for_a_pupil_changes_that_pupils_pages_alone() {
    let school = School::start(Arc::new(InMemory::default()));
    let (sitting, code) = school.open(plan(Mode::Exam, Release::ByTeacher));
    let mut ada = school.join(&code, "Ada");
    let mut ben = school.join(&code, "Ben");
    let (of_ada, of_ben) = (school.begin(&mut ada), school.begin(&mut ben));
    let mut teacher = school.teacher();
    let label = school.class.classroom.extracts(sitting).unwrap().remove(0);
    let pupil = format!("/teach/sittings/{sitting}/seats/1");
    let form = school.page(&mut teacher, &pupil);
    assert!(
        form.contains(&format!("name=\"aloud\" value=\"{label}\"")),
        "{form}"
    );
    let body = format!("do=arrange&extra=0&aloud={label}&size=larger&colour=cream&note=reader");
    school.post(&mut teacher, &pupil, &body);
    let page = school.page(&mut ada, &format!("{of_ada}/questions/1"));
    assert!(page.contains(&format!("data-aloud=\"{label}\"")), "{page}");
    assert!(
        page.contains("size-larger") && page.contains("colour-cream"),
        "{page}"
    );
    let page = school.page(&mut ben, &format!("{of_ben}/questions/1"));
    assert!(page.contains("data-aloud=\"\""), "{page}");
    assert!(page.contains("size-normal"), "{page}");
}

#[test]
fn a_pupil_is_erased_by_name_and_nothing_of_the_name_is_left() {
    let store: Arc<dyn Store> = Arc::new(InMemory::default());
    let school = School::start(Arc::clone(&store));
    let (sitting, code) = school.open(Plan {
        roster: vec!["Ada Lovelace".to_owned(), "Ben Nevis".to_owned()],
        ..plan(Mode::Practice, Release::AtOnce)
    });
    let mut ada = school.join(&code, "Ada+Lovelace");
    let attempt = school.begin(&mut ada);
    school.choose(&mut ada, &attempt, 1, 0);
    let mut ben = school.join(&code, "Ben+Nevis");
    let of_ben = school.begin(&mut ben);
    let mut teacher = school.teacher();
    let pupil = format!("/teach/sittings/{sitting}/seats/1");
    school.post(&mut teacher, &pupil, "do=rename&name=Ada+King");
    let wrong = school.post(&mut teacher, &pupil, "do=erase&name=Ben+Nevis");
    assert!(wrong.location.contains("again=erase"), "{wrong:?}");
    let erased = school.post(&mut teacher, &pupil, "do=erase&name=Ada+King");
    assert_eq!(erased.location, format!("/teach/sittings/{sitting}"));
    let mut events = Vec::new();
    store
        .visit_sittings(
            &sourcework_core::identity::SchoolId::default(),
            &mut |_, _, event| {
                events.push(event.to_owned());
            },
        )
        .unwrap();
    let kept = events.join("\n");
    assert!(
        !kept.contains("Ada") && kept.contains("Ben Nevis"),
        "{kept}"
    );
    assert_eq!(school.get(&mut ada, "/seat").location, "/");
    assert_eq!(store.students().unwrap().len(), 1, "only Ben is left");
    // The others go on, now and after the program was started again.
    assert!(school.page(&mut ben, &of_ben).contains("Question 1 of"));
    let again = School::start(store);
    assert!(again.page(&mut ben, &of_ben).contains("Question 1 of"));
    let board = again.class.classroom.board(sitting).unwrap();
    assert_eq!(board.rows.len(), 1);
}

#[test]
fn a_teacher_looks_through_a_quiz_as_a_pupil_and_tries_an_answer() {
    let school = School::start(Arc::new(InMemory::default()));
    let mut teacher = school.teacher();
    let first = school.page(&mut teacher, "/teach/quizzes/letter-1-warm-up/1");
    assert!(
        first.contains("Give the answer") && !first.contains("data-version"),
        "{first}"
    );
    let tried = school.post(
        &mut teacher,
        "/teach/quizzes/letter-1-warm-up/1",
        "do=answer&choice=0",
    );
    assert!(tried.page.contains("What this answer earns"), "{tried:?}");
    let beyond = school.get(&mut teacher, "/teach/quizzes/letter-1-warm-up/99");
    assert_eq!(beyond.location, "/teach/quizzes/letter-1-warm-up/1");
    let unknown = school.get(&mut teacher, "/teach/quizzes/nothing/1");
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[test]
fn the_wall_shows_a_question_and_picked_answers_and_nobodys_name() {
    let school = School::start(Arc::new(InMemory::default()));
    let (sitting, code) = school.open(Plan {
        quiz: "letter-5-written".to_owned(),
        ..plan(Mode::Practice, Release::AtOnce)
    });
    let mut ada = school.join(&code, "Ada");
    let attempt = school.begin(&mut ada);
    school.write(&mut ada, &attempt, 1, "War brings ruin.");
    let mut teacher = school.teacher();
    let board = format!("/teach/sittings/{sitting}");
    let marking = school.page(&mut teacher, &format!("{board}/marking/questions/1"));
    let picking = marking.split("side by side").nth(1).unwrap();
    let key = picking.split("name=\"text\" value=\"").nth(1).unwrap();
    let key = key.split('"').next().unwrap();
    let wall = school.page(&mut teacher, &format!("{board}/wall/1"));
    assert!(
        !wall.contains("War brings ruin."),
        "nothing is shown unasked"
    );
    let wall = school.page(&mut teacher, &format!("{board}/wall/1?text={key}"));
    assert!(
        wall.contains("War brings ruin.") && !wall.contains("Ada"),
        "{wall}"
    );
}

#[test]
fn a_pupil_revises_the_quiz_by_the_same_code_once_the_results_are_shown() {
    let store: Arc<dyn Store> = Arc::new(InMemory::default());
    let school = School::start(store);
    let (sitting, code) = school.open(plan(Mode::Practice, Release::ByTeacher));
    let mut ada = school.join(&code, "Ada");
    let attempt = school.begin(&mut ada);
    let questions = school.look(&seat(sitting, 1), |it| it.attempt().items.len());
    for number in 1..=questions {
        school.choose(&mut ada, &attempt, number, 1);
    }
    school.page(&mut ada, &attempt);
    let place = seat(sitting, 1);
    // The key of the quiz may not be seen yet, and revision would tell it.
    assert!(!school.page(&mut ada, "/seat").contains("/revision"));
    assert_eq!(school.get(&mut ada, "/revision").location, "/seat");
    assert_eq!(school.post(&mut ada, "/revision", "").location, "/seat");
    let mut teacher = school.teacher();
    let board = format!("/teach/sittings/{sitting}");
    school.post(&mut teacher, &board, "do=release");
    school.post(&mut teacher, &board, "do=close");
    assert!(
        school
            .page(&mut ada, "/seat")
            .contains("href=\"/revision\"")
    );
    let page = school.page(&mut ada, "/revision");
    assert!(page.contains("<h1"), "{page}");
    let begun = school.post(&mut ada, "/revision", "");
    assert!(
        begun.location.starts_with("/attempts/") && begun.location != attempt,
        "{begun:?}"
    );
    // The sitting is closed; revision takes answers all the same, and only about this quiz.
    let asked = school.page(&mut ada, &begun.location);
    assert!(asked.contains("Question 1 of"), "{asked}");
    let answered = school.choose(&mut ada, &begun.location, 1, 0);
    assert_eq!(answered.status, StatusCode::SEE_OTHER);
    assert!(
        answered.location.starts_with(&begun.location),
        "{answered:?}"
    );
    let classroom = &school.class.classroom;
    let state = classroom.seat(&place).unwrap();
    assert!(classroom.open_of_sitting(&state).unwrap().is_empty());
    // The attempt of the sitting is closed for good, and the board shows it and not the revision.
    let late = school.choose(&mut ada, &attempt, 1, 0);
    assert_eq!(late.location, "/seat", "{late:?}");
    school.class.tend();
    let next = school.page(&mut ada, &begun.location);
    assert!(
        next.contains("Question"),
        "nobody takes revision in: {next}"
    );
    assert_eq!(
        classroom.board(sitting).unwrap().rows[0].cells.len(),
        questions
    );
}

#[test]
fn a_pupil_who_was_removed_is_found_and_erased() {
    let store: Arc<dyn Store> = Arc::new(InMemory::default());
    let school = School::start(Arc::clone(&store));
    let (sitting, code) = school.open(plan(Mode::Practice, Release::AtOnce));
    let mut ada = school.join(&code, "Ada");
    school.begin(&mut ada);
    let mut teacher = school.teacher();
    let (board, pupil) = (
        format!("/teach/sittings/{sitting}"),
        format!("/teach/sittings/{sitting}/seats/1"),
    );
    school.post(&mut teacher, &pupil, "do=remove");
    let page = school.page(&mut teacher, &board);
    assert!(
        page.contains("Removed: 1 pupil") && page.contains(&pupil),
        "{page}"
    );
    let erased = school.post(&mut teacher, &pupil, "do=erase&name=Ada");
    assert_eq!(erased.location, board);
    let page = school.page(&mut teacher, &board);
    assert!(
        !page.contains("Ada") && !page.contains("Removed:"),
        "{page}"
    );
    assert!(store.students().unwrap().is_empty());
}

#[test]
fn revision_and_the_file_to_take_home_hold_nothing_that_was_not_asked() {
    let school = School::start(Arc::new(InMemory::default()));
    let paper = Library::built_in().paper("letter-1-warm-up").unwrap();
    let first = paper.quiz.questions[0].id.value.clone();
    let (sitting, code) = school.open(Plan {
        only: vec![first.clone()],
        attempts: 2,
        ..plan(Mode::Practice, Release::AtOnce)
    });
    let mut ada = school.join(&code, "Ada");
    let attempt = school.begin(&mut ada);
    school.choose(&mut ada, &attempt, 1, 0);
    school.page(&mut ada, &attempt);
    let place = seat(sitting, 1);
    let asked = school.class.classroom.asked_of(&place).unwrap();
    assert_eq!(asked, [format!("letter-1-warm-up/{first}")]);
    // Another attempt may still come.
    assert_eq!(school.get(&mut ada, "/revision").location, "/seat");
    let mut teacher = school.teacher();
    school.post(
        &mut teacher,
        &format!("/teach/sittings/{sitting}"),
        "do=close",
    );
    let page = school.page(&mut ada, "/revision");
    assert!(page.contains("Revision"), "{page}");
    let begun = school.post(&mut ada, "/revision", "");
    if begun.location.starts_with("/attempts/") {
        let asked = school.page(&mut ada, &begun.location);
        assert!(asked.contains("Question 1 of 1"), "{asked}");
    }
    // The file would hold the whole quiz with its key.
    assert!(!school.page(&mut ada, "/seat").contains("/seat/record"));
    assert_eq!(school.get(&mut ada, "/seat/record").location, "/seat");
}
