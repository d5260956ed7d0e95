//! Points that questions share by name, so that similar questions cannot drift apart: those that
//! come with the program, and those of a library's `points.toml`.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::Quiz;
use super::body::Body;
use super::parse::{read_id, read_wording};
use super::wording::Wording;
use crate::diagnostic::{Code, Diagnostic, Placed};
use crate::document;

/// The points that come with the program.
static SHIPPED: LazyLock<SharedPoints> = LazyLock::new(|| {
    let (points, mistakes) = SharedPoints::parse(include_str!("../../../../points.toml"));
    assert!(mistakes.is_empty(), "the shipped points have mistakes");
    points
});

/// A point that questions use by its ID.
#[derive(Clone, Debug)]
pub struct SharedPoint {
    /// What questions call it.
    pub id: Placed<String>,
    /// What must be said, in the words of a mark scheme.
    pub label: Placed<String>,
    /// What examiners credit it for.
    pub credit: Placed<String>,
    /// The words that make it.
    pub wording: Wording,
    /// Sentences that make it.
    pub examples: Vec<Placed<String>>,
    /// Sentences that do not make it, though one might think so.
    pub counter_examples: Vec<Placed<String>>,
}

/// Shared points by their IDs.
#[derive(Clone, Debug, Default)]
pub struct SharedPoints {
    by_id: BTreeMap<String, Arc<SharedPoint>>,
}

impl SharedPoints {
    /// Those that come with the program.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads a `points.toml`, and says what is wrong with it.
    pub fn parse(text: &str) -> (Self, Vec<Diagnostic>) {
        let mut out = Vec::new();
        let mut points = Self::default();
        document::read("points", text, "list of points", &mut out, |fields| {
            let read = fields.needed_tables("point", "point", |fields| SharedPoint {
                id: read_id(fields, "id"),
                label: fields.text("label"),
                credit: fields.text("credit"),
                wording: read_wording(fields, true),
                examples: fields.needed_texts("examples"),
                counter_examples: fields.needed_texts("counter-examples"),
            });
            for point in read {
                if points.by_id.contains_key(point.id.as_str()) {
                    let message = format!("two points have the ID `{}`", point.id.escape_debug());
                    fields.report(Diagnostic::new(Code::DuplicateId, point.id.span, message));
                }
                points.by_id.insert(point.id.value.clone(), Arc::new(point));
            }
        });
        (points, out)
    }

    /// The point of that ID.
    pub fn get(&self, id: &str) -> Option<&Arc<SharedPoint>> {
        self.by_id.get(id)
    }

    /// All of them, by ID.
    pub fn iter(&self) -> impl Iterator<Item = &SharedPoint> {
        self.by_id.values().map(Arc::as_ref)
    }
}

impl Quiz {
    /// Gives every point that uses shared ones what makes them; those of the library go before
    /// those of the program. Says whether one of the library is used.
    pub fn use_points(&mut self, of_library: &SharedPoints) -> bool {
        let mut used = false;
        for question in &mut self.questions {
            for wording in wordings(&mut question.body) {
                let find = |id: &Placed<String>| {
                    let own = of_library.get(id);
                    used |= own.is_some();
                    own.or_else(|| SHIPPED.get(id)).map(Arc::clone)
                };
                wording.shared = wording.uses.iter().filter_map(find).collect();
            }
        }
        used
    }
}

fn wordings(body: &mut Body) -> Vec<&mut Wording> {
    match body {
        Body::Inference(body) => body.points.iter_mut().map(|it| &mut it.wording).collect(),
        Body::ShortAnswer(body) => body.points.iter_mut().map(|it| &mut it.wording).collect(),
        Body::Extended(body) => body.points.iter_mut().map(|it| &mut it.wording).collect(),
        _ => Vec::new(),
    }
}
