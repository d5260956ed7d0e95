//! The runs of a paragraph: text, breaks, signs, pictures, references.

use super::body::{Body, Open, alternative, quoted, words};
use super::numbering::attribute;
use super::styles::{is_on, looks};
use crate::xml::Element;

/// A field, such as a page number or a link: instructions, then the text that Word made of them.
pub(super) struct Field {
    /// Whether its instructions are still being read.
    in_instructions: bool,
    instructions: String,
    /// How long the text of the paragraph was when its own began.
    starts: usize,
    /// Whether it is something to fill in.
    is_form: bool,
}

/// Fields that show nothing: entries of an index or a table of contents.
const UNSEEN: [&str; 4] = ["XE", "TC", "RD", "TA"];

impl Body {
    pub(super) fn run<'e>(&mut self, run: &'e Element, open: &mut Open<'e>) {
        let properties = run.first("rPr");
        let style = properties.and_then(|it| super::numbering::value(it, "rStyle"));
        let of_style = style.map_or(0, |id| self.parts.styles.get(id).looks);
        let is_hidden = properties.is_some_and(|it| is_on(it, "vanish"));
        let looks = open.looks | of_style | properties.map_or(0, looks);
        let start = open.paragraph.text.len();
        self.content(run, open);
        if is_hidden {
            let hidden = open
                .paragraph
                .text
                .split_off(start.min(open.paragraph.text.len()));
            if !hidden.trim().is_empty() {
                self.tell(
                    true,
                    format!("hidden text was left out: {}", quoted(&hidden)),
                );
            }
        }
        let end = open.paragraph.text.len();
        if end > start && looks != 0 {
            open.paragraph.looks.push((start..end, looks));
        }
    }

    fn content<'e>(&mut self, run: &'e Element, open: &mut Open<'e>) {
        for element in run.elements() {
            let name = element.local_name();
            if name == "fldChar" {
                self.field(element, open);
                continue;
            }
            if name == "instrText"
                && let Some(field) = open.fields.last_mut()
            {
                field.instructions.push_str(&element.all_text());
            }
            if open.fields.iter().any(|it| it.in_instructions) {
                continue;
            }
            let text = &mut open.paragraph.text;
            match name {
                "t" => {
                    let words = words(element);
                    let is_own = |c: char| ('\u{e000}'..='\u{f8ff}').contains(&c);
                    text.extend(words.chars().filter(|c| !is_own(*c)));
                    if words.contains(is_own) {
                        self.tell(true, "a sign that only its font knows was left out");
                    }
                }
                "tab" | "ptab" => text.push('\t'),
                "br" | "cr" => text.push('\n'),
                "noBreakHyphen" => text.push('\u{2011}'),
                "softHyphen" => text.push('\u{ad}'),
                "sym" => self.symbol(element, open),
                "drawing" => self.drawing(element, open),
                "pict" | "object" => self.shape(element, open),
                "footnoteReference" => self.note("footnote", element),
                "endnoteReference" => self.note("endnote", element),
                "commentReference" => self.note("comment", element),
                "AlternateContent" => {
                    if let Some(one) = alternative(element) {
                        self.content(one, open);
                    }
                }
                "ruby" => self.ruby(element, open),
                "delText" => {
                    let what = format!(
                        "text that a tracked change deletes was left out: {}",
                        quoted(&element.all_text())
                    );
                    self.tell(true, what);
                }
                "rPr"
                | "instrText"
                | "delInstrText"
                | "lastRenderedPageBreak"
                | "annotationRef"
                | "footnoteRef"
                | "endnoteRef"
                | "separator"
                | "continuationSeparator" => {}
                other => self.tell(
                    true,
                    format!(
                        "something that is no text (`{}`) was left out",
                        other.escape_debug()
                    ),
                ),
            }
        }
    }

    fn field(&mut self, element: &Element, open: &mut Open<'_>) {
        let starts = open.paragraph.text.len();
        match attribute(element, "fldCharType") {
            Some("begin") => open.fields.push(Field {
                in_instructions: true,
                instructions: String::new(),
                starts,
                is_form: element.first("ffData").is_some(),
            }),
            Some("separate") => {
                if let Some(field) = open.fields.last_mut() {
                    field.in_instructions = false;
                    field.starts = starts;
                }
            }
            _ => {
                if let Some(field) = open.fields.pop() {
                    self.end_field(&field, &open.paragraph.text);
                }
            }
        }
    }

    /// Tells of a field that has left no text.
    pub(super) fn end_field(&mut self, field: &Field, text: &str) {
        let name = field
            .instructions
            .split_whitespace()
            .next()
            .unwrap_or_default();
        let has_text = !field.in_instructions && text.len() > field.starts;
        if has_text || UNSEEN.contains(&name) {
            return;
        }
        let what = match field.is_form {
            true => "a field to fill in was left out".to_owned(),
            false => format!(
                "a field without text was left out: {}",
                quoted(&field.instructions)
            ),
        };
        self.tell(true, what);
    }

    /// A sign of a font of signs.
    fn symbol(&mut self, element: &Element, open: &mut Open<'_>) {
        let font = attribute(element, "font").unwrap_or_default();
        let code = attribute(element, "char").and_then(|it| u32::from_str_radix(it, 16).ok());
        // Such fonts put their signs where Unicode has none of its own.
        let known = match (font, code.map(|it| it & 0xff)) {
            ("Wingdings", Some(0xfc)) => Some('✓'),
            ("Wingdings", Some(0xfb)) => Some('✗'),
            ("Wingdings", Some(0xfe)) => Some('☑'),
            ("Wingdings", Some(0xfd | 0x78)) => Some('☒'),
            ("Wingdings", Some(0xa8 | 0x6f)) => Some('☐'),
            ("Wingdings", Some(0xe0)) => Some('→'),
            ("Symbol", Some(0xb7)) => Some('•'),
            ("Symbol", Some(0xae)) => Some('→'),
            _ => code
                .filter(|it| !(0xe000..0xf900).contains(it) && *it > 0xff)
                .and_then(char::from_u32),
        };
        match known {
            Some(sign) => open.paragraph.text.push(sign),
            None => {
                let code = code.unwrap_or(0);
                self.tell(
                    true,
                    format!(
                        "a sign of the font {} was left out (U+{code:04X})",
                        quoted(font)
                    ),
                );
            }
        }
    }

    fn drawing<'e>(&mut self, drawing: &'e Element, open: &mut Open<'e>) {
        let named = |name: &'static str| drawing.descendants().find(|it| it.local_name() == name);
        let alternative = named("docPr").and_then(|it| {
            let says = |name| attribute(it, name).filter(|it| !it.trim().is_empty());
            says("descr").or_else(|| says("title"))
        });
        let boxes = text_boxes(drawing);
        let what = named("graphicData").and_then(|it| attribute(it, "uri"));
        let what = match what.and_then(|uri| uri.rsplit('/').next()) {
            Some("diagram") => Some("a diagram (SmartArt)"),
            Some("chart" | "chartex") => Some("a chart"),
            _ if named("pic").is_some() => Some("a picture"),
            _ if boxes.is_empty() => Some("a drawing"),
            _ => None,
        };
        if let Some(what) = what {
            self.picture(what, alternative);
        }
        open.boxes.extend(boxes);
    }

    /// A drawing of older versions, or an object of another program.
    fn shape<'e>(&mut self, shape: &'e Element, open: &mut Open<'e>) {
        let named = |name: &'static str| shape.descendants().find(|it| it.local_name() == name);
        if let Some(words) = named("textpath").and_then(|it| attribute(it, "string")) {
            open.paragraph.text.push_str(words);
            self.tell(
                false,
                format!("WordArt was taken as text: {}", quoted(words)),
            );
            return;
        }
        let alternative = named("shape").and_then(|it| attribute(it, "alt"));
        let alternative =
            alternative.or_else(|| named("imagedata").and_then(|it| attribute(it, "title")));
        let is_line = shape.descendants().any(|it| attribute(it, "hr").is_some());
        let boxes = text_boxes(shape);
        if let Some(object) = named("OLEObject") {
            let program = attribute(object, "ProgID").unwrap_or("another program");
            self.picture(&format!("an object of {program}"), alternative);
        } else if named("imagedata").is_some() {
            self.picture("a picture", alternative);
        } else if boxes.is_empty() && !is_line {
            self.picture("a drawing", alternative);
        }
        open.boxes.extend(boxes);
    }

    fn picture(&mut self, what: &str, alternative: Option<&str>) {
        self.tell(
            true,
            match alternative {
                Some(text) => format!("{what} was left out (alternative text: {})", quoted(text)),
                None => format!("{what} was left out"),
            },
        );
    }

    fn note(&mut self, kind: &'static str, reference: &Element) {
        let id = attribute(reference, "id").unwrap_or_default().to_owned();
        let text = self
            .parts
            .notes
            .get(&(kind, id))
            .cloned()
            .unwrap_or_default();
        self.tell(true, format!("a {kind} was left out: {}", quoted(&text)));
    }
}

/// The text boxes in something; those in others come with them.
fn text_boxes(element: &Element) -> Vec<&Element> {
    let mut boxes = Vec::new();
    let mut open = vec![element];
    while let Some(element) = open.pop() {
        if element.local_name() == "txbxContent" {
            boxes.push(element);
        } else if element.local_name() == "AlternateContent" {
            open.extend(alternative(element));
        } else {
            let inside: Vec<_> = element.elements().collect();
            open.extend(inside.into_iter().rev());
        }
    }
    boxes
}
