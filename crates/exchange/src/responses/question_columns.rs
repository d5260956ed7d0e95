//! Which columns of a table belong to which question of a quiz: headed by its ID, or by the question itself, as forms do.

use sourcework_core::quiz::{Body, Question, Quiz};
use sourcework_core::reviewing::normalised;

/// A question by its place in the quiz, and its columns: one, or one for each of its rows or statements.
pub type QuestionColumns = (usize, Vec<Option<usize>>);

/// The questions with their columns; only the one that is asked for, if one is.
pub fn question_columns(
    headings: &[String],
    asked: Option<&str>,
    quiz: &Quiz,
) -> Vec<QuestionColumns> {
    let mut form = Form::new(headings);
    let questions = quiz.questions.iter().enumerate();
    let questions = questions.filter(|(_, it)| asked.is_none_or(|asked| *asked == **it.id));
    questions
        .filter_map(|(place, question)| Some((place, form.of(question)?)))
        .collect()
}

/// The headings of a form: each belongs to one question at most.
struct Form<'n> {
    names: &'n [String],
    /// The same without capitals and punctuation.
    plain: Vec<String>,
    used: Vec<bool>,
}

impl<'n> Form<'n> {
    fn new(names: &'n [String]) -> Self {
        Self {
            names,
            plain: names.iter().map(|name| normalised(name)).collect(),
            used: vec![false; names.len()],
        }
    }

    fn of(&mut self, question: &Question) -> Option<Vec<Option<usize>>> {
        let is_id = |name: &String| name.eq_ignore_ascii_case(&question.id);
        let by_id = self
            .names
            .iter()
            .position(is_id)
            .filter(|at| !self.used[*at]);
        if let Some(at) = by_id.or_else(|| self.headed(&question.stem)) {
            self.used[at] = true;
            return Some(vec![Some(at)]);
        }
        let rows = rows(&question.body);
        // Google puts the row behind the question, in brackets; Microsoft has the row alone.
        let with_stem = |row: &&str| self.headed(&format!("{} {row}", *question.stem));
        let mut columns: Vec<Option<usize>> = rows.iter().map(with_stem).collect();
        if columns.iter().all(Option::is_none) {
            columns = rows.iter().map(|row| self.headed(row)).collect();
            columns.iter().all(Option::is_some).then_some(())?;
        }
        for at in columns.iter().flatten() {
            self.used[*at] = true;
        }
        Some(columns).filter(|columns| !columns.is_empty())
    }

    /// The first free column with that heading. A number may stand before it, and behind it, as Excel tells two of
    /// the same name apart.
    fn headed(&self, text: &str) -> Option<usize> {
        let wanted = normalised(text);
        let free = || (0..self.names.len()).filter(|at| !self.used[*at] && !wanted.is_empty());
        let unnumbered = |at: &usize| {
            let (number, rest) = self.plain[*at].split_once(' ')?;
            let number = number.trim_start_matches('q');
            let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then_some(rest)
        };
        let is_again = |at: &usize| {
            let name = self.plain[*at].trim_end_matches(|c: char| c.is_ascii_digit());
            name.trim_end() == wanted && self.plain.contains(&wanted)
        };
        free()
            .find(|at| self.plain[*at] == wanted)
            .or_else(|| free().find(|at| unnumbered(at) == Some(wanted.as_str())))
            .or_else(|| free().find(is_again))
    }
}

/// What a form asks about in a row of its own.
fn rows(body: &Body) -> Vec<&str> {
    match body {
        Body::TrueFalse(body) => body.statements.iter().map(|it| it.text.as_str()).collect(),
        Body::Matching(body) => body.pairs.iter().map(|it| it.left.as_str()).collect(),
        Body::Grid(body) => body.rows.iter().map(|it| it.label.as_str()).collect(),
        _ => Vec::new(),
    }
}
