//! What the server holds of what is being written, as far as is known here.

use domain::access::MessageId;
use domain::chat::model::goes_with;

/// So many texts that the server may hold are remembered at most.
pub(super) const MOST_PERHAPS: usize = 16;

/// So many texts that the server was told are remembered.
const MOST_TOLD: usize = 32;

/// What is told to the server: a text, and the message that it answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// What was typed.
    pub text: String,
    /// What it answers.
    pub answers: Option<MessageId>,
}

/// What was added behind what was sent.
pub(super) fn rest_of<'a>(text: &'a str, sent: &str) -> Option<&'a str> {
    text.strip_prefix(sent).filter(|added| added.starts_with(char::is_whitespace)).map(str::trim_start)
}

/// What the server was told.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    text: String,
    at: i64,
    /// As a message, and not as a draft.
    said: bool,
}

/// What the server holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Draft {
    /// `None` when it cannot be known: a save and a send were under way at the same time.
    held: Option<Words>,
    /// When it is not known: every text it may be, the last that was known first.
    perhaps: Vec<String>,
    /// The one save that is under way.
    saving: Option<Words>,
    /// A send went out, or came home, while a save was under way.
    doubt: bool,
    /// What is held is left of what was sent, and nothing else is to be saved but that it is gone.
    pub(super) clearing: bool,
    /// The own-seq of what is held: older news of it is passed over.
    feed: i64,
    /// What the server was told here, and from which own-seq on.
    told: Vec<Told>,
}

impl Draft {
    /// The server holds this, by its row of this own-seq.
    pub(super) fn new(held: Words, feed: i64) -> Self {
        let mut new = Self { feed, ..Self::default() };
        new.holds(held);
        new
    }

    /// Whether the server is known to hold this.
    pub(super) fn is(&self, words: &Words) -> bool {
        self.held.as_ref() == Some(words)
    }

    /// Whether the server is known to hold this text, whatever it answers, and nothing is about to take its place.
    pub(super) fn is_text(&self, text: &str) -> bool {
        !self.is_saving() && self.held.as_ref().is_some_and(|held| held.text == text)
    }

    /// Whether a save is under way.
    pub(super) fn is_saving(&self) -> bool {
        self.saving.is_some()
    }

    /// Begins to save.
    pub(super) fn save(&mut self, words: Words) {
        self.saving = Some(words);
    }

    /// The save came home, with the own-seq it took, or failed.
    pub(super) fn was_saved(&mut self, feed: Option<i64>) {
        let saving = self.saving.take();
        let doubt = std::mem::take(&mut self.doubt);
        self.feed = self.feed.max(feed.unwrap_or_default());
        match saving {
            Some(saved) if feed.is_some() && !doubt => self.holds(saved),
            // One that failed may have arrived all the same, and only its answer was lost.
            lost => {
                let maybe = self.held.take().into_iter().chain(lost).map(|words| words.text).chain(doubt.then(String::new));
                self.perhaps.extend(maybe);
                let most = self.perhaps.len().saturating_sub(MOST_PERHAPS);
                if most > 0 {
                    // The first of them stays: it was once known for certain.
                    self.perhaps.drain(1..=most);
                }
            }
        }
    }

    /// The server is known to hold this.
    pub(super) fn holds(&mut self, words: Words) {
        self.note(&words.text, false);
        self.held = Some(words);
        self.perhaps.clear();
    }

    fn note(&mut self, text: &str, said: bool) {
        if !text.is_empty() {
            let most = (self.told.len() + 1).saturating_sub(MOST_TOLD);
            self.told.drain(..most);
            self.told.push(Told { text: text.to_owned(), at: self.feed, said });
        }
    }

    /// What of a text, that an earlier page had not told the server when it knew of it up to `feed`, the server was not told since:
    /// what that page said as it went may have arrived.
    pub(super) fn untold<'a>(&self, text: &'a str, feed: i64) -> &'a str {
        let since = || self.told.iter().filter(|told| told.at >= feed);
        if since().any(|told| told.text == text) {
            return "";
        }
        since().filter(|told| told.said).find_map(|told| rest_of(text, &told.text)).unwrap_or(text)
    }

    /// The save that is under way was not made: another device has saved something since.
    pub(super) fn was_refused(&mut self) {
        self.saving = None;
        self.doubt = false;
    }

    /// The own-seq up to which it is known what the server holds.
    pub(super) fn feed(&self) -> i64 {
        self.feed
    }

    /// What the server held, as far as that is known.
    pub(super) fn text(&self) -> &str {
        self.held.as_ref().map_or_else(|| self.perhaps.first().map_or("", String::as_str), |words| &words.text)
    }

    /// The server told what it holds: whether that is from here, or news of another device. `None` when it is old news, or a save
    /// is about to take its place.
    pub(super) fn hear(&mut self, feed: i64, words: Words) -> Option<bool> {
        if feed <= self.feed || self.is_saving() {
            return None;
        }
        let from_here = self.is(&words) || self.perhaps.contains(&words.text);
        self.feed = feed;
        self.holds(words);
        Some(from_here)
    }

    /// A send went out.
    pub(super) fn doubt(&mut self) {
        self.doubt |= self.is_saving();
    }

    /// A message of one's own is on the server; `true` when what was held stays there.
    pub(super) fn was_sent(&mut self, body: &str, reply_to: Option<MessageId>) -> bool {
        self.note(body, true);
        if self.is_saving() {
            self.doubt = true;
        } else if self.held.as_ref().is_some_and(|held| goes_with((&held.text, held.answers), body, reply_to)) {
            self.holds(Words::default());
        } else {
            return true;
        }
        false
    }

    /// Every text that the server may hold.
    pub(super) fn texts(&self) -> Vec<String> {
        let saving = self.saving.as_ref().map(|words| &words.text);
        self.held.as_ref().map(|words| &words.text).into_iter().chain(&self.perhaps).chain(saving).cloned().collect()
    }
}
