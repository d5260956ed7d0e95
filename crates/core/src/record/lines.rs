//! The form in which a record leaves a machine and comes back: JSON, an object a line.
//!
//! The first line says what it is, the last how much there was, so that a copy that was cut off
//! is not taken for a whole one. Between them stand the pinned texts, the settings and the
//! events, these in the order in which the record learned of them; `docs/record.md` describes
//! each. Payloads are copied byte for byte.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The version of the form.
pub const VERSION: u32 = 1;

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
        /// Its hash.
        hash: String,
        /// The text.
        text: String,
    },
    /// A setting.
    Setting {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// An event.
    Event {
        /// The name of its attempt.
        attempt: String,
        /// Its place in the attempt, from 0.
        seq: u32,
        /// When: milliseconds since 1970.
        at: i64,
        /// What happened; with the attempt's head at place 0.
        #[serde(borrow)]
        payload: &'a RawValue,
    },
    /// How many there were: the last line.
    End {
        /// Attempts.
        attempts: u64,
        /// Events.
        events: u64,
    },
}
