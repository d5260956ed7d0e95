//! Quizzes and sources, how a quiz is begun, progress, history, and how pages look.

use std::collections::HashMap;
use std::sync::Arc;

use super::app::{App, page};
use super::attempts::address;
use super::call::{Call, Problem, Reply, local};
use super::cards::{earned, open_card, title_of, titles};
use super::revision;
use sourcework_core::attempt::{Judge, Mode, Selection, Settings};
use sourcework_core::progress;
use sourcework_core::quiz::{Quiz, Skill};
use sourcework_core::record::{AttemptNumber, Outcome};
use sourcework_core::words::short_date;
use sourcework_html::pages::frame::Part;
use sourcework_html::pages::library::{self, HistoryLine, OpenCard, QuizCard, Start};
use sourcework_html::pages::reading::{self, Reading};
use sourcework_service::library::{Library, QuizEntry, Shelf};
use sourcework_service::revising::{self, Standing};
use sourcework_service::store;
use sourcework_service::{Beginning, LiveAttempt};

/// How many attempts are looked through for what a student last earned.
const LOOKED_AT: usize = 60;

/// How many attempts the history shows.
const SHOWN: usize = 200;

/// The most sources on the first page; each is read for its title.
const SOURCES: usize = 12;

/// The most quizzes on a page; a search finds the others.
const CARDS: usize = 60;

/// The first page.
pub fn home(app: &App, call: &Call) -> Result<Reply, Problem> {
    let outcomes = latest(app, LOOKED_AT)?;
    // What is due takes as long as reading the heads of all quizzes, in a large library.
    let (due, entries) = std::thread::scope(|scope| {
        let due = (!outcomes.is_empty()).then(|| scope.spawn(|| revision::due(app)));
        let entries = app.library.quizzes();
        let due = due.map(|due| {
            due.join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        (due.transpose(), entries)
    });
    let entries = entries?;
    let sought = call.query.text("q");
    let skill: Option<Skill> = call.query.text("skill").parse().ok();
    let mut quizzes = Vec::new();
    for entry in entries.iter().filter(|entry| fits(entry, sought)) {
        if quizzes.len() == CARDS {
            break;
        }
        if skill.is_none_or(|skill| tests(app, entry, skill)) {
            quizzes.push(card(entry, &outcomes));
        }
    }
    let mut sources = Vec::new();
    for id in app.library.ids(Shelf::Sources)?.into_iter().take(SOURCES) {
        let title = app
            .library
            .source(&id)
            .map_or(id.clone(), |source| source.title.to_string());
        sources.push((id, title));
    }
    let body = library::library(&library::Library {
        sought: sought.to_owned(),
        skill,
        quizzes,
        sources,
        open: open_cards(app, &entries)?,
        due: due?,
        warning: (!app.store.outlives_program())
            .then_some("Answers are not saved: they are gone when the program is closed."),
    });
    Ok(page("Quizzes", Part::Library, &call.look, &body))
}

/// All quizzes of a library, as they stand on its shelf.
pub fn cards(library: &Library) -> Result<Vec<QuizCard>, Problem> {
    let entries = library.quizzes()?;
    Ok(entries.iter().map(|entry| card(entry, &[])).collect())
}

fn fits(entry: &QuizEntry, sought: &str) -> bool {
    let head = entry.head.as_ref();
    let title = head.map_or(entry.id.as_str(), |head| &head.title);
    let about = head.and_then(|head| head.description.as_ref());
    let about = about.map_or("", |about| about.as_str());
    let text = format!("{title} {about}").to_lowercase();
    let mut words = sought.split_whitespace();
    words.all(|word| text.contains(&word.to_lowercase()))
}

fn tests(app: &App, entry: &QuizEntry, skill: Skill) -> bool {
    let paper = app.library.paper(&entry.id);
    paper.is_ok_and(|paper| {
        paper
            .quiz
            .questions
            .iter()
            .any(|question| question.skill.value == skill)
    })
}

/// The latest attempts, the latest first.
fn latest(app: &App, most: usize) -> Result<Vec<Outcome>, Problem> {
    let latest = app.store.latest(&app.student, None, most)?;
    Ok(store::outcomes(&*app.store, &app.student, &latest)?.found)
}

fn card(entry: &QuizEntry, outcomes: &[Outcome]) -> QuizCard {
    let mut of_quiz = outcomes
        .iter()
        .filter(|it| it.quiz == entry.id && it.is_finished());
    match &entry.head {
        Some(head) => QuizCard {
            questions: entry.questions,
            last: of_quiz.next().map(earned),
            ..card_of(head)
        },
        None => QuizCard {
            id: entry.id.clone(),
            title: entry.id.clone(),
            has_errors: true,
            ..QuizCard::default()
        },
    }
}

fn card_of(quiz: &Quiz) -> QuizCard {
    let description = quiz.description.as_ref();
    let level = quiz.level.as_ref();
    QuizCard {
        id: quiz.id.clone(),
        title: quiz.title.to_string(),
        description: description.map_or(String::new(), std::string::ToString::to_string),
        level: level.map_or(String::new(), std::string::ToString::to_string),
        questions: quiz.questions.len(),
        ..QuizCard::default()
    }
}

/// What is not finished, the latest first.
fn open_cards(app: &App, entries: &[QuizEntry]) -> Result<Vec<OpenCard>, Problem> {
    const OFFERED: usize = 3;
    let open = app.store.open_attempts(&app.student)?;
    let latest: Vec<AttemptNumber> = open.into_iter().rev().take(OFFERED).collect();
    let open = store::outcomes(&*app.store, &app.student, &latest)?.found;
    let titles = titles(entries);
    Ok(open
        .iter()
        .map(|outcome| open_card(outcome, &titles))
        .collect())
}

/// The page on which a quiz is begun.
pub fn start(app: &App, call: &Call) -> Result<Reply, Problem> {
    let id = call.part(0)?;
    let paper = app.library.paper(id)?;
    let mut skills: Vec<Skill> = paper
        .quiz
        .questions
        .iter()
        .map(|it| it.skill.value)
        .collect();
    skills.sort_unstable_by_key(|skill| skill.as_str());
    skills.dedup();
    let open = app.store.open_attempts(&app.student)?;
    let open = store::outcomes(&*app.store, &app.student, &open)?.found;
    let title = paper.quiz.title.to_string();
    let titles = HashMap::from([(id, title.as_str())]);
    let open = open.iter().rfind(|outcome| outcome.quiz == id);
    let body = library::start(&Start {
        card: card_of(&paper.quiz),
        limit: paper
            .quiz
            .time_limit
            .as_ref()
            .map(|limit| i64::from(limit.value.minutes())),
        skills,
        open: open.map(|outcome| open_card(outcome, &titles)),
        complaint: (call.query.text("again") == "none")
            .then_some("No question fits these settings.".to_owned()),
    });
    Ok(page(&title, Part::Library, &call.look, &body))
}

/// Begins a quiz.
pub fn begin(app: &App, call: &Call) -> Result<Reply, Problem> {
    let id = call.part(0)?;
    let paper = Arc::new(app.library.paper(id)?);
    let mode = match call.form.text("mode") {
        "exam" => Mode::Exam,
        _ => Mode::Practice,
    };
    let is_exam = mode == Mode::Exam;
    let extra: u32 = call.form.number("extra").unwrap_or(0);
    let beginning = Beginning {
        attempt: None,
        settings: Settings {
            mode,
            certainty: call.form.has("certainty"),
            retry: call.form.has("retry") && !is_exam,
            judge: Judge::Student,
            extra_time: if is_exam { extra.min(200) } else { 0 },
        },
        selection: Selection {
            questions: call.form.number("questions").filter(|most| *most > 0),
            skill: call.form.text("skill").parse().ok(),
            ..Selection::default()
        },
        seed: call.form.number("seed"),
        offset: (app.offset)(),
    };
    let begun = LiveAttempt::begin(&*app.store, &app.student, paper, &beginning, (app.now)());
    let mut live = match begun {
        Err(sourcework_service::ServiceError::Refused(_)) => {
            return Ok(Reply::SeeOther(format!("/quizzes/{id}?again=none")));
        }
        begun => begun?,
    };
    let number = live.enter_record().map_err(Problem::NotSaved)?;
    Ok(Reply::SeeOther(address(number)))
}

/// A source, to read.
pub fn source(app: &App, call: &Call) -> Result<Reply, Problem> {
    let source = app.library.source(call.part(0)?)?;
    let body = library::source(&source);
    Ok(page(&source.title, Part::Library, &call.look, &body))
}

/// How the student stands.
pub fn progress(app: &App, call: &Call) -> Result<Reply, Problem> {
    let today = (app.today)();
    let cache = app.cache.as_deref();
    let Standing {
        settings,
        ledger,
        index,
        ..
    } = revising::standing(&*app.store, &app.student, &app.library, cache, today)?;
    let request = settings.request(today, None);
    let mut progress = progress::gather(&index.candidates, &ledger, &request);
    revising::fill_stems(&mut progress, &app.library);
    let body = library::progress(&progress);
    Ok(page("Your progress", Part::Progress, &call.look, &body))
}

/// What the student has done.
pub fn history(app: &App, call: &Call) -> Result<Reply, Problem> {
    let outcomes = latest(app, SHOWN)?;
    let entries = app.library.quizzes()?;
    let titles = titles(&entries);
    let lines = outcomes.iter().map(|outcome| HistoryLine {
        attempt: outcome.attempt.to_string(),
        day: short_date(outcome.day.date()),
        title: title_of(&outcome.quiz, &titles),
        answered: format!("{} of {}", outcome.answered, outcome.questions),
        marks: match outcome.is_finished() {
            true => format!(
                "{} of {}, {}",
                outcome.awarded,
                outcome.available,
                earned(outcome)
            ),
            false => "not finished".to_owned(),
        },
    });
    let body = library::history(&lines.collect::<Vec<_>>());
    Ok(page("History", Part::History, &call.look, &body))
}

/// How pages look.
pub fn reading(_: &App, call: &Call) -> Result<Reply, Problem> {
    let back = call
        .from
        .as_deref()
        .filter(|from| !from.starts_with("/reading"));
    let body = reading::form(call.look.reading, back.unwrap_or("/"));
    Ok(page("Reading", Part::Reading, &call.look, &body))
}

/// Keeps how pages look.
pub fn set_reading(_: &App, call: &Call) -> Result<Reply, Problem> {
    const YEAR: u32 = 365 * 24 * 60 * 60;
    let reading = Reading::of_fields(&call.form);
    let back = local(call.form.text("back")).to_owned();
    Ok(Reply::Kept(
        back,
        ("reading".to_owned(), reading.cookie(), YEAR),
    ))
}
