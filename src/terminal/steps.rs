//! A question as steps, one prompt each, so that every kind is asked in the same way and Esc
//! goes back one step. What has been given so far is a list of parts.

use std::io;

use super::page::Page;
use super::picking::{Count, picked, print_list, wanted};
use super::prompt::{Command, Halt, Line, Prompt, Reply};
use super::writing::{self, Draft};
use super::{answers, visible};
use sourcework_core::attempt::{GridRow, Task};
use sourcework_core::marking::Answer;
use sourcework_core::quiz::Truth;

/// What one step gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepAnswer {
    /// Places of a list.
    Picked(Vec<usize>),
    /// Text.
    Typed(String),
}

/// One prompt.
pub(super) enum Step<'a> {
    /// Pick from a list that is printed first, if it is not empty, else from `of` labels.
    Pick {
        title: String,
        list: Vec<&'a str>,
        of: usize,
        count: Count,
    },
    /// Type a line, or pick one of a list.
    Type { title: String, list: Vec<&'a str> },
    /// Type lines up to one with a single dot.
    Write { title: String },
}

/// What came of asking.
pub enum TaskReply {
    /// The answer is complete.
    Answer(Answer),
    /// A command was given; the parts are kept.
    Command(Command),
    /// Back from the first step.
    Back,
}

/// Prints what stays the same over all steps of a task.
pub fn introduce(
    page: &mut Page<'_>,
    task: &Task<'_>,
    labels: impl Fn(usize) -> Vec<String>,
) -> io::Result<()> {
    match task {
        Task::Choose(list)
        | Task::ChooseSeveral(list, _)
        | Task::Order(list)
        | Task::Select(list)
        | Task::Find(list) => print_list(page, list, &labels(list.len())),
        Task::Match { rights, .. } => print_list(page, rights, &labels(rights.len())),
        Task::Fill { texts, bank } => {
            page.text(&gapped(texts))?;
            if bank.is_empty() {
                return Ok(());
            }
            page.blank()?;
            print_list(page, bank, &labels(bank.len()))
        }
        Task::Statements(_)
        | Task::Pair { .. }
        | Task::Grid(_)
        | Task::Infer { .. }
        | Task::Write { .. } => Ok(()),
    }
}

/// A text with its gaps numbered.
pub fn gapped(texts: &[String]) -> String {
    let mut out = String::new();
    for (index, text) in texts.iter().enumerate() {
        out += &visible(text);
        if index + 1 < texts.len() {
            out += &format!("({}) ______", index + 1);
        }
    }
    out
}

/// Asks the steps that are still to be taken.
pub fn ask(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    task: &Task<'_>,
    parts: &mut Vec<StepAnswer>,
    commands: &[Command],
    draft: &mut Draft<'_, '_>,
) -> Result<TaskReply, Halt> {
    while let Some(step) = next(task, parts.len()) {
        page.flush()?;
        let reply = match &step {
            Step::Pick {
                title,
                list,
                of,
                count,
            } => {
                let labels = prompt.labels((*of).max(list.len()));
                if !list.is_empty() {
                    page.blank()?;
                    page.text(title)?;
                    print_list(page, list, &labels)?;
                }
                let title = if list.is_empty() { title.as_str() } else { "" };
                let texts = if list.is_empty() {
                    offered(task)
                } else {
                    list.clone()
                };
                pick(page, prompt, title, (&labels, &texts), *count, commands)?
            }
            Step::Type { title, list } => type_line(page, prompt, title, list, commands)?,
            Step::Write { title } => writing::write(page, prompt, title, commands, draft)?,
        };
        match reply {
            StepReply::Answer(part) => parts.push(part),
            StepReply::Command(command) => return Ok(TaskReply::Command(command)),
            StepReply::Back if parts.pop().is_none() => return Ok(TaskReply::Back),
            StepReply::Back => {}
        }
    }
    Ok(TaskReply::Answer(answers::of_parts(task, parts)))
}

/// What a task offers once for all its steps.
fn offered<'a>(task: &Task<'a>) -> Vec<&'a str> {
    match task {
        Task::Choose(list)
        | Task::ChooseSeveral(list, _)
        | Task::Order(list)
        | Task::Select(list)
        | Task::Find(list) => list.clone(),
        Task::Match { rights, .. } => rights.clone(),
        Task::Fill { bank, .. } => bank.clone(),
        _ => Vec::new(),
    }
}

pub(super) enum StepReply {
    Answer(StepAnswer),
    Command(Command),
    Back,
}

fn pick(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    title: &str,
    (labels, texts): (&[String], &[&str]),
    count: Count,
    commands: &[Command],
) -> Result<StepReply, Halt> {
    let wanted = wanted(labels, count);
    let help = if commands.contains(&Command::Help) {
        " (? for help)"
    } else {
        ""
    };
    let mut text = format!("{wanted}{help}: ");
    // A title that leaves no room in its line has one of its own.
    if title.chars().count() + text.len() + 10 <= page.width() && !title.is_empty() {
        text = format!("{title} {text}");
    } else if !title.is_empty() {
        page.text(title)?;
    }
    let line = Line {
        prompt: &text,
        commands,
    };
    loop {
        page.flush()?;
        let typed = match prompt.line(line)? {
            Reply::Back => return Ok(StepReply::Back),
            Reply::Command(command) => return Ok(StepReply::Command(command)),
            Reply::Text(typed) => typed,
        };
        match picked(typed.trim(), labels, texts, count) {
            Ok(places) => return Ok(StepReply::Answer(StepAnswer::Picked(places))),
            Err(why) => {
                page.text(&why)?;
                print_list(page, texts, labels)?;
            }
        }
    }
}

fn type_line(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    title: &str,
    list: &[&str],
    commands: &[Command],
) -> Result<StepReply, Halt> {
    let mut commands = commands.to_vec();
    if !list.is_empty() {
        commands.insert(0, Command::List);
    }
    page.flush()?;
    let reply = prompt.line(Line {
        prompt: &format!("{title}: "),
        commands: &commands,
    })?;
    match reply {
        Reply::Text(line) => Ok(StepReply::Answer(StepAnswer::Typed(line))),
        Reply::Back => Ok(StepReply::Back),
        Reply::Command(Command::List) => pick_text(page, prompt, list, &commands),
        Reply::Command(command) => Ok(StepReply::Command(command)),
    }
}

/// Lets one of several texts be picked, as if it had been typed.
fn pick_text(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    list: &[&str],
    commands: &[Command],
) -> Result<StepReply, Halt> {
    page.blank()?;
    let labels: Vec<String> = (1..=list.len()).map(|number| number.to_string()).collect();
    print_list(page, list, &labels)?;
    Ok(
        match pick(page, prompt, "", (&labels, list), Count::One, commands)? {
            StepReply::Answer(StepAnswer::Picked(places)) => {
                // `Count::One` lets nothing pass but one place of the list.
                StepReply::Answer(StepAnswer::Typed(list[places[0]].to_owned()))
            }
            given => given,
        },
    )
}

/// The step after so many parts; `None` when the answer is complete.
#[expect(clippy::too_many_lines, reason = "one arm a kind")]
pub(super) fn next<'a>(task: &Task<'a>, done: usize) -> Option<Step<'a>> {
    let once = |step: Step<'a>| (done == 0).then_some(step);
    let from = |count: Count, of: usize| Step::Pick {
        title: String::new(),
        list: Vec::new(),
        of,
        count,
    };
    match task {
        Task::Choose(list) => once(from(Count::One, list.len())),
        Task::ChooseSeveral(list, choose) => {
            let count = choose.map_or(Count::Any, |n| Count::Exactly(n as usize));
            once(from(count, list.len()))
        }
        Task::Select(list) | Task::Find(list) => once(from(Count::Any, list.len())),
        Task::Order(list) => once(from(Count::All, list.len())),
        Task::Statements(list) => list.get(done).map(|text| Step::Pick {
            title: format!("{}. {}", done + 1, visible(text)),
            list: Truth::ALL.map(Truth::shown).to_vec(),
            of: 3,
            count: Count::One,
        }),
        Task::Match { lefts, rights } => lefts.get(done).map(|left| Step::Pick {
            title: format!("{}:", visible(left)),
            list: Vec::new(),
            of: rights.len(),
            count: Count::One,
        }),
        Task::Fill { texts, bank } => (done + 1 < texts.len()).then(|| {
            let title = format!("Gap {}", done + 1);
            if bank.is_empty() {
                Step::Type {
                    title,
                    list: Vec::new(),
                }
            } else {
                Step::Pick {
                    title,
                    list: Vec::new(),
                    of: bank.len(),
                    count: Count::One,
                }
            }
        }),
        Task::Pair { claims, evidence } => {
            let (title, list) = match done {
                0 => ("First the claim:", claims),
                1 => ("Then the evidence for it:", evidence),
                _ => return None,
            };
            Some(Step::Pick {
                title: title.to_owned(),
                list: list.clone(),
                of: list.len(),
                count: Count::One,
            })
        }
        Task::Grid(rows) => rows.get(done).map(|row: &GridRow<'a>| {
            let title = visible(row.label).into_owned();
            if row.options.is_empty() {
                Step::Type {
                    title,
                    list: Vec::new(),
                }
            } else {
                Step::Pick {
                    title: format!("{title}:"),
                    list: row.options.clone(),
                    of: row.options.len(),
                    count: Count::One,
                }
            }
        }),
        Task::Infer { count, sentences } => (done < 2 * *count as usize).then(|| {
            let number = done / 2 + 1;
            if done.is_multiple_of(2) {
                return Step::Type {
                    title: format!("Inference {number}"),
                    list: Vec::new(),
                };
            }
            Step::Type {
                title: format!("Detail that supports inference {number} (l lists the sentences)"),
                list: sentences.clone(),
            }
        }),
        Task::Write { extended } => {
            let what = if *extended {
                "Write your answer"
            } else {
                "Write a short answer"
            };
            once(Step::Write {
                title: format!("{what}; a line with a single dot (.) ends it."),
            })
        }
    }
}
