//! Charts as pictures within a page.

mod charts;
mod drawing;

use maud::{Markup, html};

use drawing::Named;
use sourcework_core::present::block::printable;
use sourcework_core::present::figure::{Chart, Figure};

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
        Chart::Curves(_) | Chart::Heat(_) => None,
    }
}

/// How the picture is read.
fn key(figure: &Figure) -> Option<&'static str> {
    match figure.chart.as_ref()? {
        Chart::Intervals(rows) if rows.iter().all(|row| row.threshold.is_none()) => {
            Some("The dot is the share, and the line through it the range.")
        }
        Chart::Intervals(_) => Some(
            "The dot is the share, and the line through it the range. The dashed line is at the share that a secure skill exceeds; the dot of a secure skill is full.",
        ),
        Chart::Lines(lines) if lines.len() > 1 => {
            Some("The solid line is with revision, the dashed one without.")
        }
        Chart::Lines(_) | Chart::Days(_) | Chart::Curves(_) | Chart::Heat(_) => None,
    }
}
