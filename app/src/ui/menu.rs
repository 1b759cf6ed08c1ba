//! Things to do that are shown when asked for: `<details>`, so it opens without WASM too.

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlElement, Node};

use super::{Icon, focus};

/// A button that opens a few things to do. Closes on Escape, when the focus leaves, and when one is chosen.
#[component]
pub fn Menu(
    /// What the button is called.
    #[prop(into)]
    label: String,
    /// Its sign.
    #[prop(optional, default = "more")]
    icon: &'static str,
    /// What there is to do: buttons, links or forms.
    children: Children,
) -> impl IntoView {
    let menu = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    let keyed = move |event: KeyboardEvent| {
        let Some(menu) = menu.get_untracked().filter(|menu| menu.open() && event.key() == "Escape") else { return };
        event.stop_propagation();
        menu.set_open(false);
        if let Ok(Some(opener)) = menu.query_selector("summary") {
            focus(opener.unchecked_ref::<HtmlElement>());
        }
    };
    let left = move |event: FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
        let stays = menu.get_untracked().is_some_and(|menu| to.is_some() && menu.contains(to.as_ref()));
        if !stays && event.related_target().is_some() {
            close();
        }
    };
    view! {
        <details class="menu" node_ref=menu on:keydown=keyed on:focusout=left>
            <summary class="icon-button" aria-label=label.clone() title=label>
                <Icon name=icon />
            </summary>
            <div class="menu__items" on:click=move |_| close()>
                {children()}
            </div>
        </details>
    }
}
