//! Printing a question and asking for what goes with the answer.

use super::blocks::print_blocks;
use super::page::{Look, Page};
use super::picking::ask_until;
use super::prompt::{Command, Halt, Line, Prompt, Reply};
use super::{steps, visible};
use sourcework_core::attempt::{Certainty, Guess, Passage, QuestionHead, QuestionView};
use sourcework_core::present::passage::passages;
use sourcework_core::present::question::{self, GUESSES, answer_in_words};

/// Whole minutes and seconds, in words; a second that has begun counts.
pub fn minutes(left: jiff::SignedDuration) -> String {
    let seconds = left.as_secs() + i64::from(left.subsec_nanos() > 0);
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

pub fn print_question(
    page: &mut Page<'_>,
    prompt: &dyn Prompt,
    shown: &mut String,
    view: &QuestionView<'_>,
) -> Result<(), Halt> {
    print_head(page, shown, &view.head)?;
    if view.flagged {
        page.text("You have flagged this question.")?;
    }
    print_blocks(page, &[question::stem(&view.head)])?;
    steps::introduce(page, &view.task, |count| prompt.labels(count))?;
    if let Some(given) = &view.given
        && !given.is_blank()
    {
        let so_far = answer_in_words(given, &view.task, &|count| prompt.labels(count));
        page.text(&format!(
            "Your answer so far: {}. A new one replaces it; s leaves it as it is.",
            visible(&so_far)
        ))?;
    }
    Ok(())
}

/// Prints the passages, unless they were printed last, and which question it is.
pub fn print_head(
    page: &mut Page<'_>,
    shown: &mut String,
    head: &QuestionHead<'_>,
) -> Result<(), Halt> {
    let key = shown_key(&head.passages);
    if key != *shown {
        print_blocks(page, &passages(&head.passages))?;
        *shown = key;
    }
    page.blank()?;
    let rule = "─".repeat(page.width().min(24));
    page.look(Look::Faint, &rule)?;
    Ok(print_blocks(page, &[question::place(head)])?)
}

pub fn print_help(
    page: &mut Page<'_>,
    prompt: &dyn Prompt,
    commands: &[Command],
) -> Result<(), Halt> {
    for command in commands {
        page.text(&format!("{}  {}", command.key(), command.about()))?;
    }
    page.text(&format!("{}  goes back", prompt.back()))?;
    Ok(())
}

pub fn ask_guess(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    read: &[Passage<'_>],
) -> Result<Option<Guess>, Halt> {
    page.blank()?;
    print_blocks(page, &[question::commitment()])?;
    let mut said: Vec<String> = Vec::new();
    while said.len() < GUESSES.len() {
        page.flush()?;
        let question = format!("{} ", GUESSES[said.len()]);
        match prompt.line(Line {
            prompt: &question,
            commands: &[Command::Read],
        })? {
            Reply::Text(text) => said.push(text),
            Reply::Command(_) => print_blocks(page, &passages(read))?,
            Reply::Back if said.pop().is_none() => return Ok(None),
            Reply::Back => {}
        }
    }
    let mut said = said.into_iter();
    let mut take = || said.next().expect("as many were asked as are taken");
    Ok(Some(Guess {
        who: take(),
        when: take(),
        why: take(),
    }))
}

/// Asks how sure the student is; `Err(())` means that they went back.
pub fn ask_certainty(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    wanted: bool,
    read: &[Passage<'_>],
) -> Result<Result<Option<Certainty>, ()>, Halt> {
    if !wanted {
        return Ok(Ok(None));
    }
    let [guess, fair, sure] = Certainty::ALL.map(Certainty::shown);
    let question = format!("How sure are you? 1 {guess}, 2 {fair}, 3 {sure}: ");
    let labels = ["1", "2", "3"].map(str::to_owned);
    let line = Line {
        prompt: &question,
        commands: &[Command::Read],
    };
    loop {
        let asked = ask_until(page, prompt, line, |typed| {
            let place = labels.iter().position(|label| label == typed);
            place.ok_or_else(|| "Enter 1, 2 or 3.".to_owned())
        })?;
        match asked {
            Ok(place) => return Ok(Ok(Some(Certainty::ALL[place]))),
            Err(None) => return Ok(Err(())),
            Err(Some(_)) => print_blocks(page, &passages(read))?,
        }
    }
}

/// The commands that a question allows.
pub fn commands(view: &QuestionView<'_>, exam: bool) -> Vec<Command> {
    if view.head.probe.is_some() {
        return vec![Command::Skip, Command::Help];
    }
    let mut commands = vec![Command::Read];
    let passages = &view.head.passages;
    if passages.iter().any(|passage| !passage.glossary.is_empty()) {
        commands.push(Command::Glossary);
    }
    if view.has_hint {
        commands.push(Command::Hint);
    }
    commands.push(Command::Skip);
    if exam {
        commands.extend([Command::Flag, Command::Overview]);
    }
    commands.push(Command::Help);
    commands
}

fn shown_key(passages: &[Passage<'_>]) -> String {
    let one = |passage: &Passage<'_>| {
        let heading = passage.heading.as_ref().map_or("", |it| it.title);
        format!("{heading}/{}/{}", passage.label, passage.text.len())
    };
    passages.iter().map(one).collect::<Vec<_>>().join("\n")
}
