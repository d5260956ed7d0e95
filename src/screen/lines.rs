//! Blocks and texts as lines of a screen.

use ratatui_core::style::{Color, Modifier, Style};
use ratatui_core::text::{Line, Span};

use super::passage::shown;
use crate::terminal::{Look, Page, Piece, print_blocks};
use sourcework_core::present::Block;

/// Styles. What a colour says is always said in words as well; whether there are colours is the
/// terminal's affair and `NO_COLOR`'s.
pub mod styled {
    use super::{Modifier, Style};

    pub fn faint() -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    pub fn strong() -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    pub fn reversed() -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }
}

/// Blocks as lines of that width.
pub fn of_blocks(blocks: &[Block], width: usize) -> Vec<Line<'static>> {
    let mut page = Page::collected(width);
    // A page that is collected has nothing that could fail.
    let _ = print_blocks(&mut page, blocks);
    page.into_lines()
        .iter()
        .map(|line| of_pieces(line))
        .collect()
}

fn of_pieces(pieces: &[Piece]) -> Line<'static> {
    let spans = pieces.iter().map(|piece| {
        let style = match piece.look {
            Look::Normal => Style::new(),
            Look::Strong => styled::strong(),
            Look::Faint => styled::faint(),
            Look::Good => Style::new().fg(Color::Green).add_modifier(Modifier::BOLD),
            Look::Bad => Style::new().fg(Color::Red).add_modifier(Modifier::BOLD),
        };
        let style = match piece.is_marked {
            true => style.add_modifier(Modifier::UNDERLINED),
            false => style,
        };
        Span::styled(piece.text.clone(), style)
    });
    Line::from(spans.collect::<Vec<_>>())
}

/// A text behind a label, wrapped; the lines after the first are set in as far as the label is wide.
pub fn hanging(label: &str, text: &str, width: usize, style: Style) -> Vec<Line<'static>> {
    let mut page = Page::collected(width);
    let text: Vec<String> = text.split('\n').map(shown).collect();
    let _ = page.hanging(&shown(label), &text.join("\n"), Look::Normal);
    let lines = page.into_lines().into_iter().map(|pieces| {
        let words: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        Line::styled(words, style)
    });
    lines.collect()
}
