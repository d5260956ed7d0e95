//! What a request asks, and what is answered.

use sourcework_core::attempt::{Refusal, Session};
use sourcework_html::pages::fields::Fields;
use sourcework_html::pages::frame::{Audience, Look};
use sourcework_service::library::LibraryError;
use sourcework_service::store::StoreError;
use sourcework_service::{ServiceError, StepError};

/// The most bytes of a form: a text of 64 KiB in which every byte is written as three, and the rest.
pub const MOST_BYTES: usize = 256 * 1024;

/// A request, as far as an answer depends on it.
#[derive(Clone, Debug, Default)]
pub struct Call {
    /// The parts of the address that stand for something, in their order.
    pub path: Vec<String>,
    /// The query of the address.
    pub query: Fields,
    /// What the form has sent.
    pub form: Fields,
    /// How pages look, and for whom.
    pub look: Look,
    /// The secret key that the browser holds, if any.
    pub key: Option<String>,
    /// The user name that the school's single sign-on has said, if any.
    pub user: Option<String>,
    /// Whether the script of a page asks, and not a person who goes to a page.
    pub is_of_script: bool,
    /// The network that asks, for counting wrong codes; it is kept nowhere.
    pub network: String,
    /// The address of the page that led here, where it is one of the program.
    pub from: Option<String>,
}

/// An address of this program, to be shown next; the first page where it is another one. Browsers leave
/// out control characters, so that none may stand in it.
pub fn local(address: &str) -> &str {
    let is_local = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains(|c: char| c.is_control() || c == '\\' || !c.is_ascii());
    if is_local { address } else { "/" }
}

impl Call {
    /// The same call, whose pages are drawn for an audience.
    pub fn for_audience(&self, audience: Audience) -> Self {
        let look = Look {
            audience,
            ..self.look.clone()
        };
        Self {
            look,
            ..self.clone()
        }
    }

    /// A part of the address as a number.
    pub fn number<T: std::str::FromStr>(&self, at: usize) -> Result<T, Problem> {
        let part = self.path.get(at).and_then(|part| part.parse().ok());
        part.ok_or(Problem::NotFound)
    }

    /// A part of the address.
    pub fn part(&self, at: usize) -> Result<&str, Problem> {
        self.path
            .get(at)
            .map(String::as_str)
            .ok_or(Problem::NotFound)
    }

    /// Whether the form was made before something happened to its question; one that does not say when
    /// it was made counts as such.
    pub fn is_stale(&self, session: &Session, place: usize) -> bool {
        let seq = self.form.number("seq");
        seq.is_none_or(|seq| session.has_moved_on(place, seq))
    }

    /// The place of a question in its attempt, from 0. Addresses count from 1.
    pub fn place(&self) -> Result<usize, Problem> {
        let number: usize = self.number(1)?;
        number.checked_sub(1).ok_or(Problem::NotFound)
    }
}

/// What is answered.
#[derive(Debug, PartialEq, Eq)]
pub enum Reply {
    /// A page.
    Page(String),
    /// Another page is to be shown.
    SeeOther(String),
    /// Another page is to be shown, and a cookie kept: its name, value and seconds.
    Kept(String, (String, String, u32)),
    /// A file to save: its name, its media type and text.
    Download(String, &'static str, String),
    /// A file of the program: its media type and text.
    Asset(&'static str, &'static str),
    /// A short text for the script.
    Text(String),
    /// What the script has sent is not taken.
    NotTaken(NotTaken),
}

/// Why something that the script has sent is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// The question was answered, or the attempt went on otherwise, since the page was made.
    Answered,
    /// The attempt has ended.
    Ended,
    /// The browser has no place any more: another device has it.
    NoPlace,
}

impl NotTaken {
    /// The word for it, which the script reads.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Ended => "ended",
            Self::NoPlace => "no-place",
        }
    }
}

/// Why there is no page.
#[derive(Debug)]
pub enum Problem {
    /// There is nothing at this address.
    NotFound,
    /// What was sent cannot be read.
    BadRequest(&'static str),
    /// The answer could not be kept.
    NotKept(StoreError),
    /// Something that is no answer could not be kept.
    NotSaved(StoreError),
    /// The record could not be read.
    NotRead(StoreError),
    /// The quiz or source cannot be used.
    Library(LibraryError),
    /// What was asked for cannot be done now, for what it says.
    Refused(String),
    /// The school's single sign-on knows somebody by this user name, and nobody here does.
    UnknownUser(String),
    /// Something else failed.
    Failed(String),
}

impl From<ServiceError> for Problem {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::NoSuchAttempt(_) => Self::NotFound,
            ServiceError::Library(error) => error.into(),
            ServiceError::Store(error) => error.into(),
            error => Self::Failed(error.to_string()),
        }
    }
}

impl From<LibraryError> for Problem {
    fn from(error: LibraryError) -> Self {
        match error {
            LibraryError::Unknown { .. } => Self::NotFound,
            error => Self::Library(error),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::NotRead(error)
    }
}

/// What has failed, in words that hold nothing of what was asked: it stands in the log of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    pub what: &'static str,
    /// Whether the record could not be read or written.
    pub is_of_record: bool,
}

impl Problem {
    /// What has failed.
    pub fn failure(&self) -> Failure {
        let what = match self {
            Self::NotFound => "there is no such page",
            Self::BadRequest(_) => "what was sent cannot be read",
            Self::NotKept(error) | Self::NotSaved(error) | Self::NotRead(error) => error.kind(),
            Self::Library(_) => "a quiz or source cannot be used",
            Self::Refused(_) => "it cannot be done now",
            Self::UnknownUser(_) => "nobody here has this user name",
            Self::Failed(_) => "the program could not do it",
        };
        let is_of_record = matches!(
            self,
            Self::NotKept(_) | Self::NotSaved(_) | Self::NotRead(_)
        );
        Failure { what, is_of_record }
    }
}

/// What became of a step.
pub enum Stepped {
    /// It was taken.
    Taken,
    /// It cannot be taken now: another window was faster, or the time is up.
    Late,
    /// It was refused, for what it says.
    Refused(Refusal),
}

impl Stepped {
    /// What became of a step, from its result.
    pub fn of(result: Result<(), StepError>) -> Result<Self, Problem> {
        match result {
            Ok(()) => Ok(Self::Taken),
            Err(StepError::NotKept(StoreError::Overtaken)) => Ok(Self::Late),
            Err(StepError::NotKept(error)) => Err(Problem::NotKept(error)),
            Err(StepError::Refused(refusal)) => Ok(match refusal {
                Refusal::NotAsking
                | Refusal::TimeIsUp
                | Refusal::Finished
                | Refusal::Paused
                | Refusal::NothingToJudge
                | Refusal::NoRedraft => Self::Late,
                refusal => Self::Refused(refusal),
            }),
        }
    }
}
