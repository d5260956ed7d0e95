//! `sourcework record salvage`: a new record from a damaged file.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::list::Format;
use super::output::Output;
use super::{Ending, Failure};
use crate::terminal::{counted, visible};
use sourcework_service::store::{self, Loss, Lost, Salvaged, StoreError};

const EXAMPLES: &str = "Examples:
  sourcework record salvage record.db --into rescued.db
  sourcework --record rescued.db history       look at what came back
  sourcework record salvage record.db --into rescued.db --format json

The damaged file is only read, with the `-wal` file beside it. Close other programs that use it.
Exit codes: 0 everything came back, 1 something is lost; the list says what.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The damaged file
    pub file: PathBuf,
    /// The new record; a file that is there is not overwritten
    #[arg(long, value_name = "NEW")]
    pub into: PathBuf,
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

pub fn run(args: &Args, output: &mut Output) -> Result<Ending, Failure> {
    let salvaged = store::salvage(&args.file, &args.into).map_err(|error| match error {
        StoreError::Exists(_) => Failure::Usage(error.to_string()),
        other => other.into(),
    })?;
    if args.format == Format::Json {
        output.json(&value(&salvaged, &args.into))?;
    } else {
        print(&salvaged, &args.into, output)?;
    }
    Ok(if salvaged.lost.is_empty() {
        Ending::Fine
    } else {
        Ending::ContentHasErrors
    })
}

fn print(salvaged: &Salvaged, into: &Path, output: &mut Output) -> Result<(), Failure> {
    let into = into.display();
    output.line(&format!(
        "Wrote {into}: {}, {}, {}.",
        counted(salvaged.attempts, "attempt"),
        counted(salvaged.events, "event"),
        counted(salvaged.settings, "setting")
    ))?;
    if salvaged.sittings > 0 {
        output.line(&format!(
            "Also {} of classes.",
            counted(salvaged.sittings, "sitting")
        ))?;
    }
    if salvaged.lost.is_empty() {
        output.line("Everything came back.")?;
    } else {
        output.line("Not everything came back:")?;
    }
    for lost in &salvaged.lost {
        let what = match (lost.attempt, lost.now) {
            (None, _) => String::new(),
            (Some(attempt), Some(now)) if now != attempt => {
                format!("attempt {attempt}, now {now}: ")
            }
            (Some(attempt), _) => format!("attempt {attempt}: "),
        };
        output.line(&visible(&format!("  {what}{}", lost.loss)))?;
    }
    if salvaged.settings > 0 {
        output.line(
            "Settings have no checksum: check with `sourcework --record FILE record` that they are right.",
        )?;
    }
    output.line(&format!(
        "Look at it with `sourcework --record {into} history`; if it is right, move the damaged file away together with its `-wal` and `-shm`, and put the new one in its place."
    ))?;
    Ok(())
}

fn value(salvaged: &Salvaged, into: &Path) -> Value {
    let lost = |it: &Lost| {
        let (kind, whole, of) = match &it.loss {
            Loss::Beginning => ("beginning", None, None),
            Loss::End { whole, of } => ("end", Some(*whole), Some(*of)),
            Loss::File(_) => ("file", None, None),
            Loss::CutOff => ("cut-off", None, None),
            Loss::OnePage => ("page", None, None),
            Loss::Pages { .. } => ("pages", None, None),
        };
        json!({
            "attempt": it.attempt,
            "now": it.now,
            "lost": kind,
            "events-kept": whole,
            "events-known": of,
            "why": it.loss.to_string(),
        })
    };
    json!({
        "version": 1,
        "file": into,
        "attempts": salvaged.attempts,
        "events": salvaged.events,
        "texts": salvaged.texts,
        "settings": salvaged.settings,
        "sittings": salvaged.sittings,
        "lost": salvaged.lost.iter().map(lost).collect::<Vec<_>>(),
    })
}
