//! What an item declares: its responses with what is right and what it is worth, and its marks.

use std::collections::HashMap;

use crate::numbers::number;
use crate::xml::Element;

/// A response that an interaction fills.
#[derive(Default)]
pub(super) struct Response {
    /// `single`, `multiple`, `ordered` or `record`.
    pub cardinality: String,
    /// `identifier`, `string`, `directed-pair` ….
    pub base_type: String,
    /// What is right.
    pub correct: Vec<String>,
    /// What answers are worth.
    pub mapping: Option<Mapping>,
}

/// What answers are worth.
#[derive(Default)]
pub(super) struct Mapping {
    /// In the order of the file.
    pub entries: Vec<Worth>,
    /// What any other answer is worth.
    pub default: f64,
    /// The least that is earned in all.
    pub least: Option<f64>,
    /// The most that is earned in all.
    pub most: Option<f64>,
}

/// What one answer is worth.
pub(super) struct Worth {
    pub key: String,
    pub value: f64,
    /// Whether it is said that capitals count.
    pub capitals: bool,
}

impl Mapping {
    /// The answers that earn something.
    pub(super) fn earning(&self) -> impl Iterator<Item = &Worth> {
        self.entries.iter().filter(|it| it.value > 0.0)
    }

    /// The most that can be earned, where several answers add up.
    pub(super) fn total(&self) -> f64 {
        let sum = self.earning().map(|it| it.value).sum::<f64>();
        self.most.map_or(sum, |most| sum.min(most))
    }
}

/// What an item declares.
#[derive(Default)]
pub(super) struct Declared {
    responses: HashMap<String, Response>,
    /// The most marks that the item says it is worth.
    pub most: Option<f64>,
}

impl Declared {
    /// Reads the declarations of an item.
    pub(super) fn of(item: &Element) -> Self {
        let mut declared = Self::default();
        for it in item.all("response-declaration") {
            let name = it.attribute("identifier").unwrap_or_default();
            declared.responses.insert(name.to_owned(), response(it));
        }
        let outcome = |name: &str| {
            item.all("outcome-declaration")
                .find(|it| it.attribute("identifier") == Some(name))
        };
        let said = outcome("SCORE").and_then(|it| number(it.attribute("normal-maximum")?));
        let default = || {
            let value = outcome("MAXSCORE")?
                .first("default-value")?
                .first("value")?;
            number(&value.all_text())
        };
        declared.most = said.or_else(default).filter(|most| *most > 0.0);
        declared
    }

    /// The response of that name.
    pub(super) fn response(&self, name: &str) -> Option<&Response> {
        self.responses.get(name)
    }
}

fn response(element: &Element) -> Response {
    let said = |name: &str| element.attribute(name).unwrap_or_default();
    let correct = element.first("correct-response");
    let values = correct.into_iter().flat_map(|it| it.all("value"));
    Response {
        cardinality: said("cardinality").to_ascii_lowercase(),
        // The values of attributes keep their capitals: `directedPair`.
        base_type: said("base-type").to_ascii_lowercase(),
        correct: values.map(|it| it.all_text().trim().to_owned()).collect(),
        mapping: element.first("mapping").map(mapping),
    }
}

fn mapping(element: &Element) -> Mapping {
    let bound = |name: &str| element.attribute(name).and_then(number);
    let entry = |it: &Element| {
        Some(Worth {
            key: it.attribute("map-key")?.trim().to_owned(),
            value: number(it.attribute("mapped-value")?)?,
            capitals: it.attribute("case-sensitive") == Some("true"),
        })
    };
    Mapping {
        entries: element.all("map-entry").filter_map(entry).collect(),
        default: bound("default-value").unwrap_or(0.0),
        least: bound("lower-bound"),
        most: bound("upper-bound"),
    }
}
