//! Bringing the tables up to date, and refusing a user who would see all schools at once.

use super::tls::Encryption;
use tokio_postgres::Config;

use super::{Failed, PATIENCE, Postgres, UPKEEP_PATIENCE};
use crate::store::StoreError;

mod steps {
    #![allow(missing_docs, reason = "what is generated has no comments")]
    refinery::embed_migrations!("src/store/postgres/migrations");
}

/// One program at a time changes the tables; the number stands for nothing else.
const LOCK: &str = "SELECT pg_advisory_lock(1937073003)";

/// Brings the tables up to date.
pub fn prepare(database: &Postgres, config: &Config, tls: Encryption) -> Result<(), StoreError> {
    refuse_all_seeing(database)?;
    let place = &database.place;
    database.runtime().block_on(async {
        let connected = tokio::time::timeout(PATIENCE, config.connect(tls)).await;
        let connected = connected.map_err(|_| place.no_answer(PATIENCE))?;
        let (mut client, connection) = connected.map_err(|why| place.error(&why))?;
        let connection = tokio::spawn(connection);
        // Another program may be doing it at this moment.
        client
            .batch_execute("SET statement_timeout = '590s'; SET lock_timeout = '590s'")
            .await
            .map_err(|why| place.error(&why))?;
        client
            .batch_execute(LOCK)
            .await
            .map_err(|why| place.error(&why))?;
        let steps = steps::migrations::runner().set_abort_missing(true);
        let migrated = tokio::time::timeout(UPKEEP_PATIENCE, steps.run_async(&mut client)).await;
        drop(client);
        let _ = connection.await;
        let migrated = migrated.map_err(|_| place.no_answer(UPKEEP_PATIENCE))?;
        migrated.map(drop).map_err(|why| {
            let is_newer = matches!(
                why.kind(),
                refinery::error::Kind::MissingVersion(_)
                    | refinery::error::Kind::DivergentVersion(..)
            );
            match is_newer {
                true => StoreError::Newer(place.to_string().into()),
                false => place.refused(format!("its tables cannot be brought up to date: {why}")),
            }
        })
    })
}

/// A superuser, and a user who may pass by row-level security, would see the rows of all schools in every query.
fn refuse_all_seeing(database: &Postgres) -> Result<(), StoreError> {
    let sees_all = database.with(PATIENCE, &async |connection| {
        let sql = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user";
        let row = connection.query_one(sql, &[]).await?;
        Ok::<bool, Failed>(row.try_get(0)?)
    })?;
    match sees_all {
        true => Err(database.place.refused(
            "its user may see the rows of all schools at once; use one without SUPERUSER and BYPASSRLS: \
             `CREATE ROLE sourcework LOGIN; CREATE DATABASE sourcework OWNER sourcework;`",
        )),
        false => Ok(()),
    }
}
