//! Prompts outside an attempt at a terminal with cursor movement: menus and confirmations by
//! dialoguer, lines as on a plain terminal.

use std::fmt;
use std::io::{self, IsTerminal};

use console::Term;
use dialoguer::theme::Theme;
use dialoguer::{Confirm, Select};

use super::page::WIDEST;
use super::plain::Plain;
use super::prompt::{Command, Halt, Line, Prompt, Reply};
use super::restored::Restored;
use crate::interrupts;

/// Asks by menus where there is room for one.
pub struct Dialogue {
    term: Term,
    lines: Plain<io::StdinLock<'static>, io::Stderr>,
    /// What is said when Ctrl-C ends the program.
    parting: String,
}

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

/// Whether menus can be drawn: all three streams are one terminal, and it knows cursor movement.
pub fn is_usable() -> bool {
    io::stdin().is_terminal()
        && io::stdout().is_terminal()
        && io::stderr().is_terminal()
        && !console::is_dumb()
}

impl Dialogue {
    pub fn new(columns: usize, parting: String) -> Self {
        Self {
            term: Term::stderr(),
            lines: Plain::new(io::stdin().lock(), io::stderr(), columns, false),
            parting,
        }
    }
}

impl Prompt for Dialogue {
    fn line(&mut self, line: Line<'_>) -> Result<Reply, Halt> {
        // A line that is being read cannot be interrupted.
        interrupts::end_with(Some(self.parting.clone()));
        let reply = self.lines.line(line);
        interrupts::end_with(None);
        reply
    }

    fn choose(&mut self, prompt: &str, items: &[String]) -> Result<Option<usize>, Halt> {
        let (rows, columns) = self.term.size();
        // A menu that does not fit would push its own beginning off the screen.
        if items.len() + 2 > usize::from(rows) {
            return self.lines.choose(prompt, items);
        }
        let _restored = Restored::new(&self.term);
        // An item that is wider than the terminal would be drawn over what stands above.
        let room = usize::from(columns).saturating_sub(4).min(WIDEST);
        let short: Vec<String> = items
            .iter()
            .map(|item| console::truncate_str(item, room, "…").into_owned())
            .collect();
        let select = Select::with_theme(&AsAsked)
            .with_prompt(prompt)
            .items(&short)
            .default(0);
        interacted(select.interact_on_opt(&self.term))
    }

    fn confirm(&mut self, question: &str) -> Result<Option<bool>, Halt> {
        let _restored = Restored::new(&self.term);
        let confirm = Confirm::new().with_prompt(question);
        interacted(confirm.interact_on_opt(&self.term))
    }

    fn pause(&mut self, commands: &[Command]) -> Result<Option<Command>, Halt> {
        self.lines.pause(commands)
    }

    fn is_answered_by_a_person(&self) -> bool {
        true
    }

    fn labels(&self, count: usize) -> Vec<String> {
        self.lines.labels(count)
    }

    fn columns(&self) -> usize {
        usize::from(self.term.size().1)
    }

    fn back(&self) -> &'static str {
        self.lines.back()
    }
}

fn interacted<T>(outcome: dialoguer::Result<Option<T>>) -> Result<Option<T>, Halt> {
    outcome.map_err(|dialoguer::Error::IO(error)| Halt::from(error))
}
