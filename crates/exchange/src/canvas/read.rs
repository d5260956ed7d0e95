//! Reads QTI 1.2: packages of Canvas, of Blackboard and of Common Cartridge, and single files.
//!
//! What is right is what response processing says. It is run with answers that are tried (`keys`), so that partial
//! points, points that are taken off, denials and per cents count as they do there; where it cannot be followed the
//! question comes without a key and is left to do.

mod about;
mod bank;
mod choices;
mod feedback;
mod gaps;
mod item;
mod keys;
mod passages;
mod presentation;
mod processing;
mod quiz;
mod relations;

use std::collections::HashMap;

use crate::encoding::Encoding;
use crate::imported::{Imported, Trouble};
use crate::package::{Member, unpack};
use crate::qti::resolve;
use crate::shared::markup::is_mark;
use crate::xml::{Element, Node};
use crate::xml_files::XmlFiles;
use bank::Bank;
use quiz::OnQuiz;

/// The folder in which Canvas keeps a quiz whole, beside a copy of what Common Cartridge can carry.
const WHOLE: &str = "non_cc_assessments/";

/// Reads a package, or a file that comes alone.
pub fn read(name: &str, bytes: &[u8], encoding: Option<Encoding>) -> Imported {
    let mut files = XmlFiles::of(name);
    let bank = if bytes.starts_with(b"PK") {
        match unpack(bytes, is_xml) {
            Ok(members) => package(&members, &mut files),
            Err(diagnostic) => {
                files.report(diagnostic);
                Bank::default()
            }
        }
    } else {
        let alone = Member {
            name: String::new(),
            bytes: bytes.to_vec(),
        };
        alone_in(&alone, encoding, &mut files)
    };
    let mut imported = bank.into_imported();
    if let Some(diagnostic) = imported.too_many() {
        files.report(diagnostic);
    }
    imported.reports = files.into_reports();
    imported
}

/// Whether a file of a package may hold questions: those of Blackboard are called `res00001.dat`.
fn is_xml(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".xml", ".qti", ".dat"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// Gives a document names without prefixes, and takes out the characters that we mark places with.
fn normalise(element: &mut Element) {
    if element.name.contains(':') {
        element.name = std::borrow::Cow::Owned(element.local_name().to_owned());
    }
    for child in &mut element.children {
        match child {
            Node::Element(child) => normalise(child),
            Node::Text(text) | Node::CData(text) => text.retain(|c| !is_mark(c)),
        }
    }
}

fn alone_in(member: &Member, encoding: Option<Encoding>, files: &mut XmlFiles) -> Bank {
    let mut bank = Bank::default();
    let Some(mut root) = files.parse(member, encoding) else {
        return bank;
    };
    normalise(&mut root);
    if root.name == "questestinterop" {
        bank_of(&mut bank, member, &root, &HashMap::new(), files);
    } else {
        files.malformed(other_version(&root.name).unwrap_or(NOT_12));
    }
    bank
}

const NOT_12: &str = "expected a package (.zip) of QTI 1.2 as Canvas and Blackboard export it, or one file of it (`<questestinterop>`)";

/// What is said of a file of a version that another format reads.
fn other_version(root: &str) -> Option<&'static str> {
    let root = root.to_ascii_lowercase();
    if root.contains("assessmentitem")
        || root.contains("assessmenttest")
        || root.contains("assessment-item")
    {
        return Some("this is QTI 2 or 3: import it as `qti21` or `qti3`");
    }
    (root == "pool").then_some("this is a pool of an old version of Blackboard, which is not read; export it from a newer one")
}

fn package(members: &[Member], files: &mut XmlFiles) -> Bank {
    let mut bank = Bank::default();
    let mut listed: Vec<String> = Vec::new();
    let mut title = None;
    let mut on_quiz: HashMap<String, OnQuiz> = HashMap::new();
    let mut documents: Vec<(&Member, Element)> = Vec::new();
    let mut other = None;
    for member in members {
        let Some(mut root) = may_tell(member)
            .then(|| files.parse(member, None))
            .flatten()
        else {
            continue;
        };
        normalise(&mut root);
        match &*root.name {
            "manifest" => {
                let mut titles = root
                    .descendants()
                    .filter(|it| it.name == "title" || it.name == "string");
                title = titles.find_map(|it| {
                    Some(it.all_text().trim().to_owned()).filter(|it| !it.is_empty())
                });
                listed.extend(paths(&member.name, &root));
            }
            "quiz" => {
                let name = root.attribute("identifier").unwrap_or_default().to_owned();
                on_quiz.insert(name, OnQuiz::of(&root));
            }
            "questestinterop" => documents.push((member, root)),
            name => other = other.or(other_version(name)),
        }
    }
    if documents.is_empty() {
        files.malformed(other.unwrap_or("there is no question of QTI 1.2 in the package"));
    }
    let places: HashMap<&str, usize> = listed
        .iter()
        .enumerate()
        .map(|(at, it)| (it.as_str(), at))
        .rev()
        .collect();
    documents.sort_by_key(|(member, _)| places.get(&*member.name).copied().unwrap_or(usize::MAX));
    for (member, root) in whole_ones(documents) {
        bank_of(&mut bank, member, &root, &on_quiz, files);
    }
    bank.imported.title = bank.imported.title.take().or(title);
    bank
}

/// Whether a file says something of questions: a package of a whole course has many others.
fn may_tell(member: &Member) -> bool {
    const PARTS: [&str; 6] = [
        "questestinterop",
        "manifest",
        "<quiz",
        "assessmentItem",
        "assessment-item",
        "<POOL",
    ];
    let text = String::from_utf8_lossy(&member.bytes);
    let is_wide = member.bytes.starts_with(b"\xff\xfe") || member.bytes.starts_with(b"\xfe\xff");
    is_wide || PARTS.iter().any(|it| text.contains(it))
}

/// The files that a manifest lists, in its order.
fn paths(manifest: &str, root: &Element) -> Vec<String> {
    let resources = root.descendants().filter(|it| it.name == "resource");
    let mut paths = Vec::new();
    for it in resources {
        let of_blackboard = it
            .attributes
            .iter()
            .find(|(name, _)| name.ends_with(":file"));
        let named = of_blackboard.map(|(_, value)| value.as_str());
        let all = named.into_iter().chain(it.attribute("href"));
        let all = all.chain(it.all("file").filter_map(|it| it.attribute("href")));
        paths.extend(all.map(|href| resolve(manifest, href)));
    }
    paths
}

/// Each quiz once: of one that comes whole and as a copy, the whole one, in the place of the first.
fn whole_ones(documents: Vec<(&Member, Element)>) -> Vec<(&Member, Element)> {
    let mut kept: Vec<(&Member, Element)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (member, root) in documents {
        let name = root.elements().find_map(|it| it.attribute("ident"));
        let known = name.and_then(|it| places.get(it).copied());
        match known {
            Some(at) if member.name.contains(WHOLE) => kept[at] = (member, root),
            Some(at) if kept[at].0.name.contains(WHOLE) => {}
            _ => {
                if let Some(name) = name {
                    places.insert(name.to_owned(), kept.len());
                }
                kept.push((member, root));
            }
        }
    }
    kept
}

fn bank_of(
    bank: &mut Bank,
    member: &Member,
    root: &Element,
    on_quiz: &HashMap<String, OnQuiz>,
    files: &mut XmlFiles,
) {
    let text = String::from_utf8_lossy(&member.bytes);
    let mut trouble = Trouble::new(&text);
    bank.file(root, on_quiz, &mut trouble);
    files.finish(trouble, member);
}
