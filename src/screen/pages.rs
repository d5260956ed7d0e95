//! Pages outside an attempt: a menu in which one types to find something, something to read, and a
//! line to fill in.

use ratatui_core::layout::Rect;
use ratatui_core::style::{Modifier, Style};
use ratatui_core::terminal::Frame;
use ratatui_core::text::Line;
use ratatui_crossterm::crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::device::Device;
use super::lines::{hanging, of_blocks, styled};
use super::passage::shown;
use super::text_box::TextBox;
use crate::interrupts;
use crate::terminal::Halt;
use sourcework_core::present::Block;

/// An entry of a menu.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is.
    pub text: String,
    /// What is said about it, while the cursor is on it.
    pub about: String,
}

/// A page while it is shown.
pub(super) trait OnScreen {
    /// What comes of it.
    type Left;
    /// What stands at its top.
    fn title(&self) -> String;
    /// Takes a key; what comes of the page, if it ends.
    fn press(&mut self, key: KeyEvent) -> Option<Self::Left>;
    /// Takes a text that is pasted.
    fn paste(&mut self, text: &str);
    /// The keys that work now.
    fn help(&self) -> String;
    /// The lines that fit.
    fn lines(&mut self, width: usize, room: usize) -> Vec<Line<'static>>;
}

/// A page of which something comes that it does not know of itself.
struct Page<'p> {
    title: &'p str,
    content: Content<'p>,
}

/// What a page is.
enum Content<'p> {
    Menu {
        entries: &'p [Entry],
        esc: &'static str,
        sought: TextBox,
        cursor: usize,
    },
    Reading {
        blocks: &'p [Block],
        top: usize,
    },
    Asking {
        question: &'p str,
        field: TextBox,
        why_not: String,
    },
}

/// What came of a page.
enum Left {
    Chosen(usize),
    Typed(String),
    Back,
}

/// Lets one of the entries be chosen; `None` is back. `esc` says what Esc does.
pub fn choose(title: &str, entries: &[Entry], esc: &'static str) -> Result<Option<usize>, Halt> {
    let content = Content::Menu {
        entries,
        esc,
        sought: TextBox::line(""),
        cursor: 0,
    };
    match show(Page { title, content })? {
        Left::Chosen(place) => Ok(Some(place)),
        _ => Ok(None),
    }
}

/// Shows blocks until they have been read.
pub fn read(title: &str, blocks: &[Block]) -> Result<(), Halt> {
    let content = Content::Reading { blocks, top: 0 };
    show(Page { title, content }).map(drop)
}

/// Asks for a line; `why_not` says what was wrong with the one before. `None` is back.
pub fn ask(title: &str, question: &str, why_not: &str) -> Result<Option<String>, Halt> {
    let content = Content::Asking {
        question,
        field: TextBox::line(""),
        why_not: why_not.to_owned(),
    };
    match show(Page { title, content })? {
        Left::Typed(text) => Ok(Some(text)),
        _ => Ok(None),
    }
}

/// Shows a page until something comes of it.
pub(super) fn show<P: OnScreen>(mut page: P) -> Result<P::Left, Halt> {
    let mut device = Device::open()?;
    loop {
        device.terminal.draw(|frame| draw(&mut page, frame))?;
        let event = device.next()?;
        if interrupts::wanted() {
            return Err(Halt::Interrupted);
        }
        match event {
            Some(Event::Key(key)) if key.kind != KeyEventKind::Release => {
                let is_ctrl = key.modifiers == KeyModifiers::CONTROL;
                match key.code {
                    KeyCode::Char('c') if is_ctrl => return Err(Halt::Interrupted),
                    KeyCode::Char('z') if is_ctrl => device.suspend()?,
                    _ => {
                        if let Some(left) = page.press(key) {
                            return Ok(left);
                        }
                    }
                }
            }
            Some(Event::Paste(text)) => page.paste(&text),
            _ => {}
        }
    }
}

impl OnScreen for Page<'_> {
    type Left = Left;

    fn title(&self) -> String {
        self.title.to_owned()
    }

    fn press(&mut self, key: KeyEvent) -> Option<Left> {
        if key.code == KeyCode::Esc {
            if let Content::Menu { sought, cursor, .. } = &mut self.content
                && !sought.text().is_empty()
            {
                sought.replace("");
                *cursor = 0;
                return None;
            }
            return Some(Left::Back);
        }
        match &mut self.content {
            Content::Menu {
                entries,
                sought,
                cursor,
                ..
            } => {
                let fitting = fitting(entries, &sought.text());
                match key.code {
                    KeyCode::Up => *cursor = cursor.saturating_sub(1),
                    KeyCode::Down => *cursor = (*cursor + 1).min(fitting.len().saturating_sub(1)),
                    KeyCode::PageUp => *cursor = cursor.saturating_sub(8),
                    KeyCode::PageDown => {
                        *cursor = (*cursor + 8).min(fitting.len().saturating_sub(1));
                    }
                    KeyCode::Enter => {
                        if let Some(place) = fitting.get(*cursor) {
                            return Some(Left::Chosen(*place));
                        }
                    }
                    _ => {
                        if sought.press(key) {
                            *cursor = 0;
                        }
                    }
                }
            }
            Content::Reading { top, .. } => match key.code {
                KeyCode::Up => *top = top.saturating_sub(1),
                KeyCode::Down => *top += 1,
                KeyCode::PageUp => *top = top.saturating_sub(15),
                KeyCode::PageDown | KeyCode::Char(' ') => *top += 15,
                KeyCode::Home => *top = 0,
                KeyCode::Enter => return Some(Left::Back),
                _ => {}
            },
            Content::Asking { field, .. } => match key.code {
                KeyCode::Enter => return Some(Left::Typed(field.text())),
                _ => _ = field.press(key),
            },
        }
        None
    }

    fn paste(&mut self, text: &str) {
        match &mut self.content {
            Content::Menu { sought, .. } => _ = sought.paste(text),
            Content::Asking { field, .. } => _ = field.paste(text),
            Content::Reading { .. } => {}
        }
    }

    fn help(&self) -> String {
        match &self.content {
            Content::Menu { esc, .. } => format!("↑ ↓ Enter · type to find · Esc {esc}"),
            Content::Reading { .. } => "↑ ↓ PgUp PgDn · Enter goes back".to_owned(),
            Content::Asking { .. } => "Enter takes it · Esc back".to_owned(),
        }
    }

    fn lines(&mut self, width: usize, room: usize) -> Vec<Line<'static>> {
        match &mut self.content {
            Content::Menu {
                entries,
                sought,
                cursor,
                ..
            } => {
                let mut lines = Vec::new();
                let mut here = 0;
                for (row, place) in fitting(entries, &sought.text()).into_iter().enumerate() {
                    let entry = &entries[place];
                    let is_here = row == *cursor;
                    let (sign, style) = match is_here {
                        true => ("▸ ", styled::reversed()),
                        false => ("  ", Style::new()),
                    };
                    if is_here {
                        here = lines.len();
                    }
                    lines.extend(hanging(sign, &entry.text, width, style));
                    if is_here && !entry.about.is_empty() {
                        lines.extend(hanging("    ", &entry.about, width, styled::faint()));
                    }
                }
                if lines.is_empty() {
                    lines.push(Line::from("  Nothing fits; Backspace takes a letter away."));
                }
                let room = room.saturating_sub(2);
                let top = (here + 4).saturating_sub(room).min(here);
                let mut shown: Vec<Line<'static>> = match sought.text().is_empty() {
                    true => vec![Line::styled("Type to find something.", styled::faint())],
                    false => sought.one_line(true, width),
                };
                shown.push(Line::default());
                shown.extend(lines.into_iter().skip(top));
                shown
            }
            Content::Reading { blocks, top } => {
                let lines = of_blocks(blocks, width);
                *top = (*top).min(lines.len().saturating_sub(room));
                lines.into_iter().skip(*top).collect()
            }
            Content::Asking {
                question,
                field,
                why_not,
            } => {
                let mut lines = hanging("", question, width, Style::new());
                lines.extend(field.one_line(true, width));
                if !why_not.is_empty() {
                    lines.push(Line::default());
                    lines.extend(hanging("", why_not, width, styled::strong()));
                }
                lines
            }
        }
    }
}

/// The entries that have all the words that are sought, whatever their capitals.
fn fitting(entries: &[Entry], sought: &str) -> Vec<usize> {
    let sought = sought.to_lowercase();
    let words: Vec<&str> = sought.split_whitespace().collect();
    let fits = |(_, entry): &(usize, &Entry)| {
        let text = format!("{} {}", entry.text, entry.about).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let fitting = entries.iter().enumerate().filter(fits);
    fitting.map(|(place, _)| place).collect()
}

pub(super) fn draw(page: &mut impl OnScreen, frame: &mut Frame<'_>) {
    let area = frame.area();
    let buffer = frame.buffer_mut();
    let width = usize::from(area.width);
    let head = Rect { height: 1, ..area };
    buffer.set_style(head, Style::new().add_modifier(Modifier::REVERSED));
    buffer.set_stringn(
        area.x + 1,
        area.y,
        shown(&page.title()),
        width,
        Style::new(),
    );
    let last = area.y + area.height.saturating_sub(1);
    buffer.set_stringn(area.x, last, page.help(), width, styled::faint());
    let room = usize::from(area.height.saturating_sub(3));
    let inside = width.saturating_sub(4).min(96);
    let lines = page.lines(inside, room);
    let rows = area.y + 2..last;
    for (line, y) in lines.iter().zip(rows) {
        buffer.set_line(area.x + 2, y, line, area.width.saturating_sub(4));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_find_an_entry_whatever_their_order_and_capitals() {
        let entry = |text: &str| Entry {
            text: text.to_owned(),
            about: String::new(),
        };
        let entries = [
            entry("Warm-up: the letter"),
            entry("Exam paper"),
            entry("Leave"),
        ];
        assert_eq!(fitting(&entries, "LETTER warm"), [0]);
        assert_eq!(fitting(&entries, "e"), [0, 1, 2]);
        assert!(fitting(&entries, "zz").is_empty());
    }
}
