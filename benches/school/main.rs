//! A school over PostgreSQL: two nodes, the database and the pupils on this machine.
//! `tests/postgres/server cargo bench --features postgres --bench school -- load 3000 600`, and so on: [`USAGE`].
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    missing_docs
)]

#[path = "../class_client/mod.rs"]
mod class_client;
#[path = "../../crates/service/tests/database/mod.rs"]
mod database;
mod durable;
mod faults;
mod forwarder;
mod load;
#[path = "../memory/mod.rs"]
mod memory;
mod million;
mod node;
mod usage;

use std::process::ExitCode;

const USAGE: &str = "tests/postgres/server cargo bench --features postgres --bench school -- WHAT
  load PUPILS SECONDS     pupils of 20 schools begin, and answer every 5 s for so long
  durable SECONDS         acknowledged answers a second beside pgbench, in turns of so long
  faults PUPILS SECONDS   pupils answer while nodes are killed, the database is restarted and a line is cut
  million ATTEMPTS        the pages of a teacher over a record with so many attempts";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.iter().any(|it| it == "--test") {
        return ExitCode::SUCCESS; // `cargo test --benches` only wants to know that it builds
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    // Cargo adds an option of its own.
    let words: Vec<&str> = words.into_iter().filter(|it| *it != "--bench").collect();
    let number = |word: &str| word.parse::<usize>().unwrap();
    let faults = match words[..] {
        ["load", pupils, seconds] => load::run(number(pupils), number(seconds)),
        ["durable", seconds] => durable::run(number(seconds)),
        ["faults", pupils, seconds] => faults::run(number(pupils), number(seconds)),
        ["million", attempts] => million::run(number(attempts)),
        _ => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
    };
    for fault in faults.iter().take(10) {
        println!("  FAULT: {fault}");
    }
    match faults.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
