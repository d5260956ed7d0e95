//! Databases of their own for tests, on the server of `tests/postgres/server`.
#![allow(dead_code, reason = "each of its users needs a part of it")]

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use sourcework_service::store::Postgres;

/// The connections of a record in a test.
const CONNECTIONS: usize = 4;

fn of_environment(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| {
        panic!("run this by `tests/postgres/server cargo test --features postgres …`")
    })
}

/// Runs statements as the superuser, who sees all schools: what they print.
pub fn as_superuser(database: &str, sql: &str) -> String {
    let server = of_environment("SOURCEWORK_TEST_SUPERUSER");
    let (server, _) = server.rsplit_once('/').unwrap();
    psql(&format!("{server}/{database}"), sql)
}

/// Runs statements as the user of the program: what they print.
pub fn as_program(database: &str, sql: &str) -> String {
    psql(&address(database), sql)
}

/// Runs the statements of a file as the user of the program.
pub fn fill(database: &str, file: &std::path::Path) {
    run(&address(database), &["--file", file.to_str().unwrap()]);
}

fn psql(address: &str, sql: &str) -> String {
    run(address, &["--command", sql])
}

fn run(address: &str, what: &[&str]) -> String {
    let mut psql = Command::new("psql");
    psql.args([
        address,
        "--no-psqlrc",
        "--tuples-only",
        "--no-align",
        "--quiet",
    ]);
    psql.args(["--set", "ON_ERROR_STOP=1"]);
    let output = psql.args(what).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what:?}: {errors}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// The address of a database, for the user of the program.
pub fn address(database: &str) -> String {
    let address = of_environment("SOURCEWORK_TEST_DATABASE");
    let (server, _) = address.rsplit_once('/').unwrap();
    format!("{server}/{database}")
}

/// The name of a new, empty database.
pub fn new_database() -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    let name = format!("test_{}_{number}", std::process::id());
    as_superuser(
        "postgres",
        &format!("CREATE DATABASE {name} OWNER sourcework"),
    );
    name
}

/// A record in a database.
pub fn open(database: &str) -> Postgres {
    Postgres::connect(&address(database), CONNECTIONS, None).unwrap()
}
