//! Which columns of a table of answers hold what: our own tables, and what Google Forms and Microsoft Forms hand out.

use super::table::Outcome;
use crate::cli::import::EncodingArg;
use crate::cli::{Failure, sheet};
use sourcework_core::diagnostic::nearest;
use sourcework_core::quiz::{Question, Quiz};
use sourcework_core::reviewing::normalised;
use sourcework_exchange::responses::{QuestionColumns, question_columns};
use sourcework_exchange::{Row, Table};

/// The columns that are written, after those carried over.
const WRITTEN: [&str; 13] = [
    "question",
    "answer",
    "mark",
    "proposed",
    "available",
    "basis",
    "points",
    "unsure",
    "could-be",
    "doubts",
    "patterns",
    "comment",
    "why",
];

/// What forms say of a whole response in columns of their own, as [`normalised`].
const OF_RESPONSE: [&str; 11] = [
    "id",
    "timestamp",
    "start time",
    "completion time",
    "last modified time",
    "score",
    "total score",
    "total points",
    "quiz feedback",
    "grade posted time",
    "language",
];

/// Where the answers stand in a row.
#[derive(Debug)]
pub struct Columns {
    pub layout: Layout,
    /// The columns that are carried over.
    pub carried: Vec<Carried>,
    /// The columns with people's marks; they are carried over as well.
    pub people: Vec<usize>,
}

/// A column that is carried over.
#[derive(Debug)]
pub struct Carried {
    pub at: usize,
    pub name: String,
    /// Whether it says who a student is.
    is_of_student: bool,
}

#[derive(Debug)]
pub enum Layout {
    /// The columns of the question and the answer.
    Long { question: usize, answer: usize },
    /// The column of the answer; the question, by its place in the quiz.
    Single { question: usize, answer: usize },
    /// Columns for each question.
    Wide(Vec<QuestionColumns>),
}

/// The table in a file of answers to a quiz.
pub fn table_of_answers<'b>(
    bytes: &'b [u8],
    encoding: Option<EncodingArg>,
    asked: Option<&str>,
    quiz: &Quiz,
) -> Result<Table<'b>, Failure> {
    let is_heading = |names: &[String]| Columns::find(names, asked, quiz).is_ok();
    let table = sheet::table(bytes, encoding, &is_heading)?;
    match table.headings.cells.is_empty() {
        true => Err(sheet::empty()),
        false => Ok(table),
    }
}

impl Columns {
    /// Finds out from the header which columns hold answers.
    pub fn find(names: &[String], asked: Option<&str>, quiz: &Quiz) -> Result<Self, Failure> {
        let column = |wanted: &str| names.iter().position(|it| it.eq_ignore_ascii_case(wanted));
        let layout = match (asked, column("question"), column("answer")) {
            (Some(id), _, Some(answer)) => Layout::Single {
                question: place(quiz, id).map_err(Failure::Usage)?,
                answer,
            },
            (None, Some(question), Some(answer)) => Layout::Long { question, answer },
            _ => {
                let wide = question_columns(names, asked, quiz);
                if wide.is_empty() {
                    return Err(Failure::Usage(no_column(names, quiz)));
                }
                Layout::Wide(wide)
            }
        };
        let used = |at: usize| match &layout {
            Layout::Long { question, answer } => at == *question || at == *answer,
            Layout::Single { answer, .. } => at == *answer || column("question") == Some(at),
            Layout::Wide(wide) => wide.iter().any(|(_, columns)| columns.contains(&Some(at))),
        };
        let mut people = match layout {
            // Which of several answers in a row such a mark is for is not known.
            Layout::Wide(_) => Vec::new(),
            _ => sheet::people(names),
        };
        people.retain(|at| !used(*at));
        let carried = names.iter().enumerate().filter(|(at, _)| !used(*at));
        let carried = carried.map(|(at, name)| Carried {
            at,
            name: name.clone(),
            is_of_student: !people.contains(&at) && !is_of_another(name, names),
        });
        Ok(Self {
            carried: carried.collect(),
            people,
            layout,
        })
    }

    /// The names of the columns that are carried over.
    pub fn carried_names(&self) -> impl Iterator<Item = &str> {
        self.carried.iter().map(|it| it.name.as_str())
    }

    /// Looks at the first rows: a column whose cells are not all marks is not one of people's marks,
    /// whatever it is called.
    pub fn look_at(&mut self, rows: &[Row], quiz: &Quiz) {
        let most = quiz.questions.iter().map(Question::available).max();
        let most = most.unwrap_or(0);
        let is_mark = |cell: &str| {
            let cell = cell.trim();
            cell.is_empty() || cell.parse().is_ok_and(|mark: u32| mark <= most)
        };
        let holds_marks = |at: &usize| rows.iter().all(|row| is_mark(row.cell(*at)));
        let (people, others) = std::mem::take(&mut self.people)
            .into_iter()
            .partition(holds_marks);
        self.people = people;
        for carried in &mut self.carried {
            carried.is_of_student |= others.contains(&carried.at);
        }
    }

    /// Whether some column says who a student is.
    pub fn says_who(&self) -> bool {
        self.carried.iter().any(|it| it.is_of_student)
    }

    /// The names of the columns that say who a student is: all that are carried over but people's marks, and what a
    /// form says of single answers.
    pub fn student_names(&self) -> impl Iterator<Item = &str> {
        let of_student = self.carried.iter().filter(|it| it.is_of_student);
        of_student.map(|it| it.name.as_str())
    }

    /// Who the student of an outcome is.
    pub fn student(&self, outcome: &Outcome) -> Vec<String> {
        let cells = self.carried.iter().zip(&outcome.carried);
        let cells = cells.filter(|(carried, _)| carried.is_of_student);
        cells.map(|(_, cell)| cell.clone()).collect()
    }

    /// A student as one is called: without times, scores and the like that forms add, if more is known.
    pub fn called(&self, student: &[String]) -> String {
        let joined = |all: bool| {
            let cells = self.student_names().zip(student);
            let cells = cells.filter(|(name, cell)| {
                !cell.trim().is_empty()
                    && (all || !OF_RESPONSE.contains(&normalised(name).as_str()))
            });
            let cells: Vec<&str> = cells.map(|(_, cell)| cell.as_str()).collect();
            cells.join(" · ")
        };
        Some(joined(false))
            .filter(|it| !it.is_empty())
            .unwrap_or_else(|| joined(true))
    }

    /// The names of the columns that are written.
    pub fn written(&self) -> impl Iterator<Item = &str> {
        self.carried_names().chain(WRITTEN)
    }

    /// The questions of the quiz that have no column, where each should have one.
    pub fn unanswered<'q>(&self, quiz: &'q Quiz) -> Vec<&'q str> {
        let Layout::Wide(wide) = &self.layout else {
            return Vec::new();
        };
        let questions = quiz.questions.iter().enumerate();
        let lacking = questions.filter(|(place, _)| wide.iter().all(|(known, _)| known != place));
        lacking.map(|(_, it)| it.id.as_str()).collect()
    }
}

/// Whether a column tells what the form has given for the answer in another one.
fn is_of_another(name: &str, names: &[String]) -> bool {
    let name = name.trim();
    let before = ["Points - ", "Feedback - "].iter();
    let mut before = before.filter_map(|start| name.strip_prefix(start));
    let behind = ["[Score]", "[Feedback]"].iter();
    let mut behind = behind.filter_map(|end| name.strip_suffix(end));
    let of = before.next().or_else(|| behind.next()).map(normalised);
    of.is_some_and(|of| names.iter().any(|other| normalised(other) == of))
}

fn no_column(names: &[String], quiz: &Quiz) -> String {
    let first = quiz.questions.first().map_or("", |it| it.id.as_str());
    format!(
        "the file has the columns {}; it needs `question` and `answer`, or `answer` with --question, or columns named like questions, such as `{first}`, or with the questions themselves",
        names
            .iter()
            .map(|name| format!("`{}`", name.escape_debug()))
            .collect::<Vec<_>>()
            .join(", ")
    )
}

/// The place of a question in the quiz.
pub fn place(quiz: &Quiz, id: &str) -> Result<usize, String> {
    let ids = || quiz.questions.iter().map(|it| it.id.as_str());
    ids().position(|it| it == id.trim()).ok_or_else(|| {
        let near = nearest(id, ids()).map_or(String::new(), |it| format!("; did you mean `{it}`?"));
        format!(
            "the quiz `{}` has no question `{}`{near}",
            quiz.id,
            id.escape_debug()
        )
    })
}
