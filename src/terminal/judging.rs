//! Judging a written answer: the scheme beside it, and what the person decides.

use super::blocks::print_blocks;
use super::desk::Desk;
use super::page::Page;
use super::picking::{ask_marks, ask_which, ask_yes, print_list};
use super::prompt::{Command, Halt, Line, Prompt, Reply, go_on};
use super::writing::Draft;
use super::{samples, steps};
use sourcework_core::attempt::{self, Judge, JudgedBy, Judging, Mode, Passage, Scheme, Which};
use sourcework_core::marking::Judgement;
use sourcework_core::marking::written::Finding;
use sourcework_core::present::block;
use sourcework_core::present::feedback::feedback as present_feedback;
use sourcework_core::present::judging as present;
use sourcework_core::present::passage::passages;
use sourcework_core::present::question;
use sourcework_core::quiz::body::{Criterion, Point};
use sourcework_core::words::marks;

const COMMANDS: &[Command] = &[Command::Read];

/// Shows an answer beside its scheme and asks what it earns; `None` leaves it to somebody else. A
/// student can first learn the levels from answers that an examiner has marked.
pub fn ask(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    view: &Judging<'_>,
    by: Judge,
) -> Result<Option<Judgement>, Halt> {
    print_blocks(page, &present::heading(view))?;
    let learns = by == Judge::Student && !view.samples.is_empty();
    if learns && !samples::practise(page, prompt, view)? {
        return Ok(None);
    }
    print_blocks(
        page,
        &present::answer_and_findings(view, present::YOU_WROTE),
    )?;
    page.blank()?;
    let judgement = match &view.scheme {
        Scheme::Inferences(_, count) => inferences(page, prompt, view, *count)?,
        Scheme::Points(points, _) => credit_points(page, prompt, view, points)?,
        Scheme::Levels(criteria) => {
            print_blocks(page, &present::scheme(view))?;
            levels(page, prompt, view, criteria)?.map(Judgement::Levels)
        }
    };
    Ok(judgement)
}

/// Shows what an answer has earned, where that may be shown, and goes on when the student does.
pub fn tell(desk: &mut Desk<'_, '_, '_>, place: usize) -> Result<(), Halt> {
    let columns = desk.prompt.columns();
    desk.page.resize(columns);
    let Some(feedback) = desk.attempt.session().feedback(place) else {
        return Ok(());
    };
    desk.page.blank()?;
    let blocks = present_feedback(&feedback, &|count| desk.prompt.labels(count));
    print_blocks(desk.page, &blocks)?;
    after_feedback(desk, place)
}

/// After the feedback: on, or mark a written answer oneself, or write it again.
fn after_feedback(desk: &mut Desk<'_, '_, '_>, place: usize) -> Result<(), Halt> {
    loop {
        let session = desk.attempt.session();
        let Some(feedback) = session.feedback(place) else {
            return Ok(());
        };
        let mut commands = vec![Command::Read];
        if feedback.may_redraft {
            commands.push(Command::Redraft);
        }
        let read = session.passages(place);
        let wanted = if feedback.findings.is_some() {
            commands.push(Command::Overrule);
            desk.page.flush()?;
            go_on(desk.prompt, &commands)?
        } else {
            pause(desk.page, desk.prompt, &commands, &read)?
        };
        match wanted {
            Some(Command::Overrule) => return overrule(desk, place),
            Some(Command::Redraft) => return redraft(desk, place),
            Some(_) => print_blocks(desk.page, &passages(&read))?,
            None => return Ok(()),
        }
    }
}

/// Waits until the student goes on, and shows the passages as often as they are wanted. The other
/// command that was wanted instead of going on.
fn pause(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    commands: &[Command],
    read: &[Passage<'_>],
) -> Result<Option<Command>, Halt> {
    loop {
        page.flush()?;
        match prompt.pause(commands)? {
            Some(Command::Read) => print_blocks(page, &passages(read))?,
            other => return Ok(other),
        }
    }
}

/// Lets the student decide about an answer that the program has marked.
fn overrule(desk: &mut Desk<'_, '_, '_>, place: usize) -> Result<(), Halt> {
    let session = desk.attempt.session();
    let item = &session.attempt().items[place];
    let which = Which {
        place,
        again: item.second.is_some(),
    };
    let Some(view) = session.judging(which, (desk.clock)()) else {
        return Ok(());
    };
    let judge = session.settings().judge;
    match ask(desk.page, desk.prompt, &view, judge)? {
        Some(judgement) => record(desk, which, judgement),
        None => Ok(()),
    }
}

/// Lets a written answer be written again; the first version and its mark stay.
fn redraft(desk: &mut Desk<'_, '_, '_>, place: usize) -> Result<(), Halt> {
    let (session, drafts) = desk.attempt.with_drafts();
    let Some(view) = session.to_redraft(place, (desk.clock)()) else {
        return Ok(());
    };
    print_blocks(desk.page, &[question::stem(&view.head)])?;
    if let Some(given) = &view.given {
        print_blocks(desk.page, &present::answer(given, present::YOU_WROTE))?;
    }
    desk.page
        .text("Write it again. Your first version and its mark stay, and only they count.")?;
    let mut draft = Draft { place, drafts };
    let mut parts = Vec::new();
    let asked = steps::ask(
        desk.page,
        desk.prompt,
        &view.task,
        &mut parts,
        &[],
        &mut draft,
    )?;
    let steps::TaskReply::Answer(answer) = asked else {
        return Ok(());
    };
    let redraft = attempt::Command::Redraft { place, answer };
    if !desk.step_or_tell(&redraft)? {
        return Ok(());
    }
    tell(desk, place)
}

/// After an exam, shows what the program found in written answers, so that it can be overruled.
pub fn review(desk: &mut Desk<'_, '_, '_>) -> Result<(), Halt> {
    if desk.session().settings().mode != Mode::Exam {
        return Ok(());
    }
    for place in 0..desk.session().attempt().items.len() {
        let session = desk.attempt.session();
        let Some(feedback) = session.feedback(place) else {
            continue;
        };
        if feedback.findings.is_none() {
            continue;
        }
        let stem = format!("{}. {}", place + 1, feedback.stem);
        print_blocks(desk.page, &[block::label(stem)])?;
        tell(desk, place)?;
    }
    Ok(())
}

/// Records what the student decided, and tells the mark.
pub fn decide(
    desk: &mut Desk<'_, '_, '_>,
    which: Which,
    decided: Option<Judgement>,
) -> Result<(), Halt> {
    match decided {
        Some(judgement) => record(desk, which, judgement),
        None => {
            desk.step_or_tell(&attempt::Command::LeaveUnjudged { which })?;
            Ok(desk.page.text("It is left for your teacher to mark.")?)
        }
    }
}

fn record(desk: &mut Desk<'_, '_, '_>, which: Which, judgement: Judgement) -> Result<(), Halt> {
    let by = desk.session().settings().judge.into();
    let judge = attempt::Command::Judge {
        which,
        judgement,
        by,
    };
    if desk.step_or_tell(&judge)? {
        tell(desk, which.place)?;
    }
    Ok(())
}

/// Lets a teacher judge an answer of a finished attempt, with a comment; whether it was judged.
pub fn ask_teacher(desk: &mut Desk<'_, '_, '_>, which: Which, by: &JudgedBy) -> Result<bool, Halt> {
    let Some(view) = desk.attempt.session().judging(which, (desk.clock)()) else {
        return Ok(false);
    };
    print_blocks(desk.page, &passages(&view.head.passages))?;
    let Some(judgement) = ask(desk.page, desk.prompt, &view, Judge::Teacher)? else {
        return Ok(false);
    };
    desk.page.flush()?;
    let line = Line {
        prompt: "A comment for the student (Enter for none): ",
        ..Line::default()
    };
    let comment = match desk.prompt.line(line)? {
        Reply::Text(comment) if !comment.trim().is_empty() => Some(comment),
        _ => None,
    };
    let by = JudgedBy {
        comment,
        ..by.clone()
    };
    let judge = attempt::Command::Judge {
        which,
        judgement,
        by,
    };
    if !desk.step_or_tell(&judge)? {
        return Ok(false);
    }
    let item = &desk.session().attempt().items[which.place];
    if let Some(mark) = item.given(which.again).and_then(|given| given.mark) {
        desk.page.text(&format!(
            "Mark saved: {} of {}.",
            mark.awarded,
            marks(mark.available)
        ))?;
    }
    Ok(true)
}

/// Asks yes or no; `None` leaves the answer to somebody else.
fn yes(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    view: &Judging<'_>,
    question: &str,
) -> Result<Option<bool>, Halt> {
    loop {
        match ask_yes(page, prompt, question, COMMANDS)? {
            Ok(answer) => return Ok(Some(answer)),
            Err(command) if instead(page, prompt, view, command)? => return Ok(None),
            Err(_) => {}
        }
    }
}

fn leave(page: &mut Page<'_>, prompt: &mut dyn Prompt) -> Result<bool, Halt> {
    page.flush()?;
    Ok(prompt.confirm("Leave this answer unmarked for now?")? == Some(true))
}

/// What to do with a line that was not an answer: true where the answer is left to somebody else.
fn instead(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    view: &Judging<'_>,
    command: Option<Command>,
) -> Result<bool, Halt> {
    match command {
        None => leave(page, prompt),
        Some(_) => {
            print_blocks(page, &passages(&view.head.passages))?;
            Ok(false)
        }
    }
}

fn inferences(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    view: &Judging<'_>,
    count: u32,
) -> Result<Option<Judgement>, Halt> {
    print_blocks(page, &present::scheme(view))?;
    let mut given = Vec::new();
    for number in 1..=count {
        let Some(valid) = yes(page, prompt, view, &format!("Is inference {number} valid?"))? else {
            return Ok(None);
        };
        let mut detail = false;
        if valid {
            match yes(
                page,
                prompt,
                view,
                &format!("Does detail {number} support it?"),
            )? {
                Some(supports) => detail = supports,
                None => return Ok(None),
            }
        }
        given.push((valid, detail));
    }
    Ok(Some(Judgement::Inferences(given)))
}

/// The places of the points that the program has found.
fn found_points(view: &Judging<'_>) -> Vec<usize> {
    let found = view
        .findings
        .iter()
        .flat_map(|findings| findings.found.iter().enumerate());
    let made = found.filter(|(_, it)| it.finding == Finding::Made);
    made.map(|(place, _)| place).collect()
}

fn credit_points(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    view: &Judging<'_>,
    points: &[Point],
) -> Result<Option<Judgement>, Halt> {
    page.text("What earns marks:")?;
    let labels = prompt.labels(points.len());
    let choices = present::point_choices(points);
    let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
    print_list(page, &choices, &labels)?;
    print_blocks(page, &present::scheme(view))?;
    let found = found_points(view);
    loop {
        match ask_which(page, prompt, &labels, &found, COMMANDS)? {
            Ok(made) => return Ok(Some(Judgement::Points(made))),
            Err(command) if instead(page, prompt, view, command)? => return Ok(None),
            Err(_) => {}
        }
    }
}

/// Asks the marks for each criterion, lowest level first; `None` leaves them to somebody else.
pub(super) fn levels(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    view: &Judging<'_>,
    criteria: &[Criterion],
) -> Result<Option<Vec<u32>>, Halt> {
    let mut given = Vec::new();
    for criterion in criteria {
        print_blocks(page, &present::levels(criterion))?;
        loop {
            match ask_marks(page, prompt, criterion.available(), COMMANDS)? {
                Ok(mark) => {
                    given.push(mark);
                    break;
                }
                Err(command) if instead(page, prompt, view, command)? => return Ok(None),
                Err(_) => {}
            }
        }
    }
    Ok(Some(given))
}
