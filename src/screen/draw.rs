//! How the screen is drawn: a header, passage and question beside or above each other, a footer.

use std::collections::BTreeSet;
use std::ops::Range;

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::style::{Modifier, Style};
use ratatui_core::terminal::Frame;
use ratatui_core::text::Line;

use super::app::{App, CursorIs, Pane};
use super::form::Form;
use super::lines::{hanging, of_blocks, styled};
use super::passage::shown;
use super::popup::Popup;
use super::stage::Kind;
use super::text_box::TextBox;
use sourcework_core::words::counted;

/// From so many columns on, passage and question stand side by side.
const SIDE_BY_SIDE: u16 = 100;

/// The least columns of a popup.
const POPUP: u16 = 46;

/// Draws all of it.
pub fn draw(app: &mut App<'_, '_>, frame: &mut Frame<'_>) {
    let area = frame.area();
    let buffer = frame.buffer_mut();
    if area.width < 20 || area.height < 6 {
        buffer.set_stringn(
            0,
            0,
            "Make the window larger.",
            usize::from(area.width),
            Style::new(),
        );
        return;
    }
    header(app, row(area, 0), buffer);
    footer(app, row(area, area.height - 1), buffer);
    let body = Rect {
        y: area.y + 1,
        height: area.height - 2,
        ..area
    };
    if app.passage.is_empty() {
        question(app, body, buffer);
    } else if area.width >= SIDE_BY_SIDE {
        beside(app, body, buffer);
    } else {
        stacked(app, body, buffer);
    }
    if let Some(popup) = &mut app.popup {
        draw_popup(popup, area, buffer);
    }
}

fn row(area: Rect, y: u16) -> Rect {
    Rect {
        y: area.y + y,
        height: 1,
        ..area
    }
}

/// The quiz, the question, how far one is, and the time.
fn header(app: &App<'_, '_>, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    buffer.set_style(area, Style::new().add_modifier(Modifier::REVERSED));
    let mut right = String::new();
    if let Some((behind, of)) = app.stage.progress {
        const BAR: usize = 10;
        let full = behind * BAR / of.max(1);
        right += &format!("{}{}", "█".repeat(full), "░".repeat(BAR - full));
    }
    if let Some(minutes) = app.minutes_left() {
        right = format!(
            "{} left  {right}",
            counted(minutes.unsigned_abs(), "minute")
        );
    }
    let quiz = shown(&app.session().quiz().title);
    let left = match (&app.stage.kind, width > 70) {
        (Kind::Question(asking), _) if asking.flagged => format!("⚑ {}", app.stage.title),
        (_, true) => format!("{} · {quiz}", app.stage.title),
        (_, false) => app.stage.title.clone(),
    };
    let room = width.saturating_sub(right.chars().count() + 3);
    let left = match left.chars().count() > room {
        true => {
            let beginning: String = left.chars().take(room.saturating_sub(1)).collect();
            format!("{beginning}…")
        }
        false => left,
    };
    buffer.set_stringn(area.x + 1, area.y, left, room, Style::new());
    let at = area
        .width
        .saturating_sub(u16::try_from(right.chars().count()).unwrap_or(0) + 1);
    buffer.set_stringn(area.x + at, area.y, right, width, Style::new());
}

/// What has just happened, else the keys that work now.
fn footer(app: &App<'_, '_>, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    if !app.notice.is_empty() {
        let words = shown(&app.notice);
        buffer.set_stringn(area.x, area.y, words, width, styled::strong());
        return;
    }
    if app.is_picking() {
        let words = "↑ ↓ move over the sentences · Enter takes one · Esc back";
        buffer.set_stringn(area.x, area.y, words, width, styled::faint());
        return;
    }
    let mut words = match &app.stage.form {
        Some(form) if app.focus == Pane::Question || form.sentences().is_some() => {
            form.help().to_owned()
        }
        _ if app.focus == Pane::Passage => "↑ ↓ read on".to_owned(),
        _ => String::new(),
    };
    // The key for the list of commands comes first: that list names all the others.
    let mut bound = app.actions();
    bound.sort_by_key(|bound| bound.key_name != "Esc");
    for bound in bound.iter().filter(|bound| !bound.key_name.is_empty()) {
        let next = format!("{} {}", bound.key_name, bound.about);
        if words.chars().count() + next.chars().count() + 3 > width {
            break;
        }
        if !words.is_empty() {
            words += " · ";
        }
        words += &next;
    }
    buffer.set_stringn(area.x, area.y, words, width, styled::faint());
}

fn beside(app: &mut App<'_, '_>, area: Rect, buffer: &mut Buffer) {
    let left = area.width * 11 / 20;
    let passage_area = Rect {
        width: left,
        ..area
    };
    let rule = area.x + left;
    for y in area.y..area.y + area.height {
        buffer.set_string(rule, y, "│", styled::faint());
    }
    // The arrow points to the pane in which the arrow keys move.
    let arrow = match app.focus {
        Pane::Passage => "◀",
        Pane::Question => "▶",
    };
    buffer.set_string(rule, area.y + area.height / 2, arrow, styled::strong());
    let question_area = Rect {
        x: rule + 2,
        width: area.width - left - 2,
        ..area
    };
    let passage_area = Rect {
        width: left.saturating_sub(1),
        ..passage_area
    };
    passage(app, passage_area, buffer);
    question(app, question_area, buffer);
}

/// The pane with the cursor gets the larger part.
fn stacked(app: &mut App<'_, '_>, area: Rect, buffer: &mut Buffer) {
    let above = match app.focus {
        Pane::Passage => area.height * 3 / 5,
        Pane::Question => area.height * 2 / 5,
    };
    let passage_area = Rect {
        height: above,
        ..area
    };
    let position = app.passage.position().unwrap_or_default();
    let rule = format!(
        "{:─>width$}",
        format!(" {position} ─"),
        width = usize::from(area.width)
    );
    let rule = match position.is_empty() {
        true => "─".repeat(usize::from(area.width)),
        false => rule,
    };
    // The arrow points to the pane in which the arrow keys move.
    let here = match app.focus {
        Pane::Passage => "─ ▲ passage ",
        Pane::Question => "─ ▼ question ",
    };
    buffer.set_stringn(
        area.x,
        area.y + above,
        rule,
        usize::from(area.width),
        styled::faint(),
    );
    buffer.set_string(area.x, area.y + above, here, styled::strong());
    let question_area = Rect {
        y: area.y + above + 1,
        height: area.height - above - 1,
        ..area
    };
    passage(app, passage_area, buffer);
    question(app, question_area, buffer);
}

fn passage(app: &mut App<'_, '_>, area: Rect, buffer: &mut Buffer) {
    let (cursor, picked) = app.sentences();
    app.passage.draw(area, buffer, cursor, &picked);
}

/// What is read, and the form below it. A text takes what room is left.
fn question(app: &mut App<'_, '_>, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    let height = usize::from(area.height);
    let mut lines = of_blocks(&app.stage.blocks, width);
    let mut cursor = None;
    let mut options = Vec::new();
    if let Some(Form::Text(text)) = &app.stage.form {
        text_below(&lines, text, area, buffer);
        return;
    }
    if let Some(form) = &app.stage.form {
        lines.push(Line::default());
        let drawn = form.lines(width);
        let top = lines.len();
        cursor = Some(top + drawn.cursor);
        options = drawn.options;
        for option in &mut options {
            *option = top + option.start..top + option.end;
        }
        lines.extend(drawn.lines);
    }
    // Where not all fits, the last line says so.
    let all_fits = lines.len() <= height;
    let height = if all_fits {
        height
    } else {
        height.saturating_sub(1).max(1)
    };
    let last = lines.len().saturating_sub(height);
    if let Some(cursor) = cursor
        && app.follows
    {
        // The line of the cursor and what follows it are seen.
        let below = (cursor + 4).min(lines.len());
        if below > app.scroll + height {
            app.scroll = below - height;
        }
        if cursor < app.scroll {
            app.scroll = cursor;
        }
        // At the first entry what stands above is of more use.
        if cursor + 4 <= height {
            app.scroll = 0;
        }
    }
    app.scroll = app.scroll.min(last);
    app.cursor_is = match cursor {
        Some(cursor) if cursor < app.scroll => CursorIs::Above,
        Some(cursor) if cursor >= app.scroll + height => CursorIs::Below,
        _ => CursorIs::Shown,
    };
    app.seen_options = Some(seen_options(&options, app.scroll, height));
    let seen = Rect {
        height: u16::try_from(height).unwrap_or(area.height),
        ..area
    };
    put(&lines, seen, buffer, app.scroll);
    if !all_fits {
        let more = match (app.scroll > 0, app.scroll < last) {
            (true, true) => " ↑ ↓ more ",
            (true, false) => " ↑ more ",
            _ => " ↓ more ",
        };
        let indent = area.width.saturating_sub(10);
        buffer.set_string(
            area.x + indent,
            area.y + seen.height,
            more,
            styled::reversed(),
        );
    }
}

/// The options that begin between the first and the last line that are shown.
fn seen_options(options: &[Range<usize>], top: usize, height: usize) -> BTreeSet<usize> {
    let numbered = options.iter().enumerate();
    let seen = numbered.filter(|(_, option)| (top..top + height).contains(&option.start));
    seen.map(|(place, _)| place).collect()
}

/// What is read, as far as there is room, and the text that is being written.
fn text_below(lines: &[Line<'_>], text: &TextBox, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    let height = usize::from(area.height);
    let below = (height / 2).max(5).min(height.saturating_sub(2));
    let above = lines.len().min(height.saturating_sub(below + 2));
    put(&lines[..above], area, buffer, 0);
    let words = counted(text.words(), "word");
    let title = format!("─ Your answer · {words} {}", "─".repeat(width));
    let y = area.y + u16::try_from(above).unwrap_or(0);
    buffer.set_stringn(area.x, y, title, width, styled::faint());
    let box_area = Rect {
        y: y + 1,
        height: (area.y + area.height).saturating_sub(y + 1),
        ..area
    };
    text.draw(box_area, buffer);
}

fn put(lines: &[Line<'_>], area: Rect, buffer: &mut Buffer, top: usize) {
    for (line, y) in lines.iter().skip(top).zip(area.y..area.y + area.height) {
        buffer.set_line(area.x, y, line, area.width);
    }
}

/// A window in the middle.
fn draw_popup(popup: &mut Popup, area: Rect, buffer: &mut Buffer) {
    let width = POPUP.max(area.width / 2).min(area.width.saturating_sub(2));
    let inside = usize::from(width.saturating_sub(4));
    let most = usize::from(area.height.saturating_sub(4)).max(1);
    let seen = popup.lines(inside, most);
    let height = u16::try_from(seen.lines.len() + 3)
        .unwrap_or(area.height)
        .min(area.height);
    let x = area.x + (area.width - width) / 2;
    // What is found in the passage is not to lie below the window.
    let y = match popup {
        Popup::Find { .. } => area.y + area.height.saturating_sub(height + 1),
        _ => area.y + (area.height - height) / 2,
    };
    let frame = Rect {
        x,
        y,
        width,
        height,
    };
    for row in y..y + height {
        buffer.set_string(x, row, " ".repeat(usize::from(width)), Style::reset());
    }
    let rule = "─".repeat(usize::from(width.saturating_sub(2)));
    buffer.set_string(x, y, format!("┌{rule}┐"), Style::new());
    buffer.set_string(x, y + height - 1, format!("└{rule}┘"), Style::new());
    for row in y + 1..y + height - 1 {
        buffer.set_string(x, row, "│", Style::new());
        buffer.set_string(x + width - 1, row, "│", Style::new());
    }
    if !popup.title().is_empty() {
        buffer.set_stringn(
            x + 2,
            y,
            format!(" {} ", popup.title()),
            inside,
            styled::strong(),
        );
    }
    let text = Rect {
        x: x + 2,
        y: y + 1,
        width: width.saturating_sub(4),
        height: frame.height.saturating_sub(3),
    };
    put(&seen.lines, text, buffer, 0);
    let signs = [
        (seen.more_above, y, " ↑ more "),
        (seen.more_below, y + height - 1, " ↓ more "),
    ];
    for (_, row, sign) in signs.into_iter().filter(|(is_more, ..)| *is_more) {
        buffer.set_string(x + width.saturating_sub(10), row, sign, styled::strong());
    }
    let help = hanging("", popup.help(), inside, styled::faint());
    put(&help[..1.min(help.len())], row_at(text, frame), buffer, 0);
}

fn row_at(text: Rect, frame: Rect) -> Rect {
    Rect {
        y: frame.y + frame.height - 2,
        height: 1,
        ..text
    }
}
