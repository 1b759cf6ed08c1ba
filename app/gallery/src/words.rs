//! Small parts that say something about a thing, and what stands where there is nothing: badge, tag, chip, banner, tabs, empty,
//! loading, error.

use domain::access::Failure;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ui::{Badge, Banner, Chip, Empty, ErrorState, Mood, Skeleton, Tab, Tabs, Tag, Tone};

/// A name that turns what stands beside it, if nobody holds it apart.
const ARABIC: &str = "ليلى حداد";

#[component]
pub(crate) fn WordsPage(path: String) -> impl IntoView {
    let query = use_query_map();
    let here = path.clone();
    let current = Signal::derive(move || match query.with(|query| query.get("tab")) {
        Some(tab) => format!("{here}?tab={tab}"),
        None => here.clone(),
    });
    let tabs = vec![
        Tab::new(path.clone(), "Everybody"),
        Tab { count: Some(12), ..Tab::new(format!("{path}?tab=invited"), "Invited") },
        Tab { count: Some(140), ..Tab::new(format!("{path}?tab=left"), ARABIC) },
    ];
    view! {
        <Section name="Tabs"><Tabs label="People" tabs current /></Section>
        <Section name="Badges">
            <div class="buttons">
                <Badge count=3 what="unread" /> <Badge count=140 what="unread" /> <Badge count=7 what="people" muted=true />
            </div>
        </Section>
        <Section name="Tags">
            <div class="buttons">
                <Tag>"Off duty"</Tag> <Tag mood=Mood::Good icon="verified">"Checked"</Tag> <Tag mood=Mood::Attention icon="unverified">"Not verified"</Tag>
                <Tag mood=Mood::Urgent icon="urgent">"Urgent"</Tag> <Tag>{ARABIC}</Tag>
            </div>
        </Section>
        <Section name="Chips">
            <ul class="chips" aria-label="Chips">
                <li><Chip href=format!("{path}?tab=invited") chosen=true>"Invited"</Chip></li>
                <li><Chip href=format!("{path}?tab=left")>{ARABIC}</Chip></li>
            </ul>
        </Section>
        <Section name="Banners">
            <div class="gallery__stack">
                <Banner>"The ward list was saved."</Banner>
                <Banner tone=Tone::Attention>"Two people have no ward."</Banner>
                <Banner tone=Tone::Trouble>"The list could not be saved."</Banner>
            </div>
        </Section>
        <Section name="Empty">
            <Empty icon="people" title="Nobody is on call"><p>"Choose who is, and they are told."</p></Empty>
        </Section>
        <Section name="Loading"><Skeleton /></Section>
        <Section name="Error"><ErrorState failure=Failure::Internal("E-GALLERY".into()) retry=move |()| {} /></Section>
    }
}

#[component]
fn Section(name: &'static str, children: Children) -> impl IntoView {
    let id = format!("part-{}", name.to_lowercase());
    let named = id.clone();
    view! {
        <section class="page__section" aria-labelledby=named>
            <h2 class="page__heading" id=id>
                {name}
            </h2>
            {children()}
        </section>
    }
}
