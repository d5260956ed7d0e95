//! The points that the quizzes of a library share.

use sourcework_core::diagnostic::Report;
use sourcework_core::marking::written::examples;
use sourcework_core::paper::{FileKind, PaperFile};
use sourcework_core::quiz::{self, SharedPoints};

use super::check::{add_examples, wrong};
use super::{Library, file};

/// The file of a library that holds its shared points.
pub(super) const FILE: &str = "points.toml";

/// What a library's quizzes share.
#[derive(Default)]
pub(super) struct Points {
    pub points: SharedPoints,
    /// The file that they were read from.
    pub file: Option<PaperFile>,
    /// What is wrong with the file.
    pub report: Option<Report>,
}

impl Library {
    /// The points of the library's own file; none where it has no such file.
    pub(super) fn points(&self) -> Points {
        let path = self.folder().map(|folder| folder.join(FILE));
        let Some(path) = path.filter(|path| path.is_file()) else {
            return Points::default();
        };
        Points::of(file::read_text(&path))
    }
}

impl Points {
    /// The points in a file that has been read.
    pub fn of(mut report: Report) -> Self {
        if !report.diagnostics.is_empty() {
            return Self {
                report: Some(report),
                ..Self::default()
            };
        }
        let (points, mistakes) = SharedPoints::parse(&report.text);
        report.diagnostics = mistakes;
        let file = PaperFile {
            kind: FileKind::Points,
            id: "points".to_owned(),
            text: report.text.as_str().into(),
        };
        Self {
            points,
            file: Some(file),
            report: Some(report),
        }
    }

    /// Everything that is wrong with the file; `None` where there is no file, or nothing wrong.
    pub fn check(self) -> (SharedPoints, Option<Report>) {
        let report = self.report.map(|mut report| {
            report.diagnostics.extend(quiz::check_points(&self.points));
            add_examples(&mut report, || examples::check_shared(&self.points));
            report
        });
        (self.points, report.and_then(wrong))
    }
}
