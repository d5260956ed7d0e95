//! Tables with a row for each pupil and columns for each question: those of teachers, of `mark --students`, of forms, and
//! Moodle's reports.

use jiff::civil::DateTime;
use std::collections::HashMap;

use sourcework_core::diagnostic::Diagnostic;
use sourcework_core::statistics::{ItemKey, State};

use super::cells::{Mark, hundredths, is_blank, plain};
use super::gathered::{Gathered, Given, wrong};
use super::headings::{Role, is_maximum, is_summary};
use super::pupils::{PupilColumns, Pupils};
use super::wide_columns::{Column, Profile, columns};
use super::{each_row, note_unnamed, unnamed};
use crate::rows::{Record, Table};

/// What a row is.
enum Kind {
    Pupil,
    /// The marks available.
    Maximum,
    /// Averages and the like.
    Summary,
    /// Moodle lists pupils who have not begun, too.
    NoAttempt,
    Nameless,
}

/// The columns about a row as a whole.
struct Rows {
    state: Option<usize>,
    started: Option<usize>,
    attempt: Option<usize>,
    is_named: bool,
}

impl Rows {
    fn kind(&self, record: &Record<'_>, name: &str) -> Kind {
        let label = if self.is_named { name } else { record.cell(0) };
        let says = |at: usize| !is_blank(record.cell(at));
        match () {
            () if is_maximum(label) => Kind::Maximum,
            () if is_summary(label) => Kind::Summary,
            () if self.is_named && label.is_empty() => Kind::Nameless,
            () if self.started.is_some_and(|at| !says(at)) && !self.state.is_some_and(says) => {
                Kind::NoAttempt
            }
            () => Kind::Pupil,
        }
    }

    /// Which attempt a row is, counted or as it says itself.
    fn attempt(
        &self,
        record: &Record<'_>,
        name: &str,
        counted: Option<u32>,
        gathered: &mut Gathered<'_>,
    ) -> u32 {
        let counted = counted.filter(|_| self.attempt.is_none()).unwrap_or(1);
        // Moodle has a row for each attempt.
        if counted > 1 && self.started.is_none() {
            gathered.notes.changed("rows of pupils who have one already", || {
                let (line, name) = (record.line(), name.escape_debug());
                format!("line {line}: “{name}” has a row before; this one counts as attempt {counted}")
            });
        }
        counted
    }

    /// Whether Moodle says that the attempt is not finished.
    fn is_unfinished(&self, record: &Record<'_>) -> bool {
        let state = self.state.map_or("", |at| record.cell(at));
        matches!(
            plain(state).as_str(),
            "inprogress" | "overdue" | "abandoned" | "neversubmitted" | "notstarted"
        )
    }
}

/// Reads the rows, twice: which columns hold marks and which attempt of a pupil a row is are known only after all.
pub fn read(table: &Table<'_>, gathered: &mut Gathered<'_>) -> Result<(), Diagnostic> {
    let headings = &table.headings.cells;
    check_headings(headings)?;
    let mut pupil = PupilColumns::find(headings);
    let mut unnamed = unnamed(headings);
    if !pupil.say_who() && unnamed.first() == Some(&0) {
        // Programs write the names of rows without a heading.
        unnamed.remove(0);
        pupil = pupil.with_name(vec![0]);
    }
    let rows = Rows {
        state: Role::State.column(headings),
        started: Role::Started.column(headings),
        attempt: Role::Attempt.column(headings),
        is_named: pupil.say_who(),
    };
    if !rows.is_named {
        gathered.notes.changed("tables without names", || {
            "no column says who the pupils are: each row counts as another pupil, and is called by its line".to_owned()
        });
        pupil = pupil.by_line();
    }
    let mut pupils = Pupils::new(pupil);
    let mut profile = Profile::new(headings.len());
    let mut attempts = Attempts::default();
    each_row(table, |record| {
        let name = pupils.columns.name(record);
        if matches!(rows.kind(record, &name), Kind::Pupil) {
            profile.look_at(record);
            let started = rows.started.and_then(|at| moment(record.cell(at)));
            attempts.add(pupils.identity(record), started);
        }
        Ok(())
    })?;
    let columns = columns(headings, &pupils.columns, &profile, gathered)?;
    let items = items(&columns, gathered)?;
    let mut attempts = attempts.numbers().into_iter();
    each_row(table, |record| {
        note_unnamed(&unnamed, record, gathered);
        let name = pupils.columns.name(record);
        match rows.kind(record, &name) {
            Kind::Pupil => {
                let attempt = rows.attempt(record, &name, attempts.next(), gathered);
                let pupil = pupils.place(record, attempt, gathered)?;
                let is_unfinished = rows.is_unfinished(record);
                add(record, &columns, &items, pupil, is_unfinished, gathered)?;
            }
            Kind::Maximum => maxima(record, &columns, &items, gathered),
            other => note_no_pupil(&other, record, &name, gathered),
        }
        Ok(())
    })
}

/// Says why a row is no pupil.
fn note_no_pupil(kind: &Kind, record: &Record<'_>, name: &str, gathered: &mut Gathered<'_>) {
    let (line, name) = (record.line(), name.escape_debug());
    let (kind, what) = match kind {
        Kind::Summary => (
            "rows that sum up others",
            format!("line {line}: “{name}” is no pupil, and was left out"),
        ),
        Kind::NoAttempt => (
            "pupils without an attempt",
            format!("line {line}: “{name}” has not begun, and was left out"),
        ),
        Kind::Nameless => (
            "rows without a name",
            format!("line {line} has no name, and was left out; add one if it is a pupil"),
        ),
        Kind::Pupil | Kind::Maximum => return,
    };
    gathered.notes.left_out(kind, || what);
}

/// Headings that are numbers, some of them twice, are the marks of a pupil.
fn check_headings(headings: &[String]) -> Result<(), Diagnostic> {
    let numbers: Vec<&String> = headings
        .iter()
        .filter(|it| hundredths(it).is_some())
        .collect();
    let is_twice = numbers
        .iter()
        .enumerate()
        .any(|(at, it)| numbers[..at].contains(it));
    let filled = headings.iter().filter(|it| !it.is_empty()).count();
    match is_twice && numbers.len() * 2 > filled {
        true => Err(
            wrong("the first line holds marks and no headings".to_owned())
                .help("write a line above it that names the columns, such as name, Q1, Q2"),
        ),
        false => Ok(()),
    }
}

/// The places of the questions.
fn items<'q>(
    columns: &[Column<'q>],
    gathered: &mut Gathered<'q>,
) -> Result<Vec<usize>, Diagnostic> {
    let mut places = Vec::new();
    for column in columns {
        let quiz = gathered.known.quiz.filter(|_| column.question.is_some());
        let id = column.question.map(|it| it.id.value.clone());
        let key = ItemKey {
            quiz: quiz.map_or(String::new(), |it| it.id.to_string()),
            question: id.unwrap_or_else(|| column.name.clone()),
            content: None,
        };
        let place = gathered.item(&key, column.question)?;
        if let Some(available) = column.available {
            gathered.available(place, available, None);
        }
        places.push(place);
    }
    Ok(places)
}

fn maxima(
    record: &Record<'_>,
    columns: &[Column<'_>],
    items: &[usize],
    gathered: &mut Gathered<'_>,
) {
    for (column, item) in columns.iter().zip(items) {
        let cell = column.mark.map_or("", |at| record.cell(at));
        match hundredths(cell).filter(|marks| *marks > 0) {
            Some(available) => gathered.available(*item, available, Some(record)),
            None => gathered
                .notes
                .left_out("questions without marks available", || {
                    let (line, name) = (record.line(), column.name.escape_debug());
                    format!("line {line} does not say how many marks `{name}` has")
                }),
        }
    }
}

/// Adds the answers of a row. What is blank at its end was not reached.
fn add(
    record: &Record<'_>,
    columns: &[Column<'_>],
    items: &[usize],
    pupil: u32,
    is_unfinished: bool,
    gathered: &mut Gathered<'_>,
) -> Result<(), Diagnostic> {
    let is_given = |column: &Column<'_>| {
        let cells = [column.mark, column.answer].into_iter().flatten();
        cells.into_iter().any(|at| !is_blank(record.cell(at)))
    };
    let reached = columns.iter().rposition(is_given);
    if is_unfinished {
        gathered
            .notes
            .changed("attempts that are not finished", || {
                format!(
                    "line {}: the attempt is not finished; its questions count as not reached",
                    record.line()
                )
            });
    }
    for (place, (column, item)) in columns.iter().zip(items).enumerate() {
        let answer = column.answer.map(|at| record.cell(at));
        let mark = match (column.mark, column.right) {
            (Some(at), _) => Mark::read(record.cell(at)),
            (None, Some(right)) => Mark::by_key(answer.unwrap_or_default(), record.cell(right)),
            (None, None) => Mark::Blank,
        };
        let given = Given {
            state: is_unfinished.then_some(State::NotReached),
            mark,
            available: None,
            answer,
            blank: match reached.is_some_and(|last| place < last) {
                true => State::Omitted,
                false => State::NotReached,
            },
            certainty: None,
            is_probe: false,
        };
        gathered.add(*item, pupil, given, record)?;
    }
    Ok(())
}

/// Which attempt of its pupil each row is: by when it began, or else in the order of the rows.
#[derive(Default)]
struct Attempts {
    of_pupils: HashMap<String, Vec<(Option<DateTime>, usize)>>,
    rows: usize,
}

impl Attempts {
    fn add(&mut self, identity: &str, started: Option<DateTime>) {
        let of_pupil = self.of_pupils.entry(identity.to_owned()).or_default();
        of_pupil.push((started, self.rows));
        self.rows += 1;
    }

    fn numbers(self) -> Vec<u32> {
        let mut numbers = vec![1; self.rows];
        for mut rows in self.of_pupils.into_values() {
            if rows.iter().all(|(started, _)| started.is_some()) {
                rows.sort();
            }
            for (number, (_, row)) in (1..).zip(rows) {
                numbers[row] = number;
            }
        }
        numbers
    }
}

/// When an attempt began, as Moodle writes it in English, or in ISO's form.
fn moment(cell: &str) -> Option<DateTime> {
    let cell = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    let forms = [
        "%d %B %Y %I:%M %p",
        "%A, %d %B %Y, %I:%M %p",
        "%d %B %Y %H:%M",
        "%Y-%m-%d %H:%M",
    ];
    let by_form = forms
        .iter()
        .find_map(|form| DateTime::strptime(form, &cell).ok());
    by_form.or_else(|| cell.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn moments_are_read_as_moodle_writes_them() {
        let expected = jiff::civil::date(2024, 10, 3).at(14, 5, 0, 0);
        for written in [
            "3 October 2024  2:05 PM",
            "Thursday, 3 October 2024, 2:05 PM",
            "2024-10-03 14:05",
            "2024-10-03T14:05:00",
        ] {
            assert_eq!(moment(written), Some(expected), "{written}");
        }
        assert_eq!(moment("3. Oktober 2024 14:05"), None);
    }
}
