//! Above the message box: what is answered, what is changed, and what somebody else made of it in between.

use domain::chat::model::Message;
use domain::text::isolated;
use leptos::prelude::*;

use super::composer::Composing;
use crate::ui::Icon;

/// What the box is about to do.
#[derive(Clone, PartialEq, Eq)]
enum About {
    Nothing,
    Reply(String, String),
    Edit(String),
    Meanwhile(Box<Message>),
}

/// What is answered or changed.
#[component]
pub(super) fn Context(composing: Composing) -> impl IntoView {
    let writing = RwSignal::from(composing.here.writing());
    let about = Memo::new(move |_| {
        writing.with(|writing| match (writing.edit(), writing.answers()) {
            (Some(edit), _) => {
                edit.meanwhile.clone().map_or_else(|| About::Edit(first_line(&edit.message.body)), |now| About::Meanwhile(Box::new(now)))
            }
            (None, Some(quote)) if quote.deleted => About::Reply(quote.author_name.clone(), "Message deleted".into()),
            (None, Some(quote)) => About::Reply(quote.author_name.clone(), first_line(&quote.text)),
            (None, None) => About::Nothing,
        })
    });
    move || match about.get() {
        About::Nothing => ().into_any(),
        About::Reply(name, text) => view! { <Line composing icon="reply" title=format!("Reply to {}", isolated(&name)) text /> }.into_any(),
        About::Edit(text) => view! { <Line composing icon="edit" title="Edit message".to_owned() text edit=true /> }.into_any(),
        About::Meanwhile(now) => view! { <Meanwhile composing now=*now /> }.into_any(),
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[component]
fn Line(composing: Composing, icon: &'static str, title: String, text: String, #[prop(optional)] edit: bool) -> impl IntoView {
    view! {
        <div class="composer__context" class:composer__context--edit=edit>
            <Icon name=icon />
            <div>
                <b>{title}</b>
                <p dir="auto">{text}</p>
            </div>
            <button type="button" class="button button--icon" aria-label="Cancel" on:click=move |_| composing.cancel()>
                <Icon name="x" />
            </button>
        </div>
    }
    .into_any()
}

/// Somebody, on another device perhaps, changed or deleted what is being changed here: both are seen, and one decides.
#[component]
fn Meanwhile(composing: Composing, now: Message) -> impl IntoView {
    let deleted = now.deleted_at.is_some();
    let (title, text) = if deleted {
        ("This message was deleted meanwhile", "Your text below was not saved.".to_owned())
    } else {
        ("This message was changed meanwhile. It now says:", now.body)
    };
    let mine = (!deleted).then(|| {
        view! {
            <button type="button" class="button button--small" on:click=move |_| composing.keep_mine()>
                "Save mine"
            </button>
        }
    });
    view! {
        <div class="composer__context composer__context--edit composer__context--both" role="alert">
            <Icon name="alert" />
            <div>
                <b>{title}</b>
                <p dir="auto">{text}</p>
                <div class="buttons">
                    {mine}
                    <button type="button" class="button button--secondary button--small" on:click=move |_| composing.take_theirs()>
                        {if deleted { "Write it as a new message" } else { "Leave it as it now is" }}
                    </button>
                    <button type="button" class="button button--secondary button--small" on:click=move |_| composing.cancel()>
                        "Cancel"
                    </button>
                </div>
            </div>
        </div>
    }
    .into_any()
}
