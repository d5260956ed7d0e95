//! The kinds of question that Moodle has, and what corresponds to them here.

use crate::bodies::{self, Sides, placed, truth_of};
use crate::imported::Trouble;
use crate::moodle::texts::{Reason, Texts, block, raw};
use crate::option_weights::{self, WeightedOption};
use crate::xml::{Element, fragment};
use sourcework_core::diagnostic::Placed;
use sourcework_core::quiz::body::SingleChoice;
use sourcework_core::quiz::{Body, Truth};

pub(super) fn is_set(element: &Element) -> bool {
    matches!(element.all_text().trim(), "true" | "1")
}

/// A question that is being read.
pub(super) struct QuestionReader<'a, 't> {
    pub question: &'a Element,
    pub stem: String,
    pub shuffle: bool,
    pub texts: &'a mut Texts,
    pub trouble: &'a mut Trouble<'t>,
    /// What a teacher must still do in it.
    pub to_do: Vec<(&'static str, &'static str)>,
}

impl QuestionReader<'_, '_> {
    pub(super) fn body(&mut self, kind: &str, reasons: &[Reason]) -> Option<Body> {
        match kind {
            "multichoice" | "multichoiceset" => Some(self.choice(kind, reasons)),
            "truefalse" => Some(self.truth(reasons)),
            "matching" | "match" | "ddmatch" => Some(self.matching(reasons)),
            "ordering" => Some(self.ordering()),
            "shortanswer" => self.short_answer(),
            "numerical" => self.numerical(),
            "cloze" | "multianswer" => self.cloze(reasons),
            "gapselect" | "ddwtos" => self.words(),
            "essay" => Some(self.essay()),
            other => {
                let what = match other {
                    "calculated" | "calculatedsimple" | "calculatedmulti" => {
                        "works its numbers out by a formula, which no kind does"
                    }
                    "ddimageortext" | "ddmarker" => "works on an image, which no kind does",
                    "random" | "randomsamatch" => {
                        "is drawn from others, which stand for themselves"
                    }
                    "" => "has no type",
                    _ => "is of a type that no kind corresponds to",
                };
                let what = format!("the question ({other}) {what}; it was left out");
                self.trouble.left_out(self.question.span, what);
                None
            }
        }
    }

    /// What earns how much; other programs write 1 for the whole mark than Moodle.
    fn weight(&mut self, answer: &Element) -> f64 {
        let written = answer.attribute("fraction").unwrap_or("0").trim();
        match written.parse::<f64>() {
            Ok(weight) if weight.is_finite() => weight,
            _ => {
                let what = format!("the fraction “{written}” is no number; it was taken for 0");
                self.trouble.changed(answer.span, what);
                0.0
            }
        }
    }

    pub(super) fn weighed(&mut self) -> Vec<WeightedOption> {
        let question = self.question;
        let answers = question.all("answer");
        let all = answers.map(|it| WeightedOption {
            text: self.texts.of(it),
            weight: self.weight(it),
            feedback: self.texts.at(it, "feedback"),
            span: it.span,
        });
        all.collect()
    }

    fn choice(&mut self, kind: &str, reasons: &[Reason]) -> Body {
        let options = self.weighed();
        let single = self.question.first("single").is_none_or(is_set);
        if kind == "multichoiceset" {
            let mut trouble = Trouble::new("");
            let mut body = option_weights::several(options, &mut trouble);
            if let Body::MultipleResponse(body) = &mut body {
                body.all_or_nothing = true;
            }
            return body;
        }
        if !single {
            let mut body = option_weights::several(options, self.trouble);
            if let Body::MultipleResponse(body) = &mut body {
                body.choose = self.choose();
            }
            return body;
        }
        let body = option_weights::single(options, self.trouble);
        match (&body, self.statement()) {
            (Body::SingleChoice(choice), Some((stem, statement))) => {
                let Some(answer) = truth_chosen(choice) else {
                    return body;
                };
                self.stem = stem;
                self.shuffle = true;
                one_statement(statement, Some(answer), reasons.first())
            }
            _ => body,
        }
    }

    /// How many there are to choose, where ours says so below the stem.
    fn choose(&mut self) -> Option<Placed<u32>> {
        let (stem, last) = self.stem.rsplit_once("\n\n")?;
        let count = last
            .strip_prefix("Choose ")?
            .strip_suffix('.')?
            .parse()
            .ok()?;
        let markup = self.question.first("questiontext").map(raw)?;
        if !markup.contains("class=\"choose\"") {
            return None;
        }
        self.stem = stem.to_owned();
        Some(placed(count))
    }

    /// A stem and the statement below it, where ours parts them.
    fn statement(&mut self) -> Option<(String, String)> {
        let text = fragment(&raw(self.question.first("questiontext")?))?;
        let (stem, statement) = (block(&text, "stem")?, block(&text, "statement")?);
        let stem = self.texts.plain(&stem.markup_inside());
        Some((stem, self.texts.plain(&statement.markup_inside())))
    }

    fn truth(&mut self, reasons: &[Reason]) -> Body {
        let answers = self.weighed();
        let named = |it: &&WeightedOption| it.text.eq_ignore_ascii_case("true");
        let is_true = answers.iter().find(named).is_some_and(|it| it.weight > 0.0);
        let answer = if is_true { Truth::True } else { Truth::False };
        let (right, wrong): (Vec<_>, Vec<_>) = answers.into_iter().partition(|it| it.weight > 0.0);
        if right.iter().any(|it| it.feedback.is_some()) {
            let what = "the feedback on the right answer was left out";
            self.trouble.left_out(self.question.span, what);
        }
        let feedback = wrong.into_iter().find_map(|it| it.feedback);
        let (stem, statement) = match self.statement() {
            Some(both) => both,
            None => (self.stem.clone(), self.stem.clone()),
        };
        self.stem = stem;
        let reason = reasons.first().cloned().unwrap_or(Reason {
            feedback,
            quote: None,
        });
        one_statement(statement, Some(answer), Some(&reason))
    }

    fn matching(&mut self, reasons: &[Reason]) -> Body {
        let question = self.question;
        let mut sides = Sides::default();
        for it in question.all("subquestion") {
            let left = self.texts.of(it);
            let right = it.first("answer").map(raw).unwrap_or_default();
            if left.is_empty() && !raw(it).trim().is_empty() {
                let what = "the left side of the pair holds no text; its right side was kept as one that belongs to none";
                self.trouble.left_out(it.span, what);
            }
            let reason = reasons.get(sides.count_pairs());
            sides.add(
                left,
                right.trim(),
                reason.and_then(|it| it.feedback.clone()),
            );
        }
        let mut body = sides.into_body();
        if let Body::TrueFalse(body) = &mut body {
            for (statement, reason) in body.statements.iter_mut().zip(reasons) {
                statement.quote = reason.quote.clone().map(placed);
            }
        }
        body
    }

    fn ordering(&mut self) -> Body {
        let question = self.question;
        self.shuffle = true;
        let grading = question.first("gradingtype").map(Element::all_text);
        let grading = grading.unwrap_or_default();
        let as_here = ["", "RELATIVE", "REL", "RELATIVE_NEXT_EXCLUDE_LAST"];
        if !as_here.contains(&grading.trim().to_uppercase().as_str()) {
            let what = "the order was marked otherwise; here each pair of neighbours counts";
            self.trouble.changed(question.span, what);
        }
        let items = question.all("answer").map(|it| self.texts.of(it));
        bodies::ordering(items.collect())
    }

    fn essay(&mut self) -> Body {
        let limits = ["minwordlimit", "maxwordlimit"].iter();
        let limits = limits.filter_map(|name| self.question.first(name));
        if limits
            .map(Element::all_text)
            .any(|it| !matches!(it.trim(), "" | "0"))
        {
            let what = "the limit of words was left out";
            self.trouble.left_out(self.question.span, what);
        }
        if self.texts.at(self.question, "responsetemplate").is_some() {
            let what = "the beginning of an answer (the response template) was left out";
            self.trouble.left_out(self.question.span, what);
        }
        let grader = self.texts.at(self.question, "graderinfo");
        let marks = self
            .grade()
            .map(|grade| grade.round().clamp(1.0, 100.0) as u32);
        bodies::essay(grader.as_deref(), marks)
    }

    fn grade(&self) -> Option<f64> {
        let grade = self.question.first("defaultgrade")?.all_text();
        grade.trim().parse::<f64>().ok().filter(|it| it.is_finite())
    }

    /// The tariff, where it is not what the kind has by nature.
    pub(super) fn marks(&mut self, body: &Body) -> Option<u32> {
        let grade = self.grade()?;
        let marks = grade.round().clamp(1.0, 100.0);
        if (grade - marks).abs() > 1e-6 {
            let what = format!("the question counted {grade}; here it counts {marks}");
            self.trouble.changed(self.question.span, what);
        }
        let marks = marks as u32;
        (marks != body.natural_tariff()).then_some(marks)
    }

    /// The feedback to a whole answer as right, partly right or wrong: Moodle's own words are no
    /// loss, others are reported.
    pub(super) fn combined_feedback(&mut self) {
        const OWN: [&str; 3] = [
            "Your answer is correct.",
            "Your answer is partially correct.",
            "Your answer is incorrect.",
        ];
        let names = [
            "correctfeedback",
            "partiallycorrectfeedback",
            "incorrectfeedback",
        ];
        let texts = names
            .iter()
            .filter_map(|name| self.texts.at(self.question, name));
        let texts: Vec<String> = texts.filter(|text| !OWN.contains(&text.as_str())).collect();
        if !texts.is_empty() {
            let what = format!(
                "the feedback on a right or wrong answer as a whole was left out: “{}”",
                texts.join("” “")
            );
            self.trouble.left_out(self.question.span, what);
        }
    }
}

/// The truth that a choice among True, False and Not stated has as its key.
fn truth_chosen(choice: &SingleChoice) -> Option<Truth> {
    let truths = choice.options.iter().map(|it| truth_of(&it.text));
    let truths: Option<Vec<Truth>> = truths.collect();
    let key = choice.options.iter().position(|it| it.correct)?;
    truths?.get(key).copied()
}

fn one_statement(text: String, answer: Option<Truth>, reason: Option<&Reason>) -> Body {
    let reason = reason.cloned().unwrap_or_default();
    bodies::true_false(vec![bodies::statement(
        text,
        answer,
        reason.quote,
        reason.feedback,
    )])
}
