//! The formats, and what each of them can carry.

use serde::Serialize;

use crate::quiz::Kind;

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
    ($($(#[$doc:meta])* $variant:ident $name:literal $ending:literal $carries:path;)*) => {
        /// A format of another tool.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Format { $($(#[$doc])* $variant,)* }

        impl Format {
            /// Every format, in the order in which they are listed.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name on the command line.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// The usual ending of its files.
            pub fn ending(self) -> &'static str {
                match self { $(Self::$variant => $ending),* }
            }

            /// How it carries a kind.
            pub fn carries(self, kind: Kind) -> Carriage {
                match self { $(Self::$variant => $carries(kind)),* }
            }
        }
    };
}

formats! {
    /// Moodle's question bank.
    MoodleXml "moodle-xml" "xml" super::moodle::carries;
    /// Moodle's plain text.
    Gift "gift" "gift" super::gift::carries;
    /// Plain text for single choice.
    Aiken "aiken" "txt" super::aiken::carries;
    /// A package of QTI 3.0.
    Qti3 "qti3" "zip" super::qti::carries_3;
    /// A package of QTI 2.1.
    Qti21 "qti21" "zip" super::qti::carries_21;
    /// A package of QTI 1.2 as Canvas reads it.
    Canvas "canvas" "zip" super::canvas::carries;
    /// A deck of Anki cards.
    Anki "anki" "apkg" super::anki::carries;
    /// A page to print.
    Worksheet "worksheet" "html" whole;
    /// A document to edit in a word processor.
    Docx "docx" "docx" whole;
    /// A workbook: the quiz as a plain table.
    Xlsx "xlsx" "xlsx" whole;
    /// Kahoot's template for spreadsheets.
    Kahoot "kahoot" "xlsx" super::xlsx::carries_kahoot;
    /// A table with a documented header.
    Csv "csv" "csv" super::csv::carries;
    /// Text with light markup.
    Markdown "markdown" "md" whole;
    /// For programs, whole.
    Json "json" "json" whole;
    /// A transcript of a source; only read.
    Transcript "transcript" "txt" nothing;
}

fn whole(_: Kind) -> Carriage {
    Carriage::Whole
}

fn nothing(_: Kind) -> Carriage {
    Carriage::No
}

impl Format {
    /// Whether files of the format can be written.
    pub fn is_written(self) -> bool {
        self != Self::Transcript
    }

    /// Whether its files are packages of several, or not text at all.
    pub fn is_package(self) -> bool {
        matches!(self.ending(), "zip" | "apkg" | "docx" | "xlsx")
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
                | Self::Anki
                | Self::Csv
                | Self::Markdown
                | Self::Json
                | Self::Transcript
        )
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for Format {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, String> {
        let known = Self::ALL.iter().find(|format| format.as_str() == name);
        known.copied().ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|format| format.as_str()).collect();
            format!("expected one of: {}", names.join(", "))
        })
    }
}
