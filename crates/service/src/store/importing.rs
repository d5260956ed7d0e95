//! Reading a copy of a record into a record: all of it, or nothing.

use std::collections::HashMap;
use std::io::BufRead;

use super::backup::{count_all, is_secret};
use super::{Part, Store, StoreError};
use sourcework_core::attempt::Action;
use sourcework_core::identity::{AttemptId, Checksum, StudentKey, text_hash};
use sourcework_core::record::lines::{Line, VERSION};
use sourcework_core::record::{
    AttemptNumber, EventRow, Fold, Text, WrittenEvent, chain, first_link, read_event,
};
use sourcework_core::sitting::SittingEvent;
use sourcework_core::staff::STAFF_LOG;

/// How many lines pass between two tellings.
const STRIDE: usize = 1 << 12;

/// What is said of a line that would let somebody in.
const OPENS: &str = "this line says who may see the pages of a class; copies that sourcework writes have none, and none is read";

/// What an import brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Attempts in the copy.
    pub attempts: u64,
    /// Events in the copy.
    pub events: u64,
    /// Attempts that the record did not have.
    pub new_attempts: u64,
    /// Events that the record did not have.
    pub new_events: u64,
}

/// Reads lines into a record: all of them, or nothing. What the record has already is left. Tells
/// how many bytes have been read.
///
/// # Errors
///
/// [`StoreError::Import`] with the line where the copy makes no sense, is cut off or has been
/// changed; and where the record could not be written.
pub fn import(
    store: &dyn Store,
    input: &mut dyn BufRead,
    tell: &mut dyn FnMut(u64),
) -> Result<Imported, StoreError> {
    let before = count_all(store)?;
    let mut reader = Reader::default();
    let mut parts = Parts {
        reader: &mut reader,
        input,
        tell,
        failed: false,
    };
    let merged = store.merge(&mut parts);
    merged.map_err(|error| match error {
        StoreError::Differs(..) | StoreError::SittingDiffers(..) => {
            reader.wrong(&error.to_string())
        }
        other => other,
    })?;
    let after = count_all(store)?;
    Ok(Imported {
        attempts: reader.attempts.len() as u64,
        events: reader.events,
        new_attempts: after.0.saturating_sub(before.0),
        new_events: after.1.saturating_sub(before.1),
    })
}

/// The parts of a copy, line by line.
struct Parts<'a> {
    reader: &'a mut Reader,
    input: &'a mut dyn BufRead,
    tell: &'a mut dyn FnMut(u64),
    failed: bool,
}

impl Parts<'_> {
    /// The part on the next line that has one; `None` at the end.
    fn read(&mut self) -> Result<Option<Part>, StoreError> {
        let mut text = String::new();
        loop {
            text.clear();
            self.reader.line += 1;
            let read = self.input.read_line(&mut text);
            match read.map_err(|why| self.reader.wrong(&why.to_string()))? {
                0 if self.reader.ended => return Ok(None),
                0 => return Err(self.reader.wrong("the copy ends before its last line")),
                bytes => self.reader.bytes += bytes as u64,
            }
            if self.reader.line.is_multiple_of(STRIDE) {
                (self.tell)(self.reader.bytes);
            }
            if text.trim().is_empty() {
                continue;
            }
            if let Some(part) = self.reader.part(&text)? {
                return Ok(Some(part));
            }
        }
    }
}

impl Iterator for Parts<'_> {
    type Item = Result<Part, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let part = self.read();
        self.failed = part.is_err();
        part.transpose()
    }
}

#[derive(Default)]
struct Reader {
    line: usize,
    bytes: u64,
    begun: bool,
    ended: bool,
    events: u64,
    /// What is read must fold: a record that does not could not be used any more.
    fold: Fold,
    attempts: HashMap<AttemptId, Copied>,
}

/// An attempt of the copy, as far as it has been read.
struct Copied {
    number: AttemptNumber,
    student: StudentKey,
    quiz: String,
    next: u32,
    checksum: Checksum,
    finished: bool,
}

impl Reader {
    fn wrong(&self, why: &str) -> StoreError {
        StoreError::Import(self.line, why.to_owned())
    }

    /// What a line adds; `None` for the first and the last.
    fn part(&mut self, text: &str) -> Result<Option<Part>, StoreError> {
        let line: Line<'_> =
            serde_json::from_str(text).map_err(|why| self.wrong(&self.explain(&why)))?;
        if self.ended {
            return Err(self.wrong("there is more after the last line"));
        }
        if !self.begun && !matches!(line, Line::Record { .. }) {
            return Err(self.wrong("this is not a copy of a record"));
        }
        match line {
            Line::Record { version } if version > VERSION => {
                Err(self.wrong("a later version of sourcework has written this copy"))
            }
            Line::Record { version } if version < VERSION => Err(self.wrong(
                "this copy was written before the first release, and cannot be read any more",
            )),
            Line::Record { .. } if self.begun => Err(self.wrong("the copy begins twice")),
            Line::Record { .. } => {
                self.begun = true;
                Ok(None)
            }
            Line::Text { hash, text, .. } if text_hash(&text) != hash => {
                Err(self.wrong("the text does not match its hash"))
            }
            Line::Text { school, hash, text } => Ok(Some(Part::Text(school, Text { hash, text }))),
            Line::Setting { name, .. } if is_secret(&name) => Err(self.wrong(OPENS)),
            Line::Sitting { sitting, .. } if sitting == STAFF_LOG => Err(self.wrong(OPENS)),
            Line::Setting {
                student,
                name,
                value,
            } => Ok(Some(Part::Setting {
                student,
                name,
                value,
            })),
            Line::Sitting {
                school,
                sitting,
                seq,
                event,
            } => match serde_json::from_str::<SittingEvent>(event.get()) {
                Ok(_) => Ok(Some(Part::Sitting {
                    school,
                    sitting,
                    seq,
                    event: event.get().to_owned(),
                })),
                Err(why) => Err(self.wrong(&why.to_string())),
            },
            Line::Event {
                attempt,
                seq,
                at,
                payload,
                checksum,
            } => self
                .event(attempt, seq, at, payload.get(), checksum)
                .map(Some),
            Line::End { attempts, events } => {
                if (attempts, events) != (self.attempts.len() as u64, self.events) {
                    return Err(self.wrong("attempts or events are missing from the copy"));
                }
                self.ended = true;
                Ok(None)
            }
        }
    }

    /// Why a line cannot be read.
    fn explain(&self, why: &serde_json::Error) -> String {
        if self.begun {
            why.to_string()
        } else {
            format!("this is not a copy of a record ({why})")
        }
    }

    fn event(
        &mut self,
        attempt: AttemptId,
        seq: u32,
        at: i64,
        payload: &str,
        checksum: Checksum,
    ) -> Result<Part, StoreError> {
        let known = self.attempts.len() as i64;
        let number = self
            .attempts
            .get(&attempt)
            .map_or(AttemptNumber(known + 1), |it| it.number);
        let kind = kind_of(payload).map_err(|why| self.wrong(&why.to_string()))?;
        let row = EventRow {
            attempt: number,
            seq,
            kind: &kind,
            payload,
            at,
            checksum,
        };
        let (head, event) =
            read_event(row).map_err(|error| self.wrong(&error.fault.to_string()))?;
        if let (Some(head), Action::Opened(opened)) = (&head, &event.action) {
            if head.attempt != attempt || self.attempts.contains_key(&attempt) {
                return Err(self.wrong("an attempt begins with one `opened` event and its head"));
            }
            self.attempts.insert(
                attempt,
                Copied {
                    number,
                    student: head.student.clone(),
                    quiz: opened.quiz.clone(),
                    next: 0,
                    checksum: first_link(attempt),
                    finished: false,
                },
            );
        }
        self.follows(attempt, row)?;
        let (student, quiz) = match self.attempts.get(&attempt) {
            Some(copied) => (copied.student.clone(), copied.quiz.clone()),
            None => return Err(self.wrong("the attempt was not opened")),
        };
        self.events += 1;
        Ok(Part::Event {
            student,
            attempt,
            quiz,
            event: WrittenEvent {
                seq,
                kind,
                payload: payload.to_owned(),
                at,
                checksum,
            },
        })
    }

    /// Whether an event continues its attempt: its place, its checksum, and its effect.
    fn follows(&mut self, attempt: AttemptId, row: EventRow<'_>) -> Result<(), StoreError> {
        let line = self.line;
        let wrong = |why: &str| StoreError::Import(line, why.to_owned());
        let copied = self.attempts.get_mut(&attempt);
        let copied = copied.ok_or_else(|| wrong("the attempt was not opened"))?;
        if copied.next != row.seq {
            return Err(wrong("an event is missing before this one"));
        }
        if chain(copied.checksum, row.seq, row.at, row.payload) != row.checksum {
            return Err(wrong("this event has been changed: its checksum differs"));
        }
        copied.next += 1;
        copied.checksum = row.checksum;
        if copied.finished {
            return match Action::AMENDING.contains(&row.kind) {
                true => Ok(()),
                false => Err(wrong("the attempt goes on after it was finished")),
            };
        }
        copied.finished = row.kind == "finished";
        let folded = self.fold.push(row);
        folded.map_err(|error| wrong(&error.fault.to_string()))?;
        Ok(())
    }
}

/// The word of the action of a payload.
pub(super) fn kind_of(payload: &str) -> Result<String, serde_json::Error> {
    #[derive(serde::Deserialize)]
    struct Kind {
        action: String,
    }
    serde_json::from_str::<Kind>(payload).map(|it| it.action)
}
