//! Giving what a form says, and what the windows over the screen decide.

use super::App;
use crate::screen::popup::{Asked, Outcome, Popup};
use crate::screen::stage::{self, Kind};
use crate::terminal::Halt;
use sourcework_core::attempt::{Certainty, Command, View};
use sourcework_core::words::counted_as;

impl App<'_, '_> {
    /// Gives what the form says.
    pub(super) fn give(&mut self) -> Result<(), Halt> {
        let Some(form) = &self.stage.form else {
            return Ok(());
        };
        if let Some(lacks) = form.lacks() {
            self.notice = lacks;
            return Ok(());
        }
        match &self.stage.kind {
            Kind::Commit(place) => {
                let (place, guess) = (*place, stage::guess(form));
                self.go_on_with(Command::Commit { place, guess })
            }
            Kind::Question(_) => self.give_answer(),
            Kind::Redraft(place) => {
                let place = *place;
                self.give_again(place)
            }
            Kind::Judging(which, how, _) => {
                let (which, how) = (*which, *how);
                let Some(judgement) = stage::judgement(how, form) else {
                    self.notice = "Something is still to be decided.".to_owned();
                    return Ok(());
                };
                let command = stage::judge_command(self.attempt.session(), which, judgement);
                if self.step(command)? {
                    return self.after_answer(which.place);
                }
                Ok(())
            }
            Kind::Sample(practice) => {
                match stage::sample_marked(self.attempt.session(), practice, form, (self.clock)()) {
                    Some(stage) => {
                        let place = practice.which.place;
                        self.show(stage, Some(place));
                    }
                    None => "Something is still to be decided.".clone_into(&mut self.notice),
                }
                Ok(())
            }
            Kind::Overview => {
                let place = form.menu_place();
                self.turn_to(place)
            }
            Kind::Result => {
                let number = form.menu_place().unwrap_or(0);
                let again = stage::look_again(self.session(), number);
                match again {
                    Some(stage) => {
                        let place = match stage.kind {
                            Kind::LookAgain(place, _) => Some(place),
                            _ => None,
                        };
                        self.show(stage, place);
                    }
                    None => self.finish(),
                }
                Ok(())
            }
            Kind::Feedback { .. } | Kind::SampleMarked(_) | Kind::LookAgain(..) => Ok(()),
        }
    }

    /// Gives the answer to the question; one with gaps only if that is meant.
    fn give_answer(&mut self) -> Result<(), Halt> {
        let now = (self.clock)();
        let view = self.attempt.session().current(now);
        let (View::Probe(view) | View::Question(view), Some(form)) = (view, &self.stage.form)
        else {
            return self.advance();
        };
        let command = stage::answer(&view, form);
        let (empty, of) = form.empty_fields();
        let is_order_as_shown = form.is_order_as_shown();
        self.keep_draft();
        if (1..of).contains(&empty) {
            let is = if empty == 1 { "is" } else { "are" };
            let words = format!("{empty} of {of} {is} still empty. Give the answer all the same?");
            let asked = Asked::Give(Box::new(command));
            self.popup = Some(Popup::confirm(words, asked));
            return Ok(());
        }
        if is_order_as_shown {
            let words = "You have not moved anything. Give the answer in this order?".to_owned();
            let asked = Asked::Give(Box::new(command));
            self.popup = Some(Popup::confirm(words, asked));
            return Ok(());
        }
        self.answer(command, false)
    }

    /// Gives a text that was written again.
    fn give_again(&mut self, place: usize) -> Result<(), Halt> {
        let view = self.attempt.session().to_redraft(place, (self.clock)());
        let (Some(view), Some(form)) = (view, &self.stage.form) else {
            return self.advance();
        };
        if let Command::Answer { answer, .. } = stage::answer(&view, form) {
            self.step(Command::Redraft { place, answer })?;
        }
        self.after_answer(place)
    }

    /// Hands in, or goes to a question, as the place in the overview says.
    fn turn_to(&mut self, place: Option<usize>) -> Result<(), Halt> {
        match place {
            Some(0) => {
                let open = match self.session().current((self.clock)()) {
                    View::Overview(lines) => lines.iter().filter(|it| !it.answered).count(),
                    _ => 0,
                };
                let open = match open {
                    0 => String::new(),
                    open => format!(
                        " {} still without an answer.",
                        counted_as(open, "question is", "questions are")
                    ),
                };
                let words = format!("Hand in now?{open} Nothing can be changed after that.");
                self.popup = Some(Popup::confirm(words, Asked::HandIn));
                Ok(())
            }
            Some(number) => self.turn_to_question(number - 1),
            None => Ok(()),
        }
    }

    /// Gives an answer; an empty one only if that is meant, and with how sure the student is where
    /// that is asked.
    fn answer(&mut self, command: Command, is_meant: bool) -> Result<(), Halt> {
        if let Command::Probe { .. } = command {
            return self.go_on_with(command);
        }
        let Command::Answer {
            place,
            answer,
            certainty,
            ..
        } = &command
        else {
            return Ok(());
        };
        if answer.is_blank() && !is_meant {
            let words = "Your answer is empty. Give it all the same?".to_owned();
            let asked = Asked::Give(Box::new(command));
            self.popup = Some(Popup::confirm(words, asked));
            return Ok(());
        }
        if self.session().settings().certainty && certainty.is_none() {
            self.popup = Some(Popup::certainty(Box::new(command)));
            return Ok(());
        }
        let place = *place;
        let was_late = self.session().is_late((self.clock)());
        if self.step(command)? {
            self.draft_is_behind = false;
            return self.after_answer(place);
        }
        if was_late {
            self.notice = "This answer came after the time was up, and does not count.".to_owned();
            return self.advance();
        }
        Ok(())
    }

    /// Takes a step after which something else is shown.
    fn go_on_with(&mut self, command: Command) -> Result<(), Halt> {
        match self.step(command)? {
            true => {
                self.draft_is_behind = false;
                self.advance()
            }
            false => Ok(()),
        }
    }

    /// Shows what an answer has earned, where that may be shown; else goes on.
    pub(super) fn after_answer(&mut self, place: usize) -> Result<(), Halt> {
        match stage::feedback(self.attempt.session(), place) {
            Some(stage) => {
                self.show(stage, Some(place));
                Ok(())
            }
            None => self.advance(),
        }
    }

    pub(super) fn after_popup(&mut self, outcome: Outcome) -> Result<(), Halt> {
        match outcome {
            Outcome::Stays => return Ok(()),
            Outcome::Closes => {
                if let Some(Popup::Find { .. }) = self.popup.take() {
                    self.end_search();
                }
            }
            Outcome::Does(action) => {
                self.popup = None;
                return self.act(action);
            }
            Outcome::Seeks(words) => {
                let places = match words == self.passage.searched() {
                    true => self.passage.next_found(),
                    false => self.passage.search(&words),
                };
                if let Some(popup) = &mut self.popup {
                    popup.say_found(places);
                }
            }
            Outcome::Sure(certainty, command) => {
                self.popup = None;
                return self.answer(with_certainty(*command, certainty), true);
            }
            Outcome::Yes(asked) => {
                self.popup = None;
                return self.confirmed(asked);
            }
            Outcome::No(asked) => {
                self.popup = None;
                if let Asked::GoWithout(_) = asked {
                    return Err(Halt::Left);
                }
            }
        }
        Ok(())
    }

    /// Goes on at the place that was found.
    fn end_search(&mut self) {
        let sentence = self.passage.sentence_found();
        self.passage.end_search();
        if let (Some(sentence), Some(form)) = (sentence, &mut self.stage.form)
            && form.sentences().is_some()
        {
            form.point_to(sentence);
        }
    }

    fn confirmed(&mut self, asked: Asked) -> Result<(), Halt> {
        match asked {
            Asked::Give(command) => self.answer(*command, true),
            Asked::Skip(place) => {
                let answer = None;
                self.go_on_with(match self.session().attempt().probing() {
                    Some(_) => Command::Probe { place, answer },
                    None => Command::Skip { place },
                })
            }
            Asked::HandIn => {
                self.step(Command::HandIn)?;
                self.advance()
            }
            Asked::GoWithout(command) => {
                self.attempt.go_without();
                let place = match &*command {
                    Command::Answer { place, .. } | Command::Redraft { place, .. } => Some(*place),
                    Command::Judge { which, .. } => Some(which.place),
                    _ => None,
                };
                self.step(*command)?;
                match place {
                    Some(place) => self.after_answer(place),
                    None => self.advance(),
                }
            }
        }
    }
}

fn with_certainty(command: Command, sure: Certainty) -> Command {
    match command {
        Command::Answer {
            place,
            answer,
            numbering,
            ..
        } => Command::Answer {
            place,
            answer,
            numbering,
            certainty: Some(sure),
        },
        other => other,
    }
}
