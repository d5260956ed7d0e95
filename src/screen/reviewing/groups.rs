//! The groups of a question.

use std::collections::BTreeSet;
use std::ops::Range;

use ratatui_core::style::Style;
use ratatui_core::text::Line;
use ratatui_crossterm::crossterm::event::{KeyCode, KeyEvent};

use super::Left;
use crate::screen::lines::{hanging, of_blocks, styled};
use crate::screen::pages::OnScreen;
use crate::screen::text_box::TextBox;
use crate::terminal::{Clock, counted, with_causes};
use sourcework_core::present::Block;
use sourcework_core::present::block::plain;
use sourcework_core::present::reviewing as present;
use sourcework_core::reviewing::{Desk, Done, ShownGroup, Step};
use sourcework_service::reviewing::DecisionFile;

/// So many comments of the list are shown at a time.
const COMMENTS_SHOWN: usize = 6;

/// What has the keys instead of the group.
enum Writing {
    Nothing,
    /// Something to read, from a line on.
    Reading(Vec<Block>, usize),
    /// A comment: the text, and the place in the list of comments, of which the first is the text.
    Comment(Box<TextBox>, usize),
    /// A mark of several digits.
    Mark(String),
}

/// The groups of a question.
pub(super) struct GroupsPage<'p, 'q> {
    desk: &'p mut Desk<'q>,
    file: &'p mut DecisionFile,
    clock: Clock<'p>,
    cursor: usize,
    /// The texts that are picked to be taken out.
    picked: BTreeSet<usize>,
    writing: Writing,
    notice: String,
    /// The first line of the group that is shown.
    top: usize,
    /// Where the lines of the text at the cursor are, and how many lines are shown: as last drawn.
    at_cursor: Range<usize>,
    room: usize,
}

impl<'p, 'q> GroupsPage<'p, 'q> {
    pub(super) fn new(
        desk: &'p mut Desk<'q>,
        file: &'p mut DecisionFile,
        clock: Clock<'p>,
    ) -> Self {
        Self {
            desk,
            file,
            clock,
            cursor: 0,
            picked: BTreeSet::new(),
            writing: Writing::Nothing,
            notice: String::new(),
            top: 0,
            at_cursor: 0..0,
            room: 1,
        }
    }

    /// Goes down: through a text that is longer than the screen, and then to the next one.
    fn down(&mut self, last: usize) {
        if self.at_cursor.end > self.top + self.room {
            self.top += 1;
        } else {
            self.cursor = (self.cursor + 1).min(last);
        }
    }

    fn up(&mut self) {
        if self.at_cursor.start < self.top || (self.cursor == 0 && self.top > 0) {
            self.top -= 1;
        } else {
            self.cursor = self.cursor.saturating_sub(1);
        }
    }

    /// The first line to show, so that the text at the cursor is seen; as much as there is room for, of
    /// one that is longer.
    fn top_of(&self, at_cursor: &Range<usize>, room: usize, lines: usize) -> usize {
        let (start, end) = (at_cursor.start, at_cursor.end);
        let top = match end - start <= room {
            true => self.top.clamp(end.saturating_sub(room), start),
            false => self.top.clamp(start.saturating_sub(room - 1), end - room),
        };
        // At the first text what stands above is of more use.
        let top = match self.cursor {
            0 if end <= room => 0,
            _ => top,
        };
        top.min(lines.saturating_sub(room))
    }

    fn step(&mut self, step: Step) {
        let is_comment = matches!(step, Step::Comment(_));
        match self.file.step(self.desk, step, (self.clock)()) {
            Ok(Done::Refused(why)) => self.notice = format!("That cannot be done: {why}."),
            Ok(Done::Decided(decisions)) => {
                let texts = counted(decisions.len(), "text");
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
            KeyCode::Up => self.up(),
            KeyCode::Down => self.down(last),
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
            KeyCode::Char('?') => self.writing = Writing::Reading(keys(), 0),
            KeyCode::Char('p') => {
                self.writing = Writing::Reading(present::scheme(self.desk.question()), 0);
            }
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
        let comments = self.file.comments();
        let written = match &mut self.writing {
            Writing::Nothing => return,
            Writing::Reading(_, top) => match key.code {
                KeyCode::Up => {
                    *top = top.saturating_sub(1);
                    return;
                }
                KeyCode::Down => {
                    *top += 1;
                    return;
                }
                _ => None,
            },
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

    /// The lines of the group, and which of them are those of the text at the cursor.
    fn group_lines(
        &self,
        group: &ShownGroup<'_>,
        width: usize,
    ) -> (Vec<Line<'static>>, Range<usize>) {
        let mut lines = hanging("", &group.question.stem, width, styled::strong());
        lines.extend(of_blocks(&present::found(group), width));
        lines.push(Line::default());
        let mut at_cursor = 0..lines.len();
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
            let start = lines.len();
            lines.extend(hanging(sign, &present::text_in_words(text), width, style));
            if is_here {
                at_cursor = start..lines.len();
            }
        }
        (lines, at_cursor)
    }

    /// What is written, below the group.
    fn written_lines(&self, width: usize) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        match &self.writing {
            Writing::Nothing | Writing::Reading(..) => return lines,
            Writing::Mark(digits) => {
                lines.push(Line::default());
                lines.extend(hanging("Mark: ", digits, width, styled::strong()));
            }
            Writing::Comment(field, cursor) => {
                lines.push(Line::default());
                let words = "A comment for the pupils of your next decision:";
                lines.extend(hanging("", words, width, styled::strong()));
                lines.extend(field.one_line(*cursor == 0, width));
                // Those around the cursor are seen.
                let first = cursor.saturating_sub(COMMENTS_SHOWN);
                let comments = (1..).zip(self.file.comments());
                for (place, comment) in comments.skip(first).take(COMMENTS_SHOWN) {
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
fn keys() -> Vec<Block> {
    let keys = [
        ("Enter", "gives the proposed mark to all of them"),
        ("0 to 9", "gives so many marks to all of them"),
        ("n", "gives no mark"),
        ("↑ ↓", "moves over the texts"),
        ("Space", "picks the text, to be taken out"),
        ("t", "takes the picked texts, or that at the cursor, out"),
        ("j", "joins the next group with this one"),
        ("p", "shows the points of the mark scheme"),
        ("c", "writes or chooses a comment for the next decision"),
        ("u", "takes the last step back"),
        ("s", "leaves the group for later"),
        ("q", "stops; everything that was decided is kept"),
    ];
    let facts = keys.map(|(key, about)| (key.to_owned(), about.to_owned()));
    vec![Block::Facts(facts.into())]
}

impl OnScreen for GroupsPage<'_, '_> {
    type Left = Left;

    fn title(&self) -> String {
        match self.desk.shown() {
            Some(group) => present::group_in_words(&group),
            None => self.desk.question().stem.value.clone(),
        }
    }

    fn press(&mut self, key: KeyEvent) -> Option<Left> {
        if !matches!(self.writing, Writing::Nothing) {
            self.press_while_writing(key);
            return None;
        }
        self.notice.clear();
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
            (Writing::Reading(..), _) => "↑ ↓ · any other key goes back",
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
                    "? keys · {give}0-{most} mark · t take out · c comment · u undo · s later · q stop"
                );
            }
        };
        keys.to_owned()
    }

    fn lines(&mut self, width: usize, room: usize) -> Vec<Line<'static>> {
        if let Writing::Reading(blocks, top) = &mut self.writing {
            let mut lines = of_blocks(blocks, width);
            *top = (*top).min(lines.len().saturating_sub(room));
            lines.drain(..*top);
            return lines;
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
        let (mut lines, at_cursor) = self.group_lines(&group, width);
        let room = room.saturating_sub(written.len() + notice.len()).max(3);
        self.top = self.top_of(&at_cursor, room, lines.len());
        (self.at_cursor, self.room) = (at_cursor, room);
        let has_more = lines.len() > self.top + room;
        lines.drain(..self.top);
        lines.truncate(room);
        if has_more && let Some(last) = lines.last_mut() {
            *last = Line::styled("↓ more", styled::faint());
        }
        let mut all = notice;
        all.extend(lines);
        all.extend(written);
        all
    }
}
