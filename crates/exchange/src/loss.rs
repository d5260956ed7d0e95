//! What a format could not carry: said question by question, never dropped in silence.

use serde::Serialize;

/// Something of a quiz that a format cannot carry, or carries otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// What it is a part of.
    pub about: About,
    /// Which part.
    pub part: Part,
    /// What became of it, in a teacher's words: "becomes an essay question", "is left out".
    pub how: String,
}

/// What a loss is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// The whole quiz, once.
    Quiz,
    /// The source of that ID.
    Source(String),
    /// The question of that ID.
    Question(String),
}

impl Loss {
    /// A loss of the whole quiz.
    pub fn of_quiz(part: Part, how: impl Into<String>) -> Self {
        Self {
            about: About::Quiz,
            part,
            how: how.into(),
        }
    }

    /// A loss of a question.
    pub fn of_question(id: &str, part: Part, how: impl Into<String>) -> Self {
        Self {
            about: About::Question(id.to_owned()),
            part,
            how: how.into(),
        }
    }

    /// A loss of a source.
    pub fn of_source(id: &str, part: Part, how: impl Into<String>) -> Self {
        Self {
            about: About::Source(id.to_owned()),
            part,
            how: how.into(),
        }
    }
}

macro_rules! parts {
    ($($(#[$doc:meta])* $variant:ident $name:literal $keys:expr;)*) => {
        /// A part of a quiz, a question or a source.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Part { $($(#[$doc])* $variant,)* }

        impl Part {
            /// Every part.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// What it is called.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// The keys of a file that hold it, at any depth of what the loss is about. A round
            /// trip is compared without them; texts that lose their layout are compared word by
            /// word.
            pub fn keys(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &$keys),* }
            }
        }
    };
}

parts! {
    /// The whole question: it is left out.
    Question "question" [];
    /// The kind: the question comes in another form, and is marked as that form is.
    Kind "kind" [];
    /// The passages.
    Passage "passage" ["extracts", "extract"];
    /// Who made the source, when, for whom.
    Provenance "provenance" ["provenance"];
    /// The fact sheet and the glossary of the source.
    Background "fact sheet and glossary" ["facts", "glossary"];
    /// When the heading of the passage is shown.
    Reveal "reveal" ["provenance"];
    /// The skill.
    Skill "skill" ["skill"];
    /// The quotations that are the evidence, of the question and of its statements.
    Quotes "quotations" ["quotes", "quote"];
    /// The explanation.
    Explanation "explanation" ["explanation"];
    /// The hint.
    Hint "hint" ["hint"];
    /// What is said of single options.
    Feedback "feedback" ["feedback"];
    /// The tariff.
    Marks "tariff" ["marks"];
    /// Whether options are shuffled.
    Shuffle "shuffle" ["shuffle"];
    /// A rule of marking: `choose`, `all-or-nothing`, caps, needs.
    Rule "rule" ["choose", "all-or-nothing", "caps", "needs", "group", "count", "min-words", "quote-from", "forgive-names", "forgive"];
    /// Answers that are accepted beside the first.
    Variants "variants" ["text", "answers"];
    /// Wrong words of a bank, wrong rights of a matching.
    Distractors "distractors" ["bank", "distractors"];
    /// The patterns of credit points.
    Patterns "patterns" ["accept", "reject", "point", "synonyms", "learned-responses"];
    /// Level descriptors.
    Levels "levels" ["criterion"];
    /// The model answer.
    Model "model" ["model"];
    /// Answers with their marks.
    Examples "examples" ["example", "sample"];
    /// The title.
    Title "title" ["title"];
    /// What the quiz says of itself: description, level, pass mark, time, examination.
    About "what the quiz says of itself" ["description", "level", "pass", "time-limit", "exam"];
    /// Spaces and line breaks of a text.
    Layout "layout" [];
    /// The ID of a question.
    Id "id" ["id"];
}
