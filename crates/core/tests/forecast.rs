//! Whether the forecast agrees with what happens: many simulated students whose true recall is
//! known. `SOURCEWORK_STUDENTS=500 cargo test --release -p sourcework-core --test forecast --
//! --nocapture` is the full run.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    missing_docs
)]

use sourcework_core::identity::ContentHash;
use sourcework_core::marking::Basis;
use sourcework_core::quiz::Skill;
use sourcework_core::record::{Day, Review};
use sourcework_core::revision::{
    Candidate, Estimate, Ledger, Plan, Request, Rules, Shown, forecast, plan,
};

#[path = "../benches/students/mod.rs"]
#[allow(dead_code)]
mod students;

use students::Student;

const TODAY: Day = Day(20_000);
/// The first seed. The prior in `revision/posterior.rs` was chosen on the seeds from 0; these were
/// looked at afterwards.
const HELD_OUT: u64 = 1_000_000;

fn library(count: usize) -> Vec<Candidate> {
    let one = |number: usize| Candidate {
        exam: Vec::new(),
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
            explained_first: pick.explained_first,
        }
    });
    ledger.add(students::outcome(day, reviews.collect()));
}

/// The forecast for the day of the exam, without and with revision, after 100 repeats.
fn after_a_hundred(recall: f64, seed: u64) -> (Estimate, Estimate) {
    let candidates = library(60);
    let mut student = Student::constant(recall, candidates.len(), seed);
    let mut ledger = Ledger::new(Rules::default());
    let mut today = TODAY;
    while ledger.predictions.answers() < 100 {
        let made = plan(&candidates, &ledger, &request(today));
        answer(&mut ledger, &candidates, &made, today, &mut student);
        today = today.plus(1);
    }
    let request = request(today);
    let days = request.exam.unwrap().since(today) + 1;
    let expected = forecast(&candidates, &ledger, &request, days);
    expected.last().unwrap().recall.unwrap()
}

/// The mean error in points, its standard error, and the per cent of intervals that cover the
/// truth.
fn judged(recall: f64, estimates: &[Estimate]) -> (f64, f64, f64) {
    let count = estimates.len() as f64;
    let errors = || estimates.iter().map(|it| it.share - recall);
    let error = errors().sum::<f64>() / count;
    let variance = errors().map(|it| (it - error).powi(2)).sum::<f64>() / (count - 1.0);
    let covers = |it: &&Estimate| (it.low..=it.high).contains(&recall);
    let covered = estimates.iter().filter(covers).count() as f64;
    let chance = (variance / count).sqrt();
    (error * 100.0, chance * 100.0, covered / count * 100.0)
}

/// How many students of each recall the full run has.
const FULL: u64 = 500;

/// How many students of each recall there are.
fn students() -> u64 {
    let set = std::env::var("SOURCEWORK_STUDENTS");
    set.map_or(120, |count| count.parse().unwrap())
}

#[test]
fn after_a_hundred_repeats_the_forecast_is_right_on_the_mean_and_covers_the_truth_nine_times_in_ten()
 {
    let count = students();
    // With fewer students than in the full run two standard errors are what chance may add to the
    // 3 points of the goal; of a share of 0.9 the standard error is √(0.9 · 0.1 / n).
    let slack = 3.0 + 200.0 * (0.09 / count as f64).sqrt();
    for (place, recall) in [0.3, 0.5, 0.7, 0.9].into_iter().enumerate() {
        let first = HELD_OUT + place as u64 * 10_000;
        let seeds = first..first + count;
        let each: Vec<_> = seeds.map(|seed| after_a_hundred(recall, seed)).collect();
        let (without, with): (Vec<_>, Vec<_>) = each.into_iter().unzip();
        for (name, estimates) in [("with", with), ("without", without)] {
            let (error, chance, covered) = judged(recall, &estimates);
            println!(
                "true recall {recall}, {name} revision: error {error:+.1} points, {covered:.1}% covered"
            );
            let most = if count < FULL {
                3.0 + 2.0 * chance
            } else {
                3.0
            };
            assert!(error.abs() <= most, "{recall}, {name}: {error:+.1} points");
            let off = (covered - 90.0).abs();
            assert!(off <= slack, "{recall}, {name}: {covered:.1}% covered");
        }
    }
}
