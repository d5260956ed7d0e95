//! The marks of a question, where another tool says them.

use crate::imported::Trouble;
use sourcework_core::diagnostic::Span;

/// The tariff of a question that is worth so much there, where it is not the natural one. Marks are whole here.
pub(crate) fn tariff(
    worth: f64,
    natural: u32,
    span: Span,
    trouble: &mut Trouble<'_>,
) -> Option<u32> {
    let whole = (1..=100u32).min_by(|one, other| {
        let far = |it: &u32| (f64::from(*it) - worth).abs();
        far(one).total_cmp(&far(other))
    })?;
    if (f64::from(whole) - worth).abs() > 1e-6 {
        let what = format!("the question is worth {worth} marks in the file; here {whole}");
        trouble.changed(span, what);
    }
    (whole != natural).then_some(whole)
}
