//! Response processing as a program: what an answer scores, where that can be told.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use crate::numbers::number;
use crate::xml::Element;

/// The most steps for one item. It may have thousands of choices and thousands of conditions, and each choice is
/// tried with each condition.
const MOST_STEPS: u64 = 3_000_000;

/// What is answered: the values of each response that is.
pub(super) type Answers<'a> = HashMap<&'a str, Vec<&'a str>>;

/// The response processing of an item.
pub(super) struct Processing<'e> {
    pub conditions: Vec<Condition<'e>>,
    /// The most that can be scored, where the item says so.
    pub most: Option<f64>,
    /// What is scored before anything is answered.
    pub start: f64,
    /// The names of what can be chosen: Blackboard asks for them as if they were responses.
    labels: HashSet<&'e str>,
    /// The responses that take several values.
    several: HashSet<&'e str>,
    steps: Cell<u64>,
}

/// What happens under a condition.
pub(super) struct Condition<'e> {
    pub test: &'e Element,
    changes: Vec<Change>,
    /// The comments that are shown.
    pub shows: Vec<&'e str>,
    /// Whether nothing after it counts.
    ends: bool,
}

#[derive(Clone, Copy)]
enum Change {
    Set(f64),
    Add(f64),
    Multiply(f64),
}

impl Condition<'_> {
    /// Whether it counts for the score.
    pub(super) fn scores(&self) -> bool {
        !self.changes.is_empty()
    }

    /// What it makes of nothing.
    pub(super) fn earns(&self) -> f64 {
        self.changes.iter().fold(0.0, |score, it| it.of(score))
    }
}

impl Change {
    fn of(self, score: f64) -> f64 {
        match self {
            Self::Set(value) => value,
            Self::Add(value) => score + value,
            Self::Multiply(value) => score * value,
        }
    }
}

/// A test for one value of one response.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'e> {
    pub response: &'e str,
    pub value: &'e Element,
}

impl<'e> Processing<'e> {
    /// Reads the processing of an item; `blackboard` says whether it is one of Blackboard's, `in_parts` whether there
    /// single choices earn per cents of the whole.
    pub(super) fn of(item: &'e Element, blackboard: bool, in_parts: bool) -> Self {
        let labels = item.descendants().filter(|it| it.name == "response_label");
        let labels: HashSet<&str> = labels.filter_map(|it| it.attribute("ident")).collect();
        let several = item.descendants().filter(|it| {
            let cardinality = it.attribute("rcardinality").unwrap_or_default();
            it.name == "response_lid" && cardinality.eq_ignore_ascii_case("multiple")
        });
        let several = several.filter_map(|it| it.attribute("ident")).collect();
        let name = score_name(item);
        let outcomes = item.all("resprocessing").flat_map(|it| it.all("outcomes"));
        let decided = outcomes.flat_map(|it| it.all("decvar")).find(|it| {
            let is_named = it.attribute("varname").unwrap_or("SCORE");
            is_named.eq_ignore_ascii_case(name)
        });
        let said = |name: &str| decided.and_then(|it| it.attribute(name)).and_then(number);
        let most = said("maxvalue").filter(|it| *it > 0.0);
        let mut processing = Self {
            conditions: Vec::new(),
            most,
            start: said("defaultval").unwrap_or(0.0),
            labels,
            several,
            steps: Cell::new(0),
        };
        let all = item
            .all("resprocessing")
            .flat_map(|it| it.all("respcondition"));
        for it in all {
            let Some(test) = it.first("conditionvar") else {
                continue;
            };
            let condition = processing.condition(it, test, name, blackboard, in_parts);
            processing.conditions.push(condition);
        }
        processing
    }

    fn condition(
        &self,
        element: &'e Element,
        test: &'e Element,
        name: &str,
        blackboard: bool,
        in_parts: bool,
    ) -> Condition<'e> {
        let whole = self.most.unwrap_or(1.0);
        let settings = element
            .all("setvar")
            .filter(|it| variable(it).eq_ignore_ascii_case(name));
        let mut changes: Vec<Change> = settings.filter_map(|it| change(it, whole)).collect();
        let shows = element.all("displayfeedback");
        let shows: Vec<&str> = shows.filter_map(|it| it.attribute("linkrefid")).collect();
        if blackboard {
            if self.is_of_one_choice(test) {
                // Per cents of the whole for a single choice.
                let per_cent = element.all("setvar").find_map(|it| number(&it.all_text()));
                changes.clear();
                changes.extend(
                    per_cent
                        .filter(|_| in_parts)
                        .map(|it| Change::Add(it / 100.0 * whole)),
                );
            } else if element
                .first("setvar")
                .is_none_or(|it| !variable(it).eq_ignore_ascii_case(name))
                && shows.contains(&"correct")
            {
                // What is right is shown the comment on right answers, and no score is set.
                changes.push(Change::Set(whole));
            }
        }
        Condition {
            test,
            changes,
            shows,
            ends: element
                .attribute("continue")
                .is_some_and(|it| it.eq_ignore_ascii_case("no")),
        }
    }

    fn is_of_one_choice(&self, test: &Element) -> bool {
        let mut tests = test.elements();
        let first = tests.next();
        let is_it = |it: &Element| {
            it.name == "varequal"
                && it.all_text().trim().is_empty()
                && it
                    .attribute("respident")
                    .is_some_and(|it| self.labels.contains(it))
        };
        first.is_some_and(is_it) && tests.next().is_none()
    }

    /// What answers score; nothing, where a test is of no kind that is known, or there are far too many.
    pub(super) fn score(&self, answers: &Answers<'_>) -> Option<f64> {
        let mut score = self.start;
        let mut any = false;
        for condition in self.conditions.iter().filter(|it| it.scores()) {
            if !self.all_hold(condition.test, answers, any)? {
                continue;
            }
            any = true;
            score = condition
                .changes
                .iter()
                .fold(score, |score, it| it.of(score));
            if condition.ends {
                break;
            }
        }
        Some(self.most.map_or(score, |most| score.min(most)))
    }

    /// Whether what stands in a condition holds. Tests of one response that takes one value are alternatives, and so
    /// are a number and the range around it; else all of them must hold.
    fn all_hold(&self, tests: &Element, answers: &Answers<'_>, any: bool) -> Option<bool> {
        let mut one_of: HashMap<&str, bool> = HashMap::new();
        let mut ranges: HashMap<&str, bool> = HashMap::new();
        let mut all = tests.elements().next().is_some();
        for test in tests.elements() {
            let holds = self.holds(test, answers, any)?;
            let response = test.attribute("respident").unwrap_or_default();
            let is_single = !self.several.contains(response) && !self.labels.contains(response);
            if is_equality(test) && is_single {
                *one_of.entry(response).or_default() |= holds;
            } else if is_bound(test) {
                *ranges.entry(response).or_insert(true) &= holds;
            } else {
                all &= holds;
            }
        }
        for (response, holds) in ranges {
            *one_of.entry(response).or_default() |= holds;
        }
        Some(all && one_of.values().all(|it| *it))
    }

    fn holds(&self, test: &Element, answers: &Answers<'_>, any: bool) -> Option<bool> {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > MOST_STEPS {
            return None;
        }
        let each = || test.elements().map(|it| self.holds(it, answers, any));
        let response = test.attribute("respident").unwrap_or_default();
        let values = answers.get(response).map_or(&[][..], Vec::as_slice);
        let wanted = test.all_text();
        let wanted = wanted.trim();
        let is_number = |compare: fn(f64, f64) -> bool| {
            let wanted = number(wanted)?;
            let mut values = values.iter().filter_map(|it| number(it));
            Some(values.any(|it| compare(it, wanted)))
        };
        Some(match test.local_name() {
            "and" => {
                let mut all = true;
                for it in each() {
                    all &= it?;
                }
                all
            }
            "or" => {
                let mut one = false;
                for it in each() {
                    one |= it?;
                }
                one
            }
            "not" => !self.all_hold(test, answers, any)?,
            "other" => !any,
            "unanswered" => values.is_empty(),
            "varequal" if wanted.is_empty() && self.labels.contains(response) => {
                answers.values().flatten().any(|it| *it == response)
            }
            "varequal" if self.labels.contains(wanted) => values.contains(&wanted),
            "varequal" => values.iter().any(|it| is_same(it, wanted)),
            "varsubstring" => {
                let wanted = wanted.to_lowercase();
                values.iter().any(|it| it.to_lowercase().contains(&wanted))
            }
            "varsubset" => wanted
                .split(|c: char| c == ',' || c.is_whitespace())
                .filter(|it| !it.is_empty())
                .all(|it| values.iter().any(|value| is_same(value, it))),
            "vargte" => is_number(|value, wanted| value >= wanted)?,
            "vargt" => is_number(|value, wanted| value > wanted)?,
            "varlte" => is_number(|value, wanted| value <= wanted)?,
            "varlt" => is_number(|value, wanted| value < wanted)?,
            _ => return None,
        })
    }

    /// The tests for a value that count for the score, without those that are denied.
    pub(super) fn wanted(&self) -> Vec<Wanted<'e>> {
        let conditions = self.conditions.iter().filter(|it| it.scores());
        conditions.flat_map(|it| wanted_in(it.test)).collect()
    }
}

/// The tests for a value in a condition, without those that are denied.
pub(super) fn wanted_in(test: &Element) -> Vec<Wanted<'_>> {
    let mut found = Vec::new();
    let mut open: Vec<&Element> = vec![test];
    while let Some(next) = open.pop() {
        match next.local_name() {
            "not" => {}
            "varequal" | "varsubstring" | "varsubset" => found.push(Wanted {
                response: next.attribute("respident").unwrap_or_default(),
                value: next,
            }),
            _ => {
                let inside: Vec<&Element> = next.elements().collect();
                open.extend(inside.into_iter().rev());
            }
        }
    }
    found
}

fn is_equality(test: &Element) -> bool {
    matches!(test.local_name(), "varequal" | "varsubstring")
}

/// Whether a test is one end of a range.
pub(super) fn is_bound(test: &Element) -> bool {
    matches!(test.local_name(), "vargte" | "vargt" | "varlte" | "varlt")
}

fn is_same(value: &str, wanted: &str) -> bool {
    value == wanted || value.trim().to_lowercase() == wanted.to_lowercase()
}

/// The variable that a setting changes: Blackboard has another name for the attribute.
fn variable(setting: &Element) -> &str {
    let named = setting
        .attribute("varname")
        .or(setting.attribute("variablename"));
    named.unwrap_or("SCORE")
}

/// The variable that holds the score: the one that is called so, or the only one.
fn score_name(item: &Element) -> &str {
    let settings = item.descendants().filter(|it| it.name == "setvar");
    let names: Vec<&str> = settings.map(variable).collect();
    let mut scores = names
        .iter()
        .filter(|it| it.to_lowercase().contains("score"));
    match (scores.next(), names.first()) {
        (Some(name), _) => name,
        (None, Some(first)) if names.iter().all(|it| it == first) => first,
        _ => "SCORE",
    }
}

/// What a setting does; `whole` is what `SCORE.max` stands for.
fn change(setting: &Element, whole: f64) -> Option<Change> {
    let text = setting.all_text();
    let text = text.trim();
    let value = match text.strip_suffix('%') {
        _ if text.to_lowercase().ends_with(".max") => whole,
        _ if text.to_lowercase().ends_with(".min") => 0.0,
        Some(per_cent) => number(per_cent)? / 100.0 * whole,
        None => number(text)?,
    };
    let action = setting.attribute("action").unwrap_or("Set");
    Some(match &*action.to_ascii_lowercase() {
        "add" => Change::Add(value),
        "subtract" => Change::Add(-value),
        "multiply" => Change::Multiply(value),
        "divide" if value != 0.0 => Change::Multiply(1.0 / value),
        _ => Change::Set(value),
    })
}
