//! A person in a list: who first, then what they do, then where.

use domain::account::model::Body;
use domain::directory::model::Colleague;
use domain::text::joined;
use leptos::prelude::*;

use ui::{Avatar, Erased, Icon};

/// The inside of a row (`person`) in a search, a group or a receipt.
#[component]
pub fn PersonRow(
    /// Who.
    person: Colleague,
) -> impl IntoView {
    let unverified = is_unverified(&person);
    let work = joined(&[&person.role, &person.grade], ", ");
    let place = joined(&[&person.specialty, &person.ward, &person.site], " · ");
    view! {
        <Avatar name=person.name.clone() id=person.id.to_string() />
        <span>
            <span class="person__name"><bdi>{person.name}</bdi> {unverified.then(|| view! { <NotVerified /> }.erased())}</span>
            <span class="person__role">{work}</span>
            <span class="person__place">{place}</span>
        </span>
    }
}

/// What "not verified" means, for whoever stands there as that.
pub const WHO_CHECKS: &str =
    "Somebody of your organisation checks registration numbers. Until yours is checked, colleagues see \u{201c}Not verified\u{201d}.";

/// Nobody has checked the registration number yet.
#[component]
pub fn NotVerified() -> impl IntoView {
    view! {
        <span class="tag tag--attention">
            <Icon name="unverified" />
            "Not verified"
        </span>
    }
}

/// Whether somebody gave a registration number that nobody has checked.
pub fn is_unverified(person: &Colleague) -> bool {
    person.body != Body::None && person.verified_at.is_none()
}
