//! Lists of questions in Word documents.

use proptest::prelude::*;
use serde_json::json;
use sourcework_core::diagnostic::Code;
use sourcework_exchange::{Format, Imported, Settings, Wanted, assemble, export, read};

use super::{
    document_with, listed, numbering, options, paragraphs, part, questions, stems, styled,
};
use crate::compare::{material, shipped};
use crate::imports::{bodies, codes, messages};

pub fn typed(texts: &[&str]) -> Imported {
    questions(&document_with(&paragraphs(texts), &[]))
}

/// What people type, in several ways.
const TYPED: [&str; 23] = [
    "The crisis",
    "Source A: From a letter, 1962",
    "Dear Mr. President:",
    "I have received your letter.",
    "1. Who wrote it?",
    "a) Kennedy",
    "*b) Khrushchev",
    "2) When? (2 marks)",
    "Tick one box.",
    "A. 1961",
    "B. 1962",
    "Answer: B",
    "Explanation: It is dated.",
    "Source B",
    "A poster.",
    "Q3. Which are true?",
    "(a) *It is old",
    "(b) It is new",
    "(c) *It is torn",
    "4. The letter was public.",
    "Answer: False",
    "Question 5: Explain why it was written. [6]",
    "Answer: To end the crisis.",
];

#[test]
fn a_typed_list_is_read_as_people_write_it() {
    let read = typed(&TYPED);
    assert_eq!(codes(&read), []);
    assert_eq!(read.title.as_deref(), Some("The crisis"));
    assert_eq!(
        stems(&read),
        [
            "Who wrote it?",
            "When?\n\nTick one box.",
            "Which are true?",
            "The letter was public.",
            "Explain why it was written."
        ]
    );
    assert_eq!(
        options(&read),
        [
            vec!["Kennedy", "*Khrushchev"],
            vec!["1961", "*1962"],
            vec!["*It is old", "It is new", "*It is torn"],
        ]
    );
    let kinds: Vec<_> = bodies(&read).iter().map(|it| it["kind"].clone()).collect();
    assert_eq!(
        kinds,
        [
            "single-choice",
            "single-choice",
            "multiple-response",
            "true-false",
            "extended"
        ]
    );
    assert_eq!(read.questions[1].marks, Some(2));
    assert_eq!(
        read.questions[1].explanation.as_deref(),
        Some("It is dated.")
    );
    assert_eq!(bodies(&read)[3]["statements"][0]["answer"], "false");
    assert_eq!(bodies(&read)[4]["model"], "To end the crisis.");
    assert_eq!(
        bodies(&read)[4]["criterion"][0]["levels"][0]["marks"],
        json!("1-6")
    );
    // Each passage belongs to the questions below it.
    let passages: Vec<&str> = read.passages.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(
        passages,
        [
            "Dear Mr. President:\n\nI have received your letter.",
            "A poster."
        ]
    );
    let of: Vec<_> = read
        .questions
        .iter()
        .map(|it| it.passages.clone())
        .collect();
    assert_eq!(of, [[0], [0], [1], [1], [1]]);
}

#[test]
fn plain_text_of_the_same_form_is_read_too() {
    let text = "1. Who wrote it?\na) Kennedy\n  of Massachusetts\n*b) Khrushchev\n\n2. When?\na) 1961\tb) 1962\t\nAnswer: b\n";
    let read = read(Format::Docx, "pasted.txt", text.as_bytes(), None);
    assert_eq!(messages(&read), ["the last option goes on here"]);
    assert_eq!(
        options(&read),
        [
            vec!["Kennedy of Massachusetts", "*Khrushchev"],
            vec!["1961", "*1962"]
        ]
    );
}

#[test]
fn the_described_list_is_the_one_that_is_read() {
    let page = std::fs::read_to_string("../../docs/word-format.md").unwrap();
    let (_, text) = page.split_once("```text\n").unwrap();
    let (text, _) = text.split_once("```").unwrap();
    let lines: Vec<&str> = text.lines().filter(|it| !it.is_empty()).collect();
    for read in [
        read(Format::Docx, "x.txt", text.as_bytes(), None),
        typed(&lines),
    ] {
        assert_eq!(codes(&read), []);
        assert_eq!(
            stems(&read),
            [
                "Who wrote it?",
                "When was it written?",
                "Explain why it was written."
            ]
        );
        assert_eq!(
            options(&read),
            [["Kennedy", "*Khrushchev"], ["1961", "*1962"]]
        );
        assert_eq!(read.questions[1].marks, Some(2));
        assert_eq!(
            read.questions[1].explanation.as_deref(),
            Some("It is dated.")
        );
        assert!(read.passages[0].text.starts_with("Dear Mr. President"));
    }
}

#[test]
fn without_numbers_the_line_above_the_options_asks() {
    let read = typed(&[
        "Read it.",
        "Who?",
        "A) He",
        "B) She",
        "Answer: She",
        "When?",
        "☐ 1961",
        "☒ 1962",
    ]);
    assert_eq!(codes(&read), []);
    assert_eq!(stems(&read), ["Who?", "When?"]);
    assert_eq!(options(&read), [["He", "*She"], ["1961", "*1962"]]);
    assert_eq!(read.passages[0].text, "Read it.");
}

#[test]
fn numbers_between_the_questions_are_those_of_options() {
    let restarted = numbering().1.replace(
        "<w:num w:numId=\"3\"><w:abstractNumId w:val=\"8\"/>",
        "<w:num w:numId=\"3\"><w:abstractNumId w:val=\"9\"/>",
    );
    let own = "<w:abstractNum w:abstractNumId=\"9\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1)\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\">";
    let restarted = restarted.replacen("<w:num w:numId=\"1\">", own, 1);
    let body = [
        listed(1, 0, "", "Who?"),
        listed(3, 0, "", "Kennedy"),
        listed(3, 0, "", "*Khrushchev"),
        listed(1, 0, "", "When?"),
        listed(3, 0, "", "1961"),
        listed(3, 0, "", "*1962"),
    ];
    let read = questions(&document_with(
        &body.concat(),
        &[("word/numbering.xml", restarted)],
    ));
    assert_eq!(
        options(&read),
        [["Kennedy", "*Khrushchev"], ["1961", "*1962"]]
    );
}

#[test]
fn the_head_of_a_worksheet_is_no_passage() {
    let read = typed(&[
        "Name: ____ Class: ____",
        "Date ........ Score: ___/10",
        "1. Who?",
        "*a) He",
        "b) She",
    ]);
    assert!(read.passages.is_empty());
    assert_eq!(read.title, None);
    assert_eq!(
        messages(&read),
        ["lines to write on were left out, here and below"]
    );
    let letter = typed(&["Name: Kennedy, John", "1. Who?", "*a) He", "b) She"]);
    assert_eq!(letter.title.as_deref(), Some("Name: Kennedy, John"));
}

#[test]
fn ticks_and_stars_mark_options_and_bullets_may_only_help() {
    let read = typed(&[
        "1. Who?",
        "a) Kennedy",
        "b) Khrushchev ✓",
        "2. When?\t",
        "(a) 1961\t*(b) 1962  (c) 1963",
        "3. Where?",
        "a) ☐ Spain",
        "b) ☒ Cuba",
        "7. And? [2]",
        "☐ Here",
        "☐ There",
        "4. Explain why. You may use:",
        "• trade",
        "• war",
        "(12 marks)",
        "5. Which came first?",
        "• trade",
        "• war",
        "6. Name it.",
        "a) The sale.  B. Franklin made it",
        "*b) The gift",
    ]);
    assert_eq!(codes(&read), []);
    assert_eq!(
        options(&read),
        [
            vec!["Kennedy", "*Khrushchev"],
            vec!["1961", "*1962", "1963"],
            vec!["Spain", "*Cuba"],
            vec!["Here", "There"],
            vec!["trade", "war"],
            vec!["The sale.  B. Franklin made it", "*The gift"],
        ]
    );
    assert_eq!(
        read.questions[4].stem,
        "Explain why. You may use:\n\n• trade\n\n• war"
    );
    // More options than letters, and a letter that comes twice.
    let many = ["1. Which?"].into_iter().chain(["• one"; 300]);
    assert_eq!(options(&typed(&many.collect::<Vec<_>>()))[0].len(), 300);
    let twice = typed(&["1. Who?", "a) He", "a) She", "Answer: A"]);
    assert_eq!(codes(&twice), [Code::NotImported]);
    assert_eq!(options(&twice), [["He", "She"]]);
}

#[test]
fn parts_of_a_question_in_an_examination_paper_are_questions() {
    let read = typed(&[
        "1 (a) Describe two features of the crisis. (4 marks)",
        "(b) Explain why it ended. (12 marks)",
        "______________________",
        "2. Study Source A.",
        "(a) What is it? [2]",
        "(b) How useful is it? [8]",
        "END OF QUESTIONS",
    ]);
    assert_eq!(
        stems(&read),
        [
            "Describe two features of the crisis.",
            "Explain why it ended.",
            "Study Source A.\n\nWhat is it?",
            "Study Source A.\n\nHow useful is it?"
        ]
    );
    let told = messages(&read).join("\n");
    assert!(told.contains("lines to write on"), "{told}");
    assert!(told.contains("behind the last question"), "{told}");
}

#[test]
fn text_between_questions_is_kept_and_a_second_heading_is_told() {
    let body = [
        styled("<w:pStyle w:val=\"H\"/>", "Quiz"),
        paragraphs(&[
            "1. Who?",
            "a) He",
            "*b) She",
            "Now read the poster. It is old.",
        ]),
        styled("<w:pStyle w:val=\"H\"/>", "Section B"),
        paragraphs(&["2. When?", "*a) Now", "b) Then"]),
    ];
    let styles =
        "<w:style w:type=\"paragraph\" w:styleId=\"H\"><w:name w:val=\"heading 1\"/></w:style>";
    let read = questions(&document_with(
        &body.concat(),
        &[("word/styles.xml", part("styles", styles))],
    ));
    assert_eq!(read.title.as_deref(), Some("Quiz"));
    assert_eq!(read.passages[0].text, "Now read the poster. It is old.");
    assert_eq!(codes(&read), [Code::ImportedOtherwise, Code::NotImported]);
    assert!(messages(&read)[1].contains("“Section B”"));
}

#[test]
fn questions_in_tables_and_several_options_on_a_line_are_found() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraphs(&[text]));
    let row = |cells: [&str; 2]| format!("<w:tr>{}</w:tr>", cells.map(cell).concat());
    let body = format!(
        "<w:tbl>{}{}</w:tbl>{}",
        row(["1.", "Who?"]),
        row(["a) Kennedy", "*b) Khrushchev"]),
        "<w:p><w:r><w:t>2. Where?</w:t><w:br/><w:t>*a) Cuba</w:t><w:br/><w:t>b) Spain</w:t></w:r></w:p>"
    );
    let read = questions(&document_with(&body, &[]));
    assert_eq!(stems(&read), ["Who?", "Where?"]);
    assert_eq!(
        options(&read),
        [["Kennedy", "*Khrushchev"], ["*Cuba", "Spain"]]
    );
}

#[test]
fn what_is_exported_for_word_comes_back_and_says_what_it_lacks() {
    for paper in shipped() {
        let bytes = export(Format::Docx, material(&paper), Settings::default()).bytes;
        let read = questions(&bytes);
        assert_eq!(read.title.as_deref(), Some(paper.quiz.title.as_str()));
        let stems = stems(&read);
        for question in &paper.quiz.questions {
            let first = question.stem.lines().next().unwrap();
            assert!(
                stems.iter().any(|it| it.starts_with(first)),
                "{first} in {stems:?}"
            );
        }
        // Nothing on the paper says what is right.
        assert!(
            options(&read)
                .iter()
                .flatten()
                .all(|it| !it.starts_with('*'))
        );
        assemble(read, &Wanted::default());
    }
}

proptest! {
    #[test]
    fn no_list_is_too_strange(text in "([1-3][.)] ?|[A-Da-d][.)] ?|\\*|Answers?:|Source [AB]|\\[2\\]|☒ |\t|\n|\\PC){0,60}") {
        let read = read(Format::Docx, "x", text.as_bytes(), None);
        assemble(read, &Wanted::default());
    }
}
