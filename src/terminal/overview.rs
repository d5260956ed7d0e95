//! The overview of an exam: which questions are answered or flagged, and handing in.

use super::page::Page;
use super::prompt::{Halt, Prompt};
use super::{marks, visible};
use sourcework_core::attempt::OverviewLine;

/// The place to turn to, which is `back_to` where nothing is chosen; `None` is handing in.
pub fn ask(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    lines: &[OverviewLine<'_>],
    back_to: usize,
) -> Result<Option<usize>, Halt> {
    page.blank()?;
    page.title("Your paper")?;
    let items: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            let state = if line.answered {
                "answered"
            } else {
                "not answered"
            };
            let flag = if line.flagged { ", flagged" } else { "" };
            format!(
                "Question {}: {state}{flag} ({}). {}",
                index + 1,
                marks(line.marks),
                visible(line.stem)
            )
        })
        .collect();
    let open = lines.iter().filter(|line| !line.answered).count();
    let flagged = lines.iter().filter(|line| line.flagged).count();
    page.text(&format!("{open} not answered, {flagged} flagged."))?;
    page.flush()?;
    let all: Vec<String> = std::iter::once("Hand in".to_owned()).chain(items).collect();
    loop {
        match prompt.choose("Hand in, or go to a question", &all)? {
            None => return Ok(Some(back_to)),
            Some(0) => match prompt.confirm("Hand in now? Nothing can be changed after that.")? {
                Some(true) => return Ok(None),
                _ => continue,
            },
            Some(place) => return Ok(Some(place - 1)),
        }
    }
}
