//! Whether what a question quotes stands in its extracts, letter for letter.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Placed};
use crate::document;
use crate::quiz::body::{Body, Candidate};
use crate::quiz::{Question, Quiz};
use crate::source::Sources;
use crate::source::quotation::{self, Difference, Quotation};

/// The most differences that a message lists.
const MOST_DIFFERENCES: usize = 5;

/// Looks at every quotation of a question; `named` are the IDs and texts of its extracts. Where an
/// extract is unknown, that has been reported, and the quotation is held against the others only if
/// there are any.
pub fn check(
    question: &Question,
    named: &[(&str, &str)],
    quiz: &Quiz,
    sources: &Sources,
    out: &mut Vec<Diagnostic>,
) {
    if named.is_empty() {
        return;
    }
    let complete = named.len() == question.extracts.len();
    for quote in quotes(question).filter(|quote| !quote.is_empty()) {
        let exact = named
            .iter()
            .any(|(_, text)| quotation::find_exact(text, quote).is_some());
        if !exact && let Some(diagnostic) = misquoted(quote, named, quiz, sources, complete) {
            out.push(diagnostic);
        }
    }
    match &question.body {
        Body::Evidence(body) => overlaps(&body.candidates, named, out),
        Body::Paired(body) => overlaps(&body.evidence, named, out),
        _ => {}
    }
}

/// Every quotation of a question.
pub fn quotes(question: &Question) -> impl Iterator<Item = &Placed<String>> {
    let of_body: Vec<&Placed<String>> = match &question.body {
        Body::TrueFalse(body) => body
            .statements
            .iter()
            .filter_map(|it| it.quote.as_ref())
            .collect(),
        Body::Evidence(body) => body.candidates.iter().map(|it| &it.quote).collect(),
        Body::Paired(body) => body.evidence.iter().map(|it| &it.quote).collect(),
        Body::Inference(body) => body
            .points
            .iter()
            .flat_map(|point| &point.details)
            .collect(),
        _ => Vec::new(),
    };
    question.quotes.iter().chain(of_body)
}

fn misquoted(
    quote: &Placed<String>,
    named: &[(&str, &str)],
    quiz: &Quiz,
    sources: &Sources,
    complete: bool,
) -> Option<Diagnostic> {
    let ids = named
        .iter()
        .map(|(id, _)| format!("`{id}`"))
        .collect::<Vec<_>>()
        .join(" or ");
    if let Some((id, text, span)) = named
        .iter()
        .find_map(|(id, text)| Some((id, text, quotation::find_typographic(text, quote)?)))
    {
        let message = format!("the quotation differs in typography from `{id}`");
        let passage = &text[span];
        return Some(
            Diagnostic::new(Code::Misquotation, quote.span, message)
                .help(format!("the passage has: {passage}"))
                .fix(quote.span, document::string(passage)),
        );
    }
    if !complete {
        return None; // it may stand in the extract that is unknown
    }
    if let Some(id) = elsewhere(quote, named, quiz, sources) {
        let message = format!("the quotation is not in {ids}, but in `{id}`");
        return Some(
            Diagnostic::new(Code::QuotationElsewhere, quote.span, message)
                .help(format!("add `\"{id}\"` to `extracts`, or quote from {ids}")),
        );
    }
    let message = format!("the quotation is not in {ids}");
    let diagnostic = Diagnostic::new(Code::Misquotation, quote.span, message);
    let nearest = named
        .iter()
        .filter_map(|(id, text)| match quotation::find(text, quote) {
            Quotation::Nearest { span, differences } => Some((id, &text[span], differences)),
            _ => None,
        })
        .min_by_key(|(_, _, differences)| differences.len());
    Some(match nearest {
        None => diagnostic.help("copy the words from the source, letter for letter"),
        Some((id, text, differences)) => diagnostic
            .help(format!("the nearest passage of `{id}` is: {text}"))
            .help(in_words(&differences)),
    })
}

fn in_words(differences: &[Difference]) -> String {
    let mut sentences: Vec<_> = differences
        .iter()
        .take(MOST_DIFFERENCES)
        .map(ToString::to_string)
        .collect();
    if differences.len() > MOST_DIFFERENCES {
        sentences.push(format!("and {} more", differences.len() - MOST_DIFFERENCES));
    }
    if sentences.is_empty() {
        return "only the punctuation differs".to_owned();
    }
    sentences.join("; ")
}

/// Another extract of the quiz, or of the same sources, that has the quotation.
fn elsewhere(
    quote: &str,
    named: &[(&str, &str)],
    quiz: &Quiz,
    sources: &Sources,
) -> Option<String> {
    let of_quiz = quiz
        .questions
        .iter()
        .flat_map(|question| &question.extracts);
    let holds = |text: &str| quotation::find_exact(text, quote).is_some();
    let has_it = |id: &str| sources.text(id).is_some_and(holds);
    let mut of_quiz = of_quiz.map(|id| id.as_str());
    if let Some(id) = of_quiz.find(|id| has_it(id)) {
        return Some(id.to_owned());
    }
    let named = named.iter().filter_map(|(id, _)| id.split_once('/'));
    let of_sources = named.filter_map(|(source, _)| sources.get(source));
    let extracts = of_sources.flat_map(|source| source.extracts.iter().map(move |it| (source, it)));
    extracts
        .filter(|(_, extract)| holds(&extract.text))
        .map(|(source, extract)| format!("{}/{}", source.id, *extract.label))
        // Of two extracts with the same label only the first can be named.
        .find(|id| has_it(id))
}

fn overlaps(candidates: &[Candidate], named: &[(&str, &str)], out: &mut Vec<Diagnostic>) {
    let mut placed: Vec<(usize, Range<usize>)> = Vec::new();
    for candidate in candidates {
        let place = named.iter().enumerate().find_map(|(index, (_, text))| {
            Some((index, quotation::find_exact(text, &candidate.quote)?))
        });
        let Some((index, span)) = place else { continue };
        if placed.iter().any(|(other, there)| {
            *other == index && there.start < span.end && span.start < there.end
        }) {
            let message = "this quotation shares words with an earlier one; make them shorter";
            out.push(Diagnostic::new(
                Code::CandidatesOverlap,
                candidate.quote.span,
                message,
            ));
        }
        placed.push((index, span));
    }
}
