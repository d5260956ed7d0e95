//! What is kept of attempts, as data: the events and what they fold to.
//!
//! A record is a list of events that only grows. [`Fold`] reads it in order and says what each
//! attempt came to ([`Outcome`]); everything else (history, schedule, mastery) follows from that.
//! [`lines`] is the form in which a record leaves a machine and comes back.

mod day;
mod fold;
pub mod lines;

use serde::{Deserialize, Serialize};

use crate::session::{Action, Event};

pub use day::Day;
pub use fold::{Fold, FoldError, Outcome, Review, Row};

/// What is written at the beginning of an attempt, beside the session's own `opened` event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Head {
    /// The attempt's name, unique on all machines: 32 hexadecimal digits.
    pub attempt: String,
    /// Whose it is; empty where one person uses the record.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub student: String,
    /// The class; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub class: String,
    /// Minutes east of UTC where it began: which day it was there.
    pub offset: i32,
    /// The version of the program.
    pub program: String,
    /// The scheduler of which this attempt's answers were reviews.
    pub algorithm: String,
    /// The files that show the attempt again, whatever becomes of the library.
    pub files: Vec<Pinned>,
}

/// A file as it was when an attempt began.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Pinned {
    /// Quiz or source.
    pub kind: FileKind,
    /// The file's name without `.toml`.
    pub id: String,
    /// The hash of its text; see [`text_hash`].
    pub text: String,
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// A file of `quizzes/`.
    Quiz,
    /// A file of `sources/`.
    Source,
}

/// A text of a pinned file, kept once however many attempts need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Its hash.
    pub hash: String,
    /// The text.
    pub text: String,
}

impl Text {
    /// A text and its hash.
    pub fn new(text: String) -> Self {
        Self {
            hash: text_hash(&text),
            text,
        }
    }
}

/// The hash under which a text is kept: SHA-256, the first 16 bytes, in hexadecimal digits.
pub fn text_hash(text: &str) -> String {
    use sha2::Digest;
    let bytes = sha2::Sha256::digest(text);
    let digits = bytes[..16].iter().map(|byte| format!("{byte:02x}"));
    digits.collect()
}

/// An attempt as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its beginning.
    pub head: Head,
    /// All its events.
    pub events: Vec<Event>,
}

/// The payload of an event, as it is kept: the session's action, and the head with the first.
#[derive(Debug, Serialize, Deserialize)]
pub struct Payload {
    /// What happened.
    #[serde(flatten)]
    pub action: Action,
    /// The beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<Head>,
}

/// The payload of an event without head, without copying it.
#[derive(Serialize)]
struct Borrowed<'a> {
    #[serde(flatten)]
    action: &'a Action,
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<&'a Head>,
}

/// Writes a payload: JSON.
pub fn write_payload(action: &Action, head: Option<&Head>) -> String {
    serde_json::to_string(&Borrowed { action, head }).unwrap_or_default()
}

/// The word of an action in the column `kind`.
pub fn kind(action: &Action) -> &'static str {
    match action {
        Action::Opened(_) => "opened",
        Action::Committed { .. } => "committed",
        Action::HintTaken { .. } => "hint-taken",
        Action::Answered { .. } => "answered",
        Action::Skipped { .. } => "skipped",
        Action::Turned { .. } => "turned",
        Action::Flagged { .. } => "flagged",
        Action::HandedIn => "handed-in",
        Action::Judged { .. } => "judged",
        Action::LeftUnjudged { .. } => "left-unjudged",
        Action::Finished => "finished",
    }
}
