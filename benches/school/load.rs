//! An exam morning: pupils of several schools begin, and answer every few seconds at moments of their own.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::time::{Duration, Instant};

use crate::class_client::{Pupil, print_times, write_library_of};
use crate::database;
use crate::memory;
use crate::node::{Node, schools};
use crate::usage::{Usage, transactions};

/// How long a pupil thinks.
const THINK: Duration = Duration::from_secs(5);

const SCHOOLS: usize = 20;

/// What was measured of all pupils.
#[derive(Default)]
struct Seen {
    begins: Mutex<Vec<Duration>>,
    answers: Mutex<Vec<Duration>>,
    pages: Mutex<Vec<Duration>>,
    failed: Mutex<Vec<String>>,
    requests: AtomicUsize,
    kept: AtomicUsize,
}

impl Seen {
    /// Prints the times; what has failed.
    fn finish(&self) -> Vec<String> {
        print_times("join, begin and see question 1", &self.begins);
        print_times("an answer until it is said to be kept", &self.answers);
        print_times("the page after it", &self.pages);
        let failed = std::mem::take(&mut *self.failed.lock().unwrap());
        line("errors", failed.len() as f64, "");
        failed
    }
}

/// When what happens.
#[derive(Clone, Copy)]
struct Times {
    /// All begin within so long.
    beginning: Duration,
    /// Nobody begins another answer after so long.
    end: Duration,
}

/// Whether so many pupils can do it without a failure; what went wrong.
pub fn run(pupils: usize, seconds: usize) -> Vec<String> {
    // 3,000 begin within a minute.
    let beginning = Duration::from_secs((pupils as u64 / 50).max(5));
    let times = Times {
        beginning,
        end: beginning + Duration::from_secs(seconds as u64),
    };
    let most_answers = times.end.as_secs() / THINK.as_secs() + 2;
    let folder = tempfile::tempdir().unwrap();
    write_library_of(folder.path(), most_answers as usize, 0);
    let (name, schools, classrooms) = schools(folder.path(), SCHOOLS.min(pupils / 10).max(2));
    drop(classrooms);
    let address = database::address(&name);
    let nodes = [(), ()].map(|()| Node::start(folder.path(), &address));
    let addresses = nodes.each_ref().map(Node::address);
    let transactions_before = transactions(&name);
    let start = Arc::new(Barrier::new(pupils + 1));
    let seen = Arc::new(Seen::default());
    let threads: Vec<_> = (0..pupils)
        .map(|number| {
            let school = &schools[number % schools.len()];
            let (pupil, code) = (
                school.pupil(&addresses, number / schools.len()),
                school.code.clone(),
            );
            let (start, seen) = (Arc::clone(&start), Arc::clone(&seen));
            let share = number as f64 / pupils as f64;
            let sit = move || {
                start.wait();
                sit(pupil, number, share, &code, times, &seen);
            };
            let thread = std::thread::Builder::new().stack_size(128 * 1024);
            thread.spawn(sit).unwrap()
        })
        .collect();
    let now = || (Usage::now(&name, &nodes), requests(&seen), Instant::now());
    let first = now();
    start.wait();
    std::thread::sleep(times.beginning);
    let before = now();
    for thread in threads {
        if thread.join().is_err() {
            seen.failed
                .lock()
                .unwrap()
                .push("a pupil gave up".to_owned());
        }
    }
    let after = now();
    let peaks = nodes.each_ref().map(|node| memory::peak(node.id()));
    drop(nodes);
    // The counts of a connection are there when it has been closed.
    std::thread::sleep(Duration::from_secs(2));
    let transactions = transactions(&name) - transactions_before;
    println!(
        "{pupils} pupils of {} schools begin within {} s, then answer every {} s for {seconds} s",
        schools.len(),
        beginning.as_secs(),
        THINK.as_secs()
    );
    print_costs(before, after);
    print_beginning(pupils, first, before, after);
    let all = seen.requests.load(Ordering::Relaxed) as f64;
    line("transactions a request", transactions / all, "");
    for peak in peaks {
        line("most memory of a node", peak as f64 / 1024.0, " MiB");
    }
    seen.finish()
}

fn requests(seen: &Seen) -> (usize, usize) {
    let of = |count: &AtomicUsize| count.load(Ordering::Relaxed);
    (of(&seen.requests), of(&seen.kept))
}

type Moment = (Usage, (usize, usize), Instant);

/// What the part of the run has cost in which all answer.
fn print_costs(before: Moment, after: Moment) {
    let seconds = (after.2 - before.2).as_secs_f64();
    let requests = (after.1.0 - before.1.0) as f64;
    let answers = (after.1.1 - before.1.1) as f64;
    let (before, after) = (before.0, after.0);
    line("requests a second", requests / seconds, "");
    line("answers a second", answers / seconds, "");
    let busy = |what: &str, from: f64, to: f64| {
        let each = (to - from) / requests * 1e6;
        let share = (to - from) / seconds;
        println!("  {what:<38} {share:>8.2} cores, {each:.0} µs a request");
    };
    busy("the nodes", before.nodes, after.nodes);
    busy("the database", before.database, after.database);
    busy("the pupils", before.clients, after.clients);
    line(
        "log an answer",
        (after.log - before.log) / answers,
        " bytes",
    );
    let events = after.events - before.events;
    line(
        "table an event",
        (after.table - before.table) / events,
        " bytes",
    );
    line(
        "index an event",
        (after.index - before.index) / events,
        " bytes",
    );
}

/// What it costs that a pupil joins, begins and sees the first question: what is left of the first part of the run, in
/// which those who have begun answer already, when these answers are taken off.
fn print_beginning(pupils: usize, first: Moment, before: Moment, after: Moment) {
    let early = (before.1.1 - first.1.1) as f64;
    let later = (after.1.1 - before.1.1) as f64;
    let each = |of: fn(&Usage) -> f64| {
        let an_answer = (of(&after.0) - of(&before.0)) / later;
        (of(&before.0) - of(&first.0) - early * an_answer) / pupils as f64
    };
    let (nodes, database) = (each(|it| it.nodes) * 1e6, each(|it| it.database) * 1e6);
    println!(
        "  {:<38} {nodes:.0} µs of the nodes, {database:.0} µs of the database, {:.0} bytes of log",
        "a beginning",
        each(|it| it.log)
    );
}

fn line(what: &str, number: f64, unit: &str) {
    println!("  {what:<38} {number:>8.1}{unit}");
}

/// A pupil begins at its share of the time for that, and answers at its moments until the end.
fn sit(mut pupil: Pupil, number: usize, share: f64, code: &str, times: Times, seen: &Seen) {
    let start = Instant::now();
    std::thread::sleep(times.beginning.mul_f64(share));
    let began = Instant::now();
    pupil.join_and_begin(code, &format!("Pupil{number}"));
    let mut seq = pupil.seq(1).unwrap_or_default();
    seen.begins.lock().unwrap().push(began.elapsed());
    seen.requests.fetch_add(pupil.requests, Ordering::Relaxed);
    // The next answer is due at its moment, also where the one before was slow.
    let mut due = Instant::now();
    let mut question = 1;
    loop {
        due += THINK;
        if due - start > times.end {
            break;
        }
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let Some(state) = seq else {
            seen.failed
                .lock()
                .unwrap()
                .push(format!("question {question} is not asked"));
            break;
        };
        if pupil
            .answer(question, state, question % 3)
            .is_ok_and(|it| it)
        {
            seen.answers.lock().unwrap().push(due.elapsed());
            seen.kept.fetch_add(1, Ordering::Relaxed);
        }
        question += 1;
        let asked = Instant::now();
        seq = pupil.seq(question).unwrap_or_default();
        seen.pages.lock().unwrap().push(asked.elapsed());
        seen.requests.fetch_add(2, Ordering::Relaxed);
    }
    let failed = pupil.failed.iter().map(|(status, why)| {
        let words: String = why.chars().take(200).collect();
        format!("{status}: {words}")
    });
    seen.failed.lock().unwrap().extend(failed);
}
