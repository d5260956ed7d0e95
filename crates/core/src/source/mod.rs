//! Sources: historical documents with their provenance, cut into extracts.

mod date;
mod folding;
mod parse;
pub mod passage;
pub mod quotation;

use std::collections::HashMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::Placed;
use crate::document::{self, Remark};

pub use crate::document::is_id;
pub use date::Date;
pub use parse::parse;
pub use quotation::Quotation;

/// A historical document with its provenance: a file in `sources/`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Source {
    /// The file name without `.toml`.
    #[schemars(skip)]
    pub id: String,
    /// What the document is called, as a heading.
    pub title: Placed<String>,
    /// Who made it, when, for whom, and where it is kept.
    pub provenance: Provenance,
    /// The passages that questions are asked about.
    #[serde(rename = "extract")]
    pub extracts: Vec<Extract>,
}

/// Where a document comes from; Dublin Core terms where it has one.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Provenance {
    /// Who made it; "unknown" where that is so.
    pub creator: Placed<String>,
    /// What the creator was at the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Placed<String>>,
    /// When it was made, in EDTF: "1962-10-26", "1962-10", "1348~", "1914/1918".
    #[schemars(with = "String")]
    pub date: Option<Placed<Date>>,
    /// What it is: letter, speech, diary, report, newspaper, cartoon, photograph, law ….
    #[serde(rename = "type")]
    pub form: Placed<String>,
    /// Whom it was meant for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<Placed<String>>,
    /// Where it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Placed<String>>,
    /// The archive or publication that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<Placed<String>>,
    /// The catalogue reference or page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<Placed<String>>,
    /// What is known of the rights in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<Placed<String>>,
    /// The language of the text (BCP 47): "en".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Placed<String>>,
    /// One or two sentences that a student may be shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Placed<String>>,
}

impl Provenance {
    /// What is told of it over a passage: labels and what they say, without what is not known.
    /// The rights are not told there.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let by = match &self.role {
            Some(role) => format!("{}, {}", *self.creator, **role),
            None => self.creator.value.clone(),
        };
        let text = |it: &Option<Placed<String>>| it.as_ref().map(|it| it.value.clone());
        let kept: Vec<String> = [&self.repository, &self.reference]
            .into_iter()
            .filter_map(text)
            .collect();
        let facts = [
            ("By", by),
            (
                "Date",
                self.date
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            ),
            ("Type", self.form.value.clone()),
            ("Place", text(&self.place).unwrap_or_default()),
            ("To", text(&self.audience).unwrap_or_default()),
            ("Kept at", kept.join(", ")),
            ("Context", text(&self.context).unwrap_or_default()),
        ];
        let facts = facts.into_iter();
        facts.filter(|(_, said)| !said.is_empty()).collect()
    }

    /// The same with the rights, for a copy that is handed to others.
    pub fn facts_and_rights(&self) -> Vec<(&'static str, String)> {
        let rights = self.rights.iter().filter(|it| !it.is_empty());
        let rights = rights.map(|it| ("Rights", it.value.clone()));
        self.facts().into_iter().chain(rights).collect()
    }
}

/// A labelled passage of a source.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Extract {
    /// What it is called in its source: "6a".
    pub label: Placed<String>,
    /// The text, letter for letter; a blank line ends a paragraph.
    pub text: Placed<String>,
}

impl Source {
    /// The extract of that label.
    pub fn extract(&self, label: &str) -> Option<&Extract> {
        self.extracts.iter().find(|extract| *extract.label == label)
    }
}

/// Sources by their IDs.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    by_id: HashMap<String, Arc<Source>>,
}

impl Sources {
    /// Adds a source, in place of one of the same ID. Many papers share one.
    pub fn insert(&mut self, source: impl Into<Arc<Source>>) {
        let source = source.into();
        self.by_id.insert(source.id.clone(), source);
    }

    /// The source of that ID.
    pub fn get(&self, id: &str) -> Option<&Source> {
        self.by_id.get(id).map(Arc::as_ref)
    }

    /// The IDs, in no order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.by_id.keys().map(String::as_str)
    }

    /// All sources, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.by_id.values().map(Arc::as_ref)
    }

    /// Adds all sources of others.
    pub fn extend(&mut self, others: &Self) {
        let others = others.by_id.iter();
        self.by_id
            .extend(others.map(|(id, source)| (id.clone(), Arc::clone(source))));
    }

    /// The extract of an ID like `khrushchev-letter-1962/6a`, and its source.
    pub fn extract(&self, id: &str) -> Option<(&Source, &Extract)> {
        let (source, label) = id.split_once('/')?;
        let source = self.get(source)?;
        Some((source, source.extract(label)?))
    }

    /// The text of an extract.
    pub fn text(&self, id: &str) -> Option<&str> {
        self.extract(id).map(|(_, extract)| extract.text.as_str())
    }
}

/// The text of a source file. Remarks stand above the keys they are about. Control characters but line
/// ends and tabs are escaped; the ends of lines become those of Unix when the file is read.
pub fn write(source: &Source, remarks: &[Remark]) -> String {
    document::write(&serde_json::to_value(source).unwrap_or_default(), remarks)
}

/// Extracts as they stand in a source file, to be added at its end.
pub fn write_extracts(extracts: &[&Extract]) -> String {
    document::write(&serde_json::json!({ "extract": extracts }), &[])
}
