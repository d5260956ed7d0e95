//! The attempts of pupils: beginning one, and finding those of a seat.

use std::sync::PoisonError;

use jiff::Timestamp;
use sourcework_core::attempt::{Command, Judge, Settings};
use sourcework_core::identity::{AttemptId, StudentKey, text_hash};
use sourcework_core::record::AttemptNumber;
use sourcework_core::sitting::{Seat, SittingCommand};

use super::{Classroom, ClassroomError, Place, clocks};
use crate::answers::numbers_of;
use crate::live::{Beginning, LiveAttempt};
use crate::revising::REVISION;
use crate::store::{Erase, StoreError};

impl Classroom {
    /// The attempt that a seat is at: the latest of the sitting.
    ///
    /// # Errors
    ///
    /// Where the record cannot be read.
    pub fn attempt_of(&self, seat: &Seat) -> Result<Option<AttemptNumber>, ClassroomError> {
        match seat.attempts.last() {
            None => Ok(None),
            Some(attempt) => Ok(self.store.number_of(&seat.student, *attempt)?),
        }
    }

    /// The attempts of a seat at the quiz of the sitting that are not finished, oldest first; the pupil's own revision
    /// is not among them.
    ///
    /// # Errors
    ///
    /// Where the record cannot be read.
    pub fn open_of_sitting(&self, seat: &Seat) -> Result<Vec<AttemptNumber>, ClassroomError> {
        let mut open = self.store.open_attempts(&seat.student)?;
        if !open.is_empty() {
            let own = self.numbers_of(seat)?;
            let revised = self
                .store
                .latest(&seat.student, Some(REVISION), usize::MAX)?;
            // One that was begun before the program was killed is not known to the sitting yet.
            open.retain(|number| own.contains(number) || !revised.contains(number));
        }
        Ok(open)
    }

    /// The numbers of the attempts of a seat that the sitting knows.
    pub(super) fn numbers_of(&self, seat: &Seat) -> Result<Vec<AttemptNumber>, ClassroomError> {
        Ok(numbers_of(&*self.store, seat)?)
    }

    /// Whether an attempt is one of the sitting, and not the pupil's own revision.
    ///
    /// # Errors
    ///
    /// Where there is no such seat, or the record cannot be read.
    pub fn is_of_sitting(
        &self,
        place: &Place,
        attempt: AttemptNumber,
    ) -> Result<bool, ClassroomError> {
        Ok(self.numbers_of(&self.seat(place)?)?.contains(&attempt))
    }

    /// The names `quiz/question` of the questions that a pupil was asked in the sitting.
    ///
    /// # Errors
    ///
    /// Where there is no such seat, or the record cannot be read.
    pub fn asked_of(&self, place: &Place) -> Result<Vec<String>, ClassroomError> {
        let seat = self.seat(place)?;
        let quiz = self.with(place.sitting, |sitting| sitting.plan.quiz.clone())?;
        let mut asked: Vec<String> = Vec::new();
        for number in self.numbers_of(&seat)? {
            let live = self.live(&seat.student, number)?;
            for item in &live.session().attempt().items {
                let name = format!("{quiz}/{}", item.presented.question);
                if !asked.contains(&name) {
                    asked.push(name);
                }
            }
        }
        Ok(asked)
    }

    /// The attempt of a pupil, taken up again.
    ///
    /// # Errors
    ///
    /// Where the record cannot be read.
    pub fn live(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
    ) -> Result<LiveAttempt<'_>, ClassroomError> {
        let papers = &self.recent.papers;
        let live = LiveAttempt::resume_with(&*self.store, student, attempt, papers);
        Ok(live?)
    }

    /// Begins the attempt of a pupil, or goes on with the one that is begun.
    ///
    /// # Errors
    ///
    /// Where the sitting is not open, or all attempts have been used.
    pub fn begin(
        &self,
        place: &Place,
        offset: i32,
        now: Timestamp,
    ) -> Result<AttemptNumber, ClassroomError> {
        let _one_at_a_time = self
            .beginning
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let seat = self.seat(place)?;
        let open = self.open_of_sitting(&seat)?;
        if let Some(number) = self.attempt_of(&seat)?
            && open.contains(&number)
        {
            return Ok(number);
        }
        let attempt = attempt_id(place, seat.attempts.len());
        let command = SittingCommand::Begin {
            seat: place.seat,
            attempt,
        };
        if let Some(number) = self.store.number_of(&seat.student, attempt)? {
            // Begun by another program at this moment, or by one that was killed before the sitting knew of it.
            self.step(place.sitting, &command, now)?;
            return Ok(number);
        }
        let plan = self.with(place.sitting, |sitting| sitting.plan.clone())?;
        let paper = self.paper(&plan)?;
        let beginning = Beginning {
            attempt: Some(attempt),
            settings: Settings {
                mode: plan.mode,
                judge: Judge::Teacher,
                extra_time: seat.arrangement.extra_time,
                ..Settings::default()
            },
            selection: plan.selection(),
            seed: None,
            offset,
        };
        let mut live = LiveAttempt::begin(&*self.store, &seat.student, paper, &beginning, now)?;
        // Whether the pupil may begin is asked before anything is kept.
        self.with(place.sitting, |sitting| {
            sitting.decide(command.clone(), now).map(drop)
        })??;
        let number = match live.enter_record() {
            Err(StoreError::Overtaken) => {
                // Another program has begun it since it was looked for.
                let number = self.store.number_of(&seat.student, attempt)?;
                let number = number.ok_or(StoreError::Overtaken)?;
                self.step(place.sitting, &command, now)?;
                return Ok(number);
            }
            entered => entered?,
        };
        let begun = self.step(place.sitting, &command, now);
        if matches!(
            begun,
            Err(ClassroomError::Refused(_) | ClassroomError::NoSitting)
        ) {
            // The pupil, or the sitting, was erased at this moment: nothing of it may remain.
            self.store.erase(Erase::Attempts(&self.school, &[number]))?;
        }
        begun?;
        let is_still = self.with(place.sitting, |sitting| sitting.stands_still(&seat))?;
        if is_still {
            clocks::unless_refused(live.step(Command::Pause, now))?;
        }
        Ok(number)
    }
}

/// Which attempt of a seat it is, the first being 0: programs that begin it at the same moment begin the same one.
fn attempt_id(place: &Place, ordinal: usize) -> AttemptId {
    let Place { sitting, seat } = place;
    AttemptId(
        text_hash(&format!(
            "attempt {ordinal} of seat {seat} of sitting {sitting}"
        ))
        .0,
    )
}
