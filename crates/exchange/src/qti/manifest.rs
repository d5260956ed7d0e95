//! The manifest: what the package is, and every file of it with what it needs.

use super::Entry;
use super::passages::Passages;
use super::version::Version;
use crate::xml::Element;
use sourcework_core::quiz::Quiz;

/// The namespace of metadata.
const LOM: &str = "http://ltsc.ieee.org/xsd/LOM";

/// The document of the manifest.
pub(super) fn write(
    version: Version,
    quiz: &Quiz,
    test: &str,
    entries: &[Entry<'_>],
    passages: &Passages<'_>,
) -> String {
    let kinds = Kinds::of(version);
    let of_test = entries.iter().map(|entry| entry.identifier.as_str());
    let mut resources = vec![resource(test, kinds.test, "test.xml", None, of_test)];
    for stimulus in passages.files() {
        let none = std::iter::empty();
        resources.push(resource(
            &stimulus.identifier,
            kinds.stimulus,
            &stimulus.href,
            None,
            none,
        ));
    }
    for entry in entries {
        let question = entry.question;
        let needs: Vec<&str> = match version {
            Version::Three => passages
                .of_question(question)
                .map(|it| it.identifier.as_str())
                .collect(),
            Version::TwoOne => Vec::new(),
        };
        let about = lom([(
            "imsmd:general",
            [("imsmd:keyword", question.skill.as_str())].to_vec(),
        )]);
        let about = Element::new("metadata").child(about);
        let needs = needs.into_iter();
        resources.push(resource(
            &entry.identifier,
            kinds.item,
            &entry.href,
            Some(about),
            needs,
        ));
    }
    Element::new("manifest")
        .with("xmlns", kinds.namespace)
        .with("xmlns:imsmd", LOM)
        .with("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        .with(
            "xsi:schemaLocation",
            format!("{} {} {LOM} {}", kinds.namespace, kinds.location, kinds.lom),
        )
        .with("identifier", "manifest")
        .child(
            Element::new("metadata")
                .child(Element::new("schema").text(kinds.schema))
                .child(Element::new("schemaversion").text(kinds.number))
                .child(about(quiz)),
        )
        .child(Element::new("organizations"))
        .child(Element::new("resources").children(resources))
        .document()
}

/// What the versions call things.
struct Kinds {
    namespace: &'static str,
    location: &'static str,
    lom: &'static str,
    schema: &'static str,
    number: &'static str,
    test: &'static str,
    item: &'static str,
    stimulus: &'static str,
}

impl Kinds {
    fn of(version: Version) -> Self {
        match version {
            Version::Three => Self {
                namespace: "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
                location: "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd",
                lom: "https://purl.imsglobal.org/spec/md/v1p3/schema/xsd/imsmd_loose_v1p3p2.xsd",
                schema: "QTI Package",
                number: "3.0.0",
                test: "imsqti_test_xmlv3p0",
                item: "imsqti_item_xmlv3p0",
                stimulus: "imsqti_stimulus_xmlv3p0",
            },
            Version::TwoOne => Self {
                namespace: "http://www.imsglobal.org/xsd/imscp_v1p1",
                location: "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
                lom: "http://www.imsglobal.org/xsd/imsmd_loose_v1p3p2.xsd",
                schema: "QTIv2.1 Package",
                number: "1.0.0",
                test: "imsqti_test_xmlv2p1",
                item: "imsqti_item_xmlv2p1",
                stimulus: "",
            },
        }
    }
}

fn resource<'a>(
    identifier: &str,
    kind: &'static str,
    href: &str,
    about: Option<Element>,
    needs: impl Iterator<Item = &'a str>,
) -> Element {
    let needs = needs.map(|it| Element::new("dependency").with("identifierref", it));
    Element::new("resource")
        .with("identifier", identifier)
        .with("type", kind)
        .with("href", href)
        .children(about)
        .child(Element::new("file").with("href", href))
        .children(needs)
}

/// What a quiz says of itself.
fn about(quiz: &Quiz) -> Element {
    let mut general = vec![("imsmd:title", quiz.title.as_str())];
    general.extend(
        quiz.description
            .as_ref()
            .map(|it| ("imsmd:description", it.as_str())),
    );
    let level = quiz
        .level
        .as_ref()
        .map(|it| ("imsmd:typicalAgeRange", it.as_str()));
    lom([
        ("imsmd:general", general),
        ("imsmd:educational", level.into_iter().collect()),
    ])
}

/// Metadata: texts under their headings.
fn lom<'a>(
    parts: impl IntoIterator<Item = (&'static str, Vec<(&'static str, &'a str)>)>,
) -> Element {
    let parts = parts.into_iter().filter(|(_, texts)| !texts.is_empty());
    Element::new("imsmd:lom").children(parts.map(|(part, texts)| {
        let texts = texts.into_iter().map(|(name, text)| {
            let text = Element::new("imsmd:string")
                .with("language", "en")
                .text(text);
            Element::new(name).child(text)
        });
        Element::new(part).children(texts)
    }))
}
