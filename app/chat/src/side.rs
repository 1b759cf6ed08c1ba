//! What stands beside the messages, as the address says: `?info=`. With the program some of it is a dialog. Its frame comes with
//! the messages; what is in it is fetched once the page lives.

use domain::access::{MessageId, PersonId};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::about::About;
use super::add_plain::AddHere;
use super::aside::Aside;
use super::details::Details;
use super::sure::{SureToLeave, SureToRemove};
use ui::{Erased, Fetch, Place, Skeleton, drawn, part};

/// What stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
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
    pub fn of(query: &ParamsMap) -> Self {
        let person = || query.get("person").and_then(|id| id.parse().ok());
        match query.get("info").as_deref() {
            None => Self::Nothing,
            Some("add") => Self::Add,
            Some("leave") => Self::Leave,
            Some("remove") => person().map_or(Self::Details, Self::Remove),
            // What a later version says stands for something beside the messages, and the details are that too.
            Some(info) => info.parse().map_or(Self::Details, Self::Message),
        }
    }

    /// What stands over it.
    fn title(self) -> &'static str {
        match self {
            Self::Nothing | Self::Details => "Details",
            Self::Add => "Add members",
            Self::Leave => "Leave this group?",
            Self::Remove(_) => "Take them out of this group?",
            Self::Message(_) => "About this message",
        }
    }
}

/// Draws it.
#[component]
pub fn SidePane(
    side: Memo<Side>,
    /// What the conversation is called.
    named: Memo<String>,
) -> impl IntoView {
    move || {
        let side = side.get();
        if side == Side::Nothing {
            return ().into_any();
        }
        let title = side.title();
        let label = Signal::derive(move || if side == Side::Details { format!("{title} of {}", named.get()) } else { title.to_owned() });
        let inside = move || Suspend::new(drawn(Fetch::new(move || inside(side, named)), Place::Dialog));
        view! { <Aside title label><Suspense fallback=Skeleton>{inside}</Suspense></Aside> }.into_any()
    }
}

/// Whether what stands beside the messages can be shown at once, fetched if need be.
pub async fn beside_comes() -> bool {
    fetch_inside().await.is_ok()
}

part!(/// What is in the pane.
beside, preload(fetch_inside), fn inside(side: Side, named: Memo<String>) -> AnyView => match side {
    Side::Nothing => ().into_any(),
    Side::Details => view! { <Details named /> }.erased(),
    Side::Add => view! { <AddHere /> }.erased(),
    Side::Leave => view! { <SureToLeave /> }.erased(),
    Side::Remove(person) => view! { <SureToRemove person /> }.erased(),
    Side::Message(id) => view! { <About id /> }.erased(),
});

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
