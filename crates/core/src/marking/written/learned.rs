//! Learned responses: stock answers that fit every source, and say nothing of this one.

use crate::pattern::{Options, Pattern};

/// The patterns of every quiz; authors add their own with `learned-responses`.
///
/// The rarest words stand first in each: most answers are passed by them.
const STOCK: [&str; 7] = [
    "biased|bias|opinion* unreliable|useless|untrustworthy|[not reliable]|[not useful]|[not trust*]",
    "primary_source reliable|useful|trust*|true",
    "reliable|useful|true|know*|trust* he|she|author|writer|who was|were there|present",
    "eyewitness|[eye witness] reliable|useful|true|trust*",
    "reliable|useful|true|accurate written|from|at time then|so|therefore|because|makes",
    "important|powerful man|person|leader so|therefore|must know*|right|true|reliable",
    "unreliable|biased|bias|[not reliable] only|just one|1 side|view|perspective|person|opinion",
];

/// Phrases that students learn for every answer, and that say nothing about the source. A sentence
/// with one can still earn a point, but does not suggest that the mark scheme lacks one.
const PHRASES: [&str; 7] = [
    "insight|perspective",
    "subjective|[cross reference*]|[cross referenced]|[strengths and weaknesses]",
    "clearly|effectively|powerfully|furthermore demonstrate*|highlight*|convey*|show*|imply|implies|suggest*",
    "can_infer|be_inferred",
    "quote|quotation|this support*|demonstrate*",
    "biased|reliable|unreliable|trustworthy",
    "origin&purpose&content",
];

/// The patterns of phrases that say nothing of the source.
pub(super) fn phrases(options: &Options) -> Vec<Pattern> {
    let compiled = PHRASES.iter().map(|text| Pattern::compile(text, options));
    compiled
        .map(|it| it.expect("the phrases are patterns"))
        .collect()
}

/// The patterns that tell a learned response. A text of the author that is not a pattern is left
/// out: `check` reports it.
pub(super) fn patterns(of_author: &[&str], options: &Options) -> Vec<Pattern> {
    let stock = STOCK
        .iter()
        .map(|text| Pattern::compile(text, options).expect("the stock answers are patterns"));
    let own = of_author
        .iter()
        .filter_map(|text| Pattern::compile(text, options).ok());
    stock.chain(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Words;

    #[test]
    fn the_stock_answers_of_mark_schemes_are_recognised() {
        let options = Options::for_marking();
        let patterns = patterns(&["nobody (", "well known"], &options);
        assert_eq!(patterns.len(), STOCK.len() + 1);
        let stock = |text: &str| {
            let words = Words::split(text, &options);
            patterns
                .iter()
                .any(|pattern| pattern.find(&words).is_some())
        };
        assert!(stock("It is biased, so it is unreliable."));
        assert!(stock("He was there so it is useful"));
        assert!(stock("It's a primary source which makes it reliable."));
        assert!(!stock("He hides why the missiles were sent."));
    }
}
