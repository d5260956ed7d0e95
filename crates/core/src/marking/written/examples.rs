//! The examples of a question: answers with the marks that the scheme should give, so that a mark
//! scheme tests itself.

use super::findings::{Finding, Marked};
use super::scheme::Scheme;
use crate::diagnostic::{Code, Diagnostic};
use crate::quiz::body::{Body, Example};
use crate::quiz::{Question, Quiz};
use crate::source::Sources;

/// Marks every example and tells of those that earn something else than they should.
pub fn check(quiz: &Quiz, sources: &Sources) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for question in &quiz.questions {
        let examples = match &question.body {
            Body::ShortAnswer(body) => &body.examples,
            Body::Inference(body) => &body.examples,
            _ => continue,
        };
        if examples.is_empty() {
            continue;
        }
        if let Some(scheme) = Scheme::new(quiz, question, sources) {
            out.extend(examples.iter().filter_map(|it| failing(&scheme, it)));
        }
    }
    out
}

fn failing(scheme: &Scheme<'_>, example: &Example) -> Option<Diagnostic> {
    let marked = scheme.mark_text(&example.answer)?;
    let (mark, wanted) = (&marked.mark, example.marks.value);
    let unsure = mark.doubtful > 0;
    let least = mark.awarded;
    let fits = if example.unsure {
        unsure && (least..=least + mark.doubtful).contains(&wanted)
    } else {
        !unsure && least == wanted
    };
    if fits {
        return None;
    }
    let earned = match (unsure, example.unsure) {
        (true, _) => format!(
            "the program is unsure: {least} to {}",
            least + mark.doubtful
        ),
        (false, true) => format!("the program is not unsure: it gives {least}"),
        (false, false) => format!("it earns {least}"),
    };
    let message = format!("this example should earn {wanted}, but {earned}");
    let mut diagnostic = Diagnostic::new(Code::ExampleFails, example.marks.span, message);
    for line in explained(scheme.question(), &marked, &example.answer, true) {
        diagnostic = diagnostic.help(line);
    }
    Some(diagnostic)
}

/// What was found for each point, and in which words; `in_full` with the patterns, and with the
/// points that were not found.
pub fn explained(question: &Question, marked: &Marked, answer: &str, in_full: bool) -> Vec<String> {
    let labels = question.point_labels();
    let inference = matches!(question.body, Body::Inference(_));
    let mut lines = Vec::new();
    for (place, found) in marked.findings.iter().enumerate() {
        let what = match (inference, place % 2) {
            (true, 0) => format!("inference {}: ", place / 2 + 1),
            (true, _) => format!("detail {}: ", place / 2 + 1),
            _ => String::new(),
        };
        let missing = found.finding == Finding::Missing;
        if missing && !in_full {
            continue;
        }
        let label = match labels.get(found.point) {
            Some(label) if !(inference && missing) => format!("“{label}”: "),
            _ => String::new(),
        };
        let mut line = format!("{what}{label}{}", found.finding.shown());
        // The spans of inferences are those of their own lines.
        let words: Vec<&str> = found
            .spans
            .iter()
            .filter_map(|span| answer.get(span.clone()).filter(|_| !inference))
            .collect();
        if !words.is_empty() {
            line += &format!(", in “{}”", words.join(" … "));
        }
        if in_full && !found.pattern.is_empty() {
            line += &format!(", by the pattern `{}`", found.pattern);
        }
        for word in &found.misspelt {
            line += &format!("; “{}” was read as “{}”", word.written, word.read_as);
        }
        lines.push(line);
    }
    lines
}
