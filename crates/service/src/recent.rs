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
#[derive(Debug)]
pub struct AttemptCache {
    kept: Mutex<KeptAttempts>,
    /// So many bytes of events are kept at most, as they stand in the record.
    most: usize,
}

#[derive(Debug, Default)]
struct KeptAttempts {
    attempts: HashMap<AttemptNumber, Arc<ReadAttempt>>,
    /// The sum of their bytes.
    bytes: usize,
}

impl Default for AttemptCache {
    fn default() -> Self {
        Self {
            kept: Mutex::default(),
            most: 128 * 1024 * 1024,
        }
    }
}

impl AttemptCache {
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
        if read.beside.is_open && read.bytes <= self.most {
            while kept.bytes + read.bytes > self.most {
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

    /// Lets an attempt go.
    pub fn remove(&self, number: AttemptNumber) {
        let removed = self.lock().remove(number);
        drop(removed);
    }

    /// Lets all attempts go.
    pub fn clear(&self) {
        *self.lock() = KeptAttempts::default();
    }

    fn lock(&self) -> MutexGuard<'_, KeptAttempts> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeptAttempts {
    fn remove(&mut self, number: AttemptNumber) -> Option<Arc<ReadAttempt>> {
        let removed = self.attempts.remove(&number)?;
        self.bytes -= removed.bytes;
        Some(removed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Beside;
    use sourcework_core::identity::{AttemptId, Checksum, StudentId};
    use sourcework_core::record::Head;

    fn student(name: &str) -> StudentKey {
        StudentKey {
            student: StudentId(name.to_owned()),
            ..StudentKey::default()
        }
    }

    /// An open attempt of Ada.
    fn attempt(number: i64, bytes: usize) -> ReadAttempt {
        ReadAttempt {
            number: AttemptNumber(number),
            stored: Stored {
                head: Head {
                    attempt: AttemptId([0; 16]),
                    student: student("Ada"),
                    offset: 0,
                    program: String::new(),
                    algorithm: String::new(),
                    files: Vec::new(),
                },
                events: Vec::new(),
                checksum: Checksum([0; 16]),
            },
            beside: Beside {
                is_open: true,
                ..Beside::default()
            },
            bytes,
        }
    }

    fn bytes_of(cache: &AttemptCache, number: i64) -> Option<usize> {
        let read = cache.get(&student("Ada"), AttemptNumber(number));
        read.map(|read| read.bytes)
    }

    #[test]
    fn the_latest_state_of_an_attempt_is_given_to_its_student_alone() {
        let cache = AttemptCache::default();
        cache.put(Arc::new(attempt(1, 10)));
        cache.put(Arc::new(attempt(1, 12)));
        assert_eq!(bytes_of(&cache, 1), Some(12));
        assert!(cache.get(&student("Ben"), AttemptNumber(1)).is_none());
        assert_eq!(bytes_of(&cache, 2), None);
        cache.clear();
        assert_eq!(bytes_of(&cache, 1), None);
    }

    #[test]
    fn a_finished_attempt_is_not_kept() {
        let cache = AttemptCache::default();
        cache.put(Arc::new(attempt(1, 10)));
        let mut finished = attempt(1, 11);
        finished.beside.is_open = false;
        cache.put(Arc::new(finished));
        assert_eq!(bytes_of(&cache, 1), None);
        assert_eq!(cache.lock().bytes, 0);
    }

    #[test]
    fn there_are_never_more_bytes_than_may_be() {
        let cache = AttemptCache {
            most: 100,
            ..AttemptCache::default()
        };
        for number in 1..=20 {
            cache.put(Arc::new(attempt(number, 30)));
            assert_eq!(bytes_of(&cache, number), Some(30), "the one read last");
            let kept = (1..=number).filter_map(|it| bytes_of(&cache, it));
            // Three fit: 3 × 30 ≤ 100 < 4 × 30.
            assert_eq!(kept.count(), number.min(3) as usize);
        }
        cache.put(Arc::new(attempt(21, 101)));
        assert_eq!(bytes_of(&cache, 21), None, "too large by itself");
    }
}
