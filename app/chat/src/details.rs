//! The details of a conversation: who is in it, what may be changed, how to go.

use domain::chat::model::{self, Deed, History, Kind, Member, Role, Row, allows};
use leptos::ev::{MouseEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::{self, MarkRead, MarkUnread, Rename, SetFlags, SetHistory};
use super::crowd::Crowd;
use super::flag::Flag;
use super::here::Here;
use super::leave::LeaveForm;
use super::members::{AddPeople, MEMBERS, Members};
use super::timeline_view::{HISTORIES, history_words};
use super::verbs::Verbs;
use call::flash;
use directory::{Facts, profile_href};
use ui::{Avatar, Erased, Icon, Present, Size, in_page};

/// The id of the box for a group's name, and of what is wrong with it.
const NAME: &str = "group-title";
const NAME_ERROR: &str = "group-title-error";

/// Who is in it, what may be changed, how to go.
#[component]
pub fn Details(
    /// What the conversation is called.
    named: Memo<String>,
) -> impl IntoView {
    let here = expect_context::<Here>();
    let verbs = Verbs::here();
    let timeline = here.room.with_value(|room| RwSignal::from(room.timeline.clone()));
    let details = Memo::new(move |_| timeline.with(|timeline| timeline.details.clone()));
    let row = Memo::new(move |_| here.room.with_value(|room| verbs.chat.row_of(room)));
    let face = here.face();
    view! {
        <div class="details__hero">
            {move || view! { <Avatar name=named.get() id=face.clone() size=Size::Large group=details.with(|details| details.kind == Kind::Group) /> }}
            <p class="details__name">
                <b><bdi>{move || named.get()}</bdi></b>
            </p>
            {move || view! { <Flags row=row.get() /> }}
        </div>
        {if details.with_untracked(|details| details.kind == Kind::Group) {
            view! { <Group details /> }.erased()
        } else {
            (move || view! { <Direct details=details.get() /> }).into_any()
        }}
    }
    .erased()
}

/// What concerns only oneself.
#[component]
fn Flags(row: Row) -> impl IntoView {
    let verbs = Verbs::here();
    let conversation = row.conversation;
    let flags = [
        (Flag::Pinned, row.pinned, if row.pinned { "Pinned" } else { "Pin" }, "pin"),
        (Flag::Muted, row.muted, if row.muted { "Muted" } else { "Mute" }, if row.muted { "bell-off" } else { "bell" }),
        (Flag::Archived, row.archived, if row.archived { "Archived" } else { "Archive" }, "archive"),
    ];
    let flag = move |(flag, on, words, icon): (Flag, bool, &'static str, &'static str)| {
        let pressed = move |event: MouseEvent| {
            event.prevent_default();
            verbs.flag(conversation, flag, !on);
        };
        view! {
            <button type="submit" name=flag.key() value=(!on).to_string() class="details__action" aria-pressed=on.to_string() on:click=pressed>
                <Icon name=icon />
                {words}
            </button>
        }
    };
    let (reading, words) = if row.is_unread() { (MarkRead::PATH, "Mark as read") } else { (MarkUnread::PATH, "Mark as unread") };
    view! {
        <form class="details__actions" method="post" action=SetFlags::PATH>
            <input type="hidden" name="conversation" value=conversation.to_string() />
            {flags.map(flag).collect_view()}
            // The rest of the menu of its row.
            <button type="submit" formaction=reading class="details__action plain">
                <Icon name="unread" />
                {words}
            </button>
        </form>
    }
}

/// The other one.
#[component]
fn Direct(details: model::Details) -> impl IntoView {
    let me = Verbs::here().chat.my_id();
    let other = details.members.into_iter().find(|member| member.person.id != me).map(|member| member.person);
    other.map(|person| {
        let href = profile_href(person.id);
        view! {
            <section class="details__section">
                <Facts person />
                <p class="details__more">
                    <a href=href>"Open profile"</a>
                </p>
            </section>
        }
    })
}

/// A group: its people, its name, its rules, the way out. What others do to it changes the list and leaves a form that
/// somebody has opened as it is.
#[component]
fn Group(details: Memo<model::Details>) -> impl IntoView {
    let me = Verbs::here().chat.my_id();
    let role = Memo::new(move |_| {
        details.with(|details| {
            // Whoever left, oneself too, stays among the members: what they said needs a name.
            let mine = details.members.iter().find(|member| member.person.id == me && member.left_at.is_none());
            mine.map_or(Role::Member, |member| member.role)
        })
    });
    let may = move |deed| Memo::new(move |_| allows(Kind::Group, role.get(), deed));
    let (may_add, may_rename) = (may(Deed::Add), may(Deed::Rename));
    let present = Memo::new(move |_| {
        details.with(|details| details.members.iter().filter(|member| member.left_at.is_none()).cloned().collect::<Vec<Member>>())
    });
    let large = Memo::new(move |_| details.with(|details| details.large));
    let people = move || if large.get() { view! { <Crowd role /> }.erased() } else { view! { <Members present role /> }.erased() };
    let change = move || {
        if may_rename.get() {
            let (title, history) = details.with_untracked(|details| (details.title.clone(), details.history));
            view! { <RenameForm title /><HistoryForm history /> }.erased()
        } else {
            view! { <p class="hint">{format!("New members see {}.", history_words(details.with(|details| details.history)))}</p> }.erased()
        }
    };
    view! {
        <section class="details__section">
            // What is pressed stands beside the heading: in it, it would be part of its words.
            <div class="details__heading">
                <h3 id=MEMBERS tabindex="-1">{move || format!("Members ({})", details.with(|details| details.present))}</h3>
                {move || may_add.get().then(|| view! { <AddPeople /> }.erased())}
            </div>
            {people}
        </section>
        <section class="details__section">
            <h3 class="visually-hidden">"Change the group"</h3>
            {change}
        </section>
        <LeaveForm />
    }
    .erased()
}

#[component]
fn RenameForm(title: String) -> impl IntoView {
    let here = expect_context::<Here>();
    let verbs = Verbs::here();
    let conversation = here.room.with_value(|room| room.conversation);
    // What was refused without the program comes back with its reason, in place of the name that stands.
    let back = in_page(|| flash::take("rename")).unwrap_or_default();
    let title = back.fields.get("title").cloned().unwrap_or(title);
    let typed = RwSignal::new(title.clone());
    let present = Present::here();
    let wrong = RwSignal::new(back.failures.first().map(ToString::to_string));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        match model::title(&typed.read_untracked()) {
            Ok(title) => {
                wrong.set(None);
                verbs.shape(api::rename(conversation, title), "Renamed");
            }
            Err(failure) => {
                wrong.set(Some(failure.to_string()));
                // The box has it described, and is read again with it.
                present.at_next_frame(|| browser::focus(NAME));
            }
        }
    };
    view! {
        <details class="details__fold" open=wrong.read_untracked().is_some()>
            <summary>
                <Icon name="edit" />
                "Rename"
                <Icon name="chevron-down" />
            </summary>
            <form action=Rename::PATH method="post" on:submit=submit>
                <input type="hidden" name="conversation" value=conversation.to_string() />
                <div class="nhsuk-form-group" class:nhsuk-form-group--error=move || wrong.read().is_some()>
                    <label class="nhsuk-label" for=NAME>
                        "Name of the group"
                    </label>
                    {move || wrong.get().map(|text| view! { <p class="nhsuk-error-message" id=NAME_ERROR role="alert">{text}</p> })}
                    <input
                        class="nhsuk-input"
                        class:nhsuk-input--error=move || wrong.read().is_some()
                        id=NAME
                        aria-describedby=move || wrong.read().is_some().then_some(NAME_ERROR)
                        aria-invalid=move || wrong.read().is_some().then_some("true")
                        name="title"
                        value=title
                        dir="auto"
                        on:input=move |event| typed.set(event_target_value(&event))
                    />
                </div>
                <button type="submit" class="button button--small">
                    "Save name"
                </button>
            </form>
        </details>
    }
}

#[component]
fn HistoryForm(history: History) -> impl IntoView {
    let here = expect_context::<Here>();
    let verbs = Verbs::here();
    let conversation = here.room.with_value(|room| room.conversation);
    let chosen = RwSignal::new(key_of(history));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        verbs.shape(api::set_history(conversation, chosen.get_untracked().into()), "Saved");
    };
    let choice = move |(which, key, words, hint): (History, &'static str, &'static str, &'static str)| {
        view! {
            <div class="nhsuk-radios__item">
                <input
                    class="nhsuk-radios__input"
                    id=format!("history-{key}")
                    type="radio"
                    name="history"
                    value=key
                    checked=which == history
                    aria-describedby=format!("history-{key}-hint")
                    on:change=move |_| chosen.set(key)
                />
                <label class="nhsuk-label nhsuk-radios__label" for=format!("history-{key}")>
                    {words}
                </label>
                <p class="nhsuk-hint nhsuk-radios__hint" id=format!("history-{key}-hint")>
                    {hint}
                </p>
            </div>
        }
    };
    view! {
        <details class="details__fold">
            <summary>
                <Icon name="history" />
                "What new members see"
                <Icon name="chevron-down" />
            </summary>
            <form action=SetHistory::PATH method="post" on:submit=submit>
                <input type="hidden" name="conversation" value=conversation.to_string() />
                <fieldset class="nhsuk-fieldset">
                    <legend class="nhsuk-fieldset__legend visually-hidden">"What new members see"</legend>
                    <div class="nhsuk-radios nhsuk-radios--small">{HISTORIES.map(choice).collect_view()}</div>
                </fieldset>
                <button type="submit" class="button button--small">
                    "Save"
                </button>
            </form>
        </details>
    }
    .erased()
}

fn key_of(history: History) -> &'static str {
    HISTORIES.iter().find(|(which, ..)| *which == history).map_or("", |(_, key, ..)| key)
}
