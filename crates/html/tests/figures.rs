//! Charts as markup: what they say beside what they show, and that no name breaks out.
#![allow(clippy::unwrap_used, missing_docs)]

mod markup;

use markup::between;
use sourcework_core::present::block::Block;
use sourcework_core::present::figure::{Chart, Curve, Curves, Figure, Interval, Shade};
use sourcework_html::blocks;

const HOSTILE: &str = "</text><script>alert(1)</script>\u{202e}";

fn drawn(title: &str, chart: Chart) -> String {
    let figure = Figure {
        id: "it".into(),
        title: title.to_owned().into(),
        description: "What it shows.".to_owned(),
        caption: "What it says.".to_owned(),
        chart: Some(chart),
    };
    blocks::markup(&[Block::Figure(figure, None)]).into_string()
}

fn curve(name: &str, shares: [f64; 3], is_strong: bool) -> Curve {
    Curve {
        name: name.to_owned(),
        shares: shares.into(),
        is_strong,
    }
}

fn thirds(curves: Vec<Curve>) -> Chart {
    Chart::Curves(Curves {
        groups: ["weakest", "middle", "strongest"].map(str::to_owned).into(),
        curves,
    })
}

#[test]
fn curves_are_told_apart_without_colour_and_have_their_names_at_their_ends() {
    let curves = vec![
        curve("A", [0.5, 0.3, 0.1], false),
        curve("B", [0.4, 0.6, 0.8], true),
        curve("C", [0.1, 0.1, 0.1], false),
    ];
    let picture = drawn("Who chose what", thirds(curves));
    for words in [
        "A 10%",
        "B ✓ 80%",
        "C 10%",
        "weakest",
        "middle",
        "strongest",
    ] {
        let words = format!("\n{words}\n</text>");
        assert_eq!(picture.matches(&words).count(), 1, "{words} in {picture}");
    }
    // Each wrong option has a pattern of its own, and the right one is the thickest line.
    for pattern in ["#5A5A5A", "#5B5B5B"] {
        let line = format!("stroke=\"{pattern}\" stroke-width=\"4\"");
        assert_eq!(picture.matches(&line).count(), 1, "{picture}");
    }
    let right = "stroke=\"#0B5CAD\" stroke-width=\"9\"";
    assert!(picture.contains(right), "{picture}");
    assert!(picture.contains("<title id=\"it-title\">Who chose what</title>"));
    assert!(picture.contains("<desc id=\"it-desc\">What it shows.</desc>"));
    let caption = between(&picture, "<figcaption>", "</figcaption>");
    assert_eq!(
        caption,
        "What it says. The thick line with the tick is the right option."
    );
}

#[test]
fn a_passage_is_shaded_by_fifths_with_its_per_cent_and_a_sign_at_what_is_right() {
    let part = |text: &str, share: f64, is_key: bool| Shade {
        text: text.to_owned(),
        share,
        is_key,
    };
    let parts = vec![
        part("Nobody.", 0.0, false),
        part("One of 28.", 1.0 / 28.0, false),
        part("Two fifths.", 0.4, false),
        part("16 of 28.", 16.0 / 28.0, true),
        part("Everybody.", 1.0, false),
    ];
    let line = |shade: &str, share: &str, text: &str| {
        format!(
            "<li class=\"{shade}\"><span class=\"share\">{share}</span><span>{text}</span></li>"
        )
    };
    let lines = [
        line("shade-0", "0%", "Nobody."),
        line("shade-1", "4%", "One of 28."),
        line("shade-2", "40%", "Two fifths."),
        line("shade-3 is-key", "57%", "<b>✓ Right:</b> 16 of 28."),
        line("shade-5", "100%", "Everybody."),
    ];
    let expected = format!(
        "<p class=\"label\">Picked</p><ol class=\"heat\">{}</ol>",
        lines.concat()
    );
    let figure = drawn("Picked", Chart::Heat(parts));
    assert!(figure.contains(&expected), "{figure}");
}

#[test]
fn shares_without_a_threshold_are_explained_without_one() {
    let row = |label: &str, bounds| Interval {
        label: label.to_owned(),
        bounds,
        threshold: None,
        is_above: true,
        text: "too few to say".to_owned(),
    };
    let rows = vec![
        row("known", Some((0.25, 0.5, 0.75))),
        row("unknown", None),
        row("khrushchev-letter-1962/6a", None),
    ];
    let picture = drawn("Shares", Chart::Intervals(rows));
    let caption = between(&picture, "<figcaption>", "</figcaption>");
    assert_eq!(
        caption,
        "What it says. Each dot is a share, and the line through it is its range."
    );
    assert_eq!(picture.matches("<circle").count(), 1);
    assert_eq!(picture.matches("too few to say").count(), 2);
    // The end of a long label tells extracts of one source apart.
    assert!(picture.contains("\n…-letter-1962/6a\n"), "{picture}");
}

#[test]
fn no_name_breaks_out_of_a_chart() {
    let shade = Shade {
        text: HOSTILE.to_owned(),
        share: 0.5,
        is_key: false,
    };
    let interval = Interval {
        label: HOSTILE.to_owned(),
        bounds: None,
        threshold: None,
        is_above: true,
        text: HOSTILE.to_owned(),
    };
    let charts = [
        thirds(vec![curve(HOSTILE, [0.1, 0.2, f64::NAN], true)]),
        Chart::Heat(vec![shade]),
        Chart::Intervals(vec![interval]),
    ];
    for chart in charts {
        let markup = drawn(HOSTILE, chart);
        assert!(!markup.contains("<script"), "{markup}");
        assert!(!markup.contains('\u{202e}'), "{markup}");
        assert!(!markup.contains("NaN"), "{markup}");
    }
}

#[test]
fn charts_of_nothing_are_words_alone() {
    let nothing = Chart::Curves(Curves {
        groups: Vec::new(),
        curves: Vec::new(),
    });
    assert_eq!(drawn("Nothing", nothing), "<p>What it says.</p>");
}
