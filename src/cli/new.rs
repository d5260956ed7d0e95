//! `sourcework new`.

use std::path::Path;
use std::str::FromStr;

use super::output::Output;
use super::{Ending, Failure};
use sourcework_core::quiz::Kind;
use sourcework_core::source::{Source, is_id};
use sourcework_service::beginning;
use sourcework_service::library::{Library, LibraryError, Shelf};

const EXAMPLES: &str = "Examples:
  sourcework new source zimmermann-telegram
  sourcework new quiz zimmermann --extract zimmermann-telegram/a
  sourcework new quiz zimmermann --from zimmermann-telegram     a question for each extract
  sourcework new quiz examples --kinds all          a worked example of every kind
  sourcework new quiz examples --kinds inference,grid";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What to begin
    #[arg(value_enum)]
    pub what: What,
    /// Its ID, which becomes the file name: lower-case letters, digits and hyphens
    pub name: String,
    /// The extract that a new quiz asks about [default: the first of the library]
    #[arg(long, value_name = "SOURCE/LABEL")]
    pub extract: Option<String>,
    /// Begin with a question for each extract of this source, and its sentences ready to be quoted
    #[arg(long, value_name = "SOURCE", conflicts_with = "extract")]
    pub from: Option<String>,
    /// Write a worked example of each of these kinds, with commas between, or of `all`
    #[arg(long, value_name = "KINDS", conflicts_with_all = ["extract", "from"])]
    pub kinds: Option<Kinds>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    /// A file in `sources/`
    Source,
    /// A file in `quizzes/`
    Quiz,
}

pub fn run(args: &Args, folder: Option<&Path>, output: &mut Output) -> Result<Ending, Failure> {
    if !is_id(&args.name) {
        let name = args.name.escape_debug();
        return Err(Failure::Usage(format!(
            "`{name}` cannot be a name: use lower-case letters, digits and hyphens"
        )));
    }
    if args.what == What::Source
        && (args.extract.is_some() || args.from.is_some() || args.kinds.is_some())
    {
        return Err(Failure::Usage(
            "`--extract`, `--from` and `--kinds` begin a quiz: write `new quiz NAME …`".to_owned(),
        ));
    }
    let library = Library::create_in(folder)?;
    let (shelf, text) = match args.what {
        What::Source => (Shelf::Sources, beginning::source(&args.name)),
        What::Quiz => (Shelf::Quizzes, quiz(args, &library, output)?),
    };
    let path = library.add(shelf, &args.name, &text)?;
    output.line(&format!(
        "Wrote {path}. Edit it, then run `sourcework check {path}`."
    ))?;
    Ok(Ending::Fine)
}

fn quiz(args: &Args, library: &Library, output: &mut Output) -> Result<String, Failure> {
    let examples = args.kinds.is_some();
    if library.ids(Shelf::Sources)?.is_empty() || (examples && !library.has_the_letter()) {
        let path = library.add_the_letter()?;
        output.line(&format!(
            "Wrote {path}, so that there is a source to ask about."
        ))?;
    }
    if let Some(kinds) = &args.kinds {
        return Ok(beginning::quiz_of_kinds(&args.name, &kinds.0));
    }
    if let Some(source) = &args.from {
        return Ok(beginning::quiz_about(&args.name, &library.source(source)?));
    }
    let (source, label) = match &args.extract {
        Some(id) => {
            let (source, label) = id.split_once('/').unwrap_or((id, ""));
            (library.source(source)?, label.to_owned())
        }
        None => first_extract(library)?,
    };
    let Some(extract) = source.extract(&label) else {
        let labels: Vec<_> = source
            .extracts
            .iter()
            .map(|it| format!("{}/{}", source.id, *it.label))
            .collect();
        return Err(Failure::Usage(format!(
            "the source has the extracts {}",
            labels.join(", ")
        )));
    };
    Ok(beginning::quiz(&args.name, &source, extract))
}

/// Kinds of questions, as they are written in a file, with commas between; "all" for every one.
#[derive(Clone, Debug)]
pub struct Kinds(Vec<Kind>);

impl FromStr for Kinds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self(Kind::ALL.to_vec()));
        }
        let mut kinds: Vec<Kind> = Vec::new();
        for word in text.split(',') {
            let kind = word.trim().parse();
            let kind = kind.map_err(|error: String| format!("{error}; or write `all`"))?;
            // Each once: two examples would have the same ID.
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        Ok(Self(kinds))
    }
}

fn first_extract(library: &Library) -> Result<(Source, String), Failure> {
    let mut trouble: Option<LibraryError> = None;
    for id in library.ids(Shelf::Sources)? {
        match library.source(&id) {
            Ok(source) => {
                let label = source.extracts[0].label.value.clone();
                return Ok((source, label));
            }
            Err(error) => trouble = Some(error),
        }
    }
    Err(trouble.map_or_else(
        || Failure::Usage("the library has no source".to_owned()),
        Failure::from,
    ))
}
