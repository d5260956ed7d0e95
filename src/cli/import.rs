//! `sourcework import`.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use super::bar::Bar;
use super::check::print_human;
use super::list::Format as ReportFormat;
use super::output::Output;
use super::recording::Setup;
use super::sitting::ask;
use super::{Ending, Failure};
use crate::terminal::{Halt, Prompt};
use sourcework_core::diagnostic::{Code, Diagnostic, Report, Severity, Span};
use sourcework_core::quiz::Skill;
use sourcework_core::source::is_id;
use sourcework_exchange::{
    Doubt, Encoding, Format, Imported, Wanted, assemble, id_of, read, read_transcript,
};
use sourcework_service::library::{Library, LibraryError, read_bytes, take_bytes};

mod files;

use files::{plan, result, tell, write};

/// The largest file of another tool that is read: 64 MiB.
const LARGEST: u64 = 64 << 20;

const EXAMPLES: &str = "Examples:
  sourcework import transcript letter.txt --id zimmermann-telegram
  sourcework import moodle-xml questions.xml
  sourcework import gift bank.gift --extract khrushchev-letter-1962/6a
  sourcework import csv table.csv --dry-run      print the files instead of writing them

Nothing that is there already is overwritten; a source that is there gets the extracts that it
lacks. What has no counterpart here is listed with its
place, and everything else is imported. `sourcework export --list` shows which formats are read.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What the file is: transcript, moodle-xml, gift, aiken, qti3, qti21, canvas, anki, csv, markdown or json
    #[arg(value_name = "FORMAT", value_parser = Format::readable)]
    pub format: Format,
    /// The file; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The ID of the new quiz, or of the source of a transcript [default: made from the file name]
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// The ID of the source for passages without a name [default: the ID of the quiz]
    #[arg(long, value_name = "ID")]
    pub source: Option<String>,
    /// The skill of questions that name none
    #[arg(long, value_name = "SKILL")]
    pub skill: Option<Skill>,
    /// The extract that questions without a passage are asked about
    #[arg(long, value_name = "SOURCE/LABEL")]
    pub extract: Option<String>,
    /// How a file that is not UTF-8 is written
    #[arg(long, value_enum)]
    pub encoding: Option<EncodingArg>,
    /// Print what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// How to report
    #[arg(long = "format", value_enum, default_value_t = ReportFormat::Human, id = "report")]
    pub report: ReportFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum EncodingArg {
    /// ISO 8859-1 and Windows-1252: older files of Western Europe and America
    #[value(name = "latin-1")]
    Latin1,
}

pub fn run(
    args: &Args,
    folder: Option<&Path>,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let wanted = wanted(args)?;
    let mut imported = match read_file(args, setup, output)? {
        Ok(imported) => imported,
        Err(ending) => return Ok(ending),
    };
    let mut reports = std::mem::take(&mut imported.reports);
    let drafts = assemble(imported, &wanted);
    let nothing = drafts.quizzes.is_empty() && drafts.sources.is_empty();
    if nothing && reports.iter().all(|it| it.diagnostics.is_empty()) {
        reports.push(empty(args));
    }
    if args.report == ReportFormat::Human {
        print_human(&mut Output::stderr(), &reports)?;
    }
    let planned = plan(&drafts);
    let (planned, written) = if args.dry_run {
        (planned, Vec::new())
    } else {
        match planned.is_empty() {
            true => (planned, Vec::new()),
            false => {
                if let Some(folder) = folder.filter(|it| !it.exists())
                    && args.report == ReportFormat::Human
                {
                    output.line(&format!("Made the folder {}.", folder.display()))?;
                }
                write(&Library::create_in(folder)?, &drafts, planned)?
            }
        }
    };
    if args.report == ReportFormat::Json {
        output.json(&result(&planned, &written, &reports))?;
    } else if args.dry_run {
        for file in &planned {
            let (folder, id) = (file.shelf.folder(), file.id);
            output.text(&format!("# {folder}/{id}.toml\n\n{}\n", (file.text)()))?;
        }
    } else {
        tell(&planned, &written, output)?;
    }
    let is_error = |it: &Diagnostic| it.code.severity() == Severity::Error;
    let mut found = reports.iter().flat_map(|it| &it.diagnostics);
    Ok(if nothing || found.any(is_error) {
        Ending::ContentHasErrors
    } else {
        Ending::Fine
    })
}

/// What is said of a file that holds neither a question nor a passage.
fn empty(args: &Args) -> Report {
    let message = format!(
        "the file has neither questions nor passages in the format {}",
        args.format
    );
    Report {
        path: args.file.to_string_lossy().into_owned(),
        text: String::new(),
        diagnostics: vec![Diagnostic::new(Code::Malformed, Span::default(), message)],
    }
}

/// What everything is to be called.
fn wanted(args: &Args) -> Result<Wanted, Failure> {
    let stem = args.file.file_stem().unwrap_or_default().to_string_lossy();
    let id = args.id.clone().unwrap_or_else(|| id_of(&stem));
    if id.is_empty() {
        let message = match args.id {
            Some(_) => "`--id` is empty; leave it out, or say what to call it",
            None => "the file name cannot be used as an ID; give an ID with `--id ID`",
        };
        return Err(Failure::Usage(message.to_owned()));
    }
    let source = args.source.clone().unwrap_or_else(|| id.clone());
    for name in [&id, &source] {
        if !is_id(name) {
            let name = name.escape_debug();
            return Err(Failure::Usage(format!(
                "`{name}` cannot be a name: use lower-case letters, digits and hyphens"
            )));
        }
    }
    if let Some(extract) = &args.extract
        && extract
            .split_once('/')
            .is_none_or(|(source, label)| !is_id(source) || !is_id(label))
    {
        let message = format!(
            "`{}` is not the name of an extract; write `source-id/label`",
            extract.escape_debug()
        );
        return Err(Failure::Usage(message));
    }
    Ok(Wanted {
        quiz: id,
        source,
        skill: args.skill,
        extract: args.extract.clone(),
    })
}

/// Reads the file; asks on a terminal where it can be read in two ways.
fn read_file(
    args: &Args,
    setup: &Setup,
    output: &mut Output,
) -> Result<Result<Imported, Ending>, Failure> {
    let name = args.file.to_string_lossy();
    let bytes = if name == "-" {
        take_bytes(std::io::stdin().lock(), LARGEST)
    } else {
        read_bytes(&args.file, LARGEST)
    };
    let bytes = bytes.map_err(|diagnostic| unread(&name, diagnostic))?;
    let can_ask =
        name != "-" && std::io::stdin().is_terminal() && args.report == ReportFormat::Human;
    let mut encoding = args.encoding.map(|EncodingArg::Latin1| Encoding::Latin1);
    let face = setup.face(args.dry_run);
    if encoding.is_none()
        && can_ask
        && !args.format.is_package()
        && let Err(diagnostic) = sourcework_exchange::decode(&bytes, None)
        && diagnostic.code == Code::NotUtf8
    {
        let offer = diagnostic.help.first().cloned().unwrap_or_default();
        output
            .page()
            .text(&format!("{name}: {}; {offer}.", diagnostic.message))?;
        if ask(face, output, "Read it as Latin-1?")? == Some(true) {
            encoding = Some(Encoding::Latin1);
        }
    }
    if args.format != Format::Transcript || !can_ask {
        let _busy = Bar::busy("Reading");
        return Ok(Ok(read(args.format, &name, &bytes, encoding)));
    }
    let columns = output.columns;
    let mut imported = Imported::default();
    let asked = super::sitting::with_prompt(face, columns, |prompt| {
        let mut halted = None;
        imported = read_transcript(&name, &bytes, encoding, &mut |doubt| {
            decide(doubt, prompt, &mut halted)
        });
        halted.map_or(Ok(()), Err)
    });
    match asked {
        Err(Halt::Io(error)) => Err(error.into()),
        Err(Halt::Interrupted | Halt::EndOfInput | Halt::Left) => Ok(Err(Ending::Interrupted)),
        Ok(_) => Ok(Ok(imported)),
    }
}

/// Lets a person decide; once they have left, nothing more is asked.
fn decide(doubt: &Doubt, prompt: &mut dyn Prompt, halted: &mut Option<Halt>) -> usize {
    if halted.is_some() {
        return 0;
    }
    match prompt.choose(&doubt.question, &doubt.answers) {
        Ok(Some(answer)) => answer,
        Ok(None) => {
            *halted = Some(Halt::Left);
            0
        }
        Err(halt) => {
            *halted = Some(halt);
            0
        }
    }
}

fn unread(name: &str, diagnostic: Diagnostic) -> Failure {
    if diagnostic.code == Code::TooLarge {
        return Failure::Content(LibraryError::Content(vec![Report {
            path: name.to_owned(),
            text: String::new(),
            diagnostics: vec![
                diagnostic.help("export it in parts, for example a category at a time"),
            ],
        }]));
    }
    Failure::World(format!("{name}: {}", diagnostic.message).into())
}
