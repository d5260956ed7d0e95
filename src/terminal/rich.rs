//! The face with keys: menus by dialoguer, lines by an editor of one row that never redraws
//! anything above itself.
//!
//! dialoguer's own prompts cannot take `r` while an answer is chosen, nor Esc while one is typed,
//! and lose what is pasted faster than they read; so lines are read here, key by key.

use std::fmt;
use std::io::IsTerminal;

use console::{Key, Term};
use dialoguer::theme::Theme;
use dialoguer::{Confirm, Select};
use unicode_width::UnicodeWidthChar;

use super::page::WIDEST;
use super::prompt::{Command, Halt, Line, Prompt, Reply, go_on};
use super::restored::Restored;
use super::visible;

/// dialoguer's plain look, but a question ends in its own sign.
struct AsAsked;

impl Theme for AsAsked {
    fn format_select_prompt(&self, f: &mut dyn fmt::Write, prompt: &str) -> fmt::Result {
        let end = if prompt.ends_with('?') { "" } else { ":" };
        write!(f, "{prompt}{end}")
    }

    fn format_select_prompt_selection(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        chosen: &str,
    ) -> fmt::Result {
        self.format_select_prompt(f, prompt)?;
        write!(f, " {chosen}")
    }
}

/// Whether the terminal can be drawn on: all three streams are one, and it knows cursor movement.
pub fn is_usable() -> bool {
    std::io::stdin().is_terminal()
        && std::io::stdout().is_terminal()
        && std::io::stderr().is_terminal()
        && !console::is_dumb()
}

/// Lets Ctrl-C reach the prompts as an error instead of ending the process, so that the terminal
/// is left as it was. To be called once.
pub fn ready_for_interrupts() {
    // Fails only where a handler is set already, which does as well.
    let _ = ctrlc::set_handler(|| {});
}

/// Asks by keys, on standard error as dialoguer does.
pub struct Rich {
    term: Term,
    /// What was being typed when the last line was broken off.
    unfinished: String,
}

impl Default for Rich {
    fn default() -> Self {
        Self {
            term: Term::stderr(),
            unfinished: String::new(),
        }
    }
}

/// The columns that a prompt leaves for what is typed.
const ROOM: usize = 8;

/// Fewer rows than this, and dialoguer's menus do not fit (0.12 panics below three).
const FEWEST_ROWS: usize = 5;

impl Rich {
    fn menu_fits(&self) -> bool {
        usize::from(self.term.size().0) >= FEWEST_ROWS
    }

    fn draw(&self, prompt: &str, text: &[char], cursor: usize) -> Result<(), Halt> {
        let columns = usize::from(self.term.size().1).max(2 * ROOM);
        let prompt: String = fitting(prompt, columns.saturating_sub(ROOM));
        let room = columns - width(&prompt) - 1;
        let (shown, before) = window(text, cursor, room);
        let back = width(&shown) - before;
        let mut row = format!("\r\x1b[K{prompt}{shown}");
        if back > 0 {
            row += &format!("\x1b[{back}D");
        }
        self.term.write_str(&row)?;
        self.term.flush()?;
        Ok(())
    }
}

impl Prompt for Rich {
    fn line(&mut self, line: Line<'_>) -> Result<Reply, Halt> {
        let _restored = Restored::new(&self.term);
        let mut editor = Editor::default();
        loop {
            self.draw(line.prompt, &editor.text, editor.cursor)?;
            let key = self.term.read_key();
            let reply = match key {
                Ok(key) => editor.press(&key, line),
                // The window was closed, or something was pressed that cannot be read.
                Err(error) => Some(Err(error.into())),
            };
            if let Some(watch) = line.watch.filter(|_| editor.ends_in_a_word()) {
                watch.borrow_mut()(&editor.text.iter().collect::<String>());
            }
            if let Some(reply) = reply {
                if reply.is_err() {
                    self.unfinished = editor.text.iter().collect();
                }
                let _ = self.term.write_line("");
                return reply;
            }
        }
    }

    fn choose(&mut self, prompt: &str, items: &[String]) -> Result<Option<usize>, Halt> {
        if !self.menu_fits() {
            return self.choose_by_number(prompt, items);
        }
        let _restored = Restored::new(&self.term);
        // An item that is wider than the terminal would be drawn over what stands above.
        let room = usize::from(self.term.size().1)
            .saturating_sub(4)
            .min(WIDEST);
        let short: Vec<String> = items.iter().map(|item| fitting(item, room)).collect();
        let select = Select::with_theme(&AsAsked)
            .with_prompt(prompt)
            .items(&short)
            .default(0);
        interacted(select.interact_on_opt(&self.term))
    }

    fn confirm(&mut self, question: &str) -> Result<Option<bool>, Halt> {
        let _restored = Restored::new(&self.term);
        interacted(
            Confirm::new()
                .with_prompt(question)
                .interact_on_opt(&self.term),
        )
    }

    fn pause(&mut self, commands: &[Command]) -> Result<Option<Command>, Halt> {
        go_on(self, commands)
    }

    fn has_editor(&self) -> bool {
        true
    }

    fn edit(&mut self, text: &str) -> Result<Option<String>, String> {
        let _restored = Restored::new(&self.term);
        let opened = dialoguer::Editor::new().extension(".txt").edit(text);
        opened.map_err(|error| {
            format!("No editor could be opened ({error}); set the variable EDITOR to the name of your editor.")
        })
    }

    fn labels(&self, count: usize) -> Vec<String> {
        // Beyond E, letters would be taken for commands.
        if count > 5 {
            return (1..=count).map(|number| number.to_string()).collect();
        }
        "ABCDE".chars().take(count).map(String::from).collect()
    }

    fn take_unfinished(&mut self) -> String {
        std::mem::take(&mut self.unfinished)
    }

    fn columns(&self) -> usize {
        usize::from(self.term.size().1)
    }

    fn back(&self) -> &'static str {
        "Esc"
    }
}

impl Rich {
    fn choose_by_number(&mut self, prompt: &str, items: &[String]) -> Result<Option<usize>, Halt> {
        let prompt = format!("{prompt} (1-{}) ", items.len());
        loop {
            match self.line(Line {
                prompt: &prompt,
                ..Line::default()
            })? {
                Reply::Back => return Ok(None),
                Reply::Text(text) => match text.trim().parse::<usize>() {
                    Ok(number) if (1..=items.len()).contains(&number) => {
                        return Ok(Some(number - 1));
                    }
                    _ => {}
                },
                Reply::Command(_) => {}
            }
        }
    }
}

fn interacted<T>(outcome: dialoguer::Result<Option<T>>) -> Result<Option<T>, Halt> {
    outcome.map_err(|dialoguer::Error::IO(error)| Halt::from(error))
}

/// The line being typed.
#[derive(Default)]
struct Editor {
    text: Vec<char>,
    cursor: usize,
}

/// More than anybody writes into one line; beyond it keys are ignored.
const LONGEST: usize = 1 << 20;

impl Editor {
    /// Takes a key; returns the reply when the line is complete.
    fn press(&mut self, key: &Key, line: Line<'_>) -> Option<Result<Reply, Halt>> {
        match key {
            Key::Enter => {
                let text: String = self.text.iter().collect();
                let mut letters = text.trim().chars();
                let command = match (letters.next(), letters.next()) {
                    (Some(key), None) => command(line.commands, key),
                    _ => None,
                };
                return Some(Ok(command.map_or(Reply::Text(text), Reply::Command)));
            }
            Key::Escape => return Some(Ok(Reply::Back)),
            Key::CtrlC | Key::Char('\u{3}') => return Some(Err(Halt::Interrupted)),
            Key::Char('\u{4}') if self.text.is_empty() => return Some(Err(Halt::EndOfInput)),
            Key::Char('\u{4}') => {}
            // Keys that this editor does not know are not text.
            Key::Char(c) if c.is_control() => {}
            Key::Char(c) => {
                let c = *c;
                let at_once = self.text.is_empty() && !line.labels.is_empty();
                if let Some(command) = command(line.commands, c).filter(|_| at_once) {
                    return Some(Ok(Reply::Command(command)));
                }
                self.insert(c);
            }
            Key::ArrowUp | Key::ArrowDown | Key::Tab | Key::BackTab if !line.labels.is_empty() => {
                self.walk(line.labels, matches!(key, Key::ArrowDown | Key::Tab));
            }
            Key::Tab => self.insert(' '),
            Key::Backspace if self.cursor > 0 => {
                self.cursor -= 1;
                self.text.remove(self.cursor);
            }
            Key::Del if self.cursor < self.text.len() => {
                self.text.remove(self.cursor);
            }
            Key::ArrowLeft => self.cursor = self.cursor.saturating_sub(1),
            Key::ArrowRight => self.cursor = (self.cursor + 1).min(self.text.len()),
            Key::Home => self.cursor = 0,
            Key::End => self.cursor = self.text.len(),
            _ => {}
        }
        None
    }

    /// Whether a word has just been ended, by a space or a sign.
    fn ends_in_a_word(&self) -> bool {
        let mut before = self.text.iter().rev();
        let (last, word) = (before.next(), before.next());
        last.is_some_and(|c| !c.is_alphanumeric()) && word.is_some_and(|c| c.is_alphanumeric())
    }

    fn insert(&mut self, c: char) {
        if self.text.len() < LONGEST {
            self.text.insert(self.cursor, c);
            self.cursor += 1;
        }
    }

    /// Puts the next or the previous label in place of the line.
    fn walk(&mut self, labels: &[String], forward: bool) {
        let text: String = self.text.iter().collect();
        let here = labels
            .iter()
            .position(|label| label.eq_ignore_ascii_case(text.trim()));
        let count = labels.len();
        let there = match (here, forward) {
            (None, true) => 0,
            (None, false) => count - 1,
            (Some(here), true) => (here + 1) % count,
            (Some(here), false) => (here + count - 1) % count,
        };
        self.text = labels[there].chars().collect();
        self.cursor = self.text.len();
    }
}

fn command(commands: &[Command], key: char) -> Option<Command> {
    commands
        .iter()
        .copied()
        .find(|it| it.key() == key.to_ascii_lowercase())
}

fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// The beginning of a text that fits into so many columns, with "…" where some is left out.
fn fitting(text: &str, columns: usize) -> String {
    let text = visible(text);
    if width(&text) <= columns {
        return text.into_owned();
    }
    let mut fitted = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > columns {
            break;
        }
        fitted.push(c);
    }
    fitted + "…"
}

/// The part of a line around the cursor that fits, and the columns of it before the cursor.
fn window(text: &[char], cursor: usize, room: usize) -> (String, usize) {
    let show = |c: &char| visible(c.encode_utf8(&mut [0; 4])).into_owned();
    let mut before: Vec<String> = Vec::new();
    let mut used = 0;
    for c in text[..cursor].iter().rev() {
        let shown = show(c);
        if used + width(&shown) > room {
            break;
        }
        used += width(&shown);
        before.push(shown);
    }
    let columns_before = used;
    let mut shown: String = before.into_iter().rev().collect();
    for c in &text[cursor..] {
        let next = show(c);
        if used + width(&next) > room {
            break;
        }
        used += width(&next);
        shown += &next;
    }
    (shown, columns_before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: impl IntoIterator<Item = Key>, line: Line<'_>) -> Option<Result<Reply, Halt>> {
        let mut editor = Editor::default();
        keys.into_iter().find_map(|key| editor.press(&key, line))
    }

    fn keys(text: &str) -> Vec<Key> {
        text.chars().map(Key::Char).chain([Key::Enter]).collect()
    }

    #[test]
    fn a_command_needs_no_enter_where_something_is_chosen() {
        let labels = ["A".to_owned(), "B".to_owned()];
        let line = Line {
            commands: &[Command::Read],
            labels: &labels,
            ..Line::default()
        };
        assert!(matches!(
            typed([Key::Char('r')], line),
            Some(Ok(Reply::Command(Command::Read)))
        ));
        let text = Line {
            labels: &[],
            ..line
        };
        assert!(
            typed([Key::Char('r')], text).is_none(),
            "it may be the start of a word"
        );
        assert!(matches!(
            typed(keys("r"), text),
            Some(Ok(Reply::Command(Command::Read)))
        ));
        assert!(matches!(typed(keys("rope"), text), Some(Ok(Reply::Text(text))) if text == "rope"));
    }

    #[test]
    fn arrows_walk_through_the_labels() {
        let labels = ["A".to_owned(), "B".to_owned()];
        let line = Line {
            labels: &labels,
            ..Line::default()
        };
        let keys = [Key::ArrowDown, Key::ArrowDown, Key::Enter];
        assert!(matches!(typed(keys, line), Some(Ok(Reply::Text(text))) if text == "B"));
    }

    #[test]
    fn keys_that_the_editor_does_not_know_are_not_text() {
        let keys = [
            Key::Char('a'),
            Key::Char('\u{17}'),                          // Ctrl-W
            Key::UnknownEscSeq(vec!['[', '1', ';', '5']), // the beginning of Ctrl-Left
            Key::Char('\u{b}'),                           // Ctrl-K
            Key::Char('b'),
            Key::Enter,
        ];
        let typed = typed(keys, Line::default());
        assert!(matches!(typed, Some(Ok(Reply::Text(text))) if text == "ab"));
        let chars: Vec<char> = "\u{1b}[2J".chars().collect();
        assert_eq!(window(&chars, chars.len(), 40), ("\\x1b[2J".to_owned(), 7));
    }

    #[test]
    fn a_long_line_shows_what_is_around_the_cursor() {
        let text: Vec<char> = "abcdefghij".chars().collect();
        assert_eq!(window(&text, 10, 4), ("ghij".to_owned(), 4));
        assert_eq!(window(&text, 0, 4), ("abcd".to_owned(), 0));
        let wide: Vec<char> = "日本語".chars().collect();
        assert_eq!(window(&wide, 3, 5), ("本語".to_owned(), 4));
    }
}
