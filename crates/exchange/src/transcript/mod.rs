//! Transcripts: plain text with a few lines about the source, then its extracts under labels.
//!
//! The text of an extract is taken letter for letter. Only the ends of lines become those of
//! Unix, blank lines around an extract are left away, and paragraphs that a word processor saved as a line each get one
//! between them.

mod copied;
mod head;
mod label;
mod lines;

use std::collections::HashMap;

use super::imported::{Imported, Passage, Trouble};
use super::lower::Capabilities;
use sourcework_core::diagnostic::{Code, Diagnostic, Span};

use lines::{Ends, Line, body, ends_sentence, lines, short, with_blanks};

pub use label::parse as parse_label;
pub use lines::{is_heading, is_title};

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

/// How a transcript is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
    /// Whether words that a page has cut, soft hyphens and ligatures are mended.
    pub mend: bool,
    /// Whether a blank line stands between any two paragraphs, as the file itself said.
    pub has_paragraphs: bool,
    /// Whether the first line is the title, as the file itself said.
    pub has_title: bool,
}

/// Decides what a transcript leaves open: gives the number of an answer.
pub type Ask<'a> = &'a mut dyn FnMut(&Doubt) -> usize;

/// Reads a transcript. What it leaves open is decided by `ask`; without one it is reported, and the
/// likelier reading taken.
pub fn read(
    text: &str,
    manner: Manner,
    ask: Option<Ask<'_>>,
    trouble: &mut Trouble<'_>,
) -> Imported {
    if let Some(decide) = ask {
        return read_asking(text, manner, trouble, decide);
    }
    let mut doubts = Vec::new();
    let imported = read_asking(text, manner, trouble, &mut |doubt| {
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

fn read_asking(text: &str, manner: Manner, trouble: &mut Trouble<'_>, decide: Ask<'_>) -> Imported {
    let doubts = &mut Doubts { decide };
    let mut lines = lines(text);
    if !manner.has_paragraphs {
        lines = part_paragraphs(lines, doubts);
    }
    let labels = find_labels(&lines, doubts);
    if labels.len() > MOST_EXTRACTS {
        let message = format!("the transcript has more than {MOST_EXTRACTS} extracts");
        trouble.malformed(lines[labels[MOST_EXTRACTS].0].span(), message);
        return Imported::default();
    }
    let head_ends = match labels.first() {
        Some((first, _)) => *first,
        None => head::without_labels(&lines, manner.has_title, doubts),
    };
    // Without labels it has been decided already that no text stands there.
    let (source, introduction) = head::read(
        &lines[..head_ends],
        labels.is_empty(),
        manner.has_title,
        trouble,
        doubts,
    );
    let mut passages = Vec::new();
    if labels.is_empty() {
        let passage = Passage {
            text: body(&lines[head_ends..], trouble),
            ..Passage::default()
        };
        passages.push(passage);
    }
    if let Some(text) = introduction {
        passages.push(Passage {
            label: Some("introduction".to_owned()),
            text,
            ..Passage::default()
        });
    }
    let alone = are_documents(&lines, &labels, head_ends, doubts);
    passages.extend(extracts(&lines, &labels, alone, trouble));
    passages.retain(|passage| !passage.text.is_empty());
    if passages.is_empty() {
        trouble.malformed(Span::default(), "there is no text in the transcript");
    }
    copied::tell(&lines[head_ends..], manner.mend, trouble);
    if manner.mend {
        for passage in &mut passages {
            passage.text = copied::mend(&passage.text);
        }
    }
    Imported {
        source: Some(source),
        passages,
        ..Imported::default()
    }
}

/// The extracts under their labels.
fn extracts(
    lines: &[Line<'_>],
    labels: &[(usize, label::Label<'_>)],
    alone: bool,
    trouble: &mut Trouble<'_>,
) -> Vec<Passage> {
    let mut passages = Vec::new();
    let mut named = HashMap::new();
    for (number, (at, label)) in labels.iter().enumerate() {
        let (at, line) = (*at, &lines[*at]);
        let end = labels
            .get(number + 1)
            .map_or(lines.len(), |(next, _)| *next);
        let mut text = body(&lines[at + 1..end], trouble);
        let mut heading = Some(label.heading).filter(|it| !it.is_empty());
        if text.is_empty()
            && let Some(words) = heading.filter(|it| !is_heading(it))
        {
            let what = "the text stands on the line of its label, and was taken from there";
            trouble.changed(line.span(), what);
            words.clone_into(&mut text);
            heading = None;
        }
        if text.is_empty() {
            let label = line.text.trim();
            let what = format!("there is no text under “{label}”; it was left out");
            trouble.left_out(line.span(), what);
            continue;
        }
        if let Some(first) = named.insert(&label.id, line.number) {
            let what = format!(
                "“{}” stands in line {first} already; the label of this one gets a number behind it",
                short(line.text)
            );
            trouble.changed(line.span(), what);
        }
        passages.push(Passage {
            label: Some(label.id.clone()),
            heading: heading.map(str::to_owned),
            alone,
            text,
            ..Passage::default()
        });
    }
    passages
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

/// The lines that begin an extract. A label that nothing sets apart from the lines above may be a part of the text.
fn find_labels<'t>(lines: &[Line<'t>], doubts: &mut Doubts<'_>) -> Vec<(usize, label::Label<'t>)> {
    let mut labels: Vec<(usize, label::Label<'t>)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(label) = label::parse(line.text) else {
            continue;
        };
        let is_alone = label.heading.is_empty() || is_heading(label.heading);
        let begins = at == 0
            || lines[at - 1].is_blank()
            || labels.last().is_some_and(|(last, _)| *last + 1 == at)
            || (is_alone && ends_sentence(lines[at - 1].text));
        let question = format!(
            "Does “{}” (line {}) begin an extract?",
            short(line.text),
            line.number
        );
        let words = ["it begins an extract", "it belongs to the text"];
        if begins || doubts.is_so(question, is_alone, words, line.span()) {
            labels.push((at, label));
        }
        if labels.len() > MOST_EXTRACTS {
            break;
        }
    }
    labels
}

/// Puts blank lines between the paragraphs that a word processor saved as a line each.
fn part_paragraphs<'t>(lines: Vec<Line<'t>>, doubts: &mut Doubts<'_>) -> Vec<Line<'t>> {
    let is_wide = match lines::ends(&lines) {
        Ends::OfLines => return lines,
        Ends::OfParagraphs => return with_blanks(&lines, false),
        Ends::Unsure(is_wide) => is_wide,
    };
    let first = lines::blocks(&lines).find(|block| block.len() > 1);
    let first = first.map_or("", |block| block[0].text);
    let question = format!("Is each line a paragraph, as “{}” may be?", short(first));
    let words = [
        "yes, put a blank line between them",
        "no, the lines stay as they are",
    ];
    match doubts.is_so(question, is_wide, words, Span::default()) {
        true => with_blanks(&lines, true),
        false => lines,
    }
}
