//! How settings stand on the page: under a heading, each with its name, what it does, and its control.

use leptos::prelude::*;

use ui::Icon;

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is kept.
    Saved,
    /// It was put back, for this reason.
    Refused(String),
}

/// Settings under one heading.
#[component]
pub fn Section(
    /// The heading.
    title: &'static str,
    /// Its settings.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="page__section">
            <h2 class="page__heading">{title}</h2>
            <div class="card">{children()}</div>
        </section>
    }
}

/// One setting.
#[component]
pub fn Setting(
    /// What it is called.
    name: &'static str,
    /// What it does.
    #[prop(into)]
    hint: String,
    /// What became of the last change.
    #[prop(optional, into)]
    told: Signal<Option<Told>>,
    /// Its control.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="setting">
            <div class="setting__words">
                <p class="setting__name">{name} <Outcome told /></p>
                <p class="setting__hint">{hint}</p>
                <Refusal told />
            </div>
            <div class="setting__control">{children()}</div>
        </div>
    }
}

/// A setting that is on or off.
#[component]
pub fn Switch(
    /// The form field, and its id.
    name: &'static str,
    /// What it is called.
    label: &'static str,
    /// What it does.
    hint: &'static str,
    /// Whether it is on at first.
    on: bool,
    /// What became of the last change.
    #[prop(into)]
    told: Signal<Option<Told>>,
) -> impl IntoView {
    view! {
        <div class="setting">
            <div class="setting__words">
                <p class="setting__name"><label for=name>{label}</label> <Outcome told /></p>
                <p class="setting__hint" id=format!("{name}-hint")>
                    {hint}
                </p>
                <Refusal told />
            </div>
            <input class="switch" type="checkbox" role="switch" id=name name=name value="true" checked=on aria-describedby=format!("{name}-hint") />
        </div>
    }
}

/// "Saved", beside the name: nothing moves when it comes.
#[component]
fn Outcome(told: Signal<Option<Told>>) -> impl IntoView {
    let saved = move || told.with(|told| *told == Some(Told::Saved));
    view! {
        <Show when=saved>
            <span class="tag tag--good">
                <Icon name="check" />
                "Saved"
            </span>
        </Show>
    }
}

/// Why a change was put back.
#[component]
fn Refusal(told: Signal<Option<Told>>) -> impl IntoView {
    let why = move || match told.get() {
        Some(Told::Refused(why)) => Some(view! { <p class="setting__refused">"Put back as it was. " {why}</p> }),
        _ => None,
    };
    view! { {why} }
}
