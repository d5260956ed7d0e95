//! Whether a record is sound: its events, its kept texts, and what was kept of their fold.

use std::collections::BTreeSet;

use sourcework_core::identity::StudentKey;
use sourcework_core::revision::Rules;

use super::folding::{catch_up, fold_all};
use super::verified::{LeftOut, all_attempts, sound_text, stored_or_left_out};
use super::{Store, StoreError};

/// Whether every event follows the one before, every pinned text is the one of its hash, and what
/// was kept is what the events fold to; what differs, in words.
///
/// # Errors
///
/// Where the record could not be read.
pub fn verify(
    store: &dyn Store,
    student: &StudentKey,
    rules: &Rules,
) -> Result<Vec<String>, StoreError> {
    let mut faults = verify_attempts(store, student)?;
    if let Err(StoreError::Damaged { why, .. }) = store.kept_ledger(student, rules) {
        faults.push(format!(
            "what was calculated from the answers is damaged: {why}"
        ));
    }
    let kept = catch_up(store, student, rules)?.ledger;
    let folded = fold_all(store, student, rules, &mut |_, _| {})?.ledger;
    for (question, item) in &folded.items {
        if kept.items.get(question) != Some(item) {
            faults.push(format!(
                "the schedule of `{question}` does not agree with its answers"
            ));
        }
    }
    let rest = kept.skills == folded.skills
        && kept.predictions == folded.predictions
        && kept.items.len() == folded.items.len()
        && kept.days == folded.days
        && (kept.attempts, kept.answers) == (folded.attempts, folded.answers);
    if !rest {
        faults.push("the sums by skill or by day are not what the answers say".to_owned());
    }
    Ok(faults)
}

/// What is wrong with attempts and the texts that they pin.
fn verify_attempts(store: &dyn Store, student: &StudentKey) -> Result<Vec<String>, StoreError> {
    let mut faults = Vec::new();
    let mut texts = BTreeSet::new();
    for attempt in all_attempts(store, student)? {
        let stored = match stored_or_left_out(store, student, attempt)? {
            Ok(stored) => stored,
            Err(LeftOut { why, .. }) => {
                faults.push(format!("attempt {attempt}: {why}"));
                continue;
            }
        };
        for file in stored.head.files {
            if texts.insert(file.text) && sound_text(store, &student.school, file.text)?.is_none() {
                let id = file.id;
                faults.push(format!(
                    "the file `{id}` of attempt {attempt} is missing or damaged"
                ));
            }
        }
    }
    Ok(faults)
}
