//! What the packages of 1EdTech share, whatever their version: texts as content, the words of gaps,
//! extracts, and what none of them can carry.

pub mod flow;
pub mod gap_words;
pub mod passages;
