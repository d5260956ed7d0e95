//! The specialist's tables.

use super::{
    called, chart, correlation_cell, described, first_page, fixed, in_marks, marks, measured,
    options, range_cell, row, section, share_cell, to, too_few_words, two_places,
};
use crate::present::block::{Block, Column, Mark, Run, Table, label, plain, shortened, small};
use crate::present::figure::{Chart, Figure, Interval};
use crate::present::progress::{Section, percent};
use crate::report::{QuestionReport, Report};
use crate::statistics::skills::Mastery;
use crate::statistics::source_dependence::{Found, SourceDependence, Verdict};
use crate::statistics::{Interval as Interval95, Measured};
use crate::words::{counted, listed};

pub fn sections(report: &Report) -> Vec<Section> {
    let all = [
        Some(quiz(report)),
        Some(questions(report)),
        options::options(report),
        source_dependence(report),
        certainty(report),
        by_kind(report),
        remarked(report),
        Some(meaning()),
    ];
    all.into_iter().flatten().collect()
}

fn quiz(report: &Report) -> Section {
    let it = &report.quiz;
    let alpha = match &it.alpha {
        Measured::Estimate(alpha) => format!(
            "{} (95% interval {} to {})",
            two_places(alpha.value),
            two_places(alpha.interval.low),
            two_places(alpha.interval.high)
        ),
        Measured::TooFew(too_few) => too_few_words(*too_few),
        Measured::Undefined => {
            "cannot be computed: the totals do not vary, or there is one question".to_owned()
        }
    };
    let facts = [
        (
            "Pupils",
            format!(
                "{} with all questions, {} with other questions or answers still to mark",
                it.n, it.incomplete
            ),
        ),
        (
            "Questions",
            match report.questions.len() - it.questions {
                0 => format!("{}, {} marks", it.questions, marks(report, it.available)),
                left_out => format!(
                    "{}, {} marks; {left_out} still to be marked left out",
                    it.questions,
                    marks(report, it.available)
                ),
            },
        ),
        ("Mean", in_marks(report, it.mean)),
        ("Median", in_marks(report, it.median)),
        (
            "Standard deviation",
            in_marks(report, it.standard_deviation),
        ),
        ("Coefficient of internal consistency (alpha)", alpha),
        (
            "Error ratio",
            it.error_ratio.map_or("–".to_owned(), percent),
        ),
        ("Standard error", in_marks(report, it.standard_error)),
    ];
    let facts = facts
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value));
    let mut blocks = vec![Block::Facts(facts.collect())];
    if let Some(error) = it.standard_error {
        blocks.push(plain(format!(
            "A pupil's mark can well be off by {} marks up or down, because other questions might have been asked.",
            in_marks(report, Some(error))
        )));
    }
    section("quiz", "The quiz as a whole", blocks)
}

fn questions(report: &Report) -> Section {
    let interval = |it: &QuestionReport| Interval {
        label: match it.number {
            Some(number) => number.to_string(),
            None => shortened(&called(None, &it.statistics.key)),
        },
        bounds: it.statistics.facility.estimate().map(|estimate| {
            (
                estimate.interval.low,
                estimate.value,
                estimate.interval.high,
            )
        }),
        threshold: None,
        is_above: true,
        text: measured(&it.statistics.facility),
    };
    let rows: Vec<Interval> = report.questions.iter().map(interval).collect();
    let said: Vec<String> = rows
        .iter()
        .map(|it| format!("{}: {}", it.label, it.text))
        .collect();
    let figure = Figure {
        id: "facility".into(),
        title: fixed("The mean share of the marks for each question"),
        description: format!("{}.", said.join("; ")),
        caption: facility_in_words(report),
        chart: Some(Chart::Intervals(rows)),
    };
    let table = Table::on_screen(
        "Questions",
        [
            Column::words("Question"),
            Column::figures("n"),
            Column::figures("Omitted"),
            Column::figures("Not reached"),
            Column::figures("Facility"),
            Column::words("95% interval"),
            Column::figures("Mean"),
            Column::figures("SD"),
            Column::figures("Item-total (rit)"),
            Column::figures("Discrimination (rir)"),
            Column::figures("Efficiency"),
            Column::figures("Guess"),
        ],
        report
            .questions
            .iter()
            .map(|it| question_row(report, it))
            .collect(),
    );
    let mut blocks = vec![Block::Figure(figure, Some(table))];
    let faults = report.faults.iter();
    let faults = faults.map(|it| vec![Run::Text(first_page::fault(it))]);
    let faults: Vec<_> = faults.collect();
    if !faults.is_empty() {
        blocks.push(label("Questions to check or change"));
        blocks.push(Block::List(Mark::Bullet, faults));
    }
    section("questions", "Questions", blocks)
}

fn facility_in_words(report: &Report) -> String {
    let known = report.questions.iter().filter_map(|it| {
        let value = it.statistics.facility.value()?;
        Some((value, called(it.number, &it.statistics.key)))
    });
    let mut known: Vec<(f64, String)> = known.collect();
    known.sort_by(|a, b| a.0.total_cmp(&b.0));
    match (known.first(), known.last()) {
        (Some((low, hardest)), Some((high, easiest))) if known.len() > 1 => format!(
            "The hardest was {hardest} with {} of the marks, the easiest {easiest} with {}.",
            percent(*low),
            percent(*high)
        ),
        _ => "The mean share of the marks, with its 95% interval.".to_owned(),
    }
}

fn question_row(report: &Report, it: &QuestionReport) -> Vec<super::Entry> {
    let statistics = &it.statistics;
    row([
        called(it.number, &statistics.key),
        statistics.n.to_string(),
        (statistics.omitted + statistics.skipped).to_string(),
        statistics.not_reached.to_string(),
        share_cell(&statistics.facility),
        range_cell(&statistics.facility),
        in_marks(report, statistics.mean),
        in_marks(report, statistics.standard_deviation),
        correlation_cell(&statistics.item_total),
        correlation_cell(&statistics.item_rest),
        statistics
            .discriminative_efficiency
            .map_or("–".to_owned(), two_places),
        statistics.random_guess.map_or("–".to_owned(), percent),
    ])
}

fn source_dependence(report: &Report) -> Option<Section> {
    let rows = report.questions.iter().filter_map(|it| {
        let found = it.source_dependence.as_ref()?;
        Some(dependence_row(called(it.number, &it.statistics.key), found))
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return None;
    }
    let table = Table::on_screen(
        "With and without the passage",
        [
            Column::words("Question"),
            Column::figures("With"),
            Column::figures("Without"),
            Column::words("Facility with"),
            Column::words("Facility without"),
            Column::words("Gap in points"),
            Column::words("So it"),
        ],
        rows,
    );
    let blocks = vec![
        plain(
            "Some questions were also asked without their passage. A question that is answered as well without it does not test source work. Answers of other classes to the same question count here, too.",
        ),
        Block::Table(table),
    ];
    Some(section(
        "dependence",
        "Does the question need its source?",
        blocks,
    ))
}

fn dependence_row(name: String, it: &SourceDependence) -> Vec<super::Entry> {
    let with = it.with_source.to_string();
    let without = match it.passed_over {
        0 => it.without_source.to_string(),
        passed => format!("{} ({passed} passed over)", it.without_source),
    };
    let blank = || "–".to_owned();
    let gap = match &it.found {
        Found::TooFew(few) => {
            let missing = format!("{} answers missing", few.need - few.have);
            return row([name, with, without, blank(), blank(), blank(), missing]);
        }
        Found::Gap(gap) => gap,
    };
    let share =
        |value: f64, interval: Interval95| format!("{} (range {})", percent(value), to(interval));
    let verdict = match gap.verdict {
        Verdict::NeedsSource => "needs its source",
        Verdict::DoesNotNeedSource => "does not need its source",
        Verdict::Undecided => "cannot be said yet",
    };
    row([
        name,
        with,
        without,
        share(gap.facility_with, gap.with_interval),
        share(gap.facility_without, gap.without_interval),
        format!(
            "{} ({} to {})",
            points(gap.gap),
            points(gap.interval.low),
            points(gap.interval.high)
        ),
        verdict.to_owned(),
    ])
}

/// A difference of shares in points of per cent.
fn points(gap: f64) -> String {
    format!("{:.0}", gap * 100.0).replace('-', "−")
}

fn certainty(report: &Report) -> Option<Section> {
    if report.certainty.is_empty() {
        return None;
    }
    let interval = |it: &crate::statistics::certainty::Calibration| Interval {
        label: it.certainty.shown().to_owned(),
        bounds: it.share.estimate().map(|estimate| {
            (
                estimate.interval.low,
                estimate.value,
                estimate.interval.high,
            )
        }),
        threshold: None,
        is_above: true,
        text: format!("{}; {}", measured(&it.share), counted(it.n, "answer")),
    };
    let rows: Vec<Interval> = report.certainty.iter().map(interval).collect();
    let said: Vec<String> = rows
        .iter()
        .map(|it| format!("{}: {}", it.label, it.text))
        .collect();
    let figure = Figure {
        id: "calibration".into(),
        title: fixed("How right the answers were, by how sure the pupils were"),
        description: format!("{}.", said.join("; ")),
        caption: format!(
            "The surer the pupils, the more should be right. {}.",
            said.join("; ")
        ),
        chart: Some(Chart::Intervals(rows)),
    };
    let mut blocks = vec![Block::Figure(figure, None)];
    let wrong = report.sure_and_wrong.iter().map(|it| {
        vec![Run::Text(format!(
            "{}: {}",
            it.question.question,
            listed(&it.pupils)
        ))]
    });
    let wrong: Vec<_> = wrong.collect();
    if !wrong.is_empty() {
        blocks.push(label("Sure and wrong"));
        blocks.push(Block::List(Mark::Bullet, wrong));
    }
    if let Some((without, with)) = report
        .certainty_alpha
        .as_ref()
        .and_then(|it| Some((it.marks.value()?, it.with_certainty.value()?)))
    {
        blocks.push(plain(format!(
            "Alpha is {} for the marks, and {} where certainty is scored with them.",
            two_places(without),
            two_places(with)
        )));
    }
    Some(section("certainty", "Certainty", blocks))
}

fn by_kind(report: &Report) -> Option<Section> {
    let mut blocks = Vec::new();
    let table = |caption: &'static str, head: &'static str, rows| {
        Table::on_screen(
            caption,
            [
                Column::words(head),
                Column::figures("Questions"),
                Column::figures("Marks"),
                Column::figures("Share"),
                Column::words("95% interval"),
            ],
            rows,
        )
    };
    blocks.push(Block::Table(table(
        "By skill",
        "Skill",
        rows(report, &report.skills),
    )));
    blocks.push(Block::Table(table(
        "By kind of question",
        "Kind",
        rows(report, &report.kinds),
    )));
    if !report.extracts.is_empty() {
        let figure = Figure {
            id: "extracts".into(),
            title: fixed("The share of the marks for each extract"),
            description: described(&report.extracts),
            caption: format!("By extract: {}", described(&report.extracts)),
            chart: Some(chart(&report.extracts)),
        };
        let rows = rows(report, &report.extracts);
        blocks.push(Block::Figure(
            figure,
            Some(table("By extract", "Extract", rows)),
        ));
    }
    (!report.skills.is_empty()).then(|| section("kinds", "By skill, kind and extract", blocks))
}

fn rows<G: std::fmt::Display>(report: &Report, all: &[Mastery<G>]) -> Vec<Vec<super::Entry>> {
    let one = |it: &Mastery<G>| {
        row([
            it.group.to_string(),
            it.questions.to_string(),
            marks(report, it.available),
            share_cell(&it.share),
            range_cell(&it.share),
        ])
    };
    all.iter().map(one).collect()
}

fn remarked(report: &Report) -> Option<Section> {
    let changed = report.questions.iter().filter_map(|it| {
        let remarked = it.remarked?;
        Some(vec![Run::Text(format!(
            "{}: {} marked again by a mended key or scheme; the share of the marks was {} before and is {} now.",
            called(it.number, &it.statistics.key),
            counted(remarked.answers, "answer"),
            percent(remarked.before),
            percent(remarked.after)
        ))])
    });
    let changed: Vec<_> = changed.collect();
    let blocks = vec![Block::List(Mark::Bullet, changed)];
    let has_any = matches!(&blocks[0], Block::List(_, all) if !all.is_empty());
    has_any.then(|| section("remarked", "Marked again", blocks))
}

/// What the figures mean, a paragraph each.
const MEANING: [&str; 7] = [
    "Facility: the mean share of the marks (Moodle: facility index). n counts pupils who answered or could \
     have; those who did not come so far are left out.",
    "95% interval: computed in a way that holds the true figure of pupils of this kind in 95 of 100 classes. Shares: \
     Wilson; correlations: Fisher; alpha: Feldt.",
    "Item-total (rit) and discrimination (rir): the correlation of the mark with the score on all, and on all other, \
     questions. They are given from 20 pupils on; with 30 pupils a correlation of .36 is the smallest that can \
     be told from 0.",
    "Efficiency: the discrimination as a share of what the same marks allow at most (Moodle: discriminative efficiency).",
    "Guess: the mean share that a pupil earns who picks at random without looking.",
    "Options: rvalue is the share who chose it; rat and rar are the correlations of choosing it with the score \
     on all, and on all other, questions. Of a written answer the credit points stand in place of options.",
    "Alpha: how well the questions agree in who is strong. Error ratio: the share of the spread of marks that is chance. \
     Standard error: so many marks.",
];

fn meaning() -> Section {
    section(
        "meaning",
        "What the figures mean",
        MEANING.map(small).into(),
    )
}
