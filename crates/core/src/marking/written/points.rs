//! `short-answer`: each point held against the answer, then the rules of the scheme.

use super::evidence::Taken;
use super::findings::{Doubt, Finding, Marked, PointFinding, Reread};
use super::prose::Polarity;
use super::scheme::{Met, Read, Rules, Scheme};
use crate::marking::judged::{count_points, met_needs};
use crate::marking::{Basis, Mark, Verdict};
use crate::quiz::body::ShortAnswer;

impl Scheme<'_> {
    /// Marks a short answer.
    pub(super) fn short_answer(&self, body: &ShortAnswer, text: &str) -> Marked {
        let read = self.read(text);
        let mut findings: Vec<PointFinding> = self
            .rules
            .iter()
            .enumerate()
            .map(|(point, rules)| self.find(point, rules, &read, false))
            .collect();
        drop_used(&mut findings);
        // What can be read at all says that the rest is not there.
        if findings.iter().any(|it| it.finding == Finding::Made) {
            let unread = |it: &&mut PointFinding| it.finding == Finding::Unsure(Doubt::Unread);
            let unread = findings.iter_mut().filter(unread);
            unread.for_each(|it| it.finding = Finding::Missing);
        }
        let places = |wanted: fn(Finding) -> bool| {
            let fitting = findings.iter().filter(|it| wanted(it.finding));
            fitting.map(|it| it.point).collect::<Vec<_>>()
        };
        let made = places(|it| it == Finding::Made);
        let may_be = places(|it| matches!(it, Finding::Made | Finding::Unsure(_)));
        let learned = places(|it| matches!(it, Finding::Made | Finding::Learned));
        let available = self.question.available();
        let mut awarded = count_points(available, body, &made);
        let cap = body.caps.learned_response.as_ref().map_or(0, |cap| **cap);
        // A learned response is held to its cap, but takes nothing from what was earned.
        let lowest = count_points(available, body, &learned).min(cap);
        awarded = awarded.max(lowest);
        let could_be = count_points(available, body, &may_be).max(awarded);
        let counted = met_needs(body, &made);
        for finding in &mut findings {
            if finding.finding == Finding::Made && !counted[finding.point] {
                finding.finding = Finding::Unmet;
            }
        }
        let verdicts = findings.iter().map(|it| verdict(it.finding)).collect();
        Marked {
            mark: Mark {
                awarded,
                available,
                basis: Basis::Matched,
                doubtful: could_be - awarded,
                verdicts,
            },
            findings,
            taken: read.taken,
        }
    }

    /// What was found for one point. `own_words` says that nothing copied can make it.
    pub(super) fn find(
        &self,
        point: usize,
        rules: &Rules,
        read: &Read<'_>,
        own_words: bool,
    ) -> PointFinding {
        let quoted = rules.quote.map(|wanted| quote(wanted, &read.taken));
        if let Some(Err(finding)) = quoted {
            return nothing(point, finding);
        }
        if let Some(Ok(taken)) = quoted
            && rules.accept.is_empty()
        {
            return PointFinding {
                spans: vec![taken.span.clone()],
                ..nothing(point, Finding::Made)
            };
        }
        let mut best: Option<(Finding, Met<'_>)> = None;
        for pattern in &rules.accept {
            let met = read.met(pattern);
            let denied = met.iter().any(|it| it.polarity == Polarity::Denied);
            for it in met {
                let finding = judge(&it, denied, own_words);
                if best
                    .as_ref()
                    .is_none_or(|(best, _)| rank(finding) < rank(*best))
                {
                    best = Some((finding, it));
                }
            }
            if matches!(best, Some((Finding::Made, _))) {
                break;
            }
        }
        let Some((mut finding, met)) = best else {
            return self.near(point, read, own_words);
        };
        if matches!(finding, Finding::Made | Finding::Unsure(_)) && rejected(rules, read) {
            finding = if finding == Finding::Made {
                Finding::Unsure(Doubt::MetAndRejected)
            } else {
                Finding::Rejected
            };
        }
        described(point, finding, &met, read)
    }

    /// Where no pattern is met, a sentence with some of the telling words of the point may make it
    /// all the same, in other words.
    fn near(&self, point: usize, read: &Read<'_>, own_words: bool) -> PointFinding {
        // An inference is one idea; in a longer answer one word is not a sign of it.
        let (least, misspelt) = if own_words { (1, 2) } else { (2, 4) };
        let Some(touched) = read.near(self, point, least) else {
            let doubt = Finding::Unsure(Doubt::Unread);
            let unread = read.is_misspelt(misspelt);
            return nothing(point, if unread { doubt } else { Finding::Missing });
        };
        let span = |at: usize| read.prose.words.word(at).span.clone();
        PointFinding {
            spans: touched.into_iter().map(span).collect(),
            ..nothing(point, Finding::Unsure(Doubt::Near))
        }
    }
}

/// Words that make one point are not a sign of another: what is left of a near point must still be
/// two words.
fn drop_used(findings: &mut [PointFinding]) {
    let made = findings.iter().filter(|it| it.finding == Finding::Made);
    let used: Vec<_> = made.flat_map(|it| it.spans.iter().cloned()).collect();
    for it in findings {
        if it.finding == Finding::Unsure(Doubt::Near) {
            it.spans.retain(|span| !used.contains(span));
            if it.spans.len() < 2 {
                *it = nothing(it.point, Finding::Missing);
            }
        }
    }
}

/// Whether something that is rejected is said, and not denied.
fn rejected(rules: &Rules, read: &Read<'_>) -> bool {
    rules.reject.iter().any(|pattern| {
        read.met(pattern)
            .iter()
            .any(|it| it.polarity == Polarity::Said)
    })
}

/// What a place where an accepted pattern is met is worth.
fn judge(met: &Met<'_>, denied_elsewhere: bool, own_words: bool) -> Finding {
    match met.polarity {
        Polarity::Denied => Finding::Denied,
        Polarity::Unclear => Finding::Unsure(Doubt::MayBeDenied),
        Polarity::Said if met.copied && own_words => Finding::Copied,
        Polarity::Said if met.copied => Finding::Unsure(Doubt::Copied),
        Polarity::Said if met.learned => Finding::Learned,
        Polarity::Said if met.loose => Finding::Unsure(Doubt::Loose),
        Polarity::Said if met.contradicted => Finding::Unsure(Doubt::SaidAndDenied),
        Polarity::Said if met.rejected => Finding::Unsure(Doubt::MetAndRejected),
        Polarity::Said if denied_elsewhere => Finding::Unsure(Doubt::SaidAndDenied),
        Polarity::Said => Finding::Made,
    }
}

/// Of several findings for one point, the lowest counts.
fn rank(finding: Finding) -> u8 {
    match finding {
        Finding::Made => 0,
        Finding::Unsure(_) => 1,
        Finding::Learned => 2,
        Finding::Copied => 3,
        _ => 4,
    }
}

/// Whether the answer quotes what the point asks for.
fn quote((extract, least): (Option<usize>, usize), taken: &[Taken]) -> Result<&Taken, Finding> {
    let fitting = |it: &&Taken| it.quoted && it.extract == extract && it.words >= least;
    let mut all = taken.iter().filter(fitting);
    match all.clone().find(|it| it.is_faithful()) {
        Some(it) => Ok(it),
        None if all.next().is_some() => Err(Finding::Unsure(Doubt::Altered)),
        None => Err(Finding::Unquoted),
    }
}

fn nothing(point: usize, finding: Finding) -> PointFinding {
    PointFinding {
        point,
        finding,
        spans: Vec::new(),
        pattern: String::new(),
        misspelt: Vec::new(),
    }
}

fn described(point: usize, finding: Finding, met: &Met<'_>, read: &Read<'_>) -> PointFinding {
    let words = &read.prose.words;
    let misspelt = met.hit.words.iter().filter(|it| it.misspellings > 0);
    PointFinding {
        point,
        finding,
        spans: met.hit.spans(words),
        pattern: met.pattern.text().to_owned(),
        misspelt: misspelt
            .map(|it| Reread {
                written: words.written(it.word).to_owned(),
                read_as: met.pattern.token_text(it.token).to_owned(),
            })
            .collect(),
    }
}

/// What became of an element, by what was found for it.
pub(super) fn verdict(finding: Finding) -> Verdict {
    match finding {
        Finding::Made => Verdict::Right,
        Finding::Unsure(_) => Verdict::Unsure,
        Finding::Missing | Finding::Unquoted => Verdict::Missed,
        _ => Verdict::Wrong,
    }
}
