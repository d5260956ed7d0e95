//! The pages of a class: joining, a pupil's place, and what the teacher sees.

pub mod board;
pub mod erasing;
pub mod joining;
pub mod queue;
pub mod report;
pub mod results;
pub mod teaching;
pub mod unsent;
pub mod wall;
