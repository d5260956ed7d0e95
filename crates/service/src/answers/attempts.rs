//! Whose attempts are read, and reading them.

use std::collections::{BTreeMap, BTreeSet};

use sourcework_core::identity::StudentKey;
use sourcework_core::record::{Answers, AttemptNumber};
use sourcework_core::sitting::{Seat, Sitting, SittingId};
use sourcework_core::statistics::{PupilKey, Response, Scores};

use super::today::{Remark, Today};
use crate::revising::REVISION;
use crate::store::{self, Store, StoreError};

/// A pupil of whom the answers are read.
pub(super) struct Who {
    pub(super) student: StudentKey,
    pub(super) name: String,
    pub(super) class: String,
    /// The attempts, oldest first.
    pub(super) attempts: Vec<AttemptNumber>,
}

/// The numbers of the attempts of a seat that the sitting knows, oldest first.
pub(crate) fn numbers_of(store: &dyn Store, seat: &Seat) -> Result<Vec<AttemptNumber>, StoreError> {
    let mut numbers = Vec::with_capacity(seat.attempts.len());
    for attempt in &seat.attempts {
        numbers.extend(store.number_of(&seat.student, *attempt)?);
    }
    Ok(numbers)
}

/// The seats of a sitting, with their attempts.
pub(super) fn seats(
    store: &dyn Store,
    sitting: &Sitting,
    class: &str,
) -> Result<Vec<Who>, StoreError> {
    let mut all = Vec::new();
    for (_, seat) in sitting.present() {
        all.push(Who {
            student: seat.student.clone(),
            name: seat.name.clone(),
            class: class.to_owned(),
            attempts: numbers_of(store, seat)?,
        });
    }
    Ok(all)
}

/// Everybody who may have taken a quiz: the pupils of its sittings, and those who work alone.
pub(super) fn takers(
    store: &dyn Store,
    quiz: &str,
    sittings: &BTreeMap<SittingId, Sitting>,
) -> Result<Vec<Who>, StoreError> {
    let mut all = Vec::new();
    let mut seated: BTreeSet<&StudentKey> = BTreeSet::new();
    for sitting in sittings.values() {
        seated.extend(sitting.seats.values().map(|seat| &seat.student));
        if sitting.plan.quiz == quiz {
            all.extend(seats(store, sitting, sitting.code.as_str())?);
        }
    }
    let students = store.students()?;
    for student in students.into_iter().filter(|it| !seated.contains(it)) {
        let mut attempts = store.latest(&student, Some(quiz), usize::MAX)?;
        attempts.reverse();
        all.push(Who {
            name: match student.is_sole_user() {
                true => "this computer".to_owned(),
                false => student.student.0.clone(),
            },
            class: student.class.0.clone(),
            student,
            attempts,
        });
    }
    Ok(all)
}

/// The answers of one attempt, and whether it is finished.
pub(super) fn responses(
    store: &dyn Store,
    student: &StudentKey,
    attempt: AttemptNumber,
    key: &PupilKey,
) -> Result<(Vec<Response>, bool), StoreError> {
    let mut answers = Answers::default();
    let mut chain = store::Chain::default();
    store.visit(student, attempt, &mut |_, row| {
        chain.follow(student, row)?;
        Ok(answers.push(row)?)
    })?;
    match answers.quiz() {
        // The pupil's own revision is not the class's work.
        REVISION => Ok((Vec::new(), true)),
        _ => {
            let is_finished = answers.is_finished();
            Ok((answers.responses(key), is_finished))
        }
    }
}

/// An attempt as it was read.
pub(super) struct ReadAttempt {
    /// The answers, each with what today's key makes of it, where it was marked by another one.
    pub(super) responses: Vec<(Response, Option<Remark>)>,
    pub(super) is_finished: bool,
}

impl ReadAttempt {
    /// The share of the marks; `None` where nothing is marked.
    pub(super) fn share(&self) -> Option<f64> {
        let responses = self.responses.iter().map(|(response, _)| response);
        let marked = responses.filter(|it| !it.is_probe && it.state.is_marked());
        let mut scores = Scores::default();
        for response in marked {
            scores.awarded += response.awarded;
            scores.available += response.available;
        }
        scores.share()
    }
}

pub(super) fn read_attempt(
    store: &dyn Store,
    who: &Who,
    attempt: AttemptNumber,
    today: &Today<'_>,
) -> Result<ReadAttempt, StoreError> {
    let key = PupilKey {
        class: who.class.clone(),
        name: who.name.clone(),
        attempt: 1,
    };
    let (responses, is_finished) = responses(store, &who.student, attempt, &key)?;
    let responses = responses.into_iter().map(|mut response| {
        let remark = today.read(&mut response);
        (response, remark)
    });
    Ok(ReadAttempt {
        responses: responses.collect(),
        is_finished,
    })
}
