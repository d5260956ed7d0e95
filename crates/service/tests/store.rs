//! What every record must be able to do, in memory and in a file, and what the file alone must
//! withstand.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

#[cfg(feature = "postgres")]
mod database;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use rusqlite::{Connection, Transaction};
use rusqlite_migration::{HookResult, M, Migrations};
use sourcework_core::attempt::{
    Action, Earned, Event, Judge, JudgedBy, Mode, Opened, Presented, Settings, VERSION,
};
use sourcework_core::identity::{
    AttemptId, ContentHash, SchoolId, StudentId, StudentKey, text_hash,
};
use sourcework_core::marking::{Answer, Basis, Judgement};
use sourcework_core::paper::FileKind;
use sourcework_core::quiz::{Kind, Skill};
#[cfg(feature = "postgres")]
use sourcework_core::record::EventRow;
use sourcework_core::record::{
    AttemptNumber, Head, Pinned, Text, WrittenEvent, first_link, write_events,
};
use sourcework_core::revision::{ALGORITHM, Bands, Ledger, Rules};
use sourcework_core::sitting::{SittingAction, SittingEvent, class_of};
use sourcework_core::staff::STAFF_LOG;
use sourcework_service::store::{
    self, Appended, Batch, Beside, Drafts, Erase, Imported, InMemory, KeptLedgers, Part,
    Preferences, Record, Sittings, SittingsRead, Sqlite, Store, StoreError, Touched, Upkeep,
};
#[cfg(feature = "postgres")]
use sourcework_service::store::{Nodes, ReadAttempt};
use tempfile::TempDir;

/// The one person who uses the record.
fn me() -> StudentKey {
    StudentKey::default()
}

/// An attempt named by a word.
fn id(name: &str) -> AttemptId {
    AttemptId(text_hash(name).0)
}

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
            asked: ContentHash([*version; 16]),
            content: ContentHash([*version; 16]),
            kind: Kind::ShortAnswer,
            skill: Skill::ALL[place % Skill::ALL.len()],
            available: 4,
            orders: Vec::new(),
            explained_first: false,
        };
        Action::Opened(Opened {
            version: VERSION,
            quiz: format!("quiz-{}", self.quiz),
            content: ContentHash([0; 16]),
            seconds: None,
            pass: None,
            settings: Settings {
                mode: Mode::Practice,
                ..Settings::default()
            },
            items: self.answers.iter().map(item).collect(),
            probes: Vec::new(),
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
                again: false,
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
        attempt: id(name),
        student: me(),
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

/// The events of an attempt as they are kept.
fn written(head: &Head, events: &[Event]) -> Vec<WrittenEvent> {
    write_events(head, 0, first_link(head.attempt), events)
}

fn batch(head: &Head, quiz: usize, events: &[WrittenEvent]) -> Batch {
    Batch {
        student: head.student.clone(),
        attempt: head.attempt,
        quiz: format!("quiz-{quiz}"),
        texts: vec![pinned()],
        events: events.to_vec(),
        ends_draft: None,
    }
}

/// What is being written as the answer to a question.
fn draft_of(
    store: &dyn Store,
    student: &StudentKey,
    attempt: AttemptNumber,
    question: &str,
) -> Option<String> {
    store.drafts(student, attempt).unwrap().remove(question)
}

/// Adds events to an attempt; its number, unless another program has gone on with it.
fn append(store: &dyn Store, batch: Batch) -> Option<AttemptNumber> {
    match store.append(&[batch]).unwrap()[..] {
        [Appended::Kept(number)] => Some(number),
        [Appended::Overtaken] => None,
        ref other => panic!("one batch, {other:?}"),
    }
}

/// Keeps all of an attempt, event by event.
fn keep_of(store: &dyn Store, head: &Head, sitting: &Sitting) -> AttemptNumber {
    let mut number = None;
    for event in written(head, &sitting.events()) {
        number = append(store, batch(head, sitting.quiz, &[event]));
    }
    number.unwrap()
}

fn keep(store: &dyn Store, name: &str, sitting: &Sitting) -> AttemptNumber {
    keep_of(store, &head(name), sitting)
}

/// What a teacher does after an attempt is finished: the answer to the first question is worth
/// so many marks.
fn judged(awarded: u32, after: &[Event]) -> Event {
    let last = after.last().unwrap().at;
    Event {
        at: last + SignedDuration::from_hours(24),
        action: Action::Judged {
            question: question(0),
            judgement: Judgement::Points(Vec::new()),
            earned: Earned {
                awarded,
                available: 4,
                basis: Basis::Judged,
                doubtful: 0,
            },
            by: JudgedBy::from(Judge::Teacher),
            again: false,
        },
    }
}

/// Two attempts that are finished, and one that is not.
fn three(store: &dyn Store) -> [AttemptNumber; 3] {
    store.set(&me(), "exam", Some("2027-05-20")).unwrap();
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

/// The lines of a copy that hold an event.
fn exported_events(store: &dyn Store) -> Vec<String> {
    let lines = exported(store);
    let events = lines.lines().filter(|line| line.starts_with("{\"event\""));
    events.map(str::to_owned).collect()
}

fn import(store: &dyn Store, copy: &[u8]) -> Result<Imported, StoreError> {
    store::import(store, &mut &*copy, &mut |_| {})
}

/// The line and the words of a copy that was refused.
fn refused(store: &dyn Store, copy: &[u8]) -> (usize, String) {
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

#[cfg(feature = "postgres")]
fn in_databases(check: fn(Fresh<'_>)) {
    check(&|| Box::new(database::open(&database::new_database())));
}

/// Runs each check on a record in memory, on one in a file and, with the feature, on one in PostgreSQL.
macro_rules! every_store {
    ($($name:ident)*) => {
        mod in_memory {
            $(#[test] fn $name() { super::in_memory(super::check::$name); })*
        }
        mod sqlite {
            $(#[test] fn $name() { super::in_files(super::check::$name); })*
        }
        #[cfg(feature = "postgres")]
        mod postgres {
            $(#[test] fn $name() { super::in_databases(super::check::$name); })*
        }
    };
}

every_store! {
    an_attempt_is_read_as_it_was_written
    an_attempt_that_another_program_has_gone_on_with_is_left_alone
    a_batch_that_is_sent_again_is_acknowledged_again
    batches_do_not_depend_on_each_other
    students_do_not_see_each_other
    a_draft_belongs_to_its_attempt
    a_draft_goes_with_the_answer_that_it_becomes
    sittings_are_read_anew_after_something_was_erased
    a_mark_that_changes_after_the_end_changes_what_is_folded
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
    the_events_of_a_sitting_are_kept_once_and_in_their_order
    a_sitting_is_erased_with_its_pupils_and_nothing_else
    a_pupil_is_erased_and_the_others_of_the_sitting_stay
    sittings_go_with_a_copy_and_come_back_once
    events_of_sittings_are_read_once_and_anew_where_some_were_replaced
    a_record_is_copied_into_another_once_and_back
    copying_goes_on_where_it_was_broken_off_and_refuses_what_differs
    one_school_is_copied_without_the_others
    what_lets_somebody_in_goes_with_no_copy_and_is_read_from_none
}

mod check {
    use super::*;

    pub fn an_attempt_is_read_as_it_was_written(fresh: Fresh<'_>) {
        let store = fresh();
        let sitting = sitting(0, 0, true);
        let attempt = keep(&*store, "a", &sitting);
        let stored = store::stored(&*store, &me(), attempt).unwrap().unwrap();
        assert_eq!(stored.head, head("a"));
        assert_eq!(stored.events, sitting.events());
        let none = store::stored(&*store, &me(), AttemptNumber(attempt.0 + 1));
        assert_eq!(none.unwrap(), None);
        let outcome = store::outcome(&*store, &me(), attempt).unwrap().unwrap();
        assert_eq!((outcome.awarded, outcome.available), (5, 8));
    }

    pub fn an_attempt_that_another_program_has_gone_on_with_is_left_alone(fresh: Fresh<'_>) {
        let store = fresh();
        let head = head("a");
        keep(&*store, "a", &sitting(0, 0, false));
        let before = exported(&*store);
        let late = written(&head, &sitting(0, 5, true).events());
        // Other events at these places, a gap, and an attempt that was never begun.
        let cases = [&late[..], &late[1..2], &late[2..], &[]];
        for events in cases {
            let appended = append(&*store, batch(&head, 0, events));
            assert_eq!(appended, None, "{events:?}");
        }
        let after_a_gap = written(&head, &sitting(0, 0, true).events()).pop().unwrap();
        let far = WrittenEvent {
            seq: 4,
            ..after_a_gap.clone()
        };
        assert_eq!(append(&*store, batch(&head, 0, &[far])), None);
        let mut jump = after_a_gap.clone();
        jump.seq = 9;
        let with_a_gap = [after_a_gap.clone(), jump];
        assert_eq!(append(&*store, batch(&head, 0, &with_a_gap)), None);
        let never = super::head("never");
        let events = written(&never, &sitting(0, 0, true).events());
        assert_eq!(append(&*store, batch(&never, 0, &events[1..])), None);
        assert_eq!(exported(&*store), before);
        assert!(append(&*store, batch(&head, 0, &[after_a_gap])).is_some());
        assert_eq!(store.open_attempts(&me()).unwrap(), []);
    }

    pub fn a_batch_that_is_sent_again_is_acknowledged_again(fresh: Fresh<'_>) {
        let store = fresh();
        let head = head("a");
        let events = written(&head, &sitting(0, 0, true).events());
        let first = append(&*store, batch(&head, 0, &events[..2]));
        assert_eq!(append(&*store, batch(&head, 0, &events[..2])), first);
        // A caller who got no answer may send more along with it.
        assert_eq!(append(&*store, batch(&head, 0, &events)), first);
        assert_eq!(append(&*store, batch(&head, 0, &events[1..3])), first);
        assert_eq!(store.count(&me()).unwrap(), (1, 4));
    }

    pub fn batches_do_not_depend_on_each_other(fresh: Fresh<'_>) {
        let store = fresh();
        keep(&*store, "a", &sitting(0, 0, false));
        let all = |name: &str| {
            let head = head(name);
            let events = written(&head, &sitting(0, 3, true).events());
            batch(&head, 0, &events)
        };
        let appended = store.append(&[all("b"), all("a"), all("c")]).unwrap();
        assert!(matches!(
            appended[..],
            [Appended::Kept(_), Appended::Overtaken, Appended::Kept(_)]
        ));
        assert_eq!(store.count(&me()).unwrap(), (3, 3 + 4 + 4));
    }

    pub fn students_do_not_see_each_other(fresh: Fresh<'_>) {
        let store = fresh();
        let other = StudentKey {
            student: StudentId("s-17".to_owned()),
            ..me()
        };
        let mine = keep(&*store, "a", &sitting(0, 0, true));
        let head = Head {
            student: other.clone(),
            ..head("b")
        };
        let theirs = keep_of(&*store, &head, &sitting(0, 1, true));
        store.set(&other, "exam", Some("2027-05-20")).unwrap();
        assert_eq!(store.latest(&me(), None, 9).unwrap(), [mine]);
        assert_eq!(store.latest(&other, None, 9).unwrap(), [theirs]);
        assert_eq!(store.number_of(&me(), id("b")).unwrap(), None);
        assert_eq!(store::stored(&*store, &me(), theirs).unwrap(), None);
        assert_eq!(store.settings(&me()).unwrap(), []);
        assert_eq!(store.count(&other).unwrap(), (1, 4));
        let rules = Rules::default();
        for student in [me(), other.clone()] {
            let kept = store::catch_up(&*store, &student, &rules).unwrap();
            assert_eq!(kept.ledger.answers, 2);
        }
        assert_eq!(store.students().unwrap(), [me(), other.clone()]);
        // Nobody goes on with what is another's.
        let stolen = Batch {
            student: me(),
            ..batch(&head, 0, &written(&head, &sitting(0, 1, true).events()))
        };
        assert_eq!(append(&*store, stolen), None);
        // A copy takes everybody along.
        let copy = fresh();
        import(&*copy, exported(&*store).as_bytes()).unwrap();
        assert_eq!(copy.students().unwrap(), [me(), other.clone()]);
        assert_eq!(copy.count(&other).unwrap(), (1, 4));
    }

    pub fn the_events_of_a_sitting_are_kept_once_and_in_their_order(fresh: Fresh<'_>) {
        let store = fresh();
        let (school, other) = (SchoolId::default(), SchoolId("other".to_owned()));
        let events = |texts: &[&str]| -> Vec<String> {
            texts.iter().map(|text| (*text).to_owned()).collect()
        };
        let append = |school, sitting: &str, seq, texts: &[&str]| {
            let events = events(texts);
            store
                .append_sitting(school, id(sitting), seq, &events)
                .unwrap()
        };
        assert!(append(&school, "a", 0, &["opened", "joined"]));
        assert!(append(&school, "b", 0, &["opened"]));
        assert!(append(&other, "a", 0, &["elsewhere"]));
        // Sent again, also with more behind it.
        assert!(append(&school, "a", 1, &["joined", "closed"]));
        assert!(append(&school, "a", 1, &["joined"]));
        // Other events at these places, or a hole before them: nothing is added.
        assert!(!append(&school, "a", 1, &["removed", "closed", "more"]));
        assert!(!append(&school, "a", 4, &["released"]));
        let kept = |school| {
            let mut kept: BTreeMap<AttemptId, Vec<String>> = BTreeMap::new();
            let visit = &mut |sitting, _, event: &str| {
                kept.entry(sitting).or_default().push(event.to_owned());
            };
            store.visit_sittings(school, visit).unwrap();
            kept
        };
        let of_school = kept(&school);
        assert_eq!(of_school[&id("a")], events(&["opened", "joined", "closed"]));
        assert_eq!(of_school[&id("b")], events(&["opened"]));
        assert_eq!(kept(&other).len(), 1);
        store.erase(Erase::Everything).unwrap();
        store.sweep().unwrap();
        assert!(kept(&school).is_empty() && kept(&other).is_empty());
    }

    pub fn a_pupil_is_erased_and_the_others_of_the_sitting_stay(fresh: Fresh<'_>) {
        let store = fresh();
        let school = SchoolId::default();
        let pupil = |number: &str| StudentKey {
            class: class_of(id("a")),
            student: StudentId(number.to_owned()),
            ..StudentKey::default()
        };
        for number in ["1", "2"] {
            let head = Head {
                student: pupil(number),
                ..head(number)
            };
            keep_of(&*store, &head, &sitting(0, 0, true));
            store
                .set(&pupil(number), "exam", Some("2026-12-01"))
                .unwrap();
        }
        let events = ["opened", "Ada joins", "Ben joins"].map(str::to_owned);
        assert!(store.append_sitting(&school, id("a"), 0, &events).unwrap());
        let nameless = ["opened", "somebody joins", "Ben joins"].map(str::to_owned);
        let ada = pupil("1");
        let read = store
            .visit_sittings_after(&school, SittingsRead::default(), &mut |_, _, _| {})
            .unwrap();
        store
            .erase(Erase::Pupil(&ada, id("a"), &nameless, read))
            .unwrap();
        store.sweep().unwrap();
        let mut kept = Vec::new();
        let visit = &mut |_, _, event: &str| kept.push(event.to_owned());
        store.visit_sittings(&school, visit).unwrap();
        assert_eq!(kept, nameless);
        assert_eq!(store.count(&ada).unwrap(), (0, 0));
        assert!(store.settings(&ada).unwrap().is_empty());
        assert_eq!(store.count(&pupil("2")).unwrap().0, 1);
        assert_eq!(store.settings(&pupil("2")).unwrap().len(), 1);
    }

    pub fn sittings_go_with_a_copy_and_come_back_once(fresh: Fresh<'_>) {
        let store = fresh();
        let school = SchoolId("Hill School".to_owned());
        let at = Timestamp::UNIX_EPOCH;
        let event = |action| {
            let event = SittingEvent { at, action };
            serde_json::to_string(&event).unwrap()
        };
        let events = [event(SittingAction::Paused), event(SittingAction::Closed)];
        assert!(store.append_sitting(&school, id("a"), 0, &events).unwrap());
        let lines = exported(&*store);
        let copy = fresh();
        for _ in 0..2 {
            import(&*copy, lines.as_bytes()).unwrap();
            assert_eq!(
                copy.schools_with_sittings().unwrap(),
                std::slice::from_ref(&school)
            );
            let mut kept = Vec::new();
            let visit =
                &mut |sitting, seq, event: &str| kept.push((sitting, seq, event.to_owned()));
            copy.visit_sittings(&school, visit).unwrap();
            let [first, second] = events.clone();
            assert_eq!(kept, [(id("a"), 0, first), (id("a"), 1, second)]);
        }
        // Another event at the same place is not put over the one that is there.
        let other = fresh();
        let closed = [event(SittingAction::Closed)];
        assert!(other.append_sitting(&school, id("a"), 0, &closed).unwrap());
        let (line, why) = refused(&*other, lines.as_bytes());
        assert_eq!(line, 2);
        assert!(why.contains("event 0 of sitting"), "{why}");
    }

    pub fn events_of_sittings_are_read_once_and_anew_where_some_were_replaced(fresh: Fresh<'_>) {
        let store = fresh();
        let (school, other) = (SchoolId::default(), SchoolId("Hill School".to_owned()));
        let read_after = |school: &SchoolId, after| {
            let mut events = Vec::new();
            let visit = &mut |_, seq, event: &str| events.push((seq, event.to_owned()));
            let read = store.visit_sittings_after(school, after, visit).unwrap();
            (read, events)
        };
        let event = |text: &str| [text.to_owned()];
        assert!(
            store
                .append_sitting(&school, id("a"), 0, &event("opened"))
                .unwrap()
        );
        assert!(
            store
                .append_sitting(&other, id("b"), 0, &event("elsewhere"))
                .unwrap()
        );
        let (read, events) = read_after(&school, SittingsRead::default());
        assert_eq!(events, [(0, "opened".to_owned())]);
        let (again, events) = read_after(&school, read);
        assert_eq!((again, events.len()), (read, 0));
    }

    pub fn a_record_is_copied_into_another_once_and_back(fresh: Fresh<'_>) {
        let (file, store) = (InMemory::default(), fresh());
        let [_, open, _] = three(&file);
        file.keep_draft(&me(), open, &question(1), Some("He fears"))
            .unwrap();
        let sitting_events = ["{}".to_owned(), "[]".to_owned()];
        let school = SchoolId::default();
        assert!(
            file.append_sitting(&school, id("s"), 0, &sitting_events)
                .unwrap()
        );
        let expected = store::Copied {
            schools: 1,
            sitting_events: 2,
            attempts: 3,
            new_attempts: 3,
            // Two of 4 events, opened, answered twice and finished, and one that is not finished.
            events: 11,
            left_out: Vec::new(),
        };
        assert_eq!(
            store::copy(&file, &*store, None, &mut |_, _| {}).unwrap(),
            expected
        );
        let again = store::copy(&file, &*store, None, &mut |_, _| {}).unwrap();
        assert_eq!(
            again,
            store::Copied {
                new_attempts: 0,
                ..expected.clone()
            }
        );
        let back = InMemory::default();
        assert_eq!(
            store::copy(&*store, &back, None, &mut |_, _| {}).unwrap(),
            expected
        );
        let sorted = |store: &dyn Store| {
            // Attempts may have other numbers there, and so another order.
            let lines = exported_events(store);
            lines
                .into_iter()
                .collect::<std::collections::BTreeSet<String>>()
        };
        assert_eq!(sorted(&back), sorted(&file));
        assert_eq!(
            back.settings(&me()).unwrap(),
            [("exam".to_owned(), "2027-05-20".to_owned())]
        );
        let there = back.number_of(&me(), id("b")).unwrap().unwrap();
        let draft = draft_of(&back, &me(), there, &question(1));
        assert_eq!(draft.as_deref(), Some("He fears"));
        let rules = Rules::default();
        let ledger = |store: &dyn Store| store::ledger(store, &me(), &rules).unwrap().found;
        same(&ledger(&*store), &ledger(&file)).unwrap();
    }

    pub fn one_school_is_copied_without_the_others(fresh: Fresh<'_>) {
        let (file, store) = (InMemory::default(), fresh());
        three(&file);
        let hill = SchoolId("hill".to_owned());
        let pupil = StudentKey {
            school: hill.clone(),
            ..me()
        };
        let of_pupil = Head {
            student: pupil.clone(),
            ..head("pupil")
        };
        keep_of(&file, &of_pupil, &sitting(0, 0, true));
        for (school, name) in [(&hill, "s"), (&SchoolId::default(), "t")] {
            let events = ["{}".to_owned()];
            assert!(file.append_sitting(school, id(name), 0, &events).unwrap());
        }
        let copied = store::copy(&file, &*store, Some(&hill), &mut |_, _| {}).unwrap();
        assert_eq!(
            (copied.schools, copied.attempts, copied.sitting_events),
            (1, 1, 1)
        );
        assert_eq!(store.students().unwrap(), [pupil]);
        assert_eq!(store.schools_with_sittings().unwrap(), [hill]);
    }

    pub fn copying_goes_on_where_it_was_broken_off_and_refuses_what_differs(fresh: Fresh<'_>) {
        let (file, store) = (InMemory::default(), fresh());
        three(&file);
        // The first attempt was copied, and of the second one the first event.
        let (a, b) = (sitting(0, 0, true), sitting(1, 2, false));
        keep(&*store, "a", &a);
        let begun = &written(&head("b"), &b.events())[..1];
        append(&*store, batch(&head("b"), 1, begun)).unwrap();
        let copied = store::copy(&file, &*store, None, &mut |_, _| {}).unwrap();
        assert_eq!(
            (copied.attempts, copied.new_attempts, copied.events),
            (3, 1, 11)
        );
        // In another record somebody has gone on with the second attempt.
        let other = fresh();
        let mut gone_on = b.events();
        gone_on[1].at += SignedDuration::from_secs(1);
        append(
            &*other,
            batch(&head("b"), 1, &written(&head("b"), &gone_on)),
        )
        .unwrap();
        let refused = store::copy(&file, &*other, None, &mut |_, _| {}).unwrap_err();
        assert!(
            matches!(refused, StoreError::Differs(attempt, 1) if attempt == id("b")),
            "{refused}"
        );
    }

    pub fn what_lets_somebody_in_goes_with_no_copy_and_is_read_from_none(fresh: Fresh<'_>) {
        let store = fresh();
        let school = SchoolId("Hill School".to_owned());
        let person = ["{\"action\":\"person-added\"}".to_owned()];
        assert!(
            store
                .append_sitting(&school, STAFF_LOG, 0, &person)
                .unwrap()
        );
        store.set(&me(), "secret-keys", Some("0123")).unwrap();
        store.set(&me(), "exam-date", Some("2026-12-01")).unwrap();
        let lines = exported(&*store);
        assert!(
            !lines.contains("person-added") && !lines.contains("secret"),
            "{lines}"
        );
        // A copy that somebody has changed.
        let opened = serde_json::json!({
            "at": "2026-12-01T08:00:00Z",
            "action": "person-added", "person": 1, "name": "Eve", "role": "admin",
        });
        for forged in [
            serde_json::json!({"sitting": {
                "school": "Hill School", "sitting": STAFF_LOG.to_string(),
                "seq": 0, "event": opened,
            }}),
            serde_json::json!({"setting": {
                "student": {"student": "teacher"}, "name": "secret-keys", "value": "0123",
            }}),
        ] {
            let (first, rest) = lines.split_once('\n').unwrap();
            let copy = format!("{first}\n{forged}\n{rest}");
            let (line, why) = refused(&*fresh(), copy.as_bytes());
            assert_eq!(line, 2, "{why}");
            assert!(why.contains("who may see the pages of a class"), "{why}");
        }
    }

    pub fn a_sitting_is_erased_with_its_pupils_and_nothing_else(fresh: Fresh<'_>) {
        let store = fresh();
        let school = SchoolId::default();
        let pupil_of = |name: &str| StudentKey {
            class: class_of(id(name)),
            student: StudentId("1".to_owned()),
            ..StudentKey::default()
        };
        let (erased, other) = (pupil_of("a"), pupil_of("b"));
        let head_of = |name: &str, student: &StudentKey| Head {
            student: student.clone(),
            ..head(name)
        };
        let theirs = keep_of(&*store, &head_of("x", &erased), &sitting(0, 0, true));
        store
            .keep_draft(&erased, theirs, "q", Some("He warns"))
            .unwrap();
        store.set(&erased, "exam", Some("2026-12-01")).unwrap();
        store.set(&other, "exam", Some("2026-12-01")).unwrap();
        keep_of(&*store, &head_of("y", &other), &sitting(0, 0, true));
        keep(&*store, "z", &sitting(0, 0, true));
        for name in ["a", "b"] {
            let events = [format!("opened {name}")];
            assert!(store.append_sitting(&school, id(name), 0, &events).unwrap());
        }
        store.erase(Erase::Sitting(&school, id("a"))).unwrap();
        store.sweep().unwrap();
        let mut kept = Vec::new();
        let visit = &mut |_, _, event: &str| kept.push(event.to_owned());
        store.visit_sittings(&school, visit).unwrap();
        assert_eq!(kept, ["opened b"]);
        assert_eq!(store.students().unwrap(), [me(), other.clone()]);
        assert_eq!(store.count(&erased).unwrap(), (0, 0));
        assert_eq!(draft_of(&*store, &erased, theirs, "q"), None);
        assert_eq!(store.settings(&other).unwrap().len(), 1);
        assert_eq!(store.count(&other).unwrap().0, 1);
        assert_eq!(store.count(&me()).unwrap().0, 1);
        // Their text is still there, because the others have it.
        assert!(
            store
                .text(&SchoolId::default(), pinned().hash)
                .unwrap()
                .is_some()
        );
        // What comes late for an erased attempt is not kept.
        let late = store.keep_draft(&erased, theirs, "q", Some("late"));
        assert!(matches!(late, Err(StoreError::NoAttempt)));
    }

    pub fn sittings_are_read_anew_after_something_was_erased(fresh: Fresh<'_>) {
        let store = fresh();
        let school = SchoolId::default();
        for name in ["a", "b"] {
            let events = [format!("opened {name}")];
            assert!(store.append_sitting(&school, id(name), 0, &events).unwrap());
        }
        let read_after = |after| {
            let mut visited = Vec::new();
            let visit = &mut |_, _, event: &str| visited.push(event.to_owned());
            let read = store.visit_sittings_after(&school, after, visit).unwrap();
            visited.sort();
            (read, visited)
        };
        let (read, visited) = read_after(SittingsRead::default());
        assert_eq!(visited, ["opened a", "opened b"]);
        assert_eq!(read_after(read), (read, Vec::new()));
        store.erase(Erase::Sitting(&school, id("a"))).unwrap();
        let (after_erasing, visited) = read_after(read);
        assert_ne!(after_erasing, read);
        assert_eq!(visited, ["opened b"]);
        assert_eq!(read_after(after_erasing), (after_erasing, Vec::new()));
    }

    pub fn a_draft_belongs_to_its_attempt(fresh: Fresh<'_>) {
        let store = fresh();
        let a = keep(&*store, "a", &sitting(0, 0, false));
        let b = keep(&*store, "b", &sitting(0, 0, false));
        let keep_draft = |attempt, text| store.keep_draft(&me(), attempt, "q", text);
        let draft = |attempt| draft_of(&*store, &me(), attempt, "q");
        keep_draft(a, Some("He warns")).unwrap();
        keep_draft(a, Some("He warns of war.\n\nAnd")).unwrap();
        assert_eq!(draft(a).as_deref(), Some("He warns of war.\n\nAnd"));
        assert_eq!(draft(b), None);
        let nowhere = keep_draft(AttemptNumber(99), Some("x"));
        assert!(matches!(nowhere, Err(StoreError::NoAttempt)));
        // A draft is no event.
        assert_eq!(store.count(&me()).unwrap(), (2, 6));
        keep_draft(b, Some("x")).unwrap();
        keep_draft(b, None).unwrap();
        assert_eq!(draft(b), None);
        store.erase(Erase::Attempts(&me().school, &[a])).unwrap();
        store.sweep().unwrap();
        assert_eq!(draft(a), None);
    }

    pub fn a_draft_goes_with_the_answer_that_it_becomes(fresh: Fresh<'_>) {
        let store = fresh();
        let head = head("a");
        let events = written(&head, &sitting(0, 0, false).events());
        let begun = batch(&head, 0, &events[..1]);
        let attempt = append(&*store, begun.clone()).unwrap();
        let keep_draft = |question, text| store.keep_draft(&me(), attempt, question, Some(text));
        keep_draft("q", "He \"warns\"\nof war").unwrap();
        keep_draft("r", "another").unwrap();
        let beside = || {
            store
                .visit_whole(&me(), attempt, &mut |_, _| Ok(()))
                .unwrap()
        };
        let drafts = |of: &[(&str, &str)]| {
            let of = of.iter();
            of.map(|(question, text)| ((*question).to_owned(), (*text).to_owned()))
                .collect()
        };
        let both = Beside {
            is_open: true,
            drafts: drafts(&[("q", "He \"warns\"\nof war"), ("r", "another")]),
        };
        assert_eq!(beside(), both);
        // Events that are not kept take no draft with them.
        let overtaken = Batch {
            ends_draft: Some("q".to_owned()),
            ..batch(&head, 0, &events[2..])
        };
        assert_eq!(append(&*store, overtaken), None);
        assert_eq!(beside(), both);
        let answer = Batch {
            ends_draft: Some("q".to_owned()),
            ..batch(&head, 0, &events[1..])
        };
        for _ in ["kept", "sent again"] {
            assert_eq!(append(&*store, answer.clone()), Some(attempt));
            assert_eq!(beside().drafts, drafts(&[("r", "another")]));
        }
    }

    /// A teacher judges an answer weeks later: history and schedule follow, whether the fold was
    /// kept before or is made from the beginning.
    pub fn a_mark_that_changes_after_the_end_changes_what_is_folded(fresh: Fresh<'_>) {
        let rules = Rules::default();
        let store = fresh();
        let first = sitting(0, 0, true);
        let attempt = keep(&*store, "a", &first);
        keep(&*store, "b", &sitting(0, 5, true));
        let day = |store: &dyn Store| {
            let kept = store::catch_up(store, &me(), &rules).unwrap();
            kept.ledger
                .days
                .values()
                .map(|it| it.awarded)
                .collect::<Vec<_>>()
        };
        assert_eq!(day(&*store), [5, 5]);
        let mut events = first.events();
        events.push(judged(1, &events));
        let head = head("a");
        let last = written(&head, &events).pop().unwrap();
        assert_eq!(append(&*store, batch(&head, 0, &[last])), Some(attempt));
        assert_eq!(day(&*store), [2, 5]);
        let outcome = store::outcome(&*store, &me(), attempt).unwrap().unwrap();
        assert_eq!((outcome.awarded, outcome.is_finished()), (2, true));
        assert_eq!(store::verify(&*store, &me(), &rules).unwrap(), [""; 0]);
        assert_eq!(store.open_attempts(&me()).unwrap(), []);
        let copy = fresh();
        import(&*copy, exported(&*store).as_bytes()).unwrap();
        assert_eq!(day(&*copy), [2, 5]);
        // And once more, after the fold has taken it in.
        events.push(judged(3, &events));
        let last = written(&head, &events).pop().unwrap();
        append(&*store, batch(&head, 0, &[last])).unwrap();
        assert_eq!(day(&*store), [4, 5]);
    }

    pub fn attempts_are_found_by_name_by_quiz_and_by_being_open(fresh: Fresh<'_>) {
        let store = fresh();
        assert_eq!(store.count(&me()).unwrap(), (0, 0));
        let [a, b, c] = three(&*store);
        assert_eq!(store.count(&me()).unwrap(), (3, 11));
        assert_eq!(store.number_of(&me(), id("b")).unwrap(), Some(b));
        assert_eq!(store.number_of(&me(), id("d")).unwrap(), None);
        assert_eq!(store.open_attempts(&me()).unwrap(), [b]);
        // By when they began, not by when the record learned of them.
        assert_eq!(store.latest(&me(), None, 9).unwrap(), [b, c, a]);
        assert_eq!(store.latest(&me(), None, 2).unwrap(), [b, c]);
        assert_eq!(store.latest(&me(), Some("quiz-0"), 9).unwrap(), [c, a]);
        assert_eq!(
            store.latest(&me(), Some("quiz-7"), 9).unwrap(),
            [] as [AttemptNumber; 0]
        );
    }

    pub fn settings_are_set_changed_and_removed(fresh: Fresh<'_>) {
        let store = fresh();
        let exam = || {
            let settings = store.settings(&me()).unwrap();
            let found = settings.into_iter().find(|(name, _)| name == "exam");
            found.map(|(_, value)| value)
        };
        assert_eq!(exam(), None);
        store.set(&me(), "exam", Some("2027-05-20")).unwrap();
        store.set(&me(), "exam", Some("2027-05-21")).unwrap();
        store.set(&me(), "bands", Some("1, 2")).unwrap();
        let names = store.settings(&me()).unwrap().into_iter();
        assert!(names.map(|(name, _)| name).eq(["bands", "exam"]));
        assert_eq!(exam().unwrap(), "2027-05-21");
        store.set(&me(), "exam", None).unwrap();
        assert_eq!(exam(), None);
    }

    pub fn a_pinned_text_is_kept_once_and_read_by_its_hash(fresh: Fresh<'_>) {
        let store = fresh();
        three(&*store);
        let text = pinned();
        assert_eq!(
            store
                .text(&SchoolId::default(), ContentHash([0; 16]))
                .unwrap(),
            None
        );
        assert_eq!(
            store
                .text(&SchoolId::default(), text.hash)
                .unwrap()
                .unwrap(),
            text
        );
        assert_eq!(exported(&*store).matches("A quiz").count(), 1);
    }

    pub fn a_copy_of_a_copy_is_the_same_to_the_byte(fresh: Fresh<'_>) {
        let (store, other) = (fresh(), fresh());
        three(&*store);
        let copy = exported(&*store);
        let imported = import(&*other, copy.as_bytes()).unwrap();
        assert_eq!((imported.new_attempts, imported.new_events), (3, 11));
        assert_eq!(exported(&*other), copy);
        assert_eq!(other.open_attempts(&me()).unwrap().len(), 1);
        assert_eq!(
            other.latest(&me(), None, 9).unwrap(),
            [2, 3, 1].map(AttemptNumber)
        );
    }

    pub fn what_is_imported_twice_is_there_once(fresh: Fresh<'_>) {
        let store = fresh();
        three(&*store);
        store.set(&me(), "exam", Some("my own")).unwrap();
        let before = exported(&*store);
        let copy = before.replace("my own", "another's");
        let imported = import(&*store, copy.as_bytes()).unwrap();
        assert_eq!((imported.attempts, imported.events), (3, 11));
        assert_eq!((imported.new_attempts, imported.new_events), (0, 0));
        assert_eq!(exported(&*store), before);
    }

    pub fn the_copy_of_a_longer_attempt_adds_what_is_missing(fresh: Fresh<'_>) {
        let (store, other) = (fresh(), fresh());
        let [_, open, _] = three(&*store);
        import(&*other, exported(&*store).as_bytes()).unwrap();
        let whole = written(&head("b"), &sitting(1, 2, true).events());
        assert_eq!(
            append(&*store, batch(&head("b"), 1, &whole[3..])),
            Some(open)
        );
        let copy = exported(&*store);
        let imported = import(&*other, copy.as_bytes()).unwrap();
        assert_eq!((imported.new_attempts, imported.new_events), (0, 1));
        assert_eq!(exported(&*other), copy);
        assert_eq!(
            other.open_attempts(&me()).unwrap(),
            [] as [AttemptNumber; 0]
        );
    }

    pub fn a_copy_that_differs_is_refused_with_its_line(fresh: Fresh<'_>) {
        let store = fresh();
        three(&*store);
        let copy = exported(&*store);
        let differs = "\"the answer to 1\"";
        let line = 1 + copy
            .lines()
            .position(|line| line.contains(differs))
            .unwrap();
        let copy = copy.replacen(differs, "\"another answer\"", 1);
        let (at, why) = refused(&*store, copy.as_bytes());
        assert_eq!(at, line);
        assert!(why.contains("checksum"), "{why}");
        // The same attempt with another history that is sound in itself.
        let elsewhere = fresh();
        keep(&*elsewhere, "a", &sitting(0, 9, true));
        let (_, why) = refused(&*store, exported(&*elsewhere).as_bytes());
        let what = format!("event 0 of attempt {} is not", id("a"));
        assert!(why.contains(&what), "{why}");
        let other = &*fresh();
        keep(other, "a", &sitting(1, 0, true));
        assert_eq!(refused(other, copy.as_bytes()).0, 4);
    }

    pub fn a_copy_that_was_cut_off_is_refused(fresh: Fresh<'_>) {
        let (store, other) = (fresh(), fresh());
        three(&*store);
        let copy = exported(&*store);
        let lines: Vec<&str> = copy.split_inclusive('\n').collect();
        for whole in 0..lines.len() {
            let (line, _) = refused(&*other, lines[..whole].concat().as_bytes());
            assert_eq!(line, whole + 1);
        }
        let half = copy.len() - lines.last().unwrap().len() / 2;
        let (line, _) = refused(&*other, &copy.as_bytes()[..half]);
        assert_eq!(line, lines.len());
        let without = [&lines[..6], &lines[7..]].concat().concat();
        refused(&*other, without.as_bytes());
    }

    pub fn what_is_no_copy_is_refused(fresh: Fresh<'_>) {
        let (store, other) = (fresh(), fresh());
        three(&*store);
        let copy = exported(&*store);
        let mut not_a_word = copy.clone().into_bytes();
        let third = copy.match_indices('\n').nth(1).unwrap().0 + 1;
        not_a_word[third] = 0xff;
        let cases: [(&[u8], usize, &str); 6] = [
            (b"garbage\n", 1, "expected value"),
            (
                b"{\"end\":{\"attempts\":0,\"events\":0}}\n",
                1,
                "not a copy",
            ),
            (b"{\"record\":{\"version\":99}}\n", 1, "a later version"),
            (&not_a_word, 3, "UTF-8"),
            (&[copy.as_bytes(), b"{}"].concat(), 16, ""),
            (&copy.as_bytes().repeat(2), 16, "after the last line"),
        ];
        for (copy, line, words) in cases {
            let (at, why) = refused(&*other, copy);
            assert_eq!(at, line, "{why}");
            assert!(why.contains(words), "{why}");
        }
        let other_text = copy.replace("A quiz", "A quip");
        let (line, why) = refused(&*other, other_text.as_bytes());
        assert_eq!((line, why.contains("hash")), (3, true), "{why}");
    }

    pub fn an_attempt_that_could_not_be_folded_is_refused(fresh: Fresh<'_>) {
        let (store, other) = (fresh(), fresh());
        keep(&*store, "a", &sitting(0, 0, true));
        let copy = exported(&*store);
        let of_no_number = copy.replacen("\"kind\":\"short-answer\"", "\"kind\":\"sonnet\"", 1);
        assert_ne!(of_no_number, copy);
        assert_eq!(refused(&*other, of_no_number.as_bytes()).0, 3);
        let end = "{\"end\":{\"attempts\":1,\"events\":4}}";
        let last = copy.lines().rev().nth(1).unwrap();
        let again = last.replace("\"seq\":3", "\"seq\":4");
        let after_its_end = copy.replace(
            end,
            &format!("{again}\n{}", end.replace("\"events\":4", "\"events\":5")),
        );
        assert_ne!(after_its_end, copy);
        assert_eq!(refused(&*other, after_its_end.as_bytes()).0, 7);
        import(&*other, copy.as_bytes()).unwrap();
    }

    pub fn what_is_erased_is_gone_and_the_rest_stays(fresh: Fresh<'_>) {
        let rules = Rules::default();
        let store = fresh();
        let [a, b, c] = three(&*store);
        assert_eq!(
            store::catch_up(&*store, &me(), &rules)
                .unwrap()
                .ledger
                .answers,
            4
        );
        store.erase(Erase::Attempts(&me().school, &[a])).unwrap();
        store.sweep().unwrap();
        assert_eq!(store.latest(&me(), None, 9).unwrap(), [b, c]);
        assert_eq!(store.count(&me()).unwrap(), (2, 7));
        assert_eq!(
            store::catch_up(&*store, &me(), &rules)
                .unwrap()
                .ledger
                .answers,
            2
        );
        assert!(
            store
                .text(&SchoolId::default(), pinned().hash)
                .unwrap()
                .is_some()
        );
        store.erase(Erase::Attempts(&me().school, &[b, c])).unwrap();
        store.sweep().unwrap();
        assert_eq!(
            store.text(&SchoolId::default(), pinned().hash).unwrap(),
            None
        );
        assert_eq!(store.settings(&me()).unwrap().len(), 1);
        three(&*store);
        store.erase(Erase::Everything).unwrap();
        store.sweep().unwrap();
        assert_eq!(store.count(&me()).unwrap(), (0, 0));
        assert_eq!(store.settings(&me()).unwrap(), []);
        assert_eq!(exported(&*store), exported(&*fresh()));
        assert_eq!(
            store::catch_up(&*store, &me(), &rules)
                .unwrap()
                .ledger
                .answers,
            0
        );
    }

    pub fn work_of_which_a_part_fails_leaves_nothing(fresh: Fresh<'_>) {
        let store = fresh();
        three(&*store);
        let before = exported(&*store);
        let new = Part::Setting {
            student: me(),
            name: "new".to_owned(),
            value: String::new(),
        };
        let done = store.merge(&mut [Ok(new), Err(StoreError::Overtaken)].into_iter());
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

fn write(store: &dyn Store, (attempt, seq, event): &(usize, u32, Event), sittings: &[Sitting]) {
    let head = head(&attempt.to_string());
    let sitting = &sittings[*attempt];
    let written = written(&head, &sitting.events());
    assert_eq!(written[*seq as usize].kind, event.action.kind());
    let events = &written[*seq as usize..=*seq as usize];
    append(store, batch(&head, sitting.quiz, events)).unwrap();
}

/// Holds one fold against another.
fn same(one: &Ledger, other: &Ledger) -> Result<(), TestCaseError> {
    prop_assert_eq!(&one.items, &other.items);
    prop_assert_eq!(&one.skills, &other.skills);
    prop_assert_eq!(&one.days, &other.days);
    prop_assert_eq!((one.attempts, one.answers), (other.attempts, other.answers));
    Ok(())
}

/// Writes step by step to the records in turn, which may be the same file, and holds what is
/// kept up to date against what is folded from the beginning.
fn follow(
    records: &[Box<dyn Store>],
    steps: &[(usize, u32, Event)],
    sittings: &[Sitting],
) -> Result<(), TestCaseError> {
    let rules = Rules::default();
    let twin = InMemory::default();
    let folded = || {
        let kept = store::rebuild(&twin, &me(), &rules, &mut |_, _| {});
        kept.unwrap().ledger
    };
    let count = records.len();
    for (turn, step) in steps.iter().enumerate() {
        write(&*records[turn % count], step, sittings);
        write(&twin, step, sittings);
        let reader = &*records[(turn / 2) % count];
        let kept = store::catch_up(reader, &me(), &rules).unwrap();
        same(&kept.ledger, &folded())?;
    }
    for record in records {
        prop_assert_eq!(store::verify(&**record, &me(), &rules).unwrap(), [""; 0]);
        let copy = exported(&**record);
        let other = InMemory::default();
        import(&other, copy.as_bytes()).unwrap();
        let kept = store::catch_up(&other, &me(), &rules).unwrap();
        same(&kept.ledger, &folded())?;
        prop_assert_eq!(store::verify(&other, &me(), &rules).unwrap(), [""; 0]);
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
        follow(&[Box::new(InMemory::default())], &steps, &sittings)?;
        // In memory where there is such a folder: thousands of syncs have nothing to add here.
        let folder = TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap();
        let open = |name: &str| -> Box<dyn Store> {
            Box::new(Sqlite::open(&folder.path().join(name)).unwrap())
        };
        follow(&[open("of-one.db")], &steps, &sittings)?;
        follow(&[open("of-two.db"), open("of-two.db")], &steps, &sittings)?;
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
    let store = Sqlite::open(&path).unwrap();
    three(&store);
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
    let store = Sqlite::open(&at(&folder)).unwrap();
    three(&store);
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
    three(&Sqlite::open(&at(&folder)).unwrap());
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
    let store = Sqlite::open(&at(&folder)).unwrap();
    for attempt in 0..100 {
        keep(&store, &attempt.to_string(), &sitting(0, attempt, true));
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
    three(&Sqlite::open(&closed.join("record.db")).unwrap());
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
                    let store = opened.unwrap_or_else(|error| panic!("{round}: {error:?}"));
                    keep(&store, name, &sitting(0, 0, true));
                });
            }
        });
        let store = Sqlite::open(&path).unwrap();
        assert_eq!(store.count(&me()).unwrap(), (4, 16));
    }
}

fn long() -> Vec<Event> {
    let mut sitting = sitting(0, 0, true);
    sitting.answers = (0..200).map(|place| (place, 0, 1)).collect();
    sitting.events()
}

fn append_all(path: &Path, name: &str) {
    let store = Sqlite::open(path).unwrap();
    let head = head(name);
    for event in written(&head, &long()) {
        append(&store, batch(&head, 0, &[event])).unwrap();
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
            import(&InMemory::default(), copy.as_bytes()).unwrap();
        }
    });
    assert_eq!(reader.count(&me()).unwrap(), (2, 2 * 202));
    for name in ["a", "b"] {
        let attempt = reader.number_of(&me(), id(name)).unwrap().unwrap();
        let stored = store::stored(&reader, &me(), attempt).unwrap().unwrap();
        assert_eq!(stored.events, long());
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
            let store = Sqlite::open(&path).unwrap();
            for attempt in 0..100 {
                keep(&store, &attempt.to_string(), &sitting(0, attempt, true));
                store::catch_up(&store, &me(), &rules).unwrap();
            }
        });
        while !writer.is_finished() {
            if let Some(kept) = reader.kept_ledger(&me(), &rules).unwrap() {
                let ledger = kept.ledger;
                let by_day: u32 = ledger.days.values().map(|it| it.answers).sum();
                assert_eq!(ledger.answers, u64::from(by_day));
            }
        }
    });
}

#[test]
fn a_fold_by_other_rules_is_not_mixed_with_the_one_that_is_kept() {
    let folder = TempDir::new().unwrap();
    let store = Sqlite::open(&at(&folder)).unwrap();
    three(&store);
    let rules = Rules::default();
    let ours = store::catch_up(&store, &me(), &rules).unwrap();
    let others = Rules {
        bands: Bands::new(10, 20).unwrap(),
        ..Rules::default()
    };
    assert_ne!(others.fingerprint(), rules.fingerprint());
    store::catch_up(&store, &me(), &others).unwrap();
    // The others have come as far as we had; ours is no continuation of theirs all the same.
    let changed = Some((ours.through, &Touched::default()));
    store.keep_ledger(&me(), &ours, changed).unwrap();
    assert!(store.kept_ledger(&me(), &rules).unwrap().is_none());
    assert!(store.kept_ledger(&me(), &others).unwrap().is_some());
}

#[test]
fn what_is_erased_is_gone_from_the_bytes_of_the_file() {
    let folder = TempDir::new().unwrap();
    let store = Sqlite::open(&at(&folder)).unwrap();
    let mut events = sitting(0, 0, true).events();
    let words = "a quernstone under the millrace";
    if let Action::Answered { answer, .. } = &mut events[1].action {
        *answer = Answer::Text(words.to_owned());
    }
    keep(&store, "a", &sitting(0, 0, true));
    let all = written(&head("b"), &events);
    let attempt = append(&store, batch(&head("b"), 0, &all)).unwrap();
    store.keep_draft(&me(), attempt, "q", Some(words)).unwrap();
    drop(store);
    // As it is made before the tables change.
    let copy = folder.path().join("record.db.before-1");
    std::fs::copy(at(&folder), copy).unwrap();
    let store = Sqlite::open(&at(&folder)).unwrap();
    let found = || {
        let files = [
            "record.db",
            "record.db-wal",
            "record.db-shm",
            "record.db.before-1",
        ];
        files.into_iter().any(|file| {
            let bytes = std::fs::read(folder.path().join(file)).unwrap_or_default();
            memchr::memmem::find(&bytes, words.as_bytes()).is_some()
        })
    };
    assert!(found());
    store
        .erase(Erase::Attempts(&me().school, &[attempt]))
        .unwrap();
    store.sweep().unwrap();
    assert!(!found());
    assert!(!folder.path().join("record.db.before-1").exists());
    drop(store);
    assert!(!found());
    assert_eq!(
        Sqlite::open(&at(&folder)).unwrap().count(&me()).unwrap().0,
        1
    );
}

const MIGRATE: &str = "SOURCEWORK_TEST_MIGRATE";
const FIRST: &str = include_str!("../src/store/sqlite/1-record.sql");
const SECOND: &str = include_str!("../src/store/sqlite/2-rests.sql");
const THIRD: &str = include_str!("../src/store/sqlite/3-sittings.sql");
const FOURTH: &str = include_str!("../src/store/sqlite/4-admitted.sql");
const NEXT: &str = "ALTER TABLE attempts ADD COLUMN place TEXT NOT NULL DEFAULT '';
    UPDATE events SET at = at + 1; DELETE FROM settings;";

fn die(_: &Transaction<'_>) -> HookResult {
    std::process::abort()
}

/// This test runs itself again as the program that is killed.
#[test]
fn a_program_killed_between_two_versions_of_the_tables_leaves_the_first_whole() {
    if let Some(path) = std::env::var_os(MIGRATE) {
        let steps = Migrations::new(vec![
            M::up(FIRST),
            M::up(SECOND),
            M::up(THIRD),
            M::up(FOURTH),
            M::up_with_hook(NEXT, die),
        ]);
        let mut connection = Connection::open(path).unwrap();
        steps.to_latest(&mut connection).unwrap();
        unreachable!("it was killed before");
    }
    let folder = TempDir::new().unwrap();
    let path = at(&folder);
    let store = Sqlite::open(&path).unwrap();
    three(&store);
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
    let steps = Migrations::new(vec![
        M::up(FIRST),
        M::up(SECOND),
        M::up(THIRD),
        M::up(FOURTH),
        M::up(NEXT),
    ]);
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

/// The database that the first version of the tables had, with what [`three`] keeps, a pupil of another school who is at an
/// attempt, and a sitting. It was written by `pg_dump` at that version.
#[cfg(feature = "postgres")]
#[test]
fn a_database_of_the_first_version_is_brought_up_to_date_and_goes_on() {
    use sourcework_service::store::Nodes as _;
    let name = database::new_database();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/database/schema-1.sql");
    database::fill(&name, Path::new(file));
    let store = database::open(&name);
    let expected = InMemory::default();
    three(&expected);
    let pupil = StudentKey {
        school: SchoolId("hill".to_owned()),
        class: class_of(id("s")),
        student: StudentId("1".to_owned()),
    };
    let head = Head {
        student: pupil.clone(),
        ..head("pupil")
    };
    assert_eq!(store.students().unwrap(), [me(), pupil.clone()]);
    for (attempt, student) in [("a", &me()), ("b", &me()), ("c", &me()), ("pupil", &pupil)] {
        let number = store.number_of(student, id(attempt)).unwrap().unwrap();
        assert!(store::stored(&store, student, number).unwrap().is_some());
    }
    let rules = Rules::default();
    assert_eq!(store::verify(&store, &me(), &rules).unwrap(), [""; 0]);
    let ledger = |store: &dyn Store| store::ledger(store, &me(), &rules).unwrap().found;
    same(&ledger(&store), &ledger(&expected)).unwrap();
    // The pupil goes on where the older program stopped, and what later versions have added works.
    let number = store.number_of(&pupil, head.attempt).unwrap().unwrap();
    let draft = draft_of(&store, &pupil, number, &question(1));
    assert_eq!(draft.as_deref(), Some("He fears"));
    keep_of(&store, &head, &sitting(0, 0, true));
    assert_eq!(store.open_attempts(&pupil).unwrap(), []);
    assert_eq!(store.heard(&pupil.school, id("s")).unwrap(), []);
}

/// What was read of an attempt is not read again, and what has become of it since is seen at once.
#[cfg(feature = "postgres")]
#[test]
fn an_attempt_is_read_on_from_where_it_had_come() {
    let store = database::open(&database::new_database());
    let events = written(&head("a"), &sitting(0, 0, true).events());
    let attempt = append(&store, batch(&head("a"), 0, &events[..2])).unwrap();
    let school = me().school;
    let read_on = |before: Option<&ReadAttempt>| {
        let found = store::read_attempt_and_sittings(&store, &me(), attempt, before).unwrap();
        found.unwrap()
    };
    let visited = |known| {
        let mut seqs = Vec::new();
        let visit = &mut |_, row: EventRow<'_>| {
            seqs.push(row.seq);
            Ok(())
        };
        let whole = store.visit_whole_and_sittings(&me(), attempt, known, visit);
        (whole.unwrap().unwrap().follows_known, seqs)
    };
    let whole = || store::read_attempt(&store, &me(), attempt).unwrap();
    let (first, sittings) = read_on(None);
    assert_eq!(sittings, SittingsRead::default());
    assert_eq!(first, whole());
    let first = first.unwrap();
    let known = |read: &ReadAttempt| (read.stored.events.len() as u32, read.stored.checksum);
    // Nothing has happened since.
    assert_eq!(visited(None), (false, vec![0, 1]));
    assert_eq!(visited(Some(known(&first))), (true, vec![]));
    assert_eq!(read_on(Some(&first)).0.as_ref(), Some(&first));
    // A draft, a sitting, an answer.
    store.keep_draft(&me(), attempt, "q", Some("He")).unwrap();
    let (with_draft, _) = read_on(Some(&first));
    assert_eq!(with_draft.as_ref().unwrap().beside.drafts["q"], "He");
    let opened = ["{}".to_owned()];
    assert!(store.append_sitting(&school, id("s"), 0, &opened).unwrap());
    append(&store, batch(&head("a"), 0, &events[2..])).unwrap();
    let last = u32::try_from(events.len()).unwrap() - 1;
    assert_eq!(visited(Some(known(&first))), (true, (2..=last).collect()));
    let (second, sittings) = read_on(Some(&first));
    assert_eq!(sittings.through, 1);
    assert_eq!(second, whole());
    assert!(!second.as_ref().unwrap().beside.is_open);
    // What was read before is not what the record has, or was not this pupil's.
    let mut other = first.clone();
    other.stored.checksum = second.as_ref().unwrap().stored.checksum;
    assert_eq!(visited(Some(known(&other))), (false, (0..=last).collect()));
    assert_eq!(read_on(Some(&other)).0, second);
    let stranger = StudentKey {
        student: StudentId("b".to_owned()),
        ..me()
    };
    let found = store::read_attempt_and_sittings(&store, &stranger, attempt, Some(&first));
    assert_eq!(found.unwrap().unwrap().0, None);
    store.erase(Erase::Attempts(&school, &[attempt])).unwrap();
    assert_eq!(read_on(Some(&first)).0, None);
}

/// Over one database another program may have kept an answer while a draft of its question was on the way.
#[cfg(feature = "postgres")]
#[test]
fn a_draft_that_comes_after_the_answer_is_not_kept() {
    let store = database::open(&database::new_database());
    let begun = written(&head("a"), &sitting(0, 0, false).events());
    let attempt = append(&store, batch(&head("a"), 0, &begun[..1])).unwrap();
    let keep = |text, events| store.keep_draft_at(&me(), attempt, "q", Some(text), events);
    let draft = || draft_of(&store, &me(), attempt, "q");
    keep("He warns", 1).unwrap();
    assert_eq!(draft().as_deref(), Some("He warns"));
    append(&store, batch(&head("a"), 0, &begun[1..2])).unwrap();
    assert!(matches!(keep("He is wrong", 1), Err(StoreError::Overtaken)));
    assert_eq!(
        draft().as_deref(),
        Some("He warns"),
        "the one that came too late"
    );
    keep("He warns of war", 2).unwrap();
    assert_eq!(draft().as_deref(), Some("He warns of war"));
}

/// A school is erased, and the others of the record stay.
#[cfg(feature = "postgres")]
#[test]
fn everything_of_one_school_is_erased_and_nothing_of_another() {
    let store = database::open(&database::new_database());
    let of = |school: &str| StudentKey {
        school: SchoolId(school.to_owned()),
        ..me()
    };
    for school in ["hill", "dale"] {
        let student = of(school);
        let head = Head {
            student: student.clone(),
            ..head(school)
        };
        keep_of(&store, &head, &sitting(0, 0, true));
        let events = ["{}".to_owned()];
        assert!(
            store
                .append_sitting(&student.school, id("s"), 0, &events)
                .unwrap()
        );
    }
    store.erase(Erase::School(&of("hill").school)).unwrap();
    assert_eq!(store.students().unwrap(), [of("dale")]);
    assert_eq!(store.schools_with_sittings().unwrap(), [of("dale").school]);
    assert_eq!(store.text(&of("hill").school, pinned().hash).unwrap(), None);
    assert!(
        store
            .text(&of("dale").school, pinned().hash)
            .unwrap()
            .is_some()
    );
}
