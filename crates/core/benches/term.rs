//! A term of revision lived through by simulated students, under several ways to choose what is
//! asked: ours, plain FSRS, random practice, and nothing. `cargo bench --bench term`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    missing_docs
)]

mod students;

use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sourcework_core::identity::ContentHash;
use sourcework_core::marking::Basis;
use sourcework_core::quiz::Skill;
use sourcework_core::record::{Day, Review};
use sourcework_core::revision::{
    Candidate, Estimate, Ledger, Request, Rules, Shown, forecast, plan,
};
use students::{Kind, Student};

const TODAY: Day = Day(20_000);
const MINUTES: u32 = 15;
const RETENTION: f32 = 0.9;
const STUDENTS: u64 = 20;

/// Weeks to the exam, and questions of the library.
const TERMS: [(i32, usize); 2] = [(8, 120), (26, 300)];

/// The ways of choosing the questions of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Policy {
    Ours,
    PlainFsrs,
    Random,
    Nothing,
}

const POLICIES: [(Policy, &str); 4] = [
    (Policy::Ours, "ours"),
    (Policy::PlainFsrs, "plain FSRS"),
    (Policy::Random, "random"),
    (Policy::Nothing, "nothing"),
];

/// What came of a term, summed over students.
#[derive(Default)]
struct Sums {
    students: f64,
    minutes: f64,
    days: f64,
    longest_wait: u32,
    recall: f64,
    recall_seen: f64,
    mastery_error: f64,
    mastery_covered: f64,
    mastery_count: f64,
    /// The forecasts that are made in the middle of the term for the day of the exam.
    with_revision: Forecasts,
    without: Forecasts,
}

/// Forecasts beside what came true.
#[derive(Default)]
struct Forecasts {
    count: f64,
    error: f64,
    covered: f64,
}

impl Forecasts {
    fn add(&mut self, forecast: Estimate, truth: f64) {
        self.count += 1.0;
        self.error += forecast.share - truth;
        self.covered += f64::from(u8::from((forecast.low..=forecast.high).contains(&truth)));
    }
}

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return; // `cargo test --benches` only wants to know that it builds
    }
    println!(
        "{STUDENTS} students of each kind, {MINUTES} minutes a day, one day in seven left out"
    );
    for (weeks, questions) in TERMS {
        println!("\n{weeks} weeks, {questions} questions");
        println!(
            "{:<24} {:<12} {:>8} {:>8} {:>9} {:>9} {:>9} {:>9}",
            "student", "asked by", "min/day", "longest", "recall", "of seen", "mastery", "interval"
        );
        println!(
            "{:<24} {:<12} {:>8} {:>8} {:>9} {:>9} {:>9} {:>9}",
            "", "", "", "wait", "exam day", "exam day", "off by", "covers"
        );
        let mut forecasts = Vec::new();
        for kind in Kind::ALL {
            for (policy, name) in POLICIES {
                let mut sums = Sums::default();
                for seed in 0..STUDENTS {
                    live(kind, policy, weeks * 7, questions, seed, &mut sums);
                }
                print_row(kind.name(), name, &sums);
                if policy == Policy::Ours {
                    forecasts.push((kind.name(), sums));
                }
            }
        }
        print_forecasts(&forecasts);
    }
}

fn print_row(kind: &str, policy: &str, sums: &Sums) {
    let per_cent = |sum: f64, of: f64| {
        if of > 0.0 {
            format!("{:.1} %", 100.0 * sum / of)
        } else {
            "–".to_owned()
        }
    };
    println!(
        "{kind:<24} {policy:<12} {:>8.1} {:>6} d {:>9} {:>9} {:>9} {:>9}",
        sums.minutes / sums.days,
        sums.longest_wait,
        per_cent(sums.recall, sums.students),
        per_cent(sums.recall_seen, sums.students),
        per_cent(sums.mastery_error, sums.mastery_count),
        per_cent(sums.mastery_covered, sums.mastery_count),
    );
}

/// How the forecasts in the middle of the term came true: the mean error in points, and how many of
/// the intervals of 90 per cent covered the truth.
fn print_forecasts(of_kinds: &[(&str, Sums)]) {
    println!("forecast in the middle of the term for the day of the exam, asked by ours");
    for (kind, sums) in of_kinds {
        let told = |it: &Forecasts| {
            let per_cent = |sum: f64| 100.0 * sum / it.count;
            let (error, covered) = (per_cent(it.error), per_cent(it.covered));
            format!("off by {error:+.1} points, {covered:.0} % covered")
        };
        let (with, without) = (told(&sums.with_revision), told(&sums.without));
        println!("{kind:<24} with revision {with}; without {without}");
    }
}

/// A library: ten skills by turns, 40 to 120 seconds each, and three in ten on words that another
/// question shows too.
fn library(questions: usize) -> Vec<Candidate> {
    let mut dice = ChaCha8Rng::seed_from_u64(1962);
    let mut below = |limit: u32| dice.next_u32() % limit;
    let mut place = 0;
    let one = |number: usize| {
        if number == 0 || below(10) >= 3 {
            place += 20;
        }
        Candidate {
            question: format!("quiz/question-{number}"),
            content: ContentHash((number as u128).to_be_bytes()),
            skill: Skill::ALL[(number * 7 + number / 10) % Skill::ALL.len()],
            exam: Vec::new(),
            extracts: vec!["source/a".to_owned()],
            shows: vec![Shown {
                extract: 0,
                start: place,
                end: place + 12,
            }],
            seconds: 40 + below(81),
        }
    };
    (0..questions).map(one).collect()
}

/// Lives through a term up to the day of the exam.
fn live(kind: Kind, policy: Policy, days: i32, questions: usize, seed: u64, sums: &mut Sums) {
    let candidates = library(questions);
    let skills: Vec<usize> = candidates.iter().map(|it| place(it.skill)).collect();
    let mut student = Student::new(kind, &skills, seed);
    let mut dice = ChaCha8Rng::seed_from_u64(seed ^ 0x7e57);
    let mut ledger = Ledger::new(Rules::default());
    let exam = TODAY.plus(days);
    let mut foretold = None;
    for number in 0..days {
        let today = TODAY.plus(number);
        if policy == Policy::Ours && number == days / 2 {
            let request = Request {
                today,
                exam: Some(exam),
                minutes: MINUTES,
                retention: RETENTION,
                seed,
            };
            let expected = forecast(&candidates, &ledger, &request, exam.since(today) + 1);
            let (without, with) = expected.last().unwrap().recall.unwrap();
            let seen: Vec<usize> = (0..questions)
                .filter(|it| ledger.items.contains_key(&candidates[*it].question))
                .collect();
            sums.without
                .add(without, mean_recall(&student, &seen, exam));
            foretold = Some((with, seen));
        }
        if dice.next_u32() % 7 == 0 {
            continue; // a day off
        }
        let request = Request {
            today,
            exam: Some(exam),
            minutes: MINUTES,
            retention: RETENTION,
            seed: seed + number as u64,
        };
        let asked = match policy {
            Policy::Ours => {
                let made = plan(&candidates, &ledger, &request);
                made.picks.iter().map(|pick| pick.candidate).collect()
            }
            Policy::PlainFsrs => plain_fsrs(&candidates, &ledger, today),
            Policy::Random => random(&candidates, &mut dice),
            Policy::Nothing => Vec::new(),
        };
        sums.days += 1.0;
        for question in &asked {
            sums.minutes += f64::from(candidates[*question].seconds) / 60.0;
            let wait = waited(&candidates, &ledger, *question, today);
            sums.longest_wait = sums.longest_wait.max(wait);
        }
        answer(&mut ledger, &candidates, &mut student, today, &asked);
    }
    // What still waits on the day of the exam has waited too.
    for question in 0..questions {
        let wait = waited(&candidates, &ledger, question, exam.plus(-1));
        if policy != Policy::Nothing {
            sums.longest_wait = sums.longest_wait.max(wait);
        }
    }
    if let Some((with, seen)) = foretold {
        sums.with_revision
            .add(with, mean_recall(&student, &seen, exam));
    }
    judge(&candidates, &ledger, &student, exam, sums);
}

fn mean_recall(student: &Student, questions: &[usize], day: Day) -> f64 {
    let each = questions.iter().map(|it| student.recall(*it, day.0));
    each.sum::<f64>() / questions.len() as f64
}

/// How many days a question has been due.
fn waited(candidates: &[Candidate], ledger: &Ledger, question: usize, today: Day) -> u32 {
    let item = ledger.items.get(&candidates[question].question);
    item.map_or(0, |item| {
        let days = ledger.rules.model.interval_days(item.memory, RETENTION);
        today.since(item.last.plus(days as i32))
    })
}

/// What is due, what would be forgotten first at the front; then new ones, as the library has
/// them, while there is time.
fn plain_fsrs(candidates: &[Candidate], ledger: &Ledger, today: Day) -> Vec<usize> {
    let model = &ledger.rules.model;
    let mut due = Vec::new();
    let mut unseen = Vec::new();
    for (number, candidate) in candidates.iter().enumerate() {
        match ledger.items.get(&candidate.question) {
            None => unseen.push(number),
            Some(item) => {
                let days = today.since(item.last);
                if days >= model.interval_days(item.memory, RETENTION) {
                    due.push((model.recall(item.memory, days as f32), number));
                }
            }
        }
    }
    due.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let order = due.into_iter().map(|(_, number)| number).chain(unseen);
    within_minutes(candidates, order)
}

fn random(candidates: &[Candidate], dice: &mut ChaCha8Rng) -> Vec<usize> {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.shuffle(dice);
    within_minutes(candidates, order.into_iter())
}

fn within_minutes(candidates: &[Candidate], order: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut room = MINUTES * 60;
    let mut chosen = Vec::new();
    for number in order {
        if candidates[number].seconds <= room {
            room -= candidates[number].seconds;
            chosen.push(number);
        }
    }
    chosen
}

/// The student answers the questions, and the answers are added to the ledger.
fn answer(
    ledger: &mut Ledger,
    candidates: &[Candidate],
    student: &mut Student,
    day: Day,
    asked: &[usize],
) {
    let review = |question: &usize| {
        let candidate = &candidates[*question];
        Review {
            question: candidate.question.clone(),
            content: candidate.content,
            skill: candidate.skill,
            awarded: u32::from(student.answer(*question, day.0)),
            available: 1,
            basis: Basis::Exact,
            day,
            seconds: candidate.seconds,
            explained_first: false,
        }
    };
    let reviews: Vec<Review> = asked.iter().map(review).collect();
    ledger.add(students::outcome(day, reviews));
}

/// Adds the true recall on the day of the exam, and compares the mastery that is shown with the
/// truth: the mean probability of a right answer to the questions of a skill that were answered.
fn judge(candidates: &[Candidate], ledger: &Ledger, student: &Student, exam: Day, sums: &mut Sums) {
    let recalls: Vec<f64> = (0..candidates.len())
        .map(|question| student.recall(question, exam.0))
        .collect();
    let mean = |numbers: &[f64]| numbers.iter().sum::<f64>() / numbers.len().max(1) as f64;
    let seen = |of: Option<Skill>| -> Vec<f64> {
        let each = candidates.iter().zip(&recalls);
        let seen = each.filter(|(it, _)| {
            of.is_none_or(|skill| it.skill == skill) && ledger.items.contains_key(&it.question)
        });
        seen.map(|(_, recall)| *recall).collect()
    };
    sums.students += 1.0;
    sums.recall += mean(&recalls);
    sums.recall_seen += mean(&seen(None));
    for skill in Skill::ALL {
        if let Some(mastery) = ledger.evidence(*skill).mastery(exam.0) {
            let truth = mean(&seen(Some(*skill)));
            sums.mastery_count += 1.0;
            sums.mastery_error += (mastery.mean - truth).abs();
            sums.mastery_covered +=
                f64::from(u8::from((mastery.low..=mastery.high).contains(&truth)));
        }
    }
}

fn place(skill: Skill) -> usize {
    let all = Skill::ALL.iter();
    all.clone().position(|it| *it == skill).unwrap()
}
