//! `sourcework school`: what a technician does for a school from the command line.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::clock::{now, today};
use super::output::Output;
use super::recording::Setup;
use super::{Ending, Failure, sheet};
use sourcework_core::identity::SchoolId;
use sourcework_core::staff::Actor;
use sourcework_exchange::package::Member;
use sourcework_exchange::register::{self, Note, Register};
use sourcework_service::classroom::Classroom;
use sourcework_service::library::{Library, LibraryError};
use sourcework_service::store::Store;

const EXAMPLES: &str = "Examples:
  sourcework school roster oneroster.zip        class lists and teachers from OneRoster 1.2 CSV
  sourcework school roster oneroster/           the same files in a folder
  sourcework school roster classes.csv          a table with the columns class, name and perhaps teacher

The same command again changes what has changed, and says what.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Take class lists and teachers from the school's register
    Roster {
        /// A package or a folder of OneRoster 1.2 CSV, or a table (CSV or .xlsx); `-` for standard input
        file: PathBuf,
        /// The school, where a server has several
        #[arg(long, value_name = "NAME", default_value = "")]
        school: String,
    },
}

pub fn run(
    args: &Args,
    find: impl Fn() -> Result<Library, LibraryError>,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    match &args.command {
        Command::Roster { file, school } => {
            let (store, _) = setup.recording.open()?.into_parts();
            let store: Arc<dyn Store> = store.into();
            let school = SchoolId(school.clone());
            let classroom = Classroom::open(store, find()?, school, Arc::default())?;
            roster(&classroom, file, output)
        }
    }
}

/// Takes class lists and teachers from a file or a folder, and says what changed.
fn roster(classroom: &Classroom, path: &Path, output: &mut Output) -> Result<Ending, Failure> {
    let Register { roster, notes } = read(path)?;
    for note in &notes {
        Output::stderr().line(&format!("note: {note}"))?;
    }
    if roster.classes.is_empty() && roster.gone.is_empty() {
        return Err(Failure::World("there is no class in it".into()));
    }
    let changes = classroom.take_roster(Actor::Technician, &roster, now());
    for change in changes.map_err(|error| Failure::World(Box::new(error)))? {
        output.line(&change.to_string())?;
    }
    Ok(Ending::Fine)
}

fn read(path: &Path) -> Result<Register, Failure> {
    let wrong = |note: Note| Failure::World(note.to_string().into());
    let today = today().date();
    if !path.is_dir() {
        return register::read(&sheet::bytes(path)?, today).map_err(wrong);
    }
    let unreadable = |cause| super::unreadable(path, &cause);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        let name = name.to_string_lossy().into_owned();
        if register::is_of_one_roster(&name) {
            let bytes = sheet::bytes(&path.join(&name))?;
            files.push(Member { name, bytes });
        }
    }
    register::of_files(&files, today).map_err(wrong)
}
