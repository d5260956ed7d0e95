//! What a face asks for: a line, a choice from a menu, a yes or no.

use std::io;

/// A command that can be given instead of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Show the passage again.
    Read,
    /// Explain words of the passage.
    Glossary,
    /// Take the hint.
    Hint,
    /// Go on without an answer.
    Skip,
    /// Set or remove the flag.
    Flag,
    /// Show the overview of the exam.
    Overview,
    /// Show the sentences of the passage, to choose one.
    List,
    /// Judge the answer oneself, whatever the program found.
    Overrule,
    /// Write the answer again.
    Redraft,
    /// Show the questions to look at again.
    Details,
    /// Show the commands.
    Help,
}

impl Command {
    /// The key that gives it.
    pub fn key(self) -> char {
        match self {
            Self::Read => 'r',
            Self::Glossary => 'g',
            Self::Hint => 'h',
            Self::Skip => 's',
            Self::Flag => '!',
            Self::Overview => 'o',
            Self::List => 'l',
            Self::Overrule => 'm',
            Self::Redraft => 'w',
            Self::Details => 'd',
            Self::Help => '?',
        }
    }

    /// What it does, in a sentence.
    pub fn about(self) -> &'static str {
        match self {
            Self::Read => "shows the passage again",
            Self::Glossary => "explains words of the passage",
            Self::Hint => "gives a hint; it costs nothing",
            Self::Skip => "goes on without an answer",
            Self::Flag => "flags the question, or removes the flag",
            Self::Overview => "shows which questions are answered or flagged",
            Self::List => "lists the sentences of the passage, to choose the detail",
            Self::Overrule => "lets you mark the answer yourself",
            Self::Redraft => "lets you write the answer again",
            Self::Details => "shows the questions to look at again",
            Self::Help => "shows this list",
        }
    }
}

/// Commands and what they do, in a line: "r shows the passage again, w lets you write it again".
pub fn in_words(commands: &[Command]) -> String {
    let one = |command: &Command| format!("{} {}", command.key(), command.about());
    commands.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Asks until Enter is pressed or one of the commands given: what else is typed does not go on, so
/// that nothing is skipped by typing ahead.
pub fn go_on(prompt: &mut dyn Prompt, commands: &[Command]) -> Result<Option<Command>, Halt> {
    let text = match commands {
        [] => "Enter goes on: ".to_owned(),
        commands => format!("Enter goes on ({}): ", in_words(commands)),
    };
    loop {
        let line = Line {
            prompt: &text,
            commands,
        };
        match prompt.line(line)? {
            Reply::Command(command) => return Ok(Some(command)),
            Reply::Text(typed) if !typed.trim().is_empty() => {}
            Reply::Text(_) | Reply::Back => return Ok(None),
        }
    }
}

/// What came back from a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Something was typed; may be empty.
    Text(String),
    /// One of the commands that were allowed.
    Command(Command),
    /// Back to where one came from.
    Back,
}

/// Why asking ended.
#[derive(Debug)]
pub enum Halt {
    /// Ctrl-C.
    Interrupted,
    /// The input has ended.
    EndOfInput,
    /// The student has left the quiz.
    Left,
    /// Reading or writing failed.
    Io(io::Error),
}

impl From<io::Error> for Halt {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::Interrupted => Self::Interrupted,
            io::ErrorKind::UnexpectedEof | io::ErrorKind::NotConnected => Self::EndOfInput,
            _ => Self::Io(error),
        }
    }
}

/// What a line may be answered with.
#[derive(Clone, Copy, Default)]
pub struct Line<'a> {
    /// What stands before the cursor.
    pub prompt: &'a str,
    /// The commands that are allowed.
    pub commands: &'a [Command],
}

/// Numbers as labels, where nobody is asked.
pub fn numbers(count: usize) -> Vec<String> {
    (1..=count).map(|number| number.to_string()).collect()
}

/// A way to ask.
pub trait Prompt {
    /// Asks for a line.
    fn line(&mut self, line: Line<'_>) -> Result<Reply, Halt>;

    /// Lets one of several items be chosen; `None` is back.
    fn choose(&mut self, prompt: &str, items: &[String]) -> Result<Option<usize>, Halt>;

    /// Asks for yes or no; `None` is back.
    fn confirm(&mut self, question: &str) -> Result<Option<bool>, Halt>;

    /// Waits until the student has read, where what follows would push it off the screen, or where
    /// there is something to do beside going on. What is wanted first, of these commands.
    fn pause(&mut self, commands: &[Command]) -> Result<Option<Command>, Halt>;

    /// Whether somebody is there to press a key.
    fn is_answered_by_a_person(&self) -> bool {
        true
    }

    /// The labels for so many things to choose from.
    fn labels(&self, count: usize) -> Vec<String>;

    /// The columns of the terminal now.
    fn columns(&self) -> usize;

    /// How one goes back, in words.
    fn back(&self) -> &'static str;
}
