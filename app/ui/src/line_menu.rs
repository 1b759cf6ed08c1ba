//! The menu of a line by other ways than its button: a long press, a right click, the keyboard's menu key.
//!
//! Each of them presses that button: there is one menu, in one place, and no hand can do more than another. And one rule for
//! every menu that is open: the focus is in it, the arrows, Home and End walk, Tab closes it as Escape does.

use std::cell::RefCell;
use std::time::Duration;

use leptos::ev::{self, KeyboardEvent, MouseEvent, PointerEvent};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Event;

use browser::focus::is_there;
use browser::roving::move_focus;

/// How long a finger has to rest.
const LONG: Duration = Duration::from_millis(500);
/// How far it may stray meanwhile, in pixels.
const STEADY: i32 = 10;
/// How long after it was lifted a browser may still make a click of that.
const ECHO: Duration = Duration::from_millis(400);

/// A menu that is open.
const OPEN_MENU: &str = ".menu:popover-open";

/// Lines that have a menu.
#[derive(Clone, Copy, Debug)]
pub struct Lines {
    /// The attribute that names each of them.
    pub attribute: &'static str,
    /// The button that opens its menu: a selector inside it.
    pub button: &'static str,
    /// The id of the one menu of all of them.
    pub menu: &'static str,
}

/// What hands do at the moment.
#[derive(Debug, Default)]
struct Hand {
    press: Option<Press>,
    /// The line whose menu was opened last.
    opened: String,
    /// Whether a finger that has opened a menu, or came down beside one, is still down or was lifted only just now.
    done: bool,
}

/// A pointer that is down.
#[derive(Clone, Copy, Debug)]
struct Press {
    timer: Option<TimeoutHandle>,
    pointer: i32,
    x: i32,
    y: i32,
}

thread_local! {
    static HAND: RefCell<Hand> = RefCell::default();
}

fn hand<T>(act: impl FnOnce(&mut Hand) -> T) -> T {
    HAND.with_borrow_mut(act)
}

/// Opens the menus of all these lines from now on, for as long as the page lives.
pub fn listen(all: &'static [Lines]) {
    window_event_listener(ev::pointerdown, move |event| down(all, &event));
    window_event_listener(ev::pointermove, |event| moved(&event));
    window_event_listener(ev::pointerup, |_| lifted());
    window_event_listener(ev::pointercancel, |_| lifted());
    window_event_listener(ev::contextmenu, move |event| asked(all, &event));
    window_event_listener(ev::keydown, move |event| key(all, &event));
    browser::before_all("click", clicked);
    // This one does not bubble: it can only be heard on its way down.
    browser::before_all("toggle", opened);
}

/// The line that an event is on, and what kind of line it is.
fn line(all: &'static [Lines], event: &Event) -> Option<(Lines, String)> {
    all.iter().find_map(|lines| browser::closest(event, &format!("[{}]", lines.attribute), lines.attribute).map(|line| (*lines, line)))
}

/// A finger begins to rest on a line.
fn down(all: &'static [Lines], event: &PointerEvent) {
    let_go();
    let pointer = event.pointer_id();
    // A second finger zooms; the rest of the first one has ended with it.
    let resting = line(all, event).filter(|_| event.pointer_type() == "touch" && event.is_primary());
    let rested = |(lines, line): (Lines, String)| {
        move || {
            let opened = open(lines, line, Some(pointer));
            hand(|hand| hand.done = opened);
        }
    };
    let timer = resting.and_then(|line| set_timeout_with_handle(rested(line), LONG).ok());
    let beside = event.pointer_type() == "touch" && menu(event).is_none() && is_there(OPEN_MENU);
    hand(|hand| {
        hand.done = beside;
        hand.press = Some(Press { timer, pointer, x: event.client_x(), y: event.client_y() });
    });
}

/// It strays: this is no long press.
fn moved(event: &PointerEvent) {
    let strays = |press: Press| (event.client_x() - press.x).abs() > STEADY || (event.client_y() - press.y).abs() > STEADY;
    if hand(|hand| hand.press.is_some_and(strays)) {
        let_go();
    }
}

/// It is lifted, or the list scrolls under it.
fn lifted() {
    let_go();
    if hand(|hand| hand.done) {
        set_timeout(|| hand(|hand| hand.done = false), ECHO);
    }
}

fn let_go() {
    if let Some(timer) = hand(|hand| hand.press.take()).and_then(|press| press.timer) {
        timer.clear();
    }
}

/// A click: what some browsers make of lifting the finger from a long press is none, whatever lies under it by then, and a tap
/// beside an open menu closes that and presses nothing that lies there. One that no pointer made (by a key, or by what reads
/// the screen) has no number and always counts.
fn clicked(event: &Event) {
    let by_pointer = event.dyn_ref::<MouseEvent>().is_some_and(|click| click.detail() != 0);
    if by_pointer && hand(|hand| hand.done) {
        event.prevent_default();
        event.stop_propagation();
    }
}

/// A right click, or what the browser makes of a long press or of the menu key.
fn asked(all: &'static [Lines], event: &MouseEvent) {
    let Some((lines, line)) = line(all, event) else { return };
    let press = hand(|hand| hand.press);
    let by_touch = press.is_some_and(|press| press.timer.is_some());
    // Of an address in the text and of words that are selected the browser's own menu knows more.
    if !by_touch && (browser::closest(event, "a[target]", "href").is_some() || browser::has_selection()) {
        return;
    }
    let_go();
    if open(lines, line, press.map(|press| press.pointer)) {
        event.prevent_default();
        hand(|hand| hand.done |= by_touch);
    }
}

/// The menu key, and Shift+F10 for keyboards without one.
fn key(all: &'static [Lines], event: &KeyboardEvent) {
    hand(|hand| hand.done = false);
    if let Some(menu) = menu(event) {
        return walk(&menu, event);
    }
    if event.key() != "ContextMenu" && !(event.shift_key() && event.key() == "F10") {
        return;
    }
    let Some((lines, line)) = line(all, event) else { return };
    if open(lines, line, None) {
        event.prevent_default();
    }
}

/// The open menu that an event is on or in.
fn menu(event: &Event) -> Option<String> {
    browser::closest(event, OPEN_MENU, "id")
}

/// A menu was opened, whatever by. A browser tells it after what is in it was drawn.
fn opened(event: &Event) {
    if let Some(menu) = menu(event) {
        move_focus(&items(&menu), "Home");
    }
}

/// A key inside an open menu; Escape is the browser's own.
fn walk(menu: &str, event: &KeyboardEvent) {
    if event.key() == "Tab" {
        browser::close_menu(menu);
    } else if !move_focus(&items(menu), &event.key()) {
        return;
    }
    event.prevent_default();
}

fn items(menu: &str) -> String {
    format!("#{menu} .menu__item")
}

/// Whether the line has a menu, which is open now.
fn open(lines: Lines, line: String, pointer: Option<i32>) -> bool {
    // A long press is told twice by some browsers: by our clock and as a right click.
    if hand(|hand| hand.opened == line) && browser::menu_is_open(lines.menu) {
        return true;
    }
    let opened = browser::open_menu(&format!("[{}='{line}'] {}", lines.attribute, lines.button), lines.menu, pointer);
    hand(|hand| hand.opened = line);
    opened
}
