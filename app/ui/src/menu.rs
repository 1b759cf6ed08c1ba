//! Things to do that are shown when asked for. The browser's own popover opens and closes it, also without WASM.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

use super::Icon;

/// A button that opens a few things to do (`menu__item`s). It closes on Escape, outside, and when one is chosen.
#[component]
pub fn Menu(
    /// Names the parts; unique on the page.
    #[prop(into)]
    id: String,
    /// What the button is called.
    #[prop(into)]
    label: String,
    /// Its sign.
    #[prop(optional, default = "more")]
    icon: &'static str,
    /// What there is to do: buttons, links or forms.
    children: Children,
) -> impl IntoView {
    let close = {
        let id = id.clone();
        move |_| {
            let menu = document().get_element_by_id(&id).and_then(|menu| menu.dyn_into::<HtmlElement>().ok());
            if let Some(menu) = menu {
                // Refused when it is closed already.
                drop(menu.hide_popover());
            }
        }
    };
    view! {
        <button type="button" class="button button--icon" popovertarget=id.clone() aria-label=label.clone() title=label>
            <Icon name=icon />
        </button>
        <div class="menu" id=id popover="auto" on:click=close>
            {children()}
        </div>
    }
}
