//! What holds for the drafts of every format that is read.

use sourcework_core::diagnostic::Code;
use sourcework_core::paper::Paper;
use sourcework_core::quiz::{self, Kind};
use sourcework_exchange::{Drafts, Format, Settings, Wanted, assemble, export, read};

use crate::compare::{material, shipped};
use crate::imports::codes;

fn with_key() -> Settings {
    Settings {
        key: true,
        ..Settings::default()
    }
}

/// The formats that are written and read as questions, but for the one that holds a quiz whole; a Word document is written
/// as a paper to print, and Kahoot asks each statement without the text above it.
fn both_ways() -> impl Iterator<Item = Format> {
    let all = Format::ALL.iter().copied();
    all.filter(|it| {
        it.is_written()
            && it.is_read()
            && !matches!(
                it,
                Format::Json | Format::Anki | Format::Docx | Format::Kahoot
            )
    })
}

/// What a paper comes back as.
fn there_and_back(format: Format, paper: &Paper) -> Drafts {
    let bytes = export(format, material(paper), with_key()).bytes;
    assemble(read(format, "a", &bytes, None), &Wanted::default())
}

fn is_private(c: char) -> bool {
    ('\u{e000}'..='\u{f8ff}').contains(&c) || c >= '\u{f0000}'
}

/// What to do about one key, in the order of the questions.
fn to_do_about(drafts: &Drafts, key: &str) -> usize {
    let all = drafts.quizzes.iter().flat_map(|it| &it.to_do);
    all.filter(|(_, about, _)| *about == key).count()
}

/// A bullet of Word, and the signs that readers mark gaps with.
#[test]
fn no_file_of_a_quiz_holds_private_characters_and_each_that_did_says_so() {
    for format in both_ways() {
        for mut paper in shipped() {
            for question in &mut paper.quiz.questions {
                let stem = &mut question.stem.value;
                *stem = format!("\u{f0b7} {stem}\u{e000}0\u{e001} \u{10fffc}0\u{10fffd}");
            }
            let drafts = there_and_back(format, &paper);
            for draft in &drafts.quizzes {
                let file = quiz::write(&draft.content, &draft.to_do);
                assert!(!file.contains(is_private), "{format} {}", paper.quiz.id);
            }
            let asked = drafts.quizzes.iter().map(|it| it.content.questions.len());
            assert_eq!(
                to_do_about(&drafts, "stem"),
                asked.sum::<usize>(),
                "{format}"
            );
        }
    }
}

/// Where the text of a question is what makes it one, a table or a list of Aiken, an error says that there is none.
#[test]
fn a_question_that_asks_nothing_is_left_to_do() {
    for format in both_ways() {
        for mut paper in shipped() {
            let questions = &mut paper.quiz.questions;
            questions.retain(|it| it.kind() == Kind::SingleChoice);
            questions.iter_mut().for_each(|it| it.stem.value.clear());
            let count = questions.len();
            let bytes = export(format, material(&paper), with_key()).bytes;
            let imported = read(format, "a", &bytes, None);
            if matches!(format, Format::Aiken | Format::Csv | Format::Xlsx) {
                let refused = codes(&imported)
                    .iter()
                    .any(|it| matches!(it, Code::Malformed | Code::NotImported));
                assert!(refused || count == 0, "{format} {}", paper.quiz.id);
                continue;
            }
            let drafts = assemble(imported, &Wanted::default());
            assert_eq!(to_do_about(&drafts, "stem"), count, "{format}");
        }
    }
}
