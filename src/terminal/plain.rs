//! The plain face: lines in, lines out. No redraw, no cursor movement, numbers to choose by.

use std::io::{BufRead, Write};

use super::prompt::{Command, Halt, Line, Prompt, Reply, go_on};
use super::visible;

/// Asks by lines.
pub struct Plain<R, W> {
    input: R,
    output: W,
    columns: usize,
    /// Whether what is read is written too, as a terminal would do.
    echo: bool,
}

/// What is typed to go back.
const BACK: &str = "back";

impl<R: BufRead, W: Write> Plain<R, W> {
    /// Reads from `input` and prompts on `output`. Where no terminal shows what is typed, `echo`
    /// does.
    pub fn new(input: R, output: W, columns: usize, echo: bool) -> Self {
        Self {
            input,
            output,
            columns,
            echo,
        }
    }

    fn read(&mut self, prompt: &str) -> Result<String, Halt> {
        write!(self.output, "{prompt}")?;
        self.output.flush()?;
        let mut bytes = Vec::new();
        if self.input.read_until(b'\n', &mut bytes)? == 0 {
            writeln!(self.output)?;
            return Err(Halt::EndOfInput);
        }
        let text = String::from_utf8_lossy(&bytes);
        if self.echo {
            writeln!(self.output, "{}", visible(text.trim_end()))?;
        }
        Ok(text.trim_end_matches(['\n', '\r']).to_owned())
    }
}

impl<R: BufRead, W: Write> Prompt for Plain<R, W> {
    fn line(&mut self, line: Line<'_>) -> Result<Reply, Halt> {
        let text = self.read(line.prompt)?;
        let typed = text.trim();
        if typed == BACK || typed == "\u{1b}" {
            return Ok(Reply::Back);
        }
        let mut letters = typed.chars();
        let command = match (letters.next(), letters.next()) {
            (Some(key), None) => {
                let is = |it: &Command| it.key() == key.to_ascii_lowercase();
                line.commands.iter().copied().find(is)
            }
            _ => None,
        };
        // Controls are what a terminal or a paste added, not what was meant.
        let meant = |c: &char| !c.is_control() || *c == '\t';
        let text = text.chars().filter(meant).collect();
        Ok(command.map_or(Reply::Text(text), Reply::Command))
    }

    fn choose(&mut self, prompt: &str, items: &[String]) -> Result<Option<usize>, Halt> {
        for (index, item) in items.iter().enumerate() {
            writeln!(self.output, "{}. {item}", index + 1)?;
        }
        loop {
            let typed = self.read(&format!(
                "{prompt}: enter a number from 1 to {}: ",
                items.len()
            ))?;
            let typed = typed.trim();
            if typed == BACK || typed == "\u{1b}" {
                return Ok(None);
            }
            match typed.parse::<usize>() {
                Ok(number) if (1..=items.len()).contains(&number) => return Ok(Some(number - 1)),
                _ => writeln!(
                    self.output,
                    "That is not a number from 1 to {}.",
                    items.len()
                )?,
            }
        }
    }

    fn confirm(&mut self, question: &str) -> Result<Option<bool>, Halt> {
        loop {
            let typed = self
                .read(&format!("{question} Enter y or n: "))?
                .trim()
                .to_lowercase();
            match typed.as_str() {
                "y" | "yes" => return Ok(Some(true)),
                "n" | "no" => return Ok(Some(false)),
                BACK | "\u{1b}" => return Ok(None),
                _ => writeln!(self.output, "Please enter y for yes or n for no.")?,
            }
        }
    }

    fn is_answered_by_a_person(&self) -> bool {
        !self.echo
    }

    fn pause(&mut self, commands: &[Command]) -> Result<Option<Command>, Halt> {
        // Nothing is pushed off a screen here; it only stops where there is something to do.
        let only_read = commands.iter().all(|it| *it == Command::Read);
        if only_read || self.echo {
            return Ok(None);
        }
        go_on(self, commands)
    }

    fn labels(&self, count: usize) -> Vec<String> {
        (1..=count).map(|number| number.to_string()).collect()
    }

    fn columns(&self) -> usize {
        self.columns
    }

    fn back(&self) -> &'static str {
        BACK
    }
}
