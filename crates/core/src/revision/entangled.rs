//! Which questions show the same words of a passage, so that one a day of them can be asked.

use std::collections::HashMap;

use super::plan::Known;

/// For each of some questions, how many of them show a run of places that overlap; the question
/// itself counts too.
pub(super) fn sizes_of_runs(known: &[Known<'_>], of: &[usize]) -> HashMap<usize, usize> {
    let mut places: Vec<(&str, u32, u32, usize)> = Vec::new();
    for place in of {
        let candidate = known[*place].candidate;
        for shown in &candidate.shows {
            if let Some(extract) = candidate.extracts.get(shown.extract) {
                places.push((extract, shown.start, shown.end, *place));
            }
        }
    }
    places.sort_unstable();
    let mut sizes: HashMap<usize, usize> = HashMap::new();
    let mut run: Vec<usize> = Vec::new();
    let mut reach: Option<(&str, u32)> = None;
    let settle = |run: &mut Vec<usize>, sizes: &mut HashMap<usize, usize>| {
        run.sort_unstable();
        run.dedup();
        let size = run.len();
        for place in run.drain(..) {
            let most = sizes.entry(place).or_default();
            *most = size.max(*most);
        }
    };
    for (extract, start, end, place) in places {
        match reach {
            Some((of, until)) if of == extract && start < until => {
                reach = Some((of, until.max(end)));
            }
            _ => {
                settle(&mut run, &mut sizes);
                reach = Some((extract, end));
            }
        }
        run.push(place);
    }
    settle(&mut run, &mut sizes);
    sizes
}

/// Unseen questions, those with the largest `sizes` (others on the same words) first; ties keep
/// the order of the library.
pub(super) fn largest_group_first(unseen: &[usize], sizes: &HashMap<usize, usize>) -> Vec<usize> {
    let mut ordered = unseen.to_vec();
    ordered.sort_by_key(|place| std::cmp::Reverse(sizes.get(place).copied().unwrap_or(1)));
    ordered
}
