//! What every record must be able to do, in memory and in a file, and what the file alone must
//! withstand.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

use std::cell::Cell;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use rusqlite::{Connection, Transaction};
use rusqlite_migration::{HookResult, M, Migrations};
use sourcework_core::marking::{Answer, Basis};
use sourcework_core::quiz::Skill;
use sourcework_core::record::{FileKind, Head, Pinned, Text};
use sourcework_core::revision::{ALGORITHM, Bands, Ledger, Rules};
use sourcework_core::session::{Action, Earned, Event, Mode, Opened, Presented, Settings};
use sourcework_service::store::{self, AttemptId, Imported, InMemory, Sqlite, Store, StoreError};
use tempfile::TempDir;

/// Someone sits down to a quiz: what they answer, each with the version of the question and the
/// marks out of 4, and whether they come to the end.
#[derive(Clone, Debug)]
struct Sitting {
    quiz: usize,
    day: i64,
    answers: Vec<(usize, u8, u32)>,
    finished: bool,
}

fn sitting(quiz: usize, day: i64, finished: bool) -> Sitting {
    Sitting {
        quiz,
        day,
        answers: vec![(0, 0, 4), (1, 0, 1)],
        finished,
    }
}

fn question(place: usize) -> String {
    format!("question-{place}")
}

impl Sitting {
    fn opened(&self) -> Action {
        let item = |(place, version, _): &(usize, u8, u32)| Presented {
            question: question(*place),
            content: format!("{version:032x}"),
            skill: Skill::ALL[place % Skill::ALL.len()],
            available: 4,
            orders: Vec::new(),
        };
        Action::Opened(Opened {
            version: 1,
            quiz: format!("quiz-{}", self.quiz),
            content: "0".repeat(32),
            settings: Settings {
                mode: Mode::Practice,
                ..Settings::default()
            },
            items: self.answers.iter().map(item).collect(),
        })
    }

    fn events(&self) -> Vec<Event> {
        let answered = self
            .answers
            .iter()
            .map(|(place, _, awarded)| Action::Answered {
                question: question(*place),
                answer: Answer::Text(format!("the answer to {place}")),
                certainty: None,
                earned: Some(Earned {
                    awarded: *awarded,
                    available: 4,
                    basis: Basis::Exact,
                    doubtful: 0,
                }),
            });
        let actions = std::iter::once(self.opened())
            .chain(answered)
            .chain(self.finished.then_some(Action::Finished));
        let began = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * (20_000 + self.day));
        let at = (0..).map(|place| began + SignedDuration::from_secs(20 * place));
        at.zip(actions)
            .map(|(at, action)| Event { at, action })
            .collect()
    }
}

fn pinned() -> Text {
    Text::new("title = \"A quiz\"\n".to_owned())
}

fn head(name: &str) -> Head {
    Head {
        attempt: name.to_owned(),
        student: String::new(),
        class: String::new(),
        offset: 60,
        program: "0.1.0".to_owned(),
        algorithm: ALGORITHM.to_owned(),
        files: vec![Pinned {
            kind: FileKind::Quiz,
            id: "quiz".to_owned(),
            text: pinned().hash,
        }],
    }
}

/// Keeps all of an attempt, its beginning first and then event by event.
fn keep(store: &mut dyn Store, name: &str, sitting: &Sitting) -> AttemptId {
    let events = sitting.events();
    let (first, rest) = events.split_at(1);
    let attempt = store.begin(&head(name), &[pinned()], first).unwrap();
    for (seq, event) in (1..).zip(rest) {
        let event = std::slice::from_ref(event);
        store.append(attempt, seq, event).unwrap();
    }
    attempt
}

/// Two attempts that are finished, and one that is not.
fn three(store: &mut dyn Store) -> [AttemptId; 3] {
    store.set("exam", Some("2027-05-20")).unwrap();
    [
        keep(store, "a", &sitting(0, 0, true)),
        keep(store, "b", &sitting(1, 2, false)),
        keep(store, "c", &sitting(0, 1, true)),
    ]
}

fn exported(store: &dyn Store) -> String {
    let mut out = Vec::new();
    store::export(store, &mut out, &mut |_, _| {}).unwrap();
    String::from_utf8(out).unwrap()
}

fn import(store: &mut dyn Store, copy: &[u8]) -> Result<Imported, StoreError> {
    store::import(store, &mut &*copy, &mut |_| {})
}

/// The line and the words of a copy that was refused.
fn refused(store: &mut dyn Store, copy: &[u8]) -> (usize, String) {
    let before = exported(store);
    let refusal = match import(store, copy) {
        Err(StoreError::Import(line, why)) => (line, why),
        other => panic!("not refused: {other:?}"),
    };
    assert_eq!(exported(store), before, "something was imported");
    refusal
}

type Fresh<'f> = &'f dyn Fn() -> Box<dyn Store>;

fn in_memory(check: fn(Fresh<'_>)) {
    check(&|| Box::new(InMemory::default()));
}

fn in_files(check: fn(Fresh<'_>)) {
    let folder = TempDir::new().unwrap();
    let made = Cell::new(0);
    check(&|| {
        made.set(made.get() + 1);
        let path = folder.path().join(format!("{}.db", made.get()));
        Box::new(Sqlite::open(&path).unwrap())
    });
}

/// Runs each check on a record in memory and on one in a file.
macro_rules! every_store {
    ($($name:ident)*) => {
        mod in_memory {
            $(#[test] fn $name() { super::in_memory(super::check::$name); })*
        }
        mod sqlite {
            $(#[test] fn $name() { super::in_files(super::check::$name); })*
        }
    };
}

every_store! {
    an_attempt_is_read_as_it_was_written
    an_attempt_that_another_program_has_gone_on_with_is_left_alone
    attempts_are_found_by_name_by_quiz_and_by_being_open
    settings_are_set_changed_and_removed
    a_pinned_text_is_kept_once_and_read_by_its_hash
    a_copy_of_a_copy_is_the_same_to_the_byte
    what_is_imported_twice_is_there_once
    the_copy_of_a_longer_attempt_adds_what_is_missing
    a_copy_that_differs_is_refused_with_its_line
    a_copy_that_was_cut_off_is_refused
    what_is_no_copy_is_refused
    an_attempt_that_could_not_be_folded_is_refused
    what_is_erased_is_gone_and_the_rest_stays
    work_of_which_a_part_fails_leaves_nothing
}

mod check {
    use super::*;

    pub fn an_attempt_is_read_as_it_was_written(fresh: Fresh<'_>) {
        let mut store = fresh();
        let sitting = sitting(0, 0, true);
        let attempt = keep(&mut *store, "a", &sitting);
        let stored = store::stored(&*store, attempt).unwrap().unwrap();
        assert_eq!(stored.head, head("a"));
        assert_eq!(stored.events, sitting.events());
        assert_eq!(store::stored(&*store, attempt + 1).unwrap(), None);
        let outcome = store::outcome(&*store, attempt).unwrap().unwrap();
        assert_eq!((outcome.awarded, outcome.available), (5, 8));
    }

    pub fn an_attempt_that_another_program_has_gone_on_with_is_left_alone(fresh: Fresh<'_>) {
        let mut store = fresh();
        let attempt = keep(&mut *store, "a", &sitting(0, 0, false));
        let before = exported(&*store);
        let late = sitting(0, 5, true).events();
        let places = [(attempt, 1), (attempt, 2), (attempt, 4), (attempt + 1, 0)];
        for (attempt, seq) in places {
            let appended = store.append(attempt, seq, &late[1..]);
            assert!(
                matches!(appended, Err(StoreError::Overtaken)),
                "{attempt}, {seq}: {appended:?}"
            );
            assert_eq!(exported(&*store), before);
        }
        store.append(attempt, 3, &late[3..]).unwrap();
        assert_eq!(store.open_attempts().unwrap(), [0; 0]);
    }

    pub fn attempts_are_found_by_name_by_quiz_and_by_being_open(fresh: Fresh<'_>) {
        let mut store = fresh();
        assert_eq!(store.count().unwrap(), (0, 0));
        let [a, b, c] = three(&mut *store);
        assert_eq!(store.count().unwrap(), (3, 11));
        assert_eq!(store.find("b").unwrap(), Some(b));
        assert_eq!(store.find("d").unwrap(), None);
        assert_eq!(store.open_attempts().unwrap(), [b]);
        // By when they began, not by when the record learned of them.
        assert_eq!(store.latest(None, 9).unwrap(), [b, c, a]);
        assert_eq!(store.latest(None, 2).unwrap(), [b, c]);
        assert_eq!(store.latest(Some("quiz-0"), 9).unwrap(), [c, a]);
        assert_eq!(store.latest(Some("quiz-7"), 9).unwrap(), [0; 0]);
    }

    pub fn settings_are_set_changed_and_removed(fresh: Fresh<'_>) {
        let mut store = fresh();
        assert_eq!(store.setting("exam").unwrap(), None);
        store.set("exam", Some("2027-05-20")).unwrap();
        store.set("exam", Some("2027-05-21")).unwrap();
        store.set("bands", Some("1, 2")).unwrap();
        let both = ["bands", "exam"].map(str::to_owned);
        let names = store.settings().unwrap().into_iter().map(|(name, _)| name);
        assert!(names.eq(both));
        assert_eq!(store.setting("exam").unwrap().unwrap(), "2027-05-21");
        store.set("exam", None).unwrap();
        assert_eq!(store.setting("exam").unwrap(), None);
    }

    pub fn a_pinned_text_is_kept_once_and_read_by_its_hash(fresh: Fresh<'_>) {
        let mut store = fresh();
        three(&mut *store);
        let text = pinned();
        assert_eq!(store.text("nothing").unwrap(), None);
        assert_eq!(store.text(&text.hash).unwrap().unwrap(), text);
        assert_eq!(exported(&*store).matches("A quiz").count(), 1);
    }

    pub fn a_copy_of_a_copy_is_the_same_to_the_byte(fresh: Fresh<'_>) {
        let (mut store, mut other) = (fresh(), fresh());
        three(&mut *store);
        let copy = exported(&*store);
        let imported = import(&mut *other, copy.as_bytes()).unwrap();
        assert_eq!((imported.new_attempts, imported.new_events), (3, 11));
        assert_eq!(exported(&*other), copy);
        assert_eq!(other.open_attempts().unwrap().len(), 1);
        assert_eq!(other.latest(None, 9).unwrap(), [2, 3, 1]);
    }

    pub fn what_is_imported_twice_is_there_once(fresh: Fresh<'_>) {
        let mut store = fresh();
        three(&mut *store);
        store.set("exam", Some("my own")).unwrap();
        let before = exported(&*store);
        let copy = before.replace("my own", "another's");
        let imported = import(&mut *store, copy.as_bytes()).unwrap();
        assert_eq!((imported.attempts, imported.events), (3, 11));
        assert_eq!((imported.new_attempts, imported.new_events), (0, 0));
        assert_eq!(exported(&*store), before);
    }

    pub fn the_copy_of_a_longer_attempt_adds_what_is_missing(fresh: Fresh<'_>) {
        let (mut store, mut other) = (fresh(), fresh());
        let [_, open, _] = three(&mut *store);
        import(&mut *other, exported(&*store).as_bytes()).unwrap();
        let last = &sitting(1, 2, true).events()[3..];
        store.append(open, 3, last).unwrap();
        let copy = exported(&*store);
        let imported = import(&mut *other, copy.as_bytes()).unwrap();
        assert_eq!((imported.new_attempts, imported.new_events), (0, 1));
        assert_eq!(exported(&*other), copy);
        assert_eq!(other.open_attempts().unwrap(), [0; 0]);
    }

    pub fn a_copy_that_differs_is_refused_with_its_line(fresh: Fresh<'_>) {
        let mut store = fresh();
        three(&mut *store);
        let copy = exported(&*store);
        let differs = "\"the answer to 1\"";
        let line = 1 + copy
            .lines()
            .position(|line| line.contains(differs))
            .unwrap();
        let copy = copy.replacen(differs, "\"another answer\"", 1);
        let (at, why) = refused(&mut *store, copy.as_bytes());
        assert_eq!(at, line);
        assert!(why.contains("event 2 of attempt a is not"), "{why}");
        let other = &mut *fresh();
        keep(other, "a", &sitting(1, 0, true));
        assert_eq!(refused(other, copy.as_bytes()).0, 4);
    }

    pub fn a_copy_that_was_cut_off_is_refused(fresh: Fresh<'_>) {
        let (mut store, mut other) = (fresh(), fresh());
        three(&mut *store);
        let copy = exported(&*store);
        let lines: Vec<&str> = copy.split_inclusive('\n').collect();
        for whole in 0..lines.len() {
            let (line, _) = refused(&mut *other, lines[..whole].concat().as_bytes());
            assert_eq!(line, whole + 1);
        }
        let half = copy.len() - lines.last().unwrap().len() / 2;
        let (line, _) = refused(&mut *other, &copy.as_bytes()[..half]);
        assert_eq!(line, lines.len());
        let without = [&lines[..6], &lines[7..]].concat().concat();
        refused(&mut *other, without.as_bytes());
    }

    pub fn what_is_no_copy_is_refused(fresh: Fresh<'_>) {
        let (mut store, mut other) = (fresh(), fresh());
        three(&mut *store);
        let copy = exported(&*store);
        let mut not_a_word = copy.clone().into_bytes();
        let third = copy.match_indices('\n').nth(1).unwrap().0 + 1;
        not_a_word[third] = 0xff;
        let cases: [(&[u8], usize, &str); 6] = [
            (b"garbage\n", 1, "expected value"),
            (b"{\"end\":{\"attempts\":0,\"events\":0}}\n", 1, "no copy"),
            (b"{\"record\":{\"version\":2}}\n", 1, "a later version"),
            (&not_a_word, 3, "UTF-8"),
            (&[copy.as_bytes(), b"{}"].concat(), 16, ""),
            (&copy.as_bytes().repeat(2), 16, "after the last line"),
        ];
        for (copy, line, words) in cases {
            let (at, why) = refused(&mut *other, copy);
            assert_eq!(at, line, "{why}");
            assert!(why.contains(words), "{why}");
        }
        let other_text = copy.replace("A quiz", "A quip");
        let (line, why) = refused(&mut *other, other_text.as_bytes());
        assert_eq!((line, why.contains("hash")), (3, true), "{why}");
    }

    pub fn an_attempt_that_could_not_be_folded_is_refused(fresh: Fresh<'_>) {
        let (mut store, mut other) = (fresh(), fresh());
        keep(&mut *store, "a", &sitting(0, 0, true));
        let copy = exported(&*store);
        let content = format!("{:032x}", 0);
        let of_no_number = copy.replace(
            &format!("\"content\":\"{content}\",\"skill\""),
            "\"content\":\"no number\",\"skill\"",
        );
        assert_ne!(of_no_number, copy);
        assert_eq!(refused(&mut *other, of_no_number.as_bytes()).0, 3);
        let end = "{\"end\":{\"attempts\":1,\"events\":4}}";
        let last = copy.lines().rev().nth(1).unwrap();
        let again = last.replace("\"seq\":3", "\"seq\":4");
        let after_its_end = copy.replace(
            end,
            &format!("{again}\n{}", end.replace("\"events\":4", "\"events\":5")),
        );
        assert_ne!(after_its_end, copy);
        assert_eq!(refused(&mut *other, after_its_end.as_bytes()).0, 7);
        import(&mut *other, copy.as_bytes()).unwrap();
    }

    pub fn what_is_erased_is_gone_and_the_rest_stays(fresh: Fresh<'_>) {
        let rules = Rules::default();
        let mut store = fresh();
        let [a, b, c] = three(&mut *store);
        assert_eq!(store::catch_up(&mut *store, &rules).unwrap().answers, 4);
        store.erase(Some(&[a])).unwrap();
        assert_eq!(store.latest(None, 9).unwrap(), [b, c]);
        assert_eq!(store.count().unwrap(), (2, 7));
        assert_eq!(store::catch_up(&mut *store, &rules).unwrap().answers, 2);
        assert!(store.text(&pinned().hash).unwrap().is_some());
        store.erase(Some(&[b, c])).unwrap();
        assert_eq!(store.text(&pinned().hash).unwrap(), None);
        assert_eq!(store.settings().unwrap().len(), 1);
        three(&mut *store);
        store.erase(None).unwrap();
        assert_eq!(store.count().unwrap(), (0, 0));
        assert_eq!(store.settings().unwrap(), []);
        assert_eq!(exported(&*store), exported(&*fresh()));
        assert_eq!(store::catch_up(&mut *store, &rules).unwrap().answers, 0);
    }

    pub fn work_of_which_a_part_fails_leaves_nothing(fresh: Fresh<'_>) {
        let mut store = fresh();
        three(&mut *store);
        let before = exported(&*store);
        let done = store.all_or_nothing(&mut |store| {
            store.merge(store::Part::Setting("new".to_owned(), String::new()))?;
            Err(StoreError::Overtaken)
        });
        assert!(matches!(done, Err(StoreError::Overtaken)));
        assert_eq!(exported(&*store), before);
    }
}

fn sittings() -> impl Strategy<Value = Vec<Sitting>> {
    let answer = (0..6_usize, 0..3_u8, 0..5_u32);
    let answers = proptest::collection::vec(answer, 0..4).prop_map(|mut answers| {
        answers.sort_unstable();
        answers.dedup_by_key(|(place, _, _)| *place);
        answers
    });
    // Days in any order: a clock that goes back, or a record that came from elsewhere.
    let one = (0..3_usize, 0..40_i64, answers, prop::bool::weighted(0.8));
    let one = one.prop_map(|(quiz, day, answers, finished)| Sitting {
        quiz,
        day,
        answers,
        finished,
    });
    proptest::collection::vec(one, 1..6)
}

/// The next event of one of the attempts, which take turns as the numbers say: its attempt, its
/// place, the event.
fn in_turns(sittings: &[Sitting], turns: &[usize]) -> Vec<(usize, u32, Event)> {
    let mut left: Vec<_> = sittings
        .iter()
        .map(|it| {
            (0..)
                .zip(it.events())
                .collect::<std::collections::VecDeque<_>>()
        })
        .collect();
    let mut steps = Vec::new();
    for turn in turns.iter().chain([0].iter().cycle()) {
        let open: Vec<usize> = (0..left.len()).filter(|it| !left[*it].is_empty()).collect();
        let Some(attempt) = open.get(turn % open.len().max(1)).copied() else {
            break;
        };
        let (seq, event) = left[attempt].pop_front().unwrap();
        steps.push((attempt, seq, event));
    }
    steps
}

fn write(store: &mut dyn Store, (attempt, seq, event): &(usize, u32, Event)) {
    let name = format!("{attempt:032x}");
    let events = std::slice::from_ref(event);
    match store.find(&name).unwrap() {
        None => drop(store.begin(&head(&name), &[pinned()], events).unwrap()),
        Some(attempt) => store.append(attempt, *seq, events).unwrap(),
    }
}

/// Holds one fold against another.
fn same(one: &Ledger, other: &Ledger) -> Result<(), TestCaseError> {
    prop_assert_eq!(one.items.len(), other.items.len());
    for (question, item) in &one.items {
        let there = other.items.get(question);
        prop_assert!(
            there.is_some_and(|it| it.is_same(item)),
            "{question}: {item:?} is not {there:?}"
        );
    }
    prop_assert_eq!(&one.skills, &other.skills);
    prop_assert_eq!(one.days.len(), other.days.len());
    for ((day, marks), (other_day, others)) in one.days.iter().zip(&other.days) {
        prop_assert!(day == other_day && marks.is_same(others));
    }
    prop_assert_eq!(one.finished_at, other.finished_at);
    prop_assert_eq!((one.attempts, one.answers), (other.attempts, other.answers));
    Ok(())
}

/// Writes step by step to the records in turn, which may be the same file, and holds what is
/// kept up to date against what is folded from the beginning.
fn follow(
    records: &mut [Box<dyn Store>],
    steps: &[(usize, u32, Event)],
) -> Result<(), TestCaseError> {
    let rules = Rules::default();
    let mut twin = InMemory::default();
    let count = records.len();
    for (turn, step) in steps.iter().enumerate() {
        write(&mut *records[turn % count], step);
        write(&mut twin, step);
        let folded = store::rebuild(&mut twin.clone(), &rules, &mut |_, _| {}).unwrap();
        let reader = &mut *records[(turn / 2) % count];
        same(&store::catch_up(reader, &rules).unwrap(), &folded)?;
    }
    let folded = store::rebuild(&mut twin.clone(), &rules, &mut |_, _| {}).unwrap();
    for record in records {
        prop_assert_eq!(store::verify(&mut **record, &rules).unwrap(), [""; 0]);
        let copy = exported(&**record);
        let mut other = InMemory::default();
        import(&mut other, copy.as_bytes()).unwrap();
        same(&store::catch_up(&mut other, &rules).unwrap(), &folded)?;
        prop_assert_eq!(store::verify(&mut other, &rules).unwrap(), [""; 0]);
        prop_assert_eq!(exported(&other), copy);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_kept_up_to_date_is_what_is_folded_from_the_beginning(
        sittings in sittings(),
        turns in proptest::collection::vec(0..5_usize, 0..20),
    ) {
        let steps = in_turns(&sittings, &turns);
        follow(&mut [Box::new(InMemory::default())], &steps)?;
        // In memory where there is such a folder: thousands of syncs have nothing to add here.
        let folder = TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap();
        let open = |name: &str| -> Box<dyn Store> {
            Box::new(Sqlite::open(&folder.path().join(name)).unwrap())
        };
        follow(&mut [open("of-one.db")], &steps)?;
        follow(&mut [open("of-two.db"), open("of-two.db")], &steps)?;
    }
}

fn at(folder: &TempDir) -> PathBuf {
    folder.path().join("record.db")
}

#[cfg(unix)]
#[test]
fn the_file_and_its_folder_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("new/record.db");
    let mut store = Sqlite::open(&path).unwrap();
    three(&mut store);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    for file in ["record.db", "record.db-wal", "record.db-shm"] {
        assert_eq!(mode(&path.with_file_name(file)), 0o600, "{file}");
    }
}

#[test]
fn the_file_is_written_ahead_to_a_log() {
    // That each commit is synced as well shows in the calls of the program: see
    // `tests/durability.rs`.
    let folder = TempDir::new().unwrap();
    let mut store = Sqlite::open(&at(&folder)).unwrap();
    three(&mut store);
    let other = Connection::open(at(&folder)).unwrap();
    let mode: String = other
        .query_row("PRAGMA journal_mode", [], |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal");
    assert_eq!(store.faults().unwrap(), [""; 0]);
}

#[test]
fn a_record_of_a_later_version_is_left_alone_and_named() {
    let folder = TempDir::new().unwrap();
    three(&mut Sqlite::open(&at(&folder)).unwrap());
    let connection = Connection::open(at(&folder)).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let before = std::fs::read(at(&folder)).unwrap();
    let error = Sqlite::open(&at(&folder)).unwrap_err();
    assert!(matches!(error, StoreError::Newer(_)), "{error:?}");
    let message = error.to_string();
    assert!(message.contains("record.db") && message.contains("later version"));
    assert_eq!(std::fs::read(at(&folder)).unwrap(), before);
}

#[test]
fn a_file_that_is_no_record_is_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    let letter = include_bytes!("../../../sources/khrushchev-letter-1962.toml");
    std::fs::write(at(&folder), letter).unwrap();
    let error = Sqlite::open(&at(&folder)).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    assert!(error.to_string().contains("record.db is damaged"));
    assert_eq!(std::fs::read(at(&folder)).unwrap(), letter);
}

#[test]
fn a_record_that_was_overwritten_in_the_middle_is_found_out() {
    let folder = TempDir::new().unwrap();
    let mut store = Sqlite::open(&at(&folder)).unwrap();
    for attempt in 0..100 {
        keep(&mut store, &attempt.to_string(), &sitting(0, attempt, true));
    }
    drop(store);
    let whole = std::fs::read(at(&folder)).unwrap();
    // A page at a time, from the second to the last.
    for page in [1, 2, 4, whole.len() / 4096 / 2, whole.len() / 4096 - 1] {
        let mut bytes = whole.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(0xa5);
        std::fs::write(at(&folder), &bytes).unwrap();
        let faults = Sqlite::open(&at(&folder)).and_then(|store| store.faults());
        match faults {
            Ok(faults) => assert!(!faults.is_empty(), "page {page}"),
            Err(error) => {
                assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
                assert!(error.to_string().contains("record.db"), "{error}");
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn a_folder_or_a_file_that_may_not_be_written_is_named() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    // Where no folder can be is what even the superuser cannot write.
    for path in [file.join("record.db"), "/proc/none/record.db".into()] {
        let error = Sqlite::open(&path).unwrap_err();
        assert!(
            error.to_string().contains(path.to_str().unwrap()),
            "{error}"
        );
    }
    // Permissions do not bind the superuser.
    if std::fs::metadata(&file).unwrap().uid() == 0 {
        return;
    }
    let closed = folder.path().join("closed");
    std::fs::create_dir(&closed).unwrap();
    three(&mut Sqlite::open(&closed.join("record.db")).unwrap());
    let permit = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    permit(&closed.join("record.db"), 0o400);
    permit(&closed, 0o500);
    for name in ["record.db", "new.db"] {
        let error = Sqlite::open(&closed.join(name)).unwrap_err();
        assert!(error.to_string().contains(name), "{error}");
    }
    permit(&closed, 0o700);
}

#[test]
fn programs_that_make_the_record_at_the_same_moment_all_open_it() {
    for round in 0..40 {
        let folder = TempDir::new().unwrap();
        let path = at(&folder);
        let barrier = std::sync::Barrier::new(4);
        std::thread::scope(|scope| {
            for name in ["a", "b", "c", "d"] {
                let (path, barrier) = (&path, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    let opened = Sqlite::open(path);
                    let mut store = opened.unwrap_or_else(|error| panic!("{round}: {error:?}"));
                    keep(&mut store, name, &sitting(0, 0, true));
                });
            }
        });
        let store = Sqlite::open(&path).unwrap();
        assert_eq!(store.count().unwrap(), (4, 16));
    }
}

/// A long attempt of which only the beginning is kept, and the events that are to follow.
fn long(store: &mut dyn Store, name: &str) -> (AttemptId, Vec<Event>) {
    let mut sitting = sitting(0, 0, true);
    sitting.answers = (0..200).map(|place| (place, 0, 1)).collect();
    let events = sitting.events();
    let attempt = store.begin(&head(name), &[pinned()], &events[..1]).unwrap();
    (attempt, events)
}

fn append_all(path: &Path, name: &str) {
    let mut store = Sqlite::open(path).unwrap();
    let (attempt, events) = long(&mut store, name);
    for (seq, event) in (0..).zip(&events).skip(1) {
        let event = std::slice::from_ref(event);
        store.append(attempt, seq, event).unwrap();
    }
}

#[test]
fn two_programs_that_write_at_once_lose_nothing_and_copies_made_meanwhile_are_whole() {
    let folder = TempDir::new().unwrap();
    let path = at(&folder);
    let reader = Sqlite::open(&path).unwrap();
    std::thread::scope(|scope| {
        let writers = ["a", "b"].map(|name| {
            let path = &path;
            scope.spawn(move || append_all(path, name))
        });
        while !writers
            .iter()
            .all(std::thread::ScopedJoinHandle::is_finished)
        {
            let copy = exported(&reader);
            import(&mut InMemory::default(), copy.as_bytes()).unwrap();
        }
    });
    assert_eq!(reader.count().unwrap(), (2, 2 * 202));
    for name in ["a", "b"] {
        let attempt = reader.find(name).unwrap().unwrap();
        let stored = store::stored(&reader, attempt).unwrap().unwrap();
        let (_, events) = long(&mut InMemory::default(), name);
        assert_eq!(stored.events, events);
    }
    assert_eq!(reader.faults().unwrap(), [""; 0]);
}

#[test]
fn the_fold_that_another_program_keeps_meanwhile_is_never_read_by_half() {
    let folder = TempDir::new().unwrap();
    let path = at(&folder);
    let rules = Rules::default();
    let reader = Sqlite::open(&path).unwrap();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut store = Sqlite::open(&path).unwrap();
            for attempt in 0..100 {
                keep(&mut store, &attempt.to_string(), &sitting(0, attempt, true));
                store::catch_up(&mut store, &rules).unwrap();
            }
        });
        while !writer.is_finished() {
            if let Some(ledger) = reader.kept_ledger(&rules).unwrap() {
                let by_day: u32 = ledger.days.values().map(|it| it.answers).sum();
                assert_eq!(ledger.answers, u64::from(by_day));
            }
        }
    });
}

#[test]
fn a_fold_by_other_rules_is_not_mixed_with_the_one_that_is_kept() {
    let folder = TempDir::new().unwrap();
    let mut store = Sqlite::open(&at(&folder)).unwrap();
    three(&mut store);
    let rules = Rules::default();
    let mut ours = store::catch_up(&mut store, &rules).unwrap();
    let others = Rules {
        bands: Bands::new(10, 20).unwrap(),
        ..Rules::default()
    };
    assert_ne!(others.fingerprint(), rules.fingerprint());
    store::catch_up(&mut store, &others).unwrap();
    // The others have come as far as we had; ours is no continuation of theirs all the same.
    store.keep_ledger(&mut ours, false).unwrap();
    assert!(store.kept_ledger(&rules).unwrap().is_none());
    assert!(store.kept_ledger(&others).unwrap().is_some());
}

#[test]
fn what_is_erased_is_gone_from_the_bytes_of_the_file() {
    let folder = TempDir::new().unwrap();
    let mut store = Sqlite::open(&at(&folder)).unwrap();
    let mut events = sitting(0, 0, true).events();
    let words = "a quernstone under the millrace";
    if let Action::Answered { answer, .. } = &mut events[1].action {
        *answer = Answer::Text(words.to_owned());
    }
    keep(&mut store, "a", &sitting(0, 0, true));
    let attempt = store.begin(&head("b"), &[pinned()], &events).unwrap();
    let found = || {
        let files = ["record.db", "record.db-wal", "record.db-shm"];
        files.into_iter().any(|file| {
            let bytes = std::fs::read(folder.path().join(file)).unwrap_or_default();
            memchr::memmem::find(&bytes, words.as_bytes()).is_some()
        })
    };
    assert!(found());
    store.erase(Some(&[attempt])).unwrap();
    assert!(!found());
    drop(store);
    assert!(!found());
    assert_eq!(Sqlite::open(&at(&folder)).unwrap().count().unwrap().0, 1);
}

const MIGRATE: &str = "SOURCEWORK_TEST_MIGRATE";
const FIRST: &str = include_str!("../src/store/1-record.sql");
const SECOND: &str = "ALTER TABLE attempts ADD COLUMN place TEXT NOT NULL DEFAULT '';
    UPDATE events SET at = at + 1; DELETE FROM settings;";

fn die(_: &Transaction<'_>) -> HookResult {
    std::process::abort()
}

/// This test runs itself again as the program that is killed.
#[test]
fn a_program_killed_between_two_versions_of_the_tables_leaves_the_first_whole() {
    if let Some(path) = std::env::var_os(MIGRATE) {
        let steps = Migrations::new(vec![M::up(FIRST), M::up_with_hook(SECOND, die)]);
        let mut connection = Connection::open(path).unwrap();
        steps.to_latest(&mut connection).unwrap();
        unreachable!("it was killed before");
    }
    let folder = TempDir::new().unwrap();
    let path = at(&folder);
    let mut store = Sqlite::open(&path).unwrap();
    three(&mut store);
    let before = exported(&store);
    drop(store);
    let name = "a_program_killed_between_two_versions_of_the_tables_leaves_the_first_whole";
    let killed = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name])
        .env(MIGRATE, &path)
        .output()
        .unwrap();
    assert_eq!(killed.status.code(), None, "not killed: {killed:?}");
    let store = Sqlite::open(&path).unwrap();
    assert_eq!(exported(&store), before);
    assert_eq!(store.faults().unwrap(), [""; 0]);
    drop(store);
    let steps = Migrations::new(vec![M::up(FIRST), M::up(SECOND)]);
    let mut connection = Connection::open(&path).unwrap();
    steps.to_latest(&mut connection).unwrap();
    let read =
        "SELECT (SELECT count(*) FROM attempts WHERE place = ''), (SELECT count(*) FROM events)";
    let counted: (u32, u32) = connection
        .query_row(read, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!(counted, (3, 11));
    drop(connection);
    assert!(matches!(Sqlite::open(&path), Err(StoreError::Newer(_))));
}
