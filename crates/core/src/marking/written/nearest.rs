//! What a point that was not found lacks: the part of its pattern that is not in the answer.

use crate::pattern::{Options, Pattern, Words, slots};
use crate::quiz::Wording;

/// Which part of the nearest of the patterns is there and which is not; `None` where no part of any
/// is.
pub(super) fn lacking(wording: &Wording, answer: &str, options: &Options) -> Option<String> {
    let words = Words::split(answer, options);
    let is_there = |text: &str| {
        Pattern::compile(text, options).is_ok_and(|pattern| pattern.find(&words).is_some())
    };
    for own in std::iter::once(wording).chain(wording.shared.iter().map(|it| &it.wording)) {
        let keywords = Wording {
            keywords: own.keywords.clone(),
            ..Wording::default()
        };
        let keyword_is_there = || keywords.patterns().iter().any(|it| is_there(&it.text));
        if !own.with.is_empty() && keyword_is_there() {
            return Some("a keyword is there, but no word of `with` beside it".to_owned());
        }
    }
    let mut best: Option<(usize, String)> = None;
    for pattern in &wording.accept {
        let (there, lacking): (Vec<&str>, Vec<&str>) =
            slots(pattern).into_iter().partition(|slot| is_there(slot));
        let is_nearer = best.as_ref().is_none_or(|(most, _)| there.len() > *most);
        if there.is_empty() || !is_nearer {
            continue;
        }
        let said = if lacking.is_empty() {
            format!(
                "every part of `{}` is there, but not in one sentence",
                **pattern
            )
        } else {
            format!(
                "`{}` is there, but not `{}`",
                there.join(" "),
                lacking.join(" ")
            )
        };
        best = Some((there.len(), said));
    }
    best.map(|(_, said)| said)
}

#[cfg(test)]
mod tests {
    use super::lacking;
    use crate::diagnostic::{Placed, Span};
    use crate::pattern::Options;
    use crate::quiz::Wording;

    fn texts(all: &[&str]) -> Vec<Placed<String>> {
        let placed = |text: &&str| Placed::new((*text).to_owned(), Span::default());
        all.iter().map(placed).collect()
    }

    #[test]
    fn the_part_that_is_not_in_the_answer_is_named() {
        let wording = Wording {
            accept: texts(&["pressure|stress home|voters", "elections"]),
            ..Wording::default()
        };
        let lacking = |answer: &str| lacking(&wording, answer, &Options::for_marking());
        assert_eq!(
            lacking("He was under pressure.").as_deref(),
            Some("`pressure|stress` is there, but not `home|voters`")
        );
        assert_eq!(lacking("He was tired."), None);
    }

    #[test]
    fn a_keyword_without_one_of_the_words_beside_it_is_named() {
        let wording = Wording {
            keywords: texts(&["leader"]),
            with: texts(&["decided"]),
            ..Wording::default()
        };
        let said = lacking(&wording, "He was the leader.", &Options::for_marking());
        assert_eq!(
            said.as_deref(),
            Some("a keyword is there, but no word of `with` beside it")
        );
    }
}
