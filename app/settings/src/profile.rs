//! What colleagues see of oneself, changed: another ward, another grade, another name.

use leptos::prelude::*;

use account::AtWork;
use account::api::{SaveProfile, my_arrival, who_am_i};
use account::{ProfileForm, turned_away};
use call::failure::Problem;
use ui::for_app;
use ui::{Erased, ErrorState, ErrorSummary, Page, Skeleton, Toasts, Typed, came, fetched};

/// Asks for what the profile was made of.
#[component]
pub fn ChangeProfileScreen() -> impl IntoView {
    let arrival = fetched(|| (), |()| my_arrival());
    let action = ServerAction::<SaveProfile>::new();
    let form = Typed::new("save-profile", action);
    let at_work = expect_context::<AtWork>();
    let toasts = expect_context::<Toasts>();
    Effect::new(move |_| {
        if action.value().with(|value| matches!(value, Some(Ok(())))) {
            toasts.show("Your profile is saved");
            // The other screens show it as the server has it now.
            for_app(async move {
                match who_am_i().await {
                    Ok(me) => at_work.me.set(me),
                    Err(Problem(failure)) if turned_away(&failure) => {}
                    Err(_) => toasts.show("Your profile is saved. Other screens show it after a reload"),
                }
            });
        }
    });
    view! {
        <Page title="Your profile" back="/settings" back_label="Back to settings" wrong=Signal::derive(move || form.is_refused())>
            <ErrorSummary form />
            <p class="page__lead">"Colleagues find you by this. A new name or number has to be checked again before it counts as verified."</p>
            <Suspense fallback=Skeleton>
                {move || Suspend::new(async move {
                    match came(arrival).await {
                        Ok(arrival) => {
                            view! {
                                <div class="page__section">
                                    <ProfileForm form action arrival words="Save profile" />
                                </div>
                            }
                                .erased()
                        }
                        Err(problem) => view! { <ErrorState failure=problem.0 retry=Callback::new(move |()| arrival.refetch()) /> }.erased(),
                    }
                })}
            </Suspense>
        </Page>
    }
}
