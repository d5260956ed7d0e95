//! What is reported beside the marks: how many there are, and what the scheme may lack.

use serde_json::json;

use super::Format;
use super::table::{Marker, Outcome};
use crate::cli::Failure;
use crate::cli::output::Output;
use crate::terminal::counted;
use sourcework_core::marking::written::Suggestions;

/// How many answers were marked, and how.
#[derive(Debug, Default)]
pub struct Tally {
    answers: u64,
    unsure: u64,
    /// Rows that are not an answer to a question of the quiz.
    pub wrong: u64,
    first: String,
}

impl Tally {
    pub fn add(&mut self, outcome: &Outcome) {
        self.answers += 1;
        if outcome.is_wrong {
            self.wrong += 1;
            if self.first.is_empty() {
                self.first.clone_from(&outcome.why);
            }
        } else {
            self.unsure += u64::from(outcome.is_unsure());
        }
    }

    /// Tells it on standard error, so that marks can be piped on.
    pub fn print(&self) -> Result<(), Failure> {
        let Self {
            answers,
            unsure,
            wrong,
            first,
        } = self;
        let mut errors = Output::stderr();
        let marked = answers - unsure - wrong;
        errors.line(&format!(
            "{}; {marked} marked, {unsure} for a person to decide.",
            counted(*answers, "answer")
        ))?;
        if *wrong > 0 {
            errors.line(&format!(
                "error: {} could not be marked; the column `why` says why. The first: {first}",
                counted(*wrong, "row")
            ))?;
        }
        Ok(())
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
