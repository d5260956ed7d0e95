//! What several formats share: texts as content and markup as text, gaps in a text and the words of
//! gaps, extracts and the feedback to a question.

pub mod flow;
pub mod gap_texts;
pub mod gap_words;
pub mod markup;
pub mod passages;
pub mod plain;
pub mod tariff;
