//! Reading attempts with their checksums, and leaving out those that are damaged: one unreadable
//! event does not hide the other attempts.

use std::collections::HashSet;

use serde::Deserialize;
use sourcework_core::attempt::Action;
use sourcework_core::identity::{
    AttemptId, Checksum, ContentHash, SchoolId, StudentKey, text_hash,
};
use sourcework_core::record::{
    AttemptNumber, Day, EventError, EventFault, EventRow, Fold, Outcome, Stored, Text, chain,
    first_link, read_event,
};

use super::importing::kind_of;
use super::{Beside, EventNumber, SittingsRead, Store, StoreError};

/// An attempt that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its number.
    pub attempt: AttemptNumber,
    /// Why it was left out.
    pub why: WhyLeftOut,
}

/// Why an attempt was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyLeftOut {
    /// It cannot be read; what is wrong with it.
    Damaged(String),
    /// It has a date after the day on which all is folded.
    Later(Day),
}

impl LeftOut {
    /// An attempt that cannot be read, and what is wrong with it.
    pub fn damaged(attempt: AttemptNumber, why: String) -> Self {
        let why = WhyLeftOut::Damaged(why);
        Self { attempt, why }
    }
}

impl std::fmt::Display for WhyLeftOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Damaged(why) => f.write_str(why),
            Self::Later(day) => write!(f, "it is dated {day}, which is still to come"),
        }
    }
}

/// What could be read, and what was left out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readable<T> {
    /// What could be read.
    pub found: T,
    /// The attempts that were left out.
    pub left_out: Vec<LeftOut>,
}

/// The events of one attempt up to now, as their checksums say.
#[derive(Default)]
pub struct Chain(Option<(Checksum, u32)>);

impl Chain {
    /// Refuses an event that does not follow the one before, or begins somebody else's attempt.
    pub fn follow(&mut self, student: &StudentKey, row: EventRow<'_>) -> Result<(), EventError> {
        let before = match self.0 {
            None if row.seq == 0 => first_link(begun(student, row)?),
            Some((checksum, next)) if row.seq == next => checksum,
            _ => return Err(row.error(EventFault::NotOpened)),
        };
        if chain(before, row.seq, row.at, row.payload) != row.checksum {
            return Err(newer(row).unwrap_or_else(|| row.error(EventFault::Checksum)));
        }
        self.0 = Some((row.checksum, row.seq.saturating_add(1)));
        Ok(())
    }

    /// Refuses an attempt that should be finished and is not: its last events are missing.
    fn end(&self, attempt: AttemptNumber) -> EventError {
        EventError {
            attempt,
            seq: self.0.map_or(0, |(_, next)| next),
            fault: EventFault::Unreadable("it is missing".to_owned()),
        }
    }
}

/// The attempt that a first event begins.
fn begun(student: &StudentKey, row: EventRow<'_>) -> Result<AttemptId, EventError> {
    #[derive(Deserialize)]
    struct Begun {
        head: Head,
    }
    #[derive(Deserialize)]
    struct Head {
        attempt: AttemptId,
        #[serde(default)]
        student: StudentKey,
    }
    let wrong = |why: String| row.error(EventFault::Unreadable(why));
    let Begun { head } = serde_json::from_str(row.payload)
        .map_err(|why| newer(row).unwrap_or_else(|| wrong(why.to_string())))?;
    if head.student == *student {
        Ok(head.attempt)
    } else {
        Err(wrong("it is the attempt of somebody else".to_owned()))
    }
}

/// The error, where it is that a later version has written the first event.
fn newer(row: EventRow<'_>) -> Option<EventError> {
    let error = read_event(row).err().filter(|_| row.seq == 0)?;
    (error.fault == EventFault::Newer).then_some(error)
}

/// Folds an event that follows. A word of an action that this version does not know is damage
/// where the payload, which the checksum covers, says another.
pub fn push(fold: &mut Fold, row: EventRow<'_>) -> Result<Option<Outcome>, EventError> {
    let kind = |error: EventError| match error.fault {
        EventFault::Newer if kind_of(row.payload).is_ok_and(|kind| kind != row.kind) => {
            let why = format!(
                "it is stored as `{}`, but its content is another kind of event",
                row.kind
            );
            row.error(EventFault::Unreadable(why))
        }
        _ => error,
    };
    fold.push(row).map_err(kind)
}

/// What is wrong with one attempt, where an error is about that alone.
///
/// # Errors
///
/// Any other error, as it is.
pub fn damage_of(error: StoreError) -> Result<String, StoreError> {
    match error {
        StoreError::Unreadable(error) if error.fault != EventFault::Newer => Ok(error.to_string()),
        StoreError::Damaged { why, .. } => Ok(why),
        other => Err(other),
    }
}

/// An attempt as the record has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadAttempt {
    /// Its number.
    pub number: AttemptNumber,
    /// Its events.
    pub stored: Stored,
    /// What else the record has of it.
    pub beside: Beside,
    /// How many bytes its events have in the record.
    pub bytes: usize,
}

/// An attempt with all its events; `None` where the student has no attempt of that number.
///
/// # Errors
///
/// Where the record could not be read, an event is damaged or a later version has written it.
pub fn stored(
    store: &dyn Store,
    student: &StudentKey,
    attempt: AttemptNumber,
) -> Result<Option<Stored>, StoreError> {
    let read = read_attempt(store, student, attempt)?;
    Ok(read.map(|read| read.stored))
}

/// The same, with what the record has beside the events.
///
/// # Errors
///
/// As [`stored`].
pub fn read_attempt(
    store: &dyn Store,
    student: &StudentKey,
    attempt: AttemptNumber,
) -> Result<Option<ReadAttempt>, StoreError> {
    let mut reading = Reading::of(student);
    let beside = store.visit_whole(student, attempt, &mut |_, row| reading.take(row))?;
    reading.end(attempt, beside)
}

/// An attempt, and how much there is of the events of the school's sittings at the same moment. Of an attempt that was read
/// before only what has happened since is read. `None` where reading both together saves nothing, and nothing was read.
///
/// # Errors
///
/// As [`stored`].
pub fn read_attempt_and_sittings(
    store: &dyn Store,
    student: &StudentKey,
    attempt: AttemptNumber,
    before: Option<&ReadAttempt>,
) -> Result<Option<(Option<ReadAttempt>, SittingsRead)>, StoreError> {
    let mut reading = match before {
        Some(before) => Reading::after(student, before),
        None => Reading::of(student),
    };
    let known = reading.chain.0.map(|(checksum, events)| (events, checksum));
    let mut has_begun_anew = false;
    let visit = &mut |_, row: EventRow<'_>| {
        if row.seq == 0 {
            // The record does not have the events that were read before.
            reading = Reading::of(student);
            has_begun_anew = true;
        }
        reading.take(row)
    };
    let found = store.visit_whole_and_sittings(student, attempt, known, visit)?;
    let Some(found) = found else {
        return Ok(None);
    };
    let read = match found.follows_known || has_begun_anew {
        true => reading.end(attempt, found.beside)?,
        false => None, // it was erased
    };
    Ok(Some((read, found.sittings)))
}

/// An attempt while its events are read.
struct Reading<'s> {
    student: &'s StudentKey,
    chain: Chain,
    found: Option<Stored>,
    bytes: usize,
}

impl<'s> Reading<'s> {
    fn of(student: &'s StudentKey) -> Self {
        Self {
            student,
            chain: Chain::default(),
            found: None,
            bytes: 0,
        }
    }

    /// Goes on after the last event that was read before.
    fn after(student: &'s StudentKey, before: &ReadAttempt) -> Self {
        let events = u32::try_from(before.stored.events.len()).ok();
        Self {
            student,
            chain: Chain(events.map(|events| (before.stored.checksum, events))),
            found: Some(before.stored.clone()),
            bytes: before.bytes,
        }
    }

    fn take(&mut self, row: EventRow<'_>) -> Result<(), StoreError> {
        let (head, event) = read_event(row)?;
        self.chain.follow(self.student, row)?;
        self.bytes += row.payload.len();
        match (&mut self.found, head) {
            (Some(stored), _) => {
                stored.events.push(event);
                stored.checksum = row.checksum;
            }
            (None, Some(head)) => {
                self.found = Some(Stored {
                    head,
                    events: vec![event],
                    checksum: row.checksum,
                });
            }
            (None, None) => {}
        }
        Ok(())
    }

    /// The attempt, once all its events are read.
    fn end(
        self,
        attempt: AttemptNumber,
        beside: Beside,
    ) -> Result<Option<ReadAttempt>, StoreError> {
        let Some(stored) = self.found else {
            return Ok(None);
        };
        let mut events = stored.events.iter();
        if !beside.is_open && !events.any(|it| it.action == Action::Finished) {
            return Err(self.chain.end(attempt).into());
        }
        Ok(Some(ReadAttempt {
            number: attempt,
            stored,
            beside,
            bytes: self.bytes,
        }))
    }
}

/// An attempt that the record lists, with all its events, or why it is left out.
///
/// # Errors
///
/// Where the record could not be read.
pub fn stored_or_left_out(
    store: &dyn Store,
    student: &StudentKey,
    attempt: AttemptNumber,
) -> Result<Result<Stored, LeftOut>, StoreError> {
    let why = match stored(store, student, attempt) {
        Ok(Some(stored)) => return Ok(Ok(stored)),
        Ok(None) => MISSING.to_owned(),
        Err(error) => damage_of(error)?,
    };
    Ok(Err(LeftOut::damaged(attempt, why)))
}

/// What is wrong with an attempt that is listed and has no events.
const MISSING: &str = "its events are missing";

/// What an attempt has come to; `None` where the student has no attempt of that number.
///
/// # Errors
///
/// Where the record could not be read, or an event is damaged.
pub fn outcome(
    store: &dyn Store,
    student: &StudentKey,
    attempt: AttemptNumber,
) -> Result<Option<Outcome>, StoreError> {
    let open = store.open_attempts(student)?.into_iter().collect();
    let folded = fold_one(store, student, attempt, &open)?;
    Ok(folded.map(|(_, outcome)| outcome))
}

/// What an attempt has come to, and the last event of it.
pub fn fold_one(
    store: &dyn Store,
    student: &StudentKey,
    attempt: AttemptNumber,
    open: &HashSet<AttemptNumber>,
) -> Result<Option<(EventNumber, Outcome)>, StoreError> {
    // An attempt that is visited alone may go on after `finished`.
    let mut fold = Fold::with_amended(HashSet::from([attempt]));
    let mut chain = Chain::default();
    let mut last = EventNumber(0);
    store.visit(student, attempt, &mut |number, row| {
        chain.follow(student, row)?;
        push(&mut fold, row)?;
        last = last.max(number);
        Ok(())
    })?;
    let Some(outcome) = fold.rest().pop() else {
        return Ok(None);
    };
    if !outcome.is_finished() && !open.contains(&attempt) {
        return Err(chain.end(attempt).into());
    }
    Ok(Some((last, outcome)))
}

/// What attempts of the record have come to, in the order given.
///
/// # Errors
///
/// Where the record could not be read.
pub fn outcomes(
    store: &dyn Store,
    student: &StudentKey,
    attempts: &[AttemptNumber],
) -> Result<Readable<Vec<Outcome>>, StoreError> {
    let Readable { found, left_out } = fold_each(store, student, attempts)?;
    let found = found.into_iter().map(|(_, outcome)| outcome).collect();
    Ok(Readable { found, left_out })
}

/// What attempts have come to, one by one, each with the last event of it.
pub fn fold_each(
    store: &dyn Store,
    student: &StudentKey,
    attempts: &[AttemptNumber],
) -> Result<Readable<Vec<(EventNumber, Outcome)>>, StoreError> {
    // Read before the attempts: one that another program finishes meanwhile is not damaged.
    let open = store.open_attempts(student)?.into_iter().collect();
    let mut readable: Readable<Vec<_>> = Readable::default();
    let mut seen = HashSet::new();
    // A damaged index may list an attempt twice.
    for attempt in attempts.iter().filter(|attempt| seen.insert(**attempt)) {
        let why = match fold_one(store, student, *attempt, &open) {
            Ok(Some(folded)) => {
                readable.found.push(folded);
                continue;
            }
            Ok(None) => MISSING.to_owned(),
            Err(error) => damage_of(error)?,
        };
        readable.left_out.push(LeftOut::damaged(*attempt, why));
    }
    Ok(readable)
}

/// How many attempts and events there are; where the record is damaged, how many can be read.
///
/// # Errors
///
/// Where the record could not be read.
pub fn count_readable(store: &dyn Store, student: &StudentKey) -> Result<(u64, u64), StoreError> {
    match store.count(student) {
        Err(error) => damage_of(error).map(drop)?,
        counted => return counted,
    }
    let attempts = all_attempts(store, student)?;
    let mut events = 0;
    for attempt in &attempts {
        let visited = store.visit(student, *attempt, &mut |_, _| {
            events += 1;
            Ok(())
        });
        visited.or_else(|error| damage_of(error).map(drop))?;
    }
    Ok((attempts.len() as u64, events))
}

/// All attempts, oldest first, each once: a damaged index may list one twice.
pub fn all_attempts(
    store: &dyn Store,
    student: &StudentKey,
) -> Result<Vec<AttemptNumber>, StoreError> {
    let mut seen = HashSet::new();
    let mut attempts = store.latest(student, None, usize::MAX)?;
    attempts.retain(|attempt| seen.insert(*attempt));
    attempts.reverse();
    Ok(attempts)
}

/// The attempts that cannot be read to the end.
///
/// # Errors
///
/// Where the record could not be read.
pub fn damaged_attempts(
    store: &dyn Store,
    student: &StudentKey,
) -> Result<Vec<LeftOut>, StoreError> {
    let mut damaged = Vec::new();
    for attempt in all_attempts(store, student)? {
        damaged.extend(stored_or_left_out(store, student, attempt)?.err());
    }
    Ok(damaged)
}

/// A pinned text that is the one of its hash; `None` where it is missing or damaged.
///
/// # Errors
///
/// Where the record could not be read.
pub fn sound_text(
    store: &dyn Store,
    school: &SchoolId,
    hash: ContentHash,
) -> Result<Option<Text>, StoreError> {
    match store.text(school, hash) {
        Ok(text) => Ok(text.filter(|it| text_hash(&it.text) == hash)),
        Err(StoreError::TextDamaged(_) | StoreError::Damaged { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}
