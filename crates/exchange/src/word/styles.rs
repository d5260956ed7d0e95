//! What the styles of a document say: which paragraphs are titles, headings or list entries, and which text stands out.

use std::collections::HashMap;

use super::numbering::value;
use crate::xml::Element;

/// Ways in which text stands out, as bits.
pub const BOLD: u8 = 1;
pub const HIGHLIGHTED: u8 = 2;
pub const COLOURED: u8 = 4;
pub const UNDERLINED: u8 = 8;

/// What a paragraph is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    #[default]
    Text,
    Title,
    Heading,
}

/// A style.
#[derive(Clone, Debug, Default)]
pub struct Style {
    pub role: Role,
    /// The list of its paragraphs.
    pub list: Option<String>,
    /// Their level in it; `List Number 2` is one deeper than `List Number`.
    pub level: Option<usize>,
    /// How its text stands out.
    pub looks: u8,
    based_on: Option<String>,
}

/// The styles of a document by their IDs.
#[derive(Debug, Default)]
pub struct Styles {
    styles: HashMap<String, Style>,
}

/// The longest row of styles that are based on each other.
const MOST_BASES: usize = 16;

impl Styles {
    /// Reads the part of a document that defines its styles.
    pub fn new(part: &Element) -> Self {
        let styles = part.all("style").filter_map(|style| {
            let id = super::numbering::attribute(style, "styleId")?;
            Some((id.to_owned(), read(style)))
        });
        Self {
            styles: styles.collect(),
        }
    }

    /// A style with what it takes from those that it is based on.
    pub fn get(&self, id: &str) -> Style {
        let mut style = self.styles.get(id).cloned().unwrap_or_default();
        for _ in 0..MOST_BASES {
            let base = style.based_on.take().and_then(|id| self.styles.get(&id));
            let Some(base) = base else { break };
            if style.role == Role::Text {
                style.role = base.role;
            }
            style.list = style.list.or_else(|| base.list.clone());
            style.level = style.level.or(base.level);
            style.looks |= base.looks;
            style.based_on.clone_from(&base.based_on);
        }
        style
    }
}

fn read(style: &Element) -> Style {
    let name = value(style, "name").unwrap_or_default().to_lowercase();
    let properties = style.first("pPr");
    let list = properties.and_then(|it| it.first("numPr"));
    let is_outlined = properties
        .and_then(|it| value(it, "outlineLvl"))
        .is_some_and(|level| level != "9");
    let role = match name.as_str() {
        "title" => Role::Title,
        name if name.starts_with("heading ") || is_outlined => Role::Heading,
        _ => Role::Text,
    };
    let deeper = name
        .strip_prefix("list ")
        .and_then(|name| name.rsplit_once(' '));
    let deeper = deeper.and_then(|(_, number)| number.parse::<usize>().ok());
    let level = list
        .and_then(|it| value(it, "ilvl"))
        .and_then(|it| it.parse().ok());
    Style {
        role,
        list: list.and_then(|it| value(it, "numId")).map(str::to_owned),
        level: level.max(deeper.and_then(|it| it.checked_sub(1))),
        looks: style.first("rPr").map_or(0, looks),
        based_on: value(style, "basedOn").map(str::to_owned),
    }
}

/// How text with these properties stands out.
pub fn looks(properties: &Element) -> u8 {
    let bit = |stands_out: bool, bit: u8| if stands_out { bit } else { 0 };
    let says = |name: &str, nothing: &[&str]| {
        value(properties, name).is_some_and(|it| !nothing.contains(&it))
    };
    bit(is_on(properties, "b"), BOLD)
        | bit(says("highlight", &["none"]), HIGHLIGHTED)
        | bit(says("color", &["auto", "000000"]), COLOURED)
        | bit(says("u", &["none"]), UNDERLINED)
}

/// Whether a property that is on or off is on.
pub fn is_on(properties: &Element, name: &str) -> bool {
    properties.first(name).is_some_and(|it| {
        !matches!(
            super::numbering::attribute(it, "val"),
            Some("0" | "false" | "off")
        )
    })
}
