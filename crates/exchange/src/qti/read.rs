//! PackageReader packages of QTI 3.0 and 2.1, of whatever tool, and single items.

mod choices;
mod context;
mod declared;
mod feedback;
mod gaps;
mod item;
mod listing;
mod names;
mod passages;
mod processing;
mod relations;
mod written;

use std::collections::HashMap;

use crate::imported::{Imported, Trouble};
use crate::numbers::number;
use crate::package::{Member, unpack};
use crate::shared::markup::take_named;
use crate::xml::Element;
use crate::xml_files::XmlFiles;
use item::Package;
use listing::Listing;
pub use listing::resolve;
use names::normalise;
use passages::Passages;
use sourcework_core::diagnostic::{Code, Diagnostic, Span};
use sourcework_core::quiz::{Skill, TimeLimit};

/// Reads a package, or an item that comes alone.
pub fn read(name: &str, bytes: &[u8]) -> Imported {
    let mut reader = PackageReader {
        files: XmlFiles::of(name),
        ..PackageReader::default()
    };
    if !bytes.starts_with(b"PK") {
        let alone = Member {
            name: String::new(),
            bytes: bytes.to_vec(),
        };
        return reader.alone(&alone);
    }
    match unpack(bytes, |name| name.to_ascii_lowercase().ends_with(".xml")) {
        Ok(members) => reader.package(&members),
        Err(diagnostic) => reader.files.report(diagnostic),
    }
    reader.imported()
}

#[derive(Default)]
struct PackageReader {
    files: XmlFiles,
    imported: Imported,
    passages: Passages,
}

/// A file of the package, read.
struct Document<'a> {
    root: Element,
    member: &'a Member,
}

impl PackageReader {
    fn imported(mut self) -> Imported {
        self.imported.passages = std::mem::take(&mut self.passages.all);
        if let Some(diagnostic) = self.imported.too_many() {
            self.files.report(diagnostic);
        }
        self.imported.reports = self.files.into_reports();
        self.imported
    }

    /// Reads a file of the package as XML with our names.
    fn document<'a>(&mut self, member: &'a Member) -> Option<Document<'a>> {
        let mut root = self.files.parse(member, None)?;
        normalise(&mut root);
        Some(Document { root, member })
    }

    /// An item without a package.
    fn alone(mut self, member: &Member) -> Imported {
        if let Some(document) = self.document(member) {
            match &*document.root.name {
                "assessment-item" => self.item(document, &Package::default(), None),
                _ => {
                    let message = "expected a package (.zip) of QTI 2.1 or 3.0, or one item of it";
                    self.files.malformed(message);
                }
            }
        }
        self.imported()
    }

    fn package(&mut self, members: &[Member]) {
        let mut documents: HashMap<&str, Document<'_>> = HashMap::new();
        let mut listing = Listing::default();
        for member in members {
            let Some(document) = self.document(member) else {
                continue;
            };
            match &*document.root.name {
                "manifest" => listing.manifest(&member.name, &document.root),
                "assessment-test" | "assessment-section" => {
                    listing.test(&member.name, &document.root);
                    if document.root.name == "assessment-test" {
                        self.head(&document.root);
                    }
                }
                "assessment-item" | "assessment-stimulus" => {
                    listing.file(&member.name, &document.root.name);
                    documents.insert(&member.name, document);
                }
                _ => {}
            }
        }
        if let Some(message) = listing.wrong_version() {
            self.files.malformed(message);
        } else if documents.is_empty() {
            let message = "there is no question of QTI 2.1 or 3.0 in the package";
            self.files.malformed(message);
        }
        self.imported.title = self.imported.title.take().or(listing.title.take());
        self.imported.description = listing.description.take();
        self.imported.level = listing.level.take();
        let mut package = Package::default();
        for path in &listing.stimuli {
            if let Some(document) = documents.remove(path.as_str()) {
                let place = self.stimulus(document);
                package
                    .stimuli
                    .extend(place.map(|place| (path.clone(), place)));
            }
        }
        for path in listing.items() {
            match documents.remove(path) {
                Some(document) => self.item(document, &package, listing.skill(path)),
                None if !listing.is_known(path) => {
                    let path = path.escape_debug();
                    let message = format!("the package lists `{path}`, which is not in it");
                    let diagnostic = Diagnostic::new(Code::NotImported, Span::default(), message);
                    self.files.report(diagnostic);
                }
                // It was read before, or could not be read, which is reported.
                None => {}
            }
        }
    }

    /// What a test says of itself.
    fn head(&mut self, test: &Element) {
        let title = test.attribute("title").map(str::trim);
        let title = title.filter(|it| !it.is_empty()).map(str::to_owned);
        self.imported.title = self.imported.title.take().or(title);
        let time = test
            .first("time-limits")
            .and_then(|it| it.attribute("max-time"));
        let minutes = time.and_then(number).map(|seconds| (seconds / 60.0).ceil());
        self.imported.time_limit = minutes
            .filter(|it| (1.0..=24.0 * 60.0).contains(it))
            .and_then(|it| TimeLimit::parse(&format!("{it}m")));
        let said = |name: &str| {
            let mut scores = test.all("outcome-declaration");
            scores.find_map(|it| it.attribute(name).and_then(number))
        };
        if let (Some(passes), Some(most)) = (said("mastery-value"), said("normal-maximum"))
            && most > 0.0
        {
            let per_cent = (passes / most * 100.0).round();
            let known = (0..=100u32).find(|it| f64::from(*it) >= per_cent);
            self.imported.pass = known;
        }
    }

    /// The place of a shared passage, and whether a heading stands over it.
    fn stimulus(&mut self, document: Document<'_>) -> Option<(usize, bool)> {
        let mut root = document.root;
        let title = root.attribute("title").map(str::to_owned);
        let label = root.attribute("label").map(str::to_owned);
        let text = String::from_utf8_lossy(&document.member.bytes);
        let mut trouble = Trouble::new(&text);
        let mut body = take_named(&mut root, &["stimulus-body"]).into_iter().next();
        if let (Some(body), Some(label)) = (&mut body, label) {
            *body = std::mem::take(body).with("label", label);
        }
        let passage = body.and_then(|it| passages::of(it, title, &mut trouble));
        self.files.finish(trouble, document.member);
        let passage = passage?;
        let headed = passage.heading.is_some();
        Some((self.passages.add(passage), headed))
    }

    fn item(&mut self, document: Document<'_>, package: &Package, skill: Option<Skill>) {
        let text = String::from_utf8_lossy(&document.member.bytes);
        let mut trouble = Trouble::new(&text);
        let base = &document.member.name;
        let linked: Vec<(usize, bool)> = document
            .root
            .all("assessment-stimulus-ref")
            .filter_map(|it| {
                package
                    .stimuli
                    .get(&resolve(base, it.attribute("href")?))
                    .copied()
            })
            .collect();
        let items = item::read(document.root, &linked, &mut self.passages, &mut trouble);
        for mut item in items {
            item.skill = item.skill.or(skill);
            self.imported.ask(item);
        }
        self.files.finish(trouble, document.member);
    }
}
