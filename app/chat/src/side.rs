//! What stands beside the messages, as the address says: `?info=`. With the program some of it is a dialog.

use domain::access::{MessageId, PersonId};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::about::About;
use super::add_plain::AddHere;
use super::details::Details;
use super::sure::{SureToLeave, SureToRemove};

/// What stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Nothing.
    Nothing,
    /// Who is in the conversation, and what may be changed.
    Details,
    /// Whom to add.
    Add,
    /// Whether to leave.
    Leave,
    /// Whether to take somebody out.
    Remove(PersonId),
    /// A message: who has read it, what it said before, what can be done with it.
    Message(MessageId),
}

impl Side {
    /// What the address asks for.
    pub(super) fn of(query: &ParamsMap) -> Self {
        let person = || query.get("person").and_then(|id| id.parse().ok());
        match query.get("info").as_deref() {
            None => Self::Nothing,
            Some("add") => Self::Add,
            Some("leave") => Self::Leave,
            Some("remove") => person().map_or(Self::Details, Self::Remove),
            Some(info) => info.parse().map_or(Self::Details, Self::Message),
        }
    }
}

/// Draws it.
#[component]
pub(super) fn SidePane(
    side: Memo<Side>,
    /// What the conversation is called.
    named: Memo<String>,
) -> impl IntoView {
    move || match side.get() {
        Side::Nothing => ().into_any(),
        Side::Details => view! { <Details named /> }.into_any(),
        Side::Add => view! { <AddHere /> }.into_any(),
        Side::Leave => view! { <SureToLeave /> }.into_any(),
        Side::Remove(person) => view! { <SureToRemove person /> }.into_any(),
        Side::Message(id) => view! { <About id /> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn asked(info: &str) -> Side {
        let pairs = [("info", info), ("person", "00000000-0000-0000-0000-000000000001")];
        Side::of(&pairs.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect())
    }

    #[test]
    fn the_address_says_what_stands_beside_the_messages() {
        let one = Uuid::from_u128(1);
        assert_eq!(Side::of(&ParamsMap::new()), Side::Nothing);
        assert_eq!(asked("1"), Side::Details);
        assert_eq!(asked("remove"), Side::Remove(PersonId(one)));
        assert_eq!(asked("00000000-0000-0000-0000-000000000001"), Side::Message(MessageId(one)));
        assert_eq!(asked("what a later version says"), Side::Details);
    }
}
