//! What is reported beside the marks: how many there are, and what the scheme may lack.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Format;
use super::table::{Marker, Outcome};
use crate::cli::Failure;
use crate::cli::output::Output;
use crate::terminal::{counted, print_blocks, visible};
use sourcework_core::marking::written::{Group, Marked, Matter, Suggestions};
use sourcework_core::paper::Paper;
use sourcework_core::present::reviewing as present;
use sourcework_core::quiz::Question;
use sourcework_core::quiz::amend::Edit;
use sourcework_core::reviewing::{Judged, JudgedTexts, Proposal, proposals, with_examples};
use sourcework_core::words::listed;

/// How many answers were marked, and how.
#[derive(Debug, Default)]
pub struct Tally {
    /// The questions in the order in which they came, by their IDs.
    questions: Vec<(String, OfQuestion)>,
    answers: u64,
    unsure: u64,
    /// Rows that are not an answer to a question of the quiz.
    pub wrong: u64,
    first: String,
}

/// The answers to one question.
#[derive(Debug, Default)]
struct OfQuestion {
    answers: u64,
    unsure: u64,
    awarded: u64,
    available: u64,
    /// Why a person must be asked, each with how often.
    reasons: BTreeMap<&'static str, u64>,
}

impl Tally {
    pub fn add(&mut self, outcome: &Outcome) {
        self.answers += 1;
        if outcome.is_wrong {
            self.wrong += 1;
            if self.first.is_empty() {
                self.first.clone_from(&outcome.why);
            }
            return;
        }
        self.unsure += u64::from(outcome.is_unsure());
        let known = self
            .questions
            .iter()
            .position(|(id, _)| *id == outcome.question);
        let place = known.unwrap_or_else(|| {
            let question = outcome.question.clone();
            self.questions.push((question, OfQuestion::default()));
            self.questions.len() - 1
        });
        self.questions[place].1.add(outcome);
    }

    /// Tells it on standard error, so that marks can be piped on: all answers, and a line for each
    /// question where there are several or a person is asked.
    pub fn print(&self) -> Result<(), Failure> {
        let mut errors = Output::stderr();
        let marked = self.answers - self.unsure - self.wrong;
        errors.line(&format!(
            "{}; {marked} marked, {} for a person to decide.",
            counted(self.answers, "answer"),
            self.unsure
        ))?;
        if self.questions.len() > 1 || self.unsure > 0 {
            for (id, question) in &self.questions {
                errors.line(&format!("  {}: {}", visible(id), question.in_words()))?;
            }
        }
        if self.wrong > 0 {
            errors.line(&format!(
                "error: {} could not be marked; the column `why` says why. The first: {}",
                counted(self.wrong, "row"),
                self.first
            ))?;
        }
        Ok(())
    }
}

impl OfQuestion {
    fn add(&mut self, outcome: &Outcome) {
        self.answers += 1;
        if outcome.is_unsure() {
            self.unsure += 1;
            let doubts = outcome.marked.as_ref().map(Marked::doubts);
            let doubts = doubts.filter(|doubts| !doubts.is_empty());
            for doubt in doubts.unwrap_or_else(|| vec!["only a person can mark it"]) {
                *self.reasons.entry(doubt).or_default() += 1;
            }
        } else if let Some(mark) = &outcome.mark {
            self.awarded += u64::from(mark.awarded);
            self.available += u64::from(mark.available);
        }
    }

    fn in_words(&self) -> String {
        let earned = match self.available {
            0 => String::new(),
            available => format!(", {}% of the marks given", self.awarded * 100 / available),
        };
        let asked = match self.unsure {
            0 => String::new(),
            unsure => {
                let reasons = self.reasons.iter();
                let reasons: Vec<String> = reasons
                    .map(|(reason, count)| format!("{reason} ({count})"))
                    .collect();
                let share = unsure * 100 / self.answers;
                format!(", {unsure} ({share}%) for a person: {}", reasons.join(", "))
            }
        };
        format!("{}{earned}{asked}", counted(self.answers, "answer"))
    }
}

/// The suggestions for every written question.
#[derive(Default)]
pub struct Suggested {
    by_question: BTreeMap<usize, OfScheme>,
}

/// What the answers to a question say about its scheme.
#[derive(Default)]
struct OfScheme {
    suggestions: Suggestions,
    judged: JudgedTexts,
}

/// So many groups, and of each so many texts, are shown to people; JSON has them all.
const SHOWN: usize = 10;
const MEMBERS_SHOWN: usize = 4;

impl Suggested {
    /// Takes in an answer whose mark may be wrong, and any mark that a person gave.
    pub fn add(&mut self, marker: &Marker<'_>, outcome: &Outcome) {
        let (Some(scheme), Some(marked)) = (marker.scheme(outcome.place), &outcome.marked) else {
            return;
        };
        let of_scheme = self.by_question.entry(outcome.place).or_default();
        let suggestions = &mut of_scheme.suggestions;
        suggestions.add(&outcome.answer, marked, outcome.person, scheme);
        if let Some(mark) = outcome.person {
            of_scheme.judged.add(&outcome.answer, mark);
        }
    }

    pub fn print(
        self,
        paper: &Paper,
        marker: &Marker<'_>,
        format: Format,
        output: &mut Output,
    ) -> Result<(), Failure> {
        for (
            place,
            OfScheme {
                suggestions,
                judged,
            },
        ) in self.by_question
        {
            let Some(scheme) = marker.scheme(place) else {
                continue;
            };
            let question = marker.question(place);
            let groups = suggestions.groups(scheme);
            let judged = match judged.into_judged() {
                none if none.is_empty() => none,
                judged => with_examples(question, judged),
            };
            let proposals = proposals(&paper.quiz, &paper.sources, question, &judged);
            if format == Format::Json {
                let line = json!({
                    "version": 1,
                    "question": question.id,
                    "answers": suggestions.counted,
                    "left-out": suggestions.left_out,
                    "groups": groups,
                    "proposals": proposals.iter().map(|it| proposal_json(question, it, &judged)).collect::<Vec<_>>(),
                });
                output.line(&line.to_string())?;
                continue;
            }
            print_groups(&question.id, &groups, &suggestions, output)?;
            print_proposals(question, &proposals, &judged, output)?;
        }
        Ok(())
    }
}

fn print_groups(
    id: &str,
    groups: &[Group],
    suggestions: &Suggestions,
    output: &mut Output,
) -> Result<(), Failure> {
    output.line(&format!(
        "{}: {} earned too little or too much, or left the program unsure.",
        visible(id),
        counted(suggestions.counted, "answer")
    ))?;
    for group in groups.iter().take(SHOWN) {
        output.line("")?;
        output.page().text(&visible(&group_in_words(group)))?;
        let mut page = output.page();
        for (text, count) in group.members.iter().take(MEMBERS_SHOWN) {
            let name = match count {
                1 => "  ".to_owned(),
                count => format!("  {count} × "),
            };
            page.entry(&name, &visible(text))?;
        }
        if group.members.len() > MEMBERS_SHOWN {
            let more = group.members.len() - MEMBERS_SHOWN;
            page.entry("  ", &format!("and {}", counted(more, "other text")))?;
        }
        if !group.words.is_empty() {
            page.entry("  Words no pattern knows: ", &group.words.join(", "))?;
        }
    }
    if groups.len() > SHOWN {
        output.line(&format!(
            "\n… and {} more groups; --format json has all.",
            groups.len() - SHOWN
        ))?;
    }
    if suggestions.left_out > 0 {
        let left_out = suggestions.left_out;
        output.line(&format!("{left_out} more were counted, but not grouped."))?;
    }
    Ok(output.line("")?)
}

/// "12 answers like this, 3 of them unsure, perhaps without the point “…”:"
fn group_in_words(group: &Group) -> String {
    let some = |count: usize, what: &str| match count {
        0 => String::new(),
        count => format!(", {count} {what}"),
    };
    let points: Vec<String> = group.points.iter().map(|it| format!("“{it}”")).collect();
    let points = match (points.is_empty(), group.matter) {
        (true, _) => String::new(),
        (_, Matter::TooMuch) => format!("; it was given for {}", listed(&points)),
        (_, Matter::TooLittle) => format!("; not found: {}", listed(&points)),
    };
    let what = match group.matter {
        Matter::TooMuch => "earned more than a person gave",
        Matter::TooLittle => "earned too little",
    };
    format!(
        "{} like this {what}{}{}{points}:",
        counted(group.count, "answer"),
        some(group.unsure, "unsure"),
        some(group.partial, "with a part of the marks"),
    )
}

fn print_proposals(
    question: &Question,
    proposals: &[Proposal],
    judged: &[Judged],
    output: &mut Output,
) -> Result<(), Failure> {
    if judged.is_empty() {
        return Ok(());
    }
    if proposals.is_empty() {
        output
            .line("No change to one point of the scheme would agree better with people's marks.")?;
    }
    for proposal in proposals.iter().take(SHOWN) {
        print_blocks(
            &mut output.page(),
            &present::proposal(question, proposal, judged),
        )?;
        output.line("")?;
    }
    if !proposals.is_empty() {
        output.line("`sourcework review` writes those that you accept into the quiz.")?;
    }
    Ok(output.line("")?)
}

fn proposal_json(question: &Question, proposal: &Proposal, judged: &[Judged]) -> Value {
    let texts = |places: &[usize]| -> Vec<&str> {
        let texts = places.iter().map(|place| judged[*place].text.as_str());
        texts.collect()
    };
    let (action, text) = match &proposal.change.edit {
        Edit::Add(text) => ("add", text),
        Edit::Remove(text) => ("remove", text),
    };
    json!({
        "point": question.point_labels().get(proposal.change.point),
        "list": proposal.change.place.key(),
        "action": action,
        "text": text,
        "gained": proposal.gained,
        "lost": proposal.lost,
        "gains": texts(&proposal.gains),
        "costs": texts(&proposal.costs),
    })
}
