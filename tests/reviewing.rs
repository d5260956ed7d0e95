//! Marking a class by groups: how many decisions it takes, and that the marks are those of one-by-one
//! marking.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    missing_docs
)]

mod common;

use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

use jiff::Timestamp;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sourcework_core::marking::written::Scheme;
use sourcework_core::paper::Paper;
use sourcework_core::quiz::Question;
use sourcework_core::reviewing::{
    Decisions, Desk, Done, JudgedTexts, Review, Step, normalised, proposals,
};
use sourcework_service::library::Library;

/// An answer and the mark of the people who marked it one by one.
#[derive(Clone)]
struct Marked {
    question: String,
    text: String,
    mark: u32,
}

/// What a class costs: decisions by identical text, decisions by groups, the texts read, the answers that
/// got another mark than most of those who wrote the same text had got, those that got another mark than
/// they themselves had got in one-by-one marking, and those that would get another mark if only the first
/// text of each group were read.
#[derive(Default)]
struct Cost {
    by_text: f64,
    by_group: f64,
    read: f64,
    wrong: f64,
    uneven: f64,
    wrong_unread: f64,
}

/// The mark that most of those got who wrote the same text: people do not always give it the same mark.
fn deserved(class: &[&Marked]) -> HashMap<String, u32> {
    let mut marks: HashMap<String, Vec<u32>> = HashMap::new();
    for one in class {
        let of_text = marks.entry(normalised(&one.text)).or_default();
        of_text.push(one.mark);
    }
    let most = |given: Vec<u32>| {
        u32::from(given.iter().sum::<u32>() * 2 > u32::try_from(given.len()).unwrap())
    };
    marks
        .into_iter()
        .map(|(text, given)| (text, most(given)))
        .collect()
}

/// Somebody goes through the groups, reads every text, takes out those that deserve another mark than the
/// first one, and decides.
fn cost(paper: &Paper, question: &Question, class: &[&Marked]) -> Cost {
    let scheme = Scheme::new(&paper.quiz, question, &paper.sources).unwrap();
    let deserved = deserved(class);
    let of_text = |text: &str| deserved[&normalised(text)];
    let answers: Vec<_> = class
        .iter()
        .map(|one| (one.text.clone(), scheme.mark_text(&one.text)))
        .collect();
    let none = Decisions::default();
    let mut desk = Desk::new(
        &paper.quiz,
        question,
        answers,
        &none,
        JudgedTexts::default(),
    );
    let mut cost = Cost::default();
    let mut decisions = Decisions::default();
    let mut groups_read = 0;
    while let Some(group) = desk.shown() {
        let mark = of_text(group.texts[0].text);
        let odd: Vec<usize> = (0..group.texts.len())
            .filter(|place| of_text(group.texts[*place].text) != mark)
            .collect();
        if groups_read < group.number {
            groups_read = group.number;
            cost.read += group.texts.len() as f64;
            let answers = odd.iter().map(|place| group.texts[*place].answers);
            cost.wrong_unread += answers.sum::<usize>() as f64;
        }
        let step = match odd.is_empty() {
            true => Step::Give(mark),
            // What is taken out is the next group, and is not read again.
            false => {
                groups_read += 1;
                Step::TakeOut(odd)
            }
        };
        if let Done::Decided(made) = desk.step(step, None, Timestamp::UNIX_EPOCH) {
            cost.by_group += 1.0;
            cost.by_text += made.len() as f64;
            made.into_iter().for_each(|it| decisions.add(it));
        }
    }
    let got = |one: &&&Marked| decisions.find(&question.id, &one.text).unwrap().mark;
    let differs = class.iter().filter(|one| got(one) != of_text(&one.text));
    cost.wrong = differs.count() as f64;
    let uneven = class.iter().filter(|one| got(one) != one.mark);
    cost.uneven = uneven.count() as f64;
    cost
}

/// Prints the table for classes of that size, drawn from the answers to each question.
fn table(paper: &Paper, answers: &[Marked], size: usize) -> Cost {
    const DRAWN: usize = 20;
    let mut dice = ChaCha8Rng::seed_from_u64(17);
    let mut sum = Cost::default();
    let mut classes = 0.0;
    for question in &paper.quiz.questions {
        let of_question: Vec<&Marked> = answers
            .iter()
            .filter(|it| it.question == question.id.value)
            .collect();
        if of_question.len() < size {
            continue;
        }
        for _ in 0..DRAWN {
            let class: Vec<&Marked> = of_question.sample(&mut dice, size).copied().collect();
            let one = cost(paper, question, &class);
            classes += 1.0;
            sum.by_text += one.by_text;
            sum.by_group += one.by_group;
            sum.read += one.read;
            sum.wrong += one.wrong;
            sum.uneven += one.uneven;
            sum.wrong_unread += one.wrong_unread;
        }
    }
    assert!(classes > 0.0, "no question has {size} answers");
    for value in [
        &mut sum.by_text,
        &mut sum.by_group,
        &mut sum.read,
        &mut sum.wrong,
        &mut sum.uneven,
        &mut sum.wrong_unread,
    ] {
        *value /= classes;
    }
    println!(
        "{size:>7} | {:>17.1} | {:>9.1} | {:>10.1} | {:>11.1} | {:>24.1} | {:>16.1}",
        sum.by_text, sum.by_group, sum.read, sum.wrong, sum.uneven, sum.wrong_unread
    );
    sum
}

const HEAD: &str = "answers | by identical text | by groups | texts read | other marks | people uneven themselves | if one were read";

/// A made set in the manner of civics answers: a few ways to be right or wrong, some of which the scheme
/// does not know, each written in several ways, the first of them far more often than the last.
fn made_answers() -> Vec<Marked> {
    const SAID: [(&str, u32); 10] = [
        ("a disaster", 1),
        ("it is a catastrophe", 1),
        ("a game", 0),
        ("i don't know", 0),
        ("a misfortune", 1),
        ("not a disaster", 0),
        ("a calamity for all people", 1),
        ("it is a disastrous thing", 1),
        ("something good", 0),
        ("peace", 0),
    ];
    const AROUND: [(&str, &str); 6] = [
        ("", ""),
        ("", "."),
        ("War is ", ""),
        ("he says that war is ", "."),
        ("", " for everybody"),
        ("I think it says ", ", I guess"),
    ];
    let mut dice = ChaCha8Rng::seed_from_u64(1);
    let mut pick = |count: usize| {
        // The chance of each is in proportion to 1, 1/2, 1/3 … (Zipf).
        let weights: Vec<f64> = (1..=count).map(|rank| 1.0 / rank as f64).collect();
        let mut left = dice.random::<f64>() * weights.iter().sum::<f64>();
        let place = weights.iter().position(|weight| {
            left -= weight;
            left < 0.0
        });
        place.unwrap_or(count - 1)
    };
    (0..1_000)
        .map(|_| {
            let (said, mark) = SAID[pick(SAID.len())];
            let (before, after) = AROUND[pick(AROUND.len())];
            Marked {
                question: "war".to_owned(),
                text: format!("{before}{said}{after}"),
                mark,
            }
        })
        .collect()
}

#[test]
fn a_made_class_takes_few_decisions_and_gets_the_marks_of_one_by_one_marking() {
    let quiz = common::written_quiz(
        "[[question.point]]\nlabel = \"It is a disaster\"\nkeywords = [\"disaster\", \"catastrophe\"]\n",
    );
    let desk = common::Desk::new(&quiz);
    let library = Library::open(desk.folder.path()).unwrap();
    let paper = library.paper("moles").unwrap();
    println!("{HEAD}");
    for size in [30, 120] {
        let cost = table(&paper, &made_answers(), size);
        assert!(cost.by_group < cost.by_text / 2.0);
        assert_eq!(cost.wrong, 0.0);
    }
}

/// Run by `.ci/run`, and by hand with the folder of the answers in SOURCEWORK_WRITTEN.
#[test]
#[ignore = "needs answers that are not part of the project"]
fn civics_answers_take_few_decisions() {
    let folder = std::env::var("SOURCEWORK_WRITTEN").unwrap();
    let library = Library::open(Path::new(&folder)).unwrap();
    let file = Path::new(&folder).join("civics-answers.csv");
    let mut reader = csv::Reader::from_path(file).unwrap();
    let answers: Vec<Marked> = reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let people = record.iter().skip(3).filter(|mark| *mark == "1").count();
            Marked {
                question: record[1].to_owned(),
                text: record[2].to_owned(),
                mark: u32::from(people >= 2),
            }
        })
        .collect();
    let paper = library.paper("civics").unwrap();
    println!("{HEAD}");
    for size in [30, 120] {
        let cost = table(&paper, &answers, size);
        assert!(cost.by_group < cost.by_text / 2.0);
        assert_eq!(cost.wrong, 0.0);
    }
    proposals_elsewhere(&paper, &answers);
}

/// What the best proposal of a class of 120 would do to all other answers to its question, if somebody
/// accepted it without looking: the classes are those that it is made from, the others are held out.
fn proposals_elsewhere(paper: &Paper, answers: &[Marked]) {
    let mut dice = ChaCha8Rng::seed_from_u64(18);
    let (mut classes, mut proposed, mut gained, mut lost, mut others) = (0, 0, 0, 0, 0);
    for question in &paper.quiz.questions {
        let of_question = answers.iter().filter(|it| it.question == question.id.value);
        let mut of_question: Vec<&Marked> = of_question.collect();
        for _ in 0..5 {
            of_question.shuffle(&mut dice);
            let (class, rest) = of_question.split_at(120);
            let judged = |answers: &[&Marked]| {
                let mut judged = JudgedTexts::default();
                answers.iter().for_each(|it| judged.add(&it.text, it.mark));
                judged.into_judged()
            };
            classes += 1;
            let found = proposals(&paper.quiz, &paper.sources, question, &judged(class));
            let Some(best) = found.first().filter(|it| it.lost == 0) else {
                continue;
            };
            proposed += 1;
            others += rest.len();
            let changed = best.change.apply(question).unwrap();
            let right = |question: &Question| -> usize {
                let scheme = Scheme::new(&paper.quiz, question, &paper.sources).unwrap();
                let is_right = |it: &&&Marked| {
                    let mark = scheme.mark_text(&it.text).unwrap().mark;
                    mark.doubtful == 0 && mark.awarded == it.mark
                };
                rest.iter().filter(is_right).count()
            };
            let (before, after) = (right(question), right(&changed));
            gained += after.saturating_sub(before);
            lost += before.saturating_sub(after);
        }
    }
    println!(
        "Of {classes} classes of 120, {proposed} lead to a proposal that costs nothing in the class; accepted unseen, it would make {gained} marks right and {lost} wrong among {others} answers of others."
    );
    assert!(proposed > 0);
}

/// 10,000 answers of a made set are grouped; the time is printed and not asserted.
#[test]
fn ten_thousand_answers_are_grouped() {
    let library = Library::built_in();
    let paper = library.paper("letter-5-written").unwrap();
    let question = paper
        .quiz
        .questions
        .iter()
        .find(|it| it.kind() == sourcework_core::quiz::Kind::ShortAnswer)
        .unwrap();
    let scheme = Scheme::new(&paper.quiz, question, &paper.sources).unwrap();
    let said = [
        "War is a calamity",
        "It is no game",
        "He fears a war",
        "I do not know",
    ];
    let texts: Vec<String> = (0..10_000)
        .map(|number| format!("{}, and so on {}.", said[number % said.len()], number % 500))
        .collect();
    let found: Vec<_> = texts.iter().map(|text| scheme.mark_text(text)).collect();
    let began = Instant::now();
    let answers = texts.iter().zip(&found);
    let review = Review::new(answers.map(|(text, found)| (text.as_str(), found.as_ref())));
    println!(
        "grouping 10,000 answers that are marked: {:?}",
        began.elapsed()
    );
    let all: usize = review
        .groups()
        .iter()
        .map(|group| review.answers(group))
        .sum();
    assert_eq!(all, 10_000);
    // A text comes again after as many answers as both counts go into: 500.
    assert_eq!(review.texts.len(), 500);
}
