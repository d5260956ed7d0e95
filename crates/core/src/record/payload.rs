//! Events as text: how they are written into a record, read again, and held together by checksums.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{AttemptNumber, EventRow, Head, WrittenEvent};
use crate::attempt::{Action, Event, VERSION};
use crate::identity::{AttemptId, Checksum, first_sixteen};

/// What is wrong with an event of a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EventFault {
    /// A later version of the program has written it.
    #[error("a later version of sourcework has written it; install that version")]
    Newer,
    /// The text is not the form of an event.
    #[error("{0}")]
    Unreadable(String),
    /// The attempt does not begin with `opened`, or begins twice.
    #[error("an attempt begins with one `opened` event and its head")]
    NotOpened,
    /// The checksum is not that of the event and those before it.
    #[error("it has been changed: its checksum differs")]
    Checksum,
}

/// An event of a record that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event {seq} of attempt {attempt} cannot be read: {fault}")]
pub struct EventError {
    /// The attempt's number.
    pub attempt: AttemptNumber,
    /// The event's place in it.
    pub seq: u32,
    /// Why.
    pub fault: EventFault,
}

/// The checksum that the first event is chained to: the attempt's ID.
pub fn first_link(attempt: AttemptId) -> Checksum {
    Checksum(attempt.0)
}

/// The checksum of an event: of its place, its time and its payload, and of the checksum of the
/// event before it ([`first_link`] for the first). So no event of an attempt can change, go missing
/// or change places without a difference in all checksums after it.
///
/// SHA-256 of the checksum before (16 bytes), the place (4 bytes), the time (8 bytes) and the
/// payload, the numbers little-endian; the first 16 bytes.
pub fn chain(before: Checksum, seq: u32, at: i64, payload: &str) -> Checksum {
    let hasher = Sha256::new()
        .chain_update(before.0)
        .chain_update(seq.to_le_bytes())
        .chain_update(at.to_le_bytes())
        .chain_update(payload);
    Checksum(first_sixteen(hasher))
}

/// The payload of an event: the action, and the head with the first.
#[derive(Serialize)]
struct PayloadOut<'a> {
    #[serde(flatten)]
    action: &'a Action,
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<&'a Head>,
}

#[derive(Deserialize)]
struct PayloadIn {
    #[serde(flatten)]
    action: Action,
    #[serde(default)]
    head: Option<Head>,
}

/// The events of an attempt as they are kept: the first of them at place `seq`, after an event
/// with the checksum `before`. The head goes with the event at place 0.
pub fn write_events(
    head: &Head,
    seq: u32,
    before: Checksum,
    events: &[Event],
) -> Vec<WrittenEvent> {
    let mut before = before;
    let write = |(seq, event): (u32, &Event)| {
        let out = PayloadOut {
            action: &event.action,
            head: (seq == 0).then_some(head),
        };
        let payload = serde_json::to_string(&out)
            .expect("an event has only texts, numbers and lists, which JSON can hold");
        let at = event.at.as_millisecond();
        before = chain(before, seq, at, &payload);
        WrittenEvent {
            seq,
            kind: event.action.kind().to_owned(),
            payload,
            at,
            checksum: before,
        }
    };
    (seq..).zip(events).map(write).collect()
}

/// Reads an event, and the head that goes with the first.
///
/// # Errors
///
/// Where a later version of the program has written the event, or it cannot be read.
pub fn read_event(row: EventRow<'_>) -> Result<(Option<Head>, Event), EventError> {
    let read: PayloadIn = row.read()?;
    if let Action::Opened(opened) = &read.action {
        row.check_version(opened.version)?;
    }
    if read.action.kind() != row.kind {
        let why = format!(
            "it is stored as `{}`, but its content is another kind of event",
            row.kind
        );
        return Err(row.error(EventFault::Unreadable(why)));
    }
    if matches!(read.action, Action::Opened(_)) != (row.seq == 0)
        || read.head.is_some() != (row.seq == 0)
    {
        return Err(row.error(EventFault::NotOpened));
    }
    let at = Timestamp::from_millisecond(row.at);
    let at = at.map_err(|why| row.error(EventFault::Unreadable(why.to_string())))?;
    let action = read.action;
    Ok((read.head, Event { at, action }))
}

impl<'a> EventRow<'a> {
    /// Reads what one needs to know of the payload.
    pub(super) fn read<T: Deserialize<'a>>(self) -> Result<T, EventError> {
        serde_json::from_str(self.payload).map_err(|why| self.error(self.why_unreadable(&why)))
    }

    /// The words of actions that this version knows.
    const KINDS: [&'static str; 17] = [
        "opened",
        "probed",
        "committed",
        "hint-taken",
        "answered",
        "skipped",
        "turned",
        "flagged",
        "paused",
        "continued",
        "time-added",
        "handed-in",
        "judged",
        "left-unjudged",
        "remarked",
        "admitted",
        "finished",
    ];

    /// Tells what a later version has written from damage.
    fn why_unreadable(self, why: &serde_json::Error) -> EventFault {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        let version: Result<Version, _> = serde_json::from_str(self.payload);
        if version.is_ok_and(|it| it.version > VERSION) || !Self::KINDS.contains(&self.kind) {
            return EventFault::Newer;
        }
        EventFault::Unreadable(why.to_string())
    }

    /// Refuses what a later version has written.
    pub(super) fn check_version(self, version: u32) -> Result<(), EventError> {
        if version > VERSION || !Self::KINDS.contains(&self.kind) {
            return Err(self.error(EventFault::Newer));
        }
        Ok(())
    }

    /// Refuses a kind of event that this version does not know.
    pub(super) fn check_kind(self) -> Result<(), EventError> {
        self.check_version(VERSION)
    }

    /// What is wrong with this event.
    pub fn error(self, fault: EventFault) -> EventError {
        EventError {
            attempt: self.attempt,
            seq: self.seq,
            fault,
        }
    }
}
