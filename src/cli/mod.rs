//! The command line: clap, one file a command, and the exit code of every outcome.
#![expect(
    clippy::disallowed_methods,
    reason = "the top: here the clock and the environment are read"
)]

mod agreement;
mod bar;
mod check;
mod clock;
mod completions;
mod explain;
mod export;
mod fix;
mod folders;
mod grouped_help;
mod guide;
mod history;
mod import;
mod judge;
mod list;
mod mark;
mod menu;
mod new;
mod open;
mod output;
mod pattern;
mod progress;
mod record;
mod recording;
mod remark;
mod report;
mod resume;
mod review;
mod revise;
mod salvage;
mod schema;
mod school;
mod serve;
mod settings;
mod sheet;
mod show;
mod sitting;
mod take;
mod watch;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{FromArgMatches, Parser, Subcommand};

use crate::terminal::{system_error_in_words, with_causes};
use output::Output;
use recording::{Recording, Setup};
use sourcework_core::diagnostic::{nearest, shortened};
use sourcework_core::identity::SchoolId;
use sourcework_service::library::{Library, LibraryError};
use sourcework_service::store::StoreError;

const ABOUT: &str = "Quizzes on primary sources: read the passage, answer, see why";

const EXAMPLES: &str = "Examples:
  sourcework                           choose a quiz from a menu
  sourcework open                      the same in your browser
  sourcework take letter-1-warm-up              take the quiz `letter-1-warm-up`
  sourcework take letter-4-exam --mode exam
  sourcework resume                    go on where you stopped
  sourcework revise --exam-date 2027-05-20      what is due today, until the exam
  sourcework check                     find every mistake in the library
  sourcework new quiz my-quiz          begin a quiz of your own

Exit codes: 0 fine, 1 the content has errors, 2 the command is wrong,
3 a file or the terminal failed, 130 interrupted.";

/// The command line as clap reads it.
#[derive(Debug, Parser)]
#[command(name = "sourcework", version, about = ABOUT, after_help = EXAMPLES)]
pub(crate) struct Cli {
    // Variables are read by `folders`: clap would name the options in every usage line where they
    // are set.
    /// A folder with `quizzes/` and `sources/` [env: SOURCEWORK_LIBRARY] [default: the nearest one, here or above, else the built-in library]
    #[arg(long, global = true, value_name = "DIR")]
    library: Option<PathBuf>,

    /// Plain lines without redraw, for screen readers and pipes
    #[arg(long, global = true)]
    plain: bool,

    /// The file in which your answers are kept [env: SOURCEWORK_RECORD] [default: in the system's folder for data]
    #[arg(long, global = true, value_name = "FILE")]
    record: Option<PathBuf>,

    /// The database that keeps the answers of schools, in place of a file [env: SOURCEWORK_DATABASE]
    #[arg(long, global = true, value_name = "postgres://…", conflicts_with_all = ["record", "no_record"])]
    database: Option<String>,
    /// The school whose answers are meant, where the database keeps several
    #[arg(long, global = true, value_name = "NAME")]
    school: Option<SchoolId>,
    /// Do not save any answers
    #[arg(long, global = true)]
    no_record: bool,

    /// Take this day for today: what is due on it, which answers were given by then, and the date of new ones
    #[arg(long, global = true, value_name = "YYYY-MM-DD", value_parser = clock::date)]
    date: Option<jiff::civil::Date>,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Take a quiz
    Take(Box<take::Args>),
    /// Ask what is due today, counting down to the exam
    Revise(revise::Args),
    /// Open the quizzes in your browser
    Open(open::Args),
    /// Let a class sit a quiz in its browsers
    Serve(serve::Args),
    /// Look after the people and class lists of a school
    School(school::Args),
    /// Go on with an unfinished attempt
    Resume(resume::Args),
    /// List your attempts, or show one of them
    History(history::Args),
    /// Show your strong and weak skills, what is due, and a forecast for the exam
    Progress(progress::Args),
    /// Mark written answers that wait for a teacher, in finished attempts
    Judge(judge::Args),
    /// Mark saved answers again, after you have corrected the mark scheme of a quiz
    Remark(remark::Args),
    /// Look after the record of your answers: copy it, check it, erase it
    Record(record::Args),
    /// List the quizzes and sources of the library
    List(list::Args),
    /// Read a source, or print a quiz
    Show(show::Args),
    /// Find every mistake in a file, a folder or the library
    Check(check::Args),
    /// Explain a code that `check` reports
    Explain(explain::Args),
    /// Read the guide: pages for students, teachers and schools
    Guide(guide::Args),
    /// Mark the answers of a class, from a table
    Mark(mark::Args),
    /// Mark the written answers of a class by groups
    Review(review::Args),
    /// See what a class can do, what to teach again, and which questions did not work
    Report(report::Args),
    /// Compare the marks of the program with those of people
    Agreement(agreement::Args),
    /// Try a pattern of a credit point on answers
    Pattern(Box<pattern::Args>),
    /// Import a transcript, or a question bank from another tool
    Import(Box<import::Args>),
    /// Export a quiz to the format of another tool
    Export(export::Args),
    /// Begin a source or a quiz of your own
    New(new::Args),
    /// Print the JSON Schema of a file format, for editors
    Schema(schema::Args),
    /// Print completions for a shell
    Completions(completions::Args),
}

/// How a command ended, when nothing failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Fine,
    ContentHasErrors,
    Interrupted,
}

/// Why a command failed.
#[derive(Debug)]
enum Failure {
    /// What was asked for makes no sense.
    Usage(String),
    /// The content of the library has errors; they have been printed, or are to be.
    Content(LibraryError),
    /// A copy of a record has errors.
    Import(StoreError),
    /// A file, the terminal or the system failed.
    World(Box<dyn std::error::Error>),
}

impl Failure {
    /// There is nothing of that name: the nearest one that there is, or else where they are listed.
    fn unknown<'a>(
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'a str>,
        list: &str,
    ) -> Self {
        let near = nearest(name, known).map(|near| format!("did you mean `{near}`?"));
        let help = near.as_deref().unwrap_or(list);
        Self::Usage(format!(
            "there is no {what} `{}`; {help}",
            name.escape_debug()
        ))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::World(Box::new(error))
    }
}

impl From<LibraryError> for Failure {
    fn from(error: LibraryError) -> Self {
        match error {
            LibraryError::Unknown { .. } => Self::Usage(error.to_string()),
            LibraryError::Content(_) => Self::Content(error),
            LibraryError::NotALibrary(_)
            | LibraryError::Unreadable { .. }
            | LibraryError::Unwritable { .. } => Self::World(Box::new(error)),
        }
    }
}

/// Runs the command line and says how the process ends: the only place where outcomes become
/// exit codes.
pub fn run() -> ExitCode {
    let matches = grouped_help::command().get_matches();
    let unused = unused_option(&matches);
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let mut output = Output::stdout();
    let ended = unused.map_or_else(|| cli.run(&mut output), Err);
    let ended = ended.and_then(|ending| {
        output.flush()?;
        Ok(ending)
    });
    let code = match ended {
        Ok(Ending::Fine) => 0,
        Ok(Ending::ContentHasErrors) => 1,
        Ok(Ending::Interrupted) => 130,
        // A pipe is closed by a reader that has seen enough.
        Err(Failure::World(error)) if is_closed_pipe(&*error) => 0,
        Err(failure) => {
            let _ = output.flush();
            report(&failure)
        }
    };
    ExitCode::from(code)
}

/// Why an option cannot be meant: the command has no use for it.
fn unused_option(matches: &clap::ArgMatches) -> Option<Failure> {
    let (name, of_command) = matches.subcommand()?;
    let is_given = |option: &str| {
        let given = |it: &clap::ArgMatches| {
            it.value_source(option) == Some(clap::parser::ValueSource::CommandLine)
        };
        given(matches) || given(of_command)
    };
    let mut options = grouped_help::SPECIAL_OPTIONS.into_iter();
    let option = options.find(|it| !grouped_help::uses(name, it) && is_given(it))?;
    let option = option.replace('_', "-");
    Some(Failure::Usage(format!(
        "`{name}` does not save or read answers, so `--{option}` has no effect; leave it out"
    )))
}

fn is_closed_pipe(error: &(dyn std::error::Error + 'static)) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

/// Tells on standard error what went wrong; the exit code of it.
fn report(failure: &Failure) -> u8 {
    let mut errors = Output::stderr();
    let code = match failure {
        Failure::Usage(_) => 2,
        Failure::Content(error) => {
            if let LibraryError::Content(reports) = error {
                let _ = check::print_human(&mut errors, reports);
            }
            1
        }
        Failure::Import(_) => 1,
        Failure::World(_) => 3,
    };
    // Standard error may be closed as well; then there is no way to report it.
    let _ = errors.line(&shortened(format!("error: {failure}")));
    let _ = errors.flush();
    code
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usage(message) => f.write_str(message),
            Self::Content(error) => write!(f, "{error}; `sourcework check` tells more"),
            Self::Import(error) => f.write_str(&with_causes(error)),
            Self::World(error) => f.write_str(&with_causes(&**error)),
        }
    }
}

/// What a file that could not be written means, with the remedy.
fn unwritable(path: &Path, cause: &std::io::Error) -> Failure {
    use std::io::ErrorKind;
    let what = path.display();
    let why = match cause.kind() {
        ErrorKind::AlreadyExists => "it already exists; choose another file name".to_owned(),
        ErrorKind::NotFound => "its folder does not exist; create it first".to_owned(),
        _ => system_error_in_words(cause),
    };
    Failure::World(format!("{what} cannot be written: {why}").into())
}

/// What a file that could not be read means.
fn unreadable(path: &Path, cause: &std::io::Error) -> Failure {
    let what = path.display();
    Failure::World(format!("{what} cannot be read: {}", system_error_in_words(cause)).into())
}

impl Cli {
    fn run(self, output: &mut Output) -> Result<Ending, Failure> {
        if let Some(date) = self.date {
            clock::pretend(date);
        }
        let library = self.library.or_else(folders::wanted_library);
        let find = || find_library(library.as_deref());
        let is_elsewhere = self.record.is_some() || self.no_record;
        let of_environment = || folders::wanted_database().filter(|_| !is_elsewhere);
        let setup = Setup {
            recording: Recording {
                database: self.database.or_else(of_environment),
                school: self.school.unwrap_or_default(),
                option: record_option(self.record.as_deref()),
                file: self.record.or_else(folders::wanted_record),
                off: self.no_record,
            },
            plain: self.plain,
        };
        match self.command {
            None => menu::run(find, &setup, output),
            Some(Command::Take(args)) => take::run(&args, find, &setup, output),
            Some(Command::Revise(args)) => revise::run(&args, find, &setup, output),
            Some(Command::Open(args)) => open::run(&args, find, &setup, output),
            Some(Command::Serve(args)) => serve::run(&args, find, &setup, output),
            Some(Command::School(args)) => school::run(&args, find, &setup, output),
            Some(Command::Resume(args)) => resume::run(&args, &setup, output),
            Some(Command::History(args)) => history::run(&args, find, &setup, output),
            Some(Command::Progress(args)) => progress::run(&args, find, &setup, output),
            Some(Command::Judge(args)) => judge::run(&args, &setup, output),
            Some(Command::Remark(args)) => remark::run(&args, find, &setup, output),
            Some(Command::Record(args)) => record::run(&args, &setup, output),
            Some(Command::List(args)) => list::run(&args, &find()?, output),
            Some(Command::Show(args)) => show::run(&args, &find()?, output),
            Some(Command::Check(args)) if args.watch => watch::run(&args, find, output),
            Some(Command::Check(args)) if args.fix => fix::run(&args, find, &setup, output),
            Some(Command::Check(args)) => check::run(&args, find, output),
            Some(Command::Explain(args)) => explain::run(&args, output),
            Some(Command::Guide(args)) => guide::run(&args, output),
            Some(Command::Mark(args)) => mark::run(&args, find, output),
            Some(Command::Review(args)) => review::run(&args, find, &setup, output),
            Some(Command::Report(args)) => report::run(&args, find, &setup, output),
            Some(Command::Agreement(args)) => agreement::run(&args, output),
            Some(Command::Pattern(args)) => pattern::run(&args, output),
            Some(Command::Import(args)) => import::run(&args, library.as_deref(), &setup, output),
            Some(Command::Export(args)) => export::run(&args, &find()?, output),
            Some(Command::New(args)) => new::run(&args, library.as_deref(), output),
            Some(Command::Schema(args)) => schema::run(&args, output),
            Some(Command::Completions(args)) => completions::run(&args, output),
        }
    }
}

/// What `--record` says, with a space before it, so that a command can be suggested with it.
fn record_option(file: Option<&Path>) -> String {
    let quoted = |file: &Path| {
        let text = file.display().to_string();
        let plain = |c: char| c.is_ascii_alphanumeric() || "/._-\\:".contains(c);
        if text.chars().all(plain) {
            text
        } else {
            format!("'{text}'")
        }
    };
    file.map_or(String::new(), |file| format!(" --record {}", quoted(file)))
}

fn find_library(folder: Option<&Path>) -> Result<Library, LibraryError> {
    match folder {
        Some(folder) => Library::open(folder),
        None => Ok(Library::of_current_folder()),
    }
}
