//! A mark scheme with one word more or one pattern less: in memory, to see what that would do, and in
//! the author's file, whose comments and layout stay as they are.

use super::written::Example;
use super::{Body, Question, Wording};
use crate::diagnostic::{Placed, Span};
use crate::document::edit::{Cell, EditError, Edited, Path};

/// A list of a credit point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// `keywords`.
    Keywords,
    /// `accept`.
    Accept,
    /// `reject`.
    Reject,
}

impl Place {
    /// The key in the file.
    pub fn key(self) -> &'static str {
        match self {
            Self::Keywords => "keywords",
            Self::Accept => "accept",
            Self::Reject => "reject",
        }
    }

    fn of(self, wording: &mut Wording) -> &mut Vec<Placed<String>> {
        match self {
            Self::Keywords => &mut wording.keywords,
            Self::Accept => &mut wording.accept,
            Self::Reject => &mut wording.reject,
        }
    }
}

/// What is done to the list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edit {
    /// The text is added.
    Add(String),
    /// The text is taken away.
    Remove(String),
}

/// A change to one credit point.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SchemeChange {
    /// The place of the point in the scheme.
    pub point: usize,
    /// Which of its lists.
    pub place: Place,
    /// What is done to it.
    pub edit: Edit,
}

impl SchemeChange {
    /// The question with this change; `None` where it has no such point.
    pub fn apply(&self, question: &Question) -> Option<Question> {
        let mut changed = question.clone();
        let wording = match &mut changed.body {
            Body::ShortAnswer(body) => body.points.get_mut(self.point).map(|it| &mut it.wording),
            Body::Inference(body) => body.points.get_mut(self.point).map(|it| &mut it.wording),
            _ => None,
        };
        let texts = self.place.of(wording?);
        match &self.edit {
            Edit::Add(text) => texts.push(Placed::new(text.clone(), Span::default())),
            Edit::Remove(text) => {
                let place = texts.iter().position(|it| **it == *text)?;
                texts.remove(place);
            }
        }
        Some(changed)
    }

    /// The file of the quiz with this change to a question, and with an example that shows it, if one
    /// is given: an answer and its mark.
    ///
    /// # Errors
    ///
    /// Where the file is not TOML, or has no such question, point or text.
    pub fn write(
        &self,
        file: &str,
        question: usize,
        example: Option<(&str, u32)>,
    ) -> Result<String, EditError> {
        let mut edited = Edited::parse(file)?;
        let of_question = Path::new("question", question);
        let of_point = of_question.then("point", self.point);
        match &self.edit {
            Edit::Add(text) => edited.add_text(&of_point, self.place.key(), text)?,
            Edit::Remove(text) => edited.remove_text(&of_point, self.place.key(), text)?,
        }
        if let Some((answer, marks)) = example {
            let cells = [
                ("answer", Cell::Text(answer)),
                ("marks", Cell::Number(marks)),
            ];
            edited.add_table(&of_question, "example", &cells)?;
        }
        Ok(edited.into_text())
    }
}

impl Question {
    /// What makes the points of a written question that the program marks.
    pub fn wordings(&self) -> Vec<&Wording> {
        match &self.body {
            Body::ShortAnswer(body) => body.points.iter().map(|it| &it.wording).collect(),
            Body::Inference(body) => body.points.iter().map(|it| &it.wording).collect(),
            _ => Vec::new(),
        }
    }

    /// The examples of a written question that the program marks.
    pub fn examples(&self) -> &[Example] {
        match &self.body {
            Body::ShortAnswer(body) => &body.examples,
            Body::Inference(body) => &body.examples,
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quiz::{Quiz, WRITTEN, parse};

    fn quiz(text: &str) -> Quiz {
        let (quiz, diagnostics) = parse("class", text);
        assert_eq!(diagnostics.len(), 0, "{diagnostics:?}");
        quiz.expect("the text is a quiz")
    }

    #[test]
    fn a_change_does_in_the_file_what_it_does_in_memory() {
        let before = quiz(WRITTEN);
        let texts = [
            (Place::Keywords, Edit::Add("misfortune".to_owned())),
            (Place::Accept, Edit::Add("ruin*".to_owned())),
            (Place::Reject, Edit::Add("\"game\"".to_owned())),
            (Place::Keywords, Edit::Remove("disaster".to_owned())),
            (Place::Accept, Edit::Remove("harm* all".to_owned())),
        ];
        for (place, edit) in texts {
            let change = SchemeChange {
                point: 0,
                place,
                edit,
            };
            let in_memory = change
                .apply(&before.questions[0])
                .expect("it has the point");
            let file = change.write(WRITTEN, 0, None).expect("it can be written");
            let in_file = quiz(&file);
            assert_ne!(file, WRITTEN);
            assert_eq!(
                in_file.scheme_hash(&in_file.questions[0]),
                before.scheme_hash(&in_memory),
                "{change:?}"
            );
            assert_ne!(
                in_file.scheme_hash(&in_file.questions[0]),
                before.scheme_hash(&before.questions[0]),
                "{change:?}"
            );
        }
    }

    #[test]
    fn a_point_or_a_text_that_is_not_there_changes_nothing() {
        let before = quiz(WRITTEN);
        for (point, text) in [(1, "disaster"), (0, "peace")] {
            let change = SchemeChange {
                point,
                place: Place::Keywords,
                edit: Edit::Remove(text.to_owned()),
            };
            assert!(change.apply(&before.questions[0]).is_none());
            assert!(change.write(WRITTEN, 0, None).is_err());
        }
    }
}
