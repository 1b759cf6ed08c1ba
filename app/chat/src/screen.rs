//! The inbox beside the open conversation.

use domain::access::{ConversationId, MessageId};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Outlet;
use leptos_router::hooks::{use_location, use_params_map, use_query_map};
use leptos_router::params::ParamsMap;

use super::ahead;
use super::api::open_conversation;
use super::conversation::Conversation;
use super::inbox::InboxPane;
use super::line::{self, Ask};
use super::state::held::Astray;
use super::state::{ChatState, Room};
use super::stray::to_what_is_left;
use call::failure::Problem;
use ui::{Arrival, Drawn, Erased, ErrorState, Icon, Leaf, Part, Present, Skeleton, came, fetched_first, lasting, part};

/// The inbox, with what is open beside it.
#[component]
pub fn ChatScreen() -> impl IntoView {
    view! {
        <InboxPane />
        <Outlet />
    }
}

/// The place of a conversation while none is open.
#[component]
pub fn NothingOpen() -> impl IntoView {
    let chat = ChatState::here();
    let arrival = expect_context::<Arrival>();
    let path = use_location().pathname;
    Effect::new(move |_| {
        chat.open.set(None);
        // Whoever opens a conversation from here comes from another screen.
        if arrival.at(&path.get_untracked()) {
            to_what_is_left();
        }
    });
    view! {
        <Title text="Conversations" />
        <main class="shell__main" id="main" tabindex="-1">
            <div class="empty">
                <Leaf large=true />
                <h1 class="empty__title" id="nothing-open" tabindex="-1">
                    "Choose a conversation"
                </h1>
                <p>"Or press "<kbd>"Ctrl K"</kbd>" to find a person or conversation."</p>
                <div class="buttons">
                    <a class="button" href="/new">
                        <Icon name="compose" />
                        "New message"
                    </a>
                </div>
            </div>
        </main>
    }
}

/// Whether the code of a conversation's screen is there, fetched if need be.
pub async fn conversation_comes() -> bool {
    fetch_conversation().await.is_ok()
}

/// The open conversation, once its code is there.
pub async fn conversation() -> Part {
    open_one().await
}

part!(/// The open conversation.
conversation, preload(fetch_conversation), fn open_one() -> AnyView => view! { <ConversationScreen /> }.erased());

#[component]
fn ConversationScreen() -> impl IntoView {
    let chat = ChatState::here();
    let params = use_params_map();
    let query = use_query_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse::<ConversationId>().ok())));
    let message = |query: &ParamsMap, key| query.get(key).and_then(|id| id.parse::<MessageId>().ok());
    // A message that something beside the messages is about is among those that are shown.
    let around = Memo::new(move |_| query.with(|query| message(query, "m").or_else(|| message(query, "info"))));
    let tries = RwSignal::new(0);
    // Another message of the open conversation is a place to go to in it, not another screen: see `timeline`.
    let opened = fetched_first(move || (id.get(), tries.get()), move |(id, _)| open(chat, id, around.get_untracked()));
    let retry = Callback::new(move |()| tries.update(|tries| *tries += 1));
    let (screen, drawn) = (Owner::current().unwrap_or_default(), Drawn::new());
    let shown = move || {
        let screen = screen.clone();
        Suspend::new(async move {
            let got = came(opened).await;
            match (id.get_untracked(), got) {
                (Some(id), Ok(fresh)) => {
                    let room = fresh.map(|opened| chat.keep(opened)).or_else(|| chat.room(id));
                    room.map_or_else(
                        || lost(retry),
                        |room| lasting(&screen, drawn, id.to_string(), move || view! { <Opened room=room.clone() around /> }),
                    )
                }
                (None, Ok(_)) => lost(retry),
                (_, Err(Problem(failure))) => {
                    view! { <Beside named=named(chat, id) astray=true><ErrorState failure retry astray=true /></Beside> }.erased()
                }
            }
        })
    };
    view! { <Transition fallback=move || view! { <Beside named=named(chat, id)><Skeleton /></Beside> }>{shown}</Transition> }
}

/// What was opened before is shown from memory; everything else is asked for.
async fn open(
    chat: ChatState,
    id: Option<ConversationId>,
    around: Option<MessageId>,
) -> Result<Option<domain::chat::model::Opened>, Problem> {
    let Some(id) = id else { return Err(Problem(domain::access::Failure::NotFound)) };
    if chat.holds(id, around) {
        return Ok(None);
    }
    // What could not be had is asked for again when the line stands: if it is dead, somebody has to notice.
    chat.asked(open_conversation(id, around)).await.map(Some).inspect_err(|_| {
        line::ask(Ask::Doubt);
        ahead::keep_for(chat, id);
    })
}

/// What the one that does not come is called, as far as this page knows. The server draws its place before the inbox.
fn named(chat: ChatState, id: Memo<Option<ConversationId>>) -> String {
    let row = id.get_untracked().filter(|_| browser::is_alive()).and_then(|id| chat.row_untracked(id));
    row.map_or_else(|| "Conversation".to_owned(), |row| row.title)
}

fn lost(retry: Callback<()>) -> AnyView {
    let named = "Conversation".to_owned();
    view! { <Beside named astray=true><ErrorState failure=domain::access::Failure::NotFound retry astray=true /></Beside> }.erased()
}

/// The main pane when there is no conversation to show in it.
#[component]
fn Beside(
    /// What is missing.
    named: String,
    /// Nothing will come: no messages to skip to, and nowhere to write.
    #[prop(optional)]
    astray: bool,
    children: Children,
) -> impl IntoView {
    if let Some(sign) = use_context::<Astray>().filter(|_| astray) {
        Effect::new(move |_| sign.0.set(true));
        on_cleanup(move || {
            // Gone with the frame, if that was faster.
            sign.0.try_set(false);
        });
    }
    view! {
        <Title text=named.clone() />
        <main class="shell__main" id="main" tabindex="-1">
            <div class="pane__head">
                <a class="button button--icon pane__back" href="/c" aria-label="Back to conversations">
                    <Icon name="back" />
                </a>
                <h1 class="pane__title pane__title--small"><bdi>{named}</bdi></h1>
            </div>
            {children()}
        </main>
    }
}

/// A conversation that is held: from now on until it is left it is the open one.
#[component]
fn Opened(room: Room, around: Memo<Option<MessageId>>) -> impl IntoView {
    let chat = ChatState::here();
    let conversation = room.conversation;
    chat.touch(&room);
    let entered = room.clone();
    let present = Present::here();
    let arrival = expect_context::<Arrival>();
    let path = use_location().pathname;
    Effect::new(move |_| {
        chat.enter(&entered);
        ahead::entered();
        // Who comes from another screen wants to write; a keyboard on the screen would hide what they came to read. A window is
        // narrow on a desk too, where letters are large.
        if arrival.at(&path.get_untracked()) {
            // On a phone the pane is shown with the next frame, and nothing hidden takes the focus.
            present.at_next_frame(move || {
                if browser::is_wide() || !browser::is_touch() { chat.to_box.set(true) } else { browser::focus("chat-title") }
            });
        }
    });
    let left = room.clone();
    on_cleanup(move || {
        left.new_from.try_set(None);
        left.left_unread.try_set(false);
        // What was put off until a dialog closes is for no other box.
        chat.to_box.try_set(false);
        chat.leave(conversation);
        if chat.open.try_get_untracked().is_some() && untrack(|| chat.lost(conversation)).is_some() {
            to_what_is_left();
        }
    });
    view! { <Conversation room around /> }
}
