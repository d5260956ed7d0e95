//! Who may see what: a table of all addresses, with what each sort of person gets of a sitting in a school.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::{Method, StatusCode};
use tower::ServiceExt;

use super::{Browser, School, filled, now, plan};
use crate::web::class::routes::{EVENTS, doors};
use crate::web::tests::Answered;
use sourcework_core::attempt::Mode;
use sourcework_core::identity::{PersonId, SchoolId};
use sourcework_core::sitting::{Plan, Release, SittingId};
use sourcework_core::staff::{Actor, Role, StaffCommand};
use sourcework_service::store::{InMemory, Store};

/// The columns of the table.
const ASKING: [&str; 8] = [
    "somebody who has not joined",
    "the pupil whose attempt it is",
    "a pupil of another sitting",
    "a marker",
    "the teacher who opened the sitting",
    "another teacher",
    "the admin",
    "the admin of another school",
];

/// Each address with what is sent to it, and what each of [`ASKING`] gets: `+` what is there, `>` the way in,
/// `0` that there is nothing, `x` a refusal.
const TABLE: [(&str, &str, &str, &str); 67] = [
    ("GET", "/", "", "++++++++"),
    ("GET", "/join/{code}", "", "++++++++"),
    ("GET", "/enter", "", "++++++++"),
    ("GET", "/reading", "", "++++++++"),
    ("GET", "/assets/{asset}", "", "++++++++"),
    ("POST", "/join", "code={code}", "++++++++"),
    ("POST", "/join/{code}", "name=Eve", "++++++++"),
    ("POST", "/join/{code}/back", "words=moon", "++++++++"),
    ("POST", "/enter", "token=none", "++++++++"),
    ("POST", "/reading", "", "++++++++"),
    ("GET", "/seat", "", ">++>>>>>"),
    ("GET", "/seat/state", "", ">++>>>>>"),
    ("GET", "/seat/record", "", ">++>>>>>"),
    ("GET", "/revision", "", ">++>>>>>"),
    ("POST", "/seat/begin", "", ">++>>>>>"),
    ("POST", "/seat/leave", "", ">++>>>>>"),
    ("POST", "/revision", "", ">++>>>>>"),
    ("POST", "/revision/settings", "", ">++>>>>>"),
    ("GET", "/attempts/{attempt}", "", ">+0>>>>>"),
    ("GET", "/attempts/{attempt}/probes/{place}", "", ">+0>>>>>"),
    (
        "GET",
        "/attempts/{attempt}/questions/{place}",
        "",
        ">+0>>>>>",
    ),
    (
        "GET",
        "/attempts/{attempt}/questions/{place}/again",
        "",
        ">+0>>>>>",
    ),
    ("GET", "/attempts/{attempt}/overview", "", ">+0>>>>>"),
    ("GET", "/attempts/{attempt}/review", "", ">+0>>>>>"),
    ("GET", "/attempts/{attempt}/result", "", ">+0>>>>>"),
    ("POST", "/attempts/{attempt}/finish", "", ">+0>>>>>"),
    ("POST", "/attempts/{attempt}/hand-in", "", ">+0>>>>>"),
    ("POST", "/attempts/{attempt}/probes/{place}", "", ">+0>>>>>"),
    (
        "POST",
        "/attempts/{attempt}/questions/{place}",
        "",
        ">+0>>>>>",
    ),
    (
        "POST",
        "/attempts/{attempt}/questions/{place}/draft",
        "",
        ">+0>>>>>",
    ),
    (
        "POST",
        "/attempts/{attempt}/questions/{place}/again",
        "",
        ">+0>>>>>",
    ),
    (
        "POST",
        "/attempts/{attempt}/questions/{place}/again/draft",
        "",
        ">+0>>>>>",
    ),
    ("GET", "/marking", "", ">>>++++>"),
    ("GET", "/teach/sittings/{sitting}/marking", "", ">>>++0+>"),
    (
        "GET",
        "/teach/sittings/{sitting}/marking/questions/{place}",
        "",
        ">>>++0+>",
    ),
    (
        "POST",
        "/teach/sittings/{sitting}/marking/questions/{place}",
        "",
        ">>>++0+>",
    ),
    ("GET", "/teach", "", ">>>>+++>"),
    ("GET", "/teach/new/{quiz}", "", ">>>>+++>"),
    ("GET", "/teach/sources/{source}", "", ">>>>+++>"),
    ("GET", "/teach/quizzes/{quiz}/{place}", "", ">>>>+++>"),
    ("POST", "/teach/new/{quiz}", "", ">>>>+++>"),
    ("POST", "/teach/quizzes/{quiz}/{place}", "", ">>>>+++>"),
    ("GET", "/teach/report", "sitting={sitting}", ">>>>+0+>"),
    ("GET", "/teach/report.html", "sitting={sitting}", ">>>>+0+>"),
    (
        "GET",
        "/teach/starter.toml",
        "sitting={sitting}",
        ">>>>+0+>",
    ),
    ("GET", "/teach/sittings/{sitting}", "", ">>>>+0+>"),
    ("GET", "/teach/sittings/{sitting}/events", "", "xxxx+x+x"),
    ("GET", "/teach/sittings/{sitting}/wall", "", ">>>>+0+>"),
    (
        "GET",
        "/teach/sittings/{sitting}/wall/{place}",
        "",
        ">>>>+0+>",
    ),
    ("GET", "/teach/sittings/{sitting}/results", "", ">>>>+0+>"),
    (
        "GET",
        "/teach/sittings/{sitting}/results.csv",
        "",
        ">>>>+0+>",
    ),
    ("GET", "/teach/sittings/{sitting}/papers", "", ">>>>+0+>"),
    ("GET", "/teach/sittings/{sitting}/unsent", "", ">>>>+0+>"),
    (
        "GET",
        "/teach/sittings/{sitting}/seats/{seat}",
        "",
        ">>>>+0+>",
    ),
    (
        "GET",
        "/teach/sittings/{sitting}/seats/{seat}/questions/{place}",
        "attempt={attempt}",
        ">>>>+0+>",
    ),
    ("POST", "/teach/sittings/{sitting}", "", ">>>>+0+>"),
    ("POST", "/teach/sittings/{sitting}/unsent", "", ">>>>+0+>"),
    (
        "POST",
        "/teach/sittings/{sitting}/seats/{seat}",
        "",
        ">>>>+0+>",
    ),
    (
        "POST",
        "/teach/sittings/{sitting}/seats/{seat}/questions/{place}",
        "?attempt={attempt}",
        ">>>>+0+>",
    ),
    ("GET", "/teach/people", "", ">>>>>>+>"),
    ("GET", "/teach/people/{person}", "", ">>>>>>+>"),
    ("GET", "/teach/lists", "", ">>>>>>+>"),
    ("GET", "/teach/lists/{list}", "", ">>>>>>+>"),
    ("POST", "/teach/people", "", ">>>>>>+>"),
    ("POST", "/teach/people/{person}", "", ">>>>>>+>"),
    ("POST", "/teach/lists", "", ">>>>>>+>"),
    ("POST", "/teach/lists/{list}", "", ">>>>>>+>"),
];

/// A school with everybody of [`ASKING`], and another one over the same record.
struct Schools {
    green: School,
    asking: Vec<Browser>,
    sitting: SittingId,
    code: String,
    attempt: String,
}

impl School {
    /// Adds somebody, who opens their link.
    pub fn person(&self, name: &str, role: Role) -> (PersonId, Browser) {
        let classroom = &self.class.classroom;
        let add = StaffCommand::Add {
            name: name.to_owned(),
            role,
            user: String::new(),
        };
        let by = Actor::Technician;
        classroom.change_staff(by, &add, now()).unwrap();
        let person = classroom.with_staff(|staff| *staff.people.keys().next_back().unwrap());
        let token = classroom.make_link(by, person, now()).unwrap();
        let mut browser = Browser::default();
        let entered = self.post(&mut browser, "/enter", &format!("token={token}"));
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{entered:?}");
        (person, browser)
    }

    /// The school of that name over a record.
    pub fn of(store: &Arc<InMemory>, name: &str) -> Self {
        let store: Arc<dyn Store> = Arc::<InMemory>::clone(store);
        Self::start_school(store, SchoolId(name.to_owned()), |_| {})
    }
}

impl Schools {
    fn open() -> Self {
        let store = Arc::new(InMemory::default());
        let (green, blue) = (School::of(&store, "green"), School::of(&store, "blue"));
        let admin = green.teacher();
        let foreign = blue.teacher();
        let (owner, teacher) = green.person("Tess", Role::Teacher);
        let (_, other) = green.person("Omar", Role::Teacher);
        let (_, marker) = green.person("Max", Role::Marker);
        let list = StaffCommand::SaveList {
            list: None,
            name: "10b".to_owned(),
            pupils: vec!["Ada".to_owned()],
            teachers: Vec::new(),
        };
        let classroom = &green.class.classroom;
        classroom
            .change_staff(Actor::Technician, &list, now())
            .unwrap();
        let written = Plan {
            quiz: "letter-5-written".to_owned(),
            owner: green.class.classroom.with_staff(|staff| staff.owner(owner)),
            ..plan(Mode::Practice, Release::ByTeacher)
        };
        let (sitting, code) = green.open(written);
        let (_, elsewhere) = green.open(plan(Mode::Practice, Release::ByTeacher));
        let mut ada = green.join(&code, "Ada");
        let attempt = green.begin(&mut ada);
        green.write(&mut ada, &attempt, 1, "War brings ruin.");
        let mut ben = green.join(&elsewhere, "Ben");
        green.begin(&mut ben);
        Self {
            green,
            asking: vec![
                Browser::default(),
                ada,
                ben,
                marker,
                teacher,
                other,
                admin,
                foreign,
            ],
            sitting,
            code,
            attempt,
        }
    }

    fn filled(&self, text: &str) -> String {
        filled(text, &self.attempt, self.sitting, &self.code)
    }

    /// What one of those who ask gets.
    fn ask(&mut self, who: usize, method: &str, address: &str, sent: &str) -> char {
        let (address, sent) = (self.filled(address), self.filled(sent));
        let green = &self.green;
        let browser = &mut self.asking[who];
        if address.ends_with("/events") {
            // The stream of notices has no end; only its beginning is looked at.
            let request = School::request(browser, Method::GET, &address, "");
            let answered = green.router.clone().oneshot(request);
            let answered = green.runtime.block_on(answered).unwrap();
            return if answered.status() == StatusCode::OK {
                '+'
            } else {
                'x'
            };
        }
        let answered = match (method, sent.strip_prefix('?')) {
            ("GET", _) => green.get(browser, &format!("{address}?{sent}")),
            (_, Some(query)) => green.post(browser, &format!("{address}?{query}"), ""),
            _ => green.post(browser, &address, &sent),
        };
        outcome(&answered)
    }
}

fn outcome(answered: &Answered) -> char {
    assert!(answered.status.as_u16() < 500, "{answered:?}");
    match answered.status {
        StatusCode::NOT_FOUND => '0',
        StatusCode::FORBIDDEN => 'x',
        // Who leaves a place is shown the way in as well, and loses the cookie.
        StatusCode::SEE_OTHER if answered.location == "/" && answered.cookie.is_none() => '>',
        _ => '+',
    }
}

#[test]
fn each_address_stands_in_the_table_once() {
    let method = |is_sent: bool| if is_sent { "POST" } else { "GET" };
    let live = ("GET", EVENTS);
    let there = doors().map(|(address, is_sent, _)| (method(is_sent), address));
    let there: BTreeSet<(&str, &str)> = there.chain([live]).collect();
    let said: Vec<(&str, &str)> = TABLE
        .iter()
        .map(|(method, it, ..)| (*method, *it))
        .collect();
    let listed: BTreeSet<(&str, &str)> = said.iter().copied().collect();
    assert_eq!(listed.len(), said.len(), "an address stands there twice");
    assert_eq!(
        there, listed,
        "say in the table who may ask for each address"
    );
}

#[test]
fn everybody_gets_what_the_table_says() {
    let mut wrong = Vec::new();
    for (method, address, sent, expected) in TABLE {
        let mut schools = Schools::open();
        let found: String = (0..ASKING.len())
            .map(|who| schools.ask(who, method, address, sent))
            .collect();
        for (who, (found, expected)) in found.chars().zip(expected.chars()).enumerate() {
            if found != expected {
                let who = ASKING[who];
                wrong.push(format!(
                    "{method} {address}: {who} gets {found}, not {expected}"
                ));
            }
        }
        assert_eq!(expected.len(), ASKING.len(), "{address}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn who_may_not_send_something_changes_nothing() {
    let mut schools = Schools::open();
    let everything = |schools: &Schools| {
        let mut lines = Vec::new();
        sourcework_service::store::export(
            &*schools.green.class.app.store,
            &mut lines,
            &mut |_, _| {},
        )
        .unwrap();
        let staff = schools.green.class.classroom.with_staff(Clone::clone);
        (lines, staff)
    };
    let before = everything(&schools);
    for (method, address, sent, expected) in TABLE {
        for (who, expected) in expected.chars().enumerate() {
            if method == "POST" && expected != '+' {
                for body in [
                    sent,
                    "do=close",
                    "do=remove",
                    "do=link",
                    "next=5&name=Eve&role=admin",
                ] {
                    schools.ask(who, method, address, body);
                }
            }
        }
    }
    assert!(everything(&schools) == before);
    assert_eq!(schools.green.class.app.store.students().unwrap().len(), 2);
}

#[test]
fn lists_show_what_somebody_may_see() {
    let mut schools = Schools::open();
    let sitting = format!("/teach/sittings/{}", schools.sitting);
    let mut page =
        |who: usize, address: &str| schools.green.page(&mut schools.asking[who], address);
    let [marker, owner, other, admin] = [3, 4, 5, 6];
    assert!(page(owner, "/teach").contains(&sitting));
    assert!(!page(other, "/teach").contains("/teach/sittings/"));
    let all = page(admin, "/teach");
    assert!(
        all.contains(&sitting) && all.contains("opened by Tess"),
        "{all}"
    );
    assert_eq!(all.matches("name=\"sitting\"").count(), 2, "{all}");
    // Only one of the two has written questions.
    for who in [marker, owner, admin] {
        let marking = page(who, "/marking");
        assert_eq!(marking.matches("/teach/sittings/").count(), 1, "{marking}");
    }
    assert!(!page(other, "/marking").contains("/teach/sittings/"));
    // A marker goes from the list to the answers and back, and gets no names and nothing for the wall.
    assert_eq!(
        schools.green.get(&mut schools.asking[marker], "/").location,
        "/marking"
    );
    let mut page = |address: &str| schools.green.page(&mut schools.asking[marker], address);
    let questions = page(&format!("{sitting}/marking"));
    assert!(questions.contains("href=\"/marking\"") && !questions.contains("Back to the board"));
    let question = page(&format!("{sitting}/marking/questions/1"));
    assert!(question.contains("War brings ruin."), "{question}");
    assert!(
        !question.contains("Ada") && !question.contains("/wall"),
        "{question}"
    );
    for away in ["href=\"/teach\"", "/seats/", "/results"] {
        assert!(!question.contains(away), "{away}: {question}");
    }
}

#[test]
fn a_report_on_several_sittings_is_about_ones_own_alone() {
    let mut schools = Schools::open();
    let others = schools.green.class.classroom.all(|it| it.id.to_string());
    let both = others
        .iter()
        .map(|id| format!("sitting={id}"))
        .collect::<Vec<_>>()
        .join("&");
    let address = format!("/teach/report?{both}");
    let status = |schools: &mut Schools, who: usize| {
        schools.green.get(&mut schools.asking[who], &address).status
    };
    assert_eq!(status(&mut schools, 4), StatusCode::NOT_FOUND);
    assert_eq!(status(&mut schools, 6), StatusCode::OK);
}
