//! QTI 1.2: our own packages come back, those of Canvas, Blackboard and Common Cartridge are understood.
//! The items are written by hand after what these programs write.

#[path = "canvas_import/blackboard.rs"]
mod blackboard;
#[path = "canvas_import/blanks.rs"]
mod blanks;
#[path = "canvas_import/items.rs"]
mod items;
#[path = "canvas_import/packages.rs"]
mod packages;

use serde_json::Value;
use sourcework_exchange::{
    Drafts, Exported, Format, Imported, Settings, Wanted, assemble, export, read,
};

use crate::compare::{material, same_head, same_passages, same_up_to_order, shipped};
use crate::imports::{bodies, said};

/// A file of some items.
fn file(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><questestinterop xmlns=\"http://www.imsglobal.org/xsd/ims_qtiasiv1p2\">\
         <assessment ident=\"a1\" title=\"The letter\"><section ident=\"root_section\">{items}</section></assessment></questestinterop>"
    )
}

fn imported(items: &str) -> Imported {
    read(Format::Canvas, "quiz.xml", file(items).as_bytes(), None)
}

/// The only body.
fn body(imported: &Imported) -> Value {
    let mut bodies = bodies(imported);
    assert_eq!(bodies.len(), 1, "{:?}", said(imported));
    bodies.remove(0)
}

fn drafts(imported: Imported) -> Drafts {
    assemble(imported, &Wanted::default())
}

/// What is left to do about these keys, as (question, key).
fn to_do(imported: Imported, keys: &[&str]) -> Vec<(usize, &'static str)> {
    let drafts = drafts(imported);
    let all = drafts.quizzes.iter().flat_map(|it| it.to_do.clone());
    let of_questions = all.filter_map(|(at, key, _)| Some((at?, key)));
    of_questions.filter(|(_, key)| keys.contains(key)).collect()
}

#[test]
fn the_shipped_quizzes_come_back_up_to_what_was_declared() {
    for paper in shipped() {
        let material = material(&paper);
        let Exported { bytes, losses } = export(Format::Canvas, material, Settings::default());
        let imported = read(Format::Canvas, "a.zip", &bytes, None);
        assert_eq!(said(&imported), [], "{}", paper.quiz.id);
        let quiz = &paper.quiz;
        same_head(&imported, quiz);
        let wanted = Wanted {
            source: paper.sources.iter().next().unwrap().id.clone(),
            ..Wanted::default()
        };
        let drafts = assemble(imported, &wanted);
        same_up_to_order(quiz, &losses, &drafts);
        same_passages(material, &losses, &drafts);
    }
}
