//! `short-answer`: each point held against the answer, then the rules of the scheme.

use smallvec::SmallVec;

use super::evidence::Taken;
use super::findings::{Doubt, Finding, Marked, PointFinding, Reread};
use super::listed::Listed;
use super::prose::Polarity;
use super::read::{Met, Read};
use super::rules::Rules;
use super::scheme::Scheme;
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
        self.find_beside_needed(body, &mut findings, &read);
        same_words_earn_once(body, &mut findings, &read);
        let available = self.question.available();
        fragments_are_doubtful(available, 1, &mut findings, &read);
        self.may_be_in_other_words(body, &mut findings, &read);
        let places = |wanted: fn(Finding) -> bool| {
            let fitting = findings.iter().filter(|it| wanted(it.finding));
            fitting.map(|it| it.point).collect::<Vec<_>>()
        };
        let made = places(|it| it == Finding::Made);
        let may_be = places(|it| matches!(it, Finding::Made | Finding::Unsure(_)));
        let learned = places(|it| matches!(it, Finding::Made | Finding::Learned));
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

    /// A point that needs another one counts where that one is made, or in the next sentence: an
    /// effect is that of the feature beside it.
    fn find_beside_needed(
        &self,
        body: &ShortAnswer,
        findings: &mut [PointFinding],
        read: &Read<'_>,
    ) {
        for (place, point) in body.points.iter().enumerate() {
            let is_needed = |it: &&PointFinding| {
                let id = &body.points[it.point].id;
                id.as_ref().is_some_and(|id| point.needs.contains(id))
            };
            let needed = findings.iter().filter(is_needed).flat_map(|it| &it.spans);
            let beside: Vec<usize> = needed
                .map(|span| read.sentence_at(span.start))
                .flat_map(|sentence| [sentence, sentence + 1])
                .collect();
            if !beside.is_empty() && findings[place].finding == Finding::Made {
                findings[place] =
                    self.find_in(place, &self.rules[place], read, false, Some(&beside));
            }
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
        self.find_in(point, rules, read, own_words, None)
    }

    /// What was found for one point, in some sentences alone where they are named.
    fn find_in(
        &self,
        point: usize,
        rules: &Rules,
        read: &Read<'_>,
        own_words: bool,
        sentences: Option<&[usize]>,
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
        for accepted in &rules.accept {
            let mut met = read.met(accepted);
            if let Some(sentences) = sentences {
                let inside = |it: &Met<'_>| {
                    let first = it.hit.words.first();
                    first.is_some_and(|it| sentences.contains(&read.prose.sentence_of(it.word)))
                };
                met.retain(|it| inside(it));
            }
            let denied = met.iter().any(|it| it.polarity == Polarity::Denied);
            for it in met {
                let own_words = own_words || it.copied && read.is_only_copied();
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
            let unread = read.is_misspelt(if own_words { 2 } else { 4 });
            let doubt = Finding::Unsure(Doubt::Unread);
            return nothing(point, if unread { doubt } else { Finding::Missing });
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

    /// Where marks are open, a sentence in which nothing was found may earn one in other words.
    fn may_be_in_other_words(
        &self,
        body: &ShortAnswer,
        findings: &mut [PointFinding],
        read: &Read<'_>,
    ) {
        let made: Vec<usize> = findings
            .iter()
            .filter(|it| it.finding == Finding::Made)
            .map(|it| it.point)
            .collect();
        let earned = count_points(self.question.available(), body, &made);
        // What can be read at all says that the rest is not there.
        if !made.is_empty() {
            let unread = |it: &&mut PointFinding| it.finding == Finding::Unsure(Doubt::Unread);
            let unread = findings.iter_mut().filter(unread);
            unread.for_each(|it| it.finding = Finding::Missing);
        }
        let worth = |point: usize| {
            let more: Vec<usize> = made.iter().copied().chain([point]).collect();
            count_points(self.question.available(), body, &more) > earned
        };
        let missing = findings.iter().filter(|it| it.finding == Finding::Missing);
        let open: Vec<usize> = missing
            .map(|it| it.point)
            .filter(|point| worth(*point))
            .collect();
        let sentences = findings.iter().flat_map(|it| &it.spans);
        let found: Vec<usize> = sentences.map(|span| read.sentence_at(span.start)).collect();
        if let Some((sentence, point)) = read.unmatched(self, &found, &open) {
            let words = read.prose.sentences[sentence].clone();
            let span = read.prose.words.word(words.start).span.start
                ..read.prose.words.word(words.end - 1).span.end;
            findings[point] = PointFinding {
                spans: vec![span],
                ..nothing(point, Finding::Unsure(Doubt::Unmatched))
            };
        }
    }
}

/// Where a question has one mark, a word may be the answer. Where it has more, a few words without a
/// verb may make so many points; a person must say whether they make more. An enumeration is
/// doubtful at once.
pub(super) fn fragments_are_doubtful(
    available: u32,
    most: usize,
    findings: &mut [PointFinding],
    read: &Read<'_>,
) {
    if available == 1 {
        return;
    }
    // What is quoted is what it is, whatever stands around it.
    let by_words = |it: &PointFinding| {
        it.finding == Finding::Made && (!it.pattern.is_empty() || it.by_keywords)
    };
    let sentences_of = |it: &PointFinding| -> SmallVec<[usize; 2]> {
        let places = it.spans.iter().map(|span| read.sentence_at(span.start));
        places.collect()
    };
    let mut points_made = vec![0; read.lists.len()];
    for finding in findings.iter().filter(|it| by_words(it)) {
        let mut places = sentences_of(finding);
        places.dedup();
        places.into_iter().for_each(|place| points_made[place] += 1);
    }
    let is_enumeration = |place: usize| {
        let words = read.prose.sentences[place].clone();
        words.skip(1).filter(|at| read.prose.commas[*at]).count() > 1
    };
    let is_doubtful = |place: usize| match read.lists[place] {
        Listed::No => false,
        Listed::Fragment => points_made[place] > most || is_enumeration(place),
        Listed::Row | Listed::KeyWords => true,
    };
    for finding in findings.iter_mut().filter(|it| by_words(it)) {
        if sentences_of(finding).into_iter().any(is_doubtful) {
            finding.finding = Finding::Unsure(Doubt::Loose);
        }
    }
}

/// Of points that were found in the same words only the first is made that counts.
fn same_words_earn_once(body: &ShortAnswer, findings: &mut [PointFinding], read: &Read<'_>) {
    let telling = |it: &PointFinding| -> Vec<usize> {
        let words = 0..read.prose.words.len();
        let word = |at: usize| &read.prose.words.word(at).span;
        let inside = |at: &usize| it.spans.iter().any(|span| span == word(*at));
        words
            .filter(|at| read.prose.is_content(*at) && inside(at))
            .collect()
    };
    let is_made = |it: &&PointFinding| it.finding == Finding::Made;
    let made: Vec<usize> = findings.iter().filter(is_made).map(|it| it.point).collect();
    let counted = met_needs(body, &made);
    let mut used: Vec<Vec<usize>> = Vec::new();
    for finding in findings {
        let by_words = finding.finding == Finding::Made && !finding.pattern.is_empty();
        if !by_words || !counted[finding.point] {
            continue;
        }
        let words = telling(finding);
        let same = |earlier: &Vec<usize>| words.iter().all(|it| earlier.contains(it));
        if !words.is_empty() && used.iter().any(same) {
            finding.finding = Finding::Earned;
        } else {
            used.push(words);
        }
    }
}

/// Whether something that is rejected is said, and not denied.
fn rejected(rules: &Rules, read: &Read<'_>) -> bool {
    rules.reject.iter().any(|pattern| {
        let places = read.places(pattern);
        places
            .iter()
            .any(|hit| read.prose.polarity(hit) == Polarity::Said)
    })
}

/// What a place where an accepted pattern is met is worth.
fn judge(met: &Met<'_>, denied_elsewhere: bool, own_words: bool) -> Finding {
    match met.polarity {
        Polarity::Denied => Finding::Denied,
        Polarity::Unclear => Finding::Unsure(Doubt::MayBeDenied),
        Polarity::Said if met.copied && (own_words || met.in_quotes) => Finding::Copied,
        Polarity::Said if met.copied => Finding::Unsure(Doubt::Copied),
        Polarity::Said if met.key_words => Finding::KeyWords,
        Polarity::Said if met.learned => Finding::Learned,
        Polarity::Said if met.asked => Finding::Asked,
        Polarity::Said if met.stated => Finding::Stated,
        Polarity::Said if met.loose => Finding::Unsure(Doubt::Loose),
        Polarity::Said if met.contradicted => Finding::Unsure(Doubt::SaidAndDenied),
        Polarity::Said if met.rejected => Finding::Unsure(Doubt::MetAndRejected),
        Polarity::Said if denied_elsewhere => Finding::Unsure(Doubt::SaidAndDenied),
        Polarity::Said => Finding::Made,
    }
}

/// The rank of a finding: of several for one point, the one of lowest rank counts.
fn rank(finding: Finding) -> u8 {
    match finding {
        Finding::Made => 0,
        Finding::Unsure(_) => 1,
        Finding::Learned => 2,
        Finding::Copied | Finding::Asked | Finding::Stated | Finding::KeyWords => 3,
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
        ..PointFinding::default()
    }
}

fn described(point: usize, finding: Finding, met: &Met<'_>, read: &Read<'_>) -> PointFinding {
    let words = &read.prose.words;
    let pattern = &met.accepted.pattern;
    let misspelt = met.hit.words.iter().filter(|it| it.misspellings > 0);
    PointFinding {
        point,
        finding,
        spans: met.hit.spans(words),
        pattern: if met.accepted.of_keywords {
            let tokens = met.hit.words.iter();
            let tokens: Vec<&str> = tokens.map(|it| pattern.token_text(it.token)).collect();
            tokens.join(" ")
        } else {
            pattern.text().to_owned()
        },
        by_keywords: met.accepted.of_keywords,
        misspelt: misspelt
            .map(|it| Reread {
                written: words.written(it.word).to_owned(),
                read_as: pattern.token_text(it.token).to_owned(),
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
