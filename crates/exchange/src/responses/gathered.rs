//! Answers as they come from the rows of a table: what is wrong with each is said at once, what needs all of them (the
//! marks of which no maximum is known, marks with decimals) at the end.

use std::collections::HashSet;

use sourcework_core::attempt::Certainty;
use sourcework_core::diagnostic::{Code, Diagnostic, Span};
use sourcework_core::marking::{Answer, Written};
use sourcework_core::quiz::{Body, Question};
use sourcework_core::statistics::choices::{Choice, chosen};
use sourcework_core::statistics::{Item, ItemKey, PupilKey, Responses, State};

use super::Known;
use super::cells::{Mark, is_blank, shown};
use super::notes::Notes;
use super::places::Places;
use crate::rows::Record;

/// The most questions and pupils of a table: more are a column that holds something else.
const MOST_QUESTIONS: usize = 10_000;
const MOST_PUPILS: usize = 1_000_000;
/// The most marks of a question.
const MOST_MARKS: i64 = u16::MAX as i64;
/// So many different answers can be options; more of them, or longer ones, were written.
const MOST_OPTIONS: usize = 100;
const LONGEST_OPTION: usize = 300;
/// So many answers of a question are kept with what they choose.
const MOST_KEPT: usize = 1_000;

/// What a row says of one answer.
#[derive(Clone, Copy)]
pub struct Given<'r> {
    /// What became of it, if the table says so.
    pub state: Option<State>,
    pub mark: Mark,
    /// The marks available in hundredths, if the row says so.
    pub available: Option<i64>,
    /// The answer; `None` where the table has no answers.
    pub answer: Option<&'r str>,
    /// What a question without mark and answer is.
    pub blank: State,
    pub certainty: Option<Certainty>,
    pub is_probe: bool,
}

impl<'r> Given<'r> {
    /// The answer; empty where nothing was answered.
    fn said(&self) -> &'r str {
        let answer = self.answer.map_or("", str::trim);
        if is_blank(answer) { "" } else { answer }
    }

    /// What became of the question.
    fn becomes(&self) -> State {
        let is_without = self.answer.is_some() && self.said().is_empty();
        match (self.state, self.mark) {
            // A table may call an answer marked and hold no mark.
            (Some(State::Answered), Mark::Given { .. }) => State::Answered,
            (Some(State::Answered), _) => State::Waiting,
            (Some(state), _) => state,
            (None, Mark::Given { hundredths: 0, .. }) if is_without => State::Omitted,
            (None, Mark::Given { .. }) => State::Answered,
            (None, Mark::Blank) if self.said().is_empty() => self.blank,
            (None, Mark::Blank | Mark::Waiting | Mark::Unknown) => State::Waiting,
        }
    }
}

/// What is gathered.
pub(super) struct Gathered<'q> {
    pub responses: Responses,
    pub notes: Notes,
    pub known: Known<'q>,
    /// What the table says of each question, by place in [`Responses::items`].
    pub items: Vec<OfItem<'q>>,
    /// Whether marks are counted in hundredths, because one was not whole.
    pub is_in_hundredths: bool,
}

/// What the table says of a question.
#[derive(Default)]
pub(super) struct OfItem<'q> {
    pub question: Option<&'q Question>,
    /// The marks available, in hundredths.
    pub available: Option<i64>,
    /// What answers choose that have come before, and which of these a text is.
    choices: Vec<Vec<Choice>>,
    known_choices: Places,
    /// Whether its answers are no options.
    pub is_written: bool,
    /// Who has answered it, with and without its passage.
    answered: [Answered; 2],
}

/// Who has answered a question: the last one, while pupils come in their order, else all.
#[derive(Default)]
struct Answered {
    last: Option<u32>,
    all: Option<HashSet<u32>>,
}

impl<'q> Gathered<'q> {
    pub fn new(known: Known<'q>) -> Self {
        Self {
            responses: Responses::default(),
            notes: Notes::default(),
            known,
            items: Vec::new(),
            is_in_hundredths: false,
        }
    }

    /// The place of a pupil.
    pub fn pupil(&mut self, key: &PupilKey) -> Result<u32, Diagnostic> {
        match self.responses.pupils.len() > MOST_PUPILS {
            true => Err(too_many(MOST_PUPILS, "pupils", "who answered")),
            false => Ok(self.responses.pupil(key)),
        }
    }

    /// The place of a question, with what the quiz says of it.
    pub fn item(
        &mut self,
        key: &ItemKey,
        question: Option<&'q Question>,
    ) -> Result<usize, Diagnostic> {
        let place = self.responses.item(key);
        if place >= MOST_QUESTIONS {
            return Err(too_many(MOST_QUESTIONS, "questions", "the question"));
        }
        if place == self.items.len() {
            let item = &mut self.responses.items[place];
            // While rows are read, no mark is too high: the maximum may stand below.
            item.available = u32::MAX;
            item.kind = question.map(|it| it.body.kind());
            item.skill = question.map(|it| *it.skill);
            self.items.push(OfItem {
                question,
                is_written: question.is_some_and(|it| matches!(it.body, Body::Extended(_))),
                ..OfItem::default()
            });
        }
        Ok(place)
    }

    /// Says how many marks a question has.
    pub fn available(&mut self, place: usize, hundredths: i64, record: Option<&Record<'_>>) {
        let item = &mut self.items[place];
        let before = item
            .available
            .replace(hundredths.max(item.available.unwrap_or(0)));
        if before.is_some_and(|before| before != hundredths) {
            let question = &self.responses.items[place].key.question;
            self.notes.changed("rows with other marks available", || {
                let line = record.map_or(String::new(), |it| format!("line {}: ", it.line()));
                format!(
                    "{line}the maximum for `{}` is {} here and {} elsewhere; the larger one counts",
                    question.escape_debug(),
                    shown(hundredths),
                    shown(before.unwrap_or_default())
                )
            });
        }
    }

    /// Adds what a row says of an answer.
    pub fn add(
        &mut self,
        place: usize,
        pupil: u32,
        given: Given<'_>,
        record: &Record<'_>,
    ) -> Result<(), Diagnostic> {
        if !self.is_first(place, pupil, given.is_probe, record) {
            return Ok(());
        }
        let of = match given.mark {
            Mark::Given { of, .. } => given.available.or(of),
            _ => given.available,
        };
        if let Some(of) = of
            && self.items[place].available != Some(of)
        {
            self.available(place, of, Some(record));
        }
        let most = of.or(self.items[place].available);
        let hundredths = self.hundredths(place, given.mark, most, record);
        let state = given.becomes();
        let awarded = match state {
            State::Answered => self.units(hundredths)?,
            _ => 0,
        };
        let answer = given.said();
        let is_given = !answer.is_empty() && state != State::NotReached;
        let choices = match is_given && !self.items[place].is_written {
            true => self.choices(place, answer, record),
            false => None,
        };
        let chosen = choices.map_or(&[][..], |at| &self.items[place].choices[at]);
        let item = &mut self.responses.items[place];
        item.add(
            pupil,
            state,
            awarded,
            given.certainty,
            chosen,
            given.is_probe,
        );
        Ok(())
    }

    /// What an answer chooses, by its place among what has been chosen; nothing where answers are no options.
    fn choices(&mut self, place: usize, answer: &str, record: &Record<'_>) -> Option<usize> {
        if let Some(known) = self.items[place].known_choices.find(answer) {
            return Some(known as usize);
        }
        let chosen = self.look_at(place, answer, record);
        let of_item = &mut self.items[place];
        if chosen.is_none() || of_item.choices.len() >= MOST_KEPT {
            of_item.choices.clear();
            of_item.known_choices = Places::default();
        }
        of_item.choices.push(chosen?);
        let at = of_item.choices.len() - 1;
        of_item
            .known_choices
            .add(answer, u32::try_from(at).unwrap_or(u32::MAX));
        Some(at)
    }

    /// Whether a pupil has not answered a question before; what comes later is counted and told.
    fn is_first(&mut self, place: usize, pupil: u32, is_probe: bool, record: &Record<'_>) -> bool {
        let item = &self.responses.items[place];
        let answered = &mut self.items[place].answered[usize::from(is_probe)];
        let is_first = answered.is_new(pupil, item, is_probe);
        if !is_first {
            self.responses.repeated += 1;
            let name = &self.responses.pupils[pupil as usize].key.name;
            self.notes.left_out(
                "further answers of the same pupils to the same questions",
                || {
                    format!(
                        "line {}: “{}” has answered `{}` before; the first answer counts",
                        record.line(),
                        name.escape_debug(),
                        item.key.question.escape_debug()
                    )
                },
            );
        }
        is_first
    }

    /// A mark between 0 and what is available.
    fn hundredths(
        &mut self,
        place: usize,
        mark: Mark,
        available: Option<i64>,
        record: &Record<'_>,
    ) -> i64 {
        let question = &self.responses.items[place].key.question;
        let at = || format!("line {}: ", record.line());
        match (mark, available) {
            (Mark::Given { hundredths, .. }, _) if hundredths < 0 => {
                self.notes.changed("marks below 0", || {
                    let mark = shown(hundredths);
                    format!(
                        "{}the mark {mark} for `{}` is below 0 and counts as 0",
                        at(),
                        question.escape_debug()
                    )
                });
                0
            }
            (Mark::Given { hundredths, .. }, Some(most)) if hundredths > most => {
                self.notes.changed("marks above the maximum", || {
                    let (mark, most) = (shown(hundredths), shown(most));
                    format!(
                        "{}the mark {mark} for `{}` is above the maximum and counts as {most}",
                        at(),
                        question.escape_debug()
                    )
                });
                most
            }
            (Mark::Given { hundredths, .. }, _) => hundredths,
            (Mark::Unknown, _) => {
                self.notes.changed("cells with something else than a mark", || {
                    format!("{}what stands there for `{}` is no mark; the answer counts as not marked yet", at(), question.escape_debug())
                });
                0
            }
            (Mark::Blank | Mark::Waiting, _) => 0,
        }
    }

    /// A mark as it is counted here. The first one with decimals turns all before it into hundredths.
    pub fn units(&mut self, hundredths: i64) -> Result<u32, Diagnostic> {
        if hundredths % 100 != 0 && !self.is_in_hundredths {
            self.count_in_hundredths()?;
        }
        let units = if self.is_in_hundredths {
            hundredths
        } else {
            hundredths / 100
        };
        match u32::try_from(units) {
            Ok(small) if units <= MOST_MARKS => Ok(small),
            _ => Err(self.too_high(hundredths)),
        }
    }

    pub fn count_in_hundredths(&mut self) -> Result<(), Diagnostic> {
        self.is_in_hundredths = true;
        let items = self.responses.items.iter_mut();
        for cell in items.flat_map(|item| item.cells.iter_mut().chain(&mut item.probes)) {
            let whole = i64::from(cell.awarded) * 100;
            match u16::try_from(whole) {
                Ok(hundredths) => cell.awarded = hundredths,
                Err(_) => return Err(self.too_high(whole)),
            }
        }
        Ok(())
    }

    fn too_high(&self, hundredths: i64) -> Diagnostic {
        let most = match self.is_in_hundredths {
            true => "655.35, where any mark of the table has decimals",
            false => "65,535",
        };
        let what = format!(
            "{} is too high for a mark: the most is {most}",
            shown(hundredths)
        );
        wrong(what).help("take the column out of the table if it holds something else, such as a number of the pupil")
    }

    /// Finds out what an answer chooses, which has not come before; nothing where answers are no options.
    fn look_at(&mut self, place: usize, answer: &str, record: &Record<'_>) -> Option<Vec<Choice>> {
        let item = &mut self.responses.items[place];
        let of_item = &mut self.items[place];
        let parsed: Option<Answer> = match answer.starts_with("{\"") {
            true => serde_json::from_str(answer).ok(),
            false => None,
        };
        let written = parsed.as_ref().and_then(as_written);
        Some(match (parsed, of_item.question) {
            (Some(_), Some(question)) if written.is_some() => {
                (self.known.choices)(question, &written.unwrap_or_default()).unwrap_or_default()
            }
            (Some(answer), _) => chosen(&answer),
            (None, Some(question)) => match (self.known.choices)(question, answer) {
                Some(choices) => choices,
                None => {
                    self.notes.changed("answers that their questions do not offer", || {
                        let id = question.id.escape_debug();
                        format!("line {}: what stands there is no answer to `{id}`; only its mark counts", record.line())
                    });
                    Vec::new()
                }
            },
            (None, None) if item.labels.len() >= MOST_OPTIONS || answer.len() > LONGEST_OPTION => {
                of_item.is_written = true;
                item.labels.clear();
                return None;
            }
            (None, None) => vec![Choice::new(0, usize::from(item.label(answer)))],
        })
    }
}

/// A written answer as one text: each inference on a line of its own, with its detail in quotation marks.
fn as_written(answer: &Answer) -> Option<String> {
    match answer {
        Answer::Text(text) => Some(text.clone()),
        Answer::Inferences(pairs) => {
            let line = |it: &Written| format!("{} “{}”", it.inference, it.detail);
            Some(pairs.iter().map(line).collect::<Vec<_>>().join("\n"))
        }
        _ => None,
    }
}

impl Answered {
    /// Whether it is the first answer of a pupil.
    fn is_new(&mut self, pupil: u32, item: &Item, is_probe: bool) -> bool {
        if self.all.is_none() && self.last.is_none_or(|last| last < pupil) {
            self.last = Some(pupil);
            return true;
        }
        let cells = if is_probe { &item.probes } else { &item.cells };
        let all = self
            .all
            .get_or_insert_with(|| cells.iter().map(|cell| cell.pupil).collect());
        all.insert(pupil)
    }
}

/// What is wrong with a table as a whole.
pub fn wrong(what: String) -> Diagnostic {
    Diagnostic::new(Code::Malformed, Span::default(), what)
}

fn too_many(most: usize, of: &str, column: &str) -> Diagnostic {
    wrong(format!("the table has more than {most} {of}")).help(format!(
        "look whether the column that should say {column} holds something else"
    ))
}
