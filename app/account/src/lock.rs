//! The lock as a page: where the home screen's shortcut leads. An address that is only opened locks nothing.

use leptos::prelude::*;
use server_fn::ServerFn;

use super::api::Lock;
use ui::{Heading, Icon, Leaf};

/// Asks for one press.
#[component]
pub fn LockScreen() -> impl IntoView {
    view! {
        <main class="shell__main" id="main" tabindex="-1">
            <div class="empty">
                <Leaf large=true />
                <Heading class="empty__title" text="Lock Pando?" />
                <p>"Your PIN opens it again on this device."</p>
                <form method="post" action=Lock::url()>
                    <button type="submit" class="button" autofocus>
                        <Icon name="lock" />
                        "Lock now"
                    </button>
                </form>
            </div>
        </main>
    }
}
