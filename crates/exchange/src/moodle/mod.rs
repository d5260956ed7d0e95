//! Moodle's own format for question banks: <https://docs.moodle.org/en/Moodle_XML_format>.
//!
//! A passage is a `description` before the first question about it. Questions name their extracts
//! and their skill by tags: `extract:source-id/label`, `provenance`.

mod embedded;
mod read;
mod texts;
mod write;

use super::lower::{Capabilities, LEVEL, PASS_MARK, TIME_LIMIT, has, kinds, lost};
use sourcework_core::quiz::{Body, Question};

pub use read::read;
pub use write::export;

/// What it can carry.
pub const CAPABILITIES: Capabilities = Capabilities {
    kinds: kinds! {
        SingleChoice MultipleResponse => Choice;
        TrueFalse Matching => Pairs;
        Ordering => Order;
        Cloze => Gaps;
        Evidence => Choice "multiple choice";
        Paired => Gaps "embedded choices of claim and evidence";
        Grid => Gaps "embedded answers in a table";
        Inference ShortAnswer Extended => Text "an essay with the mark scheme for the grader";
    },
    lost_details: &[LEVEL, PASS_MARK, TIME_LIMIT],
    lost_of_quiz: lost! {
        Patterns if has::patterns_for_all: has::PATTERNS_FOR_ALL;
    },
    passages_are_html: true,
    lost_of_question: lost! {
        Rule if has::all_or_nothing: "is left out: an incomplete answer earns a share";
        Rule if has::claim_and_evidence: "is left out: evidence earns a mark without its claim";
        Patterns if has::patterns: "are left out; the points stand in the grader's information";
        Variants if has::answers_outside_bank: "that are not in the bank are left out";
        Shuffle if loses_order: "is set in Moodle";
        Layout if has::loose_layout: has::LOOSE_LAYOUT;
    },
    ..Capabilities::EVERYTHING
};

/// Moodle's choices and matchings say whether they are shuffled; a single statement is no matching.
fn loses_order(question: &Question) -> bool {
    let keeps_order = match &question.body {
        Body::SingleChoice(_)
        | Body::MultipleResponse(_)
        | Body::Evidence(_)
        | Body::Matching(_) => true,
        Body::TrueFalse(body) => body.statements.len() > 1,
        _ => false,
    };
    has::fixed_order(question) && !keeps_order
}
