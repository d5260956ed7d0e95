//! Passages: an item of text before each run of questions about the same extracts.

use super::parts::rich;
use super::task::{Head, TEXT};
use crate::Material;
use crate::html;
use crate::ident::{Unique, xml_name};
use crate::shared::passages::{content, shown_as};
use crate::xml::Element;
use sourcework_core::quiz::Question;

/// The extracts that the questions of a run are about, and the item that shows them.
#[derive(Default)]
pub(super) struct Run<'q> {
    shown: Vec<(&'q str, bool)>,
    identifier: Option<String>,
}

impl<'q> Run<'q> {
    /// What its questions name as the passage that they belong to.
    pub(super) fn identifier(&self) -> Option<&str> {
        self.identifier.as_deref()
    }

    /// Begins a run with a question; its item, where the question is not one of the run that is
    /// under way. Students read from the top: what was shown far above is shown again.
    pub(super) fn begin(
        &mut self,
        quiz: &str,
        question: &'q Question,
        material: Material<'_>,
        unique: &mut Unique,
    ) -> Option<Element> {
        let shown: Vec<(&str, bool)> = shown_as(question).collect();
        if self.shown == shown {
            return None;
        }
        let extracts: Vec<_> = shown
            .iter()
            .filter_map(|(id, headed)| Some((material.sources.extract(id)?, *headed)))
            .collect();
        self.shown = shown;
        self.identifier = None;
        let ((source, extract), headed) = extracts.first()?;
        let (first, _) = self.shown.first()?;
        let identifier = unique.give(&format!("{quiz}_{}", xml_name(first)));
        let title = match headed {
            true => source.title.value.clone(),
            false => extract.label.value.clone(),
        };
        let body = extracts.iter().flat_map(|((source, extract), headed)| {
            content(
                source,
                extract,
                *headed,
                "xml:lang",
                html::elements(&extract.text),
            )
        });
        let head = Head {
            identifier: &identifier,
            title: &title,
            form: TEXT,
            points: 0,
            passage: None,
        };
        let presentation = Element::new("presentation").child(rich(body));
        let item = head.begin().child(presentation);
        self.identifier = Some(identifier);
        Some(item)
    }
}
