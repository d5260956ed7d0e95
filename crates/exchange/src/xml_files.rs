//! The XML files of a package as they are read, and a report for each that has something wrong.

use super::encoding::{Encoding, decode};
use super::imported::Trouble;
use super::package::Member;
use super::xml::{self, Element};
use sourcework_core::diagnostic::{Code, Diagnostic, Report, Span};

/// A package whose files are read.
#[derive(Default)]
pub struct XmlFiles {
    /// The name of the package, for reports.
    package: String,
    reports: Vec<Report>,
}

impl XmlFiles {
    /// Those of the package of that name.
    pub fn of(package: &str) -> Self {
        Self {
            package: package.to_owned(),
            ..Self::default()
        }
    }

    /// What was reported.
    pub fn into_reports(self) -> Vec<Report> {
        self.reports
    }

    /// Reports something about the package as a whole.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.report_in(String::new(), "", diagnostic);
    }

    /// Reports that the package is not what it should be.
    pub fn malformed(&mut self, message: impl Into<String>) {
        let message: String = message.into();
        self.report(Diagnostic::new(Code::Malformed, Span::default(), message));
    }

    /// Reports something about a file of the package.
    fn report_in(&mut self, text: String, member: &str, diagnostic: Diagnostic) {
        self.reports.push(Report {
            path: self.path(member),
            text,
            diagnostics: vec![diagnostic],
        });
    }

    /// Where a file of the package is, for reports.
    fn path(&self, member: &str) -> String {
        match member {
            "" => self.package.clone(),
            member => format!("{}/{member}", self.package),
        }
    }

    /// Reads a file of the package.
    pub fn parse(&mut self, member: &Member, encoding: Option<Encoding>) -> Option<Element> {
        let text = match decode(&member.bytes, encoding) {
            Ok(text) => text,
            Err(diagnostic) => {
                self.report_in(String::new(), &member.name, diagnostic);
                return None;
            }
        };
        let failed = match xml::parse(&text) {
            Ok(root) => return Some(root),
            Err(diagnostic) => diagnostic,
        };
        self.report_in(text.into_owned(), &member.name, failed);
        None
    }

    /// Keeps the report of a file, if there is anything in it.
    pub fn finish(&mut self, trouble: Trouble<'_>, member: &Member) {
        let report = trouble.into_report(&self.path(&member.name));
        if !report.diagnostics.is_empty() {
            self.reports.push(report);
        }
    }
}
