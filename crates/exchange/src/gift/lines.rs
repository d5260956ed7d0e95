//! A file of GIFT cut into its questions, each with its comments and its places.

use sourcework_core::diagnostic::Span;

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

    /// The questions of a block between which blank lines are missing: each ends with the line on
    /// which its braces close, if others open below. A block of one question gives nothing.
    pub fn split_at_braces(&self) -> Vec<Self> {
        let mut ends = Vec::new();
        let (mut open, mut closed, mut escaped) = (false, false, false);
        for (at, c) in self.text.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '{' => open = true,
                '}' => (open, closed) = (false, true),
                '\n' if closed && !open => {
                    ends.push(at);
                    closed = false;
                }
                _ => {}
            }
        }
        if ends.is_empty() || !self.text[ends[ends.len() - 1]..].contains('{') {
            ends.pop();
        }
        if ends.is_empty() {
            return Vec::new();
        }
        let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
        let stops = ends.iter().copied().chain([self.text.len()]);
        let ranges = starts.zip(stops);
        ranges.map(|(start, stop)| self.part(start..stop)).collect()
    }

    /// Some of the lines; the comments stay with the first.
    fn part(&self, range: std::ops::Range<usize>) -> Self {
        let at = |offset| self.places.partition_point(|(begin, _)| *begin < offset);
        let places = self.places[at(range.start)..at(range.end)].iter();
        Self {
            text: self.text[range.clone()].to_owned(),
            places: places
                .map(|(begin, there)| (begin - range.start, *there))
                .collect(),
            comments: if range.start == 0 {
                self.comments.clone()
            } else {
                Vec::new()
            },
        }
    }

    /// The first line.
    pub fn whole(&self) -> Span {
        let end = self.text.find('\n').unwrap_or(self.text.len());
        self.span(0..end)
    }
}

/// The questions, one after the other: what stands between blank lines. A `$CATEGORY` line stands
/// alone.
pub fn blocks(text: &str) -> impl Iterator<Item = Lines<'_>> {
    let mut start = 0;
    let mut lines = text.split('\n').map(move |line| {
        let at = start;
        start += line.len() + 1;
        (at, line.strip_suffix('\r').unwrap_or(line))
    });
    std::iter::from_fn(move || next_block(&mut lines))
}

/// Reads up to the blank line behind a question; nothing where no question is left.
fn next_block<'t>(lines: &mut impl Iterator<Item = (usize, &'t str)>) -> Option<Lines<'t>> {
    let mut block = Lines {
        text: String::new(),
        places: Vec::new(),
        comments: Vec::new(),
    };
    for (at, line) in lines {
        let trimmed = line.trim();
        if let Some(comment) = trimmed.strip_prefix("//") {
            block.comments.push(comment);
        } else if trimmed.is_empty() {
            if !block.text.is_empty() {
                break;
            }
        } else {
            if !block.text.is_empty() {
                block.text.push('\n');
            }
            block.places.push((block.text.len(), at));
            block.text.push_str(line);
            if trimmed.starts_with("$CATEGORY") {
                break;
            }
        }
    }
    (!block.text.is_empty()).then_some(block)
}
