//! What is put before a student: a quiz with the sources it names, or questions of several quizzes.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::quiz::{self, Quiz, SharedPoints};
use crate::source::{self, Sources};

/// A quiz that is free of errors, and the sources that it names.
#[derive(Clone, Debug)]
pub struct Paper {
    /// The quiz, with its sentences located; see [`Quiz::locate`].
    pub quiz: Quiz,
    /// The sources.
    pub sources: Sources,
    /// The files as they were read: the quiz, the sources, and the library's shared points where the
    /// quiz uses one of them.
    pub files: Vec<PaperFile>,
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// A file of `quizzes/`.
    Quiz,
    /// A file of `sources/`.
    Source,
    /// The library's `points.toml`.
    Points,
}

/// A file of which a paper was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperFile {
    /// What it holds.
    pub kind: FileKind,
    /// Its name without `.toml`.
    pub id: String,
    /// Its text.
    pub text: Arc<str>,
}

impl Paper {
    /// A paper without files, for a quiz that is not kept.
    pub fn new(quiz: Quiz, sources: Sources) -> Self {
        Self {
            quiz,
            sources,
            files: Vec::new(),
        }
    }

    /// A paper of questions of several papers, in that order: `picks` are the place of the paper
    /// and the question's place in its quiz.
    pub fn compose(id: &str, title: &str, papers: &[Self], picks: &[(usize, usize)]) -> Self {
        let parts = picks.iter().map(|(paper, question)| {
            let quiz = &papers[*paper].quiz;
            (quiz, &quiz.questions[*question])
        });
        let mut sources = Sources::default();
        let mut files: Vec<PaperFile> = Vec::new();
        for paper in papers {
            sources.extend(&paper.sources);
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

    /// The paper of files that were kept: of a quiz, the sources it names, and the points it shares. What later
    /// versions of the program find wrong with them does not matter as long as they can be read;
    /// `None` where they cannot.
    pub fn of_files(files: Vec<PaperFile>) -> Option<Self> {
        let mut sources = Sources::default();
        let mut quiz = None;
        let mut points = SharedPoints::default();
        for file in &files {
            match file.kind {
                FileKind::Quiz => quiz = quiz::parse(&file.id, &file.text).0,
                FileKind::Points => points = SharedPoints::parse(&file.text).0,
                FileKind::Source => sources.insert(source::parse(&file.id, &file.text).0?),
            }
        }
        let mut quiz = quiz?;
        quiz.use_points(&points);
        quiz.locate(&sources);
        Some(Self {
            quiz,
            sources,
            files,
        })
    }
}
