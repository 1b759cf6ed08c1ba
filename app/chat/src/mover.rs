//! Where one is in the timeline, how more of it comes, and the way back to the latest.

use std::time::Duration;

use domain::access::{ConversationId, MessageId};
use domain::chat::live::{Answered, Fetch, Timeline};
use domain::chat::model::Page;
use leptos::prelude::*;
use leptos::web_sys::HtmlDivElement;

use super::api::{list_messages, open_conversation};
use super::composing::BOX;
use super::here::Here;
use super::line::{self, Ask};
use super::state::ChatState;
use super::state::held::Wish;
use super::timeline_view::{Keep, MOST, trim};
use super::verbs::Verbs;
use browser::roving::move_focus;
use browser::{self, Anchor, Bring};
use ui::{Present, is_there};

/// So near to the end, what comes in is shown at once.
const NEAR: f64 = 100.0;
/// So many lines more than usual are let grow before they are cut.
const SLACK: usize = 20;
/// So near to an edge of what is held, more is fetched.
const EDGE: f64 = 500.0;
/// The lines that can have the focus.
const LINES: &str = "#timeline [data-message]";
/// So long after an answer was lost and nothing stands on the screen it is asked for again.
const AGAIN: Duration = Duration::from_secs(3);

/// Where one is.
#[derive(Clone, Copy)]
pub struct Place {
    /// Whether the end is on screen.
    pub at_end: RwSignal<bool>,
    /// The number of the last message when the end was last on screen.
    pub left_at: RwSignal<i64>,
    anchor: StoredValue<Option<Anchor>>,
    /// Whether a page is on its way.
    pub busy: RwSignal<bool>,
    /// Where one last asked to go: the answer to an earlier wish comes too late.
    wished: StoredValue<Option<Wish>>,
}

/// Moves about in the timeline.
#[derive(Clone, Copy)]
pub struct Mover {
    pub(super) here: Here,
    pub(super) verbs: Verbs,
    /// The one on screen.
    pub conversation: ConversationId,
    /// Where one is in it.
    pub place: Place,
    pub(super) present: Present,
}

impl Mover {
    /// At the end of a conversation.
    pub(super) fn new(here: Here, conversation: ConversationId) -> Self {
        let place = Place {
            at_end: RwSignal::new(true),
            left_at: RwSignal::new(0),
            anchor: StoredValue::new(None),
            busy: RwSignal::new(false),
            wished: StoredValue::new(None),
        };
        Self { here, verbs: Verbs::here(), conversation, place, present: Present::here() }
    }

    /// What is held of it.
    pub fn timeline(self) -> ArcRwSignal<Timeline> {
        self.here.room.with_value(|room| room.timeline.clone())
    }

    /// What the browser holds.
    pub fn chat(self) -> ChatState {
        self.verbs.chat
    }

    fn last_number(self) -> i64 {
        self.chat().row_untracked(self.conversation).map_or(0, |row| row.last_number)
    }

    fn has_later(self) -> bool {
        self.timeline().with_untracked(|timeline| timeline.later)
    }

    fn scroller(self) -> Option<HtmlDivElement> {
        // The conversation may have been left since this was asked for.
        if self.present.is_present() { self.here.scroller.get_untracked() } else { None }
    }

    /// Hands may have scrolled away from the end since the place was last looked at: their event comes only later.
    fn heed_hands(self, scroller: &HtmlDivElement) {
        let moved = |anchor: &Option<Anchor>| anchor.as_ref().is_some_and(|anchor| browser::by_hand(scroller, anchor) != 0);
        if browser::from_end(scroller) >= NEAR && self.place.anchor.with_value(moved) {
            self.place.at_end.set(false);
        }
    }

    pub(super) fn settle(self) {
        let Some(scroller) = self.scroller() else { return };
        self.heed_hands(&scroller);
        let at_end = self.place.at_end.get_untracked() && !self.has_later();
        self.cut(if at_end { Keep::Newest } else { Keep::Oldest });
        if at_end {
            browser::scroll_to_end(&scroller);
            self.place.left_at.set(self.last_number());
        } else if let Some(anchor) = self.place.anchor.get_value() {
            browser::restore(&scroller, &anchor);
        }
        self.hold(&scroller);
    }

    /// Remembers which line stands where.
    fn hold(self, scroller: &HtmlDivElement) {
        self.place.anchor.set_value(browser::anchor(scroller, "[data-seq]"));
    }

    /// What has grown long by messages that came is cut where nobody looks.
    fn cut(self, keep: Keep) {
        let timeline = self.timeline();
        if timeline.with_untracked(|timeline| timeline.messages.len() > MOST + SLACK) {
            timeline.update(|timeline| trim(timeline, keep));
        }
    }

    pub(super) fn scrolled(self) {
        let Some(scroller) = self.scroller() else { return };
        let later = self.has_later();
        let at_end = browser::from_end(&scroller) < NEAR && !later;
        if at_end {
            self.place.left_at.set(self.last_number());
        }
        if self.place.at_end.get_untracked() != at_end {
            self.place.at_end.set(at_end);
        }
        self.hold(&scroller);
        if browser::from_start(&scroller) < EDGE {
            self.earlier();
        }
        if later && browser::from_end(&scroller) < EDGE {
            self.later();
        }
    }

    /// Asked for by the button, which may have gone out of sight while it kept the focus.
    pub fn asked_earlier(self) {
        browser::bring("earlier", Bring::Near);
        if let Some(scroller) = self.scroller() {
            self.hold(&scroller);
        }
        self.earlier();
    }

    /// Adds a page in front; what grows too long goes at the other end.
    fn earlier(self) {
        let (more, first) =
            self.timeline().with_untracked(|timeline| (timeline.earlier, timeline.messages.first().map(|message| message.seq)));
        if !more || self.place.busy.get_untracked() {
            return;
        }
        let Some(first) = first else { return self.end() };
        self.load(Some(first), None, move |timeline, page| {
            let answered = timeline.take_earlier(page, first);
            // Whoever went to the end meanwhile, by a message of their own perhaps, is shown that.
            trim(timeline, if self.place.at_end.get_untracked() { Keep::Newest } else { Keep::Oldest });
            answered
        });
    }

    /// Adds a page behind; what grows too long goes in front.
    fn later(self) {
        let last = self.timeline().with_untracked(|timeline| timeline.messages.last().map(|message| message.seq));
        let Some(last) = last.filter(|_| !self.place.busy.get_untracked()) else { return };
        self.load(None, Some(last), move |timeline, page| {
            let answered = timeline.take_later(page, last);
            trim(timeline, Keep::Newest);
            answered
        });
    }

    /// Fetches the last page.
    fn end(self) {
        self.load(Some(i64::MAX), None, move |timeline, page| {
            let latest = self.place.wished.get_value() == Some(Wish::Latest);
            if latest {
                self.present.at_next_frame(move || self.to_newest());
            }
            let wanted = timeline.messages.is_empty() || latest;
            if wanted { timeline.take_latest(page) } else { Answered::Merged }
        });
    }

    /// Whether nothing is held of what there is: its answer was lost.
    fn is_bare(self) -> bool {
        self.timeline().with_untracked(|timeline| timeline.messages.is_empty() && timeline.earlier)
    }

    fn load(self, before: Option<i64>, after: Option<i64>, take: impl FnOnce(&mut Timeline, Page) -> Answered + 'static) {
        self.place.busy.set(true);
        self.present.after(list_messages(self.conversation, before, after), move |came| {
            self.place.busy.set(false);
            match came {
                Ok(page) => self.take(page, take),
                Err(problem) => {
                    self.verbs.trouble(&problem);
                    if self.is_bare() {
                        set_timeout(
                            move || {
                                if self.present.is_present() {
                                    self.earlier();
                                }
                            },
                            AGAIN,
                        );
                    }
                }
            }
        });
    }

    fn take(self, page: Page, take: impl FnOnce(&mut Timeline, Page) -> Answered) {
        // A line that goes or is moved loses its focus: in the middle of that the browser looks how far there is to scroll, cuts
        // where one is to it, and hands seem to have scrolled. So it is taken before, and given back where the line stands.
        let focused = browser::take_focus("#timeline *");
        if let Some(scroller) = self.scroller() {
            self.heed_hands(&scroller);
            self.hold(&scroller);
        }
        let answered = self.timeline().try_update(|timeline| take(timeline, page));
        if answered == Some(Answered::Stale) {
            line::ask(Ask::Fetch(Fetch::Room(self.conversation)));
        }
        self.present.at_next_frame(move || {
            if let Some(focused) = focused.filter(|_| browser::focused_id().is_none()) {
                // It may be far from what is being read, or gone.
                let there = if is_there(&format!("#{focused}")) { &focused } else { "timeline" };
                browser::focus_in_place(there);
            }
        });
    }

    pub(super) fn grant(self, wish: Wish) {
        match wish {
            Wish::Message(id) => self.go_to(id),
            Wish::Unread => {
                browser::bring("new", Bring::Middle);
                self.scrolled();
            }
            Wish::Latest => self.latest(),
        }
    }

    /// Asked for by a key: the first unread one, with the focus unless somebody writes.
    pub(super) fn oldest_unread(self) {
        self.grant(Wish::Unread);
        if !browser::is_shown("new") {
            if let Some(announcer) = self.chat().announcer {
                announcer.say("Nothing unread here");
            }
        } else if !is_in_box() {
            move_focus("#new + [data-message]", "Home");
        }
    }

    /// To the latest message: what is known of the end is shown at once, one's own message with it; the rest is fetched.
    pub fn latest(self) {
        self.place.at_end.set(true);
        self.place.wished.set_value(Some(Wish::Latest));
        if self.has_later() || self.is_bare() {
            self.timeline().update(Timeline::to_end);
            // What was at the top is gone.
            self.place.anchor.set_value(None);
            self.end();
        }
        self.present.at_next_frame(move || {
            self.place.at_end.set(true);
            self.settle();
            self.to_newest();
        });
        // The button goes, and the message that had the focus perhaps: from here it goes on to the newest, once that is drawn.
        if !is_in_box()
            && let Some(scroller) = self.scroller()
        {
            drop(scroller.focus());
        }
    }

    /// From the timeline as a whole the focus goes on to the newest line, if one is there.
    fn to_newest(self) {
        if is_on_scroller()
            && move_focus(LINES, "End")
            && let Some(scroller) = self.scroller()
        {
            browser::scroll_to_end(&scroller);
        }
    }

    fn go_to(self, id: MessageId) {
        self.place.at_end.set(false);
        self.place.wished.set_value(Some(Wish::Message(id)));
        if self.timeline().with_untracked(|timeline| timeline.find(id).is_some()) {
            return self.light(id);
        }
        self.place.busy.set(true);
        self.present.after(self.chat().asked(open_conversation(self.conversation, Some(id))), move |came| {
            self.place.busy.set(false);
            if self.place.wished.get_value() != Some(Wish::Message(id)) {
                return;
            }
            match came {
                Ok(opened) => {
                    drop(self.chat().keep(opened));
                    self.present.at_next_frame(move || self.light(id));
                }
                Err(problem) => self.verbs.trouble(&problem),
            }
        });
    }

    fn light(self, id: MessageId) {
        self.here.target.set(Some(id));
        self.here.active.set(Some(id));
        self.place.anchor.set_value(None);
        browser::bring(&format!("m-{id}"), Bring::Middle);
        browser::focus(&format!("m-{id}"));
        if self.timeline().with_untracked(|timeline| timeline.find(id).is_none()) {
            self.verbs.tell("We cannot find that message. It may be from before you joined.");
        }
        self.scrolled();
    }
}

/// Whether somebody is in the message box.
fn is_in_box() -> bool {
    browser::focused_id().is_some_and(|id| id == BOX)
}

/// Whether the focus is on the timeline as a whole.
pub(super) fn is_on_scroller() -> bool {
    browser::focused_id().is_some_and(|id| id == "timeline")
}
