//! Proposals for the mark scheme of a question.

use ratatui_core::text::Line;
use ratatui_crossterm::crossterm::event::{KeyCode, KeyEvent};

use super::Left;
use crate::screen::lines::{hanging, of_blocks, styled};
use crate::screen::pages::OnScreen;
use crate::terminal::with_causes;
use sourcework_core::present::block::plain;
use sourcework_core::present::reviewing as present;
use sourcework_core::quiz::Question;
use sourcework_core::quiz::amend::SchemeChange;
use sourcework_core::reviewing::Proposal;
use sourcework_service::reviewing::SchemeDesk;

/// The proposals for a mark scheme.
pub(super) struct ImprovingPage<'p> {
    desk: &'p mut SchemeDesk,
    question: &'p Question,
    proposal: Option<Proposal>,
    /// The changes that were left alone.
    left: Vec<SchemeChange>,
    notice: String,
    top: usize,
}

impl<'p> ImprovingPage<'p> {
    pub(super) fn new(desk: &'p mut SchemeDesk, question: &'p Question) -> Self {
        let mut page = Self {
            desk,
            question,
            proposal: None,
            left: Vec::new(),
            notice: String::new(),
            top: 0,
        };
        page.find_next();
        page
    }

    /// Whether there is a proposal, or a reason why there is none.
    pub(super) fn has_something_to_say(&self) -> bool {
        self.proposal.is_some() || !self.notice.is_empty()
    }

    /// Finds the next proposal.
    fn find_next(&mut self) {
        self.top = 0;
        match self.desk.proposals() {
            Ok(proposals) => {
                let mut open = proposals.into_iter();
                self.proposal = open.find(|it| !self.left.contains(&it.change));
            }
            Err(error) => {
                self.notice = format!("The quiz cannot be read: {}.", with_causes(&error));
                self.proposal = None;
            }
        }
    }

    fn accept(&mut self) {
        let Some(proposal) = self.proposal.take() else {
            return;
        };
        match self.desk.accept(&proposal) {
            Ok(path) => self.notice = format!("Written into {path}. u takes it back."),
            Err(error) => {
                self.notice = format!("{}.", with_causes(&error));
                self.left.push(proposal.change);
            }
        }
        self.find_next();
    }

    fn undo(&mut self) {
        self.notice = match self.desk.undo() {
            Ok(true) => "The last change was taken back.".to_owned(),
            Ok(false) => "There is no change to take back.".to_owned(),
            Err(error) => format!("{}.", with_causes(&error)),
        };
        self.find_next();
    }
}

impl OnScreen for ImprovingPage<'_> {
    type Left = Left;

    fn title(&self) -> String {
        format!("Mark scheme · {}", self.question.stem.value)
    }

    fn press(&mut self, key: KeyEvent) -> Option<Left> {
        self.notice.clear();
        match key.code {
            KeyCode::Up => self.top = self.top.saturating_sub(1),
            KeyCode::Down => self.top += 1,
            KeyCode::Char('q') | KeyCode::Esc => return Some(Left::Stopped),
            KeyCode::Char('u') => self.undo(),
            KeyCode::Char('y') => self.accept(),
            KeyCode::Enter | KeyCode::Char('n') => match self.proposal.take() {
                None => return Some(Left::Done),
                Some(proposal) => {
                    self.left.push(proposal.change);
                    self.find_next();
                }
            },
            _ => {}
        }
        None
    }

    fn paste(&mut self, _: &str) {}

    fn help(&self) -> String {
        match self.proposal {
            Some(_) => "y writes this into the quiz · n leaves it · u takes the last back · q ends",
            None => "Enter goes on · u takes the last change back",
        }
        .to_owned()
    }

    fn lines(&mut self, width: usize, room: usize) -> Vec<Line<'static>> {
        let mut lines = hanging("", &self.notice, width, styled::strong());
        lines.extend(match &self.proposal {
            Some(proposal) => {
                let blocks = present::proposal(self.question, proposal, self.desk.judged());
                of_blocks(&blocks, width)
            }
            None => of_blocks(&[plain("There is no other proposal.")], width),
        });
        self.top = self.top.min(lines.len().saturating_sub(room));
        lines.drain(..self.top);
        lines
    }
}
