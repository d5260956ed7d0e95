//! What is wrong with the mark scheme of a written question.

use crate::diagnostic::{Code, Diagnostic, Placed, Span};
use crate::pattern::{Mistake, Options, Pattern};
use crate::quiz::body::{Body, Criterion, Example, Extended, Point, ShortAnswer};
use crate::quiz::{Question, Quiz, SharedPoints, Wording};
use crate::words::marks;

type Out<'a> = &'a mut Vec<Diagnostic>;

/// Looks at the mark scheme of one question.
pub fn check(question: &Question, quiz: &Quiz, out: Out<'_>) {
    match &question.body {
        Body::Inference(body) => {
            let options = quiz.own_vocabulary().reading_options();
            for point in &body.points {
                wording(&point.wording, &options, out);
            }
            patterns(&body.reject, &options, out);
            patterns(&body.stated, &options, out);
            examples(&body.examples, question, out);
        }
        Body::ShortAnswer(body) => {
            patterns(&body.reject, &quiz.own_vocabulary().reading_options(), out);
            points(
                &body.points,
                question,
                &quiz.own_vocabulary().reading_options(),
                out,
            );
            tariff(body, question, out);
            caps(body, question, out);
            examples(&body.examples, question, out);
        }
        Body::Extended(body) => {
            check_levels(body, out);
            points(
                &body.points,
                question,
                &quiz.own_vocabulary().reading_options(),
                out,
            );
            examples(&body.examples, question, out);
            samples(body, out);
        }
        _ => {}
    }
}

/// Looks at what a quiz says of all its answers.
pub fn check_quiz(quiz: &Quiz, out: Out<'_>) {
    if quiz.learned_responses.is_empty() && quiz.synonyms.is_empty() {
        return;
    }
    let options = quiz.own_vocabulary().reading_options();
    patterns(&quiz.learned_responses, &options, out);
    for (word, others) in &quiz.synonyms {
        for other in std::iter::once(word.as_str()).chain(others.split('|')) {
            let several = other.trim().contains(char::is_whitespace);
            let compiled = Pattern::compile(other.trim(), &Options::for_marking());
            if several || compiled.is_err() {
                let message = format!("`{}` is not the pattern of one word", other.escape_debug());
                out.push(
                    Diagnostic::new(Code::InvalidPattern, others.span, message)
                        .help("separate synonyms by `|`: \"soviet*|russia*\""),
                );
            }
        }
    }
}

/// Looks at the words of shared points. One that uses another would only seem to.
pub fn check_points(points: &SharedPoints) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for point in points.iter() {
        if let Some(id) = point.wording.uses.first() {
            let message = "a shared point cannot use another one";
            out.push(
                Diagnostic::new(Code::UnknownPoint, id.span, message)
                    .help("let the question use both: `use = [\"…\", \"…\"]`"),
            );
        }
        patterns(&point.wording.accept, &Options::for_marking(), &mut out);
        patterns(&point.wording.reject, &Options::for_marking(), &mut out);
    }
    out
}

/// Looks at the words that make a point.
fn wording(wording: &Wording, options: &Options, out: Out<'_>) {
    patterns(&wording.accept, options, out);
    patterns(&wording.reject, options, out);
    if let Some(with) = wording.with.first().filter(|_| wording.keywords.is_empty()) {
        let message =
            "`with` names words that a keyword needs beside it, but the point has no `keywords`";
        out.push(
            Diagnostic::new(Code::MissingKey, with.span, message).help("add `keywords = [\"…\"]`"),
        );
    }
    for id in &wording.uses {
        if !wording.shared.iter().any(|it| it.id == *id) {
            let known = SharedPoints::shipped().iter().map(|it| it.id.as_str());
            let message = format!("there is no shared point `{}`", id.escape_debug());
            out.push(
                Diagnostic::new(Code::UnknownPoint, id.span, message)
                    .suggest(id, known)
                    .help("shared points stand in the library's `points.toml`, or come with the program"),
            );
        }
    }
}

fn patterns(all: &[Placed<String>], options: &Options, out: Out<'_>) {
    for text in all {
        if let Err(mistake) = Pattern::compile(text, options) {
            out.push(misread(text, &mistake));
        }
    }
}

/// The place of a mistake inside its text. Where the text is written with escapes, the whole text
/// is marked, and the message quotes the place.
fn misread(text: &Placed<String>, mistake: &Mistake) -> Diagnostic {
    let quotes = match (text.span.end - text.span.start).checked_sub(text.len()) {
        Some(2) => Some(1),
        Some(6) => Some(3),
        _ => None,
    };
    let span = match quotes {
        Some(quotes) => {
            let start = text.span.start + quotes;
            let end = (start + mistake.span.end).max(start + mistake.span.start + 1);
            Span::from(start + mistake.span.start..end.min(text.span.end))
        }
        None => text.span,
    };
    let mut message = mistake.message.clone();
    if quotes.is_none() {
        let before = text[..mistake.span.start].chars().count();
        message += &format!(" (at character {})", before + 1);
    }
    Diagnostic::new(Code::InvalidPattern, span, message)
        .label("here")
        .help(mistake.help)
}

fn examples(examples: &[Example], question: &Question, out: Out<'_>) {
    let available = question.available();
    for example in examples
        .iter()
        .filter(|example| example.marks.value > available)
    {
        let message = format!(
            "the example earns {}, but the question has only {available}",
            example.marks.value
        );
        out.push(Diagnostic::new(
            Code::InvalidMarks,
            example.marks.span,
            message,
        ));
    }
}

fn points(all: &[Point], question: &Question, options: &Options, out: Out<'_>) {
    let ids = || all.iter().filter_map(|point| point.id.as_ref());
    for point in all {
        wording(&point.wording, options, out);
        quotation(point, question, out);
        for need in &point.needs {
            if point.id.as_ref() == Some(need) || !ids().any(|id| id == need) {
                let message = format!("no other point has the ID `{}`", need.escape_debug());
                let known = ids().map(|id| id.as_str());
                out.push(
                    Diagnostic::new(Code::UnknownPoint, need.span, message).suggest(need, known),
                );
            }
        }
    }
}

/// A point can only ask for a quotation from an extract that the question names.
fn quotation(point: &Point, question: &Question, out: Out<'_>) {
    match (&point.quote_from, &point.min_words) {
        (Some(from), _) => {
            let label = |id: &str| id.split_once('/').map_or("", |(_, label)| label).to_owned();
            let known: Vec<String> = question.extracts.iter().map(|id| label(id)).collect();
            let named = |id: &Placed<String>| **id == **from || label(id) == **from;
            if !question.extracts.iter().any(named) {
                let message = format!("the question names no extract `{}`", from.escape_debug());
                out.push(
                    Diagnostic::new(Code::UnknownExtract, from.span, message)
                        .suggest(from, known.iter().map(String::as_str)),
                );
            }
        }
        (None, Some(least)) => {
            let message = "`min-words` says how long a quotation must be, but none is asked for";
            out.push(
                Diagnostic::new(Code::MissingKey, least.span, message)
                    .help("add `quote-from`, with the label of an extract"),
            );
        }
        (None, None) => {}
    }
}

fn tariff(body: &ShortAnswer, question: &Question, out: Out<'_>) {
    let total: u32 = body.points.iter().map(|point| point.marks).sum();
    if let Some(marks) = question
        .marks
        .as_ref()
        .filter(|marks| marks.value > total && total > 0)
    {
        let message = format!(
            "the points add up to {total}, so that {} cannot be earned",
            marks.value
        );
        out.push(Diagnostic::new(Code::InvalidMarks, marks.span, message));
    }
}

fn caps(body: &ShortAnswer, question: &Question, out: Out<'_>) {
    if let Some(cap) = &body.caps.learned_response
        && cap.value >= question.available()
    {
        let message = format!("a cap of {} holds nothing back", cap.value);
        out.push(Diagnostic::new(Code::InvalidCap, cap.span, message));
    }
    let Some(cap) = &body.caps.one_group else {
        return;
    };
    let mut groups: Vec<_> = body
        .points
        .iter()
        .filter_map(|it| it.group.as_deref())
        .collect();
    groups.sort_unstable();
    groups.dedup();
    if groups.len() < 2 {
        let message = "a cap for one group needs points in two groups or more";
        out.push(Diagnostic::new(Code::InvalidCap, cap.span, message));
    } else if cap.value >= question.available() {
        let message = format!("a cap of {} holds nothing back", cap.value);
        let help = format!("the question has {}", marks(question.available()));
        out.push(Diagnostic::new(Code::InvalidCap, cap.span, message).help(help));
    }
}

/// Looks at the levels of each criterion.
pub fn check_levels(body: &Extended, out: Out<'_>) {
    body.criteria.iter().for_each(|it| levels(it, out));
}

fn levels(criterion: &Criterion, out: Out<'_>) {
    let mut next = 1;
    for level in &criterion.levels {
        let band = level.marks.value;
        if band.high == 0 {
            return; // already told
        }
        if band.low != next {
            let message = format!("the level {band} should begin at {next}");
            out.push(
                Diagnostic::new(Code::InvalidLevels, level.marks.span, message)
                    .help("write the levels lowest first, without gaps and without overlap"),
            );
        }
        next = band.high + 1;
    }
}

/// The marks of a sample are one for each criterion.
fn samples(body: &Extended, out: Out<'_>) {
    for sample in &body.samples {
        let marks = &sample.marks;
        if marks.len() != body.criteria.len() && !marks.is_empty() {
            let message = format!(
                "a sample has a mark for each criterion: {}, not {}",
                body.criteria.len(),
                marks.len()
            );
            out.push(Diagnostic::new(Code::InvalidMarks, marks.span, message));
        }
        for (criterion, mark) in body.criteria.iter().zip(marks.iter()) {
            if *mark > criterion.available() {
                let message = format!(
                    "“{}” has only {} marks, not {mark}",
                    criterion.name.escape_debug(),
                    criterion.available()
                );
                out.push(Diagnostic::new(Code::InvalidMarks, marks.span, message));
            }
        }
    }
}
