//! Look, keys and announcements; and who one is.

use domain::account::model::{Body, Me, Settings};
use domain::text::isolated;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::leave::LeaveForm;
use crate::account::api::SaveSettings;
use crate::frame::AtWork;
use crate::ui::{Avatar, Button, Choice, ErrorSummary, Icon, Page, Segmented, Size, Toasts, Typed};

/// What somebody can choose, the way to their devices, and the way out.
#[component]
pub fn SettingsScreen() -> impl IntoView {
    let at_work = expect_context::<AtWork>();
    let me = at_work.me.get_value();
    let locks = format!("{} without use. {} sets this.", spell(me.idle_seconds), me.organisation);
    view! {
        <Page title="Settings">
            <Profile me />
            <Choosing at_work />
            <Section title="Security">
                <Setting name="Lock after" hint=locks>
                    ""
                </Setting>
                <Setting name="PIN" hint="Opens Pando on this device.">
                    <a class="button button--secondary" href="/settings/pin">
                        "Change PIN"
                    </a>
                </Setting>
                <Setting name="Devices" hint="Where you are signed in.">
                    <a class="button button--secondary" href="/settings/devices">
                        "Show devices"
                    </a>
                </Setting>
                <Setting name="Sign out" hint="Takes everything of Pando off this device.">
                    <LeaveForm />
                </Setting>
            </Section>
            <Section title="Help">
                <Setting name="Keyboard shortcuts" hint="Press Ctrl / among your messages.">
                    <a class="button button--secondary" href="/help#keys-title">
                        "Show"
                    </a>
                </Setting>
                <Setting name="Install Pando" hint="As an app on a phone or computer.">
                    <a class="button button--secondary" href="/help#install-title">
                        "How to"
                    </a>
                </Setting>
            </Section>
        </Page>
    }
}

/// How colleagues see whoever is signed in.
#[component]
fn Profile(me: Me) -> impl IntoView {
    let person = me.colleague;
    let work = joined(&[&person.role, &person.grade, &person.specialty], ", ");
    let number = if person.body == Body::None { String::new() } else { format!("{} {}", person.body.name(), person.registration) };
    let place = joined(&[&person.ward, &person.site, &number], " · ");
    let verified = person.verified_at.is_some();
    view! {
        <section class="card profile-card" aria-labelledby="profile-name">
            <Avatar name=person.name.clone() id=person.id.to_string() size=Size::Large />
            <div class="profile-card__words">
                <h2 class="profile-card__name" id="profile-name">
                    <bdi>{person.name}</bdi>
                </h2>
                <p><bdi>{work}</bdi></p>
                <p class="hint"><bdi>{place}</bdi> " " {(person.body != Body::None).then(|| view! { <Verified verified /> })}</p>
            </div>
            <a class="button button--secondary" href="/settings/profile">
                "Change profile"
            </a>
        </section>
    }
}

#[component]
fn Verified(verified: bool) -> impl IntoView {
    let (class, icon, text) =
        if verified { ("tag tag--good", "verified", "Verified") } else { ("tag tag--attention", "unverified", "Not verified") };
    view! {
        <span class=class>
            <Icon name=icon />
            {text}
        </span>
    }
}

#[component]
fn Choosing(at_work: AtWork) -> impl IntoView {
    let action = ServerAction::<SaveSettings>::new();
    let form = Typed::new("save-settings", action);
    let toasts = expect_context::<Toasts>();
    Effect::new(move |_| {
        if action.value().with(|value| matches!(value, Some(Ok(())))) {
            toasts.show("Settings saved");
        }
    });
    // Shown at once; a refusal says so above the form, and the next page brings back what holds.
    let preview = move |event| at_work.settings.update(|settings| choose(settings, &event));
    let now = at_work.settings.get_untracked();
    view! {
        <ErrorSummary form />
        <ActionForm action on:change=preview>
            <Section title="How it looks">
                <Setting name="Theme" hint="Follows the device unless you choose.">
                    <Segmented form name="theme" legend="Theme" chosen=now.theme choices=themes() />
                </Setting>
                <Setting name="Density" hint="Compact fits more conversations on the screen.">
                    <Segmented form name="density" legend="Density" chosen=now.density choices=densities() />
                </Setting>
            </Section>
            <Section title="Keyboard and screen reader">
                <Switch name="enter_sends" label="Enter sends the message" hint="Off: Enter starts a new line and Ctrl Enter sends." on=now.enter_sends />
                <Switch
                    name="single_keys"
                    label="Single-letter shortcuts"
                    hint="R, U and I on a focused message. Switch off if you dictate."
                    on=now.single_keys
                />
                <Setting name="Announce new messages" hint="Read out by a screen reader in the open conversation.">
                    <Segmented form name="announce" legend="Announce new messages" chosen=now.announce choices=announcing() />
                </Setting>
            </Section>
            <div class="page__section buttons">
                <Button busy=action.pending()>"Save"</Button>
            </div>
        </ActionForm>
    }
}

#[component]
fn Section(title: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="page__section">
            <h2 class="page__heading">{title}</h2>
            <div class="card">{children()}</div>
        </section>
    }
}

#[component]
fn Setting(name: &'static str, #[prop(into)] hint: String, children: Children) -> impl IntoView {
    view! {
        <div class="setting">
            <div class="setting__words">
                <p class="setting__name">{name}</p>
                <p class="setting__hint">{hint}</p>
            </div>
            <div class="setting__control">{children()}</div>
        </div>
    }
}

#[component]
fn Switch(name: &'static str, label: &'static str, hint: &'static str, on: bool) -> impl IntoView {
    view! {
        <div class="setting">
            <div class="setting__words">
                <label class="setting__name" for=name>
                    {label}
                </label>
                <p class="setting__hint" id=format!("{name}-hint")>
                    {hint}
                </p>
            </div>
            <input class="switch" type="checkbox" role="switch" id=name name=name value="true" checked=on aria-describedby=format!("{name}-hint") />
        </div>
    }
}

fn choose(settings: &mut Settings, event: &leptos::ev::Event) {
    let input = event_target::<leptos::web_sys::HtmlInputElement>(event);
    match input.name().as_str() {
        "theme" => settings.theme = input.value(),
        "density" => settings.density = input.value(),
        "announce" => settings.announce = input.value(),
        "enter_sends" => settings.enter_sends = input.checked(),
        "single_keys" => settings.single_keys = input.checked(),
        _ => {}
    }
}

fn joined(parts: &[&str], between: &str) -> String {
    parts.iter().copied().filter(|part| !part.is_empty()).map(isolated).collect::<Vec<_>>().join(between)
}

fn themes() -> Vec<Choice> {
    vec![Choice::new("auto", "Device"), Choice::new("light", "Light"), Choice::new("dark", "Dark")]
}

fn densities() -> Vec<Choice> {
    vec![Choice::new("regular", "Normal"), Choice::new("compact", "Compact")]
}

fn announcing() -> Vec<Choice> {
    vec![Choice::new("all", "All"), Choice::new("none", "None")]
}

fn spell(seconds: i64) -> String {
    match (seconds / 60, seconds % 60) {
        (1, 0) => "1 minute".into(),
        (minutes, 0) => format!("{minutes} minutes"),
        _ => format!("{seconds} seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::spell;

    #[test]
    fn an_idle_time_is_told_in_minutes_where_it_is_whole_minutes() {
        assert_eq!([60, 90, 300].map(spell), ["1 minute", "90 seconds", "5 minutes"]);
    }
}
