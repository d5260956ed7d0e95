//! The examples of a question: answers with the marks that the scheme should give, so that a mark
//! scheme tests itself.

use super::findings::{Finding, Marked};
use super::nearest;
use super::rules::Rules;
use super::scheme::Scheme;
use crate::diagnostic::{Code, Diagnostic, Placed};
use crate::pattern::Options;
use crate::quiz::body::{Body, Example};
use crate::quiz::{Question, Quiz, SharedPoints, Wording};
use crate::source::Sources;

/// Marks every example and tells of those that earn something else than they should.
pub fn check(quiz: &Quiz, sources: &Sources) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for question in &quiz.questions {
        let examples = question.examples();
        // Without its passages a question cannot be marked; what is wrong with them is reported there.
        let is_whole = |id: &Placed<String>| sources.text(id).is_some_and(|text| !text.is_empty());
        if examples.is_empty() || !question.extracts.iter().all(is_whole) {
            continue;
        }
        if let Some(scheme) = Scheme::new(quiz, question, sources) {
            out.extend(examples.iter().filter_map(|it| failing(&scheme, it)));
        }
    }
    out
}

/// Holds the sentences of shared points against their words: an example must make its point, and
/// a counter-example must not.
pub fn check_shared(points: &SharedPoints) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for point in points.iter() {
        let rules = Rules::of(&point.wording, false, &Options::for_marking());
        let mut look = |sentence: &Placed<String>, wanted: bool| {
            let made = rules.are_met_by(sentence);
            if made != wanted {
                let message = if wanted {
                    "this example does not make its point"
                } else {
                    "this counter-example makes the point"
                };
                out.push(Diagnostic::new(Code::ExampleFails, sentence.span, message));
            }
        };
        point.examples.iter().for_each(|it| look(it, true));
        point.counter_examples.iter().for_each(|it| look(it, false));
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
        (false, true) => format!("the program is sure: it gives {least}"),
        (false, false) => format!("it earns {least}"),
    };
    let message = format!("this example should earn {wanted}, but {earned}");
    let mut diagnostic = Diagnostic::new(Code::ExampleFails, example.marks.span, message);
    for line in explained(scheme.question(), &marked, &example.answer, true) {
        diagnostic = diagnostic.help(line);
    }
    if least < wanted {
        for (label, lacking) in lacking(scheme, &marked, &example.answer) {
            diagnostic = diagnostic.help(format!("for “{label}”, {lacking}"));
        }
    }
    Some(diagnostic)
}

/// What each point lacks of which only a part was found.
fn lacking(scheme: &Scheme<'_>, marked: &Marked, answer: &str) -> Vec<(String, String)> {
    let points: Vec<(&Placed<String>, &Wording)> = match &scheme.question().body {
        Body::ShortAnswer(body) => body
            .points
            .iter()
            .map(|it| (&it.label, &it.wording))
            .collect(),
        Body::Inference(body) => body
            .points
            .iter()
            .map(|it| (&it.label, &it.wording))
            .collect(),
        _ => Vec::new(),
    };
    let is_made = |place: usize| {
        let mut findings = marked.findings.iter();
        findings.any(|it| it.point == place && it.finding != Finding::Missing)
    };
    let open = points
        .into_iter()
        .enumerate()
        .filter(|(place, _)| !is_made(*place));
    open.filter_map(|(_, (label, wording))| {
        let lacking = nearest::lacking(wording, answer, &scheme.options)?;
        Some((label.value.clone(), lacking))
    })
    .collect()
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
            let by = if found.by_keywords {
                "keywords"
            } else {
                "pattern"
            };
            line += &format!(", by the {by} `{}`", found.pattern);
        }
        for word in &found.misspelt {
            line += &format!("; “{}” was read as “{}”", word.written, word.read_as);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_points_are_made_by_their_examples_and_by_no_counter_example() {
        let found = check_shared(SharedPoints::shipped());
        let messages: Vec<_> = found.iter().map(|it| it.message.clone()).collect();
        assert!(messages.is_empty(), "{messages:?}");
    }
}
