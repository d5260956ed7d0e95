//! How many answers a second are acknowledged, each of them on the disk: at the port to the record and over HTTP, beside
//! `pgbench` inserting the same row.

use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use crate::class_client::{Pupil, QUESTIONS, write_library};
use crate::database;
use crate::node::{CONNECTIONS, Node, schools};
use jiff::Timestamp;
use sourcework_core::attempt::{Command as Step, Event, Numbering};
use sourcework_core::identity::{AttemptId, SchoolId, StudentKey, text_hash};
use sourcework_core::marking::Answer;
use sourcework_core::record::{Head, Text, WrittenEvent, first_link, write_events};
use sourcework_service::library::Library;
use sourcework_service::live::{Beginning, LiveAttempt};
use sourcework_service::store::{self, Appended, Batch, InMemory, Postgres, Record, Schools};

/// The threads of a node, which is what waits for the record at the same time.
const THREADS: usize = 24;

const ROUNDS: usize = 5;

/// An attempt as a pupil makes it: its head, its beginning and an answer.
struct Real {
    head: Head,
    begun: Event,
    answered: Event,
    texts: Vec<Text>,
}

impl Real {
    fn new(library: &Library) -> Self {
        let (record, student) = (InMemory::default(), StudentKey::default());
        let paper = Arc::new(library.paper("class").unwrap());
        let texts = paper.files.iter().map(|it| Text::new(it.text.to_string()));
        let texts = texts.collect();
        let (beginning, now) = (Beginning::default(), Timestamp::now());
        let mut live = LiveAttempt::begin(&record, &student, paper, &beginning, now).unwrap();
        let answer = Answer::Choice(Some(0));
        let step = Step::Answer {
            place: 0,
            answer,
            numbering: Numbering::Authored,
            certainty: None,
        };
        live.step(step, now).unwrap();
        let number = record.latest(&student, None, 1).unwrap()[0];
        let kept = store::stored(&record, &student, number).unwrap().unwrap();
        let [begun, answered] = kept.events.try_into().unwrap();
        Self {
            head: kept.head,
            begun,
            answered,
            texts,
        }
    }

    /// The attempt of a pupil of a school, and its first events.
    fn begin(&self, school: &SchoolId, name: &str) -> (Head, Vec<WrittenEvent>) {
        let attempt = AttemptId(text_hash(name).0);
        let mut head = self.head.clone();
        head.attempt = attempt;
        head.student.school = school.clone();
        name.clone_into(&mut head.student.student.0);
        let begun = write_events(
            &head,
            0,
            first_link(attempt),
            std::slice::from_ref(&self.begun),
        );
        (head, begun)
    }

    fn answer(&self, head: &Head, seq: u32, last: &WrittenEvent) -> Vec<WrittenEvent> {
        write_events(
            head,
            seq,
            last.checksum,
            std::slice::from_ref(&self.answered),
        )
    }
}

/// Runs all; what went wrong.
pub fn run(seconds: usize) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    write_library(folder.path());
    let name = database::new_database();
    let real = Real::new(&Library::open(folder.path()).unwrap());
    let time = Duration::from_secs(seconds as u64);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        ours.push(at_the_port(&name, &real, round, time));
        theirs.push(pgbench(&name, &real, round, seconds));
    }
    let said = |what: &str, rates: &[f64]| {
        let each: Vec<String> = rates.iter().map(|it| format!("{it:.0}")).collect();
        println!(
            "  {what:<38} {:>8.0} a second ({})",
            median(rates),
            each.join(", ")
        );
    };
    println!("acknowledged answers, each on the disk, in turns of {seconds} s");
    said("at the port, two records, 24 threads each", &ours);
    said("pgbench, 48 connections", &theirs);
    let ratio = median(&ours) / median(&theirs);
    println!("  {:<38} {ratio:>8.2}", "ours as a share of pgbench's");
    over_http(folder.path(), time)
}

fn median(rates: &[f64]) -> f64 {
    let mut rates = rates.to_vec();
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// Answers a second at the port of two records, as two nodes have them.
fn at_the_port(database: &str, real: &Real, round: usize, time: Duration) -> f64 {
    let address = database::address(database);
    let stores = [(), ()].map(|()| Postgres::connect(&address, CONNECTIONS, None).unwrap());
    let school = SchoolId("school-1".to_owned());
    stores[0].enter_school(&school).unwrap();
    let (kept, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let start = Barrier::new(2 * THREADS + 1);
    let mut taken = Duration::ZERO;
    std::thread::scope(|scope| {
        for (node, store) in stores.iter().enumerate() {
            for thread in 0..THREADS {
                let name = format!("round {round}, node {node}, thread {thread}");
                let (school, start, kept, is_over) = (&school, &start, &kept, &is_over);
                scope.spawn(move || {
                    let (head, mut events) = real.begin(school, &name);
                    let mut batch = Batch {
                        student: head.student.clone(),
                        attempt: head.attempt,
                        quiz: "class".to_owned(),
                        texts: real.texts.clone(),
                        events: events.clone(),
                        ends_draft: Some("q".to_owned()),
                    };
                    let append = |batch: &Batch| {
                        let kept = store.append(std::slice::from_ref(batch)).unwrap();
                        assert!(matches!(kept[..], [Appended::Kept(_)]), "{kept:?}");
                    };
                    append(&batch);
                    batch.texts.clear();
                    start.wait();
                    for seq in 1.. {
                        if is_over.load(Ordering::Relaxed) {
                            break;
                        }
                        events = real.answer(&head, seq, &events[0]);
                        batch.events.clone_from(&events);
                        append(&batch);
                        kept.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        }
        start.wait();
        let began = Instant::now();
        std::thread::sleep(time);
        is_over.store(true, Ordering::Relaxed);
        taken += began.elapsed();
    });
    kept.load(Ordering::Relaxed) as f64 / taken.as_secs_f64()
}

/// The same row into the same table, a transaction each.
fn pgbench(database: &str, real: &Real, round: usize, seconds: usize) -> f64 {
    let school = SchoolId("school-1".to_owned());
    let (head, begun) = real.begin(&school, "pgbench");
    let answered = &real.answer(&head, 1, &begun[0])[0];
    let checksum: String = answered
        .checksum
        .0
        .iter()
        .map(|it| format!("{it:02x}"))
        .collect();
    // Attempts that the program has not numbered: one of each connection in each round.
    let script = format!(
        "\\set seq :seq + 1\n\
        INSERT INTO events (school, attempt, seq, number, kind, payload, at, checksum) VALUES ('{school}', \
        -{} - :client_id, :seq, nextval('event_numbers'), '{}', '{}', {}, '\\x{checksum}');\n",
        1_000 * (round + 1),
        answered.kind,
        answered.payload.replace('\'', "''"),
        answered.at
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("insert.sql");
    std::fs::write(&file, script).unwrap();
    let superuser = std::env::var("SOURCEWORK_TEST_SUPERUSER").unwrap();
    let server = superuser.rsplit_once('/').unwrap().0;
    let mut command = Command::new("pgbench");
    command.args(["-n", "-c", "48", "-j", "2", "-D", "seq=0"]);
    command.args(["-T", &seconds.to_string(), "-f"]).arg(&file);
    let output = command
        .arg(format!("{server}/{database}"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let rate = said
        .split("tps = ")
        .nth(1)
        .and_then(|it| it.split(' ').next());
    let errors = String::from_utf8_lossy(&output.stderr);
    rate.unwrap_or_else(|| panic!("{said}{errors}"))
        .parse()
        .unwrap()
}

/// Answers a second over HTTP, of pupils who do not think.
fn over_http(folder: &std::path::Path, time: Duration) -> Vec<String> {
    let (name, schools, classrooms) = schools(folder, 4);
    drop(classrooms);
    let address = database::address(&name);
    let nodes = [(), ()].map(|()| Node::start(folder, &address));
    let addresses = nodes.each_ref().map(Node::address);
    // Enough pupils that none has answered everything before the time is over, by guess; otherwise it is over earlier.
    let each = (time.as_secs() as usize).max(2);
    let start = Barrier::new(2 * THREADS + 1);
    let (kept, began) = (AtomicUsize::new(0), std::sync::OnceLock::new());
    let (mut failed, mut taken) = (Vec::new(), Duration::ZERO);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2 * THREADS)
            .map(|thread| {
                let school = &schools[thread % schools.len()];
                let (addresses, start, kept, began) = (&addresses, &start, &kept, &began);
                scope.spawn(move || {
                    let pupils = (0..each).map(|number| {
                        let mut pupil = school.pupil(addresses, number);
                        pupil.join_and_begin(&school.code, &format!("Pupil{thread}-{number}"));
                        let seq = pupil.seq(1).unwrap().unwrap();
                        (pupil, seq)
                    });
                    let pupils: Vec<_> = pupils.collect();
                    start.wait();
                    let began = *began.get_or_init(Instant::now);
                    let is_over = || began.elapsed() > time;
                    let answer_all = |(mut pupil, seq): (Pupil, usize)| {
                        for question in (1..=QUESTIONS).take_while(|_| !is_over()) {
                            let answered = pupil.answer(question, seq + question - 1, 0);
                            if answered.is_ok_and(|it| it) {
                                kept.fetch_add(1, Ordering::Relaxed);
                            }
                        }
                        pupil.failed
                    };
                    pupils.into_iter().flat_map(answer_all).collect::<Vec<_>>()
                })
            })
            .collect();
        start.wait();
        for thread in threads {
            failed.extend(thread.join().unwrap());
        }
        taken += began.get().unwrap().elapsed();
    });
    let rate = kept.load(Ordering::Relaxed) as f64 / taken.as_secs_f64();
    println!(
        "  {:<38} {rate:>8.0} a second",
        "over HTTP, 48 pupils who do not think"
    );
    failed
        .into_iter()
        .map(|(status, why)| format!("{status}: {why}"))
        .collect()
}
