//! `sourcework school` as a technician types it.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use std::process::Command;

use common::{PROGRAM, Run, run_in, state};

/// A folder with a register, and a record.
struct Office {
    folder: tempfile::TempDir,
    state: String,
}

impl Office {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            state: state(),
        }
    }

    /// Writes a file of the register.
    fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    }

    fn roster(&self, path: &str, more: &[&str]) -> Run {
        let mut command = Command::new(PROGRAM);
        command.args(["school", "roster", path]).args(more);
        run_in(&mut command, "", &self.state)
    }
}

#[test]
fn a_table_makes_class_lists_and_again_says_what_changed() {
    let office = Office::new();
    let table = "class,name,teacher\n10b,Ada,tess@green.example\n10b,Ben,\n9a,Zoe,\n";
    let path = office.file("classes.csv", table);
    let first = "Teacher added: tess@green.example (tess@green.example)
10b: a new list with 2 pupils
9a: a new list with 1 pupil
";
    assert_eq!(office.roster(&path, &[]).ok(), first);
    let again = "10b: as before\n9a: as before\n";
    assert_eq!(office.roster(&path, &[]).ok(), again);
    office.file(
        "classes.csv",
        "class,name,teacher\n10b,Ben,omar\n10b,Cleo,omar\n10b,Cleo,\n",
    );
    let changed = office.roster(&path, &[]);
    assert_eq!(
        changed.stderr,
        "note: line 4: Cleo is in 10b twice, and was taken once; tell two pupils apart by a letter or a number\n"
    );
    let said = "Teacher added: omar (omar)
10b: added Cleo; removed Ada; taught by others
9a: not in this file, and left as it is
";
    assert_eq!(changed.ok(), said);
    // Another school of the same record has none of it.
    let other = office.roster(&path, &["--school", "blue"]).ok();
    assert!(other.contains("10b: a new list with 2 pupils"), "{other}");
}

#[test]
fn a_folder_of_one_roster_is_read_and_what_is_missing_is_named() {
    let office = Office::new();
    office.file(
        "users.csv",
        "sourcedId,status,enabledUser,username,givenName,familyName,email\n\
         t1,,true,tess,Tess,Turner,\np1,,true,ada,Ada,Bell,\n",
    );
    office.file(
        "classes.csv",
        "sourcedId,status,title,classCode\nc1,,10b,\n",
    );
    let path = office.folder.path().to_string_lossy().into_owned();
    let missing = office.roster(&path, &[]);
    assert_eq!(missing.code, 3);
    assert!(
        missing
            .stderr
            .contains("error: enrollments.csv: this file is missing; export users"),
        "{missing:?}"
    );
    office.file(
        "enrollments.csv",
        "sourcedId,status,classSourcedId,userSourcedId,role,endDate\n\
         e1,,c1,t1,teacher,\ne2,,c1,p1,student,\n",
    );
    let said = "Teacher added: Tess Turner (tess)\n10b: a new list with 1 pupil\n";
    assert_eq!(office.roster(&path, &[]).ok(), said);
    let nothing = office.file("nothing.csv", "class,name\n");
    let nothing = office.roster(&nothing, &[]);
    assert!(
        nothing.stderr.contains("there is no class in it"),
        "{nothing:?}"
    );
}
