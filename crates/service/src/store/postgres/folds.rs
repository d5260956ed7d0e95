//! The fold of a student's finished attempts, as one text: a pupil has answered some hundred questions at most.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::{Postgres, Value, names};
use crate::store::{EventNumber, KeptLedger, KeptLedgers, StoreError, Touched};
use sourcework_core::identity::StudentKey;
use sourcework_core::quiz::Skill;
use sourcework_core::record::Day;
use sourcework_core::revision::{DayMarks, Evidence, Item, Ledger, Predictions, Rules};

/// A fold without its rules.
#[derive(Serialize, Deserialize)]
struct Folded {
    items: HashMap<String, Item>,
    skills: [Evidence; Skill::ALL.len()],
    days: BTreeMap<Day, DayMarks>,
    predictions: Predictions,
    attempts: u64,
    answers: u64,
}

impl KeptLedgers for Postgres {
    fn kept_ledger(
        &self,
        student: &StudentKey,
        rules: &Rules,
    ) -> Result<Option<KeptLedger>, StoreError> {
        let (school, class, student) = names(student);
        let sql = "SELECT through, finished_at, fold FROM folds
            WHERE school = $1 AND class = $2 AND student = $3 AND rules = $4";
        let values = [
            &school.0 as Value<'_>,
            &class,
            &student,
            &rules.fingerprint(),
        ];
        let rows = self.rows(school, sql, &values)?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        // One that cannot be read is folded again.
        let Ok(folded) = serde_json::from_str::<Folded>(self.value(row, 2)?) else {
            return Ok(None);
        };
        Ok(Some(KeptLedger {
            ledger: Ledger {
                rules: rules.clone(),
                items: folded.items,
                skills: folded.skills,
                days: folded.days,
                predictions: folded.predictions,
                attempts: folded.attempts,
                answers: folded.answers,
            },
            through: EventNumber(self.value(row, 0)?),
            finished_at: self.value(row, 1)?,
            left_out: Vec::new(),
        }))
    }

    fn keep_ledger(
        &self,
        student: &StudentKey,
        kept: &KeptLedger,
        changed: Option<(EventNumber, &Touched)>,
    ) -> Result<(), StoreError> {
        let (school, class, student) = names(student);
        let ledger = kept.ledger.clone();
        let rules = ledger.rules.fingerprint();
        let folded = Folded {
            items: ledger.items,
            skills: ledger.skills,
            days: ledger.days,
            predictions: ledger.predictions,
            attempts: ledger.attempts,
            answers: ledger.answers,
        };
        let folded = serde_json::to_string(&folded).map_err(std::io::Error::other)?;
        // A fold that goes on from one takes its place only, and not that of a later one.
        let since = changed.map(|(since, _)| since.0);
        let sql = "INSERT INTO folds (school, class, student, rules, through, finished_at, fold)
            SELECT $1, $2, $3, $4, $5, $6, $7
                WHERE $8::bigint IS NULL OR EXISTS (SELECT FROM folds
                    WHERE school = $1 AND class = $2 AND student = $3 AND rules = $4 AND through = $8)
            ON CONFLICT (school, class, student) DO UPDATE SET rules = excluded.rules,
                through = excluded.through, finished_at = excluded.finished_at, fold = excluded.fold
                WHERE $8::bigint IS NULL OR (folds.rules = $4 AND folds.through = $8)";
        let values = [
            &school.0 as Value<'_>,
            &class,
            &student,
            &rules,
            &kept.through.0,
            &kept.finished_at,
            &folded,
            &since,
        ];
        self.change(school, sql, &values).map(drop)
    }
}
