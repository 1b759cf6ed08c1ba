//! What a page that goes leaves of what is being written, and how the next one takes it up.

use serde::{Deserialize, Serialize};

use super::{Answers, Changing, Edit, Writing};

/// What hands wrote and the server lacks: a text and what it answers that it was not told yet, and a change, which it is never told of
/// before it is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsaved {
    text: String,
    /// What the server may hold instead, of what was written here before.
    pub(super) over: Vec<String>,
    /// The own-seq up to which it was known what the server holds.
    #[serde(default = "always")]
    feed: i64,
    /// Whether it holds the text itself.
    #[serde(default)]
    saved: bool,
    #[serde(default)]
    answers: Option<Answers>,
    #[serde(default)]
    edit: Option<Edit>,
    #[serde(default)]
    aside: Vec<Edit>,
}

/// Of a page that did not say: whatever the server was told was before.
fn always() -> i64 {
    i64::MAX
}

impl Unsaved {
    /// Whether words would go with it that are nowhere else, where the server can still be told of texts or not.
    pub fn has_words(&self, told: bool) -> bool {
        self.edit.is_some() || !self.aside.is_empty() || !(told || self.saved)
    }
}

impl Writing {
    /// What would be lost with the page.
    pub fn unsaved(&self) -> Option<Unsaved> {
        let mut whole = self.clone();
        let over = if whole.join() { Vec::new() } else { whole.draft.texts() };
        let (saved, edit, aside) = (!whole.is_unsaved(), whole.half_changed().cloned(), whole.unfinished());
        let nothing = saved && edit.is_none() && aside.is_empty();
        (!nothing).then(|| Unsaved {
            text: whole.text.clone(),
            over,
            feed: whole.draft.feed(),
            saved,
            answers: whole.answers.filter(|_| !saved),
            edit,
            aside,
        })
    }

    /// The changes that are not in the box.
    fn unfinished(&self) -> Vec<Edit> {
        self.aside.iter().cloned().chain(self.changing.iter().cloned().map(Changing::last)).collect()
    }

    /// What an earlier page could not save comes back. Where something else was written meanwhile, both stand there. A change
    /// waits aside while there are hands `at` the box: what they write next would go into the message that is changed.
    pub fn take_up(&mut self, unsaved: Unsaved, at: bool) {
        let Unsaved { text, over, feed, saved, answers, edit, aside } = unsaved;
        let mut changes = edit.into_iter().chain(aside);
        if !at && self.edit.is_none() {
            self.edit = changes.next();
        }
        self.aside.extend(changes);
        // Words that still stand here may lack what they answer.
        let untold = if self.text == text { text.as_str() } else { self.draft.untold(&text, feed) };
        if !saved && (text.is_empty() || !untold.is_empty()) {
            self.answers = self.answers.take().or(answers);
            self.lay(untold.to_owned(), &over);
        }
    }

    fn lay(&mut self, text: String, over: &[String]) {
        // What stands here is an earlier state of it, or a beginning.
        if over.contains(&self.text) || text.starts_with(&self.text) {
            self.text = text;
        } else if !self.text.starts_with(&text) {
            self.text = format!("{text}\n{}", self.text);
        }
    }

    /// The first of the changes that wait aside: how far it got.
    pub fn aside(&self) -> Option<&str> {
        self.aside.first().map(|edit| edit.text.as_str())
    }

    /// What was to become of messages, in the box and aside.
    pub fn half_done(&self) -> Option<String> {
        let texts: Vec<&str> = self.half_changed().into_iter().chain(&self.aside).map(|edit| edit.text.as_str()).collect();
        (!texts.is_empty()).then(|| texts.join("\n"))
    }

    /// What was to be said is given up.
    pub fn give_up_words(&mut self) {
        self.text.clear();
    }

    /// All changes are given up.
    pub fn give_up_changes(&mut self) {
        (self.edit, self.aside, self.error) = (None, Vec::new(), None);
    }

    /// The change that waited aside is gone on with; one that is half done comes first.
    pub fn go_on(&mut self) {
        if !self.is_half_changed() {
            self.error = None;
            let mut aside = std::mem::take(&mut self.aside).into_iter();
            self.edit = aside.next();
            self.aside = aside.collect();
        }
    }

    /// The change that waited aside is given up.
    pub fn leave_off(&mut self) {
        self.aside = self.aside.split_off(self.aside.len().min(1));
    }
}
