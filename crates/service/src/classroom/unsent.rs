//! Answers that a pupil's browser could not send, and that came to the teacher as a file.

use jiff::Timestamp;
use sourcework_core::attempt::{Command, Mode, Numbering, Phase, QuestionView, Session};
use sourcework_core::identity::stable;
use sourcework_core::marking::Answer;
use sourcework_core::record::AttemptNumber;
use sourcework_core::sitting::{Seat, SeatId, SittingId};

use super::{Classroom, ClassroomError, Place};
use crate::live::{LiveAttempt, StepError};
use crate::store::StoreError;

/// A question of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The attempt.
    pub attempt: AttemptNumber,
    /// The place of the question in it, from 0.
    pub place: usize,
}

impl Place {
    /// A number for the place, by which a browser keeps what it has not sent: it tells nobody who sits there.
    pub fn key(&self) -> u64 {
        stable(&[&self.sitting.to_string(), &self.seat.to_string()])
    }
}

impl Classroom {
    /// The seat whose place has this key.
    ///
    /// # Errors
    ///
    /// Where there is no such sitting.
    pub fn seat_of_key(
        &self,
        sitting: SittingId,
        key: u64,
    ) -> Result<Option<Place>, ClassroomError> {
        let seats: Vec<SeatId> =
            self.with(sitting, |it| it.present().map(|(seat, _)| seat).collect())?;
        let mut places = seats.into_iter().map(|seat| Place { sitting, seat });
        Ok(places.find(|place| place.key() == key))
    }

    /// Looks at a question of an attempt of a seat as it was asked; nothing where it is not one of the seat's.
    ///
    /// # Errors
    ///
    /// Where there is no such seat, or the record cannot be read.
    pub fn look_at_slot<T>(
        &self,
        place: &Place,
        slot: Slot,
        now: Timestamp,
        look: impl FnOnce(&QuestionView<'_>, &Session) -> T,
    ) -> Result<Option<T>, ClassroomError> {
        let seat = self.seat(place)?;
        let Some(live) = self.own(&seat, slot.attempt)? else {
            return Ok(None);
        };
        let session = live.session();
        let view = session.as_asked(slot.place, now);
        Ok(view.map(|view| look(&view, session)))
    }

    /// An attempt of the sitting, if it is one of this seat.
    fn own(
        &self,
        seat: &Seat,
        attempt: AttemptNumber,
    ) -> Result<Option<LiveAttempt<'_>>, ClassroomError> {
        match self.numbers_of(seat)?.contains(&attempt) {
            true => Ok(Some(self.live(&seat.student, attempt)?)),
            false => Ok(None),
        }
    }

    /// Takes an answer in that the pupil could not send: as the pupil's while the attempt goes on, and after it has
    /// ended as one that the teacher admits.
    ///
    /// # Errors
    ///
    /// Where the attempt is not the pupil's, cannot be answered now, or it cannot be kept.
    pub fn take_unsent(
        &self,
        place: &Place,
        slot: Slot,
        answer: &Answer,
        now: Timestamp,
    ) -> Result<(), ClassroomError> {
        const TRIES: usize = 5;
        let seat = self.seat(place)?;
        let mut tries = 0;
        loop {
            let live = self.own(&seat, slot.attempt)?;
            let mut live = live.ok_or(ClassroomError::NotOfPupil)?;
            let question = slot.place;
            let session = live.session();
            let is_finished = session.attempt().phase == Phase::Finished;
            let must_turn = session.settings().mode == Mode::Exam
                && session.attempt().asking() != Some(question)
                && !is_finished;
            let turn = must_turn.then_some(Command::TurnTo { place: question });
            let give = match is_finished {
                true => Command::Admit {
                    place: question,
                    answer: answer.clone(),
                },
                false => Command::Answer {
                    place: question,
                    answer: answer.clone(),
                    numbering: Numbering::Presented,
                    certainty: None,
                },
            };
            tries += 1;
            let mut taken = Ok(());
            for command in turn.into_iter().chain([give]) {
                taken = taken.and_then(|()| live.step(command, now));
            }
            match taken {
                Err(StepError::NotKept(StoreError::Overtaken)) if tries < TRIES => {}
                taken => {
                    self.has_changed();
                    return Ok(taken?);
                }
            }
        }
    }
}
