//! Plain text to HTML, and HTML of any kind to plain text.
//!
//! What is written is XHTML as well: it may stand in a page, in CDATA and in an XML tree. What is
//! read may be anything: nothing of it survives but words and the ends of paragraphs, so that no
//! script, style or reference to another place can.

use html5gum::{Token, Tokenizer};

use super::xml::{Element, Node, escaped};

/// A text as paragraphs: `<p>` for what stands between blank lines, `<br/>` for a line end.
pub fn of_text(text: &str) -> String {
    elements(text).iter().fold(String::new(), |all, paragraph| {
        let mut all = all;
        all.push_str("<p>");
        all.push_str(&paragraph.markup_inside());
        all.push_str("</p>");
        all
    })
}

/// A text as one line of markup: for options and other short texts.
pub fn inline(text: &str) -> String {
    Element::new("span").children(lines(text)).markup_inside()
}

/// The paragraphs of a text, as elements `p`.
pub fn elements(text: &str) -> Vec<Element> {
    blocks(text)
        .map(|block| Element::new("p").children(lines(block)))
        .collect()
}

/// The lines of a text, separated by `br`.
pub fn lines(text: &str) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (number, line) in text.trim().split('\n').enumerate() {
        if number > 0 {
            nodes.push(Node::Element(Element::new("br")));
        }
        nodes.push(Node::Text(line.to_owned()));
    }
    nodes
}

fn blocks(text: &str) -> impl Iterator<Item = &str> {
    sourcework_core::source::passage::paragraphs(text)
        .into_iter()
        .map(|range| &text[range])
}

/// Whether a text comes back as it is from HTML: no runs of blanks, no blanks at the ends of
/// lines, paragraphs separated by one blank line. (White space around the whole does not count.)
pub fn survives(text: &str) -> bool {
    let text = text.trim();
    text.split('\n')
        .all(|line| line.trim() == line && !line.contains("  "))
        && !text.contains("\n\n\n")
        && !text.contains(['\t', '\r', '\u{c}', '\u{b}'])
}

/// What was read of HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Plain text; a blank line parts paragraphs.
    pub text: String,
    /// What could not become text, each once: "an image (“Map of Cuba”)", "a formula", "a video" ….
    pub lost: Vec<String>,
}

/// Turns HTML into plain text. Works on everything; a text without any markup stays as it is but
/// for runs of blanks.
pub fn to_text(html: &str) -> Text {
    let mut builder = TextBuilder::default();
    for token in Tokenizer::new(html).flatten() {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name);
                let href = tag.attributes.get(&b"href"[..]).filter(|_| name == "a");
                if href.is_some_and(|href| !href.starts_with(b"#")) {
                    builder.lose("the address of a link");
                }
                let said = |name: &[u8]| {
                    let value = tag.attributes.get(name);
                    value.map_or_else(String::new, |it| String::from_utf8_lossy(it).into_owned())
                };
                builder.open(&name, tag.self_closing, &said);
            }
            Token::EndTag(tag) => builder.close(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => builder.words(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    builder.finish()
}

/// Moodle's own format (“auto-format”) as HTML: the end of a line is a line break, unless a tag comes directly before or after it.
pub fn with_breaks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some(at) = rest.find(['\n', '\r']) {
        let before = rest[..at].trim_end();
        out.push_str(before);
        let after = rest[at..].trim_start();
        let between = &rest[before.len()..rest.len() - after.len()];
        match out.ends_with('>') || after.starts_with('<') {
            true => out.push(' '),
            false => out.push_str(&"<br>".repeat(between.matches('\n').count().clamp(1, 2))),
        }
        rest = after;
    }
    out + rest
}

/// How far HTML has been read.
#[derive(Default)]
struct TextBuilder {
    text: String,
    /// Line ends that come before the next word: 1 for a line, 2 for a paragraph.
    breaks: usize,
    /// Whether a blank comes before the next word.
    blank: bool,
    /// The element whose content is thrown away, and how often it is open.
    skipped: Option<(String, usize)>,
    /// What is lost with that element, and the words in it that stand for it.
    instead: Option<(&'static str, String)>,
    /// The lists that are open; those with numbers have that of their last entry.
    lists: Vec<Option<u32>>,
    /// The number that stands before the next word.
    number: Option<u32>,
    /// Whether a cell of the row that is being read came before.
    in_row: bool,
    /// Whether the next word begins another cell of a row.
    cell: bool,
    lost: Vec<String>,
}

/// The most signs of an alternative text that are quoted, and the most things of one text that are named apart.
const MOST_SIGNS: usize = 200;
const MOST_LOST: usize = 50;

/// What is lost with a picture, with the words that stand for it there.
pub fn picture(words: &str) -> String {
    quoted("an image", words)
}

fn quoted(what: &str, words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    let words: String = words.join(" ").chars().take(MOST_SIGNS).collect();
    match words.is_empty() {
        true => what.to_owned(),
        false => format!("{what} (“{words}”)"),
    }
}

/// Elements whose content is no text.
fn lost(name: &str) -> Option<(&'static str, bool)> {
    Some(match name {
        "script" => ("a script", true),
        "style" => ("a style", true),
        "svg" => ("a drawing", true),
        "math" => ("a formula", true),
        "img" => ("an image", false),
        "audio" => ("a sound", true),
        "video" => ("a video", true),
        "iframe" | "object" | "embed" | "applet" => ("something embedded", name != "embed"),
        "head" | "template" | "noscript" | "select" | "textarea" => ("", true),
        _ => return None,
    })
}

fn is_paragraph(name: &str) -> bool {
    matches!(
        name,
        "p" | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "blockquote"
            | "pre"
            | "ul"
            | "ol"
            | "table"
            | "hr"
            | "section"
            | "article"
            | "figure"
    )
}

fn is_line(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "li"
            | "tr"
            | "dt"
            | "dd"
            | "address"
            | "header"
            | "footer"
            | "main"
            | "figcaption"
            | "caption"
    )
}

impl TextBuilder {
    /// An element begins, with attributes of which `said` gives the values.
    fn open(&mut self, name: &str, self_closing: bool, said: &impl Fn(&[u8]) -> String) {
        if let Some((skipped, depth)) = &mut self.skipped {
            *depth += usize::from(skipped == name && !self_closing);
            return;
        }
        if let Some((what, with_content)) = lost(name) {
            let is_open = with_content && !self_closing;
            if is_open {
                self.skipped = Some((name.to_owned(), 1));
            }
            match name {
                // What stands in it is shown where it cannot be.
                "object" if is_open => {
                    let is_image = said(b"type").starts_with("image/");
                    let what = if is_image { "an image" } else { what };
                    self.instead = Some((what, String::new()));
                }
                "img" => self.lose(picture(&said(b"alt"))),
                "math" => self.lose(quoted(what, &said(b"alttext"))),
                _ if what.is_empty() => {}
                _ => self.lose(what),
            }
            return;
        }
        match name {
            "s" | "strike" | "del" => self.lose("the line through words"),
            "ol" => self.lists.push(Some(0)),
            "ul" => self.lists.push(None),
            "li" => {
                if let Some(Some(number)) = self.lists.last_mut() {
                    *number += 1;
                    self.number = Some(*number);
                }
            }
            _ => {}
        }
        match name {
            "br" => self.line_break(),
            // The cells of a row stand on one line.
            "td" | "th" if self.in_row => self.cell = true,
            "td" | "th" => self.in_row = true,
            "tr" => {
                self.in_row = false;
                self.block(name);
            }
            _ => self.block(name),
        }
    }

    fn close(&mut self, name: &str) {
        if let Some((skipped, depth)) = &mut self.skipped {
            *depth -= usize::from(skipped == name);
            if *depth == 0 {
                self.skipped = None;
                self.lose_instead();
            }
            return;
        }
        if matches!(name, "ol" | "ul") {
            self.lists.pop();
        }
        self.block(name);
    }

    fn block(&mut self, name: &str) {
        if is_paragraph(name) {
            self.breaks = self.breaks.max(2);
        } else if is_line(name) {
            self.breaks = self.breaks.max(1);
        }
    }

    fn line_break(&mut self) {
        self.breaks = (self.breaks + 1).min(2);
    }

    fn words(&mut self, text: &str) {
        if self.skipped.is_some() {
            if let Some((_, words)) = self.instead.as_mut()
                && words.len() < MOST_SIGNS
            {
                words.extend(text.chars().take(MOST_SIGNS));
            }
            return;
        }
        // Blanks as HTML knows them; a no-break space is a letter of the text.
        let is_blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
        for c in text.chars() {
            if is_blank(c) {
                self.blank = true;
                continue;
            }
            if !sourcework_core::document::is_printable(c) {
                continue;
            }
            if !self.text.is_empty() {
                if self.breaks > 0 {
                    self.text.extend(std::iter::repeat_n('\n', self.breaks));
                } else if self.cell {
                    self.text.push_str(" | ");
                } else if self.blank {
                    self.text.push(' ');
                }
            }
            if let Some(number) = self.number.take() {
                self.text.push_str(&format!("{number}. "));
            }
            self.breaks = 0;
            self.blank = false;
            self.cell = false;
            self.text.push(c);
        }
    }

    fn lose(&mut self, what: impl Into<String>) {
        let what = what.into();
        if self.lost.len() < MOST_LOST && !self.lost.contains(&what) {
            self.lost.push(what);
        }
    }

    fn lose_instead(&mut self) {
        if let Some((what, words)) = self.instead.take() {
            self.lose(quoted(what, &words));
        }
    }

    fn finish(mut self) -> Text {
        self.lose_instead();
        if has_formula(&self.text) {
            self.lose(FORMULA);
        }
        Text {
            text: self.text,
            lost: self.lost,
        }
    }
}

/// What is lost where a text holds the source of a formula.
pub const FORMULA: &str = "the look of a formula";

/// Whether a text holds the source of a formula, as other tools mark one: `\(…\)`, `\[…\]`, `$$…$$`.
pub fn has_formula(text: &str) -> bool {
    [("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$")]
        .iter()
        .any(|(open, close)| {
            text.split_once(open)
                .is_some_and(|(_, rest)| rest.contains(close))
        })
}

/// Markup of a text that must not be read as markup.
pub fn escape(text: &str) -> std::borrow::Cow<'_, str> {
    escaped(text)
}
