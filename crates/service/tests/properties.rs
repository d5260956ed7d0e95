//! What holds for every input: nothing panics, places lie where characters begin, marks stay
//! between nothing and the tariff.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod cases;

use std::sync::LazyLock;

use cases::cases;
use proptest::prelude::*;
use proptest::sample::Index;
use sourcework_core::attempt::parse_answers;
use sourcework_core::diagnostic::{Diagnostic, Report, Tally, github, human, json};
use sourcework_core::marking::{self, Answer, Cell, Written};
use sourcework_core::paper::Paper;
use sourcework_core::quiz::{self, Truth};
use sourcework_core::source::{self, Sources, quotation};
use sourcework_service::library::{Library, Shelf};

const LETTER: &str = include_str!("../../../sources/khrushchev-letter-1962.toml");
const QUIZ: &str = include_str!("../../../quizzes/letter-1-warm-up.toml");

/// A text with some of it cut out, doubled or replaced: nearly a file, which tries more of the
/// reader than noise does.
fn damaged(text: &'static str) -> impl Strategy<Value = String> {
    let change = (
        any::<Index>(),
        0..80_usize,
        "\\PC{0,6}|[\\[\\]{}\"'=\n#|.…]{0,3}",
    );
    proptest::collection::vec(change, 1..6).prop_map(move |changes| {
        let mut text = text.to_owned();
        for (at, length, new) in changes {
            let start = text.floor_char_boundary(at.index(text.len()));
            let end = text.floor_char_boundary((start + length).min(text.len()));
            text.replace_range(start..end, &new);
        }
        text
    })
}

/// Renders in every form, and holds the places against the text.
fn render(text: &str, diagnostics: Vec<Diagnostic>) {
    for diagnostic in &diagnostics {
        let place = diagnostic.span.range();
        assert!(
            text.get(place.clone()).is_some(),
            "{place:?} is not a place of the text"
        );
    }
    let report = Report {
        path: "file.toml".to_owned(),
        text: text.to_owned(),
        diagnostics,
    };
    let shown = human::render(
        &report,
        &mut Tally::of(std::slice::from_ref(&report)),
        true,
        60,
    ) + &github::render(&report);
    let obeyed = shown
        .chars()
        .filter(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r'));
    assert!(
        obeyed.clone().all(|c| c == '\u{1b}'),
        "only our own colours"
    );
    json::render(&[report]);
}

fn sources() -> Sources {
    let mut sources = Sources::default();
    sources.insert(source::parse("khrushchev-letter-1962", LETTER).0.unwrap());
    sources
}

fn read_everything(text: &str) {
    let (_, diagnostics) = source::parse("a-source", text);
    render(text, diagnostics);
    let (quiz, mut diagnostics) = quiz::parse("a-quiz", text);
    let sources = sources();
    if let Some(mut quiz) = quiz {
        diagnostics.extend(quiz::check(&quiz, &sources));
        quiz.locate(&sources);
        render(text, parse_answers(&quiz, text).1);
    }
    render(text, diagnostics);
    let _ = quiz::heading("a-quiz", text);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(500), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in "(?s).{0,300}") {
        read_everything(&text);
    }

    /// Messages quote what stands on a broken line.
    #[test]
    fn no_line_of_control_characters_panics(line in "[A=\"'\\[\\] \x00-\x1f\x7f-\u{9f}]{0,20}") {
        read_everything(&line);
    }

    #[test]
    fn no_damaged_quiz_panics(text in damaged(QUIZ)) {
        read_everything(&text);
    }

    #[test]
    fn no_damaged_source_panics(text in damaged(LETTER)) {
        read_everything(&text);
    }

    #[test]
    fn a_quotation_of_anything_is_found_where_characters_begin(
        passage in "(?s)[a-dA-D .…’“”–\\-\nßİ🙂]{0,60}",
        quotation in "(?s)[a-dA-D .…’'\"–\\-\nßİ🙂]{0,20}",
    ) {
        match quotation::find(&passage, &quotation) {
            source::Quotation::Exact { span } => prop_assert_eq!(&passage[span], quotation.trim()),
            source::Quotation::Typographic { span } | source::Quotation::Nearest { span, .. } => {
                prop_assert!(passage.get(span).is_some_and(|text| !text.is_empty()));
            }
            source::Quotation::Absent => {}
        }
    }

    #[test]
    fn whatever_is_cut_from_a_passage_is_found_in_it(start in any::<Index>(), length in 1..200_usize) {
        let sources = sources();
        let text = sources.text("khrushchev-letter-1962/6b").unwrap();
        let start = text.floor_char_boundary(start.index(text.len()));
        let cut = &text[start..text.ceil_char_boundary((start + length).min(text.len()))];
        prop_assume!(cut.chars().any(char::is_alphanumeric));
        prop_assert!(quotation::find_exact(text, cut).is_some());
        let shouted = cut.trim().to_uppercase();
        prop_assert!(quotation::find_typographic(text, &shouted).is_some(), "{}", shouted);
    }

    #[test]
    fn a_mark_is_never_less_than_nothing_nor_more_than_the_tariff(answer in answer()) {
        for paper in &*PAPERS {
            for question in &paper.quiz.questions {
                if let Some(mark) = marking::mark(question, &answer) {
                    prop_assert!(mark.awarded <= mark.available);
                    prop_assert_eq!(mark.available, question.available());
                }
            }
        }
    }
}

/// The shipped quizzes, read once.
static PAPERS: LazyLock<Vec<Paper>> = LazyLock::new(|| {
    let library = Library::built_in();
    let ids = library.ids(Shelf::Quizzes).unwrap();
    ids.iter().map(|id| library.paper(id).unwrap()).collect()
});

fn place() -> impl Strategy<Value = Option<usize>> {
    proptest::option::of(prop_oneof![0..7_usize, Just(usize::MAX)])
}

fn answer() -> impl Strategy<Value = Answer> {
    let places = || proptest::collection::vec(0..7_usize, 0..9);
    let text = || "\\PC{0,12}|calamity|game";
    let truth = proptest::option::of(proptest::sample::select(Truth::ALL.to_vec()));
    let cell = prop_oneof![
        (0..5_usize).prop_map(Cell::Chosen),
        text().prop_map(Cell::Typed)
    ];
    let written = (text(), text()).prop_map(|(inference, detail)| Written { inference, detail });
    prop_oneof![
        place().prop_map(Answer::Choice),
        places().prop_map(Answer::Choices),
        places().prop_map(Answer::Order),
        proptest::collection::vec(truth, 0..6).prop_map(Answer::Truths),
        proptest::collection::vec(place(), 0..6).prop_map(Answer::Pairs),
        proptest::collection::vec(text(), 0..5).prop_map(Answer::Gaps),
        proptest::collection::vec(cell, 0..6).prop_map(Answer::Cells),
        (place(), place()).prop_map(|(claim, evidence)| Answer::Paired { claim, evidence }),
        proptest::collection::vec(written, 0..3).prop_map(Answer::Inferences),
        text().prop_map(Answer::Text),
    ]
}
