//! Written answers that wait for a person, in attempts that are finished.

use sourcework_core::attempt::{Action, Attempt, GivenAnswer, Item, Phase, Which};
use sourcework_core::identity::StudentKey;
use sourcework_core::record::AttemptNumber;

use crate::error::ServiceError;
use crate::store::{self, Readable, Store, StoreError};

/// The answers of an attempt that wait for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The attempt.
    pub attempt: AttemptNumber,
    /// The answers, in the order of the questions; redrafts after all first answers.
    pub answers: Vec<Which>,
}

/// The answers of a finished attempt that wait for a person.
pub fn waiting_in(attempt: &Attempt) -> Vec<Which> {
    let waits = |item: &Item, again: bool| {
        item.is_written() && item.given(again).is_some_and(GivenAnswer::is_open)
    };
    let places = |again: bool| {
        let items = attempt.items.iter().enumerate();
        let waiting = items.filter(move |(_, item)| waits(item, again));
        waiting.map(move |(place, _)| Which { place, again })
    };
    places(false).chain(places(true)).collect()
}

/// The finished attempts with answers that wait for a person, oldest first; and the attempts that
/// are damaged.
///
/// # Errors
///
/// Where the record could not be read.
pub fn waiting(
    store: &dyn Store,
    student: &StudentKey,
) -> Result<Readable<Vec<Waiting>>, ServiceError> {
    let mut found = Vec::new();
    let mut left_out = Vec::new();
    let attempts = store.latest(student, None, usize::MAX)?;
    for attempt in attempts.into_iter().rev() {
        let stored = match store::stored_or_left_out(store, student, attempt)? {
            Ok(stored) => stored,
            Err(damaged) => {
                left_out.push(damaged);
                continue;
            }
        };
        let folded = Attempt::fold(&stored.events).filter(|it| it.phase == Phase::Finished);
        let answers = folded.as_ref().map(waiting_in).unwrap_or_default();
        if !answers.is_empty() {
            found.push(Waiting { attempt, answers });
        }
    }
    Ok(Readable { found, left_out })
}

/// Whether an attempt of the record is finished.
///
/// # Errors
///
/// Where there is no such attempt, or it cannot be read.
pub fn is_finished(
    store: &dyn Store,
    student: &StudentKey,
    attempt: AttemptNumber,
) -> Result<bool, ServiceError> {
    let mut found = false;
    let mut finished = false;
    store.visit(student, attempt, &mut |_, row| {
        found = true;
        finished |= row.kind == Action::Finished.kind();
        Ok::<(), StoreError>(())
    })?;
    if found {
        Ok(finished)
    } else {
        Err(ServiceError::NoSuchAttempt(attempt))
    }
}
