//! The rows of answers, and the rows of marks.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::cells;
use super::columns::{Columns, Layout, place};
use sourcework_core::attempt::parse_answer;
use sourcework_core::diagnostic::{Placed, Span, shortened};
use sourcework_core::marking::Answer;
use sourcework_core::marking::written::{Finding, Marked, Scheme, examples};
use sourcework_core::marking::{self, Basis, Mark, Verdicts};
use sourcework_core::paper::Paper;
use sourcework_core::quiz::{Body, Question, Quiz};
use sourcework_core::reviewing::Decisions;
use sourcework_exchange::{Row, harmless};

/// What an answer came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The carried columns.
    pub carried: Vec<String>,
    /// The line of its row.
    pub line: usize,
    /// The question, by its place in the quiz.
    pub place: usize,
    /// Its ID.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// The final mark: a person's decision, or else the program's mark; `None` where a person must
    /// judge.
    pub mark: Option<Mark>,
    /// What was found in a written answer.
    pub marked: Option<Marked>,
    /// The mark that a person gave: what was decided, or else what most people of the table gave.
    pub person: Option<u32>,
    /// Whether the row is not an answer to a question of the quiz; `why` says so.
    pub is_wrong: bool,
    texts: [String; 5],
    points: String,
    doubts: String,
    patterns: String,
    /// What the teacher says about it.
    pub comment: String,
    /// What was found, or what is wrong.
    pub why: String,
}

impl Outcome {
    /// Whether a person must be asked.
    pub fn is_unsure(&self) -> bool {
        self.mark.as_ref().is_none_or(|mark| mark.doubtful > 0)
    }

    /// The marks available.
    pub fn available(&self) -> u32 {
        self.texts[2].parse().unwrap_or_default()
    }

    /// The fields of a row, in the order of [`Columns::written`].
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let [mark, proposed, available, basis, could_be] = &self.texts;
        let unsure = if self.is_unsure() { "yes" } else { "no" };
        let own = [
            &self.question,
            &self.answer,
            mark,
            proposed,
            available,
            basis,
            &self.points,
            unsure,
            could_be,
            &self.doubts,
            &self.patterns,
            &self.comment,
            self.why.as_str(),
        ];
        self.carried.iter().map(String::as_str).chain(own)
    }

    /// The row as an object.
    pub fn json(&self, columns: &Columns) -> Value {
        let carried = columns.carried.iter().zip(&self.carried);
        let student: Map<String, Value> = carried
            .map(|(of, value)| (of.name.clone(), Value::from(value.as_str())))
            .collect();
        json!({
            "version": 1,
            "carried": student,
            "question": self.question,
            "answer": self.answer,
            "mark": self.mark.as_ref().map(|mark| mark.awarded),
            "proposed": self.texts[1].parse::<u32>().ok(),
            "available": self.texts[2].parse::<u32>().ok(),
            "basis": self.texts[3],
            "unsure": self.is_unsure(),
            "could-be": self.texts[4].parse::<u32>().ok(),
            "comment": self.comment,
            "findings": self.marked.as_ref().map(|marked| &marked.findings),
            "taken": self.marked.as_ref().map(|marked| &marked.taken),
            "why": self.why,
        })
    }
}

/// The schemes of a quiz.
pub struct Marker<'p> {
    quiz: &'p Quiz,
    /// For each question its scheme, where it is a written one.
    schemes: Vec<Option<Scheme<'p>>>,
    /// What a person has decided about texts.
    decisions: Decisions,
}

impl<'p> Marker<'p> {
    pub fn new(paper: &'p Paper) -> Self {
        let schemes = paper.quiz.questions.iter();
        Self {
            quiz: &paper.quiz,
            schemes: schemes
                .map(|it| Scheme::new(&paper.quiz, it, &paper.sources))
                .collect(),
            decisions: Decisions::default(),
        }
    }

    /// The same, with what a person has decided about texts.
    pub fn with_decisions(self, decisions: Option<Decisions>) -> Self {
        Self {
            decisions: decisions.unwrap_or_default(),
            ..self
        }
    }

    /// The scheme of a written question, by its place.
    pub fn scheme(&self, place: usize) -> Option<&Scheme<'p>> {
        self.schemes.get(place)?.as_ref()
    }

    /// The question of that place.
    pub fn question(&self, place: usize) -> &'p Question {
        &self.quiz.questions[place]
    }

    /// Marks the answers of a row.
    pub fn mark(&self, columns: &Columns, row: &Row) -> Vec<Outcome> {
        let line = row.line;
        let cell = |at: usize| row.cell(at);
        let carried = || -> Vec<String> {
            let carried = columns.carried.iter().map(|it| cell(it.at).to_owned());
            carried.collect()
        };
        let one = |place: usize, answer: Cells<'_>| {
            let person = most_given(columns.people.iter().map(|at| cell(*at)));
            // More marks than there are were given for something else.
            let person = person.filter(|mark| *mark <= self.question(place).available());
            self.answer(place, &answer, carried(), line, person)
        };
        match &columns.layout {
            Layout::Long { question, answer } => match place(self.quiz, cell(*question)) {
                Ok(place) => vec![one(place, Cells::One(cell(*answer)))],
                Err(why) => vec![Outcome {
                    carried: carried(),
                    line,
                    question: cell(*question).to_owned(),
                    answer: cell(*answer).to_owned(),
                    why: shortened(format!("line {line}: {why}")),
                    is_wrong: true,
                    ..Outcome::default()
                }],
            },
            Layout::Single { question, answer } => vec![one(*question, Cells::One(cell(*answer)))],
            Layout::Wide(wide) => {
                let answers = wide.iter().map(|(place, columns)| match columns[..] {
                    [Some(at)] => one(*place, Cells::One(cell(at))),
                    _ => {
                        let cells = columns.iter().map(|at| at.map_or("", cell));
                        one(*place, Cells::OfRows(cells.collect()))
                    }
                });
                answers.collect()
            }
        }
    }

    /// What the program makes of an answer: its mark, and what was found in a written one.
    fn proposed(
        &self,
        place: usize,
        text: &str,
        cells: &Cells<'_>,
    ) -> Result<(Option<Mark>, Option<Marked>), String> {
        let question = self.question(place);
        match &self.schemes[place] {
            Some(_) if matches!(question.body, Body::Extended(_)) => Ok((None, None)),
            Some(scheme) => {
                let marked = scheme.mark_text(text);
                Ok((marked.as_ref().map(|it| it.mark.clone()), marked))
            }
            None => Ok((Some(keyed(question, text, cells)?), None)),
        }
    }

    fn answer(
        &self,
        place: usize,
        cells: &Cells<'_>,
        carried: Vec<String>,
        line: usize,
        person: Option<u32>,
    ) -> Outcome {
        let question = self.question(place);
        let text = &cells.text();
        let found = self.proposed(place, text, cells);
        let wrong = found.as_ref().err();
        let wrong = wrong.map(|why| shortened(format!("line {line}: {why}")));
        let (proposed, marked) = found.unwrap_or_default();
        let decision = self.decisions.find(&question.id, text);
        let decision = decision.filter(|_| self.schemes[place].is_some());
        let available = question.available();
        let mark = match decision {
            Some(decision) => Some(Mark {
                awarded: decision.mark.min(available),
                available,
                basis: Basis::Judged,
                doubtful: 0,
                verdicts: Verdicts::new(),
            }),
            None => proposed.clone(),
        };
        let basis = match mark.as_ref().map(|mark| mark.basis) {
            Some(Basis::Exact) => "exact",
            Some(Basis::Matched) => "matched",
            Some(Basis::Judged) | None => "judged",
        };
        let number = |mark: Option<u32>| mark.map_or(String::new(), |mark| mark.to_string());
        let awarded = |mark: Option<&Mark>| number(mark.map(|mark| mark.awarded));
        let could_be = mark.as_ref().map(|mark| mark.awarded + mark.doubtful);
        let explained = match decision {
            Some(decision) => Some(decision.cited()),
            None => marked.as_ref().map(|it| why(question, it, text)),
        };
        let comment = decision.and_then(|it| it.comment.clone());
        let of_marked = |of: &dyn Fn(&Marked) -> String| marked.as_ref().map_or(String::new(), of);
        Outcome {
            carried,
            line,
            place,
            is_wrong: wrong.is_some(),
            question: question.id.value.clone(),
            person: decision.map(|it| it.mark).or(person),
            texts: [
                awarded(mark.as_ref()),
                awarded(proposed.as_ref()),
                available.to_string(),
                basis.to_owned(),
                number(could_be),
            ],
            points: of_marked(&|it| points(question, it)),
            doubts: of_marked(&|it| it.doubts().join("; ")),
            patterns: of_marked(&|it| it.patterns().join(" ; ")),
            comment: comment.unwrap_or_default(),
            why: wrong.or(explained).unwrap_or_default(),
            answer: text.clone(),
            mark,
            marked,
        }
    }
}

/// The mark that most of the people gave; of several as frequent ones the lowest. Cells that are not
/// a number say nothing.
fn most_given<'c>(cells: impl Iterator<Item = &'c str>) -> Option<u32> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for mark in cells.filter_map(|cell| cell.trim().parse().ok()) {
        *counts.entry(mark).or_default() += 1;
    }
    let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    most.map(|(mark, _)| mark)
}

/// The cells of an answer.
enum Cells<'r> {
    One(&'r str),
    /// One for each row or statement of the question.
    OfRows(Vec<&'r str>),
}

impl Cells<'_> {
    /// The answer as one text.
    fn text(&self) -> String {
        match self {
            Self::One(cell) => (*cell).to_owned(),
            Self::OfRows(cells) => cells.join("; "),
        }
    }
}

/// The answer that stands in a cell; not a written one.
///
/// # Errors
///
/// Where it is no answer to the question.
pub fn answer_in(question: &Question, cell: &str) -> Result<Answer, String> {
    answer_of(question, cells::parts(question, cell)?)
}

fn answer_of(question: &Question, parts: Vec<String>) -> Result<Answer, String> {
    let parts = parts.into_iter();
    let parts: Vec<Placed<String>> = parts.map(|it| Placed::new(it, Span::default())).collect();
    parse_answer(question, &parts)
}

/// Marks an answer by its key.
fn keyed(question: &Question, text: &str, cells: &Cells<'_>) -> Result<Mark, String> {
    let no_answer = |why: &str| {
        format!(
            "`{}` is not an answer to `{}`: {why}",
            text.escape_debug(),
            *question.id
        )
    };
    let answer = match cells {
        Cells::One(cell) => answer_in(question, cell),
        Cells::OfRows(cells) => {
            answer_of(question, cells.iter().map(|it| (*it).to_owned()).collect())
        }
    };
    let answer = answer.map_err(|why| no_answer(&why))?;
    marking::mark(question, &answer)
        .ok_or_else(|| no_answer("it is an answer to another kind of question"))
}

/// The points that were made, by their IDs, or else their numbers.
fn points(question: &Question, marked: &Marked) -> String {
    let made = marked
        .findings
        .iter()
        .filter(|it| it.finding == Finding::Made);
    let name = |place: usize| match &question.body {
        Body::ShortAnswer(body) => match &body.points[place].id {
            Some(id) => id.value.clone(),
            None => (place + 1).to_string(),
        },
        _ => (place + 1).to_string(),
    };
    let mut names: Vec<String> = made.map(|it| name(it.point)).collect();
    // An inference and its detail belong to one point.
    names.dedup();
    names.join("; ")
}

/// What was found, a line each, without what was not.
fn why(question: &Question, marked: &Marked, text: &str) -> String {
    examples::explained(question, marked, text, false).join("\n")
}

/// Writes a row of CSV, of which a spreadsheet runs no cell as a formula.
pub fn write_record<'r>(
    row: &mut Vec<u8>,
    fields: impl IntoIterator<Item = &'r str>,
) -> std::io::Result<()> {
    let mut writer = csv::WriterBuilder::new().from_writer(row);
    let fields = fields.into_iter().map(harmless);
    writer.write_record(fields).map_err(std::io::Error::other)?;
    writer.flush()
}
