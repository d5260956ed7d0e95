//! The automatic numbers of Word's lists, as Word shows them: `1.`, `a)`, `IV.`, a bullet.

use std::collections::{HashMap, HashSet};

use crate::xml::Element;

/// The most levels of a list.
const LEVELS: usize = 9;
/// What a bullet is shown as: Word has a font of its own for most.
const BULLET: &str = "•";
/// What a box to tick is shown as, and the signs that are one, some in the font Wingdings.
pub const BOX: &str = "☐";
const BOXES: [&str; 7] = ["☐", "□", "❏", "❑", "\u{f06f}", "\u{f071}", "\u{f0a8}"];

/// How a level counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// 1, 2, 3; i, ii, iii.
    Numbers,
    /// a, b, c.
    Letters,
    /// Not at all.
    Bullets,
}

/// The automatic number of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// As Word shows it.
    pub shown: String,
    /// The list.
    pub list: String,
    /// What defines it; lists that begin anew share that.
    pub definition: String,
    /// How deep it stands in its list, from 0.
    pub level: usize,
    /// Its place among its neighbours, from 1.
    pub place: u32,
    /// How its level counts.
    pub counts: Counts,
    /// How far its level is indented, in twentieths of a point.
    pub indent: i32,
}

#[derive(Clone, Debug, Default)]
struct Level {
    start: u32,
    format: String,
    /// `%1.%2)`.
    pattern: String,
    /// The style that makes a paragraph one of this level.
    style: Option<String>,
    indent: i32,
}

/// A list as paragraphs name it.
#[derive(Debug)]
struct List {
    definition: String,
    starts: HashMap<usize, u32>,
}

/// The lists of a document, and how far each has counted.
#[derive(Debug, Default)]
pub struct Numbering {
    definitions: HashMap<String, Vec<Level>>,
    lists: HashMap<String, List>,
    counted: HashMap<String, [Option<u32>; LEVELS]>,
    restarted: HashSet<(String, usize)>,
}

/// The attribute `val` of a child.
pub fn value<'e>(element: &'e Element, name: &str) -> Option<&'e str> {
    attribute(element.first(name)?, "val")
}

/// An attribute, with whatever prefix.
pub fn attribute<'e>(element: &'e Element, name: &str) -> Option<&'e str> {
    let local = |known: &str| {
        known
            .rsplit_once(':')
            .map_or(known == name, |(_, it)| it == name)
    };
    let mut all = element.attributes.iter();
    all.find(|(known, _)| local(known))
        .map(|(_, value)| value.as_str())
}

impl Listed {
    /// The letter that Word shows, as a capital: lists may go on over several questions. Behind Z there is none.
    pub fn letter(&self) -> Option<char> {
        let place = u8::try_from(self.place.checked_sub(1)?).ok()?;
        (self.counts == Counts::Letters && place < 26).then(|| char::from(b'A' + place))
    }
}

impl Numbering {
    /// Reads the part of a document that defines its lists.
    pub fn new(part: &Element) -> Self {
        let mut numbering = Self::default();
        for definition in part.all("abstractNum") {
            let mut levels = vec![Level::default(); LEVELS];
            for level in definition.all("lvl") {
                set_level(&mut levels, level);
            }
            if let Some(id) = attribute(definition, "abstractNumId") {
                numbering.definitions.insert(id.to_owned(), levels);
            }
        }
        for list in part.all("num") {
            let id = attribute(list, "numId");
            let (Some(id), Some(definition)) = (id, value(list, "abstractNumId")) else {
                continue;
            };
            let mut starts = HashMap::new();
            for level in list.all("lvlOverride") {
                let place = attribute(level, "ilvl").and_then(|it| it.parse::<usize>().ok());
                let start = value(level, "startOverride").and_then(|it| it.parse().ok());
                starts.extend(place.zip(start));
            }
            let definition = definition.to_owned();
            numbering
                .lists
                .insert(id.to_owned(), List { definition, starts });
        }
        numbering
    }

    /// The level of a list that a style has, where the list says so.
    pub fn level_of_style(&self, list: &str, style: &str) -> Option<usize> {
        let levels = self.definitions.get(&self.lists.get(list)?.definition)?;
        levels
            .iter()
            .position(|it| it.style.as_deref() == Some(style))
    }

    /// The number of the next paragraph of a list.
    pub fn next(&mut self, id: &str, level: usize) -> Option<Listed> {
        let list = self.lists.get(id)?;
        let levels = self.definitions.get(&list.definition)?;
        let at = levels.get(level)?;
        let counted = self.counted.entry(list.definition.clone()).or_default();
        let restart = list
            .starts
            .get(&level)
            .filter(|_| self.restarted.insert((id.to_owned(), level)));
        let place = match (restart, counted[level]) {
            (Some(start), _) => *start,
            (None, Some(last)) => last.saturating_add(1),
            (None, None) => at.start,
        };
        counted[level] = Some(place);
        counted[level + 1..].fill(None);
        let counts = match at.format.as_str() {
            "bullet" => Counts::Bullets,
            "lowerLetter" | "upperLetter" => Counts::Letters,
            _ => Counts::Numbers,
        };
        let mut shown = match counts {
            Counts::Bullets if BOXES.contains(&at.pattern.as_str()) => BOX.to_owned(),
            Counts::Bullets => BULLET.to_owned(),
            _ => at.pattern.clone(),
        };
        for (number, level) in levels.iter().enumerate() {
            let sign = format!("%{}", number + 1);
            if shown.contains(&sign) {
                let place = counted[number].unwrap_or(level.start);
                shown = shown.replace(&sign, &written(place, &level.format));
            }
        }
        (at.format != "none").then_some(Listed {
            shown,
            list: id.to_owned(),
            definition: list.definition.clone(),
            level,
            place,
            counts,
            indent: at.indent,
        })
    }
}

fn set_level(levels: &mut [Level], level: &Element) {
    let place = attribute(level, "ilvl").and_then(|it| it.parse::<usize>().ok());
    let Some(known) = place.and_then(|place| levels.get_mut(place)) else {
        return;
    };
    let indent = level.first("pPr").and_then(|it| it.first("ind"));
    let indent = indent.and_then(|it| attribute(it, "left").or_else(|| attribute(it, "start")));
    *known = Level {
        start: value(level, "start")
            .and_then(|it| it.parse().ok())
            .unwrap_or(1),
        format: value(level, "numFmt").unwrap_or("decimal").to_owned(),
        pattern: value(level, "lvlText").unwrap_or_default().to_owned(),
        style: value(level, "pStyle").map(str::to_owned),
        indent: indent.and_then(|it| it.parse().ok()).unwrap_or(0),
    };
}

/// A number in the format of a level.
fn written(number: u32, format: &str) -> String {
    match format {
        "lowerLetter" => letters(number),
        "upperLetter" => letters(number).to_uppercase(),
        "lowerRoman" => roman(number),
        "upperRoman" => roman(number).to_uppercase(),
        _ => number.to_string(),
    }
}

/// a … z, aa … zz, aaa: as Word goes on behind z.
fn letters(number: u32) -> String {
    let Some(place) = number.checked_sub(1) else {
        return number.to_string();
    };
    let letter =
        char::from(b'a' + u8::try_from(place % 26).expect("what is left of 26 fits a byte"));
    // Word's own lists end long before this.
    let times = usize::try_from(place / 26 + 1).map_or(1, |it| it.min(30));
    letter.to_string().repeat(times)
}

fn roman(number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if !(1..4000).contains(&number) {
        return number.to_string();
    }
    let mut rest = number;
    let mut roman = String::new();
    for (worth, sign) in SIGNS {
        while rest >= worth {
            roman.push_str(sign);
            rest -= worth;
        }
    }
    roman
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn numbers_as_word_writes_them() {
        for (number, format, expected) in [
            (3, "decimal", "3"),
            (2, "lowerLetter", "b"),
            (27, "upperLetter", "AA"),
            (14, "lowerRoman", "xiv"),
            (1999, "upperRoman", "MCMXCIX"),
            (0, "lowerLetter", "0"),
        ] {
            assert_eq!(written(number, format), expected);
        }
    }
}
