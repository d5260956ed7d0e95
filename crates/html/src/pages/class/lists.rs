//! The class lists of a school, for its admin.

use maud::{Markup, html};

use sourcework_core::words::counted;

/// A class list in the list of them.
pub struct ListLine {
    /// Its address.
    pub address: String,
    /// The name of the class.
    pub name: String,
    /// How many pupils are in it.
    pub pupils: usize,
    /// The names of those who teach it.
    pub teachers: Vec<String>,
}

/// What stands in the form of a class list.
pub struct ListForm<'a> {
    /// The address that it is sent to.
    pub address: &'a str,
    /// The name of the class.
    pub name: &'a str,
    /// The names of the pupils, one a line, or a table.
    pub pupils: &'a str,
    /// Those who can teach it: the number, the name, and whether they do.
    pub teachers: Vec<(u32, String, bool)>,
    /// What is wrong with what was sent.
    pub complaints: Vec<String>,
}

/// All class lists, and the form for a new one. `done` says what was done just now.
pub fn lists(lines: &[ListLine], form: &ListForm<'_>, done: &[String]) -> Markup {
    html! {
        h1 { "Class lists" }
        p { a href="/teach/people" { "Back to the people" } }
        @if !done.is_empty() {
            div class="sheet" role="status" { ul class="plain" { @for line in done { li { (line) } } } }
        }
        section class="sheet" aria-labelledby="lists" {
            h2 id="lists" { "Classes of the school" }
            @if lines.is_empty() { p { "There are none yet." } }
            ul class="plain" {
                @for line in lines {
                    li {
                        a href=(line.address) { bdi { (line.name) } } " "
                        small {
                            (counted(line.pupils, "pupil"))
                            @for teacher in &line.teachers { ", " bdi { (teacher) } }
                        }
                    }
                }
            }
        }
        (list_form(form, "A new class list", true))
    }
}

/// One class list.
pub fn list(form: &ListForm<'_>) -> Markup {
    html! {
        p { a href="/teach/lists" { "Back to the class lists" } }
        h1 { "Class list " bdi { (form.name) } }
        (list_form(form, "Names and teachers", false))
        details class="sheet" {
            summary { "Remove this list" }
            form method="post" action=(form.address) {
                p { "Sittings that were opened with it keep their names." }
                div class="actions" { button name="do" value="remove" { "Remove" } }
            }
        }
    }
}

fn list_form(form: &ListForm<'_>, heading: &str, takes_tables: bool) -> Markup {
    html! {
        form class="sheet" method="post" action=(form.address) {
            h2 { (heading) }
            @if !form.complaints.is_empty() {
                div class="complaint" id="complaint" tabindex="-1" {
                    @for complaint in &form.complaints { p { (complaint) } }
                }
            }
            label for="class" { "Name of the class" @if takes_tables { "; leave it empty for a table with a column class" } }
            input type="text" name="class" id="class" maxlength="60" required[!takes_tables] autocomplete="off" value=(form.name);
            label for="files" { "A file with the names (CSV)" }
            input type="file" id="files" data-into="pupils" data-whole accept=".csv,.txt,text/csv,text/plain";
            label for="pupils" { "Names, one a line, or the text of a CSV file" }
            textarea name="pupils" id="pupils" rows="10" required spellcheck="false" { (form.pupils) }
            @if takes_tables {
                p class="help" { "A table has a column name, and may have the columns class and teacher: then every class in it gets a list." }
            }
            @if !form.teachers.is_empty() {
                fieldset class="options" {
                    legend { "Who teaches it" }
                    @for (number, name, does) in &form.teachers {
                        label class="option" {
                            input type="checkbox" name="teacher" value=(number) checked[*does];
                            span class="words" { bdi { (name) } }
                        }
                    }
                }
            }
            div class="actions" { button class="main" name="do" value="save" { "Save" } }
        }
    }
}
