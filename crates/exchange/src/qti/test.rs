//! The test: the questions in their order, the time, the marks that pass.

use super::Entry;
use super::processing::{SCORE, number_outcome, operator, set};
use super::version::Version;
use crate::xml::Element;
use sourcework_core::quiz::Quiz;

/// The document of the test.
pub(super) fn write(version: Version, quiz: &Quiz, name: &str, entries: &[Entry<'_>]) -> String {
    let available: u32 = entries.iter().map(|it| it.question.available()).sum();
    let mut score = number_outcome(SCORE, 0)
        .with("normal-minimum", "0")
        .with("normal-maximum", available.to_string());
    if let Some(pass) = &quiz.pass {
        let marks = f64::from(available) * f64::from(**pass) / 100.0;
        score = score.with("mastery-value", marks.to_string());
    }
    let seconds = quiz.time_limit.as_ref().map(|limit| limit.minutes() * 60);
    let limit =
        seconds.map(|most| Element::new("qti-time-limits").with("max-time", most.to_string()));
    let items = entries.iter().map(|entry| {
        Element::new("qti-assessment-item-ref")
            .with("identifier", &*entry.identifier)
            .with("href", &*entry.href)
            .with("category", entry.question.skill.as_str())
    });
    let section = Element::new("qti-assessment-section")
        .with("identifier", "questions")
        .with("title", &*quiz.title.value)
        .with("visible", "true")
        .children(items);
    let control = Element::new("qti-item-session-control").with("show-feedback", "true");
    let part = Element::new("qti-test-part")
        .with("identifier", "part")
        .with("navigation-mode", "nonlinear")
        .with("submission-mode", "individual")
        .child(control)
        .child(section);
    let scores = Element::new("qti-test-variables").with("variable-identifier", SCORE);
    let total = set(SCORE, operator("qti-sum", [scores]));
    let test = version
        .root("qti-assessment-test")
        .with("identifier", name)
        .with("title", &*quiz.title.value)
        .child(score)
        .children(limit)
        .child(part)
        .child(Element::new("qti-outcome-processing").child(total));
    version.document(test)
}
