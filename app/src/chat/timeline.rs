//! The timeline on screen: where one is in it, how more of it comes, and the way back to the latest.

use domain::access::{ConversationId, MessageId};
use domain::chat::model::Message;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::api::{list_messages, open_conversation};
use super::conversation::{Asked, Here, Wish};
use super::keys::{self, OnMessage};
use super::message::DayBlock;
use super::state::{ChatState, Task};
use super::timeline_ends::{Earlier, Latest};
use super::timeline_view::{Day, Keep, MOST, days, trim};
use super::verbs::Verbs;
use crate::browser::{self, Anchor, Bring};

/// So near to the end, what comes in is shown at once.
const NEAR: f64 = 100.0;
/// So many lines more than usual are let grow before they are cut.
const SLACK: usize = 20;
/// So near to an edge of what is held, more is fetched.
const EDGE: f64 = 500.0;

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
    /// Counts what was asked for: only the last answer counts.
    turn: StoredValue<u32>,
}

/// What a page that is fetched is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fetch {
    /// To add to what is held; not while another is on its way.
    More,
    /// To replace it: whatever is on its way is no longer wanted.
    Instead,
}

/// The scroller with everything in it.
#[component]
pub fn TimelinePane(around: Memo<Option<MessageId>>) -> impl IntoView {
    let here = expect_context::<Here>();
    let chat = ChatState::here();
    let (conversation, timeline, new_from) =
        here.room.with_value(|room| (room.conversation, RwSignal::from(room.timeline.clone()), RwSignal::from(room.new_from.clone())));
    let blocks = Memo::new(move |_| {
        let outgoing = chat.queue.with(|queue| queue.of(conversation));
        timeline.with(|timeline| days(timeline, &outgoing, chat.my_id(), new_from.get(), chat.now.get()))
    });
    let place = Place {
        at_end: RwSignal::new(true),
        left_at: RwSignal::new(0),
        anchor: StoredValue::new(None),
        busy: RwSignal::new(false),
        turn: StoredValue::new(0),
    };
    let mover = Mover { here, verbs: Verbs::here(), conversation, place };
    let scroller = NodeRef::new();
    keep_place(mover, scroller);
    first_place(mover, around);
    Effect::new(move |_| {
        if let Some(wish) = here.wish.get() {
            here.wish.set(None);
            mover.grant(wish);
        }
    });
    let keyed = move |event: KeyboardEvent| mover.key(&event, blocks);
    let scrolled = move |_| mover.scrolled();
    view! {
        <div class="timeline" id="timeline" node_ref=scroller role="log" aria-live="off" aria-label="Messages" tabindex="-1" on:scroll=scrolled>
            <div class="timeline__inner">
                <Earlier mover />
                <div on:keydown=keyed>
                    <For each=move || blocks.get() key=|day| day.number let:day>
                        <DayBlock number=day.number at=day.at blocks />
                    </For>
                </div>
            </div>
        </div>
        <Latest mover />
    }
    .into_any()
}

/// Moves about in the timeline.
#[derive(Clone, Copy)]
pub struct Mover {
    here: Here,
    verbs: Verbs,
    /// The one on screen.
    pub conversation: ConversationId,
    /// Where one is in it.
    pub place: Place,
}

/// After each change: at the end stay there, else find the line again that was at the top. As soon as the lines are
/// drawn and before anything else happens, or a scroll of the reader's in between would be taken back.
fn keep_place(mover: Mover, scroller: NodeRef<html::Div>) {
    Effect::new(move |_| {
        request_animation_frame(move || mover.settle());
        scroller.get().map(|scroller| browser::when_redrawn(&scroller, move || mover.settle()))
    });
}

/// Opens at the message of the address, else at the first unread one, else at the end.
fn first_place(mover: Mover, around: Memo<Option<MessageId>>) {
    Effect::new(move |_| {
        let wish = around.get().map_or(Wish::Unread, Wish::Message);
        request_animation_frame(move || mover.grant(wish));
    });
}

impl Mover {
    /// What is held of it.
    pub fn timeline(self) -> ArcRwSignal<domain::chat::live::Timeline> {
        self.here.room.with_value(|room| room.timeline.clone())
    }

    /// What the browser holds.
    pub fn chat(self) -> ChatState {
        self.verbs.chat
    }

    fn last_number(self) -> i64 {
        self.chat().row_untracked(self.conversation).map_or(0, |row| row.last_number)
    }

    fn settle(self) {
        // The conversation may have been left since this was asked for.
        if self.place.at_end.try_get_untracked().is_none() {
            return;
        }
        let later = self.timeline().with_untracked(|timeline| timeline.later);
        let at_end = self.place.at_end.get_untracked() && !later;
        self.cut(if at_end { Keep::Newest } else { Keep::Oldest });
        if at_end {
            browser::scroll_to_end("timeline");
            self.place.left_at.set(self.last_number());
        } else if let Some(anchor) = self.place.anchor.get_value() {
            browser::restore("timeline", &anchor);
        }
        self.hold();
    }

    /// Remembers which line stands where.
    fn hold(self) {
        self.place.anchor.set_value(browser::anchor("timeline", "#timeline [data-seq]"));
    }

    /// What has grown long by messages that came is cut where nobody looks.
    fn cut(self, keep: Keep) {
        let timeline = self.timeline();
        if timeline.with_untracked(|timeline| timeline.messages.len() > MOST + SLACK) {
            timeline.update(|timeline| trim(timeline, keep));
        }
    }

    fn scrolled(self) {
        let later = self.timeline().with_untracked(|timeline| timeline.later);
        let at_end = browser::from_end("timeline") < NEAR && !later;
        if at_end {
            self.place.left_at.set(self.last_number());
        }
        if self.place.at_end.get_untracked() != at_end {
            self.place.at_end.set(at_end);
        }
        self.hold();
        if browser::from_start("timeline") < EDGE {
            self.earlier();
        }
        if later && browser::from_end("timeline") < EDGE {
            self.later();
        }
    }

    /// Asked for by the button, which may have gone out of sight while it kept the focus.
    pub fn asked_earlier(self) {
        browser::bring("earlier", Bring::Near);
        self.hold();
        self.earlier();
    }

    /// Adds a page in front; what grows too long goes at the other end.
    fn earlier(self) {
        let first = self
            .timeline()
            .with_untracked(|timeline| timeline.earlier.then(|| timeline.messages.first().map(|message| message.seq)).flatten());
        let Some(first) = first else { return };
        self.load(Fetch::More, Some(first), None, move |timeline, page| {
            if timeline.messages.first().is_some_and(|message| message.seq == first) {
                timeline.prepend(page);
                trim(timeline, Keep::Oldest);
            }
        });
    }

    /// Adds a page behind; what grows too long goes in front.
    fn later(self) {
        let last = self.timeline().with_untracked(|timeline| timeline.messages.last().map(|message| message.seq));
        let Some(last) = last else { return };
        let chat = self.chat();
        let conversation = self.conversation;
        self.load(Fetch::More, None, Some(last), move |timeline, page| {
            if timeline.messages.last().is_some_and(|message| message.seq == last) {
                timeline.extend(page);
                trim(timeline, Keep::Newest);
                // Something may have been said between the page's reading and its coming.
                let end = timeline.messages.last().map_or(0, |message| message.seq);
                let told = chat.row_untracked(conversation).and_then(|row| row.last).map_or(0, |line| line.seq);
                timeline.later |= told > end;
            }
        });
    }

    fn load(
        self,
        how: Fetch,
        before: Option<i64>,
        after: Option<i64>,
        fold: impl FnOnce(&mut domain::chat::live::Timeline, domain::chat::model::Page) + 'static,
    ) {
        if self.place.busy.get_untracked() && how == Fetch::More {
            return;
        }
        self.place.busy.set(true);
        self.place.turn.update_value(|turn| *turn += 1);
        let turn = self.place.turn.get_value();
        spawn_local(async move {
            let came = list_messages(self.conversation, before, after).await;
            // The conversation was left, or something else was asked for since.
            if self.place.turn.try_get_value() != Some(turn) {
                return;
            }
            match came {
                Ok(page) => {
                    let focused = browser::focused_id();
                    self.hold();
                    self.timeline().update(|timeline| fold(timeline, page));
                    // Making room moves lines in the page, and a line that is moved loses the focus.
                    request_animation_frame(move || {
                        if let Some(focused) = focused.filter(|_| browser::focused_id().is_none()) {
                            browser::focus(&focused);
                        }
                    });
                }
                Err(problem) => self.verbs.trouble(&problem),
            }
            self.place.busy.set(false);
        });
    }

    fn grant(self, wish: Wish) {
        match wish {
            Wish::Message(id) => self.go_to(id),
            Wish::Unread => {
                browser::bring("new", Bring::Middle);
                self.scrolled();
            }
            Wish::Latest => self.latest(),
        }
    }

    /// To the latest message.
    pub fn latest(self) {
        self.place.at_end.set(true);
        if self.timeline().with_untracked(|timeline| timeline.later) {
            self.load(Fetch::Instead, Some(i64::MAX), None, move |timeline, page| {
                timeline.earlier = page.more;
                timeline.later = false;
                timeline.messages = page.messages;
                // What was at the top is gone, and whatever scrolled meanwhile does not count.
                request_animation_frame(move || {
                    self.place.at_end.set(true);
                    self.settle();
                });
            });
        }
        self.settle();
        browser::focus(browser::focused_id().filter(|id| id == "message-box").as_deref().unwrap_or("timeline"));
    }

    fn go_to(self, id: MessageId) {
        self.place.at_end.set(false);
        if self.timeline().with_untracked(|timeline| timeline.find(id).is_some()) {
            return self.light(id);
        }
        spawn_local(async move {
            match open_conversation(self.conversation, Some(id)).await {
                Ok(opened) => {
                    drop(self.chat().keep(opened));
                    request_animation_frame(move || self.light(id));
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

    fn key(self, event: &KeyboardEvent, blocks: Memo<Vec<std::sync::Arc<Day>>>) {
        let Some(id) = browser::closest(event, "[data-message]", "data-message").and_then(|id| id.parse::<MessageId>().ok()) else {
            return;
        };
        let letters = self.chat().me.with_untracked(|me| me.as_ref().is_none_or(|me| me.settings.single_keys));
        let on_line = browser::focused_id().is_some_and(|focused| focused == format!("m-{id}"));
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
            OnMessage::Leave => browser::focus("message-box"),
            OnMessage::Reply => self.here.reply(id),
            OnMessage::Unread => self.here.unread(self.verbs, id),
            OnMessage::Receipts => self.here.asked.set(Asked::Receipts(id)),
        }
    }
}

fn menu_is_open() -> bool {
    document().query_selector(":popover-open").is_ok_and(|menu| menu.is_some())
}

impl Here {
    /// A message that is held.
    pub fn find(self, id: MessageId) -> Option<Message> {
        self.room.with_value(|room| room.timeline.with_untracked(|timeline| timeline.find(id).cloned()))
    }

    /// Answers a message.
    pub fn reply(self, id: MessageId) {
        if let Some(message) = self.find(id).filter(|message| message.notice.is_none() && message.deleted_at.is_none()) {
            self.room.with_value(|room| room.task.set(Task::Reply(Box::new(message))));
            browser::focus("message-box");
        }
    }

    /// Marks as unread from a message on.
    pub fn unread(self, verbs: Verbs, id: MessageId) {
        if let Some(message) = self.find(id) {
            verbs.unread(self.room.with_value(|room| room.conversation), Some((id, message.number)));
            self.room.with_value(|room| room.new_from.set(Some(message.seq)));
        }
    }
}
