//! Adding parts of another record, erasing, and checking.

use deadpool_postgres::ClientWrapper;
use tokio_postgres::Row;

use super::appending::append;
use super::schools::ENTER;
use super::{
    Failed, Postgres, SET, Seen, UPKEEP_PATIENCE, Value, Values, names, sittings, student_of,
};
use crate::store::{Batch, Erase, Part, Schools, SittingsRead, StoreError, Upkeep};
use sourcework_core::identity::{SchoolId, StudentKey};
use sourcework_core::sitting::{SittingId, class_of};

impl Upkeep for Postgres {
    fn students(&self) -> Result<Vec<StudentKey>, StoreError> {
        let mut students = Vec::new();
        for school in self.schools()? {
            let sql = "SELECT class, student FROM attempts WHERE school = $1
                UNION SELECT class, student FROM settings WHERE school = $1";
            let rows = self.rows(&school, sql, &[&school.0])?;
            for row in &rows {
                students.push(student_of(&school, row).map_err(|cause| self.place.error(&cause))?);
            }
        }
        students.sort_unstable();
        Ok(students)
    }

    fn merge(
        &self,
        parts: &mut dyn Iterator<Item = Result<Part, StoreError>>,
    ) -> Result<(), StoreError> {
        self.runtime().block_on(async {
            let connection = self.pool.get().await;
            let connection = connection.map_err(|why| self.place.unreachable(&why))?;
            // Between two parts, the copy that they come from is read.
            let begin =
                format!("BEGIN; {LONGER}; SET LOCAL idle_in_transaction_session_timeout = 0");
            let begun = connection.batch_execute(&begin).await;
            begun.map_err(|cause| self.place.error(&cause))?;
            let merged = merge(&connection, parts).await;
            let end = if merged.is_ok() { "COMMIT" } else { "ROLLBACK" };
            let ended = connection.batch_execute(end).await;
            merged.map_err(|failed| self.error(failed))?;
            ended.map_err(|cause| self.place.error(&cause))
        })
    }

    fn erase(&self, what: Erase<'_>) -> Result<(), StoreError> {
        match what {
            Erase::Everything => {
                for school in self.schools()? {
                    self.erase(Erase::School(&school))?;
                }
                Ok(())
            }
            Erase::School(school) => self.erase_of(school, &ALL.map(|sql| (sql, Vec::new()))),
            Erase::Attempts(school, attempts) => {
                let numbers: Vec<i64> = attempts.iter().map(|it| it.0).collect();
                let forget = "DELETE FROM folds WHERE school = $1";
                let steps = [
                    (ATTEMPTS, vec![&numbers as Value<'_>]),
                    (forget, Vec::new()),
                ];
                self.erase_of(school, &steps)
            }
            Erase::Sitting(school, sitting) => {
                let class = class_of(sitting).0;
                let of_class = || vec![&class as Value<'_>];
                let id = &sitting.0[..];
                let steps = [
                    (ATTEMPTS_OF_CLASS, of_class()),
                    (
                        "DELETE FROM folds WHERE school = $1 AND class = $2",
                        of_class(),
                    ),
                    (
                        "DELETE FROM settings WHERE school = $1 AND class = $2",
                        of_class(),
                    ),
                    (
                        "DELETE FROM sittings WHERE school = $1 AND sitting = $2",
                        vec![&id],
                    ),
                    (
                        "DELETE FROM heard WHERE school = $1 AND sitting = $2",
                        vec![&id],
                    ),
                    (REWRITTEN, Vec::new()),
                ];
                self.erase_of(school, &steps)
            }
            Erase::Pupil(pupil, sitting, events, read) => {
                self.erase_pupil(pupil, sitting, events, read)
            }
        }
    }

    /// Makes the room of erased rows free for others. Their bytes stay in the files until something else is written
    /// there, and in the copies of the database for as long as those are kept.
    fn sweep(&self) -> Result<(), StoreError> {
        self.with(UPKEEP_PATIENCE, &async |connection| {
            connection
                .batch_execute("SET statement_timeout = '590s'")
                .await?;
            let mut swept = Ok(());
            for table in [
                "events", "attempts", "texts", "pinned", "settings", "drafts", "sittings", "folds",
            ] {
                if swept.is_ok() {
                    // Each in a transaction of its own.
                    swept = connection.batch_execute(&format!("VACUUM {table}")).await;
                }
            }
            connection.batch_execute("RESET statement_timeout").await?;
            Ok(swept?)
        })
    }

    fn faults(&self) -> Result<Vec<String>, StoreError> {
        let mut faults = Vec::new();
        for school in self.schools()? {
            // Events have numbers, too.
            let sql = "SELECT attempts.number, count(seq), max(seq) + 1
                FROM attempts LEFT JOIN events
                    ON events.school = attempts.school AND events.attempt = attempts.number
                WHERE attempts.school = $1 GROUP BY attempts.number ORDER BY attempts.number";
            for row in &self.rows(&school, sql, &[&school.0])? {
                let (kept, expected): (i64, Option<i32>) =
                    (self.value(row, 1)?, self.value(row, 2)?);
                if expected.map(i64::from) != Some(kept) {
                    let number: i64 = self.value(row, 0)?;
                    faults.push(format!(
                        "attempt {number} of school “{school}” lacks events"
                    ));
                }
            }
        }
        Ok(faults)
    }
}

/// Everything of a school, table by table.
const ALL: [&str; 10] = [
    "DELETE FROM pinned WHERE school = $1",
    "DELETE FROM events WHERE school = $1",
    "DELETE FROM drafts WHERE school = $1",
    "DELETE FROM attempts WHERE school = $1",
    "DELETE FROM texts WHERE school = $1",
    "DELETE FROM settings WHERE school = $1",
    "DELETE FROM folds WHERE school = $1",
    "DELETE FROM sittings WHERE school = $1",
    "DELETE FROM heard WHERE school = $1",
    REWRITTEN,
];

/// Other programs read the sittings of the school anew.
const REWRITTEN: &str = "UPDATE schools SET rewritten = rewritten + 1 WHERE school = $1";

/// The same, where no program has replaced any since they were read. It comes first, and the others wait for it.
const REWRITTEN_SINCE: &str =
    "UPDATE schools SET rewritten = rewritten + 1 WHERE school = $1 AND rewritten = $2";

/// Attempts with what belongs to them: the statement, by the condition that chooses them.
macro_rules! erasing_attempts {
    ($which:literal) => {
        concat!(
            "WITH gone AS (DELETE FROM attempts WHERE school = $1 AND ",
            $which,
            " RETURNING number),
            without_events AS (DELETE FROM events USING gone
                WHERE events.school = $1 AND events.attempt = gone.number),
            without_pins AS (DELETE FROM pinned USING gone
                WHERE pinned.school = $1 AND pinned.attempt = gone.number)
            DELETE FROM drafts USING gone WHERE drafts.school = $1 AND drafts.attempt = gone.number"
        )
    };
}

const ATTEMPTS: &str = erasing_attempts!("number = ANY($2)");
const ATTEMPTS_OF_CLASS: &str = erasing_attempts!("class = $2");
const ATTEMPTS_OF_PUPIL: &str = erasing_attempts!("class = $2 AND student = $3");

/// Puts other events in the place of those of a sitting.
const EVENTS_OF_SITTING: &str = "UPDATE sittings SET event = nameless.event
    FROM unnest($3::text[]) WITH ORDINALITY AS nameless (event, place)
    WHERE sittings.school = $1 AND sitting = $2 AND seq = place - 1";

/// Removes texts that no attempt needs any more.
const UNUSED_TEXTS: &str = "SELECT remove_unused_texts($1)";

/// How long a statement may take that looks after a whole school.
const LONGER: &str = "SET LOCAL statement_timeout = '590s'";

impl Postgres {
    /// Erases a pupil of a sitting, and puts other events in the place of those of the sitting, unless another program has
    /// replaced any since they were read.
    fn erase_pupil(
        &self,
        pupil: &StudentKey,
        sitting: SittingId,
        events: &[String],
        read: SittingsRead,
    ) -> Result<(), StoreError> {
        let (school, class, student) = names(pupil);
        let of_pupil = || vec![&class as Value<'_>, &student];
        let id = &sitting.0[..];
        let steps = [
            (ATTEMPTS_OF_PUPIL, of_pupil()),
            (
                "DELETE FROM folds WHERE school = $1 AND class = $2 AND student = $3",
                of_pupil(),
            ),
            (
                "DELETE FROM settings WHERE school = $1 AND class = $2 AND student = $3",
                of_pupil(),
            ),
            (
                "DELETE FROM heard WHERE school = $1 AND sitting = $2 AND seat::text = $3",
                vec![&id, &student],
            ),
            (EVENTS_OF_SITTING, vec![&id, &events]),
        ];
        let rewritten = i64::try_from(read.rewritten).unwrap_or(i64::MAX);
        let first = (REWRITTEN_SINCE, vec![&rewritten as Value<'_>]);
        let steps = [&[first], &steps[..]].concat();
        self.erase_of(school, &steps)
    }

    /// Does steps of which the first value is the school, and lets go of texts that nobody needs any more, in one
    /// transaction.
    fn erase_of(
        &self,
        school: &SchoolId,
        steps: &[(&str, Vec<Value<'_>>)],
    ) -> Result<(), StoreError> {
        let erased = self.with(UPKEEP_PATIENCE, &async |connection| {
            connection
                .batch_execute(&format!("BEGIN; {LONGER}"))
                .await?;
            let mut failed = see(connection, school).await.map_err(Failed::from);
            let unused = (UNUSED_TEXTS, Vec::new());
            for (sql, values) in steps.iter().chain([&unused]) {
                if failed.is_ok() {
                    let values: Vec<_> = [&school.0 as Value<'_>]
                        .into_iter()
                        .chain(values.iter().copied())
                        .collect();
                    failed = match connection.execute(*sql, &values).await {
                        Ok(0) if *sql == REWRITTEN_SINCE => {
                            Err(Failed::Other(StoreError::Overtaken))
                        }
                        done => done.map(drop).map_err(Failed::from),
                    };
                }
            }
            let end = if failed.is_ok() { "COMMIT" } else { "ROLLBACK" };
            let ended = connection.batch_execute(end).await;
            failed?;
            Ok(ended?)
        });
        self.known.has_changed([school]);
        erased
    }
}

/// Lets the transaction that is open see the rows of a school.
async fn see(connection: &ClientWrapper, school: &SchoolId) -> Result<(), tokio_postgres::Error> {
    let (name, value) = Seen::One(school).setting();
    connection.query(SET, &[&name, &value]).await.map(drop)
}

/// A statement of the transaction that is open, for a school.
async fn query(
    connection: &ClientWrapper,
    school: &SchoolId,
    sql: &str,
    values: &Values<'_>,
) -> Result<Vec<Row>, Failed> {
    see(connection, school).await?;
    let statement = connection.prepare_cached(sql).await?;
    Ok(connection.query(&statement, values).await?)
}

/// Adds parts to what is there, in the transaction that is open.
async fn merge(
    connection: &ClientWrapper,
    parts: &mut dyn Iterator<Item = Result<Part, StoreError>>,
) -> Result<(), Failed> {
    for part in parts {
        match part.map_err(Failed::Other)? {
            // One at a time, so that the one that differs can be named.
            Part::Event {
                student,
                attempt,
                quiz,
                event,
            } => {
                let seq = event.seq;
                let batch = Batch {
                    student,
                    attempt,
                    quiz,
                    texts: Vec::new(),
                    events: vec![event],
                    ends_draft: None,
                };
                if append(connection, &[&batch], false).await? == [0] {
                    return Err(Failed::Other(StoreError::Differs(attempt, seq)));
                }
            }
            Part::Text(school, text) => {
                let sql = "INSERT INTO texts (school, hash, text) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
                let values = [&school.0 as Value<'_>, &&text.hash.0[..], &text.text];
                query(connection, &school, sql, &values).await?;
            }
            Part::Setting {
                student,
                name,
                value,
            } => {
                let (school, class, student) = names(&student);
                query(connection, school, ENTER, &[&school.0]).await?;
                let sql = "INSERT INTO settings (school, class, student, name, value)
                    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
                let values = [&school.0 as Value<'_>, &class, &student, &name, &value];
                query(connection, school, sql, &values).await?;
            }
            Part::Sitting {
                school,
                sitting,
                seq,
                event,
            } => {
                let differs = Failed::Other(StoreError::SittingDiffers(sitting, seq));
                let Ok(place) = i32::try_from(seq) else {
                    return Err(differs);
                };
                let events = [event];
                let values = [
                    &school.0 as Value<'_>,
                    &&sitting.0[..],
                    &place,
                    &&events[..],
                ];
                let rows = query(connection, &school, sittings::APPEND, &values).await?;
                if !rows[0].try_get::<_, bool>(0)? {
                    return Err(differs);
                }
            }
        }
    }
    Ok(())
}
