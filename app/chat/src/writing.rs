//! What is being written: one for each conversation, for as long as the app lives. Pure; the message box is a view of it,
//! and whatever is sent, changed or saved is made of it alone, so that no text can leave for another conversation.

use domain::access::{ConversationId, Failure, MessageId, Outcome};
use domain::chat::model::{Edited, Message, Quote, body, goes_with};
use serde::{Deserialize, Serialize};

mod beside;
mod draft;
mod left;

use beside::Beside;
use draft::Draft;
pub use draft::Words;
pub use left::Unsaved;

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
    /// Changes that were begun on pages that have gone; they do not come into a box in which somebody is writing.
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

/// A change of an own message that is being written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The message as it was when the change began: the change is one of this version.
    pub message: Message,
    /// As it is now, if somebody changed or deleted it in between.
    pub meanwhile: Option<Message>,
    text: String,
    under_way: bool,
}

impl Answers {
    /// An answer that begins with the message as it is now.
    fn to(quote: Quote) -> Self {
        Self { seq: quote.seq, quote, changed: false, untold: false }
    }
}

impl Edit {
    /// Whether the message says already what it shall.
    fn stands_in(&self, now: &Message) -> bool {
        now.deleted_at.is_none() && body(&self.text).is_ok_and(|text| text == now.body)
    }
}

/// What to do with what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Say it.
    Say(String, Option<Quote>),
    /// Change this message, of this version.
    Change(MessageId, i64, String),
    /// Nothing was changed.
    Nothing,
}

impl Writing {
    /// Nothing but the draft that the server holds, and what that answers.
    pub fn new(conversation: ConversationId, draft: &str, answers: Option<&Quote>, feed: i64) -> Self {
        let held = Draft::new(Words { text: draft.to_owned(), answers: answers.map(|quote| quote.id) }, feed);
        let answers = answers.cloned().map(Answers::to);
        Self { conversation, error: None, text: draft.to_owned(), answers, edit: None, aside: Vec::new(), draft: held, beside: None }
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

    /// A message is being changed; what was being written stays aside.
    pub fn change(&mut self, message: Message) {
        if self.is_half_changed() {
            return;
        }
        self.error = None;
        self.edit = Some(Edit { text: message.body.clone(), message, meanwhile: None, under_way: false });
    }

    /// A change that is half done.
    fn half_changed(&self) -> Option<&Edit> {
        self.edit.as_ref().filter(|edit| edit.text != edit.message.body)
    }

    /// Whether a change is half done, which nothing else may take the place of; says so.
    fn is_half_changed(&mut self) -> bool {
        let half = self.half_changed().is_some();
        if half {
            self.error = Some("Save this change first, or cancel it.".into());
        }
        half
    }

    /// Neither answer nor change: back to what was being written. `false` when there was nothing to leave.
    pub fn cancel(&mut self) -> bool {
        self.error = None;
        self.edit.take().is_some() || self.answers.take().is_some()
    }

    /// What was written is done: what is to be done about it. What is said leaves the box, a change stays until the server has it.
    pub fn done(&mut self) -> Outcome<Deed> {
        let text = body(self.shown())?;
        self.error = None;
        let Some(edit) = &mut self.edit else {
            self.text.clear();
            self.draft.doubt();
            return Ok(Deed::Say(text, self.answers.take().map(|answers| answers.quote)));
        };
        if text == edit.message.body {
            self.edit = None;
            return Ok(Deed::Nothing);
        }
        edit.under_way = true;
        Ok(Deed::Change(edit.message.id, edit.message.version, text))
    }

    /// The server answered the change of `message`; whatever else is being written by now is left alone.
    pub fn changed(&mut self, message: MessageId, answer: Outcome<Edited>) {
        let Some(edit) = self.edit.as_mut().filter(|edit| edit.message.id == message) else { return };
        edit.under_way = false;
        match answer {
            Ok(Edited::Done(_)) => self.edit = None,
            // An earlier try arrived, and only its answer was lost.
            Ok(Edited::Meanwhile(now)) if edit.stands_in(&now) => self.edit = None,
            Ok(Edited::Meanwhile(now)) => edit.meanwhile = Some(now),
            Err(Failure::NotFound) => {
                // One was taken out and added again: what was said before is not there for them.
                self.error = Some("That message is not there for you any more. Your words can go as a new one.".into());
                if let Some(edit) = self.edit.take() {
                    self.write_on(&edit.text);
                }
            }
            Err(failure) => self.error = Some(failure.to_string()),
        }
    }

    /// Somebody changed the message in between, and this text shall stand all the same.
    pub fn keep_mine(&mut self) {
        if let Some(edit) = &mut self.edit
            && let Some(now) = edit.meanwhile.take()
        {
            edit.message = now;
        }
    }

    /// Somebody changed the message in between, and that text shall stand; one that was deleted leaves this as a new message.
    pub fn take_theirs(&mut self) {
        let Some(edit) = self.edit.take() else { return };
        let Some(now) = edit.meanwhile else { return };
        if now.deleted_at.is_some() {
            self.write_on(&edit.text);
        }
    }

    /// Words that lost their message go as a new one, behind what was being written.
    fn write_on(&mut self, words: &str) {
        self.text = if self.text.trim().is_empty() { words.to_owned() } else { format!("{}\n{words}", self.text) };
    }

    /// A message changed: what answers or changes it follows.
    pub fn follow(&mut self, message: &Message) {
        if let Some(answers) = self.answers.as_mut().filter(|answers| answers.quote.id == message.id && answers.seq < message.changed_seq) {
            let quote = Quote::of(message);
            let news = quote != answers.quote;
            *answers = Answers { quote, changed: answers.changed || news, seq: message.changed_seq, untold: answers.untold || news };
        }
        let Some(edit) = self.edit.as_mut() else { return };
        if edit.message.id != message.id || edit.message.version >= message.version || edit.under_way {
            return;
        }
        if message.deleted_at.is_none() && edit.text == edit.message.body {
            edit.text.clone_from(&message.body);
            edit.message = message.clone();
        } else if edit.stands_in(message) {
            // Whatever was wrong with it is no longer.
            (self.edit, self.error) = (None, None);
        } else {
            edit.meanwhile = Some(message.clone());
        }
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
        self.aside.extend(self.half_changed().cloned().map(|edit| Edit { under_way: false, ..edit }));
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
        } else if let Some(rest) = rest_of(&text, body).filter(|_| answers == reply_to && self.draft.is_text(body)) {
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

/// What was added behind what was sent.
fn rest_of(text: &str, sent: &str) -> Option<String> {
    let added = text.strip_prefix(sent).filter(|added| added.starts_with(char::is_whitespace))?;
    Some(added.trim_start().to_owned())
}

#[cfg(test)]
#[path = "writing_devices_tests.rs"]
mod devices_tests;
#[cfg(test)]
#[path = "writing_tests.rs"]
mod tests;
