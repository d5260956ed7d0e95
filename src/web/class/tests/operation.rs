//! What those who run a server see: exactly the requests that were sent, and nothing of what people have typed.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};

use super::{Browser, School, filled, now, plan};
use crate::web::call::Problem;
use crate::web::class::routes::{EVENTS, doors};
use crate::web::routes::{Asking, Route, pages};
use crate::web::tests::answer;
use crate::web::{Operation, Schools};
use sourcework_core::attempt::Mode;
use sourcework_core::sitting::Release;
use sourcework_html::pages::frame::Audience;
use sourcework_service::library::Library;
use sourcework_service::store::{InMemory, StoreError};

/// How many requests there were of each template, method and class of status.
type Counts = BTreeMap<[String; 3], u64>;

/// A log that a test can read.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Lines {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    fn events(&self) -> Vec<serde_json::Value> {
        let read = |line| serde_json::from_str(line).unwrap();
        self.text().lines().map(read).collect()
    }
}

/// What a page of those who run the server says.
fn asked(school: &School, pages: &Router, address: &str) -> (StatusCode, String) {
    let request = Request::get(address).body(Body::empty()).unwrap();
    let answered = school.runtime.block_on(answer(pages, request));
    (answered.status, answered.page)
}

/// The value of a label in a line such as `name{route="/",status="2xx"} 3`.
fn label(line: &str, name: &str) -> String {
    let after = line.split(&format!("{name}=\"")).nth(1).unwrap();
    after.split('"').next().unwrap().to_owned()
}

fn requests(metrics: &str) -> Counts {
    let lines = metrics.lines();
    lines
        .filter(|line| line.starts_with("sourcework_requests_total{"))
        .map(|line| {
            let labels = ["route", "method", "status"].map(|name| label(line, name));
            let count = line.rsplit(' ').next().unwrap().parse().unwrap();
            (labels, count)
        })
        .collect()
}

/// How many requests there are whose time was taken.
fn timed(metrics: &str) -> u64 {
    let lines = metrics.lines();
    let counts = lines.filter(|line| line.starts_with("sourcework_request_seconds_count{"));
    counts
        .map(|line| line.rsplit(' ').next().unwrap().parse::<u64>().unwrap())
        .sum()
}

/// The value of a figure without labels.
fn figure(metrics: &str, name: &str) -> String {
    let line = metrics
        .lines()
        .find(|line| line.split(' ').next() == Some(name));
    let line = line.unwrap_or_else(|| panic!("no {name} in {metrics}"));
    line.rsplit(' ').next().unwrap().to_owned()
}

/// A school with metrics and a log; the test counts its own requests to compare.
struct Watched {
    school: School,
    operation: Arc<Operation>,
    sent: Counts,
    log: Lines,
}

impl Watched {
    fn start() -> Self {
        let mut school = School::start(Arc::new(InMemory::default()));
        let log = Lines::default();
        let out = Some(Box::new(log.clone()) as _);
        let operation = Operation::new(None, out, Arc::new(|| Ok(())), now).unwrap();
        school.router = operation.watch(school.router);
        Self {
            school,
            operation,
            sent: Counts::new(),
            log,
        }
    }

    fn send(
        &mut self,
        browser: &mut Browser,
        route: &str,
        method: &Method,
        address: &str,
        body: &str,
    ) {
        let request = School::request(browser, method.clone(), address, body);
        let answered = self.school.send(browser, request);
        let class = format!("{}xx", answered.status.as_u16() / 100);
        let method = match *method {
            Method::GET | Method::HEAD | Method::POST => method.to_string(),
            _ => "other".to_owned(),
        };
        *self
            .sent
            .entry([route.to_owned(), method, class])
            .or_default() += 1;
    }
}

/// What a pupil types who wants to get into the figures or the log.
const HOSTILE: &str = "Zo\u{eb}\"} 1\nevil{x=\"y\u{1b}[31m";

#[test]
fn figures_are_those_of_the_requests_and_hold_nothing_that_anybody_typed() {
    let mut watched = Watched::start();
    let (sitting, code) = watched.school.open(plan(Mode::Exam, Release::ByTeacher));
    let mut ada = Browser::default();
    let name: String = form_urlencoded::byte_serialize(HOSTILE.as_bytes()).collect();
    let join = format!("/join/{code}");
    let body = format!("name={name}");
    watched.send(&mut ada, "/join/{code}", &Method::POST, &join, &body);
    assert!(ada.0.is_some(), "Ada has joined");
    watched.send(&mut ada, "/seat/begin", &Method::POST, "/seat/begin", "");
    let number = {
        let classroom = &watched.school.class.classroom;
        let seat = classroom.seat(&super::seat(sitting, 1)).unwrap();
        assert!(seat.name.starts_with("Zo\u{eb}\"} 1"), "{}", seat.name);
        classroom.attempt_of(&seat).unwrap().unwrap()
    };
    let attempt = format!("/attempts/{}", number.0);
    let mut teacher = Browser::default();
    let link = "/enter?token=token";
    watched.send(&mut teacher, "/enter", &Method::GET, link, "");
    for (address, is_sent, _) in doors() {
        let path = filled(address, &attempt, sitting, &code);
        let method = if is_sent { &Method::POST } else { &Method::GET };
        for browser in [&mut ada, &mut teacher, &mut Browser::default()] {
            // The one who leaves is not the one who is asked next.
            if address != "/seat/leave" {
                watched.send(browser, address, method, &path, "");
            }
        }
    }
    let board = format!("/teach/sittings/{sitting}/events");
    watched.send(&mut ada, EVENTS, &Method::GET, &board, "");
    watched.send(&mut teacher, "/seat", &Method::HEAD, "/seat", "");
    watched.send(&mut teacher, "/seat", &Method::PATCH, "/seat", "");
    let path = "/teach/pupils/Ada-Lovelace?answer=clash";
    watched.send(&mut ada, "none", &Method::GET, path, "");
    let monitor = watched.operation.pages();
    let (status, metrics) = asked(&watched.school, &monitor, "/metrics");
    assert_eq!(status, StatusCode::OK);
    assert_eq!(requests(&metrics), watched.sent);
    let all: u64 = watched.sent.values().sum();
    assert_eq!(timed(&metrics), all);
    let most = doors().map(|(address, ..)| address).chain([EVENTS, "none"]);
    let known: Vec<&str> = most.collect();
    for line in metrics.lines().filter(|line| line.contains("route=")) {
        let route = label(line, "route");
        assert!(known.contains(&route.as_str()), "{line}");
    }
    assert_eq!(figure(&metrics, "sourcework_requests_in_progress"), "0");
    watched.operation.end();
    let log = watched.log.text();
    assert_eq!(watched.log.events().len() as u64, all + 1, "and the stop");
    let question = &Library::built_in()
        .paper("letter-1-warm-up")
        .unwrap()
        .quiz
        .questions[0];
    let key = ada.0.unwrap();
    let sitting = sitting.to_string();
    let stem: String = question.stem.value.chars().take(20).collect();
    for secret in [
        "Zo\u{eb}", "evil", "\u{1b}", "Lovelace", "clash", "192.0.2", "cookie", "token", &key,
        &code, &sitting, &attempt, &stem,
    ] {
        for text in [&metrics, &log] {
            assert!(!text.contains(secret), "{secret:?} in {text}");
        }
    }
}

#[test]
fn what_could_not_be_kept_is_counted_and_logged_as_a_kind_without_the_place_of_the_record() {
    let mut watched = Watched::start();
    let route = |address, is_sent, fail: fn() -> Problem| Route {
        address,
        is_sent,
        most: 100,
        answer: Arc::new(move |_| Err(fail())),
    };
    let full: fn() -> Problem = || Problem::NotKept(StoreError::Full("/home/ada/a.db".into()));
    let unread: fn() -> Problem = || StoreError::Busy("/home/ada/a.db".into()).into();
    let failed: fn() -> Problem = || Problem::Failed("Ada's answer".to_owned());
    let asking = Asking {
        proxy: None,
        cookie: "class".into(),
        audience: Audience::Visitor,
    };
    let routes = [
        route("/keep/{name}", true, full),
        route("/read/{name}", false, unread),
        route("/fail/{name}", false, failed),
    ];
    watched.school.router = watched.operation.watch(pages(routes.into_iter(), &asking));
    let mut ada = Browser::default();
    watched.send(&mut ada, "/keep/{name}", &Method::POST, "/keep/ada", "x=1");
    watched.send(&mut ada, "/keep/{name}", &Method::POST, "/keep/ben", "x=1");
    watched.send(&mut ada, "/read/{name}", &Method::GET, "/read/ada", "");
    watched.send(&mut ada, "/fail/{name}", &Method::GET, "/fail/ada", "");
    let monitor = watched.operation.pages();
    let (_, metrics) = asked(&watched.school, &monitor, "/metrics");
    assert_eq!(requests(&metrics), watched.sent);
    assert_eq!(figure(&metrics, "sourcework_answers_not_kept_total"), "2");
    assert_eq!(figure(&metrics, "sourcework_record_failures_total"), "3");
    watched.operation.end();
    let events = watched.log.events();
    let said = events.iter().map(|it| {
        let text = |name| it.get(name).and_then(serde_json::Value::as_str);
        let status = it.get("status").and_then(serde_json::Value::as_u64);
        (text("event").unwrap(), status, text("failure"))
    });
    let disk = Some("the disk is full");
    assert_eq!(
        said.collect::<Vec<_>>(),
        [
            ("request", Some(503), disk),
            ("request", Some(503), disk),
            (
                "request",
                Some(500),
                Some("another program keeps the record busy")
            ),
            ("request", Some(500), Some("the program could not do it")),
            ("stop", None, None),
        ]
    );
    let could_tell = StoreError::Full(PathBuf::from("/home/ada/a.db")).to_string();
    assert!(could_tell.contains("ada"), "{could_tell}");
    assert!(!watched.log.text().to_lowercase().contains("ada"));
}

#[test]
fn what_leads_to_no_school_is_counted_without_the_name_of_the_host() {
    let mut watched = Watched::start();
    let schools = Schools::new(
        "quiz.example.org".to_owned(),
        Arc::new(InMemory::default()),
        Box::new(|_| unreachable!("there is no such school")),
        Some(Arc::clone(&watched.operation)),
    );
    watched.school.router = Arc::new(schools).router();
    for host in ["greenfield.quiz.example.org", "evil.example", ""] {
        let request = Request::get("/").header(header::HOST, host);
        let request = request.body(Body::empty()).unwrap();
        let answered = watched.school.send(&mut Browser::default(), request);
        assert_eq!(answered.status, StatusCode::NOT_FOUND, "{host}");
    }
    let monitor = watched.operation.pages();
    let (_, metrics) = asked(&watched.school, &monitor, "/metrics");
    let counted = ["none", "GET", "4xx"].map(str::to_owned);
    assert_eq!(requests(&metrics), Counts::from([(counted, 3)]));
    watched.operation.end();
    for text in [metrics, watched.log.text()] {
        assert!(!text.contains("greenfield"), "{text}");
    }
}

#[test]
fn it_is_ready_while_the_record_answers_a_small_read_in_time() {
    static RECORD: AtomicU8 = AtomicU8::new(0);
    let school = School::start(Arc::new(InMemory::default()));
    let log = Lines::default();
    let read = || match RECORD.load(Ordering::SeqCst) {
        0 => Ok(()),
        1 => Err(StoreError::Full("/home/ada/record.db".into())),
        _ => {
            std::thread::sleep(std::time::Duration::from_secs(3));
            Ok(())
        }
    };
    let out = Some(Box::new(log.clone()) as _);
    let operation = Operation::new(None, out, Arc::new(read), now).unwrap();
    let pages = operation.pages();
    let ready = || asked(&school, &pages, "/health/ready");
    let record_up = || {
        figure(
            &asked(&school, &pages, "/metrics").1,
            "sourcework_record_up",
        )
    };
    let unready = StatusCode::SERVICE_UNAVAILABLE;
    assert_eq!(ready(), (StatusCode::OK, "ready\n".to_owned()));
    RECORD.store(1, Ordering::SeqCst);
    assert_eq!(ready(), (unready, "the disk is full\n".to_owned()));
    assert_eq!(record_up(), "0");
    RECORD.store(2, Ordering::SeqCst);
    let mute = "the record does not answer\n".to_owned();
    assert_eq!(ready(), (unready, mute));
    // The program itself answers all the while.
    let live = asked(&school, &pages, "/health/live");
    assert_eq!(live, (StatusCode::OK, "alive\n".to_owned()));
    RECORD.store(0, Ordering::SeqCst);
    // The read that hangs is waited for, in place of beginning another one.
    assert_eq!(ready(), (StatusCode::OK, "ready\n".to_owned()));
    assert_eq!(record_up(), "1");
    operation.end();
    let events = log.events();
    let events = events.iter().map(|it| it["event"].as_str().unwrap());
    let lost_and_regained = ["record-lost", "record-regained", "stop"];
    assert_eq!(events.collect::<Vec<_>>(), lost_and_regained);
}

#[test]
fn where_the_program_makes_a_mistake_is_logged_without_what_it_was_made_on() {
    let log = Lines::default();
    let out = Some(Box::new(log.clone()) as _);
    let operation = Operation::new(None, out, Arc::new(|| Ok(())), now).unwrap();
    let before = std::panic::take_hook();
    operation.log_mistakes();
    let answer = "Zo\u{eb}";
    // The usual words of this mistake hold the whole text.
    let mistake = std::panic::catch_unwind(|| answer[..3].len());
    std::panic::set_hook(before);
    assert!(mistake.is_err());
    operation.end();
    let events = log.events();
    // Other tests may make mistakes at the same time.
    let panics = events.iter().filter(|it| it["event"] == "panic");
    let mut places = panics.map(|it| it["at"].as_str().unwrap());
    assert!(places.any(|at| at.starts_with(file!())), "{events:?}");
    assert!(!log.text().contains("Zo"), "{}", log.text());
}
