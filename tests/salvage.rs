//! A damaged record, as its users meet it: the rest is shown, and what is whole is brought back.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod common;

use std::fs;

use common::{Desk, MOLES, Run};

const WHY: &str = r#"
[[question]]
id       = "why"
kind     = "short-answer"
skill    = "inference"
extracts = ["letter/a"]
stem     = "Why is that so?"
model    = "They do not see."
explanation = "He says that they are blind."
[[question.point]]
label  = "blindness"
accept = ["blind*|see*"]
"#;

fn quiz() -> String {
    format!("{MOLES}{WHY}")
}

/// A record of three attempts. The answer of the second has been changed in the file.
fn desk() -> (Desk, String) {
    let desk = Desk::new(&quiz());
    for answer in ["blind first", "blind second", "blind third"] {
        desk.run(&["take", "moles"], &format!("1\n{answer}\n.\n\n"))
            .ok();
    }
    let file = format!("{}/record.db", desk.state);
    let mut bytes = fs::read(&file).unwrap();
    let place = memchr::memmem::find(&bytes, b"blind second").unwrap();
    bytes[place..place + 5].copy_from_slice(b"wrong");
    fs::write(&file, bytes).unwrap();
    (desk, file)
}

fn warns(run: &Run) {
    let warnings = run
        .stderr
        .matches("warning: attempt 2 is damaged and left out");
    assert_eq!(warnings.count(), 1, "{run:?}");
    assert!(run.stderr.contains("`sourcework record salvage"), "{run:?}");
}

#[test]
fn a_damaged_attempt_does_not_hide_the_others() {
    let (desk, _) = desk();
    let run = desk.run(&["history"], "");
    warns(&run);
    let listed = run.ok();
    assert!(
        listed.contains("\n 1  ") && listed.contains("\n 3  "),
        "{listed}"
    );
    assert!(!listed.contains("\n 2  "), "{listed}");
    for arguments in [
        &["record", "status"][..],
        &["record", "rebuild"],
        &["judge"],
        &["remark", "moles", "--dry-run"],
    ] {
        let run = desk.run(arguments, "");
        warns(&run);
        run.ok();
    }
    // What was not read is not kept: every command warns again.
    for _ in 0..2 {
        let run = desk.run(&["progress"], "");
        warns(&run);
        assert!(
            run.stdout.contains("at least once, in 4 answers"),
            "{run:?}"
        );
        warns(&desk.run(&["revise", "--plan"], ""));
    }
    let one = desk.run(&["history", "2"], "");
    assert_eq!(one.code, 3);
    assert!(one.stderr.contains("checksum differs"), "{one:?}");
    assert!(desk.says(&["history", "3"]).contains("Attempt 3"));
    let check = desk.run(&["record", "check"], "");
    assert_eq!(check.code, 1);
    assert!(check.stdout.contains("error: attempt 2: "), "{check:?}");
    // The copy has the others, and says that it lacks one.
    let export = desk.run(&["record", "export", "-"], "");
    warns(&export);
    assert_eq!(export.code, 1);
    assert!(!export.stdout.contains("wrong second"), "{export:?}");
    let fresh = Desk::new(&quiz());
    let imported = fresh.run(&["record", "import", "-"], &export.stdout).ok();
    assert!(imported.contains("Imported 2 of 2 attempts"), "{imported}");
}

#[test]
fn salvage_takes_what_is_whole_and_lists_the_rest() {
    let (desk, file) = desk();
    let before = fs::read(&file).unwrap();
    let salvage = ["record", "salvage", &file, "--into", "new.db"];
    let run = desk.run(&salvage, "");
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stdout.contains("Wrote new.db: 3 attempts, "), "{run:?}");
    assert!(
        run.stdout
            .contains("attempt 2: only events 1 to 2 of at least "),
        "{run:?}"
    );
    let listed = desk.says(&["--record", "new.db", "history"]);
    assert!(
        listed.contains("not finished: `sourcework resume 2 --record new.db`"),
        "{listed}"
    );
    let sound = desk.says(&["--record", "new.db", "record", "check"]);
    assert!(sound.contains("sound: 3 attempts"), "{sound}");
    assert_eq!(
        fs::read(&file).unwrap(),
        before,
        "the damaged file is only read"
    );
    let again = desk.run(&salvage, "");
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("is there already"), "{again:?}");
    // SQLite would read a log that stands beside the new file, though another file wrote it.
    fs::write(desk.folder.path().join("log.db-wal"), b"of another file").unwrap();
    let run = desk.run(&["record", "salvage", &file, "--into", "log.db"], "");
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("log.db-wal is there already"),
        "{run:?}"
    );
    assert!(!desk.folder.path().join("new.db.unfinished-wal").exists());
    // The head of the file is no more; nothing can open it.
    let mut bytes = before;
    bytes[..4096].fill(0);
    fs::write(&file, bytes).unwrap();
    assert_eq!(desk.run(&["history"], "").code, 3);
    let json = [
        "record", "salvage", &file, "--into", "again.db", "--format", "json",
    ];
    let run = desk.run(&json, "");
    assert_eq!(run.code, 1, "{run:?}");
    let told: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(told["attempts"], 3);
    assert_eq!(told["lost"][0]["attempt"], 2);
    assert_eq!(told["lost"][0]["lost"], "end");
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let new = fs::metadata(desk.folder.path().join("again.db")).unwrap();
        assert_eq!(new.mode() & 0o777, 0o600);
    }
    let whole = ["record", "salvage", "new.db", "--into", "copy.db"];
    assert!(desk.says(&whole).contains("Everything came back."));
    let none = desk.run(
        &["record", "salvage", "quizzes/moles.toml", "--into", "x.db"],
        "",
    );
    assert_eq!(none.code, 3);
    assert!(none.stderr.contains("nothing of a record"), "{none:?}");
    let missing = desk.run(&["record", "salvage", "none.db", "--into", "x.db"], "");
    assert_eq!(missing.code, 3);
    assert_eq!(
        missing.stderr,
        "error: the record none.db cannot be opened: no such file or directory\n"
    );
}

#[test]
fn a_lost_page_of_settings_is_not_called_everything() {
    let desk = Desk::new(MOLES);
    desk.run(&["take", "moles"], "1\n\n\n").ok();
    desk.says(&["revise", "--plan", "--minutes", "35"]);
    let file = format!("{}/record.db", desk.state);
    let connection = rusqlite::Connection::open(&file).unwrap();
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'settings'";
    let page: usize = connection.query_row(sql, [], |row| row.get(0)).unwrap();
    drop(connection);
    let mut bytes = fs::read(&file).unwrap();
    bytes[(page - 1) * 4096..page * 4096].fill(0);
    fs::write(&file, bytes).unwrap();
    let run = desk.run(&["record", "salvage", &file, "--into", "new.db"], "");
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stdout.contains("1 attempt, "), "{run:?}");
    assert!(
        run.stdout.contains("settings or drafts may be missing"),
        "{run:?}"
    );
}

#[test]
fn what_is_calculated_from_the_answers_can_be_damaged_and_is_calculated_again() {
    for damage in [
        "UPDATE items SET skill = 'langsam'",
        "UPDATE items SET reviews = -1",
        "UPDATE fold SET predictions = 'x'",
        r#"UPDATE fold SET predictions = '[{"3":{"answers":3,"recalled":9,"predicted":1}}]'"#,
    ] {
        let desk = Desk::new(&quiz());
        desk.run(&["take", "moles"], "1\nblind\n.\n\n").ok();
        let file = format!("{}/record.db", desk.state);
        let before = desk.says(&["progress"]);
        let connection = rusqlite::Connection::open(&file).unwrap();
        assert_eq!(connection.execute(damage, []).unwrap().min(1), 1);
        drop(connection);
        if damage.contains("items") {
            assert_eq!(desk.run(&["record", "check"], "").code, 1, "{damage}");
        }
        let after = desk.says(&["progress"]);
        if !damage.contains("recalled") {
            assert_eq!(after, before, "{damage}");
        }
        desk.says(&["record", "rebuild"]);
        assert_eq!(desk.says(&["progress"]), before, "{damage}");
    }
}

#[test]
fn a_pinned_file_that_has_changed_is_never_shown() {
    let desk = Desk::new(&quiz());
    desk.run(&["take", "moles"], "1\nblind\n.\n\n").ok();
    let file = format!("{}/record.db", desk.state);
    let connection = rusqlite::Connection::open(&file).unwrap();
    let sql = "UPDATE texts SET text = replace(text, 'Wise owls', 'Wild owls')";
    connection.execute(sql, []).unwrap();
    drop(connection);
    let run = desk.run(&["history", "1"], "");
    assert_eq!(run.code, 3);
    assert!(
        run.stderr
            .contains("the file `moles` of attempt 1 is damaged"),
        "{run:?}"
    );
    let check = desk.run(&["record", "check"], "");
    assert_eq!(check.code, 1);
    assert!(
        check.stdout.contains("the file `moles` of attempt 1"),
        "{check:?}"
    );
    // The marks do not need it.
    assert!(desk.says(&["history"]).contains("2 of 2"));
    let run = desk.run(&["record", "salvage", &file, "--into", "new.db"], "");
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("the file `moles` is lost"), "{run:?}");
}
