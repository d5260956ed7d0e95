//! The only reader of `sources/` and `quizzes/`: a folder on disk, or the library built into the
//! program.
#![expect(
    clippy::disallowed_methods,
    reason = "an edge: this is where files are read"
)]

mod check;
mod error;
mod file;
mod index;
mod mending;
mod natural;
mod paper;
mod shared_points;

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use natural::natural_order;
use sourcework_core::diagnostic::{Report, Severity, Tally, nearest};
use sourcework_core::paper::{FileKind, Paper, PaperFile};
use sourcework_core::quiz::{self, Quiz};
use sourcework_core::source::{self, Source, is_id};

pub use check::Checked;
pub use error::LibraryError;
pub use file::{LARGEST, read_bytes, read_text, shown, take_bytes};
pub use index::Index;
pub use mending::Mended;

static BUILT_IN_QUIZZES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../quizzes");
static BUILT_IN_SOURCES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../sources");

/// The two folders of a library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// `quizzes/`.
    Quizzes,
    /// `sources/`.
    Sources,
}

impl Shelf {
    /// What its files hold.
    pub fn file_kind(self) -> FileKind {
        match self {
            Self::Quizzes => FileKind::Quiz,
            Self::Sources => FileKind::Source,
        }
    }

    /// The folder's name.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Quizzes => "quizzes",
            Self::Sources => "sources",
        }
    }

    fn built_in(self) -> &'static Dir<'static> {
        match self {
            Self::Quizzes => &BUILT_IN_QUIZZES,
            Self::Sources => &BUILT_IN_SOURCES,
        }
    }
}

/// A folder with `sources/` and `quizzes/`, or the library built into the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    /// `None` is the built-in one.
    folder: Option<PathBuf>,
}

/// What stands in a list of quizzes.
#[derive(Debug)]
pub struct QuizEntry {
    /// The head of the quiz, without questions; `None` where it cannot be read.
    pub head: Option<Quiz>,
    /// Its ID.
    pub id: String,
    /// How many questions it has.
    pub questions: usize,
}

impl Library {
    /// The library built into the program.
    pub fn built_in() -> Self {
        Self { folder: None }
    }

    /// The library in a folder.
    ///
    /// # Errors
    ///
    /// Where the folder holds neither `quizzes` nor `sources`.
    pub fn open(folder: &Path) -> Result<Self, LibraryError> {
        if holds_library(folder) {
            Ok(Self {
                folder: Some(folder.to_owned()),
            })
        } else {
            Err(LibraryError::NotALibrary(folder.to_owned()))
        }
    }

    /// The nearest library in `start` or above, else the built-in one.
    pub fn nearest(start: &Path) -> Self {
        let above = start
            .ancestors()
            .find(|folder| folder.join("quizzes").is_dir() && folder.join("sources").is_dir());
        Self {
            folder: above.map(Path::to_owned),
        }
    }

    /// The nearest library of the current folder, else the built-in one.
    pub fn of_current_folder() -> Self {
        let Ok(here) = std::env::current_dir() else {
            return Self::built_in();
        };
        let nearest = Self::nearest(&here);
        if nearest.folder.as_deref() == Some(&here) {
            // Paths are shown as they would be typed here.
            return Self {
                folder: Some(PathBuf::from(".")),
            };
        }
        nearest
    }

    /// The library to add to: `folder`, else the nearest one, else the current folder. The folders
    /// are made where they are missing.
    ///
    /// # Errors
    ///
    /// Where a folder cannot be made.
    pub fn create_in(folder: Option<&Path>) -> Result<Self, LibraryError> {
        let folder = match folder {
            Some(folder) => folder.to_owned(),
            None => Self::of_current_folder()
                .folder
                .unwrap_or_else(|| PathBuf::from(".")),
        };
        for shelf in [Shelf::Quizzes, Shelf::Sources] {
            let path = folder.join(shelf.folder());
            std::fs::create_dir_all(&path)
                .map_err(|cause| LibraryError::Unwritable { path, cause })?;
        }
        Ok(Self {
            folder: Some(folder),
        })
    }

    /// Adds a file, and never overwrites one; its path as it is shown.
    ///
    /// # Errors
    ///
    /// Where the file is there already or cannot be written.
    pub fn add(&self, shelf: Shelf, id: &str, text: &str) -> Result<String, LibraryError> {
        let path = self.path(shelf, id);
        let unwritable = |cause| LibraryError::Unwritable {
            path: path.clone(),
            cause,
        };
        let mut file = std::fs::File::create_new(&path).map_err(unwritable)?;
        file.write_all(text.as_bytes()).map_err(unwritable)?;
        Ok(file::shown(&path))
    }

    /// Puts a new text in the place of a file, at once, so that no reader sees half of it; its path as it
    /// is shown. `before` is the text that was changed: where the file holds something else by now,
    /// nothing is written.
    ///
    /// # Errors
    ///
    /// Where the file has changed meanwhile, is built into the program or cannot be written.
    pub fn replace(
        &self,
        shelf: Shelf,
        id: &str,
        before: &str,
        text: &str,
    ) -> Result<String, LibraryError> {
        let is_built_in = self.folder.is_none() || self.is_only_built_in(shelf, id);
        let path = match is_built_in {
            true => Self::built_in().path(shelf, id),
            false => self.path(shelf, id),
        };
        let unwritable = |cause| LibraryError::Unwritable {
            path: path.clone(),
            cause,
        };
        if is_built_in {
            return Err(unwritable(std::io::Error::other(
                "it is built into the program; a library of your own can be changed",
            )));
        }
        file::replace(&path, before, text)?;
        Ok(file::shown(&path))
    }

    /// The text of a file as it is, to be changed.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn text(&self, shelf: Shelf, id: &str) -> Result<String, LibraryError> {
        if self.folder.is_none() || self.is_only_built_in(shelf, id) {
            return Ok(Self::built_in().read(shelf, id).text);
        }
        let path = self.path(shelf, id);
        let text = std::fs::read_to_string(&path);
        text.map_err(|cause| LibraryError::Unreadable { path, cause })
    }

    /// Adds lines at the end of a file that is there already; its path as it is shown.
    ///
    /// # Errors
    ///
    /// Where the file is not there or cannot be written.
    pub fn extend(&self, shelf: Shelf, id: &str, text: &str) -> Result<String, LibraryError> {
        let path = self.path(shelf, id);
        let unwritable = |cause| LibraryError::Unwritable {
            path: path.clone(),
            cause,
        };
        let file = std::fs::OpenOptions::new().append(true).open(&path);
        let mut file = file.map_err(unwritable)?;
        // The last line of the file may have no end.
        let text = format!("\n{}", text.trim_start());
        file.write_all(text.as_bytes()).map_err(unwritable)?;
        Ok(file::shown(&path))
    }

    /// Adds the source that is built in, for a library that has none yet.
    ///
    /// # Errors
    ///
    /// Where the file is there already or cannot be written.
    pub fn add_the_letter(&self) -> Result<String, LibraryError> {
        let text = built_in(Shelf::Sources, LETTER).expect("the letter is built in");
        self.add(Shelf::Sources, LETTER, text)
    }

    /// Whether the letter is among the sources of the folder.
    pub fn has_the_letter(&self) -> bool {
        self.path(Shelf::Sources, LETTER).exists()
    }

    /// The folder; `None` for the built-in library.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The IDs on a shelf, sorted so that 10 comes after 2.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be read; a folder that is not there holds nothing.
    pub fn ids(&self, shelf: Shelf) -> Result<Vec<String>, LibraryError> {
        let Some(folder) = &self.folder else {
            let files = shelf.built_in().files();
            let mut ids: Vec<_> = files.filter_map(|file| toml_stem(file.path())).collect();
            ids.sort_unstable_by(|a, b| natural_order(a, b));
            return Ok(ids);
        };
        let path = folder.join(shelf.folder());
        let mut ids = Vec::new();
        match std::fs::read_dir(&path) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => {}
            Err(cause) => return Err(LibraryError::Unreadable { path, cause }),
            Ok(entries) => {
                for entry in entries {
                    let unreadable = |cause| LibraryError::Unreadable {
                        path: path.clone(),
                        cause,
                    };
                    ids.extend(toml_stem(Path::new(
                        &entry.map_err(unreadable)?.file_name(),
                    )));
                }
            }
        }
        ids.sort_unstable_by(|a, b| natural_order(a, b));
        Ok(ids)
    }

    /// Where a file of the library is, as it is shown to people.
    pub fn path(&self, shelf: Shelf, id: &str) -> PathBuf {
        let inside = Path::new(shelf.folder()).join(format!("{id}.toml"));
        match &self.folder {
            Some(folder) => folder.join(inside),
            None => Path::new("<built in>").join(inside),
        }
    }

    /// The text of a file, in a report that tells why where there is none.
    fn read(&self, shelf: Shelf, id: &str) -> Report {
        let path = self.path(shelf, id);
        if self.folder.is_some() {
            return read_text(&path);
        }
        let text = built_in(shelf, id);
        Report {
            path: file::shown(&path),
            text: text.unwrap_or_default().to_owned(),
            diagnostics: match text {
                Some(_) => Vec::new(),
                None => vec![file::unreadable(&ErrorKind::NotFound.into())],
            },
        }
    }

    fn has(&self, shelf: Shelf, id: &str) -> bool {
        match &self.folder {
            // `symlink_metadata`, so that a broken link is a file that cannot be read.
            Some(_) => self.path(shelf, id).symlink_metadata().is_ok(),
            None => shelf.built_in().get_file(format!("{id}.toml")).is_some(),
        }
    }

    /// Something that changes whenever a file of the library is saved, added or taken away.
    pub fn version(&self) -> String {
        let Some(folder) = &self.folder else {
            return "built in".to_owned();
        };
        let folders = [
            folder.join(Shelf::Quizzes.folder()),
            folder.join(Shelf::Sources.folder()),
            folder.clone(),
        ];
        let entries = folders
            .iter()
            .flat_map(|folder| folder.read_dir().into_iter().flatten());
        let toml = entries
            .flatten()
            .filter(|entry| toml_stem(&entry.path()).is_some());
        let times = toml.filter_map(|entry| {
            let saved = entry.metadata().ok()?.modified().ok()?;
            Some(saved.duration_since(std::time::UNIX_EPOCH).ok()?.as_nanos())
        });
        let times: Vec<u128> = times.collect();
        let latest = times.iter().max().copied().unwrap_or_default();
        format!("{latest}-{}", times.len())
    }

    /// A list of the quizzes. Reads only the head of each.
    ///
    /// # Errors
    ///
    /// Where the folder of the quizzes cannot be read.
    pub fn quizzes(&self) -> Result<Vec<QuizEntry>, LibraryError> {
        let entry = |id: String| {
            let read = quiz::heading(&id, &self.read(Shelf::Quizzes, &id).text);
            let (head, questions) = read.map_or((None, 0), |(head, count)| (Some(head), count));
            QuizEntry {
                head: head.filter(|head| !head.title.is_empty()),
                id,
                questions,
            }
        };
        Ok(self.ids(Shelf::Quizzes)?.into_iter().map(entry).collect())
    }

    /// A source that is free of errors; one that a folder does not have is taken from the built-in
    /// library.
    ///
    /// # Errors
    ///
    /// Where the library does not have the source, or its file has errors.
    pub fn source(&self, id: &str) -> Result<Source, LibraryError> {
        if self.is_only_built_in(Shelf::Sources, id) {
            return Self::built_in().source(id);
        }
        self.must_have(Shelf::Sources, id)?;
        let (source, report) = self.parse_source(id);
        match source {
            Some(source) if !has_errors(&report) => Ok(source),
            _ => Err(LibraryError::Content(vec![report])),
        }
    }

    /// A source, however unfinished; `None` where its file cannot be read at all.
    pub fn source_as_it_is(&self, id: &str) -> Option<Source> {
        self.parse_source(id).0
    }

    /// A quiz that is free of errors and the sources that it names. Reads nothing else. A quiz that
    /// a folder does not have is taken from the built-in library, with the sources from there.
    ///
    /// # Errors
    ///
    /// Where the library does not have the quiz, or its file or that of a source has errors.
    pub fn paper(&self, id: &str) -> Result<Paper, LibraryError> {
        if self.is_only_built_in(Shelf::Quizzes, id) {
            return Self::built_in().paper(id);
        }
        self.must_have(Shelf::Quizzes, id)?;
        let shared = self.points();
        let (quiz, sources, mut reports) = self.check_quiz(id, &shared.points);
        let named = quiz.as_ref().map(check::named_sources).unwrap_or_default();
        let ids = std::iter::once((Shelf::Quizzes, id))
            .chain(named.into_iter().map(|id| (Shelf::Sources, id)));
        let files = ids
            .zip(&mut reports)
            .map(|((shelf, id), report)| PaperFile {
                kind: shelf.file_kind(),
                id: id.to_owned(),
                text: Arc::from(report.text.as_str()),
            });
        let mut files: Vec<PaperFile> = files.collect();
        reports.retain_mut(|report| {
            report
                .diagnostics
                .retain(|diagnostic| diagnostic.severity() == Severity::Error);
            !report.diagnostics.is_empty()
        });
        match quiz {
            Some(mut quiz) if reports.is_empty() => {
                if quiz.use_points(&shared.points) {
                    files.extend(shared.file);
                }
                quiz.locate(&sources);
                Ok(Paper {
                    quiz,
                    sources,
                    files,
                })
            }
            _ => Err(LibraryError::Content(reports)),
        }
    }

    /// The quizzes that only the built-in library has; none for that library itself.
    ///
    /// # Errors
    ///
    /// Where the folder of the quizzes cannot be read.
    pub fn other_built_in_quizzes(&self) -> Result<Vec<QuizEntry>, LibraryError> {
        if self.folder.is_none() {
            return Ok(Vec::new());
        }
        let mut others = Self::built_in().quizzes()?;
        others.retain(|it| !self.has(Shelf::Quizzes, &it.id));
        Ok(others)
    }

    /// Whether a folder lacks a file that is built into the program.
    fn is_only_built_in(&self, shelf: Shelf, id: &str) -> bool {
        self.folder.is_some() && is_id(id) && !self.has(shelf, id) && built_in(shelf, id).is_some()
    }

    fn must_have(&self, shelf: Shelf, id: &str) -> Result<(), LibraryError> {
        if is_id(id) && self.has(shelf, id) {
            return Ok(());
        }
        let mut ids = self.ids(shelf)?;
        if self.folder.is_some() {
            ids.extend(Self::built_in().ids(shelf)?);
            ids.sort_unstable();
            ids.dedup();
        }
        let known = || ids.iter().map(String::as_str);
        let plain = |id: &str| id.replace('-', "").to_lowercase();
        // "warmup" means `letter-1-warm-up`, unless several would fit.
        let mut with_it = known().filter(|it| plain(it).contains(&plain(id)));
        let only = with_it
            .next()
            .filter(|_| !id.is_empty() && with_it.next().is_none());
        let near = only.or_else(|| nearest(id, known())).map(str::to_owned);
        Err(LibraryError::Unknown {
            shelf,
            id: id.to_owned(),
            near,
        })
    }

    fn parse_source(&self, id: &str) -> (Option<Source>, Report) {
        let mut report = self.read(Shelf::Sources, id);
        if !report.diagnostics.is_empty() {
            return (None, report);
        }
        let (source, diagnostics) = source::parse(id, &report.text);
        report.diagnostics = diagnostics;
        (source, report)
    }

    /// A source with what is wrong with it. One that cannot be read stands there without extracts, so
    /// that no quiz is said to name a source that is not there.
    fn parse_source_or_damaged(&self, id: &str) -> (Source, Report) {
        let (source, report) = self.parse_source(id);
        let unreadable = || Source {
            is_damaged: true,
            ..Source::empty(id)
        };
        (source.unwrap_or_else(unreadable), report)
    }
}

/// The source that comes with the program.
const LETTER: &str = "khrushchev-letter-1962";

/// The text of a file of the built-in library; `None` where it has no such file.
fn built_in(shelf: Shelf, id: &str) -> Option<&'static str> {
    let file = shelf.built_in().get_file(format!("{id}.toml"))?;
    Some(file.contents_utf8().expect("the files built in are UTF-8"))
}

fn has_errors(report: &Report) -> bool {
    Tally::of(std::slice::from_ref(report)).errors > 0
}

fn holds_library(folder: &Path) -> bool {
    folder.join("quizzes").is_dir() || folder.join("sources").is_dir()
}

/// The name of a TOML file without its ending; `None` for other and for hidden files.
fn toml_stem(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy();
    let stem = name.strip_suffix(".toml")?;
    (!stem.starts_with('.') && !stem.is_empty()).then(|| stem.to_owned())
}
