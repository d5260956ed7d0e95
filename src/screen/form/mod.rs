//! What a question asks to be filled in: a list to pick from or to order, fields, a text, or
//! sentences of the passage. Every form is filled in with arrows, Enter, Space and plain characters;
//! what a plain character means never depends on a command.

mod fields;
mod list;
mod of_task;

use std::collections::BTreeSet;
use std::ops::Range;

use ratatui_core::style::{Modifier, Style};
use ratatui_core::text::Line;
use ratatui_crossterm::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub use self::fields::Field;
use self::fields::{Fields, Input};
use self::list::{List, Pick};
use self::of_task::{around, fields_of_task};
use super::lines::hanging;
use super::text_box::TextBox;
use crate::terminal::StepAnswer;
use sourcework_core::attempt::Task;
use sourcework_core::marking::Answer;

/// What came of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// The form has no use for it.
    Ignored,
    /// The form has taken it.
    Taken,
    /// The answer is to be given.
    Give,
}

/// The lines of a form, and the one that the cursor is on.
pub struct FormLines {
    pub lines: Vec<Line<'static>>,
    pub cursor: usize,
    /// The lines of each option that a key could pick now.
    pub options: Vec<Range<usize>>,
}

/// Something to fill in.
pub enum Form {
    /// A list of options.
    List(List),
    /// Fields, one below the other.
    Fields(Fields),
    /// A text of several lines.
    Text(Box<TextBox>),
    /// Sentences of the passage, picked there.
    Sentences {
        picked: BTreeSet<usize>,
        cursor: usize,
        count: usize,
    },
}

const GIVE: &str = "Give the answer";

/// What an entry of a list is called: letters as on paper.
pub fn letter(place: usize) -> String {
    sourcework_core::present::block::letter(place)
}

impl Form {
    /// The form of a task, with what was answered before, or begun.
    pub fn of_task(task: &Task<'_>, given: Option<&Answer>) -> Self {
        let list = |options: &[&str], pick: Pick| {
            Self::List(List {
                options: options.iter().map(|it| (*it).to_owned()).collect(),
                cursor: 0,
                pick,
            })
        };
        let several = || match given {
            Some(Answer::Choices(places)) => places.iter().copied().collect(),
            _ => BTreeSet::new(),
        };
        match task {
            Task::Choose(options) => {
                let picked = match given {
                    Some(Answer::Choice(place)) => *place,
                    _ => None,
                };
                list(options, Pick::One(picked))
            }
            Task::ChooseSeveral(options, choose) => list(
                options,
                Pick::Several(several(), choose.map(|it| it as usize)),
            ),
            Task::Select(options) => list(options, Pick::Several(several(), None)),
            Task::Order(options) => {
                let order = match given {
                    Some(Answer::Order(places)) if places.len() == options.len() => places.clone(),
                    _ => (0..options.len()).collect(),
                };
                list(options, Pick::Order(order, false))
            }
            Task::Find(sentences) => Self::Sentences {
                picked: several(),
                cursor: 0,
                count: sentences.len(),
            },
            Task::Write { .. } => {
                let begun = match given {
                    Some(Answer::Text(text)) => text,
                    _ => "",
                };
                Self::Text(Box::new(TextBox::lines(begun)))
            }
            Task::Statements(_)
            | Task::Match { .. }
            | Task::Fill { .. }
            | Task::Pair { .. }
            | Task::Grid(_)
            | Task::Infer { .. } => Self::fields(fields_of_task(task, given), around(task), GIVE),
        }
    }

    pub fn fields(fields: Vec<Field>, around: Vec<String>, button: &'static str) -> Self {
        Self::Fields(Fields {
            around,
            fields,
            at: 0,
            button,
        })
    }

    /// A list of which several can be picked.
    pub fn several(options: Vec<String>, picked: BTreeSet<usize>) -> Self {
        Self::List(List {
            options,
            cursor: 0,
            pick: Pick::Several(picked, None),
        })
    }

    /// A list of which one is taken at once.
    pub fn menu(options: Vec<String>) -> Self {
        Self::List(List {
            options,
            cursor: 0,
            pick: Pick::Menu,
        })
    }

    /// The entry of a menu that the cursor is on.
    pub fn menu_place(&self) -> Option<usize> {
        match self {
            Self::List(list) if matches!(list.pick, Pick::Menu) => Some(list.cursor),
            _ => None,
        }
    }

    /// How it is filled in.
    pub fn help(&self) -> &'static str {
        match self {
            Self::List(list) => match &list.pick {
                Pick::One(_) => "A letter or ↑ ↓ Enter chooses",
                Pick::Several(..) => "Letters or Space choose",
                Pick::Order(_, false) => "↑ ↓ · Space picks an item up",
                Pick::Order(_, true) => "↑ ↓ move it · Space puts it down",
                Pick::Menu => "↑ ↓ Enter",
            },
            Self::Fields(fields) => match fields.fields.get(fields.at).map(|it| &it.input) {
                Some(Input::Menu { options, .. }) if are_numbers(options) => {
                    "A number or ↑ ↓ Enter chooses"
                }
                Some(Input::Menu { .. }) => "A letter or ↑ ↓ Enter chooses",
                Some(Input::Line(..)) => "Type · Enter next line",
                None => "Enter gives it",
            },
            Self::Text(_) => "Type your answer",
            Self::Sentences { .. } => "↑ ↓ Enter picks · Ctrl-G gives",
        }
    }

    /// How many of its fields are empty, and how many there are.
    pub fn empty_fields(&self) -> (usize, usize) {
        let Self::Fields(fields) = self else {
            return (0, 0);
        };
        let empty = fields.fields.iter().filter(|field| field.is_empty());
        (empty.count(), fields.fields.len())
    }

    /// What is still to be done before the answer can be given, if anything. Nothing at all may be
    /// given: that is an empty answer.
    pub fn lacks(&self) -> Option<String> {
        match self {
            Self::List(List {
                pick: Pick::Several(picked, Some(exactly)),
                ..
            }) if !picked.is_empty() && picked.len() != *exactly => {
                Some(format!("Choose {exactly}; {} chosen.", picked.len()))
            }
            _ => None,
        }
    }

    /// Whether items are still in the order in which they were shown.
    pub fn is_order_as_shown(&self) -> bool {
        match self {
            Self::List(List {
                pick: Pick::Order(order, _),
                ..
            }) => order.is_sorted(),
            _ => false,
        }
    }

    /// What each part of the form says, in the order of the steps of its task.
    pub fn parts(&self) -> Vec<StepAnswer> {
        match self {
            Self::List(list) => vec![StepAnswer::Picked(match &list.pick {
                Pick::One(picked) => picked.iter().copied().collect(),
                Pick::Several(picked, _) => picked.iter().copied().collect(),
                Pick::Order(order, _) => order.clone(),
                Pick::Menu => vec![list.cursor],
            })],
            Self::Fields(fields) => fields.fields.iter().map(Field::answer).collect(),
            Self::Text(text) => vec![StepAnswer::Typed(text.text())],
            Self::Sentences { picked, .. } => {
                vec![StepAnswer::Picked(picked.iter().copied().collect())]
            }
        }
    }

    /// The text, where the form is one.
    pub fn text_mut(&mut self) -> Option<&mut TextBox> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The line that is being typed, where a sentence of the passage can be taken for it.
    pub fn takes_sentence(&mut self) -> Option<&mut TextBox> {
        let Self::Fields(fields) = self else {
            return None;
        };
        match &mut fields.fields.get_mut(fields.at)?.input {
            Input::Line(text, true) => Some(text),
            _ => None,
        }
    }

    /// Whether a sentence of the passage can be taken for the line that is being typed.
    pub fn may_take_sentence(&self) -> bool {
        match self {
            Self::Fields(fields) => fields
                .fields
                .get(fields.at)
                .is_some_and(|field| matches!(field.input, Input::Line(_, true))),
            _ => false,
        }
    }

    /// The sentences that are picked, and the one that the cursor is on.
    pub fn sentences(&self) -> Option<(&BTreeSet<usize>, usize)> {
        match self {
            Self::Sentences { picked, cursor, .. } => Some((picked, *cursor)),
            _ => None,
        }
    }

    /// Text that was pasted; what does not fit, if anything.
    pub fn paste(&mut self, text: &str) -> Option<String> {
        match self {
            Self::Text(field) => field.paste(text),
            Self::Fields(fields) => match &mut fields.fields.get_mut(fields.at)?.input {
                Input::Line(field, _) => field.paste(text),
                Input::Menu { .. } => None,
            },
            Self::List(_) | Self::Sentences { .. } => None,
        }
    }

    pub fn press(&mut self, key: KeyEvent) -> Pressed {
        match self {
            Self::List(list) => list.press(key),
            Self::Fields(fields) => fields.press(key),
            Self::Text(text) => match text.press(key) {
                true => Pressed::Taken,
                false => Pressed::Ignored,
            },
            Self::Sentences {
                picked,
                cursor,
                count,
            } => press_sentences(key, picked, cursor, *count),
        }
    }

    /// The option that a key would pick: the one that it names, or the one at the cursor.
    pub fn option_of(&self, key: KeyEvent) -> Option<usize> {
        let at_cursor = matches!(key.code, KeyCode::Enter | KeyCode::Char(' '));
        let (options, cursor) = match self {
            Self::List(list) if matches!(list.pick, Pick::One(_) | Pick::Several(..)) => {
                (&list.options, list.cursor)
            }
            Self::Fields(fields) => match &fields.fields.get(fields.at)?.input {
                Input::Menu {
                    options, cursor, ..
                } => (options, *cursor),
                Input::Line(..) => return None,
            },
            _ => return None,
        };
        match at_cursor {
            true => (cursor < options.len()).then_some(cursor),
            false => plain(key).and_then(|c| named(c, options)),
        }
    }

    /// Moves the cursor to an option without picking it.
    pub fn point_to(&mut self, place: usize) {
        match self {
            Self::List(list) => list.cursor = place,
            Self::Fields(fields) => {
                let field = fields.fields.get_mut(fields.at);
                if let Some(Input::Menu { cursor, .. }) = field.map(|it| &mut it.input) {
                    *cursor = place;
                }
            }
            Self::Sentences { cursor, .. } => *cursor = place,
            Self::Text(_) => {}
        }
    }

    /// The lines to draw; nothing for a text, which draws itself.
    pub fn lines(&self, width: usize) -> FormLines {
        match self {
            Self::List(list) => list.lines(width),
            Self::Fields(fields) => fields.lines(width),
            Self::Text(_) => FormLines {
                lines: Vec::new(),
                cursor: 0,
                options: Vec::new(),
            },
            Self::Sentences { picked, .. } => FormLines {
                lines: sentences_in_words(picked.len(), width),
                cursor: 0,
                options: Vec::new(),
            },
        }
    }
}

/// Whether options name themselves by a number.
pub fn are_numbers(options: &[String]) -> bool {
    options.iter().all(|it| it.parse::<u32>().is_ok())
}

/// A plain character, without Ctrl or Alt.
pub fn plain(key: KeyEvent) -> Option<char> {
    let held = KeyModifiers::CONTROL | KeyModifiers::ALT;
    match key.code {
        KeyCode::Char(c) if !key.modifiers.intersects(held) => Some(c),
        _ => None,
    }
}

/// The option that a character names: one that is that digit, else its letter or its number.
fn named(c: char, options: &[String]) -> Option<usize> {
    let count = options.len();
    if let Some(place) = options.iter().position(|it| it.chars().eq([c])) {
        return Some(place);
    }
    let place = match c.to_ascii_lowercase() {
        letter @ 'a'..='z' => letter as usize - 'a' as usize,
        digit @ '1'..='9' => digit as usize - '1' as usize,
        _ => return None,
    };
    (place < count).then_some(place)
}

fn press_sentences(
    key: KeyEvent,
    picked: &mut BTreeSet<usize>,
    cursor: &mut usize,
    count: usize,
) -> Pressed {
    match key.code {
        KeyCode::Up | KeyCode::Left => *cursor = cursor.saturating_sub(1),
        KeyCode::Down | KeyCode::Right => *cursor = (*cursor + 1).min(count.saturating_sub(1)),
        KeyCode::Home => *cursor = 0,
        KeyCode::End => *cursor = count.saturating_sub(1),
        KeyCode::Char(' ') | KeyCode::Enter => {
            if !picked.remove(cursor) {
                picked.insert(*cursor);
            }
        }
        _ => return Pressed::Ignored,
    }
    Pressed::Taken
}

fn sentences_in_words(picked: usize, width: usize) -> Vec<Line<'static>> {
    let words = "Move over the sentences of the passage with the arrow keys. Enter picks a sentence or lets it go; Ctrl-G gives the answer.";
    let mut lines = hanging("", words, width, Style::new());
    lines.push(Line::default());
    let count =
        sourcework_core::words::counted_as(picked, "sentence is picked", "sentences are picked");
    lines.extend(hanging("", &format!("{count}."), width, Style::new()));
    lines
}

fn here(is_here: bool) -> Style {
    match is_here {
        true => Style::new().add_modifier(Modifier::BOLD),
        false => Style::new(),
    }
}

fn button(words: &str, is_here: bool, width: usize) -> Vec<Line<'static>> {
    let (sign, style) = match is_here {
        true => ("▸ ", Style::new().add_modifier(Modifier::REVERSED)),
        false => ("  ", Style::new()),
    };
    let mut lines = hanging(sign, &format!("[ {words} ]"), width, style);
    lines.truncate(2);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(form: &mut Form, keys: &[KeyCode]) -> Pressed {
        let mut last = Pressed::Ignored;
        for key in keys {
            last = form.press(KeyEvent::new(*key, KeyModifiers::NONE));
        }
        last
    }

    #[test]
    fn a_letter_picks_its_option_and_enter_gives_it() {
        let task = Task::Choose(vec!["one", "two", "three"]);
        let mut form = Form::of_task(&task, None);
        let pressed = press(&mut form, &[KeyCode::Char('b'), KeyCode::Enter]);
        assert_eq!(pressed, Pressed::Give);
        assert_eq!(form.parts(), [StepAnswer::Picked(vec![1])]);
    }

    #[test]
    fn items_are_lifted_moved_and_put_down() {
        let task = Task::Order(vec!["one", "two", "three"]);
        let mut form = Form::of_task(&task, None);
        let keys = [
            KeyCode::Down,
            KeyCode::Char(' '),
            KeyCode::Down,
            KeyCode::Char(' '),
        ];
        press(&mut form, &keys);
        assert_eq!(form.parts(), [StepAnswer::Picked(vec![0, 2, 1])]);
    }

    #[test]
    fn fields_are_filled_one_after_the_other() {
        let task = Task::Statements(vec!["War is a game.", "War is a calamity."]);
        let mut form = Form::of_task(&task, None);
        let keys = [
            KeyCode::Char('b'),
            KeyCode::Up,
            KeyCode::Enter,
            KeyCode::Enter,
        ];
        // Up from the first option of the second field goes back to the first field.
        press(&mut form, &keys[..2]);
        assert_eq!(press(&mut form, &[KeyCode::Enter]), Pressed::Taken);
        press(&mut form, &[KeyCode::Char('a')]);
        assert_eq!(press(&mut form, &[KeyCode::Enter]), Pressed::Give);
        let picked = |place: usize| StepAnswer::Picked(vec![place]);
        assert_eq!(form.parts(), [picked(1), picked(0)]);
    }
}
