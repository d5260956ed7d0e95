//! Gathering how a student stands from the fold of the answers and the plan.

use super::{DayMarks, DueDay, Exam, Forecast, Hard, Progress, SkillProgress, VERSION};
use crate::quiz::Skill;
use crate::revision::{Candidate, Item, Ledger, Request, Standing, forecast};

/// How many days are looked ahead where there is no exam.
const AHEAD: u32 = 30;

/// The most days that are looked ahead: two school years.
const FURTHEST: u32 = 730;

/// How many of the hardest questions are listed.
const HARDEST: usize = 10;

/// How the student stands, with the stems of the hardest questions still to be filled in.
pub fn gather(candidates: &[Candidate], ledger: &Ledger, request: &Request) -> Progress {
    let today = request.today;
    let exam = match request.exam {
        Some(exam) if exam >= today => Some(Exam {
            on: exam.date(),
            days_left: exam.since(today),
        }),
        _ => None,
    };
    let seen = |it: &&Candidate| {
        let item = ledger.items.get(&it.question);
        item.is_some_and(|item| item.content == it.content)
    };
    let questions_seen = candidates.iter().filter(seen).count();
    let ahead = exam.map_or(AHEAD, |exam| exam.days_left.min(FURTHEST));
    let expected = forecast(candidates, ledger, request, ahead.max(7) + 1);
    let week = expected.iter().take(7).map(|day| DueDay {
        on: day.day.date(),
        questions: day.questions,
        minutes: day.seconds.div_ceil(60),
    });
    let until = today.plus(i32::try_from(ahead).expect("`ahead` is at most `FURTHEST`"));
    let to_come = expected.iter().filter(|day| day.day <= until);
    let to_come = to_come.filter_map(|day| {
        let (without, with) = day.recall?;
        Some(Forecast {
            on: day.day.date(),
            without,
            with,
        })
    });
    let days = ledger.days.iter().map(|(day, marks)| DayMarks {
        on: day.date(),
        answers: marks.answers,
        awarded: marks.awarded,
        available: marks.available,
    });
    Progress {
        version: VERSION,
        on: today.date(),
        student: None,
        exam,
        attempts: ledger.attempts,
        answers: ledger.answers,
        questions_seen,
        questions_unseen: candidates.len() - questions_seen,
        skills: Skill::ALL
            .iter()
            .map(|skill| of_skill(*skill, ledger, today.0))
            .collect(),
        days: days.collect(),
        week: week.collect(),
        forecast: to_come.collect(),
        predictions: ledger.predictions.reliability(),
        hardest: hardest(ledger),
    }
}

fn of_skill(skill: Skill, ledger: &Ledger, today: i32) -> SkillProgress {
    let evidence = ledger.evidence(skill);
    let mastery = evidence.mastery(today);
    let standing = mastery.map_or(Standing::TooFew, |it| it.standing);
    SkillProgress {
        skill,
        answers: evidence.answers(),
        mastery: mastery.filter(|_| standing != Standing::TooFew),
        standing,
    }
}

/// The questions that earned least; with few answers a question is not called hard as easily,
/// which is what one right and one wrong answer more for each do.
fn hardest(ledger: &Ledger) -> Vec<Hard> {
    let shrunk = |item: &Item| (item.shares + 1.0) / (f64::from(item.reviews) + 2.0);
    let good = f64::from(ledger.rules.bands.good()) / 100.0;
    let mut items: Vec<(f64, &String, &Item)> = ledger
        .items
        .iter()
        .filter(|(_, item)| item.shares < good * f64::from(item.reviews))
        .map(|(question, item)| (shrunk(item), question, item))
        .collect();
    let order = |a: &(f64, &String, &Item), b: &(f64, &String, &Item)| {
        a.0.total_cmp(&b.0).then_with(|| a.1.cmp(b.1))
    };
    if items.len() > HARDEST {
        items.select_nth_unstable_by(HARDEST, order);
        items.truncate(HARDEST);
    }
    items.sort_by(order);
    let hard = |(_, name, item): (f64, &String, &Item)| {
        let (quiz, question) = name.split_once('/').unwrap_or(("", name));
        Hard {
            quiz: quiz.to_owned(),
            question: question.to_owned(),
            stem: None,
            skill: item.skill,
            answers: item.reviews,
            share: item.shares / f64::from(item.reviews.max(1)),
            last: item.last.date(),
        }
    };
    items.into_iter().map(hard).collect()
}
