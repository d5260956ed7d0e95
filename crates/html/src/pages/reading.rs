//! How a student likes to read: the size of letters, spacing, the font, the colour of the page. It is
//! kept in a cookie, so that each browser has its own, and becomes classes of the page.

use maud::{Markup, html};

use super::fields::Fields;

/// One thing that can be set.
struct Choice {
    /// Its name in the cookie and in the class.
    name: &'static str,
    /// What it is called.
    label: &'static str,
    /// The values, each with what it is called; the first is where nothing was set.
    values: &'static [(&'static str, &'static str)],
}

const CHOICES: [Choice; 5] = [
    Choice {
        name: "size",
        label: "Text size",
        values: &[
            ("normal", "Normal"),
            ("large", "Large"),
            ("larger", "Larger"),
            ("largest", "Largest"),
        ],
    },
    Choice {
        name: "spacing",
        label: "Spacing",
        values: &[("normal", "Normal"), ("wide", "Wide"), ("wider", "Wider")],
    },
    Choice {
        name: "font",
        label: "Letters",
        values: &[
            ("normal", "As in a book"),
            ("plain", "Plain, without serifs"),
            (
                "dyslexia",
                "Plain, wide and left-aligned, for readers with dyslexia",
            ),
        ],
    },
    Choice {
        name: "colour",
        label: "Colour of the page",
        values: &[
            ("white", "White"),
            ("cream", "Cream"),
            ("blue", "Blue"),
            ("green", "Green"),
            ("rose", "Rose"),
        ],
    },
    Choice {
        name: "theme",
        label: "Light or dark",
        values: &[
            ("device", "As on this device"),
            ("light", "Light"),
            ("dark", "Dark"),
            ("contrast", "High contrast"),
        ],
    },
];

/// What a student has set: the place of the value of each choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading([usize; CHOICES.len()]);

impl Reading {
    /// Reads what [`Self::cookie`] wrote; what cannot be read is as if it had not been set.
    pub fn of_cookie(text: &str) -> Self {
        let mut reading = Self::default();
        for class in text.split('.') {
            for (chosen, choice) in reading.0.iter_mut().zip(&CHOICES) {
                let value = class.strip_prefix(choice.name);
                let value = value.and_then(|rest| rest.strip_prefix('-'));
                let place = value.and_then(|value| choice.place(value));
                *chosen = place.unwrap_or(*chosen);
            }
        }
        reading
    }

    /// What the form of [`form`] has sent.
    pub fn of_fields(fields: &Fields) -> Self {
        let mut reading = Self::default();
        for (chosen, choice) in reading.0.iter_mut().zip(&CHOICES) {
            *chosen = choice.place(fields.text(choice.name)).unwrap_or(0);
        }
        reading
    }

    /// The value of the cookie.
    pub fn cookie(self) -> String {
        self.all(".")
    }

    /// The classes of the page.
    pub fn classes(self) -> String {
        self.all(" ")
    }

    fn all(self, between: &str) -> String {
        let chosen = self.0.iter().zip(&CHOICES);
        let classes = chosen.map(|(place, choice)| {
            let (value, _) = choice.values[*place];
            format!("{}-{value}", choice.name)
        });
        classes.collect::<Vec<_>>().join(between)
    }
}

impl Choice {
    fn place(&self, value: &str) -> Option<usize> {
        self.values.iter().position(|(known, _)| *known == value)
    }
}

/// What can be set, as the fields of a form.
pub fn fields(reading: Reading) -> Markup {
    html! {
        @for (chosen, choice) in reading.0.iter().zip(&CHOICES) {
            fieldset class="chips" {
                legend { (choice.label) }
                @for (place, (value, label)) in choice.values.iter().enumerate() {
                    label class="chip" {
                        input type="radio" name=(choice.name) value=(value) checked[place == *chosen];
                        span { (label) }
                    }
                }
            }
        }
    }
}

/// The form in which it is set. `back` is the page that is shown afterwards.
pub fn form(reading: Reading, back: &str) -> Markup {
    html! {
        h1 { "How pages look" }
        form method="post" action="/reading" class="sheet reading-form" {
            input type="hidden" name="back" value=(back);
            (fields(reading))
            div class="actions" { button class="main" { "Use these" } a href=(back) { "Back without a change" } }
        }
        section class="sheet document" aria-label="What it looks like" {
            h2 { "What it looks like" }
            p class="passage" {
                span class="place" { "¶1" } " "
                "A passage stands in letters of this size and on a page of this colour. Change the settings above until you can read it for half an hour without effort."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_gives_back_what_was_set_and_nonsense_nothing() {
        let fields = Fields(vec![
            ("size".to_owned(), "larger".to_owned()),
            ("theme".to_owned(), "dark".to_owned()),
            ("colour".to_owned(), "\"><script>".to_owned()),
        ]);
        let reading = Reading::of_fields(&fields);
        assert_eq!(
            reading.classes(),
            "size-larger spacing-normal font-normal colour-white theme-dark"
        );
        assert_eq!(Reading::of_cookie(&reading.cookie()), reading);
        assert_eq!(Reading::of_cookie("size-huge.x.theme-"), Reading::default());
    }
}
