//! What is on the screen: a question, its feedback, an answer to mark, the overview, the result. A
//! stage holds what is shown and filled in; it is made from the attempt and knows nothing of keys.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::Timestamp;

use super::form::{Field, Form, letter};
use crate::terminal::of_parts;
use sourcework_core::attempt::{
    Command, Evidence, Explanation, Guess, Judge, Judging, Numbering, OverviewLine, QuestionHead,
    QuestionView, Scheme, Session, View, Which,
};
use sourcework_core::marking::written::Finding;
use sourcework_core::marking::{Answer, Judgement};
use sourcework_core::present::feedback::{
    explanation_first, feedback_beside_passages, first_version,
};
use sourcework_core::present::passage::glossary_of;
use sourcework_core::present::summary::{self, Detail};
use sourcework_core::present::{Block, block, judging, question};
use sourcework_core::quiz::body::Criterion;

use crate::terminal::StepAnswer;

/// What a stage is for.
pub enum Kind {
    /// Who made the passage, when and why is asked before the heading is shown.
    Commit(usize),
    /// A question is asked.
    Question(Asking),
    /// A text is written again.
    Redraft(usize),
    /// What an answer earned, and why.
    Feedback {
        place: usize,
        may_redraft: bool,
        may_overrule: bool,
    },
    /// An answer is marked by the student; whether there are samples to learn the levels with.
    Judging(Which, How, bool),
    /// An answer that an examiner has marked is marked first.
    Sample(SamplePractice),
    /// What the examiner gave for it.
    SampleMarked(SamplePractice),
    /// The overview of an exam.
    Overview,
    /// The result, with a list of questions to look at again.
    Result,
    /// One of those questions: its place in the attempt, and in the list.
    LookAgain(usize, usize),
}

/// Marking samples before one's own answer.
#[derive(Clone, Debug)]
pub struct SamplePractice {
    /// The answer that comes after them.
    pub which: Which,
    /// The number of the sample, from 0.
    pub number: usize,
    /// The student's marks beside the examiner's, so far.
    pub pairs: Vec<(u32, u32)>,
}

/// A question that is asked.
pub struct Asking {
    pub place: usize,
    /// Whether it is asked first without its passage.
    pub is_probe: bool,
    pub flagged: bool,
    pub has_hint: bool,
    pub has_glossary: bool,
    pub is_text: bool,
}

/// How an answer is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Each inference and its detail, yes or no.
    Inferences,
    /// The points that were made.
    Points,
    /// Marks for each criterion.
    Levels,
}

/// What is on the screen.
pub struct Stage {
    pub kind: Kind,
    /// What is read above the form.
    pub blocks: Vec<Block>,
    pub form: Option<Form>,
    /// "Question 3 of 13", marks and so on.
    pub title: String,
    /// How many questions there are, and how many are behind.
    pub progress: Option<(usize, usize)>,
    /// What is marked in the passages.
    pub evidence: Vec<Marked>,
}

/// Places of a passage that are marked.
pub struct Marked {
    /// The passage.
    pub text: String,
    /// The places: ranges of its bytes.
    pub spans: Vec<Range<usize>>,
}

impl Stage {
    /// A stage on which something is read and nothing filled in.
    fn new(kind: Kind, blocks: Vec<Block>, title: impl Into<String>) -> Self {
        Self {
            kind,
            blocks,
            form: None,
            title: title.into(),
            progress: None,
            evidence: Vec::new(),
        }
    }

    /// A stage before anything is shown.
    pub fn empty() -> Self {
        Self::new(Kind::Overview, Vec::new(), "")
    }

    /// The same with something to fill in.
    fn with_form(self, form: Form) -> Self {
        Self {
            form: Some(form),
            ..self
        }
    }

    /// The same at its question.
    fn at(self, head: &QuestionHead<'_>) -> Self {
        Self {
            progress: Some((head.place, head.of)),
            ..self
        }
    }

    /// The same with evidence marked in the passages.
    fn with_evidence(self, evidence: &[Evidence<'_>]) -> Self {
        let marked = evidence.iter().map(|one| Marked {
            text: one.text.to_owned(),
            spans: one.spans.clone(),
        });
        Self {
            evidence: marked.collect(),
            ..self
        }
    }
}

/// The heading of a source is asked for.
pub fn commit(head: &QuestionHead<'_>) -> Stage {
    let fields = question::GUESSES.map(|asked| Field::line(asked, "", false));
    let form = Form::fields(fields.into(), Vec::new(), "Go on");
    let blocks = vec![question::commitment()];
    let title = question::place_in_words(head);
    Stage::new(Kind::Commit(head.place), blocks, title)
        .with_form(form)
        .at(head)
}

/// What was said of the heading.
pub fn guess(form: &Form) -> Guess {
    let mut said = form.parts().into_iter().map(|part| match part {
        StepAnswer::Typed(text) => text,
        StepAnswer::Picked(_) => String::new(),
    });
    let mut next = || said.next().unwrap_or_default();
    Guess {
        who: next(),
        when: next(),
        why: next(),
    }
}

/// A question is asked; `begun` is an answer that was begun.
pub fn asking(
    view: &QuestionView<'_>,
    explained_first: Option<&Explanation<'_>>,
    begun: Option<&Answer>,
) -> Stage {
    let head = &view.head;
    let mut blocks = Vec::new();
    if let Some(explanation) = explained_first {
        blocks.extend(explanation_first(explanation));
    }
    blocks.push(question::stem(head));
    let form = Form::of_task(&view.task, begun.or(view.given.as_ref()));
    let passages = head.passages.iter();
    let kind = Kind::Question(Asking {
        place: head.place,
        is_probe: head.probe.is_some(),
        flagged: view.flagged,
        has_hint: view.has_hint,
        has_glossary: passages.into_iter().any(|it| !it.glossary.is_empty()),
        is_text: matches!(form, Form::Text(_)),
    });
    Stage::new(kind, blocks, question::place_in_words(head))
        .with_form(form)
        .at(head)
}

/// A question is asked without its passage, below what is said of that.
pub fn probe(view: &QuestionView<'_>, notice: Block, begun: Option<&Answer>) -> Stage {
    let mut stage = asking(view, None, begun);
    stage.blocks.insert(0, notice);
    stage.progress = None;
    stage
}

/// A text is written again.
pub fn redraft(view: &QuestionView<'_>) -> Stage {
    let mut blocks = vec![question::stem(&view.head)];
    blocks.push(block::plain(
        "Write it again. Your first version and its mark stay, and only they count.",
    ));
    let kind = Kind::Redraft(view.head.place);
    Stage::new(kind, blocks, question::place_in_words(&view.head))
        .with_form(Form::of_task(&view.task, view.given.as_ref()))
        .at(&view.head)
}

/// The answer that a form says, as it is presented.
pub fn form_answer(view: &QuestionView<'_>, form: &Form) -> Answer {
    of_parts(&view.task, &form.parts())
}

/// The command that gives what a form says.
pub fn answer(view: &QuestionView<'_>, form: &Form) -> Command {
    let (place, answer) = (view.head.place, form_answer(view, form));
    if view.head.probe.is_some() {
        let answer = Some(answer);
        return Command::Probe { place, answer };
    }
    Command::Answer {
        place,
        answer,
        numbering: Numbering::Presented,
        certainty: None,
    }
}

/// What an answer earned, and why; nothing where nothing may be said.
pub fn feedback(session: &Session, place: usize) -> Option<Stage> {
    let feedback = session.feedback(place)?;
    let mut blocks = vec![block::label(feedback.stem)];
    let item = &session.attempt().items[place];
    let given = item.second.as_ref().or(item.first.as_ref());
    if let Some(given) = given.filter(|given| !given.answer.is_blank()) {
        blocks.extend(judging::answer(&given.answer, judging::YOU_WROTE));
    }
    blocks.extend(first_version(&feedback));
    blocks.extend(feedback_beside_passages(&feedback, &letters));
    let kind = Kind::Feedback {
        place,
        may_redraft: feedback.may_redraft,
        may_overrule: feedback.findings.is_some(),
    };
    let stage = Stage::new(kind, blocks, format!("Question {}", place + 1));
    Some(stage.with_evidence(&feedback.evidence))
}

/// Letters, as the lists of a screen have them.
pub fn letters(count: usize) -> Vec<String> {
    (0..count).map(letter).collect()
}

/// An answer beside what it is marked by: the one that waits for it, or one that the program has
/// marked and the student decides about.
pub fn answer_to_mark(session: &Session, which: Which, now: Timestamp) -> Option<Judging<'_>> {
    match session.current(now) {
        View::Judging(view) if view.which == which => Some(view),
        _ => session.judging(which, now),
    }
}

/// An answer is marked by the student.
pub fn marking(view: &Judging<'_>) -> Stage {
    let mut blocks = judging::heading(view);
    blocks.extend(judging::answer_and_findings(view, judging::YOU_WROTE));
    blocks.extend(judging::scheme(view));
    let (how, form) = match &view.scheme {
        Scheme::Inferences(_, count) => {
            let fields = (1..=*count).flat_map(|number| {
                let ask = |words: String| Field::menu(words, &["Yes", "No"], None);
                [
                    ask(format!("Is inference {number} valid?")),
                    ask(format!("Does detail {number} support it?")),
                ]
            });
            let form = Form::fields(fields.collect(), Vec::new(), GIVE_MARKS);
            (How::Inferences, form)
        }
        Scheme::Points(points, _) => {
            blocks.push(block::label("Which points does the answer make?"));
            let found = view
                .findings
                .iter()
                .flat_map(|it| it.found.iter().enumerate());
            let made = found.filter(|(_, found)| found.finding == Finding::Made);
            let made: BTreeSet<usize> = made.map(|(place, _)| place).collect();
            let form = Form::several(judging::point_choices(points), made);
            (How::Points, form)
        }
        Scheme::Levels(criteria) => {
            blocks.extend(criteria.iter().flat_map(judging::levels));
            (How::Levels, levels_form(criteria))
        }
    };
    let has_samples = !view.samples.is_empty();
    let kind = Kind::Judging(view.which, how, has_samples);
    Stage::new(kind, blocks, format!("Question {}", view.head.place + 1)).with_form(form)
}

fn levels_form(criteria: &[Criterion]) -> Form {
    let fields = criteria.iter().map(|criterion| {
        let marks: Vec<String> = (0..=criterion.available())
            .map(|it| it.to_string())
            .collect();
        let marks: Vec<&str> = marks.iter().map(String::as_str).collect();
        Field::menu(criterion.name.as_str(), &marks, None)
    });
    Form::fields(fields.collect(), Vec::new(), GIVE_MARKS)
}

/// A sample to mark; `None` after the last one.
pub fn sample(view: &Judging<'_>, practice: SamplePractice) -> Option<Stage> {
    let Scheme::Levels(criteria) = view.scheme else {
        return None;
    };
    let one = view.samples.get(practice.number)?;
    let mut blocks = judging::sample(practice.number, view.samples.len(), one);
    blocks.extend(criteria.iter().flat_map(judging::levels));
    let stage = Stage::new(Kind::Sample(practice), blocks, "Learning the levels");
    Some(stage.with_form(levels_form(criteria)))
}

/// What the examiner gave, beside what the student gave; `None` while something is left open.
pub fn sample_marked(
    session: &Session,
    practice: &SamplePractice,
    form: &Form,
    now: Timestamp,
) -> Option<Stage> {
    let Some(Judgement::Levels(given)) = judgement(How::Levels, form) else {
        return None;
    };
    let view = answer_to_mark(session, practice.which, now)?;
    let Scheme::Levels(criteria) = view.scheme else {
        return None;
    };
    let one = view.samples.get(practice.number)?;
    let mut practice = practice.clone();
    practice.number += 1;
    let pairs = given.iter().copied().zip(one.marks.iter().copied());
    practice.pairs.extend(pairs);
    let mut blocks = judging::beside_examiner(one, criteria, &given);
    if practice.number == view.samples.len() {
        blocks.extend(judging::agreement_with_examiner(&practice.pairs));
    }
    let kind = Kind::SampleMarked(practice);
    Some(Stage::new(kind, blocks, "Learning the levels"))
}

const GIVE_MARKS: &str = "Give these marks";

/// The decision that a form says; `None` while something is left open.
pub fn judgement(how: How, form: &Form) -> Option<Judgement> {
    let parts = form.parts();
    let picked = |part: &StepAnswer| match part {
        StepAnswer::Picked(places) => places.first().copied(),
        StepAnswer::Typed(_) => None,
    };
    match how {
        How::Points => match parts.into_iter().next()? {
            StepAnswer::Picked(places) => Some(Judgement::Points(places)),
            StepAnswer::Typed(_) => None,
        },
        How::Levels => {
            let marks = parts.iter().map(|part| u32::try_from(picked(part)?).ok());
            Some(Judgement::Levels(marks.collect::<Option<_>>()?))
        }
        How::Inferences => {
            let pairs = parts.chunks(2).map(|pair| {
                let valid = picked(&pair[0])? == 0;
                // A detail without a valid inference earns nothing and need not be decided.
                let supports = match valid {
                    true => picked(pair.get(1)?)? == 0,
                    false => false,
                };
                Some((valid, supports))
            });
            Some(Judgement::Inferences(pairs.collect::<Option<_>>()?))
        }
    }
}

/// Who decides at a screen: the student, or the teacher beside them.
pub fn judge_command(session: &Session, which: Which, judgement: Judgement) -> Command {
    let by: Judge = session.settings().judge;
    Command::Judge {
        which,
        judgement,
        by: by.into(),
    }
}

/// The overview of an exam.
pub fn overview(lines: &[OverviewLine<'_>]) -> Stage {
    let mut options = vec!["Hand in".to_owned()];
    let numbered = lines.iter().enumerate();
    options.extend(numbered.map(|(place, line)| question::overview_line(place, line)));
    Stage::new(Kind::Overview, question::overview(lines), "Your paper")
        .with_form(Form::menu(options))
}

/// The result, and below it the questions to look at again, with the cursor on one of them.
pub fn result(session: &Session, cursor: usize) -> Stage {
    let summary = session.summary();
    let mut options: Vec<String> = summary
        .again
        .iter()
        .map(|again| format!("{}. {}", again.place + 1, again.feedback.stem))
        .collect();
    let mut blocks = summary::result(&summary);
    if !options.is_empty() {
        blocks.push(block::label("Look at these again"));
    }
    options.push("Leave".to_owned());
    let mut form = Form::menu(options);
    form.point_to(cursor);
    Stage::new(Kind::Result, blocks, "Result").with_form(form)
}

/// One of the questions to look at again.
pub fn look_again(session: &Session, number: usize) -> Option<Stage> {
    let mut summary = session.summary();
    if number >= summary.again.len() {
        return None;
    }
    let one = summary.again.swap_remove(number);
    summary.again = vec![one];
    let blocks = summary::look_at_again(&summary, &letters, Detail::Beside);
    let one = &summary.again[0];
    let stage = Stage::new(
        Kind::LookAgain(one.place, number),
        blocks,
        "Look at this again",
    );
    Some(stage.with_evidence(&one.feedback.evidence))
}

/// The words that the passages of a question explain.
pub fn glossary(session: &Session, place: usize) -> Vec<Block> {
    glossary_of(&session.passages(place))
}
