//! The people of a school and its class lists: who may do what, and what stays.
#![allow(clippy::unwrap_used, missing_docs)]

use jiff::{SignedDuration, Timestamp};
use sourcework_core::identity::{PersonId, text_hash};
use sourcework_core::staff::{
    Actor, ListId, Role, Roster, RosterChange, RosterClass, RosterTeacher, Staff, StaffCommand,
    StaffEvent, StaffRefusal, without_old_names,
};

const HEAD: PersonId = PersonId(1);
const TEACHER: PersonId = PersonId(2);

fn at(days: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * days)
}

fn add(name: &str, role: Role, user: &str) -> StaffCommand {
    StaffCommand::Add {
        name: name.to_owned(),
        role,
        user: user.to_owned(),
    }
}

fn list(list: Option<ListId>, name: &str, pupils: &[&str], teachers: &[PersonId]) -> StaffCommand {
    StaffCommand::SaveList {
        list,
        name: name.to_owned(),
        pupils: pupils.iter().map(|name| (*name).to_owned()).collect(),
        teachers: teachers.to_vec(),
    }
}

fn step(staff: &mut Staff, by: Actor, command: StaffCommand) -> Result<usize, StaffRefusal> {
    let events = staff.decide(by, command, at(1))?;
    // As a record keeps them.
    for event in &events {
        staff.apply_text(&serde_json::to_string(event).unwrap());
    }
    Ok(events.len())
}

/// A school with an admin, a teacher and a marker.
fn school() -> Staff {
    let mut staff = Staff::default();
    for (name, role, user) in [
        ("Head", Role::Admin, ""),
        ("Tess", Role::Teacher, "Tess@School.example"),
        ("Max", Role::Marker, ""),
    ] {
        step(&mut staff, Actor::Technician, add(name, role, user)).unwrap();
    }
    staff
}

#[test]
fn only_an_admin_changes_people_and_class_lists() {
    let mut staff = school();
    step(
        &mut staff,
        Actor::Technician,
        list(None, "10b", &["Ada"], &[]),
    )
    .unwrap();
    let before = staff.clone();
    let (person, token) = (TEACHER, text_hash("token"));
    let commands = [
        add("Eve", Role::Admin, ""),
        StaffCommand::Rename {
            person,
            name: "T".to_owned(),
        },
        StaffCommand::ChangeRole {
            person,
            role: Role::Admin,
        },
        StaffCommand::NameUser {
            person,
            user: "eve".to_owned(),
        },
        StaffCommand::MakeLink {
            person: HEAD,
            token,
            until: None,
        },
        StaffCommand::AddBrowser {
            person: HEAD,
            browser: token,
        },
        StaffCommand::SignOut { person: HEAD },
        StaffCommand::Remove { person: HEAD },
        list(None, "10c", &["Ben"], &[]),
        StaffCommand::RemoveList { list: ListId(1) },
    ];
    for command in commands {
        for by in [
            Actor::Stranger,
            Actor::Person(TEACHER),
            Actor::Person(PersonId(3)),
            Actor::Person(PersonId(99)),
        ] {
            let refused = staff.decide(by, command.clone(), at(1));
            assert_eq!(refused, Err(StaffRefusal::NotAdmin), "{command:?}");
        }
        assert_eq!(staff, before);
        // The same is allowed to an admin, where there is another one.
        let mut staff = staff.clone();
        step(
            &mut staff,
            Actor::Person(HEAD),
            add("Second", Role::Admin, ""),
        )
        .unwrap();
        assert!(step(&mut staff, Actor::Person(HEAD), command).is_ok());
    }
}

#[test]
fn the_last_admin_stays() {
    let mut staff = school();
    let demote = StaffCommand::ChangeRole {
        person: HEAD,
        role: Role::Teacher,
    };
    let remove = StaffCommand::Remove { person: HEAD };
    for command in [demote.clone(), remove.clone()] {
        let refused = step(&mut staff, Actor::Technician, command);
        assert_eq!(refused, Err(StaffRefusal::LastAdmin));
    }
    let promote = StaffCommand::ChangeRole {
        person: TEACHER,
        role: Role::Admin,
    };
    assert_eq!(step(&mut staff, Actor::Person(HEAD), promote), Ok(1));
    assert_eq!(step(&mut staff, Actor::Person(TEACHER), remove), Ok(1));
    assert_eq!(staff.first_admin(), Some(TEACHER));
    // A number is never given to somebody else.
    step(&mut staff, Actor::Technician, add("New", Role::Marker, "")).unwrap();
    assert_eq!(
        staff.people.keys().map(|it| it.0).collect::<Vec<_>>(),
        [2, 3, 4]
    );
}

#[test]
fn a_link_works_once_and_not_after_its_time() {
    let mut staff = school();
    let link = |token: &str, until: Option<i64>| StaffCommand::MakeLink {
        person: TEACHER,
        token: text_hash(token),
        until: until.map(at),
    };
    let open = |staff: &Staff, token: &str, days: i64| {
        let command = StaffCommand::UseLink {
            token: text_hash(token),
            browser: text_hash("laptop"),
        };
        staff.decide(Actor::Stranger, command, at(days))
    };
    step(&mut staff, Actor::Person(HEAD), link("first", None)).unwrap();
    // A new link takes the place of the one before.
    step(&mut staff, Actor::Person(HEAD), link("second", Some(8))).unwrap();
    assert_eq!(open(&staff, "first", 1), Err(StaffRefusal::NoLink));
    assert_eq!(open(&staff, "second", 8), Err(StaffRefusal::LinkTooOld));
    let events = open(&staff, "second", 7).unwrap();
    events.iter().for_each(|event| staff.apply(event));
    assert_eq!(staff.of_browser(text_hash("laptop")), Some(TEACHER));
    assert_eq!(open(&staff, "second", 7), Err(StaffRefusal::NoLink));
    // Somebody who is signed out or removed is a stranger.
    for command in [
        StaffCommand::SignOut { person: TEACHER },
        StaffCommand::Remove { person: TEACHER },
    ] {
        let mut staff = staff.clone();
        step(&mut staff, Actor::Person(HEAD), link("third", None)).unwrap();
        step(&mut staff, Actor::Person(HEAD), command).unwrap();
        assert_eq!(staff.of_browser(text_hash("laptop")), None);
        assert_eq!(open(&staff, "third", 7), Err(StaffRefusal::NoLink));
    }
}

#[test]
fn of_many_browsers_the_oldest_go() {
    let mut staff = school();
    let browser = |number: u32| text_hash(&number.to_string());
    for number in 0..21 {
        let add = StaffCommand::AddBrowser {
            person: HEAD,
            browser: browser(number),
        };
        step(&mut staff, Actor::Technician, add).unwrap();
    }
    assert_eq!(staff.of_browser(browser(0)), None);
    assert_eq!(staff.people[&HEAD].browsers.len(), 20);
    assert!((1..21).all(|number| staff.of_browser(browser(number)) == Some(HEAD)));
}

#[test]
fn names_are_tidied_and_a_user_name_is_one_persons() {
    let mut staff = school();
    let by = Actor::Person(HEAD);
    let long = "x".repeat(61);
    for name in ["", " \t", long.as_str()] {
        let refused = step(&mut staff, by, add(name, Role::Teacher, ""));
        assert_eq!(refused, Err(StaffRefusal::NoName), "{name:?}");
    }
    assert_eq!(
        step(&mut staff, by, add(" Ann \u{7} Lee ", Role::Teacher, "")),
        Ok(1)
    );
    assert_eq!(staff.people[&PersonId(4)].name, "Ann Lee");
    let taken = step(
        &mut staff,
        by,
        add("Bob", Role::Teacher, "tess@school.EXAMPLE"),
    );
    assert_eq!(taken, Err(StaffRefusal::UserTaken));
    assert_eq!(staff.of_user("TESS@school.example"), Some(TEACHER));
    let own = StaffCommand::NameUser {
        person: TEACHER,
        user: "Tess@School.example".to_owned(),
    };
    assert_eq!(step(&mut staff, by, own), Ok(0), "it is so already");
    let odd = step(&mut staff, by, add("Bob", Role::Teacher, "two words"));
    assert_eq!(odd, Err(StaffRefusal::NoUser));
    // Who is removed gives the user name back.
    step(&mut staff, by, StaffCommand::Remove { person: TEACHER }).unwrap();
    assert_eq!(staff.of_user("tess@school.example"), None);
    let again = step(
        &mut staff,
        by,
        add("Tess", Role::Teacher, "tess@school.example"),
    );
    assert_eq!(again, Ok(2));
}

#[test]
fn a_teacher_sees_the_lists_of_their_own_classes() {
    let mut staff = school();
    let by = Actor::Person(HEAD);
    step(
        &mut staff,
        by,
        list(None, "10b", &["Ada  B.", "Ada B.", "", "Ben"], &[TEACHER]),
    )
    .unwrap();
    step(&mut staff, by, list(None, "10c", &["Cleo"], &[])).unwrap();
    let names = |person| -> Vec<String> {
        staff
            .lists_of(person)
            .map(|(_, it)| it.name.clone())
            .collect()
    };
    assert_eq!(names(HEAD), ["10b", "10c"]);
    assert_eq!(names(TEACHER), ["10b"]);
    assert_eq!(names(PersonId(3)), Vec::<String>::new());
    assert_eq!(staff.lists[&ListId(1)].pupils, ["Ada B.", "Ben"]);
    let mut staff = staff.clone();
    for (command, why) in [
        (list(None, "10b", &["Ada"], &[]), StaffRefusal::ListTaken),
        (list(None, "10d", &[" "], &[]), StaffRefusal::NoPupils),
        (
            list(None, "10d", &["Ada"], &[PersonId(9)]),
            StaffRefusal::NoPerson,
        ),
        (
            list(Some(ListId(7)), "10d", &["Ada"], &[]),
            StaffRefusal::NoList,
        ),
    ] {
        assert_eq!(step(&mut staff, by, command), Err(why));
    }
    // The same list again is no event; a class loses a teacher who is removed.
    let same = list(Some(ListId(1)), "10b", &["Ada B.", "Ben"], &[TEACHER]);
    assert_eq!(step(&mut staff, by, same), Ok(0));
    step(&mut staff, by, StaffCommand::Remove { person: TEACHER }).unwrap();
    assert_eq!(staff.lists[&ListId(1)].teachers, []);
}

#[test]
fn the_people_are_what_the_events_say_and_later_events_count() {
    let mut staff = Staff::default();
    let mut texts: Vec<String> = Vec::new();
    for command in [
        add("Head", Role::Admin, "head"),
        list(None, "10b", &["Ada"], &[HEAD]),
        StaffCommand::Remove { person: HEAD },
    ] {
        let events: Vec<StaffEvent> = staff
            .decide(Actor::Technician, command, at(2))
            .unwrap_or_default();
        events.iter().for_each(|event| staff.apply(event));
        texts.extend(events.iter().map(|it| serde_json::to_string(it).unwrap()));
    }
    assert_eq!(Staff::fold(texts.iter().map(String::as_str)), staff);
    assert_eq!(staff.events, 3, "two for the person, one for the list");
    // What a later program wrote has its place, so that the next event gets the one after it.
    texts.push("{\"at\":\"2030-01-01T00:00:00Z\",\"action\":\"unheard-of\"}".to_owned());
    assert_eq!(Staff::fold(texts.iter().map(String::as_str)).events, 4);
}

#[test]
fn a_register_adds_teachers_and_changes_lists_and_the_same_again_changes_nothing() {
    let mut staff = school();
    let by = Actor::Technician;
    step(&mut staff, by, list(None, "10b", &["Ada", "Ben"], &[HEAD])).unwrap();
    step(&mut staff, by, list(None, "9a", &["Zoe"], &[])).unwrap();
    step(&mut staff, by, list(None, "8a", &["Yan"], &[])).unwrap();
    let new = RosterTeacher {
        name: "Una".to_owned(),
        user: "una".to_owned(),
    };
    let register = Roster {
        teachers: vec![
            RosterTeacher {
                name: "Tess T.".to_owned(),
                user: "tess@school.example".to_owned(),
            },
            new.clone(),
        ],
        classes: vec![
            RosterClass {
                name: "10b".to_owned(),
                pupils: vec!["Ben".to_owned(), "Cleo".to_owned()],
                teachers: Some(vec!["TESS@school.example".to_owned(), "una".to_owned()]),
            },
            RosterClass {
                name: "10c".to_owned(),
                pupils: vec!["Dan".to_owned()],
                teachers: None,
            },
        ],
        gone: vec!["9a".to_owned()],
    };
    let added = staff.new_teachers(&register);
    assert_eq!(added.len(), 1, "Tess is known by her user name");
    assert_eq!(added[0].0, RosterChange::Teacher(new));
    for (_, command) in added {
        step(&mut staff, by, command).unwrap();
    }
    let changes = staff.list_changes(&register);
    let said: Vec<&RosterChange> = changes.iter().map(|(change, _)| change).collect();
    assert_eq!(
        said,
        [
            &RosterChange::List {
                name: "10b".to_owned(),
                added: vec!["Cleo".to_owned()],
                removed: vec!["Ada".to_owned()],
                other_teachers: true,
            },
            &RosterChange::NewList("10c".to_owned(), 1),
            &RosterChange::Removed("9a".to_owned()),
            &RosterChange::NotNamed("8a".to_owned()),
        ]
    );
    for command in changes.into_iter().filter_map(|(_, command)| command) {
        step(&mut staff, by, command).unwrap();
    }
    assert_eq!(staff.lists[&ListId(1)].teachers, [TEACHER, PersonId(4)]);
    assert!(staff.people[&PersonId(4)].link.is_none());
    // The same again.
    assert!(staff.new_teachers(&register).is_empty());
    let again = staff.list_changes(&register);
    assert!(
        again.iter().all(|(_, command)| command.is_none()),
        "{again:?}"
    );
}

#[test]
fn names_that_are_no_longer_needed_are_taken_out_and_nothing_else_changes() {
    let mut staff = Staff::default();
    let mut events: Vec<Option<StaffEvent>> = Vec::new();
    for command in [
        add("Head", Role::Admin, "head"),
        add("Gus Gone", Role::Teacher, "gus.gone"),
        list(None, "10b", &["Ada", "Zoe Left"], &[HEAD, TEACHER]),
        list(None, "Old class", &["Yan Old"], &[]),
        StaffCommand::Rename {
            person: TEACHER,
            name: "Augustus Gone".to_owned(),
        },
        list(Some(ListId(1)), "10b", &["Ada"], &[HEAD, TEACHER]),
        StaffCommand::RemoveList { list: ListId(2) },
        StaffCommand::Remove { person: TEACHER },
    ] {
        let new = staff.decide(Actor::Technician, command, at(1)).unwrap();
        new.iter().for_each(|event| staff.apply(event));
        events.extend(new.into_iter().map(Some));
    }
    // A later program has written this.
    events.push(None);
    let forgotten = without_old_names(&events);
    assert_eq!(forgotten.len(), events.len());
    let text = serde_json::to_string(&forgotten).unwrap();
    for gone in ["Gus", "gone", "Augustus", "Zoe", "Old", "Yan"] {
        assert!(!text.contains(gone), "{gone}: {text}");
    }
    let mut again = Staff::default();
    forgotten
        .iter()
        .flatten()
        .for_each(|event| again.apply(event));
    assert_eq!(again, staff);
}
