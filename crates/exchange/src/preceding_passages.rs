//! Passages that stand above the questions about them, as descriptions do in Moodle and GIFT.

use std::collections::HashMap;

use super::imported::Passage;

/// The most passages that one question is about by its place: a file of descriptions and questions
/// would else need their product in memory.
const MOST: usize = 26;

/// The passages so far.
#[derive(Debug, Default)]
pub struct PrecedingPassages {
    passages: Vec<Passage>,
    by_extract: HashMap<String, usize>,
    /// Those since the last question: what follows is about them.
    open: Vec<usize>,
    asked: bool,
}

impl PrecedingPassages {
    /// Adds a passage; the ones before the last question no longer count. One that names its extract
    /// is asked about by that name only.
    pub fn add(&mut self, passage: Passage) {
        let place = self.passages.len();
        match &passage.extract {
            Some(extract) => {
                self.by_extract.entry(extract.clone()).or_insert(place);
            }
            None => {
                if self.asked {
                    self.end();
                }
                self.open.push(place);
                let over = self.open.len().saturating_sub(MOST);
                self.open.drain(..over);
            }
        }
        self.passages.push(passage);
    }

    /// Ends what the passages so far reach.
    pub fn end(&mut self) {
        self.open.clear();
        self.asked = false;
    }

    /// The passages of a question: those it names, else those that stand above it.
    pub fn of<'e>(&mut self, extracts: impl ExactSizeIterator<Item = &'e str>) -> Vec<usize> {
        self.asked = true;
        if extracts.len() == 0 {
            return self.open.clone();
        }
        extracts
            .filter_map(|it| self.by_extract.get(it).copied())
            .collect()
    }

    /// All of them.
    pub fn into_passages(self) -> Vec<Passage> {
        self.passages
    }
}
