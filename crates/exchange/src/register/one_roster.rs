//! OneRoster 1.2 as CSV, and 1.1 where its headings are the same: `users.csv`, `classes.csv` and `enrollments.csv`,
//! with `manifest.csv`, which says what is there, and `roles.csv`, which says who teaches.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use sourcework_core::sitting::{MOST_SEATS, name_of};
use sourcework_core::staff::{RosterClass, RosterTeacher};

use super::{Note, Register, left_out, malformed};
use crate::package::Member;
use crate::rows::{Row, Table};

const MANIFEST: &str = "manifest.csv";
const USERS: &str = "users.csv";
const CLASSES: &str = "classes.csv";
const ENROLLMENTS: &str = "enrollments.csv";
const ROLES: &str = "roles.csv";

/// The files that are read.
const FILES: [&str; 5] = [MANIFEST, USERS, CLASSES, ENROLLMENTS, ROLES];

/// Which of the files a path names, in whatever folder of the package it is.
pub(super) fn file_of(path: &str) -> Option<&'static str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    FILES
        .into_iter()
        .find(|file| file.eq_ignore_ascii_case(name))
}

/// A file of the register.
struct File<'f> {
    name: &'static str,
    table: Table<'f>,
}

impl<'f> File<'f> {
    /// The file of that name; `None` where no file has it.
    fn open(files: &'f [Member], name: &'static str) -> Result<Option<Self>, Note> {
        let Some(file) = files.iter().find(|it| file_of(&it.name) == Some(name)) else {
            return Ok(None);
        };
        let is_heading = |cells: &[String]| {
            let is = |name: &str| cells.iter().any(|cell| cell == name);
            is("sourcedId") || is("propertyName")
        };
        let table = Table::read(&file.bytes, None, &is_heading);
        let table = table.map_err(|diagnostic| Note::of(Some(name), 0, diagnostic))?;
        Ok(Some(Self { name, table }))
    }

    /// The same of a file that must be there.
    fn open_needed(files: &'f [Member], name: &'static str) -> Result<Self, Note> {
        let missing = || {
            malformed(
                Some(name),
                0,
                "this file is missing".to_owned(),
                "export users, classes and enrollments as OneRoster 1.2 CSV, all of them in bulk",
            )
        };
        Self::open(files, name)?.ok_or_else(missing)
    }

    /// The place of a column; `None` where it is not there.
    fn column(&self, name: &str) -> Option<usize> {
        let mut headings = self.table.headings.cells.iter();
        headings.position(|heading| heading == name)
    }

    /// The place of a column that must be there.
    fn needed(&self, name: &str) -> Result<usize, Note> {
        self.column(name).ok_or_else(|| {
            malformed(
                Some(self.name),
                self.table.headings.line,
                format!("the column `{name}` is missing"),
                "the first line must have the headings of OneRoster",
            )
        })
    }

    fn rows(&self) -> impl Iterator<Item = Result<Row, Note>> {
        let most = self.table.headings.cells.len();
        self.table.rows().map(move |row| {
            let row = row.map_err(|diagnostic| {
                let above = self.table.text.get(..diagnostic.span.start);
                let line = above.unwrap_or_default().matches('\n').count() + 1;
                Note::of(Some(self.name), line, diagnostic)
            })?;
            // Most cells are empty: a comma in a name shifts them without filling the last one.
            match row.cells.len() > most {
                false => Ok(row),
                true => Err(malformed(
                    Some(self.name),
                    row.line,
                    format!("{} cells, but there are {most} headings", row.cells.len()),
                    "text with a comma must stand in quotation marks (\")",
                )),
            }
        })
    }

    fn left_out(&self, row: &Row, message: String) -> Note {
        left_out(Some(self.name), row.line, message)
    }
}

/// The cell of a column that may be missing.
fn cell(row: &Row, column: Option<usize>) -> &str {
    column.map_or("", |at| row.cell(at).trim())
}

/// Whether a row says that what it is about is no more.
fn is_deleted(row: &Row, status: Option<usize>) -> bool {
    cell(row, status).eq_ignore_ascii_case("tobedeleted")
}

struct User {
    name: String,
    /// The name with which single sign-on knows the person.
    user: String,
    /// What tells two of the same name apart.
    mark: String,
    is_teacher: bool,
}

struct Class {
    name: String,
    is_gone: bool,
    /// The IDs of its pupils and teachers, in their order.
    pupils: Vec<String>,
    teachers: Vec<String>,
}

/// Reads the files of a register.
pub(super) fn read(files: &[Member], today: Date) -> Result<Register, Note> {
    let mut notes = Vec::new();
    check_manifest(files, &mut notes)?;
    let (mut users, order) = users(files, &mut notes)?;
    mark_teachers(files, &mut users)?;
    let mut classes = classes(files, &mut notes)?;
    enroll(files, today, &mut users, &mut classes, &mut notes)?;
    let mut register = Register::default();
    for id in &order {
        let user = &users[id];
        if !user.is_teacher {
            continue;
        }
        match user.user.is_empty() || user.user.contains(char::is_whitespace) {
            true => notes.push(left_out(
                Some(USERS),
                0,
                format!("{} teaches, but has no e-mail address and no user name; add this person by hand", user.name),
            )),
            false => register.roster.teachers.push(RosterTeacher {
                name: user.name.clone(),
                user: user.user.clone(),
            }),
        }
    }
    for class in classes.into_iter().map(|(_, class)| class) {
        if class.is_gone {
            register.roster.gone.push(class.name);
            continue;
        }
        if class.pupils.is_empty() {
            let what = format!("{} has no pupils, and gets no list", class.name);
            notes.push(left_out(Some(CLASSES), 0, what));
            continue;
        }
        let of = |ids: &[String]| {
            ids.iter()
                .filter_map(|id| users.get(id))
                .collect::<Vec<_>>()
        };
        let teachers = of(&class.teachers).into_iter().map(|it| it.user.clone());
        register.roster.classes.push(RosterClass {
            teachers: Some(teachers.collect()),
            pupils: told_apart(&of(&class.pupils)),
            name: class.name,
        });
    }
    register.notes = notes;
    Ok(register)
}

/// Whether the files hold everything, and not only what has changed.
fn check_manifest(files: &[Member], notes: &mut Vec<Note>) -> Result<(), Note> {
    let Some(manifest) = File::open(files, MANIFEST)? else {
        let what = "this file is missing; the others were read as a whole register";
        notes.push(left_out(Some(MANIFEST), 0, what.to_owned()));
        return Ok(());
    };
    let (name, value) = (manifest.needed("propertyName")?, manifest.needed("value")?);
    for row in manifest.rows() {
        let row = row?;
        let (name, value) = (row.cell(name).trim(), row.cell(value).trim());
        if name == "oneroster.version" && !["1.1", "1.2"].contains(&value) {
            let what = format!("this is OneRoster {value}; it was read as 1.2");
            notes.push(manifest.left_out(&row, what));
        }
        let is_read = name.strip_prefix("file.").is_some_and(|file| {
            let mut known = FILES.iter().filter_map(|known| known.strip_suffix(".csv"));
            known.any(|known| known == file)
        });
        if is_read && value.eq_ignore_ascii_case("delta") {
            return Err(malformed(
                Some(MANIFEST),
                row.line,
                format!(
                    "`{name}` holds only what has changed (delta), from which no whole list can be made"
                ),
                "export it in bulk",
            ));
        }
    }
    Ok(())
}

/// Everybody, by ID, and the IDs in their order.
fn users(
    files: &[Member],
    notes: &mut Vec<Note>,
) -> Result<(HashMap<String, User>, Vec<String>), Note> {
    let file = File::open_needed(files, USERS)?;
    let id = file.needed("sourcedId")?;
    let (given, family) = (file.needed("givenName")?, file.needed("familyName")?);
    let [
        status,
        enabled,
        role,
        email,
        username,
        identifier,
        preferred_given,
        preferred_family,
    ] = [
        "status",
        "enabledUser",
        "role",
        "email",
        "username",
        "identifier",
        "preferredGivenName",
        "preferredFamilyName",
    ]
    .map(|name| file.column(name));
    let (mut users, mut order) = (HashMap::new(), Vec::new());
    for row in file.rows() {
        let row = row?;
        if is_deleted(&row, status) {
            continue;
        }
        let first = |columns: [Option<usize>; 2]| {
            let cells = columns.map(|column| cell(&row, column));
            let found = cells.into_iter().find(|cell| !cell.is_empty());
            found.unwrap_or_default().to_owned()
        };
        let given = first([preferred_given, Some(given)]);
        let family = first([preferred_family, Some(family)]);
        let Some(name) = name_of(&format!("{given} {family}")) else {
            let what = "a name has 1 to 60 characters; this person was left out";
            notes.push(file.left_out(&row, what.to_owned()));
            continue;
        };
        let id = row.cell(id).trim().to_owned();
        let is_off = cell(&row, enabled).eq_ignore_ascii_case("false");
        let user = User {
            name,
            // Who may not sign in has no user name here.
            user: match is_off {
                true => String::new(),
                false => first([email, username]),
            },
            mark: first([username, identifier]),
            is_teacher: cell(&row, role) == "teacher",
        };
        if users.insert(id.clone(), user).is_some() {
            let what = format!(
                "the ID `{}` stands in an earlier line, too; the last one counts",
                id.escape_debug()
            );
            notes.push(file.left_out(&row, what));
        } else {
            order.push(id);
        }
    }
    Ok((users, order))
}

/// Says of those who teach by `roles.csv`, which version 1.2 has in place of a column of users.
fn mark_teachers(files: &[Member], users: &mut HashMap<String, User>) -> Result<(), Note> {
    let Some(file) = File::open(files, ROLES)? else {
        return Ok(());
    };
    let (user, role) = (file.needed("userSourcedId")?, file.needed("role")?);
    let status = file.column("status");
    for row in file.rows() {
        let row = row?;
        if row.cell(role).trim() == "teacher"
            && !is_deleted(&row, status)
            && let Some(user) = users.get_mut(row.cell(user).trim())
        {
            user.is_teacher = true;
        }
    }
    Ok(())
}

/// The classes with their IDs. Where two have the same title, their codes or IDs are added.
fn classes(files: &[Member], notes: &mut Vec<Note>) -> Result<Vec<(String, Class)>, Note> {
    let file = File::open_needed(files, CLASSES)?;
    let (id, title) = (file.needed("sourcedId")?, file.needed("title")?);
    let [status, code] = ["status", "classCode"].map(|name| file.column(name));
    let rows: Vec<Row> = file.rows().collect::<Result<_, _>>()?;
    let named = |name: &dyn Fn(&Row) -> String| {
        let mut named: HashMap<String, usize> = HashMap::new();
        rows.iter()
            .for_each(|row| *named.entry(name(row)).or_default() += 1);
        named
    };
    let by_title = |row: &Row| row.cell(title).trim().to_owned();
    let by_code = |row: &Row| format!("{} ({})", by_title(row), cell(row, code));
    let (titles, codes) = (named(&by_title), named(&by_code));
    let mut classes = Vec::new();
    for row in &rows {
        let id = row.cell(id).trim().to_owned();
        let name = match (titles[&by_title(row)], codes[&by_code(row)]) {
            (1, _) => by_title(row),
            (_, 1) if !cell(row, code).is_empty() => by_code(row),
            _ => format!("{} ({id})", by_title(row)),
        };
        let Some(name) = name_of(&name) else {
            let what = "the title of a class has 1 to 60 characters; this class was left out";
            notes.push(file.left_out(row, what.to_owned()));
            continue;
        };
        let class = Class {
            name,
            is_gone: is_deleted(row, status),
            pupils: Vec::new(),
            teachers: Vec::new(),
        };
        classes.push((id, class));
    }
    Ok(classes)
}

/// Enters pupils and teachers in their classes.
fn enroll(
    files: &[Member],
    today: Date,
    users: &mut HashMap<String, User>,
    classes: &mut [(String, Class)],
    notes: &mut Vec<Note>,
) -> Result<(), Note> {
    let file = File::open_needed(files, ENROLLMENTS)?;
    let [class, user, role] = [
        file.needed("classSourcedId")?,
        file.needed("userSourcedId")?,
        file.needed("role")?,
    ];
    let [status, end] = ["status", "endDate"].map(|name| file.column(name));
    let places: HashMap<String, usize> = classes
        .iter()
        .enumerate()
        .map(|(at, (id, _))| (id.clone(), at))
        .collect();
    let mut known: HashSet<(usize, String)> = HashSet::new();
    let mut others: HashSet<String> = HashSet::new();
    for row in file.rows() {
        let row = row?;
        let ended: Option<Date> = cell(&row, end).parse().ok();
        if is_deleted(&row, status) || ended.is_some_and(|ended| ended <= today) {
            continue;
        }
        let (class, id) = (row.cell(class).trim(), row.cell(user).trim());
        let (Some(at), Some(user)) = (places.get(class), users.get_mut(id)) else {
            let what = match places.contains_key(class) {
                false => format!("there is no class `{}`", class.escape_debug()),
                true => format!("there is no user `{}`", id.escape_debug()),
            };
            notes.push(file.left_out(&row, format!("{what}; this line was left out")));
            continue;
        };
        let of_class = &mut classes[*at].1;
        let role = row.cell(role).trim();
        let list = match role {
            "student" if of_class.pupils.len() >= MOST_SEATS => {
                let what = format!("{} has more than {MOST_SEATS} pupils", of_class.name);
                return Err(malformed(
                    Some(ENROLLMENTS),
                    row.line,
                    what,
                    "split the class",
                ));
            }
            "student" => &mut of_class.pupils,
            "teacher" => {
                user.is_teacher = true;
                &mut of_class.teachers
            }
            other => {
                if others.insert(other.to_owned()) {
                    let role = other.escape_debug();
                    let what = format!("people with the role `{role}` in a class are left out");
                    notes.push(file.left_out(&row, what));
                }
                continue;
            }
        };
        if known.insert((*at, format!("{role} {id}"))) {
            list.push(id.to_owned());
        }
    }
    Ok(())
}

/// The names of pupils; those of the same name have their user name or number behind it.
fn told_apart(pupils: &[&User]) -> Vec<String> {
    let mut count: HashMap<&str, usize> = HashMap::new();
    let mut marks: HashMap<(&str, &str), usize> = HashMap::new();
    for User { name, mark, .. } in pupils {
        *count.entry(name).or_default() += 1;
        *marks.entry((name, mark)).or_default() += 1;
    }
    let mut given: HashMap<&str, usize> = HashMap::new();
    let mut names = Vec::new();
    for pupil in pupils {
        let User { name, mark, .. } = pupil;
        let number = given.entry(name).or_default();
        *number += 1;
        let marked = name_of(&format!("{name} ({mark})"));
        names.push(match (count[name.as_str()], marked) {
            (1, _) => name.clone(),
            (_, Some(marked)) if marks[&(name.as_str(), mark.as_str())] == 1 => marked,
            _ => format!("{} ({number})", name.chars().take(50).collect::<String>()),
        });
    }
    names
}
