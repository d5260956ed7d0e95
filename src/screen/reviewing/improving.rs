//! Proposals for the mark scheme of a question.

use ratatui_core::text::Line;
use ratatui_crossterm::crossterm::event::{KeyCode, KeyEvent};

use super::Left;
use crate::screen::lines::{hanging, of_blocks, styled};
use crate::screen::pages::OnScreen;
use crate::terminal::with_causes;
use sourcework_core::present::block::plain;
use sourcework_core::present::reviewing as present;
use sourcework_service::reviewing::SchemeDesk;

/// The proposals for a mark scheme.
pub(super) struct ImprovingPage<'p> {
    desk: &'p mut SchemeDesk,
    notice: String,
    top: usize,
}

impl<'p> ImprovingPage<'p> {
    pub(super) fn new(desk: &'p mut SchemeDesk) -> Self {
        Self {
            desk,
            notice: String::new(),
            top: 0,
        }
    }

    fn accept(&mut self) {
        self.notice = match self.desk.accept() {
            Ok(path) => format!("Written into {path}. u takes it back."),
            Err(error) => {
                self.desk.leave();
                format!("{}.", with_causes(&error))
            }
        };
        self.top = 0;
    }
}

impl OnScreen for ImprovingPage<'_> {
    type Left = Left;

    fn title(&self) -> String {
        format!("Mark scheme · {}", self.desk.question().stem.value)
    }

    fn press(&mut self, key: KeyEvent) -> Option<Left> {
        self.notice.clear();
        let has_proposal = self.desk.proposal().is_some();
        match key.code {
            KeyCode::Up => self.top = self.top.saturating_sub(1),
            KeyCode::Down => self.top += 1,
            KeyCode::Char('q') | KeyCode::Esc => return Some(Left::Stopped),
            KeyCode::Char('u') => {
                let undone = self.desk.undo().map_err(|error| with_causes(&error));
                self.notice = present::taken_back(undone);
            }
            KeyCode::Char('y') if has_proposal => self.accept(),
            KeyCode::Enter | KeyCode::Char('n') if has_proposal => {
                self.desk.leave();
                self.top = 0;
                if self.desk.proposal().is_none() && !self.desk.can_undo() {
                    return Some(Left::Done);
                }
            }
            KeyCode::Enter => return Some(Left::Done),
            _ => {}
        }
        None
    }

    fn paste(&mut self, _: &str) {}

    fn help(&self) -> String {
        match self.desk.proposal() {
            Some(_) => {
                "y writes this into the quiz · n leaves it · u takes the last back · q stops"
            }
            None => "Enter goes on · u takes the last change back",
        }
        .to_owned()
    }

    fn lines(&mut self, width: usize, room: usize) -> Vec<Line<'static>> {
        let mut lines = hanging("", &self.notice, width, styled::strong());
        lines.extend(match self.desk.proposal() {
            Some(proposal) => {
                let blocks = present::proposal(self.desk.question(), proposal, self.desk.judged());
                of_blocks(&blocks, width)
            }
            None => of_blocks(&[plain("There is no other proposal.")], width),
        });
        self.top = self.top.min(lines.len().saturating_sub(room));
        lines.drain(..self.top);
        lines
    }
}
