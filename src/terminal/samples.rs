//! Learning the levels: answers that an examiner has judged, to be judged before one's own.

use super::judging::levels;
use super::page::{Look, Page};
use super::picking::ask_yes;
use super::prompt::{Halt, Prompt};
use super::visible;
use sourcework_core::attempt::{Judging, Scheme};
use sourcework_core::quiz::body::{Criterion, Sample};

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
        "To learn the levels, first mark answers that an examiner has marked too, and compare; then your own.",
    )?;
    let question = match view.samples.len() {
        1 => "Mark one such answer first?".to_owned(),
        count => format!("Mark {count} such answers first?"),
    };
    match ask_yes(page, prompt, &question, &[])? {
        Ok(true) => {}
        Ok(false) | Err(_) => return Ok(true),
    }
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for (place, sample) in view.samples.iter().enumerate() {
        page.blank()?;
        page.title(&format!("Sample {} of {}", place + 1, view.samples.len()))?;
        for line in sample.answer.lines() {
            page.hanging("  ", &visible(line), Look::Normal)?;
        }
        page.blank()?;
        let Some(given) = levels(page, prompt, view, criteria)? else {
            return Ok(false);
        };
        print_examiner(page, sample, criteria, &given)?;
        pairs.extend(given.into_iter().zip(sample.marks.iter().copied()));
    }
    print_agreement(page, &pairs)?;
    Ok(true)
}

fn print_examiner(
    page: &mut Page<'_>,
    sample: &Sample,
    criteria: &[Criterion],
    given: &[u32],
) -> std::io::Result<()> {
    for ((criterion, mark), given) in criteria.iter().zip(sample.marks.iter()).zip(given) {
        let look = if mark == given {
            Look::Good
        } else {
            Look::Normal
        };
        let line = format!(
            "{}: the examiner gave {mark} (level {}), you gave {given} (level {}).",
            visible(&criterion.name),
            level_of(criterion, *mark),
            level_of(criterion, *given)
        );
        page.look(look, &line)?;
    }
    page.hanging("Why: ", &visible(&sample.reasons), Look::Normal)
}

/// The level that a mark belongs to, from 1; 0 for no marks.
fn level_of(criterion: &Criterion, mark: u32) -> usize {
    let inside = |level: &sourcework_core::quiz::body::Level| {
        (level.marks.value.low..=level.marks.value.high).contains(&mark)
    };
    criterion
        .levels
        .iter()
        .position(inside)
        .map_or(0, |place| place + 1)
}

fn print_agreement(page: &mut Page<'_>, pairs: &[(u32, u32)]) -> std::io::Result<()> {
    let same = pairs.iter().filter(|(mine, theirs)| mine == theirs).count();
    let near = pairs
        .iter()
        .filter(|(mine, theirs)| mine.abs_diff(*theirs) == 1)
        .count();
    let over: i64 = pairs
        .iter()
        .map(|(mine, theirs)| i64::from(*mine) - i64::from(*theirs))
        .sum();
    let tendency = match over {
        0 => "neither too strict nor too generous in all",
        1.. => "more generous than the examiner",
        _ => "stricter than the examiner",
    };
    page.blank()?;
    page.text(&format!(
        "Of {} marks you gave {same} as the examiner did, and {near} one mark off; you are {tendency}.",
        pairs.len()
    ))?;
    page.text("Now your own answer.")
}
