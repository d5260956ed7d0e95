//! Two nodes over one database, as people see them: the same school on both, and no other one.
//! `tests/postgres/server cargo test --features postgres --test nodes`
#![cfg(all(unix, feature = "postgres"))]
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

#[path = "../benches/class_client/mod.rs"]
mod class_client;
mod common;
#[path = "../crates/service/tests/database/mod.rs"]
mod database;
#[path = "../benches/school/node.rs"]
mod node;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use class_client::{Pupil, Response, write_library_of};
use common::{PROGRAM, Run, run};
use node::{Node, School, schools};
use tempfile::TempDir;

/// Two schools, and two nodes that serve both.
struct Trust {
    folder: TempDir,
    database: String,
    schools: Vec<School>,
    nodes: [Node; 2],
}

impl Trust {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        write_library_of(folder.path(), 6, 0);
        let (name, schools, _) = schools(folder.path(), 2);
        let database = database::address(&name);
        let nodes = [(), ()].map(|()| Node::start(folder.path(), &database));
        Self {
            folder,
            database,
            schools,
            nodes,
        }
    }

    fn addresses(&self) -> [String; 2] {
        [self.nodes[0].address(), self.nodes[1].address()]
    }

    /// A browser that asks the two nodes in turn for the pages of a school.
    fn browser(&self, school: usize) -> Pupil {
        self.schools[school].pupil(&self.addresses(), 0)
    }

    /// The browser of a school's admin, who has opened the link that the technician has made.
    fn admin(&self, school: usize) -> Pupil {
        let linked = self.command(&["school", "link", "--school", &self.schools[school].id.0]);
        let linked = linked.ok();
        let token = linked.split("/enter?token=").nth(1).unwrap().trim();
        let mut browser = self.browser(school);
        let asked = get(&mut browser, &format!("/enter?token={token}"));
        assert_eq!(asked.status, 200, "{}", asked.body);
        let entered = browser
            .send("POST", "/enter", &format!("token={token}"))
            .unwrap();
        assert_eq!((entered.status, entered.location.as_str()), (303, "/teach"));
        // It works once, whichever node is asked.
        for _ in 0..2 {
            let again = self
                .browser(school)
                .send("POST", "/enter", &format!("token={token}"));
            assert!(again.unwrap().location.contains("again=link"));
        }
        browser
    }

    fn command(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new(PROGRAM);
        command
            .args(arguments)
            .env("SOURCEWORK_DATABASE", &self.database);
        run(command.current_dir(self.folder.path()), "")
    }
}

fn get(browser: &mut Pupil, path: &str) -> Response {
    browser.send("GET", path, "").unwrap()
}

/// The address of a school's class, for the admin.
fn board(school: &School) -> String {
    format!("/teach/sittings/{}", school.sitting)
}

/// Does something at the node whose turn it is, and where that does not answer at the other one, as a proxy does.
fn at_either<T>(pupil: &mut Pupil, step: impl Fn(&mut Pupil) -> std::io::Result<T>) -> T {
    let first = step(pupil);
    first.unwrap_or_else(|_| step(pupil).unwrap())
}

/// Answers a question; the page says that it is kept.
fn answer(pupil: &mut Pupil, question: usize) {
    let seq = at_either(pupil, |it| it.seq(question)).unwrap();
    assert!(at_either(pupil, |it| it.answer(question, seq, 0)));
}

#[test]
fn a_school_is_the_same_on_every_node_whichever_of_them_ends() {
    let mut trust = Trust::start();
    let mut admin = trust.admin(0);
    let mut pupil = trust.browser(0);
    pupil.join_and_begin(&trust.schools[0].code, "Ada");
    answer(&mut pupil, 1);
    answer(&mut pupil, 2);
    trust.nodes[0].kill();
    answer(&mut pupil, 3);
    trust.nodes[0].keep_running();
    answer(&mut pupil, 4);
    let address = board(&trust.schools[0]);
    for _ in 0..2 {
        let shown = loop {
            // A node that starts again does not answer at once.
            if let Ok(shown) = admin.send("GET", &address, "") {
                break shown;
            }
            std::thread::sleep(Duration::from_millis(100));
        };
        assert!(shown.body.contains("Ada 0"), "{}", shown.body);
        assert!(
            shown.body.contains("4/4"),
            "four of four marks: {}",
            shown.body
        );
    }
    let report = trust.command(&[
        "report",
        &trust.schools[0].code,
        "--school",
        &trust.schools[0].id.0,
        "--format",
        "json",
    ]);
    assert_eq!(report.json()["version"], 1);
}

#[test]
fn nothing_of_a_school_is_seen_at_the_address_of_another() {
    let trust = Trust::start();
    let admin = trust.admin(0);
    let mut pupil = trust.browser(0);
    pupil.join_and_begin(&trust.schools[0].code, "Ada");
    for cookie in [admin.cookie.clone(), pupil.cookie.clone()] {
        let mut elsewhere = trust.browser(1);
        elsewhere.cookie = cookie;
        for path in [
            "/teach",
            &board(&trust.schools[0]),
            &board(&trust.schools[1]),
            "/seat",
            &pupil.attempt,
        ] {
            for _ in 0..2 {
                let shown = get(&mut elsewhere, path);
                assert_eq!(
                    (shown.status, shown.location.as_str()),
                    (303, "/"),
                    "{path}"
                );
            }
        }
    }
    let code = format!("code={}", trust.schools[0].code);
    let unknown = trust.browser(1).send("POST", "/join", &code).unwrap();
    assert_eq!(unknown.location, "/?again=code");
    // The admin of another school does not see a sitting of this one.
    let of_other = get(&mut trust.admin(1), &board(&trust.schools[0]));
    assert_eq!(of_other.status, 404);
    for host in [
        "nowhere.quiz.test",
        "quiz.test",
        "school-1.quiz.test.example.org",
        "127.0.0.1",
    ] {
        let shown = get(&mut Pupil::of_nodes(&trust.addresses(), host), "/");
        assert_eq!(shown.status, 404, "{host}");
        assert!(
            shown.body.contains("There is no school at this address"),
            "{}",
            shown.body
        );
    }
}

/// The stream of notices for a board, from a node.
fn told(node: &Node, school: &School, cookie: &str, last: Option<&str>) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(node.address()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let last = last.map_or(String::new(), |last| format!("Last-Event-ID: {last}\r\n"));
    let (address, host) = (board(school), &school.id);
    let request = format!(
        "GET {address}/events HTTP/1.1\r\nHost: {host}.quiz.test\r\nCookie: {cookie}\r\n{last}\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    BufReader::new(stream)
}

/// The ID of the next event.
fn next_id(told: &mut BufReader<TcpStream>) -> String {
    loop {
        let mut line = String::new();
        assert!(
            told.read_line(&mut line).unwrap() > 0,
            "the node has hung up"
        );
        if let Some(id) = line.strip_prefix("id: ") {
            return id.trim().to_owned();
        }
    }
}

#[test]
fn a_board_hears_of_answers_at_another_node_and_goes_on_there() {
    let trust = Trust::start();
    let school = &trust.schools[0];
    let cookie = trust.admin(0).cookie.unwrap();
    let mut pupil = school.pupil(&trust.addresses()[..1], 0);
    pupil.join_and_begin(&school.code, "Ada");
    let mut board = told(&trust.nodes[1], school, &cookie, None);
    let first = next_id(&mut board);
    answer(&mut pupil, 1);
    let second = next_id(&mut board);
    let number = |id: &str| id.parse::<u64>().unwrap();
    assert!(number(&second) > number(&first));
    // Cut off, it says to another node what it heard last, and hears what comes after.
    let mut board = told(&trust.nodes[0], school, &cookie, Some(&second));
    answer(&mut pupil, 2);
    assert!(number(&next_id(&mut board)) > number(&second));
}

#[test]
fn all_that_is_known_of_a_pupil_is_printed_and_erased_with_proof() {
    let trust = Trust::start();
    let school = &trust.schools[0];
    let mut pupils = ["Ada", "Ben"].map(|name| {
        let mut pupil = trust.browser(0);
        pupil.join_and_begin(&school.code, name);
        answer(&mut pupil, 1);
        pupil
    });
    let of = [
        "school",
        "pupil",
        &school.code,
        "Ada 0",
        "--school",
        &school.id.0,
    ];
    let known = trust.command(&of).json();
    assert_eq!(known["known"]["names"], serde_json::json!(["Ada 0"]));
    let actions: Vec<&str> = known["known"]["attempts"][0]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["opened", "answered"]);
    let asked = trust.command(&[&of[..], &["--erase"]].concat());
    assert_eq!(asked.code, 2, "nothing is erased without a question");
    let proof = trust
        .command(&[&of[..], &["--erase", "--yes"]].concat())
        .json();
    assert_eq!(proof["erased"]["attempts"], 1);
    assert_eq!(proof["erased"]["events"], 2);
    for what in ["attempts", "events", "settings", "mentions"] {
        assert_eq!(proof["remaining"][what], 0, "{what}");
    }
    let [ada, ben] = &mut pupils;
    for _ in 0..2 {
        assert_eq!(
            get(ada, "/seat").location,
            "/",
            "her place is gone at both nodes"
        );
        assert_eq!(get(ben, "/seat").status, 200);
    }
    // Nothing in the database holds her name any more: all of it, as text.
    let name = trust.database.rsplit_once('/').unwrap().1;
    let tables = [
        "sittings", "events", "attempts", "settings", "drafts", "folds", "texts",
    ];
    for table in tables {
        let sql = format!("SELECT count(*) FROM {table} WHERE {table}::text LIKE '%Ada 0%'");
        assert_eq!(database::as_superuser(name, &sql), "0", "{table}");
    }
    let gone = trust.command(&of);
    assert_eq!(gone.code, 2);
    assert!(
        gone.stderr.contains("there is no pupil `Ada 0`"),
        "{}",
        gone.stderr
    );
}

#[test]
fn a_database_that_cannot_be_reached_is_named_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(PROGRAM);
    command.args([
        "serve",
        "--port",
        "0",
        "--database",
        "postgres://a:geheim@127.0.0.1:1/x",
    ]);
    let refused = run(command.current_dir(folder.path()), "");
    assert_eq!(refused.code, 3);
    assert!(
        refused
            .stderr
            .contains("the database postgres://127.0.0.1:1/x cannot be reached"),
        "{}",
        refused.stderr
    );
    assert!(!refused.stderr.contains("geheim"), "{}", refused.stderr);
}
