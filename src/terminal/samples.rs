//! Learning the levels: answers that an examiner has judged, to be judged before one's own.

use super::blocks::print_blocks;
use super::judging::levels;
use super::page::Page;
use super::picking::ask_yes;
use super::prompt::{Halt, Prompt};
use sourcework_core::attempt::{Judging, Scheme};
use sourcework_core::present::judging as present;

/// Lets the samples of a question be judged, and tells how well that agrees with the examiner.
/// False where the student leaves the judging to somebody else.
pub fn practise(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    view: &Judging<'_>,
) -> Result<bool, Halt> {
    let Scheme::Levels(criteria) = view.scheme else {
        return Ok(true);
    };
    page.text(
        "To learn the levels, first mark sample answers and compare your marks with an examiner's; then mark your own.",
    )?;
    let question = match view.samples.len() {
        1 => "Mark one sample answer first?".to_owned(),
        count => format!("Mark {count} sample answers first?"),
    };
    match ask_yes(page, prompt, &question, &[])? {
        Ok(true) => {}
        Ok(false) | Err(_) => return Ok(true),
    }
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for (place, sample) in view.samples.iter().enumerate() {
        let of = view.samples.len();
        print_blocks(page, &present::sample(place, of, sample))?;
        page.blank()?;
        let Some(given) = levels(page, prompt, view, criteria)? else {
            return Ok(false);
        };
        print_blocks(page, &present::beside_examiner(sample, criteria, &given))?;
        pairs.extend(given.into_iter().zip(sample.marks.iter().copied()));
    }
    page.blank()?;
    print_blocks(page, &present::agreement_with_examiner(&pairs))?;
    Ok(true)
}
