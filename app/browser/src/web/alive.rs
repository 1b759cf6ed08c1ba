//! Whether the page has been taken over.

use std::cell::RefCell;

type Act = Box<dyn FnOnce()>;

thread_local! {
    /// What waits; nothing once the page is alive.
    static WAITING: RefCell<Option<Vec<Act>>> = const { RefCell::new(Some(Vec::new())) };
}

/// Does something as soon as the whole page is taken over; at once, if it is.
pub fn once_alive(act: impl FnOnce() + 'static) {
    let mut act: Option<Act> = Some(Box::new(act));
    WAITING.with_borrow_mut(|waiting| {
        if let Some(waiting) = waiting {
            waiting.extend(act.take());
        }
    });
    if let Some(act) = act {
        act();
    }
}

/// Whether the whole page has been taken over.
pub fn is_alive() -> bool {
    WAITING.with_borrow(Option::is_none)
}

/// The whole page is taken over.
pub fn alive() {
    // Taken out before any of it runs: one of them may ask whether the page is alive.
    let waiting = WAITING.with_borrow_mut(Option::take);
    waiting.into_iter().flatten().for_each(|act| act());
}
