//! The menu of a line by other ways than its button: a long press, a right click, the keyboard's menu key.
//!
//! Each of them presses that button: there is one menu, in one place, and no hand can do more than another.

use std::time::Duration;

use leptos::ev::{KeyboardEvent, MouseEvent, PointerEvent};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use crate::browser;
use crate::browser::roving::move_focus;

/// How long a finger has to rest.
const LONG: Duration = Duration::from_millis(500);
/// How far it may stray meanwhile, in pixels.
const STEADY: i32 = 10;

/// Opens the menus of the lines of a list; takes the list's events.
#[derive(Clone, Copy, Debug)]
pub struct LineMenu {
    attribute: &'static str,
    button: &'static str,
    menu: &'static str,
    press: StoredValue<Option<Press>>,
    opened: StoredValue<String>,
    /// Whether a finger that has opened a menu has not been put down again since.
    rested: StoredValue<bool>,
}

/// A pointer that is down.
#[derive(Clone, Copy, Debug)]
struct Press {
    timer: Option<TimeoutHandle>,
    pointer: i32,
    x: i32,
    y: i32,
}

impl LineMenu {
    /// For lines named by `attribute`, each with a `button` (a selector inside it) for the `menu` (its id).
    pub fn new(attribute: &'static str, button: &'static str, menu: &'static str) -> Self {
        Self {
            attribute,
            button,
            menu,
            press: StoredValue::new(None),
            opened: StoredValue::new(String::new()),
            rested: StoredValue::new(false),
        }
    }

    fn line(self, event: &leptos::web_sys::Event) -> Option<String> {
        browser::closest(event, &format!("[{}]", self.attribute), self.attribute)
    }

    /// A finger begins to rest on a line.
    pub fn down(self, event: &PointerEvent) {
        self.let_go();
        self.rested.set_value(false);
        let pointer = event.pointer_id();
        let resting = self.line(event).filter(|_| event.pointer_type() == "touch" && event.is_primary());
        let rested = |line: String| {
            move || {
                let opened = self.open(line, Some(pointer));
                self.rested.try_update_value(|rested| *rested = opened);
            }
        };
        let timer = resting.and_then(|line| set_timeout_with_handle(rested(line), LONG).ok());
        self.press.set_value(Some(Press { timer, pointer, x: event.client_x(), y: event.client_y() }));
    }

    /// It strays: this is no long press.
    pub fn moved(self, event: &PointerEvent) {
        let strays = |press: &Press| (event.client_x() - press.x).abs() > STEADY || (event.client_y() - press.y).abs() > STEADY;
        if self.press.with_value(|press| press.is_some_and(|press| strays(&press))) {
            self.let_go();
        }
    }

    /// It is lifted, or the list scrolls under it.
    pub fn let_go(self) {
        let press = self.press.try_update_value(Option::take).flatten();
        if let Some(timer) = press.and_then(|press| press.timer) {
            timer.clear();
        }
    }

    /// A click: what comes of lifting the finger from a long press is none.
    pub fn clicked(self, event: &MouseEvent) {
        if self.rested.get_value() {
            event.prevent_default();
            event.stop_propagation();
        }
    }

    /// A right click, or what the browser makes of a long press or of the menu key.
    pub fn asked(self, event: &MouseEvent) {
        let Some(line) = self.line(event) else { return };
        let press = self.press.get_value();
        let by_touch = press.is_some_and(|press| press.timer.is_some());
        // Of an address in the text and of words that are selected the browser's own menu knows more.
        if !by_touch && (browser::closest(event, "a[target]", "href").is_some() || browser::has_selection()) {
            return;
        }
        self.let_go();
        if self.open(line, press.map(|press| press.pointer)) {
            event.prevent_default();
            self.rested.set_value(by_touch || self.rested.get_value());
        }
    }

    /// The menu key, and Shift+F10 for keyboards without one.
    pub fn key(self, event: &KeyboardEvent) {
        self.rested.set_value(false);
        let asks = event.key() == "ContextMenu" || (event.shift_key() && event.key() == "F10");
        let Some(line) = self.line(event).filter(|_| asks) else { return };
        if self.open(line, None) {
            event.prevent_default();
            let menu = self.menu;
            // What is in it is drawn for the line first.
            request_animation_frame(move || {
                move_focus(&items(menu), "Home");
            });
        }
    }

    /// Whether the line has a menu, which is open now.
    fn open(self, line: String, pointer: Option<i32>) -> bool {
        let same = self.opened.try_with_value(|opened| *opened == line) == Some(true);
        // A long press is told twice by some browsers: by our clock and as a right click.
        if same && browser::menu_is_open(self.menu) {
            return true;
        }
        let opened = browser::open_menu(&format!("[{}='{line}'] {}", self.attribute, self.button), self.menu, pointer);
        self.opened.try_update_value(|last| *last = line);
        opened
    }
}

/// Arrow keys, Home and End inside an open menu.
pub fn walk_menu(event: &KeyboardEvent, menu: &str) {
    if move_focus(&items(menu), &event.key()) {
        event.prevent_default();
        event.stop_propagation();
    }
}

fn items(menu: &str) -> String {
    format!("#{menu} .menu__item")
}
