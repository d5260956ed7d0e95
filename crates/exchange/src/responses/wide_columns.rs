//! Which columns of a table with a row for each pupil belong to which question.

use sourcework_core::diagnostic::Diagnostic;
use sourcework_core::quiz::{Question, Quiz};

use super::cells::{Mark, plain};
use super::gathered::{Gathered, wrong};
use super::headings::{Part, Role, is_students_of_mark, number, of_question};
use super::notes::listed;
use super::pupils::PupilColumns;
use super::question_columns;
use crate::rows::Record;

/// The columns of a question.
#[derive(Default)]
pub struct Column<'q> {
    /// What the table calls it.
    pub name: String,
    /// The question, where the quiz is known.
    pub question: Option<&'q Question>,
    pub mark: Option<usize>,
    pub answer: Option<usize>,
    pub right: Option<usize>,
    /// The marks available in hundredths, if the heading says so.
    pub available: Option<i64>,
    /// Whether its heading says what it is.
    is_certain: bool,
}

impl Column<'_> {
    /// Where a column goes. `says_marks` where its heading says how many marks there are.
    fn cell(&mut self, part: Part, says_marks: bool) -> &mut Option<usize> {
        let has_mark = self.mark.is_some() && self.is_certain;
        match part {
            Part::Answer => &mut self.answer,
            Part::RightAnswer => &mut self.right,
            Part::Either if has_mark && self.answer.is_none() && !says_marks => &mut self.answer,
            Part::Either | Part::Mark | Part::Aside => &mut self.mark,
        }
    }

    fn uses(&self, at: usize) -> bool {
        [self.mark, self.answer, self.right].contains(&Some(at))
    }

    /// The first of its columns.
    fn first(&self) -> usize {
        let all = [self.mark, self.answer, self.right];
        all.into_iter().flatten().min().unwrap_or(0)
    }
}

/// What stands in each column: how many marks, and how much else.
pub struct Profile {
    marks: Vec<usize>,
    others: Vec<usize>,
}

impl Profile {
    pub fn new(columns: usize) -> Self {
        Self {
            marks: vec![0; columns],
            others: vec![0; columns],
        }
    }

    pub fn look_at(&mut self, record: &Record<'_>) {
        for (at, (marks, others)) in self.marks.iter_mut().zip(&mut self.others).enumerate() {
            match Mark::read(record.cell(at)) {
                Mark::Blank => {}
                Mark::Given { .. } | Mark::Waiting => *marks += 1,
                Mark::Unknown => *others += 1,
            }
        }
    }

    fn holds_marks(&self, at: usize) -> bool {
        self.marks[at] > 0 && self.marks[at] >= self.others[at]
    }
}

/// The questions with their columns, in the order of the table.
pub fn columns<'q>(
    headings: &[String],
    pupil: &PupilColumns,
    profile: &Profile,
    gathered: &mut Gathered<'q>,
) -> Result<Vec<Column<'q>>, Diagnostic> {
    let is_of_pupil = |at: usize| pupil.uses(at);
    let mut columns = grouped(headings, &is_of_pupil, gathered);
    if let Some(quiz) = gathered.known.quiz {
        find_questions(quiz, &mut columns, gathered);
    }
    let is_matched = columns.iter().any(|column| column.question.is_some());
    let is_question = |column: &Column<'_>| match column.mark {
        _ if column.question.is_some() => true,
        _ if is_matched => false,
        Some(at) => column.is_certain || profile.holds_marks(at),
        None => true,
    };
    let (mut asked, others): (Vec<_>, Vec<_>) = columns.into_iter().partition(is_question);
    let names = others
        .iter()
        .map(|column| headings[column.first()].as_str());
    let mut unused: Vec<&str> = names.collect();
    let seen = || asked.iter().chain(&others);
    let is_used = |at: usize| is_of_pupil(at) || seen().any(|column| column.uses(at));
    unused.extend(of_no_use(headings, &is_used, profile));
    let says_marks = |column: &Column<'_>| column.mark.or(column.right).is_some();
    let with_words = |column: &Column<'_>| {
        column
            .mark
            .is_some_and(|at| profile.others[at] > profile.marks[at])
    };
    if asked.is_empty() || !asked.iter().any(says_marks) {
        return Err(no_marks(!asked.is_empty(), others.iter().any(with_words)));
    }
    if asked.iter().all(with_words) {
        return Err(no_marks(false, true));
    }
    if !unused.is_empty() {
        gathered.notes.left_out("tables with other columns", || {
            format!(
                "columns that hold no marks of questions were not used: {}",
                listed(unused)
            )
        });
    }
    asked.sort_by_key(Column::first);
    Ok(asked)
}

/// Columns with a heading that is known from tables of another form, or that hold marks under a heading that says
/// something else.
fn of_no_use<'h>(
    headings: &'h [String],
    is_used: &dyn Fn(usize) -> bool,
    profile: &Profile,
) -> Vec<&'h str> {
    let is_unused = |at: usize| match Role::of(&headings[at]) {
        _ if is_used(at) => false,
        None | Some(Role::Name | Role::Total | Role::Mark | Role::Available) => false,
        Some(Role::Aside | Role::State | Role::Started) => profile.holds_marks(at),
        Some(_) => true,
    };
    let unused = (0..headings.len()).filter(|at| is_unused(*at));
    unused.map(|at| headings[at].as_str()).collect()
}

fn no_marks(is_moodle: bool, has_words: bool) -> Diagnostic {
    let error = |what: &str| wrong(what.to_owned());
    match (is_moodle, has_words) {
        (true, _) => error("the table has answers, but neither marks nor right answers")
            .help("in Moodle’s report “Responses”, tick “right answer” beside “response” and download it again")
            .help("or download the report “Grades” with “Marks for each question: Yes”"),
        (false, true) => error("the table has answers, but no marks")
            .help("mark them with `sourcework mark QUIZ --answers FILE`, and give the table that it writes"),
        (false, false) => error("no column of the table holds marks")
            .help("a table has a column `question` and a column `mark`, or a column for each question"),
    }
}

/// The columns by the questions that their headings name.
fn grouped<'q>(
    headings: &[String],
    is_of_pupil: &dyn Fn(usize) -> bool,
    gathered: &mut Gathered<'q>,
) -> Vec<Column<'q>> {
    let known = |heading: &str| gathered.known.question("", heading).is_some();
    let is_ours = is_students_of_mark(headings);
    let is_free = |at: &usize| {
        let heading = &headings[*at];
        let can_be = match Role::of(heading) {
            None => true,
            Some(Role::Total | Role::Mark | Role::Available) => known(heading),
            Some(_) => (is_ours && heading != "waiting") || known(heading),
        };
        !heading.is_empty() && !is_of_pupil(*at) && can_be
    };
    let of_heading = |at: usize| (at, of_question(&headings[at]));
    let (either, certain): (Vec<_>, Vec<_>) = (0..headings.len())
        .filter(is_free)
        .map(of_heading)
        .partition(|(_, (part, ..))| *part == Part::Either);
    let mut columns: Vec<Column<'q>> = Vec::new();
    for (at, (part, name, available)) in certain.into_iter().chain(either) {
        let same = columns
            .iter()
            .position(|column| plain(&column.name) == plain(&name));
        let is_text = number(&name).is_some_and(|number| {
            let answered =
                |it: &Column<'_>| it.answer.is_some() && it.name == format!("Q. {number}");
            plain(&name).starts_with("question") && columns.iter().any(answered)
        });
        if part == Part::Aside || is_text {
            continue;
        }
        let place = same.unwrap_or_else(|| {
            columns.push(Column {
                name: name.clone(),
                ..Column::default()
            });
            columns.len() - 1
        });
        let column = &mut columns[place];
        let is_certain = part != Part::Either || available.is_some();
        let cell = column.cell(part, available.is_some());
        if cell.is_some() {
            gathered
                .notes
                .changed("columns with a heading that another has too", || {
                    format!(
                        "several columns are headed `{}`; column {} counts as another question",
                        headings[at].escape_debug(),
                        at + 1
                    )
                });
            let name = format!("{name} (column {})", at + 1);
            columns.push(Column {
                name,
                mark: Some(at),
                available,
                is_certain,
                ..Column::default()
            });
            continue;
        }
        *cell = Some(at);
        column.available = column.available.or(available);
        column.is_certain |= is_certain;
    }
    columns
}

/// Finds the questions of the quiz: by their IDs or by themselves; or where the table only counts them, in their order.
fn find_questions<'q>(quiz: &'q Quiz, columns: &mut [Column<'q>], gathered: &mut Gathered<'q>) {
    let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let found = question_columns(&names, None, quiz);
    for (place, at) in &found {
        if let [Some(at)] = at[..] {
            columns[at].question = Some(&quiz.questions[*place]);
        }
    }
    if columns.iter().any(|column| column.question.is_some()) {
        return;
    }
    let numbered = |column: &Column<'_>| {
        number(&column.name).filter(|it| (1..=quiz.questions.len()).contains(it))
    };
    let mut numbers: Vec<usize> = columns.iter().filter_map(numbered).collect();
    numbers.sort_unstable();
    if numbers.into_iter().eq(1..=quiz.questions.len()) {
        for column in columns.iter_mut() {
            column.question = numbered(column).map(|number| &quiz.questions[number - 1]);
        }
        gathered.notes.changed("tables that only count the questions", || {
            format!("the columns are numbered and were taken for the questions of `{}` in their order", quiz.id)
        });
    }
}
