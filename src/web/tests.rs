//! The pages without a socket: who may ask, that no page tells a key too early, that what is sent twice
//! counts once, and that any requests come to the same events as the commands that they stand for.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use tower::ServiceExt;

use super::app::App;
use super::guard::Guard;
use super::routes::{SENT, SHOWN, Shared, router};
use sourcework_core::attempt::{
    Action, Certainty, Command, Guess, Mode, Numbering, Settings, View,
};
use sourcework_core::identity::StudentKey;
use sourcework_core::marking::Answer;
use sourcework_core::quiz::{Body as QuestionBody, Kind, Question};
use sourcework_core::record::{AttemptNumber, Day};
use sourcework_html::pages::frame::Audience;
use sourcework_service::library::{Library, Shelf};
use sourcework_service::store::InMemory;
use sourcework_service::{Beginning, LiveAttempt};

const HOST: &str = "127.0.0.1:4000";

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 20_000)
}

fn shared() -> Shared {
    let app = App {
        store: Arc::new(InMemory::default()),
        student: StudentKey::default(),
        seated: None,
        recent: Arc::default(),
        library: Library::built_in(),
        cache: None,
        now: Arc::new(now),
        today: || Day::of(now(), 0),
        offset: || 0,
        preview: Some("letter-1-warm-up".to_owned()),
    };
    Shared {
        app: Arc::new(app),
        guard: Arc::new(Guard::new("key".to_owned(), "token".to_owned(), 4000)),
    }
}

/// A browser that may ask.
struct Browser {
    shared: Shared,
    router: Router,
    runtime: tokio::runtime::Runtime,
}

/// What a request was answered with.
#[derive(Debug)]
pub struct Answered {
    pub status: StatusCode,
    pub location: String,
    pub cookie: Option<String>,
    pub page: String,
}

/// Asks without a socket.
pub async fn answer(router: &Router, request: Request<Body>) -> Answered {
    let response = router.clone().oneshot(request).await.unwrap();
    let text = |name| {
        let value = response.headers().get(name);
        value.map(|it: &header::HeaderValue| it.to_str().unwrap().to_owned())
    };
    let (location, cookie) = (text(header::LOCATION), text(header::SET_COOKIE));
    let status = response.status();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    Answered {
        status,
        location: location.unwrap_or_default(),
        cookie,
        page: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

impl Browser {
    fn new() -> Self {
        let shared = shared();
        Self {
            router: router(&shared),
            shared,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap(),
        }
    }

    fn send(&self, request: Request<Body>) -> Answered {
        self.runtime.block_on(answer(&self.router, request))
    }

    fn request(method: Method, address: &str, body: &str) -> Request<Body> {
        Request::builder()
            .method(method)
            .uri(address)
            .header(header::HOST, HOST)
            .header(header::COOKIE, "sourcework-4000=key")
            .body(Body::from(body.to_owned()))
            .unwrap()
    }

    fn get(&self, address: &str) -> Answered {
        self.send(Self::request(Method::GET, address, ""))
    }

    /// The page of an address, where others are shown on the way.
    fn page(&self, address: &str) -> (String, String) {
        let mut address = address.to_owned();
        for _ in 0..5 {
            let answered = self.get(address.split('#').next().unwrap());
            match answered.status {
                StatusCode::OK => {
                    let shown = address.split('#').next().unwrap().to_owned();
                    return (shown, answered.page);
                }
                StatusCode::SEE_OTHER => address = answered.location,
                _ => panic!("{address}: {answered:?}"),
            }
        }
        panic!("{address} leads nowhere");
    }

    fn post(&self, address: &str, body: &str) -> Answered {
        self.send(Self::request(Method::POST, address, body))
    }

    fn begin(&self, quiz: &str, settings: &str) -> AttemptNumber {
        let begun = self.post(&format!("/quizzes/{quiz}"), &format!("seed=1&{settings}"));
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.page);
        begun.location.rsplit('/').next().unwrap().parse().unwrap()
    }

    fn attempt(&self, number: AttemptNumber) -> LiveAttempt<'_> {
        self.shared.app.attempt(number).unwrap()
    }

    /// How many events the attempt has, as a form says it.
    fn seq(&self, number: AttemptNumber) -> usize {
        self.attempt(number).session().events().len()
    }

    /// What the student has done, without when.
    fn actions(&self, number: AttemptNumber) -> Vec<Action> {
        let live = self.attempt(number);
        let events = live.session().events().iter();
        events.map(|event| event.action.clone()).collect()
    }
}

/// An address with something for each of its parts.
fn filled(address: &str) -> String {
    address
        .replace("{quiz}", "letter-1-warm-up")
        .replace("{source}", "khrushchev-letter-1962")
        .replace("{attempt}", "1")
        .replace("{place}", "1")
        .replace("{sample}", "1")
        .replace("{asset}", "style.css")
}

fn every_route() -> impl Iterator<Item = (Method, String)> {
    let shown = SHOWN
        .iter()
        .map(|(address, _)| (Method::GET, filled(address)));
    let sent = SENT
        .iter()
        .map(|(address, _)| (Method::POST, filled(address)));
    shown.chain(sent)
}

#[test]
fn nothing_is_answered_without_the_cookie_or_to_another_host_or_from_another_page() {
    let browser = Browser::new();
    browser.begin("letter-1-warm-up", "");
    // Style sheet and script tell nothing, and pages that refuse use them.
    let guarded = every_route().filter(|(_, address)| !address.starts_with("/assets/"));
    for (method, address) in guarded {
        let ask = |change: &dyn Fn(&mut Request<Body>)| {
            let mut request = Browser::request(method.clone(), &address, "");
            change(&mut request);
            browser.send(request).status
        };
        let forbidden = StatusCode::FORBIDDEN;
        let without = ask(&|it| _ = it.headers_mut().remove(header::COOKIE));
        assert_eq!(without, forbidden, "{method} {address}");
        let wrong = ask(&|it| {
            _ = it
                .headers_mut()
                .insert(header::COOKIE, "sourcework-4000=kex".parse().unwrap());
        });
        assert_eq!(wrong, forbidden, "{method} {address}");
        let host = ask(&|it| {
            _ = it
                .headers_mut()
                .insert(header::HOST, "evil.example:4000".parse().unwrap());
        });
        assert_eq!(host, forbidden, "{method} {address}");
        if method == Method::POST {
            for origin in ["http://evil.example", "null", "http://127.0.0.1:4001"] {
                let from = ask(&|it| {
                    _ = it
                        .headers_mut()
                        .insert(header::ORIGIN, origin.parse().unwrap());
                });
                assert_eq!(from, forbidden, "{origin} {address}");
            }
        }
        assert_ne!(ask(&|_| ()), forbidden, "{method} {address}");
    }
}

#[test]
fn the_link_works_once() {
    let browser = Browser::new();
    let enter = |token: &str| {
        let request = Request::builder()
            .uri(format!("/enter?token={token}&to=/quizzes/letter-1-warm-up"))
            .header(header::HOST, HOST)
            .body(Body::empty())
            .unwrap();
        browser.send(request)
    };
    assert_eq!(enter("toke").status, StatusCode::FORBIDDEN);
    let entered = enter("token");
    assert_eq!(entered.location, "/quizzes/letter-1-warm-up");
    assert_eq!(enter("token").status, StatusCode::FORBIDDEN);
}

#[test]
fn every_address_answers_each_method_with_a_page_or_says_that_it_has_none() {
    let browser = Browser::new();
    browser.begin("letter-1-warm-up", "");
    for (method, address) in every_route() {
        let answered = browser.send(Browser::request(method.clone(), &address, ""));
        let is_fine = answered.status.is_success()
            || answered.status.is_redirection()
            || answered.status == StatusCode::CONFLICT;
        assert!(is_fine, "{method} {address}: {answered:?}");
    }
    for address in [
        "/nothing",
        "/attempts/99",
        "/attempts/x",
        "/attempts/1/questions/0",
        "/attempts/1/questions/99",
        "/sources/none",
        "/quizzes/none",
        "/assets/none",
    ] {
        assert_eq!(
            browser.get(address).status,
            StatusCode::NOT_FOUND,
            "{address}"
        );
    }
    let deleted = browser.send(Browser::request(Method::DELETE, "/", ""));
    assert_eq!(deleted.status, StatusCode::METHOD_NOT_ALLOWED);
    let long = "a=".to_owned() + &"b".repeat(300 * 1024);
    let sent = browser.post("/attempts/1/questions/1", &long);
    assert_eq!(sent.status, StatusCode::PAYLOAD_TOO_LARGE);
}

/// What must not stand on a page before it may be shown.
fn secrets(question: &Question) -> Vec<String> {
    let mut secrets = vec![question.explanation.to_string(), question.id.to_string()];
    secrets.extend(question.hint.iter().map(ToString::to_string));
    secrets.extend(question.point_labels().iter().map(ToString::to_string));
    let feedback = match &question.body {
        QuestionBody::SingleChoice(body) => body
            .options
            .iter()
            .filter_map(|it| it.feedback.clone())
            .collect(),
        QuestionBody::MultipleResponse(body) => body
            .options
            .iter()
            .filter_map(|it| it.feedback.clone())
            .collect(),
        QuestionBody::ShortAnswer(body) => vec![body.model.clone()],
        QuestionBody::Extended(body) => vec![body.model.clone()],
        QuestionBody::Inference(body) => vec![body.model.clone()],
        _ => Vec::new(),
    };
    secrets.extend(feedback.iter().map(ToString::to_string));
    // A word or two may stand in a passage by chance.
    secrets.retain(|secret| secret.split_whitespace().count() > 2 || secret.contains('-'));
    secrets
}

/// A text as it stands in a page.
fn escaped(text: &str) -> String {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    text.replace('"', "&quot;")
}

fn tells_nothing(page: &str, question: &Question, address: &str) {
    for secret in secrets(question) {
        assert!(
            !page.contains(&escaped(&secret)),
            "{address} tells “{secret}”"
        );
    }
}

#[test]
fn no_page_tells_a_key_before_it_may() {
    for quiz in Library::built_in().ids(Shelf::Quizzes).unwrap() {
        for mode in ["practice", "exam"] {
            let browser = Browser::new();
            let number = browser.begin(&quiz, &format!("mode={mode}"));
            let paper = Arc::clone(browser.attempt(number).session().paper());
            let count = browser.attempt(number).session().attempt().items.len();
            for place in 0..count {
                let address = format!("/attempts/{number}/questions/{}", place + 1);
                for _ in 0..2 {
                    let (shown, page) = browser.page(&address);
                    assert_eq!(shown, address);
                    let live = browser.attempt(number);
                    tells_nothing(&page, live.session().question(place), &address);
                    // In an exam nothing of any other question is told either.
                    if mode == "exam" {
                        for question in &paper.quiz.questions {
                            tells_nothing(&page, question, &address);
                        }
                    }
                    let seq = browser.seq(number);
                    if page.contains("value=\"commit\"") {
                        browser.post(&address, &format!("seq={seq}&do=commit&who=&when=&why="));
                    } else {
                        break;
                    }
                }
                let seq = browser.seq(number);
                browser.post(&address, &format!("seq={seq}&do=answer-meant&text=It"));
                let live = browser.attempt(number);
                let waiting = live.session().attempt().to_judge();
                if let Some(which) = waiting {
                    browser
                        .attempt(number)
                        .step(Command::LeaveUnjudged { which }, now())
                        .unwrap();
                }
            }
            if mode == "exam" {
                let (address, page) = browser.page(&format!("/attempts/{number}/overview"));
                for question in &paper.quiz.questions {
                    tells_nothing(&page, question, &address);
                }
            }
        }
    }
}

#[test]
fn what_is_sent_twice_counts_once() {
    let browser = Browser::new();
    let number = browser.begin("letter-1-warm-up", "");
    let first = format!("/attempts/{number}/questions/1");
    let body = format!("seq={}&do=answer&choice=1", browser.seq(number));
    let answered = browser.post(&first, &body);
    assert_eq!(answered.location, format!("{first}#told"));
    let again = browser.post(&first, &body);
    assert_eq!(
        (again.status, again.location.as_str()),
        (StatusCode::SEE_OTHER, first.as_str())
    );
    // The page of the question before, sent by way of the back button.
    let other = browser.post(&first, &body.replace("choice=1", "choice=2"));
    assert_eq!(other.status, StatusCode::SEE_OTHER);
    let given = |it: &Action| matches!(it, Action::Answered { .. });
    assert_eq!(
        browser
            .actions(number)
            .iter()
            .filter(|it| given(it))
            .count(),
        1
    );
    assert_eq!(browser.attempt(number).session().attempt().answered(), 1);
}

#[test]
fn an_empty_answer_is_given_only_if_that_is_meant() {
    let browser = Browser::new();
    let number = browser.begin("letter-1-warm-up", "");
    let first = format!("/attempts/{number}/questions/1");
    let seq = browser.seq(number);
    let asked = browser.post(&first, &format!("seq={seq}&do=answer"));
    let (_, page) = browser.page(asked.location.split('#').next().unwrap());
    assert!(page.contains("You have not answered yet."), "{page}");
    assert_eq!(browser.attempt(number).session().attempt().answered(), 0);
    browser.post(
        &first,
        &format!("seq={}&do=answer-meant", browser.seq(number)),
    );
    assert_eq!(browser.attempt(number).session().attempt().answered(), 1);
}

#[test]
fn a_draft_is_there_when_the_page_is_loaded_again() {
    let browser = Browser::new();
    let number = browser.begin("letter-1-warm-up", "");
    let first = format!("/attempts/{number}/questions/1");
    let seq = browser.seq(number);
    let kept = browser.post(&format!("{first}/draft"), &format!("seq={seq}&choice=2"));
    assert_eq!(kept.status, StatusCode::OK);
    let (_, page) = browser.page(&first);
    assert!(page.contains("value=\"2\" checked"), "{page}");
    browser.post(&first, &format!("seq={seq}&do=answer&choice=2"));
    let late = browser.post(&format!("{first}/draft"), &format!("seq={seq}&choice=1"));
    assert_eq!(
        (late.status, late.page.as_str()),
        (StatusCode::OK, "answered")
    );
}

#[test]
fn markup_in_what_a_student_writes_stays_text() {
    let browser = Browser::new();
    let number = browser.begin("letter-5-written", "");
    let count = browser.attempt(number).session().attempt().items.len();
    let evil = "<script>alert(1)</script>\"'><img src=x>";
    let sent: String = form_urlencoded::byte_serialize(evil.as_bytes()).collect();
    for place in 1..=count {
        let address = format!("/attempts/{number}/questions/{place}");
        let seq = browser.seq(number);
        browser.post(&address, &format!("seq={seq}&do=commit&who={sent}"));
        let seq = browser.seq(number);
        let fields = ["text", "gap-1", "inference-1", "detail-1", "row-1"];
        let fields = fields.map(|name| format!("{name}={sent}")).join("&");
        browser.post(&address, &format!("seq={seq}&do=answer-meant&{fields}"));
        let (_, page) = browser.page(&address);
        assert!(
            !page.contains("<script>alert") && !page.contains("<img"),
            "{page}"
        );
        let waiting = browser.attempt(number).session().attempt().to_judge();
        if let Some(which) = waiting {
            browser
                .attempt(number)
                .step(Command::LeaveUnjudged { which }, now())
                .unwrap();
        }
    }
}

#[test]
fn the_author_sees_each_question_with_its_key() {
    let browser = Browser::new();
    let paper = Library::built_in().paper("letter-1-warm-up").unwrap();
    for (number, question) in (1..).zip(&paper.quiz.questions) {
        let (_, page) = browser.page(&format!("/preview/{number}"));
        assert!(page.contains(&escaped(&question.explanation)), "{page}");
        assert!(page.contains(question.id.as_str()), "{page}");
    }
}

#[test]
fn a_request_that_panics_answers_500_and_the_next_one_is_answered() {
    use super::routes::{Asking, Route, pages};
    let browser = Browser::new();
    let panics = Route {
        address: "/panics",
        is_sent: false,
        most: 0,
        answer: Arc::new(|_| panic!("on purpose")),
    };
    let asking = Asking {
        proxy: None,
        cookie: "key".into(),
        audience: Audience::Alone,
    };
    let router = pages(std::iter::once(panics), &asking).fallback_service(browser.router.clone());
    let answers = Browser { router, ..browser };
    let answered = answers.get("/panics");
    assert_eq!(answered.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(
        answered.page.contains("What you have answered is kept."),
        "{}",
        answered.page
    );
    assert_eq!(answers.get("/").status, StatusCode::OK);
}

#[test]
fn an_exam_whose_time_is_up_is_handed_in_by_the_next_request() {
    use std::sync::atomic::{AtomicI64, Ordering};
    static MINUTES: AtomicI64 = AtomicI64::new(0);
    let Shared { app, guard } = shared();
    let Ok(mut app) = Arc::try_unwrap(app) else {
        panic!("nobody else has it")
    };
    app.now = Arc::new(|| now() + SignedDuration::from_mins(MINUTES.load(Ordering::Relaxed)));
    let shared = Shared {
        app: Arc::new(app),
        guard,
    };
    let browser = Browser {
        router: router(&shared),
        shared,
        ..Browser::new()
    };
    let number = browser.begin("letter-1-warm-up", "mode=exam&extra=100");
    let first = format!("/attempts/{number}/questions/1");
    // The limit of 25 minutes is doubled.
    MINUTES.store(49, Ordering::Relaxed);
    let (shown, page) = browser.page(&first);
    assert!(shown == first && page.contains("1 minute left"), "{page}");
    let seq = browser.seq(number);
    MINUTES.store(51, Ordering::Relaxed);
    let late = browser.post(&first, &format!("seq={seq}&do=answer&choice=1"));
    assert_eq!(late.status, StatusCode::SEE_OTHER);
    let (shown, page) = browser.page(&late.location);
    assert_eq!(shown, format!("/attempts/{number}/result"));
    assert!(page.contains("The time was up"), "{page}");
    assert_eq!(browser.attempt(number).session().attempt().answered(), 0);
}

/// Goes to the first question of a kind, by passing those before; its address.
fn turn_to(browser: &Browser, number: AttemptNumber, kind: Kind) -> String {
    let count = browser.attempt(number).session().attempt().items.len();
    for place in 0..count {
        let mut live = browser.attempt(number);
        if live.session().question(place).kind() == kind {
            return format!("/attempts/{number}/questions/{}", place + 1);
        }
        if matches!(live.session().current(now()), View::Commit(_)) {
            let guess = Guess::default();
            live.step(Command::Commit { place, guess }, now()).unwrap();
        }
        live.step(Command::Skip { place }, now()).unwrap();
    }
    panic!("no question of that kind");
}

#[test]
fn line_breaks_of_a_browser_are_line_breaks() {
    let browser = Browser::new();
    let number = browser.begin("letter-3-language", "");
    let address = turn_to(&browser, number, Kind::Inference);
    let seq = browser.seq(number);
    let body = format!("seq={seq}&do=answer&inference-1=He+hopes%0D%0Afor+peace.&detail-1=peace");
    browser.post(&address, &body);
    let live = browser.attempt(number);
    let given = live
        .session()
        .outcomes()
        .find_map(|(_, given)| given)
        .unwrap();
    let Answer::Inferences(pairs) = &given.answer else {
        panic!("{given:?}")
    };
    assert_eq!(pairs[0].inference, "He hopes\nfor peace.");
}

#[test]
fn what_happens_to_another_question_makes_no_page_stale() {
    let browser = Browser::new();
    let number = browser.begin("letter-1-warm-up", "mode=exam");
    let seq = browser.seq(number);
    let at = |place: usize| format!("/attempts/{number}/questions/{place}");
    // Two tabs with two questions of an exam, loaded at the same time.
    browser.post(&at(1), &format!("seq={seq}&do=answer&choice=1"));
    let kept = browser.post(&format!("{}/draft", at(2)), &format!("seq={seq}&choice=1"));
    assert_eq!(kept.status, StatusCode::OK);
    browser.post(&at(2), &format!("seq={seq}&do=answer&choice=2"));
    assert_eq!(browser.attempt(number).session().attempt().answered(), 2);
}

#[test]
fn a_text_is_written_again_once_and_what_was_begun_is_kept() {
    let browser = Browser::new();
    let number = browser.begin("letter-5-written", "");
    let address = turn_to(&browser, number, Kind::ShortAnswer);
    browser.post(
        &address,
        &format!("seq={}&do=answer&text=First", browser.seq(number)),
    );
    let waiting = browser.attempt(number).session().attempt().to_judge();
    if let Some(which) = waiting {
        browser
            .attempt(number)
            .step(Command::LeaveUnjudged { which }, now())
            .unwrap();
    }
    let again = format!("{address}/again");
    let seq = browser.seq(number);
    let kept = browser.post(
        &format!("{again}/draft"),
        &format!("seq={seq}&text=Second+begun"),
    );
    assert_eq!(kept.status, StatusCode::OK);
    assert!(browser.page(&again).1.contains("Second begun"));
    let empty = browser.post(&again, &format!("seq={seq}&do=redraft&text="));
    assert!(empty.location.contains("again=empty"), "{empty:?}");
    let control = browser.post(&again, &format!("seq={seq}&do=redraft&text=a%07"));
    assert!(control.location.contains("again=control"), "{control:?}");
    browser.post(&again, &format!("seq={seq}&do=redraft&text=Second"));
    browser.post(&again, &format!("seq={seq}&do=redraft&text=Third"));
    let live = browser.attempt(number);
    let items = &live.session().attempt().items;
    let second = items.iter().find_map(|item| item.second.as_ref()).unwrap();
    assert_eq!(second.answer, Answer::Text("Second".to_owned()));
    // Marking it otherwise is about the second version.
    drop(live);
    if browser
        .attempt(number)
        .session()
        .attempt()
        .to_judge()
        .is_none()
    {
        let (_, page) = browser.page(&address);
        assert!(!page.contains("/mark\""), "{page}");
    }
}

#[test]
fn the_first_version_stands_beside_the_new_one_for_the_student_and_for_the_marker() {
    let browser = Browser::new();
    let number = browser.begin("letter-5-written", "");
    let address = turn_to(&browser, number, Kind::ShortAnswer);
    let give = |address: &str, what: &str| {
        let seq = browser.seq(number);
        browser.post(address, &format!("seq={seq}&{what}"));
    };
    give(&address, "do=answer&text=War+is+a+catastrophe.");
    give(&format!("{address}/again"), "do=redraft&text=A+game");
    let place = browser.attempt(number).session().attempt().to_judge();
    assert_eq!(place, None, "the program is sure of both versions");
    let (_, told) = browser.page(&address);
    for words in [
        "Your first version:",
        "War is a catastrophe.",
        "You wrote:",
        "A game",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let (_, marking) = browser.page(&format!("{address}/mark?version=2"));
    for words in ["The first version:", "War is a catastrophe.", "A game"] {
        assert!(marking.contains(words), "{words}: {marking}");
    }
}

#[test]
fn feedback_comes_before_a_question_that_is_asked_again_at_once() {
    let browser = Browser::new();
    let number = browser.begin(
        "letter-1-warm-up",
        "retry=yes&questions=1&skill=comprehension",
    );
    let address = format!("/attempts/{number}/questions/1");
    let seq = browser.seq(number);
    let given = browser.post(&address, &format!("seq={seq}&do=answer-meant"));
    let (_, page) = browser.page(&given.location);
    assert!(page.contains("comes again at the end"), "{page}");
    let (_, page) = browser.page(&address);
    assert!(page.contains("(again)"), "{page}");
}

#[test]
fn an_answer_says_how_sure_it_is_where_that_is_asked() {
    let browser = Browser::new();
    let number = browser.begin("letter-1-warm-up", "certainty=yes");
    let address = format!("/attempts/{number}/questions/1");
    let seq = browser.seq(number);
    let asked = browser.post(&address, &format!("seq={seq}&do=answer&choice=0"));
    assert!(asked.location.contains("again=sure"), "{asked:?}");
    browser.post(
        &address,
        &format!("seq={seq}&do=answer&choice=0&certainty=2"),
    );
    let live = browser.attempt(number);
    let (_, given) = live.session().outcomes().next().unwrap();
    assert_eq!(given.unwrap().certainty, Some(Certainty::Sure));
}

#[test]
fn an_address_of_another_site_is_never_gone_to() {
    use super::call::local;
    for fine in ["/", "/revision", "/attempts/1/questions/2?again=empty"] {
        assert_eq!(local(fine), fine);
    }
    for wrong in [
        "",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "http://evil.example",
        "/\r\nX: y",
    ] {
        assert_eq!(local(wrong), "/", "{wrong:?}");
    }
}

/// A request of the property below, and the command that it stands for.
#[derive(Clone, Debug)]
enum Asked {
    Answer(usize, usize),
    Skip(usize),
    Hint(usize),
    Flag(usize, bool),
    HandIn,
}

fn asked() -> impl proptest::strategy::Strategy<Value = Asked> {
    use proptest::prelude::*;
    prop_oneof![
        (0..4_usize, 0..4_usize).prop_map(|(place, choice)| Asked::Answer(place, choice)),
        (0..4_usize).prop_map(Asked::Skip),
        (0..4_usize).prop_map(Asked::Hint),
        (0..4_usize, any::<bool>()).prop_map(|(place, on)| Asked::Flag(place, on)),
        Just(Asked::HandIn),
    ]
}

impl Asked {
    fn send(&self, browser: &Browser, number: AttemptNumber) {
        let seq = browser.seq(number);
        let (place, body) = match self {
            Self::Answer(place, choice) => (*place, format!("do=answer&choice={choice}")),
            Self::Skip(place) => (*place, "do=skip-meant".to_owned()),
            Self::Hint(place) => (*place, "do=hint".to_owned()),
            Self::Flag(place, true) => (*place, "do=flag".to_owned()),
            Self::Flag(place, false) => (*place, "do=unflag".to_owned()),
            Self::HandIn => {
                browser.post(
                    &format!("/attempts/{number}/hand-in"),
                    &format!("seq={seq}"),
                );
                return;
            }
        };
        let address = format!("/attempts/{number}/questions/{}", place + 1);
        browser.post(&address, &format!("seq={seq}&{body}"));
    }

    /// The same by the service.
    fn step(&self, live: &mut LiveAttempt<'_>) {
        let (place, command) = match self {
            Self::Answer(place, choice) => (
                *place,
                Command::Answer {
                    place: *place,
                    answer: Answer::Choice(Some(*choice)),
                    numbering: Numbering::Presented,
                    certainty: None,
                },
            ),
            Self::Skip(place) => (*place, Command::Skip { place: *place }),
            Self::Hint(place) => (*place, Command::TakeHint { place: *place }),
            Self::Flag(place, on) => (
                *place,
                Command::Flag {
                    place: *place,
                    on: *on,
                },
            ),
            Self::HandIn => {
                let _ = live.step(Command::HandIn, now());
                return;
            }
        };
        let is_exam = live.session().settings().mode == Mode::Exam;
        if is_exam
            && live.session().attempt().asking() != Some(place)
            && live.step(Command::TurnTo { place }, now()).is_err()
        {
            return;
        }
        // Only a question that is being asked has a form.
        let asks = matches!(live.session().current(now()), View::Question(view) if view.head.place == place);
        if asks {
            let _ = live.step(command, now());
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 40, ..Default::default() })]
    #[test]
    fn any_requests_come_to_the_events_of_their_commands(
        asked in proptest::collection::vec(asked(), 0..25),
        is_exam in proptest::bool::ANY,
    ) {
        let browser = Browser::new();
        let mode = if is_exam { "exam" } else { "practice" };
        let number = browser.begin("letter-1-warm-up", &format!("mode={mode}"));
        let store = InMemory::default();
        let beginning = Beginning {
            settings: Settings { mode: if is_exam { Mode::Exam } else { Mode::Practice }, ..Settings::default() },
            seed: Some(1),
            ..Beginning::default()
        };
        let paper = Arc::new(Library::built_in().paper("letter-1-warm-up").unwrap());
        let mut live = LiveAttempt::begin(&store, &StudentKey::default(), paper, &beginning, now()).unwrap();
        for one in &asked {
            one.send(&browser, number);
            one.step(&mut live);
        }
        let expected: Vec<Action> = live.session().events().iter().map(|it| it.action.clone()).collect();
        proptest::prop_assert_eq!(browser.actions(number), expected);
    }
}
