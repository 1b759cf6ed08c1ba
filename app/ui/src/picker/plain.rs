//! For those without WASM: those picked and those found, each with a box to tick.

use leptos::prelude::*;

use super::held::{Held, Pick};
use crate::states::ErrorState;

/// The list with boxes; the picked ones first, ticked.
#[component]
pub(super) fn Plain(held: Held) -> impl IntoView {
    let field = held.field();
    let one = move |pick: Pick, checked: bool| {
        let field = field.clone();
        view! {
            <label class="tick">
                <input type="checkbox" name=field value=pick.id checked=checked />
                <span><bdi>{pick.name}</bdi> " " <bdi class="hint">{pick.more}</bdi></span>
            </label>
        }
    };
    let picked = held.picked.get_untracked();
    let offers = untrack(|| held.offers());
    let found = held.found.get_untracked();
    // Trouble is not nobody.
    let none = picked.is_empty() && offers.is_empty() && found.is_ok();
    let words = held.asked.get_untracked();
    let nobody = none.then(|| view! { <p>{if words.is_empty() { "Look for somebody first.".to_owned() } else { "Nothing found. Try the beginning of a name.".to_owned() }}</p> });
    let failure = found.err().map(|failure| view! { <ErrorState failure /> });
    let picked: Vec<_> = picked.into_iter().map(|pick| one(pick, true)).collect();
    let offers: Vec<_> = offers.into_iter().map(|pick| one(pick, false)).collect();
    view! {
        <div class="ticks picker__ticks" role="group" aria-label="Found">
            {picked}
            {offers}
        </div>
        {failure}
        {nobody}
    }
}
