//! Transcripts: the text letter for letter, what is said of it, and what is left open.

use crate::imports::{codes, messages};
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
    let said = read_transcript(
        "x",
        text.as_bytes(),
        None,
        false,
        Some(&mut |doubt| {
            asked.push(doubt.question.clone());
            1
        }),
    );
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
    let said = read_transcript(
        "x",
        text.as_bytes(),
        None,
        false,
        Some(&mut |doubt| doubt.answers.len() - 1),
    );
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
    let one = read_transcript("made.txt", text.as_bytes(), None, false, Some(&mut |_| 1));
    let made = assemble(one, &wanted());
    assert_eq!(
        extracts(&made),
        [("made", "a", "Text one."), ("made", "b", "Other text.")]
    );
}

/// Some 130 characters that end as a sentence.
const PARAGRAPH: &str = "On the fourth of August the government of the Empire declared war, and from that hour all the men of our street spoke of nothing else.";
/// Lines of a page.
const PAGE: &str = "On the fourth of August the government of the Empire declared war,\n\
    and from that hour all the men of our street spoke of nothing else.\n\
    My father was among them. He went on the sixth.";

fn labelled<'t>(label: &'t str, text: &'t str) -> (&'static str, &'t str, &'t str) {
    ("made", label, text)
}

#[test]
fn running_text_does_not_become_the_title() {
    // Without labels: what ends as a sentence is the beginning of the text; in doubt that is asked.
    for (first, asks) in [
        (PARAGRAPH, false),
        (PAGE, false),
        ("Dear Mr. President:", false),
        ("Bent double, like old beggars under sacks,", false),
        ("and so the war began", false),
        ("It was a dark night.", true),
    ] {
        let text = format!("{first}\n\nThe King is ill.");
        let taken = imported(&text);
        assert_eq!(!codes(&taken).is_empty(), asks, "{first}");
        assert_eq!(
            extracts(&assemble(taken, &wanted())),
            [labelled("a", &text)]
        );
    }
    let text = "It was a dark night.\n\nThe King is ill.";
    let said = read_transcript("x", text.as_bytes(), None, false, Some(&mut |_| 1));
    let made = assemble(said, &wanted());
    assert_eq!(*made.sources[0].content.title, "It was a dark night.");
    // Something that is named beside a title leaves no doubt.
    let text = "The Daily Mail\n\nDate: 3 May 1910\n\nThe King is ill.";
    let taken = imported(text);
    assert_eq!(codes(&taken), []);
    assert_eq!(
        extracts(&assemble(taken, &wanted())),
        [labelled("a", "The King is ill.")]
    );
}

#[test]
fn running_text_before_the_first_label_is_kept_or_left_out_as_somebody_says() {
    let text = format!("A diary, 1914\n\n{PARAGRAPH}\n\n{PAGE}\n\nSource A\n\nText one.");
    let taken = imported(&text);
    assert_eq!(codes(&taken), [Code::Ambiguous]);
    let made = assemble(taken, &wanted());
    let introduction = format!("{PARAGRAPH}\n\n{PAGE}");
    assert_eq!(
        extracts(&made),
        [
            labelled("introduction", &introduction),
            labelled("a", "Text one.")
        ]
    );
    assert_eq!(*made.sources[0].content.title, "A diary, 1914");
    let said = read_transcript("x", text.as_bytes(), None, false, Some(&mut |_| 1));
    assert_eq!(codes(&said), [Code::NotImported]);
    assert_eq!(
        extracts(&assemble(said, &wanted())),
        [labelled("a", "Text one.")]
    );
    // A title that ends with a full stop can be chosen.
    let text = "From a diary of 1914.\n\nSource A\n\nText one.";
    let said = read_transcript(
        "x",
        text.as_bytes(),
        None,
        false,
        Some(&mut |doubt| {
            doubt
                .answers
                .iter()
                .position(|it| it == "the title")
                .unwrap()
        }),
    );
    let made = assemble(said, &wanted());
    assert_eq!(*made.sources[0].content.title, "From a diary of 1914.");
    // What is named twice is told.
    let taken = imported("Author: A. Clerk\nBy: B. Smith\n\nSource A\n\nText one.");
    assert_eq!(
        messages(&taken),
        ["“By: B. Smith” is named a second time; it was left out"]
    );
}

#[test]
fn labels_need_no_blank_lines_around_them() {
    let text = "Causes of the war\nSource A: diary\nNecessity knows no law.\nExtract 6a\nWar was declared.\nDocument 3\nIt was hot.";
    let taken = imported(text);
    let made = assemble(taken.clone(), &wanted());
    let found: Vec<_> = extracts(&made)
        .into_iter()
        .map(|(_, label, text)| (label, text))
        .collect();
    assert_eq!(
        found,
        [
            ("a", "Necessity knows no law."),
            ("6a", "War was declared."),
            ("3", "It was hot.")
        ]
    );
    // The sentence above has ended, or the title stands above: only the second needs asking.
    assert_eq!(
        messages(&taken)[0],
        "Does “Source A: diary” (line 2) begin an extract? Taken as: it begins an extract"
    );
    // The text on the line of its label is not lost.
    let taken = imported("Source A: “It is war.”\n\nSource B: “It is peace.”\n");
    assert_eq!(codes(&taken), [Code::ImportedOtherwise; 2]);
    assert_eq!(
        extracts(&assemble(taken, &wanted()))
            .iter()
            .map(|it| it.2)
            .collect::<Vec<_>>(),
        ["“It is war.”", "“It is peace.”"]
    );
}

#[test]
fn a_line_of_a_word_processor_is_a_paragraph_and_a_line_of_a_page_is_not() {
    // Word: no blank lines, each line a paragraph. Labels and the head are found all the same.
    let text = format!(
        "A diary\nAuthor: A. Clerk\nSource A\nDear mother,\n{PARAGRAPH}\n{PARAGRAPH}\nSource B\nIt was hot.\n{PARAGRAPH}"
    );
    let taken = imported(&text);
    assert_eq!(codes(&taken), []);
    let [first, second] = [
        format!("Dear mother,\n\n{PARAGRAPH}\n\n{PARAGRAPH}"),
        format!("It was hot.\n\n{PARAGRAPH}"),
    ];
    let made = assemble(taken, &wanted());
    assert_eq!(
        extracts(&made),
        [labelled("a", &first), labelled("b", &second)]
    );
    assert_eq!(*made.sources[0].content.title, "A diary");
    // A page: the lines stay as they are, one paragraph.
    let text = format!("Source A\n\n{PAGE}\n\nIt was hot.");
    let taken = imported(&text);
    assert_eq!(codes(&taken), []);
    let expected = format!("{PAGE}\n\nIt was hot.");
    assert_eq!(
        extracts(&assemble(taken, &wanted())),
        [labelled("a", &expected)]
    );
    // In between: wide lines, one of which goes on; and short lines that are sentences each.
    let wide = format!("Source A\n\n{PARAGRAPH}\n{PARAGRAPH}\nwhich was all.");
    let short = "Source A\n\nWhere were you on that night?\nAt home.\nWho saw you?";
    for (text, likely) in [(wide.as_str(), true), (short, false)] {
        for choice in [0, 1] {
            let mut questions = 0;
            let said = read_transcript(
                "x",
                text.as_bytes(),
                None,
                false,
                Some(&mut |_| {
                    questions += 1;
                    choice
                }),
            );
            assert_eq!(questions, 1);
            let made = assemble(said, &wanted());
            let parted = extracts(&made)[0].2.contains("\n\n");
            assert_eq!(parted, likely == (choice == 0), "{text}");
        }
    }
}

#[test]
fn what_a_page_leaves_in_a_text_is_told_and_mended_on_request() {
    let text =
        "Source A\n\nThe govern-\nment, the ﬁrst, fell. The peo\u{ad}ple\nof Berkel-\nmeier wept.";
    let kept = imported(text);
    let message = |line: &str| {
        let all = messages(&kept);
        all.into_iter().find(|it| it.starts_with(line)).unwrap()
    };
    assert_eq!(codes(&kept), [Code::Ambiguous; 3]);
    assert!(message("line 3, 5: ").contains("hyphen at the end"));
    let others: Vec<_> = messages(&kept)
        .into_iter()
        .filter(|it| it.starts_with("line 4: "))
        .collect();
    assert!(
        others.iter().any(|it| it.contains("soft hyphen")),
        "{others:?}"
    );
    assert!(others.iter().any(|it| it.contains("“ﬁ”")), "{others:?}");
    assert!(
        kept.reports[0]
            .diagnostics
            .iter()
            .all(|it| it.help[0].contains("--mend"))
    );
    let letters = &text["Source A\n\n".len()..];
    assert_eq!(
        extracts(&assemble(kept.clone(), &wanted())),
        [labelled("a", letters)]
    );
    let mended = read_transcript("x", text.as_bytes(), None, true, None);
    assert_eq!(codes(&mended), [Code::ImportedOtherwise; 3]);
    assert_eq!(
        extracts(&assemble(mended, &wanted())),
        [labelled(
            "a",
            "The government,\nthe first, fell. The people\nof Berkel-\nmeier wept."
        )]
    );
}

#[test]
fn what_stands_above_several_documents_is_asked_of_each() {
    let text = "Author: Nikita Khrushchev\nDate: 26 October 1962\n\nSource A: a letter\n\nOne.\n\n\
                Source B: The Times, 27 October 1962\n\nTwo.\n";
    let made = drafts(text);
    let asked = |source: usize| -> Vec<&str> {
        let to_do = made.sources[source].to_do.iter();
        let of_all = to_do.filter(|(_, _, what)| what.contains("above all the sources"));
        of_all.map(|(_, key, _)| *key).collect()
    };
    assert_eq!(asked(0), ["creator", "date"]);
    // The second names its own date.
    assert_eq!(asked(1), ["creator"]);
}
