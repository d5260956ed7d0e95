//! What the program can do, over files and the record of answers.

pub mod library;
pub mod store;
