//! What the tabs of one browser tell each other.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

/// A channel to the other tabs; closes when dropped.
#[derive(Debug)]
pub struct Channel {
    inner: BroadcastChannel,
    _hear: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// Opens the channel; `hear` gets every word another tab says. `None` in a browser without it.
    pub fn open(name: &str, hear: impl Fn(String) + 'static) -> Option<Self> {
        let inner = BroadcastChannel::new(name).ok()?;
        let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(word) = event.data().as_string() {
                hear(word);
            }
        });
        inner.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        Some(Self { inner, _hear: hear })
    }

    /// Tells the other tabs.
    pub fn say(&self, word: &str) {
        // Fails on a closed channel only, and then this tab is going away.
        drop(self.inner.post_message(&JsValue::from_str(word)));
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        // What it calls goes with it: a late word would call what is not there any more.
        self.inner.set_onmessage(None);
        self.inner.close();
    }
}
