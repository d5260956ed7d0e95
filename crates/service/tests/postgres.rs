//! What the record in PostgreSQL alone must withstand: that schools never see each other, that its tables can be spread
//! over several servers by school, and what happens when it cannot be reached.
//! `tests/postgres/server cargo test --package sourcework-service --features postgres --test postgres`
#![cfg(feature = "postgres")]
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

mod database;

use sourcework_service::store::{Postgres, StoreError, Upkeep};

/// The tables of the record, without that of the migrations.
const TABLES: &str = "SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'refinery_schema_history'";

#[test]
fn every_table_lets_a_transaction_see_one_school_alone() {
    let name = database::new_database();
    drop(database::open(&name));
    let tables = database::as_program(&name, TABLES);
    assert!(tables.lines().count() >= 9, "{tables}");
    for (table, school) in tables
        .lines()
        .flat_map(|table| [(table, "north"), (table, "south")])
    {
        // A row of each school, by the superuser, who is not held by the policies.
        let columns = format!(
            "SELECT string_agg(CASE
                    WHEN column_name = 'school' THEN '''{school}'''
                    WHEN data_type = 'bytea' THEN '''\\x00'''
                    WHEN data_type IN ('bigint', 'integer') THEN '0'
                    ELSE '''x''' END, ', ' ORDER BY ordinal_position)
                FROM information_schema.columns WHERE table_name = '{table}'"
        );
        let values = database::as_superuser(&name, &columns);
        database::as_superuser(&name, &format!("INSERT INTO {table} VALUES ({values})"));
    }
    for table in tables.lines() {
        let seen = |setting: &str| {
            let sql = format!("BEGIN; {setting}; SELECT school FROM {table}; COMMIT");
            database::as_program(&name, &sql)
        };
        assert_eq!(
            seen("SET LOCAL sourcework.school = '=north'"),
            "north",
            "{table}"
        );
        assert_eq!(
            seen("SET LOCAL sourcework.school = '=south'"),
            "south",
            "{table}"
        );
        assert_eq!(
            seen("SET LOCAL sourcework.school = '='"),
            "",
            "{table}: the school without a name"
        );
        assert_eq!(
            seen("SELECT 1 WHERE false"),
            "",
            "{table}: no school was named"
        );
        // Nor can a row be written into another school, or moved there.
        for change in [
            format!("UPDATE {table} SET school = 'south'"),
            format!("DELETE FROM {table} WHERE school = 'south'"),
        ] {
            let sql = format!(
                "BEGIN; SET LOCAL sourcework.school = '=north';
                DO $$ BEGIN {change}; EXCEPTION WHEN insufficient_privilege THEN NULL; END $$; COMMIT"
            );
            database::as_program(&name, &sql);
            let left = database::as_superuser(
                &name,
                &format!("SELECT string_agg(school, ' ' ORDER BY school) FROM {table}"),
            );
            assert_eq!(left, "north south", "{table}: {change}");
        }
    }
}

#[test]
fn every_key_begins_with_the_school_so_that_tables_can_be_spread_by_it() {
    let name = database::new_database();
    drop(database::open(&name));
    let keys = "SELECT i.indexrelid::regclass || ' ' || a.attname
        FROM pg_index i
        JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = 'public'::regnamespace
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE t.relname <> 'refinery_schema_history'";
    let keys = database::as_program(&name, keys);
    assert!(keys.lines().count() >= 12, "{keys}");
    for key in keys.lines() {
        assert!(key.ends_with(" school"), "{key}");
    }
    let without = "SELECT count(*) FROM pg_class t
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'refinery_schema_history'
        AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = t.oid AND indisprimary)";
    assert_eq!(
        database::as_program(&name, without),
        "0",
        "tables without a key"
    );
    let others = "SELECT count(*) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype = 'f'";
    assert_eq!(
        database::as_program(&name, others),
        "0",
        "foreign keys, which would have to hold the school"
    );
}

/// The statements of the program: each that names two tables of the record joins them by the school.
#[test]
fn every_join_is_by_the_school() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/postgres");
    let mut joins = 0;
    for entry in walk(folder.as_ref()) {
        let text = std::fs::read_to_string(&entry).unwrap();
        for (at, _) in text.match_indices("JOIN ") {
            let join: String = text[at..].chars().take(160).collect();
            if join.starts_with("JOIN LATERAL") {
                continue;
            }
            let by_school = join.contains(".school = ")
                || join.contains("school = here")
                || join.contains("school = in_school");
            assert!(by_school, "{}: {join}", entry.display());
            joins += 1;
        }
    }
    assert!(joins >= 8, "{joins} joins were found");
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => walk(&path),
            false => vec![path],
        })
        .collect()
}

#[test]
fn a_user_who_sees_all_schools_is_refused_with_the_remedy() {
    let name = database::new_database();
    let address = database::address(&name).replace("sourcework@", "super@");
    let error = Postgres::connect(&address, 2, None)
        .unwrap_err()
        .to_string();
    assert!(error.contains("CREATE ROLE sourcework LOGIN"), "{error}");
    assert_eq!(
        database::as_program(&name, TABLES),
        "",
        "and nothing was made"
    );
}

#[test]
fn what_is_no_address_and_what_does_not_answer_is_named_without_the_password() {
    for (address, expected) in [
        ("letter.db", "write `postgres://"),
        ("postgres://", "names no host"),
        (
            "postgres://a:geheim@127.0.0.1:1/x",
            "postgres://127.0.0.1:1/x cannot be reached",
        ),
    ] {
        let error = Postgres::connect(address, 2, None).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        assert!(!error.contains("geheim"), "{error}");
    }
}

#[test]
fn a_database_of_a_later_version_is_left_alone_and_named() {
    let name = database::new_database();
    drop(database::open(&name));
    let later = "INSERT INTO refinery_schema_history
        SELECT version + 1, 'later', applied_on, '1' FROM refinery_schema_history ORDER BY version DESC LIMIT 1";
    database::as_program(&name, later);
    let error = Postgres::connect(&database::address(&name), 2, None).unwrap_err();
    assert!(matches!(error, StoreError::Newer(_)), "{error}");
}

#[test]
fn programs_that_make_the_tables_at_the_same_moment_all_open_the_record() {
    let name = database::new_database();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| drop(database::open(&name))))
            .collect();
        threads
            .into_iter()
            .for_each(|thread| thread.join().unwrap());
    });
}

#[test]
fn an_attempt_that_lacks_an_event_is_found_and_the_others_are_sound() {
    let name = database::new_database();
    let store = database::open(&name);
    // The numbers of attempts and of events have nothing to do with each other.
    let attempt = |number: u32, seqs: &[u32]| {
        let attempts = format!(
            "INSERT INTO attempts VALUES ('north', {number}, '\\x0{number}', 'class', 'pupil', 'quiz', 0)"
        );
        database::as_superuser(&name, &attempts);
        for seq in seqs {
            let event = format!(
                "INSERT INTO events VALUES
                    ('north', {number}, {seq}, nextval('event_numbers'), 'answered', '', 0, '')"
            );
            database::as_superuser(&name, &event);
        }
    };
    database::as_superuser(&name, "INSERT INTO schools (school) VALUES ('north')");
    attempt(7, &[0, 1, 2]);
    attempt(8, &[0, 1]);
    assert_eq!(store.faults().unwrap(), [""; 0]);
    attempt(2, &[0, 2]);
    attempt(3, &[]);
    let lacks = |number| format!("attempt {number} of school “north” lacks events");
    assert_eq!(store.faults().unwrap(), [lacks(2), lacks(3)]);
}

#[test]
fn connections_are_encrypted_and_the_certificate_of_the_database_is_checked() {
    use sourcework_service::store::Schools as _;
    let name = database::new_database();
    let address = database::address(&name);
    let server = std::env::var("SOURCEWORK_TEST_SERVER").unwrap();
    let of_server = std::path::Path::new(&server).join("server.crt");
    let store = Postgres::connect(&address, 2, Some(&of_server)).unwrap();
    store.schools().unwrap();
    let encrypted = "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
        WHERE application_name = 'sourcework' AND datname = current_database()";
    assert_eq!(database::as_superuser(&name, encrypted), "t");
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.crt");
    std::fs::copy(std::path::Path::new(&server).join("other.crt"), &other).unwrap();
    let refused = Postgres::connect(&address, 2, Some(&other))
        .unwrap_err()
        .to_string();
    assert!(refused.contains("certificate"), "{refused}");
    std::fs::write(&other, "no certificate").unwrap();
    let refused = Postgres::connect(&address, 2, Some(&other))
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("holds no certificates in PEM form"),
        "{refused}"
    );
    let unnamed = format!("{address}?sslmode=require");
    let refused = Postgres::connect(&unnamed, 2, None)
        .unwrap_err()
        .to_string();
    assert!(refused.contains("SOURCEWORK_DATABASE_CERT"), "{refused}");
}

#[test]
fn a_socket_of_this_machine_is_an_address_without_a_name() {
    use sourcework_service::store::Schools as _;
    let name = database::new_database();
    let server = std::env::var("SOURCEWORK_TEST_SERVER").unwrap();
    let port = std::fs::read_to_string(std::path::Path::new(&server).join("port")).unwrap();
    let folder = server.replace('/', "%2F");
    let address = format!("postgres://sourcework@{folder}:{}/{name}", port.trim());
    let store = Postgres::connect(&address, 2, None).unwrap();
    assert_eq!(store.schools().unwrap(), []);
}
