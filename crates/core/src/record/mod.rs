//! What is kept of attempts, as data: the events and what they fold to.
//!
//! A record is a list of events that only grows. [`Fold`] reads it in order and says what each
//! attempt came to ([`Outcome`]); everything else (history, schedule, mastery) follows from that.
//! [`lines`] is the form in which a record leaves a machine and comes back.

mod day;
mod fold;
pub mod lines;
mod payload;
mod responses;

use serde::{Deserialize, Serialize};

use crate::attempt::Event;
use crate::identity::{AttemptId, Checksum, ContentHash, StudentKey, text_hash};
use crate::paper::FileKind;

pub use day::Day;
pub use fold::{Fold, Outcome, Review};
pub use payload::{EventError, EventFault, chain, first_link, read_event, write_events};
pub use responses::Answers;

/// The number of an attempt in one record: short, for people to type.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct AttemptNumber(pub i64);

impl std::fmt::Display for AttemptNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.0, f)
    }
}

impl std::str::FromStr for AttemptNumber {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// What is written at the beginning of an attempt, beside its `opened` event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Head {
    /// The attempt, unique on all machines.
    pub attempt: AttemptId,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "StudentKey::is_sole_user")]
    pub student: StudentKey,
    /// Minutes east of UTC where it began: which day it was there.
    pub offset: i32,
    /// The version of the program.
    pub program: String,
    /// The name and version of the scheduler when the attempt began.
    pub algorithm: String,
    /// The files that show the attempt again, whatever becomes of the library.
    pub files: Vec<Pinned>,
}

/// A file as it was when an attempt began.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Pinned {
    /// Quiz, source, or shared points.
    pub kind: FileKind,
    /// The file's name without `.toml`.
    pub id: String,
    /// The hash of its text; see [`text_hash`].
    pub text: ContentHash,
}

/// A text of a pinned file, kept once however many attempts need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Its hash.
    pub hash: ContentHash,
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

/// An event with its payload written, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenEvent {
    /// Its place in the attempt, from 0.
    pub seq: u32,
    /// The word of its action.
    pub kind: String,
    /// The payload: JSON.
    pub payload: String,
    /// When: milliseconds since 1970.
    pub at: i64,
    /// The checksum of it and of all events before it; see [`chain`].
    pub checksum: Checksum,
}

impl WrittenEvent {
    /// The event as one of an attempt.
    pub fn row(&self, attempt: AttemptNumber) -> EventRow<'_> {
        EventRow {
            attempt,
            seq: self.seq,
            kind: &self.kind,
            payload: &self.payload,
            at: self.at,
            checksum: self.checksum,
        }
    }
}

/// An event as a store holds it, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct EventRow<'a> {
    /// The attempt's number in this record.
    pub attempt: AttemptNumber,
    /// The event's place in its attempt, from 0.
    pub seq: u32,
    /// The word of its action.
    pub kind: &'a str,
    /// The payload: JSON.
    pub payload: &'a str,
    /// When: milliseconds since 1970.
    pub at: i64,
    /// The checksum of it and of all events before it.
    pub checksum: Checksum,
}

/// An attempt as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its beginning.
    pub head: Head,
    /// All its events.
    pub events: Vec<Event>,
    /// The checksum of the last event.
    pub checksum: Checksum,
}
