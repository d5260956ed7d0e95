//! The charts.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::Date;
use maud::Markup;
use plotters::prelude::{Circle, PathElement, RGBColor, Rectangle, Text};
use plotters::style::Color;

use super::drawing::{
    Anchor, Drawn, MAIN, MUTED, Margins, Named, PATTERNS, Plot, RULE, Sheet, WARM, line, plot,
    style, svg, write,
};
use super::percent;
use sourcework_core::present::block::printable;
use sourcework_core::present::figure::{Curve, Curves, Day, Interval, Line, drawable};

/// How high a skill is.
const ROW: u32 = 52;

/// How wide a letter of a label may be, at the size of text on small screens.
const LETTER: u32 = 22;

/// The longest label, in characters.
const LABEL: usize = 16;

/// How many points a line may have for each to be a dot of its own.
const DOTS: usize = 60;

/// How many days an axis names, beside the first.
const DAYS_NAMED: i32 = 4;

/// On an axis longer than this a day is told with its year and without its day of the month.
const DAYS_OF_A_YEAR: i32 = 360;

/// For each row a dot at the mean, with its bounds as a line.
pub(super) fn intervals(named: &Named<'_>, rows: &[Interval]) -> Option<Markup> {
    let count = u32::try_from(rows.len()).ok()?;
    let longest = rows.iter().map(|row| label_of(row).chars().count()).max()?;
    let margins = Margins {
        top: 12,
        right: 112,
        bottom: 56,
        left: (u32::try_from(longest).ok()? * LETTER + 28).max(80),
    };
    let height = count * ROW + margins.top + margins.bottom;
    svg(named, height, |sheet| {
        let bottom = f64::from(count);
        let plot = plot(sheet, &margins, 0.0..1.0, bottom..0.0)?;
        for fifth in 0..=5 {
            let at = f64::from(fifth) / 5.0;
            line(&plot, &[(at, 0.0), (at, bottom)], RULE, 2)?;
            // One sign of per cent is enough, and leaves room for large text.
            let words = match fifth {
                5 => percent(at),
                fifth => (fifth * 20).to_string(),
            };
            write(&plot, words, (at, bottom), (0, 14), Anchor::Top)?;
        }
        if let Some(threshold) = rows.first().and_then(|first| first.threshold) {
            let at = drawable(threshold);
            line(&plot, &[(at, 0.0), (at, bottom)], MUTED, 4)?;
        }
        for (place, row) in rows.iter().enumerate() {
            draw_interval(&plot, row, place as f64 + 0.5)?;
        }
        Ok(())
    })
}

/// The label of a row. Of a long one the end is shown, where extracts of one source differ.
fn label_of(row: &Interval) -> String {
    let label = printable(&row.label);
    match label.chars().count() {
        count if count > LABEL => "…"
            .chars()
            .chain(label.chars().skip(count + 1 - LABEL))
            .collect(),
        _ => label,
    }
}

fn draw_interval(plot: &Plot<'_>, row: &Interval, y: f64) -> Drawn {
    write(plot, label_of(row), (0.0, y), (-16, 0), Anchor::Right)?;
    let Some((low, mean, high)) = row.bounds else {
        let words = printable(&row.text);
        return write(plot, words, (0.0, y), (12, 0), Anchor::Left);
    };
    let (low, mean, high) = (drawable(low), drawable(mean), drawable(high));
    let colour = if row.is_above { MAIN } else { WARM };
    line(plot, &[(low, y), (high, y)], colour, 6)?;
    let ink = if row.is_above {
        colour.filled()
    } else {
        colour.stroke_width(5)
    };
    plot.draw(&Circle::new(
        (mean, y),
        if row.is_above { 12 } else { 10 },
        ink,
    ))?;
    write(plot, percent(mean), (1.0, y), (20, 0), Anchor::Left)
}

/// Shares over time. Two lines have their names above them.
pub(super) fn lines(named: &Named<'_>, lines: &[Line]) -> Option<Markup> {
    let days = lines.iter().flat_map(|line| &line.points);
    let days = days.map(|(day, _)| *day);
    let (first, last) = (days.clone().min()?, days.max()?);
    let (height, top) = if lines.len() > 1 {
        (500, 74)
    } else {
        (450, 24)
    };
    svg(named, height, |sheet| {
        let plot = over_time(sheet, top, first, last)?;
        if lines.len() > 1 {
            for ((line, colour), x) in lines.iter().zip(COLOURS).zip([104, 480]) {
                let sample = vec![(x, 26), (x + 56, 26)];
                sheet.draw(&PathElement::new(sample, colour.stroke_width(6)))?;
                let ink = style(Anchor::Left);
                sheet.draw(&Text::new(line.name, (x + 70, 26), ink))?;
            }
        }
        // The first line is the one that matters most: it is drawn over the others.
        for (line, colour) in lines.iter().zip(COLOURS).rev() {
            curve(&plot, &line.points, first, colour)?;
        }
        Ok(())
    })
}

/// The colours of lines, in their order.
const COLOURS: [RGBColor; 2] = [MAIN, WARM];

/// A plot of shares over days, with its grid.
fn over_time<'a>(sheet: &Sheet<'a>, top: u32, first: Date, last: Date) -> Drawn<Plot<'a>> {
    let margins = Margins {
        top,
        right: 80,
        bottom: 70,
        left: 104,
    };
    let span = days_between(first, last).max(1);
    let plot = plot(sheet, &margins, 0.0..f64::from(span), 0.0..1.0)?;
    quarters(&plot, 0.0..f64::from(span))?;
    let format = if span > DAYS_OF_A_YEAR {
        "%b\u{a0}%Y"
    } else {
        "%-d\u{a0}%b"
    };
    for day in days_named(days_between(first, last)) {
        let words = first.saturating_add(day.days()).strftime(format);
        let at = (f64::from(day), 0.0);
        write(&plot, words.to_string(), at, (0, 24), Anchor::Top)?;
    }
    Ok(plot)
}

/// The grid of shares: a line at each quarter, with its per cent.
fn quarters(plot: &Plot<'_>, x: Range<f64>) -> Drawn {
    for quarter in 0..=4 {
        let at = f64::from(quarter) / 4.0;
        line(plot, &[(x.start, at), (x.end, at)], RULE, 2)?;
        write(plot, percent(at), (x.start, at), (-14, 0), Anchor::Right)?;
    }
    Ok(())
}

/// Which days of an axis are named, evenly spread.
fn days_named(span: i32) -> Vec<i32> {
    let parts = span.clamp(0, DAYS_NAMED);
    let all = (0..=parts).map(|part| span.saturating_mul(part) / parts.max(1));
    all.collect()
}

fn days_between(first: Date, last: Date) -> i32 {
    (last - first).get_days()
}

fn curve(plot: &Plot<'_>, points: &[(Date, f64)], first: Date, colour: RGBColor) -> Drawn {
    let at = |(day, of): &(Date, f64)| (f64::from(days_between(first, *day)), drawable(*of));
    let points: Vec<(f64, f64)> = points.iter().map(at).collect();
    if points.len() > 1 {
        line(plot, &points, colour, 5)?;
    }
    if points.len() <= DOTS {
        for point in points {
            plot.draw(&Circle::new(point, 7, colour.filled()))?;
        }
    }
    Ok(())
}

/// A bar for each of the coming days.
pub(super) fn days(named: &Named<'_>, days: &[Day]) -> Option<Markup> {
    let most = days.iter().map(|day| day.count).max()?;
    let margins = Margins {
        top: 56,
        right: 8,
        bottom: 60,
        left: 8,
    };
    svg(named, 380, |sheet| {
        let (width, top) = (days.len() as f64, f64::from(most.max(1)));
        let plot = plot(sheet, &margins, 0.0..width, 0.0..top)?;
        for (slot, day) in days.iter().enumerate() {
            let (x, y) = (slot as f64, f64::from(day.count));
            let bar = [(x + 0.2, y), (x + 0.8, 0.0)];
            plot.draw(&Rectangle::new(bar, MAIN.filled()))?;
            let (middle, count) = (x + 0.5, day.count.to_string());
            write(&plot, count, (middle, y), (0, -8), Anchor::Bottom)?;
            write(
                &plot,
                day.short_name.clone(),
                (middle, 0.0),
                (0, 16),
                Anchor::Top,
            )?;
        }
        line(&plot, &[(0.0, 0.0), (width, 0.0)], MUTED, 3)
    })
}

/// How far apart the names of curves are at least, so that one can be read beside the other.
const APART: f64 = 0.115;

/// The longest name of a curve, in characters; what stands below the chart has all of it.
const NAME: usize = 8;

/// Shares over groups that have an order. Each curve has its name at its end, and the one that
/// matters is thick.
pub(super) fn curves(named: &Named<'_>, all: &Curves) -> Option<Markup> {
    let last = all.groups.len().checked_sub(1)? as f64;
    let margins = Margins {
        top: 28,
        right: 200,
        bottom: 64,
        left: 116,
    };
    svg(named, 480, |sheet| {
        // Names of groups need half their width beside the first and the last.
        let x = -0.3..last + 0.3;
        let plot = plot(sheet, &margins, x.clone(), 0.0..1.0)?;
        quarters(&plot, x.clone())?;
        for (place, group) in all.groups.iter().enumerate() {
            let group = printable(group);
            write(&plot, group, (place as f64, 0.0), (0, 20), Anchor::Top)?;
        }
        let mut patterns = PATTERNS.into_iter().cycle();
        let colour = |curve: &Curve| match curve.is_strong {
            true => Some(MAIN),
            false => patterns.next(),
        };
        let colours: Vec<RGBColor> = all.curves.iter().filter_map(colour).collect();
        let ends: Vec<f64> = all.curves.iter().map(end_of).collect();
        let mut drawn: Vec<_> = all.curves.iter().zip(colours).zip(apart(&ends)).collect();
        // The curve that matters is drawn over the others.
        drawn.sort_by_key(|((curve, _), _)| curve.is_strong);
        for ((curve, colour), at) in drawn {
            line(&plot, &[(last, end_of(curve)), (x.end, at)], RULE, 2)?;
            draw_curve(&plot, curve, colour)?;
            let words = format!("{} {}", name_of(curve), percent(end_of(curve)));
            write(&plot, words, (x.end, at), (10, 0), Anchor::Left)?;
        }
        Ok(())
    })
}

fn draw_curve(plot: &Plot<'_>, curve: &Curve, colour: RGBColor) -> Drawn {
    let (width, dot) = if curve.is_strong { (9, 11) } else { (4, 6) };
    let shares = curve.shares.iter().enumerate();
    let points: Vec<(f64, f64)> = shares
        .map(|(place, share)| (place as f64, drawable(*share)))
        .collect();
    line(plot, &points, colour, width)?;
    for point in points {
        plot.draw(&Circle::new(point, dot, colour.filled()))?;
    }
    Ok(())
}

fn end_of(curve: &Curve) -> f64 {
    drawable(curve.shares.last().copied().unwrap_or_default())
}

fn name_of(curve: &Curve) -> String {
    let name = printable(&curve.name);
    let cut: String = match name.chars().count() {
        count if count > NAME => name.chars().take(NAME - 1).chain(['…']).collect(),
        _ => name,
    };
    let key = if curve.is_strong { " ✓" } else { "" };
    format!("{cut}{key}")
}

/// Heights for names beside the ends of curves, as near to them as can be read: from the highest down
/// each below the one before it, and where that leads below the axis, up again.
fn apart(ends: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..ends.len()).collect();
    order.sort_by(|a, b| ends[*b].total_cmp(&ends[*a]));
    let mut heights = ends.to_vec();
    let mut above = f64::INFINITY;
    for place in &order {
        heights[*place] = heights[*place].min(above - APART);
        above = heights[*place];
    }
    let mut below = -APART;
    for place in order.iter().rev() {
        heights[*place] = heights[*place].max(below + APART);
        below = heights[*place];
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::{APART, apart, days_named};

    #[test]
    fn names_of_curves_stay_in_their_order_and_never_cover_each_other() {
        assert_eq!(apart(&[0.2, 0.8]), [0.2, 0.8], "there is room");
        let three = apart(&[0.0, 0.0, 0.9]);
        assert_eq!(three, [APART, 0.0, 0.9], "none is below the axis");
        let crowd = apart(&[0.5; 8]);
        for pair in crowd.windows(2) {
            assert!(pair[0] - pair[1] > APART - 1e-9, "{crowd:?}");
        }
        assert!(crowd.iter().all(|it| (0.0..=1.0).contains(it)), "{crowd:?}");
    }

    #[test]
    fn an_axis_names_its_first_and_its_last_day_and_no_day_twice() {
        assert_eq!(days_named(0), [0]);
        assert_eq!(days_named(1), [0, 1]);
        assert_eq!(days_named(30), [0, 7, 15, 22, 30]);
        assert_eq!(days_named(-3), [0]);
    }
}
