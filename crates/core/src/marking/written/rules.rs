//! The rules of a scheme: what makes each point and what speaks against it, compiled.

use super::evidence::Passage;
use super::prose::{Polarity, Prose};
use crate::diagnostic::Placed;
use crate::pattern::{Options, Pattern};
use crate::quiz::Wording;
use crate::quiz::body::{Inference, Point};

/// A pattern that makes a point.
#[derive(Debug)]
pub(super) struct Accepted {
    pub pattern: Pattern,
    /// Whether it was made from keywords.
    pub of_keywords: bool,
}

/// What earns a point and what loses it.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub accept: Vec<Accepted>,
    pub reject: Vec<Pattern>,
    /// The extract to be quoted, by its place, and how many words of it.
    pub quote: Option<(Option<usize>, usize)>,
}

impl Rules {
    /// The rules of what makes a point. Keywords forgive misspelt names, patterns where they are
    /// told to.
    pub fn of(wording: &Wording, forgive_names: bool, options: &Options) -> Self {
        let with_names = |forgive_names: bool| Options {
            forgive_names,
            ..options.clone()
        };
        let (of_keywords, of_patterns) = (with_names(true), with_names(forgive_names));
        let accepted = wording.patterns().into_iter().filter_map(|it| {
            let options = if it.of_keywords {
                &of_keywords
            } else {
                &of_patterns
            };
            let pattern = Pattern::compile(&it.text, options).ok()?;
            Some(Accepted {
                pattern,
                of_keywords: it.of_keywords,
            })
        });
        Self {
            accept: accepted.collect(),
            reject: certain(wording.rejects(), forgive_names, options),
            ..Self::default()
        }
    }

    /// Whether a text makes the point, read by itself and without a passage.
    pub fn are_met_by(&self, text: &str) -> bool {
        let prose = Prose::read(text, &Options::for_marking());
        let said = |pattern: &Pattern| {
            let hits = prose.in_sentences(pattern);
            hits.iter()
                .any(|(_, hit)| prose.polarity(hit) == Polarity::Said)
        };
        self.accept.iter().any(|it| said(&it.pattern)) && !self.reject.iter().any(said)
    }

    /// The rules of the points of a short answer.
    pub fn of_points(points: &[Point], passages: &[Passage<'_>], options: &Options) -> Vec<Self> {
        let rules = points.iter().map(|point| Self {
            quote: point.quote_from.as_ref().map(|from| {
                let here = |it: &Passage<'_>| it.label == **from || it.id == **from;
                let least = point.min_words.as_ref().map_or(3, |least| **least as usize);
                (passages.iter().position(here), least)
            }),
            ..Self::of(&point.wording, point.forgive_names, options)
        });
        rules.collect()
    }

    /// The rules of the points of inferences.
    pub fn of_inferences(body: &Inference, options: &Options) -> Vec<Self> {
        let points = body.points.iter();
        points
            .map(|point| Self::of(&point.wording, false, options))
            .collect()
    }
}

/// Compiles patterns that hold marks back: they must not be a guess at a misspelling. What is not a
/// pattern is left out; `check` reports it.
pub(super) fn certain<'a>(
    texts: impl IntoIterator<Item = &'a Placed<String>>,
    forgive_names: bool,
    options: &Options,
) -> Vec<Pattern> {
    let options = Options {
        forgive_names,
        certain: true,
        ..options.clone()
    };
    let compiled = texts
        .into_iter()
        .filter_map(|text| Pattern::compile(text, &options).ok());
    compiled.collect()
}
