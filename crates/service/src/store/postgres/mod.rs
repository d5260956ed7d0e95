//! The record of many schools in PostgreSQL, which several programs serve at the same time.
//!
//! Every statement runs in a transaction that has named its school, and sees the rows of no other one. A statement is
//! sent together with the beginning and the end of its transaction, so that it costs one round trip.

mod appending;
mod connecting;
mod drafts;
mod events;
mod folds;
mod listening;
mod schema;
mod schools;
mod sittings;
mod tls;
mod upkeep;

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{ClientWrapper, Object, Pool};
use futures_util::future::join4;
use tokio::runtime::Runtime;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Row, Statement};

use super::StoreError;
use super::group_commit::GroupCommit;
use connecting::Place;
use listening::Known;
use sourcework_core::identity::{ClassId, SchoolId, StudentId, StudentKey};

/// How long the database may take for what a request waits for.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long it may take for what looks after a whole school.
const UPKEEP_PATIENCE: Duration = Duration::from_secs(600);

/// A value of a statement.
type Value<'v> = &'v (dyn ToSql + Sync);

/// The values of a statement, in the order of its parameters.
type Values<'v> = [Value<'v>];

/// A record in PostgreSQL.
pub struct Postgres {
    pool: Pool,
    place: Place,
    /// What waits to be added; one thread at a time adds all of it in one transaction.
    waiting: GroupCommit,
    /// What this program knows of the others, and of the clock.
    known: Arc<Known>,
    /// Only taken when the record is closed.
    runtime: Option<Runtime>,
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Postgres({})", self.place)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Closing the record does not wait for connections that do not answer.
            runtime.shutdown_background();
        }
    }
}

/// Why something could not be done in the database.
enum Failed {
    /// The database refused, or the connection broke.
    Sql(tokio_postgres::Error),
    /// Something else.
    Other(StoreError),
}

impl From<tokio_postgres::Error> for Failed {
    fn from(cause: tokio_postgres::Error) -> Self {
        Self::Sql(cause)
    }
}

impl Failed {
    /// Whether the connection was closed, as all are when the database was started again.
    fn is_closed(&self) -> bool {
        matches!(self, Self::Sql(cause) if cause.is_closed())
    }
}

impl Postgres {
    fn runtime(&self) -> &Runtime {
        self.runtime
            .as_ref()
            .expect("the record is closed only when nobody has it any more")
    }

    /// Does something with a connection of its own. Where the connection had been closed it is done again with another
    /// one: everything that the record does can be done twice.
    fn with<T>(
        &self,
        patience: Duration,
        work: &impl AsyncFn(&ClientWrapper) -> Result<T, Failed>,
    ) -> Result<T, StoreError> {
        self.runtime().block_on(async {
            let mut is_again = false;
            loop {
                let connection = self.pool.get().await;
                let connection = connection.map_err(|why| self.place.unreachable(&why))?;
                match tokio::time::timeout(patience, work(&connection)).await {
                    Ok(Ok(done)) => return Ok(done),
                    Ok(Err(failed)) if failed.is_closed() && !is_again => is_again = true,
                    Ok(Err(failed)) => return Err(self.error(failed)),
                    Err(_) => {
                        // Nobody else may wait for a connection that does not answer.
                        drop(Object::take(connection));
                        return Err(self.place.no_answer(patience));
                    }
                }
            }
        })
    }

    fn error(&self, failed: Failed) -> StoreError {
        match failed {
            Failed::Sql(cause) => self.place.error(&cause),
            Failed::Other(error) => error,
        }
    }

    /// The rows that a statement gives of a school.
    fn rows(
        &self,
        school: &SchoolId,
        sql: &str,
        values: &Values<'_>,
    ) -> Result<Vec<Row>, StoreError> {
        self.with(PATIENCE, &async |connection| {
            rows_of(connection, Seen::One(school), sql, values).await
        })
    }

    /// How many rows a statement has changed of a school.
    fn change(&self, school: &SchoolId, sql: &str, values: &Values<'_>) -> Result<u64, StoreError> {
        self.with(PATIENCE, &async |connection| {
            let seen = Seen::One(school);
            transaction(connection, seen, sql, async |statement| {
                connection.execute(statement, values).await
            })
            .await
        })
    }
}

/// The rows that a transaction may see.
#[derive(Clone, Copy)]
enum Seen<'s> {
    /// Those of one school.
    One(&'s SchoolId),
    /// The names of all schools, and nothing else.
    Names,
}

impl Seen<'_> {
    /// The setting that says so, and its value.
    fn setting(self) -> (&'static str, String) {
        match self {
            Self::One(school) => ("sourcework.school", format!("={school}")),
            Self::Names => ("sourcework.all_schools", "yes".to_owned()),
        }
    }
}

/// Sets a setting until the end of the transaction.
const SET: &str = "SELECT set_config($1, $2, true)";

/// The rows that a statement gives, in one round trip.
async fn rows_of(
    connection: &ClientWrapper,
    seen: Seen<'_>,
    sql: &str,
    values: &Values<'_>,
) -> Result<Vec<Row>, Failed> {
    transaction(connection, seen, sql, async |statement| {
        connection.query(statement, values).await
    })
    .await
}

/// A statement in a transaction of its own.
async fn transaction<T>(
    connection: &ClientWrapper,
    seen: Seen<'_>,
    sql: &str,
    work: impl AsyncFnOnce(&Statement) -> Result<T, tokio_postgres::Error>,
) -> Result<T, Failed> {
    let statement = connection.prepare_cached(sql).await?;
    let set = connection.prepare_cached(SET).await?;
    let (name, value) = seen.setting();
    let setting: [Value<'_>; 2] = [&name, &value];
    // All four are sent before the first answer has come, in this order.
    let (begun, set, done, ended) = join4(
        connection.batch_execute("BEGIN"),
        connection.query(&set, &setting),
        work(&statement),
        connection.batch_execute("COMMIT"),
    )
    .await;
    begun?;
    set?;
    let done = done?;
    ended?;
    Ok(done)
}

/// The three names of a student: of the school, of the class and of the student.
fn names(student: &StudentKey) -> (&SchoolId, &str, &str) {
    (&student.school, &student.class.0, &student.student.0)
}

/// A student of a school, from a row with class and name.
fn student_of(school: &SchoolId, row: &Row) -> Result<StudentKey, tokio_postgres::Error> {
    Ok(StudentKey {
        school: school.clone(),
        class: ClassId(row.try_get(0)?),
        student: StudentId(row.try_get(1)?),
    })
}
