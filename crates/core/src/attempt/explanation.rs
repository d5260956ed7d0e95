//! Why the right answer is right, and where the passages show it.

use std::ops::Range;

use super::Session;
use crate::quiz::Question;
use crate::quiz::body::{Body, Candidate};
use crate::source::quotation;

/// A passage and the places in it that show something.
#[derive(Debug)]
pub struct Evidence<'a> {
    /// What the extract is called in its source.
    pub label: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Its language (BCP 47), where that is not English.
    pub language: Option<&'a str>,
    /// The places, in order, without overlap.
    pub spans: Vec<Range<usize>>,
}

/// Why the right answer is right, and where the passages show it.
#[derive(Debug)]
pub struct Explanation<'a> {
    /// Why the right answer is right.
    pub explanation: &'a str,
    /// Where the passages show it.
    pub evidence: Vec<Evidence<'a>>,
}

/// The explanation and the evidence of a question that is explained before it is asked, because it
/// was failed again and again; `None` for every other question.
pub fn explanation_first(session: &Session, place: usize) -> Option<Explanation<'_>> {
    let item = session.attempt().items.get(place)?;
    let question = session.question(place);
    let is_wanted = item.presented.explained_first && item.first.is_none();
    is_wanted.then(|| Explanation {
        explanation: &question.explanation,
        evidence: evidence(session, question),
    })
}

/// The places of everything that a question quotes as right.
pub(super) fn evidence<'a>(session: &'a Session, question: &Question) -> Vec<Evidence<'a>> {
    let right = |all: &[Candidate]| {
        all.iter()
            .filter(|it| it.correct)
            .map(|it| it.quote.value.clone())
            .collect::<Vec<_>>()
    };
    let mut quotes: Vec<String> = question.quotes.iter().map(|it| it.value.clone()).collect();
    quotes.extend(match &question.body {
        Body::TrueFalse(body) => body
            .statements
            .iter()
            .filter_map(|it| Some(it.quote.as_ref()?.value.clone()))
            .collect(),
        Body::Evidence(body) => right(&body.candidates),
        Body::Paired(body) => right(&body.evidence),
        Body::Inference(body) => body
            .points
            .iter()
            .flat_map(|it| &it.details)
            .map(|it| it.value.clone())
            .collect(),
        _ => Vec::new(),
    });
    let extracts = question
        .extracts
        .iter()
        .filter_map(|id| session.paper().sources.extract(id));
    extracts
        .filter_map(|(source, extract)| {
            let found = quotes
                .iter()
                .filter_map(|it| quotation::find_exact(&extract.text, it));
            let spans = merged(found.collect());
            let evidence = Evidence {
                label: &extract.label,
                text: &extract.text,
                language: source.foreign_language(),
                spans,
            };
            (!evidence.spans.is_empty()).then_some(evidence)
        })
        .collect()
}

/// Sorted, with overlapping and touching ranges made one.
fn merged(mut spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    spans.sort_by_key(|span| span.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::merged;

    #[test]
    fn overlapping_evidence_is_marked_once() {
        assert_eq!(merged(vec![8..9, 0..3, 2..5, 5..6]), [0..6, 8..9]);
    }
}
