//! QTI 1.2. Written is a package as Canvas imports it: a manifest, the quiz with all of its items, and a
//! file of Canvas's own that says how the quiz is taken.
//!
//! Passages are items of text only, before the questions about them. What is filled in or chosen
//! within a text stands there as `[name]`. Response processing counts to 100; Canvas takes what is
//! right from it and counts by its own rules, which `losses` holds against ours. `read` reads such packages of any tool.

mod choices;
mod files;
mod gaps;
mod item;
mod losses;
mod parts;
mod passages;
mod read;
mod relations;
mod task;

use super::ident::{Unique, xml_name};
use super::package::Package;
use super::xml::Element;
use super::{Exported, Material};
use sourcework_core::quiz::Quiz;

pub use losses::CAPABILITIES;
use passages::Run;
pub use read::read;

/// Writes a package.
pub fn export(material: Material<'_>) -> Exported {
    let quiz = material.quiz;
    let mut unique = Unique::default();
    let name = unique.file(&xml_name(&quiz.id));
    let mut items: Vec<Element> = Vec::new();
    let mut run = Run::default();
    let is_shuffled = is_shuffled(quiz);
    for question in &quiz.questions {
        if let Some(passage) = run.begin(&name, question, material, &mut unique) {
            items.push(passage);
        }
        let identifier = unique.give(&format!("{name}_{}", xml_name(&question.id)));
        items.push(item::write(
            &identifier,
            question,
            &run,
            is_shuffled,
            material,
        ));
    }
    let mut package = Package::new();
    let mut add = |name: &str, file: &Element| package.add(name, file.document().as_bytes());
    add("imsmanifest.xml", &files::manifest(&name, quiz));
    add(
        &format!("{name}/{name}.xml"),
        &files::assessment(&name, quiz, items),
    );
    add(
        &format!("{name}/{}", files::META),
        &files::meta(&name, quiz, is_shuffled),
    );
    Exported {
        bytes: package.finish(),
        losses: losses::of_whole_quiz(quiz),
    }
}

/// Whether Canvas is to shuffle what there is to choose from: it does so for all questions of a
/// quiz or for none, so that one whose order means something decides for all.
fn is_shuffled(quiz: &Quiz) -> bool {
    let mut concerned = quiz.questions.iter().filter(|it| losses::has_options(it));
    concerned.all(|question| question.shuffle)
}
