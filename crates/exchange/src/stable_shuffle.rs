//! Chance that is the same each time.

use sourcework_core::identity::stable;
use sourcework_core::quiz::Question;

/// The order in which choices stand in a file: by chance, but always the same. For kinds in which
/// the author's order is the key, because not every player shuffles. What is numbered from
/// `loose` on (words and rights that belong to nothing) stays in order among itself.
pub fn stable_shuffle(question: &Question, count: usize, loose: usize) -> Vec<usize> {
    let key = |index: &usize| stable(&[&question.id, &index.to_string()]);
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_cached_key(key);
    if order.is_sorted() && count > 1 {
        order.rotate_left(1);
    }
    let mut next = loose;
    for place in &mut order {
        if *place >= loose {
            *place = next;
            next += 1;
        }
    }
    order
}
