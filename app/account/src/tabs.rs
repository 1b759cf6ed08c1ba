//! All tabs of a browser open together, and are in use together. (That they lock and sign out together: `shell/page.js`.)

use leptos::prelude::*;

use browser::channel::Channel;

/// What one tab tells the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Pando was opened with the PIN.
    Open,
    /// The person did something.
    Active,
}

impl Word {
    const ALL: [Self; 2] = [Self::Open, Self::Active];

    fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Active => "active",
        }
    }

    fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.key() == key)
    }
}

/// The way to the other tabs, for as long as the component that opened it is there.
///
/// What may not change threads is held inside what the effect made: on the server, where a page ends on another
/// thread than it began on, there is then nothing to drop.
#[derive(Clone, Copy, Debug)]
pub struct Tabs(StoredValue<Option<StoredValue<Option<Channel>, LocalStorage>>>);

impl Tabs {
    /// Opens the channel once the page lives; `hear` gets what other tabs say.
    pub fn open(hear: impl Fn(Word) + Clone + 'static) -> Self {
        let slot = StoredValue::new(None);
        Effect::new(move |_| {
            let hear = hear.clone();
            let channel = Channel::open("pando", move |key| {
                if let Some(word) = Word::from_key(&key) {
                    hear(word);
                }
            });
            slot.set_value(Some(StoredValue::new_local(channel)));
        });
        Self(slot)
    }

    /// Tells the other tabs.
    pub fn say(self, word: Word) {
        let Some(slot) = self.0.get_value() else { return };
        slot.with_value(|channel| {
            if let Some(channel) = channel {
                channel.say(word.key());
            }
        });
    }
}
