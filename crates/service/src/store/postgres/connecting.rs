//! Connecting to the database, and what it means when that fails.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime as Timer};
use tokio_postgres::Config;
use tokio_postgres::error::SqlState;

use super::listening::{self, Known};
use super::tls::encryption;
use super::{PATIENCE, Postgres, schema};
use crate::store::StoreError;
use crate::store::group_commit::GroupCommit;

/// How long making a connection may take.
const CONNECT: Duration = Duration::from_secs(3);

/// How long the database works on a statement, a little less than it is waited for, and how long a transaction stays open in
/// which nothing happens.
const TIMEOUTS: &str =
    "-c statement_timeout=4500 -c lock_timeout=4500 -c idle_in_transaction_session_timeout=10000";

/// Where a database is, as it may be shown: without the password.
#[derive(Clone, Debug)]
pub struct Place(String);

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Place {
    fn of(config: &Config) -> Self {
        let host = match config.get_hosts().first() {
            Some(tokio_postgres::config::Host::Tcp(host)) => host.clone(),
            #[cfg(unix)]
            Some(tokio_postgres::config::Host::Unix(folder)) => folder.display().to_string(),
            None => "localhost".to_owned(),
        };
        let port = config.get_ports().first();
        let port = port.map_or(String::new(), |port| format!(":{port}"));
        let database = config.get_dbname().unwrap_or_default();
        Self(format!("postgres://{host}{port}/{database}"))
    }

    pub fn unreachable(&self, why: &dyn std::error::Error) -> StoreError {
        StoreError::Unreachable {
            place: self.0.clone(),
            why: with_causes(why),
        }
    }

    pub fn no_answer(&self, patience: Duration) -> StoreError {
        StoreError::Unreachable {
            place: self.0.clone(),
            why: format!("no answer for {} s", patience.as_secs()),
        }
    }

    pub fn refused(&self, why: impl Into<String>) -> StoreError {
        StoreError::Database {
            place: self.0.clone(),
            why: why.into(),
        }
    }

    pub fn damaged(&self, why: impl Into<String>) -> StoreError {
        StoreError::Damaged {
            path: self.0.clone().into(),
            why: why.into(),
        }
    }

    /// What an error of a statement means.
    pub fn error(&self, cause: &tokio_postgres::Error) -> StoreError {
        let Some(code) = cause.code() else {
            // Without a code the connection broke, or a value is not of the type of its column.
            return match cause.is_closed() || std::error::Error::source(cause).is_some_and(is_io) {
                true => self.unreachable(cause),
                false => self.damaged(with_causes(cause)),
            };
        };
        let is_away = [
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
            SqlState::TOO_MANY_CONNECTIONS,
            SqlState::READ_ONLY_SQL_TRANSACTION,
            SqlState::CONNECTION_FAILURE,
        ]
        .contains(code);
        match is_away {
            true => self.unreachable(cause),
            false if *code == SqlState::DISK_FULL => StoreError::Full(self.0.clone().into()),
            false => self.refused(with_causes(cause)),
        }
    }
}

fn is_io(cause: &(dyn std::error::Error + 'static)) -> bool {
    cause.is::<std::io::Error>()
}

/// An error with what caused it, each once.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_words = cause.to_string();
        if !words.contains(&cause_words) {
            words = format!("{words}: {cause_words}");
        }
        next = cause.source();
    }
    words
}

impl Postgres {
    /// Connects to a database, `postgres://user@host/database`, with at most so many connections, and brings its
    /// tables up to date. With a file of certificates, connections are encrypted, and the database must show one of
    /// them, or one that they have signed.
    ///
    /// # Errors
    ///
    /// Where the address cannot be read, the database cannot be reached, was brought up to date by a later version of the
    /// program, or lets the user see more than one school at a time.
    pub fn connect(
        address: &str,
        connections: usize,
        certificates: Option<&Path>,
    ) -> Result<Self, StoreError> {
        let wrong = |why: String| StoreError::Database {
            place: "that was named".to_owned(),
            why: format!("{why}; write `postgres://user:password@host:5432/database`"),
        };
        let mut config: Config = address.parse().map_err(|why| wrong(with_causes(&why)))?;
        if config.get_hosts().is_empty() {
            return Err(wrong("the address names no host".to_owned()));
        }
        config.connect_timeout(CONNECT);
        config.tcp_user_timeout(PATIENCE + CONNECT);
        config.keepalives_idle(Duration::from_secs(15));
        config.application_name("sourcework");
        // What this program has given up waiting for is not done afterwards.
        let own = config.get_options().unwrap_or_default().to_owned();
        config.options(format!("{TIMEOUTS} {own}"));
        let place = Place::of(&config);
        let tls = encryption(&mut config, certificates).map_err(|why| place.refused(why))?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|why| place.refused(why.to_string()))?;
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = Manager::from_config(config.clone(), tls.clone(), recycling);
        let pool = Pool::builder(manager)
            .max_size(connections)
            .runtime(Timer::Tokio1)
            .create_timeout(Some(CONNECT))
            .wait_timeout(Some(PATIENCE))
            .build()
            .map_err(|why| place.refused(why.to_string()))?;
        let known = Arc::new(Known::default());
        let listening = listening::listen(config.clone(), tls.clone(), Arc::clone(&known));
        let database = Self {
            pool,
            place,
            waiting: GroupCommit::default(),
            known,
            runtime: Some(runtime),
        };
        schema::prepare(&database, &config, tls)?;
        database.runtime().spawn(listening);
        Ok(database)
    }
}
