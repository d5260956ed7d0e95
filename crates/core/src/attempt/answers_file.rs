//! Answers written in a TOML file, so that a quiz can be taken without a person.
//!
//! ```toml
//! quiz = "warm-up"
//! [answers]                        # one key a question ID, in the author's order
//! recipient = "A"                  # single-choice: a letter, or the option's text
//! terms = ["A", "C"]               # multiple-response, evidence with candidates
//! shown = ["3"]                    # evidence without candidates: the numbers of the sentences
//! claims = ["false", "not-stated"] # true-false
//! pairs = ["B", "A"]               # matching: for each left, the letter of its right
//! steps = ["A", "B", "C"]          # ordering: first to last
//! gap = ["calamity"]               # cloze
//! who = ["A", "26 October 1962"]   # grid: a letter where it is chosen, else text
//! cannon = ["A", "B"]              # paired: claim, evidence
//! pressure = ["It is …", "…"]      # inference: inference, detail, inference, detail …
//! useful = "The letter is …"       # short-answer, extended
//! [judged]                         # what a person decided about the written answers
//! pressure = [2, 1]                # inference: 1 if it is valid, 2 with its detail
//! useful = ["value", "B"]          # short-answer: the points made, by ID or letter
//! essay = [5]                      # extended: the marks for each criterion
//! ```

use std::collections::HashMap;

use jiff::Timestamp;

use super::{Command, Guess, Mode, Numbering, Refusal, Session, View, Which};
use crate::diagnostic::{Code, Diagnostic, Placed};
use crate::document::{self, Fields};
use crate::marking::{Answer, Cell, Judgement, Written};
use crate::quiz::{Body, Question, Quiz, Truth};
use crate::source::quotation::fold_answer;
use crate::words::counted;

/// What an answers file holds, by question ID.
#[derive(Clone, Debug, Default)]
pub struct AnswersFile {
    /// The answers, in the author's order.
    pub answers: HashMap<String, Answer>,
    /// What was decided about the written ones.
    pub judged: HashMap<String, Judgement>,
}

impl AnswersFile {
    /// Takes a quiz to its end with these answers. What has no answer is skipped, what no person
    /// decided is left to be judged, and what is asked again gets the same answer again.
    pub fn take(&self, session: &mut Session, now: Timestamp) {
        loop {
            let id = |place: usize| session.question(place).id.as_str();
            let command = match session.current(now) {
                // A file answers the quiz itself.
                View::Probe(view) => Command::Probe {
                    place: view.head.place,
                    answer: None,
                },
                View::Commit(asked) => Command::Commit {
                    place: asked.place,
                    guess: Guess::default(),
                },
                View::Question(view) => self.answer(view.head.place, id(view.head.place)),
                View::Judging(view) => match self.judged.get(id(view.head.place)) {
                    Some(judgement) => judge(session, view.which, judgement),
                    None => Command::LeaveUnjudged { which: view.which },
                },
                View::Overview(_) => Command::HandIn,
                View::Done => {
                    self.overrule_all(session, now);
                    Command::Finish
                }
                View::Finished => return,
            };
            let place = match &command {
                Command::Answer { place, .. } => Some(*place),
                _ => None,
            };
            let step = session.step(command, now);
            // Answers and judgements were read for their questions, so that none is refused, unless
            // an answer is longer than an attempt holds: then the question counts as skipped.
            let skipped = match (step, place) {
                (Ok(()), Some(place)) => self.overrule(session, place, now),
                (Ok(()), None) => Ok(()),
                (Err(_), Some(place)) => session.step(Command::Skip { place }, now),
                (Err(refusal), None) => Err(refusal),
            };
            if skipped.is_err() && session.step(Command::Finish, now).is_err() {
                return;
            }
        }
    }

    /// The answer to a question, or what is done without one.
    fn answer(&self, place: usize, question: &str) -> Command {
        match self.answers.get(question) {
            Some(answer) => Command::Answer {
                place,
                answer: answer.clone(),
                numbering: Numbering::Authored,
                certainty: None,
            },
            None => Command::Skip { place },
        }
    }

    /// The written answers of an exam that the program has marked, once it is handed in.
    fn overrule_all(&self, session: &mut Session, now: Timestamp) {
        let items = session.attempt().items.iter().enumerate();
        let decided = items.filter_map(|(place, item)| {
            item.first.as_ref().filter(|given| given.judged.is_none())?;
            let judgement = self.judged.get(&item.presented.question)?;
            let which = Which {
                place,
                again: false,
            };
            Some(judge(session, which, judgement))
        });
        let commands: Vec<Command> = decided.collect();
        for command in commands {
            let judged = session.step(command, now);
            judged.expect("every judgement was read for its question, which nobody has judged");
        }
    }

    /// What a person decided counts before what the program found. In an exam nothing is judged
    /// until it is handed in.
    fn overrule(&self, session: &mut Session, place: usize, now: Timestamp) -> Result<(), Refusal> {
        let question = &session.attempt().items[place].presented.question;
        match self.judged.get(question) {
            Some(judgement) if session.settings().mode == Mode::Practice => {
                let which = Which {
                    place,
                    again: false,
                };
                session.step(judge(session, which, judgement), now)
            }
            _ => Ok(()),
        }
    }
}

fn judge(session: &Session, which: Which, judgement: &Judgement) -> Command {
    Command::Judge {
        which,
        judgement: judgement.clone(),
        by: session.settings().judge.into(),
    }
}

type Entry = (Placed<String>, Vec<Placed<String>>);

/// Reads an answers file for a quiz whose sentences are located; see `Quiz::locate`.
pub fn parse_answers(quiz: &Quiz, text: &str) -> (AnswersFile, Vec<Diagnostic>) {
    let mut out = Vec::new();
    let table = match document::parse(text) {
        Ok(table) => table,
        Err(diagnostic) => return (AnswersFile::default(), vec![diagnostic]),
    };
    let mut fields = Fields::of_file(&table, text, false, "file of answers", &mut out);
    let of = fields.text("quiz");
    if !of.is_empty() && *of != quiz.id {
        let message = format!(
            "the answers are for `{}`, not for `{}`",
            of.escape_debug(),
            quiz.id
        );
        fields.report(Diagnostic::new(Code::InvalidAnswer, of.span, message));
    }
    let answers = read_entries(&mut fields, "answers");
    let judged = read_entries(&mut fields, "judged");
    fields.finish();
    let file = AnswersFile {
        answers: read_all(quiz, answers, &mut out, parse_answer),
        judged: read_all(quiz, judged, &mut out, judgement),
    };
    out.sort_by_key(|diagnostic| diagnostic.span);
    (file, out)
}

fn read_entries(fields: &mut Fields<'_, '_>, key: &'static str) -> Vec<Entry> {
    // A closure, because the method's own lifetimes are too narrow for it.
    #[expect(clippy::redundant_closure_for_method_calls, reason = "see above")]
    let entries = fields.table(key, "table", |table| table.all_texts());
    entries.unwrap_or_default()
}

fn read_all<T>(
    quiz: &Quiz,
    entries: Vec<Entry>,
    out: &mut Vec<Diagnostic>,
    read: fn(&Question, &[Placed<String>]) -> Result<T, String>,
) -> HashMap<String, T> {
    let mut all = HashMap::new();
    for (id, texts) in entries {
        let Some((_, question)) = quiz.question(&id) else {
            let message = format!("the quiz has no question `{}`", id.escape_debug());
            let known = quiz.questions.iter().map(|question| question.id.as_str());
            out.push(Diagnostic::new(Code::InvalidAnswer, id.span, message).suggest(&id, known));
            continue;
        };
        match read(question, &texts) {
            Ok(value) => {
                all.insert(id.value, value);
            }
            Err(why) => {
                let span = texts.first().map_or(id.span, |text| text.span);
                let message = format!("this is not an answer to `{}`: {why}", id.escape_debug());
                out.push(Diagnostic::new(Code::InvalidAnswer, span, message));
            }
        }
    }
    all
}

/// Reads an answer in the author's order from its parts, as an answers file has them.
///
/// # Errors
///
/// Where a part is not one of the possibilities of the question, or there are too many parts; the
/// text says which.
#[expect(clippy::too_many_lines, reason = "one arm a kind")]
pub fn parse_answer(question: &Question, texts: &[Placed<String>]) -> Result<Answer, String> {
    let all = |options: &[&str]| {
        texts
            .iter()
            .map(|text| letter(text, options))
            .collect::<Result<Vec<_>, _>>()
    };
    Ok(match &question.body {
        Body::SingleChoice(body) => {
            let options: Vec<&str> = body.options.iter().map(|it| it.text.as_str()).collect();
            at_most(texts, 1)?;
            Answer::Choice(
                texts
                    .first()
                    .map(|text| letter(text, &options))
                    .transpose()?,
            )
        }
        Body::MultipleResponse(body) => {
            let options: Vec<&str> = body.options.iter().map(|it| it.text.as_str()).collect();
            Answer::Choices(all(&options)?)
        }
        Body::Evidence(body) => {
            let offered: Vec<&str> = body.offered().iter().map(|it| it.quote.as_str()).collect();
            Answer::Choices(all(&offered)?)
        }
        Body::TrueFalse(body) => {
            at_most(texts, body.statements.len())?;
            Answer::Truths(
                texts
                    .iter()
                    .map(|text| truth(text))
                    .collect::<Result<_, _>>()?,
            )
        }
        Body::Matching(body) => {
            let rights: Vec<&str> = body.rights().collect();
            at_most(texts, body.pairs.len())?;
            Answer::Pairs(
                texts
                    .iter()
                    .map(|text| optional_letter(text, &rights))
                    .collect::<Result<_, _>>()?,
            )
        }
        Body::Ordering(body) => {
            let items: Vec<&str> = body.items.iter().map(|item| item.as_str()).collect();
            Answer::Order(all(&items)?)
        }
        Body::Cloze(body) => {
            at_most(texts, body.text.gaps().len())?;
            Answer::Gaps(texts.iter().map(|text| text.value.clone()).collect())
        }
        Body::Grid(body) => {
            at_most(texts, body.rows.len())?;
            let cell = |(row, text): (&crate::quiz::body::Row, &Placed<String>)| {
                if row.options.is_empty() || text.trim().is_empty() {
                    return Ok(Cell::Typed(text.value.clone()));
                }
                let options: Vec<&str> = row.options.iter().map(|it| it.as_str()).collect();
                letter(text, &options).map(Cell::Chosen)
            };
            Answer::Cells(
                body.rows
                    .iter()
                    .zip(texts)
                    .map(cell)
                    .collect::<Result<_, String>>()?,
            )
        }
        Body::Paired(body) => {
            let claims: Vec<&str> = body.claims.iter().map(|it| it.text.as_str()).collect();
            let evidence: Vec<&str> = body.evidence.iter().map(|it| it.quote.as_str()).collect();
            at_most(texts, 2)?;
            let part = |place: usize, options: &[&str]| match texts.get(place) {
                Some(text) => optional_letter(text, options),
                None => Ok(None),
            };
            Answer::Paired {
                claim: part(0, &claims)?,
                evidence: part(1, &evidence)?,
            }
        }
        Body::Inference(body) => {
            at_most(texts, 2 * body.count as usize)?;
            let text = |place: usize| {
                texts
                    .get(place)
                    .map_or(String::new(), |it| it.value.clone())
            };
            let written = |n: usize| Written {
                inference: text(2 * n),
                detail: text(2 * n + 1),
            };
            Answer::Inferences((0..body.count as usize).map(written).collect())
        }
        Body::ShortAnswer(_) | Body::Extended(_) => {
            let parts: Vec<&str> = texts.iter().map(|text| text.as_str()).collect();
            Answer::Text(parts.join("\n"))
        }
    })
}

fn judgement(question: &Question, texts: &[Placed<String>]) -> Result<Judgement, String> {
    let number = |text: &Placed<String>| {
        text.parse::<u32>()
            .map_err(|_| format!("`{}` is not a mark", text.escape_debug()))
    };
    let judgement = match &question.body {
        Body::Inference(_) => {
            let part = |text: &Placed<String>| match number(text)? {
                0 => Ok((false, false)),
                1 => Ok((true, false)),
                2 => Ok((true, true)),
                _ => Err("an inference earns 0, 1, or 2 with its detail".to_owned()),
            };
            Judgement::Inferences(texts.iter().map(part).collect::<Result<_, _>>()?)
        }
        Body::ShortAnswer(body) => {
            let labels: Vec<&str> = body.points.iter().map(|it| it.label.as_str()).collect();
            let point = |text: &Placed<String>| {
                let by_id = |it: &crate::quiz::body::Point| it.id.as_ref() == Some(text);
                match body.points.iter().position(by_id) {
                    Some(place) => Ok(place),
                    None => letter(text, &labels),
                }
            };
            Judgement::Points(texts.iter().map(point).collect::<Result<_, _>>()?)
        }
        Body::Extended(_) => Judgement::Levels(texts.iter().map(number).collect::<Result<_, _>>()?),
        _ => return Err("the program marks it by its key; remove it from `[judged]`".to_owned()),
    };
    crate::marking::judge(question, &judgement).map_err(|error| error.to_string())?;
    Ok(judgement)
}

fn at_most(texts: &[Placed<String>], most: usize) -> Result<(), String> {
    if texts.len() > most {
        return Err(format!("it has {}", counted(most, "part")));
    }
    Ok(())
}

/// A letter (A is the first), a number (1 is the first), or the text itself, whose typography does not matter.
fn letter(text: &str, options: &[&str]) -> Result<usize, String> {
    let text = text.trim();
    if let Some(place) = options.iter().position(|option| option.trim() == text) {
        return Ok(place);
    }
    let place = match text.as_bytes() {
        [letter] if letter.is_ascii_alphabetic() => {
            Some(usize::from(letter.to_ascii_uppercase() - b'A'))
        }
        _ => text
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1)),
    };
    let place = place.filter(|place| *place < options.len());
    let alike = || {
        let wanted = fold_answer(text);
        let mut alike = (0..options.len()).filter(|place| fold_answer(options[*place]) == wanted);
        alike
            .next()
            .filter(|_| !wanted.is_empty() && alike.next().is_none())
    };
    place.or_else(alike).ok_or_else(|| {
        format!(
            "`{}` is not one of the {} possible answers",
            text.escape_debug(),
            options.len()
        )
    })
}

/// As [`letter`], with nothing for a blank.
fn optional_letter(text: &str, options: &[&str]) -> Result<Option<usize>, String> {
    if text.trim().is_empty() {
        Ok(None)
    } else {
        letter(text, options).map(Some)
    }
}

fn truth(text: &str) -> Result<Option<Truth>, String> {
    let word = text.trim().to_lowercase().replace([' ', '_'], "-");
    if word.is_empty() {
        return Ok(None);
    }
    match Truth::ALL.into_iter().find(|truth| truth.as_str() == word) {
        Some(truth) => Ok(Some(truth)),
        None => Err(format!(
            "`{}` is not one of true, false, not-stated",
            text.escape_debug()
        )),
    }
}
