//! Checking files of a library, many at a time.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::shared_points::{self, Points};
use super::{Library, LibraryError, Shelf, file, holds_library, toml_stem};
use sourcework_core::diagnostic::{Diagnostic, Report, Severity};
use sourcework_core::marking::written::examples;
use sourcework_core::parallel::in_parallel;
use sourcework_core::quiz::{self, Quiz, SharedPoints};
use sourcework_core::source::{self, Sources};

/// The outcome of a check.
#[derive(Debug, Default)]
pub struct Checked {
    /// Files with something wrong, sorted by path.
    pub reports: Vec<Report>,
    /// How many sources were looked at.
    pub sources: usize,
    /// How many quizzes were looked at.
    pub quizzes: usize,
    /// How many questions they have.
    pub questions: usize,
    /// The sources of a whole library, kept so that a process that ends after a check need not
    /// wait while they are freed.
    kept: Sources,
}

impl Checked {
    /// Lets the sources go without freeing them: for a process that is about to end.
    pub fn leak(mut self) {
        std::mem::forget(std::mem::take(&mut self.kept));
    }
}

/// Which extracts the quizzes ask about, marked from several threads at once.
struct Usage {
    of_source: HashMap<String, Vec<AtomicBool>>,
}

impl Usage {
    fn new(sources: &Sources) -> Self {
        let unused = |source: &source::Source| {
            let places = source
                .extracts
                .iter()
                .map(|_| AtomicBool::new(false))
                .collect();
            (source.id.clone(), places)
        };
        Self {
            of_source: sources.iter().map(unused).collect(),
        }
    }

    fn mark(&self, sources: &Sources, id: &str) {
        if let Some((source, place)) = sources.place(id) {
            self.of_source[&source.id][place].store(true, Ordering::Relaxed);
        }
    }

    fn is_used(&self, source: &str, place: usize) -> bool {
        self.of_source[source][place].load(Ordering::Relaxed)
    }
}

impl Library {
    /// Checks every file. Sources are read first; both are spread over the machine's cores.
    ///
    /// # Errors
    ///
    /// Where a folder of the library cannot be read; what is wrong with a file is in its report.
    pub fn check(&self) -> Result<Checked, LibraryError> {
        let source_ids = self.ids(Shelf::Sources)?;
        let quiz_ids = self.ids(Shelf::Quizzes)?;
        let (sources, source_reports) = self.all_sources(&source_ids);
        let mut checked = Checked {
            sources: source_ids.len(),
            quizzes: quiz_ids.len(),
            ..Checked::default()
        };
        checked.reports.extend(source_reports);
        let (points, report) = self.points().check();
        checked.reports.extend(report);

        let usage = Usage::new(&sources);
        let outcomes = in_parallel(&quiz_ids, |id| {
            let (quiz, report) = self.parse_and_check(id, &sources, &points);
            let is_damaged = quiz.as_ref().is_none_or(|quiz| quiz.is_damaged);
            let questions = quiz.map_or(Vec::new(), |quiz| quiz.questions);
            let extracts = questions.iter().flat_map(|question| &question.extracts);
            extracts.for_each(|id| usage.mark(&sources, id));
            (questions.len(), is_damaged, report)
        });
        let mut all_read = true;
        for (questions, is_damaged, report) in outcomes {
            checked.questions += questions;
            checked.reports.extend(report);
            all_read &= !is_damaged;
        }
        // A question that could not be read may ask about any extract.
        if all_read {
            self.add_unused(&sources, &usage, &mut checked.reports);
        }
        checked.reports.sort_by(|a, b| a.path.cmp(&b.path));
        checked.kept = sources;
        Ok(checked)
    }

    /// Checks one file or folder by its path: a library, or TOML files on their own, which are
    /// held against the sources of the library that they lie in, or else of this one.
    ///
    /// # Errors
    ///
    /// Where a folder cannot be read; what is wrong with a file is in its report.
    pub fn check_path(&self, path: &Path) -> Result<Checked, LibraryError> {
        let unreadable = |cause| LibraryError::Unreadable {
            path: path.to_owned(),
            cause,
        };
        if !path.is_dir() {
            return Ok(self.check_file(path));
        }
        if holds_library(path) {
            return Self::open(path)?.check();
        }
        let mut checked = Checked::default();
        for entry in path.read_dir().map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if toml_stem(&path).is_some() {
                let one = self.check_file(&path);
                checked.reports.extend(one.reports);
                checked.sources += one.sources;
                checked.quizzes += one.quizzes;
                checked.questions += one.questions;
            }
        }
        checked.reports.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(checked)
    }

    fn check_file(&self, path: &Path) -> Checked {
        self.check_read(path, file::read_text(path))
    }

    /// Checks a file whose text is in the report.
    pub(super) fn check_read(&self, path: &Path, mut report: Report) -> Checked {
        // A file with another ending than `.toml` is checked too, with an empty ID.
        let id = toml_stem(path).unwrap_or_default();
        let above = path.parent().and_then(Path::parent);
        let library = above.and_then(|folder| Self::open(non_empty(folder)).ok());
        let library = library.as_ref().unwrap_or(self);
        let mut checked = Checked::default();
        if !report.diagnostics.is_empty() {
            checked.reports.push(report);
        } else if path.ends_with(shared_points::FILE) {
            checked.reports.extend(Points::of(report).check().1);
        } else if is_source(path, &report.text) {
            let (_, diagnostics) = source::parse(&id, &report.text);
            report.diagnostics = diagnostics;
            checked.sources = 1;
            checked.reports.push(report);
        } else {
            let points = library.points().points;
            let (quiz, sources, mut reports) = library.check_quiz_text(&id, report, &points);
            if let (Some(quiz), Some(report)) = (&quiz, reports.first_mut()) {
                add_examples(report, || examples::check(quiz, &sources));
            }
            checked.quizzes = 1;
            checked.questions = quiz.map_or(0, |quiz| quiz.questions.len());
            checked.reports = reports;
        }
        checked
            .reports
            .retain(|report| !report.diagnostics.is_empty());
        checked
    }

    /// What would be wrong with a quiz if its file had this text: the errors, among them the examples
    /// that would earn another mark.
    pub fn errors_in(&self, id: &str, text: &str) -> Vec<Diagnostic> {
        if self.is_only_built_in(Shelf::Quizzes, id) {
            return Self::built_in().errors_in(id, text);
        }
        let report = Report {
            path: file::shown(&self.path(Shelf::Quizzes, id)),
            text: text.to_owned(),
            diagnostics: Vec::new(),
        };
        let (quiz, sources, reports) = self.check_quiz_text(id, report, &self.points().points);
        let examples = quiz.map(|quiz| examples::check(&quiz, &sources));
        let found = reports.into_iter().flat_map(|report| report.diagnostics);
        let mut errors: Vec<Diagnostic> = found.chain(examples.into_iter().flatten()).collect();
        errors.retain(|it| it.severity() == Severity::Error);
        errors
    }

    /// A quiz of this library with the sources it names, and everything that is wrong with it
    /// and with them.
    pub(super) fn check_quiz(
        &self,
        id: &str,
        points: &SharedPoints,
    ) -> (Option<Quiz>, Sources, Vec<Report>) {
        self.check_quiz_text(id, self.read(Shelf::Quizzes, id), points)
    }

    fn check_quiz_text(
        &self,
        id: &str,
        mut report: Report,
        points: &SharedPoints,
    ) -> (Option<Quiz>, Sources, Vec<Report>) {
        let mut sources = Sources::default();
        if !report.diagnostics.is_empty() {
            return (None, sources, vec![report]);
        }
        let (quiz, diagnostics) = quiz::parse(id, &report.text);
        report.diagnostics = diagnostics;
        let mut reports = Vec::new();
        let Some(mut quiz) = quiz else {
            return (None, sources, vec![report]);
        };
        quiz.use_points(points);
        let named = named_sources(&quiz);
        let known = |id: &&str| source::is_id(id) && self.has(Shelf::Sources, id);
        if named.iter().all(known) {
            for id in named {
                let (source, report) = self.parse_source_or_damaged(id);
                reports.push(report);
                sources.insert(source);
            }
        } else if let Ok(ids) = self.ids(Shelf::Sources) {
            // Something is unknown: all sources are needed to say what was meant.
            let (all, source_reports) = self.all_sources(&ids);
            sources = all;
            reports.extend(source_reports);
        }
        report.diagnostics.extend(quiz::check(&quiz, &sources));
        report.diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        reports.insert(0, report);
        (Some(quiz), sources, reports)
    }

    fn all_sources(&self, ids: &[String]) -> (Sources, Vec<Report>) {
        let mut sources = Sources::default();
        let mut reports = Vec::new();
        for (source, report) in in_parallel(ids, |id| {
            let (source, report) = self.parse_source_or_damaged(id);
            (source, wrong(report))
        }) {
            reports.extend(report);
            sources.insert(source);
        }
        (sources, reports)
    }

    fn parse_and_check(
        &self,
        id: &str,
        sources: &Sources,
        points: &SharedPoints,
    ) -> (Option<Quiz>, Option<Report>) {
        let mut report = self.read(Shelf::Quizzes, id);
        if !report.diagnostics.is_empty() {
            return (None, wrong(report));
        }
        let (quiz, diagnostics) = quiz::parse(id, &report.text);
        report.diagnostics = diagnostics;
        let quiz = quiz.map(|mut quiz| {
            quiz.use_points(points);
            quiz
        });
        if let Some(quiz) = &quiz {
            report.diagnostics.extend(quiz::check(quiz, sources));
            add_examples(&mut report, || examples::check(quiz, sources));
        }
        (quiz, wrong(report))
    }

    fn add_unused(&self, sources: &Sources, usage: &Usage, reports: &mut Vec<Report>) {
        let of_path = reports.iter().enumerate();
        let of_path: HashMap<String, usize> = of_path
            .map(|(place, report)| (report.path.clone(), place))
            .collect();
        for source in sources.iter() {
            let unused = quiz::unused_extracts(source, |place| usage.is_used(&source.id, place));
            if unused.is_empty() {
                continue;
            }
            let path = file::shown(&self.path(Shelf::Sources, &source.id));
            match of_path.get(&path) {
                Some(place) => {
                    let report = &mut reports[*place];
                    report.diagnostics.extend(unused);
                    report.diagnostics.sort_by_key(|diagnostic| diagnostic.span);
                }
                None => {
                    // The text was let go while it seemed to have nothing wrong.
                    let mut report = self.read(Shelf::Sources, &source.id);
                    report.diagnostics.extend(unused);
                    reports.push(report);
                }
            }
        }
    }
}

/// Runs the examples of a file. Where its schemes are wrong, they would only say so again.
pub(super) fn add_examples(report: &mut Report, run: impl FnOnce() -> Vec<Diagnostic>) {
    let diagnostics = &mut report.diagnostics;
    if diagnostics.iter().all(|it| it.severity() < Severity::Error) {
        diagnostics.extend(run());
    }
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
}

/// A report with something wrong; others are let go, so that memory stays small.
pub(super) fn wrong(report: Report) -> Option<Report> {
    (!report.diagnostics.is_empty()).then_some(report)
}

/// A relative path of one part has the empty path above it, which means here.
fn non_empty(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    }
}

/// Whether a file on its own is a source: by its folder, else by what it holds.
fn is_source(path: &Path, text: &str) -> bool {
    let folder = path.parent().and_then(Path::file_name);
    match folder.and_then(|name| name.to_str()) {
        Some("sources") => true,
        Some("quizzes") => false,
        _ => {
            let begins = |line: &str, header: &str| line.trim_start().starts_with(header);
            let has = |header: &str| text.lines().any(|line| begins(line, header));
            has("[[extract]]") || (has("[provenance]") && !has("[[question]]"))
        }
    }
}

/// The sources that a quiz names, sorted.
pub(super) fn named_sources(quiz: &Quiz) -> Vec<&str> {
    let extracts = quiz
        .questions
        .iter()
        .flat_map(|question| &question.extracts);
    let mut named: Vec<&str> = extracts.filter_map(|id| id.split('/').next()).collect();
    named.sort_unstable();
    named.dedup();
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_built_in_cannot_be_read() {
        let (source, report) = Library::built_in().parse_source("nowhere");
        assert!(source.is_none());
        assert_eq!(report.diagnostics[0].message, "there is no such file");
    }

    #[test]
    fn the_built_in_library_has_no_error() {
        let checked = Library::built_in().check().expect("readable");
        let codes: Vec<_> = checked
            .reports
            .iter()
            .flat_map(|it| &it.diagnostics)
            .map(|it| it.code)
            .collect();
        assert_eq!(codes, []);
    }
}
