//! Above the message box: what is answered, what is changed, and what somebody else made of it in between.

use domain::access::PersonId;
use domain::chat::model::{Message, Quote};
use domain::text::isolated;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::SaveDraft;
use super::composing::Composing;
use super::told::first_line;
use super::writing::{Answers, Writing};
use ui::{Announcer, Erased, Icon};

/// The id of what says so, which describes the box.
pub(super) const ABOUT: &str = "composer-about";

/// What the box is about to do.
#[derive(Clone, PartialEq, Eq)]
enum About {
    Nothing,
    Reply { name: String, text: String, news: &'static str },
    Edit(String),
    Meanwhile(Box<Message>),
}

/// What is answered or changed.
#[component]
pub(super) fn Context(composing: Composing) -> impl IntoView {
    let writing = RwSignal::from(composing.here.writing());
    let me = composing.here.chat().my_id();
    let about = Memo::new(move |_| {
        writing.with(|writing| match (writing.edit(), writing.answers()) {
            (Some(edit), _) => {
                edit.meanwhile.clone().map_or_else(|| About::Edit(first_line(&edit.message.body)), |now| About::Meanwhile(Box::new(now)))
            }
            (None, Some(answers)) => reply(answers, me),
            (None, None) => About::Nothing,
        })
    });
    let announcer = expect_context::<Announcer>();
    Effect::new(move |_| {
        // Asked before anything is written: that wakes all who follow, this effect too, and it would go round for ever.
        if writing.with(Writing::has_news)
            && let Some(words) = writing.try_update(Writing::tell).flatten()
        {
            announcer.say(words);
        }
    });
    let aside = Memo::new(move |_| writing.with(|writing| writing.aside().map(first_line)));
    view! {
        {move || aside.get().map(|text| view! { <Begun composing text /> })}
        {move || shown(composing, about.get())}
    }
}

fn shown(composing: Composing, about: About) -> AnyView {
    match about {
        About::Nothing => ().into_any(),
        About::Reply { name, text, news } => view! { <Line composing icon="reply" title=format!("Reply to {name}") text news /> }.erased(),
        About::Edit(text) => view! { <Line composing icon="edit" title="Edit message".to_owned() text edit=true /> }.erased(),
        About::Meanwhile(now) => view! { <Meanwhile composing now=*now /> }.erased(),
    }
}

/// A change that was begun on a page that has gone: it comes into the box when somebody says so.
#[component]
fn Begun(composing: Composing, text: String) -> impl IntoView {
    view! {
        <div class="composer__context composer__context--edit composer__context--both" role="alert">
            <Icon name="edit" />
            <div>
                <b>"You had begun to change a message:"</b>
                <p dir="auto">{text}</p>
                <div class="buttons">
                    <button type="button" class="button button--small" on:click=move |_| composing.go_on_with_aside()>
                        "Go on with it"
                    </button>
                    <button type="button" class="button button--secondary button--small" on:click=move |_| composing.leave_off()>
                        "Leave it as it is"
                    </button>
                </div>
            </div>
        </div>
    }
    .erased()
}

/// What is answered, as it is now, and what became of it since.
fn reply(answers: &Answers, me: PersonId) -> About {
    let Quote { author, author_name, text, deleted, .. } = &answers.quote;
    let news = match (answers.changed, deleted) {
        (false, _) => "",
        (true, false) => "Changed since you started",
        (true, true) => "Deleted since you started",
    };
    let text = if *deleted { "Message deleted".to_owned() } else { first_line(text) };
    let name = if *author == me { "yourself".to_owned() } else { isolated(author_name) };
    About::Reply { name, text, news }
}

#[component]
fn Line(
    composing: Composing,
    icon: &'static str,
    title: String,
    text: String,
    #[prop(optional)] edit: bool,
    #[prop(optional)] news: &'static str,
) -> impl IntoView {
    view! {
        <div class="composer__context" class:composer__context--edit=edit>
            <Icon name=icon />
            <div id=ABOUT>
                <b>{title}</b>
                {(!news.is_empty()).then(|| view! { " " <span class="tag tag--attention">{news}</span> }.erased())}
                <p dir="auto">{text}</p>
            </div>
            // Without WASM the text is kept as a draft that answers nothing.
            <button
                type="submit"
                formaction=SaveDraft::PATH
                class="button button--icon"
                aria-label=if edit { "Cancel the change" } else { "Cancel the reply" }
                on:click=move |event| {
                    event.prevent_default();
                    composing.cancel();
                }
            >
                <Icon name="x" />
            </button>
        </div>
    }
    .erased()
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
    view! {
        <div class="composer__context composer__context--edit composer__context--both" role="alert">
            <Icon name="alert" />
            <div>
                <b>{title}</b>
                <p dir="auto">{text}</p>
                <div class="buttons">{if deleted { lost(composing) } else { both(composing) }}</div>
            </div>
        </div>
    }
    .erased()
}

/// One of the two stays. To leave one's own is to cancel it: that is not offered twice.
fn both(composing: Composing) -> AnyView {
    view! {
        <button type="button" class="button button--small" on:click=move |_| composing.keep_mine()>
            "Save mine"
        </button>
        <button type="button" class="button button--secondary button--small" on:click=move |_| composing.take_theirs()>
            "Leave it as it now is"
        </button>
    }
    .erased()
}

/// Words that have no message any more.
fn lost(composing: Composing) -> AnyView {
    view! {
        <button type="button" class="button button--secondary button--small" on:click=move |_| composing.take_theirs()>
            "Write it as a new message"
        </button>
        <button type="button" class="button button--secondary button--small" on:click=move |_| composing.cancel()>
            "Discard it"
        </button>
    }
    .erased()
}
