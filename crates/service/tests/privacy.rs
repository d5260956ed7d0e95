//! The list of what is kept in `docs/privacy.md`, made from the tables of a new record and from the events of a sitting.
//! `SOURCEWORK_WRITE_INVENTORY=1 cargo test -p sourcework-service --test privacy` writes it.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;
use sourcework_core::attempt::Mode;
use sourcework_core::identity::{AttemptId, ClassId, PersonId, StudentId, StudentKey, text_hash};
use sourcework_core::quiz::Skill;
use sourcework_core::sitting::{
    Arrangement, ClassCode, Owner, Plan, Release, ResumeCode, SeatId, SeatTaken, SittingAction,
    SittingEvent,
};
use sourcework_core::staff::{ListId, Role, StaffAction, StaffEvent};
use sourcework_service::store::Sqlite;

const BEGIN: &str = "<!-- inventory: cargo test -p sourcework-service --test privacy; SOURCEWORK_WRITE_INVENTORY=1 writes it -->\n";
const END: &str = "<!-- end of inventory -->";

/// What each table is for.
const TABLES: [(&str, &str); 11] = [
    (
        "students",
        "who has attempts: for a pupil of a class the random name of the sitting and the number of the seat, not the name",
    ),
    ("attempts", "which quiz was begun, and when"),
    (
        "events",
        "what was answered and marked, event by event ([The record](record.md)): answers, times, marks, who gave them, comments",
    ),
    ("drafts", "what is being filled in"),
    (
        "sittings",
        "the events of sittings, with the names and codes of pupils, and those of the people of a school (below)",
    ),
    (
        "settings",
        "what a student has set for revision, such as the day of the exam",
    ),
    ("texts", "the quizzes and sources as they were asked"),
    (
        "fold",
        "how far the answers of a student have been worked out for revision",
    ),
    (
        "items",
        "how well a student remembers each question, worked out from the answers",
    ),
    (
        "skills",
        "how well a student does in each skill, worked out from the answers",
    ),
    (
        "days",
        "how many answers and marks a student had on each day, worked out from the answers",
    ),
];

/// An event of each kind that a sitting can have, with what it is for. A kind that is missing here fails to compile
/// in [`purpose`].
fn events() -> Vec<SittingAction> {
    let seat = SeatId(1);
    let code = ResumeCode::typed("fox moon oak");
    let device = text_hash("key");
    let when = Some(Timestamp::UNIX_EPOCH);
    vec![
        SittingAction::Opened {
            plan: Plan {
                roster: vec!["Ada".to_owned()],
                mode: Mode::Exam,
                minutes: Some(20),
                release: Release::ByTeacher,
                from: when,
                until: when,
                only: vec!["q".to_owned()],
                skill: Some(Skill::ALL[0]),
                questions: Some(1),
                probes: 1,
                shuffled: true,
                shows_score: true,
                owner: Some(Owner {
                    person: PersonId(1),
                    added: Timestamp::UNIX_EPOCH,
                }),
                ..Plan::practice("quiz", "Quiz")
            },
            code: ClassCode::typed("ABCDE"),
        },
        SittingAction::SeatTaken(SeatTaken {
            seat,
            name: "Ada".to_owned(),
            student: StudentKey {
                class: ClassId("sitting".to_owned()),
                student: StudentId("1".to_owned()),
                ..StudentKey::default()
            },
            code: code.clone(),
            device,
        }),
        SittingAction::DeviceChanged { seat, device },
        SittingAction::Began {
            seat,
            attempt: AttemptId([1; 16]),
        },
        SittingAction::Renamed {
            seat,
            name: "Ada".to_owned(),
        },
        SittingAction::SeatReset { seat, code },
        SittingAction::SeatRemoved { seat },
        SittingAction::Arranged {
            seat,
            arrangement: Arrangement {
                extra_time: 25,
                aloud: vec!["a".to_owned()],
                reading: "size-large".to_owned(),
                scribe: true,
                note: "note".to_owned(),
            },
        },
        SittingAction::RestBegan { seat },
        SittingAction::RestEnded { seat },
        SittingAction::Paused,
        SittingAction::Continued,
        SittingAction::Closed,
        SittingAction::Released,
    ]
}

fn purpose(action: &SittingAction) -> &'static str {
    match action {
        SittingAction::Opened { .. } => {
            "how a quiz is sat, with the list of the class, if there is one"
        }
        SittingAction::SeatTaken(_) => {
            "a pupil has joined: the name, the code to come back with, and a hash of the device's key"
        }
        SittingAction::DeviceChanged { .. } => {
            "a pupil has come back from another device: a hash of its key"
        }
        SittingAction::Began { .. } => "a pupil has begun",
        SittingAction::Renamed { .. } => {
            "a name was corrected; the old one stays in the list of events until the pupil is erased"
        }
        SittingAction::SeatReset { .. } => "a pupil has a new code",
        SittingAction::SeatRemoved { .. } => "a pupil was removed",
        SittingAction::Arranged { .. } => "access arrangements of a pupil, with a note",
        SittingAction::RestBegan { .. } => "a rest break began",
        SittingAction::RestEnded { .. } => "a rest break ended",
        SittingAction::Paused => "all clocks were stopped",
        SittingAction::Continued => "all clocks went on",
        SittingAction::Closed => "the papers were taken in",
        SittingAction::Released => "the results were released",
    }
}

/// An event of each kind that the people of a school can have, as above.
fn events_of_people() -> Vec<StaffAction> {
    let (person, list) = (PersonId(1), ListId(1));
    let name = "Tess".to_owned();
    let hash = text_hash("key");
    vec![
        StaffAction::PersonAdded {
            person,
            name: name.clone(),
            role: Role::Teacher,
        },
        StaffAction::PersonRenamed {
            person,
            name: name.clone(),
        },
        StaffAction::RoleChanged {
            person,
            role: Role::Admin,
        },
        StaffAction::UserNamed {
            person,
            user: Some("tess".to_owned()),
        },
        StaffAction::LinkMade {
            person,
            token: hash,
            until: Some(Timestamp::UNIX_EPOCH),
        },
        StaffAction::LinkUsed {
            person,
            browser: hash,
        },
        StaffAction::BrowserAdded {
            person,
            browser: hash,
        },
        StaffAction::SignedOut { person },
        StaffAction::PersonRemoved { person },
        StaffAction::ListSaved {
            list,
            name,
            pupils: vec!["Ada".to_owned()],
            teachers: vec![person],
        },
        StaffAction::ListRemoved { list },
    ]
}

fn purpose_for_people(action: &StaffAction) -> &'static str {
    match action {
        StaffAction::PersonAdded { .. } => "an admin, a teacher or a marker was added",
        StaffAction::PersonRenamed { .. } => "a name was changed",
        StaffAction::RoleChanged { .. } => "somebody may do something else",
        StaffAction::UserNamed { .. } => {
            "the user name or e-mail address by which the school's single sign-on knows somebody"
        }
        StaffAction::LinkMade { .. } => "a one-time link was made: the hash of what it holds",
        StaffAction::LinkUsed { .. } => "the link was opened: the hash of the browser's key",
        StaffAction::BrowserAdded { .. } => {
            "the link that the program prints was opened: the hash of the browser's key"
        }
        StaffAction::SignedOut { .. } => "all browsers of somebody were signed out",
        StaffAction::PersonRemoved { .. } => "somebody was removed",
        StaffAction::ListSaved { .. } => "the list of a class, and who teaches it",
        StaffAction::ListRemoved { .. } => "the list of a class was removed",
    }
}

/// A table of events.
fn table(heading: &str, events: Vec<(serde_json::Value, &str)>) -> String {
    let mut text = format!("\n{heading}\n\n| event | fields | what it says |\n|---|---|---|\n");
    for (value, about) in events {
        let kind = value["action"].as_str().unwrap().to_owned();
        let mut fields = keys(&value);
        fields.retain(|key| key != "`action`");
        writeln!(text, "| `{kind}` | {} | {about} |", fields.join(", ")).unwrap();
    }
    text
}

/// The keys of an object, with those of the objects in it.
fn keys(value: &serde_json::Value) -> Vec<String> {
    let mut found = Vec::new();
    for (key, value) in value.as_object().into_iter().flatten() {
        match value {
            serde_json::Value::Object(_) => found.extend(keys(value)),
            _ => found.push(format!("`{key}`")),
        }
    }
    found
}

fn inventory(record: &Path) -> String {
    let connection = Connection::open(record).unwrap();
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table'
        AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
    let mut statement = connection.prepare(names).unwrap();
    let tables = statement.query_map([], |row| row.get::<_, String>(0));
    let mut tables: Vec<String> = tables.unwrap().map(Result::unwrap).collect();
    let place = |name: &String| TABLES.iter().position(|(known, _)| known == name);
    for table in &tables {
        assert!(
            place(table).is_some(),
            "say what the table `{table}` is for"
        );
    }
    assert_eq!(tables.len(), TABLES.len(), "a table is gone: {tables:?}");
    tables.sort_by_key(place);
    let mut text = "\n| table | columns | what it is for |\n|---|---|---|\n".to_owned();
    for (table, about) in TABLES {
        let columns = format!("SELECT name FROM pragma_table_info('{table}')");
        let mut statement = connection.prepare(&columns).unwrap();
        let columns = statement.query_map([], |row| row.get::<_, String>(0));
        let columns: Vec<String> = columns
            .unwrap()
            .map(|it| format!("`{}`", it.unwrap()))
            .collect();
        writeln!(text, "| `{table}` | {} | {about} |", columns.join(", ")).unwrap();
    }
    let at = Timestamp::UNIX_EPOCH;
    let of_sitting = events().into_iter().map(|action| {
        let about = purpose(&action);
        let event = SittingEvent { at, action };
        (serde_json::to_value(&event).unwrap(), about)
    });
    let of_people = events_of_people().into_iter().map(|action| {
        let about = purpose_for_people(&action);
        let event = StaffEvent { at, action };
        (serde_json::to_value(&event).unwrap(), about)
    });
    text += &table(
        "The events of a sitting, in the table `sittings`:",
        of_sitting.collect(),
    );
    text += &table(
        "Those of the people of a school and of its class lists, in the same table:",
        of_people.collect(),
    );
    text + "\n"
}

#[test]
fn the_list_of_what_is_kept_is_the_one_of_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("record.db");
    drop(Sqlite::open(&record).unwrap());
    let inventory = inventory(&record);
    let page: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/privacy.md");
    let text = std::fs::read_to_string(&page).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (written, after) = rest.split_once(END).unwrap();
    if std::env::var_os("SOURCEWORK_WRITE_INVENTORY").is_some() {
        let text = format!("{before}{BEGIN}{inventory}{END}{after}");
        std::fs::write(&page, text).unwrap();
        return;
    }
    assert_eq!(
        written, inventory,
        "docs/privacy.md does not say what is kept"
    );
}
