//! Taking a quiz: by lines, by a file of answers, in practice and as an exam.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use std::fs;

use common::{Run, sourcework, sourcework_with};
use serde_json::Value;
use sourcework_core::attempt::Opened;
use sourcework_core::marking::{Answer, Cell};
use sourcework_core::quiz::{Body, Quiz};
use sourcework_service::library::{Library, Shelf};

/// The quizzes of the built-in library, which together use every kind.
fn quizzes() -> Vec<String> {
    Library::built_in().ids(Shelf::Quizzes).unwrap()
}

/// A way to answer every question of a quiz: partly right, so that every rule has work to do.
#[expect(clippy::too_many_lines, reason = "one arm a kind")]
fn answers(quiz: &Quiz) -> Vec<(String, Answer)> {
    let one = |question: &sourcework_core::quiz::Question| match &question.body {
        Body::SingleChoice(body) => Answer::Choice(Some(body.options.len() - 1)),
        Body::MultipleResponse(body) => {
            let count = body
                .choose
                .as_ref()
                .map_or(2, |choose| choose.value as usize);
            Answer::Choices((0..count).collect())
        }
        Body::TrueFalse(body) => Answer::Truths(
            body.statements
                .iter()
                .map(|_| Some(sourcework_core::quiz::Truth::False))
                .collect(),
        ),
        Body::Matching(body) => Answer::Pairs(
            (0..body.pairs.len())
                .map(|left| Some(if left == 0 { 1 } else { left }))
                .collect(),
        ),
        Body::Ordering(body) => Answer::Order((1..body.items.len()).chain([0]).collect()),
        Body::Cloze(body) => {
            let gaps = body.text.gaps().iter().enumerate();
            let offered = body.offered();
            let wrong = offered.last().map_or("nonsense", |word| word);
            Answer::Gaps(
                gaps.map(|(place, gap)| {
                    if place == 0 {
                        gap.shown().to_owned()
                    } else {
                        wrong.to_owned()
                    }
                })
                .collect(),
            )
        }
        Body::Evidence(body) => Answer::Choices(vec![
            0,
            body.offered()
                .iter()
                .position(|it| it.correct)
                .unwrap()
                .max(1),
        ]),
        Body::Paired(body) => Answer::Paired {
            claim: body.claims.iter().position(|claim| claim.correct),
            evidence: body.evidence.iter().position(|it| !it.correct),
        },
        Body::Grid(body) => Answer::Cells(
            body.rows
                .iter()
                .map(|row| {
                    if row.options.is_empty() {
                        Cell::Typed(row.shown().to_uppercase())
                    } else {
                        Cell::Chosen(0)
                    }
                })
                .collect(),
        ),
        Body::Inference(body) => Answer::Inferences(
            (0..body.count)
                .map(|n| sourcework_core::marking::Written {
                    inference: format!("inference {n}"),
                    detail: "a detail".to_owned(),
                })
                .collect(),
        ),
        Body::ShortAnswer(_) | Body::Extended(_) => Answer::Text("two\nlines".to_owned()),
    };
    quiz.questions
        .iter()
        .map(|question| (question.id.value.clone(), one(question)))
        .collect()
}

fn letter(place: usize) -> String {
    (place + 1).to_string() // a number does as well, and is never ambiguous
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn list(parts: impl Iterator<Item = String>) -> String {
    format!(
        "[{}]",
        parts
            .map(|part| quoted(&part))
            .collect::<Vec<_>>()
            .join(", ")
    )
}

/// The answers as a file, with every written one judged in the same way.
fn answers_file(quiz: &Quiz) -> String {
    let mut file = format!("quiz = \"{}\"\n[answers]\n", quiz.id);
    for (id, answer) in answers(quiz) {
        let value = match answer {
            Answer::Choice(chosen) => quoted(&letter(chosen.unwrap())),
            Answer::Choices(chosen) | Answer::Order(chosen) => list(chosen.into_iter().map(letter)),
            Answer::Truths(given) => {
                list(given.into_iter().map(|it| it.unwrap().as_str().to_owned()))
            }
            Answer::Pairs(given) => list(given.into_iter().map(|it| letter(it.unwrap()))),
            Answer::Gaps(given) => list(given.into_iter()),
            Answer::Cells(given) => list(given.into_iter().map(|cell| match cell {
                Cell::Chosen(place) => letter(place),
                Cell::Typed(text) => text,
            })),
            Answer::Paired { claim, evidence } => {
                list([claim, evidence].into_iter().map(|it| letter(it.unwrap())))
            }
            Answer::Inferences(written) => {
                list(written.into_iter().flat_map(|it| [it.inference, it.detail]))
            }
            Answer::Text(text) => quoted(&text),
        };
        file += &format!("{id} = {value}\n");
    }
    file += "[judged]\n";
    for question in &quiz.questions {
        let value = match &question.body {
            Body::Inference(body) => {
                list((0..body.count).map(|n| if n == 0 { "2" } else { "0" }.to_owned()))
            }
            Body::ShortAnswer(_) => list(["1".to_owned()].into_iter()),
            Body::Extended(body) => list(body.criteria.iter().map(|_| "2".to_owned())),
            _ => continue,
        };
        file += &format!("{} = {value}\n", *question.id);
    }
    file
}

/// The same answers as they are typed at the plain face, given how they were presented.
#[expect(clippy::too_many_lines, reason = "one arm a kind")]
fn typed(quiz: &Quiz, opened: &Opened) -> String {
    let mut lines = String::new();
    for ((id, answer), presented) in answers(quiz).iter().zip(&opened.items) {
        assert_eq!(*id, presented.question);
        let (_, question) = quiz.question(id).unwrap();
        let label = |list: usize, number: usize| {
            (presented.orders[list]
                .iter()
                .position(|it| *it == number)
                .unwrap()
                + 1)
            .to_string()
        };
        if question.provenance == sourcework_core::quiz::Reveal::After {
            lines += "somebody\nsome time\nfor some reason\n";
        }
        match answer {
            Answer::Choice(chosen) => lines += &format!("{}\n", label(0, chosen.unwrap())),
            Answer::Choices(chosen) | Answer::Order(chosen) => {
                let labels: Vec<_> = chosen.iter().map(|it| label(0, *it)).collect();
                lines += &format!("{}\n", labels.join(" "));
            }
            Answer::Truths(given) => given.iter().for_each(|_| lines += "2\n"),
            Answer::Pairs(given) => given
                .iter()
                .for_each(|it| lines += &format!("{}\n", label(0, it.unwrap()))),
            Answer::Gaps(given) => {
                let Body::Cloze(body) = &question.body else {
                    panic!()
                };
                let offered = body.offered();
                for text in given {
                    match offered.iter().position(|word| word == text) {
                        Some(number) => lines += &format!("{}\n", label(0, number)),
                        None => lines += &format!("{text}\n"),
                    }
                }
            }
            Answer::Cells(cells) => {
                for (row, cell) in cells.iter().enumerate() {
                    match cell {
                        Cell::Chosen(number) => lines += &format!("{}\n", label(row, *number)),
                        Cell::Typed(text) => lines += &format!("{text}\n"),
                    }
                }
            }
            Answer::Paired { claim, evidence } => {
                lines += &format!(
                    "{}\n{}\n",
                    label(0, claim.unwrap()),
                    label(1, evidence.unwrap())
                );
            }
            Answer::Inferences(written) => {
                written
                    .iter()
                    .for_each(|it| lines += &format!("{}\n{}\n", it.inference, it.detail));
                // The program finds nothing; the student overrules it: the first is valid with its
                // detail, the others are not.
                lines += "m\ny\ny\n";
                (1..written.len()).for_each(|_| lines += "n\n");
            }
            Answer::Text(text) => {
                lines += &format!("{text}\n.\n");
                match &question.body {
                    // The examiner's samples are marked first, if one likes.
                    Body::Extended(body) => {
                        lines += "y\n";
                        let rounds = body.samples.len() + 1;
                        (0..rounds * body.criteria.len()).for_each(|_| lines += "2\n");
                    }
                    _ => lines += "m\n1\n",
                }
            }
        }
    }
    lines
}

fn marks(result: &Value) -> Vec<(String, Value)> {
    let questions = result["questions"].as_array().unwrap();
    questions
        .iter()
        .map(|it| (it["id"].as_str().unwrap().to_owned(), it["mark"].clone()))
        .collect()
}

/// Takes a quiz of the small library by lines.
fn take(quiz: &str, more: &[&str], input: &str) -> Run {
    let mut arguments = vec!["--library", "tests/library", "take", quiz, "--seed", "1"];
    arguments.extend(more);
    sourcework_with(&arguments, input)
}

fn take_with_file(quiz: &str, file: &str, more: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.toml");
    fs::write(&path, file).unwrap();
    let path = path.to_str().unwrap();
    let mut arguments = vec!["take", quiz, "--seed", "7", "--answers", path];
    arguments.extend(more);
    sourcework(&arguments)
}

#[test]
fn answers_from_a_file_earn_the_same_as_the_same_answers_typed_for_every_kind() {
    for id in quizzes() {
        let paper = Library::built_in().paper(&id).unwrap();
        let by_file = take_with_file(&id, &answers_file(&paper.quiz), &["--format", "json"]).json();
        let opened: Opened = serde_json::from_value(by_file["events"][0].clone()).unwrap();
        let input = typed(&paper.quiz, &opened);
        let by_hand = sourcework_with(&["take", &id, "--seed", "7", "--format", "json"], &input);
        let by_hand: Value = serde_json::from_str(&by_hand.ok()).unwrap();
        let all = marks(&by_file);
        assert_eq!(all.len(), paper.quiz.questions.len());
        assert!(
            all.iter()
                .all(|(id, mark)| mark.is_object() || panic!("{id} has no mark"))
        );
        assert_eq!(marks(&by_hand), all, "{id}");
        assert_eq!(by_hand["summary"]["score"], by_file["summary"]["score"]);
        assert!(
            all.iter()
                .any(|(_, mark)| mark["awarded"] != mark["available"])
        );
        assert!(all.iter().any(|(_, mark)| mark["awarded"] != 0));
    }
}

#[test]
fn an_exam_taken_from_a_file_earns_what_practice_earns() {
    let paper = Library::built_in().paper("letter-4-exam").unwrap();
    let file = answers_file(&paper.quiz);
    let practice = take_with_file("letter-4-exam", &file, &["--format", "json"]).json();
    let exam = take_with_file(
        "letter-4-exam",
        &file,
        &["--format", "json", "--mode", "exam"],
    )
    .json();
    assert_eq!(marks(&practice), marks(&exam));
}

#[test]
fn a_wrong_file_of_answers_is_told_at_its_places() {
    let file = "quiz = \"letter-1-warm-up\"\n[answers]\nfirst-reaction = \"Z\"\nfirst-reactoin = \"A\"\ntrue-6a = [\"maybe\"]\norder-6a = [\"A\", \"B\", \"C\", \"D\", \"E\", \"F\"]\n[judged]\ncastro = [1]\n";
    let run = take_with_file("letter-1-warm-up", file, &[]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    for words in [
        "`Z` is not one of the 4 possible answers",
        "did you mean `first-reaction`?",
        "`maybe` is not one of true, false, not-stated",
        "`F` is not one of the 5 possible answers",
        "the program marks it by its key",
    ] {
        assert!(run.stderr.contains(words), "{words}\n{}", run.stderr);
    }
    assert_eq!(run.stderr.matches("invalid-answer").count(), 5);
    let other = take_with_file("letter-4-exam", "quiz = \"letter-1-warm-up\"\n", &[]);
    assert!(
        other
            .stderr
            .contains("the answers are for `letter-1-warm-up`"),
        "{}",
        other.stderr
    );
}

#[test]
fn a_question_and_its_feedback_at_the_plain_face() {
    let run = take("one", &[], "7\nx\nh\n1\n");
    assert_eq!(run.code, 0, "{}", run.stderr);
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn nothing_is_revealed_in_an_exam_until_it_is_handed_in() {
    // Flag the first and skip it, go back, answer it, answer the second, look at the overview,
    // turn to the first and answer it again, and hand in.
    let input = "!\ns\nback\n1\n1\n2\n2\n1\n1\ny\n";
    let run = take("two", &["--mode", "exam"], input);
    assert_eq!(run.code, 0, "{run:?}");
    let (before, after) = run.stdout.split_once("Your result").unwrap();
    for secret in ["Why:", "Evidence", "right:", "Not this time", "Right:"] {
        assert!(!before.contains(secret), "{secret}: {before}");
    }
    assert!(
        before.contains("10 min left") && before.contains("Flagged."),
        "{before}"
    );
    assert!(before.contains("Question 1: answered, flagged"), "{before}");
    assert!(before.contains("Your answer so far: 1."), "{before}");
    assert!(
        after.contains("2 of 2 marks, 100%") && after.contains("Passed"),
        "{after}"
    );
}

#[test]
fn the_end_of_the_input_leaves_with_130_and_a_closed_pipe_is_no_error() {
    let run = sourcework(&["take", "letter-1-warm-up"]);
    assert_eq!(run.code, 130);
    assert!(
        run.stderr.contains("You had not answered anything yet"),
        "{}",
        run.stderr
    );
    assert_eq!(sourcework(&[]).code, 130);
    let mut shell = std::process::Command::new("sh");
    let script = format!(
        "{} show khrushchev-letter-1962 | head -n 1; exit ${{PIPESTATUS:-0}}",
        common::PROGRAM
    );
    let run = common::run(shell.args(["-c", &script]), "");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

#[test]
fn hostile_lines_are_shown_escaped_and_lose_nothing() {
    let long = "x".repeat(10_000);
    let hostile = "\u{1b}[2J\u{202e}\u{7}🙂 שלום";
    let input = format!("{long}\n{hostile}\n\n");
    let arguments = [
        "take",
        "letter-3-language",
        "--skill",
        "language",
        "--seed",
        "1",
    ];
    let run = sourcework_with(&arguments, &input);
    assert_eq!(run.code, 130);
    assert!(!run.stdout.contains('\u{1b}') && !run.stdout.contains('\u{202e}'));
    assert!(
        run.stdout.contains("\\x1b[2J\\u{202e}\\x07🙂 שלום"),
        "{}",
        run.stdout
    );
}

#[test]
fn what_was_missed_is_asked_again_without_its_key_in_between() {
    let run = take("two", &["--retry"], "1\n1\n2\n");
    let (first, second) = run.stdout.split_once("This question comes again").unwrap();
    assert!(!first.contains("Why:"), "{first}");
    assert!(
        second.contains("(again)") && second.contains("Why: On the third day."),
        "{second}"
    );
    assert!(second.contains("1 of 2 marks") && second.contains("Asked again: 1, then right: 1"));
}

#[test]
fn certainty_is_asked_and_reported_and_changes_no_mark() {
    let without = take("two", &["--format", "json"], "1\n1\n");
    let with = take("two", &["--format", "json", "--certainty"], "1\n3\n1\n1\n");
    let (without, with) = (without.json(), with.json());
    assert_eq!(marks(&without), marks(&with));
    let calibration = &with["summary"]["calibration"];
    assert_eq!(calibration[0]["sure-and-wrong"], 1);
    assert_eq!(
        calibration[1]["steps"],
        serde_json::json!([[1, 1], [0, 0], [0, 0]])
    );
    let told = take("two", &["--certainty"], "1\n3\n1\n1\n").ok();
    assert!(told.contains("sure and wrong once"), "{told}");
}

#[test]
fn hints_are_free_and_recorded() {
    let result = take("one", &["--format", "json"], "h\nh\n2\n").json();
    assert_eq!(result["summary"]["hints"], 1);
    assert_eq!(result["summary"]["score"]["awarded"], 1);
}

#[test]
fn the_heading_is_held_back_until_the_student_has_committed() {
    let arguments = ["take", "letter-2-provenance", "--seed", "1"];
    let run = sourcework_with(&arguments, "Khrushchev\nin 1962\nto warn\n");
    let (before, _) = run.stdout.split_once("Fill in the grid").unwrap();
    assert!(
        !before.contains("PREM 11/3691") && !before.contains("Nikita"),
        "{before}"
    );
    let all = sourcework_with(&arguments, "Khrushchev\nin 1962\nto warn\n1\n1\n1\n1\n").stdout;
    let (_, after) = all
        .split_once("Here is the heading that was hidden:")
        .unwrap();
    assert!(after.contains("PREM 11/3691") && after.contains("You said of who: Khrushchev"));
}

/// A text without its line breaks.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Takes the only short answer of letter-2 with lines after it.
fn short_answer(lines: &str, more: &[&str]) -> Run {
    let mut arguments = vec![
        "take",
        "letter-2-provenance",
        "--skill",
        "utility",
        "--seed",
        "1",
    ];
    arguments.extend(more);
    sourcework_with(&arguments, lines)
}

const FULL: &str = "It comes from the leader of the Soviet government himself and names his terms, no invasion for ships without arms. But it was written to persuade Kennedy so he may hide more, and it is only an extract of one letter.\n.\n";

#[test]
fn a_written_answer_is_marked_at_once_with_the_words_that_earned_each_point() {
    let told = short_answer(&format!("{FULL}\n"), &[]).ok();
    assert!(told.contains("Right: 4 of 4 marks."), "{told}");
    assert!(told.contains("made, in your words: leader"), "{told}");
}

#[test]
fn a_person_can_overrule_the_mark_and_it_is_told_who_judged() {
    let overruled = short_answer(&format!("{FULL}m\n1\n"), &["--format", "json"]).json();
    let mark = &overruled["questions"][0]["mark"];
    assert_eq!(
        (&mark["awarded"], &mark["basis"]),
        (&1.into(), &"judged".into())
    );
    let events = overruled["events"].as_array().unwrap();
    let judged = events.iter().find(|it| it["action"] == "judged").unwrap();
    assert_eq!(judged["by"], "student");
    let teacher = short_answer(
        &format!("{FULL}m\n1\n"),
        &["--format", "json", "--judge", "teacher"],
    );
    assert!(teacher.ok().contains("\"by\": \"teacher\""));
    let kept = short_answer(&format!("{FULL}\n"), &["--format", "json"]).json();
    assert_eq!(kept["questions"][0]["mark"]["basis"], "matched");
    assert_eq!(kept["summary"]["matched"]["awarded"], 4);
}

#[test]
fn where_the_program_is_not_sure_a_person_decides_or_it_is_told_apart() {
    let unsure = "It is from the leader, who took the decisions. It is not from the leader, who took the decisions.\n.\n";
    let asked = short_answer(&format!("{unsure}1\n"), &[]).ok();
    assert!(asked.contains("You decide about the answer"), "{asked}");
    let asked = unwrapped(&asked);
    assert!(
        asked.contains("said in one place and denied in another"),
        "{asked}"
    );
    let left = short_answer(&format!("{unsure}back\ny\n"), &["--format", "json"]).json();
    assert_eq!(left["questions"][0]["mark"]["doubtful"], 1);
    assert_eq!(left["summary"]["unsure"], 1);
    assert_eq!(left["summary"]["matched"]["awarded"], 0);
}

#[test]
fn a_detail_can_be_picked_from_the_sentences_of_the_passage() {
    let lines = "He knew that the argument was not enough\nl\n18\n\n";
    let arguments = [
        "take",
        "letter-3-language",
        "--skill",
        "inference",
        "--seed",
        "1",
        "--format",
        "json",
    ];
    let run = sourcework_with(&arguments, lines);
    let told = run.stderr.clone();
    let result = run.json();
    let answer = &result["questions"][0]["answer"]["inferences"][0];
    let detail = answer["detail"].as_str().unwrap();
    assert!(told.contains(&format!("18  {}", &detail[..20])), "{told}");
}

#[test]
fn the_levels_are_learned_from_samples_before_one_judges() {
    let lines = "It is useful because of who wrote it.\n.\ny\n1\n5\n8\n2\n";
    let arguments = ["take", "letter-4-exam", "--skill", "utility", "--seed", "1"];
    let run = sourcework_with(
        &arguments,
        &format!("It is the official Soviet position\n.\n\n{lines}"),
    );
    let told = unwrapped(&run.stdout);
    assert!(
        told.contains("the examiner gave 4 (level 2), you gave 5 (level 2)"),
        "{}",
        told
    );
    assert!(
        told.contains(
            "Of 3 marks you gave 2 as the examiner did, and 1 one mark off; you are more generous"
        ),
        "{}",
        told
    );
    assert!(
        told.contains("What can be checked") && told.contains("8 words."),
        "{}",
        told
    );
}
