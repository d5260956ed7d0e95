//! The end of an attempt: score, skills, and what to look at again.

use std::io;

use super::page::{Look, Page};
use super::prompt::Labels;
use super::{counted, feedback, marks, visible};
use sourcework_core::attempt::{Calibration, Earned, Score, Summary};

/// Prints what an attempt has come to, and the questions to look at again with why.
pub fn print_summary(
    page: &mut Page<'_>,
    summary: &Summary<'_>,
    labels: Labels<'_>,
) -> io::Result<()> {
    print_result(page, summary)?;
    print_again(page, summary, labels, false)
}

/// Prints the score, first of all, and what it is made of.
pub fn print_result(page: &mut Page<'_>, summary: &Summary<'_>) -> io::Result<()> {
    page.blank()?;
    page.title("Your result")?;
    let score = summary.score;
    page.text(&format!(
        "{} of {}, {}%.",
        score.awarded,
        marks(score.available),
        score.percent()
    ))?;
    print_pass(page, summary)?;
    let parts: Vec<String> = [
        ("By key", summary.exact),
        ("By credit points", summary.matched),
        ("Judged by a person", summary.judged),
    ]
    .iter()
    .filter(|(_, score)| score.available > 0)
    .map(|(name, score)| format!("{name}: {}.", fraction(*score)))
    .collect();
    if parts.len() > 1 {
        page.text(&parts.join(" "))?;
    }
    if summary.unsure > 0 {
        page.text(&format!(
            "The program is not sure of {}; ask your teacher. They are not counted.",
            marks(summary.unsure)
        ))?;
    }
    if summary.unjudged > 0 {
        page.text(&format!(
            "{} wait to be judged and are not counted yet.",
            marks(summary.unjudged)
        ))?;
    }
    let noticed = [
        (summary.unanswered, "without an answer"),
        (summary.hints, "with a hint"),
    ];
    for (count, what) in noticed.iter().filter(|(count, _)| *count > 0) {
        page.text(&format!("{} {what}.", counted(*count, "question")))?;
    }
    if let Some((asked, right)) = summary.retried.filter(|(asked, _)| *asked > 0) {
        page.text(&format!(
            "Asked again: {asked}, then right: {right}. The score is that of the first time."
        ))?;
    }
    for redraft in &summary.redrafts {
        let earned = |mark: Option<Earned>| {
            mark.map_or_else(|| "?".to_owned(), |mark| mark.awarded.to_string())
        };
        page.text(&format!(
            "Question {}, written again: {}, then {}. The first version counts.",
            redraft.place + 1,
            earned(redraft.first),
            earned(redraft.second)
        ))?;
    }
    print_skills(page, summary)?;
    print_calibration(page, &summary.calibration)
}

fn print_pass(page: &mut Page<'_>, summary: &Summary<'_>) -> io::Result<()> {
    let Some(mark) = summary.pass_mark else {
        return Ok(());
    };
    match summary.passed {
        Some(true) => page.look(Look::Good, &format!("Passed; the pass mark is {mark}%.")),
        Some(false) => page.look(Look::Bad, &format!("Not passed; the pass mark is {mark}%.")),
        None => page.text(&format!(
            "Whether it is a pass ({mark}%) depends on what is still to be judged."
        )),
    }
}

fn fraction(score: Score) -> String {
    format!("{} of {}", score.awarded, score.available)
}

/// The columns of a full bar.
const BAR: usize = 20;

fn print_skills(page: &mut Page<'_>, summary: &Summary<'_>) -> io::Result<()> {
    if summary.skills.is_empty() {
        return Ok(());
    }
    page.blank()?;
    page.title("By skill")?;
    for line in &summary.skills {
        let score = line.score();
        let full = (score.awarded as usize * BAR)
            .checked_div(score.available as usize)
            .unwrap_or(0)
            // A record that somebody has changed may award more marks than there are.
            .min(BAR);
        let bar = format!("{}{}", "█".repeat(full), "░".repeat(BAR - full));
        let by_rule = line.exact.available + line.matched.available;
        let judged = match (by_rule, line.judged.available) {
            (_, 0) => String::new(),
            (0, _) => ", judged".to_owned(),
            _ => format!(", {} of them judged", fraction(line.judged)),
        };
        // Narrow pages have no room for the bar.
        if page.width() >= 50 {
            page.raw(&format!(
                "{:<13} {bar} {}{judged}",
                line.skill.as_str(),
                fraction(score)
            ))?;
        } else {
            page.text(&format!("{}: {}{judged}", line.skill, fraction(score)))?;
        }
    }
    Ok(())
}

fn print_calibration(page: &mut Page<'_>, lines: &[Calibration]) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    page.blank()?;
    page.title("How sure you were")?;
    for line in lines {
        let steps = ["a guess", "fairly sure", "sure"]
            .iter()
            .zip(line.steps)
            .filter(|(_, (asked, _))| *asked > 0)
            .map(|(name, (asked, right))| format!("{name}: {right} of {asked} right"))
            .collect::<Vec<_>>();
        page.text(&format!("{}: {}", line.skill, steps.join("; ")))?;
        if line.sure_and_wrong > 0 {
            let times = if line.sure_and_wrong == 1 {
                "once"
            } else {
                "more than once"
            };
            page.text(&format!(
                "  Here you were sure and wrong {times}: look at this first."
            ))?;
        }
    }
    Ok(())
}

/// Prints the questions to look at again. What became of each element is left out where it has
/// been `told` after each question.
pub fn print_again(
    page: &mut Page<'_>,
    summary: &Summary<'_>,
    labels: Labels<'_>,
    told: bool,
) -> io::Result<()> {
    if summary.again.is_empty() {
        return Ok(());
    }
    page.blank()?;
    page.title("Look at these again")?;
    for again in &summary.again {
        page.blank()?;
        let number = again.place + 1;
        let label = format!("{number}. ");
        page.hanging(&label, &visible(again.feedback.stem), Look::Strong)?;
        if told {
            page.text(&format!("{}.", fraction(again.score)))?;
            feedback::print_why(page, &again.feedback)?;
        } else {
            feedback::print(page, &again.feedback, labels)?;
        }
    }
    Ok(())
}
