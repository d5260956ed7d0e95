//! `sourcework show`.

use serde_json::json;

use super::list::Format;
use super::output::Output;
use super::{Ending, Failure};
use crate::terminal::{print_blocks, print_booklet};
use sourcework_core::present::booklet::{BookletSettings, booklet};
use sourcework_core::present::passage;
use sourcework_service::library::{Library, LibraryError};

const EXAMPLES: &str = "Examples:
  sourcework show khrushchev-letter-1962    read a source
  sourcework show letter-1-warm-up                   print a quiz without its key
  sourcework show letter-1-warm-up --key             with the key";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The ID of a source or a quiz; `sourcework list` shows them
    #[arg(value_name = "SOURCE|QUIZ")]
    pub id: String,
    /// Print the quiz with its key
    #[arg(long)]
    pub key: bool,
    /// Print the patterns of credit points, and every example, with the key
    #[arg(long, requires = "key")]
    pub patterns: bool,
    /// How to print; JSON of a quiz needs `--key`, because it holds the key
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

pub fn run(args: &Args, library: &Library, output: &mut Output) -> Result<Ending, Failure> {
    let json = args.format == Format::Json;
    match library.source(&args.id) {
        Ok(source) if json => output.json(&json!({ "version": 1, "source": source }))?,
        Ok(source) => print_blocks(&mut output.page(), &passage::source(&source))?,
        Err(LibraryError::Unknown { near, .. }) => match library.paper(&args.id) {
            Ok(_) if json && !args.key => {
                let message =
                    "the JSON of a quiz contains its right answers; add --key if you want them";
                return Err(Failure::Usage(message.to_owned()));
            }
            Ok(paper) if json => output.json(&json!({ "version": 1, "quiz": paper.quiz }))?,
            Ok(paper) => {
                let settings = BookletSettings {
                    key: args.key,
                    variants: 1,
                    seed: 0,
                    patterns: args.patterns,
                };
                let booklet = booklet(&paper.quiz, &paper.sources, settings);
                print_booklet(&mut output.page(), &booklet)?;
            }
            Err(LibraryError::Unknown {
                near: near_quiz,
                id,
                ..
            }) => {
                let near = near_quiz
                    .or(near)
                    .map_or("`sourcework list` shows what there is".to_owned(), |near| {
                        format!("did you mean `{near}`?")
                    });
                let id = id.escape_debug();
                return Err(Failure::Usage(format!(
                    "there is no source or quiz `{id}`; {near}"
                )));
            }
            Err(error) => return Err(error.into()),
        },
        Err(error) => return Err(error.into()),
    }
    Ok(Ending::Fine)
}
