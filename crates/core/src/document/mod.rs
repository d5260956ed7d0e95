//! Reading TOML so that every mistake of a file is reported at once, each at its place.
//!
//! [`parse`] turns text into a table with spans; [`Fields`] takes the keys out of a table one by
//! one. A missing or ill-typed key is reported and stands for an empty value, so that reading goes
//! on and the rest of the file is looked at too. (A derived serde reader stops at the first
//! mistake of a table; that is why this one is written by hand.)

use std::collections::BTreeMap;

pub mod edit;
mod text;
mod write;

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, Placed, Span};

use text::{PARTS, is_plain, part, unix_lines};
pub use text::{is_id, is_noncharacter, is_printable};
pub use write::{Remark, write, write_list};

/// The tables of a file as read.
pub type Table<'t> = DeTable<'t>;
type Value<'t> = toml::Spanned<DeValue<'t>>;

/// Parses a file.
///
/// # Errors
/// The text is not TOML: the diagnostic says where its first mistake stands.
pub fn parse(text: &str) -> Result<Table<'_>, Diagnostic> {
    match DeTable::parse(text) {
        Ok(table) => Ok(table.into_inner()),
        Err(error) => {
            let message = error.message();
            let sentence = message.lines().collect::<Vec<_>>().join(", ");
            let span = error.span().map_or(Span::default(), Span::from);
            Err(
                Diagnostic::new(Code::Syntax, span, format!("this is not TOML: {sentence}"))
                    .label("here, or just before"),
            )
        }
    }
}

/// Parses a file of a library, and reports what is wrong with its name or its syntax.
pub fn open<'t>(id: &str, text: &'t str, out: &mut Vec<Diagnostic>) -> Option<Table<'t>> {
    if !is_id(id) {
        let id = id.escape_debug();
        let message =
            format!("the file name `{id}` is not made of lower-case letters, digits and hyphens");
        out.push(Diagnostic::new(Code::InvalidId, Span::default(), message));
    }
    parse(text).map_err(|diagnostic| out.push(diagnostic)).ok()
}

/// The keys of one table, taken out one by one.
pub struct Fields<'a, 't> {
    table: &'a Table<'t>,
    /// Where the table begins: the place for "missing key".
    pub span: Span,
    /// What the table is called in messages: "question", "option" ….
    what: &'static str,
    /// The keys that were asked for; some may stand here twice.
    known: Vec<&'static str>,
    /// The emptied list of the last table inside this one: the next one uses it again.
    spare: Vec<&'static str>,
    /// Whether every key is let pass.
    open: bool,
    out: &'a mut Vec<Diagnostic>,
}

impl<'a, 't> Fields<'a, 't> {
    /// Starts on a table.
    pub fn new(
        table: &'a Table<'t>,
        span: Span,
        what: &'static str,
        out: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            table,
            span,
            what,
            known: Vec::new(),
            spare: Vec::new(),
            open: false,
            out,
        }
    }

    /// Reports something else that is wrong.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.out.push(diagnostic);
    }

    /// Where the list under `key` stands, or else the table.
    pub fn place(&self, key: &str) -> Span {
        self.table
            .get(key)
            .map_or(self.span, |value| value.span().into())
    }

    /// Whether the key is there at all.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Text that must be there and not be empty.
    pub fn text(&mut self, key: &'static str) -> Placed<String> {
        match self.need(key).and_then(|value| self.as_text(key, value)) {
            Some(text) => text,
            None => Placed::new(String::new(), self.span),
        }
    }

    /// Text that may be left out, but not be empty.
    pub fn optional_text(&mut self, key: &'static str) -> Option<Placed<String>> {
        let value = self.take(key)?;
        self.as_text(key, value)
    }

    /// True or false, if it is there.
    pub fn flag(&mut self, key: &'static str) -> Option<bool> {
        let value = self.take(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(key, value, "true or false");
        }
        flag
    }

    /// A whole number, if it is there; one outside `range` is reported with `code`.
    pub fn number(
        &mut self,
        key: &'static str,
        range: std::ops::RangeInclusive<u32>,
        code: Code,
    ) -> Option<Placed<u32>> {
        let value = self.take(key)?;
        let Some(integer) = value.get_ref().as_integer() else {
            self.wrong_type(key, value, "a whole number");
            return None;
        };
        let number = integer.as_str().replace('_', "").parse::<i128>().ok();
        let fits = number.and_then(|number| u32::try_from(number).ok());
        match fits.filter(|number| range.contains(number) && integer.radix() == 10) {
            Some(number) => Some(Placed::new(number, value.span().into())),
            None => {
                let (low, high) = (range.start(), range.end());
                let message = format!("`{key}` must be a whole number from {low} to {high}");
                self.report(Diagnostic::new(code, value.span().into(), message));
                None
            }
        }
    }

    /// A whole number that must be there.
    pub fn needed_number(
        &mut self,
        key: &'static str,
        range: std::ops::RangeInclusive<u32>,
        code: Code,
    ) -> Placed<u32> {
        self.need(key);
        let lowest = Placed::new(*range.start(), self.span);
        self.number(key, range, code).unwrap_or(lowest)
    }

    /// A list of texts; empty where it is left out.
    pub fn texts(&mut self, key: &'static str) -> Vec<Placed<String>> {
        let Some(values) = self.list(key) else {
            return Vec::new();
        };
        values
            .iter()
            .filter_map(|value| self.as_text(key, value))
            .collect()
    }

    /// A table of texts whose keys are the author's own; empty where it is left out.
    pub fn text_table(&mut self, key: &'static str) -> BTreeMap<String, Placed<String>> {
        let Some(value) = self.take(key) else {
            return BTreeMap::new();
        };
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(key, value, "a table of texts");
            return BTreeMap::new();
        };
        let entries = table.iter().filter_map(|(name, value)| {
            let text = self.as_text(name.get_ref(), value)?;
            Some((name.get_ref().to_string(), text))
        });
        entries.collect()
    }

    /// A list of whole numbers that must be there.
    pub fn needed_numbers(
        &mut self,
        key: &'static str,
        range: std::ops::RangeInclusive<u32>,
    ) -> Placed<Vec<u32>> {
        let mut numbers = Placed::new(Vec::new(), self.span);
        self.need(key);
        let (place, Some(values)) = (self.place(key), self.list(key)) else {
            return numbers;
        };
        numbers.span = place;
        for value in values {
            let integer = value.get_ref().as_integer();
            let number = integer.and_then(|number| number.as_str().parse::<u32>().ok());
            match number.filter(|number| range.contains(number)) {
                Some(number) => numbers.value.push(number),
                None => self.wrong_type(key, value, "a list of whole numbers"),
            }
        }
        numbers
    }

    /// A list of texts that must be there.
    pub fn needed_texts(&mut self, key: &'static str) -> Vec<Placed<String>> {
        self.need(key);
        self.texts(key)
    }

    /// A list of tables, each read by `read`; empty where it is left out.
    pub fn tables<T>(
        &mut self,
        key: &'static str,
        what: &'static str,
        mut read: impl FnMut(&mut Fields<'_, 't>) -> T,
    ) -> Vec<T> {
        let Some(values) = self.list(key) else {
            return Vec::new();
        };
        let mut read_all = Vec::with_capacity(values.len());
        for value in values {
            match value.get_ref().as_table() {
                Some(table) => {
                    read_all.push(self.inside(table, value.span().into(), what, &mut read));
                }
                None => self.wrong_type(key, value, "a list of tables"),
            }
        }
        read_all
    }

    /// A list of tables that must be there.
    pub fn needed_tables<T>(
        &mut self,
        key: &'static str,
        what: &'static str,
        read: impl FnMut(&mut Fields<'_, 't>) -> T,
    ) -> Vec<T> {
        self.need(key);
        self.tables(key, what, read)
    }

    /// One table, if it is there.
    pub fn table<T>(
        &mut self,
        key: &'static str,
        what: &'static str,
        mut read: impl FnMut(&mut Fields<'_, 't>) -> T,
    ) -> Option<T> {
        let value = self.take(key)?;
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(key, value, "a table");
            return None;
        };
        Some(self.inside(table, value.span().into(), what, &mut read))
    }

    /// Every key of the table, with its value as a list of texts: a lone text is a list of one,
    /// a table stands for its values. Used where the keys are the author's own.
    pub fn all_texts(&mut self) -> Vec<(Placed<String>, Vec<Placed<String>>)> {
        let table = self.table;
        let mut all = Vec::with_capacity(table.len());
        for (key, value) in table {
            let mut texts = Vec::new();
            self.flatten(key.get_ref(), value, &mut texts);
            all.push((
                Placed::new(key.get_ref().to_string(), key.span().into()),
                texts,
            ));
        }
        all.sort_by_key(|(key, _)| key.span);
        self.open = true;
        all
    }

    fn flatten(&mut self, key: &str, value: &Value<'t>, texts: &mut Vec<Placed<String>>) {
        let span = value.span().into();
        match value.get_ref() {
            DeValue::String(text) => texts.push(Placed::new(unix_lines(text), span)),
            DeValue::Integer(number) => texts.push(Placed::new(number.as_str().to_owned(), span)),
            DeValue::Boolean(flag) => texts.push(Placed::new(flag.to_string(), span)),
            DeValue::Array(values) => {
                values
                    .iter()
                    .for_each(|value| self.flatten(key, value, texts));
            }
            DeValue::Table(table) => {
                let mut values: Vec<_> = table.iter().collect();
                values.sort_by_key(|(name, _)| (part(name.get_ref()), name.span().start));
                for (name, value) in values {
                    if part(name.get_ref()) == PARTS.len() {
                        let message =
                            format!("an answer has no part `{}`", name.get_ref().escape_debug());
                        let diagnostic =
                            Diagnostic::new(Code::UnknownKey, name.span().into(), message);
                        self.report(diagnostic.suggest(name.get_ref(), PARTS));
                    }
                    self.flatten(key, value, texts);
                }
            }
            DeValue::Float(_) | DeValue::Datetime(_) => self.wrong_type(key, value, "text"),
        }
    }

    /// Lets every key pass, where too little is known to say which are wrong.
    pub fn know_all(&mut self) {
        self.open = true;
    }

    /// Reports the keys that nothing has asked for.
    pub fn finish(&mut self) {
        if self.open {
            return;
        }
        for key in self.table.keys() {
            let name = key.get_ref();
            if !self.known.iter().any(|known| known == name) {
                let name = name.escape_debug().to_string();
                let article = if self.what.starts_with("extract") {
                    "an"
                } else {
                    "a"
                };
                let message = format!("{article} {} has no key `{name}`", self.what);
                let known = self.known.iter().copied();
                self.out.push(
                    Diagnostic::new(Code::UnknownKey, key.span().into(), message)
                        .label("not known here")
                        .suggest(&name, known),
                );
            }
        }
    }

    fn inside<T>(
        &mut self,
        table: &Table<'t>,
        span: Span,
        what: &'static str,
        read: &mut impl FnMut(&mut Fields<'_, 't>) -> T,
    ) -> T {
        let mut fields = Fields::new(table, span, what, self.out);
        fields.known = std::mem::take(&mut self.spare);
        let value = read(&mut fields);
        fields.finish();
        self.spare = fields.known;
        self.spare.clear();
        value
    }

    fn take(&mut self, key: &'static str) -> Option<&'a Value<'t>> {
        self.known.push(key);
        self.table.get(key)
    }

    fn need(&mut self, key: &'static str) -> Option<&'a Value<'t>> {
        let value = self.take(key);
        if value.is_none() {
            let message = format!("the {} has no `{key}`", self.what);
            self.out
                .push(Diagnostic::new(Code::MissingKey, self.span, message));
        }
        value
    }

    fn list(&mut self, key: &'static str) -> Option<&'a [Value<'t>]> {
        let value = self.take(key)?;
        let Some(values) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "a list");
            // The commonest slip: one pair of brackets around the header.
            if let (Some(_), Some(last)) = (value.get_ref().as_table(), self.out.last_mut()) {
                last.help.push(format!(
                    "begin each one with `[[{key}]]`, in two pairs of brackets"
                ));
            }
            return None;
        };
        if values.is_empty() {
            let message = format!("the list `{key}` is empty");
            self.report(Diagnostic::new(
                Code::EmptyText,
                value.span().into(),
                message,
            ));
        }
        Some(values)
    }

    fn as_text(&mut self, key: &str, value: &Value<'t>) -> Option<Placed<String>> {
        let span = value.span().into();
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(key, value, "text");
            return None;
        };
        // Nearly all text is plain, and plain text needs no second look.
        if is_plain(text) {
            return Some(Placed::new(text.to_owned(), span));
        }
        if text.trim().is_empty() {
            let message = format!("`{key}` is empty");
            self.report(Diagnostic::new(Code::EmptyText, span, message));
            return None;
        }
        if let Some(character) = text.chars().find(|c| !is_printable(*c)) {
            let code = u32::from(character);
            let message =
                format!("`{key}` contains the invisible character U+{code:04X}; delete it");
            self.report(Diagnostic::new(Code::ControlCharacter, span, message));
        }
        Some(Placed::new(unix_lines(text), span))
    }

    fn wrong_type(&mut self, key: &str, value: &Value<'t>, expected: &str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a decimal number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date without quotation marks",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let message = format!(
            "`{}` should be {expected}, but is {found}",
            key.escape_debug()
        );
        let mut diagnostic = Diagnostic::new(Code::WrongType, value.span().into(), message)
            .label(format!("should be {expected}"));
        if matches!(value.get_ref(), DeValue::Datetime(_)) && expected == "text" {
            diagnostic = diagnostic.help("put it in quotation marks");
        }
        self.report(diagnostic);
    }
}
