//! Which record the commands use, and what happens where it cannot be used.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::output::Output;
use super::sitting::{Face, ask};
use super::{Failure, clock, folders};
use crate::terminal::{counted, visible};
use sourcework_core::identity::{SchoolId, StudentKey};
use sourcework_core::record::AttemptNumber;
use sourcework_service::store::{InMemory, LeftOut, Sqlite, Store, StoreError, WhyLeftOut};
use sourcework_service::{ServiceError, StepError};

/// The connections of one program to a database.
#[cfg(feature = "postgres")]
const CONNECTIONS: usize = 12;

/// What the command line says about the record.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The file, where one is named.
    pub file: Option<PathBuf>,
    /// What `--record` says, for commands that are suggested.
    pub option: String,
    /// The database that holds the record in place of a file, if one is named.
    pub database: Option<String>,
    /// The school whose record it is.
    pub school: SchoolId,
    /// Whether nothing is to be kept.
    pub off: bool,
}

impl Recording {
    /// The file of the record.
    pub fn path(&self) -> Result<PathBuf, Failure> {
        let path = self.file.clone().or_else(folders::record);
        path.ok_or_else(|| {
            let message = "the system has no folder for data; say with `--record FILE` where to keep the record";
            Failure::World(message.into())
        })
    }

    /// Opens the record; where nothing is to be kept, one in memory.
    pub fn open(&self) -> Result<OpenRecord, Failure> {
        if self.off {
            return Ok(OpenRecord::in_memory());
        }
        if let Some(address) = &self.database {
            return self.connect(address);
        }
        Ok(self.of(Sqlite::open(&self.path()?)?))
    }

    /// The record in a database.
    #[cfg(feature = "postgres")]
    fn connect(&self, address: &str) -> Result<OpenRecord, Failure> {
        let database = sourcework_service::store::Postgres::connect(
            address,
            CONNECTIONS,
            folders::certificate_of_database().as_deref(),
        )?;
        Ok(self.of(database))
    }

    #[cfg(not(feature = "postgres"))]
    fn connect(&self, _: &str) -> Result<OpenRecord, Failure> {
        let message = "this program was built without PostgreSQL; build it with `cargo build --release --features postgres`";
        Err(Failure::Usage(message.to_owned()))
    }

    /// The record of the school, in an open file or database.
    fn of(&self, store: impl Store + 'static) -> OpenRecord {
        let student = StudentKey {
            school: self.school.clone(),
            ..StudentKey::default()
        };
        OpenRecord {
            option: self.option.clone(),
            student,
            ..OpenRecord::new(store)
        }
    }

    /// Opens the record for a command that only reads it: a disk that is full or cannot be written
    /// does not keep anybody from their answers.
    pub fn open_to_read(&self) -> Result<OpenRecord, Failure> {
        if self.off {
            return Ok(OpenRecord::in_memory());
        }
        if let Some(address) = &self.database {
            return self.connect(address);
        }
        let path = self.path()?;
        let store = match Sqlite::open(&path) {
            Err(error @ (StoreError::ReadOnly(_) | StoreError::Full(_))) if path.exists() => {
                let store = Sqlite::open_to_read(&path)?;
                Output::stderr().line(&format!("note: {error}; it is only read now"))?;
                store
            }
            opened => opened?,
        };
        Ok(self.of(store))
    }

    /// Opens the record for somebody who is about to answer: where it cannot be used, they may
    /// go on without.
    pub fn open_to_answer(&self, face: Face, output: &mut Output) -> Result<OpenRecord, Failure> {
        let error = match self.open() {
            Ok(record) => {
                if clock::is_pretended() {
                    let day = clock::today();
                    Output::stderr()
                        .line(&format!("note: answers are kept with the date {day}"))?;
                }
                return Ok(record);
            }
            Err(failure) => failure,
        };
        if !std::io::stdin().is_terminal() {
            let message = format!("{error}; add `--no-record` to go on without saving anything");
            return Err(Failure::World(message.into()));
        }
        output.page().text(&format!("{error}."))?;
        let go_on = "Go on without saving your answers?";
        if ask(face, output, go_on)? == Some(true) {
            return Ok(OpenRecord::in_memory());
        }
        Err(error)
    }
}

/// A record that is open, and whose answers the commands are about.
pub struct OpenRecord {
    store: Box<dyn Store>,
    /// The one person who uses the program here.
    pub student: StudentKey,
    /// What `--record` says, with a space before it, for commands that are suggested.
    option: String,
}

impl OpenRecord {
    /// The store and the student, to be owned by something that outlives the command.
    pub fn into_parts(self) -> (Box<dyn Store>, StudentKey) {
        (self.store, self.student)
    }

    fn new(store: impl Store + 'static) -> Self {
        Self {
            store: Box::new(store),
            student: StudentKey::default(),
            option: String::new(),
        }
    }

    fn in_memory() -> Self {
        Self::new(InMemory::default())
    }

    /// The command that goes on with an attempt of this record, or with the latest.
    pub fn resume(&self, attempt: Option<AttemptNumber>) -> String {
        let attempt = attempt.map_or(String::new(), |attempt| format!(" {attempt}"));
        format!("sourcework resume{attempt}{}", self.option)
    }

    /// The record.
    pub fn store(&self) -> &dyn Store {
        &*self.store
    }
}

/// How many attempts that are left out are named.
const NAMED: usize = 10;

/// Says on standard error which attempts are left out; of each once in a run of the program,
/// however many parts of it come across the attempt. What is later than a day that `--date` says
/// is left out as it was asked for.
pub fn warn(left_out: &[LeftOut]) -> std::io::Result<()> {
    static WARNED: Mutex<BTreeSet<AttemptNumber>> = Mutex::new(BTreeSet::new());
    let mut warned = WARNED.lock().unwrap_or_else(PoisonError::into_inner);
    let new = left_out.iter().filter(|it| warned.insert(it.attempt));
    let (damaged, later): (Vec<&LeftOut>, Vec<&LeftOut>) =
        new.partition(|it| matches!(it.why, WhyLeftOut::Damaged(_)));
    let mut errors = Output::stderr();
    for LeftOut { attempt, why } in damaged.iter().take(NAMED) {
        let line = format!("warning: attempt {attempt} is damaged and left out: {why}");
        errors.line(&visible(&line))?;
    }
    if let [LeftOut { attempt, why }, rest @ ..] = &later[..]
        && !clock::is_pretended()
    {
        let others = match rest.len() as u64 {
            0 => String::new(),
            more => format!(", and so are {}", counted(more, "more attempt")),
        };
        errors.line(&format!(
            "warning: attempt {attempt} is left out: {why}{others}; was the clock of this computer wrong?"
        ))?;
    }
    if damaged.len() > NAMED {
        let more = counted(damaged.len() - NAMED, "attempt");
        errors.line(&format!(
            "warning: also damaged and left out: {more}; `sourcework record check` lists them"
        ))?;
    }
    if !damaged.is_empty() {
        errors.line(
            "`sourcework record salvage FILE --into NEW` saves what is undamaged into a new record.",
        )?;
    }
    errors.flush()
}

/// The global options that every command with questions needs.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The record.
    pub recording: Recording,
    /// Whether plain lines are wanted.
    pub plain: bool,
}

impl Setup {
    /// The face for questions on standard output, or on standard error where that is for JSON.
    pub fn face(&self, json: bool) -> Face {
        Face {
            plain: self.plain,
            on_stderr: json,
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            // A copy that makes no sense is content with errors, not a failure of the system.
            StoreError::Import(..) => Self::Import(error),
            error => Self::World(Box::new(error)),
        }
    }
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Store(error) => error.into(),
            ServiceError::Library(error) => error.into(),
            ServiceError::Refused(_)
            | ServiceError::NoSuchAttempt(_)
            | ServiceError::Finished(_) => Self::Usage(error.to_string()),
            ServiceError::Missing { .. }
            | ServiceError::FileDamaged { .. }
            | ServiceError::Randomness(_) => Self::World(Box::new(error)),
        }
    }
}

impl From<StepError> for Failure {
    fn from(error: StepError) -> Self {
        match error {
            StepError::Refused(refusal) => Self::Usage(refusal.to_string()),
            StepError::NotKept(error) => error.into(),
        }
    }
}
