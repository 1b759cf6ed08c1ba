//! After a wait a part of the screen may have gone, and with it all that it held: what comes then is done only if it is still there.

use leptos::prelude::*;

use browser::for_app;

/// Whether the part it was made in is still on the page.
#[derive(Clone, Copy, Debug)]
pub struct Present(StoredValue<()>);

impl Present {
    /// Of the part that is being made.
    // It goes with its owner, which goes with the part: nothing else has to be told.
    pub fn here() -> Self {
        Self(StoredValue::new(()))
    }

    /// Whether the part is still there.
    pub fn is_present(self) -> bool {
        self.0.try_get_value().is_some()
    }

    /// Acts on an answer when it comes, if the part is still there.
    pub fn after<T: 'static>(self, ask: impl Future<Output = T> + 'static, act: impl FnOnce(T) + 'static) {
        for_app(async move {
            let answer = ask.await;
            if self.is_present() {
                act(answer);
            }
        });
    }

    /// Acts before the next frame is drawn, if the part is still there.
    pub fn at_next_frame(self, act: impl FnOnce() + 'static) {
        request_animation_frame(move || {
            if self.is_present() {
                act();
            }
        });
    }
}
