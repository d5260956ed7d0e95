//! Judging a written answer: the scheme beside it, and what the person decides.

use super::desk::Desk;
use super::feedback;
use super::page::{Look, Page};
use super::picking::{ask_marks, ask_which, ask_yes, print_list};
use super::prompt::{Command, Halt, Line, Prompt, Reply, go_on};
use super::visible::shortened;
use super::writing::Draft;
use super::{findings, marks, passage, samples, steps, visible, words};
use sourcework_core::attempt::{self, Judge, JudgedBy, Judging, Mode, Scheme, Which};
use sourcework_core::marking::written::Finding;
use sourcework_core::marking::{Answer, Judgement};
use sourcework_core::quiz::body::{Caps, Criterion, InferencePoint, Point};

const COMMANDS: &[Command] = &[Command::Read];

/// Shows an answer beside its scheme and asks what it earns; `None` leaves it to somebody else. A
/// student can first learn the levels from answers that an examiner has marked.
pub fn ask(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    view: &Judging<'_>,
    by: Judge,
) -> Result<Option<Judgement>, Halt> {
    page.blank()?;
    let doubtful = view.told.is_some();
    let number = view.asked.place + 1;
    let version = if view.which.again {
        ", second version"
    } else {
        ""
    };
    let title = if doubtful {
        format!("You decide about the answer to question {number}{version}")
    } else {
        format!("Mark the answer to question {number}{version}")
    };
    page.look(Look::Strong, &title)?;
    page.text(&visible(view.asked.stem))?;
    let learns = by == Judge::Student && !view.samples.is_empty();
    if learns && !samples::practise(page, prompt, view)? {
        return Ok(None);
    }
    page.blank()?;
    print_answer(page, view.answer)?;
    page.blank()?;
    if let Some(told) = &view.told {
        page.text("What the program found:")?;
        findings::print(page, told)?;
        page.blank()?;
    }
    if let (Some(facts), Answer::Text(text)) = (&view.facts, view.answer) {
        findings::print_facts(page, facts, text, view.points)?;
    }
    let judgement = match &view.scheme {
        Scheme::Inferences(points, count) => inferences(page, prompt, view, points, *count)?,
        Scheme::Points(points, caps) => credit_points(page, prompt, view, points, caps)?,
        Scheme::Levels(criteria) => {
            print_model(page, view.model)?;
            levels(page, prompt, view, criteria)?.map(Judgement::Levels)
        }
    };
    Ok(judgement)
}

/// Tells what an answer has earned, where that may be told, and goes on when the student does.
pub fn tell(desk: &mut Desk<'_, '_, '_>, place: usize) -> Result<(), Halt> {
    let columns = desk.prompt.columns();
    desk.page.resize(columns);
    let Some(told) = desk.attempt.session().feedback(place) else {
        return Ok(());
    };
    feedback::print(desk.page, &told, &|count| desk.prompt.labels(count))?;
    after_feedback(desk, place)
}

/// After the feedback: on, or mark a written answer oneself, or write it again.
fn after_feedback(desk: &mut Desk<'_, '_, '_>, place: usize) -> Result<(), Halt> {
    loop {
        let session = desk.attempt.session();
        let Some(told) = session.feedback(place) else {
            return Ok(());
        };
        let mut commands = vec![Command::Read];
        if told.may_redraft {
            commands.push(Command::Redraft);
        }
        let passages = session.passages(place);
        let wanted = if told.told.is_some() {
            commands.push(Command::Overrule);
            desk.page.flush()?;
            go_on(desk.prompt, &commands)?
        } else {
            passage::pause(desk.page, desk.prompt, &commands, &passages)?
        };
        match wanted {
            Some(Command::Overrule) => return overrule(desk, place),
            Some(Command::Redraft) => return redraft(desk, place),
            Some(_) => passage::print_all(desk.page, &passages)?,
            None => return Ok(()),
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
    desk.page.blank()?;
    desk.page.title(&visible(view.asked.stem))?;
    if let Some(given) = &view.given {
        print_answer(desk.page, given)?;
    }
    desk.page
        .text("Write it again. Your first version and its mark stay; they are what counts.")?;
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
    let steps::Asked::Answer(answer) = asked else {
        return Ok(());
    };
    let redraft = attempt::Command::Redraft { place, answer };
    if !desk.step_or_tell(&redraft)? {
        return Ok(());
    }
    let (_, mut drafts) = desk.attempt.with_drafts();
    let _ = drafts.drop(place);
    tell(desk, place)
}

/// After an exam, shows what the program found in written answers, so that it can be overruled.
pub fn review(desk: &mut Desk<'_, '_, '_>) -> Result<(), Halt> {
    if desk.session().settings().mode != Mode::Exam {
        return Ok(());
    }
    for place in 0..desk.session().attempt().items.len() {
        let session = desk.attempt.session();
        let Some(told) = session.feedback(place).filter(|it| it.told.is_some()) else {
            continue;
        };
        desk.page.blank()?;
        let label = format!("{}. ", place + 1);
        desk.page
            .hanging(&label, &visible(told.stem), Look::Strong)?;
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
    passage::print_all(desk.page, &view.asked.passages)?;
    let Some(judgement) = ask(desk.page, desk.prompt, &view, Judge::Teacher)? else {
        return Ok(false);
    };
    desk.page.flush()?;
    let line = Line {
        prompt: "A comment for the student, or nothing: ",
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
            "Kept: {} of {}.",
            mark.awarded,
            marks(mark.available)
        ))?;
    }
    Ok(true)
}

fn print_answer(page: &mut Page<'_>, answer: &Answer) -> Result<(), Halt> {
    match answer {
        Answer::Inferences(written) => {
            for (index, pair) in written.iter().enumerate() {
                let number = index + 1;
                page.hanging(
                    &format!("Inference {number}: "),
                    &shortened(&pair.inference),
                    Look::Normal,
                )?;
                page.hanging(
                    &format!("Detail {number}: "),
                    &shortened(&pair.detail),
                    Look::Normal,
                )?;
            }
        }
        Answer::Text(text) => {
            page.text("You wrote:")?;
            for line in text.lines() {
                page.hanging("  ", &visible(line), Look::Normal)?;
            }
            page.look(Look::Faint, &words(text.split_whitespace().count()))?;
        }
        _ => {}
    }
    Ok(())
}

fn print_model(page: &mut Page<'_>, model: &str) -> Result<(), Halt> {
    page.blank()?;
    page.hanging("A full answer: ", &visible(model), Look::Normal)?;
    page.blank()?;
    Ok(())
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
            passage::print_all(page, &view.asked.passages)?;
            Ok(false)
        }
    }
}

fn inferences(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    view: &Judging<'_>,
    points: &[InferencePoint],
    count: u32,
) -> Result<Option<Judgement>, Halt> {
    page.text("Valid inferences, each with details that support it:")?;
    for point in points {
        page.hanging("-  ", &visible(&point.label), Look::Normal)?;
        for detail in &point.details {
            page.hanging("   ", &format!("“{}”", visible(detail)), Look::Faint)?;
        }
    }
    print_model(page, view.model)?;
    page.text("An inference earns 1, and its detail 1 more; a detail without a valid inference earns nothing.")?;
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
        .told
        .iter()
        .flat_map(|told| told.found.iter().enumerate());
    let made = found.filter(|(_, it)| it.finding == Finding::Made);
    made.map(|(place, _)| place).collect()
}

fn credit_points(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    view: &Judging<'_>,
    points: &[Point],
    caps: &Caps,
) -> Result<Option<Judgement>, Halt> {
    page.text("What earns marks:")?;
    let labels = prompt.labels(points.len());
    let lines: Vec<String> = points
        .iter()
        .map(|point| {
            let group = point
                .group
                .as_ref()
                .map_or(String::new(), |it| format!("{}: ", **it));
            format!("{group}{} ({})", *point.label, marks(point.marks))
        })
        .collect();
    print_list(
        page,
        &lines.iter().map(String::as_str).collect::<Vec<_>>(),
        &labels,
    )?;
    if let Some(cap) = &caps.one_group {
        page.text(&format!(
            "An answer that shows only one side earns at most {}.",
            marks(cap.value)
        ))?;
    }
    page.text(&format!("At most {} in all.", marks(view.asked.marks)))?;
    print_model(page, view.model)?;
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
        page.title(&visible(&criterion.name))?;
        page.text("Begin at the lowest level, and go up while the answer as a whole does what it says: the level that fits best. Whole marks.")?;
        for (index, level) in criterion.levels.iter().enumerate() {
            let label = format!("Level {} ({}): ", index + 1, level.marks.value);
            page.hanging(&label, &visible(&level.descriptor), Look::Normal)?;
        }
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
