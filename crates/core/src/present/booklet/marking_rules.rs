//! How a question is marked by hand so that it earns what the program would give.

use crate::quiz::{Body, Question};

/// The rule in a sentence or two; empty where the key says everything.
pub fn of(question: &Question) -> String {
    let (elements, rule) = natural(&question.body);
    let available = question.available();
    let tariff = match elements {
        Some(elements) if elements != available && elements > 0 => format!(
            "That is out of {elements}: multiply by {available}, divide by {elements}, and round down."
        ),
        _ => String::new(),
    };
    let parts = [rule.as_str(), tariff.as_str()];
    let said: Vec<&str> = parts.into_iter().filter(|it| !it.is_empty()).collect();
    said.join(" ")
}

/// What there is to earn by nature, and for what. Levels say it themselves; points have rules of
/// their own.
fn natural(body: &Body) -> (Option<u32>, String) {
    let elements = Some(body.natural_tariff());
    match body {
        Body::SingleChoice(_) => (None, String::new()),
        Body::MultipleResponse(it) if it.all_or_nothing => {
            (None, "Only the complete answer earns marks.".into())
        }
        Body::MultipleResponse(_) | Body::Evidence(_) => (
            elements,
            "One for each right answer; each wrong one takes one off, down to 0.".into(),
        ),
        Body::TrueFalse(_) => (elements, "One for each statement.".into()),
        Body::Matching(_) => (elements, "One for each pair.".into()),
        Body::Ordering(_) => (
            elements,
            "One for each item that directly follows the right one.".into(),
        ),
        Body::Cloze(_) => (elements, "One for each gap.".into()),
        Body::Paired(_) => (
            elements,
            "Two for claim and evidence, one for the claim alone, none for the evidence alone."
                .into(),
        ),
        Body::Grid(_) => (elements, "One for each row.".into()),
        Body::Inference(it) => (
            elements,
            format!(
                "One for each valid inference, up to {}, and one for a detail that supports it. \
                 A detail without an inference earns nothing.",
                it.count
            ),
        ),
        Body::ShortAnswer(_) | Body::Extended(_) => (None, String::new()),
    }
}
