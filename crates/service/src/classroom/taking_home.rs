//! The record of a pupil as a file, to go on with at home: there it belongs to the one person who uses the
//! program.

use sourcework_core::identity::StudentKey;
use sourcework_core::record::{Head, Text, first_link, write_events};
use sourcework_core::sitting::Seat;

use super::{Classroom, ClassroomError};
use crate::store::{Batch, InMemory, Record, export, stored};

impl Classroom {
    /// A copy of what a pupil has finished, in the form that `record import` reads.
    ///
    /// # Errors
    ///
    /// Where the record cannot be read.
    pub fn taken_home(&self, seat: &Seat) -> Result<Vec<u8>, ClassroomError> {
        let copy = InMemory::default();
        let attempts = self.store.latest(&seat.student, None, usize::MAX)?;
        let open = self.store.open_attempts(&seat.student)?;
        for number in attempts.into_iter().rev().filter(|it| !open.contains(it)) {
            let Some(stored) = stored(&*self.store, &seat.student, number)? else {
                continue;
            };
            let mut texts = Vec::new();
            for file in &stored.head.files {
                if let Some(Text { text, .. }) = self.store.text(&self.school, file.text)? {
                    texts.push(Text::new(text));
                }
            }
            let head = Head {
                student: StudentKey::default(),
                ..stored.head
            };
            let quiz = match stored.events.first().map(|event| &event.action) {
                Some(sourcework_core::attempt::Action::Opened(opened)) => opened.quiz.clone(),
                _ => continue,
            };
            // The checksums cover the head, which now names another student: they are made again.
            let link = first_link(head.attempt);
            copy.append(&[Batch {
                student: StudentKey::default(),
                attempt: head.attempt,
                quiz,
                texts,
                events: write_events(&head, 0, link, &stored.events),
                ends_draft: None,
            }])?;
        }
        let mut lines = Vec::new();
        export(&copy, &mut lines, &mut |_, _| {})?;
        Ok(lines)
    }
}
