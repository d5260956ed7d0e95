//! What a package says of its files: the manifest, and tests with their sections.

use std::collections::{HashMap, HashSet};

use crate::xml::Element;
use sourcework_core::quiz::Skill;

/// The files of a package, in the order in which they are context.
#[derive(Default)]
pub(super) struct Listing {
    pub title: Option<String>,
    pub description: Option<String>,
    pub level: Option<String>,
    /// Shared passages.
    pub stimuli: Vec<String>,
    /// Items in the order of the tests, then in that of the manifest, then as they are packed.
    asked: Vec<String>,
    listed: Vec<String>,
    packed: Vec<String>,
    /// The skills of items, by their paths.
    skills: HashMap<String, Skill>,
    /// Names of older or other versions that the manifest has.
    others: Vec<String>,
}

impl Listing {
    /// Takes up a file that was found.
    pub(super) fn file(&mut self, path: &str, root: &str) {
        match root {
            "assessment-stimulus" => self.stimuli.push(path.to_owned()),
            _ => self.packed.push(path.to_owned()),
        }
    }

    /// Takes up a manifest.
    pub(super) fn manifest(&mut self, path: &str, manifest: &Element) {
        let of_package = manifest.first("metadata");
        let said = |name: &str| {
            let mut found = of_package?.descendants().filter(|it| it.name == name);
            let text = found.next()?.all_text().trim().to_owned();
            (!text.is_empty()).then_some(text)
        };
        self.title = said("title");
        self.description = said("description");
        self.level = said("typical-age-range");
        for resource in manifest.descendants().filter(|it| it.name == "resource") {
            let sort = resource.attribute("type").unwrap_or_default();
            let sort = sort.to_ascii_lowercase();
            let href = resource
                .attribute("href")
                .or_else(|| resource.first("file")?.attribute("href"));
            let Some(href) = href.map(|href| resolve(path, href)) else {
                continue;
            };
            if sort.contains("item_xml") {
                let words = resource.descendants().filter(|it| it.name == "keyword");
                let skill = words.filter_map(|it| skill(&it.all_text())).next();
                self.know(&href, skill);
                self.listed.push(href);
            } else if sort.contains("xmlv1p2") || sort.contains("imscc") {
                self.others.push(sort);
            }
        }
    }

    /// Takes up a test or a section of one: its items in their order.
    pub(super) fn test(&mut self, path: &str, test: &Element) {
        for it in test
            .descendants()
            .filter(|it| it.name == "assessment-item-ref")
        {
            let Some(href) = it.attribute("href") else {
                continue;
            };
            let href = resolve(path, href);
            let words = it.attribute("category").unwrap_or_default();
            self.know(&href, words.split_whitespace().find_map(skill));
            self.asked.push(href);
        }
    }

    fn know(&mut self, path: &str, skill: Option<Skill>) {
        if let Some(skill) = skill {
            self.skills.entry(path.to_owned()).or_insert(skill);
        }
    }

    /// The paths of all items, each once.
    pub(super) fn items(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let all = self.asked.iter().chain(&self.listed).chain(&self.packed);
        all.map(String::as_str)
            .filter(|it| seen.insert(*it))
            .collect()
    }

    /// Whether the file is in the package.
    pub(super) fn is_known(&self, path: &str) -> bool {
        self.packed.iter().any(|it| it == path)
    }

    /// The skill that is named for an item outside of it.
    pub(super) fn skill(&self, path: &str) -> Option<Skill> {
        self.skills.get(path).copied()
    }

    /// What is said where a package is of a version that is not read.
    pub(super) fn wrong_version(&self) -> Option<&'static str> {
        (!self.others.is_empty() && self.packed.is_empty())
            .then_some("this is a package of QTI 1.2: import it as `canvas`")
    }
}

fn skill(word: &str) -> Option<Skill> {
    Skill::find(&word.trim().to_lowercase().replace([' ', '_'], "-"))
}

/// A reference of a file, from the top of the package.
pub fn resolve(base: &str, href: &str) -> String {
    let href = href.split(['#', '?']).next();
    let href = href.expect("a text that is split gives at least one piece");
    let href = decoded(href);
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(href.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// `%20` and the like.
fn decoded(href: &str) -> String {
    let mut bytes = Vec::with_capacity(href.len());
    let mut rest = href.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).and_then(|it| std::str::from_utf8(it).ok());
        let byte = hex.and_then(|it| u8::from_str_radix(it, 16).ok());
        match byte.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn a_reference_is_read_from_the_file_that_makes_it() {
        assert_eq!(
            resolve("imsmanifest.xml", "items/a%20b.xml"),
            "items/a b.xml"
        );
        assert_eq!(
            resolve("items/a.xml", "../stimuli/s.xml#x"),
            "stimuli/s.xml"
        );
        assert_eq!(resolve("items/a.xml", "../../../s.xml"), "s.xml");
    }
}
