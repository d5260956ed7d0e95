//! The page of a student's progress: whole, safe and readable, whatever the figures are.
#![allow(clippy::unwrap_used, missing_docs)]

use jiff::ToSpan;
use sourcework_core::progress::{Exam, Forecast, Progress};
use sourcework_core::revision::{Mastery, Standing};
use sourcework_html::progress::page;

mod markup;
#[path = "progress_page/sample.rs"]
mod sample;

use markup::{assert_closed, assert_ids_once, between, tags};

/// Pages of all sorts.
fn pages() -> Vec<(&'static str, String)> {
    let full = sample::full;
    let mut odd = full();
    odd.skills[0].mastery = Some(Mastery {
        mean: f64::NAN,
        low: -1.0,
        high: f64::INFINITY,
        answers: 20,
        standing: Standing::NeedsWork,
    });
    odd.skills[1].mastery = None;
    odd.days[5].available = 0;
    odd.days.reverse();
    odd.forecast[1].with = sample::about(f64::NAN);
    odd.exam = Some(Exam {
        on: sample::TODAY,
        days_left: 0,
    });
    let one = Progress {
        days: sample::days(1),
        week: sample::week([0; 7]),
        forecast: sample::forecast(0),
        exam: None,
        ..full()
    };
    let long = Progress {
        days: sample::days(900),
        forecast: sample::forecast(700),
        ..full()
    };
    let bare = Progress {
        answers: 1,
        ..sample::empty()
    };
    let all = [
        ("full", full()),
        ("empty", sample::empty()),
        ("odd", odd),
        ("one", one),
        ("long", long),
        ("bare", bare),
    ];
    all.map(|(name, progress)| (name, page(&progress))).into()
}

#[test]
fn every_tag_is_closed_in_its_order() {
    for (name, page) in pages() {
        assert_closed(name, &page);
    }
}

#[test]
fn the_page_asks_for_nothing_from_elsewhere_and_runs_nothing() {
    for (name, page) in pages() {
        let page = page.to_lowercase();
        for word in [
            "://", "src=", "href=", "url(", "@import", "<script", "<link", "<img",
        ] {
            let found = tags(&page).into_iter().find(|tag| tag.contains(word));
            assert_eq!(found, None, "{name}: {word}");
        }
        // Values stand in quotation marks, so that every second piece is outside of them.
        let outside = tags(&page)
            .into_iter()
            .flat_map(|tag| tag.split('"').step_by(2));
        for attributes in outside {
            assert!(!attributes.contains(" on"), "{name}: {attributes}");
        }
        let css = between(&page, "<style>", "</style>");
        assert!(!css.contains("url(") && !css.contains("@import"), "{name}");
        assert_eq!(page.matches("http").count(), 1, "only http-equiv: {name}");
        assert!(page.contains(
            "<meta http-equiv=\"content-security-policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        ));
    }
}

#[test]
fn what_people_wrote_is_never_markup() {
    let page = page(&sample::full());
    assert!(page.contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;"));
    assert!(page.contains("Zoë &lt;O'Hara&gt; &amp; &quot;Co&quot;"));
    assert!(!page.contains("<O'Hara") && !page.contains("<script"));
}

#[test]
fn a_skill_with_too_few_answers_is_shown_without_a_percentage() {
    let mut progress = sample::full();
    for skill in &mut progress.skills {
        skill.standing = Standing::TooFew;
        skill.answers = 3;
    }
    let page = page(&progress);
    let section = between(&page, "<section id=\"skills\">", "</section>");
    assert!(!section.contains("<circle"));
    assert!(!between(section, "<desc", "</desc>").contains('%'));
    let rows = between(section, "<tbody>", "</tbody>");
    assert_eq!(rows.matches("too few answers (3)").count(), 10);
    assert!(!rows.contains('%'));
}

#[test]
fn before_the_first_answer_the_page_says_so_and_has_no_chart() {
    let mut progress = sample::empty();
    assert!(page(&progress).contains("Nothing has been answered yet."));
    progress.week = sample::week([3, 0, 0, 0, 0, 0, 0]);
    progress.exam = sample::full().exam;
    let page = page(&progress);
    assert!(!page.contains("<svg") && !page.contains("<table"));
    assert!(page.contains("<p>3 questions are due today, about 3 minutes.</p>"));
    assert!(page.contains("<p>178 days to the exam on 20\u{a0}May 2027.</p>"));
}

#[test]
fn what_matters_most_comes_first() {
    let page = page(&sample::full());
    let short = between(&page, "<h2>In short</h2>", "</section>");
    assert!(short.contains("Of 10 skills, 6 need work, 3 are secure, 1 has too few answers."));
    assert!(short.contains("12 questions are due today, about 14 minutes."));
}

#[test]
fn every_chart_has_a_name_a_caption_and_a_table() {
    for (name, page) in pages() {
        let figures: Vec<&str> = page.split("<figure>").skip(1).collect();
        for figure in &figures {
            let (figure, after) = figure.split_once("</figure>").unwrap();
            let labels = between(figure, "aria-labelledby=\"", "\"");
            let (title, description) = labels.split_once(' ').unwrap();
            assert!(
                figure.contains(&format!("<title id=\"{title}\">")),
                "{name}"
            );
            assert!(figure.contains(&format!("<desc id=\"{description}\">")));
            assert!(figure.contains("role=\"img\"") && figure.contains("<figcaption>"));
            assert!(
                after
                    .split_once("</section>")
                    .unwrap()
                    .0
                    .contains("<caption")
            );
        }
        match name {
            "full" | "odd" | "long" => assert_eq!(figures.len(), 4, "{name}"),
            "one" => assert_eq!(figures.len(), 1, "{name}"),
            _ => assert!(figures.is_empty(), "{name}"),
        }
    }
}

#[test]
fn an_id_is_given_once_and_headings_leave_no_level_out() {
    for (name, page) in pages() {
        assert_ids_once(name, &page);
        assert_eq!(page.matches("<h1>").count(), 1, "{name}");
        assert!(page.find("<h1>") < page.find("<h2>"), "{name}");
        assert!(!page.contains("<h3") && page.contains("lang=\"en-GB\""));
    }
}

#[test]
fn a_forecast_of_many_days_has_a_short_table() {
    let mut progress = sample::full();
    let day = |at: i64| Forecast {
        on: sample::TODAY.saturating_add(at.days()),
        without: sample::about(0.5),
        with: sample::about(0.9),
    };
    progress.forecast = (0..=178).map(day).collect();
    let page = page(&progress);
    let section = between(&page, "<section id=\"forecast\">", "</section>");
    let rows = between(section, "<tbody>", "</tbody>");
    assert_eq!(rows.matches("<tr>").count(), 12);
    assert!(rows.contains("23\u{a0}Nov\u{a0}2026") && rows.contains("20\u{a0}May\u{a0}2027"));
}

#[test]
fn the_figures_have_the_names_that_the_page_has_them_by() {
    let json = serde_json::to_value(sample::full()).unwrap();
    assert_eq!(json["exam"]["days-left"], 178);
    assert_eq!(json["questions-unseen"], 52);
    assert_eq!(json["skills"][3]["standing"], "too-few");
    assert_eq!(json["on"], "2026-11-23");
}
