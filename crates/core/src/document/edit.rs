//! Changing a file that an author has written by hand: everything that is not changed stays as it is,
//! comments and layout included.

use std::collections::HashSet;

use toml_edit::{
    Array, ArrayOfTables, DocumentMut, InlineTable, Item, RawString, Table, TableLike, Value, value,
};

/// Why a file could not be changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The file is not TOML.
    #[error("the file is not TOML: {0}")]
    Syntax(String),
    /// The file has nothing at that place.
    #[error("the file has no {0}")]
    Missing(String),
    /// Something else stands at that place.
    #[error("{0} is not a list in the file")]
    NotAList(String),
}

/// Where a table stands: the key of a list of tables and a place in it, from 0, and so on inwards.
#[derive(Clone, Debug)]
pub struct Path(Vec<(&'static str, usize)>);

impl Path {
    /// A table of the document.
    pub fn new(key: &'static str, place: usize) -> Self {
        Self(vec![(key, place)])
    }

    /// A table inside this one.
    pub fn then(&self, key: &'static str, place: usize) -> Self {
        let mut steps = self.0.clone();
        steps.push((key, place));
        Self(steps)
    }
}

/// A value of a new table.
#[derive(Clone, Copy, Debug)]
pub enum Cell<'c> {
    /// Text.
    Text(&'c str),
    /// A whole number.
    Number(u32),
}

/// A file that is being changed.
pub struct Edited {
    document: DocumentMut,
    /// Whether the file begins with a byte order mark.
    has_mark: bool,
    /// The lines that end as on Windows, without their ends. In a file with both, a line that stands there
    /// with both ends, such as an empty one, ends as most do.
    windows_lines: HashSet<String>,
    /// Whether a line that is not one of the file's ends as on Windows.
    is_windows: bool,
}

impl Edited {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Where it is not TOML.
    pub fn parse(text: &str) -> Result<Self, EditError> {
        let document = text.parse::<DocumentMut>();
        Ok(Self {
            document: document.map_err(|error| EditError::Syntax(error.message().to_owned()))?,
            has_mark: text.starts_with('\u{feff}'),
            windows_lines: windows_lines(text),
            is_windows: text.matches("\r\n").count() * 2 > text.matches('\n').count(),
        })
    }

    /// Adds a text to a list of texts. Creates the list if it is missing.
    ///
    /// # Errors
    ///
    /// Where there is no such table, or something else than a list stands under the key.
    pub fn add_text(&mut self, path: &Path, key: &str, text: &str) -> Result<(), EditError> {
        let table = self.table(path)?;
        if table.get(key).is_none() {
            table.insert(key, value(Array::new()));
        }
        let list = list(table, key)?;
        let mut added = Value::from(text);
        let last = list
            .len()
            .checked_sub(1)
            .and_then(|last| list.get_mut(last));
        let prefix = match (list_prefix(last.as_deref()), last) {
            (_, None) => String::new(),
            (prefix, Some(last)) => {
                // A comment on the line of the last text stays there, behind its comma.
                let suffix = of_decor(last.decor().suffix());
                last.decor_mut().set_suffix("");
                let (comment, rest) = split_line(&suffix);
                added.decor_mut().set_suffix(rest);
                let trailing = list.trailing().as_str().unwrap_or_default().to_owned();
                let (comment_behind, rest) = split_line(&trailing);
                list.set_trailing(rest);
                format!("{comment}{comment_behind}{prefix}")
            }
        };
        added.decor_mut().set_prefix(prefix);
        list.push_formatted(added);
        Ok(())
    }

    /// Takes a text out of a list of texts; a list that has none left is taken away.
    ///
    /// # Errors
    ///
    /// Where the list has no such text.
    pub fn remove_text(&mut self, path: &Path, key: &str, text: &str) -> Result<(), EditError> {
        let table = self.table(path)?;
        let list = list(table, key)?;
        let place = list.iter().position(|it| it.as_str() == Some(text));
        let place = place.ok_or_else(|| EditError::Missing(format!("`{text}` under `{key}`")))?;
        let removed = list.remove(place);
        let before = of_decor(removed.decor().prefix());
        // A comment on the line of the text before stays there; that on the line of this one goes.
        let (comment, start) = split_line(&before);
        if let Some(next) = list.get_mut(place) {
            let after = of_decor(next.decor().prefix());
            let rest = match (after.contains('\n'), place) {
                (true, _) => split_line(&after).1,
                (false, 0) => start,
                (false, _) => &after,
            };
            let prefix = format!("{comment}{rest}");
            next.decor_mut().set_prefix(prefix);
        } else {
            let trailing = list.trailing().as_str().unwrap_or_default().to_owned();
            let (_, rest) = split_line(&trailing);
            list.set_trailing(format!("{comment}{rest}"));
        }
        if list.is_empty() {
            table.remove(key);
        }
        Ok(())
    }

    /// Adds a table to a list of tables. Creates the list if it is missing.
    ///
    /// # Errors
    ///
    /// Where there is no such table, or something else than a list stands under the key.
    pub fn add_table(
        &mut self,
        path: &Path,
        key: &str,
        cells: &[(&str, Cell<'_>)],
    ) -> Result<(), EditError> {
        let table = self.table(path)?;
        if let Some(inline) = table.get_mut(key).and_then(Item::as_array_mut) {
            let mut new = InlineTable::new();
            for (name, cell) in cells {
                new.insert(*name, cell.value());
            }
            inline.push(new);
            return Ok(());
        }
        if table.get(key).is_none() {
            table.insert(key, Item::ArrayOfTables(ArrayOfTables::new()));
        }
        let tables = table.get_mut(key).and_then(Item::as_array_of_tables_mut);
        let tables = tables.ok_or_else(|| EditError::NotAList(format!("`{key}`")))?;
        let mut new = Table::new();
        for (name, cell) in cells {
            new.insert(name, Item::Value(cell.value()));
        }
        tables.push(new);
        Ok(())
    }

    /// The file as it is now.
    pub fn into_text(self) -> String {
        let written = self.document.to_string();
        let mut text = String::with_capacity(written.len());
        for line in written.split_inclusive('\n') {
            let content = line.strip_suffix('\n');
            let is_windows = |line: &str| self.is_windows || self.windows_lines.contains(line);
            match content {
                Some(content) if is_windows(content) => {
                    text.push_str(content);
                    text.push_str("\r\n");
                }
                _ => text.push_str(line),
            }
        }
        if self.has_mark {
            text.insert(0, '\u{feff}');
        }
        text
    }

    fn table(&mut self, path: &Path) -> Result<&mut dyn TableLike, EditError> {
        let mut table: &mut dyn TableLike = self.document.as_table_mut();
        for (key, place) in &path.0 {
            let missing = || EditError::Missing(format!("`{key}` number {}", place + 1));
            let item = table.get_mut(key).ok_or_else(missing)?;
            table = match item {
                Item::ArrayOfTables(tables) => tables.get_mut(*place).ok_or_else(missing)?,
                Item::Value(Value::Array(values)) => {
                    let value = values.get_mut(*place).ok_or_else(missing)?;
                    value.as_inline_table_mut().ok_or_else(missing)?
                }
                _ => return Err(missing()),
            };
        }
        Ok(table)
    }
}

/// The lines that always end as on Windows, without their ends.
fn windows_lines(text: &str) -> HashSet<String> {
    let text = text.trim_start_matches('\u{feff}');
    let (windows, unix): (Vec<&str>, Vec<&str>) =
        text.split('\n').partition(|line| line.ends_with('\r'));
    let unix: HashSet<&str> = unix.into_iter().collect();
    let windows = windows
        .into_iter()
        .filter_map(|line| line.strip_suffix('\r'));
    let windows = windows.filter(|line| !unix.contains(line));
    windows.map(str::to_owned).collect()
}

impl Cell<'_> {
    fn value(self) -> Value {
        match self {
            Self::Text(text) => Value::from(text),
            Self::Number(number) => Value::from(i64::from(number)),
        }
    }
}

fn list<'t>(table: &'t mut dyn TableLike, key: &str) -> Result<&'t mut Array, EditError> {
    let item = table
        .get_mut(key)
        .ok_or_else(|| EditError::Missing(format!("`{key}`")))?;
    let list = item.as_array_mut();
    list.ok_or_else(|| EditError::NotAList(format!("`{key}`")))
}

/// What stands before a new text of a list, from its last one: in a list with a line for each text it gets
/// a line of its own.
fn list_prefix(last: Option<&Value>) -> String {
    let prefix = last.map_or(String::new(), |last| of_decor(last.decor().prefix()));
    match prefix.rfind('\n') {
        Some(start) => prefix[start..].to_owned(),
        None if prefix.is_empty() => " ".to_owned(),
        None => prefix,
    }
}

fn of_decor(raw: Option<&RawString>) -> String {
    let text = raw.and_then(|raw| raw.as_str());
    text.unwrap_or_default().to_owned()
}

/// What stands on the line of the text before, which is at most a comment, and what comes after it.
fn split_line(text: &str) -> (&str, &str) {
    match text.find('\n') {
        Some(end) => text.split_at(end),
        None => ("", text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"# A class.
title = "Class"   # its title

[[question]]
id = "first"

[[question]]
id   = "war"
    [[question.point]]
    label    = "It is a disaster"   # the idea
    keywords = ["disaster", "catastrophe"] # synonyms
    accept   = [
        "harm*",  # hurts
        # not so sure of this one
        "ruin*",  # destroys
    ]

# The last one.
[[question]]
id = "last"
"#;

    fn edited(file: &str, edit: impl FnOnce(&mut Edited) -> Result<(), EditError>) -> String {
        let mut edited = Edited::parse(file).expect("TOML");
        edit(&mut edited).expect("it can be done");
        edited.into_text()
    }

    fn point() -> Path {
        Path::new("question", 1).then("point", 0)
    }

    #[test]
    fn a_file_that_is_not_changed_stays_letter_for_letter() {
        for file in [FILE, "\u{feff}a = 1\r\n# b\r\n", "a = [ 1,2 ]\n", ""] {
            assert_eq!(edited(file, |_| Ok(())), file);
        }
    }

    #[test]
    fn a_word_is_added_to_a_row_of_words() {
        let changed = edited(FILE, |it| it.add_text(&point(), "keywords", "misfortune"));
        let expected = FILE.replace("\"catastrophe\"]", "\"catastrophe\", \"misfortune\"]");
        assert_eq!(changed, expected);
    }

    #[test]
    fn a_word_is_taken_out_of_a_row_of_words() {
        for (word, left) in [
            ("disaster", "[\"catastrophe\"]"),
            ("catastrophe", "[\"disaster\"]"),
        ] {
            let changed = edited(FILE, |it| it.remove_text(&point(), "keywords", word));
            let expected = FILE.replace("[\"disaster\", \"catastrophe\"]", left);
            assert_eq!(changed, expected);
        }
    }

    #[test]
    fn comments_stay_with_the_texts_that_they_are_about() {
        let without = |text: &str| edited(FILE, |it| it.remove_text(&point(), "accept", text));
        assert_eq!(
            without("ruin*"),
            FILE.replace(
                "        # not so sure of this one\n        \"ruin*\",  # destroys\n",
                ""
            )
        );
        assert_eq!(
            without("harm*"),
            FILE.replace("        \"harm*\",  # hurts\n", "")
        );
        // The last text has no comma.
        let file = FILE.replace("\"ruin*\",  # destroys", "\"ruin*\"  # destroys");
        let changed = edited(&file, |it| it.add_text(&point(), "accept", "destr*"));
        let expected = file.replace(
            "\"ruin*\"  # destroys\n",
            "\"ruin*\",  # destroys\n        \"destr*\"\n",
        );
        assert_eq!(changed, expected);
    }

    #[test]
    fn lines_end_as_they_did() {
        let mixed = FILE.replacen('\n', "\r\n", 2);
        let changed = edited(&mixed, |it| it.add_text(&point(), "keywords", "misfortune"));
        let expected = mixed.replace("\"catastrophe\"]", "\"catastrophe\", \"misfortune\"]");
        assert_eq!(changed, expected);
        let windows = FILE.replace('\n', "\r\n");
        let changed = edited(&windows, |it| it.add_text(&point(), "reject", "game"));
        assert_eq!(
            changed.matches('\n').count(),
            changed.matches("\r\n").count()
        );
    }

    #[test]
    fn a_pattern_is_added_to_a_list_with_a_line_for_each() {
        let changed = edited(FILE, |it| it.add_text(&point(), "accept", "destr*"));
        let expected = FILE.replace(
            "        \"ruin*\",  # destroys\n",
            "        \"ruin*\",  # destroys\n        \"destr*\",\n",
        );
        assert_eq!(changed, expected);
    }

    #[test]
    fn a_list_is_made_where_there_is_none_and_taken_away_when_it_is_empty() {
        let changed = edited(FILE, |it| it.add_text(&point(), "reject", "game"));
        assert!(
            changed.contains("    ]\nreject = [\"game\"]\n"),
            "{changed}"
        );
        let back = edited(&changed, |it| it.remove_text(&point(), "reject", "game"));
        assert_eq!(back, FILE);
    }

    #[test]
    fn an_example_is_added_below_its_own_question() {
        let cells = [
            ("answer", Cell::Text("It is \"bad\"")),
            ("marks", Cell::Number(1)),
        ];
        let add = |it: &mut Edited| it.add_table(&Path::new("question", 1), "example", &cells);
        let changed = edited(FILE, add);
        let (before, after) = FILE.split_once("\n# The last one.").expect("it is there");
        let expected = format!(
            "{before}\n[[question.example]]\nanswer = 'It is \"bad\"'\nmarks = 1\n\n# The last one.{after}"
        );
        assert_eq!(changed, expected);
    }

    #[test]
    fn points_that_are_written_in_one_line_can_be_changed_as_well() {
        let file = "question = [{ id = \"a\", point = [{ label = \"x\", keywords = [\"y\"] }] }]\n";
        let point = Path::new("question", 0).then("point", 0);
        let changed = edited(file, |it| it.add_text(&point, "keywords", "z"));
        assert_eq!(changed, file.replace("[\"y\"]", "[\"y\", \"z\"]"));
    }

    #[test]
    fn what_is_not_there_is_named() {
        let mut file = Edited::parse(FILE).expect("TOML");
        let add = file.add_text(&Path::new("question", 7), "keywords", "x");
        assert_eq!(
            add.expect_err("no such question").to_string(),
            "the file has no `question` number 8"
        );
        let remove = file.remove_text(&point(), "keywords", "peace");
        assert!(remove.is_err());
        let title = file.add_text(&Path(Vec::new()), "title", "x");
        assert_eq!(title, Err(EditError::NotAList("`title`".to_owned())));
    }
}
