//! A class in the browser: pupils who join with a code, and the people of the school, each of whom has opened a link.
//! Who asks is said by a secret key in a cookie, of which only the hash is kept; or by the school's single sign-on.

mod board;
mod joining;
mod limits;
mod lists;
mod member;
mod opening;
mod people;
mod place;
mod pupils;
mod queue;
mod report;
mod results;
mod routes;
mod teaching;
#[cfg(test)]
mod tests;
mod trusted;
mod unsent;
mod wall;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::app::App;
use super::call::{Call, Problem, Reply};
use limits::Limits;
use member::Member;
use sourcework_core::identity::{PersonId, StudentId, StudentKey};
use sourcework_core::sitting::{Owner, SeatId, SittingId};
use sourcework_core::staff::{Actor, Role, StaffCommand, StaffRefusal};
use sourcework_core::words::capitalised;
use sourcework_html::Markup;
use sourcework_html::pages::frame::{Audience, Part};
use sourcework_service::ServiceError;
use sourcework_service::classroom::{Classroom, ClassroomError, Place};
use sourcework_service::live::StepError;

pub use routes::router;
pub use trusted::TrustedHeader;

/// How long a browser keeps its key, in seconds: a school year.
const YEAR: u32 = 365 * 24 * 60 * 60;

/// The room that a disk must have before a sitting is opened, in bytes.
pub const ROOM_TO_OPEN: u64 = 200 * 1024 * 1024;

/// Below so many free bytes all clocks are stopped while everything can still be kept.
const NEARLY_FULL: u64 = 50 * 1024 * 1024;

/// What the program was started with.
pub struct ClassSettings {
    /// The addresses that pupils can type.
    pub places: Vec<String>,
    /// The names of the class, one a line.
    pub roster: String,
    /// The name of the cookie.
    pub cookie: String,
    /// What the link that the program prints must hold; `None` where links are made otherwise.
    pub token: Option<String>,
    /// Who says by which header who somebody is, where the school has single sign-on.
    pub trusted: Option<TrustedHeader>,
    /// The address of the proxy in front, where it is on another machine or signs people on.
    pub proxy: Option<IpAddr>,
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
    /// What the link that the program prints must hold; it works once.
    token: Mutex<Option<String>>,
    /// Whether browsers that an earlier version of the program has kept were looked for.
    has_adopted: AtomicBool,
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
    /// Somebody of the school.
    Staff(Member),
    /// Somebody whom the school's single sign-on knows by this user name, and nobody here.
    Unknown(String),
}

impl Class {
    /// The pages of a classroom.
    pub fn new(app: App, classroom: Arc<Classroom>, settings: ClassSettings) -> Self {
        Self {
            app,
            classroom,
            token: Mutex::new(settings.token.clone()),
            has_adopted: AtomicBool::new(false),
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
        let mut at_once = self.at_once.lock().unwrap_or_else(PoisonError::into_inner);
        at_once.retain(|_, own| Arc::strong_count(own) > 1);
    }

    /// Whether there is so little room on the disk that answers might soon not be kept.
    fn is_nearly_full(&self) -> bool {
        (self.settings.room)().is_some_and(|room| room < NEARLY_FULL)
    }

    /// Who waits here until the seat has fewer requests that are being answered; nothing for somebody without a seat. The
    /// thread that reads the requests of everybody must not wait for the record.
    async fn wait_for_own(&self, key: Option<&str>) -> Option<OwnedSemaphorePermit> {
        let place = self.classroom.place_at_once(key?)?;
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

    /// Who asks: by what the school's single sign-on says, or by the key of the browser.
    fn caller(&self, call: &Call) -> Result<Caller, Problem> {
        let user = call.user.as_deref();
        if let Some(person) = user.and_then(|user| self.classroom.person_of_user(user)) {
            return Ok(Caller::Staff(Member::of(person)));
        }
        if let Some(key) = &call.key {
            if let Some(place) = self.classroom.place_of(key) {
                return Ok(Caller::Pupil(place));
            }
            if let Some(person) = self.person_of_key(key)? {
                return Ok(Caller::Staff(Member::of(person)));
            }
        }
        Ok(match user {
            Some(user) => Caller::Unknown(user.to_owned()),
            None => Caller::Visitor,
        })
    }

    /// Who holds the key of a browser.
    fn person_of_key(&self, key: &str) -> Result<Option<(Owner, Role)>, Problem> {
        if let Some(person) = self.classroom.person_of_key(key) {
            return Ok(Some(person));
        }
        match self.adopt_earlier()? {
            true => Ok(self.classroom.person_of_key(key)),
            false => Ok(None),
        }
    }

    /// Makes the browsers of teachers that an earlier version of the program has kept in a setting those of the first
    /// person. Whether this looked for them; that is done once.
    fn adopt_earlier(&self) -> Result<bool, Problem> {
        if self.has_adopted.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let teacher = StudentKey {
            school: self.classroom.school().clone(),
            student: StudentId("teacher".to_owned()),
            ..StudentKey::default()
        };
        let settings = self.app.store.settings(&teacher)?;
        if let Some((_, keys)) = settings.into_iter().find(|(name, _)| name == KEYS) {
            let now = self.now();
            if self.classroom.with_staff(|staff| staff.events) == 0 {
                self.classroom.admin(now)?;
            }
            for browser in keys.split_whitespace().filter_map(|key| key.parse().ok()) {
                let person = FIRST;
                let command = StaffCommand::AddBrowser { person, browser };
                let added = self
                    .classroom
                    .change_staff(Actor::Technician, &command, now);
                match added {
                    // Who was removed meanwhile stays out.
                    Ok(_) | Err(ClassroomError::StaffRefused(_)) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            let gone = self.app.store.set(&teacher, KEYS, None);
            gone.map_err(Problem::NotSaved)?;
        }
        self.has_adopted.store(true, Ordering::Relaxed);
        Ok(true)
    }

    /// Whether a token is the one of the link that the program has printed, and was not used yet.
    fn is_printed(&self, token: &str) -> bool {
        let kept = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = |kept| super::guard::is_same(token, kept);
        kept.as_deref().is_some_and(is_same)
    }

    /// Takes the link that the program has printed, which works once: the key of the admin's new browser.
    fn take_printed(&self, token: &str) -> Result<Option<String>, Problem> {
        if !self.is_printed(token) {
            return Ok(None);
        }
        let key = self.classroom.add_admin_browser(self.now())?;
        let mut kept = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        // Two who open it at the same moment: one of them is let in.
        Ok(kept.take().map(|_| key))
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

/// The setting in which an earlier version has kept the hashes of keys of teachers' browsers.
const KEYS: &str = "secret-keys";

/// The first person of a school, whose browsers those of the earlier version are.
const FIRST: PersonId = PersonId(1);

/// Why the people and class lists stay as they are, as a sentence.
fn sentence(why: &StaffRefusal) -> String {
    format!("{}.", capitalised(&why.to_string()))
}

/// A page of the class, for the audience that is named.
fn page(title: &str, call: &Call, audience: Audience, body: &Markup) -> Reply {
    let look = &call.for_audience(audience).look;
    super::app::page(title, Part::Class, look, body)
}

/// A page of the class for somebody of the school: the call says for whom.
fn staff_page(title: &str, call: &Call, body: &Markup) -> Reply {
    super::app::page(title, Part::Class, &call.look, body)
}

/// A page about the people of the school.
fn people_page(title: &str, call: &Call, body: &Markup) -> Reply {
    super::app::page(title, Part::People, &call.look, body)
}

impl From<ClassroomError> for Problem {
    fn from(error: ClassroomError) -> Self {
        match error {
            ClassroomError::NoSitting | ClassroomError::UnknownCode => Self::NotFound,
            ClassroomError::Refused(refusal) => Self::Refused(refusal.to_string()),
            error @ ClassroomError::QuotaReached(..) => Self::Refused(error.to_string()),
            ClassroomError::StaffRefused(StaffRefusal::NoPerson | StaffRefusal::NoList) => {
                Self::NotFound
            }
            ClassroomError::StaffRefused(refusal) => Self::Refused(refusal.to_string()),
            ClassroomError::Service(ServiceError::Store(error)) => Self::NotSaved(error),
            ClassroomError::Service(error) => error.into(),
            ClassroomError::Step(StepError::NotKept(error)) => Self::NotKept(error),
            ClassroomError::Step(StepError::Refused(refusal)) => Self::Refused(refusal.to_string()),
            error => Self::Failed(error.to_string()),
        }
    }
}
