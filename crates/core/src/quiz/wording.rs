//! The words that make a credit point: plain keywords, patterns, and points that questions share.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::shared::SharedPoint;
use crate::diagnostic::Placed;

/// What makes a point, and what speaks against it.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Wording {
    /// Plain words of which one must be said, in any of its forms; the words of one entry
    /// must stand in that order, near each other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<Placed<String>>,
    /// Plain words of which one must stand in the same sentence as a keyword.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<Placed<String>>,
    /// Patterns of which one must match, where keywords do not suffice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<Placed<String>>,
    /// Patterns of which none may match.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reject: Vec<Placed<String>>,
    /// The IDs of shared points: what makes one of them makes this point.
    #[serde(default, rename = "use", skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<Placed<String>>,
    /// The shared points of those IDs that are known; see [`super::Quiz::use_points`].
    #[serde(skip)]
    pub shared: Vec<Arc<SharedPoint>>,
}

/// A text that is compiled to a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternText {
    /// The pattern.
    pub text: String,
    /// Whether it was made from keywords.
    pub of_keywords: bool,
}

impl Wording {
    /// Every pattern that makes the point: of the keywords, those written as patterns, and those
    /// of the shared points.
    pub fn patterns(&self) -> Vec<PatternText> {
        let mut all = self.own_patterns();
        for shared in &self.shared {
            all.extend(shared.wording.own_patterns());
        }
        all
    }

    fn own_patterns(&self) -> Vec<PatternText> {
        let of_keywords = of_keywords(&self.keywords, &self.with);
        let mut all: Vec<PatternText> = of_keywords
            .into_iter()
            .map(|text| PatternText {
                text,
                of_keywords: true,
            })
            .collect();
        all.extend(self.accept.iter().map(|text| PatternText {
            text: text.value.clone(),
            of_keywords: false,
        }));
        all
    }

    /// Every pattern that speaks against the point.
    pub fn rejects(&self) -> impl Iterator<Item = &Placed<String>> {
        let shared = self.shared.iter().flat_map(|it| &it.wording.reject);
        self.reject.iter().chain(shared)
    }
}

/// The patterns of keywords: one for all single words, and one for each entry of several words.
///
/// The words of an entry stand in that order, with four words between two of them at most: "not
/// reveal" is met by "does not want to reveal", and not by "reveals that he is not".
fn of_keywords(keywords: &[Placed<String>], with: &[Placed<String>]) -> Vec<String> {
    let alternatives = |rows: &[Vec<String>]| {
        let chained = |row: &Vec<String>| match row.as_slice() {
            [word] => word.clone(),
            words => format!("[{}]", words.join("_")),
        };
        rows.iter().map(chained).collect::<Vec<_>>().join("|")
    };
    let rows = |texts: &[Placed<String>]| -> Vec<Vec<String>> {
        let rows = texts.iter().map(|text| words(text));
        rows.filter(|row| !row.is_empty()).collect()
    };
    let (single, several): (Vec<_>, Vec<_>) =
        rows(keywords).into_iter().partition(|row| row.len() == 1);
    let mut patterns = Vec::new();
    if !single.is_empty() {
        patterns.push(alternatives(&single));
    }
    patterns.extend(several.iter().map(|row| row.join("_")));
    let with = alternatives(&rows(with));
    let whole = |pattern: String| {
        let blank = if with.is_empty() { "" } else { " " };
        format!("match_m2p4ow({pattern}{blank}{with})")
    };
    patterns.into_iter().map(whole).collect()
}

/// The words of a keyword as a pattern has them: in lower case, what is special escaped.
fn words(keyword: &str) -> Vec<String> {
    let parts = keyword.split(|c: char| c.is_whitespace() || matches!(c, '-' | '‑' | '–' | '/'));
    let escaped = |word: &str| {
        let mut escaped = String::with_capacity(word.len());
        for c in word.chars().flat_map(char::to_lowercase) {
            if "()\\|?*_[]".contains(c) {
                escaped.push('\\');
            }
            escaped.push(c);
        }
        escaped
    };
    let trimmed = parts.map(|word| word.trim_matches(|c: char| ",;:.!\"“”".contains(c)));
    trimmed
        .filter(|word| !word.is_empty())
        .map(escaped)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::of_keywords;
    use crate::diagnostic::{Placed, Span};

    fn patterns(keywords: &[&str], with: &[&str]) -> Vec<String> {
        let placed = |texts: &[&str]| -> Vec<_> {
            let texts = texts.iter();
            texts
                .map(|text| Placed::new((*text).to_owned(), Span::default()))
                .collect()
        };
        of_keywords(&placed(keywords), &placed(with))
    }

    #[test]
    fn keywords_become_patterns() {
        assert_eq!(
            patterns(&["calm", "Level-headed", "sensible man", "wise"], &[]),
            [
                "match_m2p4ow(calm|wise)",
                "match_m2p4ow(level_headed)",
                "match_m2p4ow(sensible_man)"
            ]
        );
        assert_eq!(
            patterns(&["leader"], &["decide", "first hand"]),
            ["match_m2p4ow(leader decide|[first_hand])"]
        );
        assert_eq!(patterns(&["not reveal"], &[]), ["match_m2p4ow(not_reveal)"]);
        assert_eq!(
            patterns(&["why? (6c)"], &[]),
            ["match_m2p4ow(why\\?_\\(6c\\))"]
        );
    }
}
