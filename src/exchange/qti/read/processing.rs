//! How an item is marked: by which of the usual rules, and what is right where only they say it.

use std::collections::HashMap;

use super::super::super::xml::Element;
use super::declared::number;

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
        Self { rule, compared }
    }

    /// What a response is compared with where that earns something, for items that say nowhere
    /// else what is right.
    pub(super) fn compared_with(&self, response: &str) -> &[String] {
        self.compared.get(response).map_or(&[], Vec::as_slice)
    }
}

fn comparisons(root: &Element) -> HashMap<String, Vec<String>> {
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for branch in root.descendants().filter(|it| is_branch(it) && earns(it)) {
        let Some(condition) = branch.elements().next() else {
            continue;
        };
        for test in condition.descendants().filter(|it| is_comparison(it)) {
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

fn is_branch(element: &Element) -> bool {
    matches!(&*element.name, "response-if" | "response-else-if")
}

fn is_comparison(element: &Element) -> bool {
    matches!(
        &*element.name,
        "match" | "string-match" | "member" | "contains" | "equal"
    )
}

/// Whether a branch gives marks: sets a score to a number above 0, or to a sum.
fn earns(branch: &Element) -> bool {
    branch.all("set-outcome-value").any(|it| {
        let name = it.attribute("identifier").unwrap_or_default();
        let positive = |value: &Element| match &*value.name {
            "base-value" => number(&value.all_text()).is_some_and(|it| it > 0.0),
            other => other == "sum",
        };
        name.to_ascii_uppercase().contains("SCORE") && it.elements().any(positive)
    })
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
