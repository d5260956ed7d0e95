//! `sourcework` alone: a menu of the library's quizzes.

use super::output::Output;
use super::take::{Args, ModeArg, interact, with_prompt};
use super::{Ending, Failure, list, take};
use crate::library::{Library, QuizEntry};
use crate::terminal::{Halt, Prompt, visible};

pub fn run(library: &Library, plain: bool, output: &mut Output) -> Result<Ending, Failure> {
    loop {
        let entries: Vec<QuizEntry> = library
            .quizzes()?
            .into_iter()
            .filter(|entry| entry.head.is_some())
            .collect();
        if entries.is_empty() {
            let message = "the library has no quiz; `sourcework new quiz NAME` begins one";
            return Err(Failure::Usage(message.to_owned()));
        }
        let mut chosen = None;
        let columns = output.columns;
        let asked = with_prompt(plain, false, columns, |prompt| {
            chosen = choose(&entries, prompt, output)?;
            Ok(())
        });
        match asked {
            Err(Halt::Io(error)) => return Err(error.into()),
            Err(Halt::Interrupted | Halt::EndOfInput) => return Ok(Ending::Interrupted),
            Err(Halt::Left) | Ok(_) => {}
        }
        let Some((entry, mode)) = chosen else {
            return Ok(Ending::Fine);
        };
        let ended = take_one(library, &entry.id, mode, plain, output)?;
        if ended == Ending::Interrupted {
            return Ok(ended);
        }
        output.line("")?;
    }
}

fn take_one(
    library: &Library,
    id: &str,
    mode: ModeArg,
    plain: bool,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let paper = library.paper(id)?;
    let mut session = take::open(&paper, &Args::of_menu(id, mode))?;
    interact(&mut session, plain, false, output)
}

/// A quiz and how to take it; `None` to leave.
fn choose<'e>(
    entries: &'e [QuizEntry],
    prompt: &mut dyn Prompt,
    output: &mut Output,
) -> Result<Option<(&'e QuizEntry, ModeArg)>, Halt> {
    let mut page = output.page();
    page.text("sourcework: quizzes on primary sources")?;
    page.blank()?;
    for entry in entries {
        let Some(head) = &entry.head else { continue };
        page.title(&visible(&head.title))?;
        if let Some(description) = &head.description {
            page.indented(&visible(description))?;
        }
    }
    page.blank()?;
    page.flush()?;
    let mut items: Vec<String> = entries.iter().map(list::described).collect();
    items.push("Leave".to_owned());
    let modes = [
        "Practice: feedback after each question".to_owned(),
        "Exam: nothing is revealed until the end".to_owned(),
    ];
    loop {
        let chosen = prompt.choose("Choose a quiz", &items)?;
        let Some(entry) = chosen.and_then(|place| entries.get(place)) else {
            return Ok(None);
        };
        match prompt.choose("Choose how", &modes)? {
            Some(0) => return Ok(Some((entry, ModeArg::Practice))),
            Some(_) => return Ok(Some((entry, ModeArg::Exam))),
            None => {} // back to the quizzes
        }
    }
}
