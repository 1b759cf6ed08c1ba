//! The way out of this device.

use leptos::prelude::*;
use server_fn::ServerFn;

use crate::account::api::SignOut;

/// Signs out here, in every tab.
#[component]
pub fn LeaveForm(
    /// What it is called, where "Sign out" alone does not say it.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    view! {
        // A plain form on purpose: the whole page goes, and everything in memory with it.
        <form method="post" action=SignOut::url()>
            <button type="submit" class="button button--danger-quiet" aria-label=label>
                "Sign out"
            </button>
        </form>
    }
}
