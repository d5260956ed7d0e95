//! `sourcework record`: looking after the file in which answers are kept.

use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::bar::Bar;
use super::clock::today;
use super::list::Format;
use super::output::Output;
use super::recording::{OpenRecord, Recording, Setup, warn};
use super::sitting::may_erase;
use super::{Ending, Failure, salvage};
use crate::terminal::counted;
use sourcework_core::record::AttemptNumber;
use sourcework_core::revision::{self, Trained};
use sourcework_service::settings::{Setting, Settings};
use sourcework_service::store::{self, Erase, Exported, Store};
use sourcework_service::{ServiceError, papers};

const EXAMPLES: &str = "Examples:
  sourcework record                            where the record is, and how much it holds
  sourcework record export backup.jsonl        a copy, for another machine or a teacher
  sourcework record import backup.jsonl        add a copy to this record
  sourcework record copy --from record.db --to postgres://sourcework@localhost/sourcework
  sourcework record salvage record.db --into rescued.db    save what is undamaged
  sourcework record erase 12                   remove attempt 12 beyond recovery
  sourcework record erase --all";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Say where the record is, and how much it holds
    Status {
        /// How to report
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
    /// Check that the file is undamaged, and that schedule and mastery agree with the answers
    Check,
    /// Calculate schedule and mastery again from the answers
    Rebuild,
    /// Write a copy of everything, as JSON lines
    Export {
        /// The file, or `-` for standard output; one that is there is not overwritten
        file: PathBuf,
    },
    /// Add a copy to this record, which keeps what it has
    Import {
        /// The file, or `-` for standard input
        file: PathBuf,
    },
    /// Copy the record, or one `--school` of it, into another one: from a file into a database, or back; it can be broken off and done again
    Copy {
        /// The record to copy: a file, or `postgres://…`
        #[arg(long, value_name = "RECORD")]
        from: String,
        /// The record to add it to: a file, new or not, or `postgres://…`
        #[arg(long, value_name = "RECORD")]
        to: String,
        /// How to report
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
    /// Save what is undamaged in a damaged file into a new record
    Salvage(salvage::Args),
    /// Remove attempts, or everything, beyond recovery
    Erase {
        /// The numbers of the attempts; `sourcework history` lists them
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        attempts: Vec<AttemptNumber>,
        /// Remove everything: attempts, settings and drafts
        #[arg(long)]
        all: bool,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Fit the scheduler to your own answers, if that predicts them better
    Train {
        /// Go back to the published parameters
        #[arg(long)]
        reset: bool,
    },
}

pub fn run(args: &Args, setup: &Setup, output: &mut Output) -> Result<Ending, Failure> {
    let recording = &setup.recording;
    match &args.command {
        None => status(recording, Format::Human, output),
        Some(Command::Status { format }) => status(recording, *format, output),
        Some(Command::Check) => check(&recording.open_to_read()?, output),
        Some(Command::Rebuild) => rebuild(&recording.open()?, output),
        Some(Command::Export { file }) => export(recording.open_to_read()?.store(), file, output),
        Some(Command::Import { file }) => import(&recording.open()?, file, output),
        Some(Command::Copy { from, to, format }) => copy(recording, from, to, *format, output),
        Some(Command::Salvage(args)) => salvage::run(args, output),
        Some(Command::Erase { attempts, all, yes }) => {
            erase(&recording.open()?, attempts, *all, *yes, setup, output)
        }
        Some(Command::Train { reset }) => train(&recording.open()?, *reset, output),
    }
}

fn status(recording: &Recording, format: Format, output: &mut Output) -> Result<Ending, Failure> {
    let record = recording.open_to_read()?;
    let path = match recording.database {
        Some(_) => None,
        None => Some(recording.path()?),
    };
    let (store, student) = (record.store(), &record.student);
    let (attempts, events) = store::count_readable(store, student)?;
    let open = store.open_attempts(student)?.len();
    let rules = Settings::of(store, student, today())?.rules;
    let ledger = store::ledger(store, student, &rules)?;
    warn(&ledger.left_out)?;
    let answers = ledger.found.answers;
    let bytes = path.as_ref().and_then(|path| std::fs::metadata(path).ok());
    let bytes = bytes.map_or(0, |it| it.len());
    let settings = store.settings(student)?;
    if format == Format::Json {
        output.json(&json!({
            "version": 1,
            "file": path,
            "bytes": bytes,
            "attempts": attempts,
            "not-finished": open,
            "marked-answers": answers,
            "events": events,
            "settings": settings.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        }))?;
        return Ok(Ending::Fine);
    }
    match &path {
        Some(path) => output.line(&format!(
            "File:      {} ({} KiB)",
            path.display(),
            bytes.div_ceil(1024)
        ))?,
        None => {
            let schools = store.schools()?.len();
            output.line(&format!("Database:  {}", counted(schools, "school")))?;
        }
    }
    output.line(&format!(
        "Attempts:  {attempts}, {open} of them not finished"
    ))?;
    output.line(&format!("Answers:   {answers} marked"))?;
    for (name, value) in settings {
        output.line(&format!("Setting:   {name} = {value}"))?;
    }
    Ok(Ending::Fine)
}

fn check(record: &OpenRecord, output: &mut Output) -> Result<Ending, Failure> {
    let (store, student) = (record.store(), &record.student);
    let mut students = store.students()?;
    students.retain(|it| it.school == student.school && it != student);
    students.push(student.clone());
    let mut faults = store.faults()?;
    for one in &students {
        let rules = Settings::of(store, one, today())?.rules;
        faults.extend(store::verify(store, one, &rules)?);
    }
    if faults.is_empty() {
        let (mut attempts, mut events) = (0, 0);
        for one in &students {
            let (more_attempts, more_events) = store::count_readable(store, one)?;
            attempts += more_attempts;
            events += more_events;
        }
        output.line(&format!(
            "The record is sound: {}, {}.",
            counted(attempts, "attempt"),
            counted(events, "event")
        ))?;
        return Ok(Ending::Fine);
    }
    for fault in &faults {
        output.line(&format!("error: {fault}"))?;
    }
    output.line("`sourcework record rebuild` calculates everything again from the answers; `sourcework record salvage` saves what is undamaged into a new record.")?;
    Ok(Ending::ContentHasErrors)
}

fn rebuild(record: &OpenRecord, output: &mut Output) -> Result<Ending, Failure> {
    let (store, student) = (record.store(), &record.student);
    let rules = Settings::of(store, student, today())?.rules;
    let bar = Bar::new("Calculating");
    let ledger = store::rebuild(store, student, &rules, &mut |done, all| bar.tell(done, all))?;
    drop(bar);
    warn(&ledger.left_out)?;
    let ledger = ledger.ledger;
    output.line(&format!(
        "Calculated from {}: {} to {}.",
        counted(ledger.attempts, "attempt"),
        counted(ledger.answers, "marked answer"),
        counted(ledger.items.len(), "question")
    ))?;
    Ok(Ending::Fine)
}

fn export(store: &dyn Store, file: &Path, output: &mut Output) -> Result<Ending, Failure> {
    let bar = Bar::new("Exporting");
    if file.as_os_str() == "-" {
        drop(bar);
        let mut out = BufWriter::new(std::io::stdout().lock());
        let exported = store::export(store, &mut out, &mut |_, _| {})?;
        return report_export(&exported);
    }
    let unwritable = |cause: std::io::Error| super::unwritable(file, &cause);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = BufWriter::new(options.open(file).map_err(unwritable)?);
    let done = store::export(store, &mut out, &mut |done, all| bar.tell(done, all))
        .map_err(Failure::from)
        .and_then(|counts| {
            out.flush().map_err(unwritable)?;
            out.get_ref().sync_all().map_err(unwritable)?;
            Ok(counts)
        });
    if done.is_err() {
        // Half a copy would be taken for one.
        let _ = std::fs::remove_file(file);
    }
    let exported = done?;
    drop(bar);
    output.line(&format!(
        "Wrote {}: {}, {}.",
        file.display(),
        counted(exported.attempts, "attempt"),
        counted(exported.events, "event")
    ))?;
    report_export(&exported)
}

fn copy(
    recording: &Recording,
    from: &str,
    to: &str,
    format: Format,
    output: &mut Output,
) -> Result<Ending, Failure> {
    if from == to {
        let message = "the two records are the same; name another one with `--to`";
        return Err(Failure::Usage(message.to_owned()));
    }
    if !is_database(from) && !Path::new(from).exists() {
        let message = format!("there is no record `{from}`");
        return Err(Failure::Usage(message));
    }
    let named = |name: &str| match is_database(name) {
        true => Recording {
            database: Some(name.to_owned()),
            ..recording.clone()
        },
        false => Recording {
            file: Some(name.into()),
            database: None,
            off: false,
            ..recording.clone()
        },
    };
    let (from, to) = (named(from).open_to_read()?, named(to).open()?);
    let bar = Bar::new("Copying");
    let only = (!recording.school.is_empty()).then_some(&recording.school);
    let copied = store::copy(from.store(), to.store(), only, &mut |done, all| {
        bar.tell(done, all);
    })?;
    drop(bar);
    if format == Format::Json {
        output.json(&json!({
            "version": 1,
            "schools": copied.schools,
            "sitting-events": copied.sitting_events,
            "attempts": copied.attempts,
            "new-attempts": copied.new_attempts,
            "events": copied.events,
            "left-out": copied.left_out.len(),
        }))?;
    } else {
        output.line(&format!(
            "Copied {} of {} with {}, and {} of sittings. All were read again and compared: they are the same.",
            copied.new_attempts,
            counted(copied.attempts, "attempt"),
            counted(copied.events, "event"),
            counted(copied.sitting_events, "event")
        ))?;
    }
    warn(&copied.left_out)?;
    Ok(match copied.left_out.is_empty() {
        true => Ending::Fine,
        false => Ending::ContentHasErrors,
    })
}

/// Whether a record is named by the address of a database.
fn is_database(name: &str) -> bool {
    name.starts_with("postgres://") || name.starts_with("postgresql://")
}

/// Says what a copy lacks.
fn report_export(exported: &Exported) -> Result<Ending, Failure> {
    warn(&exported.left_out)?;
    if !exported.texts.is_empty() {
        Output::stderr().line(&format!(
            "warning: {} damaged or missing, and not in the copy; `sourcework record check` says more",
            counted(exported.texts.len(), "kept file")
        ))?;
    }
    if exported.left_out.is_empty() && exported.texts.is_empty() {
        Ok(Ending::Fine)
    } else {
        Ok(Ending::ContentHasErrors)
    }
}

fn import(record: &OpenRecord, file: &Path, output: &mut Output) -> Result<Ending, Failure> {
    let unreadable = |cause: std::io::Error| super::unreadable(file, &cause);
    let (store, student) = (record.store(), &record.student);
    let bar = Bar::new("Importing");
    let imported = if file.as_os_str() == "-" {
        store::import(store, &mut std::io::stdin().lock(), &mut |_| {})?
    } else {
        let opened = std::fs::File::open(file).map_err(unreadable)?;
        let bytes = opened.metadata().map_err(unreadable)?.len();
        let mut input = BufReader::with_capacity(1 << 18, opened);
        store::import(store, &mut input, &mut |done| bar.tell(done, bytes))?
    };
    drop(bar);
    let rules = Settings::of(store, student, today())?.rules;
    warn(&store::catch_up(store, student, &rules)?.left_out)?;
    output.line(&format!(
        "Imported {} of {}{}",
        imported.new_attempts,
        counted(imported.attempts, "attempt"),
        if imported.new_attempts < imported.attempts {
            "; the others were here already."
        } else {
            "."
        }
    ))?;
    Ok(Ending::Fine)
}

fn erase(
    record: &OpenRecord,
    attempts: &[AttemptNumber],
    all: bool,
    yes: bool,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    for attempt in attempts {
        match papers::stored(record.store(), &record.student, *attempt) {
            Ok(_) => {}
            // What is damaged may be erased as well.
            Err(ServiceError::Store(error)) => store::damage_of(error).map(drop)?,
            Err(other) => return Err(other.into()),
        }
    }
    let school = &record.student.school;
    let is_one_of_several = !school.is_empty() || record.store().schools()?.len() > 1;
    let what = match attempts {
        _ if all && is_one_of_several => format!(
            "everything of the school “{school}”: its people, sittings, attempts, settings and drafts"
        ),
        _ if all => "everything: all attempts, settings and drafts".to_owned(),
        [one] => format!("attempt {one}"),
        several => counted(several.len(), "attempt"),
    };
    if !may_erase(&what, yes, setup.face(false), output)? {
        output.line("Nothing has been erased.")?;
        return Ok(Ending::Fine);
    }
    record.store().erase(if all {
        match is_one_of_several {
            true => Erase::School(school),
            false => Erase::Everything,
        }
    } else {
        Erase::Attempts(school, attempts)
    })?;
    record.store().sweep()?;
    output.line(&format!("Erased {what}."))?;
    Ok(Ending::Fine)
}

fn train(record: &OpenRecord, reset: bool, output: &mut Output) -> Result<Ending, Failure> {
    let (store, student) = (record.store(), &record.student);
    if reset {
        Settings::set(store, student, &Setting::Parameters(None))?;
        output.line("The scheduler uses the published parameters.")?;
        return Ok(Ending::Fine);
    }
    let bands = Settings::of(store, student, today())?.rules.bands;
    let reading = Bar::new("Reading");
    let reviews = store::reviews(store, student, &mut |done, all| reading.tell(done, all))?;
    drop(reading);
    warn(&reviews.left_out)?;
    let histories = revision::histories(reviews.found, bands);
    let bar = Bar::new("Training");
    let trained = revision::train(&histories, &mut |done, all| {
        bar.tell(done as u64, all as u64);
    });
    drop(bar);
    match trained {
        Trained::TooLittle { reviews, needed } => output.line(&format!(
            "Training needs {needed} answers to questions seen before; the record has {reviews}. The published parameters stay."
        ))?,
        Trained::NoBetter {
            default_loss,
            trained_loss,
        } => output.line(&format!(
            "Trained parameters predict your latest answers no better (log loss {trained_loss:.4}, published {default_loss:.4}); the published ones stay."
        ))?,
        Trained::Better {
            parameters,
            default_loss,
            trained_loss,
        } => {
            let parameters = Setting::Parameters(Some(parameters.to_vec()));
            Settings::set(store, student, &parameters)?;
            output.line(&format!(
                "The scheduler now uses parameters that fit your own answers: log loss {trained_loss:.4} on the latest fifth of them, {default_loss:.4} before. `sourcework record train --reset` goes back."
            ))?;
        }
    }
    Ok(Ending::Fine)
}
