//! From events to what they mean, for any store: outcomes of attempts, and the fold of all.

use std::collections::{HashMap, HashSet};

use sourcework_core::identity::StudentKey;
use sourcework_core::record::{
    AttemptNumber, Day, EventError, EventFault, EventRow, Fold, Outcome, Review,
};
use sourcework_core::revision::{Ledger, Rules};

use super::verified::{
    Chain, LeftOut, Readable, WhyLeftOut, all_attempts, damage_of, fold_each, fold_one, outcomes,
    push,
};
use super::{EventNumber, KeptLedger, Store, StoreError, Touched};

/// Tells how far long work has come: done, and all there is.
pub type Tell<'t> = &'t mut dyn FnMut(u64, u64);

/// How many events are read while the record is locked.
const PAGE: usize = 1 << 13;

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
    visit: fn(&mut S, EventNumber, EventRow<'_>) -> Result<(), StoreError>,
    mut after_page: impl FnMut(&mut S) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut after = EventNumber(0);
    loop {
        // A damaged page may show the same events again, and for ever.
        let mut before = after;
        let page = store.visit_after(student, after, PAGE, &mut |number, row| {
            if number <= before {
                let why = "it is out of order".to_owned();
                return Err(row.error(EventFault::Unreadable(why)).into());
            }
            before = number;
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
/// Where the record could not be read.
pub fn ledger(
    store: &dyn Store,
    student: &StudentKey,
    rules: &Rules,
) -> Result<Readable<Ledger>, StoreError> {
    let KeptLedger {
        ledger: mut found,
        mut left_out,
        ..
    } = catch_up(store, student, rules)?;
    let open = outcomes(store, student, &store.open_attempts(student)?)?;
    for outcome in open.found {
        match later(rules, &outcome) {
            Some(later) => left_out.push(later),
            None => found.add(outcome),
        }
    }
    for more in open.left_out {
        if !left_out.iter().any(|it| it.attempt == more.attempt) {
            left_out.push(more);
        }
    }
    Ok(Readable { found, left_out })
}

impl KeptLedger {
    fn new(rules: &Rules) -> Self {
        Self {
            ledger: Ledger::new(rules.clone()),
            through: EventNumber(0),
            finished_at: i64::MIN,
            left_out: Vec::new(),
        }
    }

    /// Folds one more finished attempt, unless it is from a later day.
    fn add(&mut self, outcome: Outcome) {
        if let Some(later) = later(&self.ledger.rules, &outcome) {
            self.left_out.push(later);
            return;
        }
        self.finished_at = self.finished_at.max(ended(&outcome));
        self.ledger.add(outcome);
    }
}

/// An attempt that has a date after the last day of the fold, at its beginning or in an answer.
fn later(rules: &Rules, outcome: &Outcome) -> Option<LeftOut> {
    let days = outcome.reviews.iter().map(|review| review.day);
    let day = days.fold(outcome.day, Day::max);
    let is_later = rules.until.is_some_and(|until| day > until);
    is_later.then_some(LeftOut {
        attempt: outcome.attempt,
        why: WhyLeftOut::Later(day),
    })
}

fn ended(outcome: &Outcome) -> i64 {
    outcome.ended.unwrap_or(outcome.last)
}

/// The fold of all finished attempts: what was kept, and what has happened since.
///
/// # Errors
///
/// Where the record could not be read.
pub fn catch_up(
    store: &dyn Store,
    student: &StudentKey,
    rules: &Rules,
) -> Result<KeptLedger, StoreError> {
    // A kept fold that is damaged is folded again: the answers do not depend on it.
    let kept = match store.kept_ledger(student, rules) {
        Err(StoreError::Damaged { .. }) => None,
        kept => kept?,
    };
    let Some(mut kept) = kept else {
        return rebuild(store, student, rules, &mut |_, _| {});
    };
    let last_day = kept.ledger.days.last_key_value().map(|(day, _)| *day);
    if rules.until.is_some_and(|until| last_day > Some(until)) {
        // What was kept knows more than the day that is asked for.
        return rebuild(store, student, rules, &mut |_, _| {});
    }
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
        let folded = match fold_one(store, student, *attempt, &HashSet::new()) {
            Ok(folded) => folded,
            Err(error) => damage_of(error).map(|_| None)?,
        };
        let in_order = |(_, outcome): &(_, Outcome)| {
            ended(outcome) >= kept.finished_at && later(rules, outcome).is_none()
        };
        let Some((_, outcome)) = folded.filter(in_order) else {
            // It is damaged or dated later; or it came from elsewhere, or the clock was turned back, so that
            // reviews have another order.
            return rebuild(store, student, rules, &mut |_, _| {});
        };
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

/// Folds all events from the beginning, and keeps the result. Attempts that are damaged, or from
/// after the last day of the rules, are left out and listed; then nothing is kept, so that every program that reads the record says so.
///
/// # Errors
///
/// Where the record could not be read.
pub fn rebuild(
    store: &dyn Store,
    student: &StudentKey,
    rules: &Rules,
    tell: Tell<'_>,
) -> Result<KeptLedger, StoreError> {
    let kept = fold_all(store, student, rules, tell)?;
    if !kept.left_out.is_empty() {
        return Ok(kept);
    }
    keep(store, student, &kept, None)?;
    Ok(kept)
}

/// What all finished attempts say about questions, in the order in which they were finished.
///
/// # Errors
///
/// Where the record could not be read.
pub fn reviews(
    store: &dyn Store,
    student: &StudentKey,
    tell: Tell<'_>,
) -> Result<Readable<Vec<Review>>, StoreError> {
    let Readable {
        found,
        left_out: damaged,
    } = finished(store, student, tell)?;
    let reviews = found.into_iter().flat_map(|(_, outcome)| outcome.reviews);
    let found = reviews.collect();
    Ok(Readable {
        found,
        left_out: damaged,
    })
}

/// The outcomes of all finished attempts in the order in which they were finished, each with the
/// last event that it accounts for.
fn finished(
    store: &dyn Store,
    student: &StudentKey,
    tell: Tell<'_>,
) -> Result<Readable<Vec<(EventNumber, Outcome)>>, StoreError> {
    let mut found = Vec::new();
    let walked = each_outcome(store, student, tell, &mut |number, outcome| {
        found.push((number, outcome));
        true
    });
    let mut damaged = Vec::new();
    if let Err(error) = walked {
        damage_of(error)?;
        // What stops a walk over all events does not stop one over each attempt.
        let attempts = all_attempts(store, student)?;
        let each = fold_each(store, student, &attempts)?;
        damaged = each.left_out;
        found = each.found;
        found.retain(|(_, outcome)| outcome.is_finished());
    }
    found.sort_by_key(|(number, outcome)| (ended(outcome), *number));
    Ok(Readable {
        found,
        left_out: damaged,
    })
}

/// Keeps a fold, unless the record cannot be written or its tables are damaged: then the next program folds again.
fn keep(
    store: &dyn Store,
    student: &StudentKey,
    kept: &KeptLedger,
    changed: Option<(EventNumber, &Touched)>,
) -> Result<(), StoreError> {
    match store.keep_ledger(student, kept, changed) {
        Err(
            StoreError::ReadOnly(_)
            | StoreError::Full(_)
            | StoreError::Busy(_)
            | StoreError::Damaged { .. },
        ) => Ok(()),
        done => done,
    }
}

/// Folds all events in the order in which attempts were finished.
pub fn fold_all(
    store: &dyn Store,
    student: &StudentKey,
    rules: &Rules,
    tell: Tell<'_>,
) -> Result<KeptLedger, StoreError> {
    match fold_in_order(store, student, rules, tell) {
        Ok(Some(kept)) => return Ok(kept),
        Ok(None) => {}
        Err(error) => damage_of(error).map(drop)?,
    }
    let Readable {
        found,
        left_out: damaged,
    } = finished(store, student, tell)?;
    let mut kept = KeptLedger::new(rules);
    for (number, outcome) in found {
        kept.through = kept.through.max(number);
        kept.add(outcome);
    }
    kept.left_out.extend(damaged);
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
    student: &'t StudentKey,
    fold: Fold,
    chains: HashMap<AttemptNumber, Chain>,
    /// How many attempts were begun and finished.
    begun: u64,
    finished: u64,
    /// How far the walk has come, and how far it goes.
    done: u64,
    all: u64,
    going: bool,
    take: &'t mut dyn FnMut(EventNumber, Outcome) -> bool,
}

/// Walks over all events and refuses what a walk over each attempt must look at.
pub fn walk_over(store: &dyn Store, student: &StudentKey) -> Result<(), StoreError> {
    each_outcome(store, student, &mut |_, _| {}, &mut |_, _| true).map(drop)
}

impl Walk<'_> {
    fn event(&mut self, number: EventNumber, row: EventRow<'_>) -> Result<(), StoreError> {
        let chain = self.chains.entry(row.attempt).or_default();
        chain.follow(self.student, row)?;
        self.begun += u64::from(row.seq == 0);
        if let Some(outcome) = push(&mut self.fold, row)? {
            self.chains.remove(&row.attempt);
            self.finished += 1;
            self.going = (self.take)(number, outcome);
        }
        Ok(())
    }
}

/// Hands on the outcome of each finished attempt, until one is refused; whether none was. The
/// number is that of the last event that the outcome accounts for.
fn each_outcome(
    store: &dyn Store,
    student: &StudentKey,
    tell: Tell<'_>,
    take: &mut dyn FnMut(EventNumber, Outcome) -> bool,
) -> Result<bool, StoreError> {
    let open = store.open_attempts(student)?.len() as u64;
    let (attempts, all) = store.count(student)?;
    let amended = store.amended_after(student, EventNumber(0))?;
    let amended_attempts = amended.iter().map(|(_, attempt)| *attempt);
    let mut walk = Walk {
        student,
        fold: Fold::with_amended(amended_attempts.collect()),
        chains: HashMap::new(),
        begun: 0,
        finished: 0,
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
            if walk.going {
                walk.event(number, row)?;
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
            walk.finished += 1;
            going = (walk.take)(number, outcome);
        }
    }
    // Another program may begin and finish more meanwhile, but never fewer.
    if going && (walk.finished < attempts.saturating_sub(open) || walk.begun < attempts) {
        let why = EventFault::Unreadable("events of an attempt are missing".to_owned());
        return Err(EventError {
            attempt: AttemptNumber(0),
            seq: 0,
            fault: why,
        }
        .into());
    }
    Ok(going)
}
