//! Classes that sit quizzes: who may join, whose attempt it is, and what the teacher does to all of them.
//!
//! What happens in a sitting is kept before it counts, as in an attempt. The sittings are held in memory
//! as their events say; at every request the record is asked for what is new of them and of the attempt.

mod attempts;
mod board;
mod clocks;
mod erasing;
mod hearing;
mod logs;
mod queue;
mod staff;
mod state;
mod taking_home;
mod unsent;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use jiff::Timestamp;
use rand::rngs::SysRng;
use rand::{Rng, TryRng};
use sourcework_core::identity::{AttemptId, SchoolId, text_hash};
use sourcework_core::paper::Paper;
use sourcework_core::quiz::TimeLimit;
use sourcework_core::sitting::{
    ClassCode, Plan, ResumeCode, Seat, SeatId, Sitting, SittingCommand, SittingEvent, SittingId,
    SittingRefusal,
};
use sourcework_core::staff::StaffRefusal;

use crate::error::ServiceError;
use crate::library::{Library, LibraryError};
use crate::live::StepError;
use crate::recent::Recent;
use crate::secret::secret;
use crate::store::{Heard, Store, StoreError};

pub use board::{Board, Cell, Chosen, Column, Progress, Row};
pub use erasing::{KnownOfPupil, Remains};
pub use queue::{Queue, QueuedAnswer, QueuedQuestion, WrittenAnswer, WrittenQuestion, text_key};
use state::State;
pub use unsent::Slot;

/// Why something could not be done for a class. Nothing has happened then.
#[derive(Debug, thiserror::Error)]
pub enum ClassroomError {
    /// The sitting cannot do that now.
    #[error(transparent)]
    Refused(#[from] SittingRefusal),
    /// The people and class lists of the school stay as they are.
    #[error(transparent)]
    StaffRefused(#[from] StaffRefusal),
    /// No sitting is open under this code.
    #[error("no class has this code; look at the wall again")]
    UnknownCode,
    /// There is no such sitting.
    #[error("there is no such sitting")]
    NoSitting,
    /// The record or the library failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// An attempt could not take a step.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The attempt is not one of this pupil.
    #[error("this attempt is not one of this pupil")]
    NotOfPupil,
    /// The record of the school holds as many attempts as it may.
    #[error(
        "the record of this school holds {0} attempts, and may hold {1}; erase old sittings, or ask those who run the server for more"
    )]
    QuotaReached(u64, u64),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    Randomness,
}

impl From<StoreError> for ClassroomError {
    fn from(error: StoreError) -> Self {
        Self::Service(error.into())
    }
}

impl From<LibraryError> for ClassroomError {
    fn from(error: LibraryError) -> Self {
        Self::Service(error.into())
    }
}

/// The place at which a device sits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The sitting.
    pub sitting: SittingId,
    /// The seat.
    pub seat: SeatId,
}

/// What a pupil gets on joining.
#[derive(Clone, Debug)]
pub struct Joined {
    /// Where the pupil sits.
    pub place: Place,
    /// The secret key that the device keeps.
    pub key: String,
    /// What lets the pupil come back.
    pub code: ResumeCode,
}

/// The classes of one school.
pub struct Classroom {
    store: Arc<dyn Store>,
    library: Library,
    school: SchoolId,
    state: RwLock<State>,
    /// The papers that are sat, by quiz.
    papers: Mutex<HashMap<String, Arc<Paper>>>,
    /// What was read last.
    recent: Arc<Recent>,
    /// What this program adds to the logs it adds one after the other. The state can be looked at meanwhile: a database
    /// that takes its time holds up nobody who only looks.
    adding: Mutex<()>,
    /// One attempt begins at a time, so that a form sent twice begins one.
    beginning: Mutex<()>,
    /// When each pupil's device was last heard of by this program; it belongs to no record and is not kept.
    seen: Mutex<HashMap<(SittingId, SeatId), Heard>>,
    /// Until when the other programs know of it.
    told_until: Mutex<Timestamp>,
    /// Counts up whenever something has happened that a teacher looks at.
    changes: AtomicU64,
    /// Since when something was erased and not overwritten yet, or when that is tried again.
    unswept: Mutex<Option<Timestamp>>,
}

impl Classroom {
    /// The classes that the record knows.
    ///
    /// # Errors
    ///
    /// Where the record cannot be read.
    pub fn open(
        store: Arc<dyn Store>,
        library: Library,
        school: SchoolId,
        recent: Arc<Recent>,
    ) -> Result<Self, StoreError> {
        let classroom = Self {
            store,
            library,
            school,
            state: RwLock::default(),
            papers: Mutex::default(),
            recent,
            adding: Mutex::new(()),
            beginning: Mutex::new(()),
            seen: Mutex::default(),
            told_until: Mutex::new(Timestamp::UNIX_EPOCH),
            changes: AtomicU64::new(1),
            unswept: Mutex::new(None),
        };
        classroom.catch_up()?;
        Ok(classroom)
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until this program adds nothing else to the logs.
    fn adds(&self) -> MutexGuard<'_, ()> {
        self.adding.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number that grows whenever something has happened that a teacher looks at; the same in all programs that
    /// serve the record.
    pub fn version(&self) -> u64 {
        let of_all = self.store.changes(&self.school);
        of_all.unwrap_or_else(|| self.changes.load(Ordering::Relaxed))
    }

    /// Says that something has happened in an attempt.
    pub fn has_changed(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    /// Opens a sitting.
    ///
    /// # Errors
    ///
    /// Where the quiz cannot be sat, or the sitting cannot be kept.
    pub fn open_sitting(&self, plan: Plan, now: Timestamp) -> Result<SittingId, ClassroomError> {
        self.paper(&plan)?;
        let kept = self.store.school(&self.school)?.unwrap_or_default();
        if let Some(most) = kept.most_attempts.filter(|most| kept.attempts >= *most) {
            return Err(ClassroomError::QuotaReached(kept.attempts, most));
        }
        let mut id = [0; 16];
        let mut rng = SysRng;
        rng.try_fill_bytes(&mut id)
            .map_err(|_| ClassroomError::Randomness)?;
        let id = AttemptId(id);
        let _one_at_a_time = self.adds();
        let mut code = ClassCode::draw(&mut dice()?);
        while self.of_code(&code).is_some() {
            code = ClassCode::draw(&mut dice()?);
        }
        let (sitting, event) = Sitting::open(id, plan, code, now);
        if !self.keep(id, 0, &[event])? {
            return Err(StoreError::Overtaken.into());
        }
        let mut state = self.write();
        // Another thread may have read it in the meantime.
        state.sittings.entry(id).or_insert(sitting);
        state.own += 1;
        drop(state);
        self.has_changed();
        Ok(id)
    }

    /// Looks at a sitting.
    ///
    /// # Errors
    ///
    /// Where there is no such sitting.
    pub fn with<T>(
        &self,
        id: SittingId,
        look: impl FnOnce(&Sitting) -> T,
    ) -> Result<T, ClassroomError> {
        let state = self.read();
        let sitting = state.sittings.get(&id).ok_or(ClassroomError::NoSitting)?;
        Ok(look(sitting))
    }

    /// Looks at all sittings, the latest first.
    pub fn all<T>(&self, look: impl Fn(&Sitting) -> T) -> Vec<T> {
        let state = self.read();
        let mut sittings: Vec<&Sitting> = state.sittings.values().collect();
        sittings.sort_by_key(|sitting| std::cmp::Reverse(sitting.opened));
        sittings.into_iter().map(look).collect()
    }

    /// The sitting of a code.
    pub fn of_code(&self, code: &ClassCode) -> Option<SittingId> {
        let state = self.read();
        let mut sittings = state.sittings.values();
        sittings.find(|it| it.code == *code).map(|it| it.id)
    }

    /// Where a device sits, by its key; `None` where it sits nowhere, or another device has taken its
    /// place.
    pub fn place_of(&self, key: &str) -> Option<Place> {
        self.read().devices.get(&text_hash(key)).cloned()
    }

    /// The same, without waiting for somebody who is changing something at this moment; then it is not said.
    pub fn place_at_once(&self, key: &str) -> Option<Place> {
        let state = self.state.try_read().ok()?;
        state.devices.get(&text_hash(key)).cloned()
    }

    /// Does what a command asks in a sitting: what happens is kept first, and then counts.
    ///
    /// # Errors
    ///
    /// Where the sitting cannot do that now, or it cannot be kept.
    pub fn step(
        &self,
        id: SittingId,
        command: &SittingCommand,
        now: Timestamp,
    ) -> Result<Vec<SittingEvent>, ClassroomError> {
        let decide = |state: &State| {
            let sitting = state.sittings.get(&id).ok_or(ClassroomError::NoSitting)?;
            Ok((sitting.events, sitting.decide(command.clone(), now)?))
        };
        self.decide_and_keep(id, decide, |state, event| state.apply(id, event))
    }

    /// Lets a pupil join.
    ///
    /// # Errors
    ///
    /// Where the sitting takes nobody by that name now, or it cannot be kept.
    pub fn join(
        &self,
        sitting: SittingId,
        name: &str,
        now: Timestamp,
    ) -> Result<Joined, ClassroomError> {
        let key = secret().map_err(|_| ClassroomError::Randomness)?;
        let code = self.free_code(sitting)?;
        let command = SittingCommand::Join {
            school: self.school.clone(),
            name: name.to_owned(),
            code: code.clone(),
            device: text_hash(&key),
        };
        self.step(sitting, &command, now)?;
        self.seated(key, code)
    }

    /// Lets a pupil come back with the code of three words.
    ///
    /// # Errors
    ///
    /// Where no pupil of the sitting has the code, or it cannot be kept.
    pub fn come_back(
        &self,
        sitting: SittingId,
        code: ResumeCode,
        now: Timestamp,
    ) -> Result<Joined, ClassroomError> {
        let key = secret().map_err(|_| ClassroomError::Randomness)?;
        let command = SittingCommand::ComeBack {
            code: code.clone(),
            device: text_hash(&key),
        };
        self.step(sitting, &command, now)?;
        self.seated(key, code)
    }

    fn seated(&self, key: String, code: ResumeCode) -> Result<Joined, ClassroomError> {
        let place = self.place_of(&key).ok_or(ClassroomError::NoSitting)?;
        Ok(Joined { place, key, code })
    }

    /// A code that nobody in the sitting has.
    fn free_code(&self, sitting: SittingId) -> Result<ResumeCode, ClassroomError> {
        loop {
            let code = ResumeCode::draw(&mut dice()?);
            let is_free = |it: &Sitting| it.seats.values().all(|seat| seat.code != code);
            if self.with(sitting, is_free)? {
                return Ok(code);
            }
        }
    }

    /// Gives a pupil a new code, so that nobody can come back with the old one.
    ///
    /// # Errors
    ///
    /// Where there is no such pupil, or it cannot be kept.
    pub fn reset(
        &self,
        sitting: SittingId,
        seat: SeatId,
        now: Timestamp,
    ) -> Result<(), ClassroomError> {
        let code = self.free_code(sitting)?;
        let command = SittingCommand::Reset { seat, code };
        self.step(sitting, &command, now).map(drop)
    }

    /// A seat as it stands.
    ///
    /// # Errors
    ///
    /// Where there is no such sitting or seat.
    pub fn seat(&self, place: &Place) -> Result<Seat, ClassroomError> {
        self.at(place, |_, seat| seat.clone())
    }

    /// Looks at a sitting and a seat of it, as both are at the same moment.
    ///
    /// # Errors
    ///
    /// Where there is no such sitting or seat.
    pub fn at<T>(
        &self,
        place: &Place,
        look: impl FnOnce(&Sitting, &Seat) -> T,
    ) -> Result<T, ClassroomError> {
        let found = self.with(place.sitting, |sitting| {
            let seat = sitting.seats.get(&place.seat)?;
            Some(look(sitting, seat))
        })?;
        found.ok_or(ClassroomError::Refused(SittingRefusal::NoSeat))
    }

    /// The paper of a sitting, with its time.
    fn paper(&self, plan: &Plan) -> Result<Arc<Paper>, ClassroomError> {
        let key = format!("{} {:?}", plan.quiz, plan.minutes);
        let mut papers = self.papers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(paper) = papers.get(&key) {
            return Ok(Arc::clone(paper));
        }
        let mut paper = self.library.paper(&plan.quiz)?;
        if let Some(limit) = plan.minutes.and_then(TimeLimit::of_minutes) {
            paper.quiz.time_limit = Some(sourcework_core::diagnostic::Placed::new(
                limit,
                sourcework_core::diagnostic::Span::default(),
            ));
        }
        let paper = Arc::new(paper);
        papers.insert(key, Arc::clone(&paper));
        Ok(paper)
    }

    /// The paper of a sitting.
    ///
    /// # Errors
    ///
    /// Where there is no such sitting, or its quiz cannot be read.
    pub fn paper_of(&self, id: SittingId) -> Result<Arc<Paper>, ClassroomError> {
        let plan = self.with(id, |sitting| sitting.plan.clone())?;
        self.paper(&plan)
    }

    /// The labels of the extracts that the questions of a sitting are about, each once.
    ///
    /// # Errors
    ///
    /// Where there is no such sitting, or its quiz cannot be read.
    pub fn extracts(&self, id: SittingId) -> Result<Vec<String>, ClassroomError> {
        let plan = self.with(id, |sitting| sitting.plan.clone())?;
        let paper = self.paper(&plan)?;
        let mut labels: Vec<String> = Vec::new();
        for extract in plan
            .asked(&paper.quiz)
            .flat_map(|question| &question.extracts)
        {
            if let Some((_, extract)) = paper.sources.extract(extract)
                && !labels.contains(&extract.label.value)
            {
                labels.push(extract.label.value.clone());
            }
        }
        Ok(labels)
    }

    /// The minutes of a sitting's quiz, if it has a limit.
    ///
    /// # Errors
    ///
    /// Where there is no such sitting, or its quiz cannot be read.
    pub fn minutes(&self, id: SittingId) -> Result<Option<u32>, ClassroomError> {
        let paper = self.paper_of(id)?;
        Ok(paper.quiz.time_limit.as_ref().map(|limit| limit.minutes()))
    }
}

/// Random numbers that nobody can guess.
fn dice() -> Result<impl Rng, ClassroomError> {
    use rand::SeedableRng;
    let mut seed = [0; 32];
    let mut rng = SysRng;
    rng.try_fill_bytes(&mut seed)
        .map_err(|_| ClassroomError::Randomness)?;
    Ok(rand_chacha::ChaCha8Rng::from_seed(seed))
}
