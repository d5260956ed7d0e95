//! A table of our own: `class`, `name`, and perhaps `teacher`; or names alone.

use std::collections::{HashMap, HashSet};

use sourcework_core::sitting::{MOST_SEATS, name_of};
use sourcework_core::staff::{Roster, RosterClass, RosterTeacher};

use super::{Note, Register, left_out, malformed};
use crate::rows::{Row, Table};

/// Reads a table with the columns `class`, `name` and perhaps `teacher`, or a list of names. `class` is the class of
/// the names where the table has no such column.
///
/// # Errors
/// Nothing of it can be taken.
pub fn of_table(bytes: &[u8], class: &str) -> Result<Register, Note> {
    let is = |cell: &String, name: &str| cell.eq_ignore_ascii_case(name);
    let is_heading = |cells: &[String]| cells.iter().any(|cell| is(cell, "name"));
    let whole = |line, diagnostic| Note::of(None, line, diagnostic);
    let table = Table::read(bytes, None, &is_heading).map_err(|it| whole(0, it))?;
    let headings = &table.headings.cells;
    let column = |name: &str| headings.iter().position(|cell| is(cell, name));
    let mut taking = Taking {
        name: column("name").unwrap_or(0),
        class: column("class"),
        teacher: column("teacher"),
        of_all: class.trim(),
        register: Register::default(),
        classes: HashMap::new(),
        pupils: HashSet::new(),
        taught: HashSet::new(),
        teachers: HashSet::new(),
    };
    if column("name").is_none() && headings.len() > 1 {
        return Err(malformed(
            None,
            table.headings.line,
            "the table has several columns, and none is called `name`".to_owned(),
            "call the columns `class`, `name` and `teacher`",
        ));
    }
    if taking.class.is_none() && taking.of_all.is_empty() {
        return Err(malformed(
            None,
            0,
            "no class is named".to_owned(),
            "give the name of the class, or a table with a column `class`",
        ));
    }
    let notes = table.notes.iter().cloned();
    taking.register.notes.extend(notes.map(|it| whole(0, it)));
    if column("name").is_none() {
        // In a list without a heading its first line is a name as well.
        taking.row(&table.headings)?;
    }
    for row in table.rows() {
        let row = row.map_err(|diagnostic| {
            let above = table.text.get(..diagnostic.span.start).unwrap_or_default();
            whole(above.matches('\n').count() + 1, diagnostic)
        })?;
        if row.has_more_than(headings.len()) {
            return Err(malformed(
                None,
                row.line,
                format!(
                    "{} cells, but there are {} headings",
                    row.cells.len(),
                    headings.len()
                ),
                "put text with a comma in quotation marks (\")",
            ));
        }
        taking.row(&row)?;
    }
    Ok(taking.register)
}

/// Where the columns are, and what was taken so far.
struct Taking<'a> {
    name: usize,
    class: Option<usize>,
    teacher: Option<usize>,
    /// The class of all names, where there is no column.
    of_all: &'a str,
    register: Register,
    /// The places of classes, the pupils and teachers of each, and the teachers that are known.
    classes: HashMap<String, usize>,
    pupils: HashSet<(usize, String)>,
    taught: HashSet<(usize, String)>,
    teachers: HashSet<String>,
}

impl Taking<'_> {
    fn row(&mut self, row: &Row) -> Result<(), Note> {
        let class = self.class.map_or(self.of_all, |at| row.cell(at));
        let (Some(class), Some(name)) = (name_of(class), name_of(row.cell(self.name))) else {
            let what = "a class and a name have 1 to 60 characters each; this line was left out";
            self.leave_out(row, what.to_owned());
            return Ok(());
        };
        let Roster {
            teachers, classes, ..
        } = &mut self.register.roster;
        let at = *self.classes.entry(class).or_insert_with_key(|class| {
            classes.push(RosterClass {
                name: class.clone(),
                pupils: Vec::new(),
                teachers: None,
            });
            classes.len() - 1
        });
        let listed = &mut classes[at];
        let teacher = self.teacher.map_or("", |at| row.cell(at).trim());
        if !teacher.is_empty() {
            let of_class = listed.teachers.get_or_insert_default();
            if self.taught.insert((at, teacher.to_owned())) {
                of_class.push(teacher.to_owned());
            }
            if self.teachers.insert(teacher.to_lowercase()) {
                teachers.push(RosterTeacher {
                    name: teacher.chars().take(60).collect(),
                    user: teacher.to_owned(),
                });
            }
        }
        if listed.pupils.len() >= MOST_SEATS {
            let what = format!("{} has more than {MOST_SEATS} pupils", listed.name);
            return Err(malformed(None, row.line, what, "split the class"));
        }
        if self.pupils.insert((at, name.clone())) {
            listed.pupils.push(name);
        } else {
            let what = format!(
                "{name} is in {} twice, and was taken once; tell two pupils apart by a letter or a number",
                listed.name
            );
            self.leave_out(row, what);
        }
        Ok(())
    }

    fn leave_out(&mut self, row: &Row, what: String) {
        self.register.notes.push(left_out(None, row.line, what));
    }
}
