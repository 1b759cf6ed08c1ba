//! What the splitter warns of. It speaks to whoever listens, and by itself nobody does.

use std::fmt::{Debug, Write as _};
use std::sync::Mutex;

use anyhow::{Result, anyhow};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// With these the site works and is larger than it need be, which nobody would see: the data of every part is put into the
/// main one; a part that nothing asks for becomes a root of it.
const GRAVE: [&str; 2] = ["Overlong segment", "No corresponding imports"];

static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Prints what is said from now on.
pub fn print() {
    // Fails only when somebody listens already.
    drop(tracing::subscriber::set_global_default(Listener));
}

/// Fails if something grave was said.
pub fn none_is_grave() -> Result<()> {
    let said = SAID.lock().map_err(|_| anyhow!("a listener panicked"))?;
    let grave = said.iter().find(|text| GRAVE.iter().any(|begin| text.contains(begin)));
    grave.map_or(Ok(()), |text| Err(anyhow!("the splitter warns: {text}")))
}

struct Listener;

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut words = Words(String::new());
        event.record(&mut words);
        eprintln!("warning: {}", words.0);
        if let Ok(mut said) = SAID.lock() {
            said.push(words.0);
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Words(String);

impl Visit for Words {
    fn record_debug(&mut self, _: &Field, value: &dyn Debug) {
        // Writing into a String cannot fail.
        let _ = write!(self.0, "{value:?} ");
    }
}
