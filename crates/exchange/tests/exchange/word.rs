//! Word documents that are read. `tests/exchange/tools/word/run` does the same with documents that python-docx and
//! LibreOffice write.

mod keys;
mod questions;

use std::io::Write;

use sourcework_core::diagnostic::Code;
use sourcework_exchange::{Format, Imported, Wanted, assemble, read, read_transcript};
use zip::write::SimpleFileOptions;

use crate::imports::{bodies, codes, messages};

/// A package of parts.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An element of a part, with every prefix that Word uses.
fn part(name: &str, inside: &str) -> String {
    format!(
        "<w:{name} xmlns:w=\"w\" xmlns:mc=\"mc\" xmlns:wp=\"wp\" xmlns:a=\"a\" xmlns:m=\"m\" xmlns:v=\"v\">{inside}</w:{name}>"
    )
}

/// A document with these paragraphs, and other parts.
fn document_with(body: &str, parts: &[(&str, String)]) -> Vec<u8> {
    let text = part("document", &format!("<w:body>{body}</w:body>"));
    let mut all = vec![("word/document.xml", text.as_str())];
    all.extend(parts.iter().map(|(name, text)| (*name, text.as_str())));
    package(&all)
}

/// Paragraphs of plain text.
fn paragraphs(texts: &[&str]) -> String {
    texts.iter().map(|it| styled("", it)).collect()
}

/// A paragraph with properties.
fn styled(properties: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A paragraph of a list.
fn listed(list: u32, level: u32, run: &str, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"
    )
}

/// `1.` with `a)` below it as the lists 1 and 2, the second from 1 again; bullets as list 3.
fn numbering() -> (&'static str, String) {
    let level = |place: u32, format: &str, text: &str| {
        format!(
            "<w:lvl w:ilvl=\"{place}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/></w:lvl>"
        )
    };
    let inside = [
        "<w:abstractNum w:abstractNumId=\"7\">",
        &level(0, "decimal", "%1."),
        &level(1, "lowerLetter", "%2)"),
        "</w:abstractNum><w:abstractNum w:abstractNumId=\"8\">",
        &level(0, "bullet", "\u{f0b7}"),
        "</w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"7\"/></w:num>",
        "<w:num w:numId=\"2\"><w:abstractNumId w:val=\"7\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/></w:lvlOverride></w:num>",
        "<w:num w:numId=\"3\"><w:abstractNumId w:val=\"8\"/></w:num>",
    ];
    ("word/numbering.xml", part("numbering", &inside.concat()))
}

fn questions(bytes: &[u8]) -> Imported {
    read(Format::Docx, "questions.docx", bytes, None)
}

/// The text of the only extract, and its source's title.
fn source(bytes: &[u8]) -> (Imported, String, String) {
    let imported = read_transcript("letter.docx", bytes, None, false, None);
    let drafts = assemble(imported.clone(), &Wanted::default());
    let source = &drafts.sources[0].content;
    let text = source.extracts[0].text.value.clone();
    (imported, source.title.value.clone(), text)
}

pub fn stems(imported: &Imported) -> Vec<&str> {
    imported
        .questions
        .iter()
        .map(|it| it.stem.as_str())
        .collect()
}

/// For each question, its options; the right ones with a star.
fn options(imported: &Imported) -> Vec<Vec<String>> {
    let option = |it: &serde_json::Value| {
        let star = if it["correct"] == true { "*" } else { "" };
        format!("{star}{}", it["text"].as_str().unwrap())
    };
    let all = bodies(imported)
        .into_iter()
        .filter_map(|it| it["options"].as_array().cloned());
    all.map(|it| it.iter().map(option).collect()).collect()
}

#[test]
fn automatic_numbers_are_those_that_word_shows() {
    let body = [
        listed(1, 0, "", "Who?"),
        listed(1, 1, "", "Kennedy"),
        listed(1, 1, "", "*Khrushchev"),
        listed(1, 0, "", "When?"),
        listed(3, 0, "", "1961"),
        listed(3, 0, "", "*1962"),
    ];
    let bytes = document_with(&body.concat(), &[numbering()]);
    let read = questions(&bytes);
    assert_eq!(codes(&read), []);
    assert_eq!(stems(&read), ["Who?", "When?"]);
    assert_eq!(
        options(&read),
        [["Kennedy", "*Khrushchev"], ["1961", "*1962"]]
    );
    // As a source the numbers are written out; a list that begins again does so there.
    let body = [
        body.concat(),
        listed(2, 0, "", "Why?"),
        listed(1, 0, "", "Where?"),
    ];
    let (_, _, text) = source(&document_with(&body.concat(), &[numbering()]));
    assert_eq!(
        text,
        "1. Who?\n\na) Kennedy\n\nb) *Khrushchev\n\n2. When?\n\n• 1961\n\n• *1962\n\n1. Why?\n\n2. Where?"
    );
}

#[test]
fn runs_breaks_and_signs_are_text_as_word_shows_it() {
    let body = "<w:p><w:r><w:t>He said: “</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>Khru</w:t></w:r><w:proofErr/><w:r><w:t xml:space=\"preserve\">shchev </w:t></w:r>\
        <w:bookmarkStart w:name=\"x\"/><w:hyperlink><w:r><w:t>wrote</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>it</w:t><w:br/><w:t>twenty</w:t><w:noBreakHyphen/><w:t>one co</w:t><w:softHyphen/><w:t>pies</w:t>\
        <w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/></w:r><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> REF x </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>here</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
        <w:sdt><w:sdtPr><w:alias w:val=\"no text\"/></w:sdtPr><w:sdtContent><w:r><w:t>.”</w:t></w:r></w:sdtContent></w:sdt></w:p>";
    let title = styled("<w:pStyle w:val=\"T\"/>", "A letter.");
    let styles = "<w:style w:styleId=\"T\"><w:basedOn w:val=\"U\"/></w:style><w:style w:styleId=\"U\"><w:name w:val=\"Title\"/></w:style>";
    let bytes = document_with(
        &format!("{title}<w:p/>{body}"),
        &[("word/styles.xml", part("styles", styles))],
    );
    let (imported, title, text) = source(&bytes);
    assert_eq!(
        text,
        "He said: “Khrushchev wrote\tit\ntwenty\u{2011}one co\u{ad}pies✓here.”"
    );
    // The style says that it is the title, whatever it ends with.
    assert_eq!(title, "A letter.");
    // Only the soft hyphen is told.
    assert_eq!(codes(&imported), [Code::Ambiguous]);
}

/// The inside of a paragraph with everything that is no text.
fn no_text() -> String {
    let run = |inside: &str| format!("<w:r>{inside}</w:r>");
    let picture = |uri: &str, inside: &str| {
        run(&format!(
            "<w:drawing><wp:inline><wp:docPr descr=\"A map of Cuba\"/><a:graphic><a:graphicData uri=\"http://x/{uri}\">{inside}</a:graphicData></a:graphic></wp:inline></w:drawing>"
        ))
    };
    let text_box = "<w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>";
    [
        run("<w:t>Text.</w:t>"),
        picture("picture", "<pic:pic xmlns:pic=\"p\"/>"),
        picture("diagram", ""),
        run("<w:footnoteReference w:id=\"2\"/>"),
        run("<w:commentReference w:id=\"0\"/>"),
        "<w:ins><w:r><w:t xml:space=\"preserve\"> Added.</w:t></w:r></w:ins><w:del><w:r><w:delText>Deleted.</w:delText></w:r></w:del>".to_owned(),
        run("<w:rPr><w:vanish/></w:rPr><w:t>Hidden.</w:t>"),
        "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>".to_owned(),
        run("<w:sym w:font=\"Wingdings\" w:char=\"F036\"/>"),
        run("<w:fldChar w:fldCharType=\"begin\"/><w:instrText> EQ \\f(1;2) </w:instrText><w:fldChar w:fldCharType=\"end\"/>"),
        run("<w:object><o:OLEObject xmlns:o=\"o\" ProgID=\"Excel.Sheet\"/></w:object>"),
        run(&format!(
            "<mc:AlternateContent><mc:Choice><w:drawing><wp:docPr/>{text_box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{text_box}</w:pict></mc:Fallback></mc:AlternateContent>"
        )),
    ].concat()
}

#[test]
fn what_is_no_text_is_told_at_its_paragraph() {
    let inside = no_text();
    let row = |cells: &[&str]| -> String {
        let cells: String = cells
            .iter()
            .map(|it| format!("<w:tc>{}</w:tc>", paragraphs(&[it])))
            .collect();
        format!("<w:tr>{cells}</w:tr>")
    };
    let body = format!(
        "{}<w:p>{}</w:p><w:tbl><w:tblPr/>{}{}</w:tbl><w:altChunk/>",
        paragraphs(&["First line,"]),
        inside,
        row(&["Year", "Ships"]),
        row(&["1962", "18"]),
    );
    let note = |name: &str, id: u32, text: &str| {
        format!("<w:{name} w:id=\"{id}\"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{name}>")
    };
    let bytes = document_with(
        &body,
        &[
            (
                "word/footnotes.xml",
                part("footnotes", &note("footnote", 2, "See page 4.")),
            ),
            (
                "word/comments.xml",
                part("comments", &note("comment", 0, "Is this so?")),
            ),
            ("word/header1.xml", part("hdr", &paragraphs(&["Class 9B"]))),
        ],
    );
    let (imported, _, text) = source(&bytes);
    assert_eq!(
        text,
        "First line,\n\nText. Added.x=1\n\nIn a box.\n\nYear\tShips\n\n1962\t18"
    );
    let mut told = messages(&imported);
    told.sort();
    let expected = [
        "paragraph 1: what stands at the head of pages was left out: “Class 9B”",
        "paragraph 2: a comment was left out: “Is this so?”",
        "paragraph 2: a diagram (SmartArt) was left out (alternative text: “A map of Cuba”)",
        "paragraph 2: a field without text was left out: “EQ \\f(1;2)”",
        "paragraph 2: a footnote was left out: “See page 4.”",
        "paragraph 2: a formula: only its letters were taken, “x=1”",
        "paragraph 2: a picture was left out (alternative text: “A map of Cuba”)",
        "paragraph 2: a sign of the font “Wingdings” was left out (U+F036)",
        "paragraph 2: an object of Excel.Sheet was left out",
        "paragraph 2: hidden text was left out: “Hidden.”",
        "paragraph 2: text that a tracked change deletes was left out: “Deleted.”",
        "paragraph 2: text that a tracked change inserts was taken as text: “Added.”",
        "paragraph 3: a text box: its text was taken behind the paragraph that it is anchored in",
        "paragraph 4: a table: its rows were taken as text, one after the other",
        "paragraph 6: another document that is embedded was left out",
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_document_as_a_source_has_its_extracts_and_is_mended_as_a_text_is() {
    let body = paragraphs(&[
        "A diary",
        "Author: A. Clerk",
        "Source A",
        "The ﬁrst day.",
        "Source B: a poster",
        "Daddy!",
    ]);
    let bytes = document_with(&body, &[]);
    let imported = read_transcript("x.docx", &bytes, None, true, Some(&mut |_| 0));
    assert_eq!(codes(&imported), [Code::ImportedOtherwise]);
    let drafts = assemble(imported, &Wanted::default());
    let texts: Vec<_> = drafts
        .sources
        .iter()
        .flat_map(|it| &it.content.extracts)
        .map(|it| (it.label.as_str(), it.text.as_str()))
        .collect();
    assert_eq!(texts, [("a", "The first day."), ("b", "Daddy!")]);
    assert_eq!(*drafts.sources[0].content.provenance.creator, "A. Clerk");
}

#[test]
fn documents_cannot_hurt() {
    let whole = document_with(&paragraphs(&["1. Who?", "a) He", "*b) She"]), &[]);
    let deep = format!("{}{}", "<w:p>".repeat(100_000), "</w:p>".repeat(100_000));
    let rows = "<w:tbl><w:tr><w:tc>".repeat(30)
        + &paragraphs(&["1. Deep?"])
        + &"</w:tc></w:tr></w:tbl>".repeat(30);
    let bold = "<w:r><w:rPr><w:b/></w:rPr><w:br/><w:t>b</w:t></w:r>".repeat(20_000);
    let bold = format!("{}<w:p>{bold}</w:p>", paragraphs(&["1. Who?"]));
    let style = "<w:style w:styleId=\"S\"><w:basedOn w:val=\"S\"/></w:style>";
    let styles = [("word/styles.xml", part("styles", style))];
    let odd = listed(9, 99, "", "1. Odd?") + &styled("<w:pStyle w:val=\"S\"/>", "2. So?");
    for (bytes, expected) in [
        (whole[..whole.len() / 2].to_vec(), &[Code::Malformed][..]),
        (b"PK\x03\x04".to_vec(), &[Code::Malformed]),
        (package(&[("word/styles.xml", "<w/>")]), &[Code::Malformed]),
        (package(&[("imsmanifest.xml", "<w/>")]), &[Code::Malformed]),
        (
            package(&[("word/document.xml", "no XML")]),
            &[Code::Malformed],
        ),
        (
            package(&[("word/document.xml", &" ".repeat(65 << 20))]),
            &[Code::UnsafeFile],
        ),
        (document_with(&deep, &[]), &[Code::Malformed]),
        (document_with(&rows, &[]), &[Code::ImportedOtherwise; 30]),
        (document_with(&odd, &styles), &[]),
        (document_with(&bold, &[]), &[]),
        (whole, &[]),
    ] {
        let read = questions(&bytes);
        assert_eq!(codes(&read), expected);
        let read = read_transcript("x", &bytes, None, false, None);
        let fails = expected
            .iter()
            .any(|it| matches!(it, Code::Malformed | Code::UnsafeFile));
        assert_eq!(read.passages.is_empty(), fails);
    }
}
