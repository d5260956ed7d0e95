//! `sourcework schema`.

use super::output::Output;
use super::{Ending, Failure};
use sourcework_core::quiz::schema;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  sourcework schema quiz > quiz.schema.json")]
pub struct Args {
    /// The format
    #[arg(value_enum)]
    pub format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Format {
    /// A file in `sources/`
    Source,
    /// A file in `quizzes/`
    Quiz,
    /// What `sourcework export json` writes
    Export,
}

pub fn run(args: &Args, output: &mut Output) -> Result<Ending, Failure> {
    output.json(&match args.format {
        Format::Source => schema::source(),
        Format::Quiz => schema::quiz(),
        Format::Export => schema::export(),
    })?;
    Ok(Ending::Fine)
}
