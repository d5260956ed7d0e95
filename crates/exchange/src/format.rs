//! The formats, and what each of them can carry.

use serde::Serialize;

use super::lower::Capabilities;
use sourcework_core::quiz::Kind;

/// How a format carries a kind of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carriage {
    /// As what it is, marked as here.
    Whole,
    /// In another form, named as the other tool names it; what is lost by that is said with each
    /// question.
    As(&'static str),
    /// Not at all.
    No,
}

macro_rules! formats {
    ($($variant:ident $name:literal $ending:literal $capabilities:path, $about:literal;)*) => {
        /// A format of another tool.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Format { $(#[doc = $about] $variant,)* }

        impl Format {
            /// Every format, in the order in which they are listed.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name on the command line.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// What it is, in a few words.
            pub fn about(self) -> &'static str {
                match self { $(Self::$variant => $about),* }
            }

            /// The usual ending of its files.
            pub fn ending(self) -> &'static str {
                match self { $(Self::$variant => $ending),* }
            }

            /// What it can carry.
            pub(super) fn capabilities(self) -> &'static Capabilities {
                match self { $(Self::$variant => &$capabilities),* }
            }
        }
    };
}

formats! {
    MoodleXml "moodle-xml" "xml" super::moodle::CAPABILITIES, "Moodle's question bank";
    Gift "gift" "gift" super::gift::CAPABILITIES, "Moodle's plain text";
    Aiken "aiken" "txt" super::aiken::CAPABILITIES, "plain text for single choice";
    Qti3 "qti3" "zip" super::qti::CAPABILITIES_3, "a package of QTI 3.0";
    Qti21 "qti21" "zip" super::qti::CAPABILITIES_21, "a package of QTI 2.1";
    Canvas "canvas" "zip" super::canvas::CAPABILITIES, "a package of QTI 1.2 as Canvas reads it; read from any tool, such as Blackboard";
    Anki "anki" "apkg" super::anki::CAPABILITIES, "a deck of Anki; read as Anki's notes in plain text";
    Worksheet "worksheet" "html" super::printed::CAPABILITIES, "a page to print, or its mark scheme";
    Docx "docx" "docx" super::printed::CAPABILITIES, "a document to edit in a word processor; read as a typed list of questions";
    Xlsx "xlsx" "xlsx" super::table::CAPABILITIES, "a workbook: the quiz as a plain table";
    Kahoot "kahoot" "xlsx" super::xlsx::KAHOOT_CAPABILITIES, "Kahoot's template for spreadsheets";
    Csv "csv" "csv" super::table::CAPABILITIES, "a table, see `sourcework guide table-format`";
    Markdown "markdown" "md" super::markdown::CAPABILITIES, "text with light markup";
    Json "json" "json" super::json::CAPABILITIES, "for programs, whole; `sourcework schema export` describes it";
    Transcript "transcript" "txt" super::transcript::CAPABILITIES, "plain text of a source";
}

impl Format {
    /// How it carries a kind.
    pub fn carries(self, kind: Kind) -> Carriage {
        self.capabilities().carries(kind)
    }

    /// Whether files of the format can be written.
    pub fn is_written(self) -> bool {
        self != Self::Transcript
    }

    /// Whether its files are packages of several, or not text at all.
    pub fn is_package(self) -> bool {
        matches!(self.ending(), "zip" | "apkg" | "docx" | "xlsx")
    }

    /// Whether it is printed: on paper of a size, in variants.
    pub fn is_paper(self) -> bool {
        matches!(self, Self::Worksheet | Self::Docx)
    }

    /// Whether what is right can be asked for.
    pub fn has_key(self) -> bool {
        self.is_paper() || self == Self::Markdown
    }

    /// The format of that name.
    ///
    /// # Errors
    /// There is no such format, or it cannot be read: the error names those that can.
    pub fn readable(name: &str) -> Result<Self, String> {
        Self::find(name, Self::is_read)
    }

    /// The format of that name.
    ///
    /// # Errors
    /// There is no such format, or it cannot be written: the error names those that can.
    pub fn written(name: &str) -> Result<Self, String> {
        Self::find(name, Self::is_written)
    }

    fn find(name: &str, fits: impl Fn(Self) -> bool) -> Result<Self, String> {
        let fitting = || Self::ALL.iter().copied().filter(|it| fits(*it));
        let found = fitting().find(|format| format.as_str() == name);
        found.ok_or_else(|| {
            let names: Vec<_> = fitting().map(Self::as_str).collect();
            format!("expected one of: {}", names.join(", "))
        })
    }

    /// Whether files of the format can be read.
    pub fn is_read(self) -> bool {
        matches!(
            self,
            Self::MoodleXml
                | Self::Gift
                | Self::Aiken
                | Self::Qti3
                | Self::Qti21
                | Self::Canvas
                | Self::Anki
                | Self::Csv
                | Self::Xlsx
                | Self::Kahoot
                | Self::Markdown
                | Self::Json
                | Self::Transcript
                | Self::Docx
        )
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}
