//! Marking a class by groups: the decisions, each kept the moment it is made, and what they show about
//! the mark scheme.
#![expect(
    clippy::disallowed_methods,
    reason = "an edge: this is where the file of decisions is read and written"
)]

use std::fs::{File, OpenOptions};
use std::io::{self, Error, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::library::{Library, LibraryError, Shelf};
use sourcework_core::document::edit::EditError;
use sourcework_core::marking::written::Scheme;
use sourcework_core::quiz::Question;
use sourcework_core::reviewing::{
    Decision, Decisions, Desk, Done, Judged, Proposal, Step, normalised, proposals,
};

/// Why decisions could not be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// The file cannot be read.
    #[error("{path} cannot be read", path = .0.display())]
    Unreadable(PathBuf, #[source] Error),
    /// The file cannot be written.
    #[error("{path} cannot be written", path = .0.display())]
    Unwritable(PathBuf, #[source] Error),
    /// A line of the file is not a decision.
    #[error(
        "{path}, line {line}: this is not a decision ({why}); correct or delete the line",
        path = path.display()
    )]
    NotADecision {
        /// The file.
        path: PathBuf,
        /// The number of the line, from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
}

/// The decisions of a file. A line that cannot be read stops everything, so that nothing is written
/// over it.
///
/// # Errors
///
/// Where the file cannot be read, or has a line that is not a decision.
pub fn read_decisions(path: &Path) -> Result<Decisions, ReviewError> {
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|error| ReviewError::Unreadable(path.to_owned(), error))?;
    let (decisions, errors) = Decisions::read(&text);
    match errors.into_iter().next() {
        None => Ok(decisions),
        Some(error) => Err(ReviewError::NotADecision {
            path: path.to_owned(),
            line: error.line,
            why: error.why,
        }),
    }
}

/// The file of decisions, in which each is a line the moment it is made.
pub struct DecisionFile {
    path: PathBuf,
    file: File,
    /// Who decides.
    by: Option<String>,
    /// How long the file was before and after each decision, to take it back.
    lengths: Vec<(u64, u64)>,
}

impl DecisionFile {
    /// Opens a file to add decisions to, with the decisions that it has; it is made where there is none.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or written, or has a line that is not a decision.
    pub fn open(path: &Path, by: Option<String>) -> Result<(Self, Decisions), ReviewError> {
        let unwritable = |error| ReviewError::Unwritable(path.to_owned(), error);
        let mut options = OpenOptions::new();
        let opened = options.create(true).append(true).open(path);
        let mut file = opened.map_err(unwritable)?;
        let decisions = read_decisions(path)?;
        // Somebody may have edited the file and left its last line without an end.
        let text = std::fs::read(path).map_err(unwritable)?;
        if text.last().is_some_and(|last| *last != b'\n') {
            file.write_all(b"\n").map_err(unwritable)?;
        }
        let opened = Self {
            path: path.to_owned(),
            file,
            by,
            lengths: Vec::new(),
        };
        Ok((opened, decisions))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many decisions were made since it was opened, without those taken back.
    pub fn made(&self) -> usize {
        self.lengths.len()
    }

    /// Takes a step at a desk, and keeps what was decided before it is shown. Where it cannot be kept,
    /// the step is taken back.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn step(
        &mut self,
        desk: &mut Desk<'_>,
        step: Step,
        now: Timestamp,
    ) -> Result<Done, ReviewError> {
        let done = desk.step(step, self.by.as_deref(), now);
        let kept = match &done {
            Done::Decided(decisions) => self.keep(decisions),
            Done::TakenBack => self.take_back(),
            Done::Changed | Done::Refused(_) => Ok(()),
        };
        match kept {
            Ok(()) => Ok(done),
            Err(error) => {
                if matches!(done, Done::Decided(_)) {
                    desk.step(Step::Undo, None, now);
                }
                Err(ReviewError::Unwritable(self.path.clone(), error))
            }
        }
    }

    fn keep(&mut self, decisions: &[Decision]) -> io::Result<()> {
        let before = self.file.metadata()?.len();
        let lines: String = decisions
            .iter()
            .map(|decision| Decisions::line(decision) + "\n")
            .collect();
        let written = self.file.write_all(lines.as_bytes());
        if let Err(error) = written.and_then(|()| self.file.sync_data()) {
            // Half a line would be no decision.
            let _ = self.file.set_len(before);
            return Err(error);
        }
        self.lengths.push((before, before + lines.len() as u64));
        Ok(())
    }

    fn take_back(&mut self) -> io::Result<()> {
        let Some((before, after)) = self.lengths.pop() else {
            return Ok(());
        };
        if self.file.metadata()?.len() != after {
            return Err(Error::other(
                "somebody else has added decisions since; decide again, and the last decision counts",
            ));
        }
        self.file.set_len(before)?;
        self.file.sync_data()
    }
}

/// Why a proposal could not be written into the quiz.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// The library cannot be read or written.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The file cannot be changed.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// With the change the quiz would have errors.
    #[error("nothing was written, because with this change {0}")]
    WouldFail(String),
    /// The file has changed since the proposal was made.
    #[error("the quiz has no question `{0}` any more")]
    NoQuestion(String),
}

/// The mark scheme of a question while a person looks at what would make it better.
pub struct SchemeDesk {
    library: Library,
    quiz: String,
    question: String,
    judged: Vec<Judged>,
    /// The file before and after each change, to take it back.
    changes: Vec<(String, String)>,
}

impl SchemeDesk {
    /// A desk with the texts that people have marked. The examples of the question count as well: a
    /// proposal that breaks one costs something.
    pub fn new(library: Library, quiz: &str, question: &Question, mut judged: Vec<Judged>) -> Self {
        let examples = question.examples().iter().filter(|it| !it.unsure);
        for example in examples {
            let same = normalised(&example.answer);
            if judged.iter().all(|it| normalised(&it.text) != same) {
                judged.push(Judged {
                    text: example.answer.value.clone(),
                    answers: 1,
                    mark: *example.marks,
                });
            }
        }
        Self {
            library,
            quiz: quiz.to_owned(),
            question: question.id.value.clone(),
            judged,
            changes: Vec::new(),
        }
    }

    /// The texts that people have marked.
    pub fn judged(&self) -> &[Judged] {
        &self.judged
    }

    /// What would make the scheme better, as it stands in the file now.
    ///
    /// # Errors
    ///
    /// Where the quiz cannot be read any more.
    pub fn proposals(&self) -> Result<Vec<Proposal>, LibraryError> {
        let paper = self.library.paper(&self.quiz)?;
        let Some((_, question)) = paper.quiz.question(&self.question) else {
            return Ok(Vec::new());
        };
        Ok(proposals(
            &paper.quiz,
            &paper.sources,
            question,
            &self.judged,
        ))
    }

    /// Writes a proposal into the file of the quiz, with the most frequent answer that it puts right
    /// as an example; the file as it is shown.
    ///
    /// # Errors
    ///
    /// Where the file cannot be changed, or the quiz would have errors. Nothing is written then.
    pub fn accept(&mut self, proposal: &Proposal) -> Result<String, AcceptError> {
        let paper = self.library.paper(&self.quiz)?;
        let Some((place, question)) = paper.quiz.question(&self.question) else {
            return Err(AcceptError::NoQuestion(self.question.clone()));
        };
        let example = proposal.change.apply(question).and_then(|changed| {
            let scheme = Scheme::new(&paper.quiz, &changed, &paper.sources)?;
            let known = question.examples().iter();
            let known: Vec<String> = known.map(|it| normalised(&it.answer)).collect();
            let mut gains = proposal.gains.iter().map(|text| &self.judged[*text]);
            gains.find(|it| {
                let mark = scheme.mark_text(&it.text).map(|it| it.mark);
                let is_right =
                    mark.is_some_and(|mark| mark.doubtful == 0 && mark.awarded == it.mark);
                is_right && !known.contains(&normalised(&it.text))
            })
        });
        let example = example.map(|it| (it.text.as_str(), it.mark));
        let before = self.library.text(Shelf::Quizzes, &self.quiz)?;
        let after = proposal.change.write(&before, place, example)?;
        if let Some(error) = self.library.errors_in(&self.quiz, &after).first() {
            return Err(AcceptError::WouldFail(error.message.clone()));
        }
        let path = self.replace(&before, &after)?;
        self.changes.push((before, after));
        Ok(path)
    }

    /// Takes the last change back; whether there was one.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written, or was changed by something else since.
    pub fn undo(&mut self) -> Result<bool, LibraryError> {
        let Some((before, after)) = self.changes.last() else {
            return Ok(false);
        };
        self.replace(after, before)?;
        self.changes.pop();
        Ok(true)
    }

    fn replace(&self, before: &str, after: &str) -> Result<String, LibraryError> {
        self.library
            .replace(Shelf::Quizzes, &self.quiz, before, after)
    }
}
