//! What is right in a list of questions.

use sourcework_core::diagnostic::Code;
use sourcework_exchange::{Wanted, assemble};

use super::questions::typed;
use super::{document_with, listed, numbering, options, paragraphs, questions, stems};
use crate::imports::{bodies, codes, messages};

#[test]
fn letters_of_a_list_that_goes_on_are_those_that_word_shows() {
    let numbering = numbering().1.replace("bullet", "upperLetter");
    let question = |number: u32, options: &[&str], answer: &str| {
        let options = options.iter().map(|it| listed(3, 0, "", it));
        let stem = paragraphs(&[&format!("{number}. Which?")]);
        stem + &options.collect::<String>() + &paragraphs(&[answer])
    };
    let body = [
        question(1, &["yes", "no"], "Answer: B"),
        question(2, &["red", "green", "blue"], "Answer: C"),
        question(3, &["up", "down", "left"], "Answer: G"),
    ];
    let read = questions(&document_with(
        &body.concat(),
        &[("word/numbering.xml", numbering)],
    ));
    // Word shows A B, C D E, F G H.
    assert_eq!(codes(&read), []);
    assert_eq!(
        options(&read),
        [
            vec!["yes", "*no"],
            vec!["*red", "green", "blue"],
            vec!["up", "*down", "left"]
        ]
    );
}

#[test]
fn bold_is_a_key_only_where_each_question_has_exactly_one() {
    let body = |last: &str| {
        let all = [
            listed(1, 0, "<w:b/>", "Who?"),
            listed(1, 1, "", "Kennedy"),
            listed(1, 1, "<w:b/>", "Khrushchev"),
            listed(1, 0, "<w:b/>", "When?"),
            listed(1, 1, "<w:b w:val=\"0\"/>", "1961"),
            listed(1, 1, last, "1962"),
        ];
        questions(&document_with(&all.concat(), &[numbering()]))
    };
    let all = body("<w:b/>");
    assert_eq!(
        options(&all),
        [["Kennedy", "*Khrushchev"], ["1961", "*1962"]]
    );
    assert_eq!(codes(&all), [Code::ImportedOtherwise]);
    assert!(messages(&all)[0].contains("exactly one option is bold"));
    let one = body("");
    assert_eq!(options(&one), [["Kennedy", "Khrushchev"], ["1961", "1962"]]);
    assert!(messages(&one)[0].contains("not taken as the key"));
    let drafts = assemble(one, &Wanted::default());
    let to_do = &drafts.quizzes[0].to_do;
    assert!(
        to_do
            .iter()
            .any(|(_, _, what)| what.contains("which is right?")),
        "{to_do:?}"
    );
}

#[test]
fn keys_that_are_missing_wrong_or_two_are_told() {
    let read = typed(&[
        "1. Who?",
        "a) He",
        "b) She",
        "Answer: They",
        "2. When?",
        "*a) 1961",
        "b) 1962",
        "Answer: B",
        "3. Where?",
        "a) Here",
        "b) There",
        "Answer: There.",
        "4. Why?",
        "a) So",
        "b) Not so",
        "5. How?",
        "a) Well",
        "b) Badly",
        "Answers:",
        "4. B   5. A  9. A",
        "6) see the book",
    ]);
    assert_eq!(
        options(&read),
        [
            ["He", "She"],
            ["1961", "1962"],
            ["Here", "*There"],
            ["So", "*Not so"],
            ["*Well", "Badly"]
        ]
    );
    let told = messages(&read).join("\n");
    for part in [
        "the answer “They” is none of the options",
        "the answer “B” and the marked option disagree",
        "has A for question 9",
        "this line of the list of answers could not be read",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
}

#[test]
fn the_whole_text_of_an_option_is_a_key_and_so_are_several() {
    let read = typed(&[
        "1. Which go together?",
        "a) A and B",
        "b) B and C",
        "c) A and C",
        "Answer: B and C",
        "2. Which two?",
        "a) France",
        "b) Spain",
        "c) Russia",
        "Answers: France, Russia",
        "3. Where?",
        "a) Paris, France",
        "b) Rome, Italy",
        "c) Bern",
        "Answer: Paris, France; Bern",
        "Answers:",
        "2. A, C",
    ]);
    assert_eq!(codes(&read), []);
    assert_eq!(
        options(&read),
        [
            ["A and B", "*B and C", "A and C"],
            ["*France", "Spain", "*Russia"],
            ["*Paris, France", "Rome, Italy", "*Bern"],
        ]
    );
}

#[test]
fn keys_that_disagree_leave_none() {
    let read = typed(&[
        "1. Which note?",
        "a) A",
        "b) C",
        "c) D",
        "Answer: C",
        "2. Who?",
        "a) He",
        "b) She",
        "Answer: A",
        "3. When?",
        "*a) Now",
        "b) Then",
        "4. Where?",
        "a) Here",
        "b) There",
        "Answer: b) Here",
        "5. Why?",
        "a) So",
        "b) Not so",
        "Answer: Because",
        "6. It was public.",
        "Answer: False",
        "7. It was secret.",
        "Answer: False",
        "Answers:",
        "2. B  3. B  5. B  6. F  7. T",
    ]);
    assert_eq!(
        options(&read),
        [
            vec!["A", "C", "D"],
            vec!["He", "She"],
            vec!["Now", "Then"],
            vec!["Here", "There"],
            // The list has what the question lacks.
            vec!["So", "*Not so"],
        ]
    );
    assert_eq!(bodies(&read)[5]["statements"][0]["answer"], "false");
    assert!(bodies(&read)[6]["statements"][0]["answer"].is_null());
    let told = messages(&read);
    assert_eq!(told.len(), 6, "{told:#?}");
    let told = told.join("\n");
    for part in [
        "the answer “C” is the letter of one option and the text of another",
        "the list of answers “B” and what stands at the question disagree",
        "the answer “b) Here” is the letter of one option",
        "the answer “Because” is none of the options",
        "the answer “False” and the list of answers, which has T, disagree",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    let drafts = assemble(read, &Wanted::default());
    let to_do = drafts.quizzes[0].to_do.iter();
    let doubtful = to_do.filter(|(_, _, what)| what.starts_with("the file"));
    let doubtful: Vec<_> = doubtful.map(|(number, key, _)| (*number, *key)).collect();
    assert_eq!(
        doubtful,
        [
            (Some(0), "options"),
            (Some(1), "options"),
            (Some(2), "options"),
            (Some(3), "options"),
            (Some(6), "statements")
        ]
    );
}

#[test]
fn answers_are_announced_in_many_ways_and_a_star_may_stand_behind() {
    for answer in [
        "The correct answer is B.",
        "Correct option: b",
        "Correct answer (s): b",
        "Correct answer(s): b",
        "Answer key: B",
        "Answer = b",
        "Answer b",
        "Answer is (b)",
    ] {
        let read = typed(&["1. Who?", "a) x", "b) y", answer, "2. Why?"]);
        assert_eq!(codes(&read), [], "{answer}");
        assert_eq!(options(&read), [["x", "*y"]], "{answer}");
    }
    let read = typed(&["1. Who?", "a) x", "b) y*", "c) z"]);
    assert_eq!(options(&read), [["x", "*y", "z"]]);
    // A sentence is no key.
    let read = typed(&[
        "1. Read this.",
        "The answer is a letter to him.",
        "a) x",
        "*b) y",
    ]);
    assert_eq!(
        stems(&read),
        ["Read this.\n\nThe answer is a letter to him."]
    );
}

#[test]
fn numerals_and_numbers_are_options_where_an_answer_names_one() {
    let roman = ["Which?", "i) red", "ii) green", "iii) blue", "Answer: iii"];
    let capitals = [
        "2. Which?",
        "I. red",
        "II. green",
        "III. blue",
        "Answer: II",
    ];
    let numbers = ["2. Fifth", "1) red", "2) green", "3) blue", "Answer: 2"];
    let last = [
        "1. Fifth",
        "1. red",
        "2. green",
        "Answer: 2",
        "Answers:",
        "1. B",
    ];
    let same_sign = ["1. Fifth", "1. red", "2. green", "Answer: 2", "2. Why?"];
    let starred = ["1. Which?", "i) red", "*ii) green", "Answer: ii"];
    for (lines, expected) in [
        (&roman[..], &["red", "green", "*blue"][..]),
        (&capitals, &["red", "*green", "blue"]),
        (&numbers, &["red", "*green", "blue"]),
        (&same_sign, &["red", "*green"]),
        (&last, &["red", "*green"]),
        (&starred, &["red", "*green"]),
    ] {
        let read = typed(lines);
        assert_eq!(codes(&read), [], "{lines:?}");
        assert_eq!(options(&read), [expected], "{lines:?}");
    }
    // Questions with numbers of their own stay such, the last with the answer “2”.
    let read = typed(&["Numbers", "1. Write it.", "2. Say it.", "Answer: 2"]);
    assert_eq!(stems(&read), ["Write it.", "Say it."]);
    let unclear = ["4. Name it.", "1. red", "2. green", "Answer: 2", "3. Why?"];
    let read = typed(&unclear);
    assert_eq!(read.questions.len(), 4);
    assert!(messages(&read)[0].contains("the answer “2” is the label of an option"));
    // The ninth option has the letter I.
    let many: Vec<String> = ('a'..='i').map(|it| format!("{it}) {it}{it}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let read = typed(&[&["1. Which?"], &many[..], &["Answer: I"]].concat());
    assert_eq!(options(&read)[0][8], "*ii");
}

#[test]
fn an_answer_with_a_letter_and_no_options_is_told() {
    let read = typed(&[
        "1. Which?",
        "B. red",
        "C. green",
        "Answer: C",
        "2. True?",
        "Answer: F",
    ]);
    let told = messages(&read).join("\n");
    assert!(
        told.contains("the answer “C” is the label of an option"),
        "{told}"
    );
    assert!(!told.contains("“F”"), "{told}");
    let to_do = assemble(read, &Wanted::default()).quizzes.remove(0).to_do;
    assert!(
        to_do
            .iter()
            .any(|(at, key, what)| (*at, *key) == (Some(0), "model")
                && what.contains("only a label")),
        "{to_do:?}"
    );
}
