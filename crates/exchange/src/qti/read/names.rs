//! One set of names for all versions: 2.1 and 2.2 say `choiceInteraction`, 3.0 says
//! `qti-choice-interaction`; here both are `choice-interaction`.

use std::borrow::Cow;

use crate::shared::markup::is_mark;
use crate::xml::{Element, Node};

/// Gives a document our names, and takes out characters that we mark places with.
pub(super) fn normalise(element: &mut Element) {
    element.name = Cow::Owned(normal(element.local_name()));
    for (name, _) in &mut element.attributes {
        let local = name.rsplit_once(':').map_or(&**name, |(_, local)| local);
        *name = Cow::Owned(normal(local));
    }
    for child in &mut element.children {
        match child {
            Node::Element(child) => normalise(child),
            Node::Text(text) | Node::CData(text) => {
                if text.contains(is_mark) {
                    text.retain(|c| !is_mark(c));
                }
            }
        }
    }
}

/// A name without prefixes, with hyphens instead of capitals.
fn normal(name: &str) -> String {
    let bare = name.strip_prefix("qti-").unwrap_or(name);
    let mut normal = String::with_capacity(bare.len() + 4);
    for c in bare.chars() {
        if c.is_ascii_uppercase() {
            if !normal.is_empty() {
                normal.push('-');
            }
            normal.push(c.to_ascii_lowercase());
        } else {
            normal.push(c);
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml;

    #[test]
    fn both_versions_have_the_same_names() {
        let mut old = xml::parse(
            "<a:assessmentItem xmlns:a='x' timeDependent='false'><itemBody><br/><choiceInteraction responseIdentifier='R'/></itemBody></a:assessmentItem>",
        )
        .unwrap();
        let mut new = xml::parse(
            "<qti-assessment-item time-dependent='false'><qti-item-body><br/><qti-choice-interaction response-identifier='R'/></qti-item-body></qti-assessment-item>",
        )
        .unwrap();
        normalise(&mut old);
        normalise(&mut new);
        old.attributes.retain(|(name, _)| name != "a");
        assert_eq!(old.document(), new.document());
    }
}
