//! One line of JSON for each request and for what happens to the program. A line holds the template of the address and
//! no path, query, cookie, header, network address or name, so that there is nothing personal in a log.

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use jiff::Timestamp;
use serde::Serialize;

use super::Answered;

/// So many lines wait to be written; more are left out and counted, because pupils must not wait for a log.
const WAITING: usize = 8_192;

/// A line of the log.
#[derive(Serialize)]
struct Line<'l> {
    time: Timestamp,
    event: &'l str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    route: Option<&'l str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<&'l str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
}

impl<'l> Line<'l> {
    fn of(time: Timestamp, event: &'l str) -> Self {
        Self {
            time,
            event,
            version: None,
            route: None,
            method: None,
            status: None,
            ms: None,
            failure: None,
            at: None,
            count: None,
        }
    }

    fn text(&self) -> String {
        let mut text = serde_json::to_string(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// What is written by a thread of its own, and never waited for.
pub struct Log {
    now: fn() -> Timestamp,
    lines: SyncSender<Option<String>>,
    left_out: Arc<AtomicU64>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl Log {
    /// Begins a log.
    ///
    /// # Errors
    ///
    /// Where the system gives no thread.
    pub fn begin(out: Box<dyn Write + Send>, now: fn() -> Timestamp) -> std::io::Result<Self> {
        let (lines, waiting) = sync_channel(WAITING);
        let left_out = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&left_out);
        let writer = std::thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || write(out, &waiting, &counted, now))?;
        Ok(Self {
            now,
            lines,
            left_out,
            writer: Mutex::new(Some(writer)),
        })
    }

    /// Whether the line will be written.
    fn put(&self, line: &Line<'_>) -> bool {
        match self.lines.try_send(Some(line.text())) {
            Ok(()) => true,
            Err(TrySendError::Full(_)) => {
                self.left_out.fetch_add(1, Ordering::Relaxed);
                false
            }
            // The log has ended.
            Err(TrySendError::Disconnected(_)) => true,
        }
    }

    /// Writes that a request was answered; `false` where the line was left out.
    pub fn request(&self, answered: &Answered<'_>) -> bool {
        let ms = answered.took.as_secs_f64() * 1000.0;
        let gone = answered
            .status
            .is_none()
            .then_some("the browser went away before the answer");
        let line = Line {
            route: Some(answered.route),
            method: Some(answered.method),
            status: answered.status.map(|it| it.as_u16()),
            ms: Some((ms * 1000.0).round() / 1000.0),
            failure: answered.failure.map(|it| it.what).or(gone),
            ..Line::of((self.now)(), "request")
        };
        self.put(&line)
    }

    /// Writes that the program has started.
    pub fn start(&self) {
        let version = Some(env!("CARGO_PKG_VERSION"));
        self.put(&Line {
            version,
            ..Line::of((self.now)(), "start")
        });
    }

    /// Writes that the record answers no more, and why, or again.
    pub fn record(&self, state: Result<(), &'static str>) {
        let event = match state {
            Ok(()) => "record-regained",
            Err(_) => "record-lost",
        };
        self.put(&Line {
            failure: state.err(),
            ..Line::of((self.now)(), event)
        });
    }

    /// Writes where the program has made a mistake. What it would say might hold what somebody has written.
    pub fn panic(&self, at: &str) {
        self.put(&Line {
            at: Some(at),
            ..Line::of((self.now)(), "panic")
        });
    }

    /// Writes that the program stops, and waits until everything is written.
    pub fn stop(&self) {
        // Here is time to wait for a place.
        let line = Line::of((self.now)(), "stop").text();
        let _ = self.lines.send(Some(line));
        let _ = self.lines.send(None);
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(writer) = writer.take() {
            let _ = writer.join();
        }
    }
}

/// Writes what comes, until the end. Where it cannot be written, it is let go: there is no other place to say so.
fn write(
    mut out: Box<dyn Write + Send>,
    waiting: &Receiver<Option<String>>,
    left_out: &AtomicU64,
    now: fn() -> Timestamp,
) {
    while let Ok(Some(line)) = waiting.recv() {
        let _ = out.write_all(line.as_bytes());
        let count = left_out.swap(0, Ordering::Relaxed);
        if count > 0 {
            let line = Line {
                count: Some(count),
                ..Line::of(now(), "lines-left-out")
            };
            let _ = out.write_all(line.text().as_bytes());
        }
    }
}
