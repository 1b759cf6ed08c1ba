//! Who somebody is, asked once: colleagues find them by it.

use domain::account::model::{Body, Profile};
use domain::directory::model::WardOfSite;
use leptos::ev::SubmitEvent;
use leptos::form::{ActionForm, FromFormData};
use leptos::prelude::*;

use super::api::{Arrival, SaveProfile, my_arrival};
use ui::{Button, Erased, ErrorState, ErrorSummary, Field, Heading, Select, Skeleton, Typed, came, fetched};

/// Asks for name, work and registration.
#[component]
pub fn ProfileScreen() -> impl IntoView {
    let arrival = fetched(|| (), |()| my_arrival());
    let action = ServerAction::<SaveProfile>::new();
    let form = Typed::new("save-profile", action);
    view! {
        <ErrorSummary form />
        <p class="door__steps">"Step 1 of 2"</p>
        <Heading class="door__title" text="Who are you?" wrong=Signal::derive(move || form.is_wrong()) />
        <p class="door__lead">"Colleagues find you by this. Your email address is not shown to anybody."</p>
        <Suspense fallback=Skeleton>
            {move || Suspend::new(async move {
                match came(arrival).await {
                    Ok(arrival) => view! { <ProfileForm form action arrival words="Continue" /> }.erased(),
                    Err(problem) => view! { <ErrorState failure=problem.0 /> }.erased(),
                }
            })}
        </Suspense>
    }
}

/// The fields of a profile, and the button that saves them.
#[component]
pub fn ProfileForm(
    /// What was typed, and what is wrong with it.
    form: Typed,
    /// Saves it.
    action: ServerAction<SaveProfile>,
    /// What was said so far, and the wards to choose from.
    arrival: Arrival,
    /// What the button says.
    words: &'static str,
) -> impl IntoView {
    let Arrival { profile, wards, .. } = arrival;
    let body = RwSignal::new(form.value_or("body", &profile.body));
    // Heard on the way down (`capture`): on the way up the form has been sent already.
    let check = move |event: SubmitEvent| {
        let Ok(typed) = SaveProfile::from_event(&event) else { return };
        if let Err(failures) = as_profile(typed).checked() {
            event.prevent_default();
            // The same list twice is still a new refusal: the focus goes to the summary again.
            form.fail(failures);
        }
    };
    view! {
        <ActionForm action attr:novalidate="" on:submit:capture=check>
            <Field form name="name" label="First and last name" hint="As on your badge, without a title" value=profile.name autocomplete="name" />
            <div class="field-row">
            <Field form name="role" label="What you do" hint="Staff nurse, Registrar, Physiotherapist" value=profile.role autocomplete="organization-title" />
            <Field form name="grade" label="Grade or band" hint="Band 6, ST4, Consultant" value=profile.grade />
            </div>
            <Field form name="specialty" label="Specialty (optional)" hint="Respiratory medicine" value=profile.specialty />
            <WardChoice form chosen=profile.ward wards />
            // The longest name of a body is as wide as the form.
            <BodyChoice form body />
            <div hidden=move || body.get() == Body::None.key()>
                <Field
                    form
                    name="registration"
                    label="Registration number"
                    hint=Signal::derive(move || hint(&body.get()).to_owned())
                    value=profile.registration
                    most=20_u32
                />
            </div>
            <Button wide=true busy=action.pending()>{words}</Button>
        </ActionForm>
    }
}

/// Wards under the name of their site.
#[component]
fn WardChoice(form: Typed, chosen: String, wards: Vec<WardOfSite>) -> impl IntoView {
    let chosen = form.value_or("ward", &chosen);
    let sites = by_site(wards).into_iter().map(move |(site, wards)| {
        let wards = wards.into_iter().map(|ward| {
            let id = ward.ward.to_string();
            let selected = id == chosen;
            view! {
                <option value=id selected=selected>
                    {ward.ward_name}
                </option>
            }
        });
        view! { <optgroup label=site>{wards.collect_view()}</optgroup> }
    });
    view! {
        <Select form name="ward" label="Where you work">
            <option value="">"No fixed ward"</option>
            {sites.collect_view()}
        </Select>
    }
}

#[component]
fn BodyChoice(form: Typed, body: RwSignal<String>) -> impl IntoView {
    let first = body.get_untracked();
    // Nobody is a doctor because they passed this over.
    let choose = first.is_empty().then(|| view! { <option value="">"Choose"</option> }.erased());
    let options = Body::ALL.into_iter().map(move |one| {
        let selected = one.key() == first;
        view! {
            <option value=one.key() selected=selected>
                {long_name(one)}
            </option>
        }
    });
    view! {
        <Select form name="body" label="Who registers you" choose=move |key| body.set(key)>
            {choose}
            {options.collect_view()}
        </Select>
    }
}

fn long_name(body: Body) -> &'static str {
    match body {
        Body::None => "Nobody: I am not registered",
        Body::Gmc => "GMC: General Medical Council",
        Body::Nmc => "NMC: Nursing and Midwifery Council",
        Body::Hcpc => "HCPC: Health and Care Professions Council",
        Body::Gphc => "GPhC: General Pharmaceutical Council",
    }
}

/// What a number of this body looks like, for whoever is about to type one.
fn hint(body: &str) -> &'static str {
    match Body::from_key(body) {
        Some(Body::Gmc) => "GMC numbers have 7 digits, like 1234567.",
        Some(Body::Nmc) => "NMC PINs look like 12A3456B.",
        Some(Body::Hcpc) => "HCPC numbers look like PH123456.",
        Some(Body::Gphc) => "GPhC numbers have 7 digits and begin with 2 or 5, like 2012345.",
        Some(Body::None) => "",
        None => "Only if somebody registers you.",
    }
}

/// Sites in the order they come, each with its wards.
fn by_site(wards: Vec<WardOfSite>) -> Vec<(String, Vec<WardOfSite>)> {
    let mut sites: Vec<(String, Vec<WardOfSite>)> = Vec::new();
    for ward in wards {
        match sites.iter_mut().find(|(site, _)| *site == ward.site_name) {
            Some((_, wards)) => wards.push(ward),
            None => sites.push((ward.site_name.clone(), vec![ward])),
        }
    }
    sites
}

fn as_profile(typed: SaveProfile) -> Profile {
    let SaveProfile { name, role, grade, specialty, ward, body, registration } = typed;
    Profile { name, role, grade, specialty, ward, body, registration }
}

#[cfg(test)]
mod tests {
    use super::hint;

    #[test]
    fn somebody_who_is_not_registered_gets_no_hint() {
        assert_eq!((hint("none"), hint("nmc")), ("", "NMC PINs look like 12A3456B."));
    }
}
