//! What the people who run a server see of it: whether it answers, how much and how fast, and what has failed; and
//! nothing of what pupils and teachers write. All of it is off unless an option of `serve` says where to show it.

mod log;
mod metrics;

use std::io::{self, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::Timestamp;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::Instant;

use super::call::Failure;
use crate::interrupts;
use log::Log;
use metrics::Metrics;
use sourcework_service::store::StoreError;

/// How long a small read of the record may take.
const READ: Duration = Duration::from_secs(2);

/// How often the record is asked whether it answers.
const ASKED: Duration = Duration::from_secs(5);

/// A small read of the record.
pub type Read = Arc<dyn Fn() -> Result<(), StoreError> + Send + Sync>;

/// What is watched of a running program, and how that is shown.
pub struct Operation {
    metrics: Metrics,
    log: Option<Log>,
    /// Where it is listened for those who ask; taken when the program begins.
    monitor: Mutex<Option<TcpListener>>,
    read: Read,
    /// One read of the record at a time: one that hangs must not be followed by others.
    reads: Arc<Semaphore>,
    is_lost: AtomicBool,
}

/// What became of a request.
pub struct Answered<'r> {
    /// The template of the address: never the address itself.
    pub route: &'r str,
    /// GET, HEAD, POST or "other".
    pub method: &'static str,
    /// `None` where the browser went away before.
    pub status: Option<StatusCode>,
    pub took: Duration,
    pub failure: Option<Failure>,
}

/// Pages, counted and logged if anybody watches them.
pub fn watched_by(operation: Option<&Arc<Operation>>, pages: Router) -> Router {
    match operation {
        Some(operation) => operation.watch(pages),
        None => pages,
    }
}

impl Operation {
    /// Watches a program. `monitor` is where health and metrics are asked for, and `log` where its log goes.
    ///
    /// # Errors
    ///
    /// Where the system gives no thread for the log.
    pub fn new(
        monitor: Option<TcpListener>,
        log: Option<Box<dyn Write + Send>>,
        read: Read,
        now: fn() -> Timestamp,
    ) -> io::Result<Arc<Self>> {
        Ok(Arc::new(Self {
            metrics: Metrics::new(now()),
            log: log.map(|out| Log::begin(out, now)).transpose()?,
            monitor: Mutex::new(monitor),
            read,
            reads: Arc::new(Semaphore::new(1)),
            is_lost: AtomicBool::new(false),
        }))
    }

    /// Counts and logs what is asked of these pages.
    pub fn watch(self: &Arc<Self>, pages: Router) -> Router {
        pages.layer(from_fn_with_state(Arc::clone(self), watched))
    }

    /// Where it is listened for those who ask how the program is, the first time that this is called.
    pub fn listener(&self) -> Option<TcpListener> {
        let mut monitor = self.monitor.lock().unwrap_or_else(PoisonError::into_inner);
        monitor.take()
    }

    /// What those are answered.
    pub fn pages(self: &Arc<Self>) -> Router {
        Router::new()
            .route("/health/live", get(|| async { "alive\n" }))
            .route("/health/ready", get(ready))
            .route("/metrics", get(counted))
            .with_state(Arc::clone(self))
    }

    /// A connection, which counts as open until this is dropped.
    pub fn connection(self: &Arc<Self>) -> Connection {
        self.metrics.connections.inc();
        Connection(Arc::clone(self))
    }

    /// What happens beside requests, as long as the program runs.
    pub async fn begin(self: Arc<Self>) {
        if let Some(log) = &self.log {
            log.start();
            self.log_mistakes();
        }
        loop {
            let _ = self.ask_record().await;
            tokio::time::sleep(ASKED).await;
        }
    }

    /// Logs where the program makes a mistake, in place of the usual words, which can hold what somebody has written.
    pub fn log_mistakes(self: &Arc<Self>) {
        let operation = Arc::clone(self);
        std::panic::set_hook(Box::new(move |info| {
            let at = info.location().map(ToString::to_string);
            if let Some(log) = &operation.log {
                log.panic(&at.unwrap_or_default());
            }
        }));
    }

    /// Says that the program ends.
    pub fn end(&self) {
        if let Some(log) = &self.log {
            log.stop();
        }
    }

    /// Whether the record answers; else why not.
    async fn ask_record(&self) -> Result<(), &'static str> {
        const MUTE: &str = "the record does not answer";
        let asked = async {
            let place = Arc::clone(&self.reads).acquire_owned().await;
            let (tell, told) = oneshot::channel();
            let read = Arc::clone(&self.read);
            // A thread of its own: those of the pages may all be waiting for the record.
            let begun = std::thread::Builder::new().spawn(move || {
                let answer = read().map_err(|error| error.kind());
                drop(place);
                let _ = tell.send(answer);
            });
            match begun {
                Ok(_) => told.await.unwrap_or(Err(MUTE)),
                Err(_) => Err("the system gives no thread"),
            }
        };
        let state = tokio::time::timeout(READ, asked).await;
        let state = state.unwrap_or(Err(MUTE));
        if state.is_err() {
            self.metrics.record_failures.inc();
        }
        let was_lost = self.is_lost.swap(state.is_err(), Ordering::Relaxed);
        if was_lost != state.is_err() {
            self.metrics.record_up.set(i64::from(state.is_ok()));
            if let Some(log) = &self.log {
                log.record(state);
            }
        }
        state
    }

    fn answered(&self, answered: &Answered<'_>) {
        self.metrics.count(answered);
        if let Some(log) = &self.log
            && !log.request(answered)
        {
            self.metrics.lines_left_out.inc();
        }
    }
}

/// An open connection.
pub struct Connection(Arc<Operation>);

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.metrics.connections.dec();
    }
}

/// A request that is being answered. It is counted when it is dropped, also where the browser has gone away.
struct Answering {
    operation: Arc<Operation>,
    route: Option<MatchedPath>,
    method: &'static str,
    began: Instant,
    status: Option<StatusCode>,
    failure: Option<Failure>,
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.operation.metrics.answering.dec();
        self.operation.answered(&Answered {
            // What leads to no page has no template.
            route: self.route.as_ref().map_or("none", MatchedPath::as_str),
            method: self.method,
            status: self.status,
            took: self.began.elapsed(),
            failure: self.failure,
        });
    }
}

async fn watched(
    State(operation): State<Arc<Operation>>,
    request: Request,
    next: Next,
) -> Response {
    operation.metrics.answering.inc();
    let mut answering = Answering {
        operation,
        route: request.extensions().get::<MatchedPath>().cloned(),
        method: match *request.method() {
            Method::GET => "GET",
            Method::HEAD => "HEAD",
            Method::POST => "POST",
            _ => "other",
        },
        began: Instant::now(),
        status: None,
        failure: None,
    };
    let response = next.run(request).await;
    answering.status = Some(response.status());
    answering.failure = response.extensions().get().copied();
    response
}

/// Whether requests may be sent here.
async fn ready(State(operation): State<Arc<Operation>>) -> Response {
    let state = match interrupts::wanted() {
        true => Err("the program is ending"),
        false => operation.ask_record().await,
    };
    match state {
        Ok(()) => "ready\n".into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")).into_response(),
    }
}

async fn counted(State(operation): State<Arc<Operation>>) -> impl IntoResponse {
    let kind = [(header::CONTENT_TYPE, metrics::CONTENT_TYPE)];
    (kind, operation.metrics.text())
}
