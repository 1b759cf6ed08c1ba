//! The details of a conversation: who is in it, what may be changed, how to go.

use domain::access::PersonId;
use domain::chat::model::{self, Deed, History, Kind, Member, Role, allows};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::api::{self, Leave, Rename, SetHistory};
use super::conversation::{Here, details_href};
use super::inbox_row::Deeds;
use super::people::PeopleFinder;
use super::timeline_view::history_words;
use super::verbs::Verbs;
use crate::browser;
use crate::ui::{Avatar, Dialog, Icon};

/// The aside.
#[component]
pub fn Details() -> impl IntoView {
    let here = expect_context::<Here>();
    let verbs = Verbs::here();
    let (conversation, timeline) = here.room.with_value(|room| (room.conversation, RwSignal::from(room.timeline.clone())));
    let details = Memo::new(move |_| timeline.with(|timeline| timeline.details.clone()));
    let row = Memo::new(move |_| verbs.chat.row(conversation));
    view! {
        <aside class="shell__aside" id="details" aria-labelledby="details-title">
            <div class="pane__head">
                <h2 class="pane__title pane__title--small" id="details-title" tabindex="-1">
                    "Details"
                </h2>
                <a class="button button--icon" href=move || details_href(false) aria-label="Hide details">
                    <Icon name="close" />
                </a>
            </div>
            <div class="pane__body details">
                {move || {
                    let details = details.get();
                    if details.kind == Kind::Group { view! { <Group details /> }.into_any() } else { view! { <Direct details /> }.into_any() }
                }}
                <section class="details__section">
                    <h3 class="details__heading">"For you"</h3>
                    {move || row.get().map(|row| view! { <Deeds row /> })}
                </section>
            </div>
        </aside>
    }
    .into_any()
}

/// The other one.
#[component]
fn Direct(details: model::Details) -> impl IntoView {
    let me = Verbs::here().chat.my_id();
    let other = details.members.into_iter().find(|member| member.person.id != me).map(|member| member.person);
    other.map(|person| {
        let registered = match (person.registration.is_empty(), person.verified_at) {
            (true, _) => "Not registered".to_owned(),
            (false, Some(_)) => format!("{} {}, verified", person.body.name(), person.registration),
            (false, None) => format!("{} {}, not verified", person.body.name(), person.registration),
        };
        let facts = [("Role", person.role), ("Grade", person.grade), ("Specialty", person.specialty), ("Site", person.site), ("Ward", person.ward), ("Registration", registered)];
        let fact = |(name, value): (&'static str, String)| (!value.is_empty()).then(|| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
        view! {
            <section class="details__section">
                <div class="details__who">
                    <Avatar name=person.name.clone() size=crate::ui::Size::Large />
                    <p class="details__name">{person.name}</p>
                </div>
                <dl class="summary-list">{facts.map(fact).collect_view()}</dl>
            </section>
        }
    })
}

/// A group: its name, its people, its rules, the way out.
#[component]
fn Group(details: model::Details) -> impl IntoView {
    let me = Verbs::here().chat.my_id();
    let role = details.members.iter().find(|member| member.person.id == me && member.left_at.is_none()).map_or(Role::Member, |member| member.role);
    let may = move |deed| allows(Kind::Group, role, deed);
    let present: Vec<Member> = details.members.into_iter().filter(|member| member.left_at.is_none()).collect();
    let count = present.len();
    view! {
        {may(Deed::Rename).then(|| view! { <RenameForm title=details.title.clone() /><HistoryForm history=details.history /> })}
        {(!may(Deed::Rename)).then(|| view! { <p class="hint">{format!("New members see {}.", history_words(details.history))}</p> })}
        <section class="details__section">
            <h3 class="details__heading">{format!("{count} members")}</h3>
            <ul class="details__members">{present.into_iter().map(|member| view! { <MemberLine member role /> }).collect_view()}</ul>
            {may(Deed::Add).then(|| view! { <AddPeople /> })}
        </section>
        <LeaveForm />
    }
    .into_any()
}

#[component]
fn MemberLine(member: Member, role: Role) -> impl IntoView {
    let here = expect_context::<Here>();
    let verbs = Verbs::here();
    let conversation = here.room.with_value(|room| room.conversation);
    let me = verbs.chat.my_id();
    let id = member.person.id;
    let menu = format!("member-{id}");
    let theirs = member.role;
    let may_remove = id != me && allows(Kind::Group, role, Deed::Remove) && (theirs == Role::Member || role == Role::Owner);
    let may_appoint = id != me && allows(Kind::Group, role, Deed::Appoint);
    let roles = [(Role::Member, "member", "Make a member"), (Role::Admin, "admin", "Make an admin"), (Role::Owner, "owner", "Make an owner")];
    let appoint = move |(_, key, words): (Role, &'static str, &'static str)| {
        view! { <button type="button" class="menu__item" on:click=move |_| verbs.appoint(conversation, id, key)>{words}</button> }
    };
    let deeds = (may_remove || may_appoint).then(|| {
        view! {
            <button type="button" class="button button--icon" popovertarget=menu.clone() aria-label=format!("More about {}", member.person.name)>
                <Icon name="more" />
            </button>
            <div class="menu" id=menu popover="auto">
                {may_appoint.then(|| roles.into_iter().filter(|(role, ..)| *role != theirs).map(appoint).collect_view())}
                {may_remove.then(|| view! {
                    <button type="button" class="menu__item menu__item--danger" on:click=move |_| verbs.remove(conversation, id)>"Remove from the group"</button>
                })}
            </div>
        }
    });
    let tag = match theirs {
        Role::Member => None,
        Role::Admin => Some("Admin"),
        Role::Owner => Some("Owner"),
    };
    view! {
        <li class="details__member">
            <Avatar name=member.person.name.clone() />
            <span class="details__person">
                <b>{member.person.name}</b>
                {(id == me).then_some(" (you)")}
                <span class="hint">{member.person.role}</span>
            </span>
            {tag.map(|tag| view! { <span class="tag">{tag}</span> })}
            {deeds}
        </li>
    }
    .into_any()
}

#[component]
fn RenameForm(title: String) -> impl IntoView {
    let here = expect_context::<Here>();
    let verbs = Verbs::here();
    let conversation = here.room.with_value(|room| room.conversation);
    let typed = RwSignal::new(title.clone());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        verbs.shape(api::rename(conversation, typed.get_untracked()), "Renamed");
    };
    view! {
        <form class="details__section" action=Rename::PATH method="post" on:submit=submit>
            <input type="hidden" name="conversation" value=conversation.to_string() />
            <label class="nhsuk-label" for="group-title">
                "Name of the group"
            </label>
            <div class="search">
                <input class="nhsuk-input" id="group-title" name="title" value=title maxlength=model::LONGEST_TITLE.to_string() on:input=move |event| typed.set(event_target_value(&event)) />
                <button type="submit" class="button button--secondary">
                    "Save"
                </button>
            </div>
        </form>
    }
}

#[component]
fn HistoryForm(history: History) -> impl IntoView {
    let here = expect_context::<Here>();
    let verbs = Verbs::here();
    let conversation = here.room.with_value(|room| room.conversation);
    let choices = [(History::Joining, "joining"), (History::All, "all"), (History::None, "none")];
    let option = move |(which, key): (History, &'static str)| view! { <option value=key selected=which == history>{history_words(which)}</option> };
    let changed = move |event| verbs.shape(api::set_history(conversation, event_target_value(&event)), "Saved");
    view! {
        <form class="details__section" action=SetHistory::PATH method="post">
            <input type="hidden" name="conversation" value=conversation.to_string() />
            <label class="nhsuk-label" for="group-history">
                "New members see"
            </label>
            <select class="nhsuk-select" id="group-history" name="history" on:change=changed>
                {choices.map(option).collect_view()}
            </select>
            <noscript>
                <button type="submit" class="button button--secondary">
                    "Save"
                </button>
            </noscript>
        </form>
    }
}

#[component]
fn AddPeople() -> impl IntoView {
    let here = expect_context::<Here>();
    let verbs = Verbs::here();
    let (conversation, timeline) = here.room.with_value(|room| (room.conversation, RwSignal::from(room.timeline.clone())));
    let open = RwSignal::new(false);
    let present = Signal::derive(move || {
        timeline.with(|timeline| timeline.details.members.iter().filter(|member| member.left_at.is_none()).map(|member| member.person.id).collect::<Vec<PersonId>>())
    });
    let add = Callback::new(move |person: PersonId| verbs.shape(api::add_people(conversation, vec![person]), "Added"));
    view! {
        <button type="button" class="button button--secondary" on:click=move |_| open.set(true)>
            <Icon name="add" />
            "Add people"
        </button>
        <Dialog id="add-people" open title="Add people">
            <PeopleFinder present add />
        </Dialog>
    }
}

/// The way out asks first: coming back needs an admin.
#[component]
fn LeaveForm() -> impl IntoView {
    let here = expect_context::<Here>();
    let verbs = Verbs::here();
    let conversation = here.room.with_value(|room| room.conversation);
    let navigate = use_navigate();
    let open = RwSignal::new(false);
    let leave = StoredValue::new(move || {
        let navigate = navigate.clone();
        spawn_local(async move {
            match api::leave(conversation).await {
                Ok(()) => {
                    verbs.chat.forget(conversation);
                    navigate("/c", NavigateOptions::default());
                    verbs.tell("You left the group");
                }
                Err(problem) => verbs.trouble(&problem),
            }
        });
    });
    let ask = move |event: SubmitEvent| {
        event.prevent_default();
        open.set(true);
    };
    view! {
        <form class="details__section" action=Leave::PATH method="post" on:submit=ask>
            <input type="hidden" name="conversation" value=conversation.to_string() />
            <button type="submit" class="button button--danger-quiet">
                "Leave the group"
            </button>
        </form>
        <Dialog id="leave-group" open title="Leave this group?">
            <p>"You will no longer see what is said in it. An admin of the group can add you again."</p>
            <div class="buttons buttons--end">
                <button type="button" class="button button--secondary" on:click=move |_| open.set(false)>
                    "Stay"
                </button>
                <button type="button" class="button button--danger" on:click=move |_| { open.set(false); browser::focus("main"); leave.with_value(|leave| leave()); }>
                    "Leave"
                </button>
            </div>
        </Dialog>
    }
}
