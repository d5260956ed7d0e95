//! What can be found of a record in the pages of a damaged file, by what its rows look like.
//!
//! A row is known by the number and the types of its values, so that neither the schema nor the
//! trees need be whole. A step of the schema that changes one of these tables must say here what
//! its rows look like then.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::pages::{Trouble, Value, images};
use crate::store::salvage::{Claim, Leftovers, LooseEvent};
use sourcework_core::identity::{
    AttemptId, Checksum, ClassId, ContentHash, SchoolId, StudentId, StudentKey, text_hash,
};
use sourcework_core::record::{AttemptNumber, WrittenEvent};
use sourcework_core::sitting::SittingEvent;

/// Reads all that is left of a record. The file is only read.
///
/// # Errors
///
/// Where the file cannot be read at all.
pub fn leftovers(path: &Path) -> std::io::Result<Leftovers> {
    let mut gathering = Gathering::default();
    let mut trouble: Option<Trouble> = None;
    for image in images(path)? {
        let found = image.visit(&mut |number, values| gathering.take(number, values));
        trouble.get_or_insert(found);
    }
    let trouble = trouble.unwrap_or_default();
    let mut left = gathering.left;
    left.cut_off = trouble.cut_off;
    left.unread_pages = trouble.pages.len();
    // A setting names its student by number.
    for (number, name, value) in gathering.settings {
        if let Some(student) = gathering.students.get(&number) {
            left.settings.push((student.clone(), name, value));
        }
    }
    Ok(left)
}

#[derive(Default)]
struct Gathering {
    left: Leftovers,
    /// Events that another image has shown already.
    seen: HashSet<(i64, AttemptNumber, u32, Checksum, ContentHash)>,
    students: HashMap<i64, StudentKey>,
    settings: Vec<(i64, String, String)>,
}

impl Gathering {
    fn take(&mut self, number: Option<i64>, values: &[Value<'_>]) {
        match number {
            Some(number) => self.row(number, values),
            None => self.keyed(values),
        }
    }

    /// A row of a table whose rows have numbers.
    fn row(&mut self, number: i64, values: &[Value<'_>]) {
        match values {
            [
                Value::Null,
                Value::Integer(_),
                Value::Integer(attempt),
                Value::Integer(seq),
                Value::Text(kind),
                Value::Text(payload),
                Value::Integer(at),
                Value::Blob(checksum),
            ] => {
                let (Ok(seq), Some(checksum)) = (u32::try_from(*seq), sixteen(checksum)) else {
                    return;
                };
                let event = WrittenEvent {
                    seq,
                    kind: (*kind).to_owned(),
                    payload: (*payload).to_owned(),
                    at: *at,
                    checksum: Checksum(checksum),
                };
                self.event(number, AttemptNumber(*attempt), event);
            }
            [
                Value::Null,
                Value::Blob(id),
                Value::Integer(_),
                Value::Text(_),
                Value::Integer(_),
                finished @ (Value::Null | Value::Integer(_)),
            ] => {
                let events = match finished {
                    Value::Integer(seq) => u32::try_from(*seq).map_or(1, |it| it.saturating_add(1)),
                    _ => 1,
                };
                if let Some(id) = sixteen(id) {
                    let attempt = (AttemptNumber(number), AttemptId(id), events);
                    self.left.attempts.push(attempt);
                }
            }
            [
                Value::Null,
                Value::Text(school),
                Value::Text(class),
                Value::Text(student),
            ] => {
                let student = StudentKey {
                    school: SchoolId((*school).to_owned()),
                    class: ClassId((*class).to_owned()),
                    student: StudentId((*student).to_owned()),
                };
                self.students.insert(number, student);
            }
            _ => {}
        }
    }

    fn event(&mut self, number: i64, attempt: AttemptNumber, event: WrittenEvent) {
        let payload = text_hash(&event.payload);
        let key = (number, attempt, event.seq, event.checksum, payload);
        if self.seen.insert(key) {
            self.left.events.push(LooseEvent {
                number,
                attempt,
                event,
            });
        }
    }

    /// A row of an index, or of a table without numbers.
    fn keyed(&mut self, values: &[Value<'_>]) {
        match values {
            [Value::Blob(hash), Value::Text(text)] => {
                let hash = sixteen(hash).map(ContentHash);
                let real = text_hash(text);
                if hash == Some(real) {
                    self.left.texts.insert(real, (*text).to_owned());
                }
            }
            [
                Value::Text(school),
                Value::Blob(sitting),
                Value::Integer(seq),
                Value::Text(event),
            ] => {
                let (Some(sitting), Ok(seq)) = (sixteen(sitting), u32::try_from(*seq)) else {
                    return;
                };
                if serde_json::from_str::<SittingEvent>(event).is_ok() {
                    let key = (SchoolId((*school).to_owned()), AttemptId(sitting), seq);
                    // Of several images the first one is the latest.
                    let events = self.left.sittings.entry(key);
                    events.or_insert_with(|| (*event).to_owned());
                }
            }
            [
                Value::Integer(attempt),
                Value::Integer(seq),
                Value::Integer(number),
            ] if seq != number => {
                // The index of open attempts looks like that as well, but its last two are equal.
                if let Ok(seq) = u32::try_from(*seq) {
                    self.left.claims.push(Claim {
                        attempt: AttemptNumber(*attempt),
                        seq,
                        number: *number,
                    });
                }
            }
            [
                Value::Integer(student),
                Value::Text(name),
                Value::Text(value),
            ] => {
                let setting = (*student, (*name).to_owned(), (*value).to_owned());
                if !self.settings.contains(&setting) {
                    self.settings.push(setting);
                }
            }
            [
                Value::Integer(attempt),
                Value::Text(question),
                Value::Integer(_),
                Value::Text(text),
            ] => {
                let draft = (
                    AttemptNumber(*attempt),
                    (*question).to_owned(),
                    (*text).to_owned(),
                );
                // The latest image comes first.
                let known =
                    |it: &(AttemptNumber, String, String)| (it.0, &it.1) == (draft.0, &draft.1);
                if !self.left.drafts.iter().any(known) {
                    self.left.drafts.push(draft);
                }
            }
            _ => {}
        }
    }
}

fn sixteen(bytes: &[u8]) -> Option<[u8; 16]> {
    bytes.try_into().ok()
}
