//! What can be done with a message: two buttons beside it, and a menu with everything.

use domain::access::MessageId;
use domain::chat::live::may_edit;
use domain::chat::model::Message;
use domain::text::isolated;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::SaveDraft;
use super::composer::COMPOSER;
use super::here::{Asked, Here};
use super::outbox;
use super::queue::{Outgoing, Progress};
use super::state::ChatState;
use super::state::held::Wish;
use super::timeline_view::Said;
use super::verbs::Verbs;
use ui::{Alive, Erased, Icon, when};

/// The id of the one menu of all messages.
pub const MENU: &str = "msg-menu";

/// Beside the bubble, always there and seen by the style sheet's word alone: for the message that has the pointer or the
/// focus. Two elements, as there may be a hundred lines: their signs are drawn by the style sheet too.
#[component]
pub fn Tools(said: Memo<Said>) -> impl IntoView {
    let (here, alive) = (expect_context::<Here>(), Alive::here());
    let id = said.with_untracked(|said| said.id);
    let reply = move |event: MouseEvent| {
        event.prevent_default();
        here.reply(id);
    };
    let stands = Memo::new(move |_| said.with(|said| !said.deleted));
    let arrived = Memo::new(move |_| said.with(|said| said.seq.is_some()));
    view! {
        <Show when=move || stands.get()>
            <Show when=move || arrived.get()>
                // Posted with what stands in the box: whoever writes already loses nothing.
                <button
                    type="submit"
                    form=COMPOSER
                    formaction=SaveDraft::PATH
                    name="answers"
                    value=id.to_string()
                    class="message__tool message__tool--reply"
                    aria-label="Reply"
                    title="Reply (R)"
                    on:click=reply
                ></button>
            </Show>
            <button
                type=move || alive.opener()
                name="info"
                value=id.to_string()
                class="message__tool message__tool--more"
                aria-label="More about this message"
                title="More"
                popovertarget=MENU
                on:click=move |_| here.pointed.set(Some(id))
            ></button>
        </Show>
    }
}

/// The one menu of all messages, for the one whose button was pressed.
#[component]
pub fn MessageMenu() -> impl IntoView {
    let here = expect_context::<Here>();
    view! {
        <div class="menu" id=MENU popover="auto" role="group" aria-labelledby="msg-menu-about">
            {move || here.pointed.get().and_then(|id| deeds(here, id))}
        </div>
    }
}

fn deeds(here: Here, id: MessageId) -> Option<AnyView> {
    match here.find(id) {
        Some(message) => Some(view! { <Deeds message /> }.erased()),
        // As it was when the menu was opened: nothing changes under the hand, and what is too late says so.
        None => here.chat().queue.with_untracked(|queue| queue.find(id).cloned()).map(|entry| view! { <OnItsWay entry /> }.erased()),
    }
}

/// What can be done with an own message that the server has not confirmed.
#[component]
fn OnItsWay(entry: Outgoing) -> impl IntoView {
    let here = expect_context::<Here>();
    let chat = ChatState::here();
    let verbs = Verbs::here();
    let (id, text) = (entry.id, entry.body);
    // Of a refused one it is known that it did not arrive.
    let untried = matches!(entry.progress, Progress::Waiting { tries: 0, .. } | Progress::Failed(_));
    let conversation = entry.conversation;
    let undo = move || {
        verbs.tell("What you took back had arrived all the same. It is being deleted for everyone");
        verbs.delete(conversation, id);
    };
    let take_back = Callback::new(move |()| {
        verbs.tell(match (outbox::take_back(chat, id, undo), untried) {
            (false, _) => "It has been sent already",
            (true, true) => "Taken back",
            (true, false) => "Taken back. If an earlier try arrives all the same, it is deleted",
        });
        here.to_box();
    });
    view! {
        <p class="menu__heading" id="msg-menu-about">"Your message, not sent yet"</p>
        <Deed icon="copy" words="Copy text" act=copies(verbs, text) />
        <Deed icon="edit" words="Take back into the box" act=take_back />
    }
    .erased()
}

#[component]
fn Deeds(message: Message) -> impl IntoView {
    let here = expect_context::<Here>();
    let chat = ChatState::here();
    let verbs = Verbs::here();
    let id = message.id;
    let own = message.author == chat.my_id();
    let about = about(&message, own);
    let conversation = here.room.with_value(|room| room.conversation);
    let edit = may_edit(&message, chat.my_id(), browser::now()).then(|| {
        let message = message.clone();
        view! { <Deed icon="edit" words="Edit" act=Callback::new(move |()| here.edit(message.clone())) /> }
    });
    let copy = move || verbs.copy(&format!("{}/c/{conversation}?m={id}", browser::origin()), "Link copied");
    let quoted = message.answers().map(|quote| {
        let quoted = quote.id;
        view! { <Deed icon="arrow-up" words="Go to the quoted message" act=Callback::new(move |()| here.wish.set(Some(Wish::Message(quoted)))) /> }
    });
    let edited = message.edited_at.is_some();
    let text = message.body.clone();
    let ask = move |asked: Asked| Callback::new(move |()| here.asked.set(asked));
    view! {
        <p class="menu__heading" id="msg-menu-about">{about}</p>
        <Deed icon="reply" words="Reply" act=Callback::new(move |()| here.reply(id)) />
        {edit}
        {quoted}
        <Deed icon="copy" words="Copy text" act=copies(verbs, text) />
        <Deed icon="link" words="Copy link to message" act=Callback::new(move |()| copy()) />
        <Deed icon="unread" words="Mark unread from here" act=Callback::new(move |()| here.unread(verbs, id)) />
        <Deed icon="eye" words="Who has read it" act=ask(Asked::Receipts(id)) />
        {edited.then(|| view! { <Deed icon="history" words="Versions" act=ask(Asked::Versions(id)) /> }.erased())}
        {own.then(|| view! { <hr class="menu__parting" /><Deed icon="delete" words="Delete for everyone" danger=true act=ask(Asked::Delete(id)) /> }.erased())}
    }
    .erased()
}

fn copies(verbs: Verbs, text: String) -> Callback<()> {
    Callback::new(move |()| verbs.copy(&text, "Copied"))
}

/// Whose message it is, and of when.
pub(super) fn about(message: &Message, own: bool) -> String {
    let at = when::clock(message.sent_at);
    if own { format!("Your message at {at}") } else { format!("Message from {} at {at}", isolated(&message.author_name)) }
}

#[component]
fn Deed(icon: &'static str, words: &'static str, act: Callback<()>, #[prop(optional)] danger: bool) -> impl IntoView {
    // Closed first: the deed may take the message off the screen, and a button that is gone closes nothing.
    let pressed = move |_| {
        browser::close_menu(MENU);
        act.run(());
    };
    view! {
        <button
            type="button"
            class="menu__item"
            class:menu__item--danger=danger
            popovertarget=MENU
            popovertargetaction="hide"
            on:click=pressed
        >
            <Icon name=icon />
            {words}
        </button>
    }
}
