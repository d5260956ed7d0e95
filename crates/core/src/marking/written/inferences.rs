//! `inference`: each pair of an inference and its detail held against the points of the scheme.

use super::evidence::{Passage, marked};
use super::findings::{Doubt, Finding, Marked, PointFinding};
use super::points::{fragments_are_doubtful, verdict};
use super::read::Read;
use super::scheme::Scheme;
use crate::english;
use crate::marking::{Basis, Mark, Written, scale};
use crate::quiz::body::Inference;
use crate::source::quotation::{self, Quotation, fold};

/// How a pair fits a point: the finding for the inference, and the one for the detail.
type Fit = (PointFinding, Finding);

impl Scheme<'_> {
    /// Marks inferences. Each must fit a point of its own; a detail earns only with a valid
    /// inference.
    pub(super) fn inferences(&self, body: &Inference, given: &[Written]) -> Marked {
        let count = body.count as usize;
        let pairs: Vec<&Written> = given.iter().take(count).collect();
        let mut taken = Vec::new();
        let mut fits: Vec<(u32, usize, Fit)> = Vec::new();
        for (place, pair) in pairs.iter().enumerate() {
            let read = self.read(&pair.inference);
            let points = self.rules.iter().enumerate();
            let mut found: Vec<PointFinding> = points
                .map(|(point, rules)| self.find(point, rules, &read, true))
                .collect();
            let points = 0..body.points.len();
            let details: Vec<Finding> = points.map(|it| self.detail(body, it, pair)).collect();
            fragments_are_doubtful(self.question.available(), 0, &mut found, &read);
            self.may_be_another_inference(&mut found, &details, &read);
            self.only_what_is_said_is_doubtful(&mut found, &read);
            rows_of_points_are_doubtful(&mut found);
            for (found, detail) in found.into_iter().zip(details) {
                fits.push((worth(found.finding, detail), place, (found, detail)));
            }
            taken.extend(read.taken);
        }
        // The best fits first; a pair and a point are each used once.
        fits.sort_by_key(|(worth, place, fit)| (std::cmp::Reverse(*worth), *place, fit.0.point));
        let mut chosen: Vec<Option<Fit>> = vec![None; pairs.len()];
        let mut used = vec![false; self.rules.len()];
        for (worth, place, fit) in fits {
            let repeated = used[fit.0.point];
            match &mut chosen[place] {
                Some(_) => {}
                slot if worth == 0 || !repeated => {
                    used[fit.0.point] |= worth > 0;
                    *slot = Some(fit);
                }
                // Nothing else may fit it; then it says the same again.
                _ => {}
            }
        }
        self.summed(count, chosen, taken)
    }

    fn summed(&self, count: usize, chosen: Vec<Option<Fit>>, taken: Vec<super::Taken>) -> Marked {
        let available = self.question.available();
        let elements = 2 * count as u32;
        let (mut sure, mut possible) = (0, 0);
        let mut findings = Vec::with_capacity(2 * count);
        for fit in chosen.into_iter().map(Option::unwrap_or_default).chain(
            // What was not given at all is missing.
            std::iter::repeat_with(Fit::default),
        ) {
            if findings.len() == 2 * count {
                break;
            }
            let (found, detail) = fit;
            let detail = match (found.finding, detail) {
                (Finding::Made, detail) => detail,
                (Finding::Unsure(doubt), Finding::Made) => Finding::Unsure(doubt),
                (Finding::Unsure(_), detail) => detail,
                _ => Finding::Missing,
            };
            for finding in [found.finding, detail] {
                sure += u32::from(finding == Finding::Made);
                possible += u32::from(matches!(finding, Finding::Made | Finding::Unsure(_)));
            }
            let point = found.point;
            findings.push(found);
            findings.push(PointFinding {
                point,
                finding: detail,
                ..PointFinding::default()
            });
        }
        let awarded = scale(available, sure, elements);
        Marked {
            mark: Mark {
                awarded,
                available,
                basis: Basis::Matched,
                doubtful: scale(available, possible, elements) - awarded,
                verdicts: findings.iter().map(|it| verdict(it.finding)).collect(),
            },
            findings,
            taken,
        }
    }

    /// An inference in hardly any words but those of the passage and the stem may only say again
    /// what the passage says.
    fn only_what_is_said_is_doubtful(&self, found: &mut [PointFinding], read: &Read<'_>) {
        let words = &read.prose.words;
        let own = (0..words.len()).filter(|at| read.prose.is_content(*at) && !read.is_taken(*at));
        let stems = own.map(|at| english::stem(&words.word(at).text()));
        let own: Vec<String> = stems.filter(|it| !self.asked.contains(it)).collect();
        let said = own.iter().filter(|it| self.said.contains(*it)).count();
        if own.len() >= 5 && said * 4 >= own.len() * 3 {
            let made = found.iter_mut().filter(|it| it.finding == Finding::Made);
            made.for_each(|it| it.finding = Finding::Unsure(Doubt::Copied));
        }
    }

    /// Where no point is found, the inference may be a valid one that the scheme does not have: if
    /// it is a sentence of the student's own, with a detail that supports some point.
    fn may_be_another_inference(
        &self,
        found: &mut [PointFinding],
        details: &[Finding],
        read: &Read<'_>,
    ) {
        if found.iter().any(|it| it.finding != Finding::Missing) {
            return;
        }
        let supported = details.iter().position(|it| *it == Finding::Made);
        let open: Vec<usize> = (0..found.len()).collect();
        let point = match read.unmatched(self, &[], &open) {
            Some((_, point)) => Some(point),
            None => supported.filter(|_| read.is_own_statement(self)),
        };
        if let Some(point) = point {
            found[point].finding = Finding::Unsure(Doubt::Unmatched);
        }
    }

    /// Whether the detail is one that the scheme accepts for the point.
    fn detail(&self, body: &Inference, point: usize, pair: &Written) -> Finding {
        let accepted = &body.points[point].details;
        let mut given: Vec<&str> = vec![pair.detail.trim()];
        given.extend(
            marked(&pair.detail)
                .into_iter()
                .map(|span| &pair.detail[span]),
        );
        given.extend(
            marked(&pair.inference)
                .into_iter()
                .map(|span| &pair.inference[span]),
        );
        let mut best = Finding::Missing;
        for given in given.into_iter().filter(|given| !given.is_empty()) {
            for accepted in accepted {
                match self.compared(given, accepted) {
                    Finding::Made => return Finding::Made,
                    Finding::Missing => {}
                    other => best = other,
                }
            }
        }
        best
    }

    fn compared(&self, given: &str, accepted: &str) -> Finding {
        let (short, long) = (fold(given), fold(accepted));
        let trim = |text: &str| text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        let (short, long) = (trim(&short), trim(&long));
        let count = |text: &str| text.split_whitespace().count();
        let enough = count(&long).min(3);
        if short.contains(&long) || count(&short) >= enough && long.contains(&short) {
            return Finding::Made;
        }
        for passage in &self.passages {
            let Some(wanted) = quotation::find_exact(passage.text, accepted) else {
                continue;
            };
            if let Some(finding) = overlap(passage, given, &wanted) {
                return finding;
            }
        }
        if self.resembles(given, accepted) {
            return Finding::Unsure(Doubt::Paraphrased);
        }
        Finding::Missing
    }

    /// Whether at least half of the words of substance of an accepted detail are given, by stem.
    fn resembles(&self, given: &str, accepted: &str) -> bool {
        let stems = |text: &str| -> Vec<String> {
            let words = self.substance(text, 4);
            words.iter().map(|word| english::stem(word)).collect()
        };
        let (given, accepted) = (stems(given), stems(accepted));
        let shared = accepted.iter().filter(|stem| given.contains(stem)).count();
        shared >= 2 && shared * 2 >= accepted.len()
    }
}

/// So many points in one inference are a row of key words rather than a statement.
const ROW_OF_POINTS: usize = 4;

fn rows_of_points_are_doubtful(found: &mut [PointFinding]) {
    let made = found.iter_mut().filter(|it| it.finding == Finding::Made);
    let made: Vec<&mut PointFinding> = made.collect();
    if made.len() >= ROW_OF_POINTS {
        made.into_iter()
            .for_each(|it| it.finding = Finding::Unsure(Doubt::Loose));
    }
}

/// What a quotation is worth that shares a part of the passage with the accepted one.
fn overlap(passage: &Passage<'_>, given: &str, wanted: &std::ops::Range<usize>) -> Option<Finding> {
    let (span, faults) = match quotation::find(passage.text, given) {
        Quotation::Exact { span } | Quotation::Typographic { span } => (span, 0),
        Quotation::Nearest { span, differences } => (span, differences.len()),
        Quotation::Absent => return None,
    };
    let shared = span.start.max(wanted.start)..span.end.min(wanted.end);
    if shared.start >= shared.end {
        return None;
    }
    let words = passage.text[shared].split_whitespace().count();
    let of_wanted = passage.text[wanted.clone()].split_whitespace().count();
    if words < 3 && words * 2 < of_wanted {
        return None;
    }
    let given = given.split_whitespace().count();
    Some(if faults * 5 <= given.max(5) {
        Finding::Made
    } else {
        Finding::Unsure(Doubt::Altered)
    })
}

fn worth(inference: Finding, detail: Finding) -> u32 {
    let of_detail = match detail {
        Finding::Made => 2,
        Finding::Unsure(_) => 1,
        _ => 0,
    };
    match inference {
        Finding::Made => 6 + of_detail,
        Finding::Unsure(_) => 3 + of_detail,
        _ => 0,
    }
}
