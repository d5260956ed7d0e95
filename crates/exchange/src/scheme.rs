//! What a grader is told of a written question, as markup: credit points, levels, model answer.

use super::html;
use super::xml::Element;
use sourcework_core::quiz::Body;
use sourcework_core::quiz::body::{Criterion, Example, InferencePoint, Point, Sample};
use sourcework_core::words::marks;

/// The mark scheme of a written kind; empty for the others.
pub fn of(body: &Body) -> Vec<Element> {
    match body {
        Body::Inference(body) => {
            let mut scheme = vec![heading(&format!(
                "Valid inferences ({} are asked for; 1 mark each, and 1 for a detail that supports it)",
                body.count
            ))];
            scheme.push(Element::new("ul").children(body.points.iter().map(inference)));
            scheme.extend(model(&body.model));
            scheme.extend(examples(&body.examples));
            scheme
        }
        Body::ShortAnswer(body) => {
            let mut scheme = vec![heading("Points")];
            scheme.push(Element::new("ul").children(body.points.iter().map(point)));
            if let Some(cap) = &body.caps.one_group {
                let most = marks(**cap);
                scheme.push(
                    Element::new("p")
                        .text(format!("At most {most} where all points are of one group.")),
                );
            }
            scheme.extend(model(&body.model));
            scheme.extend(examples(&body.examples));
            scheme
        }
        Body::Extended(body) => {
            let mut scheme: Vec<Element> = body.criteria.iter().flat_map(criterion).collect();
            if !body.points.is_empty() {
                scheme.push(heading("Points to look for"));
                scheme.push(Element::new("ul").children(body.points.iter().map(point)));
            }
            scheme.extend(model(&body.model));
            scheme.extend(body.samples.iter().flat_map(sample));
            scheme.extend(examples(&body.examples));
            scheme
        }
        _ => Vec::new(),
    }
}

fn heading(text: &str) -> Element {
    Element::new("h4").text(text)
}

fn inference(point: &InferencePoint) -> Element {
    let item = Element::new("li").text(point.label.value.clone());
    if point.details.is_empty() {
        return item;
    }
    let quote = |detail: &sourcework_core::diagnostic::Placed<String>| {
        Element::new("li").child(Element::new("q").text(detail.value.clone()))
    };
    item.child(Element::new("ul").children(point.details.iter().map(quote)))
}

fn point(point: &Point) -> Element {
    let mut about = vec![marks(point.marks)];
    about.extend(point.group.as_ref().map(|group| group.value.clone()));
    if !point.needs.is_empty() {
        let needs: Vec<&str> = point.needs.iter().map(|it| it.as_str()).collect();
        about.push(format!("only with {}", needs.join(", ")));
    }
    about.extend(
        point
            .quote_from
            .as_ref()
            .map(|extract| format!("with a quotation from {extract}")),
    );
    Element::new("li").text(format!("{} ({})", point.label, about.join("; ")))
}

fn criterion(criterion: &Criterion) -> Vec<Element> {
    let row = |level: &sourcework_core::quiz::body::Level| {
        Element::new("tr")
            .child(Element::new("th").text(level.marks.to_string()))
            .child(Element::new("td").children(html::lines(&level.descriptor)))
    };
    vec![
        heading(&criterion.name),
        Element::new("table")
            .child(Element::new("tbody").children(criterion.levels.iter().map(row))),
    ]
}

fn model(text: &str) -> Vec<Element> {
    let mut model = vec![heading("Model answer")];
    model.extend(html::elements(text));
    model
}

fn examples(examples: &[Example]) -> Vec<Element> {
    let one = |example: &Example| {
        let mut all = vec![heading(&format!(
            "An answer worth {}",
            marks(*example.marks)
        ))];
        all.extend(html::elements(&example.answer));
        all
    };
    examples
        .iter()
        .filter(|it| !it.unsure)
        .flat_map(one)
        .collect()
}

fn sample(sample: &Sample) -> Vec<Element> {
    let given: Vec<String> = sample.marks.iter().map(u32::to_string).collect();
    let mut all = vec![heading(&format!(
        "An answer judged at {}",
        given.join(" + ")
    ))];
    all.extend(html::elements(&sample.answer));
    all.extend(html::elements(&sample.reasons));
    all
}
