//! Runs of whole programs: their wall times and their memory.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark runs programs and prints what it saw"
)]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::memory;

/// How often what is short is measured.
pub const ROUNDS: usize = 15;

/// Wall times, sorted, and the greatest memory, in KiB.
pub struct Measured {
    times: Vec<Duration>,
    memory: u64,
}

/// Runs something once to warm the caches, and then so many times.
pub fn measure(rounds: usize, mut run: impl FnMut() -> (Duration, u64)) -> Measured {
    run();
    let runs: Vec<_> = (0..rounds).map(|_| run()).collect();
    let mut times: Vec<Duration> = runs.iter().map(|run| run.0).collect();
    times.sort_unstable();
    Measured {
        times,
        memory: runs.iter().map(|run| run.1).max().unwrap_or(0),
    }
}

/// Prints the median, the slowest, and the memory.
pub fn print(what: &str, measured: &Measured) {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    println!(
        "{what:<44} {:>7.1} ms {:>7.1} ms {:>5.1} MiB",
        milliseconds(measured.times[measured.times.len() / 2]),
        milliseconds(*measured.times.last().expect("a round")),
        measured.memory as f64 / 1024.0
    );
}

/// Prints what stands in the columns.
pub fn head() {
    println!(
        "{:<44} {:>10} {:>10} {:>9}",
        "", "median", "slowest", "memory"
    );
}

/// Runs a program twice: once undisturbed for the time, once watched for the memory. `program` makes
/// it, and everything ready for it.
pub fn finished(mut program: impl FnMut() -> Command) -> (Duration, u64) {
    let mut ready = || {
        let mut command = program();
        command.stdout(Stdio::null());
        command
    };
    let mut command = ready();
    let started = Instant::now();
    let status = command.status().expect("a program");
    let time = started.elapsed();
    assert!(status.success(), "{command:?} failed");
    let mut child = ready().spawn().expect("a program");
    let mut memory = 0;
    while child.try_wait().expect("a child").is_none() {
        memory = memory.max(memory::peak(child.id()));
        std::thread::sleep(Duration::from_millis(1));
    }
    (time, memory)
}
