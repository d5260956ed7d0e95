//! The keys of a table, taken out one by one; what is wrong with them is reported.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::keys;
use super::text::{PARTS, is_plain, is_printable, part, unix_lines};
use super::{Table, Value};
use crate::diagnostic::{Code, Diagnostic, Placed, Span, is_slip, nearest};

/// The keys of one table, taken out one by one.
pub struct Fields<'a, 't> {
    table: &'a Table<'t>,
    /// The text of the file.
    text: &'a str,
    /// Whether some blocks of the file could not be read, so that nobody knows which keys it lacks.
    is_damaged: bool,
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
    /// Starts on a file with that text.
    pub fn of_file(
        table: &'a Table<'t>,
        text: &'a str,
        is_damaged: bool,
        what: &'static str,
        out: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            table,
            text,
            is_damaged,
            span: Span::default(),
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

    /// Whether the key is not there, nor in a part of the file that could not be read.
    pub fn lacks(&self, key: &str) -> bool {
        !self.has(key) && !self.is_damaged
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
        // What was plainly meant is read, so that nothing else is reported because of it.
        value.get_ref().as_bool().or_else(|| {
            let meant = self.wrong_type(key, value, "true or false");
            meant.map(|meant| meant == "true")
        })
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
            let meant = self.wrong_type(key, value, "a whole number")?.parse().ok();
            let meant = meant.filter(|number| range.contains(number))?;
            return Some(Placed::new(meant, value.span().into()));
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
            // A lone text was meant as a list of one.
            let lone = self.table.get(key).filter(|it| it.get_ref().is_str());
            let lone = lone.and_then(|it| self.as_text(key, it));
            return lone.into_iter().collect();
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
                None => {
                    self.wrong_type(key, value, "a list of whole numbers");
                }
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
                None => {
                    self.wrong_type(key, value, "a list of tables");
                }
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
            DeValue::Float(_) | DeValue::Datetime(_) => {
                self.wrong_type(key, value, "text");
            }
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
                let article = match self.what {
                    "provenance" => "the",
                    what if what.starts_with("extract") => "an",
                    _ => "a",
                };
                let message = format!("{article} {} has no key `{name}`", self.what);
                let span = key.span().into();
                let diagnostic = Diagnostic::new(Code::UnknownKey, span, message);
                let diagnostic = diagnostic.label("not known here");
                self.out.push(match keys::instead(self.what, &name) {
                    Some(instead) => diagnostic.help(instead),
                    None => match nearest(&name, self.known.iter().copied()) {
                        // A key that is there already would stand there twice.
                        Some(near) if is_slip(&name, near) && !self.table.contains_key(near) => {
                            diagnostic
                                .help(format!("did you mean `{near}`?"))
                                .fix(span, near)
                        }
                        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                        None => diagnostic,
                    },
                });
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
        let mut fields = Fields::of_file(table, self.text, false, what, self.out);
        fields.span = span;
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
        if self.lacks(key) {
            let message = format!("the {} has no `{key}`", self.what);
            let diagnostic = Diagnostic::new(Code::MissingKey, self.span, message);
            let example = keys::example(self.what, key);
            self.out.push(match example {
                Some(example) => diagnostic.help(format!("write for example: {example}")),
                None => diagnostic,
            });
        }
        value
    }

    fn list(&mut self, key: &'static str) -> Option<&'a [Value<'t>]> {
        let value = self.take(key)?;
        let Some(values) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "a list");
            // The commonest slip: one pair of brackets around the header.
            if let (Some(_), Some(last)) = (value.get_ref().as_table(), self.out.last_mut()) {
                let inside = if self.what == "question" {
                    "question."
                } else {
                    ""
                };
                last.help.push(format!(
                    "begin each one with `[[{inside}{key}]]`, in two pairs of brackets"
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
            let meant = self.wrong_type(key, value, "text")?;
            let scalar = !matches!(value.get_ref(), DeValue::Array(_));
            return scalar.then(|| Placed::new(meant.trim_matches('"').to_owned(), span));
        };
        if keys::is_template(text) {
            let message = format!("`{key}` still holds the text of the template");
            let diagnostic = Diagnostic::new(Code::TemplateText, span, message);
            self.report(diagnostic.help("write your own"));
        }
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

    /// Reports a value of the wrong type; what was meant, as TOML, where that is plain.
    fn wrong_type(&mut self, key: &str, value: &Value<'t>, expected: &str) -> Option<String> {
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
        let span: Span = value.span().into();
        let diagnostic =
            Diagnostic::new(Code::WrongType, span, message).label(format!("should be {expected}"));
        let written = self.text.get(span.range()).unwrap_or_default();
        let meant = retyped(value.get_ref(), written, expected);
        self.report(match &meant {
            Some(meant) => diagnostic
                .help(format!("write `{} = {meant}`", key.escape_debug()))
                .fix(span, meant),
            None => diagnostic,
        });
        meant
    }
}

/// The value as one of the type that was expected, where it is plain what was meant.
fn retyped(value: &DeValue<'_>, written: &str, expected: &str) -> Option<String> {
    match (expected, value) {
        (
            "text",
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_),
        ) => Some(format!("\"{written}\"")),
        ("text", DeValue::Array(values)) => match &values[..] {
            [only] if only.get_ref().is_str() => {
                let inner = written.strip_prefix('[')?.strip_suffix(']')?.trim();
                Some(inner.trim_end_matches(',').trim_end().to_owned())
            }
            _ => None,
        },
        ("true or false", DeValue::String(text)) => match text.to_lowercase().trim() {
            "true" | "yes" => Some("true".to_owned()),
            "false" | "no" => Some("false".to_owned()),
            _ => None,
        },
        ("true or false", DeValue::Integer(_)) => match written {
            "1" => Some("true".to_owned()),
            "0" => Some("false".to_owned()),
            _ => None,
        },
        ("a whole number", DeValue::String(text)) => {
            let digits = text.trim();
            let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            is_number.then(|| digits.to_owned())
        }
        ("a list", DeValue::String(_)) => Some(format!("[{written}]")),
        _ => None,
    }
}
