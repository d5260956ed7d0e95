//! What is reported beside the marks: how many there are, and what the scheme may lack.

use std::collections::BTreeMap;

use serde_json::json;

use super::Format;
use super::table::{Marker, Outcome};
use crate::cli::Failure;
use crate::cli::output::Output;
use crate::terminal::{counted, visible};
use sourcework_core::marking::written::{Marked, Suggestions};

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
    by_question: Vec<(usize, Suggestions)>,
}

/// So many groups are shown to people; JSON has them all.
const SHOWN: usize = 10;

impl Suggested {
    /// Takes in what earned nothing, or is unsure.
    pub fn add(&mut self, marker: &Marker<'_>, outcome: &Outcome) {
        let (Some(scheme), Some(marked)) = (marker.scheme(outcome.place), &outcome.marked) else {
            return;
        };
        let place = outcome.place;
        let at = self.by_question.iter().position(|(it, _)| *it == place);
        let at = at.unwrap_or_else(|| {
            self.by_question.push((place, Suggestions::default()));
            self.by_question.len() - 1
        });
        self.by_question[at].1.add(&outcome.answer, marked, scheme);
    }

    pub fn print(
        &self,
        marker: &Marker<'_>,
        format: Format,
        output: &mut Output,
    ) -> Result<(), Failure> {
        for (place, suggestions) in &self.by_question {
            let Some(scheme) = marker.scheme(*place) else {
                continue;
            };
            let id = &marker.question(*place).id;
            let groups = suggestions.groups(scheme);
            if format == Format::Json {
                let line = json!({
                    "version": 1,
                    "question": id,
                    "answers": suggestions.counted,
                    "left-out": suggestions.left_out,
                    "groups": groups,
                });
                output.line(&line.to_string())?;
                continue;
            }
            output.line(&format!(
                "{}: {} earned nothing or left the program unsure.",
                id.value,
                counted(suggestions.counted, "answer")
            ))?;
            for group in groups.iter().take(SHOWN) {
                let unsure = match group.unsure {
                    0 => String::new(),
                    unsure => format!(", {unsure} of them unsure"),
                };
                output.line("")?;
                output.line(&format!("{} like this{unsure}:", group.count))?;
                let mut page = output.page();
                page.entry("  ", &crate::terminal::visible(&group.example))?;
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
                output.line(&format!(
                    "{} more were counted, but not grouped.",
                    suggestions.left_out
                ))?;
            }
            output.line("")?;
        }
        Ok(())
    }
}
