//! What kind of file some bytes are, where they are no text: documents, workbooks and pictures are handed in by mistake,
//! and each is named with what to do instead.

use super::package;
use sourcework_core::diagnostic::{Code, Diagnostic, Span};

/// A kind of file that is not text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Rich Text Format.
    Rtf,
    /// Word, Excel and PowerPoint until 2003.
    OldOffice,
    /// A PDF.
    Pdf,
    /// A Word document.
    Docx,
    /// A workbook of Excel.
    Xlsx,
    /// Slides.
    Pptx,
    /// A document, workbook or slides of LibreOffice.
    OpenDocument,
    /// A document of Apple's Pages, Numbers or Keynote.
    Iwork,
    /// A deck of Anki.
    Deck,
    /// Any other zip archive, or one that cannot be read.
    Package,
    /// A picture, such as the scan of a page.
    Picture,
}

/// How files of one kind begin.
const BEGINNINGS: [(&[u8], FileKind); 6] = [
    (b"{\\rtf", FileKind::Rtf),
    (b"\xD0\xCF\x11\xE0", FileKind::OldOffice),
    (b"%PDF-", FileKind::Pdf),
    (b"\x89PNG", FileKind::Picture),
    (b"\xFF\xD8\xFF", FileKind::Picture),
    (b"PK\x03\x04", FileKind::Package),
];

/// The file in a package, or the beginning of its name, that tells what the package is.
const MEMBERS: [(&str, FileKind); 10] = [
    ("word/", FileKind::Docx),
    ("xl/", FileKind::Xlsx),
    ("ppt/", FileKind::Pptx),
    ("content.xml", FileKind::OpenDocument),
    ("Index/", FileKind::Iwork),
    ("Index.zip", FileKind::Iwork),
    ("index.xml", FileKind::Iwork),
    ("collection.anki2", FileKind::Deck),
    ("collection.anki21", FileKind::Deck),
    ("collection.anki21b", FileKind::Deck),
];

impl FileKind {
    /// The kind of some bytes; nothing where they may be text.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let (_, kind) = BEGINNINGS
            .iter()
            .find(|(begin, _)| text.starts_with(begin))?;
        if *kind != Self::Package {
            return Some(*kind);
        }
        let names = package::names(bytes);
        let is_in = |known: &str| {
            let mut names = names.iter();
            names.any(|name| match known.ends_with('/') {
                true => name.starts_with(known),
                false => name == known,
            })
        };
        let found = MEMBERS.iter().find(|(known, _)| is_in(known));
        Some(found.map_or(Self::Package, |(_, kind)| *kind))
    }

    /// What it is called, and what to do with it.
    fn words(self) -> (&'static str, &'static str) {
        let save = "open it in Word or LibreOffice, and save it as a Word document (.docx) or as plain text (.txt)";
        match self {
            Self::Rtf => ("a document in Rich Text Format (.rtf)", save),
            Self::OldOffice => (
                "a document or workbook of Office before 2007 (.doc, .xls)",
                "open it in Word and save it as .docx or as plain text; open a workbook in Excel and save it as .xlsx",
            ),
            Self::Pdf => (
                "a PDF",
                "open it in Word, which makes a document of it, or copy its text into a text file",
            ),
            Self::Docx => (
                "a Word document (.docx)",
                "`sourcework import transcript` reads it as the text of a source, and `sourcework import docx` as a list of questions; for any other format save it as plain text",
            ),
            Self::Xlsx => (
                "a workbook of Excel (.xlsx)",
                "`sourcework import xlsx` reads it as a table of questions; for any other format save it as “CSV UTF-8”",
            ),
            Self::Pptx => ("slides (.pptx)", "copy their text into a text file"),
            Self::OpenDocument => ("a document of LibreOffice (.odt, .ods, .odp)", save),
            Self::Iwork => (
                "a document of Pages, Numbers or Keynote",
                "export it from there: Pages as Word or plain text, Numbers as CSV",
            ),
            Self::Deck => (
                "a deck of Anki (.apkg)",
                "export it from Anki as “Notes in Plain Text”, and import that with `sourcework import anki`",
            ),
            Self::Package => (
                "a zip archive",
                "unpack it, or say which package it is: qti3, qti21",
            ),
            Self::Picture => (
                "a picture",
                "type its text, or let a program recognise it and read what comes out before you use it",
            ),
        }
    }

    /// That a file is refused because it is of this kind, and what to do.
    pub fn refused(self) -> Diagnostic {
        let (name, remedy) = self.words();
        let message = format!("this file cannot be read here: it is {name}");
        Diagnostic::new(Code::Malformed, Span::default(), message).help(remedy)
    }
}
