//! `sourcework check --watch`: checks again whenever something is saved.

use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use notify::{RecursiveMode, Watcher};

use super::output::Output;
use super::{Ending, Failure, check};
use sourcework_service::library::{Library, LibraryError, Shelf};

/// An editor saves in several steps; a check waits until so long nothing has happened.
const QUIET: Duration = Duration::from_millis(60);

enum Signal {
    Changed,
    Stop,
}

pub fn run(
    args: &check::Args,
    find: impl Fn() -> Result<Library, LibraryError>,
    output: &mut Output,
) -> Result<Ending, Failure> {
    let library = &check::library(args, find)?;
    let (sender, receiver) = mpsc::channel();
    let stop = sender.clone();
    let on_interrupt = ctrlc::set_handler(move || {
        let _ = stop.send(Signal::Stop);
    });
    on_interrupt.map_err(|error| Failure::World(Box::new(error)))?;
    let on_event = move |event: notify::Result<notify::Event>| {
        // Reading a file is an event too, and checking reads.
        if event.is_ok_and(|event| !event.kind.is_access()) {
            let _ = sender.send(Signal::Changed);
        }
    };
    let watch_error = |error: notify::Error| Failure::World(Box::new(error));
    let mut watcher = notify::recommended_watcher(on_event).map_err(watch_error)?;
    for path in watched(args, library)? {
        watcher
            .watch(&path, RecursiveMode::Recursive)
            .map_err(watch_error)?;
    }
    loop {
        show(args, library, output)?;
        if wait(&receiver) {
            return Ok(Ending::Fine);
        }
    }
}

fn watched(args: &check::Args, library: &Library) -> Result<Vec<PathBuf>, Failure> {
    if !args.paths.is_empty() {
        // The folder of a file, because many editors save by putting a new file in place.
        let folder = |path: &PathBuf| match path.parent() {
            Some(parent) if !path.is_dir() && parent.as_os_str().is_empty() => PathBuf::from("."),
            Some(parent) if !path.is_dir() => parent.to_owned(),
            _ => path.clone(),
        };
        return Ok(args.paths.iter().map(folder).collect());
    }
    let Some(folder) = library.folder() else {
        let message = "the built-in library does not change; watch a folder of your own";
        return Err(Failure::Usage(message.to_owned()));
    };
    let shelves = [Shelf::Quizzes, Shelf::Sources].map(|shelf| folder.join(shelf.folder()));
    Ok(shelves.into_iter().filter(|path| path.is_dir()).collect())
}

/// Shows only what is wrong now: on a terminal in place of what was wrong before.
fn show(args: &check::Args, library: &Library, output: &mut Output) -> Result<(), Failure> {
    if output.styled() && args.format == check::Format::Human {
        output.text("\x1b[2J\x1b[H")?;
    }
    match check::check(args, library) {
        Ok(checked) => check::print(args, &checked, output)?,
        // A folder may be gone for a moment while it is saved.
        Err(error) => output.line(&format!("error: {error}"))?,
    }
    if args.format == check::Format::Human {
        output.line("Watching; Ctrl-C ends.")?;
    }
    Ok(output.flush()?)
}

/// Waits for a change and then for quiet; true where the watch is over.
fn wait(receiver: &mpsc::Receiver<Signal>) -> bool {
    match receiver.recv() {
        Ok(Signal::Changed) => {}
        Ok(Signal::Stop) | Err(_) => return true,
    }
    loop {
        match receiver.recv_timeout(QUIET) {
            Ok(Signal::Changed) => {}
            Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return true,
            Err(RecvTimeoutError::Timeout) => return false,
        }
    }
}
