//! The numberings that lists name: those of the styles, by their numbers in the document.

/// The numbering of questions.
pub const QUESTIONS: usize = 2;
/// Boxes to tick with letters.
pub const CHOICES: usize = 3;
/// Letters.
pub const LETTERS: usize = 4;
/// Room for a number.
pub const NUMBERS: usize = 5;
/// Bullets.
pub const BULLETS: usize = 6;
/// Numbers.
pub const COUNTED: usize = 7;
