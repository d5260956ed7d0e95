//! What is written as TOML is read as what it was.

use sourcework_core::diagnostic::Severity;
use sourcework_core::{quiz, source};
use sourcework_service::library::{Library, Shelf};

fn without_id(value: impl serde::Serialize) -> serde_json::Value {
    let mut value = serde_json::to_value(value).unwrap();
    value.as_object_mut().unwrap().remove("id");
    value
}

#[test]
fn the_shipped_files_come_back_whole() {
    let library = Library::built_in();
    for id in library.ids(Shelf::Quizzes).unwrap() {
        let before = library.paper(&id).unwrap().quiz;
        let text = quiz::write(&before, &[]);
        let (after, diagnostics) = quiz::parse(&id, &text);
        assert_eq!(diagnostics, [], "{text}");
        assert_eq!(without_id(after.unwrap()), without_id(&before));
    }
    for id in library.ids(Shelf::Sources).unwrap() {
        let before = library.source(&id).unwrap();
        let (after, diagnostics) = source::parse(&id, &source::write(&before, &[]));
        assert_eq!(diagnostics, []);
        assert_eq!(without_id(after.unwrap()), without_id(&before));
    }
}

#[test]
fn a_file_looks_as_an_author_would_write_it() {
    let library = Library::built_in();
    let mut quiz = library.paper("letter-1-warm-up").unwrap().quiz;
    quiz.questions.truncate(1);
    let remarks = [
        (Some(0), "skill", "what does it test?"),
        (Some(0), "hint", "a nudge"),
    ];
    insta::assert_snapshot!("toml_of_a_question", quiz::write(&quiz, &remarks));
}

#[test]
fn passages_are_written_letter_for_letter() {
    let library = Library::built_in();
    let mut made = library.source("khrushchev-letter-1962").unwrap();
    for text in [
        "plain",
        "\n\nblank lines before",
        "blank lines after\n\n",
        "quotes ''' and \"\"\" inside",
        "it ends with an apostrophe'",
        "  blanks  \t tabs\t\nand \\ backslashes \\n",
        "“curly” – … é 🕊 \u{a0} \u{2028}",
        "''''",
    ] {
        made.extracts.truncate(1);
        text.clone_into(&mut made.extracts[0].text.value);
        let written = source::write(&made, &[]);
        let (read, diagnostics) = source::parse(&made.id, &written);
        let errors = diagnostics
            .iter()
            .filter(|it| it.severity() == Severity::Error);
        assert_eq!(errors.count(), 0, "{written}");
        assert_eq!(read.unwrap().extracts[0].text.value, text, "{written}");
    }
}

#[test]
fn what_is_still_to_be_done_stands_above_its_key_and_check_misses_it() {
    let library = Library::built_in();
    let mut made = library.source("khrushchev-letter-1962").unwrap();
    made.provenance.creator.value.clear();
    made.provenance.audience = None;
    let remarks = [
        (None, "creator", "who made it?"),
        (None, "audience", "whom was it meant for?"),
    ];
    let written = source::write(&made, &remarks);
    assert!(
        written.contains("# To do: who made it?\n# creator = \"\"\n"),
        "{written}"
    );
    assert!(written.contains("# To do: whom was it meant for?\n# audience = \"\"\n"));
    let (_, diagnostics) = source::parse("x", &written);
    let codes: Vec<_> = diagnostics.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["missing-key"], "only what is needed is missed");
}
