//! How a student stands, printed.

use std::io;

use super::page::{Look, Page};
use super::{counted, visible};
use sourcework_core::progress::periods::{Period, grouped, share};
use sourcework_core::progress::{DayMarks, Progress, SkillProgress};
use sourcework_core::revision::whole_percent;

/// The columns of a bar.
const BAR: usize = 24;

/// Prints how a student stands; with bars where there is room, and nobody wants plain lines.
pub fn print_progress(page: &mut Page<'_>, progress: &Progress, plain: bool) -> io::Result<()> {
    page.title(&format!("Progress on {}", progress.on))?;
    if progress.answers == 0 {
        return page.text("Nothing has been answered yet. `sourcework take QUIZ` begins, and `sourcework revise` shows what is due.");
    }
    page.text(&progress.seen_in_words())?;
    let more = [
        progress.due_in_words(),
        progress.exam_in_words(|on| on.to_string()),
    ];
    for words in more.into_iter().flatten() {
        page.text(&words)?;
    }
    page.blank()?;
    page.title("Skills")?;
    if let Some(words) = progress.skills_in_words() {
        page.text(&words)?;
    }
    let bars = !plain && page.width() >= WIDE;
    for skill in &progress.skills {
        print_skill(page, skill, bars)?;
    }
    if bars {
        page.look(
            Look::Faint,
            "▓ is the range in which your skill lies with 90% certainty. Secure: all of it at 60% or more. Needs work: not secure, and all of it below 85%.",
        )?;
    }
    print_marks(page, &progress.days, bars)?;
    print_week(page, progress)?;
    print_forecast(page, progress)?;
    print_hardest(page, progress)
}

/// Pages with fewer columns have no room for bars.
const WIDE: usize = 60;

fn print_skill(page: &mut Page<'_>, it: &SkillProgress, bars: bool) -> io::Result<()> {
    let name = it.skill.as_str();
    let Some(mastery) = it.mastery else {
        let why = it.in_words();
        return if bars {
            page.raw(&format!("{name:<13} {} {why}", "·".repeat(BAR)))
        } else {
            page.text(&format!("{name}: {why}"))
        };
    };
    let told = format!(
        "{}%, between {} and {}: {}",
        whole_percent(mastery.mean),
        whole_percent(mastery.low),
        whole_percent(mastery.high),
        it.in_words()
    );
    if !bars {
        return page.text(&format!("{name}: {told}"));
    }
    let bar: String = (0..BAR)
        .map(|cell| {
            #[expect(clippy::cast_precision_loss, reason = "two dozen cells")]
            let middle = (cell as f64 + 0.5) / BAR as f64;
            if middle < mastery.low {
                '█'
            } else if middle <= mastery.high {
                '▓'
            } else {
                '·'
            }
        })
        .collect();
    page.raw(&format!("{name:<13} {bar} {told}"))
}

/// Marks over time as a line of blocks, and in words.
fn print_marks(page: &mut Page<'_>, days: &[DayMarks], bars: bool) -> io::Result<()> {
    page.blank()?;
    page.title("Marks over time")?;
    let period = Period::of_chart(days);
    let shares: Vec<u32> = grouped(days, period)
        .iter()
        .filter_map(share)
        .map(whole_percent)
        .collect();
    let blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let line: String = shares
        .iter()
        .map(|share| blocks[(*share as usize * (blocks.len() - 1) + 50) / 100])
        .collect();
    if bars {
        page.raw(&line)?;
    }
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Ok(());
    };
    let (Some(from), Some(to)) = (shares.first(), shares.last()) else {
        return Ok(());
    };
    if days.len() == 1 {
        let (on, awarded, available) = (first.on, first.awarded, first.available);
        return page.text(&format!("{on}: {awarded} of {available} marks."));
    }
    let name = period.name();
    let each = if bars {
        format!("; each block is a {name} with answers")
    } else {
        String::new()
    };
    page.text(&format!(
        "{from}% of the marks {}, {to}% {} ({} to {}){each}.",
        period.which("first"),
        period.which("latest"),
        first.on,
        last.on
    ))
}

fn print_week(page: &mut Page<'_>, progress: &Progress) -> io::Result<()> {
    page.blank()?;
    page.title("Due this week")?;
    for (index, day) in progress.week.iter().enumerate() {
        let name = match index {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            _ => day.on.strftime("%A").to_string(),
        };
        let due = match day.questions {
            0 => "nothing".to_owned(),
            some => format!(
                "{}, about {}",
                counted(some, "question"),
                counted(day.minutes, "minute")
            ),
        };
        page.raw(&format!("{name:<10} {due}"))?;
    }
    Ok(())
}

fn print_forecast(page: &mut Page<'_>, progress: &Progress) -> io::Result<()> {
    let Some(words) = progress.forecast_in_words(|on| on.to_string()) else {
        return Ok(());
    };
    page.blank()?;
    page.title(if progress.exam.is_some() {
        "On the day of the exam"
    } else {
        "In a month"
    })?;
    page.text(&words)?;
    match progress.predictions_in_words() {
        Some(words) => page.text(&words),
        None => Ok(()),
    }
}

fn print_hardest(page: &mut Page<'_>, progress: &Progress) -> io::Result<()> {
    if progress.hardest.is_empty() {
        return Ok(());
    }
    page.blank()?;
    page.title("Hardest questions")?;
    for (index, hard) in progress.hardest.iter().enumerate() {
        let label = format!("{:>2}. ", index + 1);
        let name = format!("{}/{}", hard.quiz, hard.question);
        let stem = hard.stem.as_deref().unwrap_or("no longer in the library");
        let share = whole_percent(hard.share);
        let answers = counted(hard.answers, "answer");
        let text = format!("{} ({name}; {share}% in {answers})", visible(stem));
        page.hanging(&label, &text, Look::Normal)?;
    }
    Ok(())
}
