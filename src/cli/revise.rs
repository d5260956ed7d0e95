//! `sourcework revise`: today's questions, and counting down to the exam.

use std::ops::RangeInclusive;
use std::sync::Arc;

use serde_json::{Value, json};

use super::clock::{now, offset_minutes, today};
use super::output::Output;
use super::recording::{OpenRecord, Setup, warn};
use super::settings::{ExamDate, exam_date};
use super::sitting::{Face, read_on_screen, sit};
use super::{Ending, Failure, folders, list, resume, take};
use crate::screen;
use crate::terminal::print_blocks;
use sourcework_core::attempt::Mode;
use sourcework_core::present::plan as present;
use sourcework_core::quiz::Skill;
use sourcework_core::record::Day;
use sourcework_core::revision::Bands;
use sourcework_service::library::{Library, LibraryError};
use sourcework_service::revising::{self, REVISION, Today, Wanted};
use sourcework_service::settings::{Setting, Settings};
use sourcework_service::{Beginning, LiveAttempt};

const EXAMPLES: &str = "Examples:
  sourcework revise                                  20 minutes of what is due today
  sourcework revise --exam-date 2027-05-20           count down to the exam; remembered
  sourcework revise --minutes 10 --skill provenance
  sourcework revise --plan                           show today's questions without asking them

The exam date, the minutes, the retention and the bands are remembered.
`--exam-date none` forgets the exam.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Minutes a day [default: 20, or what was given last]
    #[arg(long, value_name = "N", value_parser = within(Settings::MINUTES))]
    pub minutes: Option<u32>,
    /// The day of the exam, such as 2027-05-20
    #[arg(long, value_name = "DATE", value_parser = exam_date)]
    pub exam_date: Option<ExamDate>,
    /// Only questions that test this skill
    #[arg(long, value_name = "SKILL", value_parser = take::skills())]
    pub skill: Option<Skill>,
    /// Ask only questions set for this examination: give words of its board, paper or assessment objective
    #[arg(long, value_name = "WORDS")]
    pub exam: Option<String>,
    /// Ask again when the chance of remembering has fallen to this percentage [default: 90]
    #[arg(long, value_name = "PERCENT", value_parser = within(Settings::RETENTION))]
    pub retention: Option<u32>,
    /// The percentages of the marks from which an answer counts as Hard and as Good [default: 60,85]
    #[arg(long, value_name = "HARD,GOOD")]
    pub bands: Option<Bands>,
    /// Random seed [default: the day]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Show today's questions without asking them
    #[arg(long)]
    pub plan: bool,
    /// How to report; with JSON, questions go to standard error
    #[arg(long, value_enum, default_value_t = list::Format::Human)]
    pub format: list::Format,
}

/// Reads a whole number from a range.
fn within(range: RangeInclusive<u32>) -> clap::builder::RangedI64ValueParser<u32> {
    let (low, high) = range.into_inner();
    clap::value_parser!(u32).range(i64::from(low)..=i64::from(high))
}

impl Args {
    fn of_menu() -> Self {
        Self {
            minutes: None,
            exam_date: None,
            skill: None,
            exam: None,
            retention: None,
            bands: None,
            seed: None,
            plan: false,
            format: list::Format::Human,
        }
    }
}

pub fn run(
    args: &Args,
    find: impl Fn() -> Result<Library, LibraryError>,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let library = find()?;
    let face = setup.face(args.format == list::Format::Json);
    let record = if args.plan {
        setup.recording.open_to_read()?
    } else {
        setup.recording.open_to_answer(face, output)?
    };
    revise(args, &record, &library, face, output)
}

/// Revises what is due, as the menu offers it.
pub fn from_menu(
    record: &OpenRecord,
    library: &Library,
    face: Face,
    output: &mut Output,
) -> Result<Ending, Failure> {
    revise(&Args::of_menu(), record, library, face, output)
}

fn revise(
    args: &Args,
    record: &OpenRecord,
    library: &Library,
    face: Face,
    output: &mut Output,
) -> Result<Ending, Failure> {
    remember(args, record)?;
    if !args.plan
        && let Some(ending) = resume::instead(record, REVISION, Mode::Practice, face, output)?
    {
        return Ok(ending);
    }
    let wanted = Wanted {
        only: None,
        day: today(),
        skill: args.skill,
        exam: args.exam.clone(),
        seed: args.seed,
    };
    let cache = folders::cache();
    let (store, student) = (record.store(), &record.student);
    let today = revising::plan(store, student, library, cache.as_deref(), &wanted)?;
    warn(&today.left_out)?;
    if !today.faulty.is_empty() {
        let left_out = today.faulty.join("`, `");
        let message =
            format!("`{left_out}` has errors and is left out; `sourcework check` tells more");
        Output::stderr().line(&message)?;
    }
    if args.plan && args.format == list::Format::Json {
        output.json(&plan_json(&today))?;
        return Ok(Ending::Fine);
    }
    if today.plan.picks.is_empty() || args.plan {
        print_plan(&today, output)?;
        return Ok(Ending::Fine);
    }
    let mut paper = revising::paper(library, &today)?;
    let days_to_exam = today.settings.days_to_exam(today.day);
    paper
        .quiz
        .describe(&present::headline(&today.plan, days_to_exam));
    let beginning = Beginning {
        seed: args.seed,
        offset: offset_minutes(),
        selection: today.selection(),
        ..Beginning::default()
    };
    let mut attempt = LiveAttempt::begin(store, student, Arc::new(paper), &beginning, now())?;
    sit(&mut attempt, record, face, output)
}

/// Sets what the arguments say, for this time and the next.
fn remember(args: &Args, record: &OpenRecord) -> Result<(), Failure> {
    if matches!(args.exam_date, Some(ExamDate::On(date)) if Day::of_date(date) < today()) {
        let message = "the exam date has passed; write a later date, or `none`";
        return Err(Failure::Usage(message.to_owned()));
    }
    let set = [
        args.exam_date.map(|exam| Setting::Exam(exam.date())),
        args.minutes.map(Setting::Minutes),
        args.retention.map(Setting::Retention),
        args.bands.map(Setting::Bands),
    ];
    for setting in set.iter().flatten() {
        Settings::set(record.store(), &record.student, setting)?;
    }
    Ok(())
}

fn print_plan(today: &Today, output: &mut Output) -> Result<(), Failure> {
    let minutes = today.settings.minutes;
    let days_to_exam = today.settings.days_to_exam(today.day);
    let (plan, candidates) = (&today.plan, &today.candidates);
    let blocks = match plan.picks.is_empty() {
        false => present::plan(plan, candidates, minutes, days_to_exam),
        true => {
            let next = revising::next_day(today);
            vec![present::nothing_to_ask(
                plan,
                candidates,
                minutes,
                days_to_exam,
                next,
            )]
        }
    };
    if screen::is_up() {
        return read_on_screen("Your revision", &blocks).map(drop);
    }
    let mut page = output.page();
    print_blocks(&mut page, &blocks)?;
    Ok(page.flush()?)
}

fn plan_json(today: &Today) -> Value {
    let Today {
        plan,
        candidates,
        settings,
        ..
    } = today;
    let picks = plan.picks.iter().map(|pick| {
        let candidate = &candidates[pick.candidate];
        json!({
            "question": candidate.question,
            "skill": candidate.skill,
            "reason": pick.reason,
            "explained-first": pick.explained_first,
            "recall": pick.recall,
            "seconds": pick.seconds,
        })
    });
    json!({
        "version": 1,
        "day": today.day.to_string(),
        "exam": settings.exam.map(|day| day.to_string()),
        "minutes": settings.minutes,
        "used-seconds": plan.used,
        "due": plan.due,
        "unseen": plan.unseen,
        "questions": picks.collect::<Vec<_>>(),
    })
}
