//! What questions there are, without reading every quiz each time: a list that is kept in a cache
//! and made again where a file has changed.
#![expect(
    clippy::disallowed_methods,
    reason = "an edge: this is where files are read"
)]

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::{Library, LibraryError, Shelf};
use sourcework_core::parallel::in_parallel;
use sourcework_core::revision::Candidate;

/// The version of the cache's form; another one is not read. It counts up when the hash of a
/// question, or anything else that a candidate says, is worked out in another way.
const VERSION: &str = concat!("sourcework index 3 ", env!("CARGO_PKG_VERSION"));

/// The questions of a library.
#[derive(Debug, Default)]
pub struct Index {
    /// The questions, quiz by quiz in the order of their IDs.
    pub candidates: Vec<Candidate>,
    /// The quizzes that have errors, and are left out.
    pub faulty: Vec<String>,
}

/// A quiz in the cache: a line of JSON.
#[derive(Serialize, Deserialize)]
struct Entry {
    quiz: String,
    /// The files it was made of.
    stamps: Vec<Stamp>,
    /// `None` where the quiz has errors.
    candidates: Option<Vec<Candidate>>,
}

impl Entry {
    fn faulty(quiz: &str) -> Self {
        Self {
            quiz: quiz.to_owned(),
            stamps: Vec::new(),
            candidates: None,
        }
    }
}

/// A file as it was.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Stamp {
    source: Option<String>,
    bytes: u64,
    /// Nanoseconds since 1970.
    modified: u64,
}

impl Library {
    /// The questions of all quizzes that are free of errors. With a folder for caches, only the
    /// quizzes are read of which a file has changed since.
    ///
    /// # Errors
    ///
    /// Where a folder of the library cannot be read.
    pub fn index(&self, cache: Option<&Path>) -> Result<Index, LibraryError> {
        let ids = self.ids(Shelf::Quizzes)?;
        let cache = self
            .folder()
            .and(cache)
            .map(|folder| self.cache_file(folder));
        let kept = cache.as_deref().map(read_cache).unwrap_or_default();
        let mut sources: HashMap<String, Option<Stamp>> = HashMap::new();
        for id in self.ids(Shelf::Sources)? {
            let stamp = self.stamp(Shelf::Sources, &id);
            sources.insert(id, stamp);
        }
        let fresh = |entry: &Entry| {
            let mut stamps = entry.stamps.iter();
            stamps.all(|stamp| match &stamp.source {
                None => self.stamp(Shelf::Quizzes, &entry.quiz).as_ref() == Some(stamp),
                Some(id) => sources
                    .get(id)
                    .is_some_and(|now| now.as_ref() == Some(stamp)),
            })
        };
        let mut known: HashMap<String, Entry> = kept
            .into_iter()
            .filter(fresh)
            .map(|entry| (entry.quiz.clone(), entry))
            .collect();
        let missing: Vec<&String> = ids.iter().filter(|id| !known.contains_key(*id)).collect();
        let made = self.entries(&missing);
        let is_new = !made.is_empty();
        known.extend(made.into_iter().map(|entry| (entry.quiz.clone(), entry)));
        let entries: Vec<Entry> = ids.iter().filter_map(|id| known.remove(id)).collect();
        if let Some(file) = cache.filter(|_| is_new) {
            // Without a cache it only takes longer.
            let _ = write_cache(&file, entries.iter());
        }
        let mut index = Index::default();
        for entry in entries {
            match entry.candidates {
                Some(candidates) => index.candidates.extend(candidates),
                None => index.faulty.push(entry.quiz),
            }
        }
        Ok(index)
    }

    fn entries(&self, ids: &[&String]) -> Vec<Entry> {
        // The stamps are taken first: a file that changes meanwhile is read again next time.
        let stamps: Vec<_> = ids
            .iter()
            .map(|id| self.stamp(Shelf::Quizzes, id))
            .collect();
        let papers: Vec<_> = ids
            .iter()
            .zip(stamps)
            .zip(self.checked_papers(ids))
            .collect();
        in_parallel(&papers, |((id, stamp), paper)| {
            let Ok(paper) = paper else {
                // It is looked at again each time: it may be corrected in its sources.
                return Entry::faulty(id);
            };
            let sources = paper.sources.ids();
            let of_sources = sources.map(|id| self.stamp(Shelf::Sources, id));
            let stamps = std::iter::once(stamp.clone()).chain(of_sources);
            let questions = paper.quiz.questions.iter();
            let of = |question| Candidate::of(&paper.quiz, question, &paper.sources);
            Entry {
                quiz: String::clone(id),
                // Without the stamp of every file it is not cached.
                stamps: stamps.collect::<Option<_>>().unwrap_or_default(),
                candidates: Some(questions.map(of).collect()),
            }
        })
    }

    fn stamp(&self, shelf: Shelf, id: &str) -> Option<Stamp> {
        let metadata = std::fs::metadata(self.path(shelf, id)).ok()?;
        let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(Stamp {
            source: (shelf == Shelf::Sources).then(|| id.to_owned()),
            bytes: metadata.len(),
            modified: u64::try_from(modified.as_nanos()).ok()?,
        })
    }

    fn cache_file(&self, folder: &Path) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        let library = self
            .folder()
            .map(|it| it.canonicalize().unwrap_or_else(|_| it.to_owned()));
        library.hash(&mut hasher);
        folder.join(format!("index-{:016x}.jsonl", hasher.finish()))
    }
}

fn read_cache(file: &Path) -> Vec<Entry> {
    // A cache that is missing, damaged or of another version is made again.
    let Ok(text) = std::fs::read_to_string(file) else {
        return Vec::new();
    };
    let Some((VERSION, rest)) = text.split_once('\n') else {
        return Vec::new();
    };
    let lines: Vec<&str> = rest.lines().collect();
    // An entry without stamps, or one that cannot be read, is made again.
    let read = in_parallel(&lines, |line| serde_json::from_str::<Entry>(line).ok());
    read.into_iter()
        .flatten()
        .filter(|entry| !entry.stamps.is_empty())
        .collect()
}

fn write_cache<'e>(file: &Path, entries: impl Iterator<Item = &'e Entry>) -> std::io::Result<()> {
    let mut text = String::from(VERSION);
    text.push('\n');
    for entry in entries.filter(|entry| !entry.stamps.is_empty()) {
        let line = serde_json::to_string(entry);
        text += &line.expect("an entry has only texts, numbers and lists, which JSON can hold");
        text.push('\n');
    }
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let beside = file.with_extension(format!("{}.new", std::process::id()));
    std::fs::write(&beside, text)?;
    std::fs::rename(beside, file)
}
