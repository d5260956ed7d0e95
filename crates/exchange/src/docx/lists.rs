//! The numberings that lists name: those of the styles, by their numbers in the document.

/// How far the text of an entry stands from the beginning of its line, for letters of 11 points in
/// twentieths of a point.
pub fn hanging(of: usize) -> u32 {
    match of {
        QUESTIONS => 510,
        CHOICES => 800,
        LETTERS => 450,
        NUMBERS => 900,
        BULLETS => 300,
        _ => 400,
    }
}

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
