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

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::time::Instant;

use rand::SeedableRng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use sourcework_core::marking::written::Scheme;
use sourcework_core::reviewing::{Review, normalised};
use sourcework_service::library::Library;

/// An answer and the mark of the people who marked it one by one.
#[derive(Clone)]
struct Marked {
    question: String,
    text: String,
    mark: u32,
}

/// What a class costs: decisions by identical text, by groups of which every text is read, the texts read,
/// and the answers that would get another mark if only the first text of each group were read.
#[derive(Default)]
struct Cost {
    by_text: f64,
    by_group: f64,
    read: f64,
    wrong_unread: f64,
}

/// Somebody who reads every text of a group decides once for each mark that its texts deserve: once for
/// the group, and once for those that are taken out.
fn cost(scheme: &Scheme<'_>, class: &[&Marked]) -> Cost {
    // People do not always give identical texts the same mark: the most frequent one counts.
    let mut marks: HashMap<String, Vec<u32>> = HashMap::new();
    for one in class {
        marks
            .entry(normalised(&one.text))
            .or_default()
            .push(one.mark);
    }
    let of_text = |text: &str| {
        let given = &marks[&normalised(text)];
        u32::from(given.iter().sum::<u32>() * 2 > u32::try_from(given.len()).unwrap())
    };
    let found: Vec<_> = class
        .iter()
        .map(|one| scheme.mark_text(&one.text))
        .collect();
    let answers = class.iter().zip(&found);
    let review = Review::new(answers.map(|(one, found)| (one.text.as_str(), found.as_ref())));
    let mut cost = Cost {
        by_text: review.texts.len() as f64,
        read: review.texts.len() as f64,
        ..Cost::default()
    };
    for group in review.groups() {
        let texts = group.texts.iter().map(|text| &review.texts[*text]);
        let deserved: Vec<(u32, usize)> = texts
            .map(|text| (of_text(&text.text), text.answers.len()))
            .collect();
        let distinct: BTreeSet<u32> = deserved.iter().map(|it| it.0).collect();
        cost.by_group += distinct.len() as f64;
        // Somebody who reads only the first text of a group would give its mark to all.
        let unlike = deserved.iter().filter(|it| it.0 != deserved[0].0);
        cost.wrong_unread += unlike.map(|it| it.1).sum::<usize>() as f64;
    }
    cost
}

/// The table for classes of that size, drawn from the answers to each question.
fn table(library: &Library, quiz: &str, answers: &[Marked], size: usize) -> Cost {
    const DRAWN: usize = 20;
    let paper = library.paper(quiz).unwrap();
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
        let scheme = Scheme::new(&paper.quiz, question, &paper.sources).unwrap();
        for _ in 0..DRAWN {
            let class: Vec<&Marked> = of_question.sample(&mut dice, size).copied().collect();
            let one = cost(&scheme, &class);
            classes += 1.0;
            sum.by_text += one.by_text;
            sum.by_group += one.by_group;
            sum.read += one.read;
            sum.wrong_unread += one.wrong_unread;
        }
    }
    assert!(classes > 0.0, "no question has {size} answers");
    for value in [
        &mut sum.by_text,
        &mut sum.by_group,
        &mut sum.read,
        &mut sum.wrong_unread,
    ] {
        *value /= classes;
    }
    println!(
        "{size:>4} answers: {:.1} decisions by identical text, {:.1} by groups with {:.1} texts read; the marks are then those of one-by-one marking; {:.1} would differ if only one text of each group were read",
        sum.by_text, sum.by_group, sum.read, sum.wrong_unread
    );
    sum
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
    for size in [30, 120] {
        let cost = table(&library, "civics", &answers, size);
        assert!(cost.by_group < cost.by_text);
    }
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
