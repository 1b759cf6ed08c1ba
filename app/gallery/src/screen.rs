//! The pages of the gallery: `/dev/gallery/PART/LOOK`. How it looks stands in the path, for what a part shows stands in the query.

use call::failure::Problem;
use leptos::prelude::*;
use leptos_meta::Html;
use leptos_router::hooks::use_params_map;
use ui::{
    ErrorState, Heading, LiveRegions, LostScreen, Skeleton, SkipLink, Tab, Tabs, ToastRegion, UpdatePrompt, came, fetched_first, registered,
};

use crate::api::gallery_here;
use crate::dialog::DialogPage;
use crate::form::FormPage;
use crate::picker::PickerPage;
use crate::table::TablePage;
use crate::upload::UploadPage;
use crate::words::WordsPage;

/// The parts: their word in the address, and their name.
const PARTS: [(&str, &str); 6] =
    [("table", "Table"), ("form", "Form"), ("dialog", "Dialog"), ("picker", "Picker"), ("upload", "Upload"), ("words", "Words and states")];
/// How all of them may look: a word in the address, what it is called, theme and density.
const LOOKS: [(&str, &str, &str, &str); 4] = [
    ("light", "Light", "light", "regular"),
    ("dark", "Dark", "dark", "regular"),
    ("light-compact", "Light, compact", "light", "compact"),
    ("dark-compact", "Dark, compact", "dark", "compact"),
];

/// The gallery, if this server has one.
#[component]
pub fn GalleryScreen() -> impl IntoView {
    let here = fetched_first(|| (), |()| gallery_here());
    view! {
        <Suspense fallback=Skeleton>
            {move || Suspend::new(async move {
                match came(here).await {
                    Ok(()) => view! { <Shown /> }.into_any(),
                    Err(Problem(failure)) if failure.is_passing() => view! { <main id="main" class="page"><Heading text="Gallery" /><ErrorState failure /></main> }.into_any(),
                    Err(_) => view! { <LostScreen /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Shown() -> impl IntoView {
    let params = use_params_map();
    let word = move |name: &'static str| Memo::new(move |_| params.with(|params| params.get(name).unwrap_or_default()));
    let (part, look) = (word("part"), word("look"));
    let looks = move || LOOKS.iter().find(|(key, ..)| *key == look.read().as_str());
    let title =
        Signal::derive(move || PARTS.iter().find(|(key, _)| *key == part.read().as_str()).map_or("Gallery", |(_, name)| *name).to_owned());
    view! {
        <Html attr:data-theme=move || looks().map(|look| look.2) attr:data-density=move || looks().map(|look| look.3) />
        <div class="skip-links">
            <SkipLink to="main">"Skip to main content"</SkipLink>
        </div>
        <main id="main" class="page page--wide" tabindex="-1">
            <Heading text=title class="page__title" />
            <Ways part look />
            {move || view! { <OnePart part=part.get() look=look.get() /> }}
        </main>
        <ToastRegion />
        <LiveRegions />
        <UpdatePrompt newer=registered() />
    }
}

/// From part to part in the same look, and from look to look of the same part.
#[component]
fn Ways(part: Memo<String>, look: Memo<String>) -> impl IntoView {
    view! {
        {move || {
            let look = look.get();
            let tabs = PARTS.map(|(key, name)| Tab::new(address(key, &look), name)).to_vec();
            view! { <Tabs label="Parts" tabs current=Signal::derive({
                let look = look.clone();
                move || address(&part.read(), &look)
            }) /> }
        }}
        {move || {
            let part = part.get();
            let shown = if part.is_empty() { PARTS[0].0.to_owned() } else { part };
            let tabs = LOOKS.map(|(key, name, ..)| Tab::new(address(&shown, key), name)).to_vec();
            view! { <Tabs label="Looks" tabs current=Signal::derive(move || address(&shown, &look.read())) /> }
        }}
    }
}

fn address(part: &str, look: &str) -> String {
    if look.is_empty() { format!("/dev/gallery/{part}") } else { format!("/dev/gallery/{part}/{look}") }
}

#[component]
fn OnePart(part: String, look: String) -> impl IntoView {
    let path = address(&part, &look);
    let inside = match part.as_str() {
        "form" => view! { <FormPage /> }.into_any(),
        "dialog" => view! { <DialogPage path /> }.into_any(),
        "picker" => view! { <PickerPage path /> }.into_any(),
        "upload" => view! { <UploadPage /> }.into_any(),
        "words" => view! { <WordsPage path /> }.into_any(),
        "table" => view! { <TablePage path /> }.into_any(),
        _ => {
            view! { <p class="page__lead">"Each part of the interface in each of its states, with made-up data. Nothing here is kept."</p> }
                .into_any()
        }
    };
    view! { <div class="page__section">{inside}</div> }
}
