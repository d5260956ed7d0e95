//! What classes have answered, from the record, as the table that statistics are computed from; and
//! the report on it.

mod attempts;
mod today;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use sourcework_core::identity::{ContentHash, SchoolId};
use sourcework_core::marking::Answer;
use sourcework_core::paper::Paper;
use sourcework_core::parallel::in_parallel;
use sourcework_core::record::AttemptNumber;
use sourcework_core::report::{Report, Subject, gather};
use sourcework_core::sitting::{Sitting, SittingEvent, SittingId};
use sourcework_core::staff::STAFF_LOG;
use sourcework_core::statistics::{ItemKey, PupilKey, Response, Responses};
use sourcework_core::words::date_of;

pub(crate) use attempts::numbers_of;
use attempts::{ReadAttempt, Who, read_attempt, responses, seats, takers};
use today::{Remark, Today};

use crate::error::ServiceError;
use crate::library::Library;
use crate::store::{self, LeftOut, Store, StoreError};

/// The sittings of a school, as the record knows them.
///
/// # Errors
///
/// Where the record cannot be read.
pub fn sittings(
    store: &dyn Store,
    school: &SchoolId,
) -> Result<BTreeMap<SittingId, Sitting>, StoreError> {
    let mut events: BTreeMap<SittingId, Vec<SittingEvent>> = BTreeMap::new();
    store.visit_sittings(school, &mut |sitting, _, event| {
        if sitting == STAFF_LOG {
            return;
        }
        // What a later program has written and this one cannot read is passed over.
        if let Ok(event) = serde_json::from_str(event) {
            events.entry(sitting).or_default().push(event);
        }
    })?;
    let folded = events
        .into_iter()
        .filter_map(|(id, events)| Some((id, Sitting::fold(id, &events)?)));
    Ok(folded.collect())
}

/// Whose answers are wanted.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'a> {
    /// Those of these sittings.
    Sittings(&'a [Sitting]),
    /// All answers to a quiz, with the sittings of the record.
    Quiz(&'a str, &'a BTreeMap<SittingId, Sitting>),
}

/// What is wanted of the answers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// Every attempt, and not the first of each pupil only.
    pub all_attempts: bool,
    /// The rows as well, for a table.
    pub rows: bool,
}

/// The answers of classes.
#[derive(Default)]
pub struct Answered {
    /// The table of answers.
    pub responses: Responses,
    /// In how many parts its marks are counted; 0 is 1.
    pub parts: u32,
    /// The rows, where they are wanted.
    pub rows: Vec<Response>,
    /// Attempts that are damaged and left out.
    pub left_out: Vec<LeftOut>,
    /// The quizzes of which questions were answered.
    quizzes: BTreeSet<String>,
    /// The names of the classes.
    roster: Vec<String>,
    /// Written answers with all their marks, by question.
    written: HashMap<ItemKey, Vec<String>>,
    sittings: Vec<(String, Option<Date>, BTreeMap<String, f64>)>,
    /// Answers of others to questions that were asked without their passage.
    pooled: Responses,
    /// Questions that were marked by another key than today's: the hash of today's question, and whether every
    /// mark is the one that today's key gives.
    earlier: HashMap<ItemKey, (ContentHash, bool)>,
    /// Answers of later attempts, which do not count.
    repeated: usize,
    /// How many attempts a name has had at a quiz.
    attempts: HashMap<(String, String), u32>,
    /// Answers to such questions that `remark` leaves alone: of attempts that are not finished, and without the passage.
    held_back: Vec<(Response, Remark)>,
}

/// So many written answers to a question are kept to choose from.
const WRITTEN: usize = 100;

/// The answers of a scope. `papers` are the quizzes of today, by which written answers are read again, to know
/// which points they make.
///
/// # Errors
///
/// Where the record cannot be read.
pub fn answered(
    store: &dyn Store,
    scope: Scope<'_>,
    wanted: Wanted,
    papers: &[Paper],
) -> Result<Answered, ServiceError> {
    let mut found = Answered::default();
    let today = Today::of(papers);
    match scope {
        Scope::Sittings(sittings) => {
            let is_one = sittings.len() == 1;
            for sitting in sittings {
                let all = seats(store, sitting, "")?;
                let shares = found.read(store, &all, wanted, &today)?;
                let of_sitting = all.iter().zip(shares);
                let of_sitting =
                    of_sitting.filter_map(|(who, share)| Some((who.name.clone(), share?)));
                let of_sitting = of_sitting.collect();
                found.roster.extend(sitting.plan.roster.iter().cloned());
                let on = sitting.opened.to_zoned(TimeZone::UTC).date();
                let title = sitting.plan.title.clone();
                found.sittings.push((title, Some(on), of_sitting));
                found.quizzes.insert(sitting.plan.quiz.clone());
            }
            found.roster.sort();
            found.roster.dedup();
            if is_one {
                found.sittings.clear();
            }
        }
        Scope::Quiz(quiz, sittings) => {
            found.quizzes.insert(quiz.to_owned());
            found.read(store, &takers(store, quiz, sittings)?, wanted, &today)?;
        }
    }
    found.adopt(wanted);
    found.responses.finish();
    found.responses.repeated += found.repeated;
    Ok(found)
}

impl Answered {
    /// The answers of a table, of which marks are counted in so many parts.
    pub fn of_table(responses: Responses, parts: u32) -> Self {
        Self {
            responses,
            parts,
            ..Self::default()
        }
    }

    /// Reads the attempts of pupils, some at a time over the machine's cores; for each the share of the
    /// marks in the first attempt that has any.
    fn read(
        &mut self,
        store: &dyn Store,
        all: &[Who],
        wanted: Wanted,
        today: &Today<'_>,
    ) -> Result<Vec<Option<f64>>, StoreError> {
        const AT_ONCE: usize = 256;
        let mut shares = Vec::with_capacity(all.len());
        for some in all.chunks(AT_ONCE) {
            let read = in_parallel(some, |who| {
                let attempts = who.attempts.iter();
                let read = attempts.map(|it| (*it, read_attempt(store, who, *it, today)));
                read.collect::<Vec<_>>()
            });
            for (who, attempts) in some.iter().zip(read) {
                shares.push(self.take(who, attempts, wanted)?);
            }
        }
        Ok(shares)
    }

    fn take(
        &mut self,
        who: &Who,
        attempts: Vec<(AttemptNumber, Result<ReadAttempt, StoreError>)>,
        wanted: Wanted,
    ) -> Result<Option<f64>, StoreError> {
        let mut share = None;
        for (attempt, read) in attempts {
            let mut read = match read {
                Ok(read) => read,
                Err(error) => {
                    self.leave_out(attempt, error)?;
                    continue;
                }
            };
            let Some((first, _)) = read.responses.first() else {
                continue;
            };
            let name = format!("{}/{}", who.class, who.name);
            let key = (name, first.question.quiz.clone());
            let number = self.attempts.entry(key).or_default();
            *number += 1;
            for (response, _) in &mut read.responses {
                response.pupil.attempt = *number;
            }
            let is_counted = wanted.all_attempts || *number == 1;
            share = share.or(read.share());
            for (response, remark) in read.responses {
                match is_counted {
                    true => self.add(response, remark, read.is_finished, wanted),
                    false => self.repeated += usize::from(!response.is_probe),
                }
            }
        }
        Ok(share)
    }

    /// Leaves an attempt out that is damaged.
    fn leave_out(&mut self, attempt: AttemptNumber, error: StoreError) -> Result<(), StoreError> {
        let why = store::WhyLeftOut::Damaged(store::damage_of(error)?);
        self.left_out.push(LeftOut { attempt, why });
        Ok(())
    }

    fn add(
        &mut self,
        response: Response,
        remark: Option<Remark>,
        is_finished: bool,
        wanted: Wanted,
    ) {
        if let Some(remark) = remark {
            if !is_finished || response.is_probe {
                self.held_back.push((response, remark));
                return;
            }
            let key = response.question.clone();
            let earlier = self.earlier.entry(key).or_insert((remark.content, true));
            earlier.1 &= remark.agrees;
        }
        self.keep(response, wanted);
    }

    fn keep(&mut self, response: Response, wanted: Wanted) {
        let is_full = response.awarded == response.available && !response.is_probe;
        if let (Some(Answer::Text(text)), true) = (&response.answer, is_full) {
            let texts = self.written.entry(response.question.clone()).or_default();
            if texts.len() < WRITTEN {
                texts.push(text.clone());
            }
        }
        self.responses.add(&response);
        if wanted.rows {
            self.rows.push(response);
        }
    }

    /// Takes answers that were marked by an earlier key for answers to the question of today, where every mark is the
    /// one that today's key gives: they were marked again, or the change does not concern them. If
    /// one is not, all stay with the earlier version, so that no version is left with a selection of answers.
    /// Those of attempts that are not finished, which cannot be marked again, go with the others.
    fn adopt(&mut self, wanted: Wanted) {
        let mut earlier = std::mem::take(&mut self.earlier);
        earlier.retain(|_, (_, agrees)| *agrees);
        for (mut response, remark) in std::mem::take(&mut self.held_back) {
            if earlier.contains_key(&response.question) {
                response.question.content = Some(remark.content);
                if !remark.agrees {
                    response.before = response.before.or(Some(response.awarded));
                }
                response.awarded = remark.mark;
            }
            self.keep(response, wanted);
        }
        for (key, (content, _)) in earlier {
            self.responses.adopt(&key, content);
            for row in self.rows.iter_mut().filter(|row| row.question == key) {
                row.question.content = Some(content);
            }
            if let Some(texts) = self.written.remove(&key) {
                let today = ItemKey {
                    content: Some(content),
                    ..key
                };
                self.written.entry(today).or_default().extend(texts);
            }
        }
    }

    /// Adds what others have answered of the questions that were asked without their passage here.
    ///
    /// # Errors
    ///
    /// Where the record cannot be read.
    fn pool(
        &mut self,
        store: &dyn Store,
        scope: Scope<'_>,
        sittings: &BTreeMap<SittingId, Sitting>,
    ) -> Result<(), StoreError> {
        let is_here = match scope {
            Scope::Sittings(here) => here,
            Scope::Quiz(..) => return Ok(()),
        };
        if self
            .responses
            .items
            .iter()
            .all(|item| item.probes.is_empty())
        {
            return Ok(());
        }
        for quiz in &self.quizzes.clone() {
            let others = sittings
                .values()
                .filter(|it| it.plan.quiz == *quiz && is_here.iter().all(|here| here.id != it.id));
            for sitting in others {
                for who in seats(store, sitting, sitting.code.as_str())? {
                    for attempt in who.attempts.iter().take(1) {
                        let key = PupilKey {
                            class: who.class.clone(),
                            name: who.student.student.0.clone(),
                            attempt: 1,
                        };
                        match responses(store, &who.student, *attempt, &key) {
                            Ok((responses, _)) => {
                                responses.iter().for_each(|it| self.pooled.add(it));
                            }
                            Err(error) => self.leave_out(*attempt, error)?,
                        }
                    }
                }
            }
        }
        self.pooled.finish();
        Ok(())
    }

    /// The report on these answers.
    pub fn report(&self, title: String, papers: &[Paper], all_attempts: bool, on: Date) -> Report {
        let subject = Subject {
            title,
            papers: papers.iter().collect(),
            roster: self.roster.clone(),
            written: self.written.clone(),
            sittings: self.sittings.clone(),
            pooled: self.pooled.items.clone(),
            all_attempts,
            parts: self.parts,
        };
        gather(&self.responses, &subject, on)
    }
}

/// The report on the answers of a scope, with the table that it was computed from.
///
/// # Errors
///
/// Where the record or the library cannot be read.
pub fn report(
    store: &dyn Store,
    library: &Library,
    sittings: &BTreeMap<SittingId, Sitting>,
    scope: Scope<'_>,
    wanted: Wanted,
    on: Date,
) -> Result<(Report, Answered, Vec<Paper>), ServiceError> {
    let (title, quizzes): (String, BTreeSet<&str>) = match scope {
        Scope::Quiz(quiz, _) => (quiz.to_owned(), BTreeSet::from([quiz])),
        Scope::Sittings(here) => {
            let quizzes = here.iter().map(|it| it.plan.quiz.as_str()).collect();
            let day = |it: &Sitting| date_of(it.opened);
            let title = match here {
                [only] => only.plan.title.clone(),
                [first, .., last] => {
                    format!("{} sittings, {} to {}", here.len(), day(first), day(last))
                }
                [] => String::new(),
            };
            (title, quizzes)
        }
    };
    // A quiz that is gone or broken has its figures all the same.
    let papers: Vec<Paper> = quizzes
        .iter()
        .filter_map(|it| library.paper(it).ok())
        .collect();
    let title = match (scope, papers.first()) {
        (Scope::Quiz(..), Some(paper)) => paper.quiz.title.value.clone(),
        _ => title,
    };
    let mut found = answered(store, scope, wanted, &papers)?;
    found.pool(store, scope, sittings)?;
    let report = found.report(title, &papers, wanted.all_attempts, on);
    Ok((report, found, papers))
}
