//! Writing several lines: typed here or in an editor, and kept as a draft while one writes.

use super::page::{Look, Page};
use super::prompt::{Command, Halt, Line, Prompt, Reply};
use super::steps::{StepAnswer, StepReply};
use super::{visible, words};
use sourcework_service::live::DraftKeeper;

/// The draft of the question that is being asked.
pub struct Draft<'d, 's> {
    /// The place of the question.
    pub place: usize,
    pub drafts: DraftKeeper<'d, 's>,
}

impl Draft<'_, '_> {
    /// Keeps what has been written. A draft that cannot be kept does not stop the student.
    fn keep(&mut self, text: &str) {
        let _ = self.drafts.keep(self.place, text);
    }

    fn drop(&mut self) {
        let _ = self.drafts.drop(self.place);
    }
}

/// Lets an answer of several lines be written.
pub fn write(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    title: &str,
    commands: &[Command],
    draft: &mut Draft<'_, '_>,
) -> Result<StepReply, Halt> {
    page.text(title)?;
    let mut text = take_up(page, prompt, draft)?;
    loop {
        page.flush()?;
        // Once writing has begun, a lone letter is text.
        let allowed = if text.is_empty() { commands } else { &[] };
        let reply = prompt.line(Line {
            prompt: "> ",
            commands: allowed,
        });
        let reply = match reply {
            // At the end of the input an answer that was begun is complete.
            Err(Halt::EndOfInput) if !text.is_empty() => return done(page, text),
            Err(halt) => return Err(halt),
            Ok(reply) => reply,
        };
        match reply {
            Reply::Command(command) => return Ok(StepReply::Command(command)),
            // What has been written is not thrown away by one key.
            Reply::Back if !text.is_empty() => {
                let sure = "Throw away what you have written so far?";
                if prompt.confirm(sure)? == Some(true) {
                    draft.drop();
                    return Ok(StepReply::Back);
                }
            }
            Reply::Back => return Ok(StepReply::Back),
            Reply::Text(line) if line.trim() == "." => return done(page, text),
            Reply::Text(line) if line.trim().is_empty() && text.is_empty() => {
                page.text("Nothing is written yet; a line with a single dot (.) ends the answer, s goes on without one.")?;
            }
            Reply::Text(line) => {
                text += line.trim_end();
                text.push('\n');
                draft.keep(&text);
            }
        }
    }
}

/// Offers the draft that was kept when the program ended too early.
fn take_up(
    page: &mut Page<'_>,
    prompt: &mut dyn Prompt,
    draft: &mut Draft<'_, '_>,
) -> Result<String, Halt> {
    let Some(kept) = draft.drafts.draft(draft.place).map(str::to_owned) else {
        return Ok(String::new());
    };
    page.text(&format!(
        "A draft of {} was kept:",
        words(kept.split_whitespace().count())
    ))?;
    for line in kept.lines() {
        page.hanging("  ", &visible(line), Look::Normal)?;
    }
    page.flush()?;
    if prompt.confirm("Go on with it?")? == Some(true) {
        return Ok(kept);
    }
    draft.drop();
    Ok(String::new())
}

fn done(page: &mut Page<'_>, mut text: String) -> Result<StepReply, Halt> {
    text.truncate(text.trim_end().len());
    if !text.is_empty() {
        page.look(
            Look::Faint,
            &format!("{}.", words(text.split_whitespace().count())),
        )?;
    }
    Ok(StepReply::Answer(StepAnswer::Typed(text)))
}
