//! A class over the network: how long an answer takes until it is kept, what a start and a re-entry of
//! everybody take, and the memory. The pupils run on the same machine as the program.
//! `cargo bench --bench class`; `-- 35 2000` says the sizes.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    missing_docs
)]

mod class_client;
mod memory;

use std::sync::{Arc, Barrier, Mutex};
use std::time::{Duration, Instant};

use class_client::{Pupil, QUESTIONS, Served, free_port, print_times, write_library};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sourcework");

/// How long a pupil thinks.
const THINK: Duration = Duration::from_secs(2);

/// How many questions each pupil answers while it is measured.
const ANSWERED: usize = 10;

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return; // `cargo test --benches` only wants to know that it builds
    }
    let sizes: Vec<usize> = std::env::args().filter_map(|it| it.parse().ok()).collect();
    let sizes = match sizes.is_empty() {
        true => vec![35, 500, 2_000],
        false => sizes,
    };
    for size in sizes {
        measure(size);
    }
}

/// What was measured of all pupils.
#[derive(Default)]
struct Times {
    begins: Mutex<Vec<Duration>>,
    answers: Mutex<Vec<Duration>>,
    returns: Mutex<Vec<Duration>>,
    failed: Mutex<Vec<String>>,
}

/// A pupil joins within five seconds of all others, answers at moments of its own whatever the others do, and
/// comes back within ten seconds after all connections were lost.
fn sit(mut pupil: Pupil, number: usize, share: f64, code: &str, start: &Barrier, times: &Times) {
    start.wait();
    std::thread::sleep(Duration::from_secs_f64(share * 5.0));
    let began = Instant::now();
    pupil.join_and_begin(code, &format!("Pupil{number}"));
    let mut seq = pupil.seq(1).unwrap();
    times.begins.lock().unwrap().push(began.elapsed());
    // The next answer is due at its moment, also where the one before was slow.
    let mut due = Instant::now();
    for question in 1..=ANSWERED.min(QUESTIONS) {
        due += THINK;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let Some(state) = seq else { break };
        match pupil.answer(question, state, question % 3) {
            Ok(true) => times.answers.lock().unwrap().push(due.elapsed()),
            other => times.failed.lock().unwrap().push(format!("{other:?}")),
        }
        seq = pupil.seq(question + 1).unwrap();
    }
    start.wait();
    std::thread::sleep(Duration::from_secs_f64(share * 10.0));
    pupil.drop_connection();
    let began = Instant::now();
    pupil.send("GET", "/seat", "").unwrap();
    times.returns.lock().unwrap().push(began.elapsed());
}

fn measure(pupils: usize) {
    let folder = tempfile::tempdir().unwrap();
    write_library(folder.path());
    let served = Served::start(PROGRAM, folder.path(), free_port());
    let (start, times) = (Arc::new(Barrier::new(pupils)), Arc::new(Times::default()));
    let threads: Vec<_> = (0..pupils)
        .map(|number| {
            let (pupil, code) = (Pupil::new(&served.host), served.code.clone());
            let (start, times) = (Arc::clone(&start), Arc::clone(&times));
            let share = number as f64 / pupils as f64;
            let sit = move || sit(pupil, number, share, &code, &start, &times);
            let thread = std::thread::Builder::new().stack_size(128 * 1024);
            thread.spawn(sit).unwrap()
        })
        .collect();
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
    let peak = memory::peak(served.child.id());
    println!("{pupils} pupils, who think {} s", THINK.as_secs());
    print_times("join, begin and see question 1", &times.begins);
    print_times("an answer until it is said to be kept", &times.answers);
    print_times("come back on a new connection", &times.returns);
    let failed = times.failed.lock().unwrap();
    println!(
        "  not acknowledged                       {:>6}",
        failed.len()
    );
    println!(
        "  most memory                            {:>6.1} MiB",
        peak as f64 / 1024.0
    );
    if let Some(first) = failed.first() {
        println!("  the first: {first}");
    }
    served.kill();
}
