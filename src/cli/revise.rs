//! `sourcework revise`: today's questions, and counting down to the exam.

use std::ops::RangeInclusive;
use std::sync::Arc;

use serde_json::{Value, json};

use super::clock::{now, offset_minutes, today};
use super::output::Output;
use super::recording::{OpenRecord, Setup, warn};
use super::settings::{ExamDate, exam_date};
use super::sitting::{Face, sit};
use super::{Ending, Failure, folders, list, resume, take};
use crate::terminal::visible;
use sourcework_core::attempt::Mode;
use sourcework_core::quiz::Skill;
use sourcework_core::record::Day;
use sourcework_core::revision::{self, Bands, Reason};
use sourcework_core::words::counted;
use sourcework_service::library::{Library, LibraryError};
use sourcework_service::revising::{self, REVISION, Today, Wanted};
use sourcework_service::settings::{Setting, Settings};
use sourcework_service::{Beginning, LiveAttempt};

const EXAMPLES: &str = "Examples:
  sourcework revise                                  what is due today, 20 minutes of it
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
    /// Only questions set for this examination: words of its board, paper or assessment objective
    #[arg(long, value_name = "WORDS")]
    pub exam: Option<String>,
    /// Ask again when predicted recall has fallen to this per cent [default: 90]
    #[arg(long, value_name = "PERCENT", value_parser = within(Settings::RETENTION))]
    pub retention: Option<u32>,
    /// The per cent of the marks from which an answer counts as Hard and as Good [default: 60,85]
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
    paper.quiz.describe(&headline(&today));
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
        let message = "the exam date has passed; write a day to come, or `none`";
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

/// How much there is today, and how far the exam is.
fn headline(today: &Today) -> String {
    format!(
        "{}, about {}.{}",
        questions(today.plan.picks.len()),
        minutes(today.plan.seconds()),
        countdown(today)
    )
}

fn print_plan(today: &Today, output: &mut Output) -> Result<(), Failure> {
    let Today {
        plan, candidates, ..
    } = today;
    let mut page = output.page();
    if plan.picks.is_empty() {
        page.text(&nothing(today))?;
        return Ok(page.flush()?);
    }
    page.title(&format!("Today: {}", headline(today)))?;
    for (index, pick) in plan.picks.iter().enumerate() {
        let candidate = &candidates[pick.candidate];
        let why = match (pick.reason, pick.recall) {
            (Reason::New, _) | (_, None) => "new".to_owned(),
            (reason, Some(recall)) => {
                format!("{}, recall {:.0}%", in_words(reason), recall * 100.0)
            }
        };
        let name = visible(&candidate.question);
        page.text(&format!(
            "{}. {name} ({}): {why}",
            index + 1,
            candidate.skill
        ))?;
    }
    let due = plan.picks.iter().filter(|pick| pick.is_due).count();
    if plan.due > due {
        page.text(&format!(
            "{} more due than {} a day hold, or kept apart because another question of today gives them away.",
            questions(plan.due - due),
            minutes(today.settings.minutes * 60)
        ))?;
    }
    Ok(page.flush()?)
}

fn in_words(reason: Reason) -> &'static str {
    match reason {
        Reason::New => "new",
        Reason::Due => "due",
        Reason::Rested => "failed again and again; its explanation comes first",
        Reason::LastPass => "last pass before the exam",
        Reason::WeakSkill => "practice of a skill that is not secure",
    }
}

/// Why there is nothing to ask, and what can be done.
fn nothing(today: &Today) -> String {
    let Today {
        plan,
        candidates,
        settings,
        ..
    } = today;
    if candidates.is_empty() {
        return "No question of the library fits.".to_owned();
    }
    if plan.used > 0 && plan.used + 60 >= settings.minutes * 60 {
        return format!(
            "You have done today's {}; `--minutes` with a larger number gives more.",
            minutes(settings.minutes * 60)
        );
    }
    let days = 60;
    let request = settings.request(today.day, None);
    let expected = revision::forecast(candidates, &today.ledger, &request, days);
    let next = expected.iter().skip(1).find(|day| day.questions > 0);
    match next {
        Some(day) => format!(
            "Nothing more is due today. Next: {} on {}.{} `sourcework take` practises anything at any time.",
            questions(day.questions as usize),
            day.day,
            countdown(today)
        ),
        None => "Nothing is due in the next weeks.".to_owned(),
    }
}

fn countdown(today: &Today) -> String {
    match today.settings.days_to_exam(today.day) {
        None => String::new(),
        Some(0) => " The exam is today.".to_owned(),
        Some(1) => " The exam is tomorrow.".to_owned(),
        Some(days) => format!(" {} to the exam.", counted(days, "day")),
    }
}

fn questions(count: usize) -> String {
    counted(count, "question")
}

fn minutes(seconds: u32) -> String {
    counted(seconds.div_ceil(60), "minute")
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
