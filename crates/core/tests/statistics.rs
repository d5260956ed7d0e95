//! The statistics against R (psych, lme4), numpy and statsmodels. `statistics/README.md` says where
//! the data come from and how the figures are made again.
#![allow(clippy::unwrap_used, missing_docs)]

use serde_json::Value;
use sourcework_core::attempt::Certainty;
use sourcework_core::quiz::Kind;
use sourcework_core::statistics::certainty::calibration;
use sourcework_core::statistics::choices::{Choice, Offered};
use sourcework_core::statistics::intervals::{difference, mean_interval, wilson};
use sourcework_core::statistics::items::{self, ItemStatistics};
use sourcework_core::statistics::options::{self, key_doubt};
use sourcework_core::statistics::quizzes::{self, QuizStatistics};
use sourcework_core::statistics::{Item, ItemKey, PupilKey, Responses, State};

const LSAT6: &str = include_str!("statistics/lsat6.csv");
const VERBAL_AGGRESSION: &str = include_str!("statistics/verbal-aggression.csv");
const PARTIAL_MARKS: &str = include_str!("statistics/partial-marks.csv");
const OPTIONS: &str = include_str!("statistics/options.csv");
const OPTIONS_KEY: &str = include_str!("statistics/options-key.csv");
const CERTAINTY: &str = include_str!("statistics/certainty.csv");
const R: &str = include_str!("statistics/r.json");
const PYTHON: &str = include_str!("statistics/python.json");

fn reference(text: &str, path: &[&str]) -> Value {
    let all: Value = serde_json::from_str(text).unwrap();
    path.iter().fold(all, |value, key| value[*key].clone())
}

fn figures(value: &Value) -> Vec<Option<f64>> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(Value::as_f64)
        .collect()
}

/// The programs print 14 digits.
fn assert_near(what: &str, ours: Option<f64>, theirs: Option<f64>) {
    match (ours, theirs) {
        (Some(ours), Some(theirs)) => {
            let allowed = 1e-12 * theirs.abs().max(1.0);
            assert!(
                (ours - theirs).abs() <= allowed,
                "{what}: {ours} and {theirs}"
            );
        }
        (ours, theirs) => assert_eq!(ours, theirs, "{what}"),
    }
}

/// A table of marks: a row a pupil, each mark in units of which a question has `available`.
fn table(rows: &[Vec<u32>], available: &[u32]) -> Responses {
    let mut responses = Responses::default();
    for (number, row) in rows.iter().enumerate() {
        let pupil = responses.pupil(&PupilKey {
            name: format!("{number}"),
            ..PupilKey::default()
        });
        for (place, mark) in row.iter().enumerate() {
            let item = item(&mut responses, place, available[place]);
            item.add(pupil, State::Answered, *mark, None, &[], false);
        }
    }
    responses.finish();
    responses
}

fn item(responses: &mut Responses, place: usize, available: u32) -> &mut Item {
    let at = responses.item(&ItemKey {
        question: format!("Q{}", place + 1),
        ..ItemKey::default()
    });
    responses.items[at].available = available;
    &mut responses.items[at]
}

fn statistics(responses: &Responses) -> (Vec<ItemStatistics>, QuizStatistics) {
    let all: Vec<&Item> = responses.items.iter().collect();
    let scores = responses.scores(all.iter().copied());
    let of_items = all.iter().map(|it| items::statistics(it, &scores, None));
    (of_items.collect(), quizzes::statistics(responses, &all))
}

/// Holds a table against both programs. `unit` is what one of our marks is worth in theirs.
fn holds_against(set: &str, responses: &Responses, unit: f64) {
    let (of_items, quiz) = statistics(responses);
    for program in [R, PYTHON] {
        let test = reference(program, &[set, "test"]);
        let of = |key: &str| test[key].as_f64();
        let in_marks = |value: Option<f64>| value.map(|it| it * unit);
        assert_near("mean", in_marks(quiz.mean), of("mean"));
        assert_near("median", in_marks(quiz.median), of("median"));
        assert_near("sd", in_marks(quiz.standard_deviation), of("sd"));
        assert_near("alpha", quiz.alpha.value(), of("alpha"));
        assert_near(
            "error ratio",
            quiz.error_ratio.map(|it| it * 100.0),
            of("error_ratio"),
        );
        assert_near("sem", in_marks(quiz.standard_error), of("sem"));
    }
    let theirs = reference(R, &[set, "item"]);
    for (key, ours) in [
        ("mean", (|it| it.mean) as fn(&ItemStatistics) -> Option<f64>),
        ("sd", |it| it.standard_deviation),
        ("facility", |it| it.facility.value()),
        ("rit", |it| it.item_total.value()),
        ("rir", |it| it.item_rest.value()),
        ("efficiency", |it| it.discriminative_efficiency),
    ] {
        let unit = if matches!(key, "mean" | "sd") {
            unit
        } else {
            1.0
        };
        let unit = if key == "efficiency" { 100.0 } else { unit };
        for (item, theirs) in of_items.iter().zip(figures(&theirs[key])) {
            let name = format!("{set}: {key} of {}", item.key.question);
            assert_near(&name, ours(item).map(|it| it * unit), theirs);
        }
    }
}

fn lsat6() -> Responses {
    let lines = LSAT6
        .lines()
        .skip(1)
        .map(|line| line.split_once(',').unwrap());
    let rows = lines.flat_map(|(pattern, frequency)| {
        let row: Vec<u32> = pattern
            .bytes()
            .map(|digit| u32::from(digit - b'0'))
            .collect();
        std::iter::repeat_n(row, frequency.parse().unwrap())
    });
    table(&rows.collect::<Vec<_>>(), &[1; 5])
}

#[test]
fn section_6_of_the_lsat_has_the_figures_of_r_and_numpy() {
    let responses = lsat6();
    holds_against("lsat6", &responses, 1.0);
    // As published: alpha .2949971922, facilities, item-rest correlations, error ratio 83.964 %.
    let (items, quiz) = statistics(&responses);
    assert!((quiz.alpha.value().unwrap() - 0.294_997_192_2).abs() < 5e-11);
    assert!((quiz.error_ratio.unwrap() - 0.83964).abs() < 5e-6);
    let published = [
        (0.924, 0.112_833),
        (0.709, 0.153_178),
        (0.553, 0.172_779),
        (0.763, 0.144_428),
        (0.870, 0.121_596),
    ];
    for (item, (facility, rest)) in items.iter().zip(published) {
        assert!((item.facility.value().unwrap() - facility).abs() < 1e-12);
        assert!((item.item_rest.value().unwrap() - rest).abs() < 5e-7);
    }
}

#[test]
fn questions_of_several_marks_have_the_figures_of_r_and_numpy() {
    let rows = VERBAL_AGGRESSION.lines().skip(1);
    let row = |line: &str| line.split(',').map(|mark| mark.parse().unwrap()).collect();
    let rows: Vec<Vec<u32>> = rows.map(row).collect();
    let responses = table(&rows, &[2; 24]);
    holds_against("verbal_aggression", &responses, 1.0);
    // As dexter publishes them; its standard deviation of .827 divides by n, ours by n − 1.
    let (items, quiz) = statistics(&responses);
    let near = |value: Option<f64>, published: f64| (value.unwrap() - published).abs() < 5e-4;
    let first = &items[0];
    assert!(near(quiz.alpha.value(), 0.888));
    assert!(near(first.mean, 1.123));
    let by_n = (315.0_f64 / 316.0).sqrt();
    assert!(near(first.standard_deviation.map(|it| it * by_n), 0.827));
    assert!(near(first.item_total.value(), 0.537));
    assert!(near(first.item_rest.value(), 0.468));
    let mean = |of: fn(&ItemStatistics) -> f64| items.iter().map(of).sum::<f64>() / 24.0;
    assert!(near(Some(mean(|it| it.item_total.value().unwrap())), 0.527));
    assert!(near(Some(mean(|it| it.item_rest.value().unwrap())), 0.468));
}

#[test]
fn half_marks_different_maxima_and_a_question_without_spread_have_the_figures_of_numpy() {
    let mut responses = Responses::default();
    for line in PARTIAL_MARKS.lines().skip(1) {
        let [pupil, question, awarded, available] =
            line.split(',').collect::<Vec<_>>()[..].try_into().unwrap();
        let halves = |marks: &str| {
            let (whole, half) = marks.split_once('.').unwrap_or((marks, "0"));
            2 * whole.parse::<u32>().unwrap() + u32::from(half == "5")
        };
        let pupil = responses.pupil(&PupilKey {
            name: pupil.to_owned(),
            ..PupilKey::default()
        });
        let place: usize = question[1..].parse().unwrap();
        let item = item(&mut responses, place - 1, halves(available));
        item.add(pupil, State::Answered, halves(awarded), None, &[], false);
    }
    responses.finish();
    holds_against("partial_marks", &responses, 0.5);
}

/// The table of single choices; what was left blank counts as omitted, because the programs count
/// every pupil for every question.
fn single_choices() -> (Responses, Vec<usize>) {
    let letter = |text: &str| usize::from(text.as_bytes()[0] - b'A');
    let keys = OPTIONS_KEY.lines().skip(1);
    let keys: Vec<usize> = keys
        .map(|it| letter(it.split(',').nth(1).unwrap()))
        .collect();
    let mut responses = Responses::default();
    for line in OPTIONS.lines().skip(1) {
        let (name, cells) = line.split_once(',').unwrap();
        let pupil = responses.pupil(&PupilKey {
            name: name.to_owned(),
            ..PupilKey::default()
        });
        for (place, cell) in cells.split(',').enumerate() {
            let item = item(&mut responses, place, 1);
            let (state, chosen) = match cell {
                "" => (State::Omitted, Vec::new()),
                cell => (State::Answered, vec![Choice::new(0, letter(cell))]),
            };
            let is_right = chosen == [Choice::new(0, keys[place])];
            item.add(pupil, state, u32::from(is_right), None, &chosen, false);
        }
    }
    responses.finish();
    (responses, keys)
}

fn offered(key: usize) -> Vec<Offered> {
    let option = |place: usize| Offered {
        choice: Choice::new(0, place),
        name: ["A", "B", "C", "D"][place].to_owned(),
        text: String::new(),
        is_key: place == key,
        quote: None,
        feedback: None,
    };
    (0..4).map(option).collect()
}

#[test]
fn options_have_the_figures_of_r() {
    let (responses, keys) = single_choices();
    let all: Vec<&Item> = responses.items.iter().collect();
    let scores = responses.scores(all.iter().copied());
    let theirs = reference(R, &["options", "option"]);
    let text = |key: &str, row: usize| theirs[key][row].as_str().unwrap().to_owned();
    let mut compared = 0;
    for row in 0..theirs["count"].as_array().unwrap().len() {
        let (question, option) = (text("question", row), text("option", row));
        if option.is_empty() {
            continue;
        }
        let place = question[1..].parse::<usize>().unwrap() - 1;
        let ours = options::statistics(all[place], &scores, &offered(keys[place]));
        let ours = ours.iter().find(|it| it.offered.name == option).unwrap();
        let of = |key: &str| theirs[key][row].as_f64();
        let name = format!("{question} {option}");
        assert_eq!(
            Some(ours.count as u64),
            theirs["count"][row].as_u64(),
            "{name}"
        );
        assert_near(&name, ours.share.value(), of("share"));
        assert_near(&name, ours.option_total.value(), of("r_total"));
        assert_near(&name, ours.option_rest.value(), of("r_rest"));
        compared += 1;
    }
    assert_eq!(compared, 8 * 4);
    holds_against("options", &responses, 1.0);
}

#[test]
fn only_the_key_that_was_set_wrong_is_doubted() {
    let (responses, keys) = single_choices();
    let all: Vec<&Item> = responses.items.iter().collect();
    let scores = responses.scores(all.iter().copied());
    let doubts = (0..8).map(|place| key_doubt(all[place], &scores, &offered(keys[place])));
    let doubted: Vec<_> = (1..)
        .zip(doubts)
        .filter_map(|(q, it)| Some((q, it?)))
        .collect();
    let [(6, doubt)] = &doubted[..] else {
        panic!("{doubted:?}");
    };
    assert_eq!(
        (doubt.key.as_str(), doubt.rival.as_deref()),
        ("C", Some("B"))
    );
}

#[test]
fn intervals_of_shares_and_differences_are_those_of_statsmodels() {
    let cases = reference(PYTHON, &["intervals", "proportions"]);
    for case in cases.as_array().unwrap() {
        let of = |key: &str| case[key].as_f64().unwrap();
        let n = usize::try_from(case["n"].as_u64().unwrap()).unwrap();
        let ours = wilson(of("k"), n);
        assert_near(&case.to_string(), Some(ours.low), Some(of("low")));
        assert_near(&case.to_string(), Some(ours.high), Some(of("high")));
    }
    let cases = reference(PYTHON, &["intervals", "differences"]);
    for case in cases.as_array().unwrap() {
        let of = |key: &str| case[key].as_f64().unwrap();
        let n = |key: &str| usize::try_from(case[key].as_u64().unwrap()).unwrap();
        let share = |k: &str, count: &str| {
            let n = n(count);
            (of(k) / of(count), wilson(of(k), n))
        };
        let ours = difference(share("k1", "n1"), share("k2", "n2"));
        assert_near(&case.to_string(), Some(ours.low), Some(of("low")));
        assert_near(&case.to_string(), Some(ours.high), Some(of("high")));
    }
}

#[test]
fn how_right_answers_of_each_certainty_are_is_what_statsmodels_has() {
    let mut responses = Responses::default();
    for line in CERTAINTY.lines().skip(1) {
        let [answer, certainty, right] =
            line.split(',').collect::<Vec<_>>()[..].try_into().unwrap();
        let certainty = match certainty {
            "guess" => Certainty::Guess,
            "fair" => Certainty::Fair,
            _ => Certainty::Sure,
        };
        let pupil = responses.pupil(&PupilKey {
            name: answer.to_owned(),
            ..PupilKey::default()
        });
        let item = item(&mut responses, 0, 1);
        item.kind = Some(Kind::SingleChoice);
        let mark = right.parse().unwrap();
        item.add(pupil, State::Answered, mark, Some(certainty), &[], false);
    }
    let items: Vec<&Item> = responses.items.iter().collect();
    let ours = calibration(&items);
    let theirs = reference(PYTHON, &["certainty"]);
    assert_eq!(ours.len(), 3);
    for (ours, theirs) in ours.iter().zip(theirs.as_array().unwrap()) {
        let name = theirs["certainty"].as_str().unwrap();
        assert_eq!(Some(ours.n as u64), theirs["answers"].as_u64(), "{name}");
        let share = ours.share.estimate().unwrap();
        assert_near(name, Some(share.value), theirs["share"].as_f64());
        assert_near(name, Some(share.interval.low), theirs["low"].as_f64());
        assert_near(name, Some(share.interval.high), theirs["high"].as_f64());
    }
}

/// A mean of shares is as precise as so many right and wrong answers as have the same error; of right
/// and wrong answers themselves that is Wilson's interval. By hand: shares .5, .5, 1 and 0 have the mean
/// .5 and the variance .125, half of .25, and count for eight.
#[test]
fn a_mean_of_parts_is_more_precise_than_a_mean_of_right_and_wrong() {
    let (mean, interval) = mean_interval(&[0.5, 0.5, 1.0, 0.0]);
    assert_near("mean", Some(mean), Some(0.5));
    assert_eq!(interval, wilson(4.0, 8));
    let (_, whole) = mean_interval(&[1.0, 1.0, 0.0, 1.0, 0.0]);
    let by_count = wilson(3.0, 5);
    assert_near("low", Some(whole.low), Some(by_count.low));
    assert_near("high", Some(whole.high), Some(by_count.high));
    let (_, all_right) = mean_interval(&[1.0; 10]);
    assert_eq!(all_right, wilson(10.0, 10));
}
