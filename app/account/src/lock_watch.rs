//! Locks when nobody has done anything for as long as the organisation allows, and covers the page when it is hidden.
//!
//! The server locks by itself at the same moment and answers nothing after it; this is what people see of it.

use std::time::Duration;

use domain::access::Failure;
use domain::account::model::LOCK_WARNING_SECONDS;
use leptos::ev;
use leptos::prelude::*;

use super::api::{stay_active, who_am_i};
use super::{Tabs, Word};
use browser::{self, lock as cover};
use call::failure::Problem;
use ui::{Announcer, Button, Dialog, Icon, Kind, Toasts};

/// How often other tabs and the server hear that somebody is active.
const TELL_EVERY: i64 = 10_000;
/// How long the page stays covered while the server does not answer.
const PATIENCE: Duration = Duration::from_millis(1500);

/// How near the lock is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Calm,
    Warned(i64),
    Over,
}

impl Stage {
    fn of(idle_seconds: i64, since_millis: i64) -> Self {
        match idle_seconds - since_millis.div_euclid(1000) {
            left if left <= 0 => Self::Over,
            left if left <= LOCK_WARNING_SECONDS => Self::Warned(left),
            _ => Self::Calm,
        }
    }
}

/// The watch's state.
#[derive(Clone, Copy)]
struct Watch {
    idle_seconds: i64,
    last: StoredValue<i64>,
    told: StoredValue<i64>,
    left: RwSignal<i64>,
    warning: RwSignal<bool>,
    gone: StoredValue<bool>,
    tabs: Tabs,
    announcer: Announcer,
    toasts: Toasts,
    live: Signal<bool>,
}

/// Watches over the lock for as long as it is on the page.
#[component]
pub fn LockWatch(
    /// The organisation's choice.
    idle_seconds: i64,
    /// The way to the other tabs.
    tabs: Tabs,
    /// Set by whoever hears that another tab is in use.
    active: RwSignal<i64>,
    /// Whether the line to the server stands.
    live: Signal<bool>,
) -> impl IntoView {
    let watch = Watch::new(idle_seconds, tabs, live);
    Effect::new(move |_| watch.start());
    Effect::new(move |_| {
        if active.get() > 0 {
            watch.renew();
        }
    });
    // The dialog has said its title to whoever listens: below it stands for the eye alone.
    let seconds = move || format!("0:{:02}", watch.left.get());
    view! {
        <Dialog id="lock-warning" open=watch.warning title="Pando is about to lock" alert=true>
            <div class="dialog__body">
                <p class="dialog__sign">
                    <Icon name="lock" large=true />
                </p>
                <p class="dialog__title" aria-hidden="true">
                    "Pando is about to lock"
                </p>
                <p>"You have not touched it for a while. It locks in"</p>
                <p class="countdown">{seconds}</p>
                <p class="hint">"What you were writing is kept."</p>
            </div>
            <div class="dialog__foot">
                <Button plain=true press=move |()| watch.stay()>
                    "Stay unlocked"
                </Button>
                <Button kind=Kind::Secondary plain=true press=move |()| watch.lock()>
                    "Lock now"
                </Button>
            </div>
        </Dialog>
    }
}

impl Watch {
    fn new(idle_seconds: i64, tabs: Tabs, live: Signal<bool>) -> Self {
        Self {
            idle_seconds,
            last: StoredValue::new(0),
            told: StoredValue::new(0),
            left: RwSignal::new(LOCK_WARNING_SECONDS),
            warning: RwSignal::new(false),
            gone: StoredValue::new(false),
            tabs,
            announcer: expect_context(),
            toasts: expect_context(),
            live,
        }
    }

    fn start(self) {
        self.renew();
        let inputs = [
            window_event_listener(ev::pointerdown, move |_| self.felt()),
            window_event_listener(ev::keydown, move |_| self.felt()),
            window_event_listener(ev::wheel, move |_| self.felt()),
            window_event_listener(ev::touchmove, move |_| self.felt()),
            window_event_listener(ev::pointermove, move |_| self.felt()),
            window_event_listener_untyped("visibilitychange", move |_| self.seen_or_hidden()),
            window_event_listener_untyped("pagehide", move |_| cover::blank(true)),
            window_event_listener_untyped("pageshow", move |_| self.brought_back()),
        ];
        let timer = set_interval_with_handle(move || self.tick(), Duration::from_secs(1));
        on_cleanup(move || {
            inputs.into_iter().for_each(WindowListenerHandle::remove);
            if let Ok(timer) = timer {
                timer.clear();
            }
        });
    }

    /// Somebody did something here. Once the warning stands, only its button counts: a nudged table is nobody.
    fn felt(self) {
        if self.warning.try_get_untracked() != Some(false) {
            return;
        }
        self.renew();
        let now = browser::device_now().0;
        if now - self.told.get_value() >= TELL_EVERY {
            self.told.set_value(now);
            self.tabs.say(Word::Active);
            // The socket tells the server by itself while it stands.
            if !self.live.get_untracked() {
                self.tell_server();
            }
        }
    }

    fn renew(self) {
        self.last.set_value(browser::device_now().0);
        self.warning.set(false);
    }

    fn stay(self) {
        self.renew();
        self.tabs.say(Word::Active);
        self.tell_server();
    }

    fn tell_server(self) {
        ui::for_app(async move {
            if let Err(Problem(failure)) = stay_active().await {
                self.heed(&failure);
            }
        });
    }

    fn tick(self) {
        match Stage::of(self.idle_seconds, browser::device_now().0 - self.last.get_value()) {
            Stage::Calm => {}
            Stage::Over => self.lock(),
            Stage::Warned(left) => {
                if !self.warning.get_untracked() {
                    // Once: second by second it would drown everything else.
                    self.announcer.interrupt(format!("Pando locks in {left} seconds. Choose Stay unlocked to go on."));
                }
                self.left.set(left);
                self.warning.set(true);
            }
        }
    }

    /// Covers the page at once and leaves with nothing behind, whatever the line: a server that cannot be reached locks by its
    /// own clock, and hears of it later.
    fn lock(self) {
        // The timer runs on until the page has gone.
        if self.gone.get_value() {
            return;
        }
        self.gone.set_value(true);
        self.clear();
        cover::lock();
    }

    fn clear(self) {
        cover::blank(true);
        self.announcer.clear();
        self.toasts.clear();
    }

    /// A page that the browser kept while somebody was elsewhere comes back covered.
    fn brought_back(self) {
        if cover::is_blank() {
            self.seen_or_hidden();
        }
    }

    /// Covers a hidden page; uncovers it when the server has said that it is still open.
    fn seen_or_hidden(self) {
        // Also when it is seen again: until the server has answered it may be another tab's lock that is looked at.
        cover::blank(true);
        if cover::is_hidden() {
            return;
        }
        if Stage::of(self.idle_seconds, browser::device_now().0 - self.last.get_value()) == Stage::Over {
            self.lock();
            return;
        }
        let answered = StoredValue::new(false);
        let uncover = move || {
            if answered.try_get_value() != Some(true) && !self.gone.get_value() && !cover::is_hidden() {
                cover::blank(false);
            }
        };
        ui::for_app(async move {
            match who_am_i().await {
                Err(Problem(failure)) if self.heed(&failure) => answered.set_value(true),
                Ok(_) | Err(_) => uncover(),
            }
        });
        // Without a network the clock of this device decides: it said "not yet" a moment ago.
        set_timeout(uncover, PATIENCE);
    }

    fn heed(self, failure: &Failure) -> bool {
        let away = turned_away(failure);
        if away {
            self.gone.set_value(true);
            self.clear();
        }
        away
    }
}

/// Leaves for the door if the server says so; whether it did. Every screen asks this of a failure it did not expect.
pub fn turned_away(failure: &Failure) -> bool {
    match failure {
        Failure::Locked => cover::leave_for(&unlock_path()),
        Failure::SignedOut => cover::leave_for("/sign-in"),
        _ => return false,
    }
    true
}

/// Where the PIN is asked, with the way back here.
fn unlock_path() -> String {
    let here = cover::here();
    let letters = here.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    });
    format!("/unlock?next={}", letters.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::Stage;

    #[test]
    fn a_quiet_ward_is_warned_and_then_locked() {
        let after = |seconds: i64| Stage::of(60, seconds * 1000);
        assert_eq!(
            [0, 39, 40, 59, 60, 900].map(after),
            [Stage::Calm, Stage::Calm, Stage::Warned(20), Stage::Warned(1), Stage::Over, Stage::Over]
        );
    }
}
