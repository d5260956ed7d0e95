//! What the writers of several formats share: texts as content, the words of gaps, extracts and the
//! feedback to a question.

pub mod flow;
pub mod gap_words;
pub mod passages;
