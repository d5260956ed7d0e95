//! Adding events: what several threads wait for goes in one transaction and one round trip.

use deadpool_postgres::ClientWrapper;

use super::{Failed, PATIENCE, Postgres};
use crate::store::{Appended, Batch, StoreError};
use sourcework_core::record::AttemptNumber;

const APPEND: &str = "SELECT append_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";

impl Postgres {
    pub(super) fn append_together(&self, batches: &[Batch]) -> Result<Vec<Appended>, StoreError> {
        let appended = self
            .waiting
            .append(batches, || (), |(), batches| self.add(batches))?;
        let schools = batches.iter().map(|batch| &batch.student.school);
        self.known.has_changed(schools);
        Ok(appended)
    }

    /// Adds batches in one transaction.
    fn add(&self, batches: &[Batch]) -> Result<Vec<Appended>, StoreError> {
        let sound: Vec<&Batch> = batches.iter().filter(|it| it.is_contiguous()).collect();
        let numbers = match sound.is_empty() {
            true => Vec::new(),
            false => self.with(PATIENCE, &async |connection| {
                append(connection, &sound, true).await
            })?,
        };
        let mut numbers = numbers.into_iter();
        let appended = batches.iter().map(|batch| {
            let number = batch.is_contiguous().then(|| numbers.next()).flatten();
            match number {
                Some(number) if number > 0 => Appended::Kept(AttemptNumber(number)),
                _ => Appended::Overtaken,
            }
        });
        Ok(appended.collect())
    }
}

/// Adds batches whose events follow each other: the numbers of their attempts in the order of the batches, 0 where an
/// attempt has gone on otherwise. With `locks` no other program adds to the same attempts before this
/// transaction ends; without, there may be more attempts than the database has locks.
pub async fn append(
    connection: &ClientWrapper,
    batches: &[&Batch],
    locks: bool,
) -> Result<Vec<i64>, Failed> {
    let mut order: Vec<usize> = (0..batches.len()).collect();
    // Two programs that add to the same attempts wait for them in the same order. Batches of one attempt stay in theirs.
    order.sort_by_key(|at| (&batches[*at].student.school, batches[*at].attempt));
    let sorted: Vec<&Batch> = order.iter().map(|at| batches[*at]).collect();
    let of = |name: fn(&Batch) -> &str| sorted.iter().map(|it| name(it)).collect::<Vec<&str>>();
    let schools = of(|it| &it.student.school.0);
    let classes = of(|it| &it.student.class.0);
    let students = of(|it| &it.student.student.0);
    let quizzes = of(|it| &it.quiz);
    let ids: Vec<&[u8]> = sorted.iter().map(|it| &it.attempt.0[..]).collect();
    let counts: Vec<i32> = sorted.iter().map(|it| count(it.events.len())).collect();
    let mut next = 1;
    let firsts: Vec<i32> = counts
        .iter()
        .map(|count| {
            next += count;
            next - count
        })
        .collect();
    let events = || sorted.iter().flat_map(|it| &it.events);
    let seqs: Vec<i32> = events().map(|it| count(it.seq as usize)).collect();
    let kinds: Vec<&str> = events().map(|it| it.kind.as_str()).collect();
    let payloads: Vec<&str> = events().map(|it| it.payload.as_str()).collect();
    let ats: Vec<i64> = events().map(|it| it.at).collect();
    let checksums: Vec<&[u8]> = events().map(|it| &it.checksum.0[..]).collect();
    // Texts are only needed where an attempt is begun.
    let begun = || (1..).zip(&sorted).filter(|(_, it)| it.events[0].seq == 0);
    let texts = || begun().flat_map(|(batch, it)| it.texts.iter().map(move |text| (batch, text)));
    let text_batches: Vec<i32> = texts().map(|(batch, _)| batch).collect();
    let hashes: Vec<&[u8]> = texts().map(|(_, text)| &text.hash.0[..]).collect();
    let texts: Vec<&str> = texts().map(|(_, text)| text.text.as_str()).collect();
    let ends_drafts: Vec<Option<&str>> = sorted.iter().map(|it| it.ends_draft.as_deref()).collect();
    let statement = connection.prepare_cached(APPEND).await?;
    let row = connection
        .query_one(
            &statement,
            &[
                &schools,
                &classes,
                &students,
                &ids,
                &quizzes,
                &firsts,
                &counts,
                &seqs,
                &kinds,
                &payloads,
                &ats,
                &checksums,
                &text_batches,
                &hashes,
                &texts,
                &locks,
                &ends_drafts,
            ],
        )
        .await?;
    let of_sorted: Vec<i64> = row.try_get(0)?;
    let mut numbers = vec![0; batches.len()];
    for (at, number) in order.into_iter().zip(of_sorted) {
        numbers[at] = number;
    }
    Ok(numbers)
}

/// A count as the database has it.
fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
