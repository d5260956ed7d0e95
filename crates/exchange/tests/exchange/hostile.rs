//! Files that were made to hurt: every importer ends, within memory, and says what it did not read.
//!
//! There is no clock here: whatever took more than one step for a sign would not end with files of
//! this size.

use std::io::Write;

use crate::imports::codes;
use sourcework_core::diagnostic::Code;
use sourcework_exchange::{Encoding, Format, Imported, Wanted, assemble, read};
use zip::write::SimpleFileOptions;

/// How often the hostile part stands in a file.
const OFTEN: usize = 30_000;

fn kinds(imported: &Imported) -> Vec<Code> {
    let mut codes = codes(imported);
    codes.dedup();
    codes
}

fn imported(format: Format, text: &str) -> Imported {
    let imported = read(format, "hostile", text.as_bytes(), None);
    // What was read can be made a quiz, too.
    let wanted = Wanted {
        quiz: "q".to_owned(),
        source: "s".to_owned(),
        ..Wanted::default()
    };
    assemble(imported.clone(), &wanted);
    imported
}

/// A format, a file, how many questions are read of it, and what is said.
type Case = (Format, String, usize, &'static [Code]);

/// A part many times, between a beginning and an end.
fn many(begin: &str, part: &str, end: &str) -> String {
    format!("{begin}{}{end}", part.repeat(OFTEN))
}

fn plain_texts() -> Vec<Case> {
    use Format::{Aiken, Gift, Markdown, Transcript};
    vec![
        (Aiken, many("", "Why?\n", ""), 0, &[Code::Malformed]),
        (
            Aiken,
            many("Why?\n", "A. a\n", "ANSWER: A\n"),
            0,
            &[Code::Malformed],
        ),
        (
            Aiken,
            many("", "Why?\nA. a\nB. b\nANSWER: A\n", ""),
            OFTEN,
            &[],
        ),
        (Gift, many("", "::t:: Why? {=a ~b}\n\n", ""), OFTEN, &[]),
        (
            Gift,
            many("", "A passage.\n\n", "Why? {=a ~b}"),
            1,
            &[Code::ImportedOtherwise],
        ),
        (
            Gift,
            many("", "A passage.\n\nWhy? {=a ~b}\n\n", ""),
            OFTEN,
            &[Code::ImportedOtherwise],
        ),
        (Gift, many("Why? {", "~a", "}"), 0, &[Code::Malformed]),
        (Gift, many("Why? {=a ~b#", "\\\\", "}"), 1, &[]),
        (
            Gift,
            many("", "Why? {=a ~b}\n", ""),
            OFTEN,
            &[Code::ImportedOtherwise],
        ),
        (Gift, many("Why? {", "{", "}"), 0, &[Code::NotImported]),
        (
            Markdown,
            many("# T\n\n", "## Question 1\n\nWhy?\n\n", ""),
            OFTEN,
            &[],
        ),
        (
            Markdown,
            many("## Question 1\n\nWhy?\n\n- [x] a\n", "- [ ] b\n", ""),
            1,
            &[],
        ),
        (
            Markdown,
            many("## Question 1\n\nWhy?\n\n**Text:** ", "{{a}} ", ""),
            0,
            &[Code::NotImported],
        ),
        (Markdown, many("## Question 1\n\n", "> a\n\n", ""), 1, &[]),
        (
            Transcript,
            many("Title: T\n\n", "\tSource A\n", ""),
            0,
            &[Code::Malformed],
        ),
    ]
}

fn tables() -> Vec<Case> {
    use Format::{Anki, Csv};
    vec![
        (
            Csv,
            many("question,answer 1,correct\n", "Why?,a,1\n", ""),
            OFTEN,
            &[],
        ),
        (Csv, many("question", ",a", "\n"), 0, &[Code::Malformed]),
        (
            Csv,
            many("question\n\"", "\"\"", "\n"),
            1,
            &[Code::Malformed],
        ),
        (
            Csv,
            many("question,text,kind\nWhy?,", "{{a}} ", ",cloze\n"),
            0,
            &[Code::NotImported],
        ),
        (
            Anki,
            many("#separator:tab\n", "Why?\tBecause.\n", ""),
            OFTEN,
            &[],
        ),
        (Anki, many("#html:true\nWhy?", "<b>", "\tx\n"), 1, &[]),
    ]
}

fn moodle() -> Vec<Case> {
    use Format::MoodleXml;
    let essay = |text: &str| {
        format!(
            "<quiz><question type=\"essay\"><questiontext format=\"html\"><text><![CDATA[{text}]]></text></questiontext></question></quiz>"
        )
    };
    let gaps = |text: &str| essay(text).replace("essay", "cloze");
    vec![
        (
            MoodleXml,
            many(
                "<quiz>",
                "<question type=\"essay\"><name><text>t</text></name><questiontext><text>Why?</text></questiontext></question>",
                "</quiz>",
            ),
            OFTEN,
            &[],
        ),
        (MoodleXml, essay(&many("", "<p>a</p>", "")), 1, &[]),
        (MoodleXml, essay(&many("", "<b>", "a")), 1, &[]),
        (MoodleXml, essay(&many("", "&amp;", "")), 1, &[]),
        (
            MoodleXml,
            gaps(&many("", "{1:MC:=a~b} ", "")),
            0,
            &[Code::NotImported],
        ),
        (MoodleXml, gaps(&many("{1:MC:=a", "~b", "}")), 1, &[]),
        (MoodleXml, many("", "<quiz>", ""), 0, &[Code::Malformed]),
        (
            MoodleXml,
            many("<quiz ", "a=\"b\" ", "/>"),
            0,
            &[Code::Malformed],
        ),
        (MoodleXml, many("<quiz><!--", "- ", "--></quiz>"), 0, &[]),
    ]
}

fn canvas() -> Vec<Case> {
    let item = |kind: &str, shown: &str, rules: &str| {
        format!(
            "<questestinterop><item ident=\"i\"><itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>{kind}</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>\
             <presentation><material><mattext>Why? [a]</mattext></material>{shown}</presentation><resprocessing>{rules}</resprocessing></item></questestinterop>"
        )
    };
    let begin = "<response_lid ident=\"r\" rcardinality=\"Multiple\"><material><mattext>War</mattext></material><render_choice>";
    let labels = many(
        begin,
        "<response_label ident=\"a\"/>",
        "</render_choice></response_lid>",
    );
    let is = "<varequal respident=\"r\">a</varequal>";
    let set = "<setvar>1</setvar>";
    let when = |test: &str| {
        format!("<respcondition><conditionvar>{test}</conditionvar>{set}</respcondition>")
    };
    let rules = when(is).repeat(OFTEN);
    let word = "<response_str ident=\"r\"><render_fib/></response_str>";
    let words = word.repeat(OFTEN);
    let asks_nothing =
        "<item><presentation><material><mattext>Why?</mattext></material></presentation></item>";
    let (otherwise, left_out) = (&[Code::ImportedOtherwise][..], &[Code::NotImported][..]);
    let cases: [(String, usize, &[Code]); 10] = [
        (
            many("<questestinterop>", asks_nothing, "</questestinterop>"),
            0,
            otherwise,
        ),
        (
            item("multiple_answers_question", &labels, &rules),
            1,
            otherwise,
        ),
        (
            item("multiple_choice_question", &labels, &rules),
            1,
            otherwise,
        ),
        (item("ordering_question", &labels, &rules), 1, otherwise),
        (
            item("matching_question", &labels.repeat(2), &rules),
            1,
            otherwise,
        ),
        (item("multiple_dropdowns_question", &words, ""), 0, left_out),
        (item("", &words, &rules), 0, left_out),
        (
            item("short_answer_question", word, &when(&is.repeat(OFTEN))),
            1,
            &[],
        ),
        (
            item(
                "essay_question",
                &many("<material><mattext>", "[a", "</mattext></material>"),
                "",
            ),
            1,
            &[],
        ),
        (many("", "<questestinterop>", ""), 0, &[Code::Malformed]),
    ];
    let cases = cases.into_iter();
    cases
        .map(|(text, count, said)| (Format::Canvas, text, count, said))
        .collect()
}

#[test]
fn one_thing_many_times() {
    let cases = [plain_texts(), tables(), moodle(), canvas()];
    for (format, text, questions, said) in cases.into_iter().flatten() {
        let begin: String = text.chars().take(60).collect();
        let imported = imported(format, &text);
        assert_eq!(imported.questions.len(), questions, "{format}: {begin}");
        assert_eq!(kinds(&imported), said, "{format}: {begin}");
    }
}

#[test]
fn more_questions_than_anybody_asks_are_told() {
    let table = format!("question\n{}", "Why?\n".repeat(100_003));
    let read = read(Format::Csv, "a.csv", table.as_bytes(), None);
    assert_eq!((read.questions.len(), read.unread), (100_000, 3));
    let said = &read.reports[0].diagnostics;
    assert!(said[0].message.contains("3 after them were left out"));
}

#[test]
fn a_text_of_a_million_lines_is_refused() {
    let text = "- a\n".repeat(1_000_000);
    for format in [Format::Markdown, Format::Gift, Format::Transcript] {
        let read = read(format, "a", text.as_bytes(), None);
        assert_eq!(kinds(&read), [Code::Malformed]);
        let said = &read.reports[0].diagnostics[0].message;
        assert!(said.contains("1000000 lines"), "{said}");
    }
}

/// Depth costs no stack: what is deeper than any quiz is refused.
#[test]
fn depth_is_bounded() {
    let deep =
        |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    let html = format!(
        "<quiz><question type=\"essay\"><questiontext><text><![CDATA[{}]]></text></questiontext></question></quiz>",
        deep("<div>", "Why?</div>")
    );
    let read = imported(Format::MoodleXml, &html);
    assert!(read.questions[0].stem.starts_with("Why?"));
    let xml = deep("<quiz>", "</quiz>");
    assert_eq!(kinds(&imported(Format::MoodleXml, &xml)), [Code::Malformed]);
    let not = format!(
        "<questestinterop><item>{}</item></questestinterop>",
        deep("<not>", "</not>")
    );
    assert_eq!(kinds(&imported(Format::Canvas, &not)), [Code::Malformed]);
    assert_eq!(
        kinds(&imported(Format::Json, &deep("[", "]"))),
        [Code::Malformed]
    );
    assert_eq!(
        kinds(&imported(Format::Json, &deep("{\"a\":", "}"))),
        [Code::Malformed]
    );
    imported(Format::Markdown, &deep("> ", ""));
    imported(Format::Gift, &deep("{", "}"));
}

/// A text that is not UTF-8 is never guessed: Latin-1 is offered, UTF-16 is read by its mark.
#[test]
fn wrong_encodings_are_refused_with_an_offer() {
    let texts = Format::ALL.iter().filter(|it| it.is_read());
    for format in texts.filter(|it| !matches!(it, Format::Qti3 | Format::Qti21)) {
        let read = read(*format, "a", b"caf\xe9 \xff\xfe\x00", None);
        assert_eq!(kinds(&read).len(), 1, "{format}");
        let said = &read.reports[0].diagnostics[0];
        let help = said.help.join(" ");
        assert!(help.contains("--encoding latin-1"), "{format}: {said:?}");
    }
    let wide: Vec<u8> = "\u{feff}question\nWhy?\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let read = read(Format::Csv, "a.csv", &wide, Some(Encoding::Latin1));
    assert_eq!(read.questions.len(), 1);
}

fn package(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn packages_cannot_hurt() {
    let said = |bytes: &[u8]| kinds(&read(Format::Qti3, "a.zip", bytes, None));
    // A bomb: 65 MiB of blanks in some ten kilobytes.
    let bomb = package(&[("item.xml", &vec![b' '; 65 << 20])]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(said(&bomb), [Code::UnsafeFile]);
    // Each file is small enough, and all of them are too much.
    let part = vec![b' '; 60 << 20];
    let parts = package(&[
        ("a.xml", &part),
        ("b.xml", &part),
        ("c.xml", &part),
        ("d.xml", &part),
        ("e.xml", &part),
    ]);
    assert_eq!(said(&parts), [Code::UnsafeFile]);
    for name in [
        "../x.xml",
        "a/../../x.xml",
        "/etc/x.xml",
        "C:\\x.xml",
        "..\\x.xml",
    ] {
        assert_eq!(
            said(&package(&[(name, b"<a/>")])),
            [Code::UnsafeFile],
            "{name}"
        );
    }
    // A file that says of itself that it is small.
    let mut liar = package(&[("a.xml", &vec![b' '; 65 << 20])]);
    let size = u32::try_from(65 << 20).unwrap().to_le_bytes();
    let places: Vec<usize> = (0..liar.len() - 4)
        .filter(|at| liar[*at..*at + 4] == size)
        .collect();
    assert!(!places.is_empty());
    for at in places {
        liar[at..at + 4].copy_from_slice(&10u32.to_le_bytes());
    }
    assert!(!said(&liar).is_empty());
    let half = &bomb[..bomb.len() / 2];
    assert_eq!(said(half), [Code::Malformed]);
}
