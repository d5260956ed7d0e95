//! What the written kinds have of their own: credit points, levels, model answers.

use schemars::JsonSchema;
use serde::Serialize;

use super::wording::Wording;
use crate::diagnostic::Placed;

/// An answer with the mark an examiner would give it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Example {
    /// The answer.
    pub answer: Placed<String>,
    /// Its mark.
    pub marks: Placed<u32>,
    /// Whether the program is to say that it is unsure and ask a person.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unsure: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// A valid inference and the details that support it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct InferencePoint {
    /// What is inferred, in the words of a mark scheme.
    pub label: Placed<String>,
    /// What makes it.
    #[serde(flatten)]
    pub wording: Wording,
    /// Quotations that support it, verbatim.
    pub details: Vec<Placed<String>>,
}

/// `inference`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Inference {
    /// How many inferences are asked for: 2 where it is left out.
    #[serde(default = "two")]
    pub count: u32,
    /// The valid inferences.
    #[serde(rename = "point")]
    pub points: Vec<InferencePoint>,
    /// Patterns of what no right answer says; where one does, a person decides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reject: Vec<Placed<String>>,
    /// Patterns of what the passage says outright, which is no inference.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stated: Vec<Placed<String>>,
    /// A full-mark answer.
    pub model: Placed<String>,
    /// Answers with their marks.
    #[serde(default, rename = "example", skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
}

fn two() -> u32 {
    2
}

/// What earns marks in a short answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Point {
    /// Unique in its question, for `needs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Placed<String>>,
    /// The side it belongs to: value or limitation, similarity or difference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Placed<String>>,
    /// What it earns: 1 where it is left out.
    #[serde(default = "one")]
    pub marks: u32,
    /// What must be said, in the words of a mark scheme.
    pub label: Placed<String>,
    /// What makes it; may be left out where a quotation is asked for.
    #[serde(flatten)]
    pub wording: Wording,
    /// The IDs of points without which this one earns nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Placed<String>>,
    /// The extract that the answer must quote, by its label or as `source-id/label`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote_from: Option<Placed<String>>,
    /// How many words the quotation must have: 3 where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_words: Option<Placed<u32>>,
    /// Whether names, the words with a capital in the patterns, may be misspelt.
    #[serde(default, skip_serializing_if = "is_false")]
    pub forgive_names: bool,
}

fn one() -> u32 {
    1
}

/// Limits to what an answer can earn.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Caps {
    /// The most marks of an answer whose points are all of one group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub one_group: Option<Placed<u32>>,
    /// The most marks of learned responses that nothing in the passage supports: 0 where it is
    /// left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learned_response: Option<Placed<u32>>,
}

/// `short-answer`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ShortAnswer {
    /// What earns marks.
    #[serde(rename = "point")]
    pub points: Vec<Point>,
    /// Patterns of what no right answer says; where one does, a person decides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reject: Vec<Placed<String>>,
    /// Limits for one-sided answers.
    #[serde(default)]
    pub caps: Caps,
    /// A full-mark answer.
    pub model: Placed<String>,
    /// Answers with their marks.
    #[serde(default, rename = "example", skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
}

/// A band of marks and what an answer in it is like.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Level {
    /// The marks of the level: "3-5".
    pub marks: Placed<Band>,
    /// What an answer of the level does.
    pub descriptor: Placed<String>,
}

/// Marks from, to, both included; written "3-5" or "3".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Band {
    /// The lowest mark.
    pub low: u32,
    /// The highest mark.
    pub high: u32,
}

impl Band {
    /// Reads "3-5" or "3".
    pub fn parse(text: &str) -> Option<Self> {
        let (low, high) = text.split_once(['-', '–']).unwrap_or((text, text));
        let band = Self {
            low: low.trim().parse().ok()?,
            high: high.trim().parse().ok()?,
        };
        (band.low >= 1 && band.low <= band.high && band.high <= 100).then_some(band)
    }
}

impl std::fmt::Display for Band {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.low == self.high {
            write!(f, "{}", self.low)
        } else {
            write!(f, "{}-{}", self.low, self.high)
        }
    }
}

impl Serialize for Band {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Band {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Marks".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9]+(-[0-9]+)?$", "examples": ["3-5"] })
    }
}

/// One thing that an extended answer is judged by.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Criterion {
    /// What is judged.
    pub name: Placed<String>,
    /// The levels, lowest first.
    pub levels: Vec<Level>,
}

impl Criterion {
    /// The most marks it can earn.
    pub fn available(&self) -> u32 {
        self.levels
            .iter()
            .map(|level| level.marks.high)
            .max()
            .unwrap_or(0)
    }
}

/// `extended`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Extended {
    /// What the answer is judged by.
    #[serde(rename = "criterion")]
    pub criteria: Vec<Criterion>,
    /// A full-mark answer.
    pub model: Placed<String>,
    /// Points that are shown to the one who judges; they earn nothing by themselves.
    #[serde(default, rename = "point", skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<Point>,
    /// Answers with their marks; no rule marks them.
    #[serde(default, rename = "example", skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
    /// Answers with an examiner's marks, to be judged before one's own.
    #[serde(default, rename = "sample", skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<Sample>,
}

/// An answer that an examiner has judged, to learn the levels from.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Sample {
    /// The answer.
    pub answer: Placed<String>,
    /// The examiner's marks, one for each criterion.
    pub marks: Placed<Vec<u32>>,
    /// Why.
    pub reasons: Placed<String>,
}
