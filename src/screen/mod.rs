//! The screen: passage and question together, choices that can be seen, an area for text, the result
//! by itself. It draws the blocks of `present` and hands what the student decides to the attempt; it
//! says nothing of its own but what its keys do.

mod app;
mod device;
mod draw;
mod form;
mod keys;
mod lines;
pub mod pages;
mod passage;
mod popup;
pub mod reviewing;
mod stage;
#[cfg(test)]
mod tests;
mod text_box;

use std::ffi::OsString;
use std::io::IsTerminal;

use ratatui_crossterm::crossterm::event::{Event, KeyCode, KeyModifiers};
use ratatui_crossterm::crossterm::terminal;

use crate::interrupts;
use crate::terminal::{Clock, Halt};
use app::{App, Errand};
use device::Device;
pub use device::{close, is_up};
use sourcework_service::LiveAttempt;

/// The smallest terminal that a screen is drawn on; on smaller ones lines are printed.
const SMALLEST: (u16, u16) = (50, 20);

/// Whether a screen can be drawn: all three streams are one terminal that knows cursor movement and
/// is large enough.
pub fn is_usable() -> bool {
    let is_terminal = std::io::stdin().is_terminal()
        && std::io::stdout().is_terminal()
        && std::io::stderr().is_terminal();
    let is_large = || {
        terminal::size().is_ok_and(|(columns, rows)| columns >= SMALLEST.0 && rows >= SMALLEST.1)
    };
    is_terminal && !console::is_dumb() && is_large()
}

/// Takes a quiz to its end on a screen. On a halt the attempt is as it was after the last answer.
pub fn take(attempt: &mut LiveAttempt<'_>, clock: Clock<'_>) -> Result<(), Halt> {
    let mut app = App::new(attempt, clock)?;
    let mut device = Device::open()?;
    while !app.is_done() {
        device.terminal.draw(|frame| draw::draw(&mut app, frame))?;
        let event = match device.next() {
            Ok(event) => event,
            Err(error) => {
                app.keep_draft();
                return Err(error.into());
            }
        };
        if interrupts::wanted() {
            app.keep_draft();
            return Err(Halt::Interrupted);
        }
        match event {
            Some(Event::Key(key))
                if key.code == KeyCode::Char('z') && key.modifiers == KeyModifiers::CONTROL =>
            {
                app.keep_draft();
                device.suspend()?;
            }
            Some(Event::Key(key)) => {
                app.press(key)?;
                if std::mem::take(&mut app.forgets_keys) {
                    // A key pressed before the feedback was seen was not meant for it.
                    device.forget_keys()?;
                }
            }
            Some(Event::Paste(text)) => app.paste(&text),
            Some(_) => {}
            None => app.tick()?,
        }
        if let Some(Errand::Edit { text, comment }) = app.errand.take() {
            let edited = device.lend(|| edit(&text, &comment))?;
            app.edited(edited);
        }
    }
    Ok(())
}

/// The editor that the student has named, if any.
fn editor() -> Option<OsString> {
    let named = ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(std::env::var_os);
    let mut said = named.filter(|name| !name.to_string_lossy().trim().is_empty());
    said.next()
}

/// Opens the student's editor on a text, with the question as a comment above it.
fn edit(text: &str, comment: &str) -> Result<Option<String>, String> {
    let comment: String = comment.lines().map(|line| format!("# {line}\n")).collect();
    let mut opened = dialoguer::Editor::new();
    opened.extension(".txt");
    if let Some(editor) = editor() {
        opened.executable(editor);
    }
    match opened.edit(&format!("{comment}\n{text}")) {
        Ok(written) => Ok(written.map(|written| without_comment(&written))),
        Err(error) => Err(format!(
            "No editor could be opened ({error}); set the variable EDITOR to the name of your editor."
        )),
    }
}

/// What was written below the comment.
fn without_comment(text: &str) -> String {
    let lines = text.lines().skip_while(|line| line.starts_with('#'));
    let lines: Vec<&str> = lines.collect();
    lines.join("\n").trim().to_owned()
}
