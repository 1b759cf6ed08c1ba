//! Who is in a group: each with what can be done about them, and the way to add more.

use domain::access::PersonId;
use domain::chat::live::Timeline;
use domain::chat::model::{Deed, Kind, Member, Role, allows, may_remove};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::{self, Appoint};
use super::here::Here;
use super::people::{PeopleFinder, PersonLine, place};
use super::sure::REMOVING;
use super::verbs::Verbs;
use directory::{is_unverified, profile_href};
use ui::{Dialog, Erased, Icon};

/// The id of the heading over them.
pub(super) const MEMBERS: &str = "members-title";

/// Whom somebody is about to take out of the group.
#[derive(Clone, Copy)]
struct Removal {
    open: RwSignal<bool>,
    who: RwSignal<Option<(PersonId, String)>>,
}

/// All of them, for somebody of this role.
#[component]
pub(super) fn Members(present: Memo<Vec<Member>>, role: Memo<Role>) -> impl IntoView {
    let removal = Removal { open: RwSignal::new(false), who: RwSignal::new(None) };
    let people = move || {
        let role = role.get();
        present.get().into_iter().map(|member| view! { <MemberLine member role removal /> }).collect_view()
    };
    view! {
        <ul class="people people--plain">{people}</ul>
        <Dialog id="remove-person" open=removal.open title="Take them out of this group?">
            {move || removal.who.get().map(|(person, name)| view! { <Question person name open=removal.open /> })}
        </Dialog>
    }
}

#[component]
fn MemberLine(member: Member, role: Role, removal: Removal) -> impl IntoView {
    let me = Verbs::here().chat.my_id();
    let mine = member.person.id == me;
    let theirs = member.role;
    let remove = !mine && allows(Kind::Group, role, Deed::Remove) && may_remove(role, theirs);
    let appoint = !mine && allows(Kind::Group, role, Deed::Appoint);
    let tag = match theirs {
        Role::Member => None,
        Role::Admin => Some("Admin"),
        Role::Owner => Some("Owner"),
        Role::Other => Some("Other role"),
    };
    let more = place(&member.person);
    let called = mine.then_some("You");
    let unverified = is_unverified(&member.person);
    view! {
        <li>
            <PersonLine id=member.person.id href=profile_href(member.person.id) name=member.person.name.clone() called more>
                {tag.map(|tag| view! { <span class="tag">{tag}</span> })}
                {unverified.then(|| view! { <span class="tag tag--attention"><Icon name="unverified" />"Not verified"</span> }.erased())}
                {(remove || appoint).then(|| view! { <MemberMenu member remove appoint removal /> }.erased())}
            </PersonLine>
        </li>
    }
    .erased()
}

/// What can be done about a member.
#[component]
fn MemberMenu(member: Member, remove: bool, appoint: bool, removal: Removal) -> impl IntoView {
    let here = expect_context::<Here>();
    let verbs = Verbs::here();
    let conversation = here.room.with_value(|room| room.conversation);
    let id = member.person.id;
    let menu = format!("member-{id}");
    let roles = [
        (Role::Member, "member", "Make a member", "user"),
        (Role::Admin, "admin", "Make an admin", "admin"),
        (Role::Owner, "owner", "Make an owner", "owner"),
    ];
    let role = move |(_, key, words, icon): (Role, &'static str, &'static str, &'static str)| {
        let pressed = move |event: MouseEvent| {
            event.prevent_default();
            verbs.appoint(conversation, id, key);
        };
        view! {
            <button type="submit" name="role" value=key class="menu__item" on:click=pressed>
                <Icon name=icon />
                {words}
            </button>
        }
    };
    let theirs = member.role;
    let (name, asked_from) = (member.person.name.clone(), menu.clone());
    let ask = move |event: MouseEvent| {
        event.prevent_default();
        // First: so the question gives the focus back to the button of the menu, and not to what has gone with it.
        browser::close_menu(&asked_from);
        removal.who.set(Some((id, name.clone())));
        removal.open.set(true);
    };
    view! {
        <button type="button" class="button button--icon" popovertarget=menu.clone() aria-label=format!("Change {}", member.person.name)>
            <Icon name="more" />
        </button>
        <div class="menu" id=menu popover="auto" aria-label=member.person.name.clone()>
            <p class="menu__heading"><bdi>{member.person.name.clone()}</bdi></p>
            <form method="post" action=Appoint::PATH>
            <input type="hidden" name="conversation" value=conversation.to_string() />
            <input type="hidden" name="person" value=id.to_string() />
            {appoint.then(|| roles.into_iter().filter(|(role, ..)| *role != theirs).map(role).collect_view())}
            {remove.then(|| view! {
                <hr class="menu__parting" />
                <button
                    type="submit"
                    formmethod="get"
                    formaction=format!("/c/{conversation}")
                    name="info"
                    value="remove"
                    class="menu__item menu__item--danger"
                    on:click=ask
                >
                    <Icon name="user-minus" />
                    "Take out of the group"
                </button>
            })}
            </form>
        </div>
    }
    .erased()
}

/// Asked first: whoever is added again may not see what was said in between.
#[component]
fn Question(person: PersonId, name: String, open: RwSignal<bool>) -> impl IntoView {
    let verbs = Verbs::here();
    let conversation = expect_context::<Here>().conversation();
    let remove = move |_| {
        open.set(false);
        verbs.remove(conversation, person);
        // Their line goes, and the focus with it.
        request_animation_frame(|| browser::focus(MEMBERS));
    };
    view! {
        <div class="dialog__body">
            <p><bdi>{name}</bdi> {REMOVING}</p>
        </div>
        <div class="dialog__foot">
            <button type="button" class="button button--secondary" autofocus on:click=move |_| open.set(false)>
                "Keep them"
            </button>
            <button type="button" class="button button--danger" on:click=remove>
                "Take out of the group"
            </button>
        </div>
    }
}

/// The way to add people.
#[component]
pub(super) fn AddPeople() -> impl IntoView {
    let here = expect_context::<Here>();
    let verbs = Verbs::here();
    let (conversation, timeline) = here.room.with_value(|room| (room.conversation, RwSignal::from(room.timeline.clone())));
    let present = Signal::derive(move || {
        let here = |timeline: &Timeline| {
            timeline.details.members.iter().filter(|member| member.left_at.is_none()).map(|member| member.person.id).collect()
        };
        timeline.with(here)
    });
    let open = here.adding;
    let add = Callback::new(move |person: PersonId| verbs.shape(api::add_people(conversation, vec![person]), "Added"));
    let ask = move |event: MouseEvent| {
        event.prevent_default();
        open.set(true);
    };
    view! {
        <form action=format!("/c/{conversation}")>
            <button type="submit" name="info" value="add" class="button button--quiet button--small" on:click=ask>
                <Icon name="user-plus" />
                "Add"
            </button>
        </form>
        <Dialog id="add-people" open title="Add members">
            <div class="dialog__body">
                <PeopleFinder present add />
            </div>
        </Dialog>
    }
}
