//! What is counted, in the form that Prometheus reads. No label holds anything that a person has typed: a request is
//! counted by the template of its address, of which there is a fixed number.

use std::borrow::Cow;
use std::sync::atomic::AtomicU64;

use axum::http::{Method, StatusCode};
use jiff::Timestamp;
use prometheus_client::encoding::prometheus_text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use super::Answered;

/// The type of media of what is written.
pub use prometheus_text::CONTENT_TYPE;

/// The bounds of the histogram of times, in seconds: the shortest is a page that needs no record, the longest a request that is given up.
const SECONDS: [f64; 13] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0,
];

type Label = (&'static str, Cow<'static, str>);
type Times = Family<[Label; 1], Histogram, fn() -> Histogram>;

/// What is counted since the program was started.
pub struct Metrics {
    registry: Registry,
    requests: Family<[Label; 3], Counter>,
    seconds: Times,
    /// Requests that are being answered.
    pub answering: Gauge,
    /// Connections that are open.
    pub connections: Gauge,
    not_kept: Counter,
    /// Requests and checks for which the record could not be read or written.
    pub record_failures: Counter,
    /// 1 while the record answers.
    pub record_up: Gauge,
    /// Lines that the log has left out.
    pub lines_left_out: Counter,
}

impl Metrics {
    /// Nothing counted yet.
    pub fn new(started: Timestamp) -> Self {
        let seconds: fn() -> Histogram = || Histogram::new(SECONDS);
        let mut it = Self {
            registry: Registry::default(),
            requests: Family::default(),
            seconds: Family::new_with_constructor(seconds),
            answering: Gauge::default(),
            connections: Gauge::default(),
            not_kept: Counter::default(),
            record_failures: Counter::default(),
            record_up: Gauge::default(),
            lines_left_out: Counter::default(),
        };
        it.record_up.set(1);
        it.register(started);
        it
    }

    fn register(&mut self, started: Timestamp) {
        let start = Gauge::<f64, AtomicU64>::default();
        #[expect(
            clippy::cast_precision_loss,
            reason = "a moment of this age is exact to the microsecond"
        )]
        start.set(started.as_millisecond() as f64 / 1000.0);
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        let it = &mut self.registry;
        it.register(
            "process_start_time_seconds",
            "When the program was started, in seconds since 1970",
            start,
        );
        it.register("sourcework_build", "The version of the program", version);
        it.register(
            "sourcework_requests",
            "Requests that were answered; status none where the browser went away before",
            self.requests.clone(),
        );
        it.register(
            "sourcework_request_seconds",
            "Seconds from the head of a request to the head of its answer",
            self.seconds.clone(),
        );
        it.register(
            "sourcework_requests_in_progress",
            "Requests that are being answered",
            self.answering.clone(),
        );
        it.register(
            "sourcework_connections",
            "Connections that are open",
            self.connections.clone(),
        );
        it.register(
            "sourcework_answers_not_kept",
            "Forms that were answered with 503, because what they sent could not be kept",
            self.not_kept.clone(),
        );
        it.register(
            "sourcework_record_failures",
            "Requests and checks for which the record could not be read or written",
            self.record_failures.clone(),
        );
        it.register(
            "sourcework_record_up",
            "1 while the record answers a small read, else 0",
            self.record_up.clone(),
        );
        it.register(
            "sourcework_log_lines_left_out",
            "Lines of the log that were left out, because they could not be written in time",
            self.lines_left_out.clone(),
        );
    }

    /// Counts a request.
    pub fn count(&self, answered: &Answered<'_>) {
        let route = answered.route.to_owned();
        let labels = [
            ("route", Cow::Owned(route.clone())),
            ("method", answered.method.into()),
            ("status", class_of(answered.status).into()),
        ];
        self.requests.get_or_create(&labels).inc();
        let labels = [("route", Cow::Owned(route))];
        self.seconds
            .get_or_create(&labels)
            .observe(answered.took.as_secs_f64());
        let is_sent = answered.method == Method::POST.as_str();
        if is_sent && answered.status == Some(StatusCode::SERVICE_UNAVAILABLE) {
            self.not_kept.inc();
        }
        if answered.failure.is_some_and(|it| it.is_of_record) {
            self.record_failures.inc();
        }
    }

    /// All that was counted, as Prometheus reads it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing into memory does not fail.
        let _ = prometheus_text::encode(&mut text, &self.registry);
        text
    }
}

/// The class of a status, as labels name it.
fn class_of(status: Option<StatusCode>) -> &'static str {
    match status.map(|it| it.as_u16() / 100) {
        Some(1) => "1xx",
        Some(2) => "2xx",
        Some(3) => "3xx",
        Some(4) => "4xx",
        Some(5) => "5xx",
        _ => "none",
    }
}
