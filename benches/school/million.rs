//! The pages of a teacher over a record with very many attempts of other classes and other schools.

use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::class_client::{Pupil, QUESTIONS, print_times, write_library_of};
use crate::database::{self, as_superuser};
use crate::node::{Node, School, plan, schools};
use jiff::Timestamp;

/// The schools among which the attempts are.
const SCHOOLS: usize = 50;

/// The questions of the class that are answered in writing, and those that are not.
const WRITTEN: usize = 4;

const PUPILS: usize = 30;

const ROUNDS: usize = 20;

/// The other sittings of the school.
const SITTINGS: usize = 50;

/// The events of an attempt of the others.
const EVENTS: usize = 5;

/// Runs all; what went wrong.
pub fn run(attempts: usize) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    write_library_of(folder.path(), QUESTIONS - WRITTEN, WRITTEN);
    let (name, schools, classrooms) = schools(folder.path(), 1);
    let school = &schools[0];
    sit(&name, folder.path(), school);
    let now = Timestamp::now();
    for _ in 0..SITTINGS {
        classrooms[0].open_sitting(plan(), now).unwrap();
    }
    let key = classrooms[0].add_admin_browser(now).unwrap();
    drop(classrooms);
    let began = Instant::now();
    fill(&name, attempts);
    println!(
        "{attempts} attempts of {SCHOOLS} schools and {} events, made in {:.0} s; {} of tables and indexes",
        as_superuser(&name, "SELECT count(*) FROM events"),
        began.elapsed().as_secs_f64(),
        as_superuser(
            &name,
            "SELECT pg_size_pretty(pg_database_size(current_database()))"
        ),
    );
    let before = scans(&name);
    let failed = look(&name, folder.path(), school, &key);
    let after = scans(&name);
    let mut faults = failed;
    for (table, before, after) in [
        ("events", before[0], after[0]),
        ("attempts", before[1], after[1]),
    ] {
        println!(
            "  {:<38} {:>6}",
            format!("sequential scans of {table}"),
            after - before
        );
        if after > before {
            faults.push(format!("{table} was scanned from its beginning to its end"));
        }
    }
    faults
}

/// How often the tables were scanned sequentially; all connections have been closed.
fn scans(database: &str) -> [i64; 2] {
    std::thread::sleep(Duration::from_secs(2));
    ["events", "attempts"].map(|table| {
        let sql = format!("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = '{table}'");
        as_superuser(database, &sql).parse().unwrap()
    })
}

/// The pupils of a class answer all questions.
fn sit(database: &str, folder: &Path, school: &School) {
    let node = Node::start(folder, &database::address(database));
    let address = [node.address()];
    std::thread::scope(|scope| {
        for number in 0..PUPILS {
            let mut pupil = school.pupil(&address, 0);
            scope.spawn(move || {
                pupil.join_and_begin(&school.code, &format!("Pupil{number}"));
                let first = pupil.seq(1).unwrap().unwrap();
                for question in 1..=QUESTIONS {
                    let seq = first + question - 1;
                    let kept = match question <= QUESTIONS - WRITTEN {
                        true => pupil
                            .answer(question, seq, (number + question) % 3)
                            .unwrap(),
                        false => write(&mut pupil, question, seq, number),
                    };
                    assert!(kept, "question {question} of {number}: {:?}", pupil.failed);
                }
            });
        }
    });
}

/// Answers a question in writing.
fn write(pupil: &mut Pupil, question: usize, seq: usize, number: usize) -> bool {
    let address = format!("{}/questions/{question}", pupil.attempt);
    let body = format!("seq={seq}&do=answer-meant&text=It+harms+{number}+people");
    pupil.send("POST", &address, &body).unwrap().status == 303
}

/// Attempts of other classes: a fiftieth of them in the same school.
fn fill(database: &str, attempts: usize) {
    // In several parts, so that no statement holds everything in memory.
    const PART: usize = 100_000;
    as_superuser(
        database,
        &format!(
            "INSERT INTO schools (school) SELECT 'school-' || n FROM generate_series(1, {SCHOOLS}) n ON CONFLICT DO NOTHING"
        ),
    );
    for first in (0..attempts).step_by(PART) {
        let last = (first + PART).min(attempts) - 1;
        let sql = format!(
            "WITH new AS (
                INSERT INTO attempts (school, number, id, class, student, quiz, began, finished)
                SELECT 'school-' || 1 + n % {SCHOOLS}, nextval('attempt_numbers'), decode(md5('a' || n), 'hex'),
                    md5('class' || n / 30 / {SCHOOLS}), 'seat-' || n / {SCHOOLS} % 30, 'class', 1700000000000 + n,
                    CASE WHEN n % 100 > 0 THEN {EVENTS} - 1 END
                FROM generate_series({first}, {last}) AS n RETURNING school, number, began, finished)
            INSERT INTO events (school, attempt, seq, number, kind, payload, at, checksum)
            SELECT school, number, seq, nextval('event_numbers'), CASE seq WHEN 0 THEN 'opened' WHEN finished THEN 'finished' ELSE 'answered' END,
                '{{\"answered\":{{\"question\":\"q1\",\"answer\":{{\"choice\":1}}}}}}', began + seq, decode(md5(number::text), 'hex')
            FROM new, generate_series(0, {EVENTS} - 1) AS seq"
        );
        as_superuser(database, &sql);
    }
    // The other schools have sittings as the first one has, of which the first has many.
    as_superuser(
        database,
        &format!("INSERT INTO sittings (school, sitting, seq, number, event)
            SELECT 'school-' || n, sitting, seq, number, event FROM sittings, generate_series(2, {SCHOOLS}) AS n
            WHERE school = 'school-1';
            UPDATE schools SET sitting_events = (SELECT count(*) FROM sittings WHERE school = 'school-1')"),
    );
    // Each by itself: the first cannot be part of a transaction.
    as_superuser(database, "VACUUM ANALYZE");
}

/// The pages of a teacher.
fn look(database: &str, folder: &Path, school: &School, key: &str) -> Vec<String> {
    let node = Node::start(folder, &database::address(database));
    let mut teacher = school.pupil(&[node.address()], 0);
    teacher.cookie = Some(format!("sourcework-class={key}"));
    let sitting = format!("/teach/sittings/{}", school.sitting);
    let marking = format!("{sitting}/marking");
    let pages = [
        ("the board", sitting.clone(), "Pupil29"),
        (
            "the queue of answers to mark",
            marking.clone(),
            "What is war (1)?",
        ),
        (
            "one question of the queue",
            format!("{marking}/questions/1"),
            "people",
        ),
        (
            "the results of the class",
            format!("{sitting}/results"),
            "Pupil29",
        ),
        (
            "the report on the class",
            format!("/teach/report?sitting={}", school.sitting),
            "Report",
        ),
    ];
    for (what, address, holds) in pages {
        let times: Mutex<Vec<Duration>> = Mutex::default();
        for _ in 0..ROUNDS {
            let began = Instant::now();
            let page = teacher.send("GET", &address, "").unwrap();
            times.lock().unwrap().push(began.elapsed());
            if page.status != 200 || !page.body.contains(holds) {
                let what = format!("{address} does not show `{holds}`");
                teacher.failed.push((page.status, what));
            }
        }
        print_times(what, &times);
    }
    teacher
        .failed
        .into_iter()
        .map(|(status, why)| format!("{status}: {why}"))
        .collect()
}
