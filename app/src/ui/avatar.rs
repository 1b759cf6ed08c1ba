//! A person or group in one glance: initials on a colour that stays theirs.

use leptos::prelude::*;

/// How many colours the style sheet knows.
const COLOURS: u32 = 8;

/// How large.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// In a line of text.
    Tiny,
    /// In a dense list.
    Small,
    /// In a list.
    #[default]
    Regular,
    /// At the head of a screen.
    Large,
}

/// Initials on a colour. Decoration only: the name always stands beside it.
#[component]
pub fn Avatar(
    /// Whose.
    #[prop(into)]
    name: String,
    /// What the colour follows: the id of the person, or of the group, so that it is the same everywhere and never changes.
    #[prop(into)]
    id: String,
    /// How large.
    #[prop(optional)]
    size: Size,
    /// Whether it is a group: square, with the group sign.
    #[prop(optional)]
    group: bool,
) -> impl IntoView {
    let mut class = format!("avatar avatar--{}", colour(&id));
    match size {
        Size::Tiny => class.push_str(" avatar--tiny"),
        Size::Small => class.push_str(" avatar--small"),
        Size::Regular => {}
        Size::Large => class.push_str(" avatar--large"),
    }
    if group {
        class.push_str(" avatar--group");
    }
    view! { <span class=class aria-hidden="true">{initials(&name)}</span> }
}

/// The first letters of the first and last word: "Dr Asha Patel" is "AP".
pub fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().filter(|word| !is_title(word)).collect();
    let first = words.first().and_then(|word| word.chars().next());
    let last = words.get(1..).and_then(<[&str]>::last).and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

fn is_title(word: &str) -> bool {
    matches!(word.trim_end_matches('.'), "Dr" | "Mr" | "Mrs" | "Ms" | "Miss" | "Mx" | "Prof" | "Professor" | "Sister")
}

/// FNV-1a: the same on the server and in every browser.
fn colour(id: &str) -> u32 {
    let hash = id.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash % COLOURS + 1
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_leave_titles_out() {
        assert_eq!(["Dr Asha Patel", "Prof. Jo van der Berg", "Cher", ""].map(initials), ["AP", "JB", "C", ""]);
    }
}
