//! `sourcework new`.

use std::path::Path;

use super::output::Output;
use super::{Ending, Failure};
use sourcework_core::source::{Source, is_id, passage};
use sourcework_service::library::{Library, LibraryError, Shelf};

const SOURCE: &str = include_str!("skeletons/source.toml");
const QUIZ: &str = include_str!("skeletons/quiz.toml");

const EXAMPLES: &str = "Examples:
  sourcework new source zimmermann-telegram
  sourcework new quiz zimmermann --extract zimmermann-telegram/a";

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
    let library = Library::create_in(folder)?;
    let (shelf, text) = match args.what {
        What::Source => (Shelf::Sources, SOURCE.replace("{id}", &args.name)),
        What::Quiz => (Shelf::Quizzes, quiz(args, &library, output)?),
    };
    let path = library.add(shelf, &args.name, &text)?;
    output.line(&format!(
        "Wrote {path}. Edit it, then run `sourcework check {path}`."
    ))?;
    Ok(Ending::Fine)
}

fn quiz(args: &Args, library: &Library, output: &mut Output) -> Result<String, Failure> {
    if library.ids(Shelf::Sources)?.is_empty() {
        let path = library.add_the_letter()?;
        output.line(&format!(
            "Wrote {path}, so that there is a source to ask about."
        ))?;
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
    let first = passage::sentences(&extract.text).into_iter().next();
    let quote = first.map_or("", |sentence| &extract.text[sentence.span]);
    // A TOML string may hold what a JSON string holds.
    let quote = serde_json::Value::from(quote).to_string();
    Ok(QUIZ
        .replace("{id}", &args.name)
        .replace("{extract}", &format!("{}/{label}", source.id))
        .replace("{quote}", &quote))
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
