//! Look, keys and announcements; and who one is.

use domain::account::model::{Me, Settings};
use leptos::form::ActionForm;
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::account::api::{SaveSettings, SignOut};
use crate::account::{Tabs, Word};
use crate::directory::PersonRow;
use crate::frame::AtWork;
use crate::ui::{Button, Choice, ErrorSummary, Icon, Kind, Page, Segmented, Toasts, Typed};

/// What somebody can choose, the way to their devices, and the way out.
#[component]
pub fn SettingsScreen() -> impl IntoView {
    let at_work = expect_context::<AtWork>();
    let me = at_work.me.get_value();
    view! {
        <Page title="Settings">
                <p class="page__lead">"For you, on all your devices."</p>
                <Profile me=me.clone() />
                <Choosing at_work />
                <section class="page__section" aria-labelledby="devices-title">
                    <h2 class="page__heading" id="devices-title">
                        "Devices"
                    </h2>
                    <div class="card page__text">
                        <p>{format!("{} locks Pando after {} without use. Nobody can change that for themselves.", me.organisation, spell(me.idle_seconds))}</p>
                        <p>
                            <a class="button button--secondary" href="/settings/devices">
                                <Icon name="monitor" />
                                "Where you are signed in"
                            </a>
                        </p>
                        <LeaveForm />
                    </div>
                </section>
        </Page>
    }
}

/// How colleagues see whoever is signed in.
#[component]
fn Profile(me: Me) -> impl IntoView {
    view! {
        <section class="page__section" aria-labelledby="profile-title">
            <h2 class="page__heading" id="profile-title">
                "How colleagues see you"
            </h2>
            <div class="card">
                <div class="person">
                    <PersonRow person=me.colleague />
                </div>
            </div>
        </section>
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
    // Shown at once; a refusal says so beside the form, and the next page brings back what holds.
    let preview = move |event| at_work.settings.update(|settings| choose(settings, &event));
    let now = at_work.settings.get_untracked();
    view! {
        <section class="page__section" aria-labelledby="choices-title">
            <h2 class="page__heading" id="choices-title">
                "Look and keys"
            </h2>
            <ErrorSummary form />
            <ActionForm action on:change=preview>
                <div class="card">
                <Setting name="Colours" hint="Automatic follows your device.">
                    <Segmented form name="theme" legend="Colours" chosen=now.theme choices=themes() />
                </Setting>
                <Setting name="Density" hint="Compact shows more conversations at once.">
                    <Segmented form name="density" legend="Density" chosen=now.density choices=densities() />
                </Setting>
                <Setting name="Sending" hint="What Enter does in the message box. The other one is Shift+Enter or Ctrl+Enter.">
                    <Segmented form name="enter_sends" legend="Sending" chosen=now.enter_sends.to_string() choices=sending() />
                </Setting>
                <Setting name="Single letters" hint="R replies, U marks as unread and so on, while a message has the focus.">
                    <Segmented form name="single_keys" legend="Single letters" chosen=now.single_keys.to_string() choices=on_off() />
                </Setting>
                <Setting name="Reading out" hint="Whether a screen reader says new messages of the open conversation.">
                    <Segmented form name="announce" legend="Reading out" chosen=now.announce choices=reading() />
                </Setting>
                </div>
                <div class="page__section buttons">
                    <Button busy=action.pending()>"Save"</Button>
                </div>
            </ActionForm>
        </section>
    }
}

#[component]
fn Setting(name: &'static str, hint: &'static str, children: Children) -> impl IntoView {
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

/// The way out of this device.
#[component]
fn LeaveForm() -> impl IntoView {
    let tabs = expect_context::<Tabs>();
    view! {
        // A plain form on purpose: the whole page goes, and everything in memory with it.
        <form method="post" action=SignOut::url() on:submit=move |_| tabs.say(Word::SignOut)>
            <Button kind=Kind::Quiet icon="sign-out">
                "Sign out of this device"
            </Button>
        </form>
    }
}

fn choose(settings: &mut Settings, event: &leptos::ev::Event) {
    let input = event_target::<leptos::web_sys::HtmlInputElement>(event);
    let value = input.value();
    match input.name().as_str() {
        "theme" => settings.theme = value,
        "density" => settings.density = value,
        "enter_sends" => settings.enter_sends = value == "true",
        "single_keys" => settings.single_keys = value == "true",
        "announce" => settings.announce = value,
        _ => {}
    }
}

fn themes() -> Vec<Choice> {
    vec![Choice::new("auto", "Automatic"), Choice::new("light", "Light"), Choice::new("dark", "Dark")]
}

fn densities() -> Vec<Choice> {
    vec![Choice::new("regular", "Regular"), Choice::new("compact", "Compact")]
}

fn sending() -> Vec<Choice> {
    vec![Choice::new("true", "Enter sends"), Choice::new("false", "Enter starts a line")]
}

fn on_off() -> Vec<Choice> {
    vec![Choice::new("true", "On"), Choice::new("false", "Off")]
}

fn reading() -> Vec<Choice> {
    vec![Choice::new("all", "All messages"), Choice::new("none", "Nothing")]
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
