//! A list of options: one or several are picked, or all are put in order.

use std::collections::BTreeSet;

use ratatui_core::text::Line;
use ratatui_crossterm::crossterm::event::{KeyCode, KeyEvent};

use super::{FormLines, GIVE, Pressed, button, here, letter, named, plain};
use crate::screen::lines::hanging;

/// Options, and a button below them.
pub struct List {
    pub(super) options: Vec<String>,
    /// The option that the cursor is on; as many as there are options: the button.
    pub(super) cursor: usize,
    pub(super) pick: Pick,
}

/// How options are picked.
pub enum Pick {
    /// One of them.
    One(Option<usize>),
    /// Several; exactly so many where that is said.
    Several(BTreeSet<usize>, Option<usize>),
    /// One, which is taken at once: there is no button.
    Menu,
    /// All, put in order; whether the one at the cursor is lifted and moves with it.
    Order(Vec<usize>, bool),
}

impl List {
    pub(super) fn press(&mut self, key: KeyEvent) -> Pressed {
        let count = self.options.len();
        if let Pick::Menu = self.pick {
            match key.code {
                KeyCode::Up => self.cursor = self.cursor.saturating_sub(1),
                KeyCode::Down => self.cursor = (self.cursor + 1).min(count.saturating_sub(1)),
                KeyCode::Home => self.cursor = 0,
                KeyCode::End => self.cursor = count.saturating_sub(1),
                KeyCode::Enter => return Pressed::Give,
                _ => return Pressed::Ignored,
            }
            return Pressed::Taken;
        }
        if let Pick::Order(order, lifted @ true) = &mut self.pick {
            let to = match key.code {
                KeyCode::Up => self.cursor.checked_sub(1),
                KeyCode::Down => Some(self.cursor + 1).filter(|to| *to < count),
                KeyCode::Enter | KeyCode::Char(' ') | KeyCode::Esc => {
                    *lifted = false;
                    return Pressed::Taken;
                }
                _ => return Pressed::Ignored,
            };
            if let Some(to) = to {
                order.swap(self.cursor, to);
                self.cursor = to;
            }
            return Pressed::Taken;
        }
        match key.code {
            KeyCode::Up => self.cursor = self.cursor.saturating_sub(1),
            KeyCode::Down => self.cursor = (self.cursor + 1).min(count),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = count,
            KeyCode::Enter if self.cursor == count => return Pressed::Give,
            KeyCode::Enter => self.pick(self.cursor, true),
            KeyCode::Char(' ') if self.cursor < count => self.pick(self.cursor, false),
            _ => match plain(key).and_then(|c| named(c, &self.options)) {
                Some(place) => {
                    self.cursor = place;
                    self.pick(place, true);
                }
                None => return Pressed::Ignored,
            },
        }
        Pressed::Taken
    }

    /// Picks an option, and goes on to the button where only one can be picked.
    fn pick(&mut self, place: usize, goes_on: bool) {
        let count = self.options.len();
        match &mut self.pick {
            Pick::One(picked) => {
                *picked = Some(place);
                if goes_on {
                    self.cursor = count;
                }
            }
            Pick::Several(picked, exactly) => {
                if !picked.remove(&place) {
                    picked.insert(place);
                }
                if exactly.is_some_and(|exactly| picked.len() == exactly) && goes_on {
                    self.cursor = count;
                }
            }
            Pick::Order(_, lifted) => *lifted = true,
            Pick::Menu => {}
        }
    }

    pub(super) fn lines(&self, width: usize) -> FormLines {
        let mut lines = Vec::new();
        let mut cursor = 0;
        let mut options = Vec::new();
        let places: Vec<usize> = match &self.pick {
            Pick::Order(order, _) => order.clone(),
            _ => (0..self.options.len()).collect(),
        };
        for (row, place) in places.iter().enumerate() {
            let sign = match &self.pick {
                Pick::One(picked) if *picked == Some(*place) => "(•)",
                Pick::One(_) => "( )",
                Pick::Several(picked, _) if picked.contains(place) => "[x]",
                Pick::Several(..) => "[ ]",
                Pick::Order(_, true) if row == self.cursor => " ↕ ",
                Pick::Order(..) | Pick::Menu => "",
            };
            let name = match &self.pick {
                Pick::Order(..) => format!("{}.", row + 1),
                Pick::Menu => String::new(),
                _ => letter(*place),
            };
            let is_here = row == self.cursor;
            if is_here {
                cursor = lines.len();
            }
            let arrow = if is_here { "▸" } else { " " };
            let parts = [arrow, sign, &name];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            let label = format!("{} ", parts.join(" "));
            let top = lines.len();
            lines.extend(hanging(&label, &self.options[*place], width, here(is_here)));
            options.push(top..lines.len());
        }
        if let Pick::Menu = self.pick {
            return FormLines {
                lines,
                cursor,
                options,
            };
        }
        let left = match &self.pick {
            Pick::Several(picked, Some(exactly)) if picked.len() != *exactly => {
                format!(" (choose {exactly}; {} chosen)", picked.len())
            }
            _ => String::new(),
        };
        let is_here = self.cursor == self.options.len();
        lines.push(Line::default());
        if is_here {
            cursor = lines.len();
        }
        lines.extend(button(&format!("{GIVE}{left}"), is_here, width));
        FormLines {
            lines,
            cursor,
            options,
        }
    }
}
