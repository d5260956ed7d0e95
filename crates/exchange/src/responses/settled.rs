//! What is settled when all rows have been read: how many marks questions have, and whether answers are options.

use sourcework_core::diagnostic::Diagnostic;
use sourcework_core::statistics::Item;

use super::Read;
use super::cells::shown;
use super::gathered::{Gathered, wrong};
use super::notes::listed;

/// Among so few different answers each may have been given once.
const FEW_OPTIONS: usize = 10;

impl Gathered<'_> {
    /// The table of answers, with the marks available.
    pub fn finish(mut self) -> Result<Read, Diagnostic> {
        self.settle_labels();
        let available = self.settle_available();
        if available.iter().any(|hundredths| hundredths % 100 != 0) && !self.is_in_hundredths {
            self.count_in_hundredths()?;
        }
        for (place, hundredths) in available.into_iter().enumerate() {
            let most = self.units(hundredths)?.max(1);
            let Item {
                key,
                cells,
                probes,
                available,
                ..
            } = &mut self.responses.items[place];
            *available = most;
            for cell in cells
                .iter_mut()
                .chain(probes)
                .filter(|it| u32::from(it.awarded) > most)
            {
                let pupil = &self.responses.pupils[cell.pupil as usize].key.name;
                self.notes.changed("marks above the maximum", || {
                    let (pupil, question) = (pupil.escape_debug(), key.question.escape_debug());
                    format!("the mark of “{pupil}” for `{question}` is above the maximum and counts as that")
                });
                cell.awarded = u16::try_from(most).unwrap_or(u16::MAX);
            }
        }
        if self.is_in_hundredths {
            self.notes.changed("tables with decimals", || {
                "some marks have decimals: all marks of the table are counted in hundredths"
                    .to_owned()
            });
        }
        if self.responses.pupils.is_empty() || self.responses.items.is_empty() {
            let what = "no row of the table holds an answer of a pupil";
            return Err(
                wrong(what.to_owned()).help("each row below the headings is a pupil, or an answer")
            );
        }
        self.responses.finish();
        Ok(Read {
            responses: self.responses,
            parts: if self.is_in_hundredths { 100 } else { 1 },
            notes: self.notes.into_told(),
        })
    }

    /// Answers of which nearly each is another one are no options.
    fn settle_labels(&mut self) {
        let mut written = Vec::new();
        for (item, of_item) in self.responses.items.iter_mut().zip(&self.items) {
            let given = item
                .cells
                .iter()
                .filter(|cell| !item.chosen(cell).is_empty())
                .count();
            let is_written = item.labels.len() > FEW_OPTIONS && item.labels.len() * 2 > given;
            if is_written {
                item.labels.clear();
            }
            if is_written || (of_item.is_written && of_item.question.is_none()) {
                written.push(item.key.question.as_str());
            }
        }
        if !written.is_empty() {
            self.notes.left_out("tables with written answers", || {
                format!(
                    "the answers to {} are too different to be options: only their marks count",
                    listed(written)
                )
            });
        }
    }

    /// The marks available of each question in hundredths: as the table says, the quiz, or the highest that was given.
    fn settle_available(&mut self) -> Vec<i64> {
        let mut guessed = Vec::new();
        let mut is_right_or_wrong = true;
        let mut all = Vec::new();
        for (item, of_item) in self.responses.items.iter().zip(&self.items) {
            let of_quiz = of_item.question.map(|it| i64::from(it.available()) * 100);
            if let (Some(table), Some(quiz)) = (of_item.available, of_quiz)
                && table != quiz
            {
                let (id, table, quiz) =
                    (item.key.question.escape_debug(), shown(table), shown(quiz));
                self.notes.changed("questions with other marks than in the quiz", || {
                    format!("`{id}` has {table} marks in the table and {quiz} in the quiz: the table counts, and may belong to another version of the question")
                });
            }
            let cells = item.cells.iter().chain(&item.probes);
            let highest = cells.map(|cell| i64::from(cell.awarded)).max().unwrap_or(0);
            let highest = if self.is_in_hundredths {
                highest
            } else {
                highest * 100
            };
            all.push(of_item.available.or(of_quiz).unwrap_or_else(|| {
                guessed.push(item.key.question.as_str());
                is_right_or_wrong &= highest == 0 || highest == 100;
                // One mark is the least that a question has.
                if highest == 0 { 100 } else { highest }
            }));
        }
        if !guessed.is_empty() && !is_right_or_wrong {
            self.notes.changed("tables without marks available", || {
                format!("the table does not say how many marks these have: {}; the highest mark that anybody has counts as all", listed(guessed))
            });
        }
        all
    }
}
