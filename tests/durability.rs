//! What was told to have been kept is kept: however the program ends, whatever the disk does.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    missing_docs
)]

mod common;

use std::collections::HashMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use sourcework_core::attempt::Action;
use sourcework_core::identity::StudentKey;
use sourcework_core::record::AttemptNumber;
use sourcework_service::store::{self, Record, Sqlite, Upkeep};
use tempfile::TempDir;

const QUIZ: &str = "letter-1-warm-up";

/// The one person who uses the record.
fn me() -> StudentKey {
    StudentKey::default()
}

/// How long the program may take to say something: a bound on failure, not a measure.
const PATIENCE: Duration = Duration::from_secs(20);

/// Lines of which one answers every question sooner or later: numbers that do not fit are asked
/// for again.
fn answers() -> String {
    "1\n1 2\n1 2 3\n1 2 3 4\n1 2 3 4 5\n".repeat(60)
}

/// The program with a record, and with folders of its own for all else.
fn program(record: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(common::PROGRAM);
    command.args(arguments);
    with_record(&mut command, record);
    command
}

fn with_record(command: &mut Command, record: &Path) {
    let state = common::state();
    command
        .env_remove("SOURCEWORK_LIBRARY")
        .env("SOURCEWORK_CACHE", format!("{state}/cache"))
        .env("SOURCEWORK_RECORD", record);
}

fn take(record: &Path, seed: u64) -> Command {
    let seed = seed.to_string();
    program(record, &["take", QUIZ, "--plain", "--seed", &seed])
}

/// How many answers a text acknowledges.
fn acknowledged(shown: &str) -> usize {
    let told = ["Right:", "Partly right:", "Not this time:"];
    let is_told = |line: &&str| told.iter().any(|words| line.starts_with(words));
    shown.lines().filter(is_told).count()
}

/// How many answers of an attempt the record holds.
fn kept(store: &Sqlite, attempt: AttemptNumber) -> usize {
    let stored = store::stored(store, &me(), attempt).unwrap();
    let events = stored.map_or(Vec::new(), |it| it.events);
    let answered = |action: &Action| matches!(action, Action::Answered { .. });
    events.iter().filter(|it| answered(&it.action)).count()
}

/// Whoever sits at the program: says lines, and reads what it shows.
struct Sitting {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Vec<u8>>,
    /// What has been shown since the program was last waited for.
    new: Vec<u8>,
    all: Vec<u8>,
}

impl Sitting {
    fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = stdout.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            input: child.stdin.take(),
            child,
            output,
            new: Vec::new(),
            all: Vec::new(),
        }
    }

    fn say(&mut self, lines: &str) {
        // Whoever was killed listens no more.
        let _ = self.input.as_mut().unwrap().write_all(lines.as_bytes());
    }

    /// Reads until so much has been shown, or the output ends; false where it has ended.
    fn read_until(&mut self, enough: impl Fn(&[u8]) -> bool) -> bool {
        let limit = Instant::now() + PATIENCE;
        while !enough(&self.new) {
            match self.output.recv_timeout(PATIENCE) {
                Ok(bytes) => {
                    self.new.extend_from_slice(&bytes);
                    self.all.extend(bytes);
                }
                Err(RecvTimeoutError::Disconnected) => return false,
                Err(RecvTimeoutError::Timeout) => panic!("{}", self.shown()),
            }
            assert!(Instant::now() < limit, "{}", self.shown());
        }
        true
    }

    /// Waits for words; what was shown up to them.
    fn until(&mut self, words: &str) -> String {
        let find = |new: &[u8]| memchr::memmem::find(new, words.as_bytes());
        let found = self.read_until(|new| find(new).is_some());
        assert!(found, "no {words:?} in {}", self.shown());
        let end = find(&self.new).unwrap() + words.len();
        let shown: Vec<u8> = self.new.drain(..end).collect();
        String::from_utf8_lossy(&shown).into_owned()
    }

    fn shown(&self) -> String {
        String::from_utf8_lossy(&self.all).into_owned()
    }

    /// Kills it; all that it has shown.
    fn kill(mut self) -> String {
        self.child.kill().unwrap();
        self.end().1
    }

    /// Says no more; how it ended, and all that it has shown.
    fn end(mut self) -> (Option<i32>, String) {
        self.input = None;
        self.read_until(|_| false);
        (self.child.wait().unwrap().code(), self.shown())
    }
}

/// Whether a line asks for the first part of an answer.
fn asks(line: &str) -> bool {
    line.contains("(? for help)") || line.starts_with("Gap 1: ")
}

/// The questions of a text as they were put, by their numbers.
fn questions(shown: &str) -> HashMap<usize, String> {
    let parts = shown.split("\nQuestion ").skip(1);
    let whole = parts.filter(|part| part.lines().any(asks));
    whole
        .map(|part| {
            let number = part.split(' ').next().unwrap().parse().unwrap();
            let put = part.lines().take_while(|line| !asks(line));
            (number, put.collect::<Vec<_>>().join("\n"))
        })
        .collect()
}

/// Numbers that look random, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// Kills a program at a random moment; what it has shown.
fn killed(mut sitting: Sitting, chance: &mut Chance) -> String {
    sitting.say(&answers());
    if chance.below(2) == 0 {
        let moment = Duration::from_micros(chance.below(40_000));
        std::thread::sleep(moment);
    } else {
        let lines = 1 + chance.below(250) as usize;
        sitting.read_until(|new| memchr::memchr_iter(b'\n', new).count() >= lines);
    }
    sitting.kill()
}

/// How the seeds put the questions when nobody is killed.
fn undisturbed(seeds: u64) -> Vec<HashMap<usize, String>> {
    let of_seed = |seed| {
        let folder = TempDir::new().unwrap();
        let mut sitting = Sitting::start(&mut take(&folder.path().join("record.db"), seed));
        sitting.say(&answers());
        let (code, shown) = sitting.end();
        assert_eq!(code, Some(0), "{shown}");
        let questions = questions(&shown);
        assert_eq!(questions.len(), 13);
        questions
    };
    (0..seeds).map(of_seed).collect()
}

#[test]
fn a_program_killed_two_hundred_times_has_kept_every_answer_it_acknowledged() {
    const SEEDS: u64 = 4;
    let folder = TempDir::new().unwrap();
    let record = folder.path().join("record.db");
    let put = undisturbed(SEEDS);
    let mut seeds: HashMap<AttemptNumber, u64> = HashMap::new();
    let mut chance = Chance(1962);
    let (mut in_all, mut midway) = (0, 0);
    // At least two hundred; more on a machine on which the program is killed before it says much.
    for round in 0..2_000 {
        if round >= 200 && in_all > 200 && midway > 20 {
            break;
        }
        let store = Sqlite::open(&record).unwrap();
        let open = store.open_attempts(&me()).unwrap().last().copied();
        let newest = store
            .latest(&me(), None, usize::MAX)
            .unwrap()
            .into_iter()
            .max();
        let going_on = open.filter(|_| chance.below(2) == 0);
        let before = going_on.map_or(0, |attempt| kept(&store, attempt));
        drop(store);
        let seed = chance.below(SEEDS);
        let mut command = match going_on {
            Some(attempt) => program(&record, &["resume", &attempt.to_string(), "--plain"]),
            None => take(&record, seed),
        };
        let told = acknowledged(&killed(Sitting::start(&mut command), &mut chance));
        let store = Sqlite::open(&record).unwrap();
        if round % 20 == 19 {
            assert_eq!(store.faults().unwrap(), [""; 0], "round {round}");
        }
        let attempts = store.latest(&me(), None, usize::MAX).unwrap();
        let new = attempts.into_iter().max().filter(|it| Some(*it) > newest);
        let Some(attempt) = going_on.or(new) else {
            assert_eq!(told, 0, "round {round}: nothing is kept of {told} answers");
            continue;
        };
        let seed = *seeds.entry(attempt).or_insert(seed);
        let there = kept(&store, attempt);
        assert!(
            there >= before + told,
            "round {round}: {there} answers kept, {before} and {told} told"
        );
        in_all += told;
        if store.open_attempts(&me()).unwrap().contains(&attempt) && there < 13 {
            midway += 1;
            drop(store);
            let resume = program(&record, &["resume", &attempt.to_string(), "--plain"]);
            let (_, shown) = Sitting::start(&mut { resume }).end();
            let again = questions(&shown);
            let place = there + 1;
            assert_eq!(again.keys().collect::<Vec<_>>(), [&place], "round {round}");
            assert_eq!(again[&place], put[seed as usize][&place], "round {round}");
        }
    }
    println!("{in_all} answers acknowledged; {midway} times killed midway");
    assert!(in_all > 200 && midway > 20, "{in_all}, {midway}");
}

#[test]
fn whoever_is_killed_at_a_question_is_asked_the_same_again_in_the_same_order() {
    for answered in [1, 2, 5, 9] {
        let folder = TempDir::new().unwrap();
        let record = folder.path().join("record.db");
        let mut sitting = Sitting::start(&mut take(&record, 7));
        let mut lines = answers().lines().map(str::to_owned).collect::<Vec<_>>();
        lines.reverse();
        while acknowledged(&sitting.shown()) < answered {
            sitting.until("(? for help): ");
            sitting.say(&format!("{}\n", lines.pop().unwrap()));
            sitting.read_until(|new| memchr::memmem::find(new, b"(? for help): ").is_some());
        }
        let place = answered + 1;
        let before = questions(&sitting.kill());
        let (code, shown) = Sitting::start(&mut program(&record, &["resume", "--plain"])).end();
        assert_eq!(code, Some(130), "the end of the input");
        assert_eq!(questions(&shown)[&place], before[&place]);
    }
}

#[test]
fn who_is_killed_between_the_questions_without_their_passage_goes_on_with_the_next() {
    let folder = TempDir::new().unwrap();
    let record = folder.path().join("record.db");
    let mut command = take(&record, 3);
    let mut sitting = Sitting::start(command.args(["--probe", "2"]));
    sitting.until("Without the passage: 1 of 2");
    sitting.until("from 1 to 3");
    sitting.say("s\n");
    let first = sitting.until("Without the passage: 2 of 2");
    assert!(first.contains("(? for help)"), "{first}");
    sitting.kill();
    let mut resumed = Sitting::start(&mut program(&record, &["resume", "--plain"]));
    let notice = resumed.until("Without the passage: 2 of 2");
    assert!(notice.contains("They do not count"), "{notice}");
    assert!(!notice.contains("1 of 2"), "{notice}");
    resumed.say("s\n");
    resumed.until("Now the quiz, with the passages.");
    resumed.until("Question 1 of 13");
    let (code, _) = resumed.end();
    assert_eq!(code, Some(130), "the end of the input");
}

#[test]
fn a_draft_outlives_the_program_and_belongs_to_its_attempt() {
    let folder = TempDir::new().unwrap();
    let record = folder.path().join("record.db");
    let exam = [
        "take",
        "letter-4-exam",
        "--skill",
        "utility",
        "--seed",
        "1",
        "--plain",
    ];
    let mut sitting = Sitting::start(&mut program(&record, &exam));
    sitting.until("> ");
    sitting.say("It is the official view\n\n");
    sitting.until("> ");
    sitting.until("> ");
    sitting.kill();
    // In another attempt it is not offered.
    let (_, shown) = Sitting::start(&mut program(&record, &exam)).end();
    assert!(!shown.contains("A draft"), "{shown}");
    let mut resumed = Sitting::start(&mut program(&record, &["resume", "1", "--plain"]));
    resumed.until("A draft of 5 words was kept:");
    resumed.say("y\nof the Soviet leader.\n.\n");
    let shown = resumed.until("9 words.");
    assert!(shown.contains("It is the official view"), "{shown}");
    resumed.until("Enter goes on");
    let (_, all) = resumed.end();
    assert_eq!(all.matches("A draft").count(), 1, "{all}");
}

#[test]
fn without_a_record_no_draft_is_left_anywhere() {
    let folder = TempDir::new().unwrap();
    let home = folder.path().join("home");
    std::fs::create_dir(&home).unwrap();
    let mut command = Command::new(common::PROGRAM);
    command
        .args([
            "take",
            "letter-4-exam",
            "--skill",
            "utility",
            "--plain",
            "--no-record",
        ])
        .env("HOME", &home)
        .env_remove("SOURCEWORK_RECORD")
        .env_remove("SOURCEWORK_LIBRARY");
    for variable in ["XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
        command.env(variable, &home);
    }
    let mut sitting = Sitting::start(&mut command);
    sitting.until("> ");
    sitting.say("A secret of mine\n");
    sitting.until("> ");
    sitting.kill();
    let left: Vec<_> = std::fs::read_dir(&home).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn the_disk_has_been_synced_before_an_answer_is_acknowledged() {
    if Command::new("strace").arg("--version").output().is_err() {
        println!("did not run: there is no strace");
        return;
    }
    let folder = TempDir::new().unwrap();
    let trace = folder.path().join("trace");
    let mut command = Command::new("strace");
    command
        .args([
            "-f",
            "-s",
            "65536",
            "-e",
            "trace=fsync,fdatasync,write",
            "-o",
        ])
        .arg(&trace)
        .args([common::PROGRAM, "take", QUIZ, "--plain", "--seed", "7"])
        .args(["--questions", "3"]);
    with_record(&mut command, &folder.path().join("record.db"));
    let mut sitting = Sitting::start(&mut command);
    sitting.say(&answers());
    let (code, shown) = sitting.end();
    assert_eq!((code, acknowledged(&shown)), (Some(0), 3), "{shown}");
    let (mut synced, mut told) = (false, 0);
    for call in std::fs::read_to_string(&trace).unwrap().lines() {
        let is_told = call.contains(" write(1,") && acknowledged(&call.replace("\\n", "\n")) > 0;
        if is_told {
            assert!(synced, "told before it was synced: {call}");
            told += 1;
        }
        synced = !is_told && (synced || call.contains("sync("));
    }
    assert_eq!(told, 3);
}

/// A disk of 512 KiB.
struct SmallDisk(TempDir);

impl SmallDisk {
    /// `None` where this may not be done.
    fn mount() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=512k", "none"]);
        let done = mount.arg(folder.path()).stderr(Stdio::null()).status();
        done.is_ok_and(|it| it.success()).then_some(Self(folder))
    }

    fn remount(&self, how: &str) {
        let how = format!("remount,{how}");
        let mut mount = Command::new("mount");
        mount.args(["-o", &how]).arg(self.0.path());
        assert!(mount.status().unwrap().success());
    }

    fn filler(&self) -> PathBuf {
        self.0.path().join("filler")
    }

    fn fill(&self) {
        let mut file = std::fs::File::create(self.filler()).unwrap();
        while file.write_all(&[0; 1024]).is_ok() {}
    }

    fn make_room(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

/// Answers two questions, and stops at the third, whose four statements wait.
fn two_answered(command: &mut Command) -> Sitting {
    let mut sitting = Sitting::start(command);
    for _ in 0..2 {
        sitting.until("(? for help): ");
        sitting.say("1\n");
    }
    let shown = sitting.until("1. He says") + &sitting.until("(? for help): ");
    assert!(shown.contains("Question 3 of 13"), "{shown}");
    sitting
}

const GO_ON: &str = "Go on without saving your answers? Enter y or n: ";

/// A text without its line breaks.
fn words(shown: &str) -> String {
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Answers the third question, which cannot be kept; what the program says to that.
fn third_not_kept(sitting: &mut Sitting) {
    sitting.say("1\n1\n1\n1\n");
    let shown = sitting.until(GO_ON);
    assert_eq!(acknowledged(&shown), 0, "{shown}");
    assert!(
        shown.contains("Your last answer could not be saved."),
        "{shown}"
    );
    assert!(shown.contains("Your earlier answers are safe."), "{shown}");
}

/// The record is sound and holds so many answers of its one attempt.
fn holds(record: &Path, answers: usize) {
    let store = Sqlite::open(record).unwrap();
    assert_eq!(store.faults().unwrap(), [""; 0]);
    assert_eq!(store.count(&me()).unwrap().0, 1);
    assert_eq!(kept(&store, AttemptNumber(1)), answers);
}

#[test]
fn on_a_full_disk_the_student_is_told_and_may_leave_or_go_on() {
    for says in ["n", "y"] {
        let Some(disk) = SmallDisk::mount() else {
            println!("did not run: no small disk can be mounted");
            return;
        };
        let record = disk.0.path().join("record.db");
        let mut sitting = two_answered(&mut take(&record, 3));
        disk.fill();
        third_not_kept(&mut sitting);
        let shown = words(&sitting.shown());
        assert!(shown.contains("the disk is full"), "{shown}");
        sitting.say(&format!("{says}\n{}", answers()));
        let (code, shown) = sitting.end();
        assert_eq!(code, Some(0), "{shown}");
        assert_eq!(shown.matches(GO_ON).count(), 1, "asked again: {shown}");
        assert_eq!(acknowledged(&shown), if says == "y" { 13 } else { 2 });
        let left = shown.contains("You have left the quiz");
        assert_eq!(left, says == "n", "{shown}");
        disk.make_room();
        holds(&record, 2);
        let (_, shown) = Sitting::start(&mut program(&record, &["resume", "--plain"])).end();
        assert!(shown.contains("Question 3 of 13"), "{shown}");
    }
}

#[test]
fn what_was_not_kept_is_kept_after_all_once_the_disk_has_room() {
    let Some(disk) = SmallDisk::mount() else {
        println!("did not run: no small disk can be mounted");
        return;
    };
    let record = disk.0.path().join("record.db");
    let mut sitting = two_answered(&mut take(&record, 3));
    disk.fill();
    third_not_kept(&mut sitting);
    sitting.say("y\n");
    sitting.until("Question 4 of 13");
    disk.make_room();
    sitting.say(&answers());
    let (code, shown) = sitting.end();
    assert_eq!((code, acknowledged(&shown)), (Some(0), 13), "{shown}");
    holds(&record, 13);
}

#[test]
fn a_disk_without_room_or_right_to_write_is_named_when_the_record_is_opened() {
    let Some(disk) = SmallDisk::mount() else {
        println!("did not run: no small disk can be mounted");
        return;
    };
    let [old, new] = ["old.db", "new.db"].map(|name| disk.0.path().join(name));
    drop(two_answered(&mut take(&old, 3)).end());
    disk.remount("ro");
    for record in [&old, &disk.0.path().join("none/new.db")] {
        let run = common::run(&mut on_the_command_line(record), "");
        assert_eq!(run.code, 3, "{run:?}");
        assert!(run.stderr.contains(record.to_str().unwrap()), "{run:?}");
    }
    disk.remount("rw");
    disk.fill();
    for record in [&old, &new] {
        let run = common::run(&mut on_the_command_line(record), "");
        assert_eq!(run.code, 3, "{run:?}");
        assert!(run.stderr.contains("the disk is full"), "{run:?}");
    }
}

/// The program, with a record that is named on the command line.
fn on_the_command_line(record: &Path) -> Command {
    let mut command = Command::new(common::PROGRAM);
    command.args(["take", QUIZ, "--plain", "--record"]);
    command.arg(record);
    command
}

#[test]
fn a_file_that_may_not_grow_any_more_is_as_a_full_disk() {
    let folder = TempDir::new().unwrap();
    let record = folder.path().join("measured.db");
    let sitting = two_answered(&mut take(&record, 3));
    let log = std::fs::metadata(folder.path().join("measured.db-wal")).unwrap();
    drop(sitting.end());
    // In blocks of 512 bytes; another page of the log does not fit.
    let limit = log.len().div_ceil(512);
    let record = folder.path().join("record.db");
    let mut command = Command::new("sh");
    let script = format!("trap '' XFSZ; ulimit -f {limit} && exec \"$0\" \"$@\"");
    command
        .args(["-c", &script, common::PROGRAM, "take", QUIZ])
        .args(["--plain", "--seed", "3"]);
    with_record(&mut command, &record);
    let mut sitting = two_answered(&mut command);
    third_not_kept(&mut sitting);
    sitting.say(&format!("y\n{}", answers()));
    let (code, shown) = sitting.end();
    assert_eq!((code, acknowledged(&shown)), (Some(0), 13), "{shown}");
    holds(&record, 2);
}

#[test]
fn lines_from_a_pipe_end_with_3_where_the_record_is_damaged_unless_nothing_is_to_be_kept() {
    let folder = TempDir::new().unwrap();
    let record = folder.path().join("record.db");
    std::fs::write(&record, "no record, but a shopping list\n".repeat(99)).unwrap();
    let before = std::fs::read(&record).unwrap();
    let record = record.to_str().unwrap();
    let arguments = ["take", QUIZ, "--plain", "--seed", "3", "--record", record];
    let run = common::sourcework_with(&arguments, &answers());
    assert_eq!((run.code, run.stdout.as_str()), (3, ""), "{run:?}");
    assert!(run.stderr.contains(record), "{run:?}");
    assert!(run.stderr.contains("`--no-record`"), "{run:?}");
    let arguments = ["take", QUIZ, "--plain", "--seed", "3", "--no-record"];
    let mut command = program(Path::new(record), &arguments);
    command.current_dir(folder.path());
    let mut sitting = Sitting::start(&mut command);
    sitting.say(&answers());
    let (code, shown) = sitting.end();
    assert_eq!((code, acknowledged(&shown)), (Some(0), 13), "{shown}");
    assert_eq!(std::fs::read(record).unwrap(), before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn programs_that_run_at_once_keep_all_answers_in_one_record() {
    let folder = TempDir::new().unwrap();
    let record = folder.path().join("record.db");
    let sittings: Vec<Sitting> = (0..4)
        .map(|seed| {
            let mut sitting = Sitting::start(&mut take(&record, seed));
            sitting.say(&answers());
            sitting
        })
        .collect();
    for sitting in sittings {
        let (code, shown) = sitting.end();
        assert_eq!((code, acknowledged(&shown)), (Some(0), 13), "{shown}");
    }
    let store = Sqlite::open(&record).unwrap();
    assert_eq!(store.faults().unwrap(), [""; 0]);
    assert_eq!(store.open_attempts(&me()).unwrap(), []);
    for attempt in store.latest(&me(), None, 9).unwrap() {
        assert_eq!(kept(&store, attempt), 13);
    }
    assert_eq!(store.count(&me()).unwrap().0, 4);
}

/// What a reading command says of a record with two answers in its one attempt.
fn read_with(record: &Path, arguments: &[&str]) -> common::Run {
    let run = common::run(&mut program_with(record, arguments), "");
    assert_eq!(run.code, 0, "{arguments:?}: {run:?}");
    assert!(run.stderr.contains("it is only read now"), "{run:?}");
    run
}

fn program_with(record: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(common::PROGRAM);
    command.args(arguments).arg("--record").arg(record);
    command
}

#[test]
fn a_disk_without_room_or_right_to_write_keeps_nobody_from_their_answers() {
    let Some(disk) = SmallDisk::mount() else {
        println!("did not run: no small disk can be mounted");
        return;
    };
    let record = disk.0.path().join("record.db");
    // Killed, so that what was answered last is still in the log.
    drop(two_answered(&mut take(&record, 3)).kill());
    assert!(
        disk.0
            .path()
            .join("record.db-wal")
            .metadata()
            .unwrap()
            .len()
            > 0
    );
    let elsewhere = TempDir::new().unwrap();
    let reads = |name: &str| {
        let shown = read_with(&record, &["history"]).stdout;
        assert!(shown.contains("2 of 13"), "{shown}");
        let shown = read_with(&record, &["progress"]).stdout;
        assert!(
            shown.contains("answered at least once, in 2 answers"),
            "{shown}"
        );
        let shown = read_with(&record, &["record", "check"]).stdout;
        assert!(
            shown.contains("The record is sound: 1 attempt, "),
            "{shown}"
        );
        read_with(&record, &["record", "status"]);
        let copy = elsewhere.path().join(name);
        read_with(&record, &["record", "export", copy.to_str().unwrap()]);
        let copied = std::fs::read_to_string(copy).unwrap();
        assert_eq!(copied.matches("\"action\":\"answered\"").count(), 2);
    };
    disk.remount("ro");
    reads("read-only.jsonl");
    disk.remount("rw");
    // Only the two files of the killed program, as after a restart of the machine.
    let _ = std::fs::remove_file(disk.0.path().join("record.db-shm"));
    disk.fill();
    reads("full.jsonl");
    let run = common::run(
        &mut program_with(&record, &["record", "train", "--reset"]),
        "",
    );
    assert_eq!(run.code, 3, "{run:?}");
    disk.make_room();
    holds(&record, 2);
}

#[test]
fn a_program_killed_while_it_salvages_leaves_no_half_record() {
    let folder = TempDir::new().unwrap();
    let record = folder.path().join("record.db");
    for seed in 0..20 {
        let mut sitting = Sitting::start(&mut take(&record, seed));
        sitting.say(&answers());
        assert_eq!(sitting.end().0, Some(0));
    }
    let new = folder.path().join("new.db");
    let mut command = Command::new(common::PROGRAM);
    let mut chance = Chance(7);
    let (record, into) = (record.to_str().unwrap(), new.to_str().unwrap());
    command.args(["record", "salvage", record, "--into", into]);
    for _ in 0..20 {
        let mut child = command.stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(chance.below(30_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        if new.exists() {
            let store = Sqlite::open(&new).unwrap();
            assert_eq!(store.count(&me()).unwrap().0, 20);
            drop(store);
            std::fs::remove_file(&new).unwrap();
        }
    }
    assert!(command.status().unwrap().success());
    let left = std::fs::read_dir(folder.path()).unwrap().flatten();
    let names: Vec<String> = left
        .map(|it| it.file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("new"))
        .collect();
    assert_eq!(names, ["new.db"]);
}
