//! The clocks of a class: the pauses, rest breaks and time that a teacher gives, and the papers that are taken
//! in when time is up.

use std::collections::HashSet;

use jiff::Timestamp;
use sourcework_core::attempt::{Command, Mode, Phase, Refusal, with_extra_time};
use sourcework_core::identity::StudentKey;
use sourcework_core::record::AttemptNumber;
use sourcework_core::sitting::{
    Arrangement, Seat, Sitting, SittingCommand, SittingId, SittingPhase,
};

use super::{Classroom, ClassroomError, Place};
use crate::live::StepError;
use crate::store::StoreError;

impl Classroom {
    /// Stops all clocks of a sitting, or lets them go on.
    ///
    /// # Errors
    ///
    /// Where it cannot be kept.
    pub fn pause(&self, id: SittingId, on: bool, now: Timestamp) -> Result<(), ClassroomError> {
        self.step(id, &SittingCommand::Pause(on), now)?;
        self.set_clocks(id, now)
    }

    /// Stops all clocks of all sittings that are open.
    ///
    /// # Errors
    ///
    /// Where it cannot be kept.
    pub fn pause_all(&self, now: Timestamp) -> Result<(), ClassroomError> {
        let open = self.all(|sitting| {
            let is_open = sitting.phase(now) == SittingPhase::Open;
            is_open.then_some(sitting.id)
        });
        for id in open.into_iter().flatten() {
            self.pause(id, true, now)?;
        }
        Ok(())
    }

    /// Stops the clock of one pupil, or lets it go on.
    ///
    /// # Errors
    ///
    /// Where there is no such pupil, or it cannot be kept.
    pub fn rest(&self, place: &Place, on: bool, now: Timestamp) -> Result<(), ClassroomError> {
        let seat = place.seat;
        self.step(place.sitting, &SittingCommand::Rest { seat, on }, now)?;
        self.set_clocks(place.sitting, now)
    }

    /// Brings the clocks of all attempts into the state that the sitting says, and takes in those whose time
    /// is up. An error with one pupil does not stop the others; the first error is returned at the
    /// end. It can be done again at any time.
    fn set_clocks(&self, id: SittingId, now: Timestamp) -> Result<(), ClassroomError> {
        self.set_clocks_of(id, &self.with_open()?, now)
    }

    /// The pupils of the school who are at an attempt.
    fn with_open(&self) -> Result<HashSet<StudentKey>, ClassroomError> {
        let open = self.store.students_with_open(&self.school)?;
        Ok(open.into_iter().collect())
    }

    /// The same, for those of the pupils who are at an attempt.
    fn set_clocks_of(
        &self,
        id: SittingId,
        open: &HashSet<StudentKey>,
        now: Timestamp,
    ) -> Result<(), ClassroomError> {
        let seats = |sitting: &Sitting| -> Vec<(Seat, bool)> {
            let seats = sitting.seats.values();
            seats
                .filter(|seat| open.contains(&seat.student))
                .map(|seat| (seat.clone(), sitting.stands_still(seat)))
                .collect()
        };
        let is_closed = self.with(id, |it| it.phase(now) == SittingPhase::Closed)?;
        let mut failed = Ok(());
        for (seat, is_still) in self.with(id, seats)? {
            for number in self.open_of_sitting(&seat)? {
                let set = self.set_clock(&seat.student, number, is_still, is_closed, now);
                failed = failed.and(set);
            }
        }
        failed
    }

    /// The same for one attempt. Where a pupil's answer comes between, it is done again.
    fn set_clock(
        &self,
        student: &StudentKey,
        number: AttemptNumber,
        is_still: bool,
        is_closed: bool,
        now: Timestamp,
    ) -> Result<(), ClassroomError> {
        const TRIES: usize = 5;
        let mut tries = 0;
        loop {
            let mut live = self.live(student, number)?;
            let before = live.session().events().len();
            let attempt = live.session().attempt();
            let is_due =
                is_closed || attempt.phase == Phase::HandedIn || live.session().is_late(now);
            let step = match (is_due, is_still) {
                (true, _) => live.take_in(now),
                (false, true) => live.step(Command::Pause, now),
                (false, false) => live.step(Command::Continue, now),
            };
            tries += 1;
            match step {
                Err(StepError::NotKept(StoreError::Overtaken)) if tries < TRIES => {}
                step => {
                    if live.session().events().len() > before {
                        self.has_changed();
                    }
                    return unless_refused(step);
                }
            }
        }
    }

    /// Takes in the latest attempt of a seat where its time is up or the sitting is closed; whether it still goes on.
    ///
    /// # Errors
    ///
    /// Where there is no such seat, or it cannot be kept.
    pub fn take_in_where_due(&self, place: &Place, now: Timestamp) -> Result<bool, ClassroomError> {
        let (seat, is_closed) = self.at(place, |sitting, seat| {
            (seat.clone(), sitting.phase(now) == SittingPhase::Closed)
        })?;
        let Some(number) = self.attempt_of(&seat)? else {
            return Ok(false);
        };
        let mut live = self.live(&seat.student, number)?;
        let is_due = is_closed || live.session().is_late(now);
        if is_due && live.session().attempt().phase != Phase::Finished {
            live.take_in(now)?;
            self.has_changed();
        }
        Ok(live.session().attempt().phase != Phase::Finished)
    }

    /// Makes an arrangement for a pupil. More time counts at once where the attempt has begun; time that was
    /// given is not taken back.
    ///
    /// # Errors
    ///
    /// Where there is no such pupil, or it cannot be kept.
    pub fn arrange(
        &self,
        place: &Place,
        arrangement: Arrangement,
        now: Timestamp,
    ) -> Result<(), ClassroomError> {
        let extra_time = arrangement.extra_time;
        let seat = place.seat;
        self.step(
            place.sitting,
            &SittingCommand::Arrange { seat, arrangement },
            now,
        )?;
        let seat = self.seat(place)?;
        let limit = self.minutes(place.sitting)?;
        let (Some(limit), Some(number)) = (limit, self.attempt_of(&seat)?) else {
            return Ok(());
        };
        let mut live = self.live(&seat.student, number)?;
        // What was given before counts, and is not taken back.
        let given = live.session().seconds_given();
        let due = with_extra_time(limit * 60, extra_time);
        let command = Command::AddTime {
            seconds: due.saturating_sub(given),
        };
        unless_refused(live.step(command, now))
    }

    /// Closes a sitting: all attempts are taken in with what was being written.
    ///
    /// # Errors
    ///
    /// Where it cannot be kept. It can be closed again.
    pub fn close(&self, id: SittingId, now: Timestamp) -> Result<(), ClassroomError> {
        self.step(id, &SittingCommand::Close, now)?;
        self.set_clocks(id, now)
    }

    /// Looks after all sittings: takes in what nobody goes on with, and sets right what a crash has left
    /// half done. What fails is tried again the next time.
    pub fn tend(&self, now: Timestamp) {
        let _ = self.tell_heard(now);
        // Without the record nothing can be taken in; it is tried again the next time.
        let Ok(open) = self
            .catch_up()
            .map_err(Into::into)
            .and_then(|()| self.with_open())
        else {
            return;
        };
        let ids = self.all(|sitting| {
            let is_exam = sitting.plan.mode == Mode::Exam;
            let is_closed = sitting.phase(now) == SittingPhase::Closed;
            (is_exam || is_closed).then_some(sitting.id)
        });
        for id in ids.into_iter().flatten() {
            let _ = self.set_clocks_of(id, &open, now);
        }
    }
}

/// A step that was refused has nothing to do: the attempt is finished, or its clock stands as it should.
pub fn unless_refused(step: Result<(), StepError>) -> Result<(), ClassroomError> {
    match step {
        Ok(())
        | Err(StepError::Refused(
            Refusal::Finished
            | Refusal::Paused
            | Refusal::NotPaused
            | Refusal::TimeIsUp
            | Refusal::NoTimeLimit,
        )) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
