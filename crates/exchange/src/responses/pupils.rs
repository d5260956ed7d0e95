//! Who a row is of.

use std::collections::HashMap;
use std::fmt::Write;

use sourcework_core::diagnostic::Diagnostic;
use sourcework_core::statistics::PupilKey;

use super::cells::plain;
use super::gathered::Gathered;
use super::headings::Role;
use super::places::Places;
use crate::rows::Record;

/// The columns that say who a pupil is.
#[derive(Default)]
pub struct PupilColumns {
    /// The name, in its order.
    name: Vec<usize>,
    /// What tells pupils of the same name apart.
    identity: Vec<usize>,
    class: Option<usize>,
    sitting: Option<usize>,
    attempt: Option<usize>,
    /// The quiz, of which attempts are counted.
    quiz: Option<usize>,
    /// Whether each row is a pupil without a name.
    is_by_line: bool,
}

impl PupilColumns {
    pub fn find(headings: &[String]) -> Self {
        let mut name = Role::Name.columns(headings);
        let is_first = |at: &usize| {
            matches!(
                plain(&headings[*at]).as_str(),
                "firstname" | "forename" | "givenname"
            )
        };
        name.sort_by_key(|at| (!is_first(at), *at));
        let mut identity = Role::Identity.columns(headings);
        if name.is_empty() && !identity.is_empty() {
            name.push(identity.remove(0));
        }
        if name.is_empty() {
            name.extend(Role::Number.column(headings));
        }
        Self {
            name,
            identity,
            class: Role::Class.column(headings),
            sitting: Role::Sitting.column(headings),
            attempt: Role::Attempt.column(headings),
            quiz: Role::Quiz.column(headings),
            is_by_line: false,
        }
    }

    /// The same, with the name in other columns.
    pub fn with_name(self, name: Vec<usize>) -> Self {
        Self { name, ..self }
    }

    /// The same, where each row is a pupil without a name.
    pub fn by_line(self) -> Self {
        Self {
            is_by_line: true,
            ..self
        }
    }

    /// Whether a row says who it is of.
    pub fn say_who(&self) -> bool {
        !self.name.is_empty()
    }

    pub fn uses(&self, at: usize) -> bool {
        let others = [self.class, self.sitting, self.attempt];
        self.name.contains(&at) || self.identity.contains(&at) || others.contains(&Some(at))
    }

    /// The name in a row.
    pub fn name(&self, record: &Record<'_>) -> String {
        match self.is_by_line {
            true => format!("line {}", record.line()),
            false => joined(record, &self.name),
        }
    }
}

fn joined(record: &Record<'_>, columns: &[usize]) -> String {
    let cells = columns.iter().map(|at| record.cell(*at).trim());
    let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
    cells.join(" ")
}

/// The pupils of a table.
pub struct Pupils {
    pub columns: PupilColumns,
    places: Places,
    /// What a row says of its pupil, kept for its room.
    text: String,
    /// By class and name what tells those apart who have it.
    namesakes: HashMap<(String, String), Vec<String>>,
    /// How many attempts there have been, by class, name and quiz.
    attempts: HashMap<[String; 3], u32>,
}

impl Pupils {
    pub fn new(columns: PupilColumns) -> Self {
        Self {
            columns,
            places: Places::default(),
            text: String::new(),
            namesakes: HashMap::new(),
            attempts: HashMap::new(),
        }
    }

    /// What a row says of its pupil and attempt, as one text.
    pub fn identity(&mut self, record: &Record<'_>) -> &str {
        let columns = &self.columns;
        self.text.clear();
        let when = [columns.class, columns.sitting, columns.attempt];
        let quiz = columns.quiz.filter(|_| columns.sitting.is_some());
        let cells = when.into_iter().chain([quiz]).flatten();
        for at in cells.chain(columns.name.iter().chain(&columns.identity).copied()) {
            self.text.push_str(record.cell(at).trim());
            self.text.push('\u{1f}');
        }
        if columns.is_by_line {
            self.text.push_str(&columns.name(record));
        }
        &self.text
    }

    /// The place of the pupil of a row, who is the one of that attempt where the row does not say it.
    pub fn place(
        &mut self,
        record: &Record<'_>,
        attempt: u32,
        gathered: &mut Gathered<'_>,
    ) -> Result<u32, Diagnostic> {
        self.identity(record);
        if attempt > 1 {
            write!(self.text, "{attempt}").expect("memory takes everything");
        }
        if let Some(known) = self.places.find(&self.text) {
            return Ok(known);
        }
        let key = self.key(record, attempt, gathered);
        let place = gathered.pupil(&key)?;
        self.places.add(&self.text, place);
        Ok(place)
    }

    /// The key of a pupil whose row is the first of its attempt.
    fn key(&mut self, record: &Record<'_>, attempt: u32, gathered: &mut Gathered<'_>) -> PupilKey {
        let columns = &self.columns;
        let cell = |at: Option<usize>| at.map_or("", |at| record.cell(at).trim()).to_owned();
        let mut name = columns.name(record);
        if name.is_empty() {
            gathered.notes.changed("rows without a name", || {
                format!(
                    "line {} names no pupil; all such rows count as one",
                    record.line()
                )
            });
        }
        let class = cell(columns.class.or(columns.sitting));
        if !columns.identity.is_empty() {
            let identity = joined(record, &columns.identity);
            let same = self
                .namesakes
                .entry((class.clone(), name.clone()))
                .or_default();
            match same.iter().position(|known| *known == identity) {
                Some(0) => {}
                None if same.is_empty() => same.push(identity),
                known => {
                    name = format!("{name} ({identity})");
                    if known.is_none() {
                        same.push(identity);
                    }
                }
            }
        }
        let attempt = match columns.attempt {
            Some(at) => number_of_attempt(record, at, gathered),
            None if columns.sitting.is_some() => {
                let of = [cell(columns.class), name.clone(), cell(columns.quiz)];
                let count = self.attempts.entry(of).or_default();
                *count += 1;
                *count
            }
            None => attempt,
        };
        PupilKey {
            class,
            name,
            attempt,
        }
    }
}

fn number_of_attempt(record: &Record<'_>, at: usize, gathered: &mut Gathered<'_>) -> u32 {
    record.cell(at).trim().parse().unwrap_or_else(|_| {
        gathered
            .notes
            .changed("rows without the number of the attempt", || {
                format!(
                    "line {} has no number of the attempt; it counts as the first",
                    record.line()
                )
            });
        1
    })
}
