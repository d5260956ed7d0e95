//! Several programs that serve the classes of one record: each sees what the others have kept, whichever of them a
//! request comes to. In memory they share the record; with the feature `postgres` each has connections of its own.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

#[cfg(feature = "postgres")]
mod database;

use std::collections::BTreeSet;
use std::sync::Arc;
#[cfg(feature = "postgres")]
use std::time::{Duration, Instant};

use jiff::Timestamp;
use sourcework_core::identity::SchoolId;
use sourcework_core::sitting::{Plan, SittingCommand, SittingPhase};
use sourcework_core::staff::{Actor, StaffCommand};
use sourcework_service::classroom::{Classroom, ClassroomError};
use sourcework_service::library::Library;
use sourcework_service::store::{InMemory, Sqlite, Store};

/// The classes of a school in two programs.
type Nodes<'n> = &'n dyn Fn() -> [Arc<Classroom>; 2];

fn classroom(store: Arc<dyn Store>) -> Arc<Classroom> {
    let school = SchoolId("hill".to_owned());
    let classroom = Classroom::open(store, Library::built_in(), school, Arc::default());
    Arc::new(classroom.unwrap())
}

fn in_memory(check: fn(Nodes<'_>)) {
    check(&|| {
        let store: Arc<dyn Store> = Arc::new(InMemory::default());
        [classroom(Arc::clone(&store)), classroom(store)]
    });
}

#[cfg(feature = "postgres")]
fn in_databases(check: fn(Nodes<'_>)) {
    check(&|| {
        let name = database::new_database();
        [(), ()].map(|()| classroom(Arc::new(database::open(&name))))
    });
}

/// Runs each check with both kinds of record.
macro_rules! several_nodes {
    ($($name:ident)*) => {
        mod memory {
            $(#[test] fn $name() { super::in_memory(super::check::$name); })*
        }
        #[cfg(feature = "postgres")]
        mod postgres {
            $(#[test] fn $name() { super::in_databases(super::check::$name); })*
        }
    };
}

several_nodes! {
    who_joins_at_one_node_is_known_at_the_other
    what_a_teacher_does_at_one_node_holds_at_the_other
    pupils_who_join_at_both_nodes_at_once_all_have_a_place
    an_attempt_that_is_begun_at_both_nodes_at_once_is_one
    a_pupil_who_is_erased_at_one_node_is_gone_from_the_other
    who_has_joined_is_known_to_every_request_that_comes_afterwards
    who_joins_while_another_node_rewrites_events_keeps_the_place
    pupils_who_are_erased_at_both_nodes_at_once_do_not_come_back
}

fn now() -> Timestamp {
    Timestamp::now()
}

fn plan() -> Plan {
    Plan::practice("letter-1-warm-up", "The letter")
}

mod check {
    use super::*;

    pub fn who_joins_at_one_node_is_known_at_the_other(nodes: Nodes<'_>) {
        let [first, second] = nodes();
        let sitting = first.open_sitting(plan(), now()).unwrap();
        let code = first.with(sitting, |it| it.code.clone()).unwrap();
        second.catch_up().unwrap();
        assert_eq!(second.of_code(&code), Some(sitting));
        let joined = second.join(sitting, "Ada", now()).unwrap();
        first.catch_up().unwrap();
        let place = first.place_of(&joined.key).unwrap();
        assert_eq!(first.seat(&place).unwrap().name, "Ada");
        assert_eq!(first.seat(&place).unwrap().student.school.0, "hill");
        // The device that comes back with the code takes the place of the one before, everywhere.
        let back = first.come_back(sitting, joined.code, now()).unwrap();
        second.catch_up().unwrap();
        assert!(second.place_of(&joined.key).is_none());
        assert_eq!(second.place_of(&back.key).unwrap().seat, place.seat);
    }

    pub fn what_a_teacher_does_at_one_node_holds_at_the_other(nodes: Nodes<'_>) {
        let [first, second] = nodes();
        let sitting = first.open_sitting(plan(), now()).unwrap();
        second.catch_up().unwrap();
        first
            .step(sitting, &SittingCommand::Pause(true), now())
            .unwrap();
        second.catch_up().unwrap();
        let phase = second.with(sitting, |it| it.phase(now())).unwrap();
        assert_eq!(phase, SittingPhase::Paused);
        // Without having looked, the second node decides after what the first has kept.
        first.step(sitting, &SittingCommand::Close, now()).unwrap();
        let late = second.join(sitting, "Ben", now());
        assert!(matches!(late, Err(ClassroomError::Refused(_))), "{late:?}");
    }

    pub fn pupils_who_join_at_both_nodes_at_once_all_have_a_place(nodes: Nodes<'_>) {
        const EACH: usize = 15;
        let nodes = nodes();
        let sitting = nodes[0].open_sitting(plan(), now()).unwrap();
        nodes[1].catch_up().unwrap();
        let keys: Vec<String> = std::thread::scope(|scope| {
            let joining = nodes.iter().zip(["a", "b"]).map(|(node, letter)| {
                scope.spawn(move || {
                    let join = |number| {
                        let name = format!("Pupil {letter}{number}");
                        node.join(sitting, &name, now()).unwrap().key
                    };
                    (0..EACH).map(join).collect::<Vec<String>>()
                })
            });
            let joining: Vec<_> = joining.collect();
            joining
                .into_iter()
                .flat_map(|it| it.join().unwrap())
                .collect()
        });
        for node in &nodes {
            node.catch_up().unwrap();
            let seats: BTreeSet<u32> = keys
                .iter()
                .map(|key| node.place_of(key).unwrap().seat.0)
                .collect();
            assert_eq!(seats, (1..=2 * EACH as u32).collect());
        }
    }

    pub fn an_attempt_that_is_begun_at_both_nodes_at_once_is_one(nodes: Nodes<'_>) {
        let nodes = nodes();
        let sitting = nodes[0].open_sitting(plan(), now()).unwrap();
        for round in 0..10 {
            let joined = nodes[0]
                .join(sitting, &format!("Pupil {round}"), now())
                .unwrap();
            nodes[1].catch_up().unwrap();
            let place = &joined.place;
            let begun: Vec<_> = std::thread::scope(|scope| {
                let begin = |node: &Arc<Classroom>| {
                    let node = Arc::clone(node);
                    scope.spawn(move || node.begin(place, 0, now()).unwrap())
                };
                let beginning: Vec<_> = nodes.iter().map(begin).collect();
                beginning.into_iter().map(|it| it.join().unwrap()).collect()
            });
            assert_eq!(begun[0], begun[1]);
            for node in &nodes {
                node.catch_up().unwrap();
                assert_eq!(node.seat(place).unwrap().attempts.len(), 1);
            }
        }
    }

    pub fn who_has_joined_is_known_to_every_request_that_comes_afterwards(nodes: Nodes<'_>) {
        use std::sync::atomic::{AtomicBool, Ordering};
        let [first, second] = nodes();
        let sitting = first.open_sitting(plan(), now()).unwrap();
        let is_done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            // Other requests come to the second node all the time, and read the record as well.
            for _ in 0..3 {
                scope.spawn(|| {
                    while !is_done.load(Ordering::Relaxed) {
                        second.catch_up().unwrap();
                    }
                });
            }
            let known = (0..60).all(|number| {
                let joined = first
                    .join(sitting, &format!("Pupil {number}"), now())
                    .unwrap();
                second.catch_up().unwrap();
                second.place_of(&joined.key).is_some()
            });
            is_done.store(true, Ordering::Relaxed);
            assert!(known);
        });
    }

    pub fn who_joins_while_another_node_rewrites_events_keeps_the_place(nodes: Nodes<'_>) {
        use std::sync::atomic::{AtomicBool, Ordering};
        let [first, second] = nodes();
        let sitting = first.open_sitting(plan(), now()).unwrap();
        let list = |list, pupils: &[&str]| StaffCommand::SaveList {
            list,
            name: "10b".to_owned(),
            pupils: pupils.iter().map(|name| (*name).to_owned()).collect(),
            teachers: Vec::new(),
        };
        let save = |command: &StaffCommand| {
            second
                .change_staff(Actor::Technician, command, now())
                .unwrap();
        };
        save(&list(None, &["Zoe"]));
        let id = *second
            .with_staff(|staff| staff.lists.keys().next().copied())
            .as_ref()
            .unwrap();
        let is_done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            // A list that is saved again loses its old names, in the events before as well.
            scope.spawn(|| {
                for name in ["Yan", "Xia"].iter().cycle() {
                    if is_done.load(Ordering::Relaxed) {
                        return;
                    }
                    save(&list(Some(id), &[*name]));
                }
            });
            scope.spawn(|| {
                while !is_done.load(Ordering::Relaxed) {
                    first.catch_up().unwrap();
                }
            });
            let refused = (0..60)
                .find_map(|number| first.join(sitting, &format!("Pupil {number}"), now()).err());
            is_done.store(true, Ordering::Relaxed);
            assert!(refused.is_none(), "{refused:?}");
        });
    }

    pub fn pupils_who_are_erased_at_both_nodes_at_once_do_not_come_back(nodes: Nodes<'_>) {
        let nodes = nodes();
        let names: Vec<String> = (0..12).map(|number| format!("Pupil {number}")).collect();
        let roster = Plan {
            roster: names.clone(),
            ..plan()
        };
        let sitting = nodes[0].open_sitting(roster, now()).unwrap();
        let join = |name: &String| nodes[0].join(sitting, name, now()).unwrap().place;
        let places: Vec<_> = names.iter().map(join).collect();
        nodes[1].catch_up().unwrap();
        std::thread::scope(|scope| {
            for (node, half) in nodes.iter().zip(places.chunks(6)) {
                scope.spawn(move || {
                    for place in half {
                        node.erase_pupil(place, now()).unwrap();
                    }
                });
            }
        });
        for place in &places {
            let remains = nodes[0].remains_of(place, &names).unwrap();
            assert!(remains.is_nothing(), "{remains:?}");
        }
        nodes[0].catch_up().unwrap();
        let roster = nodes[0].with(sitting, |it| it.plan.roster.clone()).unwrap();
        assert_eq!(roster, [""; 0]);
    }

    pub fn a_pupil_who_is_erased_at_one_node_is_gone_from_the_other(nodes: Nodes<'_>) {
        let [first, second] = nodes();
        let sitting = first.open_sitting(plan(), now()).unwrap();
        let ada = first.join(sitting, "Ada", now()).unwrap();
        let ben = first.join(sitting, "Ben", now()).unwrap();
        second.catch_up().unwrap();
        assert!(second.place_of(&ada.key).is_some());
        first.erase_pupil(&ada.place, now()).unwrap();
        second.catch_up().unwrap();
        assert!(second.place_of(&ada.key).is_none());
        assert_eq!(second.seat(&ada.place).unwrap().name, "");
        assert_eq!(
            second
                .seat(&second.place_of(&ben.key).unwrap())
                .unwrap()
                .name,
            "Ben"
        );
    }
}

/// Waits until something holds; programs send each other notices a few times a second.
#[cfg(feature = "postgres")]
fn wait_until(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(feature = "postgres")]
#[test]
fn a_board_at_one_node_is_told_what_happens_at_the_other() {
    let name = database::new_database();
    let [first, second] = [(), ()].map(|()| classroom(Arc::new(database::open(&name))));
    let before = second.version();
    let sitting = first.open_sitting(plan(), now()).unwrap();
    wait_until("nothing was told", || second.version() > before);
    // Both have the same number, so that a page that was cut off can go on at either.
    wait_until("the numbers differ", || first.version() == second.version());
    let place = first.join(sitting, "Ada", now()).unwrap().place;
    let heard = now();
    first.hear(&place, true, heard);
    first.tend(heard);
    second.catch_up().unwrap();
    let row = &second.board(sitting).unwrap().rows[0];
    let seen = row.seen.unwrap();
    assert_eq!(seen.at.as_millisecond(), heard.as_millisecond());
    assert_eq!(seen.wrote.unwrap().as_millisecond(), heard.as_millisecond());
}

#[cfg(feature = "postgres")]
#[test]
fn the_time_is_that_of_the_database() {
    use sourcework_service::store::Nodes as _;
    let store = database::open(&database::new_database());
    wait_until("the clock was not looked at", || store.now().is_some());
    // The database of the test runs on this machine, so that the two clocks are the same.
    let apart = store.now().unwrap().duration_since(Timestamp::now());
    assert!(apart.as_millis().abs() < 1_000, "{apart:?}");
}

#[cfg(feature = "postgres")]
#[test]
fn a_school_at_its_limit_opens_no_more_sittings_and_goes_on_with_those_that_are_open() {
    use sourcework_service::store::Schools as _;
    let store = Arc::new(database::open(&database::new_database()));
    let school = SchoolId("hill".to_owned());
    let classes = classroom(Arc::clone(&store) as _);
    let sitting = classes.open_sitting(plan(), now()).unwrap();
    store.limit_school(&school, Some(1)).unwrap();
    let place = classes.join(sitting, "Ada", now()).unwrap().place;
    classes.begin(&place, 0, now()).unwrap();
    let refused = classes.open_sitting(plan(), now()).unwrap_err();
    assert!(
        matches!(refused, ClassroomError::QuotaReached(1, 1)),
        "{refused}"
    );
    let place = classes.join(sitting, "Ben", now()).unwrap().place;
    classes.begin(&place, 0, now()).unwrap();
    store.limit_school(&school, None).unwrap();
    assert!(classes.open_sitting(plan(), now()).is_ok());
}

/// In every kind of record: the classroom of the program that erases no longer shows what it has erased.
#[test]
fn what_is_erased_is_gone_from_the_classroom() {
    let folder = tempfile::tempdir().unwrap();
    let file = Sqlite::open(&folder.path().join("record.db")).unwrap();
    let stores: Vec<Arc<dyn Store>> = vec![
        Arc::new(InMemory::default()),
        Arc::new(file),
        #[cfg(feature = "postgres")]
        Arc::new(database::open(&database::new_database())),
    ];
    for store in stores {
        let node = classroom(store);
        let sitting = node.open_sitting(plan(), now()).unwrap();
        let other = node.open_sitting(plan(), now()).unwrap();
        let ada = node.join(sitting, "Ada", now()).unwrap();
        let ben = node.join(sitting, "Ben", now()).unwrap();
        let attempt = node.begin(&ben.place, 0, now()).unwrap();
        node.erase_pupil(&ada.place, now()).unwrap();
        assert_eq!(node.seat(&ada.place).unwrap().name, "");
        assert!(node.place_of(&ada.key).is_none());
        assert_eq!(node.seat(&ben.place).unwrap().name, "Ben");
        // The class goes on.
        let seat = node.seat(&ben.place).unwrap();
        assert_eq!(node.attempt_of(&seat).unwrap(), Some(attempt));
        node.join(sitting, "Cem", now()).unwrap();
        node.close(sitting, now()).unwrap();
        node.erase(sitting, now()).unwrap();
        assert_eq!(node.all(|it| it.id), [other]);
        assert!(node.place_of(&ben.key).is_none());
        assert!(matches!(
            node.erase(sitting, now()),
            Err(ClassroomError::NoSitting)
        ));
        node.join(other, "Ada", now()).unwrap();
    }
}

/// Something else has locked the row of the school, as a long erasure does: one pupil who joins waits for it, and those who
/// look at the class do not wait for that pupil.
#[cfg(feature = "postgres")]
#[test]
fn nobody_who_only_looks_waits_for_one_who_joins() {
    let name = database::new_database();
    let node = classroom(Arc::new(database::open(&name)));
    let sitting = node.open_sitting(plan(), now()).unwrap();
    let ada = node.join(sitting, "Ada", now()).unwrap();
    let connections = |which: &str| {
        let sql = format!(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND {which}"
        );
        database::as_superuser(&name, &sql)
    };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // Until the statement is broken off below.
            let lock = "DO $$ BEGIN PERFORM FROM schools FOR UPDATE; PERFORM pg_sleep(60); \
                EXCEPTION WHEN query_canceled THEN NULL; END $$";
            database::as_superuser(&name, lock);
        });
        let sleeps = "wait_event = 'PgSleep'";
        while connections(sleeps) == "0" {}
        let joining = scope.spawn(|| node.join(sitting, "Ben", now()));
        while connections("wait_event_type = 'Lock'") == "0" {}
        assert!(node.place_of(&ada.key).is_some());
        assert_eq!(node.with(sitting, |it| it.seats.len()).unwrap(), 1);
        assert!(!joining.is_finished(), "it waits for the database still");
        let cancel = format!(
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND {sleeps}"
        );
        database::as_superuser(&name, &cancel);
        let ben = joining.join().unwrap().unwrap();
        assert!(node.place_of(&ben.key).is_some());
    });
}
