//! A class's answers in groups on a screen, and proposals for the mark scheme: one key decides.

mod groups;
mod improving;
#[cfg(test)]
mod tests;

use super::pages::show;
use crate::terminal::{Clock, Halt};
use groups::GroupsPage;
use improving::ImprovingPage;
use sourcework_core::reviewing::Desk;
use sourcework_service::reviewing::{DecisionFile, SchemeDesk};

/// What comes of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    /// The next page may come.
    Done,
    /// The person wants to stop.
    Stopped,
}

/// Goes through the groups of a question.
pub fn review(desk: &mut Desk<'_>, file: &mut DecisionFile, clock: Clock<'_>) -> Result<(), Halt> {
    if desk.shown().is_none() {
        return Ok(());
    }
    match show(GroupsPage::new(desk, file, clock))? {
        Left::Done => Ok(()),
        Left::Stopped => Err(Halt::Left),
    }
}

/// Shows what would make the mark scheme better, and writes into the quiz what is accepted.
pub fn improve(desk: &mut SchemeDesk) -> Result<(), Halt> {
    if desk.proposal().is_none() {
        return Ok(());
    }
    match show(ImprovingPage::new(desk))? {
        Left::Done => Ok(()),
        Left::Stopped => Err(Halt::Left),
    }
}
