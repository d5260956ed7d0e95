//! A class in the browser: pupils who join with a code, and the teacher who has opened the program's link.
//! Who asks is said by a secret key in a cookie, of which only the hash is kept.

mod board;
mod joining;
mod limits;
mod place;
mod pupils;
mod queue;
mod report;
mod results;
mod routes;
mod teaching;
#[cfg(test)]
mod tests;
mod unsent;
mod wall;

use std::collections::HashMap;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::app::App;
use super::call::{Call, Problem, Reply};
use limits::Limits;
use sourcework_core::identity::{StudentId, StudentKey, text_hash};
use sourcework_core::sitting::{SeatId, SittingId};
use sourcework_html::Markup;
use sourcework_html::pages::frame::{Audience, Part};
use sourcework_service::classroom::{Classroom, ClassroomError, Place};
use sourcework_service::live::StepError;
use sourcework_service::store::StoreError;
use sourcework_service::{ServiceError, secret};

pub use routes::router;

/// How long a browser keeps its key, in seconds: a school year.
const YEAR: u32 = 365 * 24 * 60 * 60;

/// The room that a disk must have before a sitting is opened, in bytes.
pub const ROOM_TO_OPEN: u64 = 200 * 1024 * 1024;

/// Below so many free bytes all clocks are stopped while everything can still be kept.
const NEARLY_FULL: u64 = 50 * 1024 * 1024;

/// So many teachers' browsers are known at a time.
const TEACHERS: usize = 20;

/// What the program was started with.
pub struct ClassSettings {
    /// The addresses that pupils can type.
    pub places: Vec<String>,
    /// The names of the class, one a line.
    pub roster: String,
    /// The name of the cookie.
    pub cookie: String,
    /// What the teacher's link must hold; `None` where links are made otherwise.
    pub token: Option<String>,
    /// Whether browsers send the cookie over encrypted connections only.
    pub is_encrypted: bool,
    /// For how many days a closed sitting is kept; for ever where none are said.
    pub keep_days: Option<u32>,
    /// How many bytes are free on the disk of the record; `None` where that is not known.
    pub room: Box<dyn Fn() -> Option<u64> + Send + Sync>,
}

/// What all requests of a class share.
pub struct Class {
    /// What the pages of a pupil need; the student is set for each request.
    app: App,
    /// The sittings.
    classroom: Arc<Classroom>,
    settings: ClassSettings,
    /// What the teacher's link must hold; it works once.
    token: Mutex<Option<String>>,
    limits: Limits,
    /// Pupils wait for themselves here, and seldom for each other.
    turns: [Mutex<()>; TURNS],
    /// So many requests of each seat are answered at a time; its others wait.
    at_once: Mutex<HashMap<(SittingId, SeatId), Arc<Semaphore>>>,
    /// How many pages of teachers are told what happens.
    told_pages: AtomicUsize,
}

/// So many requests of one seat are answered at the same time: fewer than there are threads for all.
const AT_ONCE: usize = 3;

/// So many pupils send something at the same time without waiting for each other.
const TURNS: usize = 64;

/// Who asks.
#[derive(Clone, Debug)]
pub enum Caller {
    /// Somebody who has not joined.
    Visitor,
    /// A pupil.
    Pupil(Place),
    /// A teacher.
    Teacher,
}

impl Class {
    /// The pages of a classroom.
    pub fn new(app: App, classroom: Arc<Classroom>, settings: ClassSettings) -> Self {
        Self {
            app,
            classroom,
            token: Mutex::new(settings.token.clone()),
            settings,
            limits: Limits::default(),
            turns: [const { Mutex::new(()) }; TURNS],
            at_once: Mutex::default(),
            told_pages: AtomicUsize::new(0),
        }
    }

    /// What is to be done every few seconds: takes in papers whose time is up, stops the clocks where the disk is
    /// nearly full, and erases what has been kept long enough.
    pub fn tend(&self) {
        let now = self.now();
        if self.is_nearly_full() {
            // Where it cannot be kept, nothing else can either, and no answer is acknowledged.
            let _ = self.classroom.pause_all(now);
        }
        self.classroom.tend(now);
        if let Some(days) = self.settings.keep_days {
            // What cannot be erased now is erased later.
            let _ = self.classroom.erase_older(days, now);
        }
        self.classroom.sweep_when_quiet(now);
    }

    /// Whether there is so little room on the disk that answers might soon not be kept.
    fn is_nearly_full(&self) -> bool {
        (self.settings.room)().is_some_and(|room| room < NEARLY_FULL)
    }

    /// Who waits here until the seat has fewer requests that are being answered; nothing for somebody without a seat.
    async fn wait_for_own(&self, key: Option<&str>) -> Option<OwnedSemaphorePermit> {
        let place = self.classroom.place_of(key?)?;
        let own = {
            let mut at_once = self.at_once.lock().unwrap_or_else(PoisonError::into_inner);
            let own = at_once.entry((place.sitting, place.seat));
            Arc::clone(own.or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE))))
        };
        own.acquire_owned().await.ok()
    }

    /// The turn of a pupil: only the thread that holds it sends something for that seat.
    fn turn(&self, place: &Place) -> MutexGuard<'_, ()> {
        let turn = &self.turns[place.seat.0 as usize % TURNS];
        turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Timestamp {
        (self.app.now)()
    }

    /// Who asks, by the key of the browser.
    fn caller(&self, call: &Call) -> Result<Caller, Problem> {
        let Some(key) = &call.key else {
            return Ok(Caller::Visitor);
        };
        if let Some(place) = self.classroom.place_of(key) {
            return Ok(Caller::Pupil(place));
        }
        let hash = text_hash(key).to_string();
        Ok(match self.teachers()?.contains(&hash) {
            true => Caller::Teacher,
            false => Caller::Visitor,
        })
    }

    /// The hashes of the keys of teachers' browsers.
    fn teachers(&self) -> Result<Vec<String>, StoreError> {
        let settings = self.app.store.settings(&teacher())?;
        let keys = settings.into_iter().find(|(name, _)| name == KEYS);
        let keys = keys.map_or(String::new(), |(_, value)| value);
        Ok(keys.split_whitespace().map(str::to_owned).collect())
    }

    /// Takes the teacher's link, which works once: the key of the new browser.
    fn enter(&self, token: &str) -> Result<Option<String>, Problem> {
        let mut kept = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        let is_right = kept
            .as_deref()
            .is_some_and(|kept| super::guard::is_same(token, kept));
        if !is_right {
            return Ok(None);
        }
        let key = secret().map_err(|error| Problem::Failed(error.to_string()))?;
        let mut keys = self.teachers()?;
        keys.push(text_hash(&key).to_string());
        let keys = &keys[keys.len().saturating_sub(TEACHERS)..];
        self.app
            .store
            .set(&teacher(), KEYS, Some(&keys.join(" ")))
            .map_err(Problem::NotKept)?;
        *kept = None;
        Ok(Some(key))
    }

    /// The key in a cookie, and the page to go to.
    fn keep_key(&self, to: &str, key: String) -> Reply {
        Reply::Kept(to.to_owned(), (self.settings.cookie.clone(), key, YEAR))
    }

    /// The time zone of this machine.
    fn zone(&self) -> TimeZone {
        let offset = Offset::from_seconds((self.app.offset)() * 60);
        offset.map_or(TimeZone::UTC, Offset::to_time_zone)
    }
}

/// It is not copied with the record: who has a copy is no teacher of this machine.
const KEYS: &str = "secret-keys";

/// Under whom the keys of teachers' browsers are kept.
fn teacher() -> StudentKey {
    StudentKey {
        student: StudentId("teacher".to_owned()),
        ..StudentKey::default()
    }
}

/// A page of the class, for the audience that is named.
fn page(title: &str, call: &Call, audience: Audience, body: &Markup) -> Reply {
    let look = &call.for_audience(audience).look;
    super::app::page(title, Part::Class, look, body)
}

impl From<ClassroomError> for Problem {
    fn from(error: ClassroomError) -> Self {
        match error {
            ClassroomError::NoSitting | ClassroomError::UnknownCode => Self::NotFound,
            ClassroomError::Refused(refusal) => Self::Refused(refusal.to_string()),
            error @ ClassroomError::QuotaReached(..) => Self::Refused(error.to_string()),
            ClassroomError::Service(ServiceError::Store(error)) => Self::NotKept(error),
            ClassroomError::Service(error) => error.into(),
            ClassroomError::Step(StepError::NotKept(error)) => Self::NotKept(error),
            ClassroomError::Step(StepError::Refused(refusal)) => Self::Refused(refusal.to_string()),
            error => Self::Failed(error.to_string()),
        }
    }
}
