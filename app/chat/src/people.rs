//! Finding people to add.

use std::time::Duration;

use domain::access::PersonId;
use domain::directory::model::Colleague;
use domain::text::joined;
use leptos::prelude::*;

use call::failure::Problem;
use directory::api::search_people;
use ui::{Answer, Avatar, Erased, ErrorState, counted};

/// What somebody typed, and what it finds: an answer says which question it answers.
pub struct Finding<T: Send + Sync + 'static> {
    text: Signal<String>,
    answer: Answer<(String, Result<T, Problem>)>,
}

// By hand: derived, both would ask the same of what is found.
impl<T: Send + Sync + 'static> Clone for Finding<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Finding<T> {}

impl Finding<Vec<Colleague>> {
    /// Asks for people.
    pub fn people(text: Signal<String>) -> Self {
        Self::new(text, async |typed| search_people(typed, None, None, None, None).await.map(|found| found.people))
    }
}

impl<T: Clone + Default + Send + Sync + 'static> Finding<T> {
    /// Asks as somebody types, once they pause.
    pub fn new(text: Signal<String>, ask: impl AsyncFn(String) -> Result<T, Problem> + Copy + 'static) -> Self {
        let settled = RwSignal::new(String::new());
        Effect::new(move |before: Option<Option<leptos::leptos_dom::helpers::TimeoutHandle>>| {
            if let Some(timer) = before.flatten() {
                timer.clear();
            }
            let typed = text.get();
            // The box may be gone by then.
            set_timeout_with_handle(move || settled.try_set(typed).map_or((), drop), Duration::from_millis(120)).ok()
        });
        let answer = Answer::new(move || {
            let typed = settled.get();
            async move {
                let found = if typed.trim().is_empty() { Ok(T::default()) } else { ask(typed.clone()).await };
                (typed, found)
            }
        });
        Self { text, answer }
    }

    /// What the present text finds; nothing while that is not known.
    pub fn get(self) -> Option<Result<T, Problem>> {
        let text = self.text.get();
        if text.trim().is_empty() {
            return Some(Ok(T::default()));
        }
        self.answer.get().filter(|(asked, _)| *asked == text).map(|(_, found)| found)
    }

    /// What the last text found for which that is known: to be seen until better ones come, not to be chosen from.
    pub fn last(self) -> Option<Result<T, Problem>> {
        self.get().or_else(|| self.answer.get().map(|(_, found)| found))
    }

    /// Asks again.
    pub fn refetch(self) {
        self.answer.refetch();
    }
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
    let finding = Finding::people(text.into());
    let line = move |person: Colleague| {
        let id = person.id;
        let name = person.name.clone();
        let there = move || present.with(|present| present.contains(&id));
        view! {
            <li>
                <PersonLine id name=person.name.clone() more=place(&person)>
                    <button type="button" class="button button--secondary button--small" aria-disabled=move || there().then_some("true") aria-label=move || format!("{} {name}", if there() { "Added" } else { "Add" }) on:click=move |_| if !there() { add.run(id) }>
                        {move || if there() { "Added" } else { "Add" }}
                    </button>
                </PersonLine>
            </li>
        }
    };
    // Each line is a button of its own that names its person: what an earlier text found stays until the answer is there.
    let found = Memo::new(move |_| finding.last());
    let told = move || match finding.get() {
        Some(Ok(people)) if !text.read().trim().is_empty() => match people.len() {
            0 => "Nobody found. Try fewer letters.".to_owned(),
            count => counted(count, "person found", "people found"),
        },
        _ => String::new(),
    };
    view! {
        <label class="nhsuk-label" for="find-people">
            "Name, role, specialty or ward"
        </label>
        <input class="nhsuk-input" id="find-people" type="search" dir="auto" autocomplete="off" autofocus on:input=move |event| text.set(event_target_value(&event)) />
        <p class="directory__count" role="status">{told}</p>
        {move || match found.get() {
            None => ().into_any(),
            Some(Err(Problem(failure))) => view! { <ErrorState failure retry=Callback::new(move |()| finding.refetch()) /> }.erased(),
            Some(Ok(people)) => view! { <ul class="people people--plain">{people.into_iter().map(line).collect_view()}</ul> }.erased(),
        }}
    }
    .erased()
}

/// Somebody in a list, with what can be done at the end.
#[component]
pub fn PersonLine(
    /// Who.
    id: PersonId,
    /// Where their profile is, if the line leads there.
    #[prop(optional, into)]
    href: Option<String>,
    /// Their name.
    #[prop(into)]
    name: String,
    /// What they are called here, where it is not their name.
    #[prop(optional_no_strip)]
    called: Option<&'static str>,
    /// What they do and where.
    #[prop(into)]
    more: String,
    /// What stands at the end of the line.
    children: Children,
) -> impl IntoView {
    let face = name.clone();
    let name = called.map_or(name, str::to_owned);
    view! {
        <div class="person">
            <Avatar name=face id=id.to_string() />
            <span>
                {match href {
                    Some(href) => view! { <a class="person__name person__link" href=href><bdi>{name}</bdi></a> }.erased(),
                    None => view! { <span class="person__name"><bdi>{name}</bdi></span> }.erased(),
                }}
                <span class="person__role">{more}</span>
            </span>
            <span class="person__end">{children()}</span>
        </div>
    }
    .erased()
}

/// What somebody does and where, in one line.
pub fn place(person: &Colleague) -> String {
    joined(&[&person.role, &person.ward, &person.site], " \u{b7} ")
}
