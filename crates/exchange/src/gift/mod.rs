//! GIFT, the plain text that Moodle reads: <https://docs.moodle.org/en/GIFT_format>.

mod lines;
mod parse;
mod read;
mod typed;
mod write;

use super::lower::{Capabilities, DETAILS, has, kinds, lost};
use sourcework_core::quiz::{Body, Question};

pub use read::read;
pub use write::export;

/// What it can carry.
pub const CAPABILITIES: Capabilities = Capabilities {
    kinds: kinds! {
        SingleChoice MultipleResponse => Choice;
        TrueFalse Matching => Pairs;
        Ordering => Pairs "a matching of items and places";
        Cloze => Pairs "a missing word, or a matching of gaps and words";
        Evidence => Choice "multiple choice";
        Paired => Choice "a choice of the claim";
        Grid => Pairs "a matching";
        Inference ShortAnswer Extended => Text "an essay";
    },
    lost_details: DETAILS,
    lost_provenance: Some("is left out but for the title"),
    lost_of_question: lost! {
        Marks if is_not_one_mark: "is set in Moodle; every question comes with 1";
        Hint if has::hint: "is left out";
        Reveal if has::late_heading: "is left out: the heading of the passage is always shown";
        Shuffle if has::fixed_order: "is set in Moodle";
        Rule if has::all_or_nothing: "is left out: an incomplete answer earns a share";
        Rule if has_choose_alone: "is left out: how many to choose is not told";
        Feedback if has::part_feedback: "of single statements, pairs and rows is left out";
        Variants if has_variants_in_pairs: "are left out but for the first";
        Distractors if has::claim_and_evidence: "are left out: the evidence is not asked for";
        Patterns if has::patterns: "are left out: a person marks";
        Model if has::written: "is left out";
        Levels if has::levels: "are left out";
        Examples if has::examples: "are left out";
        Layout if write::has_arrow: "shows “→” for “->”";
    },
    ..Capabilities::EVERYTHING
};

fn is_not_one_mark(question: &Question) -> bool {
    question.available() != 1 || has::tariff(question)
}

fn has_choose_alone(question: &Question) -> bool {
    has::choose(question) && !has::all_or_nothing(question)
}

/// A single gap keeps all that it accepts.
fn has_variants_in_pairs(question: &Question) -> bool {
    let is_one_gap = matches!(&question.body, Body::Cloze(body) if body.text.gaps().len() == 1);
    has::several_answers(question) && !is_one_gap
}
