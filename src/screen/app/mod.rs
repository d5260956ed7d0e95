//! The screen as a machine: a key changes what is shown, and what the student decides goes to the
//! attempt. It draws nothing and knows no terminal, so that tests drive it key by key.

mod acting;
mod giving;

use std::collections::BTreeSet;

use ratatui_crossterm::crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

use super::form::{Pressed, plain};
use super::passage::PassagePane;
use super::popup::{Asked, Popup};
use super::stage::{self, Kind, Stage};
use crate::terminal::{Clock, Halt};
use sourcework_core::attempt::{Command, Mode, Refusal, Session, View, explanation_first};
use sourcework_core::present::question;
use sourcework_service::{LiveAttempt, StepError};

/// Which pane the arrows move in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    Passage,
    Question,
}

/// Where the cursor of the form is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CursorIs {
    Shown,
    Above,
    Below,
}

/// What only the terminal can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Open an editor with a text, and a comment above it.
    Edit { text: String, comment: String },
}

/// An attempt on a screen.
pub struct App<'a, 's> {
    pub attempt: &'a mut LiveAttempt<'s>,
    clock: Clock<'a>,
    pub stage: Stage,
    pub passage: PassagePane,
    pub focus: Pane,
    pub popup: Option<Popup>,
    /// What has just happened, in the footer.
    pub notice: String,
    /// The first line of the question pane that is shown.
    pub scroll: usize,
    /// Where the cursor of the form was drawn: lines above the top of the pane or below its end are
    /// negative or beyond its height. What stands between is read before the cursor moves on.
    pub cursor_is: CursorIs,
    /// The options of the form that were drawn in full last; `None` before anything was drawn.
    pub seen_options: Option<BTreeSet<usize>>,
    /// Whether the pane follows the cursor: from the first key that the form has taken.
    pub follows: bool,
    /// Whether keys that were pressed before this is drawn are to be forgotten.
    pub forgets_keys: bool,
    /// Whether a sentence of the passage is being picked for a line, and which.
    picking: Option<usize>,
    /// Whether the draft is behind the form.
    draft_is_behind: bool,
    /// After an exam: the next place whose findings are shown.
    review: Option<usize>,
    /// The place to go back to from the overview.
    last_place: usize,
    pub errand: Option<Errand>,
    /// Whether the student has named an editor of their own.
    has_editor: bool,
    is_done: bool,
}

impl<'a, 's> App<'a, 's> {
    pub fn new(attempt: &'a mut LiveAttempt<'s>, clock: Clock<'a>) -> Result<Self, Halt> {
        let mut app = Self {
            attempt,
            clock,
            stage: Stage::empty(),
            passage: PassagePane::default(),
            focus: Pane::Question,
            popup: None,
            notice: String::new(),
            scroll: 0,
            cursor_is: CursorIs::Shown,
            seen_options: None,
            follows: false,
            forgets_keys: false,
            picking: None,
            draft_is_behind: false,
            review: None,
            last_place: 0,
            errand: None,
            has_editor: super::editor().is_some(),
            is_done: false,
        };
        app.advance()?;
        Ok(app)
    }

    /// Whether a sentence of the passage is being picked for a line.
    pub fn is_picking(&self) -> bool {
        self.picking.is_some()
    }

    pub fn is_done(&self) -> bool {
        self.is_done
    }

    pub fn session(&self) -> &Session {
        self.attempt.session()
    }

    fn finish(&mut self) {
        self.is_done = true;
    }

    /// What is left of the time, in whole minutes, begun ones counted.
    pub fn minutes_left(&self) -> Option<i64> {
        let left = self.session().time_left((self.clock)())?;
        Some((left.as_secs().max(0) + 59) / 60)
    }

    /// The sentences to mark in the passage: the one at the cursor, and those picked.
    pub fn sentences(&self) -> (Option<usize>, BTreeSet<usize>) {
        if let Some(cursor) = self.picking {
            return (Some(cursor), BTreeSet::new());
        }
        let form = self.stage.form.as_ref();
        match form.and_then(|form| form.sentences()) {
            Some((picked, cursor)) => (Some(cursor), picked.clone()),
            None => (None, BTreeSet::new()),
        }
    }

    /// Shows what the attempt asks for now.
    fn advance(&mut self) -> Result<(), Halt> {
        loop {
            if self.session().is_late((self.clock)()) {
                self.notice = "The time is up; your paper has been handed in.".to_owned();
                if !self.step(Command::HandIn)? {
                    return Ok(());
                }
            }
            let now = (self.clock)();
            let (session, drafts) = self.attempt.with_drafts();
            let (stage, place) = match session.current(now) {
                View::Probe(view) => {
                    let begun = drafts.answer(view.head.place);
                    let notice = question::probes(session.attempt());
                    (stage::probe(&view, notice, begun.as_ref()), None)
                }
                View::Commit(head) => (stage::commit(&head), Some(head.place)),
                View::Question(view) => {
                    let place = view.head.place;
                    let explained = explanation_first(session, place);
                    let begun = drafts.answer(place);
                    self.last_place = place;
                    let stage = stage::asking(&view, explained.as_ref(), begun.as_ref());
                    (stage, Some(place))
                }
                View::Judging(view) => (stage::marking(&view), Some(view.head.place)),
                View::Overview(lines) => (stage::overview(&lines), None),
                View::Done => {
                    if self.show_next_review() {
                        return Ok(());
                    }
                    // A step that could not be kept asks the student; trying again would never end.
                    if self.session().attempt().to_judge().is_none()
                        && !self.step(Command::Finish)?
                    {
                        return Ok(());
                    }
                    continue;
                }
                View::Finished => (stage::result(session, 0), None),
            };
            self.show(stage, place);
            return Ok(());
        }
    }

    fn show(&mut self, stage: Stage, place: Option<usize>) {
        self.stage = stage;
        self.scroll = 0;
        self.seen_options = None;
        self.follows = false;
        self.forgets_keys = matches!(self.stage.kind, Kind::Feedback { .. });
        self.picking = None;
        self.popup = None;
        if let Some(place) = place {
            let passages = self.attempt.session().passages(place);
            let mut pane = PassagePane::new(&passages, &self.stage.evidence);
            pane.keep_place_of(&self.passage);
            self.passage = pane;
        } else {
            self.passage = PassagePane::default();
        }
        self.focus = match &self.stage.form {
            Some(form) if form.sentences().is_some() => Pane::Passage,
            _ => Pane::Question,
        };
        self.passage.show_evidence();
    }

    /// After an exam: shows what the program found in the next written answer, so that the student
    /// can decide otherwise.
    fn show_next_review(&mut self) -> bool {
        let session = self.attempt.session();
        if session.settings().mode != Mode::Exam {
            return false;
        }
        let from = self.review.unwrap_or(0);
        for place in from..session.attempt().items.len() {
            if let Some(stage) = stage::feedback(session, place)
                && matches!(
                    stage.kind,
                    Kind::Feedback {
                        may_overrule: true,
                        ..
                    }
                )
            {
                self.review = Some(place + 1);
                self.show(stage, Some(place));
                return true;
            }
        }
        self.review = Some(session.attempt().items.len());
        false
    }

    /// Takes a step. Where it cannot be kept, asks whether to go on without; what was refused is
    /// said in the footer.
    fn step(&mut self, command: Command) -> Result<bool, Halt> {
        match self.attempt.step(command.clone(), (self.clock)()) {
            Ok(()) => Ok(true),
            Err(StepError::Refused(Refusal::TimeIsUp)) => Ok(false),
            Err(StepError::Refused(refusal)) => {
                self.notice = format!("That cannot be done: {refusal}.");
                Ok(false)
            }
            Err(StepError::NotKept(error)) => {
                let why = format!(
                    "Your last answer could not be saved: {error}. Your earlier answers are safe. Go on without saving your answers?"
                );
                self.popup = Some(Popup::confirm(why, Asked::GoWithout(Box::new(command))));
                Ok(false)
            }
        }
    }

    /// Keeps the draft, if the form has changed since. To be called often, and before leaving.
    pub fn keep_draft(&mut self) {
        if !std::mem::take(&mut self.draft_is_behind) {
            return;
        }
        let now = (self.clock)();
        let (session, mut drafts) = self.attempt.with_drafts();
        if let Kind::Question(asking) = &self.stage.kind
            && let Some(form) = &self.stage.form
            && let View::Probe(view) | View::Question(view) = session.current(now)
        {
            let answer = stage::form_answer(&view, form);
            // A draft that cannot be kept does not stop the student.
            let _ = drafts.keep_answer(asking.place, &answer);
        }
    }

    /// Time goes on: the paper is handed in when it is up.
    pub fn tick(&mut self) -> Result<(), Halt> {
        self.keep_draft();
        let is_asking = self.popup.as_ref().is_some_and(Popup::asks_to_go_without);
        if !is_asking && self.session().is_late((self.clock)()) {
            self.advance()?;
        }
        Ok(())
    }

    /// A key was pressed.
    pub fn press(&mut self, key: KeyEvent) -> Result<(), Halt> {
        if key.kind == KeyEventKind::Release {
            return Ok(());
        }
        if let Some(popup) = &mut self.popup {
            let outcome = popup.press(key);
            return self.after_popup(outcome);
        }
        self.notice.clear();
        // People press F1 for help.
        let key = match key.code {
            KeyCode::F(1) => KeyEvent::new(KeyCode::Esc, key.modifiers),
            _ => key,
        };
        if self.picking.is_some() {
            self.press_while_picking(key);
            return Ok(());
        }
        let picks_there = self.sentences().0.is_some();
        if self.focus == Pane::Passage && !picks_there {
            if self.scroll_passage(key) {
                return Ok(());
            }
            // What fills in the form is not lost because the other pane was in use.
            if self.stage.form.is_some() && fills_in(key) {
                self.focus = Pane::Question;
            }
        }
        if self.focus == Pane::Question && self.reads_on(key) {
            return Ok(());
        }
        if (self.focus == Pane::Question || picks_there)
            && let Some(form) = &mut self.stage.form
        {
            // An option that cannot be seen is shown first, and picked by the next key.
            if let (Some(option), Some(seen)) = (form.option_of(key), &self.seen_options)
                && !seen.contains(&option)
            {
                form.point_to(option);
                self.follows = true;
                return Ok(());
            }
            match form.press(key) {
                Pressed::Ignored => {}
                Pressed::Taken => {
                    self.draft_is_behind = true;
                    self.follows = true;
                    if let Some(cursor) = self.sentences().0 {
                        self.passage.show_sentence(cursor);
                    }
                    return Ok(());
                }
                Pressed::Give => return self.give(),
            }
        }
        if let Some(bound) = self.actions().into_iter().find(|bound| bound.is_for(key)) {
            return self.act(bound.action);
        }
        match key.code {
            KeyCode::Up => {
                self.follows = false;
                self.scroll = self.scroll.saturating_sub(1);
            }
            KeyCode::Down => self.scroll += 1,
            _ => {}
        }
        Ok(())
    }

    /// Scrolls towards the cursor of the form while it is out of sight, so that what stands between
    /// is read. Nothing is filled in unseen: another key shows the cursor first.
    fn reads_on(&mut self, key: KeyEvent) -> bool {
        match (key.code, self.cursor_is) {
            (KeyCode::Down, CursorIs::Below) => self.scroll += 1,
            (KeyCode::Up, CursorIs::Above) => self.scroll = self.scroll.saturating_sub(1),
            (_, CursorIs::Above | CursorIs::Below) if fills_in(key) => {
                self.follows = true;
                return true;
            }
            _ => return false,
        }
        self.follows = false;
        true
    }

    /// Text was pasted.
    pub fn paste(&mut self, text: &str) {
        if self.popup.is_some() {
            return;
        }
        let Some(form) = &mut self.stage.form else {
            return;
        };
        self.draft_is_behind = true;
        if let Some(rest) = form.paste(text) {
            let characters = rest.chars().count();
            self.notice = format!(
                "An answer holds 64 KiB: the last {characters} characters of what you pasted do not fit. They begin “{}”.",
                rest.chars().take(30).collect::<String>()
            );
        }
    }

    fn scroll_passage(&mut self, key: KeyEvent) -> bool {
        match key.code {
            KeyCode::Up => self.passage.scroll(-1),
            KeyCode::Down => self.passage.scroll(1),
            KeyCode::Home => self.passage.go_to_top(),
            KeyCode::End => self.passage.go_to_bottom(),
            _ => return false,
        }
        true
    }

    fn press_while_picking(&mut self, key: KeyEvent) {
        let Some(cursor) = &mut self.picking else {
            return;
        };
        let last = self.passage.sentence_count().saturating_sub(1);
        match key.code {
            KeyCode::Up | KeyCode::Left => *cursor = cursor.saturating_sub(1),
            KeyCode::Down | KeyCode::Right => *cursor = (*cursor + 1).min(last),
            KeyCode::Enter | KeyCode::Char(' ') => {
                let sentence = self.passage.sentence(*cursor).map(str::to_owned);
                let form = self.stage.form.as_mut();
                let line = form.and_then(|form| form.takes_sentence());
                if let (Some(line), Some(sentence)) = (line, sentence) {
                    line.replace(&sentence);
                    self.draft_is_behind = true;
                }
                self.picking = None;
                self.focus = Pane::Question;
                return;
            }
            KeyCode::Esc => {
                self.picking = None;
                self.focus = Pane::Question;
                return;
            }
            _ => return,
        }
        let cursor = *cursor;
        self.passage.show_sentence(cursor);
    }

    fn place(&self) -> Option<usize> {
        match &self.stage.kind {
            Kind::Question(asking) => Some(asking.place),
            Kind::Commit(place) | Kind::Redraft(place) | Kind::Feedback { place, .. } => {
                Some(*place)
            }
            Kind::Judging(which, ..) => Some(which.place),
            Kind::Sample(practice) | Kind::SampleMarked(practice) => Some(practice.which.place),
            Kind::LookAgain(place, _) => Some(*place),
            Kind::Overview | Kind::Result => None,
        }
    }

    /// What was written in the editor.
    pub fn edited(&mut self, text: Result<Option<String>, String>) {
        match text {
            Ok(Some(text)) => {
                if let Some(field) = self.stage.form.as_mut().and_then(|form| form.text_mut()) {
                    field.replace(text.trim_end());
                    self.draft_is_behind = true;
                }
            }
            Ok(None) => self.notice = "Nothing was saved.".to_owned(),
            Err(why) => self.notice = why,
        }
    }
}

/// Whether a key fills in a form, as opposed to moving in it.
fn fills_in(key: KeyEvent) -> bool {
    matches!(key.code, KeyCode::Enter | KeyCode::Backspace) || plain(key).is_some()
}
