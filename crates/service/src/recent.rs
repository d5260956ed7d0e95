//! What was read last, so that it need not be read again: papers, and attempts up to where they had come.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sourcework_core::identity::{ContentHash, StudentKey};
use sourcework_core::paper::Paper;
use sourcework_core::record::{AttemptNumber, Stored};

use crate::error::ServiceError;
use crate::papers;
use crate::store::{ReadAttempt, Store};

/// What all requests of a program have read last.
#[derive(Debug, Default)]
pub struct Recent {
    /// Papers.
    pub papers: PaperCache,
    /// Attempts of a record that several programs serve.
    pub attempts: AttemptCache,
}

/// The papers that were read last, by what they consist of: a class sits one paper, and reading it anew for
/// every request would take most of the time.
#[derive(Debug, Default)]
pub struct PaperCache(Mutex<HashMap<Vec<ContentHash>, HashedPaper>>);

/// A paper, and the hash of its quiz.
pub type HashedPaper = (Arc<Paper>, ContentHash);

impl PaperCache {
    /// So many papers are kept.
    const MOST: usize = 16;

    /// The paper of an attempt.
    ///
    /// # Errors
    ///
    /// As [`papers::paper`].
    pub fn paper(
        &self,
        store: &dyn Store,
        stored: &Stored,
        attempt: AttemptNumber,
    ) -> Result<HashedPaper, ServiceError> {
        let read = || -> Result<HashedPaper, ServiceError> {
            let paper = papers::paper(store, stored, attempt)?;
            let content = paper.quiz.content_hash(&paper.sources);
            Ok((Arc::new(paper), content))
        };
        if papers::is_composed(stored) {
            // It depends on which questions were picked, not only on the files.
            return read();
        }
        let key: Vec<ContentHash> = stored.head.files.iter().map(|it| it.text).collect();
        let kept = self.lock().get(&key).cloned();
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let read = read()?;
        let mut papers = self.lock();
        if papers.len() >= Self::MOST {
            papers.clear();
        }
        papers.insert(key, read.clone());
        Ok(read)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Vec<ContentHash>, HashedPaper>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The attempts that were read last. The record is asked only for what has happened since, and says by the checksum of the
/// last event whether it still has what is here.
#[derive(Debug, Default)]
pub struct AttemptCache(Mutex<KeptAttempts>);

#[derive(Debug, Default)]
struct KeptAttempts {
    attempts: HashMap<AttemptNumber, Arc<ReadAttempt>>,
    /// The sum of their bytes.
    bytes: usize,
}

impl AttemptCache {
    /// So many bytes of events are kept, as they stand in the record.
    const MOST: usize = 128 * 1024 * 1024;

    /// An attempt as it was read last.
    pub fn get(&self, student: &StudentKey, number: AttemptNumber) -> Option<Arc<ReadAttempt>> {
        let read = self.lock().attempts.get(&number).cloned()?;
        (read.stored.head.student == *student).then_some(read)
    }

    /// Keeps an attempt as it was read now, in place of others where there are too many; one that is finished is seldom
    /// read again.
    pub fn put(&self, read: Arc<ReadAttempt>) {
        let mut removed = Vec::new();
        let mut kept = self.lock();
        removed.extend(kept.remove(read.number));
        if read.beside.is_open && read.bytes <= Self::MOST {
            while kept.bytes + read.bytes > Self::MOST {
                // Any of them: pupils who answer in turn all come back after the same time.
                let Some(other) = kept.attempts.keys().next().copied() else {
                    break;
                };
                removed.extend(kept.remove(other));
            }
            kept.bytes += read.bytes;
            kept.attempts.insert(read.number, read);
        }
        // Others need not wait until what was removed is taken apart.
        drop(kept);
    }

    fn lock(&self) -> MutexGuard<'_, KeptAttempts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeptAttempts {
    fn remove(&mut self, number: AttemptNumber) -> Option<Arc<ReadAttempt>> {
        let removed = self.attempts.remove(&number)?;
        self.bytes -= removed.bytes;
        Some(removed)
    }
}
