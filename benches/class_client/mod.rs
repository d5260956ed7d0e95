//! A class that is not there: a program that serves it, and pupils who join and answer over the network.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    dead_code,
    reason = "it runs programs, stops and prints, and each of its users needs a part of it"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How many questions the quiz has.
pub const QUESTIONS: usize = 40;

/// A library with one quiz of single choices, `class`.
pub fn write_library(folder: &Path) {
    write_library_of(folder, QUESTIONS, 0);
}

/// The same with so many questions, and after them some that are answered in writing, which a person must mark.
pub fn write_library_of(folder: &Path, choices: usize, written: usize) {
    for shelf in ["sources", "quizzes"] {
        std::fs::create_dir_all(folder.join(shelf)).unwrap();
    }
    let source = "title = \"A letter\"\n[provenance]\ncreator = \"A. Writer\"\ndate = \"1962-10-26\"\ntype = \"letter\"\n[[extract]]\nlabel = \"1\"\ntext = \"War is a calamity for all the peoples.\"\n";
    std::fs::write(folder.join("sources/letter.toml"), source).unwrap();
    let question = |number: usize| {
        format!(
            "\n[[question]]\nid = \"q{number}\"\nkind = \"single-choice\"\nskill = \"comprehension\"\nextracts = [\"letter/1\"]\nstem = \"What does the letter say of war ({number})?\"\noptions = [\n  {{ text = \"A calamity\", correct = true }},\n  {{ text = \"A game\" }},\n  {{ text = \"A dream\" }},\n]\nshuffle = false\nexplanation = \"It says so.\"\n"
        )
    };
    let text = |number: usize| {
        format!(
            "\n[[question]]\nid = \"w{number}\"\nkind = \"short-answer\"\nskill = \"comprehension\"\nextracts = [\"letter/1\"]\nstem = \"What is war ({number})?\"\nmarks = 1\nmodel = \"It is a disaster for everybody.\"\nexplanation = \"It says so.\"\n[[question.point]]\nlabel = \"A disaster\"\nkeywords = [\"disaster\"]\n"
        )
    };
    let mut questions: String = (1..=choices).map(question).collect();
    questions.extend((1..=written).map(text));
    std::fs::write(
        folder.join("quizzes/class.toml"),
        format!("title = \"Class\"\n{questions}"),
    )
    .unwrap();
}

/// The program, serving a class.
pub struct Served {
    pub child: Child,
    pub host: String,
    pub code: String,
    pub token: String,
}

impl Served {
    /// Starts the program on a port, with its record in a folder that has the library.
    pub fn start(program: &str, folder: &Path, port: u16) -> Self {
        Self::start_with(program, folder, port, &[])
    }

    /// The same, with more options.
    pub fn start_with(program: &str, folder: &Path, port: u16, options: &[&str]) -> Self {
        Self::start_to(program, folder, port, options, Stdio::inherit())
    }

    /// The same, with what it says on standard error going elsewhere.
    pub fn start_to(
        program: &str,
        folder: &Path,
        port: u16,
        options: &[&str],
        errors: Stdio,
    ) -> Self {
        // Another host: the command that runs a program there, and its address.
        let elsewhere = std::env::var("SOURCEWORK_SERVED_BY").unwrap_or_default();
        let mut words = elsewhere.split_whitespace().chain([program]);
        let mut command = Command::new(words.next().unwrap());
        command.args(words);
        command.args(["serve", "class", "--port", &port.to_string()]);
        if let Ok(host) = std::env::var("SOURCEWORK_SERVED_AT") {
            command.args(["--address", &format!("http://{host}:{port}")]);
        }
        let mut child = command
            .args(options)
            .current_dir(folder)
            .env("SOURCEWORK_RECORD", folder.join("record.db"))
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut after = |what: &str| {
            let line = lines
                .by_ref()
                .map(Result::unwrap)
                .find(|line| line.contains(what));
            let line = line.unwrap();
            line.split(what).nth(1).unwrap().to_owned()
        };
        let code = after("Class code: ");
        // The second address is the teacher's; before it stand those of the pupils.
        let link = loop {
            let address = after("://");
            if address.contains("/enter?token=") {
                break address;
            }
        };
        let (host, token) = link.split_once("/enter?token=").unwrap();
        let (host, token) = (host.to_owned(), token.to_owned());
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            child,
            host,
            code,
            token,
        }
    }

    /// Ends the program as a power cut would.
    pub fn kill(self) {
        drop(self);
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What was answered.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub location: String,
    pub cookie: Option<String>,
    pub body: String,
}

/// A program that answers, and the connection to it that stays open.
struct Node {
    address: String,
    stream: Option<BufReader<TcpStream>>,
}

/// A pupil's browser. Where several programs answer they are asked in turn, as a proxy in front of them does it.
pub struct Pupil {
    /// By which name the programs are asked.
    host: String,
    nodes: Vec<Node>,
    /// Which of them is asked next.
    pub turn: usize,
    /// How many requests were sent.
    pub requests: usize,
    /// What was not answered as it should be: the status, 0 where no whole answer came, and what was said.
    pub failed: Vec<(u16, String)>,
    /// Over a slow line a request arrives in two parts, so long after each other.
    pub slowness: Duration,
    pub cookie: Option<String>,
    pub code: String,
    pub attempt: String,
}

const PATIENCE: Duration = Duration::from_secs(20);

impl Pupil {
    pub fn new(host: &str) -> Self {
        Self::of_nodes(&[host.to_owned()], host)
    }

    /// A pupil who asks several programs by a name that does not depend on their addresses.
    pub fn of_nodes(addresses: &[String], host: &str) -> Self {
        let node = |address: &String| Node {
            address: address.clone(),
            stream: None,
        };
        Self {
            host: host.to_owned(),
            nodes: addresses.iter().map(node).collect(),
            turn: 0,
            requests: 0,
            failed: Vec::new(),
            slowness: Duration::ZERO,
            cookie: None,
            code: String::new(),
            attempt: String::new(),
        }
    }

    /// Forgets the connections, as a phone does that has lost the network.
    pub fn drop_connection(&mut self) {
        self.nodes.iter_mut().for_each(|node| node.stream = None);
    }

    /// Sends a request to the program whose turn it is; an error where no whole answer came.
    pub fn send(&mut self, method: &str, path: &str, body: &str) -> std::io::Result<Response> {
        let sent = self.try_send(method, path, body);
        self.requests += 1;
        match &sent {
            Ok(response) if response.status < 400 => {}
            Ok(response) => self.failed.push((response.status, response.body.clone())),
            Err(error) => {
                self.nodes[self.turn].stream = None;
                self.failed.push((0, error.to_string()));
            }
        }
        self.turn = (self.turn + 1) % self.nodes.len();
        sent
    }

    fn try_send(&mut self, method: &str, path: &str, body: &str) -> std::io::Result<Response> {
        let path = path.split('#').next().unwrap();
        let node = &mut self.nodes[self.turn];
        if node.stream.is_none() {
            let stream = TcpStream::connect(&node.address)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            node.stream = Some(BufReader::new(stream));
        }
        let stream = node.stream.as_mut().unwrap();
        let cookie = self.cookie.as_ref();
        let cookie = cookie.map_or(String::new(), |cookie| format!("Cookie: {cookie}\r\n"));
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n{cookie}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.host,
            body.len()
        );
        let (first, second) = request.as_bytes().split_at(request.len() - body.len() / 2);
        stream.get_mut().write_all(first)?;
        if !second.is_empty() {
            std::thread::sleep(self.slowness);
            stream.get_mut().write_all(second)?;
        }
        let mut response = Response {
            status: 0,
            location: String::new(),
            cookie: None,
            body: String::new(),
        };
        let mut length = 0;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if response.status == 0 {
                response.status = line.split(' ').nth(1).unwrap_or("0").parse().unwrap_or(0);
            } else if let Some((name, value)) = line.split_once(": ") {
                match name.to_ascii_lowercase().as_str() {
                    "content-length" => length = value.parse().unwrap_or(0),
                    "location" => response.location = value.to_owned(),
                    "set-cookie" => {
                        let pair = value.split(';').next().unwrap().to_owned();
                        response.cookie = Some(pair);
                    }
                    _ => {}
                }
            }
        }
        let mut bytes = vec![0; length];
        stream.read_exact(&mut bytes)?;
        response.body = String::from_utf8(bytes).unwrap();
        if let Some(cookie) = &response.cookie {
            self.cookie = Some(cookie.clone());
        }
        Ok(response)
    }

    /// Joins and begins; each step again until the program has said that it was taken.
    pub fn join_and_begin(&mut self, code: &str, name: &str) {
        let limit = Instant::now() + Duration::from_secs(120);
        let mut tries = 0;
        while self.cookie.is_none() {
            assert!(Instant::now() < limit, "{name} cannot join");
            // A name whose answer was lost is taken; its owner joins under another one.
            let name = format!("name={name}+{tries}");
            tries += 1;
            let joined = self.send("POST", &format!("/join/{code}"), &name);
            if joined.is_err() {
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        self.begin(name);
    }

    /// Begins, or begins again; again and again until the program has said that it was taken.
    pub fn begin(&mut self, name: &str) {
        let limit = Instant::now() + Duration::from_secs(120);
        loop {
            assert!(Instant::now() < limit, "{name} cannot begin");
            match self.send("POST", "/seat/begin", "") {
                Ok(begun) if begun.location.starts_with("/attempts/") => {
                    self.attempt = begun.location;
                    return;
                }
                _ => std::thread::sleep(Duration::from_millis(100)),
            }
        }
    }

    /// The page of a question, and the state that its form was made from.
    pub fn seq(&mut self, question: usize) -> std::io::Result<Option<usize>> {
        let page = self.send("GET", &format!("{}/questions/{question}", self.attempt), "")?;
        let seq = page.body.split("name=\"seq\" value=\"").nth(1);
        Ok(seq.and_then(|it| it.split('"').next()?.parse().ok()))
    }

    /// Gives an answer; whether the program has said that it is kept.
    pub fn answer(&mut self, question: usize, seq: usize, choice: usize) -> std::io::Result<bool> {
        let address = format!("{}/questions/{question}", self.attempt);
        let body = format!("seq={seq}&do=answer-meant&choice={choice}");
        let answered = self.send("POST", &address, &body)?;
        Ok(answered.status == 303 && answered.location.starts_with(&self.attempt))
    }
}

/// Prints the median, the slowest of 99 in 100, and the slowest.
pub fn print_times(what: &str, times: &Mutex<Vec<Duration>>) {
    let mut times = times.lock().unwrap();
    times.sort_unstable();
    if times.is_empty() {
        println!("  {what:<38} none");
        return;
    }
    let milliseconds = |share: usize| {
        let place = (times.len() * share / 100).min(times.len() - 1);
        times[place].as_secs_f64() * 1000.0
    };
    println!(
        "  {what:<38} {:>6.1} ms median, {:.1} ms 99 of 100, {:.1} ms the slowest",
        milliseconds(50),
        milliseconds(99),
        milliseconds(100)
    );
}

/// A free port.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// The record of a folder.
pub fn record(folder: &Path) -> PathBuf {
    folder.join("record.db")
}
