//! A class's answers in groups on a screen: one key gives, withholds or marks otherwise.

use std::collections::BTreeSet;

use ratatui_core::style::Style;
use ratatui_core::text::Line;
use ratatui_crossterm::crossterm::event::{KeyCode, KeyEvent};

use super::lines::{hanging, of_blocks, styled};
use super::pages::{OnScreen, show};
use super::text_box::TextBox;
use crate::terminal::{Clock, Halt, with_causes};
use sourcework_core::present::block::plain;
use sourcework_core::present::reviewing as present;
use sourcework_core::quiz::Question;
use sourcework_core::reviewing::{Desk, Done, Proposal, ShownGroup, Step};
use sourcework_service::reviewing::{DecisionFile, SchemeDesk};

/// What comes of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// The next page may come.
    Done,
    /// The person wants to stop.
    Stopped,
}

/// Goes through the groups of a question.
pub fn review(
    desk: &mut Desk<'_>,
    file: &mut DecisionFile,
    comments: &[String],
    clock: Clock<'_>,
) -> Result<(), Halt> {
    if desk.shown().is_none() {
        return Ok(());
    }
    match show(ReviewPage::new(desk, file, comments, clock))? {
        Left::Done => Ok(()),
        Left::Stopped => Err(Halt::Left),
    }
}

/// Shows what would make the mark scheme better, and writes into the quiz what is accepted.
pub fn improve(desk: &mut SchemeDesk, question: &Question) -> Result<(), Halt> {
    let mut page = ImprovePage::new(desk, question);
    if !page.find_next() && page.notice.is_empty() {
        return Ok(());
    }
    show(page).map(drop)
}

/// What is written in a window below the group.
enum Writing {
    Nothing,
    /// A comment: the text, and the place in the list of comments, of which the first is the text.
    Comment(Box<TextBox>, usize),
    /// A mark of several digits.
    Mark(String),
}

/// The groups of a question.
pub(super) struct ReviewPage<'p, 'q> {
    desk: &'p mut Desk<'q>,
    file: &'p mut DecisionFile,
    comments: &'p [String],
    clock: Clock<'p>,
    cursor: usize,
    /// The texts that are picked to be taken out.
    picked: BTreeSet<usize>,
    writing: Writing,
    notice: String,
    top: usize,
    shows_keys: bool,
}

impl<'p, 'q> ReviewPage<'p, 'q> {
    pub(super) fn new(
        desk: &'p mut Desk<'q>,
        file: &'p mut DecisionFile,
        comments: &'p [String],
        clock: Clock<'p>,
    ) -> Self {
        Self {
            desk,
            file,
            comments,
            clock,
            cursor: 0,
            picked: BTreeSet::new(),
            writing: Writing::Nothing,
            notice: String::new(),
            top: 0,
            shows_keys: false,
        }
    }

    fn step(&mut self, step: Step) {
        let is_comment = matches!(step, Step::Comment(_));
        match self.file.step(self.desk, step, (self.clock)()) {
            Ok(Done::Refused(why)) => self.notice = format!("That cannot be done: {why}."),
            Ok(Done::Decided(decisions)) => {
                let texts = sourcework_core::words::counted(decisions.len(), "text");
                self.notice = format!("Kept: {texts}. u takes it back.");
                self.begin_group();
            }
            Ok(Done::TakenBack | Done::Changed) => {
                self.notice.clear();
                if !is_comment {
                    self.begin_group();
                }
            }
            Err(error) => self.notice = format!("This could not be kept: {}.", with_causes(&error)),
        }
    }

    fn begin_group(&mut self) {
        self.cursor = 0;
        self.top = 0;
        self.picked.clear();
    }

    /// Picks the text at the cursor, or no longer.
    fn pick_or_not(&mut self) {
        if !self.picked.remove(&self.cursor) {
            self.picked.insert(self.cursor);
        }
    }

    fn texts(&self) -> usize {
        self.desk.shown().map_or(0, |group| group.texts.len())
    }

    fn press_in_group(&mut self, key: KeyEvent) -> Option<Left> {
        let last = self.texts().saturating_sub(1);
        let most = self.desk.question().available();
        let proposed = self.desk.shown().and_then(|group| group.proposed);
        match key.code {
            KeyCode::Up => self.cursor = self.cursor.saturating_sub(1),
            KeyCode::Down => self.cursor = (self.cursor + 1).min(last),
            KeyCode::PageUp => self.cursor = self.cursor.saturating_sub(10),
            KeyCode::PageDown => self.cursor = (self.cursor + 10).min(last),
            KeyCode::Enter => match proposed {
                Some(mark) => self.step(Step::Give(mark)),
                None => self.notice = format!("Nothing is proposed: give 0 to {most}."),
            },
            KeyCode::Char(' ') => self.pick_or_not(),
            KeyCode::Char('t') => {
                let mut out: Vec<usize> = self.picked.iter().copied().collect();
                if out.is_empty() {
                    out.push(self.cursor);
                }
                self.step(Step::TakeOut(out));
            }
            KeyCode::Char('n') => self.step(Step::Give(0)),
            KeyCode::Char('j') => self.step(Step::Join),
            KeyCode::Char('u') => self.step(Step::Undo),
            KeyCode::Char('s') => self.step(Step::Later),
            KeyCode::Char('c') => {
                self.writing = Writing::Comment(Box::new(TextBox::line("")), 0);
            }
            KeyCode::Char('?') => self.shows_keys = !self.shows_keys,
            KeyCode::Char('q') | KeyCode::Esc => return Some(Left::Stopped),
            KeyCode::Char(digit) if digit.is_ascii_digit() => {
                if most > 9 {
                    self.writing = Writing::Mark(digit.to_string());
                } else if let Some(mark) = digit.to_digit(10) {
                    self.step(Step::Give(mark));
                }
            }
            _ => {}
        }
        None
    }

    /// After the last group.
    fn press_at_end(&mut self, key: KeyEvent) -> Option<Left> {
        match key.code {
            KeyCode::Enter => Some(Left::Done),
            KeyCode::Char('q') | KeyCode::Esc => Some(Left::Stopped),
            KeyCode::Char('u') => {
                self.step(Step::Undo);
                None
            }
            _ => None,
        }
    }

    fn press_while_writing(&mut self, key: KeyEvent) {
        let comments = self.comments;
        let written = match &mut self.writing {
            Writing::Nothing => return,
            Writing::Comment(field, cursor) => match key.code {
                KeyCode::Enter => {
                    let text = match cursor.checked_sub(1) {
                        Some(place) => comments[place].clone(),
                        None => field.text(),
                    };
                    Some(Step::Comment(Some(text)))
                }
                KeyCode::Esc => None,
                KeyCode::Up => {
                    *cursor = cursor.saturating_sub(1);
                    return;
                }
                KeyCode::Down => {
                    *cursor = (*cursor + 1).min(comments.len());
                    return;
                }
                _ => {
                    if field.press(key) {
                        *cursor = 0;
                    }
                    return;
                }
            },
            Writing::Mark(digits) => match key.code {
                KeyCode::Enter => digits.parse().ok().map(Step::Give),
                KeyCode::Esc => None,
                KeyCode::Char(digit) if digit.is_ascii_digit() && digits.len() < 4 => {
                    digits.push(digit);
                    return;
                }
                KeyCode::Backspace => {
                    digits.pop();
                    return;
                }
                _ => return,
            },
        };
        self.writing = Writing::Nothing;
        if let Some(step) = written {
            self.step(step);
        }
    }

    /// The lines of the group, and at which of them the text at the cursor ends.
    fn group_lines(&self, group: &ShownGroup<'_>, width: usize) -> (Vec<Line<'static>>, usize) {
        let mut lines = of_blocks(&present::found(group), width);
        lines.push(Line::default());
        let mut cursor_end = 0;
        for (place, text) in group.texts.iter().enumerate() {
            let is_here = place == self.cursor;
            let sign = match (is_here, self.picked.contains(&place)) {
                (true, true) => "▸ × ",
                (true, false) => "▸   ",
                (false, true) => "  × ",
                (false, false) => "    ",
            };
            let style = match is_here {
                true => styled::reversed(),
                false => Style::new(),
            };
            lines.extend(hanging(sign, &present::text_in_words(text), width, style));
            if is_here {
                cursor_end = lines.len();
            }
        }
        (lines, cursor_end)
    }

    /// What is written, below the group.
    fn written_lines(&self, width: usize) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        match &self.writing {
            Writing::Nothing => return lines,
            Writing::Mark(digits) => {
                lines.push(Line::default());
                lines.extend(hanging("Mark: ", digits, width, styled::strong()));
            }
            Writing::Comment(field, cursor) => {
                lines.push(Line::default());
                let words = "A comment for the pupils of your next decision:";
                lines.extend(hanging("", words, width, styled::strong()));
                lines.extend(field.one_line(*cursor == 0, width));
                for (place, comment) in (1..).zip(self.comments) {
                    let (sign, style) = match place == *cursor {
                        true => ("  ▸ ", styled::reversed()),
                        false => ("    ", Style::new()),
                    };
                    lines.extend(hanging(sign, comment, width, style));
                }
            }
        }
        lines
    }
}

/// What the keys do, for those who ask.
const KEYS: [(&str, &str); 11] = [
    ("Enter", "gives the proposed mark to all of them"),
    ("0 to 9", "gives so many marks to all of them"),
    ("n", "gives no mark"),
    ("↑ ↓", "moves over the texts"),
    ("Space", "picks the text, to be taken out"),
    (
        "t",
        "takes the picked texts, or the one at the cursor, into a group of their own",
    ),
    ("j", "joins the next group with this one"),
    ("c", "writes or chooses a comment for the next decision"),
    ("u", "takes the last step back"),
    ("s", "leaves the group for later"),
    ("q", "stops; everything that was decided is kept"),
];

impl OnScreen for ReviewPage<'_, '_> {
    type Left = Left;

    fn title(&self) -> String {
        let stem = &self.desk.question().stem;
        match self.desk.shown() {
            Some(group) => format!("{} · {}", present::group_in_words(&group), stem.value),
            None => stem.value.clone(),
        }
    }

    fn press(&mut self, key: KeyEvent) -> Option<Left> {
        if !matches!(self.writing, Writing::Nothing) {
            self.press_while_writing(key);
            return None;
        }
        self.notice.clear();
        if self.shows_keys {
            self.shows_keys = false;
            return None;
        }
        match self.desk.shown().is_some() {
            true => self.press_in_group(key),
            false => self.press_at_end(key),
        }
    }

    fn paste(&mut self, text: &str) {
        if let Writing::Comment(field, cursor) = &mut self.writing {
            field.paste(text);
            *cursor = 0;
        }
    }

    fn help(&self) -> String {
        let keys = match (&self.writing, self.desk.shown()) {
            _ if self.shows_keys => "any key goes back",
            (Writing::Comment(..), _) => "Enter takes it · ↑ ↓ one of the list · Esc back",
            (Writing::Mark(_), _) => "Enter gives it · Esc back",
            (Writing::Nothing, None) => "Enter goes on · u takes the last step back · q stops",
            (Writing::Nothing, Some(group)) => {
                let most = group.question.available();
                let give = match group.proposed {
                    Some(mark) => format!("Enter {mark} · "),
                    None => String::new(),
                };
                return format!(
                    "? keys · {give}0-{most} mark · n none · t take out · c comment · u undo · s later · q stop"
                );
            }
        };
        keys.to_owned()
    }

    fn lines(&mut self, width: usize, room: usize) -> Vec<Line<'static>> {
        if self.shows_keys {
            let keys = KEYS.iter();
            let lines = keys.flat_map(|(key, about)| {
                hanging(&format!("{key:<7} "), about, width, Style::new())
            });
            return lines.collect();
        }
        let notice = match self.notice.is_empty() {
            true => vec![Line::default()],
            false => hanging("", &self.notice, width, styled::strong()),
        };
        let Some(group) = self.desk.shown() else {
            let words = "That was the last group. Enter goes on, u takes the last step back.";
            let mut lines = notice;
            lines.extend(of_blocks(&[plain(words)], width));
            return lines;
        };
        let written = self.written_lines(width);
        let (mut lines, cursor_end) = self.group_lines(&group, width);
        let room = room.saturating_sub(written.len() + notice.len()).max(3);
        // The text at the cursor is seen, and at the first one what stands above.
        let top = match self.cursor {
            0 => 0,
            _ => self
                .top
                .max(cursor_end.saturating_sub(room))
                .min(cursor_end.saturating_sub(1)),
        };
        self.top = top.min(lines.len().saturating_sub(room));
        lines.drain(..self.top);
        lines.truncate(room);
        let mut all = notice;
        all.extend(lines);
        all.extend(written);
        all
    }
}

/// The proposals for a mark scheme.
struct ImprovePage<'p> {
    desk: &'p mut SchemeDesk,
    question: &'p Question,
    proposal: Option<Proposal>,
    /// The changes that were left alone.
    left: Vec<sourcework_core::quiz::amend::SchemeChange>,
    notice: String,
    top: usize,
}

impl<'p> ImprovePage<'p> {
    fn new(desk: &'p mut SchemeDesk, question: &'p Question) -> Self {
        Self {
            desk,
            question,
            proposal: None,
            left: Vec::new(),
            notice: String::new(),
            top: 0,
        }
    }

    /// Finds the next proposal; whether there is one.
    fn find_next(&mut self) -> bool {
        self.top = 0;
        match self.desk.proposals() {
            Ok(proposals) => {
                let mut open = proposals.into_iter();
                self.proposal = open.find(|it| !self.left.contains(&it.change));
            }
            Err(error) => {
                self.notice = format!("The quiz cannot be read: {}.", with_causes(&error));
                self.proposal = None;
            }
        }
        self.proposal.is_some()
    }

    fn accept(&mut self) {
        let Some(proposal) = self.proposal.take() else {
            return;
        };
        match self.desk.accept(&proposal) {
            Ok(path) => self.notice = format!("Written into {path}. u takes it back."),
            Err(error) => {
                self.notice = format!("{}.", with_causes(&error));
                self.left.push(proposal.change);
            }
        }
        self.find_next();
    }

    fn undo(&mut self) {
        self.notice = match self.desk.undo() {
            Ok(true) => "The last change was taken back.".to_owned(),
            Ok(false) => "There is no change to take back.".to_owned(),
            Err(error) => format!("{}.", with_causes(&error)),
        };
        self.find_next();
    }
}

impl OnScreen for ImprovePage<'_> {
    type Left = Left;

    fn title(&self) -> String {
        format!("Mark scheme · {}", self.question.stem.value)
    }

    fn press(&mut self, key: KeyEvent) -> Option<Left> {
        self.notice.clear();
        match key.code {
            KeyCode::Up => self.top = self.top.saturating_sub(1),
            KeyCode::Down => self.top += 1,
            KeyCode::Char('q') | KeyCode::Esc => return Some(Left::Stopped),
            KeyCode::Char('u') => self.undo(),
            KeyCode::Char('y') => self.accept(),
            KeyCode::Enter | KeyCode::Char('n') => match self.proposal.take() {
                None => return Some(Left::Done),
                Some(proposal) => {
                    self.left.push(proposal.change);
                    self.find_next();
                }
            },
            _ => {}
        }
        None
    }

    fn paste(&mut self, _: &str) {}

    fn help(&self) -> String {
        match self.proposal {
            Some(_) => "y writes this into the quiz · n leaves it · u takes the last back · q ends",
            None => "Enter goes on · u takes the last change back",
        }
        .to_owned()
    }

    fn lines(&mut self, width: usize, room: usize) -> Vec<Line<'static>> {
        let mut lines = hanging("", &self.notice, width, styled::strong());
        lines.extend(match &self.proposal {
            Some(proposal) => {
                let blocks = present::proposal(self.question, proposal, self.desk.judged());
                of_blocks(&blocks, width)
            }
            None => of_blocks(&[plain("There is no other proposal.")], width),
        });
        self.top = self.top.min(lines.len().saturating_sub(room));
        lines.drain(..self.top);
        lines
    }
}
