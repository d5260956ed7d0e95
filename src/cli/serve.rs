//! `sourcework serve`: a class sits a quiz in the browser, over the school's network.

mod pages;

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::clock::now;
use super::import::EncodingArg;
use super::output::Output;
use super::recording::Setup;
use super::take::NOTHING_TO_PROBE;
use super::{Ending, Failure, sheet};
use crate::terminal::counted;
use crate::web::{
    ClassServer, HeaderName, Operation, ROOM_TO_OPEN, Served, TlsAcceptor, TrustedHeader, acceptor,
    addresses, serve_class,
};
use pages::{Pages, folder, room, several};
use sourcework_core::identity::{SchoolId, StudentKey};
use sourcework_core::sitting::{self, Plan, SittingPhase};
use sourcework_service::classroom::Classroom;
use sourcework_service::library::{Library, LibraryError};
use sourcework_service::secret;
use sourcework_service::store::Store;

const EXAMPLES: &str = "Examples:
  sourcework serve                                  choose a quiz in your browser
  sourcework serve letter-1-warm-up                 open this quiz for a class at once
  sourcework serve letter-4-exam --roster 10b.csv   pupils choose their names from a list
  sourcework serve letter-1-warm-up --probe 2       ask two questions first without their passage

On a server, for homework (docs/hosting.md):
  sourcework serve --port 443 --tls-cert fullchain.pem --tls-key privkey.pem --address https://quiz.example.org

Pupils open the address that is printed on any phone or computer in the same network, and type the code of the
class. You open the link that is printed below it; it works once. Ctrl-C ends the program; everything that was
answered is kept, and the same command goes on with the same codes.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The ID of a quiz to open at once, as practice; `sourcework list` shows them
    pub quiz: Option<String>,
    /// First ask each pupil this many questions of that quiz without their passage, chosen at random; that does not count
    #[arg(long, value_name = "N", requires = "quiz", default_value_t = 0)]
    pub probe: u32,
    /// The names of the class: a table (CSV or .xlsx) with a column `name`, or with one column
    #[arg(long, value_name = "FILE")]
    pub roster: Option<PathBuf>,
    /// How a roster that is not UTF-8 is written
    #[arg(long, value_enum, requires = "roster")]
    pub encoding: Option<EncodingArg>,
    /// The port to listen on
    #[arg(long, value_name = "N", default_value_t = 8080)]
    pub port: u16,
    /// The address that pupils and you open, where it is not one of this machine's: behind a proxy, or with a certificate
    #[arg(long, value_name = "URL", value_parser = address)]
    pub address: Option<String>,
    /// The certificate with its chain, in PEM form; connections are then encrypted
    #[arg(long, value_name = "FILE.pem", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The private key of the certificate, in PEM form
    #[arg(long, value_name = "FILE.pem", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Erase a sitting with all its answers so many days after it was closed
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub keep_days: Option<u32>,
    /// Serve all schools of the database, each at its name before this domain: `quiz.example.org` serves `greenfield` at greenfield.quiz.example.org
    #[arg(long, value_name = "DOMAIN", value_parser = domain, conflicts_with_all = ["quiz", "roster", "school"])]
    pub schools_under: Option<String>,
    /// Also answer, at an address that only your own network reaches, /health/live, /health/ready and /metrics (Prometheus)
    #[arg(long, value_name = "IP:PORT", value_parser = monitor)]
    pub monitor: Option<SocketAddr>,
    /// Write a line for each request to standard error, without anything personal
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub log: Option<LogFormat>,
    /// The header in which a proxy with single sign-on says the user name of teachers, such as `X-Forwarded-Email`
    #[arg(long, value_name = "NAME", requires = "trusted_proxy")]
    pub trusted_user_header: Option<HeaderName>,
    /// The address of the proxy in front, where it is on another machine or signs people on: it is believed for whom it asks
    #[arg(long, value_name = "ADDRESS")]
    pub trusted_proxy: Option<IpAddr>,
}

/// How a log is written.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum LogFormat {
    /// One object of JSON a line
    Json,
}

/// An address of this machine with a port.
fn monitor(text: &str) -> Result<SocketAddr, String> {
    let address = text.parse();
    address.map_err(|_| {
        "write an IP address of this machine and a port, as `127.0.0.1:9464`".to_owned()
    })
}

/// The name of a host, as it stands in addresses.
fn domain(text: &str) -> Result<String, String> {
    let text = text.to_ascii_lowercase();
    let is_letter = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '.');
    match !text.is_empty() && text.chars().all(is_letter) && !text.starts_with('.') {
        true => Ok(text),
        false => Err("give only the name of the host, as `quiz.example.org`".to_owned()),
    }
}

/// An address as it begins: scheme and host.
pub fn address(text: &str) -> Result<String, String> {
    let host = ["https://", "http://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme));
    let host = host.ok_or("begin it with `https://` or `http://`")?;
    let host = host.strip_suffix('/').unwrap_or(host);
    match host.is_empty() || host.contains(|c: char| c == '/' || c.is_whitespace()) {
        true => Err("give only the scheme and the host, as `https://quiz.example.org`".to_owned()),
        false => Ok(text.trim_end_matches('/').to_owned()),
    }
}

pub fn run(
    args: &Args,
    find: impl Fn() -> Result<Library, LibraryError>,
    setup: &Setup,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let library = find()?;
    let read = |path: &PathBuf| roster(path, args.encoding);
    let roster = args.roster.as_ref().map(read).transpose()?;
    let roster = roster.unwrap_or_default();
    let tls = tls(args)?;
    let (store, student) = setup.recording.open()?.into_parts();
    let store: Arc<dyn Store> = store.into();
    let listener = ClassServer::bind(args.port).map_err(|error| {
        let port = args.port;
        let message = format!(
            "the program cannot listen on port {port} ({error}); choose another one with `--port`"
        );
        Failure::World(message.into())
    })?;
    let operation = operation(args, &store, output)?;
    let port = listener.local_addr()?.port();
    let scheme = match &args.address {
        Some(address) if address.starts_with("https://") => "https",
        _ if tls.is_some() => "https",
        _ => "http",
    };
    let plan = plan(args, &roster, &library)?;
    let has_database = setup.recording.database.is_some();
    let pages = Pages {
        store,
        library,
        recent: Arc::default(),
        roster: roster.join("\n"),
        cookie: match has_database {
            // The same on every node, whatever its port.
            true => "sourcework-class".to_owned(),
            false => format!("sourcework-class-{port}"),
        },
        trusted: args.trusted_user_header.clone().map(TrustedHeader),
        proxy: args.trusted_proxy,
        is_encrypted: scheme == "https",
        keep_days: args.keep_days,
        folder: folder(&setup.recording),
    };
    let served = match &args.schools_under {
        Some(domain) => several(domain, scheme, pages, operation.clone(), output)?,
        None => {
            let opened = Opened {
                school: student.school,
                first: match &args.address {
                    Some(address) => address.clone(),
                    None => format!("{scheme}://127.0.0.1:{port}"),
                },
                places: places(args.address.as_ref(), scheme, port),
                plan,
                // Links of a database work on every node; `school link` makes them.
                has_link: !has_database,
            };
            one(opened, args, &pages, output)?
        }
    };
    let threads = match has_database {
        true => THREADS_FOR_DATABASE,
        false => THREADS_FOR_FILE,
    };
    let server = ClassServer::new(listener, served, tls, threads);
    serve_class(server.watched(operation))?;
    output.line("Closed. Everything that was answered is kept.")?;
    Ok(Ending::Fine)
}

/// The requests that wait for the record at the same time: a file is read by a few at a time, a database by many.
const THREADS_FOR_FILE: usize = 8;
const THREADS_FOR_DATABASE: usize = 24;

/// What encrypts connections, where there is a certificate.
fn tls(args: &Args) -> Result<Option<TlsAcceptor>, Failure> {
    let (Some(certificate), Some(key)) = (&args.tls_cert, &args.tls_key) else {
        return Ok(None);
    };
    let acceptor = acceptor(certificate, key);
    acceptor.map(Some).map_err(|why| Failure::World(why.into()))
}

/// What is opened for one school.
struct Opened {
    school: SchoolId,
    /// The address that the teacher opens.
    first: String,
    /// The addresses that pupils open.
    places: Vec<String>,
    /// The quiz that is opened at once, if one was named.
    plan: Option<Plan>,
    /// Whether the program makes the teacher's link.
    has_link: bool,
}

/// The pages of one school.
fn one(
    opened: Opened,
    args: &Args,
    pages: &Pages,
    output: &mut Output,
) -> Result<Arc<dyn Served>, Failure> {
    if !opened.has_link {
        super::school::known(&*pages.store, &opened.school)?;
    }
    let classroom = pages.classroom(&opened.school)?;
    let open = |plan| open_at_once(&classroom, plan, room(pages.folder.clone())());
    let code = opened.plan.map(open).transpose()?;
    let Opened {
        school,
        first,
        places,
        has_link,
        ..
    } = opened;
    let token = has_link.then(secret).transpose()?;
    let link = token
        .as_ref()
        .map(|token| format!("{first}/enter?token={token}"));
    announce(args, &places, code.as_deref(), link.as_deref(), output)?;
    let class = pages.class(&school, classroom, places, token);
    Ok(Arc::new(class))
}

/// What watches the program for those who run the server, if they want that.
fn operation(
    args: &Args,
    store: &Arc<dyn Store>,
    output: &mut Output,
) -> Result<Option<Arc<Operation>>, Failure> {
    if args.monitor.is_none() && args.log.is_none() {
        return Ok(None);
    }
    let listen = |address| {
        TcpListener::bind(address).map_err(|error| {
            let message = format!(
                "the program cannot listen on {address} ({error}); choose another address with `--monitor`"
            );
            Failure::World(message.into())
        })
    };
    let listener = args.monitor.map(listen).transpose()?;
    if let Some(listener) = &listener {
        let address = listener.local_addr()?;
        output.line(&format!("Health and metrics: http://{address}/metrics"))?;
    }
    let log = args
        .log
        .map(|LogFormat::Json| Box::new(std::io::stderr()) as _);
    let store = Arc::clone(store);
    let read = Arc::new(move || store.settings(&StudentKey::default()).map(drop));
    Ok(Some(Operation::new(listener, log, read, now)?))
}

/// The addresses that pupils can open: the one that was said, or those of this machine.
fn places(said: Option<&String>, scheme: &str, port: u16) -> Vec<String> {
    match said {
        Some(address) => vec![address.clone()],
        None => addresses()
            .into_iter()
            .map(|address| format!("{scheme}://{address}:{port}"))
            .collect(),
    }
}

/// Says what pupils and the teacher open.
fn announce(
    args: &Args,
    places: &[String],
    code: Option<&str>,
    link: Option<&str>,
    output: &mut Output,
) -> Result<(), Failure> {
    output.line(match args.address {
        Some(_) => "Pupils open this address, on any device:",
        None => "Pupils open this address, on any device in the same network:",
    })?;
    for place in places {
        output.line(&format!("  {place}"))?;
    }
    if let (Some(code), Some(place)) = (code, places.first()) {
        output.line(&format!("Class code: {code}"))?;
        if let Ok(picture) = qrcode::QrCode::new(format!("{place}/join/{code}")) {
            let drawn = picture
                .render::<qrcode::render::unicode::Dense1x2>()
                .build();
            output.line(&drawn)?;
        }
    }
    match link {
        Some(link) => {
            output.line(match args.address {
                Some(_) => "You open this one; it works once:",
                None => "You open this one, on this machine; it works once:",
            })?;
            output.line(&format!("  {link}"))?;
        }
        None => {
            output.line("`sourcework school link` makes the link for the admin of the school.")?;
        }
    }
    if let Some(days) = args.keep_days {
        let days = counted(days, "day");
        output.line(&format!(
            "Sittings are erased with all their answers {days} after they were closed."
        ))?;
    }
    if places.iter().any(|place| place.starts_with("http://")) {
        output.line("What is sent over the network is not encrypted.")?;
    }
    output.line("Ctrl-C ends the program; everything that was answered is kept.")?;
    Ok(output.flush()?)
}

/// How the quiz is sat that is opened at once, if there is one.
fn plan(args: &Args, roster: &[String], library: &Library) -> Result<Option<Plan>, Failure> {
    let Some(quiz) = &args.quiz else {
        return Ok(None);
    };
    let paper = library.paper(quiz)?;
    let plan = Plan {
        roster: roster.to_vec(),
        probes: args.probe,
        ..Plan::practice(quiz, &paper.quiz.title.value)
    };
    match plan.probes > 0 && plan.probe_candidates(&paper.quiz).is_empty() {
        true => Err(Failure::Usage(NOTHING_TO_PROBE.to_owned())),
        false => Ok(Some(plan)),
    }
}

/// The class code of the quiz: of a sitting that is still open, or of a new one.
fn open_at_once(classroom: &Classroom, plan: Plan, room: Option<u64>) -> Result<String, Failure> {
    let open = classroom.all(|sitting| {
        let is_open = sitting.phase(now()) != SittingPhase::Closed;
        let is_it = is_open && sitting.plan.quiz == plan.quiz;
        is_it.then(|| (sitting.code.as_str().to_owned(), sitting.plan.probes))
    });
    match open.into_iter().flatten().next() {
        Some((_, probes)) if plan.probes > 0 && plan.probes != probes => {
            let message = format!(
                "this quiz is open already, with `--probe {probes}`; close that sitting first, or leave `--probe` out to go on with it"
            );
            return Err(Failure::Usage(message));
        }
        Some((code, _)) => return Ok(code),
        None => {}
    }
    if room.is_some_and(|room| room < ROOM_TO_OPEN) {
        let message = "the disk of the record has less than 200 MB left, so that answers might not be kept; make room first, or keep the record elsewhere with `--record FILE`";
        return Err(Failure::World(message.into()));
    }
    let failed =
        |error: sourcework_service::classroom::ClassroomError| Failure::World(Box::new(error));
    let id = classroom.open_sitting(plan, now()).map_err(failed)?;
    let code = classroom.with(id, |sitting| sitting.code.as_str().to_owned());
    code.map_err(failed)
}

/// The names of a class, from a table.
fn roster(path: &Path, encoding: Option<EncodingArg>) -> Result<Vec<String>, Failure> {
    let is_name = |cell: &String| cell.eq_ignore_ascii_case("name");
    let bytes = sheet::bytes(path)?;
    let table = sheet::table(&bytes, encoding, &|cells| cells.iter().any(is_name))?;
    let names = &table.headings.cells;
    let at = match names.iter().position(is_name) {
        Some(at) => at,
        None if names.len() <= 1 => 0,
        None => {
            return Err(Failure::Usage(
                "the roster has several columns, and none is called `name`".to_owned(),
            ));
        }
    };
    // In a list without a heading its first line is a name as well.
    let mut listed: Vec<String> = names
        .get(at)
        .filter(|it| !is_name(it))
        .into_iter()
        .cloned()
        .collect();
    for row in sheet::rows(&table) {
        listed.push(row?.cell(at).to_owned());
    }
    Ok(sitting::roster(listed))
}

#[cfg(test)]
mod tests {
    use super::roster;

    #[test]
    fn a_roster_is_a_list_or_a_table_with_names() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("10b.csv");
        for (table, expected) in [
            ("Ada\nBen\n", ["Ada", "Ben"]),
            ("\u{feff}Name\nAda\n\nBen\n", ["Ada", "Ben"]),
            ("sep=;\nClass;Name\n10b;Ada\n10b;Ben\n", ["Ada", "Ben"]),
            (
                "Class 10b, autumn\nnumber\tNAME \n1\tAda\n2\tBen\n",
                ["Ada", "Ben"],
            ),
        ] {
            std::fs::write(&path, table).expect("a file");
            let names = roster(&path, None);
            assert!(names.is_ok_and(|names| names == expected), "{table}");
        }
        std::fs::write(&path, "class,pupil\n10b,Ada\n").expect("a file");
        assert!(roster(&path, None).is_err());
    }
}
