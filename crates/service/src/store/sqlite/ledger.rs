//! The tables of the fold: read whole, written where something has changed.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::{Failed, Sqlite, enter_student, rows};
use crate::store::{EventNumber, KeptLedger, KeptLedgers, StoreError, Touched};
use sourcework_core::identity::{ContentHash, StudentKey};
use sourcework_core::quiz::Skill;
use sourcework_core::record::Day;
use sourcework_core::revision::{DayMarks, Evidence, Item, Ledger, Memory, Rules};

/// Forgets the fold of everybody; the events are not touched.
pub const FORGET: &str =
    "DELETE FROM fold; DELETE FROM items; DELETE FROM skills; DELETE FROM days;";

impl KeptLedgers for Sqlite {
    fn kept_ledger(
        &self,
        student: &StudentKey,
        rules: &Rules,
    ) -> Result<Option<KeptLedger>, StoreError> {
        self.read(student, |connection, student| {
            // In one transaction, so that it is not half the fold of another program.
            let reading = TransactionBehavior::Deferred;
            let transaction = Transaction::new_unchecked(connection, reading)?;
            read(&transaction, student, rules)
        })
    }

    fn keep_ledger(
        &self,
        student: &StudentKey,
        kept: &KeptLedger,
        changed: Option<(EventNumber, &Touched)>,
    ) -> Result<(), StoreError> {
        self.change(|transaction| {
            let student = enter_student(transaction, student)?;
            Ok::<_, Failed<StoreError>>(write(transaction, student, kept, changed)?)
        })
    }
}

/// Reads the fold; `None` where there is none, or none that was made by these rules.
fn read(
    connection: &Connection,
    student: i64,
    rules: &Rules,
) -> rusqlite::Result<Option<KeptLedger>> {
    let mut ledger = Ledger::new(rules.clone());
    let sql = "SELECT through, finished_at, attempts, answers, predictions FROM fold
        WHERE student = ? AND rules = ?";
    let found = connection
        .query_row(sql, params![student, rules.fingerprint()], |row| {
            ledger.attempts = row.get(2)?;
            ledger.answers = row.get(3)?;
            let predictions: String = row.get(4)?;
            Ok((EventNumber(row.get(0)?), row.get(1)?, predictions))
        })
        .optional()?;
    let Some((through, finished_at, predictions)) = found else {
        return Ok(None);
    };
    let Ok(predictions) = serde_json::from_str(&predictions) else {
        return Ok(None); // damaged; it is folded again
    };
    ledger.predictions = predictions;
    read_items(connection, student, &mut ledger)?;
    let sql = "SELECT skill, successes, failures, day, answers FROM skills WHERE student = ?";
    let skills = rows(connection, sql, [student], |row| {
        let skill = read_skill(row.get_ref(0)?.as_str()?)?;
        let evidence = Evidence::from_parts(row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
        Ok((skill, evidence))
    })?;
    for (skill, evidence) in skills {
        *ledger.evidence_mut(skill) = evidence;
    }
    let sql = "SELECT day, answers, awarded, available FROM days WHERE student = ?";
    ledger.days.extend(rows(connection, sql, [student], |row| {
        let marks = DayMarks {
            answers: row.get(1)?,
            awarded: row.get(2)?,
            available: row.get(3)?,
        };
        Ok((Day(row.get(0)?), marks))
    })?);
    Ok(Some(KeptLedger {
        ledger,
        through,
        finished_at,
        left_out: Vec::new(),
    }))
}

fn read_items(connection: &Connection, student: i64, ledger: &mut Ledger) -> rusqlite::Result<()> {
    let sql = "SELECT question, content, skill, stability, difficulty, first, last, reviews,
        lapses, shares, last_share, seconds, edits, failures, rests FROM items WHERE student = ?";
    ledger.items.extend(rows(connection, sql, [student], |row| {
        let item = Item {
            content: ContentHash(row.get(1)?),
            skill: read_skill(row.get_ref(2)?.as_str()?)?,
            memory: Memory {
                stability: narrow(row.get(3)?),
                difficulty: narrow(row.get(4)?),
            },
            first: Day(row.get(5)?),
            last: Day(row.get(6)?),
            reviews: row.get(7)?,
            lapses: row.get(8)?,
            shares: row.get(9)?,
            last_share: row.get(10)?,
            seconds: row.get(11)?,
            edits: row.get(12)?,
            failures: row.get(13)?,
            rests: row.get(14)?,
        };
        Ok((row.get(0)?, item))
    })?);
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
        let why = std::io::Error::other(format!("`{name}` is not a skill"));
        let text = rusqlite::types::Type::Text;
        rusqlite::Error::FromSqlConversionFailure(0, text, Box::new(why))
    })
}

/// Writes what has changed, or everything. Does nothing where another program has kept a fold
/// meanwhile: that one serves as well.
fn write(
    transaction: &Transaction<'_>,
    student: i64,
    kept: &KeptLedger,
    changed: Option<(EventNumber, &Touched)>,
) -> rusqlite::Result<()> {
    let ledger = &kept.ledger;
    let rules = ledger.rules.fingerprint();
    if let Some((since, _)) = changed {
        let sql = "SELECT through FROM fold WHERE student = ? AND rules = ?";
        let through: Option<i64> = transaction
            .query_row(sql, params![student, rules], |row| row.get(0))
            .optional()?;
        if through != Some(since.0) {
            return Ok(());
        }
    } else {
        for table in ["fold", "items", "skills", "days"] {
            let sql = format!("DELETE FROM {table} WHERE student = ?");
            transaction.execute(&sql, [student])?;
        }
    }
    let sql = "INSERT OR REPLACE INTO fold
        (student, rules, through, finished_at, attempts, answers, predictions)
        VALUES (?, ?, ?, ?, ?, ?, ?)";
    let predictions = serde_json::to_string(&ledger.predictions)
        .map_err(|why| rusqlite::Error::ToSqlConversionFailure(Box::new(why)))?;
    transaction.execute(
        sql,
        params![
            student,
            rules,
            kept.through.0,
            kept.finished_at,
            ledger.attempts,
            ledger.answers,
            predictions
        ],
    )?;
    let touched = changed.map(|(_, touched)| touched);
    write_items(transaction, student, ledger, touched)?;
    write_skills(transaction, student, ledger)?;
    let sql = "INSERT OR REPLACE INTO days (student, day, answers, awarded, available)
        VALUES (?, ?, ?, ?, ?)";
    let mut statement = transaction.prepare_cached(sql)?;
    let days = ledger.days.iter();
    for (day, marks) in days.filter(|(day, _)| touched.is_none_or(|it| it.days.contains(day))) {
        statement.execute(params![
            student,
            day.0,
            marks.answers,
            marks.awarded,
            marks.available
        ])?;
    }
    Ok(())
}

fn write_skills(
    transaction: &Transaction<'_>,
    student: i64,
    ledger: &Ledger,
) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO skills (student, skill, successes, failures, day, answers)
        VALUES (?, ?, ?, ?, ?, ?)";
    let mut statement = transaction.prepare_cached(sql)?;
    for skill in Skill::ALL {
        let it = ledger.evidence(*skill);
        if it.answers() > 0 {
            statement.execute(params![
                student,
                skill.as_str(),
                it.successes(),
                it.failures(),
                it.day(),
                it.answers()
            ])?;
        }
    }
    Ok(())
}

fn write_items(
    transaction: &Transaction<'_>,
    student: i64,
    ledger: &Ledger,
    touched: Option<&Touched>,
) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare_cached(
        "INSERT OR REPLACE INTO items (student, question, content, skill, stability, difficulty,
            first, last, reviews, lapses, shares, last_share, seconds, edits,
            failures, rests)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    let is_touched =
        |question: &String| touched.is_none_or(|touched| touched.questions.contains(question));
    for (question, item) in ledger.items.iter().filter(|(it, _)| is_touched(it)) {
        statement.execute(params![
            student,
            question,
            item.content.0,
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
            item.failures,
            item.rests,
        ])?;
    }
    Ok(())
}
