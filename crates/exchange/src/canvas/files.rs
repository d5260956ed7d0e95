//! The files of the package: the manifest, the quiz, and what Canvas alone reads.

use super::parts::field;
use crate::html;
use crate::xml::Element;
use sourcework_core::quiz::{Question, Quiz};

/// Where Canvas looks for how a quiz is taken.
pub(super) const META: &str = "assessment_meta.xml";

const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

fn root(name: &'static str, namespace: &str, schema: &str) -> Element {
    Element::new(name)
        .with("xmlns", namespace)
        .with("xmlns:xsi", INSTANCE)
        .with("xsi:schemaLocation", format!("{namespace} {schema}"))
}

/// The manifest: the quiz, and beside it what Canvas reads.
pub(super) fn manifest(name: &str, quiz: &Quiz) -> Element {
    let file = |href: &str| Element::new("file").with("href", href);
    let meta_name = format!("{name}_meta");
    let meta = format!("{name}/{META}");
    let assessment = Element::new("resource")
        .with("identifier", name)
        .with("type", "imsqti_xmlv1p2")
        .child(file(&format!("{name}/{name}.xml")))
        .child(Element::new("dependency").with("identifierref", &*meta_name));
    let beside = Element::new("resource")
        .with("identifier", &*meta_name)
        .with(
            "type",
            "associatedcontent/imscc_xmlv1p1/learning-application-resource",
        )
        .with("href", &*meta)
        .child(file(&meta));
    let title = Element::new("imsmd:string").text(&*quiz.title.value);
    let title = Element::new("imsmd:title").child(title);
    let about = Element::new("metadata")
        .child(Element::new("schema").text("IMS Content"))
        .child(Element::new("schemaversion").text("1.1.3"))
        .child(Element::new("imsmd:lom").child(Element::new("imsmd:general").child(title)));
    root(
        "manifest",
        "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1",
        "http://www.imsglobal.org/xsd/imscp_v1p1.xsd",
    )
    .with("xmlns:imsmd", "http://www.imsglobal.org/xsd/imsmd_v1p2")
    .with("identifier", format!("{name}_manifest"))
    .child(about)
    .child(Element::new("organizations"))
    .child(Element::new("resources").child(assessment).child(beside))
}

/// The quiz: its items in one section.
pub(super) fn assessment(name: &str, quiz: &Quiz, items: Vec<Element>) -> Element {
    let time = quiz
        .time_limit
        .as_ref()
        .map(|limit| field("qmd_timelimit", &limit.minutes().to_string()));
    let about = Element::new("qtimetadata")
        .children(time)
        .child(field("cc_maxattempts", "1"));
    let section = Element::new("section")
        .with("ident", "root_section")
        .children(items);
    let assessment = Element::new("assessment")
        .with("ident", name)
        .with("title", &*quiz.title.value)
        .child(about)
        .child(section);
    root(
        "questestinterop",
        "http://www.imsglobal.org/xsd/ims_qtiasiv1p2",
        "http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd",
    )
    .child(assessment)
}

/// How the quiz is taken. It is not open to students until the teacher publishes it.
pub(super) fn meta(name: &str, quiz: &Quiz, is_shuffled: bool) -> Element {
    let available: u32 = quiz.questions.iter().map(Question::available).sum();
    let say = |name: &'static str, value: &str| Element::new(name).text(value);
    let time = quiz
        .time_limit
        .as_ref()
        .map(|limit| say("time_limit", &limit.minutes().to_string()));
    root(
        "quiz",
        "http://canvas.instructure.com/xsd/cccv1p0",
        "https://canvas.instructure.com/xsd/cccv1p0.xsd",
    )
    .with("identifier", name)
    .child(say("title", &quiz.title))
    .child(say("description", &description(quiz)))
    .child(say("shuffle_answers", &is_shuffled.to_string()))
    .child(say("scoring_policy", "keep_highest"))
    .child(say("quiz_type", "assignment"))
    .child(say("points_possible", &available.to_string()))
    .child(say("show_correct_answers", "true"))
    .children(time)
    .child(say("allowed_attempts", "1"))
    .child(say("one_question_at_a_time", "false"))
    .child(say("cant_go_back", "false"))
    .child(say("available", "false"))
}

/// What the quiz says of itself: Canvas has no other place for its level and its pass mark.
fn description(quiz: &Quiz) -> String {
    let mut about = quiz
        .description
        .as_ref()
        .map(|text| html::elements(text))
        .unwrap_or_default();
    let line = |words: String| Element::new("p").text(words);
    about.extend(
        quiz.level
            .as_ref()
            .map(|it| line(format!("Level: {}", **it))),
    );
    about.extend(
        quiz.pass
            .as_ref()
            .map(|it| line(format!("Pass mark: {}%", **it))),
    );
    Element::new("div").children(about).markup_inside()
}
