//! A quiz as text with light markup, for people; docs/markdown-format.md describes it.
//!
//! With its key such a text is read again, and can be written by hand.

mod blocks;
mod read;
mod text;
mod write;

use super::lower::{Capabilities, has, kinds, lost};
use sourcework_core::quiz::{Kind, Question};

pub use read::read;
pub use write::export;

/// What it can carry, with its key.
pub const CAPABILITIES: Capabilities = Capabilities {
    kinds: kinds! {
        SingleChoice MultipleResponse Evidence => Choice;
        TrueFalse Matching => Pairs;
        Ordering => Order;
        Cloze Grid Paired => Gaps;
        Extended => Text;
        Inference ShortAnswer => Text "a written answer with its mark scheme as text";
    },
    lost_of_quiz: lost! { Patterns if has::patterns_for_all: has::PATTERNS_FOR_ALL; },
    passages_are_html: true,
    lost_of_question: lost! {
        Patterns if becomes_extended: "are left out; the points stand in the mark scheme";
        Patterns if has_points_beside_levels: "are left out: a person marks";
        Examples if has_examples_beside_levels: "are left out";
        Layout if has::loose_layout: has::LOOSE_LAYOUT;
    },
    ..Capabilities::EVERYTHING
};

fn becomes_extended(question: &Question) -> bool {
    matches!(question.kind(), Kind::Inference | Kind::ShortAnswer)
}

fn has_points_beside_levels(question: &Question) -> bool {
    has::levels(question) && has::patterns(question)
}

fn has_examples_beside_levels(question: &Question) -> bool {
    has::levels(question) && has::examples(question)
}
