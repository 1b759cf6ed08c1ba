//! Finding people to add.

use std::time::Duration;

use domain::access::PersonId;
use domain::directory::model::Colleague;
use domain::text::isolated;
use leptos::prelude::*;

use crate::directory::api::search_people;
use crate::failure::Problem;
use crate::ui::{Answer, Avatar, ErrorState};

/// The people a text finds, as somebody types.
pub fn finding(text: Signal<String>) -> Answer<Result<Vec<Colleague>, Problem>> {
    let settled = RwSignal::new(String::new());
    Effect::new(move |before: Option<Option<leptos::leptos_dom::helpers::TimeoutHandle>>| {
        if let Some(timer) = before.flatten() {
            timer.clear();
        }
        let typed = text.get();
        set_timeout_with_handle(move || settled.try_set(typed).map_or((), drop), Duration::from_millis(120)).ok()
    });
    Answer::new(move || {
        let typed = settled.get();
        async move {
            if typed.trim().is_empty() {
                return Ok(Vec::new());
            }
            search_people(typed, None, None, None, None).await.map(|found| found.people)
        }
    })
}

/// A search box with a list of who can be added.
#[component]
pub fn PeopleFinder(
    /// Who is in it already.
    present: Signal<Vec<PersonId>>,
    /// Adds somebody.
    add: Callback<PersonId>,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let found = finding(text.into());
    let line = move |person: Colleague| {
        let id = person.id;
        let name = person.name.clone();
        let there = move || present.with(|present| present.contains(&id));
        view! {
            <li>
                <PersonLine name=person.name.clone() more=place(&person)>
                    <button type="button" class="button button--secondary button--small" aria-disabled=move || there().then_some("true") aria-label=move || format!("{} {name}", if there() { "Added" } else { "Add" }) on:click=move |_| if !there() { add.run(id) }>
                        {move || if there() { "Added" } else { "Add" }}
                    </button>
                </PersonLine>
            </li>
        }
    };
    view! {
        <label class="nhsuk-label" for="find-people">
            "Name, role, specialty or ward"
        </label>
        <input class="nhsuk-input" id="find-people" type="search" dir="auto" autocomplete="off" autofocus on:input=move |event| text.set(event_target_value(&event)) />
        {move || match found.get() {
            None => ().into_any(),
            Some(Err(Problem(failure))) => view! { <ErrorState failure retry=Callback::new(move |()| found.refetch()) /> }.into_any(),
            Some(Ok(people)) if people.is_empty() && !text.read().trim().is_empty() => view! { <p>"Nobody found. Try fewer letters."</p> }.into_any(),
            Some(Ok(people)) => view! { <ul class="people people--plain">{people.into_iter().map(line).collect_view()}</ul> }.into_any(),
        }}
    }
    .into_any()
}

/// Somebody in a list, with what can be done at the end.
#[component]
pub fn PersonLine(
    /// Their name.
    #[prop(into)]
    name: String,
    /// What they do and where.
    #[prop(into)]
    more: String,
    /// What stands at the end of the line.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="person">
            <Avatar name=name.clone() />
            <span>
                <span class="person__name"><bdi>{name}</bdi></span>
                <span class="person__role"><bdi>{more}</bdi></span>
            </span>
            <span class="person__end">{children()}</span>
        </div>
    }
}

/// What somebody does and where, in one line.
pub fn place(person: &Colleague) -> String {
    [person.role.as_str(), person.ward.as_str(), person.site.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(isolated)
        .collect::<Vec<_>>()
        .join(" \u{b7} ")
}
