//! What another tool's file holds, before it is a quiz.

use super::encoding::{Encoding, decode};
use sourcework_core::diagnostic::{Code, Diagnostic, Report, Span};
use sourcework_core::quiz::{Body, Quiz, Reveal, Skill, TimeLimit};
use sourcework_core::source::{Provenance, Source};

/// What was read of a file or a package.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// What the file calls the quiz.
    pub title: Option<String>,
    /// What it says of it.
    pub description: Option<String>,
    /// For whom it is meant.
    pub level: Option<String>,
    /// The per cent of the marks that pass.
    pub pass: Option<u32>,
    /// The time for all of it.
    pub time_limit: Option<TimeLimit>,
    /// What it says of the source that its passages are from, as a source without extracts.
    pub source: Option<Source>,
    /// A quiz and its sources that came whole, so that nothing is left to settle.
    pub whole: Option<(Quiz, Vec<Source>)>,
    /// The passages, each once.
    pub passages: Vec<Passage>,
    /// The questions, in the file's order.
    pub questions: Vec<Item>,
    /// How many questions are not among them, because they were too many.
    pub unread: usize,
    /// What is wrong or has no counterpart, a report a file of a package.
    pub reports: Vec<Report>,
}

/// The most questions that are read of one file.
const MOST_QUESTIONS: usize = 100_000;
/// The most lines of a text that is read by lines: each may take some hundred bytes of memory.
const MOST_LINES: usize = 1_000_000;

impl Imported {
    /// Adds a question, unless there are too many.
    pub(super) fn ask(&mut self, item: Item) {
        if self.questions.len() < MOST_QUESTIONS {
            self.questions.push(item);
        } else {
            self.unread += 1;
        }
    }

    /// What is to be said of those that are too many.
    pub(super) fn too_many(&self) -> Option<Diagnostic> {
        let unread = self.unread;
        let what = || {
            format!(
                "the first {MOST_QUESTIONS} questions were read, and {unread} after them were left out: split the file"
            )
        };
        (unread > 0).then(|| Diagnostic::new(Code::NotImported, Span::default(), what()))
    }
}

/// The lines of a text, and where each stands without the white space at its end.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (&str, Span)> {
    let mut start = 0;
    text.split('\n').map(move |line| {
        let end = start + line.trim_end().len();
        let span = Span { start, end };
        start += line.len() + 1;
        (line, span)
    })
}

/// A passage of another tool: becomes an extract.
#[derive(Clone, Debug, Default)]
pub struct Passage {
    /// The ID of an extract, `source-id/label`, where the file names one.
    pub extract: Option<String>,
    /// Its label, where the file gives it one without naming a source.
    pub label: Option<String>,
    /// Whether it is a document of its own: a source with this one extract.
    pub alone: bool,
    /// The heading over it.
    pub heading: Option<String>,
    /// Who made it, when and for whom, as far as lines of ours below the heading say.
    pub provenance: Option<Box<Provenance>>,
    /// The text: plain, paragraphs separated by a blank line.
    pub text: String,
}

/// A question of another tool, in our terms.
#[derive(Clone, Debug)]
pub struct Item {
    /// What the file calls it: an ID if it is one, else an ID is made of it.
    pub name: Option<String>,
    /// Where it begins in the file.
    pub span: Span,
    /// The places of its passages in [`Imported::passages`].
    pub passages: Vec<usize>,
    /// The IDs of extracts that the file names and does not hold: those of a library.
    pub extracts: Vec<String>,
    /// Its skill, where a tag names one.
    pub skill: Option<Skill>,
    /// The question itself.
    pub stem: String,
    /// The tariff, where it is a whole number and not the natural one.
    pub marks: Option<u32>,
    /// Evidence, verbatim.
    pub quotes: Vec<String>,
    /// The feedback to every answer.
    pub explanation: Option<String>,
    /// A nudge.
    pub hint: Option<String>,
    /// When the heading of the passage is shown.
    pub reveal: Reveal,
    /// Whether options are shuffled.
    pub shuffle: bool,
    /// The kind with its keys. Texts have the default place.
    pub body: Body,
    /// What a teacher must still do that cannot be seen in the question: a key, and what.
    pub to_do: Vec<(&'static str, &'static str)>,
}

impl Item {
    /// A question with nothing but stem and body.
    pub fn new(span: Span, stem: impl Into<String>, body: Body) -> Self {
        Self {
            name: None,
            span,
            passages: Vec::new(),
            extracts: Vec::new(),
            skill: None,
            stem: stem.into(),
            marks: None,
            quotes: Vec::new(),
            explanation: None,
            hint: None,
            reveal: Reveal::default(),
            shuffle: true,
            body,
            to_do: Vec::new(),
        }
    }
}

/// The most diagnostics of one file: nobody reads more than that.
const MOST: usize = 1000;

/// Collects what is wrong with one text.
#[derive(Debug)]
pub struct Trouble<'t> {
    /// The text that is read.
    pub text: &'t str,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Trouble<'t> {
    /// With a text that nothing is wrong with yet.
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            diagnostics: Vec::new(),
        }
    }

    /// Reports something.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MOST {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Something that has no counterpart here and was left out: an image, a formula, a whole
    /// question.
    pub fn left_out(&mut self, span: Span, what: impl Into<String>) {
        self.report(Diagnostic::new(Code::NotImported, span, what));
    }

    /// Something that was taken over otherwise than it stood there.
    pub fn changed(&mut self, span: Span, what: impl Into<String>) {
        self.report(Diagnostic::new(Code::ImportedOtherwise, span, what));
    }

    /// A file that is not of the format from this place on.
    pub fn malformed(&mut self, span: Span, what: impl Into<String>) {
        self.report(Diagnostic::new(Code::Malformed, span, what));
    }

    /// The report, sorted by place; with the text only where it is needed to show a place.
    pub fn into_report(mut self, path: &str) -> Report {
        self.diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        let shown = if self.diagnostics.is_empty() {
            ""
        } else {
            self.text
        };
        Report {
            path: path.to_owned(),
            text: shown.to_owned(),
            diagnostics: self.diagnostics,
        }
    }
}

/// Reads a text by its lines, unless it has too many.
pub(super) fn read_lines(
    name: &str,
    bytes: &[u8],
    encoding: Option<Encoding>,
    reader: impl FnOnce(&str, &mut Trouble<'_>) -> Imported,
) -> Imported {
    read_text(name, bytes, encoding, |text, trouble| {
        let lines = text.bytes().filter(|byte| *byte == b'\n').count();
        if lines < MOST_LINES {
            return reader(text, trouble);
        }
        let what = format!(
            "the file has {lines} lines, and {MOST_LINES} are the most that are read: split it"
        );
        trouble.malformed(Span::default(), what);
        Imported::default()
    })
}

/// Decodes a file that is one text, and reads it.
pub(super) fn read_text(
    name: &str,
    bytes: &[u8],
    encoding: Option<Encoding>,
    reader: impl FnOnce(&str, &mut Trouble<'_>) -> Imported,
) -> Imported {
    match decode(bytes, encoding) {
        Ok(text) => read_decoded(name, &text, reader),
        Err(diagnostic) => refused(name, diagnostic),
    }
}

/// Reads a text, and reports what is wrong with it.
pub(super) fn read_decoded(
    name: &str,
    text: &str,
    reader: impl FnOnce(&str, &mut Trouble<'_>) -> Imported,
) -> Imported {
    let mut trouble = Trouble::new(text);
    let mut imported = reader(text, &mut trouble);
    trouble.diagnostics.extend(imported.too_many());
    imported.reports.push(trouble.into_report(name));
    imported
}

/// Nothing, and why.
pub(super) fn refused(name: &str, diagnostic: Diagnostic) -> Imported {
    let report = Report {
        path: name.to_owned(),
        text: String::new(),
        diagnostics: vec![diagnostic],
    };
    Imported {
        reports: vec![report],
        ..Imported::default()
    }
}
