//! The shell of a page: one file that needs nothing else, on a screen, in print and read aloud.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use sourcework_core::present::block::printable;

/// Nothing may be loaded and nothing may run, whatever the page is opened with.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// A page with its title and style sheet. The style sheet is ours and holds no text of a quiz or a
/// student: there is no escaping in it.
pub fn page(title: &str, style_sheet: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(style_sheet)) }
            }
            body { (body) }
        }
    };
    page.into_string()
}

/// Text with its line ends; what HTML does not allow in it is left out.
pub(crate) fn lines_of(text: &str) -> Markup {
    let text = printable(text);
    html! {
        @for (place, line) in text.split('\n').enumerate() {
            @if place > 0 { br; }
            (line)
        }
    }
}
