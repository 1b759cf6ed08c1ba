//! A message beside the others: who has read it, what it said before, and what can be done with it. What a menu and dialogs
//! show with the program stands here for those without it.

use domain::access::{ConversationId, Failure, MessageId};
use domain::chat::live::may_edit;
use domain::chat::model::{Edited, Message};
use domain::text::straight;
use leptos::ev::{MouseEvent, SubmitEvent};
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::address::line_href;
use super::api::{CHANGED_MEANWHILE, DeleteMessage, EditMessage, MarkUnread, SaveDraft, list_receipts, list_versions};
use super::composer::COMPOSER;
use super::dialogs::{DELETING, receipt_lists, version_list};
use super::here::Here;
use super::message_tools::about;
use super::verbs::Verbs;
use call::failure::Problem;
use ui::{ErrorState, Icon, Skeleton, Typed, came, escaped, fetched};

/// The id of the box for the changed text, and of what is wrong with it.
const BODY: &str = "changed-body";
const BODY_ERROR: &str = "changed-body-error";

/// The pane.
#[component]
pub(super) fn About(id: MessageId) -> impl IntoView {
    let here = expect_context::<Here>();
    let timeline = RwSignal::from(here.room.with_value(|room| room.timeline.clone()));
    // A notice is nobody's message: nothing can be done with it, and nobody reads it as one.
    let message = Memo::new(move |_| timeline.with(|timeline| timeline.find(id).filter(|message| message.notice.is_none()).cloned()));
    let change = ServerAction::<EditMessage>::new();
    let form = Typed::new("edit-message", change);
    move || match message.get() {
        Some(message) => view! { <Told message change form /> }.into_any(),
        None => view! { <p class="details__section">"We cannot find that message. It may be from before you joined."</p> }.into_any(),
    }
}

#[component]
fn Told(message: Message, change: ServerAction<EditMessage>, form: Typed) -> impl IntoView {
    let me = Verbs::here().chat.my_id();
    let (id, own) = (message.id, message.author == me);
    let deleted = message.deleted_at.is_some();
    let text = if deleted { "Message deleted".to_owned() } else { straight(&message.body).into_owned() };
    view! {
        <section class="details__section">
            <h3 class="details__heading">{about(&message, own)}</h3>
            <blockquote class="message-preview" dir="auto">{text}</blockquote>
            {(!deleted).then(|| view! { <Deeds message=message.clone() /> })}
        </section>
        // Its time may have run out while it was typed: what was refused stays in sight, to be copied at least.
        {(may_edit(&message, me, browser::now()) || form.is_wrong()).then(|| view! { <Change message=message.clone() change form /> })}
        {(own && !deleted).then(|| view! { <Delete id /> })}
        <section class="details__section">
            <h3 class="details__heading">"Who has read it"</h3>
            <Answered ask=move |conversation| list_receipts(conversation, id) draw=receipt_lists />
        </section>
        {message.edited_at.is_some().then(|| view! {
            <section class="details__section">
                <h3 class="details__heading">"Versions"</h3>
                <Answered ask=move |conversation| list_versions(conversation, id) draw=version_list />
            </section>
        })}
    }
    .into_any()
}

/// What the server tells of it, drawn there already.
#[component]
fn Answered<T, F>(ask: impl Fn(ConversationId) -> F + Send + Sync + 'static, draw: fn(T) -> AnyView) -> impl IntoView
where
    T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
    F: Future<Output = Result<T, Problem>> + Send + 'static,
{
    let conversation = expect_context::<Here>().conversation();
    let answer = fetched(|| (), move |()| ask(conversation));
    let shown = move || {
        Suspend::new(async move {
            match came(answer).await {
                Ok(answer) => draw(answer),
                Err(Problem(failure)) => view! { <ErrorState failure retry=move |()| answer.refetch() /> }.into_any(),
            }
        })
    };
    view! { <Transition fallback=Skeleton>{shown}</Transition> }
}

/// What needs no second look.
// "Reply" goes with the form of the message box: what stands in that is kept, and answers this message.
#[component]
fn Deeds(message: Message) -> impl IntoView {
    let here = expect_context::<Here>();
    let verbs = Verbs::here();
    let (id, conversation) = (message.id, here.conversation());
    let reply = move |event: MouseEvent| {
        event.prevent_default();
        here.reply(id);
    };
    let unread = move |event: SubmitEvent| {
        event.prevent_default();
        here.unread(verbs, id);
    };
    view! {
        <form class="details__deeds" method="post" action=MarkUnread::PATH on:submit=unread>
            <input type="hidden" name="conversation" value=conversation.to_string() />
            <input type="hidden" name="from" value=id.to_string() />
            <button type="submit" form=COMPOSER formaction=SaveDraft::PATH name="answers" value=id.to_string() class="menu__item" on:click=reply>
                <Icon name="reply" />
                "Reply"
            </button>
            {message.answers().map(|quote| view! {
                <a class="menu__item" href=line_href(conversation, quote.id)>
                    <Icon name="arrow-up" />
                    "Go to the quoted message"
                </a>
            })}
            <a class="menu__item" href=line_href(conversation, id)>
                <Icon name="link" />
                "Link to message"
            </a>
            <button type="submit" class="menu__item">
                <Icon name="unread" />
                "Mark unread from here"
            </button>
        </form>
    }
    .into_any()
}

/// Another text; what was typed stays while it is refused.
#[component]
fn Change(message: Message, change: ServerAction<EditMessage>, form: Typed) -> impl IntoView {
    let conversation = expect_context::<Here>().conversation();
    let verbs = Verbs::here();
    let typed = form.value_or("body", &message.body);
    Effect::new(move |_| match change.value().get() {
        Some(Ok(Edited::Done(_))) => verbs.tell("Message changed"),
        // For the program no failure, and nothing was saved all the same: that is said beside the box.
        Some(Ok(Edited::Meanwhile(_))) => form.fail(vec![Failure::invalid("body", CHANGED_MEANWHILE)]),
        _ => {}
    });
    let wrong = move || form.error("body").or_else(|| form.failures().first().map(ToString::to_string));
    view! {
        <section class="details__section">
            <details class="details__fold" open=form.is_wrong()>
                <summary>
                    <Icon name="edit" />
                    "Edit"
                    <Icon name="chevron-down" />
                </summary>
                <ActionForm action=change>
                    <input type="hidden" name="conversation" value=conversation.to_string() />
                    <input type="hidden" name="message" value=message.id.to_string() />
                    <input type="hidden" name="version" value=message.version.to_string() />
                    <div class="nhsuk-form-group" class:nhsuk-form-group--error=move || form.is_wrong()>
                        <label class="nhsuk-label" for=BODY>
                            "What it should say"
                        </label>
                        {move || wrong().map(|text| view! { <p class="nhsuk-error-message" id=BODY_ERROR role="alert">{text}</p> })}
                        <textarea
                            class="nhsuk-textarea"
                            id=BODY
                            name="body"
                            rows="4"
                            dir="auto"
                            autocomplete="off"
                            aria-describedby=move || form.is_wrong().then_some(BODY_ERROR)
                            aria-invalid=move || form.is_wrong().then_some("true")
                            inner_html=escaped(&typed)
                        ></textarea>
                    </div>
                    <button type="submit" class="button button--small">
                        "Save the change"
                    </button>
                </ActionForm>
            </details>
        </section>
    }
    .into_any()
}

/// Opened first, and then done.
#[component]
fn Delete(id: MessageId) -> impl IntoView {
    let conversation = expect_context::<Here>().conversation();
    let verbs = Verbs::here();
    let delete = move |event: SubmitEvent| {
        event.prevent_default();
        verbs.delete(conversation, id);
    };
    view! {
        <section class="details__section">
            <details class="details__fold">
                <summary>
                    <Icon name="delete" />
                    "Delete for everyone"
                    <Icon name="chevron-down" />
                </summary>
                <form method="post" action=DeleteMessage::PATH on:submit=delete>
                    <input type="hidden" name="conversation" value=conversation.to_string() />
                    <input type="hidden" name="message" value=id.to_string() />
                    <p class="details__asked">{DELETING}</p>
                    <button type="submit" class="button button--danger button--small">
                        "Delete for everyone"
                    </button>
                </form>
            </details>
        </section>
    }
    .into_any()
}
