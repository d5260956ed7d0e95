//! `sourcework judge`: marking written answers of finished attempts that wait for a teacher.

use super::clock::now;
use super::output::Output;
use super::recording::{Setup, warn};
use super::sitting::with_prompt;
use super::{Ending, Failure};
use crate::terminal::{self, Halt};
use sourcework_core::attempt::{Judge, JudgedBy, Which};
use sourcework_core::record::AttemptNumber;
use sourcework_service::judging::{self, Waiting};
use sourcework_service::{LiveAttempt, ServiceError};

const EXAMPLES: &str = "Examples:
  sourcework judge                         mark every answer that waits, oldest attempt first
  sourcework judge 12 --name \"Ms Okafor\"    mark those of attempt 12
  sourcework judge 12 --all                also those that are marked already";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The number of an attempt [default: all attempts with answers to mark]
    pub attempt: Option<AttemptNumber>,
    /// Also the written answers that are marked already
    #[arg(long, requires = "attempt")]
    pub all: bool,
    /// Your name; the student sees it beside the mark
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}

pub fn run(args: &Args, setup: &Setup, output: &mut Output) -> Result<Ending, Failure> {
    let record = setup.recording.open()?;
    let (store, student) = (record.store(), &record.student);
    let waiting = match args.attempt {
        None => {
            let found = judging::waiting(store, student)?;
            warn(&found.left_out)?;
            found.found
        }
        Some(attempt) => {
            if !judging::is_finished(store, student, attempt)? {
                let message = format!(
                    "attempt {attempt} is not finished; `{}` goes on with it",
                    record.resume(Some(attempt))
                );
                return Err(Failure::Usage(message));
            }
            let answers = answers(store, student, attempt, args.all)?;
            vec![Waiting { attempt, answers }]
        }
    };
    let count: usize = waiting.iter().map(|it| it.answers.len()).sum();
    if count == 0 {
        output.line("No answer waits to be marked.")?;
        return Ok(Ending::Fine);
    }
    let by = JudgedBy {
        by: Judge::Teacher,
        name: args.name.clone(),
        comment: None,
    };
    let mut judged = 0;
    for Waiting { attempt, answers } in &waiting {
        let mut live = LiveAttempt::resume(store, student, *attempt)?;
        let title = terminal::visible(&live.session().quiz().title);
        let mut page = output.page();
        page.blank()?;
        page.title(&format!("Attempt {attempt}: {title}"))?;
        page.flush()?;
        let columns = output.columns;
        let asked = with_prompt(setup.face(false), columns, |prompt| {
            let mut page = output.page();
            judged += terminal::judge(&mut live, answers, &by, &mut page, prompt, &now)?;
            Ok(())
        });
        match asked {
            Ok(_) => {}
            Err(Halt::Io(error)) => return Err(error.into()),
            Err(Halt::Left | Halt::Interrupted | Halt::EndOfInput) => {
                output.line("")?;
                output.line("Stopped. What was marked is kept.")?;
                return Ok(Ending::Interrupted);
            }
        }
    }
    output.line(&format!(
        "Marked {judged} of {}.",
        terminal::counted(count, "answer")
    ))?;
    Ok(Ending::Fine)
}

/// The written answers of an attempt: those that wait, or all.
fn answers(
    store: &dyn sourcework_service::store::Store,
    student: &sourcework_core::identity::StudentKey,
    attempt: AttemptNumber,
    all: bool,
) -> Result<Vec<Which>, ServiceError> {
    let live = LiveAttempt::resume(store, student, attempt)?;
    let state = live.session().attempt();
    if !all {
        return Ok(judging::waiting_in(state));
    }
    let items = state.items.iter().enumerate();
    let written = items.filter(|(_, item)| item.is_written());
    let answers = written.flat_map(|(place, item)| {
        let versions = [false, true].into_iter();
        let given = versions.filter(|again| item.given(*again).is_some());
        given.map(move |again| Which { place, again })
    });
    Ok(answers.collect())
}
