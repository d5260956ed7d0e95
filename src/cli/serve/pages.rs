//! What the pages of one school or of several are made from.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::clock::{now, offset_minutes, today};
use crate::cli::output::Output;
use crate::cli::recording::Recording;
use crate::cli::{Failure, folders};
use crate::terminal::counted;
use crate::web::{App, Class, ClassSettings, Operation, Schools, Served, TrustedHeader};
use sourcework_core::identity::{SchoolId, StudentKey};
use sourcework_service::classroom::Classroom;
use sourcework_service::library::Library;
use sourcework_service::recent::Recent;
use sourcework_service::store::{Store, StoreError};

/// What the pages of every school are made from.
pub struct Pages {
    pub store: Arc<dyn Store>,
    pub library: Library,
    pub recent: Arc<Recent>,
    pub roster: String,
    pub cookie: String,
    pub trusted: Option<TrustedHeader>,
    pub proxy: Option<IpAddr>,
    pub is_encrypted: bool,
    pub keep_days: Option<u32>,
    /// The folder of the record, if it is in a file.
    pub folder: Option<PathBuf>,
}

impl Pages {
    /// The classes of a school.
    pub fn classroom(&self, school: &SchoolId) -> Result<Arc<Classroom>, StoreError> {
        let (store, recent) = (Arc::clone(&self.store), Arc::clone(&self.recent));
        let classroom = Classroom::open(store, self.library.clone(), school.clone(), recent)?;
        Ok(Arc::new(classroom))
    }

    /// The pages of a school, at addresses that pupils can type; with the token of the teacher's link, if there is one.
    pub fn class(
        &self,
        school: &SchoolId,
        classroom: Arc<Classroom>,
        places: Vec<String>,
        token: Option<String>,
    ) -> Class {
        let clock = Arc::clone(&self.store);
        let app = App {
            store: Arc::clone(&self.store),
            student: StudentKey {
                school: school.clone(),
                ..StudentKey::default()
            },
            seated: None,
            recent: Arc::clone(&self.recent),
            library: self.library.clone(),
            cache: folders::cache(),
            // All nodes go by the clock of the database.
            now: Arc::new(move || clock.now().unwrap_or_else(now)),
            today,
            offset: offset_minutes,
            preview: None,
        };
        let settings = ClassSettings {
            places,
            roster: self.roster.clone(),
            cookie: self.cookie.clone(),
            token,
            trusted: self.trusted.clone(),
            proxy: self.proxy,
            is_encrypted: self.is_encrypted,
            keep_days: self.keep_days,
            room: room(self.folder.clone()),
        };
        Class::new(app, classroom, settings)
    }
}

/// The pages of all schools of the record, each at its name before a domain.
pub fn several(
    domain: &str,
    scheme: &'static str,
    pages: Pages,
    operation: Option<Arc<Operation>>,
    output: &mut Output,
) -> Result<Arc<dyn Served>, Failure> {
    let known = pages.store.schools()?;
    output.line(&format!(
        "Serving {} at {scheme}://SCHOOL.{domain}; `sourcework school add NAME` adds one.",
        counted(known.len(), "school")
    ))?;
    output.line("Ctrl-C ends the program; everything that was answered is kept.")?;
    output.flush()?;
    let store = Arc::clone(&pages.store);
    let place = format!(".{domain}");
    let make = move |school: &SchoolId| {
        let places = vec![format!("{scheme}://{school}{place}")];
        Ok(pages.class(school, pages.classroom(school)?, places, None))
    };
    let schools = Schools::new(domain.to_owned(), store, Box::new(make), operation);
    Ok(Arc::new(schools))
}

/// The folder of the record, where it is kept in a file.
pub fn folder(recording: &Recording) -> Option<PathBuf> {
    let file = match recording.off || recording.database.is_some() {
        true => None,
        false => recording.path().ok(),
    };
    let folder = file.and_then(|file| file.parent().map(Path::to_owned))?;
    // A bare name of a file stands in the current folder.
    Some(match folder.as_os_str().is_empty() {
        true => PathBuf::from("."),
        false => folder,
    })
}

/// How much room is left on the disk of the record; not known where nothing is kept on one.
pub fn room(folder: Option<PathBuf>) -> Box<dyn Fn() -> Option<u64> + Send + Sync> {
    Box::new(move || fs4::available_space(folder.as_deref()?).ok())
}
