//! A chart on paper: plotters' SVG, made to fit the page it stands in.
//!
//! plotters writes its colours into the picture. They are those of the light theme, and `figures.css`
//! finds them by their value and puts the theme's in their place: a colour that is added here must
//! be added there. Text gets its size there, too, so that it can grow on small screens.

use std::error::Error;
use std::ops::Range;

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::{
    Cartesian2d, ChartBuilder, DrawingArea, EmptyElement, IntoDrawingArea, PathElement, RGBColor,
    SVGBackend, Text,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, TextStyle};

use maud::{Markup, PreEscaped, html};

/// Words.
pub(super) const INK: RGBColor = RGBColor(0x1B, 0x1B, 0x1B);
/// Words and lines that matter less.
pub(super) const MUTED: RGBColor = RGBColor(0x59, 0x59, 0x59);
/// The grid.
pub(super) const RULE: RGBColor = RGBColor(0xCC, 0xCC, 0xCC);
/// What goes well.
pub(super) const MAIN: RGBColor = RGBColor(0x0B, 0x5C, 0xAD);
/// What does not.
pub(super) const WARM: RGBColor = RGBColor(0xA6, 0x3C, 0x00);
/// Curves beside the one that matters. The style sheet gives all of them the colour of [`MUTED`], and
/// each a pattern of dashes.
pub(super) const PATTERNS: [RGBColor; 4] = [
    RGBColor(0x5A, 0x5A, 0x5A),
    RGBColor(0x5B, 0x5B, 0x5B),
    RGBColor(0x5C, 0x5C, 0x5C),
    RGBColor(0x5D, 0x5D, 0x5D),
];

/// How wide every chart is. plotters puts everything on whole units; so there are more of them
/// than there will be pixels.
const WIDTH: u32 = 960;

/// The size of text where `figures.css` is not heeded; plotters divides it by 1.24.
const TEXT: f64 = 32.0;

/// A whole picture, in units.
pub(super) type Sheet<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// A part of it, with two axes.
pub(super) type Plot<'a> = DrawingArea<SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// Writing into a `String` does not fail, but plotters cannot know.
pub(super) type Drawn<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// What a picture is called.
pub(super) struct Named<'a> {
    /// An ID that no other picture on the page has.
    pub(super) id: &'a str,
    /// Its title.
    pub(super) title: &'a str,
    /// What somebody would see who sees it.
    pub(super) description: &'a str,
}

/// The space between the edge of a sheet and its plot.
pub(super) struct Margins {
    pub(super) top: u32,
    pub(super) right: u32,
    pub(super) bottom: u32,
    pub(super) left: u32,
}

/// Draws a picture; `None` if that fails, for a page without a chart still has its tables.
pub(super) fn svg(
    named: &Named<'_>,
    height: u32,
    draw: impl FnOnce(&Sheet<'_>) -> Drawn,
) -> Option<Markup> {
    let mut text = String::new();
    {
        let sheet = SVGBackend::with_string(&mut text, (WIDTH, height)).into_drawing_area();
        draw(&sheet).ok()?;
        sheet.present().ok()?;
    }
    // Its own head has a fixed size and no name.
    let (_, inside) = text.split_once('>')?;
    let inside = inside
        .replace("opacity=\"1\" ", "")
        .replace("font-family=\"sans-serif\" ", "");
    let inside = inside.trim_end().strip_suffix("</svg>")?;
    let Named {
        id,
        title,
        description,
    } = named;
    // plotters escapes the words that it writes into a picture.
    Some(html! {
        svg viewBox={ "0 0 " (WIDTH) " " (height) } role="img"
            aria-labelledby={ (id) "-title " (id) "-desc" } {
            title id={ (id) "-title" } { (title) }
            desc id={ (id) "-desc" } { (description) }
            (PreEscaped(inside))
        }
    })
}

/// The plot of a sheet.
pub(super) fn plot<'a>(
    sheet: &Sheet<'a>,
    margins: &Margins,
    x: Range<f64>,
    y: Range<f64>,
) -> Drawn<Plot<'a>> {
    let chart = ChartBuilder::on(sheet)
        .margin_top(margins.top)
        .margin_right(margins.right)
        .margin_bottom(margins.bottom)
        .margin_left(margins.left)
        .build_cartesian_2d(x, y)
        .map_err(|error| error.to_string())?;
    Ok(chart.plotting_area().clone())
}

/// A line through points.
pub(super) fn line(plot: &Plot<'_>, points: &[(f64, f64)], colour: RGBColor, width: u32) -> Drawn {
    let line = PathElement::new(points.to_vec(), colour.stroke_width(width));
    Ok(plot.draw(&line)?)
}

/// Which point of a text is where it is put.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Left,
    Right,
    Top,
    Bottom,
}

/// Words at a point, moved by some units.
pub(super) fn write(
    plot: &Plot<'_>,
    words: String,
    at: (f64, f64),
    by: (i32, i32),
    anchor: Anchor,
) -> Drawn {
    let text = Text::new(words, by, style(anchor));
    Ok(plot.draw(&(EmptyElement::at(at) + text))?)
}

/// The style of words.
pub(super) fn style(anchor: Anchor) -> TextStyle<'static> {
    let (across, down) = match anchor {
        Anchor::Left => (HPos::Left, VPos::Center),
        Anchor::Right => (HPos::Right, VPos::Center),
        Anchor::Top => (HPos::Center, VPos::Top),
        Anchor::Bottom => (HPos::Center, VPos::Bottom),
    };
    TextStyle::from(("sans-serif", TEXT).into_font())
        .color(&INK)
        .pos(Pos::new(across, down))
}

#[cfg(test)]
mod tests {
    use plotters::prelude::RGBColor;

    use super::{INK, MAIN, MUTED, Named, PATTERNS, RULE, WARM, svg};

    #[test]
    fn the_style_sheet_maps_every_colour() {
        let css = include_str!("figures.css");
        let own = [INK, MUTED, RULE, MAIN, WARM];
        for RGBColor(red, green, blue) in own.into_iter().chain(PATTERNS) {
            let colour = format!("\"#{red:02X}{green:02X}{blue:02X}\"");
            assert!(css.contains(&colour), "{colour}");
        }
    }

    /// The contrast of two colours: WCAG 2.2, «contrast ratio».
    fn contrast(first: &str, second: &str) -> f64 {
        let luminance = |colour: &str| {
            let channel = |at: usize| {
                let byte = u8::from_str_radix(&colour[at..at + 2], 16).unwrap();
                let part = f64::from(byte) / 255.0;
                if part <= 0.04045 {
                    part / 12.92
                } else {
                    ((part + 0.055) / 1.055).powf(2.4)
                }
            };
            0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
        };
        let (first, second) = (luminance(first), luminance(second));
        (first.max(second) + 0.05) / (first.min(second) + 0.05)
    }

    /// So much of the first colour, and the rest of the second: CSS's `color-mix` in sRGB.
    fn mixed(first: &str, share: f64, second: &str) -> String {
        let channel = |at: usize| {
            let of = |colour: &str| f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap());
            of(first) * share + of(second) * (1.0 - share)
        };
        let channels = [1, 3, 5].map(|at| format!("{:02x}", channel(at).round() as u8));
        format!("#{}", channels.concat())
    }

    #[test]
    fn words_and_lines_can_be_told_from_the_paper_in_both_themes() {
        let css = include_str!("../progress.css");
        let values = |name: &str| -> Vec<&str> {
            let name = format!("--{name}: #");
            let found = css.match_indices(&name);
            found
                .map(|(at, _)| &css[at + name.len() - 1..][..7])
                .collect()
        };
        let papers = values("paper");
        assert_eq!(papers.len(), 2);
        for name in ["ink", "muted", "main", "warm"] {
            for (colour, paper) in values(name).into_iter().zip(&papers) {
                let contrast = contrast(colour, paper);
                assert!(contrast >= 4.5, "{name}: {colour} on {paper}: {contrast}");
            }
        }
        // On the strongest shade of a passage, too.
        let strongest = include_str!("figures.css")
            .split_once(".shade-5 {")
            .unwrap();
        assert!(strongest.1.contains("var(--main) 40%, var(--paper)"));
        for ((ink, main), paper) in values("ink").iter().zip(values("main")).zip(papers) {
            let shade = mixed(main, 0.4, paper);
            let contrast = contrast(ink, &shade);
            assert!(contrast >= 4.5, "{ink} on {shade}: {contrast}");
        }
    }

    #[test]
    fn a_picture_has_a_name_and_no_size_of_its_own() {
        let named = Named {
            id: "x",
            title: "A & B",
            description: "Nothing.",
        };
        let picture = svg(&named, 100, |_| Ok(())).unwrap();
        let picture = picture.into_string();
        assert!(picture.starts_with("<svg viewBox=\"0 0 960 100\" role=\"img\""));
        assert!(picture.contains("<title id=\"x-title\">A &amp; B</title>"));
        assert!(!picture.contains(" width=") && !picture.contains("http"));
        assert!(picture.trim_end().ends_with("</svg>"));
    }
}
