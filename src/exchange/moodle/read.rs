//! Reading Moodle's format.

use std::collections::BTreeSet;

use super::texts::{Reason, Texts, block, raw};
use crate::diagnostic::{Placed, Span};
use crate::exchange::imported::{Imported, Item, Passage, Trouble};
use crate::exchange::simpler::{matching_of, truth_of};
use crate::exchange::weighed::{self, Weighed};
use crate::exchange::written;
use crate::exchange::xml::{self, Element, fragment};
use crate::quiz::body::{
    Cloze, Matching, Ordering, Pair, SingleChoice, Statement, TrueFalse, Truth,
};
use crate::quiz::cloze::Template;
use crate::quiz::{Body, Reveal, Skill};

mod filled;

/// Reads a question bank.
pub fn read(text: &str, trouble: &mut Trouble<'_>) -> Imported {
    let root = match xml::parse(text) {
        Ok(root) if root.local_name() == "quiz" => root,
        Ok(root) => {
            let what = format!(
                "expected Moodle's `<quiz>`, found `<{}>`; export the questions from Moodle as “Moodle XML format”",
                root.name
            );
            trouble.malformed(root.span, what);
            return Imported::default();
        }
        Err(diagnostic) => {
            trouble.report(diagnostic);
            return Imported::default();
        }
    };
    let mut reading = Reading::default();
    for question in root.all("question") {
        reading.question(question, trouble);
    }
    reading.imported
}

#[derive(Default)]
struct Reading {
    imported: Imported,
    /// The descriptions since the last question: the passages of what follows.
    passages: Vec<usize>,
    asked: bool,
    /// Tags that say nothing here, each told once.
    tags: BTreeSet<String>,
}

/// What tags say.
#[derive(Default)]
struct Tags {
    skill: Option<Skill>,
    extracts: Vec<String>,
    reveal: Reveal,
    others: Vec<String>,
}

fn tags(question: &Element) -> Tags {
    let mut tags = Tags::default();
    let all = question
        .first("tags")
        .into_iter()
        .flat_map(|it| it.all("tag"));
    for tag in all.map(|it| raw(it).trim().to_owned()) {
        if let Some(extract) = tag.strip_prefix("extract:") {
            tags.extracts.push(extract.to_owned());
        } else if let Some(reveal) = tag.strip_prefix("provenance:").and_then(Reveal::find) {
            tags.reveal = reveal;
        } else if let Some(skill) = Skill::find(&tag.to_lowercase().replace(' ', "-")) {
            tags.skill = tags.skill.or(Some(skill));
        } else if !tag.is_empty() {
            tags.others.push(tag);
        }
    }
    tags
}

impl Reading {
    fn question(&mut self, question: &Element, trouble: &mut Trouble<'_>) {
        let mut texts = Texts::default();
        match question.attribute("type").unwrap_or_default() {
            "category" => self.category(question, &mut texts),
            "description" => self.description(question, &mut texts),
            kind => {
                let tags = tags(question);
                for tag in &tags.others {
                    if self.tags.insert(tag.clone()) {
                        let what = format!("the tag “{tag}” is no skill; it was left out");
                        trouble.left_out(question.span, what);
                    }
                }
                if let Some(item) = item(question, kind, &tags, &mut texts, trouble) {
                    let passages = self.passages_of(&tags.extracts);
                    self.imported.questions.push(Item { passages, ..item });
                    self.asked = true;
                }
            }
        }
        texts.report(question.span, trouble);
    }

    /// A category names the quiz, if it is the first; passages do not reach over it.
    fn category(&mut self, question: &Element, texts: &mut Texts) {
        self.passages.clear();
        let path = question.first("category").map(raw).unwrap_or_default();
        // A double slash is a slash of the name.
        let name = path.replace("//", "\u{0}");
        let name = name.rsplit('/').next().unwrap_or_default();
        let name = name.replace('\u{0}', "/").trim().to_owned();
        if self.imported.title.is_none() && !matches!(name.as_str(), "" | "top" | "$course$") {
            self.imported.title = Some(name);
            self.imported.description = texts.at(question, "info");
        }
    }

    fn description(&mut self, question: &Element, texts: &mut Texts) {
        let Some(asked) = question.first("questiontext") else {
            return;
        };
        let tags = tags(question);
        if self.asked && tags.extracts.is_empty() {
            self.passages.clear();
            self.asked = false;
        }
        let ours = fragment(&raw(asked)).filter(|_| !tags.extracts.is_empty());
        let passage = match ours.as_ref().and_then(|it| block(it, "text")) {
            Some(text) => Passage {
                extract: tags.extracts.first().cloned(),
                heading: ours
                    .and_then(|it| block(&it, "heading"))
                    .and_then(|it| Some(texts.plain(&it.first("h2")?.markup_inside()))),
                text: texts.plain(&text.markup_inside()),
                ..Passage::default()
            },
            None => Passage {
                heading: question.first("name").map(|it| raw(it).trim().to_owned()),
                text: texts.of(asked),
                ..Passage::default()
            },
        };
        if passage.text.is_empty() {
            return;
        }
        if tags.extracts.is_empty() {
            self.passages.push(self.imported.passages.len());
        }
        self.imported.passages.push(passage);
    }

    /// The passages that a question names, else those that stand before it.
    fn passages_of(&self, extracts: &[String]) -> Vec<usize> {
        if extracts.is_empty() {
            return self.passages.clone();
        }
        let passages = &self.imported.passages;
        let place = |extract: &String| {
            passages
                .iter()
                .position(|it| it.extract.as_ref() == Some(extract))
        };
        extracts.iter().filter_map(place).collect()
    }
}

/// A text without a place of its own.
fn placed(text: String) -> Placed<String> {
    Placed::new(text, Span::default())
}

fn item(
    question: &Element,
    kind: &str,
    tags: &Tags,
    texts: &mut Texts,
    trouble: &mut Trouble<'_>,
) -> Option<Item> {
    let mut asked = Asked {
        question,
        stem: texts.at(question, "questiontext").unwrap_or_default(),
        shuffle: question.first("shuffleanswers").is_none_or(is_set),
        texts,
        trouble,
    };
    let told = question
        .first("generalfeedback")
        .map(|it| asked.texts.told(it));
    let told = told.unwrap_or_default();
    let body = asked.body(kind, &told.reasons)?;
    asked.combined_feedback();
    let hints = question.all("hint").map(|it| asked.texts.of(it));
    let hints: Vec<String> = hints.filter(|it| !it.is_empty()).collect();
    let mut item = Item::new(question.span, std::mem::take(&mut asked.stem), body);
    item.shuffle = asked.shuffle;
    item.marks = asked.marks(&item.body);
    let text = |name: &str| question.first(name).map(|it| raw(it).trim().to_owned());
    let names = [text("idnumber"), text("name")].into_iter().flatten();
    item.name = names.into_iter().find(|it| !it.is_empty());
    item.skill = tags.skill;
    item.reveal = tags.reveal;
    item.quotes = told.quotes;
    item.explanation = Some(told.explanation).filter(|it| !it.is_empty());
    item.hint = (!hints.is_empty()).then(|| hints.join("\n\n"));
    Some(item)
}

fn is_set(element: &Element) -> bool {
    matches!(element.all_text().trim(), "true" | "1")
}

/// A question that is being read.
struct Asked<'a, 't> {
    question: &'a Element,
    stem: String,
    shuffle: bool,
    texts: &'a mut Texts,
    trouble: &'a mut Trouble<'t>,
}

impl Asked<'_, '_> {
    fn body(&mut self, kind: &str, reasons: &[Reason]) -> Option<Body> {
        match kind {
            "multichoice" | "multichoiceset" => Some(self.choice(kind, reasons)),
            "truefalse" => Some(self.truth(reasons)),
            "matching" | "match" | "ddmatch" => Some(self.matching(reasons)),
            "ordering" => Some(self.ordering()),
            "shortanswer" => self.short_answer(),
            "cloze" | "multianswer" => self.cloze(reasons),
            "gapselect" | "ddwtos" => self.words(),
            "essay" => Some(self.essay()),
            other => {
                let what = match other {
                    "numerical" | "calculated" | "calculatedsimple" | "calculatedmulti" => {
                        "asks for a number, which no kind does"
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

    fn weighed(&mut self) -> Vec<Weighed> {
        let question = self.question;
        let answers = question.all("answer");
        let all = answers.map(|it| Weighed {
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
            let mut body = weighed::several(options, &mut trouble);
            if let Body::MultipleResponse(body) = &mut body {
                body.all_or_nothing = true;
            }
            return body;
        }
        if !single {
            let mut body = weighed::several(options, self.trouble);
            if let Body::MultipleResponse(body) = &mut body {
                body.choose = self.choose();
            }
            return body;
        }
        let body = weighed::single(options, self.trouble);
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
        let (stem, told) = self.stem.rsplit_once("\n\n")?;
        let count = told
            .strip_prefix("Choose ")?
            .strip_suffix('.')?
            .parse()
            .ok()?;
        let markup = self.question.first("questiontext").map(raw)?;
        if !markup.contains("class=\"choose\"") {
            return None;
        }
        self.stem = stem.to_owned();
        Some(Placed::new(count, Span::default()))
    }

    /// A stem and the statement below it, where ours parts them.
    fn statement(&mut self) -> Option<(String, String)> {
        let asked = fragment(&raw(self.question.first("questiontext")?))?;
        let (stem, statement) = (block(&asked, "stem")?, block(&asked, "statement")?);
        let stem = self.texts.plain(&stem.markup_inside());
        Some((stem, self.texts.plain(&statement.markup_inside())))
    }

    fn truth(&mut self, reasons: &[Reason]) -> Body {
        let answers = self.weighed();
        let named = |it: &&Weighed| it.text.eq_ignore_ascii_case("true");
        let is_true = answers.iter().find(named).is_some_and(|it| it.weight > 0.0);
        let answer = if is_true { Truth::True } else { Truth::False };
        let wrong = answers.into_iter().find(|it| it.weight <= 0.0);
        let feedback = wrong.and_then(|it| it.feedback);
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
        let mut matching = Matching {
            pairs: Vec::new(),
            distractors: Vec::new(),
        };
        for it in question.all("subquestion") {
            let left = self.texts.of(it);
            let right = it.first("answer").map(raw).unwrap_or_default();
            let right = right.trim().to_owned();
            if left.is_empty() {
                matching.distractors.push(placed(right));
            } else {
                let reason = reasons.get(matching.pairs.len());
                let feedback = reason.and_then(|it| it.feedback.clone()).map(placed);
                matching.pairs.push(Pair {
                    left: placed(left),
                    right: placed(right),
                    feedback,
                });
            }
        }
        let mut body = matching_of(matching);
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
        let items = question.all("answer").map(|it| placed(self.texts.of(it)));
        Body::Ordering(Ordering {
            items: items.collect(),
        })
    }

    fn short_answer(&mut self) -> Option<Body> {
        let question = self.question;
        let accepted = self.weighed().into_iter().filter(|it| it.weight > 0.0);
        let accepted: Vec<Weighed> = accepted.collect();
        if let Some(it) = accepted.iter().find(|it| it.weight < 100.0) {
            let what = "the answer earned a part of the mark; here it earns it all";
            self.trouble.changed(it.span, what);
        }
        if let Some(it) = accepted.iter().find(|it| it.text.contains('*')) {
            let what = "`*` stood for any letters; here the answer must be just that";
            self.trouble.changed(it.span, what);
        }
        if question.first("usecase").is_some_and(is_set) {
            let what = "capitals counted; here they do not";
            self.trouble.changed(question.span, what);
        }
        let accepted: Vec<String> = accepted.into_iter().map(|it| it.text).collect();
        let Some(text) = Template::of_gap("", &accepted, "") else {
            let what = "an answer is empty or holds `{`, `}` or `|`, which a gap cannot; the question was left out";
            self.trouble.left_out(question.span, what);
            return None;
        };
        Some(Body::Cloze(Cloze {
            text: Placed::new(text, Span::default()),
            bank: Vec::new(),
        }))
    }

    fn essay(&mut self) -> Body {
        let grader = self.texts.at(self.question, "graderinfo");
        let marks = self
            .grade()
            .map(|grade| grade.round().clamp(1.0, 100.0) as u32);
        written::essay(grader.as_deref(), marks)
    }

    fn grade(&self) -> Option<f64> {
        let grade = self.question.first("defaultgrade")?.all_text();
        grade.trim().parse::<f64>().ok().filter(|it| it.is_finite())
    }

    /// The tariff, where it is not what the kind has by nature.
    fn marks(&mut self, body: &Body) -> Option<u32> {
        let grade = self.grade()?;
        let marks = grade.round().clamp(1.0, 100.0);
        if (grade - marks).abs() > 1e-6 {
            let what = format!("the question counted {grade}; here it counts {marks}");
            self.trouble.changed(self.question.span, what);
        }
        let marks = marks as u32;
        (marks != body.natural_tariff()).then_some(marks)
    }

    /// What is told of a whole answer as right, partly right or wrong: Moodle's own words are no
    /// loss, others are told.
    fn combined_feedback(&mut self) {
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
        let told = names
            .iter()
            .filter_map(|name| self.texts.at(self.question, name));
        let told: Vec<String> = told.filter(|text| !OWN.contains(&text.as_str())).collect();
        if !told.is_empty() {
            let what = format!(
                "what was told of a right or wrong answer as a whole was left out: “{}”",
                told.join("” “")
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
    let of = |it: fn(&Reason) -> &Option<String>| reason.and_then(|reason| it(reason).clone());
    Body::TrueFalse(TrueFalse {
        statements: vec![Statement {
            text: placed(text),
            answer,
            quote: of(|it| &it.quote).map(placed),
            feedback: of(|it| &it.feedback).map(placed),
        }],
    })
}
