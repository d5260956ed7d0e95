//! What is asked before something is erased.

use maud::{Markup, html};

/// What is asked before something is erased.
pub struct Erasing<'a> {
    /// The address that the form is sent to.
    pub address: &'a str,
    /// What is erased: "this pupil".
    pub what: &'a str,
    /// What that means.
    pub warning: &'a str,
    /// What is to be typed to confirm: "the class code".
    pub to_type: &'a str,
    /// The name of the field in which it is typed.
    pub field: &'a str,
    /// Whether something else was typed.
    pub is_wrong: bool,
}

/// A closed part of a page with the form that erases.
pub fn erasing(erasing: &Erasing<'_>) -> Markup {
    html! {
        details class="sheet" open[erasing.is_wrong] {
            summary { "Erase " (erasing.what) }
            @if erasing.is_wrong {
                p class="complaint" id="complaint" tabindex="-1" {
                    "That is not " (erasing.to_type) ". Nothing was erased."
                }
            }
            form method="post" action=(erasing.address) {
                p { (erasing.warning) " This cannot be undone." }
                p {
                    label for="erase" { "Type " (erasing.to_type) " to confirm" }
                    input type="text" id="erase" name=(erasing.field) autocomplete="off" required;
                }
                p { button name="do" value="erase" { "Erase" } }
            }
        }
    }
}
