//! The overview of an exam: which questions are answered or flagged, and handing in.

use super::blocks::print_blocks;
use super::page::Page;
use super::prompt::{Halt, Prompt};
use super::visible;
use sourcework_core::attempt::OverviewLine;
use sourcework_core::present::question::{self, overview_line};

/// The place to turn to, which is `back_to` where nothing is chosen; `None` is handing in.
pub fn ask(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    lines: &[OverviewLine<'_>],
    back_to: usize,
) -> Result<Option<usize>, Halt> {
    print_blocks(page, &question::overview(lines))?;
    page.flush()?;
    let items = lines.iter().enumerate();
    let items = items.map(|(place, line)| visible(&overview_line(place, line)).into_owned());
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
