//! Dialogs about a message: who got it, what it said before, whether to delete it.

use domain::access::MessageId;
use domain::chat::model::{Receipt, Version};
use leptos::prelude::*;

use super::api::{list_receipts, list_versions};
use super::conversation::{Asked, Here};
use super::message_tools::MessageMenu;
use super::verbs::Verbs;
use crate::browser;
use crate::failure::Problem;
use crate::ui::{Answer, Avatar, Dialog, ErrorState, Size, Skeleton, when};

/// All of them, closed at first.
#[component]
pub fn Dialogs() -> impl IntoView {
    let here = expect_context::<Here>();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(here.asked.get() != Asked::Nothing));
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was == Some(true) && !is {
            let about = here.asked.get_untracked();
            here.asked.set(Asked::Nothing);
            // A dialog that closes gives the focus to what had it before, which is a menu that is gone.
            request_animation_frame(move || back_to(about));
        }
        is
    });
    let title = Signal::derive(move || match here.asked.get() {
        Asked::Receipts(_) => "Who has read it".to_owned(),
        Asked::Versions(_) => "Versions of this message".to_owned(),
        Asked::Delete(_) => "Delete this message?".to_owned(),
        Asked::Nothing => String::new(),
    });
    view! {
        <MessageMenu />
        <Dialog id="about-message" open title>
            {move || match here.asked.get() {
                Asked::Receipts(id) => view! { <div class="dialog__body"><Receipts id /></div> }.into_any(),
                Asked::Versions(id) => view! { <div class="dialog__body"><Versions id /></div> }.into_any(),
                Asked::Delete(id) => view! { <Delete id open /> }.into_any(),
                Asked::Nothing => ().into_any(),
            }}
        </Dialog>
    }
    .into_any()
}

/// The focus goes back to the message, wherever the menu that was in between has gone.
fn back_to(asked: Asked) {
    if let Asked::Receipts(id) | Asked::Versions(id) | Asked::Delete(id) = asked {
        browser::focus(&format!("m-{id}"));
    }
}

/// The message a dialog is about, in short.
#[component]
fn Preview(id: MessageId) -> impl IntoView {
    let text = expect_context::<Here>().find(id).map(|message| message.body.chars().take(300).collect::<String>());
    text.map(|text| view! { <blockquote class="message-preview">{text}</blockquote> })
}

#[component]
fn Receipts(id: MessageId) -> impl IntoView {
    let here = expect_context::<Here>();
    let conversation = here.room.with_value(|room| room.conversation);
    let receipts = Answer::new(move || list_receipts(conversation, id));
    let shown = move || match receipts.get() {
        None => view! { <Skeleton /> }.into_any(),
        Some(Err(Problem(failure))) => view! { <ErrorState failure retry=Callback::new(move |()| receipts.refetch()) /> }.into_any(),
        Some(Ok(receipts)) if receipts.is_empty() => view! { <p>"Nobody else is in this conversation."</p> }.into_any(),
        Some(Ok(receipts)) => view! { <ReceiptLists receipts /> }.into_any(),
    };
    view! {
        <Preview id />
        {shown}
    }
}

#[component]
fn ReceiptLists(receipts: Vec<Receipt>) -> impl IntoView {
    let all = receipts.len();
    let (read, rest): (Vec<_>, Vec<_>) = receipts.into_iter().partition(|receipt| receipt.read_at.is_some());
    let (delivered, waiting): (Vec<_>, Vec<_>) = rest.into_iter().partition(|receipt| receipt.delivered_at.is_some());
    let count = read.len();
    let words = format!("Read by {count} of {all}");
    let part = |heading: &'static str, receipts: Vec<Receipt>| {
        (!receipts.is_empty()).then(|| {
            view! {
                <h3 class="receipts__heading">{heading}</h3>
                <ul class="people people--plain">{receipts.into_iter().map(receipt_line).collect_view()}</ul>
            }
        })
    };
    view! {
        <div class="receipts">
            <p>
                <label for="read-part">{words.clone()}</label>
                " "
                <progress id="read-part" max=all.to_string() value=count.to_string()>
                    {words}
                </progress>
            </p>
            {part("Read", read)}
            {part("Delivered, not read", delivered)}
            {part("Not delivered yet", waiting)}
        </div>
    }
}

fn receipt_line(receipt: Receipt) -> impl IntoView {
    let read = receipt.read_at.map_or_else(|| "Not read".to_owned(), |at| format!("Read {}", when::full(at)));
    let delivered = receipt.delivered_at.map_or_else(|| "Not delivered".to_owned(), |at| format!("Delivered {}", when::full(at)));
    view! {
        <li class="receipts__row">
            <Avatar name=receipt.name.clone() id=receipt.person.to_string() size=Size::Small />
            <span class="receipts__name">{receipt.name}</span>
            <span class="receipts__times">
                {read}
                <span>{delivered}</span>
            </span>
        </li>
    }
}

#[component]
fn Versions(id: MessageId) -> impl IntoView {
    let here = expect_context::<Here>();
    let conversation = here.room.with_value(|room| room.conversation);
    let versions = Answer::new(move || list_versions(conversation, id));
    move || match versions.get() {
        None => view! { <Skeleton /> }.into_any(),
        Some(Err(Problem(failure))) => view! { <ErrorState failure retry=Callback::new(move |()| versions.refetch()) /> }.into_any(),
        Some(Ok(versions)) => view! { <ol class="versions">{versions.into_iter().rev().map(version_line).collect_view()}</ol> }.into_any(),
    }
}

fn version_line(version: Version) -> impl IntoView {
    let when = version.until.map_or_else(|| "Now".to_owned(), |until| format!("Until {}", when::full(until)));
    view! {
        <li class="versions__item" class:versions__item--now=version.until.is_none()>
            <p class="versions__when">{when}</p>
            <p class="versions__text">{version.body}</p>
        </li>
    }
}

#[component]
fn Delete(id: MessageId, open: RwSignal<bool>) -> impl IntoView {
    let here = expect_context::<Here>();
    let verbs = Verbs::here();
    let conversation = here.room.with_value(|room| room.conversation);
    let delete = move |_| {
        open.set(false);
        verbs.delete(conversation, id);
    };
    view! {
        <div class="dialog__body">
        <p>"It goes from everyone\u{2019}s screen and leaves \u{201c}Message deleted\u{201d}. The hospital keeps the original in its audit record."</p>
        <Preview id />
        </div>
        <div class="dialog__foot">
            <button type="button" class="button button--secondary" autofocus on:click=move |_| open.set(false)>
                "Keep it"
            </button>
            <button type="button" class="button button--danger" on:click=delete>
                "Delete for everyone"
            </button>
        </div>
    }
}
