//! How a booklet is laid out on paper: the sheet, the size of its letters, and what stands at the
//! head and foot of each page.

use std::fmt::Write as _;

use sourcework_core::present::booklet::{Booklet, PrintedPaper};

/// The paper to print on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PaperSize {
    /// 210 by 297 mm.
    #[default]
    A4,
    /// 297 by 420 mm: what stands on A4, enlarged.
    A3,
    /// 8½ by 11 inches.
    Letter,
}

/// The letters of a paper for candidates with access arrangements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LargePrint {
    /// 18 points.
    Points18,
    /// 24 points.
    Points24,
}

/// How many questions stand side by side in the table of marks. It is for markers, so that its letters
/// are the same in large print.
pub const QUESTIONS_SIDE_BY_SIDE: usize = 15;

/// How a booklet is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The paper to print on.
    pub paper: PaperSize,
    /// Whether letters and spaces are smaller, to save paper.
    pub compact: bool,
    /// Larger letters.
    pub large_print: Option<LargePrint>,
}

impl Layout {
    /// The size of the letters, in half points. A mark scheme is set smaller; A3 enlarges everything
    /// as a copier does, by the square root of 2.
    pub fn half_points(self, is_key: bool) -> u32 {
        let smaller = 2 * (u32::from(self.compact) + u32::from(is_key));
        match (self.large_print, self.paper) {
            (Some(LargePrint::Points18), _) => 36,
            (Some(LargePrint::Points24), _) => 48,
            (None, PaperSize::A3) => (22 - smaller) * 1414 / 1000,
            (None, _) => 22 - smaller,
        }
    }
}

/// The rules of the printed pages: their size, and what stands at the head and foot of each.
pub fn page_rules(booklet: &Booklet, layout: Layout) -> String {
    let size = match layout.paper {
        PaperSize::A4 => "A4",
        PaperSize::A3 => "A3",
        PaperSize::Letter => "Letter",
    };
    let points = f64::from(layout.half_points(booklet.is_key)) / 2.0;
    let of_margins = (0.8 * points).max(9.0);
    let title = css_text(&booklet.title);
    let mut rules = format!(
        "@page {{ size: {size} portrait; font-size: {of_margins}pt; \
         @top-left {{ content: \"{title}\"; }} }}\n\
         html {{ font-size: {points}pt; }}\n"
    );
    if layout.large_print.is_some() {
        // All that a student reads has the size that was asked for; the table of marks is for the teacher.
        rules += "html :is(.small, .advice, .facts, .place, .reads, .label, thead th, thead td) \
                  { font-size: 1rem; }\nhtml .facts { break-inside: auto; }\n";
    }
    let is_alone = booklet.papers.len() == 1;
    for (index, paper) in booklet.papers.iter().enumerate() {
        let name = css_text(&page_head(booklet, paper));
        // Of several papers in one file each counts from 1, and a browser knows only the pages of all.
        let of = if is_alone {
            " \" of \" counter(pages)"
        } else {
            ""
        };
        let rule = format!(
            "@page paper-{index} {{\n  counter-increment: page paper-{index};\n  \
             @top-right {{ content: \"{name}\"; }}\n  \
             @bottom-center {{ content: \"Page \" counter(paper-{index}){of}; }}\n}}\n\
             #paper-{index} {{ page: paper-{index}; }}\n"
        );
        rules += &rule;
    }
    rules
}

/// What stands at the head of each page beside the title.
pub fn page_head(booklet: &Booklet, paper: &PrintedPaper) -> String {
    let what = booklet.is_key.then(|| "Mark scheme".to_owned());
    let parts: Vec<String> = paper.name.clone().into_iter().chain(what).collect();
    parts.join(" – ")
}

/// A text inside quotation marks of a style sheet. Every sign but letters, digits and blanks is
/// written as its number, so that no text can end the string or the style sheet. The blank after a number
/// belongs to it.
fn css_text(text: &str) -> String {
    text.chars().fold(String::new(), |mut safe, c| {
        if c.is_alphanumeric() || c == ' ' {
            safe.push(c);
        } else {
            let _ = write!(safe, "\\{:x} ", u32::from(c));
        }
        safe
    })
}

#[cfg(test)]
mod tests {
    use super::css_text;

    #[test]
    fn no_title_ends_the_string_it_stands_in() {
        assert_eq!(css_text("Été 1914"), "Été 1914");
        assert_eq!(
            css_text("\"}</style>\\\n"),
            "\\22 \\7d \\3c \\2f style\\3e \\5c \\a "
        );
    }
}
