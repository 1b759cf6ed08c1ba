//! The two ends of the timeline: the way to what came before, and back to the latest.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::address::line_href;
use super::composing::BOX;
use super::mover::Mover;
use ui::{Icon, Leaf};

/// The way to older messages for those who do not scroll; without WASM it leads to what stands around the oldest of these.
#[component]
pub fn Earlier(mover: Mover) -> impl IntoView {
    let timeline = RwSignal::from(mover.timeline());
    let href = move || {
        let first = timeline.with(|timeline| timeline.messages.first().map(|message| message.id));
        first.map(|first| line_href(mover.conversation, first))
    };
    let load = move |event: MouseEvent| {
        event.prevent_default();
        event.stop_propagation();
        mover.asked_earlier();
    };
    view! {
        <div class="timeline__earlier" id="earlier">
            <Show when=move || timeline.with(|timeline| timeline.earlier) fallback=move || view! { <Beginning mover /> }>
                <a class="button button--secondary button--small" href=href aria-disabled=move || mover.place.busy.get().then_some("true") on:click=load>
                    {move || if mover.place.busy.get() { "Loading\u{2026}" } else { "Load earlier messages" }}
                </a>
            </Show>
        </div>
    }
}

/// The way on to what came later, for those without the program: with it more comes by itself.
#[component]
pub fn Later(mover: Mover) -> impl IntoView {
    let timeline = RwSignal::from(mover.timeline());
    let href = move || {
        let last = timeline.with(|timeline| timeline.messages.last().filter(|_| timeline.later).map(|message| message.id));
        last.map(|last| line_href(mover.conversation, last))
    };
    move || {
        href().map(|href| {
            view! {
                <p class="timeline__later plain">
                    <a class="button button--secondary button--small" href=href>
                        "Load later messages"
                    </a>
                </p>
            }
        })
    }
}

/// Nothing lies before; and perhaps nothing at all.
#[component]
fn Beginning(mover: Mover) -> impl IntoView {
    let timeline = RwSignal::from(mover.timeline());
    let chat = mover.chat();
    let silent =
        move || timeline.with(|timeline| timeline.messages.is_empty()) && chat.queue.with(|queue| queue.of(mover.conversation).is_empty());
    // Whoever was added later may not see what was said before: the first line of all has the first number.
    let whole = move || timeline.with(|timeline| timeline.messages.first().is_none_or(|message| message.seq <= 1));
    let begins = move || if whole() { "This is where the conversation begins." } else { "This is where you joined." };
    view! {
        <Show when=silent fallback=move || view! { <p>{begins}</p> }>
            <div class="empty">
                <Leaf large=true />
                <h2 class="empty__title">"Say the first word"</h2>
                <p>"Everyone in this conversation sees what is written here. Nothing that can be read is kept on this device."</p>
            </div>
        </Show>
    }
}

/// Back to the latest, with the number of those that came meanwhile.
#[component]
pub fn Latest(mover: Mover) -> impl IntoView {
    let chat = mover.chat();
    let conversation = mover.conversation;
    let place = mover.place;
    let timeline = RwSignal::from(mover.timeline());
    let away = move || !place.at_end.get() || timeline.with(|timeline| timeline.later);
    let fresh = Memo::new(move |_| {
        let (me, left_at) = (chat.my_id(), place.left_at.get());
        let last = chat.inbox.with(|inbox| inbox.row(conversation).map_or(0, |row| row.last_number));
        timeline.with(|timeline| match (left_at, timeline.later) {
            (0, _) => 0,
            // What lies further down is known by its number alone.
            (_, true) => (last - left_at).max(0),
            (_, false) => i64::try_from(timeline.count_new(left_at, me)).unwrap_or(0),
        })
    });
    let words = move || match fresh.get() {
        0 => "Latest".to_owned(),
        1 => "1 new message".to_owned(),
        n => format!("{n} new messages"),
    };
    let latest = move |event: MouseEvent| {
        event.prevent_default();
        // Whoever goes to the end wants to write there; a keyboard on the screen would hide what they came to read. Where there is
        // no box the newest message gets the focus.
        if !browser::is_touch() {
            browser::focus_in_place(BOX);
        }
        mover.latest();
    };
    view! {
        <form class="latest" action=format!("/c/{conversation}")>
            <Show when=away>
                <button type="submit" class="latest__button" class:latest__button--plain=move || fresh.get() == 0 on:click=latest>
                    <Icon name="arrow-down" />
                    {words}
                </button>
            </Show>
        </form>
    }
}
