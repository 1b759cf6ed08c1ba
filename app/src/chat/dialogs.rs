//! Dialogs about a message: who got it, what it said before, whether to delete it.

use domain::access::MessageId;
use domain::chat::model::{Receipt, Version};
use leptos::prelude::*;

use super::api::{list_receipts, list_versions};
use super::conversation::{Asked, Here};
use super::message_tools::MessageMenu;
use super::verbs::Verbs;
use super::when;
use crate::browser;
use crate::failure::Problem;
use crate::ui::{Dialog, ErrorState, Icon, Skeleton};

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
            back_to(about);
        }
        is
    });
    let title = Signal::derive(move || match here.asked.get() {
        Asked::Receipts(_) => "Who has read it".to_owned(),
        Asked::Versions(_) => "What it said before".to_owned(),
        Asked::Delete(_) => "Delete this message?".to_owned(),
        Asked::Nothing => String::new(),
    });
    view! {
        <MessageMenu />
        <Dialog id="about-message" open title>
            {move || match here.asked.get() {
                Asked::Receipts(id) => view! { <Receipts id /> }.into_any(),
                Asked::Versions(id) => view! { <Versions id /> }.into_any(),
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

#[component]
fn Receipts(id: MessageId) -> impl IntoView {
    let here = expect_context::<Here>();
    let conversation = here.room.with_value(|room| room.conversation);
    let receipts = LocalResource::new(move || list_receipts(conversation, id));
    let line = |receipt: Receipt| {
        let (icon, words) = match (receipt.read_at, receipt.delivered_at) {
            (Some(at), _) => ("check-all", format!("Read {}", when::full(at))),
            (None, Some(at)) => ("check-all", format!("Delivered {}", when::full(at))),
            (None, None) => ("clock", "Not delivered yet".to_owned()),
        };
        view! { <div><dt>{receipt.name}</dt><dd><Icon name=icon />" "{words}</dd></div> }
    };
    move || match receipts.get() {
        None => view! { <Skeleton /> }.into_any(),
        Some(Err(Problem(failure))) => view! { <ErrorState failure retry=Callback::new(move |()| receipts.refetch()) /> }.into_any(),
        Some(Ok(receipts)) if receipts.is_empty() => view! { <p>"Nobody else is in this conversation."</p> }.into_any(),
        Some(Ok(receipts)) => view! { <dl class="summary-list">{receipts.into_iter().map(line).collect_view()}</dl> }.into_any(),
    }
}

#[component]
fn Versions(id: MessageId) -> impl IntoView {
    let here = expect_context::<Here>();
    let conversation = here.room.with_value(|room| room.conversation);
    let versions = LocalResource::new(move || list_versions(conversation, id));
    let line = |version: Version| {
        let when = version.until.map_or_else(|| "Now".to_owned(), |until| format!("Until {}", when::full(until)));
        view! { <div><dt>{when}</dt><dd class="message__text">{version.body}</dd></div> }
    };
    move || match versions.get() {
        None => view! { <Skeleton /> }.into_any(),
        Some(Err(Problem(failure))) => view! { <ErrorState failure retry=Callback::new(move |()| versions.refetch()) /> }.into_any(),
        Some(Ok(versions)) => view! { <dl class="summary-list">{versions.into_iter().rev().map(line).collect_view()}</dl> }.into_any(),
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
        <p>"Everybody in this conversation will see that a message was deleted. A copy is kept for audit. This cannot be undone."</p>
        <div class="buttons buttons--end">
            <button type="button" class="button button--secondary" autofocus on:click=move |_| open.set(false)>
                "Keep it"
            </button>
            <button type="button" class="button button--danger" on:click=delete>
                "Delete"
            </button>
        </div>
    }
}
