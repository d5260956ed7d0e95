//! Writing a copy of a record, for another machine or a teacher; for any store.

use std::collections::{HashMap, HashSet};
use std::io::Write;

use serde_json::value::RawValue;

use super::folding::{Tell, visit_all, walk_over};
use super::verified::{
    LeftOut, all_attempts, count_readable, damage_of, damaged_attempts, sound_text,
};
use super::{Store, StoreError};
use sourcework_core::identity::{AttemptId, ContentHash, SchoolId};
use sourcework_core::record::lines::{Line, VERSION};
use sourcework_core::record::{AttemptNumber, EventRow, Text, read_event};
use sourcework_core::staff::STAFF_LOG;

/// Attempts and events of everybody.
pub(super) fn count_all(store: &dyn Store) -> Result<(u64, u64), StoreError> {
    let (mut attempts, mut events) = (0, 0);
    for student in store.students()? {
        let (more_attempts, more_events) = count_readable(store, &student)?;
        attempts += more_attempts;
        events += more_events;
    }
    Ok((attempts, events))
}

/// What an export wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Attempts.
    pub attempts: u64,
    /// Events.
    pub events: u64,
    /// Damaged attempts, which are not in the copy.
    pub left_out: Vec<LeftOut>,
    /// Pinned texts that are missing or damaged, which are not in the copy.
    pub texts: Vec<ContentHash>,
}

/// Writes all of a record as lines. Damaged attempts are left out and listed.
///
/// # Errors
///
/// Where the record could not be read or `out` not be written.
pub fn export(
    store: &dyn Store,
    out: &mut dyn Write,
    tell: Tell<'_>,
) -> Result<Exported, StoreError> {
    write_line(out, &Line::Record { version: VERSION })?;
    let students = store.students()?;
    for student in &students {
        let settings = store.settings(student)?.into_iter();
        // What opens something on this machine opens nothing where the copy goes.
        for (name, value) in settings.filter(|(name, _)| !is_secret(name)) {
            let student = student.clone();
            write_line(
                out,
                &Line::Setting {
                    student,
                    name,
                    value,
                },
            )?;
        }
    }
    export_sittings(store, out)?;
    // To tell how far it has come; the last line counts what was written, because another program
    // may go on writing meanwhile.
    let (_, all) = count_all(store)?;
    let mut copying = Copying::default();
    let mut exported = Exported::default();
    for student in &students {
        let is_sound = match walk_over(store, student) {
            Err(error) => damage_of(error).map(|_| false)?,
            Ok(()) => true,
        };
        let mut after_page = |copying: &mut Copying| {
            copying.write(store, out, &mut exported.texts)?;
            tell(copying.events, all);
            Ok(())
        };
        if is_sound {
            visit_all(
                store,
                student,
                &mut copying,
                |copying, _, row| copying.take(row),
                &mut after_page,
            )?;
        } else {
            // A damaged page may stop a walk over all events, but not one over another attempt.
            let damaged = damaged_attempts(store, student)?;
            let mut attempts = all_attempts(store, student)?;
            attempts.retain(|attempt| !damaged.iter().any(|it| it.attempt == *attempt));
            for attempt in attempts {
                store.visit(student, attempt, &mut |_, row| copying.take(row))?;
                after_page(&mut copying)?;
            }
            exported.left_out.extend(damaged);
        }
    }
    exported.attempts = copying.attempts.len() as u64;
    exported.events = copying.events;
    let end = Line::End {
        attempts: exported.attempts,
        events: exported.events,
    };
    write_line(out, &end)?;
    tell(exported.events, exported.events);
    out.flush()?;
    Ok(exported)
}

/// Whether a setting opens something.
pub(super) fn is_secret(setting: &str) -> bool {
    setting.starts_with("secret-")
}

/// Writes the events of all sittings. The people of a school stay out: who has a copy must not know them.
fn export_sittings(store: &dyn Store, out: &mut dyn Write) -> Result<(), StoreError> {
    for school in store.schools_with_sittings()? {
        let mut written: Result<Vec<u8>, StoreError> = Ok(Vec::new());
        store.visit_sittings(&school, &mut |sitting, seq, event| {
            let write = |lines: &mut Vec<u8>| {
                let event = serde_json::from_str(event).map_err(std::io::Error::other)?;
                let line = Line::Sitting {
                    school: school.clone(),
                    sitting,
                    seq,
                    event,
                };
                write_line(lines, &line)
            };
            if sitting != STAFF_LOG
                && let Ok(lines) = &mut written
                && let Err(error) = write(lines)
            {
                written = Err(error);
            }
        })?;
        out.write_all(&written?)?;
    }
    Ok(())
}

fn write_line(out: &mut (impl Write + ?Sized), line: &Line<'_>) -> Result<(), StoreError> {
    let text = serde_json::to_string(line).map_err(std::io::Error::other)?;
    Ok(writeln!(out, "{text}")?)
}

/// A page of events on its way out: texts that it pins are written before it.
#[derive(Default)]
struct Copying {
    page: Vec<u8>,
    new_texts: Vec<(SchoolId, ContentHash)>,
    texts: HashSet<(SchoolId, ContentHash)>,
    attempts: HashMap<AttemptNumber, AttemptId>,
    events: u64,
}

impl Copying {
    /// Writes a page of events after the texts that it needs.
    fn write(
        &mut self,
        store: &dyn Store,
        out: &mut dyn Write,
        lost: &mut Vec<ContentHash>,
    ) -> Result<(), StoreError> {
        for (school, hash) in self.new_texts.drain(..) {
            match sound_text(store, &school, hash)? {
                Some(Text { hash, text }) => {
                    write_line(out, &Line::Text { school, hash, text })?;
                }
                None => lost.push(hash),
            }
        }
        out.write_all(&self.page)?;
        self.page.clear();
        Ok(())
    }

    fn take(&mut self, row: EventRow<'_>) -> Result<(), StoreError> {
        if row.seq == 0
            && let (Some(head), _) = read_event(row)?
        {
            let school = &head.student.school;
            let pinned = head.files.iter().map(|file| (school.clone(), file.text));
            let new = pinned.filter(|pinned| self.texts.insert(pinned.clone()));
            self.new_texts.extend(new);
            self.attempts.insert(row.attempt, head.attempt);
        }
        let attempt = self.attempts.get(&row.attempt);
        let attempt =
            *attempt.ok_or_else(|| row.error(sourcework_core::record::EventFault::NotOpened))?;
        let payload: &RawValue =
            serde_json::from_str(row.payload).map_err(std::io::Error::other)?;
        let line = Line::Event {
            attempt,
            seq: row.seq,
            at: row.at,
            payload,
            checksum: row.checksum,
        };
        self.events += 1;
        write_line(&mut self.page, &line)
    }
}
