//! One quiz of questions that come from several, each with the words of its own quiz.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::{Exam, Question, Quiz};
use crate::diagnostic::{Placed, Span};
use crate::pattern::{Options, Synonym};

/// The quiz a question was taken from, where it stands in one of several.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The ID of that quiz.
    pub quiz: String,
    /// The question's ID in it.
    pub question: String,
    synonyms: BTreeMap<String, Placed<String>>,
    learned_responses: Vec<Placed<String>>,
}

/// The synonyms and learned responses that count in all written answers of a quiz.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Vocabulary<'q> {
    /// Words of patterns and what stands for them, separated by `|`.
    pub synonyms: &'q BTreeMap<String, Placed<String>>,
    /// Patterns of learned responses.
    pub learned_responses: &'q [Placed<String>],
}

impl Vocabulary<'_> {
    /// How written answers are read with it.
    pub fn reading_options(self) -> Options {
        let split = |others: &str| others.split('|').map(|it| it.trim().to_owned()).collect();
        let synonyms = self.synonyms.iter().map(|(word, others)| Synonym {
            word: word.clone(),
            others: split(others),
        });
        Options {
            synonyms: synonyms.collect(),
            ..Options::for_marking()
        }
    }
}

impl Quiz {
    /// A quiz of the questions in that order. The ID of each becomes `quiz-id/question-id`, so
    /// that it stays unique; its content hash stays what it is.
    pub fn compose<'q>(
        id: &str,
        title: &str,
        parts: impl IntoIterator<Item = (&'q Quiz, &'q Question)>,
    ) -> Self {
        let taken = |(quiz, question): (&Quiz, &Question)| {
            let mut taken = question.clone();
            taken.id.value = format!("{}/{}", quiz.id, question.id.value);
            taken.exam = quiz.exam_of(question);
            taken.origin = Some(Arc::new(Origin {
                quiz: quiz.id.clone(),
                question: question.id.value.clone(),
                synonyms: quiz.synonyms.clone(),
                learned_responses: quiz.learned_responses.clone(),
            }));
            taken
        };
        let questions = parts.into_iter().map(taken).collect();
        Self {
            id: id.to_owned(),
            title: Placed::new(title.to_owned(), Span::default()),
            description: None,
            level: None,
            pass: None,
            time_limit: None,
            exam: Exam::default(),
            synonyms: BTreeMap::new(),
            learned_responses: Vec::new(),
            questions,
            is_damaged: false,
        }
    }

    /// Says what the quiz is about.
    pub fn describe(&mut self, description: &str) {
        self.description = Some(Placed::new(description.to_owned(), Span::default()));
    }

    /// The words that count for a question: those of the quiz it comes from.
    pub fn vocabulary<'q>(&'q self, question: &'q Question) -> Vocabulary<'q> {
        match &question.origin {
            None => self.own_vocabulary(),
            Some(origin) => Vocabulary {
                synonyms: &origin.synonyms,
                learned_responses: &origin.learned_responses,
            },
        }
    }

    /// The words of this quiz.
    pub fn own_vocabulary(&self) -> Vocabulary<'_> {
        Vocabulary {
            synonyms: &self.synonyms,
            learned_responses: &self.learned_responses,
        }
    }

    /// The quiz and the ID under which results of a question are kept.
    pub fn home<'q>(&'q self, question: &'q Question) -> (&'q str, &'q str) {
        match &question.origin {
            None => (&self.id, &question.id),
            Some(origin) => (&origin.quiz, &origin.question),
        }
    }
}
