//! The answers of many pupils, one cell an answer, in as little memory as a million of them need.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::choices::Choice;
use crate::attempt::{Certainty, Mode};
use crate::identity::ContentHash;
use crate::marking::{Answer, Basis};
use crate::quiz::{Kind, Skill};

/// What became of a question in an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Answered and marked.
    Answered,
    /// Answered; a person has still to mark it.
    Waiting,
    /// The pupil chose to go on without an answer.
    Skipped,
    /// Left without an answer, though a later question was answered.
    Omitted,
    /// Without an answer, as are all questions after it: time or patience ran out.
    NotReached,
}

impl State {
    /// Whether it has a mark: no answer, where one could be given, earns nothing.
    pub fn is_marked(self) -> bool {
        matches!(self, Self::Answered | Self::Skipped | Self::Omitted)
    }

    /// The word in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Waiting => "waiting",
            Self::Skipped => "skipped",
            Self::Omitted => "omitted",
            Self::NotReached => "not-reached",
        }
    }
}

/// One row of what was answered: an answer with all that statistics need to know of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// Who answered, and in which attempt.
    pub pupil: PupilKey,
    /// The question.
    pub question: ItemKey,
    /// The hash of what the pupil was shown, whatever the mark scheme; see `Question::asked_hash`.
    pub asked: Option<ContentHash>,
    /// The kind of the question.
    pub kind: Option<Kind>,
    /// What it tests.
    pub skill: Option<Skill>,
    /// The answer in the author's order; the first one in practice, the last one in an exam.
    pub answer: Option<Answer>,
    /// The credit points that a written answer made, by place in the question; empty where that is
    /// not known.
    pub points: Vec<usize>,
    /// What became of it.
    pub state: State,
    /// Marks awarded; 0 without a mark.
    pub awarded: u32,
    /// The marks before it was marked again by another mark scheme.
    pub before: Option<u32>,
    /// Marks available.
    pub available: u32,
    /// How the mark was reached.
    pub basis: Option<Basis>,
    /// How sure the pupil was.
    pub certainty: Option<Certainty>,
    /// Seconds from the event before to the answer; in an exam of all times that it was answered.
    pub seconds: Option<u32>,
    /// Practice or exam.
    pub mode: Option<Mode>,
    /// Whether the hint was taken.
    pub hint: bool,
    /// Whether it was asked without its passage, before the quiz. Such an answer counts for nothing
    /// but [`super::source_dependence`].
    pub is_probe: bool,
}

/// A pupil in one attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct PupilKey {
    /// The class, or the sitting where there is no class.
    pub class: String,
    /// The pupil's name, number or pseudonym.
    pub name: String,
    /// Which attempt of the pupil at this quiz it is, from 1.
    pub attempt: u32,
}

/// A question in one version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct ItemKey {
    /// The quiz; empty where a table does not say it.
    pub quiz: String,
    /// The question's ID, or its heading in the table.
    pub question: String,
    /// The hash of what it asks and how it is marked; `None` where a table does not say it.
    pub content: Option<ContentHash>,
}

/// A pupil in one attempt.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pupil {
    /// Who it is.
    #[serde(flatten)]
    pub key: PupilKey,
}

/// One answer in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The pupil, by place in [`Responses::pupils`].
    pub pupil: u32,
    /// What became of it.
    pub state: State,
    /// Marks awarded; at most what the question has.
    pub awarded: u16,
    /// How sure the pupil was.
    pub certainty: Option<Certainty>,
    /// What was chosen: places in [`Item::choices`].
    first_choice: u32,
    choices: u16,
}

/// A question in one version, with its answers.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// Which it is.
    pub key: ItemKey,
    /// Its kind.
    pub kind: Option<Kind>,
    /// What it tests.
    pub skill: Option<Skill>,
    /// The marks available.
    pub available: u32,
    /// What options are called that come from a table of which the quiz is not known: the places of
    /// [`Choice::option`]. Empty where the quiz is known.
    pub labels: Vec<String>,
    /// Answers that were marked again by another mark scheme: the pupil, and the marks before.
    pub remarked: Vec<(u32, u32)>,
    /// The answers, by pupil.
    pub cells: Vec<Cell>,
    /// The answers to the question without its passage.
    pub probes: Vec<Cell>,
    choices: Vec<Choice>,
}

impl Item {
    /// What an answer chose.
    pub fn chosen(&self, cell: &Cell) -> &[Choice] {
        let first = cell.first_choice as usize;
        &self.choices[first..first + usize::from(cell.choices)]
    }

    /// The answers that have a mark.
    pub fn marked(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(|cell| cell.state.is_marked())
    }

    /// How many answers are in a state.
    pub fn count(&self, state: State) -> usize {
        self.cells.iter().filter(|it| it.state == state).count()
    }

    /// The share of its marks that an answer earned.
    pub fn share(&self, cell: &Cell) -> f64 {
        f64::from(cell.awarded) / f64::from(self.available.max(1))
    }

    /// The place of a label, which is added where it is new.
    pub fn label(&mut self, label: &str) -> u16 {
        let known = self.labels.iter().position(|it| it == label);
        let place = known.unwrap_or_else(|| {
            // So many different answers are no options: what comes later is taken for the last of them.
            if self.labels.len() < MOST_LABELS {
                self.labels.push(label.to_owned());
            }
            self.labels.len() - 1
        });
        u16::try_from(place).unwrap_or(u16::MAX)
    }
}

/// So many different answers to a question of a table are kept apart.
const MOST_LABELS: usize = 200;

/// The answers of many pupils.
#[derive(Clone, Debug, Default)]
pub struct Responses {
    /// The pupils, in the order in which they came.
    pub pupils: Vec<Pupil>,
    /// The questions, in the order in which they came.
    pub items: Vec<Item>,
    /// Answers that were left out because the same pupil had answered the same question before.
    pub repeated: usize,
    pupil_places: HashMap<PupilKey, u32>,
    item_places: HashMap<ItemKey, u32>,
}

/// What a pupil earned of the questions that have a mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scores {
    /// Marks awarded.
    pub awarded: u32,
    /// Marks available.
    pub available: u32,
}

impl Scores {
    /// The share without an answer to one of the questions; `None` where there is nothing else.
    pub fn rest(self, item: &Item, cell: &Cell) -> Option<f64> {
        let available = self.available.checked_sub(item.available)?;
        let awarded = self.awarded.saturating_sub(u32::from(cell.awarded));
        (available > 0).then(|| f64::from(awarded) / f64::from(available))
    }

    /// The share; `None` where nothing is marked.
    pub fn share(self) -> Option<f64> {
        (self.available > 0).then(|| f64::from(self.awarded) / f64::from(self.available))
    }
}

impl Responses {
    /// The place of a pupil, who is added where new.
    ///
    /// # Panics
    /// There are 2^32 pupils, which no memory holds.
    pub fn pupil(&mut self, key: &PupilKey) -> u32 {
        if let Some(place) = self.pupil_places.get(key) {
            return *place;
        }
        let place = u32::try_from(self.pupils.len()).expect("there are fewer than 2^32 pupils");
        self.pupils.push(Pupil { key: key.clone() });
        self.pupil_places.insert(key.clone(), place);
        place
    }

    /// The place of a question, which is added where new.
    ///
    /// # Panics
    /// There are 2^32 questions, which no memory holds.
    pub fn item(&mut self, key: &ItemKey) -> usize {
        if let Some(place) = self.item_places.get(key) {
            return *place as usize;
        }
        let place = self.items.len();
        self.items.push(Item {
            key: key.clone(),
            ..Item::default()
        });
        let known = u32::try_from(place).expect("there are fewer than 2^32 questions");
        self.item_places.insert(key.clone(), known);
        place
    }

    /// Adds an answer.
    pub fn add(&mut self, response: &Response) {
        let pupil = self.pupil(&response.pupil);
        let place = self.item(&response.question);
        let item = &mut self.items[place];
        item.kind = item.kind.or(response.kind);
        item.skill = item.skill.or(response.skill);
        // A record that somebody has changed may say that a question has any number of marks.
        let available = response.available.min(u16::MAX.into());
        item.available = item.available.max(available);
        let points = response.points.iter();
        let mut chosen: Vec<Choice> = points.map(|point| Choice::new(0, *point)).collect();
        if let (true, Some(answer)) = (chosen.is_empty(), &response.answer) {
            chosen = super::choices::chosen(answer);
        }
        if let (Some(before), false) = (response.before, response.is_probe) {
            item.remarked.push((pupil, before.min(item.available)));
        }
        item.add(
            pupil,
            response.state,
            response.awarded,
            response.certainty,
            &chosen,
            response.is_probe,
        );
    }

    /// Puts the answers of each question in the order of the pupils. Of several by the same pupil
    /// to the same question the first stays.
    pub fn finish(&mut self) {
        for item in &mut self.items {
            let before = item.cells.len();
            for cells in [&mut item.cells, &mut item.probes] {
                if !cells.is_sorted_by_key(|cell| cell.pupil) {
                    cells.sort_by_key(|cell| cell.pupil);
                }
                cells.dedup_by_key(|cell| cell.pupil);
                cells.shrink_to_fit();
            }
            self.repeated += before - item.cells.len();
        }
    }

    /// Leaves out all attempts of a pupil but the first. The answers count as repeated.
    pub fn keep_first_attempts(&mut self) {
        let mut first: HashMap<(&str, &str), u32> = HashMap::new();
        for Pupil { key } in &self.pupils {
            let earliest = first.entry((&key.class, &key.name)).or_insert(key.attempt);
            *earliest = key.attempt.min(*earliest);
        }
        let is_first =
            |Pupil { key }: &Pupil| first.get(&(&*key.class, &*key.name)) == Some(&key.attempt);
        let is_first: Vec<bool> = self.pupils.iter().map(is_first).collect();
        for item in &mut self.items {
            let before = item.cells.len();
            item.cells.retain(|cell| is_first[cell.pupil as usize]);
            item.probes.retain(|cell| is_first[cell.pupil as usize]);
            self.repeated += before - item.cells.len();
        }
    }

    /// Takes the answers to a question in one version for answers to another version of it.
    pub fn adopt(&mut self, key: &ItemKey, content: ContentHash) {
        let Some(from) = self.item_places.get(key).map(|place| *place as usize) else {
            return;
        };
        let new = ItemKey {
            content: Some(content),
            ..key.clone()
        };
        let old = std::mem::take(&mut self.items[from]);
        let to = self.item(&new);
        self.items[to].extend(old);
        self.item_places.remove(key);
    }

    /// What each pupil earned of these questions, by place in [`Self::pupils`].
    pub fn scores<'i>(&self, items: impl IntoIterator<Item = &'i Item>) -> Vec<Scores> {
        let mut scores = vec![Scores::default(); self.pupils.len()];
        for item in items {
            for cell in item.marked() {
                let of_pupil = &mut scores[cell.pupil as usize];
                of_pupil.awarded += u32::from(cell.awarded);
                of_pupil.available += item.available;
            }
        }
        scores
    }

    /// The questions that have answers with marks.
    pub fn asked(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| !item.cells.is_empty())
    }
}

impl Item {
    /// Adds the answers of another version.
    fn extend(&mut self, other: Self) {
        let shift = u32::try_from(self.choices.len()).expect("there are fewer than 2^32 choices");
        let shifted = |cell: Cell| Cell {
            first_choice: cell.first_choice + shift,
            ..cell
        };
        self.kind = self.kind.or(other.kind);
        self.skill = self.skill.or(other.skill);
        self.available = self.available.max(other.available);
        self.remarked.extend(other.remarked);
        self.cells.extend(other.cells.into_iter().map(shifted));
        self.probes.extend(other.probes.into_iter().map(shifted));
        self.choices.extend(other.choices);
    }

    /// Adds an answer of a pupil.
    ///
    /// # Panics
    /// There are 2^32 choices, which no memory holds.
    pub fn add(
        &mut self,
        pupil: u32,
        state: State,
        awarded: u32,
        certainty: Option<Certainty>,
        chosen: &[Choice],
        is_probe: bool,
    ) {
        let first = u32::try_from(self.choices.len()).expect("there are fewer than 2^32 choices");
        let most = usize::from(u16::MAX);
        let chosen = &chosen[..chosen.len().min(most)];
        self.choices.extend_from_slice(chosen);
        let cell = Cell {
            pupil,
            state,
            // A record or a table that somebody has changed may hold any mark.
            awarded: u16::try_from(awarded.min(self.available)).unwrap_or(u16::MAX),
            certainty,
            first_choice: first,
            choices: u16::try_from(chosen.len()).unwrap_or(u16::MAX),
        };
        match is_probe {
            true => self.probes.push(cell),
            false => self.cells.push(cell),
        }
    }
}
