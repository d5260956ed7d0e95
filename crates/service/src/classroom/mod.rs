//! Classes that sit quizzes: who may join, whose attempt it is, and what the teacher does to all of them.
//!
//! What happens in a sitting is kept before it counts, as in an attempt. The sittings are held in memory
//! as their events say; attempts are read from the record at every request.

mod board;
mod clocks;
mod queue;
mod staff;
mod taking_home;
mod unsent;

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use jiff::{SignedDuration, Timestamp};
use rand::rngs::SysRng;
use rand::{Rng, TryRng};
use sourcework_core::attempt::{Command, Judge, Settings};
use sourcework_core::identity::{AttemptId, ContentHash, SchoolId, StudentKey, text_hash};
use sourcework_core::paper::Paper;
use sourcework_core::quiz::TimeLimit;
use sourcework_core::record::AttemptNumber;
use sourcework_core::sitting::{
    ClassCode, Plan, ResumeCode, Seat, SeatId, Sitting, SittingAction, SittingCommand,
    SittingEvent, SittingId, SittingPhase, SittingRefusal,
};
use sourcework_core::staff::{STAFF_LOG, Staff, StaffRefusal};

use crate::answers::numbers_of;
use crate::error::ServiceError;
use crate::library::{Library, LibraryError};
use crate::live::{Beginning, LiveAttempt, StepError};
use crate::papers::PaperCache;
use crate::revising::REVISION;
use crate::secret::secret;
use crate::store::{Erase, Heard, SittingsRead, Store, StoreError};

pub use board::{Board, Cell, Chosen, Column, Progress, Row};
pub use queue::{Queue, QueuedAnswer, QueuedQuestion, WrittenAnswer, WrittenQuestion, text_key};
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
#[derive(Clone, Debug)]
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

#[derive(Default)]
struct State {
    sittings: BTreeMap<SittingId, Sitting>,
    /// The devices that sit somewhere, by the hash of their key.
    devices: HashMap<ContentHash, Place>,
    /// How much of what the record says of sittings is in here.
    read: SittingsRead,
    /// The people of the school and its class lists.
    staff: Staff,
}

/// The classes of one school.
pub struct Classroom {
    store: Arc<dyn Store>,
    library: Library,
    school: SchoolId,
    state: RwLock<State>,
    /// The papers that are sat, by quiz.
    papers: Mutex<HashMap<String, Arc<Paper>>>,
    /// The papers of attempts, by what they consist of.
    read_papers: Arc<PaperCache>,
    /// One attempt begins at a time, so that a form sent twice begins one.
    beginning: Mutex<()>,
    /// When each pupil's device was last heard of by this program; that is nobody's record and is not kept.
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
        read_papers: Arc<PaperCache>,
    ) -> Result<Self, StoreError> {
        let classroom = Self {
            store,
            library,
            school,
            state: RwLock::default(),
            papers: Mutex::default(),
            read_papers,
            beginning: Mutex::new(()),
            seen: Mutex::default(),
            told_until: Mutex::new(Timestamp::UNIX_EPOCH),
            changes: AtomicU64::new(1),
            unswept: Mutex::new(None),
        };
        classroom.catch_up()?;
        Ok(classroom)
    }

    /// Reads what other programs have added to the sittings since this was done last. To be called before a request
    /// is answered.
    ///
    /// # Errors
    ///
    /// Where the record cannot be read.
    pub fn catch_up(&self) -> Result<(), StoreError> {
        let known = self.read().read;
        let (read, events) = self.read_after(known)?;
        if read != known {
            self.write().take(known, read, events);
            self.has_changed();
        }
        Ok(())
    }

    /// What the record says of sittings after what is known.
    fn read_after(
        &self,
        known: SittingsRead,
    ) -> Result<(SittingsRead, Vec<KeptSittingEvent>), StoreError> {
        let mut events = Vec::new();
        let mut visit = |sitting: SittingId, seq: u32, event: &str| {
            let kept = match sitting {
                STAFF_LOG => KeptEvent::Staff(event.to_owned()),
                _ => serde_json::from_str(event).map_or(KeptEvent::Unreadable, KeptEvent::Sitting),
            };
            events.push((sitting, seq, kept));
        };
        let read = self
            .store
            .visit_sittings_after(&self.school, known, &mut visit)?;
        Ok((read, events))
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number that grows whenever something has happened that a teacher looks at; the same in all programs that
    /// serve the record.
    pub fn version(&self) -> u64 {
        let of_all = self.store.changes(&self.school);
        of_all.unwrap_or_else(|| self.changes.load(Ordering::Relaxed))
    }

    /// Says that a pupil's device was heard of, and whether it has sent something to keep.
    pub fn hear(&self, place: &Place, wrote: bool, now: Timestamp) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let heard = seen.entry((place.sitting, place.seat));
        let heard = heard.or_insert(Heard {
            at: now,
            wrote: None,
        });
        heard.at = now;
        if wrote {
            heard.wrote = Some(now);
        }
    }

    /// When the devices of a sitting's pupils were last heard of, by this program or another one.
    fn seen(&self, sitting: SittingId) -> Result<HashMap<SeatId, Heard>, StoreError> {
        let elsewhere = self.store.heard(&self.school, sitting)?;
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let here = seen.iter().filter(|((of, _), _)| *of == sitting);
        let here = here.map(|((_, seat), heard)| (*seat, *heard));
        let mut latest: HashMap<SeatId, Heard> = HashMap::new();
        for (seat, heard) in elsewhere.into_iter().chain(here) {
            let known = latest.entry(seat).or_insert(heard);
            known.at = known.at.max(heard.at);
            known.wrote = known.wrote.max(heard.wrote);
        }
        Ok(latest)
    }

    /// Tells the other programs what was heard of devices since it was told last.
    fn tell_heard(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut until = self
            .told_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let new: Vec<(SittingId, SeatId, Heard)> = {
            let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            let new = seen.iter().filter(|(_, heard)| heard.at >= *until);
            new.map(|((sitting, seat), heard)| (*sitting, *seat, *heard))
                .collect()
        };
        if !new.is_empty() {
            self.store.tell_heard(&self.school, &new)?;
        }
        *until = now;
        Ok(())
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
        let mut state = self.write();
        let is_taken =
            |code: &ClassCode| state.sittings.values().any(|sitting| sitting.code == *code);
        let mut code = ClassCode::draw(&mut dice()?);
        while is_taken(&code) {
            code = ClassCode::draw(&mut dice()?);
        }
        let (sitting, event) = Sitting::open(id, plan, code, now);
        self.keep(id, 0, &[event])?;
        state.sittings.insert(id, sitting);
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

    /// Does what a command asks in a sitting: what happens is kept first, and then counts.
    ///
    /// # Errors
    ///
    /// Where the sitting cannot do that now, or it cannot be kept.
    pub fn step(
        &self,
        id: SittingId,
        command: SittingCommand,
        now: Timestamp,
    ) -> Result<Vec<SittingEvent>, ClassroomError> {
        const TRIES: usize = 20;
        let mut tries = 0;
        loop {
            let mut state = self.write();
            let sitting = state.sittings.get(&id).ok_or(ClassroomError::NoSitting)?;
            let events = sitting.decide(command.clone(), now)?;
            if events.is_empty() {
                return Ok(events);
            }
            tries += 1;
            match self.keep(id, sitting.events, &events) {
                Ok(()) => {
                    for event in &events {
                        state.apply(id, event);
                    }
                    self.has_changed();
                    return Ok(events);
                }
                // Another program was faster: it is decided again after what that one has kept.
                Err(ClassroomError::Service(ServiceError::Store(StoreError::Overtaken)))
                    if tries < TRIES =>
                {
                    let known = state.read;
                    let (read, events) = self.read_after(known)?;
                    state.take(known, read, events);
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn keep(&self, id: SittingId, seq: u32, events: &[SittingEvent]) -> Result<(), ClassroomError> {
        let written: Vec<String> = events.iter().map(written).collect();
        match self.store.append_sitting(&self.school, id, seq, &written)? {
            true => Ok(()),
            false => Err(StoreError::Overtaken.into()),
        }
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
        self.step(sitting, command, now)?;
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
        self.step(sitting, command, now)?;
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
        self.step(sitting, command, now).map(drop)
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

    /// The attempt that a seat is at: the latest of the sitting.
    ///
    /// # Errors
    ///
    /// Where the record cannot be read.
    pub fn attempt_of(&self, seat: &Seat) -> Result<Option<AttemptNumber>, ClassroomError> {
        match seat.attempts.last() {
            None => Ok(None),
            Some(attempt) => Ok(self.store.number_of(&seat.student, *attempt)?),
        }
    }

    /// The attempts of a seat at the quiz of the sitting that are not finished, oldest first; the pupil's own revision
    /// is not among them.
    ///
    /// # Errors
    ///
    /// Where the record cannot be read.
    pub fn open_of_sitting(&self, seat: &Seat) -> Result<Vec<AttemptNumber>, ClassroomError> {
        let mut open = self.store.open_attempts(&seat.student)?;
        if !open.is_empty() {
            let own = self.numbers_of(seat)?;
            let revised = self
                .store
                .latest(&seat.student, Some(REVISION), usize::MAX)?;
            // One that was begun before the program was killed is not known to the sitting yet.
            open.retain(|number| own.contains(number) || !revised.contains(number));
        }
        Ok(open)
    }

    /// The numbers of the attempts of a seat that the sitting knows.
    fn numbers_of(&self, seat: &Seat) -> Result<Vec<AttemptNumber>, ClassroomError> {
        Ok(numbers_of(&*self.store, seat)?)
    }

    /// Whether an attempt is one of the sitting, and not the pupil's own revision.
    ///
    /// # Errors
    ///
    /// Where there is no such seat, or the record cannot be read.
    pub fn is_of_sitting(
        &self,
        place: &Place,
        attempt: AttemptNumber,
    ) -> Result<bool, ClassroomError> {
        Ok(self.numbers_of(&self.seat(place)?)?.contains(&attempt))
    }

    /// The names `quiz/question` of the questions that a pupil was asked in the sitting.
    ///
    /// # Errors
    ///
    /// Where there is no such seat, or the record cannot be read.
    pub fn asked_of(&self, place: &Place) -> Result<Vec<String>, ClassroomError> {
        let seat = self.seat(place)?;
        let quiz = self.with(place.sitting, |sitting| sitting.plan.quiz.clone())?;
        let mut asked: Vec<String> = Vec::new();
        for number in self.numbers_of(&seat)? {
            let live = self.live(&seat.student, number)?;
            for item in &live.session().attempt().items {
                let name = format!("{quiz}/{}", item.presented.question);
                if !asked.contains(&name) {
                    asked.push(name);
                }
            }
        }
        Ok(asked)
    }

    /// The attempt of a pupil, taken up again.
    ///
    /// # Errors
    ///
    /// Where the record cannot be read.
    pub fn live(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
    ) -> Result<LiveAttempt<'_>, ClassroomError> {
        let live = LiveAttempt::resume_with(&*self.store, student, attempt, &self.read_papers);
        Ok(live?)
    }

    /// Begins the attempt of a pupil, or goes on with the one that is begun.
    ///
    /// # Errors
    ///
    /// Where the sitting is not open, or all attempts have been used.
    pub fn begin(
        &self,
        place: &Place,
        offset: i32,
        now: Timestamp,
    ) -> Result<AttemptNumber, ClassroomError> {
        let _one_at_a_time = self
            .beginning
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let seat = self.seat(place)?;
        let open = self.open_of_sitting(&seat)?;
        if let Some(number) = self.attempt_of(&seat)?
            && open.contains(&number)
        {
            return Ok(number);
        }
        let attempt = attempt_id(place, seat.attempts.len());
        let command = SittingCommand::Begin {
            seat: place.seat,
            attempt,
        };
        if let Some(number) = self.store.number_of(&seat.student, attempt)? {
            // Begun by another program at this moment, or by one that was killed before the sitting knew of it.
            self.step(place.sitting, command, now)?;
            return Ok(number);
        }
        let plan = self.with(place.sitting, |sitting| sitting.plan.clone())?;
        let paper = self.paper(&plan)?;
        let beginning = Beginning {
            attempt: Some(attempt),
            settings: Settings {
                mode: plan.mode,
                judge: Judge::Teacher,
                extra_time: seat.arrangement.extra_time,
                ..Settings::default()
            },
            selection: plan.selection(),
            seed: None,
            offset,
        };
        let mut live = LiveAttempt::begin(&*self.store, &seat.student, paper, &beginning, now)?;
        // Whether the pupil may begin is asked before anything is kept.
        self.with(place.sitting, |sitting| {
            sitting.decide(command.clone(), now).map(drop)
        })??;
        let number = match live.enter_record() {
            Err(StoreError::Overtaken) => {
                // Another program has begun it since it was looked for.
                let number = self.store.number_of(&seat.student, attempt)?;
                let number = number.ok_or(StoreError::Overtaken)?;
                self.step(place.sitting, command, now)?;
                return Ok(number);
            }
            entered => entered?,
        };
        self.step(place.sitting, command, now)?;
        let is_still = self.with(place.sitting, |sitting| sitting.stands_still(&seat))?;
        if is_still {
            clocks::unless_refused(live.step(Command::Pause, now))?;
        }
        Ok(number)
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

    fn must_sweep(&self, from: Timestamp) {
        let mut unswept = self.unswept.lock().unwrap_or_else(PoisonError::into_inner);
        *unswept = Some(from);
    }

    /// Overwrites what is left in the files of all that was erased. Other classes wait meanwhile.
    ///
    /// # Errors
    ///
    /// Where the files could not be written; it is tried again by [`Self::sweep_when_quiet`].
    pub fn sweep(&self, now: Timestamp) -> Result<(), ClassroomError> {
        const AGAIN: SignedDuration = SignedDuration::from_mins(10);
        match self.store.sweep() {
            Ok(()) => {
                let mut unswept = self.unswept.lock().unwrap_or_else(PoisonError::into_inner);
                *unswept = None;
                Ok(())
            }
            Err(error) => {
                self.must_sweep(now + AGAIN);
                Err(error.into())
            }
        }
    }

    /// The same where something is left, and no device of a pupil was heard of for some minutes.
    pub fn sweep_when_quiet(&self, now: Timestamp) {
        const QUIET: SignedDuration = SignedDuration::from_mins(5);
        let is_due = {
            let unswept = self.unswept.lock().unwrap_or_else(PoisonError::into_inner);
            unswept.is_some_and(|from| from <= now)
        };
        let is_quiet = {
            let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.values()
                .all(|heard| now.duration_since(heard.at) > QUIET)
        };
        if is_due && is_quiet {
            let _ = self.sweep(now);
        }
    }

    /// Removes a pupil: the name, the codes, the arrangements and all that was answered. The others of the sitting
    /// stay. Beyond recovery it is after [`Self::sweep`].
    ///
    /// # Errors
    ///
    /// Where there is no such pupil, or the record could not be written.
    pub fn erase_pupil(&self, place: &Place, now: Timestamp) -> Result<(), ClassroomError> {
        let seat = place.seat;
        if !self.seat(place)?.is_removed {
            self.step(place.sitting, SittingCommand::Remove { seat }, now)?;
        }
        // Nobody begins an attempt, and nothing happens in a sitting, while a pupil is erased.
        let _none_begins = self
            .beginning
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut state = self.write();
        let mut events = Vec::new();
        self.store
            .visit_sittings(&self.school, &mut |sitting, _, event| {
                if sitting == place.sitting {
                    events.push(event.to_owned());
                }
            })?;
        // What a later program has written and this one cannot read stays as it is.
        let read: Vec<Option<SittingEvent>> = events
            .iter()
            .map(|event| serde_json::from_str(event).ok())
            .collect();
        let mut names = Vec::new();
        for event in read.iter().flatten() {
            match &event.action {
                SittingAction::SeatTaken(taken) if taken.seat == seat => {
                    names.push(taken.name.clone());
                }
                SittingAction::Renamed { seat: of, name } if *of == seat => {
                    names.push(name.clone());
                }
                _ => {}
            }
        }
        let nameless: Vec<Option<SittingEvent>> = read
            .into_iter()
            .map(|event| Some(event?.without_pupil(seat, &names)))
            .collect();
        let written = events
            .into_iter()
            .zip(&nameless)
            .map(|(kept, event)| match event {
                Some(event) => written(event),
                None => kept,
            });
        let written: Vec<String> = written.collect();
        let sitting = Sitting::fold(place.sitting, nameless.iter().flatten());
        let sitting = sitting.ok_or(ClassroomError::NoSitting)?;
        let student = sitting.seats.get(&seat).map(|seat| seat.student.clone());
        let student = student.ok_or(SittingRefusal::NoSeat)?;
        self.store
            .erase(Erase::Pupil(&student, place.sitting, &written))?;
        state.sittings.insert(place.sitting, sitting);
        self.must_sweep(now);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.remove(&(place.sitting, seat));
        self.has_changed();
        Ok(())
    }

    /// Removes the sittings that ended more than so many days ago, as [`Self::erase`] does.
    ///
    /// # Errors
    ///
    /// Where the record could not be written.
    pub fn erase_older(&self, days: u32, now: Timestamp) -> Result<(), ClassroomError> {
        let kept = SignedDuration::from_hours(i64::from(days) * 24);
        let old = self.all(|sitting| {
            let ended = sitting.ended(now)?;
            (now.duration_since(ended) > kept).then_some(sitting.id)
        });
        for id in old.into_iter().flatten() {
            self.erase(id, now)?;
        }
        Ok(())
    }

    /// Removes a closed sitting and all that its pupils have answered. Beyond recovery it is after [`Self::sweep`].
    ///
    /// # Errors
    ///
    /// Where the sitting is not closed, or the record could not be written.
    pub fn erase(&self, id: SittingId, now: Timestamp) -> Result<(), ClassroomError> {
        // Nobody begins an attempt, and nothing happens in a sitting, while one is erased.
        let _none_begins = self
            .beginning
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut state = self.write();
        let sitting = state.sittings.get(&id).ok_or(ClassroomError::NoSitting)?;
        if sitting.phase(now) != SittingPhase::Closed {
            return Err(SittingRefusal::NotClosed.into());
        }
        self.store.erase(Erase::Sitting(&self.school, id))?;
        state.sittings.remove(&id);
        self.must_sweep(now);
        state.devices.retain(|_, place| place.sitting != id);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|(sitting, _), _| *sitting != id);
        self.has_changed();
        Ok(())
    }
}

/// Which attempt of a seat it is, the first being 0: programs that begin it at the same moment begin the same one.
fn attempt_id(place: &Place, ordinal: usize) -> AttemptId {
    let Place { sitting, seat } = place;
    AttemptId(
        text_hash(&format!(
            "attempt {ordinal} of seat {seat} of sitting {sitting}"
        ))
        .0,
    )
}

/// An event of a sitting, with its place there.
type KeptSittingEvent = (SittingId, u32, KeptEvent);

enum KeptEvent {
    Sitting(SittingEvent),
    /// Of the people of the school, as text.
    Staff(String),
    /// A later program has written it, and this one passes it over.
    Unreadable,
}

impl State {
    /// Takes what the record says of sittings after what was known; all of it anew where earlier events were replaced.
    fn take(&mut self, known: SittingsRead, read: SittingsRead, events: Vec<KeptSittingEvent>) {
        if self.read != known {
            return; // another thread has taken it meanwhile
        }
        if read.rewritten != known.rewritten {
            *self = Self::default();
        }
        self.read = read;
        for (id, seq, event) in events {
            let known = self.sittings.get(&id).map(|sitting| sitting.events);
            match (event, known) {
                (KeptEvent::Staff(event), _) => {
                    if seq >= self.staff.events {
                        self.staff.apply_text(&event);
                    }
                }
                (KeptEvent::Sitting(event), None) => {
                    if let Some(sitting) = Sitting::fold(id, [&event]) {
                        self.sittings.insert(id, sitting);
                    }
                }
                (KeptEvent::Sitting(event), Some(known)) if seq >= known => self.apply(id, &event),
                // This program has added it itself, or cannot read it.
                _ => {}
            }
            if let Some(sitting) = self.sittings.get_mut(&id) {
                sitting.events = sitting.events.max(seq + 1);
            }
        }
    }

    /// Lets an event happen in a sitting; the device of its seat is known from then on, and the one before no
    /// more.
    fn apply(&mut self, id: SittingId, event: &SittingEvent) {
        let Some(sitting) = self.sittings.get_mut(&id) else {
            return;
        };
        let seat = event.action.seat();
        let device = |sitting: &Sitting| sitting.seats.get(&seat?)?.device;
        let before = device(sitting);
        sitting.apply(event);
        let after = device(sitting);
        if let Some(before) = before.filter(|_| before != after) {
            self.devices.remove(&before);
        }
        if let (Some(device), Some(seat)) = (after, seat) {
            self.devices.insert(device, Place { sitting: id, seat });
        }
    }
}

/// An event as the record keeps it.
fn written(event: &SittingEvent) -> String {
    serde_json::to_string(event).expect("an event has only keys that are strings")
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
