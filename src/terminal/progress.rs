//! How a student stands, printed.

use std::io;

use super::page::{Look, Page};
use super::{counted, visible};
use sourcework_core::progress::{DayMarks, Progress, SkillProgress};
use sourcework_core::revision::Standing;

/// The columns of a bar.
const BAR: usize = 24;

/// The most points of the line of marks.
const POINTS: usize = 40;

/// Prints how a student stands; with bars where there is room, and nobody wants plain lines.
pub fn print_progress(page: &mut Page<'_>, progress: &Progress, plain: bool) -> io::Result<()> {
    page.title(&format!("Progress on {}", progress.on))?;
    if progress.answers == 0 {
        return page.text("Nothing has been answered yet. `sourcework take QUIZ` begins, and `sourcework revise` shows what is due.");
    }
    page.text(&format!(
        "{} in {}; {} of {} questions seen.",
        counted(progress.answers, "answer"),
        counted(progress.attempts, "attempt"),
        progress.questions_seen,
        progress.questions_seen + progress.questions_unseen
    ))?;
    if let Some(exam) = progress.exam {
        page.text(&match exam.days_left {
            0 => "The exam is today.".to_owned(),
            left => format!(
                "{} to the exam on {}.",
                counted(u64::from(left), "day"),
                exam.on
            ),
        })?;
    }
    page.blank()?;
    let (all, few) = (
        progress.skills.len(),
        progress.standing_so(Standing::TooFew),
    );
    let weak = progress.standing_so(Standing::NeedsWork);
    page.title(&format!(
        "Skills: {weak} of {all} need work; {few} with too few answers to tell"
    ))?;
    let bars = !plain && page.width() >= WIDE;
    for skill in &progress.skills {
        print_skill(page, skill, bars)?;
    }
    if bars {
        page.look(
            Look::Faint,
            "▓ is the range in which your skill lies with 90 % certainty. Secure: at least 60 % almost certainly.",
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
        let why = match it.answers {
            0 => "not tested yet".to_owned(),
            few => format!("too few answers ({few}) to tell"),
        };
        return if bars {
            page.raw(&format!("{name:<13} {} {why}", "·".repeat(BAR)))
        } else {
            page.text(&format!("{name}: {why}"))
        };
    };
    let percent = |share: f64| format!("{:.0}", share * 100.0);
    let standing = match it.standing {
        Standing::Secure => "secure",
        Standing::NeedsWork | Standing::TooFew => "needs work",
    };
    let told = format!(
        "{} %, between {} and {}: {standing}",
        percent(mastery.mean),
        percent(mastery.low),
        percent(mastery.high)
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
    let size = days.len().div_ceil(POINTS).max(1);
    let shares: Vec<u32> = days.chunks(size).filter_map(share).collect();
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
    let each = match (bars, size) {
        (false, _) => String::new(),
        (true, 1) => "; each block is a day with answers".to_owned(),
        (true, more) => format!("; each block is {more} days with answers"),
    };
    page.text(&format!(
        "From {from} % of the marks ({}) to {to} % ({}){each}.",
        first.on, last.on
    ))
}

/// The per cent of the marks of some days, at most 100 even where a record that somebody has
/// changed awards more than there are; `None` where there were none to earn.
fn share(days: &[DayMarks]) -> Option<u32> {
    let sum = |of: fn(&DayMarks) -> u32| days.iter().map(|day| u64::from(of(day))).sum::<u64>();
    let (awarded, available) = (sum(|day| day.awarded), sum(|day| day.available));
    let share = (awarded * 100).checked_div(available)?.min(100);
    Some(u32::try_from(share).expect("100 fits in 32 bits"))
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
                counted(u64::from(some), "question"),
                counted(u64::from(day.minutes), "minute")
            ),
        };
        page.raw(&format!("{name:<10} {due}"))?;
    }
    Ok(())
}

fn print_forecast(page: &mut Page<'_>, progress: &Progress) -> io::Result<()> {
    let Some(last) = progress.forecast.last() else {
        return Ok(());
    };
    page.blank()?;
    page.title(if progress.exam.is_some() {
        "On the day of the exam"
    } else {
        "In a month"
    })?;
    page.text(&format!(
        "Of what you have answered so far you are likely to remember {:.0} % on {} if you follow the plan, {:.0} % if you revise nothing more.",
        last.with * 100.0,
        last.on,
        last.without * 100.0
    ))
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
        let share = hard.share * 100.0;
        let answers = counted(u64::from(hard.answers), "answer");
        let text = format!("{} ({name}; {share:.0} % in {answers})", visible(stem));
        page.hanging(&label, &text, Look::Normal)?;
    }
    Ok(())
}
