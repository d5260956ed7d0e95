//! What is wrong in a file, as data: a code, a place, words for a teacher, and a remedy.
//!
//! A [`Diagnostic`] knows nothing of how it is shown; `human`, `json` and `github` render it.

mod code;
pub mod github;
pub mod human;
pub mod json;

pub use code::{Code, Severity};

use std::borrow::Cow;
use std::ops::Range;

use serde::{Serialize, Serializer};

/// A place in a file: byte offsets, end exclusive, always on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes of the span.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self {
            start: range.start,
            end: range.end,
        }
    }
}

/// A value together with the place in the file where its author wrote it.
///
/// It stands for its value everywhere: it dereferences to it, compares by it, and is serialised
/// and described in JSON Schema as the bare value.
#[derive(Clone, Debug, Default)]
pub struct Placed<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> Placed<T> {
    /// Pairs a value with its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Turns the value into another, at the same place.
    pub fn map<U>(self, turn: impl FnOnce(T) -> U) -> Placed<U> {
        Placed {
            value: turn(self.value),
            span: self.span,
        }
    }
}

impl<T> std::ops::Deref for Placed<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Placed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: std::fmt::Display> std::fmt::Display for Placed<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: Serialize> Serialize for Placed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: schemars::JsonSchema> schemars::JsonSchema for Placed<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}

/// One thing that is wrong in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule was broken; `sourcework explain CODE` tells more.
    pub code: Code,
    /// What is wrong, in a teacher's words, one sentence without a full stop.
    pub message: String,
    /// The place.
    pub span: Span,
    /// A few words shown at the place; may be empty.
    pub label: String,
    /// What to do about it, most useful first.
    pub help: Vec<String>,
    /// What `check --fix` would write instead, where that is plain.
    pub fix: Option<Box<Fix>>,
    /// The ID of the question that it is about, if it is about one.
    pub question: Option<Box<str>>,
}

/// Bytes of a file that would be replaced, and the text that would stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What would be replaced.
    pub span: Span,
    /// What would stand there.
    pub text: String,
}

impl Diagnostic {
    /// A diagnostic without label or help.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            message: shortened(message.into()),
            span,
            label: String::new(),
            help: Vec::new(),
            fix: None,
            question: None,
        }
    }

    /// Adds what would put it right.
    #[must_use]
    pub fn fix(mut self, span: Span, text: impl Into<String>) -> Self {
        let text = text.into();
        self.fix = Some(Box::new(Fix { span, text }));
        self
    }

    /// Adds the words shown at the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = shortened(label.into());
        self
    }

    /// Adds a remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(shortened(help.into()));
        self
    }

    /// Adds "did you mean …?" where a known word is near enough to the one that was written.
    #[must_use]
    pub fn suggest<'a>(self, written: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(written, known) {
            Some(word) => self.help(format!("did you mean `{word}`?")),
            None => self,
        }
    }

    /// The message, with the question that it is about unless it names that already.
    pub fn sentence(&self) -> Cow<'_, str> {
        match &self.question {
            Some(id) if !self.message.contains(&format!("`{id}`")) => {
                format!("{} (question `{}`)", self.message, id.escape_debug()).into()
            }
            _ => Cow::from(&self.message),
        }
    }

    /// How bad it is: a property of its code.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// A text with nothing in it that a terminal would obey: each control character is replaced by
/// question marks, as many as it has bytes, so that every place stays where it was.
fn disarmed(text: &str) -> Cow<'_, str> {
    let harmless = |c: char| !c.is_control() || matches!(c, '\n' | '\t' | '\r');
    // Every control character has a byte of ASCII's, or begins with C2; nearly no text has either.
    let telling = |byte: u8| {
        let ascii = byte.is_ascii_control() && !matches!(byte, b'\n' | b'\t' | b'\r');
        ascii || byte == 0xc2
    };
    if !text.bytes().any(telling) || text.chars().all(harmless) {
        return text.into();
    }
    let disarmed: String = text
        .chars()
        .flat_map(|c| {
            let count = if harmless(c) { 1 } else { c.len_utf8() };
            std::iter::repeat_n(if harmless(c) { c } else { '?' }, count)
        })
        .collect();
    disarmed.into()
}

/// A text with the repairs that its diagnostics carry, and how many those are. Of two that touch the same
/// place, the first is made.
pub fn repaired(text: &str, diagnostics: &[Diagnostic]) -> (String, usize) {
    let mut fixes: Vec<&Fix> = diagnostics
        .iter()
        .filter_map(|it| it.fix.as_deref())
        .collect();
    fixes.sort_by_key(|fix| fix.span);
    let (mut out, mut at, mut count) = (String::with_capacity(text.len()), 0, 0);
    for fix in fixes {
        if fix.span.start < at || text.get(fix.span.range()) == Some(&fix.text) {
            continue;
        }
        out.push_str(&text[at..fix.span.start]);
        out.push_str(&fix.text);
        at = fix.span.end;
        count += 1;
    }
    out.push_str(&text[at..]);
    (out, count)
}

/// The most characters of a message: enough for every one of ours, and for what it quotes unless
/// that is somebody's whole essay.
const MOST_OF_A_MESSAGE: usize = 1000;

/// A message without its middle where it quotes something very long: it begins with what is wrong
/// and ends with the remedy.
pub fn shortened(message: String) -> String {
    let count = message.chars().count();
    if count <= MOST_OF_A_MESSAGE {
        return message;
    }
    let part = MOST_OF_A_MESSAGE / 2;
    let beginning: String = message.chars().take(part).collect();
    let end: String = message.chars().skip(count - part).collect();
    format!("{beginning} […] {end}")
}

/// The known word most like `written`, if any is like it at all (Jaro–Winkler of 0.75 or more).
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|word| {
            (
                strsim::jaro_winkler(&written.to_lowercase(), &word.to_lowercase()),
                word,
            )
        })
        .filter(|(likeness, _)| *likeness >= 0.75)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, word)| word)
}

/// Whether a word is another but for capitals, blanks, hyphens, and in words of five letters or more a slip or
/// two: near enough to be put right without asking what was meant.
pub fn is_slip(written: &str, known: &str) -> bool {
    let plain = |word: &str| word.to_lowercase().replace([' ', '-', '_'], "");
    let (written, known) = (plain(written), plain(known));
    let digits = |word: &str| {
        word.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let is_near = known.len() >= 5 && strsim::osa_distance(&written, &known) <= 2;
    written == known || (is_near && digits(&written) == digits(&known))
}

/// All that is wrong in one file, with the text to point into.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The file's path as the user would type it.
    pub path: String,
    /// The file's text; empty where it could not be read.
    pub text: String,
    /// What is wrong, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// How many of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// What makes a file unusable.
    pub errors: usize,
    /// What is probably a mistake.
    pub warnings: usize,
    /// What could be better.
    pub hints: usize,
}

impl Tally {
    /// Counts the diagnostics of several reports.
    pub fn of(reports: &[Report]) -> Self {
        let mut tally = Self::default();
        for diagnostic in reports.iter().flat_map(|report| &report.diagnostics) {
            *tally.of_severity(diagnostic.severity()) += 1;
        }
        tally
    }

    /// How many there are of all severities together.
    pub fn total(self) -> usize {
        self.errors + self.warnings + self.hints
    }

    /// How many of each severity are among the `most` worst.
    #[must_use]
    pub fn worst(self, most: usize) -> Self {
        let errors = self.errors.min(most);
        let warnings = self.warnings.min(most - errors);
        Self {
            errors,
            warnings,
            hints: self.hints.min(most - errors - warnings),
        }
    }

    /// Takes one of a severity off; false where there is none left.
    pub fn take(&mut self, severity: Severity) -> bool {
        let left = self.of_severity(severity);
        let any = *left > 0;
        *left = left.saturating_sub(1);
        any
    }

    fn of_severity(&mut self, severity: Severity) -> &mut usize {
        match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Hint => &mut self.hints,
        }
    }
}

/// Where the lines of a text begin, so that places in a long text are found fast.
#[derive(Debug)]
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// How many characters begin before every `STEP`th byte, so that the column of a place is found
    /// as fast in a very long line.
    counts: Vec<usize>,
}

/// The bytes between two counts of characters.
const STEP: usize = 1 << 12;

/// How many characters begin in some bytes of a text.
fn characters(bytes: &[u8]) -> usize {
    let begins = |byte: &&u8| **byte & 0b1100_0000 != 0b1000_0000;
    bytes.iter().filter(begins).count()
}

impl<'t> Lines<'t> {
    /// Looks through a text once.
    pub fn of(text: &'t str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        let mut count = 0;
        let counted = text.as_bytes().chunks(STEP).map(|bytes| {
            count += characters(bytes);
            count
        });
        let counts = std::iter::once(0).chain(counted).collect();
        Self {
            text,
            starts: std::iter::once(0).chain(ends.map(|end| end + 1)).collect(),
            counts,
        }
    }

    /// Line and column of a byte offset, both from 1; columns count characters.
    pub fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let offset = self.text.floor_char_boundary(offset.min(self.text.len()));
        let line = self.starts.partition_point(|start| *start <= offset);
        let before = |offset: usize| {
            let counted = offset / STEP;
            self.counts[counted] + characters(&self.text.as_bytes()[counted * STEP..offset])
        };
        (line, before(offset) - before(self.starts[line - 1]) + 1)
    }

    /// The lines that a span touches: the number of the first, and their bytes.
    fn around(&self, span: Span) -> (usize, Range<usize>) {
        let clamp = |offset: usize| self.text.floor_char_boundary(offset.min(self.text.len()));
        let (start, end) = (clamp(span.start), clamp(span.end.max(span.start)));
        let first = self.starts.partition_point(|begin| *begin <= start);
        let after = self.starts.partition_point(|begin| *begin <= end);
        let until = self
            .starts
            .get(after)
            .map_or(self.text.len(), |begin| begin - 1);
        (first, self.starts[first - 1]..until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_disarmed_without_moving_anything() {
        assert_eq!(disarmed("a\u{1b}[2Jé\u{9b}"), "a?[2Jé??");
    }

    /// A message, a label and a help may each quote the file.
    #[test]
    fn no_part_of_a_diagnostic_reaches_a_terminal_with_a_control_character() {
        let report = Report {
            path: "a\u{7}.toml".to_owned(),
            text: "key\u{80}".to_owned(),
            diagnostics: vec![
                Diagnostic::new(Code::Syntax, (0..3).into(), "no \u{9b}key")
                    .label("here\u{80}")
                    .help("write `\u{1b}c`"),
            ],
        };
        let one = &mut Tally::of(std::slice::from_ref(&report));
        let plain = human::render(&report, one, false, 60);
        let shown = [plain, github::render(&report)];
        for shown in shown {
            assert!(
                !shown.contains(|c: char| c.is_control() && c != '\n'),
                "{shown:?}"
            );
            assert!(shown.contains("no ??key"), "{shown}");
            assert!(shown.contains("write `?c`"), "{shown}");
        }
    }

    #[test]
    fn a_very_long_message_loses_its_middle() {
        let usual = "é".repeat(1000);
        assert_eq!(shortened(usual.clone()), usual);
        let long = format!("no answer: `{}`; write a letter", "é".repeat(1_000_000));
        let short = shortened(long);
        assert_eq!(short.chars().count(), 500 + 5 + 500);
        assert!(short.starts_with("no answer: `é"), "{short}");
        assert!(short.ends_with("é`; write a letter"), "{short}");
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        assert_eq!(Lines::of("é\naé b").line_and_column(0), (1, 1));
        assert_eq!(Lines::of("é\naé b").line_and_column(7), (2, 4));
        assert_eq!(Lines::of("ab").line_and_column(99), (1, 3));
    }

    #[test]
    fn columns_are_right_in_very_long_lines() {
        let long = "aé…".repeat(STEP);
        let text = format!("{long}\n{long}");
        let lines = Lines::of(&text);
        for (index, (offset, _)) in long.char_indices().enumerate() {
            assert_eq!(lines.line_and_column(offset), (1, index + 1));
            let below = long.len() + 1 + offset;
            assert_eq!(lines.line_and_column(below), (2, index + 1));
        }
    }

    #[test]
    fn a_misspelt_word_finds_its_neighbour_and_a_strange_one_finds_none() {
        assert_eq!(
            nearest("comprehention", ["comprehension", "context"]),
            Some("comprehension")
        );
        assert_eq!(nearest("zzz", ["comprehension", "context"]), None);
    }
}
