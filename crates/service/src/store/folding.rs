//! From events to what they mean, for any store: outcomes of attempts, and the fold of all.

use std::collections::HashSet;

use sourcework_core::identity::StudentKey;
use sourcework_core::record::{
    AttemptNumber, EventFault, Fold, Outcome, Review, Row, Stored, chain, first_link, read_event,
};
use sourcework_core::revision::{Ledger, Rules};

use super::{EventNumber, KeptLedger, Store, StoreError, Touched};

/// Tells how far long work has come: done, and all there is.
pub type Tell<'t> = &'t mut dyn FnMut(u64, u64);

/// How many events are read while the record is locked.
const PAGE: usize = 1 << 13;

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
    let mut found: Option<Stored> = None;
    store.visit(student, attempt, &mut |_, row| {
        let (head, event) = read_event(row)?;
        match (&mut found, head) {
            (Some(stored), None) => {
                check_link(stored.checksum, row)?;
                stored.events.push(event);
                stored.checksum = row.checksum;
            }
            (None, Some(head)) => {
                check_link(first_link(head.attempt), row)?;
                found = Some(Stored {
                    head,
                    events: vec![event],
                    checksum: row.checksum,
                });
            }
            _ => return Err(row.error(EventFault::NotOpened).into()),
        }
        Ok(())
    })?;
    Ok(found)
}

/// Whether an event follows the one with the checksum `before`.
fn check_link(before: sourcework_core::identity::Checksum, row: Row<'_>) -> Result<(), StoreError> {
    if chain(before, row.seq, row.at, row.payload) == row.checksum {
        Ok(())
    } else {
        Err(row.error(EventFault::Checksum).into())
    }
}

/// What an attempt has come to; `None` where the student has no attempt of that number.
///
/// # Errors
///
/// Where the record or an event could not be read.
pub fn outcome(
    store: &dyn Store,
    student: &StudentKey,
    attempt: AttemptNumber,
) -> Result<Option<Outcome>, StoreError> {
    // An attempt that is visited alone may go on after `finished`.
    let mut fold = Fold::with_amended(HashSet::from([attempt]));
    store.visit(student, attempt, &mut |_, row| {
        fold.push(row)?;
        Ok(())
    })?;
    Ok(fold.rest().pop())
}

/// What attempts have come to, in the order given.
///
/// # Errors
///
/// Where the record or an event could not be read.
pub fn outcomes(
    store: &dyn Store,
    student: &StudentKey,
    attempts: &[AttemptNumber],
) -> Result<Vec<Outcome>, StoreError> {
    let each = attempts
        .iter()
        .filter_map(|attempt| outcome(store, student, *attempt).transpose());
    each.collect()
}

/// Visits all events of a student in the order in which the record learned of them, some at a
/// time. Between the events `visit` must not call the store; `after_page` may.
///
/// # Errors
///
/// Where the record could not be read, and what the visitors return.
pub fn visit_all<S>(
    store: &dyn Store,
    student: &StudentKey,
    state: &mut S,
    visit: fn(&mut S, EventNumber, Row<'_>) -> Result<(), StoreError>,
    mut after_page: impl FnMut(&mut S) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut after = EventNumber(0);
    loop {
        let page = store.visit_after(student, after, PAGE, &mut |number, row| {
            visit(state, number, row)
        })?;
        match page {
            Some(last) => after = last,
            None => return Ok(()),
        }
        after_page(state)?;
    }
}

/// The fold of everything up to now: of finished attempts, which is kept, and on top of it of
/// those that are still open, which is not.
///
/// # Errors
///
/// Where the record or an event could not be read.
pub fn ledger(
    store: &dyn Store,
    student: &StudentKey,
    rules: &Rules,
) -> Result<Ledger, StoreError> {
    let mut ledger = catch_up(store, student, rules)?.ledger;
    for outcome in outcomes(store, student, &store.open_attempts(student)?)? {
        ledger.add(outcome);
    }
    Ok(ledger)
}

impl KeptLedger {
    fn new(rules: &Rules) -> Self {
        Self {
            ledger: Ledger::new(rules.clone()),
            through: EventNumber(0),
            finished_at: i64::MIN,
        }
    }

    /// Folds one more finished attempt.
    fn add(&mut self, outcome: Outcome) {
        self.finished_at = self.finished_at.max(ended(&outcome));
        self.ledger.add(outcome);
    }
}

fn ended(outcome: &Outcome) -> i64 {
    outcome.ended.unwrap_or(outcome.last)
}

/// The fold of all finished attempts: what was kept, and what has happened since.
///
/// # Errors
///
/// Where the record or an event could not be read.
pub fn catch_up(
    store: &dyn Store,
    student: &StudentKey,
    rules: &Rules,
) -> Result<KeptLedger, StoreError> {
    let Some(mut kept) = store.kept_ledger(student, rules)? else {
        return rebuild(store, student, rules, &mut |_, _| {});
    };
    let since = kept.through;
    let finished = store.finished_after(student, since)?;
    let amended = store.amended_after(student, since)?;
    let is_new = |attempt: AttemptNumber| finished.iter().any(|(_, it)| *it == attempt);
    if amended.iter().any(|(_, attempt)| !is_new(*attempt)) {
        // A mark that is folded already has changed: what came after it must be folded again.
        return rebuild(store, student, rules, &mut |_, _| {});
    }
    let mut touched = Touched::default();
    for (_, attempt) in &finished {
        let Some(outcome) = outcome(store, student, *attempt)? else {
            continue;
        };
        if ended(&outcome) < kept.finished_at {
            // It came from elsewhere, or the clock was turned back: reviews have another order.
            return rebuild(store, student, rules, &mut |_, _| {});
        }
        for review in &outcome.reviews {
            touched.questions.insert(review.question.clone());
            touched.days.insert(review.day);
        }
        kept.add(outcome);
    }
    let last = finished.iter().chain(&amended).map(|(event, _)| *event);
    if let Some(last) = last.max() {
        kept.through = last;
        keep(store, student, &kept, Some((since, &touched)))?;
    }
    Ok(kept)
}

/// Folds all events from the beginning, and keeps the result.
///
/// # Errors
///
/// Where the record or an event could not be read.
pub fn rebuild(
    store: &dyn Store,
    student: &StudentKey,
    rules: &Rules,
    tell: Tell<'_>,
) -> Result<KeptLedger, StoreError> {
    let kept = fold_all(store, student, rules, tell)?;
    keep(store, student, &kept, None)?;
    Ok(kept)
}

/// What all finished attempts say about questions, in the order in which they were finished.
///
/// # Errors
///
/// Where the record or an event could not be read.
pub fn reviews(
    store: &dyn Store,
    student: &StudentKey,
    tell: Tell<'_>,
) -> Result<Vec<Review>, StoreError> {
    let mut finished = Vec::new();
    each_outcome(store, student, tell, &mut |number, outcome| {
        finished.push((ended(&outcome), number, outcome.reviews));
        true
    })?;
    finished.sort_by_key(|(ended, number, _)| (*ended, *number));
    let reviews = finished.into_iter().flat_map(|(_, _, reviews)| reviews);
    Ok(reviews.collect())
}

/// Whether every event follows the one before, and what was kept is what the events fold to; what
/// differs, in words.
///
/// # Errors
///
/// Where the record or an event could not be read.
pub fn verify(
    store: &dyn Store,
    student: &StudentKey,
    rules: &Rules,
) -> Result<Vec<String>, StoreError> {
    let mut faults = verify_chains(store, student)?;
    let kept = catch_up(store, student, rules)?.ledger;
    let folded = fold_all(store, student, rules, &mut |_, _| {})?.ledger;
    for (question, item) in &folded.items {
        if kept.items.get(question) != Some(item) {
            faults.push(format!(
                "the schedule of `{question}` is not what its answers say"
            ));
        }
    }
    let rest = kept.skills == folded.skills
        && kept.items.len() == folded.items.len()
        && kept.days == folded.days
        && (kept.attempts, kept.answers) == (folded.attempts, folded.answers);
    if !rest {
        faults.push("the sums by skill or by day are not what the answers say".to_owned());
    }
    Ok(faults)
}

/// The attempts with an event that does not follow the one before.
fn verify_chains(store: &dyn Store, student: &StudentKey) -> Result<Vec<String>, StoreError> {
    let attempts = store.latest(student, None, usize::MAX)?;
    let mut faults = Vec::new();
    for attempt in attempts.into_iter().rev() {
        match stored(store, student, attempt) {
            Ok(_) => {}
            Err(StoreError::Unreadable(error)) => faults.push(error.to_string()),
            Err(other) => return Err(other),
        }
    }
    Ok(faults)
}

/// Keeps a fold, unless the record cannot be written: then the next program folds again.
fn keep(
    store: &dyn Store,
    student: &StudentKey,
    kept: &KeptLedger,
    changed: Option<(EventNumber, &Touched)>,
) -> Result<(), StoreError> {
    match store.keep_ledger(student, kept, changed) {
        Err(StoreError::ReadOnly(_) | StoreError::Full(_) | StoreError::Busy(_)) => Ok(()),
        done => done,
    }
}

/// Folds all events in the order in which attempts were finished.
fn fold_all(
    store: &dyn Store,
    student: &StudentKey,
    rules: &Rules,
    tell: Tell<'_>,
) -> Result<KeptLedger, StoreError> {
    if let Some(kept) = fold_in_order(store, student, rules, tell)? {
        return Ok(kept);
    }
    let mut finished = Vec::new();
    let mut kept = KeptLedger::new(rules);
    each_outcome(store, student, tell, &mut |number, outcome| {
        kept.through = kept.through.max(number);
        finished.push((ended(&outcome), number, outcome));
        true
    })?;
    finished.sort_by_key(|(ended, number, _)| (*ended, *number));
    finished
        .into_iter()
        .for_each(|(_, _, outcome)| kept.add(outcome));
    Ok(kept)
}

/// Folds events as they come; `None` where attempts were not recorded in the order of time.
fn fold_in_order(
    store: &dyn Store,
    student: &StudentKey,
    rules: &Rules,
    tell: Tell<'_>,
) -> Result<Option<KeptLedger>, StoreError> {
    let mut kept = KeptLedger::new(rules);
    let in_order = each_outcome(store, student, tell, &mut |number, outcome| {
        let in_order = ended(&outcome) >= kept.finished_at;
        kept.add(outcome);
        kept.through = kept.through.max(number);
        in_order
    })?;
    Ok(in_order.then_some(kept))
}

/// Where an attempt stands in the order in which the record learned of what it came to.
struct Walk<'t> {
    fold: Fold,
    /// How far the walk has come, and how far it goes.
    done: u64,
    all: u64,
    going: bool,
    take: &'t mut dyn FnMut(EventNumber, Outcome) -> bool,
}

/// Hands on the outcome of each finished attempt, until one is refused; whether none was. The
/// number is that of the last event that the outcome accounts for.
fn each_outcome(
    store: &dyn Store,
    student: &StudentKey,
    tell: Tell<'_>,
    take: &mut dyn FnMut(EventNumber, Outcome) -> bool,
) -> Result<bool, StoreError> {
    let (_, all) = store.count(student)?;
    let amended = store.amended_after(student, EventNumber(0))?;
    let attempts = amended.iter().map(|(_, attempt)| *attempt);
    let mut walk = Walk {
        fold: Fold::with_amended(attempts.collect()),
        done: 0,
        all,
        going: true,
        take,
    };
    visit_all(
        store,
        student,
        &mut walk,
        |walk, number, row| {
            walk.done += 1;
            if walk.going
                && let Some(outcome) = walk.fold.push(row)?
            {
                walk.going = (walk.take)(number, outcome);
            }
            Ok(())
        },
        |walk| {
            tell(walk.done, walk.all);
            Ok(())
        },
    )?;
    let last = |attempt: AttemptNumber| {
        let of_attempt = amended.iter().filter(|(_, it)| *it == attempt);
        of_attempt.map(|(number, _)| *number).max()
    };
    let mut going = walk.going;
    for outcome in walk.fold.rest() {
        if let (true, true, Some(number)) = (going, outcome.is_finished(), last(outcome.attempt)) {
            going = (walk.take)(number, outcome);
        }
    }
    Ok(going)
}
