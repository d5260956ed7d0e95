//! The program as it listens: with a certificate, against connections that ask for nothing, and when it ends.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

#[path = "../benches/class_client/mod.rs"]
mod class_client;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use class_client::{Pupil, Served, free_port, write_library};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, Stream, crypto};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sourcework");

/// A file of a certificate for `localhost`, made for these tests alone.
fn of_tests(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/tls")
        .join(name)
}

fn connect(host: &str) -> TcpStream {
    let stream = TcpStream::connect(host).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    stream
}

/// What comes back over an encrypted connection; the certificate is verified.
fn ask_encrypted(port: u16, request: &str) -> String {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(of_tests("certificate.pem")).unwrap())
        .unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let mut tls = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut socket = connect(&format!("127.0.0.1:{port}"));
    let mut stream = Stream::new(&mut tls, &mut socket);
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

#[test]
fn with_a_certificate_all_is_encrypted_and_the_cookie_goes_over_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    write_library(folder.path());
    let port = free_port();
    let (certificate, key) = (of_tests("certificate.pem"), of_tests("key.pem"));
    let served = Served::start_with(
        PROGRAM,
        folder.path(),
        port,
        &[
            "--tls-cert",
            certificate.to_str().unwrap(),
            "--tls-key",
            key.to_str().unwrap(),
            "--address",
            &format!("https://localhost:{port}"),
        ],
    );
    let token = &served.token;
    let request = format!(
        "GET /enter?token={token} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"
    );
    let answer = ask_encrypted(port, &request);
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let cookie = answer.lines().find(|line| line.starts_with("set-cookie"));
    assert!(cookie.unwrap().ends_with("; Secure"), "{answer}");
    // Who does not encrypt gets nothing.
    let mut plain = connect(&format!("127.0.0.1:{port}"));
    plain
        .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
    served.kill();
}

#[test]
fn a_certificate_that_cannot_be_used_is_named_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    write_library(folder.path());
    let text = folder.path().join("quizzes/class.toml");
    let gone = folder.path().join("gone.pem");
    let (certificate, key) = (of_tests("certificate.pem"), of_tests("key.pem"));
    let refused = |certificate: &Path, key: &Path| {
        let ended = Command::new(PROGRAM)
            .args(["serve", "--port", "0", "--tls-cert"])
            .arg(certificate)
            .arg("--tls-key")
            .arg(key)
            .current_dir(folder.path())
            .env("SOURCEWORK_RECORD", folder.path().join("record.db"))
            .output()
            .unwrap();
        assert!(!ended.status.success());
        String::from_utf8(ended.stderr).unwrap()
    };
    for (certificate, key, words) in [
        (&gone, &key, "fullchain.pem"),
        (&text, &key, "holds no certificate"),
        (&certificate, &text, "holds no private key"),
        (
            &certificate,
            &of_tests("other-key.pem"),
            "cannot be used together",
        ),
    ] {
        let said = refused(certificate, key);
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn connections_that_ask_for_nothing_are_closed_and_keep_nobody_out() {
    let folder = tempfile::tempdir().unwrap();
    write_library(folder.path());
    let served = Served::start(PROGRAM, folder.path(), free_port());
    let began = Instant::now();
    let half = |text: &str| {
        let mut stream = connect(&served.host);
        stream.write_all(text.as_bytes()).unwrap();
        stream
    };
    let mut stalled: Vec<TcpStream> = [
        // Nothing at all, half of what is asked, and half of what is sent.
        "",
        "GET / HTTP/1.1\r\nHost: loc",
        "POST /join HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\ncode=",
    ]
    .into_iter()
    .map(half)
    .collect();
    // A hundred of them keep nobody out.
    let crowd: Vec<TcpStream> = (0..100).map(|_| half("GET / HTTP")).collect();
    let mut pupil = Pupil::new(&served.host);
    pupil.join_and_begin(&served.code, "Ada");
    assert!(pupil.seq(1).unwrap().is_some());
    // 20 seconds for what is asked, 30 for what is sent with it, and some more for a busy machine.
    for stream in &mut stalled {
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    let waited = began.elapsed();
    assert!(waited >= Duration::from_secs(15), "{waited:?}");
    assert!(waited < Duration::from_secs(55), "{waited:?}");
    drop(crowd);
    served.kill();
}

/// The teacher, and the stream of notices of an open board, of which the first line has been read.
fn open_board(served: &Served) -> (Pupil, TcpStream) {
    let mut teacher = Pupil::new(&served.host);
    let link = format!("/enter?token={}", served.token);
    teacher.send("GET", &link, "").unwrap();
    let list = teacher.send("GET", "/teach", "").unwrap().body;
    let sitting = list.split("href=\"/teach/sittings/").nth(1).unwrap();
    let sitting = sitting.split('"').next().unwrap();
    let mut board = connect(&served.host);
    let cookie = teacher.cookie.as_ref().unwrap();
    let asked = format!(
        "GET /teach/sittings/{sitting}/events HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\n\r\n",
        served.host
    );
    board.write_all(asked.as_bytes()).unwrap();
    let mut first = [0; 12];
    board.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    (teacher, board)
}

/// What is sent on a stream until its proper end.
fn rest_of(board: &mut TcpStream) -> String {
    let mut rest = Vec::new();
    board.read_to_end(&mut rest).unwrap();
    assert!(rest.ends_with(b"0\r\n\r\n"), "the stream has a proper end");
    String::from_utf8(rest).unwrap()
}

#[test]
fn the_program_ends_at_once_while_a_board_is_open() {
    let folder = tempfile::tempdir().unwrap();
    write_library(folder.path());
    let mut served = Served::start(PROGRAM, folder.path(), free_port());
    let (_, mut board) = open_board(&served);
    let pid = served.child.id().to_string();
    let ended = Instant::now();
    let told = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    assert!(told.success());
    assert!(served.child.wait().unwrap().success());
    // Open streams are ended; the program waits three seconds at most.
    assert!(ended.elapsed() < Duration::from_secs(10));
    rest_of(&mut board);
}

#[test]
fn an_open_board_hears_nothing_more_after_its_teacher_was_signed_out() {
    let folder = tempfile::tempdir().unwrap();
    write_library(folder.path());
    let served = Served::start(PROGRAM, folder.path(), free_port());
    let (mut teacher, mut board) = open_board(&served);
    let signed_out = teacher.send("POST", "/teach/people/1", "do=sign-out");
    assert_eq!(signed_out.unwrap().status, 303);
    let heard = rest_of(&mut board);
    // Only how it was when the board was opened.
    assert_eq!(heard.matches("data: changed").count(), 1, "{heard}");
    served.kill();
}
