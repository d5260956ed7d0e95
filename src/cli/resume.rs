//! `sourcework resume`: goes on with an unfinished attempt.

use std::io::IsTerminal;

use super::clock::now;
use super::output::Output;
use super::recording::{OpenRecord, Setup, warn};
use super::sitting::{Face, ask, choose_on_screen, sit};
use super::{Ending, Failure};
use crate::screen;
use sourcework_core::attempt::{Mode, Phase};
use sourcework_core::record::{AttemptNumber, Outcome};
use sourcework_core::words::date;
use sourcework_service::{LiveAttempt, ServiceError, papers};

const EXAMPLES: &str = "Examples:
  sourcework resume          go on with the latest unfinished attempt
  sourcework resume 12       go on with attempt 12; `sourcework history` lists them";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The number of the attempt [default: the latest that is not finished]
    pub attempt: Option<AttemptNumber>,
}

pub fn run(args: &Args, setup: &Setup, output: &mut Output) -> Result<Ending, Failure> {
    let record = setup.recording.open()?;
    let latest = papers::latest_unfinished(record.store(), &record.student)?;
    let attempt = args.attempt.or(latest);
    let attempt = attempt.ok_or_else(|| {
        Failure::Usage("no attempt is unfinished; `sourcework take` begins one".to_owned())
    })?;
    go_on(&record, attempt, setup.face(false), output)
}

/// Goes on with an attempt, at the question where it stopped.
pub fn go_on(
    record: &OpenRecord,
    attempt: AttemptNumber,
    face: Face,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let mut live = LiveAttempt::resume(record.store(), &record.student, attempt)?;
    if live.session().attempt().phase == Phase::Finished {
        return Err(ServiceError::Finished(attempt).into());
    }
    sit(&mut live, record, face, output)
}

/// Asks whether to go on with an attempt; `None` where nobody is at a terminal to be asked.
pub fn wanted(open: &Outcome, face: Face, output: &mut Output) -> Result<Option<bool>, Failure> {
    if !std::io::stdin().is_terminal() {
        return Ok(None);
    }
    if screen::is_up() {
        let question = format!(
            "You began this on {}: {} of {} answered",
            date(open.day.date()),
            open.answered,
            open.questions
        );
        return choose_on_screen(&question, ["Go on with it", "Close it and start again"]);
    }
    let question = format!(
        "You began this on {}: {} of {} answered. Continue? (n closes it and starts again)",
        date(open.day.date()),
        open.answered,
        open.questions
    );
    ask(face, output, &question)
}

/// Closes an attempt with what has been answered, because another begins.
pub fn close(record: &OpenRecord, open: &Outcome) -> Result<(), Failure> {
    let mut live = LiveAttempt::resume(record.store(), &record.student, open.attempt)?;
    Ok(live.finish(now())?)
}

/// Offers to go on with the latest unfinished attempt at a quiz: how that ended, or
/// `None` where a new attempt begins.
pub fn instead(
    record: &OpenRecord,
    quiz: &str,
    mode: Mode,
    face: Face,
    output: &mut Output,
) -> Result<Option<Ending>, Failure> {
    let begun = papers::unfinished(record.store(), &record.student, quiz, mode)?;
    warn(&begun.left_out)?;
    let Some(begun) = begun.found else {
        return Ok(None);
    };
    match wanted(&begun, face, output)? {
        Some(true) => return go_on(record, begun.attempt, face, output).map(Some),
        Some(false) => close(record, &begun)?,
        None if screen::is_up() => return Ok(Some(Ending::Fine)),
        None => {} // it can still be gone on with
    }
    Ok(None)
}
