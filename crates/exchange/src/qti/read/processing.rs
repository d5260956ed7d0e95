//! How an item is marked: by which of the usual rules, and what is right where only they say it.

use std::collections::HashMap;

use crate::numbers::number;
use crate::xml::Element;

/// The rule that an item is marked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Everything for the right response, else nothing.
    Match,
    /// What the mapping says.
    Map,
    /// None is given.
    Nothing,
    /// Rules that we know from our own export.
    Ours,
    /// Any other.
    Other,
}

/// What the response processing of an item says.
pub(super) struct Processing {
    pub rule: Rule,
    compared: HashMap<String, Vec<String>>,
    bounds: HashMap<String, Bounds>,
}

/// What the rules say of numbers that are right beside the one that is named.
#[derive(Clone, Copy, Default)]
pub(super) struct Bounds {
    /// By how much an answer may be less and more; in per cent, where that is said.
    tolerance: Option<(f64, f64, bool)>,
    low: Option<f64>,
    high: Option<f64>,
    /// Whether numbers are compared in a way that is not read.
    pub is_other: bool,
}

impl Bounds {
    /// From where to where answers are right, given the one that is named.
    pub(super) fn around(&self, right: Option<f64>) -> Option<(f64, f64)> {
        if let (Some((less, more, relative)), Some(right)) = (self.tolerance, right) {
            let share = if relative { right.abs() / 100.0 } else { 1.0 };
            return Some((right - less * share, right + more * share));
        }
        self.low.zip(self.high)
    }
}

impl Processing {
    /// Reads the response processing; `ours` where the item is known to be.
    pub(super) fn of(item: &Element, ours: bool) -> Self {
        let root = item.first("response-processing");
        let rule = match root {
            _ if ours => Rule::Ours,
            Some(root) => rule(root),
            None => Rule::Nothing,
        };
        let compared = root.map(comparisons).unwrap_or_default();
        let bounds = root.map(bounds).unwrap_or_default();
        Self {
            rule,
            compared,
            bounds,
        }
    }

    /// What a response is compared with where that earns something, for items that say nowhere
    /// else what is right.
    pub(super) fn compared_with(&self, response: &str) -> &[String] {
        self.compared.get(response).map_or(&[], Vec::as_slice)
    }
}

impl Processing {
    /// What the rules say of numbers near the right one.
    pub(super) fn bounds(&self, response: &str) -> Bounds {
        self.bounds.get(response).copied().unwrap_or_default()
    }
}

/// The bounds of the numbers that are compared, by response.
fn bounds(root: &Element) -> HashMap<String, Bounds> {
    let mut all: HashMap<String, Bounds> = HashMap::new();
    for test in root.descendants() {
        let variable = test
            .first("variable")
            .and_then(|it| it.attribute("identifier"));
        let Some(about) = variable else { continue };
        let value = test
            .first("base-value")
            .and_then(|it| number(&it.all_text()));
        let entry = all.entry(about.to_owned()).or_default();
        match &*test.name {
            "equal" => {
                let mode = test.attribute("tolerance-mode").unwrap_or("exact");
                let said = test.attribute("tolerance").unwrap_or_default();
                let by: Vec<f64> = said.split_whitespace().filter_map(number).collect();
                if let (Some(less), true) = (by.first(), mode != "exact") {
                    let more = by.last().unwrap_or(less);
                    entry.tolerance = Some((*less, *more, mode == "relative"));
                }
            }
            "gte" => entry.low = value,
            "lte" => entry.high = value,
            "gt" | "lt" | "equal-rounded" => entry.is_other = true,
            _ => {}
        }
    }
    all
}

/// What is compared in branches that earn something, the most first; what must not be is no key.
fn comparisons(root: &Element) -> HashMap<String, Vec<String>> {
    let branches = root.descendants().filter(|it| is_branch(it));
    let mut earning: Vec<(f64, &Element)> = branches
        .filter_map(|branch| Some((earned(branch)?, branch)))
        .collect();
    earning.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for condition in earning
        .iter()
        .filter_map(|(_, branch)| branch.elements().next())
    {
        let mut tests = Vec::new();
        wanted(condition, &mut tests);
        for test in tests {
            let about = test
                .first("variable")
                .and_then(|it| it.attribute("identifier"));
            let Some(about) = about else { continue };
            let values = test
                .all("base-value")
                .map(|it| it.all_text().trim().to_owned());
            found.entry(about.to_owned()).or_default().extend(values);
        }
    }
    found
}

/// The comparisons of a condition, without those that are denied.
fn wanted<'e>(condition: &'e Element, tests: &mut Vec<&'e Element>) {
    if is_comparison(condition) {
        tests.push(condition);
    } else if condition.name != "not" {
        condition.elements().for_each(|it| wanted(it, tests));
    }
}

fn is_branch(element: &Element) -> bool {
    matches!(&*element.name, "response-if" | "response-else-if")
}

fn is_comparison(element: &Element) -> bool {
    matches!(
        &*element.name,
        "match" | "string-match" | "member" | "contains" | "equal"
    )
}

/// The marks that a branch gives, where it sets a score to a number above 0; a sum counts as 1.
fn earned(branch: &Element) -> Option<f64> {
    let scores = branch.all("set-outcome-value").filter(|it| {
        let name = it.attribute("identifier").unwrap_or_default();
        name.to_ascii_uppercase().contains("SCORE")
    });
    let values = scores.flat_map(Element::elements);
    let marks = values.filter_map(|value| match &*value.name {
        "base-value" => number(&value.all_text()).filter(|it| *it > 0.0),
        "sum" => Some(1.0),
        _ => None,
    });
    marks.reduce(f64::max)
}

fn rule(root: &Element) -> Rule {
    let template = root
        .attribute("template")
        .or(root.attribute("template-location"));
    if let Some(template) = template.map(str::to_ascii_lowercase) {
        // The templates of the standard, and those of Common Cartridge.
        return if template.contains("map_response") {
            Rule::Map
        } else if template.contains("match") {
            Rule::Match
        } else {
            Rule::Other
        };
    }
    // The same rules written out.
    const USUAL: [&str; 15] = [
        "response-processing",
        "response-condition",
        "response-if",
        "response-else-if",
        "response-else",
        "match",
        "variable",
        "correct",
        "set-outcome-value",
        "base-value",
        "map-response",
        "is-null",
        "not",
        "and",
        "sum",
    ];
    if root
        .descendants()
        .any(|it| !USUAL.contains(&it.local_name()))
    {
        return Rule::Other;
    }
    let uses = |name: &str| root.descendants().any(|it| it.name == name);
    match (uses("map-response"), uses("correct")) {
        (true, false) => Rule::Map,
        (false, true) => Rule::Match,
        _ => Rule::Other,
    }
}
