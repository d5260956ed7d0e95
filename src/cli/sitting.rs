//! Sitting down to an attempt: the face that fits the terminal, and what is said when it is broken
//! off.

use std::io::{self, IsTerminal};

use super::clock::now;
use super::output::Output;
use super::recording::OpenRecord;
use super::{Ending, Failure};
use crate::interrupts;
use crate::screen::{self, pages};
use crate::terminal::{self, Dialogue, Halt, Plain, Prompt};
use sourcework_core::present::{Block, summary};
use sourcework_service::LiveAttempt;
use sourcework_service::results::result;

/// How to ask.
#[derive(Clone, Copy, Debug)]
pub struct Face {
    /// Whether plain lines are wanted.
    pub plain: bool,
    /// Whether one asks on standard error.
    pub on_stderr: bool,
}

/// Takes a quiz with a person at the keyboard, or lines from a pipe; each answer is kept before
/// it is marked on the screen. The result is printed as JSON where one asks on standard error.
pub fn sit(
    attempt: &mut LiveAttempt<'_>,
    record: &OpenRecord,
    face: Face,
    output: &mut Output,
) -> Result<Ending, Failure> {
    if !face.on_stderr {
        return sit_at(attempt, record, face, output);
    }
    let ending = sit_at(attempt, record, face, &mut Output::stderr())?;
    if ending == Ending::Fine {
        output.json(&result(attempt.session()))?;
    }
    Ok(ending)
}

fn sit_at(
    attempt: &mut LiveAttempt<'_>,
    record: &OpenRecord,
    face: Face,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let parting = if attempt.outlives_program() {
        let resume = record.resume(None);
        format!("Stopped. `{resume}` goes on after your last answer.")
    } else {
        "Stopped.".to_owned()
    };
    if !face.plain && !face.on_stderr && screen::is_usable() {
        output.flush()?;
        return match screen::take(attempt, &now) {
            Ok(()) => {
                // The screen is gone; what it came to stays.
                let title = terminal::visible(&attempt.session().quiz().title);
                output.line(&title)?;
                let result = summary::result(&attempt.session().summary());
                terminal::print_blocks(&mut output.page(), &result)?;
                Ok(Ending::Fine)
            }
            Err(halt) => stopped(halt, attempt, record, output),
        };
    }
    let sat = with_parting(face, parting, output.columns, |prompt| {
        terminal::take(attempt, &mut output.page(), prompt, &now)
    });
    sat.or_else(|halt| stopped(halt, attempt, record, output))
}

fn stopped(
    halt: Halt,
    attempt: &LiveAttempt<'_>,
    record: &OpenRecord,
    output: &mut Output,
) -> Result<Ending, Failure> {
    output.flush()?;
    let goes_on = match attempt.number() {
        Some(number) => {
            let resume = record.resume(Some(number));
            format!("Your answers are saved; `{resume}` goes on.")
        }
        None if attempt.session().attempt().answered() == 0 => {
            "You had not answered anything yet.".to_owned()
        }
        None => "Your answers are not saved.".to_owned(),
    };
    match halt {
        Halt::Io(error) => Err(error.into()),
        Halt::Left => {
            output.line(&format!("You have left the quiz. {goes_on}"))?;
            Ok(Ending::Fine)
        }
        Halt::Interrupted | Halt::EndOfInput => {
            let mut errors = Output::stderr();
            errors.line("")?;
            errors.line(&format!("Stopped. {goes_on}"))?;
            Ok(Ending::Interrupted)
        }
    }
}

/// Asks yes or no; `None` where the answer is neither.
pub fn ask(face: Face, output: &mut Output, question: &str) -> Result<Option<bool>, Failure> {
    let mut answer = None;
    output.flush()?;
    let asked = with_prompt(face, output.columns, |prompt| {
        answer = prompt.confirm(question)?;
        Ok(())
    });
    match asked {
        Err(Halt::Io(error)) => Err(error.into()),
        Ok(_) | Err(Halt::Left | Halt::Interrupted | Halt::EndOfInput) => Ok(answer),
    }
}

/// Whether something is to be erased: it is asked for, unless that was said; where nobody can be asked, it is not.
pub fn may_erase(what: &str, yes: bool, face: Face, output: &mut Output) -> Result<bool, Failure> {
    if yes {
        return Ok(true);
    }
    if !std::io::stdin().is_terminal() {
        let message = "nothing has been erased; add `--yes` to erase it without being asked";
        return Err(Failure::Usage(message.to_owned()));
    }
    let question = format!("Erase {what}? This cannot be undone.");
    Ok(ask(face, output, &question)? == Some(true))
}

/// Shows something on the screen until it has been read.
pub fn read_on_screen(title: &str, blocks: &[Block]) -> Result<Ending, Failure> {
    match pages::read(title, blocks) {
        Ok(()) | Err(Halt::Left) => Ok(Ending::Fine),
        Err(Halt::Io(error)) => Err(error.into()),
        Err(Halt::Interrupted | Halt::EndOfInput) => Ok(Ending::Interrupted),
    }
}

/// Asks which of two things to do, on the screen; whether it is the first. `None` is back.
pub fn choose_on_screen(question: &str, choices: [&str; 2]) -> Result<Option<bool>, Failure> {
    let entries = choices.map(|text| pages::Entry {
        text: text.to_owned(),
        about: String::new(),
    });
    match pages::choose(question, &entries, "back") {
        Ok(place) => Ok(place.map(|place| place == 0)),
        Err(Halt::Io(error)) => Err(error.into()),
        Err(_) => Ok(None),
    }
}

/// Runs something with the face that fits the terminal.
pub fn with_prompt<T>(
    face: Face,
    columns: usize,
    work: impl FnOnce(&mut dyn Prompt) -> Result<T, Halt>,
) -> Result<Ending, Halt> {
    with_parting(face, "Stopped.".to_owned(), columns, work)
}

/// The same; `parting` is said when Ctrl-C ends the program while a line is read.
fn with_parting<T>(
    face: Face,
    parting: String,
    columns: usize,
    work: impl FnOnce(&mut dyn Prompt) -> Result<T, Halt>,
) -> Result<Ending, Halt> {
    let at_terminal = io::stdin().is_terminal();
    screen::close();
    interrupts::listen();
    if !face.plain && !face.on_stderr && terminal::is_usable() {
        work(&mut Dialogue::new(columns, parting))?;
        return Ok(Ending::Fine);
    }
    if at_terminal {
        // A line that is being read cannot be interrupted; lines leave the terminal as it is.
        interrupts::end_with(Some(parting));
    }
    let input = io::stdin().lock();
    let worked = if face.on_stderr {
        work(&mut Plain::new(input, io::stderr(), columns, !at_terminal))
    } else {
        work(&mut Plain::new(input, io::stdout(), columns, !at_terminal))
    };
    interrupts::end_with(None);
    worked?;
    Ok(Ending::Fine)
}
