//! Marking a class by groups: the decisions, each kept the moment it is made, and what they show about
//! the mark scheme.
#![expect(
    clippy::disallowed_methods,
    reason = "an edge: this is where the file of decisions is read and written"
)]

use std::fs::{File, OpenOptions};
use std::io::{self, Error, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::library::{Library, LibraryError, Shelf};
use sourcework_core::document::edit::EditError;
use sourcework_core::quiz::Question;
use sourcework_core::quiz::amend::SchemeChange;
use sourcework_core::reviewing::{
    Decision, Decisions, Desk, Done, Judged, Proposal, Step, proposals, with_examples,
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
    /// Somebody else has added decisions, so that the last one of this program cannot be taken away.
    #[error(
        "{path} has had other decisions added since; this one cannot be taken back",
        path = .0.display()
    )]
    AddedTo(PathBuf),
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
    /// The comments that can be given by a number.
    comments: Vec<String>,
}

impl DecisionFile {
    /// Opens a file to add decisions to, and reads the decisions that it has. Creates the file if it is missing.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or written, or has a line that is not a decision.
    pub fn open(path: &Path, by: Option<String>) -> Result<(Self, Decisions), ReviewError> {
        let unwritable = |error| ReviewError::Unwritable(path.to_owned(), error);
        let mut options = OpenOptions::new();
        // Not to append only: Windows could not take a decision back then.
        let opened = options.create(true).truncate(false).write(true).open(path);
        let mut file = opened.map_err(unwritable)?;
        let decisions = read_decisions(path)?;
        // Somebody may have edited the file and left its last line without an end.
        let text = std::fs::read(path).map_err(unwritable)?;
        file.seek(SeekFrom::End(0)).map_err(unwritable)?;
        if text.last().is_some_and(|last| *last != b'\n') {
            file.write_all(b"\n").map_err(unwritable)?;
        }
        let opened = Self {
            path: path.to_owned(),
            file,
            by,
            lengths: Vec::new(),
            comments: decisions.comments(),
        };
        Ok((opened, decisions))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The comments that can be given by a number, the latest first.
    pub fn comments(&self) -> &[String] {
        &self.comments
    }

    /// Keeps the marks that people have given in the table.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn keep_table(&mut self, decisions: &[Decision]) -> Result<(), ReviewError> {
        if decisions.is_empty() {
            return Ok(());
        }
        let kept = self.keep(decisions);
        kept.map_err(|error| ReviewError::Unwritable(self.path.clone(), error))?;
        // They are no step of this person, and cannot be taken back.
        self.lengths.pop();
        Ok(())
    }

    /// How many decisions were made since it was opened, without those taken back.
    pub fn made(&self) -> usize {
        self.lengths.len()
    }

    /// Takes a step at a desk, and keeps what was decided before it is shown. Where it cannot be kept, or
    /// not be taken back, nothing has happened.
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
        if step == Step::Undo && desk.undoes_decision() {
            self.take_back()?;
        }
        let done = desk.step(step, self.by.as_deref(), now);
        if let Done::Decided(decisions) = &done
            && let Err(error) = self.keep(decisions)
        {
            desk.step(Step::Undo, None, now);
            return Err(ReviewError::Unwritable(self.path.clone(), error));
        }
        Ok(done)
    }

    fn keep(&mut self, decisions: &[Decision]) -> io::Result<()> {
        let before = self.file.seek(SeekFrom::End(0))?;
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
        if let Some(comment) = decisions.first().and_then(|it| it.comment.clone()) {
            self.comments.retain(|it| *it != comment);
            self.comments.insert(0, comment);
        }
        Ok(())
    }

    fn take_back(&mut self) -> Result<(), ReviewError> {
        let Some((before, after)) = self.lengths.last().copied() else {
            return Ok(());
        };
        let unwritable = |error| ReviewError::Unwritable(self.path.clone(), error);
        if self.file.metadata().map_err(unwritable)?.len() != after {
            return Err(ReviewError::AddedTo(self.path.clone()));
        }
        self.file.set_len(before).map_err(unwritable)?;
        self.file.sync_data().map_err(unwritable)?;
        self.lengths.pop();
        Ok(())
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
    /// With the change the quiz would have an error that it has not now.
    #[error("nothing was written, because with this change {0}")]
    WouldFail(String),
    /// The file has changed since the proposal was made.
    #[error(
        "nothing was written, because the quiz was changed meanwhile; look at the proposals again"
    )]
    Changed,
}

/// The mark scheme of a question while a person looks at what would make it better, one proposal after
/// the other.
pub struct SchemeDesk {
    library: Library,
    quiz: String,
    question: Question,
    /// The place of the question in its quiz.
    place: usize,
    judged: Vec<Judged>,
    /// The file from which the proposals were made.
    file: String,
    proposals: Vec<Proposal>,
    /// The changes that were left alone.
    left: Vec<SchemeChange>,
    /// The file before and after each change, to take it back.
    changes: Vec<(String, String)>,
}

impl SchemeDesk {
    /// A desk with the texts that people have marked; the examples of the question count as well.
    ///
    /// # Errors
    ///
    /// Where the quiz cannot be read any more.
    pub fn new(
        library: Library,
        quiz: &str,
        question: &Question,
        judged: Vec<Judged>,
    ) -> Result<Self, LibraryError> {
        let mut desk = Self {
            library,
            quiz: quiz.to_owned(),
            question: question.clone(),
            place: 0,
            judged: with_examples(question, judged),
            file: String::new(),
            proposals: Vec::new(),
            left: Vec::new(),
            changes: Vec::new(),
        };
        desk.weigh()?;
        Ok(desk)
    }

    /// Makes the proposals for the scheme as it stands in the file now.
    fn weigh(&mut self) -> Result<(), LibraryError> {
        self.proposals.clear();
        self.file = self.library.text(Shelf::Quizzes, &self.quiz)?;
        let paper = self.library.paper(&self.quiz)?;
        let Some((place, question)) = paper.quiz.question(&self.question.id) else {
            return Ok(());
        };
        self.place = place;
        self.proposals = proposals(&paper.quiz, &paper.sources, question, &self.judged);
        self.proposals.retain(|it| !self.left.contains(&it.change));
        self.proposals.reverse();
        self.question = question.clone();
        Ok(())
    }

    /// The question as it stands in the file.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// The texts that people have marked.
    pub fn judged(&self) -> &[Judged] {
        &self.judged
    }

    /// The proposal that is looked at now; `None` where there is no other.
    pub fn proposal(&self) -> Option<&Proposal> {
        self.proposals.last()
    }

    /// Whether there is a change to take back.
    pub fn can_undo(&self) -> bool {
        !self.changes.is_empty()
    }

    /// Leaves the proposal alone.
    pub fn leave(&mut self) {
        let left = self.proposals.pop();
        self.left.extend(left.map(|it| it.change));
    }

    /// Writes the proposal into the file of the quiz, with its example; the file as it is shown.
    ///
    /// # Errors
    ///
    /// Where the file cannot be changed, has changed since, or would have an error that it has not now.
    /// Nothing is written then.
    pub fn accept(&mut self) -> Result<String, AcceptError> {
        let Some(proposal) = self.proposals.last() else {
            return Err(AcceptError::Changed);
        };
        let before = self.library.text(Shelf::Quizzes, &self.quiz)?;
        if before != self.file {
            self.weigh()?;
            return Err(AcceptError::Changed);
        }
        let example = proposal.example.map(|place| &self.judged[place]);
        let example = example.map(|it| (it.text.as_str(), it.mark));
        let after = proposal.change.write(&before, self.place, example)?;
        let known = self.library.errors_in(&self.quiz, &before);
        let is_new = |message: &str| known.iter().all(|it| it.message != message);
        let found = self.library.errors_in(&self.quiz, &after);
        if let Some(error) = found.iter().find(|it| is_new(&it.message)) {
            return Err(AcceptError::WouldFail(error.message.clone()));
        }
        let path = self.replace(&before, &after)?;
        self.changes.push((before, after));
        self.weigh()?;
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
        self.weigh()?;
        Ok(true)
    }

    fn replace(&self, before: &str, after: &str) -> Result<String, LibraryError> {
        self.library
            .replace(Shelf::Quizzes, &self.quiz, before, after)
    }
}
