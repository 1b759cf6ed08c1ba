//! The PIN, asked when Pando was locked.

use std::time::Duration;

use domain::access::Failure;
use domain::account::model;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use server_fn::ServerFn;

use super::api::{Arrival, SignOut, Unlock, my_arrival};
use super::{SureToSignOut, Tabs, Word};
use browser::lock;
use call::next::own_page;
use ui::{
    Banner, Button, ErrorSummary, Field, Heading, Leaf, LiveRegions, SendsItself, ToastRegion, Tone, Typed, UpdatePrompt, came, fetched,
    hint_once_alive, registered, unsent_here,
};

/// Asks for the PIN. Shows who is signed in and nothing of their work.
#[component]
pub fn UnlockScreen() -> impl IntoView {
    let action = ServerAction::<Unlock>::new();
    let form = Typed::new("unlock", action);
    // A refusal changes it: how many tries are left, and whether the next one has to wait.
    let arrival = fetched(move || form.refusals(), |_| my_arrival());
    let next = own_page(&use_query_map().read_untracked().get("next").unwrap_or_default());
    let to = next.clone();
    let tabs = Tabs::open(move |word| match word {
        Word::Open => lock::leave_for(&to),
        Word::Active => {}
    });
    Effect::new(move |_| {
        if let Some(Ok(next)) = action.value().get() {
            tabs.say(Word::Open);
            lock::leave_for(&next);
        }
    });
    // Shown as a `timer`, which is not read out each time it changes (ARIA: its live setting is off).
    let wait = count_down(form);
    let unsent = unsent_here();
    view! {
        <main id="main" class="unlock" tabindex="-1">
            <Leaf large=true />
            <Heading class="unlock__title" text="Pando is locked" wrong=Signal::derive(move || form.is_wrong()) />
            <Transition>
                {move || Suspend::new(async move { came(arrival).await.ok().map(|arrival| view! { <Who form arrival wait /> }) })}
            </Transition>
            <p class="unlock__wait" role="timer">
                {move || (wait.get() > 0).then(|| spell(wait.get()))}
            </p>
            <Show when=move || unsent.get()>
                <Banner>"Something you wrote here is not sent yet. It is kept until you unlock."</Banner>
            </Show>
            <PinForm form action next wait />
            <WayOut unsent />
        </main>
        <ToastRegion />
        <LiveRegions />
        <UpdatePrompt newer=registered() />
    }
}

/// The field: empty again after a wrong PIN, and sent by its last digit.
#[component]
fn PinForm(form: Typed, action: ServerAction<Unlock>, next: String, wait: RwSignal<i64>) -> impl IntoView {
    // Once it was right the next screen is on its way.
    let right = move || action.value().with(|value| matches!(value, Some(Ok(_))));
    let busy = Signal::derive(move || action.pending().get() || wait.get() > 0 || right());
    view! {
        <ActionForm action attr:novalidate="" attr:class="unlock__form">
            <input type="hidden" name="next" value=next />
            <ErrorSummary form calm=true />
            <Field
                form
                name="pin"
                label="PIN"
                hint=hint_once_alive("4 digits", "The fourth digit opens Pando")
                kind="password"
                autocomplete="current-password"
                inputmode="numeric"
                most=4_u32
                class="code-input"
                first=true
                check=model::pin
                sends=SendsItself { when: model::pin, busy }
            />
            <Button wide=true busy>"Unlock"</Button>
        </ActionForm>
    }
}

/// Whose device it is, and how many tries are left.
#[component]
fn Who(form: Typed, arrival: Arrival, wait: RwSignal<i64>) -> impl IntoView {
    let Arrival { name, organisation, wrong, .. } = arrival;
    Effect::new(move |_| wait.set(arrival.wait.max(wait.get_untracked())));
    let left = (model::PIN_TRIES - wrong).max(0);
    // What has just been said beside the box is not said again.
    let untold = move || wrong > 0 && form.error("pin").is_none();
    view! {
        <p class="unlock__who"><bdi>{name}</bdi> " · " <bdi>{organisation}</bdi></p>
        <Show when=untold>
            <Banner tone=Tone::Attention>
                <b>{tries_left(left)}</b>
                " before this device is signed out and needs a code by email."
            </Banner>
        </Show>
    }
}

/// Out, for whoever is not the person above or has forgotten the PIN.
#[component]
fn WayOut(unsent: RwSignal<bool>) -> impl IntoView {
    let asked = RwSignal::new(false);
    let ask = move |event: leptos::ev::MouseEvent| {
        if unsent.get_untracked() {
            event.prevent_default();
            asked.set(true);
        }
    };
    view! {
        // A plain form on purpose: the whole page goes, and everything in memory with it.
        <form method="post" action=SignOut::url()>
            // As every button that sends: a check of the PIN must not move it from under the pointer.
            <button type="submit" class="link-button" on:mousedown=|event| event.prevent_default() on:click=ask>
                "Forgotten your PIN, or not you? Sign out"
            </button>
            <p class="hint">"You come back with a code by email and choose a new PIN. What you had not sent is lost."</p>
        </form>
        <SureToSignOut
            id="sure-here"
            open=asked
            title="Lose what is not sent?"
            words="What you wrote here and is not sent yet is lost if you sign out. It is kept until you unlock."
            action=SignOut::url()
            again="Sign out all the same"
        />
    }
}

/// Seconds until the PIN is looked at again, one less each second.
fn count_down(form: Typed) -> RwSignal<i64> {
    let wait = RwSignal::new(0);
    Effect::new(move |_| {
        if let Some(Failure::TooMany { wait: seconds, .. }) = form.failures().first() {
            wait.set(*seconds);
        }
    });
    Effect::new(move |_| {
        let tick = move || {
            wait.try_update(|seconds| *seconds = (*seconds - 1).max(0));
        };
        if let Ok(timer) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || timer.clear());
        }
    });
    wait
}

fn tries_left(left: i64) -> String {
    match left {
        1 => "1 try left".into(),
        left => format!("{left} tries left"),
    }
}

fn spell(seconds: i64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::spell;

    #[test]
    fn waits_are_told_in_minutes_and_seconds() {
        assert_eq!([15, 60, 75].map(spell), ["0:15", "1:00", "1:15"]);
    }
}
