//! The four charts.

use jiff::ToSpan;
use jiff::civil::Date;
use maud::Markup;
use plotters::prelude::{Circle, PathElement, RGBColor, Rectangle, Text};
use plotters::style::Color;

use super::drawing::{
    Anchor, Drawn, MAIN, MUTED, Margins, Named, Plot, RULE, Sheet, WARM, line, plot, style, svg,
    write,
};
use super::words::{percent, share, shown};
use sourcework_core::progress::{DueDay, Forecast, SkillProgress};
use sourcework_core::revision::Standing;

/// The share above which a skill must surely lie to be secure.
pub(super) const SECURE: f64 = 0.60;

/// How high a skill is.
const ROW: u32 = 52;

/// How many points a line may have for each to be a dot of its own.
const DOTS: usize = 60;

/// How many days an axis names, beside the first.
const DAYS_NAMED: i32 = 4;

/// On an axis longer than this a day is told with its year and without its day of the month.
const DAYS_OF_A_YEAR: i32 = 360;

/// For each skill a dot at the mean, with its interval as a line.
pub(super) fn skills(named: &Named<'_>, skills: &[SkillProgress]) -> Option<Markup> {
    let rows = u32::try_from(skills.len()).expect("a student has no more skills than there are");
    let margins = Margins {
        top: 12,
        right: 112,
        bottom: 56,
        left: 316,
    };
    let height = rows * ROW + margins.top + margins.bottom;
    svg(named, height, |sheet| {
        let bottom = f64::from(rows);
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
        line(&plot, &[(SECURE, 0.0), (SECURE, bottom)], MUTED, 4)?;
        for (row, skill) in skills.iter().enumerate() {
            draw_skill(&plot, skill, row as f64 + 0.5)?;
        }
        Ok(())
    })
}

fn draw_skill(plot: &Plot<'_>, skill: &SkillProgress, y: f64) -> Drawn {
    let name = skill.skill.to_string();
    write(plot, name, (0.0, y), (-16, 0), Anchor::Right)?;
    let Some(interval) = shown(skill) else {
        return write(plot, skill.in_words(), (0.0, y), (12, 0), Anchor::Left);
    };
    let (low, mean, high) = (
        share(interval.low),
        share(interval.mean),
        share(interval.high),
    );
    let secure = skill.standing == Standing::Secure;
    let colour = if secure { MAIN } else { WARM };
    line(plot, &[(low, y), (high, y)], colour, 6)?;
    let ink = if secure {
        colour.filled()
    } else {
        colour.stroke_width(5)
    };
    plot.draw(&Circle::new((mean, y), if secure { 12 } else { 10 }, ink))?;
    write(plot, percent(mean), (1.0, y), (20, 0), Anchor::Left)
}

/// The share of marks over time.
pub(super) fn marks(named: &Named<'_>, points: &[(Date, f64)]) -> Option<Markup> {
    let (first, last) = (points.first()?.0, points.last()?.0);
    svg(named, 450, |sheet| {
        let plot = over_time(sheet, 24, first, last)?;
        curve(&plot, points, first, MAIN)
    })
}

/// What will be remembered: two lines, and what they are called above them.
pub(super) fn forecast(named: &Named<'_>, forecast: &[Forecast]) -> Option<Markup> {
    let (first, last) = (forecast.first()?.on, forecast.last()?.on);
    svg(named, 500, |sheet| {
        let plot = over_time(sheet, 74, first, last)?;
        let keys = [
            (104, "with revision", MAIN),
            (480, "without revision", WARM),
        ];
        for (x, words, colour) in keys {
            let sample = vec![(x, 26), (x + 56, 26)];
            sheet.draw(&PathElement::new(sample, colour.stroke_width(6)))?;
            let ink = style(Anchor::Left);
            sheet.draw(&Text::new(words, (x + 70, 26), ink))?;
        }
        let with: Vec<_> = forecast
            .iter()
            .map(|day| (day.on, day.with.share))
            .collect();
        let without: Vec<_> = forecast
            .iter()
            .map(|day| (day.on, day.without.share))
            .collect();
        curve(&plot, &without, first, WARM)?;
        curve(&plot, &with, first, MAIN)
    })
}

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
    for quarter in 0..=4 {
        let at = f64::from(quarter) / 4.0;
        line(&plot, &[(0.0, at), (f64::from(span), at)], RULE, 2)?;
        write(&plot, percent(at), (0.0, at), (-14, 0), Anchor::Right)?;
    }
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
    let at = |(day, of): &(Date, f64)| (f64::from(days_between(first, *day)), share(*of));
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

/// What is due on each day, a bar a day.
pub(super) fn week(named: &Named<'_>, on: Date, week: &[DueDay]) -> Option<Markup> {
    let most = week.iter().map(|day| day.questions).max()?;
    let margins = Margins {
        top: 56,
        right: 8,
        bottom: 60,
        left: 8,
    };
    svg(named, 380, |sheet| {
        let (days, top) = (week.len() as f64, f64::from(most.max(1)));
        let plot = plot(sheet, &margins, 0.0..days, 0.0..top)?;
        for (slot, day) in week.iter().enumerate() {
            let (x, y) = (slot as f64, f64::from(day.questions));
            let bar = [(x + 0.2, y), (x + 0.8, 0.0)];
            plot.draw(&Rectangle::new(bar, MAIN.filled()))?;
            let (middle, count) = (x + 0.5, day.questions.to_string());
            write(&plot, count, (middle, y), (0, -8), Anchor::Bottom)?;
            let name = if day.on == on {
                "today".to_owned()
            } else {
                day.on.strftime("%a").to_string()
            };
            write(&plot, name, (middle, 0.0), (0, 16), Anchor::Top)?;
        }
        line(&plot, &[(0.0, 0.0), (days, 0.0)], MUTED, 3)
    })
}

#[cfg(test)]
mod tests {
    use super::days_named;

    #[test]
    fn an_axis_names_its_first_and_its_last_day_and_no_day_twice() {
        assert_eq!(days_named(0), [0]);
        assert_eq!(days_named(1), [0, 1]);
        assert_eq!(days_named(30), [0, 7, 15, 22, 30]);
        assert_eq!(days_named(-3), [0]);
    }
}
