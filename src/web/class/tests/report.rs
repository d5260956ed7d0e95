//! The report on a sitting, whose figures are worked out by hand, and on several.

use std::sync::Arc;

use axum::http::StatusCode;

use super::{Browser, School, plan, seat};
use sourcework_core::attempt::Mode;
use sourcework_core::quiz;
use sourcework_core::sitting::{Plan, Release, SittingId};
use sourcework_service::store::InMemory;

/// A sitting of the first two questions of the warm-up. Right are C and A.
fn two_questions(school: &School, roster: &[&str]) -> (SittingId, String) {
    school.open(Plan {
        only: ["first-reaction", "public-exchange"]
            .map(str::to_owned)
            .into(),
        roster: roster.iter().map(|name| (*name).to_owned()).collect(),
        ..plan(Mode::Practice, Release::AtOnce)
    })
}

/// A pupil who joins as the one of that number, and chooses an option, in the author's order, of each
/// question.
fn sits(
    school: &School,
    (sitting, code): &(SittingId, String),
    (number, name): (u32, &str),
    chosen: [usize; 2],
) -> Browser {
    let mut browser = school.join(code, name);
    let attempt = school.begin(&mut browser);
    for (place, option) in chosen.into_iter().enumerate() {
        let shown = school.look(&seat(*sitting, number), |session| {
            let orders = &session.attempt().items[place].presented.orders;
            orders[0].iter().position(|of| *of == option).unwrap()
        });
        let given = school.choose(&mut browser, &attempt, place + 1, shown);
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{given:?}");
    }
    browser
}

/// Five pupils: one has both right, three have one right, one has none.
fn class_of_five(school: &School) -> ((SittingId, String), Browser) {
    let sitting = two_questions(school, &["Ada", "Ben", "Cleo", "Dan", "Eve", "Flo"]);
    let ada = sits(school, &sitting, (1, "Ada"), [2, 0]);
    sits(school, &sitting, (2, "Ben"), [2, 1]);
    sits(school, &sitting, (3, "Cleo"), [0, 0]);
    sits(school, &sitting, (4, "Dan"), [0, 0]);
    sits(school, &sitting, (5, "Eve"), [0, 1]);
    (sitting, ada)
}

#[test]
fn the_report_says_how_the_class_did_what_to_teach_again_and_to_whom() {
    let school = School::start(Arc::new(InMemory::default()));
    let ((sitting, _), _) = class_of_five(&school);
    let mut teacher = school.teacher();
    let address = format!("/teach/report?sitting={sitting}");
    let page = school.page(&mut teacher, &address);
    // (1 + 1/2 + 1/2 + 1/2 + 0) / 5.
    for words in [
        "5 pupils took this (2 questions). On average they earned 50% of the marks.",
        "No answers from Flo.",
        "3 of 5 (60%) chose A, “He was insulted by the tone of it and almost did not answer at all.”, which is wrong.",
        "2 pupils chose B, which is wrong, in Question 2 (public-exchange)",
        ": Ben and Eve.",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    // Each pupil has a page, with the marks of both questions.
    assert_eq!(page.matches("<section class=\"pupil\"").count(), 5);
    assert_eq!(page.matches("<p>1 of 2 marks (50%).").count(), 3, "{page}");
}

#[test]
fn the_board_and_the_results_lead_to_the_report_and_only_the_teacher_gets_there() {
    let school = School::start(Arc::new(InMemory::default()));
    let ((sitting, _), mut ada) = class_of_five(&school);
    let mut teacher = school.teacher();
    let report = format!("/teach/report?sitting={sitting}");
    for page in ["", "/results"] {
        let page = school.page(&mut teacher, &format!("/teach/sittings/{sitting}{page}"));
        assert!(page.contains(&format!("href=\"{report}\"")), "{page}");
    }
    for what in ["report", "report.html", "starter.toml"] {
        let address = format!("/teach/{what}?sitting={sitting}");
        for other in [&mut ada, &mut Browser::default()] {
            let answered = school.get(other, &address);
            assert_eq!(answered.location, "/", "{address}: {answered:?}");
        }
        assert_eq!(school.get(&mut teacher, &address).status, StatusCode::OK);
    }
    // One that was erased since is not left out in silence.
    let erased = format!("{sitting}&sitting=0123456789abcdef0123456789abcdef");
    for nowhere in [erased.as_str(), "%3Cscript%3E"] {
        let address = format!("/teach/report?sitting={nowhere}");
        let answered = school.get(&mut teacher, &address);
        assert_eq!(answered.status, StatusCode::NOT_FOUND, "{address}");
    }
}

#[test]
fn the_report_is_a_file_to_keep_and_the_next_lesson_begins_with_a_quiz() {
    let school = School::start(Arc::new(InMemory::default()));
    let ((sitting, _), _) = class_of_five(&school);
    let mut teacher = school.teacher();
    let file = school.page(
        &mut teacher,
        &format!("/teach/report.html?sitting={sitting}"),
    );
    assert!(file.contains("On average they earned 50% of the marks."));
    assert!(
        !file.contains("/assets/") && !file.contains("/teach"),
        "it needs nothing else"
    );
    let starter = school.page(
        &mut teacher,
        &format!("/teach/starter.toml?sitting={sitting}"),
    );
    let (quiz, _) = quiz::parse("starter", &starter);
    let quiz = quiz.unwrap();
    let ids = quiz.questions.iter().map(|it| it.id.as_str());
    // Two of five were right, and three of five.
    assert_eq!(
        ids.collect::<Vec<_>>(),
        ["first-reaction", "public-exchange"]
    );
}

#[test]
fn several_sittings_make_one_report_with_growth_and_absences() {
    let school = School::start(Arc::new(InMemory::default()));
    let ((first, _), _) = class_of_five(&school);
    let second = two_questions(&school, &[]);
    sits(&school, &second, (1, "Ada"), [0, 1]);
    let mut teacher = school.teacher();
    // The list of sittings is a form that leads there.
    let list = school.page(&mut teacher, "/teach/report");
    for sitting in [first, second.0] {
        let tick = format!("name=\"sitting\" value=\"{sitting}\"");
        assert!(list.contains(&tick), "{list}");
    }
    let address = format!("/teach/report?sitting={first}&sitting={}", second.0);
    let page = school.page(&mut teacher, &address);
    // Everybody but Ada was absent from the second one.
    assert!(page.contains("4 absences over 2 sittings."), "{page}");
    assert!(
        page.contains("and 50% on average. There for 2 of 2."),
        "{page}"
    );
}
