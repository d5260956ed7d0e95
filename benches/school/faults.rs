//! What pupils keep while nodes are killed, the database is restarted, and one node is cut off from it: every answer that
//! was acknowledged, once.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::class_client::{Pupil, print_times, write_library_of};
use crate::database;
use crate::forwarder::Forwarder;
use crate::node::{CONNECTIONS, Node, schools};
use sourcework_core::attempt::Action;
use sourcework_core::marking::Answer;
use sourcework_core::revision::Rules;
use sourcework_service::store::{self, Postgres, Record, Upkeep};

/// How long a pupil thinks.
const THINK: Duration = Duration::from_millis(500);

/// After how long an answer is sent again that was not acknowledged.
const AGAIN: Duration = Duration::from_millis(250);

/// How long a pupil tries to have one answer kept.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the pupils saw.
#[derive(Default)]
struct Seen {
    /// The question and the choice of every answer that was acknowledged, by the address of its attempt.
    acknowledged: Mutex<BTreeMap<String, Vec<(usize, usize)>>>,
    waits: Mutex<Vec<Duration>>,
    refused: AtomicUsize,
    /// What was said where something was refused that said something else.
    wrong: Mutex<Vec<String>>,
    unanswered: AtomicUsize,
    again: AtomicUsize,
}

/// What happens, and when.
struct Plan {
    seconds: u64,
    kill_every: u64,
    restarts: Vec<u64>,
    cut: std::ops::Range<u64>,
}

impl Plan {
    fn new(seconds: u64) -> Self {
        let cut_for = (seconds * 3 / 20).clamp(3, 30);
        Self {
            seconds,
            kill_every: (seconds / 5).clamp(4, 20),
            restarts: match seconds < 30 {
                true => vec![seconds / 2],
                false => vec![seconds / 3, seconds * 9 / 10],
            },
            cut: seconds / 2..seconds / 2 + cut_for,
        }
    }
}

/// Runs all; what went wrong.
pub fn run(pupils: usize, seconds: usize) -> Vec<String> {
    let plan = Plan::new(seconds as u64);
    let folder = tempfile::tempdir().unwrap();
    let questions = seconds * 2 + 10;
    write_library_of(folder.path(), questions, 0);
    let (name, schools, classrooms) = schools(folder.path(), 20.min(pupils / 10).max(2));
    drop(classrooms);
    let address = database::address(&name);
    let line = Forwarder::new(&address);
    let mut nodes =
        [line.address(&address), address].map(|address| Node::start(folder.path(), &address));
    let addresses = nodes.each_ref().map(Node::address);
    let seen = Arc::new(Seen::default());
    let end = Instant::now() + Duration::from_secs(plan.seconds);
    let threads: Vec<_> = (0..pupils)
        .map(|number| {
            let school = &schools[number % schools.len()];
            let (pupil, code) = (
                school.pupil(&addresses, number / schools.len()),
                school.code.clone(),
            );
            let seen = Arc::clone(&seen);
            let sit = move || sit(pupil, number, &code, questions, end, &seen);
            let thread = std::thread::Builder::new().stack_size(128 * 1024);
            thread.spawn(sit).unwrap()
        })
        .collect();
    let happened = make_faults(&plan, &mut nodes, &line);
    while threads.iter().any(|it| !it.is_finished()) {
        nodes.iter_mut().for_each(Node::keep_running);
        std::thread::sleep(Duration::from_millis(100));
    }
    let gave_up = threads.into_iter().filter_map(|it| it.join().err());
    let gave_up = gave_up.count();
    drop((nodes, schools));
    println!(
        "{pupils} pupils answer for {seconds} s, and think {} ms",
        THINK.as_millis()
    );
    println!("  {happened}");
    let mut faults = std::mem::take(&mut *seen.wrong.lock().unwrap());
    if gave_up > 0 {
        faults.push(format!("{gave_up} pupils gave up"));
    }
    print_times("an answer until it is said to be kept", &seen.waits);
    let count = |what: &str, count: usize| println!("  {what:<38} {count:>6}");
    count("refused with 503", seen.refused.load(Ordering::Relaxed));
    count("  of which say something else", faults.len());
    count("without an answer", seen.unanswered.load(Ordering::Relaxed));
    count("answers sent again", seen.again.load(Ordering::Relaxed));
    let acknowledged = seen.acknowledged.lock().unwrap();
    faults.extend(compare(
        &Postgres::connect(&database::address(&name), CONNECTIONS, None).unwrap(),
        &acknowledged,
    ));
    faults
}

/// Kills, restarts and cuts; what was done.
fn make_faults(plan: &Plan, nodes: &mut [Node; 2], line: &Forwarder) -> String {
    let server = std::env::var("SOURCEWORK_TEST_SERVER").unwrap();
    let began = Instant::now();
    let (mut kills, mut restarts) = (0, 0);
    let mut restarting: Vec<std::process::Child> = Vec::new();
    loop {
        let second = began.elapsed().as_secs();
        if second >= plan.seconds {
            break;
        }
        if second >= (kills + 1) * plan.kill_every {
            nodes[kills as usize % 2].kill();
            kills += 1;
            std::thread::sleep(Duration::from_millis(500));
        }
        if plan.restarts.get(restarts).is_some_and(|at| second >= *at) {
            let control = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/postgres/control");
            let mut command = Command::new(control);
            command.args([server.as_str(), "restart", "immediate"]);
            restarting.push(command.spawn().unwrap());
            restarts += 1;
        }
        line.cut(plan.cut.contains(&second));
        nodes.iter_mut().for_each(Node::keep_running);
        std::thread::sleep(Duration::from_millis(100));
    }
    line.cut(false);
    for mut command in restarting {
        assert!(
            command.wait().unwrap().success(),
            "the database does not start again"
        );
    }
    format!(
        "{kills} kills of a node, {restarts} restarts of the database, a node cut off for {} s",
        plan.cut.end - plan.cut.start
    )
}

/// The choice of a pupil, which stays the same however often it is sent.
fn choice(number: usize, question: usize) -> usize {
    (number + question) % 3
}

/// A pupil answers one question after the other, and sends each answer again until it is acknowledged.
fn sit(mut pupil: Pupil, number: usize, code: &str, questions: usize, end: Instant, seen: &Seen) {
    pupil.join_and_begin(code, &format!("Pupil{number}"));
    let attempt = pupil.attempt.clone();
    let mut seq = None;
    let mut kept = Vec::new();
    for question in 1..=questions {
        while seq.is_none() {
            seq = pupil.seq(question).unwrap_or_default();
            if seq.is_none() {
                std::thread::sleep(AGAIN);
            }
        }
        let (state, choice) = (seq.unwrap(), choice(number, question));
        let began = Instant::now();
        pupil.failed.clear();
        while !pupil.answer(question, state, choice).is_ok_and(|it| it) {
            assert!(began.elapsed() < PATIENCE, "an answer is never kept");
            seen.again.fetch_add(1, Ordering::Relaxed);
            std::thread::sleep(AGAIN);
        }
        look_at(&pupil.failed, seen);
        seen.waits.lock().unwrap().push(began.elapsed());
        kept.push((question, choice));
        seq = Some(state + 1);
        if Instant::now() > end {
            break;
        }
        // The page of the next question, which may be missed; the script of the page knows the state.
        let _ = pupil.seq(question + 1);
        std::thread::sleep(THINK);
    }
    seen.acknowledged.lock().unwrap().insert(attempt, kept);
}

/// What a pupil was told of an answer that was not kept: that it was not, and to give it again.
fn look_at(failed: &[(u16, String)], seen: &Seen) {
    for (status, words) in failed {
        match status {
            0 => _ = seen.unanswered.fetch_add(1, Ordering::Relaxed),
            503 => {
                seen.refused.fetch_add(1, Ordering::Relaxed);
                let says = ["give the answer again", "give again", "give it again"];
                if !says.iter().any(|it| words.contains(it)) {
                    seen.wrong.lock().unwrap().push(format!("503: {words}"));
                }
            }
            other => seen.wrong.lock().unwrap().push(format!("{other}: {words}")),
        }
    }
}

/// Holds the record against what was acknowledged.
fn compare(store: &Postgres, acknowledged: &BTreeMap<String, Vec<(usize, usize)>>) -> Vec<String> {
    let mut faults = Vec::new();
    let (mut lost, mut doubled, mut sound, mut answers) = (0, 0, 0, 0);
    let mut missing: Vec<&String> = acknowledged.keys().collect();
    for student in store.students().unwrap() {
        faults.extend(store::verify(store, &student, &Rules::default()).unwrap());
        for number in store.latest(&student, None, usize::MAX).unwrap() {
            let kept = store::stored(store, &student, number).unwrap().unwrap();
            sound += 1;
            let mut found: BTreeMap<String, Vec<Answer>> = BTreeMap::new();
            for event in kept.events {
                if let Action::Answered {
                    question, answer, ..
                } = event.action
                {
                    found.entry(question).or_default().push(answer);
                }
            }
            answers += found.len();
            doubled += found.values().filter(|it| it.len() > 1).count();
            let address = format!("/attempts/{number}");
            missing.retain(|it| **it != address);
            for (question, choice) in acknowledged.get(&address).into_iter().flatten() {
                let wanted = Answer::Choice(Some(*choice));
                let answers = found.get(&format!("q{question}"));
                if !answers.is_some_and(|it| it.contains(&wanted)) {
                    lost += 1;
                    faults.push(format!(
                        "question {question} of {address}: {wanted:?} is lost, found {answers:?}"
                    ));
                }
            }
        }
    }
    let all: usize = acknowledged.values().map(Vec::len).sum();
    println!(
        "  {all} answers acknowledged, {answers} in the record: {lost} lost, {doubled} doubled"
    );
    println!("  {sound} attempts, whose checksums follow each other");
    if doubled > 0 {
        faults.push(format!("{doubled} answers are doubled"));
    }
    faults.extend(missing.into_iter().map(|it| format!("{it} is lost")));
    faults
}
