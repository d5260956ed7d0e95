//! The closed lists of words: kinds, skills, and when a heading is revealed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident $word:literal)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Every word of the list, in its order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word as it is written in files and shown to people.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The word of that spelling.
            pub fn find(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(word: &str) -> Result<Self, String> {
                Self::find(word).ok_or_else(|| {
                    let known = Self::ALL.iter().map(|known| known.as_str()).collect::<Vec<_>>();
                    format!("expected one of: {}", known.join(", "))
                })
            }
        }
    };
}

words! {
    /// What a typed gap or cell forgives.
    Forgive {
        /// A misspelling: one in words of four letters, two from eight.
        Spelling "spelling"
        /// Another form of the same word: "mole" for "moles".
        Inflection "inflection"
        /// Another way of writing the same date; in numbers the day stands before the month.
        Date "date"
        /// The same, with the month before the day.
        DateMonthFirst "date-month-first"
    }
}

words! {
    /// What a question tests.
    Skill {
        /// What the passage says.
        Comprehension "comprehension"
        /// What it implies.
        Inference "inference"
        /// Nature, origin, date and place.
        Provenance "provenance"
        /// Why it was made, and for whom.
        Purpose "purpose"
        /// The passage read against its moment.
        Context "context"
        /// Tone, metaphor and loaded words.
        Language "language"
        /// Claims, steps and concessions.
        Argument "argument"
        /// Agreement, conflict and independence between sources.
        Corroboration "corroboration"
        /// Value and limits as evidence for an enquiry.
        Utility "utility"
        /// Silences, and the next question to ask.
        Enquiry "enquiry"
    }
}

words! {
    /// The form of a question.
    Kind {
        /// Picks one of several options.
        SingleChoice "single-choice"
        /// Picks several options.
        MultipleResponse "multiple-response"
        /// Calls each statement true, false or not stated.
        TrueFalse "true-false"
        /// Pairs left with right.
        Matching "matching"
        /// Puts items in order.
        Ordering "ordering"
        /// Fills gaps.
        Cloze "cloze"
        /// Selects the sentences or phrases that show something.
        Evidence "evidence"
        /// Picks a claim, then the evidence for it.
        Paired "paired"
        /// Fills a grid of provenance.
        Grid "grid"
        /// Writes inferences, each with the detail that supports it.
        Inference "inference"
        /// Writes a short answer.
        ShortAnswer "short-answer"
        /// Writes an extended answer.
        Extended "extended"
    }
}

words! {
    /// When the heading of a passage is shown.
    #[derive(Default)]
    Reveal {
        /// With the passage.
        #[default]
        Before "before"
        /// After the student has said who made it, when and why.
        After "after"
        /// Not while the quiz is taken.
        Hidden "hidden"
    }
}

impl Kind {
    /// Whether a person judges the answer, because it is written in the student's own words.
    pub fn is_written(self) -> bool {
        matches!(self, Self::Inference | Self::ShortAnswer | Self::Extended)
    }
}
