//! A record that lives as long as the program: where nothing is to be kept, or nothing can be.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{
    Appended, Batch, Drafts, Erase, EventNumber, KeptLedger, KeptLedgers, Nodes, Part, Preferences,
    Record, Schools, Sittings, SittingsRead, StoreError, Touched, Upkeep, Visit, VisitSitting,
};
use sourcework_core::attempt::Action;
use sourcework_core::identity::{AttemptId, ContentHash, SchoolId, StudentKey};
use sourcework_core::record::{AttemptNumber, Text, WrittenEvent, read_event};
use sourcework_core::revision::Rules;
use sourcework_core::sitting::{SittingId, class_of};

/// A record in memory.
#[derive(Debug, Default)]
pub struct InMemory(Mutex<Contents>);

#[derive(Clone, Debug, Default)]
struct Contents {
    attempts: BTreeMap<AttemptNumber, Attempt>,
    last_attempt: i64,
    /// The events in the order in which they came, by their numbers from 1.
    events: BTreeMap<EventNumber, (AttemptNumber, WrittenEvent)>,
    last_event: i64,
    texts: BTreeMap<ContentHash, String>,
    settings: BTreeMap<StudentKey, BTreeMap<String, String>>,
    ledgers: BTreeMap<StudentKey, KeptLedger>,
    sittings: BTreeMap<(SchoolId, SittingId), Vec<String>>,
    /// The events of sittings in the order in which they came.
    sitting_order: Vec<(SchoolId, SittingId, u32)>,
    /// How often events of sittings were replaced or removed.
    rewritten: u64,
}

#[derive(Clone, Debug)]
struct Attempt {
    id: AttemptId,
    student: StudentKey,
    quiz: String,
    began: i64,
    /// The place of the `finished` event.
    finished: Option<u32>,
    /// The numbers of its events, in their order.
    events: Vec<EventNumber>,
    drafts: BTreeMap<String, String>,
}

impl InMemory {
    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Contents {
    fn number_of(&self, id: AttemptId) -> Option<AttemptNumber> {
        let mut attempts = self.attempts.iter();
        attempts.find(|(_, it)| it.id == id).map(|(it, _)| *it)
    }

    fn of<'a>(
        &'a self,
        student: &'a StudentKey,
    ) -> impl Iterator<Item = (AttemptNumber, &'a Attempt)> {
        let attempts = self.attempts.iter();
        let of_student = attempts.filter(move |(_, it)| it.student == *student);
        of_student.map(|(number, it)| (*number, it))
    }

    fn begin(
        &mut self,
        id: AttemptId,
        student: &StudentKey,
        quiz: &str,
        began: i64,
    ) -> AttemptNumber {
        self.last_attempt += 1;
        let number = AttemptNumber(self.last_attempt);
        let attempt = Attempt {
            id,
            student: student.clone(),
            quiz: quiz.to_owned(),
            began,
            finished: None,
            events: Vec::new(),
            drafts: BTreeMap::new(),
        };
        self.attempts.insert(number, attempt);
        number
    }

    /// Whether exactly this event is kept at its place.
    fn is_kept(&self, attempt: &Attempt, event: &WrittenEvent) -> bool {
        let number = attempt.events.get(event.seq as usize);
        number
            .and_then(|number| self.events.get(number))
            .is_some_and(|(_, kept)| kept == event)
    }

    /// Adds events that continue an attempt or are there already; false where they do neither.
    fn add(&mut self, number: AttemptNumber, events: &[WrittenEvent]) -> bool {
        let attempt = &self.attempts[&number];
        let mut next = attempt.events.len();
        for event in events {
            let seq = event.seq as usize;
            if seq > next || (seq < attempt.events.len() && !self.is_kept(attempt, event)) {
                return false;
            }
            next = next.max(seq + 1);
        }
        let there = attempt.events.len();
        for event in events.iter().filter(|event| event.seq as usize >= there) {
            self.last_event += 1;
            let event_number = EventNumber(self.last_event);
            let attempt = self.attempts.get_mut(&number);
            let attempt = attempt.expect("the attempt was looked up above");
            attempt.events.push(event_number);
            if event.kind == "finished" {
                attempt.finished = Some(event.seq);
            }
            self.events.insert(event_number, (number, event.clone()));
        }
        true
    }

    fn append(&mut self, batch: &Batch) -> Appended {
        if !batch.is_contiguous() {
            return Appended::Overtaken;
        }
        let first = &batch.events[0];
        let number = match self.number_of(batch.attempt) {
            Some(number) if self.attempts[&number].student == batch.student => number,
            None if first.seq == 0 => {
                for text in &batch.texts {
                    self.texts.insert(text.hash, text.text.clone());
                }
                self.begin(batch.attempt, &batch.student, &batch.quiz, first.at)
            }
            _ => return Appended::Overtaken,
        };
        if !self.add(number, &batch.events) {
            return Appended::Overtaken;
        }
        let attempt = self.attempts.get_mut(&number);
        if let (Some(attempt), Some(draft)) = (attempt, &batch.ends_draft) {
            attempt.drafts.remove(draft);
        }
        Appended::Kept(number)
    }

    fn merge(&mut self, part: Part) -> Result<(), StoreError> {
        match part {
            Part::Text(_, text) => {
                self.texts.entry(text.hash).or_insert(text.text);
            }
            Part::Setting {
                student,
                name,
                value,
            } => {
                let settings = self.settings.entry(student).or_default();
                settings.entry(name).or_insert(value);
            }
            Part::Event {
                student,
                attempt,
                quiz,
                event,
            } => {
                let number = self
                    .number_of(attempt)
                    .unwrap_or_else(|| self.begin(attempt, &student, &quiz, event.at));
                let mine = self.attempts[&number].student == student;
                let seq = event.seq;
                if !mine || !self.add(number, &[event]) {
                    return Err(StoreError::Differs(attempt, seq));
                }
            }
            Part::Sitting {
                school,
                sitting,
                seq,
                event,
            } => {
                if !self.append_sitting(&school, sitting, seq, &[event]) {
                    return Err(StoreError::SittingDiffers(sitting, seq));
                }
            }
        }
        Ok(())
    }

    fn append_sitting(
        &mut self,
        school: &SchoolId,
        sitting: SittingId,
        seq: u32,
        events: &[String],
    ) -> bool {
        let kept = self.sittings.entry((school.clone(), sitting)).or_default();
        let Some(there) = kept.get(seq as usize..) else {
            return false;
        };
        if there.iter().zip(events).any(|(kept, event)| kept != event) {
            return false;
        }
        let new: Vec<String> = events.iter().skip(there.len()).cloned().collect();
        let places = (kept.len()..).take(new.len());
        let order =
            places.filter_map(|seq| Some((school.clone(), sitting, u32::try_from(seq).ok()?)));
        self.sitting_order.extend(order);
        kept.extend(new);
        true
    }

    /// Removes attempts, and the texts that no other one needs.
    fn remove(&mut self, attempts: &[AttemptNumber]) -> Result<(), StoreError> {
        for attempt in attempts {
            let removed = self.attempts.remove(attempt);
            for number in removed.map_or(Vec::new(), |it| it.events) {
                self.events.remove(&number);
            }
        }
        self.ledgers.clear();
        let mut needed = BTreeSet::new();
        for (attempt, event) in self.events.values().filter(|(_, it)| it.seq == 0) {
            let (head, _) = read_event(event.row(*attempt))?;
            needed.extend(head.into_iter().flat_map(|it| it.files).map(|it| it.text));
        }
        self.texts.retain(|hash, _| needed.contains(hash));
        Ok(())
    }

    /// The numbers of events after one that are kept of a student, with their attempts and places.
    fn after<'a>(
        &'a self,
        student: &'a StudentKey,
        after: EventNumber,
    ) -> impl Iterator<Item = (EventNumber, AttemptNumber, &'a WrittenEvent)> {
        let later = self.events.range(EventNumber(after.0 + 1)..);
        let of_student = later.filter(|(_, (attempt, _))| {
            let attempt = self.attempts.get(attempt);
            attempt.is_some_and(|it| it.student == *student)
        });
        of_student.map(|(number, (attempt, event))| (*number, *attempt, event))
    }
}

impl Record for InMemory {
    fn outlives_program(&self) -> bool {
        false
    }

    fn append(&self, batches: &[Batch]) -> Result<Vec<Appended>, StoreError> {
        let mut contents = self.contents();
        Ok(batches.iter().map(|batch| contents.append(batch)).collect())
    }

    fn number_of(
        &self,
        student: &StudentKey,
        attempt: AttemptId,
    ) -> Result<Option<AttemptNumber>, StoreError> {
        let contents = self.contents();
        let mut attempts = contents.of(student);
        Ok(attempts.find(|(_, it)| it.id == attempt).map(|(it, _)| it))
    }

    fn open_attempts(&self, student: &StudentKey) -> Result<Vec<AttemptNumber>, StoreError> {
        let contents = self.contents();
        let open = contents.of(student).filter(|(_, it)| it.finished.is_none());
        Ok(open.map(|(number, _)| number).collect())
    }

    fn students_with_open(&self, school: &SchoolId) -> Result<Vec<StudentKey>, StoreError> {
        let contents = self.contents();
        let open = contents
            .attempts
            .values()
            .filter(|it| it.finished.is_none());
        let of_school = open.filter(|it| it.student.school == *school);
        let students: BTreeSet<&StudentKey> = of_school.map(|it| &it.student).collect();
        Ok(students.into_iter().cloned().collect())
    }

    fn latest(
        &self,
        student: &StudentKey,
        quiz: Option<&str>,
        most: usize,
    ) -> Result<Vec<AttemptNumber>, StoreError> {
        let contents = self.contents();
        let attempts = contents
            .of(student)
            .filter(|(_, it)| quiz.is_none_or(|quiz| it.quiz == quiz));
        let mut found: Vec<_> = attempts.map(|(number, it)| (it.began, number)).collect();
        found.sort_unstable_by(|a, b| b.cmp(a));
        Ok(found.into_iter().take(most).map(|(_, it)| it).collect())
    }

    fn count(&self, student: &StudentKey) -> Result<(u64, u64), StoreError> {
        let contents = self.contents();
        let attempts = contents.of(student);
        Ok(attempts.fold((0, 0), |(attempts, events), (_, it)| {
            (attempts + 1, events + it.events.len() as u64)
        }))
    }

    fn text(&self, _: &SchoolId, hash: ContentHash) -> Result<Option<Text>, StoreError> {
        let text = self.contents().texts.get(&hash).cloned();
        Ok(text.map(|text| Text { hash, text }))
    }

    fn visit(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        visit: Visit<'_>,
    ) -> Result<(), StoreError> {
        let contents = self.contents();
        let found = contents.attempts.get(&attempt);
        let found = found.filter(|it| it.student == *student);
        for number in found.map_or(&[][..], |it| it.events.as_slice()) {
            let (_, event) = &contents.events[number];
            visit(*number, event.row(attempt))?;
        }
        Ok(())
    }

    fn visit_after(
        &self,
        student: &StudentKey,
        after: EventNumber,
        most: usize,
        visit: Visit<'_>,
    ) -> Result<Option<EventNumber>, StoreError> {
        let contents = self.contents();
        let mut last = None;
        for (number, attempt, event) in contents.after(student, after).take(most) {
            visit(number, event.row(attempt))?;
            last = Some(number);
        }
        Ok(last)
    }

    fn finished_after(
        &self,
        student: &StudentKey,
        after: EventNumber,
    ) -> Result<Vec<(EventNumber, AttemptNumber)>, StoreError> {
        let contents = self.contents();
        let later = contents.after(student, after);
        let finished = later.filter(|(_, _, event)| event.kind == "finished");
        Ok(finished.map(|(number, it, _)| (number, it)).collect())
    }

    fn amended_after(
        &self,
        student: &StudentKey,
        after: EventNumber,
    ) -> Result<Vec<(EventNumber, AttemptNumber)>, StoreError> {
        let contents = self.contents();
        let amends = |attempt: AttemptNumber, event: &WrittenEvent| {
            let finished = contents.attempts[&attempt].finished;
            Action::AMENDING.contains(&event.kind.as_str())
                && finished.is_some_and(|finished| event.seq > finished)
        };
        let later = contents.after(student, after);
        let amended = later.filter(|(_, attempt, event)| amends(*attempt, event));
        Ok(amended.map(|(number, it, _)| (number, it)).collect())
    }
}

impl Drafts for InMemory {
    fn drafts(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
    ) -> Result<BTreeMap<String, String>, StoreError> {
        let contents = self.contents();
        let attempt = contents.attempts.get(&attempt);
        let attempt = attempt.filter(|it| it.student == *student);
        Ok(attempt.map(|it| it.drafts.clone()).unwrap_or_default())
    }

    fn keep_draft(
        &self,
        student: &StudentKey,
        attempt: AttemptNumber,
        question: &str,
        text: Option<&str>,
    ) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let attempt = contents.attempts.get_mut(&attempt);
        let attempt = attempt.filter(|it| it.student == *student);
        let drafts = &mut attempt.ok_or(StoreError::NoAttempt)?.drafts;
        match text {
            Some(text) => drafts.insert(question.to_owned(), text.to_owned()),
            None => drafts.remove(question),
        };
        Ok(())
    }
}

impl Preferences for InMemory {
    fn settings(&self, student: &StudentKey) -> Result<Vec<(String, String)>, StoreError> {
        let settings = self.contents().settings.get(student).cloned();
        Ok(settings.unwrap_or_default().into_iter().collect())
    }

    fn set(&self, student: &StudentKey, name: &str, value: Option<&str>) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let settings = contents.settings.entry(student.clone()).or_default();
        match value {
            Some(value) => settings.insert(name.to_owned(), value.to_owned()),
            None => settings.remove(name),
        };
        Ok(())
    }
}

impl KeptLedgers for InMemory {
    fn kept_ledger(
        &self,
        student: &StudentKey,
        rules: &Rules,
    ) -> Result<Option<KeptLedger>, StoreError> {
        let fingerprint = rules.fingerprint();
        let contents = self.contents();
        let kept = contents.ledgers.get(student);
        let kept = kept.filter(|it| it.ledger.rules.fingerprint() == fingerprint);
        Ok(kept.cloned())
    }

    fn keep_ledger(
        &self,
        student: &StudentKey,
        kept: &KeptLedger,
        changed: Option<(EventNumber, &Touched)>,
    ) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let there = contents.ledgers.get(student).map(|it| it.through);
        if changed.is_none_or(|(since, _)| there == Some(since)) {
            contents.ledgers.insert(student.clone(), kept.clone());
        }
        Ok(())
    }
}

impl Upkeep for InMemory {
    fn students(&self) -> Result<Vec<StudentKey>, StoreError> {
        let contents = self.contents();
        let with_attempts = contents.attempts.values().map(|it| &it.student);
        let all: BTreeSet<&StudentKey> = with_attempts.chain(contents.settings.keys()).collect();
        Ok(all.into_iter().cloned().collect())
    }

    fn merge(
        &self,
        parts: &mut dyn Iterator<Item = Result<Part, StoreError>>,
    ) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let mut merged = contents.clone();
        for part in parts {
            merged.merge(part?)?;
        }
        *contents = merged;
        Ok(())
    }

    fn erase(&self, what: Erase<'_>) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let attempts: Vec<AttemptNumber> = match what {
            Erase::Everything => {
                *contents = Contents {
                    last_attempt: contents.last_attempt,
                    rewritten: contents.rewritten + 1,
                    ..Contents::default()
                };
                return Ok(());
            }
            Erase::School(school) => {
                contents.sittings.retain(|(of, _), _| of != school);
                contents.sitting_order.retain(|(of, ..)| of != school);
                contents.rewritten += 1;
                contents
                    .settings
                    .retain(|student, _| student.school != *school);
                let attempts = contents.attempts.iter();
                let own = attempts.filter(|(_, it)| it.student.school == *school);
                own.map(|(number, _)| *number).collect()
            }
            Erase::Attempts(school, attempts) => {
                let is_own = |number: &&AttemptNumber| {
                    let attempt = contents.attempts.get(number);
                    attempt.is_some_and(|it| it.student.school == *school)
                };
                attempts.iter().filter(is_own).copied().collect()
            }
            Erase::Sitting(school, sitting) => {
                let class = class_of(sitting);
                let is_of = |it: &StudentKey| it.school == *school && it.class == class;
                contents.sittings.remove(&(school.clone(), sitting));
                let is_kept = |it: &(SchoolId, SittingId, u32)| (&it.0, it.1) != (school, sitting);
                contents.sitting_order.retain(is_kept);
                contents.rewritten += 1;
                contents.settings.retain(|student, _| !is_of(student));
                let of_class = contents
                    .attempts
                    .iter()
                    .filter(|(_, it)| is_of(&it.student));
                of_class.map(|(number, _)| *number).collect()
            }
            Erase::Pupil(_, _, _, read) if read.rewritten != contents.rewritten => {
                return Err(StoreError::Overtaken);
            }
            Erase::Pupil(pupil, sitting, events, _) => {
                let of_sitting = (pupil.school.clone(), sitting);
                if let Some(kept) = contents.sittings.get_mut(&of_sitting) {
                    kept[..events.len()].clone_from_slice(events);
                }
                contents.rewritten += 1;
                contents.settings.remove(pupil);
                let attempts = contents.attempts.iter();
                let own = attempts.filter(|(_, it)| it.student == *pupil);
                own.map(|(number, _)| *number).collect()
            }
        };
        contents.remove(&attempts)
    }

    fn sweep(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn faults(&self) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }
}

impl Sittings for InMemory {
    fn append_sitting(
        &self,
        school: &SchoolId,
        sitting: SittingId,
        seq: u32,
        events: &[String],
    ) -> Result<bool, StoreError> {
        Ok(self.contents().append_sitting(school, sitting, seq, events))
    }

    fn schools_with_sittings(&self) -> Result<Vec<SchoolId>, StoreError> {
        let contents = self.contents();
        let schools: BTreeSet<&SchoolId> = contents.sittings.keys().map(|(it, _)| it).collect();
        Ok(schools.into_iter().cloned().collect())
    }

    fn visit_sittings(&self, school: &SchoolId, visit: VisitSitting<'_>) -> Result<(), StoreError> {
        for ((of_school, sitting), events) in &self.contents().sittings {
            if of_school == school {
                for (seq, event) in (0..).zip(events) {
                    visit(*sitting, seq, event);
                }
            }
        }
        Ok(())
    }

    fn visit_sittings_after(
        &self,
        school: &SchoolId,
        after: SittingsRead,
        visit: VisitSitting<'_>,
    ) -> Result<SittingsRead, StoreError> {
        let contents = self.contents();
        let read = match after.rewritten == contents.rewritten {
            true => usize::try_from(after.through).unwrap_or(usize::MAX),
            false => 0,
        };
        let order = contents.sitting_order.iter().skip(read);
        for (of_school, sitting, seq) in order.filter(|(it, ..)| it == school) {
            let events = contents.sittings.get(&(of_school.clone(), *sitting));
            if let Some(event) = events.and_then(|events| events.get(*seq as usize)) {
                visit(*sitting, *seq, event);
            }
        }
        Ok(SittingsRead {
            through: contents.sitting_order.len() as u64,
            rewritten: contents.rewritten,
        })
    }
}

impl Nodes for InMemory {}

impl Schools for InMemory {}
