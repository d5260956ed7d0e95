//! Marking a class by groups: answers in which the program found the same are decided about together,
//! and what was decided is kept by the text, so that the same text of the next class is marked by citing
//! it. No likeness of texts marks anything: a group is only an order in which a person reads.

mod decisions;
mod groups;

pub use decisions::{Decision, Decisions, LineError};
pub use groups::{Decided, DistinctText, Group, Review, normalised};
