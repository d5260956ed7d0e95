//! The codes of diagnostics: stable names, how bad each is, and what `sourcework explain` says.

use serde::Serialize;

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Could be better.
    Hint,
    /// Probably a mistake; the file can be used.
    Warning,
    /// The file cannot be used as it is.
    Error,
}

impl Severity {
    /// The severity as a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

macro_rules! codes {
    ($($name:ident $text:literal $severity:ident $explanation:literal)*) => {
        /// The rules that a file can break.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $explanation] $name,)*
        }

        impl Code {
            /// Every code, in the order in which `explain` lists them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable, kebab-case name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }

            /// How bad it is.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity),* }
            }

            /// What is meant, why it matters and how to mend it.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$name => $explanation),* }
            }
        }
    };
}

codes! {
    NotImported "not-imported" Warning
"Something in the file of another tool has no counterpart here, for example an image, a formula or a
question that asks for a number. It was left out; everything else was imported."
    ImportedOtherwise "imported-otherwise" Warning
"Something in the file of another tool was imported in another form: it is marked differently
here, or looks different. Check the result before you use it."
    Ambiguous "ambiguous" Warning
"The file can be read in two ways. The likelier one was taken; on a terminal you are asked instead.
Read what was made of it, or say it more plainly in the file."
    Malformed "malformed" Error
"The file does not follow the rules of its format at the marked place.
Export it again from the other tool, or correct the place. What comes before it was read, and so was
what comes after it, where that was possible."
    UnsafeFile "unsafe-file" Error
"The file has something that no quiz needs: names that lead out of a package, XML entities of its own, or
far more data than its size suggests. Such files can do harm, so none of it was read."
    Unreadable "unreadable" Error
"The file or folder could not be opened or read: it may be missing, locked, or closed to you.
Check its name and its permissions."
    SymlinkLoop "symlink-loop" Error
"The file is a link that leads back to itself, so there is nothing to read.
Remove the link, or let it point to a real file."
    TooLarge "too-large" Error
"The file is larger than any quiz or source needs: 8 MiB, or 64 MiB for a file of another tool.
Split it, or check that it is the file you meant."
    NotUtf8 "not-utf8" Error
"The file is not UTF-8 text, so letters beyond plain English would be garbled.
In your editor choose «Save as» and the encoding UTF-8."
    Syntax "syntax" Error
"The line is not valid TOML: usually a quotation mark, a bracket or a comma is missing there or just before
it, or a word processor has put curly quotation marks for straight ones. Of each question or extract only the
first such mistake is shown, and nothing that may follow from it. `sourcework check --fix` offers to write
the corrected lines."
    NewerFormat "newer-format" Error
"The file says `format = …` with a number that this version of the program does not know, so it was made for
a later one. Install a newer version of sourcework. Files of format 1 need not say it."
    UnknownKey "unknown-key" Error
"The key means nothing here. Usually it is misspelt, or it belongs to another kind of question or
to another table. `sourcework schema quiz` lists the keys of every kind."
    MissingKey "missing-key" Error
"A key that is always needed is not there. Add it to the table that is marked."
    WrongType "wrong-type" Error
"The key holds the wrong sort of value, for example a number where text is expected.
Text stands in quotation marks, whole numbers and true or false without them, and lists in brackets."
    EmptyText "empty-text" Error
"The text or list is empty. Write something, or leave the key out where it is optional."
    ControlCharacter "control-character" Error
"The text contains an invisible control character, usually pasted
along with something else, or one that changes the direction of writing. Delete it and type that part again."
    InvalidId "invalid-id" Error
"An ID or a file name is made of lower-case letters, digits and hyphens, for example `speaks-for-castro`.
Do not change an ID later, because results are saved under it."
    DuplicateId "duplicate-id" Error
"Two questions of a quiz (or two points of a question) have the same ID. Results are kept under the
ID, so each needs its own."
    DuplicateExtract "duplicate-extract" Error
"Two extracts of a source have the same label, so it is not clear which one is meant.
Give each its own label."
    UnknownKind "unknown-kind" Error
"The kind of the question must be one of the twelve: single-choice, multiple-response, true-false,
matching, ordering, cloze, evidence, paired, grid, inference, short-answer, extended."
    UnknownSkill "unknown-skill" Error
"The skill must be one of the ten: comprehension, inference, provenance, purpose, context, language,
argument, corroboration, utility, enquiry. Reliability belongs under utility."
    UnknownWord "unknown-word" Error
"This key accepts only a few words, and this is not one of them. The message lists them."
    UnknownSource "unknown-source" Error
"No file of that name is in the folder `sources/`. An extract is named `source-id/label`, and the
source ID is the file name without `.toml`."
    UnknownExtract "unknown-extract" Error
"The source has no extract with that label. An extract is named `source-id/label`, for example
`khrushchev-letter-1962/6b`."
    NoExtract "no-extract" Error
"Every question must name at least one extract, because it is about a passage."
    NoQuestions "no-questions" Error
"The quiz has no question yet. Begin one with a line `[[question]]`."
    NoExtracts "no-extracts" Error
"The source has no extract yet. Begin one with a line `[[extract]]`, with a label and the text."
    MissingProvenance "missing-provenance" Error
"A source without provenance cannot be used as evidence: say at least who made it (`creator`), when
(`date`) and what it is (`type`) in a table `[provenance]`. Write `creator = \"unknown\"` where that is so."
    InvalidDate "invalid-date" Error
"The date is not written in EDTF (ISO 8601-2), the standard for uncertain dates. Examples: `1962-10-26`, `1962-10`, `1962`,
`1348~` (about 1348), `1962?` (uncertain), `196X` (some year of the sixties), `1914/1918` (from, to),
`1962-23` (autumn 1962), `-0043` (44 BC)."
    InvalidTimeLimit "invalid-time-limit" Error
"`time-limit` is not valid. Write hours and minutes, for example \"25m\", \"1h\" or \"1h 30m\"; at least
one minute and at most a day."
    InvalidPass "invalid-pass" Error
"The pass mark is a whole number of per cent, from 0 to 100."
    InvalidMarks "invalid-marks" Error
"The marks of a question are a whole number from 1 to 100. Leave `marks` out to use the usual number for its kind."
    Misquotation "misquotation" Error
"The quotation is not in the named extract word for word. Quotations are checked letter by letter,
because a student is asked to find them. Copy the words from the source; never correct them."
    QuotationElsewhere "quotation-elsewhere" Error
"The quotation is in an extract that the question does not name.
Name that extract as well, or quote from the one that is named."
    TooFew "too-few" Error
"There is too little to choose from: a question needs two or more options, claims, quotations or pairs,
or three or more items to put in order."
    NoCorrectOption "no-correct-option" Error
"No option is marked `correct = true`, so that nobody could answer."
    SeveralCorrectOptions "several-correct-options" Error
"More than one option is marked correct, but the student picks only one.
Keep one, or make the question a `multiple-response`."
    ChooseMismatch "choose-mismatch" Error
"`choose` tells the student how many options are right, and it differs from the number that is marked
`correct = true`."
    DuplicateOption "duplicate-option" Error
"Two options, statements, items or pairs are the same (but for case and spaces), so that a right
answer could be marked wrong."
    NotStatedQuoted "not-stated-quoted" Error
"A statement that the passage does not decide cannot have a quotation that decides it.
Remove the quotation, or make the statement true or false."
    StatementWithoutQuotation "statement-without-quotation" Error
"A true or false statement must have the quotation that decides it, so that the student can see why."
    NoEvidence "no-evidence" Error
"Without `candidates`, the sentences to find are those that hold the question's `quotes`.
Give at least one quotation, or list the candidates."
    CandidatesOverlap "candidates-overlap" Error
"Two of the quotations to choose from share words of the passage, so that choosing one half chooses
the other. Make them shorter, or choose others."
    NoGap "no-gap" Error
"The text of a cloze holds at least one gap: the answer stands in it between double braces,
for example `War is our enemy and a {{calamity}}.`"
    GapWithoutAnswer "gap-without-answer" Error
"The gap or the cell accepts nothing, so that no answer could be right. Write the answer into the
gap, `{{calamity}}`, or the accepted ones into `answers`."
    UnbalancedGap "unbalanced-gap" Error
"A gap opens with `{{` and closes with `}}`, and gaps cannot be nested. Single braces are not
a gap: the student would read the answer in them. A text has at most 1,000 gaps."
    AnswerNotOffered "answer-not-offered" Error
"The right answer of the row is not one of its options, so that nobody could choose it."
    UnknownPoint "unknown-point" Error
"`needs` names a credit point that the question does not have. It takes the `id` of another point."
    InvalidPattern "invalid-pattern" Error
"The pattern of a credit point cannot be read at the place that is marked. Patterns are words that
must all be there, in any order: `|` separates alternatives, `*` stands for any letters, `[two words]` is
a phrase, `a_b` are words near each other in that order, and `\\` makes a special character plain.
`sourcework pattern` tries one on answers that you type."
    ExampleFails "example-fails" Error
"The mark scheme gives an example a different mark from the one you gave it. What was found
for each point is in the message. Correct the patterns, or the mark; write `unsure = true` where the program
should ask a person."
    InvalidCap "invalid-cap" Error
"A cap limits the marks of one-sided answers: it needs points in at least two groups, and must be less
than the marks of the question."
    InvalidLevels "invalid-levels" Error
"The levels of a criterion are bands of whole marks, the lowest first, without gaps and without
overlap: \"1-2\", \"3-5\", \"6-8\". An answer that is worth nothing gets 0, which needs no level."
    InvalidAnswer "invalid-answer" Error
"The answer does not fit its question: the wrong number of parts, a letter beyond the last option, or a
question that the quiz does not have."
    LongestOption "longest-option" Warning
"The right option is clearly the longest in most questions of this quiz. Students who have not read
the passage learn to pick the longest. Lengthen some wrong options, or shorten the right ones."
    SamePlace "same-place" Warning
"The right option stands in the same place in most questions that are not shuffled. Students who have
not read the passage learn to pick that place. Vary it, or let the program shuffle."
    StemGivesAway "stem-gives-away" Warning
"The stem quotes the very words that the student has to find, so that the question answers itself.
Ask in other words."
    GivesAwayUnseen "gives-away-unseen" Warning
"A question hides the heading of its source and asks for what stands in it: who, when, for whom. A stem or
an option that is read before it, or beside it in part one of the printed paper, says so. Say it in
other words, or ask that question later and with the heading, so that it is printed in part two."
    UnclearProximity "unclear-proximity" Warning
"In a pattern `_` asks for two words near each other, and binds less tightly than `|`: `hard_work*|responsib*` is
*hard* near *work…* or near *responsib…*. Put words that belong together into brackets,
`[hard work*]|responsib*`, or write a pattern for each."
    WeakPattern "weak-pattern" Warning
"A pattern or a keyword matches words of the stem, or words that any sentence has (he, it, is).
An answer that only repeats the question would earn the mark."
    CoveredPoint "covered-point" Warning
"Every answer that matches a pattern of one point also matches one of another, so that one statement may be
paid twice. (The same words earn only once in one answer, but a second sentence may repeat them.)"
    TemplateText "template-text" Hint
"The text is still the one that `sourcework new` wrote, to be replaced by your own."
    NoRights "no-rights" Hint
"Nothing is said of the rights in the source, or that they are unknown. Before you hand out copies or publish the quiz,
find out who holds them and write it as `rights` in the table `[provenance]`, for example
\"Crown copyright, Open Government Licence\" or \"out of copyright\"."
    UnusedExtract "unused-extract" Hint
"No quiz asks anything about this extract. That may be intended."
    OneSkill "one-skill" Hint
"All questions of the quiz test the same skill, so that its result says little about the others.
That may be intended: a drill."
}

impl Code {
    /// The code of that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}
