//! The sections of the page, each with its chart, the chart in words, and its table.

use jiff::civil::Date;
use maud::{Markup, html};

use super::charts;
use super::drawing::Named;
use super::markup::{Column, cells, figure, paragraph, section, table};
use super::words::{allowed, between, long, percent, short, shown, weekday};
use sourcework_core::progress::periods::{self, Period, grouped};
use sourcework_core::progress::{DueDay, Forecast, Hard, Progress, SkillProgress};
use sourcework_core::words::counted_as;

/// How many rows the table of the forecast may have.
const ROWS_OF_FORECAST: usize = 12;

/// What matters most, a sentence each.
pub(super) fn in_short(progress: &Progress) -> Markup {
    let mut sentences = Vec::new();
    sentences.extend(progress.skills_in_words());
    sentences.extend(progress.due_in_words());
    sentences.extend(progress.exam_in_words(long));
    sentences.push(progress.seen_in_words());
    let inside = html! { @for words in &sentences { (paragraph(words)) } };
    section("short", "In short", &inside)
}

/// The skills; nothing where there are none.
pub(super) fn skills(progress: &Progress) -> Option<Markup> {
    if progress.skills.is_empty() {
        return None;
    }
    let told = |skill: &SkillProgress| match shown(skill) {
        Some(interval) => format!(
            "{}: {}, {}",
            skill.skill,
            percent(interval.mean),
            between(interval)
        ),
        None => format!("{}: {}", skill.skill, skill.in_words()),
    };
    let description: Vec<String> = progress.skills.iter().map(told).collect();
    let named = Named {
        id: "skills-chart",
        title: "The share of marks to expect in each skill",
        description: &format!("{}.", description.join("; ")),
    };
    let chart = charts::skills(&named, &progress.skills);
    let secure = percent(charts::SECURE);
    let caption = format!(
        "The share of marks to expect in each skill. The line through a dot shows how sure that \
         is: the true share lies on it with a probability of {}. A skill is secure (a full dot) \
         when its whole line is beyond the dashed line at {secure}. It needs work when it is not \
         secure and its whole line is below {}; else it is too early to say.",
        percent(0.9),
        percent(0.85)
    );
    let rows: Vec<Vec<Markup>> = progress.skills.iter().map(skill_row).collect();
    let columns = [
        Column::Words("Skill"),
        Column::Words("Standing"),
        Column::Figures("Mean"),
        Column::Words("Likely range"),
        Column::Figures("Answers"),
    ];
    let table = table("skills", "Skills in figures", &columns, &rows);
    let inside = html! { (figure(chart.as_ref(), &caption)) (table) };
    Some(section("skills", "Skills", &inside))
}

fn skill_row(skill: &SkillProgress) -> Vec<Markup> {
    let (mean, bounds) = match shown(skill) {
        Some(interval) => (percent(interval.mean), between(interval)),
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

/// The marks over time; nothing where there were none to get.
pub(super) fn marks(progress: &Progress) -> Option<Markup> {
    let period = Period::of_chart(&progress.days);
    let points: Vec<(Date, f64)> = grouped(&progress.days, period)
        .iter()
        .filter_map(|marks| Some((marks.on, periods::share(marks)?)))
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
    let named = Named {
        id: "marks-chart",
        title: &format!("The share of marks by {name}"),
        description: &format!("{ends}."),
    };
    // A single dot shows nothing that its caption does not say.
    let chart = (points.len() > 1)
        .then(|| charts::marks(&named, &points))
        .flatten();
    let caption = format!(
        "Of the marks that the answers of a {name} could have got, the share that they got. \
         {ends}."
    );
    let inside = html! { (figure(chart.as_ref(), &caption)) (marks_table(progress)) };
    Some(section("marks", "Marks over time", &inside))
}

fn marks_table(progress: &Progress) -> Markup {
    let period = Period::of_table(&progress.days);
    let rows: Vec<Vec<Markup>> = grouped(&progress.days, period)
        .iter()
        .map(|marks| {
            cells([
                first_day(period, marks.on),
                periods::share(marks).map_or_else(|| "–".to_owned(), percent),
                format!("{} of {}", marks.awarded, marks.available),
                marks.answers.to_string(),
            ])
        })
        .collect();
    let columns = [
        Column::Words(period.head()),
        Column::Figures("Share"),
        Column::Figures("Marks"),
        Column::Figures("Answers"),
    ];
    let caption = format!("Marks by {}", period.name());
    table("marks", &caption, &columns, &rows)
}

/// The period that starts on a day, as the head of a row.
fn first_day(period: Period, start: Date) -> String {
    match period {
        Period::Day | Period::Week => short(start),
        Period::Month => start.strftime("%b\u{a0}%Y").to_string(),
    }
}

/// What is due; nothing where nothing is known of it.
pub(super) fn week(progress: &Progress) -> Option<Markup> {
    if progress.week.is_empty() {
        return None;
    }
    let sum = |of: fn(&DueDay) -> u32| progress.week.iter().map(|day| u64::from(of(day))).sum();
    let (questions, minutes): (u64, u64) = (sum(|day| day.questions), sum(|day| day.minutes));
    if questions == 0 {
        let nothing = paragraph("Nothing is due today or on the next six days.");
        return Some(section("week", "Due this week", &nothing));
    }
    let all = format!(
        "{} today and on the next six days, about {} in all",
        counted_as(questions, "question", "questions"),
        counted_as(minutes.max(1), "minute", "minutes")
    );
    let named = Named {
        id: "week-chart",
        title: "Questions due on each day",
        description: &format!("{all}."),
    };
    let chart = charts::week(&named, progress.on, &progress.week);
    let caption = format!("How many questions are due on each day: {all}.");
    let row = |day: &DueDay| {
        cells([
            weekday(day.on),
            day.questions.to_string(),
            day.minutes.to_string(),
        ])
    };
    let rows: Vec<Vec<Markup>> = progress.week.iter().map(row).collect();
    let columns = [
        Column::Words("Day"),
        Column::Figures("Questions"),
        Column::Figures("Minutes"),
    ];
    let table = table("week", "Due on each day", &columns, &rows);
    let inside = html! { (figure(chart.as_ref(), &caption)) (table) };
    Some(section("week", "Due this week", &inside))
}

/// What will be remembered; nothing where there is no forecast.
pub(super) fn forecast(progress: &Progress) -> Option<Markup> {
    let words = progress.forecast_in_words(long)?;
    let heading = match progress.exam {
        Some(exam) if exam.days_left > 0 => "Forecast to the exam",
        _ => "Forecast",
    };
    let predictions = progress.predictions_in_words();
    let predictions = html! { @if let Some(words) = predictions { (paragraph(&words)) } };
    if progress.forecast.last()?.is_too_early() {
        let inside = html! { (paragraph(&words)) (predictions) };
        return Some(section("forecast", heading, &inside));
    }
    let named = Named {
        id: "forecast-chart",
        title: "Predicted recall, with revision and without",
        description: &words,
    };
    // A single day is no line; the caption says what it has.
    let chart = (progress.forecast.len() > 1)
        .then(|| charts::forecast(&named, &progress.forecast))
        .flatten();
    let caption = format!(
        "{words} The solid line is with revision, the dashed one without; in brackets are the \
         bounds with a probability of {}.",
        percent(0.9)
    );
    let row = |day: &Forecast| {
        cells([
            short(day.on),
            percent(day.with.share),
            percent(day.without.share),
        ])
    };
    let rows: Vec<Vec<Markup>> = thinned(&progress.forecast).into_iter().map(row).collect();
    let columns = [
        Column::Words("Day"),
        Column::Figures("With revision"),
        Column::Figures("Without"),
    ];
    let table = table("forecast", "Predicted recall", &columns, &rows);
    let inside = html! { (figure(chart.as_ref(), &caption)) (predictions) (table) };
    Some(section("forecast", heading, &inside))
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
pub(super) fn hardest(progress: &Progress) -> Option<Markup> {
    if progress.hardest.is_empty() {
        return None;
    }
    let rows: Vec<Vec<Markup>> = progress.hardest.iter().map(hard_row).collect();
    let columns = [
        Column::Words("Question"),
        Column::Words("Skill"),
        Column::Figures("Share"),
        Column::Figures("Answers"),
        Column::Words("Last answered"),
    ];
    let caption = "The questions that got the smallest share of their marks";
    let table = table("hardest", caption, &columns, &rows);
    Some(section("hardest", "Hardest questions", &table))
}

fn hard_row(hard: &Hard) -> Vec<Markup> {
    let id = html! { bdi { (allowed(&hard.quiz)) } ", " bdi { (allowed(&hard.question)) } };
    let question = match &hard.stem {
        Some(stem) => html! {
            span class="stem" { bdi { (allowed(stem)) } } " " span class="id" { (id) }
        },
        None => html! { span class="stem" { (id) } },
    };
    let mut row = vec![question];
    row.extend(cells([
        hard.skill.to_string(),
        percent(hard.share),
        hard.answers.to_string(),
        short(hard.last),
    ]));
    row
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::thinned;
    use sourcework_core::progress::Forecast;
    use sourcework_core::revision::Estimate;

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
