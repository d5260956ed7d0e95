//! Figures of the whole program, start-up included: time to the first question, `check` of
//! synthetic libraries, and the memory each needs. `cargo bench --bench process`.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod memory;
mod synthetic;
mod timing;

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use timing::{ROUNDS, finished, head, measure, print};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sourcework");

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return; // `cargo test --benches` only wants to know that it builds
    }
    let folder = tempfile::tempdir().expect("a folder");
    head();

    let empty = measure(ROUNDS, || finished(|| Command::new("/bin/true")));
    print("an empty program", &empty);
    let built_in = measure(ROUNDS, || {
        first_question(&["take", "letter-1-warm-up", "--seed", "1"])
    });
    print("built-in library to the first question", &built_in);

    for questions in [1_000, 10_000, 100_000] {
        let library = folder.path().join(questions.to_string());
        synthetic::write(&library, synthetic::of_questions(questions));
        let library = library.to_str().expect("a plain path");
        if questions == 10_000 {
            let arguments = ["--library", library, "take", "quiz-7", "--seed", "1"];
            print(
                "10,000 questions to the first question",
                &measure(ROUNDS, || first_question(&arguments)),
            );
        }
        let checked = measure(ROUNDS, || check(Path::new(library)));
        print(&format!("check of {questions} questions"), &checked);
    }
}

/// From the start to the moment when the prompt of the first question has been written.
fn first_question(arguments: &[&str]) -> (Duration, u64) {
    let started = Instant::now();
    let mut child = Command::new(PROGRAM)
        .args(arguments)
        .env(
            "SOURCEWORK_RECORD",
            concat!(env!("CARGO_TARGET_TMPDIR"), "/bench.db"),
        )
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program");
    let mut output = child.stdout.take().expect("piped");
    let mut seen = Vec::new();
    let mut buffer = [0; 1 << 16];
    loop {
        let count = output.read(&mut buffer).expect("readable");
        seen.extend_from_slice(&buffer[..count]);
        if count == 0 || seen.ends_with(b"(? for help): ") {
            break;
        }
    }
    let time = started.elapsed();
    assert!(seen.ends_with(b"(? for help): "), "no question was asked");
    let memory = memory::peak(child.id());
    drop(child.stdin.take());
    child.wait().expect("an end");
    (time, memory)
}

fn check(library: &Path) -> (Duration, u64) {
    finished(|| {
        let mut command = Command::new(PROGRAM);
        command.args(["check", "--format", "json", "--library"]);
        command.arg(library);
        command
    })
}
