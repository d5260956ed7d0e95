//! Figures of the whole program, start-up included: time to the first question, `check` of
//! synthetic libraries, and the memory each needs. `cargo bench --bench process`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    missing_docs
)]

mod memory;
mod synthetic;

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sourcework");
const ROUNDS: usize = 15;

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return; // `cargo test --benches` only wants to know that it builds
    }
    let folder = tempfile::tempdir().expect("a folder");
    println!(
        "{:<44} {:>10} {:>10} {:>9}",
        "", "median", "slowest", "memory"
    );

    let empty = measure(|| finished(Command::new("/bin/true")));
    print("an empty program", &empty);
    let built_in = measure(|| first_question(&["take", "letter-1-warm-up", "--seed", "1"]));
    print("built-in library to the first question", &built_in);

    for questions in [1_000, 10_000, 100_000] {
        let library = folder.path().join(questions.to_string());
        synthetic::write(&library, synthetic::of_questions(questions));
        let library = library.to_str().expect("a plain path");
        if questions == 10_000 {
            let arguments = ["--library", library, "take", "quiz-7", "--seed", "1"];
            print(
                "10,000 questions to the first question",
                &measure(|| first_question(&arguments)),
            );
        }
        let checked = measure(|| check(Path::new(library)));
        print(&format!("check of {questions} questions"), &checked);
    }
}

/// Wall times, sorted, and the greatest memory, in KiB.
struct Measured {
    times: Vec<Duration>,
    memory: u64,
}

fn measure(mut run: impl FnMut() -> (Duration, u64)) -> Measured {
    run(); // once to warm the caches
    let runs: Vec<_> = (0..ROUNDS).map(|_| run()).collect();
    let mut times: Vec<Duration> = runs.iter().map(|run| run.0).collect();
    times.sort_unstable();
    Measured {
        times,
        memory: runs.iter().map(|run| run.1).max().unwrap_or(0),
    }
}

fn print(what: &str, measured: &Measured) {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    println!(
        "{what:<44} {:>7.1} ms {:>7.1} ms {:>5.1} MiB",
        milliseconds(measured.times[ROUNDS / 2]),
        milliseconds(measured.times[ROUNDS - 1]),
        measured.memory as f64 / 1024.0
    );
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
    let mut command = Command::new(PROGRAM);
    command
        .args(["check", "--format", "json", "--library"])
        .arg(library);
    finished(command)
}

/// Runs a program twice: once undisturbed for the time, once watched for the memory.
fn finished(mut command: Command) -> (Duration, u64) {
    command.stdout(Stdio::null());
    let started = Instant::now();
    let status = command.status().expect("a program");
    let time = started.elapsed();
    assert!(status.success(), "{command:?} failed");
    let mut child = command.spawn().expect("a program");
    let mut memory = 0;
    while child.try_wait().expect("a child").is_none() {
        memory = memory.max(memory::peak(child.id()));
        std::thread::sleep(Duration::from_millis(1));
    }
    (time, memory)
}
