//! Who chose which option, made which point, or picked what of a passage.

use super::{called, correlation_cell, row, section, share_cell};
use crate::present::block::{Block, Column, Table, label, shortened, small};
use crate::present::figure::{Chart, Curve, Curves, Figure, Shade};
use crate::present::progress::{Section, percent};
use crate::report::{QuestionReport, Report};
use crate::statistics::options::OptionStatistics;

/// The options of each question that has any, with curves and shaded passages where they show something.
pub fn options(report: &Report) -> Option<Section> {
    let mut blocks = Vec::new();
    for (place, it) in report.questions.iter().enumerate() {
        if it.options.is_empty() {
            continue;
        }
        blocks.push(label(called(it.number, &it.statistics.key)));
        if let Some(stem) = &it.stem {
            blocks.push(small(shortened(stem)));
        }
        // Where every part can be filled with everything, what nobody chose would drown the rest.
        let has_parts = it
            .options
            .iter()
            .any(|option| option.offered.choice.part > 0);
        let is_shown =
            |option: &&OptionStatistics| !has_parts || option.offered.is_key || option.count > 0;
        let rows = it.options.iter().filter(is_shown).map(|option| {
            let key = if option.offered.is_key {
                "\u{a0}✓"
            } else {
                ""
            };
            row([
                format!("{}{key}", option.offered.name),
                shortened(&option.offered.text),
                option.count.to_string(),
                share_cell(&option.share),
                correlation_cell(&option.option_total),
                correlation_cell(&option.option_rest),
            ])
        });
        let table = Table::on_screen(
            format!("Options of {}", called(it.number, &it.statistics.key)),
            [
                Column::words("Option"),
                Column::words("Text"),
                Column::figures("Chosen"),
                Column::figures("Share (rvalue)"),
                Column::figures("With total (rat)"),
                Column::figures("With rest (rar)"),
            ],
            rows.collect(),
        );
        match curves(it, place) {
            Some(figure) => blocks.push(Block::Figure(figure, Some(table))),
            None => blocks.push(Block::Table(table)),
        }
        blocks.extend(evidence(it, place).map(|figure| Block::Figure(figure, None)));
    }
    (!blocks.is_empty()).then(|| section("options", "Options and points", blocks))
}

/// The distractor curves of a question with one choice.
fn curves(it: &QuestionReport, place: usize) -> Option<Figure> {
    let is_one_choice = it
        .options
        .iter()
        .all(|option| option.offered.choice.part == 0)
        && it
            .options
            .iter()
            .filter(|option| option.offered.is_key)
            .count()
            == 1;
    let shown: Vec<_> = it
        .options
        .iter()
        .filter(|option| option.by_third.len() == 3)
        .collect();
    if !is_one_choice || shown.is_empty() || it.options.len() > 8 {
        return None;
    }
    let curve = |option: &&OptionStatistics| Curve {
        name: option.offered.name.clone(),
        shares: option.by_third.clone(),
        is_strong: option.offered.is_key,
    };
    let curves: Vec<Curve> = shown.iter().map(curve).collect();
    let said = |curve: &Curve| {
        let shares: Vec<String> = curve.shares.iter().map(|it| percent(*it)).collect();
        format!("{}: {}", curve.name, shares.join(", "))
    };
    let said: Vec<String> = curves.iter().map(said).collect();
    let key = curves.iter().find(|it| it.is_strong)?;
    let rises = match (key.shares.first(), key.shares.last()) {
        (Some(first), Some(last)) if last > first => {
            "The right option is chosen by more of the strong pupils than of the weak, as it should be."
        }
        _ => "The right option is not chosen by more of the strong pupils than of the weak.",
    };
    Some(Figure {
        id: format!("curves-{place}").into(),
        title: format!(
            "Who chose which option of {}",
            called(it.number, &it.statistics.key)
        )
        .into(),
        description: format!("Weakest, middle and strongest third. {}.", said.join("; ")),
        caption: format!(
            "{rises} By thirds of the class, weakest first: {}.",
            said.join("; ")
        ),
        chart: Some(Chart::Curves(Curves {
            groups: ["weakest third", "middle third", "strongest third"]
                .map(str::to_owned)
                .to_vec(),
            curves,
        })),
    })
}

/// What was picked of the passage.
fn evidence(it: &QuestionReport, place: usize) -> Option<Figure> {
    if it.evidence.is_empty() {
        return None;
    }
    let shades = it.evidence.iter().map(|(text, share, is_key)| Shade {
        text: text.clone(),
        share: *share,
        is_key: *is_key,
    });
    let picked = it.evidence.iter().filter(|(_, share, _)| *share > 0.0);
    let said: Vec<String> = picked
        .map(|(text, share, is_key)| {
            let key = if *is_key { ", which is right" } else { "" };
            format!("{} picked “{}”{key}", percent(*share), shortened(text))
        })
        .collect();
    let most = it.evidence.iter().filter(|(.., is_key)| !is_key);
    let most = most
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .filter(|it| it.1 > 0.0);
    let caption = match most {
        Some((text, share, _)) => format!(
            "The stronger the shade, the more pupils picked it. Of what is not right, most picked “{}” ({}).",
            shortened(text),
            percent(*share)
        ),
        None => "The stronger the shade, the more pupils picked it. Nobody picked anything that is not right."
            .to_owned(),
    };
    Some(Figure {
        id: format!("evidence-{place}").into(),
        title: format!(
            "What was picked as evidence in {}",
            called(it.number, &it.statistics.key)
        )
        .into(),
        description: format!("{}.", said.join("; ")),
        caption,
        chart: Some(Chart::Heat(shades.collect())),
    })
}
