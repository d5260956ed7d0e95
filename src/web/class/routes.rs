//! The address of every page of a class, who may ask for it, and what answers.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;

use super::member::{Member, may_enter};
use super::{
    Caller, Class, board, joining, lists, opening, people, place, pupils, queue, report, results,
    teaching, unsent, wall,
};
use crate::interrupts;
use crate::web::call::{Call, MOST_BYTES, NotTaken, Problem, Reply};
use crate::web::http::{Peer, Who, cookie, protected};
use crate::web::routes::{Answer, Asking, Handler, Route, SENT, SHOWN, pages};
use crate::web::{library, revision, routes};
use sourcework_core::staff::Role;
use sourcework_html::pages::frame::Audience;
use sourcework_service::classroom::Place;

/// Whom a page is for, and what answers.
#[derive(Clone, Copy)]
pub enum Door {
    /// Everybody.
    Anyone(fn(&Class, &Caller, &Call) -> Result<Reply, Problem>),
    /// Everybody, with a page that is the same for a student alone.
    Shared(Handler),
    /// A pupil who has joined.
    Pupil(fn(&Class, &Place, &Call) -> Result<Reply, Problem>),
    /// A pupil who looks at an attempt.
    Attempt(Handler),
    /// A pupil who sends something for an attempt.
    Answering(Handler),
    /// A pupil who revises.
    Revising(Handler),
    /// Who marks written answers: everybody of the school, with the sittings that each may mark.
    Marker(ForMember),
    /// The written answers of the sitting in the address, without names: who may mark it.
    Marking(ForMember),
    /// Who opens sittings: a teacher or an admin.
    Teacher(ForMember),
    /// The sitting in the address: the teacher who has opened it, or an admin.
    Sitting(fn(&Class, &Call) -> Result<Reply, Problem>),
    /// The people and class lists of the school: an admin.
    Admin(ForMember),
}

/// What answers somebody of the school.
type ForMember = fn(&Class, &Member, &Call) -> Result<Reply, Problem>;

/// All addresses that are shown, without those of attempts.
pub const CLASS_SHOWN: [(&str, Door); 32] = [
    ("/", Door::Anyone(joining::home)),
    ("/join/{code}", Door::Anyone(joining::show)),
    ("/enter", Door::Anyone(joining::enter)),
    ("/reading", Door::Shared(library::reading)),
    ("/assets/{asset}", Door::Shared(routes::asset)),
    ("/seat", Door::Pupil(place::show)),
    ("/seat/state", Door::Pupil(place::state)),
    ("/seat/record", Door::Pupil(place::record)),
    ("/revision", Door::Revising(revision::show)),
    ("/teach", Door::Teacher(teaching::home)),
    ("/teach/new/{quiz}", Door::Teacher(opening::show)),
    ("/teach/report", Door::Teacher(report::show)),
    ("/teach/report.html", Door::Teacher(report::file)),
    ("/teach/starter.toml", Door::Teacher(report::starter)),
    ("/teach/sittings/{sitting}", Door::Sitting(board::show)),
    ("/teach/sittings/{sitting}/wall", Door::Sitting(wall::show)),
    (
        "/teach/sittings/{sitting}/wall/{place}",
        Door::Sitting(wall::show_question),
    ),
    (
        "/teach/sittings/{sitting}/results",
        Door::Sitting(results::show),
    ),
    (
        "/teach/sittings/{sitting}/unsent",
        Door::Sitting(unsent::show),
    ),
    (
        "/teach/sittings/{sitting}/results.csv",
        Door::Sitting(results::table),
    ),
    (
        "/teach/sittings/{sitting}/papers",
        Door::Sitting(results::papers),
    ),
    (
        "/teach/sittings/{sitting}/marking",
        Door::Marking(queue::show),
    ),
    (
        "/teach/sittings/{sitting}/marking/questions/{place}",
        Door::Marking(queue::show_question),
    ),
    (
        "/teach/sittings/{sitting}/seats/{seat}",
        Door::Sitting(teaching::show_pupil),
    ),
    (
        "/teach/sittings/{sitting}/seats/{seat}/questions/{place}",
        Door::Sitting(teaching::show_answer),
    ),
    ("/teach/sources/{source}", Door::Teacher(source)),
    (
        "/teach/quizzes/{quiz}/{place}",
        Door::Teacher(teaching::look_through),
    ),
    ("/teach/people", Door::Admin(people::show)),
    ("/teach/people/{person}", Door::Admin(people::show_person)),
    ("/teach/lists", Door::Admin(lists::show)),
    ("/teach/lists/{list}", Door::Admin(lists::show_list)),
    ("/marking", Door::Marker(queue::sittings)),
];

/// All addresses that something is sent to, without those of attempts.
pub const CLASS_SENT: [(&str, Door); 20] = [
    ("/join", Door::Anyone(joining::code)),
    ("/join/{code}", Door::Anyone(joining::join)),
    ("/join/{code}/back", Door::Anyone(joining::come_back)),
    ("/reading", Door::Shared(library::set_reading)),
    ("/seat/begin", Door::Pupil(place::begin)),
    ("/seat/leave", Door::Pupil(place::leave)),
    ("/revision", Door::Revising(revision::begin)),
    ("/revision/settings", Door::Revising(revision::set)),
    ("/teach/new/{quiz}", Door::Teacher(opening::open)),
    (
        "/teach/quizzes/{quiz}/{place}",
        Door::Teacher(teaching::try_answer),
    ),
    ("/teach/sittings/{sitting}", Door::Sitting(board::act)),
    (
        "/teach/sittings/{sitting}/seats/{seat}",
        Door::Sitting(teaching::act_on_pupil),
    ),
    (
        "/teach/sittings/{sitting}/seats/{seat}/questions/{place}",
        Door::Sitting(teaching::mark_answer),
    ),
    (
        "/teach/sittings/{sitting}/marking/questions/{place}",
        Door::Marking(queue::mark),
    ),
    (
        "/teach/sittings/{sitting}/unsent",
        Door::Sitting(unsent::act),
    ),
    ("/enter", Door::Anyone(joining::use_link)),
    ("/teach/people", Door::Admin(people::add)),
    ("/teach/people/{person}", Door::Admin(people::act)),
    ("/teach/lists", Door::Admin(lists::add)),
    ("/teach/lists/{list}", Door::Admin(lists::act)),
];

fn source(class: &Class, _: &Member, call: &Call) -> Result<Reply, Problem> {
    library::source(&class.app, call)
}

/// Whether an address is one of an attempt, which a pupil may ask for; marking is the teacher's.
fn is_of_attempt(address: &str) -> bool {
    address.starts_with("/attempts/") && !address.contains("/mark") && !address.ends_with("/close")
}

/// All addresses with whom they are for: whether something is sent, and what answers.
pub fn doors() -> impl Iterator<Item = (&'static str, bool, Door)> {
    let shown = CLASS_SHOWN
        .into_iter()
        .map(|(address, door)| (address, false, door));
    let sent = CLASS_SENT
        .into_iter()
        .map(|(address, door)| (address, true, door));
    let attempts = SHOWN
        .into_iter()
        .filter(|(address, _)| is_of_attempt(address));
    let attempts = attempts.map(|(address, handler)| (address, false, Door::Attempt(handler)));
    let answering = SENT
        .into_iter()
        .filter(|(address, _)| is_of_attempt(address));
    let answering = answering.map(|(address, handler)| (address, true, Door::Answering(handler)));
    shown.chain(sent).chain(attempts).chain(answering)
}

/// The most bytes of files with answers: those of a class, of which each byte may be written as five.
const FILES: usize = 8 * 1024 * 1024;

/// The stream of notices that something has happened, for the board of a teacher.
pub const EVENTS: &str = "/teach/sittings/{sitting}/events";

/// All pages of a class.
pub fn router(class: &Arc<Class>) -> Router {
    let route = |(address, is_sent, door): (&'static str, bool, Door)| {
        let class = Arc::clone(class);
        let answer: Answer = Arc::new(move |call: &Call| answer(&class, door, call));
        Route {
            address,
            is_sent,
            most: match address.ends_with("/unsent") {
                true => FILES,
                false => MOST_BYTES,
            },
            answer,
        }
    };
    let live = Router::new()
        .route(EVENTS, axum::routing::get(events))
        .with_state(Arc::clone(class));
    let asking = Asking {
        proxy: class.settings.proxy,
        cookie: class.settings.cookie.as_str().into(),
        audience: Audience::Visitor,
    };
    pages(doors().map(route), &asking)
        .merge(live)
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(class),
            check,
        ))
}

/// Answers those for whom a page is; others are shown the way in.
fn answer(class: &Class, door: Door, call: &Call) -> Result<Reply, Problem> {
    if let Door::Shared(handler) = door {
        return handler(&class.app, call);
    }
    let caught_up = pupils::catch_up(class, door, call)?;
    let caller = class.caller(call)?;
    if let Caller::Pupil(place) = &caller {
        let wrote = matches!(door, Door::Answering(_));
        class.classroom.hear(place, wrote, class.now());
    }
    if let Caller::Staff(member) = &caller {
        let call = call.for_audience(member.audience());
        return answer_member(class, door, *member, &call);
    }
    let way_in = || Ok(Reply::SeeOther("/".to_owned()));
    match (door, &caller) {
        (Door::Anyone(handler), caller) => handler(class, caller, call),
        (Door::Shared(handler), _) => handler(&class.app, call),
        (Door::Pupil(handler), Caller::Pupil(place)) => handler(class, place, call),
        (Door::Attempt(handler), Caller::Pupil(place)) => {
            pupils::show(class, place, call, caught_up, handler)
        }
        (Door::Answering(handler), Caller::Pupil(place)) => {
            pupils::send(class, place, call, caught_up, handler)
        }
        (Door::Revising(handler), Caller::Pupil(place)) => {
            pupils::revise(class, place, call, handler)
        }
        // A device that has lost its place: its script gets a word that says so.
        (Door::Pupil(_) | Door::Answering(_), _) if call.is_of_script => {
            Ok(Reply::NotTaken(NotTaken::NoPlace))
        }
        (door, Caller::Unknown(user)) if door.is_of_school() => {
            Err(Problem::UnknownUser(user.clone()))
        }
        _ => way_in(),
    }
}

impl Door {
    /// Whether it is for people of the school.
    fn is_of_school(self) -> bool {
        matches!(
            self,
            Self::Marker(_)
                | Self::Marking(_)
                | Self::Teacher(_)
                | Self::Sitting(_)
                | Self::Admin(_)
        )
    }
}

/// Answers somebody of the school.
fn answer_member(class: &Class, door: Door, member: Member, call: &Call) -> Result<Reply, Problem> {
    match door {
        Door::Anyone(handler) => handler(class, &Caller::Staff(member), call),
        Door::Shared(handler) => handler(&class.app, call),
        Door::Marker(handler) => handler(class, &member, call),
        Door::Marking(handler) => {
            may_enter(class, call, |sitting| member.may_mark(sitting))?;
            handler(class, &member, call)
        }
        Door::Teacher(handler) if member.teaches() => handler(class, &member, call),
        Door::Sitting(handler) if member.teaches() => {
            may_enter(class, call, |sitting| member.may_see(sitting))?;
            handler(class, call)
        }
        Door::Admin(handler) if member.role == Role::Admin => handler(class, &member, call),
        // A device that has lost its place: its script gets a word that says so.
        Door::Pupil(_) | Door::Answering(_) if call.is_of_script => {
            Ok(Reply::NotTaken(NotTaken::NoPlace))
        }
        _ => Ok(Reply::SeeOther("/".to_owned())),
    }
}

/// How long a request may take, with all that it sends.
const REQUEST: Duration = Duration::from_secs(30);

/// Lets through what comes from a page of this program: browsers say from where a form is sent.
async fn check(State(class): State<Arc<Class>>, mut request: Request, next: Next) -> Response {
    let is_asked = request.method() == Method::GET || request.method() == Method::HEAD;
    if !is_asked && !is_own_origin(request.headers()) {
        let words = "This form comes from another site. Nothing was changed.";
        return protected((StatusCode::FORBIDDEN, words).into_response());
    }
    if let Some(trusted) = &class.settings.trusted {
        let peer = request.extensions().get::<Peer>().copied();
        match trusted.user(
            peer,
            class.settings.proxy,
            request.method(),
            request.headers(),
        ) {
            Ok(None) => {}
            Ok(Some(user)) => drop(request.extensions_mut().insert(user)),
            Err(why) => return protected((StatusCode::FORBIDDEN, why).into_response()),
        }
    }
    let names_code = names_code(request.uri().path());
    let key = cookie(request.headers(), &class.settings.cookie).map(str::to_owned);
    let answered = async {
        let _own = class.wait_for_own(key.as_deref()).await;
        next.run(request).await
    };
    let answered = tokio::time::timeout(REQUEST, answered).await;
    let response = match answered {
        Ok(response) => response,
        Err(_) => {
            let words = "This took too long. Go back, and send it again.";
            (StatusCode::REQUEST_TIMEOUT, words).into_response()
        }
    };
    let is_guess =
        is_wrong_code(&response) || names_code && response.status() == StatusCode::NOT_FOUND;
    if is_guess {
        // Only the answers to wrong codes are held back.
        tokio::time::sleep(AFTER_WRONG_CODE).await;
    }
    match class.settings.is_encrypted {
        true => protected(only_encrypted(response)),
        false => protected(response),
    }
}

/// How long the answer to a wrong code is held back, so that a connection cannot try one after the other at once.
const AFTER_WRONG_CODE: Duration = Duration::from_millis(500);

/// Whether a response says that a code was wrong.
fn is_wrong_code(response: &Response) -> bool {
    let location = response.headers().get(header::LOCATION);
    let location = location.and_then(|it| it.to_str().ok()).unwrap_or_default();
    location.contains("again=code") || location.contains("again=words")
}

/// Whether an address names a class by its code.
fn names_code(path: &str) -> bool {
    path.starts_with("/join/")
}

/// Lets browsers send the cookies of a response over encrypted connections only.
fn only_encrypted(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let cookies = headers.get_all(header::SET_COOKIE).into_iter();
    let cookies: Vec<String> = cookies
        .filter_map(|cookie| Some(format!("{}; Secure", cookie.to_str().ok()?)))
        .collect();
    headers.remove(header::SET_COOKIE);
    let cookies = cookies.iter().filter_map(|cookie| cookie.parse().ok());
    for cookie in cookies {
        headers.append(header::SET_COOKIE, cookie);
    }
    response
}

/// Whether a form was sent by a page of this program. Browsers that send no origin are old ones, which the
/// cookie still protects.
fn is_own_origin(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(&header::ORIGIN), text(&header::HOST)) {
        (None, _) => true,
        (Some(origin), Some(host)) => {
            let of_origin = origin.split_once("://").map(|(_, host)| host);
            of_origin == Some(host)
        }
        _ => false,
    }
}

/// So many pages of teachers are told at a time what has happened.
const TOLD: usize = 100;

/// One of the pages that are told what has happened, while it is open.
struct ToldPage(Arc<Class>);

impl ToldPage {
    /// Counts another page; `None` where there are enough.
    fn open(class: &Arc<Class>) -> Option<Self> {
        let told = class.told_pages.fetch_add(1, Ordering::Relaxed);
        let page = Self(Arc::clone(class));
        (told < TOLD).then_some(page)
    }
}

impl Drop for ToldPage {
    fn drop(&mut self) {
        self.0.told_pages.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Whether somebody may look at the sitting in the address; `None` where the record cannot be read at this moment.
async fn may_be_told(class: &Arc<Class>, call: &Arc<Call>) -> Option<bool> {
    let (class, call) = (Arc::clone(class), Arc::clone(call));
    let may = move || -> Result<(), Problem> {
        class.classroom.catch_up()?;
        match class.caller(&call)? {
            Caller::Staff(member) => may_enter(&class, &call, |it| member.may_see(it)),
            _ => Err(Problem::NotFound),
        }
    };
    match tokio::task::spawn_blocking(may).await {
        Ok(Ok(())) => Some(true),
        Ok(Err(problem)) if !problem.failure().is_of_record => Some(false),
        _ => None,
    }
}

/// Tells a teacher's page whenever something has happened, so that it fetches what is new.
async fn events(
    State(class): State<Arc<Class>>,
    Path(sitting): Path<String>,
    who: Who,
    headers: HeaderMap,
) -> Result<impl IntoResponse, StatusCode> {
    let call = Call {
        path: vec![sitting],
        key: cookie(&headers, &class.settings.cookie).map(str::to_owned),
        user: who.user,
        ..Call::default()
    };
    let call = Arc::new(call);
    // Where the record cannot be read now, it is asked again below: a browser that is refused does not come back.
    if may_be_told(&class, &call).await == Some(false) {
        return Err(StatusCode::FORBIDDEN);
    }
    let open = ToldPage::open(&class).ok_or(StatusCode::SERVICE_UNAVAILABLE)?;
    let next = move |(open, told): (ToldPage, u64)| {
        let call = Arc::clone(&call);
        async move {
            loop {
                if interrupts::wanted() {
                    return None;
                }
                let version = open.0.classroom.version();
                if version != told {
                    // What has changed may be that this person is removed, or signed out.
                    match may_be_told(&open.0, &call).await {
                        Some(true) => {
                            let event = Event::default().id(version.to_string()).data("changed");
                            return Some((Ok::<_, Infallible>(event), (open, version)));
                        }
                        Some(false) => return None,
                        None => {}
                    }
                }
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        }
    };
    // A page that was cut off says what it was told last, by whichever program.
    let last = headers
        .get("last-event-id")
        .and_then(|id| id.to_str().ok()?.parse().ok());
    let stream = unfold((open, last.unwrap_or(0)), next);
    let told = Sse::new(stream).keep_alive(KeepAlive::default());
    // A proxy must hand on at once what is told.
    Ok(([("x-accel-buffering", "no")], told))
}
