//! Charts drawn with the block characters of a terminal. Where there is no room for them, or plain
//! lines are wanted, their words stand alone.

use std::io;

use super::page::{Look, Page};
use super::visible;
use sourcework_core::present::figure::{Chart, Day, Figure, Interval, Line, Shade, drawable};
use sourcework_core::revision::whole_percent;

/// The columns of a bar.
const BAR: usize = 24;

/// Pages with fewer columns have no room for charts.
const WIDE_ENOUGH: usize = 60;

/// Prints a figure: its chart, and what it shows.
pub fn print_figure(page: &mut Page<'_>, figure: &Figure) -> io::Result<()> {
    let is_drawn = page.has_charts() && page.width() >= WIDE_ENOUGH;
    match &figure.chart {
        Some(Chart::Intervals(rows)) => {
            for row in rows {
                print_interval(page, row, is_drawn)?;
            }
            if is_drawn {
                page.look(Look::Faint, "▓ is the range, ┃ the share itself.")?;
            }
        }
        Some(Chart::Lines(lines)) if is_drawn => {
            for line in lines {
                print_line(page, line)?;
            }
        }
        Some(Chart::Days(days)) => {
            for Day { name, text, .. } in days {
                page.raw(&format!("{name:<10} {text}"))?;
            }
            return Ok(());
        }
        Some(Chart::Heat(parts)) => {
            for part in parts {
                print_shade(page, part)?;
            }
        }
        // The words below say all that the curves show.
        Some(Chart::Lines(_) | Chart::Curves(_)) | None => {}
    }
    page.look(Look::Faint, &visible(&figure.caption))
}

fn print_interval(page: &mut Page<'_>, row: &Interval, is_drawn: bool) -> io::Result<()> {
    let (label, text) = (visible(&row.label), visible(&row.text));
    if !is_drawn {
        return page.text(&format!("{label}: {text}"));
    }
    let bar: String = match row.bounds {
        None => "·".repeat(BAR),
        Some((low, share, high)) => (0..BAR)
            .map(|cell| {
                #[expect(clippy::cast_precision_loss, reason = "two dozen cells")]
                let (begin, middle, end) = (
                    cell as f64 / BAR as f64,
                    (cell as f64 + 0.5) / BAR as f64,
                    (cell + 1) as f64 / BAR as f64,
                );
                let share = drawable(share);
                if (begin..end).contains(&share) || (share >= 1.0 && end >= 1.0) {
                    '┃'
                } else if middle < drawable(low) {
                    '█'
                } else if middle <= drawable(high) {
                    '▓'
                } else {
                    '·'
                }
            })
            .collect(),
    };
    page.raw(&format!("{label:<13} {bar} {text}"))
}

/// The heights of a point, lowest first.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A line as blocks, one for each of its points.
fn print_line(page: &mut Page<'_>, line: &Line) -> io::Result<()> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "0 to 7"
    )]
    let height = |share: f64| (drawable(share) * (HEIGHTS.len() - 1) as f64).round() as usize;
    let points = line.points.iter();
    let drawn: String = points.map(|(_, share)| HEIGHTS[height(*share)]).collect();
    match line.name {
        "" => page.raw(&drawn),
        name => page.raw(&format!("{name:<17} {drawn}")),
    }
}

/// A part of a passage, with the share of those who picked it.
fn print_shade(page: &mut Page<'_>, part: &Shade) -> io::Result<()> {
    let key = if part.is_key { ", right" } else { "" };
    let share = format!("[{}%{key}]", whole_percent(part.share));
    page.text(&format!("{share} {}", visible(&part.text)))
}
