//! Written answers held against credit points: every mark is traceable to a rule and to words.
//!
//! A [`Scheme`] is compiled once for a question; [`Scheme::mark`] reads an answer and tells what
//! was found for each point, in which words, and where a person must be asked. No likeness
//! and no model awards a mark.

mod evidence;
pub mod examples;
pub mod facts;
mod findings;
mod inferences;
mod learned;
mod listed;
mod nearest;
mod pairs;
mod points;
mod prose;
mod read;
mod rules;
mod scheme;
mod suggest;

pub use evidence::{COPIED, Taken};
pub use facts::Facts;
pub use findings::{Doubt, Finding, Marked, PointFinding, Reread};
pub use scheme::Scheme;
pub use suggest::{Group, Matter, Suggestions};
