//! `sourcework export`.

use std::path::PathBuf;

use super::output::Output;
use super::{Ending, Failure};
use crate::exchange::{About, Format, Loss, Material, PaperSize, Settings, export};
use crate::library::Library;

const EXAMPLES: &str = "Examples:
  sourcework export worksheet letter-4-exam --output exam.html
  sourcework export moodle-xml letter-1-warm-up --output warm-up.xml";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The format; `--list` shows what each can carry
    #[arg(value_name = "FORMAT")]
    pub format: Format,
    /// The ID of a quiz; `sourcework list` shows them
    #[arg(value_name = "QUIZ")]
    pub quiz: String,
    /// Where to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Print the mark scheme
    #[arg(long)]
    pub key: bool,
    /// How many papers, each in an order of its own
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub variants: u32,
    /// What the orders are drawn by
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Print on Letter instead of A4
    #[arg(long)]
    pub letter: bool,
}

pub fn run(args: &Args, library: &Library, output: &mut Output) -> Result<Ending, Failure> {
    let paper = library.paper(&args.quiz)?;
    let settings = Settings {
        key: args.key,
        variants: args.variants,
        seed: args.seed,
        paper: if args.letter {
            PaperSize::Letter
        } else {
            PaperSize::A4
        },
    };
    let material = Material {
        quiz: &paper.quiz,
        sources: &paper.sources,
    };
    let exported = export(args.format, material, settings);
    match &args.output {
        Some(path) => std::fs::write(path, &exported.bytes)?,
        None => output.text(&String::from_utf8_lossy(&exported.bytes))?,
    }
    let mut errors = Output::stderr();
    for Loss { about, part, how } in &exported.losses {
        let about = match about {
            About::Quiz => "the quiz",
            About::Source(id) | About::Question(id) => id,
        };
        errors.line(&format!("{about}: {} {how}", part.as_str()))?;
    }
    Ok(Ending::Fine)
}
