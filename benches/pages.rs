//! The pages, measured from outside: from the command to the first page served, what a page of a
//! question takes the server, what it weighs, and the memory of the program; with the built-in library
//! and with 10,000 questions and 1,000,000 answers. `cargo bench --bench pages`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    missing_docs
)]

mod memory;
mod synthetic;
#[allow(dead_code)]
mod three_years;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sourcework");
const STARTS: usize = 9;
const PAGES: usize = 1_000;

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return; // `cargo test --benches` only wants to know that it builds
    }
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let record = folder.path().join("small.db");
    measure(
        "built-in library",
        &empty,
        None,
        &record,
        "letter-1-warm-up",
    );
    let library = folder.path().join("library");
    synthetic::write(&library, synthetic::of_questions(10_000));
    let record = folder.path().join("large.db");
    three_years::fill(&record, &library);
    let quizzes = std::fs::read_dir(library.join("quizzes")).unwrap();
    let quiz = quizzes.map(|entry| entry.unwrap().path()).min().unwrap();
    let quiz = quiz.file_stem().unwrap().to_str().unwrap().to_owned();
    measure(
        "10,000 questions, 1,000,000 answers",
        &library,
        Some(&library),
        &record,
        &quiz,
    );
}

fn measure(what: &str, folder: &Path, library: Option<&Path>, record: &Path, quiz: &str) {
    let (starts, peak) = starts(folder, library, record);
    let mut program = Program::start(folder, library, record);
    program.get("/");
    let begun = program.send("POST", &format!("/quizzes/{quiz}"), "seed=1");
    let address = begun.location.clone();
    let question = format!("{address}/questions/1");
    let page = program.get(&question);
    let mut times: Vec<Duration> = (0..PAGES).map(|_| program.get(&question).time).collect();
    let weight: usize = [
        page.bytes,
        program.get("/assets/style.css").bytes,
        program.get("/assets/script.js").bytes,
    ]
    .iter()
    .sum();
    let mut gives = Vec::new();
    for place in 1..=8 {
        let address = format!("{address}/questions/{place}");
        let form = program.get(&address).body;
        let seq = form
            .split("name=\"seq\" value=\"")
            .nth(1)
            .and_then(|it| it.split('"').next());
        let Some(seq) = seq else { break };
        gives.push(
            program
                .send(
                    "POST",
                    &address,
                    &format!("seq={seq}&do=answer-meant&choice=0"),
                )
                .time,
        );
    }
    times.sort_unstable();
    gives.sort_unstable();
    let peak = peak.max(memory::peak(program.child.id()));
    println!("{what}");
    println!(
        "  from the command to the first page   {:>6.1} ms",
        milliseconds(starts[starts.len() / 2])
    );
    println!(
        "  a question: median, 99 of 100        {:>6.2} ms, {:.2} ms",
        milliseconds(times[PAGES / 2]),
        milliseconds(times[PAGES * 99 / 100])
    );
    println!(
        "  an answer is kept: median, slowest   {:>6.2} ms, {:.2} ms",
        milliseconds(gives[gives.len() / 2]),
        milliseconds(gives[gives.len() - 1])
    );
    println!(
        "  page, style and script together      {:>6.1} KiB",
        weight as f64 / 1024.0
    );
    println!(
        "  most memory                          {:>6.1} MiB",
        peak as f64 / 1024.0
    );
}

/// The times from the command to the first page, sorted, and the most memory.
fn starts(folder: &Path, library: Option<&Path>, record: &Path) -> (Vec<Duration>, u64) {
    let mut starts = Vec::new();
    let mut peak = 0;
    for start in 0..=STARTS {
        let mut program = Program::start(folder, library, record);
        program.get("/");
        if start > 0 {
            starts.push(program.started.elapsed()); // the first one fills the caches
        }
        peak = peak.max(memory::peak(program.child.id()));
    }
    starts.sort_unstable();
    (starts, peak)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

struct Program {
    child: Child,
    started: Instant,
    host: String,
    cookie: String,
    stream: TcpStream,
}

struct Answered {
    time: Duration,
    bytes: usize,
    location: String,
    cookie: String,
    body: String,
}

impl Program {
    fn start(folder: &Path, library: Option<&Path>, record: &Path) -> Self {
        let started = Instant::now();
        let mut command = Command::new(PROGRAM);
        command
            .args(["open", "--no-browser", "--record"])
            .arg(record);
        if let Some(library) = library {
            command.arg("--library").arg(library);
        }
        command.env("SOURCEWORK_CACHE", record.with_extension("cache"));
        let mut child = command
            .current_dir(folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let link = lines
            .map(Result::unwrap)
            .find(|line| line.contains("http://"))
            .unwrap();
        let link = link.trim().strip_prefix("http://").unwrap().to_owned();
        let (host, path) = link.split_once('/').unwrap();
        let stream = TcpStream::connect(host).unwrap();
        stream.set_nodelay(true).unwrap();
        let mut program = Self {
            child,
            started,
            host: host.to_owned(),
            cookie: String::new(),
            stream,
        };
        let entered = program.get(&format!("/{path}"));
        program.cookie = entered.cookie;
        program
    }

    fn get(&mut self, address: &str) -> Answered {
        self.send("GET", address, "")
    }

    fn send(&mut self, method: &str, address: &str, body: &str) -> Answered {
        let request = format!(
            "{method} {address} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Length: {}\r\n\r\n{body}",
            self.host,
            self.cookie,
            body.len()
        );
        let began = Instant::now();
        self.stream.write_all(request.as_bytes()).unwrap();
        let mut reader = BufReader::new(&self.stream);
        let (mut length, mut location, mut cookie) = (0, String::new(), String::new());
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            let Some((name, value)) = line.trim().split_once(": ") else {
                if line.trim().is_empty() {
                    break;
                }
                continue;
            };
            match name.to_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap(),
                "location" => value.clone_into(&mut location),
                "set-cookie" => value.split(';').next().unwrap().clone_into(&mut cookie),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        Answered {
            time: began.elapsed(),
            bytes: length,
            location,
            cookie,
            body: String::from_utf8(body).unwrap(),
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
