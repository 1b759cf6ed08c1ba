//! What is being written: one for each conversation, for as long as the app lives. Pure; the message box is a view of it,
//! and whatever is sent, changed or saved is made of it alone, so that no text can leave for another conversation.

use domain::access::{ConversationId, Failure, MessageId, Outcome};
use domain::chat::model::{Message, Quote, body, goes_with};
use serde::{Deserialize, Serialize};

mod beside;
mod changes;
mod draft;
mod left;

use beside::Beside;
use changes::Changing;
pub use changes::Edit;
pub use draft::Words;
use draft::{Draft, rest_of};
pub use left::Unsaved;

/// What is to be changed waits to be sent.
pub const NOT_SENT_YET: &str = "Your last message is not sent yet. Its menu takes it back into the box.";

/// What somebody is writing in one conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writing {
    /// Where.
    pub conversation: ConversationId,
    /// What has to change about it.
    pub error: Option<String>,
    text: String,
    answers: Option<Answers>,
    edit: Option<Edit>,
    /// Changes that are on their way to the server: the box is free for what comes next.
    changing: Vec<Changing>,
    /// Changes that were begun on pages that have gone, or came to nothing; they do not come into a box in which somebody is writing.
    aside: Vec<Edit>,
    draft: Draft,
    /// What another device wrote here while hands wrote something else.
    beside: Option<Beside>,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// The message as it is now.
    pub quote: Quote,
    /// Whether it was changed or deleted since the answer began.
    pub changed: bool,
    /// The seq of its last change.
    seq: i64,
    /// Whether that change was not told yet.
    untold: bool,
}

impl Answers {
    /// An answer that begins with the message as it is now.
    fn to(quote: Quote) -> Self {
        Self { seq: quote.seq, quote, changed: false, untold: false }
    }
}

/// What to do with what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Say it.
    Say(String, Option<Quote>),
    /// Change this message, of this version.
    Change(MessageId, i64, String),
    /// The change of a message that is on its way is changed once more: when that has arrived.
    Later,
    /// Nothing was changed.
    Nothing,
}

impl Writing {
    /// Nothing but the draft that the server holds, and what that answers.
    pub fn new(conversation: ConversationId, draft: &str, answers: Option<&Quote>, feed: i64) -> Self {
        let held = Draft::new(Words { text: draft.to_owned(), answers: answers.map(|quote| quote.id) }, feed);
        let answers = answers.cloned().map(Answers::to);
        Self {
            conversation,
            error: None,
            text: draft.to_owned(),
            answers,
            edit: None,
            changing: Vec::new(),
            aside: Vec::new(),
            draft: held,
            beside: None,
        }
    }

    /// What the server is to hold.
    fn words(&self) -> Words {
        Words { text: self.text.clone(), answers: self.answers.as_ref().map(|answers| answers.quote.id) }
    }

    /// What stands in the box.
    pub fn shown(&self) -> &str {
        self.edit.as_ref().map_or(&self.text, |edit| &edit.text)
    }

    /// What is to be said, whatever is being changed at the moment.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What a row shows as the draft, and what that answers.
    pub fn draft(&self) -> (String, Option<Quote>) {
        (self.text.clone(), self.answers.as_ref().map(|answers| answers.quote.clone()))
    }

    /// What is answered, unless a message is being changed.
    pub fn answers(&self) -> Option<&Answers> {
        self.answers.as_ref().filter(|_| self.edit.is_none())
    }

    /// What is being changed.
    pub fn edit(&self) -> Option<&Edit> {
        self.edit.as_ref()
    }

    /// What the message says by now that somebody else changed, or deleted, while it is being changed here.
    pub fn meanwhile(&self) -> Option<&Message> {
        self.edit.as_ref().and_then(|edit| edit.meanwhile.as_ref())
    }

    /// Hands wrote; `false` when the text is as it was.
    pub fn typed(&mut self, text: &str) -> bool {
        if self.shown() == text {
            return false;
        }
        text.clone_into(self.edit.as_mut().map_or(&mut self.text, |edit| &mut edit.text));
        self.error = None;
        self.draft.clearing = false;
        true
    }

    /// The text answers this message.
    pub fn reply(&mut self, message: &Message) {
        if self.is_half_changed() {
            return;
        }
        self.edit = None;
        self.answers = Some(Answers { quote: Quote::of(message), changed: false, seq: message.changed_seq, untold: false });
    }

    /// Whether what is answered was changed, and that was not told yet.
    pub fn has_news(&self) -> bool {
        self.answers().is_some_and(|answers| answers.untold)
    }

    /// Tells once of the change of what is answered.
    pub fn tell(&mut self) -> Option<String> {
        let answers = self.answers.as_mut().filter(|answers| answers.untold)?;
        answers.untold = false;
        let Quote { author_name, text, deleted, .. } = &answers.quote;
        Some(if *deleted {
            format!("{author_name} deleted the message you are answering")
        } else {
            format!("{author_name} changed the message you are answering: {text}")
        })
    }

    /// Neither answer nor change: back to what was being written. `false` when there was nothing to leave.
    pub fn cancel(&mut self) -> bool {
        self.error = None;
        self.edit.take().is_some() || self.answers.take().is_some()
    }

    /// What was written is done: what is to be done about it. The box is free for what comes next; a change that comes to nothing
    /// comes back.
    pub fn done(&mut self) -> Outcome<Deed> {
        let text = body(self.shown())?;
        self.error = None;
        if let Some(edit) = self.edit.take() {
            return Ok(self.change_done(edit, text));
        }
        self.text.clear();
        // A save that is under way may arrive before the send or after it.
        self.draft.doubt();
        Ok(Deed::Say(text, self.answers.take().map(|answers| answers.quote)))
    }

    /// A message changed: what answers or changes it follows.
    pub fn follow(&mut self, message: &Message) {
        if let Some(answers) = self.answers.as_mut().filter(|answers| answers.quote.id == message.id && answers.seq < message.changed_seq) {
            let quote = Quote::of(message);
            let news = quote != answers.quote;
            *answers = Answers { quote, changed: answers.changed || news, seq: message.changed_seq, untold: answers.untold || news };
        }
        self.follow_change(message);
    }

    /// A message that has to be changed comes back into the box, if that is empty.
    pub fn give_back(&mut self, text: &str, failure: &Failure) -> bool {
        let free = self.edit.is_none() && self.text.is_empty();
        if free {
            text.clone_into(&mut self.text);
            self.error = Some(failure.to_string());
        }
        free
    }

    /// A message that waited to be sent is written on, before what stands here.
    pub fn take_back(&mut self, text: &str, quote: Option<Quote>) {
        self.text = if self.text.is_empty() { text.to_owned() } else { format!("{text}\n{}", self.text) };
        self.answers = self.answers.take().or(quote.map(Answers::to));
    }

    /// What to save now, if anything, and up to which own-seq it is known what that takes the place of: one save at a time.
    pub fn to_save(&mut self) -> Option<(Words, i64)> {
        if self.draft.is_saving() || !self.is_unsaved() {
            return None;
        }
        self.draft.save(self.words());
        Some((self.words(), self.draft.feed()))
    }

    /// What another device wrote meanwhile and what hands wrote here stand together from now on; whether there was such a thing.
    pub fn join(&mut self) -> bool {
        let Some(beside) = self.beside.take_if(|_| !self.draft.is_saving()) else { return false };
        let joined = beside.joined(&self.text);
        self.answers = self.answers.take().or(beside.answers.map(Answers::to));
        let news = self.text != joined;
        self.text = joined;
        news
    }

    /// Whether something of another device waits to be joined.
    pub fn has_beside(&self) -> bool {
        self.beside.is_some()
    }

    /// What the server may lack of what stands here, and up to which own-seq it is known what it holds.
    pub fn lacking(&self) -> Option<(Words, i64)> {
        Some(self.words()).filter(|words| !self.draft.is(words)).map(|words| (words, self.draft.feed()))
    }

    /// Whether the server may lack what stands here.
    pub fn is_unsaved(&self) -> bool {
        !self.draft.is(&self.words())
    }

    /// The save came home, with the own-seq it took, or failed.
    pub fn was_saved(&mut self, feed: Option<i64>) {
        self.draft.was_saved(feed);
    }

    /// The save was not made, for another device has saved something since, which is heard next.
    pub fn was_refused(&mut self) {
        self.draft.was_refused();
    }

    /// Which message is answered, and how far the change of one got: neither is anybody's typing in the box.
    pub fn about(&self) -> (Option<MessageId>, Option<String>) {
        (self.answers.as_ref().map(|answers| answers.quote.id), self.half_changed().map(|edit| edit.text.clone()))
    }

    /// A message of one's own is on the server: with it went the draft that was there, if it was a beginning of it.
    pub fn was_sent(&mut self, body: &str, reply_to: Option<MessageId>) {
        // Said for as long as it is true.
        self.error.take_if(|error| error == NOT_SENT_YET);
        if !self.draft.was_sent(body, reply_to) {
            self.beside = None;
        } else if self.beside.is_none() {
            // What is left of an earlier state of the text is taken off the server by a save.
            self.draft.clearing = self.is_unsaved() && self.text.is_empty();
        }
    }

    /// Its conversation is gone, and with it the draft that the server held. It was said that the change was not made: should one
    /// be added again, it is no more in the box than that of a page that has gone.
    pub fn lost_its_place(&mut self) {
        self.aside.extend(self.half_changed().cloned());
        self.aside.extend(self.changing.drain(..).map(Changing::last));
        self.edit = None;
        self.join();
        self.draft.holds(Words::default());
    }

    /// A message was sent from another device: what stood here was its text, and what hands have added since stays.
    pub fn was_sent_elsewhere(&mut self, body: &str, reply_to: Option<MessageId>) {
        let Words { text, answers } = self.words();
        if self.draft.is_text(&text) && goes_with((&text, answers), body, reply_to) {
            self.text.clear();
            self.answers = None;
        } else if let Some(rest) = rest_of(&text, body).map(str::to_owned).filter(|_| answers == reply_to && self.draft.is_text(body)) {
            // Both devices had these words, and some were added here in the same moment: sent once more they would say all of it twice.
            // What merely begins alike is another text: of "No morphine" a "No" of the other device takes nothing.
            self.text = rest;
            self.answers = None;
        }
        self.was_sent(body, reply_to);
    }

    /// What the server holds by now, from another device perhaps: it never takes the place of what hands are writing, nor is it
    /// written over; see [`Self::join`]. Whether anything changed here.
    pub fn hear_draft(&mut self, feed: i64, draft: &str, answers: Option<&Quote>) -> bool {
        let untouched = !self.is_unsaved() || self.draft.clearing;
        let base = self.draft.text().to_owned();
        let Some(from_here) = self.draft.hear(feed, Words { text: draft.to_owned(), answers: answers.map(|quote| quote.id) }) else {
            return false;
        };
        self.draft.clearing = false;
        if untouched {
            self.answer(answers);
            draft.clone_into(&mut self.text);
        } else if !from_here {
            let base = self.beside.take().map_or(base, |beside| beside.base);
            self.beside = Some(Beside { base, text: draft.to_owned(), answers: answers.cloned() });
        }
        untouched || !from_here
    }

    /// What another device answers is answered here; what became of it is known here.
    fn answer(&mut self, quote: Option<&Quote>) {
        let known = self.answers.take().filter(|known| Some(known.quote.id) == quote.map(|quote| quote.id));
        self.answers = known.or(quote.cloned().map(Answers::to));
    }
}

#[cfg(test)]
#[path = "writing_changes_tests.rs"]
mod changes_tests;
#[cfg(test)]
#[path = "writing_devices_tests.rs"]
mod devices_tests;
#[cfg(test)]
#[path = "writing_left_tests.rs"]
mod left_tests;
#[cfg(test)]
#[path = "writing_tests.rs"]
mod tests;
