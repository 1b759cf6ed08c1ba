//! On the way to another conversation: the one that still stands on the screen says so, and takes nothing.

use std::time::Duration;

use domain::access::ConversationId;
use domain::text::isolated;
use leptos::prelude::*;

use super::here::Here;
use ui::{Announcer, Icon};

/// So long nobody need be told that something comes.
const SOON: Duration = Duration::from_secs(1);

/// What covers it, a moment after somebody has gone on (`_chat.scss`).
#[component]
pub(super) fn Opening() -> impl IntoView {
    let here = expect_context::<Here>();
    let announcer = expect_context::<Announcer>();
    let next = here.next;
    Effect::new(move |_| {
        if let Some(going) = next.get() {
            let tell = move || {
                if next.try_get_untracked().flatten() == Some(going) {
                    announcer.say(format!("Opening {}", isolated(&called(here, going))));
                }
            };
            set_timeout(tell, SOON);
        }
    });
    move || {
        next.get().map(|going| {
            view! {
                <p class="chat__opening" aria-hidden="true">
                    <span class="chat__going">
                        <Icon name="clock" />
                        <span>"Opening " <bdi>{called(here, going)}</bdi> "\u{2026}"</span>
                    </span>
                </p>
            }
        })
    }
}

fn called(here: Here, conversation: ConversationId) -> String {
    here.chat().called(conversation).unwrap_or_else(|| "the conversation".to_owned())
}
