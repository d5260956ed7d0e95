//! Copying a record into another one, such as that of a laptop into the database of a school. It can be broken off at any
//! moment and done again: what is there already is not added twice.

use std::collections::{BTreeMap, BTreeSet};

use sourcework_core::attempt::Action;
use sourcework_core::identity::{AttemptId, SchoolId, StudentKey};
use sourcework_core::record::{AttemptNumber, Text, WrittenEvent, read_event};
use sourcework_core::sitting::SittingId;

use super::backup::{count_all, is_secret};
use super::folding::Tell;
use super::verified::{Chain, LeftOut, all_attempts, damaged_attempts, sound_text};
use super::{Appended, Batch, Store, StoreError};

/// So many events are added at a time.
const TOGETHER: usize = 400;

/// What was copied, and compared afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Schools.
    pub schools: u64,
    /// Events of sittings, and of the people of schools.
    pub sitting_events: u64,
    /// Attempts that are in both records now.
    pub attempts: u64,
    /// Those of them that were added.
    pub new_attempts: u64,
    /// The events of these attempts.
    pub events: u64,
    /// Damaged attempts, which are not in the copy.
    pub left_out: Vec<LeftOut>,
}

/// Copies all of a record, or one school of it, into another one, and compares the two event by event.
///
/// # Errors
///
/// [`StoreError::Differs`] and [`StoreError::SittingDiffers`] where the other record has gone on otherwise, or lacks an
/// event that was just kept; where one of the two could not be read or written. It can be done again.
pub fn copy(
    from: &dyn Store,
    to: &dyn Store,
    only: Option<&SchoolId>,
    tell: Tell<'_>,
) -> Result<Copied, StoreError> {
    let mut students = from.students()?;
    let mut with_sittings = from.schools_with_sittings()?;
    students.retain(|it| only.is_none_or(|only| it.school == *only));
    with_sittings.retain(|it| only.is_none_or(|only| it == only));
    let of_students = students.iter().map(|it| it.school.clone());
    let schools: BTreeSet<SchoolId> = of_students.chain(with_sittings.iter().cloned()).collect();
    let mut copied = Copied::default();
    for school in &schools {
        if to.school(school)?.is_none() {
            match to.enter_school(school) {
                // A file takes what is copied into it.
                Ok(_) | Err(StoreError::OneSchool) => {}
                Err(error) => return Err(error),
            }
        }
        copied.schools += 1;
    }
    for school in &with_sittings {
        copied.sitting_events += copy_sittings(from, to, school)?;
    }
    let (_, all) = count_all(from)?;
    // Each event is written once and compared once.
    let all = all * 2;
    let mut done = 0;
    for student in &students {
        copy_settings(from, to, student)?;
        let damaged = damaged_attempts(from, student)?;
        let mut attempts = all_attempts(from, student)?;
        attempts.retain(|attempt| damaged.iter().all(|it| it.attempt != *attempt));
        copied.left_out.extend(damaged);
        let mut batches: Vec<(AttemptNumber, Batch)> = Vec::new();
        for attempt in attempts {
            batches.push((attempt, read(from, student, attempt)?));
            let events = |batches: &[(AttemptNumber, Batch)]| -> usize {
                batches.iter().map(|(_, it)| it.events.len()).sum()
            };
            if events(&batches) >= TOGETHER {
                copied.take(from, to, std::mem::take(&mut batches))?;
                done = copied.events * 2;
                tell(done, all);
            }
        }
        copied.take(from, to, batches)?;
        tell(copied.events * 2, all.max(done));
    }
    tell(all, all);
    Ok(copied)
}

/// An attempt as it is added to another record.
fn read(
    from: &dyn Store,
    student: &StudentKey,
    attempt: AttemptNumber,
) -> Result<Batch, StoreError> {
    let mut id = AttemptId([0; 16]);
    let mut quiz = String::new();
    let mut pinned = Vec::new();
    let mut events = Vec::new();
    from.visit(student, attempt, &mut |_, row| {
        if row.seq == 0 {
            let (head, event) = read_event(row)?;
            if let (Some(head), Action::Opened(opened)) = (head, event.action) {
                id = head.attempt;
                quiz = opened.quiz;
                pinned = head.files;
            }
        }
        events.push(WrittenEvent {
            seq: row.seq,
            kind: row.kind.to_owned(),
            payload: row.payload.to_owned(),
            at: row.at,
            checksum: row.checksum,
        });
        Ok(())
    })?;
    let mut texts: Vec<Text> = Vec::new();
    for file in pinned {
        texts.extend(sound_text(from, &student.school, file.text)?);
    }
    Ok(Batch {
        student: student.clone(),
        attempt: id,
        quiz,
        texts,
        events,
        ends_draft: None,
    })
}

impl Copied {
    /// Adds attempts to the other record, and compares what it has of them with what was to be added.
    fn take(
        &mut self,
        from: &dyn Store,
        to: &dyn Store,
        batches: Vec<(AttemptNumber, Batch)>,
    ) -> Result<(), StoreError> {
        let (numbers, batches): (Vec<AttemptNumber>, Vec<Batch>) = batches.into_iter().unzip();
        let mut new = 0;
        for batch in &batches {
            new += u64::from(to.number_of(&batch.student, batch.attempt)?.is_none());
        }
        let appended = to.append(&batches)?;
        for ((number, batch), appended) in numbers.into_iter().zip(&batches).zip(appended) {
            let Appended::Kept(there) = appended else {
                return Err(first_difference(to, batch)?);
            };
            compare(to, batch, there)?;
            copy_drafts(from, to, batch, (number, there))?;
            self.attempts += 1;
            self.events += batch.events.len() as u64;
        }
        self.new_attempts += new;
        Ok(())
    }
}

/// Refuses an attempt of which the other record does not have exactly these events, with checksums that follow each other.
fn compare(to: &dyn Store, batch: &Batch, there: AttemptNumber) -> Result<(), StoreError> {
    let mut chain = Chain::default();
    let mut expected = batch.events.iter();
    let differs = |seq: u32| StoreError::Differs(batch.attempt, seq);
    to.visit(&batch.student, there, &mut |_, row| {
        chain.follow(&batch.student, row)?;
        match expected.next() {
            Some(event)
                if event.row(there).payload == row.payload && event.checksum == row.checksum =>
            {
                Ok(())
            }
            _ => Err(differs(row.seq)),
        }
    })?;
    match expected.next() {
        Some(missing) => Err(differs(missing.seq)),
        None => Ok(()),
    }
}

/// Which event of an attempt the other record has otherwise.
fn first_difference(to: &dyn Store, batch: &Batch) -> Result<StoreError, StoreError> {
    let mut expected = batch.events.iter();
    let mut found = None;
    if let Some(there) = to.number_of(&batch.student, batch.attempt)? {
        to.visit(&batch.student, there, &mut |_, row| {
            let is_same = expected
                .next()
                .is_some_and(|it| it.checksum == row.checksum);
            if !is_same && found.is_none() {
                found = Some(row.seq);
            }
            Ok(())
        })?;
    }
    Ok(StoreError::Differs(batch.attempt, found.unwrap_or(0)))
}

/// Copies what was being written in an attempt.
fn copy_drafts(
    from: &dyn Store,
    to: &dyn Store,
    batch: &Batch,
    (here, there): (AttemptNumber, AttemptNumber),
) -> Result<(), StoreError> {
    if batch.events.iter().any(|event| event.kind == "finished") {
        return Ok(());
    }
    let known = to.drafts(&batch.student, there)?;
    for (name, text) in from.drafts(&batch.student, here)? {
        if !known.contains_key(&name) {
            to.keep_draft(&batch.student, there, &name, Some(&text))?;
        }
    }
    Ok(())
}

/// Copies the settings of a student that the other record does not have.
fn copy_settings(from: &dyn Store, to: &dyn Store, student: &StudentKey) -> Result<(), StoreError> {
    let known = to.settings(student)?;
    for (name, value) in from.settings(student)? {
        let is_known = known.iter().any(|(known, _)| *known == name);
        if !is_known && !is_secret(&name) {
            to.set(student, &name, Some(&value))?;
        }
    }
    Ok(())
}

/// Copies the events of a school's sittings, reads them again from the other record and compares: how many there are.
fn copy_sittings(from: &dyn Store, to: &dyn Store, school: &SchoolId) -> Result<u64, StoreError> {
    let sittings = sittings_of(from, school)?;
    for (sitting, events) in &sittings {
        if !to.append_sitting(school, *sitting, 0, events)? {
            return Err(StoreError::SittingDiffers(*sitting, 0));
        }
    }
    let copied = sittings_of(to, school)?;
    for (sitting, events) in &sittings {
        let there = copied.get(sitting).map_or(&[][..], Vec::as_slice);
        let mut pairs = events.iter().zip(there);
        let differs = pairs.position(|(here, there)| here != there);
        let differs = differs.or((there.len() < events.len()).then_some(there.len()));
        if let Some(seq) = differs {
            let seq = u32::try_from(seq).unwrap_or(u32::MAX);
            return Err(StoreError::SittingDiffers(*sitting, seq));
        }
    }
    Ok(sittings.values().map(|events| events.len() as u64).sum())
}

/// The events of a school's sittings.
fn sittings_of(
    store: &dyn Store,
    school: &SchoolId,
) -> Result<BTreeMap<SittingId, Vec<String>>, StoreError> {
    let mut sittings: BTreeMap<SittingId, Vec<String>> = BTreeMap::new();
    store.visit_sittings(school, &mut |sitting, _, event| {
        sittings.entry(sitting).or_default().push(event.to_owned());
    })?;
    Ok(sittings)
}
