//! Identifiers: IDs for us, names for XML, numbers that stay the same.

use std::collections::{HashMap, HashSet};

use sourcework_core::source::is_id;

/// The longest ID that is made of a text.
const LONGEST: usize = 48;

/// An ID made of any text: itself where it is one; else its letters and digits in lower case,
/// with a hyphen for what is between them, cut at a word. Empty where nothing is left.
pub fn id_of(text: &str) -> String {
    if is_id(text) {
        return text.to_owned();
    }
    let mut id = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            id.push(c.to_ascii_lowercase());
        } else if matches!(c, '\'' | '’') {
            continue;
        } else if !id.ends_with('-') && !id.is_empty() {
            id.push('-');
        }
        if id.len() > LONGEST {
            let word = id.rfind('-').filter(|at| *at > LONGEST / 2);
            id.truncate(word.unwrap_or(LONGEST));
            break;
        }
    }
    id.trim_matches('-').to_owned()
}

/// IDs of which each is given once.
#[derive(Debug, Default)]
pub struct Unique {
    given: HashSet<String>,
    /// The number that the next of a wanted ID is tried with: counting from 2 each time would take
    /// a thousand like questions a million steps.
    next: HashMap<String, u32>,
}

impl Unique {
    /// The wanted ID, or with a number behind it where it has been given already.
    pub fn give(&mut self, wanted: &str) -> String {
        if self.given.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        let number = self.next.entry(wanted.to_owned()).or_insert(2);
        loop {
            let id = format!("{wanted}-{number}");
            *number += 1;
            if self.given.insert(id.clone()) {
                return id;
            }
        }
    }

    /// The name of the file for an ID that was given: the ID itself, or its beginning where it is
    /// too long.
    pub fn file(&mut self, id: &str) -> String {
        if id.len() <= LONGEST_FILE {
            return id.to_owned();
        }
        self.give(&id[..id.floor_char_boundary(LONGEST_FILE)])
    }
}

/// The longest name of a file in a package: archives end at 64 KiB, most file systems at 255.
const LONGEST_FILE: usize = 200;

/// A name for XML (NCName): an ID may begin with a digit, such a name may not.
pub fn xml_name(id: &str) -> String {
    let begins = id.starts_with(|c: char| c.is_ascii_alphabetic());
    let kept = id.chars().map(|c| {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') {
            c
        } else {
            '-'
        }
    });
    let name: String = kept.collect();
    if begins { name } else { format!("q-{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_long_ids_have_short_names_of_their_own() {
        let mut unique = Unique::default();
        let (one, other) = ("a".repeat(70_000) + "1", "a".repeat(70_000) + "2");
        let names = [unique.file("short"), unique.file(&one), unique.file(&other)];
        assert_eq!(names[0], "short");
        assert_ne!(names[1], names[2]);
        assert!(names.iter().all(|it| it.len() < 255));
    }
}
