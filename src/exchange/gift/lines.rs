//! A file of GIFT cut into its questions, each with its comments and its places.

use crate::diagnostic::Span;

/// The lines of one question, and where they stand in the file.
pub struct Lines<'t> {
    /// The lines without comments, joined.
    pub text: String,
    /// Where each line of `text` begins, and where that is in the file.
    places: Vec<(usize, usize)>,
    /// What stands behind `//`.
    pub comments: Vec<&'t str>,
}

impl Lines<'_> {
    fn place(&self, offset: usize) -> usize {
        let line = self.places.partition_point(|(begin, _)| *begin <= offset);
        self.places
            .get(line.saturating_sub(1))
            .map_or(0, |(begin, there)| there + offset.saturating_sub(*begin))
    }

    /// The place in the file of a place in `text`.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span {
            start: self.place(range.start),
            end: self.place(range.end),
        }
    }

    /// The first line.
    pub fn whole(&self) -> Span {
        let end = self.text.find('\n').unwrap_or(self.text.len());
        self.span(0..end)
    }
}

/// The questions: what stands between blank lines. A `$CATEGORY` line stands alone.
pub fn blocks(text: &str) -> Vec<Lines<'_>> {
    let empty = || Lines {
        text: String::new(),
        places: Vec::new(),
        comments: Vec::new(),
    };
    let mut blocks = vec![empty()];
    let mut start = 0;
    for line in text.split('\n') {
        let at = start;
        start += line.len() + 1;
        let line = line.strip_suffix('\r').unwrap_or(line);
        let trimmed = line.trim();
        let Some(block) = blocks.last_mut() else {
            break;
        };
        if let Some(comment) = trimmed.strip_prefix("//") {
            block.comments.push(comment);
        } else if trimmed.is_empty() {
            if !block.text.is_empty() {
                blocks.push(empty());
            }
        } else {
            if !block.text.is_empty() {
                block.text.push('\n');
            }
            block.places.push((block.text.len(), at));
            block.text.push_str(line);
            if trimmed.starts_with("$CATEGORY") {
                blocks.push(empty());
            }
        }
    }
    blocks.retain(|block| !block.text.is_empty());
    blocks
}
