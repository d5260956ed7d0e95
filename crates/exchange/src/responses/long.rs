//! Tables with a row for each answer.

use sourcework_core::diagnostic::Diagnostic;
use sourcework_core::identity::ContentHash;
use sourcework_core::quiz::{Kind, Skill};
use sourcework_core::statistics::{ItemKey, State};

use super::cells::{self, Mark, hundredths, plain};
use super::gathered::{Gathered, Given, wrong};
use super::headings::Role;
use super::notes::listed;
use super::places::Places;
use super::pupils::{PupilColumns, Pupils};
use super::{each_row, note_unnamed, unnamed};
use crate::rows::{Record, Table};

/// Where what stands in a row.
pub struct LongColumns {
    pupil: PupilColumns,
    quiz: Option<usize>,
    question: usize,
    content: Option<usize>,
    kind: Option<usize>,
    skill: Option<usize>,
    state: Option<usize>,
    answer: Option<usize>,
    right: Option<usize>,
    mark: Option<usize>,
    available: Option<usize>,
    unsure: Option<usize>,
    certainty: Option<usize>,
    probe: Option<usize>,
    /// Columns that are not used, though nothing says that they are of no use.
    unused: Vec<usize>,
}

impl LongColumns {
    /// The columns of such a table; nothing where it is another one.
    pub fn find(headings: &[String]) -> Option<Self> {
        let question = Role::Question.column(headings)?;
        // The table of `mark` carries over what stood in the table of answers: it begins with the question.
        let is_marked = |word: &str| headings[question..].iter().any(|it| plain(it) == word);
        let is_ours = ["mark", "proposed", "basis", "couldbe"]
            .into_iter()
            .all(is_marked);
        let (mut carried, mut own) = (headings.to_vec(), headings.to_vec());
        if is_ours {
            own[..question].fill(String::new());
            carried[question..].fill(String::new());
        }
        let pupil = PupilColumns::find(&carried);
        let pupil = match pupil.say_who() || !is_ours {
            true => pupil,
            // Whatever the teacher has called it.
            false => pupil.with_name(
                (0..question)
                    .filter(|at| Role::of(&carried[*at]).is_none())
                    .collect(),
            ),
        };
        let find = |role: Role| role.column(&own);
        let columns = Self {
            pupil,
            quiz: find(Role::Quiz),
            question,
            content: find(Role::Content),
            kind: find(Role::Kind),
            skill: find(Role::Skill),
            state: find(Role::State),
            answer: find(Role::Answer),
            right: find(Role::RightAnswer),
            mark: find(Role::Mark),
            available: find(Role::Available),
            unsure: find(Role::Unsure),
            certainty: find(Role::Certainty),
            probe: find(Role::Probe),
            unused: Vec::new(),
        };
        columns.mark.or(columns.answer)?;
        let is_unused = |at: &usize| {
            let is_aside =
                Role::of(&headings[*at]) == Some(Role::Aside) || (is_ours && *at > question);
            !headings[*at].is_empty() && !is_aside && !columns.uses(*at)
        };
        let unused = (0..headings.len()).filter(is_unused).collect();
        Some(Self { unused, ..columns })
    }

    fn uses(&self, at: usize) -> bool {
        let all = [
            self.quiz,
            Some(self.question),
            self.content,
            self.kind,
            self.skill,
            self.state,
            self.answer,
            self.right.filter(|_| self.mark.is_none()),
            self.mark,
            self.available,
            self.unsure,
            self.certainty,
            self.probe,
        ];
        all.contains(&Some(at)) || self.pupil.uses(at)
    }
}

/// Reads the rows.
pub fn read(
    table: &Table<'_>,
    columns: LongColumns,
    gathered: &mut Gathered<'_>,
) -> Result<(), Diagnostic> {
    if !columns.pupil.say_who() {
        return Err(wrong("no column says who answered".to_owned())
            .help("add one with the heading `name` or `student`"));
    }
    if columns.mark.or(columns.right).is_none() {
        return Err(wrong("the table has answers, but no marks".to_owned())
            .help("mark them with `sourcework mark QUIZ --answers FILE`, and give the table that it writes")
            .help("or add a column with the heading `mark`, or with the right answers and the heading `right answer`"));
    }
    let headings = &table.headings.cells;
    if !columns.unused.is_empty() {
        let names = columns.unused.iter().map(|at| headings[*at].as_str());
        gathered.notes.left_out("tables with other columns", || {
            format!("columns that were not used: {}", listed(names))
        });
    }
    let unnamed = unnamed(headings);
    let mut pupils = Pupils::new(columns.pupil);
    let columns = LongColumns {
        pupil: PupilColumns::default(),
        ..columns
    };
    let mut questions = Questions {
        places: Places::default(),
        text: String::new(),
    };
    each_row(table, |record| {
        note_unnamed(&unnamed, record, gathered);
        let Some(item) = questions.place(record, &columns, gathered)? else {
            return Ok(());
        };
        let pupil = pupils.place(record, 1, gathered)?;
        let given = given(record, &columns, gathered);
        gathered.add(item, pupil, given, record)
    })
}

/// The questions of the rows.
struct Questions {
    places: Places,
    /// What a row says of its question, kept for its room.
    text: String,
}

impl Questions {
    fn place(
        &mut self,
        record: &Record<'_>,
        columns: &LongColumns,
        gathered: &mut Gathered<'_>,
    ) -> Result<Option<usize>, Diagnostic> {
        self.text.clear();
        for at in [Some(columns.question), columns.quiz, columns.content]
            .into_iter()
            .flatten()
        {
            self.text.push_str(record.cell(at).trim());
            self.text.push('\u{1f}');
        }
        if let Some(known) = self.places.find(&self.text) {
            return Ok(Some(known as usize));
        }
        let cell = |at: Option<usize>| at.map_or("", |at| record.cell(at).trim());
        let name = cell(Some(columns.question));
        if name.is_empty() {
            gathered.notes.left_out("rows without a question", || {
                format!(
                    "line {} does not say which question it is about, and was left out",
                    record.line()
                )
            });
            return Ok(None);
        }
        let question = gathered.known.question(cell(columns.quiz), name);
        if let Some(quiz) = gathered.known.quiz.filter(|_| question.is_none()) {
            gathered.notes.changed("rows with questions that the quiz does not have", || {
                let (quiz, name) = (&quiz.id, name.escape_debug());
                format!("line {}: the quiz `{quiz}` has no question `{name}`; it is counted all the same", record.line())
            });
        }
        let content = cell(columns.content);
        let hash: Option<ContentHash> = content.parse().ok();
        if hash.is_none() && !content.is_empty() {
            gathered
                .notes
                .left_out("rows with a broken content hash", || {
                    format!(
                        "line {}: what stands under `content` is no hash, and was left out",
                        record.line()
                    )
                });
        }
        let quiz = gathered
            .known
            .quiz
            .filter(|_| question.is_some() && cell(columns.quiz).is_empty());
        let key = ItemKey {
            quiz: quiz
                .map_or(cell(columns.quiz), |it| it.id.as_str())
                .to_owned(),
            question: question.map_or(name, |it| it.id.as_str()).to_owned(),
            content: hash,
        };
        let place = gathered.item(&key, question)?;
        let item = &mut gathered.responses.items[place];
        item.kind = item.kind.or(Kind::find(cell(columns.kind)));
        item.skill = item.skill.or(Skill::find(cell(columns.skill)));
        self.places
            .add(&self.text, u32::try_from(place).unwrap_or(u32::MAX));
        Ok(Some(place))
    }
}

/// What a row says of its answer.
fn given<'r>(record: &Record<'r>, columns: &LongColumns, gathered: &mut Gathered<'_>) -> Given<'r> {
    let cell = |at: usize| record.cell(at).trim();
    let answer = columns.answer.map(cell);
    let mut mark = match (columns.mark, columns.right.map(cell)) {
        (Some(at), _) => Mark::read(cell(at)),
        (None, Some(right)) => Mark::by_key(answer.unwrap_or_default(), right),
        (None, None) => Mark::Blank,
    };
    // A mark that a person has still to confirm does not count yet.
    if columns.unsure.is_some_and(|at| cells::is_yes(cell(at))) {
        mark = Mark::Waiting;
    }
    let mut known = |at: Option<usize>, what: &'static str, is_known: &dyn Fn(&str) -> bool| {
        let text = at.map_or("", cell);
        if !text.is_empty() && !is_known(text) {
            gathered.notes.left_out("words that are not known", || {
                format!(
                    "line {}: `{}` is no {what}, and was left out",
                    record.line(),
                    text.escape_debug()
                )
            });
        }
        text
    };
    let available = |it: &str| hundredths(it).filter(|marks| *marks > 0);
    let of = available(known(columns.available, "number of marks", &|it| {
        available(it).is_some()
    }));
    let certainty = known(columns.certainty, "degree of certainty", &|it| {
        cells::certainty(it).is_some()
    });
    let state = known(columns.state, "state of an answer", &|it| {
        cells::state(it).is_some()
    });
    Given {
        state: Some(state)
            .filter(|it| !it.is_empty())
            .and_then(cells::state),
        mark,
        available: of,
        answer,
        blank: State::Omitted,
        certainty: cells::certainty(certainty),
        is_probe: columns.probe.is_some_and(|at| cells::is_yes(cell(at))),
    }
}
