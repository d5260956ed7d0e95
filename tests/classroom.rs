//! A class and a program that is killed again and again: each answer of which the page said
//! that it is kept is in the record, once.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    missing_docs
)]

#[path = "../benches/class_client/mod.rs"]
mod class_client;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use class_client::{Pupil, QUESTIONS, Served, free_port, record, write_library};
use sourcework_core::attempt::Action;
use sourcework_service::store::{Record, Sqlite, Upkeep};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sourcework");

/// The size of the test: `SOURCEWORK_CLASS=100` makes it the full one.
fn scale() -> usize {
    std::env::var("SOURCEWORK_CLASS")
        .ok()
        .and_then(|it| it.parse().ok())
        .unwrap_or(1)
}

/// What all pupils share.
#[derive(Clone, Default)]
struct Seen {
    /// The attempt and the question of each answer that the program said is kept.
    acknowledged: Arc<Mutex<Vec<(String, usize)>>>,
    sent: Arc<AtomicUsize>,
    /// No more kills come.
    is_over: Arc<AtomicBool>,
}

/// A pupil answers all questions, whatever happens to the program and to the line.
fn sit(mut pupil: Pupil, number: usize, code: &str, seen: &Seen) {
    pupil.join_and_begin(code, &format!("Pupil{number}"));
    let mut question = 1;
    let mut rounds = number;
    while question <= QUESTIONS && !(seen.is_over.load(Ordering::SeqCst) && rounds > 4_000) {
        rounds += 1;
        let Ok(seq) = pupil.seq(question) else {
            std::thread::sleep(Duration::from_millis(20));
            continue;
        };
        let Some(seq) = seq else {
            // It was answered, and perhaps the answer to that was lost.
            question += 1;
            continue;
        };
        // Now and then it is sent twice, or the connection is lost before the answer.
        for _ in 0..=usize::from(rounds.is_multiple_of(7)) {
            seen.sent.fetch_add(1, Ordering::SeqCst);
            match pupil.answer(question, seq, rounds % 3) {
                Ok(true) => {
                    let mut acknowledged = seen.acknowledged.lock().unwrap();
                    acknowledged.push((pupil.attempt.clone(), question));
                }
                Ok(false) => {}
                Err(_) => std::thread::sleep(Duration::from_millis(20)),
            }
        }
        if rounds.is_multiple_of(5) {
            pupil.drop_connection();
        }
        std::thread::sleep(Duration::from_millis(30));
    }
}

#[test]
fn nothing_that_was_acknowledged_is_lost_or_doubled_by_kills() {
    let (pupils, kills) = (6 + scale() / 4, 2 * scale());
    let folder = tempfile::tempdir().unwrap();
    write_library(folder.path());
    let port = free_port();
    let mut served = Served::start(PROGRAM, folder.path(), port);
    let (host, code) = (served.host.clone(), served.code.clone());
    let seen = Seen::default();
    let threads: Vec<_> = (0..pupils)
        .map(|number| {
            let (pupil, code, seen) = (Pupil::new(&host), code.clone(), seen.clone());
            std::thread::spawn(move || sit(pupil, number, &code, &seen))
        })
        .collect();
    for _ in 0..kills {
        std::thread::sleep(Duration::from_millis(700));
        served.kill();
        served = Served::start(PROGRAM, folder.path(), port);
        assert_eq!(served.code, code, "the class goes on with its code");
    }
    seen.is_over.store(true, Ordering::SeqCst);
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
    served.kill();
    let answered = answered(folder.path());
    let acknowledged = seen.acknowledged.lock().unwrap();
    println!(
        "{} answers sent, {} acknowledged, {} in the record, {kills} kills",
        seen.sent.load(Ordering::SeqCst),
        acknowledged.len(),
        answered.len()
    );
    assert!(acknowledged.len() > pupils * 5, "the class has answered");
    for (attempt, question) in acknowledged.iter() {
        let key = (attempt.clone(), format!("q{question}"));
        assert!(answered.contains_key(&key), "{key:?} is lost");
    }
    for (key, times) in &answered {
        assert_eq!(*times, 1, "{key:?} is doubled");
    }
}

#[test]
fn a_program_that_is_ended_leaves_the_record_in_one_file() {
    let folder = tempfile::tempdir().unwrap();
    write_library(folder.path());
    let mut served = Served::start(PROGRAM, folder.path(), free_port());
    let mut pupil = Pupil::new(&served.host);
    pupil.join_and_begin(&served.code, "Pupil");
    let log = record(folder.path()).with_file_name("record.db-wal");
    assert!(log.exists(), "what was kept last is in the log");
    let pid = served.child.id().to_string();
    let interrupted = std::process::Command::new("kill")
        .args(["-INT", &pid])
        .status();
    assert!(interrupted.unwrap().success());
    assert!(served.child.wait().unwrap().success());
    assert!(!log.exists(), "the log is part of the record now");
    let store = Sqlite::open(&record(folder.path())).unwrap();
    let begun = store.students().unwrap();
    assert!(begun.iter().any(|it| store.count(it).unwrap().0 == 1));
}

/// How often each question of each attempt was answered, as the record has it.
fn answered(folder: &std::path::Path) -> BTreeMap<(String, String), usize> {
    let store = Sqlite::open(&record(folder)).unwrap();
    let mut answered = BTreeMap::new();
    for student in store.students().unwrap() {
        for number in store.latest(&student, None, usize::MAX).unwrap() {
            store
                .visit(&student, number, &mut |_, row| {
                    let (_, event) = sourcework_core::record::read_event(row)?;
                    if let Action::Answered { question, .. } = event.action {
                        let key = (format!("/attempts/{number}"), question);
                        *answered.entry(key).or_default() += 1;
                    }
                    Ok(())
                })
                .unwrap();
        }
    }
    answered
}
