//! Written questions of other tools: there a person marks, with or without a scheme.

use sourcework_core::diagnostic::{Placed, Span};
use sourcework_core::quiz::Body;
use sourcework_core::quiz::body::{Band, Criterion, Extended, Level};

/// What stands as the model answer where none came along.
pub const NO_MODEL: &str = "A model answer was not imported.";

/// An essay with what a grader is told; a person chooses the marks. `marks` is its tariff.
pub fn essay(grader: Option<&str>, marks: Option<u32>) -> Body {
    let placed = |text: &str| Placed::new(text.to_owned(), Span::default());
    let marks = Band {
        low: 1,
        high: marks.unwrap_or(1).clamp(1, 100),
    };
    let grader = grader.map(str::trim).filter(|text| !text.is_empty());
    let descriptor = grader.unwrap_or("What a grader looks for was not imported.");
    let level = Level {
        marks: Placed::new(marks, Span::default()),
        descriptor: placed(descriptor),
    };
    Body::Extended(Box::new(Extended {
        criteria: vec![Criterion {
            name: placed("The whole answer"),
            levels: vec![level],
        }],
        model: placed(grader.unwrap_or(NO_MODEL)),
        points: Vec::new(),
        examples: Vec::new(),
        samples: Vec::new(),
    }))
}
