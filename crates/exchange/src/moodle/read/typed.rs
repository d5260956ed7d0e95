//! What is typed: a word, or a number.

use super::question::{QuestionReader, is_set};
use crate::bodies;
use crate::numbers::{self, Number};
use crate::option_weights::WeightedOption;
use crate::wildcards;
use crate::xml::Element;
use sourcework_core::quiz::Body;
use sourcework_core::quiz::cloze::Template;

impl QuestionReader<'_, '_> {
    /// The answers that earn something, with their places among all. Feedback to single ones is left out.
    fn earning(&mut self) -> Vec<(usize, WeightedOption)> {
        let answers = self.weighed();
        if answers.iter().any(|it| it.feedback.is_some()) {
            let what = "the feedback on single answers was left out";
            self.trouble.left_out(self.question.span, what);
        }
        let earning = answers.into_iter().enumerate();
        let earning: Vec<_> = earning.filter(|(_, it)| it.weight > 0.0).collect();
        if let Some((_, it)) = earning.iter().find(|(_, it)| it.weight < 100.0) {
            let what = "the answer earned a part of the mark; here it earns it all";
            self.trouble.changed(it.span, what);
        }
        earning
    }

    pub(super) fn short_answer(&mut self) -> Option<Body> {
        let question = self.question;
        let accepted = self.earning();
        if question.first("usecase").is_some_and(is_set) {
            let what = "capitals counted; here they do not";
            self.trouble.changed(question.span, what);
        }
        let accepted = accepted.into_iter().map(|(_, it)| it.text).collect();
        let (accepted, starred) = wildcards::without(accepted, question.span, self.trouble);
        self.to_do.extend(starred.then_some(wildcards::WRITE_OUT));
        let Some(text) = Template::of_gap("", &accepted, "") else {
            let what = "an answer is empty or holds `{`, `}` or `|`, which a gap cannot; the question was left out";
            self.trouble.left_out(question.span, what);
            return None;
        };
        Some(bodies::cloze(text, Vec::new()))
    }

    /// A number with its tolerance, and a unit that is not asked for here.
    pub(super) fn numerical(&mut self) -> Option<Body> {
        let question = self.question;
        let tolerances = question.all("answer").map(|it| it.first("tolerance"));
        let tolerances = tolerances.map(|it| it.map_or(String::new(), Element::all_text));
        let tolerances: Vec<String> = tolerances.collect();
        let mut right = Vec::new();
        for (at, answer) in self.earning() {
            let Some(number) = Number::around(&answer.text, &tolerances[at]) else {
                let what = format!("“{}” is no number; the question was left out", answer.text);
                self.trouble.left_out(answer.span, what);
                return None;
            };
            right.push(number);
        }
        if let Some(unit) = question.descendants().find(|it| it.name == "unit_name") {
            let what = format!(
                "the unit “{}” was left out: say it in the question",
                unit.all_text().trim()
            );
            self.trouble.left_out(unit.span, what);
        }
        let (accepted, is_partial) = numbers::accepted(&right, question.span, self.trouble);
        self.to_do.extend(is_partial.then_some(numbers::WRITE_OUT));
        let Some(text) = Template::of_gap("", &accepted, "") else {
            self.trouble.left_out(
                question.span,
                "no number is right; the question was left out",
            );
            return None;
        };
        Some(bodies::cloze(text, Vec::new()))
    }
}
