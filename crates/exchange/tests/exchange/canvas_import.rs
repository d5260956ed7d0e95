//! QTI 1.2: our own packages come back, those of Canvas, Blackboard and Common Cartridge are understood.

use sourcework_exchange::{Exported, Format, Settings, Wanted, assemble, export, read};

use crate::compare::{material, same_passages, same_up_to_order, shipped};
use crate::imports::said;

#[test]
fn the_shipped_quizzes_come_back_up_to_what_was_declared() {
    for paper in shipped() {
        let material = material(&paper);
        let Exported { bytes, losses } = export(Format::Canvas, material, Settings::default());
        let imported = read(Format::Canvas, "a.zip", &bytes, None);
        assert_eq!(said(&imported), [], "{}", paper.quiz.id);
        let quiz = &paper.quiz;
        assert_eq!(imported.title.as_deref(), Some(quiz.title.as_str()));
        let text = |it: &Option<_>| it.as_ref().map(ToString::to_string);
        assert_eq!(imported.description, text(&quiz.description));
        assert_eq!(imported.level, text(&quiz.level));
        assert_eq!(imported.pass, quiz.pass.as_ref().map(|it| it.value));
        assert_eq!(
            imported.time_limit,
            quiz.time_limit.as_ref().map(|it| it.value)
        );
        let wanted = Wanted {
            source: paper.sources.iter().next().unwrap().id.clone(),
            ..Wanted::default()
        };
        let drafts = assemble(imported, &wanted);
        same_up_to_order(quiz, &losses, &drafts);
        same_passages(material, &losses, &drafts);
    }
}
