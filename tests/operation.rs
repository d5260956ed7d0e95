//! What those who run a server see of the program while it runs: health, figures and a log.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

#[path = "../benches/class_client/mod.rs"]
mod class_client;

use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use class_client::{Pupil, Served, free_port, write_library};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sourcework");

/// A program that is watched, and the file that its log goes to.
fn watched(folder: &Path) -> (Served, String) {
    write_library(folder);
    let monitor = format!("127.0.0.1:{}", free_port());
    let log = File::create(folder.join("log")).unwrap();
    let options = ["--monitor", &monitor, "--log", "json"];
    let served = Served::start_to(PROGRAM, folder, free_port(), &options, log.into());
    (served, monitor)
}

/// What comes back for some bytes, whatever they are.
fn send_raw(host: &str, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(host).unwrap();
    let patience = Some(Duration::from_secs(60));
    stream.set_read_timeout(patience).unwrap();
    stream.write_all(bytes).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn get(host: &str, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    send_raw(host, request.as_bytes())
}

fn end(served: &mut Served) {
    let pid = served.child.id().to_string();
    let told = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    assert!(told.success());
}

#[test]
fn what_people_type_and_send_gets_neither_into_the_log_nor_into_the_figures() {
    let folder = tempfile::tempdir().unwrap();
    let (mut served, monitor) = watched(folder.path());
    let mut pupil = Pupil::new(&served.host);
    pupil.join_and_begin(&served.code, "Marmaduke%22%7D%0A%7Bevil");
    let seq = pupil.seq(1).unwrap().unwrap();
    assert!(pupil.answer(1, seq, 0).unwrap());
    let host = served.host.clone();
    for request in [
        "GET /teach/marmaduke/../../etc/passwd?name=marmaduke HTTP/1.1\r\n",
        "GET /join/MARMADUKE HTTP/1.1\r\nCookie: class=marmaduke\r\nUser-Agent: marmaduke\r\n",
        "GET /sources/%22%2C%22event%22%3A%22evil%22 HTTP/1.1\r\nX-Forwarded-For: 198.51.100.7\r\n",
        "GET /\u{1b}[31mevil HTTP/1.1\r\n",
        "MARMADUKE / HTTP/1.1\r\n",
        "POST /join HTTP/1.1\r\nContent-Length: 14\r\nOrigin: http://evil.example\r\n",
    ] {
        let request = format!("{request}Host: {host}\r\nConnection: close\r\n\r\ncode=marmaduke");
        send_raw(&host, request.as_bytes());
    }
    let live = get(&monitor, "/health/live");
    assert!(live.ends_with("\r\n\r\nalive\n"), "{live}");
    let ready = get(&monitor, "/health/ready");
    assert!(ready.ends_with("\r\n\r\nready\n"), "{ready}");
    let metrics = get(&monitor, "/metrics");
    // The pupil's connection is open; those of the others are closed, or about to be.
    let began = Instant::now();
    while !get(&monitor, "/metrics").contains("\nsourcework_connections 1\n") {
        assert!(began.elapsed() < Duration::from_secs(20), "{metrics}");
        std::thread::sleep(Duration::from_millis(50));
    }
    let joined =
        "sourcework_requests_total{route=\"/join/{code}\",method=\"POST\",status=\"3xx\"} 1";
    assert!(metrics.contains(joined), "{metrics}");
    // The addresses of those who run the server are not among those of the class.
    assert!(get(&host, "/metrics").starts_with("HTTP/1.1 404"));
    end(&mut served);
    assert!(served.child.wait().unwrap().success());
    let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
    let known = [
        "time", "event", "version", "route", "method", "status", "ms", "failure",
    ];
    let mut events = Vec::new();
    for line in log.lines() {
        let line: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
        for key in line.keys() {
            assert!(known.contains(&key.as_str()), "{key}");
        }
        events.push(line["event"].as_str().unwrap().to_owned());
    }
    assert_eq!(events.first().unwrap(), "start");
    assert_eq!(events.last().unwrap(), "stop");
    events.retain(|event| event == "request");
    assert!(events.len() >= 9, "{log}");
    for text in [metrics, log] {
        let text = text.to_lowercase();
        let code = served.code.to_lowercase();
        let typed = ["marmaduke", "evil", "127.0.0", "198.51", "passwd", "\u{1b}"];
        for typed in typed.into_iter().chain([code.as_str(), &served.token]) {
            assert!(!text.contains(typed), "{typed:?} in {text}");
        }
    }
}

#[test]
fn while_the_program_ends_it_is_alive_and_not_ready() {
    let folder = tempfile::tempdir().unwrap();
    let (mut served, monitor) = watched(folder.path());
    // A form that is half sent holds the program up for three seconds.
    let mut half = TcpStream::connect(&served.host).unwrap();
    let head = "POST /join HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\ncode=";
    half.write_all(head.as_bytes()).unwrap();
    let answering = "\nsourcework_requests_in_progress 1\n";
    while !get(&monitor, "/metrics").contains(answering) {
        std::thread::sleep(Duration::from_millis(20));
    }
    end(&mut served);
    let began = Instant::now();
    let ready = loop {
        let ready = get(&monitor, "/health/ready");
        if !ready.starts_with("HTTP/1.1 200") {
            break ready;
        }
        assert!(began.elapsed() < Duration::from_secs(2), "{ready}");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(ready.starts_with("HTTP/1.1 503"), "{ready}");
    assert!(ready.ends_with("the program is ending\n"), "{ready}");
    assert!(get(&monitor, "/health/live").starts_with("HTTP/1.1 200"));
    assert!(served.child.wait().unwrap().success());
}

#[test]
fn an_address_for_monitoring_that_cannot_be_used_is_named_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    write_library(folder.path());
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    for (address, words) in [
        (taken.as_str(), "choose another address with `--monitor`"),
        ("everywhere", "127.0.0.1:9464"),
    ] {
        let ended = Command::new(PROGRAM)
            .args(["serve", "--port", "0", "--monitor", address])
            .current_dir(folder.path())
            .env("SOURCEWORK_RECORD", folder.path().join("record.db"))
            .output()
            .unwrap();
        assert!(!ended.status.success());
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(said.contains(words), "{said}");
    }
}
