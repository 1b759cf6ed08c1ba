//! One file, and how far it has come.

use domain::access::Failure;
use domain::text::isolated;
use leptos::prelude::*;

use super::Parcel;
use crate::announcer::Announcer;
use browser::files::{self, Picked, Step};

/// How far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It cannot be sent, and why.
    Refused(String),
    /// So many per cent are sent.
    Going(u32),
    /// It is there.
    Done,
    /// It is not there, and why; it can be sent again.
    Failed(String),
    /// Somebody stopped it; it can be sent again.
    Stopped,
}

impl Stage {
    /// Whether it can be sent again.
    pub(super) fn may_go(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::Stopped)
    }

    /// In words.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Refused(why) | Self::Failed(why) => why.clone(),
            Self::Going(100) => "Being checked".to_owned(),
            Self::Going(percent) => format!("{percent}% sent"),
            Self::Done => "Sent".to_owned(),
            Self::Stopped => "Stopped".to_owned(),
        }
    }
}

/// A file on its way.
#[derive(Clone, Copy)]
pub(super) struct Sending {
    /// What the browser knows it by.
    pub(super) key: u32,
    pub(super) picked: StoredValue<Picked>,
    pub(super) stage: RwSignal<Stage>,
    parcel: Parcel,
    announcer: Announcer,
    done: Option<Callback<String>>,
}

impl Sending {
    /// Of a file that somebody brought; not yet on its way.
    pub(super) fn of(picked: Picked, parcel: Parcel, announcer: Announcer, done: Option<Callback<String>>) -> Self {
        let refused = refusal(&picked, parcel);
        let stage = RwSignal::new(refused.map_or(Stage::Going(0), Stage::Refused));
        Self { key: picked.key, picked: StoredValue::new(picked), stage, parcel, announcer, done }
    }

    /// Sends it, from the beginning. Only its start and its end are read out.
    pub(super) fn go(self) {
        if let Stage::Refused(why) = self.stage.get_untracked() {
            return self.say(&why);
        }
        self.stage.set(Stage::Going(0));
        self.say("is being sent");
        files::send(self.key, self.parcel.url, "file", move |step| self.hear(step));
    }

    /// Stops it.
    pub(super) fn stop(self) {
        files::cancel(self.key);
        self.stage.set(Stage::Stopped);
        self.say("stopped");
    }

    fn hear(self, step: Step) {
        let stage = match step {
            Step::Sent(percent) => Stage::Going(percent),
            Step::Lost => Stage::Failed(Failure::Unreachable.to_string()),
            Step::Answered(200, text) => {
                if let Some(done) = self.done {
                    done.try_run(text);
                }
                Stage::Done
            }
            // Said by the gate before anybody read it: in words, and not as a failure.
            Step::Answered(413, text) => Stage::Refused(text),
            Step::Answered(_, text) => {
                // What is none of ours, like a proxy's own page, is a network that failed.
                let failure = serde_json::from_slice::<Failure>(text.as_bytes()).unwrap_or(Failure::Unreachable);
                if failure.is_passing() { Stage::Failed(failure.to_string()) } else { Stage::Refused(failure.to_string()) }
            }
        };
        // The page may have gone on.
        if !matches!(stage, Stage::Going(_)) && !self.stage.is_disposed() {
            self.say(&stage.words());
        }
        self.stage.try_set(stage);
    }

    fn say(self, words: &str) {
        let name = self.picked.try_with_value(|picked| isolated(&picked.name)).unwrap_or_default();
        self.announcer.say(format!("{name}: {words}"));
    }
}

/// Why a file cannot be sent, as far as the browser knows; the server looks into it.
fn refusal(picked: &Picked, parcel: Parcel) -> Option<String> {
    let kinds = || parcel.accept.split(',').map(str::trim);
    let fits =
        |kind: &str| kind.is_empty() || kind == picked.kind || kind.strip_suffix('*').is_some_and(|start| picked.kind.starts_with(start));
    if picked.size > parcel.most {
        return Some(format!("Choose a file smaller than {}. This one has {}.", size_words(parcel.most), size_words(picked.size)));
    }
    (!kinds().any(fits)).then(|| "Choose a file of another kind. This kind is not taken.".to_owned())
}

/// "1.2 MB": as people say it, in thousands.
pub fn size_words(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURES: Parcel = Parcel { url: "", accept: "image/jpeg, image/png", most: 2_000_000 };

    fn picked(kind: &str, size: u64) -> Picked {
        Picked { key: 1, name: "ward.jpg".into(), kind: kind.into(), size }
    }

    #[test]
    fn what_cannot_be_sent_is_said_before_it_is_sent() {
        assert_eq!(refusal(&picked("image/png", 2_000_000), PICTURES), None);
        assert!(refusal(&picked("image/png", 2_000_001), PICTURES).is_some_and(|why| why.contains("smaller than 2.0 MB")));
        assert!(refusal(&picked("application/pdf", 10), PICTURES).is_some());
        assert!(refusal(&picked("", 10), PICTURES).is_some());
        assert_eq!(refusal(&picked("text/plain", 10), Parcel { accept: "", ..PICTURES }), None);
        assert_eq!(refusal(&picked("image/webp", 10), Parcel { accept: "image/*", ..PICTURES }), None);
        assert!(refusal(&picked("imagery/x", 10), Parcel { accept: "image/*", ..PICTURES }).is_some());
    }

    #[test]
    fn sizes_are_said_in_thousands() {
        assert_eq!([999, 1_000, 1_001, 1_250_000].map(size_words), ["999 bytes", "1 kB", "2 kB", "1.2 MB"]);
    }
}
