//! Before the program has taken over the page, and where it never does, everything is the browser's own: a button posts or
//! leads where its form says, and Tab reaches every line.

use leptos::prelude::*;

/// Whether the page has been taken over.
#[derive(Clone, Copy, Debug)]
pub struct Alive(RwSignal<bool>);

impl Alive {
    pub(super) fn new() -> Self {
        let alive = RwSignal::new(browser::is_alive());
        Effect::new(move |_| {
            browser::once_alive(move || {
                alive.try_set(true);
            });
        });
        Self(alive)
    }

    /// Of this page.
    pub fn here() -> Self {
        expect_context::<Self>()
    }

    /// Whether it has been; followed.
    pub fn now(self) -> bool {
        self.0.get()
    }

    /// The `type` of a button that opens a menu: until then it submits the form around it, which leads to the same.
    pub fn opener(self) -> &'static str {
        if self.now() { "button" } else { "submit" }
    }

    /// The `tabindex` of one of several lines: once arrow keys walk them, Tab reaches only the one where one `stops`.
    pub fn tabindex(self, stops: bool) -> &'static str {
        if stops || !self.now() { "0" } else { "-1" }
    }
}
