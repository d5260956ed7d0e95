//! The address of every page, and what answers it.

use std::borrow::Cow;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, RawPathParams, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::{MethodRouter, get};

use super::app::{self, App};
use super::call::{Call, MOST_BYTES, Problem, Reply, local};
use super::guard::Guard;
use super::{asking, attempts, library, marking, preview, revision};
use sourcework_html::pages::fields::Fields;
use sourcework_html::pages::reading::Reading;
use sourcework_html::pages::{SCRIPT, STYLE};

/// What answers a request.
pub type Handler = fn(&App, &Call) -> Result<Reply, Problem>;

/// A page that is only shown.
type Shown = (&'static str, Handler);

/// All addresses that are shown.
pub const SHOWN: [Shown; 18] = [
    ("/", library::home),
    ("/quizzes/{quiz}", library::start),
    ("/sources/{source}", library::source),
    ("/revision", revision::show),
    ("/progress", library::progress),
    ("/history", library::history),
    ("/reading", library::reading),
    ("/attempts/{attempt}", attempts::show),
    ("/attempts/{attempt}/questions/{place}", asking::show),
    (
        "/attempts/{attempt}/questions/{place}/again",
        asking::show_again,
    ),
    ("/attempts/{attempt}/questions/{place}/mark", marking::show),
    (
        "/attempts/{attempt}/questions/{place}/mark/samples/{sample}",
        marking::sample,
    ),
    ("/attempts/{attempt}/overview", attempts::overview),
    ("/attempts/{attempt}/review", attempts::review),
    ("/attempts/{attempt}/result", attempts::result),
    ("/assets/{asset}", asset),
    ("/preview/{place}", preview::show),
    ("/preview/version", preview::version),
];

/// All addresses that something is sent to.
pub const SENT: [Shown; 13] = [
    ("/quizzes/{quiz}", library::begin),
    ("/revision", revision::begin),
    ("/revision/settings", revision::set),
    ("/reading", library::set_reading),
    ("/preview/{place}", preview::try_answer),
    ("/attempts/{attempt}/close", attempts::close),
    ("/attempts/{attempt}/finish", attempts::finish),
    ("/attempts/{attempt}/hand-in", attempts::hand_in),
    ("/attempts/{attempt}/questions/{place}", asking::act),
    ("/attempts/{attempt}/questions/{place}/draft", asking::draft),
    (
        "/attempts/{attempt}/questions/{place}/again",
        asking::write_again,
    ),
    (
        "/attempts/{attempt}/questions/{place}/again/draft",
        asking::draft_again,
    ),
    ("/attempts/{attempt}/questions/{place}/mark", marking::act),
];

fn asset(_: &App, call: &Call) -> Result<Reply, Problem> {
    match call.part(0)? {
        "style.css" => Ok(Reply::Asset("text/css; charset=utf-8", STYLE)),
        "script.js" => Ok(Reply::Asset("text/javascript; charset=utf-8", SCRIPT)),
        _ => Err(Problem::NotFound),
    }
}

/// What all requests share, and who may send them.
#[derive(Clone)]
pub struct Shared {
    pub app: Arc<App>,
    pub guard: Arc<Guard>,
}

/// All pages.
pub fn router(shared: Shared) -> Router {
    let mut router = Router::new();
    for (address, _) in SHOWN.into_iter().chain(SENT) {
        let is_new = !SHOWN.iter().any(|(shown, _)| *shown == address);
        if is_new {
            router = router.route(address, sends(handler(&SENT, address)));
        }
    }
    for (address, shows) in SHOWN {
        let methods = get(move |state, path, query, headers| {
            respond(shows, state, path, query, headers, Bytes::new())
        });
        let methods = match SENT.iter().find(|(sent, _)| *sent == address) {
            Some((_, handler)) => methods.merge(sends(*handler)),
            None => methods,
        };
        router = router.route(address, methods);
    }
    router
        .fallback(|headers: HeaderMap| async move { not_found(reading(&headers)) })
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(axum::middleware::from_fn_with_state(
            shared.clone(),
            super::guard::check,
        ))
        .with_state(shared)
}

fn handler(all: &[Shown], address: &str) -> Handler {
    let found = all.iter().find(|(known, _)| *known == address);
    found.expect("the address is one of them").1
}

fn sends(handler: Handler) -> MethodRouter<Shared> {
    axum::routing::post(move |state, path, query, headers, body: Bytes| {
        respond(handler, state, path, query, headers, body)
    })
}

fn not_found(reading: Reading) -> Response {
    let call = Call {
        reading,
        ..Call::default()
    };
    of_reply(Err(Problem::NotFound), &call)
}

/// Answers on a thread that may block. What panics there answers 500, and the rest goes on.
pub async fn respond(
    handler: Handler,
    State(shared): State<Shared>,
    path: RawPathParams,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let call = Call {
        path: path.iter().map(|(_, value)| value.to_owned()).collect(),
        query: fields(query.unwrap_or_default().as_bytes()),
        form: fields(&body),
        reading: reading(&headers),
        from: from(&headers),
    };
    let kept = call.clone();
    let answered = tokio::task::spawn_blocking(move || handler(&shared.app, &call));
    let reply = answered
        .await
        .unwrap_or_else(|_| Err(Problem::Failed("The program has made a mistake".to_owned())));
    of_reply(reply, &kept)
}

/// The fields of a form or a query.
pub fn fields(bytes: &[u8]) -> Fields {
    let pairs = form_urlencoded::parse(bytes);
    // Browsers send line ends as Windows has them.
    let unix = |(name, value): (Cow<'_, str>, Cow<'_, str>)| {
        (name.into_owned(), value.replace("\r\n", "\n"))
    };
    Fields(pairs.map(unix).collect())
}

/// The address of the page that led here, where it is one of the program.
fn from(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let referrer = headers.get(header::REFERER)?.to_str().ok()?;
    let path = referrer.strip_prefix("http://")?.strip_prefix(host)?;
    Some(local(path).to_owned())
}

fn reading(headers: &HeaderMap) -> Reading {
    Reading::of_cookie(super::guard::cookie(headers, "reading").unwrap_or_default())
}

/// Nothing is loaded but the program's own files, and no other page may frame or receive it.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Adds to every answer what it may do in a browser.
pub fn protected(mut response: Response) -> Response {
    let all = [
        ("content-security-policy", POLICY),
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-opener-policy", "same-origin"),
    ];
    for (name, value) in all {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}

fn of_reply(reply: Result<Reply, Problem>, call: &Call) -> Response {
    let html = "text/html; charset=utf-8";
    let response = |status: StatusCode| Response::builder().status(status);
    let fresh = |status| response(status).header(header::CACHE_CONTROL, "no-store");
    let built = match reply {
        Ok(Reply::Page(page)) => fresh(StatusCode::OK)
            .header(header::CONTENT_TYPE, html)
            .body(page.into()),
        Ok(Reply::SeeOther(to)) => fresh(StatusCode::SEE_OTHER)
            .header(header::LOCATION, to)
            .body(String::new().into()),
        Ok(Reply::Kept(to, (name, value, seconds))) => fresh(StatusCode::SEE_OTHER)
            .header(header::LOCATION, to)
            .header(
                header::SET_COOKIE,
                format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax; HttpOnly"),
            )
            .body(String::new().into()),
        Ok(Reply::Asset(kind, text)) => response(StatusCode::OK)
            .header(header::CONTENT_TYPE, kind)
            .header(header::CACHE_CONTROL, "max-age=31536000, immutable")
            .body(text.into()),
        Ok(Reply::Text(text)) => fresh(StatusCode::OK)
            .header(header::CONTENT_TYPE, "text/plain; charset=utf-8")
            .body(text.into()),
        Ok(Reply::Done) => fresh(StatusCode::NO_CONTENT).body(String::new().into()),
        Ok(Reply::Conflict) => fresh(StatusCode::CONFLICT).body(String::new().into()),
        Err(problem) => {
            let (status, page) = app::problem(&problem, call);
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            fresh(status)
                .header(header::CONTENT_TYPE, html)
                .body(page.into())
        }
    };
    built.unwrap_or_else(|_| {
        let mut response = Response::new(String::new().into());
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}
