//! Text that is typed: one line, or an answer of several.

use std::ops::Range;

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::style::{Modifier, Style};
use ratatui_core::text::{Line, Span};
use ratatui_core::widgets::Widget;
use ratatui_crossterm::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui_textarea::{CursorMove, DataCursor, TextArea, WrapMode};

use super::lines::hanging;
use super::passage::{shown, wrapped};
use sourcework_core::attempt::MOST_TEXT;

/// A text that is being typed.
pub struct TextBox {
    area: TextArea<'static>,
    has_lines: bool,
}

impl TextBox {
    /// One line.
    pub fn line(text: &str) -> Self {
        let text = text.replace(['\n', '\r'], " ");
        Self::new(vec![text], false)
    }

    /// Several lines.
    pub fn lines(text: &str) -> Self {
        Self::new(text.split('\n').map(str::to_owned).collect(), true)
    }

    fn new(lines: Vec<String>, has_lines: bool) -> Self {
        let mut area = TextArea::new(lines);
        area.set_wrap_mode(WrapMode::WordOrGlyph);
        area.set_cursor_line_style(Style::new());
        area.set_cursor_style(Style::new().add_modifier(Modifier::REVERSED));
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { area, has_lines }
    }

    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    pub fn words(&self) -> usize {
        let lines = self.area.lines().iter();
        lines.map(|line| line.split_whitespace().count()).sum()
    }

    fn bytes(&self) -> usize {
        let lines = self.area.lines();
        lines.iter().map(String::len).sum::<usize>() + lines.len() - 1
    }

    /// Puts another text in its place; it can be undone.
    pub fn replace(&mut self, text: &str) {
        self.area.select_all();
        self.area.cut();
        self.area.insert_str(text);
    }

    /// Whether the key was for the text.
    pub fn press(&mut self, key: KeyEvent) -> bool {
        let has = |modifier: KeyModifiers| key.modifiers.contains(modifier);
        let by_word = has(KeyModifiers::CONTROL) || has(KeyModifiers::ALT);
        let area = &mut self.area;
        match key.code {
            KeyCode::Char('z') if has(KeyModifiers::ALT) => self.undo(),
            KeyCode::Char('u') if has(KeyModifiers::CONTROL) => self.undo(),
            KeyCode::Char('y') if has(KeyModifiers::CONTROL) => _ = area.redo(),
            KeyCode::Char('a') if has(KeyModifiers::CONTROL) => area.move_cursor(CursorMove::Head),
            KeyCode::Char('e') if has(KeyModifiers::CONTROL) => area.move_cursor(CursorMove::End),
            KeyCode::Char('b') if has(KeyModifiers::ALT) => area.move_cursor(CursorMove::WordBack),
            KeyCode::Char('f') if has(KeyModifiers::ALT) => {
                area.move_cursor(CursorMove::WordForward);
            }
            KeyCode::Char(c) if !by_word => {
                if self.bytes() + c.len_utf8() <= MOST_TEXT {
                    self.area.insert_char(c);
                }
            }
            KeyCode::Enter if self.has_lines => {
                if self.bytes() < MOST_TEXT {
                    self.area.insert_newline();
                }
            }
            KeyCode::Left if by_word => area.move_cursor(CursorMove::WordBack),
            KeyCode::Right if by_word => area.move_cursor(CursorMove::WordForward),
            KeyCode::Backspace if by_word => _ = area.delete_word(),
            KeyCode::Delete if by_word => _ = area.delete_next_word(),
            KeyCode::Home if by_word => area.move_cursor(CursorMove::Top),
            KeyCode::End if by_word => area.move_cursor(CursorMove::Bottom),
            KeyCode::Up | KeyCode::Down if !self.has_lines => return false,
            KeyCode::Left => area.move_cursor(CursorMove::Back),
            KeyCode::Right => area.move_cursor(CursorMove::Forward),
            KeyCode::Up => area.move_cursor(CursorMove::Up),
            KeyCode::Down => area.move_cursor(CursorMove::Down),
            KeyCode::Home => area.move_cursor(CursorMove::Head),
            KeyCode::End => area.move_cursor(CursorMove::End),
            KeyCode::Backspace => _ = area.delete_char(),
            KeyCode::Delete => _ = area.delete_next_char(),
            _ => return false,
        }
        true
    }

    /// Takes back what was done last: a paste, a deletion, or letters to the beginning of a word.
    fn undo(&mut self) {
        loop {
            let before = self.bytes();
            if !self.area.undo() {
                return;
            }
            let is_letter = self.bytes() + 1 == before;
            let DataCursor(row, column) = self.area.cursor();
            let line = self.area.lines().get(row).map_or("", String::as_str);
            let last = column.checked_sub(1).and_then(|at| line.chars().nth(at));
            if !is_letter || last.is_none_or(char::is_whitespace) {
                return;
            }
        }
    }

    /// Pastes a text; what does not fit into an answer, if anything.
    pub fn paste(&mut self, text: &str) -> Option<String> {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = match self.has_lines {
            true => text,
            false => text.replace('\n', " "),
        };
        let is_text = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
        let text: String = text.chars().filter(is_text).collect();
        let room = MOST_TEXT.saturating_sub(self.bytes());
        let fits = text.floor_char_boundary(room);
        self.area.insert_str(&text[..fits]);
        (fits < text.len()).then(|| text[fits..].to_owned())
    }

    pub fn draw(&self, area: Rect, buffer: &mut Buffer) {
        (&self.area).render(area, buffer);
    }

    /// A text of one line as lines of a form, with its cursor.
    pub fn one_line(&self, has_cursor: bool, width: usize) -> Vec<Line<'static>> {
        let text = shown(&self.text());
        if !has_cursor {
            let text = match text.trim() {
                "" => "—",
                text => text,
            };
            return hanging("    ", text, width, Style::new());
        }
        // The cursor is drawn as a block: the terminal's own may stand in another pane.
        let column = self.area.cursor().1;
        let at = text
            .char_indices()
            .nth(column)
            .map_or(text.len(), |it| it.0);
        let lines = wrapped(&text, 0..text.len(), width.saturating_sub(6).max(8));
        let ends = lines.iter().map(|line| line.end);
        let row = ends
            .take_while(|end| *end < at)
            .count()
            .min(lines.len() - 1);
        let numbered = lines.into_iter().enumerate();
        let drawn = numbered
            .map(|(number, line)| line_with_cursor(&text, line, (number == row).then_some(at)));
        drawn.collect()
    }
}

/// A line of a text that is being typed, with its cursor if that is there.
fn line_with_cursor(text: &str, line: Range<usize>, cursor: Option<usize>) -> Line<'static> {
    let underlined = Style::new().add_modifier(Modifier::UNDERLINED);
    let reversed = Style::new().add_modifier(Modifier::REVERSED);
    let indent = Span::raw("    ");
    let Some(at) = cursor else {
        return Line::from(vec![
            indent,
            Span::styled(text[line].to_owned(), underlined),
        ]);
    };
    let under = text[at..line.end.max(at)].chars().next();
    let after = at + under.map_or(0, char::len_utf8);
    Line::from(vec![
        indent,
        Span::styled(text[line.start..at].to_owned(), underlined),
        Span::styled(under.unwrap_or(' ').to_string(), reversed),
        Span::styled(text[after..line.end.max(after)].to_owned(), underlined),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_into_an_answer_is_given_back() {
        let mut text = TextBox::lines("");
        let rest = text.paste(&"a".repeat(MOST_TEXT + 3));
        assert_eq!(rest.as_deref(), Some("aaa"));
        assert_eq!(text.text().len(), MOST_TEXT);
    }

    #[test]
    fn line_ends_and_controls_of_a_paste_become_text() {
        let mut text = TextBox::lines("");
        assert_eq!(text.paste("one\r\ntwo\rthree\u{1b}[2J"), None);
        assert_eq!(text.text(), "one\ntwo\nthree[2J");
        let mut line = TextBox::line("");
        line.paste("one\ntwo");
        assert_eq!(line.text(), "one two");
    }

    #[test]
    fn arrows_move_the_cursor_in_a_line_and_in_a_text() {
        let press = |text: &mut TextBox, key| {
            assert!(
                text.press(KeyEvent::new(key, KeyModifiers::NONE)),
                "{key:?}"
            );
        };
        let mut line = TextBox::line("abc");
        for key in [
            KeyCode::Left,
            KeyCode::Left,
            KeyCode::Char('X'),
            KeyCode::End,
        ] {
            press(&mut line, key);
        }
        press(&mut line, KeyCode::Char('d'));
        assert_eq!(line.text(), "aXbcd");
        let mut text = TextBox::lines("one\ntwo");
        for key in [KeyCode::Up, KeyCode::Home, KeyCode::Char('X')] {
            press(&mut text, key);
        }
        assert_eq!(text.text(), "Xone\ntwo");
    }

    #[test]
    fn undo_takes_back_a_word_at_a_time() {
        let mut text = TextBox::lines("");
        for c in "one two".chars() {
            text.press(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
        }
        let undo = KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL);
        text.press(undo);
        assert_eq!(text.text(), "one ");
        text.press(undo);
        assert_eq!(text.text(), "");
    }

    #[test]
    fn a_replaced_text_can_be_undone() {
        let mut text = TextBox::lines("first");
        text.replace("second");
        assert_eq!(text.text(), "second");
        for _ in 0..2 {
            text.press(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL));
        }
        assert_eq!(text.text(), "first");
    }
}
