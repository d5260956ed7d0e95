//! Progress made up by hand.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use sourcework_core::progress::{DayMarks, DueDay, Exam, Forecast, Hard, Progress, SkillProgress};
use sourcework_core::quiz::Skill;
use sourcework_core::revision::{Estimate, Mastery, Reliability, Standing};

pub const TODAY: Date = date(2026, 11, 23);

/// Before the first answer.
pub fn empty() -> Progress {
    Progress {
        version: 1,
        on: TODAY,
        student: None,
        exam: None,
        attempts: 0,
        answers: 0,
        questions_seen: 0,
        questions_unseen: 40,
        skills: Vec::new(),
        days: Vec::new(),
        week: Vec::new(),
        forecast: Vec::new(),
        predictions: None,
        hardest: Vec::new(),
    }
}

/// Ten skills, 150 days, an exam, ten hard questions, and words that would like to be markup.
pub fn full() -> Progress {
    let exam = date(2027, 5, 20);
    Progress {
        student: Some("Zoë <O'Hara> & \"Co\"".to_owned()),
        exam: Some(Exam {
            on: exam,
            days_left: 178,
        }),
        attempts: 96,
        answers: 1204,
        questions_seen: 310,
        questions_unseen: 52,
        skills: skills(),
        days: days(150),
        week: week([12, 9, 0, 14, 7, 3, 21]),
        forecast: forecast(178),
        predictions: Some(predictions()),
        hardest: hardest(),
        ..empty()
    }
}

pub fn skills() -> Vec<SkillProgress> {
    let skill = |(at, skill): (usize, &Skill)| {
        let mean = 0.35 + 0.055 * at as f64;
        let width = 0.16 - 0.01 * at as f64;
        let answers = if at == 3 { 3 } else { 20 + 11 * at as u32 };
        let standing = match at {
            3 => Standing::TooFew,
            _ if mean - width > 0.6 => Standing::Secure,
            _ => Standing::NeedsWork,
        };
        SkillProgress {
            skill: *skill,
            answers,
            mastery: Some(Mastery {
                mean,
                low: mean - width,
                high: mean + width * 0.9,
                answers,
                standing,
            }),
            standing,
        }
    };
    Skill::ALL.iter().enumerate().map(skill).collect()
}

pub fn days(count: usize) -> Vec<DayMarks> {
    let first = TODAY.saturating_sub((count as i64 - 1).days());
    let day = |(at, on): (usize, Date)| DayMarks {
        on,
        answers: 5 + at as u32 % 7,
        awarded: 9 + at as u32 / 20 + (at as u32 * 7) % 5,
        available: 24,
    };
    first
        .series(1.day())
        .take(count)
        .enumerate()
        .map(day)
        .collect()
}

pub fn week(questions: [u32; 7]) -> Vec<DueDay> {
    let day = |(on, questions)| DueDay {
        on,
        questions,
        minutes: questions * 7 / 6,
    };
    TODAY.series(1.day()).zip(questions).map(day).collect()
}

/// An estimate with bounds 8 points away.
pub fn about(share: f64) -> Estimate {
    Estimate {
        share,
        low: share - 0.08,
        high: share + 0.08,
    }
}

/// Of 143 repeats 87 per cent were to be right, and 59 per cent were.
pub fn predictions() -> Reliability {
    Reliability {
        answers: 143,
        predicted: 0.87,
        observed: 0.59,
        low: 0.52,
        high: 0.66,
        contradicts: true,
        later: None,
    }
}

/// The days of a forecast as they are told: about a dozen of them.
pub fn forecast(days: i64) -> Vec<Forecast> {
    let day = |at: i64| Forecast {
        on: TODAY.saturating_add(at.days()),
        without: about(0.9 / (1.0 + at as f64 / 90.0).powf(0.8)),
        with: about(0.9 - 0.06 * (at as f64 / 12.0).sin().abs()),
    };
    let mut all: Vec<Forecast> = (0..=days).step_by(15).map(day).collect();
    if days % 15 != 0 {
        all.push(day(days));
    }
    all
}

pub fn hardest() -> Vec<Hard> {
    let stems = [
        Some("<script>alert(\"x\")</script> Who is ‘the people’ in line 3, & who's not?"),
        Some("Which two details show that the writer was not at the meeting himself?"),
        None,
        Some("What would you ask the writer next, and which other source could answer it?"),
        Some("Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        Some("מי כתב את המכתב?"),
        Some("Put the events in order."),
        Some("Why was the poster made?"),
        Some("How useful is Source B for an enquiry into the strike of 1926?"),
        Some("Which words are loaded?"),
    ];
    let hard = |(at, stem): (usize, Option<&str>)| Hard {
        quiz: "general-strike-1926".to_owned(),
        question: format!("q{}", at + 1),
        stem: stem.map(str::to_owned),
        skill: Skill::ALL[at],
        answers: 4 + at as u32,
        share: 0.08 + 0.04 * at as f64,
        last: date(2026, 10, 3),
    };
    stems.into_iter().enumerate().map(hard).collect()
}
