//! The address of every page, and what answers it.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, RawPathParams, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{MethodRouter, get};

use super::app::App;
use super::call::{Call, MOST_BYTES, Problem, Reply};
use super::guard::Guard;
use super::http::{fields, from, of_reply, reading};
use super::{asking, attempts, library, marking, preview, revision};
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
            Arc::clone(&shared.guard),
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
