//! `sourcework import`.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::bar::Bar;
use super::check::print_human;
use super::list::Format as ReportFormat;
use super::output::Output;
use super::recording::Setup;
use super::sitting::ask;
use super::{Ending, Failure};
use crate::diagnostic::json::diagnostics;
use crate::diagnostic::{Code, Diagnostic, Report, Span};
use crate::exchange::{
    Doubt, Drafts, Encoding, Format, Imported, Wanted, assemble, id_of, read, read_transcript,
};
use crate::library::{Library, LibraryError, Shelf, read_bytes, take_bytes};
use crate::quiz::{self, Skill};
use crate::source::{self, is_id};
use crate::terminal::{Halt, Prompt};

/// The largest file of another tool that is read: 64 MiB.
const LARGEST: u64 = 64 << 20;

const EXAMPLES: &str = "Examples:
  sourcework import transcript letter.txt --id zimmermann-telegram
  sourcework import moodle-xml questions.xml
  sourcework import gift bank.gift --extract khrushchev-letter-1962/6a
  sourcework import csv table.csv --dry-run      print the files instead of writing them

Nothing that is there already is overwritten. What has no counterpart here is listed with its
place, and everything else is imported. `sourcework export --list` shows which formats are read.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What the file is: transcript, moodle-xml, gift, aiken, qti3, qti21, anki, csv, markdown or json
    #[arg(value_name = "FORMAT")]
    pub format: Format,
    /// The file; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// What the new quiz, or the source of a transcript, is to be called [default: made of the file's name]
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// What the source of passages without a name is to be called [default: that of the quiz]
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

/// A file that is to be written. Its text is made when it is: all of them together could be large.
struct Planned<'d> {
    shelf: Shelf,
    id: &'d str,
    text: Box<dyn Fn() -> String + 'd>,
    /// How many extracts or questions it has.
    holds: usize,
    /// How many remarks for the teacher.
    to_do: usize,
}

pub fn run(
    args: &Args,
    folder: Option<&Path>,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    if !args.format.is_read() {
        let known = Format::ALL.iter().filter(|format| format.is_read());
        let known: Vec<_> = known.map(|format| format.as_str()).collect();
        let (format, known) = (args.format, known.join(", "));
        return Err(Failure::Usage(format!(
            "{format} is only written; what can be read: {known}"
        )));
    }
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
        write(folder, &drafts, planned)?
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
    Ok(if nothing {
        Ending::ContentHasErrors
    } else {
        Ending::Fine
    })
}

/// What is said of a file that holds neither a question nor a passage.
fn empty(args: &Args) -> Report {
    let message = format!("there is nothing of {} in it", args.format);
    Report {
        path: args.file.to_string_lossy().into_owned(),
        text: String::new(),
        diagnostics: vec![Diagnostic::new(Code::Malformed, Span::default(), message)],
    }
}

/// Writes the files that are not in the library yet; those, and their paths.
fn write<'d>(
    folder: Option<&Path>,
    drafts: &Drafts,
    planned: Vec<Planned<'d>>,
) -> Result<(Vec<Planned<'d>>, Vec<String>), Failure> {
    if planned.is_empty() {
        return Ok((planned, Vec::new()));
    }
    let library = Library::create_in(folder)?;
    let planned = not_there_yet(&library, drafts, planned)?;
    let bar = Bar::new("Writing");
    let add = |(number, file): (usize, &Planned<'_>)| {
        bar.tell(number as u64, planned.len() as u64);
        library.add(file.shelf, file.id, &(file.text)())
    };
    let written = planned.iter().enumerate().map(add);
    let written = written.collect::<Result<_, _>>()?;
    drop(bar);
    Ok((planned, written))
}

/// What everything is to be called.
fn wanted(args: &Args) -> Result<Wanted, Failure> {
    let stem = args.file.file_stem().unwrap_or_default().to_string_lossy();
    let id = args.id.clone().unwrap_or_else(|| id_of(&stem));
    if id.is_empty() {
        let message = "the file's name makes no ID; say with `--id ID` what to call it";
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
            "`{}` names no extract; write `source-id/label`",
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
        && let Err(diagnostic) = crate::exchange::decode(&bytes, None)
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

/// The files that the drafts come to.
fn plan(drafts: &Drafts) -> Vec<Planned<'_>> {
    let sources = drafts.sources.iter().map(|draft| Planned {
        shelf: Shelf::Sources,
        id: &draft.content.id,
        text: Box::new(|| source::write(&draft.content, &draft.to_do)),
        holds: draft.content.extracts.len(),
        to_do: draft.to_do.len(),
    });
    let quizzes = drafts.quizzes.iter().map(|draft| Planned {
        shelf: Shelf::Quizzes,
        id: &draft.content.id,
        text: Box::new(|| quiz::write(&draft.content, &draft.to_do)),
        holds: draft.content.questions.len(),
        to_do: draft.to_do.len(),
    });
    sources.chain(quizzes).collect()
}

/// Without the sources that the library has already, with the same texts. Anything else of the
/// same name stops the import before a file is written.
fn not_there_yet<'d>(
    library: &Library,
    drafts: &Drafts,
    planned: Vec<Planned<'d>>,
) -> Result<Vec<Planned<'d>>, Failure> {
    let mut new = Vec::new();
    let mut taken = Vec::new();
    for file in planned {
        let path = library.path(file.shelf, file.id);
        if path.symlink_metadata().is_err() {
            new.push(file);
            continue;
        }
        let draft = drafts
            .sources
            .iter()
            .find(|it| file.shelf == Shelf::Sources && it.content.id == file.id);
        let known = draft.and_then(|_| library.source(file.id).ok());
        let is_same = draft.zip(known).is_some_and(|(draft, known)| {
            draft.content.extracts.iter().all(|extract| {
                known
                    .extract(&extract.label)
                    .is_some_and(|it| it.text.trim() == extract.text.trim())
            })
        });
        if !is_same {
            taken.push(path.display().to_string());
        }
    }
    if taken.is_empty() {
        return Ok(new);
    }
    Err(Failure::Usage(format!(
        "{} is there already and is not overwritten; choose another name with `--id` or `--source`, or another library with `--library`",
        taken.join(", ")
    )))
}

fn tell(planned: &[Planned<'_>], written: &[String], output: &mut Output) -> Result<(), Failure> {
    let mut to_do = 0;
    for (file, path) in planned.iter().zip(written) {
        let what = if file.shelf == Shelf::Sources {
            "extract"
        } else {
            "question"
        };
        let plural = if file.holds == 1 { "" } else { "s" };
        output.line(&format!("Wrote {path} ({} {what}{plural}).", file.holds))?;
        to_do += file.to_do;
    }
    if to_do > 0 && !written.is_empty() {
        output.line(&format!(
            "What you must still fill in ({to_do}) is marked “To do” there; then run `sourcework check`."
        ))?;
    } else if let Some(path) = written.last() {
        output.line(&format!("Look at it with `sourcework check {path}`."))?;
    }
    Ok(())
}

/// The result for programs, `version` 1.
fn result(planned: &[Planned<'_>], written: &[String], reports: &[Report]) -> serde_json::Value {
    let files: Vec<_> = planned
        .iter()
        .enumerate()
        .map(|(number, file)| {
            json!({
                "folder": file.shelf.folder(),
                "id": file.id,
                "path": written.get(number),
                "holds": file.holds,
                "to_do": file.to_do,
            })
        })
        .collect();
    json!({ "version": 1, "files": files, "diagnostics": diagnostics(reports) })
}
