//! One row a student: the mark of each question, and what they come to; and a page for each student.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::columns::{Columns, Layout};
use super::table::{Marker, Outcome, write_record};
use sourcework_core::diagnostic::shortened;
use sourcework_core::present::returned::{Returned, ReturnedAnswer};

/// So many rows that are alike are told one by one.
const MOST_TOLD: usize = 20;

/// The marks of the students, in the order in which they came. A student is what the columns say that
/// are carried over; where a row holds all the answers of a student, each row is one.
#[derive(Debug, Default)]
pub struct Students {
    /// The places of the questions in the quiz, in the order in which they came, and their IDs.
    questions: Vec<(usize, String)>,
    rows: Vec<Student>,
    known: HashMap<Vec<String>, usize>,
    /// Rows that are perhaps one too many.
    alike: Vec<String>,
    more_alike: usize,
}

#[derive(Debug, Default)]
struct Student {
    who: Vec<String>,
    /// The line of the first row.
    line: usize,
    /// By the place of the question among those of the table.
    answers: HashMap<usize, Given>,
}

#[derive(Debug)]
struct Given {
    answer: String,
    line: usize,
    /// `None` while a person must mark it.
    mark: Option<u32>,
    available: u32,
    comment: String,
}

impl Students {
    pub fn add(&mut self, columns: &Columns, outcome: &Outcome) {
        let row = self.row(columns, outcome);
        // What is no answer to its question is for a person to look at; what is for no question counts nowhere.
        if outcome.is_wrong && outcome.available() == 0 {
            return;
        }
        let mut questions = self.questions.iter();
        let known = questions.position(|(place, _)| *place == outcome.place);
        let question = known.unwrap_or_else(|| {
            let question = (outcome.place, outcome.question.clone());
            self.questions.push(question);
            self.questions.len() - 1
        });
        let sure = outcome.mark.as_ref().filter(|_| !outcome.is_unsure());
        let given = Given {
            answer: outcome.answer.clone(),
            line: outcome.line,
            mark: sure.map(|mark| mark.awarded),
            available: outcome.available(),
            comment: outcome.comment.clone(),
        };
        // Of two answers of a student to a question the last one counts.
        if let Some(before) = self.rows[row].answers.insert(question, given) {
            let who = columns.called(&self.rows[row].who);
            self.tell(|| {
                format!(
                    "lines {} and {} both answer `{}` for “{}”; the last one counts",
                    before.line, outcome.line, outcome.question, who
                )
            });
        }
    }

    /// The row of the student whose answer it is.
    fn row(&mut self, columns: &Columns, outcome: &Outcome) -> usize {
        let is_new_row = self.rows.last().is_none_or(|it| it.line != outcome.line);
        let is_row_each = matches!(columns.layout, Layout::Wide(_));
        if is_row_each && !is_new_row {
            return self.rows.len() - 1;
        }
        let who = columns.student(outcome);
        match self.known.get(&who) {
            Some(known) if is_row_each => {
                let first = self.rows[*known].line;
                let called = columns.called(&who);
                self.tell(|| {
                    format!(
                        "lines {first} and {} are both of “{called}”; each keeps a row of its own",
                        outcome.line
                    )
                });
            }
            Some(known) => return *known,
            None => {
                self.known.insert(who.clone(), self.rows.len());
            }
        }
        self.rows.push(Student {
            who,
            line: outcome.line,
            answers: HashMap::new(),
        });
        self.rows.len() - 1
    }

    fn tell(&mut self, what: impl FnOnce() -> String) {
        match self.alike.len() < MOST_TOLD {
            true => self.alike.push(shortened(what())),
            false => self.more_alike += 1,
        }
    }

    /// What is told of rows that are perhaps one too many.
    pub fn warnings(&self) -> impl Iterator<Item = String> {
        let more = Some(self.more_alike).filter(|it| *it > 0);
        let more = more.map(|more| format!("warning: {more} more rows are like rows above"));
        let alike = self.alike.iter().map(|it| format!("warning: {it}"));
        alike.chain(more)
    }

    /// The table: who the student is, a column for each question, the total, and how many answers wait
    /// for a person. A cell is empty where nothing was answered, and `?` where a person must say.
    pub fn table(&self, columns: &Columns) -> std::io::Result<Vec<u8>> {
        let mut table = Vec::new();
        let questions = self.questions.iter().map(|(_, id)| id.as_str());
        let own = ["total", "available", "waiting"];
        let names = columns.student_names().chain(questions).chain(own);
        write_record(&mut table, names)?;
        for student in &self.rows {
            let questions = 0..self.questions.len();
            let marks = questions.map(|question| match student.answers.get(&question) {
                None => String::new(),
                Some(given) => given.mark.map_or("?".to_owned(), |mark| mark.to_string()),
            });
            let own = student.sums().map(|sum| sum.to_string());
            let cells: Vec<String> = student
                .who
                .iter()
                .cloned()
                .chain(marks)
                .chain(own)
                .collect();
            write_record(&mut table, cells.iter().map(String::as_str))?;
        }
        Ok(table)
    }

    /// The same, a JSON object for each student; a mark is `null` where a person must say.
    pub fn json_lines(&self, columns: &Columns) -> String {
        let line = |student: &Student| {
            let names = columns.student_names().map(str::to_owned);
            let who = names.zip(student.who.iter().map(|cell| Value::from(cell.as_str())));
            let questions = self.questions.iter().enumerate();
            let marks = questions.filter_map(|(place, (_, id))| {
                let given = student.answers.get(&place)?;
                Some((id.clone(), Value::from(given.mark)))
            });
            let [total, available, waiting] = student.sums();
            let line = json!({
                "version": 1,
                "carried": who.collect::<Map<_, _>>(),
                "marks": marks.collect::<Map<_, _>>(),
                "total": total,
                "available": available,
                "waiting": waiting,
            });
            format!("{line}\n")
        };
        self.rows.iter().map(line).collect()
    }

    /// What is handed back to each student, in the order of the questions.
    pub fn returned<'s>(&'s self, marker: &'s Marker<'_>, columns: &Columns) -> Vec<Returned<'s>> {
        let mut order: Vec<usize> = (0..self.questions.len()).collect();
        order.sort_by_key(|question| self.questions[*question].0);
        let returned = |student: &'s Student| {
            let answers = order.iter().filter_map(|question| {
                let given = student.answers.get(question)?;
                Some(ReturnedAnswer {
                    question: marker.question(self.questions[*question].0),
                    answer: &given.answer,
                    mark: given.mark,
                    available: given.available,
                    comment: Some(given.comment.as_str()).filter(|comment| !comment.is_empty()),
                })
            });
            Returned {
                student: columns.called(&student.who),
                answers: answers.collect(),
            }
        };
        self.rows.iter().map(returned).collect()
    }
}

impl Student {
    /// The marks, the marks available, and how many answers wait for a person.
    fn sums(&self) -> [u32; 3] {
        let given = self.answers.values();
        given.fold([0; 3], |[total, available, waiting], given| {
            [
                total + given.mark.unwrap_or(0),
                available + given.available,
                waiting + u32::from(given.mark.is_none()),
            ]
        })
    }
}
