//! The two versions: namespaces, and how the names of the one become those of the other.

use std::borrow::Cow;

use super::{CAPABILITIES_3, CAPABILITIES_21};
use crate::lower::Capabilities;
use crate::xml::{Element, Node};

/// A version of QTI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// 3.0
    Three,
    /// 2.1
    TwoOne,
}

impl Version {
    /// What it can carry.
    pub(super) fn capabilities(self) -> &'static Capabilities {
        match self {
            Self::Three => &CAPABILITIES_3,
            Self::TwoOne => &CAPABILITIES_21,
        }
    }

    /// The root of an item, a test or a stimulus.
    pub(super) fn root(self, name: &'static str) -> Element {
        let (namespace, location) = match self {
            Self::Three => (
                "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
                "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
            ),
            Self::TwoOne => (
                "http://www.imsglobal.org/xsd/imsqti_v2p1",
                "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
            ),
        };
        Element::new(name)
            .with("xmlns", namespace)
            .with("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
            .with("xsi:schemaLocation", format!("{namespace} {location}"))
    }

    /// The text of a document that was built with the names of version 3.0.
    pub(super) fn document(self, mut root: Element) -> String {
        if self == Self::TwoOne {
            to_21(&mut root);
        }
        root.document()
    }
}

/// Renames what is QTI (the names of HTML are the same), and takes out what 2.1 has not.
fn to_21(element: &mut Element) {
    if let Some(name) = element.name.strip_prefix("qti-") {
        let name = camel_case(name);
        element.attributes.retain(|(it, _)| !is_new(&name, it));
        element.name = Cow::Owned(name);
        for (name, _) in &mut element.attributes {
            if name.contains('-') {
                *name = Cow::Owned(camel_case(name));
            }
        }
    }
    let wraps = |child: &Node| matches!(child, Node::Element(it) if it.name == "qti-content-body");
    if element.children.iter().any(wraps) {
        let children = std::mem::take(&mut element.children);
        for child in children {
            match child {
                Node::Element(it) if it.name == "qti-content-body" => {
                    element.children.extend(it.children);
                }
                other => element.children.push(other),
            }
        }
    }
    for child in &mut element.children {
        if let Node::Element(child) = child {
            to_21(child);
        }
    }
}

/// Whether an attribute came with version 3.0: who scores from outside, and how many gaps may be
/// filled (which without it is any number in 2.1, and one in 3.0).
fn is_new(element: &str, attribute: &str) -> bool {
    attribute == "external-scored"
        || (element == "gapMatchInteraction" && attribute == "max-associations")
}

/// `response-identifier` as `responseIdentifier`.
fn camel_case(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut raised = false;
    for c in name.chars() {
        match c {
            '-' => raised = true,
            c if std::mem::take(&mut raised) => camel.push(c.to_ascii_uppercase()),
            c => camel.push(c),
        }
    }
    camel
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_qti_is_renamed_and_what_is_html_is_not() {
        let root = Element::new("qti-modal-feedback")
            .with("outcome-identifier", "FEEDBACK")
            .child(Element::new("qti-content-body").child(Element::new("p").text("Well.")));
        assert_eq!(
            Version::TwoOne
                .document(root.clone())
                .lines()
                .skip(1)
                .collect::<String>(),
            "<modalFeedback outcomeIdentifier=\"FEEDBACK\"> <p>Well.</p></modalFeedback>"
        );
        assert!(Version::Three.document(root).contains("<qti-content-body>"));
    }
}
