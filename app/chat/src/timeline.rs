//! The timeline on screen.

use domain::access::MessageId;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::address::use_filter;
use super::here::Here;
use super::message::DayBlock;
use super::mover::Mover;
use super::state::ChatState;
use super::state::held::Wish;
use super::timeline_ends::{Earlier, Later, Latest};
use super::timeline_view::days;
use ui::Erased;

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
    let (mover, filter) = (Mover::new(here, conversation), use_filter());
    let scroller = here.scroller;
    keep_place(mover, scroller);
    first_place(mover, around);
    Effect::new(move |_| {
        if let Some(wish) = here.wish.get() {
            here.wish.set(None);
            if wish == Wish::Unread { mover.oldest_unread() } else { mover.grant(wish) }
        }
    });
    let keyed = move |event: KeyboardEvent| mover.key(&event, blocks);
    let scrolled = move |_| mover.scrolled();
    view! {
        <div class="timeline" id="timeline" node_ref=scroller role="log" aria-live="off" aria-label="Messages" tabindex="-1" on:scroll=scrolled on:keydown=keyed>
            // Where what stands beside the messages leads, while it is none of the program's.
            <form class="timeline__inner" action=format!("/c/{conversation}")>
                <input type="hidden" name="f" value=move || filter.get().key() />
                <Earlier mover />
                <div>
                    <For each=move || blocks.get() key=|day| day.number let:day>
                        <DayBlock number=day.number at=day.at blocks />
                    </For>
                </div>
                <Later mover />
            </form>
        </div>
        <Latest mover />
    }
    .erased()
}

/// After each change: at the end stay there, else find the line again that was at the top. As soon as the lines are
/// drawn and before anything else happens, or a scroll of the reader's in between would be taken back.
fn keep_place(mover: Mover, scroller: NodeRef<html::Div>) {
    Effect::new(move |_| {
        mover.present.at_next_frame(move || mover.settle());
        scroller.get().map(|scroller| browser::when_redrawn(&scroller, move || mover.settle()))
    });
}

/// Opens at the message of the address, else at the first unread one, else at the end.
fn first_place(mover: Mover, around: Memo<Option<MessageId>>) {
    Effect::new(move |before: Option<()>| match (around.get(), before) {
        (Some(id), _) => mover.present.at_next_frame(move || mover.grant(Wish::Message(id))),
        (None, None) => mover.present.at_next_frame(move || mover.grant(Wish::Unread)),
        // The address names no message any more: one stays where one is.
        (None, Some(())) => mover.here.target.set(None),
    });
}
