//! `sourcework open`: the pages of a student, in their own browser.

use std::sync::Arc;

use super::clock::{now, offset_minutes, today};
use super::output::Output;
use super::recording::Setup;
use super::{Ending, Failure, folders};
use crate::web::{App, Server, preview, serve};
use sourcework_service::library::{Library, LibraryError, Shelf};

const EXAMPLES: &str = "Examples:
  sourcework open                          open the quizzes in your browser
  sourcework open letter-1-warm-up         open one quiz
  sourcework open my-quiz --preview        look at your own quiz while you write it
  sourcework open --port 8080 --no-browser print the address, to open it yourself";

#[derive(Debug, Default, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The ID of a quiz to open; `sourcework list` shows them [default: all quizzes]
    pub quiz: Option<String>,
    /// The port to listen on [default: a free one]
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// Look at the quiz as its author: each question with its key, and what `check` says
    #[arg(long, requires = "quiz")]
    pub preview: bool,
    /// Open no browser, only print the address
    #[arg(long)]
    pub no_browser: bool,
}

pub fn run(
    args: &Args,
    find: impl Fn() -> Result<Library, LibraryError>,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let library = find()?;
    let first = match &args.quiz {
        None => "/".to_owned(),
        // A quiz with errors is shown with what is wrong.
        Some(quiz) if args.preview && has_quiz(&library, quiz)? => preview::FIRST.to_owned(),
        Some(quiz) => {
            library.paper(quiz)?;
            format!("/quizzes/{quiz}")
        }
    };
    let record = setup.recording.open_to_answer(setup.face(false), output)?;
    let (store, student) = record.into_parts();
    let app = App {
        store: store.into(),
        student,
        seated: None,
        recent: Arc::default(),
        library,
        cache: folders::cache(),
        now: std::sync::Arc::new(now),
        today,
        offset: offset_minutes,
        preview: args.quiz.clone().filter(|_| args.preview),
    };
    let server =
        Server::bind(app, args.port, &first).map_err(|error| port_taken(args.port, &error))?;
    let is_opened = !args.no_browser && open::that_detached(&server.link).is_ok();
    match is_opened {
        true => output
            .line("The quizzes are open in your browser. If you see none, open this address:")?,
        false => output.line("Open this address in your browser:")?,
    }
    output.line(&format!("  {}", server.link))?;
    output.line(
        "The link works once. Ctrl-C closes the program; everything that was answered is kept.",
    )?;
    output.flush()?;
    serve(server)?;
    output.line("Closed. Everything that was answered is kept.")?;
    Ok(Ending::Fine)
}

/// Whether the library has a file of a quiz, whatever is in it.
fn has_quiz(library: &Library, quiz: &str) -> Result<bool, Failure> {
    Ok(library.ids(Shelf::Quizzes)?.iter().any(|id| id == quiz))
}

fn port_taken(port: Option<u16>, error: &std::io::Error) -> Failure {
    let message = match port {
        Some(port) => format!(
            "the program cannot listen on port {port} ({error}); leave out `--port` to take a free one"
        ),
        None => format!("the program cannot listen on this machine ({error})"),
    };
    Failure::World(message.into())
}
