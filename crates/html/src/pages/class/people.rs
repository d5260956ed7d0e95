//! The people of a school, for its admin; and the page on which somebody opens their one-time link.

use maud::{Markup, html};

use sourcework_core::staff::Role;
use sourcework_core::words::counted;

/// A person in the list.
pub struct PersonLine {
    /// The address of the person's page.
    pub address: String,
    /// The name.
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// How the person gets in, in words.
    pub about: String,
}

/// What was typed for somebody who is to be added.
#[derive(Default)]
pub struct Typed<'a> {
    /// The name.
    pub name: &'a str,
    /// The role, as a word.
    pub role: &'a str,
    /// The user name.
    pub user: &'a str,
}

/// What each role may do, in words.
pub fn role_in_words(role: Role) -> &'static str {
    match role {
        Role::Admin => "Admin: everything",
        Role::Teacher => "Teacher: their own sittings",
        Role::Marker => "Marker: written answers, no names",
    }
}

fn roles(chosen: &str) -> Markup {
    html! {
        label for="role" { "What they may do" }
        select name="role" id="role" {
            @for role in Role::ALL {
                option value=(role.as_str()) selected[role.as_str() == chosen] { (role_in_words(role)) }
            }
        }
    }
}

fn user(value: &str) -> Markup {
    html! {
        label for="user" { "User name of the school's single sign-on, if there is one" }
        input type="text" name="user" id="user" maxlength="200" autocomplete="off" autocapitalize="none"
            spellcheck="false" value=(value);
    }
}

fn complaint(complaint: Option<&str>) -> Markup {
    html! {
        @if let Some(complaint) = complaint { p class="complaint" id="complaint" tabindex="-1" { (complaint) } }
    }
}

/// Everybody, and the form that adds somebody. `next` is the number that the next person gets, so that a form that is
/// sent twice adds one.
pub fn people(lines: &[PersonLine], next: u32, typed: &Typed<'_>, wrong: Option<&str>) -> Markup {
    html! {
        h1 { "People" }
        p { a href="/teach/lists" { "Class lists" } }
        section class="sheet" aria-labelledby="people" {
            h2 id="people" { "Who works with these pages" }
            ul class="plain" {
                @for line in lines {
                    li {
                        a href=(line.address) { bdi { (line.name) } } " "
                        small { (line.role.as_str()) ", " (line.about) }
                    }
                }
            }
        }
        form class="sheet" method="post" action="/teach/people" {
            h2 { "Add somebody" }
            (complaint(wrong))
            input type="hidden" name="next" value=(next);
            label for="name" { "Name" }
            input type="text" name="name" id="name" maxlength="60" required autocomplete="off" value=(typed.name);
            (roles(match typed.role { "" => Role::Teacher.as_str(), role => role }))
            (user(typed.user))
            div class="actions" { button class="main" { "Add, and make a one-time link" } }
        }
    }
}

/// What stands on the page of a person.
pub struct PersonPage<'a> {
    /// The address of this page.
    pub address: &'a str,
    /// The name.
    pub name: &'a str,
    /// What the person may do.
    pub role: Role,
    /// The user name, empty for none.
    pub user: &'a str,
    /// How many browsers are known.
    pub browsers: usize,
    /// Until when the link works that waits, in words.
    pub waiting: Option<&'a str>,
    /// The link that was made just now, and until when it works.
    pub link: Option<(&'a str, &'a str)>,
    /// What is wrong with what was sent.
    pub complaint: Option<&'a str>,
}

/// What can be done with a person.
pub fn person(page: &PersonPage<'_>) -> Markup {
    html! {
        p { a href="/teach/people" { "Back to the people" } }
        div class="sheet" {
            h1 { bdi { (page.name) } }
            (complaint(page.complaint))
            @if let Some((link, until)) = page.link {
                label for="link" { "One-time link; it is shown only now" }
                input type="text" id="link" readonly value=(link) aria-describedby="about-link";
                p class="help" id="about-link" {
                    "Copy it, and give it to " bdi { (page.name) } " alone: the first person who opens it is taken for them. It works once, until " (until) "."
                }
            }
            p {
                @match page.browsers {
                    0 => { "No browser is known yet. " }
                    browsers => { (counted(browsers, "browser")) " known. " }
                }
                @match (page.link, page.waiting) {
                    (None, Some(until)) => { "A link waits to be opened until " (until) "." }
                    _ => {}
                }
            }
            form class="actions" method="post" action=(page.address) {
                button name="do" value="link" { "New one-time link, in place of the one before" }
                button name="do" value="sign-out" { "Sign out everywhere" }
            }
        }
        form class="sheet" method="post" action=(page.address) {
            h2 { "Name and role" }
            label for="name" { "Name" }
            input type="text" name="name" id="name" maxlength="60" required autocomplete="off" value=(page.name);
            (roles(page.role.as_str()))
            (user(page.user))
            div class="actions" { button class="main" name="do" value="save" { "Save" } }
        }
        details class="sheet" {
            summary { "Remove " bdi { (page.name) } }
            form method="post" action=(page.address) {
                p { "All their browsers are signed out. What they have opened and marked stays; their sittings are then the admins' alone." }
                div class="actions" { button name="do" value="remove" { "Remove" } }
            }
        }
    }
}

/// Asks somebody who follows a one-time link whether this browser is theirs: programs that look at links in messages
/// must not use it up.
pub fn welcome(name: &str, token: &str) -> Markup {
    html! {
        form class="sheet" method="post" action="/enter" {
            h1 { "Welcome, " bdi { (name) } }
            p { "This link works once. Go on only on a device of your own: from then on this browser is yours, and sees what you may see." }
            input type="hidden" name="token" value=(token);
            div class="actions" { button class="main" { "This is my browser" } }
        }
    }
}
