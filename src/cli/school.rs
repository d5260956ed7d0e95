//! `sourcework school`: what a technician does for a school from the command line.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;

use super::clock::{now, today};
use super::list::Format;
use super::output::Output;
use super::recording::Setup;
use super::sitting::may_erase;
use super::{Ending, Failure, sheet};
use crate::terminal::{counted, visible};
use sourcework_core::identity::SchoolId;
use sourcework_core::sitting::{ClassCode, SeatId};
use sourcework_core::staff::Actor;
use sourcework_exchange::package::Member;
use sourcework_exchange::register::{self, Note, Register};
use sourcework_service::classroom::{Classroom, ClassroomError, Place};
use sourcework_service::library::{Library, LibraryError};
use sourcework_service::store::Store;

const EXAMPLES: &str = "Examples:
  sourcework school add greenfield              a school of the database, and the link for its admin
  sourcework school list                        all schools, and how much each keeps
  sourcework school link --school greenfield    another link for the admin, who has lost the first
  sourcework school limit 50000 --school greenfield
  sourcework school roster oneroster.zip        class lists and teachers from OneRoster 1.2 CSV
  sourcework school roster classes.csv          from a table with the columns class, name and perhaps teacher
  sourcework school pupil XGJMD Ada > ada.json  all that is known of a pupil of the class with this code
  sourcework school pupil XGJMD Ada --erase     remove it, and read everything again to show that nothing is left

Which school is meant is said by `--school`, where the database keeps several. `school roster` again changes what has changed, and
says what.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Add a school to the database, and make the link for its admin
    Add {
        /// The name, as it stands before the domain in the address: letters a to z, digits and hyphens
        name: SchoolId,
        /// Where its pages are, for the link: `https://greenfield.quiz.example.org`
        #[arg(long, value_name = "URL", value_parser = super::serve::address)]
        address: Option<String>,
    },
    /// List the schools, and how much each keeps
    List {
        /// How to report
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
    /// Make a link for the admin of a school; it works once, and for seven days
    Link {
        /// Where its pages are, for the link
        #[arg(long, value_name = "URL", value_parser = super::serve::address)]
        address: Option<String>,
    },
    /// Limit how many attempts the record of a school may hold before no more sittings can be opened
    Limit {
        /// The number of attempts
        #[arg(required_unless_present = "none", conflicts_with = "none")]
        attempts: Option<u64>,
        /// No limit any more
        #[arg(long)]
        none: bool,
    },
    /// Take class lists and teachers from the school's register
    Roster {
        /// A package or a folder of OneRoster 1.2 CSV, or a table (CSV or .xlsx); `-` for standard input
        file: PathBuf,
    },
    /// Print all that is known of a pupil, as JSON, or erase it
    Pupil {
        /// The code of the class
        code: String,
        /// The name of the pupil, as the board shows it
        name: String,
        /// Erase it all, and print what was erased and that nothing remains
        #[arg(long)]
        erase: bool,
        /// Do not ask
        #[arg(long, requires = "erase")]
        yes: bool,
    },
}

pub fn run(
    args: &Args,
    find: impl Fn() -> Result<Library, LibraryError>,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let (store, student) = setup.recording.open()?.into_parts();
    let store: Arc<dyn Store> = store.into();
    let open = |school: &SchoolId| -> Result<Classroom, Failure> {
        let store = Arc::clone(&store);
        Ok(Classroom::open(
            store,
            find()?,
            school.clone(),
            Arc::default(),
        )?)
    };
    // A file takes any school; in a database one is added first, so that a mistyped name is found out.
    let open_known = || {
        if setup.recording.database.is_some() {
            known(&*store, &student.school)?;
        }
        open(&student.school)
    };
    match &args.command {
        Command::Add { name, address } => {
            if !store.enter_school(name)? {
                let message = format!(
                    "there is a school `{name}` already; `school link` makes a new link for its admin"
                );
                return Err(Failure::Usage(message));
            }
            output.line(&format!("Added the school {name}."))?;
            link(&open(name)?, address.as_deref(), output)
        }
        Command::List { format } => list(&*store, *format, output),
        Command::Link { address } => {
            known(&*store, &student.school)?;
            link(&open(&student.school)?, address.as_deref(), output)
        }
        Command::Limit { attempts, .. } => {
            known(&*store, &student.school)?;
            store.limit_school(&student.school, *attempts)?;
            let limit = match attempts {
                Some(most) => format!("at most {}", counted(*most, "attempt")),
                None => "as many attempts as there is room for".to_owned(),
            };
            output.line(&format!("The record of this school may hold {limit}."))?;
            Ok(Ending::Fine)
        }
        Command::Roster { file } => roster(&open_known()?, file, output),
        Command::Pupil {
            code,
            name,
            erase,
            yes,
        } => {
            let classroom = open_known()?;
            let place = place_of(&classroom, code, name)?;
            match erase {
                true => erase_pupil(&classroom, &place, name, *yes, setup, output),
                false => {
                    let known = classroom.known_of(&place).map_err(failed)?;
                    output.json(&json!({"version": 1, "school": student.school, "class": code, "known": known}))?;
                    Ok(Ending::Fine)
                }
            }
        }
    }
}

fn failed(error: ClassroomError) -> Failure {
    Failure::World(Box::new(error))
}

/// Refuses a school that the record does not have. The one without a name is there from the beginning.
pub fn known(store: &dyn Store, school: &SchoolId) -> Result<(), Failure> {
    if store.school(school)?.is_some() {
        return Ok(());
    }
    if school.is_empty() {
        store.enter_school(school)?;
        return Ok(());
    }
    let schools = store.schools()?;
    let names = schools.iter().map(|it| it.0.as_str());
    Err(Failure::unknown(
        "school",
        &school.0,
        names,
        "`sourcework school list` shows those that there are",
    ))
}

/// Makes a link for the admin of a school and says where to open it.
fn link(
    classroom: &Classroom,
    address: Option<&str>,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let admin = classroom.admin(now()).map_err(failed)?;
    let token = classroom.make_link(Actor::Technician, admin, now());
    let token = token.map_err(failed)?;
    output.line(match address {
        Some(_) => "The admin opens this link; it works once, and for seven days:",
        None => "The admin opens the address of the school with this behind it; it works once, and for seven days:",
    })?;
    output.line(&format!(
        "  {}/enter?token={token}",
        address.unwrap_or_default()
    ))?;
    Ok(Ending::Fine)
}

fn list(store: &dyn Store, format: Format, output: &mut Output) -> Result<Ending, Failure> {
    let mut schools = Vec::new();
    for name in store.schools()? {
        if let Some(school) = store.school(&name)? {
            schools.push((name, school));
        }
    }
    if format == Format::Json {
        let schools: Vec<_> = schools
            .iter()
            .map(|(name, it)| json!({"name": name, "attempts": it.attempts, "most-attempts": it.most_attempts}))
            .collect();
        output.json(&json!({"version": 1, "schools": schools}))?;
        return Ok(Ending::Fine);
    }
    for (name, school) in schools {
        let name = match name.is_empty() {
            true => "(without a name)".to_owned(),
            false => name.0,
        };
        let limit = school
            .most_attempts
            .map_or(String::new(), |most| format!(", of at most {most}"));
        output.line(&format!(
            "{name:<20}  {}{limit}",
            counted(school.attempts, "attempt")
        ))?;
    }
    Ok(Ending::Fine)
}

/// Where a pupil sits.
fn place_of(classroom: &Classroom, code: &str, name: &str) -> Result<Place, Failure> {
    let Some(sitting) = classroom.of_code(&ClassCode::typed(code)) else {
        let message = format!("no class has the code `{}`", code.escape_debug());
        return Err(Failure::Usage(message));
    };
    classroom
        .with(sitting, |it| {
            let seats: Vec<(SeatId, &str)> = it
                .seats
                .iter()
                .map(|(id, seat)| (*id, seat.name.as_str()))
                .collect();
            let names = || {
                seats
                    .iter()
                    .map(|(_, name)| *name)
                    .filter(|name| !name.is_empty())
            };
            match seats.iter().find(|(_, known)| *known == name) {
                Some((seat, _)) => Ok(Place {
                    sitting,
                    seat: *seat,
                }),
                None => Err(Failure::unknown(
                    "pupil",
                    name,
                    names(),
                    "the board of the class shows the names",
                )),
            }
        })
        .map_err(failed)?
}

/// Erases a pupil, reads the record again, and says what was erased and what remains.
fn erase_pupil(
    classroom: &Classroom,
    place: &Place,
    name: &str,
    yes: bool,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let what = format!("all that is known of {}", visible(name));
    if !may_erase(&what, yes, setup.face(true), output)? {
        Output::stderr().line("Nothing has been erased.")?;
        return Ok(Ending::Fine);
    }
    let names = classroom.known_of(place).map_err(failed)?.names;
    let before = classroom.remains_of(place, &names).map_err(failed)?;
    classroom.erase_pupil(place, now()).map_err(failed)?;
    classroom.sweep(now()).map_err(failed)?;
    classroom.catch_up()?;
    let after = classroom.remains_of(place, &names).map_err(failed)?;
    output.json(&json!({
        "version": 1,
        "erased-at": now(),
        "school": classroom.school(),
        "sitting": place.sitting.to_string(),
        "seat": place.seat,
        "erased": before,
        "remaining": after,
    }))?;
    match after.is_nothing() {
        true => Ok(Ending::Fine),
        false => Err(Failure::World(
            "something of the pupil remains; see `remaining`, and try again".into(),
        )),
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
    for change in changes.map_err(failed)? {
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
