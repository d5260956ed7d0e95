//! Extracts: a shared file each in version 3.0, in every item that asks about them in 2.1.

use std::collections::HashMap;

use super::version::Version;
use crate::Material;
use crate::html;
use crate::ident::{Unique, xml_name};
use crate::shared::flow::div;
use crate::shared::passages::{content, shown_as};
use crate::xml::Element;
use sourcework_core::quiz::Question;
use sourcework_core::source::{Extract, Source};

/// An extract as it is shown: with the heading of its source or without.
pub(super) struct Stimulus<'a> {
    /// `source-id/label`
    pub id: &'a str,
    pub source: &'a Source,
    pub extract: &'a Extract,
    headed: bool,
    pub identifier: String,
    pub href: String,
}

/// The extracts of a quiz, each once for each way in which it is shown.
pub(super) struct Passages<'a> {
    version: Version,
    pub material: Material<'a>,
    all: Vec<Stimulus<'a>>,
    places: HashMap<(&'a str, bool), usize>,
}

impl<'a> Passages<'a> {
    /// Collects them in the order of the questions.
    pub(super) fn of(version: Version, material: Material<'a>, unique: &mut Unique) -> Self {
        let mut passages = Self {
            version,
            material,
            all: Vec::new(),
            places: HashMap::new(),
        };
        for question in &material.quiz.questions {
            for key in shown_as(question) {
                let id = key.0;
                if passages.places.contains_key(&key) {
                    continue;
                }
                let Some((source, extract)) = material.sources.extract(id) else {
                    continue;
                };
                let ending = if key.1 { "" } else { "-bare" };
                let identifier = unique.give(&format!("{}{ending}", xml_name(id)));
                passages.places.insert(key, passages.all.len());
                passages.all.push(Stimulus {
                    id,
                    source,
                    extract,
                    headed: key.1,
                    href: format!("stimuli/{}.xml", unique.file(&identifier)),
                    identifier,
                });
            }
        }
        passages
    }

    /// Those of a question, in its order.
    pub(super) fn of_question(&self, question: &Question) -> impl Iterator<Item = &Stimulus<'a>> {
        shown_as(question).filter_map(|key| self.all.get(*self.places.get(&key)?))
    }

    /// The files that they are written to.
    pub(super) fn files(&self) -> &[Stimulus<'a>] {
        match self.version {
            Version::Three => &self.all,
            Version::TwoOne => &[],
        }
    }

    /// What refers an item to the files.
    pub(super) fn references(&self, question: &Question) -> Vec<Element> {
        let reference = |it: &Stimulus<'_>| {
            Element::new("qti-assessment-stimulus-ref")
                .with("identifier", &*it.identifier)
                .with("href", format!("../{}", it.href))
        };
        match self.version {
            Version::Three => self.of_question(question).map(reference).collect(),
            Version::TwoOne => Vec::new(),
        }
    }

    /// Where they are shown in the body of an item.
    pub(super) fn shown(&self, question: &Question) -> Vec<Element> {
        let shown = |it: &Stimulus<'_>| match self.version {
            Version::Three => div("passage").with("data-stimulus-idref", &*it.identifier),
            Version::TwoOne => {
                let words = html::elements(&it.extract.text);
                it.passage(words)
            }
        };
        self.of_question(question).map(shown).collect()
    }
}

impl Stimulus<'_> {
    /// The document of a shared extract.
    pub(super) fn write(&self, version: Version) -> String {
        let words = html::elements(&self.extract.text);
        let body = Element::new("qti-stimulus-body").children(self.content(words));
        let root = version
            .root("qti-assessment-stimulus")
            .with("identifier", &*self.identifier)
            .with("title", self.title())
            .with("label", self.id)
            .child(body);
        version.document(root)
    }

    /// What it is called where files are listed.
    pub(super) fn title(&self) -> String {
        match self.headed {
            true => format!("{} ({})", *self.source.title, *self.extract.label),
            false => self.extract.label.value.clone(),
        }
    }

    /// The extract in the body of an item; `words` are its paragraphs.
    pub(super) fn passage(&self, words: Vec<Element>) -> Element {
        div("passage")
            .with("label", self.id)
            .children(self.content(words))
    }

    fn content(&self, words: Vec<Element>) -> Vec<Element> {
        content(self.source, self.extract, self.headed, "xml:lang", words)
    }
}
