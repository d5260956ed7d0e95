//! What the answers of many pupils show: statistics of questions, options and quizzes.
//!
//! [`Responses`] holds one cell for each answer. It is filled from a record ([`crate::record::Answers`]) or from
//! a table, and everything else is computed from it: [`items`], [`options`], [`quizzes`],
//! [`certainty`], [`source_dependence`] and [`skills`]. Two versions of a question are two questions
//! here, because the hash of their content differs.
//!
//! The statistics are those of classical test theory, under Moodle's names ("Quiz statistics
//! calculations", docs.moodle.org) with the names of the R package dexter beside them. There are no
//! others: thirty pupils are too few for a model with a parameter for each question.
//!
//! Every figure that is an estimate comes with a 95 % interval, or says from how many pupils on it
//! would be given ([`Measured`]).

pub mod certainty;
pub mod choices;
pub mod intervals;
pub mod items;
pub mod options;
pub mod quizzes;
pub mod skills;
pub mod source_dependence;
mod table;

pub use intervals::{Estimate, Interval, Measured, TooFew};
pub use table::{Cell, Item, ItemKey, Pupil, PupilKey, Response, Responses, Scores, State};
