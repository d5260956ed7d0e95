//! How a student stands: skills, marks over time, what is due, the forecast, the hardest questions.

use std::borrow::Cow;

use jiff::civil::Date;

use super::block::{Block, Column, Entry, Run, Table, plain};
use super::figure::{Chart, Day, Figure, Interval, Line};
use crate::progress::periods::{Period, grouped, share};
use crate::progress::{DayMarks, DueDay, Forecast, Hard, Progress, SkillProgress};
use crate::revision::{GOOD, Mastery, SECURE, Standing, whole_percent};
use crate::words::{counted, date, short_date};

/// A part of the page of progress.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// What it is called where it must be named in markup.
    pub id: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// What the figures mean, for those who want to know more; a paragraph each.
pub const MEANING: [&str; 5] = [
    "The share of marks to expect in a skill is worked out from the answers so far. No number of \
     answers makes it certain; so there are two bounds, and the true share lies between them with \
     a probability of 90%. The more answers, the closer the bounds. With too few there is no \
     figure at all.",
    "Old answers count for less: one from 30 days ago counts half as much as one from today, and \
     one from 60 days ago a quarter.",
    "A skill is secure when its share is above 60% with a probability of 95%. \
     “Needs work” may also mean that there is little to go by as yet.",
    "Predicted recall is the probability that a question answered before would be remembered on \
     that day, as the mean of all of them. It comes from a model of memory, which knows when each \
     was answered and how well. It is not a mark.",
    "Nothing here is a grade, and days in a row are not counted: a day off costs only what \
     is forgotten on it.",
];

/// How many rows the table of the forecast may have.
const ROWS_OF_FORECAST: usize = 12;

/// Whose progress it is, and of which day.
pub fn title(progress: &Progress) -> String {
    let on = date(progress.on);
    match &progress.student {
        Some(student) => format!("Progress of {student}, {on}"),
        None => format!("Progress, {on}"),
    }
}

/// The sections, those left out that have nothing to show.
pub fn sections(progress: &Progress) -> Vec<Section> {
    if progress.answers == 0 {
        return vec![nothing_yet(progress)];
    }
    let all = [
        Some(in_short(progress)),
        skills(progress),
        marks(progress),
        week(progress),
        forecast(progress),
        hardest(progress),
    ];
    all.into_iter().flatten().collect()
}

fn section(id: &'static str, heading: &'static str, blocks: Vec<Block>) -> Section {
    Section {
        id,
        heading,
        blocks,
    }
}

fn nothing_yet(progress: &Progress) -> Section {
    let mut blocks = vec![plain(
        "Nothing has been answered yet. After the first quiz, this shows how the skills stand, what is due, and what is likely to be remembered.",
    )];
    blocks.extend(progress.due_in_words().map(plain));
    blocks.extend(progress.exam_in_words().map(plain));
    section("short", "In short", blocks)
}

/// What matters most, a sentence each.
fn in_short(progress: &Progress) -> Section {
    let sentences = [
        progress.skills_in_words(),
        progress.due_in_words(),
        progress.exam_in_words(),
        Some(progress.seen_in_words()),
    ];
    let blocks = sentences.into_iter().flatten().map(plain).collect();
    section("short", "In short", blocks)
}

/// What may be shown of a skill; `None` where there is too little to go by.
fn shown(skill: &SkillProgress) -> Option<Mastery> {
    match skill.standing {
        Standing::TooFew => None,
        _ => skill.mastery,
    }
}

/// The bounds of an interval, on one line: "between 58 and 83%".
fn between(mastery: Mastery) -> String {
    range(mastery.low, mastery.high)
}

/// Two shares as bounds, on one line.
pub(super) fn range(low: f64, high: f64) -> String {
    let (low, high) = (whole_percent(low), whole_percent(high));
    format!("between\u{a0}{low}\u{a0}and\u{a0}{high}%")
}

pub(super) fn percent(share: f64) -> String {
    format!("{}%", whole_percent(share))
}

fn skills(progress: &Progress) -> Option<Section> {
    if progress.skills.is_empty() {
        return None;
    }
    let described = progress.skills.iter().map(|skill| match shown(skill) {
        Some(mastery) => format!(
            "{}: {}, {}",
            skill.skill,
            percent(mastery.mean),
            between(mastery)
        ),
        None => format!("{}: {}", skill.skill, skill.in_words()),
    });
    let described: Vec<String> = described.collect();
    let table = Table::on_screen(
        "Skills in figures",
        [
            Column::words("Skill"),
            Column::words("Standing"),
            Column::figures("Mean"),
            Column::words("Likely range"),
            Column::figures("Answers"),
        ],
        progress.skills.iter().map(skill_row).collect(),
    );
    let figure = Figure {
        id: "skills".into(),
        title: Cow::Borrowed("The share of marks to expect in each skill"),
        description: format!("{}.", described.join("; ")),
        caption: format!(
            "The share of marks to expect in each skill, and the range in which it lies with a probability of 90%. A skill is secure when all of its range is at {} or more. It needs work when it is not secure and all of its range is below {}; otherwise it is too early to say.",
            percent(SECURE),
            percent(GOOD)
        ),
        chart: Some(Chart::Intervals(
            progress.skills.iter().map(interval).collect(),
        )),
    };
    let blocks = vec![Block::Figure(figure, Some(table))];
    Some(section("skills", "Skills", blocks))
}

fn interval(skill: &SkillProgress) -> Interval {
    Interval {
        label: skill.skill.to_string(),
        bounds: shown(skill).map(|mastery| (mastery.low, mastery.mean, mastery.high)),
        threshold: Some(SECURE),
        is_above: skill.standing == Standing::Secure,
        text: match shown(skill) {
            Some(mastery) => format!(
                "{}, {}: {}",
                percent(mastery.mean),
                between(mastery),
                skill.in_words()
            ),
            None => skill.in_words(),
        },
    }
}

fn skill_row(skill: &SkillProgress) -> Vec<Entry> {
    let (mean, bounds) = match shown(skill) {
        Some(mastery) => (percent(mastery.mean), between(mastery)),
        None => ("–".to_owned(), "–".to_owned()),
    };
    cells([
        skill.skill.to_string(),
        skill.in_words(),
        mean,
        bounds,
        skill.answers.to_string(),
    ])
}

pub(super) fn cells<const COUNT: usize>(texts: [String; COUNT]) -> Vec<Entry> {
    texts
        .into_iter()
        .map(|text| vec![Run::Text(text)])
        .collect()
}

/// The marks over time; nothing where there were none to get.
fn marks(progress: &Progress) -> Option<Section> {
    let period = Period::of_chart(&progress.days);
    let points: Vec<(Date, f64)> = grouped(&progress.days, period)
        .iter()
        .filter_map(|marks| Some((marks.on, share(marks)?)))
        .collect();
    let (first, last) = (points.first()?, points.last()?);
    let name = period.name();
    let ends = if points.len() > 1 {
        format!(
            "It was {} {}, and {} {}",
            percent(first.1),
            period.which("first"),
            percent(last.1),
            period.which("latest")
        )
    } else {
        format!("It was {}", percent(first.1))
    };
    let figure = Figure {
        id: "marks".into(),
        title: Cow::Owned(format!("The share of marks by {name}")),
        description: format!("{ends}."),
        caption: format!(
            "The share of the available marks that the answers of each {name} earned. {ends}."
        ),
        // A single dot shows nothing that the caption does not say.
        chart: (points.len() > 1).then(|| Chart::Lines(vec![Line { name: "", points }])),
    };
    let blocks = vec![Block::Figure(figure, Some(marks_table(&progress.days)))];
    Some(section("marks", "Marks over time", blocks))
}

fn marks_table(days: &[DayMarks]) -> Table {
    let period = Period::of_table(days);
    let row = |marks: &DayMarks| {
        cells([
            first_day(period, marks.on),
            share(marks).map_or_else(|| "–".to_owned(), percent),
            format!("{} of {}", marks.awarded, marks.available),
            marks.answers.to_string(),
        ])
    };
    Table::on_screen(
        format!("Marks by {}", period.name()),
        [
            Column::words(period.head()),
            Column::figures("Share"),
            Column::figures("Marks"),
            Column::figures("Answers"),
        ],
        grouped(days, period).iter().map(row).collect(),
    )
}

/// The period that starts on a day, as the head of a row.
fn first_day(period: Period, start: Date) -> String {
    match period {
        Period::Day | Period::Week => short_date(start),
        Period::Month => start.strftime("%b\u{a0}%Y").to_string(),
    }
}

/// What is due; nothing where nothing is known about it.
fn week(progress: &Progress) -> Option<Section> {
    if progress.week.is_empty() {
        return None;
    }
    let sum = |of: fn(&DueDay) -> u32| progress.week.iter().map(|day| u64::from(of(day))).sum();
    let (questions, minutes): (u64, u64) = (sum(|day| day.questions), sum(|day| day.minutes));
    if questions == 0 {
        let nothing = plain("Nothing is due today or on the next six days.");
        return Some(section("week", "Due this week", vec![nothing]));
    }
    let all = format!(
        "{} today and on the next six days, about {} in all",
        counted(questions, "question"),
        counted(minutes.max(1), "minute")
    );
    let row = |day: &DueDay| {
        cells([
            day.on.strftime("%A %-d\u{a0}%B").to_string(),
            day.questions.to_string(),
            day.minutes.to_string(),
        ])
    };
    let table = Table::on_screen(
        "Due on each day",
        [
            Column::words("Day"),
            Column::figures("Questions"),
            Column::figures("Minutes"),
        ],
        progress.week.iter().map(row).collect(),
    );
    let figure = Figure {
        id: "week".into(),
        title: Cow::Borrowed("Questions due on each day"),
        description: format!("{all}."),
        caption: format!("How many questions are due on each day: {all}."),
        chart: Some(Chart::Days(
            progress.week.iter().enumerate().map(due_day).collect(),
        )),
    };
    let blocks = vec![Block::Figure(figure, Some(table))];
    Some(section("week", "Due this week", blocks))
}

fn due_day((days_from_now, day): (usize, &DueDay)) -> Day {
    Day {
        name: match days_from_now {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            _ => day.on.strftime("%A").to_string(),
        },
        short_name: match days_from_now {
            0 => "today".to_owned(),
            _ => day.on.strftime("%a").to_string(),
        },
        count: day.questions,
        text: match day.questions {
            0 => "nothing".to_owned(),
            questions => format!(
                "{}, about {}",
                counted(questions, "question"),
                counted(day.minutes, "minute")
            ),
        },
    }
}

/// What will be remembered; nothing where there is no forecast.
fn forecast(progress: &Progress) -> Option<Section> {
    let words = progress.forecast_in_words()?;
    let heading = match progress.exam {
        Some(exam) if exam.days_left > 0 => "Forecast to the exam",
        _ => "Forecast",
    };
    let predictions = progress.predictions_in_words().map(plain);
    let mut blocks = Vec::new();
    if progress.forecast.last()?.is_too_early() {
        blocks.push(plain(words));
        blocks.extend(predictions);
        return Some(section("forecast", heading, blocks));
    }
    let points = |share: fn(&Forecast) -> f64| {
        let days = progress.forecast.iter();
        days.map(|day| (day.on, share(day))).collect()
    };
    let lines = vec![
        Line {
            name: "with revision",
            points: points(|day| day.with.share),
        },
        Line {
            name: "without revision",
            points: points(|day| day.without.share),
        },
    ];
    blocks.extend(predictions);
    let figure = Figure {
        id: "forecast".into(),
        title: Cow::Borrowed("Predicted recall, with revision and without"),
        description: words.clone(),
        caption: format!("{words} In brackets are the bounds with a probability of 90%."),
        // A single day is no line; the caption says what it has.
        chart: (progress.forecast.len() > 1).then_some(Chart::Lines(lines)),
    };
    let table = forecast_table(&progress.forecast);
    blocks.insert(0, Block::Figure(figure, Some(table)));
    Some(section("forecast", heading, blocks))
}

fn forecast_table(days: &[Forecast]) -> Table {
    let row = |day: &Forecast| {
        cells([
            short_date(day.on),
            percent(day.with.share),
            percent(day.without.share),
        ])
    };
    Table::on_screen(
        "Predicted recall",
        [
            Column::words("Day"),
            Column::figures("With revision"),
            Column::figures("Without"),
        ],
        thinned(days).into_iter().map(row).collect(),
    )
}

/// No more days than the table has rows, evenly spread, the first and the last among them.
fn thinned(days: &[Forecast]) -> Vec<&Forecast> {
    let rows = days.len().min(ROWS_OF_FORECAST);
    let steps = rows.saturating_sub(1).max(1);
    (0..rows)
        .map(|row| &days[row * (days.len() - 1) / steps])
        .collect()
}

/// The questions that went worst; nothing where there are none.
fn hardest(progress: &Progress) -> Option<Section> {
    if progress.hardest.is_empty() {
        return None;
    }
    let table = Table::on_screen(
        "The questions that got the smallest share of their marks",
        [
            Column::words("Question"),
            Column::words("Skill"),
            Column::figures("Share"),
            Column::figures("Answers"),
            Column::words("Last answered"),
        ],
        progress.hardest.iter().map(hard_row).collect(),
    );
    let blocks = vec![Block::Table(table)];
    Some(section("hardest", "Hardest questions", blocks))
}

fn hard_row(hard: &Hard) -> Vec<Entry> {
    let name = format!("{}/{}", hard.quiz, hard.question);
    let question = match &hard.stem {
        Some(stem) => vec![Run::Text(stem.clone()), Run::Break, Run::Quiet(name)],
        None => vec![Run::Quiet(name)],
    };
    let mut row = vec![question];
    row.extend(cells([
        hard.skill.to_string(),
        percent(hard.share),
        hard.answers.to_string(),
        short_date(hard.last),
    ]));
    row
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::thinned;
    use crate::progress::Forecast;
    use crate::revision::Estimate;

    fn sure(share: f64) -> Estimate {
        Estimate {
            share,
            low: share,
            high: share,
        }
    }

    #[test]
    fn a_long_forecast_is_thinned_to_twelve_days_and_keeps_its_ends() {
        let days: Vec<Forecast> = date(2026, 11, 23)
            .series(jiff::ToSpan::day(1))
            .take(179)
            .map(|on| Forecast {
                on,
                without: sure(0.4),
                with: sure(0.8),
            })
            .collect();
        let rows = thinned(&days);
        assert_eq!(rows.len(), 12);
        assert_eq!((rows[0], rows[11]), (&days[0], &days[178]));
        assert_eq!(thinned(&days[..1]).len(), 1);
        assert_eq!(thinned(&days[..0]).len(), 0);
        assert_eq!(thinned(&days[..5]).len(), 5);
    }
}
