//! What several threads want to add at the same time is added in one transaction, so that the disk is waited for once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Appended, Batch, StoreError};

/// So many events are added in one transaction at most, so that the first of them need not wait long.
const MOST_EVENTS: usize = 512;

/// The batches that wait to be added.
#[derive(Debug, Default)]
pub struct GroupCommit(Mutex<Vec<Arc<Waiting>>>);

/// Batches that a thread waits for.
#[derive(Debug)]
struct Waiting {
    batches: Vec<Batch>,
    done: Mutex<Option<Result<Vec<Appended>, StoreError>>>,
}

impl Waiting {
    fn events(&self) -> usize {
        self.batches.iter().map(|batch| batch.events.len()).sum()
    }

    fn put(&self, done: Result<Vec<Appended>, StoreError>) {
        *self.done.lock().unwrap_or_else(PoisonError::into_inner) = Some(done);
    }

    fn take(&self) -> Option<Result<Vec<Appended>, StoreError>> {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        done.take()
    }
}

impl GroupCommit {
    fn waiting(&self) -> MutexGuard<'_, Vec<Arc<Waiting>>> {
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
            done: Mutex::default(),
        });
        self.waiting().push(Arc::clone(&own));
        let mut turn = turn();
        loop {
            if let Some(done) = own.take() {
                // The thread that had the turn before may have added it together with its own.
                return done;
            }
            let together = self.next();
            if together.is_empty() {
                // The thread that was adding it has panicked.
                return Err(StoreError::Overtaken);
            }
            add_together(&together, |batches| add(&mut turn, batches));
        }
    }

    /// The batches that are added next: the oldest.
    fn next(&self) -> Vec<Arc<Waiting>> {
        let mut waiting = self.waiting();
        let mut events = 0;
        let fits = |one: &&Arc<Waiting>| {
            let is_first = events == 0;
            events += one.events();
            is_first || events <= MOST_EVENTS
        };
        let some = waiting.iter().take_while(fits).count();
        waiting.drain(..some).collect()
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
