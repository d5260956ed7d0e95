//! Fields, one below the other: a menu or a line each. Gaps of a text are fields too.

use std::ops::Range;

use ratatui_core::style::Style;
use ratatui_core::text::Line;
use ratatui_crossterm::crossterm::event::{KeyCode, KeyEvent};

use super::{FormLines, Pressed, are_numbers, button, here, letter, named, plain};
use crate::screen::lines::{hanging, styled};
use crate::screen::text_box::TextBox;
use crate::terminal::StepAnswer;

/// Fields, and a button below them.
pub struct Fields {
    /// The texts around gaps, where the fields are gaps.
    pub(super) around: Vec<String>,
    pub(super) fields: Vec<Field>,
    /// The field that the cursor is in; as many as there are fields: the button.
    pub(super) at: usize,
    pub(super) button: &'static str,
}

/// Something that is asked, and what is filled in.
pub struct Field {
    label: String,
    pub(super) input: Input,
}

/// How a field is filled in.
pub enum Input {
    /// One option is picked.
    Menu {
        options: Vec<String>,
        cursor: usize,
        picked: Option<usize>,
    },
    /// A line is typed; whether a sentence of the passage can be taken instead.
    Line(Box<TextBox>, bool),
}

impl Field {
    pub fn menu(label: impl Into<String>, options: &[&str], picked: Option<usize>) -> Self {
        Self {
            label: label.into(),
            input: Input::Menu {
                options: options.iter().map(|it| (*it).to_owned()).collect(),
                cursor: picked.unwrap_or(0),
                picked,
            },
        }
    }

    pub fn line(label: impl Into<String>, text: &str, from_passage: bool) -> Self {
        Self {
            label: label.into(),
            input: Input::Line(Box::new(TextBox::line(text)), from_passage),
        }
    }

    pub(super) fn answer(&self) -> StepAnswer {
        match &self.input {
            Input::Menu { picked, .. } => StepAnswer::Picked(picked.iter().copied().collect()),
            Input::Line(text, _) => StepAnswer::Typed(text.text()),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words().trim().is_empty()
    }

    fn words(&self) -> String {
        match &self.input {
            Input::Menu {
                options, picked, ..
            } => picked.map_or(String::new(), |place| options[place].clone()),
            Input::Line(text, _) => text.text(),
        }
    }
}

impl Fields {
    pub(super) fn press(&mut self, key: KeyEvent) -> Pressed {
        let last = self.fields.len();
        let Some(field) = self.fields.get_mut(self.at) else {
            match key.code {
                KeyCode::Up | KeyCode::Left => self.at = last.saturating_sub(1),
                KeyCode::Enter => return Pressed::Give,
                _ => return Pressed::Ignored,
            }
            return Pressed::Taken;
        };
        match &mut field.input {
            Input::Menu {
                options,
                cursor,
                picked,
            } => match key.code {
                KeyCode::Up if *cursor > 0 => *cursor -= 1,
                KeyCode::Down if *cursor + 1 < options.len() => *cursor += 1,
                KeyCode::Up | KeyCode::Left => self.at = self.at.saturating_sub(1),
                KeyCode::Down | KeyCode::Right => self.at += 1,
                KeyCode::Enter | KeyCode::Char(' ') => {
                    *picked = Some(*cursor);
                    self.at += 1;
                }
                KeyCode::Backspace | KeyCode::Delete => *picked = None,
                _ => {
                    let Some(place) = plain(key).and_then(|c| named(c, options)) else {
                        return Pressed::Ignored;
                    };
                    (*cursor, *picked) = (place, Some(place));
                    self.at += 1;
                }
            },
            Input::Line(text, _) => match key.code {
                KeyCode::Up => self.at = self.at.saturating_sub(1),
                KeyCode::Down | KeyCode::Enter => self.at += 1,
                _ if text.press(key) => {}
                _ => return Pressed::Ignored,
            },
        }
        Pressed::Taken
    }

    pub(super) fn lines(&self, width: usize) -> FormLines {
        let mut lines = Vec::new();
        let mut cursor = 0;
        let mut options = Vec::new();
        if !self.around.is_empty() {
            lines.extend(self.gapped(width));
            lines.push(Line::default());
        }
        for (place, field) in self.fields.iter().enumerate() {
            let is_here = place == self.at;
            // Of gaps only the one that is being filled is shown below the text.
            if !is_here && !self.around.is_empty() {
                continue;
            }
            if is_here {
                cursor = lines.len();
            }
            let (of_field, of_options) = field.lines(is_here, width);
            let top = lines.len();
            options.extend(of_options.iter().map(|it| top + it.start..top + it.end));
            lines.extend(of_field);
        }
        let is_here = self.at == self.fields.len();
        lines.push(Line::default());
        if is_here {
            cursor = lines.len();
        }
        lines.extend(button(self.button, is_here, width));
        FormLines {
            lines,
            cursor,
            options,
        }
    }

    /// The text with its gaps as they are filled.
    fn gapped(&self, width: usize) -> Vec<Line<'static>> {
        let mut text = String::new();
        for (place, part) in self.around.iter().enumerate() {
            text += part;
            if let Some(field) = self.fields.get(place) {
                let words = field.words();
                let words = match words.trim() {
                    "" => "______",
                    words => words,
                };
                let (open, close) = match place == self.at {
                    true => ("▸[", "]"),
                    false => ("[", "]"),
                };
                text += &format!("{open}{}\u{a0}{words}{close}", field.label);
            }
        }
        hanging("", &text, width, Style::new())
    }
}

impl Field {
    /// Its lines, and those of the options that a key could pick now.
    fn lines(&self, is_here: bool, width: usize) -> (Vec<Line<'static>>, Vec<Range<usize>>) {
        let sign = if is_here { "▸ " } else { "  " };
        let mut lines = Vec::new();
        let mut of_options = Vec::new();
        match &self.input {
            Input::Menu {
                options,
                cursor,
                picked,
            } => {
                let chosen = picked.map_or("—", |place| options[place].as_str());
                if !is_here {
                    let text = format!("{} → {chosen}", self.label);
                    return (hanging(sign, &text, width, Style::new()), of_options);
                }
                lines.extend(hanging(sign, &self.label, width, here(true)));
                for (place, option) in options.iter().enumerate() {
                    let mark = match *picked == Some(place) {
                        true => "(•)",
                        false => "( )",
                    };
                    let arrow = if place == *cursor { "▸" } else { " " };
                    let name = match are_numbers(options) {
                        true => String::new(),
                        false => format!("{} ", letter(place)),
                    };
                    let label = format!("    {arrow} {mark} {name}");
                    let top = lines.len();
                    lines.extend(hanging(&label, option, width, here(place == *cursor)));
                    of_options.push(top..lines.len());
                }
            }
            Input::Line(text, from_passage) => {
                lines.extend(hanging(sign, &self.label, width, here(is_here)));
                if is_here && *from_passage {
                    let help = "Type it, or press Ctrl-P to pick a sentence of the passage.";
                    lines.extend(hanging("  ", help, width, styled::faint()));
                }
                lines.extend(text.one_line(is_here, width));
            }
        }
        (lines, of_options)
    }
}
