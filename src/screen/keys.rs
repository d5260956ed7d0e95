//! What can be done beside filling in the form, and by which key. No key here is one that a form
//! takes: plain characters, arrows, Enter and Space fill in. The Ctrl letters are those that
//! terminals and Chromebooks leave to programs.

use ratatui_crossterm::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Something that can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Give the answer, from wherever the cursor is.
    Give,
    /// Go on after the feedback.
    GoOn,
    /// Go to the other pane.
    OtherPane,
    /// Scroll the passage up by a screen.
    PageUp,
    /// Scroll the passage down by a screen.
    PageDown,
    /// Look for words in the passage.
    Find,
    /// Take a sentence of the passage for the line.
    PickSentence,
    /// Show the hint.
    Hint,
    /// Explain words of the passage.
    Glossary,
    /// Go on without an answer.
    Skip,
    /// Set or remove the flag.
    Flag,
    /// Show the overview of the exam.
    Overview,
    /// Go back to the question.
    Back,
    /// Write in an editor.
    Editor,
    /// Write the answer again.
    Redraft,
    /// Mark the answer oneself.
    Overrule,
    /// First mark answers that an examiner has marked.
    Practise,
    /// Leave the answer for somebody else to mark.
    LeaveUnjudged,
    /// Show what can be done.
    Commands,
    /// Leave the quiz.
    Leave,
}

/// An action with its key, if it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    pub action: Action,
    key: Option<(KeyCode, KeyModifiers)>,
    /// What the key is called.
    pub key_name: &'static str,
    /// What it does.
    pub about: &'static str,
}

impl Binding {
    pub fn is_for(&self, key: KeyEvent) -> bool {
        self.key
            .is_some_and(|(code, modifiers)| key.code == code && key.modifiers == modifiers)
    }
}

/// The action with its key.
pub fn binding(action: Action) -> Binding {
    const NONE: KeyModifiers = KeyModifiers::NONE;
    let ctrl = |letter: char| Some((KeyCode::Char(letter), KeyModifiers::CONTROL));
    let (key, key_name, about) = match action {
        Action::Give => (ctrl('g'), "Ctrl-G", "give the answer"),
        Action::GoOn => (Some((KeyCode::Enter, NONE)), "Enter", "go on"),
        Action::OtherPane => (Some((KeyCode::Tab, NONE)), "Tab", "the passage"),
        Action::PageUp => (Some((KeyCode::PageUp, NONE)), "PgUp", "passage up"),
        Action::PageDown => (Some((KeyCode::PageDown, NONE)), "PgDn", "passage down"),
        Action::Find => (ctrl('f'), "Ctrl-F", "find in the passage"),
        Action::PickSentence => (ctrl('p'), "Ctrl-P", "pick a sentence"),
        Action::Hint => (None, "", "show the hint; it costs nothing"),
        Action::Glossary => (None, "", "explain words of the passage"),
        Action::Skip => (None, "", "go on without an answer"),
        Action::Flag => (None, "", "flag the question, or remove the flag"),
        Action::Overview => (ctrl('o'), "Ctrl-O", "overview of the exam"),
        Action::Back => (ctrl('b'), "Ctrl-B", "back to the question"),
        Action::Editor => (ctrl('x'), "Ctrl-X", "write in your editor"),
        Action::Redraft => (None, "", "write the answer again"),
        Action::Overrule => (None, "", "mark the answer yourself"),
        Action::Practise => (None, "", "first mark sample answers, to learn the levels"),
        Action::LeaveUnjudged => (None, "", "leave it for your teacher to mark"),
        Action::Commands => (Some((KeyCode::Esc, NONE)), "Esc", "commands"),
        Action::Leave => (ctrl('c'), "Ctrl-C", "leave the quiz"),
    };
    Binding {
        action,
        key,
        key_name,
        about,
    }
}

/// The bindings of actions, in their order.
pub fn bindings(actions: &[Action]) -> Vec<Binding> {
    actions.iter().map(|action| binding(*action)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Action; 20] = [
        Action::Give,
        Action::GoOn,
        Action::OtherPane,
        Action::PageUp,
        Action::PageDown,
        Action::Find,
        Action::PickSentence,
        Action::Hint,
        Action::Glossary,
        Action::Skip,
        Action::Flag,
        Action::Overview,
        Action::Back,
        Action::Editor,
        Action::Redraft,
        Action::Overrule,
        Action::Practise,
        Action::LeaveUnjudged,
        Action::Commands,
        Action::Leave,
    ];

    #[test]
    fn no_key_means_two_things_and_none_is_a_plain_character() {
        let bound: Vec<Binding> = bindings(&ALL);
        for (place, one) in bound.iter().enumerate() {
            let Some(key) = one.key else { continue };
            for other in &bound[place + 1..] {
                assert_ne!(other.key, Some(key), "{one:?} and {other:?}");
            }
            let is_plain = matches!(key, (KeyCode::Char(_), KeyModifiers::NONE));
            assert!(!is_plain, "{one:?}");
        }
    }
}
