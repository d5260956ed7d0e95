//! Word documents that are read: their paragraphs as the text of a source, or as a list of questions. (`docx` writes
//! them.)
//!
//! What has no place in a text (pictures, comments, footnotes …) is reported at its paragraph. Paragraphs count as Word
//! counts them, with the empty ones, those of text boxes behind the paragraph that they are anchored in, and a row of a
//! table as one where each cell holds one.

mod body;
mod numbering;
mod run;
mod styles;

use std::collections::HashSet;

use super::encoding::{Encoding, decode};
use super::file_kind::FileKind;
use super::imported::{Imported, Trouble, lines, read_lines};
use super::package::{Member, unpack};
use super::transcript::{self, Ask, Manner};
use super::typed::{self, Entry};
use super::xml::{self, Element};
use body::{Body, Paragraph, Told, quoted};
use numbering::{BOX, Counts, Listed, Numbering, attribute};
use sourcework_core::diagnostic::{Code, Diagnostic, Report, Span};
use styles::{BOLD, COLOURED, HIGHLIGHTED, Role, Styles, UNDERLINED};

/// How an option may stand out as the right one.
const LOOKS: [(u8, &str); 4] = [
    (BOLD, "bold"),
    (HIGHLIGHTED, "highlighted"),
    (COLOURED, "in a colour of its own"),
    (UNDERLINED, "underlined"),
];

/// The most paragraphs that are read.
const MOST_PARAGRAPHS: usize = 200_000;

/// A document as it was read: its paragraphs, and what is reported about them.
struct Document {
    paragraphs: Vec<Paragraph>,
    told: Vec<Told>,
}

/// Reads a document, or a plain text of the same form, as a list of questions.
pub fn read(name: &str, bytes: &[u8], encoding: Option<Encoding>) -> Imported {
    if !is_document(bytes) {
        return read_lines(name, bytes, encoding, |text, trouble| {
            let mut begins = true;
            let entries = lines(text).map(|(line, span)| {
                let entry = Entry {
                    begins_paragraph: begins,
                    ..Entry::new(line.trim(), span)
                };
                begins = line.trim().is_empty();
                entry
            });
            typed::read(entries.collect(), &[], trouble)
        });
    }
    let document = match open(bytes) {
        Ok(document) => document,
        Err(diagnostic) => return refused(name, diagnostic),
    };
    document.read(name, "\n", |document, text, spans, trouble| {
        typed::read(entries(document, text, spans), &LOOKS, trouble)
    })
}

/// Reads a document as the text of a source.
pub fn read_transcript(name: &str, bytes: &[u8], mend: bool, ask: Option<Ask<'_>>) -> Imported {
    let mut document = match open(bytes) {
        Ok(document) => document,
        Err(diagnostic) => return refused(name, diagnostic),
    };
    document.write_numbers();
    let mut shown = document
        .paragraphs
        .iter()
        .filter(|it| !it.text.trim().is_empty());
    let manner = Manner {
        mend,
        has_paragraphs: true,
        has_title: shown.next().is_some_and(|it| it.role == Role::Title),
    };
    document.read(name, "\n\n", |_, text, _, trouble| {
        transcript::read(text, manner, ask, trouble)
    })
}

/// Whether some bytes are a Word document, or at least a package.
pub fn is_document(bytes: &[u8]) -> bool {
    matches!(
        FileKind::of(bytes),
        Some(FileKind::Docx | FileKind::Package)
    )
}

fn refused(name: &str, diagnostic: Diagnostic) -> Imported {
    Imported {
        reports: vec![Report {
            path: name.to_owned(),
            text: String::new(),
            diagnostics: vec![diagnostic],
        }],
        ..Imported::default()
    }
}

impl Document {
    /// Puts automatic numbers before the text, as Word shows them.
    fn write_numbers(&mut self) {
        for paragraph in &mut self.paragraphs {
            if let Some(listed) = paragraph
                .listed
                .take()
                .filter(|_| !paragraph.text.trim().is_empty())
            {
                paragraph.text = format!("{} {}", listed.shown, paragraph.text.trim_start());
            }
        }
    }

    /// Makes a text of the paragraphs, with something between two of them, and reads it.
    fn read(
        &self,
        name: &str,
        between: &str,
        reader: impl FnOnce(&Self, &str, &[Span], &mut Trouble<'_>) -> Imported,
    ) -> Imported {
        let mut text = String::new();
        let mut spans = Vec::with_capacity(self.paragraphs.len());
        for paragraph in &self.paragraphs {
            // One that shows nothing would make blank lines of its own.
            let is_shown = between == "\n" || !paragraph.text.trim().is_empty();
            if is_shown && !text.is_empty() {
                text.push_str(between);
            }
            let start = text.len();
            if is_shown {
                text.push_str(paragraph.text.trim_matches('\n'));
            }
            spans.push(Span {
                start,
                end: text.len(),
            });
        }
        let mut trouble = Trouble::new(&text);
        for told in &self.told {
            let span = spans.get(told.at).copied().unwrap_or(Span {
                start: text.len(),
                end: text.len(),
            });
            let what = format!("paragraph {}: {}", told.at + 1, told.what);
            match told.left_out {
                true => trouble.left_out(span, what),
                false => trouble.changed(span, what),
            }
        }
        let mut imported = reader(self, &text, &spans, &mut trouble);
        if let Some(unread) = imported.too_many() {
            trouble.report(unread);
        }
        imported.reports.push(trouble.into_report(name));
        imported
    }
}

/// The lines of a document as a list of questions is read from them.
fn entries<'t>(document: &'t Document, text: &'t str, spans: &[Span]) -> Vec<Entry<'t>> {
    let mut entries = Vec::new();
    let of_options = lists_of_options(&document.paragraphs);
    for (paragraph, span) in document.paragraphs.iter().zip(spans) {
        // Looks count from the beginning of the paragraph, and line ends there are not in the text.
        let cut = paragraph.text.len() - paragraph.text.trim_start_matches('\n').len();
        let mut start = span.start;
        for (number, line) in text[span.range()].split('\n').enumerate() {
            let whole = Span {
                start,
                end: start + line.len(),
            };
            start = whole.end + 1;
            let indent = line.len() - line.trim_start().len();
            let shown = Span {
                start: whole.start + indent,
                end: whole.start + line.trim_end().len().max(indent),
            };
            let mut entry = Entry::new(line.trim(), shown);
            entry.begins_paragraph = number == 0;
            entry.is_heading = paragraph.role != Role::Text;
            if number == 0
                && let Some(listed) = &paragraph.listed
            {
                let is_other = of_options.contains(listed.list.as_str());
                entry.listed = Some(typed::Listed {
                    is_option: listed.level > 0 || listed.counts != Counts::Numbers || is_other,
                    is_bullet: listed.counts == Counts::Bullets && listed.shown != BOX,
                    is_right: false,
                    shown: &listed.shown,
                    place: listed.place,
                    letter: listed.letter(),
                });
            }
            // Looks stand in their order, none over another.
            let moved = |at: usize| (span.start + at).saturating_sub(cut);
            let first = paragraph
                .looks
                .partition_point(|(range, _)| moved(range.end) <= whole.start);
            let here = paragraph.looks[first..].iter();
            let here = here.map(|(range, looks)| (moved(range.start)..moved(range.end), *looks));
            entry.looks = here
                .take_while(|(range, _)| range.start < whole.end)
                .collect();
            entries.push(entry);
        }
    }
    entries
}

/// Which lists that count with numbers are those of options: all but the first one, where they stand between two entries of
/// that one, or are indented further.
fn lists_of_options(paragraphs: &[Paragraph]) -> HashSet<&str> {
    let numbered = paragraphs.iter().filter_map(|it| it.listed.as_ref());
    let numbered: Vec<&Listed> = numbered
        .filter(|it| it.level == 0 && it.counts == Counts::Numbers)
        .collect();
    let Some(first) = numbered.first() else {
        return HashSet::new();
    };
    // Lists with another definition are other lists; where all share one definition, Word's own lists decide.
    let several = numbered.iter().any(|it| it.definition != first.definition);
    let is_other = |it: &Listed| match several {
        true => it.definition != first.definition,
        false => it.list != first.list,
    };
    let last = numbered.iter().rposition(|it| !is_other(it)).unwrap_or(0);
    let are_between = numbered[..last].iter().any(|it| is_other(it));
    let others = numbered.iter().filter(|it| is_other(it));
    let options = others.filter(|it| are_between || it.indent > first.indent);
    options.map(|it| it.list.as_str()).collect()
}

/// Opens a document and reads its paragraphs.
fn open(bytes: &[u8]) -> Result<Document, Diagnostic> {
    let members = unpack(bytes, |name| {
        let is_part = |folder: &str| name.starts_with(folder) && name.ends_with(".xml");
        name.ends_with(".rels") || (is_part("word/") && !is_part("word/theme/"))
    })?;
    let main = main_part(&members)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let part = |name: &str| {
        let path = format!("{folder}/{name}.xml");
        // Parts that only help to read the text may be missing or broken.
        parse(&members, &path)
            .and_then(Result::ok)
            .unwrap_or_default()
    };
    let document = parse(&members, &main).unwrap_or_else(|| Err(no_document()))?;
    let mut body = Body::default();
    body.parts.styles = Styles::new(&part("styles"));
    body.parts.numbering = Numbering::new(&part("numbering"));
    for (file, kind) in [
        ("footnotes", "footnote"),
        ("endnotes", "endnote"),
        ("comments", "comment"),
    ] {
        for note in part(file).all(kind) {
            let id = attribute(note, "id").unwrap_or_default().to_owned();
            body.parts.notes.insert((kind, id), note_text(note));
        }
    }
    let text = document.first("body").ok_or_else(no_document)?;
    body.blocks(text);
    if body.paragraphs.len() > MOST_PARAGRAPHS {
        let message = format!("the document has more than {MOST_PARAGRAPHS} paragraphs; split it");
        return Err(Diagnostic::new(Code::TooLarge, Span::default(), message));
    }
    tell_margins(&members, folder, &mut body);
    Ok(Document {
        paragraphs: body.paragraphs,
        told: body.told,
    })
}

/// Tells what stands at the head and the foot of pages.
fn tell_margins(members: &[Member], folder: &str, body: &mut Body) {
    for member in members {
        let name = member.name.strip_prefix(folder).unwrap_or_default();
        let what = if name.starts_with("/header") {
            "head"
        } else if name.starts_with("/footer") {
            "foot"
        } else {
            continue;
        };
        let text = parse(members, &member.name)
            .and_then(Result::ok)
            .map(|it| note_text(&it));
        let text = text.unwrap_or_default();
        // A page number alone is no loss.
        if text.chars().any(char::is_alphabetic) {
            body.told.push(Told {
                at: 0,
                left_out: true,
                what: format!(
                    "what stands at the {what} of pages was left out: {}",
                    quoted(&text)
                ),
            });
        }
    }
}

fn note_text(note: &Element) -> String {
    let texts = note.descendants().filter_map(|it| match it.local_name() {
        "t" => Some(it.all_text()),
        "p" | "tab" | "br" => Some(" ".to_owned()),
        _ => None,
    });
    texts.collect::<String>().trim().to_owned()
}

/// The path of the text in the package, as the package says.
fn main_part(members: &[Member]) -> Result<String, Diagnostic> {
    let relations = parse(members, "_rels/.rels")
        .and_then(Result::ok)
        .unwrap_or_default();
    let main = relations
        .elements()
        .find(|it| attribute(it, "Type").is_some_and(|it| it.ends_with("/officeDocument")));
    let named = main
        .and_then(|it| attribute(it, "Target"))
        .map(|it| it.trim_start_matches('/'));
    let is_there = |path: &&str| members.iter().any(|it| it.name == *path);
    let path = named
        .filter(is_there)
        .or(Some("word/document.xml").filter(is_there));
    path.map(str::to_owned).ok_or_else(no_document)
}

fn no_document() -> Diagnostic {
    let message = "this is no Word document: there is no text (`word/document.xml`) in it";
    Diagnostic::new(Code::Malformed, Span::default(), message)
        .help("open it in Word or LibreOffice, and save it again as a Word document (.docx)")
}

fn parse(members: &[Member], path: &str) -> Option<Result<Element, Diagnostic>> {
    let member = members.iter().find(|it| it.name == path)?;
    let text = match decode(&member.bytes, None) {
        Ok(text) => text,
        Err(diagnostic) => return Some(Err(diagnostic)),
    };
    // The place is one in the package, where nobody looks.
    Some(xml::parse(&text).map_err(|mut diagnostic| {
        diagnostic.message = format!("`{path}` in the document: {}", diagnostic.message);
        diagnostic.span = Span::default();
        diagnostic
    }))
}
