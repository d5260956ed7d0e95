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
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::time::Duration;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use class_client::{Pupil, QUESTIONS, Served, free_port, record, write_library};
use sourcework_core::attempt::Action;
use sourcework_service::store::{Record, Sqlite, Upkeep};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sourcework");

/// The size of the test, in hundredths of the full one: `SOURCEWORK_CLASS=100` makes it a million answers and a
/// hundred kills.
fn scale() -> usize {
    std::env::var("SOURCEWORK_CLASS")
        .ok()
        .and_then(|it| it.parse().ok())
        .unwrap_or(1)
}

/// How often each pupil takes the quiz.
const ATTEMPTS: usize = 10;

/// How many answers there are in a hundredth of the full size.
const ANSWERS: usize = 10_000;

/// What all pupils share.
#[derive(Clone, Default)]
struct Seen {
    /// The attempt and the question of each answer that the program said is kept.
    acknowledged: Arc<Mutex<Vec<(String, usize)>>>,
    sent: Arc<AtomicUsize>,
    finished: Arc<AtomicUsize>,
}

/// A pupil takes the quiz as often as that is allowed, whatever happens to the program and to the line.
fn sit(mut pupil: Pupil, number: usize, code: &str, attempts: usize, seen: &Seen) {
    let name = format!("Pupil{number}");
    if number.is_multiple_of(10) {
        pupil.slowness = Duration::from_millis(40);
    }
    let mut rng = ChaCha8Rng::seed_from_u64(number as u64);
    pupil.join_and_begin(code, &name);
    for attempt in 0..attempts {
        if attempt > 0 {
            // The last page ends the attempt; then another one can begin.
            while pupil
                .send("GET", &format!("{}/review", pupil.attempt), "")
                .is_err()
            {
                std::thread::sleep(Duration::from_millis(50));
            }
            pupil.begin(&name);
        }
        take(&mut pupil, &mut rng, seen);
    }
    seen.finished.fetch_add(1, Ordering::SeqCst);
}

/// Answers all questions of an attempt. Each tenth answer is sent twice, each tenth comes again after the next
/// one, and each tenth loses the connection.
fn take(pupil: &mut Pupil, rng: &mut ChaCha8Rng, seen: &Seen) {
    let mut seq = None;
    let mut question = 1;
    while question <= QUESTIONS {
        let known = match seq {
            Some(seq) => seq,
            // After a failure only the page says whether the answer was taken.
            None => match pupil.seq(question) {
                Ok(Some(seq)) => seq,
                Ok(None) => {
                    question += 1;
                    continue;
                }
                Err(_) => {
                    std::thread::sleep(Duration::from_millis(50));
                    continue;
                }
            },
        };
        let choice = rng.random_range(0..3);
        let luck = rng.random_range(0..10);
        seen.sent.fetch_add(1, Ordering::SeqCst);
        match pupil.answer(question, known, choice) {
            Ok(true) => {
                let mut acknowledged = seen.acknowledged.lock().unwrap();
                acknowledged.push((pupil.attempt.clone(), question));
                drop(acknowledged);
                seq = Some(known + 1);
                match luck {
                    // The same once more, at once; and an earlier one, late.
                    0 => _ = pupil.answer(question, known, (choice + 1) % 3),
                    1 if question > 1 => _ = pupil.answer(question - 1, known - 1, choice),
                    2 => pupil.drop_connection(),
                    _ => {}
                }
                question += 1;
            }
            Ok(false) => seq = None,
            Err(_) => {
                seq = None;
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }
}

/// A teacher opens the quiz as homework that may be taken often; its code.
fn open_homework(served: &Served, attempts: usize) -> String {
    let mut teacher = Pupil::new(&served.host);
    let link = format!("/enter?token={}", served.token);
    teacher.send("GET", &link, "").unwrap();
    let only: Vec<String> = (1..=QUESTIONS).map(|it| format!("only=q{it}")).collect();
    let body = format!(
        "mode=practice&release=at-once&attempts={attempts}&{}",
        only.join("&")
    );
    let opened = teacher.send("POST", "/teach/new/class", &body).unwrap();
    let board = teacher.send("GET", &opened.location, "").unwrap().body;
    let code = board.split("class=\"code\">").nth(1).unwrap();
    code.split('<').next().unwrap().to_owned()
}

#[test]
fn nothing_that_was_acknowledged_is_lost_or_doubled_by_kills() {
    let (answers, kills) = (ANSWERS * scale(), scale().max(2));
    // A class of 25 in the small test, 2,500 pupils in the full one.
    let attempts = ATTEMPTS.min(answers / QUESTIONS);
    let pupils = answers / (attempts * QUESTIONS);
    let folder = tempfile::tempdir().unwrap();
    write_library(folder.path());
    let port = free_port();
    let mut served = Served::start(PROGRAM, folder.path(), port);
    let code = open_homework(&served, attempts);
    let host = served.host.clone();
    let seen = Seen::default();
    let threads: Vec<_> = (0..pupils)
        .map(|number| {
            let (pupil, code, seen) = (Pupil::new(&host), code.clone(), seen.clone());
            std::thread::spawn(move || sit(pupil, number, &code, attempts, &seen))
        })
        .collect();
    let acknowledged = || seen.acknowledged.lock().unwrap().len();
    let mut killed = 0;
    while seen.finished.load(Ordering::SeqCst) < pupils {
        std::thread::sleep(Duration::from_millis(20));
        let ended = threads.iter().filter(|it| it.is_finished()).count();
        let finished = seen.finished.load(Ordering::SeqCst);
        assert!(ended <= finished, "a pupil has failed");
        // The kills are spread over the whole run.
        if killed < kills && acknowledged() >= (killed + 1) * answers / (kills + 1) {
            served.kill();
            served = Served::start(PROGRAM, folder.path(), port);
            assert_eq!(served.code, code, "the class goes on with its code");
            killed += 1;
        }
    }
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
    served.kill();
    assert_eq!(killed, kills);
    let answered = answered(folder.path());
    let acknowledged = seen.acknowledged.lock().unwrap();
    println!(
        "{pupils} pupils, {} answers sent, {} acknowledged, {} in the record, {kills} kills",
        seen.sent.load(Ordering::SeqCst),
        acknowledged.len(),
        answered.len()
    );
    assert_eq!(answered.len(), answers, "every question was answered");
    for (attempt, question) in acknowledged.iter() {
        let key = (attempt.clone(), format!("q{question}"));
        assert!(answered.contains_key(&key), "{key:?} is lost");
    }
    for (key, times) in &answered {
        assert_eq!(*times, 1, "{key:?} is doubled");
    }
}

/// The start and the re-entry of `benches/class.rs` at a hundredth of their size: no time is asserted.
#[test]
fn all_begin_at_once_and_come_back_at_once_without_an_error() {
    const PUPILS: usize = 20;
    let folder = tempfile::tempdir().unwrap();
    write_library(folder.path());
    let served = Served::start(PROGRAM, folder.path(), free_port());
    let start = Arc::new(Barrier::new(PUPILS));
    let threads: Vec<_> = (0..PUPILS)
        .map(|number| {
            let (mut pupil, code) = (Pupil::new(&served.host), served.code.clone());
            let start = Arc::clone(&start);
            std::thread::spawn(move || {
                start.wait();
                pupil.join_and_begin(&code, &format!("Pupil{number}"));
                let seq = pupil.seq(1).unwrap().unwrap();
                assert!(pupil.answer(1, seq, number % 3).unwrap());
                start.wait();
                // All lose the line at the same moment, and come back.
                pupil.drop_connection();
                assert_eq!(pupil.seq(1).unwrap(), None, "it is answered");
                assert_eq!(pupil.seq(2).unwrap(), Some(seq + 1));
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    served.kill();
    assert_eq!(answered(folder.path()).len(), PUPILS);
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
