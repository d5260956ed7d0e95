//! What can be done beside filling in the form, and doing it.

use super::{App, Errand, Pane};
use crate::screen::form::Form;
use crate::screen::keys::{Action, Binding, bindings};
use crate::screen::popup::{Asked, Popup};
use crate::screen::stage::{self, Kind, SamplePractice};
use crate::terminal::Halt;
use sourcework_core::attempt::{Command, Mode, Which};
use sourcework_core::present::block;

impl App<'_, '_> {
    /// What can be done now, beside filling in the form.
    pub fn actions(&self) -> Vec<Binding> {
        let mut actions = Vec::new();
        let has_passage = !self.passage.is_empty();
        match &self.stage.kind {
            Kind::Question(asking) => {
                actions.push(Action::Give);
                let form = self.stage.form.as_ref();
                if form.is_some_and(Form::may_take_sentence) {
                    actions.push(Action::PickSentence);
                }
                // Without a choice of their own, most people would be left in an editor they do not know.
                if asking.is_text && self.has_editor {
                    actions.push(Action::Editor);
                }
                if asking.has_hint {
                    actions.push(Action::Hint);
                }
                if asking.has_glossary {
                    actions.push(Action::Glossary);
                }
                if self.session().settings().mode == Mode::Exam && !asking.is_probe {
                    actions.extend([Action::Flag, Action::Overview]);
                }
            }
            Kind::Commit(_) => actions.push(Action::Give),
            Kind::Redraft(_) => actions.extend([Action::Give, Action::Back]),
            Kind::Feedback {
                may_redraft,
                may_overrule,
                ..
            } => {
                actions.push(Action::GoOn);
                if *may_redraft {
                    actions.push(Action::Redraft);
                }
                if *may_overrule {
                    actions.push(Action::Overrule);
                }
            }
            Kind::Judging(_, _, has_samples) => {
                actions.push(Action::Give);
                if *has_samples {
                    actions.push(Action::Practise);
                }
                actions.push(Action::LeaveUnjudged);
            }
            Kind::Sample(_) => actions.push(Action::Give),
            Kind::SampleMarked(_) | Kind::LookAgain(..) => actions.push(Action::GoOn),
            Kind::Overview => actions.push(Action::Back),
            Kind::Result => {}
        }
        if has_passage {
            actions.extend([
                Action::OtherPane,
                Action::PageDown,
                Action::PageUp,
                Action::Find,
            ]);
        }
        if let Kind::Question(_) = self.stage.kind {
            actions.push(Action::Skip);
        }
        actions.extend([Action::Commands, Action::Leave]);
        let mut bound = bindings(&actions);
        self.name_as_here(&mut bound);
        bound
    }

    /// Calls actions what they do at this place.
    fn name_as_here(&self, bound: &mut [Binding]) {
        if self.focus == Pane::Passage {
            let other = bound.iter_mut().find(|it| it.action == Action::OtherPane);
            if let Some(other) = other {
                other.about = "the question";
            }
        }
        if matches!(self.stage.kind, Kind::Judging(..) | Kind::Sample(_))
            && let Some(give) = bound.iter_mut().find(|it| it.action == Action::Give)
        {
            give.about = "give these marks";
        }
    }

    pub(super) fn act(&mut self, action: Action) -> Result<(), Halt> {
        match action {
            Action::Give => return self.give(),
            Action::GoOn => match &self.stage.kind {
                Kind::LookAgain(_, number) => {
                    let stage = stage::result(self.session(), *number);
                    self.show(stage, None);
                }
                Kind::SampleMarked(practice) => {
                    let practice = practice.clone();
                    self.show_sample(practice);
                }
                _ => return self.advance(),
            },
            Action::OtherPane => {
                self.focus = match self.focus {
                    Pane::Passage => Pane::Question,
                    Pane::Question => Pane::Passage,
                };
            }
            Action::PageUp => self.passage.page(false),
            Action::PageDown => self.passage.page(true),
            Action::Find => self.popup = Some(Popup::find("")),
            Action::PickSentence => {
                self.picking = Some(0);
                self.focus = Pane::Passage;
                self.passage.show_sentence(0);
            }
            Action::Hint => return self.take_hint(),
            Action::Glossary => {
                if let Some(place) = self.place() {
                    self.popup = Some(Popup::words(stage::glossary(self.session(), place)));
                }
            }
            Action::Skip => self.ask_whether_to_skip(),
            Action::Flag => return self.flag(),
            // The overview stands after the last question.
            Action::Overview => return self.turn_to_question(usize::MAX),
            Action::Back => match self.stage.kind {
                Kind::Redraft(place) => return self.after_answer(place),
                _ => return self.turn_to_question(self.last_place),
            },
            Action::Editor => self.ask_for_editor(),
            Action::Redraft => self.redraft(),
            Action::Overrule => self.overrule(),
            Action::Practise => self.practise(),
            Action::LeaveUnjudged => return self.leave_unjudged(),
            Action::Commands => {
                let listed = self.actions().into_iter();
                let listed = listed.filter(|bound| bound.action != Action::Commands);
                self.popup = Some(Popup::commands(listed.collect()));
            }
            Action::Leave => return self.leave(),
        }
        Ok(())
    }

    fn leave(&mut self) -> Result<(), Halt> {
        // Nothing is left to go on with.
        if matches!(self.stage.kind, Kind::Result | Kind::LookAgain(..)) {
            self.finish();
            return Ok(());
        }
        self.keep_draft();
        Err(Halt::Left)
    }

    fn ask_whether_to_skip(&mut self) {
        let Some(place) = self.place() else { return };
        let then = match self.session().settings().mode {
            _ if self.session().attempt().probing().is_some() => {
                "You get the question again with its passage."
            }
            Mode::Exam => "You can come back to the question.",
            Mode::Practice => "The question then counts as not answered.",
        };
        let words = format!("Go on without an answer? {then}");
        self.popup = Some(Popup::confirm(words, Asked::Skip(place)));
    }

    pub(super) fn turn_to_question(&mut self, place: usize) -> Result<(), Halt> {
        self.keep_draft();
        match self.step(Command::TurnTo { place })? {
            true => self.advance(),
            false => Ok(()),
        }
    }

    fn take_hint(&mut self) -> Result<(), Halt> {
        if let Some(place) = self.place()
            && self.step(Command::TakeHint { place })?
            && let Some(hint) = self.session().hint(place)
        {
            let blocks = vec![block::named("Hint", hint)];
            self.popup = Some(Popup::words(blocks));
        }
        Ok(())
    }

    fn redraft(&mut self) {
        if let Some(place) = self.place()
            && let Some(view) = self.session().to_redraft(place, (self.clock)())
        {
            let stage = stage::redraft(&view);
            self.show(stage, Some(place));
        }
    }

    fn overrule(&mut self) {
        let Some(place) = self.place() else { return };
        let again = self.session().attempt().items[place].second.is_some();
        self.mark(Which { place, again });
    }

    /// Shows an answer to mark.
    pub(super) fn mark(&mut self, which: Which) {
        if let Some(view) = stage::answer_to_mark(self.session(), which, (self.clock)()) {
            let stage = stage::marking(&view);
            self.show(stage, Some(which.place));
        }
    }

    /// Begins to mark answers that an examiner has marked, to learn the levels.
    fn practise(&mut self) {
        if let Kind::Judging(which, ..) = self.stage.kind {
            self.show_sample(SamplePractice {
                which,
                number: 0,
                pairs: Vec::new(),
            });
        }
    }

    /// Shows a sample to mark; after the last one the answer itself.
    pub(super) fn show_sample(&mut self, practice: SamplePractice) {
        let which = practice.which;
        let view = stage::answer_to_mark(self.session(), which, (self.clock)());
        match view.and_then(|view| stage::sample(&view, practice)) {
            Some(stage) => self.show(stage, Some(which.place)),
            None => self.mark(which),
        }
    }

    fn leave_unjudged(&mut self) -> Result<(), Halt> {
        let Kind::Judging(which, ..) = self.stage.kind else {
            return Ok(());
        };
        if self.session().attempt().to_judge() == Some(which) {
            self.step(Command::LeaveUnjudged { which })?;
            self.notice = "It is left for your teacher to mark.".to_owned();
        }
        self.advance()
    }

    fn flag(&mut self) -> Result<(), Halt> {
        if let Kind::Question(asking) = &self.stage.kind {
            let (place, on) = (asking.place, !asking.flagged);
            if self.step(Command::Flag { place, on })?
                && let Kind::Question(asking) = &mut self.stage.kind
            {
                asking.flagged = on;
                self.notice = match on {
                    true => "Flagged.".to_owned(),
                    false => "The flag is removed.".to_owned(),
                };
            }
        }
        Ok(())
    }

    fn ask_for_editor(&mut self) {
        let comment = self.session().question(self.place().unwrap_or(0));
        let comment = comment.stem.value.clone();
        if let Some(text) = self.stage.form.as_mut().and_then(|form| form.text_mut()) {
            let text = text.text();
            self.errand = Some(Errand::Edit { text, comment });
        }
    }
}
