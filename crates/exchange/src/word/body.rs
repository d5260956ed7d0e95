//! The text of a document, paragraph by paragraph, and what of it is no text.

use std::collections::HashMap;
use std::ops::Range;

use super::numbering::{Listed, Numbering, attribute, value};
use super::run::Field;
use super::styles::{Role, Style, Styles};
use crate::xml::{Element, Node};

/// A paragraph.
#[derive(Clone, Debug, Default)]
pub struct Paragraph {
    /// Its text, without its automatic number.
    pub text: String,
    /// Its automatic number.
    pub listed: Option<Listed>,
    /// What its style makes of it.
    pub role: Role,
    /// Which parts of the text stand out, and how.
    pub looks: Vec<(Range<usize>, u8)>,
}

/// Something that is reported about a paragraph.
#[derive(Debug)]
pub struct Told {
    /// The place of the paragraph.
    pub at: usize,
    /// Whether it was left out; else it was taken in another form.
    pub left_out: bool,
    /// What it is.
    pub what: String,
}

/// The parts of a document that its text refers to.
#[derive(Debug, Default)]
pub struct Parts {
    pub styles: Styles,
    pub numbering: Numbering,
    /// Footnotes, endnotes and comments by their kind and ID.
    pub notes: HashMap<(&'static str, String), String>,
}

/// The most reports about one document: nobody reads more.
const MOST_TOLD: usize = 1000;

/// Reads the body of a document.
#[derive(Debug, Default)]
pub struct Body {
    pub parts: Parts,
    pub paragraphs: Vec<Paragraph>,
    pub told: Vec<Told>,
}

/// A paragraph that is being read.
#[derive(Default)]
pub(super) struct Open<'e> {
    pub paragraph: Paragraph,
    /// Text boxes that are anchored in it: they come behind it.
    pub boxes: Vec<&'e Element>,
    /// The fields that are open, outermost first.
    pub fields: Vec<Field>,
    /// How the style of the paragraph stands out.
    pub looks: u8,
}

impl Body {
    /// Tells something about the paragraph that is read next, or just now.
    pub(super) fn tell(&mut self, left_out: bool, what: impl Into<String>) {
        let at = self.paragraphs.len();
        if self.told.len() > MOST_TOLD {
            return;
        }
        self.told.push(Told {
            at,
            left_out,
            what: what.into(),
        });
    }

    /// Reads what stands between paragraphs.
    pub fn blocks(&mut self, parent: &Element) {
        for element in parent.elements() {
            match element.local_name() {
                "p" => self.paragraph(element),
                "tbl" => {
                    self.tell(
                        false,
                        "a table: its rows were taken as text, one after the other",
                    );
                    self.blocks(element);
                }
                "tr" => self.row(element),
                "AlternateContent" => {
                    if let Some(one) = alternative(element) {
                        self.blocks(one);
                    }
                }
                "altChunk" => self.tell(true, "another document that is embedded was left out"),
                "oMathPara" => {
                    // A formula between paragraphs is a paragraph.
                    let mut open = Open::default();
                    self.formula(element, &mut open);
                    self.paragraphs.push(open.paragraph);
                }
                name if is_silent(name) => {}
                _ => self.blocks(element),
            }
        }
    }

    /// A row whose cells hold a paragraph each is one paragraph, with tabs between the cells.
    fn row(&mut self, row: &Element) {
        let first = self.paragraphs.len();
        let mut ends = Vec::new();
        for cell in row.elements().filter(|it| !is_silent(it.local_name())) {
            self.blocks(cell);
            ends.push(self.paragraphs.len());
        }
        let mut start = first;
        let is_line = ends.iter().all(|end| {
            let cell = &self.paragraphs[std::mem::replace(&mut start, *end)..*end];
            cell.iter().filter(|it| !it.text.trim().is_empty()).count() <= 1
        });
        if !is_line {
            return;
        }
        let mut line = Paragraph::default();
        for cell in self.paragraphs.drain(first..) {
            if cell.text.trim().is_empty() && cell.listed.is_none() {
                continue;
            }
            if !line.text.is_empty() {
                line.text.push('\t');
            }
            let start = line.text.len();
            line.text.push_str(&cell.text);
            let moved = |(range, looks): (Range<usize>, u8)| {
                (range.start + start..range.end + start, looks)
            };
            line.looks.extend(cell.looks.into_iter().map(moved));
            line.listed = line.listed.or(cell.listed);
        }
        // What was reported about the cells belongs to the line.
        for told in self.told.iter_mut().rev().take_while(|it| it.at > first) {
            told.at = first;
        }
        self.paragraphs.push(line);
    }

    fn paragraph(&mut self, element: &Element) {
        let properties = element.first("pPr");
        let style_id = properties.and_then(|it| value(it, "pStyle"));
        let style = style_id
            .map(|id| self.parts.styles.get(id))
            .unwrap_or_default();
        let mut open = Open {
            looks: style.looks,
            ..Open::default()
        };
        self.inline(element, &mut open);
        let Open {
            mut paragraph,
            boxes,
            fields,
            ..
        } = open;
        for field in fields {
            self.end_field(&field, &paragraph.text);
        }
        paragraph.role = match properties.and_then(|it| value(it, "outlineLvl")) {
            Some(level) if level != "9" && style.role == Role::Text => Role::Heading,
            _ => style.role,
        };
        let has_text = !paragraph.text.trim().is_empty();
        paragraph.listed = self
            .listed(properties, style_id, &style)
            .filter(|_| has_text || !boxes.is_empty());
        self.paragraphs.push(paragraph);
        for text_box in boxes {
            self.tell(
                false,
                "a text box: its text was taken behind the paragraph that it is anchored in",
            );
            self.blocks(text_box);
        }
    }

    /// The automatic number of a paragraph: its own, or that of its style.
    fn listed(
        &mut self,
        properties: Option<&Element>,
        style_id: Option<&str>,
        style: &Style,
    ) -> Option<Listed> {
        let own = properties.and_then(|it| it.first("numPr"));
        let own_list = own.and_then(|it| value(it, "numId"));
        let own_level = own
            .and_then(|it| value(it, "ilvl"))
            .and_then(|it| it.parse().ok());
        let numbering = &mut self.parts.numbering;
        if let Some(list) = own_list {
            // The list 0 takes the number away.
            let mut listed = numbering.next(list, own_level.unwrap_or(0))?;
            listed.level = listed.level.max(style.level.unwrap_or(0));
            return Some(listed);
        }
        let list = style.list.as_deref()?;
        let level = style_id.and_then(|id| numbering.level_of_style(list, id));
        let mut listed = numbering.next(list, own_level.or(level).unwrap_or(0))?;
        listed.level = listed.level.max(style.level.unwrap_or(0));
        Some(listed)
    }

    /// Reads what stands in a paragraph.
    pub(super) fn inline<'e>(&mut self, parent: &'e Element, open: &mut Open<'e>) {
        for element in parent.elements() {
            match element.local_name() {
                "r" => self.run(element, open),
                "del" | "moveFrom" => {
                    let text = deleted_text(element);
                    if !text.trim().is_empty() {
                        let what = format!(
                            "text that a tracked change deletes was left out: {}",
                            quoted(&text)
                        );
                        self.tell(true, what);
                    }
                }
                "ins" | "moveTo" => {
                    let start = open.paragraph.text.len();
                    self.inline(element, open);
                    let text = &open.paragraph.text[start..];
                    if !text.trim().is_empty() {
                        let what = format!(
                            "text that a tracked change inserts was taken as text: {}",
                            quoted(text)
                        );
                        self.tell(false, what);
                    }
                }
                "oMath" | "oMathPara" => self.formula(element, open),
                "AlternateContent" => {
                    if let Some(one) = alternative(element) {
                        self.inline(one, open);
                    }
                }
                "ruby" => self.ruby(element, open),
                "subDoc" => self.tell(true, "a document that is linked here was left out"),
                name if is_silent(name) => {}
                _ => self.inline(element, open),
            }
        }
    }

    /// Text with a reading aid above it.
    pub(super) fn ruby<'e>(&mut self, ruby: &'e Element, open: &mut Open<'e>) {
        if let Some(base) = ruby.first("rubyBase") {
            self.inline(base, open);
        }
        let aid = ruby.first("rt").map(Element::all_text).unwrap_or_default();
        self.tell(
            true,
            format!(
                "a reading aid above the text was left out: {}",
                quoted(&aid)
            ),
        );
    }

    /// The letters of a formula.
    pub(super) fn formula(&mut self, formula: &Element, open: &mut Open<'_>) {
        let letters = formula.descendants().filter(|it| it.local_name() == "t");
        let letters: String = letters.map(Element::all_text).collect();
        open.paragraph.text.push_str(&letters);
        self.tell(
            false,
            format!(
                "a formula: only its letters were taken, {}",
                quoted(&letters)
            ),
        );
    }
}

/// What of a choice between two ways to write the same is read: the first.
pub(super) fn alternative(element: &Element) -> Option<&Element> {
    element
        .first("Choice")
        .or_else(|| element.first("Fallback"))
}

/// What holds neither text nor anything that is seen.
fn is_silent(name: &str) -> bool {
    name.ends_with("Pr")
        || name.starts_with("bookmark")
        || name.starts_with("comment")
        || name.starts_with("perm")
        || matches!(name, "proofErr" | "tblGrid" | "instrText" | "tblPrEx")
}

/// The text of deleted runs.
fn deleted_text(element: &Element) -> String {
    let texts = element
        .descendants()
        .filter(|it| matches!(it.local_name(), "delText" | "t"));
    texts.map(Element::all_text).collect()
}

/// The words of an element as Word shows them: blanks at either end count only where it says so.
pub(super) fn words(element: &Element) -> String {
    let text: String = element
        .children
        .iter()
        .filter_map(|child| match child {
            Node::Text(text) | Node::CData(text) => Some(text.as_str()),
            Node::Element(_) => None,
        })
        .collect();
    match attribute(element, "space") {
        Some("preserve") => text,
        _ => text.trim_matches([' ', '\t', '\n', '\r']).to_owned(),
    }
}

/// The longest text that a message quotes.
const LONGEST_QUOTE: usize = 300;

/// A text for a message.
pub(super) fn quoted(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(LONGEST_QUOTE) {
        Some((at, _)) => format!("“{} …”", text[..at].trim_end()),
        None => format!("“{text}”"),
    }
}
