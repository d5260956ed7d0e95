//! Decks of Anki. That Anki itself takes them is shown by `tests/exchange/tools/anki/run`.

use proptest::prelude::*;
use serde_json::json;
use sourcework_core::diagnostic::Code;
use sourcework_exchange::{
    About, Format, Imported, Part, Settings, Wanted, assemble, export, read,
};

use crate::compare::{material, shipped};
use crate::imports::said;

fn imported(text: &str) -> Imported {
    read(Format::Anki, "notes.txt", text.as_bytes(), None)
}

/// The notes of a package: GUID and time of each.
fn notes(package: &[u8]) -> Vec<(String, i64, String)> {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(package)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("collection.anki2");
    let mut file = std::fs::File::create(&path).unwrap();
    std::io::copy(&mut package.by_name("collection.anki2").unwrap(), &mut file).unwrap();
    let database = rusqlite::Connection::open(&path).unwrap();
    let mut all = database
        .prepare("SELECT guid, mod, flds FROM notes ORDER BY id")
        .unwrap();
    let rows = all
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn a_note_keeps_its_guid_whatever_is_edited_and_whenever_it_is_written() {
    let mut paper = shipped().remove(0);
    let at = |at: i64| Settings {
        at,
        ..Settings::default()
    };
    let before = notes(&export(Format::Anki, material(&paper), at(1_000)).bytes);
    for question in &mut paper.quiz.questions {
        question.stem.value.push_str(" (edited)");
    }
    let after = notes(&export(Format::Anki, material(&paper), at(2_000)).bytes);
    assert_eq!(before.len(), paper.quiz.questions.len());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before.0, after.0, "the GUID");
        assert_eq!((before.1, after.1), (1_000, 2_000), "Anki takes the newer");
        assert!(after.2.contains("(edited)"));
    }
    let mut guids: Vec<&String> = before.iter().map(|it| &it.0).collect();
    guids.sort();
    guids.dedup();
    assert_eq!(guids.len(), before.len(), "each has its own");
}

#[test]
fn the_same_quiz_gives_the_same_deck() {
    let paper = shipped().remove(0);
    let once = export(Format::Anki, material(&paper), Settings::default());
    assert!(once == export(Format::Anki, material(&paper), Settings::default()));
}

/// Notes of ours as Anki writes them as text come back: choices with their keys, passages with
/// their extracts, written questions with their mark scheme.
#[test]
fn our_own_notes_come_back_from_anki() {
    for paper in shipped() {
        let deck = notes(&export(Format::Anki, material(&paper), Settings::default()).bytes);
        let mut text =
            "#separator:tab\n#html:true\n#notetype column:1\n#tags column:12\n".to_owned();
        for (_, _, fields) in deck {
            let quoted: Vec<String> = fields
                .split('\u{1f}')
                .map(|it| format!("\"{}\"", it.replace('"', "\"\"")))
                .collect();
            text += &format!("sourcework\t{}\tprovenance\n", quoted.join("\t"));
        }
        let imported = imported(&text);
        assert_eq!(said(&imported), []);
        let drafts = assemble(
            imported,
            &Wanted {
                quiz: "q".to_owned(),
                source: "s".to_owned(),
                ..Wanted::default()
            },
        );
        let came = &drafts.quizzes[0].content.questions;
        assert_eq!(came.len(), paper.quiz.questions.len());
        for question in &paper.quiz.questions {
            let back = came.iter().find(|it| it.id == question.id).unwrap();
            // What stood below it on the card comes behind it.
            assert!(back.stem.starts_with(question.stem.trim()));
            if let sourcework_core::quiz::Body::TrueFalse(body) = &question.body {
                assert!(back.stem.contains(body.statements[0].text.as_str()));
            }
            assert_eq!(back.explanation.trim(), question.explanation.trim());
            assert_eq!(back.extracts, question.extracts);
            assert_eq!(back.quotes, question.quotes);
            if question.kind().as_str() == "single-choice" {
                let value = |it| serde_json::to_value(it).unwrap();
                assert_eq!(value(&back.body), value(&question.body), "{}", question.id);
            }
        }
    }
}

#[test]
fn basic_notes_cloze_notes_and_typed_notes() {
    let text = "#separator:Semicolon\n#html:false\n#notetype column:1\n#tags:inference cuba\n#deck:History::Cold War\n\
        Basic;Who wrote it?;Khrushchev;\"First line.\nSecond line.\"\n\
        Cloze;War is a {{c1::calamity::not a game}} for all the {{c2::peoples}}.;He says so.\n\
        Basic (type in the answer);In which year?;1962\n";
    let imported = imported(text);
    let told = "the tag “cuba” is no skill; it was left out".to_owned();
    assert_eq!(said(&imported), [(Code::NotImported, told)]);
    assert_eq!(imported.title.as_deref(), Some("Cold War"));
    let body = |at: usize| serde_json::to_value(&imported.questions[at].body).unwrap();
    assert_eq!(body(0)["kind"], "extended");
    assert_eq!(body(0)["model"], "Khrushchev");
    assert_eq!(
        imported.questions[0].explanation.as_deref(),
        Some("First line.\nSecond line.")
    );
    assert_eq!(imported.questions[0].skill.unwrap().as_str(), "inference");
    assert_eq!(
        body(1),
        json!({ "kind": "cloze", "text": "War is a {{calamity}} for all the {{peoples}}." })
    );
    assert_eq!(imported.questions[1].hint.as_deref(), Some("not a game"));
    assert_eq!(
        imported.questions[1].explanation.as_deref(),
        Some("He says so.")
    );
    assert_eq!(body(2), json!({ "kind": "cloze", "text": "{{1962}}" }));
}

#[test]
fn heads_are_read_also_after_a_spreadsheet_has_saved_the_file() {
    let quoted =
        "\"#separator:tab\"\n\"#html:false\"\n\"#deck:Cold War\"\nWho <wrote> it?\tKhrushchev\n";
    let padded = "#separator:,\n#html:false,,\r\n#deck:Cold War,,\nWho <wrote> it?,Khrushchev,\n";
    for text in [quoted, padded] {
        let imported = imported(text);
        assert_eq!(said(&imported), [], "{text}");
        assert_eq!(imported.title.as_deref(), Some("Cold War"), "{text}");
        assert_eq!(imported.questions.len(), 1, "{text}");
        assert_eq!(imported.questions[0].stem, "Who <wrote> it?", "{text}");
        let body = serde_json::to_value(&imported.questions[0].body).unwrap();
        assert_eq!(body["model"], "Khrushchev", "{text}");
    }
}

#[test]
fn what_cannot_come_along_is_said() {
    let text = "Who <b>wrote</b> it?<img src=\"a.png\">\tKhrushchev [sound:a.mp3]\n\tno front\n";
    let imported = imported(text);
    assert_eq!(imported.questions[0].stem, "Who wrote it?");
    let said: Vec<String> = said(&imported).into_iter().map(|it| it.1).collect();
    assert_eq!(
        said,
        [
            "an image was left out",
            "a sound was left out",
            "the note has no front; it was left out"
        ]
    );
}

#[test]
fn a_file_without_notes_is_said_to_be_one() {
    assert_eq!(said(&imported("#separator:tab\n"))[0].0, Code::Malformed);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn anything_can_be_read(text in "\\PC{0,120}", notes in "(#[a-z]{0,9}:[a-z0-9]{0,5}\n)?[a-c0-9{}:;|\t\"\n\\[\\]<>&]{0,120}") {
        imported(&text);
        let notes = format!("#notetype column:1\n{notes}");
        assemble(imported(&notes), &Wanted { quiz: "q".to_owned(), source: "s".to_owned(), ..Wanted::default() });
    }
}

#[test]
fn tags_that_are_no_skill_and_hidden_images_are_told() {
    let text = "#separator:tab\n#notetype column:1\n#tags column:4\n\
        Basic\tWho?\tKennan\tprovenance chapter-3\n\
        Basic\tWhen?\t1946\tchapter-3\n\
        Basic (and reversed card)\tNATO\t1949\t\n\
        Basic (and reversed card)\tUN\t1945\t\n\
        Image Occlusion\t{{c1::image-occlusion:rect:left=.1}}\tmap.png\t\n";
    let read = imported(text);
    let told: Vec<String> = said(&read).into_iter().map(|(_, it)| it).collect();
    assert_eq!(
        told,
        [
            "the tag “chapter-3” is no skill; it was left out",
            "notes of this type ask both ways; here they ask for the back only",
            "the note hides parts of an image, which no kind does; it was left out"
        ]
    );
    assert_eq!(read.questions.len(), 4);
}

#[test]
fn what_no_card_shows_is_told() {
    let exported = export(Format::Anki, material(&shipped()[0]), Settings::default());
    let told = |about: About, part: Part| {
        let mut losses = exported.losses.iter();
        losses.any(|it| it.about == about && it.part == part)
    };
    let source = About::Source("khrushchev-letter-1962".to_owned());
    assert!(told(source, Part::Provenance));
    let pairs = About::Question("cannon-match".to_owned());
    assert!(told(pairs, Part::Feedback));
}
