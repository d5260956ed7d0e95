//! Texts of a question that become plain, and what is lost by that.

use crate::html;
use crate::imported::Trouble;
use sourcework_core::diagnostic::Span;

/// What was lost so far, each thing once.
#[derive(Debug, Default)]
pub(crate) struct PlainTexts(Vec<String>);

impl PlainTexts {
    /// Adds something.
    pub(crate) fn add(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.0.contains(&what) {
            self.0.push(what);
        }
    }

    /// Markup as plain text.
    pub(crate) fn plain(&mut self, markup: &str) -> String {
        let read = html::to_text(markup);
        read.lost.into_iter().for_each(|what| self.add(what));
        read.text
    }

    /// Reports them at the place of the question.
    pub(crate) fn report(self, span: Span, trouble: &mut Trouble<'_>) {
        for what in self.0 {
            trouble.left_out(span, format!("{what} was left out"));
        }
    }
}
