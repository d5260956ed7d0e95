//! The form in which a record leaves a machine and comes back: JSON, an object a line.
//!
//! The first line says what it is, the last how much there was, so that a copy that was cut off
//! is not taken for a whole one. Between them stand the pinned texts, the settings, the events of sittings and
//! those of attempts, these in the order in which the record learned of them; `docs/record.md` describes
//! each. Payloads are copied byte for byte.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::identity::{AttemptId, Checksum, ContentHash, SchoolId, StudentKey};
use crate::sitting::SittingId;

/// The version of the form.
pub const VERSION: u32 = 2;

/// A line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Line<'a> {
    /// What the file is: the first line.
    Record {
        /// [`VERSION`].
        version: u32,
    },
    /// A pinned text.
    Text {
        /// The school whose attempts pin it.
        #[serde(default, skip_serializing_if = "SchoolId::is_empty")]
        school: SchoolId,
        /// Its hash.
        hash: ContentHash,
        /// The text.
        text: String,
    },
    /// A setting.
    Setting {
        /// Whose it is.
        #[serde(default, skip_serializing_if = "StudentKey::is_sole_user")]
        student: StudentKey,
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// An event.
    Event {
        /// Its attempt.
        attempt: AttemptId,
        /// Its place in the attempt, from 0.
        seq: u32,
        /// When: milliseconds since 1970.
        at: i64,
        /// What happened; with the attempt's head at place 0.
        #[serde(borrow)]
        payload: &'a RawValue,
        /// The checksum of it and of all events before it in the attempt; see
        /// [`super::chain`].
        checksum: Checksum,
    },
    /// An event of a sitting of a class.
    Sitting {
        /// The school; empty where there is one.
        #[serde(default, skip_serializing_if = "SchoolId::is_empty")]
        school: SchoolId,
        /// The sitting.
        sitting: SittingId,
        /// Its place in the sitting, from 0.
        seq: u32,
        /// What happened.
        #[serde(borrow)]
        event: &'a RawValue,
    },
    /// How many there were: the last line.
    End {
        /// Attempts.
        attempts: u64,
        /// Events.
        events: u64,
    },
}
