//! What the program found in a written answer, in the words that a student reads.

use crate::marking::written::{Finding, Marked, PointFinding, Reread, Taken};
use crate::marking::{Answer, Written};
use crate::quiz::{Body, Question};
use crate::source::quotation::{Difference, Quotation};

/// What was found in an answer.
#[derive(Debug)]
pub struct WrittenFindings<'a> {
    /// For each point, or each inference and detail, what was found.
    pub found: Vec<FoundPoint<'a>>,
    /// The quotations that are altered.
    pub altered: Vec<Altered>,
    /// What was copied without quotation marks.
    pub copied: Vec<String>,
    /// The cap that holds the mark back, because only one side was shown.
    pub capped: Option<u32>,
}

/// What was found for one point.
#[derive(Debug)]
pub struct FoundPoint<'a> {
    /// Which part of the answer it is about: "Inference 1"; empty for a short answer.
    pub part: String,
    /// The point of the scheme; `None` where none fits.
    pub label: Option<&'a str>,
    /// What was found.
    pub finding: Finding,
    /// The words that it was found in.
    pub words: Vec<String>,
    /// The words that were read through a misspelling.
    pub misspelt: Vec<Reread>,
}

/// A quotation that differs from the passage.
#[derive(Debug)]
pub struct Altered {
    /// As it was written.
    pub text: String,
    /// Where it parts from the passage, word by word.
    pub differences: Vec<Difference>,
}

/// What the program found in an answer, in words; `None` where it looks for nothing. `marked` is
/// what the scheme found in this very answer, so that its places are those of the text.
pub fn in_answer<'a>(
    question: &'a Question,
    answer: &Answer,
    marked: &Marked,
) -> Option<WrittenFindings<'a>> {
    let labels = question.point_labels();
    let label = |it: &PointFinding| labels.get(it.point).copied();
    let found_in = |(place, it): (usize, &PointFinding), pairs: &[Written]| {
        let inference = place.is_multiple_of(2);
        let part = if inference { "Inference" } else { "Detail" };
        let fits = inference && it.finding != Finding::Missing;
        let text = pairs
            .get(place / 2)
            .map_or("", |pair| pair.inference.as_str());
        let part = format!("{part} {}", place / 2 + 1);
        found(it, part, label(it).filter(|_| fits), text)
    };
    let findings = marked.findings.iter();
    let (found, (altered, copied)) = match answer {
        Answer::Text(text) => (
            findings
                .map(|it| found(it, String::new(), label(it), text))
                .collect(),
            taken(marked, text),
        ),
        // What inferences take from the passage is shown by their details.
        Answer::Inferences(pairs) => (
            findings.enumerate().map(|it| found_in(it, pairs)).collect(),
            Default::default(),
        ),
        _ => return None,
    };
    Some(WrittenFindings {
        found,
        altered,
        copied,
        capped: capped(question, marked),
    })
}

/// Whether more points were made than the cap for one-sided answers lets count.
fn capped(question: &Question, marked: &Marked) -> Option<u32> {
    let Body::ShortAnswer(body) = &question.body else {
        return None;
    };
    let made = marked
        .findings
        .iter()
        .filter(|it| it.finding == Finding::Made);
    let sum: u32 = made.map(|it| body.points[it.point].marks).sum();
    let cap = body.caps.one_group.as_ref()?.value;
    (sum > marked.mark.awarded && marked.mark.awarded == cap).then_some(cap)
}

fn found<'a>(
    it: &PointFinding,
    part: String,
    label: Option<&'a str>,
    text: &str,
) -> FoundPoint<'a> {
    let words = it.spans.iter().map(|span| &text[span.clone()]);
    FoundPoint {
        part,
        label,
        finding: it.finding,
        words: words.map(str::to_owned).collect(),
        misspelt: it.misspelt.clone(),
    }
}

fn taken(marked: &Marked, text: &str) -> (Vec<Altered>, Vec<String>) {
    let written = |it: &Taken| text[it.span.clone()].to_owned();
    let altered = marked.taken.iter().filter_map(|it| match &it.quotation {
        Quotation::Nearest { differences, .. } if it.quoted => Some(Altered {
            text: written(it),
            differences: differences.clone(),
        }),
        _ => None,
    });
    let copied = marked.taken.iter().filter(|it| !it.quoted).map(written);
    (altered.collect(), copied.collect())
}
