//! Where the record is kept: an edge, and the only place that speaks SQL.
//!
//! [`Store`] is what a record must be able to do; [`Sqlite`] keeps it in a file, [`InMemory`]
//! until the program ends. Both pass the tests of `tests/store.rs`. What follows from the events
//! ([`ledger()`], export, import) is written once, for any store.

mod carry;
mod error;
mod in_memory;
mod keep_ledger;
mod opening;
mod read;
mod schema;
mod sqlite;

use sourcework_core::record::{Head, Row, Text};
use sourcework_core::revision::{Ledger, Rules};
use sourcework_core::session::Event;

pub use carry::{Imported, export, import};
pub use error::StoreError;
pub use in_memory::InMemory;
pub use read::{Tell, catch_up, ledger, outcome, outcomes, rebuild, reviews, stored, verify};
pub use sqlite::Sqlite;

/// The number of an attempt in its record.
pub type AttemptId = i64;

/// What looks at an event: its number in the record, and the event.
pub type Visit<'v> = &'v mut dyn FnMut(i64, Row<'_>) -> Result<(), StoreError>;

/// An event of an attempt that is to be kept, with its payload written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its place in the attempt, from 0.
    pub seq: u32,
    /// The word of its action.
    pub kind: String,
    /// The payload: JSON.
    pub payload: String,
    /// When: milliseconds since 1970.
    pub at: i64,
}

/// A record.
pub trait Store {
    /// Whether what is kept outlives the program.
    fn outlives(&self) -> bool;

    /// Begins an attempt with its first events, and keeps the texts that it pins; returns when
    /// all of it is on disk.
    fn begin(
        &mut self,
        head: &Head,
        texts: &[Text],
        events: &[Event],
    ) -> Result<AttemptId, StoreError>;

    /// Adds events to an attempt, the first of them at place `seq`; returns when they are on
    /// disk. Nothing is added where another program has added one at that place.
    fn append(&mut self, attempt: AttemptId, seq: u32, events: &[Event]) -> Result<(), StoreError>;

    /// The number of the attempt of that name.
    fn find(&self, name: &str) -> Result<Option<AttemptId>, StoreError>;

    /// The attempts that are not finished, oldest first.
    fn open_attempts(&self) -> Result<Vec<AttemptId>, StoreError>;

    /// The latest attempts, latest first; of one quiz, if one is given.
    fn latest(&self, quiz: Option<&str>, most: usize) -> Result<Vec<AttemptId>, StoreError>;

    /// How many attempts and events there are.
    fn count(&self) -> Result<(u64, u64), StoreError>;

    /// A pinned text.
    fn text(&self, hash: &str) -> Result<Option<Text>, StoreError>;

    /// Visits all events of the record in the order in which it learned of them.
    fn visit_all(&self, visit: Visit<'_>) -> Result<(), StoreError>;

    /// Visits the events of one attempt in their order.
    fn visit(&self, attempt: AttemptId, visit: Visit<'_>) -> Result<(), StoreError>;

    /// The events after `id` that finished an attempt: their numbers and the attempts.
    fn finished_after(&self, id: i64) -> Result<Vec<(i64, AttemptId)>, StoreError>;

    /// The fold that was kept last under these rules; `None` where there is none.
    fn kept_ledger(&self, rules: &Rules) -> Result<Option<Ledger>, StoreError>;

    /// Keeps what has changed of a fold, or all of it in place of what was kept.
    fn keep_ledger(&mut self, ledger: &mut Ledger, all: bool) -> Result<(), StoreError>;

    /// A setting of the student's, such as the exam date.
    fn setting(&self, name: &str) -> Result<Option<String>, StoreError>;

    /// All settings, by name.
    fn settings(&self) -> Result<Vec<(String, String)>, StoreError>;

    /// Sets a setting, or removes it.
    fn set(&mut self, name: &str, value: Option<&str>) -> Result<(), StoreError>;

    /// Does work of which all is kept or nothing.
    fn all_or_nothing(
        &mut self,
        work: &mut dyn FnMut(&mut dyn Store) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;

    /// Adds a part of another record. What is there already stays; where it differs from what is
    /// added, that is an error.
    fn merge(&mut self, part: Part) -> Result<(), StoreError>;

    /// Removes attempts, or everything with the settings, beyond recovery from the file.
    fn erase(&mut self, attempts: Option<&[AttemptId]>) -> Result<(), StoreError>;

    /// What is wrong with the file itself; empty where nothing is.
    fn faults(&self) -> Result<Vec<String>, StoreError>;
}

/// A part of a record on its way into another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A pinned text.
    Text(Text),
    /// An event of the attempt of that name; the first of each attempt holds its head.
    Event {
        /// The attempt's name.
        attempt: String,
        /// The head, with the first event.
        head: Option<Head>,
        /// The event.
        event: Written,
    },
    /// A setting.
    Setting(String, String),
}

/// The events of an attempt as they are kept, from place `seq`.
fn written(head: Option<&Head>, seq: u32, events: &[Event]) -> Vec<Written> {
    let numbered = (seq..).zip(events);
    let write = |(seq, event): (u32, &Event)| Written {
        seq,
        kind: sourcework_core::record::kind(&event.action).to_owned(),
        payload: sourcework_core::record::write_payload(&event.action, head.filter(|_| seq == 0)),
        at: event.at.as_millisecond(),
    };
    numbered.map(write).collect()
}
