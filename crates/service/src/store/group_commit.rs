//! What several threads want to add at the same time is added in one transaction, so that the disk is waited for once.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::{Appended, Batch, StoreError};

/// So many events are added in one transaction at most, so that the first of them need not wait long.
const MOST_EVENTS: usize = 512;

/// The batches that wait to be added. One of the threads that wait adds what has come together, for all of them, and then
/// names the next one: the others only wait for their own, and not for each other.
#[derive(Debug, Default)]
pub struct GroupCommit(Mutex<Queue>);

#[derive(Debug, Default)]
struct Queue {
    waiting: Vec<Arc<Waiting>>,
    /// Whether a thread adds what waits, or is named to do it.
    is_led: bool,
}

/// Batches that a thread waits for.
#[derive(Debug)]
struct Waiting {
    batches: Vec<Batch>,
    state: Mutex<State>,
    changed: Condvar,
}

/// What a thread that waits has to know.
#[derive(Debug)]
enum State {
    /// Another thread adds it.
    Waits,
    /// The thread adds what waits.
    Leads,
    /// It was added, or could not be.
    Done(Result<Vec<Appended>, StoreError>),
    /// The thread has been told.
    Told,
}

impl Waiting {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn events(&self) -> usize {
        self.batches.iter().map(|batch| batch.events.len()).sum()
    }

    fn lead(&self) {
        *self.state() = State::Leads;
        self.changed.notify_one();
    }

    fn put(&self, done: Result<Vec<Appended>, StoreError>) {
        *self.state() = State::Done(done);
        self.changed.notify_one();
    }

    /// What has become of it, if that is known.
    fn take(&self) -> Option<Result<Vec<Appended>, StoreError>> {
        let mut state = self.state();
        match std::mem::replace(&mut *state, State::Told) {
            State::Done(done) => Some(done),
            other => {
                *state = other;
                None
            }
        }
    }

    /// Waits until it is added, or until this thread has to add what waits.
    fn wait(&self) {
        let state = self.state();
        let waits = |state: &mut State| matches!(state, State::Waits);
        drop(self.changed.wait_while(state, waits));
    }
}

/// Names the thread that adds what waits next, also where the one before has panicked.
struct Leading<'g> {
    group: &'g GroupCommit,
    own: Arc<Waiting>,
}

impl Drop for Leading<'_> {
    fn drop(&mut self) {
        let mut queue = self.group.queue();
        queue.waiting.retain(|it| !Arc::ptr_eq(it, &self.own));
        match queue.waiting.first() {
            Some(next) => next.lead(),
            None => queue.is_led = false,
        }
    }
}

/// Batches that are added together. Where the thread that adds them has panicked nobody knows what has become of them.
struct Together(Vec<Arc<Waiting>>);

impl Drop for Together {
    fn drop(&mut self) {
        for one in &self.0 {
            let is_open = matches!(*one.state(), State::Waits | State::Leads);
            if is_open {
                one.put(Err(StoreError::Overtaken));
            }
        }
    }
}

impl GroupCommit {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds batches. `turn` waits for the right to write; the thread that has it adds what the others wait for as
    /// well, by `add`, which adds all in one transaction or nothing.
    pub fn append<T>(
        &self,
        batches: &[Batch],
        turn: impl FnOnce() -> T,
        add: impl Fn(&mut T, &[Batch]) -> Result<Vec<Appended>, StoreError>,
    ) -> Result<Vec<Appended>, StoreError> {
        let own = Arc::new(Waiting {
            batches: batches.to_vec(),
            state: Mutex::new(State::Waits),
            changed: Condvar::new(),
        });
        {
            let mut queue = self.queue();
            queue.waiting.push(Arc::clone(&own));
            if !queue.is_led {
                queue.is_led = true;
                own.lead();
            }
        }
        own.wait();
        if let Some(done) = own.take() {
            return done;
        }
        let _leading = Leading {
            group: self,
            own: Arc::clone(&own),
        };
        let mut turn = turn();
        loop {
            let together = Together(self.next());
            add_together(&together.0, |batches| add(&mut turn, batches));
            if let Some(done) = own.take() {
                return done;
            }
        }
    }

    /// The batches that are added next: the oldest.
    fn next(&self) -> Vec<Arc<Waiting>> {
        let mut queue = self.queue();
        let mut events = 0;
        let fits = |one: &&Arc<Waiting>| {
            let is_first = events == 0;
            events += one.events();
            is_first || events <= MOST_EVENTS
        };
        let some = queue.waiting.iter().take_while(fits).count();
        queue.waiting.drain(..some).collect()
    }
}

/// Adds what several threads wait for. What fails alone does not keep the others from being added.
fn add_together(
    together: &[Arc<Waiting>],
    mut add: impl FnMut(&[Batch]) -> Result<Vec<Appended>, StoreError>,
) {
    if let [one] = together {
        return one.put(add(&one.batches));
    }
    let all = together.iter().flat_map(|one| one.batches.iter().cloned());
    match add(&all.collect::<Vec<_>>()) {
        Ok(appended) => {
            let mut appended = appended.into_iter();
            for one in together {
                one.put(Ok(appended.by_ref().take(one.batches.len()).collect()));
            }
        }
        // Each of them would wait as long for nothing.
        Err(StoreError::Unreachable { place, why }) => {
            for one in together {
                let (place, why) = (place.clone(), why.clone());
                one.put(Err(StoreError::Unreachable { place, why }));
            }
        }
        Err(_) => together.iter().for_each(|one| one.put(add(&one.batches))),
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use sourcework_core::identity::{AttemptId, StudentKey};
    use sourcework_core::record::AttemptNumber;

    use super::*;

    fn batch(number: u8) -> Batch {
        Batch {
            student: StudentKey::default(),
            attempt: AttemptId([number; 16]),
            quiz: String::new(),
            texts: Vec::new(),
            events: Vec::new(),
            ends_draft: None,
        }
    }

    fn numbers(batches: &[Batch]) -> Vec<Appended> {
        let number = |batch: &Batch| Appended::Kept(AttemptNumber(batch.attempt.0[0].into()));
        batches.iter().map(number).collect()
    }

    #[test]
    fn each_thread_is_told_of_its_own_batches_and_they_are_added_together() {
        let (group, calls) = (GroupCommit::default(), AtomicUsize::new(0));
        let start = Barrier::new(16);
        std::thread::scope(|scope| {
            for thread in 0..16 {
                let (group, calls, start) = (&group, &calls, &start);
                scope.spawn(move || {
                    start.wait();
                    for _ in 0..20 {
                        let added = group.append(
                            &[batch(thread)],
                            || (),
                            |(), batches| {
                                calls.fetch_add(1, Ordering::Relaxed);
                                std::thread::sleep(std::time::Duration::from_millis(2));
                                Ok(numbers(batches))
                            },
                        );
                        assert_eq!(added.unwrap(), numbers(&[batch(thread)]));
                    }
                });
            }
        });
        // One by one it would be 320 calls.
        let calls = calls.into_inner();
        assert!(calls < 160, "{calls} calls");
    }

    #[test]
    fn a_thread_that_panics_keeps_nobody_waiting() {
        let (group, has_panicked) = (GroupCommit::default(), AtomicUsize::new(0));
        let start = Barrier::new(8);
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let (group, has_panicked, start) = (&group, &has_panicked, &start);
                scope.spawn(move || {
                    start.wait();
                    let added = catch_unwind(AssertUnwindSafe(|| {
                        group.append(
                            &[batch(thread)],
                            || (),
                            |(), batches| {
                                std::thread::sleep(std::time::Duration::from_millis(5));
                                let is_first = has_panicked.fetch_add(1, Ordering::Relaxed) == 0;
                                assert!(!is_first, "the first one panics");
                                Ok(numbers(batches))
                            },
                        )
                    }));
                    // The one that panicked; those whose batches it had; and all others.
                    if let Ok(Ok(added)) = added {
                        assert_eq!(added, numbers(&[batch(thread)]));
                    }
                });
            }
        });
        let after = group.append(&[batch(9)], || (), |(), batches| Ok(numbers(batches)));
        assert_eq!(after.unwrap(), numbers(&[batch(9)]));
    }
}
