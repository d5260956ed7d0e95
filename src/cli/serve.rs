//! `sourcework serve`: a class sits a quiz in the browser, over the school's network.

use std::path::PathBuf;
use std::sync::Arc;

use super::clock::{now, offset_minutes, today};
use super::output::Output;
use super::recording::Setup;
use super::{Ending, Failure, folders, sheet};
use crate::web::{App, Class, ClassServer, addresses, serve_class};
use sourcework_core::attempt::Mode;
use sourcework_core::identity::{SchoolId, StudentKey};
use sourcework_core::sitting::{self, Plan, Release, SittingPhase};
use sourcework_service::classroom::Classroom;
use sourcework_service::library::{Library, LibraryError};
use sourcework_service::secret;

const EXAMPLES: &str = "Examples:
  sourcework serve                                  choose a quiz in your browser
  sourcework serve letter-1-warm-up                 open this quiz for a class at once
  sourcework serve letter-4-exam --roster 10b.csv   pupils choose their names from a list

Pupils open the address that is printed on any phone or computer in the same network, and type the code of the
class. You open the link that is printed below it; it works once. Ctrl-C ends the program; everything that was
answered is kept, and the same command goes on with the same codes.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The ID of a quiz to open at once, as practice; `sourcework list` shows them
    pub quiz: Option<String>,
    /// The names of the class: a table with a column `name`, or with one column
    #[arg(long, value_name = "FILE.csv")]
    pub roster: Option<PathBuf>,
    /// The port to listen on
    #[arg(long, value_name = "N", default_value_t = 8080)]
    pub port: u16,
}

pub fn run(
    args: &Args,
    find: impl Fn() -> Result<Library, LibraryError>,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let library = find()?;
    let roster = args.roster.as_deref().map(roster).transpose()?;
    let roster = roster.unwrap_or_default();
    let (store, _) = setup.recording.open()?.into_parts();
    let store: Arc<dyn sourcework_service::store::Store> = store.into();
    let papers = Arc::default();
    let classroom = Classroom::open(
        Arc::clone(&store),
        library.clone(),
        SchoolId::default(),
        Arc::clone(&papers),
    )?;
    let classroom = Arc::new(classroom);
    let listener = ClassServer::bind(args.port).map_err(|error| {
        let port = args.port;
        let message = format!(
            "the program cannot listen on port {port} ({error}); choose another one with `--port`"
        );
        Failure::World(message.into())
    })?;
    let port = listener.local_addr()?.port();
    let places: Vec<String> = addresses()
        .into_iter()
        .map(|address| format!("http://{address}:{port}"))
        .collect();
    let code = match &args.quiz {
        Some(quiz) => Some(open_at_once(&classroom, &library, quiz, &roster)?),
        None => None,
    };
    let token = secret()?;
    let app = App {
        store,
        student: StudentKey::default(),
        seated: None,
        papers,
        library,
        cache: folders::cache(),
        now,
        today,
        offset: offset_minutes,
        preview: None,
    };
    let class = Class::new(
        app,
        classroom,
        places.clone(),
        roster.join("\n"),
        format!("sourcework-class-{port}"),
        token.clone(),
    );
    output.line("Pupils open this address, on any device in the same network:")?;
    for place in &places {
        output.line(&format!("  {place}"))?;
    }
    if let (Some(code), Some(place)) = (&code, places.first()) {
        output.line(&format!("Class code: {code}"))?;
        if let Ok(picture) = qrcode::QrCode::new(format!("{place}/join/{code}")) {
            let drawn = picture
                .render::<qrcode::render::unicode::Dense1x2>()
                .build();
            output.line(&drawn)?;
        }
    }
    output.line("You open this one, on this machine; it works once:")?;
    output.line(&format!("  http://127.0.0.1:{port}/enter?token={token}"))?;
    output.line("What is sent over the network is not encrypted. Ctrl-C ends the program; everything that was answered is kept.")?;
    output.flush()?;
    serve_class(ClassServer::new(listener, class))?;
    output.line("Closed. Everything that was answered is kept.")?;
    Ok(Ending::Fine)
}

/// The class code of the quiz: of a sitting that is still open, or of a new one.
fn open_at_once(
    classroom: &Classroom,
    library: &Library,
    quiz: &str,
    roster: &[String],
) -> Result<String, Failure> {
    let paper = library.paper(quiz)?;
    let open = classroom.all(|sitting| {
        let is_open = sitting.phase(now()) != SittingPhase::Closed;
        (is_open && sitting.plan.quiz == quiz).then(|| sitting.code.as_str().to_owned())
    });
    if let Some(code) = open.into_iter().flatten().next() {
        return Ok(code);
    }
    let plan = Plan {
        quiz: quiz.to_owned(),
        title: paper.quiz.title.value.clone(),
        roster: roster.to_vec(),
        mode: Mode::Practice,
        minutes: None,
        release: Release::AtOnce,
        from: None,
        until: None,
        attempts: 1,
    };
    let failed =
        |error: sourcework_service::classroom::ClassroomError| Failure::World(Box::new(error));
    let id = classroom.open_sitting(plan, now()).map_err(failed)?;
    let code = classroom.with(id, |sitting| sitting.code.as_str().to_owned());
    code.map_err(failed)
}

/// The names of a class, from a table.
fn roster(path: &std::path::Path) -> Result<Vec<String>, Failure> {
    let mut reader = sheet::reader(path)?;
    let names = sheet::names("roster", &mut reader)?;
    let at = match names.iter().position(|it| it.eq_ignore_ascii_case("name")) {
        Some(at) => at,
        None if names.len() == 1 => 0,
        None => {
            return Err(Failure::Usage(
                "the roster has several columns, and none is called `name`".to_owned(),
            ));
        }
    };
    let mut listed: Vec<String> = Vec::new();
    if !names[at].eq_ignore_ascii_case("name") {
        // A list without a heading: its first line is a name as well.
        listed.push(names[at].clone());
    }
    for record in reader.records() {
        let record = record.map_err(|error| sheet::misread("roster", &error, &names))?;
        listed.push(record[at].to_owned());
    }
    Ok(sitting::roster(listed))
}
