//! One row a student: the mark of each question, and what they come to.

use std::collections::HashMap;

use super::table::{Columns, Outcome, write_record};

/// The marks of the students, in the order in which they came. A student is what the columns say that
/// are carried over.
#[derive(Debug, Default)]
pub struct Students {
    questions: Vec<String>,
    rows: Vec<Student>,
    known: HashMap<Vec<String>, usize>,
}

#[derive(Debug, Default)]
struct Student {
    carried: Vec<String>,
    /// By the place of the question; `None` while a person must mark it.
    marks: HashMap<usize, Option<u32>>,
    available: u32,
}

impl Students {
    pub fn add(&mut self, outcome: &Outcome) {
        if outcome.is_wrong {
            return;
        }
        let known = self.questions.iter().position(|it| *it == outcome.question);
        let question = known.unwrap_or_else(|| {
            self.questions.push(outcome.question.clone());
            self.questions.len() - 1
        });
        let place = *self
            .known
            .entry(outcome.carried.clone())
            .or_insert_with(|| {
                self.rows.push(Student {
                    carried: outcome.carried.clone(),
                    ..Student::default()
                });
                self.rows.len() - 1
            });
        let sure = outcome.mark.as_ref().filter(|_| !outcome.is_unsure());
        let student = &mut self.rows[place];
        // Of two answers of a student to a question the last one counts.
        if student
            .marks
            .insert(question, sure.map(|mark| mark.awarded))
            .is_none()
        {
            student.available += outcome.available();
        }
    }

    /// The table: what was carried over, a column for each question, the total, and how many answers
    /// wait for a person. A cell is empty where nothing was answered, and `?` where a person must say.
    pub fn table(&self, columns: &Columns) -> std::io::Result<Vec<u8>> {
        let mut table = Vec::new();
        let questions = self.questions.iter().map(String::as_str);
        let own = ["total", "available", "waiting"];
        write_record(
            &mut table,
            columns.carried_names().chain(questions).chain(own),
        )?;
        for student in &self.rows {
            let marks =
                (0..self.questions.len()).map(|question| match student.marks.get(&question) {
                    None => String::new(),
                    Some(None) => "?".to_owned(),
                    Some(Some(mark)) => mark.to_string(),
                });
            let total: u32 = student.marks.values().flatten().sum();
            let waiting = student.marks.values().filter(|mark| mark.is_none()).count();
            let own = [
                total.to_string(),
                student.available.to_string(),
                waiting.to_string(),
            ];
            let cells: Vec<String> = student
                .carried
                .iter()
                .cloned()
                .chain(marks)
                .chain(own)
                .collect();
            write_record(&mut table, cells.iter().map(String::as_str))?;
        }
        Ok(table)
    }
}
