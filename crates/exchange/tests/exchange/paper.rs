//! How a paper is laid out: sheets and letters, heads and feet of pages, what is said once, parts.

use sourcework_core::quiz::Question;
use sourcework_core::source::passage::paragraphs;
use sourcework_exchange::{
    About, Format, LargePrint, Layout, Loss, PaperSize, Part, Settings, export,
};

use crate::compare::{material, shipped};
use crate::worksheet::{key, one_line, page, words};

#[test]
fn the_size_of_the_paper_is_told_to_the_printer() {
    let paper = shipped().remove(0);
    assert!(page(&paper, Settings::default()).contains("size: A4 portrait"));
    for (size, name) in [(PaperSize::Letter, "Letter"), (PaperSize::A3, "A3")] {
        let page = page(
            &paper,
            laid_out(Layout {
                paper: size,
                ..Layout::default()
            }),
        );
        assert!(page.contains(&format!("size: {name} portrait")));
    }
}

fn laid_out(layout: Layout) -> Settings {
    Settings {
        layout,
        ..Settings::default()
    }
}

/// A3 is A4 enlarged as a copier does it: 11 points times the square root of 2 are 15.56.
#[test]
fn letters_are_as_large_as_an_access_arrangement_asks_for() {
    let paper = shipped().remove(0);
    let plain = Layout::default();
    for (layout, points) in [
        (plain, "11pt"),
        (
            Layout {
                compact: true,
                ..plain
            },
            "10pt",
        ),
        (
            Layout {
                paper: PaperSize::A3,
                ..plain
            },
            "15.5pt",
        ),
        (
            Layout {
                large_print: Some(LargePrint::Points18),
                ..plain
            },
            "18pt",
        ),
        (
            Layout {
                large_print: Some(LargePrint::Points24),
                ..plain
            },
            "24pt",
        ),
    ] {
        let page = page(&paper, laid_out(layout));
        assert!(
            page.contains(&format!("html {{ font-size: {points}; }}")),
            "{points}"
        );
        // In large print the small letters of facts and labels are as large as the others.
        assert_eq!(
            page.contains("thead td) { font-size: 1rem; }"),
            layout.large_print.is_some(),
            "{points}"
        );
    }
}

/// What a marker and a candidate look for on every page.
#[test]
fn a_paper_says_what_it_is_where_one_is_and_where_it_ends() {
    let paper = shipped().remove(0);
    let student = page(&paper, Settings::default());
    assert!(student.contains("@top-left { content: \"Warm"));
    assert!(student.contains("\"Page \" counter(paper-0) \" of \" counter(pages)"));
    assert!(words(&student).ends_with("End of questions"));
    let total: u32 = paper.quiz.questions.iter().map(Question::available).sum();
    let table = student.split("class=\"marks-given\"").nth(1).unwrap();
    let table = words(&format!(
        "<table{}",
        table.split("</table>").next().unwrap()
    ));
    let marks: Vec<String> = paper
        .quiz
        .questions
        .iter()
        .map(|it| it.available().to_string())
        .collect();
    assert!(
        table.contains(&format!("Marks | {} | {total}", marks.join(" | "))),
        "{table}"
    );
    assert!(!page(&paper, key()).contains("class=\"marks-given\""));
}

/// What several questions are about is said once; a question alone says it itself.
#[test]
fn an_extract_is_named_where_it_changes() {
    let mut paper = shipped().remove(0);
    let (one, other) = ("khrushchev-letter-1962/6a", "khrushchev-letter-1962/6b");
    let about = [one, one, other];
    paper.quiz.questions.truncate(about.len());
    for (question, extract) in paper.quiz.questions.iter_mut().zip(about) {
        question.extracts.truncate(1);
        extract.clone_into(&mut question.extracts[0].value);
    }
    let words = words(&page(&paper, Settings::default()));
    assert!(words.contains("Extract 6a (questions 1 and 2)"), "{words}");
    assert!(words.contains("Extract 6b"));
    assert!(!words.contains("Extract 6a Tick"));
}

/// In the exam paper question 1 hides the heading and is about 6a; the others are about 6a, 6b, 6c.
#[test]
fn unseen_questions_come_first_and_the_heading_after_the_page_is_turned() {
    let mut paper = shipped()
        .into_iter()
        .find(|it| it.quiz.id == "letter-4-exam")
        .unwrap();
    // Wherever the question stands in the quiz.
    paper.quiz.questions.swap(0, 3);
    let exported = export(Format::Worksheet, material(&paper), Settings::default());
    let moved: Vec<&Loss> = exported
        .losses
        .iter()
        .filter(|it| it.part == Part::Layout)
        .collect();
    assert_eq!(moved.len(), 1);
    assert_eq!(
        moved[0].about,
        About::Question("provenance-grid".to_owned())
    );
    let page = String::from_utf8(exported.bytes).unwrap();
    let (first, second) = page.split_once("class=\"new-page\"").unwrap();
    let (first, second) = (words(first), words(&format!("<p {second}")));
    assert!(
        first.ends_with("Turn over only when you are told to"),
        "{first}"
    );
    let passage = |label: &str| {
        let text = paper
            .sources
            .text(&format!("khrushchev-letter-1962/{label}"))
            .unwrap();
        one_line(&text[paragraphs(text)[1].clone()])
    };
    assert!(first.contains("1 The heading is hidden.") && first.contains(&passage("6a")));
    assert!(
        !first.contains("Chairman of the Council"),
        "the writer is what is asked for"
    );
    assert!(!first.contains(&passage("6b")));
    assert!(second.contains("Chairman of the Council") && second.contains(&passage("6b")));
    assert!(
        !second.contains(&passage("6a")),
        "each passage is printed once"
    );
    for question in paper
        .quiz
        .questions
        .iter()
        .filter(|it| it.id.as_str() != "provenance-grid")
    {
        let stem = one_line(&question.stem);
        assert!(!first.contains(&stem) && second.contains(&stem), "{stem}");
    }
}
