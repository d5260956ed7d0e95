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
mod manifest;
mod passages;
mod processing;
mod read;
mod relations;
mod shown_after;
mod task;
mod test;
mod version;
mod written;

use super::Material;
use super::ident::{Unique, xml_name};
use super::lower::{Capabilities, Interaction, has, kinds, lost, lower};
use super::package::Package;
use sourcework_core::quiz::{Body, Question};
use sourcework_core::source::quotation::fold;

use passages::{Passages, Stimulus};
pub use read::{read, resolve};
use version::Version;

macro_rules! capabilities {
    ($($more_lost:tt)*) => {
        Capabilities {
            kinds: kinds! {
                SingleChoice MultipleResponse Evidence => Choice;
                TrueFalse Matching => Pairs;
                Ordering => Order;
                Cloze Grid Paired => Gaps;
                Extended => Text;
                Inference ShortAnswer => Text "an extended text that a person marks";
            },
            lost_of_quiz: lost! { Patterns if has::patterns_for_all: has::PATTERNS_FOR_ALL; },
            passages_are_html: true,
            lost_of_question: lost! {
                Patterns if has::patterns: "are left out; the points stand in the marking notes";
                Rule if has::typed: has::TYPED;
                Variants if has_same_answers: "that differ in nothing but capitals or typography come as one";
                Variants if has::answers_outside_bank: "that are not in the bank are left out";
                Distractors if repeats_words: "that repeat a word are given once";
                $($more_lost)*
                Layout if has::loose_layout: has::LOOSE_LAYOUT;
            },
            ..Capabilities::EVERYTHING
        }
    };
}

/// What version 3.0 can carry.
pub const CAPABILITIES_3: Capabilities = capabilities! {};

/// What version 2.1 can carry.
pub const CAPABILITIES_21: Capabilities = capabilities! {
    Hint if has::hint: "is shown with the question from the start";
};

/// Whether some gap accepts two answers that are one, typography aside.
fn has_same_answers(question: &Question) -> bool {
    let Some(Interaction::Gaps(gaps)) = lower(question, &CAPABILITIES_3) else {
        return false;
    };
    let mut typed = gaps.gaps.iter().filter(|gap| gap.is_typed());
    typed.any(|gap| {
        let mut folded: Vec<String> = gap.accepted.iter().map(|it| fold(it)).collect();
        folded.sort_unstable();
        folded.windows(2).any(|pair| pair.first() == pair.last())
    })
}

/// Whether a bank holds a word twice or holds an answer.
fn repeats_words(question: &Question) -> bool {
    let Body::Cloze(body) = &question.body else {
        return false;
    };
    let gaps = body.text.gaps();
    let mut kept = body.offered();
    kept.retain(|word| !gaps.iter().any(|gap| gap.shown() == *word));
    !kept
        .into_iter()
        .eq(body.bank.iter().map(|word| word.as_str()))
}

/// Writes a package of version 3.0.
pub fn export_3(material: Material<'_>) -> Vec<u8> {
    export(Version::Three, material)
}

/// Writes a package of version 2.1.
pub fn export_21(material: Material<'_>) -> Vec<u8> {
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

fn export(version: Version, material: Material<'_>) -> Vec<u8> {
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
    package.finish()
}
