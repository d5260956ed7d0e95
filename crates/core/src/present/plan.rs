//! What is asked today in revision, and why.

use super::block::{Block, Mark, Run, plain};
use crate::record::Day;
use crate::revision::{Candidate, Pick, Plan, Reason, whole_percent};
use crate::words::{counted, date};

/// How much there is today, and how far away the exam is: "5 questions, about 10 minutes. 30 days to
/// the exam."
pub fn headline(plan: &Plan, days_to_exam: Option<u32>) -> String {
    format!(
        "{}, about {}.{}",
        counted(plan.picks.len(), "question"),
        minutes(plan.seconds()),
        countdown(days_to_exam)
    )
}

/// Today's questions with why each is asked. `minutes_a_day` is what the student has set.
pub fn plan(
    plan: &Plan,
    candidates: &[Candidate],
    minutes_a_day: u32,
    days_to_exam: Option<u32>,
) -> Vec<Block> {
    let entry = |pick: &Pick| {
        let candidate = &candidates[pick.candidate];
        let (question, skill) = (&candidate.question, candidate.skill);
        vec![Run::Text(format!("{question} ({skill}): {}", why(pick)))]
    };
    let mut blocks = vec![
        Block::Heading(format!("Today: {}", headline(plan, days_to_exam))),
        Block::List(Mark::Count, plan.picks.iter().map(entry).collect()),
    ];
    let due = plan.picks.iter().filter(|pick| pick.is_due).count();
    if plan.due > due {
        blocks.push(plain(format!(
            "Due but not asked today: {}, because {} a day are not enough or another question of today gives the answer away.",
            counted(plan.due - due, "question"),
            counted(minutes_a_day, "minute")
        )));
    }
    blocks
}

fn why(pick: &Pick) -> String {
    let reason = match pick.reason {
        Reason::New => "new",
        Reason::Due => "due",
        Reason::Rested => "missed too often in a row; its explanation comes first",
        Reason::LastPass => "last pass before the exam",
        Reason::WeakSkill => "practice of a skill that is not secure",
    };
    match (pick.reason, pick.recall) {
        (Reason::New, _) | (_, None) => "new".to_owned(),
        (_, Some(recall)) => format!("{reason}, recall {}%", whole_percent(f64::from(recall))),
    }
}

/// Why there is nothing to ask, and what can be done. `next` is the next day with questions, and how
/// many; `None` if no question is due in the next weeks.
pub fn nothing_to_ask(
    plan: &Plan,
    candidates: &[Candidate],
    minutes_a_day: u32,
    days_to_exam: Option<u32>,
    next: Option<(Day, u32)>,
) -> Block {
    if candidates.is_empty() {
        return plain("No question of the library fits.");
    }
    // With less than a minute left no question fits in.
    if plan.used > 0 && plan.used + 60 >= minutes_a_day * 60 {
        return plain(format!(
            "You have done today's {}; with more minutes a day there is more.",
            counted(minutes_a_day, "minute")
        ));
    }
    match next {
        Some((day, questions)) => plain(format!(
            "Nothing more is due today. Next: {} on {}.{} You can practise any quiz at any time.",
            counted(questions, "question"),
            date(day.date()),
            countdown(days_to_exam)
        )),
        None => plain("Nothing is due in the next weeks."),
    }
}

fn countdown(days_to_exam: Option<u32>) -> String {
    match days_to_exam {
        None => String::new(),
        Some(0) => " The exam is today.".to_owned(),
        Some(1) => " The exam is tomorrow.".to_owned(),
        Some(days) => format!(" {} to the exam.", counted(days, "day")),
    }
}

fn minutes(seconds: u32) -> String {
    counted(seconds.div_ceil(60), "minute")
}
