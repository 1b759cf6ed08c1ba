//! Questions: one that takes something away and one that does not, each as a dialog and as a page.

use call::failure::Problem;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ui::{Banner, Button, Confirm, ConfirmPage, Kind, Question, Toasts};

use crate::api::GalleryArchive;

#[component]
pub(crate) fn DialogPage(path: String) -> impl IntoView {
    let action = ServerAction::<GalleryArchive>::new();
    let query = use_query_map();
    let (archiving, reminding) = (RwSignal::new(false), RwSignal::new(false));
    let toasts = expect_context::<Toasts>();
    Effect::new(move |_| {
        if let Some(Ok::<_, Problem>(words)) = action.value().get() {
            archiving.set(false);
            reminding.set(false);
            toasts.show(words);
        }
    });
    let path = StoredValue::new(path);
    move || {
        let asked = query.with(|query| query.get("ask")).unwrap_or_default();
        let (path, deed) = (path.get_value(), asked == "archive" || asked == "remind");
        if deed {
            let archive = asked == "archive";
            let question = if archive { archive_question() } else { remind_question() };
            return view! { <ConfirmPage question back=path><Deed action archive /></ConfirmPage> }.into_any();
        }
        let done = query
            .with(|query| query.get("done"))
            .map(|done| view! { <Banner>{if done == "archive" { "Ward list archived" } else { "Everybody reminded" }}</Banner> });
        view! {
            {done}
            <div class="buttons">
                <Confirm id="remind" href=format!("{path}?ask=remind") label="Remind everybody".to_owned() question=remind_question() open=reminding>
                    <Deed action archive=false />
                </Confirm>
                <Confirm id="archive" href=format!("{path}?ask=archive") label="Archive the ward list".to_owned() question=archive_question() danger=true open=archiving>
                    <Deed action archive=true />
                </Confirm>
            </div>
        }
        .into_any()
    }
}

fn archive_question() -> Question {
    let words = "Nobody can write in “Ward 7 قائمة” any more. What was written stays, and you can bring it back.".to_owned();
    Question { title: "Archive the ward list?".to_owned(), words, keep: "Keep it" }
}

fn remind_question() -> Question {
    let words = "8 people get a message now. Those who are off duty see it when they come back.".to_owned();
    Question { title: "Remind everybody?".to_owned(), words, keep: "Not now" }
}

#[component]
fn Deed(action: ServerAction<GalleryArchive>, archive: bool) -> impl IntoView {
    let (key, kind, words) = if archive { ("archive", Kind::Danger, "Archive it") } else { ("remind", Kind::Primary, "Remind them") };
    view! {
        <ActionForm action>
            <input type="hidden" name="deed" value=key />
            <Button kind busy=action.pending()>{words}</Button>
        </ActionForm>
    }
}
