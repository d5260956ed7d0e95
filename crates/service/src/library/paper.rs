//! Papers of the library: quizzes with the sources they name.

use std::collections::HashMap;
use std::sync::Arc;

use super::check::named_sources;
use super::shared_points::Points;
use super::{Library, LibraryError, Shelf};
use sourcework_core::diagnostic::{Severity, Tally};
use sourcework_core::paper::{FileKind, Paper, PaperFile};
use sourcework_core::parallel::in_parallel;
use sourcework_core::quiz::{self, Quiz};
use sourcework_core::source::{self, Source, Sources};

impl Library {
    /// The papers of quizzes that the index has just found free of errors: they are read, and not
    /// checked once more.
    ///
    /// # Errors
    ///
    /// Where a quiz is not there any more, or has errors by now.
    pub fn indexed_papers(&self, ids: &[&str]) -> Result<Vec<Paper>, LibraryError> {
        let papers = self.papers(ids, |_, _| true);
        papers.into_iter().collect()
    }

    /// Several papers at once, in that order, of quizzes without errors.
    pub(super) fn checked_papers(&self, ids: &[&String]) -> Vec<Result<Paper, LibraryError>> {
        self.papers(ids, |quiz, sources| {
            let diagnostics = quiz::check(quiz, sources);
            diagnostics
                .iter()
                .all(|it| it.severity() != Severity::Error)
        })
    }

    /// Several papers at once; each source is read once, however many quizzes name it.
    fn papers<S: AsRef<str> + Sync>(
        &self,
        ids: &[S],
        is_sound: impl Fn(&Quiz, &Sources) -> bool + Sync,
    ) -> Vec<Result<Paper, LibraryError>> {
        let shared = self.points();
        let quizzes = in_parallel(ids, |id| self.sound_quiz(id.as_ref()));
        let named = quizzes
            .iter()
            .flatten()
            .flat_map(|(quiz, _)| named_sources(quiz));
        let mut names: Vec<&str> = named.collect();
        names.sort_unstable();
        names.dedup();
        let sources: HashMap<&str, Read<Arc<Source>>> = in_parallel(&names, |id| {
            let (source, report) = self.parse_source(id);
            let sound = Tally::of(std::slice::from_ref(&report)).errors == 0;
            source
                .filter(|_| sound)
                .map(|source| (*id, (Arc::new(source), Arc::from(report.text))))
        })
        .into_iter()
        .flatten()
        .collect();
        let places: Vec<usize> = (0..ids.len()).collect();
        in_parallel(&places, |place| {
            let read = quizzes[*place].as_ref();
            let paper = read.and_then(|(quiz, text)| paper(quiz, text, &sources, &shared));
            let sound = paper.filter(|it| is_sound(&it.quiz, &it.sources));
            // What is not sound is read again, alone, to say what is wrong with it.
            sound.map_or_else(|| self.paper(ids[*place].as_ref()), Ok)
        })
    }

    /// A quiz that can be read, with its text.
    fn sound_quiz(&self, id: &str) -> Option<Read<Quiz>> {
        if !source::is_id(id) {
            return None;
        }
        let report = self.read(Shelf::Quizzes, id);
        let (quiz, diagnostics) = quiz::parse(id, &report.text);
        let is_error =
            |it: &sourcework_core::diagnostic::Diagnostic| it.severity() == Severity::Error;
        let sound = report.diagnostics.is_empty() && !diagnostics.iter().any(is_error);
        quiz.filter(|_| sound)
            .map(|quiz| (quiz, Arc::from(report.text)))
    }
}

/// What was read of a file, with its text.
type Read<T> = (T, Arc<str>);

/// The paper of a quiz, where all its sources are known.
fn paper(
    quiz: &Quiz,
    text: &Arc<str>,
    known: &HashMap<&str, Read<Arc<Source>>>,
    shared: &Points,
) -> Option<Paper> {
    let mut sources = Sources::default();
    let mut files = vec![PaperFile {
        kind: FileKind::Quiz,
        id: quiz.id.clone(),
        text: Arc::clone(text),
    }];
    for id in named_sources(quiz) {
        let (source, text) = known.get(id)?;
        sources.insert(Arc::clone(source));
        files.push(PaperFile {
            kind: FileKind::Source,
            id: id.to_owned(),
            text: Arc::clone(text),
        });
    }
    let mut quiz = quiz.clone();
    if quiz.use_points(&shared.points) {
        files.extend(shared.file.clone());
    }
    quiz.locate(&sources);
    Some(Paper {
        quiz,
        sources,
        files,
    })
}
