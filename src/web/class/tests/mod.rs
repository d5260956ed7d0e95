//! A class without a socket: who may ask for what, that nothing is told before it is released, and that
//! what was kept outlives the program.
#![allow(clippy::unwrap_used, clippy::panic)]

mod bounds;
mod marking;
mod operation;
mod people;
mod planning;
mod probing;
mod report;
mod roles;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::routes::router;
use super::{Class, ClassSettings};
use crate::web::app::App;
use crate::web::tests::{Answered, answer};
use sourcework_core::attempt::{Action, Mode, Phase, Session};
use sourcework_core::identity::{SchoolId, StudentKey};
use sourcework_core::quiz::Kind;
use sourcework_core::record::Day;
use sourcework_core::sitting::{Plan, Release, SeatId, SittingId, class_of};
use sourcework_service::LiveAttempt;
use sourcework_service::classroom::{Classroom, Place};
use sourcework_service::library::Library;
use sourcework_service::store::{InMemory, Record, Store};

const HOST: &str = "192.0.2.7:8080";

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 20_000)
}

/// A running program.
struct School {
    class: Arc<Class>,
    router: Router,
    runtime: tokio::runtime::Runtime,
}

/// A browser: the key that it holds.
#[derive(Clone, Default)]
struct Browser(Option<String>);

impl School {
    fn start(store: Arc<dyn Store>) -> Self {
        Self::start_with(store, |_| {})
    }

    /// A program that was started with other settings.
    fn start_with(store: Arc<dyn Store>, change: impl FnOnce(&mut ClassSettings)) -> Self {
        Self::start_school(store, SchoolId::default(), change)
    }

    /// The same for a school among others.
    fn start_school(
        store: Arc<dyn Store>,
        school: SchoolId,
        change: impl FnOnce(&mut ClassSettings),
    ) -> Self {
        let mut settings = ClassSettings {
            places: vec![format!("http://{HOST}")],
            roster: String::new(),
            cookie: "class".to_owned(),
            token: Some("token".to_owned()),
            trusted: None,
            proxy: None,
            is_encrypted: false,
            keep_days: None,
            room: Box::new(|| None),
        };
        change(&mut settings);
        let classroom = Classroom::open(
            Arc::clone(&store),
            Library::built_in(),
            school,
            Arc::default(),
        );
        let app = App {
            store,
            student: StudentKey::default(),
            seated: None,
            recent: Arc::default(),
            library: Library::built_in(),
            cache: None,
            now: Arc::new(now),
            today: || Day::of(now(), 0),
            offset: || 0,
            preview: None,
        };
        let class = Arc::new(Class::new(app, Arc::new(classroom.unwrap()), settings));
        Self {
            router: router(&class),
            class,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap(),
        }
    }

    fn open(&self, plan: Plan) -> (SittingId, String) {
        let id = self.class.classroom.open_sitting(plan, now()).unwrap();
        let code = self
            .class
            .classroom
            .with(id, |it| it.code.as_str().to_owned());
        (id, code.unwrap())
    }

    fn send(&self, browser: &mut Browser, request: Request<Body>) -> Answered {
        let answered = self.runtime.block_on(answer(&self.router, request));
        if let Some(value) = answered
            .cookie
            .as_deref()
            .and_then(|it| it.strip_prefix("class="))
        {
            let key = value.split(';').next().unwrap().to_owned();
            browser.0 = Some(key).filter(|key| !key.is_empty());
        }
        answered
    }

    fn request(browser: &Browser, method: Method, address: &str, body: &str) -> Request<Body> {
        let mut request = Request::builder()
            .method(method)
            .uri(address.split('#').next().unwrap())
            .header(header::HOST, HOST);
        if let Some(key) = &browser.0 {
            request = request.header(header::COOKIE, format!("class={key}"));
        }
        request.body(Body::from(body.to_owned())).unwrap()
    }

    fn get(&self, browser: &mut Browser, address: &str) -> Answered {
        let request = Self::request(browser, Method::GET, address, "");
        self.send(browser, request)
    }

    /// The page that is shown in the end.
    fn page(&self, browser: &mut Browser, address: &str) -> String {
        let mut address = address.to_owned();
        for _ in 0..5 {
            let answered = self.get(browser, &address);
            match answered.status {
                StatusCode::OK => return answered.page,
                StatusCode::SEE_OTHER => address = answered.location,
                _ => panic!("{address}: {answered:?}"),
            }
        }
        panic!("no page at {address}");
    }

    fn post(&self, browser: &mut Browser, address: &str, body: &str) -> Answered {
        let request = Self::request(browser, Method::POST, address, body);
        self.send(browser, request)
    }

    fn join(&self, code: &str, name: &str) -> Browser {
        let mut browser = Browser::default();
        let joined = self.post(
            &mut browser,
            &format!("/join/{code}"),
            &format!("name={name}"),
        );
        assert_eq!(joined.location, "/seat", "{joined:?}");
        browser
    }

    fn teacher(&self) -> Browser {
        let mut browser = Browser::default();
        let entered = self.get(&mut browser, "/enter?token=token");
        assert_eq!(entered.location, "/teach", "{entered:?}");
        browser
    }

    /// Begins, and the address of the attempt.
    fn begin(&self, browser: &mut Browser) -> String {
        let begun = self.post(browser, "/seat/begin", "");
        assert!(begun.location.starts_with("/attempts/"), "{begun:?}");
        begun.location
    }

    /// Writes an answer in a text field.
    fn write(&self, browser: &mut Browser, attempt: &str, question: usize, text: &str) {
        let address = format!("{attempt}/questions/{question}");
        let page = self.get(browser, &address).page;
        let seq = seq_of(&page).unwrap();
        let text = text.replace(' ', "+");
        let body = format!("seq={seq}&do=answer-meant&text={text}");
        let given = self.post(browser, &address, &body);
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{given:?}");
    }

    /// What the attempt of a seat holds.
    fn look<T>(&self, place: &Place, look: impl FnOnce(&Session) -> T) -> T {
        let classroom = &self.class.classroom;
        let seat = classroom.seat(place).unwrap();
        let number = classroom.attempt_of(&seat).unwrap().unwrap();
        let live = classroom.live(&seat.student, number).unwrap();
        look(live.session())
    }

    /// Answers a single choice as it is presented.
    fn choose(
        &self,
        browser: &mut Browser,
        attempt: &str,
        question: usize,
        choice: usize,
    ) -> Answered {
        let address = format!("{attempt}/questions/{question}");
        let page = self.get(browser, &address).page;
        let seq = seq_of(&page).unwrap_or_default();
        self.post(
            browser,
            &address,
            &format!("seq={seq}&do=answer-meant&choice={choice}"),
        )
    }
}

/// How many events the attempt had when a form was made.
fn seq_of(page: &str) -> Option<&str> {
    let after = page.split("name=\"seq\" value=\"").nth(1)?;
    after.split('"').next()
}

/// Opens the exam of the library, whose results are shown at once.
fn exam(school: &School) -> (SittingId, String) {
    school.open(Plan {
        quiz: "letter-4-exam".to_owned(),
        ..plan(Mode::Exam, Release::AtOnce)
    })
}

/// The first question of a kind in the exam, by its number in the quiz.
fn number_of(kind: Kind) -> usize {
    let paper = Library::built_in().paper("letter-4-exam").unwrap();
    let mut questions = paper.quiz.questions.iter();
    questions.position(|it| it.kind() == kind).unwrap() + 1
}

fn plan(mode: Mode, release: Release) -> Plan {
    Plan {
        mode,
        minutes: (mode == Mode::Exam).then_some(20),
        release,
        ..Plan::practice("letter-1-warm-up", "Warm-up")
    }
}

fn seat(sitting: SittingId, seat: u32) -> Place {
    Place {
        sitting,
        seat: SeatId(seat),
    }
}

/// Fills an address in with a pupil's attempt and a teacher's sitting.
fn filled(address: &str, attempt: &str, sitting: SittingId, code: &str) -> String {
    let number = attempt.rsplit('/').next().unwrap();
    address
        .replace("{attempt}", number)
        .replace("{sitting}", &sitting.to_string())
        .replace("{code}", code)
        .replace("{seat}", "1")
        .replace("{quiz}", "letter-1-warm-up")
        .replace("{source}", "khrushchev-letter-1962")
        .replace("{asset}", "style.css")
        .replace("{place}", "1")
        .replace("{sample}", "1")
        .replace("{person}", "1")
        .replace("{list}", "1")
}

#[test]
fn a_page_that_is_not_there_offers_nothing_of_a_student_alone() {
    let school = School::start(Arc::new(InMemory::default()));
    let mut visitor = Browser::default();
    let answered = school.get(&mut visitor, "/nothing");
    assert_eq!(answered.status, StatusCode::NOT_FOUND);
    assert!(!answered.page.contains("/revision"), "{answered:?}");
    assert!(answered.page.contains("To the first page"), "{answered:?}");
}

#[test]
fn a_form_of_another_site_changes_nothing_and_the_link_works_once() {
    let school = School::start(Arc::new(InMemory::default()));
    let (sitting, code) = school.open(plan(Mode::Practice, Release::AtOnce));
    let mut teacher = school.teacher();
    let mut other = Browser::default();
    let again = school.get(&mut other, "/enter?token=token");
    assert!(again.location.starts_with("/?again=link"), "{again:?}");
    let address = format!("/teach/sittings/{sitting}");
    for origin in ["http://evil.example", "null", "http://192.0.2.7"] {
        let mut request = School::request(&teacher, Method::POST, &address, "do=close");
        let origin = header::HeaderValue::from_static(origin);
        request.headers_mut().insert(header::ORIGIN, origin);
        let answered = school.send(&mut teacher, request);
        assert_eq!(answered.status, StatusCode::FORBIDDEN);
    }
    school.join(&code, "Ada");
}

#[test]
fn a_pupil_comes_back_from_another_device_and_the_first_one_is_out() {
    let school = School::start(Arc::new(InMemory::default()));
    let (sitting, code) = school.open(plan(Mode::Practice, Release::AtOnce));
    let mut chromebook = school.join(&code, "Ada");
    let attempt = school.begin(&mut chromebook);
    school.choose(&mut chromebook, &attempt, 1, 0);
    let words = school.class.classroom.seat(&seat(sitting, 1)).unwrap().code;
    let typed = words.as_str().to_uppercase().replace('-', "+");
    let mut phone = Browser::default();
    let wrong = school.post(
        &mut phone,
        &format!("/join/{code}/back"),
        "words=fox+fox+fox",
    );
    assert!(wrong.location.contains("again=words"), "{wrong:?}");
    let back = school.post(
        &mut phone,
        &format!("/join/{code}/back"),
        &format!("words={typed}"),
    );
    assert_eq!(back.location, "/seat");
    let page = school.page(&mut phone, "/seat");
    assert!(page.contains(&attempt), "{page}");
    // The first device is told, and what it sends does nothing.
    let kept = school.class.classroom.board(sitting).unwrap().rows[0].kept;
    let sent = school.choose(&mut chromebook, &attempt, 2, 0);
    assert_eq!(sent.location, "/", "{sent:?}");
    assert_eq!(
        school.class.classroom.board(sitting).unwrap().rows[0].kept,
        kept
    );
    let mut request = School::request(&chromebook, Method::GET, "/seat/state", "");
    let script = header::HeaderValue::from_static("script");
    request.headers_mut().insert("x-sourcework", script);
    let told = school.send(&mut chromebook, request);
    assert_eq!(told.status, StatusCode::CONFLICT);
    // Leaving a place frees the device, not the place.
    school.post(&mut phone, "/seat/leave", "");
    assert_eq!(phone.0, None);
    assert!(school.page(&mut phone, "/").contains("Join your class"));
}

#[test]
fn what_was_earned_is_told_when_it_is_released_and_no_earlier() {
    let school = School::start(Arc::new(InMemory::default()));
    let (sitting, code) = school.open(plan(Mode::Exam, Release::ByTeacher));
    let mut ada = school.join(&code, "Ada");
    let attempt = school.begin(&mut ada);
    school.choose(&mut ada, &attempt, 1, 0);
    let overview = school.page(&mut ada, &format!("{attempt}/overview"));
    let seq = seq_of(&overview).unwrap();
    school.post(
        &mut ada,
        &format!("{attempt}/hand-in"),
        &format!("seq={seq}"),
    );
    let pages = [
        "",
        "/result",
        "/review",
        "/overview",
        "/questions/1",
        "/questions/1?told=yes",
    ];
    let library = Library::built_in();
    let paper = library.paper("letter-1-warm-up").unwrap();
    assert_eq!(school.get(&mut ada, "/seat/record").location, "/seat");
    for page in pages {
        let shown = school.page(&mut ada, &format!("{attempt}{page}"));
        assert!(shown.contains("You have handed in"), "{page}: {shown}");
        for question in &paper.quiz.questions {
            assert!(!shown.contains(question.explanation.as_str()), "{page}");
        }
    }
    let mut teacher = school.teacher();
    let address = format!("/teach/sittings/{sitting}");
    assert!(
        school
            .page(&mut teacher, &address)
            .contains("Release the results")
    );
    school.post(&mut teacher, &address, "do=release");
    let result = school.page(&mut ada, &format!("{attempt}/result"));
    assert!(result.contains("Your result"), "{result}");
    // Ada goes on at home with what she has answered.
    let record = school.get(&mut ada, "/seat/record").page;
    let home = InMemory::default();
    let mut lines = record.as_bytes();
    sourcework_service::store::import(&home, &mut lines, &mut |_| {}).unwrap();
    let me = StudentKey::default();
    let attempts = home.latest(&me, None, 10).unwrap();
    let live = LiveAttempt::resume(&home, &me, attempts[0]).unwrap();
    assert_eq!(live.session().attempt().answered(), 1);
    assert_eq!(live.session().attempt().phase, Phase::Finished);
    let feedback = school.page(&mut ada, &format!("{attempt}/questions/1"));
    assert!(
        feedback.contains(paper.quiz.questions[0].explanation.as_str()),
        "{feedback}"
    );
}

#[test]
fn a_class_goes_on_with_the_same_codes_and_devices_after_the_program_was_killed() {
    let store: Arc<dyn Store> = Arc::new(InMemory::default());
    let school = School::start(Arc::clone(&store));
    let (sitting, code) = school.open(plan(Mode::Practice, Release::AtOnce));
    let mut ada = school.join(&code, "Ada");
    let attempt = school.begin(&mut ada);
    school.choose(&mut ada, &attempt, 1, 0);
    let mut teacher = school.teacher();
    let before = school.class.classroom.with(sitting, Clone::clone).unwrap();
    drop(school);
    let school = School::start(store);
    assert_eq!(
        school.class.classroom.with(sitting, Clone::clone).unwrap(),
        before
    );
    assert!(school.page(&mut ada, &attempt).contains("Question 2 of"));
    assert!(school.page(&mut teacher, "/teach").contains("Warm-up"));
    school.join(&code, "Ben");
}

#[test]
fn a_closed_sitting_is_erased_by_its_code_and_its_devices_are_out() {
    let store: Arc<dyn Store> = Arc::new(InMemory::default());
    let school = School::start(Arc::clone(&store));
    let (sitting, code) = school.open(plan(Mode::Practice, Release::AtOnce));
    let (other, other_code) = school.open(plan(Mode::Practice, Release::AtOnce));
    let pupils = |sitting| {
        let students = store.students().unwrap();
        let of_sitting = students.iter().filter(|it| it.class == class_of(sitting));
        of_sitting.count()
    };
    let mut ada = school.join(&code, "Ada");
    let attempt = school.begin(&mut ada);
    school.choose(&mut ada, &attempt, 1, 0);
    let mut ben = school.join(&other_code, "Ben");
    let others = school.begin(&mut ben);
    let mut teacher = school.teacher();
    let address = format!("/teach/sittings/{sitting}");
    assert!(
        !school
            .page(&mut teacher, &address)
            .contains("value=\"erase\"")
    );
    let mut erase =
        |code: &str| school.post(&mut teacher, &address, &format!("do=erase&code={code}"));
    assert_eq!(
        erase(&code).status,
        StatusCode::BAD_REQUEST,
        "it is still open"
    );
    assert_eq!(pupils(sitting), 1);
    let now = school.class.now();
    school.class.classroom.close(sitting, now).unwrap();
    let complaint = erase(&other_code).location;
    assert_eq!(complaint, format!("{address}?again=code#complaint"));
    assert_eq!(pupils(sitting), 1);
    assert_eq!(erase(&code).location, "/teach");
    assert_eq!((pupils(sitting), pupils(other)), (0, 1));
    // The pupil is out, the code leads nowhere, and the other class goes on.
    assert_eq!(school.get(&mut ada, "/seat").location, "/");
    assert_eq!(school.get(&mut ada, &attempt).location, "/");
    assert_eq!(
        school.get(&mut teacher, &address).status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(school.class.classroom.all(|it| it.id).len(), 1);
    assert!(school.page(&mut ben, &others).contains("Question 1 of"));
}

#[test]
fn names_that_are_markup_or_formulas_are_harmless() {
    let school = School::start(Arc::new(InMemory::default()));
    let (sitting, code) = school.open(plan(Mode::Practice, Release::AtOnce));
    for name in [
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "=1%2B2",
        "%22onload=x%22",
        "%1B%5B2J%07bell",
    ] {
        school.join(&code, name);
    }
    let mut teacher = school.teacher();
    let board = format!("/teach/sittings/{sitting}");
    for address in [
        board.clone(),
        format!("{board}/seats/1"),
        format!("{board}/wall"),
    ] {
        let page = school.page(&mut teacher, &address);
        assert!(!page.contains("<script>alert"), "{address}: {page}");
        assert!(!page.contains('\u{1b}'), "{address}");
    }
    let wall = school.page(&mut teacher, &format!("{board}/wall"));
    assert!(!wall.contains("alert"), "the wall has no names");
    let table = school.page(&mut teacher, &format!("{board}/results.csv"));
    assert!(table.contains("\"'=1+2\""), "{table}");
    assert!(table.contains("\"\"\"onload=x\"\"\""), "{table}");
}

#[test]
fn the_teacher_stops_the_clock_and_gives_time() {
    let school = School::start(Arc::new(InMemory::default()));
    let (sitting, code) = exam(&school);
    let mut ada = school.join(&code, "Ada");
    let attempt = school.begin(&mut ada);
    let mut teacher = school.teacher();
    let board = format!("/teach/sittings/{sitting}");
    let time_left = || {
        school.look(&seat(sitting, 1), |session| {
            session.time_left(now()).map(|left| left.as_secs())
        })
    };
    assert_eq!(time_left(), Some(20 * 60));
    // A quarter more of 20 minutes is 5 minutes.
    let pupil = format!("{board}/seats/1");
    school.post(&mut teacher, &pupil, "do=arrange&extra=25");
    assert_eq!(time_left(), Some(25 * 60));
    // What was given is not taken back, and not given twice.
    for extra in [0, 25] {
        school.post(&mut teacher, &pupil, &format!("do=arrange&extra={extra}"));
        assert_eq!(time_left(), Some(25 * 60));
    }
    school.post(&mut teacher, &pupil, "do=arrange&extra=50");
    assert_eq!(time_left(), Some(30 * 60));
    school.post(&mut teacher, &board, "do=pause");
    let sent = school.choose(&mut ada, &attempt, 1, 0);
    assert!(sent.page.contains("stopped the clock"), "{sent:?}");
    assert!(school.page(&mut ada, "/seat").contains("stopped the clock"));
    school.post(&mut teacher, &board, "do=go-on");
    assert!(school.page(&mut ada, "/seat").contains("Go on"));
    school.post(&mut teacher, &pupil, "do=rest");
    assert!(school.page(&mut ada, "/seat").contains("stopped the clock"));
    school.post(&mut teacher, &pupil, "do=go-on");
    assert!(school.page(&mut ada, "/seat").contains("Go on"));
}

#[test]
fn the_teacher_marks_what_waits_and_the_pupil_reads_the_comment() {
    let school = School::start(Arc::new(InMemory::default()));
    let (sitting, code) = exam(&school);
    let mut ada = school.join(&code, "Ada");
    let attempt = school.begin(&mut ada);
    let mut teacher = school.teacher();
    let board = format!("/teach/sittings/{sitting}");
    let pupil = format!("{board}/seats/1");
    // An essay waits for the teacher, whose mark and comment the pupil sees.
    let essay = number_of(Kind::Extended);
    let address = format!("{attempt}/questions/{essay}");
    school.write(&mut ada, &attempt, essay, "It is a letter.");
    school.post(&mut teacher, &board, "do=close");
    let shown = school.page(&mut teacher, &pupil);
    assert!(shown.contains("to be marked"), "{shown}");
    let number = attempt.rsplit('/').next().unwrap();
    let marking = format!("{pupil}/questions/{essay}?attempt={number}");
    assert!(shown.contains(&marking), "{shown}");
    let form = school.page(&mut teacher, &marking);
    assert!(form.contains("It is a letter."), "{form}");
    let names = form
        .split("name=\"")
        .skip(1)
        .map(|it| it.split('"').next().unwrap());
    let criteria: Vec<&str> = names.filter(|name| name.starts_with("level-")).collect();
    let mut marks: Vec<String> = criteria.iter().map(|name| format!("{name}=1")).collect();
    marks.dedup();
    let seq = seq_of(&form).unwrap();
    let marks = format!("do=judge&reason=Say+more.&{}", marks.join("&"));
    let body = format!("seq={seq}&{marks}");
    let given = school.post(&mut teacher, &marking, &body);
    assert_eq!(given.location, pupil, "{given:?}, {form}");
    let feedback = school.page(&mut ada, &address);
    assert!(feedback.contains("Say more."), "{feedback}");
    // A form that was made before somebody else marked, or for another attempt, changes nothing.
    for (address, body) in [
        (marking.clone(), body.clone()),
        (format!("{pupil}/questions/{essay}?attempt=999"), body),
    ] {
        let stale = school.post(&mut teacher, &address, &body);
        assert_eq!(stale.location, format!("{pupil}?again=changed#complaint"));
    }
}

#[test]
fn at_the_end_the_last_draft_counts() {
    let school = School::start(Arc::new(InMemory::default()));
    let (sitting, code) = school.open(plan(Mode::Exam, Release::ByTeacher));
    let mut ada = school.join(&code, "Ada");
    let attempt = school.begin(&mut ada);
    let page = school.get(&mut ada, &format!("{attempt}/questions/1")).page;
    let seq = seq_of(&page).unwrap();
    let draft = school.post(
        &mut ada,
        &format!("{attempt}/questions/1/draft"),
        &format!("seq={seq}&choice=1"),
    );
    // The time at which it was kept, which the script shows.
    assert_eq!(
        (draft.status, draft.page.len()),
        (StatusCode::OK, 8),
        "{draft:?}"
    );
    // Pens down: all clocks stand still, and then the papers are taken in.
    school.class.classroom.pause(sitting, true, now()).unwrap();
    school.class.classroom.close(sitting, now()).unwrap();
    let place = seat(sitting, 1);
    let seat = school.class.classroom.seat(&place).unwrap();
    let number = school.class.classroom.attempt_of(&seat).unwrap().unwrap();
    let live = school.class.classroom.live(&seat.student, number).unwrap();
    assert_eq!(live.session().attempt().phase, Phase::Finished);
    assert_eq!(live.session().attempt().answered(), 1);
    // The time was up only by being closed: the answer came before.
    let events = live.session().events();
    let answered = events
        .iter()
        .position(|it| matches!(it.action, Action::Answered { .. }));
    let handed_in = events
        .iter()
        .position(|it| matches!(it.action, Action::HandedIn));
    assert!(answered < handed_in);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Whatever pupils do at the same time, each gets what each would have got alone.
    #[test]
    fn pupils_do_not_disturb_each_other(
        steps in proptest::collection::vec((0..3_usize, 1..4_usize, 0..4_usize), 0..24),
    ) {
        let given = |pupils: &[usize]| -> Vec<Vec<Option<String>>> {
            let school = School::start(Arc::new(InMemory::default()));
            let (sitting, code) = school.open(plan(Mode::Exam, Release::ByTeacher));
            let mut browsers: Vec<(Browser, String)> = pupils
                .iter()
                .map(|pupil| {
                    let mut browser = school.join(&code, &format!("Pupil {pupil}"));
                    let attempt = school.begin(&mut browser);
                    (browser, attempt)
                })
                .collect();
            for (pupil, question, choice) in &steps {
                if let Some(at) = pupils.iter().position(|it| it == pupil) {
                    let (browser, attempt) = &mut browsers[at];
                    school.choose(browser, attempt, *question, *choice);
                }
            }
            let rows = (1..=pupils.len()).map(|number| {
                let seat = school
                    .class
                    .classroom
                    .seat(&seat(sitting, u32::try_from(number).unwrap()))
                    .unwrap();
                let number = school.class.classroom.attempt_of(&seat).unwrap().unwrap();
                let live = school.class.classroom.live(&seat.student, number).unwrap();
                let items = live.session().attempt().items.iter();
                items
                    .map(|item| {
                        let first = item.first.as_ref()?;
                        // What was chosen, by its place on the page: each pupil has another order.
                        let orders = &item.presented.orders;
                        Some(match &first.answer {
                            sourcework_core::marking::Answer::Choice(Some(choice)) => {
                                let order = orders.first();
                                let place = order.and_then(|it| it.iter().position(|at| at == choice));
                                format!("{:?}", place.or(Some(*choice)))
                            }
                            other => format!("{other:?}"),
                        })
                    })
                    .collect()
            });
            rows.collect()
        };
        let together = given(&[0, 1, 2]);
        for (pupil, answers) in together.iter().enumerate() {
            let alone = given(&[pupil]);
            prop_assert_eq!(answers, &alone[0]);
        }
    }
}
