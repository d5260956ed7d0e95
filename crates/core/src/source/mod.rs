//! Sources: historical documents with their provenance, cut into extracts.

mod date;
mod folding;
mod parse;
pub mod passage;
pub mod quotation;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::Placed;
use crate::document::{self, Remark};
use folding::fold;

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
    /// Events around the document, to prepare students for questions that need own knowledge.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
    /// Words of the passages that need to be explained.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub glossary: Vec<Term>,
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
    /// What stands over a passage: labels and what they say, without what is not known.
    /// The rights do not stand there.
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

/// Something that happened, with its date.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Fact {
    /// When, in EDTF.
    #[schemars(with = "String")]
    pub date: Option<Placed<Date>>,
    /// What happened.
    pub text: Placed<String>,
}

/// A word or phrase of the passages and what it means.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Term {
    /// The word, as it stands in a passage.
    pub term: Placed<String>,
    /// What it means there, in plain words.
    pub meaning: Placed<String>,
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
    /// The words of the glossary that occur in a text.
    pub fn terms_in<'s>(&'s self, text: &str) -> Vec<&'s Term> {
        let text = fold(text);
        let occurs = |it: &&Term| text.contains(&fold(&it.term));
        self.glossary.iter().filter(occurs).collect()
    }

    /// The language of the text (BCP 47), where one is given that is not English and can stand in
    /// markup.
    pub fn foreign_language(&self) -> Option<&str> {
        let language = self.provenance.language.as_ref()?.value.as_str();
        let is_tag = language
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-');
        let primary = language.split('-').next().unwrap_or_default();
        let is_english = primary.is_empty() || primary.eq_ignore_ascii_case("en");
        (is_tag && !is_english).then_some(language)
    }

    /// The extract of that label.
    pub fn extract(&self, label: &str) -> Option<&Extract> {
        self.extracts.iter().find(|extract| *extract.label == label)
    }
}

/// Sources by their IDs.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    by_id: HashMap<String, Arc<Shelved>>,
}

/// A source, with an index of its extracts: every question looks some up, and a source may have
/// thousands.
#[derive(Debug)]
struct Shelved {
    source: Arc<Source>,
    /// The places of the extracts in the order of their labels, and of those with the same label
    /// in the order of the file. Made when the first one is looked up.
    by_label: OnceLock<Vec<usize>>,
}

impl Shelved {
    /// The place of the first extract of that label.
    fn place(&self, label: &str) -> Option<usize> {
        let label_at = |place: &usize| self.source.extracts[*place].label.as_str();
        let by_label = self.by_label.get_or_init(|| {
            let mut places: Vec<usize> = (0..self.source.extracts.len()).collect();
            places.sort_by_key(label_at);
            places
        });
        let first = by_label.partition_point(|place| label_at(place) < label);
        let found = by_label.get(first).copied()?;
        (label_at(&found) == label).then_some(found)
    }
}

impl Sources {
    /// Adds a source, in place of one of the same ID. Many papers share one.
    pub fn insert(&mut self, source: impl Into<Arc<Source>>) {
        let source = source.into();
        let id = source.id.clone();
        let by_label = OnceLock::new();
        self.by_id
            .insert(id, Arc::new(Shelved { source, by_label }));
    }

    /// The source of that ID.
    pub fn get(&self, id: &str) -> Option<&Source> {
        self.by_id.get(id).map(|shelved| &*shelved.source)
    }

    /// The IDs, in no order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.by_id.keys().map(String::as_str)
    }

    /// All sources, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.by_id.values().map(|shelved| &*shelved.source)
    }

    /// Adds all sources of others.
    pub fn extend(&mut self, others: &Self) {
        let others = others.by_id.iter();
        self.by_id
            .extend(others.map(|(id, shelved)| (id.clone(), Arc::clone(shelved))));
    }

    /// The extract of an ID like `khrushchev-letter-1962/6a`, and its source.
    pub fn extract(&self, id: &str) -> Option<(&Source, &Extract)> {
        let (source, place) = self.place(id)?;
        Some((source, &source.extracts[place]))
    }

    /// The source of an extract's ID, and the place of the extract in it.
    pub fn place(&self, id: &str) -> Option<(&Source, usize)> {
        let (source, label) = id.split_once('/')?;
        let shelved = self.by_id.get(source)?;
        Some((&shelved.source, shelved.place(label)?))
    }

    /// The text of an extract.
    pub fn text(&self, id: &str) -> Option<&str> {
        self.extract(id).map(|(_, extract)| extract.text.as_str())
    }
}

/// The text of a source file. Remarks stand above the keys they are about. Control characters but line
/// ends and tabs are escaped; the ends of lines become those of Unix when the file is read.
pub fn write(source: &Source, remarks: &[Remark]) -> String {
    let value = serde_json::to_value(source).expect("the keys of a source are texts, as in JSON");
    document::write(&value, remarks)
}

/// Extracts as they stand in a source file, to be added at its end.
pub fn write_extracts(extracts: &[&Extract]) -> String {
    document::write(&serde_json::json!({ "extract": extracts }), &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extract_is_found_by_its_label_and_of_two_the_first() {
        let extract = |label: &str, text: &str| {
            format!("[[extract]]\nlabel = \"{label}\"\ntext = \"{text}\"\n")
        };
        let text = [("b", "one"), ("a2", "two"), ("a10", "three"), ("b", "four")]
            .map(|(label, text)| extract(label, text))
            .concat();
        let (source, _) = parse("letter", &text);
        let mut sources = Sources::default();
        sources.insert(source.expect("it is TOML"));
        assert_eq!(sources.text("letter/b"), Some("one"));
        assert_eq!(sources.text("letter/a2"), Some("two"));
        assert_eq!(sources.text("letter/a10"), Some("three"));
        assert_eq!(sources.place("letter/a10").map(|(_, place)| place), Some(2));
        for unknown in ["letter/a", "letter/c", "letter", "other/b", "letter/"] {
            assert_eq!(sources.text(unknown), None, "{unknown}");
        }
    }
}
