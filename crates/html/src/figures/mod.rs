//! Charts as pictures within a page.

mod charts;
mod drawing;

use maud::{Markup, html};

use crate::shell::lines_of;
use drawing::Named;
use sourcework_core::present::block::printable;
use sourcework_core::present::figure::{Chart, Figure, Shade, drawable};
use sourcework_core::revision::whole_percent;

/// A chart and what it shows. Without a chart the words still stand.
pub fn figure(figure: &Figure) -> Markup {
    let caption = printable(&figure.caption);
    match figure
        .chart
        .as_ref()
        .and_then(|chart| picture(figure, chart))
    {
        Some(chart) => html! {
            figure { (chart) figcaption { (caption) @if let Some(key) = key(figure) { " " (key) } } }
        },
        None => html! { p { (caption) } },
    }
}

fn picture(figure: &Figure, chart: &Chart) -> Option<Markup> {
    let named = Named {
        id: &figure.id,
        title: &printable(&figure.title),
        description: &printable(&figure.description),
    };
    match chart {
        Chart::Intervals(rows) => charts::intervals(&named, rows),
        Chart::Lines(lines) => charts::lines(&named, lines),
        Chart::Days(days) => charts::days(&named, days),
        Chart::Curves(curves) => charts::curves(&named, curves),
        Chart::Heat(parts) => Some(heat(named.title, parts)),
    }
}

/// A passage, each part shaded by its share. It is text and no picture, so that it wraps, can be
/// enlarged, and is read aloud as what it is.
fn heat(title: &str, parts: &[Shade]) -> Markup {
    html! {
        p class="label" { (title) }
        ol class="heat" {
            @for part in parts {
                li class={ "shade-" (level(part.share)) @if part.is_key { " is-key" } } {
                    span class="share" { (percent(part.share)) }
                    span { @if part.is_key { b { "✓ Right:" } " " } (lines_of(&part.text)) }
                }
            }
        }
    }
}

/// So many shades there are, beside none.
const SHADES: u8 = 5;

/// How strong the shade of a share is: none where nobody picked the part.
fn level(share: f64) -> u8 {
    let is_below = |level: &u8| f64::from(*level) >= drawable(share) * f64::from(SHADES);
    (0..SHADES).find(is_below).unwrap_or(SHADES)
}

/// A share as it is written beside what it is of.
fn percent(share: f64) -> String {
    format!("{}%", whole_percent(share))
}

/// How the picture is read.
fn key(figure: &Figure) -> Option<&'static str> {
    match figure.chart.as_ref()? {
        Chart::Intervals(rows) if rows.iter().all(|row| row.threshold.is_none()) => {
            Some("Each dot is a share, and the line through it is its range.")
        }
        Chart::Intervals(_) => Some(
            "The dot is the share, and the line through it the range. The dashed line is at the share that a secure skill exceeds; the dot of a secure skill is full.",
        ),
        Chart::Lines(lines) if lines.len() > 1 => {
            Some("The solid line is with revision, the dashed one without.")
        }
        Chart::Curves(_) => Some("The thick line with the tick is the right option."),
        Chart::Lines(_) | Chart::Days(_) | Chart::Heat(_) => None,
    }
}
