//! What a run costs: seconds of the processor, transactions and bytes of the database.

use crate::database::as_superuser;
use crate::node::Node;

/// The clock of `/proc` counts so often a second.
const TICKS: f64 = 100.0;

/// Of a process: its parent, and the seconds of the processor that it and its children that have ended took.
fn process(id: &str) -> Option<(u32, f64)> {
    let line = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name may hold spaces.
    let fields: Vec<&str> = line.rsplit_once(')')?.1.split_whitespace().collect();
    let number = |at: usize| fields.get(at)?.parse::<f64>().ok();
    let ticks: f64 = (11..15).filter_map(number).sum();
    Some((fields.get(1)?.parse().ok()?, ticks / TICKS))
}

/// The seconds of the processor that the server of the database took, with all its processes.
fn of_server() -> f64 {
    let folder = std::env::var("SOURCEWORK_TEST_SERVER").unwrap();
    let lines = std::fs::read_to_string(format!("{folder}/data/postmaster.pid")).unwrap();
    let first = lines.lines().next().unwrap();
    let server: u32 = first.parse().unwrap();
    let own = process(first).map_or(0.0, |it| it.1);
    let all = std::fs::read_dir("/proc").unwrap();
    let children = all.filter_map(|entry| {
        let (parent, seconds) = process(entry.ok()?.file_name().to_str()?)?;
        (parent == server).then_some(seconds)
    });
    own + children.sum::<f64>()
}

/// What was used up to a moment.
#[derive(Clone, Copy, Default)]
pub struct Usage {
    pub nodes: f64,
    pub database: f64,
    pub clients: f64,
    /// Bytes of the write-ahead log.
    pub log: f64,
    /// Bytes of the table of events, and of its index.
    pub table: f64,
    pub index: f64,
    pub events: f64,
}

impl Usage {
    /// Up to now.
    pub fn now(database: &str, nodes: &[Node]) -> Self {
        let sql = "SELECT concat_ws(' ', pg_current_wal_lsn() - '0/0', pg_table_size('events'),
            pg_indexes_size('events'), (SELECT last_value FROM event_numbers))";
        let row = as_superuser(database, sql);
        let row: Vec<f64> = row.split(' ').map(|it| it.parse().unwrap()).collect();
        let of = |id: u32| process(&id.to_string()).map_or(0.0, |it| it.1);
        Self {
            nodes: nodes.iter().map(|node| of(node.id())).sum(),
            database: of_server(),
            clients: of(std::process::id()),
            log: row[0],
            table: row[1],
            index: row[2],
            events: row[3],
        }
    }
}

/// How many transactions a database has ended so far. Each connection says so a while after its last one, or when it
/// is closed.
pub fn transactions(database: &str) -> f64 {
    let sql = format!(
        "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = '{database}'"
    );
    as_superuser("postgres", &sql).parse().unwrap()
}
