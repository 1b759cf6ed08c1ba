//! The server's twin of [`crate`]: the clock and chance of the server, and otherwise nothing, because there is no page.

use domain::access::{MessageId, Timestamp, World};
use leptos::prelude::use_context;
use leptos::web_sys::{Element, Event, HtmlTextAreaElement, KeyboardEvent};

use super::{Anchor, Bring, Heard, Stroke};

/// Whether this is the browser's half of the program.
pub const IN_BROWSER: bool = false;

/// The present moment.
pub fn now() -> Timestamp {
    use_context::<World>().map_or(Timestamp(0), |world| world.now())
}

/// The server has one clock.
pub fn device_now() -> Timestamp {
    now()
}

/// There is no page to look at.
pub fn values_of(_selector: &str) -> Vec<String> {
    Vec::new()
}

/// Nobody asks the server.
pub fn chance() -> f64 {
    0.5
}

/// Ids of messages are made by devices; a plain form's by the action.
pub fn new_id() -> MessageId {
    MessageId(uuid::Uuid::nil())
}

/// No page ever comes to life here.
pub fn once_alive(_act: impl FnOnce() + 'static) {}

/// No page ever comes to life here.
pub fn is_alive() -> bool {
    false
}

/// There is no tab.
pub fn tab() -> String {
    String::new()
}

/// There is no page to look at.
pub fn is_attentive() -> bool {
    false
}

/// There is no page to look at.
pub fn is_visible() -> bool {
    false
}

/// There is no network to ask about.
pub fn is_online() -> bool {
    true
}

/// Nothing is written in.
pub fn is_written_in(_event: &KeyboardEvent) -> bool {
    false
}

/// Nobody pastes.
pub fn pasted(_event: &Event) -> Option<String> {
    None
}

/// Nothing is pressed.
pub fn presses(_event: &KeyboardEvent) -> bool {
    false
}

/// Nothing to focus.
pub fn focus(_id: &str) {}

/// There is no page to look at.
pub fn focus_in_place(_id: &str) {}

/// There is no page to look at.
pub fn take_focus(_from: &str) -> Option<String> {
    None
}

/// Nothing to empty.
pub fn begin_anew(_id: &str) {}

/// Nothing to press.
pub fn press(_id: &str) {}

/// Nothing has the focus.
pub fn focused_id() -> Option<String> {
    None
}

/// Nothing to scroll.
pub fn scroll_to_end(_scroller: &Element) {}

/// Nothing to measure.
pub fn from_end(_scroller: &Element) -> f64 {
    0.0
}

/// Nothing to measure.
pub fn from_start(_scroller: &Element) -> f64 {
    0.0
}

/// Nothing to measure.
pub fn to_bottom(_id: &str) -> f64 {
    f64::INFINITY
}

/// Nothing to scroll.
pub fn bring(_id: &str, _how: Bring) {}

/// Nothing to measure.
pub fn anchor(_scroller: &Element, _items: &str) -> Option<Anchor> {
    None
}

/// Nothing to measure.
pub fn by_hand(_scroller: &Element, _anchor: &Anchor) -> i32 {
    0
}

/// Nothing to scroll.
pub fn restore(_scroller: &Element, _anchor: &Anchor) {}

/// Nothing to watch.
#[derive(Debug)]
pub struct Redrawn;

/// Nothing is drawn anew.
pub fn when_redrawn(_element: &Element, _callback: impl Fn() + 'static) -> Redrawn {
    Redrawn
}

/// Nothing is on screen.
pub fn on_screen(_scroller: &str, _items: &str, _body: &str, _attribute: &str) -> Vec<(String, u8)> {
    Vec::new()
}

/// Nothing to grow.
pub fn grow(_field: &HtmlTextAreaElement) {}

/// There is no keyboard.
pub fn is_touch() -> bool {
    false
}

/// Nothing is open.
pub fn is_modal_open() -> bool {
    false
}

/// Nobody types.
pub fn is_in_text(_event: &Event) -> bool {
    false
}

/// Nothing to post.
pub fn post_and_go(_path: &str, _fields: &[(&str, &str)]) {}

/// The server's clock is this one.
pub fn learn_clock(_server: Timestamp) {}

/// No menu opens.
pub fn menu_is_open(_id: &str) -> bool {
    false
}

/// No menu opens.
pub fn open_menu(_button: &str, _id: &str, _pointer: Option<i32>) -> bool {
    false
}

/// Nothing is shown.
pub fn is_shown(_id: &str) -> bool {
    false
}

/// Nothing is open.
pub fn close_menu(_id: &str) {}

/// Nothing happens on a page that is not there.
pub fn before_all(_kind: &str, _act: impl Fn(&Event) + 'static) {}

/// Nothing is selected.
pub fn has_selection() -> bool {
    false
}

/// No dialog opens.
pub fn show_dialog(_id: &str) {}

/// No dialog closes.
pub fn close_dialog(_id: &str) {}

/// No regions to walk.
pub fn walk_regions(_regions: &[(&str, Option<&str>)], _forward: bool) {}

/// No element under an event.
pub fn closest(_event: &Event, _selector: &str, _attribute: &str) -> Option<String> {
    None
}

/// No key is pressed.
pub fn stroke(_event: &KeyboardEvent) -> Option<Stroke> {
    None
}

/// Nothing to copy to.
pub fn copy(_text: &str) -> impl Future<Output = bool> + use<> {
    std::future::ready(false)
}

/// The page's own origin is the browser's to know.
pub fn origin() -> String {
    String::new()
}

/// No badge.
pub fn set_badge(_count: i64) {}

/// Nobody listens.
pub fn tell(_event: &str) {}

/// Nobody leaves.
pub fn leaving() {}

/// Nowhere to go.
pub fn go(_path: &str) {}

/// Nothing to load again.
pub fn reload() {}

/// Nothing is wider than anything.
pub fn is_wide() -> bool {
    true
}

/// Nothing would be lost.
pub fn keep_open(_event: &Event) {}

/// Nothing is stored.
pub fn read(_key: &str) -> Option<String> {
    None
}

/// Nothing is stored: so much can be written.
pub fn write(_key: &str, text: Option<&str>) -> bool {
    text.is_none()
}

/// A key nobody has.
#[derive(Clone, Debug)]
pub struct Key;

/// No cipher.
#[expect(clippy::unused_async, reason = "the browser's twin waits")]
pub async fn import_key(_base64: &str) -> Option<Key> {
    None
}

/// No cipher.
#[expect(clippy::unused_async, reason = "the browser's twin waits")]
pub async fn seal(_key: &Key, _text: &str) -> Option<String> {
    None
}

/// No cipher.
#[expect(clippy::unused_async, reason = "the browser's twin waits")]
pub async fn unseal(_key: &Key, _sealed: &str) -> Option<String> {
    None
}

/// A socket that never stands.
#[derive(Debug)]
pub struct Socket;

impl Socket {
    /// Opens nothing.
    pub fn open(_path: &str, _hear: impl Fn(Heard) + 'static) -> Option<Self> {
        None
    }

    /// Says nothing.
    pub fn say(&self, _text: &str) -> bool {
        false
    }

    /// Closes nothing.
    pub fn close(&self) {}
}

/// What a name is folded from.
pub fn plain(text: &str) -> String {
    domain::directory::plain::plain(text)
}
