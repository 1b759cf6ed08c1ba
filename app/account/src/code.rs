//! The second door: the code from the email.

use domain::access::Failure;
use domain::account::model::{self, CODE_DIGITS, CODES_PER_HOUR};
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::{EnterCode, ResendCode, my_arrival};
use call::failure::Problem;
use ui::{Banner, Button, Erased, ErrorSummary, Field, Heading, SendsItself, Skeleton, Tone, Typed, came, fetched, hint_once_alive};

/// Said instead of going round and round.
pub const NO_COOKIES: &str =
    "Pando cannot sign you in without cookies, and this browser has kept none of ours: allow them for this site, then ask for a code.";

/// Nobody asked, or the browser forgot it: which of them cannot be told.
const NOT_ASKED: &str = "This browser does not remember that you asked for a code. If you did, it keeps no cookies: Pando cannot sign \
    you in without cookies, so allow them for this site, then ask for a code.";

/// Asks for the code. It can be typed, pasted, or filled in by the phone.
#[component]
pub fn CodeScreen() -> impl IntoView {
    let action = ServerAction::<EnterCode>::new();
    let form = Typed::new("enter-code", action);
    let arrival = fetched(|| (), |()| my_arrival());
    view! {
        <ErrorSummary form calm=true />
        <Heading class="door__title" text="Enter your code" wrong=Signal::derive(move || form.is_wrong()) />
        <Suspense fallback=Skeleton>
            {move || Suspend::new(async move {
                match came(arrival).await {
                    // Whoever asked for a code is known by the cookie alone.
                    Err(Problem(Failure::SignedOut)) => view! { <NotAsked /> }.erased(),
                    arrival => {
                        let hint = arrival.map(|arrival| arrival.email_hint).unwrap_or_default();
                        view! { <CodeForm form action hint /> }.erased()
                    }
                }
            })}
        </Suspense>
    }
}

/// The one box, and another code.
#[component]
fn CodeForm(form: Typed, action: ServerAction<EnterCode>, hint: String) -> impl IntoView {
    // Once it was right the next screen is on its way.
    let right = move || action.value().with(|value| matches!(value, Some(Ok(()))));
    let busy = Signal::derive(move || action.pending().get() || right());
    view! {
        <p class="door__lead">{sent_to(&hint)}</p>
        <ActionForm action attr:novalidate="">
            <input type="hidden" name="email" value=hint />
            <Field
                form
                name="code"
                label=format!("Code of {CODE_DIGITS} digits")
                hint=hint_once_alive("From the email.", "From the email. The last digit sends it.")
                inputmode="numeric"
                autocomplete="one-time-code"
                class="code-input"
                first=true
                check=model::code
                sends=SendsItself { when: model::code, busy }
            />
            <Button wide=true busy>"Sign in"</Button>
        </ActionForm>
        <Resend entering=form />
    }
}

/// Nobody can be let in here.
#[component]
fn NotAsked() -> impl IntoView {
    view! {
        <Banner tone=Tone::Trouble>{NOT_ASKED}</Banner>
        <p class="door__after">
            <a href="/sign-in">"Ask for a code"</a>
        </p>
    }
}

/// Nobody learns here whether the address is known.
fn sent_to(hint: &str) -> String {
    let to = if hint.is_empty() { "the address you gave" } else { hint };
    format!("If {to} belongs to somebody who may use Pando, an email with a code is on its way.")
}

/// Another code, and what stands in the way of getting too many.
#[component]
fn Resend(
    /// The form that takes the code.
    entering: Typed,
) -> impl IntoView {
    let action = ServerAction::<ResendCode>::new();
    let form = Typed::new("resend-code", action);
    let sent = move || action.value().with(|value| matches!(value, Some(Ok(()))));
    Effect::new(move |_| {
        // What was wrong with the old one, and how many tries it had, says nothing about the new one.
        if sent() {
            entering.fail(Vec::new());
        }
    });
    view! {
        <div class="door__after">
            <div role="status">
                {move || sent().then(|| view! { <Banner>"We have sent another code. Only the new one works."</Banner> }.erased())}
                {move || form.failures().into_iter().map(|failure| view! { <Banner tone=Tone::Trouble>{failure.to_string()}</Banner> }).collect_view()}
            </div>
            <ActionForm action>
                <button type="submit" class="link-button" on:mousedown=|event| event.prevent_default()>
                    "Send another code"
                </button>
                {format!(" (at most {CODES_PER_HOUR} an hour). The old one then stops working.")}
            </ActionForm>
            <p>
                <a href="/sign-in">"Use another email address"</a>
            </p>
        </div>
    }
}
