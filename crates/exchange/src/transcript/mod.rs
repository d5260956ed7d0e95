//! Transcripts: plain text with a few lines about the source, then its extracts under labels.
//!
//! The text of an extract is taken letter for letter. Only the ends of lines become those of
//! Unix, and blank lines around an extract are left away.

mod head;
mod label;

use std::collections::HashMap;

use super::imported::{Imported, Passage, Trouble};
use super::lower::Capabilities;
use sourcework_core::diagnostic::{Code, Diagnostic, Span};
use sourcework_core::document::is_printable;

pub use label::parse as parse_label;

/// It carries no questions: it is read only.
pub const CAPABILITIES: Capabilities = Capabilities {
    kinds: &[],
    ..Capabilities::EVERYTHING
};

/// Something that a transcript leaves open, and that a person can decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The question to ask.
    pub question: String,
    /// The answers; the first is taken where nobody is asked.
    pub answers: Vec<String>,
    /// Where it stands.
    pub span: Span,
}

/// Where what is left open is decided.
struct Doubts<'a> {
    decide: &'a mut dyn FnMut(&Doubt) -> usize,
}

impl Doubts<'_> {
    /// The number of the answer that was chosen.
    fn ask(&mut self, question: String, answers: Vec<String>, span: Span) -> usize {
        let last = answers.len().saturating_sub(1);
        let doubt = Doubt {
            question,
            answers,
            span,
        };
        (self.decide)(&doubt).min(last)
    }

    /// Whether something is so, where it is `likely` or not; each case has its words.
    fn is_so(&mut self, question: String, likely: bool, words: [&str; 2], span: Span) -> bool {
        let [so, otherwise] = words.map(str::to_owned);
        let answers = match likely {
            true => vec![so, otherwise],
            false => vec![otherwise, so],
        };
        (self.ask(question, answers, span) == 0) == likely
    }
}

/// The most extracts, and the most doubts, of one transcript.
const MOST_EXTRACTS: usize = 1000;
/// Lines longer than this are paragraphs rather than lines of a page.
const LONG_LINE: usize = 160;
/// Lines longer than this are no title.
const LONGEST_TITLE: usize = 160;

/// Reads a transcript. What it leaves open is reported, and the likelier reading taken.
pub fn read(text: &str, trouble: &mut Trouble<'_>) -> Imported {
    let mut doubts = Vec::new();
    let imported = read_asking(text, trouble, &mut |doubt| {
        if doubts.len() < MOST_EXTRACTS {
            doubts.push(doubt.clone());
        }
        0
    });
    for doubt in doubts {
        let message = format!("{} Taken as: {}", doubt.question, doubt.answers[0]);
        let diagnostic = Diagnostic::new(Code::Ambiguous, doubt.span, message);
        trouble.report(diagnostic.help(format!("otherwise: {}", doubt.answers[1..].join("; "))));
    }
    imported
}

/// Reads a transcript; `decide` gives the number of an answer to what it leaves open.
pub fn read_asking(
    text: &str,
    trouble: &mut Trouble<'_>,
    decide: &mut dyn FnMut(&Doubt) -> usize,
) -> Imported {
    let doubts = &mut Doubts { decide };
    let lines = lines(text);
    let labels = find_labels(&lines, doubts);
    if labels.len() > MOST_EXTRACTS {
        let message = format!("the transcript has more than {MOST_EXTRACTS} extracts");
        trouble.malformed(lines[labels[MOST_EXTRACTS].0].span(), message);
        return Imported::default();
    }
    let head_ends = match labels.first() {
        Some((first, _)) => *first,
        None => head_without_labels(&lines, doubts),
    };
    let source = head::read(&lines[..head_ends], trouble, doubts);
    let mut passages = Vec::new();
    if labels.is_empty() {
        let passage = Passage {
            text: body(&lines[head_ends..], trouble),
            ..Passage::default()
        };
        passages.push(passage);
    }
    let alone = are_documents(&lines, &labels, head_ends, doubts);
    let mut named = HashMap::new();
    for (number, (at, label)) in labels.iter().enumerate() {
        let end = labels
            .get(number + 1)
            .map_or(lines.len(), |(next, _)| *next);
        let text = body(&lines[at + 1..end], trouble);
        if text.is_empty() {
            let what = format!(
                "there is no text under “{}”; it was left out",
                lines[*at].text.trim()
            );
            trouble.left_out(lines[*at].span(), what);
            continue;
        }
        if let Some(first) = named.insert(&label.id, at + 1) {
            let what = format!(
                "“{}” stands in line {first} already; the label of this one gets a number behind it",
                short(lines[*at].text)
            );
            trouble.changed(lines[*at].span(), what);
        }
        passages.push(Passage {
            label: Some(label.id.clone()),
            heading: (!label.heading.is_empty()).then(|| label.heading.to_owned()),
            alone,
            text,
            ..Passage::default()
        });
    }
    passages.retain(|passage| !passage.text.is_empty());
    if passages.is_empty() {
        trouble.malformed(Span::default(), "there is no text in the transcript");
    }
    part_paragraphs(&mut passages, doubts);
    Imported {
        source: Some(source),
        passages,
        ..Imported::default()
    }
}

/// Whether the extracts are documents of their own: those with headings are. Where only one has a
/// heading, that is asked.
fn are_documents(
    lines: &[Line<'_>],
    labels: &[(usize, label::Label<'_>)],
    head_ends: usize,
    doubts: &mut Doubts<'_>,
) -> bool {
    let mut headed = labels.iter().filter(|(_, it)| !it.heading.is_empty());
    let (Some((at, _)), None, true) = (headed.next(), headed.next(), labels.len() > 1) else {
        return labels
            .iter()
            .filter(|(_, it)| !it.heading.is_empty())
            .count()
            > 1;
    };
    let has_title = lines[..head_ends].iter().any(|it| !it.is_blank());
    let question = format!(
        "Only “{}” has a heading. What are the extracts?",
        short(lines[*at].text)
    );
    let words = [
        "each is a document of its own",
        "all are extracts of one document",
    ];
    doubts.is_so(question, !has_title, words, lines[*at].span())
}

/// A line and where it stands.
#[derive(Clone, Copy, Debug)]
struct Line<'t> {
    start: usize,
    /// Without its end.
    text: &'t str,
}

impl Line<'_> {
    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn span(&self) -> Span {
        Span {
            start: self.start,
            end: self.start + self.text.len(),
        }
    }
}

/// The lines of a text, whether they end as on Unix, on Windows or on an old Mac.
fn lines(text: &str) -> Vec<Line<'_>> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split(end) {
        lines.push(Line {
            start,
            text: line.strip_suffix('\r').unwrap_or(line),
        });
        start += line.len() + 1;
    }
    lines
}

/// The lines that begin an extract. One in the middle of a paragraph may be a part of the text.
fn find_labels<'t>(lines: &[Line<'t>], doubts: &mut Doubts<'_>) -> Vec<(usize, label::Label<'t>)> {
    let mut labels: Vec<(usize, label::Label<'t>)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(label) = label::parse(line.text) else {
            continue;
        };
        let begins = at == 0
            || lines[at - 1].is_blank()
            || labels.last().is_some_and(|(last, _)| *last + 1 == at);
        let question = format!(
            "Does “{}” (line {}) begin an extract?",
            short(line.text),
            at + 1
        );
        let words = ["it begins an extract", "it belongs to the text"];
        let likely = label.heading.is_empty();
        if begins || doubts.is_so(question, likely, words, line.span()) {
            labels.push((at, label));
        }
        if labels.len() > MOST_EXTRACTS {
            break;
        }
    }
    labels
}

/// Where the text begins when no line is a label: behind the first few short lines, if there are
/// any before a blank one.
fn head_without_labels(lines: &[Line<'_>], doubts: &mut Doubts<'_>) -> usize {
    let Some(first) = lines.iter().position(|line| !line.is_blank()) else {
        return 0;
    };
    let blank = lines[first..].iter().position(Line::is_blank);
    let Some(end) = blank.map(|length| first + length) else {
        return 0;
    };
    let is_short = lines[first..end]
        .iter()
        .all(|line| line.text.chars().count() <= LONGEST_TITLE);
    if !is_short || lines[end..].iter().all(Line::is_blank) {
        return 0;
    }
    let question = format!(
        "No line names an extract. Is “{}” the title, or the beginning of the text?",
        short(lines[first].text)
    );
    let words = ["the title", "the beginning of the text"];
    match doubts.is_so(question, true, words, lines[first].span()) {
        true => end,
        false => 0,
    }
}

/// The text of some lines, letter for letter, without the blank lines around it.
fn body(lines: &[Line<'_>], trouble: &mut Trouble<'_>) -> String {
    let first = lines.iter().position(|line| !line.is_blank());
    let last = lines.iter().rposition(|line| !line.is_blank());
    let (Some(first), Some(last)) = (first, last) else {
        return String::new();
    };
    let mut text = String::new();
    for (number, line) in lines[first..=last].iter().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        if line.text.chars().all(is_printable) {
            text.push_str(line.text);
        } else {
            trouble.changed(
                line.span(),
                "the line holds characters that cannot be seen; they were left out",
            );
            text.extend(line.text.chars().filter(|c| is_printable(*c)));
        }
    }
    text
}

/// Texts pasted from a word processor have a paragraph a line and no blank lines between.
fn part_paragraphs(passages: &mut [Passage], doubts: &mut Doubts<'_>) {
    let is_pasted = |passage: &&mut Passage| {
        let lines: Vec<&str> = passage.text.lines().collect();
        let long = lines
            .iter()
            .filter(|line| line.chars().count() > LONG_LINE)
            .count();
        lines.len() > 1
            && long * 2 >= lines.len()
            && !lines.iter().any(|line| line.trim().is_empty())
    };
    let pasted: Vec<&mut Passage> = passages.iter_mut().filter(is_pasted).collect();
    let Some(first) = pasted.first() else {
        return;
    };
    let question = format!("Is each line a paragraph, as in “{}”?", short(&first.text));
    let words = [
        "yes, put a blank line between them",
        "no, the lines stay as they are",
    ];
    if doubts.is_so(question, false, words, Span::default()) {
        for passage in pasted {
            passage.text = passage.text.replace('\n', "\n\n");
        }
    }
}

/// The beginning of a text, for a question about it.
fn short(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{} …", text[..at].trim_end()),
        None => text.to_owned(),
    }
}
