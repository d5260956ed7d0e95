//! Holding a quiz against the sources it names, and against itself.
//!
//! [`check`] looks at one quiz: `question` at each question on its own, `quotations` at what it
//! quotes, `written` at mark schemes, `patterns` at patterns that probably say something else than is
//! meant, `cues` at what gives answers away without reading. Everything is reported; nothing
//! stops at the first mistake.

mod cues;
mod patterns;
mod question;
mod quotations;
mod written;

use super::Quiz;
use crate::diagnostic::{Code, Diagnostic, Span, is_slip, nearest};
use crate::document;
use crate::source::{Source, Sources};

pub use cues::gives_away;
pub use quotations::quotes;
pub use written::check_points;

/// What is wrong with a quiz beside what [`super::parse()`] found, sorted by place.
pub fn check(quiz: &Quiz, sources: &Sources) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for item in &quiz.questions {
        let before = out.len();
        let named = check_extracts(item, sources, &mut out);
        question::check(item, &mut out);
        written::check(item, quiz, &mut out);
        patterns::check(item, quiz, &mut out);
        quotations::check(item, &named, quiz, sources, &mut out);
        cues::check_stem(item, &mut out);
        for diagnostic in &mut out[before..] {
            diagnostic.question = item.named();
        }
    }
    written::check_quiz(quiz, &mut out);
    cues::check_unseen(quiz, &mut out);
    // What holds of all questions cannot be said where some could not be read.
    if !quiz.is_damaged {
        cues::check_options(quiz, &mut out);
        check_skills(quiz, &mut out);
    }
    out.sort_by_key(|diagnostic| diagnostic.span);
    out
}

/// What is wrong with a question on its own: too few options, none that is right, two alike, levels
/// with gaps.
pub fn check_alone(question: &super::Question) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    question::check(question, &mut out);
    if let super::Body::Extended(body) = &question.body {
        written::check_levels(body, &mut out);
    }
    out
}

/// The extracts of a source about which no quiz asks.
pub fn unused_extracts(source: &Source, is_used: impl Fn(usize) -> bool) -> Vec<Diagnostic> {
    let extracts = source.extracts.iter().enumerate();
    extracts
        .filter(|(place, _)| !is_used(*place))
        .map(|(_, extract)| {
            let message = format!("no quiz asks about `{}/{}`", source.id, *extract.label);
            Diagnostic::new(Code::UnusedExtract, extract.label.span, message)
        })
        .collect()
}

/// Reports the extracts that are named twice or that nobody knows, and gives the others: their IDs
/// and texts.
fn check_extracts<'a>(
    item: &'a super::Question,
    sources: &'a Sources,
    out: &mut Vec<Diagnostic>,
) -> Vec<(&'a str, &'a str)> {
    let mut named = Vec::with_capacity(item.extracts.len());
    for (index, id) in item.extracts.iter().enumerate() {
        if item.extracts[..index].contains(id) {
            let message = format!("the extract `{}` is named twice", id.escape_debug());
            out.push(Diagnostic::new(Code::DuplicateOption, id.span, message));
        }
        if let Some(text) = sources.text(id) {
            // An extract without a text has been reported.
            named.extend((!text.is_empty()).then_some((id.as_str(), text)));
            continue;
        }
        let (source_id, label) = id.split_once('/').unwrap_or((id, ""));
        out.push(match sources.get(source_id) {
            Some(source) if source.is_damaged => continue,
            Some(source) => unknown_extract(id.span, source, label),
            None => unknown_source(id.span, id, source_id, sources),
        });
    }
    named
}

fn unknown_extract(span: Span, source: &Source, label: &str) -> Diagnostic {
    let message = if label.is_empty() {
        format!("`{}` names a source, but no extract of it", source.id)
    } else {
        format!(
            "the source `{}` has no extract `{}`",
            source.id,
            label.escape_debug()
        )
    };
    let labels = || source.extracts.iter().map(|extract| extract.label.as_str());
    let lower = label.to_lowercase();
    let near = labels()
        .find(|known| *known == lower)
        .or_else(|| nearest(label, labels()));
    let diagnostic = Diagnostic::new(Code::UnknownExtract, span, message);
    match near {
        Some(near) => meant(
            diagnostic,
            &format!("{}/{label}", source.id),
            &format!("{}/{near}", source.id),
        ),
        None => {
            let ids = labels()
                .map(|label| format!("`{}/{label}`", source.id))
                .collect::<Vec<_>>();
            diagnostic.help(format!("its extracts are {}", ids.join(", ")))
        }
    }
}

fn unknown_source(span: Span, id: &str, source_id: &str, sources: &Sources) -> Diagnostic {
    let message = format!("there is no source `{}`", source_id.escape_debug());
    let diagnostic = Diagnostic::new(Code::UnknownSource, span, message);
    let mut labelled = sources.iter().filter(|source| source.extract(id).is_some());
    if let (Some(source), None) = (labelled.next(), labelled.next()) {
        return meant(diagnostic, id, &format!("{}/{id}", source.id));
    }
    // Sorted, so that a tie always goes to the same source.
    let mut known: Vec<_> = sources.ids().collect();
    known.sort_unstable();
    match nearest(source_id, known.iter().copied()) {
        Some(near) => match id.split_once('/') {
            Some((_, label))
                if sources
                    .get(near)
                    .is_some_and(|it| it.extract(label).is_some()) =>
            {
                meant(diagnostic, id, &format!("{near}/{label}"))
            }
            _ => diagnostic.help(format!("did you mean `{near}`?")),
        },
        None => diagnostic.help(format!("put it into the file `sources/{source_id}.toml`")),
    }
}

/// The ID of an extract that was probably meant.
fn meant(diagnostic: Diagnostic, written: &str, id: &str) -> Diagnostic {
    let span = diagnostic.span;
    let diagnostic = diagnostic.help(format!("did you mean `{id}`?"));
    // Another number or word is another source or extract; a forgotten source is not.
    let is_same = written.to_lowercase() == id.to_lowercase() || is_slip(written, id);
    match is_same || id.ends_with(&format!("/{written}")) {
        true => diagnostic.fix(span, document::string(id)),
        false => diagnostic,
    }
}

fn check_skills(quiz: &Quiz, out: &mut Vec<Diagnostic>) {
    let [first, second, ..] = quiz.questions.as_slice() else {
        return;
    };
    let skill = first.skill.value;
    if quiz
        .questions
        .iter()
        .all(|question| question.skill.value == skill)
    {
        let message = format!("every question of this quiz tests {skill}");
        out.push(Diagnostic::new(Code::OneSkill, second.skill.span, message));
    }
}
