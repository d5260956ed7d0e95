//! What a person scores a written answer by, shown to scorers only.

use crate::html;
use crate::packaged::flow::{div, line};
use crate::xml::Element;
use sourcework_core::quiz::body::{
    Caps, Criterion, Example, Extended, Inference, InferencePoint, Point, Sample, ShortAnswer,
};
use sourcework_core::words::marks;

/// Inferences that are valid, and the details that support them.
pub(super) fn inference(body: &Inference) -> Element {
    let marks = "One mark for each valid inference, and one for a detail that supports it.";
    let points = body.points.iter().map(inference_point);
    rubric(
        [Element::new("p").text(marks)]
            .into_iter()
            .chain(list(points.collect()))
            .chain([model(&body.model)])
            .chain(body.examples.iter().map(example)),
    )
}

/// Credit points, with the rules that tie them together.
pub(super) fn short_answer(body: &ShortAnswer) -> Element {
    let points = body.points.iter().map(|it| point(it, &body.points));
    rubric(
        list(points.collect())
            .into_iter()
            .chain(caps(&body.caps))
            .chain([model(&body.model)])
            .chain(body.examples.iter().map(example)),
    )
}

/// Levels, and what else helps to judge.
pub(super) fn extended(body: &Extended) -> Element {
    let points = body.points.iter().map(|it| point(it, &body.points));
    rubric(
        body.criteria
            .iter()
            .map(criterion)
            .chain(list(points.collect()))
            .chain([model(&body.model)])
            .chain(body.examples.iter().map(example))
            .chain(body.samples.iter().map(sample)),
    )
}

fn rubric(content: impl IntoIterator<Item = Element>) -> Element {
    Element::new("qti-rubric-block")
        .with("use", "scoring")
        .with("view", "scorer")
        .child(Element::new("qti-content-body").children(content))
}

fn list(points: Vec<Element>) -> Option<Element> {
    let list = Element::new("ul").with("class", "points").children(points);
    (!list.children.is_empty()).then_some(list)
}

fn heading(words: String) -> Element {
    Element::new("h3").text(words)
}

fn inference_point(point: &InferencePoint) -> Element {
    let details: Vec<String> = point
        .details
        .iter()
        .map(|it| format!("“{}”", **it))
        .collect();
    let mut item = Element::new("li").children(line(&point.label));
    if !details.is_empty() {
        item = item.text(format!(" (details: {})", details.join("; ")));
    }
    item
}

fn point(point: &Point, all: &[Point]) -> Element {
    let mut said = vec![marks(point.marks)];
    said.extend(point.group.as_ref().map(|group| group.value.clone()));
    let label_of = |id: &str| {
        let named = all
            .iter()
            .find(|it| it.id.as_ref().is_some_and(|it| it.as_str() == id));
        named.map_or(id, |it| it.label.as_str()).to_owned()
    };
    said.extend(
        point
            .needs
            .iter()
            .map(|need| format!("only with “{}”", label_of(need))),
    );
    said.extend(
        point
            .quote_from
            .as_ref()
            .map(|it| format!("must quote from {}", **it)),
    );
    Element::new("li")
        .children(line(&point.label))
        .text(format!(" ({})", said.join("; ")))
}

fn caps(caps: &Caps) -> Option<Element> {
    let most = marks(**caps.one_group.as_ref()?);
    let words = format!("An answer whose points are all of one side earns {most} at most.");
    Some(Element::new("p").text(words))
}

fn criterion(criterion: &Criterion) -> Element {
    let levels = criterion.levels.iter().flat_map(|level| {
        let band = Element::new("dt").text(level.marks.to_string());
        let does = Element::new("dd").children(line(&level.descriptor));
        [band, does]
    });
    div("criterion")
        .child(Element::new("h3").children(line(&criterion.name)))
        .child(Element::new("dl").children(levels))
}

fn model(model: &str) -> Element {
    div("model")
        .child(heading("Model answer".to_owned()))
        .children(html::elements(model))
}

fn example(example: &Example) -> Element {
    div("example")
        .child(heading(format!("Example: {}", marks(*example.marks))))
        .children(html::elements(&example.answer))
}

fn sample(sample: &Sample) -> Element {
    let marks: Vec<String> = sample.marks.iter().map(ToString::to_string).collect();
    div("sample")
        .child(heading(format!("Sample: {} marks", marks.join(" + "))))
        .child(div("answer").children(html::elements(&sample.answer)))
        .child(div("reasons").children(html::elements(&sample.reasons)))
}
