//! A record that lives as long as the program: where nothing is to be kept, or nothing can be.

use std::collections::BTreeMap;

use super::{AttemptId, Part, Store, StoreError, Visit, Written, carry, written};
use sourcework_core::record::{Head, Payload, Row, Text};
use sourcework_core::revision::{Ledger, Rules};
use sourcework_core::session::Event;

/// A record in memory.
#[derive(Clone, Debug, Default)]
pub struct InMemory {
    attempts: BTreeMap<AttemptId, Attempt>,
    /// The events in the order in which they came, by their numbers from 1.
    events: BTreeMap<i64, (AttemptId, Written)>,
    texts: BTreeMap<String, String>,
    settings: BTreeMap<String, String>,
    ledger: Option<Ledger>,
}

#[derive(Clone, Debug)]
struct Attempt {
    name: String,
    quiz: String,
    began: i64,
    ended: bool,
    /// The numbers of its events, in their order.
    events: Vec<i64>,
}

impl InMemory {
    fn open(&mut self, name: &str, quiz: String, began: i64) -> AttemptId {
        let id = self.attempts.last_key_value().map_or(1, |(id, _)| id + 1);
        let attempt = Attempt {
            name: name.to_owned(),
            quiz,
            began,
            ended: false,
            events: Vec::new(),
        };
        self.attempts.insert(id, attempt);
        id
    }

    fn add(&mut self, id: AttemptId, events: Vec<Written>) -> Result<(), StoreError> {
        let attempt = self.attempts.get_mut(&id).ok_or(StoreError::Overtaken)?;
        let next = u32::try_from(attempt.events.len()).unwrap_or(u32::MAX);
        if events.first().is_some_and(|event| event.seq != next) {
            return Err(StoreError::Overtaken);
        }
        for event in events {
            let number = self.events.last_key_value().map_or(1, |(id, _)| id + 1);
            attempt.events.push(number);
            attempt.ended |= event.kind == "finished";
            self.events.insert(number, (id, event));
        }
        Ok(())
    }
}

fn row(attempt: AttemptId, event: &Written) -> Row<'_> {
    Row {
        attempt,
        seq: event.seq,
        kind: &event.kind,
        payload: &event.payload,
        at: event.at,
    }
}

impl Store for InMemory {
    fn outlives(&self) -> bool {
        false
    }

    fn begin(
        &mut self,
        head: &Head,
        texts: &[Text],
        events: &[Event],
    ) -> Result<AttemptId, StoreError> {
        for text in texts {
            self.texts.insert(text.hash.clone(), text.text.clone());
        }
        let written = written(Some(head), 0, events);
        let (quiz, began) = match written.first() {
            Some(first) => (carry::quiz_of(&first.payload), first.at),
            None => (String::new(), 0),
        };
        let id = self.open(&head.attempt, quiz, began);
        self.add(id, written)?;
        Ok(id)
    }

    fn append(&mut self, attempt: AttemptId, seq: u32, events: &[Event]) -> Result<(), StoreError> {
        self.add(attempt, written(None, seq, events))
    }

    fn find(&self, name: &str) -> Result<Option<AttemptId>, StoreError> {
        let mut attempts = self.attempts.iter();
        Ok(attempts.find(|(_, it)| it.name == name).map(|(id, _)| *id))
    }

    fn open_attempts(&self) -> Result<Vec<AttemptId>, StoreError> {
        let open = self.attempts.iter().filter(|(_, it)| !it.ended);
        Ok(open.map(|(id, _)| *id).collect())
    }

    fn latest(&self, quiz: Option<&str>, most: usize) -> Result<Vec<AttemptId>, StoreError> {
        let of_quiz = |it: &Attempt| quiz.is_none_or(|quiz| it.quiz == quiz);
        let attempts = self.attempts.iter().filter(|(_, it)| of_quiz(it));
        let mut found: Vec<_> = attempts.map(|(id, it)| (it.began, *id)).collect();
        found.sort_unstable_by(|a, b| b.cmp(a));
        Ok(found.into_iter().take(most).map(|(_, id)| id).collect())
    }

    fn count(&self) -> Result<(u64, u64), StoreError> {
        Ok((self.attempts.len() as u64, self.events.len() as u64))
    }

    fn text(&self, hash: &str) -> Result<Option<Text>, StoreError> {
        Ok(self.texts.get(hash).map(|text| Text {
            hash: hash.to_owned(),
            text: text.clone(),
        }))
    }

    fn visit_all(&self, visit: Visit<'_>) -> Result<(), StoreError> {
        let mut events = self.events.iter();
        events.try_for_each(|(id, (attempt, event))| visit(*id, row(*attempt, event)))
    }

    fn visit(&self, attempt: AttemptId, visit: Visit<'_>) -> Result<(), StoreError> {
        let numbers = self.attempts.get(&attempt).map(|it| it.events.as_slice());
        for number in numbers.unwrap_or_default() {
            if let Some((_, event)) = self.events.get(number) {
                visit(*number, row(attempt, event))?;
            }
        }
        Ok(())
    }

    fn finished_after(&self, id: i64) -> Result<Vec<(i64, AttemptId)>, StoreError> {
        let later = self.events.range(id + 1..);
        let finished = later.filter(|(_, (_, event))| event.kind == "finished");
        Ok(finished.map(|(id, (attempt, _))| (*id, *attempt)).collect())
    }

    fn kept_ledger(&self, rules: &Rules) -> Result<Option<Ledger>, StoreError> {
        let fingerprint = rules.fingerprint();
        let kept = self.ledger.as_ref();
        Ok(kept
            .filter(|it| it.rules.fingerprint() == fingerprint)
            .cloned())
    }

    fn keep_ledger(&mut self, ledger: &mut Ledger, all: bool) -> Result<(), StoreError> {
        if all
            || self
                .ledger
                .as_ref()
                .is_some_and(|kept| kept.through == ledger.kept)
        {
            ledger.settle();
            self.ledger = Some(ledger.clone());
        }
        Ok(())
    }

    fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(self.settings.get(name).cloned())
    }

    fn settings(&self) -> Result<Vec<(String, String)>, StoreError> {
        let settings = self.settings.clone();
        Ok(settings.into_iter().collect())
    }

    fn set(&mut self, name: &str, value: Option<&str>) -> Result<(), StoreError> {
        match value {
            Some(value) => self.settings.insert(name.to_owned(), value.to_owned()),
            None => self.settings.remove(name),
        };
        Ok(())
    }

    fn merge(&mut self, part: Part) -> Result<(), StoreError> {
        match part {
            Part::Text(text) => {
                self.texts.entry(text.hash).or_insert(text.text);
            }
            Part::Setting(name, value) => {
                self.settings.entry(name).or_insert(value);
            }
            Part::Event {
                attempt,
                head,
                event,
            } => {
                let id = match (self.find(&attempt)?, head) {
                    (Some(id), _) => id,
                    (None, Some(_)) => {
                        self.open(&attempt, carry::quiz_of(&event.payload), event.at)
                    }
                    (None, None) => return Err(StoreError::Differs(attempt, event.seq)),
                };
                let place = event.seq as usize;
                let there = self.attempts.get(&id).and_then(|it| it.events.get(place));
                match there.and_then(|number| self.events.get(number)) {
                    Some((_, kept)) if *kept == event => {}
                    Some(_) => return Err(StoreError::Differs(attempt, event.seq)),
                    None => {
                        let seq = event.seq;
                        let added = self.add(id, vec![event]);
                        added.map_err(|_| StoreError::Differs(attempt, seq))?;
                    }
                }
            }
        }
        Ok(())
    }

    fn all_or_nothing(
        &mut self,
        work: &mut dyn FnMut(&mut dyn Store) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut copy = self.clone();
        work(&mut copy)?;
        *self = copy;
        Ok(())
    }

    fn erase(&mut self, attempts: Option<&[AttemptId]>) -> Result<(), StoreError> {
        let Some(attempts) = attempts else {
            *self = Self::default();
            return Ok(());
        };
        for id in attempts {
            for number in self.attempts.remove(id).map_or(Vec::new(), |it| it.events) {
                self.events.remove(&number);
            }
        }
        self.ledger = None;
        let mut needed = std::collections::BTreeSet::new();
        for (_, event) in self.events.values().filter(|(_, event)| event.seq == 0) {
            let payload: Result<Payload, _> = serde_json::from_str(&event.payload);
            let files = payload.ok().and_then(|it| it.head).map(|it| it.files);
            needed.extend(files.into_iter().flatten().map(|file| file.text));
        }
        self.texts.retain(|hash, _| needed.contains(hash));
        Ok(())
    }

    fn faults(&self) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }
}
