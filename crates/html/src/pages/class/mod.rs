//! The pages of a class: joining, a pupil's place, what the teacher sees, and the people of the school.

pub mod board;
pub mod erasing;
pub mod joining;
pub mod lists;
pub mod people;
pub mod queue;
pub mod report;
pub mod results;
pub mod teaching;
pub mod unsent;
pub mod wall;
