//! A day of the timeline, and its lines.

use std::sync::Arc;

use domain::access::{ConversationId, MessageId, Timestamp};
use domain::chat::model::{Kind, Quote, Quoted};
use domain::text::{joined, straight};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::address::line_href;
use super::here::{Asked, Here};
use super::links::{Part, parts};
use super::message_tools::Tools;
use super::outbox;
use super::state::ChatState;
use super::state::held::Wish;
use super::timeline_view::{Day, Item, Mark, Said, written_at};
use ui::{Alive, Avatar, Erased, Icon, when};

/// A day: its heading stays in sight, on a strip of its own, while its messages pass under it.
// `role="list"`: WebKit takes a list whose bullets the style sheet took away for none, and counts nothing.
#[component]
pub fn DayBlock(number: i64, at: Timestamp, blocks: Memo<Vec<Arc<Day>>>) -> impl IntoView {
    let chat = ChatState::here();
    let items = Memo::new(move |_| {
        blocks.with(|days| days.iter().find(|day| day.number == number).map(|day| day.items.clone()).unwrap_or_default())
    });
    let last = Memo::new(move |_| blocks.with(|days| days.last().and_then(|day| day.items.iter().rev().find_map(|item| item.line()))));
    view! {
        <section class="day" aria-label=move || when::day(at, chat.now.get())>
            <h2 class="day__heading">
                <time class="day__label" datetime=when::machine(at) data-date=when::date(at)>
                    {move || when::day(at, chat.now.get())}
                </time>
            </h2>
            <ol class="timeline__list" role="list">
                <For each=move || items.get() key=|item| item.key() let:item>
                    <Line item=(*item).clone() items last />
                </For>
            </ol>
        </section>
    }
    .erased()
}

#[component]
fn Line(item: Item, items: Memo<Vec<Arc<Item>>>, last: Memo<Option<MessageId>>) -> impl IntoView {
    match item {
        Item::New => view! { <li class="new-line" id="new">"New"</li> }.erased(),
        Item::Notice(id, seq, at, text) => view! { <NoticeLine id seq at text last /> }.erased(),
        Item::Said(said) => view! { <SaidLine first=*said items last /> }.erased(),
        Item::Day(..) => ().into_any(),
    }
}

/// Whether a line is the one that Tab reaches: the active one, else the last.
fn tabindex(here: Here, id: MessageId, last: Memo<Option<MessageId>>) -> impl Fn() -> &'static str + Send + Sync + Copy + 'static {
    move || if here.active.get().or(last.get()) == Some(id) { "0" } else { "-1" }
}

#[component]
fn NoticeLine(id: MessageId, seq: i64, at: Timestamp, text: String, last: Memo<Option<MessageId>>) -> impl IntoView {
    let here = expect_context::<Here>();
    view! {
        <li
            class="system-line"
            id=format!("m-{id}")
            data-seq=seq.to_string()
            data-message=id.to_string()
            tabindex=tabindex(here, id, last)
            title=when::full(at)
            on:focus=move |_| here.active.set(Some(id))
        >
            {text}
        </li>
    }
}

/// A message: the line itself stays while what it shows changes, so that the focus does. What the pointer is over is the
/// style sheet's business alone: whatever changes in the list while it scrolls would be taken for something said.
#[component]
fn SaidLine(first: Said, items: Memo<Vec<Arc<Item>>>, last: Memo<Option<MessageId>>) -> impl IntoView {
    let here = expect_context::<Here>();
    let id = first.id;
    let fallback = StoredValue::new(first);
    let said = Memo::new(move |_| {
        let found = items.with(|items| items.iter().find_map(|item| item.said().filter(|said| said.id == id).cloned()));
        // On its way out a line is drawn once more, and is in the list no longer.
        found.unwrap_or_else(|| fallback.get_value())
    });
    // The line that Tab reaches is one that is there.
    on_cleanup(move || {
        here.active.try_update(|active| active.take_if(|active| *active == id));
    });
    let own = said.with_untracked(|said| said.own);
    let direct = here.room.with_value(|room| room.timeline.with_untracked(|timeline| timeline.details.kind == Kind::Direct));
    let states = Memo::new(move |_| items.with(|items| says_how_far(items, id)));
    view! {
        <li
            class=move || said.with(|said| said_class(said, direct, here.target.get() == Some(id)))
            id=format!("m-{id}")
            data-seq=move || said.with(|said| said.seq.map(|seq| seq.to_string()))
            data-message=id.to_string()
            tabindex=tabindex(here, id, last)
            aria-label=move || said.with(Said::label)
            on:focusin=move |_| here.active.set(Some(id))
        >
            {(!own && !direct).then(|| view! { <Face said /> }.erased())}
            <div class="message__stack">
                {move || said.with(|said| bubble(said, direct, states.get()))} <Tools said />
            </div>
        </li>
    }
    .erased()
}

/// Whether a line says how far it got: of own ones in a row that got equally far only the last does, and always one that
/// waits or was refused.
fn says_how_far(items: &[Arc<Item>], id: MessageId) -> bool {
    let mut from = items.iter().skip_while(|item| item.line() != Some(id)).map(|item| item.said());
    match (from.next().flatten(), from.next().flatten()) {
        (Some(said), Some(next)) if next.own => matches!(said.mark, Mark::Waiting(_) | Mark::Failed(_)) || said.mark != next.mark,
        _ => true,
    }
}

fn said_class(said: &Said, direct: bool, target: bool) -> String {
    let mut class = String::from("message");
    let modifiers = [
        (direct, " message--direct"),
        (said.own, " message--own"),
        (said.header, " message--first"),
        (matches!(said.mark, Mark::Waiting(_)), " message--waiting"),
        (matches!(said.mark, Mark::Failed(_)), " message--failed"),
        (said.deleted, " message--deleted"),
        (target, " message--target"),
    ];
    modifiers.iter().filter(|(on, _)| *on).for_each(|(_, modifier)| class.push_str(modifier));
    class
}

/// The author's face, once for each group of messages.
#[component]
fn Face(said: Memo<Said>) -> impl IntoView {
    let shown = Memo::new(move |_| said.with(|said| said.header.then(|| (said.author_name.clone(), said.author.to_string()))));
    view! { <div class="message__face">{move || shown.get().map(|(name, id)| view! { <Avatar name id /> })}</div> }
}

/// Author, bubble and what is wrong.
fn bubble(said: &Said, direct: bool, states: bool) -> AnyView {
    let header = (said.header && !said.own).then(|| author(said, direct));
    let quote = said.quote.clone().filter(|_| !said.deleted).map(|quoted| match quoted {
        Quoted::Shown(quote) => view! { <Answers quote by=said.id /> }.erased(),
        // Nothing to go to, and nobody to name.
        Quoted::Before => view! { <p class="message__quote"><span class="message__quoted">"From before you joined"</span></p> }.erased(),
    });
    let failed = match &said.mark {
        Mark::Failed(why) => Some(view! { <Failed id=said.id why=why.clone() /> }),
        _ => None,
    };
    let text = if said.deleted {
        view! { <p class="message__text"><Icon name="ban" />"Message deleted"</p> }.erased()
    } else {
        view! { <p class="message__text" dir="auto">{parts(&said.body).into_iter().map(part).collect_view()}</p> }.erased()
    };
    view! {
        {header}
        <div class="message__bubble" data-author=on_paper(said)>
            {quote}
            {text}
            {meta(said, states)}
        </div>
        {failed}
    }
    .erased()
}

/// Who speaks. Between two people nobody needs to see that again at every turn; who listens instead of looking does.
fn author(said: &Said, direct: bool) -> AnyView {
    if direct {
        return view! { <span class="visually-hidden"><bdi>{said.author_name.clone()}</bdi> ": "</span> }.erased();
    }
    view! {
        <p class="message__header">
            <bdi class="message__author">{said.author_name.clone()}</bdi>
            " "
            <span class="message__role">{said.author_role.clone()}</span>
        </p>
    }
    .erased()
}

/// Who speaks, as each message says it on paper, own ones too: a page may begin with any of them, and is read by anybody.
fn on_paper(said: &Said) -> String {
    joined(&[&said.author_name, &said.author_role], ", ")
}

fn part(part: Part) -> AnyView {
    match part {
        Part::Text(text) => straight(&text).into_owned().into_any(),
        Part::Link(link) => view! { <Link link /> }.erased(),
    }
}

/// An address in a text: another tab, but for messages of our own, which open where one is.
#[component]
fn Link(link: String) -> impl IntoView {
    let navigate = use_navigate();
    let here = link.clone();
    let place = use_context::<Here>();
    let follow = move |event: MouseEvent| {
        // With Ctrl or the middle button somebody asks for another tab, for one of ours too.
        let plain = event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        let own = here.strip_prefix(&browser::origin()).filter(|path| plain && path.starts_with("/c/"));
        if let Some(path) = own {
            event.prevent_default();
            event.stop_propagation();
            navigate(path, NavigateOptions::default());
            // The address may be that already, and then nothing else would move.
            if let (Some(place), Some((open, id))) = (place, named(path))
                && place.conversation() == open
            {
                place.wish.set(Some(Wish::Message(id)));
            }
        }
    };
    // From the left, whatever stands around it; and another site is not told from which conversation one came.
    view! {
        <a dir="ltr" href=link.clone() target="_blank" rel="noopener noreferrer" on:click=follow>
            {link.clone()}
        </a>
    }
}

/// The conversation and the message that an address of ours names.
fn named(path: &str) -> Option<(ConversationId, MessageId)> {
    let (conversation, query) = path.strip_prefix("/c/")?.split_once('?')?;
    let message = query.split('&').find_map(|pair| pair.strip_prefix("m="))?;
    Some((conversation.trim_end_matches('/').parse().ok()?, message.parse().ok()?))
}

/// Time, edited, and how far it got, where that is to be said.
fn meta(said: &Said, states: bool) -> impl IntoView + use<> {
    let here = use_context::<Here>();
    let id = said.id;
    let ask = move |event: MouseEvent, asked: Asked| {
        event.prevent_default();
        if let Some(here) = here {
            here.asked.set(asked);
        }
    };
    let (icon, modifier) = match said.mark {
        Mark::Theirs | Mark::Failed(_) => ("", ""),
        Mark::Waiting(_) => ("clock", ""),
        Mark::Sent => ("check", ""),
        Mark::Delivered(..) => ("check-check", ""),
        Mark::Read(..) => ("check-check", " message__state--read"),
    };
    let words = said.mark.words();
    let waits = matches!(said.mark, Mark::Waiting(_));
    // None of these is a stop of Tab: a hundred lines would have hundreds. By the keyboard the menu of the line leads there.
    let state = (states && !icon.is_empty()).then(|| {
        let words = view! { <Icon name=icon />{words} };
        let class = format!("message__state{modifier}");
        if waits {
            // Nobody can have read it.
            return view! { <span class=class>{words}</span> }.erased();
        }
        view! {
            <button type="submit" name="info" value=id.to_string() class=class tabindex="-1" on:click=move |event| ask(event, Asked::Receipts(id))>
                {words}
            </button>
        }
        .erased()
    });
    let edited = said.edited.then(|| {
        view! {
            <button type="submit" name="info" value=id.to_string() class="message__edited" tabindex="-1" on:click=move |event| ask(event, Asked::Versions(id))>
                "Edited"
            </button>
        }
    });
    let written = said.written.map(|at| {
        let words = format!("Written {}, arrived", written_at(at, said.at));
        view! { <time datetime=when::machine(at) title=when::full(at)>{words}</time> }
    });
    view! {
        <div class="message__meta">
            {edited}
            {written}
            <time datetime=when::machine(said.at) title=when::full(said.at)>{when::clock(said.at)}</time>
            {state}
        </div>
    }
}

/// What a message answers, and the way there.
#[component]
fn Answers(
    quote: Quote,
    /// The message that answers: its quote can be reached by Tab while it has the focus, as what can be done with it.
    by: MessageId,
) -> impl IntoView {
    let (here, alive) = (expect_context::<Here>(), Alive::here());
    let id = quote.id;
    let conversation = here.room.with_value(|room| room.conversation);
    let text = if quote.deleted { "Message deleted".to_owned() } else { straight(&quote.text).into_owned() };
    let go = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        event.stop_propagation();
        here.wish.set(Some(Wish::Message(id)));
    };
    view! {
        <a class="message__quote" href=line_href(conversation, id) tabindex=move || alive.tabindex(here.active.get() == Some(by)) on:click=go>
            <b><bdi>{quote.author_name}</bdi></b>
            <span class="message__quoted" dir="auto">{text}</span>
        </a>
    }
}

/// A message that was refused: why, and what can be done.
#[component]
fn Failed(id: MessageId, why: String) -> impl IntoView {
    let chat = ChatState::here();
    view! {
        <div class="message__failed">
            <Icon name="alert" />
            <span>{format!("Not sent. {why}")}</span>
            <button type="button" class="button button--small" on:click=move |_| outbox::retry(chat, id)>
                <Icon name="retry" />
                "Retry"
            </button>
            <button type="button" class="button button--small button--danger-quiet" on:click=move |_| drop(outbox::discard(chat, id))>
                "Delete"
            </button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use domain::access::PersonId;
    use uuid::Uuid;

    use super::*;

    fn line(number: u128, own: bool, mark: Mark) -> Arc<Item> {
        Arc::new(Item::Said(Box::new(Said {
            id: MessageId(Uuid::from_u128(number)),
            seq: Some(1),
            author: PersonId(Uuid::from_u128(u128::from(own))),
            author_name: "Asha Patel".into(),
            author_role: String::new(),
            own,
            header: false,
            body: "Bed 4 is ready".into(),
            quote: None,
            at: Timestamp(0),
            written: None,
            edited: false,
            deleted: false,
            mark,
        })))
    }

    #[test]
    fn of_own_lines_that_got_equally_far_only_the_last_says_so() {
        let items = [
            line(1, true, Mark::Read(1, 1)),
            line(2, true, Mark::Read(1, 1)),
            line(3, true, Mark::Sent),
            line(4, true, Mark::Waiting(false)),
            line(5, true, Mark::Waiting(false)),
            line(6, false, Mark::Theirs),
            line(7, true, Mark::Sent),
        ];
        let says = [1, 2, 3, 4, 5, 7].map(|number| says_how_far(&items, MessageId(Uuid::from_u128(number))));
        assert_eq!(says, [false, true, true, true, true, true]);
    }
}
