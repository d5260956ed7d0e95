//! A new record from a damaged file: what is whole is taken, attempt by attempt, and the rest is
//! listed.
//!
//! Nothing is taken because it stands in the right place, only because its checksum is that of
//! the event and of all events before it in its attempt.

mod assembling;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use assembling::{Assembled, assemble};

use super::{Drafts, Part, Record, Sqlite, StoreError, Upkeep, sqlite, with_ending};
use sourcework_core::identity::{AttemptId, Checksum, ContentHash, SchoolId, StudentKey};
use sourcework_core::record::{AttemptNumber, Text, WrittenEvent};
use sourcework_core::sitting::SittingId;

/// What was brought back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Salvaged {
    /// Attempts, whole or in part.
    pub attempts: u64,
    /// Their events.
    pub events: u64,
    /// Pinned texts.
    pub texts: u64,
    /// Settings. They have no checksum.
    pub settings: u64,
    /// Sittings of classes, whole or in part. They have no checksum.
    pub sittings: u64,
    /// What was not brought back.
    pub lost: Vec<Lost>,
}

/// Something that could not be brought back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The attempt's number in the damaged record; `None` where it is not known.
    pub attempt: Option<AttemptNumber>,
    /// The attempt's number in the new record, where a part of it is there.
    pub now: Option<AttemptNumber>,
    /// What is lost of it.
    pub loss: Loss,
}

/// What is lost of an attempt, or of the record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Loss {
    /// The beginning of the attempt, and with it all of it.
    #[error("its beginning is damaged or gone, and nothing after it can be verified")]
    Beginning,
    /// The end of the attempt.
    #[error("only events 1 to {whole} of at least {of} are whole; it is as it was after them")]
    End {
        /// The events that came back.
        whole: u32,
        /// How many there were, as far as is known.
        of: u32,
    },
    /// A pinned file. The answers and their marks are there.
    #[error("the file `{0}` is lost: answers and marks are kept, the questions cannot be shown")]
    File(String),
    /// The end of the file.
    #[error("the file is cut off: the last events of attempts, or whole attempts, may be missing")]
    CutOff,
    /// One page that holds something unknown: no attempt, because that would be noticed elsewhere.
    #[error("one page of the file is damaged: settings or drafts may be missing")]
    OnePage,
    /// Pages that hold something unknown.
    #[error(
        "{pages} pages of the file are damaged: last events of attempts, or whole attempts, may be missing"
    )]
    Pages {
        /// How many pages.
        pages: usize,
    },
}

/// An event that was found, and where it says it belongs.
#[derive(Clone, Debug)]
pub struct LooseEvent {
    /// Its number in the record.
    pub number: i64,
    /// The number of its attempt.
    pub attempt: AttemptNumber,
    /// The event.
    pub event: WrittenEvent,
}

/// An index says that there was such an event.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// The number of its attempt.
    pub attempt: AttemptNumber,
    /// Its place in it.
    pub seq: u32,
    /// Its number in the record.
    pub number: i64,
}

/// All that is left of a record. Only the texts have been verified.
#[derive(Clone, Debug, Default)]
pub struct Leftovers {
    /// Events, in no order, some of them damaged or several times.
    pub events: Vec<LooseEvent>,
    /// Attempts, and how many events they had at least.
    pub attempts: Vec<(AttemptNumber, AttemptId, u32)>,
    /// The events that an index knows of.
    pub claims: Vec<Claim>,
    /// Pinned texts that fit their hashes.
    pub texts: HashMap<ContentHash, String>,
    /// Settings: whose, name and value.
    pub settings: Vec<(StudentKey, String, String)>,
    /// The events of sittings, by school, sitting and place. They have no checksum.
    pub sittings: BTreeMap<(SchoolId, SittingId, u32), String>,
    /// Drafts: attempt, question and text.
    pub drafts: Vec<(AttemptNumber, String, String)>,
    /// Whether the file ends early.
    pub cut_off: bool,
    /// How many pages hold something that cannot be read.
    pub unread_pages: usize,
}

/// Takes what is whole from a damaged record into a new one. The damaged file is only read. The
/// new one appears under its name when it is complete.
///
/// # Errors
///
/// [`StoreError::Exists`] where the new file is there already, [`StoreError::NothingLeft`] where
/// the damaged one holds nothing of a record; where it cannot be read, and where the new one
/// cannot be written.
pub fn salvage(damaged: &Path, into: &Path) -> Result<Salvaged, StoreError> {
    // SQLite reads the log that stands beside a file, whichever file it was written for.
    for ending in ["", "-wal", "-shm"] {
        let there = with_ending(into, ending);
        if there.exists() {
            return Err(StoreError::Exists(there));
        }
    }
    let left = sqlite::leftovers(damaged).map_err(|cause| StoreError::Unopened {
        path: damaged.to_owned(),
        cause,
    })?;
    let assembled = assemble(&left);
    if assembled.is_empty() && left.settings.is_empty() && left.sittings.is_empty() {
        return Err(StoreError::NothingLeft(damaged.to_owned()));
    }
    let unfinished = with_ending(into, ".unfinished");
    remove_record(&unfinished); // of a program that was killed
    let written = write(&left, &assembled, &unfinished).and_then(|salvaged| {
        std::fs::rename(&unfinished, into).map_err(|cause| StoreError::of_file(into, cause))?;
        Ok(salvaged)
    });
    if written.is_err() {
        remove_record(&unfinished);
    }
    written
}

/// Removes the file of a record with its log, where they are there.
fn remove_record(path: &Path) {
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(with_ending(path, ending));
    }
}

/// What is known to be lost, with the numbers that the attempts have in the new record.
fn losses(
    left: &Leftovers,
    attempts: &[Assembled],
    now: &HashMap<AttemptId, AttemptNumber>,
) -> Vec<Lost> {
    let of_id: HashMap<AttemptId, AttemptNumber> = attempts
        .iter()
        .map(|it| (it.head.attempt, it.number))
        .collect();
    let events = || attempts.iter().flat_map(|it| &it.events);
    let numbers: HashSet<i64> = events().map(|(number, _)| *number).collect();
    let taken: HashSet<(u32, Checksum)> = events().map(|(_, it)| (it.seq, it.checksum)).collect();
    // How many events each attempt had at least.
    let mut had: BTreeMap<AttemptNumber, u32> = BTreeMap::new();
    let mut tell = |attempt: AttemptNumber, events: u32| {
        let known = had.entry(attempt).or_default();
        *known = events.max(*known);
    };
    for (number, id, events) in &left.attempts {
        tell(of_id.get(id).copied().unwrap_or(*number), *events);
    }
    for claim in &left.claims {
        if !numbers.contains(&claim.number) {
            tell(claim.attempt, claim.seq.saturating_add(1));
        }
    }
    for LooseEvent { attempt, event, .. } in &left.events {
        if !taken.contains(&(event.seq, event.checksum)) {
            tell(*attempt, event.seq.saturating_add(1));
        }
    }
    let mut lost = Vec::new();
    let by_number: HashMap<AttemptNumber, &Assembled> =
        attempts.iter().map(|it| (it.number, it)).collect();
    for (number, of) in had {
        let (now, loss) = match by_number.get(&number) {
            None => (None, Loss::Beginning),
            Some(there) if there.next() >= of => continue,
            Some(there) => {
                let whole = there.next();
                (now.get(&there.head.attempt), Loss::End { whole, of })
            }
        };
        lost.push(Lost {
            attempt: Some(number),
            now: now.copied(),
            loss,
        });
    }
    for attempt in attempts {
        for file in &attempt.head.files {
            if !left.texts.contains_key(&file.text) {
                lost.push(Lost {
                    attempt: Some(attempt.number),
                    now: now.get(&attempt.head.attempt).copied(),
                    loss: Loss::File(file.id.clone()),
                });
            }
        }
    }
    lost.extend(losses_of_file(left));
    lost
}

/// What may be lost beyond what is known. The rows and the index that tells of them stand on
/// different pages, so that one damaged page hides no attempt.
fn losses_of_file(left: &Leftovers) -> Option<Lost> {
    let loss = if left.cut_off {
        Loss::CutOff
    } else {
        match left.unread_pages {
            0 => return None,
            1 => Loss::OnePage,
            pages => Loss::Pages { pages },
        }
    };
    Some(Lost {
        attempt: None,
        now: None,
        loss,
    })
}

/// Writes a record of what was put together, in one transaction.
fn write(left: &Leftovers, attempts: &[Assembled], path: &Path) -> Result<Salvaged, StoreError> {
    let store = Sqlite::open(path)?;
    let pinned: HashSet<ContentHash> = attempts
        .iter()
        .flat_map(|it| &it.head.files)
        .map(|file| file.text)
        .collect();
    let texts: Vec<Part> = left
        .texts
        .iter()
        .filter(|(hash, _)| pinned.contains(hash))
        .map(|(hash, text)| {
            // A file keeps a text once for all schools.
            let school = SchoolId::default();
            let text = text.clone();
            Part::Text(school, Text { hash: *hash, text })
        })
        .collect();
    let setting = |(student, name, value): &(StudentKey, String, String)| Part::Setting {
        student: student.clone(),
        name: name.clone(),
        value: value.clone(),
    };
    let settings: Vec<Part> = left.settings.iter().map(setting).collect();
    // In the order in which the damaged record learned of them.
    let mut events: Vec<(i64, &Assembled, &WrittenEvent)> = attempts
        .iter()
        .flat_map(|attempt| {
            let events = attempt.events.iter();
            events.map(move |(number, event)| (*number, attempt, event))
        })
        .collect();
    events.sort_by_key(|(number, attempt, event)| (*number, attempt.number, event.seq));
    let counts = (
        texts.len() as u64,
        settings.len() as u64,
        events.len() as u64,
    );
    let event = |(_, attempt, event): (i64, &Assembled, &WrittenEvent)| Part::Event {
        student: attempt.head.student.clone(),
        attempt: attempt.head.attempt,
        quiz: attempt.quiz.clone(),
        event: event.clone(),
    };
    let sittings = sittings(left);
    let begun = sittings.iter();
    let begun = begun.filter(|part| matches!(part, Part::Sitting { seq: 0, .. }));
    let begun = begun.count() as u64;
    let parts = texts.into_iter().chain(settings).chain(sittings);
    let mut parts = parts.chain(events.into_iter().map(event)).map(Ok);
    store.merge(&mut parts)?;
    let now = numbers(&store, attempts)?;
    for (number, question, text) in &left.drafts {
        let attempt = attempts.iter().find(|it| it.number == *number);
        if let Some(attempt) = attempt
            && let Some(number) = now.get(&attempt.head.attempt)
        {
            store.keep_draft(&attempt.head.student, *number, question, Some(text))?;
        }
    }
    let salvaged = Salvaged {
        attempts: attempts.len() as u64,
        events: counts.2,
        texts: counts.0,
        settings: counts.1,
        sittings: begun,
        lost: losses(left, attempts, &now),
    };
    store.write_log_back()?;
    Ok(salvaged)
}

/// The events of sittings, of each as far as they follow each other from its beginning.
fn sittings(left: &Leftovers) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut next: Option<(&SchoolId, SittingId, u32)> = None;
    for ((school, sitting, seq), event) in &left.sittings {
        let follows = *seq == 0 || next == Some((school, *sitting, *seq));
        if follows {
            next = Some((school, *sitting, seq + 1));
            parts.push(Part::Sitting {
                school: school.clone(),
                sitting: *sitting,
                seq: *seq,
                event: event.clone(),
            });
        }
    }
    parts
}

/// The numbers that attempts have in a record.
fn numbers(
    store: &Sqlite,
    attempts: &[Assembled],
) -> Result<HashMap<AttemptId, AttemptNumber>, StoreError> {
    let mut numbers = HashMap::new();
    for Assembled { head, .. } in attempts {
        if let Some(number) = store.number_of(&head.student, head.attempt)? {
            numbers.insert(head.attempt, number);
        }
    }
    Ok(numbers)
}
