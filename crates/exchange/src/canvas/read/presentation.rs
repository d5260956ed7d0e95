//! What an item shows, as markup with a mark for each response, and what its responses offer.

use crate::html;
use crate::shared::markup::{mark, without_marks};
use crate::xml::Element;
use sourcework_core::diagnostic::Span;

/// What an item shows.
#[derive(Default)]
pub(super) struct Presentation {
    /// The markup, with a mark in the place of each response.
    pub markup: String,
    pub responses: Vec<Response>,
    /// What Blackboard shows to the right of a matching, in order.
    pub rights: Vec<String>,
}

/// What is answered.
pub(super) struct Response {
    pub name: String,
    pub form: Form,
    /// The markup that belongs to it alone: the left side of a pair, the name of a blank.
    pub before: String,
    pub labels: Vec<Label>,
    /// Whether what it offers is shuffled, where it says so.
    pub shuffle: Option<bool>,
}

/// How it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    One,
    Several,
    Ordered,
    /// A word, in a box of as many lines.
    Typed(usize),
    /// Something that no kind does, and why.
    Other(&'static str),
}

/// Something to choose.
pub(super) struct Label {
    pub name: String,
    pub markup: String,
    pub span: Span,
}

impl Presentation {
    /// What the item shows.
    pub(super) fn of(item: &Element) -> Self {
        let mut shown = Self::default();
        let mut markup = String::new();
        for it in item.all("presentation") {
            shown.add(it, &mut markup);
        }
        shown.markup = markup;
        shown
    }

    fn add(&mut self, element: &Element, markup: &mut String) {
        for it in element.elements() {
            match it.local_name() {
                "material" => material(it, markup),
                "flow" => self.flow(it, markup),
                name if name.starts_with("response_") => {
                    markup.push_str(&mark(self.responses.len()));
                    self.responses.push(response(it));
                }
                // A program of the other tool, or what only it can show.
                "presentation_material" | "objectives" | "qticomment" => {}
                _ => self.add(it, markup),
            }
        }
    }

    fn flow(&mut self, flow: &Element, markup: &mut String) {
        let class = flow.attribute("class").unwrap_or_default();
        if class == "RIGHT_MATCH_BLOCK" {
            for side in flow.all("flow") {
                let mut right = String::new();
                self.add(side, &mut right);
                self.rights.push(right);
            }
            return;
        }
        // Blackboard puts a left side and its response into one block.
        let is_side = class == "Block" && flow.elements().any(|it| it.name == "response_lid");
        if is_side && flow.all("flow").count() > 0 {
            let mut left = String::new();
            self.add(flow, &mut left);
            if let Some(response) = self.responses.last_mut() {
                response.before = without_marks(&left);
            }
            return;
        }
        markup.push_str("<div>");
        self.add(flow, markup);
        markup.push_str("</div>");
    }
}

fn response(element: &Element) -> Response {
    let said = |name: &str| element.attribute(name).unwrap_or_default();
    let mut before = String::new();
    for it in element.all("material") {
        material(it, &mut before);
    }
    let render = element
        .elements()
        .find(|it| it.local_name().starts_with("render_"));
    let shuffle = render.and_then(|it| it.attribute("shuffle").or(it.attribute("rshuffle")));
    let labels = element
        .descendants()
        .filter(|it| it.name == "response_label");
    let labels = labels.map(|it| Label {
        name: it.attribute("ident").unwrap_or_default().to_owned(),
        markup: markup_of(it),
        span: it.span,
    });
    Response {
        name: said("ident").to_owned(),
        form: form(element, render),
        before,
        labels: labels.collect(),
        shuffle: shuffle.map(|it| it.eq_ignore_ascii_case("yes")),
    }
}

fn form(response: &Element, render: Option<&Element>) -> Form {
    let render_name = render.map_or("", |it| it.local_name());
    match (response.local_name(), render_name) {
        (_, "render_hotspot") | ("response_xy", _) => Form::Other("it works on an image"),
        (_, "render_slider") => Form::Other("a number is set on a slider in it"),
        ("response_grp", _) => {
            Form::Other("things are dragged together in it, in a form that only its program knows")
        }
        (_, "render_fib") | ("response_str" | "response_num", _) => {
            let rows = render.and_then(|it| it.attribute("rows"));
            Form::Typed(rows.and_then(|it| it.trim().parse().ok()).unwrap_or(1))
        }
        ("response_lid", _) => {
            let cardinality = response.attribute("rcardinality").unwrap_or_default();
            match &*cardinality.to_ascii_lowercase() {
                "multiple" => Form::Several,
                "ordered" => Form::Ordered,
                _ => Form::One,
            }
        }
        _ => Form::Other("it is answered in a form that only its program knows"),
    }
}

/// The markup of all material in an element.
pub(super) fn markup_of(element: &Element) -> String {
    let mut markup = String::new();
    add_material(element, &mut markup);
    markup
}

fn add_material(element: &Element, markup: &mut String) {
    for it in element.elements() {
        match it.local_name() {
            "material" => material(it, markup),
            name if name.starts_with("flow") => {
                markup.push_str("<div>");
                add_material(it, markup);
                markup.push_str("</div>");
            }
            _ => add_material(it, markup),
        }
    }
}

/// The markup of a material, whose parts stand in one line.
fn material(element: &Element, markup: &mut String) {
    for it in element.elements() {
        match it.local_name() {
            "mattext" => markup.push_str(&text(it, it.attribute("texttype").unwrap_or_default())),
            "matemtext" => {
                let words = text(it, it.attribute("texttype").unwrap_or_default());
                markup.push_str(&format!("<em>{words}</em>"));
            }
            "matbreak" => markup.push_str("<br/>"),
            "mat_extension" => {
                for it in it.all("mat_formattedtext") {
                    markup.push_str(&text(it, it.attribute("type").unwrap_or_default()));
                }
            }
            "matimage" => {
                let words = it.attribute("label").unwrap_or_default();
                let image = Element::new("img").with("alt", words);
                markup.push_str(&image.markup());
            }
            "mataudio" => markup.push_str("<audio></audio>"),
            "matvideo" => markup.push_str("<video></video>"),
            "matapplet" | "matapplication" => markup.push_str("<embed/>"),
            _ => {}
        }
    }
}

/// A text as markup.
fn text(element: &Element, kind: &str) -> String {
    if element.elements().next().is_some() {
        return element.markup_inside();
    }
    let text = element.all_text();
    let kind = kind.to_ascii_lowercase();
    let is_markup = match &*kind {
        "text/plain" | "plain_text" => false,
        "text/html" | "text/xhtml" | "html" => true,
        // Programs that do not say what it is mostly write markup.
        _ => ["</", "/>", "<br", "<p>", "&nbsp;", "&amp;", "&#"]
            .iter()
            .any(|sign| text.contains(sign)),
    };
    if is_markup {
        return text;
    }
    let lines: Vec<String> = words(&text)
        .split('\n')
        .map(|line| html::escape(line).into_owned())
        .collect();
    lines.join("<br/>")
}

/// A plain text without the line ends before and after it; blanks beside a gap stay.
fn words(text: &str) -> &str {
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len().max(start);
    let start = if text[..start].contains('\n') {
        start
    } else {
        0
    };
    let end = if text[end..].contains('\n') {
        end
    } else {
        text.len()
    };
    &text[start..end]
}
