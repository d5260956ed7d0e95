//! The report's tables as files.

use std::collections::HashMap;
use std::path::Path;

use super::{Args, Made};
use crate::cli::clock::today;
use crate::cli::import::EncodingArg;
use crate::cli::mark::table::answer_in;
use crate::cli::output::Output;
use crate::cli::{Failure, sheet};
use sourcework_core::marking::written::Scheme;
use sourcework_core::paper::Paper;
use sourcework_core::quiz::Question;
use sourcework_core::report::{OfSkill, QuestionReport, Report};
use sourcework_core::statistics::choices::{Choice, chosen};
use sourcework_core::statistics::{Interval, Measured, Response};
use sourcework_exchange::{responses, table_of_figures};
use sourcework_service::answers::Answered;
use sourcework_service::library::{Library, LibraryError};

/// The report on a table of marks.
pub fn of_table(
    path: &Path,
    args: &Args,
    find: impl Fn() -> Result<Library, LibraryError>,
) -> Result<Made, Failure> {
    let bytes = sheet::bytes(path)?;
    let papers = match &args.quiz {
        Some(quiz) => vec![find()?.paper(quiz)?],
        None => Vec::new(),
    };
    let quiz = papers.first().map(|paper| &paper.quiz);
    let schemes = papers.first().map(schemes).unwrap_or_default();
    let choices = |question: &Question, cell: &str| match schemes.get(question.id.as_str()) {
        Some(scheme) => scheme.mark_text(cell).map(|marked| {
            let points = marked.points_made(question).into_iter();
            points.map(|point| Choice::new(0, point)).collect()
        }),
        None => answer_in(question, cell).ok().map(|answer| chosen(&answer)),
    };
    let encoding = args.encoding.map(EncodingArg::encoding);
    let read = responses::read(&bytes, encoding, quiz, &choices);
    let mut read = read.map_err(|diagnostic| Failure::World(sheet::message(&diagnostic).into()))?;
    for note in &read.notes {
        Output::stderr().line(&format!("note: {}", sheet::message(note)))?;
    }
    // A million answers are many bytes, and none of them is needed any more.
    drop(bytes);
    if !args.all_attempts {
        read.responses.keep_first_attempts();
    }
    let answered = Answered::of_table(read.responses, read.parts);
    let title = match (quiz, path.file_name()) {
        (Some(quiz), _) => quiz.title.value.clone(),
        (None, Some(name)) if path.as_os_str() != "-" => name.to_string_lossy().into_owned(),
        _ => "a table of marks".to_owned(),
    };
    let report = answered.report(title, &papers, args.all_attempts, today().date());
    Ok(Made {
        report,
        answered,
        papers,
    })
}

/// The mark schemes of the written questions, by ID.
fn schemes(paper: &Paper) -> HashMap<&str, Scheme<'_>> {
    let questions = paper.quiz.questions.iter();
    let schemes = questions.filter_map(|question| {
        let scheme = Scheme::new(&paper.quiz, question, &paper.sources)?;
        Some((question.id.as_str(), scheme))
    });
    schemes.collect()
}

/// Writes the tables into a folder, in place of those that are there; the names of the files.
pub fn write_tables(
    folder: &Path,
    report: &Report,
    rows: &[Response],
) -> Result<Vec<String>, Failure> {
    std::fs::create_dir_all(folder).map_err(|cause| crate::cli::unwritable(folder, &cause))?;
    let tables = [
        // Marks are whole ones here, also where they are counted in parts.
        ("questions.csv", questions(report)),
        ("options.csv", options(report)),
        ("skills.csv", skills(report)),
        ("pupils.csv", pupils(report)),
    ];
    let mut files: Vec<(&str, Vec<u8>)> = Vec::new();
    // A table of marks is there already.
    if !rows.is_empty() {
        files.push(("responses.csv", responses::write(rows.iter().cloned())));
    }
    files.extend(tables.map(|(name, rows)| (name, table_of_figures(&rows))));
    let mut wrote = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::write(&path, bytes).map_err(|cause| crate::cli::unwritable(&path, &cause))?;
        wrote.push(path.display().to_string());
    }
    Ok(wrote)
}

type Rows = Vec<Vec<String>>;

fn headed<const COUNT: usize>(heads: [&str; COUNT]) -> Rows {
    vec![heads.map(str::to_owned).to_vec()]
}

/// Six places, which is more than any class is worth and less than rounding shows.
fn figure(value: Option<f64>) -> String {
    value.map_or(String::new(), |value| format!("{value:.6}"))
}

/// Marks, with decimals only where there are any.
fn marks(report: &Report, marks: u32) -> String {
    match marks % report.parts {
        0 => (marks / report.parts).to_string(),
        _ => format!("{:.2}", f64::from(marks) / f64::from(report.parts)),
    }
}

/// A figure with the ends of its interval.
fn measured(it: &Measured) -> [String; 3] {
    let end = |of: fn(Interval) -> f64| figure(it.interval().map(of));
    [figure(it.value()), end(|it| it.low), end(|it| it.high)]
}

fn questions(report: &Report) -> Rows {
    let mut rows = headed([
        "quiz",
        "question",
        "content",
        "n",
        "omitted",
        "skipped",
        "not-reached",
        "waiting",
        "available",
        "facility",
        "facility-low",
        "facility-high",
        "mean",
        "sd",
        "item-total",
        "item-total-low",
        "item-total-high",
        "item-rest",
        "item-rest-low",
        "item-rest-high",
        "efficiency",
        "guess",
    ]);
    rows.extend(report.questions.iter().map(|it| {
        let of = &it.statistics;
        let counts = [of.n, of.omitted, of.skipped, of.not_reached, of.waiting];
        let mut row = vec![
            of.key.quiz.clone(),
            of.key.question.clone(),
            of.key
                .content
                .map_or(String::new(), |hash| hash.to_string()),
        ];
        row.extend(counts.map(|count| count.to_string()));
        row.push(marks(report, of.available));
        row.extend(measured(&of.facility));
        let in_marks = |value: Option<f64>| figure(value.map(|it| it / f64::from(report.parts)));
        row.extend([in_marks(of.mean), in_marks(of.standard_deviation)]);
        row.extend(measured(&of.item_total));
        row.extend(measured(&of.item_rest));
        row.extend([
            figure(of.discriminative_efficiency),
            figure(of.random_guess),
        ]);
        row
    }));
    rows
}

fn options(report: &Report) -> Rows {
    let mut rows = headed([
        "quiz",
        "question",
        "option",
        "text",
        "key",
        "chosen",
        "share",
        "share-low",
        "share-high",
        "with-total",
        "with-rest",
        "weakest-third",
        "middle-third",
        "strongest-third",
    ]);
    let of_question = |it: &QuestionReport| {
        let key = it.statistics.key.clone();
        let options = it.options.iter().map(move |option| {
            let is_key = if option.offered.is_key { "yes" } else { "no" };
            let mut row = vec![
                key.quiz.clone(),
                key.question.clone(),
                option.offered.name.clone(),
                option.offered.text.clone(),
                is_key.to_owned(),
                option.count.to_string(),
            ];
            row.extend(measured(&option.share));
            row.push(figure(option.option_total.value()));
            row.push(figure(option.option_rest.value()));
            row.extend((0..3).map(|third| figure(option.by_third.get(third).copied())));
            row
        });
        options.collect::<Vec<_>>()
    };
    rows.extend(report.questions.iter().flat_map(of_question));
    rows
}

fn skills(report: &Report) -> Rows {
    let mut rows = headed([
        "group",
        "name",
        "questions",
        "available",
        "share",
        "low",
        "high",
    ]);
    let mut add =
        |group: &str, name: String, questions: usize, available: u32, share: &Measured| {
            let mut row = vec![
                group.to_owned(),
                name,
                questions.to_string(),
                available.to_string(),
            ];
            row.extend(measured(share));
            rows.push(row);
        };
    for it in &report.skills {
        add(
            "skill",
            it.group.to_string(),
            it.questions,
            it.available,
            &it.share,
        );
    }
    for it in &report.kinds {
        add(
            "kind",
            it.group.to_string(),
            it.questions,
            it.available,
            &it.share,
        );
    }
    for it in &report.extracts {
        add(
            "extract",
            it.group.clone(),
            it.questions,
            it.available,
            &it.share,
        );
    }
    rows
}

fn pupils(report: &Report) -> Rows {
    let mut rows = headed([
        "class",
        "name",
        "awarded",
        "available",
        "low",
        "high",
        "waiting",
        "unanswered",
        "not-reached",
    ]);
    let skills = report.skills.iter().map(|it| it.group).collect::<Vec<_>>();
    rows[0].extend(
        skills
            .iter()
            .flat_map(|it| [it.to_string(), format!("{it}-available")]),
    );
    rows.extend(report.pupils.iter().map(|it| {
        let end = |of: fn(Interval) -> f64| figure(it.interval.map(of));
        let mut row = vec![
            it.class.clone(),
            it.name.clone(),
            marks(report, it.awarded),
            marks(report, it.available),
            end(|it| it.low),
            end(|it| it.high),
            marks(report, it.waiting),
            it.unanswered.to_string(),
            it.not_reached.to_string(),
        ];
        for skill in &skills {
            let of_skill = it.skills.iter().find(|of| of.skill == *skill);
            let cell = |pick: fn(&OfSkill) -> u32| {
                of_skill.map_or(String::new(), |it| marks(report, pick(it)))
            };
            row.extend([cell(|it| it.awarded), cell(|it| it.available)]);
        }
        row
    }));
    rows
}
