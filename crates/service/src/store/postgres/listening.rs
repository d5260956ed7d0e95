//! What the programs that serve one database know of each other: who has changed something, when devices were heard of,
//! and what time it is.
//!
//! A notice is not part of the transaction that has changed something: the database lets only one transaction with a
//! notice end at a time, and answers would wait for each other. So each program tells the others a few times a second.

use std::collections::{BTreeSet, HashMap};
use std::future::poll_fn;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::tls::Encryption;
use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_postgres::{AsyncMessage, Client, Config, Connection};

use super::{Postgres, Value};
use crate::store::{Heard, Nodes, StoreError, Visit, WithSittings};
use sourcework_core::identity::{Checksum, SchoolId, StudentKey};
use sourcework_core::record::AttemptNumber;
use sourcework_core::sitting::{SeatId, SittingId};

/// How often this program sends notices of what has changed here.
const TELL: Duration = Duration::from_millis(200);

/// How often the clock of the database is looked at, in turns of [`TELL`].
const CLOCK_TURNS: u32 = 50;

/// How long it may take to look at the clock: half of that is how wrong it may be.
const CLOCK_TRIP: Duration = Duration::from_millis(100);

/// How long to wait before the database is tried again.
const AGAIN: Duration = Duration::from_secs(1);

/// What a program knows of the others that serve the same database.
#[derive(Debug)]
pub struct Known {
    /// The number of the last change of each school.
    changes: Mutex<HashMap<SchoolId, u64>>,
    /// Up to this number, what has changed may not have been heard here.
    unheard: AtomicU64,
    /// The schools of which the others have not been told yet that something has changed.
    untold: Mutex<BTreeSet<SchoolId>>,
    /// What the clock of the database said, in milliseconds since 1970, and when that was; `None` before it was looked at.
    clock: Mutex<Option<(i64, Instant)>>,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            changes: Mutex::default(),
            unheard: AtomicU64::new(0),
            untold: Mutex::default(),
            clock: Mutex::default(),
        }
    }
}

impl Known {
    fn untold(&self) -> MutexGuard<'_, BTreeSet<SchoolId>> {
        self.untold.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that something of schools was kept here.
    pub fn has_changed<'s>(&self, schools: impl IntoIterator<Item = &'s SchoolId>) {
        let mut untold = self.untold();
        for school in schools {
            if !untold.contains(school) {
                untold.insert(school.clone());
            }
        }
    }

    fn changes(&self, school: &SchoolId) -> u64 {
        let changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        let heard = changes.get(school).copied().unwrap_or_default();
        heard.max(self.unheard.load(Ordering::Relaxed))
    }

    /// Takes a notice: the number of a change and the school.
    fn hear(&self, notice: &str) {
        let Some((number, school)) = notice.split_once(' ') else {
            return; // it is not one of this program
        };
        let Ok(number) = number.parse::<u64>() else {
            return;
        };
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        let known = changes.entry(SchoolId(school.to_owned())).or_default();
        *known = number.max(*known);
    }

    /// Looks at the clock of the database.
    async fn look_at_clock(&self, client: &Client) -> Result<(), tokio_postgres::Error> {
        let sql = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";
        let began = Instant::now();
        let there: i64 = client.query_one(sql, &[]).await?.try_get(0)?;
        let trip = began.elapsed();
        let mut clock = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
        if trip < CLOCK_TRIP || clock.is_none() {
            *clock = Some((there, began + trip / 2));
        }
        Ok(())
    }
}

/// Hears what other programs tell, and tells them what has changed here, for as long as the record is open.
pub async fn listen(config: Config, tls: Encryption, known: Arc<Known>) {
    loop {
        if let Ok((client, connection)) = config.connect(tls.clone()).await {
            // Why it broke does not matter: it is made again, and what was missed counts as changed.
            let _ = converse(&client, connection, &known).await;
        }
        tokio::time::sleep(AGAIN).await;
    }
}

async fn converse<S, T>(
    client: &Client,
    mut connection: Connection<S, T>,
    known: &Known,
) -> Result<(), tokio_postgres::Error>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
    T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let (sender, mut notices) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
            if let AsyncMessage::Notification(notice) = message {
                // Nobody hears it where the conversation has ended.
                let _ = sender.send(notice.payload().to_owned());
            }
        }
    });
    client.batch_execute("LISTEN sourcework_changes").await?;
    // Before the first notice the sequence says the number that this will have.
    let sql = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM changes";
    let row = client.query_one(sql, &[]).await?;
    let last: i64 = row.try_get(0)?;
    known
        .unheard
        .fetch_max(last.unsigned_abs(), Ordering::Relaxed);
    let mut turns = tokio::time::interval(TELL);
    let mut turn = 0;
    loop {
        tokio::select! {
            notice = notices.recv() => match notice {
                Some(notice) => known.hear(&notice),
                None => return Ok(()),
            },
            _ = turns.tick() => {
                if turn % CLOCK_TURNS == 0 {
                    known.look_at_clock(client).await?;
                }
                turn += 1;
                tell(client, known).await?;
            }
        }
    }
}

/// Tells all programs, and this one, of which schools something has changed here.
async fn tell(client: &Client, known: &Known) -> Result<(), tokio_postgres::Error> {
    let changed = std::mem::take(&mut *known.untold());
    if changed.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = changed.iter().map(|school| school.0.as_str()).collect();
    let sql = "SELECT pg_notify('sourcework_changes', nextval('changes') || ' ' || school)
        FROM unnest($1::text[]) AS changed (school)";
    let told = client.query(sql, &[&names]).await;
    if told.is_err() {
        known.has_changed(&changed);
    }
    told.map(drop)
}

impl Nodes for Postgres {
    fn visit_whole_and_sittings(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        known: Option<(u32, Checksum)>,
        visit: Visit<'_>,
    ) -> Result<Option<WithSittings>, StoreError> {
        let whole = self.visit_whole_attempt(student, attempt, known, visit);
        whole.map(Some)
    }

    fn now(&self) -> Option<Timestamp> {
        // The clock of this machine may jump; the time that has gone by since does not.
        let clock = self
            .known
            .clock
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let (there, at) = (*clock)?;
        let since = i64::try_from(at.elapsed().as_millis()).ok()?;
        Timestamp::from_millisecond(there.checked_add(since)?).ok()
    }

    fn changes(&self, school: &SchoolId) -> Option<u64> {
        Some(self.known.changes(school))
    }

    fn tell_heard(
        &self,
        school: &SchoolId,
        heard: &[(SittingId, SeatId, Heard)],
    ) -> Result<(), StoreError> {
        let sittings: Vec<&[u8]> = heard.iter().map(|(sitting, ..)| &sitting.0[..]).collect();
        let seat = |seat: SeatId| i32::try_from(seat.0).unwrap_or(i32::MAX);
        let seats: Vec<i32> = heard.iter().map(|(_, it, _)| seat(*it)).collect();
        let at = |at: Timestamp| at.as_millisecond();
        let ats: Vec<i64> = heard.iter().map(|(.., it)| at(it.at)).collect();
        let wrote: Vec<Option<i64>> = heard.iter().map(|(.., it)| it.wrote.map(at)).collect();
        let sql = "INSERT INTO heard (school, sitting, seat, at, wrote)
            SELECT $1, heard.* FROM unnest($2::bytea[], $3::int[], $4::bigint[], $5::bigint[]) AS heard
            ON CONFLICT (school, sitting, seat) DO UPDATE
                SET at = greatest(heard.at, excluded.at), wrote = greatest(heard.wrote, excluded.wrote)";
        let values = [&school.0 as Value<'_>, &sittings, &seats, &ats, &wrote];
        self.change(school, sql, &values).map(drop)
    }

    fn heard(
        &self,
        school: &SchoolId,
        sitting: SittingId,
    ) -> Result<Vec<(SeatId, Heard)>, StoreError> {
        let sql = "SELECT seat, at, wrote FROM heard WHERE school = $1 AND sitting = $2";
        let rows = self.rows(school, sql, &[&school.0, &&sitting.0[..]])?;
        let at = |at: i64| Timestamp::from_millisecond(at).unwrap_or_default();
        let heard = rows.iter().map(|row| {
            let seat: i32 = self.value(row, 0)?;
            let heard = Heard {
                at: at(self.value(row, 1)?),
                wrote: self.value::<Option<i64>>(row, 2)?.map(at),
            };
            Ok((SeatId(seat.unsigned_abs()), heard))
        });
        heard.collect()
    }
}
