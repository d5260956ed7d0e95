//! What taking an attempt needs: the attempt, where to write, whom to ask, and the time.

use jiff::Timestamp;

use super::causes::with_causes;
use super::page::{Look, Page};
use super::prompt::{Halt, Prompt};
use sourcework_core::attempt::{Command, Refusal, Session};
use sourcework_service::store::StoreError;
use sourcework_service::{LiveAttempt, StepError};

/// Tells the time.
pub type Clock<'c> = &'c dyn Fn() -> Timestamp;

/// A student at a terminal with an attempt.
pub struct Desk<'d, 'w, 's> {
    pub attempt: &'d mut LiveAttempt<'s>,
    pub page: &'d mut Page<'w>,
    pub prompt: &'d mut dyn Prompt,
    pub clock: Clock<'d>,
}

impl Desk<'_, '_, '_> {
    /// The attempt, to ask what to show.
    pub fn session(&self) -> &Session {
        self.attempt.session()
    }

    /// Takes a step at the time that it is now. Where it cannot be kept, asks whether to go on
    /// without. The refusal, where the attempt cannot do that now.
    pub fn step(&mut self, command: &Command) -> Result<Result<(), Refusal>, Halt> {
        loop {
            match self.attempt.step(command.clone(), (self.clock)()) {
                Ok(()) => return Ok(Ok(())),
                Err(StepError::Refused(refusal)) => return Ok(Err(refusal)),
                Err(StepError::NotKept(error)) => self.ask_to_go_without(&error)?,
            }
        }
    }

    /// Takes a step and says so where it cannot be taken now; whether it was taken.
    pub fn step_or_tell(&mut self, command: &Command) -> Result<bool, Halt> {
        match self.step(command)? {
            Ok(()) => Ok(true),
            // The next look at the attempt says it, and hands in.
            Err(Refusal::TimeIsUp) => Ok(false),
            Err(refusal) => {
                self.page
                    .text(&format!("That cannot be done: {refusal}."))?;
                Ok(false)
            }
        }
    }

    fn ask_to_go_without(&mut self, error: &StoreError) -> Result<(), Halt> {
        let why = with_causes(error);
        self.page.blank()?;
        self.page
            .look(Look::Strong, "Your last answer could not be saved.")?;
        self.page.text(&format!("{why}."))?;
        self.page.text("Your earlier answers are safe.")?;
        self.page.flush()?;
        let go_on = "Go on without saving your answers?";
        if self.prompt.confirm(go_on)? != Some(true) {
            return Err(Halt::Left);
        }
        self.attempt.go_without();
        Ok(())
    }
}
