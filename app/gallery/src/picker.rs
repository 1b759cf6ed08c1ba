//! The picker: among 312 people who do not exist.

use call::failure::Problem;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ui::{Banner, Button, ErrorSummary, Picker, Toasts, Typed, counted};

use crate::api::{GalleryPick, gallery_find};

#[component]
pub(crate) fn PickerPage(path: String) -> impl IntoView {
    let action = ServerAction::<GalleryPick>::new();
    let form = Typed::new("gallery-pick", action);
    let toasts = expect_context::<Toasts>();
    let said = |count: usize| format!("{} chosen", counted(count, "person", "people"));
    Effect::new(move |_| {
        if let Some(Ok::<_, Problem>(count)) = action.value().get() {
            toasts.show(said(count));
        }
    });
    let query = use_query_map();
    view! {
        {move || query.with(|query| query.get("picked")?.parse().ok()).map(|count| view! { <Banner>{said(count)}</Banner> })}
        <ErrorSummary form />
        <ActionForm action>
            <Picker form name="people" label="Who is on call" hint="Look for a name, a role or a ward" screen=path find=gallery_find />
            <Button busy=action.pending()>"Save who is on call"</Button>
        </ActionForm>
    }
}
