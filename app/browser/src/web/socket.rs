//! One web socket.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{CloseEvent, Event, MessageEvent, WebSocket};

use super::page::window;
use crate::Heard;

/// A socket; falls silent when dropped.
#[derive(Debug)]
pub struct Socket {
    socket: WebSocket,
    _opened: Closure<dyn FnMut(Event)>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _closed: Closure<dyn FnMut(CloseEvent)>,
}

impl Socket {
    /// Opens a socket to `path` on this site; what it says goes to `hear`.
    pub fn open(path: &str, hear: impl Fn(Heard) + 'static) -> Option<Self> {
        let location = window()?.location();
        let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
        let socket = WebSocket::new(&format!("{scheme}://{}{path}", location.host().ok()?)).ok()?;
        let hear = Rc::new(hear);
        let opened = Closure::new({
            let hear = Rc::clone(&hear);
            move |_: Event| hear(Heard::Opened)
        });
        let message = Closure::new({
            let hear = Rc::clone(&hear);
            move |event: MessageEvent| {
                if let Some(text) = event.data().as_string() {
                    hear(Heard::Text(text));
                }
            }
        });
        let closed = Closure::new(move |event: CloseEvent| hear(Heard::Closed(event.code())));
        socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
        Some(Self { socket, _opened: opened, _message: message, _closed: closed })
    }

    /// Says something; `false` when the socket does not stand.
    pub fn say(&self, text: &str) -> bool {
        self.socket.ready_state() == WebSocket::OPEN && self.socket.send_with_str(text).is_ok()
    }

    /// Closes it.
    pub fn close(&self) {
        drop(self.socket.close());
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // What it calls goes with it: a late event would call what is not there any more.
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        self.close();
    }
}
