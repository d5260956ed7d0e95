//! Workbooks. That another program reads them is shown by `tests/exchange/tools/xlsx/run`.

use sourcework_core::paper::Paper;
use sourcework_core::quiz::Kind;
use sourcework_core::source::Source;
use sourcework_exchange::{About, Exported, Format, Part, Settings, export};

use crate::compare::{material, shipped};

#[test]
fn the_same_quiz_gives_the_same_workbook() {
    for paper in shipped() {
        for format in [Format::Xlsx, Format::Kahoot] {
            let once = export(format, material(&paper), Settings::default());
            let again = export(format, material(&paper), Settings::default());
            assert!(once.bytes.starts_with(b"PK"), "{format}");
            assert!(once == again, "{format} of {}", paper.quiz.id);
        }
    }
}

/// A cell holds 32,767 letters; a longer passage is cut, which is said.
#[test]
fn a_passage_too_long_for_a_cell_is_cut_and_that_is_said() {
    let mut paper = shipped().remove(0);
    let id = paper.quiz.questions[0].extracts[0].value.clone();
    let said = |paper: &Paper| {
        let losses = export(Format::Xlsx, material(paper), Settings::default()).losses;
        losses.iter().any(|it| it.how.contains("32,767"))
    };
    assert!(!said(&paper));
    let mut sources: Vec<Source> = paper.sources.iter().cloned().collect();
    for source in &mut sources {
        for extract in &mut source.extracts {
            if id.ends_with(&format!("/{}", *extract.label)) {
                extract.text.value = "war ".repeat(9_000);
            }
        }
    }
    for source in sources {
        paper.sources.insert(source);
    }
    assert!(said(&paper));
}

#[test]
fn kahoot_takes_what_fits_and_says_of_the_rest_why_not() {
    for paper in shipped() {
        let Exported { losses, .. } = export(Format::Kahoot, material(&paper), Settings::default());
        for question in &paper.quiz.questions {
            let about = About::Question(question.id.value.clone());
            let lost = losses
                .iter()
                .find(|it| it.about == about && it.part == Part::Question);
            let kinds = [Kind::SingleChoice, Kind::MultipleResponse, Kind::TrueFalse];
            let is_choice = question.kind() != Kind::TrueFalse;
            let is_long = is_choice && question.stem.chars().count() > 120;
            if !kinds.contains(&question.kind()) || is_long {
                let why = &lost.expect("declared").how;
                assert!(why.starts_with("is left out: "), "{why}");
            }
        }
    }
}
