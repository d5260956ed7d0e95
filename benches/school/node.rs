//! The nodes: programs that serve all schools of one database; and the schools that they serve.
#![allow(dead_code, reason = "each of its users needs a part of it")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use crate::class_client::{Pupil, free_port};
use crate::database;
use jiff::Timestamp;
use sourcework_core::identity::SchoolId;
use sourcework_core::sitting::{Plan, SittingId};
use sourcework_service::classroom::Classroom;
use sourcework_service::library::Library;
use sourcework_service::store::{Postgres, Store};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sourcework");

/// The domain of the schools.
const DOMAIN: &str = "quiz.test";

/// The connections of the record in this process.
pub const CONNECTIONS: usize = 12;

/// A program that serves all schools.
pub struct Node {
    folder: std::path::PathBuf,
    address_of_database: String,
    port: u16,
    child: Child,
}

impl Node {
    /// Starts a node in a folder with the library, and waits until it answers.
    pub fn start(folder: &Path, address_of_database: &str) -> Self {
        let port = free_port();
        let mut child = spawn(folder, address_of_database, port, Stdio::inherit());
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines
            .map_while(Result::ok)
            .any(|it| it.contains("Ctrl-C ends"));
        assert!(ready, "a node does not start");
        Self {
            folder: folder.to_owned(),
            address_of_database: address_of_database.to_owned(),
            port,
            child,
        }
    }

    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again where it has ended, as the system does; it may end again where the database cannot be reached.
    pub fn keep_running(&mut self) {
        if self.child.try_wait().unwrap().is_some() {
            let (folder, address) = (&self.folder, &self.address_of_database);
            self.child = spawn(folder, address, self.port, Stdio::null());
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}

fn spawn(folder: &Path, address_of_database: &str, port: u16, errors: Stdio) -> Child {
    let mut command = Command::new(PROGRAM);
    command.args(["serve", "--schools-under", DOMAIN, "--port"]);
    command.arg(port.to_string()).current_dir(folder);
    command.env("SOURCEWORK_DATABASE", address_of_database);
    command
        .stdout(Stdio::piped())
        .stderr(errors)
        .spawn()
        .unwrap()
}

/// A school, with one class that sits the quiz.
pub struct School {
    pub id: SchoolId,
    pub sitting: SittingId,
    pub code: String,
}

impl School {
    /// A pupil of the school, who asks these nodes in turn. Some begin with the first and some with the next, so that
    /// answers and pages go to all of them.
    pub fn pupil(&self, nodes: &[String], number: usize) -> Pupil {
        let mut pupil = Pupil::of_nodes(nodes, &format!("{}.{DOMAIN}:8080", self.id));
        pupil.turn = number % nodes.len();
        pupil
    }
}

/// A database of its own with so many schools: its name, the schools, and their classes, which keep it open.
pub fn schools(folder: &Path, count: usize) -> (String, Vec<School>, Vec<Classroom>) {
    let name = database::new_database();
    let store = Postgres::connect(&database::address(&name), CONNECTIONS, None).unwrap();
    let store: Arc<dyn Store> = Arc::new(store);
    let library = Library::open(folder).unwrap();
    let made = (1..=count).map(|number| {
        let id = SchoolId(format!("school-{number}"));
        store.enter_school(&id).unwrap();
        let record = Arc::clone(&store);
        let classroom = Classroom::open(record, library.clone(), id.clone(), Arc::default());
        let classroom = classroom.unwrap();
        let sitting = classroom.open_sitting(plan(), Timestamp::now()).unwrap();
        let code = classroom.with(sitting, |it| it.code.as_str().to_owned());
        let code = code.unwrap();
        (School { id, sitting, code }, classroom)
    });
    let (schools, classrooms) = made.unzip();
    (name, schools, classrooms)
}

/// How the quiz is sat.
pub fn plan() -> Plan {
    Plan::practice("class", "Class")
}
