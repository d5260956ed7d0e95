//! `sourcework remark`: marking kept answers again, after the mark scheme of a quiz was mended.

use std::collections::BTreeMap;
use std::io::IsTerminal;

use serde_json::{Value, json};

use super::clock::now;
use super::list::Format;
use super::output::Output;
use super::recording::{Setup, warn};
use super::sitting::ask;
use super::{Ending, Failure};
use crate::terminal::visible;
use sourcework_core::attempt::Earned;
use sourcework_core::words::{counted_as, marks};
use sourcework_service::library::{Library, LibraryError};
use sourcework_service::remarking::{Change, Remarking, remark};

const EXAMPLES: &str = "Examples:
  sourcework remark letter-2-provenance --dry-run    which marks today's scheme would change
  sourcework remark letter-2-provenance --reason \"\\`dictated\\` is accepted too\"

Only answers to questions that still ask the same are marked again, and only those that no
person has marked. The old mark stays in the record.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The ID of the quiz; `sourcework list` shows them
    pub quiz: String,
    /// Show what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The reason, which the student sees
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "The mark scheme was corrected."
    )]
    pub reason: String,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

pub fn run(
    args: &Args,
    find: impl Fn() -> Result<Library, LibraryError>,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let paper = find()?.paper(&args.quiz)?;
    let record = setup.recording.open()?;
    let remarking = remark(record.store(), &paper, &args.reason, now())?;
    warn(&remarking.left_out)?;
    let json = args.format == Format::Json;
    if !json {
        print(&remarking, output)?;
    }
    let kept = !args.dry_run && !remarking.changes.is_empty() && confirmed(args, setup, output)?;
    if kept {
        remarking.keep(record.store())?;
    }
    if json {
        output.json(&value(&remarking, kept))?;
    } else if kept {
        output.line("The marks have been changed.")?;
    } else if !remarking.changes.is_empty() {
        output.line("Nothing has been changed.")?;
    }
    Ok(Ending::Fine)
}

fn confirmed(args: &Args, setup: &Setup, output: &mut Output) -> Result<bool, Failure> {
    if args.yes {
        return Ok(true);
    }
    if !std::io::stdin().is_terminal() {
        let message = "nothing has been changed; add `--yes` to change the marks, or `--dry-run` to look only";
        return Err(Failure::Usage(message.to_owned()));
    }
    let face = setup.face(args.format == Format::Json);
    Ok(ask(face, output, "Change these marks?")? == Some(true))
}

fn print(remarking: &Remarking, output: &mut Output) -> Result<(), Failure> {
    let mut page = output.page();
    for change in &remarking.changes {
        let version = if change.again { ", second version" } else { "" };
        page.text(&format!(
            "Attempt {}, {}{version}: {} becomes {}.",
            change.attempt,
            visible(&change.question),
            shown(change.old),
            shown(Some(change.new))
        ))?;
        if !change.words.is_empty() {
            let words: Vec<String> = change
                .words
                .iter()
                .map(|it| visible(it).into_owned())
                .collect();
            page.indented(&format!("Words that earn marks: {}", words.join(" … ")))?;
        }
    }
    for (question, (count, before, after)) in by_question(&remarking.changes) {
        let change = counted_as(count, "mark changes", "marks change");
        page.text(&format!(
            "{}: {change}, from {before} to {} in all.",
            visible(question),
            marks(after)
        ))?;
    }
    let Remarking {
        changes,
        answers,
        by_person,
        other_questions,
        ..
    } = remarking;
    page.text(&format!(
        "Saved answers to this quiz: {answers}. Marks that change: {}. Left alone because a person marked them: {by_person}. Left alone because the question has changed: {other_questions}.",
        changes.len()
    ))?;
    Ok(page.flush()?)
}

/// Of each question how many marks change, and their sum before and after.
fn by_question(changes: &[Change]) -> BTreeMap<&str, (usize, u32, u32)> {
    let mut all: BTreeMap<&str, (usize, u32, u32)> = BTreeMap::new();
    for change in changes.iter().filter(|change| !change.again) {
        let (count, before, after) = all.entry(&change.question).or_default();
        *count += 1;
        *before += change.old.map_or(0, |old| old.awarded);
        *after += change.new.awarded;
    }
    all
}

fn shown(mark: Option<Earned>) -> String {
    match mark {
        None => "no mark".to_owned(),
        Some(mark) if mark.doubtful > 0 => format!(
            "{} of {} ({} for a person to decide)",
            mark.awarded, mark.available, mark.doubtful
        ),
        Some(mark) => format!("{} of {}", mark.awarded, mark.available),
    }
}

fn value(remarking: &Remarking, kept: bool) -> Value {
    let change = |it: &Change| {
        json!({
            "attempt": it.attempt,
            "question": it.question,
            "second-version": it.again,
            "old": it.old,
            "new": it.new,
            "words": it.words,
        })
    };
    json!({
        "version": 1,
        "changed": kept,
        "answers": remarking.answers,
        "marked-by-a-person": remarking.by_person,
        "other-questions": remarking.other_questions,
        "changes": remarking.changes.iter().map(change).collect::<Vec<_>>(),
    })
}
