//! The record of answers: what it must be able to do, and two ways to keep it.
//!
//! The traits are the port to the record. They are synchronous and may be called from many threads
//! at once, so that a server calls them from a bounded pool of blocking threads. Everything is
//! keyed by school, class and student ([`StudentKey`]) and by attempt. [`Sqlite`] keeps a record in
//! a file, [`InMemory`] until the program ends; `tests/store.rs` runs over both. What follows from
//! the events ([`ledger`], [`export`], [`import`]) is written once, for any store.

mod backup;
mod copying;
mod error;
mod folding;
mod group_commit;
mod importing;
mod in_memory;
#[cfg(feature = "postgres")]
mod postgres;
mod salvage;
mod sqlite;
mod verified;
mod verifying;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sourcework_core::identity::{AttemptId, Checksum, ContentHash, SchoolId, StudentKey};
use sourcework_core::record::{AttemptNumber, Day, EventRow, Text, WrittenEvent};
use sourcework_core::revision::{Ledger, Rules};
use sourcework_core::sitting::{SeatId, SittingId};

pub use backup::{Exported, export};
pub use copying::{Copied, copy};
pub use error::StoreError;
pub use folding::{Tell, catch_up, ledger, rebuild, reviews, visit_all};
pub use importing::{Imported, import};
pub use in_memory::InMemory;
#[cfg(feature = "postgres")]
pub use postgres::Postgres;
pub use salvage::{Loss, Lost, Salvaged, salvage};
pub use sqlite::Sqlite;
pub use verified::{
    LeftOut, ReadAttempt, Readable, WhyLeftOut, count_readable, damage_of, damaged_attempts,
    outcome, outcomes, read_attempt, read_attempt_and_sittings, stored, stored_or_left_out,
};
pub use verifying::verify;

pub(crate) use verified::Chain;

/// The name of a file that stands beside another and has its name with an ending.
fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The number of an event in its record: later events have larger numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventNumber(pub i64);

/// What looks at an event. It must not call the store, which may be locked meanwhile.
pub type Visit<'v> = &'v mut dyn FnMut(EventNumber, EventRow<'_>) -> Result<(), StoreError>;

/// Events that are to be added to an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Whose attempt it is.
    pub student: StudentKey,
    /// The attempt. It is begun where the first event has place 0.
    pub attempt: AttemptId,
    /// The quiz, by which attempts are looked up.
    pub quiz: String,
    /// The texts that the attempt pins; only needed where it is begun.
    pub texts: Vec<Text>,
    /// The events, in their order.
    pub events: Vec<WrittenEvent>,
    /// The name of the draft that has become an answer with these events: it goes at the same moment.
    pub ends_draft: Option<String>,
}

impl Batch {
    /// Whether there are events, and their places follow each other.
    fn is_contiguous(&self) -> bool {
        let Some(first) = self.events.first() else {
            return false;
        };
        let places = (first.seq..).zip(&self.events);
        places.into_iter().all(|(seq, event)| seq == event.seq)
    }
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// All its events are kept, now or from an earlier call; the number of the attempt.
    Kept(AttemptNumber),
    /// The attempt has other events at these places, or lacks the events before them: another
    /// program has gone on with it. Nothing of the batch was added.
    Overtaken,
}

/// The events of attempts.
pub trait Record: Send + Sync {
    /// Whether what is kept outlives the program.
    fn outlives_program(&self) -> bool;

    /// Adds events; returns when all that is acknowledged is on disk. A batch that is sent again
    /// is acknowledged again and not added twice, so that a caller who got no answer can repeat
    /// the call. Batches do not depend on each other.
    ///
    /// # Errors
    ///
    /// Where the record could not be written; then nothing of any batch was added.
    fn append(&self, batches: &[Batch]) -> Result<Vec<Appended>, StoreError>;

    /// The number of an attempt; `None` where the record does not have it.
    ///
    /// # Errors
    ///
    /// Where the record could not be read.
    fn number_of(
        &self,
        student: &StudentKey,
        attempt: AttemptId,
    ) -> Result<Option<AttemptNumber>, StoreError>;

    /// The attempts that are not finished, oldest first.
    ///
    /// # Errors
    ///
    /// Where the record could not be read.
    fn open_attempts(&self, student: &StudentKey) -> Result<Vec<AttemptNumber>, StoreError>;

    /// The students of a school who have attempts that are not finished.
    ///
    /// # Errors
    ///
    /// Where the record could not be read.
    fn students_with_open(&self, school: &SchoolId) -> Result<Vec<StudentKey>, StoreError>;

    /// The latest attempts, latest first; of one quiz, if one is given.
    ///
    /// # Errors
    ///
    /// Where the record could not be read.
    fn latest(
        &self,
        student: &StudentKey,
        quiz: Option<&str>,
        most: usize,
    ) -> Result<Vec<AttemptNumber>, StoreError>;

    /// How many attempts and events there are.
    ///
    /// # Errors
    ///
    /// Where the record could not be read.
    fn count(&self, student: &StudentKey) -> Result<(u64, u64), StoreError>;

    /// A text that attempts of a school pin.
    ///
    /// # Errors
    ///
    /// [`StoreError::TextDamaged`] where the text is not the one of its hash; where the record
    /// could not be read.
    fn text(&self, school: &SchoolId, hash: ContentHash) -> Result<Option<Text>, StoreError>;

    /// Visits the events of one attempt in their order.
    ///
    /// # Errors
    ///
    /// Where the record could not be read, and what `visit` returns.
    fn visit(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        visit: Visit<'_>,
    ) -> Result<(), StoreError>;

    /// Visits at most so many events after one, in the order in which the record learned of them.
    /// The number of the last one visited; `None` where there are no more.
    ///
    /// # Errors
    ///
    /// Where the record could not be read, and what `visit` returns.
    fn visit_after(
        &self,
        student: &StudentKey,
        after: EventNumber,
        most: usize,
        visit: Visit<'_>,
    ) -> Result<Option<EventNumber>, StoreError>;

    /// The events after one that finished an attempt: their numbers and the attempts.
    ///
    /// # Errors
    ///
    /// Where the record could not be read.
    fn finished_after(
        &self,
        student: &StudentKey,
        after: EventNumber,
    ) -> Result<Vec<(EventNumber, AttemptNumber)>, StoreError>;

    /// The events after one that changed a mark of an attempt after it was finished.
    ///
    /// # Errors
    ///
    /// Where the record could not be read.
    fn amended_after(
        &self,
        student: &StudentKey,
        after: EventNumber,
    ) -> Result<Vec<(EventNumber, AttemptNumber)>, StoreError>;
}

/// What the record has of an attempt beside its events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Whether it was not finished before the events were read.
    pub is_open: bool,
    /// What is being written, by question.
    pub drafts: BTreeMap<String, String>,
}

/// What is being written and has not been given as an answer. A draft belongs to an attempt in a
/// record, and goes when the attempt goes.
pub trait Drafts: Record {
    /// The drafts of an attempt, by question.
    ///
    /// # Errors
    ///
    /// Where the record could not be read.
    fn drafts(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
    ) -> Result<BTreeMap<String, String>, StoreError>;

    /// Visits the events of one attempt in their order; what else the record has of it.
    ///
    /// # Errors
    ///
    /// As [`Record::visit`].
    fn visit_whole(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        visit: Visit<'_>,
    ) -> Result<Beside, StoreError> {
        let is_open = self.open_attempts(student)?.contains(&attempt);
        self.visit(student, attempt, visit)?;
        // After the events, so that a draft is never read together with the answer that it became. Drafts that cannot
        // be read need not stop the student.
        let drafts = self.drafts(student, attempt).unwrap_or_default();
        Ok(Beside { is_open, drafts })
    }

    /// Keeps a draft in place of the one before; without text, lets it go.
    ///
    /// # Errors
    ///
    /// Where the record could not be written, or does not have the attempt.
    fn keep_draft(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        question: &str,
        text: Option<&str>,
    ) -> Result<(), StoreError>;

    /// The same for an attempt that has had so many events. Where several programs serve the record and another one has
    /// kept more of the attempt meanwhile, the draft is older than an answer, and is not kept: it must not take the place
    /// of that answer when the time is up.
    ///
    /// # Errors
    ///
    /// [`StoreError::Overtaken`] where it is not kept for that reason; otherwise as [`Self::keep_draft`].
    fn keep_draft_at(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        question: &str,
        text: Option<&str>,
        _events: u32,
    ) -> Result<(), StoreError> {
        self.keep_draft(student, attempt, question, text)
    }
}

/// Settings of a student, such as the exam date.
pub trait Preferences: Send + Sync {
    /// All settings, by name.
    ///
    /// # Errors
    ///
    /// Where the record could not be read.
    fn settings(&self, student: &StudentKey) -> Result<Vec<(String, String)>, StoreError>;

    /// Sets a setting, or removes it.
    ///
    /// # Errors
    ///
    /// Where the record could not be written.
    fn set(&self, student: &StudentKey, name: &str, value: Option<&str>) -> Result<(), StoreError>;
}

/// The fold of a student's finished attempts, and how far it goes.
#[derive(Clone, Debug)]
pub struct KeptLedger {
    /// The fold.
    pub ledger: Ledger,
    /// The last event that it accounts for.
    pub through: EventNumber,
    /// When the last attempt folded was finished: milliseconds since 1970.
    pub finished_at: i64,
    /// The attempts that could not be read and are left out. Such a fold is not kept.
    pub left_out: Vec<LeftOut>,
}

/// What has changed of a fold since it was kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Questions.
    pub questions: HashSet<String>,
    /// Days.
    pub days: BTreeSet<Day>,
}

/// The fold of finished attempts, kept so that a million answers need not be read again.
pub trait KeptLedgers: Send + Sync {
    /// The fold that was kept last under these rules; `None` where there is none.
    ///
    /// # Errors
    ///
    /// Where the record could not be read.
    fn kept_ledger(
        &self,
        student: &StudentKey,
        rules: &Rules,
    ) -> Result<Option<KeptLedger>, StoreError>;

    /// Keeps a fold. With `changed`, only what has changed is written, and only if the fold that
    /// is kept still goes through that event: another program may have kept a later one.
    ///
    /// # Errors
    ///
    /// Where the record could not be written.
    fn keep_ledger(
        &self,
        student: &StudentKey,
        kept: &KeptLedger,
        changed: Option<(EventNumber, &Touched)>,
    ) -> Result<(), StoreError>;
}

/// What is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erase<'a> {
    /// All attempts, settings, drafts and sittings of everybody.
    Everything,
    /// All attempts, settings, drafts and sittings of a school, and its people.
    School(&'a SchoolId),
    /// These attempts of a school.
    Attempts(&'a SchoolId, &'a [AttemptNumber]),
    /// The events of a sitting of a school, and all attempts, drafts and settings of its pupils.
    Sitting(&'a SchoolId, SittingId),
    /// All attempts, drafts and settings of a pupil of a sitting. These events, which do not name the pupil, take the
    /// place of the events of the sitting, of which there are as many. They were made from what had been read up to there: where events
    /// were replaced since, that is [`StoreError::Overtaken`], and nothing is removed.
    Pupil(&'a StudentKey, SittingId, &'a [String], SittingsRead),
}

/// Looking after the record as a whole.
pub trait Upkeep: Send + Sync {
    /// Everybody who has attempts or settings in the record.
    ///
    /// # Errors
    ///
    /// Where the record could not be read.
    fn students(&self) -> Result<Vec<StudentKey>, StoreError>;

    /// Adds parts of another record: all of them, or nothing where one is an error. What is there
    /// already stays.
    ///
    /// # Errors
    ///
    /// [`StoreError::Differs`] where an attempt has another event at a place; where the record
    /// could not be written; and the first error among the parts.
    fn merge(
        &self,
        parts: &mut dyn Iterator<Item = Result<Part, StoreError>>,
    ) -> Result<(), StoreError>;

    /// Removes attempts, a pupil, a sitting or everything: all of it, or nothing where it fails. Beyond recovery it is
    /// after [`Self::sweep`].
    ///
    /// # Errors
    ///
    /// Where the record could not be written.
    fn erase(&self, what: Erase<'_>) -> Result<(), StoreError>;

    /// Overwrites what is left of all that was erased, in the file, its log and the copies beside it. Nothing else is
    /// read or written meanwhile.
    ///
    /// # Errors
    ///
    /// Where the files could not be written; it can be done again.
    fn sweep(&self) -> Result<(), StoreError>;

    /// What is wrong with the file itself; empty where nothing is.
    ///
    /// # Errors
    ///
    /// Where the record could not be read at all.
    fn faults(&self) -> Result<Vec<String>, StoreError>;
}

/// What looks at an event of a sitting: its place in the sitting, and the event as text. It must not call the store.
pub type VisitSitting<'v> = &'v mut dyn FnMut(SittingId, u32, &str);

/// The events of sittings, as text.
pub trait Sittings: Send + Sync {
    /// Adds events to a sitting of a school, of which the first has that place; returns when they are on
    /// disk. Events that are there already are acknowledged again. `false` where the sitting has other
    /// events at these places, or lacks the events before them; then nothing was added.
    ///
    /// # Errors
    ///
    /// Where the record could not be written.
    fn append_sitting(
        &self,
        school: &SchoolId,
        sitting: SittingId,
        seq: u32,
        events: &[String],
    ) -> Result<bool, StoreError>;

    /// The schools that have sittings.
    ///
    /// # Errors
    ///
    /// Where the record could not be read.
    fn schools_with_sittings(&self) -> Result<Vec<SchoolId>, StoreError>;

    /// Visits the events of all sittings of a school, sitting by sitting, each in their order.
    ///
    /// # Errors
    ///
    /// Where the record could not be read.
    fn visit_sittings(&self, school: &SchoolId, visit: VisitSitting<'_>) -> Result<(), StoreError>;

    /// Visits the events of a school's sittings that were added since they were read last, by this program or
    /// another one; all of them where earlier ones were replaced or removed meanwhile. The events of a sitting come
    /// in their order.
    ///
    /// # Errors
    ///
    /// Where the record could not be read.
    fn visit_sittings_after(
        &self,
        school: &SchoolId,
        after: SittingsRead,
        visit: VisitSitting<'_>,
    ) -> Result<SittingsRead, StoreError>;
}

/// How much of the events of a school's sittings has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SittingsRead {
    /// How many events there have been.
    pub through: u64,
    /// How often events were replaced or removed.
    pub rewritten: u64,
}

/// When something was heard of a pupil's device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// When it last asked for anything.
    pub at: Timestamp,
    /// When it last sent something to keep.
    pub wrote: Option<Timestamp>,
}

/// A school that a record keeps, and how much.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct School {
    /// How many attempts its record holds.
    pub attempts: u64,
    /// How many it may hold before no more sittings can be opened; no limit where none is said.
    pub most_attempts: Option<u64>,
}

/// The schools of a record. One that belongs to one person, or to one class room, has one without a name.
pub trait Schools: Send + Sync {
    /// The names of all schools, in their order.
    ///
    /// # Errors
    ///
    /// Where the record could not be read.
    fn schools(&self) -> Result<Vec<SchoolId>, StoreError> {
        Ok(vec![SchoolId::default()])
    }

    /// A school; `None` where the record does not have it.
    ///
    /// # Errors
    ///
    /// Where the record could not be read.
    fn school(&self, school: &SchoolId) -> Result<Option<School>, StoreError> {
        Ok(school.is_empty().then(School::default))
    }

    /// Enters a school; whether it was new.
    ///
    /// # Errors
    ///
    /// Where the record keeps only one, or could not be written.
    fn enter_school(&self, _school: &SchoolId) -> Result<bool, StoreError> {
        Err(StoreError::OneSchool)
    }

    /// Says how many attempts the record of a school may hold before no more sittings can be opened.
    ///
    /// # Errors
    ///
    /// Where the record keeps only one school, or could not be written.
    fn limit_school(&self, _school: &SchoolId, _most: Option<u64>) -> Result<(), StoreError> {
        Err(StoreError::OneSchool)
    }
}

/// What the record has beside the events of an attempt, and of its school.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WithSittings {
    /// What it has of the attempt.
    pub beside: Beside,
    /// How much there is of the events of the school's sittings.
    pub sittings: SittingsRead,
    /// Whether the events that were visited follow those that were known; otherwise all were visited.
    pub follows_known: bool,
}

/// What programs share that serve the same record at the same time. A record that one program serves needs none of
/// it: then each function has nothing to add.
pub trait Nodes: Drafts {
    /// Visits an attempt as [`Drafts::visit_whole`] does, and says how much there is of the events of the school's sittings
    /// at the same moment: in one round trip. So many of its first events are known, up to the one with that checksum:
    /// they are not visited, unless the record has others. `None` where a record has no round trips to save, and nothing was
    /// visited.
    ///
    /// # Errors
    ///
    /// As [`Record::visit`].
    fn visit_whole_and_sittings(
        &self,
        _student: &StudentKey,
        _attempt: AttemptNumber,
        _known: Option<(u32, Checksum)>,
        _visit: Visit<'_>,
    ) -> Result<Option<WithSittings>, StoreError> {
        Ok(None)
    }

    /// The clock that all programs go by, where it is not that of the machine.
    fn now(&self) -> Option<Timestamp> {
        None
    }

    /// A number that grows whenever something of a school was kept, by any of the programs; `None` where only this
    /// one keeps anything.
    fn changes(&self, _school: &SchoolId) -> Option<u64> {
        None
    }

    /// Tells the other programs when the devices of pupils were last heard of.
    ///
    /// # Errors
    ///
    /// Where the record could not be written.
    fn tell_heard(
        &self,
        _school: &SchoolId,
        _heard: &[(SittingId, SeatId, Heard)],
    ) -> Result<(), StoreError> {
        Ok(())
    }

    /// When the devices of a sitting's pupils were last heard of by any of the programs.
    ///
    /// # Errors
    ///
    /// Where the record could not be read.
    fn heard(
        &self,
        _school: &SchoolId,
        _sitting: SittingId,
    ) -> Result<Vec<(SeatId, Heard)>, StoreError> {
        Ok(Vec::new())
    }
}

/// A whole record.
pub trait Store:
    Record + Drafts + Preferences + KeptLedgers + Upkeep + Sittings + Schools + Nodes
{
}

impl<S: Record + Drafts + Preferences + KeptLedgers + Upkeep + Sittings + Schools + Nodes> Store
    for S
{
}

/// A part of a record on its way into another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A text that attempts of a school pin.
    Text(SchoolId, Text),
    /// A setting of a student.
    Setting {
        /// Whose it is.
        student: StudentKey,
        /// Its name.
        name: String,
        /// Its value; a setting that is there already stays.
        value: String,
    },
    /// An event; the attempt is begun with the first.
    Event {
        /// Whose attempt it is.
        student: StudentKey,
        /// The attempt.
        attempt: AttemptId,
        /// The quiz.
        quiz: String,
        /// The event.
        event: WrittenEvent,
    },
    /// An event of a sitting.
    Sitting {
        /// The school.
        school: SchoolId,
        /// The sitting.
        sitting: SittingId,
        /// Its place in the sitting.
        seq: u32,
        /// The event as text.
        event: String,
    },
}
