//! Figures of import and export, of the whole program, start-up included: packages of QTI, decks of
//! Anki, GIFT in both directions. `cargo bench --bench exchange`.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod memory;
mod synthetic;
mod timing;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use timing::{ROUNDS, finished, head, measure, print};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sourcework");

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return; // `cargo test --benches` only wants to know that it builds
    }
    let folder = tempfile::tempdir().unwrap();
    head();
    for (questions, rounds) in [(1_000, ROUNDS), (10_000, ROUNDS), (100_000, 1)] {
        let library = folder.path().join(questions.to_string());
        let sources = questions / 100;
        // A file of a quiz is at most 8 MiB large: a thousand questions with all that is told of them.
        let size = synthetic::Size {
            sources,
            quizzes: questions / 1_000,
            questions,
        };
        synthetic::write(&library, size);
        for format in ["qti3", "qti21", "anki", "gift", "moodle-xml"] {
            let out = folder.path().join(format!("{questions}.{format}"));
            let exported = measure(rounds, || export(&library, format, &out));
            print(&format!("{questions} questions to {format}"), &exported);
        }
        // As other tools hold them: the questions, without our passages.
        let file = folder.path().join("bank.gift");
        fs::write(&file, bank(questions)).unwrap();
        let read = measure(rounds, || import(folder.path(), &file));
        print(&format!("{questions} questions of GIFT imported"), &read);
    }
}

fn program() -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .arg("--no-record")
        .stderr(std::process::Stdio::null());
    command
}

fn export(library: &Path, format: &str, out: &Path) -> (Duration, u64) {
    finished(|| {
        let mut command = program();
        command.arg("--library").arg(library);
        command.args(["export", format, "--force", "--all"]);
        command.arg(out);
        command
    })
}

/// Imports into a library that is empty, files and all.
fn import(folder: &Path, file: &Path) -> (Duration, u64) {
    let library = folder.join("imported");
    finished(|| {
        let _ = fs::remove_dir_all(&library);
        for shelf in ["sources", "quizzes"] {
            fs::create_dir_all(library.join(shelf)).unwrap();
        }
        let mut command = program();
        command.arg("--library").arg(&library);
        command.args(["import", "gift"]).arg(file);
        command.args(["--id", "bank", "--skill", "comprehension"]);
        command
    })
}

/// A question bank in GIFT: four options with feedback, as in the synthetic libraries.
fn bank(questions: usize) -> String {
    let mut text = String::new();
    for number in 0..questions {
        text += &format!(
            "::q{number}:: What does the writer of this passage report about the events of year {number}? {{\n"
        );
        for option in 0..4 {
            let sign = if option == number % 4 { '=' } else { '~' };
            text += &format!(
                "\t{sign}He reports that matter {option} was settled by the council#This tempts, because the word occurs, but the passage says otherwise.\n"
            );
        }
        text += "}\n\n";
    }
    text
}
