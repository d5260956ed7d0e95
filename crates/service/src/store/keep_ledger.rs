//! The tables of the fold: read whole, written where something has changed.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use sourcework_core::quiz::Skill;
use sourcework_core::record::Day;
use sourcework_core::revision::{DayMarks, Evidence, Item, Ledger, Memory, Rules};

/// Forgets the fold; the events are not touched.
pub const FORGET: &str =
    "DELETE FROM fold; DELETE FROM items; DELETE FROM skills; DELETE FROM days;";

/// Reads the fold; `None` where there is none, or none that was made by these rules.
pub fn read(connection: &Connection, rules: &Rules) -> rusqlite::Result<Option<Ledger>> {
    let mut ledger = Ledger::new(rules.clone());
    let sql = "SELECT through, finished_at, attempts, answers FROM fold WHERE rules = ?";
    let found = connection
        .query_row(sql, [rules.fingerprint()], |row| {
            ledger.through = row.get(0)?;
            ledger.finished_at = row.get(1)?;
            ledger.attempts = row.get(2)?;
            ledger.answers = row.get(3)?;
            Ok(())
        })
        .optional()?;
    if found.is_none() {
        return Ok(None);
    }
    ledger.kept = ledger.through;
    read_items(connection, &mut ledger)?;
    let mut statement =
        connection.prepare("SELECT skill, successes, failures, day, answers FROM skills")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let skill = read_skill(row.get_ref(0)?.as_str()?)?;
        *ledger.evidence_mut(skill) =
            Evidence::from_parts(row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
    }
    let mut statement = connection.prepare("SELECT day, answers, awarded, available FROM days")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let marks = DayMarks {
            answers: row.get(1)?,
            awarded: row.get(2)?,
            available: row.get(3)?,
            changed: false,
        };
        ledger.days.insert(Day(row.get(0)?), marks);
    }
    Ok(Some(ledger))
}

fn read_items(connection: &Connection, ledger: &mut Ledger) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(
        "SELECT question, content, skill, stability, difficulty, first, last, reviews, lapses,
            shares, last_share, seconds, edits FROM items",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let content = row.get_ref(1)?.as_str()?;
        let content = u128::from_str_radix(content, 16);
        let memory = Memory {
            stability: narrow(row.get(3)?),
            difficulty: narrow(row.get(4)?),
        };
        let item = Item {
            content: content.map_err(|why| unreadable(1, why))?,
            skill: read_skill(row.get_ref(2)?.as_str()?)?,
            memory,
            first: Day(row.get(5)?),
            last: Day(row.get(6)?),
            reviews: row.get(7)?,
            lapses: row.get(8)?,
            shares: row.get(9)?,
            last_share: row.get(10)?,
            seconds: row.get(11)?,
            edits: row.get(12)?,
            changed: false,
        };
        ledger.items.insert(row.get(0)?, item);
    }
    Ok(())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "it was written from an f32, which an f64 holds exactly"
)]
fn narrow(number: f64) -> f32 {
    number as f32
}

fn read_skill(name: &str) -> rusqlite::Result<Skill> {
    name.parse().map_err(|_| {
        let why = std::io::Error::other(format!("`{name}` is no skill"));
        unreadable(0, why)
    })
}

fn unreadable(
    column: usize,
    why: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(why))
}

/// Writes what has changed, or everything. Does nothing where another program has kept a fold
/// meanwhile: it is as good.
pub fn write(transaction: &Transaction<'_>, ledger: &Ledger, all: bool) -> rusqlite::Result<()> {
    if all {
        transaction.execute_batch(FORGET)?;
    } else {
        let sql = "SELECT through FROM fold WHERE rules = ?";
        let kept: Option<i64> = transaction
            .query_row(sql, [ledger.rules.fingerprint()], |row| row.get(0))
            .optional()?;
        if kept != Some(ledger.kept) {
            return Ok(());
        }
    }
    let sql = "INSERT OR REPLACE INTO fold (one, rules, through, finished_at, attempts, answers)
        VALUES (1, ?, ?, ?, ?, ?)";
    transaction.execute(
        sql,
        params![
            ledger.rules.fingerprint(),
            ledger.through,
            ledger.finished_at,
            ledger.attempts,
            ledger.answers
        ],
    )?;
    write_items(transaction, ledger, all)?;
    let sql = "INSERT OR REPLACE INTO skills (skill, successes, failures, day, answers)
        VALUES (?, ?, ?, ?, ?)";
    let mut statement = transaction.prepare_cached(sql)?;
    for skill in Skill::ALL {
        let it = ledger.evidence(*skill);
        if it.answers() > 0 {
            let (successes, failures) = (it.successes(), it.failures());
            statement.execute(params![
                skill.as_str(),
                successes,
                failures,
                it.day(),
                it.answers()
            ])?;
        }
    }
    let sql = "INSERT OR REPLACE INTO days (day, answers, awarded, available) VALUES (?, ?, ?, ?)";
    let mut statement = transaction.prepare_cached(sql)?;
    for (day, marks) in ledger.days.iter().filter(|(_, marks)| all || marks.changed) {
        statement.execute(params![
            day.0,
            marks.answers,
            marks.awarded,
            marks.available
        ])?;
    }
    Ok(())
}

fn write_items(transaction: &Transaction<'_>, ledger: &Ledger, all: bool) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare_cached(
        "INSERT OR REPLACE INTO items (question, content, skill, stability, difficulty, first,
            last, reviews, lapses, shares, last_share, seconds, edits)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    for (question, item) in ledger.items.iter().filter(|(_, item)| all || item.changed) {
        statement.execute(params![
            question,
            format!("{:032x}", item.content),
            item.skill.as_str(),
            f64::from(item.memory.stability),
            f64::from(item.memory.difficulty),
            item.first.0,
            item.last.0,
            item.reviews,
            item.lapses,
            item.shares,
            item.last_share,
            item.seconds,
            item.edits,
        ])?;
    }
    Ok(())
}
