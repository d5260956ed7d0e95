//! Running the program, and small libraries to run it on.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_sourcework");

/// What a run of the program came to.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// Standard output of a run that went well.
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.stdout
    }

    /// Standard output of a run that went well, as JSON.
    pub fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.ok()).expect("JSON")
    }
}

/// Runs the program without input.
pub fn sourcework(arguments: &[&str]) -> Run {
    sourcework_with(arguments, "")
}

/// Runs the program with lines on its standard input.
pub fn sourcework_with(arguments: &[&str], input: &str) -> Run {
    run(Command::new(PROGRAM).args(arguments), input)
}

/// A folder for what is kept of its own, so that no run finds what another has left.
pub fn state() -> String {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    let folder = env!("CARGO_TARGET_TMPDIR");
    format!("{folder}/state-{}-{run}", std::process::id())
}

/// Runs a command with lines on its standard input.
pub fn run(command: &mut Command, input: &str) -> Run {
    run_in(command, input, &state())
}

/// Runs a command whose record, drafts and cache are kept in a folder.
pub fn run_in(command: &mut Command, input: &str, state: &str) -> Run {
    let mut child = command
        .env_remove("SOURCEWORK_LIBRARY")
        .env("SOURCEWORK_RECORD", format!("{state}/record.db"))
        .env("SOURCEWORK_CACHE", format!("{state}/cache"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("piped");
    let input = input.to_owned();
    // On its own thread, because the program may stop reading before it stops writing.
    let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("written");
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// The contents of the fenced blocks of a language in a text.
pub fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let fence = format!("```{language}\n");
    let parts = text.split(fence.as_str()).skip(1);
    parts
        .map(|part| part.split("\n```").next().unwrap())
        .collect()
}

/// Whether `output` is what is expected, where a line `...` stands for any lines.
pub fn matches(output: &str, expected: &[&str]) -> bool {
    let mut lines = output.lines().peekable();
    let mut skipping = false;
    for wanted in expected {
        if *wanted == "..." {
            skipping = true;
            continue;
        }
        let found = if skipping {
            lines.any(|it| it.trim() == wanted.trim())
        } else {
            lines.next() == Some(wanted)
        };
        if !found {
            return false;
        }
        skipping = false;
    }
    skipping || lines.next().is_none()
}

const SOURCE: &str = r#"
title = "A letter"
[provenance]
creator  = "Somebody"
role     = "A writer"
date     = "1962"
type     = "letter"
rights   = "out of copyright"
audience = "Somebody else"
[[extract]]
label = "a"
text  = '''They will come to a clash, like blind moles.'''
"#;

/// A library with a quiz `moles` about a source `letter`, and a record of its own.
pub struct Desk {
    pub folder: tempfile::TempDir,
    pub state: String,
}

impl Desk {
    pub fn new(quiz: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("quizzes")).unwrap();
        std::fs::create_dir(folder.path().join("sources")).unwrap();
        std::fs::write(folder.path().join("sources/letter.toml"), SOURCE).unwrap();
        let state = state();
        let desk = Self { folder, state };
        desk.write(quiz);
        desk
    }

    pub fn quiz(&self) -> std::path::PathBuf {
        self.folder.path().join("quizzes/moles.toml")
    }

    pub fn write(&self, quiz: &str) {
        std::fs::write(self.quiz(), quiz).unwrap();
    }

    /// Writes a file beside the library.
    pub fn put(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    /// Reads a file of the folder.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    pub fn run(&self, arguments: &[&str], input: &str) -> Run {
        let mut command = Command::new(PROGRAM);
        command.current_dir(&self.folder).args(arguments);
        run_in(&mut command, input, &self.state)
    }

    pub fn says(&self, arguments: &[&str]) -> String {
        self.run(arguments, "").ok()
    }
}

/// A quiz of one question on [`SOURCE`]; the first option is right.
pub const MOLES: &str = r#"
title = "A quiz"

[[question]]
id       = "moles"
kind     = "single-choice"
skill    = "language"
extracts = ["letter/a"]
stem     = "What are they compared with?"
options  = [{ text = "Blind moles", correct = true }, { text = "Wise owls" }]
quotes   = ["like blind moles"]
explanation = "Moles cannot see."
shuffle  = false
"#;

/// A quiz `moles` of one written question on [`SOURCE`], `war`, with these points.
pub fn written_quiz(points: &str) -> String {
    format!("title = \"Class\"\n\n{}", written_question(points))
}

/// A written question on [`SOURCE`], `war`, with these points.
pub fn written_question(points: &str) -> String {
    format!(
        r#"[[question]]
id       = "war"
kind     = "short-answer"
skill    = "comprehension"
extracts = ["letter/a"]
stem     = "What is war?"
marks    = 1
model    = "It is a disaster for everybody."
explanation = "It says so."
{points}"#
    )
}
