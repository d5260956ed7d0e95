//! Who may ask: only a browser on this machine that was opened with the link the program has printed.
//! The name of the host is looked at, so that a page of another site that resolves to this machine gets
//! nothing.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::app;
use super::call::local;
use super::http::{cookie, fields, protected};
use sourcework_html::pages::frame::{Look, Part, problem};

/// The address that a browser is opened with.
pub const ENTER: &str = "/enter";

/// What is asked of a request.
pub struct Guard {
    /// The name of the cookie that says that a browser may ask. Cookies do not tell ports apart, so that
    /// two programs would take it from each other.
    cookie: String,
    /// What the cookie must hold.
    key: String,
    /// What the link must hold; it works once.
    token: Mutex<Option<String>>,
    /// The hosts by which the program may be called: `127.0.0.1:8080` and so on.
    hosts: Vec<String>,
}

impl Guard {
    /// A guard with a secret cookie, a token for the first link, and the port.
    pub fn new(key: String, token: String, port: u16) -> Self {
        let names = ["127.0.0.1", "localhost"];
        Self {
            cookie: format!("sourcework-{port}"),
            key,
            token: Mutex::new(Some(token)),
            hosts: names.map(|name| format!("{name}:{port}")).into(),
        }
    }

    /// The name of the cookie that holds the key.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    fn is_host(&self, headers: &HeaderMap) -> bool {
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        host.is_some_and(|host| self.hosts.iter().any(|known| known == host))
    }

    /// Whether a request that changes something comes from a page of the program. Browsers that send
    /// no origin are old ones, which the cookie still protects.
    fn is_origin(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(header::ORIGIN) else {
            return true;
        };
        let host = origin
            .to_str()
            .ok()
            .and_then(|it| it.strip_prefix("http://"));
        host.is_some_and(|host| self.hosts.iter().any(|known| known == host))
    }

    fn has_key(&self, headers: &HeaderMap) -> bool {
        cookie(headers, &self.cookie).is_some_and(|key| is_same(key, &self.key))
    }

    /// Takes the token, if it is the right one and was not taken before.
    fn take(&self, token: &str) -> bool {
        let mut kept = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        let is_right = kept.as_deref().is_some_and(|kept| is_same(token, kept));
        if is_right {
            *kept = None;
        }
        is_right
    }
}

/// Whether two secrets are the same, in a time that does not tell where they differ.
pub fn is_same(one: &str, other: &str) -> bool {
    let pairs = one.bytes().zip(other.bytes());
    let differing = pairs.fold(0, |differing, (one, other)| differing | (one ^ other));
    std::hint::black_box(differing) == 0 && one.len() == other.len()
}

/// Lets a request through, or says why not.
pub async fn check(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let response = match refusal(&guard, &request) {
        Some(refused) => refused,
        None => next.run(request).await,
    };
    protected(response)
}

/// What is answered in place of a page: why the request may not be sent, or that the link was taken.
fn refusal(guard: &Guard, request: &Request) -> Option<Response> {
    let headers = request.headers();
    if !guard.is_host(headers) || (request.method() != Method::GET && !guard.is_origin(headers)) {
        return Some(refused(
            "This address is not the program's",
            "Open the address that the program has printed.",
        ));
    }
    let path = request.uri().path();
    if path == ENTER && request.method() == Method::GET {
        return Some(enter(guard, request));
    }
    // Style sheet and script tell nothing, and a page that refuses uses them, too.
    (!guard.has_key(headers) && !path.starts_with("/assets/")).then(|| {
        refused(
            "This browser may not see these pages yet",
            "Open the link that the program has printed. Your answers are kept by the program.",
        )
    })
}

/// Takes the link that the program has printed.
fn enter(guard: &Guard, request: &Request) -> Response {
    let query = fields(request.uri().query().unwrap_or_default().as_bytes());
    let to = local(query.text("to")).to_owned();
    if guard.take(query.text("token")) {
        let cookie = format!(
            "{}={}; Path=/; SameSite=Lax; HttpOnly",
            guard.cookie, guard.key
        );
        let headers = [
            (header::SET_COOKIE, cookie),
            (header::LOCATION, to),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ];
        return (StatusCode::SEE_OTHER, headers).into_response();
    }
    if guard.has_key(request.headers()) {
        return (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response();
    }
    refused(
        "This link was used already",
        "It works once, so that nobody else can use it. Close the program and open it again for a new one.",
    )
}

fn refused(what: &str, remedy: &str) -> Response {
    let body = problem(what, remedy, &[]);
    let page = app::framed(what, Part::None, &Look::default(), None, &body);
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (StatusCode::FORBIDDEN, headers, page).into_response()
}
