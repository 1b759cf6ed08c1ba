//! Who one is, what one chooses, the devices, and the way out.

use domain::account::model::{Body, Me};
use domain::text::joined;
use leptos::prelude::*;

use super::choosing::Choosing;
use super::leave::LeaveForm;
use super::section::{Section, Setting};
use account::AtWork;
use directory::{WHO_CHECKS, is_unverified};
use ui::{Avatar, Erased, Icon, Page, Size};

/// What somebody can choose, the way to their devices, and the way out.
#[component]
pub fn SettingsScreen() -> impl IntoView {
    let at_work = expect_context::<AtWork>();
    let me = at_work.me.get_untracked();
    let locks = format!("{} without use. {} sets this.", spell(me.idle_seconds), me.organisation);
    view! {
        <Page title="Settings">
            <Profile me />
            <Choosing />
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
    let (verified, unverified) = (person.verified_at.is_some(), is_unverified(&person));
    view! {
        <section class="card profile-card" aria-labelledby="profile-name">
            <Avatar name=person.name.clone() id=person.id.to_string() size=Size::Large />
            <div class="profile-card__words">
                <h2 class="profile-card__name" id="profile-name">
                    <bdi>{person.name}</bdi>
                </h2>
                <p>{work}</p>
                <p class="hint">{place} " " {(person.body != Body::None).then(|| view! { <Verified verified /> }.erased())}</p>
                {unverified.then(|| view! { <p class="hint">{WHO_CHECKS}</p> }.erased())}
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
