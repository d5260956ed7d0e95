//! What is put before a student: a quiz with the sources it names, or questions of several.

use super::Shelf;
use crate::quiz::{self, Quiz};
use crate::source::{self, Sources};

/// A quiz that is free of errors, and the sources that it names.
#[derive(Debug)]
pub struct Paper {
    /// The quiz, with its sentences located.
    pub quiz: Quiz,
    /// The sources.
    pub sources: Sources,
    /// The files as they were read: the quiz, and then the sources.
    pub files: Vec<PaperFile>,
}

/// A file of which a paper was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperFile {
    /// Where it stands.
    pub shelf: Shelf,
    /// Its name without `.toml`.
    pub id: String,
    /// Its text.
    pub text: String,
}

impl Paper {
    /// A paper of questions of several, in that order: `picks` are the paper and the question's
    /// place in its quiz.
    pub fn compose(id: &str, title: &str, papers: &[Self], picks: &[(usize, usize)]) -> Self {
        let parts = picks.iter().map(|(paper, question)| {
            let quiz = &papers[*paper].quiz;
            (quiz, &quiz.questions[*question])
        });
        let mut sources = Sources::default();
        let mut files: Vec<PaperFile> = Vec::new();
        for paper in papers {
            for source in paper.sources.iter() {
                sources.insert(source.clone());
            }
            let new = paper.files.iter().filter(|file| !files.contains(file));
            let new: Vec<_> = new.cloned().collect();
            files.extend(new);
        }
        Self {
            quiz: Quiz::compose(id, title, parts),
            sources,
            files,
        }
    }

    /// The paper of files that were kept: of a quiz, and the sources it names. What later
    /// versions of the program find wrong with them does not matter as long as they can be read;
    /// `None` where they cannot.
    pub fn of_files(files: Vec<PaperFile>) -> Option<Self> {
        let mut sources = Sources::default();
        let mut quiz = None;
        for file in &files {
            match file.shelf {
                Shelf::Quizzes => quiz = quiz::parse(&file.id, &file.text).0,
                Shelf::Sources => sources.insert(source::parse(&file.id, &file.text).0?),
            }
        }
        let mut quiz = quiz?;
        quiz.locate(&sources);
        Some(Self {
            quiz,
            sources,
            files,
        })
    }
}
