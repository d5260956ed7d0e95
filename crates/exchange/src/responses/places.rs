//! Texts by place. Rows come pupil by pupil or question by question: the last text and the one after it are tried first.

use std::collections::HashMap;
use std::rc::Rc;

/// What texts stand for, each a place in another list.
#[derive(Default)]
pub struct Places {
    texts: Vec<(Rc<str>, u32)>,
    known: HashMap<Rc<str>, usize>,
    last: usize,
}

impl Places {
    /// What a text stands for, if it is known.
    pub fn find(&mut self, text: &str) -> Option<u32> {
        let next = if self.last + 1 < self.texts.len() {
            self.last + 1
        } else {
            0
        };
        for near in [self.last, next] {
            if let Some((known, place)) = self.texts.get(near)
                && **known == *text
            {
                self.last = near;
                return Some(*place);
            }
        }
        let at = *self.known.get(text)?;
        self.last = at;
        Some(self.texts[at].1)
    }

    /// Adds a text that is not known.
    pub fn add(&mut self, text: &str, place: u32) {
        let text: Rc<str> = text.into();
        self.last = self.texts.len();
        self.known.insert(text.clone(), self.last);
        self.texts.push((text, place));
    }
}
