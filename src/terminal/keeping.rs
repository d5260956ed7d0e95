//! Keeping what happens: nothing is told to the student before it has been kept.

use jiff::Timestamp;

use super::page::{Look, Page};
use super::prompt::{Halt, Prompt};
use sourcework_core::session::{Event, Session};

/// Tells the time.
pub type Clock<'c> = &'c dyn Fn() -> Timestamp;

/// Keeps an attempt while it is taken, and what is being written.
pub trait Keeper {
    /// Keeps what is new of the events of the attempt; returns when it cannot be lost any more.
    /// The error says, in words for the student, why it cannot be kept.
    fn keep(&mut self, events: &[Event]) -> Result<(), String>;
    /// The student goes on although nothing can be kept.
    fn go_without(&mut self);
    /// The draft of a question.
    fn draft(&mut self, question: &str) -> Option<String>;
    /// Keeps a draft in place of the one before. A draft that cannot be kept hinders nobody.
    fn keep_draft(&mut self, question: &str, text: &str);
    /// Lets the draft of a question go.
    fn drop_draft(&mut self, question: &str);
}

/// What judging needs beside the session: where to write, whom to ask, the time, the keeper.
pub(super) struct Desk<'d, 'w> {
    pub page: &'d mut Page<'w>,
    pub prompt: &'d mut dyn Prompt,
    pub clock: Clock<'d>,
    pub keeper: &'d mut dyn Keeper,
}

impl Desk<'_, '_> {
    /// Keeps what is new, or asks whether the student goes on without.
    pub fn keep(&mut self, session: &Session<'_>) -> Result<(), Halt> {
        let Err(why) = self.keeper.keep(session.events()) else {
            return Ok(());
        };
        self.page.blank()?;
        self.page
            .look(Look::Strong, "Your last answer could not be kept.")?;
        self.page
            .text(&format!("{why}. What was kept before is safe."))?;
        self.page.flush()?;
        let go_on = "Go on without keeping your answers?";
        if self.prompt.confirm(go_on)? != Some(true) {
            return Err(Halt::Left);
        }
        self.keeper.go_without();
        Ok(())
    }
}
