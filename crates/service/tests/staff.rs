//! The people of a school over a record: they are kept, they are no sitting, and each school has its own.
#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use sourcework_core::identity::{PersonId, SchoolId};
use sourcework_core::sitting::{Plan, SeatId};
use sourcework_core::staff::{
    Actor, ListId, Role, Roster, RosterChange, RosterClass, RosterTeacher, StaffCommand,
};
use sourcework_service::classroom::{Classroom, Place};
use sourcework_service::library::Library;
use sourcework_service::store::{self, InMemory, Sqlite, Store, Upkeep};

fn at(days: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * (20_000 + days))
}

fn open(store: &Arc<InMemory>, school: &str) -> Classroom {
    let store: Arc<dyn Store> = Arc::<InMemory>::clone(store);
    let school = SchoolId(school.to_owned());
    Classroom::open(store, Library::built_in(), school, Arc::default()).unwrap()
}

fn add(classroom: &Classroom, name: &str, role: Role) -> PersonId {
    let add = StaffCommand::Add {
        name: name.to_owned(),
        role,
        user: String::new(),
    };
    classroom
        .change_staff(Actor::Technician, &add, at(0))
        .unwrap();
    classroom.with_staff(|staff| *staff.people.keys().next_back().unwrap())
}

/// Whose browser it is, by its key.
fn who(classroom: &Classroom, key: &str) -> Option<(PersonId, Role)> {
    let (owner, role) = classroom.person_of_key(key)?;
    Some((owner.person, role))
}

#[test]
fn people_outlive_the_program_and_are_those_of_their_school() {
    let store = Arc::new(InMemory::default());
    let green = open(&store, "green");
    let key = green.add_admin_browser(at(0)).unwrap();
    let admin = Actor::Person(PersonId(1));
    let teacher = add(&green, "Tess", Role::Teacher);
    let token = green.make_link(admin, teacher, at(0)).unwrap();
    drop(green);
    let green = open(&store, "green");
    assert_eq!(who(&green, &key), Some((PersonId(1), Role::Admin)));
    let blue = open(&store, "blue");
    assert_eq!(who(&blue, &key), None);
    assert!(blue.use_link(&token, at(1)).is_err());
    let (key, role) = green.use_link(&token, at(1)).unwrap();
    assert_eq!(role, Role::Teacher);
    assert_eq!(who(&green, &key), Some((teacher, Role::Teacher)));
    assert!(green.use_link(&token, at(1)).is_err(), "it works once");
    // Seven days, and not one more.
    let token = green.make_link(admin, teacher, at(0)).unwrap();
    assert!(green.use_link(&token, at(7)).is_err());
    assert!(
        green
            .use_link(&token, at(7) - SignedDuration::from_secs(1))
            .is_ok()
    );
}

#[test]
fn people_are_no_sitting_and_stay_when_sittings_are_erased() {
    let store = Arc::new(InMemory::default());
    let school = open(&store, "green");
    let key = school.add_admin_browser(at(0)).unwrap();
    let plan = Plan {
        owner: school.with_staff(|staff| staff.owner(PersonId(1))),
        ..Plan::practice("letter-1-warm-up", "Warm-up")
    };
    let id = school.open_sitting(plan, at(0)).unwrap();
    school.join(id, "Ada", at(0)).unwrap();
    school.close(id, at(0)).unwrap();
    school.erase_older(1, at(9)).unwrap();
    drop(school);
    let school = open(&store, "green");
    assert!(school.all(|sitting| sitting.id).is_empty());
    assert_eq!(who(&school, &key), Some((PersonId(1), Role::Admin)));
}

#[test]
fn what_a_pupil_answers_is_kept_under_the_school_of_the_sitting() {
    let store = Arc::new(InMemory::default());
    let school = open(&store, "green");
    let plan = Plan::practice("letter-1-warm-up", "Warm-up");
    let sitting = school.open_sitting(plan, at(0)).unwrap();
    school.join(sitting, "Ada", at(0)).unwrap();
    let place = Place {
        sitting,
        seat: SeatId(1),
    };
    school.begin(&place, 0, at(0)).unwrap();
    let students = store.students().unwrap();
    assert_eq!(students.len(), 1);
    assert_eq!(students[0].school, SchoolId("green".to_owned()));
    // So it goes when the sitting is erased.
    school.close(sitting, at(0)).unwrap();
    school.erase(sitting, at(0)).unwrap();
    assert!(store.students().unwrap().is_empty());
}

#[test]
fn a_register_is_taken_and_again_changes_nothing() {
    let store = Arc::new(InMemory::default());
    let school = open(&store, "green");
    let teacher = RosterTeacher {
        name: "Tess".to_owned(),
        user: "tess".to_owned(),
    };
    let register = Roster {
        teachers: vec![teacher.clone()],
        classes: vec![RosterClass {
            name: "10b".to_owned(),
            pupils: vec!["Ada".to_owned(), "Ben".to_owned()],
            teachers: Some(vec!["tess".to_owned()]),
        }],
        gone: Vec::new(),
    };
    let done = school
        .take_roster(Actor::Technician, &register, at(0))
        .unwrap();
    let new = RosterChange::NewList("10b".to_owned(), 2);
    assert_eq!(done, [RosterChange::Teacher(teacher), new]);
    let again = school
        .take_roster(Actor::Technician, &register, at(1))
        .unwrap();
    assert_eq!(again, [RosterChange::Same("10b".to_owned())]);
    drop(school);
    let school = open(&store, "green");
    let (owner, role) = school.person_of_user("Tess").unwrap();
    let tess = owner.person;
    assert_eq!(role, Role::Teacher);
    let lists: Vec<String> = school.with_staff(|it| {
        it.lists_of(tess)
            .map(|(_, list)| list.name.clone())
            .collect()
    });
    assert_eq!(lists, ["10b"]);
}

#[test]
fn of_who_is_removed_no_name_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let file = Sqlite::open(&folder.path().join("record.db")).unwrap();
    let stores: [Arc<dyn Store>; 2] = [Arc::new(InMemory::default()), Arc::new(file)];
    for store in stores {
        let school = SchoolId("green".to_owned());
        let open = || {
            let store = Arc::clone(&store);
            Classroom::open(store, Library::built_in(), school.clone(), Arc::default()).unwrap()
        };
        let classroom = open();
        classroom.add_admin_browser(at(0)).unwrap();
        let person = add(&classroom, "Gus Gone", Role::Teacher);
        let list = |list, pupils: &[&str]| StaffCommand::SaveList {
            list,
            name: "10b".to_owned(),
            pupils: pupils.iter().map(|name| (*name).to_owned()).collect(),
            teachers: vec![person],
        };
        for command in [
            list(None, &["Ada", "Zoe Left"]),
            list(Some(ListId(1)), &["Ada"]),
            StaffCommand::Remove { person },
        ] {
            classroom
                .change_staff(Actor::Technician, &command, at(0))
                .unwrap();
        }
        classroom.sweep(at(0)).unwrap();
        let mut kept = String::new();
        store
            .visit_sittings(&school, &mut |_, _, event| kept += event)
            .unwrap();
        assert!(kept.contains("Ada"), "{kept}");
        assert!(!kept.contains("Zoe") && !kept.contains("Gone"), "{kept}");
        // The same people, now and after the program was started again.
        let before = classroom.with_staff(Clone::clone);
        classroom.catch_up().unwrap();
        assert_eq!(classroom.with_staff(Clone::clone), before);
        assert_eq!(open().with_staff(Clone::clone), before);
    }
}

#[test]
fn of_two_programs_each_knows_what_the_other_has_done_and_none_is_lost() {
    let store = Arc::new(InMemory::default());
    let (one, two) = (open(&store, "green"), open(&store, "green"));
    let key = one.add_admin_browser(at(0)).unwrap();
    // The second has not read what the first has kept, and decides again after it has.
    let tess = add(&two, "Tess", Role::Teacher);
    assert_eq!(tess, PersonId(2));
    one.catch_up().unwrap();
    let token = one.make_link(Actor::Technician, tess, at(0)).unwrap();
    two.catch_up().unwrap();
    let (of_tess, _) = two.use_link(&token, at(0)).unwrap();
    one.catch_up().unwrap();
    for classroom in [&one, &two] {
        assert_eq!(who(classroom, &key), Some((PersonId(1), Role::Admin)));
        assert_eq!(who(classroom, &of_tess), Some((tess, Role::Teacher)));
        assert!(
            classroom.use_link(&token, at(0)).is_err(),
            "it works once on all of them"
        );
    }
}

#[test]
fn a_sitting_that_comes_with_a_copy_is_nobodys_in_another_school() {
    let (here, there) = (Arc::new(InMemory::default()), Arc::new(InMemory::default()));
    let school = open(&here, "");
    school.admin(at(0)).unwrap();
    let tess = add(&school, "Tess", Role::Teacher);
    let plan = Plan {
        owner: school.with_staff(|staff| staff.owner(tess)),
        ..Plan::practice("letter-1-warm-up", "Warm-up")
    };
    let id = school.open_sitting(plan, at(0)).unwrap();
    let mut copy = Vec::new();
    store::export(&*here, &mut copy, &mut |_, _| {}).unwrap();
    let other = open(&there, "");
    other.admin(at(1)).unwrap();
    let omar = StaffCommand::Add {
        name: "Omar".to_owned(),
        role: Role::Teacher,
        user: String::new(),
    };
    other.change_staff(Actor::Technician, &omar, at(1)).unwrap();
    store::import(&*there, &mut &*copy, &mut |_| {}).unwrap();
    let owner_of = |classroom: &Classroom| classroom.with(id, |it| it.plan.owner).unwrap();
    let other = open(&there, "");
    let owner = owner_of(&other);
    assert_eq!(
        owner.unwrap().person,
        PersonId(2),
        "the number that Omar has"
    );
    assert_ne!(owner, other.with_staff(|staff| staff.owner(PersonId(2))));
    // In the record that it comes from it is still that of Tess.
    store::import(&*here, &mut &*copy, &mut |_| {}).unwrap();
    let school = open(&here, "");
    assert_eq!(
        owner_of(&school),
        school.with_staff(|staff| staff.owner(tess))
    );
}
