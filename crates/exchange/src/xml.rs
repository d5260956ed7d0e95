//! XML as a tree: built and written, read and walked. The only place that knows quick-xml.
//!
//! Reading is bounded (depth, number of nodes) and resolves no entity but the five of XML, those
//! of HTML, and characters by number: there is nothing to expand and nothing to fetch.

use std::borrow::Cow;
use std::fmt::Write;

use quick_xml::escape::{escape, resolve_html5_entity};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use sourcework_core::diagnostic::{Code, Diagnostic, Span};

/// The deepest nesting that is read.
const DEEPEST: usize = 128;
/// The most nodes that are read.
const MOST: usize = 2_000_000;

/// An element, with what is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name as written, with a prefix where it has one.
    pub name: Cow<'static, str>,
    /// Its attributes, in order.
    pub attributes: Vec<(Cow<'static, str>, String)>,
    /// What is in it.
    pub children: Vec<Node>,
    /// Where its start tag stood, if it was read.
    pub span: Span,
}

/// What can be in an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Text, without escapes.
    Text(String),
    /// Text that is written as a CDATA section (read, it is text).
    CData(String),
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

impl Element {
    /// An empty element.
    pub fn new(name: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            ..Self::default()
        }
    }

    /// Adds an attribute.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((Cow::Borrowed(name), value.into()));
        self
    }

    /// Adds a child.
    #[must_use]
    pub fn child(mut self, child: impl Into<Node>) -> Self {
        self.children.push(child.into());
        self
    }

    /// Adds children.
    #[must_use]
    pub fn children(mut self, children: impl IntoIterator<Item = impl Into<Node>>) -> Self {
        self.children.extend(children.into_iter().map(Into::into));
        self
    }

    /// Adds text.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.children.push(Node::Text(text.into()));
        self
    }

    /// Adds text as a CDATA section.
    #[must_use]
    pub fn cdata(mut self, text: impl Into<String>) -> Self {
        self.children.push(Node::CData(text.into()));
        self
    }

    /// Its name without a prefix.
    pub fn local_name(&self) -> &str {
        let name: &str = &self.name;
        name.rsplit_once(':').map_or(name, |(_, local)| local)
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The elements in it.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) | Node::CData(_) => None,
        })
    }

    /// The elements of that name (without prefix) in it.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |it| it.local_name() == name)
    }

    /// The first element of that name in it.
    pub fn first(&self, name: &str) -> Option<&Element> {
        self.elements().find(|it| it.local_name() == name)
    }

    /// Every element below it, itself first, in the order of the document.
    pub fn descendants(&self) -> impl Iterator<Item = &Element> {
        let mut stack = vec![self];
        std::iter::from_fn(move || {
            let next = stack.pop()?;
            let inside: Vec<_> = next.elements().collect();
            stack.extend(inside.into_iter().rev());
            Some(next)
        })
    }

    /// All text in it, as it stands.
    pub fn all_text(&self) -> String {
        let mut all = String::new();
        self.add_text(&mut all);
        all
    }

    fn add_text(&self, all: &mut String) {
        for child in &self.children {
            match child {
                Node::Element(element) => element.add_text(all),
                Node::Text(text) | Node::CData(text) => all.push_str(text),
            }
        }
    }

    /// What is in it, as markup without line breaks of ours.
    pub fn markup_inside(&self) -> String {
        let mut out = String::new();
        for child in &self.children {
            write_inline(child, &mut out);
        }
        out
    }

    /// The element as markup without line breaks of ours.
    pub fn markup(&self) -> String {
        let mut out = String::new();
        write_element(self, &mut out);
        out
    }

    /// A whole document: declaration, this element, a line break. An element that holds only
    /// elements has each on a line of its own; where there is text, nothing is added.
    pub fn document(&self) -> String {
        let mut out = String::with_capacity(4096);
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.write(0, &mut out);
        out.push('\n');
        out
    }

    fn write(&self, depth: usize, out: &mut String) {
        let mixed = !self
            .children
            .iter()
            .all(|it| matches!(it, Node::Element(_)));
        if mixed || self.children.is_empty() {
            write_element(self, out);
            return;
        }
        self.open(out);
        for element in self.elements() {
            indent(depth + 1, out);
            element.write(depth + 1, out);
        }
        indent(depth, out);
        self.close(out);
    }

    fn open(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            if is_plain(value) {
                out.push_str(value);
            } else {
                // Line ends in attributes would come back as blanks.
                let value = escaped(value).replace('\n', "&#10;").replace('\t', "&#9;");
                out.push_str(&value);
            }
            out.push('"');
        }
        out.push('>');
    }

    fn close(&self, out: &mut String) {
        out.push_str("</");
        out.push_str(&self.name);
        out.push('>');
    }
}

fn indent(depth: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', depth));
}

fn write_inline(node: &Node, out: &mut String) {
    match node {
        Node::Element(element) => write_element(element, out),
        Node::Text(text) => out.push_str(&escaped(text)),
        // A section cannot hold its own end.
        Node::CData(text) => {
            let text = legal(text).replace("]]>", "]]]]><![CDATA[>");
            let _ = write!(out, "<![CDATA[{text}]]>");
        }
    }
}

fn write_element(element: &Element, out: &mut String) {
    element.open(out);
    if element.children.is_empty() {
        out.pop();
        out.push_str("/>");
        return;
    }
    for child in &element.children {
        write_inline(child, out);
    }
    element.close(out);
}

/// Text as it may stand in a document: the five characters escaped, and characters that XML
/// cannot hold at all left out.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    match legal(text) {
        Cow::Borrowed(text) => escape(text),
        Cow::Owned(text) => Cow::Owned(escape(text.as_str()).into_owned()),
    }
}

/// Whether a text needs nothing done to it anywhere: most do not, and one look at their bytes is
/// all that they cost. (The noncharacters begin with `0xEF`.)
fn is_plain(text: &str) -> bool {
    let needs_nothing =
        |byte| byte >= b' ' && !matches!(byte, b'<' | b'>' | b'&' | b'"' | b'\'' | 0xef);
    text.bytes().all(needs_nothing)
}

/// XML 1.0, production 2: no control characters but tab and line ends, and no noncharacters.
fn legal(text: &str) -> Cow<'_, str> {
    let is_legal = |c: char| matches!(c, '\t' | '\n' | '\u{20}'..='\u{fffd}' | '\u{10000}'..);
    if text.chars().all(is_legal) {
        return Cow::Borrowed(text);
    }
    let newlines = text.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(newlines.chars().filter(|c| is_legal(*c)).collect())
}

/// Reads a document that may come from anywhere.
///
/// # Errors
/// The document is not well-formed, defines entities, or has too many elements or too deep ones.
pub fn parse(text: &str) -> Result<Element, Diagnostic> {
    parse_within(text, MOST)
}

/// Reads a document that the program itself has just written, however long it is.
///
/// # Errors
/// The document is not well-formed.
pub fn parse_ours(text: &str) -> Result<Element, Diagnostic> {
    parse_within(text, usize::MAX)
}

fn parse_within(text: &str, most: usize) -> Result<Element, Diagnostic> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<Element> = vec![Element::default()];
    let mut nodes = 0;
    loop {
        let start = position(&reader);
        let event = reader.read_event();
        let span = Span {
            start,
            end: position(&reader).max(start),
        };
        let event = event.map_err(|error| {
            let at = in_memory(reader.error_position());
            malformed(text, at, &format!("this is not well-formed XML: {error}"))
        })?;
        nodes += 1;
        if nodes > most || open.len() > DEEPEST {
            return Err(malformed(
                text,
                start,
                "this is nested too deeply, or far too much",
            ));
        }
        match event {
            Event::Start(tag) => open.push(element(text, &tag, span)?),
            Event::End(_) => {
                if let Some(done) = open.pop()
                    && let Some(parent) = open.last_mut()
                {
                    parent.children.push(Node::Element(done));
                }
            }
            Event::Text(raw) => add(&mut open, &String::from_utf8_lossy(&raw)),
            Event::CData(raw) => add(&mut open, &String::from_utf8_lossy(&raw)),
            Event::GeneralRef(name) => {
                let name = String::from_utf8_lossy(&name).into_owned();
                let resolved = resolve(&name).ok_or_else(|| {
                    malformed(text, start, &format!("`&{name};` stands for nothing"))
                })?;
                add(&mut open, &resolved);
            }
            Event::DocType(raw) if raw.windows(8).any(|it| it == b"<!ENTITY") => {
                let message = "the file defines entities, which are not read: they can blow up to any size or fetch other files";
                return Err(Diagnostic::new(Code::UnsafeFile, span, message)
                    .help("export it again from the other tool; no quiz needs them"));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if let [_, .., unclosed] = open.as_slice() {
        let message = format!("the file ends before `</{}>`", unclosed.name);
        return Err(malformed(text, text.len(), &message));
    }
    let root = open.pop().and_then(|root| {
        root.children.into_iter().find_map(|child| match child {
            Node::Element(element) => Some(element),
            _ => None,
        })
    });
    root.ok_or_else(|| malformed(text, 0, "there is no XML in it"))
}

/// Markup without a root as an element `div`, where it is well-formed: the editors of other tools
/// mostly make it so.
pub fn fragment(markup: &str) -> Option<Element> {
    parse(&format!("<div>{markup}</div>")).ok()
}

fn position(reader: &Reader<&[u8]>) -> usize {
    in_memory(reader.buffer_position())
}

/// A place as the reader counts it.
fn in_memory(place: u64) -> usize {
    usize::try_from(place).expect("the reader stands within a text in memory")
}

fn malformed(text: &str, at: usize, message: &str) -> Diagnostic {
    let at = text.floor_char_boundary(at.min(text.len()));
    let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    Diagnostic::new(Code::Malformed, Span { start: at, end }, message)
}

fn add(open: &mut [Element], text: &str) {
    let Some(parent) = open.last_mut() else {
        return;
    };
    match parent.children.last_mut() {
        Some(Node::Text(before)) => before.push_str(text),
        _ => parent.children.push(Node::Text(text.to_owned())),
    }
}

fn element(text: &str, tag: &BytesStart<'_>, span: Span) -> Result<Element, Diagnostic> {
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| {
            malformed(
                text,
                span.start,
                &format!("this tag is not well-formed: {error}"),
            )
        })?;
        let raw = String::from_utf8_lossy(&attribute.value);
        let value = quick_xml::escape::unescape_with(&raw, resolve_html5_entity)
            .map_err(|error| malformed(text, span.start, &format!("this tag: {error}")))?;
        let name = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
        attributes.push((Cow::Owned(name), value.into_owned()));
    }
    Ok(Element {
        name: Cow::Owned(String::from_utf8_lossy(tag.name().as_ref()).into_owned()),
        attributes,
        children: Vec::new(),
        span,
    })
}

/// What an entity or a character by number stands for.
fn resolve(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).map(String::from);
    }
    resolve_html5_entity(name).map(str::to_owned)
}
