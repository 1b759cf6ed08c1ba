//! A question over the page. The browser's own `<dialog>` keeps the focus in, closes on Escape and gives the focus back.

use leptos::html;
use leptos::prelude::*;

/// A modal dialog; what it holds exists only while it is open.
#[component]
pub fn Dialog(
    /// Names the parts; unique on the page.
    id: &'static str,
    /// Whether it is open; the dialog sets it when somebody closes it.
    open: RwSignal<bool>,
    /// What it is about.
    #[prop(into)]
    title: Signal<String>,
    /// `alertdialog` for what interrupts.
    #[prop(optional, default = "dialog")]
    role: &'static str,
    /// What is in it.
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let title_id = format!("{id}-title");
    let children = StoredValue::new(children);
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if open.get() && !dialog.open() {
            // Fails only when it is open or out of the page, and then there is nothing to show.
            drop(dialog.show_modal());
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    let outside = move |event: leptos::ev::MouseEvent| {
        // A click on the backdrop has the dialog itself as its target.
        if event.target() == event.current_target() {
            open.set(false);
        }
    };
    view! {
        <dialog id=id class="dialog" node_ref=dialog role=role aria-labelledby=title_id.clone() on:close=move |_| open.set(false) on:click=outside>
            <div class="dialog__body">
                <h2 class="dialog__title" id=title_id>
                    {title}
                </h2>
                <Show when=move || open.get()>{children.with_value(|children| children())}</Show>
            </div>
        </dialog>
    }
}
