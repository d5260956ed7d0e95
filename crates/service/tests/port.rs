//! The shape of the port to the record, as a server needs it: called from many threads at once, by
//! a store that is slow, fails now and then (before or after it has kept what it was given), and
//! answers in another order than it was asked.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

#[cfg(feature = "postgres")]
mod database;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sourcework_core::attempt::{Action, Command, Mode, Numbering, Settings, View};
use sourcework_core::identity::{AttemptId, ClassId, ContentHash, SchoolId, StudentId, StudentKey};
use sourcework_core::marking::Answer;
use sourcework_core::paper::Paper;
use sourcework_core::record::{AttemptNumber, Text};
use sourcework_core::revision::Rules;
use sourcework_core::sitting::SittingId;
use sourcework_service::library::Library;
use sourcework_service::store::{
    self, Appended, Batch, Drafts, Erase, EventNumber, InMemory, KeptLedger, KeptLedgers, Nodes,
    Part, Preferences, Record, Schools, Sittings, SittingsRead, Sqlite, Store, StoreError, Touched,
    Upkeep, Visit, VisitSitting,
};
use sourcework_service::{Beginning, LiveAttempt, StepError};

/// A store behind a bad line.
struct Unreliable<S> {
    inner: S,
    calls: AtomicU64,
    failures: AtomicU64,
}

impl<S: Store> Unreliable<S> {
    fn new(inner: S) -> Self {
        Self {
            inner,
            calls: AtomicU64::new(0),
            failures: AtomicU64::new(0),
        }
    }

    /// A number that differs from call to call, and from thread to thread.
    fn dice(&self) -> u64 {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        (call ^ 0x5bd1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40
    }

    fn fail(&self) -> StoreError {
        self.failures.fetch_add(1, Ordering::Relaxed);
        StoreError::Busy("a store behind a bad line".into())
    }
}

impl<S: Store> Record for Unreliable<S> {
    fn outlives_program(&self) -> bool {
        true
    }

    fn append(&self, batches: &[Batch]) -> Result<Vec<Appended>, StoreError> {
        let dice = self.dice();
        // Calls that come at the same time are answered in any order.
        std::thread::sleep(Duration::from_micros(dice % 1_500));
        if dice.is_multiple_of(7) {
            return Err(self.fail());
        }
        let appended = self.inner.append(batches)?;
        std::thread::sleep(Duration::from_micros(dice % 700));
        // It has been kept, and nobody hears of it.
        if dice % 7 == 1 {
            return Err(self.fail());
        }
        Ok(appended)
    }

    fn number_of(
        &self,
        student: &StudentKey,
        attempt: AttemptId,
    ) -> Result<Option<AttemptNumber>, StoreError> {
        self.inner.number_of(student, attempt)
    }

    fn open_attempts(&self, student: &StudentKey) -> Result<Vec<AttemptNumber>, StoreError> {
        self.inner.open_attempts(student)
    }

    fn students_with_open(&self, school: &SchoolId) -> Result<Vec<StudentKey>, StoreError> {
        self.inner.students_with_open(school)
    }

    fn latest(
        &self,
        student: &StudentKey,
        quiz: Option<&str>,
        most: usize,
    ) -> Result<Vec<AttemptNumber>, StoreError> {
        self.inner.latest(student, quiz, most)
    }

    fn count(&self, student: &StudentKey) -> Result<(u64, u64), StoreError> {
        self.inner.count(student)
    }

    fn text(&self, school: &SchoolId, hash: ContentHash) -> Result<Option<Text>, StoreError> {
        self.inner.text(school, hash)
    }

    fn visit(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        visit: Visit<'_>,
    ) -> Result<(), StoreError> {
        self.inner.visit(student, attempt, visit)
    }

    fn visit_after(
        &self,
        student: &StudentKey,
        after: EventNumber,
        most: usize,
        visit: Visit<'_>,
    ) -> Result<Option<EventNumber>, StoreError> {
        self.inner.visit_after(student, after, most, visit)
    }

    fn finished_after(
        &self,
        student: &StudentKey,
        after: EventNumber,
    ) -> Result<Vec<(EventNumber, AttemptNumber)>, StoreError> {
        self.inner.finished_after(student, after)
    }

    fn amended_after(
        &self,
        student: &StudentKey,
        after: EventNumber,
    ) -> Result<Vec<(EventNumber, AttemptNumber)>, StoreError> {
        self.inner.amended_after(student, after)
    }
}

impl<S: Store> Drafts for Unreliable<S> {
    fn drafts(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
    ) -> Result<BTreeMap<String, String>, StoreError> {
        self.inner.drafts(student, attempt)
    }

    fn keep_draft(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        question: &str,
        text: Option<&str>,
    ) -> Result<(), StoreError> {
        if self.dice().is_multiple_of(3) {
            return Err(self.fail());
        }
        self.inner.keep_draft(student, attempt, question, text)
    }
}

impl<S: Store> Preferences for Unreliable<S> {
    fn settings(&self, student: &StudentKey) -> Result<Vec<(String, String)>, StoreError> {
        self.inner.settings(student)
    }

    fn set(&self, student: &StudentKey, name: &str, value: Option<&str>) -> Result<(), StoreError> {
        self.inner.set(student, name, value)
    }
}

impl<S: Store> KeptLedgers for Unreliable<S> {
    fn kept_ledger(
        &self,
        student: &StudentKey,
        rules: &Rules,
    ) -> Result<Option<KeptLedger>, StoreError> {
        self.inner.kept_ledger(student, rules)
    }

    fn keep_ledger(
        &self,
        student: &StudentKey,
        kept: &KeptLedger,
        changed: Option<(EventNumber, &Touched)>,
    ) -> Result<(), StoreError> {
        if self.dice().is_multiple_of(3) {
            return Err(self.fail());
        }
        self.inner.keep_ledger(student, kept, changed)
    }
}

impl<S: Store> Upkeep for Unreliable<S> {
    fn students(&self) -> Result<Vec<StudentKey>, StoreError> {
        self.inner.students()
    }

    fn merge(
        &self,
        parts: &mut dyn Iterator<Item = Result<Part, StoreError>>,
    ) -> Result<(), StoreError> {
        self.inner.merge(parts)
    }

    fn erase(&self, what: Erase<'_>) -> Result<(), StoreError> {
        self.inner.erase(what)
    }

    fn sweep(&self) -> Result<(), StoreError> {
        self.inner.sweep()
    }

    fn faults(&self) -> Result<Vec<String>, StoreError> {
        self.inner.faults()
    }
}

const PUPILS: usize = 24;
const THREADS: usize = 8;

fn pupil(number: usize) -> StudentKey {
    StudentKey {
        school: SchoolId("a-school".to_owned()),
        class: ClassId(format!("class-{}", number % 2)),
        student: StudentId(format!("pupil-{number}")),
    }
}

/// Takes a step until it is kept, as a server would, however often the store fails.
fn insist(attempt: &mut LiveAttempt<'_>, command: &Command, now: Timestamp) {
    for second in 0..100 {
        let now = now + SignedDuration::from_millis(second);
        match attempt.step(command.clone(), now) {
            Ok(()) => return,
            Err(StepError::NotKept(StoreError::Busy(_))) => {}
            Err(other) => panic!("{command:?}: {other:?}"),
        }
    }
    panic!("the store has failed a hundred times");
}

/// One pupil takes an exam; the answers that were acknowledged, by question.
fn take(store: &dyn Store, number: usize, paper: &Arc<Paper>) -> Vec<(String, Answer)> {
    let student = pupil(number);
    let beginning = Beginning {
        settings: Settings {
            mode: Mode::Exam,
            ..Settings::default()
        },
        seed: Some(number as u64),
        ..Beginning::default()
    };
    let mut now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 20_000);
    let begun = LiveAttempt::begin(store, &student, Arc::clone(paper), &beginning, now);
    let mut attempt = begun.unwrap();
    let mut acknowledged = Vec::new();
    loop {
        now += SignedDuration::from_secs(1);
        let command = match attempt.session().current(now) {
            View::Question(view) => {
                let place = view.head.place;
                let question = attempt.session().question(place);
                let name = question.id.value.clone();
                let answer = match Answer::blank(&question.body) {
                    Answer::Text(_) => Answer::Text(format!("pupil {number} on {name}")),
                    Answer::Choice(_) => Answer::Choice(Some(number % 2)),
                    blank => blank,
                };
                let (_, mut drafts) = attempt.with_drafts();
                // A draft that cannot be kept need not stop the pupil.
                let _ = drafts.keep(place, &name);
                acknowledged.push((name, answer.clone()));
                Command::Answer {
                    place,
                    answer,
                    numbering: Numbering::Authored,
                    certainty: None,
                }
            }
            View::Probe(_) => panic!("nothing is to be asked without its passage"),
            View::Commit(asked) => Command::Commit {
                place: asked.place,
                guess: Default::default(),
            },
            View::Overview(_) => Command::HandIn,
            View::Judging(view) => Command::LeaveUnjudged { which: view.which },
            View::Done => Command::Finish,
            View::Finished => return acknowledged,
        };
        insist(&mut attempt, &command, now);
    }
}

/// What the record holds of a pupil's answers, by question.
fn kept(store: &dyn Store, number: usize) -> Vec<(String, Answer)> {
    let student = pupil(number);
    let attempts = store.latest(&student, None, 9).unwrap();
    assert_eq!(attempts.len(), 1, "{attempts:?}");
    let stored = store::stored(store, &student, attempts[0]).unwrap();
    let answered = stored.unwrap().events.into_iter();
    let answered = answered.filter_map(|event| match event.action {
        Action::Answered {
            question, answer, ..
        } => Some((question, answer)),
        _ => None,
    });
    answered.collect()
}

fn a_class_loses_nothing(store: impl Store) {
    let store = Unreliable::new(store);
    let paper = Arc::new(Library::built_in().paper("letter-4-exam").unwrap());
    let next = AtomicU64::new(0);
    let acknowledged = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed) as usize;
                    if number >= PUPILS {
                        return;
                    }
                    let answers = take(&store, number, &paper);
                    acknowledged.lock().unwrap().push((number, answers));
                }
            });
        }
    });
    let failures = store.failures.load(Ordering::Relaxed);
    assert!(failures > 50, "the store failed {failures} times");
    let acknowledged = acknowledged.into_inner().unwrap();
    assert_eq!(acknowledged.len(), PUPILS);
    for (number, answers) in acknowledged {
        assert!(answers.len() > 5);
        assert_eq!(kept(&store, number), answers, "pupil {number}");
        let rules = Rules::default();
        // Where the fold could not be kept, the next reader folds again.
        store::catch_up(&store, &pupil(number), &rules).unwrap();
        let faults = store::verify(&store, &pupil(number), &rules).unwrap();
        assert_eq!(faults, [""; 0]);
    }
    assert_eq!(store.students().unwrap().len(), PUPILS);
}

#[test]
fn a_class_at_once_loses_nothing_in_memory() {
    a_class_loses_nothing(InMemory::default());
}

#[test]
fn a_class_at_once_loses_nothing_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.db");
    a_class_loses_nothing(Sqlite::open(&file).unwrap());
}

#[cfg(feature = "postgres")]
#[test]
fn a_class_at_once_loses_nothing_in_postgres() {
    a_class_loses_nothing(database::open(&database::new_database()));
}

/// A browser that sends an answer twice, or a second tab with an old page, does not answer the next
/// question, and what another program has kept is not overwritten.
#[test]
fn two_programs_at_the_same_attempt_do_not_overwrite_each_other() {
    let store = InMemory::default();
    let paper = Arc::new(Library::built_in().paper("letter-1-warm-up").unwrap());
    let me = StudentKey::default();
    let now = Timestamp::UNIX_EPOCH;
    let beginning = Beginning::default();
    let mut one = LiveAttempt::begin(&store, &me, paper, &beginning, now).unwrap();
    let skip = |place| Command::Skip { place };
    one.step(skip(0), now).unwrap();
    let number = store.latest(&me, None, 1).unwrap()[0];
    let mut other = LiveAttempt::resume(&store, &me, number).unwrap();
    other.step(skip(1), now).unwrap();
    assert!(matches!(
        other.step(skip(1), now),
        Err(StepError::Refused(_))
    ));
    let overtaken = one.step(Command::TakeHint { place: 1 }, now);
    let refused = one.session().question(1).hint.is_none();
    match overtaken {
        Err(StepError::NotKept(StoreError::Overtaken)) => {}
        Err(StepError::Refused(_)) if refused => {
            let answer = Answer::blank(&one.session().question(1).body);
            let answer = Command::Answer {
                place: 1,
                answer,
                numbering: Numbering::Authored,
                certainty: None,
            };
            let overtaken = one.step(answer, now);
            assert!(matches!(
                overtaken,
                Err(StepError::NotKept(StoreError::Overtaken))
            ));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        one.session().attempt().asking(),
        Some(1),
        "nothing happened"
    );
    let again = LiveAttempt::resume(&store, &me, number).unwrap();
    assert_eq!(again.session().attempt(), other.session().attempt());
}

impl<S: Store> Sittings for Unreliable<S> {
    fn append_sitting(
        &self,
        school: &SchoolId,
        sitting: SittingId,
        seq: u32,
        events: &[String],
    ) -> Result<bool, StoreError> {
        self.inner.append_sitting(school, sitting, seq, events)
    }

    fn schools_with_sittings(&self) -> Result<Vec<SchoolId>, StoreError> {
        self.inner.schools_with_sittings()
    }

    fn visit_sittings(&self, school: &SchoolId, visit: VisitSitting<'_>) -> Result<(), StoreError> {
        self.inner.visit_sittings(school, visit)
    }

    fn visit_sittings_after(
        &self,
        school: &SchoolId,
        after: SittingsRead,
        visit: VisitSitting<'_>,
    ) -> Result<SittingsRead, StoreError> {
        self.inner.visit_sittings_after(school, after, visit)
    }
}

impl<S: Store> Nodes for Unreliable<S> {}

impl<S: Store> Schools for Unreliable<S> {}
