//! What keys do among the messages, and on the timeline as a whole.

use std::sync::Arc;

use domain::access::MessageId;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::here::Asked;
use super::keys::{self, OnMessage};
use super::mover::{Mover, is_on_scroller};
use super::timeline_view::Day;
use browser::roving::move_focus;
use browser::{self, Bring};

/// The line that Tab reaches.
const TAB_STOP: &str = "#timeline [data-message][tabindex='0']";

impl Mover {
    /// A key in the timeline.
    pub(super) fn key(self, event: &KeyboardEvent, blocks: Memo<Vec<Arc<Day>>>) {
        let Some(id) = browser::closest(event, "[data-message]", "data-message").and_then(|id| id.parse::<MessageId>().ok()) else {
            return self.key_beside(event);
        };
        let letters = self.chat().me.with_untracked(|me| me.as_ref().is_none_or(|me| me.settings.single_keys));
        let on_line = browser::focused_id().is_some_and(|focused| focused == format!("m-{id}"));
        // On a button or a link of the line a letter is for nobody (WCAG 2.2, 2.1.4: only on focus).
        let Some(deed) = browser::stroke(event).and_then(|stroke| keys::on_message(&stroke, letters && on_line)) else { return };
        // Escape closes the open menu of a message, and nothing else.
        if deed == OnMessage::Leave && menu_is_open() {
            return;
        }
        event.prevent_default();
        match deed {
            OnMessage::Go(step) => {
                let lines: Vec<MessageId> =
                    blocks.with_untracked(|days| days.iter().flat_map(|day| day.items.iter().filter_map(|item| item.line())).collect());
                let at = lines.iter().position(|line| *line == id).unwrap_or(0);
                if let Some(next) = lines.get(step.from(at, lines.len())) {
                    self.here.active.set(Some(*next));
                    browser::bring(&format!("m-{next}"), Bring::Near);
                    browser::focus(&format!("m-{next}"));
                }
            }
            OnMessage::Leave => self.here.to_box(),
            OnMessage::Reply => self.here.reply(id),
            OnMessage::Unread => self.here.unread(self.verbs, id),
            OnMessage::Receipts => self.here.asked.set(Asked::Receipts(id)),
        }
    }

    /// A key where no message has the focus: into the messages, or back to the box.
    fn key_beside(self, event: &KeyboardEvent) {
        let Some(stroke) = browser::stroke(event) else { return };
        if stroke.is_bare("Escape") && !menu_is_open() {
            event.prevent_default();
            self.here.to_box();
        } else if is_on_scroller() && (stroke.is_bare("ArrowUp") || stroke.is_bare("ArrowDown")) && move_focus(TAB_STOP, "End") {
            event.prevent_default();
        }
    }
}

fn menu_is_open() -> bool {
    document().query_selector(":popover-open").is_ok_and(|menu| menu.is_some())
}
