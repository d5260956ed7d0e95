//! `sourcework list`.

use serde_json::json;

use super::output::Output;
use super::{Ending, Failure, folders};
use crate::terminal::visible;
use sourcework_core::revision::Candidate;
use sourcework_core::words::counted;
use sourcework_service::library::{Library, QuizEntry, Shelf};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// List only quizzes with questions for this examination, and how many: give words of its board, paper
    /// or assessment objective
    #[arg(long, value_name = "WORDS")]
    pub exam: Option<String>,
    /// How to list
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people
    Human,
    /// One JSON document
    Json,
}

pub fn run(args: &Args, library: &Library, output: &mut Output) -> Result<Ending, Failure> {
    let mut quizzes = library.quizzes()?;
    if let Some(wanted) = &args.exam {
        only_for_exam(&mut quizzes, wanted, library)?;
    }
    let sources: Vec<(String, Option<String>)> = library
        .ids(Shelf::Sources)?
        .into_iter()
        .map(|id| {
            let title = library.source(&id).ok().map(|source| source.title.value);
            (id, title)
        })
        .collect();
    if args.format == Format::Json {
        let quiz = |entry: &QuizEntry| {
            let head = entry.head.as_ref();
            json!({
                "id": entry.id,
                "title": head.map(|it| &it.title),
                "description": head.and_then(|it| it.description.as_ref()),
                "level": head.and_then(|it| it.level.as_ref()),
                "questions": entry.questions,
            })
        };
        output.json(&json!({
            "version": 1,
            "quizzes": quizzes.iter().map(quiz).collect::<Vec<_>>(),
            "sources": sources.iter().map(|(id, title)| json!({ "id": id, "title": title })).collect::<Vec<_>>(),
        }))?;
        return Ok(Ending::Fine);
    }
    let place = match library.folder() {
        None => "built into the program".to_owned(),
        Some(folder) if folder.as_os_str() == "." => "this folder".to_owned(),
        Some(folder) => folder.display().to_string(),
    };
    output.line(&format!("Library: {}", visible(&place)))?;
    output.line("\nQuizzes")?;
    let width = quizzes
        .iter()
        .map(|entry| entry.id.len())
        .chain(sources.iter().map(|it| it.0.len()))
        .max();
    let width = width.unwrap_or(0);
    print_quizzes(&quizzes, width, output)?;
    let built_in = match args.exam {
        None => library.other_built_in_quizzes()?,
        Some(_) => Vec::new(),
    };
    if !built_in.is_empty() {
        output.line("\nQuizzes built into the program")?;
        print_quizzes(&built_in, width, output)?;
    }
    output.line("\nSources")?;
    for (id, title) in &sources {
        let title = title
            .as_deref()
            .unwrap_or("(has errors; see `sourcework check`)");
        output.line(&format!("  {:<width$}  {}", visible(id), visible(title)))?;
    }
    Ok(Ending::Fine)
}

fn print_quizzes(quizzes: &[QuizEntry], width: usize, output: &mut Output) -> Result<(), Failure> {
    for entry in quizzes {
        output.line(&format!(
            "  {:<width$}  {}",
            visible(&entry.id),
            described(entry)
        ))?;
    }
    Ok(())
}

/// Leaves the quizzes that have questions for an examination, each with the number of these.
fn only_for_exam(
    quizzes: &mut Vec<QuizEntry>,
    wanted: &str,
    library: &Library,
) -> Result<(), Failure> {
    let index = library.index(folders::cache().as_deref())?;
    for entry in &mut *quizzes {
        let of_quiz = |it: &&Candidate| {
            let (quiz, _) = it.question.split_once('/').unwrap_or_default();
            quiz == entry.id && it.fits_exam(wanted)
        };
        entry.questions = index.candidates.iter().filter(of_quiz).count();
    }
    quizzes.retain(|entry| entry.questions > 0);
    Ok(())
}

/// The title of a quiz with the number of its questions and its level.
pub fn described(entry: &QuizEntry) -> String {
    let Some(head) = &entry.head else {
        return "(has errors; see `sourcework check`)".to_owned();
    };
    let level = head
        .level
        .as_ref()
        .map_or(String::new(), |level| format!(", {}", visible(level)));
    let questions = counted(entry.questions, "question");
    format!("{} ({questions}{level})", visible(&head.title))
}
