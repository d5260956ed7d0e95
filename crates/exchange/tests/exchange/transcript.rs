//! Transcripts: the text letter for letter, what is said of it, and what is left open.

use crate::imports::codes;
use sourcework_core::diagnostic::Code;
use sourcework_exchange::{
    Drafts, Encoding, Format, Imported, Wanted, assemble, read, read_transcript,
};
use sourcework_service::library::Library;

const LETTER: &str = include_str!("../../../../tests/transcript.txt");

fn wanted() -> Wanted {
    Wanted {
        quiz: "made".to_owned(),
        source: "made".to_owned(),
        ..Wanted::default()
    }
}

fn imported(text: &str) -> Imported {
    read(Format::Transcript, "made.txt", text.as_bytes(), None)
}

fn drafts(text: &str) -> Drafts {
    assemble(imported(text), &wanted())
}

/// The extracts of all sources: source, label, text.
fn extracts(drafts: &Drafts) -> Vec<(&str, &str, &str)> {
    let sources = drafts.sources.iter();
    let all = sources.flat_map(|draft| {
        let source = draft.content.id.as_str();
        let extracts = draft.content.extracts.iter();
        extracts.map(move |it| (source, it.label.as_str(), it.text.as_str()))
    });
    all.collect()
}

#[test]
fn the_transcript_of_the_letter_gives_the_source_that_is_shipped() {
    let made = drafts(LETTER);
    assert_eq!(made.sources.len(), 1);
    assert!(made.quizzes.is_empty());
    let made = &made.sources[0];
    let shipped = Library::built_in()
        .source("khrushchev-letter-1962")
        .unwrap();
    let texts = |source: &sourcework_core::source::Source| -> Vec<(String, String)> {
        let extracts = source.extracts.iter();
        extracts
            .map(|it| (it.label.value.clone(), it.text.value.clone()))
            .collect()
    };
    assert_eq!(texts(&made.content), texts(&shipped));
    let provenance = &made.content.provenance;
    assert_eq!(provenance.reference, shipped.provenance.reference);
    assert_eq!(provenance.date, shipped.provenance.date);
    assert_eq!(
        *made.content.title,
        "Extracts from Khrushchev’s letter to Kennedy, 26 October 1962"
    );
    // What the transcript does not say is left to the teacher, by name.
    let keys: Vec<&str> = made.to_do.iter().map(|(_, key, _)| *key).collect();
    assert_eq!(keys, ["creator", "role", "type", "audience"]);
    assert_eq!(codes(&imported(LETTER)), []);
}

#[test]
fn line_ends_marks_and_a_missing_last_line_end_change_nothing() {
    let plain = drafts(LETTER);
    let ways = [
        LETTER.replace('\n', "\r\n"),
        LETTER.replace('\n', "\r"),
        LETTER.trim_end().to_owned(),
        format!("\u{feff}{LETTER}"),
    ];
    for way in ways {
        assert_eq!(extracts(&drafts(&way)), extracts(&plain));
    }
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(LETTER.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let made = assemble(read(Format::Transcript, "x", &utf16, None), &wanted());
    assert_eq!(extracts(&made), extracts(&plain));
}

#[test]
fn tabs_double_blanks_and_odd_letters_stay_as_they_are() {
    let text =
        "A speech, May 1915\n\nExtract 1\n\n\tFirst  line – “so”\u{a0};  \nsecond line\n\nlast …";
    assert_eq!(
        extracts(&drafts(text)),
        [(
            "made",
            "1",
            "\tFirst  line – “so”\u{a0};  \nsecond line\n\nlast …"
        )]
    );
}

#[test]
fn latin_1_is_offered_and_then_read() {
    let bytes = b"Title\n\nSource A\n\nL'\xe9t\xe9 \x96 fin";
    let refused = read(Format::Transcript, "x", bytes, None);
    assert_eq!(codes(&refused), [Code::NotUtf8]);
    let diagnostic = &refused.reports[0].diagnostics[0];
    assert!(diagnostic.message.contains("line 5"), "{diagnostic:?}");
    let offer = diagnostic.help.join(" ");
    assert!(
        offer.contains("“été – fin”") && offer.contains("--encoding latin-1"),
        "{offer}"
    );
    let made = read(Format::Transcript, "x", bytes, Some(Encoding::Latin1));
    let made = assemble(made, &wanted());
    assert_eq!(extracts(&made), [("made", "a", "L'été – fin")]);
}

#[test]
fn what_is_said_of_the_source_is_understood() {
    let text = "Title: A poster\nAuthor: Savile Lumley\nDate: 1915\nType: poster\nTo: men of Britain\n\
                Held by: Imperial War Museum\nRef.: Art.IWM PST 0311\n\nSource 1\nDaddy, what did YOU do?\n";
    let made = drafts(text);
    let source = &made.sources[0].content;
    let provenance = serde_json::to_value(&source.provenance).unwrap();
    assert_eq!(*source.title, "A poster");
    assert_eq!(
        provenance,
        serde_json::json!({
            "creator": "Savile Lumley", "date": "1915", "type": "poster",
            "audience": "men of Britain", "repository": "Imperial War Museum",
            "reference": "Art.IWM PST 0311",
        })
    );
}

#[test]
fn documents_with_headings_of_their_own_are_sources_of_their_own() {
    let text = "Causes of the war\n\nSource A: From a speech by Bethmann Hollweg, 4 August 1914\n\nNecessity knows no law.\n\n\
                Source B: The Times, 5 August 1914\n\nWar declared.\n";
    let made = drafts(text);
    assert_eq!(
        extracts(&made),
        [
            ("made-a", "a", "Necessity knows no law."),
            ("made-b", "b", "War declared."),
        ]
    );
    let head = &made.sources[1].content;
    assert_eq!(*head.title, "The Times, 5 August 1914");
    let date = head.provenance.date.as_ref().unwrap();
    assert_eq!(date.as_str(), "1914-08-05");
}

#[test]
fn what_is_left_open_is_reported_or_asked() {
    // A label in the middle of a paragraph, and a line that may be a sentence.
    let text = "A title, 1900\n\nSource 1\n\nFirst text goes on\nSource 2\nand on.\nSource 3: see above.\nEnd.";
    let taken = imported(text);
    assert_eq!(codes(&taken), [Code::Ambiguous, Code::Ambiguous]);
    assert_eq!(
        extracts(&assemble(taken, &wanted())),
        [
            ("made", "1", "First text goes on"),
            ("made", "2", "and on.\nSource 3: see above.\nEnd."),
        ]
    );
    // A person may say otherwise.
    let mut asked = Vec::new();
    let said = read_transcript("x", text.as_bytes(), None, &mut |doubt| {
        asked.push(doubt.question.clone());
        1
    });
    assert_eq!(
        asked,
        [
            "Does “Source 2” (line 6) begin an extract?",
            "Does “Source 3: see above.” (line 8) begin an extract?",
            "Only “Source 3: see above.” has a heading. What are the extracts?"
        ]
    );
    assert_eq!(codes(&said), []);
    assert_eq!(
        extracts(&assemble(said, &wanted())),
        [
            ("made-1", "1", "First text goes on\nSource 2\nand on."),
            ("made-3", "3", "End."),
        ]
    );
}

#[test]
fn a_text_without_labels_is_one_extract() {
    let made = drafts("The Daily Mail, 3 May 1910\n\nThe King is ill.\n\nCrowds gather.");
    assert_eq!(
        extracts(&made),
        [("made", "a", "The King is ill.\n\nCrowds gather.")]
    );
    assert_eq!(*made.sources[0].content.title, "The Daily Mail, 3 May 1910");
    let date = made.sources[0].content.provenance.date.as_ref().unwrap();
    assert_eq!(date.as_str(), "1910-05-03");
}

#[test]
fn what_is_pasted_from_a_word_processor_can_be_parted() {
    let long = "word ".repeat(60).trim_end().to_owned();
    let text = format!("Title, 1900\n\nExtract 1\n\n{long}\n{long}");
    assert_eq!(codes(&imported(&text)), [Code::Ambiguous]);
    let said = read_transcript("x", text.as_bytes(), None, &mut |doubt| {
        doubt.answers.len() - 1
    });
    assert_eq!(
        extracts(&assemble(said, &wanted())),
        [("made", "1", format!("{long}\n\n{long}").as_str())]
    );
}

#[test]
fn a_list_of_contents_and_strange_lines_are_told() {
    let text = "A title, 1900\nAn odd line\n\nSource 1\nSource 2\n\nSource 1\n\nText one.\n\nSource 2\n\n\u{7}Text two.";
    let taken = imported(text);
    assert_eq!(
        codes(&taken),
        [
            Code::Ambiguous,
            Code::NotImported,
            Code::NotImported,
            Code::NotImported,
            Code::ImportedOtherwise
        ]
    );
    assert_eq!(
        extracts(&assemble(taken, &wanted())),
        [("made", "1", "Text one."), ("made", "2", "Text two.")]
    );
}

#[test]
fn an_empty_file_is_an_error_and_no_source() {
    for text in ["", "\n\n", "Source 1\n\nSource 2\n"] {
        let taken = imported(text);
        assert!(codes(&taken).contains(&Code::Malformed), "{text:?}");
        assert!(assemble(taken, &wanted()).sources.is_empty());
    }
}

#[test]
fn labels_in_other_dress_are_found_and_one_that_comes_twice_is_told() {
    let text = "Title\n\nSource A\n\nOne.\n\n**Source B**\n\nTwo.\n\nSource C (from a diary, 1917)\n\nThree.\n\n[Source A]\n\nFour.\n";
    let read = imported(text);
    assert_eq!(codes(&read), [Code::Ambiguous, Code::ImportedOtherwise]);
    let message = &read.reports[0].diagnostics[1].message;
    assert_eq!(
        message,
        "“[Source A]” stands in line 3 already; the label of this one gets a number behind it"
    );
    let made = assemble(read, &wanted());
    assert_eq!(
        extracts(&made),
        [
            ("made", "a", "One."),
            ("made", "b", "Two."),
            ("made", "c", "Three."),
            ("made", "a-2", "Four.")
        ]
    );
}

#[test]
fn one_heading_is_not_that_of_all() {
    let text = "Source A: Letter by Lenin, 1917\n\nText one.\n\nSource B\n\nOther text.\n";
    let read = imported(text);
    assert_eq!(codes(&read), [Code::Ambiguous]);
    let made = assemble(read, &wanted());
    assert_eq!(
        extracts(&made),
        [("made-a", "a", "Text one."), ("made-b", "b", "Other text.")]
    );
    let one = read_transcript("made.txt", text.as_bytes(), None, &mut |_| 1);
    let made = assemble(one, &wanted());
    assert_eq!(
        extracts(&made),
        [("made", "a", "Text one."), ("made", "b", "Other text.")]
    );
}
