//! How each pupil stands: the table of the class, and a page for each.

use super::{fixed, marks, row, section, to};
use crate::present::block::{Block, Column, Table, plain, small};
use crate::present::figure::{Chart, Figure, Interval};
use crate::present::progress::{Section, percent};
use crate::report::{OfSkill, PupilReport, Report};
use crate::statistics::intervals::as_f64;
use crate::words::{counted, short_date};

const RANGES: &str = "The range says where a pupil's share would lie with other questions of the same kind. It is wide \
because few questions were asked; two pupils whose ranges overlap may well be equally good. The \
order is that of the names.";

pub fn sections(report: &Report) -> Vec<Section> {
    let mut all = vec![overview(report)];
    all.extend(growth(report));
    all
}

fn overview(report: &Report) -> Section {
    let rows = report.pupils.iter().map(|it| {
        row([
            it.name.clone(),
            format!(
                "{} of {}",
                marks(report, it.awarded),
                marks(report, it.available)
            ),
            share(it.awarded, it.available),
            bounds(it.interval),
            strongest(it).map_or("–".to_owned(), |it| said(report, it)),
            weakest(it).map_or("–".to_owned(), |it| said(report, it)),
            (it.unanswered + it.not_reached).to_string(),
        ])
    });
    let table = Table::on_screen(
        "How each pupil did",
        [
            Column::words("Pupil"),
            Column::figures("Marks"),
            Column::figures("Share"),
            Column::words("Range"),
            Column::words("Best in"),
            Column::words("Least in"),
            Column::figures("Unanswered"),
        ],
        rows.collect(),
    );
    let mut blocks = vec![Block::Table(table), small(RANGES)];
    if !report.absent.is_empty() {
        let absent = report.absent.join(", ");
        blocks.push(plain(format!("No answers from: {absent}.")));
    }
    section("pupils", "All pupils", blocks)
}

fn share(awarded: u32, available: u32) -> String {
    match available {
        0 => "–".to_owned(),
        available => percent(f64::from(awarded) / f64::from(available)),
    }
}

fn bounds(interval: Option<crate::statistics::Interval>) -> String {
    interval.map_or("–".to_owned(), to)
}

fn of(skill: &OfSkill) -> f64 {
    f64::from(skill.awarded) / f64::from(skill.available.max(1))
}

fn said(report: &Report, skill: &OfSkill) -> String {
    let (awarded, available) = (marks(report, skill.awarded), marks(report, skill.available));
    format!("{} ({awarded} of {available})", skill.skill)
}

/// The skills that can be named as the best or the least: those with enough marks, where there are several.
fn named(pupil: &PupilReport) -> impl Iterator<Item = &OfSkill> {
    let has_enough = |it: &&OfSkill| it.interval.is_some();
    let count = pupil.skills.iter().filter(has_enough).count();
    pupil
        .skills
        .iter()
        .filter(has_enough)
        .filter(move |_| count > 1)
}

fn strongest(pupil: &PupilReport) -> Option<&OfSkill> {
    let skills = named(pupil);
    skills.max_by(|a, b| of(a).total_cmp(&of(b)))
}

fn weakest(pupil: &PupilReport) -> Option<&OfSkill> {
    let skills = named(pupil);
    skills.min_by(|a, b| of(a).total_cmp(&of(b)))
}

/// The sittings one after the other, where there are several.
fn growth(report: &Report) -> Option<Section> {
    if report.sittings.is_empty() {
        return None;
    }
    let rows = report.pupils.iter().flat_map(|pupil| {
        let sittings = report.sittings.iter().zip(&pupil.growth);
        sittings.map(|(sitting, share)| {
            row([
                pupil.name.clone(),
                sitting.title.clone(),
                sitting.on.map_or("–".to_owned(), short_date),
                share.map_or("absent".to_owned(), percent),
            ])
        })
    });
    let missed = report
        .pupils
        .iter()
        .map(|it| it.growth.iter().filter(|it| it.is_none()).count());
    let missed: usize = missed.sum();
    let table = Table::on_screen(
        "The share of the marks at each sitting",
        [
            Column::words("Pupil"),
            Column::words("Sitting"),
            Column::words("Day"),
            Column::figures("Share"),
        ],
        rows.collect(),
    );
    let words = format!(
        "{} over {}. Sittings differ in difficulty: a fall can mean that the quiz was harder.",
        counted(missed, "absence"),
        counted(report.sittings.len(), "sitting")
    );
    Some(section(
        "growth",
        "Over the term",
        vec![plain(words), Block::Table(table)],
    ))
}

/// The page of a pupil for parents' evening: no comparison with others.
pub fn of_pupil(report: &Report, place: usize) -> Vec<Block> {
    let pupil = &report.pupils[place];
    let mut sentences = vec![format!(
        "{} of {} marks ({}).",
        marks(report, pupil.awarded),
        marks(report, pupil.available),
        share(pupil.awarded, pupil.available)
    )];
    if let Some(interval) = pupil.interval {
        sentences.push(format!(
            "With other questions of the same kind it could be anything from {}.",
            to(interval)
        ));
    }
    if pupil.unanswered > 0 {
        sentences.push(format!(
            "{} left unanswered.",
            counted(pupil.unanswered, "question")
        ));
    }
    if pupil.not_reached > 0 {
        sentences.push(format!(
            "{} not reached.",
            counted(pupil.not_reached, "question")
        ));
    }
    if pupil.waiting > 0 {
        sentences.push(format!(
            "{} still to be marked.",
            counted(pupil.waiting / report.parts, "mark")
        ));
    }
    let mut blocks = vec![plain(sentences.join(" "))];
    if !pupil.skills.is_empty() {
        blocks.push(Block::Figure(skills(report, pupil, place), None));
    }
    let there: Vec<f64> = pupil.growth.iter().flatten().copied().collect();
    if let (Some(first), Some(last), true) = (there.first(), there.last(), there.len() > 1) {
        let mean = there.iter().sum::<f64>() / as_f64(there.len());
        blocks.push(plain(format!(
            "At {} the share was {} the first time, {} the last time, and {} on average. There for {} of {}.",
            counted(there.len(), "sitting"),
            percent(*first),
            percent(*last),
            percent(mean),
            there.len(),
            pupil.growth.len()
        )));
    }
    blocks
}

fn skills(report: &Report, pupil: &PupilReport, place: usize) -> Figure {
    let interval = |it: &OfSkill| Interval {
        label: it.skill.to_string(),
        bounds: it.interval.map(|bounds| (bounds.low, of(it), bounds.high)),
        threshold: None,
        is_above: true,
        text: match it.interval {
            Some(bounds) => format!(
                "{} of {} (range {})",
                marks(report, it.awarded),
                marks(report, it.available),
                to(bounds)
            ),
            None => format!(
                "{} of {}",
                marks(report, it.awarded),
                marks(report, it.available)
            ),
        },
    };
    let rows: Vec<Interval> = pupil.skills.iter().map(interval).collect();
    let described = rows.iter().map(|it| format!("{}: {}", it.label, it.text));
    let described: Vec<String> = described.collect();
    Figure {
        id: format!("pupil-{place}").into(),
        title: fixed("The share of the marks for each skill"),
        description: format!("{}.", described.join("; ")),
        caption: "Marks of each skill. From five marks on there is a share with its range; below that, other questions could have gone quite differently.".to_owned(),
        chart: Some(Chart::Intervals(rows)),
    }
}
