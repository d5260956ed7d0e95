//! What a report says of answers that were made up for it; every expected figure is worked out by
//! hand beside it.
#![allow(clippy::unwrap_used, missing_docs)]

use jiff::civil::date;
use sourcework_core::marking::Answer;
use sourcework_core::paper::Paper;
use sourcework_core::present::Block;
use sourcework_core::present::report::{Part, sections};
use sourcework_core::quiz::Truth;
use sourcework_core::report::{Common, Mistake, Report, Subject, Trouble, gather, starter_quiz};
use sourcework_core::source::Sources;
use sourcework_core::statistics::source_dependence::{Found, Verdict};
use sourcework_core::statistics::{ItemKey, Measured, PupilKey, Response, Responses, State};
use sourcework_core::{quiz, source};

const SOURCE: &str = r#"
title = "A letter"
[provenance]
creator = "Nikita Khrushchev"
date = "1962-10-26"
type = "letter"
rights = "out of copyright"
[[extract]]
label = "6a"
text = "War is our enemy and a calamity for all the peoples. It is no game."
"#;

const QUIZ: &str = r#"
title = "War"
[[question]]
id = "what-war-is"
kind = "single-choice"
skill = "comprehension"
extracts = ["letter/6a"]
stem = "What does the letter call war?"
explanation = "It says so."
quotes = ["a calamity for all the peoples"]
options = [
  { text = "A disaster", correct = true },
  { text = "A game" },
  { text = "A duty" },
]
[[question]]
id = "stated"
kind = "true-false"
skill = "inference"
extracts = ["letter/6a"]
stem = "True, false or not stated?"
explanation = "It says so."
statements = [
  { text = "War is an enemy.", answer = "true", quote = "War is our enemy" },
  { text = "Nobody wants war.", answer = "not-stated" },
  { text = "Peace is near.", answer = "not-stated" },
]
[[question]]
id = "what-war-is-not"
kind = "single-choice"
skill = "language"
extracts = ["letter/6a"]
stem = "What is war not?"
explanation = "It says so."
quotes = ["It is no game."]
options = [
  { text = "A game", correct = true },
  { text = "An enemy" },
]
"#;

fn paper() -> Paper {
    let (letter, faults) = source::parse("letter", SOURCE);
    assert!(faults.is_empty(), "{faults:?}");
    let (quiz, faults) = quiz::parse("war", QUIZ);
    assert!(faults.is_empty(), "{faults:?}");
    let mut sources = Sources::default();
    sources.insert(letter.unwrap());
    Paper::new(quiz.unwrap(), sources)
}

/// An answer of the pupil with that number.
fn answered(
    number: usize,
    question: &str,
    available: u32,
    awarded: u32,
    answer: Answer,
) -> Response {
    Response {
        pupil: PupilKey {
            name: format!("Pupil {number:02}"),
            attempt: 1,
            ..PupilKey::default()
        },
        question: ItemKey {
            quiz: "war".to_owned(),
            question: question.to_owned(),
            content: None,
        },
        asked: None,
        kind: None,
        skill: None,
        answer: Some(answer),
        points: Vec::new(),
        state: State::Answered,
        awarded,
        before: None,
        available,
        basis: None,
        certainty: None,
        seconds: None,
        mode: None,
        hint: false,
        is_probe: false,
    }
}

fn choice(number: usize, question: &str, option: usize) -> Response {
    let answer = Answer::Choice(Some(option));
    answered(number, question, 1, u32::from(option == 0), answer)
}

fn report_on(rows: &[Response]) -> Report {
    let paper = paper();
    let mut responses = Responses::default();
    for row in rows {
        responses.add(row);
    }
    responses.finish();
    let subject = Subject {
        title: "War".to_owned(),
        papers: vec![&paper],
        ..Subject::default()
    };
    gather(&responses, &subject, date(2026, 11, 26))
}

/// All words of a part.
fn words(report: &Report, part: Part) -> String {
    let sections = sections(report, part, "");
    let texts = sections
        .iter()
        .flat_map(|section| &section.blocks)
        .map(|block| match block {
            Block::Figure(figure, _) => figure.caption.clone(),
            other => format!("{other:?}"),
        });
    let texts: Vec<String> = texts.collect();
    texts.join("\n").replace("\\u{a0}", "\u{a0}")
}

#[test]
fn what_many_got_wrong_is_taught_again_with_the_words_of_the_passage() {
    // 11 of 28 chose B; Wilson's interval of 11/28 is .2357 to .5759 (statsmodels).
    let rows: Vec<Response> = (0..28)
        .map(|number| choice(number, "what-war-is", usize::from(number < 11)))
        .collect();
    let report = report_on(&rows);
    let [again] = &report.teach_again[..] else {
        panic!("{:?}", report.teach_again);
    };
    assert_eq!((again.count, again.n), (11, 28));
    assert!(
        (again.interval.low - 0.235_7).abs() < 1e-4 && (again.interval.high - 0.575_9).abs() < 1e-4
    );
    let Mistake::Chose { wrong, right } = &again.mistake else {
        panic!("{again:?}");
    };
    assert_eq!((wrong.name.as_str(), right[0].name.as_str()), ("B", "A"));
    let words = words(&report, Part::FirstPage);
    assert!(
        words.contains(
            "11 of 28 (39%) chose B, “A game”, which is wrong. Right is A, “A disaster”."
        ),
        "{words}"
    );
    assert!(
        words.contains("The passage says: “a calamity for all the peoples”."),
        "{words}"
    );
    assert!(
        words.contains("anything from 24\u{a0}to\u{a0}58%"),
        "{words}"
    );
}

#[test]
fn those_who_read_not_stated_as_false_are_one_group() {
    let given = |number: usize| match number {
        // Seven take both that are not stated for false, one takes one of them for true.
        0..7 => [Truth::True, Truth::False, Truth::False],
        7 => [Truth::True, Truth::True, Truth::NotStated],
        _ => [Truth::True, Truth::NotStated, Truth::NotStated],
    };
    let row = |number: usize| {
        let given = given(number);
        let right = given
            .iter()
            .zip([Truth::True, Truth::NotStated, Truth::NotStated]);
        let right = right.filter(|(given, is)| *given == is).count();
        let answer = Answer::Truths(given.map(Some).to_vec());
        answered(number, "stated", 3, u32::try_from(right).unwrap(), answer)
    };
    let rows: Vec<Response> = (0..20).map(row).collect();
    let report = report_on(&rows);
    let of_truths = report.groups.iter().find(|it| {
        it.common
            == Common::Truths {
                is: Truth::NotStated,
                taken_for: Truth::False,
            }
    });
    let names: Vec<String> = (0..7).map(|number| format!("Pupil {number:02}")).collect();
    assert_eq!(of_truths.unwrap().pupils, names);
    let words = words(&report, Part::FirstPage);
    assert!(
        words.contains("7 pupils answered “false” where the passage does not say: Pupil 00"),
        "{words}"
    );
    // The one alone is no group.
    assert!(!words.contains("answered “true”"), "{words}");
}

#[test]
fn a_question_that_is_answered_as_well_without_its_passage_is_named() {
    // With the passage 30 of 40, without it 31 of 40: the gap is −.025 and its interval −.208 to
    // .160; that is undecided. With 300 of 400 and 310 of 400 it is −.0838 to .0340: below a tenth.
    // From statsmodels: confint_proportions_2indep(30, 40, 31, 40, method="newcomb", compare="diff").
    let rows = |times: usize| {
        let with = (0..40 * times)
            .map(|number| choice(number, "what-war-is", usize::from(number >= 30 * times)));
        let without = (0..40 * times).map(|number| Response {
            is_probe: true,
            ..choice(number, "what-war-is", usize::from(number >= 31 * times))
        });
        with.chain(without).collect::<Vec<_>>()
    };
    let verdict = |report: &Report| {
        let found = report.questions[0].source_dependence.as_ref().unwrap();
        match &found.found {
            Found::Gap(gap) => *gap,
            Found::TooFew(few) => panic!("{few:?}"),
        }
    };
    let undecided = verdict(&report_on(&rows(1)));
    assert_eq!(undecided.verdict, Verdict::Undecided);
    assert!((undecided.gap + 0.025).abs() < 1e-12);
    let report = report_on(&rows(10));
    let decided = verdict(&report);
    assert_eq!(decided.verdict, Verdict::DoesNotNeedSource);
    assert!((decided.interval.low + 0.083_8).abs() < 1e-4, "{decided:?}");
    assert!(
        (decided.interval.high - 0.034_0).abs() < 1e-4,
        "{decided:?}"
    );
    assert!(matches!(
        report.faults[0].trouble,
        Trouble::WithoutSource(_)
    ));
    // Answers without the passage count for nothing else.
    assert_eq!(report.questions[0].statistics.n, 400);
    assert_eq!(report.pupils[0].available, 1);
}

#[test]
fn with_too_few_answers_without_the_passage_the_missing_ones_are_counted() {
    let with = (0..40).map(|number| choice(number, "what-war-is", 0));
    let without = (0..12).map(|number| Response {
        is_probe: true,
        ..choice(number, "what-war-is", 1)
    });
    let report = report_on(&with.chain(without).collect::<Vec<_>>());
    let words = words(&report, Part::Statistics);
    assert!(words.contains("18 answers missing"), "{words}");
}

#[test]
fn too_few_pupils_get_no_figures_but_the_number_that_it_takes() {
    let rows: Vec<Response> = (0..4)
        .map(|number| choice(number, "what-war-is", 1))
        .collect();
    let report = report_on(&rows);
    assert!(matches!(report.overall, Measured::TooFew(few) if (few.have, few.need) == (4, 5)));
    let words = words(&report, Part::FirstPage);
    assert!(
        words.contains("4 pupils are too few for a mean; it takes 5."),
        "{words}"
    );
    assert!(report.questions[0].statistics.item_rest.value().is_none());
}

#[test]
fn omitted_counts_as_nothing_earned_and_not_reached_counts_nowhere() {
    let mut rows: Vec<Response> = (0..10)
        .map(|number| choice(number, "what-war-is", 0))
        .collect();
    for (row, state) in rows.iter_mut().zip([
        State::Omitted,
        State::Skipped,
        State::NotReached,
        State::Waiting,
    ]) {
        row.state = state;
        row.awarded = 0;
        row.answer = None;
    }
    let report = report_on(&rows);
    let statistics = &report.questions[0].statistics;
    // Ten pupils, less the one who did not come so far and the one who waits; six are right.
    assert_eq!(statistics.n, 8);
    assert_eq!(statistics.facility.value(), Some(6.0 / 8.0));
    assert_eq!(
        (
            statistics.omitted,
            statistics.skipped,
            statistics.not_reached,
            statistics.waiting
        ),
        (1, 1, 1, 1)
    );
    assert_eq!(report.waiting, 1);
}

#[test]
fn two_versions_of_a_question_are_two_questions() {
    let version = |text: &str| Some(sourcework_core::identity::text_hash(text));
    let rows = (0..10).map(|number| {
        let mut row = choice(number, "what-war-is", 0);
        row.question.content = version(if number < 5 { "first" } else { "second" });
        row
    });
    let report = report_on(&rows.collect::<Vec<_>>());
    assert_eq!(report.questions.len(), 2);
    // Neither is the one of today, so that neither is explained from the quiz.
    assert!(report.questions.iter().all(|it| it.stem.is_none()));
}

#[test]
fn the_starter_asks_what_earned_least_of_different_skills_and_can_be_read_as_a_quiz() {
    let mut rows = Vec::new();
    for number in 0..20 {
        rows.push(choice(number, "what-war-is", usize::from(number < 4)));
        rows.push(choice(number, "what-war-is-not", usize::from(number < 8)));
    }
    let report = report_on(&rows);
    let ids: Vec<&str> = report
        .starter
        .iter()
        .map(|key| key.question.as_str())
        .collect();
    assert_eq!(ids, ["what-war-is-not", "what-war-is"]);
    let paper = paper();
    let starter = starter_quiz(
        "starter",
        "Starter",
        &report.starter,
        std::slice::from_ref(&paper),
    );
    let text = quiz::write(&starter.unwrap(), &[]);
    let (read, faults) = quiz::parse("starter", &text);
    assert!(faults.is_empty(), "{faults:?}\n{text}");
    assert_eq!(read.unwrap().questions.len(), 2);
}

#[test]
fn what_marking_again_changed_is_shown_before_and_after() {
    // Three of ten were wrong and two of them are right by the mended key: 70% before, 90% now.
    let rows = (0..10).map(|number| {
        let mut row = choice(number, "what-war-is", 0);
        row.awarded = u32::from(number > 0);
        row.before = (number == 1 || number == 2).then_some(0);
        row
    });
    let report = report_on(&rows.collect::<Vec<_>>());
    let remarked = report.questions[0].remarked.unwrap();
    assert_eq!(remarked.answers, 2);
    assert!((remarked.before - 0.7).abs() < 1e-12 && (remarked.after - 0.9).abs() < 1e-12);
    let words = words(&report, Part::Statistics);
    assert!(words.contains("70% before and is 90% now"), "{words}");
}
