//! The address of every page, and what answers it.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, RawPathParams, RawQuery};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};

use super::app::App;
use super::call::{Call, MOST_BYTES, Problem, Reply};
use super::guard::Guard;
use super::http::{Who, cookie, fields, from, look, network, of_reply};
use super::{asking, attempts, library, marking, preview, probing, revision};
use sourcework_html::pages::frame::{Audience, Look};
use sourcework_html::pages::{SCRIPT, STYLE};

/// What answers a request.
pub type Handler = fn(&App, &Call) -> Result<Reply, Problem>;

/// A page that is only shown.
type Shown = (&'static str, Handler);

/// All addresses that are shown.
pub const SHOWN: [Shown; 19] = [
    ("/", library::home),
    ("/quizzes/{quiz}", library::start),
    ("/sources/{source}", library::source),
    ("/revision", revision::show),
    ("/progress", library::progress),
    ("/history", library::history),
    ("/reading", library::reading),
    ("/attempts/{attempt}", attempts::show),
    ("/attempts/{attempt}/probes/{place}", probing::show),
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
pub const SENT: [Shown; 14] = [
    ("/quizzes/{quiz}", library::begin),
    ("/revision", revision::begin),
    ("/revision/settings", revision::set),
    ("/reading", library::set_reading),
    ("/preview/{place}", preview::try_answer),
    ("/attempts/{attempt}/close", attempts::close),
    ("/attempts/{attempt}/finish", attempts::finish),
    ("/attempts/{attempt}/hand-in", attempts::hand_in),
    ("/attempts/{attempt}/probes/{place}", probing::act),
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

pub fn asset(_: &App, call: &Call) -> Result<Reply, Problem> {
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

/// What answers the requests to an address.
pub type Answer = Arc<dyn Fn(&Call) -> Result<Reply, Problem> + Send + Sync>;

/// An address, whether something is sent to it, and what answers.
pub struct Route {
    pub address: &'static str,
    pub is_sent: bool,
    /// The most bytes that can be sent.
    pub most: usize,
    pub answer: Answer,
}

/// All pages of a student who uses the program alone.
pub fn router(shared: &Shared) -> Router {
    let route = |(address, handler): Shown, is_sent: bool| {
        let app = Arc::clone(&shared.app);
        Route {
            address,
            is_sent,
            most: MOST_BYTES,
            answer: Arc::new(move |call: &Call| handler(&app, call)),
        }
    };
    let shown = SHOWN.into_iter().map(|shown| route(shown, false));
    let sent = SENT.into_iter().map(|sent| route(sent, true));
    let asking = Asking {
        proxy: None,
        cookie: shared.guard.cookie().into(),
        audience: Audience::Alone,
    };
    pages(shown.chain(sent), &asking).layer(axum::middleware::from_fn_with_state(
        Arc::clone(&shared.guard),
        super::guard::check,
    ))
}

/// Who may ask for pages.
#[derive(Clone)]
pub struct Asking {
    /// The address of a proxy on another machine, which says for whom it asks.
    pub proxy: Option<IpAddr>,
    /// The name of the cookie that says who it is.
    pub cookie: Arc<str>,
    /// For whom pages are drawn that do not say it themselves, such as those of errors.
    pub audience: Audience,
}

/// Pages at their addresses.
pub fn pages(routes: impl Iterator<Item = Route>, asking: &Asking) -> Router {
    let mut methods: BTreeMap<&str, MethodRouter> = BTreeMap::new();
    for Route {
        address,
        is_sent,
        most,
        answer,
    } in routes
    {
        let asking = asking.clone();
        let method = match is_sent {
            true => post(move |path, query, who, headers, body: Bytes| {
                respond(answer, asking, path, query, who, headers, body)
            }),
            false => get(move |path, query, who, headers| {
                respond(answer, asking, path, query, who, headers, Bytes::new())
            }),
        };
        let method = method.layer(DefaultBodyLimit::max(most));
        let known = methods.remove(address).unwrap_or_default();
        methods.insert(address, known.merge(method));
    }
    let mut router = Router::new();
    for (address, methods) in methods {
        router = router.route(address, methods);
    }
    let audience = asking.audience;
    router.fallback(move |headers: HeaderMap| async move { not_found(look(&headers, audience)) })
}

fn not_found(look: Look) -> Response {
    let call = Call {
        look,
        ..Call::default()
    };
    of_reply(Err(Problem::NotFound), &call)
}

/// Answers on a thread that may block. What panics there answers 500, and the rest goes on.
pub async fn respond(
    answer: Answer,
    asking: Asking,
    path: RawPathParams,
    RawQuery(query): RawQuery,
    Who { peer, user }: Who,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let call = Call {
        path: path.iter().map(|(_, value)| value.to_owned()).collect(),
        query: fields(query.unwrap_or_default().as_bytes()),
        form: fields(&body),
        look: look(&headers, asking.audience),
        key: cookie(&headers, &asking.cookie).map(str::to_owned),
        user,
        is_of_script: headers.contains_key("x-sourcework"),
        network: network(peer, &headers, asking.proxy),
        from: from(&headers),
    };
    let kept = call.clone();
    let answered = tokio::task::spawn_blocking(move || answer(&call));
    let reply = answered
        .await
        .unwrap_or_else(|_| Err(Problem::Failed("The program has made a mistake".to_owned())));
    of_reply(reply, &kept)
}
