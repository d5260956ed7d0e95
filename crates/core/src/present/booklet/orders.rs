//! The order of the lists of a question on one paper.
//!
//! Each question draws by the seed, the paper and its own ID: a question that is added or mended
//! changes no other, and paper B is the same whether there are two papers or five.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::identity;
use crate::quiz::{Body, Question};

/// The orders of a question's lists, one a list as in a session. A paper alone keeps the author's
/// order, but where that is the key.
pub fn of(question: &Question, seed: u64, several: bool, paper: u32) -> Vec<Vec<usize>> {
    let drawn_by = identity::stable(&[&seed.to_string(), &paper.to_string(), &question.id]);
    let mut rng = ChaCha8Rng::seed_from_u64(drawn_by);
    let body = &question.body;
    let shuffled =
        body.order_is_key() || (several && question.shuffle && !body.lists_the_passage());
    let orders = body.list_lengths().into_iter().map(|length| {
        let mut order: Vec<usize> = (0..length).collect();
        if shuffled {
            order.shuffle(&mut rng);
        }
        order
    });
    let mut orders: Vec<Vec<usize>> = orders.collect();
    if let Some(order) = orders.first_mut()
        && gives_away(body, order)
    {
        order.rotate_left(1);
    }
    orders
}

/// Whether an order, printed, would be an answer: what is looked for stands first, in the order
/// of the key. (One gap or pair alone tells nothing by its place.)
fn gives_away(body: &Body, order: &[usize]) -> bool {
    let sought = match body {
        Body::Ordering(body) => body.items.len(),
        Body::Matching(body) => body.pairs.len(),
        Body::Cloze(body) => body.text.gaps().len(),
        _ => return false,
    };
    let first = order.iter().take(sought).enumerate();
    sought > 1 && order.len() > 1 && first.into_iter().all(|(place, number)| place == *number)
}
