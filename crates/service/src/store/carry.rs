//! Carrying a record to another machine and back: export and import, for any store.

use std::collections::HashMap;
use std::io::{BufRead, Write};

use serde_json::value::RawValue;

use super::read::Tell;
use super::{AttemptId, Part, Store, StoreError, Written};
use sourcework_core::record::lines::{Line, VERSION};
use sourcework_core::record::{Fold, Payload, Row, Text, kind};
use sourcework_core::session::Action;

/// How many events pass between two tellings.
const STRIDE: u64 = 1 << 12;

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

/// Writes all of a record as lines.
pub fn export(store: &dyn Store, out: &mut dyn Write, tell: Tell<'_>) -> Result<(), StoreError> {
    let mut write = |line: &Line<'_>| {
        let text = serde_json::to_string(line).map_err(std::io::Error::other)?;
        writeln!(out, "{text}")
    };
    write(&Line::Record { version: VERSION })?;
    for (name, value) in store.settings()? {
        write(&Line::Setting { name, value })?;
    }
    // To tell how far it has come; the last line counts what was written, because another program
    // may go on writing meanwhile.
    let (_, all) = store.count()?;
    let mut attempts = 0;
    let mut names: HashMap<AttemptId, String> = HashMap::new();
    let mut texts = std::collections::HashSet::new();
    let mut done = 0;
    store.visit_all(&mut |_, row| {
        if row.seq == 0 {
            let head = read_payload(row.payload).ok().and_then(|it| it.head);
            for file in head.iter().flat_map(|it| &it.files) {
                if texts.insert(file.text.clone())
                    && let Some(Text { hash, text }) = store.text(&file.text)?
                {
                    write(&Line::Text { hash, text })?;
                }
            }
            names.insert(row.attempt, head.map_or(String::new(), |it| it.attempt));
            attempts += 1;
        }
        let payload: &RawValue =
            serde_json::from_str(row.payload).map_err(std::io::Error::other)?;
        write(&Line::Event {
            attempt: names.get(&row.attempt).cloned().unwrap_or_default(),
            seq: row.seq,
            at: row.at,
            payload,
        })?;
        if row.kind == "finished" {
            names.remove(&row.attempt);
        }
        done += 1;
        if done % STRIDE == 0 {
            tell(done, all);
        }
        Ok(())
    })?;
    write(&Line::End {
        attempts,
        events: done,
    })?;
    tell(done, done);
    Ok(out.flush()?)
}

/// Reads lines into a record: all of them, or nothing. What the record has already is left. Tells
/// how many bytes have been read.
pub fn import(
    store: &mut dyn Store,
    input: &mut dyn BufRead,
    tell: &mut dyn FnMut(u64),
) -> Result<Imported, StoreError> {
    let before = store.count()?;
    let mut imported = Imported::default();
    store.all_or_nothing(&mut |store| {
        let mut reader = Reader::default();
        let mut text = String::new();
        loop {
            text.clear();
            reader.line += 1;
            let read = input.read_line(&mut text);
            match read.map_err(|why| reader.wrong(&why.to_string()))? {
                0 => break,
                bytes => reader.bytes += bytes as u64,
            }
            if text.trim().is_empty() {
                continue;
            }
            if let Some(part) = reader.part(&text)? {
                let merged = store.merge(part);
                merged.map_err(|error| match error {
                    StoreError::Differs(..) => reader.wrong(&error.to_string()),
                    other => other,
                })?;
            }
            if (reader.line as u64).is_multiple_of(STRIDE) {
                tell(reader.bytes);
            }
        }
        if !reader.ended {
            return Err(reader.wrong("the copy ends before its last line"));
        }
        (imported.attempts, imported.events) = (reader.attempts, reader.events);
        Ok(())
    })?;
    let after = store.count()?;
    imported.new_attempts = after.0.saturating_sub(before.0);
    imported.new_events = after.1.saturating_sub(before.1);
    Ok(imported)
}

#[derive(Default)]
struct Reader {
    line: usize,
    bytes: u64,
    begun: bool,
    ended: bool,
    attempts: u64,
    events: u64,
    /// What is read must fold: a record that does not could not be used any more.
    fold: Fold,
    /// The attempts that are not finished yet, by their numbers in the copy.
    open: HashMap<String, AttemptId>,
}

impl Reader {
    fn wrong(&self, why: &str) -> StoreError {
        StoreError::Import(self.line, why.to_owned())
    }

    /// What a line adds; `None` for the first and the last.
    fn part(&mut self, text: &str) -> Result<Option<Part>, StoreError> {
        let line = serde_json::from_str(text).map_err(|why| self.wrong(&why.to_string()))?;
        if self.ended {
            return Err(self.wrong("there is more after the last line"));
        }
        if !self.begun && !matches!(line, Line::Record { .. }) {
            return Err(self.wrong("this is no copy of a record"));
        }
        match line {
            Line::Record { version } if version > VERSION => {
                Err(self.wrong("a later version of sourcework has written this copy"))
            }
            Line::Record { .. } if self.begun => Err(self.wrong("the copy begins twice")),
            Line::Record { .. } => {
                self.begun = true;
                Ok(None)
            }
            Line::Text { hash, text } if sourcework_core::record::text_hash(&text) != hash => {
                Err(self.wrong("the text is not the one of its hash"))
            }
            Line::Text { hash, text } => Ok(Some(Part::Text(Text { hash, text }))),
            Line::Setting { name, value } => Ok(Some(Part::Setting(name, value))),
            Line::Event {
                attempt,
                seq,
                at,
                payload,
            } => {
                let read = read_payload(payload.get());
                let read = read.map_err(|why| self.wrong(&why.to_string()))?;
                let first = matches!(read.action, Action::Opened(_));
                let fits = read
                    .head
                    .as_ref()
                    .is_none_or(|head| head.attempt == attempt);
                if first != (seq == 0) || first != read.head.is_some() || !fits {
                    return Err(self.wrong("an attempt begins with `opened` and its head"));
                }
                if jiff::Timestamp::from_millisecond(at).is_err() {
                    return Err(self.wrong("the time is none"));
                }
                self.events += 1;
                self.attempts += u64::from(first);
                let kind = kind(&read.action);
                self.fold(&attempt, seq, kind, payload.get(), at)?;
                Ok(Some(Part::Event {
                    attempt,
                    head: read.head,
                    event: Written {
                        seq,
                        kind: kind.to_owned(),
                        payload: payload.get().to_owned(),
                        at,
                    },
                }))
            }
            Line::End { attempts, events } => {
                if (attempts, events) != (self.attempts, self.events) {
                    return Err(self.wrong("attempts or events are missing from the copy"));
                }
                self.ended = true;
                Ok(None)
            }
        }
    }

    fn fold(
        &mut self,
        attempt: &str,
        seq: u32,
        kind: &str,
        payload: &str,
        at: i64,
    ) -> Result<(), StoreError> {
        if seq == 0 {
            let number = AttemptId::try_from(self.attempts).unwrap_or(AttemptId::MAX);
            self.open.insert(attempt.to_owned(), number);
        }
        let row = Row {
            attempt: self.open.get(attempt).copied().unwrap_or_default(),
            seq,
            kind,
            payload,
            at,
        };
        let folded = self.fold.push(row);
        if folded.map_err(|error| self.wrong(&error.why))?.is_some() {
            self.open.remove(attempt);
        }
        Ok(())
    }
}

fn read_payload(payload: &str) -> Result<Payload, serde_json::Error> {
    serde_json::from_str(payload)
}

/// The quiz of an attempt, from the payload that opened it.
pub(super) fn quiz_of(payload: &str) -> String {
    match read_payload(payload).map(|it| it.action) {
        Ok(Action::Opened(opened)) => opened.quiz,
        _ => String::new(),
    }
}
