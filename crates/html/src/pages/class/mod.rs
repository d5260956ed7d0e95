//! The pages of a class: joining, a pupil's place, and what the teacher sees.

pub mod board;
pub mod joining;
pub mod queue;
pub mod teaching;
pub mod wall;
