//! What the quizzes of today say of answers that were given earlier.

use std::collections::HashMap;

use sourcework_core::identity::ContentHash;
use sourcework_core::marking::written::Scheme;
use sourcework_core::marking::{Basis, mark};
use sourcework_core::paper::Paper;
use sourcework_core::quiz::Question;
use sourcework_core::statistics::Response;

/// The questions of today, by quiz and ID.
pub(super) struct Today<'p>(HashMap<(&'p str, &'p str), OfToday<'p>>);

pub(super) struct OfToday<'p> {
    question: &'p Question,
    asked: ContentHash,
    pub(super) content: ContentHash,
    /// The mark scheme of a written question.
    scheme: Option<Scheme<'p>>,
}

impl<'p> Today<'p> {
    pub(super) fn of(papers: &'p [Paper]) -> Self {
        let questions = papers.iter().flat_map(|paper| {
            paper.quiz.questions.iter().map(move |question| {
                let of_today = OfToday {
                    question,
                    asked: question.asked_hash(&paper.sources),
                    content: paper.quiz.question_hash(question, &paper.sources),
                    scheme: Scheme::new(&paper.quiz, question, &paper.sources),
                };
                ((paper.quiz.id.as_str(), question.id.as_str()), of_today)
            })
        });
        Self(questions.collect())
    }

    /// Adds to a response the points that a written answer makes. Where pupils are still shown the same but the
    /// question was marked by another key: what today's key makes of it.
    pub(super) fn read(&self, response: &mut Response) -> Option<Remark> {
        let key = &response.question;
        let today = self.0.get(&(key.quiz.as_str(), key.question.as_str()))?;
        if response.asked != Some(today.asked) {
            return None;
        }
        let marked = response.answer.as_ref().zip(today.scheme.as_ref());
        let marked = marked.and_then(|(answer, scheme)| Some((scheme, scheme.mark(answer)?)));
        if let Some((scheme, marked)) = &marked {
            response.points = marked.points_made(scheme.question());
        }
        if response.question.content == Some(today.content) {
            return None;
        }
        let by_key = response.answer.as_ref().map(|answer| match &marked {
            Some((_, marked)) => Some(marked.mark.awarded),
            None => mark(today.question, answer).map(|mark| mark.awarded),
        });
        let is_by_person = response.basis == Some(Basis::Judged);
        let agrees = by_key.is_none_or(|mark| is_by_person || mark == Some(response.awarded));
        Some(Remark {
            content: today.content,
            mark: by_key
                .flatten()
                .filter(|_| !is_by_person)
                .unwrap_or(response.awarded),
            agrees,
        })
    }
}

/// What today's key makes of an answer that was marked by another one.
#[derive(Clone, Copy)]
pub(super) struct Remark {
    /// The hash of today's question.
    pub(super) content: ContentHash,
    /// The mark that today's key gives.
    pub(super) mark: u32,
    /// Whether it is the mark that the answer has.
    pub(super) agrees: bool,
}
