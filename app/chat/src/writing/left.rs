//! What a page that goes leaves of what is being written, and how the next one takes it up.

use serde::{Deserialize, Serialize};

use super::{Answers, Edit, Writing};

/// What hands wrote and the server lacks: a text and what it answers that it was not told yet, and a change, which it is never told of
/// before it is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsaved {
    text: String,
    /// What the server may hold instead, of what was written here before.
    pub(super) over: Vec<String>,
    /// Whether it holds the text itself.
    #[serde(default)]
    saved: bool,
    #[serde(default)]
    answers: Option<Answers>,
    #[serde(default)]
    edit: Option<Edit>,
    #[serde(default)]
    aside: Option<Edit>,
}

impl Unsaved {
    /// Whether words would go with it that are nowhere else, where the server can still be told of texts or not.
    pub fn has_words(&self, told: bool) -> bool {
        self.edit.is_some() || self.aside.is_some() || !(told || self.saved)
    }
}

impl Writing {
    /// What would be lost with the page.
    pub fn unsaved(&self) -> Option<Unsaved> {
        let mut whole = self.clone();
        let over = if whole.join() { Vec::new() } else { whole.draft.texts() };
        let (saved, edit, aside) = (!whole.is_unsaved(), whole.half_changed().cloned(), whole.aside.clone());
        let nothing = saved && edit.is_none() && aside.is_none();
        (!nothing).then(|| Unsaved { text: whole.text.clone(), over, saved, answers: whole.answers.filter(|_| !saved), edit, aside })
    }

    /// What an earlier page could not save comes back. Where something else was written meanwhile, both stand there. A change
    /// waits aside while there are hands `at` the box: what they write next would go into the message that is changed.
    pub fn take_up(&mut self, unsaved: Unsaved, at: bool) {
        let Unsaved { text, over, saved, answers, edit, aside } = unsaved;
        self.answers = self.answers.take().or(answers);
        let mut changes = [edit, aside].into_iter().flatten().map(|edit| Edit { under_way: false, ..edit });
        if !at && self.edit.is_none() {
            self.edit = changes.next();
        }
        self.aside = self.aside.take().or(changes.next());
        if !saved {
            self.lay(text, &over);
        }
    }

    fn lay(&mut self, text: String, over: &[String]) {
        if over.contains(&self.text) || text.starts_with(&self.text) {
            self.text = text;
        } else if !self.text.starts_with(&text) {
            self.text = format!("{text}\n{}", self.text);
        }
    }

    /// The change that waits aside: how far it got.
    pub fn aside(&self) -> Option<&str> {
        self.aside.as_ref().map(|edit| edit.text.as_str())
    }

    /// What was to become of a message, in the box or aside.
    pub fn half_done(&self) -> Option<&str> {
        self.half_changed().map(|edit| edit.text.as_str()).or(self.aside())
    }

    /// What was to be said is given up.
    pub fn give_up_words(&mut self) {
        self.text.clear();
    }

    /// All changes are given up.
    pub fn give_up_changes(&mut self) {
        (self.edit, self.aside, self.error) = (None, None, None);
    }

    /// The change that waited aside is gone on with; one that is half done comes first.
    pub fn go_on(&mut self) {
        if !self.is_half_changed() {
            self.error = None;
            self.edit = self.aside.take();
        }
    }

    /// The change that waited aside is given up.
    pub fn leave_off(&mut self) {
        self.aside = None;
    }
}
