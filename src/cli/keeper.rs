//! Keeping an attempt: its events in the record, its drafts in files.

use super::drafts::DraftFiles;
use super::now;
use crate::terminal::Keeper;
use sourcework_core::record::{FileKind, Head, Pinned, Text};
use sourcework_core::revision::ALGORITHM;
use sourcework_core::session::Event;
use sourcework_service::library::{Paper, PaperFile, Shelf};
use sourcework_service::store::{AttemptId, Store, StoreError};

/// Keeps one attempt. It enters the record with the first thing that happens after its
/// beginning, so that whoever only looks at a quiz leaves no trace.
pub struct AttemptKeeper<'s> {
    store: &'s mut dyn Store,
    /// The files to keep with a new attempt.
    files: &'s [PaperFile],
    attempt: Option<AttemptId>,
    /// How many events of the attempt are in the record.
    kept: usize,
    drafts: DraftFiles,
    /// The student has agreed that nothing more is kept.
    without: bool,
}

impl<'s> AttemptKeeper<'s> {
    /// Keeps a new attempt at a paper.
    pub fn new(store: &'s mut dyn Store, paper: &'s Paper) -> Self {
        Self {
            store,
            files: &paper.files,
            attempt: None,
            kept: 0,
            drafts: DraftFiles::of_quiz(&paper.quiz.id),
            without: false,
        }
    }

    /// Goes on with an attempt of which so many events are kept.
    pub fn going_on(store: &'s mut dyn Store, attempt: AttemptId, kept: usize, quiz: &str) -> Self {
        Self {
            store,
            files: &[],
            attempt: Some(attempt),
            kept,
            drafts: DraftFiles::of_quiz(quiz),
            without: false,
        }
    }

    /// The attempt's number in the record, once something of it is kept there.
    pub fn attempt(&self) -> Option<AttemptId> {
        let kept = self.store.outlives() && !self.without;
        self.attempt.filter(|_| kept)
    }

    /// Whether what is answered outlives the program.
    pub fn outlives(&self) -> bool {
        self.store.outlives()
    }

    fn write(&mut self, events: &[Event]) -> Result<(), StoreError> {
        match self.attempt {
            Some(attempt) => {
                let seq = u32::try_from(self.kept).unwrap_or(u32::MAX);
                self.store.append(attempt, seq, &events[self.kept..])?;
            }
            None => {
                let texts: Vec<Text> = self.files.iter().map(text).collect();
                let head = head(self.files, &texts);
                self.attempt = Some(self.store.begin(&head, &texts, events)?);
            }
        }
        self.kept = events.len();
        Ok(())
    }
}

impl Keeper for AttemptKeeper<'_> {
    fn keep(&mut self, events: &[Event]) -> Result<(), String> {
        let only_opened = self.attempt.is_none() && events.len() <= 1;
        if only_opened || events.len() <= self.kept {
            return Ok(());
        }
        match self.write(events) {
            // Without a record one goes on in memory; should the disk have room again, all that
            // was not kept is kept after all.
            Err(_) if self.without => Ok(()),
            done => {
                self.without &= done.is_err();
                done.map_err(|error| super::with_causes(&error))
            }
        }
    }

    fn go_without(&mut self) {
        self.without = true;
    }

    fn draft(&mut self, question: &str) -> Option<String> {
        self.drafts.kept(question)
    }

    fn keep_draft(&mut self, question: &str, text: &str) {
        self.drafts.keep(question, text);
    }

    fn drop_draft(&mut self, question: &str) {
        self.drafts.drop(question);
    }
}

fn text(file: &PaperFile) -> Text {
    Text::new(file.text.to_string())
}

/// The beginning of a new attempt, here and now.
fn head(files: &[PaperFile], texts: &[Text]) -> Head {
    let pinned = files.iter().zip(texts).map(|(file, text)| Pinned {
        kind: match file.shelf {
            Shelf::Quizzes => FileKind::Quiz,
            Shelf::Sources => FileKind::Source,
        },
        id: file.id.clone(),
        text: text.hash.clone(),
    });
    Head {
        attempt: format!("{:032x}", rand::random::<u128>()),
        student: String::new(),
        class: String::new(),
        offset: offset_minutes(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        algorithm: ALGORITHM.to_owned(),
        files: pinned.collect(),
    }
}

/// Minutes east of UTC, here and now.
pub fn offset_minutes() -> i32 {
    jiff::tz::TimeZone::system().to_offset(now()).seconds() / 60
}
