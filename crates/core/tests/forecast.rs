//! Whether the forecast agrees with what happens: many simulated students whose true recall is
//! known.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use sourcework_core::attempt::Mode;
use sourcework_core::identity::ContentHash;
use sourcework_core::marking::Basis;
use sourcework_core::quiz::Skill;
use sourcework_core::record::{AttemptNumber, Day, Outcome, Review};
use sourcework_core::revision::{
    Candidate, Estimate, Ledger, Plan, Request, Rules, Shown, forecast, plan,
};

#[path = "../../../benches/students/mod.rs"]
#[allow(dead_code)]
mod students;

use students::Student;

const TODAY: Day = Day(20_000);
const STUDENTS: u64 = 500;

fn library(count: usize) -> Vec<Candidate> {
    let one = |number: usize| Candidate {
        question: format!("quiz/question-{number}"),
        content: ContentHash((number as u128).to_be_bytes()),
        skill: Skill::ALL[number % Skill::ALL.len()],
        extracts: vec!["source/a".to_owned()],
        shows: vec![Shown {
            extract: 0,
            start: number as u32 * 20,
            end: number as u32 * 20 + 12,
        }],
        seconds: 60,
    };
    (0..count).map(one).collect()
}

fn request(today: Day) -> Request {
    Request {
        today,
        exam: Some(TODAY.plus(56)),
        minutes: 15,
        retention: 0.9,
        seed: 7,
    }
}

fn answer(
    ledger: &mut Ledger,
    candidates: &[Candidate],
    plan: &Plan,
    day: Day,
    student: &mut Student,
) {
    let reviews = plan.picks.iter().map(|pick| {
        let candidate = &candidates[pick.candidate];
        Review {
            question: candidate.question.clone(),
            content: candidate.content,
            skill: candidate.skill,
            awarded: u32::from(student.answer(pick.candidate, day.0)),
            available: 1,
            basis: Basis::Exact,
            day,
            seconds: candidate.seconds,
        }
    });
    let at = i64::from(day.0) * 86_400_000;
    ledger.add(Outcome {
        attempt: AttemptNumber(1),
        quiz: "revision".to_owned(),
        mode: Mode::Practice,
        began: at,
        last: at,
        day,
        ended: Some(at),
        answered: plan.picks.len() as u32,
        questions: plan.picks.len() as u32,
        awarded: 0,
        available: 0,
        waiting: 0,
        reviews: reviews.collect(),
    });
}

/// The forecast for the day of the exam, without and with revision, after 100 repeats.
fn after_a_hundred(recall: f64, seed: u64) -> (Estimate, Estimate) {
    let candidates = library(60);
    let mut student = Student::constant(recall, candidates.len(), seed);
    let mut ledger = Ledger::new(Rules::default());
    let mut today = TODAY;
    while ledger.calibration.answers() < 100 {
        let made = plan(&candidates, &ledger, &request(today));
        answer(&mut ledger, &candidates, &made, today, &mut student);
        today = today.plus(1);
    }
    let request = request(today);
    let days = request.exam.unwrap().since(today) + 1;
    let expected = forecast(&candidates, &ledger, &request, days);
    expected.last().unwrap().recall.unwrap()
}

/// The mean error, and the share of intervals that cover the truth.
fn judged(recall: f64, estimates: &[Estimate]) -> (f64, f64) {
    let count = estimates.len() as f64;
    let error = estimates.iter().map(|it| it.mean - recall).sum::<f64>() / count;
    let covers = estimates
        .iter()
        .filter(|it| (it.low..=it.high).contains(&recall))
        .count();
    (error, covers as f64 / count)
}

#[test]
fn the_forecast_is_right_on_the_mean_and_its_interval_covers_nine_in_ten() {
    for recall in [0.3, 0.5, 0.7, 0.9] {
        let seeds = seeds(recall);
        let each: Vec<_> = seeds.map(|seed| after_a_hundred(recall, seed)).collect();
        let (without, with): (Vec<_>, Vec<_>) = each.into_iter().unzip();
        for (name, estimates) in [("with", with), ("without", without)] {
            let (error, covers) = judged(recall, &estimates);
            println!(
                "true {recall}, {name} revision: error {:+.1} points, {:.1} % covered",
                error * 100.0,
                covers * 100.0
            );
        }
    }
}

fn seeds(recall: f64) -> std::ops::Range<u64> {
    let base: u64 = std::env::var("BASE").map_or(0, |it| it.parse().unwrap());
    let from = base + (recall * 10.0).round() as u64 * 10_000;
    from..from + STUDENTS
}
