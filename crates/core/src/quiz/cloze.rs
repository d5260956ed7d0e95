//! The text of a cloze: words with gaps, `War is our {{enemy|foe}}.`

use schemars::JsonSchema;
use serde::Serialize;

/// A text with gaps. It is written, compared and stored as its source text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    source: String,
    /// The text around the gaps: always one more than there are gaps.
    texts: Vec<String>,
    gaps: Vec<Gap>,
}

/// One gap and what it accepts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gap {
    /// The answers that are accepted; the first is the one that is shown.
    pub accepted: Vec<String>,
}

/// The most gaps of one text: each is asked by itself, and nobody fills in more.
const MOST_GAPS: usize = 1_000;

/// Why a text has no gaps that could be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GapError {
    /// The braces do not pair.
    #[error("the braces of the gaps do not pair")]
    Unbalanced,
    /// There are more gaps than anybody fills in.
    #[error("the text has more than {MOST_GAPS} gaps")]
    TooMany,
}

impl Template {
    /// Reads a text with gaps.
    ///
    /// # Errors
    ///
    /// Where the braces do not pair, or there are too many gaps.
    pub fn parse(source: &str) -> Result<Self, GapError> {
        let mut template = Self {
            source: source.to_owned(),
            ..Self::default()
        };
        let mut rest = source;
        while let Some((text, after)) = rest.split_once("{{") {
            let (inside, left) = after.split_once("}}").ok_or(GapError::Unbalanced)?;
            if text.contains("}}") || inside.contains("{{") {
                return Err(GapError::Unbalanced);
            }
            let accepted = inside.split('|').map(|word| word.trim().to_owned());
            template.texts.push(text.to_owned());
            template.gaps.push(Gap {
                accepted: accepted.filter(|word| !word.is_empty()).collect(),
            });
            if template.gaps.len() > MOST_GAPS {
                return Err(GapError::TooMany);
            }
            rest = left;
        }
        if rest.contains("}}") {
            return Err(GapError::Unbalanced);
        }
        template.texts.push(rest.to_owned());
        Ok(template)
    }

    /// A text with one gap; `None` where what is accepted cannot stand in one.
    pub fn of_gap(before: &str, accepted: &[String], after: &str) -> Option<Self> {
        Self::of_gaps(&[before, after], &[accepted])
    }

    /// A text of pieces with gaps between them; `None` where what is accepted cannot stand in a gap.
    pub fn of_gaps(texts: &[&str], gaps: &[impl AsRef<[String]>]) -> Option<Self> {
        let mut source = String::new();
        for (number, text) in texts.iter().enumerate() {
            source.push_str(text);
            if let Some(accepted) = gaps.get(number) {
                source.push_str("{{");
                source.push_str(&accepted.as_ref().join("|"));
                source.push_str("}}");
            }
        }
        let template = Self::parse(&source).ok()?;
        let accepted = template.gaps.iter().map(|gap| gap.accepted.as_slice());
        let as_meant = accepted.eq(gaps.iter().map(AsRef::as_ref))
            && gaps.iter().all(|it| !it.as_ref().is_empty());
        as_meant.then_some(template)
    }

    /// The text as it is written in files.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The gaps, in order.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// The text around the gaps: always one piece more than there are gaps.
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// The text with each gap filled by `fill`, which is given its number from 0.
    pub fn filled(&self, mut fill: impl FnMut(usize, &Gap) -> String) -> String {
        let mut filled = String::new();
        for (index, text) in self.texts.iter().enumerate() {
            filled += text;
            if let Some(gap) = self.gaps.get(index) {
                filled += &fill(index, gap);
            }
        }
        filled
    }
}

impl Gap {
    /// The answer that is shown as right.
    pub fn shown(&self) -> &str {
        self.accepted.first().map_or("", String::as_str)
    }
}

impl Serialize for Template {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.source)
    }
}

impl JsonSchema for Template {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Cloze".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "Text with gaps: the answer stands in its gap, variants after a bar.",
            "pattern": "\\{\\{.+\\}\\}",
            "examples": ["War is our enemy and a {{calamity}} for all the {{peoples|nations}}."]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_hold_their_variants() {
        let template =
            Template::parse("A {{calamity}} for {{peoples | nations}}.").expect("balanced");
        let accepted: Vec<_> = template
            .gaps()
            .iter()
            .map(|gap| gap.accepted.clone())
            .collect();
        assert_eq!(accepted, [vec!["calamity"], vec!["peoples", "nations"]]);
        assert_eq!(
            template.filled(|number, _| format!("({})", number + 1)),
            "A (1) for (2)."
        );
    }

    #[test]
    fn braces_must_pair() {
        for text in ["a {{b", "a }} b", "{{a {{b}} c}}", "{{a}} b }}"] {
            assert_eq!(Template::parse(text), Err(GapError::Unbalanced), "{text}");
        }
        assert!(
            Template::parse("{{ | }}").expect("balanced").gaps()[0]
                .accepted
                .is_empty()
        );
    }

    #[test]
    fn nobody_fills_in_more_than_a_thousand() {
        assert!(Template::parse(&"{{a}} ".repeat(1_000)).is_ok());
        assert_eq!(
            Template::parse(&"{{a}} ".repeat(1_001)),
            Err(GapError::TooMany)
        );
    }
}
