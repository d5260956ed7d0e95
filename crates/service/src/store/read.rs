//! From events to what they mean, for any store: outcomes of attempts, and the fold of all.

use super::{AttemptId, Store, StoreError};
use jiff::Timestamp;

use sourcework_core::record::{Fold, FoldError, Outcome, Payload, Review, Stored};
use sourcework_core::revision::{Ledger, Rules};
use sourcework_core::session::Event;

/// Tells how far long work has come: done, and all there is.
pub type Tell<'t> = &'t mut dyn FnMut(u64, u64);

/// How many events pass between two tellings.
const STRIDE: u64 = 1 << 14;

/// An attempt with all its events; `None` where there is none of that number.
pub fn stored(store: &dyn Store, attempt: AttemptId) -> Result<Option<Stored>, StoreError> {
    let (mut head, mut events) = (None, Vec::new());
    store.visit(attempt, &mut |_, row| {
        let unreadable = |why: String| FoldError {
            attempt,
            seq: row.seq,
            why,
        };
        let read = serde_json::from_str(row.payload);
        let payload: Payload = read.map_err(|why| unreadable(why.to_string()))?;
        let at = Timestamp::from_millisecond(row.at);
        head = head.take().or(payload.head);
        events.push(Event {
            at: at.map_err(|why| unreadable(why.to_string()))?,
            action: payload.action,
        });
        Ok(())
    })?;
    Ok(head.map(|head| Stored { head, events }))
}

/// What an attempt has come to; `None` where there is none of that number.
pub fn outcome(store: &dyn Store, attempt: AttemptId) -> Result<Option<Outcome>, StoreError> {
    let mut fold = Fold::default();
    let mut finished = None;
    store.visit(attempt, &mut |_, row| {
        finished = finished.take().or(fold.push(row)?);
        Ok(())
    })?;
    Ok(finished.or_else(|| fold.still_open().pop()))
}

/// What attempts have come to, in the order given.
pub fn outcomes(store: &dyn Store, attempts: &[AttemptId]) -> Result<Vec<Outcome>, StoreError> {
    let each = attempts.iter().map(|attempt| outcome(store, *attempt));
    Ok(each
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .flatten()
        .collect())
}

/// The fold of everything up to now: of finished attempts, which is kept, and on top of it of
/// those that are still open, which is not.
pub fn ledger(store: &mut dyn Store, rules: &Rules) -> Result<Ledger, StoreError> {
    let mut ledger = catch_up(store, rules)?;
    for outcome in outcomes(store, &store.open_attempts()?)? {
        ledger.add(outcome);
    }
    Ok(ledger)
}

/// The fold of all finished attempts: what was kept, and what has happened since.
pub fn catch_up(store: &mut dyn Store, rules: &Rules) -> Result<Ledger, StoreError> {
    let Some(mut ledger) = store.kept_ledger(rules)? else {
        return rebuild(store, rules, &mut |_, _| {});
    };
    let finished = store.finished_after(ledger.through)?;
    for (id, attempt) in &finished {
        let Some(outcome) = outcome(store, *attempt)? else {
            continue;
        };
        if outcome.last < ledger.finished_at {
            // It came from elsewhere, or the clock was turned back: reviews have another order.
            return rebuild(store, rules, &mut |_, _| {});
        }
        ledger.add(outcome);
        ledger.through = *id;
    }
    if !finished.is_empty() {
        keep(store, &mut ledger, false)?;
    }
    Ok(ledger)
}

/// Folds all events from the beginning, and keeps the result.
pub fn rebuild(store: &mut dyn Store, rules: &Rules, tell: Tell<'_>) -> Result<Ledger, StoreError> {
    let mut ledger = fold_all(store, rules, tell)?;
    keep(store, &mut ledger, true)?;
    Ok(ledger)
}

/// What all finished attempts say about questions, in the order in which they were finished.
pub fn reviews(store: &dyn Store, tell: Tell<'_>) -> Result<Vec<Review>, StoreError> {
    let mut reviews = Vec::new();
    each_outcome(store, tell, &mut |_, outcome| {
        reviews.extend(outcome.reviews);
        true
    })?;
    Ok(reviews)
}

/// Whether what was kept is what the events fold to; what differs, in words.
pub fn verify(store: &mut dyn Store, rules: &Rules) -> Result<Vec<String>, StoreError> {
    let kept = catch_up(store, rules)?;
    let folded = fold_all(store, rules, &mut |_, _| {})?;
    let mut faults = Vec::new();
    for (question, item) in &folded.items {
        if kept.items.get(question).is_none_or(|it| !it.is_same(item)) {
            faults.push(format!(
                "the schedule of `{question}` is not what its answers say"
            ));
        }
    }
    let rest = kept.skills == folded.skills
        && kept.items.len() == folded.items.len()
        && kept.days.len() == folded.days.len()
        && kept
            .days
            .iter()
            .all(|(day, marks)| folded.days.get(day).is_some_and(|it| it.is_same(marks)))
        && (kept.attempts, kept.answers) == (folded.attempts, folded.answers);
    if !rest {
        faults.push("the sums by skill or by day are not what the answers say".to_owned());
    }
    Ok(faults)
}

/// Keeps a fold, unless the record cannot be written: then the next program folds again.
fn keep(store: &mut dyn Store, ledger: &mut Ledger, all: bool) -> Result<(), StoreError> {
    match store.keep_ledger(ledger, all) {
        Err(StoreError::ReadOnly(_) | StoreError::Full(_) | StoreError::Busy(_)) => Ok(()),
        done => done,
    }
}

/// Folds all events in the order in which attempts were finished.
fn fold_all(store: &dyn Store, rules: &Rules, tell: Tell<'_>) -> Result<Ledger, StoreError> {
    if let Some(ledger) = fold_in_order(store, rules, tell)? {
        return Ok(ledger);
    }
    let mut finished = Vec::new();
    let mut through = 0;
    each_outcome(store, tell, &mut |id, outcome| {
        through = id;
        finished.push((outcome.last, id, outcome));
        true
    })?;
    finished.sort_by_key(|(last, id, _)| (*last, *id));
    let mut ledger = Ledger::new(rules.clone());
    finished
        .into_iter()
        .for_each(|(_, _, outcome)| ledger.add(outcome));
    ledger.through = through;
    Ok(ledger)
}

/// Folds events as they come; `None` where attempts were not recorded in the order of time.
fn fold_in_order(
    store: &dyn Store,
    rules: &Rules,
    tell: Tell<'_>,
) -> Result<Option<Ledger>, StoreError> {
    let mut ledger = Ledger::new(rules.clone());
    let in_order = each_outcome(store, tell, &mut |id, outcome| {
        let in_order = outcome.last >= ledger.finished_at;
        ledger.add(outcome);
        ledger.through = id;
        in_order
    })?;
    Ok(in_order.then_some(ledger))
}

/// Hands on the outcome of each finished attempt, until one is refused; whether none was.
fn each_outcome(
    store: &dyn Store,
    tell: Tell<'_>,
    take: &mut dyn FnMut(i64, Outcome) -> bool,
) -> Result<bool, StoreError> {
    let (_, all) = store.count()?;
    let mut fold = Fold::default();
    let (mut done, mut going) = (0, true);
    store.visit_all(&mut |id, row| {
        done += 1;
        if done % STRIDE == 0 {
            tell(done, all);
        }
        if going && let Some(outcome) = fold.push(row)? {
            going = take(id, outcome);
        }
        Ok(())
    })?;
    tell(all, all);
    Ok(going)
}
