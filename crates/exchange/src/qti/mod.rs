//! Packages of QTI 3.0 and 2.1: a manifest, a test, a file a question, a file an extract.
//!
//! Items are built once, with the names of version 3.0; [`version`] turns a finished document
//! into one of 2.1. The marks come from response processing that counts as `marking` does.
//! What a file looks like is fixed so that it comes back whole: the class of an item's body says
//! the kind, `label` of a passage the extract, the title of an item the question's ID.

mod choices;
mod evidence;
mod gaps;
mod item;
mod losses;
mod manifest;
mod passages;
mod processing;
mod read;
mod relations;
mod rubric;
mod shown_after;
mod task;
mod test;
mod version;
mod written;

use super::ident::{Unique, xml_name};
use super::package::Package;
use super::{Carriage, Exported, Material};
use sourcework_core::quiz::{Kind, Question};

use passages::{Passages, Stimulus};
pub use read::read;
use version::Version;

/// How version 3.0 carries a kind.
pub fn carries_3(kind: Kind) -> Carriage {
    carries(kind)
}

/// How version 2.1 carries a kind.
pub fn carries_21(kind: Kind) -> Carriage {
    carries(kind)
}

fn carries(kind: Kind) -> Carriage {
    match kind {
        // A person marks what is matched against patterns here.
        Kind::Inference | Kind::ShortAnswer => Carriage::As("extended text"),
        _ => Carriage::Whole,
    }
}

/// Writes a package of version 3.0.
pub fn export_3(material: Material<'_>) -> Exported {
    export(Version::Three, material)
}

/// Writes a package of version 2.1.
pub fn export_21(material: Material<'_>) -> Exported {
    export(Version::TwoOne, material)
}

/// A question and what it is called in the package.
struct Entry<'a> {
    question: &'a Question,
    identifier: String,
    href: String,
}

/// A file of the package, in its order.
enum Document<'a> {
    Manifest,
    Test,
    Extract(&'a Stimulus<'a>),
    Question(&'a Entry<'a>),
}

fn export(version: Version, material: Material<'_>) -> Exported {
    let mut unique = Unique::default();
    let test_name = unique.give("test");
    let entries: Vec<Entry<'_>> = material
        .quiz
        .questions
        .iter()
        .map(|question| {
            let identifier = unique.give(&xml_name(&question.id));
            let href = format!("items/{}.xml", unique.file(&identifier));
            Entry {
                question,
                identifier,
                href,
            }
        })
        .collect();
    let passages = Passages::of(version, material, &mut unique);
    let mut all = vec![Document::Manifest, Document::Test];
    all.extend(passages.files().iter().map(Document::Extract));
    all.extend(entries.iter().map(Document::Question));
    let mut package = Package::new();
    package.add_each(&all, |document| {
        let quiz = material.quiz;
        let (name, text) = match document {
            Document::Manifest => (
                "imsmanifest.xml",
                manifest::write(version, quiz, &test_name, &entries, &passages),
            ),
            Document::Test => ("test.xml", test::write(version, quiz, &test_name, &entries)),
            Document::Extract(stimulus) => (&*stimulus.href, stimulus.write(version)),
            Document::Question(entry) => (&*entry.href, item::write(version, entry, &passages)),
        };
        (name.to_owned(), text.into_bytes())
    });
    Exported {
        bytes: package.finish(),
        losses: losses::of(version, material),
    }
}
