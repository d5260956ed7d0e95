//! `sourcework export`.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::bar::Bar;
use super::list::Format as ReportFormat;
use super::output::Output;
use super::{Ending, Failure, unwritable};
use sourcework_core::quiz::Kind;
use sourcework_exchange::{
    About, Carriage, Exported, Format, LargePrint, Layout, Loss, Material, PaperSize, Settings,
    export,
};
use sourcework_service::library::{Library, Shelf};

const EXAMPLES: &str = "Examples:
  sourcework export worksheet letter-4-exam --output exam.html
  sourcework export worksheet letter-4-exam --key --output exam-key.html
  sourcework export worksheet letter-4-exam --large-print 18 --output large.html
  sourcework export worksheet letter-4-exam --variants 3 --seed 7 --output papers.html
  sourcework export moodle-xml letter-1-warm-up --output warm-up.xml
  sourcework export qti3 --all packages/       every quiz of the library
  sourcework export --list                     what each format can carry

What a format cannot carry is reported on standard error, question by question.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The format; `--list` shows what each can carry
    #[arg(value_name = "FORMAT", required_unless_present = "list", value_parser = Format::written)]
    pub format: Option<Format>,
    /// The ID of a quiz; `sourcework list` shows them
    #[arg(value_name = "QUIZ", required_unless_present_any = ["all", "list"])]
    pub quiz: Option<String>,
    /// Where to write; `-` is standard output, which is also the default
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write every quiz of the library into a folder
    #[arg(long, value_name = "DIR", conflicts_with_all = ["quiz", "output"])]
    pub all: Option<PathBuf>,
    /// Show the formats and what each can carry
    #[arg(long, conflicts_with_all = ["quiz", "output", "all"])]
    pub list: bool,
    /// Replace files that are there already
    #[arg(long)]
    pub force: bool,
    /// The mark scheme instead of the paper (worksheet, docx), or with it (markdown)
    #[arg(long)]
    pub key: bool,
    /// The patterns of credit points, and every example, on the mark scheme too (worksheet, docx)
    #[arg(long, requires = "key")]
    pub patterns: bool,
    /// How many papers, A, B, C …, each with its answers in an order of its own (worksheet, docx)
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=26))]
    pub variants: u32,
    /// Random seed: the same number gives the same papers
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// The paper to print on (worksheet, docx)
    #[arg(long, value_enum, default_value_t = PaperArg::A4)]
    pub paper: PaperArg,
    /// Smaller letters and spaces, to save paper (worksheet, docx)
    #[arg(long, conflicts_with = "large_print")]
    pub compact: bool,
    /// Letters of so many points, for access arrangements (worksheet, docx)
    #[arg(long, value_name = "POINTS", value_enum)]
    pub large_print: Option<LargePrintArg>,
    /// How to report what the format cannot carry, or how to list formats
    #[arg(long = "format", value_enum, default_value_t = ReportFormat::Human, id = "report")]
    pub report: ReportFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum PaperArg {
    /// 210 × 297 mm
    A4,
    /// 297 × 420 mm: what stands on A4, enlarged
    A3,
    /// 8.5 × 11 inches
    Letter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum LargePrintArg {
    /// 18 points
    #[value(name = "18")]
    Points18,
    /// 24 points
    #[value(name = "24")]
    Points24,
}

impl Args {
    fn layout(&self) -> Layout {
        Layout {
            paper: match self.paper {
                PaperArg::A4 => PaperSize::A4,
                PaperArg::A3 => PaperSize::A3,
                PaperArg::Letter => PaperSize::Letter,
            },
            compact: self.compact,
            large_print: self.large_print.map(|it| match it {
                LargePrintArg::Points18 => LargePrint::Points18,
                LargePrintArg::Points24 => LargePrint::Points24,
            }),
        }
    }
}

/// One quiz that was exported.
struct Done {
    quiz: String,
    path: Option<PathBuf>,
    bytes: usize,
    losses: Vec<Loss>,
}

pub fn run(args: &Args, library: &Library, output: &mut Output) -> Result<Ending, Failure> {
    let Some(format) = args.format.filter(|_| !args.list) else {
        return list(args, output);
    };
    useless(args, format)?;
    let done = match (&args.all, &args.quiz) {
        (Some(folder), _) => all(args, format, library, folder)?,
        (None, Some(quiz)) => vec![one(args, format, library, quiz, output)?],
        (None, None) => {
            return Err(Failure::Usage(
                "say which quiz to export; `sourcework list` shows them".to_owned(),
            ));
        }
    };
    let to_file = done.iter().all(|it| it.path.is_some());
    if args.report == ReportFormat::Json {
        // Where the quiz itself goes to standard output, the report may not.
        let report = json!({ "version": 1, "format": format.as_str(), "exports": done.iter().map(described).collect::<Vec<_>>() });
        let mut errors = Output::stderr();
        if to_file { output } else { &mut errors }.json(&report)?;
        return Ok(Ending::Fine);
    }
    for it in &done {
        if let Some(path) = &it.path {
            output.line(&format!("Wrote {}.", path.display()))?;
        }
    }
    output.flush()?;
    tell_losses(format, &done)?;
    Ok(Ending::Fine)
}

/// Refuses settings that the format has no use for, rather than leave somebody with a paper that is
/// not what was asked for.
fn useless(args: &Args, format: Format) -> Result<(), Failure> {
    let settings = [
        ("--key", args.key, format.has_key()),
        ("--patterns", args.patterns, format.is_paper()),
        ("--variants", args.variants > 1, format.is_paper()),
        ("--paper", args.paper != PaperArg::A4, format.is_paper()),
        ("--compact", args.compact, format.is_paper()),
        (
            "--large-print",
            args.large_print.is_some(),
            format.is_paper(),
        ),
    ];
    let Some((setting, ..)) = settings.iter().find(|(_, is_set, fits)| *is_set && !fits) else {
        return Ok(());
    };
    Err(Failure::Usage(format!(
        "`{setting}` changes nothing in {format}; leave it out"
    )))
}

fn exported(
    args: &Args,
    format: Format,
    library: &Library,
    quiz: &str,
) -> Result<Exported, Failure> {
    let paper = library.paper(quiz)?;
    let settings = Settings {
        key: args.key,
        patterns: args.patterns,
        variants: args.variants,
        seed: args.seed,
        layout: args.layout(),
        at: super::clock::now().as_second(),
    };
    let material = Material {
        quiz: &paper.quiz,
        sources: &paper.sources,
    };
    Ok(export(format, material, settings))
}

fn one(
    args: &Args,
    format: Format,
    library: &Library,
    quiz: &str,
    output: &mut Output,
) -> Result<Done, Failure> {
    let exported = exported(args, format, library, quiz)?;
    let path = args.output.as_ref().filter(|path| path.as_os_str() != "-");
    match path {
        Some(path) => write(path, &exported.bytes, args.force)?,
        None if args.output.is_none() && format.is_package() && std::io::stdout().is_terminal() => {
            let message =
                format!("{format} is not text; say with `--output FILE` where to write it");
            return Err(Failure::Usage(message));
        }
        None => output.bytes(&exported.bytes)?,
    }
    Ok(Done {
        quiz: quiz.to_owned(),
        path: path.cloned(),
        bytes: exported.bytes.len(),
        losses: exported.losses,
    })
}

/// Every quiz of the library into a folder. Nothing is written where a file is in the way.
fn all(
    args: &Args,
    format: Format,
    library: &Library,
    folder: &Path,
) -> Result<Vec<Done>, Failure> {
    let ids = library.ids(Shelf::Quizzes)?;
    let path = |id: &str| folder.join(format!("{id}.{}", format.ending()));
    let in_the_way = ids.iter().map(|id| path(id)).find(|path| path.exists());
    if let Some(path) = in_the_way.filter(|_| !args.force) {
        return Err(there_already(&path));
    }
    std::fs::create_dir_all(folder).map_err(|cause| unwritable(folder, &cause))?;
    let bar = Bar::new("Exporting");
    let mut done = Vec::new();
    for (number, id) in ids.iter().enumerate() {
        bar.tell(number as u64, ids.len() as u64);
        let exported = exported(args, format, library, id)?;
        write(&path(id), &exported.bytes, args.force)?;
        done.push(Done {
            quiz: id.clone(),
            path: Some(path(id)),
            bytes: exported.bytes.len(),
            losses: exported.losses,
        });
    }
    Ok(done)
}

fn write(path: &Path, bytes: &[u8], force: bool) -> Result<(), Failure> {
    if path.is_dir() {
        let path = path.display();
        return Err(Failure::Usage(format!(
            "{path} is a folder; name a file in it, or write every quiz there with `--all {path}`"
        )));
    }
    let mut options = std::fs::OpenOptions::new();
    options
        .write(true)
        .create(true)
        .truncate(true)
        .create_new(!force);
    let written = options
        .open(path)
        .and_then(|mut file| file.write_all(bytes));
    written.map_err(|cause| match cause.kind() {
        std::io::ErrorKind::AlreadyExists => there_already(path),
        _ => unwritable(path, &cause),
    })
}

fn there_already(path: &Path) -> Failure {
    Failure::Usage(format!(
        "{} already exists; add `--force` to replace it",
        path.display()
    ))
}

/// One quiz, its file and its losses, for programs.
fn described(done: &Done) -> Value {
    json!({
        "quiz": done.quiz,
        "path": done.path,
        "bytes": done.bytes,
        "losses": done.losses,
    })
}

/// Tells on standard error what was lost: what became of the same part of several questions in
/// the same way is said once, with the questions.
fn tell_losses(format: Format, done: &[Done]) -> Result<(), Failure> {
    let mut errors = Output::stderr();
    for it in done.iter().filter(|it| !it.losses.is_empty()) {
        let mut page = errors.page();
        page.title(&format!("What {format} cannot carry of {}", it.quiz))?;
        let mut grouped: Vec<(String, Vec<&str>)> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for Loss { about, part, how } in &it.losses {
            let about = match about {
                About::Quiz => "the quiz",
                About::Source(id) | About::Question(id) => id,
            };
            let what = format!("{} {how}", part.as_str());
            let place = *places.entry(what.clone()).or_insert_with(|| {
                grouped.push((what, Vec::new()));
                grouped.len() - 1
            });
            grouped[place].1.push(about);
        }
        for (what, whose) in grouped {
            page.item(&format!("{what} ({})", whose.join(", ")))?;
        }
        page.flush()?;
    }
    Ok(())
}

/// `--list`: the formats and what each can carry, from the code that exports.
fn list(args: &Args, output: &mut Output) -> Result<Ending, Failure> {
    if args.report == ReportFormat::Json {
        let formats = Format::ALL.iter().map(|format| {
            let carries: BTreeMap<_, _> = Kind::ALL
                .iter()
                .map(|kind| (kind.as_str(), format.carries(*kind)))
                .collect();
            json!({
                "name": format.as_str(),
                "about": format.about(),
                "ending": format.ending(),
                "written": format.is_written(),
                "read": format.is_read(),
                "carries": carries,
            })
        });
        output.json(&json!({ "version": 1, "formats": formats.collect::<Vec<_>>() }))?;
        return Ok(Ending::Fine);
    }
    let mut page = output.page();
    for format in Format::ALL {
        let ways = match (format.is_written(), format.is_read()) {
            (true, true) => "written and read",
            (true, false) => "written",
            _ => "read",
        };
        let (about, ending) = (format.about(), format.ending());
        page.title(&format!("{format}: {about} (.{ending}, {ways})"))?;
        for line in carried(*format).iter().filter(|_| format.is_written()) {
            page.indented(line)?;
        }
    }
    page.flush()?;
    Ok(Ending::Fine)
}

/// What a format carries, in lines: the kinds as they are, those in another form, the others.
fn carried(format: Format) -> Vec<String> {
    let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
    for kind in Kind::ALL {
        let how = match format.carries(*kind) {
            Carriage::Whole => "As they are".to_owned(),
            Carriage::As(form) => format!("As {form}"),
            Carriage::No => "Left out".to_owned(),
        };
        match lines.iter_mut().find(|(known, _)| *known == how) {
            Some((_, kinds)) => kinds.push(kind.as_str()),
            None => lines.push((how, vec![kind.as_str()])),
        }
    }
    let all = |kinds: &Vec<&str>| kinds.len() == Kind::ALL.len();
    lines
        .iter()
        .map(|(how, kinds)| match all(kinds) {
            true => format!("{how}: every kind."),
            false => format!("{how}: {}.", kinds.join(", ")),
        })
        .collect()
}
