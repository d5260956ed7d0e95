//! What a format can carry, said once.

use super::interaction::Form;
use crate::format::Carriage;
use crate::loss::Part;
use sourcework_core::quiz::{Kind, Question, Quiz};

/// A part that is lost where the condition holds, and what becomes of it.
pub type Lost<T> = (Part, fn(&T) -> bool, &'static str);

/// What a format can carry. What is not listed as lost comes back.
#[derive(Debug)]
pub struct Capabilities {
    /// How each kind is asked; questions of other kinds are left out.
    pub kinds: &'static [KindGroup],
    /// What becomes of questions of the kinds that are not listed.
    pub left_out: &'static str,
    /// Whether it is another tool's. No other tool has a place for the examination, for fact sheets
    /// and glossaries, and for what typed answers forgive.
    pub is_foreign: bool,
    /// What the quiz says of itself that the format has no place for.
    pub lost_details: &'static [Detail],
    /// Parts of the quiz that are lost.
    pub lost_of_quiz: &'static [Lost<Quiz>],
    /// What becomes of the provenance of a source, where it does not come along whole.
    pub lost_provenance: Option<&'static str>,
    /// Whether passages are HTML, which keeps no runs of blanks.
    pub passages_are_html: bool,
    /// Parts of a question that are lost; first the conditions under which all of it is left out.
    pub lost_of_question: &'static [Lost<Question>],
}

/// Kinds that a format asks in the same form.
#[derive(Debug)]
pub struct KindGroup {
    /// The kinds.
    pub kinds: &'static [Kind],
    /// The form that the writer is given.
    pub form: Form,
    /// What comes back.
    pub carriage: Carriage,
}

/// The groups of kinds of a format: `Matching Grid => Pairs "a matching";`. The text is what the
/// other tool calls the form. Without it the kind comes back as it was.
macro_rules! kinds {
    ($($($kind:ident)+ => $form:ident $($name:expr)?;)*) => {
        &[$(crate::lower::KindGroup {
            kinds: &[$(sourcework_core::quiz::Kind::$kind),+],
            form: crate::lower::Form::$form,
            carriage: crate::lower::carriage(&[$($name)?]),
        }),*]
    };
}

/// What is lost where a condition holds: `Hint if has::hint: "is left out";`.
macro_rules! lost {
    ($($part:ident if $is_there:path: $how:expr;)*) => {
        &[$((crate::loss::Part::$part, $is_there, $how)),*]
    };
}

pub(crate) use kinds;
pub(crate) use lost;

/// How a kind is carried that has a name in the other tool or none.
pub const fn carriage(name: &[&'static str]) -> Carriage {
    match name {
        [] => Carriage::Whole,
        [name, ..] => Carriage::As(name),
    }
}

/// Something that a quiz says of itself: what it is called, and whether a quiz says it.
pub type Detail = (&'static str, fn(&Quiz) -> bool);

/// What the quiz is about.
pub const DESCRIPTION: Detail = ("description", |quiz| quiz.description.is_some());
/// For whom it is meant.
pub const LEVEL: Detail = ("level", |quiz| quiz.level.is_some());
/// The per cent of the marks that pass.
pub const PASS_MARK: Detail = ("pass mark", |quiz| quiz.pass.is_some());
/// The time for all of it.
pub const TIME_LIMIT: Detail = ("time limit", |quiz| quiz.time_limit.is_some());
/// Every detail.
pub const DETAILS: &[Detail] = &[DESCRIPTION, LEVEL, PASS_MARK, TIME_LIMIT];

impl Capabilities {
    /// A format that carries everything: the constants of formats begin with it.
    pub const EVERYTHING: Self = Self {
        kinds: kinds! {
            SingleChoice MultipleResponse Evidence => Choice;
            TrueFalse Matching => Pairs;
            Ordering => Order;
            Cloze Grid Paired => Gaps;
            Inference ShortAnswer Extended => Text;
        },
        left_out: "is left out: this format has no such question",
        is_foreign: true,
        lost_details: &[],
        lost_of_quiz: &[],
        lost_provenance: None,
        passages_are_html: false,
        lost_of_question: &[],
    };

    /// How a kind is asked; nothing where questions of it are left out.
    pub(super) fn group(&self, kind: Kind) -> Option<&'static KindGroup> {
        self.kinds.iter().find(|group| group.kinds.contains(&kind))
    }

    /// How a kind is carried.
    pub fn carries(&self, kind: Kind) -> Carriage {
        self.group(kind)
            .map_or(Carriage::No, |group| group.carriage)
    }
}
