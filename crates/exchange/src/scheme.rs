//! What a written answer is marked by, as markup for the person who marks: points, levels, model answer,
//! examples. QTI's reader knows its classes and headings.

use super::html;
use super::xml::Element;
use sourcework_core::quiz::Body;
use sourcework_core::quiz::body::{Criterion, Example, InferencePoint, Point, Sample};
use sourcework_core::words::marks;

/// The mark scheme of a written kind; empty for the others.
pub fn of(body: &Body) -> Vec<Element> {
    match body {
        Body::Inference(body) => {
            let rule = Element::new("p").text(format!(
                "Inferences asked for: {}. One mark for each valid inference, and one for a detail that supports it.",
                body.count
            ));
            let points = list(body.points.iter().map(inference_point));
            let rest = model_and_examples(&body.model, &body.examples);
            std::iter::once(rule).chain(points).chain(rest).collect()
        }
        Body::ShortAnswer(body) => {
            let points = list(body.points.iter().map(|it| point(it, &body.points)));
            let cap = body.caps.one_group.as_ref().map(|most| {
                let most = marks(**most);
                let words =
                    format!("An answer whose points are all of one side earns {most} at most.");
                Element::new("p").text(words)
            });
            let rest = model_and_examples(&body.model, &body.examples);
            points.into_iter().chain(cap).chain(rest).collect()
        }
        Body::Extended(body) => {
            let criteria = body.criteria.iter().map(criterion);
            let points = list(body.points.iter().map(|it| point(it, &body.points)));
            let rest = model_and_examples(&body.model, &body.examples);
            let samples = body.samples.iter().map(sample);
            criteria.chain(points).chain(rest).chain(samples).collect()
        }
        _ => Vec::new(),
    }
}

/// The mark scheme as plain text.
pub fn text(body: &Body) -> String {
    let scheme = Element::new("div").children(of(body));
    html::to_text(&scheme.markup_inside()).text
}

/// A block of a class below its heading.
fn block(class: &'static str, heading: &str) -> Element {
    let heading = Element::new("h3").children(html::lines(heading));
    Element::new("div").with("class", class).child(heading)
}

fn list(points: impl Iterator<Item = Element>) -> Option<Element> {
    let list = Element::new("ul").with("class", "points").children(points);
    (!list.children.is_empty()).then_some(list)
}

fn inference_point(point: &InferencePoint) -> Element {
    let details: Vec<String> = point
        .details
        .iter()
        .map(|detail| format!("“{}”", **detail))
        .collect();
    let item = Element::new("li").children(html::lines(&point.label));
    match details.is_empty() {
        true => item,
        false => item.text(format!(" (details: {})", details.join("; "))),
    }
}

fn point(point: &Point, all: &[Point]) -> Element {
    let mut remarks = vec![marks(point.marks)];
    remarks.extend(point.group.as_ref().map(|group| group.value.clone()));
    remarks.extend(point.needs.iter().map(|need| {
        let named = all.iter().find(|it| it.id.as_ref() == Some(need));
        let label = named.map_or(need, |it| &it.label);
        format!("only with “{}”", **label)
    }));
    remarks.extend(
        point
            .quote_from
            .as_ref()
            .map(|extract| format!("must quote from {}", **extract)),
    );
    Element::new("li")
        .children(html::lines(&point.label))
        .text(format!(" ({})", remarks.join("; ")))
}

fn criterion(criterion: &Criterion) -> Element {
    let levels = criterion.levels.iter().map(|level| {
        let band = Element::new("th").text(level.marks.to_string());
        let descriptor = Element::new("td").children(html::lines(&level.descriptor));
        Element::new("tr").child(band).child(descriptor)
    });
    let table = Element::new("table").child(Element::new("tbody").children(levels));
    block("criterion", &criterion.name).child(table)
}

fn model_and_examples(model: &str, examples: &[Example]) -> Vec<Element> {
    let mut all = vec![block("model", "Model answer").children(html::elements(model))];
    all.extend(examples.iter().map(|example| {
        let doubtful = if example.unsure { DOUBTFUL } else { "" };
        let heading = format!("Example: {}{doubtful}", marks(*example.marks));
        block("example", &heading).children(html::elements(&example.answer))
    }));
    all
}

/// What stands behind the marks of an example that markers may see otherwise.
pub const DOUBTFUL: &str = " (doubtful)";

fn sample(sample: &Sample) -> Element {
    let marks: Vec<String> = sample.marks.iter().map(ToString::to_string).collect();
    let part = |class: &'static str, text: &str| {
        let part = Element::new("div").with("class", class);
        part.children(html::elements(text))
    };
    block("sample", &format!("Sample: {} marks", marks.join(" + ")))
        .child(part("answer", &sample.answer))
        .child(part("reasons", &sample.reasons))
}
