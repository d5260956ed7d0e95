//! Marking a class by groups: answers in which the program found the same are decided about together,
//! and what was decided is kept by the text, so that the same text of the next class is marked by citing
//! it. No likeness of texts marks anything: a group is only an order in which a person reads.
//!
//! What was decided also shows how the mark scheme could be better: [`proposals`](fn@proposals) says
//! what a change would gain and cost, and a person accepts it or not.

mod decisions;
mod desk;
mod groups;
mod proposals;

pub use decisions::{Decision, Decisions, comment_bank};
pub use desk::{Desk, Done, ShownGroup, ShownText, Step};
pub use groups::{DistinctText, Group, Review, normalised};
pub use proposals::{Judged, JudgedTexts, Proposal, proposals, with_examples};
