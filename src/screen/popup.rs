//! Small windows over the screen: the list of commands, a question to confirm, words to read, and
//! what is looked for in the passage.

use ratatui_core::style::Style;
use ratatui_core::text::Line;
use ratatui_crossterm::crossterm::event::{KeyCode, KeyEvent};

use super::keys::{Action, Binding};
use super::lines::{hanging, of_blocks, styled};
use super::text_box::TextBox;
use sourcework_core::attempt::{Certainty, Command};
use sourcework_core::present::Block;

/// What a confirmation is for.
#[derive(Debug)]
pub enum Asked {
    /// An answer is given in which something is empty, or nothing was moved.
    Give(Box<Command>),
    /// The student goes on without an answer to the question at that place.
    Skip(usize),
    /// The paper is handed in.
    HandIn,
    /// The student goes on although nothing can be saved.
    GoWithout(Box<Command>),
}

/// A window.
pub enum Popup {
    Commands {
        listed: Vec<Binding>,
        cursor: usize,
    },
    Confirm {
        words: String,
        is_yes: bool,
        asked: Option<Asked>,
    },
    Certainty {
        cursor: usize,
        command: Option<Box<Command>>,
    },
    Words {
        blocks: Vec<Block>,
        top: usize,
    },
    Find {
        field: Box<TextBox>,
        /// The number of the place that is shown, and how many there are.
        found: Option<(usize, usize)>,
    },
}

/// The lines of a window that can be seen.
pub struct Seen {
    pub lines: Vec<Line<'static>>,
    pub more_above: bool,
    pub more_below: bool,
}

/// What came of a key.
#[derive(Debug)]
pub enum Outcome {
    Stays,
    Closes,
    Does(Action),
    Seeks(String),
    Sure(Certainty, Box<Command>),
    Yes(Asked),
    No(Asked),
}

impl Popup {
    pub fn commands(listed: Vec<Binding>) -> Self {
        Self::Commands { listed, cursor: 0 }
    }

    pub fn confirm(words: String, asked: Asked) -> Self {
        Self::Confirm {
            words,
            is_yes: false,
            asked: Some(asked),
        }
    }

    pub fn certainty(command: Box<Command>) -> Self {
        Self::Certainty {
            cursor: 1,
            command: Some(command),
        }
    }

    pub fn words(blocks: Vec<Block>) -> Self {
        Self::Words { blocks, top: 0 }
    }

    pub fn find(words: &str) -> Self {
        Self::Find {
            field: Box::new(TextBox::line(words)),
            found: None,
        }
    }

    /// Whether it asks if the student goes on although nothing can be saved.
    pub fn asks_to_go_without(&self) -> bool {
        matches!(
            self,
            Self::Confirm {
                asked: Some(Asked::GoWithout(_)),
                ..
            }
        )
    }

    /// Says which of the places that were found is shown.
    pub fn say_found(&mut self, places: (usize, usize)) {
        if let Self::Find { found, .. } = self {
            *found = Some(places);
        }
    }

    pub fn press(&mut self, key: KeyEvent) -> Outcome {
        if key.code == KeyCode::Esc {
            let asks = self.asks_to_go_without();
            return match self {
                Self::Confirm { asked, .. } if asks => {
                    asked.take().map_or(Outcome::Closes, Outcome::No)
                }
                _ => Outcome::Closes,
            };
        }
        match self {
            Self::Commands { listed, cursor } => press_commands(listed, cursor, key),
            Self::Confirm { is_yes, asked, .. } => press_confirm(is_yes, asked, key),
            Self::Certainty { cursor, command } => press_certainty(cursor, command, key),
            Self::Words { top, .. } => {
                match key.code {
                    KeyCode::Up => *top = top.saturating_sub(1),
                    KeyCode::Down => *top += 1,
                    _ => return Outcome::Closes,
                }
                Outcome::Stays
            }
            Self::Find { field, found } => {
                if key.code == KeyCode::Enter {
                    return Outcome::Seeks(field.text());
                }
                if field.press(key) {
                    *found = None;
                }
                Outcome::Stays
            }
        }
    }

    pub fn title(&self) -> &'static str {
        match self {
            Self::Commands { .. } => "Commands",
            Self::Confirm { .. } => "Are you sure?",
            Self::Certainty { .. } => "How sure are you?",
            Self::Words { .. } => "",
            Self::Find { .. } => "Find in the passage",
        }
    }

    /// How it is closed.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Commands { .. } | Self::Certainty { .. } => "↑ ↓ Enter · Esc closes",
            Self::Confirm { .. } => "← → Enter · y · n",
            Self::Words { .. } => "↑ ↓ · Enter closes",
            Self::Find { .. } => "Enter: the next place · Esc closes",
        }
    }

    /// Its lines. Where they are more than `room`, those around the cursor can be seen.
    pub fn lines(&mut self, width: usize, room: usize) -> Seen {
        let (mut lines, cursor_end) = self.all_lines(width);
        let last = lines.len().saturating_sub(room);
        let top = match self {
            Self::Words { top, .. } => {
                *top = (*top).min(last);
                *top
            }
            _ => cursor_end.saturating_sub(room),
        };
        lines.drain(..top);
        lines.truncate(room);
        Seen {
            lines,
            more_above: top > 0,
            more_below: top < last,
        }
    }

    /// All its lines, and where those of the entry at the cursor end.
    fn all_lines(&self, width: usize) -> (Vec<Line<'static>>, usize) {
        let lines = match self {
            Self::Commands { listed, cursor } => {
                let mut lines = Vec::new();
                let mut cursor_end = 0;
                for (place, bound) in listed.iter().enumerate() {
                    let style = at_cursor(place == *cursor);
                    let label = format!("{:<7} ", bound.key_name);
                    lines.extend(hanging(&label, bound.about, width, style));
                    if place == *cursor {
                        cursor_end = lines.len();
                    }
                }
                return (lines, cursor_end);
            }
            Self::Confirm { words, is_yes, .. } => {
                let mut lines = hanging("", words, width, Style::new());
                lines.push(Line::default());
                let (yes, no) = match is_yes {
                    true => ("▸[ Yes ]", " [ No ]"),
                    false => (" [ Yes ]", "▸[ No ]"),
                };
                lines.push(Line::from(format!("{yes}   {no}")));
                lines
            }
            Self::Certainty { cursor, .. } => Certainty::ALL
                .iter()
                .enumerate()
                .map(|(place, certainty)| {
                    let words = format!("{} {}", place + 1, certainty.shown());
                    Line::styled(words, at_cursor(place == *cursor))
                })
                .collect(),
            Self::Words { blocks, .. } => of_blocks(blocks, width),
            Self::Find { field, found } => {
                let mut lines = field.one_line(true, width);
                if let Some((number, count)) = found {
                    let words = match count {
                        0 => "Not found.".to_owned(),
                        count => format!("Place {number} of {count}"),
                    };
                    lines.push(Line::from(words));
                }
                lines
            }
        };
        (lines, 0)
    }
}

fn press_commands(listed: &[Binding], cursor: &mut usize, key: KeyEvent) -> Outcome {
    match key.code {
        KeyCode::Up => *cursor = cursor.saturating_sub(1),
        KeyCode::Down => *cursor = (*cursor + 1).min(listed.len().saturating_sub(1)),
        // Enter takes the one at the cursor, whatever it does elsewhere.
        KeyCode::Enter => return Outcome::Does(listed[*cursor].action),
        _ => {
            if let Some(bound) = listed.iter().find(|bound| bound.is_for(key)) {
                return Outcome::Does(bound.action);
            }
        }
    }
    Outcome::Stays
}

fn press_confirm(is_yes: &mut bool, asked: &mut Option<Asked>, key: KeyEvent) -> Outcome {
    let says_yes = match key.code {
        KeyCode::Left | KeyCode::Right | KeyCode::Up | KeyCode::Down | KeyCode::Tab => {
            *is_yes = !*is_yes;
            return Outcome::Stays;
        }
        KeyCode::Char('y' | 'Y') => true,
        KeyCode::Char('n' | 'N') => false,
        KeyCode::Enter => *is_yes,
        _ => return Outcome::Stays,
    };
    match (asked.take(), says_yes) {
        (Some(asked), true) => Outcome::Yes(asked),
        (Some(asked), false) => Outcome::No(asked),
        (None, _) => Outcome::Closes,
    }
}

fn press_certainty(
    cursor: &mut usize,
    command: &mut Option<Box<Command>>,
    key: KeyEvent,
) -> Outcome {
    match key.code {
        KeyCode::Up => *cursor = cursor.saturating_sub(1),
        KeyCode::Down => *cursor = (*cursor + 1).min(Certainty::ALL.len() - 1),
        KeyCode::Char(c @ '1'..='3') => {
            *cursor = c as usize - '1' as usize;
            return sure(*cursor, command);
        }
        KeyCode::Enter => return sure(*cursor, command),
        _ => {}
    }
    Outcome::Stays
}

fn sure(place: usize, command: &mut Option<Box<Command>>) -> Outcome {
    match command.take() {
        Some(command) => Outcome::Sure(Certainty::ALL[place], command),
        None => Outcome::Closes,
    }
}

fn at_cursor(is_here: bool) -> Style {
    match is_here {
        true => styled::reversed(),
        false => Style::new(),
    }
}
