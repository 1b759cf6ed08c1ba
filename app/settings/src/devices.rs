//! Where somebody is signed in, and signing out from afar: for the phone left on a bus.

use domain::access::DeviceId;
use domain::account::model::Device;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::leave::LeaveForm;
use account::AtWork;
use account::api::{SignOutDevice, list_devices};
use ui::{Banner, Erased, ErrorState, Icon, Page, Skeleton, Time, Toasts, Tone, Typed, came, fetched, focus_id, is_nowhere, when};

/// The id of the list.
const LIST: &str = "devices";

/// Which button of the list was pressed last, counted from the top.
type Pressed = StoredValue<Option<usize>>;

/// The devices, this one first.
#[component]
pub fn DevicesScreen() -> impl IntoView {
    let here = expect_context::<AtWork>().me.with_untracked(|me| me.device);
    let sign_out = ServerAction::<SignOutDevice>::new();
    let form = Typed::new("sign-out-device", sign_out);
    let devices = fetched(move || sign_out.version().get(), |_| list_devices());
    let pressed = Pressed::new(None);
    let toasts = expect_context::<Toasts>();
    Effect::new(move |_| {
        if sign_out.value().with(|value| matches!(value, Some(Ok(())))) {
            toasts.show("Signed out there. Pando is gone from it the next moment it is online.");
        }
    });
    view! {
        <Page title="Devices" back="/settings" back_label="Back to settings">
                <p class="page__lead">"Where your account is signed in. Lost one? Sign it out here: it closes within a second and keeps nothing."</p>
                {move || form.failures().into_iter().map(|failure| view! { <Banner tone=Tone::Trouble>{failure.to_string()}</Banner> }).collect_view()}
                <section class="page__section card" aria-label="Devices">
                    <Transition fallback=Skeleton>
                        {move || Suspend::new(async move {
                            match came(devices).await {
                                Ok(devices) => view! { <List devices here sign_out pressed /> }.erased(),
                                Err(problem) => view! { <ErrorState failure=problem.0 retry=move |()| devices.refetch() /> }.erased(),
                            }
                        })}
                    </Transition>
                </section>
                <Everywhere />
        </Page>
    }
}

#[component]
fn List(mut devices: Vec<Device>, here: DeviceId, sign_out: ServerAction<SignOutDevice>, pressed: Pressed) -> impl IntoView {
    devices.sort_by_key(|device| (device.id != here, std::cmp::Reverse(device.seen_at)));
    let rows = devices.into_iter().enumerate().map(|(place, device)| view! { <DeviceRow device place here sign_out pressed /> });
    Effect::new(move |_| {
        if let Some(place) = pressed.try_update_value(Option::take).flatten() {
            request_animation_frame(move || go_on(place));
        }
    });
    view! {
        <ul class="devices" id=LIST tabindex="-1" aria-label="Devices">
            {rows.collect_view()}
        </ul>
    }
}

/// The id of a button that signs out another device.
// By its place: the device that goes takes its id along, and another one stands there then.
fn button_id(place: usize) -> String {
    format!("sign-out-{place}")
}

/// The device has gone from the list, and the focus with it: it goes to the one that took its place, to the one before, or to the
/// list; never to the button that signs out here.
fn go_on(place: usize) {
    if is_nowhere() {
        let next = [place, place.saturating_sub(1)].into_iter().any(|place| focus_id(&button_id(place)));
        if !next {
            focus_id(LIST);
        }
    }
}

#[component]
fn DeviceRow(device: Device, place: usize, here: DeviceId, sign_out: ServerAction<SignOutDevice>, pressed: Pressed) -> impl IntoView {
    let Device { id, name, version, seen_at, created_at } = device;
    let this = id == here;
    let phone = ["iPhone", "Android", "iPad"].iter().any(|word| name.contains(word));
    // Two of the same kind are told apart by when they came.
    let label =
        if this { format!("Sign out {name}, this device") } else { format!("Sign out {name}, signed in since {}", when::full(created_at)) };
    view! {
        <li class="device">
            <Icon large=true name=if phone { "phone" } else { "monitor" } />
            <div class="device__words">
                <p class="device__name">{name} {this.then(|| view! { <span class="tag tag--good">"This device"</span> }.erased())}</p>
                <p class="device__facts">"Last seen " <Time at=seen_at /> ". Signed in since " <Time at=created_at /> ". Version " {version} "."</p>
            </div>
            {if this {
                view! { <LeaveForm label /> }.erased()
            } else {
                view! {
                    <ActionForm action=sign_out>
                        <input type="hidden" name="device" value=id.to_string() />
                        <button
                            type="submit"
                            class="button button--secondary"
                            id=button_id(place)
                            aria-label=label
                            on:click=move |_| pressed.set_value(Some(place))
                        >
                            "Sign out"
                        </button>
                    </ActionForm>
                }
                    .erased()
            }}
        </li>
    }
}

/// All of them at once, this one too.
#[component]
fn Everywhere() -> impl IntoView {
    view! {
        <section class="page__section" aria-labelledby="everywhere-title">
            <h2 class="visually-hidden" id="everywhere-title">
                "Everywhere"
            </h2>
            <div class="buttons">
                <LeaveForm everywhere=true />
                <span class="hint">"This device too. You come back with a code by email."</span>
            </div>
        </section>
    }
}
