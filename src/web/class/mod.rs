//! A class in the browser: pupils who join with a code, and the teacher who has opened the program's link.
//! Who asks is said by a secret key in a cookie, of which only the hash is kept.

mod board;
mod joining;
mod limits;
mod place;
mod pupils;
mod routes;
mod teaching;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use super::app::App;
use super::call::{Call, Problem, Reply};
use limits::Limits;
use sourcework_core::identity::{StudentId, StudentKey, text_hash};
use sourcework_html::Markup;
use sourcework_html::pages::frame::{Audience, Look, Part};
use sourcework_service::classroom::{Classroom, ClassroomError, Place};
use sourcework_service::live::StepError;
use sourcework_service::store::StoreError;
use sourcework_service::{ServiceError, secret};

pub use routes::router;

/// How long a browser keeps its key, in seconds: a school year.
const YEAR: u32 = 365 * 24 * 60 * 60;

/// So many teachers' browsers are known at a time.
const TEACHERS: usize = 20;

/// What all requests of a class share.
pub struct Class {
    /// What the pages of a pupil need; the student is set for each request.
    pub app: App,
    /// The sittings.
    pub classroom: Arc<Classroom>,
    /// The addresses that pupils can type.
    pub places: Vec<String>,
    /// The names that the program was started with, one a line.
    pub roster: String,
    /// The name of the cookie.
    pub cookie: String,
    /// What the teacher's link must hold; it works once.
    pub token: Mutex<Option<String>>,
    limits: Limits,
    /// Pupils wait for themselves here, and seldom for each other.
    turns: [Mutex<()>; TURNS],
}

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
    pub fn new(
        app: App,
        classroom: Arc<Classroom>,
        places: Vec<String>,
        roster: String,
        cookie: String,
        token: String,
    ) -> Self {
        Self {
            app,
            classroom,
            places,
            roster,
            cookie,
            token: Mutex::new(Some(token)),
            limits: Limits::default(),
            turns: [const { Mutex::new(()) }; TURNS],
        }
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
        Reply::Kept(to.to_owned(), (self.cookie.clone(), key, YEAR))
    }

    /// The time zone of this machine.
    fn zone(&self) -> TimeZone {
        let offset = Offset::from_seconds((self.app.offset)() * 60);
        offset.map_or(TimeZone::UTC, Offset::to_time_zone)
    }
}

const KEYS: &str = "keys";

/// Under whom the keys of teachers' browsers are kept.
fn teacher() -> StudentKey {
    StudentKey {
        student: StudentId("teacher".to_owned()),
        ..StudentKey::default()
    }
}

/// A page of the class, for the audience that is named.
fn page(title: &str, call: &Call, audience: Audience, body: &Markup) -> Reply {
    let look = Look {
        audience,
        ..call.look
    };
    super::app::page(title, Part::Class, look, body)
}

impl From<ClassroomError> for Problem {
    fn from(error: ClassroomError) -> Self {
        match error {
            ClassroomError::NoSitting | ClassroomError::UnknownCode => Self::NotFound,
            ClassroomError::Refused(_) => {
                Self::BadRequest("This cannot be done now: the class has gone on meanwhile.")
            }
            ClassroomError::Service(ServiceError::Store(error)) => Self::NotKept(error),
            ClassroomError::Service(error) => error.into(),
            ClassroomError::Step(StepError::NotKept(error)) => Self::NotKept(error),
            error => Self::Failed(error.to_string()),
        }
    }
}
